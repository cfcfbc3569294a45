"""
The text of an article's page.

Pure, but not safe: call `read_page` through `confined.Readers`, like all parsing of bytes that
somebody else wrote.
"""

from __future__ import annotations

from datetime import UTC, datetime

import htmldate
import trafilatura

from ingest.entries import PageText
from ingest.parsing import declared_charset
from ingest.text import tidy

#: A text shorter than this is taken for a summary.
SUMMARY_LENGTH = 1200
_CUT_OFF = ("…", "...", "[…]", "[...]", "(more…)")


def needs_page(text: str) -> bool:
    """Say whether the text of a feed's entry looks like a summary, or is cut off."""
    return len(text) < SUMMARY_LENGTH or text.rstrip().endswith(_CUT_OFF)


def read_page(body: bytes, *, url: str, content_type: str = "") -> PageText:
    """Take the article's text out of a web page, without navigation, comments and tables."""
    source = _decoded(body, content_type)
    text = trafilatura.extract(
        source,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        include_formatting=False,
    )
    # One line is one paragraph in what comes back.
    return PageText(text=tidy((text or "").replace("\n", "\n\n")), published=_date_of(source, url))


def _date_of(source: str | bytes, url: str) -> datetime | None:
    day = htmldate.find_date(source, url=url, original_date=True, extensive_search=False)
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def _decoded(body: bytes, content_type: str) -> str | bytes:
    """Believe the server's charset where the bytes agree; else leave it to the extractor."""
    charset = declared_charset(content_type)
    if charset:
        try:
            return body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return body

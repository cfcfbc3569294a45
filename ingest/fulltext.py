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
#: A cell of a table with so many words is text, not data.
_SENTENCE_WORDS = 8
_CUT_OFF = ("…", "...", "[…]", "[...]", "(more…)")


def needs_page(text: str) -> bool:
    """Say whether the text of a feed's entry looks like a summary, or is cut off."""
    return len(text) < SUMMARY_LENGTH or text.rstrip().endswith(_CUT_OFF)


def read_page(body: bytes, *, url: str, content_type: str = "") -> PageText:
    """Take the text of an article out of its page, without navigation, comments and data."""
    source = _decoded(body, content_type)
    text = trafilatura.extract(
        source,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
    )
    return PageText(text=tidy(_prose(text or "")), published=_date_of(source, url))


def _prose(extracted: str) -> str:
    """
    Give the paragraphs, one a line in what the extractor hands back, with blank lines between.

    Some pages lay out their text in tables; a table of data is not for reading by sentences.
    """
    paragraphs = []
    for line in extracted.split("\n"):
        if not line.startswith("|"):
            paragraphs.append(line)
            continue
        cells = [cell for part in line.split("|") if (cell := part.strip(" -"))]
        paragraphs += cells if len(cells) == 1 else filter(_is_sentence, cells)
    return "\n\n".join(paragraphs)


def _is_sentence(cell: str) -> bool:
    return len(cell.split()) >= _SENTENCE_WORDS


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

"""
Bytes of a feed to entries.

Pure, but not safe: feedparser has inputs on which it takes quadratic time. Call `read_feed`
through `confined.Readers`, which runs it in a process that is stopped in time.
"""

from __future__ import annotations

import calendar
import html
import io
import json
import re
import time
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urljoin

import feedparser

from ingest.entries import Entry, ParsedFeed
from ingest.text import one_line, plain_text, tidy, without_unseen

MOST_ENTRIES = 2000

_SNIFFED = 4096
_ROOTS = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(rb'^\s*\{.*"https?:(?:\\?/){2}jsonfeed\.org', re.DOTALL)
#: What browsers leave out of an address, however it was wrapped.
_BROKEN_LINE = re.compile(r"[\t\r\n]+")
_PROLOG_SPACE = re.compile(rb"\s{2,}")

Sniffed = Literal["feed", "json", "html", "empty", "unknown"]


def sniff(body: bytes) -> Sniffed:
    """Say what `body` looks like; only what is a "feed", "json" or "unknown" is worth reading."""
    head = _ascii_head(body)
    if not head.strip():
        return "empty" if not body.strip() else "unknown"
    if _JSON_FEED.match(head):
        return "json"
    feed, page = _ROOTS.search(head), _HTML.search(head)
    if feed and (not page or feed.start() < page.start()):
        return "feed"
    if page:
        return "html"
    return "unknown"


def scrub(body: bytes) -> bytes:
    """
    Shorten white space before the root element.

    Thousands of blank lines there cost feedparser seconds, and some servers send them.
    """
    start = re.search(rb"<[\w]", body)
    end = start.start() if start else len(body)
    if end < 2 or b"\x00" in body[:4]:  # UTF-16 and UTF-32 are left alone
        return body
    return _PROLOG_SPACE.sub(b"\n", body[:end]).lstrip() + body[end:]


def read_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Read RSS, Atom, RDF or JSON Feed; an unrecognised document gives no entries."""
    if sniff(body) == "json":
        return _read_json(body, url)
    # The address is not told to feedparser: it would resolve guids against it, which then would
    # change with the address.
    headers = {"content-type": content_type} if content_type else {}
    # BytesIO and nothing else: feedparser opens what it is given as a file or address first.
    document = feedparser.parse(
        io.BytesIO(scrub(body)),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries = document.get("entries", [])[:MOST_ENTRIES]
    atom = str(document.get("version") or "").startswith("atom")
    feed = document.get("feed", {})
    return ParsedFeed(
        entries=tuple(_entry(entry, url, atom=atom) for entry in entries),
        title=one_line(str(feed.get("title") or "")),
        interval_minutes=_interval(feed),
        version=str(document.get("version") or ""),
    )


def _entry(entry: Any, url: str, *, atom: bool) -> Entry:
    return Entry(
        guid=without_unseen(str(entry.get("id") or "")).strip(),
        link=_link(entry, url),
        title=_title(entry, atom=atom),
        text=_text(entry, atom=atom),
        published=_moment(entry, "published_parsed", "created_parsed")
        or _moment(entry, "updated_parsed"),
        updated=_moment(entry, "updated_parsed"),
    )


def _link(entry: Any, url: str) -> str:
    link = str(entry.get("link") or "")
    if not link:
        alternates = [
            item.get("href", "")
            for item in entry.get("links", [])
            if item.get("rel", "alternate") == "alternate"
        ]
        link = str(alternates[0]) if alternates else ""
    return _web_address(link, url)


def _web_address(link: str, base: str) -> str:
    """Resolve `link`; "" for what can't be fetched over HTTP."""
    if not link.strip():
        return ""
    try:
        address = urljoin(base, _BROKEN_LINE.sub("", without_unseen(link).strip()))
    except ValueError:
        return ""
    scheme, _, rest = address.partition("://")
    return f"{scheme.lower()}://{rest}" if scheme.lower() in ("http", "https") and rest else ""


def _title(entry: Any, *, atom: bool) -> str:
    title = str(entry.get("title") or "")
    detail = entry.get("title_detail") or {}
    return " ".join(_plain(title, str(detail.get("type") or ""), atom=atom).split())


def _text(entry: Any, *, atom: bool) -> str:
    """Take the longest of the entry's contents and its summary: some feeds cut one of them."""
    candidates = [
        _plain(str(item.get("value") or ""), str(item.get("type") or ""), atom=atom)
        for item in entry.get("content", [])
        if not str(item.get("type") or "").startswith(("image/", "audio/", "video/"))
    ]
    detail = entry.get("summary_detail") or {}
    candidates.append(
        _plain(str(entry.get("summary") or ""), str(detail.get("type") or ""), atom=atom)
    )
    return max(candidates, key=len)


def _plain(value: str, kind: str, *, atom: bool) -> str:
    """Only Atom means "text/plain" literally; elsewhere the type is feedparser's guess."""
    if kind == "text/plain" and atom:
        return tidy(value)
    if kind == "text/plain" and "<" not in value:
        return tidy(html.unescape(value))
    return plain_text(value)


def _moment(entry: Any, *names: str) -> datetime | None:
    for name in names:
        # Asked for "updated", feedparser answers with "published" unless it is looked for first.
        parsed = entry.get(name) if name in entry else None
        if isinstance(parsed, time.struct_time):
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


def _interval(feed: Any) -> float | None:
    """Read `ttl` (minutes) or `sy:updatePeriod` and `sy:updateFrequency`, where they make sense."""
    try:
        minutes = float(str(feed.get("ttl") or ""))
    except ValueError:
        period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
        if period is None:
            return None
        try:
            frequency = float(str(feed.get("sy_updatefrequency") or "1"))
        except ValueError:
            return None
        minutes = period / frequency if frequency > 0 else 0
    return minutes if 1 <= minutes <= 525_600 else None


def _read_json(body: bytes, url: str) -> ParsedFeed:
    """Read a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    try:
        document = json.loads(body)
    except ValueError:
        return ParsedFeed(entries=())
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return ParsedFeed(entries=())
    items = [item for item in document["items"] if isinstance(item, dict)][:MOST_ENTRIES]
    return ParsedFeed(
        entries=tuple(_json_entry(item, url) for item in items),
        title=one_line(_string(document, "title")),
        version="json",
    )


def _json_entry(item: dict[str, Any], url: str) -> Entry:
    link = _string(item, "url") or _string(item, "external_url")
    text = plain_text(_string(item, "content_html")) or tidy(_string(item, "content_text"))
    return Entry(
        guid=without_unseen(str(item.get("id") or "")).strip(),
        link=_web_address(link, url),
        title=" ".join(tidy(_string(item, "title")).split()),
        text=text or tidy(_string(item, "summary")),
        published=_json_moment(_string(item, "date_published")),
        updated=_json_moment(_string(item, "date_modified")),
    )


def _json_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _ascii_head(body: bytes) -> bytes:
    """Give the first characters in an encoding whose ASCII part can be searched."""
    return body.lstrip()[:_SNIFFED].replace(b"\x00", b"")


def declared_charset(content_type: str) -> str:
    """Give the charset that a Content-Type header names, "" where it names none."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    return match[1] if match else ""

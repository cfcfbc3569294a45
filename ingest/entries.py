"""What a feed or a page says, as plain values: what the reading process hands back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed; texts are plain, dates are UTC, as the feed states them."""

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """The entries of a document in its order, and how often it says that it changes."""

    entries: tuple[Entry, ...]
    title: str = ""
    #: From `ttl` or the syndication module; None where the document says nothing.
    interval_minutes: float | None = None
    #: "rss20", "atom10", "json"...; "" where nothing was recognised.
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The text of an article's page, "" where none was found, and the date it carries."""

    text: str
    #: The day of publication as the page states it; pages rarely state the time.
    published: datetime | None = None

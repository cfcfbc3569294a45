"""Tries feeds once, without remembering anything, and says what each gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from statistics import median
from typing import Literal
from urllib.parse import urljoin

from figurewatch.errors import FetchError
from ingest.confined import Readers
from ingest.dates import date_entry
from ingest.discover import find_feeds
from ingest.entries import Entry, ParsedFeed
from ingest.fetch import PAGE_TYPES, Fetched, Fetcher
from ingest.fulltext import needs_page
from ingest.identity import mode_of
from ingest.outcomes import Outcome, outcome_of_status
from ingest.parsing import sniff
from ingest.politeness import Turns
from ingest.sources import FeedSource, FetchLimits, host_of

#: Where sites have their feeds without saying so.
_USUAL_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
_OLD = timedelta(days=30)

Text = Literal["full", "summary", "mixed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCheck:
    """What one feed gave when it was tried."""

    url: str
    #: An Outcome: "updated" for a feed that could be read.
    outcome: str
    error: str = ""
    title: str = ""
    #: "rss20", "atom10", "json", …
    format: str = ""
    entries: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None
    #: Whether entries carry the article, or a summary of it.
    text: Text = "none"
    median_characters: int = 0
    seconds: float = 0.0
    #: By how much the server's clock is ahead of ours; None where it does not tell.
    clock_ahead_seconds: float | None = None
    #: In words, for whoever looks after the feed; a feed with problems may still be good enough.
    problems: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """It answers, and is a feed with entries."""
        return self.outcome == Outcome.UPDATED and self.entries > 0


class Checker:
    """Tries feeds, one host's one after the other; use it as an async context manager."""

    def __init__(self, limits: FetchLimits, *, now: Callable[[], datetime]) -> None:
        self._limits = limits
        self._now = now
        self._fetcher = Fetcher(limits)
        self._readers = Readers(limits.readers)

    async def __aenter__(self) -> Checker:
        self._clock = asyncio.get_running_loop().time
        self._turns = Turns(self._limits.spacing, self._clock)
        await self._fetcher.__aenter__()
        await self._readers.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._readers.__aexit__()
        await self._fetcher.__aexit__(None, None, None)

    async def check_all(self, sources: Sequence[FeedSource]) -> AsyncIterator[FeedCheck]:
        """Try every feed, and give each as soon as all before it are done."""
        at_once = asyncio.Semaphore(self._limits.concurrency)

        async def one(source: FeedSource) -> FeedCheck:
            async with at_once:
                return await self.check(source.url, key=source.key)

        tasks = [asyncio.create_task(one(source)) for source in sources]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()

    async def check(self, url: str, *, key: str = "") -> FeedCheck:
        """Try one feed."""
        async with self._turns.turn(key or host_of(url)):
            began = self._clock()
            try:
                fetched = await self._fetcher.fetch(url)
            except FetchError as error:
                return FeedCheck(url=url, outcome=error.reason, error=str(error))
            took = round(self._clock() - began, 2)
        found = await self._read(url, fetched)
        return replace(found, seconds=took, clock_ahead_seconds=_ahead(fetched, now=self._now()))

    async def discover(self, site: str) -> list[FeedCheck]:
        """
        Find the feeds of a site: those its page names, else those where sites usually have them.

        Each has been tried; those that are no feeds are left out. Raises FetchError if the site
        does not answer.
        """
        async with self._turns.turn(host_of(site)):
            fetched = await self._fetcher.fetch(site, accept=PAGE_TYPES)
        if sniff(fetched.body) in ("feed", "json"):
            return await self._feeds_among([site])
        named = await self._feeds_among(find_feeds(fetched.body, url=fetched.url))
        return named or await self._feeds_among(urljoin(fetched.url, path) for path in _USUAL_PATHS)

    async def _feeds_among(self, urls: Iterable[str]) -> list[FeedCheck]:
        sources = [FeedSource(url=url, outlet=url) for url in urls]
        return [check async for check in self.check_all(sources) if check.is_usable]

    async def _read(self, url: str, fetched: Fetched) -> FeedCheck:
        outcome = outcome_of_status(fetched.status)
        problems: tuple[str, ...] = ()
        if fetched.moved_to:
            problems = (f"has moved to {fetched.moved_to}",)
        failed = partial(FeedCheck, url=url, problems=problems)
        if outcome is not Outcome.UPDATED:
            return failed(outcome=outcome, error=f"answered with status {fetched.status}")
        looks = sniff(fetched.body)
        if looks == "empty":
            return failed(outcome=Outcome.EMPTY, error="is empty")
        if looks == "html":
            offered = find_feeds(fetched.body, url=fetched.url)
            if offered:
                problems += (f"offers {', '.join(offered)}",)
            error = "is a web page, not a feed"
            return failed(outcome=Outcome.NOT_A_FEED, error=error, problems=problems)
        kind = fetched.headers.get("content-type", "")
        try:
            document = await self._readers.read_feed(
                fetched.body, url=fetched.url, content_type=kind
            )
        except FetchError as refused:
            return failed(outcome=Outcome.UNREADABLE, error=str(refused))
        if not document.entries and not document.version:
            return failed(outcome=Outcome.NOT_A_FEED, error="is no feed that can be read")
        if not (fetched.validators.etag or fetched.validators.last_modified):
            problems += ("sends neither ETag nor Last-Modified: every poll fetches all of it",)
        return describe(document, url=url, now=self._now(), problems=problems)


def describe(
    document: ParsedFeed, *, url: str, now: datetime, problems: tuple[str, ...] = ()
) -> FeedCheck:
    """Say what a document gives; pure."""
    entries = document.entries
    dates = sorted(entry.published for entry in entries if entry.published)
    return FeedCheck(
        url=url,
        outcome=Outcome.UPDATED,
        title=document.title,
        format=document.version,
        entries=len(entries),
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
        text=_text_of(entries),
        median_characters=int(median(len(entry.text) for entry in entries)) if entries else 0,
        problems=(*problems, *_problems(entries, now=now)),
    )


def _ahead(fetched: Fetched, *, now: datetime) -> float | None:
    try:
        stated = parsedate_to_datetime(fetched.headers.get("date", ""))
    except ValueError:
        return None
    return (stated - now).total_seconds() if stated.tzinfo else None


def _text_of(entries: Sequence[Entry]) -> Text:
    if not any(entry.text for entry in entries):
        return "none"
    short = sum(needs_page(entry.text) for entry in entries)
    if short in (0, len(entries)):
        return "summary" if short else "full"
    return "mixed"


def _problems(entries: Sequence[Entry], *, now: datetime) -> list[str]:
    if not entries:
        return ["has no entries"]
    found = []
    flags = [flag for entry in entries for flag in date_entry(entry.published, fetched=now).flags]
    for flag, says in (("missing", "have no date"), ("future", "are dated in the future")):
        if count := flags.count(flag):
            found.append(f"{count} of {len(entries)} entries {says}")
    dates = [entry.published for entry in entries if entry.published]
    if dates and now - max(dates) > _OLD:
        found.append(f"has had nothing new since {max(dates):%d %B %Y}")
    if mode_of(entries) == "link":
        found.append("ids are missing or repeated: articles are told apart by their links")
    if bare := sum(not entry.link for entry in entries):
        found.append(f"{bare} of {len(entries)} entries have no link")
    if _text_of(entries) in ("summary", "mixed", "none"):
        found.append("carries summaries: `full_text: true` fetches the pages")
    return found

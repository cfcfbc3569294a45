"""One poll of one feed: what is fetched, what is read in it, and the drafts that come of it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from figurewatch.errors import FetchError
from ingest.confined import Readers
from ingest.entries import Entry, PageText, ParsedFeed
from ingest.fetch import PAGE_TYPES, Fetched, Fetcher, Validators
from ingest.fulltext import needs_page
from ingest.identity import Identity, identify, mode_of
from ingest.outcomes import Outcome, outcome_of_status
from ingest.parsing import sniff
from ingest.politeness import Turns, retry_after
from ingest.revisions import Draft, hash_entry
from ingest.schedule import FeedState, Poll, fresh_minutes, validators_expired
from ingest.sources import FeedSource, FetchLimits, host_of
from ingest.store import PolledFeed, Store

#: A page that failed so may be there the next time.
_PASSING = {
    Outcome.TIMEOUT,
    Outcome.DNS,
    Outcome.CONNECTION,
    Outcome.SERVER_ERROR,
    Outcome.RATE_LIMITED,
    Outcome.BAD_RESPONSE,
}


class FeedReader:
    """Polls single feeds; it decides nothing about when."""

    def __init__(
        self,
        fetcher: Fetcher,
        readers: Readers,
        store: Store,
        turns: Turns,
        *,
        limits: FetchLimits,
        now: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._readers = readers
        self._store = store
        self._turns = turns
        self._limits = limits
        self._now = now

    async def fetch(self, state: FeedState) -> Fetched | Poll:
        """Get the feed's document; a Poll says why there is none."""
        at = self._now()
        validators = Validators(etag=state.etag, last_modified=state.last_modified)
        if validators_expired(state, at):
            validators = Validators()
        try:
            return await self._fetcher.fetch(state.fetch_url, validators=validators)
        except FetchError as error:
            return Poll(at=self._now(), outcome=Outcome(error.reason), error=str(error))

    async def read(
        self, source: FeedSource, state: FeedState, fetched: Fetched | Poll
    ) -> PolledFeed:
        """Turn what was fetched into drafts of articles."""
        if isinstance(fetched, Poll):
            return PolledFeed(source=source, poll=fetched)
        poll = self._poll_of(fetched)
        if poll.outcome is not Outcome.UPDATED:
            return PolledFeed(source=source, poll=poll)
        looks = sniff(fetched.body)
        if looks == "empty":
            return PolledFeed(source=source, poll=_failed(poll, Outcome.EMPTY, "is empty"))
        if looks == "html":
            message = "is a web page, not a feed"
            return PolledFeed(source=source, poll=_failed(poll, Outcome.NOT_A_FEED, message))
        if poll.body_hash == state.body_hash:
            return PolledFeed(source=source, poll=replace(poll, outcome=Outcome.UNCHANGED))
        try:
            document = await self._readers.read_feed(
                fetched.body,
                url=fetched.url,
                content_type=fetched.headers.get("content-type", ""),
            )
        except FetchError as error:
            failed = _failed(poll, Outcome.UNREADABLE, str(error))
            return PolledFeed(source=source, poll=failed)
        if not document.entries and not document.version:
            failed = _failed(poll, Outcome.NOT_A_FEED, "is no feed that can be read")
            return PolledFeed(source=source, poll=failed)
        return await self._drafted(source, state, poll, document)

    def _poll_of(self, fetched: Fetched) -> Poll:
        outcome = outcome_of_status(fetched.status)
        at = self._now()
        return Poll(
            at=at,
            outcome=outcome,
            error="" if outcome.succeeded else f"answered with status {fetched.status}",
            retry_after=None
            if outcome.succeeded
            else retry_after(fetched.headers.get("retry-after"), now=at),
            moved_to=fetched.moved_to,
            fresh_minutes=fresh_minutes(fetched.headers),
            etag=fetched.headers.get("etag"),
            last_modified=fetched.headers.get("last-modified"),
            body_hash=hashlib.sha256(fetched.body).hexdigest() if fetched.body else None,
        )

    async def _drafted(
        self, source: FeedSource, state: FeedState, poll: Poll, document: ParsedFeed
    ) -> PolledFeed:
        mode = mode_of(document.entries, state.mode)
        identities = identify(document.entries, mode)
        drafts = [
            draft_of(entry, identity, full_text=source.full_text)
            for entry, identity in zip(document.entries, identities, strict=True)
            if entry.title or entry.text
        ]
        poll = replace(
            poll,
            mode=mode,
            title=document.title,
            stated_interval_minutes=document.interval_minutes,
        )
        if source.full_text:
            drafts, incomplete = await self._with_pages(source, drafts)
            poll = replace(poll, incomplete=incomplete)
        return PolledFeed(source=source, poll=poll, drafts=tuple(drafts))

    async def _with_pages(
        self, source: FeedSource, drafts: list[Draft]
    ) -> tuple[list[Draft], bool]:
        """Replace summaries by the text of their pages; what exceeds the limit waits."""
        known = await asyncio.to_thread(self._store.known, source, drafts)
        complete: list[Draft] = []
        left = self._limits.pages_per_poll
        for draft, article in zip(drafts, known, strict=True):
            touched = article is None or article.entry_hash != draft.entry_hash
            if not (touched and draft.url and needs_page(draft.text)):
                complete.append(draft)
            elif left > 0:
                left -= 1
                complete.append(await self._with_page(source, draft))
        return complete, len(complete) < len(drafts)

    async def _with_page(self, source: FeedSource, draft: Draft) -> Draft:
        key = page_key(source, draft.url)
        try:
            async with self._turns.turn(key):
                fetched = await self._fetcher.fetch(draft.url, accept=PAGE_TYPES)
            outcome = outcome_of_status(fetched.status)
            if outcome is not Outcome.UPDATED:
                return replace(draft, lacks_page=outcome in _PASSING)
            page = await self._readers.read_page(
                fetched.body,
                url=fetched.url,
                content_type=fetched.headers.get("content-type", ""),
            )
        except FetchError as error:
            return replace(draft, lacks_page=error.reason in _PASSING)
        return with_page(draft, page)


def draft_of(entry: Entry, identity: Identity, *, full_text: bool) -> Draft:
    """
    Draft an article from a feed's entry.

    Where the text is on a page, the feed's dates tell that the page may have changed.
    """
    stamp = (entry.updated or entry.published) if full_text else None
    return Draft(
        identity=identity,
        title=entry.title,
        text=entry.text,
        url=entry.link,
        entry_hash=hash_entry(entry.title, entry.text, updated=stamp),
        stated=entry.published,
    )


def with_page(draft: Draft, page: PageText) -> Draft:
    """Take the page's text where it says more than the feed's, and its date in any case."""
    draft = replace(draft, page_date=page.published)
    if len(page.text) <= len(draft.text):
        return draft
    return replace(draft, text=page.text, text_origin="page")


def page_key(source: FeedSource, url: str) -> str:
    """Give the politeness key of an article's page: its feed's where they share a host."""
    host = host_of(url)
    return source.key if host == host_of(source.url) else host


def _failed(poll: Poll, outcome: Outcome, message: str) -> Poll:
    return replace(poll, outcome=outcome, error=message)

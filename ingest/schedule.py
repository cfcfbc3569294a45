"""
When to poll a feed again, and what to remember of it; pure.

The interval falls with the square root of the rate of new entries, which among the rules that
were tried on recorded feeds gave the shortest delay for the same number of polls.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ingest.identity import Mode
from ingest.outcomes import Outcome

_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(minutes=60)
#: The interval of a feed with one new entry an hour.
_AT_ONE_AN_HOUR = timedelta(minutes=15)
#: A feed without anything new for so long is polled at most so seldom.
_QUIET = ((timedelta(days=30), timedelta(hours=24)), (timedelta(days=7), timedelta(hours=6)))
_LONGEST_BACKOFF = timedelta(hours=24)
_DEAD_AFTER = 30
_DEAD_INTERVAL = timedelta(days=30)
#: The rate remembers about this much, and begins with one entry in twelve hours.
_HALF_LIFE_HOURS = 48.0
_PRIOR_HOURS = 12.0
_JITTER = 0.05
#: Some servers answer 304 for ever; now and then the whole document is asked for.
_VALIDATORS_LAST = timedelta(days=8)
_MOVE_AFTER = timedelta(days=7)
_GIVE_UP_MOVE = 3.0
_RATE_LIMIT_FIRST = timedelta(minutes=10)
#: What a poll left undone is taken up again after this.
_SOON = timedelta(seconds=20)
#: Waiting longer than this share of the time that a document covers could miss entries.
_WINDOW_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between two polls."""

    url: str
    #: Where it is fetched from: `url`, or where the outlet moved it.
    fetch_url: str
    next_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    validators_since: datetime | None = None
    body_hash: str | None = None
    mode: Mode = "guid"
    #: New entries, and the hours in which they came, both fading.
    new_entries: float = 0.0
    hours: float = 0.0
    #: Entries in the last document.
    listed: int = 0
    server_interval_minutes: float | None = None
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    failures: float = 0.0
    outcome: Outcome | None = None
    #: In words, for whoever looks after the feed.
    error: str = ""
    moving_to: str | None = None
    moving_since: datetime | None = None
    title: str = ""

    @property
    def rate(self) -> float:
        """New entries an hour."""
        return (1 + self.new_entries) / (_PRIOR_HOURS + self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll of a feed brought; the entries themselves are not needed here."""

    at: datetime
    outcome: Outcome
    error: str = ""
    retry_after: timedelta | None = None
    #: Where permanent redirects led.
    moved_to: str | None = None
    #: Minutes that the server says its answer stays fresh.
    fresh_minutes: float | None = None
    #: The rest is known only of a document that was read.
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    mode: Mode = "guid"
    new: int = 0
    listed: int = 0
    dates: tuple[datetime, ...] = ()
    stated_interval_minutes: float | None = None
    title: str = ""
    #: Something is left to fetch: remember no validators, so that the document comes again.
    incomplete: bool = False


def first_state(url: str, *, now: datetime, feeds: int) -> FeedState:
    """Begin with a feed; many feeds begin one after the other."""
    spread = timedelta(seconds=min(300.0, 0.05 * feeds))
    return FeedState(url=url, fetch_url=url, next_at=now + _fraction(url) * spread)


def after_poll(state: FeedState, poll: Poll, *, interval: timedelta | None) -> FeedState:
    """Give the state after `poll`; `interval` is the operator's, None adapts."""
    if not poll.outcome.succeeded:
        return _after_failure(state, poll, interval)
    stated = state.server_interval_minutes
    if poll.outcome is Outcome.UPDATED:
        stated = _longest(poll.fresh_minutes, poll.stated_interval_minutes)
    state = _with_move(_with_rate(state, poll), poll)
    if poll.outcome is not Outcome.NOT_MODIFIED:
        state = _with_validators(state, poll)
    if poll.outcome is Outcome.UPDATED:
        state = replace(state, mode=poll.mode, title=poll.title, listed=poll.listed)
    state = replace(
        state,
        last_attempt=poll.at,
        last_success=poll.at,
        failures=0.0,
        outcome=poll.outcome,
        error="",
        server_interval_minutes=stated,
    )
    wait = interval or _adapted(state, poll.at)
    if poll.incomplete:
        wait = min(wait, _SOON)
    return replace(state, next_at=poll.at + wait * _jitter(state.url))


def validators_expired(state: FeedState, now: datetime) -> bool:
    """Say whether the next request should ask for the whole document."""
    return state.validators_since is not None and now - state.validators_since > _VALIDATORS_LAST


def fresh_minutes(headers: Mapping[str, str]) -> float | None:
    """Read how long an answer stays fresh: Cache-Control's max-age, else Expires."""
    control = headers.get("cache-control", "")
    if re.search(r"\b(no-cache|no-store)\b", control):
        return None
    age = re.search(r"\bmax-age\s*=\s*(\d{1,9})\b", control)
    if age:
        return int(age[1]) / 60
    try:
        expires = parsedate_to_datetime(headers["expires"])
        date = parsedate_to_datetime(headers["date"])
        return max(0.0, (expires - date).total_seconds() / 60)
    except (KeyError, ValueError, TypeError):
        return None


def _after_failure(state: FeedState, poll: Poll, interval: timedelta | None) -> FeedState:
    failures = state.failures + poll.outcome.failure
    wait = min((interval or _adapted(state, poll.at)) * max(1.0, failures), _LONGEST_BACKOFF)
    if poll.outcome.is_passing:
        # Tried again soon at first: what passes has often passed within minutes.
        tries = min(failures / poll.outcome.failure, 12.0)
        wait = min(wait, _SHORTEST * 2 ** (tries - 1))
    if poll.outcome is Outcome.RATE_LIMITED:
        doublings = min(failures / poll.outcome.failure - 1, 10.0)
        wait = max(
            wait, poll.retry_after or min(_RATE_LIMIT_FIRST * 2**doublings, _LONGEST_BACKOFF)
        )
    if poll.outcome is Outcome.GONE or failures > _DEAD_AFTER:
        wait = _DEAD_INTERVAL
    state = _with_other_address(state, poll, failures)
    return replace(
        state,
        last_attempt=poll.at,
        failures=failures,
        outcome=poll.outcome,
        error=poll.error,
        next_at=poll.at + wait * _jitter(state.url),
    )


def _with_other_address(state: FeedState, poll: Poll, failures: float) -> FeedState:
    """
    Fetch from elsewhere: from where a lost address had begun to redirect, or, when an adopted
    address keeps failing, from the configured one again.
    """
    if poll.outcome in (Outcome.NOT_FOUND, Outcome.GONE) and state.moving_to is not None:
        return replace(state, fetch_url=state.moving_to, moving_to=None, moving_since=None)
    if state.fetch_url != state.url and failures >= _GIVE_UP_MOVE:
        return replace(state, fetch_url=state.url, moving_to=None, moving_since=None)
    return state


def _with_move(state: FeedState, poll: Poll) -> FeedState:
    """Adopt a permanent redirect after a week, from http to https of one host at once."""
    target = poll.moved_to
    if target is None or target == state.fetch_url:
        return replace(state, moving_to=None, moving_since=None)
    since = state.moving_since if state.moving_to == target else None
    since = since or poll.at
    if _is_upgrade(state.fetch_url, target) or poll.at - since >= _MOVE_AFTER:
        return replace(state, fetch_url=target, moving_to=None, moving_since=None)
    return replace(state, moving_to=target, moving_since=since)


def _is_upgrade(old: str, new: str) -> bool:
    before, after = urlsplit(old), urlsplit(new)
    return (before.scheme, after.scheme) == ("http", "https") and (
        before.hostname == after.hostname
    )


def _with_validators(state: FeedState, poll: Poll) -> FeedState:
    if poll.incomplete:
        return replace(state, etag=None, last_modified=None, validators_since=None, body_hash=None)
    return replace(
        state,
        etag=poll.etag,
        last_modified=poll.last_modified,
        validators_since=poll.at if poll.etag or poll.last_modified else None,
        body_hash=poll.body_hash,
    )


def _with_rate(state: FeedState, poll: Poll) -> FeedState:
    """Count new entries per hour, older hours fading; a first document tells it by its dates."""
    if state.last_success is None:
        horizon = timedelta(hours=_HALF_LIFE_HOURS)
        ages = [poll.at - date for date in poll.dates if timedelta() <= poll.at - date <= horizon]
        hours = max((age / timedelta(hours=1) for age in ages), default=0.0)
        newest = max((date for date in poll.dates if date <= poll.at), default=None)
        return replace(state, new_entries=float(len(ages)), hours=hours, last_new=newest)
    hours = (poll.at - state.last_success) / timedelta(hours=1)
    kept = 0.5 ** (hours / _HALF_LIFE_HOURS)
    return replace(
        state,
        new_entries=state.new_entries * kept + poll.new,
        hours=state.hours * kept + hours,
        last_new=poll.at if poll.new else state.last_new,
    )


def _adapted(state: FeedState, now: datetime) -> timedelta:
    wait = min(max(_AT_ONE_AN_HOUR / math.sqrt(state.rate), _SHORTEST), _LONGEST)
    if state.last_new is not None:
        quiet = now - state.last_new
        wait = next((limit for after, limit in _QUIET if quiet >= after), wait)
    if state.server_interval_minutes is not None:
        asked = timedelta(minutes=min(state.server_interval_minutes, 60.0))
        wait = max(wait, asked)
    if state.listed:
        window = timedelta(hours=state.listed / state.rate)
        wait = min(wait, max(_SHORTEST, _WINDOW_SHARE * window))
    return wait


def _longest(*minutes: float | None) -> float | None:
    return max((value for value in minutes if value is not None), default=None)


def _jitter(url: str) -> float:
    """Keep feeds with one interval from being polled together; the same for a feed always."""
    return 1 - _JITTER + 2 * _JITTER * _fraction(url)


def _fraction(url: str) -> float:
    return zlib.crc32(url.encode()) / 2**32

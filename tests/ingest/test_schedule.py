"""When a feed is polled again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.outcomes import Outcome
from ingest.schedule import (
    FeedState,
    Poll,
    after_poll,
    first_state,
    fresh_minutes,
    validators_expired,
)
from tests.ingest.outlets import NOON

URL = "https://wire.example/rss"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def begin(**changes: Any) -> FeedState:
    return replace(first_state(URL, now=NOON, feeds=1), **changes)


def wait_after(state: FeedState, poll: Poll, **options: Any) -> timedelta:
    """How long after `poll` the next one is, jitter taken out."""
    after = after_poll(state, poll, interval=options.get("interval"))
    other = after_poll(state, replace(poll, outcome=Outcome.GONE), interval=None)
    jitter = (other.next_at - poll.at) / (30 * DAY)
    return (after.next_at - poll.at) / jitter


def steady(new_per_hour: float) -> FeedState:
    return begin(
        last_success=NOON,
        last_new=NOON,
        hours=69.0,
        new_entries=new_per_hour * 81 - 1,
    )


def success(**changes: Any) -> Poll:
    return replace(Poll(at=NOON, outcome=Outcome.NOT_MODIFIED), **changes)


@pytest.mark.parametrize(
    ("rate", "minutes"), [(1.0, 15.0), (4.0, 7.5), (100.0, 5.0), (1 / 8, 42.4), (1 / 81, 60.0)]
)
def test_the_interval_falls_with_the_root_of_the_rate(rate: float, minutes: float) -> None:
    wait = wait_after(steady(rate), success())
    assert wait / MINUTE == pytest.approx(minutes, rel=0.01)


def test_the_first_document_tells_the_rate_by_its_dates() -> None:
    dates = tuple(NOON - number * 15 * MINUTE for number in range(96))
    state = after_poll(
        begin(), success(outcome=Outcome.UPDATED, new=96, dates=dates, listed=96), interval=None
    )
    assert state.rate == pytest.approx(4.0, rel=0.35)


def test_new_entries_shorten_the_interval_and_their_absence_lengthens_it() -> None:
    quiet = steady(1.0)
    busy = after_poll(
        quiet, success(at=NOON + HOUR, outcome=Outcome.UPDATED, new=30, listed=50), interval=None
    )
    idle = after_poll(quiet, success(at=NOON + 6 * HOUR), interval=None)
    assert busy.rate > quiet.rate > idle.rate


@pytest.mark.parametrize(("days", "wait"), [(6, 60 * MINUTE), (8, 6 * HOUR), (31, 24 * HOUR)])
def test_a_feed_that_brings_nothing_is_polled_seldom(days: int, wait: timedelta) -> None:
    state = replace(steady(1 / 81), last_new=NOON - days * DAY)
    assert wait_after(state, success()) / wait == pytest.approx(1, rel=0.01)


def test_the_operator_has_the_last_word() -> None:
    wait = wait_after(steady(100.0), success(), interval=90 * MINUTE)
    assert wait / MINUTE == pytest.approx(90)


@pytest.mark.parametrize(("asked", "minutes"), [(20.0, 20.0), (1.0, 7.5), (525_600.0, 60.0)])
def test_the_server_may_ask_for_up_to_an_hour(asked: float, minutes: float) -> None:
    wait = wait_after(steady(4.0), success(outcome=Outcome.UPDATED, fresh_minutes=asked))
    assert wait / MINUTE == pytest.approx(minutes, rel=0.01)


def test_a_short_window_is_polled_before_it_has_passed() -> None:
    poll = success(outcome=Outcome.UPDATED, fresh_minutes=60.0, listed=2)
    wait = wait_after(steady(10.0), poll)
    assert wait / MINUTE == pytest.approx(6, rel=0.05)


def test_failures_add_up_and_success_clears_them() -> None:
    state, waits = steady(1.0), []
    for _ in range(6):
        state = after_poll(state, Poll(at=NOON, outcome=Outcome.TIMEOUT), interval=None)
        waits.append(state.next_at - NOON)
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]
    assert after_poll(state, success(), interval=None).failures == 0


def test_a_feed_that_always_fails_is_still_tried_once_a_month() -> None:
    state = begin(failures=40.0)
    assert wait_after(state, Poll(at=NOON, outcome=Outcome.DNS)) == 30 * DAY


def test_a_feed_that_is_gone_is_tried_in_a_month() -> None:
    assert wait_after(begin(), Poll(at=NOON, outcome=Outcome.GONE)) == 30 * DAY


def test_a_server_says_when_to_come_back() -> None:
    poll = Poll(at=NOON, outcome=Outcome.RATE_LIMITED, retry_after=5 * HOUR)
    assert wait_after(begin(), poll) / HOUR == pytest.approx(5)


def test_a_server_that_does_not_say_is_given_twice_the_time_each_time() -> None:
    state, waits = steady(4.0), []
    for _ in range(4):
        state = after_poll(state, Poll(at=NOON, outcome=Outcome.RATE_LIMITED), interval=None)
        waits.append((state.next_at - NOON) / MINUTE)
    assert waits[3] / waits[0] == pytest.approx(8)


def test_validators_are_kept_with_a_document_and_not_with_a_failure() -> None:
    poll = success(outcome=Outcome.UPDATED, etag='"7"', body_hash="h")
    state = after_poll(begin(), poll, interval=None)
    assert (state.etag, state.body_hash) == ('"7"', "h")
    failed = after_poll(begin(), replace(poll, outcome=Outcome.NOT_A_FEED), interval=None)
    assert (failed.etag, failed.body_hash) == (None, None)


def test_an_incomplete_poll_keeps_no_validators_and_is_continued_soon() -> None:
    poll = success(outcome=Outcome.UPDATED, etag='"7"', body_hash="h", incomplete=True)
    state = after_poll(begin(), poll, interval=None)
    assert (state.etag, state.body_hash) == (None, None)
    assert state.next_at - NOON < MINUTE


def test_validators_are_dropped_after_eight_days() -> None:
    state = begin(etag='"7"', validators_since=NOON)
    assert not validators_expired(state, NOON + 8 * DAY)
    assert validators_expired(state, NOON + 8 * DAY + HOUR)


def test_a_permanent_redirect_is_adopted_after_a_week() -> None:
    new = "https://wire.example/new"
    state = after_poll(begin(), success(moved_to=new), interval=None)
    assert state.fetch_url == URL
    state = after_poll(state, success(at=NOON + 8 * DAY, moved_to=new), interval=None)
    assert state.fetch_url == new


def test_a_redirect_that_does_not_last_is_forgotten() -> None:
    state = after_poll(begin(), success(moved_to="https://wire.example/x"), interval=None)
    state = after_poll(state, success(at=NOON + DAY), interval=None)
    assert (state.moving_to, state.moving_since) == (None, None)


def test_the_step_to_https_is_adopted_at_once() -> None:
    state = begin(fetch_url="http://wire.example/rss")
    assert after_poll(state, success(moved_to=URL), interval=None).fetch_url == URL


def test_a_lost_address_is_left_for_where_it_had_redirected_to() -> None:
    state = begin(moving_to="https://wire.example/new", moving_since=NOON)
    state = after_poll(state, Poll(at=NOON, outcome=Outcome.NOT_FOUND), interval=None)
    assert state.fetch_url == "https://wire.example/new"


def test_an_adopted_address_that_fails_is_given_up() -> None:
    state = begin(fetch_url="https://wire.example/new")
    for _ in range(6):
        state = after_poll(state, Poll(at=NOON, outcome=Outcome.NOT_FOUND), interval=None)
    assert state.fetch_url == URL


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"cache-control": "public, max-age=600"}, 10),
        ({"cache-control": "max-age=31536000"}, 525_600),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=soon"}, None),
        (
            {
                "date": "Mon, 14 Sep 2026 12:00:00 GMT",
                "expires": "Mon, 14 Sep 2026 12:30:00 GMT",
            },
            30,
        ),
        ({"date": "Mon, 14 Sep 2026 12:00:00 GMT", "expires": "0"}, None),
        ({"date": "Mon, 14 Sep 2026 12:00:00 GMT", "expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_headers_tell_how_long_an_answer_is_fresh(
    headers: dict[str, str], minutes: float | None
) -> None:
    assert fresh_minutes(headers) == minutes


def test_many_feeds_begin_one_after_the_other() -> None:
    starts = [
        first_state(f"https://f{number}.example/", now=NOON, feeds=1000).next_at
        for number in range(1000)
    ]
    assert max(starts) - min(starts) > 40 * timedelta(seconds=1)
    assert len(set(starts)) > 990


def test_what_often_passes_is_tried_again_soon_and_then_less_often() -> None:
    """Five minutes, ten, twenty: up to the interval the feed would have anyway."""
    state = first_state("https://outlet.example/rss", now=NOON, feeds=1)
    waits = []
    for _ in range(6):
        poll = Poll(at=NOON, outcome=Outcome.CONNECTION)
        state = after_poll(state, poll, interval=None)
        waits.append((state.next_at - NOON) / timedelta(minutes=1))
    assert waits == sorted(waits)
    assert 4.5 < waits[0] < 5.5
    assert 18 < waits[2] < 22
    assert waits[-1] > 45

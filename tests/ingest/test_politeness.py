"""One request at a time per key, spaced; and which feed is polled next."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from math import inf

import pytest

from ingest.agenda import Agenda
from ingest.politeness import Turns, retry_after
from tests.ingest.outlets import NOON


class Seconds:
    """A clock in seconds that tests set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def turns(clock: Seconds) -> Turns:
    return Turns(timedelta(seconds=1), clock)


@pytest.fixture
def agenda(turns: Turns) -> Agenda:
    return Agenda(turns.free_at)


def test_a_key_is_free_after_a_pause(turns: Turns, clock: Seconds) -> None:
    turns.start("wire")
    assert turns.free_at("wire") == inf
    turns.finish("wire")
    assert turns.free_at("wire") == clock.now + 1


def test_a_hold_outlasts_the_pause(turns: Turns, clock: Seconds) -> None:
    turns.start("wire")
    turns.hold("wire", 60)
    turns.finish("wire")
    assert turns.free_at("wire") == clock.now + 60


def test_a_turn_waits_for_the_one_before() -> None:
    async def take_three() -> list[float]:
        clock = asyncio.get_running_loop().time
        turns = Turns(timedelta(seconds=0.05), clock)
        starts: list[float] = []

        async def take() -> None:
            async with turns.turn("wire"):
                starts.append(clock())
                await asyncio.sleep(0.02)

        await asyncio.gather(take(), take(), take())
        return starts

    first, second, third = asyncio.run(take_three())
    assert second - first >= 0.07
    assert third - second >= 0.07


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("1000000000", 86_400),
        ("9" * 30, 86_400),
        ("-5", 60),
        ("0", 60),
        ("Mon, 14 Sep 2026 12:30:00 GMT", 1800),
        ("Mon, 14 Sep 2026 11:00:00 GMT", 60),
        ("soon", None),
        ("Mon, 99999999999999999999 Jan 2026 00:00:00 GMT", None),
        ("nan", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_a_minute_to_a_day(value: str | None, seconds: int | None) -> None:
    wait = retry_after(value, now=NOON)
    assert (wait and wait.total_seconds()) == seconds


def test_the_agenda_gives_feeds_when_they_are_due(agenda: Agenda, clock: Seconds) -> None:
    agenda.add("later", "a", clock.now + 10)
    agenda.add("now", "b", clock.now)
    assert agenda.take(clock.now) == "now"
    assert agenda.take(clock.now) is None
    assert agenda.next_time() == clock.now + 10
    assert agenda.take(clock.now + 10) == "later"


def test_feeds_of_one_key_follow_each_other_and_keep_nobody_waiting(
    agenda: Agenda, turns: Turns, clock: Seconds
) -> None:
    for number in range(3):
        agenda.add(f"wire/{number}", "wire", clock.now)
    agenda.add("ledger", "ledger", clock.now + 0.5)
    taken = []
    for _ in range(8):
        while (url := agenda.take(clock.now)) is not None:
            key = url.partition("/")[0]
            turns.start(key)
            taken.append((url, clock.now - 100))
            turns.finish(key)
            agenda.freed(key)
        clock.now += 0.5
    assert taken == [("wire/0", 0), ("ledger", 0.5), ("wire/1", 1), ("wire/2", 2)]


def test_a_feed_waits_while_another_of_its_key_is_in_flight(
    agenda: Agenda, turns: Turns, clock: Seconds
) -> None:
    turns.start("wire")
    agenda.add("wire/1", "wire", clock.now)
    assert agenda.take(clock.now + 1000) is None
    turns.finish("wire")
    agenda.freed("wire")
    assert agenda.take(clock.now + 1) == "wire/1"
    assert len(agenda) == 0

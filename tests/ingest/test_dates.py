"""What an article's date is, and which doubts go with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.dates import Dating, date_entry
from tests.ingest.outlets import NOON

MORNING = NOON - timedelta(hours=3)


def test_a_stated_date_is_taken() -> None:
    assert date_entry(MORNING, fetched=NOON) == Dating(published=MORNING)


def test_a_clock_that_is_a_little_ahead_is_not_wrong() -> None:
    ahead = NOON + timedelta(minutes=4)
    assert date_entry(ahead, fetched=NOON) == Dating(published=ahead)


def test_a_date_in_the_future_becomes_the_time_of_fetching() -> None:
    ahead = NOON + timedelta(minutes=6)
    assert date_entry(ahead, fetched=NOON) == Dating(published=NOON, flags=("future",))


@pytest.mark.parametrize(
    "stated", [None, datetime(1970, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_an_absent_or_empty_date_is_missing(stated: datetime | None) -> None:
    assert date_entry(stated, fetched=NOON) == Dating(published=None, flags=("missing",))


def test_the_date_on_the_page_helps_out_and_is_flagged() -> None:
    assert date_entry(None, fetched=NOON, page=MORNING) == Dating(
        published=MORNING, flags=("page",)
    )


def test_the_date_of_the_feed_goes_before_that_of_the_page() -> None:
    assert date_entry(MORNING, fetched=NOON, page=NOON).published == MORNING

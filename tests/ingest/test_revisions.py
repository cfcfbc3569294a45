"""When an entry goes out, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.identity import Identity
from ingest.revisions import (
    MOST_REVISIONS,
    Draft,
    Known,
    decide,
    hash_entry,
    hash_words,
    overlap,
    sketch,
)
from tests.ingest.outlets import NOON

FEED = "https://wire.example/rss"
WORDS = "At least 60 people were killed in floods in the valley, the agency said."


def draft(title: str = "Floods kill 60", text: str = WORDS, **more: object) -> Draft:
    made = Draft(
        identity=Identity(strong="guid:7"),
        title=title,
        text=text,
        entry_hash=hash_entry(title, text),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def known(of: Draft, **more: object) -> Known:
    made = Known(
        id="a1",
        feed=FEED,
        revision=1,
        entry_hash=of.entry_hash,
        content_hash=of.content_hash,
        text_origin=of.text_origin,
        sketch=sketch(f"{of.title} {of.text}"),
        revised_at=NOON,
        listed_at=NOON,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_what_nobody_has_seen_is_new() -> None:
    decision = decide(None, draft(), feed=FEED, now=NOON)
    assert (decision.reason, decision.revision, decision.goes_out) == ("new", 1, True)


def test_the_same_words_do_not_go_out_again() -> None:
    decision = decide(known(draft()), draft(), feed=FEED, now=NOON)
    assert (decision.reason, decision.goes_out) == ("same", False)


@pytest.mark.parametrize(
    "changed", [draft(title="Floods kill 85"), draft(text=WORDS.replace("60", "85"))]
)
def test_one_changed_number_makes_a_revision(changed: Draft) -> None:
    decision = decide(known(draft()), changed, feed=FEED, now=NOON)
    assert (decision.reason, decision.revision) == ("revised", 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Toll” rises", '"Toll" rises'),
        ("Toll  rises", "Toll\u00a0rises"),
        ("Toll – rises", "Toll - rises"),
    ],
)
def test_typography_makes_no_revision(one: str, other: str) -> None:
    assert hash_words(one, "x") == hash_words(other, "x")


def test_another_text_under_the_same_name_is_called_rewritten() -> None:
    other = draft(title="Markets close higher", text="Shares rose on Thursday after a quiet week.")
    assert decide(known(draft()), other, feed=FEED, now=NOON).reason == "rewritten"


def test_a_live_page_goes_out_once_a_day_after_many_revisions() -> None:
    busy = known(draft(), revision=MOST_REVISIONS)
    changed = draft(title="Floods kill 85")
    soon, later = NOON + timedelta(hours=1), NOON + timedelta(days=1)
    assert decide(busy, changed, feed=FEED, now=soon).reason == "too_often"
    assert decide(busy, changed, feed=FEED, now=later).goes_out


def test_another_feed_of_the_outlet_with_a_shorter_text_makes_no_revision() -> None:
    short = draft(text="At least 60 people were killed.")
    decision = decide(known(draft()), short, feed="https://wire.example/top", now=NOON)
    assert decision.reason == "other_feed"


def test_another_feed_revises_what_its_own_feed_no_longer_lists() -> None:
    changed = draft(title="Floods kill 85")
    later = NOON + timedelta(hours=7)
    decision = decide(known(draft()), changed, feed="https://wire.example/top", now=later)
    assert decision.reason == "revised"


def test_a_page_that_fails_does_not_replace_its_text_by_the_summary() -> None:
    full = known(draft(text=WORDS * 20, text_origin="page"))
    summary = draft(title="Floods kill 85", lacks_page=True)
    assert decide(full, summary, feed=FEED, now=NOON).reason == "no_page"


def test_the_date_of_an_entry_counts_where_the_text_is_on_a_page() -> None:
    later = NOON + timedelta(hours=1)
    assert hash_entry("t", "x", updated=NOON) != hash_entry("t", "x", updated=later)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (WORDS, WORDS, 1.0, 1.0),
        (WORDS, WORDS.replace("60", "85"), 0.7, 0.99),
        (WORDS, "Shares rose quietly on Thursday", 0.0, 0.05),
        ("", "", 1.0, 1.0),
        ("", WORDS, 0.0, 0.0),
    ],
)
def test_sketches_tell_how_many_words_are_common(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= overlap(sketch(one), sketch(other)) <= most


def test_sketches_of_long_texts_estimate_the_share() -> None:
    words = [f"word{number}" for number in range(2000)]
    half = words[:1000] + [f"other{number}" for number in range(1000)]
    estimate = overlap(sketch(" ".join(words)), sketch(" ".join(half)))
    assert estimate == pytest.approx(1000 / 3000, abs=0.2)
    assert len(sketch(" ".join(words))) == 256

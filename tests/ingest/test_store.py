"""What ingest remembers, in a real SQLite file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from figurewatch.errors import StoreError
from ingest.entries import Entry
from ingest.identity import identify
from ingest.outcomes import Outcome
from ingest.reading import draft_of
from ingest.schedule import Poll
from ingest.sources import FeedSource
from ingest.store import PolledFeed, Recorded, Store, mark_done
from tests.ingest.outlets import NOON

FEED = FeedSource(url="https://wire.example/rss", outlet="Harbour Wire")
TOP = FeedSource(url="https://wire.example/top", outlet="Harbour Wire")
WORDS = "At least 60 people were killed in floods in the valley, the agency said."


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "ingest.db")
    made.watch([FEED, TOP], now=NOON)
    return made


def entry(number: int = 1, **changes: Any) -> Entry:
    made = Entry(
        guid=f"story-{number}",
        link=f"https://wire.example/{number}",
        title=f"Floods in valley {number}",
        text=WORDS,
        published=NOON,
    )
    return replace(made, **changes)


def record(
    store: Store, *entries: Entry, source: FeedSource = FEED, hours: float = 0, **poll: Any
) -> Recorded:
    """Record a document with these entries, `hours` after noon."""
    made = Poll(at=NOON + timedelta(hours=hours), outcome=Outcome.UPDATED, **poll)
    drafts = tuple(
        draft_of(one, identity, full_text=False)
        for one, identity in zip(entries, identify(entries, "guid"), strict=True)
    )
    (recorded,) = store.record([PolledFeed(source=source, poll=made, drafts=drafts)])
    return recorded


def test_a_new_entry_becomes_an_article(store: Store) -> None:
    record(store, entry())
    ((_, article),) = store.pending()
    assert (article.title, article.text, article.outlet) == (
        "Floods in valley 1",
        WORDS,
        "Harbour Wire",
    )
    assert (article.revision, article.published, article.first_seen) == (1, NOON, NOON)
    assert (article.feed, article.text_origin) == (FEED.url, "feed")


def test_an_entry_that_comes_again_is_one_article(store: Store) -> None:
    record(store, entry())
    record(store, entry(), entry(), hours=1)
    assert store.spool_size() == 1


def test_a_changed_entry_is_a_revision_of_the_same_article(store: Store) -> None:
    record(store, entry())
    record(store, entry(text=WORDS.replace("60", "85")), hours=1)
    (_, first), (_, second) = store.pending()
    assert (second.id, second.revision) == (first.id, 2)
    assert "85" in second.text


def test_an_article_whose_address_changed_is_recognised_by_its_guid(store: Store) -> None:
    record(store, entry())
    record(store, entry(link="https://wire.example/other"), hours=1)
    assert store.spool_size() == 1


def test_an_article_whose_guid_changed_is_recognised_by_its_link(store: Store) -> None:
    record(store, entry())
    record(store, entry(guid="other"), hours=1)
    assert store.spool_size() == 1


def test_another_story_at_a_known_link_is_another_article(store: Store) -> None:
    record(store, entry())
    other = entry(guid="other", title="Markets close higher", text="Shares rose on Thursday.")
    assert record(store, other, hours=1).reasons == {"new": 1}


def test_two_feeds_of_an_outlet_share_their_articles(store: Store) -> None:
    record(store, entry())
    short = entry(text="At least 60 people were killed in floods.")
    assert record(store, short, source=TOP, hours=1).reasons == {"other_feed": 1}
    assert record(store, entry(), hours=2).reasons == {"same": 1}


def test_of_two_texts_of_one_article_in_a_document_the_first_counts(store: Store) -> None:
    old, new = entry(), entry(text=WORDS.replace("60", "85"))
    record(store, new, old)
    record(store, new, old, hours=1)
    ((_, article),) = store.pending()
    assert "85" in article.text


def test_an_article_without_guid_and_link_is_kept_once(store: Store) -> None:
    bare = entry(guid="", link="")
    record(store, bare)
    record(store, bare, hours=1)
    assert store.spool_size() == 1


def test_the_state_of_a_feed_is_kept_with_its_articles(store: Store) -> None:
    record(store, entry(), etag='"7"', body_hash="h")
    state = Store(store.path).state(FEED.url)
    assert (state.etag, state.body_hash, state.listed) == ('"7"', "h", 1)


def test_a_batch_that_fails_leaves_neither_articles_nor_validators(store: Store) -> None:
    unencodable = entry(2, title="\ud800")
    with pytest.raises(UnicodeEncodeError):
        record(store, entry(1), unencodable, etag='"7"')
    assert store.spool_size() == 0
    assert store.state(FEED.url).etag is None


def test_due_feeds_come_longest_overdue_first(store: Store) -> None:
    record(store, entry())
    assert [state.url for state in store.due(NOON + timedelta(minutes=1))] == [TOP.url]
    due = [state.url for state in store.due(NOON + timedelta(days=1))]
    assert due == [TOP.url, FEED.url]


def test_a_feed_that_is_no_longer_watched_is_not_due(store: Store) -> None:
    store.watch([FEED], now=NOON)
    assert [state.url for state in store.due(NOON + timedelta(days=1))] == [FEED.url]
    assert [feed.url for feed in store.feed_health(NOON)] == [FEED.url]


def test_a_feed_that_is_watched_again_is_remembered(store: Store) -> None:
    record(store, entry(), etag='"7"')
    store.watch([TOP], now=NOON)
    assert store.watch([FEED, TOP], now=NOON)[FEED.url].etag == '"7"'


def test_what_is_done_leaves_the_spool_and_numbers_are_not_used_twice(store: Store) -> None:
    record(store, entry(1), entry(2))
    rows = [row for row, _ in store.pending()]
    store.done(rows)
    record(store, entry(3), hours=1)
    ((row, _),) = store.pending()
    assert row > max(rows)


def test_an_article_leaves_the_spool_in_the_transaction_of_whoever_takes_it(store: Store) -> None:
    record(store, entry())
    ((row, _),) = store.pending()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    mark_done(other, [row])
    other.execute("ROLLBACK")
    assert store.spool_size() == 1
    other.execute("BEGIN IMMEDIATE")
    mark_done(other, [row])
    other.execute("COMMIT")
    assert store.spool_size() == 0
    other.close()


def test_an_article_that_an_earlier_version_kept_as_refused_is_taken_up_again(store: Store) -> None:
    """Then it goes to the dead letters, where somebody sees it."""
    record(store, entry(1), entry(2))
    rows = [row for row, _ in store.pending()]
    with store._transaction() as connection:
        connection.execute("UPDATE ingest_spool SET refused = 'too large' WHERE id = ?", rows[:1])
    assert [row for row, _ in store.pending()] == rows


def test_pruning_forgets_what_no_feed_lists_any_more(store: Store) -> None:
    record(store, entry(1), entry(2))
    record(store, entry(2), hours=100 * 24)
    assert store.prune(before=NOON + timedelta(days=60)) == 1
    assert record(store, entry(2), hours=101 * 24).reasons == {"same": 1}


def test_pruning_keeps_what_a_feed_that_never_changes_still_lists(store: Store) -> None:
    record(store, entry())
    poll = Poll(at=NOON + timedelta(days=100), outcome=Outcome.NOT_MODIFIED)
    store.record([PolledFeed(source=FEED, poll=poll)])
    assert store.prune(before=NOON + timedelta(days=60)) == 0


@pytest.mark.parametrize(
    ("outcome", "health"),
    [
        (Outcome.UPDATED, "ok"),
        (Outcome.NOT_MODIFIED, "ok"),
        (Outcome.TIMEOUT, "failing"),
        (Outcome.NOT_A_FEED, "failing"),
        (Outcome.GONE, "gone"),
    ],
)
def test_the_health_of_a_feed_is_one_word(store: Store, outcome: Outcome, health: str) -> None:
    record(store, entry())
    store.record([PolledFeed(source=FEED, poll=Poll(at=NOON, outcome=outcome, error="e"))])
    found = {feed.url: feed for feed in store.feed_health(NOON)}
    assert found[FEED.url].health == health
    assert found[TOP.url].health == "waiting"


def test_a_feed_without_anything_new_for_a_week_is_quiet(store: Store) -> None:
    record(store, entry())
    later = NOON + timedelta(days=8)
    assert store.feed_health(later)[0].health == "quiet"


def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "ingest.db"
    path.write_text("not a database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match=r"ingest\.db"):
        Store(path)


def test_opening_twice_changes_nothing(store: Store) -> None:
    record(store, entry())
    assert Store(store.path).spool_size() == 1

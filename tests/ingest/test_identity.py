"""Which entries are the same article."""

from __future__ import annotations

import pytest

from ingest.entries import Entry
from ingest.identity import article_id, canonical_link, identify, mode_of
from tests.ingest.outlets import NOON


def entry(guid: str = "", link: str = "", title: str = "Toll rises") -> Entry:
    return Entry(guid=guid, link=link, title=title, published=NOON)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("http://www.Wire.example/a/", "https://wire.example/a"),
        ("https://wire.example:443/a", "https://wire.example/a"),
        ("https://wire.example:8443/a", "https://wire.example:8443/a"),
        ("https://wire.example/a?utm_source=rss&id=7", "https://wire.example/a?id=7"),
        ("https://wire.example/a?b=2&a=1", "https://wire.example/a?a=1&b=2"),
        ("https://wire.example/a?fbclid=x#xtor=RSS-1", "https://wire.example/a"),
        ("https://wire.example/live#post-7", "https://wire.example/live#post-7"),
        ("https://wire.example/Case", "https://wire.example/Case"),
        ("mailto:desk@wire.example", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_a_link_is_compared_without_what_varies(link: str, canonical: str) -> None:
    assert canonical_link(link) == canonical


def test_an_article_is_the_same_in_every_process() -> None:
    (identity,) = identify([entry("story-7")], "guid")
    assert article_id("Harbour Wire", identity) == article_id("Harbour Wire", identity)
    assert article_id("Harbour Wire", identity) != article_id("Morning Ledger", identity)


def test_a_guid_identifies_whatever_the_link() -> None:
    (before,) = identify([entry("story-7", "https://wire.example/toll-60")], "guid")
    (after,) = identify([entry("story-7", "https://wire.example/toll-85")], "guid")
    assert before.strong == after.strong


def test_without_guid_the_canonical_link_identifies() -> None:
    (before,) = identify([entry(link="http://www.wire.example/a?utm_medium=rss")], "guid")
    (after,) = identify([entry(link="https://wire.example/a/")], "guid")
    assert before == after


def test_without_guid_and_link_title_and_date_identify() -> None:
    one, two = identify([entry(title="Toll rises"), entry(title="Prices fall")], "guid")
    assert one.strong != two.strong


def test_many_shared_guids_make_a_feed_go_by_link() -> None:
    shared = [entry("feed", f"https://wire.example/{n}") for n in range(10)]
    assert mode_of(shared) == "link"
    assert len({identity.strong for identity in identify(shared, "link")}) == 10


def test_a_feed_that_went_by_link_stays_with_it() -> None:
    assert mode_of([entry("story-7", "https://wire.example/a")], "link") == "link"


def test_an_entry_listed_twice_is_no_bad_guid() -> None:
    twice = [entry("story-7", "https://wire.example/a")] * 2
    assert mode_of(twice) == "guid"


def test_one_guid_missing_among_many_changes_nothing() -> None:
    entries = [entry(f"story-{n}", f"https://wire.example/{n}") for n in range(30)]
    assert mode_of([*entries, entry(link="https://wire.example/x")]) == "guid"


def test_a_version_in_the_fragment_of_a_guid_is_no_other_article() -> None:
    (before,) = identify([entry("https://wire.example/a#0")], "guid")
    (after,) = identify([entry("https://wire.example/a#1")], "guid")
    assert before == after


def test_fragments_that_tell_entries_apart_are_kept() -> None:
    one, two = identify(
        [entry("https://wire.example/a#1"), entry("https://wire.example/a#2")], "guid"
    )
    assert one.strong != two.strong


def test_a_link_that_many_entries_share_is_no_name() -> None:
    home = "https://wire.example/"
    identities = identify([entry("1", home), entry("2", home)], "guid")
    assert [identity.weak for identity in identities] == [None, None]

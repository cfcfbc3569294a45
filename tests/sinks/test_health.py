"""The line and the strip that say how the monitor itself is doing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from figurewatch.records import FeedStatus
from sinks.health import look_at_health
from sinks.http import Site
from sinks.pages import tell_apart
from tests import factories, sites
from tests.sinks.test_http import ask

MONDAY = factories.MONDAY


def feed(outlet: str, state: str, *, days: int = 0) -> FeedStatus:
    """A feed that last brought something so many days ago."""
    return FeedStatus(
        outlet=outlet,
        url=f"https://{outlet}.example/rss",
        state=state,
        error="timeout" if state == "failing" else None,
        last_success=MONDAY - timedelta(days=days),
        next_attempt=MONDAY,
    )


FEEDS = (
    feed("fresh", "ok"),
    feed("still", "quiet", days=30),
    feed("late", "failing", days=2),
    feed("later", "failing", days=9),
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with four feeds, two of which fail."""
    return replace(sites.make(tmp_path / "figurewatch.db"), feeds=lambda: FEEDS)


def test_what_may_have_been_missed_is_told_first(site: Site) -> None:
    """How many feeds bring what there is, and which has failed for longest."""
    health = look_at_health(site)
    assert (health.feeds, health.fresh) == (4, 2)
    assert health.stale == FEEDS[3]
    assert health.dead_letters == 1


def test_every_page_says_so_in_a_line_and_two_in_a_strip(site: Site) -> None:
    """Where something is wrong the line is marked, not by colour alone."""
    site = replace(site, problems=lambda: ("feeds",))
    for path in ("/", f"/series/{factories.series().key}", "/sources", "/feeds", "/search?q=x"):
        _, text = ask(site, path)
        assert "Not ready: feeds" in text
        assert "2 of 4 feeds fresh" in text
        assert ("How the monitor itself is doing" in text) is (path == "/" or "series/" in path)


def test_of_the_past_nothing_is_said(site: Site) -> None:
    """The monitor's health then is not known."""
    _, text = ask(site, f"/series/{factories.series().key}?as_of=2026-08-20")
    assert "feeds fresh" not in text
    assert "How the monitor" not in text


def test_an_error_is_told_whatever_is_out_of_order(site: Site) -> None:
    """The page of an error asks the monitor nothing."""

    def broken() -> tuple[FeedStatus, ...]:
        raise OSError("the spool is gone")

    status, text = ask(replace(site, feeds=broken), "/nothing-here", Accept="text/html")
    assert status == 404
    assert "Not found" in text


def test_series_of_one_title_are_told_apart() -> None:
    """By what differs in their keys; a title of its own needs no more."""
    one, other = (
        factories.series(key=f"users/Wavebox/{unit}/stock/-", title="Users, Wavebox")
        for unit in ("persons", "percentage")
    )
    alone = factories.series(key="deaths/Baja/persons/cumulative/-", title="Deaths, Baja, in total")
    assert tell_apart([one, other, alone]) == {one.key: "persons", other.key: "percentage"}


def test_tables_name_their_cells_for_narrow_screens(site: Site) -> None:
    """Where cells stand below each other each says of which column it is."""
    for path in ("/", f"/series/{factories.series().key}", "/feeds"):
        _, text = ask(site, path)
        for row in re.findall(r'<tr[^>]*>\s*<th scope="row">.*?</tr>', text, re.S):
            assert row.count("<td") == row.count("data-of=")

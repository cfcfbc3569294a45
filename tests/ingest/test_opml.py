"""Lists of feeds as other feed readers write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from figurewatch.errors import InputError
from ingest.opml import read_opml, write_opml
from ingest.sources import FeedSource

SHARED = Path(__file__).parents[2].parent / "shared" / "feeds" / "awesome_rss_feeds_opml"
LIST = b"""<?xml version="1.0"?><opml version="1.0"><body>
  <outline text="News"><outline text="Wire" title="Harbour Wire" xmlUrl="https://wire.example/rss"/>
  <outline text="Again" xmlUrl="https://wire.example/rss"/>
  <outline text="Ledger" XMLURL="http://ledger.example/rss"/>
  <outline text="Local" xmlUrl="file:///etc/passwd"/><outline text="Empty"/></outline>
</body></opml>"""


def test_each_feed_is_read_once_with_its_title() -> None:
    """What can't be one is refused later, with a reason: it is not left out in silence."""
    assert [(source.url, source.outlet) for source in read_opml(LIST)] == [
        ("https://wire.example/rss", "Harbour Wire"),
        ("http://ledger.example/rss", "Ledger"),
        ("file:///etc/passwd", "Local"),
    ]


def test_what_is_written_is_read_again() -> None:
    sources = [
        FeedSource(url="https://wire.example/rss", outlet="Harbour Wire", name="Harbour Wire"),
        FeedSource(url="https://x.example/?a=1&b=2", outlet="<X> & Y", name="<X> & Y"),
    ]
    assert read_opml(write_opml(sources)) == sources


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"no markup", b"<html><body/></html>"])
def test_what_is_no_opml_is_named(data: bytes) -> None:
    with pytest.raises(InputError, match=r"feeds\.opml: is no OPML"):
        read_opml(data, place="feeds.opml")


def test_entities_are_not_resolved() -> None:
    data = (
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>'
        b'<outline text="A" xmlUrl="https://wire.example/rss"/>&x;</body></opml>'
    )
    (source,) = read_opml(data)
    assert source.outlet == "A"


@pytest.mark.shared
def test_published_lists_are_read() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no lists of feeds: {SHARED} is absent")
    lists = sorted(SHARED.rglob("*.opml"))
    assert lists
    assert all(read_opml(path.read_bytes(), place=path.name) for path in lists)

"""Documents to entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.parsing import read_feed, scrub, sniff
from tests.ingest.outlets import item, rss

URL = "https://wire.example/rss"
SHARED = Path(__file__).parents[2].parent / "shared" / "feeds"


@pytest.mark.parametrize(
    ("body", "looks"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("<rss>".encode("utf-16"), "feed"),
        (b"<rss><channel><description><![CDATA[<html>]]>", "feed"),
        (b"<!DOCTYPE html><html><body>checking your browser", "html"),
        (b"<html><body><rss>", "html"),
        (b"  \n ", "empty"),
        (b"", "empty"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json"),
        (b"/etc/passwd", "unknown"),
    ],
)
def test_the_beginning_tells_what_a_document_is(body: bytes, looks: str) -> None:
    assert sniff(body) == looks


def test_scrubbing_keeps_the_document() -> None:
    body = b"  \n\n\n<?xml version='1.0'?>\n\n\n\n<rss>\n\n\n</rss>"
    assert scrub(body) == b"<?xml version='1.0'?>\n<rss>\n\n\n</rss>"


def test_an_rss_item_becomes_an_entry() -> None:
    document = read_feed(
        rss(item(7, "Toll &amp; cost", "<p>At least 60.</p><p>Dead.</p>"), ttl="15").encode(),
        url=URL,
    )
    (entry,) = document.entries
    assert entry.guid == "story-7"
    assert entry.link == "https://wire.example/story/7"
    assert entry.title == "Toll & cost"
    assert entry.text == "At least 60.\n\nDead."
    assert entry.published == datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
    assert document.interval_minutes == 15


def test_an_atom_entry_becomes_an_entry() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/">
      <title>Wire</title><entry><id>tag:wire,2026:1</id><title type="text">5 &lt; 6</title>
      <link rel="alternate" href="story/1"/><published>2026-09-14T11:00:00+02:00</published>
      <updated>2026-09-14T10:00:00Z</updated><summary>Short.</summary>
      <content type="html">&lt;p&gt;The longer text.&lt;/p&gt;</content></entry></feed>"""
    (entry,) = read_feed(body.encode(), url=URL).entries
    assert entry.guid == "tag:wire,2026:1"
    assert entry.title == "5 < 6"
    assert entry.link == "https://wire.example/story/1"
    assert entry.text == "The longer text."
    assert entry.published == datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
    assert entry.updated == datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


def test_an_rdf_item_becomes_an_entry() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <item rdf:about="https://wire.example/1"><title>Toll</title>
      <link>https://wire.example/1</link><dc:date>2026-09-14T09:00:00Z</dc:date></item></rdf:RDF>"""
    (entry,) = read_feed(body.encode(), url=URL).entries
    assert (entry.title, entry.link) == ("Toll", "https://wire.example/1")
    assert entry.published == datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def test_a_json_feed_item_becomes_an_entry() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Wire",
        "items": [
            {
                "id": 7,
                "url": "https://wire.example/7",
                "title": "Toll",
                "content_html": "<p>At least 60.</p>",
                "date_published": "2026-09-14T11:00:00+02:00",
            },
            "nonsense",
        ],
    }
    (entry,) = read_feed(json.dumps(document).encode(), url=URL).entries
    assert (entry.guid, entry.text) == ("7", "At least 60.")
    assert entry.published == datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def test_characters_that_can_not_be_encoded_do_not_cost_the_feed() -> None:
    broken = r"""{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "a\ud800", "url": "https://wire.example/\udfff", "title": "T\ud800"}]}"""
    (entry,) = read_feed(broken.encode(), url=URL).entries
    assert (entry.guid, entry.link, entry.title) == ("a", "https://wire.example/", "T")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "windows-1252", "iso-8859-1"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = rss(item(1, "Café Müller", "x")).replace('"utf-8"', f'"{declared}"')
    (entry,) = read_feed(text.encode(encoding), url=URL).entries
    assert entry.title == "Café Müller"


def test_a_charset_that_does_not_exist_costs_nothing() -> None:
    body = rss(item(1, "Café", "x")).encode()
    (entry,) = read_feed(body, url=URL, content_type="text/xml; charset=klingon").entries
    assert entry.title == "Café"


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    broken = rss(item(1, "AT&T cuts 500", "x"), item(2, "Second", "y")).replace("&amp;", "&")
    entries = read_feed(broken.encode(), url=URL).entries
    assert [entry.title for entry in entries][1] == "Second"


def test_an_escaped_ampersand_in_a_link_is_one() -> None:
    link = "https://wire.example/a?x=1&amp;y=2"  # escaped once more by `item`
    (entry,) = read_feed(rss(item(1, "T", "x", link=link)).encode(), url=URL).entries
    assert entry.link == "https://wire.example/a?x=1&y=2"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.c"])
def test_a_link_that_is_no_web_address_is_dropped(link: str) -> None:
    (entry,) = read_feed(rss(item(1, "T", "x", link=link)).encode(), url=URL).entries
    assert entry.link == ""


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("<ttl>1</ttl>", 1),
        ("<ttl>never</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>nan</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 360),
        ("<sy:updatePeriod>always</sy:updatePeriod>", None),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            None,
        ),
    ],
)
def test_a_feed_may_say_how_often_it_changes(channel: str, minutes: float | None) -> None:
    body = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
        f"<channel>{channel}<item><title>x</title></item></channel></rss>"
    )
    assert (read_feed(body.encode(), url=URL).interval_minutes or 0) == (minutes or 0)


@pytest.mark.shared
@pytest.mark.parametrize("collection", ["fastfeedparser_bench", "netnewswire_feeds"])
def test_saved_feeds_of_real_outlets_are_read(collection: str) -> None:
    folder = SHARED / collection
    if not folder.is_dir():
        pytest.skip(f"no saved feeds: {folder} is absent")
    unread = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        body = file.read_bytes()
        if sniff(body) not in ("feed", "json"):
            continue
        entries = read_feed(body, url=URL).entries
        if not any(entry.title or entry.text for entry in entries):
            unread.append(file.name)
    assert len(unread) <= 2, unread


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://wire.example/7", "https://wire.example/7"),
        ("HTTPS://Wire.example/7", "https://Wire.example/7"),
        ("//wire.example/7", "https://wire.example/7"),
        ("https://wire.example/a\n  /7", "https://wire.example/a  /7"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,7", ""),
        ("file:///etc/passwd", ""),
        ("https://[::1", ""),
    ],
)
def test_only_what_can_be_fetched_is_a_link(link: str, address: str) -> None:
    entry = {"id": "7", "title": "Toll", "url": link}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [entry]}
    assert read_feed(json.dumps(feed).encode(), url=URL).entries[0].link == address

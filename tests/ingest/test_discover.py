"""Feeds that a page offers."""

from __future__ import annotations

import pytest

from ingest.discover import find_feeds

URL = "https://wire.example/news/"


@pytest.mark.parametrize(
    ("head", "feeds"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss">',
            ["https://wire.example/rss"],
        ),
        (
            '<link href="a.atom" type="application/atom+xml" rel="alternate">',
            ["https://wire.example/news/a.atom"],
        ),
        (
            '<base href="https://cdn.example/"><link rel="ALTERNATE home" '
            'type="application/rss+xml; charset=utf-8" href="rss">',
            ["https://cdn.example/rss"],
        ),
        ('<link rel="stylesheet" type="text/css" href="/x.css">', []),
        ('<link rel="alternate" hreflang="de" href="/de">', []),
        ('<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', []),
        ("", []),
    ],
)
def test_feeds_are_found_in_the_head(head: str, feeds: list[str]) -> None:
    page = f"<html><head>{head}</head><body><p>News</p></body></html>"
    assert find_feeds(page.encode(), url=URL) == feeds


def test_an_empty_page_offers_nothing() -> None:
    assert find_feeds(b"", url=URL) == []

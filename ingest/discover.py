"""Which feeds a web page offers; pure."""

from __future__ import annotations

from urllib.parse import urljoin

import lxml.html  # type: ignore[import-untyped]
from lxml.etree import ParserError  # type: ignore[import-untyped]

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
}


def find_feeds(page: bytes, *, url: str) -> list[str]:
    """Give the addresses of the feeds that the page at `url` links to in its head, in order."""
    try:
        root = lxml.html.document_fromstring(page)
    except (ParserError, ValueError):
        return []
    bases = [found for found in root.xpath("//base/@href") if found.strip()]
    base = urljoin(url, bases[0].strip()) if bases else url
    feeds: dict[str, None] = {}
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        target = (link.get("href") or "").strip()
        if "alternate" not in relations or kind not in _FEED_TYPES or not target:
            continue
        try:
            address = urljoin(base, target)
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            feeds[address] = None
    return list(feeds)

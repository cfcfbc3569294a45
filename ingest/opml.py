"""Lists of feeds as OPML, the format that feed readers exchange; pure."""

from __future__ import annotations

from collections.abc import Iterable

import lxml.etree  # type: ignore[import-untyped]

from figurewatch.errors import InputError
from ingest.sources import FeedSource

_LARGEST = 10_000_000


def read_opml(data: bytes, *, place: str = "") -> list[FeedSource]:
    """
    Read the feeds of an OPML document, each once, in its order.

    The outlet is the title of the feed. Raises InputError, `place` being what it calls the file.
    """
    if len(data) > _LARGEST:
        raise InputError(f"is longer than {_LARGEST} bytes", place=place)
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = lxml.etree.fromstring(data, parser) if data.strip() else None
    if root is None or lxml.etree.QName(root).localname.lower() != "opml":
        raise InputError("is no OPML document", place=place)
    sources: dict[str, FeedSource] = {}
    for outline in root.iter("outline"):
        found = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        url = found.get("xmlurl", "")
        if url:
            title = found.get("title") or found.get("text") or ""
            sources.setdefault(url, FeedSource(url=url, outlet=title or url, name=title))
    return list(sources.values())


def write_opml(sources: Iterable[FeedSource], *, title: str = "figurewatch") -> bytes:
    """Write feeds as an OPML 2.0 document, grouped by outlet."""
    root = lxml.etree.Element("opml", version="2.0")
    head = lxml.etree.SubElement(root, "head")
    lxml.etree.SubElement(head, "title").text = title
    body = lxml.etree.SubElement(root, "body")
    groups: dict[str, lxml.etree._Element] = {}
    for source in sources:
        if source.outlet not in groups:
            groups[source.outlet] = lxml.etree.SubElement(body, "outline", text=source.outlet)
        name = source.name or source.outlet
        lxml.etree.SubElement(
            groups[source.outlet], "outline", type="rss", text=name, title=name, xmlUrl=source.url
        )
    written: bytes = lxml.etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return written

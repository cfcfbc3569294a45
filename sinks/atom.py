"""Lists as Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from figurewatch.records import Alert, Figure
from sinks.alerts import evidence, message
from sinks.charts import claimant
from sinks.shown import printable

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed; `path` is the page it is about."""

    id: str
    title: str
    path: str
    updated: datetime | None
    author: str
    content: str
    categories: tuple[str, ...] = ()
    published: datetime | None = None


def write_feed(entries: Sequence[Entry], *, base: str, path: str, title: str, page: str) -> bytes:
    """
    Give the feed document.

    `base` is the address of the site without a final slash, `path` that of the feed on it and
    `page` that of the page with the same things.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{base}{path}")
    _add(feed, "title", title)
    _add(feed, "link", rel="self", href=f"{base}{path}")
    _add(feed, "link", rel="alternate", href=f"{base}{page}")
    newest = max((entry.updated for entry in entries if entry.updated), default=None)
    _add(feed, "updated", newest.isoformat() if newest else _NEVER)
    for entry in entries:
        element = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(element, "id", f"urn:figurewatch:{entry.id}")
        _add(element, "title", entry.title)
        _add(element, "link", rel="alternate", href=f"{base}{entry.path}")
        _add(element, "updated", entry.updated.isoformat() if entry.updated else _NEVER)
        if entry.published:
            _add(element, "published", entry.published.isoformat())
        author = ET.SubElement(element, f"{{{_ATOM}}}author")
        _add(author, "name", entry.author or "figurewatch")
        for term in entry.categories:
            _add(element, "category", term=term)
        _add(element, "content", entry.content, type="text")
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def alert_entry(alert: Alert, *, updated: datetime) -> Entry:
    """Write an alert as an entry, `updated` when readers could last notice a change."""
    withdrawn = "Withdrawn: " if alert.state == "withdrawn" else ""
    return Entry(
        id=f"alert:{alert.id}",
        title=withdrawn + alert.explanation.partition("\n")[0],
        path=f"/alerts/{alert.id}",
        published=alert.raised,
        updated=updated,
        author=", ".join(alert.printed_by),
        content=message(alert),
        categories=(alert.kind, alert.severity),
    )


def figure_entry(figure: Figure) -> Entry:
    """Write a figure as an entry."""
    return Entry(
        id=f"figure:{figure.id}",
        title=f"{figure.quantity.text}, claimed by {claimant(figure)}",
        path=f"/figures/{figure.id}",
        updated=figure.article.published,
        author=figure.article.outlet,
        content=f"{figure.sentence.text}\n\n{evidence(figure)}",
        categories=(figure.scope.kind, figure.stance),
    )


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    element = ET.SubElement(
        parent,
        f"{{{_ATOM}}}{name}",
        {key: printable(value) for key, value in attributes.items()},
    )
    element.text = printable(text) if text else text

"""Alerts as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from figurewatch.records import Alert
from sinks.alerts import message

_ATOM = "http://www.w3.org/2005/Atom"


def alerts_feed(alerts: Sequence[Alert], *, base: str) -> bytes:
    """Give the feed document; `base` is the address of the site, without a final slash."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{base}/alerts.atom")
    _add(feed, "title", "figurewatch alerts")
    _add(feed, "link", rel="self", href=f"{base}/alerts.atom")
    _add(feed, "link", rel="alternate", href=f"{base}/")
    newest = max((alert.raised for alert in alerts), default=None)
    _add(feed, "updated", newest.isoformat() if newest else "1970-01-01T00:00:00+00:00")
    for alert in alerts:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"urn:figurewatch:alert:{alert.id}")
        _add(entry, "title", alert.explanation.partition("\n")[0])
        _add(entry, "link", rel="alternate", href=f"{base}/alerts/{alert.id}")
        _add(entry, "updated", alert.raised.isoformat())
        author = ET.SubElement(entry, f"{{{_ATOM}}}author")
        _add(author, "name", ", ".join(alert.printed_by) or "figurewatch")
        _add(entry, "category", term=alert.kind)
        _add(entry, "category", term=alert.severity)
        _add(entry, "content", message(alert), type="text")
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = "".join(char for char in text if char >= " " or char in "\n\t") if text else text

"""A figure in a few words: what was read of it, for people."""

from __future__ import annotations

from figurewatch.records import Attribution, Figure, Scope, Source
from sinks.alerts import claimants
from sinks.charts import spoken

#: How an attribution reaches what is said, in words.
REACH = {
    "local": "in the same clause",
    "inserted": "inserted into what is said",
    "carried_over": "taken over from an earlier sentence",
    "next_sentence": "told by the next sentence",
}


def amount(figure: Figure) -> str:
    """The interval with unit, bound and direction: "at least 31,000", "3.5% (exact), up"."""
    quantity = figure.quantity
    words = spoken(figure)
    if quantity.bound != "order_of_magnitude":
        words += "%" if quantity.unit == "percentage" else f" {quantity.unit}".rstrip()
    bound = quantity.bound.replace("_", " ")
    if not words.startswith(bound):
        words += f" ({bound})"
    return words + (f", {quantity.direction}" if quantity.direction else "")


def when(scope: Scope) -> str:
    """The scope with its dates: "period “in October” (2025-10-01 to 2025-10-31)"."""
    words: list[str] = [scope.kind]
    if scope.per:
        words.append(f"per {scope.per}")
    if scope.text:
        words.append(f"“{scope.text}”")
    dates = _dates(scope)
    return " ".join(words) + (f" ({dates})" if dates else "")


def _dates(scope: Scope) -> str:
    first, last = scope.from_, scope.to
    if first and last:
        return str(first) if first == last else f"{first} to {last}"
    if first:
        return f"from {first}"
    return f"to {last}" if last else ""


def chain(attribution: Attribution) -> str:
    """Who says so, through whom, and who printed it."""
    printed = attribution.printed_by or "an unnamed outlet"
    over = ", taken over from an earlier sentence" if attribution.carried_over else ""
    return f"claimed by {claimants(attribution)}{over}, printed by {printed}"


def describe_source(source: Source, identity: str | None) -> str:
    """What is known of a source: "person, named, chief spokeswoman of the Harbour Ministry"."""
    words: list[str] = [source.kind, source.anonymity]
    office = " of ".join(filter(None, (source.role, source.affiliation)))
    if office:
        words.append(office)
    if identity and identity != (source.name or source.text):
        words.append(f"known as {identity}")
    return ", ".join(words)

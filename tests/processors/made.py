"""Claims and figures written in one line, for tests of comparing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from figurewatch.records import (
    ArticleRef,
    Attribution,
    Counted,
    Figure,
    Quantity,
    Scope,
    Sentence,
    Source,
    Subject,
    stable_id,
)
from processors.claims import Claim, ClaimScope


def claim(
    number: Any, published: str, *, id: str = "", scope: str = "cumulative", **given: Any
) -> Claim:
    """
    Make a claim; a number is exact, a pair a range, "about 5" and the like have a bound.

    `scope` is a kind, `frm`, `to` and `per` are its fields.
    """
    low, high, bound = _ends(number)
    days = {name: given.pop(name, None) for name in ("frm", "to")}
    fields: dict[str, Any] = {
        "outlet": "Daily",
        "claimant": "the ministry",
        "cls": "deaths",
        "unit": "person",
        "place": "Lowland",
    }
    fields.update(given)
    per = fields.pop("per", None)
    return Claim(
        id=id or f"{fields['outlet']}/{published}/{number}/{fields['cls']}",
        published=datetime.fromisoformat(published).replace(tzinfo=UTC),
        lo=low,
        hi=high,
        bound=bound,
        scope=ClaimScope(
            kind=scope,  # type: ignore[arg-type]
            frm=date.fromisoformat(days["frm"]) if days["frm"] else None,
            to=date.fromisoformat(days["to"]) if days["to"] else None,
            per=per,
        ),
        **fields,
    )


def figure(words: str, value: float, published: str, **given: Any) -> Figure:
    """Make a figure whose sentence is its words."""
    outlet = given.pop("outlet", "Daily")
    claimants = given.pop("chain", ("the ministry",))
    scope = Scope(
        kind=given.pop("scope", "period"),
        from_=given.pop("from_", None),
        to=given.pop("to", None),
        per=given.pop("per", None),
    )
    counted = given.pop("counted", "soldiers")
    low, high = given.pop("low", value), given.pop("high", value)
    return Figure(
        id=stable_id(outlet, published, words),
        article=ArticleRef(
            id=f"{outlet}-{published}",
            url="",
            outlet=outlet,
            title="",
            published=datetime.fromisoformat(published).replace(tzinfo=UTC),
        ),
        sentence=Sentence(start=0, end=len(words), text=words),
        quantity=Quantity(
            start=0,
            end=len(words),
            text=words,
            low=low,
            high=high,
            value=value if low == high else None,
            bound=given.pop("bound", "exact"),
            unit=given.pop("unit", ""),
        ),
        counted=Counted(start=0, end=1, text=counted, head=counted.rstrip("s"))
        if counted
        else None,
        subject=Subject(
            class_=given.pop("class_", "desertion"),
            place=given.pop("place", None),
            organisation=given.pop("organisation", "Lowland Army"),
            qualifiers=given.pop("qualifiers", ()),
        ),
        scope=scope,
        stance=given.pop("stance", "assert"),
        attribution=Attribution(
            chain=tuple(Source(text=name, start=0, end=1, name=name) for name in claimants)
        ),
        series=given.pop("series", "desertion/Lowland Army"),
    )


def _counted(words: str) -> Counted | None:
    return Counted(start=0, end=1, text=words, head=words.rstrip("s")) if words else None


def _ends(number: Any) -> tuple[Any, Any, Any]:
    if isinstance(number, tuple):
        return number[0], number[1], "range"
    if isinstance(number, str):
        words, _, digits = number.rpartition(" ")
        value = int(digits)
        low, high, bound = {
            "about": (value, value, "about"),
            "more than": (value, None, "at_least"),
            "up to": (None, value, "at_most"),
        }[words]
        return low, high, bound
    return number, number, "exact"

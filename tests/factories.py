"""Makes records for tests: everything has a default, a test names what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from figurewatch.records import (
    Alert,
    Article,
    ArticleRef,
    Attribution,
    Counted,
    Cue,
    FeedStatus,
    Figure,
    Quantity,
    Scope,
    Sentence,
    Series,
    Source,
    Subject,
    stable_id,
)

MONDAY = datetime(2026, 9, 14, 11, 20, tzinfo=UTC)
TEXT = "Some 4,500 soldiers desert every month, the ministry said."


def article(**changes: Any) -> Article:
    """An article with one figure in it."""
    values: dict[str, Any] = {
        "id": "a1",
        "text": TEXT,
        "title": "Desertions",
        "outlet": "Harbour Wire",
        "url": "https://wire.example/a1",
        "published": MONDAY,
    }
    return Article(**values | changes)


def figure(**changes: Any) -> Figure:
    """The figure of `article()`, parts changed by name."""
    printed = changes.pop("printed", article())
    values: dict[str, Any] = {
        "article": ArticleRef.to(printed),
        "sentence": Sentence(start=0, end=len(TEXT), text=TEXT),
        "quantity": quantity(),
        "counted": Counted(start=11, end=19, text="soldiers", head="soldier"),
        "subject": Subject(class_="desertion", place="Karsovia"),
        "scope": Scope(
            kind="rate", text="every month", start=27, end=38, to=date(2026, 9, 14), per="month"
        ),
        "stance": "assert",
        "attribution": Attribution(
            chain=(
                Source(text="the ministry", start=40, end=52, kind="government", anonymity="role"),
            ),
            cue=Cue(text="said", start=53, end=57, kind="verb"),
            form="indirect",
            printed_by=printed.outlet,
        ),
        "series": series().key,
    }
    values |= changes
    values.setdefault("id", stable_id(printed.id, values["quantity"].text))
    return Figure(**values)


def quantity(**changes: Any) -> Quantity:
    """The quantity of `figure()`."""
    values: dict[str, Any] = {
        "start": 0,
        "end": 10,
        "text": "Some 4,500",
        "low": 4500,
        "high": 4500,
        "value": 4500,
        "bound": "about",
    }
    return Quantity(**values | changes)


def series(**changes: Any) -> Series:
    """The series of `figure()`."""
    values: dict[str, Any] = {
        "key": "desertion/Karsovia/soldier/rate/month",
        "family": "desertion/Karsovia/persons",
        "title": "Soldiers leaving their units, Karsovia, per month",
        "class_": "desertion",
        "place": "Karsovia",
        "organisation": None,
        "unit": "",
        "kind": "rate",
        "per": "month",
    }
    return Series(**values | changes)


def feed_status(**changes: Any) -> FeedStatus:
    """A feed that was never reached."""
    values: dict[str, Any] = {
        "outlet": "Harbour Wire",
        "url": "https://wire.example/rss",
        "state": "failing",
        "error": "timeout",
        "last_success": None,
        "next_attempt": MONDAY,
    }
    return FeedStatus(**values | changes)


def alert(**changes: Any) -> Alert:
    """An alert about `figure()`."""
    departing = changes.pop("figure", figure())
    values: dict[str, Any] = {
        "id": stable_id("alert", departing.id),
        "kind": "out_of_range",
        "severity": "warning",
        "series": departing.series,
        "explanation": "6,800 is above the stated range.\nThe ministry gave 4,000 to 5,000.",
        "figure": departing,
        "earlier": (),
        "left_out": (),
        "printed_by": (departing.article.outlet,),
        "raised": MONDAY,
        "kinds": ("out_of_range",),
    }
    return Alert(**values | changes)

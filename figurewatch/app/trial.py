"""A made-up alert with which a channel is tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from figurewatch.records import (
    Alert,
    Article,
    ArticleRef,
    Attribution,
    Counted,
    Cue,
    Figure,
    Quantity,
    Scope,
    Sentence,
    Source,
    Subject,
    stable_id,
)

_TEXT = "The port office said 512 ships had called at Sample Harbour in October."


def trial_alert(*, now: datetime) -> Alert:
    """Give an alert that looks like any other and says that it is a test."""
    article = Article(
        id="figurewatch-test",
        text=_TEXT,
        title="A test of figurewatch",
        outlet="figurewatch",
        url="",
        published=now,
    )
    figure = Figure(
        id=stable_id("figurewatch", "test"),
        article=ArticleRef.to(article),
        sentence=Sentence(start=0, end=len(_TEXT), text=_TEXT),
        quantity=_quantity(),
        counted=Counted(**_span("ships"), head="ship"),
        subject=Subject(place="Sample Harbour"),
        scope=Scope(kind="period", **_span("in October"), per="month"),
        stance="assert",
        attribution=Attribution(
            chain=(Source(**_span("The port office"), kind="organisation", anonymity="role"),),
            cue=Cue(**_span("said"), kind="verb"),
            form="indirect",
            printed_by="figurewatch",
        ),
        series="test/Sample Harbour/ship/period/month",
    )
    return Alert(
        id=stable_id("figurewatch", "test", "alert"),
        kind="jump",
        severity="notice",
        series=figure.series,
        explanation="This is a test: no article says so.\nIf you can read it, the channel works.",
        figure=figure,
        earlier=(),
        left_out=(),
        printed_by=("figurewatch",),
        raised=now,
        kinds=("jump",),
    )


def _quantity() -> Quantity:
    return Quantity(**_span("512"), low=512, high=512, value=512, bound="exact")


def _span(words: str) -> dict[str, Any]:
    start = _TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}

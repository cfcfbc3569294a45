"""`alerts why`: the reasoning behind an alert, or behind a figure that raised none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from figurewatch.app.commands.look import config_option, open_store
from figurewatch.app.output import write_line
from figurewatch.errors import InputError
from figurewatch.records import Alert, Figure, LeftOut
from figurewatch.records.codec import to_wire
from processors.reasoning import Reasoning, reason_about
from processors.series import series_of
from sinks.alerts import evidence, headline
from sinks.store import Store


@click.command("why", short_help="Say why there is an alert, or why there is none.")
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@config_option
def why(id_: str, as_json: bool, config: Path | None) -> None:
    """
    Say why there is an alert, or why there is none.

    ID is that of an alert: its headline, its paragraph, its evidence, and what was left out and
    why. Or it is that of a figure: the earlier figures that it was compared with, the rule that
    kept it silent, and those that could not be compared.
    """
    store = open_store(config)
    alert, figure = store.alert(id_), store.figure(id_)
    if alert is not None:
        answer, lines = _of_alert(alert), _alert_in_words(store, alert)
    elif figure is not None:
        reasoning = reason_about(
            figure, store.figures_of_family(_family_of(figure), limit=sys.maxsize)
        )
        raised = _alert_about(store, reasoning)
        answer, lines = _of_figure(reasoning, raised), _figure_in_words(store, reasoning, raised)
    else:
        raise InputError(f"there is neither an alert nor a figure {id_}")
    for line in [json.dumps(answer, ensure_ascii=False)] if as_json else lines:
        write_line(line)


def _family_of(figure: Figure) -> str:
    return series_of(figure.quantity, figure.counted, figure.subject, figure.scope).family


def _alert_about(store: Store, reasoning: Reasoning) -> Alert | None:
    """The alert that stands about the figure, or about the one that it restates."""
    ids = {reasoning.figure.id, reasoning.restates}
    for alert in store.alerts_of_family(_family_of(reasoning.figure)):
        if alert.figure.id in ids and alert.state != "withdrawn":
            return alert
    return None


def _of_alert(alert: Alert) -> dict[str, Any]:
    first, paragraph = _parted(alert.explanation)
    return {
        "about": "alert",
        "id": alert.id,
        "state": alert.state,
        "severity": alert.severity,
        "kinds": list(alert.kinds),
        "series": alert.series,
        "headline": first,
        "paragraph": paragraph,
        "figure": to_wire(alert.figure),
        "earlier": [to_wire(figure) for figure in alert.earlier],
        "left_out": [to_wire(item) for item in alert.left_out],
        "printed_by": list(alert.printed_by),
    }


def _of_figure(reasoning: Reasoning, raised: Alert | None) -> dict[str, Any]:
    departure = reasoning.departure
    return {
        "about": "figure",
        "id": reasoning.figure.id,
        "alert": raised.id if raised else None,
        "departs": departure is not None,
        "reason": reasoning.reason,
        "rule": reasoning.rule,
        "detail": departure.explanation if departure else reasoning.detail,
        "restates": reasoning.restates,
        "figure": to_wire(reasoning.figure),
        "compared": [to_wire(item) for item in reasoning.compared],
        "left_out": [to_wire(item) for item in reasoning.left_out],
    }


def _alert_in_words(store: Store, alert: Alert) -> Iterator[str]:
    _, paragraph = _parted(alert.explanation)
    yield headline(alert)
    if paragraph:
        yield paragraph
    yield f"{alert.severity}, {alert.state}, raised {alert.raised:%Y-%m-%d %H:%M} UTC"
    yield f"series: {alert.series}"
    yield f"printed by: {', '.join(alert.printed_by)}"
    yield "evidence"
    yield from _shown("new", alert.figure)
    for figure in alert.earlier:
        yield from _shown("earlier", figure)
    yield from _left_out_in_words(store, alert.left_out)


def _figure_in_words(store: Store, reasoning: Reasoning, raised: Alert | None) -> Iterator[str]:
    departure = reasoning.departure
    if departure is not None:
        first, paragraph = _parted(departure.explanation)
        yield f"departs ({', '.join(departure.kinds)}): {first}"
        yield paragraph
    else:
        yield f"no departure ({reasoning.reason}): {reasoning.rule}"
        if reasoning.detail:
            yield reasoning.detail
    yield f"series: {reasoning.figure.series}"
    yield f"alert: {f'{raised.id}, {raised.severity}' if raised else 'none'}"
    yield from _shown("figure", reasoning.figure)
    yield f"compared with {len(reasoning.compared)} earlier claims"
    for item in reasoning.compared:
        yield f"  {evidence(item.figure)}"
        others = [name for name in item.printed_by if name != item.figure.article.outlet]
        yield f"    {item.how}" + (f"; printed by {', '.join(others)} too" if others else "")
    yield from _left_out_in_words(store, reasoning.left_out)


def _shown(what: str, figure: Figure) -> Iterator[str]:
    yield f"  {what:8} {evidence(figure)}"
    yield f"           {' '.join(figure.sentence.text.split())}"


def _left_out_in_words(store: Store, left_out: Iterable[LeftOut]) -> Iterator[str]:
    """Each reason with the figures that were left out for it."""
    by_reason: dict[str, list[str]] = {}
    for item in left_out:
        by_reason.setdefault(item.reason, []).append(item.id)
    if by_reason:
        yield "left out"
    for reason, ids in by_reason.items():
        yield f"  {reason}:"
        for id_ in ids:
            figure = store.figure(id_)
            yield f"    {evidence(figure) if figure else f'{id_}, no longer kept'}"


def _parted(explanation: str) -> tuple[str, str]:
    first, _, rest = explanation.partition("\n")
    return first, rest.strip()

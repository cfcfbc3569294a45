"""
Families: the figures that must meet, and the alerts that follow from them.

The alerts of a family are a function of its set of figures: in whatever order figures come,
the same set gives the same alerts. That is what makes a repeat or a restart harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from figurewatch.records import Alert, Figure
from processors.claims import claim_of
from processors.departures import Assessment, assess
from processors.explanations import alert_of
from processors.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The figures of one family by id, as many as its history holds, and that history."""

    figures: Mapping[str, Figure] = field(default_factory=dict)
    history: History = field(default_factory=History)


def family_of(figures: Iterable[Figure]) -> Family:
    """Give the family of `figures`, whatever their order."""
    family = Family()
    dated = (figure for figure in figures if figure.article.published is not None)
    for figure in sorted(dated, key=lambda figure: claim_of(figure).order):
        family, _ = with_figure(family, figure)
    return family


def with_figure(family: Family, figure: Figure) -> tuple[Family, Assessment | None]:
    """
    Take in `figure`, and say what came of it.

    A figure of an article without a date is not compared: the family stays as it was, and the
    assessment is None. Raises ProcessingError if the figure can't be compared.
    """
    if figure.article.published is None:
        return family, None
    assessment = assess(claim_of(figure), family.history)
    figures = {**family.figures, figure.id: figure}
    held = _held(assessment.history)
    if len(figures) > len(held):
        figures = {id_: kept for id_, kept in figures.items() if id_ in held}
    return Family(figures=figures, history=assessment.history), assessment


def _held(history: History) -> set[str]:
    """The claims of the history, and those that it still compares with or that are evidence."""
    groups = history.state.groups.values()
    return {
        *(claim.id for claim in history.claims),
        *(position.claim.id for group in groups for position in group.positions),
        *(claim_id for departure in history.departures for claim_id in departure.against),
    }


def without_figures(family: Family, ids: Iterable[str]) -> Family:
    """Give the family as if the figures `ids` had never come."""
    gone = set(ids)
    return family_of(figure for id_, figure in family.figures.items() if id_ not in gone)


def alerts_of(family: Family) -> list[Alert]:
    """Give the alerts that the family's figures raise, oldest first."""
    alerts = []
    for departure in family.history.departures:
        figure = family.figures[departure.id]
        printed_by = family.history.printed_by(departure.id) or (figure.article.outlet,)
        alert = alert_of(departure, figure, family.figures, printed_by)
        alerts.append(replace(alert, state="updated" if len(alert.printed_by) > 1 else "new"))
    return alerts


def reconcile(
    family: Family, kept: Iterable[Alert], *, since: datetime | None = None
) -> list[Alert]:
    """
    Give what must be written so that the `kept` alerts become those that `family` raises.

    New and changed alerts come as they are; a kept alert that is no longer raised comes back
    as withdrawn. One whose figures the bounded history has forgotten stays as it is, and so does
    one that needs a figure printed before `since`: those have been removed.
    """
    old = {alert.id: alert for alert in kept}
    forgotten = {
        alert.id
        for alert in old.values()
        if _is_forgotten(alert, family.history) or _is_removed(alert, since)
    }
    new = {
        alert.id: alert
        for alert in alerts_of(family)
        if alert.id not in forgotten and not _is_removed(alert, since)
    }
    changed = [alert for alert in new.values() if old.get(alert.id) != alert]
    gone = [
        replace(alert, state="withdrawn")
        for alert in old.values()
        if alert.id not in new and alert.id not in forgotten and alert.state != "withdrawn"
    ]
    return changed + gone


def _is_forgotten(alert: Alert, history: History) -> bool:
    claims = history.claims
    if len(claims) < history.limit:
        return False
    return any(
        claim_of(figure).order < claims[0].order for figure in (alert.figure, *alert.earlier)
    )


def _is_removed(alert: Alert, since: datetime | None) -> bool:
    return since is not None and any(
        figure.article.published is not None and figure.article.published < since
        for figure in (alert.figure, *alert.earlier)
    )

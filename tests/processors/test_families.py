"""The alerts of a family, and what the bounded history does to them."""

from __future__ import annotations

from itertools import permutations

import pytest

from figurewatch.records import Alert
from processors.families import (
    Family,
    alerts_of,
    family_of,
    reconcile,
    with_figure,
    without_figures,
)
from processors.history import History
from tests.kafka import counts
from tests.processors import made

TOLL = {"scope": "cumulative", "class_": "deaths", "counted": "people"}

FIGURES = [
    figure
    for article in counts.made_articles(700)
    for figure in counts.read(article)
    if figure.subject.place == "Karsovia"
]


def written(limit: int) -> list[Alert]:
    """All that is written of alerts while the figures come one by one."""
    family, kept, all_written = Family(history=History(limit=limit)), {}, []
    for figure in FIGURES:
        family, _ = with_figure(family, figure)
        alerts = reconcile(family, kept.values())
        kept |= {alert.id: alert for alert in alerts}
        all_written += alerts
    return all_written


def test_what_the_history_forgets_withdraws_no_alert() -> None:
    """And takes no evidence from one."""
    few, all_ = written(limit=100), written(limit=10_000)
    assert "withdrawn" not in {alert.state for alert in few}
    assert {alert.id for alert in few} == {alert.id for alert in all_}
    assert all(alert.earlier for alert in few)


def test_what_an_article_takes_back_withdraws_its_alert() -> None:
    """The alert comes once more, as withdrawn."""
    family = family_of(FIGURES)
    alerts = alerts_of(family)
    taken_back = without_figures(family, [alerts[0].figure.id])
    assert [alert.state for alert in reconcile(taken_back, alerts) if alert.id == alerts[0].id] == [
        "withdrawn"
    ]


def test_what_is_kept_already_is_not_written_again() -> None:
    """Nothing changed, nothing to write."""
    family = family_of(FIGURES)
    assert alerts_of(family)
    assert reconcile(family, alerts_of(family)) == []


def test_what_retention_removes_withdraws_no_alert_and_raises_none_again() -> None:
    """Whether its figures are still in memory or not, an alert about them stays as it is."""
    whole = family_of(FIGURES)
    alerts = alerts_of(whole)
    dates = sorted(figure.article.published for figure in FIGURES if figure.article.published)
    since = dates[len(dates) // 2]
    old = [alert for alert in alerts if alert.figure.article.published < since]
    left = family_of(figure for figure in FIGURES if figure.article.published >= since)
    assert old
    assert "withdrawn" in {alert.state for alert in reconcile(left, alerts)}
    assert "withdrawn" not in {alert.state for alert in reconcile(left, alerts, since=since)}
    # The old alerts have been removed as well, and nobody wants them once more.
    kept = [alert for alert in alerts if alert not in old]
    assert {alert.id for alert in reconcile(whole, kept)} == {alert.id for alert in old}
    assert reconcile(whole, kept, since=since) == []


def test_the_evidence_of_a_forgotten_first_print_stays() -> None:
    """Reprints stand for it: what they are compared with can still be shown."""
    first = made.figure("103 dead", 103, "2030-03-01", **TOLL)
    prints = [
        made.figure("103 dead", 103, f"2030-03-{day:02}", outlet="Evening", **TOLL)
        for day in (5, 6, 7)
    ]
    family = Family(history=History(limit=3))
    for one in (first, *prints, made.figure("84 dead", 84, "2030-03-08", **TOLL)):
        family, _ = with_figure(family, one)
    (alert,) = alerts_of(family)
    assert alert.earlier == (first,)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_in_which_reprints_come_changes_no_alert(order: tuple[int, ...]) -> None:
    """Neither its id nor its evidence nor who printed it."""
    told = [
        made.figure("103 dead", 103, "2030-03-01", **TOLL),
        made.figure("84 dead", 84, "2030-03-05", **TOLL),
        made.figure("84 dead", 84, "2030-03-06", outlet="Evening", **TOLL),
        made.figure("84 dead", 84, "2030-03-07", outlet="Courier", **TOLL),
    ]
    family = Family()
    for at in order:
        family, _ = with_figure(family, told[at])
    (alert,) = alerts_of(family)
    assert alert.figure == told[1]
    assert alert.earlier == (told[0],)
    assert alert.printed_by == ("Daily", "Evening", "Courier")
    assert alerts_of(with_figure(family, told[2])[0]) == [alert]

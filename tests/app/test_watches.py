"""A watch catches what somebody follows, holds back what is too small, and tells who asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from figurewatch.app.settings import Settings, WatchSettings, parse_settings
from figurewatch.app.subscribers import wanted_by
from figurewatch.app.watches import catches, factor_of, why_held_back, why_not_about
from figurewatch.errors import ConfigError
from figurewatch.records import Alert, Attribution, Figure, Scope, Source, Subject
from tests import factories


def watch(**given: Any) -> WatchSettings:
    """A watch of that and nothing else."""
    return WatchSettings(name="w", **given)


def about(**given: Any) -> Figure:
    """The figure of the factories with another subject."""
    return factories.figure(subject=Subject(**given))


def claimed_by(*names: str) -> Figure:
    """The figure of the factories, claimed by the last and relayed by the others."""
    chain = tuple(Source(text=name, start=0, end=1) for name in names)
    return factories.figure(attribution=Attribution(chain=chain))


FLOOD = about(class_="deaths", place="Spain", qualifiers=("Valencia", "flood"))
ARMY = about(class_="desertion", organisation="Karsovian Armed Forces")


@pytest.mark.parametrize(
    ("given", "figure"),
    [
        ({}, factories.figure()),
        ({"words": ["soldiers"]}, factories.figure()),
        ({"words": ["tanks", "SOLDIERS  desert"]}, factories.figure()),
        ({"words": ["desert*"]}, factories.figure()),
        ({"words": ["desertions"]}, factories.figure()),  # in the headline
        ({"classes": ["desertion"]}, factories.figure()),
        ({"classes": ["casualties"]}, FLOOD),  # the wider class
        ({"places": ["Karsovia"]}, factories.figure()),
        ({"places": ["karsovia"]}, factories.figure()),
        ({"places": ["US"]}, about(place="United States")),
        ({"places": ["Valencia"]}, FLOOD),
        ({"places": ["Tamber"]}, about(place="Tamber valley")),
        ({"places": ["Armed Forces"]}, ARMY),
        ({"sources": ["ministry"]}, factories.figure()),
        ({"sources": ["Prosecutor's Office"]}, claimed_by("Maren", "the prosecutor’s office")),
        ({"sources": ["Maren"]}, claimed_by("Maren", "the prosecutor’s office")),
        ({"words": ["soldiers"], "places": ["Karsovia"]}, factories.figure()),
    ],
)
def test_a_figure_is_watched_when_every_list_has_one_that_fits(
    given: dict[str, Any], figure: Figure
) -> None:
    """Words, classes, places and sources, whatever their case."""
    assert why_not_about(watch(**given), figure) is None


@pytest.mark.parametrize(
    ("given", "figure", "says"),
    [
        ({"words": ["soldier"]}, factories.figure(), "none of the words"),
        ({"words": ["sert*"]}, factories.figure(), "none of the words"),
        ({"classes": ["deaths"]}, factories.figure(), "another class"),
        ({"classes": ["deaths"]}, about(class_="casualties"), "another class"),  # wider than asked
        ({"places": ["Sudan"]}, about(place="South Sudan"), "another place"),
        ({"places": ["Spain"]}, about(), "another place"),
        ({"sources": ["General Staff"]}, factories.figure(), "by others"),
        ({"sources": ["ministry"]}, claimed_by(), "by others"),
        ({"words": ["soldiers"], "places": ["Spain"]}, factories.figure(), "another place"),
    ],
)
def test_a_figure_of_something_else_is_not_watched(
    given: dict[str, Any], figure: Figure, says: str
) -> None:
    """And the reason is given in words."""
    assert says in (why_not_about(watch(**given), figure) or "")


def test_who_follows_a_source_hears_when_it_is_contradicted() -> None:
    """The sources of the earlier figures count too."""
    alert = factories.alert(figure=claimed_by("Open Ledger"), earlier=(factories.figure(),))
    assert catches(watch(sources=["ministry"]), alert)
    assert not catches(watch(sources=["General Staff"]), alert)


def departing(low: float | None, high: float | None, *earlier: Figure) -> Alert:
    """An alert about a monthly rate after the earlier ones."""
    quantity = factories.quantity(low=low, high=high, value=None, bound="range")
    return factories.alert(figure=factories.figure(quantity=quantity), earlier=earlier)


def monthly(low: float, high: float) -> Figure:
    """An earlier monthly rate."""
    return factories.figure(quantity=factories.quantity(low=low, high=high, bound="range"))


IN_SEPTEMBER = factories.figure(
    scope=Scope(kind="period", from_=date(2026, 9, 1), to=date(2026, 9, 30))
)
IN_TOTAL = factories.figure(scope=Scope(kind="cumulative", from_=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("alert", "factor"),
    [
        (departing(9000, 9000, monthly(4000, 4500)), 2),
        (departing(1000, 1500, monthly(4500, 5000)), 3),
        (departing(9000, 9000, monthly(1000, 1000), monthly(4000, 6000)), 1.5),  # the nearest
        (departing(4000, 6000, monthly(5000, 9000)), 1),  # they meet
        (departing(9000, None, monthly(4000, 4500)), 2),  # "more than 9,000"
        (departing(5, 5, monthly(0, 0)), float("inf")),
        (departing(9000, 9000, IN_SEPTEMBER), 2),  # a month's number is a number per month
        (departing(9000, 9000, IN_TOTAL), None),
        (departing(9000, 9000), None),
    ],
)
def test_the_factor_of_a_departure_is_that_to_the_nearest_earlier_figure(
    alert: Alert, factor: float | None
) -> None:
    """Between the ends that face each other, and only within one measure."""
    assert factor_of(alert) == factor


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"minimum_severity": "critical"}, "its severity is warning, asked for is critical"),
        ({"kinds": ["reversal"]}, "its kind is out_of_range, asked for are reversal"),
        ({"minimum_factor": 2.5}, "by a factor of 2.00, asked for are 2.5"),
    ],
)
def test_thresholds_hold_an_alert_back_and_say_why(given: dict[str, Any], says: str) -> None:
    """A watch never makes an alert, it only lets fewer through."""
    alert = departing(9000, 9000, monthly(4000, 4500))
    assert says in (why_held_back(watch(**given), alert) or "")
    assert not catches(watch(**given), alert)


def test_a_departure_that_has_no_factor_passes_the_threshold() -> None:
    """A rate against a total is still a departure."""
    assert why_held_back(watch(minimum_factor=2), departing(9000, 9000, IN_TOTAL)) is None


def settings(*watches: WatchSettings) -> Settings:
    """Two subscribers and those watches."""
    text = "subscribers: [{name: desk, type: console}, {name: night, type: console}]"
    return parse_settings(text, name="c", environ={}).model_copy(update={"watches": watches})


FOLLOWED, OTHER = {"classes": ["desertion"]}, {"classes": ["inflation"]}


@pytest.mark.parametrize(
    ("watches", "told"),
    [
        ([], ["desk", "night"]),
        ([watch(**FOLLOWED, subscribers=["desk"])], ["desk", "night"]),
        ([watch(**OTHER, subscribers=["desk"])], ["night"]),
        ([watch(**OTHER)], []),
        ([watch(**OTHER), watch(**FOLLOWED, subscribers=["night"])], ["night"]),
        ([watch(**FOLLOWED), watch(**OTHER)], ["desk", "night"]),
    ],
)
def test_subscribers_are_told_what_their_watches_catch(
    watches: list[WatchSettings], told: list[str]
) -> None:
    """Whom no watch names is told everything; a watch that names nobody is everybody's."""
    assert wanted_by(settings(*watches), factories.alert()) == told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("watches:\n  - words: [a]\n", "c:2:5: watches.0.name: Field required"),
        ("watches:\n  - {name: a, word: [b]}\n", "there is no setting watches.0.word; did you m"),
        ("watches: [{name: a}, {name: a}]\n", "two watches have the same name"),
        ("watches:\n  - {name: a, minimum_factor: 0.5}\n", "c:2:31: watches.0.minimum_factor"),
        (
            "watches:\n  - name: a\n    subscribers: [consol]\n",
            "c:3:19: there is no subscriber consol; did you mean console?",
        ),
    ],
)
def test_a_mistake_in_a_watch_is_named_with_its_place(text: str, says: str) -> None:
    """As everywhere in the configuration."""
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, name="c", environ={})
    assert says in str(caught.value)

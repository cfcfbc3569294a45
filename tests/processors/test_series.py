"""Series: readable keys that say what may be compared, and families that must meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from spacy.language import Language

from figurewatch.records import Counted, Quantity, Scope, Subject
from processors.series import class_path, series_of, settled_scope, unit_of
from tests.processors.phrases import read_one

SOLDIERS = Counted(start=4, end=12, text="soldiers", head="soldier")
DESERTION = Subject(class_="desertion", place="Ukraine")
OCTOBER = Scope(kind="period", from_=date(2025, 10, 1), to=date(2025, 10, 31))


def quantity(unit: str = "") -> Quantity:
    return Quantity(
        start=0, end=3, text="100", low=100, high=100, value=100, bound="exact", unit=unit
    )


def test_a_key_is_readable() -> None:
    series = series_of(quantity(), SOLDIERS, DESERTION, OCTOBER)
    assert series.key == "desertion/Ukraine/persons/period/month"
    assert series.family == "desertion/Ukraine"
    assert series.title == "Soldiers leaving their units, Ukraine, per month"


def test_words_for_the_same_people_share_a_series(nlp: Language) -> None:
    one = read_one("Some 4,500 Ukrainian soldiers abandoned their posts.", nlp)
    other = read_one("Some 4,500 deserters left the Ukrainian army.", nlp)
    assert one.series.key == other.series.key


@pytest.mark.parametrize(
    ("scope", "kind", "per"),
    [
        (Scope(kind="rate", per="month"), "rate", "month"),
        (Scope(kind="cumulative", from_=date(2022, 2, 24)), "cumulative since 2022-02", "-"),
        (Scope(kind="cumulative"), "cumulative", "-"),
        (Scope(kind="stock", to=date(2025, 11, 9)), "stock", "-"),
        (
            Scope(kind="period", from_=date(2025, 11, 3), to=date(2025, 11, 9)),
            "period",
            "week",
        ),
        (Scope(kind="period", from_=date(2025, 1, 1), to=date(2025, 5, 9)), "period", "-"),
    ],
)
def test_kinds_and_lengths_of_numbers_have_series_of_their_own(
    scope: Scope, kind: str, per: str
) -> None:
    key = series_of(quantity(), SOLDIERS, DESERTION, scope).key
    assert key.split("/")[-2:] == [kind, per]


@pytest.mark.parametrize(
    ("class_", "scope", "kind"),
    [
        ("waiting-list", Scope(kind="cumulative", to=date(2026, 5, 31)), "stock"),
        ("waiting-list", Scope(kind="period", from_=OCTOBER.to, to=OCTOBER.to), "stock"),
        ("waiting-list", OCTOBER, "period"),
        ("deaths", Scope(kind="cumulative", to=date(2026, 5, 31)), "cumulative"),
        ("deaths", replace(OCTOBER, kind="rate", per="month"), "period"),
        ("deaths", replace(OCTOBER, kind="rate", per="day"), "rate"),
    ],
)
def test_a_class_settles_what_the_words_leave_open(class_: str, scope: Scope, kind: str) -> None:
    """A level is no total; a rate for one unit of its own is that period's number."""
    assert settled_scope(scope, Subject(class_=class_)).kind == kind


@pytest.mark.parametrize("unit", ["", "percentage", "US dollar", "barrel per day"])
def test_a_family_holds_what_may_meet_whatever_its_unit(unit: str) -> None:
    series = series_of(quantity(unit), SOLDIERS, DESERTION, OCTOBER)
    assert series.family == "desertion/Ukraine"


def test_cases_meet_what_they_are_about() -> None:
    subject = Subject(class_="criminal-cases", place="Ukraine", qualifiers=("desertion",))
    series = series_of(quantity(), None, subject, OCTOBER)
    assert series.family == "desertion/Ukraine"
    assert series.key.startswith("criminal-cases:desertion/Ukraine/")


def test_related_classes_share_a_family_but_no_series() -> None:
    killed, wounded = (
        series_of(quantity(), None, Subject(class_=cls, place="Mali"), OCTOBER)
        for cls in ("deaths", "injuries")
    )
    assert killed.family == wounded.family == "casualties/Mali"
    assert killed.key != wounded.key


def test_qualifiers_narrow_the_class_in_one_order() -> None:
    subject = Subject(class_="deaths", place="Peru", qualifiers=("flood", "child"))
    assert class_path(subject, None) == ("casualties", "deaths", "child", "flood")


def test_an_organisation_goes_before_the_place() -> None:
    subject = Subject(class_="layoffs", place="Germany", organisation="Norvik Motors")
    assert series_of(quantity(), None, subject, OCTOBER).family == "layoffs/Norvik Motors"


def test_an_unknown_class_is_the_counted_noun() -> None:
    masks = Counted(start=0, end=5, text="masks", head="mask")
    series = series_of(quantity(), masks, Subject(), Scope(kind="stock"))
    assert series.key == "mask/-/mask/stock/-"
    assert series.title == "Masks, at a moment"
    assert unit_of(quantity(), masks, Subject()) == "mask"


def test_a_slash_in_a_name_divides_no_key() -> None:
    subject = Subject(class_="revenue", organisation="A/B Foods")
    key = series_of(quantity("euro"), None, subject, OCTOBER).key
    assert key == "revenue/A-B Foods/euro/period/month"

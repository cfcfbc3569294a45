"""The words of an alert: one headline, one paragraph with the numbers, no verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from figurewatch.errors import ProcessingError
from processors.claims import claim_of
from processors.departures import assess, assess_all
from processors.explanations import alert_of
from processors.wording import days
from tests.processors.made import claim, figure

MONTH = {"from_": date(2030, 10, 1), "to": date(2030, 10, 31)}
TO_DATE = {"from_": date(2027, 2, 1), "to": date(2030, 11, 9)}


@pytest.fixture
def figures():
    """A range, a total and court cases, claimed two days before the monthly number."""
    office = ("the spokeswoman", "the prosecutor's office")
    return [
        figure(
            "15,000 to 18,000 soldiers a month",
            16_500,
            "2030-11-07",
            low=15_000,
            high=18_000,
            bound="range",
            scope="rate",
            per="month",
            chain=office,
        ),
        figure("180,000 soldiers", 180_000, "2030-11-07", scope="cumulative", **TO_DATE),
        figure(
            "more than 230,000 criminal cases",
            230_000,
            "2030-11-07",
            high=None,
            bound="at_least",
            scope="cumulative",
            class_="criminal-cases",
            counted="criminal cases",
            chain=office,
            **TO_DATE,
        ),
        figure("21,600 soldiers", 21_600, "2030-11-09", chain=("a reporter",), **MONTH),
    ]


def test_a_month_above_the_range_that_was_claimed_before(figures):
    *before, month = figures
    history = assess_all(map(claim_of, before))
    departure = assess(claim_of(month), history).departure
    assert departure.explanation == (
        "Soldiers, Lowland Army, October 2030: “21,600 soldiers” claimed by a reporter, printed by"
        " Daily on 9 November 2030; it lies outside the range of 15,000 to 18,000 a month, 20 %"
        " above its upper end.\n"
        "New: “21,600 soldiers” claimed by a reporter, printed by Daily on 9 November 2030, for"
        " October 2030. Earlier: “15,000 to 18,000 soldiers a month” claimed by the prosecutor's"
        " office (through the spokeswoman), printed by Daily on 7 November 2030, a rate per month."
        " Which of them holds is not decided here."
    )


def test_the_alert_carries_its_evidence_and_what_was_left_out(figures):
    *before, month = figures
    departure = assess(claim_of(month), assess_all(map(claim_of, before))).departure
    alert = alert_of(departure, month, figures, ["Daily", "Evening", "Daily"])
    assert (alert.kind, alert.severity, alert.state) == ("out_of_range", "warning", "new")
    assert alert.figure == month
    assert alert.earlier == (before[0],)
    assert {left.id: left.reason for left in alert.left_out} == {
        before[1].id: "a total is not compared with a monthly number",
        before[2].id: "criminal cases are not compared with soldiers",
    }
    assert alert.printed_by == ("Daily", "Evening")
    assert alert.raised == month.article.published


def test_the_alert_has_the_same_id_whatever_outlet_prints_it(figures):
    *before, _ = figures
    history = assess_all(map(claim_of, before))
    ids = set()
    for outlet in ("Daily", "Evening"):
        month = figure("21,600 soldiers", 21_600, "2030-11-09", outlet=outlet, **MONTH)
        departure = assess(claim_of(month), history).departure
        ids.add(alert_of(departure, month, before, [outlet]).id)
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("before", "new", "headline"),
    [
        (
            claim(103, "2030-03-01", frm="2030-02-28"),
            claim(84, "2030-03-05", outlet="Wire", frm="2030-02-28"),
            "Deaths, Lowland, a total since 28 February 2030 up to 5 March 2030: 84 claimed by the"
            " ministry, printed by Wire on 5 March 2030; a total can't fall, and this one is 18 %"
            " below the 103 of 1 March 2030.",
        ),
        (
            claim(330, "2030-11-05", scope="period", frm="2030-10-01", to="2030-10-31"),
            claim(
                "about 580",
                "2030-11-06",
                claimant="the union",
                scope="period",
                frm="2030-10-01",
                to="2030-10-31",
            ),
            "Deaths, Lowland, October 2030: about 580 claimed by the union, printed by"
            " Daily on 6 November 2030; another claimant's number for the same period is 330.",
        ),
        (
            claim(385, "2030-09-01", scope="stock", cls="missing", claimant=""),
            claim(66, "2030-09-08", scope="stock", cls="missing", claimant=""),
            "Missing, Lowland, a number at a moment, 8 September 2030: 66 claimed by nobody named,"
            " printed by Daily on 8 September 2030; it is 83 % less than the 385 of 1 September"
            " 2030.",
        ),
    ],
)
def test_headlines(before, new, headline):
    departure = assess(new, assess_all([before])).departure
    assert departure.explanation.split("\n")[0] == headline


def test_no_word_of_an_explanation_is_a_verdict(figures):
    found = assess_all(map(claim_of, figures)).departures
    assert found
    for departure in found:
        assert not re.search(r"\b(true|false|real|confirmed|lie|wrong)\b", departure.explanation)


def test_what_an_article_without_a_date_says_is_not_compared(figures):
    article = replace(figures[0].article, published=None)
    with pytest.raises(ProcessingError, match="without a date"):
        claim_of(replace(figures[0], article=article))


def test_a_claim_keeps_what_comparing_needs_of_its_figure():
    made = claim_of(figure("40 dead", 40, "2030-03-01", class_="deaths", qualifiers=("women",)))
    assert made.cls.endswith("deaths:women")
    assert (made.place, made.claimant, made.unit) == ("Lowland Army", "the ministry", "persons")
    assert (made.lo, made.hi, made.value, made.text) == (40, 40, 40, "40 dead")
    assert not made.unfit


@pytest.mark.parametrize(
    ("scope", "text", "carried_over", "doubts"),
    [
        ("cumulative", "as of Friday", False, ()),
        ("cumulative", None, False, ("day",)),
        ("stock", None, True, ("claimant", "day")),
        ("period", None, False, ()),
    ],
)
def test_what_the_text_leaves_open_is_in_doubt(scope, text, carried_over, doubts):
    told = figure("40 dead", 40, "2030-03-01", scope=scope, to=date(2030, 3, 1), class_="deaths")
    told = replace(
        told,
        scope=replace(told.scope, text=text),
        attribution=replace(told.attribution, carried_over=carried_over),
    )
    assert claim_of(told).doubts == doubts


def test_a_half_is_fifty_percent():
    made = claim_of(figure("half", 0.5, "2030-03-01", unit="fraction"))
    assert (made.lo, made.hi, made.unit) == (50, 50, "percentage")


def test_areas_are_compared_in_one_unit():
    made = claim_of(figure("36,100 acres", 36_100, "2030-03-01", unit="acre"))
    assert (made.lo, made.unit) == (14_600, "hectare")


@pytest.mark.parametrize(
    ("given", "unfit", "planned"),
    [
        ({"stance": "estimate"}, "", False),
        ({"stance": "intend"}, "", True),
        ({"stance": "deny"}, "not_asserted", False),
        ({"stance": "question"}, "not_asserted", False),
        ({"organisation": None}, "no_place", False),
        ({"organisation": None, "unit": "US dollar"}, "no_place", False),
        ({"organisation": None, "class_": "oil-price", "unit": "US dollar"}, "", False),
        ({"organisation": None, "class_": None, "unit": "US dollar"}, "no_place", False),
        ({"class_": None, "counted": ""}, "nothing_counted", False),
        ({"organisation": None, "place": "Kellmark", "class_": None}, "one_of_many", False),
        ({"organisation": None, "place": "Kellmark", "class_": "delegates"}, "one_of_many", False),
        ({"organisation": None, "place": "Kellmark", "class_": "deaths"}, "", False),
        ({"class_": "delegates"}, "", False),
    ],
)
def test_what_makes_a_figure_unfit_to_compare(given, unfit, planned):
    made = claim_of(figure("40 dead", 40, "2030-03-01", **given))
    assert (made.unfit, made.planned) == (unfit, planned)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2030-10-01", "2030-10-31", "October 2030"),
        ("2030-01-01", "2030-12-31", "2030"),
        ("2030-10-01", "2030-10-09", "1–9 October 2030"),
        ("2030-09-28", "2030-10-09", "28 September to 9 October 2030"),
        ("2029-12-28", "2030-01-09", "28 December 2029 to 9 January 2030"),
        ("2030-02-28", "2030-02-28", "28 February 2030"),
    ],
)
def test_a_stretch_of_days_is_written_as_news_write_it(first, last, words):
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    assert days(start, end) == words

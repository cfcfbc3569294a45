"""Why there was an alert, or none: the same verdict as before, with all that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figurewatch.records import Figure
from processors.families import family_of
from processors.reasoning import BY_ARITHMETIC, BY_INCLUSION, DIRECTLY, RULES, reason_about
from tests.processors.made import figure

SINCE = {"scope": "cumulative", "from_": date(2030, 1, 1)}
MARCH = {"scope": "period", "from_": date(2030, 3, 1), "to": date(2030, 3, 31)}
MONTHLY = {"scope": "rate", "per": "month"}

TOTAL = figure("100 in all", 100, "2030-03-01", **SINCE)


def how(figures: list[Figure], new: Figure) -> dict[str, str]:
    """How each earlier figure was taken, by its words: the way, or why it was left out."""
    found = reason_about(new, figures)
    words = {one.id: one.quantity.text for one in figures}
    compared = {words[item.figure.id]: item.how for item in found.compared}
    return compared | {words[item.id]: item.reason for item in found.left_out}


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (figure("104 in all", 104, "2030-03-09", **SINCE), "grows_as_totals_do"),
        (figure("60 in all", 60, "2030-03-09", **SINCE), "reversal"),
        (figure("100 again", 100, "2030-03-09", outlet="Evening", **SINCE), "restates"),
        (figure("7 a month", 7, "2030-03-09", **MONTHLY), "nothing_comparable"),
        (figure("7", 7, "2030-03-09", organisation="Highland Army"), "first_of_its_kind"),
        (figure("not 7", 7, "2030-03-09", stance="deny", **SINCE), "not_asserted"),
        (figure("7 of it", 7, "2030-03-09", class_=None, counted=""), "nothing_counted"),
        (figure("7 there", 7, "2030-03-09", organisation=None), "no_place"),
    ],
)
def test_a_reason_is_given_for_every_figure(new: Figure, reason: str) -> None:
    """In a word, and as the rule behind it."""
    found = reason_about(new, [TOTAL, new])
    assert (found.reason, found.rule) == (reason, RULES[reason])
    assert (found.departure is not None) == (reason == "reversal")


def test_an_undated_figure_has_no_place_among_the_others() -> None:
    """It is compared with nothing, and so it is told."""
    undated = figure("9", 9, "2030-03-09")
    undated = replace(undated, article=replace(undated.article, published=None))
    assert reason_about(undated, [TOTAL, undated]).reason == "undated"


def test_every_way_of_comparing_is_named() -> None:
    """The same series, another breadth of class, and arithmetic."""
    figures = [
        TOTAL,
        figure("30 of them", 30, "2030-03-02", qualifiers=("armed",), **SINCE),
        figure("12 in March", 12, "2030-04-02", **MARCH),
    ]
    new = figure("140 in all", 140, "2030-04-09", **SINCE)
    assert how(figures, new) == {
        "100 in all": DIRECTLY,
        "30 of them": BY_INCLUSION,
        "12 in March": BY_ARITHMETIC,
    }


def test_what_is_left_out_says_why() -> None:
    """In words that name what is not compared with what."""
    figures = [
        figure("9 cases", 9, "2030-03-01", class_="criminal-cases", counted="cases", **SINCE),
        figure("not 80", 80, "2030-03-02", stance="deny", **SINCE),
        figure("5 a month", 5, "2030-03-03", **MONTHLY),
    ]
    told = how(figures, figure("104 in all", 104, "2030-03-09", **SINCE))
    assert told["9 cases"] == "cases are not compared with soldiers"
    assert told["not 80"] == RULES["not_asserted"]
    assert told["5 a month"] == "a rate per month is not compared with a total"


def test_two_numbers_of_one_article_are_two_things() -> None:
    """They are not compared, and that is the reason."""
    first = figure("88 for", 88, "2030-03-01", scope="stock")
    second = figure("61 against", 61, "2030-03-01", scope="stock")
    second = replace(second, quantity=replace(second.quantity, start=40, end=50))
    assert how([first], second) == {"88 for": "it stands in the same article"}


def test_a_reprint_is_told_with_the_claim_it_repeats() -> None:
    """One claim, whoever prints it."""
    reprint = figure("100 in all", 100, "2030-03-02", outlet="Evening", **SINCE)
    found = reason_about(figure("104 in all", 104, "2030-03-09", **SINCE), [reprint, TOTAL])
    (compared,) = found.compared
    assert compared.figure == TOTAL
    assert compared.printed_by == ("Daily", "Evening")


SCOPES = {"total": SINCE, "march": MARCH, "monthly": MONTHLY, "now": {"scope": "stock"}}
FIGURES = st.lists(
    st.builds(
        lambda day, number, outlet, claimant, scope, cls: figure(
            f"{number} {cls} {scope}",
            number,
            f"2030-03-{day:02}",
            outlet=outlet,
            chain=claimant,
            class_=cls,
            **{"total": SINCE, "march": MARCH, "monthly": MONTHLY, "now": {"scope": "stock"}}[
                scope
            ],
        ),
        st.integers(1, 28),
        st.sampled_from([40, 90, 100, 103, 400]),
        st.sampled_from(["Daily", "Evening"]),
        st.sampled_from([(), ("the ministry",), ("the rebels",)]),
        st.sampled_from(["total", "march", "monthly", "now"]),
        st.sampled_from(["desertion", "criminal-cases"]),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda made: made.id,
)


@settings(deadline=None, max_examples=80)
@given(FIGURES)
def test_what_is_told_is_what_was_decided(figures: list[Figure]) -> None:
    """The same verdict as in the family, and every earlier claim is accounted for once."""
    history = family_of(figures).history
    for new in figures:
        found, verdict = reason_about(new, figures), history.verdicts[new.id]
        assert (found.reason, found.detail) == (verdict.reason, verdict.detail)
        assert found.departure == verdict.departure
        assert found.reason in RULES
        told = [item.figure.id for item in found.compared] + [item.id for item in found.left_out]
        assert len(set(told)) == len(told)
        against = found.departure.against if found.departure else ()
        assert set(against) <= {item.figure.id for item in found.compared}

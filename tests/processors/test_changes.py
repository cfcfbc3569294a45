"""Which way something changed by an amount; a level has no direction."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from processors.quantities import find_quantities

BLANK: Language = spacy.blank("en")


def directions(text: str) -> list[str | None]:
    return [mention.quantity.direction for mention in find_quantities(BLANK.make_doc(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rents rose by 2 percent in May and by 1 percent in June.", ["up", "up"]),
        ("Kroma fell 3 percent, Lenta 2 percent and Orvo 1 percent.", ["down", "down", "down"]),
        ("Kroma fell 3% and its 20% stake was sold.", ["down", None]),
        ("The index fell 40 points (0.8%) to 4,900.", ["down", "down", None]),
        ("Sales fell 25% in August and 10% in the year.", ["down", "down"]),
        ("Butter was up 19%, coffee 24% and beef 13% on the year.", ["up", "up", "up"]),
        ("Rents rose 3%, beating 2% in May.", ["up", None]),
        ("Orders were up a real 11% and a nominal 14%.", ["up", "up"]),
        ("The index added 13.8 points, 0.5%, to 2,800.", ["up", "up", None]),
    ],
)
def test_a_second_amount_goes_on_with_the_verb_of_the_first(
    text: str, expected: list[str | None]
) -> None:
    assert directions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A drop in ferry sales of 7% hurt.", ["down"]),
        ("The rise in rents was 4%.", ["up"]),
        ("A 6 percent year-on-year decline was seen.", ["down"]),
        ("Kroma (+2.3%) and Lenta (-1.4%) moved most.", ["up", "down"]),
        ("Arrivals are down from last year by 15 percent.", ["down"]),
        ("Wheat futures were off 1.5 percent.", ["down"]),
        ("The lender gave up 3 percent.", ["down"]),
        ("Costs would come down by roughly a third.", ["down"]),
        ("The index has lost 162 points.", ["down"]),
        ("Kroma advanced 7 to 43 and gold lost $4 to $1,812.", ["up", None, "down", None]),
        ("The gap narrowed by 3 percent.", ["down"]),
        ("Shares ended the day 2% firmer.", ["up"]),
        ("Kroma was 4 lower at 261.", ["down", None]),
        ("The index stood at 129.24, off 0.25.", [None, "down"]),
        ("Takings were 12 percent less than a year ago.", ["down"]),
        ("There were 300 fewer cases than in May.", ["down"]),
    ],
)
def test_each_way_of_saying_a_change_is_read(text: str, expected: list[str | None]) -> None:
    assert directions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The index climbed above 3,000 points.",
        "The rate went from 3% up to 5%.",
        "Turnover was up at 6 million euros.",
        "Some 300 more people were hurt.",
        "Inflation was -0.4%.",
        "Oil rose to 84 dollars.",
        "Oil retreated as low as 84 dollars.",
        "The mill had a net loss of $5 million.",
        "The bank put up $8 million.",
        "Herders lost 60 percent of their goats.",
        "Since May they have lost 1,900 people.",
        "Divers recovered 64 bodies.",
        "Rents have eaten up 9 per cent of wages.",
        "They plan to add ferries, 17 percent of them new.",
    ],
)
def test_a_level_has_no_direction(text: str) -> None:
    assert set(directions(text)) == {None}


def test_the_bound_of_a_change_is_kept_apart_from_its_direction() -> None:
    """ "Nearly" bounds the amount, "up" says which way."""
    (mention,) = find_quantities(BLANK.make_doc("Sales were up nearly 5%."))
    assert (mention.quantity.bound, mention.quantity.direction) == ("about", "up")


def test_a_long_row_of_signs_is_read_in_linear_time() -> None:
    assert directions("Kroma " + "+ - " * 50_000 + "3%")[-1] in (None, "down")

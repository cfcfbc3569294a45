"""Numbers as newspapers print them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from processors.numbers import read_numeral
from processors.words import split_words


def value_of(text: str, *, is_money: bool = False) -> Fraction | None:
    numeral = read_numeral(split_words(text), 0, is_money=is_money)
    return numeral.value if numeral is not None else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("21,600 soldiers", 21_600),
        ("1,234.5 points", Fraction("1234.5")),
        ("12,34,567 voters", 1_234_567),
        ("50 058 proceedings", 50_058),
        ("180 000 people", 180_000),
        ("1.234.567 votes", 1_234_567),
        ("0.1 per cent", Fraction("0.1")),
    ],
)
def test_digits_are_read_with_the_separators_of_several_countries(
    text: str, value: Fraction
) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-one thousand", 21_000),
        ("two hundred and fifty thousand people", 250_000),
        ("thirteen million five hundred thousand", 13_500_000),
        ("nineteen hundred homes", 1_900),
        ("a hundred and twenty", 120),
        ("two dozen", 24),
        ("one point five billion", 1_500_000_000),
        ("two and a half million", 2_500_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("Seven, eight", 7),
        ("five six", 5),
    ],
)
def test_numbers_are_read_in_words(text: str, value: int) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5 million", 1_500_000),
        ("3.4bn euros", 3_400_000_000),
        ("221bn", 221_000_000_000),
        ("25 lakh tonnes", 2_500_000),
        ("2.5m people", 2_500_000),
        ("60k jobs", 60_000),
        ("3 hundred thousand", 300_000),
    ],
)
def test_magnitudes_multiply(text: str, value: int) -> None:
    assert value_of(text) == value


def test_the_letter_m_is_a_million_of_money_or_things_and_a_metre_otherwise() -> None:
    assert value_of("5m", is_money=True) == 5_000_000
    assert value_of("5m tonnes") == 5_000_000
    assert value_of("5m tall") == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two-thirds of them", Fraction(2, 3)),
        ("three quarters of them", Fraction(3, 4)),
        ("one-fifth", Fraction(1, 5)),
        ("half of them", Fraction(1, 2)),
        ("a third of them", Fraction(1, 3)),
        ("1/2 of them", Fraction(1, 2)),
        ("6 3/4 per cent", Fraction("6.75")),
        ("6-3/4 per cent", Fraction("6.75")),
        ("7½ hours", Fraction("7.5")),
        ("one in five", Fraction(1, 5)),
        ("9 out of 10", Fraction(9, 10)),
        ("two of every three", Fraction(2, 3)),
    ],
)
def test_fractions_and_shares_are_exact(text: str, value: Fraction) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text", ["half-brother", "third quarter", "a third person", "half time", "two quarters"]
)
def test_parts_of_other_words_are_no_fractions(text: str) -> None:
    numeral = read_numeral(split_words(text), 0)
    assert numeral is None or numeral.form != "fraction"


def test_a_number_within_days_is_no_share() -> None:
    assert value_of("two in 10 days") == 2


@pytest.mark.parametrize(
    ("text", "low", "top"),
    [
        ("dozens of homes", 12, 100),
        ("hundreds were held", 100, 1_000),
        ("tens of thousands", 10_000, 100_000),
        ("hundreds of thousands", 100_000, 1_000_000),
        ("several hundred", 200, 1_000),
        ("a few thousand", 2_000, 10_000),
        ("scores of villages", 20, 100),
    ],
)
def test_orders_of_magnitude_have_two_ends(text: str, low: int, top: int) -> None:
    numeral = read_numeral(split_words(text), 0)
    assert numeral is not None
    assert numeral.form == "vague"
    assert [numeral.value, numeral.top] == [low, top]


@pytest.mark.parametrize("text", ["9" * 40, "5 million million million million", "1.2.3.4"])
def test_what_nobody_counts_is_no_number(text: str) -> None:
    assert value_of(text) is None

"""Quantities as the text states them: interval, bound, direction, unit and place."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from processors.mentions import Mention
from processors.quantities import find_quantities

#: The grammar reads the text: a pipeline that only splits words is enough.
BLANK: Language = spacy.blank("en")


def mentions(text: str) -> list[Mention]:
    return find_quantities(BLANK.make_doc(text))


def read(text: str) -> list[tuple[Any, ...]]:
    """Text, low, high and bound of every quantity."""
    found = [mention.quantity for mention in mentions(text)]
    return [(one.text, one.low, one.high, one.bound) for one in found]


def values(text: str) -> list[Any]:
    """The value of every quantity; the ends of a range."""
    found = [mention.quantity for mention in mentions(text)]
    return [(one.low, one.high) if one.value is None else one.value for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They opened over 230,000 cases.", ("over 230,000", 230_000, None, "at_least")),
        ("At least 85 died.", ("At least 85", 85, None, "at_least")),
        ("The toll surpassed 180,000.", ("surpassed 180,000", 180_000, None, "at_least")),
        ("Visitors topped 3 million.", ("topped 3 million", 3_000_000, None, "at_least")),
        ("It cost $200 or more.", ("$200 or more", 200, None, "at_least")),
        ("Some 50+ lorries waited.", ("Some 50+", 50, None, "at_least")),
        ("Not fewer than 40 left.", ("Not fewer than 40", 40, None, "at_least")),
        ("As many as 400 left.", ("As many as 400", None, 400, "at_most")),
        ("It pays up to $5.", ("up to $5", None, 5, "at_most")),
        ("Fewer than 20 came.", ("Fewer than 20", None, 20, "at_most")),
        ("Sales fell short of 900 cars.", ("fell short of 900", None, 900, "at_most")),
        ("Pay 30 or less.", ("30 or less", None, 30, "at_most")),
        ("Roughly 300 songs.", ("Roughly 300", 300, 300, "about")),
        ("Some 300 songs.", ("Some 300", 300, 300, "about")),
        ("A crowd of 50 or so.", ("50 or so", 50, 50, "about")),
        ("The 20-odd ships.", ("20-odd", 20, 20, "about")),
        ("Exactly 13 units.", ("Exactly 13", 13, 13, "exact")),
        ("It grew just over 5%.", ("just over 5%", 5, None, "at_least")),
        ("Just under half of them.", ("Just under half", None, 0.5, "at_most")),
        ("At the very least 60 left.", ("At the very least 60", 60, None, "at_least")),
        ("A good 50 shops closed.", ("A good 50", 50, None, "at_least")),
        ("It was nowhere near 500.", ("nowhere near 500", None, 500, "at_most")),
        ("He owns more than a dozen.", ("more than a dozen", 12, None, "at_least")),
    ],
)
def test_words_before_and_behind_bound_a_number(text: str, expected: tuple[Any, ...]) -> None:
    assert read(text) == [expected]


def test_nearly_is_about_and_not_above() -> None:
    assert read("Nearly 290,000 left.") == [("Nearly 290,000", 280_000, 290_000, "about")]


def test_over_a_length_of_time_bounds_nothing() -> None:
    assert read("It grew over five weeks.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 15,000 and 18,000 left", ("between 15,000 and 18,000", 15_000, 18_000)),
        ("15-18,000 left each month", ("15-18,000", 15_000, 18_000)),
        ("15 to 18 thousand left", ("15 to 18 thousand", 15_000, 18_000)),
        ("between 5 and 10 million fled", ("between 5 and 10 million", 5_000_000, 10_000_000)),
        ("it costs £3,000-£5,000", ("£3,000-£5,000", 3_000, 5_000)),
        ("$1.5-2bn of damage", ("$1.5-2bn", 1_500_000_000, 2_000_000_000)),
        ("fines from $100 to $500", ("from $100 to $500", 100, 500)),
        ("rents from 450 up to 900 euros", ("from 450 up to 900 euros", 450, 900)),
        ("a 12% to 15% return", ("12% to 15%", 12, 15)),
        ("perhaps 7% or 8%", ("perhaps 7% or 8%", 7, 8)),
        ("more than 20 and less than 35", ("more than 20 and less than 35", 20, 35)),
        ("at most 100 and at least 20", ("at most 100 and at least 20", 20, 100)),
    ],
)
def test_ranges_have_two_ends_and_no_value(text: str, expected: tuple[Any, ...]) -> None:
    assert read(text) == [(*expected, "range")]
    assert mentions(text)[0].quantity.value is None


def test_shares_of_two_sides_are_two_figures() -> None:
    """A contest is told from a range by its words, or by ends far apart and the larger first."""
    assert values("She leads Marek 51 percent to 48 percent.") == [51, 48]
    assert values("They turned it down, 80%-10%.") == [80, 10]
    assert values("Yields of 5.2% to 5.1% were quoted.") == [(5.1, 5.2)]
    assert values("She leads by 3% to 5%.") == [(3, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices rose from $75 to $86.", [75, 86]),
        ("The share grew from 10% to 12%.", [10, 12]),
        ("The index fell 4.5 to 291.", [4.5, 291]),
        ("Shares rose 3% to 28,030.", [3, 28_030]),
        ("It shed 2 7/8 to 133 1/2.", [2.875, 133.5]),
        ("Pay rises 5% to 7% a year.", [(5, 7)]),
    ],
)
def test_a_change_of_level_is_two_figures(text: str, expected: list[Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Sales rose by 3%.", ["up"]),
        ("Gunners shot down 34 drones.", [None]),
        ("They brought down 7 of the 12 rockets.", [None, None]),
        ("Shares shot up 12%.", ["up"]),
        ("The firm cut 200 jobs.", ["down"]),
        ("Nintendo plunged 4.28 percent to 28,030 yen.", ["down", None]),
        ("It cut its staff by more than 10%.", ["down"]),
        ("They raised prices 5%.", ["up"]),
        ("Shares were down 11.9%.", ["down"]),
        ("A fall of 5% was seen.", ["down"]),
        ("There was a 7% price increase.", ["up"]),
        ("It closed 4% lower.", ["down"]),
        ("It grew by 120 jobs, or 2%.", ["up", "up"]),
        ("It rose to 5%.", [None]),
        ("Police tracked down 12 men.", [None]),
        ("They raised $5 million.", [None]),
        ("The rate is 5%.", [None]),
    ],
)
def test_only_amounts_of_change_have_a_direction(text: str, directions: list[str | None]) -> None:
    assert [mention.quantity.direction for mention in mentions(text)] == directions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.23 billion shekels ($330 million)", [1_230_000_000, 330_000_000]),
        ("Toll hits 85", [85]),
        ("Inflation was -0.4%.", [-0.4]),
        ("It was minus 12 degrees.", [-12]),
        ("It was 10 degrees below zero.", [-10]),
        ("tens of thousands fled", [(10_000, 100_000)]),
        ("one in five soldiers", [0.2]),
        ("Two more died, one person was killed.", [2, 1]),
        ("They had 24 million viewers, others only about 10 million.", [24_000_000, 10_000_000]),
        ("75 USD million", [75_000_000]),
        ("19 cents, 70 cents and 35 cents an hour, respectively", [19, 70, 35]),
        ("2.998×10−8 metres", [2.998e-08]),
        ("half a percentage point and a quarter point", [0.5, 0.25]),
        ("a margin of plus or minus 3 points", [3]),
        ("$10 million-$15 million", [(10_000_000, 15_000_000)]),
        ("from 3,000 to as many as 5,000", [(3_000, 5_000)]),
        ("a five-and-a-half-acre park and a $20-plus trillion plan", [5.5, 20 * 10**12]),
        ("2 million minimum-wage workers", [2_000_000]),
    ],
)
def test_values_are_what_was_printed(text: str, expected: list[Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("eight or nine euros", ["euro", "euro"]),
        ("a 7- or 8-inch screen", ["inch", "inch"]),
        ("It lost 162.31 points to fall to 7,425.81.", ["point", "point"]),
        ("Half of them left.", ["fraction"]),
        ("between $62 and $68 per share", ["US dollar per share"]),
        ("1,200 soldiers", [""]),
        ("the fewest since 2009 and 38% below last year", ["percentage"]),
        ("$80 million, up from the 35 million it had named", ["US dollar", "US dollar"]),
    ],
)
def test_a_unit_left_out_is_taken_from_the_next_number(text: str, units: list[str]) -> None:
    assert [mention.quantity.unit for mention in mentions(text)] == units


@pytest.mark.parametrize(
    "text",
    [
        "It began in 2019.",
        "It ran from 1980 to 1988.",
        "The 1990s were calm.",
        "He came on February 11, 2020.",
        "It lasts from Sept. 20-24.",
        "They met on 3 and 4 June.",
        "At 9:01 p.m. it stopped.",
        "It opens at 11 a.m. and at 0401 GMT.",
        "Maria Lopez, 65, won.",
        "A 50-year-old man and women aged 25 to 54.",
        "They won 3-1.",
        "A 5-4 ruling.",
        "He lives at 350 Fifth Avenue.",
        "Call 555-0134 or (202) 555-0134 or +44 20 7946 0000.",
        "A six-speed gearbox in a four-door car, a three-bed flat on a two-way street.",
        "The S&P 500, the Nasdaq 100 and the FTSE 100 fell.",
        "Boeing 737 Max 8 jets and the 787 Dreamliner.",
        "The G7 met about Covid-19.",
        "The new iPhone 11 and iPhone 11 Pro.",
        "Formula 1 on Route 66.",
        "UN Resolution 2254 and Section 230.",
        "A phase 3 trial of type 2 diabetes.",
        "An F-16 and an A320-200.",
        "One of the men said that at one point no one knew.",
        "It was the 96th minute, the 3rd.",
        "Over the past 24 hours and the first nine months.",
        "Two years ago, for three years, in the 12 months to June.",
        "It is open 24 hours a day, seven days a week.",
        "Version 2.3.1 of 5G and 4K.",
        "https://example.org/2024/05/123 #45",
        "1) Rain. 2) Wind.",
        "It is 300 years old, a month or two.",
        "Half an hour, half an apple, a 30-something, a 1-in-100-year flood.",
        "Chelsea 2 Arsenal 1",
        "The 100-metre dash, a 401(k), the Group of 20.",
        "The captain, 38, left 221B Hazel Grove Street.",
        "The 3M company, a 7-Eleven and the P5+1.",
        "A USB 3.0 cable, a Gen 2 chip, Ward 4 residents and Zone 3 fares.",
        "It is closed between mile 12 and mile 18, court 7 and count 4.",
        "Tune in to 98.5 FM, dial 112, see footnote 7; the PIN is 4471.",
        "It ended two-all.",
        "The two have met; the three of them left, and nothing stands between the two.",
        "The top 1% pay more than the bottom 40 percent of earners; he spoke for the 99 percent.",
        "Her fees ran into six figures, a seven-figure sum.",
    ],
)
def test_numbers_that_count_nothing_are_left_out(text: str) -> None:
    kept = [one.quantity.text for one in mentions(text) if one.quantity.unit != "year of age"]
    assert kept == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2023, 45 people died.", [45]),
        ("It has 3M users.", [3_000_000]),
        ("By 2024 300 cases were known.", [300]),
        ("On 24 February 190,000 troops came.", [190_000]),
        ("More than 2000 people came.", [2_000]),
        ("In Tokyo 500 people came.", [500]),
        ("It caused delays of 45 minutes.", [45]),
        ("12 Boeing 737 jets", [12]),
        ("In May 5% left.", [5]),
        ("The two sisters and the four dead men.", [2, 4]),
        ("The 99 percent of nurses who stayed.", [99]),
    ],
)
def test_figures_beside_such_numbers_are_kept(text: str, expected: list[Any]) -> None:
    assert values(text) == expected


def test_offsets_are_those_of_the_text() -> None:
    text = "Hi 😀: more than US$3bn, or 15-18,000 soldiers"
    money, soldiers = mentions(text)
    assert text[money.quantity.start : money.quantity.end] == "more than US$3bn"
    assert text[slice(*money.number)] == "3bn"
    assert money.unit is not None
    assert text[slice(*money.unit)] == "US$"
    assert text[slice(*soldiers.number)] == "15-18,000"
    assert soldiers.unit is None
    assert soldiers.number_tokens.text == "15-18,000"


def test_whole_numbers_are_ints_and_others_have_no_noise() -> None:
    assert repr(values("1.0 million and 4.28% and 0.1%")) == "[1000000, 4.28, 0.1]"


def test_a_line_break_ends_a_quantity() -> None:
    assert read("He paid 15\nmillion people left") == [("15", 15, 15, "exact")]


#: What quantities are made of, and what looks like it.
PIECES = """
5 12 1,234 2019 3.5 half a one two twenty hundred million thousands of dozens - – to and or % $ £
US$ per cent cents share about more than up between from , . ( ) : / ' th s m bn June 3 p.m. Model
X + # billion tens in five year years old kg °C -5 9:01 1/2 ½ × 10 € day
"""


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES.split()), st.sampled_from(["", " ", " ", "\n"])),
        max_size=25,
    )
)
def test_whatever_is_joined_reads_in_order_and_without_overlap(
    pieces: list[tuple[str, str]],
) -> None:
    text = "".join(piece + space for piece, space in pieces)
    end = 0
    for mention in mentions(text):
        quantity = mention.quantity
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start <= mention.number[0] < mention.number[1] <= quantity.end
        end = quantity.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for mention in mentions(text):
        assert mention.quantity.text == text[mention.quantity.start : mention.quantity.end]


PIECES_OF_LONG_TEXTS = [
    *("1", "1 ", "1,", "1,000 ", "1-", "1/", "100 ", "$", "(", "- ", "a ", "1 to ", "1 or "),
    *("one ", "hundred ", "of thousands ", "5 million "),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES_OF_LONG_TEXTS)
def test_long_repetitions_take_linear_time(piece: str) -> None:
    doc = BLANK.make_doc(piece * 2_000)
    assert len(find_quantities(doc)) <= len(doc.text)

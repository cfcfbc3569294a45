"""Time expressions and the dates that they name: one row for a construction."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from processors.times import TimeExpression, find_times

ROWS = Path(__file__).with_name("times.txt")
PUBLISHED = date(2025, 11, 9)

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")


def rows() -> list[list[str]]:
    """The rows of the table; "#" begins a heading."""
    lines = ROWS.read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


def read_times(text: str, published: date | None = PUBLISHED) -> list[TimeExpression]:
    """The expressions of a text without a parse: they need sentences at most."""
    return find_times(NLP(text), published=published)


@pytest.mark.parametrize(("text", "words", "kind", "first", "last"), rows())
def test_an_expression_names_its_dates(
    text: str, words: str, kind: str, first: str, last: str
) -> None:
    """The words with what leads them, what they mean, and both ends."""
    found = {
        (time.text, time.kind, str(time.from_ or "-"), str(time.to or "-"))
        for time in read_times(text)
    }
    assert (words, kind, first, last) in found


@pytest.mark.parametrize(("text", "words"), [(text, words) for text, words, *_ in rows()])
def test_offsets_slice_the_words_out_of_the_text(text: str, words: str) -> None:
    """What leads an expression is inside it, and outside its core."""
    time = next(time for time in read_times(text) if time.text == words)
    assert text[time.start : time.end] == words
    assert text[slice(*time.core)] in words


@pytest.mark.parametrize(
    "text",
    [
        "The committee may march on, and fall if it must.",
        "A second man came in third.",
        "The toll of 2,019 was corrected to $1990.",
        "Half a minute later she sat down in the sun.",
    ],
)
def test_words_that_only_look_like_times_are_none(text: str) -> None:
    """Small months, ordinals and prices name no stretch of the calendar."""
    assert [time.text for time in read_times(text) if time.kind in ("date", "period")] == []


def test_without_a_day_of_publication_only_what_names_its_year_has_dates() -> None:
    """The rest is found all the same."""
    times = read_times("In October it fell; in October 2024 it rose.", published=None)
    assert [time.from_ for time in times] == [None, date(2024, 10, 1)]


def test_a_year_earlier_is_a_year_before_what_the_sentence_named() -> None:
    """Of the sentence before as well, but no further back."""
    near = read_times("In May it fell. It was less than a year earlier.")
    far = read_times("In May it fell. Nobody knew. It was less than a year earlier.")
    assert [times[-1].from_ for times in (near, far)] == [date(2024, 5, 1), date(2024, 1, 1)]


def test_the_months_of_a_range_share_its_year() -> None:
    """The year stands once, behind the last month."""
    (time,) = read_times("It rained from October to March 2024.")
    assert (time.from_, time.to) == (date(2023, 10, 1), date(2024, 3, 31))


VOCABULARY = """
in since the first last of year month months 2024 31 Feb. February 30 ago a an every
quarter - to and from between 9999 0 third ended Friday . , / ' s so far
"""
WORDS = st.sampled_from(sorted(VOCABULARY.split()))


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_no_text_raises_and_expressions_never_overlap(text: str) -> None:
    """Whatever the words, in whatever order."""
    times = read_times(text)
    assert all(one.end <= other.start for one, other in pairwise(times))
    assert all(time.from_ <= time.to for time in times if time.from_ and time.to)


@given(st.text(max_size=80), st.dates())
def test_any_text_on_any_day_is_read(text: str, published: date) -> None:
    """The ends of the calendar included."""
    assert isinstance(read_times(f"{text} last decade, a century ago", published), list)


@pytest.mark.parametrize(
    "words", ["Jan. ", "from 1990 to ", "the first ", "since ", "last year's "]
)
def test_the_time_is_linear_in_the_text(words: str) -> None:
    """Sixteen times the text takes no more than forty times as long."""
    assert _seconds(words * 16000) < 40 * max(_seconds(words * 1000), 0.004)


def _seconds(text: str) -> float:
    doc = Doc(NLP.vocab, words=text.split())
    start = process_time()
    find_times(doc, published=PUBLISHED)
    return process_time() - start

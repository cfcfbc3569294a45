"""An article read as a whole: figures with the spans to show, and every attribution."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from spacy.language import Language

from figurewatch.errors import ProcessingError
from figurewatch.records import Reading
from processors.reading import read_article, read_whole
from tests import factories


def whole(nlp: Language, text: str) -> Reading:
    return read_whole(factories.article(text=text), nlp)


def test_the_figures_are_those_that_reading_figures_alone_gives(nlp: Language) -> None:
    article = factories.article()
    assert [read.figure for read in read_whole(article, nlp).figures] == read_article(article, nlp)


@pytest.mark.parametrize(
    ("text", "units", "places"),
    [
        ("Costs in Kenya rose by 3.5 percent.", ["percent"], ["Kenya"]),
        ("It cost $5 million.", ["$"], [None]),
        ("Some 40 Kenyan ships sank.", [None], ["Kenyan"]),
    ],
)
def test_units_and_places_are_where_the_text_names_them(
    nlp: Language, text: str, units: list[str | None], places: list[str | None]
) -> None:
    read = whole(nlp, text).figures
    assert [one.unit and text[slice(*one.unit)] for one in read] == units
    assert [one.place and text[slice(*one.place)] for one in read] == places


def test_attributions_without_a_figure_are_read_with_their_evidence(nlp: Language) -> None:
    text = "Ilse Brandt said the harbour was closed."
    (content,) = whole(nlp, text).attributions
    assert [source.name for source in content.chain] == ["Ilse Brandt"]
    assert content.identities == ("Ilse Brandt",)
    assert [text[slice(*span)] for span in content.evidence] == ["Ilse Brandt", "said"]
    assert (content.form, content.scope, content.cue_kind) == ("indirect", "local", "verb")


def test_the_reach_of_an_attribution_is_told(nlp: Language) -> None:
    text = "The harbour, Ilse Brandt said, was closed for 40 days."
    (content,) = whole(nlp, text).attributions
    assert content.scope == "inserted"


def test_sources_of_different_names_share_an_identity(nlp: Language) -> None:
    """Spelled out in one article, an acronym in the other."""
    short = whole(nlp, "UNICEF said 40 people died.")
    long = whole(nlp, "The UN Children's Fund said 40 people died.")
    (one,), (other,) = short.figures, long.figures
    assert one.identities == other.identities == ("United Nations Children's Fund",)


def test_an_acronym_is_who_the_article_spells_out(nlp: Language) -> None:
    text = "The Port Research Institute counted ships. The PRI said 40 ships sank."
    assert whole(nlp, text).figures[-1].identities == ("Port Research Institute",)


def test_what_can_not_be_read_is_an_error_about_the_article(nlp: Language) -> None:
    with pytest.raises(ProcessingError, match="a1"):
        read_whole(factories.article(text=None), nlp)


@pytest.mark.parametrize("text", ["harbour " * 130_000, "x" * 1_000_001], ids=["words", "one word"])
def test_a_text_that_is_too_long_says_so_in_plain_words(nlp: Language, text: str) -> None:
    """Before it is parsed, which would take gigabytes."""
    article = factories.article(text=text)
    for read in (read_article, read_whole):
        with pytest.raises(ProcessingError) as caught:
            read(article, nlp)
        says = f"a1: is too long to be read: {len(text):,} characters, 1,000,000 at most"
        assert str(caught.value) == says


def calls_of_reading(nlp: Language, figures: int) -> int:
    """How many functions are called while an article of so many figures is read."""
    text = " ".join(f"Some {1000 + at} people were killed in the town." for at in range(figures))
    article, calls = factories.article(text=text), 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        assert len(read_article(article, nlp)) == figures
    finally:
        sys.setprofile(before)
    return calls


def test_reading_costs_in_proportion_to_the_figures(nlp: Language) -> None:
    """Nothing looks through the whole article for each figure."""
    few, many = calls_of_reading(nlp, 100), calls_of_reading(nlp, 400)
    assert many < 4.4 * few

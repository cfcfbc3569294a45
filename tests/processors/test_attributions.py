"""Who says each figure: one row for each construction."""

import pytest
from spacy.language import Language

from figurewatch.records import Attribution, Quantity
from processors.attributions import attribution_of, contents, find_attributions
from processors.document import parse
from processors.mentions import Mention


def attribute(nlp: Language, text: str, number: str, outlet: str = "") -> Attribution:
    """The attribution of the figure that `number` stands for in `text`."""
    start = text.index(number)
    end = start + len(number)
    quantity = Quantity(start=start, end=end, text=number, low=1, high=1, value=1, bound="exact")
    doc = parse(text, nlp)
    mention = Mention(doc=doc, quantity=quantity, number=(start, end))
    return attribution_of(mention, find_attributions(doc), outlet=outlet)


def sources(attribution: Attribution) -> list[str]:
    return [source.text for source in attribution.chain]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("The harbour office said 410 ships had docked.", "410", ["The harbour office"]),
        ("About 410 ships docked, the harbour office said.", "410", ["the harbour office"]),
        ("“We counted 410 ships,” said Ilse Brandt.", "410", ["Ilse Brandt"]),
        ("“We counted ships,” Brandt said. “There were 410 of them.”", "410", ["Brandt"]),
        ("In all, Ms. Brandt added, 410 ships docked.", "410", ["Ms. Brandt"]),
        ("According to the harbour office, 410 ships docked.", "410", ["the harbour office"]),
        ("A survey released Monday found that 41 percent of sailors agreed.", "41",
         ["A survey released Monday"]),
        ("In a survey of sailors, 41 percent agreed.", "41", ["a survey of sailors"]),
        ("Survey: 41 percent of sailors want to leave", "41", ["Survey"]),
        ("More than 410 ships docked this year.", "410", []),
        ("The port is expected to handle 410 ships.", "410", []),
    ],
)  # fmt: skip
def test_the_source_is_the_one_the_sentence_names(
    nlp: Language, text: str, number: str, expected: list[str]
) -> None:
    assert sources(attribute(nlp, text, number)) == expected


def test_the_outlet_that_prints_is_no_source(nlp: Language) -> None:
    text = "According to the Harbour Times, 410 ships docked."
    assert sources(attribute(nlp, text, "410", outlet="Harbour Times")) == []


def test_contents_are_given_for_every_attribution(nlp: Language) -> None:
    text = "Brandt said the port was full. Ships waited, according to the pilots."
    found = contents(find_attributions(parse(text, nlp)))
    assert [text[slice(*item.source[0])] for item in found] == ["Brandt", "the pilots"]

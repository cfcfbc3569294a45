"""Parsing keeps the text, cuts at lines, and stays linear on what is no prose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from processors.document import parse


def test_a_headline_is_a_sentence_of_its_own(nlp: Language) -> None:
    """It has no full stop."""
    doc = parse("Toll rises to 85\n\nThe agency spoke on Monday. It gave no names.", nlp)
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Toll rises to 85",
        "The agency spoke on Monday.",
        "It gave no names.",
    ]


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=2000))
def test_offsets_are_those_of_the_text(nlp: Language, text: str) -> None:
    """Whatever the text."""
    assert parse(text, nlp).text == text


@pytest.mark.parametrize("text", ["word " * 3000, '"“' * 3000, "9" * 20000, "a-" * 4000])
def test_no_sentence_grows_without_end(nlp: Language, text: str) -> None:
    """What has no full stop is cut, so that reading stays linear."""
    doc = parse(text, nlp)
    assert doc.text == text
    assert max(len(sentence) for sentence in doc.sents) <= 220

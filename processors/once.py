"""What is asked of a document many times and answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from spacy.tokens import Doc, Span

T = TypeVar("T")


def once(doc: Doc, question: str, answer: Callable[[], T], *, about: object = "") -> T:
    """
    Give the answer to `question` about a part of `doc`, working it out the first time only.

    Reading asks the same of a document for each of its figures; without this, what an article
    costs would grow with the square of its length. Answers go with the document.
    """
    key = f"{question} {about}"
    if key not in doc.user_data:
        doc.user_data[key] = answer()
    found: T = doc.user_data[key]
    return found


def sentences_of(doc: Doc) -> list[Span]:
    """The sentences of `doc`, in order."""
    return once(doc, "sentences", lambda: list(doc.sents))


def number_of(sentence: Span) -> int:
    """How many sentences of its document come before `sentence`."""
    doc = sentence.doc
    numbers = once(
        doc, "numbers", lambda: {one.start: at for at, one in enumerate(sentences_of(doc))}
    )
    return numbers[sentence.start]

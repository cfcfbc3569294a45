"""A quantity as found in the text: what the later steps of reading start from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span

from figurewatch.records import Quantity


# No slots: what is asked for again and again is kept.
@dataclass(frozen=True, kw_only=True)
class Mention:
    """
    One quantity of a parsed article.

    `quantity.start/end` span all words that state it; `number` is the span of the bare
    number words without approximator, unit and currency ("180,000" in "more than 180,000
    dollars"; for a range from the first number to the last). All offsets count code points.
    """

    doc: Doc
    quantity: Quantity
    number: tuple[int, int]
    #: The words of the unit, where it has one ("US dollars", "%"), else None.
    unit: tuple[int, int] | None = None

    @cached_property
    def sentence(self) -> Span:
        """The sentence that states it."""
        return self.tokens.sent if len(self.tokens) else self.doc[0:0]

    @cached_property
    def tokens(self) -> Span:
        """The tokens of the whole quantity, cut at token borders outwards."""
        return _tokens(self.doc, self.quantity.start, self.quantity.end)

    @cached_property
    def number_tokens(self) -> Span:
        """The tokens of the bare number."""
        return _tokens(self.doc, *self.number)


def _tokens(doc: Doc, start: int, end: int) -> Span:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no tokens at {start}:{end}")
    return span

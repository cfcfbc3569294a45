"""Reads sentences for tests: the quantities of a text with all that the later steps say."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language

from figurewatch.records import Counted, Scope, Series, Subject
from processors.counting.counted import find_counted
from processors.document import parse
from processors.mentions import Mention
from processors.quantities import find_quantities
from processors.series import series_of
from processors.subjects import find_subject

STOCK = Scope(kind="stock")


@dataclass(frozen=True, slots=True)
class Read:
    """One quantity, what it counts and what it is about."""

    mention: Mention
    counted: Counted | None
    subject: Subject

    @property
    def series(self) -> Series:
        """Its series, as a stock: what kind of number it is has tests of its own."""
        return series_of(self.mention.quantity, self.counted, self.subject, STOCK)


def read(text: str, nlp: Language, *, title: str = "") -> list[Read]:
    """Every quantity of `text`."""
    found = []
    for mention in find_quantities(parse(text, nlp)):
        counted = find_counted(mention)
        found.append(Read(mention, counted, find_subject(mention, counted, title=title)))
    return found


def read_one(text: str, nlp: Language, *, title: str = "", index: int = -1) -> Read:
    """The last quantity of `text`, or the one at `index`."""
    return read(text, nlp, title=title)[index]

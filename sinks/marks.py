"""
Marks on an article's text, and the pieces that they cut it into.

Marks may lie within each other and across each other: each piece knows all of its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

#: What is marked, with what it is; the order of the legend.
PARTS = {
    "value": "the number, with the words that bound it",
    "unit": "what it is measured in",
    "counted": "what is counted or measured",
    "place": "where",
    "period": "when, or how often",
    "source": "who says so",
    "cue": "the words that name the source",
    "content": "what a source says",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of the text, end exclusive, and what it is a part of."""

    start: int
    end: int
    part: str
    #: The numbers of the figures whose value it is, from 1; () for other parts.
    figures: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """A name of the mark within its article, for links to it."""
        return f"{self.part}-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPiece:
    """Consecutive characters that lie in the same marks."""

    text: str
    #: The marks that cover it, the outermost first; () for plain text.
    marks: tuple[Mark, ...]
    #: Those that begin and those that end with it.
    begins: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()

    @property
    def part(self) -> str:
        """The part of the innermost mark, "" for plain text."""
        return self.marks[-1].part if self.marks else ""


def cut_at_marks(text: str, marks: Iterable[Mark]) -> Iterator[MarkedPiece]:
    """Cut all of `text` into pieces, in order."""
    kept = [mark for mark in marks if mark.start < len(text)]
    opening: dict[int, list[Mark]] = {}
    for mark in kept:
        opening.setdefault(mark.start, []).append(mark)
    borders = sorted(
        {0, len(text)} | {at for mark in kept for at in (mark.start, min(mark.end, len(text)))}
    )
    open_marks: list[Mark] = []
    for left, right in pairwise(borders):
        begins = tuple(sorted(opening.get(left, ()), key=lambda mark: -mark.end))
        # What ends later lies further out; of two that end together, what began earlier.
        open_marks = sorted(
            [mark for mark in open_marks if mark.end > left] + list(begins),
            key=lambda mark: (-mark.end, mark.start),
        )
        yield MarkedPiece(
            text=text[left:right],
            marks=tuple(open_marks),
            begins=begins,
            ends=tuple(mark for mark in reversed(open_marks) if min(mark.end, len(text)) <= right),
        )

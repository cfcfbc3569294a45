"""Words that bound a number: "more than", "nearly", "or so"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from processors.lexicons import load_lexicon
from processors.words import Kind, Phrases, Word

#: "nearly" is about, and not above.
Hedge = Literal["at_least", "at_most", "about", "nearly", "exact", "same"]


class FoundBound(NamedTuple):
    """What bounds a number, and how far its words reach."""

    edge: int
    hedge: Hedge


def _phrases(table: dict[str, list[str]]) -> Phrases[Hedge]:
    phrases: Phrases[Hedge] = Phrases()
    for hedge, spellings in table.items():
        phrases.add(spellings, hedge)  # type: ignore[arg-type]
    return phrases


_LEXICON = load_lexicon("approximators")
_BEFORE = _phrases(_LEXICON["before"])
_AFTER = _phrases(_LEXICON["after"])
#: May stand between an approximator and its number.
_ARTICLES = frozenset(["a", "an", "the"])


def bound_before(words: Sequence[Word], first: int, *, not_before: int) -> FoundBound | None:
    """The approximator right before the number at `first`: "more than", "some", "just under"."""
    found = _BEFORE.before(words, first, not_before=not_before)
    if found is None and first - 1 > not_before and words[first - 1].lower in _ARTICLES:
        found = _BEFORE.before(words, first - 1, not_before=not_before)
    if found is None:
        return None
    edge, hedge = found
    if not _bounds_here(words, edge, first):
        return None
    # "about more than", "up to about", "at least some": the outer word says how it is bounded.
    outer = _BEFORE.before(words, edge, not_before=not_before)
    if outer is not None and outer[1] != "exact" and _bounds_here(words, outer[0], edge):
        edge = outer[0]
        if hedge in ("about", "exact"):
            hedge = outer[1]
    return FoundBound(edge, hedge)


def _bounds_here(words: Sequence[Word], edge: int, first: int) -> bool:
    """Whether a word that has other uses bounds the number here."""
    word = words[edge]
    before = words[edge - 1].lower if edge else ""
    if first - edge > 1:
        return True
    if word.lower in ("top", "tops", "near", "passes", "passed", "crosses", "crossing", "crossed"):
        return before not in ("the", "a", "its", "in", "at", "of")
    if word.lower == "some":
        return words[first].lower != "one"
    if word.lower == "about" and before in ("what", "how"):
        return False
    return not (word.lower in ("c.", "ca") and before in ("washington",))


def bound_after(words: Sequence[Word], last: int) -> FoundBound | None:
    """The approximator behind a number or its unit: "or more", "or so", "-odd", "+"."""
    found = _AFTER.after(words, last)
    if found is None:
        return None
    edge, hedge = found
    word = words[last]
    after = words[edge] if edge < len(words) else None
    if word.lower in ("plus", "minimum", "maximum", "odd"):
        # "5 plus 3", "the maximum fine"
        if after is not None and after.kind is Kind.DIGITS:
            return None
        if word.lower != "odd" and after is not None and after.kind is Kind.LETTERS:
            return None
    if word.text == "+" and (
        not word.glued or (after is not None and after.glued and after.kind is Kind.DIGITS)
    ):
        return None
    # "5,000 or more than 4,500", "above 10 and below 15" bound another number.
    bounds_next = after is not None and (after.kind is Kind.DIGITS or after.lower == "than")
    if bounds_next and word.lower in ("or", "and", "at"):
        return None
    return FoundBound(edge, hedge)

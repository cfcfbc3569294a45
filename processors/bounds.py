"""Words that bound a number: "more than", "nearly", "or so"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from processors.lexicons import load_lexicon
from processors.words import Kind, Phrases, Word, lower_at

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
_ARTICLES = frozenset(["a", "an"])


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
    lower, before = words[edge].lower, lower_at(words, edge - 1)
    if lower == "up" and before in _GOING:
        # "will go up to 12.82 euros"
        return False
    if first - edge > 1:
        return True
    if lower == "top":
        # "to top 300", not "the top 300"
        return before in _BEFORE_VERB
    if lower in _VERBS_AND_NOUNS:
        return before not in _BEFORE_NOUN
    if lower == "some":
        return lower_at(words, first) != "one"
    return lower != "about" or before not in ("what", "how")


_BEFORE_VERB = frozenset(
    ["to", "will", "would", "could", "may", "might", "can", "should", "now", "not", "that", "which"]
)
#: With "up" or "up to" behind them they say where a level moves.
_GOING = frozenset(
    ["go", "goes", "going", "gone", "went", "move", "moved", "moves", "moving", "pushed", "inched",
     "edged", "ticked", "crept", "shot", "rise", "rose", "climbed", "bumped", "nudged", "driven"]
)  # fmt: skip
_VERBS_AND_NOUNS = frozenset(["tops", "near", "passes", "passed", "crosses", "crossing", "crossed"])
_BEFORE_NOUN = frozenset(["the", "a", "its", "in", "at", "of"])


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
        # "2 million minimum-wage workers"
        is_joined = after is not None and after.text in "-‐‑" and after.glued
        if word.lower != "odd" and after is not None and (after.kind is Kind.LETTERS or is_joined):
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

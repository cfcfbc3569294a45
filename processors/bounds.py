"""Words that bound a number, and words of change: "more than", "or so", "rose by", "a 5% drop"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from figurewatch.records import Direction
from processors.lexicons import load_lexicon
from processors.words import Kind, Phrases, Word, is_plural

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
_CHANGES = load_lexicon("changes")
_WORDS: dict[str, str] = _CHANGES["words"]
_VERBS: dict[str, Direction] = {}
_NOUNS: dict[str, Direction] = {}
_ADVERBS: dict[str, Direction] = {}
_WAYS: tuple[Direction, ...] = ("up", "down")
for _way in _WAYS:
    _VERBS |= dict.fromkeys(_CHANGES[_way]["verbs"].split(), _way)
    _NOUNS |= dict.fromkeys(_CHANGES[_way]["nouns"].split(), _way)
    _ADVERBS |= dict.fromkeys(_CHANGES[_way]["adverbs"].split(), _way)
_EITHER = frozenset(_CHANGES["either"]["verbs"].split())

#: May stand between an approximator and its number.
_ARTICLES = frozenset(_WORDS["articles"].split())


def bound_before(words: Sequence[Word], first: int, *, not_before: int) -> FoundBound | None:
    """The approximator right before the number at `first`: "more than", "some", "just under"."""
    found = _BEFORE.before(words, first, not_before=not_before)
    if found is None and first - 1 > not_before and words[first - 1].lower in ("a", "an", "the"):
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


#: May stand between a word of change and by how much.
_BETWEEN = frozenset(_WORDS["between"].split())


def direction_of(
    words: Sequence[Word], first: int, last: int, *, has_unit: bool
) -> Direction | None:
    """
    Which way the sentence says something changed by the amount in words[first:last].

    A level has none: in "fell 4% to 1,200" only the 4% has a direction.
    """
    return (_after(words, last) if has_unit else None) or _before(words, first, has_unit=has_unit)


def _before(words: Sequence[Word], first: int, *, has_unit: bool) -> Direction | None:
    has_by = first > 0 and words[first - 1].lower == "by"
    steps = 0
    for at in range(first - 1, max(-1, first - 12), -1):
        word = words[at]
        lower = word.lower
        way = _VERBS.get(lower) or _ADVERBS.get(lower)
        if way is not None and lower in _ADVERBS and not has_unit and _is_phrasal(words, at):
            return None
        if way is not None:
            if lower in ("up", "down") and at + 1 < first and words[at + 1].lower in ("to", "from"):
                return None
            return way
        if lower == "of" and at and words[at - 1].lower in _NOUNS:
            return _NOUNS[words[at - 1].lower]
        if word.kind is Kind.BREAK or lower in (
            "to",
            "from",
            ".",
            ";",
            "at",
            "with",
            "and",
            "(",
            ")",
        ):
            return None
        if lower in _BETWEEN or lower.endswith("ly"):
            continue
        # "grew a robust 19%"
        if at and words[at - 1].lower in ("a", "an") and word.kind is Kind.LETTERS and not steps:
            continue
        # "cut its staff by 10%": only "by" reaches over a noun.
        steps += 1
        if not has_by or steps > 6:
            return None
    return None


def _is_phrasal(words: Sequence[Word], at: int) -> bool:
    """Whether "up" or "down" belongs to a verb of its own: "track down 1,200"."""
    before = words[at - 1] if at else None
    if before is None or before.kind is not Kind.LETTERS:
        return False
    return before.lower not in _EITHER and before.lower not in _COPULAS and not is_plural(before)


_COPULAS = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "’s", "remains"])


def _after(words: Sequence[Word], last: int) -> Direction | None:
    """The noun or adverb behind it: "a 7% share price increase", "4 lower"."""
    for at in range(last, min(last + 4, len(words))):
        word = words[at]
        if word.lower in _NOUNS and (at > last or word.lower not in ("falls", "rises")):
            return _NOUNS[word.lower]
        if at == last and word.lower in _ADVERBS:
            return _ADVERBS[word.lower]
        if word.kind is not Kind.LETTERS or word.lower in _STOPS:
            return None
    return None


_STOPS = frozenset(_WORDS["stops"].split())


def is_change(word: Word) -> bool:
    """Whether a word says that something went up or down, or moved."""
    return word.lower in _VERBS or word.lower in _EITHER or word.lower in _ADVERBS


def changes_before(words: Sequence[Word], at: int) -> bool:
    """Whether the clause before `at` speaks of a change: "rose in May", "an increase in rents"."""
    for back in range(at - 1, max(-1, at - 14), -1):
        word = words[back]
        if word.lower in _RANGING or word.text in (".", ";", ":") or word.kind is Kind.BREAK:
            return False
        if is_change(word) or word.lower in _NOUNS:
            return True
    return False


_RANGING = frozenset(_WORDS["ranging"].split())


def ends_phrase(word: Word) -> bool:
    """Whether a word can't be what is counted: it goes on with something else."""
    return word.lower in _STOPS

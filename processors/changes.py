"""Words of change around a number: by how much something rose or fell, and to what level."""

from __future__ import annotations

from collections.abc import Sequence

from figurewatch.records import Direction
from processors.lexicons import load_lexicon
from processors.words import Kind, Word, is_at_break, is_plural, lower_at

_LEXICON = load_lexicon("changes")
_WORDS: dict[str, str] = _LEXICON["words"]
_WAYS: tuple[Direction, ...] = ("up", "down")


def _by_way(part: str) -> dict[str, Direction]:
    return {word: way for way in _WAYS for word in _LEXICON[way][part].split()}


_VERBS = _by_way("verbs")
_NOUNS = _by_way("nouns")
_ADVERBS = _by_way("adverbs")
_EITHER = frozenset(_LEXICON["either"]["verbs"].split())
#: May stand between a word of change and by how much.
_BETWEEN = frozenset(_WORDS["between"].split())
_ENDS = frozenset(_WORDS["ends"].split())
_PREPOSITIONS = frozenset(_WORDS["prepositions"].split())
_OF_MONEY = frozenset(_WORDS["of_money"].split())
_RANGING = frozenset(_WORDS["ranging"].split())
_STOPS = frozenset(_WORDS["stops"].split())
_COPULAS = frozenset(_WORDS["copulas"].split())

#: So many words back a verb is looked for, so many of them the object of "cut its staff by 10%".
REACH, LONGEST_OBJECT = 12, 6
#: So many words on a noun is looked for: "a 7% share price increase".
REACH_OF_NOUN = 4


def direction_of(
    words: Sequence[Word], first: int, last: int, *, unit: str, is_money: bool = False
) -> Direction | None:
    """
    Which way the sentence says something changed by the amount in words[first:last].

    A level has none: in "fell 4% to 1,200" only the 4% has a direction.
    """
    after = _direction_after(words, last) if unit else None
    return after or _direction_before(words, first, unit=unit, is_money=is_money)


def _direction_before(
    words: Sequence[Word], first: int, *, unit: str, is_money: bool
) -> Direction | None:
    # "cut its staff by 10%", "raised its dividend 20%"
    has_by = lower_at(words, first - 1) == "by"
    may_have_object = has_by or unit == "percentage"
    length = 0
    for at in range(first - 1, max(-1, first - 1 - REACH), -1):
        lower = words[at].lower
        if lower in _VERBS:
            return None if is_money and not has_by and lower in _OF_MONEY else _VERBS[lower]
        if lower in _ADVERBS:
            is_to = at + 1 < first and lower_at(words, at + 1) in ("to", "from")
            is_other = is_to or (not unit and _is_phrasal(words, at))
            return None if is_other else _ADVERBS[lower]
        if lower == "of" and lower_at(words, at - 1) in _NOUNS:
            return _NOUNS[lower_at(words, at - 1)]
        if is_at_break(words, at) or lower in _ENDS:
            return None
        is_robust = not length and lower_at(words, at - 1) in ("a", "an")
        if lower in _BETWEEN or lower.endswith("ly") or is_robust:
            continue
        length += 1
        ends_object = not has_by and (lower in _PREPOSITIONS or words[at].kind is not Kind.LETTERS)
        if not may_have_object or ends_object or length > LONGEST_OBJECT:
            return None
    return None


def _is_phrasal(words: Sequence[Word], at: int) -> bool:
    """Whether "up" or "down" belongs to a verb of its own: "track down 1,200"."""
    if is_at_break(words, at - 1) or words[at - 1].kind is not Kind.LETTERS:
        return False
    before = words[at - 1]
    return before.lower not in _EITHER and before.lower not in _COPULAS and not is_plural(before)


def _direction_after(words: Sequence[Word], last: int) -> Direction | None:
    """The noun or adverb behind it: "a 7% share price increase", "4 lower"."""
    for at in range(last, min(last + REACH_OF_NOUN, len(words))):
        lower = words[at].lower
        if lower in _NOUNS:
            return _NOUNS[lower]
        if at == last and lower in _ADVERBS:
            return _ADVERBS[lower]
        if words[at].kind is not Kind.LETTERS or lower in _STOPS:
            return None
    return None


def is_change(word: Word) -> bool:
    """Whether a word says that something went up or down, or moved."""
    return word.lower in _VERBS or word.lower in _EITHER or word.lower in _ADVERBS


def changes_before(words: Sequence[Word], at: int) -> bool:
    """Whether the clause before `at` speaks of a change: "rose in May", "an increase in rents"."""
    for back in range(at - 1, max(-1, at - 1 - REACH), -1):
        word = words[back]
        if word.lower in _RANGING or word.text in (".", ";", ":") or word.kind is Kind.BREAK:
            return False
        if is_change(word) or word.lower in _NOUNS:
            return True
    return False


def ends_phrase(word: Word) -> bool:
    """Whether a word can't be what is counted: it goes on with something else."""
    return word.lower in _STOPS or word.lower in _ADVERBS

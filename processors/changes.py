"""Words of change around a number: by how much something rose or fell, and to what level."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from figurewatch.records import Direction
from processors.lexicons import load_lexicon
from processors.words import Kind, Word, is_at_break, is_digits, is_name, is_plural, lower_at

_LEXICON = load_lexicon("changes")
_WORDS: dict[str, str] = _LEXICON["words"]
_WAYS: tuple[Direction, ...] = ("up", "down")


def _by_way(part: str) -> dict[str, Direction]:
    return {word: way for way in _WAYS for word in _LEXICON[way][part].split()}


_VERBS = _by_way("verbs")
_NOUNS = _by_way("nouns")
_ADVERBS = _by_way("adverbs")
#: Verbs of two words: "gave up 3 points".
_PHRASAL: dict[tuple[str, str], Direction] = {
    (verb, particle): way
    for way in _WAYS
    for verb, particle in (
        phrase.split() for phrase in _LEXICON[way]["phrasal"].replace("\n", "").split("|")
    )
}
_EITHER = frozenset(_LEXICON["either"]["verbs"].split())
#: May stand between a word of change and by how much.
_BETWEEN = frozenset(_WORDS["between"].split())
_ENDS = frozenset(_WORDS["ends"].split())
_PREPOSITIONS = frozenset(_WORDS["prepositions"].split())
_OBTAINING = frozenset(_WORDS["obtaining"].split())
_RANGING = frozenset(_WORDS["ranging"].split())
_STOPS = frozenset(_WORDS["stops"].split())
_PHRASAL_VERBS = frozenset(_WORDS["phrasal_verbs"].split())
_COPULAS = frozenset(_WORDS["copulas"].split())
_LEVELS = frozenset(_WORDS["levels"].split())
_BEFORE_OFF = frozenset(_WORDS["before_off"].split())
_MORE, _LESS = frozenset(_WORDS["more"].split()), frozenset(_WORDS["less"].split())
_JOINTS = frozenset(_WORDS["joints"].split())
_SUMS, _COMPARATIVES = frozenset(_WORDS["sums"].split()), frozenset(_WORDS["comparatives"].split())
_CHANGES = frozenset([*_VERBS, *_ADVERBS])
#: Between a noun of change and the amount: "a drop in sales of 7%".
_BEFORE_AMOUNT = frozenset(["of", "by", ","])
_WITHIN_AMOUNT = _BETWEEN - _BEFORE_AMOUNT
_NO_NOUNS = _STOPS | _PREPOSITIONS | _LEVELS | _BETWEEN
_BEFORE_ADVERB = _EITHER | _COPULAS | _BEFORE_OFF | frozenset(_WORDS["no_verbs"].split())
_FELLING = frozenset(_WORDS["felling"].split())
_PERCENT = frozenset(["%", "percent", "cent", "pc", "pct"])
#: Behind the second of two amounts of the same change.
_GOES_ON = frozenset(["in", "from", "on", "after", "since", "to", "for", ".", ",", ";", ""])
_SIGNS: dict[str, Direction] = {"+": "up", "-": "down", "−": "down", "–": "down"}

#: So many words back a verb is looked for, so many of them the object of "cut its staff by 10%".
REACH, LONGEST_OBJECT = 12, 6
#: So many words on a noun is looked for: "a 7% share price increase".
REACH_OF_NOUN = 4
#: So many words the thing that changed may have: "a drop in sales of 7%".
REACH_OF_THING = 6
#: So many words may stand between two amounts of which the second has no verb of its own.
REACH_OF_GAP = 8


def direction_of(
    words: Sequence[Word], first: int, last: int, *, unit: str, is_money: bool = False
) -> Direction | None:
    """
    Which way the sentence says something changed by the amount in words[first:last].

    A level has none: in "fell 4% to 1,200" only the 4% has a direction.
    """
    way = _direction_of_sign(words, first) if unit else None
    way = way or _direction_after(words, last, unit=unit, is_money=is_money)
    way = way or _direction_compared(words, last, unit=unit)
    if way is not None:
        return way
    is_got = _is_obtained(words, first, last, unit, is_money)
    return _direction_before(words, first, unit=unit, is_money=is_money, is_got=is_got)


def _direction_of_sign(words: Sequence[Word], first: int) -> Direction | None:
    """The sign of a change: "Kroma +2.3%", "(-1.4%)"; "was -0.4%" states a level."""
    at = first if words[first].text in _SIGNS else first - 1
    if at < 0 or words[at].text not in _SIGNS:
        return None
    is_joined = at + 1 < len(words) and words[at + 1].glued and not words[at].glued
    in_brackets = lower_at(words, at - 1) == "("
    behind_name = is_name(words, at - 1) and is_joined
    return _SIGNS[words[at].text] if in_brackets or behind_name else None


def _direction_before(
    words: Sequence[Word], first: int, *, unit: str, is_money: bool, is_got: bool
) -> Direction | None:
    if words[first].lower in _LEVELS or _is_level(words, first + 1):
        return None
    noun = _noun_before(words, first, unit=unit, is_money=is_money)
    if noun is not None:
        return noun
    # "cut its staff by 10%", "raised its dividend 20%"
    has_by = lower_at(words, first - 1) == "by"
    may_have_object = has_by or unit == "percentage"
    length = 0
    for at in range(first - 1, max(-1, first - 1 - REACH), -1):
        lower = words[at].lower
        if lower in _CHANGES or _is_with_particle(words, at):
            return _way_at(words, at, first, unit=unit, is_money=is_money, is_got=is_got)
        if is_at_break(words, at) or _is_level(words, at):
            return None
        # "is down from last year by 15 percent"
        if lower in _ENDS and not (has_by and lower == "from" and length):
            return None
        is_robust = not length and lower_at(words, at - 1) in ("a", "an")
        if lower in _BETWEEN or lower.endswith("ly") or is_robust:
            continue
        length += 1
        # "to add new ones, 17.5%" lists, it does not add.
        is_listed = lower_at(words, first - 1) == ","
        ends_object = not has_by and (lower in _PREPOSITIONS or words[at].kind is not Kind.LETTERS)
        if not may_have_object or ends_object or is_listed or length > LONGEST_OBJECT:
            return None
    return None


def _way_at(
    words: Sequence[Word], at: int, first: int, *, unit: str, is_money: bool, is_got: bool
) -> Direction | None:
    """Which way the verb or adverb at `at` says that the amount at `first` goes."""
    lower = words[at].lower
    has_by = lower_at(words, first - 1) == "by"
    phrasal = _PHRASAL.get((lower_at(words, at - 1), lower))
    if phrasal is not None and unit:
        return phrasal
    if lower in _VERBS:
        return None if is_got and lower in _OBTAINING and not has_by else _VERBS[lower]
    if lower in _ADVERBS:
        behind = lower_at(words, at + 1) if at + 1 < first else ""
        is_level = behind == "to" or (behind == "from" and not has_by)
        is_verb = lower_at(words, at - 1) in _PHRASAL_VERBS or (
            (not unit or is_money) and not has_by and _is_phrasal(words, at)
        )
        return None if is_level or is_verb else _ADVERBS[lower]
    return "down"


def _is_obtained(words: Sequence[Word], first: int, last: int, unit: str, is_money: bool) -> bool:
    """Whether it may be got or lost, and nothing change by it: "lost 60 percent of their goats"."""
    level = words[last + 1] if last + 1 < len(words) else None
    if lower_at(words, last) == "to" and level is not None and level.kind is not Kind.LETTERS:
        # "advanced 7/8 to 43": a level behind it says that something changed.
        return False
    if not unit or is_money:
        return True
    behind = [word.lower for word in words[first : first + REACH_OF_GAP]]
    return unit == "percentage" and any(
        one in _PERCENT and two == "of" for one, two in pairwise(behind)
    )


def _is_with_particle(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` ends a verb of change: "gave up", "were off"."""
    lower, before = words[at].lower, lower_at(words, at - 1)
    return (before, lower) in _PHRASAL or (lower == "off" and before in _BEFORE_OFF)


def _is_level(words: Sequence[Word], at: int) -> bool:
    """Whether a level is told: "retreated as low as $97"."""
    return lower_at(words, at) in ("low", "high") and lower_at(words, at - 1) == "as"


def _noun_before(
    words: Sequence[Word], first: int, *, unit: str, is_money: bool
) -> Direction | None:
    """The noun right before the amount: "a fall of 5%", "a drop in home sales of 7%"."""
    at = first - 1
    while at > 0 and words[at].lower in _WITHIN_AMOUNT:
        at -= 1
    lower, noun = lower_at(words, at), lower_at(words, at - 1)
    if lower == "of" and noun in _NOUNS:
        return None if is_money and noun in _SUMS else _NOUNS[noun]
    if not unit or not (lower in _COPULAS or lower in _BEFORE_AMOUNT):
        return None
    for back in range(at - 1, max(-1, at - 1 - REACH_OF_THING), -1):
        lower = words[back].lower
        if lower in _NOUNS:
            return _NOUNS[lower] if lower_at(words, back + 1) == "in" else None
        if words[back].kind is not Kind.LETTERS or lower in _VERBS or lower in _COPULAS:
            return None
    return None


def _direction_compared(words: Sequence[Word], last: int, *, unit: str) -> Direction | None:
    """By how much it is more: "12 percent less than a year ago", "300 fewer cases than in May"."""
    lower = lower_at(words, last)
    if lower not in _MORE and lower not in _LESS:
        return None
    reach = [word.lower for word in words[last + 1 : last + 1 + REACH_OF_NOUN]]
    # "300 more people were hurt" adds to what was told, it compares nothing.
    if unit != "percentage" and lower in _MORE and "than" not in reach:
        return None
    return "up" if lower in _MORE else "down"


def _is_phrasal(words: Sequence[Word], at: int) -> bool:
    """Whether "up" or "down" belongs to a verb of its own: "track down 1,200"."""
    if is_at_break(words, at - 1) or words[at - 1].kind is not Kind.LETTERS:
        return False
    before = words[at - 1]
    if before.lower in _FELLING:
        # "Shot down 54 drones"
        return True
    return not is_plural(before) and before.lower not in _BEFORE_ADVERB


def _direction_after(
    words: Sequence[Word], last: int, *, unit: str, is_money: bool
) -> Direction | None:
    """The noun or adverb behind it: "a 7% share price increase", "4 lower"."""
    if lower_at(words, last) in _ADVERBS:
        return _adverb_after(words, last, unit=unit)
    if not unit:
        return None
    at, end = last, last + REACH_OF_NOUN
    while at < min(end, len(words)):
        lower = words[at].lower
        if lower in _NOUNS:
            return None if is_money and lower in _SUMS else _NOUNS[lower]
        if words[at].kind is not Kind.LETTERS or lower in _STOPS:
            return None
        at += 1
        while lower_at(words, at) == "-" and words[at].glued and at + 1 < len(words):
            # "a 7 percent year-on-year decline"
            at, end = at + 2, end + 2
    return None


def _adverb_after(words: Sequence[Word], at: int, *, unit: str) -> Direction | None:
    lower = words[at].lower
    if unit:
        # "from 3% up to 5%", "1,240.5 up 12 points"
        is_level = lower_at(words, at + 1) == "to" and lower == "up"
        return None if is_level or is_digits(words, at + 1) else _ADVERBS[lower]
    return _ADVERBS[lower] if lower in _COMPARATIVES and ends_amount(words, at + 1) else None


def takes_up(words: Sequence[Word], last: int, first: int, end: int, *, same_unit: bool) -> bool:
    """
    Whether the amount in words[first:end] goes on with the change by the one that ends at `last`.

    It says it in other words ("by 12,600 jobs, or 2.2%", "40 points (0.8%)"), or leaves out the
    verb ("Kroma fell 3% and Lenta 2%", "by 2% in May and by 1% in June").
    """
    between = words[last:first]
    if not between:
        return False
    if len(between) <= 3 and between[-1].lower == "or":
        return True
    if len(between) == 1 and between[0].text in ("(", ","):
        return not same_unit and ends_amount(words, end)
    if not same_unit or len(between) > REACH_OF_GAP or not ends_amount(words, end):
        return False
    if not any(word.lower in ("and", "while", ",", ";") for word in between):
        return False
    if any(is_change(word) for word in between):
        return False
    if _are_two_scopes(words, last, first, end):
        return True
    if between[-1].lower in ("by", "and"):
        # "by 25% in August and 10% in the year", but "3%, and 10% were sold"
        return between[-1].lower == "by" or lower_at(words, end) in _GOES_ON
    if len(between) <= 3 and between[0].lower == "and" and between[-2].lower in ("a", "an"):
        # "a real 11% and a nominal 14%"
        return True
    if len(between) <= 3 and between[0].lower in ("and", ",") and _are_nouns(between[1:]):
        # "Butter was up 19%, coffee 24% and beef 13%"
        return True
    return is_name(words, first - 1) and all(
        is_name(words, last + at) or word.lower in _JOINTS for at, word in enumerate(between)
    )


def _are_two_scopes(words: Sequence[Word], last: int, first: int, end: int) -> bool:
    """Whether each amount has a when or where: "lost 9% this year and 3% this month"."""
    opening, closing = words[last].lower, lower_at(words, end)
    joined = words[first - 1].lower in (",", "and") or (
        words[first - 1].lower in ("about", "another", "only") and words[first - 2].lower == "and"
    )
    inside = words[last : first - 1]
    is_plain = all(word.kind is Kind.LETTERS and word.lower not in _NO_NOUNS for word in inside[1:])
    return joined and is_plain and opening in _OF_SCOPE and closing == opening


_OF_SCOPE = frozenset(
    ["this", "last", "next", "in", "for", "excluding", "including", "on", "among"]
)


def _are_nouns(words: Sequence[Word]) -> bool:
    """Whether nothing speaks against words being nouns."""
    return all(
        word.kind is Kind.LETTERS
        and word.lower not in _NO_NOUNS
        and not word.lower.endswith(("ing", "ed", "ly"))
        for word in words
    )


def ends_amount(words: Sequence[Word], end: int) -> bool:
    """Whether nothing that could be counted or measured stands behind an amount."""
    return end >= len(words) or words[end].kind is not Kind.LETTERS or words[end].lower in _STOPS


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

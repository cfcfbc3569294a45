"""
Reads numbers as newspapers print them: digits, words, magnitudes, fractions, orders of magnitude.

"21,600", "1.5 million", "twenty-one thousand", "$2bn", "6 3/4", "two-thirds", "one in five",
"tens of thousands". What a number measures, and whether it is a figure at all, is for others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from processors.lexicons import load_lexicon
from processors.words import Kind, Word, is_name, is_plural, lower_at

Form = Literal["digits", "words", "fraction", "vague"]

#: Numbers above it are identifiers, or nothing that news counts.
LARGEST = 10**18
#: Longer runs of digits are no numbers that anybody reads.
LONGEST_LITERAL = 30
#: Thousands set apart by spaces are joined up to so many words.
MOST_GROUPS = 8


class Numeral(NamedTuple):
    """A number and the words that state it: from `first`, up to but without `last`."""

    first: int
    last: int
    #: Exact; for an order of magnitude where it begins.
    value: Fraction
    form: Form
    #: What the digits or small words were multiplied by: 1,000,000 in "1.5 million".
    scale: int = 1
    #: Where an order of magnitude ends.
    top: Fraction | None = None
    #: A bound among its own words: "a couple of million" is about two, "20-plus trillion" more.
    hedge: Literal["about", "at_least"] | None = None
    #: Printed with separators of thousands or a decimal point: no year, no name.
    is_punctuated: bool = False


_LEXICON = load_lexicon("numbers")
_WORDS: dict[str, str] = _LEXICON["words"]
_CARDINALS: dict[str, int] = _LEXICON["cardinals"]
_SCALES: dict[str, int] = _LEXICON["scales"]
_ABBREVIATIONS: dict[str, int] = _LEXICON["abbreviations"]
_VAGUE: dict[str, int] = _LEXICON["vague"]
_PARTS: dict[str, int] = _LEXICON["parts"]
_SOME = frozenset(_LEXICON["some"]["words"])
_PAIR = frozenset(_LEXICON["some"]["pair"])
_ARTICLES = frozenset(["a", "an"])

#: Words that a number may begin with.
STARTERS = frozenset(
    {*_CARDINALS, *_SCALES, *_VAGUE, *_SOME, *_PAIR, "a", "an", "half"} | {"quarter", "quarters"}
)
#: Abbreviations that are also units: "5m" is metres unless something says otherwise.
AMBIGUOUS_ABBREVIATIONS = frozenset(_WORDS["ambiguous_abbreviations"].split())

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?\Z")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_POINT_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}\Z")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}\Z")
_FRACTION_SIGNS = frozenset("/⁄")
_HYPHENS = frozenset("-‐‑–")
#: What "6 3/4" and "2/32" divide by: other pairs with a slash are dates or shares of time.
DIVISORS = frozenset([2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 64, 100])


def read_numeral(words: Sequence[Word], first: int, *, is_money: bool = False) -> Numeral | None:
    """
    Read the longest number that begins at `first`, or None.

    Behind a currency sign (`is_money`) every abbreviation is a magnitude: "$5m".
    """
    word = words[first]
    if word.kind is Kind.DIGITS:
        numeral = _read_digits(words, first, is_money=is_money)
    elif word.lower in STARTERS:
        numeral = _read_vague(words, first) or _read_cardinal(words, first)
    elif word.kind is Kind.LETTERS and len(word.text) == 1 and word.text in _VULGAR:
        numeral = Numeral(first, first + 1, _VULGAR[word.text], "fraction")
    else:
        return None
    if numeral is None or numeral.value > LARGEST:
        return None
    return numeral


_VULGAR = {
    sign: Fraction(unicodedata.numeric(sign)).limit_denominator(10) for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
}


def read_literal(text: str) -> Fraction | None:
    """The value of digits with separators: "1,234.5"; None for what is no one number."""
    if len(text) > LONGEST_LITERAL:
        return None
    if _PLAIN.match(text):
        return Fraction(text)
    if _GROUPED.match(text) or _INDIAN.match(text):
        return Fraction(text.replace(",", ""))
    if _POINT_GROUPED.match(text):
        return Fraction(text.replace(".", ""))
    return None


def _read_digits(words: Sequence[Word], first: int, *, is_money: bool) -> Numeral | None:
    text = words[first].text
    value = read_literal(text)
    last = first + 1
    if value is None:
        # A decimal comma is read only where a magnitude follows: elsewhere it is a list.
        if _DECIMAL_COMMA.match(text) and scale_after(words, last, is_money=is_money):
            value = Fraction(text.replace(",", "."))
        else:
            return None
    if "," not in text and "." not in text:
        value, last = _join_groups(words, first, value, is_money=is_money)
    punctuated = last > first + 1 or "," in text or "." in text
    quotient = _read_quotient(words, first)
    if quotient is not None:
        return quotient
    value, last, mixed = _add_fraction(words, last, value)
    power = _read_power(words, last)
    if power is not None:
        value, last = value * power[0], power[1]
    share = _read_share(words, first, last, value)
    if share is not None:
        return share
    plus = _past_plus(words, last)
    if plus is not None:
        last = plus
    scale = 1
    while scale < LARGEST and (step := scale_after(words, last, is_money=is_money)):
        scale, last = scale * step[0], step[1]
    return Numeral(
        first, last, value * scale, "digits", scale,
        hedge="at_least" if plus is not None else None,
        is_punctuated=punctuated or mixed or scale > 1,
    )  # fmt: skip


def _past_plus(words: Sequence[Word], last: int) -> int | None:
    """Where a bound between digits and their magnitude ends: "20-plus trillion", "50+ million"."""
    at = last + 1 if lower_at(words, last) in _HYPHENS else last
    if lower_at(words, at) not in ("plus", "+") or (at == last and not words[at].glued):
        return None
    return at + 1 if lower_at(words, at + 1) in _SCALES else None


def _join_groups(
    words: Sequence[Word], first: int, value: Fraction, *, is_money: bool
) -> tuple[Fraction, int]:
    """Thousands set apart by spaces ("180 000"), or by a comma and a space ("80, 000")."""
    last = first + 1
    if len(words[first].text) > 3 or value == 0:
        return value, last
    digits = words[first].text
    at = last
    while at < min(len(words), first + MOST_GROUPS):
        group = words[at]
        if group.text == "," and group.glued and at + 1 < len(words):
            if not words[at + 1].text.startswith("0"):
                break
            at, group = at + 1, words[at + 1]
        if group.kind is not Kind.DIGITS or len(group.text) != 3 or group.glued:
            break
        if group.start - words[at - 1].end != 1:
            break
        digits += group.text
        at += 1
    if at == last:
        return value, last
    # "room 101 200 people": after a name spaces join only what can be nothing else.
    is_sure = is_money or digits.endswith("000") or words[last].text.startswith("0")
    if is_sure or not is_name(words, first - 1):
        return Fraction(digits), at
    return value, last


def _read_quotient(words: Sequence[Word], first: int) -> Numeral | None:
    """A bare fraction: "1/2", "2/32"."""
    value = _quotient(words, first)
    if value is None or value >= 1:
        return None
    return Numeral(first, first + 3, value, "fraction")


def _quotient(words: Sequence[Word], first: int) -> Fraction | None:
    if first + 2 >= len(words) or words[first + 1].text not in _FRACTION_SIGNS:
        return None
    above, below = words[first], words[first + 2]
    if below.kind is not Kind.DIGITS or above.kind is not Kind.DIGITS:
        return None
    if not (above.text.isdecimal() and below.text.isdecimal() and len(below.text) <= 3):
        return None
    if len(above.text) > 3 or int(below.text) not in DIVISORS:
        return None
    # "1/2/2020" is a date.
    if first + 3 < len(words) and words[first + 3].glued and words[first + 3].text in "/-":
        return None
    return Fraction(int(above.text), int(below.text))


def _add_fraction(words: Sequence[Word], last: int, value: Fraction) -> tuple[Fraction, int, bool]:
    """A whole number with a fraction: "6 3/4", "6-3/4", "6½", "two and a half"."""
    if last >= len(words) or value.denominator != 1:
        return value, last, False
    word = words[last]
    if word.text in _VULGAR:
        return value + _VULGAR[word.text], last + 1, True
    at = last + 1 if word.text == "-" and last + 1 < len(words) else last
    part = _quotient(words, at) if words[at].kind is Kind.DIGITS else None
    if part is not None and part < 1:
        return value + part, at + 3, True
    half = _read_and_a_half(words, last)
    if half is not None:
        return value + half[0], half[1], True
    if word.lower == "and" and last + 3 < len(words) and words[last + 1].lower == "three":
        at = last + 3 if words[last + 2].text in _HYPHENS else last + 2
        if words[at].lower == "quarters":
            return value + Fraction(3, 4), at + 1, True
    return value, last, False


def _read_and_a_half(words: Sequence[Word], last: int) -> tuple[Fraction, int] | None:
    """What follows a whole number in "five and a half", "five-and-a-half"."""
    ahead = range(last, min(last + 6, len(words)))
    places = [at for at in ahead if words[at].text not in _HYPHENS][:3]
    spelled = [words[at].lower for at in places]
    if len(spelled) < 3 or spelled[0] != "and" or spelled[1] not in ("a", "one"):
        return None
    below = _PARTS.get(spelled[2])
    return (Fraction(1, below), places[2] + 1) if below in (2, 4) else None


def _read_power(words: Sequence[Word], last: int) -> tuple[Fraction, int] | None:
    """Scientific notation: "×10−8", "x 10^6"."""
    if last + 1 >= len(words) or words[last].text not in ("×", "x", "X", "·"):
        return None
    if words[last + 1].text != "10":
        return None
    at = last + 2
    signs = ""
    while at < len(words) and words[at].glued and words[at].text in "^−-–+":
        signs += words[at].text
        at += 1
    if not signs or at >= len(words) or not words[at].text.isdecimal() or len(words[at].text) > 2:
        return None
    exponent = int(words[at].text)
    if any(sign in "−-–" for sign in signs):
        exponent = -exponent
    return Fraction(10) ** exponent, at + 1


def scale_after(words: Sequence[Word], at: int, *, is_money: bool) -> tuple[int, int] | None:
    """The magnitude at `at`, and the index after it: "million", "bn", "-million"."""
    if at >= len(words):
        return None
    word = words[at]
    if word.text in _HYPHENS and at + 1 < len(words) and words[at + 1].lower in _SCALES:
        at, word = at + 1, words[at + 1]
    if word.lower in _SCALES and word.lower != "dozen":
        return _SCALES[word.lower], at + 1
    scale = _ABBREVIATIONS.get(word.text)
    if scale is None:
        return None
    if is_money:
        return scale, at + 1
    if not word.glued and word.text in _NEVER_ALONE:
        # A letter of its own is an initial, unless things are counted: "8 B people".
        is_scale = word.text in ("B", "M") and _is_lower_plural(words, at + 1)
    else:
        is_unit_too = word.text in AMBIGUOUS_ABBREVIATIONS and word.text not in ("K", "k", "B")
        is_scale = not is_unit_too or _counts_something(words, at + 1, word.text)
    return (scale, at + 1) if is_scale else None


#: Abbreviations that are other words unless they are glued to digits.
_NEVER_ALONE = frozenset(["k", "K", "M", "m", "B", "b", "T", "mil", "cr"])
#: After "100m" they say that it is a length.
_OF_LENGTHS = frozenset(_WORDS["of_lengths"].split())


def _is_lower_plural(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].text.islower() and is_plural(words[at])


def _counts_something(words: Sequence[Word], at: int, letter: str) -> bool:
    """Whether "2.5m" at `at` goes on with what there are millions of: "2.5m people"."""
    if at >= len(words):
        return letter != "m"
    word = words[at]
    if word.kind is not Kind.LETTERS or word.glued:
        return letter not in ("m", "T", "b")
    return word.lower not in _OF_LENGTHS


def _read_share(words: Sequence[Word], first: int, last: int, value: Fraction) -> Numeral | None:
    """A share of a whole: "one in five", "9 out of 10", "two of every three"."""
    if value.denominator != 1 or not 0 < value < 100 or last + 1 >= len(words):
        return None
    at = last
    if _is_counted_share(words, at):
        # "one worker in three"
        at += 2
    elif words[at].lower == "in":
        at += 1
    elif words[at].lower == "out" and words[at + 1].lower == "of":
        at += 2
    elif words[at].lower in ("of", "from") and words[at + 1].lower == "every":
        at += 1
    else:
        return None
    if at < len(words) and words[at].lower == "every":
        at += 1
    whole = _read_small(words, at)
    if whole is None or not value < whole.value <= 1_000_000:
        return None
    is_in = words[at - 1].lower in ("in", "every")
    if is_in and (whole.value > 1000 or _begins_time(words, whole.last)):
        return None
    return Numeral(first, whole.last, value / whole.value, "fraction")


def _is_counted_share(words: Sequence[Word], at: int) -> bool:
    """Whether a noun stands in a share: "one worker in three", but "one man in two attacks"."""
    noun = words[at]
    if noun.kind is not Kind.LETTERS or not noun.text.islower() or noun.glued:
        return False
    if lower_at(words, at + 1) != "in" or noun.lower in _NO_SHARED or noun.lower in _TIME_WORDS:
        return False
    whole = _read_small(words, at + 2)
    if whole is None or not 2 < whole.value <= 1000:
        return False
    after = words[whole.last] if whole.last < len(words) else None
    return after is None or after.kind is not Kind.LETTERS or after.lower in _AFTER_SHARE


_NO_SHARED = frozenset(_WORDS["not_shared"].split())
_AFTER_SHARE = frozenset(_WORDS["after_share"].split())
_TIME_WORDS = frozenset(_WORDS["time_words"].split())


def _is(words: Sequence[Word], at: int, *lower: str) -> bool:
    return at < len(words) and words[at].lower in lower


def _begins_time(words: Sequence[Word], at: int) -> bool:
    if at < len(words) and words[at].text in _HYPHENS:
        at += 1
    return at < len(words) and words[at].lower in _TIME_WORDS


def _read_small(words: Sequence[Word], at: int) -> Numeral | None:
    """Plain digits or words, without fraction, share or abbreviation."""
    if at >= len(words):
        return None
    if words[at].kind is Kind.DIGITS:
        value = read_literal(words[at].text)
        return None if value is None else Numeral(at, at + 1, value, "digits")
    return _read_cardinal_words(words, at)


def _read_vague(words: Sequence[Word], first: int) -> Numeral | None:
    """An order of magnitude: "tens of thousands", "dozens", "several hundred"."""
    at = first
    if words[at].lower in _ARTICLES and at + 1 < len(words):
        at += 1
        if words[at].lower not in _SOME and words[at].lower not in _PAIR:
            return None
    if words[at].lower in _PAIR:
        return _read_couple(words, first, at)
    if words[at].lower == "many" and at + 1 < len(words) and words[at + 1].lower in _VAGUE:
        at += 1
    if words[at].lower in _SOME:
        return _read_several(words, first, at)
    base = _VAGUE.get(words[at].lower)
    if base is None:
        return None
    scale = 1
    last = at + 1
    while last + 1 < len(words) and words[last].lower == "of" and scale < LARGEST:
        step = _VAGUE.get(words[last + 1].lower) or _SCALES.get(words[last + 1].lower)
        if step is None:
            break
        scale, last = scale * step, last + 2
    if words[at].lower == "scores" and not (
        last < len(words) and words[last].lower in _AFTER_SCORES
    ):
        return None
    # "Tens" alone are also marks and playing cards.
    if words[at].lower == "tens" and last == at + 1 and not _is(words, last, "of"):
        return None
    low = Fraction(base * scale)
    return Numeral(first, last, low, "vague", scale, top=Fraction(_next_order(base) * scale))


_AFTER_SCORES = frozenset(["of", "more", "were", "have", "dead", "killed", "injured", "wounded"])


def _next_order(base: int) -> int:
    """Where the order of `base` ends; dozens and scores go up to a hundred."""
    return 100 if base < 100 and base != 10 else base * 10


def _read_several(words: Sequence[Word], first: int, at: int) -> Numeral | None:
    if at + 1 >= len(words):
        return None
    name = words[at + 1].lower
    base = _SCALES.get(name)
    if base is None:
        return None
    scale, last = base, at + 2
    while last < len(words) and words[last].lower in _SCALES:
        scale, last = scale * _SCALES[words[last].lower], last + 1
    top = Fraction(_next_order(12) if name == "dozen" else scale * 10)
    return Numeral(first, last, Fraction(2 * scale), "vague", scale, top=top)


def _read_couple(words: Sequence[Word], first: int, at: int) -> Numeral | None:
    last = at + 1
    if last < len(words) and words[last].lower == "of":
        last += 1
    if last >= len(words) or words[last].lower not in _SCALES:
        return None
    scale = _SCALES[words[last].lower]
    return Numeral(first, last + 1, Fraction(2 * scale), "words", scale, hedge="about")


def _read_cardinal(words: Sequence[Word], first: int) -> Numeral | None:
    """A number in words, with what may follow it: a fraction, a share, digits after "point"."""
    if words[first].lower in ("half", *_ARTICLES) or words[first].lower in _PARTS:
        part = _read_part(words, first)
        if part is not None:
            return part
    numeral = _read_cardinal_words(words, first)
    if numeral is None:
        return None
    last = numeral.last
    fraction = _read_named_fraction(words, numeral)
    if fraction is not None:
        return fraction
    value, last, _ = _add_fraction(words, last, numeral.value)
    if last + 1 < len(words) and words[last].lower == "point":
        value, last = _add_point(words, last, value)
    share = _read_share(words, first, last, value)
    if share is not None:
        return share
    scale = numeral.scale
    while last != numeral.last and last < len(words) and words[last].lower in _SCALES:
        scale = scale * _SCALES[words[last].lower]
        value, last = value * _SCALES[words[last].lower], last + 1
    return Numeral(first, last, value, "words", scale)


def _add_point(words: Sequence[Word], last: int, value: Fraction) -> tuple[Fraction, int]:
    """Decimals in words: "one point five"."""
    at, step = last + 1, Fraction(1, 10)
    total = value
    while at < len(words) and _CARDINALS.get(words[at].lower, 10) < 10:
        total += _CARDINALS[words[at].lower] * step
        step /= 10
        at += 1
    return (total, at) if at > last + 1 else (value, last)


def _read_named_fraction(words: Sequence[Word], numeral: Numeral) -> Numeral | None:
    """A fraction in words: "two-thirds", "three quarters of", "one-fifth"."""
    at = numeral.last
    if at >= len(words) or numeral.value >= 100 or numeral.value.denominator != 1:
        return None
    hyphened = words[at].text in _HYPHENS
    if hyphened:
        at += 1
    if at >= len(words):
        return None
    name = words[at].lower
    below = _PARTS.get(name)
    if below is None or numeral.value >= below:
        return None
    is_plural = name.endswith("s") or name == "halves"
    if is_plural == (numeral.value == 1):
        return None
    # "one third-quarter loss", and two quarters of a year.
    if below == 4 and numeral.value == 2:
        return None
    follows = words[at + 1] if at + 1 < len(words) else None
    if follows is not None and follows.text in _HYPHENS and follows.glued:
        return None
    if not hyphened and below == 4 and (follows is None or follows.lower not in ("of", "the")):
        return None
    return _with_whole(words, numeral.first, at + 1, numeral.value / below)


def _with_whole(words: Sequence[Word], first: int, last: int, part: Fraction) -> Numeral:
    """The fraction itself, or so much of a magnitude: "a quarter of a million"."""
    at = last
    if at < len(words) and words[at].lower == "of":
        at += 1
    if (at < len(words) and words[at].lower in _ARTICLES) or (
        at < len(words) and words[at].text in _HYPHENS
    ):
        at += 1
    if at > last or part == Fraction(1, 2):
        scale, end = 1, at
        while end < len(words) and words[end].lower in _SCALES:
            scale, end = scale * _SCALES[words[end].lower], end + 1
        if end > at:
            return Numeral(first, end, part * scale, "words", scale)
    return Numeral(first, last, part, "fraction")


#: Before "a third" or "half" they say that it is an amount: "by a third", "about half".
_BEFORE_PARTS = frozenset(_WORDS["before_parts"].split())
#: After it: "a third of", "a quarter more", "half its".
_AFTER_PARTS = frozenset(_WORDS["after_parts"].split())
_AFTER_HALF = frozenset(_WORDS["after_half"].split())
_NOUNS_OF_ORDER = frozenset(_WORDS["nouns_of_order"].split())


def _read_part(words: Sequence[Word], first: int) -> Numeral | None:
    """One part without a number before it: "half of", "a third of", "half a million"."""
    at = first + 1 if words[first].lower in _ARTICLES else first
    name, last = lower_at(words, at), at + 1
    if name not in ("half", "third", "quarter", "fifth", "tenth"):
        return None
    numeral = _with_whole(words, first, last, Fraction(1, _PARTS[name]))
    if numeral.scale > 1 and (name == "half" or at > first):
        return numeral
    noun = last + 1 if lower_at(words, last) in _HYPHENS else last
    if name in ("half", "quarter") and lower_at(words, noun) in _POINTS:
        # "a quarter point", "a half-point cut"
        return numeral
    if (noun > last and words[last].glued) or lower_at(words, last) in _NOUNS_OF_ORDER:
        return None
    is_part = _is_half(words, first, last) if first == at else _is_one_part(words, first, last)
    return numeral if is_part else None


_POINTS = frozenset(["point", "points", "percent", "percentage", "per"])


def _is_half(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether "half" alone is an amount: "half of", "half its", "about half", "half a mile"."""
    before, follows = lower_at(words, first - 1), lower_at(words, last)
    is_second = before in _BEFORE_OTHER_HALVES and (before != "and" or follows not in _AFTER_HALF)
    if lower_at(words, first) != "half" or is_second:
        return False
    if follows in _AFTER_HALF or follows in _ARTICLES:
        return True
    return before in _BEFORE_PARTS and follows not in ("hour", "way", "time")


_BEFORE_OTHER_HALVES = frozenset(["first", "second", "other", "fiscal", "a", "and", "-"])


#: What may follow "by a third", which is no ordinal there.
_AFTER_FREE_PART = frozenset(
    ["in", "from", "to", "would", "could", "will", "may", "might", "can", "since", "over", "at"]
)


def _is_one_part(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether "a third" is an amount and no ordinal: "a third of", "by a third"."""
    if lower_at(words, last) in _AFTER_PARTS:
        return True
    ends = last >= len(words) or words[last].kind is not Kind.LETTERS
    is_free = ends or lower_at(words, last) in _AFTER_FREE_PART
    return is_free and lower_at(words, first - 1) in _BEFORE_PARTS


class _Tally:
    """A whole number that grows word by word."""

    def __init__(self) -> None:
        self._total = self._group = 0
        self._least_scale = LARGEST * 10
        #: What small number may still follow: after tens only units, after units none.
        self.room = LARGEST
        self.scale = 1

    @property
    def value(self) -> int:
        return self._total + self._group

    @property
    def has_group(self) -> bool:
        """Whether something has been counted since the last scale."""
        return self._group > 0

    def begin_with_one(self) -> None:
        """Count "a" or a bare scale as one."""
        self._group, self.room = 1, 0

    def add(self, word: str) -> bool:
        """Take in a cardinal or a scale, or refuse it."""
        value = _CARDINALS.get(word)
        if value is not None and value < self.room:
            self._group += value
            self.room = 10 if value >= 20 else 0
            return True
        scale = _SCALES.get(word)
        if scale is None or not self._group:
            return False
        if scale <= 100:
            if self._group >= 100:
                return False
            self._group *= scale
            self.room = 100
            return True
        if scale >= self._least_scale:
            return False
        self._least_scale = self.scale = scale
        self._total += self._group * scale
        self._group, self.room = 0, 1000
        return True


def _read_cardinal_words(words: Sequence[Word], first: int) -> Numeral | None:
    """A whole number in words: "two hundred and fifty thousand", "a million", "two dozen"."""
    spoken = _read_spoken_year(words, first)
    if spoken is not None:
        return spoken
    tally = _Tally()
    at = first
    if words[at].lower in _ARTICLES:
        if not _is(words, at + 1, *_SCALES):
            return None
        tally.begin_with_one()
        at += 1
    elif words[at].lower in _SCALES:
        if not _is_bare_scale(words, at):
            return None
        tally.begin_with_one()
    last = at
    while at < len(words):
        if tally.add(words[at].lower):
            at += 1
            last = at
        elif _joins_more(words, at, tally, is_first=at == first):
            at += 1
        else:
            break
    if last == first or tally.value > LARGEST:
        return None
    return Numeral(first, last, Fraction(tally.value), "words", tally.scale)


def _joins_more(words: Sequence[Word], at: int, tally: _Tally, *, is_first: bool) -> bool:
    """Whether a hyphen or "and" is followed by more of the number: "twenty-one", "and fifty"."""
    if is_first or at + 1 >= len(words):
        return False
    following = words[at + 1].lower
    value = _CARDINALS.get(following, 0)
    if words[at].lower == "and":
        return tally.room in (100, 1000) and 0 < value < 100
    if words[at].text not in _HYPHENS:
        return False
    is_scale = following in _SCALES and following != "dozen" and tally.has_group
    return is_scale or 0 < value < tally.room


def _read_spoken_year(words: Sequence[Word], first: int) -> Numeral | None:
    """A year that is read out: "nineteen ninety-four"."""
    if first + 1 >= len(words) or not 15 <= _CARDINALS.get(words[first].lower, 0) <= 20:
        return None
    tens = _CARDINALS.get(words[first + 1].lower, 0)
    if tens < 10:
        return None
    value, last = _CARDINALS[words[first].lower] * 100 + tens, first + 2
    units = last + 1 if _is(words, last, *_HYPHENS) else last
    if tens >= 20 and units < len(words) and 0 < _CARDINALS.get(words[units].lower, 0) < 10:
        value, last = value + _CARDINALS[words[units].lower], units + 1
    return Numeral(first, last, Fraction(value), "words")


def _is_bare_scale(words: Sequence[Word], at: int) -> bool:
    """Whether a scale stands for one of it: "million-dollar homes", "hundred per cent"."""
    before = words[at - 1] if at else None
    if before is not None and (before.kind is Kind.DIGITS or before.text in _HYPHENS):
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or words[at].lower == "dozen":
        return False
    if after.text in _HYPHENS and at + 2 < len(words):
        after = words[at + 2]
        return after.lower in ("dollar", "pound", "euro")
    return False

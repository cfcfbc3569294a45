"""Reads ranges: "15-18,000", "between 5 and 10 million", "$48,000 to $90,000 a year"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from processors import bounds, changes, codes
from processors.amounts import Amount, read_amount
from processors.lexicons import load_lexicon
from processors.numbers import STARTERS
from processors.units import currency_before
from processors.words import Kind, Word, lower_at

_DASHES = frozenset("-‐‑–—")


class Reading(NamedTuple):
    """One amount, or a range of two, before its approximators are looked for."""

    low: Amount
    high: Amount
    #: The first and the last word, "between" and "from" included.
    first: int
    last: int

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.high is not self.low


class _Opening(NamedTuple):
    """What opens a range: "between" or "from", and the word that it is."""

    word: str = ""
    at: int = -1


def _opening(words: Sequence[Word], low: Amount, not_before: int) -> _Opening:
    for at in range(low.first - 1, max(low.first - 4, not_before) - 1, -1):
        lower = words[at].lower
        if lower in ("between", "from"):
            return _Opening(lower, at)
        if words[at].kind is not Kind.LETTERS:
            break
    return _Opening()


def read_range(words: Sequence[Word], low: Amount, *, not_before: int) -> Reading:
    """The range that begins with `low`, or `low` alone."""
    alone = Reading(low, low, low.first, low.last)
    opening = _opening(words, low, not_before)
    joined = _joiner(words, low, opening.word)
    if joined is None:
        return alone
    high = _second(words, joined)
    if high is None or not _may_join(words, low, high, words[joined - 1].lower, opening):
        return alone
    low, high = even_out(low, high)
    if not same_kind(low, high) or low.value == high.value:
        return alone
    first = opening.at if opening.word and opening.at == low.first - 1 else low.first
    if not opening.word and _are_rivals(words, low, high):
        return alone
    if low.value > high.value:
        # "8 3/4% to 8 5/8%" is printed from the upper end.
        is_even = low.unit is not None and low.unit_last and high.unit_last
        if opening.word or not is_even or lower_at(words, low.first - 1) == "by":
            return alone
        return Reading(high, low, first, high.last)
    return Reading(low, high, first, high.last)


def _are_rivals(words: Sequence[Word], low: Amount, high: Amount) -> bool:
    """Whether two have so much each: "leads 58 percent to 21 percent", "opposed it, 59%-28%"."""
    unit = high.unit.name if high.unit is not None else ""
    if unit != "percentage" or lower_at(words, low.first - 1) in ("by", "of"):
        return False
    if low.value > high.value and high.value < _NEAR * low.value:
        return True
    around = (*words[max(0, low.first - _REACH_OF_CONTEST) : low.first], *words[high.last :][:6])
    return not _CONTEST.isdisjoint(word.lower for word in around) and low.unit_last > 0


#: The ends of a range that is printed from the upper one ("8 3/4% to 8 5/8%", of interest and of
#: yields) differ by a few hundredths; sides of a contest by more.
_NEAR = Fraction(4, 5)
#: How many words before the shares their contest is named: most of a clause of print.
_REACH_OF_CONTEST = 12
_CONTEST = frozenset(load_lexicon("nonfigures")["contests"]["words"].split())


def _joiner(words: Sequence[Word], low: Amount, opener: str) -> int | None:
    """The index behind what joins the ends of a range: "-", "to", "and" after "between"."""
    at = low.last
    if at + 1 >= len(words):
        return None
    lower = words[at].lower
    if lower == "up" and opener == "from" and words[at + 1].lower == "to":
        return at + 2
    if lower in ("to", "or") or (opener == "between" and lower == "and"):
        at += 1
        return at + 1 if words[at].text in _DASHES else at
    if words[at].text not in _DASHES:
        return None
    if words[at + 1].lower == "to":
        return at + 2
    is_spaced = not words[at].glued or not words[at + 1].glued
    return None if is_spaced and words[at].text == "—" else at + 1


def _second(words: Sequence[Word], at: int) -> Amount | None:
    """The upper end of a range, which begins at `at` with a sign or words that bound it."""
    for number in range(at, min(at + 4, len(words))):
        word = words[number]
        if word.kind is Kind.BREAK:
            return None
        if word.kind is not Kind.DIGITS and word.lower not in STARTERS:
            continue
        sign = currency_before(words, number, not_before=at)
        first = number if sign is None else sign.first
        if first > at:
            bound = bounds.bound_before(words, first, not_before=at)
            if bound is None or bound.edge > at:
                continue
        return read_amount(words, number, not_before=first)
    return None


def _may_join(
    words: Sequence[Word], low: Amount, high: Amount, joiner: str, opening: _Opening
) -> bool:
    """Whether two amounts, as printed, are the ends of one range."""
    if "vague" in (low.numeral.form, high.numeral.form):
        return False
    a, b = words[low.numeral.first], words[high.numeral.first]
    if joiner == "or":
        both = (low.unit, high.unit)
        return all(unit is not None and unit.name == "percentage" for unit in both)
    if low.unit is None and codes.is_year(a) and not b.text.isdecimal():
        return False
    if low.unit is None and high.is_money and high.unit_first < high.numeral.first:
        return False
    if joiner in _DASHES:
        return _is_dashed_range(words, low, high)
    if joiner == "to":
        has_lost_unit = high.unit is None and low.unit is not None and not low.is_money
        if has_lost_unit and opening.word != "from":
            return False
        return not _is_change_to(words, low, high, opening)
    return True


def _is_dashed_range(words: Sequence[Word], low: Amount, high: Amount) -> bool:
    """Whether "A-B" is a range rather than two years."""
    a, b = words[low.numeral.first], words[high.numeral.first]
    if codes.is_year(a) and high.unit is None and len(b.text) in (2, 4):
        return codes.is_year(b)
    return True


def _is_change_to(words: Sequence[Word], low: Amount, high: Amount, opening: _Opening) -> bool:
    """
    Whether "A to B" says how much and to what level, or from what level to what level.

    "Fell 4 to 291", "rose from 10% to 12%" are two figures; "rose 5% to 7%", "fines from $100 to
    $500" are one range.
    """
    if opening.word == "from":
        is_multiplied = lower_at(words, opening.at - 1) in _MULTIPLYING
        return is_multiplied or changes.changes_before(words, opening.at)
    before = low.first - 1
    if lower_at(words, before) == "by" and high.value > 5 * low.value > 0:
        # "trimmed its forecast by 50 million to 1.2 billion"
        return True
    while before >= 0 and words[before].lower in _BEFORE_AMOUNT:
        before -= 1
    if before < 0 or not changes.is_change(words[before]):
        return False
    is_share = high.unit is not None and high.unit.name.startswith("percentage")
    return not (is_share and low.value < high.value <= 3 * low.value)


#: "Exports tripled from 2 to 6 million": two figures, no range.
_MULTIPLYING = frozenset(
    f"{verb}{ending}"
    for verb in ("doubl", "tripl", "quadrupl", "halv", "trebl")
    for ending in ("e", "es", "ed", "ing")
)
_BEFORE_AMOUNT = frozenset(
    ["by", "about", "nearly", "almost", "another", "over", "around", "a", "further", "more", "than"]
)


def even_out(low: Amount, high: Amount) -> tuple[Amount, Amount]:
    """Give each end the unit and the magnitude that only the other one has: "15-18,000"."""
    if low.numeral.scale == 1 and low.value < 1000:
        scale = high.numeral.scale
        if scale == 1 and _is_in_thousands(high) and not low.numeral.is_punctuated:
            scale = 1000
        if scale > 1 and 0 < low.value < high.value / scale:
            low = low._replace(value=low.value * scale)
    a, b = low.unit, high.unit
    if a is None or b is None:
        return low._replace(unit=a or b), high._replace(unit=a or b)
    # "$62 and $68 per share", "$5 to $10 million Australian dollars"
    is_same_dollar = low.is_money and a.name == "US dollar" and b.name.endswith(" dollar")
    if b.name.startswith(a.name + " per ") or is_same_dollar:
        low = low._replace(unit=b)
    return low, high


def _is_in_thousands(amount: Amount) -> bool:
    return amount.value >= 1000 and amount.value % 1000 == 0


def same_kind(low: Amount, high: Amount) -> bool:
    return (low.unit.name if low.unit else "") == (high.unit.name if high.unit else "")

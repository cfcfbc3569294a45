"""
Reads the quantities of a text: number, bound, direction, unit, and where they are printed.

The grammar works on the text itself, so that every offset is one into what was printed; the
Doc serves the later steps. Numbers that are no figures (dates, ages, names) are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from spacy.tokens import Doc

from figurewatch.records import Bound, Number, Quantity
from processors import bounds, nonfigures
from processors.bounds import Hedge
from processors.mentions import Mention
from processors.nonfigures import Skip
from processors.numbers import LARGEST, STARTERS, Numeral, read_numeral
from processors.units import (
    FoundUnit,
    Unit,
    currency_before,
    rate_after,
    unit_after,
)
from processors.words import Kind, Word, split_words

_DASHES = frozenset("-‐‑–—")
_MINUS = frozenset("-−–")


class Amount(NamedTuple):
    """A number with its unit: words[first:last]."""

    first: int
    last: int
    numeral: Numeral
    value: Fraction
    unit: Unit | None = None
    #: The words of the unit.
    unit_first: int = 0
    unit_last: int = 0
    is_money: bool = False


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


class Found(NamedTuple):
    """A reading with its bound: what becomes a Quantity."""

    reading: Reading
    first: int
    last: int
    hedge: Hedge | None


def find_quantities(doc: Doc) -> list[Mention]:
    """Find every quantity that `doc` states, in the order of the text; they never overlap."""
    text = doc.text
    words = split_words(text)
    found = _join_bounds(words, _find_all(words))
    return [_mention(doc, text, words, one) for one in _share_units(words, found)]


def _find_all(words: Sequence[Word]) -> list[Found]:
    found: list[Found] = []
    floor = at = 0
    skipped: Skip | None = None
    while at < len(words):
        word = words[at]
        if word.kind is not Kind.DIGITS and word.lower not in STARTERS and not _is_vulgar(word):
            at += 1
            continue
        sign = currency_before(words, at, not_before=floor) if word.kind is Kind.DIGITS else None
        skip = nonfigures.skip_at(words, at, skipped) if sign is None else None
        if skip is not None:
            skipped, floor, at = skip, skip.last, skip.last
            continue
        amount = read_amount(words, at, not_before=floor)
        if amount is None:
            at += 1
            continue
        reading = _read_range(words, amount, not_before=floor)
        one = _bounded(words, reading, not_before=floor)
        why = _why_no_figure(words, one)
        at = floor = max(one.last, at + 1)
        if why is None:
            found.append(one)
        else:
            at = floor = max(reading.last, reading.low.numeral.last)
            skipped = Skip(reading.high.numeral.last, why)
    return found


def _is_vulgar(word: Word) -> bool:
    return word.kind is Kind.LETTERS and len(word.text) == 1 and word.text in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


def read_amount(words: Sequence[Word], at: int, *, not_before: int = 0) -> Amount | None:
    """Read the number at `at` with the unit before or behind it."""
    sign = currency_before(words, at, not_before=not_before)
    numeral = read_numeral(words, at, is_money=sign is not None)
    if numeral is None:
        return None
    if sign is not None:
        amount = _money(words, sign, numeral)
    else:
        amount = _measured(words, numeral)
    return _signed(words, amount, not_before=not_before)


def _money(words: Sequence[Word], sign: FoundUnit, numeral: Numeral) -> Amount:
    last = numeral.last
    unit = sign.unit
    behind = unit_after(words, numeral.first, last)
    if last < len(words) and words[last].text in ("US", "U.S.", "USD"):
        last += 1
    elif behind is not None and behind.unit.kind == "money" and behind.unit.name.endswith("dollar"):
        unit, last = behind.unit, behind.last
    rate = rate_after(words, FoundUnit(sign.first, last, unit))
    return Amount(
        sign.first, rate.last if _is_near(last, rate.last) else last, numeral, numeral.value,
        rate.unit, sign.first, sign.last, is_money=True,
    )  # fmt: skip


def _is_near(last: int, rate_last: int) -> bool:
    """Whether a rate is right behind, not beyond a conversion in brackets."""
    return rate_last - last <= 5


def _measured(words: Sequence[Word], numeral: Numeral) -> Amount:
    unit = unit_after(words, numeral.first, numeral.last, scale=numeral.scale)
    if unit is None or (numeral.form == "fraction" and unit.unit.kind in ("time",)):
        return Amount(numeral.first, numeral.last, numeral, numeral.value)
    value, last = numeral.value, unit.last
    if unit.unit.kind == "money" and numeral.scale == 1:
        value, last = _add_cents(words, value, last)
    rate = rate_after(words, FoundUnit(unit.first, last, unit.unit))
    if rate.last == last:
        rate = FoundUnit(unit.first, unit.last, unit.unit)
    return Amount(
        numeral.first, max(last, rate.last), numeral, value, rate.unit, unit.first, rate.last,
        is_money=unit.unit.kind == "money",
    )  # fmt: skip


def _add_cents(words: Sequence[Word], value: Fraction, last: int) -> tuple[Fraction, int]:
    """Dollars and cents in words: "thirteen dollars and forty-five cents"."""
    at = last + 1 if last < len(words) and words[last].lower == "and" else last
    if at >= len(words) or words[at].kind is Kind.BREAK:
        return value, last
    numeral = read_numeral(words, at)
    if numeral is None or not 0 < numeral.value < 100 or numeral.form not in ("digits", "words"):
        return value, last
    unit = unit_after(words, at, numeral.last)
    if unit is not None and unit.unit.name in ("cent", "penny"):
        return value + numeral.value / 100, unit.last
    return value, last


def _signed(words: Sequence[Word], amount: Amount, *, not_before: int) -> Amount:
    """The amount with the minus before it: "-3.2%", "minus 5 degrees"."""
    at = amount.first - 1
    if at < not_before:
        return amount
    sign = words[at]
    if sign.lower in ("minus", "negative"):
        return amount._replace(first=at, value=-amount.value)
    if sign.text not in _MINUS or not words[amount.first].glued or sign.glued:
        return amount
    if sign.text == "–" or (at and words[at - 1].kind is Kind.DIGITS):
        return amount
    if at and words[at - 1].lower == "to" and amount.value > 1000:
        return amount
    return amount._replace(first=at, value=-amount.value)


def _read_range(words: Sequence[Word], low: Amount, *, not_before: int) -> Reading:
    """The range that begins with `low`, or `low` alone."""
    alone = Reading(low, low, low.first, low.last)
    opener = words[low.first - 1].lower if low.first > not_before else ""
    joined = _joiner(words, low, opener)
    if joined is None:
        return alone
    high = _second(words, joined, low)
    if high is None:
        return alone
    joiner = words[joined - 1].text
    low, high = _even_out(low, high)
    if high.numeral.form == "vague" or low.numeral.form == "vague":
        return alone
    if not _same_kind(low, high) or low.value >= high.value:
        return alone
    if joiner in _DASHES and not _is_dashed_range(words, low, high):
        return alone
    if joiner.lower() == "to" and _is_change_to(words, low, high, opener):
        return alone
    first = low.first - 1 if opener in ("between", "from") else low.first
    return Reading(low, high, first, high.last)


def _joiner(words: Sequence[Word], low: Amount, opener: str) -> int | None:
    """The index behind what joins the ends of a range: "-", "to", "and" after "between"."""
    at = low.last
    if at >= len(words):
        return None
    lower = words[at].lower
    if lower == "to" or (opener == "between" and lower == "and"):
        at += 1
        if at < len(words) and words[at].text in _DASHES and at + 1 < len(words):
            at += 1
        return at if at < len(words) else None
    if words[at].text in _DASHES and at + 1 < len(words):
        if words[at + 1].lower == "to" and at + 2 < len(words):
            return at + 2
        return at + 1
    return None


def _second(words: Sequence[Word], at: int, low: Amount) -> Amount | None:
    """The upper end of a range; it may have a bound of its own or a sign before it."""
    for first in range(at, min(at + 4, len(words))):
        word = words[first]
        if word.kind is Kind.DIGITS or word.lower in STARTERS:
            if first > at and currency_before(words, first, not_before=at) is None:
                return None
            if word.kind is Kind.DIGITS and word.glued and words[first - 1].kind is Kind.LETTERS:
                if currency_before(words, first, not_before=at) is None:
                    return None
            return read_amount(words, first, not_before=at)
        if word.kind is Kind.BREAK:
            return None
    return None


def _even_out(low: Amount, high: Amount) -> tuple[Amount, Amount]:
    """Give each end the unit and the magnitude that only the other one has: "15-18,000"."""
    if low.numeral.scale == 1 and low.value < 1000:
        scale = high.numeral.scale
        if (
            scale == 1
            and not low.numeral.is_punctuated
            and high.value >= 1000
            and high.value % 1000 == 0
        ):
            scale = 1000
        if scale > 1 and 0 < low.value < high.value / scale and high.numeral.form != "vague":
            low = low._replace(value=low.value * scale)
    if low.unit is None and high.unit is not None:
        low = low._replace(unit=high.unit)
    elif high.unit is None and low.unit is not None:
        high = high._replace(unit=low.unit)
    elif (
        low.unit is not None
        and high.unit is not None
        and high.unit.name.startswith(low.unit.name + " per ")
    ) or (
        low.unit is not None
        and high.unit is not None
        and high.unit.name.endswith(" dollar")
        and low.is_money
        and low.unit.name == "US dollar"
    ):
        low = low._replace(unit=high.unit)
    return low, high


def _same_kind(low: Amount, high: Amount) -> bool:
    return (low.unit.name if low.unit else "") == (high.unit.name if high.unit else "")


def _is_dashed_range(words: Sequence[Word], low: Amount, high: Amount) -> bool:
    """Whether "A-B" is a range rather than two years or a name."""
    a, b = words[low.numeral.first], words[high.numeral.first]
    if nonfigures.is_year(a) and (nonfigures.is_year(b) or len(b.text) == 2) and high.unit is None:
        return (
            nonfigures.is_year(b) and nonfigures.is_plural(words[high.last])
            if high.last < len(words)
            else False
        )
    return True


def _is_change_to(words: Sequence[Word], low: Amount, high: Amount, opener: str) -> bool:
    """
    Whether "A to B" says how much and to what level, or from what level to what level.

    "Fell 4 to 291", "rose from 10% to 12%" are two figures; "rose 5% to 7%", "fines from $100 to
    $500" are one range.
    """
    before = low.first - 1
    if opener == "from":
        before -= 1
        clause = words[max(0, before - 11) : before + 1]
        return any(bounds.is_change(word) for word in clause[-12:])
    while before >= 0 and words[before].lower in (
        "by",
        "about",
        "nearly",
        "almost",
        "another",
        "over",
        "around",
    ):
        before -= 1
    if before < 0 or not bounds.is_change(words[before]):
        return False
    is_share = high.unit is not None and high.unit.name == "percentage"
    return not (is_share and high.value <= 3 * low.value)


def _bounded(words: Sequence[Word], reading: Reading, *, not_before: int) -> Found:
    first, last = reading.first, reading.last
    before = bounds.bound_before(words, first, not_before=not_before)
    after = bounds.bound_after(words, last)
    if after is None and reading.high.numeral.last < last:
        after = None
    hedge: Hedge | None = None
    if after is not None:
        hedge, last = after.hedge, after.edge
    if before is not None:
        first = before.edge
        hedge = before.hedge if hedge in (None, "same") or before.hedge != "exact" else hedge
    if reading.low.numeral.is_rough and hedge is None:
        hedge = "about"
    return Found(reading, first, last, hedge)


def _why_no_figure(words: Sequence[Word], one: Found) -> str | None:
    low, high = one.reading.low, one.reading.high
    if abs(high.value) > LARGEST:
        return "too large"
    unit = None
    if high.unit is not None:
        at = high if high.unit_last else low
        unit = FoundUnit(at.unit_first, at.unit_last, high.unit)
    numeral = low.numeral
    if one.reading.is_range:
        numeral = low.numeral._replace(last=high.numeral.last)
    hedged = one.hedge is not None and one.hedge != "exact"
    return nonfigures.why_no_figure(
        words, numeral, unit, is_hedged=hedged, is_money=low.is_money or high.is_money
    )


def _join_bounds(words: Sequence[Word], found: list[Found]) -> list[Found]:
    """One range out of two bounds: "more than 20 and less than 35"."""
    joined: list[Found] = []
    for one in found:
        if joined and _closes(words, joined[-1], one):
            other = joined.pop()
            ends = sorted((other.reading, one.reading), key=lambda r: r.low.value)
            low, high = _even_out(ends[0].low, ends[1].low)
            reading = Reading(low, high, other.first, one.last)
            joined.append(Found(reading, other.first, one.last, None))
        else:
            joined.append(one)
    return joined


def _closes(words: Sequence[Word], one: Found, two: Found) -> bool:
    between = [word.lower for word in words[one.last : two.first]]
    if between not in (["and"], [","], [",", "and"], ["but"]):
        return False
    if one.reading.is_range or two.reading.is_range:
        return False
    hedges = (one.hedge, two.hedge)
    a, b = one.reading.low, two.reading.low
    if hedges == ("at_least", "at_most"):
        low, high = a, b
    elif hedges == ("at_most", "at_least"):
        low, high = b, a
    else:
        return False
    return low.value < high.value and (a.unit is None or b.unit is None or _same_kind(a, b))


def _share_units(words: Sequence[Word], found: list[Found]) -> list[Found]:
    """Give a bare level the unit of the levels around it: "to 1,333.18" among points."""
    return found


def _mention(doc: Doc, text: str, words: Sequence[Word], one: Found) -> Mention:
    low, high = one.reading.low, one.reading.high
    start, end = words[one.first].start, words[one.last - 1].end
    bottom, top, value, bound = _interval(one)
    numeral = low.numeral
    unit = high.unit or low.unit
    holder = high if high.unit_last else low
    # "At most 100 and at least 20" states the upper end first.
    ends = (low.numeral, high.numeral)
    number = (
        words[min(end.first for end in ends)].start,
        words[max(end.last for end in ends) - 1].end,
    )
    has_unit = unit is not None and holder.unit_last > holder.unit_first
    return Mention(
        doc=doc,
        quantity=Quantity(
            start=start,
            end=end,
            text=text[start:end],
            low=bottom,
            high=top,
            value=value,
            bound=bound,
            direction=bounds.direction_of(words, one.first, one.last),
            unit=unit.name
            if unit is not None
            else "fraction"
            if numeral.form == "fraction"
            else "",
        ),
        number=number,
        unit=(words[holder.unit_first].start, words[holder.unit_last - 1].end)
        if has_unit
        else None,
    )


def _interval(one: Found) -> tuple[Number | None, Number | None, Number | None, Bound]:
    low, high = one.reading.low, one.reading.high
    if one.reading.is_range:
        return plain(low.value), plain(high.value), None, "range"
    value = low.value
    number = plain(value)
    if low.numeral.top is not None:
        return number, plain(low.numeral.top), None, "order_of_magnitude"
    if one.hedge == "at_least":
        return number, None, number, "at_least"
    if one.hedge == "at_most":
        return None, number, number, "at_most"
    if one.hedge == "nearly":
        return plain(value - min(_last_digit(value), abs(value) / 10)), number, number, "about"
    return number, number, number, "about" if one.hedge == "about" else "exact"


def _last_digit(value: Fraction) -> Fraction:
    """What the last digit that is not a zero is worth: 10,000 in 290,000."""
    if value.denominator != 1 or value == 0:
        return abs(value) / 10
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    return Fraction(step)


def plain(value: Fraction) -> Number:
    """An int where it is one, else the float nearest to what was printed."""
    return int(value) if value.denominator == 1 else float(value)

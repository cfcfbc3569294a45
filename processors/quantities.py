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
from processors import bounds, codes, nonfigures
from processors.bounds import Hedge
from processors.codes import Skip
from processors.mentions import Mention
from processors.numbers import LARGEST, STARTERS, Numeral, read_numeral, scale_after
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
        skip = codes.skip_code(words, at, skipped) if sign is None else None
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
    amount = _measured(words, numeral) if sign is None else _money(words, sign, numeral)
    return _signed(words, amount, not_before=not_before)


def _money(words: Sequence[Word], sign: FoundUnit, numeral: Numeral) -> Amount:
    last = numeral.last
    unit = sign.unit
    if words[sign.first].text == "$" and last < len(words):
        # "$76 US a barrel", "$5 million Canadian dollars", "$5 CAD"
        behind = unit_after(words, numeral.first, last)
        if words[last].text in ("US", "U.S."):
            last += 1
        elif behind is not None and behind.unit.name.endswith("dollar"):
            unit, last = behind.unit, behind.last
    rate = rate_after(words, FoundUnit(sign.first, last, unit))
    return Amount(
        sign.first, rate.last, numeral, numeral.value * unit.scale,
        rate.unit, sign.first, sign.last, is_money=True,
    )  # fmt: skip


def _measured(words: Sequence[Word], numeral: Numeral) -> Amount:
    unit = unit_after(words, numeral.first, numeral.last, scale=numeral.scale)
    if unit is None:
        # "20+ years", "50 or so miles"
        bound = bounds.bound_after(words, numeral.last)
        if bound is not None:
            unit = unit_after(words, numeral.first, bound.edge, scale=numeral.scale)
    if unit is None or (numeral.form == "fraction" and unit.unit.kind == "time"):
        shared = _shared_unit(words, numeral) if unit is None else None
        return Amount(numeral.first, numeral.last, numeral, numeral.value, shared)
    value, last = numeral.value * unit.unit.scale, unit.last
    is_money = unit.unit.kind == "money"
    if is_money and numeral.scale == 1:
        step = scale_after(words, last, is_money=False) if last < len(words) else None
        if step is not None:
            # "75 USD million"
            value, last = value * step[0], step[1]
        elif unit.unit.name not in ("cent", "penny"):
            value, last = _add_cents(words, value, last, form=numeral.form)
    rate = rate_after(words, FoundUnit(unit.first, last, unit.unit))
    return Amount(
        numeral.first, rate.last, numeral, value, rate.unit, unit.first,
        unit.last if last != unit.last else rate.last, is_money=is_money,
    )  # fmt: skip


def _shared_unit(words: Sequence[Word], numeral: Numeral) -> Unit | None:
    """The unit that only the last of several numbers has: "eight or nine euros", "7- or 8-inch"."""
    at = numeral.last
    if numeral.form not in ("digits", "words"):
        return None
    for _ in range(MOST_IN_LIST):
        joiners = []
        while at < len(words) and len(joiners) < 2 and words[at].lower in _LIST_JOINERS:
            joiners.append(words[at].lower)
            at += 1
        if not joiners or at >= len(words) or joiners == ["-"]:
            return None
        following = read_numeral(words, at)
        if following is None or following.form not in ("digits", "words"):
            return None
        unit = unit_after(words, at, following.last, scale=following.scale)
        if unit is not None:
            # "killed 5 and 10 days later", "1,200, 16 per cent more" share nothing.
            is_shared = "or" in joiners or ("and" in joiners and unit.unit.kind != "time")
            return unit.unit if is_shared else None
        at = following.last
    return None


#: Longer lists of numbers share no unit.
MOST_IN_LIST = 6
_LIST_JOINERS = frozenset(["or", "and", ",", "-"])


def _add_cents(
    words: Sequence[Word], value: Fraction, last: int, *, form: str
) -> tuple[Fraction, int]:
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
    if unit is None and at == last and numeral.form == form == "words" and numeral.value >= 10:
        return value + numeral.value / 100, numeral.last
    return value, last


def _signed(words: Sequence[Word], amount: Amount, *, not_before: int) -> Amount:
    """The amount with its minus: "-3.2%", "minus 5 degrees", "10 degrees below zero"."""
    if amount.unit is not None and amount.unit.kind == "temperature":
        below = [word.lower for word in words[amount.last : amount.last + 2]]
        if below == ["below", "zero"]:
            return amount._replace(last=amount.last + 2, value=-amount.value)
    at = amount.first - 1
    if at < not_before or not _is_minus(words, at, amount):
        return amount
    return amount._replace(first=at, value=-amount.value)


def _is_minus(words: Sequence[Word], at: int, amount: Amount) -> bool:
    sign = words[at]
    if sign.lower in ("minus", "negative"):
        return True
    if sign.text not in _MINUS or sign.glued:
        return False
    before = words[at - 1] if at else None
    if words[amount.first].glued:
        is_dash = sign.text == "–" or (before is not None and before.kind is Kind.DIGITS)
        return not is_dash and not (
            before is not None and before.lower == "to" and amount.value > 1000
        )
    is_heat = amount.unit is not None and amount.unit.kind == "temperature"
    return is_heat and (before is None or before.lower in _BEFORE_MINUS)


_BEFORE_MINUS = frozenset(["at", "to", "of", "is", "was", "around", "about", "from", "temperature"])


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


def _read_range(words: Sequence[Word], low: Amount, *, not_before: int) -> Reading:
    """The range that begins with `low`, or `low` alone."""
    alone = Reading(low, low, low.first, low.last)
    opening = _opening(words, low, not_before)
    joined = _joiner(words, low, opening.word)
    if joined is None:
        return alone
    high = _second(words, joined)
    if high is None or not _may_join(words, low, high, words[joined - 1].lower, opening):
        return alone
    low, high = _even_out(low, high)
    if not _same_kind(low, high) or low.value == high.value:
        return alone
    first = opening.at if opening.at == low.first - 1 else low.first
    if low.value > high.value:
        # "8 3/4% to 8 5/8%" is printed from the upper end.
        is_even = low.unit is not None and low.unit_last and high.unit_last
        if opening.word or not is_even or _lower_before(words, low) == "by":
            return alone
        return Reading(high, low, first, high.last)
    return Reading(low, high, first, high.last)


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


def _lower_before(words: Sequence[Word], amount: Amount) -> str:
    return words[amount.first - 1].lower if amount.first else ""


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
                return None
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
        return bounds.changes_before(words, opening.at)
    before = low.first - 1
    while before >= 0 and words[before].lower in _BEFORE_AMOUNT:
        before -= 1
    if before < 0 or not bounds.is_change(words[before]):
        return False
    is_share = high.unit is not None and high.unit.name == "percentage"
    return not (is_share and low.value < high.value <= 3 * low.value)


_BEFORE_AMOUNT = frozenset(
    ["by", "about", "nearly", "almost", "another", "over", "around", "a", "further", "more", "than"]
)


def _even_out(low: Amount, high: Amount) -> tuple[Amount, Amount]:
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


def _same_kind(low: Amount, high: Amount) -> bool:
    return (low.unit.name if low.unit else "") == (high.unit.name if high.unit else "")


def _bounded(words: Sequence[Word], reading: Reading, *, not_before: int) -> Found:
    first, last = reading.first, reading.last
    before = bounds.bound_before(words, first, not_before=not_before)
    hedge: Hedge | None = None
    for at in (reading.high.numeral.last, last):
        after = bounds.bound_after(words, at)
        if after is not None and hedge is None:
            hedge, last = after.hedge, max(after.edge, last)
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
    """Give a bare number the unit that the sentence left out the second time."""
    shared = list(found)
    for index, one in enumerate(found):
        reading = one.reading
        if reading.is_range or reading.low.unit is not None or reading.low.numeral.form != "digits":
            continue
        if _is_noun_behind(words, one):
            continue
        unit = _elided_unit(words, found, index)
        if unit is not None:
            low = reading.low._replace(unit=unit)
            shared[index] = one._replace(reading=Reading(low, low, reading.first, reading.last))
    return shared


def _is_noun_behind(words: Sequence[Word], one: Found) -> bool:
    """Whether what comes behind the number may be what is counted."""
    if one.last >= len(words) or one.last != one.reading.last:
        return False
    word = words[one.last]
    return word.kind is Kind.LETTERS and not bounds.ends_phrase(word)


def _elided_unit(words: Sequence[Word], found: list[Found], index: int) -> Unit | None:
    """Points of an index ("fell 162.31 points to 7,425.81"), per cent after per cent ("by 1")."""
    one = found[index]
    number = words[one.reading.low.numeral.first]
    neighbours = [other for other in found[max(0, index - 2) : index + 3] if other is not one]
    for other in neighbours:
        unit = other.reading.high.unit
        if unit is None or not _in_one_sentence(words, one, other):
            continue
        if unit.name == "point" and "." in number.text:
            return unit
        is_before = other.first < one.first
        if unit.name == "percentage" and is_before and words[one.first - 1].lower == "by":
            return unit
    return None


def _in_one_sentence(words: Sequence[Word], one: Found, other: Found) -> bool:
    first, last = sorted([one, other], key=lambda found: found.first)
    between = words[first.last : last.first]
    return not any(word.text == "." or word.kind is Kind.BREAK for word in between)


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
            direction=bounds.direction_of(words, one.first, one.last, has_unit=unit is not None),
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

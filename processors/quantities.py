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

from figurewatch.records import Bound, Direction, Number, Quantity
from processors import bounds, changes, codes, nonfigures
from processors.amounts import read_amount
from processors.bounds import Hedge
from processors.codes import Skip
from processors.mentions import Mention
from processors.numbers import LARGEST, STARTERS
from processors.ranges import Reading, even_out, read_range, same_kind
from processors.units import FoundUnit, Unit, currency_before
from processors.words import Kind, Word, lower_at, split_words


class Found(NamedTuple):
    """A reading with its bound: what becomes a Quantity."""

    reading: Reading
    first: int
    last: int
    hedge: Hedge | None
    direction: Direction | None = None


def find_quantities(doc: Doc) -> list[Mention]:
    """Find every quantity that `doc` states, in the order of the text; they never overlap."""
    # Asked for once: spaCy joins the text anew at every `doc.text`.
    text = doc.text
    words = split_words(text)
    found = _share_units(words, _join_bounds(words, _find_all(words)))
    return [_mention(doc, text, words, one) for one in _add_directions(words, found)]


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
        reading = read_range(words, amount, not_before=floor)
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
        # "some 50 or more": the end that is stated says more than "some".
        has_end = hedge in ("at_least", "at_most") and before.hedge in ("about", "nearly", "exact")
        hedge = hedge if has_end else before.hedge
    if hedge is None:
        hedge = reading.low.numeral.hedge
    return Found(reading, first, last, hedge)


def _why_no_figure(words: Sequence[Word], one: Found) -> str | None:
    low, high = one.reading.low, one.reading.high
    if abs(high.value) > LARGEST:
        return "too large"
    unit = None
    if high.unit is not None:
        at = high if high.unit_last else low
        # A shared unit has no words of its own.
        ends = (at.unit_first, at.unit_last) if at.unit_last else (at.last, at.last)
        unit = FoundUnit(*ends, high.unit)
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
            low, high = even_out(ends[0].low, ends[1].low)
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
    return low.value < high.value and (a.unit is None or b.unit is None or same_kind(a, b))


def _share_units(words: Sequence[Word], found: list[Found]) -> list[Found]:
    """Give a bare number the unit that the sentence left out the second time."""
    shared = list(found)
    for index, one in enumerate(found):
        reading = one.reading
        if reading.is_range or reading.low.unit is not None or reading.low.numeral.form != "digits":
            continue
        if _is_noun_behind(words, one) and lower_at(words, one.last) not in _AFTER_LEVEL:
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
    return word.kind is Kind.LETTERS and not changes.ends_phrase(word)


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
        if is_before and _is_compared(words, one, other):
            return unit
        if not is_before and _is_from_to(words, one, other):
            return unit
    return None


def _is_from_to(words: Sequence[Word], one: Found, other: Found) -> bool:
    """Whether only the level moved to has its unit: "rose from 2 million to 6 million tonnes"."""
    between = [word.lower for word in words[one.last : other.first]]
    level = other.reading.low
    has_sign = level.is_money and level.unit_first < level.numeral.first
    return between == ["to"] and words[one.first - 1].lower == "from" and not has_sign


def _is_compared(words: Sequence[Word], one: Found, other: Found) -> bool:
    """Whether a level is compared with one in a unit: "5.5 billion kroner, up from 4.9 billion"."""
    before = one.first - 1
    if words[before].lower == "the" and before > other.last:
        before -= 1
    low, level = one.reading.low, other.reading.low
    if words[before].lower not in _COMPARING or level.unit is None or level.unit.kind == "time":
        return False
    if low.numeral.scale != level.numeral.scale:
        return False
    is_plain = words[before - 1].lower in ("up", "down", "compared", "rather", "more", "less")
    is_near = before - other.last <= (_REACH_OF_LEVEL if is_plain else _COMPARED_WITHIN)
    return is_near and 0 < level.value < 10 * low.value and low.value < 10 * level.value


#: Behind a level that is compared they are no noun: "up from the 140 million it had reported".
_AFTER_LEVEL = frozenset(
    [
        *("now", "then", "today", "currently", "previously", "yesterday", "last"),
        *("it", "they", "he", "she", "we", "that", "which"),
        *("reported", "recorded", "seen", "estimated", "forecast", "expected", "announced"),
    ]
)
_COMPARING = frozenset(["from", "against", "than", "with", "versus", "vs"])
_COMPARED_WITHIN, _REACH_OF_LEVEL = 3, 12


def _in_one_sentence(words: Sequence[Word], one: Found, other: Found) -> bool:
    first, last = sorted([one, other], key=lambda found: found.first)
    between = words[first.last : last.first]
    return not any(word.text == "." or word.kind is Kind.BREAK for word in between)


def _add_directions(words: Sequence[Word], found: list[Found]) -> list[Found]:
    """Say of each amount which way something changed by it, if it did."""
    directed: list[Found] = []
    for one in found:
        unit = one.reading.high.unit
        direction = changes.direction_of(
            words, one.first, one.last,
            unit=unit.name if unit is not None else "", is_money=one.reading.high.is_money,
        )  # fmt: skip
        if direction is None and directed and directed[-1].direction is not None:
            before = directed[-1]
            same_unit = unit == before.reading.high.unit and unit is not None
            if changes.takes_up(words, before.last, one.first, one.last, same_unit=same_unit):
                direction = before.direction
        directed.append(one._replace(direction=direction))
    return directed


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
            direction=one.direction,
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

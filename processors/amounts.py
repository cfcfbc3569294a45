"""Reads amounts: a number with its unit and its sign."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from processors import bounds
from processors.codes import is_year
from processors.numbers import Numeral, read_numeral, scale_after
from processors.units import FoundUnit, Unit, currency_before, rate_after, unit_after
from processors.words import Kind, Word, lower_at

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
        is_name = words[last].kind is Kind.LETTERS
        behind = unit_after(words, numeral.first, last) if is_name else None
        if words[last].text in ("US", "U.S.") or (
            words[last].text == "us" and _is_last(words, last)
        ):
            last += 1
        elif (name := _DOLLARS_OF.get(words[last].lower)) and _is_last(words, last):
            unit, last = Unit(name, "money"), last + 1
        elif behind is not None and behind.unit.name.endswith("dollar"):
            unit, last = behind.unit, behind.last
    rate = rate_after(words, FoundUnit(sign.first, last, unit))
    return Amount(
        sign.first, rate.last, numeral, numeral.value * unit.scale,
        rate.unit, sign.first, sign.last, is_money=True,
    )  # fmt: skip


#: "$5 Canadian", where no noun follows.
_DOLLARS_OF = {
    "canadian": "Canadian dollar",
    "australian": "Australian dollar",
}


def _is_last(words: Sequence[Word], at: int) -> bool:
    """Whether a nation ends the amount: no noun that it describes comes behind it."""
    return at + 1 >= len(words) or words[at + 1].kind is not Kind.LETTERS


def _measured(words: Sequence[Word], numeral: Numeral) -> Amount:
    unit = _unit_of(words, numeral)
    if unit is None:
        shared = _shared_unit(words, numeral)
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


def _unit_of(words: Sequence[Word], numeral: Numeral) -> FoundUnit | None:
    last = numeral.last
    unit = unit_after(words, numeral.first, last, scale=numeral.scale)
    if unit is not None:
        return unit
    # "20+ years", "50 or so miles"
    bound = bounds.bound_after(words, last)
    if bound is not None:
        return unit_after(words, numeral.first, bound.edge, scale=numeral.scale)
    if numeral.form == "vague" and lower_at(words, last) == "of":
        # "tens of millions of dollars"
        return unit_after(words, numeral.first, last + 1, scale=int(numeral.value))
    if numeral.form != "fraction":
        return None
    # "half a percentage point", "three-quarters of a mile"
    article = last + 1 if lower_at(words, last) == "of" else last
    if lower_at(words, article) not in ("a", "an"):
        return None
    return unit_after(words, numeral.first, article + 1)


def _shared_unit(words: Sequence[Word], numeral: Numeral) -> Unit | None:
    """The unit that only the last of several numbers has: "eight or nine euros", "7- or 8-inch"."""
    at = numeral.last
    if numeral.form not in ("digits", "words") or _is_year_of(words, numeral):
        return None
    for _ in range(MOST_IN_LIST):
        joiners: list[str] = []
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
            is_shared = not _SHARING.isdisjoint(joiners) or (
                "and" in joiners and unit.unit.kind != "time"
            )
            return unit.unit if is_shared else None
        at = following.last
    return None


def _is_year_of(words: Sequence[Word], numeral: Numeral) -> bool:
    """Whether it is a year that ends its phrase: "the fewest since 2009 and 38% below"."""
    is_led = lower_at(words, numeral.first - 1) in _BEFORE_YEAR
    return is_led and numeral.scale == 1 and is_year(words[numeral.first])


_BEFORE_YEAR = frozenset(["since", "in", "during", "until", "till", "before", "after"])
#: Longer lists of numbers share no unit.
MOST_IN_LIST = 6
_SHARING = frozenset(["or", "x", "×"])
_LIST_JOINERS = frozenset(["or", "and", ",", "-", "x", "×"])


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
        return lower_at(words, at - 1) != "or"  # "plus or minus 3 points"
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

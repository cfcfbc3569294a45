"""
Reads what a number is measured in: "%", "US$", "barrels a day", "cents a share".

Units have canonical English singular names; a rate is "<unit> per <unit>". What is merely
counted (people, jobs) has no unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from processors.lexicons import load_lexicon
from processors.words import Kind, Phrases, Word, is_name, lower_at


class Unit(NamedTuple):
    """A unit and what kind it is of: "money", "share", "length", "time" …"""

    name: str
    kind: str
    #: What the spelling multiplies by: "MEUR" is a million euros.
    scale: int = 1


class FoundUnit(NamedTuple):
    """A unit with its words: from `first`, up to but without `last`."""

    first: int
    last: int
    unit: Unit


_LEXICON = load_lexicon("units")
_WORDS: dict[str, str] = _LEXICON["words"]
_CURRENCIES = load_lexicon("currencies")
_PER_ADVERBS: dict[str, str] = _LEXICON["per"]["adverbs"]
_PER_NOUNS = frozenset(_LEXICON["per"]["nouns"].split())
_TIMES = frozenset(_LEXICON["time"])
_PER_WORDS = frozenset(["per", "a", "an", "each", "every", "/", "the"])
#: After "a year" they make it a date: "$2 a share a year earlier".
_DATING = frozenset(_WORDS["dating"].split())
_AFTER_THE = frozenset(["barrel", "share", "tonne", "ton"])
_INHABITANTS = frozenset(["people", "residents", "inhabitants", "population"])
_HYPHENS = frozenset("-‐‑–")

#: Names that are also other words: what else must hold is in `_is_plausible`.
_GLUED_ONLY = frozenset(_WORDS["glued_only"].split())
#: Those of them that may also stand apart from digits.
_SPACED_TOO = frozenset(_WORDS["spaced_too"].split())
#: Signs that are other words in lower case.
_LOWER_WORDS = frozenset(_WORDS["lower_words"].split())
#: Codes and signs of money that are also words or names: they need a sum that is plainly one.
_WORDLIKE = frozenset(_WORDS["wordlike_signs"].split())
_PLURAL_OR_HYPHEN = frozenset(["won", "second", "mark", "stone", "real", "crown", "sum", "ether"])


#: "10 sq. miles", "5 sq kilometres"
_SHORT_POWERS = {"sq ": "square ", "sq. ": "square ", "cu ": "cubic ", "cu. ": "cubic "}


def _plural(name: str) -> str:
    return name + ("es" if name.endswith(("ch", "sh", "x", "ss")) else "s")


def _collect() -> tuple[Phrases[Unit], Phrases[Unit]]:
    after: Phrases[Unit] = Phrases()
    before: Phrases[Unit] = Phrases()
    for kind, units in _LEXICON.items():
        if kind in ("per", "words", "prefixed"):
            continue
        for name, spellings in units.items():
            unit = Unit(name, kind)
            names = spellings.get("words", [])
            names = [*names, *map(_plural, names), *spellings.get("forms", [])]
            after.add(names, unit)
            after.add([name.replace(" ", "-") for name in names], unit)
            for short, long in _SHORT_POWERS.items():
                after.add(
                    [short + name.removeprefix(long) for name in names if name.startswith(long)],
                    unit,
                )
            symbols = spellings.get("symbols", [])
            after.add(symbols, unit, exact_case=True)
            capitals = [
                symbol.upper() for symbol in symbols if len(symbol) > 2 and symbol.isalpha()
            ]
            after.add(capitals, unit, exact_case=True)
            for symbol, scale in spellings.get("scaled", {}).items():
                after.add([symbol], Unit(name, kind, scale), exact_case=True)
    _add_prefixed(after)
    for name, spellings in _CURRENCIES.items():
        unit = Unit(name, "money")
        names = spellings.get("names", [])
        code = [spellings["code"]] if "code" in spellings else []
        after.add(names, unit)
        after.add([_plural(word) for word in names], unit)
        after.add(spellings.get("forms", []), unit)
        after.add([*spellings.get("after", []), *code], unit, exact_case=True)
        before.add([*spellings.get("before", []), *code], unit, exact_case=True)
        # "hk$ 5", "rs 450": text in lower case.
        signs = [sign.lower() for sign in spellings.get("before", []) if sign not in _WORDLIKE]
        before.add([sign for sign in signs if sign not in _LOWER_WORDS], unit, exact_case=True)
        small = [letters.lower() for letters in code if letters not in _WORDLIKE]
        after.add(small, unit, exact_case=True)
        before.add(small, unit, exact_case=True)
        millions = Unit(name, "money", 1_000_000)
        after.add(["M" + letters for letters in code], millions, exact_case=True)
        before.add(["M" + letters for letters in code], millions, exact_case=True)
    return after, before


def _add_prefixed(after: Phrases[Unit]) -> None:
    """Add what the lexicon does not name itself: every prefix before every unit that takes one."""
    table = _LEXICON["prefixed"]
    for kind, bases in table["bases"].items():
        for base in bases:
            # "Kilometer" is another spelling of "kilometre".
            name = base.replace("meter", "metre").replace("liter", "litre").replace("-", " ")
            name = {"gramme": "gram", "amp": "ampere"}.get(name, name)
            for prefix in table["prefixes"].split():
                unit = Unit(prefix + name, kind)
                after.add([prefix + base, prefix + _plural(base)], unit)
                if unit.name in table["symbols"]:
                    after.add([table["symbols"][unit.name]], unit, exact_case=True)


_AFTER, _BEFORE = _collect()
POUND_MASS = Unit("pound-mass", "weight")
POUND_STERLING = Unit("pound sterling", "money")
PERCENTAGE = Unit("percentage", "share")
_POUNDS = frozenset(["pound", "pounds"])


def currency_before(words: Sequence[Word], number: int, *, not_before: int = 0) -> FoundUnit | None:
    """The currency sign or code right before the number at `number`: "US$", "RM", "EUR"."""
    found = _BEFORE.before(words, number, not_before=not_before)
    if found is None:
        return None
    first, unit = found
    sign = words[first]
    if sign.kind is Kind.LETTERS:
        # Part of a longer name: "XRM79".
        if first and sign.glued and words[first - 1].kind in (Kind.LETTERS, Kind.DIGITS):
            return None
        alone = first == number - 1
        is_spaced = not alone and len(sign.text) == 1 and not words[first + 1].glued
        if is_spaced and not (sign.text.isupper() and sign.text != "A" and words[number].glued):
            # "A $5 million reward" is no Australian money; "S $1m" is Singaporean.
            return currency_before(words, number, not_before=first + 1)
        if alone and sign.text in ("R", "PS") and not _is_sum_of_rand(words, number):
            return None
        is_risky = sign.text in _WORDLIKE or (len(sign.text) < 3 and sign.text.islower())
        if alone and is_risky and not _is_large_sum(words, number):
            return None
        if alone and sign.lower in ("sen", "dollar") and len(words[number].text) < 4:
            return None
    return FoundUnit(first, number, unit)


def _is_large_sum(words: Sequence[Word], number: int) -> bool:
    """Whether digits are printed like money, and no number of a name: "COP 4,500", not "COP 28"."""
    return len(words[number].text) >= 4 or _has_scale(words, number)


def _has_scale(words: Sequence[Word], number: int) -> bool:
    return number + 1 < len(words) and words[number + 1].lower in (
        "m", "bn", "b", "million", "billion", "trillion", "trn", "tn", "crore", "lakh",
    )  # fmt: skip


def _is_sum_of_rand(words: Sequence[Word], number: int) -> bool:
    """Whether a letter is glued to enough digits to be money: "R250", "R2.5m", not "R2"."""
    word = words[number]
    if not word.glued:
        return False
    return len(word.text) >= 2 or _has_scale(words, number)


def unit_after(words: Sequence[Word], number: int, at: int, *, scale: int = 1) -> FoundUnit | None:
    """
    The unit of the number that begins at `number`, looked for at `at` right behind it.

    A hyphen between them is skipped: "45-acre".
    """
    if at >= len(words):
        return None
    first = at
    if (words[at].text in _HYPHENS and _is_hyphen(words, at)) or (
        words[at].text in "[{<(" and at + 2 < len(words) and words[at + 2].text in "]}>"
    ):
        first = at + 1
    found = _AFTER.after(words, first)
    if found is None or words[first].text == "c":
        temperature = _temperature(words, first)
        if temperature is not None:
            return FoundUnit(at, first + 1, temperature)
    if found is None:
        return _pounds(words, first, scale=scale)
    last, unit = found
    if last == first + 1 and not _is_plausible(
        words, number, first, has_hyphen=first > at, scale=scale
    ):
        return None
    last, unit = _with_power(words, last, unit)
    if words[last - 1].kind is Kind.LETTERS and last < len(words) and _is_cut(words, last):
        return None
    return FoundUnit(at, last, unit)


def _with_power(words: Sequence[Word], last: int, unit: Unit) -> tuple[int, Unit]:
    """A length with its power: "7.9 cm3", "40 km^2", "5 mm³"; "m2" alone is also a name."""
    at = last + 1 if lower_at(words, last) == "^" and words[last].glued else last
    if unit.kind != "length" or at >= len(words) or not words[at].glued:
        return last, unit
    power = _POWERS.get(words[at].text)
    if power is None or (at + 1 < len(words) and _is_cut(words, at + 1)):
        return last, unit
    return at + 1, Unit(f"{power} {unit.name}", "area" if power == "square" else "volume")


_POWERS = {"2": "square", "3": "cubic", "²": "square", "³": "cubic"}


def _is_hyphen(words: Sequence[Word], at: int) -> bool:
    """Whether a hyphen joins, glued or between lower-case words: "3-inch", "3 - inch"."""
    if at + 1 >= len(words):
        return False
    return (words[at].glued and words[at + 1].glued) or words[at + 1].text.islower()


def _is_cut(words: Sequence[Word], last: int) -> bool:
    """Whether the letters go on with digits: "5m2" is no metres, "8G3" no unit at all."""
    return words[last].kind is Kind.DIGITS and words[last].glued


def _is_plausible(
    words: Sequence[Word], number: int, first: int, *, has_hyphen: bool, scale: int
) -> bool:
    word = words[first]
    if _is_divided(words, first):
        # "40 N/mm²", "6 p/kWh": a rate is no other word.
        return True
    if word.text in _GLUED_ONLY and (has_hyphen or not word.glued):
        if word.text == "in" and lower_at(words, first + 1) == ".":
            # "5 in. wide"
            return words[first + 1].glued and lower_at(words, first + 2) in _DIMENSIONS
        # "240 V", "3 Mt of coal"; "12 V. Orlov" is a name.
        is_alone = word.text in _SPACED_TOO and not has_hyphen and words[number].text.isascii()
        if word.text == "bar":
            # "8 bar of pressure", not "12 bar staff", "three bar stools"
            is_measured = words[number].kind is Kind.DIGITS and not has_hyphen
            return is_measured and _is_phrase_end(words, first + 1)
        return is_alone and not is_name(words, first + 1) and lower_at(words, first + 1) != "."
    if word.text == "s":
        return "." in words[number].text
    if word.text in ("F", "C") and not word.glued and words[number].text.isalpha():
        return False
    if word.lower not in _PLURAL_OR_HYPHEN or has_hyphen or scale > 1:
        return True
    number_word = words[number]
    # "one second", "4,500 won"
    return (word.lower == "second" and number_word.lower == "one") or (
        word.lower == "won" and "," in number_word.text
    )


def _temperature(words: Sequence[Word], at: int) -> Unit | None:
    """The letter of a temperature scale in lower case, beside words of weather: "70 f"."""
    unit = _SCALES_OF_HEAT.get(words[at].text) if at < len(words) else None
    if unit is None:
        return None
    around = {word.lower for word in words[max(0, at - 10) : at + 6]}
    return None if around.isdisjoint(_WORDS_OF_HEAT) else unit


def _is_divided(words: Sequence[Word], at: int) -> bool:
    """Whether a slash and another unit follow right behind the symbol at `at`."""
    is_slash = lower_at(words, at + 1) == "/" and words[at + 1].glued
    return is_slash and at + 2 < len(words) and _AFTER.after(words, at + 2) is not None


_DIMENSIONS = frozenset(["wide", "long", "thick", "high", "tall", "deep", "in", "of", "by", "x"])


def _is_phrase_end(words: Sequence[Word], at: int) -> bool:
    """Whether no noun can follow that the word before `at` describes."""
    is_letters = at < len(words) and words[at].kind is Kind.LETTERS
    return not is_letters or words[at].lower in _AFTER_UNITS


_AFTER_UNITS = frozenset(
    ["of", "at", "and", "or", "to", "in", "for", "with", "when", "while", "by"]
)


_SCALES_OF_HEAT = {
    "f": Unit("degree Fahrenheit", "temperature"),
    "c": Unit("degree Celsius", "temperature"),
    "K": Unit("kelvin", "temperature"),
}
_WORDS_OF_HEAT = frozenset(_WORDS["words_of_heat"].split())


def _pounds(words: Sequence[Word], at: int, *, scale: int) -> FoundUnit | None:
    """Pounds are money in millions or beside words of money, and a weight otherwise."""
    if at >= len(words) or words[at].lower not in _POUNDS:
        return None
    after = lower_at(words, at + 1)
    # "two pounds of chocolate", "3 million pounds of debt": what follows "of" decides.
    nearby = words[at + 2 : at + 4] if after == "of" else words[max(0, at - 12) : at + 10]
    is_money = not _WORDS_OF_MONEY.isdisjoint(word.lower for word in nearby)
    if after != "of":
        is_money = is_money or scale >= 1_000_000 or after in ("note", "notes", "coin")
    return FoundUnit(at, at + 1, POUND_STERLING if is_money else POUND_MASS)


_WORDS_OF_MONEY = frozenset(_WORDS["words_of_money"].split())


def rate_after(words: Sequence[Word], unit: FoundUnit) -> FoundUnit:
    """
    The unit with what it is per, where that follows: "a share", "per barrel", "annually".

    Behind a conversion in brackets ("9 billion shekels ($2.4 billion) a year") the rate counts,
    and its words are left out.
    """
    last, base = _per(words, unit.last)
    if base is None:
        close = _past_brackets(words, unit.last)
        last, base = unit.last, _per(words, close)[1] if close else None
    if base is None:
        return unit
    rate = Unit(f"{unit.unit.name} per {base}", unit.unit.kind)
    # "130 litres per person per day"
    again, base = _per(words, last) if base not in _TIMES else (last, None)
    if base is not None and base in _TIMES:
        last, rate = again, rate._replace(name=f"{rate.name} per {base}")
    return FoundUnit(unit.first, last, rate)


def _past_brackets(words: Sequence[Word], at: int) -> int | None:
    if at < len(words) and words[at].text == "(":
        for close in range(at + 1, min(at + 8, len(words))):
            if words[close].text == ")":
                return close + 1
    return None


def _per(words: Sequence[Word], at: int) -> tuple[int, str | None]:
    """What a rate is per: the index behind it and the noun, or None."""
    adverb = _PER_ADVERBS.get(lower_at(words, at))
    if adverb is not None:
        return at + 1, adverb
    if lower_at(words, at) in _HYPHENS:
        at += 1
    article = lower_at(words, at)
    if article not in _PER_WORDS or at + 1 >= len(words):
        return at, None
    if article == "the" and lower_at(words, at + 1) not in _AFTER_THE:
        return at, None
    noun = at + 2 if lower_at(words, at + 1) in _HYPHENS else at + 1
    if noun >= len(words):
        return at, None
    if article == "per" and words[noun].lower in _ROUND and noun + 1 < len(words):
        # "$512 per thousand board feet"
        last, base = _per_noun(words, noun + 1, is_article=False)
        if base is not None and (words[noun].lower, base) != ("million", "British thermal unit"):
            return last, f"{words[noun].lower} {base}"
    if words[noun].kind is Kind.DIGITS:
        return _per_number(words, noun) if article == "per" else (at, None)
    last, base = _per_noun(words, noun, is_article=article in ("a", "an", "the"))
    if base is None or (article in ("a", "an", "the") and _goes_on(words, last)):
        return at, None
    return last, "year" if base == "annum" else base


_ROUND = frozenset(["hundred", "thousand", "million"])


def _per_noun(words: Sequence[Word], noun: int, *, is_article: bool) -> tuple[int, str | None]:
    found = _AFTER.after(words, noun)
    if words[noun].lower in _POUNDS:
        return noun + 1, POUND_MASS.name
    if found is not None and not (is_article and found[1].kind in ("share", "money")):
        last, unit = _with_power(words, *found)
        return last, unit.name
    if words[noun].lower in _PER_NOUNS or words[noun].text == "ADR":
        return noun + 1, words[noun].lower
    return noun, None


def _goes_on(words: Sequence[Word], last: int) -> bool:
    """Whether "a year" is no rate: "$2 a year earlier", "a year-long ban"."""
    if lower_at(words, last) in _DATING:
        return True
    return lower_at(words, last) in _HYPHENS and words[last].glued


def _per_number(words: Sequence[Word], at: int) -> tuple[int, str | None]:
    """So many "per 100,000 people"."""
    last = at + 1
    name = words[at].text
    found = _AFTER.after(words, last)
    if found is not None:
        # "25 litres per 100 km"
        return found[0], f"{name} {found[1].name}"
    if last < len(words) and words[last].lower in _INHABITANTS:
        name, last = f"{name} {words[last].lower}", last + 1
    return last, name

"""
Numbers that were read and yet are no figures: years, ages, lengths of time, names, addresses.

Every answer is a word that says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from processors.codes import DASHES, FIRST_YEAR, LAST_YEAR, is_year
from processors.lexicons import load_lexicon
from processors.numbers import Numeral
from processors.units import FoundUnit
from processors.words import Kind, Word, is_at_break, is_name, is_plural, lower_at

_LEXICON = load_lexicon("nonfigures")
_YEAR_BEFORE = frozenset(_LEXICON["dates"]["year_before"])
_AGE_BEFORE = frozenset(_LEXICON["ages"]["before"])
_NUMBERED = _LEXICON["numbered"]
_KINDS = frozenset(_NUMBERED["kinds"].split())
_SEVERAL = frozenset(_NUMBERED["several"].split())
_DIVIDED = frozenset(_NUMBERED["divided"].split())
_ALWAYS = frozenset(_NUMBERED["always"].split())
_NAMES = frozenset(_NUMBERED["names"].split())
_NAMES_AFTER = frozenset(_NUMBERED["after"])
_MADE = frozenset(_NUMBERED["made"].split())
_CAPITALS_AFTER = frozenset(_NUMBERED["after_with_capital"])
_DIALLED = frozenset(_NUMBERED["dialled"].split())
_SECRETS = frozenset(_NUMBERED["secrets"].split())
_SIGNS = frozenset(_NUMBERED["signs"])
_ABBREVIATED = frozenset(_NUMBERED["abbreviated"])
_HEADLINE_VERBS = frozenset(_NUMBERED["headline_verbs"].split())
_STREETS = frozenset(_LEXICON["streets"]["words"])
_TIME_UNITS = frozenset(_LEXICON["durations"]["units"])
_MEASURED_BY = frozenset(_LEXICON["durations"]["measured_by"].split())
_MEASURING = frozenset(_LEXICON["durations"]["measuring"].split())
_SCOPING = frozenset(_LEXICON["durations"]["scoping"].split())
_RACES = frozenset(_LEXICON["races"]["words"].split())
_PEOPLE = frozenset(_LEXICON["one"]["people"])
_AGED = frozenset(_LEXICON["ages"]["aged"].split())
#: In the singular.
_PERSONS = frozenset(_LEXICON["ages"]["persons"].split())
_HARMED = frozenset(_LEXICON["one"]["harmed"])

#: After them a capital says nothing.
_SENTENCE_END = frozenset(".!?:\"“”'‘’(—–-*•|;")
#: Nobody is older.
OLDEST = 116
#: Longer plain digits without separators are identifiers.
LONGEST_PLAIN = 6


def why_no_figure(
    words: Sequence[Word],
    numeral: Numeral,
    unit: FoundUnit | None,
    *,
    is_hedged: bool,
    is_money: bool,
) -> str | None:
    """Why a number that was read, with its unit, is no figure; None if it is one."""
    first = numeral.first if unit is None else min(numeral.first, unit.first)
    if lower_at(words, first - 1) in ("per", "every", "each"):
        return "base of a rate"
    if is_money:
        return None
    if unit is not None and _is_group_by_share(words, numeral, unit):
        return "name"
    if unit is not None:
        return _why_not_measured(words, numeral, unit, is_hedged=is_hedged)
    return (
        _why_named(words, numeral, is_hedged=is_hedged)
        or _why_year(words, numeral, is_hedged=is_hedged)
        or _why_age(words, numeral)
        or _why_pronoun(words, numeral)
        or _why_one(words, numeral)
        or _why_address(words, numeral)
        or _why_joined(words, numeral)
    )


def _counts(words: Sequence[Word], at: int) -> bool:
    """Whether a plural noun in lower case is at `at`: what is counted, most likely."""
    return at < len(words) and words[at].text.islower() and is_plural(words[at])


def starts_sentence(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` has its capital from the start of a sentence."""
    return is_at_break(words, at - 1) or words[at - 1].text in _SENTENCE_END


# --- with a unit


def _why_not_measured(
    words: Sequence[Word], numeral: Numeral, unit: FoundUnit, *, is_hedged: bool
) -> str | None:
    name = unit.unit.name
    if name.endswith("of age"):
        is_of_person = name != "year of age" or numeral.value < OLDEST
        return "age" if is_of_person and not is_hedged else None
    if (numeral.value, name) in _ALL_THE_TIME:
        return "length of time"
    if name in _TIME_UNITS:
        return None if _is_measured_time(words, numeral, unit) else "length of time"
    is_idiom = lower_at(words, numeral.first) in ("a", "an") and numeral.scale == numeral.value
    if name == "time" and is_idiom and numeral.form == "words":
        return "idiom"  # "a thousand times over"
    if lower_at(words, numeral.first) == "one" and name in ("point", "time", "stone"):
        return "pronoun"
    if unit.unit.kind == "length" and lower_at(words, unit.last) in _RACES:
        return "name"
    return None


def _is_group_by_share(words: Sequence[Word], numeral: Numeral, unit: FoundUnit) -> bool:
    """Whether a share names those in it: "the top 1%", "the bottom 40 percent of earners"."""
    if unit.unit.name != "percentage":
        return False
    before, after = lower_at(words, numeral.first - 1), lower_at(words, unit.last)
    if before in ("top", "bottom", "richest", "wealthiest", "poorest"):
        return True
    is_bare = unit.last >= len(words) or words[unit.last].kind is not Kind.LETTERS
    is_bare = is_bare or after in _AFTER_PRONOUN - {"of", "who", "that", "which"}
    return before == "the" and numeral.value in (1, 99) and is_bare


#: "24 hours a day", "seven days a week"
_ALL_THE_TIME: set[tuple[Fraction | int, str]] = {
    (24, "hour per day"),
    (7, "day per week"),
    (365, "day per year"),
    (52, "week per year"),
    (12, "month per year"),
}
#: So many words before a length of time say whether it is what is measured.
_REACH = 4


def _is_measured_time(words: Sequence[Word], numeral: Numeral, unit: FoundUnit) -> bool:
    """Whether a length of time is what is reported, rather than for how long something was so."""
    after = lower_at(words, unit.last)
    if after in ("ago", "earlier", "later", "before", "after", "since"):
        return False
    if after in _MEASURING:
        return True
    if after in ("in", "behind") and lower_at(words, unit.last + 1) in ("prison", "jail", "bars"):
        return True
    for back in range(numeral.first - 1, max(-1, numeral.first - 1 - _REACH), -1):
        lower = words[back].lower
        if lower in _SCOPING:
            return False
        if lower in _MEASURED_BY:
            return True
    return False


# --- names


def _why_named(words: Sequence[Word], numeral: Numeral, *, is_hedged: bool) -> str | None:
    """The number tells apart the thing before or after it: "Boeing 737", "phase 3", "top 10"."""
    first, last = numeral.first, numeral.last
    before = lower_at(words, first - 1)
    if _is_named_after(words, last):
        return "name"
    if is_at_break(words, first - 1):
        return _why_long(words, numeral)
    if (
        before in _SIGNS
        or before in ("per", "every", "bottom")
        or (before == "top" and not is_hedged)
    ):
        return "name"
    if before in DASHES and lower_at(words, first - 2) == "top":
        return "name"
    if before == "." and words[first - 1].glued and lower_at(words, first - 2) in _ABBREVIATED:
        return "name"
    if (
        before in _DIVIDED
        and "," not in words[first].text
        and numeral.form == "digits"
        and not _counts(words, last)
    ):
        return "name"
    if numeral.form not in ("digits", "words") or numeral.is_punctuated or numeral.scale > 1:
        return None
    return _why_numbered(words, numeral, before) or _why_long(words, numeral)


def _is_named_after(words: Sequence[Word], at: int) -> bool:
    """ "787 Dreamliner", "the 500-stock index", "a 5-star hotel": what comes after makes a name."""
    if at < len(words) and (words[at].lower in _NAMES_AFTER or words[at].text in _CAPITALS_AFTER):
        return True
    # "300ZX", "720S": capital letters that are no unit.
    if at < len(words) and words[at].glued and words[at].kind is Kind.LETTERS:
        return len(words[at].text) == 1 or not words[at].text.islower()
    # "A 16-25 Railcard"
    is_band = lower_at(words, at - 2) in DASHES and words[at - 2].glued and words[at - 1].glued
    if is_band and is_name(words, at) and not is_plural(words[at]):
        return words[at - 1].kind is Kind.DIGITS and len(words[at - 1].text) < 3
    noun = at + 1 if lower_at(words, at) in DASHES else at
    if lower_at(words, noun) in ("star", "stars") or (noun > at and lower_at(words, noun) in _MADE):
        return True
    is_of_index = lower_at(words, noun + 1) in ("index", "average", "benchmark")
    return is_of_index and lower_at(words, noun) in ("share", "stock", "issue", "company")


def _why_long(words: Sequence[Word], numeral: Numeral) -> str | None:
    """Digits too long to be printed without separators are identifiers."""
    is_long = numeral.form == "digits" and not numeral.is_punctuated and numeral.scale == 1
    if (
        is_long
        and len(words[numeral.first].text) > LONGEST_PLAIN
        and not _counts(words, numeral.last)
    ):
        return "code"
    return None


def _why_numbered(words: Sequence[Word], numeral: Numeral, before: str) -> str | None:
    last = numeral.last
    phrased = _why_in_phrase(words, numeral, before)
    if phrased is not None:
        return phrased
    if before in ("no", "nos", "number", "nr", "num"):
        return None if _counts(words, last) else "name"
    if before in _ALWAYS and (numeral.form == "digits" or before == "formula"):
        return "name"
    if words[numeral.first - 1].text in _NAMES and numeral.form == "digits":
        return "name"
    if before in ("&", "poor’s", "poor's", "p", "sp"):
        return "name"
    if before == ":" and _is_mark(words, numeral):
        return "score"
    if before in _KINDS and not _counts(words, last):
        return "name"
    if before in _SEVERAL and not _counts(words, last) and numeral.form == "digits":
        return "names"  # "seats 41 and 42"
    if numeral.form == "words":
        return _why_capital_words(words, numeral)
    return _why_capital(words, numeral)


def _why_in_phrase(words: Sequence[Word], numeral: Numeral, before: str) -> str | None:
    """Why it is no figure by the two words before it: "the class of 98", "half past nine"."""
    first, earlier = numeral.first, lower_at(words, numeral.first - 2)
    if before == "of" and earlier == "class" and len(words[first].text) == 2:
        return "year" if numeral.form == "digits" else None
    if before == "of" and earlier == "group" and is_name(words, first - 2):
        return "name"  # "the Group of 20"
    if before in _DIALLED or (before in ("is", "was", ":") and earlier in _SECRETS):
        return None if _counts(words, numeral.last) else "code"
    if before == "past" and earlier in ("half", "quarter"):
        return "clock time"
    is_round = before == "last" and numeral.value in _ROUNDS
    return "name" if is_round and _is_round(words, numeral.last) else None


#: "The last 16": as many as are left in a round of a cup.
_ROUNDS = (4, 8, 16, 32, 64)


def _is_round(words: Sequence[Word], at: int) -> bool:
    return lower_at(words, at - 2) == "last" and (
        at >= len(words) or words[at].kind is not Kind.LETTERS or words[at].lower in _AFTER_ROUND
    )


_AFTER_ROUND = frozenset(["of", "in", "at", "with", "after", "on", "by", "for"])


def _is_mark(words: Sequence[Word], numeral: Numeral) -> bool:
    """Whether a name, a colon and a small number give a player's mark: "Herrera: 4 Slow …"."""
    if not is_name(words, numeral.first - 2) or numeral.form != "digits" or numeral.value > 10:
        return False
    after = numeral.last
    return is_at_break(words, after) or (is_name(words, after) and not is_plural(words[after]))


def _why_capital(words: Sequence[Word], numeral: Numeral) -> str | None:
    """A bare number right behind a capital name is part of it, unless it counts a noun."""
    at = numeral.first - 1
    if not is_name(words, at) or words[at].lower in _HEADLINE_VERBS:
        return None
    if words[at].text == "A" and lower_at(words, numeral.last) in DASHES:
        return None  # "A 40-strong crew"
    digits = words[numeral.first].text
    if len(words[at].text) == 2 and words[at].text.isupper() and len(digits) == 5:
        return "address"
    if numeral.value.denominator != 1 or len(digits) > 4:
        return None
    has_inner_capital = any(letter.isupper() for letter in words[at].text[1:])
    if starts_sentence(words, at) and len(words[at].text) > 1 and not has_inner_capital:
        return None
    return None if _noun_follows(words, numeral.last) else "name"


def _noun_follows(words: Sequence[Word], at: int) -> bool:
    """Whether a plural noun comes within three words: "12 armed men", "20 Palestinians"."""
    for word in words[at : at + 3]:
        if word.kind is not Kind.LETTERS or word.lower in _VERBS:
            return False
        if is_plural(word):
            return True
    return False


#: Behind them comes no noun that the number before counts: "SB 8 and HR 1 are laws".
_VERBS = frozenset(["are", "is", "was", "were", "has", "have", "had", "will", "and", "said"])


def _why_capital_words(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "Group of Seven", "the Big Four", "Six Nations": capitals within a sentence."""
    first = numeral.first
    if not is_name(words, first) or starts_sentence(words, first):
        return None
    before = words[first - 1]
    if before.lower in ("big", "of", "ocean's", "ocean’s"):
        return "name"
    is_title = lower_at(words, first - 2) == "the" and is_name(words, first - 1)
    if is_title and before.lower not in _HEADLINE_VERBS:
        return "name"  # "the Fab Four"
    is_within = before.text[0].islower() or before.lower == "the"
    after_name = is_name(words, numeral.last) or lower_at(words, numeral.last) in (".", ",", "")
    return "name" if is_within and after_name else None


# --- years and ages


def _why_year(words: Sequence[Word], numeral: Numeral, *, is_hedged: bool) -> str | None:
    if numeral.form == "words":
        # "nineteen ninety-four"
        is_spoken = (
            FIRST_YEAR < numeral.value < LAST_YEAR and numeral.value % 100 and numeral.scale == 1
        )
        is_spoken = is_spoken and "hundred" not in _spelled(words, numeral)
        return "year" if is_spoken else None
    if numeral.scale > 1 or not (
        is_year(words[numeral.first]) and is_year(words[numeral.last - 1])
    ):
        return None
    before = lower_at(words, numeral.first - 1)
    if _counts(words, numeral.last):
        if is_hedged and before not in ("around", "about", "over", "by"):
            return None
        if numeral.value % 100 == 0 and before not in _YEAR_BEFORE:
            return None
    return None if is_hedged and before not in _BEFORE_YEARS_TOO else "year"


def _spelled(words: Sequence[Word], numeral: Numeral) -> list[str]:
    return [word.lower for word in words[numeral.first : numeral.last]]


#: Approximators that are also prepositions of time: "around 1990".
_BEFORE_YEARS_TOO = frozenset(
    ["around", "about", "over", "near", "after", "above", "some", "top", "passed", "beyond"]
)


def _why_age(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "Senard, 65, said", "aged 25", "at the age of 40", "(65)"."""
    if numeral.is_punctuated or numeral.scale > 1 or numeral.value.denominator != 1:
        return None
    if not 0 < numeral.value < OLDEST:
        return None
    before = lower_at(words, numeral.first - 1)
    if before in _AGE_BEFORE:
        return "age"
    is_bare = not _noun_follows(words, numeral.last)
    if before in ("under", "over") and is_bare and (lower_at(words, numeral.first - 2) in _AGED):
        # "children under five"
        return "age"
    if before in ("of", "between", "from", "over", "under") and (
        lower_at(words, numeral.first - 2) in _AGE_BEFORE
    ):
        return "age"
    if numeral.form != "digits":
        return None
    after, earlier = lower_at(words, numeral.last), lower_at(words, numeral.first - 2)
    if before in _IS and earlier in ("he", "she", "who") and after in _AGE_ENDS:
        return "age"  # "he is 67"
    if before == "at" and starts_sentence(words, numeral.first - 1) and after == ",":
        follows = lower_at(words, numeral.last + 1)
        return "age" if follows in ("he", "she", "who") else None  # "At 42, she"
    is_in_brackets = before == "(" and after == ")"
    if not is_name(words, numeral.first - 2):
        is_inserted = before == "," and after == ","
        return "age" if (is_in_brackets or is_inserted) and earlier in _PERSONS else None
    is_apposed = before == "," and after in (",", ".", ";", ")", "")
    return "age" if is_apposed or is_in_brackets else None


_IS = frozenset(["is", "was", "turned", "turns", "now"])
_AGE_ENDS = frozenset([".", ",", ";", ")", "", "and", "but", "when", "now", "on", "in", "next"])


# --- words


def _why_pronoun(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "The two have met", "the three of them": those who were named before."""
    if numeral.form != "words" or numeral.value > _MOST_NAMED or numeral.scale > 1:
        return None
    after = words[numeral.last] if numeral.last < len(words) else None
    if lower_at(words, numeral.first - 1) not in ("the", "these", "those") or after is None:
        return None
    ends = after.kind is not Kind.LETTERS and after.text not in DASHES
    return "pronoun" if ends or after.lower in _AFTER_PRONOUN else None


#: More are not told apart before somebody calls them "the four".
_MOST_NAMED = 12
_AFTER_PRONOUN = frozenset(_LEXICON["pronouns"]["after"].split())


def _why_one(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "One" is a pronoun or an article, unless people come to harm; "zero" is one of degree."""
    if numeral.form == "fraction" and lower_at(words, numeral.last) in ("a", "an"):
        return "part of one"
    if numeral.form != "words" or numeral.value > 2:
        return None
    if numeral.value == 0:
        return "pronoun"
    if numeral.value == 2:
        # "a month or two"
        is_idle = not lower_at(words, numeral.last).isalpha()
        return "pronoun" if is_idle and lower_at(words, numeral.first - 1) == "or" else None
    last = numeral.last
    if lower_at(words, last) in ("of", "another", "day"):
        return "pronoun"
    nearby = {word.lower for word in words[max(0, numeral.first - 2) : last + 5]}
    follows = {word.lower for word in words[last : last + 3]}
    is_toll = not nearby.isdisjoint(_HARMED) and not follows.isdisjoint(_PEOPLE | _HARMED)
    return None if is_toll else "pronoun"


def _is_figures(words: Sequence[Word], at: int) -> bool:
    """Whether so many figures are so many digits: "ran into six figures", "a six-figure sum"."""
    return lower_at(words, at) == "figure" or (
        lower_at(words, at) == "figures" and lower_at(words, at - 2) in _INTO_FIGURES
    )


_INTO_FIGURES = frozenset(_LEXICON["digits"]["before_figures"].split())


def _why_address(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "350 Fifth Avenue": capital words up to the word of a street."""
    if numeral.form != "digits" or numeral.is_punctuated:
        return None
    for at in range(numeral.last, min(numeral.last + 4, len(words))):
        if not is_name(words, at):
            return None
        if words[at].lower in _STREETS and at > numeral.last:
            return "address"
    return None


def _why_joined(words: Sequence[Word], numeral: Numeral) -> str | None:
    """Words made with numbers: "three-in-one", "2-for-1", "30-something", "six figures"."""
    at = numeral.last
    noun = at + 1 if lower_at(words, at) in DASHES else at
    if numeral.form == "words" and 4 < numeral.value < 13 and _is_figures(words, noun):
        return "idiom"
    if lower_at(words, at) in DASHES and lower_at(words, at + 1) in ("something", "somethings"):
        return "age"
    if lower_at(words, at) in DASHES and lower_at(words, at + 1) == "all":
        return "score"  # "the match ended two-all"
    if lower_at(words, at) in DASHES and lower_at(words, at + 1) == "in" and numeral.value == 1:
        return "name"
    if lower_at(words, at) not in DASHES or lower_at(words, at + 2) not in DASHES:
        return None
    return "name" if lower_at(words, at + 1) in ("in", "on", "to", "for", "by") else None

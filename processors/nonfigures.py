"""
Numbers that are no figures: dates, times, years, ages, names, scores, addresses, lengths of time.

Every answer is a word that says why: "year", "clock time", "name" …
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from processors.lexicons import load_lexicon
from processors.numbers import Numeral
from processors.units import FoundUnit
from processors.words import Kind, Word, is_plural

_LEXICON = load_lexicon("nonfigures")
_DATES = _LEXICON["dates"]
_MONTHS = frozenset(_DATES["months"])
_CLOCK = frozenset(_DATES["clock"])
_YEAR_BEFORE = frozenset(_DATES["year_before"])
_AGE_BEFORE = frozenset(_LEXICON["ages"]["before"])
_KINDS = frozenset(_LEXICON["numbered"]["kinds"].split())
_ALWAYS = frozenset(_LEXICON["numbered"]["always"].split())
_NAMES_AFTER = frozenset(_LEXICON["numbered"]["after"])
_SIGNS = frozenset(_LEXICON["numbered"]["signs"])
_HEADLINE_VERBS = frozenset(_LEXICON["numbered"]["headline_verbs"].split())
_STREETS = frozenset(_LEXICON["streets"]["words"])
_SCORES = frozenset(_LEXICON["scores"]["words"].split())
_TIME_UNITS = frozenset(_LEXICON["durations"]["units"])
_MEASURED_BY = frozenset(_LEXICON["durations"]["measured_by"].split())
_MEASURING = frozenset(_LEXICON["durations"]["measuring"].split())
_PEOPLE = frozenset(_LEXICON["one"]["people"])
_HARMED = frozenset(_LEXICON["one"]["harmed"])

_DASHES = frozenset("-‐‑–—−")
_SENTENCE_END = frozenset(
    [".", "!", "?", ":", '"', "“", "”", "'", "‘", "(", "—", "–", "-", "*", "•", "|", ";"]
)
FIRST_YEAR, LAST_YEAR = 1500, 2100


class Skip(NamedTuple):
    """Words that are no figure, up to but without `last`, and why."""

    last: int
    why: str


def is_year(word: Word) -> bool:
    """Whether the word alone could be a year."""
    return (
        word.kind is Kind.DIGITS
        and len(word.text) == 4
        and word.text.isdecimal()
        and FIRST_YEAR <= int(word.text) <= LAST_YEAR
    )


def is_day(word: Word) -> bool:
    """Whether the word alone could be a day of the month."""
    return word.kind is Kind.DIGITS and len(word.text) <= 2 and 1 <= int(word.text) <= 31


def skip_at(words: Sequence[Word], at: int, previous: Skip | None) -> Skip | None:
    """What at `at` can't be a figure by its shape, whatever its unit: dates, times, codes."""
    if words[at].kind is not Kind.DIGITS:
        return _skip_date(words, at, previous)
    for find in (_skip_date_continued,):
        if previous is not None:
            found = find(words, at, previous)
            if found is not None:
                return found
    return (
        _skip_glued_name(words, at)
        or _skip_time(words, at)
        or _skip_date(words, at, previous)
        or _skip_code(words, at)
        or _skip_ordinal(words, at)
        or _skip_list_mark(words, at)
        or _skip_score(words, at)
    )


def _is_month(words: Sequence[Word], at: int) -> bool:
    if not 0 <= at < len(words) or words[at].lower not in _MONTHS:
        return False
    # "may 5 people", "they march 10 miles": these months need their capital.
    return words[at].text[0].isupper() or words[at].lower not in ("may", "mar")


def _month_before(words: Sequence[Word], at: int) -> bool:
    if at and _is_month(words, at - 1):
        return True
    return at > 1 and words[at - 1].text == "." and words[at - 1].glued and _is_month(words, at - 2)


def _skip_date(words: Sequence[Word], at: int, previous: Skip | None) -> Skip | None:
    """A day or year beside the name of a month."""
    word = words[at]
    if word.kind is not Kind.DIGITS:
        return None
    if _month_before(words, at) and (is_day(word) or is_year(word)):
        if at + 1 < len(words) and (words[at + 1].text in ("%", "$", "€", "£")):
            return None
        return Skip(_past_suffix(words, at + 1), "date")
    if is_day(word):
        after = at + 1
        if after < len(words) and words[after].lower == "of":
            after += 1
        if _is_month(words, after) and not (
            words[after].lower == "may" and not words[after].text[0].isupper()
        ):
            return Skip(after + 1, "date")
        # "3-5 June", "3 and 4 June"
        if (
            after + 2 < len(words)
            and (words[after].text in _DASHES or words[after].lower in ("and", "to", "or", "&"))
            and is_day(words[after + 1])
            and _is_month(words, after + 2)
        ):
            return Skip(after + 3, "date")
    return None


def _past_suffix(words: Sequence[Word], at: int) -> int:
    if at < len(words) and words[at].glued and words[at].lower in ("st", "nd", "rd", "th"):
        return at + 1
    return at


def _skip_date_continued(words: Sequence[Word], at: int, previous: Skip) -> Skip | None:
    """What goes on with a date or year: "Sept. 20-24", "Jan. 1, 1991, 1992 and 1993"."""
    if previous.why == "name":
        return _skip_name_continued(words, at, previous)
    if previous.why not in ("date", "year") or not 1 <= at - previous.last <= 2 + (
        previous.why == "date"
    ):
        if previous.why == "date" and at == previous.last and is_year(words[at]):
            return Skip(at + 1, "date")
        return None
    word = words[at]
    joiners = [w.lower for w in words[previous.last : at]]
    if not all(
        j in (",", "and", "or", "to", "through", "&", "until", "/", ".") or j in _DASHES
        for j in joiners
    ):
        return None
    if is_year(word) or (is_day(word) and not _counts(words, at + 1)):
        if joiners == [","] and not is_year(word):
            return None
        if (
            is_day(word)
            and previous.why == "year"
            and joiners[0] not in _DASHES
            and joiners[0] != "/"
        ):
            return None
        return Skip(_past_suffix(words, at + 1), previous.why)
    return None


def _skip_name_continued(words: Sequence[Word], at: int, previous: Skip) -> Skip | None:
    """ "iPhone 11 Pro and 11 Pro Max", "sections 3 and 4": the name before a list of numbers."""
    between = words[previous.last : at]
    if not 1 <= len(between) <= 3 or between[-1].lower not in ("and", "or", "&", "/", ","):
        return None
    if any(not word.text[0].isupper() for word in between[:-1]):
        return None
    after = at + 1
    is_named = after < len(words) and words[after].text[0].isupper()
    if len(words[at].text) > 3 or not (
        is_named or (after < len(words) and words[after].text in ".,;)")
    ):
        return None
    return Skip(after, "name")


def _counts(words: Sequence[Word], at: int) -> bool:
    """Whether what is at `at` looks like the noun of things counted, or a unit sign."""
    if at >= len(words):
        return False
    word = words[at]
    return word.text == "%" or (
        word.kind is Kind.LETTERS and word.text.islower() and is_plural(word)
    )


def _skip_time(words: Sequence[Word], at: int) -> Skip | None:
    """Clock times and times of races: "9:01 p.m.", "11 a.m.", "0401 GMT", "4:39"."""
    after = at + 1
    if after >= len(words):
        return None
    if words[after].text == ":" and words[after].glued and after + 1 < len(words):
        if words[after + 1].kind is Kind.DIGITS and words[after + 1].glued:
            last = after + 2
            while (
                last + 1 < len(words)
                and words[last].text in ":."
                and words[last + 1].kind is Kind.DIGITS
                and words[last + 1].glued
            ):
                last += 2
            return Skip(last, "clock time")
    text = words[at].text
    if words[after].lower in _CLOCK and len(text.replace(".", "")) <= 4 and "," not in text:
        if (
            words[after].lower in ("et", "pt", "est", "hrs", "noon", "midnight", "am")
            and not words[after].glued
        ):
            if words[after].lower == "am" and text.isdecimal() and int(text) <= 12:
                return Skip(after + 1, "clock time")
            if words[after].lower == "hrs" and len(text) != 4:
                return None
            if not words[after].text.isupper() and words[after].lower != "hrs":
                return None
        return Skip(after + 1, "clock time")
    # "2-4 p.m.", "9 to 5 p.m."
    if after + 2 < len(words) and (
        words[after].text in _DASHES or words[after].lower in ("to", "and", "or")
    ):
        if (
            words[after + 1].kind is Kind.DIGITS
            and words[after + 2].lower in _CLOCK
            and len(words[after + 1].text) <= 2
        ):
            return Skip(after + 3, "clock time")
    return None


def _skip_code(words: Sequence[Word], at: int) -> Skip | None:
    """Versions, phone numbers, numeric dates, "24/7"."""
    text = words[at].text
    after = at + 1
    if text.count(".") > 1 and not _all_thousands(text):
        return Skip(after, "code")
    runs = [len(text)]
    last = after
    signs = set()
    while (
        last + 1 < len(words)
        and words[last].glued
        and (words[last].text in _DASHES or words[last].text in "/")
        and words[last + 1].glued
        and words[last + 1].kind is Kind.DIGITS
    ):
        signs.add(words[last].text)
        runs.append(len(words[last + 1].text))
        last += 2
    if len(runs) > 2:
        return Skip(last, "code")
    if len(runs) == 2 and "/" in signs:
        divisor = words[last - 1].text
        if (
            not divisor.isdecimal()
            or not text.isdecimal()
            or not _is_fraction(int(text), int(divisor[:4]))
        ):
            return Skip(last, "code")
    if len(runs) == 2 and runs == [3, 4] and "," not in text:
        return Skip(last, "phone number")
    if text.startswith("0") and len(text) > 1 and text.isdecimal():
        return Skip(last, "code")
    return None


def _is_fraction(above: int, below: int) -> bool:
    return above < below and below in (2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 64, 100)


def _all_thousands(text: str) -> bool:
    return all(len(part) == 3 for part in text.split(".")[1:])


def _skip_glued_name(words: Sequence[Word], at: int) -> Skip | None:
    """Digits that are part of a name: "XC40", "F-16", "Covid-19", "S23"."""
    if not at or not words[at].glued:
        return None
    before = words[at - 1]
    if before.kind is Kind.LETTERS or before.text in ("_", "#", "№", "§", "@"):
        return Skip(_past_run(words, at + 1), "name")
    if before.text in _DASHES and before.glued and at > 1:
        head = words[at - 2]
        if head.kind is Kind.LETTERS and head.lower not in ("to", "of", "about", "and", "or"):
            return Skip(_past_run(words, at + 1), "name")
    if before.text in ("'", "’", "‘") and len(words[at].text) == 2:
        return Skip(_past_run(words, at + 1), "year")
    return None


def _past_run(words: Sequence[Word], at: int) -> int:
    while at < len(words) and words[at].glued and words[at].kind in (Kind.LETTERS, Kind.DIGITS):
        at += 1
    return at


def _skip_ordinal(words: Sequence[Word], at: int) -> Skip | None:
    """Ordinals, decades, and digits with letters that name something: "96th", "1990s", "3D", "5G"."""
    after = at + 1
    if after >= len(words) or not words[after].glued:
        return None
    word = words[after]
    lower = word.lower
    if lower in ("st", "nd", "rd", "th"):
        return Skip(after + 1, "ordinal")
    if lower in ("s", "'s", "’s") and "." not in words[at].text:
        return Skip(after + 1, "decade")
    if (
        word.text in ("'", "’")
        and after + 1 < len(words)
        and words[after + 1].text == "s"
        and words[after + 1].glued
    ):
        return Skip(after + 2, "decade")
    if word.text in ("G", "D", "d") and len(words[at].text) <= 1:
        return Skip(after + 1, "name")
    if word.text == "K" and words[at].text in ("2", "4", "5", "8"):
        return Skip(after + 1, "name")
    if word.text == "p" and words[at].text in ("360", "480", "720", "1080", "1440", "2160"):
        return Skip(after + 1, "name")
    if lower == "x" and after + 1 < len(words) and words[after + 1].glued:
        return Skip(_past_run(words, after), "name")
    return None


def _skip_list_mark(words: Sequence[Word], at: int) -> Skip | None:
    """Numbers of lists: "1) …", "2. …" at the start of a line."""
    if len(words[at].text) > 2 or at + 1 >= len(words):
        return None
    starts = not at or words[at - 1].kind is Kind.BREAK
    if (
        words[at + 1].text == ")"
        and (not at or words[at - 1].text != "(")
        and not _opened(words, at)
    ):
        return Skip(at + 2, "list mark")
    if (
        words[at + 1].text == ")"
        and starts is False
        and words[at - 1].text == "("
        and len(words[at].text) == 1
    ):
        return Skip(at + 2, "list mark")
    if starts and words[at + 1].text == "." and at + 2 < len(words) and not words[at + 2].glued:
        return Skip(at + 2, "list mark")
    return None


def _opened(words: Sequence[Word], at: int) -> bool:
    for back in range(at - 1, max(-1, at - 40), -1):
        if words[back].text == "(":
            return True
        if words[back].text == ")" or words[back].kind is Kind.BREAK:
            return False
    return False


def _skip_score(words: Sequence[Word], at: int) -> Skip | None:
    """Results and votes: "89-89", "won 3-1", "a 5-4 ruling"."""
    if at + 2 >= len(words) or words[at + 1].text not in _DASHES or not words[at + 1].glued:
        return None
    a, b = words[at], words[at + 2]
    if b.kind is not Kind.DIGITS or not b.glued or not (a.text.isdecimal() and b.text.isdecimal()):
        return None
    if len(a.text) > 3 or len(b.text) > 3:
        return None
    last = at + 3
    if int(a.text) < int(b.text):
        around = {w.lower for w in words[max(0, at - 4) : at]} | {
            w.lower for w in words[last : last + 3]
        }
        if around.isdisjoint(_SCORES):
            return None
        if last < len(words) and (
            words[last].text == "%" or (words[last].glued and words[last].kind is Kind.LETTERS)
        ):
            return None
    return Skip(last, "score")


def why_no_figure(
    words: Sequence[Word],
    numeral: Numeral,
    unit: FoundUnit | None,
    *,
    is_hedged: bool,
    is_money: bool,
) -> str | None:
    """Why a number that was read, with its unit, is no figure; None if it is one."""
    if is_money:
        return None
    if unit is not None:
        return _why_not_measured(words, numeral, unit, is_hedged=is_hedged)
    return (
        _why_named(words, numeral, is_hedged=is_hedged)
        or _why_year(words, numeral, is_hedged=is_hedged)
        or _why_age(words, numeral)
        or _why_one(words, numeral)
        or _why_address(words, numeral)
        or _why_joined(words, numeral)
    )


def _word(words: Sequence[Word], at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None


def _lower(words: Sequence[Word], at: int) -> str:
    word = _word(words, at)
    return word.lower if word is not None else ""


def _why_not_measured(
    words: Sequence[Word], numeral: Numeral, unit: FoundUnit, *, is_hedged: bool
) -> str | None:
    name = unit.unit.name
    if name.endswith("of age"):
        return _why_years_old(numeral, unit, is_hedged=is_hedged)
    if unit.unit.kind == "time" and name in _TIME_UNITS:
        return None if _is_measured_time(words, numeral, unit) else "length of time"
    if numeral.value == 1 and words[numeral.first].lower == "one":
        if name in ("point", "time", "mark", "stone"):
            return "pronoun"
    if name == "point" and _lower(words, numeral.first - 1) == "at" and numeral.value == 1:
        return "pronoun"
    return None


def _why_years_old(numeral: Numeral, unit: FoundUnit, *, is_hedged: bool) -> str | None:
    is_of_person = unit.unit.name != "year of age" or numeral.value < 120
    return "age" if is_of_person and not is_hedged else None


def _is_measured_time(words: Sequence[Word], numeral: Numeral, unit: FoundUnit) -> bool:
    """Whether a length of time is what is reported, rather than for how long something was so."""
    after = _lower(words, unit.last)
    if after in ("ago", "earlier", "later", "before", "after", "since"):
        return False
    if after in _MEASURING:
        return True
    if after == "in" and _lower(words, unit.last + 1) in ("prison", "jail"):
        return True
    for back in range(numeral.first - 1, max(-1, numeral.first - 5), -1):
        lower = words[back].lower
        if lower in (
            "in",
            "for",
            "over",
            "within",
            "past",
            "last",
            "next",
            "first",
            "after",
            "during",
            "since",
        ):
            return False
        if lower in _MEASURED_BY:
            return True
    return False


def _why_named(words: Sequence[Word], numeral: Numeral, *, is_hedged: bool) -> str | None:
    """The number names the thing before or after it: "Boeing 737", "phase 3", "787 Dreamliner"."""
    first, last = numeral.first, numeral.last
    before = _word(words, first - 1)
    after = _word(words, last)
    if after is not None and after.lower in _NAMES_AFTER:
        return "name"
    if (
        after is not None
        and after.text in _DASHES
        and _lower(words, last + 1) in ("share", "stock", "issue", "company")
        and _lower(words, last + 2) in ("index", "average", "benchmark")
    ):
        return "name"
    if before is None or before.kind is Kind.BREAK:
        return None
    if (
        before.text in _SIGNS
        or before.lower in ("per", "every", "bottom")
        or (before.lower == "top" and not is_hedged)
        or (before.text == "-" and _lower(words, first - 2) == "top")
    ):
        return "name"
    if (
        before.text == "."
        and before.glued
        and _lower(words, first - 2) in ("no", "nos", "vol", "fig", "art", "sec", "p", "pp")
    ):
        return "name"
    if numeral.form not in ("digits", "words") or numeral.is_punctuated or numeral.scale > 1:
        return None
    if before.lower == "index" and before.text[0].isupper():
        return None
    if before.lower in _ALWAYS and (
        numeral.form == "digits" or before.lower in ("number", "no", "formula")
    ):
        return (
            None
            if before.lower in ("no", "number", "nr", "num") and _counts(words, last)
            else "name"
        )
    if before.text in ("&", "Poor’s", "Poor's") or before.lower in ("p", "s&p", "sp"):
        return "name"
    if before.text == ":" and _is_mark(words, numeral):
        return "score"
    if before.lower in _KINDS and not _counts(words, last) and before.kind is Kind.LETTERS:
        return "name"
    return _why_capital(words, numeral, before, after)


def _is_mark(words: Sequence[Word], numeral: Numeral) -> bool:
    """Whether a name, a colon and a small number give a player's mark: "Herrera: 4 Slow …"."""
    name, after = _word(words, numeral.first - 2), _word(words, numeral.last)
    if name is None or name.kind is not Kind.LETTERS or not name.text[0].isupper():
        return False
    is_small = numeral.form == "digits" and numeral.value <= 10
    return is_small and (after is None or after.text[0].isupper() and not is_plural(after))


def _why_capital(
    words: Sequence[Word], numeral: Numeral, before: Word, after: Word | None
) -> str | None:
    """A bare number right behind a capital name is part of it, unless it counts a noun."""
    if numeral.form == "words":
        return _why_capital_words(words, numeral)
    if (
        before.kind is not Kind.LETTERS
        or not before.text[0].isupper()
        or before.lower in _HEADLINE_VERBS
    ):
        return None
    if not numeral.value.denominator == 1 or len(words[numeral.first].text) > 4:
        return None
    if starts_sentence(words, numeral.first - 1) and len(before.text) > 1 and not _is_name(before):
        return None
    if (
        after is not None
        and after.kind is Kind.LETTERS
        and (is_plural(after) or (after.text[0].islower() and _noun_follows(words, numeral.last)))
    ):
        return None
    return "name"


def _is_name(word: Word) -> bool:
    return any(letter.isupper() for letter in word.text[1:])


def _noun_follows(words: Sequence[Word], at: int) -> bool:
    """Whether a plural noun comes within three words: "12 armed men"."""
    for word in words[at : at + 3]:
        if word.kind is not Kind.LETTERS:
            return False
        if is_plural(word):
            return True
    return False


def starts_sentence(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` has its capital from the start of a sentence."""
    before = _word(words, at - 1)
    return before is None or before.kind is Kind.BREAK or before.text in _SENTENCE_END


def _why_capital_words(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "Group of Seven", "the Big Four", "Six Nations": capitals within a sentence."""
    word = words[numeral.first]
    if not word.text[0].isupper() or starts_sentence(words, numeral.first):
        return None
    before, after = words[numeral.first - 1], _word(words, numeral.last)
    if before.text[0].islower() or before.lower in ("the", "of"):
        if (
            after is None
            or after.kind is not Kind.LETTERS
            or after.text[0].isupper()
            or before.lower == "of"
        ):
            return "name"
    if before.lower in (
        "big",
        "group",
        "formula",
        "channel",
        "catch",
        "apollo",
        "ocean's",
        "ocean’s",
    ):
        return "name"
    return None


def _why_year(words: Sequence[Word], numeral: Numeral, *, is_hedged: bool) -> str | None:
    if numeral.last != numeral.first + 1 or not is_year(words[numeral.first]):
        return None
    before = _lower(words, numeral.first - 1)
    if _counts(words, numeral.last):
        if is_hedged and before not in ("around", "about", "over", "by"):
            return None
        if numeral.value % 100 == 0 and before not in _YEAR_BEFORE:
            return None
    if is_hedged and before not in (
        "around",
        "about",
        "over",
        "near",
        "after",
        "above",
        "some",
        "top",
        "passed",
        "beyond",
    ):
        return None
    return "year"


def _why_age(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "Senard, 65, said", "aged 25", "at the age of 40", "(65)"."""
    before = _word(words, numeral.first - 1)
    if before is None or not 0 < numeral.value < 116 or numeral.value.denominator != 1:
        return None
    if numeral.is_punctuated or numeral.scale > 1:
        return None
    if before.lower in _AGE_BEFORE or (
        before.lower in ("of", "between", "from", "over", "under")
        and _lower(words, numeral.first - 2) in _AGE_BEFORE
    ):
        return "age"
    after = _word(words, numeral.last)
    if before.text == "," and (after is None or after.text in (",", ".", ";", ")")):
        name = _word(words, numeral.first - 2)
        if (
            name is not None
            and name.kind is Kind.LETTERS
            and name.text[0].isupper()
            and numeral.form == "digits"
        ):
            return "age"
    if before.text == "(" and after is not None and after.text == ")" and numeral.form == "digits":
        name = _word(words, numeral.first - 2)
        if name is not None and name.text[0].isupper():
            return "age"
    return None


def _why_one(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "One" is a pronoun or an article, unless people come to harm; "zero" is a word of degree."""
    if numeral.form != "words" or numeral.value > 1:
        return None
    if numeral.value == 0:
        return "pronoun"
    if words[numeral.first].lower != "one":
        return None
    nearby = {word.lower for word in words[max(0, numeral.first - 2) : numeral.last + 5]}
    if _lower(words, numeral.last) in ("of", "another", "day"):
        return "pronoun"
    if not nearby.isdisjoint(_HARMED):
        follows = {word.lower for word in words[numeral.last : numeral.last + 3]}
        if not follows.isdisjoint(_PEOPLE | _HARMED):
            return None
    return "pronoun"


def _why_address(words: Sequence[Word], numeral: Numeral) -> str | None:
    """ "350 Fifth Avenue": capital words up to the word of a street."""
    if numeral.form != "digits" or numeral.is_punctuated:
        return None
    for at in range(numeral.last, min(numeral.last + 4, len(words))):
        word = words[at]
        if word.kind is not Kind.LETTERS or not word.text[0].isupper():
            return None
        if word.lower in _STREETS and at > numeral.last:
            return "address"
    return None


def _why_joined(words: Sequence[Word], numeral: Numeral) -> str | None:
    """Words made with numbers: "three-in-one", "one-on-one", "seven-to-one"."""
    at = numeral.last
    if (
        _lower(words, at) in _DASHES
        and _lower(words, at + 1) in ("in", "on", "to", "for", "by")
        and _lower(words, at + 2) in _DASHES
    ):
        return "name"
    return None

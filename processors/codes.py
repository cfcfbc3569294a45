"""
Digits that no grammar of numbers should read: dates, clock times, names, phone numbers, scores.

They show by their shape and the words right beside them, before anything is known of a unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from processors.lexicons import load_lexicon
from processors.numbers import DIVISORS
from processors.words import (
    Kind,
    Phrases,
    Word,
    is_at_break,
    is_digits,
    is_name,
    is_plural,
    lower_at,
)

_LEXICON = load_lexicon("nonfigures")
_MONTHS = frozenset(_LEXICON["dates"]["months"])
#: Months that are also other words: they need their capital.
_HOMONYMS = frozenset(["may", "mar", "march"])
_CLOCK = frozenset(_LEXICON["dates"]["clock"])
#: Time zones and the like that are also other words: they need their capitals.
_ZONES = frozenset(["et", "pt", "est", "ist", "cet"])
_SCORES = frozenset(_LEXICON["scores"]["words"].split())

#: Kinds of things that are told apart by a number.
_NUMBERED = frozenset(f"{_LEXICON['numbered']['kinds']} {_LEXICON['numbered']['always']}".split())

_BEGUN: Phrases[bool] = Phrases()
_BEGUN.add(_LEXICON["numbered"]["begun"], True, exact_case=True)
_STREETS = frozenset(_LEXICON["streets"]["words"])

DASHES = frozenset("-‐‑–—−")
_ORDINALS = frozenset(["st", "nd", "rd", "th"])
FIRST_YEAR, LAST_YEAR = 1500, 2100


class Skip(NamedTuple):
    """Words that are no figure, up to but without `last`, and why."""

    last: int
    why: str


def is_year(word: Word) -> bool:
    """Whether the word alone could be a year."""
    text = word.text
    return word.kind is Kind.DIGITS and len(text) == 4 and text.isdecimal() and (
        FIRST_YEAR <= int(text) <= LAST_YEAR
    )  # fmt: skip


def is_day(word: Word) -> bool:
    """Whether the word alone could be a day of a month."""
    return word.kind is Kind.DIGITS and len(word.text) <= 2 and 1 <= int(word.text) <= 31


def skip_code(words: Sequence[Word], at: int, previous: Skip | None) -> Skip | None:
    """What the digits at `at` belong to, if it is no figure; `previous` was skipped before."""
    if words[at].kind is not Kind.DIGITS:
        return None
    if previous is not None:
        found = _skip_continued(words, at, previous)
        if found is not None:
            return found
    for find in _FINDERS:
        found = find(words, at)
        if found is not None:
            return found
    return None


# --- dates and times


def _is_month(words: Sequence[Word], at: int) -> bool:
    lower = lower_at(words, at)
    return lower in _MONTHS and (lower not in _HOMONYMS or words[at].text[0].isupper())


def _is_after_month(words: Sequence[Word], at: int) -> bool:
    if lower_at(words, at - 1) == "." and words[at - 1].glued:
        return _is_month(words, at - 2)
    return _is_month(words, at - 1)


def _skip_date(words: Sequence[Word], at: int) -> Skip | None:
    """A day or year beside the name of a month: "Sept. 20", "3 and 4 June", "5th of May"."""
    word = words[at]
    if _is_after_month(words, at) and (is_day(word) or is_year(word)):
        # "In May 5% of the staff left"
        if lower_at(words, at + 1) in ("%", "per", "percent", "million", "billion"):
            return None
        return Skip(_past_ordinal(words, at + 1), "date")
    if not is_day(word):
        return None
    after = _past_ordinal(words, at + 1)
    if lower_at(words, after) == "of":
        after += 1
    if _is_month(words, after):
        return Skip(after + 1, "date")
    joins = lower_at(words, after) in DASHES or lower_at(words, after) in ("and", "to", "or", "&")
    if joins and after + 1 < len(words) and is_day(words[after + 1]):
        last = _past_ordinal(words, after + 2)
        if _is_month(words, last):
            return Skip(last + 1, "date")
    return None


def _past_ordinal(words: Sequence[Word], at: int) -> int:
    return at + 1 if lower_at(words, at) in _ORDINALS and words[at].glued else at


def _skip_continued(words: Sequence[Word], at: int, previous: Skip) -> Skip | None:
    """What goes on with a date, a year or a name: "Sept. 20-24", "Jan. 1, 1991, 1992 and 1993"."""
    between = words[previous.last : at]
    if previous.why == "names":
        is_list = 1 <= len(between) <= 2 and all(one.lower in _LIST_JOINERS for one in between)
        return Skip(at + 1, "names") if is_list and len(words[at].text) < 4 else None
    if previous.why == "name":
        return _skip_name_continued(words, at, between)
    if previous.why not in ("date", "year") or len(between) > 3:
        return None
    word = words[at]
    joiners = [one.lower for one in between]
    if not joiners:
        return Skip(at + 1, "date") if is_year(word) else None
    if not all(one in DASHES or one in _DATE_JOINERS for one in joiners):
        return None
    if is_year(word):
        return Skip(at + 1, previous.why)
    is_short = is_day(word) and not _counts(words, at + 1)
    if not is_short or joiners == [","]:
        return None
    if previous.why == "year" and not (joiners[0] in DASHES or joiners[0] == "/"):
        return None
    return Skip(_past_ordinal(words, at + 1), previous.why)


_LIST_JOINERS = frozenset([",", "and", "or", "&", "to", "-", "–"])
_DATE_JOINERS = frozenset([",", "and", "or", "to", "through", "&", "until", "/", "."])


def _skip_name_continued(words: Sequence[Word], at: int, between: Sequence[Word]) -> Skip | None:
    """A number that shares the name before a list: "iPhone 11 Pro and 11 Pro Max"."""
    if not 1 <= len(between) <= 3 or len(words[at].text) > 3:
        return None
    if len(between) < 3 and all(word.text[0].isupper() for word in between):
        # "737 Max 8"
        return Skip(at + 1, "name") if words[at].text.isdecimal() else None
    if between[-1].lower not in ("and", "or", "&", "/", ","):
        return None
    if not all(word.text[0].isupper() for word in between[:-1]):
        return None
    goes_on = is_name(words, at + 1) or lower_at(words, at + 1) in (".", ",", ";", ")")
    return Skip(at + 1, "name") if goes_on else None


def _counts(words: Sequence[Word], at: int) -> bool:
    """Whether what is at `at` looks like the noun of things counted, or like a unit."""
    if at >= len(words):
        return False
    word = words[at]
    return word.text == "%" or (word.text.islower() and is_plural(word))


def _skip_time(words: Sequence[Word], at: int) -> Skip | None:
    """Clock times and times of races: "9:01 p.m.", "11 a.m.", "0401 GMT", "4:39"."""
    if (
        lower_at(words, at + 1) == ":"
        and words[at + 1].glued
        and is_digits(words, at + 2, glued=True)
    ):
        last = at + 3
        while lower_at(words, last) in (":", ".") and is_digits(words, last + 1, glued=True):
            last += 2
        return Skip(last, "clock time")
    text = words[at].text
    if "," in text or len(text) > 5:
        return None
    if _is_clock_word(words, at + 1, text):
        return Skip(at + 2, "clock time")
    if _is_train(words, at):
        return Skip(at + 1, "clock time")
    # "2-4 p.m.", "9 to 5 p.m."
    joins = lower_at(words, at + 1) in DASHES or lower_at(words, at + 1) in ("to", "and", "or")
    if joins and is_digits(words, at + 2) and _is_clock_word(words, at + 3, words[at + 2].text):
        return Skip(at + 4, "clock time")
    return None


def _is_train(words: Sequence[Word], at: int) -> bool:
    """Whether a time names what leaves at it: "the 7.15 from Leeds"."""
    hour, point, minute = words[at].text.partition(".")
    if not point or len(minute) != 2 or len(hour) > 2 or int(hour) > 23 or int(minute) > 59:
        return False
    after = lower_at(words, at + 1)
    return lower_at(words, at - 1) == "the" and (
        after in ("train", "bus", "service", "ferry", "flight")
        or (after in ("from", "to") and is_name(words, at + 2))
    )


def _is_clock_word(words: Sequence[Word], at: int, digits: str) -> bool:
    lower = lower_at(words, at)
    if lower not in _CLOCK:
        return False
    if lower in _ZONES:
        return words[at].text.isupper()
    if lower in ("am", "pm"):
        return len(digits.replace(".", "")) <= 4 and int(digits.replace(".", "")) <= 1259
    if lower == "hrs":
        return len(digits) == 4
    return lower not in ("noon", "midnight") or digits == "12"


# --- names and codes


def _skip_glued_name(words: Sequence[Word], at: int) -> Skip | None:
    """Digits that are part of a name: "XC40", "F-16", "Covid-19", "PS/2", "#45"."""
    if not at or not words[at].glued:
        return None
    before = words[at - 1]
    if before.kind is Kind.LETTERS or before.text in ("_", "#", "№", "§", "@"):
        return Skip(_past_run(words, at + 1), "name")
    if before.text == "+" and before.glued and is_digits(words, at - 2, glued=True):
        return Skip(at + 1, "name")  # "the P5+1"
    if before.text in ("'", "’", "‘") and len(words[at].text) == 2:
        return Skip(_past_run(words, at + 1), "year")
    if not before.glued or at < 2 or words[at - 2].kind is not Kind.LETTERS:
        return None
    head = words[at - 2]
    is_hyphened = before.text in DASHES and head.lower not in ("to", "of", "about", "and", "or")
    if is_hyphened or (before.text == "/" and head.text.isupper()):
        return Skip(_past_run(words, at + 1), "name")
    return None


def _skip_begun_name(words: Sequence[Word], at: int) -> Skip | None:
    """Digits that a name begins with: "7-Eleven", "3M", but not "3M users"."""
    found = _BEGUN.after(words, at)
    if found is None or _counts(words, found[0]):
        return None
    is_apart = not words[at + 1].glued and len(words[at + 1].text) == 1
    return None if is_apart else Skip(found[0], "name")


def _skip_house_number(words: Sequence[Word], at: int) -> Skip | None:
    """A house with its letter: "221B Baker Street"."""
    letter = at + 1
    if letter >= len(words) or not words[letter].glued or len(words[letter].text) != 1:
        return None
    for street in range(letter + 1, min(letter + 4, len(words))):
        if not is_name(words, street):
            return None
        if words[street].lower in _STREETS and street > letter + 1:
            return Skip(street + 1, "address")
    return None


def _past_run(words: Sequence[Word], at: int) -> int:
    """The end of the letters, digits and hyphens that are glued together."""
    while at < len(words) and words[at].glued:
        is_part = words[at].kind in (Kind.LETTERS, Kind.DIGITS)
        joins = words[at].text in "-/_." and at + 1 < len(words) and words[at + 1].glued
        if not is_part and not (joins and words[at + 1].kind in (Kind.LETTERS, Kind.DIGITS)):
            break
        at += 1
    return at


def _skip_suffixed(words: Sequence[Word], at: int) -> Skip | None:
    """Ordinals, decades, and digits with letters that name: "96th", "1990s", "3D", "5G", "4K"."""
    if at + 1 >= len(words) or not words[at + 1].glued:
        return None
    digits, suffix = words[at].text, words[at + 1]
    if suffix.lower in _ORDINALS:
        return Skip(at + 2, "ordinal")
    if suffix.lower in ("s", "'s", "’s") and "." not in digits:
        return Skip(at + 2, "decade")
    if suffix.text in ("'", "’") and lower_at(words, at + 2) == "s" and words[at + 2].glued:
        return Skip(at + 3, "decade")
    if suffix.text == "(" and lower_at(words, at + 3) == ")" and len(lower_at(words, at + 2)) == 1:
        return Skip(at + 4, "name")  # "401(k)"
    is_numbered = lower_at(words, at - 1) in _NUMBERED and suffix.text.isupper()
    is_label = (
        (is_numbered and len(suffix.text) == 1)  # "Room 2B"
        or (suffix.text in ("G", "D", "d") and len(digits) == 1)
        or (suffix.text == "K" and digits in ("2", "4", "5", "8"))
        or (suffix.text in ("p", "i") and digits in _RESOLUTIONS)
        or (suffix.lower == "x" and is_digits(words, at + 2, glued=True))
    )
    return Skip(_past_run(words, at + 1), "name") if is_label else None


_RESOLUTIONS = frozenset(["360", "480", "720", "1080", "1440", "2160"])


def _skip_joined_digits(words: Sequence[Word], at: int) -> Skip | None:
    """Versions, phone numbers, numeric dates, "24/7", digits that begin with a zero."""
    text = words[at].text
    if text.count(".") > 1 and not all(len(part) == 3 for part in text.split(".")[1:]):
        return Skip(at + 1, "code")
    runs, signs, last = [text], "", at + 1
    while (
        last + 1 < len(words)
        and words[last].glued
        and (words[last].text in DASHES or words[last].text == "/")
        and is_digits(words, last + 1, glued=True)
    ):
        signs += words[last].text
        runs.append(words[last + 1].text)
        last += 2
    if len(runs) > 2 and not (len(runs) == 3 and signs[-1] == "/" and _is_fraction(*runs[1:])):
        return Skip(last, "code")
    if signs == "/" and not _is_fraction(*runs):
        return Skip(last, "code")
    if text.isdecimal() and [len(run) for run in runs] in ([3, 4], [5, 4]):
        return Skip(last, "code")
    # "14'2", "5'11"
    if (
        last == at + 1
        and lower_at(words, last) in ("'", "’")
        and is_digits(words, last + 1, glued=True)
    ):
        return Skip(last + 2, "code")
    if text.startswith("0") and len(text) > 1 and text.isdecimal():
        is_phone = len(text) > 2 and is_digits(words, last) and len(words[last].text) >= 3
        return Skip(_past_groups(words, last) if is_phone else last, "code")
    return None


def _is_fraction(above: str, below: str) -> bool:
    if not (above.isdecimal() and below.isdecimal() and len(above) < 4 and len(below) < 4):
        return False
    return int(above) < int(below) and int(below) in DIVISORS


def _skip_phone_number(words: Sequence[Word], at: int) -> Skip | None:
    """Phone numbers with spaces: "+44 20 7946 0000", "(713) 555-0100"."""
    before = lower_at(words, at - 1)
    in_brackets = before == "(" and len(words[at].text) == 3 and lower_at(words, at + 1) == ")"
    if in_brackets and is_digits(words, at + 2) and len(words[at + 2].text) == 3:
        return Skip(_past_groups(words, at + 2), "phone number")
    if before == "+" and words[at].glued and words[at].text.isdecimal():
        last = _past_groups(words, at)
        if last - at > 2 or len(words[at].text) > 8:
            return Skip(last, "phone number")
    return None


def _past_groups(words: Sequence[Word], at: int) -> int:
    while at < len(words) and (words[at].kind is Kind.DIGITS or words[at].text in "-.()"):
        at += 1
    return at


def _skip_list_mark(words: Sequence[Word], at: int) -> Skip | None:
    """Numbers of lists: "1) …", "(2) …", "2. …" in front; a number alone in a line."""
    starts = is_at_break(words, at - 1)
    if starts and is_at_break(words, at + 1):
        return Skip(at + 1, "list mark")
    if len(words[at].text) > 2:
        return None
    after = lower_at(words, at + 1)
    if after == ")":
        opened = lower_at(words, at - 1) == "("
        if (opened and len(words[at].text) == 1) or not (opened or _is_in_brackets(words, at)):
            return Skip(at + 2, "list mark")
    if starts and after == "." and at + 2 < len(words) and not words[at + 2].glued:
        return Skip(at + 2, "list mark")
    return None


#: Brackets are looked for so many words back.
_LONGEST_BRACKET = 40


def _is_in_brackets(words: Sequence[Word], at: int) -> bool:
    for back in range(at - 1, max(-1, at - _LONGEST_BRACKET), -1):
        if words[back].text == "(":
            return True
        if words[back].text == ")" or words[back].kind is Kind.BREAK:
            return False
    return False


# --- scores


def _skip_score(words: Sequence[Word], at: int) -> Skip | None:
    """Results and votes: "89-89", "won 3-1", "a 5-4 ruling", "Brazil 2 – 0 Chile"."""
    if _is_result(words, at):
        return Skip(at + 1, "score")
    if lower_at(words, at + 1) not in DASHES or not is_digits(words, at + 2):
        return None
    one, two = words[at].text, words[at + 2].text
    if not (one.isdecimal() and two.isdecimal() and len(one) <= 3 and len(two) <= 3):
        return None
    last = at + 3
    if not (words[at + 1].glued and words[at + 2].glued):
        is_match = is_name(words, at - 1) and is_name(words, last) and len(one) < 3
        return Skip(last, "score") if is_match else None
    if int(one) >= int(two):
        return Skip(last, "score")
    around = {word.lower for word in (*words[max(0, at - 4) : at], *words[last : last + 3])}
    has_unit = last < len(words) and words[last].glued and words[last].text not in ".,;:)"
    return None if around.isdisjoint(_SCORES) or has_unit else Skip(last, "score")


def _is_result(words: Sequence[Word], at: int) -> bool:
    """Whether two teams with a number each are printed: "Chelsea 2 Arsenal 1"."""
    if len(words[at].text) > 2 or not (is_name(words, at - 1) and is_name(words, at + 1)):
        return False
    return any(
        is_digits(words, second)
        and len(words[second].text) <= 2
        and (is_at_break(words, second + 1) or not words[second + 1].text[0].isalpha())
        for second in (at + 2, at + 3)
    )


_FINDERS: tuple[Callable[[Sequence[Word], int], Skip | None], ...] = (
    _skip_glued_name,
    _skip_begun_name,
    _skip_house_number,
    _skip_time,
    _skip_date,
    _skip_phone_number,
    _skip_joined_digits,
    _skip_suffixed,
    _skip_list_mark,
    _skip_score,
)

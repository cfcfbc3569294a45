"""
What the words of a stretch of the calendar mean: "the first nine months of last year".

Written by ourselves, as dateparser 1.5 answers with one moment where a stretch is named: of
"in October alone" with the 9th of October for a text of the 9th, of "last year" with a day a year
ago, of "between March and May" with two days. It finds nothing in "the third quarter", "the past
week", "since the start of the year" and "2019-2021", and takes the verb of "he may go" for a
month and "a second man" for a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from processors import calendars
from processors.calendars import Extent, TimeUnit
from processors.lexicons import load_lexicon
from processors.word_patterns import Rule, WordPatterns

# ---------------------------------------------------------------- the grammar

LEXICON = load_lexicon("times")
GRAMMAR = WordPatterns(LEXICON["classes"], LEXICON["parts"], capitalised=LEXICON["capitalised"])
CLASSES = GRAMMAR.classes
_RULES: list[Rule] = [GRAMMAR.rule(*item) for item in LEXICON["calendar"].items()]


def _numbered(names: str, members: frozenset[str], first: int) -> dict[str, int]:
    """Number the full names, and give what they are shortened to the same number."""
    full = {name: number for number, name in enumerate(names.split(), first)}
    short = {word: full[name] for word in members for name in full if name.startswith(word)}
    return {**short, **full}


_MONTHS = _numbered(LEXICON["months"], CLASSES["month_short"], 1)
WEEKDAYS = _numbered(LEXICON["weekdays"], CLASSES["weekday_name"], 0)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
ORDINALS = {
    name: number for number, names in enumerate(LEXICON["ordinals"], 1) for name in names.split()
}
_NUMBERS: dict[str, int] = LEXICON["numbers"]
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of an expression, with what resolving them needs."""

    words: list[str]
    published: date | None
    #: What "a year earlier" is earlier than: the stretch named before in the sentence.
    anchor: Extent | None
    ahead: bool

    def first(self, name: str) -> str | None:
        """The first word of the class `name`."""
        words = CLASSES[name]
        return next((word for word in self.words if word in words), None)

    def month(self) -> str | None:
        """The name of a month, in full or not."""
        return self.first("month_name") or self.first("month_short")

    def has(self, *words: str) -> bool:
        """Whether one of `words` is among them."""
        return any(word in self.words for word in words)

    def years(self) -> list[int]:
        """The years printed in full."""
        return [int(word) for word in self.words if len(word) == 4 and word.isdecimal()]

    def integers(self) -> list[int]:
        """The other numbers printed in digits."""
        return [int(word) for word in self.words if word.isdecimal() and len(word) < 4]

    def number(self) -> int | None:
        """The number of units, in digits or words; "a" is one."""
        integers = self.integers()
        if integers:
            return integers[0]
        # "A two-year term" is two years.
        values = [_NUMBERS[word] for word in self.words if word in _NUMBERS]
        if values:
            return sum(values)
        if self.has("couple"):
            return 2
        if self.has("several", "few", "some", "many", "dozen"):
            return None
        return 1

    def unit(self) -> TimeUnit | None:
        """The unit of time among the words."""
        for word in self.words:
            unit = LEXICON["units"].get(word)
            if unit is not None:
                named: TimeUnit = unit
                return named
        return None

    def ordinal(self) -> int | None:
        """The first of "first", "second" and so on, as a number."""
        return next((ORDINALS[word] for word in self.words if word in ORDINALS), None)

    def which(self) -> str | None:
        """Which stretch from now: "last", "this" or "next"; None where no word says so."""
        if self.first("last") or self.has("past"):
            return "last"
        if self.first("next"):
            return "next"
        return "this" if self.has("this", "current", "latest", "recent") else None

    def of_year(self, build: Callable[[int], Extent]) -> Extent | None:
        """`build` for the year the words name, or the likeliest one."""
        if years := self.years():
            return build(years[-1])
        if self.published is None:
            return None
        which = self.which()
        if self.has("year") and which is not None:
            return build(self.published.year + {"last": -1, "this": 0, "next": 1}[which])
        return calendars.nearest(build, self.published, future=self.ahead)


# ---------------------------------------------------------------- stretches of the calendar


def _iso(words: Phrase) -> Extent | None:
    year, month, day = (int(word) for word in words.words if word.isdecimal())
    return calendars.day(date(year, month, day))


def _day(words: Phrase) -> Extent | None:
    month = _MONTHS[words.month() or ""]
    return words.of_year(_day_of(month, words.integers()[0]))


def _day_of(month: int, day: int) -> Callable[[int], Extent]:
    def build(year: int) -> Extent:
        # Feb. 29 of a year that has none: resolved to the 28th, so that other years can be tried.
        return calendars.day(date(year, month, 28 if (month, day) == (2, 29) and year % 4 else day))

    return build


def _day_range(words: Phrase) -> Extent | None:
    month = _MONTHS[words.month() or ""]
    first, last = words.integers()[:2]
    if first > last:
        return None
    end = words.of_year(_day_of(month, last))
    return end and Extent(end.first.replace(day=first), end.last, "day")


def _month(words: Phrase) -> Extent | None:
    month = _MONTHS[words.month() or ""]

    def build(year: int) -> Extent:
        return calendars.months(year, month, 1, "month")

    found = words.of_year(build)
    if found and words.which() == "last" and not words.has("year") and words.published:
        return (
            calendars.nearest(build, found.first - _ONE_DAY, future=False)
            if (found.last >= words.published)
            else found
        )
    return found


def _unit_of_month(words: Phrase) -> Extent | None:
    if words.month():
        month = _month(replace(words, words=[word for word in words.words if word != "last"]))
    elif words.published is None:
        return None
    else:
        around = calendars.unit_around(words.published, "month")
        month = calendars.shift_extent(around, "month", -1 if words.has("last") else 0)
    if month is None:
        return None
    ordinal = words.ordinal() or 1
    if words.has("weeks", "days"):
        days = (words.number() or 0) * (7 if words.has("weeks") else 1)
        if words.has("last", "final"):
            return Extent(month.last - timedelta(days=days - 1), month.last, "day")
        return Extent(month.first, month.first + timedelta(days=days - 1), "day")
    if words.has("half"):
        middle = month.first + timedelta(days=14)
        if ordinal == 1:
            return Extent(month.first, middle, "week")
        return Extent(middle + _ONE_DAY, month.last, "week")
    length = 7 if words.has("week") else 1
    if words.has("last", "final"):
        return Extent(month.last - timedelta(days=length - 1), month.last, "week")
    first = month.first + timedelta(days=(ordinal - 1) * length)
    return Extent(first, first + timedelta(days=length - 1), "week" if length > 1 else "day")


def _quarter(words: Phrase) -> Extent | None:
    number = 4 if words.has("final") else words.ordinal() or next(iter(words.integers()), 0)
    if not 1 <= number <= 4 or words.has("fiscal"):
        return None
    years = [year % 100 for year in words.integers()[1:]]
    if years and not words.years():
        return calendars.months(2000 + years[0], number * 3 - 2, 3, "quarter")
    return words.of_year(lambda year: calendars.months(year, number * 3 - 2, 3, "quarter"))


def _half(words: Phrase) -> Extent | None:
    number = words.ordinal() or next(iter(words.integers()), 0)
    if not 1 <= number <= 2 or words.has("fiscal"):
        return None
    return words.of_year(lambda year: calendars.months(year, number * 6 - 5, 6, "half"))


def _first_units(words: Phrase) -> Extent | None:
    first, *rest = words.words[1:] if words.words[0] in CLASSES["the"] else words.words
    # "first" says which end of the year, not how many of its months.
    number = replace(words, words=[w for w in (first, *rest) if w not in ORDINALS]).number()
    unit = words.unit()
    if number is None or unit is None or words.has("fiscal"):
        return None
    whole = unit in ("month", "quarter") or words.years() or words.has("year")
    if not whole or unit == "year":
        return None
    named = (
        [w for w in words.words if w not in ("last", "final")] if first in _LAST else words.words
    )

    def build(year: int) -> Extent:
        begin, end = date(year, 1, 1), date(year, 12, 31)
        if first in _LAST:
            return Extent(calendars.shift(end + _ONE_DAY, unit, -number), end, unit)
        return Extent(begin, calendars.shift(begin, unit, number) - _ONE_DAY, unit)

    return replace(words, words=named).of_year(build)


_LAST = ("last", "final")


def _fiscal(words: Phrase) -> Extent | None:
    # Fiscal years begin in any month: without one stated there are no dates.
    return None


def _season(words: Phrase) -> Extent | None:
    month = _SEASONS[words.first("season_name") or ""]

    def build(year: int) -> Extent:
        return calendars.months(year, month, 3, "quarter")

    if words.which() == "this" and not words.has("year") and words.published:
        return build(words.published.year)
    found = words.of_year(build)
    if found and words.which() == "last" and not words.has("year") and words.published:
        return found if found.last < words.published else calendars.shift_extent(found, "year", -1)
    return found


def _ago(words: Phrase) -> Extent | None:
    unit, number = words.unit(), words.number()
    if unit is None or number is None:
        return None
    steps = number if words.has("later", "hence") else -number
    if words.anchor is not None and (words.has("earlier", "before", "later") or unit == "year"):
        return calendars.shift_extent(words.anchor, unit, steps)
    if words.published is None or words.has("before", "later"):
        return None
    return calendars.unit_around(calendars.shift(words.published, unit, steps), unit)


def _year_ago(words: Phrase) -> Extent | None:
    unit = LEXICON["units"][next(word for word in words.words if word in LEXICON["units"])]
    quarter = words.ordinal()
    if quarter is not None and words.published is not None:
        return calendars.shift_extent(
            calendars.nearest(
                lambda year: calendars.months(year, quarter * 3 - 2, 3, "quarter"),
                words.published,
                future=False,
            ),
            unit,
            -1,
        )
    if words.anchor is None:
        return None
    return calendars.shift_extent(words.anchor, unit, -1)


def _same(words: Phrase) -> Extent | None:
    anchor = words.anchor
    if anchor is None:
        return None
    if years := words.years():
        return calendars.shift_extent(anchor, "year", years[0] - anchor.last.year)
    if words.has("year") and words.has("last", "earlier", "ago", "before", "previous", "prior"):
        return calendars.shift_extent(anchor, "year", -1)
    if words.has("month") and words.has("last", "earlier", "ago", "before", "previous"):
        return calendars.shift_extent(anchor, "month", -1)
    return anchor


def _relative(words: Phrase) -> Extent | None:
    unit, which = words.unit(), words.which()
    anaphoric = words.has("previous", "prior", "preceding", "following")
    if anaphoric and words.anchor is not None and unit is not None:
        step = 1 if words.has("following") else -1
        around = calendars.unit_around(words.anchor.first, unit)
        return calendars.shift_extent(around, unit, step)
    if words.published is None or unit is None or which is None or unit == "hour":
        return None
    if words.has("past"):
        return window(words.published, unit, 1)
    around = calendars.unit_around(words.published, unit)
    if words.has("latest"):
        return None if unit != "quarter" else calendars.shift_extent(around, unit, -1)
    return calendars.shift_extent(around, unit, {"last": -1, "this": 0, "next": 1}[which])


def window(published: date, unit: TimeUnit, count: int) -> Extent:
    """The last `count` units up to the day of publication."""
    if unit == "hour":
        first = published - timedelta(days=max(1, round(count / 24)))
        return Extent(first, published, "day")
    return Extent(calendars.shift(published, unit, -count) + _ONE_DAY, published, unit)


def _today(words: Phrase) -> Extent | None:
    if words.published is None:
        return None
    if words.has("yesterday", "overnight") or words.words == ["last", "night"]:
        yesterday = words.published - _ONE_DAY
        last = words.published if words.has("overnight") else yesterday
        return Extent(yesterday, last, "day")
    return calendars.day(words.published + (_ONE_DAY if words.has("tomorrow") else 0 * _ONE_DAY))


def _weekday(words: Phrase) -> Extent | None:
    if words.published is None:
        return None
    weekday = WEEKDAYS[words.first("weekday_name") or ""]
    back = (words.published.weekday() - weekday) % 7
    if words.which() == "next" or (words.ahead and words.which() is None):
        return calendars.day(words.published + timedelta(days=(7 - back) if back else 7))
    if words.which() == "last" and back == 0:
        back = 7
    return calendars.day(words.published - timedelta(days=back))


def _decade(words: Phrase) -> Extent | None:
    decade = calendars.unit_around(date(words.years()[0], 1, 1), "decade")
    return third_of(words, decade)


def _years(words: Phrase) -> Extent | None:
    first, last = sorted(words.years()[:2])
    return Extent(date(first, 1, 1), date(last, 12, 31), "year")


def _year(words: Phrase) -> Extent | None:
    return calendars.months(words.years()[0], 1, 12, "year")


def third_of(words: Phrase, extent: Extent) -> Extent:
    if extent.unit == "day":
        return extent
    if words.words[0] in CLASSES["early"] or words.has("early"):
        return extent.part("early")
    if words.words[0] in CLASSES["late"] or words.has("late"):
        return extent.part("late")
    return extent.part("middle") if words.has("mid", "middle") else extent


_READERS: dict[str, Callable[[Phrase], Extent | None]] = {
    "iso": _iso,
    "day_range": _day_range,
    "day": _day,
    "unit_of_month": _unit_of_month,
    "first_units": _first_units,
    "quarter": _quarter,
    "half": _half,
    "fiscal": _fiscal,
    "month": _month,
    "season": _season,
    "same": _same,
    "ago": _ago,
    "year_ago": _year_ago,
    "relative": _relative,
    "today": _today,
    "weekday": _weekday,
    "decade": _decade,
    "years": _years,
    "year": _year,
}
#: Named by another stretch: what a figure is compared with, mostly.
RELATIVE_RULES = frozenset({"ago", "year_ago", "same"})


def read_stretch(
    code: str,
    texts: Sequence[str],
    first: int,
    last: int,
    context: Phrase,
    *,
    year: int | None = None,
) -> tuple[str, Extent | None]:
    """
    Say what the words from `first` to `last` name: the rule that they follow, and the stretch.

    `code` and `texts` are those of the whole text. `context` is taken for the day of
    publication and the like; `year` is that of the other end, for "January to March 2024".
    """
    for rule in _RULES:
        match = rule.regex.fullmatch(code, first, last)
        if match is None:
            continue
        words = replace(context, words=list(texts[first:last]))
        if year is not None and not words.years():
            words.words.append(str(year))
        if rule.name in _READERS:
            return rule.name, _attempt(_READERS[rule.name], words)
        inner = None
        if match.group("inner") is not None:
            inner = read_stretch(code, texts, *match.span("inner"), context, year=year)[1]
        return rule.name, _attempt(partial(_edge, rule.name, inner), words)
    return "", None


def _attempt(read: Callable[[Phrase], Extent | None], words: Phrase) -> Extent | None:
    """`read`, or None for a day that the calendar does not have ("June 31")."""
    try:
        return read(words)
    except (ValueError, OverflowError):
        return None


def _edge(rule: str, inner: Extent | None, words: Phrase) -> Extent | None:
    if rule == "much":
        return inner
    if rule == "third":
        return inner and third_of(words, inner)
    unit = words.unit()
    if inner is None and words.published is not None and unit is not None:
        # "The start of the year" is that of the running one.
        inner = calendars.unit_around(words.published, unit)
    if inner is None:
        return None
    if words.first("start"):
        return calendars.day(inner.first)
    if words.first("end"):
        return calendars.day(inner.last)
    return inner.part("middle")

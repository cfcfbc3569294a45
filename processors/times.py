"""Time expressions of a text, resolved to dates against the day it was printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from spacy.tokens import Doc

from figurewatch.records import Per
from processors import calendars
from processors.calendars import Extent, TimeUnit
from processors.once import once
from processors.stretches import (
    CLASSES,
    GRAMMAR,
    LEXICON,
    ORDINALS,
    RELATIVE_RULES,
    WEEKDAYS,
    Phrase,
    read_stretch,
    window,
)
from processors.word_patterns import Rule, plain
from processors.words import split_words

TimeKind = Literal[
    "date",  # one day, or less
    "period",  # a longer stretch: "October", "the third quarter", "the past week"
    "since",  # from a start up to now
    "so_far",  # the running stretch up to now
    "until",  # up to an end: "by 2030"
    "as_of",  # a moment at which something holds: "as of Sunday", "currently"
    "relative",  # a stretch named by another: "a year earlier", "the same period last year"
    "duration",  # how long, not when: "ten days"
    "recurring",  # again and again: "every month", "a day"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """
    Words that say when; both dates are inclusive, None is open or unknown.

    `start`, `end` and `text` include the words that lead it ("in October alone"), `core` is
    without them ("October").
    """

    start: int
    end: int
    text: str
    kind: TimeKind
    core: tuple[int, int]
    from_: date | None = None
    to: date | None = None
    #: Of what is recurring: once in which unit.
    per: Per | None = None
    #: Of a duration or a window: how many of which unit.
    count: int | None = None
    unit: TimeUnit | None = None
    #: The sentence looks ahead: "will", "is expected to".
    ahead: bool = False


def find_times(doc: Doc, *, published: date | None) -> list[TimeExpression]:
    """
    Find the time expressions of `doc`, in the order of the text, none inside another.

    Without a day of publication only what names its own year has dates. The time is linear in
    the text, and no text raises.
    """
    return once(doc, "times", lambda: _Reader(doc, published).read(), about=published)


_FRAMES: list[Rule] = [GRAMMAR.rule(*item) for item in LEXICON["frames"].items()]
_EVENTS: dict[str, dict[str, Any]] = LEXICON["events"]
_PERS: dict[str, Per] = {
    **dict.fromkeys(("day", "daily", "nightly", "weekday"), "day"),
    **dict.fromkeys(("week", "weekly"), "week"),
    **dict.fromkeys(("month", "monthly"), "month"),
    **dict.fromkeys(("year", "yearly", "annual", "annually", "annum", "annualized"), "year"),
    "annualised": "year",
}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Resolved:
    """What an expression means."""

    kind: TimeKind
    extent: Extent | None = None
    open_start: bool = False
    open_end: bool = False
    per: Per | None = None
    count: int | None = None
    unit: TimeUnit | None = None


# ---------------------------------------------------------------- whole expressions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A match of a frame, with everything around that resolving it needs."""

    rule: str
    match: re.Match[str]
    code: str
    #: All words of the text, made plain.
    words: list[str]
    vocabulary: frozenset[str]
    published: date | None
    anchor: Extent | None
    ahead: bool

    @property
    def texts(self) -> list[str]:
        """The words of the whole expression."""
        return self.words[slice(*self.match.span())]

    def phrase(self, texts: list[str] | None = None) -> Phrase:
        """`texts`, or the words of the whole expression, as what the calendar reads."""
        words = self.texts if texts is None else texts
        return Phrase(words, self.published, self.anchor, self.ahead)

    def span(self, group: str = "core") -> tuple[int, int]:
        """The words of a part, or of everything where the match has no such part."""
        if group in self.match.re.groupindex and self.match.group(group) is not None:
            return self.match.span(group)
        return self.match.span()

    def read(self, group: str, *, year: int | None = None) -> tuple[str, Extent | None]:
        """What a part names: the rule of the calendar that it follows, and the stretch."""
        if group not in self.match.re.groupindex or self.match.group(group) is None:
            return "", None
        span = self.match.span(group)
        return read_stretch(self.code, self.words, *span, self.phrase([]), year=year)


def _in(found: _Found) -> _Resolved:
    rule, extent = found.read("core")
    core = found.phrase(found.words[slice(*found.span("core"))])
    if rule in RELATIVE_RULES or core.has("previous", "prior", "preceding", "following"):
        return _Resolved("relative", extent)
    one_day = rule in ("edge", "weekday", "today") or (extent and extent.first == extent.last)
    return _Resolved("date" if one_day else "period", extent)


def _so_far(found: _Found) -> _Resolved:
    core = found.read("core")
    return _Resolved("so_far", _up_to(core[1], found.published))


def _to_date(found: _Found) -> _Resolved:
    year = "year" in found.texts and found.published
    start = calendars.unit_around(year, "year") if year else None
    return _Resolved("so_far", _up_to(start, found.published))


def _up_to(start: Extent | None, published: date | None) -> Extent | None:
    """From the beginning of `start` to the day of publication."""
    if published is None or start is None or start.first > published:
        return None
    return Extent(start.first, published, start.unit)


def _since(found: _Found) -> _Resolved:
    _, start = found.read("core")
    if start is None:
        start = _event(found)
    if start is None:
        return _Resolved("since", None)
    last = found.published if found.published and found.published >= start.first else date.max
    return _Resolved("since", Extent(start.first, last, start.unit), open_end=last == date.max)


def _event(found: _Found) -> Extent | None:
    """The day on which an event of the lexicon began, where its words and its context are there."""
    said = " ".join(found.texts).replace(" - ", "-")
    for event in _EVENTS.values():
        named = any(words in said for words in event["words"])
        if named and found.vocabulary.issuperset(event["beside"]):
            return calendars.day(event["began"])
    return None


def _until(found: _Found) -> _Resolved:
    _, extent = found.read("core")
    return _Resolved("until", extent, open_start=True)


def _as_of(found: _Found) -> _Resolved:
    _, extent = found.read("core")
    return _Resolved("as_of", extent, open_start=True)


def _now(found: _Found) -> _Resolved:
    extent = calendars.day(found.published) if found.published else None
    return _Resolved("as_of", extent, open_start=True)


def _range(found: _Found) -> _Resolved:
    last = found.read("last")[1]
    if last is None:
        return _Resolved("period")
    first = found.read("first", year=last.last.year)[1]
    if first is not None and first.first > last.first:
        first = calendars.shift_extent(first, "year", -1)
    if first is None or first.first > last.last:
        return _Resolved("period")
    return _Resolved("period", Extent(first.first, last.last, last.unit))


def _from(found: _Found) -> _Resolved:
    _, start = found.read("core")
    return _Resolved("since", start, open_end=True)


def _span_to(found: _Found) -> _Resolved:
    last = found.read("last")[1]
    core = found.words[slice(*found.span("core"))]
    # "The third quarter ended in May" is one quarter long.
    words = found.phrase([word for word in core if word not in ORDINALS])
    unit: TimeUnit | None = "half" if words.has("half") else words.unit()
    number = words.number()
    if last is None or unit is None or number is None:
        return _Resolved("period")
    after = last.last + _ONE_DAY
    return _Resolved("period", Extent(calendars.shift(after, unit, -number), last.last, unit))


def _window_of(found: _Found) -> _Resolved:
    words = found.phrase()
    unit, number = words.unit(), words.number()
    if not (words.first("number") or words.integers() or words.has("couple")):
        # "The past week" is one, "recent weeks" are nobody knows how many.
        number = 1 if found.rule == "window_noun" else None
    if unit is None or number is None or found.published is None:
        return _Resolved("period", count=number, unit=unit)
    if words.first("next"):
        start = found.published + _ONE_DAY
        after = Extent(start, calendars.shift(found.published, unit, number), unit)
        return _Resolved("period", after, count=number, unit=unit)
    extent = window(found.published, unit, number)
    return _Resolved("period", extent, count=number, unit=unit)


def _duration(found: _Found) -> _Resolved:
    words = found.phrase()
    return _Resolved("duration", count=words.number(), unit=words.unit())


def _recurring(found: _Found) -> _Resolved:
    texts = found.texts
    singular = (text.removesuffix("s") for text in texts)
    per = next((_PERS[text] for text in singular if text in _PERS), None)
    if per is None and any(text in WEEKDAYS for text in texts):
        per = "week"
    words = found.phrase()
    if len(texts) > 2 and (words.number() or 1) > 1:
        per = None
    return _Resolved("recurring", per=per, count=words.number(), unit=words.unit())


def _undated(_found: _Found) -> _Resolved:
    # "For the nine months": of which year, and to which month, the text says elsewhere.
    return _Resolved("period")


def _year_on_year(_found: _Found) -> _Resolved:
    return _Resolved("relative")


_FRAME_READERS: dict[str, Callable[[_Found], _Resolved]] = {
    "in": _in,
    "so_far": _so_far,
    "so_far_after": _so_far,
    "to_date": _to_date,
    "since": _since,
    "since_event_at": _since,
    "since_event": _since,
    "since_the_event": _since,
    "since_doing": _since,
    "until": _until,
    "as_of": _as_of,
    "now": _now,
    "range": _range,
    "between": _range,
    "weekdays": _range,
    "months": _range,
    "from_days": _in,
    "from_years": _in,
    "from": _from,
    "span_to": _span_to,
    "window": _window_of,
    "window_noun": _window_of,
    "definite": _undated,
    "duration": _duration,
    "recurring": _recurring,
    "year_on_year": _year_on_year,
}

#: How far from an expression a word that looks ahead still bears on it, in words.
_NEAR = 10


class _Reader:
    """Finds and resolves the expressions of one text, from left to right."""

    def __init__(self, doc: Doc, published: date | None) -> None:
        self._doc = doc
        self._published = published
        # spaCy puts the text together anew whenever it is asked for it.
        self._text = doc.text
        self._words = split_words(self._text)
        self._plain = [plain(word) for word in self._words]
        self._vocabulary = frozenset(self._plain)
        self._code = GRAMMAR.encode(self._words)
        self._sentences = self._sentence_numbers()

    def read(self) -> list[TimeExpression]:
        """The expressions in order; of overlapping ones the first, then the longest."""
        matches = [
            (match.start(), -match.end(), order, match)
            for order, rule in enumerate(_FRAMES)
            for match in rule.regex.finditer(self._code)
        ]
        found: list[TimeExpression] = []
        end = sentence = 0
        anchor: Extent | None = None
        for start, _, order, match in sorted(matches, key=lambda item: item[:3]):
            if start < end or not self._is_time(match):
                continue
            if self._sentences[start] > sentence + 1:
                # "A year earlier" looks back to its own sentence or to the one before.
                anchor = None
            sentence = self._sentences[start] if anchor is None else sentence
            end = match.end()
            rule = _FRAMES[order].name
            ahead = self._looks_ahead(match)
            here = _Found(
                rule=rule,
                match=match,
                code=self._code,
                words=self._plain,
                vocabulary=self._vocabulary,
                published=self._published,
                anchor=anchor,
                ahead=ahead,
            )
            resolved = _attempt_frame(here)
            found.append(self._expression(here, resolved))
            if resolved.extent is not None and resolved.kind in ("date", "period"):
                anchor, sentence = resolved.extent, self._sentences[start]
        return found

    def _sentence_numbers(self) -> list[int]:
        """For each word, the number of the sentence that it stands in."""
        starts = [token.idx for token in self._doc if token.is_sent_start]
        numbers, number = [], 0
        for word in self._words:
            while number < len(starts) and word.start >= starts[number]:
                number += 1
            numbers.append(number)
        return [*numbers, number]

    def _is_time(self, match: re.Match[str]) -> bool:
        """Whether it is no price or number that looks like a year."""
        first, last = match.span()
        if last - first > 1 or self._code[first] != "Y":
            return True
        before = self._words[first - 1].text if first else ""
        after = self._words[last].text if last < len(self._words) else ""
        return before not in _CURRENCIES and after not in ("%", "per", "percent")

    def _looks_ahead(self, match: re.Match[str]) -> bool:
        first, last = match.span()
        sentence = self._sentences[first]
        future = CLASSES["future"]
        for index in range(first - 1, max(-1, first - _NEAR), -1):
            if self._sentences[index] != sentence:
                break
            if self._plain[index] in future:
                return True
        fronted = first == 0 or self._sentences[first - 1] != sentence
        return fronted and not future.isdisjoint(self._plain[last : last + _NEAR])

    def _expression(self, found: _Found, resolved: _Resolved) -> TimeExpression:
        first, last = found.match.span()
        core_first, core_last = found.span("core")
        extent = resolved.extent
        start, end = self._words[first].start, self._end_of(last - 1)
        return TimeExpression(
            start=start,
            end=end,
            text=self._text[start:end],
            kind=resolved.kind,
            core=(self._words[core_first].start, self._end_of(core_last - 1)),
            from_=extent.first if extent and not resolved.open_start else None,
            to=extent.last if extent and not resolved.open_end else None,
            per=resolved.per,
            count=resolved.count,
            unit=resolved.unit or (extent.unit if extent else None),
            ahead=found.ahead,
        )

    def _end_of(self, index: int) -> int:
        word = self._words[index]
        return word.end - (len(word.text) - len(self._plain[index]))


_CURRENCIES = frozenset("$€£¥₹₽₩₺₴")


def _attempt_frame(found: _Found) -> _Resolved:
    try:
        return _FRAME_READERS[found.rule](found)
    except (ValueError, OverflowError):
        return _Resolved("period")

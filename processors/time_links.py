"""
Which time expression belongs to which figure: by place in the sentence, not by the parse.

A figure takes a time of its own part of the sentence, rather one that follows; a time at the
head of the sentence ("In March, …") holds for every level reported in it. Where parsers hang a
time is a guess more often than what stands next to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from processors.cues import VERBS
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.restated import restated_noun
from processors.sentence_parts import Parts
from processors.times import TimeExpression
from processors.unit_families import kind_of_unit

_LEXICON = load_lexicon("scopes")
_ADDITIONS = frozenset(_LEXICON["clauses"]["additions"].split())
_OF_OTHERS = frozenset(_LEXICON["times"]["of_others"].split())
_PASSIVES = frozenset(_LEXICON["times"]["passives"].split())
_REFERENCES = frozenset(_LEXICON["times"]["references"].split())
_RECORDS = frozenset(_LEXICON["times"]["records"].split())
_PERIODIC = frozenset(_LEXICON["rate"]["adjectives"].split())
_OF_PERIOD = frozenset(_LEXICON["rate"]["of_period"].split())
_COMPARED = frozenset(_LEXICON["times"]["compared"].split())
_SAME_TIMES: list[str] = _LEXICON["carried"]["same_times"]
_OPENINGS: list[str] = _LEXICON["carried"]["openings"]
_SAYING = frozenset(verb for verb, manner in VERBS.items() if manner == "speech")
_MARKS = frozenset(_LEXICON["times"]["marks"].split())
_RESULTS = frozenset(_LEXICON["times"]["results"].split())
_SPEECH = frozenset(verb for verb, manner in VERBS.items() if manner in ("speech", "report"))

#: A time this near the head of a sentence holds for all of it.
_HEAD = 2
#: How near a verb of speech must be for a day to be that of speaking.
_SPEAKING_WITHIN = 4
_TOO_FAR = 40.0
#: These make a rate only right behind what is counted, at most so many words away.
_RIGHT_BEHIND = ("a ", "an ", "/", "per ")
_NOUN = 4


def time_of(mention: Mention, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The time expression of the sentence that says when `mention` holds, if there is one."""
    inside = [time for time in _of_sentence(mention.sentence, times) if _is_apart(time, mention)]
    candidates = [time for time in inside if _can_say_when(time, mention)]
    if not candidates:
        return None
    restated = restated_noun(mention) is not None
    layout = _Layout(mention, inside, restated=restated)
    if restated:
        # "On Tuesday revised the number for last year": the day is that of revising.
        candidates = [time for time in candidates if time.kind != "date"] or candidates
    best = min(candidates, key=layout.cost)
    if layout.cost(best) >= _TOO_FAR:
        return None
    is_day = restated and best.kind == "date"
    return replace(best, kind="as_of", from_=None) if is_day else best


def time_before(mention: Mention, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """
    The time of the sentence before, where this one goes on with its figure.

    "In May 900 arrived. Of these, 300 were children": only if there is one time in it.
    """
    sentence = mention.sentence
    said = " ".join(token.lower_ for token in sentence)
    goes_on = any(said.startswith(f"{words} ") for words in _OPENINGS)
    if sentence.start == 0 or not (goes_on or any(phrase in said for phrase in _SAME_TIMES)):
        return None
    before = mention.doc[sentence.start - 1].sent
    inside = [
        time
        for time in _of_sentence(before, times)
        if time.kind not in ("recurring", "duration", "relative")
    ]
    if len(inside) > 1:
        # "In April …, it said on Monday": a stretch rather than a day
        inside = [time for time in inside if time.kind != "date"]
    return inside[0] if len(inside) == 1 else None


def rate_of(mention: Mention, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The words that make `mention` a rate: "every month" in its clause, "a day" behind it."""
    inside = _of_sentence(mention.sentence, times)
    recurring = [
        time for time in inside if time.kind == "recurring" and not _is_of_period(time, mention)
    ]
    layout = _Layout(mention, recurring)
    near = [time for time in recurring if layout.is_rate_of(time)]
    return min(near, key=layout.cost, default=None)


def _is_of_period(time: TimeExpression, mention: Mention) -> bool:
    """Whether it says whose amount it is, and no rate: "a quarterly loss", "the monthly record"."""
    unit = mention.unit
    if unit is not None and time.start < unit[1] and "watt hour" in mention.quantity.unit:
        # "31 euros a megawatt hour"
        return time.text.lower().endswith("hour")
    if time.text.lower() not in _PERIODIC:
        return False
    words = mention.doc.char_span(time.start, time.end, alignment_mode="expand")
    is_of_name = words is not None and mention.doc[words.end : words.end + 1].text.istitle()
    # "The daily Horizon" is a paper.
    return is_of_name or _after(time, mention) in _OF_PERIOD


def _of_sentence(sentence: Span, times: Sequence[TimeExpression]) -> Sequence[TimeExpression]:
    """The expressions in `sentence`, of all those of the text in order."""
    first = bisect_left(times, sentence.start_char, key=lambda time: time.start)
    last = bisect_left(times, sentence.end_char, lo=first, key=lambda time: time.start)
    return times[first:last]


def _is_apart(time: TimeExpression, mention: Mention) -> bool:
    """Whether the quantity has no word in common with the expression."""
    return time.end <= mention.quantity.start or time.start >= mention.quantity.end


def _can_say_when(time: TimeExpression, mention: Mention) -> bool:
    if time.kind == "recurring" or any(phrase in time.text.lower() for phrase in _SAME_TIMES):
        return False
    if time.start > mention.quantity.end and _after(time, mention) in _MARKS:
        # "12 centimetres short of the 1997 record"
        return False
    before = _before(time, mention)
    if before is not None and before.lower_ in _OF_OTHERS:
        is_own = before.i >= mention.tokens.end and _is_passive(before)
        if not is_own or any(
            token.text == "," for token in mention.doc[mention.tokens.end : before.i]
        ):
            return False
    if time.kind == "duration":
        return _is_span_of(time, mention)
    if before is not None and _is_reference(before, mention):
        return False
    if time.kind == "since" and before is not None and _is_of_record(before):
        return False
    if time.kind == "date":
        return not _is_day_of_speaking(time, mention)
    # "Officials said last week that": no report of what happened last week.
    said_then = before is not None and before.lower_ in _SAYING
    return not (said_then and _after(time, mention) == "that")


def _is_passive(participle: Token) -> bool:
    """Whether a form of "be" makes it the verb of its clause: "were built last year"."""
    before = participle.doc[max(participle.sent.start, participle.i - 2) : participle.i]
    return any(token.lower_ in _PASSIVES for token in before)


def _is_span_of(time: TimeExpression, mention: Mention) -> bool:
    """Whether a duration says over how long: "within two years", or a term: "8.5% six months"."""
    if "-" in time.text:
        return False
    if time.start != time.core[0]:
        return True
    adjacent = 0 <= time.start - mention.quantity.end <= 1
    return mention.quantity.unit == "percentage" and adjacent


def _is_reference(before: Token, mention: Mention) -> bool:
    """Whether a time behind it is what a change is measured from: "up 5% from August"."""
    if before.idx < mention.quantity.end:
        return False
    if before.lower_ in ("with", "to") and before.i > mention.tokens.end:
        return before.nbor(-1).lower_ in _COMPARED
    return before.lower_ in _REFERENCES


def _is_of_record(before: Token) -> bool:
    """Whether "since" goes with a superlative: "the highest number since 2009"."""
    near = before.doc[max(before.sent.start, before.i - _SPEAKING_WITHIN) : before.i + 1]
    return any(token.lower_ in _RECORDS for token in near)


def _is_day_of_speaking(time: TimeExpression, mention: Mention) -> bool:
    """Whether a day says when something was said: "said on Friday", "On Friday, she told"."""
    doc, sentence = mention.doc, mention.sentence
    words = doc.char_span(time.start, time.end, alignment_mode="expand")
    if words is None:
        return False
    near = doc[max(sentence.start, words.start - _SPEAKING_WITHIN) : words.start]
    for token in reversed(near):
        if token.lower_ in _SPEECH:
            return token.i > mention.tokens.end or words.end <= mention.tokens.start
        if token.text in (",", ";") or token.like_num:
            break
    after = doc[words.end : words.end + 1]
    if any(token.lower_ in _SPEECH | {"put"} and token.tag_ == "VBD" for token in after):
        return True
    if _is_day_of_results(words, mention):
        return True
    fronted = words.start - sentence.start <= 1
    between = doc[words.end : max(words.end, mention.tokens.start)]
    return fronted and any(token.lower_ in _SPEECH and token.pos_ == "VERB" for token in between)


def _is_day_of_results(day: Span, mention: Mention) -> bool:
    """Whether money was reported on that day, not made: "posted a loss of $5m on Tuesday"."""
    if kind_of_unit(mention.quantity.unit) != "money":
        return False
    before = mention.doc[mention.sentence.start : min(day.start, mention.tokens.start)]
    behind = mention.doc[day.end : day.end + 1]
    return any(token.lower_ in _RESULTS for token in (*before, *behind))


def _before(time: TimeExpression, mention: Mention) -> Token | None:
    words = mention.doc.char_span(time.start, time.end, alignment_mode="expand")
    if words is None or words.start <= mention.sentence.start:
        return None
    return mention.doc[words.start - 1]


def _after(time: TimeExpression, mention: Mention) -> str:
    words = mention.doc.char_span(time.start, time.end, alignment_mode="expand")
    if words is None or words.end >= mention.sentence.end:
        return ""
    return mention.doc[words.end].lower_


class _Layout:
    """How far the times of a sentence are from one figure."""

    def __init__(
        self, mention: Mention, times: Sequence[TimeExpression], *, restated: bool = False
    ) -> None:
        """`restated`: it is a number given anew, of the same time as the one before."""
        self._restated = restated
        self._sentence = mention.sentence
        self._mention = mention.tokens
        self._times = [self._tokens(time) for time in times]
        inside = {index for first, last in self._times for index in range(first, last)}
        self._parts = Parts(self._sentence, self._mention, inside)

    def cost(self, time: TimeExpression) -> float:
        """How far `time` is from the figure; `_TOO_FAR` and more is out of reach."""
        first, last = self._tokens(time)
        start, end = self._mention.start, self._mention.end
        here, there = self._parts.of(start), self._parts.of(first)
        follows = first >= end
        between = range(end, first) if follows else range(last, start)
        cost = 0.3 * len(between) + sum(number in between for number in self._parts.numbers)
        cost += 8 * sum(other in between for other, _ in self._times)
        cost += 0 if follows else 2
        if follows and self._has_addition(between):
            return _TOO_FAR
        if here.number == there.number:
            return cost
        if here.compared and self._restated and not follows:
            return cost
        if there.compared or here.compared:
            return _TOO_FAR
        if here.clause != there.clause:
            return cost + 10 if self._is_head(first) else _TOO_FAR
        return cost + (10 if follows else 4)

    def _has_addition(self, between: range) -> bool:
        doc = self._sentence.doc
        return any(
            (doc[index].lower_ in _ADDITIONS and doc[index - 1].text == ",")
            or (doc[index].lower_ in ("whom", "which") and doc[index - 1].lower_ == "of")
            for index in between
            if index > self._sentence.start
        )

    def is_rate_of(self, time: TimeExpression) -> bool:
        """Whether a recurring time makes the figure a rate."""
        first, last = self._tokens(time)
        start, end = self._mention.start, self._mention.end
        if first < end and last > start:
            return True
        if self._parts.of(start).number != self._parts.of(first).number:
            return False
        between = range(end, first) if first >= end else range(last, start)
        if any(number in between for number in self._parts.numbers):
            return False
        if time.text.lower().startswith(_RIGHT_BEHIND):
            # "5,000 people a day": behind the noun at most.
            return first >= end and len(between) <= _NOUN
        return True

    def _tokens(self, time: TimeExpression) -> tuple[int, int]:
        words = self._sentence.doc.char_span(time.start, time.end, alignment_mode="expand")
        return (words.start, words.end) if words is not None else (0, 0)

    def _is_head(self, index: int) -> bool:
        numbers = self._parts.numbers
        return (not numbers or index < numbers[0]) and index - self._sentence.start < _HEAD

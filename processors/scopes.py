"""What kind of number a figure is, and the period that it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from spacy.tokens import Token

from figurewatch.records import Counted, Scope, ScopeKind
from processors import syntax
from processors.classes import CLASSES
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.sentence_parts import Parts, is_number, parts_of
from processors.time_links import rate_of, time_before, time_of
from processors.times import TimeExpression, find_times

_LEXICON = load_lexicon("scopes")


def _words(table: str, key: str) -> frozenset[str]:
    return frozenset(_LEXICON[table][key].split())


_STOCK_VERBS = _words("stock", "verbs")
_STOCK_NOUNS = _words("stock", "nouns")
_MEMBERS = _words("stock", "members")
_PRICES = _words("stock", "prices")
_STATES = _words("stock", "states")
_STOCK_PHRASES: list[str] = _LEXICON["stock"]["phrases"]
_STOCK_BEFORE = _words("stock", "before")
_ABILITIES = _words("stock", "abilities")
_PROGRESSIVES = _words("stock", "progressives")
_PUTTING = _words("stock", "putting")
_OF_PERIOD = _words("rate", "of_period")
_BE = frozenset({"is", "are", "was", "were", "been", "'s", "’s", "'re", "’re"})
_FLOW_NOUNS = _words("flow", "nouns")
_TOTALS = _words("cumulative", "nouns")
_TOTAL_PHRASES: list[str] = _LEXICON["cumulative"]["phrases"]
_EVENTS = _words("cumulative", "events")
_COUNTED_UP = _words("cumulative", "counted_up")
_SINGLE_EVENTS = _words("cumulative", "single")
_CONSEQUENCES = _words("cumulative", "consequences")
_DETERMINERS = _words("cumulative", "determiners")
_AVERAGING = _words("rate", "verbs")
_RATE_ADJECTIVES = _words("rate", "adjectives")
_RATE_NOUNS = _words("rate", "nouns")
_SHARES = _words("share", "nouns")
_SHARE_PHRASES: list[str] = _LEXICON["share"]["phrases"]
_LEVEL_BEFORE = _words("share", "level")
_FLOW_VERBS = _words("flows", "verbs")
_FLOW_AMOUNTS = _words("flows", "nouns")
_UNITS_OF_LEVELS = frozenset(_LEXICON["flows"]["units_of_levels"])
_PERFECT = frozenset({"have", "has", "had", "'ve", "’ve"})

#: How far behind a number a state may stand, in tokens: "66 people on the list are missing".
_STATE_WITHIN = 7
#: They say at which moment it was so much.
_AT_EDGE = ("at the end", "at the start", "at the beginning", "at the close")
_LONG = frozenset({"week", "month", "quarter", "half", "year", "decade"})


def find_scope(mention: Mention, counted: Counted | None, *, published: date | None) -> Scope:
    """
    Say what kind of number `mention` is, and of which period it speaks.

    `start`, `end` and `text` are the words of the period where there are any. A level and a
    total of which nothing else is said hold on the day of publication.
    """
    clues = _Clues.of(mention, counted, published)
    kind = next(kind for kind, holds in _KINDS if holds(clues))
    first, last = _DATES[kind](clues)
    if first is not None and last is not None and first > last:
        first = last = None
    words = clues.time or clues.rate_beside
    return Scope(
        kind=kind,
        text=words.text if words else None,
        start=words.start if words else None,
        end=words.end if words else None,
        from_=first,
        to=last,
        per=clues.rate.per if clues.rate and kind == "rate" else None,
    )


@dataclass(frozen=True)
class _Clues:
    """What is known of a figure before its kind is decided."""

    mention: Mention
    counted: Counted | None
    published: date | None
    time: TimeExpression | None
    rate: TimeExpression | None

    @classmethod
    def of(cls, mention: Mention, counted: Counted | None, published: date | None) -> _Clues:
        times = find_times(mention.doc, published=published)
        time = time_of(mention, times) or time_before(mention, times)
        clues = cls(mention, counted, published, time, rate_of(mention, times))
        # "Employs 21,000 people and sold 400,000 cars last year": the year is of the cars.
        is_of_other = clues.is_of_now or clues.is_before_perfect
        return replace(clues, time=None) if is_of_other else clues

    @property
    def is_of_now(self) -> bool:
        """Whether a verb in the present states a level, and its time is past."""
        time, verb = self.time, self.verb
        if time is None or time.to is None or self.published is None or verb is None:
            return False
        present = verb.tag_ in ("VBZ", "VBP") and verb.lower_ in _STOCK_VERBS
        behind = time.start > self.mention.quantity.end
        return present and behind and time.kind == "period" and time.to < self.published

    @property
    def is_before_perfect(self) -> bool:
        """Whether a day before it is of another clause: "rain on Friday where 12 have died"."""
        time = self.time
        if time is None or time.kind != "date" or time.start > self.mention.quantity.start:
            return False
        return _is_perfect(self) and not self.words.isdisjoint({"have", "has"})

    @cached_property
    def parts(self) -> Parts:
        """The parts of the sentence."""
        return parts_of(self.mention)

    @cached_property
    def part(self) -> list[Token]:
        """
        The tokens of the figure's part of the sentence.

        Of a level that is compared with, what was said of the one before holds as well:
        "52,000 are without power, down from 610,000".
        """
        first = self.mention.tokens.start
        own = self.parts.around(first)
        if not self.parts.of(first).compared or own[0].i == self.mention.sentence.start:
            return own
        return [token for token in self.parts.around(own[0].i - 1) if token.i < first] + own

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of that part, lower case."""
        return frozenset(token.lower_ for token in self.part)

    @property
    def words_of_level(self) -> frozenset[str]:
        """The words that say what is measured: "12% of voters, down from 19%" says it once."""
        if self.parts.of(self.mention.tokens.start).compared:
            return frozenset(token.lower_ for token in self.mention.sentence)
        return self.words

    @cached_property
    def said(self) -> str:
        """That part as one lower-case string."""
        return " ".join(token.lower_ for token in self.part)

    @cached_property
    def verb(self) -> Token | None:
        """The verb whose clause states the figure."""
        return syntax.head_verb_of(self.mention.number_tokens.root)

    @property
    def rate_beside(self) -> TimeExpression | None:
        """The words of the rate, where they are no part of the quantity's own words."""
        quantity = self.mention.quantity
        inside = self.rate is not None and quantity.start <= self.rate.start < quantity.end
        return None if inside else self.rate

    @cached_property
    def before(self) -> str:
        """The word right before the quantity."""
        first = self.mention.tokens.start
        return self.mention.doc[first - 1].lower_ if first > self.mention.sentence.start else ""

    @cached_property
    def after(self) -> list[Token]:
        """The words right behind the quantity, up to the next number."""
        end = self.mention.tokens.end
        found: list[Token] = []
        for token in self.part:
            if token.i < end:
                continue
            if is_number(token) or len(found) == _STATE_WITHIN:
                break
            found.append(token)
        return found

    @property
    def head(self) -> str:
        """The head of what is counted, "" where nothing is."""
        return self.counted.head.lower() if self.counted else ""

    @property
    def is_percentage(self) -> bool:
        """Whether it is a percentage or a fraction of a whole."""
        return self.mention.quantity.unit in ("percentage", "fraction")

    @property
    def is_of_period(self) -> bool:
        """Whether its time is a stretch, and no day: "in 2023"."""
        return self.time is not None and self.time.kind == "period" and self.time.unit != "day"

    @property
    def time_kind(self) -> str:
        """The kind of its time expression, "" where it has none."""
        return self.time.kind if self.time else ""


# ---------------------------------------------------------------- kinds, the first that holds


def _is_change(clues: _Clues) -> bool:
    """The sentence states a change by this much: "rose by 3%"."""
    if any(phrase in clues.said for phrase in _SHARE_PHRASES):
        # "Make up 23%" moves nothing up.
        return False
    return clues.mention.quantity.direction is not None and not _is_flow(clues)


def _is_flow(clues: _Clues) -> bool:
    """So many came or went: "added 200,000 jobs", "lost 400 men"."""
    if clues.mention.quantity.unit in _UNITS_OF_LEVELS:
        return False
    if clues.before == "of":
        return clues.mention.tokens[0].nbor(-2).lower_ in _FLOW_AMOUNTS
    return clues.before in _FLOW_VERBS


def _is_rate(clues: _Clues) -> bool:
    """A flow per unit of time: "a month", "daily output of", "averages 500"."""
    if clues.is_percentage:
        return False
    verb = clues.verb.lower_ if clues.verb is not None else ""
    if (
        (clues.rate is not None and clues.rate.unit != "quarter")
        or verb in _AVERAGING
        or clues.before in _AVERAGING
    ):
        return True
    periodic = any(
        token.lower_ in _RATE_ADJECTIVES and token.nbor().lower_ not in _OF_PERIOD
        for token in clues.part
        if token.i + 1 < clues.mention.sentence.end
    )
    return periodic and bool(clues.words & _RATE_NOUNS)


def _is_share(clues: _Clues) -> bool:
    """A part of a whole: "12% of", "one in five"; no level that is measured in percent."""
    if not clues.is_percentage:
        return False
    after = clues.after[0].lower_ if clues.after else ""
    if after in ("of", "full") or not clues.words_of_level.isdisjoint(_SHARES):
        return True
    return clues.before not in _LEVEL_BEFORE and clues.head not in _STOCK_NOUNS


def _is_cumulative(clues: _Clues) -> bool:
    """A total since a start, said or understood: "since", "so far", "the toll", "have died"."""
    if clues.time_kind in ("since", "so_far"):
        return True
    if _is_going_on(clues) or _is_in_state(clues):
        # "With 23 still missing", "a total of 900 were waiting": it may go down again.
        return False
    if _is_of_one_event(clues):
        return True
    if _is_total(clues):
        return clues.time_kind in ("", "as_of", "until", "date", "duration") or _is_running(clues)
    if _is_level(clues):
        return False
    if _is_running(clues) or clues.time_kind == "until":
        return True
    is_done = _is_event(clues) or _is_perfect(clues) or _is_befallen(clues.verb)
    return clues.time_kind in ("", "as_of") and is_done


def _is_in_state(clues: _Clues) -> bool:
    """Whether a state is said of just them: "23 people still missing"."""
    for token in clues.after:
        if token.lower_ in _STATES:
            return True
        if token.is_punct or token.tag_ in ("CC", "VBD", "VBN", "WDT", "WP"):
            return False
    return False


def _is_going_on(clues: _Clues) -> bool:
    """Its verb says what was going on at a moment: "900 were waiting", "was carrying 218"."""
    tokens = clues.mention.tokens
    doc, sentence = clues.mention.doc, clues.mention.sentence
    if tokens.start > sentence.start + 1 and doc[tokens.start - 1].lower_ in _PROGRESSIVES:
        return doc[tokens.start - 2].lower_ in _BE
    return any(
        token.lower_ in _PROGRESSIVES and token.nbor(-1).lower_ in _BE for token in clues.after
    )


def _is_total(clues: _Clues) -> bool:
    """Words of a total stand beside it: "the toll rose to", "in all" behind it."""
    if any(phrase in clues.said for phrase in _TOTAL_PHRASES):
        return True
    first = clues.mention.tokens.start
    return clues.head in _TOTALS or any(
        token.lower_ in _TOTALS for token in clues.part if token.i < first
    )


def _is_event(clues: _Clues) -> bool:
    """It counts what happened to people or things: killed, injured, destroyed; cases."""
    return clues.head in _EVENTS | _COUNTED_UP or not clues.words.isdisjoint(_EVENTS)


def _counts_events(clues: _Clues) -> bool:
    """Whether the lexicon of classes has what is counted as something that happens."""
    cls = CLASSES.of_phrase((clues.head,), unit="") if clues.head else None
    return cls is not None and not cls.level and cls.unit in ("events", "cases")


def _is_of_one_event(clues: _Clues) -> bool:
    """A toll of one event of a named day: "the blast on Friday killed 40"."""
    if _is_time_of_event(clues) and (_is_event(clues) or _is_total(clues)):
        # "Last week's heatwave killed 310", "the July blast"
        return True
    if clues.time_kind != "date" or not _is_event(clues) or _is_total(clues):
        # "Lowered the toll on Monday": the day is that of counting.
        return False
    if clues.before in _CONSEQUENCES:
        # "A bus overturned on Monday, killing 12"
        return True
    return any(
        token.lower_ in _SINGLE_EVENTS
        and not _DETERMINERS.isdisjoint(other.lower_ for other in _words_before(token))
        for token in clues.part
    )


def _is_time_of_event(clues: _Clues) -> bool:
    """Whether the time says which event it was: "the July storm", "the heatwave of last week"."""
    if clues.time is None or clues.time_kind not in ("date", "period"):
        return False
    doc = clues.mention.doc
    span = doc.char_span(*clues.time.core, alignment_mode="expand")
    if span is None:
        return False
    after = span.end
    while after < len(doc) and doc[after].lower_ in ("'s", "’s"):
        after += 1
    if after < len(doc) and doc[after].lower_ in _SINGLE_EVENTS:
        return True
    before = [token.lower_ for token in doc[max(0, span.start - 2) : span.start]]
    return before[-1:] in (["of"], ["on"]) and not _SINGLE_EVENTS.isdisjoint(before[:1])


def _words_before(token: Token) -> list[Token]:
    """The three words before `token`, of its sentence."""
    return list(token.doc[max(token.sent.start, token.i - 3) : token.i])


def _is_perfect(clues: _Clues) -> bool:
    """Something has happened so many times: "has sold 3 million phones"."""
    verb = clues.verb
    if verb is None or verb.tag_ != "VBN":
        return False
    return any(child.lower_ in _PERFECT for child in verb.children)


def _is_running(clues: _Clues) -> bool:
    """Its period has begun and not ended: "this year 400 have arrived"."""
    time = clues.time
    if time is None or time.kind != "period" or time.ahead:
        return False
    this = time.text.lower().startswith("this ")
    if time.from_ is None or time.to is None or clues.published is None:
        return this
    if this:
        return time.from_ <= clues.published <= time.to
    return time.unit in _LONG and time.from_ <= clues.published < time.to


def _is_stock(clues: _Clues) -> bool:
    """A level at a moment; also what nothing says anything about."""
    if clues.time_kind == "" and _is_of_stated_length(clues):
        return False
    return clues.time_kind in ("", "as_of") or _is_level(clues)


def _is_of_stated_length(clues: _Clues) -> bool:
    """An amount made over a stretch, whichever: "a quarterly loss of $5 million"."""
    if clues.counted is None or clues.head not in _FLOW_NOUNS:
        return False
    return not _RATE_ADJECTIVES.isdisjoint(clues.counted.text.lower().split())


def _is_level(clues: _Clues) -> bool:
    """Its words say how much there is: "has 500 employees", "traded at", "are missing"."""
    verb = clues.verb.lower_ if clues.verb is not None else ""
    if _is_going_on(clues) or _is_level_at_end(clues):
        return True
    if clues.before == "at" and verb in _PUTTING:
        # "Put the number of new cases at 41,300"
        return clues.head not in _FLOW_NOUNS | _EVENTS | _COUNTED_UP and not clues.is_of_period
    return _is_level_by_words(clues, verb)


def _is_level_at_end(clues: _Clues) -> bool:
    """A number that "was" so high at an end: "the number of patients was 900 at the end of May"."""
    time, verb = clues.time, clues.mention.tokens[0].nbor(-1) if clues.before else None
    if time is None or verb is None or not time.text.lower().startswith(_AT_EDGE):
        return False
    return verb.lower_ in _BE | _STOCK_VERBS


def _is_befallen(verb: Token | None) -> bool:
    """ "3m users had their data exposed": it happened to them."""
    had = syntax.object_of(verb) if verb is not None and verb.lemma_ == "have" else None
    if verb is None or had is None:
        return False
    said = (*syntax.participles_of(had), *syntax.open_complements_of(verb))
    return any(word.tag_ == "VBN" and word.i > had.i for word in said)


def _is_level_by_words(clues: _Clues, verb: str) -> bool:
    if _is_befallen(clues.verb):
        return False
    if clues.counted is not None and not _STATES.isdisjoint(clues.counted.text.lower().split()):
        return True
    if clues.head in _FLOW_NOUNS | _EVENTS | _COUNTED_UP and clues.before not in _STOCK_BEFORE:
        return False
    if clues.before in _STOCK_BEFORE or (clues.is_percentage and clues.before in _LEVEL_BEFORE):
        return True
    if clues.before == "to" and clues.mention.quantity.unit and clues.time_kind in ("", "date"):
        # "Rose to $1.12 on Friday": a level of that day; of a quarter it is an amount.
        return True
    if any(token.lower_ in _STATES for token in clues.after):
        return True
    if "there" in clues.words:
        # "There have been 12 murders", "there were 900 robberies in May" count events.
        return "been" not in clues.words and not (clues.is_of_period and _counts_events(clues))
    if any(phrase in clues.said for phrase in _STOCK_PHRASES):
        return True
    if verb in _STOCK_VERBS or not clues.words.isdisjoint(_ABILITIES):
        return True
    if verb in _PRICES or clues.before in _PRICES:
        return clues.time_kind in ("", "date", "as_of")
    if verb in _EVENTS or clues.before in _FLOW_VERBS:
        return False
    measured = clues.mention.quantity.unit != "" or clues.before in _LEVEL_BEFORE
    return clues.head in _MEMBERS or (clues.head in _STOCK_NOUNS and measured)


_KINDS: tuple[tuple[ScopeKind, Callable[[_Clues], bool]], ...] = (
    ("change", _is_change),
    ("rate", _is_rate),
    ("share", _is_share),
    ("cumulative", _is_cumulative),
    ("stock", _is_stock),
    ("period", lambda _clues: True),
)


# ---------------------------------------------------------------- dates of each kind

_Dates = tuple[date | None, date | None]


def _dates_of_level(clues: _Clues) -> _Dates:
    return None, _end(clues) or clues.published


def _dates_of_total(clues: _Clues) -> _Dates:
    time = clues.time
    if time is not None and _is_of_one_event(clues):
        return time.from_, clues.published or time.to
    if time is not None and (time.kind in ("since", "so_far") or _is_running(clues)):
        return time.from_, _end(clues) or clues.published
    return None, _end(clues) or clues.published


def _dates_of_period(clues: _Clues) -> _Dates:
    time = clues.time
    return (time.from_, time.to) if time is not None else (None, None)


def _dates_of_flow(clues: _Clues) -> _Dates:
    """Of a rate or a change: the period in which it held, where one is stated."""
    time = clues.time
    if time is None or time.kind in ("relative", "as_of"):
        return None, None
    return time.from_, _end(clues) if time.from_ else time.to


def _dates_of_share(clues: _Clues) -> _Dates:
    state = any(token.lower_ in _STATES for token in clues.after)
    if clues.time is None or state:
        # "84 percent full on Friday" is a level, "won 43 percent on Sunday" is not.
        return _dates_of_level(clues)
    return _dates_of_period(clues)


def _end(clues: _Clues) -> date | None:
    """The last day of its period; what is said of the past ends with the day of publication."""
    time = clues.time
    if time is None or time.to is None:
        return None
    if clues.published is None or time.ahead or time.kind == "until":
        return time.to
    return min(time.to, clues.published)


_DATES: dict[ScopeKind, Callable[[_Clues], _Dates]] = {
    "stock": _dates_of_level,
    "cumulative": _dates_of_total,
    "period": _dates_of_period,
    "rate": _dates_of_flow,
    "change": _dates_of_flow,
    "share": _dates_of_share,
}

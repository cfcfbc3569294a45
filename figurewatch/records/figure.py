"""A figure: a quantity, claimed by a source, printed by an outlet, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from figurewatch.records.article import ArticleRef

Number = int | float

Bound = Literal["exact", "about", "at_least", "at_most", "range", "order_of_magnitude"]
Direction = Literal["up", "down"]
ScopeKind = Literal["stock", "cumulative", "period", "rate", "change", "share"]
Per = Literal["day", "week", "month", "year"]
Stance = Literal[
    "assert",
    "estimate",
    "forecast",
    "intend",
    "hedged",
    "hearsay",
    "deny",
    "hypothetical",
    "question",
]
Form = Literal["direct", "indirect", "mixed", "none"]
#: Where the words that name the source stand to what is said: in the same clause, inserted into
#: it, taken over from an earlier sentence, or told by the next one.
Reach = Literal["local", "inserted", "carried_over", "next_sentence"]
SourceKind = Literal[
    "person",
    "government",
    "organisation",
    "outlet",
    "document",
    "dataset",
    "poll",
    "group",
    "unknown",
]
Anonymity = Literal["named", "role", "anonymous"]
CueKind = Literal["verb", "according_to", "preposition", "noun", "colon", "adverb", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The sentence that states the figure; offsets into the article's text, end exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """
    A number as it was printed, as an interval whose open end is None.

    "More than 180,000" is low=180000, high=None, value=180000, bound="at_least".
    """

    start: int
    end: int
    #: The words that state it, approximator included.
    text: str
    low: Number | None
    high: Number | None
    #: As printed; None for a range.
    value: Number | None
    bound: Bound
    #: The sentence states a change by this much.
    direction: Direction | None = None
    #: Canonical English singular ("percentage", "US dollar"); "" for things counted.
    unit: str = ""

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a quantity needs at least one end")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted or measured: "criminal cases", head "case"."""

    start: int
    end: int
    text: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the figure is about, for the series: class of event or measure, where, whose."""

    class_: str | None = None
    place: str | None = None
    organisation: str | None = None
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """
    The period that the figure speaks of; both dates are inclusive, None is open or unknown.

    A stock holds at `to`; a cumulative total runs from `from_` to `to`; a period's flow fills
    [from_, to]; a rate is a flow `per` unit of time; a change compares; a share is of a whole.
    """

    kind: ScopeKind
    text: str | None = None
    start: int | None = None
    end: int | None = None
    from_: date | None = None
    to: date | None = None
    per: Per | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One hop of a source chain: who says so, as printed and as resolved within the article."""

    text: str
    start: int
    end: int
    name: str | None = None
    kind: SourceKind = "unknown"
    anonymity: Anonymity = "named"
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words that introduce the source: "said", "according to"."""

    text: str
    start: int
    end: int
    kind: CueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so, through whom; an empty chain means that the text names nobody."""

    #: Relayer (nearest the reader) first, origin last.
    chain: tuple[Source, ...] = ()
    cue: Cue | None = None
    form: Form = "none"
    #: Taken over from an earlier sentence.
    carried_over: bool = False
    #: The outlet; never in the chain.
    printed_by: str = ""

    @property
    def origin(self) -> Source | None:
        """The source at the far end of the chain: who counted."""
        return self.chain[-1] if self.chain else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with everything that is needed to compare it and to check it by eye."""

    id: str
    article: ArticleRef
    sentence: Sentence
    quantity: Quantity
    counted: Counted | None
    subject: Subject
    scope: Scope
    stance: Stance
    attribution: Attribution
    #: Readable key; figures that share it may be compared.
    series: str

"""Claims: what comparing needs of a figure, flat, from a Figure or from a given frame."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar, cast, get_args

from figurewatch.errors import InputError, ProcessingError
from figurewatch.records import Bound, Figure, Number, Per, ScopeKind, Stance
from processors.additions import is_addition
from processors.claimants import body_of
from processors.classes import CLASSES
from processors.series import class_path, settled_scope, unit_of, where_of

T = TypeVar("T")

#: What the text leaves open: whose word it is, where an earlier sentence says so; the day, where
#: no words do.
Doubt = Literal["claimant", "day"]

#: Stances in which nobody claims the number.
NOT_ASSERTED: frozenset[Stance] = frozenset({"deny", "hypothetical", "question"})
#: Stances in which the number is claimed of the future; such claims meet only each other.
PLANNED: frozenset[Stance] = frozenset({"forecast", "intend"})

#: Units that are written as another one, and the factor to it.
CONVERSIONS: dict[str, tuple[Number, str]] = {
    "fraction": (100, "percentage"),
    "acre": (0.40468564, "hectare"),
    "square kilometre": (100, "hectare"),
    "square mile": (258.99881, "hectare"),
    "mile": (1.609344, "kilometre"),
    "gallon": (0.0238095, "barrel"),
    "pound": (0.45359237, "kilogram"),
}

#: Other spellings of bounds that given frames may use.
BOUND_SPELLINGS: dict[str, Bound] = {"approx": "about", "approximate": "about"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimScope:
    """The period a claim speaks of; both dates are inclusive, None is open or not stated."""

    kind: ScopeKind
    frm: date | None = None
    to: date | None = None
    per: Per | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    One number, claimed by a source, printed by an outlet, as comparing sees it.

    `cls` is a path from the kind of event to the narrower part that is counted:
    "killed:confirmed"; alternatives within a step are joined by "+".
    """

    id: str
    published: datetime
    outlet: str
    #: Who counted, as far as the text says; "" where it names nobody.
    claimant: str
    #: The body that the claimant speaks for, where that is not its own name; else "".
    body: str = ""
    #: Through whom, nearest the reader first.
    via: tuple[str, ...] = ()
    cls: str
    unit: str
    #: Place or organisation that the number is about.
    place: str
    lo: Number | None
    hi: Number | None
    #: As printed; None for a range.
    value: Number | None = None
    bound: Bound
    scope: ClaimScope
    sentence: str = ""
    #: The words that state the number.
    text: str = ""
    #: What is counted, in the words of the text.
    counted: str = ""
    #: Why it can't be compared, whatever came before: "not_asserted", "nothing_counted",
    #: "no_place", "one_of_many", "an_addition"; "" where it can.
    unfit: str = ""
    #: Whether it is expected or planned, not counted.
    planned: bool = False
    #: The article that states it, where it is known: one article does not contradict itself.
    article: str = ""
    #: Where it stands in its article or stream: the order of claims printed at the same time.
    position: int = 0
    #: What might be read otherwise.
    doubts: tuple[Doubt, ...] = ()

    def __post_init__(self) -> None:
        if self.lo is None and self.hi is None:
            raise ValueError("a claim needs at least one end")
        if self.lo is not None and self.hi is not None and self.lo > self.hi:
            raise ValueError(f"lo {self.lo} is above hi {self.hi}")

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The key that puts claims in the order in which they were printed."""
        return (self.published, self.position, self.id)


def claim_of(figure: Figure) -> Claim:
    """
    Take from `figure` what comparing needs; raises ProcessingError if its article has no date.

    The origin of the source chain is the claimant; those before it relayed the claim.
    """
    published = figure.article.published
    if published is None:
        raise ProcessingError("an article without a date can't be compared", about=figure.id)
    quantity, subject = figure.quantity, figure.subject
    scope = settled_scope(figure.scope, subject)
    chain = [source.name or source.text for source in figure.attribution.chain]
    counted, origin = figure.counted, figure.attribution.origin
    unit = unit_of(quantity, counted, subject)
    factor, unit = CONVERSIONS.get(unit, (1, unit))
    return Claim(
        id=figure.id,
        published=_in_utc(published),
        outlet=figure.article.outlet or figure.attribution.printed_by,
        claimant=chain[-1] if chain else "",
        body=body_of(origin, subject.organisation, figure.sentence.text) if origin else "",
        via=tuple(chain[:-1]),
        cls=":".join(class_path(subject, counted)),
        unit=unit,
        place=where_of(subject),
        lo=_times(quantity.low, factor),
        hi=_times(quantity.high, factor),
        value=_times(quantity.value, factor),
        bound=quantity.bound,
        scope=ClaimScope(kind=scope.kind, frm=scope.from_, to=scope.to, per=scope.per),
        sentence=figure.sentence.text,
        text=quantity.text,
        counted=figure.counted.text if figure.counted else "",
        unfit=_why_unfit(figure),
        article=figure.article.id,
        planned=figure.stance in PLANNED,
        position=quantity.start,
        doubts=tuple(_doubts(figure)),
    )


def read_otherwise(claim: Claim, doubt: Doubt) -> Claim:
    """Give `claim` as it reads if `doubt` is justified: of nobody named, of a day not stated."""
    if doubt == "claimant":
        return replace(claim, claimant="", body="", via=(), doubts=())
    return replace(claim, scope=replace(claim.scope, to=None), doubts=())


def _doubts(figure: Figure) -> Iterator[Doubt]:
    if figure.attribution.carried_over and figure.attribution.chain:
        yield "claimant"
    scope = figure.scope
    if scope.kind in ("cumulative", "stock") and scope.to is not None and not scope.text:
        yield "day"


def _times(value: Number | None, factor: Number) -> Number | None:
    """Converted with three digits, as news do: 36,100 acres are printed as 14,600 hectares."""
    if value is None or isinstance(factor, int):
        return None if value is None else value * factor
    converted = value * factor
    digits = 2 - math.floor(math.log10(abs(converted))) if converted else 0
    return round(converted, digits)


def _why_unfit(figure: Figure) -> str:
    subject = figure.subject
    if figure.stance in NOT_ASSERTED:
        return "not_asserted"
    if not (subject.class_ or figure.counted):
        return "nothing_counted"
    if _comes_on_top(figure):
        return "an_addition"
    # The same things are counted and measured all over the world; few have one value, such as
    # the price of oil.
    cls = CLASSES.get(subject.class_)
    is_worldwide = cls is not None and cls.worldwide
    if not (subject.place or subject.organisation or is_worldwide):
        return "no_place"
    if (cls is None or cls.many) and not subject.organisation:
        return "one_of_many"
    return ""


def _comes_on_top(figure: Figure) -> bool:
    """What is planned comes on top as a rule: two plans for it are comparable."""
    is_total = figure.scope.kind in ("cumulative", "stock") and figure.scope.from_ is None
    return is_total and figure.stance not in PLANNED and is_addition(figure)


def claim_of_frame(frame: Mapping[str, Any], *, position: int = 0) -> Claim:
    """Read a given frame; raises InputError whose place is the field that can't be used."""
    scope = frame.get("scope")
    if not isinstance(scope, Mapping):
        raise InputError("must be an object", place="scope")
    low, high = _number(frame, "lo"), _number(frame, "hi")
    if low is None and high is None:
        raise InputError("at least one end must be a number", place="lo")
    if low is not None and high is not None and low > high:
        raise InputError(f"{low} is above hi {high}", place="lo")
    return Claim(
        id=_text(frame, "id", needed=True),
        published=_moment(frame),
        outlet=_text(frame, "outlet"),
        claimant=_text(frame, "claimant"),
        via=_texts(frame, "via"),
        cls=_text(frame, "cls", needed=True),
        unit=_text(frame, "unit"),
        place=_text(frame, "place"),
        lo=low,
        hi=high,
        value=_number(frame, "value"),
        bound=_bound(frame),
        scope=ClaimScope(
            kind=_one_of(scope, "kind", get_args(ScopeKind), place="scope.kind"),
            frm=_day(scope, "frm"),
            to=_day(scope, "to"),
            per=_per(scope),
        ),
        sentence=_text(frame, "sentence"),
        text=_text(frame, "text"),
        position=position,
    )


def stream_of_frame(frame: Mapping[str, Any]) -> str:
    """The stream a given frame belongs to: its story, else its series."""
    return _text(frame, "story") or _text(frame, "series")


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(frame: Mapping[str, Any]) -> datetime:
    text = _text(frame, "published", needed=True)
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError as error:
        raise InputError(f"not a date or time: {text!r}", place="published") from error


def _day(scope: Mapping[str, Any], name: str) -> date | None:
    value = scope.get(name)
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError) as error:
        raise InputError(f"not a date: {value!r}", place=f"scope.{name}") from error


def _number(frame: Mapping[str, Any], name: str) -> Number | None:
    value = frame.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"not a number: {value!r}", place=name)
    return value


def _text(frame: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = frame.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise InputError(f"not a text: {value!r}", place=name)
    if needed and not value:
        raise InputError("is missing", place=name)
    return value


def _texts(frame: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = frame.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InputError(f"not a list of texts: {value!r}", place=name)
    return tuple(value)


def _bound(frame: Mapping[str, Any]) -> Bound:
    spelled = frame.get("bound")
    if isinstance(spelled, str) and spelled in BOUND_SPELLINGS:
        return BOUND_SPELLINGS[spelled]
    return _one_of(frame, "bound", get_args(Bound), place="bound")


def _per(scope: Mapping[str, Any]) -> Per | None:
    if scope.get("per") in (None, ""):
        return None
    return _one_of(scope, "per", get_args(Per), place="scope.per")


def _one_of(values: Mapping[str, Any], name: str, allowed: tuple[T, ...], *, place: str) -> T:
    value = values.get(name)
    if value not in allowed:
        raise InputError(f"{value!r} is none of {', '.join(map(str, allowed))}", place=place)
    return cast(T, value)

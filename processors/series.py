"""Names the series of a figure: what it may be compared with directly, and what must meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from figurewatch.records import Counted, Per, Quantity, Scope, Series, Subject
from processors.classes import CLASSES, Classes

#: The lengths of periods that have a name, in days.
_LENGTHS: tuple[tuple[int, int, Per], ...] = (
    (1, 1, "day"),
    (7, 7, "week"),
    (28, 31, "month"),
    (360, 366, "year"),
)
_KINDS = {
    "stock": "at a moment",
    "cumulative": "in total",
    "period": "in a period",
    "rate": "as a rate",
    "change": "as a change",
    "share": "as a share",
}
_EVERY = {"day": "per day", "week": "per week", "month": "per month", "year": "per year"}
#: Classes that count what is done about events of another class.
_CASES = frozenset({"criminal-cases"})
#: Grades that go without saying.
UNMARKED = frozenset({"confirmed"})
#: What stands for a part of the key that is not known.
_NONE = "-"


def series_of(
    quantity: Quantity,
    counted: Counted | None,
    subject: Subject,
    scope: Scope,
    *,
    classes: Classes = CLASSES,
) -> Series:
    """
    The series of a figure; equal parts give an equal key, always.

    The key is "class/where/unit/kind/per", each part in words: "desertion/Ukraine/persons/
    period/month". A class is written from its widest one on, qualifiers behind it; where is the
    organisation, else the place. What starts a total belongs to its kind.
    """
    scope = settled_scope(scope, subject, classes=classes)
    path = class_path(subject, counted, classes=classes)
    where = where_of(subject)
    unit = unit_of(quantity, counted, subject, classes=classes)
    per = scope.per if scope.kind == "rate" else _length_of(scope)
    parts = [":".join(path), where, unit, _kind_of(scope), per or ""]
    return Series(
        key="/".join(_part(part) for part in parts),
        family="/".join(_part(part) for part in (_theme_of(path, classes), where)),
        title=_title(subject, counted, scope, per, classes=classes),
        class_=_own_class(subject, counted),
        place=subject.place,
        organisation=subject.organisation,
        unit=unit,
        kind=scope.kind,
        per=per,
        qualifiers=subject.qualifiers,
    )


def class_path(
    subject: Subject, counted: Counted | None, *, classes: Classes = CLASSES
) -> tuple[str, ...]:
    """
    The class from its widest one on, then what narrows it: ("casualties", "deaths", "flood").

    What is counted officially is confirmed whether a text says so or not.

    Of two paths of which one goes on from the other, the longer is a part of the shorter.
    """
    narrowed = sorted(set(subject.qualifiers) - UNMARKED)
    return (*classes.path_of(_own_class(subject, counted)), *narrowed)


#: Units of what happens and stays so: such numbers only grow.
_HAPPENINGS = frozenset({"cases", "events"})


def settled_scope(scope: Scope, subject: Subject, *, classes: Classes = CLASSES) -> Scope:
    """
    The scope as the class settles it, where the words leave two readings.

    What holds at a moment is no total of events and no flow of a day: "212,000 were waiting at
    the end of May". A rate for one unit of its own is that period's number: "the monthly number
    for April".
    """
    cls = classes.get(subject.class_)
    if cls is not None and cls.level and scope.kind in ("cumulative", "period"):
        is_day = scope.from_ == scope.to
        if (scope.kind == "cumulative" and scope.from_ is None) or is_day:
            return replace(scope, kind="stock", from_=None)
    if cls is not None and not cls.level and scope.kind == "stock" and cls.unit in _HAPPENINGS:
        # "Some 2,100 people were robbed" happened, whatever its verb says of a moment.
        return replace(scope, kind="cumulative")
    if scope.kind == "rate" and scope.from_ is not None and scope.to is not None:
        days = (scope.to - scope.from_).days + 1
        if any(per == scope.per and least <= days <= most for least, most, per in _LENGTHS):
            return replace(scope, kind="period", per=None)
    return scope


def where_of(subject: Subject) -> str:
    """Whose or where the figure is: the organisation, else the place, else ""."""
    return subject.organisation or subject.place or ""


def unit_of(
    quantity: Quantity,
    counted: Counted | None,
    subject: Subject,
    *,
    classes: Classes = CLASSES,
) -> str:
    """
    What the figure is in: its unit, or for things counted the unit of their class.

    "21,600 soldiers" and "21,600 deserters" are both persons.
    """
    if quantity.unit:
        return quantity.unit
    cls = classes.get(subject.class_)
    if cls is not None:
        return cls.unit
    return counted.head if counted is not None else ""


def _own_class(subject: Subject, counted: Counted | None) -> str:
    return subject.class_ or (counted.head if counted is not None else "")


def _theme_of(path: tuple[str, ...], classes: Classes) -> str:
    """
    What must meet: the widest class, and for cases the widest class of what they are about.

    So an alert about deserters can say that court cases of desertion were left out.
    """
    about = next((part for part in path[1:] if path[0] in _CASES and classes.get(part)), None)
    return path[0] if about is None else classes.path_of(about)[0]


def _kind_of(scope: Scope) -> str:
    if scope.kind == "cumulative" and scope.from_ is not None:
        return f"cumulative since {scope.from_:%Y-%m}"
    return scope.kind


def _length_of(scope: Scope) -> Per | None:
    if scope.kind not in ("period", "change") or scope.from_ is None or scope.to is None:
        return scope.per
    days = (scope.to - scope.from_).days + 1
    return next((per for least, most, per in _LENGTHS if least <= days <= most), None)


def _part(words: str) -> str:
    """A part of a key: no slash, no run of spaces; a mark where there is nothing."""
    return " ".join(words.replace("/", "-").split()) or _NONE


def _title(
    subject: Subject,
    counted: Counted | None,
    scope: Scope,
    per: Per | None,
    *,
    classes: Classes,
) -> str:
    cls = classes.get(subject.class_)
    name = cls.title if cls is not None else _capitalised(counted)
    narrowed = ", ".join(subject.qualifiers)
    first = f"{name} ({narrowed})" if narrowed else name
    parts = [first, where_of(subject), _when(scope, per)]
    return ", ".join(part for part in parts if part)


def _capitalised(counted: Counted | None) -> str:
    if counted is None:
        return "Figures"
    return counted.text[:1].upper() + counted.text[1:]


def _when(scope: Scope, per: Per | None) -> str:
    if scope.kind == "cumulative" and scope.from_ is not None:
        return f"in total since {_month(scope.from_)}"
    if per is not None and scope.kind in ("rate", "period"):
        return _EVERY[per]
    return _KINDS[scope.kind]


def _month(day: date) -> str:
    return f"{day:%B %Y}"

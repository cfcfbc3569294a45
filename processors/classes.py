"""
The open lexicon of classes: kinds of events and measures, and the words that name them.

The files are `lexicon/classes/*.toml`; their format is described beside them. A user's own
files are read after them and add classes or replace some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from processors.class_files import check_parents, classes_in
from processors.lexicon_files import LexiconFile, lexicon_files
from processors.lexicons import load_lexicon
from processors.unit_families import kind_of_unit

SHIPPED = Path(__file__).parent / "lexicon" / "classes"

VerbRole = Literal["subject", "object"]

#: Units of what is counted: no money and no tonnes of it, only shares.
_COUNTED = frozenset(
    {
        *("persons", "things", "animals", "vehicles", "cases", "events", "jobs", "seats"),
        *("votes", "doses", "customers", "species"),
    }
)
#: Units by which shares change, too.
_SHARELIKE = frozenset({"point", "time"})
#: Classes of these units are named by their verb before their noun: "12 students were killed".
_BEARERS = frozenset({"persons", "things", "animals", "vehicles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClass:
    """A kind of event or measure that figures are about."""

    id: str
    title: str
    domain: str
    #: Wider classes, nearest first.
    parents: tuple[str, ...] = ()
    #: What such things are counted in: one name for all the words for them.
    unit: str
    #: The group of people that its verbs hold for; "" for any.
    who: str = ""
    #: Units or kinds of units that it is limited to; empty for any.
    units: frozenset[str] = frozenset()
    #: Whether figures of another cause or town are of another event.
    event: bool = False
    #: Whether it belongs to a body or country, wherever it happens.
    whose: bool = False
    #: Whether it holds at a moment and may fall, such as a waiting list.
    level: bool = False
    #: Whether it has one value in the world, so that it needs no place.
    worldwide: bool = False
    #: Whether a place has many at once, one for each contest, candidate or question.
    many: bool = False
    #: Whether it has one value for one event, on whichever day it is told, such as a turnout.
    once: bool = False

    @property
    def names_bearers(self) -> bool:
        """Whether its nouns name those it happens to, so that a verb says more."""
        return self.unit in _BEARERS

    def takes(self, unit: str) -> bool:
        """Whether a quantity in `unit` can be of this class."""
        if not self.units and self.unit == "share":
            # Yields of a field, the concentration of a solution.
            return kind_of_unit(unit) != "measure" or unit in _SHARELIKE
        if not self.units:
            return self.unit not in _COUNTED or kind_of_unit(unit) in ("count", "share")
        return not self.units.isdisjoint({unit, kind_of_unit(unit), unit.split(" per ", 1)[0]})


class _Verb(NamedTuple):
    """A verb that names a class, with the words of which it needs one."""

    cls: EventClass
    needs: frozenset[str]


class _Entry(NamedTuple):
    """A class as a file has it."""

    cls: EventClass
    words: dict[str, Any]
    file: LexiconFile


class Classes:
    """The classes of a lexicon, looked up by the words that name them."""

    def __init__(self, classes: Iterable[tuple[EventClass, dict[str, Any]]]) -> None:
        self._by_id: dict[str, EventClass] = {}
        self._nouns: dict[tuple[str, ...], list[EventClass]] = {}
        self._holders: dict[str, list[EventClass]] = {}
        self._states: dict[str, list[EventClass]] = {}
        self._verbs: dict[tuple[VerbRole, str], list[_Verb]] = {}
        for cls, words in classes:
            self._add(cls, words)

    def _add(self, cls: EventClass, words: dict[str, Any]) -> None:
        self._by_id[cls.id] = cls
        for phrase in words.get("nouns", []):
            self._nouns.setdefault(tuple(phrase.split()), []).append(cls)
        for noun in words.get("holders", []):
            self._holders.setdefault(noun, []).append(cls)
        for state in words.get("states", []):
            self._states.setdefault(state, []).append(cls)
        roles: tuple[VerbRole, ...] = ("subject", "object")
        for role in roles:
            for pattern in words.get(role, []):
                verb, _, needs = pattern.partition(":")
                found = _Verb(cls, frozenset(needs.split()))
                self._verbs.setdefault((role, verb.strip()), []).append(found)

    def become(self, other: Classes) -> None:
        """Hold what `other` holds, for all who have this object."""
        self.__dict__.update(other.__dict__)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def get(self, id_: str | None) -> EventClass | None:
        """The class called `id_`, or None where the lexicon has none."""
        return self._by_id.get(id_ or "")

    def path_of(self, id_: str) -> tuple[str, ...]:
        """The class and its wider ones, widest first; a class without an entry is its own."""
        path = [id_]
        cls = self.get(id_)
        while cls is not None and cls.parents and cls.parents[0] not in path:
            path.append(cls.parents[0])
            cls = self.get(cls.parents[0])
        return tuple(reversed(path))

    def of_phrase(self, lemmas: Sequence[str], *, unit: str) -> EventClass | None:
        """The class that the longest end of a noun phrase names: "annual house price"."""
        for first in range(len(lemmas)):
            found = self._first_taking(self._nouns.get(tuple(lemmas[first:]), ()), unit)
            if found is not None:
                return found
        return None

    def of_holder(self, noun: str, *, unit: str) -> EventClass | None:
        """The class that those counted mean where no verb says something else of them."""
        return self._first_taking(self._holders.get(noun, ()), unit)

    def of_state(self, word: str, *, unit: str) -> EventClass | None:
        """The class of an adjective or participle: "dead", "missing"."""
        return self._first_taking(self._states.get(word, ()), unit)

    def of_verb(
        self,
        verb: Sequence[str],
        role: VerbRole,
        *,
        words: frozenset[str],
        groups: frozenset[str],
        unit: str,
    ) -> EventClass | None:
        """
        The class of what is counted as `role` of `verb`, given by its possible base forms.

        `words` are the lemmas around the verb; `groups` those that the counted people belong
        to, where the text says so. A verb that needs a word goes before one that needs none.
        """
        candidates = [one for form in verb for one in self._verbs.get((role, form), ())]
        for found in sorted(
            candidates,
            key=lambda one: (not one.needs, one.cls.who not in groups, bool(one.cls.who)),
        ):
            if found.needs and found.needs.isdisjoint(words):
                continue
            if found.cls.who and groups and found.cls.who not in groups:
                continue
            if found.cls.takes(unit):
                return found.cls
        return None

    @staticmethod
    def _first_taking(candidates: Sequence[EventClass], unit: str) -> EventClass | None:
        for cls in sorted(candidates, key=lambda one: not one.units):
            if cls.takes(unit):
                return cls
        return None


def load_classes(extra: Iterable[Path] = ()) -> Classes:
    """
    Load the shipped classes, and those of `extra`, files or directories, which add or replace.

    Raises ConfigError with file and line where an entry can't be used.
    """
    own, shipped = _read(extra), _read((SHIPPED,))
    # What the user says of a word goes before what we say of it.
    entries = {**own, **{id_: entry for id_, entry in shipped.items() if id_ not in own}}
    for id_, entry in entries.items():
        check_parents(entry.file, id_, entry.cls.parents, set(entries))
    return Classes((entry.cls, entry.words) for entry in entries.values())


def _read(places: Iterable[Path]) -> dict[str, _Entry]:
    return {
        id_: _Entry(_class_of(id_, words, file), words, file)
        for file in lexicon_files(places)
        for id_, words in classes_in(file).items()
    }


def use_classes(places: Iterable[Path]) -> None:
    """
    Put the classes of files or directories on top of the shipped ones, in all of the process.

    Called once, before the first article is read; without any, only the shipped classes hold.
    Raises ConfigError with `file:line`, and then changes nothing.
    """
    CLASSES.become(load_classes(places))


def _class_of(id_: str, words: dict[str, Any], file: LexiconFile) -> EventClass:
    return EventClass(
        id=id_,
        title=words["title"],
        domain=file.tables.get("domain", file.path.stem),
        parents=tuple(words.get("parents", ())),
        unit=words["unit"],
        who=words.get("who", ""),
        units=frozenset(words.get("units", ())),
        event=words.get("event", False),
        whose=words.get("whose", False),
        level=words.get("level", False),
        worldwide=words.get("worldwide", False),
        many=words.get("many", False),
        once=words.get("once", False),
    )


CLASSES = load_classes()

_GROUPS = {
    noun: group
    for group, nouns in load_lexicon("groups").items()
    for noun in (*nouns.split(), group)
}


def group_of(noun: str) -> str:
    """The group of people that `noun` belongs to: "soldier" for "conscript"; "" for none."""
    return _GROUPS.get(noun, "")

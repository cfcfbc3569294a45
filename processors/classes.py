"""
The open lexicon of classes: kinds of events and measures, and the words that name them.

The files are `lexicon/classes/*.toml`; their format is described beside them. A user's own
files are read after them and add classes or replace some.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from figurewatch.errors import ConfigError
from processors.lexicons import load_lexicon
from processors.unit_families import kind_of_unit

SHIPPED = Path(__file__).parent / "lexicon" / "classes"

VerbRole = Literal["subject", "object"]

_KNOWN_KEYS = frozenset(
    {
        *("title", "parents", "unit", "nouns", "subject", "object", "states", "holders", "who"),
        *("units", "event", "whose"),
    }
)
#: Units of what is counted: no money and no tonnes of it, only shares.
_COUNTED = frozenset(
    {
        *("persons", "things", "animals", "vehicles", "cases", "events", "jobs", "seats"),
        *("votes", "doses", "customers", "species"),
    }
)
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

    @property
    def names_bearers(self) -> bool:
        """Whether its nouns name those it happens to, so that a verb says more."""
        return self.unit in _BEARERS

    def takes(self, unit: str) -> bool:
        """Whether a quantity in `unit` can be of this class."""
        if not self.units:
            return self.unit not in _COUNTED or kind_of_unit(unit) in ("count", "share")
        return not self.units.isdisjoint({unit, kind_of_unit(unit), unit.split(" per ", 1)[0]})


class _Verb(NamedTuple):
    """A verb that names a class, with the words of which it needs one."""

    cls: EventClass
    needs: frozenset[str]


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
    Load the shipped classes, and those of the files `extra`, which add or replace.

    Raises ConfigError with the file and the class where an entry can't be used.
    """
    entries: dict[str, tuple[EventClass, dict[str, Any]]] = {}
    for path in (*sorted(SHIPPED.glob("*.toml")), *extra):
        entries.update(_read(path))
    for id_, (cls, _) in entries.items():
        unknown = [parent for parent in cls.parents if parent not in entries]
        if unknown:
            raise ConfigError(f"class {id_!r} has unknown parents {unknown}", place=cls.domain)
    return Classes(entries.values())


def _read(path: Path) -> dict[str, tuple[EventClass, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"can't be read as TOML: {error}", place=str(path)) from error
    domain = tables.get("domain", path.stem)
    return {
        id_: (_class_of(id_, words, domain=domain, path=path), words)
        for id_, words in tables.get("classes", {}).items()
    }


def _class_of(id_: str, words: dict[str, Any], *, domain: str, path: Path) -> EventClass:
    unknown = sorted(set(words) - _KNOWN_KEYS)
    if unknown:
        raise ConfigError(f"class {id_!r} has unknown keys {unknown}", place=str(path))
    if not isinstance(words.get("title"), str) or not isinstance(words.get("unit"), str):
        raise ConfigError(f"class {id_!r} needs a title and a unit", place=str(path))
    return EventClass(
        id=id_,
        title=words["title"],
        domain=domain,
        parents=tuple(words.get("parents", ())),
        unit=words["unit"],
        who=words.get("who", ""),
        units=frozenset(words.get("units", ())),
        event=bool(words.get("event", False)),
        whose=bool(words.get("whose", False)),
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

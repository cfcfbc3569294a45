"""Finds the places that words name: countries by their names, their people and their cities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from processors.lexicons import load_lexicon

#: How the words name the place: by its name, as "of it" (Ukrainian), or by a town or region.
By = Literal["name", "people", "within"]


class Place(NamedTuple):
    """A place named by the words [first, last), and how."""

    first: int
    last: int
    name: str
    by: By
    #: The town or region, where one is named.
    locality: str = ""


class _Entry(NamedTuple):
    name: str
    by: By
    locality: str


def _collect() -> tuple[dict[tuple[str, ...], _Entry], int]:
    entries: dict[tuple[str, ...], _Entry] = {}
    for country, words in load_lexicon("places").items():
        for name in (country, *words.get("names", ())):
            entries[_key(name)] = _Entry(country, "name", "")
        for people in words.get("people", ()):
            for form in _plurals(people):
                entries.setdefault(_key(form), _Entry(country, "people", ""))
        for locality in words.get("within", ()):
            entries.setdefault(_key(locality), _Entry(country, "within", locality))
    return entries, max(map(len, entries))


def _key(name: str) -> tuple[str, ...]:
    return tuple(name.replace("’", "'").replace("-", " ").split())


def _plurals(people: str) -> tuple[str, ...]:
    if people.endswith(("ese", "sh", "ch", "s")):
        return (people,)
    return (people, people + "s")


_ENTRIES, _LONGEST = _collect()
#: Words that a place can begin with: most words are ruled out by it.
_BEGINNINGS = frozenset(key[0] for key in _ENTRIES)
#: Joined to what is before or after, so that "Asia-Pacific" and "Marks & Spencer" stay whole.
_JOINTS = frozenset("-‐‑–")


def find_places(words: Sequence[str]) -> Iterator[Place]:
    """Yield every place that `words` name, the longest name first at each word."""
    kept = [(at, word.replace("’", "'")) for at, word in enumerate(words) if word not in _JOINTS]
    at = 0
    while at < len(kept):
        if kept[at][1].partition("-")[0] not in _BEGINNINGS:
            at += 1
            continue
        for length in range(min(_LONGEST, len(kept) - at), 0, -1):
            run = kept[at : at + length]
            key = tuple(part for _, word in run for part in word.replace("-", " ").split())
            entry = _ENTRIES.get(key)
            if entry is not None:
                yield Place(run[0][0], run[-1][0] + 1, entry.name, entry.by, entry.locality)
                at += length - 1
                break
        at += 1

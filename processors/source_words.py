"""
The words of sources: nouns by kind of source, and names that are known.

The lists are those of `lexicon/sources.toml` and `lexicon/outlets.toml`. A user's own files add to
them, for all of the process, before the first article is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from pathlib import Path
from typing import get_args

from figurewatch.records import SourceKind
from processors.lexicon_files import LexiconFile, lexicon_files
from processors.lexicons import load_lexicon

#: The lists that a user's file may add to, by kind of source.
KEYS: dict[SourceKind, tuple[str, ...]] = {
    "person": ("singular", "names"),
    "group": ("plural", "anonymous", "officials", "names"),
    "government": ("nouns", "names"),
    "organisation": ("nouns", "names"),
    "outlet": ("nouns", "name_endings", "names"),
    "document": ("nouns", "names"),
    "dataset": ("nouns", "names"),
    "poll": ("nouns", "names"),
}

_TABLES = load_lexicon("sources")
_LISTS: dict[tuple[str, str], set[str]] = {}
_NAMES: dict[SourceKind, set[str]] = {}


def words_of(table: str, key: str = "nouns") -> Set[str]:
    """The words of one list; whoever holds it sees what a user's file adds later."""
    if (table, key) not in _LISTS:
        _LISTS[table, key] = set(_TABLES[table][key].split())
    return _LISTS[table, key]


def kind_of_name(name: str) -> SourceKind | None:
    """The kind of a source that is known by its name."""
    return next((kind for kind, names in _NAMES.items() if name in names), None)


def strip_name(name: str) -> str:
    """A name without article, titles and "'s"."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in ("the", "a", "an"):
        words.pop(0)
    # "General Staff" is a body, "General Petrov" is not.
    last = words[-1].lower() if words else ""
    is_body = last in words_of("government") or last in words_of("organisation")
    while len(words) > 1 and words[0].lower() in words_of("titles", "before_name") and not is_body:
        words.pop(0)
    stripped = " ".join(words)
    for ending in ("'s", "’s"):
        stripped = stripped.removesuffix(ending)
    return stripped.strip(" ,.;:'’")


def use_sources(places: Iterable[Path]) -> int:
    """
    Put the words and names of files or directories on top of the shipped ones.

    They hold in all of the process; without any, only the shipped ones do. Gives how many were
    added. Raises ConfigError with `file:line`, and then changes nothing.
    """
    added = [entry for file in lexicon_files(places) for entry in _read(file)]
    for (table, key), shipped in _LISTS.items():
        shipped.clear()
        shipped.update(_TABLES[table][key].split())
    _NAMES.clear()
    _NAMES["outlet"] = _split_names(load_lexicon("outlets")["names"])
    _NAMES["government"] = _split_names(_TABLES["government"]["names"])
    for kind, key, words in added:
        if key == "names":
            # What the user says of a name goes before what we say of it.
            for known in _NAMES.values():
                known.difference_update(words)
            _NAMES.setdefault(kind, set()).update(words)
        else:
            words_of(kind, key)
            _LISTS[kind, key].update(words)
    return sum(len(words) for _, _, words in added)


def _read(file: LexiconFile) -> list[tuple[SourceKind, str, list[str]]]:
    file.check_names(file.tables, KEYS)
    entries = []
    for kind in get_args(SourceKind):
        table = file.tables.get(kind, {})
        if not isinstance(table, dict):
            raise file.wrong(f"{kind} must be a table, [{kind}]", kind)
        file.check_names(table, KEYS.get(kind, ()), kind)
        for key, value in table.items():
            words = _words(file, kind, key, value)
            if key != "names" and (wrong := next((w for w in words if w != w.lower()), None)):
                raise file.wrong(f"{wrong!r} must be in lower case", kind, key)
            entries.append((kind, key, words))
    return entries


def _words(file: LexiconFile, kind: str, key: str, value: object) -> list[str]:
    """A list, or one text as the shipped files have it: names between bars, words by spaces."""
    if isinstance(value, str):
        return sorted(_split_names(value)) if key == "names" else value.split()
    return file.words(value, kind, key)


def _split_names(names: str) -> set[str]:
    return {name.strip() for name in names.split("|") if name.strip()}


use_sources(())

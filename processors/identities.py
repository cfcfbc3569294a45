"""
One identity for a source across articles, where it is certain; None where it is not.

"The Fed", "the US Federal Reserve" and "the Federal Reserve" are one body, and so are "Russia's
Defence Ministry" and "the Ministry of Defence of Russia"; "the ministry" alone is nobody that
another article could mean too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from figurewatch.records import Source
from processors.lexicon_files import LexiconFile, lexicon_files
from processors.lexicons import load_lexicon
from processors.places import find_places
from processors.source_words import strip_name, words_of

_LEXICON = load_lexicon("identities")
_GENERIC = frozenset(_LEXICON["generic"]["words"].split())
_PERSON_NOUNS = words_of("person", "singular")
_BEFORE_NAME = words_of("titles", "before_name")
_MINISTRY_WORDS = frozenset(_LEXICON["ministries"]["words"].split("|"))
#: A word of a name: letters, digits and what joins them.
_WORD = re.compile(r"[^\W_](?:[^\s,;:()\"“”]*[^\W_])?\.?|&")
_INITIAL = re.compile(r"(?:[A-Z]\.?){1,3}")
#: Names of one word as short as this are compared as they are written: "Fed", "WHO", "dpa".
_SHORT = 5
#: Longer words than these make no name, they are a sentence.
_LONGEST = 14
#: Whose name is that of a body which others may name too.
_BODIES = frozenset({"organisation", "outlet"})
#: What others make: only its maker has an identity, where it is known.
_MADE = frozenset({"document", "dataset", "poll"})


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split("|") if name.strip()]


def _key(name: str) -> str:
    """What tells names apart: no article, no dots, one kind of apostrophe, no case if long."""
    words = [word.replace(".", "").replace("’", "'") for word in _WORD.findall(name)]
    words = ["and" if word == "&" else word for word in words if word]
    if len(words) > 1 and words[0].lower() in ("the", "a", "an"):
        del words[0]
    if len(words) == 1 and len(words[0]) <= _SHORT:
        short: str = words[0]
        return short
    return " ".join(words).casefold()


class Identities:
    """Names of bodies, and patterns of names, that stand for one identity each."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        #: What a body does ("central bank") and its place → its name.
        self._by_place: dict[tuple[str, str], str] = {}
        self._portfolios: dict[str, str] = {}
        self._bodies: dict[str, str] = {}

    def take_over(self, other: Identities) -> None:
        """Hold what `other` holds from now on."""
        self._names, self._by_place = other._names, other._by_place
        self._portfolios, self._bodies = other._portfolios, other._bodies

    def add(self, tables: Mapping[str, Any]) -> None:
        """Take in the tables of a file; what they say of a name replaces what was known."""
        for names in tables.get("names", {}).values():
            self._add_names(names)
        for table in tables.get("by_place", {}).values():
            self._add_by_place(table)
        for names in tables.get("ministries", {}).get("portfolios", ()):
            first, *others = _split(names)
            self._portfolios |= {_key(name): first for name in (first, *others)}
        for names in tables.get("bodies", {}).get("names", ()):
            first, *others = _split(names)
            self._bodies |= {_key(name): first for name in (first, *others)}

    def _add_names(self, names: Iterable[str]) -> None:
        for line in names:
            first, *others = _split(line)
            self._names |= {_key(name): first for name in (first, *others)}

    def _add_by_place(self, table: Mapping[str, Any]) -> None:
        does = _split(table["does"])
        for place, bodies in table.items():
            if place == "does":
                continue
            self._add_names([bodies] if isinstance(bodies, str) else bodies)
            if isinstance(bodies, str):
                name = _split(bodies)[0]
                self._by_place |= {(place, _key(what)): name for what in does}

    def identify(self, source: Source) -> str | None:
        """
        Say who `source` is in any article; None where it could be several, or nobody is named.

        A person is known by first name and surname, a body by the names of the gazetteer, by
        its place and what it is, or by a name of its own.
        """
        if source.kind == "poll" and "/" in source.text:
            # Two have made it together, and only one is in the name.
            return None
        if source.kind == "person":
            return _person(source.name) if source.name and source.anonymity == "named" else None
        for name in filter(None, (source.text, source.name)):
            found = self.find(name)
            if found is not None:
                return found
        made_by = source.affiliation if source.kind in _MADE else None
        if made_by:
            return self.find(made_by)
        if source.kind in _BODIES and source.name:
            return _own_name(source.name)
        return None

    def named(self, name: str) -> str | None:
        """Give the identity that `name` stands for by the gazetteer alone."""
        return self._names.get(_key(name))

    def find(self, name: str) -> str | None:
        """Give the identity that `name` stands for, by the gazetteer or by a pattern."""
        known = self.named(name)
        if known is not None:
            return known
        words = [part for word in _WORD.findall(name) for part in _without_s(word)]
        if not 1 < len(words) <= _LONGEST:
            return None
        return next(
            (found for place, rest in _placed(words) if (found := self._of(place, rest))), None
        )

    def _of(self, place: str, rest: str) -> str | None:
        """Name the body `rest` of `place`: "central bank" of Turkey."""
        key = _key(rest)
        known = self._by_place.get((place, key)) or self._names.get(_key(f"{rest} of {place}"))
        if known is not None:
            return known
        ministry = self._ministry(key)
        if ministry is not None:
            return f"{ministry} ({place})"
        body = self._bodies.get(key)
        return f"{body} ({place})" if body is not None else None

    def _ministry(self, key: str) -> str | None:
        words = key.split()
        if words[-1:] and words[-1] in _MINISTRY_WORDS:
            word, portfolio = words[-1], words[:-1]
        elif words[:1] and words[0] in _MINISTRY_WORDS and words[1:2] in (["of"], ["for"]):
            word, portfolio = words[0], words[2:]
        else:
            return None
        portfolio = portfolio[1:] if portfolio[:1] == ["the"] else portfolio
        # Names of a single short word keep their case.
        name = self._portfolios.get(" ".join(portfolio)) or self._portfolios.get(
            " ".join(portfolio).capitalize()
        )
        return f"{word.capitalize()} of {name}" if name else None


def _without_s(word: str) -> Iterator[str]:
    """Split "Turkey's" into the place and what says that something is its."""
    plain = word.replace("’", "'")
    if plain.endswith("'s"):
        yield plain[:-2]
    else:
        yield plain


def _placed(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each reading of a name as a body of a place: "Turkish …", "… of Turkey", "… in Turkey"."""
    start = 1 if words[0].lower() in ("the", "a", "an") else 0
    for place in find_places(words):
        if place.by == "within":
            continue
        before, after = words[start : place.first], words[place.last :]
        if not before and after:
            yield place.name, " ".join(after)
        if before[-1:] == ["the"]:
            before = before[:-1]
        if not after and len(before) > 1 and before[-1] in ("of", "in"):
            yield place.name, " ".join(before[:-1])


def _person(name: str) -> str | None:
    """First name and surname, without titles and middle initials; None for a surname alone."""
    words = _without_office(strip_name(name).replace(",", "").split())
    if len(words) < 2 or len(words) > _LONGEST:
        return None
    first, *middle, last = words
    if not first[:1].isupper() or last.islower():
        return None
    if _INITIAL.fullmatch(first) or any(character.isdigit() for character in name):
        initials = [first, *middle]
        if not all(_INITIAL.fullmatch(word) for word in initials):
            return None
        joined = "".join(initials).replace(".", "")
        return f"{joined} {_cased(last)}" if len(joined) > 1 else None
    kept = [word for word in middle if not _INITIAL.fullmatch(word)]
    return " ".join(_cased(word) for word in (first, *kept, last))


def _without_office(words: list[str]) -> list[str]:
    """The words behind the last that is an office: "Harbour Chair Ilse Brandt"."""
    for at in range(len(words) - 1, -1, -1):
        lower = words[at].lower()
        # Many a surname is a common word: "Oliver North".
        is_of_office = lower in _GENERIC and at < len(words) - 1
        if lower in _PERSON_NOUNS or lower in _BEFORE_NAME or is_of_office:
            return words[at + 1 :]
    return words


def _cased(word: str) -> str:
    """A name as it is usually written: "BRANDT" is Brandt."""
    return word.title() if word.isupper() and len(word) > 2 else word


def _own_name(name: str) -> str | None:
    """
    The name of a body that only it can have.

    None for one word alone, and for a place and what many places have: "Tamber City Council".
    """
    words = strip_name(name).split()
    if not 1 < len(words) <= _LONGEST or not words[0][:1].isupper():
        return None
    placed = {at for place in find_places(words) for at in range(place.first, place.last)}
    telling = any(
        word[:1].isupper() and word.lower().strip(".,’'") not in _GENERIC
        for at, word in enumerate(words)
        if at not in placed
    )
    return " ".join(words) if telling else None


def _shipped() -> Identities:
    identities = Identities()
    identities.add(_LEXICON)
    return identities


IDENTITIES = _shipped()


def use_identities(places: Iterable[Path]) -> None:
    """
    Put the bodies of files or directories on top of the shipped ones, in all of the process.

    What they say of a name has the last word; without any, only the shipped ones hold. Raises
    ConfigError with `file:line`, and then changes nothing.
    """
    identities = _shipped()
    for file in lexicon_files(places):
        file.check_names(file.tables, ("names", "by_place"))
        _check_names(file)
        _check_places(file)
        identities.add(file.tables)
    IDENTITIES.take_over(identities)


def _check_names(file: LexiconFile) -> None:
    names = file.tables.get("names", {})
    if not isinstance(names, dict):
        raise file.wrong("names must be a table, [names]", "names")
    for key, lines in names.items():
        if not all(_split(line) for line in file.words(lines, "names", key)):
            raise file.wrong(f"{key} has a body without a name", "names", key)


def _check_places(file: LexiconFile) -> None:
    tables = file.tables.get("by_place", {})
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(table, dict) or not isinstance(table.get("does"), str):
            raise file.wrong('needs does = "central bank|…"', "by_place", name)
        for place, body in table.items():
            if not isinstance(body, str) or not _split(body):
                raise file.wrong(f"{place} must be a text with names", "by_place", name, place)

"""Lexicon files that users write: found, read, and their mistakes named by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figurewatch.errors import ConfigError, did_you_mean

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"\s*([\w-]+|\"[^\"]*\"|'[^']*')\s*=")
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconFile:
    """A TOML file: its tables, and its text to find where one stands."""

    path: Path
    text: str
    tables: Mapping[str, Any]

    def wrong(self, message: str, *names: str) -> ConfigError:
        """Make the error about the table or key `names`, with its line."""
        line = self._line_of(names)
        return ConfigError(message, place=f"{self.path}:{line}" if line else str(self.path))

    def check_names(self, given: Iterable[str], known: Iterable[str], *within: str) -> None:
        """Refuse the first of the `given` names that is not `known`."""
        known = sorted(known)
        for name in given:
            if name not in known:
                called = f"{within[-1]} has no key" if within else "there is no table"
                message = f"{called} {name}{did_you_mean(name, known)}"
                raise self.wrong(message, *within, name)

    def words(self, value: Any, *names: str) -> list[str]:
        """Give a list of words as it is; raises ConfigError for anything else."""
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return value
        raise self.wrong(f"{names[-1]} must be a list of texts", *names)

    def _line_of(self, names: tuple[str, ...]) -> int:
        """The line of a table or of a key in it; of the table where the key has none; else 0."""
        found, inside = 0, not names[:-1]
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = _HEADER.match(line)
            if header:
                table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
                if table[: len(names)] == names:
                    return number
                inside = table == names[:-1]
                found = number if inside else found
            elif inside and names:
                key = _KEY.match(line)
                if key and key[1].strip("\"'") == names[-1]:
                    return number
        return found


def lexicon_files(places: Iterable[Path]) -> Iterator[LexiconFile]:
    """Read the files `places`, and the TOML files in those that are directories, by name."""
    for place in places:
        if not place.is_dir():
            yield read_lexicon_file(place)
            continue
        files = sorted(place.glob("*.toml"))
        if not files:
            raise ConfigError("holds no file called *.toml", place=str(place))
        yield from map(read_lexicon_file, files)


def read_lexicon_file(path: Path) -> LexiconFile:
    """Read a TOML file; raises ConfigError with the place of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(error.strerror or str(error), place=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", place=str(path)) from error
    try:
        return LexiconFile(path=path, text=text, tables=tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        last = f"{text.count(chr(10), 0, -1) + 1}"
        place = f"{path}:{at[1]}:{at[2]}" if at and at[1] else f"{path}:{last}"
        message = f"can't be read as TOML: {_AT.sub('', str(error))}"
        raise ConfigError(message, place=place) from error

"""
Patterns over words, written as data: "the? <ordinal> -? quarter ( of <year> )?".

A text becomes a string with one character for each word, and a pattern a regular expression
over such strings. So a grammar of some dozens of rules reads an article in about the time of
one search each, and can be written and read as a list.

In a pattern, a word stands for itself, `<name>` for any word of a class or for a part defined
elsewhere, `{name:part}` for a part whose place is kept, `<any:4>` for one to four words, `( a |
b )` for one of several, `?` after any of these for one that may be absent, and `!<name>` says
that no such word follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from processors.words import Kind, Word

#: What numbers look like; a class of a lexicon may name them beside its words.
_DAY, _YEAR, _TWO, _INTEGER, _OTHER = "DYZNX"
_DIGITS = {
    "#day": _DAY,
    "#year": _YEAR,
    "#two": _DAY + _TWO + _INTEGER,
    "#integer": _DAY + _INTEGER,
}
_BREAK, _UNKNOWN = "B", "U"
_FIRST_WORD = 0x100
_YEARS = range(1600, 2101)
_SMALL = 1000
_DASHES = str.maketrans({"–": "-", "—": "-", "’": "'"})
_ITEM = re.compile(r"\(|\)\??|\||[^\s()|]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern."""

    name: str
    regex: re.Pattern[str]


class WordPatterns:
    """A grammar: classes of words, named parts of patterns, and the vocabulary of both."""

    def __init__(
        self,
        classes: Mapping[str, str | Sequence[str]],
        parts: Mapping[str, str],
        *,
        capitalised: Iterable[str] = (),
    ) -> None:
        """`capitalised` are words that count only with a capital: "May", "Sun"."""
        self.classes: dict[str, frozenset[str]] = {
            name: frozenset(words.split() if isinstance(words, str) else words)
            for name, words in classes.items()
        }
        self._capitalised = frozenset(capitalised)
        self._letters: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        for words in self.classes.values():
            for word in sorted(words):
                self._letter_of(word)
        for name, pattern in parts.items():
            if name in self.classes:
                raise ValueError(f"{name} is both a class and a part")
            self._parts[name] = self._translate(pattern)

    def rule(self, name: str, pattern: str) -> Rule:
        """Make a rule of `pattern`; its words are from now on part of the vocabulary."""
        # Most words are in no rule: one look tells, where the alternatives would try one by one.
        known = f"(?=[^{_UNKNOWN}{_BREAK}{_OTHER}])"
        return Rule(name, re.compile(known + self._translate(pattern)))

    def encode(self, words: Sequence[Word]) -> str:
        """One character for each word, for the rules to search."""
        return "".join([self._character(word) for word in words])

    def _character(self, word: Word) -> str:
        if word.kind is Kind.DIGITS:
            return _digits(word.text)
        if word.kind is Kind.BREAK:
            return _BREAK
        lower = plain(word)
        letter = self._letters.get(lower)
        if letter is None or (lower in self._capitalised and not word.text[0].isupper()):
            return _UNKNOWN
        return letter

    def _letter_of(self, word: str) -> str:
        if word in _DIGITS:
            return _DIGITS[word]
        return self._letters.setdefault(word, chr(_FIRST_WORD + len(self._letters)))

    def _translate(self, pattern: str) -> str:
        return "".join(self._translate_item(item) for item in _ITEM.findall(pattern))

    def _translate_item(self, item: str) -> str:
        if item in ("(", "|", ")", ")?"):
            return "(?:" if item == "(" else item
        if item.startswith("!<"):
            return f"(?!{self._named(item[2:-1])})"
        optional = "?" if item.endswith("?") and len(item) > 1 else ""
        name = item[: len(item) - len(optional)]
        if name.startswith("{") and name.endswith("}"):
            group, part = name[1:-1].split(":")
            return f"(?P<{group}>{self._parts[part]}){optional}"
        if name.startswith("<any:"):
            return f"(?:[^{_BREAK}{self._marks()}]{{1,{int(name[5:-1])}}}?){optional}"
        if name.startswith("<") and name.endswith(">"):
            return self._named(name[1:-1]) + optional
        return re.escape(self._letter_of(name)) + optional

    def _named(self, name: str) -> str:
        if name in self.classes:
            letters = "".join(self._letter_of(word) for word in sorted(self.classes[name]))
            return f"[{re.escape(letters)}]"
        return f"(?:{self._parts[name]})"

    def _marks(self) -> str:
        return "".join(re.escape(self._letter_of(mark)) for mark in (",", ";", ":", ".", "(", ")"))


def plain(word: Word) -> str:
    """The word in lower case without a possessive "'s", dashes and apostrophes made plain."""
    return word.lower.translate(_DASHES).removesuffix("'s")


def _digits(text: str) -> str:
    if not text.isdecimal():
        return _OTHER
    if len(text) == 2 and text[0] == "0":
        return _TWO
    number = int(text) if len(text) <= 4 else _SMALL
    if number in _YEARS and len(text) == 4:
        return _YEAR
    if 1 <= number <= 31:
        return _DAY
    return _INTEGER if number < _SMALL else _OTHER

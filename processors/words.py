"""
Text as a row of words, numbers and marks, with offsets; and phrases looked up in it.

Finer than the tokens of the language pipeline: "256GB", "US$3bn" and "15-18,000" fall into
their parts, so that one grammar reads them all. What is split at no place where a number could
begin or end (links, hashtags) stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Kind(IntEnum):
    """What a word is made of."""

    DIGITS = 1
    LETTERS = 2
    MARK = 3
    BREAK = 4
    #: A link, handle or hashtag: its digits are no numbers.
    OPAQUE = 5


class Word(NamedTuple):
    """One word with its place; `glued` means that no space is before it."""

    text: str
    lower: str
    start: int
    end: int
    kind: Kind
    glued: bool


#: No alternative can begin where another could go on: the time is linear in the text.
_PIECES = re.compile(
    r"""
      (?P<opaque> (?:https?://|www\.)\S+ | [\#@][^\W\d]\w* )
    | (?P<digits> [0-9]+(?:[.,][0-9]+)* )
    | (?P<letters> (?:[^\W\d_]\.){2,} | [^\W\d_]+(?:['’][^\W\d_]+)* )
    | (?P<break>  [\n\r\v\f\x1c-\x1e\x85\u2028\u2029] )
    | (?P<mark>   \S )
    """,
    re.VERBOSE,
)
_KINDS = {
    "opaque": Kind.OPAQUE,
    "digits": Kind.DIGITS,
    "letters": Kind.LETTERS,
    "break": Kind.BREAK,
    "mark": Kind.MARK,
}


def split_words(text: str) -> list[Word]:
    """Split `text` into words; spaces are left out, line breaks are words of their own."""
    words = []
    before = -1
    for match in _PIECES.finditer(text):
        piece = match.group()
        start, end = match.span()
        kind = _KINDS[match.lastgroup or "mark"]
        words.append(Word(piece, piece.lower(), start, end, kind, start == before))
        before = end
    return words


class Phrases(Generic[T]):
    """What phrases of one or more words stand for; the longest phrase wins."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], T] = {}
        self._symbols: dict[tuple[str, ...], T] = {}
        self._longest_from: dict[str, int] = {}
        self._longest_to: dict[str, int] = {}

    def add(self, phrases: Iterable[str], meaning: T, *, exact_case: bool = False) -> None:
        """Let each of `phrases` stand for `meaning`; an earlier meaning is kept."""
        for phrase in phrases:
            words = split_words(phrase)
            key = tuple(word.text if exact_case else word.lower for word in words)
            (self._symbols if exact_case else self._names).setdefault(key, meaning)
            first, last = words[0].lower, words[-1].lower
            self._longest_from[first] = max(self._longest_from.get(first, 0), len(key))
            self._longest_to[last] = max(self._longest_to.get(last, 0), len(key))

    def after(self, words: Sequence[Word], first: int) -> tuple[int, T] | None:
        """The longest phrase that begins at `first`: the index after it, and its meaning."""
        if first >= len(words):
            return None
        longest = self._longest_from.get(words[first].lower, 0)
        for last in range(min(first + longest, len(words)), first, -1):
            meaning = self._meaning(words[first:last])
            if meaning is not None:
                return last, meaning
        return None

    def before(
        self, words: Sequence[Word], last: int, *, not_before: int = 0
    ) -> tuple[int, T] | None:
        """The longest phrase that ends right before `last`: its first index, and its meaning."""
        if last <= not_before:
            return None
        longest = self._longest_to.get(words[last - 1].lower, 0)
        for first in range(max(last - longest, not_before), last):
            meaning = self._meaning(words[first:last])
            if meaning is not None:
                return first, meaning
        return None

    def _meaning(self, words: Sequence[Word]) -> T | None:
        meaning = self._symbols.get(tuple([word.text for word in words]))
        if meaning is None:
            meaning = self._names.get(tuple([word.lower for word in words]))
        return meaning


_PLURALS = frozenset(
    ["people", "men", "women", "children", "staff", "police", "troops", "fish", "aircraft"]
)
_NO_PLURALS = frozenset(
    ["was", "has", "its", "this", "does", "says", "always", "towards", "perhaps", "plus", "versus"]
)


def is_plural(word: Word) -> bool:
    """Whether a word has the shape of a plural noun."""
    lower = word.lower
    if lower in _PLURALS:
        return True
    if len(lower) < 4 or not lower.endswith("s") or lower in _NO_PLURALS:
        return False
    return not lower.endswith(("ss", "us", "is"))


def lower_at(words: Sequence[Word], at: int) -> str:
    """The word at `at` in lower case; "" outside of the text."""
    return words[at].lower if 0 <= at < len(words) else ""


def is_digits(words: Sequence[Word], at: int, *, glued: bool = False) -> bool:
    """Whether there are digits at `at`, right behind the word before them if `glued`."""
    if not 0 <= at < len(words) or words[at].kind is not Kind.DIGITS:
        return False
    return words[at].glued or not glued


def is_name(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` begins with a capital letter."""
    return 0 <= at < len(words) and words[at].kind is Kind.LETTERS and words[at].text[0].isupper()


def is_at_break(words: Sequence[Word], at: int) -> bool:
    """Whether `at` is outside of the text or a line break."""
    return not 0 <= at < len(words) or words[at].kind is Kind.BREAK

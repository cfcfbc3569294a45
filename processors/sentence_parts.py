"""
The parts of a sentence that speak of different things, told apart by words alone.

A sentence falls into clauses ("while", ";") and these into the level that is reported and the
one it is compared with ("to 5 million from 4 million a year earlier"). The parse is not asked:
what it makes of such sentences is a guess more often than these words are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from spacy.tokens import Span, Token

from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.once import once

_LEXICON = load_lexicon("scopes")["clauses"]
_CONTRASTS = frozenset(_LEXICON["contrasts"].split())
_COMPARING = frozenset(_LEXICON["comparing"].split())

#: How near a number must follow "from" for a level that is compared with, in words.
_FROM_WITHIN = 5
#: The same for "compared with", "against" and the like: "a restated loss of 9 million".
_COMPARED_WITHIN = 10
_TO_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """Where a token stands: its clause, its part of it, and whether that is compared with."""

    clause: int
    number: int
    compared: bool


class Parts:
    """The parts of one sentence; `unbroken` are the tokens of a range, "from 5 to 6"."""

    def __init__(self, sentence: Span, unbroken: Span, times: Collection[int] = ()) -> None:
        """`times` are the tokens of time expressions: their numbers are no levels."""
        self._sentence = sentence
        self.numbers = [token.i for token in sentence if is_number(token) and token.i not in times]
        self._unbroken = range(unbroken.start + 1, unbroken.end)
        self._parts: list[Part] = []
        part = Part(0, 0, compared=False)
        for token in sentence:
            part = self._part_at(token, part)
            self._parts.append(part)

    def of(self, index: int) -> Part:
        """The part that the token with `index` in the Doc stands in."""
        return self._parts[max(0, min(index - self._sentence.start, len(self._parts) - 1))]

    def around(self, index: int) -> list[Token]:
        """The tokens of the part that the token with `index` stands in."""
        part = self.of(index)
        pairs = zip(self._sentence, self._parts, strict=True)
        return [token for token, other in pairs if other.number == part.number]

    def _part_at(self, token: Token, part: Part) -> Part:
        """The part that `token` stands in; the token before it stands in `part`."""
        if token.i in self._unbroken:
            return part
        word = token.lower_
        if word == ";" or (word in _CONTRASTS and token.i > self._sentence.start):
            return Part(part.clause + 1, part.number + 1, compared=False)
        within = _FROM_WITHIN if word == "from" else _COMPARED_WITHIN
        if word in _COMPARING and self._number_within(token.i + 1, within):
            return Part(part.clause, part.number + 1, compared=True)
        ends = word == "," and self._word(token.i + 1) in ("and", "which", "who", "as", "with")
        back = word == "to" and self._number_within(token.i + 1, _TO_WITHIN)
        if part.compared and (ends or back):
            return Part(part.clause, part.number + 1, compared=False)
        return part

    def _number_within(self, index: int, reach: int) -> bool:
        return any(index <= number < index + reach for number in self.numbers)

    def _word(self, index: int) -> str:
        return self._sentence.doc[index].lower_ if index < self._sentence.end else ""


def parts_of(mention: Mention) -> Parts:
    """The parts of the sentence that states `mention`."""
    tokens = mention.tokens

    def find() -> Parts:
        return Parts(mention.sentence, tokens)

    return once(mention.doc, "parts", find, about=(tokens.start, tokens.end))


def is_number(token: Token) -> bool:
    """Whether a token is a number or begins with digits."""
    return token.like_num or token.text[:1].isdigit()

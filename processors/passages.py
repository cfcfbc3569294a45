"""
A parsed article as attribution reads it, and one attribution as it stands there.

Ranges count tokens, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from figurewatch.records import CueKind
from processors import syntax
from processors.cues import Manner
from processors.quotations import Quotation, find_quotations

Range = tuple[int, int]
Scope = Literal["local", "inserted", "carried_over", "next_sentence"]
DASHES = frozenset({"—", "–", "--", "-"})
STOPS = frozenset({".", "!", "?", "…", "..."})
MARKS = frozenset({'"', "“", "”", "''", "``", "«", "»", "„", "‘‘", "’’", "'", "’", "‘"})
RELATIVES = frozenset({"who", "which", "whose", "where", "when", "whom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One more source of a chain: its words, and the head of its noun phrase."""

    words: Range
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution as it stands in the text; ranges count tokens, end exclusive."""

    kind: CueKind
    manner: Manner
    cue: Range
    #: None where the text names nobody.
    source: Range | None
    #: The head of the source's noun phrase.
    speaker: int | None
    #: The "who" or "which" that stands for the source, if one does.
    relative: int | None = None
    content: tuple[Range, ...]
    scope: Scope = "local"
    #: Who passes on what the source says ("quoted by Reuters"), and on whom it relies
    #: ("citing the ministry").
    relayer: Hop | None = None
    origin: Hop | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed article with what every construction asks of it."""

    doc: Doc
    #: Its text; spaCy joins it anew at every `doc.text`.
    printed: str
    #: Every token in lower case.
    words: list[str]
    quotations: tuple[Quotation, ...]
    #: For every token the number of the quotation it stands in, -1 for none.
    quoted: list[int]
    #: Sentences by token, wrong cuts before "said" mended.
    sentences: list[Range]

    def among(self, sentence: Range, forms: Container[str]) -> Iterator[Token]:
        """The tokens of a sentence whose form is one of `forms`."""
        for at in range(*sentence):
            if self.words[at] in forms:
                yield self.doc[at]

    def is_blank(self, start: int, end: int) -> bool:
        """Whether only punctuation and space stand between two tokens."""
        return all(token.is_space or token.is_punct for token in self.doc[start:end])


def read_text(doc: Doc) -> Text:
    """Find the quotations and sentences of `doc`."""
    printed = doc.text
    quotations = find_quotations(printed)
    # Whole columns of the tokens are read at once: a token for each would cost more than the rest.
    offsets: list[int] = doc.to_array("IDX").tolist()
    quoted = [-1] * len(doc)
    for number, quotation in enumerate(quotations):
        start = bisect_left(offsets, quotation.start)
        end = bisect_left(offsets, quotation.end)
        quoted[start:end] = [number] * (end - start)
    return Text(doc, printed, _words(doc), quotations, quoted, _sentences(doc))


def _words(doc: Doc) -> list[str]:
    hashes = doc.to_array("LOWER").tolist()
    strings = {number: doc.vocab.strings[number] for number in set(hashes)}
    return [strings[number] for number in hashes]


def _sentences(doc: Doc) -> list[Range]:
    found: list[Range] = []
    for sent in doc.sents:
        start, end = sent.start, sent.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start == end:
            continue
        if found and _goes_on(doc, found[-1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _goes_on(doc: Doc, before: Range, start: int) -> bool:
    """A sentence does not begin small, nor does one end with a comma, a colon or a word."""
    if any("\n" in token.text_with_ws for token in doc[before[1] - 1 : start]):
        return False
    last = doc[before[1] - 1]
    if last.text in MARKS and before[1] - 2 >= before[0]:
        last = doc[before[1] - 2]
    unended = last.pos_ != "PUNCT" and last.text[-1].isalnum()
    return unended or doc[start].text[0].islower() or last.text in (",", ":")


def without_stop(doc: Doc, region: Range) -> int:
    """The end of `region` without full stop and space."""
    start, end = region
    while end > start and (doc[end - 1].text in STOPS or doc[end - 1].is_space):
        end -= 1
    return end


def trim(doc: Doc, start: int, end: int, head: int) -> Range | None:
    """A noun phrase without commas, "and" or "with" at its edges; None if nothing is left."""
    while start < head and (
        doc[start].is_punct
        or doc[start].is_space
        or doc[start].pos_ in ("CCONJ", "SCONJ")
        or (doc[start].tag_ == "IN" and doc[start].lower_ != "at")
    ):
        start += 1
    while end > head + 1 and (doc[end - 1].is_punct or doc[end - 1].is_space):
        if doc[end - 1].text in (")", "]"):
            break
        end -= 1
    return (start, end) if start < end else None


def is_dash(token: Token) -> bool:
    """Whether a token is a dash between words; a hyphen is one only with space around it."""
    if token.text != "-":
        return token.text in DASHES
    return bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)


def comma_between(doc: Doc, one: int, other: int) -> bool:
    """Whether a comma stands between two tokens."""
    return any(token.text == "," for token in doc[min(one, other) : max(one, other)])


def that_after(doc: Doc, start: int, last: int) -> int | None:
    """The "that" that begins a clause soon after `start`, before any other verb."""
    for token in doc[start : min(start + 14, last)]:
        # "said, citing the ministry, that"
        resumes = token.i > start and doc[start].text == doc[token.i - 1].text == ","
        if token.lower_ == "that" and (token.tag_ == "IN" or resumes):
            return token.i
        if syntax.is_finite(token):
            return None
    return None

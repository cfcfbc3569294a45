"""Where a quantity stands in its sentence, by its words alone."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from processors import syntax
from processors.counting.words import HYPHENS, SIGNS, TIME_NOUNS, UNIT_NOUNS
from processors.mentions import Mention
from processors.singulars import singular_of
from processors.unit_families import UnitKind, kind_of_unit


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a quantity stands: its tokens, from `start` up to but without `end`."""

    doc: Doc
    start: int
    end: int
    #: The word of the quantity that the rest of the sentence hangs on to.
    anchor: Token
    kind: UnitKind

    @property
    def first(self) -> int:
        """Where the sentence begins."""
        return int(self.anchor.sent.start)

    @property
    def last(self) -> int:
        """Where the sentence ends."""
        return int(self.anchor.sent.end)

    @property
    def before(self) -> Token | None:
        return self.doc[self.start - 1] if self.start > self.first else None

    def holds(self, token: Token) -> bool:
        return self.start <= token.i < self.end

    def word(self, at: int) -> str:
        """The word at `at` in lower case; empty behind the sentence."""
        return str(self.doc[at].lower_) if at < self.last else ""


def slot_of(mention: Mention) -> Slot:
    tokens = mention.tokens
    start, end = tokens.start, tokens.end
    if mention.unit is not None:
        unit = mention.doc.char_span(*mention.unit, alignment_mode="expand")
        if unit is not None:
            start, end = min(start, unit.start), max(end, unit.end)
    # "has surpassed 180,000": a verb that states the bound still governs the number.
    for token in mention.doc[start : mention.number_tokens.start]:
        if token.pos_ == "VERB" and syntax.role_of(token) != "modifier":
            start = token.i + 1
    kind = kind_of_unit(mention.quantity.unit)
    return Slot(mention.doc, start, end, _anchor_of(mention.doc[start:end]), kind)


def _anchor_of(tokens: Span) -> Token:
    return syntax.first_conjunct_of(tokens.root)


def quantity_before(slot: Slot, *, within: int) -> Slot | None:
    """The nearest quantity before `slot` in its sentence, by its words alone."""
    doc = slot.doc
    for at in range(slot.start - 1, max(slot.first, slot.start - within) - 1, -1):
        is_ordinal = doc[at].tag_ in ("JJ", "RB")
        if doc[at].like_num and not is_ordinal and not is_part_of_name(doc[at]):
            return slot_around(doc, at)
    return None


def slot_around(doc: Doc, at: int) -> Slot:
    sentence = doc[at].sent
    start, end = at, at + 1
    while start > sentence.start and (doc[start - 1].like_num or doc[start - 1].text in SIGNS):
        start -= 1
    while end < sentence.end and (doc[end].like_num or doc[end].text in SIGNS):
        end += 1
    kind: UnitKind = "count"
    if end < sentence.end and not doc[end - 1].whitespace_ and doc[end].is_alpha:
        # "60GB", "5pc": what is glued to the digits is a unit.
        kind, end = "measure", end + 1
    elif end + 1 < sentence.end and _is_length_of_time(doc, end):
        # "a two-minute commute"
        kind, end = "measure", end + 2
    elif end < sentence.end and doc[end].lower_ in ("percent", "pct"):
        kind, end = "share", end + 1
    elif end < sentence.end and singular_of(doc[end]) in UNIT_NOUNS:
        kind, end = "money", end + 1
    elif any(token.text in SIGNS for token in doc[start:end]):
        kind = "share" if doc[end - 1].text == "%" else "money"
    return Slot(doc, start, end, _anchor_of(doc[start:end]), kind)


def _is_length_of_time(doc: Doc, at: int) -> bool:
    return doc[at].text in HYPHENS and singular_of(doc[at + 1]) in TIME_NOUNS


def is_part_of_name(number: Token) -> bool:
    """Whether the number belongs to a name: "the S&P 500", "Flight 22"."""
    if number.i == number.sent.start or not number.text.isdigit():
        return False
    before = number.nbor(-1)
    if before.lower_ in TIME_NOUNS:
        # "In May 900 migrants"
        return False
    is_name = before.tag_ in ("NNP", "NNPS") or (before.tag_ == "NN" and before.text.isupper())
    is_model = before.tag_ == "NN" and before.is_title and before.i > before.sent.start
    return (is_name or is_model) and len(number.text) < 4

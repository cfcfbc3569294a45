"""The whole phrase of what is counted, around its noun."""

from __future__ import annotations

from spacy.tokens import Token

from figurewatch.records import Counted
from processors import syntax
from processors.counting.levels import says_level
from processors.counting.nouns import noun_from
from processors.counting.slots import Slot, is_part_of_name
from processors.counting.words import (
    HYPHENS,
    JOINTS,
    MODIFIER_TAGS,
    START_TAGS,
    TIME_NOUNS,
    UNIT_NOUNS,
)
from processors.singulars import singular_of

#: Prepositions by which other words follow that say what exactly is measured.
_COMPLEMENTS = ("of", "for", "on", "against", "with", "in")


def counted_phrase(head: Token, slot: Slot) -> Counted:
    doc, head = slot.doc, _last_of_name(head, slot)
    start = start_of_phrase(head, slot)
    end = _end_of_phrase(head, slot)
    if (
        start + 2 < head.i + 1
        and doc[start + 1].tag_ == "POS"
        and singular_of(doc[start]) in TIME_NOUNS
    ):
        # "this year's harvest": of when it is, is no part of what it is
        start += 2
    words = doc[start:end]
    return Counted(
        start=words.start_char, end=words.end_char, text=words.text, head=singular_of(head)
    )


def _last_of_name(head: Token, slot: Slot) -> Token:
    """The last word of a name that the parse hangs on its first: Arlen of "Greta Arlen"."""
    while head.i + 1 < slot.last:
        after = head.nbor()
        is_name = head.tag_ in ("NNP", "NNPS") and after.tag_ in ("NNP", "NNPS")
        is_name = is_name and singular_of(after) not in TIME_NOUNS
        if not is_name or not syntax.is_rest_of_name(after) or slot.holds(after):
            break
        head = after
    return head


def belongs_before(word: Token) -> bool:
    """Whether a word before a noun belongs to its phrase."""
    return (
        word.tag_ in MODIFIER_TAGS
        or word.tag_ == "POS"
        or word.text in JOINTS
        or (word.i + 1 < len(word.doc) and word.nbor().text in HYPHENS)
        or is_part_of_name(word)
    )


def start_of_phrase(head: Token, slot: Slot) -> int:
    doc, start = slot.doc, head.i
    while start > slot.first:
        word = doc[start - 1]
        if not belongs_before(word) or slot.holds(word) or _is_glued_unit(word):
            break
        start -= 1
    while start < head.i and doc[start].tag_ not in MODIFIER_TAGS:
        start += 1
    while start < head.i and doc[start].lower_ in ("more", "fewer", "less"):
        start += 1
    if start < head.i and doc[start].tag_ == "VBG" and start > slot.first:
        # ", beating expectations of": the verb of a clause of its own
        start += doc[start - 1].text == ","
    return start


def _is_glued_unit(word: Token) -> bool:
    """Whether the word is joined to digits as their unit: "60GB", "a 2.0-litre engine"."""
    before = word.nbor(-1) if word.i else word
    if word.i + 1 < len(word.doc) and word.nbor().text in HYPHENS:
        # "five-year-olds"
        return False
    if before.text in HYPHENS and before.i > 0:
        before = before.nbor(-1)
    return before.like_num and (not before.whitespace_ or singular_of(word) in UNIT_NOUNS)


def _end_of_phrase(head: Token, slot: Slot) -> int:
    """Where the words end that say what exactly: "of cholera", "on imported vehicles"."""
    doc, end = slot.doc, head.i + 1
    if end < slot.last and doc[end].tag_ == "CD" and is_part_of_name(doc[end]):
        end += 1
    prepositions = ("of",) if slot.kind == "count" else _COMPLEMENTS
    end = _end_of_pair(head, end, slot)
    while end + 1 < slot.last and doc[end].lower_ in prepositions:
        noun = noun_from(doc, end + 1, slot.last)
        if noun is None or any(token.like_num for token in doc[end : noun.i]):
            break
        if 0 < slot.start - noun.i <= 2 and says_level(noun) and noun.i - 1 > end:
            # "Waiting times for surgery average 14 weeks"
            return noun.i
        if doc[end].lower_ != "of" and syntax.governor_of(noun).i not in range(head.i, end):
            break
        end = _end_of_pair(noun, noun.i + 1, slot)
    return end


def _end_of_pair(noun: Token, end: int, slot: Slot) -> int:
    """Behind a second noun of the same kind: "loans and leases", "cash and securities"."""
    if end + 1 >= slot.last or slot.doc[end].lower_ not in ("and", "or"):
        return end
    other = noun_from(slot.doc, end + 1, slot.last)
    if other is None or other not in syntax.conjuncts_of(noun) or other.i - end > 3:
        return end
    if slot.doc[end + 1].tag_ in START_TAGS or slot.doc[end + 1].lower_ in _QUANTIFIERS:
        return end
    has_number = any(token.like_num for token in slot.doc[end : other.i])
    # "36,000 employees and revenue of $11bn"
    has_number |= any(token.like_num for token in slot.doc[other.i : other.i + 4][1:])
    return end if has_number or slot.holds(other) else other.i + 1


#: Behind "and" they begin a phrase of its own: "three sons and many friends".
_QUANTIFIERS = frozenset({"many", "several", "some", "various"})

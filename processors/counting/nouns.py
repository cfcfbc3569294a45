"""Noun phrases by the words of a sentence: the noun that begins or ends at a word."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from processors import syntax
from processors.counting.levels import CHANGE_FORMS
from processors.counting.slots import Slot, is_part_of_name
from processors.counting.words import (
    HYPHENS,
    JOINTS,
    MODIFIER_TAGS,
    NOUN_TAGS,
    SIGNS,
    START_TAGS,
    TIME_NOUNS,
    UNIT_NOUNS,
)
from processors.singulars import singular_of

#: How far apart two names are that end a phrase together, in tokens.
_PAIR = 4
#: How far a noun phrase is followed to the right, in tokens.
_REACH = 12


def is_measurable(noun: Token, slot: Slot) -> bool:
    return (
        not slot.holds(noun)
        and not _is_base_of_rate(noun)
        and not _is_verb_taken_for_noun(noun)
        and (noun.tag_ in NOUN_TAGS or _is_verbal_noun(noun, slot))
        and singular_of(noun) not in TIME_NOUNS
        and (singular_of(noun) not in UNIT_NOUNS or _is_named(noun))
        and noun.text not in SIGNS
        and not _is_period(noun)
    )


def _is_period(noun: Token) -> bool:
    """Whether it is a part of a year or a game: "the first half", "the latter part"."""
    is_part = noun.lower_ in ("half", "part", "period") and noun.i > noun.sent.start
    return is_part and noun.nbor(-1).lower_ in _PERIODS


_PERIODS = frozenset({"first", "second", "third", "latter", "last", "early", "opening", "same"})


def _is_verbal_noun(token: Token, slot: Slot) -> bool:
    """Whether a participle names what is done: "Rebuilding will cost", "Capital spending was"."""
    if token.tag_ != "VBG":
        return False
    return token.i == slot.first or token.nbor(-1).tag_ in ("NN", "JJ")


def _is_verb_taken_for_noun(noun: Token) -> bool:
    """Whether a past tense was tagged as a noun: "people sleeping rough rose to 2,300"."""
    return noun.tag_ == "NN" and noun.lower_ in CHANGE_FORMS and noun.lemma_ != noun.lower_


def _is_base_of_rate(noun: Token) -> bool:
    """Whether the noun is what an earlier amount is per: "$1.04 a share"."""
    if noun.i - 2 < noun.sent.start or noun.nbor(-1).lower_ not in ("a", "an", "per", "each", "/"):
        return False
    before = noun.nbor(-2)
    return before.like_num or before.text in SIGNS or singular_of(before) in UNIT_NOUNS


def _is_named(unit: Token) -> bool:
    """Whether a unit is spoken of itself: "the dollar rose to 141 yen", "Bitcoin fell"."""
    return unit.i == unit.sent.start or unit.nbor(-1).lower_ in ("the", "us", "u.s.")


def noun_from(doc: Doc, first: int, last: int) -> Token | None:
    """The head of the noun phrase that begins at `first`: the last noun of its run."""
    at, last = first, min(last, first + _REACH)
    while at < last and (doc[at].tag_ in START_TAGS or doc[at].lower_ in ("about", "some", "%")):
        at += 1
    if first < at < last and doc[at].text in HYPHENS and doc[at - 1].like_num:
        # "five-year-olds", "the 16-year-olds"
        at += 1
    head: Token | None = None
    while at < last:
        token = doc[at]
        if token.tag_ in NOUN_TAGS and token.lower_ != "worth":
            if singular_of(token) in TIME_NOUNS and _is_plain_time(token, head, first, last):
                break
            head = token
        elif head is not None and (token.tag_ == "POS" or _closes_quoted(token, last)):
            pass
        elif token.tag_ == "CD" and head is not None and token.nbor(-1).tag_ == "POS":
            # "70% of the island's 8,000 residents"
            pass
        elif head is not None and (past := _past_coordinated(doc, at, last)):
            at = past - 1
        elif _is_plural_at_end(token, head, last):
            head = token
        elif (at == first and token.tag_ in ("CC", ",")) or not _continues(
            token, last, after_noun=head is not None
        ):
            break
        at += 1
    return None if head is None or singular_of(head) in UNIT_NOUNS else head


def _is_plain_time(token: Token, head: Token | None, first: int, last: int) -> bool:
    """Whether a noun of time ends the phrase before it: "cut 900 jobs Tuesday"."""
    if token.i + 1 < last and (token.nbor().text in HYPHENS or _is_within_name(token, head)):
        # "five-year-olds"
        return False
    return token.tag_ != "NNS" or token.i == first


def _is_within_name(day: Token, head: Token | None) -> bool:
    """Whether a noun of time ends a name that describes the noun behind: "Super Tuesday states"."""
    if head is None or head.i + 1 != day.i or head.tag_ != "NNP" or day.tag_ != "NNP":
        return False
    after = day.nbor()
    return after.tag_ in ("NN", "NNS") and singular_of(after) not in TIME_NOUNS


def _past_coordinated(doc: Doc, at: int, last: int) -> int:
    """Behind modifiers listed after a noun that is one too: "state, local and federal taxes"."""
    if doc[at].text != "," or doc[at - 1].tag_ != "NN" or at + 1 >= last:
        return 0
    at += 1
    while at + 2 < last and doc[at].tag_ == "JJ" and doc[at + 1].text == ",":
        at += 2
    is_list = at + 3 < last and doc[at].tag_ == "JJ" and doc[at + 1].lower_ in ("and", "or")
    ends = is_list and doc[at + 2].tag_ == "JJ" and doc[at + 3].tag_ in ("NN", "NNS")
    return at + 3 if ends else 0


def _is_plural_at_end(token: Token, head: Token | None, last: int) -> bool:
    """Whether a noun that ends its phrase was tagged as a verb: "half of the coin tosses"."""
    if (
        head is None
        or token.tag_ != "VBZ"
        or head.tag_ != "NN"
        or head.i + 1 != token.i
        or token.pos_ == "AUX"
    ):
        return False
    has_article = head.i > 0 and head.nbor(-1).tag_ in ("DT", "PRP$", "POS")
    return has_article and (token.i + 1 >= last or token.nbor().tag_ in (".", ",", "CC"))


def _closes_quoted(token: Token, last: int) -> bool:
    """Whether a quoted word before a noun ends here: 'so-called "ghost" teachers'."""
    return token.is_quote and token.i + 1 < last and token.nbor().tag_ in ("NN", "NNS")


def _continues(token: Token, last: int, *, after_noun: bool) -> bool:
    """Whether a word that is no noun leads on to one, inside a noun phrase."""
    if token.text in JOINTS:
        return token.i + 1 < last
    is_joined = token.i > 0 and token.nbor(-1).text in JOINTS
    follower = token.nbor().tag_ if token.i + 1 < last else ""
    if token.tag_ == "CD":
        return is_part_of_name(token) and follower in NOUN_TAGS
    if after_noun:
        is_after_possessor = token.nbor(-1).tag_ == "POS"
        return token.tag_ in MODIFIER_TAGS and (is_joined or is_after_possessor)
    if token.tag_ in ("RB", "RBR", "RBS", "CC", ","):
        # "1,031 randomly-chosen adults"
        is_joined_on = follower == "HYPH" or (token.i + 1 < last and token.nbor().text in HYPHENS)
        return follower in ("JJ", "VBN", "VBG") or is_joined_on
    return token.tag_ in MODIFIER_TAGS or token.is_quote


def noun_ending_at(slot: Slot, at: int, *, climb: bool = True) -> Token | None:
    """The head of the noun phrase that ends at `at`; of "exports to China" it is exports."""
    doc = slot.doc
    if at < slot.first:
        return None
    head = doc[at]
    if head.tag_ == "CD" and is_part_of_name(head):
        return doc[at - 1]
    if head.tag_ == "VBG" and head.i == slot.first:
        # "Rebuilding will cost": what is done is what costs.
        return head
    if head.tag_ not in NOUN_TAGS or singular_of(head) in TIME_NOUNS:
        return None
    above = syntax.governor_of(head)
    if climb and syntax.role_of(head) == "oblique" and above.pos_ == "VERB":
        # "seekers arriving in Ireland fell": the name only ends the phrase.
        return None
    top = head
    first = syntax.first_conjunct_of(head)
    is_pair = slot.first <= first.i < head.i <= first.i + _PAIR and not any(
        token.like_num or token.text == "%" for token in doc[first.i : head.i]
    )
    if climb and is_pair:
        # "Sales at Morrow & Sons fell": the second of two names ends the phrase as well.
        top, above = first, syntax.governor_of(first)
    while (
        climb
        and slot.first <= above.i < top.i
        and above.tag_ in NOUN_TAGS
        and syntax.role_of(top) in ("oblique", "appositive")
    ):
        top, above = above, syntax.governor_of(above)
        if singular_of(top) not in UNIT_NOUNS:
            # "The price of a gallon of petrol": a unit is climbed over.
            head = top
    return head

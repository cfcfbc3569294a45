"""The noun that a quantity counts, right beside the number."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from processors import syntax
from processors.counting.clause import noun_before_level
from processors.counting.levels import CHANGE_ADVERBS, says_level
from processors.counting.nouns import is_measurable, noun_ending_at, noun_from
from processors.counting.phrases import start_of_phrase
from processors.counting.slots import Slot, slot_around
from processors.counting.words import (
    CHANGE_NOUNS,
    EXTREMES,
    HYPHENS,
    NOUN_TAGS,
    SIGNS,
    START_TAGS,
    TRANSITIVE_VERBS,
    TRANSPARENT,
)
from processors.lexicons import load_lexicon
from processors.singulars import singular_of
from processors.verbs import is_form_of

_LEXICON = load_lexicon("counting")
_SITES = frozenset(_LEXICON["site"]["nouns"].split())
_THOSE = frozenset({"them", "those", "these"})


def part_of(slot: Slot) -> Token | None:
    """Partitives and measures of something: "two of the five workers", "12% of households"."""
    at = slot.end
    if slot.word(at) == "worth" or (slot.word(at) == "out" and slot.word(at + 1) == "of"):
        at += 1
    if slot.word(at) != "of" or is_pronoun(slot, at + 1):
        return None
    return noun_from(slot.doc, at + 1, slot.last)


def is_pronoun(slot: Slot, at: int) -> bool:
    """Whether "those" or "them" at `at` stands alone, for those named before."""
    if slot.word(at) not in _THOSE:
        return False
    return at + 1 >= slot.last or slot.doc[at + 1].tag_ not in (*NOUN_TAGS, "JJ", "CD")


def possessor(slot: Slot) -> Token | None:
    """Whose it is, where that is all that is named: "48.9% to Petrov's 46.2%"."""
    before = slot.before
    if before is None or before.tag_ != "POS" or before.i - 1 < slot.first:
        return None
    owner = before.nbor(-1)
    ends = slot.end >= slot.last or slot.doc[slot.end].is_punct
    return owner if ends and owner.tag_ in ("NNP", "NNPS") else None


def noun_within(slot: Slot) -> Token | None:
    """The noun that a share has inside: "one worker in three"."""
    nouns = [token for token in slot.doc[slot.start : slot.end] if token.tag_ in ("NN", "NNS")]
    is_share = any(token.lower_ == "in" for token in slot.doc[slot.start : slot.end])
    return nouns[0] if is_share and len(nouns) == 1 and not nouns[0].like_num else None


def in_kind(slot: Slot) -> Token | None:
    """Money in the form of something: "$5 million in aid"; a slot or a time is none."""
    if slot.word(slot.end) != "in" or slot.end + 1 >= slot.last:
        return None
    if slot.doc[slot.end + 1].tag_ in START_TAGS:
        return None
    noun = noun_from(slot.doc, slot.end + 1, slot.last) or _lost_noun(slot, slot.end + 1)
    is_noun = noun is not None and noun.tag_ in ("NN", "NNS", "VB", "VBP")
    if noun is None or not is_noun or singular_of(noun) in _SITES:
        return None
    return noun


def _lost_noun(slot: Slot, at: int) -> Token | None:
    """A noun behind a participle, taken for a verb itself: "£300m in lost profit"."""
    if at + 1 >= slot.last or slot.doc[at].tag_ not in ("VBN", "VBD"):
        return None
    noun = slot.doc[at + 1]
    return noun if noun.tag_ in ("VB", "VBP") and noun.text.islower() else None


def noun_right_after(slot: Slot) -> Token | None:
    """The noun that the number stands before: "230,000 criminal cases", "a 25% tax"."""
    at = slot.end
    if at + 1 < slot.last and slot.doc[at].text in HYPHENS:
        at += 1
    if at >= slot.last or slot.doc[at].tag_ in START_TAGS:
        return None
    if slot.kind != "count" and at == slot.end and _begins_clause(slot.doc[at], slot):
        return None
    if slot.doc[at].lower_ in CHANGE_ADVERBS or _is_answer(slot, at):
        return None
    if slot.kind == "count" and at > slot.end and _is_measure_of(slot, at):
        return slot.doc[at]
    noun = noun_from(slot.doc, at, slot.last)
    if noun is None and slot.kind == "money" and slot.doc[at].lower_ == "fine":
        # "a $10,000 fine": an adjective elsewhere
        return slot.doc[at]
    if noun is None and slot.kind == "share" and at == slot.end:
        noun = _noun_taken_for_verb(slot, at)
    if noun is None and slot.kind == "count" and _is_plural_taken_for_verb(slot.doc[at], slot):
        return slot.doc[at]
    if noun is None or slot.kind != "count" or noun.tag_ != "NN" or noun.i + 1 >= slot.last:
        return noun
    # "9,200 asylum claims": after a number, a noun in the singular only begins its phrase.
    after = noun.nbor()
    ends = after.i + 1 >= slot.last or after.nbor().is_punct or after.nbor().tag_ == "IN"
    return after if after.tag_ == "VBZ" and ends else noun


def _is_answer(slot: Slot, at: int) -> bool:
    """Whether a verb of opinion is taken for a noun: "42% support Senator Arlen"."""
    if slot.kind != "share" or at + 1 >= slot.last or slot.doc[at].lower_ not in _ANSWERS:
        return False
    if slot.before is not None and slot.before.tag_ in START_TAGS:
        return False
    return slot.doc[at + 1].tag_ in ("NNP", "DT", "PRP", "PRP$", "TO")


_ANSWERS = frozenset(_LEXICON["answers"]["verbs"].split())


def noun_of_next_amount(slot: Slot) -> Token | None:
    """A noun that two amounts share: "gifts" of "$1,000 or $2,000 gifts"."""
    if slot.word(slot.end) not in ("or", "and", "to", ","):
        return None
    at = slot.end + 1
    while at < slot.last and slot.doc[at].text in SIGNS:
        at += 1
    if at >= slot.last or not slot.doc[at].like_num:
        return None
    following = slot_around(slot.doc, at)
    return noun_right_after(following) if following.kind == slot.kind else None


def _noun_taken_for_verb(slot: Slot, at: int) -> Token | None:
    """The head of a phrase that an article begins: the rise of "a 6% pay rise"."""
    token = slot.doc[at]
    has_article = slot.before is not None and slot.before.tag_ == "DT"
    if not has_article or token.tag_ not in ("VB", "VBP") or at + 1 >= slot.last:
        return None
    return token.nbor() if token.nbor().tag_ in ("NN", "NNS") else None


def _begins_clause(token: Token, slot: Slot) -> bool:
    """Whether a verb behind an amount begins a clause: "5% excluding bonuses", "45.9C set in"."""
    if token.lower_ == "set":
        return True
    is_led = slot.before is not None and slot.before.tag_ in START_TAGS | {"POS"}
    return token.tag_ == "VBG" and not is_led


def _is_measure_of(slot: Slot, at: int) -> bool:
    """Whether what is counted is part of a compound: cylinders in "a four-cylinder engine"."""
    doc = slot.doc
    is_joined = not doc[at - 1].whitespace_ and not doc[at - 2].whitespace_
    if not is_joined or doc[at].tag_ != "NN" or at + 1 >= slot.last:
        return False
    return doc[at].text.islower() and doc[at + 1].text not in HYPHENS


def _is_plural_taken_for_verb(token: Token, slot: Slot) -> bool:
    """Whether a noun right behind a number was tagged as a verb: "grabbed 11 rebounds in"."""
    if token.tag_ != "VBZ" or token.i + 1 >= slot.last or not token.text.islower():
        return False
    if token.lower_ in _PLAIN_VERBS:
        return False
    if slot.before is not None and slot.before.tag_ in ("IN", "DT", "PRP$", "CC"):
        # "the average of eight estimates compiled by"
        return True
    is_led = slot.start > slot.first and not says_level(token)
    return is_led and (
        token.nbor().is_punct or token.nbor().tag_ in ("IN", "CC", "TO", "RB", "VBD", "VBN", "MD")
    )


#: No nouns, whatever stands before them: "all six comes to one in 64".
_PLAIN_VERBS = frozenset(_LEXICON["plain"]["verbs"].split())


def noun_of_dimension(slot: Slot) -> Token | None:
    """A noun that its size follows: "a mirror 39 metres wide", "a galaxy 2 light-years away"."""
    before = slot.before
    if before is None or before.tag_ not in ("NN", "NNS") or slot.word(slot.end) not in _SIZES:
        return None
    return before if is_measurable(before, slot) else None


_SIZES = frozenset({"wide", "long", "tall", "high", "deep", "thick", "away", "across", "old"})


def noun_before_colon(slot: Slot) -> Token | None:
    """A label: "Deaths: 85", "Turnout – 61%"."""
    before = slot.before
    if before is None or before.text not in (":", "–", "—"):
        return None
    at = before.i - 1
    if slot.doc[at].text == ")":
        # "Population (2024): 3.1 million"
        while at > slot.first and slot.doc[at].text != "(":
            at -= 1
        at -= 1
    return noun_ending_at(slot, at)


def noun_of_change(slot: Slot) -> Token | None:
    """What changed, where the change is a noun: "a drop in sales of 8% worried investors"."""
    before = slot.before
    if before is None or before.lower_ != "of":
        return None
    noun = noun_ending_at(slot, before.i - 1, climb=False)
    if noun is None or not is_measurable(noun, slot):
        return None
    at = start_of_phrase(noun, slot) - 1
    while at > slot.first and slot.doc[at].tag_ in START_TAGS:
        at -= 1
    is_of_change = at > slot.first and singular_of(slot.doc[at - 1]) in CHANGE_NOUNS
    return noun if is_of_change and slot.doc[at].lower_ == "in" else None


def noun_behind_comma(slot: Slot) -> Token | None:
    """A level put before what has it: "At 4.9 million, the number of tourists was"."""
    before = slot.before
    if before is None or before.lower_ not in ("at", "with") or before.i != slot.first:
        return None
    if slot.word(slot.end) != ",":
        return None
    return noun_from(slot.doc, slot.end + 1, slot.last)


def noun_in_apposition(slot: Slot) -> Token | None:
    """A noun that the quantity stands beside, between commas: "The ransom, $3 million, was"."""
    before = slot.before
    if before is None or before.text != "," or slot.word(slot.end) not in ("", ",", ";", "."):
        return None
    first = before.i
    while first > slot.first and slot.doc[first - 1].text != ";":
        first -= 1
    opening = slot.doc[first : before.i]
    if any(token.pos_ in ("VERB", "AUX") or token.like_num or token.is_punct for token in opening):
        return None
    noun = noun_ending_at(slot, before.i - 1)
    return noun if noun is not None and is_measurable(noun, slot) else None


def measure_of(noun: Token, slot: Slot) -> Token:
    """The measure whose name ends in a bare noun: margin of "a margin of error of 3 points"."""
    if noun.i - 2 < slot.first or noun.nbor(-1).lower_ != "of" or noun.tag_ != "NN":
        return noun
    measure = noun.nbor(-2)
    is_plain = measure.tag_ in ("NN", "NNS") and singular_of(measure) not in TRANSPARENT
    return measure if is_plain and singular_of(measure) not in CHANGE_NOUNS else noun


def noun_overtaken(preposition: Token) -> Token | None:
    """What something else is set against: "overtaking gas at 28%", "followed by beef at 9%"."""
    noun = preposition.nbor(-1) if preposition.i > preposition.sent.start else preposition
    if noun.tag_ not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    above = syntax.governor_of(noun)
    is_set_against = above.i < noun.i and above.tag_ in ("VBG", "VBN")
    return noun if is_set_against and not is_form_of(above, TRANSITIVE_VERBS) else None


def noun_at_extreme(slot: Slot, at: int) -> Token | None:
    """What is at a height that is named: "mortgage rates at a 15-year high of 6.3%"."""
    if slot.doc[at].lower_ not in EXTREMES:
        return None
    while (
        at > slot.first
        and slot.doc[at - 1].tag_ not in ("IN", "TO")
        and (slot.doc[at - 1].pos_ not in ("VERB", "AUX"))
    ):
        at -= 1
    wider = replace(slot, start=at)
    noun = noun_before_level(wider)
    if noun is None and at - 2 >= slot.first and slot.doc[at - 1].lower_ in ("at", "near"):
        noun = noun_ending_at(slot, at - 2)
    return noun if noun is not None and is_measurable(noun, slot) else None


def noun_right_before(slot: Slot) -> Token | None:
    """A headline's label without a mark: "Net debt £1.2bn"."""
    before = slot.before
    if before is None or before.tag_ not in ("NN", "NNS") or before.whitespace_ == "":
        return None
    noun = noun_ending_at(slot, before.i)
    has_verb = any(token.pos_ in ("VERB", "AUX") for token in slot.doc[slot.first : slot.start])
    return noun if not has_verb and noun is not None and is_measurable(noun, slot) else None


def object_moved_to(slot: Slot) -> Token | None:
    """
    What somebody moves to a level: "lowered the toll of the floods in the valley to 84".

    By the words, since the parse hangs "to 84" on to the noun right before it.
    """
    before = slot.before
    if before is not None and before.lower_ == "between" and before.i > slot.first:
        before = before.nbor(-1)
    if before is None or before.lower_ not in ("to", "at", "from"):
        return None
    for token in reversed(slot.doc[slot.first : before.i]):
        if token.pos_ not in ("VERB", "AUX"):
            continue
        if not is_form_of(token, TRANSITIVE_VERBS):
            if token.tag_ in ("VBN", "VBG") and token.nbor(-1).tag_ in ("NNS", "NNPS"):
                # "the number of people killed in the floods"
                continue
            return None
        thing = syntax.object_of(token) or _noun_behind(token, before.i)
        if thing is None or not token.i < thing.i < before.i:
            return None
        return thing if is_measurable(thing, slot) else None
    return None


def _noun_behind(verb: Token, end: int) -> Token | None:
    """The noun phrase right behind a verb and its particle: "revised down the number of"."""
    at = verb.i + 1
    if at < end and verb.doc[at].lower_ in ("down", "up"):
        at += 1
    return noun_from(verb.doc, at, end) if at < end else None

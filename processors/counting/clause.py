"""The noun that a quantity measures, in the clause around it."""

from __future__ import annotations

from spacy.tokens import Token

from processors import cues, syntax
from processors.counting.levels import CHANGE_ADVERBS, CHANGE_FORMS, EITHER_FORMS, says_level
from processors.counting.nouns import is_measurable, noun_ending_at, noun_from
from processors.counting.slots import Slot
from processors.counting.words import (
    NOUN_TAGS,
    SKIPPED_TAGS,
    TIME_NOUNS,
    TRANSITIVE_VERBS,
    TRANSPARENT,
    UNIT_NOUNS,
)
from processors.lexicons import load_lexicon
from processors.singulars import singular_of
from processors.verbs import is_form_of

_LEXICON = load_lexicon("counting")
#: Verbs of money, with the prepositions of what it is for, comes from or is taken from.
_PURPOSES: tuple[tuple[frozenset[str], list[str]], ...] = tuple(
    (frozenset(_LEXICON[table]["verbs"].split()), _LEXICON[table]["prepositions"])
    for table in ("earning", "spending", "taking")
)
#: Sums that somebody loses, and no price falls by.
_MILLIONS = frozenset({"million", "billion", "trillion", "m", "mn", "bn", "crore"})


def noun_of_purpose(slot: Slot) -> Token | None:
    """What money is for or taken from: "spent $5m on roads", "wiped $3bn off its value"."""
    if slot.kind == "money" and slot.before is not None and slot.before.lower_ == "of":
        # "A fine of $5m for", "a budget of $90m for": named by a noun of its own
        noun = noun_ending_at(slot, slot.before.i - 1, climb=False)
        if noun is not None and is_measurable(noun, slot):
            return None if singular_of(noun) in TRANSPARENT else noun
    verb = governing_verb(slot)
    return None if verb is None else _purpose_of(verb, slot)


def object_behind(slot: Slot) -> Token | None:
    """What is moved, put behind the amount: "cut by 7 percent the price of bread"."""
    before = slot.before
    if before is None or before.lower_ != "by" or before.i - 1 < slot.first:
        return None
    if before.nbor(-1).lower_ not in CHANGE_FORMS or slot.end + 1 >= slot.last:
        return None
    if slot.doc[slot.end].tag_ not in ("DT", "PRP$"):
        return None
    return noun_from(slot.doc, slot.end, slot.last)


def noun_that_costs(slot: Slot) -> Token | None:
    """
    What costs so much: "The strike cost Norvane Rail 14 million crowns".

    By the words, since "cost" before a name is taken for a noun.
    """
    for at in range(slot.start - 1, slot.first, -1):
        token = slot.doc[at]
        if token.lower_ in ("cost", "costs"):
            end = at - 1
            while end > slot.first and slot.doc[end].tag_ in ("MD", "VBD", "VBZ", "VBP", "RB"):
                end -= 1
            noun = noun_ending_at(slot, end)
            return noun if noun is not None and is_measurable(noun, slot) else None
        if token.tag_ not in _PAYER_TAGS:
            return None
    return None


#: Words of who pays, between "cost" and the sum.
_PAYER_TAGS = NOUN_TAGS | {"DT", "PRP", "PRP$", "JJ", "POS", "RB", "RBR", "IN", "JJR"}


def noun_of_clause(slot: Slot) -> Token | None:
    """What the clause measures: the subject of "rose to", the object of "cut … to"."""
    linked = syntax.copula_subject_of(slot.anchor)
    if linked is not None:
        return linked if is_measurable(linked, slot) else None
    if syntax.role_of(slot.anchor) in ("subject", "passive_subject"):
        return None
    verb = governing_verb(slot)
    if verb is None or (slot.kind == "count" and not says_level(verb)):
        return None
    noun = _measured_by(verb, slot)
    if noun is not None and noun.i > slot.end and cues.manner_of(verb) == "speech":
        # "…, the ministry said": parsed as if the clause hung on to the speaker.
        return None
    if noun is not None and noun.i < verb.i and syntax.role_of(noun) == "subject":
        noun = _first_noun_to(slot, noun.i) or noun
    if noun is None or not is_measurable(noun, slot) or _is_loser(noun, slot):
        return None
    return noun


def governing_verb(slot: Slot) -> Token | None:
    above = slot.anchor.head
    if above.i == slot.anchor.i:
        return None
    verb = syntax.head_verb_of(above)
    return None if verb is None or slot.holds(verb) else verb


def _measured_by(verb: Token, slot: Slot) -> Token | None:
    thing = syntax.object_of(verb)
    if thing is not None and not slot.holds(thing):
        is_price = slot.kind == "money" and syntax.preposition_of(slot.anchor) in ("for", "at")
        if is_price or is_form_of(verb, TRANSITIVE_VERBS):
            return _antecedent_of(thing)
    subject = syntax.understood_subject_of(verb)
    return None if subject is None else _antecedent_of(subject)


def _antecedent_of(noun: Token) -> Token:
    """The noun that "it" or "they" stands for: the last one before that fits in number."""
    if noun.lower_ not in ("it", "they", "them"):
        return noun
    tags = ("NN", "NNP") if noun.lower_ == "it" else ("NNS", "NNPS")
    for token in reversed(noun.doc[noun.sent.start : noun.i]):
        is_actor = syntax.role_of(token) in ("subject", "passive_subject", "object")
        if token.tag_ in tags and is_actor and singular_of(token) not in TIME_NOUNS:
            return token
    return noun


def _purpose_of(verb: Token, slot: Slot) -> Token | None:
    prepositions = next((p for verbs, p in _PURPOSES if is_form_of(verb, verbs)), None)
    if prepositions is None:
        return None
    if slot.word(slot.end) in prepositions:
        noun = noun_from(slot.doc, slot.end + 1, slot.last)
        if noun is not None and noun.tag_ in ("NN", "NNS") and is_measurable(noun, slot):
            return noun
    for noun in (
        *syntax.obliques_of(verb, *prepositions),
        *syntax.obliques_of(slot.anchor, *prepositions),
    ):
        is_counted = bool(syntax.numbers_of(noun))
        is_behind = noun.i > slot.start and noun.pos_ == "NOUN"
        if is_behind and not is_counted and is_measurable(noun, slot):
            return noun
    return None


def noun_before_level(slot: Slot) -> Token | None:
    """
    By the words alone, a noun right before a word of level: "Toll hits 85", "shares down 3%".

    Headlines and short clauses are parsed worst, and need the parse least.
    """
    doc, at = slot.doc, slot.start - 1
    while at > slot.first and doc[at].tag_ in SKIPPED_TAGS and not says_level(doc[at]):
        at -= 1
    if doc[at].text == "," and doc[at].nbor().lower_ == "to":
        # "The surplus more than halved, to $400 million"
        at -= 1
    if at <= slot.first or not says_level(doc[at]):
        return None
    is_adverb = doc[at].lower_ in CHANGE_ADVERBS
    is_worth = doc[at].lower_ == "worth"
    at -= 1
    if is_worth and doc[at].text == "," and at > slot.first:
        # "35 kilograms of gold, worth $2m"
        at -= 1
    if is_adverb and (doc[at].tag_.startswith("VB") or doc[at].lower_ in EITHER_FORMS):
        # "would come down by", "shares shot up"; headlines have nouns taken for verbs
        at -= 1
    while at > slot.first and (doc[at].tag_ in ("RB", "MD", "VBN", "TO") or doc[at].pos_ == "AUX"):
        at -= 1
    while at > slot.first and doc[at].lower_ in _MORE_THAN:
        # "Profit more than doubled to"
        at -= 1
    at = _before_insertion(slot, at)
    if syntax.is_relative_pronoun(doc[at]) and at - 2 >= slot.first:
        # "Harlow Foods, which rose 3%"
        at -= 2 if doc[at - 1].is_punct else 1
    pronoun = doc[at]
    if pronoun.lower_ in ("it", "they") and slot.kind == "share":
        # "The shares jumped on Monday, but they were still down 5%"
        meant = _antecedent_of(pronoun)
        return meant if meant.i < pronoun.i and is_measurable(meant, slot) else None
    noun = _number_of_before(slot, at) or _first_noun_to(slot, at) or noun_ending_at(slot, at)
    if noun is None and is_adverb:
        # "with foreign demand down 22%"
        inner = noun_ending_at(slot, at, climb=False)
        noun = inner if inner is not None and syntax.preposition_of(inner) == "with" else None
    if noun is None or not is_measurable(noun, slot) or _is_loser(noun, slot):
        return None
    return noun


def _first_noun_to(slot: Slot, at: int) -> Token | None:
    """The noun of a subject that begins the sentence: "The yield on 10-year notes touched"."""
    words = slot.doc[slot.first : at + 1]
    start = 1 if slot.doc[slot.first].tag_ == "VBG" else 0
    for token in words[start:]:
        if token.lower_ in _WITHIN_SUBJECT:
            noun = token.nbor(-1) if token.i > slot.first else token
            is_head = noun.tag_ in ("NN", "NNS") and singular_of(noun) not in UNIT_NOUNS
            is_plain = all(other.tag_ in _PHRASE_TAGS for other in slot.doc[token.i + 1 : at + 1])
            return noun if is_head and is_plain and singular_of(noun) not in TIME_NOUNS else None
        if token.tag_ not in _PHRASE_TAGS:
            return None
    return None


_WITHIN_SUBJECT = frozenset({"on", "for", "among", "of"})
_PHRASE_TAGS = NOUN_TAGS | {"JJ", "JJS", "DT", "POS", "PRP$", "CD", "HYPH", "IN"}
_MORE_THAN = frozenset({"than", "more", "nearly", "almost", "about"})


def _number_of_before(slot: Slot, at: int) -> Token | None:
    """The "number" of "the number of patients waiting for treatment was 109,000"."""
    for index in range(at, slot.first, -1):
        token = slot.doc[index]
        is_finite = token.tag_ in ("VBD", "VBZ", "VBP", "MD")
        # "the number of refugees who have arrived": a verb of the noun's own clause
        if (is_finite and not syntax.is_relative_pronoun(token.nbor(-1))) or (
            token.text in (",", ";", ":")
        ):
            return None
        if token.lower_ == "of" and token.nbor(-1).lower_ in ("number", "total"):
            return token.nbor(-1)
    return None


def _is_loser(noun: Token, slot: Slot) -> bool:
    """Whether it lost the money, which measures nothing of it: "the bank lost $5 million"."""
    if slot.kind != "money" or slot.before is None or not is_form_of(slot.before, {"lose"}):
        return False
    words = {token.lower_ for token in slot.doc[slot.start : slot.end]}
    return not words.isdisjoint(_MILLIONS)


def _before_insertion(slot: Slot, at: int) -> int:
    """Where the subject ends before an inserted clause: "Costs, she said, would fall by"."""
    doc = slot.doc
    if doc[at].text != ",":
        return at
    for comma in range(at - 1, max(slot.first, at - 14), -1):
        if doc[comma].text == ",":
            inside = doc[comma + 1 : at]
            is_clause = any(token.tag_ in ("VBD", "VBZ", "VBP") for token in inside)
            # "Energy, last year's worst sector, fell": a name in other words
            is_apposed = any(token.tag_ in ("DT", "POS", "PRP$") for token in inside[:4])
            is_apposed &= not any(token.like_num or token.tag_ == "IN" for token in inside[:1])
            return comma - 1 if is_clause or is_apposed else at
    return at

"""
Finds what a quantity counts or measures.

"over 230,000 criminal cases" counts criminal cases; "unemployment rose to 5.2%" measures
unemployment; "$5 million in aid" measures aid. The rules go from the words next to the number
to the clause around it; each is named for its construction, and the first that finds a noun
has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Token

from figurewatch.records import Counted
from processors import syntax
from processors.counting.beside import (
    in_kind,
    is_pronoun,
    measure_of,
    noun_at_extreme,
    noun_before_colon,
    noun_behind_comma,
    noun_in_apposition,
    noun_of_change,
    noun_of_dimension,
    noun_of_next_amount,
    noun_overtaken,
    noun_right_after,
    noun_right_before,
    noun_within,
    object_moved_to,
    part_of,
    possessor,
)
from processors.counting.clause import (
    governing_verb,
    noun_before_level,
    noun_of_clause,
    noun_of_purpose,
    noun_that_costs,
    object_behind,
)
from processors.counting.levels import CHANGE_ADVERBS, CHANGE_FORMS, LEVEL_VERBS
from processors.counting.nouns import is_measurable, noun_ending_at, noun_from
from processors.counting.phrases import belongs_before, counted_phrase
from processors.counting.slots import (
    Slot,
    is_part_of_name,
    quantity_before,
    slot_around,
    slot_of,
)
from processors.counting.words import (
    CHANGE_NOUNS,
    EXTREMES,
    NOUN_TAGS,
    SKIPPED_TAGS,
    TIME_NOUNS,
    TRANSPARENT,
)
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.singulars import singular_of
from processors.unit_families import UnitKind
from processors.verbs import is_form_of

_LEXICON = load_lexicon("counting")
_HOLDING_VERBS = frozenset(_LEXICON["level"]["holding"].split())
_MOVES = frozenset(
    {
        *("rise", "fall", "increase", "decrease", "drop", "decline", "jump", "gain", "growth"),
        *("surge", "slump", "reduction", "advance", "climb", "improvement"),
    }
)
_PACES = frozenset({"rate", "pace", "speed"})
_OPENING = frozenset("([")
#: Prepositions by which a quantity follows the noun that it measures.
_OF_QUANTITY = frozenset({"of", "at", "from", "to", "by", "between", "above", "below"}) | {
    *("around", "over", "under", "about", "near"),
}
#: Words of a bound or a range that join a quantity to the noun before it.
_EDGES = frozenset({"over", "under", "above", "below", "from", "between"})
_Rule = Callable[[Slot], Token | None]


def find_counted(mention: Mention) -> Counted | None:
    """
    What `mention` counts or measures: its words, and the singular of its head noun.

    The words leave out the quantity, determiners and relative clauses. None where the text
    names nothing that is counted.
    """
    slot = slot_of(mention)
    if _is_way_off(slot):
        return None
    for rule in _RULES[slot.kind]:
        noun = rule(slot)
        if noun is None:
            continue
        noun = _unwrap(noun, slot)
        if slot.kind == "count" and singular_of(noun) in TRANSPARENT:
            # "bringing its total to 48 million": what was counted before.
            noun = _noun_of_earlier_number(slot) or _number_named_before(noun, slot) or noun
        return counted_phrase(noun, slot)
    return None


def _number_named_before(noun: Token, slot: Slot) -> Token | None:
    """What "the number" is of that the sentence before gave: "Rail bosses put the number at 3"."""
    is_definite = noun.i > slot.first and noun.nbor(-1).lower_ == "the"
    return _noun_of_text_before(slot) if is_definite and slot.word(noun.i + 1) != "of" else None


def _is_way_off(slot: Slot) -> bool:
    """Whether a distance only says where something is: "in Dorn, 25 miles south of the capital"."""
    if slot.kind != "measure" or slot.before is None or slot.before.text not in (",", "("):
        return False
    return slot.word(slot.end) in _BEARINGS and slot.word(slot.end + 1) in ("of", "from")


_BEARINGS = frozenset(_LEXICON["bearings"]["words"].split())


def counted_before(mention: Mention) -> Token | None:
    """What the sentence before counted, where this one goes on with a part: "Of these, 31 …"."""
    noun = _noun_of_sentence_before(slot_of(mention))
    return noun if noun is not None and noun.i < mention.sentence.start else None


def _part_of_them(slot: Slot) -> Token | None:
    """A part of those counted just before: "1.3 million children, 86% of those targeted"."""
    if slot.word(slot.end) != "of" or not is_pronoun(slot, slot.end + 1):
        return None
    noun = _noun_by_earlier(slot, lambda kind: _NEXT_TO_NUMBER, any_kind=True)
    return noun or _noun_of_text_before(slot)


def _part_of_many(slot: Slot) -> Token | None:
    """A share as a subject: "12% of households own", not "the deficit reached 6% of output"."""
    whole = part_of(slot)
    if whole is None:
        return None
    verb = governing_verb(slot)
    is_level = verb is not None and is_form_of(verb, LEVEL_VERBS - _HOLDING_VERBS)
    if singular_of(whole) in _YARDSTICKS:
        # "will increase to 3% of GDP"
        return noun_before_level(slot) or noun_of_clause(slot) or _noun_of_move(slot) or whole
    measured = noun_of_clause(slot) if is_level else None
    return measured or whole


#: What other things are set in relation to.
_YARDSTICKS = frozenset({"gdp", "product", "gnp", "income", "output"})


def _noun_with_quantity(slot: Slot) -> Token | None:
    """A noun that the quantity follows: "a fine of $5m", "inflation at 3%", "a toll of 85"."""
    before = slot.before
    if before is not None and before.lower_ == "of":
        noun = noun_ending_at(slot, before.i - 1, climb=False)
        noun = noun if noun is None else measure_of(noun, slot)
    elif before is not None and before.tag_ in NOUN_TAGS and slot.word(slot.start) in _EDGES:
        # "investments over $3bn", "fines from $500 to $900"
        noun = noun_ending_at(slot, before.i) or noun_ending_at(slot, before.i, climb=False)
    else:
        preposition = syntax.preposition_of(slot.anchor)
        above = syntax.governor_of(slot.anchor)
        if before is not None and before.i > slot.first:
            # "…, down from 610,000" says it of the number before.
            preposition = None if before.nbor(-1).lower_ in CHANGE_ADVERBS else preposition
        is_noun = above.i < slot.start and above.tag_ in NOUN_TAGS
        fits = preposition in _OF_QUANTITY or (
            preposition in ("for", "with") and slot.kind in ("money", "measure")
        )
        noun = above if is_noun and fits else None
    if slot.kind == "share" and before is not None and before.lower_ == "at":
        noun = noun_overtaken(before) or noun
    if noun is None and before is not None and before.lower_ == "of":
        return noun_at_extreme(slot, before.i - 1)
    if noun is not None and noun.lower_ in EXTREMES and noun.i == slot.start - 2:
        # "fell to 431,000 from a peak of 906,000"
        return noun_at_extreme(slot, noun.i) or _noun_of_earlier_number(slot) or noun
    if noun is None or not is_measurable(noun, slot):
        return None
    if singular_of(noun) in _PACES and syntax.preposition_of(noun) == "at":
        # "recruits arrive at a rate of 900 a month"
        verb = syntax.governor_of(noun)
        return syntax.understood_subject_of(verb) or noun
    if singular_of(noun) not in TRANSPARENT:
        return noun
    if slot.kind == "count" and syntax.role_of(noun) == "object":
        return noun
    # "a total of 85" says no more than "85".
    wider = replace(slot, start=noun.i, anchor=syntax.first_conjunct_of(noun))
    return noun_of_clause(wider) or noun_before_level(wider) or noun


def _noun_of_same_amount(slot: Slot) -> Token | None:
    """The same amount in other words: "9 billion yuan ($1.3 billion)", "…, or $900 million"."""
    before = slot.before
    if before is not None and before.text == "=" and before.i - 3 > slot.first:
        # "Patients on the new drug (n = 145)"
        is_sample = before.nbor(-1).lower_ == "n" and before.nbor(-2).text in _OPENING
        return noun_ending_at(slot, before.i - 3) if is_sample else None
    if before is None or not (before.text in _OPENING or before.lower_ == "or"):
        return None
    at = before.i - 1
    while at > slot.first and slot.doc[at].is_punct:
        at -= 1
    earlier = quantity_before(slot, within=8)
    if slot.kind == "share" and earlier is not None and earlier.kind == "count":
        # "Employment grew by 60,000 jobs, or 2%": what grew; "laid off 60, or 2% of"
        verb = governing_verb(earlier)
        is_moved = verb is not None and is_form_of(verb, CHANGE_FORMS)
        return noun_before_level(earlier) if is_moved else noun_right_after(earlier)
    is_near = earlier is not None and (
        earlier.end >= at or not any(token.pos_ == "VERB" for token in slot.doc[earlier.end : at])
    )
    if earlier is not None and is_near:
        for rule in _RULES[earlier.kind]:
            noun = rule(earlier)
            if noun is not None and not slot.holds(noun):
                return noun
    noun = noun_ending_at(slot, at) if before.text in _OPENING else None
    return noun if noun is not None and is_measurable(noun, slot) else None


def _noun_of_level_before(slot: Slot) -> Token | None:
    """What a level just named is of: "sales of £1.4bn in the quarter, down 3.1%"."""
    before = slot.before
    if before is None or before.lower_ not in CHANGE_ADVERBS or before.i - 1 <= slot.first:
        return None
    comma, earlier = before.i - 1, quantity_before(slot, within=12)
    if slot.doc[comma].text not in (",", ";", "–", "—", "(") or earlier is None:
        return None
    between = slot.doc[earlier.end : comma]
    if any(token.pos_ in ("VERB", "AUX") or token.text == "," for token in between):
        return None
    return _noun_of(earlier)


def _noun_of_other_share(slot: Slot) -> Token | None:
    """What another's share is a part of as well: "51% of the vote against 45% for Marek"."""
    before, earlier = slot.before, quantity_before(slot, within=10)
    if before is None or before.lower_ not in ("against", "versus", "with", "to", "from"):
        return None
    return None if earlier is None or earlier.kind != "share" else part_of(earlier)


def _noun_of_comparison(slot: Slot) -> Token | None:
    """The noun left out of a difference: "61 deaths, 23 more than a year before"."""
    is_difference = slot.word(slot.end) in ("more", "fewer", "less")
    if not is_difference or slot.word(slot.end + 1) not in ("than", ""):
        return None
    return _noun_by_earlier(slot, lambda kind: _NEXT_TO_NUMBER)


def _noun_of_move(slot: Slot) -> Token | None:
    """Where a move ends or began: "fell 6.5% to 164p", "gained 1% to close at 1,478"."""
    at, doc = slot.start - 1, slot.doc
    while at > slot.first and doc[at].tag_ in SKIPPED_TAGS | {"VB", "MD"}:
        at -= 1
    earlier = quantity_before(slot, within=8)
    if at == slot.start - 1 or earlier is None or earlier.end != at + 1:
        return None
    for rule in _RULES[earlier.kind]:
        noun = rule(earlier)
        if noun is not None and not slot.holds(noun):
            return noun
    return None


def _noun_in_gap(slot: Slot) -> Token | None:
    """A clause without its verb: "Butter was up 19%, coffee 24% and beef 13%"."""
    before, earlier = slot.before, quantity_before(slot, within=12)
    kinds = (slot.kind, "count") if slot.kind == "measure" else (slot.kind,)
    if before is None or earlier is None or earlier.kind not in kinds:
        return None
    if before.lower_ == "by" and before.i > earlier.end:
        # "Beef rose by 19%, butter by 24%"
        before = before.nbor(-1)
    at = before.i
    while at > earlier.end and belongs_before(slot.doc[at - 1]):
        at -= 1
    if slot.kind == "measure" and at > earlier.end and slot.doc[at - 1].tag_ == "DT":
        # "The pressure was 101 kPa and the flow 20 ml"
        at -= 1
    is_listed = slot.doc[at - 1].text in (",", ";") or slot.doc[at - 1].lower_ in ("and", "but")
    if before.tag_ not in NOUN_TAGS or not is_listed or part_of(earlier) is not None:
        return None
    if slot.kind == "count" and before.tag_ in ("NNP", "NNPS"):
        # "Sweden took 4,000 refugees, Norway 1,500": a name is who took them.
        return None
    return before if is_measurable(before, slot) else None


def _noun_of_predicate(slot: Slot) -> Token | None:
    """What so many of those named before are: "Of these, 312 were minors"."""
    at = slot.end
    if slot.word(at) not in ("were", "are", "was"):
        return None
    if at + 1 >= slot.last or slot.doc[at + 1].tag_ not in ("NNS", "JJ"):
        return None
    noun = noun_from(slot.doc, at + 1, slot.last)
    return noun if noun is not None and noun.tag_ == "NNS" else None


def _noun_of_listed_number(slot: Slot) -> Token | None:
    """The noun left out the second time: "67 votes in favour and 31 against"."""
    before = slot.before
    if before is None or before.lower_ not in ("and", "or", "but", "to", "versus"):
        return None
    ends = slot.end >= slot.last or slot.doc[slot.end].tag_ in ("IN", "RB", ".")
    earlier = quantity_before(slot, within=6)
    if not ends or earlier is None or earlier.kind != "count":
        return None
    noun = noun_right_after(earlier)
    return noun if noun is not None and noun.i < slot.start else None


def _noun_of_sentence_before(slot: Slot) -> Token | None:
    """What the sentence before counted: "Of these, 31,000 had waited", "In May there were 400"."""
    if slot.word(slot.end) in (".", ",", "") and _are_there(slot):
        return _noun_of_text_before(slot)
    opening = [token.lower_ for token in slot.doc[slot.first : slot.first + 2]]
    return _noun_of_text_before(slot) if opening in _OF_THESE else None


def _are_there(slot: Slot) -> bool:
    words = [token.lower_ for token in slot.doc[max(slot.first, slot.start - 3) : slot.start]]
    return words[-2:] in _THERE_ARE or words in _THERE_HAVE_BEEN


_THERE_ARE = [["there", be] for be in ("are", "were", "was", "is")]
_THERE_HAVE_BEEN = [["there", have, "been"] for have in ("have", "has", "had")]


def _noun_of_text_before(slot: Slot) -> Token | None:
    """What the last number of the sentence before counted."""
    if slot.first == 0:
        return None
    last = slot.doc[slot.first - 1].sent
    for at in range(last.end - 1, last.start - 1, -1):
        if slot.doc[at].like_num and not is_part_of_name(slot.doc[at]):
            earlier = slot_around(slot.doc, at)
            if earlier.kind == slot.kind:
                return _noun_of(earlier)
    return None


def _noun_of(slot: Slot) -> Token | None:
    """What another quantity counts: the nouns next to it first, then those of its clause."""
    rules = (*_NEXT_TO_NUMBER, *_RULES[slot.kind])
    found = (rule(slot) for rule in rules if rule is not _noun_of_sentence_before)
    noun = next((noun for noun in found if noun is not None), None)
    return None if noun is None else _unwrap(noun, slot)


_OF_THESE = [[of, those] for of in ("of", "among") for those in ("these", "those", "them")]


def _noun_of_earlier_number(slot: Slot) -> Token | None:
    """An elided noun: "24 million subscribers, while its rival has about 10 million"."""
    if slot.kind == "count" and not _follows_which(slot):
        noun = _noun_by_earlier(slot, lambda kind: _NEXT_TO_NUMBER)
        if noun is not None:
            return noun
    return _noun_by_earlier(slot, lambda kind: _RULES[kind])


def _noun_by_earlier(
    slot: Slot, rules_for: Callable[[UnitKind], tuple[_Rule, ...]], *, any_kind: bool = False
) -> Token | None:
    earlier = quantity_before(slot, within=40)
    where: Token | None = None
    while earlier is not None:
        if (any_kind or earlier.kind == slot.kind) and not _begins_part(earlier):
            for rule in rules_for(earlier.kind):
                noun = rule(earlier)
                if noun is not None and not slot.holds(noun):
                    is_size = noun.tag_ == "NN" and "." in earlier.anchor.text
                    if slot.kind == "count" and is_size:
                        # "A 6.2 magnitude quake killed 12"
                        break
                    if slot.kind == "count" and _says_where(earlier):
                        # "infected 740 people in nine provinces, killing 62"
                        where = where or noun
                        break
                    return noun
        earlier = quantity_before(earlier, within=40)
    return where


def _says_where(slot: Slot) -> bool:
    """Whether the quantity counts places that something happens in: "across nine provinces"."""
    return slot.before is not None and slot.before.lower_ in ("in", "across", "within")


def _follows_which(slot: Slot) -> bool:
    """Whether the quantity is a part of what was just counted: "of which 1,200 were"."""
    return slot.before is not None and slot.before.lower_ in ("which", "whom", "them", "those")


def _begins_part(slot: Slot) -> bool:
    """Whether the quantity is named as a part of another: "including 4 officers"."""
    return slot.before is not None and slot.before.lower_ in ("including", "among")


def _behind_time(at: int, slot: Slot) -> int:
    """Past "this year's" in "its forecast of this year's harvest"."""
    words = slot.doc[at : min(at + 3, slot.last)]
    is_time = len(words) == 3 and words[2].tag_ == "POS" and singular_of(words[1]) in TIME_NOUNS
    return at + 3 if is_time else at


def _unwrap(noun: Token, slot: Slot) -> Token:
    """What a noun stands for: "the number of deserters", "a rise in exports"."""
    lemma = singular_of(noun)
    prepositions: tuple[str, ...] = ()
    if lemma in TRANSPARENT:
        prepositions = ("of",)
    elif lemma in CHANGE_NOUNS:
        prepositions = ("in", "of")
    if noun.i + 1 < slot.last and noun.nbor().lower_ in prepositions:
        inner = noun_from(slot.doc, _behind_time(noun.i + 2, slot), slot.last)
        # "the record of 45.9C set in 2019"
        is_behind = inner is not None and noun.i < slot.start and inner.i >= slot.end
        if inner is not None and not slot.holds(inner) and (slot.kind == "count" or not is_behind):
            return inner
    if lemma in ("number", "total") and slot.word(noun.i + 1) == "of":
        group = noun.nbor(2) if noun.i + 2 < slot.last else noun
        if group.tag_ in ("JJ", "VBN") and syntax.governor_of(group).i == noun.i:
            # "brought the number of dead to 71"
            return group
    is_apposed = noun.i - 2 > slot.first and noun.nbor(-2).text == ","
    if lemma in _MOVES and is_apposed and noun.i + 2 == slot.start:
        # "Ended at 6,712, a rise of 41 points": what rose was said before.
        return _noun_by_earlier(slot, lambda kind: _RULES[kind], any_kind=True) or noun
    if lemma == "other" and noun.tag_ in ("NNS", "NN") and slot.kind == "count":
        # "destroyed 430 homes and damaged 2,900 others"
        return _noun_by_earlier(slot, lambda kind: _NEXT_TO_NUMBER) or noun
    before = noun.nbor(-1) if noun.i > slot.first else noun
    if slot.kind == "share" and lemma in _MOVES and slot.end <= before.i < noun.i:
        # "a 6% pay rise"
        return before
    if lemma in CHANGE_NOUNS and slot.holds(noun.nbor(-1) if noun.i else noun):
        # "prices saw a 5% rise": what rose is the subject.
        verb = syntax.head_verb_of(noun)
        subject = syntax.understood_subject_of(verb) if verb is not None else None
        if subject is not None and is_measurable(subject, slot):
            return subject
    return noun


_NEXT_TO_NUMBER: tuple[_Rule, ...] = (part_of, noun_right_after)
_RULES: dict[UnitKind, tuple[_Rule, ...]] = {
    "count": (
        part_of,
        _part_of_them,
        _noun_of_comparison,
        noun_right_after,
        noun_before_colon,
        noun_behind_comma,
        noun_in_apposition,
        object_moved_to,
        _noun_of_predicate,
        _noun_of_listed_number,
        _noun_with_quantity,
        noun_before_level,
        noun_of_clause,
        _noun_of_move,
        _noun_in_gap,
        _noun_of_sentence_before,
        _noun_of_earlier_number,
    ),
    "share": (
        noun_within,
        _part_of_them,
        _part_of_many,
        noun_of_change,
        noun_right_after,
        noun_of_next_amount,
        object_behind,
        noun_before_colon,
        noun_behind_comma,
        noun_in_apposition,
        possessor,
        noun_of_purpose,
        _noun_of_level_before,
        _noun_of_other_share,
        noun_before_level,
        object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        noun_of_clause,
        _noun_of_same_amount,
        _noun_of_move,
        _noun_of_earlier_number,
        noun_right_before,
    ),
    "money": (
        part_of,
        in_kind,
        noun_right_after,
        noun_of_next_amount,
        object_behind,
        noun_before_colon,
        noun_behind_comma,
        noun_in_apposition,
        _noun_of_same_amount,
        noun_that_costs,
        noun_of_purpose,
        noun_before_level,
        object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        noun_of_clause,
        _noun_of_move,
        _noun_of_earlier_number,
        noun_right_before,
    ),
    "measure": (
        part_of,
        noun_of_dimension,
        noun_right_after,
        noun_of_next_amount,
        object_behind,
        noun_before_colon,
        noun_behind_comma,
        noun_in_apposition,
        _noun_of_same_amount,
        noun_before_level,
        object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        noun_of_clause,
        _noun_of_move,
        _noun_of_earlier_number,
        noun_right_before,
    ),
}

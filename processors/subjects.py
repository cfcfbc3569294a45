"""
Finds what a figure is about: the kind of event or measure, where, whose, and narrowed to what.

Two phrasings of one thing meet in one class ("soldiers have abandoned their posts",
"deserters"), and what differs does not (the killed and the wounded, people and court cases).
A class that the lexicon does not know falls back to the counted noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from figurewatch.records import Counted, Subject
from processors import syntax
from processors.classes import CLASSES, Classes, EventClass, VerbRole, group_of
from processors.counting.counted import counted_before
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.once import number_of, once, sentences_of
from processors.singulars import singular_of
from processors.verbs import base_forms
from processors.whereabouts import (
    Whereabouts,
    find_organisation,
    find_whereabouts,
    is_placed,
)

_CAUSES = load_lexicon("causes")
_CAUSE_OF = {
    tuple(phrase.replace("-", " ").split()): cause
    for cause, phrases in _CAUSES["causes"].items()
    for phrase in phrases
}
_LONGEST_CAUSE = max(map(len, _CAUSE_OF))
_CAUSE_BODIES = frozenset(_CAUSES["bodies"]["words"].split())
_GRADE_OF = {word: grade for grade, words in _CAUSES["grades"].items() for word in words}
_DEATH = re.compile(
    r"\b(?:dead|deaths?|die[sd]?|dying|kill(?:s|ed|ing)?|toll|bod(?:y|ies)|fatal\w*|corpses?)\b",
    re.I,
)
_PARTS = frozenset(_CAUSES["parts"]["words"])
#: Heads that name a measure of something that follows or precedes them.
_MEASURES = frozenset(["rate", "level", "price", "cost", "number", "value", "index", "share"])
_INCLUDING = frozenset(["include", "includes", "included"])
#: Words between a number and the participle that says what happened: "12 people were killed".
_LINKING_TAGS = frozenset(["MD", "RB", "DT"])
#: What a verb before a number may be taken for by the tagger.
_VERB_TAGS = frozenset(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "JJ"])
#: What is exposed or stolen of those counted: "the data of 3.2 million users".
_CARRIERS = frozenset(_CAUSES["parts"]["carriers"])
_ANY_DATA = frozenset(_CAUSES["parts"]["any_data"])
_LINKING = frozenset(["be", "have", "get", "report", "confirm", "fear", "other", "more", "people"])


@dataclass(frozen=True, slots=True)
class _View:
    """A mention with the noun it counts, as the rules for classes look at it."""

    mention: Mention
    #: The head of what is counted; None where the text names nothing.
    head: Token | None
    #: The lemmas of the counted phrase up to its head, and those after "of".
    lemmas: tuple[str, ...]
    complement: tuple[str, ...]
    #: It is the whole that the mention counts a part of.
    is_whole: bool = False

    @property
    def unit(self) -> str:
        return self.mention.quantity.unit

    @property
    def groups(self) -> frozenset[str]:
        """The groups of people that the counted words name."""
        return frozenset(filter(None, map(group_of, self.lemmas)))


def find_subject(
    mention: Mention, counted: Counted | None, *, title: str, classes: Classes = CLASSES
) -> Subject:
    """
    What `mention` is about; `title` says it where neither its sentence nor the ones before do.

    The class is one of `classes`, else the singular of the counted noun; None where nothing
    is counted.
    """
    view = _view_of(mention, counted)
    cls, by_verb = _class_of(view, classes)
    if cls is not None and cls.unit == "seats" and _is_counted_from(view):
        # "58 of the 120 seats": how many there are, not how many somebody has
        cls = None
    if _are_counted_twice(mention.tokens):
        # Nothing happened to them once more.
        cls = None
    class_ = cls.id if cls is not None else counted.head if counted is not None else None
    where = _where(view, cls, title)
    organisation = find_organisation(mention, view.head, cls, title=title)
    qualifiers = {*_who(view, cls, with_head=by_verb), *_grades(view), *_kinds(view, cls)}
    if cls is not None and cls.unit == "cases":
        qualifiers.update(_grades_of_verbs(view))
    if cls is not None and cls.event:
        qualifiers.update(filter(None, (where.locality, _cause_of(view, title))))
    qualifiers.update(_data_of(view))
    if class_ == "criminal-cases":
        qualifiers.update(_matter_of(view, classes))
    if _is_part(view):
        qualifiers.add(_name_of_part(view))
    return Subject(
        class_=class_,
        place=where.place,
        organisation=organisation,
        qualifiers=tuple(sorted(qualifiers)),
    )


def _where(view: _View, cls: EventClass | None, title: str) -> Whereabouts:
    """Where it is; a part is where its whole is, unless it says otherwise right behind."""
    whole = _whole_of(view)
    if whole is not None and whole.head is not None and not is_placed(view.mention):
        doc, at = view.mention.doc, whole.head.i
        return find_whereabouts(doc[at : at + 1], whole.head, cls, title=title)
    return find_whereabouts(view.mention.tokens, view.head, cls, title=title)


def _view_of(mention: Mention, counted: Counted | None) -> _View:
    if counted is None:
        return _View(mention, None, (), ())
    phrase = mention.doc.char_span(counted.start, counted.end, alignment_mode="expand")
    if phrase is None:
        return _View(mention, None, (), ())
    head = next((token for token in phrase if singular_of(token) == counted.head), phrase.root)
    before = tuple(_lemma(token) for token in phrase if token.i <= head.i and _is_word(token))
    after = tuple(_lemma(token) for token in phrase if token.i > head.i and _is_word(token))
    return _View(mention, head, before, after)


def _is_word(token: Token) -> bool:
    return not token.is_punct and token.tag_ not in ("POS", "DT")


def _lemma(token: Token) -> str:
    """The singular of a noun; of other words the word itself, as the lexicon writes them."""
    return singular_of(token) if token.tag_ in ("NNS", "NNPS", "NN", "VBZ") else str(token.lower_)


# ---------------------------------------------------------------- the class


def _class_of(view: _View, classes: Classes) -> tuple[EventClass | None, bool]:
    """The class, and whether the noun counted names those whom it happens to."""
    named = _class_of_those_named(view, classes)
    if named is not None:
        return named, True
    whole = _whole_of(view)
    if whole is not None:
        return _own_class_of(whole, classes)[0], True
    return _own_class_of(view, classes)


def _class_of_those_named(view: _View, classes: Classes) -> EventClass | None:
    """By those whom they are among: "Among the dead are 24 children", "The dead include 24"."""
    tokens = view.mention.tokens
    opening = tokens.doc[tokens.sent.start : min(tokens.start, tokens.sent.start + 4)]
    words = [token.lower_ for token in opening]
    if words[:1] not in (["among"], ["of"]) and not _INCLUDING.intersection(words[2:]):
        return None
    at = 1 if words[0] in ("among", "of") else 0
    if words[at : at + 1] != ["the"] or len(words) < at + 2:
        return None
    return classes.of_state(words[at + 1], unit=view.unit)


def _class_of_state_behind(view: _View, classes: Classes) -> EventClass | None:
    """The class of those named by their state alone: "110 dead and 300 wounded"."""
    tokens = view.mention.tokens
    at, last = tokens.end, tokens.sent.end
    if view.unit or at >= last or tokens.doc[at].tag_ not in ("JJ", "VBN", "NN"):
        return None
    if at + 1 < last and tokens.doc[at + 1].tag_ in ("NN", "NNS", "JJ", "HYPH"):
        return None
    return classes.of_state(str(tokens.doc[at].lower_), unit="")


def _own_class_of(view: _View, classes: Classes) -> tuple[EventClass | None, bool]:
    by_state = None if view.is_whole else _class_of_state_behind(view, classes)
    if by_state is not None:
        return by_state, True
    carrier = _carrier_of(view)
    if carrier is not None:
        of_carrier = replace(view, lemmas=(*view.lemmas, singular_of(carrier)))
        for verb, role in _verbs_of(carrier):
            found = _class_of_verb(verb, role, of_carrier, classes)
            if found is not None:
                return found, False
    by_noun = _class_by_noun(view, classes)
    if by_noun is not None and not by_noun.names_bearers:
        return _class_of_cases(view, classes) if _are_any_cases(view) else by_noun, False
    if _is_counted_from(view):
        # "58 of the 120 seats", "12 of the 40 aboard died": no verb speaks of all 40.
        return by_noun, False
    by_verb = _class_by_verb(view, classes)
    if by_verb is None and not (view.is_whole and _is_elsewhere(view)):
        by_verb = _class_by_next_words(view, classes)
    # "tanks were destroyed": a verb of buildings says nothing of what is none.
    is_alien = by_verb is not None and by_verb.who and by_verb.who not in view.groups
    if by_verb is not None and not (is_alien and by_noun is not None):
        return by_verb, by_noun is not by_verb
    if by_noun is not None or view.head is None:
        return by_noun, False
    by_group = _class_of_group(view, classes)
    return by_group or classes.of_holder(singular_of(view.head), unit=view.unit), False


def _are_any_cases(view: _View) -> bool:
    """Whether nothing but a verb says of what kind cases are: "three cases"."""
    return view.lemmas == ("case",) and not view.complement


def _class_of_cases(view: _View, classes: Classes) -> EventClass | None:
    """Cases of a disease, unless somebody tells of them: "the cases that the report cites"."""
    for verb, role in _verbs_of(view.head) if view.head is not None else ():
        words = frozenset({"case"})
        found = classes.of_verb(
            base_forms(verb), role, words=words, groups=frozenset(), unit=view.unit
        )
        if found is not None and found.unit == "cases":
            return found
    return _class_by_noun(view, classes)


def _carrier_of(view: _View) -> Token | None:
    """
    What so many have, where that is what something happened to.

    "The data of 3m users was exposed", "3m users had their data exposed".
    """
    if view.head is None or view.head.sent != view.mention.sentence:
        return None
    above = syntax.governor_of(view.head)
    if syntax.role_of(view.head) == "subject" and above.lemma_ == "have":
        had = syntax.object_of(above)
        return had if had is not None and singular_of(had) in _CARRIERS else None
    is_before = above.i < view.mention.tokens.start and above.pos_ == "NOUN"
    return above if is_before and singular_of(above) in _CARRIERS else None


def _data_of(view: _View) -> Iterator[str]:
    """Which of the data of those counted it is: "the bank details of 900 customers"."""
    carrier = _carrier_of(view)
    for word in syntax.modifiers_of(carrier) if carrier is not None else ():
        if word.lower_ not in _ANY_DATA and word.tag_ in ("NN", "NNS", "JJ"):
            yield _lemma(word)


def _is_elsewhere(view: _View) -> bool:
    """Whether what is counted stands in another sentence than the number."""
    return view.head is not None and view.head.sent != view.mention.sentence


def _is_counted_from(view: _View) -> bool:
    """Whether another number is a part of this one: the 120 of "58 of the 120 seats"."""
    doc, at = view.mention.doc, view.mention.tokens.start - 1
    floor = view.mention.sentence.start
    while at > floor and doc[at].tag_ in ("DT", "PRP$", "POS", "PDT"):
        at -= 1
    return at > floor and doc[at].lower_ == "of" and doc[at - 1].like_num


def _class_of_group(view: _View, classes: Classes) -> EventClass | None:
    """By what those counted make up: "a waiting list of 14,600 families"."""
    doc, at = view.mention.doc, view.mention.tokens.start - 1
    if at <= view.mention.sentence.start or doc[at].lower_ != "of":
        return None
    noun = doc[at - 1]
    if noun.tag_ not in ("NN", "NNS"):
        return None
    lemmas = (*map(_lemma, syntax.modifiers_of(noun)), singular_of(noun))
    return classes.of_phrase(lemmas, unit=view.unit)


def _whole_of(view: _View) -> _View | None:
    """What a part is a part of: the soldiers of "17 soldiers, including 4 officers"."""
    if view.head is None or not _is_part(view):
        return None
    before = counted_before(view.mention)
    if before is not None:
        # "Of them, 260 were minors": those whom the sentence before counted
        is_own = view.head.sent == view.mention.sentence
        return _whole_view(view, before) if is_own else None
    sentence = view.mention.sentence
    above = syntax.governor_of(view.head)
    if above.i >= view.mention.tokens.start or above.pos_ not in ("NOUN", "PROPN"):
        earlier = [
            noun
            for number in sentence.doc[sentence.start : view.mention.tokens.start]
            if (noun := syntax.counted_noun_of(number)) is not None and noun.pos_ == "NOUN"
        ]
        if not earlier:
            return None
        above = earlier[-1]
    return _whole_view(view, above)


def _whole_view(view: _View, above: Token) -> _View:
    lemmas = (*map(_lemma, syntax.modifiers_of(above)), singular_of(above))
    return _View(view.mention, above, lemmas, (), is_whole=True)


def _class_by_noun(view: _View, classes: Classes) -> EventClass | None:
    if not view.lemmas:
        return None
    whole = (*view.lemmas, *view.complement)
    if view.head is not None and view.head.lower_ == "share" and view.complement:
        # "the share of women on boards": none of a company
        return None
    found = classes.of_phrase(whole, unit=view.unit) if view.complement else None
    if found is not None and (view.lemmas[-1] in _MEASURES or view.lemmas[-1] == "victim"):
        # "victims of the swindle" have not died.
        return found
    own = classes.of_phrase(view.lemmas, unit=view.unit) or found
    if own is not None and view.lemmas[-1] == "victim" and not _tells_of_death(view.mention.doc):
        # Of a swindle or a flood of mail; the class is not theirs who died.
        return None
    return own


def _tells_of_death(doc: Doc) -> bool:
    return once(doc, "tells of death", lambda: bool(_DEATH.search(doc.text)))


def _class_by_verb(view: _View, classes: Classes) -> EventClass | None:
    for bearer in _bearers(view):
        found = []
        for verb, role in _verbs_of(bearer):
            cls = _class_of_verb(verb, role, view, classes) or _class_of_state(verb, classes, view)
            if cls is not None:
                found.append(cls)
        if found:
            return _joint_class(found, classes)
    return None


def _class_of_verb(verb: Token, role: VerbRole, view: _View, classes: Classes) -> EventClass | None:
    return classes.of_verb(
        base_forms(verb),
        role,
        words=_words_around(verb) | frozenset(view.lemmas),
        groups=view.groups,
        unit=view.unit,
    )


def _class_of_state(word: Token, classes: Classes, view: _View) -> EventClass | None:
    return classes.of_state(str(word.lower_), unit=view.unit) if word.tag_ == "JJ" else None


def _joint_class(found: list[EventClass], classes: Classes) -> EventClass | None:
    """One class; of two that are coordinated ("killed or wounded") the wider one of both."""
    if not found:
        return None
    first = found[0]
    for other in found[1:]:
        if other.id == first.id:
            continue
        shared = [
            id_ for id_ in classes.path_of(first.id) if id_ in classes.path_of(other.id)
        ]  # fmt: skip
        wider = classes.get(shared[-1]) if shared else None
        if wider is not None:
            return wider
    return first


def _bearers(view: _View) -> Iterator[Token]:
    """Those of whom a verb says something: the number itself where its noun is elsewhere."""
    anchor = view.mention.number_tokens.root
    own = syntax.counted_noun_of(anchor)
    if not view.is_whole and (view.head is None or own != view.head):
        # "and 9 were killed", "54 of 60 drones were shot down", "wounded 30 others"
        yield own if own is not None and singular_of(own) == "other" else anchor
    if view.head is not None:
        above = syntax.governor_of(view.head)
        if view.mention.tokens.start <= above.i < view.head.i and above.tag_ in ("NN", "NNS"):
            # "2,500 barrels of oil had leaked": the verb is said of the barrels.
            yield above
        yield view.head


def _verbs_of(bearer: Token) -> Iterator[tuple[Token, VerbRole]]:
    """The verbs that say something of `bearer`, with the role it has in them."""
    for verb, role in _verbs_around(bearer):
        yield verb, role
        yield from _complements(verb, role)
        yield from _coordinated(verb, role)


def _counts(view: _View, head: Token) -> bool:
    """Whether `head` stands right after its number."""
    tokens = view.mention.tokens
    return bool(tokens.start <= head.i < tokens.end + 8 and head.sent == tokens.sent)


def _verbs_around(noun: Token) -> Iterator[tuple[Token, VerbRole]]:
    for clause in (*syntax.participles_of(noun), *syntax.relative_clauses_of(noun)):
        passive = clause.tag_ == "VBN" and syntax.is_passive(clause)
        object_ = syntax.object_of(clause)
        actor = syntax.own_subject_of(clause)
        # "the homes that the storm destroyed"
        has_actor = actor is not None and not syntax.is_relative_pronoun(actor)
        is_object = object_.i == noun.i if object_ is not None else has_actor and actor != noun
        is_patient = passive or is_object
        yield clause, "object" if is_patient else "subject"
    top = syntax.first_conjunct_of(noun)
    above = syntax.governor_of(top)
    if singular_of(above) in ("total", "number") and syntax.preposition_of(top) == "of":
        # "A total of 230 cases are suspected"
        top = above
    role = syntax.role_of(top)
    verb = syntax.governor_of(top)
    if role in ("subject", "passive_subject") and syntax.role_of(verb) == "passive_subject":
        # "two miners trapped below were rescued": parsed as if the clause were the subject.
        yield syntax.governor_of(verb), "object"
    if role == "passive_subject" or (role == "object" and verb.pos_ in ("VERB", "AUX")):
        yield verb, "object"
    elif role == "subject":
        yield verb, "subject"


def _complements(verb: Token, role: VerbRole) -> Iterator[tuple[Token, VerbRole]]:
    """What follows from a verb of saying or being: "are believed to have died", "found dead"."""
    for complement in syntax.open_complements_of(verb):
        passive = complement.tag_ == "VBN" and syntax.is_passive(complement)
        yield complement, "object" if passive else "subject"


def _coordinated(verb: Token, role: VerbRole) -> Iterator[tuple[Token, VerbRole]]:
    """Verbs of the same people: "were killed or wounded"; not those with a subject of their own."""
    for other in syntax.conjuncts_of(verb):
        has_own = syntax.own_subject_of(other) is not None
        object_ = syntax.object_of(other)
        if other.i > verb.i and not has_own and object_ is None and other.tag_ in _VERB_TAGS:
            yield other, role


def _words_around(verb: Token) -> frozenset[str]:
    """The lemmas of what belongs to a verb: object, nouns with prepositions, complements."""
    words: set[str] = set()
    nouns = [syntax.object_of(verb), *syntax.obliques_of(verb), *syntax.open_complements_of(verb)]
    for noun in nouns:
        if noun is not None:
            words.update({singular_of(noun), str(noun.lower_)})
            words.update(singular_of(other) for other in syntax.conjuncts_of(noun))
            # "shed 15% of its workforce"
            words.update(singular_of(other) for other in syntax.obliques_of(noun, "of"))
    last = min(verb.i + 4, verb.sent.end)
    for token in verb.doc[verb.i + 1 : last]:
        words.update({singular_of(token), str(token.lower_)})
    return frozenset(words)


def _class_by_next_words(view: _View, classes: Classes) -> EventClass | None:
    """By the words alone: "12 people killed", "killing at least 12", "40 dead"."""
    tokens = view.mention.tokens
    doc, sentence = tokens.doc, tokens.sent
    end = view.head.i + 1 if view.head is not None and _counts(view, view.head) else tokens.end
    for at in range(end, min(end + 4, sentence.end)):
        token = doc[at]
        found = classes.of_state(str(token.lower_), unit=view.unit)
        if found is None and token.tag_ == "VBN":
            found = _class_of_verb(token, "object", view, classes)
        if found is None and token.tag_ in ("VBD", "VBP", "VBG"):
            found = _class_of_verb(token, "subject", view, classes)
        if found is not None:
            return found
        if token.tag_ not in _LINKING_TAGS and token.lemma_.lower() not in _LINKING:
            break
    return _class_by_word_before(view, classes)


def _class_by_word_before(view: _View, classes: Classes) -> EventClass | None:
    tokens = view.mention.tokens
    at = tokens.start - 1
    if at < tokens.sent.start or tokens.doc[at].tag_ not in _VERB_TAGS:
        return None
    return _class_of_verb(tokens.doc[at], "object", view, classes)


# ---------------------------------------------------------------- what narrows it


def _who(view: _View, cls: EventClass | None, *, with_head: bool) -> Iterator[str]:
    """The people it is narrowed to: "civilian", "child"; not those that the class implies."""
    if cls is None or not cls.names_bearers:
        return
    for lemma in view.lemmas if with_head else view.lemmas[:-1]:
        group = group_of(lemma)
        if group and group != cls.who and group not in cls.id and lemma not in cls.id:
            yield group


def _grades(view: _View) -> Iterator[str]:
    """How sure or how bad it is said to be: "suspected", "active"."""
    for lemma in view.lemmas[:-1]:
        grade = _GRADE_OF.get(lemma)
        if grade is not None:
            yield grade


def _grades_of_verbs(view: _View) -> Iterator[str]:
    """How sure a verb makes them: "84 cases have been confirmed", "230 cases are suspected"."""
    if view.head is None or any(lemma in _GRADE_OF for lemma in view.lemmas):
        return
    for bearer in _bearers(view):
        found: set[str] = set()
        for verb, role in _verbs_around(bearer):
            grade = _GRADE_OF.get(verb.lower_)
            if role == "object" and "confirm" in base_forms(verb):
                found.add("confirmed")
            elif grade is not None and verb.tag_ in ("JJ", "VBN"):
                found.add(grade)
            # "12 are considered probable"
            words = {word.lower_ for word in syntax.open_complements_of(verb)}
            found.update(_GRADE_OF[word] for word in words & _GRADE_OF.keys())
        if found:
            # "230 cases are suspected and 41 have been confirmed": the nearer verb says it.
            yield from found
            return


def _kinds(view: _View, cls: EventClass | None) -> Iterator[str]:
    """The words before a noun that the lexicon does not know: "electric" cars."""
    if cls is None:
        for lemma in view.lemmas[:-1]:
            if lemma.isalpha() and len(lemma) > 2 and lemma not in _GRADE_OF:
                yield lemma


def _matter_of(view: _View, classes: Classes) -> Iterator[str]:
    """What court cases are about: "cases … for soldiers who left their units" → desertion."""
    if view.head is None:
        return
    for lemmas in (view.lemmas[:-1], view.complement):
        found = classes.of_phrase(lemmas, unit="") if lemmas else None
        if found is not None:
            yield found.id
            return
    for noun in _nouns_of_matter(view.head):
        about = _View(view.mention, noun, (singular_of(noun),), ())
        cls = _class_by_noun(about, classes)
        by_clause = [
            found
            for verb, role in _verbs_around(noun)
            if (
                found := classes.of_verb(
                    base_forms(verb),
                    role,
                    words=_words_around(verb),
                    groups=about.groups,
                    unit="",
                )
            )
        ]
        chosen = by_clause[0] if by_clause else cls
        if chosen is not None and chosen.id != "criminal-cases":
            yield chosen.id
            return


def _nouns_of_matter(head: Token) -> Iterator[Token]:
    prepositions = ("for", "against", "of", "over", "on", "about", "into", "under")
    yield from syntax.obliques_of(head, *prepositions)
    verb = syntax.head_verb_of(head)
    if verb is not None:
        yield from syntax.obliques_of(verb, *prepositions)


def _name_of_part(view: _View) -> str:
    """What sets a part apart: its own noun, where it is not the noun of the whole."""
    whole = _whole_of(view)
    if view.head is None or whole is None or whole.head is None:
        return "part"
    own, group = singular_of(view.head), group_of(singular_of(view.head))
    if own == singular_of(whole.head):
        return "part"
    return own if not group or group in whole.groups else group


def _is_part(view: _View) -> bool:
    """Whether the figure is named as a part of one before: "including 4 officers"."""
    tokens = view.mention.tokens
    first = max(tokens.sent.start, tokens.start - 3)
    before = [token.lower_ for token in tokens.doc[first : tokens.start]]
    if "including" in before or ("of" in before and not _PARTS.isdisjoint(before)):
        return True
    behind = [
        token.lower_ for token in tokens.doc[tokens.end : min(tokens.end + 2, tokens.sent.end)]
    ]
    if behind in (["of", "them"], ["of", "whom"]) and before:
        # "310 people died, more than 200 of them over 75"
        return True
    return before[-2:] == ["among", "them"] or before[-1:] == ["among"]


def _are_counted_twice(tokens: Span) -> bool:
    """Whether so many were in a number wrongly: "five victims had been counted twice"."""
    words = [
        token.lower_ for token in tokens.doc[tokens.end : min(tokens.end + 8, tokens.sent.end)]
    ]
    return any(pair in (("counted", "twice"), ("counted", "double")) for pair in pairwise(words))


# ---------------------------------------------------------------- causes


def _cause_of(view: _View, title: str) -> str | None:
    """What it came from: the nearest cause in the sentence, else in the title or before."""
    tokens = view.mention.tokens
    sentence = tokens.sent
    found = list(_causes_in([singular_of(token) for token in sentence]))
    if found:
        at = tokens.start - sentence.start
        return min(found, key=lambda one: abs(one[0] - at))[1]
    for _, cause in _causes_in(_title_words(title)):
        return cause
    for earlier in _sentences_before(tokens.doc, sentence):
        for _, cause in _causes_in([singular_of(token) for token in earlier]):
            return cause
    return None


def _title_words(title: str) -> list[str]:
    words = [word.strip(".,:;!?'\"‘’“”()").lower() for word in title.split()]
    return [word[:-1] if word.endswith("s") and len(word) > 3 else word for word in words]


def _causes_in(words: list[str]) -> Iterator[tuple[int, str]]:
    for at in range(len(words)):
        for length in range(_LONGEST_CAUSE, 0, -1):
            cause = _CAUSE_OF.get(tuple(words[at : at + length]))
            if cause is not None:
                after = words[at + length] if at + length < len(words) else ""
                if after not in _CAUSE_BODIES:
                    yield at, cause
                break


def _sentences_before(doc: Doc, sentence: Span) -> Iterator[Span]:
    """The sentences before `sentence`, nearest first, and then the first of all."""
    sentences, number = sentences_of(doc), number_of(sentence)
    yield from reversed(sentences[max(0, number - 3) : number])
    yield from sentences[: min(2, number)]

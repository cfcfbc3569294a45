"""Says who a source is: name within the article, kind, role, affiliation, anonymity."""

from __future__ import annotations

from spacy.tokens import Span, Token

from figurewatch.records import Anonymity, Source, SourceKind
from processors import syntax
from processors.source_kinds import (
    ANONYMOUS,
    BEFORE_NAME,
    DATASET_NOUNS,
    FEMALE,
    GOVERNMENT_NOUNS,
    GROUP_NOUNS,
    MALE,
    OFFICIALS,
    PERSON_NOUNS,
    PERSONS,
    PLACES,
    PLURAL,
    RESPONDENTS,
    SELF,
    THING,
    THINGS,
    entity_at,
    is_acronym,
    is_name,
    kind_of,
    kind_of_noun,
)
from processors.source_memory import Known, Memory
from processors.source_words import strip_name, words_of

#: What "it" and "they" may be as the subject of the sentence before.
_SPEAKING_THINGS = frozenset(
    {"government", "organisation", "outlet", "document", "dataset", "poll"}
)
_GROUPS = frozenset({"group", "person"})
_MAKERS = frozenset({"person", "group", "government", "organisation", "outlet"})


def describe(words: Span, head: Token, memory: Memory) -> Source:
    """Say who `words` are, with what the article has told so far."""
    role, affiliation = _role_and_affiliation(words, head)
    named = _name_in(words, head)
    anonymity: Anonymity
    if head.pos_ == "PRON" or head.lower_ in SELF:
        kind, name, anonymity = _describe_pronoun(words, head, memory)
    elif named is not None:
        kind, name, anonymity = "person", memory.full_name(named), "named"
        if head.ent_type_ not in PERSONS and kind_of(words, head) in (
            "government",
            "organisation",
        ):
            kind = kind_of(words, head)
    elif is_name(head):
        kind, name, anonymity = kind_of(words, head), memory.full_name(head), "named"
        if kind == "unknown":
            is_body = head.ent_type_ or words[0].lower_ == "the" or is_acronym(head.text)
            kind = "organisation" if is_body else "person"
    else:
        kind = kind_of(words, head)
        name = _name_of_noun(words, head, kind, memory)
        if kind in THINGS:
            affiliation = affiliation or name
        anonymity = "named" if name else _anonymity(words, head, kind, affiliation)
    return Source(
        text=words.text,
        start=words.start_char,
        end=words.end_char,
        name=name,
        kind=kind,
        anonymity=anonymity,
        role=role,
        affiliation=affiliation,
    )


def _describe_pronoun(
    words: Span, head: Token, memory: Memory
) -> tuple[SourceKind, str | None, Anonymity]:
    known = whom(head, memory)
    plural = head.lower_ in PLURAL
    subject = memory.subject_before(head, plural=plural) if plural or head.lower_ in THING else None
    if subject is not None and kind_of(subject.doc[subject.i : subject.i + 1], subject) in (
        _GROUPS if plural else _SPEAKING_THINGS
    ):
        phrase = syntax.noun_phrase(subject, complements=True)
        kind = kind_of(phrase, subject)
        name = memory.name_of(subject) if is_name(subject) else None
        return kind, name or strip_name(phrase.text), "named" if has_name(phrase) else "role"
    if known is None:
        return kind_of(words, head), None, "anonymous"
    return known.kind, known.name, "named"


def _name_of_noun(words: Span, head: Token, kind: SourceKind, memory: Memory) -> str | None:
    """Whom or what a noun without a name means: "the senator", "the ministry", "his findings"."""
    if kind in THINGS:
        known, name = author_in(words, head, memory)
        return name or (known.name if known else None)
    if not is_definite(words) or has_name(words):
        return None
    known = memory.role_known(head) if kind == "person" else None
    if kind in ("government", "organisation", "outlet"):
        known = memory.body_known(head)
    return known.name if known else None


def _name_in(words: Span, head: Token) -> Token | None:
    """The person named beside a role: "spokesman Ivan Petrov", "the mayor, Maria Lopez"."""
    if head.ent_type_ in PERSONS:
        return head
    following = words.doc[head.i + 1] if head.i + 1 < words.end else None
    if head.ent_type_ in PLACES and (titled := _behind_title(words, head)) is not None:
        return titled
    names_follow = following is not None and is_name(following) and head.pos_ == "NOUN"
    if names_follow and kind_of_noun(head) in ("government", "organisation", "outlet"):
        return following
    if head.lower_ not in PERSON_NOUNS and head.lower_ not in BEFORE_NAME:
        return None
    for token in words:
        if token.ent_type_ in PERSONS and token.ent_iob_ == "B" and token.i >= head.i:
            between = words.doc[head.i + 1 : token.i]
            if all(t.is_punct or t.pos_ in ("PROPN", "NOUN", "CCONJ", "ADJ") for t in between):
                entity = entity_at(token)
                return entity.root if entity is not None else token
    return following if names_follow else None


def _behind_title(words: Span, place: Token) -> Token | None:
    """The person in "New Jersey Gov. Ann Brandt", where the parse has the place for the head."""
    for token in words.doc[place.i + 1 : words.end]:
        if token.ent_type_ in PERSONS:
            title, entity = token.nbor(-1).lower_, entity_at(token)
            is_titled = title in PERSON_NOUNS or title in BEFORE_NAME
            return entity.root if entity is not None and is_titled else None
        if token.pos_ not in ("PROPN", "NOUN"):
            return None
    return None


def _anonymity(words: Span, head: Token, kind: SourceKind, affiliation: str | None) -> Anonymity:
    if kind in THINGS:
        author = author_of(words, head)
        if author is not None and author.pos_ != "PRON":
            return "named" if author.pos_ == "PROPN" else "role"
        return "named" if has_name(words) else "anonymous"
    if kind in ("government", "organisation", "outlet"):
        return "named" if has_name(words) else "role"
    if head.lower_ in ANONYMOUS:
        return "anonymous"
    described = affiliation is not None or bool(syntax.modifiers_of(head)) or has_name(words)
    if head.lower_ in OFFICIALS:
        return "role" if described else "anonymous"
    return "role" if described or head.lower_ in PERSON_NOUNS else "anonymous"


def whom(head: Token, memory: Memory) -> Known | None:
    """Whom a pronoun stands for; of "they" and "it" only what has spoken."""
    word = head.lower_
    if word in MALE:
        return memory.person_at(head, gender="male")
    if word in FEMALE:
        return memory.person_at(head, gender="female")
    if word in THING:
        return memory.thing_spoken(head.i, plural=False)
    if word in PLURAL:
        return memory.thing_spoken(head.i, plural=True)
    return None


def is_definite(words: Span) -> bool:
    """Whether a noun phrase speaks of something known."""
    return words[0].lower_ in ("the", "this", "that", "his", "her", "its", "their")


def has_name(words: Span) -> bool:
    """Whether a proper noun is among the words."""
    return any(is_name(token) for token in words)


def author_in(words: Span, head: Token, memory: Memory) -> tuple[Known | None, str | None]:
    """Whose document, poll or data: "data from the bank", "his findings", "a CNN poll"."""
    owner = author_of(words, head)
    if owner is not None:
        if owner.pos_ == "PRON":
            return whom(owner, memory), None
        return None, memory.name_of(owner)
    start = head.i
    while start > words.start and is_name(words.doc[start - 1]):
        start -= 1
    if start < head.i:
        return None, strip_name(words.doc[start : head.i].text)
    for token in head.lefts:
        entity = entity_at(token)
        if entity is not None and token.ent_type_ not in PLACES:
            return None, entity.text
    if is_definite(words) and not has_name(words):
        known = memory.body_known(head)
        return (known if known is not None and known.words else None), None
    return None, None


def author_of(words: Span, head: Token) -> Token | None:
    """The noun of who made a document or gathered data, a name or not, or "his"."""
    owner = syntax.possessor_of(head)
    if owner is not None:
        return owner
    for noun in syntax.obliques_of(head, "from", "by", "of", "at"):
        if not words.start <= noun.i < words.end or noun.ent_type_ in PLACES:
            continue
        made = syntax.preposition_of(noun) in ("by", "from") and kind_of_noun(noun) in _MAKERS
        if made or noun.pos_ == "PROPN":
            return noun
    for participle in syntax.participles_of(head):
        agent = syntax.agent_of(participle)
        if agent is not None and words.start <= agent.i < words.end:
            return agent if participle.lower_ not in _OBTAINED else None
    # The parse may hang "by the institute" on another noun of the phrase.
    for token in words:
        if token.lower_ == "by" and head.i < token.i < words.end - 1:
            maker = syntax.phrase_head(words.doc[token.i + 1 : words.end])
            return maker if maker.pos_ == "PROPN" else None
    return None


_ANALYSES = words_of("analysis")
_OBTAINED = words_of("analysis", "obtained")


def analysed_data(words: Span, head: Token) -> Span | None:
    """The data within "an analysis of tax records by the institute", where they are named."""
    if head.lower_ not in _ANALYSES:
        return None
    doc = words.doc
    if head.i + 1 >= words.end or doc[head.i + 1].lower_ != "of":
        return None
    for token in doc[head.i + 2 : words.end]:
        if token.is_punct or token.lower_ in ("by", "from"):
            return None
        if token.lower_ in DATASET_NOUNS or token.lower_ in ("filings", "documents", "reports"):
            return doc[head.i + 2 : token.i + 1]
    return None


def obtained_by(words: Span, head: Token) -> Token | None:
    """Who has got hold of documents of others: "documents seen by Reuters"."""
    for participle in syntax.participles_of(head):
        agent = syntax.agent_of(participle)
        if participle.lower_ in _OBTAINED and agent is not None and agent.i < words.end:
            return agent
    return None


def _phrase(head: Token) -> str:
    return syntax.noun_phrase(head).text


def _role_and_affiliation(words: Span, head: Token) -> tuple[str | None, str | None]:
    """The office of a person and whose it is: "spokesperson", "Russian Foreign Ministry"."""
    noun = head if head.lower_ in PERSON_NOUNS and head.pos_ == "NOUN" else None
    if noun is None:
        for candidate in (*syntax.appositives_of(head), *syntax.titles_of(head)):
            if candidate.lower_ in PERSON_NOUNS or candidate.lower_ in GROUP_NOUNS:
                noun = candidate
                break
    if noun is None:
        noun = next(
            (t for t in words if t.i < head.i and t.lower_ in PERSON_NOUNS and t.pos_ != "PROPN"),
            None,
        )
    if noun is None:
        is_group = head.lower_ in GROUP_NOUNS and head.lower_ not in RESPONDENTS
        return None, _affiliation(head, words) if is_group else None
    adjectives = [
        t.text for t in syntax.modifiers_of(noun) if t.pos_ == "ADJ" and t.i >= words.start
    ]
    role = " ".join([*adjectives, noun.text])
    return role, _affiliation(noun, words)


def _affiliation(noun: Token, words: Span) -> str | None:
    for below in syntax.obliques_of(noun, "for", "of", "at", "with", "from", "in"):
        if words.start <= below.i < words.end:
            return strip_name(syntax.noun_phrase(below, complements=True).text)
    owner = syntax.possessor_of(noun)
    if owner is not None and owner.pos_ != "PRON":
        return strip_name(_phrase(owner))
    start = noun.i
    doc = noun.doc
    while start > words.start and doc[start - 1].pos_ == "PROPN":
        start -= 1
    if start < noun.i:
        return strip_name(doc[start : noun.i].text)
    bodies = (t.text for t in syntax.modifiers_of(noun) if t.lower_ in GOVERNMENT_NOUNS)
    return next(bodies, None)

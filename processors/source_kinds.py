"""What kind of source a noun or a name is, from the lexicon of sources."""

from __future__ import annotations

import re
from collections.abc import Set

from spacy.tokens import Doc, Span, Token

from figurewatch.records import Source, SourceKind
from processors import syntax
from processors.cues import Manner
from processors.source_words import kind_of_name, strip_name, words_of

PERSON_NOUNS = words_of("person", "singular")
GROUP_NOUNS = words_of("group", "plural")
ANONYMOUS = words_of("group", "anonymous")
FORECASTERS = words_of("forecasters")
OFFICIALS = words_of("group", "officials")
#: Small words within a person's name.
_PARTICLES = words_of("particles", "words")
RESPONDENTS = words_of("respondents")
#: "the share of voters saying that".
SHARE_NOUNS = words_of("respondents", "share_nouns")
_SHARES = words_of("respondents", "shares")
#: Words by which a sentence goes on with the answers to a poll.
SHARE_WORDS = words_of("respondents", "answers")
GOVERNMENT_NOUNS = words_of("government")
ORGANISATION_NOUNS = words_of("organisation")
OUTLET_NOUNS = words_of("outlet")
OUTLET_ENDINGS = words_of("outlet", "name_endings")
DOCUMENT_NOUNS = words_of("document")
DATASET_NOUNS = words_of("dataset")
POLL_NOUNS = words_of("poll")
#: Nouns that the parse may take for who speaks: "a month later announced".
TIME_NOUNS = words_of("not_speaking")
#: Nouns that stand before a colon without being a source: "Editor's note: …".
_HEADINGS = words_of("headings")
MALE, FEMALE = words_of("pronouns", "male"), words_of("pronouns", "female")
PLURAL, THING = words_of("pronouns", "plural"), words_of("pronouns", "thing")
SELF = words_of("pronouns", "self")
BEFORE_NAME = words_of("titles", "before_name")
#: Entity labels of persons and of organisations and places, in both label schemes.
PERSONS = frozenset({"PER", "PERSON"})
_ORGANISATIONS = frozenset({"ORG", "LOC", "GPE", "NORP", "FAC"})
PLACES = frozenset({"LOC", "GPE", "FAC", "NORP"})
THINGS = frozenset({"document", "dataset", "poll"})
_NOT_SPEAKING = frozenset({"there", "what", "nothing", "something", "everything", "anything"})
WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


def may_speak(noun: Token, manner: Manner) -> bool:
    """Whether `noun` can be a source of this manner; what merely "suggests" something is none."""
    word = noun.lower_
    if word in _NOT_SPEAKING or noun.pos_ not in (
        "NOUN",
        "PROPN",
        "PRON",
        "DET",
        "ADJ",
        "NUM",
        "X",
        "SYM",
    ):
        return False
    if noun.pos_ == "PRON":
        if word in ("it", "this", "that", "these", "those", "which"):
            return manner in ("report", "finding", "speech") and word in ("it", "which")
        return True
    if is_time(noun):
        return False
    if manner in ("finding", "attitude"):
        return is_finder(noun) or is_human(noun)
    return True


def is_time(noun: Token) -> bool:
    """Whether `noun` is a time, not part of a name: "The Times" and "USA TODAY" are none."""
    if noun.lower_ not in TIME_NOUNS or (noun.text.isupper() and noun.i > 0):
        return False
    return not (noun.pos_ == "PROPN" and noun.ent_type_)


def is_finder(noun: Token) -> bool:
    """Whether `noun` finds, shows and counts: a document, a poll, a body, an organisation."""
    kind = kind_of_noun(noun)
    return kind in ("document", "dataset", "poll", "organisation", "government", "outlet") or (
        noun.pos_ == "PROPN" and noun.ent_type_ not in PERSONS and noun.ent_type_ != ""
    )


def is_forecaster(noun: Token) -> bool:
    """Whether `noun` makes forecasts: a body, an organisation, analysts."""
    kind = kind_of_noun(noun)
    if noun.lower_ in FORECASTERS or kind in ("government", "organisation"):
        return True
    if noun.text.isupper() and noun.i > 0:
        return kind_of_name(noun.text) == "government" or noun.ent_type_ == "ORG"
    return noun.pos_ == "PROPN" and (
        noun.ent_type_ == "ORG" or kind_of_name(strip_name(name_text(noun))) == "government"
    )


def is_source(noun: Token) -> bool:
    """Whether `noun` is something that can be cited for a figure."""
    return kind_of_noun(noun) != "unknown" or (noun.pos_ == "PROPN" and noun.ent_type_ != "")


def is_known_source(words: Span, head: Token) -> bool:
    """Whether a headline's words before a colon name a source."""
    named = head.ent_type_ in PERSONS | {"ORG"} and len(words) <= 6
    return named or (kind_of_noun(head) != "unknown" and head.lower_ not in _HEADINGS)


def is_human(noun: Token) -> bool:
    """Whether `noun` is a person or a group of them."""
    word = noun.lower_
    return (
        noun.pos_ in ("PROPN", "PRON")
        or word in PERSON_NOUNS
        or word in GROUP_NOUNS
        or noun.lemma_.lower() in PERSON_NOUNS
    )


def kind_of_noun(noun: Token) -> SourceKind:
    """The kind by the noun itself."""
    word = noun.lower_
    tables: tuple[tuple[Set[str], SourceKind], ...] = (
        (POLL_NOUNS, "poll"),
        (DOCUMENT_NOUNS, "document"),
        (DATASET_NOUNS, "dataset"),
        (PERSON_NOUNS, "person"),
        (GROUP_NOUNS, "group"),
        (GOVERNMENT_NOUNS, "government"),
        (OUTLET_NOUNS, "outlet"),
        (ORGANISATION_NOUNS, "organisation"),
    )
    for words, kind in tables:
        if word in words:
            return kind
    return "person" if noun.lemma_.lower() in PERSON_NOUNS else "unknown"


def are_respondents(source: Source) -> bool:
    """Whether a source is a share of those asked: "41 percent of voters", "most respondents"."""
    if source.text.endswith("%"):
        return True
    asked = source.kind in ("group", "unknown") and source.anonymity != "named"
    return asked and _names_share(WORD.findall(source.text))


def is_share(words: Span) -> bool:
    """Whether a noun phrase is a share of those asked."""
    return _names_share([token.lower_ for token in words])


def _names_share(words: list[str]) -> bool:
    lowered = {word.lower() for word in words}
    return bool(lowered & _SHARES) and bool(lowered & RESPONDENTS)


def is_acronym(name: str) -> bool:
    """Whether a name is a few capitals, as bodies have: "NATO"."""
    return name.isupper() and len(name) <= 5


def kind_of(words: Span, head: Token) -> SourceKind:
    """What kind of source the noun phrase `words` is."""
    word = head.lower_
    if head.pos_ == "PRON" or word in SELF:
        return "person" if word in MALE | FEMALE | SELF else "unknown"
    name = strip_name(name_text(head))
    known = kind_of_name(name)
    if known is not None:
        return known
    kind = kind_of_noun(head)
    if head.pos_ != "PROPN":
        return kind if kind != "unknown" else _kind_within(words)
    if head.ent_type_ in PERSONS or _has_role_before(head):
        return "person"
    last = name_words(head)[-1:] or [head.text]
    by_noun = _kind_of_last_word(last[0], head)
    if by_noun != "unknown":
        return by_noun
    if head.ent_type_ == "ORG":
        return "organisation"
    if head.ent_type_ in _ORGANISATIONS:
        return "government"
    return "unknown"


def _has_role_before(head: Token) -> bool:
    """ "project leader Mei Tan": whoever has a role right before the name is a person."""
    entity = entity_at(head)
    start = entity.start if entity is not None else head.i
    if start == 0:
        return False
    before = head.doc[start - 1]
    return before.lower_ in PERSON_NOUNS and before.pos_ in ("NOUN", "PROPN")


def _kind_within(words: Span) -> SourceKind:
    """The kind of the first noun that has one, where the head has none: "nine in ten voters"."""
    for token in words:
        if token.pos_ == "NOUN" and (kind := kind_of_noun(token)) != "unknown":
            return kind
    return "unknown"


def _kind_of_last_word(word: str, head: Token) -> SourceKind:
    lower = word.lower()
    if lower in OUTLET_ENDINGS:
        return "outlet"
    for words, kind in (
        (POLL_NOUNS, "poll"),
        (GOVERNMENT_NOUNS, "government"),
        (OUTLET_NOUNS, "outlet"),
        (ORGANISATION_NOUNS, "organisation"),
        (DOCUMENT_NOUNS, "document"),
        (DATASET_NOUNS, "dataset"),
    ):
        if lower in words:
            return kind  # type: ignore[return-value]
    return "unknown"


def name_text(head: Token) -> str:
    """
    The name around `head`: the entity, or the run of names before it, to its last word.

    Entities often end early: names go on over "van der", "de", "al" and the like.
    """
    entity = entity_at(head)
    name = entity if entity is not None else syntax.name_span(head)
    doc, start, end = head.doc, name.start, name.end
    if entity is None:
        while start > 0 and _goes_on_left(doc[start - 1]):
            start -= 1
    while (further := _goes_on_right(doc, end)) is not None:
        end = further
    return doc[start:end].text


def _goes_on_left(token: Token) -> bool:
    if token.tag_ == "POS":
        return token.i > 0 and is_name(token.nbor(-1))
    return is_name(token) or (token.pos_ == "ADJ" and token.text[:1].isupper() and token.i > 0)


def _goes_on_right(doc: Doc, end: int) -> int | None:
    at = end
    while at < len(doc) and doc[at].lower_ in _PARTICLES:
        at += 1
    return at + 1 if at < len(doc) and is_name(doc[at]) and at - end <= 2 else None


def is_name(token: Token) -> bool:
    """Whether a word is a name, or part of one: a proper noun written like one, an acronym."""
    if token.pos_ == "PROPN":
        return token.text[:1].isupper()
    return token.ent_type_ == "ORG" and len(token) > 1 and token.text.isupper()


def name_words(head: Token) -> list[str]:
    """The words of the name around `head`, titles left out."""
    return WORD.findall(strip_name(name_text(head)))


def entity_at(token: Token) -> Span | None:
    """The named entity that `token` belongs to."""
    if not token.ent_type_:
        return None
    start, end = token.i, token.i + 1
    doc = token.doc
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]

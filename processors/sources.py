"""
Says who a source is: its name within the article, its kind, role and affiliation.

The article's names and sources are remembered in the order of the text, so that "she", "the
ministry" and "Mr. Ray" are resolved to what was named in full. Without a good candidate a
source keeps its words and has no name: nobody is better than the wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from spacy.tokens import Doc, Span, Token

from figurewatch.records import Anonymity, Source, SourceKind
from processors import syntax
from processors.cues import Manner
from processors.lexicons import load_lexicon

_NOUNS: dict[str, dict[str, str]] = load_lexicon("sources")


def _words(table: str, key: str = "nouns") -> frozenset[str]:
    return frozenset(_NOUNS[table][key].split())


def _names(tables: dict[str, Any]) -> frozenset[str]:
    return frozenset(name.strip() for name in tables["names"].split("|"))


PERSON_NOUNS = _words("person", "singular")
GROUP_NOUNS = _words("group", "plural")
ANONYMOUS = _words("group", "anonymous")
OFFICIALS = _words("group", "officials")
RESPONDENTS = _words("respondents")
_SHARES = _words("respondents", "shares")
#: Words by which a sentence goes on with the answers to a poll.
SHARE_WORDS = _words("respondents", "answers")
GOVERNMENT_NOUNS = _words("government")
ORGANISATION_NOUNS = _words("organisation")
OUTLET_NOUNS = _words("outlet")
OUTLET_ENDINGS = _words("outlet", "name_endings")
DOCUMENT_NOUNS = _words("document")
DATASET_NOUNS = _words("dataset")
POLL_NOUNS = _words("poll")
GOVERNMENT_NAMES = _names(_NOUNS["government"])
OUTLET_NAMES = _names(load_lexicon("outlets"))
_BODIES = GOVERNMENT_NOUNS | ORGANISATION_NOUNS
MALE, FEMALE = _words("pronouns", "male"), _words("pronouns", "female")
PLURAL, THING = _words("pronouns", "plural"), _words("pronouns", "thing")
SELF = _words("pronouns", "self")
MALE_TITLES, FEMALE_TITLES = _words("titles", "male"), _words("titles", "female")
BEFORE_NAME = _words("titles", "before_name")
MALE_NAMES, FEMALE_NAMES = _words("names", "male"), _words("names", "female")

#: Entity labels of persons and of organisations and places, in both label schemes.
_PERSONS = frozenset({"PER", "PERSON"})
_ORGANISATIONS = frozenset({"ORG", "LOC", "GPE", "NORP", "FAC"})
_PLACES = frozenset({"LOC", "GPE", "FAC", "NORP"})
_SUBJECTS = frozenset({"subject", "passive_subject"})
_THINGS = frozenset({"document", "dataset", "poll"})
_MAKERS = frozenset({"person", "group", "government", "organisation", "outlet"})
_NO_WORDS: frozenset[str] = frozenset()
_NOMINATIVE = frozenset({"he", "she"})
_NOT_SPEAKING = frozenset({"there", "what", "nothing", "something", "everything", "anything"})
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


# ---------------------------------------------------------------- what a noun can do


def may_speak(noun: Token, manner: Manner) -> bool:
    """Whether `noun` can be a source of this manner; what merely "suggests" something is none."""
    word = noun.lower_
    if word in _NOT_SPEAKING or noun.pos_ not in (
        "NOUN",
        "PROPN",
        "PRON",
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
    if manner in ("finding", "attitude"):
        return is_finder(noun) or is_human(noun)
    return True


def is_finder(noun: Token) -> bool:
    """Whether `noun` finds, shows and counts: a document, a poll, a body, an organisation."""
    kind = _kind_of_noun(noun)
    return kind in ("document", "dataset", "poll", "organisation", "government", "outlet") or (
        noun.pos_ == "PROPN" and noun.ent_type_ not in _PERSONS and noun.ent_type_ != ""
    )


def is_source(noun: Token) -> bool:
    """Whether `noun` is something that can be cited for a figure."""
    return _kind_of_noun(noun) != "unknown" or (noun.pos_ == "PROPN" and noun.ent_type_ != "")


def is_known_source(words: Span, head: Token) -> bool:
    """Whether a headline's words before a colon name a source."""
    if any(token.ent_type_ in _PERSONS | {"ORG"} for token in words):
        return True
    return _kind_of_noun(head) != "unknown"


def is_human(noun: Token) -> bool:
    word = noun.lower_
    return (
        noun.pos_ in ("PROPN", "PRON")
        or word in PERSON_NOUNS
        or word in GROUP_NOUNS
        or noun.lemma_.lower() in PERSON_NOUNS
    )


def _kind_of_noun(noun: Token) -> SourceKind:
    """The kind by the noun itself."""
    word = noun.lower_
    tables: tuple[tuple[frozenset[str], SourceKind], ...] = (
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
    words = {word.lower() for word in _WORD.findall(source.text)}
    asked = source.kind in ("group", "unknown") and source.anonymity != "named"
    return asked and bool(words & _SHARES) and bool(words & RESPONDENTS)


def kind_of(words: Span, head: Token) -> SourceKind:
    """What kind of source the noun phrase `words` is."""
    word = head.lower_
    if head.pos_ == "PRON" or word in SELF:
        return "person" if word in MALE | FEMALE | SELF else "unknown"
    name = _strip_name(_name_text(head))
    if name in OUTLET_NAMES:
        return "outlet"
    if name in GOVERNMENT_NAMES:
        return "government"
    kind = _kind_of_noun(head)
    if head.pos_ != "PROPN":
        return kind if kind != "unknown" else _kind_within(words)
    if head.ent_type_ in _PERSONS:
        return "person"
    last = _name_words(head)[-1:] or [head.text]
    by_noun = _kind_of_last_word(last[0], head)
    if by_noun != "unknown":
        return by_noun
    if head.ent_type_ == "ORG":
        return "organisation"
    if head.ent_type_ in _ORGANISATIONS:
        return "government"
    return "unknown"


def _kind_within(words: Span) -> SourceKind:
    """The kind of the first noun that has one, where the head has none: "nine in ten voters"."""
    for token in words:
        if token.pos_ == "NOUN" and (kind := _kind_of_noun(token)) != "unknown":
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


# ---------------------------------------------------------------- names


def _name_text(head: Token) -> str:
    """The name around `head`: the entity, or the run of proper nouns before it."""
    entity = _entity_of(head)
    if entity is not None:
        return entity.text
    start, doc = head.i, head.doc
    while start > 0 and doc[start - 1].pos_ == "PROPN":
        start -= 1
    name = syntax.name_span(head)
    return doc[min(start, name.start) : name.end].text


def _name_words(head: Token) -> list[str]:
    return _WORD.findall(_strip_name(_name_text(head)))


def _entity_of(token: Token) -> Span | None:
    if not token.ent_type_:
        return None
    start, end = token.i, token.i + 1
    doc = token.doc
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]


def _strip_name(name: str) -> str:
    """A name without article, titles and "'s"."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in ("the", "a", "an"):
        words.pop(0)
    # "General Staff" is a body, "General Petrov" is not.
    while len(words) > 1 and words[0].lower() in BEFORE_NAME and words[-1].lower() not in _BODIES:
        words.pop(0)
    stripped = " ".join(words)
    for ending in ("'s", "’s"):
        stripped = stripped.removesuffix(ending)
    return stripped.strip(" ,.;:'’")


@dataclass(slots=True)
class _Known:
    """Somebody or something that the article has named, or spoken of by its role."""

    name: str
    kind: SourceKind
    at: int
    #: Where it last spoke.
    spoke: int = -1
    gender: str = ""
    words: frozenset[str] = frozenset()
    #: The noun of a source without a name: "letter".
    noun: str = ""
    roles: set[str] = field(default_factory=set)
    mentions: list[int] = field(default_factory=list)


class Memory:
    """The names of one article and who has spoken so far."""

    def __init__(self, doc: Doc, quoted: list[int]) -> None:
        self._doc = doc
        self._quoted = quoted
        self._known: list[_Known] = []
        self._by_word: dict[str, list[_Known]] = {}
        self._read = 0
        self._unquoted = [0, *accumulate(number < 0 for number in quoted)]
        # Cheaper than token.sent for every pronoun.
        starts = accumulate((t.i if t.is_sent_start else 0 for t in doc), max)
        self._sentence_start = list(starts)
        for entity in doc.ents:
            self._meet(entity)

    def _meet(self, entity: Span) -> None:
        is_person = entity.label_ in _PERSONS
        if not is_person and entity.label_ != "ORG":
            return
        name = _strip_name(entity.text)
        words = _WORD.findall(name)
        if not words:
            return
        known = self._find(words, is_person=is_person)
        if known is None:
            kind: SourceKind = "person" if is_person else kind_of(entity, entity.root)
            known = _Known(name=name, kind=kind, at=entity.start)
            self._known.append(known)
        known.mentions.append(entity.start)
        known.words |= {word.lower() for word in words}
        if is_person and not known.gender:
            known.gender = _gender(self._doc, entity)
        if is_person:
            known.roles |= _roles_of(entity)
        for word in words if not is_person else words[-1:]:
            self._by_word.setdefault(word.lower(), []).append(known)

    def _find(self, words: list[str], *, is_person: bool) -> _Known | None:
        """The one known by a name that ends alike, or by the same words."""
        candidates = self._by_word.get(words[-1].lower(), [])
        for known in candidates:
            if (known.kind == "person") != is_person:
                continue
            if is_person:
                theirs = _WORD.findall(known.name)
                if len(words) == 1 or len(theirs) == 1 or theirs[0].lower() == words[0].lower():
                    if len(words) > len(theirs):
                        known.name = " ".join(words)
                    return known
            elif known.name.lower() == " ".join(words).lower():
                return known
        return None

    # ------------------------------------------------------------ asking

    def full_name(self, head: Token) -> str | None:
        """The name of `head` as the article spells it out, None where it is no name."""
        words = _name_words(head)
        if not words or head.pos_ != "PROPN":
            return None
        is_person = head.ent_type_ in _PERSONS
        known = self._find(words, is_person=is_person) if is_person else None
        if known is None and len(words) == 1:
            known = self._spelled_out(words[0])
        if known is None and is_person is False and not head.ent_type_:
            known = self._find(words, is_person=True)
        return known.name if known else " ".join(_strip_name(_name_text(head)).split())

    def name_of(self, noun: Token) -> str | None:
        """The name of whoever `noun` is, proper or known by the article, None for others."""
        if noun.pos_ == "PROPN":
            return self.full_name(noun)
        phrase = syntax.noun_phrase(noun)
        if any(token.pos_ == "PROPN" for token in phrase):
            return _strip_name(phrase.text)
        known = self.body_known(noun) or self.role_known(noun)
        return known.name if known is not None and known.words else None

    def _spelled_out(self, acronym: str) -> _Known | None:
        if not (2 <= len(acronym) <= 6 and acronym.isupper()):
            return None
        for known in self._known:
            initials = "".join(w[0] for w in known.name.split() if w[0].isupper())
            if len(known.name) > len(acronym) and initials == acronym:
                return known
        return None

    def person_at(self, pronoun: Token, *, gender: str) -> _Known | None:
        """
        Who "he" or "she" is.

        Behind a comma or a quotation mark ("…," he said) it is who spoke last; before its verb
        rather the subject of the clause or the sentence before.
        """
        inserted = pronoun.i > 0 and self._doc[pronoun.i - 1].is_punct
        best: tuple[float, _Known] | None = None
        for known in self._known:
            if known.kind != "person" or (known.gender and known.gender != gender):
                continue
            before = [at for at in known.mentions if at < pronoun.i]
            if not before:
                continue
            score = self._score(known, before, pronoun, inserted=inserted)
            if best is None or score > best[0]:
                best = (score, known)
        if best is None or best[0] <= 0:
            return None
        best[1].mentions.append(pronoun.i)
        return best[1]

    def _score(self, known: _Known, before: list[int], pronoun: Token, *, inserted: bool) -> float:
        latest = max(before, key=lambda at: (self._quoted[at] < 0, at))
        # What others say in between is long and about others: its words count for nothing.
        distance = self._unquoted[pronoun.i] - self._unquoted[max(latest, known.spoke)]
        score = 100.0 - distance
        is_subject = syntax.role_of(_head_at(self._doc, latest)) in _SUBJECTS
        in_sentence = latest >= self._sentence_start[pronoun.i]
        if is_subject:
            score += 25
        if in_sentence and not inserted:
            score += 30 if is_subject else -15
        if in_sentence and inserted and known.spoke < latest - 1:
            score -= 30
        if known.spoke >= 0:
            since = self._unquoted[pronoun.i] - self._unquoted[known.spoke]
            score += max(0.0, (70 if inserted else 55) - since)
        if self._quoted[latest] >= 0:
            score -= 40
        return score + (15 if known.gender else 0)

    def advance(self, to: int) -> None:
        """Read on to the token `to`: whom the pronouns in between stand for is remembered."""
        for token in self._doc[self._read : to]:
            if self._quoted[token.i] < 0 and token.pos_ == "PRON" and token.lower_ in _NOMINATIVE:
                self.person_at(token, gender="male" if token.lower_ == "he" else "female")
        self._read = max(self._read, to)

    def role_known(self, head: Token) -> _Known | None:
        """Who "the senator" is: the person last called so."""
        word = head.lower_
        found = [known for known in self._known if word in known.roles and known.at < head.i]
        return max(
            found, key=lambda known: max(at for at in known.mentions if at < head.i), default=None
        )

    def body_known(self, head: Token) -> _Known | None:
        """Which "ministry" or "institute": the body of that kind named last."""
        word = head.lower_
        found = [
            known
            for known in self._known
            if known.kind != "person"
            and known.at < head.i
            and (word in known.words or (known.noun == word and known.kind in _THINGS))
        ]
        return max(found, key=lambda known: known.at, default=None)

    def thing_spoken(self, before: int, *, plural: bool) -> _Known | None:
        """What "it" or "they" last were, among those who have spoken."""
        spoke = [
            known
            for known in self._known
            if 0 <= known.spoke < before and known.kind != "person" and before - known.spoke < 150
        ]
        if plural:
            spoke = [known for known in spoke if known.kind in ("group", "organisation", "unknown")]
        else:
            spoke = [known for known in spoke if known.kind != "group"]
        return max(spoke, key=lambda known: known.spoke, default=None)

    def remember(self, source: Source, head: Token) -> None:
        """Note that `source` has spoken, by the noun `head`; a pronoun without a name is nobody."""
        at = head.i
        if source.name is None and (head.pos_ == "PRON" or head.lower_ in SELF):
            return
        name = source.name or source.text
        for known in self._known:
            if known.name == name:
                known.spoke = at
                return
        if source.name is None and head.pos_ == "NOUN":
            name = syntax.noun_phrase(head).text
        words = (
            frozenset(word.lower() for word in _WORD.findall(name)) if source.name else _NO_WORDS
        )
        known = _Known(name=name, kind=source.kind, at=at, spoke=at, words=words, noun=head.lower_)
        known.mentions.append(at)
        if source.kind == "person" and source.role:
            known.roles.add(source.role.split()[-1].lower())
        self._known.append(known)


def _head_at(doc: Doc, start: int) -> Token:
    entity = _entity_of(doc[start])
    return entity.root if entity is not None else doc[start]


def _gender(doc: Doc, entity: Span) -> str:
    before = doc[entity.start - 1].lower_ if entity.start else ""
    for word in (before, entity[0].lower_):
        if word in MALE_TITLES:
            return "male"
        if word in FEMALE_TITLES:
            return "female"
    first = _strip_name(entity.text).split()[:1]
    if not first or len(entity) < 2:
        return ""
    name = first[0].lower()
    if name in MALE_NAMES and name not in FEMALE_NAMES:
        return "male"
    return "female" if name in FEMALE_NAMES and name not in MALE_NAMES else ""


def _roles_of(entity: Span) -> set[str]:
    root = entity.root
    found = {token.lower_ for token in root.doc[max(0, entity.start - 4) : entity.end]}
    found |= {token.lower_ for token in syntax.appositives_of(root)}
    return {word for word in found if word in PERSON_NOUNS}


# ---------------------------------------------------------------- the source itself


def describe(words: Span, head: Token, memory: Memory) -> Source:
    """Say who `words` are, with what the article has told so far."""
    role, affiliation = _role_and_affiliation(words, head)
    named = _name_in(words, head)
    if head.pos_ == "PRON" or head.lower_ in SELF:
        known = _pronoun(head, memory)
        kind, name = known.kind if known else kind_of(words, head), known.name if known else None
        anonymity: Anonymity = "named" if known else "anonymous"
    elif named is not None:
        kind, name, anonymity = "person", memory.full_name(named), "named"
        if head.ent_type_ not in _PERSONS and kind_of(words, head) in (
            "government",
            "organisation",
        ):
            kind = kind_of(words, head)
    elif head.pos_ == "PROPN":
        kind, name, anonymity = kind_of(words, head), memory.full_name(head), "named"
        if kind == "unknown":
            kind = "organisation" if head.ent_type_ or words[0].lower_ == "the" else "person"
    else:
        kind = kind_of(words, head)
        name = _name_of_noun(words, head, kind, memory)
        if kind in _THINGS:
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


def _name_of_noun(words: Span, head: Token, kind: SourceKind, memory: Memory) -> str | None:
    """Whom or what a noun without a name means: "the senator", "the ministry", "his findings"."""
    if kind in _THINGS:
        known, name = _author(words, head, memory)
        return name or (known.name if known else None)
    if not _is_definite(words) or _has_name(words):
        return None
    known = memory.role_known(head) if kind == "person" else None
    if kind in ("government", "organisation", "outlet"):
        known = memory.body_known(head)
    return known.name if known else None


def _name_in(words: Span, head: Token) -> Token | None:
    """The person named beside a role: "spokesman Ivan Petrov", "the mayor, Maria Lopez"."""
    if head.ent_type_ in _PERSONS:
        return head
    following = words.doc[head.i + 1] if head.i + 1 < words.end else None
    names_follow = following is not None and following.pos_ == "PROPN" and head.pos_ == "NOUN"
    if names_follow and _kind_of_noun(head) in ("government", "organisation", "outlet"):
        return following
    if head.lower_ not in PERSON_NOUNS and head.lower_ not in BEFORE_NAME:
        return None
    for token in words:
        if token.ent_type_ in _PERSONS and token.ent_iob_ == "B" and token.i >= head.i:
            between = words.doc[head.i + 1 : token.i]
            if all(t.is_punct or t.pos_ in ("PROPN", "NOUN", "CCONJ", "ADJ") for t in between):
                entity = _entity_of(token)
                return entity.root if entity is not None else token
    return following if names_follow else None


def _anonymity(words: Span, head: Token, kind: SourceKind, affiliation: str | None) -> Anonymity:
    if kind in _THINGS:
        author = author_of(words, head)
        if author is not None and author.pos_ != "PRON":
            return "named" if author.pos_ == "PROPN" else "role"
        return "named" if _has_name(words) else "anonymous"
    if kind in ("government", "organisation", "outlet"):
        return "named" if _has_name(words) else "role"
    if head.lower_ in ANONYMOUS:
        return "anonymous"
    described = affiliation is not None or bool(syntax.modifiers_of(head)) or _has_name(words)
    if head.lower_ in OFFICIALS:
        return "role" if described else "anonymous"
    return "role" if described or head.lower_ in PERSON_NOUNS else "anonymous"


def _pronoun(head: Token, memory: Memory) -> _Known | None:
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


def _is_definite(words: Span) -> bool:
    return words[0].lower_ in ("the", "this", "that", "his", "her", "its", "their")


def _has_name(words: Span) -> bool:
    return any(token.pos_ == "PROPN" for token in words)


def _author(words: Span, head: Token, memory: Memory) -> tuple[_Known | None, str | None]:
    """Whose document, poll or data: "data from the bank", "his findings", "a CNN poll"."""
    owner = author_of(words, head)
    if owner is not None:
        if owner.pos_ == "PRON":
            return _pronoun(owner, memory), None
        return None, memory.name_of(owner)
    start = head.i
    while start > words.start and words.doc[start - 1].pos_ == "PROPN":
        start -= 1
    if start < head.i:
        return None, _strip_name(words.doc[start : head.i].text)
    for token in head.lefts:
        entity = _entity_of(token)
        if entity is not None and token.ent_type_ not in _PLACES:
            return None, entity.text
    if _is_definite(words) and not _has_name(words):
        known = memory.body_known(head)
        return (known if known is not None and known.words else None), None
    return None, None


def author_of(words: Span, head: Token) -> Token | None:
    """The noun of who made a document or gathered data, a name or not, or "his"."""
    owner = syntax.possessor_of(head)
    if owner is not None:
        return owner
    for noun in syntax.obliques_of(head, "from", "by", "of", "at"):
        if not words.start <= noun.i < words.end or noun.ent_type_ in _PLACES:
            continue
        made = syntax.preposition_of(noun) in ("by", "from") and _kind_of_noun(noun) in _MAKERS
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


_ANALYSES = _words("analysis")
_OBTAINED = _words("analysis", "obtained")


def analysed_data(words: Span, head: Token) -> Span | None:
    """The data within "an analysis of tax records by the institute", where they are named."""
    if head.lower_ not in _ANALYSES:
        return None
    for noun in syntax.obliques_of(head, "of"):
        is_data = noun.lower_ in DATASET_NOUNS or noun.lower_ in ("filings", "documents", "reports")
        if is_data and words.start <= noun.i < words.end:
            return syntax.noun_phrase(noun)
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
            return _strip_name(syntax.noun_phrase(below, complements=True).text)
    owner = syntax.possessor_of(noun)
    if owner is not None and owner.pos_ != "PRON":
        return _strip_name(_phrase(owner))
    start = noun.i
    doc = noun.doc
    while start > words.start and doc[start - 1].pos_ == "PROPN":
        start -= 1
    if start < noun.i:
        return _strip_name(doc[start : noun.i].text)
    bodies = (t.text for t in syntax.modifiers_of(noun) if t.lower_ in GOVERNMENT_NOUNS)
    return next(bodies, None)

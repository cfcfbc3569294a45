"""
Remembers whom an article has named and who has spoken, in the order of the text.

So "she", "the ministry" and "Mr. Ray" are resolved to what was named in full. Without a good
candidate there is no answer: nobody is better than the wrong one.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate

from spacy.tokens import Doc, Span, Token

from figurewatch.records import Source, SourceKind
from processors import syntax
from processors.source_kinds import (
    PERSON_NOUNS,
    PERSONS,
    SELF,
    THINGS,
    WORD,
    entity_at,
    is_acronym,
    is_name,
    kind_of,
    kind_of_noun,
    name_text,
    name_words,
)
from processors.source_words import strip_name, words_of

MALE_TITLES, FEMALE_TITLES = words_of("titles", "male"), words_of("titles", "female")
#: Titles that only persons have.
HONORIFICS = words_of("titles", "honorifics")
MALE_NAMES, FEMALE_NAMES = words_of("names", "male"), words_of("names", "female")
_SUBJECTS = frozenset({"subject", "passive_subject"})
_NO_WORDS: frozenset[str] = frozenset()
_NOMINATIVE = frozenset({"he", "she"})


@dataclass(slots=True)
class Known:
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
        self._known: list[Known] = []
        self._by_word: dict[str, list[Known]] = {}
        #: Persons whom a sentence outside of quotations is about, in the order of the text.
        self._topics: list[tuple[int, Known]] = []
        self._read = 0
        self._unquoted = [0, *accumulate(number < 0 for number in quoted)]
        # Whole columns of the tokens are read at once, which is cheaper than token by token.
        begins: list[int] = doc.to_array("SENT_START").tolist()
        starts = (at if begin == 1 else 0 for at, begin in enumerate(begins))
        self._sentence_start = list(accumulate(starts, max))
        forms: list[int] = doc.to_array("LOWER").tolist()
        breaks = {form for form in set(forms) if "\n" in doc.vocab.strings[form]}
        self._paragraph = list(accumulate(form in breaks for form in forms))
        nominative = {doc.vocab.strings[word] for word in _NOMINATIVE}
        self._nominatives = [at for at, form in enumerate(forms) if form in nominative]
        for entity in doc.ents:
            self._meet(entity)

    def _meet(self, entity: Span) -> None:
        is_person = is_person_name(entity)
        if not is_person and entity.label_ != "ORG":
            return
        name = strip_name(name_text(entity.root))
        words = WORD.findall(name)
        if not words:
            return
        known = self._find(words, is_person=is_person)
        if known is None:
            kind: SourceKind = "person" if is_person else kind_of(entity, entity.root)
            known = Known(name=name, kind=kind, at=entity.start)
            self._known.append(known)
        known.mentions.append(entity.start)
        known.words |= {word.lower() for word in words}
        if is_person and not known.gender:
            known.gender = _gender(self._doc, entity)
        if is_person:
            known.roles |= _roles_of(entity)
            if self._quoted[entity.start] < 0 and syntax.is_main_subject(_bearer_of(entity.root)):
                self._topics.append((entity.start, known))
        for word in words if not is_person else words[-1:]:
            self._by_word.setdefault(word.lower(), []).append(known)

    def _find(self, words: list[str], *, is_person: bool) -> Known | None:
        """The one known by a name that ends alike, or by the same words."""
        candidates = self._by_word.get(words[-1].lower(), [])
        for known in candidates:
            if (known.kind == "person") != is_person:
                continue
            if is_person:
                theirs = WORD.findall(known.name)
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
        words = name_words(head)
        if not words or not is_name(head):
            return None
        is_person = head.ent_type_ in PERSONS
        known = self._find(words, is_person=is_person) if is_person else None
        if known is None and len(words) == 1:
            known = self._spelled_out(words[0])
        if known is None and is_person is False and not head.ent_type_:
            known = self._find(words, is_person=True)
        return known.name if known else " ".join(strip_name(name_text(head)).split())

    def name_of(self, noun: Token) -> str | None:
        """The name of whoever `noun` is, proper or known by the article, None for others."""
        if is_name(noun):
            return self.full_name(noun)
        phrase = syntax.noun_phrase(noun)
        if any(is_name(token) for token in phrase):
            return strip_name(phrase.text)
        known = self.body_known(noun) or self.role_known(noun)
        return known.name if known is not None and known.words else None

    def _spelled_out(self, acronym: str) -> Known | None:
        if not (2 <= len(acronym) <= 6 and acronym.isupper()):
            return None
        for known in self._known:
            initials = "".join(w[0] for w in known.name.split() if w[0].isupper())
            if len(known.name) > len(acronym) and initials == acronym:
                return known
        return None

    def person_at(self, pronoun: Token, *, gender: str) -> Known | None:
        """
        Who "he" or "she" is.

        Behind a comma or a quotation mark ("…," he said) it is who spoke last; before its verb
        rather the subject of the clause or the sentence before.
        """
        inserted = pronoun.i > 0 and self._doc[pronoun.i - 1].is_punct
        topic = self._topic_before(self._sentence_start[pronoun.i])
        best: tuple[float, Known] | None = None
        for known in self._known:
            if known.kind != "person" or (known.gender and known.gender != gender):
                continue
            before = [at for at in known.mentions if at < pronoun.i]
            if not before:
                continue
            score = self._score(known, before, pronoun, inserted=inserted)
            score += self._weigh_topic(known, topic, pronoun, inserted=inserted)
            if best is None or score > best[0]:
                best = (score, known)
        if best is None or best[0] <= 0:
            return None
        best[1].mentions.append(pronoun.i)
        return best[1]

    def _score(self, known: Known, before: list[int], pronoun: Token, *, inserted: bool) -> float:
        latest = max(before, key=lambda at: (self._quoted[at] < 0, at))
        # What others say in between is long and about others: its words count for nothing.
        distance = self._unquoted[pronoun.i] - self._unquoted[max(latest, known.spoke)]
        score = 100.0 - distance
        role = syntax.role_of(_head_at(self._doc, latest))
        is_subject = role in _SUBJECTS
        in_sentence = latest >= self._sentence_start[pronoun.i]
        if is_subject:
            score += 25
        if role == "modifier":
            # "Ray's lawyers", "Ray supporters" are not about Ray.
            score -= 25
        same_paragraph = self._paragraph[latest] == self._paragraph[pronoun.i]
        if inserted and same_paragraph and self._quoted[latest] < 0 and not in_sentence:
            score += 40 if is_subject else 15
        if in_sentence and not inserted:
            score += 30 if is_subject else -15
        if in_sentence and inserted and known.spoke < latest - 1:
            score -= 30
        if in_sentence and _is_told_of(_head_at(self._doc, latest), pronoun):
            score -= 100
        if self._quoted[latest] >= 0:
            score -= 40
        return score + (15 if known.gender else 0)

    def _topic_before(self, at: int) -> tuple[int, Known] | None:
        """Whom the last sentence before `at` is about, where it is not far off."""
        found = next((topic for topic in reversed(self._topics) if topic[0] < at), None)
        near = found is not None and self._unquoted[at] - self._unquoted[found[0]] < 60
        return found if near else None

    def _weigh_topic(
        self, known: Known, topic: tuple[int, Known] | None, pronoun: Token, *, inserted: bool
    ) -> float:
        """
        More for who has spoken lately, less where somebody else has come up since.

        "Lopez said so. | Ray disagreed. | “…,” he said": it is Ray who speaks.
        """
        weight = 0.0
        if topic is not None and topic[1] is known:
            weight += 30
        if known.spoke >= 0:
            since = self._unquoted[pronoun.i] - self._unquoted[known.spoke]
            lately = max(0.0, (70 if inserted else 55) - since)
            is_past = topic is not None and topic[1] is not known and known.spoke < topic[0]
            weight += lately * (0.4 if is_past else 1)
        return weight

    def advance(self, to: int) -> None:
        """Read on to the token `to`: whom the pronouns in between stand for is remembered."""
        first = bisect_left(self._nominatives, self._read)
        for at in self._nominatives[first : bisect_left(self._nominatives, to)]:
            token = self._doc[at]
            if self._quoted[at] < 0 and token.pos_ == "PRON":
                self.person_at(token, gender="male" if token.lower_ == "he" else "female")
        self._read = max(self._read, to)

    def role_known(self, head: Token) -> Known | None:
        """Who "the senator" is: the person last called so."""
        word = head.lower_
        found = [known for known in self._known if word in known.roles and known.at < head.i]
        return max(
            found, key=lambda known: max(at for at in known.mentions if at < head.i), default=None
        )

    def body_known(self, head: Token) -> Known | None:
        """Which "ministry" or "institute": the body of that kind named last."""
        word = head.lower_
        found = [
            known
            for known in self._known
            if known.kind != "person"
            and known.at < head.i
            and (word in known.words or (known.noun == word and known.kind in THINGS))
        ]
        return max(found, key=lambda known: known.at, default=None)

    def thing_spoken(self, before: int, *, plural: bool) -> Known | None:
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

    def subject_before(self, pronoun: Token, *, plural: bool) -> Token | None:
        """
        What the sentence before is about, where it can speak and "it" or "they" can mean it.

        Not where somebody has spoken since.
        """
        start = self._sentence_start[pronoun.i]
        at = start - 1
        while at > 0 and (self._doc[at].is_space or self._doc[at].is_punct):
            at -= 1
        first = self._sentence_start[max(at, 0)]
        if at < 0 or self._paragraph[pronoun.i] - self._paragraph[at] > 1:
            return None
        if any(known.spoke >= first for known in self._known):
            return None
        for token in self._doc[first:start]:
            if self._quoted[token.i] < 0 and syntax.is_main_subject(token):
                fits = token.tag_ in ("NNS", "NNPS") or kind_of_noun(token) == "group"
                return token if fits is plural else None
        return None

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
        words = frozenset(word.lower() for word in WORD.findall(name)) if source.name else _NO_WORDS
        known = Known(name=name, kind=source.kind, at=at, spoke=at, words=words, noun=head.lower_)
        known.mentions.append(at)
        if source.kind == "person" and source.role:
            known.roles.add(source.role.split()[-1].lower())
        self._known.append(known)


def is_person_name(entity: Span) -> bool:
    """Whether a named entity is a person: by its label, or by a title or role before it."""
    before = entity.doc[entity.start - 1].lower_ if entity.start else ""
    if before in PERSON_NOUNS or before in HONORIFICS:
        return True
    return entity.label_ in PERSONS and not _is_no_person(entity)


def _is_no_person(entity: Span) -> bool:
    """Taken for a person: a small word, an acronym, a people, a name with "'s" ("Ray's son")."""
    text = entity.text
    if len(entity) == 1 and entity.root.tag_ == "NNPS":
        return True
    if not any(word[0].isupper() for word in text.split()):
        return True
    return is_acronym(text) or "'s " in text or "’s " in text


def _head_at(doc: Doc, start: int) -> Token:
    entity = entity_at(doc[start])
    return _bearer_of(entity.root if entity is not None else doc[start])


def _bearer_of(name: Token) -> Token:
    """The head of "Jersey Gov. Ann Brandt" in the sentence, for the name itself."""
    while syntax.is_rest_of_name(name):
        name = name.head
    return name


def _is_told_of(name: Token, pronoun: Token) -> bool:
    """ "In a letter to Ray, he wrote": a name in the pronoun's own clause is somebody else."""
    verb = pronoun.head
    while name.head.i != name.i and name.i != verb.i:
        name = name.head
        if name.i != verb.i and name.pos_ in ("VERB", "AUX"):
            return False
    return name.i == verb.i


def _gender(doc: Doc, entity: Span) -> str:
    before = doc[entity.start - 1].lower_ if entity.start else ""
    for word in (before, entity[0].lower_):
        if word in MALE_TITLES:
            return "male"
        if word in FEMALE_TITLES:
            return "female"
    first = strip_name(entity.text).split()[:1]
    if not first:
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

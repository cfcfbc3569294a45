"""
Finds where a figure holds and whose it is, by the words nearest to it.

Candidates are taken from the clause, the sentence, the title and the sentences before, in this
order; who only speaks of the figure gives no place to it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from processors import syntax
from processors.classes import CLASSES, EventClass
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.once import number_of, once, sentences_of
from processors.places import Place, find_places
from processors.singulars import singular_of
from processors.verbs import base_forms

_HOLDERS = load_lexicon("holders")
_SPEAKERS = frozenset(_HOLDERS["speakers"].split())
_FORCES = frozenset(_HOLDERS["forces"].split())
_EVENTS = frozenset(_HOLDERS["events"].split())
_COMPANIES = frozenset(_HOLDERS["companies"].split())
_NAME = r"(?P<name>[A-Z][\w&.-]*\w(?: [A-Z][\w&.-]*\w)*)"
_COMPANY = rf"(?:{'|'.join(sorted(_COMPANIES))}|service|app)"
#: A name behind what it is the name of, or before it.
_INTRODUCED = re.compile(rf"\b[A-Za-z]*(?<!the ){_COMPANY} {_NAME}")
_APPOSED = re.compile(rf"\b{_NAME}, (?:the|a|an) (?:[\w-]+ ){{0,3}}{_COMPANY}\b")
_SUFFIXES = frozenset(_HOLDERS["suffixes"].split())
_LOCATIVES = frozenset(_HOLDERS["locatives"].split())
_DOMAINS = frozenset(_HOLDERS["domains"])
_LANDS = frozenset(_HOLDERS["lands"].split())
#: A name after "in" in a title, where only names and the first word begin with a capital.
_AFTER_LOCATIVE = re.compile(r"\bin (?:the )?([A-Z]\w+(?: [A-Z]\w+)*)")
_STATES = frozenset(_HOLDERS["states"].split()) | _FORCES
#: The name of whose state something is, in a title: "Norvik's economy shrinks".
_BEFORE_STATE = re.compile(rf"\b([A-Z]\w+)['’]s (?:\w+ )?(?:{'|'.join(sorted(_STATES))})\b")
#: Bodies that are named with the place: "the Election Commission of Velland".
_COUNTRIES = frozenset(_HOLDERS["countries"].split())
_HAPPENING = frozenset(_HOLDERS["happening"].split())
_REPORTING = frozenset(_HOLDERS["reporting"].split())
_BEFALLING = frozenset(_HOLDERS["befalling"].split())
_DIVISIONS = frozenset(_HOLDERS["divisions"].split())
#: What stands before the name of what something is in, whatever the pipeline takes it for.
_INSIDE = frozenset(["in", "into", "across", "throughout", "inside", "within"])
#: What one has "in" a company.
_HELD_IN = frozenset(["share", "stake", "investment", "investor", "holding", "shareholder", "job"])
#: Names after "in" that are no places.
_NO_PLACES = frozenset(_HOLDERS["times"].split())
#: What the money of a people is called.
_MONEY = frozenset(name.split()[-1].lower() for name in load_lexicon("currencies"))
_PRONOUNS = frozenset(["it", "its", "they", "their"])
_PERSONAL = frozenset(["he", "his", "she", "her"])
#: How many sentences before the figure may say where it is.
_REACH = 6


class Whereabouts(NamedTuple):
    """The country or territory, and the town or region in it where one is named."""

    place: str | None
    locality: str | None


NOWHERE = Whereabouts(None, None)


def find_whereabouts(
    tokens: Span, head: Token | None, cls: EventClass | None, *, title: str
) -> Whereabouts:
    """
    Where the figure at `tokens` holds: the nearest place, else by title or earlier sentences.

    A figure that belongs to somebody ("whose" classes) is placed by those before where it is.
    """
    sentence = tokens.sent
    whose = cls is not None and cls.whose
    best = _best(sentence, tokens, head, whose=whose)
    if best is not None:
        return _with_locality(best, sentence, title)
    for place in _places_of_title(title):
        return Whereabouts(place.name, place.locality or None)
    for earlier in _sentences_before(sentence):
        found = _best(earlier, tokens, None, whose=whose)
        if found is not None:
            return Whereabouts(found.name, None)
    unknown = _unknown_place(tokens, head, title)
    return Whereabouts(unknown, None) if unknown else NOWHERE


def _with_locality(place: Place, sentence: Span, title: str) -> Whereabouts:
    if place.locality and _is_locative(sentence[place.first]):
        return Whereabouts(place.name, place.locality)
    for other in _places_in(sentence):
        if other.name == place.name and other.locality and _narrows(sentence[other.first]):
            return Whereabouts(place.name, other.locality)
    for titled in _places_of_title(title):
        if titled.name == place.name and titled.locality:
            return Whereabouts(place.name, titled.locality)
    return Whereabouts(place.name, None)


def _narrows(first: Token) -> bool:
    """Whether a town is named as where it happened: "in Kerman", "the city of Kerman"."""
    before = first.nbor(-1) if first.i > first.sent.start else None
    is_of = before is not None and before.lower_ == "of"
    return _is_locative(first) or is_of


def _places_of_title(title: str) -> Iterator[Place]:
    words = [word.strip(".,:;!?\"'‘’“”()") for word in title.split()]
    yield from find_places([word.removesuffix("'s").removesuffix("’s") for word in words])


def _places_in(sentence: Span) -> list[Place]:
    def find() -> list[Place]:
        found = find_places([token.text for token in sentence])
        return [place for place in found if not _is_of_unit(place, sentence)]

    return once(sentence.doc, "places", find, about=sentence.start)


def _is_of_unit(place: Place, sentence: Span) -> bool:
    """Whether it only names money or a unit: "Swiss francs", "British thermal units"."""
    if place.by != "people" or place.last >= len(sentence):
        return False
    following = sentence[place.last]
    return following.lower_ == "thermal" or singular_of(following) in _MONEY


def _best(sentence: Span, tokens: Span, head: Token | None, *, whose: bool) -> Place | None:
    places = _places_in(sentence)
    if not places:
        return None
    scored = [
        (_weight(place, sentence, tokens, head, whose=whose), -place.first, place)
        for place in places
    ]
    weight, _, best = max(scored, key=lambda one: one[:2])
    return best if weight > 0 else None


def _weight(
    place: Place, sentence: Span, tokens: Span, head: Token | None, *, whose: bool
) -> float:
    """How much speaks for `place`: how it is said, how near it is, and who it belongs to."""
    token = sentence[place.last - 1]
    weight = 2.0
    above = syntax.governor_of(token)
    holder = singular_of(above)
    if _is_locative(sentence[place.first]):
        weight += 3.0
    elif place.by == "people":
        # Those counted may be of a country and elsewhere, unless it is theirs that is counted.
        is_of_counted = head is not None and head.i in (above.i, token.i)
        weight += 0.5 if is_of_counted and not whose else 0.0
        weight += 2.0 if holder in _FORCES or (is_of_counted and whose) else 0.0
        weight += 3.0 if whose and holder in _FORCES else 0.0
    elif syntax.role_of(token) in ("modifier", "subject"):
        weight += 1.0
    if holder in _SPEAKERS or _speaks(token):
        weight -= 1.0 if _is_locative(sentence[place.first]) else 2.5
    if sentence.start == tokens.sent.start:
        weight -= _distance(place, sentence, tokens, head) / 12
        weight -= 1.5 * _numbers_between(token, tokens)
        # "40 in Chile and 25 in Bolivia": a place comes behind its number.
        weight += 0.6 if token.i >= tokens.end else 0.0
    return weight


def _is_locative(first: Token) -> bool:
    """Whether a preposition of place stands before the name: "in", "in northern"."""
    sentence = first.sent
    for at in range(first.i - 1, max(sentence.start, first.i - 4) - 1, -1):
        token = first.doc[at]
        if token.lower_ in _LOCATIVES:
            return True
        if token.tag_ not in ("JJ", "DT", "NN", "NNP", ","):
            return False
    return False


def _speaks(token: Token) -> bool:
    """Whether the name is the subject of a verb with a clause of content: "Kyiv said that"."""
    if syntax.role_of(token) != "subject":
        return False
    return syntax.clause_of(syntax.governor_of(token)) is not None


def _distance(place: Place, sentence: Span, tokens: Span, head: Token | None) -> int:
    at = sentence.start + place.first
    points = [tokens.start, tokens.end - 1]
    if head is not None and head.sent.start == sentence.start:
        points.append(head.i)
    return min(abs(at - point) for point in points)


def _numbers_between(token: Token, own: Span) -> int:
    first, last = sorted((token.i, own.start if token.i < own.start else own.end))
    between = token.doc[first:last]
    return sum(1 for other in between if other.tag_ == "CD" and not _is_year(other))


def _is_year(token: Token) -> bool:
    return token.text.isdigit() and len(token.text) == 4 and token.text[:2] in ("19", "20")


def _sentences_before(sentence: Span) -> Iterator[Span]:
    sentences, number = sentences_of(sentence.doc), number_of(sentence)
    yield from reversed(sentences[max(number - _REACH, 0) : number])
    yield from sentences[: min(number, 1)]


def _unknown_place(own: Span, head: Token | None, title: str) -> str | None:
    """A place that is in no list of ours: by the sentence, the title, or what surrounds it."""
    sentence = own.sent
    places = _names_of_places(sentence)
    if places:
        return max(
            places,
            key=lambda one: (_weight(one, sentence, own, head, whose=False), -one.first),
        ).name
    for pattern in (_AFTER_LOCATIVE, _BEFORE_STATE):
        for found in pattern.finditer(title):
            if found[1].lower() not in _NO_PLACES:
                return found[1]
    named = _sentences_with_places(sentence.doc)
    for other in _sentences_before(sentence):
        if other.start in named:
            return named[other.start]
    starts = list(named)
    following = bisect_right(starts, sentence.start)
    return named[starts[following]] if following < len(starts) else None


def _sentences_with_places(doc: Doc) -> dict[int, str]:
    """The first unknown place of each sentence that names one, by the sentence's start."""

    def find() -> dict[int, str]:
        found: dict[int, str] = {}
        for sentence in sentences_of(doc):
            for named in _names_of_places(sentence):
                # "Officials in Fiji opened shelters": where they speak is not where it was.
                if singular_of(syntax.governor_of(sentence[named.last - 1])) not in _SPEAKERS:
                    found.setdefault(sentence.start, named.name)
        return found

    return once(doc, "unknown places", find)


def _names_of_places(sentence: Span) -> list[Place]:
    def find() -> list[Place]:
        return list(_find_names_of_places(sentence))

    return once(sentence.doc, "names of places", find, about=sentence.start)


def _find_names_of_places(sentence: Span) -> Iterator[Place]:
    """
    Where unknown places are named, and their names.

    A name after a preposition of place ("in Velland"), one with a word of the land ("the
    Tamber valley", "on Lake Amara"), one whose state or people acts ("the Karsovian army",
    "the ministry of Velland", "Velland's economy"), and one that the pipeline takes for a place
    and that something is said of ("Velland has recorded 40 cases").
    """
    last = sentence.start
    for token in sentence:
        if token.i < last or not _begins_name(token):
            continue
        run = _run_from(token)
        last = run[-1].i + 1
        name = _place_named(run)
        if name is not None:
            yield Place(run[0].i - sentence.start, last - sentence.start, name, "name")


def _begins_name(token: Token) -> bool:
    is_name = token.tag_ in ("NNP", "NNPS") or (token.lower_.endswith("ian") and token.i > 0)
    return bool(token.text[:1].isupper() and is_name)


def _run_from(token: Token) -> list[Token]:
    """The names in a row from `token` on."""
    last = token.i + 1
    while last < token.sent.end and _begins_name(token.doc[last]):
        last += 1
    return list(token.doc[token.i : last])


def _place_named(run: list[Token]) -> str | None:
    """The place that names in a row are the name of, by the words around them; None for none."""
    first, last = run[0], run[-1]
    name = " ".join(token.text for token in run)
    if last.lower_ in _NO_PLACES:
        return None
    if first.text == "Statistics" and len(run) > 1:
        # So are the offices of statistics named: "Statistics Velland".
        return name.removeprefix("Statistics ")
    if _is_of_state(first):
        return name
    labels = {token.ent_type_ for token in run}
    if "ORG" in labels and not _is_place_by_use(run):
        return None
    if first.lower_ in _LANDS and len(run) > 1:
        return name
    by_next = _place_by_next(run, name)
    if by_next is not None:
        return by_next
    following = last.nbor() if last.i + 1 < last.sent.end else None
    is_part = following is not None and syntax.governor_of(last).i == following.i
    if is_part and following is not None and following.pos_ not in ("VERB", "AUX"):
        return None
    if _is_after(first, _INSIDE) or _has_happenings(first, last):
        return name
    is_land = bool(labels & {"LOC", "GPE"})
    located = _is_locative(first) or (syntax.role_of(last) == "subject" and not _speaks(last))
    return name if is_land and located else None


def _is_place_by_use(run: list[Token]) -> bool:
    """Whether one word that the pipeline takes for a body is where something is: "in Korvan"."""
    if len(run) > 1 or not _is_after(run[0], _INSIDE):
        return False
    return singular_of(syntax.governor_of(run[0])) not in _HELD_IN


def _place_by_next(run: list[Token], name: str) -> str | None:
    """The place by the noun behind its name: "the Tamber valley", "Velland's economy"."""
    last = run[-1]
    behind = last.doc[last.i + 1 : min(last.i + 4, last.sent.end)]
    if not behind:
        return None
    noun = singular_of(behind[0])
    # "in the Tamber town of Doral": the town is named behind.
    goes_on = len(behind) > 1 and behind[1].lower_ == "of"
    # "Bellmont province reported 21 deaths"
    is_subject = noun in _DIVISIONS and syntax.role_of(behind[0]) == "subject"
    if noun in _LANDS and not goes_on and (is_subject or _is_after(run[0], _INSIDE)):
        return name if noun in _DIVISIONS else f"{name} {noun}"
    if noun in _STATES:
        # The regular name of a people comes from that of the land: Estonian, Estonia.
        return name[:-1] if name.endswith("ian") else name
    is_owner = behind[0].tag_ == "POS"
    return name if is_owner and any(singular_of(one) in _STATES for one in behind) else None


def _has_happenings(first: Token, last: Token) -> bool:
    """
    Whether something happens in what is named: "Velland saw 40 murders".

    Who reports may be a person too; then the text must say elsewhere that it is a place.
    """
    if syntax.role_of(last) != "subject":
        return False
    verbs = base_forms(syntax.governor_of(last))
    if not _HAPPENING.isdisjoint(verbs):
        return True
    if _REPORTING.isdisjoint(verbs):
        return False
    doc = first.doc
    thing = syntax.object_of(syntax.governor_of(last))
    befell = thing is not None and singular_of(thing) in _BEFALLING
    if befell and first.i == last.i and not _is_person(first):
        return True

    def find() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for token in doc:
            if token.text[:1].isupper() and _is_after(token, _INSIDE):
                found.setdefault(token.text, []).append(token.i)
        return found

    return any(at != first.i for at in once(doc, "names inside", find).get(first.text, ()))


def _is_person(name: Token) -> bool:
    """Whether a name is a person's, by its title or by what the text says of it elsewhere."""
    if name.ent_type_ == "PER" or name.tag_ != "NNP":
        return True
    same = (token for token in name.doc if token.text == name.text)
    return any(_speaks(token) or syntax.governor_of(token).lower_ == "said" for token in same)


def _is_after(first: Token, prepositions: frozenset[str]) -> bool:
    """Whether one of `prepositions` stands before the name: "in", "in the", "in northern"."""
    sentence = first.sent
    for at in range(first.i - 1, max(sentence.start, first.i - 4) - 1, -1):
        token = first.doc[at]
        if token.lower_ in prepositions:
            return True
        if token.tag_ not in ("JJ", "DT"):
            return False
    return False


def _is_of_state(first: Token) -> bool:
    """Whether the name is that of a state by what belongs to it: "the economy of Velland"."""
    if first.i < first.sent.start + 2 or first.nbor(-1).lower_ != "of":
        return False
    owner = first.nbor(-2)
    noun = singular_of(owner)
    # "the Ministry of Health" is no ministry of a place called so.
    is_body = noun in _STATES and owner.text.islower()
    return is_body or noun in _COUNTRIES or (noun in _LANDS and owner.text.islower())


def is_placed(mention: Mention) -> bool:
    """Whether a place follows right behind the figure: "including 1.5 million in Poland"."""
    end = mention.tokens.end
    last = min(end + 7, mention.sentence.end)
    words = mention.doc[end:last]
    return any(
        _is_locative(words[place.first]) and not any(word.is_punct for word in words[: place.first])
        for place in find_places([word.text for word in words])
    )


# ---------------------------------------------------------------- organisations


def find_organisation(
    mention: Mention, head: Token | None, cls: EventClass | None, *, title: str
) -> str | None:
    """
    The company or body that the figure belongs to, by its plain name; None for none.

    Only figures of business, work and technology have one, and those whose class is unknown.
    """
    if cls is not None and cls.domain not in _DOMAINS:
        return None
    if head is not None:
        whose = cls is None or cls.whose
        for owner in _owners(mention, head, with_head=whose):
            name = _name_of(owner, title, may_be_person=cls is not None and cls.whose)
            if name:
                return name
    if cls is None or not cls.whose:
        return None
    doc = mention.doc
    return once(doc, "company", lambda: _company_of_text(doc, title), about=title)


def _company_of_text(doc: Doc, title: str) -> str | None:
    """
    The company that a text is about, for figures that belong to nobody else.

    It is introduced as one ("carmaker Varga", "Varga, the carmaker"), or it is the first body
    named in the text, or the name that title and text share.
    """
    text = str(doc.text)
    for pattern in (_INTRODUCED, _APPOSED):
        for words in (title, text):
            found = pattern.search(words)
            if found is not None and not _is_place(found["name"].split()):
                return found["name"]
    for entity in doc.ents:
        if entity.label_ == "ORG" and not _is_after(entity[0], _INSIDE):
            name = _plain_name(entity.root)
            if name is not None:
                return name
    for word in title.split()[:4]:
        name = word.strip(".,:;!?\"'‘’“”()").removesuffix("'s").removesuffix("’s")
        if name[:1].isupper() and not _is_place([name]) and _is_used_as_name(name, doc):
            return name
    return None


def _is_used_as_name(name: str, doc: Doc) -> bool:
    """Whether `name` stands within a sentence with its capital, and nobody calls a person so."""
    used = [token for token in doc if token.text == name]
    within = any(token.i > token.sent.start or _is_named_subject(token) for token in used)
    is_person = any(token.i > 0 and _begins_name(token.nbor(-1)) for token in used)
    is_common = any(token.text == name.lower() for token in doc) or name.lower() in _NO_PLACES
    return (within or len(used) > 1) and not is_person and not is_common


def _is_named_subject(first: Token) -> bool:
    """Whether a first word is a name that does something, and no person's: "Cloudburst said"."""
    words = {token.lower_ for token in first.doc}
    if first.tag_ != "NNP" or not syntax.is_main_subject(first) or words & _PERSONAL:
        return False
    # A name taken for a person's is a body's where the text speaks of "it" or of a company.
    speaks_of_thing = bool(words & (_PRONOUNS | _COMPANIES | {"service", "app"}))
    return not first.ent_type_ or speaks_of_thing


def _owners(mention: Mention, head: Token, *, with_head: bool) -> Iterator[Token]:
    """Who may own what is counted: "Tesla's revenue", "earnings at", "the bank cut 400 jobs"."""
    possessor = syntax.possessor_of(head)
    if possessor is not None:
        yield possessor
    yield from reversed([word for word in syntax.modifiers_of(head) if word.pos_ == "PROPN"])
    if with_head and head.pos_ == "PROPN":
        yield head
    yield from syntax.obliques_of(head, "of", "at", "by", "for", "in", "from")
    yield from syntax.appositives_of(head)
    for bearer in (mention.tokens.root, head):
        verb = syntax.head_verb_of(syntax.governor_of(bearer))
        if verb is None:
            continue
        subject = syntax.agent_of(verb) or syntax.understood_subject_of(verb)
        if subject is not None and subject.i != head.i:
            yield subject
            inner = syntax.possessor_of(subject)
            if inner is not None:
                yield inner
            yield from syntax.obliques_of(subject, "of", "at")
        yield from syntax.obliques_of(verb, "at", "by")


def _name_of(owner: Token, title: str, *, may_be_person: bool) -> str | None:
    if owner.pos_ == "PROPN":
        return _plain_name(owner, may_be_person=may_be_person)
    named = next((word for word in syntax.modifiers_of(owner) if word.pos_ == "PROPN"), None)
    if singular_of(owner) in _COMPANIES or owner.lower_ in _PRONOUNS:
        apposed = next((one for one in syntax.appositives_of(owner) if one.pos_ == "PROPN"), None)
        following = owner.nbor() if owner.i + 1 < owner.sent.end else None
        if following is not None and following.tag_ in ("NNP", "NNPS"):
            apposed = apposed or following
        if apposed is not None:
            return _plain_name(apposed)
        return _name_before(owner) or _name_in_title(title)
    return _plain_name(named) if named is not None and _is_body(named) else None


def _is_body(token: Token) -> bool:
    return token.ent_type_ == "ORG"


def _name_before(pronoun: Token) -> str | None:
    """The body named last before "it" or "the company"."""
    doc = pronoun.doc

    def find() -> list[Span]:
        return [one for one in doc.ents if one.label_ == "ORG" and not _speaks(one.root)]

    bodies = once(doc, "bodies", find)
    number = bisect_right(bodies, pronoun.i, key=lambda body: body.end)
    return _plain_name(bodies[number - 1].root) if number else None


def _name_in_title(title: str) -> str | None:
    """The name that a title in sentence case begins with: "Norvik Motors to cut jobs"."""
    words = title.split()
    small = sum(1 for word in words if word.islower() and len(word) > 2)
    run: list[str] = []
    for word in words:
        if not word[0].isupper() or small < 2:
            break
        run.append(word.strip(".,:;!?\"'‘’“”()"))
    return " ".join(run) if len(run) > 1 and not _is_place(run) else None


def _plain_name(token: Token, *, may_be_person: bool = False) -> str | None:
    """The name around `token` without legal forms; None for people, places and speakers."""
    words = _run_of_names(token)
    is_person = any(word.ent_type_ in ("PER", "PERSON") for word in words)
    if not words or (is_person and not may_be_person):
        return None
    texts = [word.text for word in words]
    while texts and texts[-1].lower() in _SUFFIXES:
        texts.pop()
    is_event = bool(texts) and texts[0].lower() in _EVENTS
    if len(words) == 1 and token.i == token.sent.start and _is_common(token):
        return None
    if not texts or is_event or texts[-1].lower() in _SPEAKERS or _is_place(texts):
        return None
    return " ".join(texts)


def _is_common(token: Token) -> bool:
    """Whether a first word names a class and no body: "Fraud has cost the bank …"."""
    return CLASSES.of_phrase((singular_of(token),), unit="") is not None


def _run_of_names(token: Token) -> list[Token]:
    """The proper nouns in a row around `token`."""
    doc, first, last = token.doc, token.i, token.i + 1
    while first > token.sent.start and _is_name(doc[first - 1]):
        first -= 1
    while last < token.sent.end and _is_name(doc[last]):
        last += 1
    return [word for word in doc[first:last] if _is_name(word)]


def _is_name(token: Token) -> bool:
    if token.tag_ in ("NNP", "NNPS") or token.text == "&":
        return True
    # "Norvane Motors": a first word that the tagger does not know is part of the name after it.
    following = token.nbor() if token.i + 1 < token.sent.end else None
    return (
        following is not None
        and token.tag_ == "NN"
        and token.text[:1].isupper()
        and following.tag_ in ("NNP", "NNPS")
        and syntax.governor_of(token).i == following.i
        and singular_of(token) not in _COMPANIES
    )


def _is_place(texts: list[str]) -> bool:
    places = list(find_places(texts))
    return len(places) == 1 and places[0].first == 0 and places[0].last == len(texts)

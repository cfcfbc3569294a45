"""
Questions to a parse, the same for both label schemes.

Two label schemes are in use for English: Universal Dependencies (UD), which the shipped
pipeline speaks, and CLEAR, which the `en_core_web_*` pipelines speak. This is the only module
that reads `token.dep_`. It never uses `doc.noun_chunks`, which knows CLEAR labels alone.

The scheme is read off the labels of a Doc once and kept with the Doc (`scheme_of`), so callers
ask about tokens and pass nothing around. Whether a pipeline speaks one of the two is checked
where it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span, Token

Role = Literal[
    "subject", "passive_subject", "object", "oblique", "modifier", "appositive", "conjunct", "other"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The labels of one scheme by what they mean here."""

    name: str
    #: Labels that no other scheme has.
    marks: frozenset[str]
    subject: frozenset[str]
    passive_subject: frozenset[str]
    object: frozenset[str]
    agent: frozenset[str]
    #: A noun with a preposition; in CLEAR the preposition itself, the noun below it.
    oblique: frozenset[str]
    #: UD hangs "in" on the noun ("case"), CLEAR the noun on "in" ("pobj").
    noun_heads_preposition: bool
    time: frozenset[str]
    relative_clause: frozenset[str]
    #: Words before a noun that belong to its phrase.
    before_noun: frozenset[str]
    #: Parts of a name beside its head.
    name_part: frozenset[str]
    title: frozenset[str]
    possessor: frozenset[str]
    number: frozenset[str]


UD = Scheme(
    name="UD",
    marks=frozenset(
        {
            "obl",
            "obl:agent",
            "obl:unmarked",
            "obl:tmod",
            "obl:npmod",
            "nmod:poss",
            "nmod:unmarked",
            "nmod:desc",
            "nmod:tmod",
            "nsubj:pass",
            "csubj:pass",
            "aux:pass",
            "obj",
            "iobj",
            "cop",
            "flat",
            "fixed",
            "acl:relcl",
            "advcl:relcl",
            "compound:prt",
            "det:predet",
            "cc:preconj",
            "nsubj:outer",
        }
    ),
    subject=frozenset({"nsubj", "csubj", "nsubj:outer"}),
    passive_subject=frozenset({"nsubj:pass", "csubj:pass"}),
    object=frozenset({"obj"}),
    agent=frozenset({"obl:agent", "obl"}),
    oblique=frozenset({"obl", "obl:agent", "nmod", "obl:arg"}),
    noun_heads_preposition=True,
    time=frozenset({"obl:unmarked", "nmod:unmarked", "obl:tmod", "nmod:tmod"}),
    relative_clause=frozenset({"acl:relcl"}),
    before_noun=frozenset(
        {
            "det",
            "det:predet",
            "amod",
            "compound",
            "nummod",
            "nmod:poss",
            "flat",
            "nmod:desc",
            "advmod",
            "nmod:unmarked",
        }
    ),
    name_part=frozenset({"flat", "compound", "flat:name", "goeswith"}),
    title=frozenset({"nmod:desc"}),
    possessor=frozenset({"nmod:poss"}),
    number=frozenset({"nummod"}),
)

CLEAR = Scheme(
    name="CLEAR",
    marks=frozenset(
        {
            "pobj",
            "prep",
            "dobj",
            "nsubjpass",
            "csubjpass",
            "auxpass",
            "attr",
            "acomp",
            "pcomp",
            "poss",
            "relcl",
            "quantmod",
            "npadvmod",
            "neg",
            "prt",
            "predet",
            "dative",
            "oprd",
        }
    ),
    subject=frozenset({"nsubj", "csubj"}),
    passive_subject=frozenset({"nsubjpass", "csubjpass"}),
    object=frozenset({"dobj", "attr"}),
    agent=frozenset({"agent"}),
    oblique=frozenset({"prep", "agent", "dative"}),
    noun_heads_preposition=False,
    time=frozenset({"npadvmod"}),
    relative_clause=frozenset({"relcl"}),
    before_noun=frozenset(
        {
            "det",
            "predet",
            "amod",
            "compound",
            "nummod",
            "poss",
            "quantmod",
            "advmod",
        }
    ),
    name_part=frozenset({"compound", "nmod", "flat"}),
    title=frozenset(),
    possessor=frozenset({"poss"}),
    number=frozenset({"nummod"}),
)

_SCHEME = "label_scheme"

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nor", "neither", "hardly", "no", "cannot"})
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "ADJ", "X"})


def scheme_of(doc: Doc) -> Scheme:
    """
    The label scheme of `doc`, by the labels in it; found once for each Doc.

    Where a Doc has no telling label, both schemes read it alike, and UD is answered.
    """
    scheme = doc.user_data.get(_SCHEME)
    if not isinstance(scheme, Scheme):
        labels = [token.dep_ for token in doc]
        ud = sum(label in UD.marks for label in labels)
        clear = sum(label in CLEAR.marks for label in labels)
        scheme = CLEAR if clear > ud else UD
        doc.user_data[_SCHEME] = scheme
    return scheme


# ---------------------------------------------------------------- verbs and what they govern


def subject_of(verb: Token) -> Token | None:
    """
    Who does it: the active subject of a verb or predicate.

    A relative pronoun gives its antecedent ("soldiers who fled" → soldiers); a coordinated
    verb without a subject of its own has that of the first one ("came and said").
    """
    return _governed(verb, scheme_of(verb.doc).subject)


def passive_subject_of(verb: Token) -> Token | None:
    """What it is done to: the subject of a passive, found as `subject_of` finds its own."""
    return _governed(verb, scheme_of(verb.doc).passive_subject)


def _governed(verb: Token, labels: frozenset[str]) -> Token | None:
    scheme = scheme_of(verb.doc)
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        for child in verb.children:
            if child.dep_ in labels:
                return _antecedent(child, verb)
        # A subject of the other voice is nearer than that of the coordinated verb before.
        if verb.dep_ != "conj" or any(
            child.dep_ in scheme.subject | scheme.passive_subject for child in verb.children
        ):
            return None
        verb = verb.head
    return None


def _antecedent(token: Token, verb: Token) -> Token:
    if token.tag_ in _RELATIVE_TAGS and verb.dep_ in scheme_of(verb.doc).relative_clause:
        return verb.head
    return token


def understood_subject_of(verb: Token) -> Token | None:
    """
    Who does it or what it is said of, stated or understood.

    A participle or infinitive takes the noun it describes, or the subject of the verb it hangs
    on: "the agency, citing survivors, put …" gives agency for citing.
    """
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        found = subject_of(verb) or passive_subject_of(verb)
        if found is not None:
            return found
        if verb.dep_ in ("acl", *scheme_of(verb.doc).relative_clause):
            return verb.head
        if verb.dep_ not in ("advcl", "xcomp", "conj", "parataxis"):
            return None
        thing = object_of(verb.head) if verb.dep_ == "xcomp" else None
        if thing is not None and thing.i < verb.i:
            # "expects cases to exceed": what is expected does it.
            return thing
        verb = verb.head
    return None


def object_of(verb: Token) -> Token | None:
    """The direct object of a verb; in CLEAR also the noun after "be"."""
    labels = scheme_of(verb.doc).object
    for child in verb.children:
        if child.dep_ in labels:
            return _antecedent(child, verb)
    return None


def agent_of(verb: Token) -> Token | None:
    """Who did it, of a passive: the noun after "by"."""
    scheme = scheme_of(verb.doc)
    for child in verb.children:
        if child.dep_ not in scheme.agent:
            continue
        if scheme.noun_heads_preposition:
            if child.dep_ != "obl" or (_is_passive(verb) and preposition_of(child) == "by"):
                return child
        else:
            return _below_preposition(child)
    return None


def _is_passive(verb: Token) -> bool:
    return verb.tag_ == "VBN" or any(
        child.dep_ in ("aux:pass", "auxpass") for child in verb.children
    )


def patient_of(verb: Token) -> Token | None:
    """
    Whom it happens to: the passive subject, the noun of a participle, else the object.

    "5 people were killed", "5 people killed in", "killed 5 people" all give people.
    """
    found = passive_subject_of(verb)
    if found is None and verb.dep_ == "acl" and verb.tag_ == "VBN":
        found = verb.head
    return found or object_of(verb)


def clause_of(verb: Token) -> Token | None:
    """
    The head of what is said, of a speech verb: of "that" clauses and of "…, he said" alike.

    Where the parser hangs an inserted "she said" or "as she said" on the clause, that clause.
    """
    for child in verb.children:
        if child.dep_ == "ccomp":
            return child
    if verb.dep_ == "parataxis":
        return verb.head
    if verb.dep_ == "advcl" and any(
        child.dep_ == "mark" and child.lower_ == "as" for child in verb.children
    ):
        return verb.head
    return None


def open_complements_of(verb: Token) -> list[Token]:
    """The verbs or predicates that share the subject of `verb` ("plan to cut" → cut)."""
    return [child for child in verb.children if child.dep_ == "xcomp"]


def adverbial_clauses_of(verb: Token) -> list[Token]:
    """The heads of the clauses that say when, why or while what ("citing data")."""
    return [child for child in verb.children if child.dep_ in ("advcl", "advcl:relcl")]


def bare_time_of(verb: Token) -> list[Token]:
    """The nouns that say when or how much without a preposition ("every month", "8 miles")."""
    labels = scheme_of(verb.doc).time
    return [child for child in verb.children if child.dep_ in labels]


def is_negated(token: Token) -> bool:
    """Whether a word of negation belongs to `token` itself ("did not rise", "no deaths")."""
    return any(
        child.dep_ == "neg" or (child.lower_ in NEGATIONS and child.dep_ in ("advmod", "det", "cc"))
        for child in token.children
    )


def head_verb_of(token: Token) -> Token | None:
    """
    The verb or predicate whose clause `token` stands in; a verb gives itself.

    With UD labels the predicate of "is" may be a noun or an adjective.
    """
    for candidate in (token, *token.ancestors):
        if is_predicate(candidate):
            return candidate
    return None


def is_predicate(token: Token) -> bool:
    """Whether `token` heads a clause: a verb, or what a copula links."""
    if any(child.dep_ == "cop" for child in token.children):
        return True
    return token.pos_ in _VERBAL and token.dep_ not in (
        *("aux", "aux:pass", "auxpass", "cop", "case", "amod", "compound", "fixed", "prep"),
    )


def copula_subject_of(noun: Token) -> Token | None:
    """What `noun` is said to be: "the toll is 85" gives toll for 85."""
    scheme = scheme_of(noun.doc)
    if any(child.dep_ == "cop" for child in noun.children):
        return _governed(noun, scheme.subject)
    if noun.dep_ in ("attr", "acomp") and noun.head.lemma_ == "be":
        return _governed(noun.head, scheme.subject)
    return None


# ---------------------------------------------------------------- prepositions


def preposition_of(noun: Token) -> str | None:
    """The preposition before `noun`, lower case, in full ("in", "according to")."""
    scheme = scheme_of(noun.doc)
    if scheme.noun_heads_preposition:
        for child in noun.children:
            if child.dep_ == "case" and child.i < noun.i:
                return _whole_preposition(child)
        return None
    above = noun.head
    if noun.dep_ not in ("pobj", "pcomp"):
        return None
    if above.dep_ == "prep" and above.head.dep_ == "prep" and above.head.i == above.i - 1:
        return f"{above.head.lower_} {above.lower_}"
    return above.lower_


def _whole_preposition(case: Token) -> str:
    rest = [child.lower_ for child in case.children if child.dep_ == "fixed"]
    return " ".join([case.lower_, *rest])


def obliques_of(head: Token, *prepositions: str) -> list[Token]:
    """
    The nouns that hang on `head` by one of `prepositions`, or by any where none is given.

    The prepositions are lower case and in full ("by", "according to").
    """
    found = []
    for noun in _nouns_with_preposition(head):
        preposition = preposition_of(noun)
        if preposition and (not prepositions or preposition in prepositions):
            found.append(noun)
    return found


def _nouns_with_preposition(head: Token) -> Iterator[Token]:
    scheme = scheme_of(head.doc)
    for child in head.children:
        if child.dep_ not in scheme.oblique:
            continue
        if scheme.noun_heads_preposition:
            yield child
        else:
            noun = _below_preposition(child)
            if noun is not None:
                yield noun


def _below_preposition(preposition: Token) -> Token | None:
    for child in preposition.children:
        if child.dep_ == "pobj":
            return child
        if child.dep_ == "prep":
            return _below_preposition(child)
    return None


def governor_of(token: Token) -> Token:
    """What `token` hangs on, a preposition between them skipped; the root gives itself."""
    above = token.head
    if not scheme_of(token.doc).noun_heads_preposition:
        while above.dep_ in ("prep", "agent") and token.dep_ in ("pobj", "prep", "pcomp"):
            token, above = above, above.head
    return above


def according_to_sources(words: Span) -> list[tuple[Span, Token]]:
    """
    Every "according to X" in `words`: the two words of the cue, and the head of X.

    It goes by the words and asks the parse for the head of X alone: parsers often hang this
    phrase wrongly.
    """
    doc = words.doc
    found = []
    for token in words:
        if token.lower_ != "according" or token.i + 2 >= words.end:
            continue
        if doc[token.i + 1].lower_ == "to":
            found.append((doc[token.i : token.i + 2], phrase_head(doc[token.i + 2 : words.end])))
    return found


def phrase_head(words: Span) -> Token:
    """The head of the noun phrase that begins `words`: the farthest one the first word hangs on."""
    head = words[0]
    while head.head.i != head.i and words.start <= head.head.i < words.end:
        above = head.head
        if above.pos_ in _VERBAL and above.dep_ not in ("amod", "compound"):
            break
        head = above
    return head


# ---------------------------------------------------------------- nouns and their phrases


def role_of(token: Token) -> Role:
    """What `token` is to the word that it hangs on."""
    scheme = scheme_of(token.doc)
    label = token.dep_
    roles: tuple[tuple[frozenset[str], Role], ...] = (
        (scheme.subject, "subject"),
        (scheme.passive_subject, "passive_subject"),
        (scheme.object, "object"),
        (scheme.oblique | scheme.time | {"pobj"}, "oblique"),
        (scheme.before_noun, "modifier"),
        (frozenset({"appos"}), "appositive"),
        (frozenset({"conj"}), "conjunct"),
    )
    for labels, role in roles:
        if label in labels:
            return role
    return "other"


def counted_noun_of(number: Token) -> Token | None:
    """
    The noun that `number` counts: "12 million people" gives people for 12 and for million.

    A sign or a unit is given as it stands: "$" for "$5 million", "%" for "12%".
    """
    scheme = scheme_of(number.doc)
    seen = number
    while seen.head.i != seen.i:
        if seen.dep_ in scheme.number and not seen.head.like_num:
            return seen.head
        if seen.dep_ in scheme.number | {"compound", "quantmod", "advmod"} and (
            seen.head.like_num or seen.head.pos_ == "NUM"
        ):
            seen = seen.head
            continue
        # CLEAR hangs "$" below the number, UD the number below "$".
        return None
    return None


def numbers_of(noun: Token) -> list[Token]:
    """The numbers that count `noun`."""
    labels = scheme_of(noun.doc).number
    return [child for child in noun.children if child.dep_ in labels]


def modifiers_of(noun: Token) -> list[Token]:
    """The adjectives and nouns before `noun` that say what kind ("criminal" cases)."""
    return [
        child
        for child in noun.lefts
        if child.dep_ in ("amod", "compound", "nmod", "flat") and child.pos_ != "NUM"
    ]


def possessor_of(noun: Token) -> Token | None:
    """Whose: the noun before "'s", or "its" and the like."""
    labels = scheme_of(noun.doc).possessor
    return next((child for child in noun.children if child.dep_ in labels), None)


def appositives_of(noun: Token) -> list[Token]:
    """The nouns in apposition to `noun` ("Maria Lopez, the mayor" → mayor)."""
    return [child for child in noun.children if child.dep_ == "appos"]


def titles_of(name: Token) -> list[Token]:
    """The titles and roles right before a name ("President", "spokesman")."""
    scheme = scheme_of(name.doc)
    if scheme.title:
        return [child for child in name.lefts if child.dep_ in scheme.title]
    return [child for child in name.lefts if child.dep_ == "compound" and child.pos_ == "NOUN"]


def relative_clauses_of(noun: Token) -> list[Token]:
    """The verbs of the relative clauses of `noun` ("soldiers who fled" → fled)."""
    labels = scheme_of(noun.doc).relative_clause
    return [child for child in noun.children if child.dep_ in labels]


def participles_of(noun: Token) -> list[Token]:
    """The participles and clauses without "who" or "which" after `noun` ("people killed in")."""
    return [child for child in noun.rights if child.dep_ == "acl"]


def conjuncts_of(token: Token) -> list[Token]:
    """What is coordinated with `token`, itself left out."""
    return list(token.conjuncts)


def first_conjunct_of(token: Token) -> Token:
    """The first of the words that are coordinated with `token`; alone, `token` itself."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def name_span(head: Token) -> Span:
    """The name around `head`, one run of words: "Maria Lopez", "Bank of England" not split."""
    doc = head.doc
    parts = scheme_of(doc).name_part
    start, end = head.i, head.i + 1
    for child in head.children:
        if child.dep_ in parts and child.pos_ in ("PROPN", "X"):
            start, end = min(start, child.left_edge.i), max(end, child.right_edge.i + 1)
    for noun in obliques_of(head, "of", "for"):
        if head.pos_ == "PROPN" and noun.pos_ == "PROPN" and noun.i - end <= 3:
            end = max(end, noun.i + 1)
    return doc[start:end]


def is_rest_of_name(token: Token) -> bool:
    """Whether `token` goes on with a name that hangs on its first word: "Greta Arlen"."""
    return token.dep_ in ("flat", "flat:name") and token.head.i < token.i


def noun_phrase(head: Token, *, complements: bool = False) -> Span:
    """
    The words of the noun phrase of `head`, one run: from its determiner to `head`.

    With `complements`, also what follows and belongs to it by a preposition ("cases of
    cholera in the north"); relative clauses and appositives stay out.
    """
    doc = head.doc
    scheme = scheme_of(doc)
    start, end = head.i, head.i + 1
    for child in reversed(list(head.lefts)):
        if child.dep_ not in scheme.before_noun or child.right_edge.i + 1 != start:
            break
        start = child.left_edge.i
    for child in head.rights:
        named = child.dep_ in scheme.name_part
        complement = complements and child.dep_ in scheme.oblique
        if not (named or complement) or child.left_edge.i != end:
            break
        end = child.right_edge.i + 1
    return doc[start:end]


def clause_span(head: Token) -> Span:
    """All the words below `head`, from the first to the last."""
    return head.doc[head.left_edge.i : head.right_edge.i + 1]


# ---------------------------------------------------------------- who speaks


_ISSUED = frozenset({"released", "published", "conducted", "taken", "issued", "commissioned"})


def own_subject_of(verb: Token) -> Token | None:
    """
    The subject that stands in the clause of `verb` itself, a relative pronoun included.

    Where the parse gives several ("press secretary" and "Josh Earnest"), the one nearest to it.
    """
    found = subjects_of(verb)
    before = [child for child in found if child.i < verb.i]
    return before[-1] if before else next(iter(found), None)


def subjects_of(verb: Token) -> list[Token]:
    """Every subject in the clause of `verb` itself."""
    scheme = scheme_of(verb.doc)
    labels = scheme.subject | scheme.passive_subject
    return [child for child in verb.children if child.dep_ in labels and not child.is_space]


def speaker_of(verb: Token) -> Token | None:
    """
    Who is to be understood as the subject of `verb`, a relative pronoun included.

    It may stand with the verb that governs it ("went on to say", "left, saying that"), or be
    the noun that a participle describes ("a report showing that").
    """
    current = verb
    for _ in range(6):
        subject = own_subject_of(current)
        if subject is not None:
            return subject
        if current.dep_ == "acl" and current.head.pos_ in _NOMINAL:
            return current.head
        if current.dep_ in ("ccomp", "advcl") and current.head.lower_ in _ISSUED:
            # "A poll released this week found …" with "released" read as a past tense.
            return own_subject_of(current.head)
        if current.dep_ not in ("conj", "xcomp", "advcl") or current.head.i == current.i:
            return None
        if current.dep_ == "advcl" and is_finite(current):
            return None
        current = current.head
    return None


def has_passive_auxiliary(verb: Token) -> bool:
    """Whether a form of "be" makes `verb` a passive: "was told"."""
    return any(child.dep_ in ("aux:pass", "auxpass") for child in verb.children)


def is_passive(verb: Token) -> bool:
    """Whether `verb` is a passive participle: "was told", "reported by"."""
    if has_passive_auxiliary(verb):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" for child in verb.children):
        return False
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        return is_passive(verb.head)
    return own_subject_of(verb) is None


def complements_of(verb: Token) -> list[Token]:
    """The heads of the clauses that complete `verb`: "said he left", "plans to leave"."""
    return [child for child in verb.children if child.dep_ in ("ccomp", "xcomp")]


def dependent_clause_of(verb: Token) -> Token | None:
    """
    The head of the relative, participial or adverbial clause that `verb` speaks in, if any.

    Verbs that share its subject are passed over: "who went on to say" gives went.
    """
    scheme = scheme_of(verb.doc)
    current = verb
    for _ in range(4):
        if current.dep_ in scheme.relative_clause | {"acl", "advcl"}:
            return current
        if current.dep_ not in ("conj", "xcomp") or own_subject_of(current) is not None:
            return None
        current = current.head
    return None


def coordinated_clauses_of(verb: Token) -> list[Token]:
    """The heads of the clauses that follow `verb` and are coordinated with it."""
    return [child for child in verb.rights if child.dep_ == "conj"]


def is_main_subject(token: Token) -> bool:
    """Whether `token` is the subject of a sentence itself, not of a clause within it."""
    scheme = scheme_of(token.doc)
    if token.dep_ not in scheme.subject | scheme.passive_subject:
        return False
    verb = first_conjunct_of(token.head)
    return verb.head.i == verb.i


def is_relative_pronoun(token: Token) -> bool:
    """Whether `token` is the "who", "which" or "that" of a relative clause."""
    return token.tag_ in _RELATIVE_TAGS


def is_finite(token: Token) -> bool:
    """Whether `token` is a verb in a tense, or one with a modal before it."""
    return token.tag_ in ("VBD", "VBZ", "VBP", "MD")


def is_apposed(token: Token) -> bool:
    """Whether `token` heads something that belongs to the noun before it, comma or not."""
    labels = scheme_of(token.doc).relative_clause
    return token.dep_ in labels or token.dep_ in ("appos", "acl", "conj", "flat", "nmod")


def is_participle_of_noun(verb: Token) -> bool:
    """Whether `verb` is a participle that describes a noun: "a toll reported by"."""
    return verb.dep_ == "acl"


def is_attributive(verb: Token) -> bool:
    """Whether a participle stands before the noun that it describes: "eight reported cases"."""
    return verb.dep_ in ("amod", "compound") and verb.head.i > verb.i


def is_infinitive(verb: Token) -> bool:
    """Whether "to" stands with `verb`: "plans to leave"."""
    return any(child.tag_ == "TO" for child in verb.children)


def is_relative_clause(verb: Token) -> bool:
    """Whether `verb` heads a clause with "who", "which" or "that" about a noun."""
    return verb.dep_ in scheme_of(verb.doc).relative_clause

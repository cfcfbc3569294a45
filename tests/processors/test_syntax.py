"""The questions to a parse give the same answers under both label schemes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from processors import syntax

VOCAB = spacy.blank("en").vocab


@dataclass(frozen=True)
class Parsed:
    """One sentence by hand, word/POS/TAG/head/label a token, once for each scheme."""

    ud: str
    clear: str

    def doc(self, scheme: str) -> Doc:
        rows = [row.split() for row in getattr(self, scheme).strip().splitlines()]
        return Doc(
            VOCAB,
            words=[row[0] for row in rows],
            pos=[row[1] for row in rows],
            tags=[row[2] for row in rows],
            heads=[int(row[3]) for row in rows],
            deps=[row[4] for row in rows],
            lemmas=[row[0].lower() for row in rows],
        )


SAID = Parsed(
    ud="""
        Three NUM CD 1 nummod
        miners NOUN NNS 3 nsubj:pass
        were AUX VBD 3 aux:pass
        killed VERB VBN 8 ccomp
        by ADP IN 5 case
        gas NOUN NN 3 obl:agent
        , PUNCT , 3 punct
        police NOUN NN 8 nsubj
        said VERB VBD 8 ROOT
    """,
    clear="""
        Three NUM CD 1 nummod
        miners NOUN NNS 3 nsubjpass
        were AUX VBD 3 auxpass
        killed VERB VBN 8 ccomp
        by ADP IN 3 agent
        gas NOUN NN 4 pobj
        , PUNCT , 8 punct
        police NOUN NN 8 nsubj
        said VERB VBD 8 ROOT
    """,
)

ACCORDING = Parsed(
    ud="""
        Losses NOUN NNS 1 nsubj
        reached VERB VBD 1 ROOT
        4 NUM CD 3 compound
        million NUM CD 4 nummod
        tonnes NOUN NNS 1 obj
        in ADP IN 6 case
        Kenya PROPN NNP 1 obl
        last ADJ JJ 8 amod
        year NOUN NN 1 obl:unmarked
        , PUNCT , 12 punct
        according VERB VBG 12 case
        to ADP IN 10 fixed
        Anna PROPN NNP 1 obl
        Bell PROPN NNP 12 flat
        , PUNCT , 16 punct
        the DET DT 16 det
        minister NOUN NN 12 appos
    """,
    clear="""
        Losses NOUN NNS 1 nsubj
        reached VERB VBD 1 ROOT
        4 NUM CD 3 compound
        million NUM CD 4 nummod
        tonnes NOUN NNS 1 dobj
        in ADP IN 1 prep
        Kenya PROPN NNP 5 pobj
        last ADJ JJ 8 amod
        year NOUN NN 1 npadvmod
        , PUNCT , 1 punct
        according VERB VBG 1 prep
        to ADP IN 10 prep
        Anna PROPN NNP 13 compound
        Bell PROPN NNP 11 pobj
        , PUNCT , 13 punct
        the DET DT 16 det
        minister NOUN NN 13 appos
    """,
)

RELATIVE = Parsed(
    ud="""
        Banks NOUN NNS 4 nsubj
        that PRON WDT 2 nsubj
        failed VERB VBD 0 acl:relcl
        did AUX VBD 4 aux
        cut VERB VB 4 ROOT
        the DET DT 7 det
        clerical ADJ JJ 7 amod
        jobs NOUN NNS 4 obj
        of ADP IN 9 case
        women NOUN NNS 7 nmod
        and CCONJ CC 12 cc
        not PART RB 12 advmod
        hire VERB VB 4 conj
    """,
    clear="""
        Banks NOUN NNS 4 nsubj
        that PRON WDT 2 nsubj
        failed VERB VBD 0 relcl
        did AUX VBD 4 aux
        cut VERB VB 4 ROOT
        the DET DT 7 det
        clerical ADJ JJ 7 amod
        jobs NOUN NNS 4 dobj
        of ADP IN 7 prep
        women NOUN NNS 8 pobj
        and CCONJ CC 4 cc
        not PART RB 12 neg
        hire VERB VB 4 conj
    """,
)


def word(found: Token | None) -> str | None:
    return None if found is None else found.text


@pytest.fixture(params=["ud", "clear"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_scheme_is_read_off_the_labels(scheme: str) -> None:
    assert syntax.scheme_of(SAID.doc(scheme)).name == scheme.upper()


def test_a_passive_has_a_patient_and_an_agent(scheme: str) -> None:
    killed = SAID.doc(scheme)[3]
    assert word(syntax.passive_subject_of(killed)) == "miners"
    assert word(syntax.patient_of(killed)) == "miners"
    assert word(syntax.agent_of(killed)) == "gas"
    assert syntax.subject_of(killed) is None


def test_a_speech_verb_has_a_subject_and_a_clause(scheme: str) -> None:
    said = SAID.doc(scheme)[8]
    assert word(syntax.subject_of(said)) == "police"
    assert word(syntax.clause_of(said)) == "killed"


def test_a_number_counts_its_noun(scheme: str) -> None:
    assert word(syntax.counted_noun_of(SAID.doc(scheme)[0])) == "miners"
    doc = ACCORDING.doc(scheme)
    assert [word(syntax.counted_noun_of(doc[i])) for i in (2, 3)] == ["tonnes", "tonnes"]
    assert [token.text for token in syntax.numbers_of(doc[4])] == ["million"]


def test_an_according_to_phrase_gives_cue_and_source(scheme: str) -> None:
    doc = ACCORDING.doc(scheme)
    [(cue, source)] = syntax.according_to_sources(doc[:])
    assert cue.text == "according to"
    assert syntax.name_span(source).text == "Anna Bell"
    assert syntax.preposition_of(source) == "according to"
    assert [token.text for token in syntax.appositives_of(source)] == ["minister"]


def test_obliques_are_found_by_their_preposition(scheme: str) -> None:
    reached = ACCORDING.doc(scheme)[1]
    assert [token.text for token in syntax.obliques_of(reached, "in")] == ["Kenya"]
    assert len(syntax.obliques_of(reached)) == 2
    assert [token.text for token in syntax.bare_time_of(reached)] == ["year"]
    assert syntax.governor_of(syntax.obliques_of(reached, "in")[0]) == reached
    assert word(syntax.object_of(reached)) == "tonnes"


def test_a_relative_pronoun_gives_its_antecedent(scheme: str) -> None:
    doc = RELATIVE.doc(scheme)
    assert word(syntax.subject_of(doc[2])) == "Banks"
    assert [token.text for token in syntax.relative_clauses_of(doc[0])] == ["failed"]


def test_a_coordinated_verb_shares_the_subject_and_has_its_own_negation(scheme: str) -> None:
    doc = RELATIVE.doc(scheme)
    cut, hire = doc[4], doc[12]
    assert word(syntax.subject_of(hire)) == "Banks"
    assert syntax.is_negated(hire)
    assert not syntax.is_negated(cut)
    assert syntax.conjuncts_of(hire) == [cut]


def test_a_noun_phrase_is_one_run_of_words(scheme: str) -> None:
    jobs = RELATIVE.doc(scheme)[7]
    assert syntax.noun_phrase(jobs).text == "the clerical jobs"
    assert syntax.noun_phrase(jobs, complements=True).text == "the clerical jobs of women"
    assert [token.text for token in syntax.modifiers_of(jobs)] == ["clerical"]


def test_the_verb_of_a_word_is_found_upwards(scheme: str) -> None:
    doc = RELATIVE.doc(scheme)
    assert word(syntax.head_verb_of(doc[9])) == "cut"
    assert word(syntax.head_verb_of(doc[1])) == "failed"


@pytest.mark.parametrize(
    ("position", "role"),
    [(0, "subject"), (6, "modifier"), (7, "object"), (9, "oblique"), (12, "conjunct")],
)
def test_roles_have_one_name_in_both_schemes(scheme: str, position: int, role: str) -> None:
    assert syntax.role_of(RELATIVE.doc(scheme)[position]) == role


COPULA = Parsed(
    ud="""
        The DET DT 1 det
        toll NOUN NN 4 nsubj
        is AUX VBZ 4 cop
        now ADV RB 4 advmod
        85 NUM CD 4 ROOT
        in ADP IN 6 case
        Peru PROPN NNP 4 obl
    """,
    clear="""
        The DET DT 1 det
        toll NOUN NN 2 nsubj
        is AUX VBZ 2 ROOT
        now ADV RB 2 advmod
        85 NUM CD 2 attr
        in ADP IN 4 prep
        Peru PROPN NNP 5 pobj
    """,
)


def test_a_copula_gives_what_the_number_is_said_to_be(scheme: str) -> None:
    doc = COPULA.doc(scheme)
    doc[2].lemma_ = "be"
    assert word(syntax.copula_subject_of(doc[4])) == "toll"


def test_the_shipped_parser_is_asked_in_its_own_labels(nlp: Language) -> None:
    doc = nlp("Forty villagers were rescued by the navy, officials said.")
    said = next(token for token in doc if token.text == "said")
    assert word(syntax.subject_of(said)) == "officials"
    assert word(syntax.clause_of(said)) == "rescued"

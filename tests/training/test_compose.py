"""Composed sentences are what an annotator could have drawn, and always the same."""

from __future__ import annotations

from random import Random

import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from training.compose import compose
from training.corpora import grouped
from training.names import renamed, sentences_with_names
from training.tokenizer import tokenize_news
from training.trees import Lexicon, Tree, from_span, to_doc

GOLD = """
    The the DT DET 2 det
    old old JJ ADJ 2 amod
    harbour harbour NN NOUN 4 nsubj
    still still RB ADV 4 advmod
    served serve VBD VERB 4 ROOT
    small small JJ ADJ 6 amod
    ferries ferry NNS NOUN 4 obj
    in in IN ADP 8 case
    Tartu Tartu NNP PROPN 4 obl
    and and CC CCONJ 10 cc
    Porto Porto NNP PROPN 8 conj
    . . . PUNCT 4 punct
"""
OTHER_TAGS = "VBZ VBP VB VBN VBG MD NNPS PRP PRP$ POS RBR JJR JJS $ SYM HYPH CD EX PDT , : `` ''"


def gold_sentence() -> Tree:
    rows = [row.split() for row in GOLD.strip().splitlines()]
    doc = Doc(
        Vocab(),
        words=[row[0] for row in rows],
        lemmas=[row[1] for row in rows],
        tags=[row[2] for row in rows],
        pos=[row[3] for row in rows],
        heads=[int(row[4]) for row in rows],
        deps=[row[5] for row in rows],
        ents=["O"] * 8 + ["B-LOC", "O", "B-LOC", "O"],
    )
    return from_span(doc[:])


@pytest.fixture(scope="module")
def made() -> list[Tree]:
    return make(seed=3)


def make(seed: int) -> list[Tree]:
    sentence = gold_sentence()
    # A lexicon wants every tag once, for words and for digits.
    tags = [tag for tag in OTHER_TAGS.split() for _ in range(2)]
    others = Doc(
        Vocab(),
        words=["x", "1"] * (len(tags) // 2),
        tags=tags,
        pos=["X"] * len(tags),
        heads=[0] * len(tags),
        deps=["dep"] * len(tags),
    )
    lexicon = Lexicon([sentence, from_span(others[:])])
    return list(compose([sentence], lexicon, count=400, seed=seed))


def test_every_sentence_is_one_tree(made: list[Tree]) -> None:
    for tree in made:
        assert sum(word.head == i for i, word in enumerate(tree)) == 1
        assert len(list(to_doc(Vocab(), [tree]).sents)) == 1


def test_words_are_cut_as_the_tokenizer_cuts_them(made: list[Tree]) -> None:
    nlp = spacy.blank("en")
    tokenize_news(nlp)
    texts = [to_doc(nlp.vocab, [tree]).text for tree in made]
    agreed = [
        [token.text for token in nlp.make_doc(text)] == [word.text for word in tree]
        for text, tree in zip(texts, made, strict=True)
    ]
    assert sum(agreed) / len(agreed) > 0.95


def test_same_seed_makes_the_same_sentences(made: list[Tree]) -> None:
    assert make(seed=3) == made
    assert make(seed=4) != made


def test_groups_end_where_a_sentence_has_no_full_stop(made: list[Tree]) -> None:
    for group in grouped(made, Random(1)):
        assert all(sentence[-1].text == "." for sentence in group[:-1])


def test_exchanged_names_keep_their_kind_and_place() -> None:
    doc = to_doc(Vocab(), [gold_sentence()])
    (other,) = renamed(sentences_with_names([doc]), [doc], seed=1)
    assert [ent.label_ for ent in other.ents] == ["LOC", "LOC"]
    assert {ent.text for ent in other.ents} <= {"Tartu", "Porto"}

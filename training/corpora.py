"""Reads the treebanks and writes the training sets made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from training.compose import compose
from training.names import renamed, sentences_with_names
from training.trees import Lexicon, Tree, from_span, to_doc

TRAIN = ["ewt-train", "gum-train-free", "gum-train-news"]  # the news genre counts twice
DEV = ["ewt-dev", "gum-dev-free"]
TEST = ["ewt-test", "gum-test-free", "gum-test-news"]


def read(corpora: Path, names: Iterable[str], vocab: Vocab) -> Iterator[Doc]:
    """Yield the documents of the named corpora."""
    for name in names:
        yield from DocBin().from_disk(corpora / f"{name}.spacy").get_docs(vocab)


def write(path: Path, docs: Iterable[Doc]) -> None:
    """Store documents as a corpus."""
    DocBin(store_user_data=False, docs=docs).to_disk(path)


def build_training_sets(corpora: Path, work: Path, *, composed: int, seed: int) -> dict[str, int]:
    """Write train and dev sets to `work`; return how many documents each part has."""
    vocab = Vocab()
    gold = list(read(corpora, TRAIN, vocab))
    sentences = [from_span(sentence) for doc in gold for sentence in doc.sents]
    lexicon = Lexicon(sentences)
    made = list(compose(sentences, lexicon, count=composed, seed=seed))
    composed_docs = [to_doc(vocab, group) for group in grouped(made, Random(seed))]
    dev = list(read(corpora, DEV, vocab))
    write(work / "train.spacy", [*gold, *composed_docs])
    write(work / "dev.spacy", dev)
    bases = sentences_with_names(read(corpora, TRAIN[:2], vocab))
    exchanged = list(renamed(bases, gold, seed=seed))
    write(work / "ner-train.spacy", [*gold, *composed_docs, *exchanged])
    write(work / "ner-dev.spacy", read(corpora, ["ewt-dev"], vocab))
    counts = {"gold": gold, "composed": composed_docs, "exchanged": exchanged, "dev": dev}
    return {part: len(docs) for part, docs in counts.items()}


def grouped(sentences: Sequence[Tree], random: Random) -> Iterator[list[Tree]]:
    """Yield sentences in groups of one to four; what has no full stop ends its group."""
    group: list[Tree] = []
    for sentence in sentences:
        group.append(sentence)
        if sentence[-1].text != "." or random.random() < 0.4 or len(group) == 4:
            yield group
            group = []
    if group:
        yield group

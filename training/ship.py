"""The last steps: put the halves together or fill the tables anew; check, measure, describe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from training.assemble import describe, differences, fill_tables, put_together, write
from training.card import write_card
from training.corpora import DEV, TEST, TRAIN, read
from training.evaluate import count_relations, score
from training.lemmas import Forms, lemma_forms


def ship(corpora: Path, work: Path, out: Path) -> dict[str, Any]:
    """Write the pipeline with its card to `out`; refuse if it reads otherwise than trained."""
    halves = [work / half / "model-best" for half in ("syntax", "ner")]
    return _publish(put_together(*halves, _forms(corpora)), corpora, out)


def refill(corpora: Path, out: Path) -> dict[str, Any]:
    """Fill the tables of the pipeline in `out` anew; its weights stay what they are."""
    nlp = spacy.load(out)
    fill_tables(nlp, _forms(corpora))
    describe(nlp)
    return _publish(nlp, corpora, out)


def _forms(corpora: Path) -> Forms:
    return lemma_forms(read(corpora, TRAIN, spacy.blank("en").vocab))


def _publish(whole: Language, corpora: Path, out: Path) -> dict[str, Any]:
    write(whole, out)
    shipped = spacy.load(out)
    texts = [doc.text for doc in read(corpora, DEV, shipped.vocab)][:60]
    if count := differences(whole, shipped, texts):
        raise RuntimeError(f"{count} tokens are read otherwise after writing to {out}")
    scores, relations = {}, {}
    for name in TEST:
        gold = list(read(corpora / "test", [name], shipped.vocab))
        scores[name] = score(shipped, gold)
        relations[name] = count_relations(shipped, gold)
    return write_card(out, scores, relations)

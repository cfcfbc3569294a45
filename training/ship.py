"""The last step: put the halves together, check, measure, describe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import spacy

from training.assemble import differences, put_together, write
from training.card import write_card
from training.corpora import DEV, TEST, TRAIN, read
from training.evaluate import count_relations, score
from training.lemmas import lemma_forms


def ship(corpora: Path, work: Path, out: Path) -> dict[str, Any]:
    """Write the pipeline with its card to `out`; refuse if it reads otherwise than trained."""
    forms = lemma_forms(read(corpora, TRAIN, spacy.blank("en").vocab))
    whole = put_together(work / "syntax" / "model-best", work / "ner" / "model-best", forms)
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

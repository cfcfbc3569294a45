"""Puts the two halves together, rounds the weights, and writes the pipeline that is shipped."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc

from processors.components import LemmaTable
from training.lemmas import Forms, base_verbs, table

VERSION = "1.2.0"
SOURCES = [
    {
        "name": "UD English EWT, commit 15d613d8",
        "url": "https://github.com/UniversalDependencies/UD_English-EWT",
        "license": "CC BY-SA 4.0",
        "author": "Silveira et al. (2014), Stanford University",
    },
    {
        "name": "UD English GUM, commit afb41ee9, without genres of NonCommercial text",
        "url": "https://github.com/UniversalDependencies/UD_English-GUM",
        "license": "annotations CC BY 4.0; texts CC BY, CC BY-SA 3.0, public domain",
        "author": "Zeldes (2017) and annotators",
    },
    {
        "name": "UNER English EWT, commits 0c7ce0de (train) and 8ed072de (dev, test)",
        "url": "https://github.com/UniversalNER/UNER_English-EWT",
        "license": "CC BY-SA 4.0",
        "author": "Mayhew et al. (2024)",
    },
    {
        "name": "spacy-lookups-data 1.0.5 (Brown clusters)",
        "url": "https://github.com/explosion/spacy-lookups-data",
        "license": "MIT",
        "author": "Explosion",
    },
    {
        "name": "WordNet 3.0 (base forms of verbs, irregular verbs and plurals)",
        "url": "https://wordnet.princeton.edu",
        "license": "WordNet 3.0",
        "author": "Princeton University",
    },
]
HASHED = {"model", "vectors", "key2row", "tokenizer", "trees", "moves", "lemmas.tsv"}


def put_together(syntax: Path, ner: Path, forms: Forms) -> Language:
    """One pipeline of both halves and our own components, weights rounded to half precision."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(ner), last=True)
    round_weights(nlp)
    nlp.add_pipe("lemma_table", after="trainable_lemmatizer")
    fill_tables(nlp, forms)
    nlp.add_pipe("sentence_marks", before="parser")
    # Training is over; its callback is ours and unknown where spaCy runs alone.
    defaults = spacy.blank("en").config
    for section in ("paths", "corpora", "training", "initialize"):
        nlp.config[section] = defaults[section]
    describe(nlp)
    return nlp


def fill_tables(nlp: Language, forms: Forms) -> None:
    """Give the table of lemmas its words."""
    component = nlp.get_pipe("lemma_table")
    assert isinstance(component, LemmaTable)
    verbs = base_verbs(forms)
    component.fill(table(forms, verbs), verbs)


def describe(nlp: Language) -> None:
    """Say in the metadata what the pipeline is and what it is made from."""
    nlp.meta.update(
        name="figures",
        version=VERSION,
        license="CC BY-SA 4.0",
        author="figurewatch contributors",
        description="Small English pipeline for news: UD v2 labels, entities PER, ORG, LOC",
        sources=SOURCES,
    )


def round_weights(nlp: Language) -> None:
    """Round every weight to half precision; they stay 32-bit, but pack to half the size."""
    for _, component in nlp.pipeline:
        for node in component.model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype("f2").astype("f4"))
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("f2").astype("f4")


def write(nlp: Language, out: Path) -> None:
    """Write `nlp` to `out` without the strings that no component needs."""
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    strings = out / "vocab" / "strings.json"
    strings.write_text(json.dumps(sorted(needed_strings(nlp)), ensure_ascii=False), "utf-8")


def needed_strings(nlp: Language) -> set[str]:
    """Strings that labels and lemmas are made of; words come from the text that is read."""
    needed = set(spacy.blank("en").vocab.strings)
    for labels in nlp.pipe_labels.values():
        for label in labels:
            needed |= {label, *label.split("|"), *label.replace("|", "=").split("=")}
    trees = srsly.msgpack_loads(nlp.get_pipe("trainable_lemmatizer").trees.to_bytes())["trees"]
    hashes = {tree[key] for tree in trees for key in ("orig", "subst") if key in tree}
    needed |= {nlp.vocab.strings[each] for each in hashes}
    return needed


def differences(one: Language, other: Language, texts: Iterable[str]) -> int:
    """How many tokens two pipelines read otherwise."""

    def reading(doc: Doc) -> list[tuple[Any, ...]]:
        return [
            (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_)
            for t in doc
        ]

    return sum(
        a != b
        for text in texts
        for a, b in zip(reading(one(text)), reading(other(text)), strict=True)
    )


def weights_hash(folder: Path) -> str:
    """The SHA-256 of all weights, vectors and tables of a pipeline, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.name in HASHED:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def folder_size(folder: Path) -> int:
    """Bytes of all files in `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

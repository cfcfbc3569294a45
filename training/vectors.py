"""
Brown clusters as static vectors: many words, few rows.

A word that the treebanks never show still has a cluster, learnt by others from much
text; words of one cluster share a row. The first columns are the path to the cluster
from the root of the tree (near clusters have near rows), the others tell clusters apart.
"""

from __future__ import annotations

from pathlib import Path

import numpy
import spacy
import spacy_lookups_data
import srsly
from spacy.vectors import Vectors

PATH_COLUMNS = 18
OWN_COLUMNS = 30


def make_vectors(folder: Path, *, least: float) -> tuple[int, int]:
    """
    Write a blank pipeline with vectors to `folder`; return how many words and rows it has.

    Words whose log-probability is under `least` are left out.
    """
    data = Path(spacy_lookups_data.__file__).parent / "data"
    clusters: dict[str, str] = srsly.read_gzip_json(data / "en_lexeme_cluster.json.gz")
    logs: dict[str, float] = srsly.read_gzip_json(data / "en_lexeme_prob.json.gz")
    words = [word for word, cluster in clusters.items() if cluster and logs.get(word, -99) > least]
    ids = sorted({clusters[word] for word in words})
    nlp = spacy.blank("en")
    vectors = Vectors(shape=(len(ids), PATH_COLUMNS + OWN_COLUMNS), name="brown")
    random = numpy.random.RandomState(0)
    for row, cluster in enumerate(ids):
        vectors.data[row, :PATH_COLUMNS] = path_of(int(cluster))
        vectors.data[row, PATH_COLUMNS:] = random.normal(0, 0.6, OWN_COLUMNS)
    rows = {cluster: row for row, cluster in enumerate(ids)}
    for word in words:
        vectors.add(nlp.vocab.strings.add(word), row=rows[clusters[word]])
    nlp.vocab.vectors = vectors
    nlp.to_disk(folder)
    return len(words), len(ids)


def path_of(cluster: int) -> list[float]:
    """The turns from the root to a cluster, each weighing less than the one before."""
    # spaCy stores a path as a number whose lowest bit is the first turn.
    return [
        (1.0 if cluster >> depth & 1 else -1.0) * 0.9**depth
        if depth < cluster.bit_length()
        else 0.0
        for depth in range(PATH_COLUMNS)
    ]

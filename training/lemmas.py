"""Makes the table of lemmas out of the training treebanks and a list of English verbs."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc

#: So much of what a form stands for under a tag must be one lemma; else context decides.
SHARE = 0.75
#: Names, numbers, addresses, letters, signs and foreign words are no matter of a table.
LEFT_OUT = {"NNP", "NNPS", "CD", "ADD", "NFP", "FW", "GW", "SYM", "LS", "AFX", "XX"}

Forms = dict[tuple[str, str], str]


def lemma_forms(docs: Iterable[Doc]) -> Forms:
    """Lemmas of gold documents by tag and lower-case form, where they agree."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            if token.lemma_ != "_" and token.tag_ not in LEFT_OUT and token.text[0].isalpha():
                counts[token.tag_, token.lower_][token.lemma_] += 1
    likeliest = {key: lemmas.most_common(1)[0] for key, lemmas in counts.items()}
    return {
        key: lemma
        for key, (lemma, count) in likeliest.items()
        if count >= SHARE * counts[key].total()
    }


def base_verbs(forms: Forms) -> set[str]:
    """Base forms of verbs: those of WordNet and those of the treebanks."""
    import spacy_lookups_data  # only who makes the table needs it

    path = Path(spacy_lookups_data.__file__).parent / "data" / "en_lemma_index.json.gz"
    listed = json.loads(gzip.decompress(path.read_bytes()))["verb"]
    seen = {lemma for (tag, _), lemma in forms.items() if tag in {"VB", "VBP"}}
    return {verb for verb in (*listed, *seen) if verb.isalpha() and verb.islower()}

"""Makes the table of lemmas out of the training treebanks and a list of English verbs."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from processors.components import base_form

#: So much of what a form stands for under a tag must be one lemma; else context decides.
SHARE = 0.75
#: Names, numbers, addresses, letters, signs and foreign words are no matter of a table.
LEFT_OUT = {"NNP", "NNPS", "CD", "ADD", "NFP", "FW", "GW", "SYM", "LS", "AFX", "XX"}

#: Tags of forms that are not the base form of a verb.
INFLECTED = {"VBD", "VBN", "VBG", "VBZ"}

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
    seen = {lemma for (tag, _), lemma in forms.items() if tag in {"VB", "VBP"}}
    listed = _of_wordnet("index")["verb"]
    return {verb for verb in (*listed, *seen) if verb.isalpha() and verb.islower()}


def table(forms: Forms, verbs: set[str]) -> Forms:
    """
    Lemmas by tag and form: `forms` of the treebanks, and WordNet's irregular ones.

    For plurals the treebanks decide ("data"), for verbs WordNet, and the rule where a
    lemma of the treebanks is no verb: annotated by machine, they have "flead" and "fre".
    """
    irregular = _irregular_verbs(verbs)
    kept = {
        (tag, form): lemma
        for (tag, form), lemma in forms.items()
        if tag not in INFLECTED or lemma in verbs or base_form(form, tag, lemma, verbs) == lemma
    }
    return {**_irregular_plurals(), **kept, **irregular}


def _irregular_verbs(verbs: set[str]) -> Forms:
    """Past forms that `base_form` does not find by rule among `verbs`: "fled", "strove"."""
    return {
        (tag, form): lemma
        for form, lemma in _exceptions("verb")
        if not form.endswith(("ing", "s")) and base_form(form, "VBD", form, verbs) != lemma
        for tag in ("VBD", "VBN")
    }


def _irregular_plurals() -> Forms:
    return {("NNS", form): lemma for form, lemma in _exceptions("noun")}


def _exceptions(kind: str) -> Iterator[tuple[str, str]]:
    """Yield irregular forms that are forms of one word only: "fled" is, "axes" is not."""
    for form, lemmas in _of_wordnet("exc")[kind].items():
        if len(lemmas) == 1 and form.isalpha() and form != lemmas[0]:
            yield form, lemmas[0]


def _of_wordnet(part: str) -> dict[str, Any]:
    """WordNet's words of each kind: "index" lists base forms, "exc" irregular ones."""
    import spacy_lookups_data  # only who makes the table needs it

    path = Path(spacy_lookups_data.__file__).parent / "data" / f"en_lemma_{part}.json.gz"
    words: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return words

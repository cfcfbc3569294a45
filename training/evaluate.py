"""
Scores a pipeline on treebanks, from raw text, with its own tokenizer.

Beside the usual scores it counts the relations that reading figures rests on, each on
the gold trees that have it: who the subject of a verb of speech is, which clause it
introduces, which noun a number counts, whom "according to" names, and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example

SCORES = {
    "UPOS": "pos_acc", "XPOS": "tag_acc", "UAS": "dep_uas", "LAS": "dep_las",
    "lemma": "lemma_acc", "sentence F": "sents_f", "token F": "token_f",
    "NER P": "ents_p", "NER R": "ents_r", "NER F": "ents_f",
}  # fmt: skip

SPEECH = {
    "say", "tell", "claim", "state", "argue", "report", "announce", "add", "note", "warn", "ask",
    "explain", "write", "think", "believe", "suggest", "insist", "reply", "estimate", "declare",
    "show", "find", "reveal", "stress", "acknowledge", "predict", "confirm", "deny",
}  # fmt: skip
TIMES = {
    "day", "week", "month", "year", "hour", "minute", "night", "morning", "time", "Monday",
    "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "today", "yesterday",
    "tomorrow", "decade", "quarter", "season",
}  # fmt: skip


def score(nlp: Language, gold: Sequence[Doc]) -> dict[str, float]:
    """The usual scores in per cent; entities of each kind as "PER F" and so on."""
    found = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold], batch_size=8)
    scores = {name: round(100 * found[key], 1) for name, key in SCORES.items() if found.get(key)}
    for kind, each in sorted((found.get("ents_per_type") or {}).items()):
        scores[f"{kind} F"] = round(100 * each["f"], 1)
    return scores


def subject_of_speech(token: Token) -> bool:
    return token.dep_ == "nsubj" and token.head.lemma_ in SPEECH and token.head.pos_ == "VERB"


def clause_of_speech(token: Token) -> bool:
    return token.dep_ == "ccomp" and token.head.lemma_ in SPEECH


def counting_number(token: Token) -> bool:
    return token.dep_ == "nummod"


def according_source(token: Token) -> bool:
    return any(child.dep_ == "case" and child.lower_ == "according" for child in token.children)


def bare_time(token: Token) -> bool:
    return token.dep_ == "obl:unmarked" and token.lemma_ in TIMES


def passive_subject(token: Token) -> bool:
    return token.dep_ == "nsubj:pass"


RELATIONS: dict[str, Callable[[Token], bool]] = {
    "subject of a verb of speech": subject_of_speech,
    "clause of a verb of speech": clause_of_speech,
    "number → counted noun": counting_number,
    "source after “according to”": according_source,
    "bare time": bare_time,
    "passive subject": passive_subject,
}


def count_relations(nlp: Language, gold: Sequence[Doc]) -> dict[str, tuple[int, int]]:
    """How many of each relation in `gold` get the right head, and how many there are."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    texts = [doc.text for doc in gold]
    for reference, predicted in zip(gold, nlp.pipe(texts, batch_size=8), strict=True):
        heads = {token.idx: token.head.idx for token in predicted}
        for token in reference:
            for name, holds in RELATIONS.items():
                if holds(token):
                    total[name] += 1
                    right[name] += heads.get(token.idx) == token.head.idx
    return {name: (right[name], total[name]) for name in RELATIONS}

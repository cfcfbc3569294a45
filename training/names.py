"""Puts other names into gold sentences, so that names are known by what surrounds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from spacy.tokens import Doc

#: Words of a name with whether a space follows each.
Name = list[tuple[str, bool]]


def collect(docs: Iterable[Doc]) -> dict[str, list[Name]]:
    """The names in `docs` by kind, each as often as it occurs in another form."""
    pools: dict[str, dict[str, Name]] = defaultdict(dict)
    for doc in docs:
        for ent in doc.ents:
            pools[ent.label_][ent.text] = [(token.text, bool(token.whitespace_)) for token in ent]
    return {kind: list(names.values()) for kind, names in pools.items()}


def renamed(docs: Iterable[Doc], gold: Sequence[Doc], *, seed: int) -> Iterator[Doc]:
    """Yield `docs` with every name replaced by one of its kind that occurs in `gold`."""
    random = Random(seed)
    pools = collect(gold)
    for doc in docs:
        yield rename(doc, pools, random)


def sentences_with_names(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Yield each sentence that has a name as a document."""
    for doc in docs:
        for sentence in doc.sents:
            if sentence.ents:
                yield sentence.as_doc()


def rename(doc: Doc, pools: dict[str, list[Name]], random: Random) -> Doc:
    """`doc` with every name replaced; only words and entities are kept."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    starts = {ent.start: ent for ent in doc.ents}
    inside = {token.i for ent in doc.ents for token in ent}
    for token in doc:
        if token.i in starts:
            ent = starts[token.i]
            name = random.choice(pools[ent.label_])
            words += [word for word, _ in name]
            spaces += [space for _, space in name[:-1]] + [bool(ent[-1].whitespace_)]
            tags += [("B-" if i == 0 else "I-") + ent.label_ for i in range(len(name))]
        elif token.i not in inside:
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
            tags.append("O")
    return Doc(doc.vocab, words=words, spaces=spaces, ents=tags)

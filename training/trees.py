"""Small dependency trees that can be joined: what composed sentences are built of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One token; `head` is an index into its tree, its own index for the root."""

    text: str
    tag: str
    dep: str = "ROOT"
    head: int = 0
    space: bool = True
    pos: str | None = None
    lemma: str | None = None
    morph: str | None = None
    ent: str = "O"


Tree = tuple[Word, ...]
Part = Tree | tuple[Tree, str]


def leaf(text: str, tag: str, *, space: bool = True, pos: str | None = None) -> Tree:
    """A tree of one word; its lemma and features come from the gold corpora later."""
    return (Word(text=text, tag=tag, space=space, pos=pos),)


def flat(text: str, tag: str, dep: str) -> Tree:
    """Words of which the first is the head and all others hang on it by `dep`."""
    head, *others = (leaf(word, tag) for word in text.split())
    return join(head, *((word, dep) for word in others))


def compound(text: str, tags: str) -> Tree:
    """Words of which the last is the head; `tags` gives one tag for each, or one for all."""
    words = text.split()
    each = tags.split() * (len(words) if " " not in tags else 1)
    *before, head = (leaf(word, tag) for word, tag in zip(words, each, strict=True))
    deps = [{"DT": "det", "JJ": "amod", "CD": "nummod"}.get(tag, "compound") for tag in each]
    return join(*zip(before, deps, strict=False), head)


def root(tree: Tree) -> int:
    """The index of the word all others depend on."""
    return next(i for i, word in enumerate(tree) if word.head == i)


def join(*parts: Part | tuple[Tree, str]) -> Tree:
    """
    One tree of all `parts` in this order.

    The one part that comes without a label is the head; the roots of the others hang on
    its root by their labels.
    """
    trees = [part if is_tree(part) else part[0] for part in parts]
    offsets = [sum(len(tree) for tree in trees[:i]) for i in range(len(trees))]
    (top,) = [
        offset + root(tree)
        for offset, tree, part in zip(offsets, trees, parts, strict=True)
        if is_tree(part)
    ]
    words: list[Word] = []
    for offset, tree, part in zip(offsets, trees, parts, strict=True):
        for i, word in enumerate(tree):
            if word.head != i:
                words.append(replace(word, head=word.head + offset))
            elif is_tree(part):
                words.append(replace(word, head=top, dep="ROOT"))
            else:
                words.append(replace(word, head=top, dep=part[1]))
    return tuple(words)


def is_tree(part: Part | tuple[Tree, str]) -> bool:
    """Whether a part of a join comes without a label."""
    return all(isinstance(word, Word) for word in part)


def attach(tree: Tree, at: int, child: Tree, dep: str, head: int) -> Tree:
    """`tree` with `child` put before index `at` and hung on the word at `head`."""
    size = len(child)

    def moved(i: int) -> int:
        return i + size if i >= at else i

    words = [replace(word, head=moved(word.head)) for word in tree]
    new = [
        replace(word, head=moved(head), dep=dep)
        if word.head == i
        else replace(word, head=word.head + at)
        for i, word in enumerate(child)
    ]
    return (*words[:at], *new, *words[at:])


def named(tree: Tree, kind: str) -> Tree:
    """`tree` marked as one named entity of `kind`."""
    return tuple(
        replace(word, ent=("B-" if i == 0 else "I-") + kind) for i, word in enumerate(tree)
    )


def respace(tree: Tree, *, last: bool) -> Tree:
    """`tree` with a space after its last word, or with none."""
    return (*tree[:-1], replace(tree[-1], space=last))


def capitalise(tree: Tree) -> Tree:
    """`tree` with its first letter as at the start of a sentence."""
    first = tree[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *tree[1:])


def decapitalise(tree: Tree) -> Tree:
    """`tree` as it would be written inside a sentence: names, "I" and initials stay."""
    first = tree[0]
    if first.pos == "PROPN" or first.ent != "O" or first.text == "I" or first.text[1:].isupper():
        return tree
    return (replace(first, text=first.text[:1].lower() + first.text[1:]), *tree[1:])


def from_span(span: Span) -> Tree:
    """The gold tree of a sentence."""
    return tuple(
        Word(
            text=token.text,
            tag=token.tag_,
            dep=token.dep_,
            head=token.head.i - span.start,
            space=bool(token.whitespace_),
            pos=token.pos_,
            lemma=token.lemma_,
            morph=str(token.morph),
            ent=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O",
        )
        for token in span
    )


class Lexicon:
    """What the gold corpora say of a word and a tag: part of speech, lemma, features."""

    def __init__(self, sentences: Iterable[Tree]) -> None:
        by_word: dict[tuple[str, str], Counter[tuple[str, str, str]]] = defaultdict(Counter)
        by_tag: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for word in (word for sentence in sentences for word in sentence):
            pos, lemma, morph = word.pos or "X", word.lemma or "", word.morph or ""
            if "Typo" in morph:
                continue
            by_word[word.text.lower(), word.tag][pos, lemma, morph] += 1
            by_tag[tag_class(word)][pos, morph] += 1
        self.by_word = {key: seen.most_common(1)[0][0] for key, seen in by_word.items()}
        self.by_tag = {key: seen.most_common(1)[0][0] for key, seen in by_tag.items()}

    def complete(self, word: Word) -> Word:
        """`word` with what it lacks; a lemma stays empty where the corpora do not know it."""
        if word.pos is not None and word.lemma is not None and word.morph is not None:
            return word
        pos, morph = self.by_tag[tag_class(word)]
        lemma = word.text if word.tag in {"CD", "NNP", "$", "HYPH", ",", "."} else ""
        known = self.by_word.get((word.text.lower(), word.tag))
        if known is not None and not word.text[:1].isdigit():
            pos, lemma, morph = known
        return replace(word, pos=word.pos or pos, lemma=word.lemma or lemma, morph=morph)


def tag_class(word: Word) -> str:
    """Words that share features by their tag alone; digits and number words differ."""
    return word.tag + ("#" if word.text[:1].isdigit() else "")


def to_doc(vocab: Vocab, sentences: Sequence[Tree]) -> Doc:
    """One document of completed sentences."""
    words: list[Word] = []
    heads: list[int] = []
    starts: list[bool] = []
    for sentence in sentences:
        heads += [word.head + len(words) for word in sentence]
        starts += [i == 0 for i in range(len(sentence))]
        words += sentence
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.space for word in words],
        tags=[word.tag for word in words],
        pos=[word.pos or "X" for word in words],
        morphs=[word.morph or "" for word in words],
        lemmas=[word.lemma or "" for word in words],
        heads=heads,
        deps=[word.dep for word in words],
        ents=[word.ent for word in words],
        sent_starts=starts,
    )

"""
Composes news sentences with numbers and attributions out of gold trees.

The treebanks hold little news: few sentences in them say who claims a number. These are
made by a small grammar over gold sentences, so that every tree stays one that the
treebanks' own annotators could have drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from training.clauses import gold_clause, statistic, usable, with_time
from training.sources import (
    Source,
    Words,
    comma,
    evidence,
    organisation,
    respace,
    set_off,
    simple_source,
    source,
    time,
)
from training.trees import Lexicon, Part, Tree, Word, capitalise, decapitalise, join, leaf, root

GRAMMAR = Path(__file__).parent / "grammar" / "words.toml"
CHAT = {"I", "you", "we", "my", "your", "our"}
QUOTES = [("“", "”"), ('"', '"'), ("‘", "’"), ("''", "''"), ("'", "'"), ("«", "»"), ("„", "“")]


def stop(tree: Tree) -> Tree:
    """`tree` as a sentence: capital at the start, full stop at the end."""
    return capitalise(join(respace(tree, last=False), (leaf(".", "."), "punct")))


def said(random: Random, words: Words, *, plural: bool = False) -> Tree:
    """A verb of speech, past or present, or with an auxiliary."""
    roll = random.random()
    if roll < 0.8:
        return leaf(random.choice(words["say_past"]), "VBD")
    if roll < 0.9:
        verb = random.choice(words["say_present"])
        return leaf(verb.removesuffix("s"), "VBP") if plural else leaf(verb, "VBZ")
    aux = leaf("have", "VBP") if plural else leaf("has", "VBZ")
    return join((aux, "aux"), leaf(random.choice(words["say_past"][:12]), "VBN"))


def that(random: Random, clause: Tree, chance: float = 0.6) -> Tree:
    """`clause` with "that" in front, by chance."""
    if random.random() < chance:
        return join((leaf("that", "IN", pos="SCONJ"), "mark"), clause)
    return clause


def speaks(random: Random, words: Words, who: Source) -> Tree:
    """Subject and verb of speech, now and then with when or where it was said."""
    verb = said(random, words, plural=who.plural)
    parts: list[Part] = [(who.tree, "nsubj"), verb]
    roll = random.random()
    if roll < 0.15:
        parts.append(time(random, words))
    elif roll < 0.25:
        where = join((leaf("a", "DT"), "det"), leaf(random.choice(words["documents"]), "NN"))
        parts.append((join((leaf("in", "IN"), "case"), where), "obl"))
    return join(*parts)


def after(random: Random, words: Words, clause: Tree) -> Tree:
    """ "S, X said" or "S, said X"."""
    front = join(respace(clause, last=False), (comma(), "punct"))
    if random.random() < 0.2:
        who = simple_source(random, words)
        verb = leaf(random.choice(words["say_past"]), "VBD")
        return join((front, "ccomp"), verb, (who.tree, "nsubj"))
    who = source(random, words)
    return join((front, "ccomp"), speaks(random, words, who))


def after_citing(random: Random, words: Words, clause: Tree) -> Tree:
    """ "S, X reported, citing Y"."""
    cited = simple_source(random, words)
    citing = join(leaf("citing", "VBG"), (cited.tree, "obj"))
    if random.random() < 0.25:
        agent = (join((leaf("by", "IN"), "case"), cited.tree), "obl:agent")
        citing = join(leaf("quoted", "VBN"), agent)
    main = after(random, words, clause)
    return set_off(main, "advcl", citing, closed=False)


def according_phrase(tree: Tree) -> tuple[Tree, str]:
    according = join(leaf("according", "VBG", pos="VERB"), (leaf("to", "IN"), "fixed"))
    return join((according, "case"), tree), "obl"


def according_last(random: Random, words: Words, clause: Tree) -> Tree:
    """ "S, according to X"."""
    tree, dep = according_phrase(source(random, words, closed=False).tree)
    tree = tuple(replace(w, text=OBJECT.get(w.text, w.text)) for w in tree)
    if random.random() < 0.15:
        return join(clause, (tree, dep))
    return set_off(clause, dep, tree, closed=False)


OBJECT = {"he": "him", "she": "her", "they": "them"}


def according_first(random: Random, words: Words, clause: Tree) -> Tree:
    """ "According to X, S"."""
    found = source(random, words, closed=False)
    tree, dep = according_phrase(found.tree)
    tree = tuple(replace(w, text=OBJECT.get(w.text, w.text)) for w in tree)
    return join((join(respace(tree, last=False), (comma(), "punct")), dep), clause)


def before(random: Random, words: Words, clause: Tree) -> Tree:
    """ "X said that S"."""
    main = speaks(random, words, source(random, words))
    return join(main, (that(random, clause), "ccomp"))


def told(random: Random, words: Words, clause: Tree) -> Tree:
    """ "X told Y that S"."""
    who = source(random, words)
    listener = organisation(random, words)
    if random.random() < 0.5:
        listener = leaf(
            random.choice(["reporters", "journalists", "lawmakers", "investors"]), "NNS"
        )
    verb = leaf("told", "VBD")
    content = (that(random, clause, 0.8), "ccomp")
    return join((who.tree, "nsubj"), verb, (listener, "iobj"), content)


def cited_figures(random: Random, words: Words, clause: Tree) -> Tree:
    """ "X cited figures from Y, stating that S"."""
    who = source(random, words)
    figures = evidence(random, words)
    stating = leaf(random.choice(words["say_gerund"]), "VBG")
    stating = join(stating, (that(random, clause, 0.85), "ccomp"))
    main = join((who.tree, "nsubj"), leaf("cited", "VBD"), (figures.tree, "obj"))
    return set_off(main, "advcl", stating, closed=False)


def citing_inside(random: Random, words: Words, clause: Tree) -> Tree:
    """ "X, citing Y, reported that S" and "X, quoted by Y, said that S"."""
    who = simple_source(random, words)
    other = simple_source(random, words)
    if random.random() < 0.5:
        inside, dep = join(leaf("citing", "VBG"), (other.tree, "obj")), "advcl"
        verb = said(random, words, plural=who.plural)
        subject = set_off(who.tree, "punct", inside)
        # "citing" says how it was reported: it hangs on the verb, not on the subject
        subject = tuple(
            replace(w, head=-1, dep=dep) if w.text == "citing" and w.dep == "punct" else w
            for w in subject
        )
        tree = join_floating(subject, verb)
    else:
        agent = (join((leaf("by", "IN"), "case"), other.tree), "obl:agent")
        inside = join(leaf(random.choice(words["relay_verbs"]), "VBN"), agent)
        subject = set_off(who.tree, "acl", inside)
        tree = join((subject, "nsubj"), said(random, words, plural=who.plural))
    return join(tree, (that(random, clause), "ccomp"))


def join_floating(subject: Tree, verb: Tree) -> Tree:
    """`subject` under `verb`; a word of it whose head is -1 hangs on the verb too."""
    top = len(subject) + root(verb)
    held = tuple(replace(w, head=root(subject)) if w.head == -1 else w for w in subject)
    joined = list(join((held, "nsubj"), verb))
    for i, word in enumerate(subject):
        if word.head == -1:
            joined[i] = replace(joined[i], head=top)
    return tuple(joined)


def quoted_as(random: Random, words: Words, clause: Tree) -> Tree:
    """ "X was quoted by Y as saying S"."""
    who = source(random, words)
    by = (join((leaf("by", "IN"), "case"), simple_source(random, words).tree), "obl:agent")
    saying = join(
        (leaf("as", "IN", pos="SCONJ"), "mark"),
        leaf("saying", "VBG"),
        (that(random, clause, 0.5), "ccomp"),
    )
    be = leaf("were", "VBD") if who.plural else leaf("was", "VBD")
    parts: list[Part] = [(who.tree, "nsubj:pass"), (be, "aux:pass"), leaf("quoted", "VBN")]
    if random.random() < 0.7:
        parts.append(by)
    return join(*parts, (saying, "advcl"))


def inserted(random: Random, words: Words, clause: Tree) -> Tree | None:
    """ "NP, she argued, VP" and "NP, according to X, VP"; None where no subject comes first."""
    top = root(clause)
    subjects = [i for i, w in enumerate(clause) if w.head == top and w.dep.startswith("nsubj")]
    if not subjects:
        return None
    span = [i for i in range(len(clause)) if governs(clause, subjects[0], i)]
    at = span[-1] + 1
    if span[0] != 0 or at > 9 or at >= len(clause) or clause[span[-1]].text == ",":
        return None
    if random.random() < 0.6:
        found = source(random, words)
        inside = join((found.tree, "nsubj"), said(random, words, plural=found.plural))
        dep = "parataxis"
    else:
        inside, dep = according_phrase(simple_source(random, words).tree)
    opened = join((comma(), "punct"), respace(inside, last=False), (comma(), "punct"))
    front = respace(clause[:at], last=False)
    clause = (*front, *clause[at:])
    offset = len(opened)
    inner = root(opened)
    moved = [replace(w, head=w.head + offset if w.head >= at else w.head) for w in clause]
    middle = [
        replace(w, head=top + offset, dep=dep) if i == inner else replace(w, head=w.head + at)
        for i, w in enumerate(opened)
    ]
    return (*moved[:at], *middle, *moved[at:])


def governs(tree: Tree, head: int, i: int) -> bool:
    """Whether the word at `i` is in the subtree of the one at `head`."""
    while i != head:
        if tree[i].head == i:
            return False
        i = tree[i].head
    return True


def reporting(random: Random, words: Words, clause: Tree) -> Tree:
    """ "S, with reports suggesting that T"."""
    what = leaf(random.choice(["reports", "estimates", "sources", "analysts", "officials"]), "NNS")
    verb = leaf(random.choice(["suggesting", "claiming", "saying", "indicating"]), "VBG")
    content = that(random, statistic(random, words), 0.8)
    tree = join((leaf("with", "IN"), "case"), what, (join(verb, (content, "ccomp")), "acl"))
    return set_off(clause, "obl", tree, closed=False)


def quotation(random: Random, words: Words, clause: Tree) -> Tree:
    """'“S,” X said' and 'X said: “S”'."""
    left, right = random.choice(QUOTES)
    opening = (leaf(left, "``", space=False), "punct")
    closing = (leaf(right, "''"), "punct")
    who = source(random, words)
    if random.random() < 0.6:
        inside = join(opening, capitalise(respace(clause, last=False)))
        marks: list[Part] = [(leaf(",", ",", space=False), "punct"), closing]
        if random.random() < 0.3:
            marks = [(leaf(right, "''", space=False), "punct"), (comma(), "punct")]
        inside = join(inside, *marks)
        if random.random() < 0.25:
            other = simple_source(random, words)
            verb = leaf(random.choice(words["say_past"]), "VBD")
            return join((inside, "ccomp"), verb, (other.tree, "nsubj"))
        return join((inside, "ccomp"), speaks(random, words, who))
    main = join((who.tree, "nsubj"), said(random, words, plural=who.plural))
    colon = random.choice([":", ","])
    inside = join(opening, capitalise(respace(clause, last=False)), closing)
    lead = join((leaf(colon, ":" if colon == ":" else ","), "punct"), inside)
    return join(respace(main, last=False), (lead, "ccomp"))


def headline(random: Random, words: Words, clause: Tree) -> Tree:
    """A headline: no full stop, no articles, often in title case, often with its source."""
    roll = random.random()
    tree = clause
    if roll < 0.35:
        front = join(respace(clause, last=False), (comma(), "punct"))
        who = simple_source(random, words)
        verb = leaf("say", "VBP") if who.plural else leaf("says", "VBZ")
        order: list[Part] = [(who.tree, "nsubj"), verb]
        if random.random() < 0.4:
            order.reverse()
        tree = join((front, "ccomp"), *order)
    elif roll < 0.5:
        who = simple_source(random, words)
        named_first = join(respace(who.tree, last=False), (leaf(":", ":"), "punct"))
        tree = join((named_first, "parataxis"), clause)
    tree = without(tree, {"the", "a", "an"})
    if random.random() < 0.6:
        tree = tuple(
            replace(w, text=w.text[:1].upper() + w.text[1:])
            if len(w.text) > 3 or w.tag[0] in "NVJC"
            else w
            for w in tree
        )
    return capitalise(respace(tree, last=True))


def without(tree: Tree, texts: set[str]) -> Tree:
    """`tree` without leaves of these texts."""
    heads = {word.head for word in tree}
    kept = [
        i for i, w in enumerate(tree) if w.text.lower() not in texts or w.dep != "det" or i in heads
    ]
    new = {old: i for i, old in enumerate(kept)}
    return tuple(replace(tree[i], head=new[tree[i].head]) for i in kept)


Pattern = Callable[[Random, Words, Tree], Tree | None]
PATTERNS: list[tuple[float, Pattern]] = [
    (20, after),
    (7, after_citing),
    (11, according_last),
    (9, according_first),
    (16, before),
    (4, told),
    (4, cited_figures),
    (5, citing_inside),
    (3, quoted_as),
    (7, inserted),
    (2, reporting),
    (7, quotation),
]


def compose(
    sentences: Sequence[Tree], lexicon: Lexicon, *, count: int, seed: int
) -> Iterator[Tree]:
    """Yield `count` composed sentences, always the same for the same seed."""
    random = Random(seed)
    words = tomllib.loads(GRAMMAR.read_text(encoding="utf-8"))
    bases = [sentence for sentence in sentences if usable(sentence)]
    weights = [weight for weight, _ in PATTERNS]
    made = 0
    while made < count:
        if random.random() < 0.4:
            clause = statistic(random, words)
        else:
            base = random.choice(bases)
            if random.random() < 0.7 and any(w.lemma in CHAT for w in base):
                continue
            clause = decapitalise(gold_clause(random, words, base))
            if len(clause) < 14 and random.random() < 0.4:
                clause = with_time(random, words, clause)
        roll = random.random()
        if roll < 0.1:
            tree: Tree | None = stop(clause)
        elif roll < 0.18:
            tree = headline(random, words, clause) if len(clause) < 16 else None
        else:
            (_, pattern), *_ = random.choices(PATTERNS, weights)
            made_of = pattern(random, words, clause)
            tree = None if made_of is None else stop(made_of)
        if tree is None:
            continue
        made += 1
        yield finish(random, lexicon, tree)


def finish(random: Random, lexicon: Lexicon, tree: Tree) -> Tree:
    """`tree` with lemmas and features, a quarter with typographic apostrophes."""
    completed = tuple(
        agree(tree, i, lexicon.complete(word)) if word.morph is None else word
        for i, word in enumerate(tree)
    )
    if random.random() < 0.25:
        completed = tuple(
            replace(w, text=w.text.replace("'", "’")) if len(w.text) > 1 else w for w in completed
        )
    if random.random() < 0.04:
        completed = tuple(replace(w, text=w.text.lower()) for w in completed)
    return completed


PLURALS = {"NNS", "NNPS"}


def agree(tree: Tree, i: int, word: Word) -> Word:
    """A finite verb with the number of its subject, a participle with its voice."""
    deps = {w.dep for w in tree if w.head == i}
    if word.tag == "VBN" and word.pos == "VERB":
        passive = "aux:pass" in deps or word.dep in {"acl", "amod"}
        return replace(word, morph="Tense=Past|VerbForm=Part" + ("|Voice=Pass" if passive else ""))
    if word.tag not in {"VBD", "VBP"}:
        return word
    clause = word.head if word.dep.startswith(("aux", "cop")) else i
    subjects = [w for w in tree if w.head == clause and w.dep.startswith("nsubj")]
    plural = any(w.tag in PLURALS or w.text.lower() == "they" for w in subjects)
    number = "Plur" if plural or word.tag == "VBP" else "Sing"
    tense = "Past" if word.tag == "VBD" else "Pres"
    return replace(word, morph=f"Mood=Ind|Number={number}|Person=3|Tense={tense}|VerbForm=Fin")

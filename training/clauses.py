"""Composes clauses that state a number, and puts numbers and times into gold clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from training.numbers import counted, digits, measured, money, noun_phrase, number, share
from training.sources import Words, affiliation, body, comma, organisation, place, set_off, time
from training.trees import Part, Tree, attach, compound, join, leaf, respace, root

SPEECH = {
    "say", "tell", "claim", "state", "argue", "report", "announce", "add", "note", "warn", "ask",
    "explain", "write", "think", "believe", "know", "mean", "suggest", "insist", "reply", "quote",
    "cite", "accord",
}  # fmt: skip
MANY = {"ten", "dozen", "hundred", "thousand", "million", "billion", "number", "year", "thing"}
#: Labels of sentences too loosely built to stand inside another one.
LOOSE = {
    "parataxis", "discourse", "vocative", "list", "dep", "goeswith", "reparandum", "orphan",
}  # fmt: skip
PLURAL_TAIL = re.compile(r"^[a-z]+s$")


def measure(random: Random, words: Words) -> tuple[Tree, bool]:
    """Something that rises and falls, and whether it is a plural."""
    text = random.choice(words["measures"])
    if text == "the number of visitors":
        number_of = join((leaf("the", "DT"), "det"), leaf("number", "NN"))
        things = noun_phrase(random.choice(words["counted"]))
        tree = join(number_of, (join((leaf("of", "IN"), "case"), things), "nmod"))
        if random.random() < 0.5:
            total = (leaf(random.choice(["total", "overall"]), "JJ"), "amod")
            number_of = join((leaf("the", "DT"), "det"), total, leaf("number", "NN"))
            tree = join(number_of, (join((leaf("of", "IN"), "case"), things), "nmod"))
        return tree, False
    if text in {"the price of rice", "traffic on the bridge"}:
        head, _, rest = text.partition(" of " if " of " in text else " on ")
        low = rest.split()[-1]
        inner = leaf(low, "NN")
        if rest.startswith("the "):
            inner = join((leaf("the", "DT"), "det"), inner)
        outer = compound(head, "DT NN" if head.startswith("the") else "NN")
        preposition = "of" if " of " in text else "on"
        return join(outer, (join((leaf(preposition, "IN"), "case"), inner), "nmod")), False
    plurals = {"rents", "exports", "profits", "sales", "emissions", "wages", "imports"}
    tags = [
        "DT" if w == "the" else "JJ" if w in {"average", "net"} else "NNS" if w in plurals
        or w == "prices" else "NN"
        for w in text.split()
    ]  # fmt: skip
    tree = compound(text, " ".join(tags)) if len(tags) > 1 else leaf(text, tags[0])
    plural = tags[-1] == "NNS"
    if random.random() < 0.2 and tags[0] != "DT":
        where = join((leaf("in", "IN"), "case"), place(random, words))
        tree = join(tree, (where, "nmod"))
    return tree, plural


def to(preposition: str, tree: Tree) -> tuple[Tree, str]:
    return join((leaf(preposition, "IN"), "case"), tree), "obl"


def change(random: Random, words: Words) -> Tree:
    """ "Rents rose by 12% to $900", "output has fallen to 3.4m tonnes, from 5m"."""
    subject, plural = measure(random, words)
    past, participle = random.choice(
        [("rose", "risen"), ("fell", "fallen"), ("climbed", "climbed"), ("dropped", "dropped"),
         ("grew", "grown"), ("increased", "increased"), ("declined", "declined"),
         ("jumped", "jumped"), ("slipped", "slipped"), ("surged", "surged")]
    )  # fmt: skip
    amount = random.choice([share, share, money])(random)
    rest: list[Part] = []
    roll = random.random()
    if roll < 0.35:
        rest.append(to("by", amount))
    elif roll < 0.6:
        rest.append(to("to", random.choice([share, money, number])(random)))
    elif roll < 0.75:
        rest += [to("by", amount), to("to", money(random))]
    elif roll < 0.88:
        rest.append((amount, "obl:unmarked"))
    else:
        rest += [to("from", amount), to("to", share(random))]
    if random.random() < 0.3:
        aux = (leaf("have" if plural else "has", "VBP" if plural else "VBZ"), "aux")
        return join((subject, "nsubj"), aux, leaf(participle, "VBN"), *rest)
    clause = join((subject, "nsubj"), leaf(past, "VBD"), *rest)
    if random.random() < 0.15:
        compared = join(
            (leaf("compared", "VBN"), "case"), (leaf("with", "IN"), "case"), share(random)
        )
        return set_off(clause, "obl", compared, closed=False)
    return clause


def passes(random: Random, words: Words) -> Tree:
    """ "The total number of X has surpassed N", "inflation stood at N%"."""
    subject, plural = measure(random, words)
    value = random.choice([number, share, money])(random)
    if random.random() < 0.35:
        verb = random.choice(["stood", "stands", "remained", "peaked"])
        tag = "VBZ" if verb == "stands" else "VBD"
        if plural and verb == "stands":
            verb, tag = "stand", "VBP"
        return join((subject, "nsubj"), leaf(verb, tag), to("at", value))
    participle = random.choice(["surpassed", "exceeded", "reached", "topped", "passed", "hit"])
    if random.random() < 0.6:
        aux = (leaf("have" if plural else "has", "VBP" if plural else "VBZ"), "aux")
        return join((subject, "nsubj"), aux, leaf(participle, "VBN"), (value, "obj"))
    return join((subject, "nsubj"), leaf(participle, "VBD"), (value, "obj"))


def happens(random: Random, words: Words) -> Tree:
    """ "N people were killed in X", "N cases have been opened"."""
    subject = counted(random, words["counted"])
    participle = random.choice(
        ["killed", "injured", "displaced", "arrested", "affected", "evacuated", "opened", "lost",
         "registered", "destroyed", "reported", "treated", "sold", "dismissed", "cancelled", "hit"]
    )  # fmt: skip
    if random.random() < 0.4:
        auxes: list[Part] = [(leaf("have", "VBP"), "aux"), (leaf("been", "VBN"), "aux:pass")]
    else:
        auxes = [(leaf(*random.choice([("were", "VBD"), ("are", "VBP")])), "aux:pass")]
    rest: list[Part] = []
    if random.random() < 0.4:
        rest.append(to("in", place(random, words)))
    return join((subject, "nsubj:pass"), *auxes, leaf(participle, "VBN"), *rest)


def acts(random: Random, words: Words) -> Tree:
    """ "N families have left their homes", "N workers went on strike"."""
    subject = counted(random, words["counted"])
    rest: list[Part] = []
    if random.random() < 0.5:
        things = ["homes", "jobs", "posts", "villages", "units", "schools"]
        owned = leaf(random.choice(things), "NNS")
        rest.append((join((leaf("their", "PRP$"), "nmod:poss"), owned), "obj"))
        verbs = [("left", "left"), ("lost", "lost"), ("abandoned", "abandoned")]
    else:
        verbs = [("fled", "fled"), ("arrived", "arrived"), ("returned", "returned")]
        if random.random() < 0.5:
            rest.append(to("from", place(random, words)))
    past, participle = random.choice(verbs)
    roll = random.random()
    if roll < 0.35:
        aux = (leaf("have", "VBP"), "aux")
        return join((subject, "nsubj"), aux, leaf(participle, "VBN"), *rest)
    if roll < 0.5:
        base = {"left": "leave", "lost": "lose", "abandoned": "abandon", "fled": "flee"}
        present = base.get(past, past.removesuffix("ed") if past != "arrived" else "arrive")
        return join((subject, "nsubj"), leaf(present, "VBP"), *rest)
    return join((subject, "nsubj"), leaf(past, "VBD"), *rest)


def does(random: Random, words: Words) -> Tree:
    """ "Quillon Bank cut N jobs", "the ministry spent $N on X"."""
    agent = organisation(random, words) if random.random() < 0.5 else body(random, words)
    roll = random.random()
    if roll < 0.4:
        verb = random.choice(["recorded", "registered", "cut", "hired", "sold", "opened", "lost"])
        thing = counted(random, words["counted"])
    elif roll < 0.7:
        verb = random.choice(["exported", "produced", "imported", "sold", "stored", "bought"])
        thing = measured(random, words["units"], words["goods"])
    else:
        verb = random.choice(["spent", "lost", "raised", "paid", "invested", "earned"])
        thing = money(random)
    roll = random.random()
    if roll < 0.2:
        has = (leaf("has", "VBZ"), "aux")
        return join((agent, "nsubj"), has, leaf(verb, "VBN"), (thing, "obj"))
    if roll < 0.35:
        will = (leaf(random.choice(["will", "could", "may", "would"]), "MD"), "aux")
        return join((agent, "nsubj"), will, leaf(BASE.get(verb, verb), "VB"), (thing, "obj"))
    return join((agent, "nsubj"), leaf(verb, "VBD"), (thing, "obj"))


BASE = {
    "recorded": "record", "registered": "register", "cut": "cut", "hired": "hire", "sold": "sell",
    "opened": "open", "lost": "lose", "exported": "export", "produced": "produce",
    "imported": "import", "stored": "store", "bought": "buy", "spent": "spend", "raised": "raise",
    "paid": "pay", "invested": "invest", "earned": "earn",
}  # fmt: skip


def is_so(random: Random, words: Words) -> Tree:
    """ "The figure was N", "there were N X", "N% of X are women"."""
    roll = random.random()
    if roll < 0.35:
        noun = random.choice(["figure", "total", "estimate", "cost", "average", "rate", "toll"])
        subject = join((leaf("the", "DT"), "det"), leaf(noun, "NN"))
        value = random.choice([number, share, money])(random)
        be = leaf(*random.choice([("was", "VBD"), ("is", "VBZ")]))
        return join((subject, "nsubj"), (be, "cop"), value)
    if roll < 0.7:
        be = leaf("were", "VBD")
        thing = counted(random, words["counted"])
        return join((leaf("there", "EX"), "expl"), be, (thing, "nsubj"))
    subject = counted(random, words["counted"])
    what = random.choice(["unemployed", "homeless", "missing", "safe", "unsafe", "empty", "ill"])
    cop = random.choice([("were", "VBD"), ("are", "VBP"), ("remain", "VBP")])
    if cop[0] == "remain":
        return join((subject, "nsubj"), leaf(*cop), (leaf(what, "JJ"), "xcomp"))
    return join((subject, "nsubj"), (leaf(*cop), "cop"), leaf(what, "JJ"))


def backed(random: Random, words: Words) -> Tree:
    """A participle or a parenthesis between subject and verb: "the figure, confirmed by X, …"."""
    noun = random.choice(["figure", "number", "total", "estimate", "toll", "report", "claim"])
    subject = join((leaf(random.choice(["the", "this"]), "DT"), "det"), leaf(noun, "NN"))
    agent = (join((leaf("by", "IN"), "case"), affiliation(random, words)), "obl:agent")
    verb = leaf(random.choice(words["backed"]), "VBN")
    subject = set_off(subject, "acl", join(verb, agent))
    main = leaf(random.choice(["excludes", "includes", "covers", "exceeds"]), "VBZ")
    return join((subject, "nsubj"), main, (counted(random, words["counted"]), "obj"))


CLAUSES = [change, change, passes, passes, happens, happens, acts, does, does, is_so, backed]


def statistic(random: Random, words: Words) -> Tree:
    """A clause about a number, often with a time, in or out of front."""
    clause = random.choice(CLAUSES)(random, words)
    return with_time(random, words, clause) if random.random() < 0.5 else clause


def with_time(random: Random, words: Words, clause: Tree) -> Tree:
    """`clause` with when it happened, at the end or with a comma in front."""
    tree, dep = time(random, words)
    if random.random() < 0.35 and dep == "obl":
        closed = join(respace(tree, last=False), (comma(), "punct"))
        return join((closed, dep), clause)
    return join(clause, (tree, dep))


def usable(sentence: Tree) -> bool:
    """Whether a gold sentence can become a clause inside another one."""
    if not 6 <= len(sentence) <= 34 or sentence[-1].text != ".":
        return False
    top = sentence[root(sentence)]
    return (
        sum(word.head == i for i, word in enumerate(sentence)) == 1
        and top.pos in {"VERB", "NOUN", "ADJ"}
        and top.lemma not in SPEECH
        and "Imp" not in (top.morph or "")
        and any(w.dep.startswith("nsubj") and w.head == root(sentence) for w in sentence)
        and not any(word.dep in LOOSE for word in sentence)
        and not any(word.text in {'"', "“", "”", "(", ")", "[", "-", "–", "—", ":", ";", "?", "!",
                                  "--", "'", "‘"} for word in sentence)
        and not any(word.pos == "SPACE" for word in sentence)
        and sentence[0].dep not in {"cc", "mark", "discourse"}
        and sentence[0].text[:1].isupper()
        and sentence[-1].head == root(sentence)
    )  # fmt: skip


def gold_clause(random: Random, words: Words, sentence: Tree) -> Tree:
    """A gold sentence without its full stop, with other numbers and some new ones."""
    clause = respace(sentence[:-1], last=True)
    clause = tuple(
        replace(w, text=digits(random), lemma=None)
        if w.tag == "CD" and w.dep == "nummod" and w.text.isdigit() and len(w.text) != 4
        else w
        for w in clause
    )
    children = {word.head: set[str]() for word in clause}
    for word in clause:
        children[word.head].add(word.dep)
    bare = [
        i
        for i, word in enumerate(clause)
        if word.tag == "NNS"
        and PLURAL_TAIL.match(word.text)
        and word.dep in {"nsubj", "obj", "obl", "nsubj:pass", "nmod", "conj"}
        and word.lemma not in MANY
        and clause[word.head].lemma not in MANY
        and not children.get(i, set()) & {"det", "nummod", "nmod:poss", "compound", "amod"}
    ]
    if bare and random.random() < 0.7:
        noun = random.choice(bare)
        clause = attach(clause, noun, number(random), "nummod", noun)
    return clause

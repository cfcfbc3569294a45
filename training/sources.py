"""Composes those who say something, and the times at which things happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from training.trees import Part, Tree, compound, join, leaf, named, respace

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it; `plural` picks the verb, `person` allows "he" and roles."""

    tree: Tree
    plural: bool = False


def of(head: Tree, tree: Tree, preposition: str = "of") -> Tree:
    """`head` with a prepositional modifier."""
    return join(head, (join((leaf(preposition, "IN"), "case"), tree), "nmod"))


def possessive(owner: Tree, owned: Tree, mark: str) -> Tree:
    """`owned` with its owner in front: "Estonia's statistics office"."""
    marked = join(respace(owner, last=False), (leaf(mark + "s", "POS"), "case"))
    return join((marked, "nmod:poss"), owned)


def place(random: Random, words: Words) -> Tree:
    """A country or a town."""
    return named(compound(random.choice(words["places"]), "NNP"), "LOC")


def person(random: Random, words: Words) -> Tree:
    """A person by first and family name, or by title and family name."""
    family = random.choice(words["family"])
    parts = family.split("-")
    last = leaf(parts[0], "NNP", space=len(parts) == 1)
    if len(parts) > 1:
        hyphen = (leaf("-", "HYPH", space=False), "punct")
        last = join(last, hyphen, (leaf(parts[1], "NNP"), "flat"))
    if random.random() < 0.2:
        return join((leaf(random.choice(words["titles"]), "NNP"), "nmod:desc"), named(last, "PER"))
    first = leaf(random.choice(words["given"]), "NNP")
    if random.random() < 0.08:
        initial = (leaf(random.choice("ABCDEFGHJKLMNPRSTW") + ".", "NNP"), "flat")
        return named(join(first, initial, (last, "flat")), "PER")
    return named(join(first, (last, "flat")), "PER")


def organisation(random: Random, words: Words) -> Tree:
    """An organisation with a name of its own."""
    kind = random.choice(["company", "company", "agency", "paper", "broadcaster", "institute"])
    if kind == "institute":
        name = random.choice(words["institutes"])
        before, _, after = name.partition(" of " if " of " in name else " for ")
        if not after:
            before, _, after = name.partition(" on ")
        word = next(w for w in (" of ", " for ", " on ") if w in name).strip()
        tree = named(of(leaf(before, "NNP"), compound(after, "NNP"), word), "ORG")
        if random.random() < 0.3:
            adjective = leaf(random.choice(words["nationalities"]), "JJ")
            return join((leaf("the", "DT"), "det"), (adjective, "amod"), tree)
        return join((leaf("the", "DT"), "det"), tree)
    key = {"company": "companies", "agency": "agencies", "paper": "papers"}
    tree = named(compound(random.choice(words[key.get(kind, "broadcasters")]), "NNP"), "ORG")
    if kind == "paper":
        return join((leaf("the", "DT"), "det"), tree)
    return tree


def body(random: Random, words: Words) -> Tree:
    """A body by what it is: "the regulator", "Estonia's health ministry"."""
    if random.random() < 0.45:
        field = random.choice(words["ministries"])
        noun = leaf("ministry", "NN")
        tag = "NN"
        if random.random() < 0.35:
            head = leaf("Ministry", "NNP")
            name = named(of(head, leaf(field.capitalize(), "NNP")), "ORG")
            return join((leaf("the", "DT"), "det"), name)
        tree = join((leaf(field, tag), "amod" if tag == "JJ" else "compound"), noun)
    else:
        text = random.choice(words["bodies"])
        tree = compound(text, " ".join(["JJ" if w in {"central"} else "NN" for w in text.split()]))
    roll = random.random()
    if roll < 0.3:
        return possessive(place(random, words), tree, random.choice(["'", "’"]))
    if roll < 0.5:
        adjective = (leaf(random.choice(words["nationalities"]), "JJ"), "amod")
        return join((leaf("the", "DT"), "det"), adjective, tree)
    return join((leaf("the", "DT"), "det"), tree)


def affiliation(random: Random, words: Words) -> Tree:
    """What somebody may belong to, now and then two levels deep."""
    tree = body(random, words) if random.random() < 0.5 else organisation(random, words)
    if random.random() < 0.15:
        field = random.choice(words["ministries"])
        unit = join((leaf(field, "NN"), "compound"), leaf("department", "NN"))
        return (
            possessive(tree, unit, "'")
            if random.random() < 0.5
            else of(join((leaf("the", "DT"), "det"), unit), tree)
        )
    return tree


def role(random: Random, words: Words, *, article: bool) -> Tree:
    """An office with what it belongs to: "chief economist at Quillon Bank"."""
    text = random.choice(words["roles"])
    tags = {"chief": "JJ", "managing": "NN", "deputy": "NN", "general": "JJ", "senior": "JJ"}
    tree = compound(text, " ".join([tags.get(word, "NN") for word in text.split()]))
    roll = random.random()
    if text == "professor":
        tree = of(tree, compound(random.choice(words["fields"]), "NN"))
    if roll < 0.25 and not article:
        return possessive(affiliation(random, words), tree, random.choice(["'", "’"]))
    if article:
        determiner = random.choice(["the", "the", "a"])
        if determiner == "a" and text[0] in "aeiou":
            determiner = "an"
        tree = join((leaf(determiner, "DT"), "det"), tree)
    preposition = random.choice(["of", "of", "at", "for", "with"])
    if roll < 0.85:
        tree = of(tree, affiliation(random, words), preposition)
    if roll > 0.8:
        verb = leaf(random.choice(["based", "born"]), "VBN")
        where = join((leaf("in", "IN"), "case"), place(random, words))
        tree = join(tree, (join(verb, (where, "obl")), "acl"))
    return tree


def comma() -> Tree:
    return leaf(",", ",")


def set_off(head: Tree, dep: str, inserted: Tree, *, closed: bool = True) -> Tree:
    """`head` followed by `inserted` between commas."""
    opening = join((comma(), "punct"), respace(inserted, last=not closed))
    parts: list[Part] = [respace(head, last=False), (opening, dep)]
    if closed:
        parts.append((comma(), "punct"))
    return join(*parts)


def source(random: Random, words: Words, *, closed: bool = True) -> Source:
    """Somebody or something that can say a thing; `closed` if more of the clause follows."""
    roll = random.random()
    if roll < 0.22:
        name = person(random, words)
        if random.random() < 0.55:
            apposed = role(random, words, article=random.random() < 0.6)
            return Source(set_off(name, "appos", apposed, closed=closed))
        return Source(name)
    if roll < 0.34:
        text = random.choice(words["roles"])
        title = compound(text, " ".join(["NN"] * len(text.split())))
        if random.random() < 0.6:
            owner = compound(random.choice(words["companies"]), "NNP")
            title = join((named(owner, "ORG"), "compound"), title)
        return Source(join((title, "nmod:desc"), person(random, words)))
    if roll < 0.48:
        return Source(organisation(random, words))
    if roll < 0.62:
        return Source(body(random, words))
    if roll < 0.72:
        tree = leaf(random.choice([w for w in words["crowd"] if " " not in w]), "NNS")
        if random.random() < 0.3:
            field = (leaf(random.choice(words["ministries"]), "NN"), "compound")
            tree = join(field, tree)
        elif random.random() < 0.4:
            preposition = random.choice(["at", "from", "in"])
            where = place(random, words) if preposition == "in" else organisation(random, words)
            tree = of(tree, where, preposition)
        return Source(tree, plural=True)
    if roll < 0.82:
        return evidence(random, words)
    if roll < 0.92:
        who = random.choice(["spokesman", "spokeswoman", "spokesperson", "official", "lawyer"])
        article = "an" if who[0] == "o" else "a"
        tree = join((leaf(article, "DT"), "det"), leaf(who, "NN"))
        return Source(of(tree, affiliation(random, words), random.choice(["for", "at", "from"])))
    pronoun = random.choice(["he", "she", "they", "it"])
    return Source(leaf(pronoun, "PRP"), plural=pronoun == "they")


def evidence(random: Random, words: Words) -> Source:
    """Papers and figures that speak: "data released by X", "a report from Y"."""
    plural = random.random() < 0.5
    if plural:
        tree = leaf(random.choice(words["evidence"]), "NNS")
        if random.random() < 0.4:
            kind = random.choice(["official", "new", "preliminary", "internal", "latest"])
            tree = join((leaf(kind, "JJ"), "amod"), tree)
    else:
        tree = leaf(random.choice(words["documents"]), "NN")
        if random.random() < 0.3:
            tree = join((leaf(random.choice(["new", "recent", "leaked"]), "JJ"), "amod"), tree)
        tree = join((leaf(random.choice(["a", "the", "this"]), "DT"), "det"), tree)
    owner = affiliation(random, words)
    roll = random.random()
    if roll < 0.5:
        return Source(of(tree, owner, random.choice(["from", "by", "of"])), plural)
    if roll < 0.9:
        agent = (join((leaf("by", "IN"), "case"), owner), "obl:agent")
        verb = leaf(random.choice(words["backed"]), "VBN")
        if random.random() < 0.4:
            day = join((leaf("on", "IN"), "case"), leaf(random.choice(words["days"]), "NNP"))
            return Source(join(tree, (join(verb, agent, (day, "obl")), "acl")), plural)
        return Source(join(tree, (join(verb, agent), "acl")), plural)
    return Source(tree, plural)


def simple_source(random: Random, words: Words) -> Source:
    """A source without commas in it."""
    while True:
        found = source(random, words)
        if all(word.text != "," for word in found.tree) and found.tree[0].tag != "PRP":
            return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """What one time phrase may be made of."""

    month: Tree
    year: Tree
    span: Tree
    words: Words


Time = tuple[Tree, str]
THE = (leaf("the", "DT"), "det")


def time(random: Random, words: Words) -> Time:
    """When, or over what, with its label: "since March 2021", "every month"."""
    calendar = Calendar(
        month=leaf(random.choice(words["months"]), "NNP"),
        year=leaf(str(random.randint(1987, 2029)), "CD"),
        span=leaf(random.choice(["year", "month", "week", "quarter", "decade"]), "NN"),
        words=words,
    )
    return TIMES[random.randrange(len(TIMES))](random, calendar)


def prepositional(preposition: str, tree: Tree) -> Time:
    return join((leaf(preposition, "IN"), "case"), tree), "obl"


def in_month(random: Random, calendar: Calendar) -> Time:
    tree, dep = prepositional("in", calendar.month)
    return (join(tree, (leaf("alone", "RB"), "advmod")) if random.random() < 0.5 else tree), dep


def month_of_year(random: Random, calendar: Calendar) -> Time:
    preposition = random.choice(["since", "in", "until", "by"])
    return prepositional(preposition, join(calendar.month, (calendar.year, "nmod:unmarked")))


def year(random: Random, calendar: Calendar) -> Time:
    return prepositional(random.choice(["in", "since", "by", "before"]), calendar.year)


def each_span(random: Random, calendar: Calendar) -> Time:
    word = random.choice(["every", "each", "a", "per"])
    if word == "per":
        return prepositional("per", calendar.span)
    return join((leaf(word, "DT"), "det"), calendar.span), "obl:unmarked"


def near_span(random: Random, calendar: Calendar) -> Time:
    text, tag, dep = random.choice(
        [("last", "JJ", "amod"), ("this", "DT", "det"), ("next", "JJ", "amod")]
    )
    return join((leaf(text, tag), dep), calendar.span), "obl:unmarked"


def part_of_year(random: Random, calendar: Calendar) -> Time:
    order = random.choice(["first", "second", "third", "last", "past"])
    part = leaf(random.choice(["quarter", "half"]), "NN")
    tree = join(THE, (leaf(order, "JJ"), "amod"), part)
    if random.random() < 0.4:
        tree = of(tree, calendar.year)
    return prepositional(random.choice(["in", "during"]), tree)


def past_units(random: Random, calendar: Calendar) -> Time:
    count = (leaf(random.choice(["24", "48", "three", "12", "two", "five"]), "CD"), "nummod")
    units = leaf(random.choice(["hours", "months", "years", "days", "weeks"]), "NNS")
    past = (leaf(random.choice(["past", "last"]), "JJ"), "amod")
    return prepositional(random.choice(["over", "in", "within"]), join(THE, past, count, units))


def on_date(random: Random, calendar: Calendar) -> Time:
    day = leaf(str(random.randint(1, 31)), "CD")
    return prepositional("on", join((calendar.month, "compound"), day))


def edge_of_span(random: Random, calendar: Calendar) -> Time:
    edge = leaf(random.choice(["start", "beginning", "end"]), "NN")
    of_span = of(join(THE, edge), join(THE, calendar.span))
    return prepositional(random.choice(["since", "at", "by"]), of_span)


def on_day(random: Random, calendar: Calendar) -> Time:
    return prepositional("on", leaf(random.choice(calendar.words["days"]), "NNP"))


def near_day(random: Random, calendar: Calendar) -> Time:
    return leaf(random.choice(["yesterday", "today", "tomorrow"]), "NN"), "obl:unmarked"


def adverb(random: Random, calendar: Calendar) -> Time:
    return leaf(random.choice(["annually", "monthly", "overnight", "recently"]), "RB"), "advmod"


def span_earlier(random: Random, calendar: Calendar) -> Time:
    before = join((leaf("a", "DT"), "det"), calendar.span)
    return join((before, "obl:unmarked"), leaf("earlier", "RBR")), "advmod"


TIMES: list[Callable[[Random, Calendar], Time]] = [
    in_month,
    month_of_year,
    year,
    each_span,
    near_span,
    part_of_year,
    past_units,
    on_date,
    edge_of_span,
    on_day,
    on_day,
    near_day,
    adverb,
    span_earlier,
]

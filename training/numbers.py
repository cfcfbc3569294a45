"""Composes quantities: numbers, money, shares, ranges, and nouns that they count."""

from __future__ import annotations

from random import Random

from training.trees import Part, Tree, compound, join, leaf, respace

CURRENCIES = ["$", "$", "£", "£", "€", "US$", "A$", "¥", "₹"]
MONEY_WORDS = ["dollars", "euros", "pounds", "kroner", "yen", "pesos", "rupees", "francs", "pence"]
MAGNITUDES = ["million", "million", "billion", "trillion", "thousand"]
SHORT_MAGNITUDES = ["bn", "bn", "m", "m", "tn", "k"]
SMALL = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
BEFORE = ["about", "nearly", "over", "almost", "roughly", "around", "some", "approximately"]
BEFORE_RARELY = ["only", "just", "under", "exactly", "well over", "just over", "just under"]


def digits(random: Random) -> str:
    """A whole number as printed, of any size up to a million."""
    size = random.choice([10, 100, 1000, 1000, 10_000, 100_000, 1_000_000])
    number = random.randint(2, size)
    if random.random() < 0.6 and number > 100:
        number = round(number, 1 - len(str(number)) + random.randint(0, 1))
    return f"{number:,}" if random.random() < 0.85 else str(number)


def ascending(*numbers: str) -> list[str]:
    """These numbers, the smallest first."""
    return sorted(numbers, key=lambda number: float(number.replace(",", "")))


def decimal(random: Random) -> str:
    """A number with a decimal, now and then a whole one."""
    return f"{random.uniform(1, 99):.{random.choice([0, 1, 1, 2])}f}"


def plain(random: Random) -> Tree:
    """A number without magnitude: digits, or a word."""
    roll = random.random()
    if roll < 0.8:
        return leaf(digits(random), "CD")
    if roll < 0.95:
        return leaf(random.choice(SMALL), "CD")
    unit = random.choice(SMALL[:8])
    return join(
        (leaf(random.choice(TENS), "CD", space=False), "compound"),
        (leaf("-", "HYPH", space=False), "punct"),
        leaf(unit, "CD"),
    )


def magnitude(random: Random, short: float = 0.4) -> Tree:
    """A number of thousands or more: "3.4 million", "221bn", "half a million"."""
    if random.random() < short:
        number = (leaf(decimal(random), "CD", space=False), "compound")
        return join(number, leaf(random.choice(SHORT_MAGNITUDES), "CD"))
    if random.random() < 0.06:
        half = (leaf("half", "PDT", pos="DET"), "det:predet")
        return join(half, (leaf("a", "DT"), "det"), leaf("million", "CD"))
    number = (leaf(decimal(random), "CD"), "compound")
    return join(number, leaf(random.choice(MAGNITUDES), "CD"))


def approximator(random: Random) -> tuple[Tree, str]:
    """What stands before a number and says how exact it is, with its label."""
    roll = random.random()
    if roll < 0.35:
        first, tag = random.choice([("more", "RBR"), ("fewer", "RBR"), ("less", "RBR")])
        return join(leaf(first, tag, pos="ADV"), (leaf("than", "IN"), "fixed")), "advmod"
    if roll < 0.5:
        return join((leaf("at", "IN"), "case"), leaf("least", "JJS")), "nmod"
    if roll < 0.6:
        return join(leaf("up", "IN"), (leaf("to", "IN"), "fixed")), "advmod"
    if roll < 0.66:
        many = (leaf("many", "JJ"), "fixed")
        return join(leaf("as", "RB"), many, (leaf("as", "IN"), "fixed")), "advmod"
    if roll < 0.92:
        return leaf(random.choice(BEFORE), "RB", pos="ADV"), "advmod"
    words = random.choice(BEFORE_RARELY).split()
    parts: list[Part] = [(leaf(word, "RB", pos="ADV"), "advmod") for word in words[:-1]]
    return join(*parts, leaf(words[-1], "RB", pos="ADV")), "advmod"


def spread(random: Random, low: Tree, high: Tree) -> Tree:
    """A range from `low` to `high`, headed by its lower end."""
    roll = random.random()
    if roll < 0.35:
        second = join((leaf("and", "CC"), "cc"), high)
        return join((leaf("between", "IN"), "advmod"), low, (second, "conj"))
    if roll < 0.55:
        upper = join((leaf("to", "IN"), "case"), high)
        return join((leaf("from", "IN"), "case"), low, (upper, "nmod"))
    if roll < 0.75:
        return join(low, (join((leaf("to", "IN"), "case"), high), "nmod"))
    dash = leaf(random.choice(["-", "-", "–"]), "SYM", space=False)
    return join(respace(low, last=False), (join((dash, "case"), high), "nmod"))


def number(random: Random, approximated: float = 0.5) -> Tree:
    """A number that can count a noun, perhaps with an approximator or as a range."""
    roll = random.random()
    if roll < 0.14:
        low, high = ascending(digits(random), digits(random))
        return spread(random, leaf(low, "CD"), leaf(high, "CD"))
    if roll < 0.17:
        return spread(random, magnitude(random), magnitude(random))
    if roll < 0.2:
        fifth = leaf(random.choice([*SMALL, "10", "20"]), "CD")
        return join(leaf("one", "CD"), (join((leaf("in", "IN"), "case"), fifth), "nmod"))
    value = plain(random) if random.random() < 0.75 else magnitude(random)
    if random.random() < approximated:
        return join(approximator(random), value)
    return value


def money(random: Random, approximated: float = 0.35) -> Tree:
    """An amount: "$1.2 billion", "£3,000-£5,000", "more than €35m", "20 million kroner"."""
    if random.random() < 0.2:
        noun = leaf(random.choice(MONEY_WORDS), "NNS")
        return join((number(random, approximated), "nummod"), noun)

    def sum_of(sign: str) -> Tree:
        value = leaf(digits(random), "CD")
        if random.random() < 0.6:
            value = magnitude(random)
        return join(leaf(sign, "$", space=False), (value, "nummod"))

    sign = random.choice(CURRENCIES)
    if random.random() < 0.2:
        return spread(random, sum_of(sign), sum_of(sign))
    if random.random() < approximated:
        return join(approximator(random), sum_of(sign))
    return sum_of(sign)


def share(random: Random, approximated: float = 0.35) -> Tree:
    """A percentage: "12%", "3.5 per cent", "between 20 and 30 percent", "0.4 points"."""
    low, high = ascending(decimal(random), decimal(random))
    value = leaf(high, "CD")
    if random.random() < 0.15:
        value = spread(random, leaf(low, "CD"), value)
    elif random.random() < approximated:
        value = join(approximator(random), value)
    roll = random.random()
    if roll < 0.5:
        return join((respace(value, last=False), "nummod"), leaf("%", "NN", pos="SYM"))
    if roll < 0.75:
        return join((value, "nummod"), (leaf("per", "NN"), "compound"), leaf("cent", "NN"))
    if roll < 0.92:
        return join((value, "nummod"), leaf("percent", "NN"))
    points = (leaf("percentage", "NN"), "compound")
    return join((value, "nummod"), points, leaf("points", "NNS"))


def noun_phrase(text: str) -> Tree:
    """A bare plural such as "asylum requests" or "foreign visitors"."""
    words = text.split()
    adjectives = {"new", "young", "foreign", "public", "drinking", "natural", "frozen", "net"}
    tags = ["JJ" if word in adjectives else "NN" for word in words[:-1]]
    return compound(text, " ".join([*tags, "NNS" if words[-1].endswith(("s", "n", "e")) else "NN"]))


def counted(random: Random, nouns: list[str]) -> Tree:
    """A number and the noun that it counts, or "hundreds of" such things."""
    noun = noun_phrase(random.choice(nouns))
    roll = random.random()
    if roll < 0.08:
        of = join((leaf("of", "IN"), "case"), noun)
        many = leaf(random.choice(["dozens", "hundreds", "thousands", "millions"]), "NNS")
        if random.random() < 0.25:
            ten = (join((leaf("of", "IN"), "case"), leaf("thousands", "NNS")), "nmod")
            return join(leaf(random.choice(["tens", "hundreds"]), "NNS"), ten, (of, "nmod"))
        return join(many, (of, "nmod"))
    if roll < 0.16:
        of = join((leaf("of", "IN"), "case"), (leaf("the", "DT"), "det"), noun)
        return join(number(random), (of, "nmod"))
    if roll < 0.22:
        an = (leaf("an", "DT"), "det")
        return join(an, (leaf("estimated", "VBN"), "amod"), (plain(random), "nummod"), noun)
    if roll < 0.27:
        return join((leaf("another", "DT"), "det"), (plain(random), "nummod"), noun)
    if roll < 0.32:
        more = (leaf("more", "JJR"), "amod")
        return join((plain(random), "nummod"), more, noun)
    if roll < 0.4:
        of = join((leaf("of", "IN"), "case"), (leaf("the", "DT"), "det"), noun)
        return join(share(random), (of, "nmod"))
    return join((number(random), "nummod"), noun)


def measured(random: Random, units: list[str], goods: list[str]) -> Tree:
    """An amount of something: "3.4bn litres of milk"."""
    of = join((leaf("of", "IN"), "case"), noun_phrase(random.choice(goods)))
    unit = noun_phrase(random.choice(units))
    return join((number(random), "nummod"), unit, (of, "nmod"))

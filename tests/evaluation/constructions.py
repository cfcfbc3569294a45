"""
How many of the sentences in constructions.txt are read right, slot by slot.

    python -m tests.evaluation.constructions     scores of both halves; misses of the open half

A hash of the sentence puts it into one of two halves; of the blind one only totals are printed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from spacy.language import Language

from processors import language
from processors.counting.counted import find_counted
from processors.document import parse
from processors.mentions import Mention
from processors.quantities import find_quantities

Half = Literal["open", "blind"]
HALVES: tuple[Half, ...] = ("open", "blind")
SLOTS = ("found", "value", "bound", "unit", "head")

_FILE = Path(__file__).with_suffix(".txt")
_BOUNDS = {
    "exact": "=",
    "about": "~",
    "at_least": ">",
    "at_most": "<",
    "range": "-",
    "order_of_magnitude": "^",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that a sentence states, as annotated; "?" where a slot is not scored."""

    words: str
    value: str
    bound: str
    unit: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of one construction with all that it states."""

    group: str
    text: str
    figures: list[Stated] = field(default_factory=list)

    @property
    def half(self) -> Half:
        """The half that a hash of the sentence puts it into."""
        return HALVES[int(hashlib.sha1(self.text.encode()).hexdigest(), 16) % 2]


def load_sentences() -> list[Sentence]:
    """Every sentence of the file."""
    sentences: list[Sentence] = []
    group = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:]
        elif line.startswith("  "):
            words, value, bound, unit, head = (part.strip() for part in line.split("|"))
            if words not in sentences[-1].text:
                raise ValueError(f"not in the sentence: {line}")
            stated = Stated(words=words, value=value, bound=bound, unit=unit, head=head)
            sentences[-1].figures.append(stated)
        elif line and not line.startswith("#"):
            sentences.append(Sentence(group=group, text=line))
    return sentences


def judge(sentence: Sentence, nlp: Language) -> tuple[Counter[str], list[str]]:
    """Count what is right of a sentence, slot by slot, and say what is not."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    mentions = find_quantities(parse(sentence.text, nlp))
    for stated in sentence.figures:
        start = _place_of(stated.words, sentence.text)
        mention = next(
            (one for one in mentions if one.number[0] < start + len(stated.words)
             and start < one.number[1]), None,
        )  # fmt: skip
        if mention is not None:
            mentions.remove(mention)
        for slot, (gold, said) in _slots(stated, mention).items():
            if gold.startswith("?"):
                continue
            counts[f"{slot} cases"] += 1
            counts[slot] += gold == said
            if gold != said:
                wrong.append(f"{stated.words}: {slot} is {gold!r}, read as {said!r}")
    counts["false alarms"] += len(mentions)
    wrong += [f"false alarm: {one.quantity.text}" for one in mentions]
    return counts, wrong


def measure(nlp: Language, half: Half) -> dict[str, float]:
    """The share of slots read right in one half, in percent, and the number of false alarms."""
    total: Counter[str] = Counter()
    for sentence in load_sentences():
        if sentence.half == half:
            total += judge(sentence, nlp)[0]
    scores = {slot: round(100 * total[slot] / total[f"{slot} cases"], 1) for slot in SLOTS}
    return {**scores, "false alarms": float(total["false alarms"])}


def _place_of(words: str, text: str) -> int:
    """Where the words stand, as words of their own: "2 TB" is not in "32 TB"."""
    found = re.search(rf"(?<![\w.,]){re.escape(words)}(?!\w)", text)
    return found.start() if found else text.index(words)


def _slots(stated: Stated, mention: Mention | None) -> dict[str, tuple[str, str]]:
    if mention is None:
        return {"found": ("yes", "no")}
    quantity, counted = mention.quantity, find_counted(mention)
    if quantity.value is not None:
        said = str(_number(str(quantity.value)))
    else:
        said = f"{_number(str(quantity.low))}..{_number(str(quantity.high))}"
    return {
        "found": ("yes", "yes"),
        "value": ("..".join(str(_number(end)) for end in stated.value.split("..")), said),
        "bound": (stated.bound, _BOUNDS[quantity.bound]),
        "unit": (stated.unit, quantity.unit),
        "head": (stated.head, counted.head if counted is not None else ""),
    }


def _number(text: str) -> float:
    return round(float(Fraction(text)), 6)


def main() -> None:
    """Print the misses of the open half, and the scores of both."""
    nlp = language.load(os.environ.get("FIGUREWATCH_PIPELINE"))
    group = ""
    for sentence in load_sentences():
        _, wrong = judge(sentence, nlp)
        if wrong and sentence.half == "open":
            if sentence.group != group:
                group = sentence.group
                print(f"\n{group}")
            print(sentence.text)
            for line in wrong:
                print("   ", line)
    for half in HALVES:
        print(half, measure(nlp, half))


if __name__ == "__main__":
    main()

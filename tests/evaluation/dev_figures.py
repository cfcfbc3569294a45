"""
Measures the reading of quantities on the development sets, where they are at hand.

    python tests/evaluation/dev_figures.py [SET ...] [--part tune|aside] [--errors N]

The sets and their scorer are no part of the project; without them there is nothing to measure.
Every third item, by the hash of its id, is set aside: rules are made by the misses of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Token

from figurewatch.records import Counted
from processors import language, syntax
from processors.counting.counted import find_counted
from processors.mentions import Mention
from processors.numbers import read_numeral
from processors.quantities import find_quantities
from processors.units import unit_after
from processors.words import split_words

SHARED = Path(__file__).parents[3] / "shared" / "eval" / "figures"
SETS = ("newsquant", "rtext", "recspec", "tap")
BOUNDS = {"at_least": ">", "at_most": "<", "about": "~", "order_of_magnitude": "~"}
METRICS = ("value", "value+unit", "value+bound", "value+concept_any", "value+concept_half")


def is_set_aside(item_id: str) -> bool:
    """Whether an item is among the third that nobody looks at."""
    return int(hashlib.sha1(item_id.encode()).hexdigest(), 16) % 3 == 0


def read_set(name: str, part: str) -> list[dict[str, Any]]:
    """The items of a development set that belong to `part`: "tune", "aside" or "all"."""
    lines = (SHARED / "dev" / f"{name}.jsonl").read_text().splitlines()
    items = [json.loads(line) for line in lines]
    return [one for one in items if part in ("all", "aside" if is_set_aside(one["id"]) else "tune")]


def predict(item: dict[str, Any], nlp: Language) -> dict[str, Any]:
    """Our reading of one item, in the scorer's words."""
    mentions = find_quantities(nlp(item["text"]))
    return {"id": item["id"], "figures": [as_scored(mention) for mention in mentions]}


def as_scored(mention: Mention) -> dict[str, Any]:
    """One quantity in the scorer's words."""
    quantity, counted = mention.quantity, find_counted(mention)
    return {
        "value": scored_value(mention),
        "bound": BOUNDS.get(quantity.bound, "="),
        "direction": quantity.direction,
        "unit": quantity.unit or counted_words(mention, counted),
        "concept": concept_of(mention, counted),
        "start": quantity.start,
        "end": quantity.end,
    }


def scored_value(mention: Mention) -> Any:
    """The number, or the two ends of a range in the order of print, as the sets write them."""
    quantity = mention.quantity
    if quantity.value is not None:
        return quantity.value
    words = split_words(mention.doc.text[slice(*mention.number)])
    first = read_numeral(words, 0)
    is_printed_down = first is not None and first.value == quantity.high
    if is_printed_down and "to" in (word.lower for word in words):
        return [quantity.high, quantity.low]
    return [quantity.low, quantity.high]


def is_unit(mention: Mention, counted: Counted) -> bool:
    """Whether the sets call what is counted the unit: it stands right behind a bare number."""
    return not mention.quantity.unit and counted.start >= mention.number[1]


def counted_words(mention: Mention, counted: Counted | None) -> str:
    """What the scorer calls the unit of a number that has none, in its base forms."""
    if counted is None or not is_unit(mention, counted):
        return "-"
    phrase = mention.doc.char_span(counted.start, counted.end, alignment_mode="expand")
    words = phrase if phrase is not None else []
    return " ".join(token.lemma_ for token in words if not token.is_punct) or "-"


def concept_of(mention: Mention, counted: Counted | None) -> str | None:
    """
    What the scorer calls the concept: what is measured, or who has so many of what is counted.

    Of "the firm has 900 doctors" the sets call doctors the unit, and the firm the concept.
    """
    if counted is None or not is_unit(mention, counted):
        return counted.text if counted is not None else None
    phrase = mention.doc.char_span(counted.start, counted.end, alignment_mode="expand")
    if phrase is None:
        return None
    above = syntax.governor_of(syntax.first_conjunct_of(phrase.root))
    is_noun = above.pos_ in ("NOUN", "PROPN") and above.i < mention.tokens.start
    if is_noun and above.lower_ not in ("total", "number"):
        return syntax.noun_phrase(above).text
    subject = bearer_of(above)
    if subject is None or subject in phrase or subject.i > phrase.start:
        return None
    return syntax.noun_phrase(subject, complements=True).text


def bearer_of(word: Token) -> Token | None:
    """The subject of the nearest clause around `word`, a name for "he" and "it"."""
    for verb in (word, *word.ancestors):
        subject = syntax.understood_subject_of(verb) if syntax.is_predicate(verb) else None
        if subject is not None and subject.pos_ == "PRON" and subject.i > word.sent.start:
            before = word.doc[word.sent.start : subject.i]
            roles = ("subject", "passive_subject")
            names = [token for token in before if syntax.role_of(token) in roles]
            return next((name for name in names if name.pos_ != "PRON"), None)
        if subject is not None:
            return subject
    return None


def in_our_names(unit: str | None) -> str | None:
    """A unit of a set by the name that the lexicon gives it: "new taiwan dollar", "farads"."""
    if not unit or unit == "-":
        return unit
    words = split_words(f"1 {unit}")
    found = unit_after(words, 0, 1)
    return found.unit.name if found is not None and found.last == len(words) else unit


def score(name: str, part: str, nlp: Language, *, errors: int = 0) -> dict[str, Any]:
    """The scorer's answer for a part of a development set; misses are printed."""
    gold = read_set(name, part)
    for figure in (figure for item in gold for figure in item["figures"]):
        if figure["unit"] is not None:
            figure["unit"] = in_our_names(figure["unit"])
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / file for file in ("gold.jsonl", "pred.jsonl", "score.json")]
        paths[0].write_text("\n".join(json.dumps(item) for item in gold))
        paths[1].write_text("\n".join(json.dumps(predict(item, nlp)) for item in gold))
        command = [sys.executable, str(SHARED / "score.py"), str(paths[0]), str(paths[1])]
        options = ["--profile", "figures", "--no-ci", "--json", str(paths[2])]
        options += ["--errors", str(errors)]
        done = subprocess.run(command + options, check=True, capture_output=True, text=True)
        if errors:
            print(done.stdout.split('{\n "gold"')[0])
        answer: dict[str, Any] = json.loads(paths[2].read_text())
        return answer


def summary(answer: dict[str, Any]) -> str:
    """One line of the scores that the targets speak of."""
    metrics = [metric for metric in METRICS if metric in answer]
    parts = [f"n={answer['n_gold']}"]
    parts += [f"{metric} {answer[metric].get('F1', answer[metric]['R'])}" for metric in metrics]
    slots = answer["slot_accuracy_given_value"]
    named = ("unit", "bound", "hedged_bound_recall", "direction", "false_hedges")
    parts += [f"{slot} {slots[slot]}" for slot in named]
    if "false_alarms_by_kind" in answer:
        parts.append(f"false alarms {answer['false_alarms_by_kind']}")
    return ", ".join(parts)


def main() -> None:
    """Print one line per set and part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--part", choices=["tune", "aside", "all"])
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--pipeline")
    chosen = parser.parse_args()
    nlp = language.load(chosen.pipeline)
    for name in chosen.sets:
        for part in [chosen.part] if chosen.part else ["tune", "aside"]:
            errors = chosen.errors if part == "tune" else 0
            print(f"{name:10} {part:6}", summary(score(name, part, nlp, errors=errors)))


if __name__ == "__main__":
    main()

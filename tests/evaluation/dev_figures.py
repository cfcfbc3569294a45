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

from figurewatch.records import Quantity
from processors import language
from processors.counted import find_counted
from processors.mentions import Mention
from processors.quantities import find_quantities

SHARED = Path(__file__).parents[3] / "shared" / "eval" / "figures"
SETS = ("newsquant", "rtext", "recspec", "tap")
BOUNDS = {"at_least": ">", "at_most": "<", "about": "~", "order_of_magnitude": "~"}


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
    quantity = mention.quantity
    return {
        "value": scored_value(quantity),
        "bound": BOUNDS.get(quantity.bound, "="),
        "direction": quantity.direction,
        "unit": quantity.unit or counted_words(mention),
        "concept": None,
        "start": quantity.start,
        "end": quantity.end,
    }


def scored_value(quantity: Quantity) -> Any:
    """The number, or the two ends of a range."""
    if quantity.value is not None:
        return quantity.value
    return [quantity.low, quantity.high]


def counted_words(mention: Mention) -> str:
    """What a number without unit counts, right behind it: what the scorer calls its unit."""
    counted = find_counted(mention)
    is_behind = counted is not None and counted.start >= mention.number[1]
    return counted.text if counted is not None and is_behind else "-"


def score(name: str, part: str, nlp: Language, *, errors: int = 0) -> dict[str, Any]:
    """The scorer's answer for a part of a development set; misses are printed."""
    gold = read_set(name, part)
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
    metrics = [metric for metric in ("value", "value+unit", "value+bound") if metric in answer]
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

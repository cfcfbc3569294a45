"""
How well articles are read, on news annotated for the project (`gold/`), and the floors.

    python -m tests.evaluation.gold            both halves; misses of the open half
    python -m tests.evaluation.gold --raise    raise the floors to what is measured, less some room

The half of an item is decided by a hash of its id. Misses of the open half may be looked at; of
the blind half only totals are printed, so that it says how news that nobody tuned on is read.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from spacy.language import Language

from processors import language
from processors.reading import read_article
from tests.evaluation.annotations import PARTS, GoldItem, Part, load_gold
from tests.evaluation.score import (
    Measure,
    Outcome,
    judge_item,
    measure,
    measure_phenomena,
    misses,
)

FLOORS = Path(__file__).parent / "floors.toml"

#: How far below what is measured a floor is set, in points: rules that help elsewhere may
#: cost a little here. Where few cases are scored it is the weight of one.
ROOM = 2.0

#: Phenomena of fewer figures are left out of the table.
_FEW = 3

Floors = dict[Part, dict[str, float]]

_HEADING = """\
# The scores that reading must reach, in percent, on either half of tests/evaluation/gold.
# `python -m tests.evaluation.gold --raise` writes this file, and never lowers a floor.
"""


def read_gold(items: Sequence[GoldItem], nlp: Language) -> dict[Part, list[Outcome]]:
    """Read every item and judge what was read, by half."""
    outcomes: dict[Part, list[Outcome]] = {part: [] for part in PARTS}
    for item in items:
        outcomes[item.part].append(judge_item(item, read_article(item.article, nlp)))
    return outcomes


def load_floors(path: Path = FLOORS) -> Floors:
    """The floors of both halves; none where there is no file yet."""
    found = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {part: found.get(part, {}) for part in PARTS}


def below_floors(floors: Mapping[str, float], scores: Mapping[str, Measure]) -> list[str]:
    """Say of every score below its floor by how much."""
    return [
        f"{name} is {scores[name].score:.1f}, its floor {floor}"
        for name, floor in floors.items()
        if scores[name].score < floor
    ]


def raise_floors(floors: Mapping[str, float], scores: Mapping[str, Measure]) -> dict[str, float]:
    """The floors that `scores` allow; never lower than they were."""
    return {name: max(floors.get(name, 0.0), _floor_below(score)) for name, score in scores.items()}


def _floor_below(score: Measure) -> float:
    room = max(ROOM, 100 / score.cases if score.cases else ROOM)
    return max(0.0, float(int(10 * (score.score - room))) / 10)


def write_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Write the floors of both halves as TOML."""
    tables = [
        "\n".join([f"[{part}]", *(f'"{name}" = {floor}' for name, floor in floors[part].items())])
        for part in PARTS
    ]
    path.write_text(_HEADING + "\n" + "\n\n".join(tables) + "\n", encoding="utf-8")


def report(scores: Mapping[Part, Mapping[str, Measure]], floors: Floors) -> str:
    """A table of every score, its floor and the cases it rests on, for both halves."""
    lines = [f"{'':20}" + "".join(f"{part:>8} {'floor':>6} {'cases':>6}" for part in PARTS)]
    for name in scores["open"]:
        cells = ""
        for part in PARTS:
            one, floor = scores[part][name], floors[part].get(name, 0.0)
            cells += f"{one.score:8.1f} {floor:6.1f} {one.cases:6}"
        lines.append(f"{name:20}{cells}")
    return "\n".join(lines)


def report_phenomena(outcomes: Sequence[Outcome]) -> str:
    """A table by phenomenon: figures, share with the right value, share with every slot right."""
    lines = [f"{'phenomenon':24} {'figures':>7} {'value':>6} {'all':>6}"]
    for name, (count, value, every) in measure_phenomena(outcomes).items():
        if count < _FEW:
            continue
        lines.append(f"{name:24} {count:7} {100 * value / count:6.0f} {100 * every / count:6.0f}")
    return "\n".join(lines)


def report_all(outcomes: Mapping[Part, Sequence[Outcome]]) -> str:
    """Scores of both halves; phenomena and misses of the open half alone."""
    scores = {part: measure(outcomes[part]) for part in PARTS}
    return "\n\n".join(
        [
            report(scores, load_floors()),
            "Phenomena, open half",
            report_phenomena(outcomes["open"]),
            "Misses, open half",
            "\n".join(misses(outcomes["open"])),
        ]
    )


def main() -> None:
    """Print the report, or raise the floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raise", action="store_true", dest="raises", help="raise the floors")
    options = parser.parse_args()
    nlp = language.load(os.environ.get("FIGUREWATCH_PIPELINE"))
    outcomes = read_gold(load_gold(), nlp)
    if options.raises:
        floors = load_floors()
        write_floors({part: raise_floors(floors[part], measure(outcomes[part])) for part in PARTS})
    print(report_all(outcomes))


if __name__ == "__main__":
    main()

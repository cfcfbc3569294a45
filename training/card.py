"""Writes what a user of the weights must know beside them: card, licence, scores."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

from training.assemble import VERSION, folder_size, weights_hash

TEMPLATES = Path(__file__).parent / "card"
Scores = dict[str, dict[str, float]]
Relations = dict[str, dict[str, tuple[int, int]]]


def write_card(out: Path, scores: Scores, relations: Relations) -> dict[str, Any]:
    """Put card, licence and measured scores into the pipeline in `out`; return what meta says."""
    meta_path = out / "meta.json"
    meta = json.loads(meta_path.read_text("utf-8"))
    meta["weights_sha256"] = weights_hash(out)
    meta["performance"] = scores
    meta_path.write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "LICENSE").write_text((TEMPLATES / "LICENSE").read_text("utf-8"), "utf-8")
    card = Template((TEMPLATES / "README.md").read_text("utf-8")).substitute(
        version=VERSION,
        scores=score_table(scores),
        relations=relation_table(relations),
        sha256=meta["weights_sha256"],
        megabytes=f"{folder_size(out) / 1e6:.1f}",
    )
    (out / "README.md").write_text(card, "utf-8")
    return {"version": VERSION, "sha256": meta["weights_sha256"], "bytes": folder_size(out)}


def score_table(scores: Scores) -> str:
    """A Markdown table with a row for each test set."""
    names = list(dict.fromkeys(name for each in scores.values() for name in each))
    lines = ["| set | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for part, each in scores.items():
        lines.append(f"| {part} | " + " | ".join(f"{each.get(name, '–')}" for name in names) + " |")
    return "\n".join(lines)


def relation_table(relations: Relations) -> str:
    """A Markdown table with a row for each relation and a column for each test set."""
    parts = list(relations)
    lines = ["| relation | " + " | ".join(parts) + " |", "|---" * (len(parts) + 1) + "|"]
    for name in relations[parts[0]]:
        cells = [f"{percent(*relations[part][name])}" for part in parts]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def percent(right: int, total: int) -> str:
    """ "91 % of 133"; "–" where there is nothing to count."""
    return f"{100 * right / total:.0f} % of {total}" if total else "–"

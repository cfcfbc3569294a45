"""
Measures departures on the development sets, where they are at hand.

    python tests/evaluation/dev_departures.py [SET ...] [--part tune|aside|all] [--errors]

The sets and their scorer are no part of the project; without them there is nothing to measure.
A third of the streams, by the hash of story or series, is set aside: parameters are chosen on
the others.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from processors.assessing import FrameAssessor

SHARED = Path(__file__).parents[3] / "shared" / "eval" / "departures"
SETS = {"stories": "stories.jsonl", "injected": "injected.jsonl", "official": "official.jsonl.gz"}
#: Fields of a record that may be read; the others are the answer.
FRAME = (
    *("id", "published", "outlet", "claimant", "via", "cls", "unit", "place", "lo", "hi"),
    *("bound", "scope", "sentence", "story", "series"),
)
#: The scorer's words for our kinds: a claimant's late additions are revisions or jumps to us.
KINDS = {
    "record": ("new_record",),
    "revision": ("same_source_revision", "retro_addition"),
    "jump": ("jump", "retro_addition"),
}
SHOWN = (
    *("figures", "positives", "hits", "late", "missed", "false_alarms", "duplicates"),
    *("precision", "recall", "f1", "fa_per_1000", "kind_right"),
)


def is_set_aside(name: str, record: dict[str, Any]) -> bool:
    """Whether a record belongs to the third of the streams that nobody looks at."""
    key = record["story"] if name == "stories" else record["series"]
    return int(hashlib.sha1(key.encode()).hexdigest(), 16) % 3 == 0


def read_set(name: str, part: str) -> list[dict[str, Any]]:
    """The records of a development set that belong to `part`, in stream order."""
    path = SHARED / "dev" / SETS[name]
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    records = [json.loads(line) for line in text.splitlines() if line.strip()]
    if part == "all":
        return records
    return [one for one in records if is_set_aside(name, one) == (part == "aside")]


def predict(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Our alerts on the records, in the scorer's words."""
    assessor = FrameAssessor()
    lines = []
    for record in records:
        lines += assessor.assess({name: record[name] for name in FRAME if name in record})
    for line in lines:
        line["kinds"] = [word for kind in line["kinds"] for word in KINDS.get(kind, (kind,))]
    return lines


def falls(records: list[dict[str, Any]], alerted: set[str]) -> str:
    """Recall and precision on totals that fell below the one printed before."""
    last: dict[str, float] = {}
    found, missed, false = 0, 0, 0
    for record in records:
        key, value = record["series"], record["lo"]
        if value < last.get(key, value) and record["gold"] is not None:
            found += record["gold"] is True and record["id"] in alerted
            missed += record["gold"] is True and record["id"] not in alerted
            false += record["gold"] is False and record["id"] in alerted
        last[key] = value
    return f"falls: {found} found, {missed} missed, {false} false"


def measure(name: str, part: str, *, errors: bool) -> None:
    """Print what the scorer says about one set."""
    records = read_set(name, part)
    begun = time.process_time()
    alerts = predict(records)
    spent = (time.process_time() - begun) / max(1, len(records))
    scores, false_alarms, missed = load_scorer().score(records, alerts)
    print(f"{name} ({part}):", {key: scores[key] for key in SHOWN})
    print(f"  {scores['by_kind']}  {1000 * spent:.3f} ms a figure")
    if name == "official":
        print(f"  {falls(records, {alert['id'] for alert in alerts})}")
    if errors and part == "tune":
        explained = {alert["id"]: alert["explanation"].split("\n")[0] for alert in alerts}
        for claim in false_alarms:
            print(f"  false alarm {claim}: {explained[claim]}")
        print(f"  missed {missed}")


def load_scorer() -> ModuleType:
    """The scorer that lies beside the development sets."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"no scorer in {SHARED}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """Measure the named sets, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--part", choices=("tune", "aside", "all"), default="tune")
    parser.add_argument("--errors", action="store_true", help="list misses of the tuned part")
    given = parser.parse_args()
    if not SHARED.exists():
        print("the development sets are absent: nothing is measured", file=sys.stderr)
        return 0
    for name in given.sets or SETS:
        measure(name, given.part, errors=given.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())

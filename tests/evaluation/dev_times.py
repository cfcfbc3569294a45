"""
How well times are found and linked to figures, on the dev sets beside the repository.

    python -m tests.evaluation.dev_times [--misses N]

Two columns: items that rules may be tuned on, and items set aside, chosen by a hash of the id.
Figures are given (their offsets are those of the gold), so this measures `find_scope` alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from types import ModuleType
from typing import Any

from spacy.language import Language

from figurewatch.records import Quantity
from processors import calendars
from processors.counting.counted import find_counted
from processors.document import parse
from processors.language import load
from processors.mentions import Mention
from processors.scopes import find_scope
from processors.times import TimeExpression, find_times
from tests.evaluation.dev_figures import SHARED, is_set_aside, read_set


def link_scores(nlp: Language, misses: int = 0) -> dict[str, dict[str, float]]:
    """Score the times linked to given figures, by column."""
    scorer = _scorer()
    totals: dict[str, Counter[str]] = {"tune": Counter(), "set aside": Counter()}
    for item in read_set("tap", "all"):
        column = _column(item["id"])
        doc = parse(item["text"], nlp)
        for figure in item["figures"]:
            if figure["value"] is None:
                continue
            mention = _mention(doc, figure)
            scope = find_scope(mention, find_counted(mention), published=None)
            gold, said = scorer.toks(figure["time"]), scorer.toks(scope.text)
            spans = (figure["time"] or "").split(" ; ")
            right = bool(gold and said) and (
                max(scorer.f1(scorer.toks(span), said) for span in spans) >= 0.5
            )
            counts = totals[column]
            counts["gold"] += bool(gold)
            counts["said"] += bool(said)
            counts["right"] += right
            wrong = not right and bool(gold or said)
            if wrong and column == "tune" and misses:
                misses -= 1
                print(item["id"], item["text"])
                print("   ", figure["value_text"], "gold:", figure["time"], "said:", scope.text)
    return {column: _scores(counts, "right") for column, counts in totals.items()}


def expression_scores(nlp: Language, misses: int = 0) -> dict[str, dict[str, float]]:
    """Score the time expressions found in articles: relaxed, strict and by value, by column."""
    scorer = _scorer()
    totals: dict[str, Counter[str]] = {"tune": Counter(), "set aside": Counter()}
    for item in read_set("te3", "all"):
        published = date.fromisoformat(item["dct"][:10])
        times = find_times(parse(item["text"], nlp), published=published)
        said = [_timex(time) for time in times]
        column = _column(item["id"])
        totals[column].update(scorer.timex_counts(item, {"times": said}))
        if misses and column == "tune":
            misses -= 1
            gold = {(time["start"], time["end"]): time for time in item["times"]}
            found = {(time["start"], time["end"]): time for time in said}
            for span in sorted(gold.keys() | found.keys()):
                one, other = gold.get(span, {}).get("value"), found.get(span, {}).get("value")
                if one != other:
                    words = item["text"][slice(*span)]
                    print(item["dct"][:10], words, "gold:", one, "said:", other)
    return {
        column: {
            name: _scores(
                Counter({**counts, "gold": counts["n_gold"], "said": counts["n_pred"]}), name
            )["F1"]
            for name in ("relaxed", "strict", "value")
        }
        for column, counts in totals.items()
    }


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_figures", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _column(item_id: str) -> str:
    return "set aside" if is_set_aside(item_id) else "tune"


def _mention(doc: Any, figure: dict[str, Any]) -> Mention:
    start, end = figure["start"], figure["end"]
    value = figure["value"]
    low, high = value if isinstance(value, list) else (value, value)
    quantity = Quantity(
        start=start,
        end=end,
        text=doc.text[start:end],
        low=min(low, high),
        high=max(low, high),
        value=None if isinstance(value, list) else value,
        bound="range" if isinstance(value, list) else "exact",
        direction=figure["direction"],
        unit="" if figure["unit"] in ("-", None) else figure["unit"],
    )
    return Mention(doc=doc, quantity=quantity, number=(start, end))


def _scores(counts: Counter[str], right: str) -> dict[str, float]:
    precision = counts[right] / max(counts["said"], 1)
    recall = counts[right] / max(counts["gold"], 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"P": round(100 * precision, 1), "R": round(100 * recall, 1), "F1": round(100 * f1, 1)}


def _timex(time: TimeExpression) -> dict[str, Any]:
    """An expression in the words of the dev set: its type and normalised value."""
    start, end = time.core
    kind, value = "DATE", _value(time)
    if time.kind == "duration":
        kind = "DURATION"
    elif time.kind == "recurring":
        kind = "SET"
    return {"start": start, "end": end, "type": kind, "value": value}


_LETTERS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "0Y"}


def _value(time: TimeExpression) -> str:
    if time.kind in ("duration", "recurring") or (time.count and time.kind == "period"):
        amount = "X" if time.count is None else str(time.count)
        if time.unit == "hour":
            return f"PT{amount}H"
        return f"P{amount}{_LETTERS.get(time.unit or '', 'X')}"
    if time.text.lower() in ("now", "currently"):
        return "PRESENT_REF"
    return _value_of_dates(time.from_ if time.kind == "since" else time.to, time)


def _value_of_dates(end: date | None, time: TimeExpression) -> str:
    if end is None:
        return "X"
    whole = calendars.unit_around(end, time.unit or "day")
    if time.unit == "year":
        return str(end.year)
    if time.unit == "quarter":
        return f"{end.year}-Q{(end.month + 2) // 3}"
    if time.unit == "month":
        return end.strftime("%Y-%m")
    if time.unit == "week":
        return (whole.first + timedelta(days=3)).strftime("%G-W%V")
    return end.isoformat()


def main(arguments: Iterable[str] | None = None) -> None:
    """Print both tables, and the first misses of the column that rules are tuned on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--expressions", type=int, default=0)
    options = parser.parse_args(arguments)
    nlp = load(os.environ.get("FIGUREWATCH_PIPELINE"))
    for column, scores in link_scores(nlp, options.misses).items():
        print(f"time linked to figure, {column}: {scores}")
    for column, scores in expression_scores(nlp, options.expressions).items():
        print(f"time expressions, {column}: {scores}")


if __name__ == "__main__":
    main()

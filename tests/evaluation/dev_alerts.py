"""
Counts the alerts that months of real articles raise, where they are at hand.

    python tests/evaluation/dev_alerts.py [--part tune] [--words]

The articles of PolNeAR, read and compared in the order they were printed. Nobody wrote down which
alerts are right, so this says how many an editor would have to read; `--words` prints both
sentences of each, to be judged by eye. Only `train`, the default, may be looked at that way.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "eval" / "attribution" / "dev"
sys.path.insert(0, str(ROOT))

from figurewatch.records import Alert, Article, Figure  # noqa: E402
from processors import language  # noqa: E402
from processors.families import alerts_of, family_of  # noqa: E402
from processors.reading import read_article, series_of_figure  # noqa: E402

IDENTITY = re.compile(r"polnear/(?P<outlet>.+?)_(?P<day>\d{4}-\d\d-\d\d)_")


def articles_of(part: str) -> Iterator[Article]:
    """The articles of a part that say when they were printed."""
    for line in (DEV / f"{part}.jsonl").open():
        item = json.loads(line)
        found = IDENTITY.match(item["id"])
        if found is None:
            continue
        title, _, text = item["text"].partition("\n")
        yield Article(
            id=item["id"],
            text=text.strip(),
            title=title,
            outlet=found["outlet"],
            published=datetime.fromisoformat(f"{found['day']}T12:00:00+00:00"),
        )


def words_of(figure: Figure) -> str:
    """The words around a figure's number."""
    start = max(0, figure.quantity.start - figure.sentence.start - 70)
    return figure.sentence.text[start : start + 190].replace("\n", " ")


def show(alert: Alert) -> None:
    """Print what a person needs to judge an alert."""
    print(f"\n{alert.explanation.partition(chr(10))[0]}")
    print(f"  new      {words_of(alert.figure)}")
    for earlier in alert.earlier[:3]:
        print(f"  earlier  {words_of(earlier)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--part", default="train", choices=("train", "tune"))
    parser.add_argument("--words", action="store_true", help="print both sentences of each alert")
    options = parser.parse_args()
    if options.words and options.part != "train":
        parser.error("only the alerts of train may be looked at")
    nlp = language.load(None)
    families: dict[str, list[Figure]] = defaultdict(list)
    articles = list(articles_of(options.part))
    for article in articles:
        for figure in read_article(article, nlp):
            families[series_of_figure(figure).family].append(figure)
    alerts = [alert for figures in families.values() for alert in alerts_of(family_of(figures))]
    if options.words:
        for alert in alerts:
            show(alert)
    figures = sum(map(len, families.values()))
    print(
        f"{len(articles)} articles, {figures} figures, {len(alerts)} alerts:"
        f" {1000 * len(alerts) / figures:.1f} per 1,000 figures"
    )
    for kind, count in Counter(alert.kind for alert in alerts).most_common():
        print(f"  {count:4d} {kind}")


if __name__ == "__main__":
    main()

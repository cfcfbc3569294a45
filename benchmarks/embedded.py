"""Articles per second through the whole core of the embedded mode: read, compare, keep."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from prometheus_client import CollectorRegistry

from benchmarks.news import news
from benchmarks.results import keep
from figurewatch.app.monitor import Monitor
from processors.language import load
from processors.reading import read_article
from sinks.metrics import Metrics
from sinks.store import Store


def main(*, short: int = 200, long: int = 40) -> None:
    """Measure short articles (5 paragraphs) and long ones (35, about 700 tokens)."""
    nlp = load()
    figures: dict[str, object] = {}
    for name, articles in (
        ("short articles", news(short, paragraphs=5)),
        ("700-token articles", news(long, paragraphs=35)),
    ):
        read_article(articles[0], nlp)
        start = time.process_time()
        found = sum(len(read_article(article, nlp)) for article in articles)
        reading = time.process_time() - start
        with tempfile.TemporaryDirectory() as scratch:
            store = Store(Path(scratch) / "b.db")
            monitor = Monitor(
                store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ("desk",)
            )
            start, wall = time.process_time(), time.perf_counter()
            for article in articles:
                assert article.published is not None
                monitor.process(article, now=article.published)
            whole, wall = time.process_time() - start, time.perf_counter() - wall
            store.close()
        figures |= {
            f"{name}: tokens per article": round(
                sum(len(nlp.make_doc(article.text)) for article in articles) / len(articles)
            ),
            f"{name}: figures per article": round(found / len(articles), 1),
            f"{name}: read, articles per CPU second": round(len(articles) / reading, 1),
            f"{name}: read, compare, keep, articles per CPU second": round(
                len(articles) / whole, 1
            ),
            f"{name}: read, compare, keep, articles per second": round(len(articles) / wall, 1),
        }
    keep("embedded", figures)


if __name__ == "__main__":
    main()

"""A made-up outlet language that is read without a language pipeline, and a worker that reads it.

    python -m tests.kafka.counts CONFIG WORKER

An article's lines are figures: "4500 Karsovia" is 4,500 soldiers leaving every month. The line
"boom" stops a reader that is not mended. So tests of what happens to messages need not wait for a
parser.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from figurewatch.app.distributed import Worker, create_app
from figurewatch.app.settings import load_settings
from figurewatch.records import Article, Attribution, Figure, Series, Source, Subject, stable_id
from figurewatch.records.codec import encode
from processors.families import alerts_of, family_of
from sinks.metrics import Metrics
from tests import factories

#: Set in the environment of a reader that has got over "boom".
MENDED = "FIGUREWATCH_TEST_MENDED"
PLACES = ("Karsovia", "Ostmark", "Velland", "Ruthia", "Tolmar", "Brenn")


def made_articles(number: int, *, offset: int = 0) -> list[Article]:
    """Articles of eight outlets: a level that is restated, and departed from now and then."""
    return [made_article(index) for index in range(offset, offset + number)]


def made_article(index: int) -> Article:
    """Article number `index`: two figures about two places."""
    lines = []
    for step in (0, 1):
        place = (index + step) % len(PLACES)
        level = 1000 * (place + 1)
        value = level * 3 if index % 41 == 7 * step + 3 else level + index % 3
        lines.append(f"{value} {PLACES[place]}")
    return factories.article(
        id=f"article-{index}",
        text="\n".join(lines),
        outlet=f"Outlet {index % 8}",
        url=f"https://outlet.example/{index}",
        published=factories.MONDAY + timedelta(hours=7 * index),
    )


def read(article: Article) -> list[Figure]:
    """Read an article in the made-up language."""
    if "boom" in article.text and MENDED not in os.environ:
        raise ValueError("boom")
    return [
        _figure(article, line, start=article.text.index(line))
        for line in article.text.splitlines()
        if line != "boom"
    ]


def series_of(figure: Figure) -> Series:
    """One family and one series for each place."""
    place = figure.subject.place
    return factories.series(
        key=f"desertion/{place}/rate", family=f"desertion/{place}", place=place, title=f"In {place}"
    )


def expected(articles: list[Article]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The figures and alerts that the articles come to, by id, without any broker."""
    figures = [figure for article in articles for figure in read(article)]
    alerts = [
        alert
        for place in PLACES
        for alert in alerts_of(
            family_of(figure for figure in figures if figure.subject.place == place)
        )
    ]
    return (
        {figure.id: encode(figure) for figure in figures},
        {alert.id: encode(alert) for alert in alerts},
    )


def _figure(article: Article, line: str, *, start: int) -> Figure:
    value, place = line.split()
    claimant = Source(text=f"ministry of {place}", start=0, end=1, kind="government")
    figure = factories.figure(
        printed=article,
        id=stable_id(article.id, line),
        quantity=factories.quantity(
            text=value,
            low=int(value),
            high=int(value),
            value=int(value),
            start=start,
            bound="exact",
        ),
        subject=Subject(class_="desertion", place=place),
        attribution=Attribution(chain=(claimant,), form="indirect", printed_by=article.outlet),
    )
    figure = replace(figure, scope=replace(figure.scope, to=article.published.date()))
    return replace(figure, series=series_of(figure).key)


def main(config: str, worker: str) -> None:
    """Run a `process` worker that reads the made-up language."""
    settings = load_settings(Path(config))
    app = create_app(
        settings.kafka,
        data_dir=settings.data_dir / "process" / worker,
        read=read,
        series_of=series_of,
        metrics=Metrics(CollectorRegistry()),
    )
    # A crash is noticed sooner than in earnest, so that tests need not wait.
    app.conf.broker_session_timeout = 6.0
    app.conf.broker_heartbeat_interval = 1.0
    Worker(app, loglevel="WARNING", quiet=True).execute_from_commandline()


def run() -> None:
    """Run a worker as the arguments say."""
    main(*sys.argv[1:])


if __name__ == "__main__":
    run()

"""`figurewatch replay`: dated articles through the whole core, in order of publication."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import click

from figurewatch.app.commands.look import pipeline_of, reading_option
from figurewatch.app.inputs import article_of, open_input, read_lines
from figurewatch.app.output import progress, write_line
from figurewatch.errors import InputError
from figurewatch.records import Article
from figurewatch.records.codec import encode


@click.command(short_help="Run dated articles through the whole core.")
@click.argument("file", metavar="ARTICLES.jsonl")
@click.option(
    "--store",
    "store_path",
    type=click.Path(path_type=Path),
    help="Keep what was read in this store; without it nothing is kept.",
)
@click.option("--pipeline", help="Another spaCy pipeline, by name or path.")
@reading_option
def replay(file: str, store_path: Path | None, pipeline: str | None, config: Path | None) -> None:
    """
    Run dated articles through the whole core in order of publication, and print the alerts.

    A line of ARTICLES.jsonl is as for `extract`, with "published". The clock is the articles'.
    Each alert is printed once, as it stands at the end.
    """
    named = pipeline_of(config, pipeline)
    articles, set_aside = _articles(file)
    with tempfile.TemporaryDirectory() as scratch:
        set_aside |= _replay(articles, store_path or Path(scratch) / "replay.db", named)
    if set_aside:
        raise click.exceptions.Exit(3)


def _articles(file: str) -> tuple[list[Article], bool]:
    articles, set_aside = [], False
    with open_input(file) as stream:
        for line in read_lines(stream, name=file):
            try:
                if isinstance(line, InputError):
                    raise line
                article = article_of(line)
                if article.published is None:
                    raise InputError('needs "published"', place=line.place)
            except InputError as error:
                click.echo(f"figurewatch: {error}", err=True)
                set_aside = True
            else:
                articles.append(article)
    return sorted(articles, key=lambda article: (str(article.published), article.id)), set_aside


def _replay(articles: list[Article], store_path: Path, pipeline: str | None) -> bool:
    from prometheus_client import CollectorRegistry

    from figurewatch.app.monitor import Monitor
    from processors.language import load
    from sinks.metrics import Metrics
    from sinks.store import Store

    store = Store(store_path)
    raised: dict[str, None] = {}
    revisions: dict[str, int] = {}
    with progress(len(articles)) as advance:
        monitor = Monitor(
            store,
            load(pipeline),
            Metrics(CollectorRegistry()),
            subscribers=lambda _: (),
        )
        for article in articles:
            # The same id again is the article changed, as a feed would bring it.
            revisions[article.id] = revisions.get(article.id, 0) + 1
            revised = replace(article, revision=revisions[article.id])
            assert revised.published is not None
            for alert in monitor.process(revised, now=revised.published):
                raised.setdefault(alert.id)
            advance()
    for alert_id in raised:
        kept = store.alert(alert_id)
        if kept is not None and kept.state != "withdrawn":
            write_line(encode(kept).decode())
    letters = store.dead_letters()
    for letter in letters:
        click.echo(f"figurewatch: {letter.position}: {letter.error}", err=True)
    store.close()
    return bool(letters)

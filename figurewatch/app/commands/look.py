"""`series`: what the store holds, a JSON object a line; and what other commands look with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from figurewatch.app.lexicon import use_lexicon
from figurewatch.app.output import write_line
from figurewatch.app.settings import LexiconSettings, Settings, load_settings, shipped_config
from figurewatch.errors import InputError
from figurewatch.records.codec import encode, to_wire
from processors.strands import Strand, strands_of
from sinks.store import Store

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=None,
    help="The configuration file; without it the one that comes with figurewatch.",
)


def settings_of(config: Path | None) -> Settings:
    """Load the named configuration, or the shipped one, and put its lexicon in force."""
    settings = load_settings(config or shipped_config())
    if settings.lexicon != LexiconSettings():
        use_lexicon(settings.lexicon)
    return settings


reading_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=None,
    help="Take lexicon and pipeline from this configuration.",
)


def pipeline_of(config: Path | None, pipeline: str | None) -> str | None:
    """Name the pipeline to read with, and put the lexicon of `config` in force."""
    configured = settings_of(config).pipeline if config is not None else None
    return pipeline or configured or os.environ.get("FIGUREWATCH_PIPELINE")


def open_store(config: Path | None) -> Store:
    """Open the store of a configuration; raises InputError if there is none yet."""
    path = settings_of(config).store_path
    if not path.exists():
        raise InputError("there is no store yet; `figurewatch run` makes it", place=str(path))
    return Store(path)


@click.command(short_help="List the series, or show one.")
@click.argument("key", required=False)
@click.option("--strands", is_flag=True, help="Of KEY: what each claimant said, a line each.")
@config_option
def series(key: str | None, strands: bool, config: Path | None) -> None:
    """
    List the series with their counts; with KEY, the figures of that series.

    With --strands a line is one claimant, and what it said, oldest first: reprints and roundings
    of one claim are gathered under its first print.
    """
    store = open_store(config)
    if strands and key is None:
        raise click.UsageError("--strands needs a KEY")
    if key is None:
        for summary in store.summaries():
            answer: dict[str, Any] = to_wire(summary.series)
            answer.update(figures=summary.figures, outlets=summary.outlets, alerts=summary.alerts)
            write_line(json.dumps(answer, ensure_ascii=False))
        return
    kept = store.series(key)
    if kept is None:
        raise InputError(f"there is no series {key}")
    if strands:
        for strand in strands_of(key, store.figures_of_family(kept.family)):
            write_line(json.dumps(_strand_line(strand), ensure_ascii=False))
        return
    for figure in store.figures_of_series(key):
        write_line(encode(figure).decode())


def _strand_line(strand: Strand) -> dict[str, Any]:
    return {
        "claimant": strand.claimant,
        "said": [
            {
                "text": said.figure.quantity.text,
                "low": said.figure.quantity.low,
                "high": said.figure.quantity.high,
                "from": str(said.figure.scope.from_ or "") or None,
                "to": str(said.figure.scope.to or "") or None,
                "published": to_wire(said.figure.article)["published"],
                "printed_by": said.printed_by,
                "disputed": said.disputed,
                "figures": said.figures,
            }
            for said in strand.said
        ],
    }

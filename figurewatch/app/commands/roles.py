"""`ingest`, `process`, `deliver`, `topics`: the roles of the distributed mode."""

from __future__ import annotations

from pathlib import Path

import click

from figurewatch.app.commands.look import config_option, settings_of
from figurewatch.app.holding import held_alone
from figurewatch.app.logs import set_up_logs
from figurewatch.app.output import write_line
from figurewatch.app.settings import Settings


def _start(config: Path | None) -> Settings:
    settings = settings_of(config)
    set_up_logs(settings.log_format)
    return settings


@click.command(short_help="Poll feeds into Kafka.")
@config_option
def ingest(config: Path | None) -> None:
    """Poll the configured feeds, and send their articles to Kafka through a spool."""
    settings = _start(config)
    with held_alone(settings.spool_path):
        from figurewatch.app import distributed

        distributed.ingest(settings)


@click.command(short_help="Read articles and compare figures on Kafka.")
@config_option
@click.option("--worker", help="Names the data directory; the host's name without it.")
def process(config: Path | None, worker: str | None) -> None:
    """Read articles from Kafka, compare their figures, and send figures and alerts back."""
    from figurewatch.app import distributed

    distributed.process(_start(config), worker=worker or distributed.default_worker())


@click.command(short_help="Keep, show and hand over what Kafka brings.")
@config_option
def deliver(config: Path | None) -> None:
    """Keep articles, figures and alerts from Kafka; serve the pages; hand alerts over."""
    settings = _start(config)
    with held_alone(settings.store_path):
        from figurewatch.app import distributed

        distributed.deliver(settings)


@click.command(short_help="Create the topics.")
@config_option
def topics(config: Path | None) -> None:
    """Create the topics that are not there yet, and name them."""
    from figurewatch.app.topics import create_topics

    for name in create_topics(_start(config).kafka):
        write_line(name)

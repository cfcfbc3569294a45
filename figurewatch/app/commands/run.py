"""`figurewatch run`: the embedded monitor."""

from __future__ import annotations

from pathlib import Path

import click

from figurewatch.app.commands.look import config_option, settings_of
from figurewatch.app.holding import held_alone
from figurewatch.app.logs import set_up_logs


@click.command(short_help="Run the embedded monitor.")
@config_option
def run(config: Path | None) -> None:
    """Watch the configured feeds until stopped: one process, one SQLite file."""
    settings = settings_of(config)
    set_up_logs(settings.log_format)
    with held_alone(settings.store_path):
        from figurewatch.app import embedded

        embedded.run(settings)

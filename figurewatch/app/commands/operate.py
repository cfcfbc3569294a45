"""`config check`, `store …`, `doctor`, `schema`: the operator's tools."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import click

from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.output import write_line
from figurewatch.app.subscribers import subscribers_of
from figurewatch.errors import InputError, StoreError
from figurewatch.records.codec import encode
from figurewatch.records.schemas import RECORDS, json_schema


@click.group(short_help="Check the configuration.")
def config() -> None:
    """Check the configuration."""


@config.command("check")
@config_option
def config_check(config: Path | None) -> None:
    """Check the configuration and print what is in force, secrets masked."""
    settings = settings_of(config)
    subscribers_of(settings)
    write_line(settings.model_dump_json())


@click.group(short_help="Back up, prune and export the store.")
def store() -> None:
    """Back up, prune and export the store."""


@store.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@config_option
def store_backup(target: Path, config: Path | None) -> None:
    """Copy the store to TARGET while it is in use."""
    if target.exists():
        raise InputError("exists already", place=str(target))
    source = open_store(config)
    try:
        with sqlite3.connect(source.path) as connection, sqlite3.connect(target) as copy:
            connection.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(str(target), str(error)) from error
    click.echo(f"copied {source.path} to {target}", err=True)


@store.command("prune")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Remove what is older."
)
@config_option
def store_prune(before: object, config: Path | None) -> None:
    """Remove articles, figures and alerts printed before a day."""
    day = f"{before:%Y-%m-%d}"
    removed = open_store(config).prune(before=day)
    write_line(json.dumps(removed))


@store.command("export")
@config_option
def store_export(config: Path | None) -> None:
    """Write every figure as one JSON object a line, oldest first."""
    for figure in open_store(config).all_figures():
        write_line(encode(figure).decode())


@click.command(short_help="Check that everything needed is there.")
@config_option
def doctor(config: Path | None) -> None:
    """Check configuration, language pipeline, store and ports; exit code 1 if one fails."""
    from figurewatch.app.doctor import examine

    failed = False
    for finding in examine(settings_of(config)):
        write_line(json.dumps({"check": finding.check, "ok": finding.ok, "says": finding.says}))
        failed = failed or not finding.ok
    if failed:
        raise click.exceptions.Exit(1)


@click.command(short_help="Print the JSON Schema of a record.")
@click.argument("record", type=click.Choice(sorted(RECORDS)), required=False)
def schema(record: str | None) -> None:
    """Print the JSON Schema of RECORD as it is on the wire; without it, of every record."""
    for name in [record] if record else sorted(RECORDS):
        write_line(json.dumps(json_schema(name)))

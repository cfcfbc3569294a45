"""`config check`, `store …`, `doctor`, `schema`: the operator's tools."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from figurewatch.app.commands.groups import Group
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.output import progress_to, write_line
from figurewatch.app.subscribers import subscribers_of
from figurewatch.errors import InputError, StoreError
from figurewatch.records.schemas import RECORDS, json_schema
from sinks.store import Chosen

#: Of the store that is copied before the bar moves on.
_PAGES = 1000


@click.group(cls=Group, short_help="Check the configuration.")
def config() -> None:
    """Check the configuration."""


@config.command("check", short_help="Check it, and print what is in force.")
@config_option
def config_check(config: Path | None) -> None:
    """Check the configuration and print what is in force, secrets masked."""
    settings = settings_of(config)
    subscribers_of(settings)
    write_line(settings.model_dump_json())


def _day_option(name: str, *, help: str) -> Callable[[Any], Any]:
    return click.option(name, type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help)


@click.group(cls=Group, short_help="Back up, prune and export the store.")
def store() -> None:
    """Back up, prune and export the store."""


@store.command("backup", short_help="Copy the store while it is in use.")
@click.argument("target", type=click.Path(path_type=Path))
@config_option
def store_backup(target: Path, config: Path | None) -> None:
    """Copy the store to TARGET while it is in use."""
    if target.exists():
        raise InputError("exists already", place=str(target))
    source = open_store(config)
    # Under its name only when it is whole: a backup that is half there is worse than none.
    part = target.with_name(f".{target.name}.part")
    try:
        with closing(sqlite3.connect(source.path)) as kept, closing(sqlite3.connect(part)) as copy:
            with progress_to() as shown:
                kept.backup(copy, pages=_PAGES, progress=shown)
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
            if verdict != "ok":
                raise StoreError(str(source.path), verdict)
        part.replace(target)
    except sqlite3.Error as error:
        raise StoreError(str(target), str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"copied {source.path} to {target}", err=True)


@store.command("prune", short_help="Remove what is too old.")
@_day_option(
    "--before",
    help="Remove what was printed before this day; without it, what `retention` no longer keeps.",
)
@config_option
def store_prune(before: datetime | None, config: Path | None) -> None:
    """Remove articles, figures and alerts that are too old, and say how many."""
    from figurewatch.app.clock import now
    from figurewatch.app.upkeep import remove_old
    from ingest.store import Store as IngestStore

    settings = settings_of(config)
    kept = open_store(config)
    if before is not None:
        write_line(json.dumps(kept.prune(before=f"{before:%Y-%m-%d}")))
        return
    # The embedded mode keeps all in one file; `ingest` has its own.
    spool = settings.spool_path if settings.spool_path.exists() else settings.store_path
    removed = remove_old(settings.retention, kept, IngestStore(spool), now=now())
    write_line(json.dumps(removed))


@store.command("export", short_help="Write figures as JSON, CSV or Parquet.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "parquet"]),
    help="By the ending of FILE without it; json is one object a line.",
)
@_day_option("--since", help="Printed on this day or later.")
@_day_option("--until", help="Printed on this day or before.")
@click.option("--series", help="Of this series; `*` stands for any text.")
@click.option("--outlet", help="Printed by this outlet.")
@config_option
def store_export(
    file: Path | None,
    form: str | None,
    since: datetime | None,
    until: datetime | None,
    series: str | None,
    outlet: str | None,
    config: Path | None,
) -> None:
    """
    Write figures, oldest first, to FILE or as JSON or CSV to stdout.

    CSV and Parquet have the same columns; JSON has all of each figure. FILE is there when all of
    it is written.
    """
    from figurewatch.app.exporting import FORMS, export

    if since is not None and until is not None and since > until:
        raise click.UsageError("--since is later than --until")
    chosen = Chosen(
        since=f"{since:%Y-%m-%d}" if since else None,
        until=f"{until:%Y-%m-%d}" if until else None,
        series=series,
        outlet=outlet,
    )
    form = form or (file.suffix.removeprefix(".") if file else "json")
    if form not in FORMS:
        raise click.UsageError(
            f"{file}: the ending says no form; known are json, jsonl, csv and parquet"
        )
    if file is None and form == "parquet":
        raise click.UsageError("Parquet is written to a file: name one")
    count = export(open_store(config), chosen, form=form, path=file)
    if file is not None:
        click.echo(f"wrote {count} figures to {file}", err=True)


@click.command(short_help="Check that everything needed is there.")
@click.option("--offline", is_flag=True, help="Ask nothing of feeds and broker.")
@config_option
def doctor(config: Path | None, offline: bool) -> None:
    """
    Check what can be wrong before it goes wrong; exit code 1 if something is.

    Language pipeline, lexicon, data directory, disk, store, port, access, subscribers, broker,
    feeds and clock are looked at; nothing is changed.
    """
    from figurewatch.app.doctor import examine

    failed = False
    for finding in examine(settings_of(config), offline=offline):
        write_line(json.dumps({"check": finding.check, "ok": finding.ok, "says": finding.says}))
        failed = failed or not finding.ok
    if failed:
        raise click.exceptions.Exit(1)


@click.command(short_help="Print the JSON Schema of a record.")
@click.argument("record", type=click.Choice(sorted(RECORDS)), required=False, metavar="[RECORD]")
def schema(record: str | None) -> None:
    """
    Print the JSON Schema of RECORD as it is on the wire; without it, of every record.

    RECORD is Alert, Article, DeadLetter, Departure, FeedStatus, Figure or Series.
    """
    for name in [record] if record else sorted(RECORDS):
        write_line(json.dumps(json_schema(name)))

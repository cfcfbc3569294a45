"""`watch`: what is followed, and what that would have caught in the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from figurewatch.app.commands.groups import Group
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.output import write_line
from figurewatch.app.settings import Settings, WatchSettings
from figurewatch.app.subscribers import is_told, wanted_by
from figurewatch.app.watches import factor_of, unknown_classes, why_held_back, why_not_about
from figurewatch.errors import ConfigError, did_you_mean
from figurewatch.records import Alert, Figure
from sinks.alerts import claimants, headline
from sinks.store import Store


@click.group(
    cls=Group,
    invoke_without_command=True,
    short_help="List what is followed, and test it on the store.",
)
@config_option
@click.pass_context
def watch(context: click.Context, config: Path | None) -> None:
    """List the watches of the configuration, or test them on what the store holds."""
    if context.invoked_subcommand is None:
        _list(config)


@watch.command("list")
@config_option
def watch_list(config: Path | None) -> None:
    """List the watches, each with who is told of it."""
    _list(config)


def _list(config: Path | None) -> None:
    settings = settings_of(config)
    for each in settings.watches:
        told = [one.name for one in settings.subscribers if is_told(one.name, each)]
        write_line(json.dumps(each.model_dump() | {"subscribers": told}, ensure_ascii=False))
        _warn(each)


@watch.command("test", short_help="Show what watches would have caught in the store.")
@click.argument("name", required=False)
@click.option("--alerts-only", is_flag=True, help="Leave out the figures that raised nothing.")
@config_option
def watch_test(name: str | None, alerts_only: bool, config: Path | None) -> None:
    """
    Show what the watch NAME would have caught in the store; without it, every watch.

    First the alerts about what is watched, newest first, each with who would be told or why it
    is held back; then the figures that are watched and raised no alert, oldest first. Nothing
    is sent.
    """
    settings = settings_of(config)
    watches = _named(settings, name)
    store = open_store(config)
    alerts = [one for one in store.alerts(limit=sys.maxsize) if one.state != "withdrawn"]
    for each in watches:
        _warn(each)
        about = [
            one for one in alerts if why_not_about(each, one.figure, earlier=one.earlier) is None
        ]
        for alert in about:
            write_line(json.dumps(_alert_line(settings, each, alert), ensure_ascii=False))
        held_back = sum(why_held_back(each, alert) is not None for alert in about)
        said = f"{each.name}: alerts {len(about)}, held back {held_back}"
        if not alerts_only:
            count = 0
            for figure in _silent(store, each, {alert.figure.id for alert in about}):
                write_line(json.dumps(_figure_line(each, figure), ensure_ascii=False))
                count += 1
            said += f", figures without one {count}"
        click.echo(said, err=True)


def _named(settings: Settings, name: str | None) -> list[WatchSettings]:
    found = [each for each in settings.watches if name in (None, each.name)]
    if not found and name is None:
        raise ConfigError("the configuration has no watches", place="watches")
    if not found:
        near = did_you_mean(name or "", [each.name for each in settings.watches])
        raise ConfigError(f"there is no watch {name}{near}", place="watches")
    return found


def _silent(store: Store, each: WatchSettings, raised: set[str]) -> Iterator[Figure]:
    return (
        figure
        for figure in store.all_figures()
        if figure.id not in raised and why_not_about(each, figure) is None
    )


def _alert_line(settings: Settings, each: WatchSettings, alert: Alert) -> dict[str, Any]:
    held_back = why_held_back(each, alert)
    told = [name for name in wanted_by(settings, alert) if is_told(name, each)]
    return {
        "watch": each.name,
        "alert": alert.id,
        "severity": alert.severity,
        "kind": alert.kind,
        "factor": factor_of(alert),
        "series": alert.series,
        "raised": alert.raised.isoformat(),
        "says": headline(alert),
        "held_back": held_back,
        "told": [] if held_back else told,
    }


def _figure_line(each: WatchSettings, figure: Figure) -> dict[str, Any]:
    published = figure.article.published
    return {
        "watch": each.name,
        "figure": figure.id,
        "series": figure.series,
        "published": published.isoformat() if published else None,
        "text": figure.quantity.text,
        "sentence": figure.sentence.text,
        "claimed_by": claimants(figure.attribution),
        "printed_by": figure.article.outlet,
    }


def _warn(each: WatchSettings) -> None:
    """A class outside the lexicon is no mistake: it is a noun that is counted."""
    for name, near in unknown_classes(each):
        click.echo(
            f"figurewatch: watch {each.name}: no class is called {name}{near}; it stands for"
            f" figures whose counted noun is “{name}” and that have no class",
            err=True,
        )

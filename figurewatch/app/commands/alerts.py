"""`alerts`: what was raised, what was handed over to whom, and what people did about it."""

from __future__ import annotations

from pathlib import Path

import click

from figurewatch.app.clock import now
from figurewatch.app.commands import deliveries
from figurewatch.app.commands.deliveries import alert_of
from figurewatch.app.commands.groups import ShowGroup
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.commands.why import why
from figurewatch.app.output import write_line
from figurewatch.app.subscribers import why_not_for
from figurewatch.records.codec import encode, to_wire
from sinks.outbox import Outbox


@click.group(
    cls=ShowGroup,
    invoke_without_command=True,
    short_help="List the alerts, show one, or act on one.",
)
@config_option
@click.pass_context
def alerts(ctx: click.Context, config: Path | None) -> None:
    """List the newest alerts, newest first; `alerts ID` shows one."""
    if ctx.invoked_subcommand is None:
        for alert in open_store(config).alerts():
            write_line(encode(alert).decode())


@alerts.command("show", short_help="Show one alert.")
@click.argument("alert_id", metavar="ID")
@config_option
def show(alert_id: str, config: Path | None) -> None:
    """
    Show the alert ID, what became of it for each subscriber, and every attempt.

    `not_for` says why it is not for a subscriber that it would not be sent to today.
    """
    settings = settings_of(config)
    store = open_store(config)
    alert = alert_of(store, alert_id)
    delivery = to_wire(Outbox(store).record_of(alert, now=now()))
    delivery["not_for"] = {
        subscriber.name: why_not
        for subscriber in settings.subscribers
        if (why_not := why_not_for(settings, subscriber, alert)) is not None
    }
    write_line(encode(to_wire(alert) | {"delivery": delivery}).decode())


for command in (why, deliveries.test, deliveries.ack, deliveries.mute, deliveries.redeliver):
    alerts.add_command(command)

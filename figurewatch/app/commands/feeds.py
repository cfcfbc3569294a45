"""`figurewatch feeds`: how the feeds are doing, and what others there are."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from figurewatch.app.commands.groups import Group
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.feed_lists import FeedList, read_feed_list
from figurewatch.app.feeds import feed_sources, fetch_limits
from figurewatch.app.inputs import open_input
from figurewatch.app.output import progress, write_line
from figurewatch.app.settings import Settings
from figurewatch.errors import FetchError, InputError
from figurewatch.records import FeedStatus
from ingest.checking import Checker, FeedCheck
from ingest.sources import FeedSource, host_of


@click.group(
    cls=Group, short_help="List, check, find, import and export feeds.", invoke_without_command=True
)
@config_option
@click.pass_context
def feeds(context: click.Context, config: Path | None) -> None:
    """List the feeds that are watched and how each is doing; or do what COMMAND says."""
    if context.invoked_subcommand is not None:
        return
    for status in _known(config):
        write_line(json.dumps(msgspec.to_builtins(status), ensure_ascii=False))


@feeds.command("check", short_help="Try feeds once, and say what each gives.")
@click.argument("target", required=False, metavar="[URL | FILE]")
@config_option
def check(target: str | None, config: Path | None) -> None:
    """
    Try feeds once, and say what each gives: entries, dates, full text or summary, problems.

    URL is a feed, FILE an OPML list or a configuration; without either the configured feeds are
    tried. Nothing is kept. The exit code is 3 if some feeds can't be used, 1 if none can.
    """
    settings = settings_of(config)
    sources = _sources(target, settings)
    usable = asyncio.run(_check(sources, settings))
    if usable < len(sources):
        raise click.exceptions.Exit(3 if usable else 1)


@feeds.command("discover", short_help="Find the feeds of a site.")
@click.argument("site")
@config_option
def discover(site: str, config: Path | None) -> None:
    """
    Find the feeds of SITE, a web address: those its page names, else those in the usual places.

    Each is tried; the answer has what `feeds check` says of it.
    """
    address = site if "://" in site else f"https://{site}"
    if not (address.startswith(("http://", "https://")) and host_of(address)):
        raise click.UsageError(f"{site!r} is no web address")
    found = asyncio.run(_discover(address, settings_of(config)))
    for item in found:
        _write(item)
    if not found:
        raise InputError("offers no feed that can be read", place=address)


@feeds.command("import", short_help="Take over a list of feeds in OPML.")
@click.argument("file", metavar="OPML")
@click.option(
    "--into",
    "target",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Add them to this configuration, after its own; without it they are printed.",
)
def import_opml(file: str, target: Path | None) -> None:
    """
    Turn a list of feeds in OPML into the `feeds` of a configuration.

    Feeds that the configuration has already are left out; what it says is otherwise kept,
    comments included.
    """
    from ingest.opml import read_opml

    with open_input(file) as stream:
        listed = FeedList.of(read_opml(stream.read(), place=file))
    for url, reason in listed.refused:
        click.echo(f"figurewatch: {url}: {reason}", err=True)
    if target is None:
        sys.stdout.write(listed.as_yaml())
    else:
        added = listed.add_to(target, environ=os.environ)
        click.echo(f"added {added} of {len(listed.feeds)} feeds to {target}", err=True)
    if listed.refused:
        raise click.exceptions.Exit(3)


@feeds.command("export", short_help="Write the configured feeds as OPML.")
@config_option
def export(config: Path | None) -> None:
    """Write the configured feeds as OPML, which feed readers take."""
    from ingest.opml import write_opml

    sys.stdout.buffer.write(write_opml(feed_sources(settings_of(config).feeds)))


def _known(config: Path | None) -> list[FeedStatus]:
    """Say how the feeds are doing, as the role knows it whose data lies here."""
    from figurewatch.app.clock import now
    from figurewatch.app.feeds import feed_statuses
    from ingest.store import Store as IngestStore
    from sinks.feeds import feeds_told

    spool = settings_of(config).spool_path
    if spool.exists():
        return feed_statuses(IngestStore(spool), now=now())
    store = open_store(config)
    return feeds_told(store) or feed_statuses(IngestStore(store.path), now=now())


def _sources(target: str | None, settings: Settings) -> list[FeedSource]:
    if target is None:
        sources = feed_sources(settings.feeds)
    elif target.startswith(("http://", "https://")):
        sources = [FeedSource(url=target, outlet=target)]
    else:
        sources = read_feed_list(Path(target), environ=os.environ)
    if not sources:
        raise InputError("lists no feeds", place=target or "the configuration")
    return sources


async def _check(sources: list[FeedSource], settings: Settings) -> int:
    from figurewatch.app.clock import now

    usable = 0
    async with Checker(fetch_limits(settings.fetch), now=now) as checker:
        with progress(len(sources)) as advance:
            async for item in checker.check_all(sources):
                _write(item)
                usable += item.is_usable
                advance()
    return usable


async def _discover(site: str, settings: Settings) -> Iterable[FeedCheck]:
    from figurewatch.app.clock import now

    async with Checker(fetch_limits(settings.fetch), now=now) as checker:
        try:
            return await checker.discover(site)
        except FetchError as error:
            raise InputError(str(error)) from error


def _write(item: FeedCheck) -> None:
    answer = {"url": item.url, "usable": item.is_usable, **msgspec.to_builtins(item)}
    write_line(json.dumps(answer, ensure_ascii=False))

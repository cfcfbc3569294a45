"""Checks what an operator can get wrong, and says what to do about it; changes nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from statistics import median

from figurewatch.app.clock import now
from figurewatch.app.feeds import feed_sources, fetch_limits
from figurewatch.app.security import client_options
from figurewatch.app.settings import KafkaSection, Settings, SubscriberSettings
from figurewatch.app.subscribers import subscribers_of
from figurewatch.app.topics import topic_specs, unreachable
from figurewatch.errors import ConfigError, FigurewatchError
from ingest.checking import Checker, FeedCheck

#: Below this much free space SQLite's log may not fit.
_FREE_BYTES = 200 * 1024 * 1024
#: A clock that is off by more dates figures wrongly and makes signatures fail.
_CLOCK_SECONDS = 60
#: A store above this size takes too long to read through.
_READ_THROUGH_BYTES = 2 << 30
_FEEDS_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found, in words."""

    check: str
    ok: bool
    says: str


def examine(settings: Settings, *, offline: bool = False) -> Iterator[Finding]:
    """
    Make every check, one after the other; a failing one does not stop the rest.

    With `offline` nothing is asked of feeds and broker.
    """
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("pipeline", _pipeline),
        ("lexicon", _lexicon),
        ("data directory", _data_dir),
        ("disk", _disk),
        ("store", _store),
        ("spool", _spool),
        ("port", _port),
        ("access", _access),
        *((f"subscriber {item.name}", _subscriber(item)) for item in settings.subscribers),
    ]
    if not offline:
        checks.append(("kafka", _kafka))
    for name, check in checks:
        try:
            yield Finding(check=name, ok=True, says=check(settings))
        except (FigurewatchError, OSError, sqlite3.Error) as error:
            yield Finding(check=name, ok=False, says=str(error))
    if not offline:
        yield from _feeds(settings)


def _pipeline(settings: Settings) -> str:
    from processors.language import load, version

    return version(load(settings.pipeline))


def _lexicon(settings: Settings) -> str:
    from processors.classes import load_classes
    from processors.lexicon_files import lexicon_files

    shipped, own = len(load_classes()), len(load_classes(settings.lexicon.classes))
    sources = len(list(lexicon_files(settings.lexicon.sources)))
    return f"{own} classes, {own - shipped} more than shipped; {sources} files of sources"


def _data_dir(settings: Settings) -> str:
    folder = settings.data_dir
    if not folder.is_dir():
        above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not above.is_dir():
            raise OSError(f"{above} is no directory")
        if not os.access(above, os.W_OK):
            raise OSError(f"{folder} is not there, and {above} may not be written by this user")
        return f"{folder} is not there yet; it will be made"
    with tempfile.NamedTemporaryFile(dir=folder):
        return f"{folder} can be written"


def _disk(settings: Settings) -> str:
    wanted = settings.data_dir.absolute()
    folder = next(path for path in (wanted, *wanted.parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    if free < _FREE_BYTES:
        raise OSError(
            f"only {free // 2**20} MiB free below {folder}: `figurewatch store prune` or"
            " `retention.days` makes room"
        )
    return f"{free // 2**20} MiB free below {folder}"


def _store(settings: Settings) -> str:
    return _database(settings.store_path, "sinks")


def _spool(settings: Settings) -> str:
    return _database(settings.spool_path, "ingest")


def _database(path: Path, package: str) -> str:
    """Look into a file without changing it: whole, and of a version that we can read."""
    if not path.exists():
        return f"{path} is not there yet; it will be made"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        if path.stat().st_size < _READ_THROUGH_BYTES:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise OSError(f"{path} is damaged ({verdict}): go back to a backup")
        table = f"{package}_migrations"
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
        if found.fetchone() is None:
            return f"{path} is empty"
        done = {name for (name,) in connection.execute(f"SELECT name FROM {table}")}  # noqa: S608
    folder = files(package).joinpath("migrations")
    ours = {item.name for item in folder.iterdir() if item.name.endswith(".sql")}
    if newer := sorted(done - ours):
        raise OSError(
            f"{path}: a newer figurewatch has changed the tables ({', '.join(newer)}): run that one"
        )
    if waiting := len(ours - done):
        return f"{path} is of an earlier version; {waiting} changes are made at the next start"
    return f"{path} is whole and up to date"


def _port(settings: Settings) -> str:
    host, port = settings.http.host, settings.http.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if _is_figurewatch(host, port):
                return f"{host}:{port} is used by a figurewatch that runs"
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise OSError(f"{host}:{port}: {reason}; set http.port") from error
    return f"{host}:{port} can be bound"


def _is_figurewatch(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as answer:
            return bool(answer.read(10) == b"ok\n")
    except (OSError, ValueError, urllib.error.URLError):
        return False


def _access(settings: Settings) -> str:
    try:
        local = ip_address(settings.http.host).is_loopback
    except ValueError:
        local = settings.http.host == "localhost"
    seen = "this machine only" if local else "the network: whoever reaches it can read"
    token = "with the token" if settings.http.token else "by nobody: `http.token` is not set"
    return f"pages are open to {seen}; things are changed over HTTP {token}"


def _subscriber(subscriber: SubscriberSettings) -> Callable[[Settings], str]:
    def check(settings: Settings) -> str:
        only = settings.model_copy(update={"subscribers": (subscriber,)})
        subscribers_of(only)
        if subscriber.type != "webhook":
            return f"{subscriber.type} can be used; `figurewatch alerts test` sends something"
        if not subscriber.secrets:
            raise ConfigError(
                "is not signed: its receiver can't know who posts; set `secret` to `whsec_` and"
                " the base64 of 24 to 64 random bytes"
            )
        if str(subscriber.url).startswith("http://") and not subscriber.allow_private:
            raise ConfigError(f"alerts would go unencrypted to {subscriber.url}; use https")
        return "signed; `figurewatch alerts test` sends something"

    return check


def _kafka(settings: Settings) -> str:
    kafka = settings.kafka
    if kafka == KafkaSection():
        return "not configured; the embedded mode needs none"
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    try:
        admin = KafkaAdminClient(
            bootstrap_servers=kafka.bootstrap_servers.split(","),
            bootstrap_timeout_ms=5000,
            **client_options(kafka),
        )
        try:
            there = set(admin.list_topics())
        finally:
            admin.close()
    except (KafkaError, OSError) as error:
        raise unreachable(kafka, error) from error
    missing = [spec.name for spec in topic_specs(kafka) if spec.name not in there]
    if missing:
        return f"answers; {len(missing)} topics are missing, `figurewatch topics` makes them"
    return f"answers, by {kafka.security.protocol}; all topics are there"


def _feeds(settings: Settings) -> Iterator[Finding]:
    """Try every feed, and compare the clock with those of their servers."""
    found = asyncio.run(_check_feeds(settings))
    failing = [check for check in found if not check.is_usable]
    for check in failing[:_FEEDS_NAMED]:
        yield Finding(check="feed", ok=False, says=f"{check.url}: {_why(check)}")
    if not found:
        says = "none is configured" + ("; the sample is served" if settings.sample else "")
        yield Finding(check="feeds", ok=settings.sample, says=says)
    else:
        says = f"{len(found) - len(failing)} of {len(found)} can be used"
        yield Finding(check="feeds", ok=not failing, says=says)
    ahead = [check.clock_ahead_seconds for check in found if check.clock_ahead_seconds is not None]
    yield _clock(median(ahead) if ahead else None)


def _clock(ahead: float | None) -> Finding:
    if ahead is None:
        return Finding(check="clock", ok=True, says="no server answered to compare it with")
    if abs(ahead) > _CLOCK_SECONDS:
        where = "behind" if ahead > 0 else "ahead of"
        says = (
            f"this machine's clock is {abs(ahead):.0f} s {where} the feeds' servers: set it, or"
            " articles are dated wrongly"
        )
        return Finding(check="clock", ok=False, says=says)
    return Finding(check="clock", ok=True, says="agrees with the feeds' servers")


def _why(check: FeedCheck) -> str:
    error = check.error.removeprefix(f"{check.url}: ")
    return "; ".join(filter(None, (error, *check.problems))) or check.outcome


async def _check_feeds(settings: Settings) -> list[FeedCheck]:
    async with Checker(fetch_limits(settings.fetch), now=now) as checker:
        return [check async for check in checker.check_all(feed_sources(settings.feeds))]

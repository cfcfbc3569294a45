"""Checks whether everything that the monitor needs is there."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from figurewatch.app.settings import Settings
from figurewatch.errors import FigurewatchError
from sinks.store import Store

#: Below this much free space SQLite's log may not fit.
_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found, in words."""

    check: str
    ok: bool
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Make every check, one after the other; a failing one does not stop the rest."""
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("pipeline", _pipeline),
        ("lexicon", _lexicon),
        ("store", _store),
        ("disk", _disk),
        ("port", _port),
        ("kafka", _kafka),
    )
    for name, check in checks:
        try:
            yield Finding(check=name, ok=True, says=check(settings))
        except (FigurewatchError, OSError) as error:
            yield Finding(check=name, ok=False, says=str(error))


def _pipeline(settings: Settings) -> str:
    from processors.language import load, version

    return version(load(settings.pipeline))


def _lexicon(settings: Settings) -> str:
    from processors.classes import load_classes
    from processors.lexicon_files import lexicon_files

    shipped, own = len(load_classes()), len(load_classes(settings.lexicon.classes))
    sources = len(list(lexicon_files(settings.lexicon.sources)))
    return f"{own} classes, {own - shipped} more than shipped; {sources} files of sources"


def _store(settings: Settings) -> str:
    counts = Store(settings.store_path).counts()
    return f"{settings.store_path}: {counts['figures']} figures, {counts['alerts']} alerts"


def _disk(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    if free < _FREE_BYTES:
        raise OSError(f"only {free // 2**20} MiB free below {settings.data_dir}")
    return f"{free // 2**20} MiB free below {settings.data_dir}"


def _port(settings: Settings) -> str:
    address = (settings.http.host, settings.http.port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise OSError(f"{address[0]}:{address[1]}: {reason}") from error
    return f"{address[0]}:{address[1]} can be bound"


def _kafka(settings: Settings) -> str:
    return f"used by the distributed mode only: {settings.kafka.bootstrap_servers}"

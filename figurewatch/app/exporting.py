"""Writes the store's figures to a file or to stdout, in the form that was asked for."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from figurewatch.app.output import progress
from figurewatch.errors import InputError
from figurewatch.records import Figure
from figurewatch.records.codec import encode
from sinks.store import Chosen, Store
from sinks.tables import write_csv, write_parquet

#: What `export` can write.
FORMS = ("json", "jsonl", "csv", "parquet")


def export(store: Store, chosen: Chosen, *, form: str, path: Path | None) -> int:
    """
    Write the chosen figures to `path`, or to stdout; gives how many.

    `form` is one of FORMS; Parquet needs a path. Raises InputError where the file can't be written.
    """
    length = store.count_figures(chosen)
    with progress(length) as advance:
        figures = _counted(store.all_figures(chosen), advance)
        if path is None:
            _write(figures, form, sys.stdout.buffer)
        else:
            with _finished(path) as part:
                if form == "parquet":
                    write_parquet(figures, part)
                else:
                    with part.open("wb") as out:
                        _write(figures, form, out)
    return length


def _write(figures: Iterable[Figure], form: str, out: BinaryIO) -> None:
    if form == "csv":
        text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
        write_csv(figures, text)
        text.flush()
        text.detach()
        return
    for figure in figures:
        out.write(encode(figure) + b"\n")
    out.flush()


def _counted(figures: Iterable[Figure], advance: Callable[[], None]) -> Iterator[Figure]:
    for figure in figures:
        yield figure
        advance()


@contextmanager
def _finished(path: Path) -> Iterator[Path]:
    """Give a file beside `path` that takes its place when all is written."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)

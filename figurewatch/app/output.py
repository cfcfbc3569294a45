"""Writes what commands answer: one line at a time, flushed, so that pipes see it at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


def write_line(text: str) -> None:
    """Write one line to stdout as UTF-8; lone surrogates become question marks."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def progress(length: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr where that is a terminal; gives what to call after each step."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    # Drawing it takes longer than a step may.
    steps = max(1, length // 200)
    with click.progressbar(length=length, file=sys.stderr, update_min_steps=steps) as bar:
        yield lambda: bar.update(1)


@contextmanager
def progress_to() -> Iterator[Callable[[int, int, int], None]]:
    """Show a bar likewise; gives what to tell of each step, as SQLite's backup does it."""
    if not sys.stderr.isatty():
        yield lambda status, remaining, total: None
        return
    with click.progressbar(length=1, file=sys.stderr) as bar:

        def tell(status: int, remaining: int, total: int) -> None:
            bar.length = total
            bar.update(total - remaining - bar.pos)

        yield tell

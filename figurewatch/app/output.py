"""Writes what commands answer: one line at a time, flushed, so that pipes see it at once."""

from __future__ import annotations

import sys


def write_line(text: str) -> None:
    """Write one line to stdout as UTF-8; lone surrogates become question marks."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()

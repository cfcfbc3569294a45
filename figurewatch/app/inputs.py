"""Reads what commands are given: articles and frames, a line or a file at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO

from figurewatch.errors import InputError
from figurewatch.records import Article, stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One JSON object of the input, and where it stood."""

    value: dict[str, Any]
    place: str


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """Open a file, or stdin for "-"; raises InputError naming it."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(name, "rb")  # noqa: SIM115 - closed below, kept apart from the errors of use
    except OSError as error:
        raise InputError(error.strerror or str(error), place=name) from error
    with stream:
        yield stream


def read_text(stream: BinaryIO, *, name: str) -> str:
    """Read UTF-8 text; raises InputError with the first byte that is not."""
    data = stream.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", place=f"{name}:{line}") from error


def read_lines(stream: BinaryIO, *, name: str) -> Iterator[Line | InputError]:
    """Yield each JSON object, or the error of a line that holds none; empty lines are skipped."""
    for number, data in enumerate(stream, start=1):
        place = f"{name}:{number}"
        if not data.strip():
            continue
        try:
            value = json.loads(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield InputError("is not UTF-8 text", place=place)
        except (json.JSONDecodeError, RecursionError) as error:
            yield InputError(f"is not JSON: {error}", place=place)
        else:
            if isinstance(value, dict):
                yield Line(value=value, place=place)
            else:
                yield InputError("is not a JSON object", place=place)


def article_of(line: Line) -> Article:
    """Make an Article of `{"id", "text", "title"?, "outlet"?, "url"?, "published"?}`."""
    value = line.value
    text = value.get("text")
    if not isinstance(text, str):
        raise InputError('needs a "text"', place=line.place)
    title, outlet, url = (_text_of(line, name) for name in ("title", "outlet", "url"))
    identity = value.get("id")
    return Article(
        id=_whole(str(identity)) if identity is not None else stable_id(url, text),
        text=_whole(text),
        title=title,
        outlet=outlet,
        url=url,
        published=moment_of(value.get("published"), place=line.place),
    )


def _text_of(line: Line, name: str) -> str:
    value = line.value.get(name) or ""
    if not isinstance(value, str):
        raise InputError(f'"{name}" is not text', place=line.place)
    return _whole(value)


def _whole(text: str) -> str:
    """Give `text` with a question mark for each half of a character: JSON can state them."""
    return text.encode("utf-8", "replace").decode()


def moment_of(value: Any, *, place: str) -> datetime | None:
    """Read an ISO 8601 date or date and time; without a zone it counts as UTC."""
    if value in (None, ""):
        return None
    try:
        if len(value) == len("2000-01-01"):
            return datetime.combine(date.fromisoformat(value), time(), tzinfo=UTC)
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f'"published" is no ISO 8601 date: {value!r}', place=place) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

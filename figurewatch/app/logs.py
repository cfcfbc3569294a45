"""Structured logs on stderr: an event with fields, as text or as one JSON object a line."""

from __future__ import annotations

import json
import logging
import math
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

#: How long a client's words are not repeated.
_REPEAT_SECONDS = 60.0
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up_logs(log_format: Literal["text", "json"], *, level: int = logging.INFO) -> None:
    """Send the logs of every part and library to stderr in `log_format`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    handler.addFilter(RepeatsFilter())
    for noisy in ("kafka", "aiokafka", "faust", "mode", "aiohttp.access", "trafilatura"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class RepeatsFilter:
    """
    Lets what the Kafka clients say again and again through once a minute.

    While no broker answers they say it several times a second, whoever is told already.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether `record` is written."""
        if record.name.partition(".")[0] not in ("kafka", "aiokafka"):
            return True
        what, now = (record.name, str(record.msg)), self._clock()
        if now - self._said.get(what, -math.inf) < _REPEAT_SECONDS:
            return False
        self._said[what] = now
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, event, logger, and the fields given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Write `record` as JSON."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **_fields(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """One line for people: time, level, event, field=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Write `record` as text."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        fields = "".join(f" {name}={_plain(value)}" for name, value in _fields(record).items())
        line = f"{at} {record.levelname.lower():7} {record.getMessage()}{fields}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _plain(value: Any) -> str:
    """Write a value so that it ends where the next field begins, and stays on its line."""
    text = str(value)
    return text if text.isprintable() and " " not in text else json.dumps(text, ensure_ascii=False)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}

"""Logs are events with fields, one line each, in both forms."""

from __future__ import annotations

import json
import logging
from typing import Any

from figurewatch.app.logs import JsonFormatter, RepeatsFilter, TextFormatter


def record(message: str, **fields: Any) -> logging.LogRecord:
    """Make what `log.warning(message, extra=fields)` makes."""
    logger = logging.getLogger("ingest.poller")
    return logger.makeRecord(
        logger.name, logging.WARNING, "poller.py", 1, message, (), None, extra=fields
    )


def test_json_has_the_event_and_its_fields() -> None:
    """An object a line, whatever the values are."""
    line = JsonFormatter().format(record("feed failed", feed="https://a.example", outcome=None))
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["logger"]) == (
        "feed failed", "warning", "ingest.poller",
    )  # fmt: skip
    assert (entry["feed"], entry["outcome"]) == ("https://a.example", None)
    assert entry["at"].endswith("+00:00")


def test_what_a_server_says_can_not_pass_for_a_line_of_ours() -> None:
    """A value with spaces or line ends is quoted, in text as in JSON."""
    said = 'gone\n12:00:00 error   stopped level="x"'
    for formatter in (TextFormatter(), JsonFormatter()):
        assert "\n" not in formatter.format(record("feed failed", error=said))
    text = TextFormatter().format(record("feed failed", feed="https://a.example", error=said))
    assert text.endswith(
        ' feed=https://a.example error="gone\\n12:00:00 error   stopped level=\\"x\\""'
    )


def test_a_client_without_broker_is_heard_once_a_minute() -> None:
    """What it says differs by a number only; the words of others all come."""
    now = [0.0]
    repeats = RepeatsFilter(clock=lambda: now[0])

    def said(name: str, wait: float) -> bool:
        message = "Bootstrap failed (backoff %.2f secs)"
        logger = logging.getLogger(name)
        return repeats.filter(
            logger.makeRecord(name, logging.WARNING, "x.py", 1, message, (wait,), None)
        )

    assert [said("kafka.net.manager", wait) for wait in (0.1, 0.3)] == [True, False]
    assert [said("ingest.poller", wait) for wait in (0.1, 0.3)] == [True, True]
    now[0] = 61
    assert said("kafka.net.manager", 0.9)


def test_an_exception_comes_with_its_traceback() -> None:
    """In JSON as a field."""
    try:
        raise ValueError("broken")
    except ValueError as error:
        entry = record("poll failed")
        entry.exc_info = (type(error), error, error.__traceback__)
    assert "ValueError: broken" in json.loads(JsonFormatter().format(entry))["exception"]
    assert "ValueError: broken" in TextFormatter().format(entry)

"""Hands alerts over to people and programs."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from rich.console import Console
from rich.text import Text

from figurewatch.errors import DeliveryError
from figurewatch.records import Alert
from sinks.alerts import headline, message

_COLOURS = {"notice": "cyan", "warning": "yellow", "critical": "red"}


class Notifier(Protocol):
    """One way of telling one subscriber."""

    async def notify(self, alert: Alert) -> None:
        """Hand `alert` over; raises DeliveryError, `final` where trying again is useless."""
        ...


class ConsoleNotifier:
    """Writes alerts to a terminal or a file: colour only to a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stdout, soft_wrap=True, highlight=False)

    async def notify(self, alert: Alert) -> None:
        """Print the alert with its evidence."""
        title = Text(f"{alert.severity.upper()} {headline(alert)}")
        title.stylize(f"bold {_COLOURS[alert.severity]}")
        try:
            self._console.print(title)
            self._console.print(Text(message(alert)))
        except OSError as error:
            raise DeliveryError("console", str(error)) from error

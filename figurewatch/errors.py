"""
Every error that figurewatch raises on purpose.

FigurewatchError
├── ConfigError            the configuration, a named pipeline or the command line is wrong
├── InputError             something given to a command can't be used; names the place
├── DecodeError            bytes that are no record of ours          → dead letter
├── ProcessingError        reading or comparing one record failed    → dead letter
├── TransportError         Kafka or the network did not take it      (retriable)
│   └── FetchError         a feed or page could not be fetched       (retriable unless told)
├── StoreError             SQLite can't be written or read           (retriable)
├── StateError             what is kept was written by a newer figurewatch
└── DeliveryError          a subscriber did not take an alert        (retriable unless told)

`retriable` says whether the same thing may succeed when it is tried again.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar


class FigurewatchError(Exception):
    """The base of all errors raised on purpose."""

    retriable: ClassVar[bool] = False


class ConfigError(FigurewatchError):
    """The configuration is wrong; `place` is `file:line:column` or the name of the setting."""

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class InputError(FigurewatchError):
    """Input to a command can't be used; `place` is `file:line` or the file."""

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class DecodeError(FigurewatchError):
    """Bytes that can't be decoded into the record that belongs there."""


class ProcessingError(FigurewatchError):
    """One record could not be read or compared; `about` is its id."""

    def __init__(self, message: str, *, about: str) -> None:
        super().__init__(f"{about}: {message}")
        self.about = about


class TransportError(FigurewatchError):
    """Kafka or the network did not take or give a message in time."""

    retriable = True


class FetchError(TransportError):
    """A feed or a page could not be fetched; `reason` is a short word fit for a metric label."""

    def __init__(self, url: str, message: str, *, reason: str) -> None:
        super().__init__(f"{url}: {message}")
        self.url = url
        self.reason = reason


class StoreError(FigurewatchError):
    """The SQLite store can't be opened, read or written."""

    retriable = True

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class StateError(FigurewatchError):
    """What is kept was written by a newer figurewatch: this one must not touch it."""


class DeliveryError(FigurewatchError):
    """
    A subscriber did not take an alert; `final` means that trying again is useless.

    `status` is that of HTTP, where there was an answer, and `answer` its head; `retry_after` is
    how many seconds the other end wants to be left alone.
    """

    retriable = True

    def __init__(
        self,
        subscriber: str,
        message: str,
        *,
        final: bool = False,
        status: int | None = None,
        answer: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{subscriber}: {message}")
        self.subscriber = subscriber
        self.says = message
        self.final = final
        self.status = status
        self.answer = answer
        self.retry_after = retry_after


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Give `; did you mean X?` with the nearest of `names`, or nothing where none is near."""
    near = difflib.get_close_matches(word, list(names), n=1)
    return f"; did you mean {near[0]}?" if near else ""

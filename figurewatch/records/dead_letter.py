"""A dead letter: input that could not be used, with its original bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from figurewatch.records.ids import stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What was set aside, where it came from and why; `payload` holds the bytes as they came."""

    id: str
    #: Topic, or the step's input in embedded mode ("articles").
    origin: str
    #: "partition:offset" of the topic, or the row or line.
    position: str
    #: The step that failed: "send", "decode", "read", "compare".
    step: str
    #: The error's class and words.
    error: str
    payload: bytes
    at: datetime

    @classmethod
    def about(
        cls,
        payload: bytes,
        error: Exception,
        *,
        origin: str,
        position: str,
        step: str,
        at: datetime,
    ) -> DeadLetter:
        """Set `payload` aside because of `error`; the same message gives the same id."""
        return cls(
            id=stable_id(origin, position, step),
            origin=origin,
            position=position,
            step=step,
            error=f"{type(error).__name__}: {error}",
            payload=payload,
            at=at,
        )

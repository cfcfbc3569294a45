"""Frames in, departures out: a stream of given figures as the command line reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from figurewatch.records import Departure
from processors.claims import claim_of_frame, stream_of_frame
from processors.departures import assess
from processors.history import History
from processors.thresholds import DEFAULT, Thresholds


def assess_frames(
    frames: Iterable[Mapping[str, Any]], thresholds: Thresholds = DEFAULT
) -> Iterator[dict[str, Any]]:
    """
    Yield a line for every departing frame, in the order in which they come.

    The frames of one `story`, else one `series`, form one stream. Raises InputError, whose
    place names the field, for a frame that can't be read.
    """
    assessor = FrameAssessor(thresholds)
    for frame in frames:
        yield from assessor.assess(frame)


class FrameAssessor:
    """Assesses given frames one by one; a frame that can't be read leaves it as it was."""

    def __init__(self, thresholds: Thresholds = DEFAULT) -> None:
        self._thresholds = thresholds
        self._histories: dict[str, History] = {}
        self._count = 0

    def assess(self, frame: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the lines that `frame` raises: its own, and those a late frame brings about."""
        claim = claim_of_frame(frame, position=self._count)
        stream = stream_of_frame(frame)
        self._count += 1
        assessment = assess(claim, self._histories.get(stream, History()), self._thresholds)
        self._histories[stream] = assessment.history
        departures = [assessment.departure] if assessment.departure else []
        return [_line(departure) for departure in (*departures, *assessment.raised)]


def _line(departure: Departure) -> dict[str, Any]:
    return {
        "id": departure.id,
        "kinds": list(departure.kinds),
        "severity": departure.severity,
        "explanation": departure.explanation,
        "against": list(departure.against),
    }

"""A message to a subscriber: one alert or several, in words, with the links to act on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from figurewatch.records import Alert, Severity
from sinks.alerts import headline, message
from sinks.corrections import Change
from sinks.links import Links

_SAYS: Mapping[Change, str] = {
    "withdrawn": "By what the articles say now, it departs from nothing. It was told as follows.",
    "raised again": "It had been withdrawn. By what the articles say now, it departs after all.",
    "changed": "The articles say something else by now. It reads as follows.",
}
_SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """People said that they have seen it, or do not want to hear of it until then."""

    until: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was told before, in which message, and what of it no longer holds."""

    change: Change
    told: Alert
    #: The id of the message in which the subscriber first heard of it.
    message: str

    @property
    def says(self) -> str:
        """In words: what came of what was told."""
        return f"Told before: {headline(self.told)}\n{_SAYS[self.change]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is handed over; the id stays the same however often that is tried."""

    id: str
    kind: Literal["alert", "group", "digest", "correction", "test"]
    alerts: tuple[Alert, ...]
    created: datetime
    #: The highest among its alerts when it was made; later changes do not touch it.
    severity: Severity
    #: By alert id; empty where the site has no address.
    links: Mapping[str, Links] = field(default_factory=dict)
    #: When the news is over, for channels that keep a state.
    ends: datetime | None = None
    silence: Silence | None = None
    correction: Correction | None = None

    @property
    def thread(self) -> str:
        """The id of the message that opened the thread which this one belongs to."""
        return self.correction.message if self.correction else self.id

    @property
    def title(self) -> str:
        """One line."""
        if self.correction is not None:
            shown = self.alerts[0] if self.correction.change == "changed" else self.correction.told
            return f"{self.correction.change.upper()} {headline(shown)}"
        prefix = "TEST " if self.kind == "test" else ""
        if len(self.alerts) == 1:
            return f"{prefix}{self.severity.upper()} {headline(self.alerts[0])}"
        what = "digest" if self.kind == "digest" else "one story"
        return f"{prefix}{self.severity.upper()} {len(self.alerts)} alerts ({what})"

    def text_of(self, *, with_links: bool) -> str:
        """The lines below it: each alert with its evidence, and its links where wanted."""
        parts = [] if self.correction is None else [self.correction.says]
        for alert in self.alerts:
            lines = [message(alert)]
            if len(self.alerts) > 1:
                lines.insert(0, f"{alert.severity.upper()} {headline(alert)}")
            links = self.links.get(alert.id)
            if with_links and links is not None:
                lines += [
                    f"  page         {links.page}",
                    f"  acknowledge  {links.acknowledge}",
                    f"  mute         {links.mute}",
                ]
            parts.append("\n".join(lines))
        return "\n\n".join(parts)


def highest(alerts: tuple[Alert, ...]) -> Severity:
    """Give the highest severity among `alerts`."""
    return max((alert.severity for alert in alerts), key=_SEVERITIES.index)

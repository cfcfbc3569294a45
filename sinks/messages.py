"""A message to a subscriber: one alert or several, in words, with the links to act on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from figurewatch.records import Alert, Severity
from sinks.alerts import headline, message
from sinks.links import Links

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """People said that they have seen it, or do not want to hear of it until then."""

    until: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is handed over; the id stays the same however often that is tried."""

    id: str
    kind: Literal["alert", "group", "digest", "test"]
    alerts: tuple[Alert, ...]
    created: datetime
    #: The highest among its alerts when it was made; later changes do not touch it.
    severity: Severity
    #: By alert id; empty where the site has no address.
    links: Mapping[str, Links] = field(default_factory=dict)
    #: When the news is over, for channels that keep a state.
    ends: datetime | None = None
    silence: Silence | None = None

    @property
    def title(self) -> str:
        """One line."""
        prefix = "TEST " if self.kind == "test" else ""
        if len(self.alerts) == 1:
            return f"{prefix}{self.severity.upper()} {headline(self.alerts[0])}"
        what = "digest" if self.kind == "digest" else "one story"
        return f"{prefix}{self.severity.upper()} {len(self.alerts)} alerts ({what})"

    def text_of(self, *, with_links: bool) -> str:
        """The lines below it: each alert with its evidence, and its links where wanted."""
        parts = []
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

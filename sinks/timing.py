"""
Decides when an alert is handed over: at once, grouped, in a digest, after quiet hours, or not.

Pure: what waits and the time go in, a plan with a reason for every alert comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from figurewatch.records import Alert
from sinks.corrections import what_changed

MessageKind = Literal["alert", "group", "digest", "correction"]

#: Why an alert is skipped that is handed over after all should it stand again.
WITHDRAWN_UNSENT = "withdrawn before it was sent"

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `end` by the clock on the wall; over midnight where `end` is earlier."""

    start: time
    end: time
    #: The days on which it starts, Monday is 0.
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a subscriber wants to be told."""

    group_by: Literal["none", "series", "story"] = "none"
    #: How long the first alert of a group waits for others.
    group_wait: timedelta = timedelta(0)
    digest: Literal["hourly", "daily"] | None = None
    #: Time of the daily digest; of the hourly one only the minute counts.
    digest_at: time = time(8)
    quiet: tuple[QuietHours, ...] = ()
    zone: ZoneInfo = _UTC
    #: Critical alerts wait for nothing.
    critical_passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An alert that waits for a subscriber."""

    alert: Alert
    since: datetime
    acknowledged_by: str | None = None
    #: What the subscriber was told before; None: nothing yet.
    told: Alert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Nothing about `series` until then, for one subscriber or, with None, for everybody."""

    series: str
    subscriber: str | None
    until: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Alerts that go now, in one message."""

    kind: MessageKind
    alerts: tuple[Alert, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An alert that is decided upon again at `until`."""

    alert_id: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An alert that is not handed over."""

    alert_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens to each alert that waits."""

    outgoing: tuple[Outgoing, ...]
    held: tuple[Held, ...]
    skipped: tuple[Skipped, ...]


@dataclass(slots=True)
class _Batches:
    """Alerts put together by key, in the order in which they came."""

    kinds: dict[str, tuple[MessageKind, str]] = field(default_factory=dict)
    members: dict[str, list[Waiting]] = field(default_factory=dict)

    def add(self, key: str, kind: MessageKind, reason: str, item: Waiting) -> None:
        self.kinds.setdefault(key, (kind, reason))
        self.members.setdefault(key, []).append(item)


def plan(
    waiting: Iterable[Waiting],
    policy: Policy,
    mutes: Sequence[Mute],
    *,
    now: datetime,
    most: int = 50,
) -> Plan:
    """Decide upon every alert of `waiting`; a message carries at most `most` alerts."""
    batches = _Batches()
    held: list[Held] = []
    skipped: list[Skipped] = []
    for item in sorted(waiting, key=lambda item: (item.since, item.alert.raised, item.alert.id)):
        refusal = why_skipped(item, mutes, now=now)
        if refusal is not None:
            skipped.append(Skipped(alert_id=item.alert.id, reason=refusal))
            continue
        wait = why_held(item, policy, now=now)
        if wait is not None:
            held.append(wait)
            continue
        key, kind, reason = _batch_of(item, policy)
        batches.add(key, kind, reason, item)
    outgoing: list[Outgoing] = []
    for key, members in batches.members.items():
        kind, reason = batches.kinds[key]
        opened = members[0].since
        if kind == "group" and now < opened + policy.group_wait:
            until = opened + policy.group_wait
            reason = f"waits {policy.group_wait.total_seconds():.0f} s for others of its group"
            held += [Held(alert_id=item.alert.id, until=until, reason=reason) for item in members]
            continue
        alerts = tuple(item.alert for item in members)
        for start in range(0, len(alerts), most):
            part = alerts[start : start + most]
            kind_of_part = "alert" if kind == "group" and len(part) == 1 else kind
            outgoing.append(Outgoing(kind=kind_of_part, alerts=part, reason=reason))
    return Plan(outgoing=tuple(outgoing), held=tuple(held), skipped=tuple(skipped))


def why_skipped(item: Waiting, mutes: Sequence[Mute], *, now: datetime) -> str | None:
    """Say why `item` is not handed over at all; None if it is."""
    if item.told is not None:
        if what_changed(item.told, item.alert) is None:
            return "it says again what was told"
    elif item.alert.state == "withdrawn":
        return WITHDRAWN_UNSENT
    elif item.acknowledged_by is not None:
        return f"acknowledged by {item.acknowledged_by} before it was sent"
    mute = mute_of(item.alert, mutes, now=now)
    if mute is not None:
        reason = f": {mute.reason}" if mute.reason else ""
        return f"muted by {mute.who} until {mute.until:%Y-%m-%d %H:%M} UTC{reason}"
    return None


def mute_of(alert: Alert, mutes: Sequence[Mute], *, now: datetime) -> Mute | None:
    """Give the mute that covers `alert` the longest; `mutes` are those of its subscriber."""
    covering = [mute for mute in mutes if mute.series == alert.series and mute.until > now]
    return max(covering, key=lambda mute: mute.until, default=None)


def why_held(item: Waiting, policy: Policy, *, now: datetime) -> Held | None:
    """Say until when quiet hours or a digest hold `item` back, and why; None if nothing does."""
    if policy.critical_passes and item.alert.severity == "critical":
        return None
    digest = next_digest(policy, item.since)
    quiet = quiet_until(policy, max(now, digest) if digest else now)
    if quiet is not None and quiet > now:
        reason = f"quiet hours until {_local(quiet, policy)}"
        return Held(alert_id=item.alert.id, until=quiet, reason=reason)
    if digest is not None and digest > now:
        reason = f"{policy.digest} digest at {_local(digest, policy)}"
        return Held(alert_id=item.alert.id, until=digest, reason=reason)
    return None


def quiet_until(policy: Policy, moment: datetime) -> datetime | None:
    """Say when the quiet hours that `moment` falls into end; None outside of them."""
    end: datetime | None = None
    # Hours that follow one another without a gap are one quiet time; a week of it is enough.
    for _ in range(8):
        following = _end_at(policy, end or moment)
        if following is None:
            break
        end = following
    return end


def _end_at(policy: Policy, moment: datetime) -> datetime | None:
    today = moment.astimezone(policy.zone).date()
    for hours in policy.quiet:
        for day in (today - timedelta(days=1), today):
            if day.weekday() not in hours.days:
                continue
            last = day if hours.start < hours.end else day + timedelta(days=1)
            start = datetime.combine(day, hours.start, policy.zone).astimezone(UTC)
            end = datetime.combine(last, hours.end, policy.zone).astimezone(UTC)
            if start <= moment < end:
                return end
    return None


def next_digest(policy: Policy, since: datetime) -> datetime | None:
    """Say when the digest goes that takes along what came at `since`; None without digests."""
    if policy.digest is None:
        return None
    local = since.astimezone(policy.zone)
    if policy.digest == "hourly":
        turn = local.replace(minute=policy.digest_at.minute, second=0, microsecond=0)
        moment = turn.astimezone(UTC)
        return moment if moment > since else moment + timedelta(hours=1)
    for days in (0, 1):
        day = local.date() + timedelta(days=days)
        moment = datetime.combine(day, policy.digest_at, policy.zone).astimezone(UTC)
        if moment > since:
            break
    return moment


def _batch_of(item: Waiting, policy: Policy) -> tuple[str, MessageKind, str]:
    """Give the key under which `item` is put together with others, what they make, and why."""
    if item.told is not None:
        # By itself: it answers the message that it corrects.
        change = what_changed(item.told, item.alert)
        return f"correction {item.alert.id}", "correction", f"{change} since it was sent"
    if policy.critical_passes and item.alert.severity == "critical":
        return f"alert {item.alert.id}", "alert", "critical: waits for nothing"
    if policy.digest is not None:
        return "digest", "digest", f"{policy.digest} digest"
    if quiet_until(policy, item.since) is not None:
        return "quiet", "digest", "came in quiet hours"
    if policy.group_by == "none":
        return f"alert {item.alert.id}", "alert", "at once"
    name = item.alert.series if policy.group_by == "series" else story_of(item.alert)
    return f"group {name}", "group", f"grouped by {policy.group_by}: {name}"


def story_of(alert: Alert) -> str:
    """Name what an alert is about, whatever it measures: "desertion, Karsovia"."""
    subject = alert.figure.subject
    parts = (subject.class_, subject.place or subject.organisation)
    return ", ".join(part for part in parts if part) or alert.series


def _local(moment: datetime, policy: Policy) -> str:
    return f"{moment.astimezone(policy.zone):%Y-%m-%d %H:%M} {policy.zone.key}"

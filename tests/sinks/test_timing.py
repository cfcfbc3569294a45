"""When an alert goes: a pure decision with a reason, checked against clocks of many places."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figurewatch.records import Severity
from sinks.timing import (
    Mute,
    Policy,
    QuietHours,
    Waiting,
    next_digest,
    plan,
    quiet_until,
    story_of,
)
from tests import factories

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")
NIGHT = QuietHours(start=time(22), end=time(7))


def waiting(number: int = 0, *, since: datetime = NOW, severity: Severity = "warning") -> Waiting:
    """An alert that waits."""
    alert = factories.alert(id=f"{number:020x}", severity=severity)
    return Waiting(alert=alert, since=since)


def at(text: str, zone: ZoneInfo = KYIV) -> datetime:
    """A time by the clock on the wall, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-09-14 21:59", None),
        ("2026-09-14 22:00", "2026-09-15 07:00"),
        ("2026-09-15 00:30", "2026-09-15 07:00"),
        ("2026-09-15 06:59", "2026-09-15 07:00"),
        ("2026-09-15 07:00", None),
        # The nights in which the clocks change are an hour longer or shorter.
        ("2026-10-24 23:00", "2026-10-25 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(moment: str, until: str | None) -> None:
    """Over midnight, and when the clocks change."""
    policy = Policy(quiet=(NIGHT,), zone=KYIV)
    assert quiet_until(policy, at(moment)) == (at(until) if until else None)


def test_a_quiet_weekend_is_one_quiet_time() -> None:
    """Hours that follow one another end when the last of them does."""
    days = QuietHours(start=time(0), end=time(23, 59), days=frozenset({5, 6}))
    rest = QuietHours(start=time(23, 59), end=time(0), days=frozenset({5, 6}))
    policy = Policy(quiet=(days, rest, NIGHT), zone=KYIV)
    assert quiet_until(policy, at("2026-09-18 23:00")) == at("2026-09-21 07:00")


@pytest.mark.parametrize(
    ("kind", "since", "goes"),
    [
        ("daily", "2026-09-14 07:59", "2026-09-14 08:30"),
        ("daily", "2026-09-14 08:30", "2026-09-15 08:30"),
        ("daily", "2026-10-24 09:00", "2026-10-25 08:30"),
        ("hourly", "2026-09-14 07:59", "2026-09-14 08:30"),
        ("hourly", "2026-09-14 08:29", "2026-09-14 08:30"),
        ("hourly", "2026-09-14 08:30", "2026-09-14 09:30"),
    ],
)
def test_a_digest_goes_at_the_next_local_time(kind: str, since: str, goes: str) -> None:
    """What comes on the dot waits for the next."""
    policy = Policy(digest=kind, digest_at=time(8, 30), zone=KYIV)  # type: ignore[arg-type]
    assert next_digest(policy, at(since)) == at(goes)


def test_a_digest_takes_all_that_waits_in_one_message() -> None:
    """And holds it, with the reason, until then."""
    policy = Policy(digest="daily", digest_at=time(18))
    items = [waiting(number) for number in range(3)]
    before = plan(items, policy, (), now=NOW)
    assert {held.reason for held in before.held} == {"daily digest at 2026-09-14 18:00 UTC"}
    (message,) = plan(items, policy, (), now=NOW + timedelta(hours=6)).outgoing
    assert (message.kind, len(message.alerts)) == ("digest", 3)


def test_a_digest_that_falls_into_quiet_hours_goes_after_them() -> None:
    """Once, not twice."""
    policy = Policy(digest="daily", digest_at=time(23), quiet=(NIGHT,))
    (held,) = plan([waiting()], policy, (), now=NOW).held
    assert held.until == datetime(2026, 9, 15, 7, tzinfo=UTC)
    (message,) = plan([waiting()], policy, (), now=held.until).outgoing
    assert message.kind == "digest"


@pytest.mark.parametrize(("passes", "goes"), [(True, 1), (False, 0)])
def test_critical_alerts_pass_quiet_hours_where_that_is_wanted(passes: bool, goes: int) -> None:
    """And only then."""
    policy = Policy(quiet=(NIGHT,), critical_passes=passes)
    night = NOW.replace(hour=23)
    decided = plan(
        [waiting(1, since=night, severity="critical"), waiting(2, since=night)],
        policy,
        (),
        now=night,
    )
    assert len(decided.outgoing) == goes
    assert len(decided.held) == 2 - goes


def test_a_story_gathers_what_is_about_one_thing() -> None:
    """Whatever the series measures."""
    policy = Policy(group_by="story", group_wait=timedelta(0))
    total = factories.alert(id="ff", series="desertion/Karsovia/soldier/cumulative")
    items = [waiting(), Waiting(alert=total, since=NOW)]
    (message,) = plan(items, policy, (), now=NOW).outgoing
    assert (message.kind, story_of(total)) == ("group", "desertion, Karsovia")


@pytest.mark.parametrize(
    ("minutes", "skipped"),
    [(59, 1), (60, 0)],
)
def test_a_mute_ends(minutes: int, skipped: int) -> None:
    """At its minute."""
    mute = Mute(
        series=waiting().alert.series,
        subscriber=None,
        until=NOW + timedelta(hours=1),
        who="Ada",
        reason="",
    )
    decided = plan([waiting()], Policy(), [mute], now=NOW + timedelta(minutes=minutes))
    assert len(decided.skipped) == skipped


policies = st.builds(
    Policy,
    group_by=st.sampled_from(["none", "series", "story"]),
    group_wait=st.sampled_from([timedelta(0), timedelta(minutes=5)]),
    digest=st.sampled_from([None, "hourly", "daily"]),
    digest_at=st.times(),
    quiet=st.lists(
        st.builds(
            QuietHours,
            start=st.times(max_value=time(11, 59)),
            end=st.times(min_value=time(12)),
            days=st.frozensets(st.integers(0, 6), min_size=1, max_size=6),
        ),
        max_size=2,
    ).map(tuple),
    zone=st.sampled_from([ZoneInfo("UTC"), KYIV, ZoneInfo("America/St_Johns")]),
    critical_passes=st.booleans(),
)


@given(policies, st.lists(st.integers(0, 10_000), unique=True, max_size=20), st.integers(0, 3000))
def test_every_alert_is_decided_upon_once_and_goes_in_the_end(
    policy: Policy, arrivals: list[int], passed: int
) -> None:
    """Whatever the policy: none is lost, none goes twice, and each decision has a reason."""
    items = [
        waiting(number, since=NOW - timedelta(minutes=number), severity="critical")
        for number in arrivals
    ]
    moment = NOW + timedelta(minutes=passed)
    for _ in range(40):
        decided = plan(items, policy, (), now=moment)
        gone = [alert.id for message in decided.outgoing for alert in message.alerts]
        kept = [held.alert_id for held in decided.held]
        assert sorted(gone + kept) == sorted(item.alert.id for item in items)
        assert all(item.reason for item in (*decided.outgoing, *decided.held))
        assert all(held.until > moment for held in decided.held)
        items = [item for item in items if item.alert.id in kept]
        if not items:
            break
        moment = min(held.until for held in decided.held)
    assert items == []

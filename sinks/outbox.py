"""
The outbox in the store: what waits for each subscriber, the messages, and the delivery log.

`put_alert` of the store fills it in the transaction that keeps the alert. A message is made and
committed before it is sent, so a crash in between sends the same message again, with its id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from figurewatch.records import Alert, Severity, stable_id
from figurewatch.records.codec import decode_state, encode_state
from sinks.corrections import TOLD_TOGETHER, put_corrections
from sinks.messages import highest
from sinks.store import Store
from sinks.timing import MessageKind, Mute, Outgoing, Plan, Waiting

DeliveryState = Literal["pending", "sent", "failed", "skipped"]
Result = Literal["sent", "failed", "given_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message whose time has come, with its alerts as they are kept now."""

    id: str
    kind: MessageKind
    alerts: tuple[Alert, ...]
    severity: Severity
    created: datetime
    #: Failed attempts so far.
    attempts: int
    #: It was taken already, and is handed over again because its channel keeps a state.
    is_repeat: bool
    #: Alert id → who acknowledged it.
    acknowledged: dict[str, str]
    #: Of a correction: what was told before, and the id of the message in which it first was.
    told: Alert | None = None
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row of the delivery log."""

    at: datetime
    subscriber: str
    channel: str
    message: str
    result: Result
    status: int | None
    error: str | None
    answer: str
    milliseconds: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """What became of one alert for one subscriber."""

    alert: str
    subscriber: str
    #: 0 is the alert, the others are corrections of it.
    turn: int
    state: DeliveryState
    reason: str
    since: datetime
    #: When it is decided upon or tried again; None never.
    next_at: datetime | None
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Somebody has seen the alert."""

    alert: str
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """All that became of one alert: for whom, every attempt, and what people did about it."""

    statuses: tuple[DeliveryStatus, ...]
    attempts: tuple[Attempt, ...]
    acknowledged: Acknowledgement | None
    mutes: tuple[Mute, ...]


#: What the subscriber of the delivery `d` was told before it; null where it is the first.
_TOLD = f"""coalesce(
    (SELECT p.told FROM deliveries p
     WHERE p.alert_id = d.alert_id AND p.subscriber = d.subscriber AND p.turn < d.turn
           AND p.told IS NOT NULL
           AND (p.turn = 0 OR p.state = 'sent' OR p.reason = '{TOLD_TOGETHER}')
     ORDER BY p.turn DESC LIMIT 1),
    (SELECT p.told FROM deliveries p
     WHERE p.alert_id = d.replaces AND p.subscriber = d.subscriber
           AND p.told IS NOT NULL AND (p.turn = 0 OR p.state = 'sent')
     ORDER BY p.turn DESC LIMIT 1))"""  # noqa: S608 - ours
#: A correction that is left out would have told what stands now.
_AS_IT_IS = """told = CASE WHEN turn > 0 THEN (SELECT body FROM alerts WHERE id = alert_id)
                       ELSE told END"""


class Outbox:
    """The outbox of `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(
        self,
        subscriber: str,
        *,
        now: datetime,
        ahead: timedelta = timedelta(0),
        limit: int = 500,
    ) -> list[Waiting]:
        """
        Give what is to be decided upon for `subscriber`, oldest first.

        As soon as something is due, what is held back until `ahead` from now comes along: it may
        belong to the same group.
        """
        due = self._store.rows(
            """SELECT 1 FROM deliveries
               WHERE subscriber = ? AND state = 'pending' AND message_id IS NULL AND next_at <= ?
               LIMIT 1""",
            subscriber,
            _text(now),
        )
        if not due:
            return []
        rows = self._store.rows(
            f"""SELECT a.body, d.since, k.who, {_TOLD}
               FROM deliveries d JOIN alerts a ON a.id = d.alert_id
                    LEFT JOIN acknowledgements k ON k.alert_id = d.alert_id
               WHERE d.subscriber = ? AND d.state = 'pending' AND d.message_id IS NULL
                     AND d.next_at <= ? AND d.since <= ?
               ORDER BY d.next_at, d.since, a.id LIMIT ?""",  # noqa: S608 - ours
            subscriber,
            _text(now + ahead),
            _text(now),
            limit,
        )
        return [
            Waiting(
                alert=decode_state(body, Alert),
                since=datetime.fromisoformat(since),
                acknowledged_by=who,
                told=None if told is None else decode_state(told, Alert),
            )
            for body, since, who, told in rows
        ]

    def carry_out(self, plan: Plan, subscriber: str, *, now: datetime) -> None:
        """Keep what was decided: messages are made, the rest is held or skipped."""
        with self._store.transaction() as transaction:
            for outgoing in plan.outgoing:
                _put_message(transaction.connection, outgoing, subscriber, now=now)
            transaction.connection.executemany(
                """UPDATE deliveries SET next_at = ?, reason = ? WHERE alert_id = ?
                   AND subscriber = ? AND state = 'pending' AND message_id IS NULL""",
                [(_text(i.until), i.reason, i.alert_id, subscriber) for i in plan.held],
            )
            transaction.connection.executemany(
                f"""UPDATE deliveries SET state = 'skipped', reason = ?, {_AS_IT_IS}
                   WHERE alert_id = ? AND subscriber = ? AND state = 'pending'
                         AND message_id IS NULL""",  # noqa: S608 - ours
                [(item.reason, item.alert_id, subscriber) for item in plan.skipped],
            )

    def due(self, subscriber: str, *, now: datetime, limit: int = 100) -> list[Due]:
        """Give the messages to `subscriber` whose time has come, oldest first."""
        rows = self._store.rows(
            """SELECT id, kind, severity, created, attempts, state FROM messages
               WHERE subscriber = ? AND next_at <= ? ORDER BY next_at, created, id LIMIT ?""",
            subscriber,
            _text(now),
            limit,
        )
        return [
            self._due(subscriber, message_id, kind, severity, created, attempts, state)
            for message_id, kind, severity, created, attempts, state in rows
        ]

    def mark_sent(
        self,
        due: Due,
        attempt: Attempt,
        *,
        told: Sequence[Alert],
        reason: str = "",
        again: datetime | None = None,
    ) -> None:
        """
        Note that the subscriber took it, and what it was `told` that may need correction.

        `again` is when a channel with a state hears again.
        """
        with self._store.transaction() as transaction:
            connection = transaction.connection
            if not due.is_repeat:
                _log(connection, attempt)
            connection.execute(
                """UPDATE messages SET state = 'sent', next_at = ?, attempts = attempts + ?
                   WHERE id = ? AND subscriber = ?""",
                (_text(again), not due.is_repeat, due.id, attempt.subscriber),
            )
            connection.execute(
                """UPDATE deliveries SET state = 'sent', reason = coalesce(nullif(?, ''), reason)
                   WHERE message_id = ? AND subscriber = ? AND state != 'skipped'""",
                (reason, due.id, attempt.subscriber),
            )
            connection.executemany(
                """UPDATE deliveries SET told = ?
                   WHERE message_id = ? AND subscriber = ? AND alert_id = ?""",
                [(encode_state(item), due.id, attempt.subscriber, item.id) for item in told],
            )
            for item in told:
                # It may have changed while it was on its way.
                for (body,) in connection.execute(
                    "SELECT body FROM alerts WHERE id = ?", (item.id,)
                ).fetchall():
                    put_corrections(connection, decode_state(body, Alert), now=attempt.at)

    def mark_failed(self, due: Due, attempt: Attempt) -> None:
        """Note a failed attempt; tried again at the attempt's `next_at`, never if it is None."""
        state = "failed" if attempt.next_at is None else "pending"
        with self._store.transaction() as transaction:
            connection = transaction.connection
            _log(connection, attempt)
            connection.execute(
                """UPDATE messages SET state = CASE WHEN state = 'sent' THEN 'sent' ELSE ? END,
                          next_at = ?, attempts = attempts + ?
                   WHERE id = ? AND subscriber = ?""",
                (state, _text(attempt.next_at), not due.is_repeat, due.id, attempt.subscriber),
            )
            if not due.is_repeat:
                connection.execute(
                    """UPDATE deliveries SET state = ?, reason = ?, next_at = coalesce(?, next_at)
                       WHERE message_id = ? AND subscriber = ? AND state = 'pending'""",
                    (state, attempt.error, _text(attempt.next_at), due.id, attempt.subscriber),
                )

    def postpone(self, due: Due, subscriber: str, *, until: datetime, reason: str) -> None:
        """Hold a message back; no attempt is counted."""
        with self._store.transaction() as transaction:
            transaction.connection.execute(
                "UPDATE messages SET next_at = ? WHERE id = ? AND subscriber = ?",
                (_text(until), due.id, subscriber),
            )
            transaction.connection.execute(
                """UPDATE deliveries SET next_at = ?, reason = ?
                   WHERE message_id = ? AND subscriber = ?""",
                (_text(until), reason, due.id, subscriber),
            )

    def skip(self, due: Due, subscriber: str, reasons: dict[str, str]) -> None:
        """Leave alerts out of a message, by id with the reason; one without alerts is cancelled."""
        with self._store.transaction() as transaction:
            transaction.connection.executemany(
                f"""UPDATE deliveries SET state = 'skipped', reason = ?, {_AS_IT_IS}
                   WHERE alert_id = ? AND subscriber = ? AND state = 'pending'
                         AND message_id = ?""",  # noqa: S608 - ours
                [(reason, alert_id, subscriber, due.id) for alert_id, reason in reasons.items()],
            )
            if len(reasons) == len(due.alerts):
                transaction.connection.execute(
                    """UPDATE messages SET state = 'cancelled', next_at = NULL
                       WHERE id = ? AND subscriber = ?""",
                    (due.id, subscriber),
                )

    def end(self, due: Due, subscriber: str) -> None:
        """Stop repeating a message that was taken."""
        with self._store.transaction() as transaction:
            transaction.connection.execute(
                "UPDATE messages SET next_at = NULL WHERE id = ? AND subscriber = ?",
                (due.id, subscriber),
            )

    def statuses(self, alert_id: str) -> list[DeliveryStatus]:
        """Say what became of an alert, by subscriber."""
        return self._statuses("d.alert_id = ?", alert_id)

    def failed(self, *, subscriber: str | None = None) -> list[DeliveryStatus]:
        """Give what was given up, oldest first."""
        return self._statuses(
            "d.state = 'failed' AND d.subscriber = coalesce(?, d.subscriber)", subscriber
        )

    def attempts(self, alert_id: str) -> list[Attempt]:
        """Give the delivery log of an alert, oldest first."""
        rows = self._store.rows(
            """SELECT t.at, t.subscriber, t.channel, t.message_id, t.result, t.status, t.error,
                      t.answer, t.milliseconds, t.next_at
               FROM attempts t JOIN deliveries d
                    ON d.message_id = t.message_id AND d.subscriber = t.subscriber
               WHERE d.alert_id = ? ORDER BY t.number""",
            alert_id,
        )
        return [
            Attempt(
                at=datetime.fromisoformat(row[0]),
                subscriber=row[1],
                channel=row[2],
                message=row[3],
                result=row[4],
                status=row[5],
                error=row[6],
                answer=row[7],
                milliseconds=row[8],
                next_at=_time(row[9]),
            )
            for row in rows
        ]

    def record_of(self, alert: Alert, *, now: datetime) -> DeliveryRecord:
        """Give all that became of `alert`, as the page and `alerts show` have it."""
        return DeliveryRecord(
            statuses=tuple(self.statuses(alert.id)),
            attempts=tuple(self.attempts(alert.id)),
            acknowledged=self.acknowledgement(alert.id),
            mutes=tuple(self.mutes(now=now, series=alert.series)),
        )

    def redeliver(self, delivery: DeliveryStatus, *, now: datetime) -> None:
        """
        Hand an alert over again, now, whatever became of it.

        It goes in the message that it went in before, with the same id; one that was never in a
        message gets one of its own.
        """
        reason = "handed over again by hand"
        with self._store.transaction() as transaction:
            connection = transaction.connection
            message_id = delivery.message or _message_id(delivery.alert, delivery.turn)
            kind = "correction" if delivery.turn else "alert"
            connection.execute(
                """INSERT INTO messages (id, subscriber, kind, state, severity, created, next_at)
                   SELECT ?, ?, ?, 'pending', severity, ?, ? FROM alerts WHERE id = ?
                   ON CONFLICT (id, subscriber) DO UPDATE
                   SET state = 'pending', attempts = 0, next_at = excluded.next_at""",
                (message_id, delivery.subscriber, kind, _text(now), _text(now), delivery.alert),
            )
            connection.execute(
                """UPDATE deliveries
                   SET state = 'pending', reason = ?, next_at = ?, message_id = ?
                   WHERE subscriber = ? AND (alert_id = ? AND turn = ? OR message_id = ?)""",
                (
                    reason,
                    _text(now),
                    message_id,
                    delivery.subscriber,
                    delivery.alert,
                    delivery.turn,
                    message_id,
                ),
            )

    def acknowledge(self, alert_id: str, *, who: str, reason: str, now: datetime) -> bool:
        """Note that somebody has seen it; False if somebody has before."""
        with self._store.transaction() as transaction:
            connection = transaction.connection
            cursor = connection.execute(
                """INSERT INTO acknowledgements (alert_id, at, who, reason) VALUES (?, ?, ?, ?)
                   ON CONFLICT (alert_id) DO NOTHING""",
                (alert_id, _text(now), who, reason),
            )
            connection.execute(
                """UPDATE deliveries SET state = 'skipped', reason = ?
                   WHERE alert_id = ? AND state = 'failed'""",
                (f"acknowledged by {who} after it was given up", alert_id),
            )
            _tell_again(connection, "alert_id = ?", alert_id, now=now)
            return cursor.rowcount > 0

    def acknowledgement(self, alert_id: str) -> Acknowledgement | None:
        """Give who has seen an alert, None if nobody has."""
        rows = self._store.rows(
            "SELECT alert_id, at, who, reason FROM acknowledgements WHERE alert_id = ?", alert_id
        )
        for alert, at, who, reason in rows:
            return Acknowledgement(
                alert=alert, at=datetime.fromisoformat(at), who=who, reason=reason
            )
        return None

    def mute(self, mute: Mute, *, now: datetime) -> None:
        """Hand over nothing about a series for a while."""
        with self._store.transaction() as transaction:
            connection = transaction.connection
            connection.execute(
                """INSERT INTO mutes (series, subscriber, at, until, who, reason)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                (
                    mute.series,
                    mute.subscriber,
                    _text(now),
                    _text(mute.until),
                    mute.who,
                    mute.reason,
                ),
            )
            _tell_again(
                connection,
                "alert_id IN (SELECT id FROM alerts WHERE series = ?)",
                mute.series,
                now=now,
            )

    def mutes(
        self, *, now: datetime, subscriber: str | None = None, series: str | None = None
    ) -> list[Mute]:
        """Give the mutes in force, those for everybody too; of one series where it is named."""
        rows = self._store.rows(
            """SELECT series, subscriber, until, who, reason FROM mutes
               WHERE until > ? AND (? IS NULL OR subscriber IS NULL OR subscriber = ?)
                     AND series = coalesce(?, series) ORDER BY number""",
            _text(now),
            subscriber,
            subscriber,
            series,
        )
        return [
            Mute(
                series=muted,
                subscriber=whom,
                until=datetime.fromisoformat(until),
                who=who,
                reason=reason,
            )
            for muted, whom, until, who, reason in rows
        ]

    def disable(self, subscriber: str, *, address: str, reason: str, now: datetime) -> None:
        """Note that the end at `address` wants nothing any more."""
        with self._store.transaction() as transaction:
            transaction.connection.execute(
                "INSERT OR REPLACE INTO disabled_subscribers VALUES (?, ?, ?, ?)",
                (subscriber, address, _text(now), reason),
            )

    def enable(self, subscriber: str) -> None:
        """Take it back."""
        with self._store.transaction() as transaction:
            transaction.connection.execute(
                "DELETE FROM disabled_subscribers WHERE subscriber = ?", (subscriber,)
            )

    def why_disabled(self, subscriber: str, *, address: str) -> str | None:
        """Say why nothing is handed to `address`; None if it is."""
        rows = self._store.rows(
            "SELECT reason FROM disabled_subscribers WHERE subscriber = ? AND address = ?",
            subscriber,
            address,
        )
        return rows[0][0] if rows else None

    def give_up_all(self, subscriber: str, *, reason: str, now: datetime) -> int:
        """Give up what is due for a subscriber that takes nothing; gives how many alerts."""
        with self._store.transaction() as transaction:
            connection = transaction.connection
            given_up = connection.execute(
                """UPDATE deliveries SET state = 'failed', reason = ?
                   WHERE subscriber = ? AND state = 'pending' AND next_at <= ?""",
                (reason, subscriber, _text(now)),
            ).rowcount
            connection.execute(
                """UPDATE messages SET state = 'failed', next_at = NULL
                   WHERE subscriber = ? AND state = 'pending' AND next_at <= ?""",
                (subscriber, _text(now)),
            )
        return given_up

    def counts(
        self, *, now: datetime, subscribers: Collection[str] | None = None
    ) -> dict[str, int]:
        """
        Count the alerts that are to go out now, are held back, and were given up.

        Where `subscribers` are named, what waits for others does not count: nobody hands it over.
        """
        rows = self._store.rows(
            """SELECT subscriber, CASE WHEN state = 'failed' THEN 'failed'
                                       WHEN message_id IS NULL AND next_at > ? THEN 'held'
                                       ELSE 'pending' END, count(*)
               FROM deliveries WHERE state IN ('pending', 'failed') GROUP BY 1, 2""",
            _text(now),
        )
        counts = {"pending": 0, "held": 0, "failed": 0}
        for subscriber, state, count in rows:
            if state == "failed" or subscribers is None or subscriber in subscribers:
                counts[state] += count
        return counts

    def _due(
        self,
        subscriber: str,
        message_id: str,
        kind: MessageKind,
        severity: Severity,
        created: str,
        attempts: int,
        state: str,
    ) -> Due:
        rows = self._store.rows(
            f"""SELECT a.body, k.who, {_TOLD}, d.thread
                FROM deliveries d JOIN alerts a ON a.id = d.alert_id
                     LEFT JOIN acknowledgements k ON k.alert_id = d.alert_id
                WHERE d.message_id = ? AND d.subscriber = ? AND d.state != 'skipped'
                ORDER BY d.since, a.raised, a.id""",  # noqa: S608 - ours
            message_id,
            subscriber,
        )
        alerts = tuple(decode_state(row[0], Alert) for row in rows)
        told = rows[0][2] if rows else None
        return Due(
            id=message_id,
            kind=kind,
            alerts=alerts,
            severity=severity,
            created=datetime.fromisoformat(created),
            attempts=attempts,
            is_repeat=state == "sent",
            acknowledged={
                alert.id: row[1]
                for alert, row in zip(alerts, rows, strict=True)
                if row[1] is not None
            },
            told=None if told is None else decode_state(told, Alert),
            thread=(rows[0][3] or message_id) if rows else message_id,
        )

    def _statuses(self, condition: str, *parameters: str | None) -> list[DeliveryStatus]:
        rows = self._store.rows(
            f"""SELECT d.alert_id, d.subscriber, d.turn, d.state, d.reason, d.since, d.message_id,
                      CASE WHEN m.id IS NOT NULL THEN m.next_at
                           WHEN d.state = 'pending' THEN d.next_at END
                FROM deliveries d LEFT JOIN messages m
                     ON m.id = d.message_id AND m.subscriber = d.subscriber
                WHERE {condition} ORDER BY d.since, d.alert_id, d.subscriber, d.turn""",  # noqa: S608 - ours
            *parameters,
        )
        return [
            DeliveryStatus(
                alert=row[0],
                subscriber=row[1],
                turn=row[2],
                state=row[3],
                reason=row[4],
                since=datetime.fromisoformat(row[5]),
                message=row[6],
                next_at=_time(row[7]),
            )
            for row in rows
        ]


def _put_message(
    connection: sqlite3.Connection, outgoing: Outgoing, subscriber: str, *, now: datetime
) -> None:
    ids = [alert.id for alert in outgoing.alerts]
    if outgoing.kind == "alert":
        message_id = _message_id(ids[0], 0)
    elif outgoing.kind == "correction":
        (turn,) = connection.execute(
            "SELECT max(turn) FROM deliveries WHERE alert_id = ? AND subscriber = ?",
            (ids[0], subscriber),
        ).fetchone()
        message_id = _message_id(ids[0], turn)
    else:
        message_id = stable_id("message", subscriber, *ids)
    connection.execute(
        """INSERT INTO messages (id, subscriber, kind, state, severity, created, next_at)
           VALUES (?, ?, ?, 'pending', ?, ?, ?)
           ON CONFLICT (id, subscriber) DO UPDATE
           SET state = 'pending', attempts = 0, next_at = excluded.next_at
           WHERE state = 'cancelled'""",
        (
            message_id,
            subscriber,
            outgoing.kind,
            highest(outgoing.alerts),
            _text(now),
            _text(now),
        ),
    )
    connection.executemany(
        """UPDATE deliveries SET message_id = ?, reason = ?, next_at = ?
           WHERE alert_id = ? AND subscriber = ? AND state = 'pending' AND message_id IS NULL""",
        [(message_id, outgoing.reason, _text(now), alert_id, subscriber) for alert_id in ids],
    )


def _message_id(alert_id: str, turn: int) -> str:
    """An alert that goes alone lends its id: another process would make the same message."""
    return stable_id("correction", alert_id, str(turn)) if turn else alert_id


def _tell_again(
    connection: sqlite3.Connection, condition: str, parameter: str, *, now: datetime
) -> None:
    """Let the channels that keep a state hear of a change at once."""
    connection.execute(
        f"""UPDATE messages SET next_at = ?
            WHERE next_at IS NOT NULL AND state = 'sent' AND EXISTS (
                SELECT 1 FROM deliveries d WHERE d.message_id = messages.id
                AND d.subscriber = messages.subscriber AND d.{condition})""",  # noqa: S608 - ours
        (_text(now), parameter),
    )


def _log(connection: sqlite3.Connection, attempt: Attempt) -> None:
    connection.execute(
        """INSERT INTO attempts (at, message_id, subscriber, channel, result, status, error,
                                 answer, milliseconds, next_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            attempt.at.isoformat(timespec="milliseconds"),
            attempt.message,
            attempt.subscriber,
            attempt.channel,
            attempt.result,
            attempt.status,
            attempt.error,
            attempt.answer,
            attempt.milliseconds,
            _text(attempt.next_at),
        ),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

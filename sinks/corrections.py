"""
When somebody was told of an alert and it is withdrawn, or rests on other words: one correction.

A reprint, or a further earlier figure, is no correction: what was told still holds.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Literal

from figurewatch.records import Alert, Figure
from figurewatch.records.codec import decode_state, encode_state
from sinks.alerts import origin_name

Change = Literal["withdrawn", "raised again", "changed"]

#: A revised article takes an alert back and may raise it again a moment later.
SETTLES = timedelta(seconds=10)
#: Why a correction is not sent by itself.
TOLD_TOGETHER = "told with the alert that replaces it"
#: Withdrawn alerts that are kept of one article.
WITHDRAWN_KEPT = 32


def what_changed(told: Alert, now: Alert) -> Change | None:
    """Say what of an alert is no longer as it was `told`; None where nothing is."""
    was_withdrawn, is_withdrawn = told.state == "withdrawn", now.state == "withdrawn"
    if was_withdrawn and is_withdrawn:
        return None
    if is_withdrawn:
        return "withdrawn"
    if was_withdrawn:
        return "raised again"
    is_same = _words(told.figure) == _words(now.figure)
    return None if is_same and _earlier(told) <= _earlier(now) else "changed"


def put_corrections(connection: sqlite3.Connection, alert: Alert, *, now: datetime) -> None:
    """
    Have everybody told who was told of `alert` and should know what it says by now.

    What waits to be told already is left alone: it goes as the alert stands then.
    """
    rows = connection.execute(
        """SELECT subscriber, max(turn), state, told, coalesce(thread, message_id)
           FROM deliveries WHERE alert_id = ? GROUP BY subscriber""",
        (alert.id,),
    ).fetchall()
    body = encode_state(alert)
    for subscriber, turn, state, told, thread in rows:
        if state == "pending" or told is None:
            continue
        if what_changed(decode_state(told, Alert), alert) is not None:
            connection.execute(
                """INSERT INTO deliveries
                   (alert_id, subscriber, turn, state, since, next_at, told, thread)
                   VALUES (?, ?, ?, 'pending', ?, ?, ?, ?)""",
                (alert.id, subscriber, turn + 1, _text(now), _text(now + SETTLES), body, thread),
            )


def put_replacements(connection: sqlite3.Connection, alert: Alert) -> None:
    """
    Tell of an alert instead of one that was withdrawn, where an article was revised: one message.

    `alert` is either; both are of one article and series, and neither word is on its way yet.
    """
    rows = connection.execute(
        """SELECT b.alert_id, a.alert_id, a.subscriber, a.turn, a.thread
           FROM alerts new JOIN deliveries b ON b.alert_id = new.id
                JOIN alerts old ON old.article = new.article AND old.series = new.series
                JOIN deliveries a ON a.alert_id = old.id AND a.subscriber = b.subscriber
           WHERE new.article = ? AND new.series = ? AND new.state != 'withdrawn'
                 AND b.turn = 0 AND b.state = 'pending' AND b.message_id IS NULL
                 AND b.replaces IS NULL AND old.state = 'withdrawn'
                 AND a.turn > 0 AND a.state = 'pending' AND a.message_id IS NULL
           ORDER BY a.since DESC, new.id, old.id""",
        (alert.figure.article.id, alert.series),
    ).fetchall()
    paired: set[tuple[str, str]] = set()
    for new, old, subscriber, turn, thread in rows:
        if paired & {(new, subscriber), (old, subscriber)}:
            continue
        paired |= {(new, subscriber), (old, subscriber)}
        connection.execute(
            """UPDATE deliveries SET replaces = ?, thread = ?
               WHERE alert_id = ? AND subscriber = ? AND turn = 0""",
            (old, thread, new, subscriber),
        )
        connection.execute(
            """UPDATE deliveries SET state = 'skipped', reason = ?
               WHERE alert_id = ? AND subscriber = ? AND turn = ?""",
            (TOLD_TOGETHER, old, subscriber, turn),
        )


def forget_replaced(connection: sqlite3.Connection, alert: Alert) -> None:
    """Keep only the newest withdrawn alerts of the article of `alert`, which may be revised on."""
    old = connection.execute(
        """SELECT id FROM alerts WHERE article = ? AND state = 'withdrawn'
                  AND NOT EXISTS (SELECT 1 FROM deliveries d
                                  WHERE d.alert_id = alerts.id AND d.state = 'pending')
           ORDER BY known_from DESC, rowid DESC LIMIT -1 OFFSET ?""",
        (alert.figure.article.id, WITHDRAWN_KEPT),
    ).fetchall()
    connection.executemany("DELETE FROM deliveries WHERE alert_id = ?", old)
    connection.executemany("DELETE FROM alerts WHERE id = ?", old)


def _earlier(alert: Alert) -> set[tuple[object, ...]]:
    return {_words(figure) for figure in alert.earlier}


def _words(figure: Figure) -> tuple[object, ...]:
    """What a reader would call the same claim, whoever prints it."""
    quantity = figure.quantity
    claimant = origin_name(figure.attribution).casefold()
    return (quantity.low, quantity.high, quantity.bound, quantity.unit, claimant)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

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
        """SELECT subscriber, max(turn), state, told FROM deliveries
           WHERE alert_id = ? GROUP BY subscriber""",
        (alert.id,),
    ).fetchall()
    body = encode_state(alert)
    for subscriber, turn, state, told in rows:
        if state == "pending" or told is None:
            continue
        if what_changed(decode_state(told, Alert), alert) is not None:
            connection.execute(
                """INSERT INTO deliveries
                   (alert_id, subscriber, turn, state, since, next_at, told)
                   VALUES (?, ?, ?, 'pending', ?, ?, ?)""",
                (alert.id, subscriber, turn + 1, _text(now), _text(now + SETTLES), body),
            )


def _earlier(alert: Alert) -> set[tuple[object, ...]]:
    return {_words(figure) for figure in alert.earlier}


def _words(figure: Figure) -> tuple[object, ...]:
    """What a reader would call the same claim, whoever prints it."""
    quantity = figure.quantity
    claimant = origin_name(figure.attribution).casefold()
    return (quantity.low, quantity.high, quantity.bound, quantity.unit, claimant)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

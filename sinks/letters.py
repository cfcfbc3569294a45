"""What was set aside, and what became of it when somebody tried again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from figurewatch.errors import InputError
from figurewatch.records import DeadLetter
from sinks.store import Store, read_letter

Outcome = Literal["handed back", "taken in", "failed again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTry:
    """One attempt to take a dead letter in after all."""

    at: datetime
    who: str
    outcome: Outcome
    #: Where it went, as partition:offset of its topic; "" where it went to none.
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHistory:
    """What became of a dead letter."""

    #: When it was taken in or handed back; None while it waits.
    settled: datetime | None
    tries: tuple[LetterTry, ...]
    #: The letter that it is when it was handed back and set aside once more, by id.
    came_back_as: str | None
    #: The letter whose handing back it came of, by id.
    came_of: str | None


class Letters:
    """The dead letters of `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, letter_id: str) -> DeadLetter | None:
        """Give one dead letter, None where there is none."""
        rows = self._store.rows(
            "SELECT id, origin, position, step, error, payload, at FROM dead_letters WHERE id = ?",
            letter_id,
        )
        return read_letter(rows[0]) if rows else None

    def history(self, letter: DeadLetter) -> LetterHistory:
        """Say what became of `letter`."""
        tries = self._store.rows(
            """SELECT at, who, outcome, position FROM letter_tries
               WHERE letter_id = ? ORDER BY number""",
            letter.id,
        )
        settled = self._store.rows("SELECT settled FROM dead_letters WHERE id = ?", letter.id)
        return LetterHistory(
            settled=_time(settled[0][0]) if settled else None,
            tries=tuple(
                LetterTry(
                    at=datetime.fromisoformat(at), who=who, outcome=outcome, position=position
                )
                for at, who, outcome, position in tries
            ),
            came_back_as=self._other(
                """SELECT b.id FROM letter_tries t JOIN dead_letters a ON a.id = t.letter_id
                        JOIN dead_letters b ON b.origin = a.origin AND b.position = t.position
                   WHERE a.id = ? AND t.position != '' ORDER BY t.number DESC""",
                letter,
            ),
            came_of=self._other(
                """SELECT a.id FROM dead_letters b JOIN dead_letters a ON a.origin = b.origin
                        JOIN letter_tries t ON t.letter_id = a.id AND t.position = b.position
                   WHERE b.id = ? ORDER BY t.number DESC""",
                letter,
            ),
        )

    def hand_back(
        self,
        letter: DeadLetter,
        send: Callable[[DeadLetter, sqlite3.Connection], str],
        *,
        who: str,
        now: datetime,
    ) -> LetterTry:
        """
        Have `send` put the bytes back where they came from; it says where they are then.

        What `send` raises leaves the letter as it was. One who comes second while the first is
        at it finds it done: raises InputError.
        """
        with self._store.transaction() as transaction:
            _require_waiting(transaction.connection, letter)
            position = send(letter, transaction.connection)
            done = LetterTry(at=now, who=who, outcome="handed back", position=position)
            _note(transaction.connection, letter, done)
        return done

    def require_waiting(self, letter: DeadLetter) -> None:
        """Raise InputError if `letter` was taken in meanwhile."""
        with self._store.transaction() as transaction:
            _require_waiting(transaction.connection, letter)

    def note(self, letter: DeadLetter, tried: LetterTry) -> None:
        """Keep what came of trying again at once."""
        with self._store.transaction() as transaction:
            _note(transaction.connection, letter, tried)

    def _other(self, sql: str, letter: DeadLetter) -> str | None:
        rows = self._store.rows(f"{sql} LIMIT 1", letter.id)
        return rows[0][0] if rows else None


def _require_waiting(connection: sqlite3.Connection, letter: DeadLetter) -> None:
    row = connection.execute(
        "SELECT settled FROM dead_letters WHERE id = ?", (letter.id,)
    ).fetchone()
    if row is None:
        raise InputError(f"there is no dead letter {letter.id}")
    if row[0] is not None:
        raise InputError(f"{letter.id} was taken in again already, at {row[0]}")


def _note(connection: sqlite3.Connection, letter: DeadLetter, tried: LetterTry) -> None:
    at = tried.at.isoformat(timespec="seconds")
    connection.execute(
        """INSERT INTO letter_tries (letter_id, at, who, outcome, position)
           VALUES (?, ?, ?, ?, ?)""",
        (letter.id, at, tried.who, tried.outcome, tried.position),
    )
    if tried.outcome != "failed again":
        connection.execute("UPDATE dead_letters SET settled = ? WHERE id = ?", (at, letter.id))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

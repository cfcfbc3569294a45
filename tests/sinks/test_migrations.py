"""A store of an earlier version is copied and brought up to date; one of a newer is left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from figurewatch.errors import StateError
from figurewatch.records.codec import encode
from sinks.store import Store, connect
from tests import factories


def first_version(path: Path) -> sqlite3.Connection:
    """A store as the first version left it: its tables, and a figure that says no version."""
    connection = connect(path)
    script = files("sinks").joinpath("migrations/0001_first.sql").read_text()
    connection.executescript(f"CREATE TABLE sinks_migrations (name TEXT PRIMARY KEY); {script}")
    connection.execute("INSERT INTO sinks_migrations VALUES ('0001_first.sql')")
    figure, series = factories.figure(), factories.series()
    connection.execute(
        "INSERT INTO series VALUES (?, ?, ?, ?)",
        (series.key, series.family, series.title, encode(series)),
    )
    connection.execute(
        "INSERT INTO figures VALUES (?, 'a1', ?, ?, 'Harbour Wire', '', '2026-09-14', ?)",
        (figure.id, series.family, series.key, encode(figure)),
    )
    return connection


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Everything that it held is there."""
    first_version(tmp_path / "s.db").close()
    store = Store(tmp_path / "s.db")
    assert store.figures() == [factories.figure()]
    assert store.series(factories.series().key) == factories.series()


def test_it_is_copied_before(tmp_path: Path) -> None:
    """The copy is a store of the version before, with all that was in it."""
    first_version(tmp_path / "s.db").close()
    Store(tmp_path / "s.db")
    (copy,) = tmp_path.glob("s.db.before-*")
    assert copy.name == "s.db.before-0002_search_and_past"
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM figures").fetchone() == (1,)
        (done,) = connection.execute("SELECT group_concat(name) FROM sinks_migrations").fetchone()
    assert done == "0001_first.sql"


def test_a_new_store_is_not_copied(tmp_path: Path) -> None:
    """There is nothing in it; and what is up to date is not copied either."""
    Store(tmp_path / "s.db")
    Store(tmp_path / "s.db")
    assert not list(tmp_path.glob("s.db.before-*"))


def test_a_copy_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """It is from before the first attempt."""
    first_version(tmp_path / "s.db").close()
    kept = tmp_path / "s.db.before-0002_search_and_past"
    kept.write_text("from before")
    Store(tmp_path / "s.db")
    assert kept.read_text() == "from before"


def test_processes_that_start_at_once_bring_it_up_to_date_together(tmp_path: Path) -> None:
    """One applies the changes, the others wait for it; none is told of an error of the disk."""
    connection = first_version(tmp_path / "s.db")
    connection.execute("CREATE TABLE weight (body)")
    connection.execute("INSERT INTO weight VALUES (zeroblob(20000000))")
    connection.close()
    start = "import sys; from pathlib import Path; from sinks.store import Store; "
    code = f"{start}sys.stdin.read(1); Store(Path(sys.argv[1]))"
    arguments = [sys.executable, "-c", code, str(tmp_path / "s.db")]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen(arguments, **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"x")
        process.stdin.close()
        process.stdin = None
    assert [process.communicate()[1] for process in processes] == [b""] * 3
    assert Store(tmp_path / "s.db").figures() == [factories.figure()]
    with sqlite3.connect(next(tmp_path.glob("s.db.before-*"))) as copy:
        assert copy.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """The message names what is not known here, and nothing is changed."""
    with Store(tmp_path / "s.db").transaction() as transaction:
        transaction.put_figure(factories.figure(), factories.series())
        transaction.connection.execute("INSERT INTO sinks_migrations VALUES ('9999_future.sql')")
    with pytest.raises(StateError, match=r"s\.db: a newer figurewatch .*9999_future\.sql"):
        Store(tmp_path / "s.db")

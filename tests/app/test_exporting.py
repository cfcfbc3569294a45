"""Figures out of the store: the same in every form, the chosen ones, and whole files only."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from figurewatch.app.exporting import export
from figurewatch.errors import InputError
from sinks.store import Chosen, Store
from sinks.tables import FIGURE_COLUMNS
from tests import factories


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with figures of four days from two outlets, one of them open upwards."""
    store = Store(tmp_path / "figurewatch.db")
    with store.transaction() as transaction:
        for day in range(4):
            printed = factories.article(
                id=f"a{day}",
                published=factories.MONDAY + timedelta(days=day),
                outlet="Harbour Wire" if day % 2 else "=Evening, Post",
            )
            quantity = factories.quantity(high=None if day == 3 else 4500)
            figure = factories.figure(printed=printed, quantity=quantity)
            transaction.put_figure(figure, factories.series())
    return store


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_csv_json_and_parquet_agree_row_for_row(store: Store, tmp_path: Path) -> None:
    """In order, ids, bounds, dates and words; an open end is empty."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    for form in ("csv", "json", "parquet"):
        assert export(store, Chosen(), form=form, path=tmp_path / f"out.{form}") == 4
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "out.json").read_text().splitlines()]
    for row, typed, figure in zip(rows_of(tmp_path / "out.csv"), table, lines, strict=True):
        assert list(row) == list(typed) == list(FIGURE_COLUMNS)
        assert row["id"] == typed["id"] == figure["id"]
        assert float(row["low"]) == typed["low"] == figure["quantity"]["low"]
        assert (float(row["high"]) if row["high"] else None) == typed["high"]
        assert row["to"] == str(typed["to"]) == figure["scope"]["to"]
        published = datetime.fromisoformat(figure["article"]["published"])
        assert datetime.fromisoformat(row["published"]) == typed["published"] == published
        assert row["outlet"].removeprefix("'") == typed["outlet"] == figure["article"]["outlet"]
    assert table[3]["high"] is None


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        (Chosen(), [0, 1, 2, 3]),
        (Chosen(since="2026-09-16"), [2, 3]),
        (Chosen(since="2026-09-15", until="2026-09-16"), [1, 2]),
        (Chosen(outlet="Harbour Wire"), [1, 3]),
        (Chosen(series="desertion/*"), [0, 1, 2, 3]),
        (Chosen(series="deaths/*"), []),
        (Chosen(series="*/month", outlet="Harbour Wire", until="2026-09-15"), [1]),
    ],
)
def test_what_is_chosen_is_given(store: Store, chosen: Chosen, days: list[int]) -> None:
    """Everything that is named must hold; the count says how many will come."""
    found = [int(figure.article.id[1:]) for figure in store.all_figures(chosen)]
    assert found == days
    assert store.count_figures(chosen) == len(days)


def test_a_spreadsheet_runs_nothing(store: Store, tmp_path: Path) -> None:
    """Text that begins like a formula gets a quote."""
    export(store, Chosen(), form="csv", path=tmp_path / "out.csv")
    assert rows_of(tmp_path / "out.csv")[0]["outlet"] == "'=Evening, Post"


def test_a_file_is_there_when_all_of_it_is_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without pyarrow, Parquet is refused in words, and the file of yesterday stays."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "out.parquet"
    path.write_text("yesterday")
    with pytest.raises(InputError, match=r"install figurewatch\[parquet\]"):
        export(store, Chosen(), form="parquet", path=path)
    assert path.read_text() == "yesterday"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("out.xls",),
            2,
            "out.xls: the ending says no form; known are json, jsonl, csv and parquet",
        ),
        (("--format", "parquet"), 2, "Parquet is written to a file"),
        (("/nowhere/out.csv",), 1, "/nowhere/out.csv: No such file or directory"),
        (("--since", "2026-10-01", "--until", "2026-09-01"), 2, "--since is later than --until"),
        (("--since", "yesterday"), 2, "Invalid value for '--since'"),
    ],
)
def test_a_mistake_is_one_clear_line(
    store: Store, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    """And the right exit code."""
    config = tmp_path / "my.yml"
    config.write_text(f"data_dir: {store.path.parent}\n")
    done = subprocess.run(
        [sys.executable, "-m", "figurewatch", "store", "export", "--config", config, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr


def test_a_backup_is_whole_or_not_there(store: Store, tmp_path: Path) -> None:
    """It opens as a store; a store that is damaged is not copied over in silence."""
    config = tmp_path / "my.yml"
    config.write_text(f"data_dir: {tmp_path}\n")
    command = [sys.executable, "-m", "figurewatch", "store", "backup", "--config", str(config)]
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    assert subprocess.run([*command, str(good)], check=False).returncode == 0
    assert Store(good).counts() == store.counts()
    assert subprocess.run([*command, str(good)], check=False).returncode == 1
    store.close()
    data = bytearray(store.path.read_bytes())
    data[4096 * 3 : 4096 * 40] = b"\xff" * len(data[4096 * 3 : 4096 * 40])
    store.path.write_bytes(data)
    assert subprocess.run([*command, str(bad)], check=False).returncode == 1
    assert not bad.exists()

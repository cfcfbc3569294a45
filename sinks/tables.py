"""Figures as rows of a table: the same columns on the pages, in CSV files and in Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from figurewatch.errors import InputError
from figurewatch.records import Figure
from sinks.alerts import claimants
from sinks.shown import printable

#: Column → its type in Parquet.
FIGURE_COLUMNS = {
    "id": "string",
    "series": "string",
    "value": "string",
    "low": "double",
    "high": "double",
    "bound": "string",
    "unit": "string",
    "counted": "string",
    "scope": "string",
    "from": "date32",
    "to": "date32",
    "per": "string",
    "claimed_by": "string",
    "stance": "string",
    "outlet": "string",
    "published": "timestamp",
    "title": "string",
    "url": "string",
    "sentence": "string",
}
_BATCH = 5000
#: Full-width ones count in some languages.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def figure_row(figure: Figure) -> tuple[Any, ...]:
    """Give the cells of FIGURE_COLUMNS."""
    return (
        figure.id,
        figure.series,
        figure.quantity.text,
        figure.quantity.low,
        figure.quantity.high,
        figure.quantity.bound,
        figure.quantity.unit,
        figure.counted.text if figure.counted else "",
        figure.scope.kind,
        figure.scope.from_,
        figure.scope.to,
        figure.scope.per,
        claimants(figure.attribution),
        figure.stance,
        figure.article.outlet,
        figure.article.published,
        figure.article.title,
        figure.article.url,
        figure.sentence.text,
    )


def cell(value: Any) -> Any:
    """Give what CSV gets for a value: spreadsheets run text that starts like a formula."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def write_csv(figures: Iterable[Figure], out: TextIO) -> None:
    """Write figures as CSV, names of the columns first."""
    writer = csv.writer(out)
    writer.writerow(FIGURE_COLUMNS)
    for figure in figures:
        writer.writerow([cell(value) for value in figure_row(figure)])


def write_parquet(figures: Iterable[Figure], path: Path) -> None:
    """Write figures as Parquet; raises InputError where pyarrow is not installed."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow: install figurewatch[parquet], or export CSV", place=str(path)
        ) from error
    types = {
        "string": arrow.string(),
        "double": arrow.float64(),
        "date32": arrow.date32(),
        "timestamp": arrow.timestamp("s", tz="UTC"),
    }
    schema = arrow.schema([(name, types[kind]) for name, kind in FIGURE_COLUMNS.items()])
    rows = map(figure_row, figures)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _BATCH)):
            columns: dict[str, Sequence[Any]] = dict(
                zip(FIGURE_COLUMNS, zip(*batch, strict=True), strict=True)
            )
            for name in ("low", "high"):
                columns[name] = _doubles(columns[name])
            writer.write_table(arrow.table(columns, schema=schema))


def _doubles(values: Iterable[Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]

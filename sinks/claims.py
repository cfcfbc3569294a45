"""Who claims what: questions about sources and what belongs around a series."""

from __future__ import annotations

from dataclasses import dataclass

from figurewatch.records import Figure, Series
from figurewatch.records.codec import decode_state
from sinks.charts import NOBODY
from sinks.relays import Path, count_paths
from sinks.store import Store

#: The newest figures that are asked for who cites whom.
WINDOW = 20_000
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """A source as a list shows it: what it is the origin of."""

    name: str
    figures: int
    outlets: int
    series: int
    #: The day its newest figure was printed, as ISO text; "" undated.
    latest: str


def list_sources(store: Store, *, limit: int = 500) -> list[SourceSummary]:
    """Give the sources with most figures first; figures that name nobody have one of their own."""
    rows = store.rows(
        """SELECT claimant, count(*), count(DISTINCT outlet), count(DISTINCT series),
                  max(published)
           FROM figures GROUP BY claimant ORDER BY 2 DESC, 1 LIMIT ?""",
        limit,
    )
    return [
        SourceSummary(
            name=row[0] or NOBODY, figures=row[1], outlets=row[2], series=row[3], latest=row[4]
        )
        for row in rows
    ]


def find_paths(store: Store, *, source: str | None = None) -> list[Path]:
    """Count who printed whose figures through whom; those of one source where it is named."""
    where, parameters = "", []
    if source is not None:
        where, parameters = "WHERE claimant = ?", [_claimant(source)]
    rows = store.rows(
        f"""SELECT (SELECT group_concat(coalesce(json_extract(value, '$.name'),
                           iif(json_extract(value, '$.text') GLOB 'The *',
                               'the ' || substr(json_extract(value, '$.text'), 5),
                               json_extract(value, '$.text'))), ?)
                    FROM json_each(CAST(body AS TEXT), '$.attribution.chain')), outlet
            FROM (SELECT body, outlet FROM figures {where}
                  ORDER BY published DESC LIMIT {WINDOW})""",  # noqa: S608 - both are ours
        _BETWEEN,
        *parameters,
    )
    return count_paths(
        (tuple(reversed(chain.split(_BETWEEN))) if chain else (), outlet) for chain, outlet in rows
    )


def figures_of_source(store: Store, name: str, *, limit: int = 1000) -> list[Figure]:
    """Give the newest figures that a source is the origin of, newest first."""
    rows = store.rows(
        "SELECT body FROM figures WHERE claimant = ? ORDER BY published DESC, id LIMIT ?",
        _claimant(name),
        limit,
    )
    return [decode_state(body, Figure) for (body,) in rows]


def related_figures(store: Store, series: Series, *, limit: int = 400) -> dict[str, list[Figure]]:
    """Give the newest figures of the other series of a family, by series, oldest first."""
    rows = store.rows(
        """SELECT body FROM figures WHERE family = ? AND series != ?
           ORDER BY published DESC, id DESC LIMIT ?""",
        series.family,
        series.key,
        limit,
    )
    related: dict[str, list[Figure]] = {}
    for (body,) in reversed(rows):
        figure = decode_state(body, Figure)
        related.setdefault(figure.series, []).append(figure)
    return related


def _claimant(name: str) -> str:
    return "" if name == NOBODY else name

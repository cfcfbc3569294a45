"""How much passes through the monitor and what waits, for the page of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sinks.metrics import Metrics
from sinks.store import Store

_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The articles that were kept in the hour from `start`."""

    start: datetime
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a role of the distributed mode is on a topic."""

    role: str
    topic: str
    taken: int
    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The state of the pipeline."""

    hours: tuple[Hour, ...]
    #: Articles fetched and not yet read.
    waiting: int
    lags: tuple[Lag, ...]
    articles: int
    figures: int
    dead_letters: int
    deliveries_pending: int
    deliveries_failed: int
    #: Mean seconds since the start of this process; None where there was nothing to measure.
    read_seconds: float | None
    compare_seconds: float | None
    alert_delay_seconds: float | None


def look_at_pipeline(store: Store, metrics: Metrics, *, now: datetime) -> Pipeline:
    """Gather the numbers: rows from the store, lags and times from the metrics."""
    counts = store.counts()
    return Pipeline(
        hours=articles_per_hour(store, now=now),
        waiting=articles_waiting(metrics),
        lags=_lags(metrics),
        articles=counts["articles"],
        figures=counts["figures"],
        dead_letters=counts["dead_letters"],
        deliveries_pending=counts["deliveries_pending"],
        deliveries_failed=counts["deliveries_failed"],
        read_seconds=_mean(metrics, "figurewatch_read_seconds"),
        compare_seconds=_mean(metrics, "figurewatch_compare_seconds"),
        alert_delay_seconds=alert_delay(metrics),
    )


def articles_waiting(metrics: Metrics) -> int:
    """Count the articles fetched and not yet read."""
    return int(metrics.registry.get_sample_value("figurewatch_spool_articles") or 0)


def articles_behind(metrics: Metrics) -> int:
    """Count the messages that the roles of the distributed mode have not taken yet."""
    return sum(lag.behind for lag in _lags(metrics))


def alert_delay(metrics: Metrics) -> float | None:
    """Give the mean seconds from a feed to an alert; None where there was none."""
    return _mean(metrics, "figurewatch_alert_delay_seconds")


def articles_per_hour(store: Store, *, now: datetime) -> tuple[Hour, ...]:
    """Count the articles kept in each of the last 24 hours, the hour in work last."""
    last = now.replace(minute=0, second=0, microsecond=0)
    starts = [last - timedelta(hours=back) for back in range(_HOURS - 1, -1, -1)]
    rows: Sequence[tuple[str, int]] = store.rows(
        """SELECT substr(known_from, 1, 13), count(*) FROM articles
           WHERE known_from >= ? GROUP BY 1""",
        starts[0].isoformat(timespec="seconds"),
    )
    counts = dict(rows)
    return tuple(
        Hour(start=start, articles=counts.get(f"{start:%Y-%m-%dT%H}", 0)) for start in starts
    )


def _lags(metrics: Metrics) -> tuple[Lag, ...]:
    taken = {
        (sample.labels["role"], sample.labels["topic"]): int(sample.value)
        for metric in metrics.taken.collect()
        for sample in metric.samples
    }
    return tuple(
        Lag(
            role=sample.labels["role"],
            topic=sample.labels["topic"],
            taken=taken.get((sample.labels["role"], sample.labels["topic"]), 0),
            behind=int(sample.value),
        )
        for metric in metrics.lag.collect()
        for sample in metric.samples
    )


def _mean(metrics: Metrics, name: str) -> float | None:
    count = metrics.registry.get_sample_value(f"{name}_count")
    total = metrics.registry.get_sample_value(f"{name}_sum")
    return round(total / count, 4) if count and total is not None else None

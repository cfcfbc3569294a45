"""
The Prometheus instruments, built for one registry, every known label at zero.

Labels hold few values: outlet, kind, reason; never an address, a person or a figure.
"""

from __future__ import annotations

from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

from figurewatch.records import DepartureKind, ScopeKind, Severity

disable_created_metrics()  # type: ignore[no-untyped-call]

_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)


class Metrics:
    """All instruments of one process, registered in `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.articles = Counter(
            "figurewatch_articles_total",
            "Articles taken from the input, by what came of them.",
            ["result"],
            registry=registry,
        )
        self.figures = Counter(
            "figurewatch_figures_total",
            "Figures read, by the kind of their scope.",
            ["scope"],
            registry=registry,
        )
        self.assessments = Counter(
            "figurewatch_assessments_total",
            "Figures compared with earlier ones, by the outcome.",
            ["outcome"],
            registry=registry,
        )
        self.alerts = Counter(
            "figurewatch_alerts_total",
            "Alerts raised, by kind of departure and severity.",
            ["kind", "severity"],
            registry=registry,
        )
        self.dead_letters = Counter(
            "figurewatch_dead_letters_total",
            "Messages set aside with their bytes, by the step that failed.",
            ["step"],
            registry=registry,
        )
        self.deliveries = Counter(
            "figurewatch_deliveries_total",
            "Attempts to hand an alert to a subscriber, by the outcome.",
            ["subscriber", "result"],
            registry=registry,
        )
        self.deliveries_pending = Gauge(
            "figurewatch_deliveries_pending",
            "Alerts that are to be handed over now: made or tried, and not taken yet.",
            registry=registry,
        )
        self.deliveries_held = Gauge(
            "figurewatch_deliveries_held",
            "Alerts held back on purpose: for a digest, a group or the end of quiet hours.",
            registry=registry,
        )
        self.deliveries_failed = Gauge(
            "figurewatch_deliveries_failed",
            "Alerts given up, which wait for somebody to hand them over again.",
            registry=registry,
        )
        self.delivery_seconds = Histogram(
            "figurewatch_delivery_seconds",
            "Time that one attempt to hand over took, by channel.",
            ["channel"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.spool = Gauge(
            "figurewatch_spool_articles",
            "Articles fetched and not yet passed on.",
            registry=registry,
        )
        self.lag = Gauge(
            "figurewatch_lag_messages",
            "Messages on a topic that a role of the distributed mode has yet to take.",
            ["role", "topic"],
            registry=registry,
        )
        self.taken = Gauge(
            "figurewatch_taken_messages",
            "Messages on a topic that a role of the distributed mode has taken so far.",
            ["role", "topic"],
            registry=registry,
        )
        self.feed_last_success = Gauge(
            "figurewatch_feed_last_success_timestamp_seconds",
            "When a feed of the outlet was last fetched, in seconds since 1970; 0 never.",
            ["outlet"],
            registry=registry,
        )
        self.feeds_failing = Gauge(
            "figurewatch_feeds_failing",
            "Feeds whose last attempt failed.",
            registry=registry,
        )
        self.read_seconds = Histogram(
            "figurewatch_read_seconds",
            "Time to read the figures of one article.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.compare_seconds = Histogram(
            "figurewatch_compare_seconds",
            "Time to compare and keep the figures of one article.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.alert_delay_seconds = Histogram(
            "figurewatch_alert_delay_seconds",
            "From seeing an article in its feed to handing its alert over.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.build = Gauge(
            "figurewatch_build_info",
            "1, with the versions of the program and of its language pipeline.",
            ["version", "pipeline"],
            registry=registry,
        )
        self._start_at_zero()

    def _start_at_zero(self) -> None:
        for result in ("read", "failed"):
            self.articles.labels(result)
        for scope in get_args(ScopeKind):
            self.figures.labels(scope)
        for outcome in ("departs", "restates", "agrees"):
            self.assessments.labels(outcome)
        for kind in get_args(DepartureKind):
            for severity in get_args(Severity):
                self.alerts.labels(kind, severity)
        for step in ("send", "decode", "read", "compare"):
            self.dead_letters.labels(step)

"""How the monitor itself is doing: a line on every page, a strip on those looked at most."""

from __future__ import annotations

from dataclasses import dataclass

from figurewatch.records import FeedStatus
from sinks.site import Site
from sinks.throughput import alert_delay, articles_behind, articles_waiting

#: States of a feed that brings what there is.
_FRESH = frozenset({"ok", "quiet"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What an editor needs to know before trusting that nothing has been missed."""

    feeds: int
    fresh: int
    #: Of the feeds that fail, the one that has done so for longest; None where none does.
    stale: FeedStatus | None
    #: Articles fetched and not yet read, and those that the readers of Kafka are behind.
    waiting: int
    dead_letters: int
    deliveries_pending: int
    deliveries_failed: int
    #: Mean seconds from a feed to an alert; None where there was nothing to measure.
    alert_delay_seconds: float | None
    #: What keeps the monitor from being ready, one word each.
    problems: tuple[str, ...]


def look_at_health(site: Site) -> Health:
    """Gather it from the running monitor and its store."""
    feeds = site.feeds()
    failing = [feed for feed in feeds if feed.state in ("failing", "gone")]
    ((letters, pending, failed),) = site.store.rows(
        """SELECT (SELECT count(*) FROM dead_letters WHERE settled IS NULL),
                  (SELECT count(*) FROM deliveries WHERE state = 'pending'),
                  (SELECT count(*) FROM deliveries WHERE state = 'failed')"""
    )
    return Health(
        feeds=len(feeds),
        fresh=sum(feed.state in _FRESH for feed in feeds),
        stale=min(
            failing,
            key=lambda feed: feed.last_success.isoformat() if feed.last_success else "",
            default=None,
        ),
        waiting=articles_waiting(site.metrics) + articles_behind(site.metrics),
        dead_letters=letters,
        deliveries_pending=pending,
        deliveries_failed=failed,
        alert_delay_seconds=alert_delay(site.metrics),
        problems=tuple(site.problems()),
    )

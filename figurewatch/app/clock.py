"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Give the current time in UTC."""
    return datetime.now(UTC)

"""When an article counts as published: what the feed says, with its doubts stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Clocks of servers run this much ahead without being wrong.
_TOLERANCE = timedelta(minutes=5)
#: Earlier dates come from empty fields (1970, 0001), not from newspapers.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """A publication date and the doubts about it, as in `Article.date_flags`."""

    published: datetime | None
    flags: tuple[str, ...] = ()


def date_entry(
    stated: datetime | None, *, fetched: datetime, page: datetime | None = None
) -> Dating:
    """
    Date an entry that a feed `stated` for, fetched at `fetched`.

    A date in the future becomes the time of fetching and is flagged "future". Where the feed
    states none, the page's is taken and flagged "page"; without either the article is flagged
    "missing" and counts as published when it was first seen.
    """
    if stated is not None and stated >= _EARLIEST:
        return _clamped(stated, fetched)
    if page is not None and page >= _EARLIEST:
        dating = _clamped(page, fetched)
        return Dating(published=dating.published, flags=("page", *dating.flags))
    return Dating(published=None, flags=("missing",))


def _clamped(moment: datetime, fetched: datetime) -> Dating:
    if moment > fetched + _TOLERANCE:
        return Dating(published=fetched, flags=("future",))
    return Dating(published=moment)

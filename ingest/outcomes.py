"""What can come of polling a feed, in words that fit a metric label."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """One word for what came of a poll; `failure` says how much it counts against the feed."""

    UPDATED = "updated"  # a document that differs from the last one
    UNCHANGED = "unchanged"  # the same bytes again
    NOT_MODIFIED = "not_modified"  # 304

    GONE = "gone"  # 410
    NOT_FOUND = "not_found"  # 404
    FORBIDDEN = "forbidden"  # 401, 403
    RATE_LIMITED = "rate_limited"  # 429, 503
    SERVER_ERROR = "server_error"  # other 5xx
    HTTP_ERROR = "http_error"  # any other status that is no success

    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    BAD_RESPONSE = "bad_response"  # no HTTP, a short body, broken compression
    REDIRECTS = "redirects"  # too many, or to something that is no web address
    TOO_LARGE = "too_large"
    REFUSED_ADDRESS = "refused_address"  # the address guard
    BAD_ADDRESS = "bad_address"  # no web address at all

    NOT_A_FEED = "not_a_feed"  # a web page, or text that is no feed
    EMPTY = "empty"
    UNREADABLE = "unreadable"  # the reading process was stopped: too much CPU or memory

    @property
    def succeeded(self) -> bool:
        """The feed answered as a feed."""
        return self in _SUCCESSES

    @property
    def failure(self) -> float:
        """How much the outcome counts: 0 success, 0.25 passing, 0.5 soft, 1 hard."""
        if self.succeeded:
            return 0.0
        return _FAILURES.get(self, 0.5)

    @property
    def is_passing(self) -> bool:
        """The network or the server failed in a way that often passes within minutes."""
        return self in _PASSING


_SUCCESSES = {Outcome.UPDATED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED}
_FAILURES = {
    Outcome.DNS: 0.25,
    Outcome.RATE_LIMITED: 0.25,
    Outcome.GONE: 1.0,
    Outcome.FORBIDDEN: 1.0,
    Outcome.TOO_LARGE: 1.0,
    Outcome.REFUSED_ADDRESS: 1.0,
    Outcome.BAD_ADDRESS: 1.0,
    Outcome.REDIRECTS: 1.0,
    Outcome.UNREADABLE: 1.0,
}


def outcome_of_status(status: int) -> Outcome:
    """Name what an HTTP status means for a feed."""
    if status == 304:
        return Outcome.NOT_MODIFIED
    if 200 <= status < 300:
        return Outcome.UPDATED
    named = {
        401: Outcome.FORBIDDEN,
        403: Outcome.FORBIDDEN,
        404: Outcome.NOT_FOUND,
        410: Outcome.GONE,
        429: Outcome.RATE_LIMITED,
        503: Outcome.RATE_LIMITED,
    }
    if status in named:
        return named[status]
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.HTTP_ERROR


_PASSING = {
    Outcome.TIMEOUT,
    Outcome.DNS,
    Outcome.CONNECTION,
    Outcome.TLS,
    Outcome.BAD_RESPONSE,
    Outcome.SERVER_ERROR,
}

"""What to watch, and how politely: the values that the application takes from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed to watch; `url` is what tells feeds apart."""

    url: str
    #: Who prints it, as pages show it; articles are told apart within an outlet.
    outlet: str
    #: What a list of feeds calls it; the outlet where it is empty.
    name: str = ""
    #: Fetch the article's page where the feed carries a summary only.
    full_text: bool = False
    #: Poll at this interval; None adapts to how often the feed brings something new.
    interval: timedelta | None = None
    #: Feeds that share it are polled one after the other, spaced; the host where it is empty.
    politeness_key: str = ""

    @property
    def key(self) -> str:
        """The politeness key in force."""
        return self.politeness_key or host_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much to fetch, how fast, and from where."""

    user_agent: str = "figurewatch/0.1 (+news figure monitor)"
    #: For the whole request: connecting, redirects, headers and body.
    timeout: timedelta = timedelta(seconds=30)
    #: After inflation; the same limit holds for what comes over the wire.
    max_bytes: int = 15_000_000
    max_redirects: int = 5
    #: Requests at once, over all hosts.
    concurrency: int = 50
    #: Pause between two requests with one politeness key.
    spacing: timedelta = timedelta(seconds=1)
    #: `host:port`, address or network that may be fetched although it is private.
    allow_private: tuple[str, ...] = ()
    #: Articles' pages fetched for one poll of a feed with `full_text`; the rest waits.
    pages_per_poll: int = 10
    #: Processes that read untrusted bytes.
    readers: int = 1


def host_of(url: str) -> str:
    """Give the lower-case host and port of `url`, "" where it has none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""

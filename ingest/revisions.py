"""Whether an entry is new, says something new, or says what it said before."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ingest.identity import Identity

#: Below this share of common words a text is another one.
_SAME_TEXT = 0.1
#: After that many revisions only one a day goes out: some live pages change with every poll.
MOST_REVISIONS = 24
_PAUSE = timedelta(days=1)
#: Another feed of the outlet may revise an article that its own feed no longer lists.
_ORPHANED = timedelta(hours=6)
_SKETCHED_WORDS = 64
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("‘’‚“”„–—\u00a0", "'''\"\"\"-- ")

Reason = Literal[
    "new",  # an article nobody has seen
    "revised",  # title or text changed
    "rewritten",  # the same address now carries another text
    "same",  # nothing changed
    "no_page",  # changed, but its page could not be fetched this time
    "other_feed",  # differs from what another feed of the outlet prints of it
    "too_often",  # changed, but it has changed too often lately
]


#: With these an entry makes an article to pass on.
OUTGOING: tuple[Reason, ...] = ("new", "revised", "rewritten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry with the text that would go out."""

    identity: Identity
    title: str
    text: str
    url: str = ""
    #: Of title and text as the feed gave them.
    entry_hash: str
    #: "feed" or "page".
    text_origin: str = "feed"
    #: The date of publication that the feed states, and the one on the page.
    stated: datetime | None = None
    page_date: datetime | None = None
    #: Its page could not be fetched, and may be later.
    lacks_page: bool = False

    @property
    def content_hash(self) -> str:
        """Of title and text as they would go out."""
        return hash_words(self.title, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of an article."""

    id: str
    #: The feed that printed it first, and revises it.
    feed: str
    revision: int
    #: Of the feed's entry when it was last looked at; "" to look again.
    entry_hash: str
    #: Of the title and text that went out.
    content_hash: str
    text_origin: str
    sketch: bytes
    revised_at: datetime
    listed_at: datetime
    #: How often its page was not to be had.
    page_attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether an entry goes out, as which revision, and why."""

    reason: Reason
    revision: int

    @property
    def goes_out(self) -> bool:
        """The entry makes an article to pass on."""
        return self.reason in OUTGOING


def decide(known: Known | None, draft: Draft, *, feed: str, now: datetime) -> Decision:
    """Compare what would go out with what is `known` of its article."""
    if known is None:
        return Decision(reason="new", revision=1)
    reason = _reason(known, draft, feed, now)
    return Decision(reason=reason, revision=known.revision + (reason in OUTGOING))


def _reason(known: Known, draft: Draft, feed: str, now: datetime) -> Reason:
    if draft.entry_hash == known.entry_hash or draft.content_hash == known.content_hash:
        return "same"
    if feed != known.feed and now - known.listed_at < _ORPHANED:
        return "other_feed"
    if known.text_origin == "page" and draft.text_origin == "feed":
        return "no_page"
    if known.revision >= MOST_REVISIONS and now - known.revised_at < _PAUSE:
        return "too_often"
    return "revised" if agree(known, draft) else "rewritten"


def agree(known: Known, draft: Draft) -> bool:
    """Say whether the words of a draft are mostly those of a known article."""
    return overlap(known.sketch, sketch(f"{draft.title} {draft.text}")) >= _SAME_TEXT


def hash_entry(title: str, text: str, *, updated: datetime | None = None) -> str:
    """Hash an entry; `updated` matters where the text is on a page that the feed only points to."""
    return hash_words(title, f"{text}\n{updated.isoformat()}" if updated else text)


def hash_words(title: str, text: str) -> str:
    """Hash title and text; white space, typographic quotes and dashes do not matter."""
    words = " ".join(f"{title}\n{text}".translate(_QUOTES).split())
    return hashlib.sha256(unicodedata.normalize("NFKC", words).encode()).hexdigest()[:32]


def sketch(text: str) -> bytes:
    """
    Sum up which words a text has in at most 256 bytes.

    The smallest hashes of a set are a random sample of it, and the same sample in every text
    that has these words, so two sketches tell the share of common words.
    """
    hashes = {zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())}
    return b"".join(value.to_bytes(4, "big") for value in sorted(hashes)[:_SKETCHED_WORDS])


def overlap(one: bytes, other: bytes) -> float:
    """Estimate which share of the words of two sketched texts is common to both."""
    first = {one[i : i + 4] for i in range(0, len(one), 4)}
    second = {other[i : i + 4] for i in range(0, len(other), 4)}
    sample = sorted(first | second)[:_SKETCHED_WORDS]
    if not sample:
        return 1.0
    return sum(1 for value in sample if value in first and value in second) / len(sample)

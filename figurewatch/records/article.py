"""An article as an outlet printed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """
    One revision of one article.

    `id` is the same for every revision: it comes from the outlet and the identity of the
    entry, never from the words. Offsets of figures count Unicode code points of `text`.
    """

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    #: When the outlet says it was published (UTC); None where nothing says so.
    published: datetime | None = None
    #: 1 for the first text seen, one more for every change of title or text.
    revision: int = 1
    #: The feed it came from; empty where it was given by hand.
    feed: str = ""
    #: When this revision was first seen (UTC); None where nothing was fetched.
    first_seen: datetime | None = None
    #: Where the text comes from: "feed", "page" or "given".
    text_origin: str = "given"
    #: Doubts about the dates: "missing", "future" (then clamped), "page" (not from the feed).
    date_flags: tuple[str, ...] = ()

    @property
    def dated(self) -> datetime | None:
        """When the article counts as printed: published, else first seen."""
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """What a figure keeps of its article."""

    id: str
    url: str
    outlet: str
    title: str
    published: datetime | None

    @classmethod
    def to(cls, article: Article) -> ArticleRef:
        """Refer to `article`; its date is the one it counts as printed."""
        return cls(
            id=article.id,
            url=article.url,
            outlet=article.outlet,
            title=article.title,
            published=article.dated,
        )

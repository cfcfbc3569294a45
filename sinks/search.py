"""Full-text search over sentences, sources, titles of articles and titles of series."""

from __future__ import annotations

import re
from dataclasses import dataclass

from figurewatch.records import Figure, Series
from figurewatch.records.codec import decode_state
from sinks.store import Store

#: Around what was found, in what the index gives back; no text holds them.
_OPEN, _CLOSE = "\x02", "\x03"
_FIGURES, _OTHERS = 50, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text cut where it was found: every second piece is a hit, beginning with the second."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigure:
    """A figure whose sentence, source or counted thing was found."""

    figure: Figure
    sentence: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source whose name was found, with how many of the figures that were found it claims."""

    name: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article whose title was found."""

    id: str
    title: Words
    outlet: str
    url: str
    published: str
    #: One of its figures; None where it has none.
    figure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, best first."""

    figures: tuple[FoundFigure, ...] = ()
    #: All figures that match, of which the best are in `figures`.
    total: int = 0
    sources: tuple[FoundSource, ...] = ()
    articles: tuple[FoundArticle, ...] = ()
    series: tuple[Series, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing at all was found."""
        return not (self.figures or self.sources or self.articles or self.series)


def search(store: Store, text: str, *, page: int = 1) -> Found:
    """
    Find what holds all words of `text`; the last one may be the beginning of a word.

    `text` is words and "phrases", never a language that can be written wrongly.
    """
    query = to_query(text)
    if query is None:
        return Found()
    figures = store.rows(
        f"""SELECT f.body, highlight(search_figures, 0, '{_OPEN}', '{_CLOSE}')
            FROM search_figures JOIN figures f ON f.rowid = search_figures.rowid
            WHERE search_figures MATCH ? ORDER BY bm25(search_figures, 4, 6, 2), f.published DESC
            LIMIT ? OFFSET ?""",  # noqa: S608 - the marks are ours
        query,
        _FIGURES,
        (page - 1) * _FIGURES,
    )
    return Found(
        figures=tuple(
            FoundFigure(figure=decode_state(body, Figure), sentence=_words(sentence))
            for body, sentence in figures
        ),
        total=store.rows("SELECT count(*) FROM search_figures WHERE search_figures MATCH ?", query)[
            0
        ][0],
        sources=_sources(store, query),
        articles=_articles(store, query),
        series=tuple(
            decode_state(body, Series)
            for (body,) in store.rows(
                """SELECT s.body FROM search_series JOIN series s ON s.rowid = search_series.rowid
                   WHERE search_series MATCH ? ORDER BY rank LIMIT ?""",
                query,
                _OTHERS,
            )
        ),
    )


def to_query(text: str) -> str | None:
    """Write words and "phrases" as an FTS5 query; None where there is no word."""
    # A query ends at a NUL, in the midst of what is quoted.
    words = text.replace("\0", " ")
    terms = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', words)]
    terms = [term for term in terms if any(char.isalnum() for char in term)]
    if not terms:
        return None
    quoted = [f'"{term}"' for term in terms]
    if not text.endswith('"'):
        quoted[-1] += "*"
    return " AND ".join(quoted)


def _sources(store: Store, query: str) -> tuple[FoundSource, ...]:
    rows = store.rows(
        """SELECT f.claimant, count(*)
           FROM search_figures JOIN figures f ON f.rowid = search_figures.rowid
           WHERE search_figures MATCH ? AND f.claimant != ''
           GROUP BY f.claimant ORDER BY 2 DESC, 1 LIMIT ?""",
        f"source : ({query})",
        _OTHERS,
    )
    return tuple(FoundSource(name=name, figures=figures) for name, figures in rows)


def _articles(store: Store, query: str) -> tuple[FoundArticle, ...]:
    rows = store.rows(
        f"""SELECT a.id, highlight(search_articles, 0, '{_OPEN}', '{_CLOSE}'), a.outlet, a.url,
                   coalesce(a.published, ''),
                   (SELECT min(f.id) FROM figures f WHERE f.article_id = a.id)
            FROM search_articles JOIN articles a ON a.rowid = search_articles.rowid
            WHERE search_articles MATCH ? ORDER BY rank LIMIT ?""",  # noqa: S608 - marks are ours
        query,
        _OTHERS,
    )
    return tuple(
        FoundArticle(
            id=row[0],
            title=_words(row[1]),
            outlet=row[2],
            url=row[3],
            published=row[4],
            figure=row[5],
        )
        for row in rows
    )


def _words(marked: str) -> Words:
    return Words(pieces=tuple(re.split(f"[{_OPEN}{_CLOSE}]", marked)))

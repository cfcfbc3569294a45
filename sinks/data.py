"""The data behind the pages: JSON, CSV and Atom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from figurewatch.records.codec import to_wire
from sinks.alerts import claimants
from sinks.ask import Ask, bad_request
from sinks.atom import Entry, alert_entry, figure_entry, write_feed
from sinks.claims import find_paths, list_sources
from sinks.letters import Letters
from sinks.pages import find_alert, find_figure, find_series, find_source
from sinks.search import search
from sinks.site import Site
from sinks.store import Store
from sinks.tables import FIGURE_COLUMNS, cell, figure_row
from sinks.throughput import look_at_pipeline

#: Entries of a feed.
_ENTRIES = 50


class Data:
    """The data of one site; each method is given the request's questions and a store."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def series_list_json(self, ask: Ask, store: Store) -> web.Response:
        """`/series.json`: the series with their counts."""
        return _json(
            [
                {
                    **to_wire(item.series),
                    "figures": item.figures,
                    "outlets": item.outlets,
                    "alerts": item.alerts,
                    "latest": item.latest,
                }
                for item in store.summaries()
            ]
        )

    def series_list_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/series.csv`: the same as a table."""
        rows = [
            (item.series.key, item.series.title, item.figures, item.outlets, item.alerts)
            for item in store.summaries()
        ]
        return _csv(("key", "title", "figures", "outlets", "alerts"), rows)

    def series_list_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/series.atom`: the newest figures of all series."""
        entries = [figure_entry(figure) for figure in store.figures(limit=_ENTRIES)]
        return _atom(ask, entries, title="figurewatch: newest figures", page="/")

    def series_json(self, ask: Ask, store: Store) -> web.Response:
        """`/series/<key>.json`: the series and its figures."""
        series = find_series(ask, store)
        figures = [to_wire(figure) for figure in store.figures_of_series(series.key)]
        return _json({**to_wire(series), "figures": figures})

    def series_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/series/<key>.csv`: the figures of a series as a table."""
        series = find_series(ask, store)
        return _csv(FIGURE_COLUMNS, map(figure_row, store.figures_of_series(series.key)))

    def series_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/series/<key>.atom`: the newest figures of a series."""
        series = find_series(ask, store)
        newest = store.figures_of_series(series.key)[::-1][:_ENTRIES]
        return _atom(
            ask,
            [figure_entry(figure) for figure in newest],
            title=f"figurewatch: {series.title}",
            page=f"/series/{quote(series.key)}",
        )

    def figure_json(self, ask: Ask, store: Store) -> web.Response:
        """`/figures/<id>.json`: one figure."""
        return _json(to_wire(find_figure(ask, store)))

    def alert_json(self, ask: Ask, store: Store) -> web.Response:
        """`/alerts/<id>.json`: one alert."""
        return _json(to_wire(find_alert(ask, store)))

    def alerts_json(self, ask: Ask, store: Store) -> web.Response:
        """`/alerts.json`: the newest alerts."""
        return _json([to_wire(alert) for alert in store.alerts()])

    def alerts_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/alerts.csv`: the newest alerts as a table."""
        rows = [
            (
                alert.id,
                alert.raised.isoformat(),
                alert.severity,
                alert.kind,
                alert.state,
                alert.series,
                alert.figure.quantity.text,
                claimants(alert.figure.attribution),
                "; ".join(alert.printed_by),
                alert.explanation,
            )
            for alert in store.alerts()
        ]
        columns = "id raised severity kind state series value claimed_by printed_by explanation"
        return _csv(tuple(columns.split()), rows)

    def alerts_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/alerts.atom`: the newest alerts as an Atom feed."""
        entries = [
            alert_entry(alert, updated=changed)
            for alert, changed in store.alerts_by_change(limit=_ENTRIES)
        ]
        return _atom(ask, entries, title="figurewatch alerts", page="/")

    def sources_json(self, ask: Ask, store: Store) -> web.Response:
        """`/sources.json`: who claims what, and who cites whom."""
        return _json(
            {
                "sources": [msgspec.to_builtins(source) for source in list_sources(store)],
                "paths": [msgspec.to_builtins(path) for path in find_paths(store)[:1000]],
            }
        )

    def sources_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/sources.csv`: who cites whom, a path a row; the chain begins with who counted."""
        rows = [(" > ".join(path.chain), path.outlet, path.figures) for path in find_paths(store)]
        return _csv(("chain", "printed_by", "figures"), rows)

    def sources_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/sources.atom`: the newest figures that name a source."""
        named = [figure for figure in store.figures(limit=400) if figure.attribution.chain]
        entries = [figure_entry(figure) for figure in named[:_ENTRIES]]
        return _atom(ask, entries, title="figurewatch: newest claims", page="/sources")

    def source_json(self, ask: Ask, store: Store) -> web.Response:
        """`/sources/<name>.json`: what one source claims."""
        summary, figures = find_source(ask, store)
        wire = [to_wire(figure) for figure in figures]
        return _json({"source": msgspec.to_builtins(summary), "figures": wire})

    def source_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/sources/<name>.csv`: the same as a table."""
        _, figures = find_source(ask, store)
        return _csv(FIGURE_COLUMNS, map(figure_row, figures))

    def source_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/sources/<name>.atom`: the newest figures of one source."""
        summary, figures = find_source(ask, store)
        return _atom(
            ask,
            [figure_entry(figure) for figure in figures[:_ENTRIES]],
            title=f"figurewatch: claimed by {summary.name}",
            page=f"/sources/{quote(summary.name)}",
        )

    def feeds_json(self, ask: Ask, store: Store) -> web.Response:
        """`/feeds.json`: how each feed is doing."""
        return _json([msgspec.to_builtins(feed) for feed in self.site.feeds()])

    def feeds_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/feeds.csv`: the same as a table."""
        rows = [(feed.outlet, feed.url, feed.state, feed.error or "") for feed in self.site.feeds()]
        return _csv(("outlet", "url", "state", "error"), rows)

    def feeds_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/feeds.atom`: the feeds whose last attempt failed."""
        entries = [
            Entry(
                id=f"feed:{feed.state}:{feed.url}",
                title=f"{feed.outlet}: {feed.state}",
                path="/feeds",
                updated=feed.last_success,
                author=feed.outlet,
                content=f"{feed.url}\n{feed.error or feed.state}",
                categories=(feed.state,),
            )
            for feed in self.site.feeds()
            if feed.state in ("failing", "gone")
        ]
        return _atom(ask, entries, title="figurewatch: feeds that fail", page="/feeds")

    def pipeline_json(self, ask: Ask, store: Store) -> web.Response:
        """`/pipeline.json`: what passes through and what waits."""
        pipeline = look_at_pipeline(store, self.site.metrics, now=self.site.now())
        return _json(msgspec.to_builtins(pipeline))

    def dead_letters_json(self, ask: Ask, store: Store) -> web.Response:
        """`/dead-letters.json`: what was set aside, its bytes in base64."""
        return _json([to_wire(letter) for letter in store.dead_letters()])

    def dead_letters_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/dead-letters.csv`: the same as a table, without the bytes."""
        rows = [
            (item.id, item.at.isoformat(), item.origin, item.position, item.step, item.error)
            for item in store.dead_letters()
        ]
        return _csv(("id", "at", "origin", "position", "step", "error"), rows)

    def dead_letters_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/dead-letters.atom`: what was set aside, as a feed."""
        entries = [
            Entry(
                id=f"dead-letter:{letter.id}",
                title=f"{letter.step}: {letter.error}",
                path=f"/dead-letters/{letter.id}",
                updated=letter.at,
                author="figurewatch",
                content=f"{letter.origin} {letter.position}\n{letter.error}",
                categories=(letter.step,),
            )
            for letter in store.dead_letters(limit=_ENTRIES)
        ]
        return _atom(ask, entries, title="figurewatch: set aside", page="/pipeline")

    def dead_letter_bytes(self, ask: Ask, store: Store) -> web.Response:
        """`/dead-letters/<id>.bin`: the bytes as they came."""
        letter = Letters(store).find(ask.key)
        if letter is None:
            raise web.HTTPNotFound(text=f"there is no dead letter {ask.key}")
        return web.Response(
            body=letter.payload,
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{letter.id}.bin"'},
        )

    def search_json(self, ask: Ask, store: Store) -> web.Response:
        """`/search.json`: what holds the words of `q`."""
        found = search(store, ask.q, page=ask.page)
        return _json(
            {
                "total": found.total,
                "figures": [to_wire(item.figure) for item in found.figures],
                "sources": [msgspec.to_builtins(item) for item in found.sources],
                "articles": [
                    {
                        "id": item.id,
                        "title": "".join(item.title.pieces),
                        "outlet": item.outlet,
                        "url": item.url,
                        "published": item.published,
                    }
                    for item in found.articles
                ],
                "series": [to_wire(item) for item in found.series],
            }
        )

    def search_csv(self, ask: Ask, store: Store) -> web.Response:
        """`/search.csv`: the figures that were found, as a table."""
        found = search(store, ask.q, page=ask.page)
        return _csv(FIGURE_COLUMNS, (figure_row(item.figure) for item in found.figures))

    def search_atom(self, ask: Ask, store: Store) -> web.Response:
        """`/search.atom`: the figures that were found; a search to subscribe to."""
        found = search(store, ask.q, page=ask.page)
        newest = sorted(
            (item.figure for item in found.figures),
            key=lambda figure: str(figure.article.published or ""),
            reverse=True,
        )
        return _atom(
            ask,
            [figure_entry(figure) for figure in newest],
            title=f"figurewatch: {ask.q}",
            page=f"/search?q={quote(ask.q)}",
        )


def _json(value: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


def _csv(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> web.Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return web.Response(text=out.getvalue(), content_type="text/csv", charset="utf-8")


def _atom(ask: Ask, entries: Sequence[Entry], *, title: str, page: str) -> web.Response:
    request = ask.request
    try:
        base = str(request.url.origin())
    except ValueError as error:
        raise bad_request(f"the host of the request can't be: {error}") from error
    body = write_feed(
        entries,
        base=base,
        path=str(request.rel_url),
        title=title,
        page=page,
    )
    return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

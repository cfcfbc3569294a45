"""
Pages, JSON, CSV, Atom, live events, metrics and health over HTTP.

Everything is rendered on the server and reads the store; nothing here changes anything.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from figurewatch.errors import StoreError
from figurewatch.records import Alert, Figure
from figurewatch.records.codec import encode, to_wire
from sinks.alerts import claimants
from sinks.atom import alerts_feed
from sinks.charts import draw, spoken
from sinks.highlights import cut, evidence_range
from sinks.metrics import Metrics
from sinks.openapi import openapi
from sinks.store import Store

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: A reader that is this many events behind is dropped; its browser connects again.
_EVENTS_BEHIND = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """How a feed is doing, as pages show it."""

    outlet: str
    url: str
    #: "ok", "quiet", "waiting", "failing" or "gone".
    state: str
    error: str | None
    last_success: datetime | None
    next_attempt: datetime | None


class LiveEvents:
    """Passes events on to every connected reader."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[bytes]] = set()

    def publish(self, alert: Alert) -> None:
        """Tell every reader of a new or changed alert."""
        data = b"event: alert\nid: " + alert.id.encode() + b"\ndata: " + encode(alert) + b"\n\n"
        for queue in list(self._readers):
            try:
                queue.put_nowait(data)
            except asyncio.QueueFull:
                self._readers.discard(queue)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[bytes]]:
        """Give a queue of events until the reader leaves."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(_EVENTS_BEHIND)
        self._readers.add(queue)
        try:
            yield queue
        finally:
            self._readers.discard(queue)

    def close(self) -> None:
        """Let every reader go; an empty event wakes those that wait."""
        for queue in list(self._readers):
            self._readers.discard(queue)
            with suppress(asyncio.QueueFull):
                queue.put_nowait(b"")

    def is_listening(self, queue: asyncio.Queue[bytes]) -> bool:
        """Whether the reader of `queue` still gets events."""
        return queue in self._readers


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the handlers need; `feeds` and `problems` ask the running monitor."""

    store: Store
    metrics: Metrics
    events: LiveEvents
    feeds: Callable[[], Sequence[FeedStatus]]
    #: What keeps the monitor from being ready, one word each; empty when it is.
    problems: Callable[[], Sequence[str]]
    version: str


class Pages:
    """The handlers of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._templates = Environment(
            loader=PackageLoader("sinks"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def home(self, request: web.Request) -> web.Response:
        """`/`: alerts and series."""
        store = self.site.store
        return self._page(
            "home.html",
            alerts=[alert for alert in store.alerts(limit=50) if alert.state != "withdrawn"],
            summaries=store.summaries(),
            counts=store.counts(),
        )

    async def series(self, request: web.Request) -> web.Response:
        """`/series/<key>`: every figure of a series, as a chart and a table."""
        store, key = self.site.store, request.match_info["key"]
        series = store.series(key)
        if series is None:
            raise web.HTTPNotFound(text=f"there is no series {key}")
        figures = store.figures_of_series(key)
        return self._page(
            "series.html",
            series=series,
            figures=figures[::-1],
            outlets=len({figure.article.outlet for figure in figures}),
            alerts=store.alerts(series=key),
            drawing=draw(figures),
            related=[item for item in store.series_of_family(series.family) if item.key != key],
        )

    async def figure(self, request: web.Request) -> web.Response:
        """`/figures/<id>`: one figure with its sentence, every part marked."""
        figure = self._figure(request)
        return self._page(
            "figure.html",
            figure=figure,
            pieces=self._pieces(figure),
            spoken=spoken(figure),
            series=self.site.store.series(figure.series),
        )

    async def alert(self, request: web.Request) -> web.Response:
        """`/alerts/<id>`: one alert with all of its evidence."""
        alert = self._alert(request)
        headline, _, rest = alert.explanation.partition("\n")
        left_out: dict[str, list[str]] = {}
        for item in alert.left_out:
            left_out.setdefault(item.reason, []).append(item.id)
        return self._page(
            "alert.html",
            alert=alert,
            headline=headline,
            paragraphs=[line for line in rest.split("\n") if line.strip()],
            pieces=self._pieces(alert.figure),
            left_out=left_out,
            series=self.site.store.series(alert.series),
        )

    async def feeds(self, request: web.Request) -> web.Response:
        """`/feeds`: how each feed is doing."""
        feeds = self.site.feeds()
        fresh = sum(feed.state in ("ok", "quiet") for feed in feeds)
        return self._page("feeds.html", feeds=feeds, fresh=fresh)

    async def series_list_json(self, request: web.Request) -> web.Response:
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
                for item in self.site.store.summaries()
            ]
        )

    async def series_list_csv(self, request: web.Request) -> web.Response:
        """`/series.csv`: the same as a table."""
        rows = [
            (item.series.key, item.series.title, item.figures, item.outlets, item.alerts)
            for item in self.site.store.summaries()
        ]
        return _csv(("key", "title", "figures", "outlets", "alerts"), rows)

    async def series_json(self, request: web.Request) -> web.Response:
        """`/series/<key>.json`: the series and its figures."""
        store, key = self.site.store, request.match_info["key"]
        series = store.series(key)
        if series is None:
            raise web.HTTPNotFound(text=f"there is no series {key}")
        figures = [to_wire(figure) for figure in store.figures_of_series(key)]
        return _json({**to_wire(series), "figures": figures})

    async def series_csv(self, request: web.Request) -> web.Response:
        """`/series/<key>.csv`: the figures of a series as a table."""
        store, key = self.site.store, request.match_info["key"]
        if store.series(key) is None:
            raise web.HTTPNotFound(text=f"there is no series {key}")
        return _csv(_FIGURE_COLUMNS, map(_figure_row, store.figures_of_series(key)))

    async def figure_json(self, request: web.Request) -> web.Response:
        """`/figures/<id>.json`: one figure."""
        return _json(to_wire(self._figure(request)))

    async def alert_json(self, request: web.Request) -> web.Response:
        """`/alerts/<id>.json`: one alert."""
        return _json(to_wire(self._alert(request)))

    async def alerts_json(self, request: web.Request) -> web.Response:
        """`/alerts.json`: the newest alerts."""
        return _json([to_wire(alert) for alert in self.site.store.alerts()])

    async def alerts_csv(self, request: web.Request) -> web.Response:
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
            for alert in self.site.store.alerts()
        ]
        columns = "id raised severity kind state series value claimed_by printed_by explanation"
        return _csv(tuple(columns.split()), rows)

    async def alerts_atom(self, request: web.Request) -> web.Response:
        """`/alerts.atom`: the newest alerts as an Atom feed."""
        body = alerts_feed(self.site.store.alerts(limit=50), base=str(request.url.origin()))
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def feeds_json(self, request: web.Request) -> web.Response:
        """`/feeds.json`: how each feed is doing."""
        return _json([msgspec.to_builtins(feed) for feed in self.site.feeds()])

    async def feeds_csv(self, request: web.Request) -> web.Response:
        """`/feeds.csv`: the same as a table."""
        rows = [(feed.outlet, feed.url, feed.state, feed.error or "") for feed in self.site.feeds()]
        return _csv(("outlet", "url", "state", "error"), rows)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """`/events`: alerts as they come, as server-sent events."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        async with self.site.events.listen() as queue:
            await response.prepare(request)
            await response.write(b"retry: 5000\n\n")
            while self.site.events.is_listening(queue):
                try:
                    data = await asyncio.wait_for(queue.get(), timeout=15)
                except TimeoutError:
                    data = b": still here\n\n"
                await response.write(data)
        return response

    async def show_metrics(self, request: web.Request) -> web.Response:
        """`/metrics`: Prometheus' text format."""
        body = generate_latest(self.site.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(self, request: web.Request) -> web.Response:
        """`/healthz`: the process answers."""
        return web.Response(text="ok\n")

    async def readyz(self, request: web.Request) -> web.Response:
        """`/readyz`: 200 when everything needed is there, else 503 with what is not."""
        problems = self.site.problems()
        if problems:
            return web.Response(status=503, text="".join(f"{word}\n" for word in problems))
        return web.Response(text="ready\n")

    async def describe(self, request: web.Request) -> web.Response:
        """`/openapi.json`: this interface."""
        return _json(openapi(self.site.version))

    def _page(self, template: str, **values: Any) -> web.Response:
        text = self._templates.get_template(template).render(**values)
        return web.Response(text=text, content_type="text/html")

    def _figure(self, request: web.Request) -> Figure:
        figure = self.site.store.figure(request.match_info["id"])
        if figure is None:
            raise web.HTTPNotFound(text="there is no such figure")
        return figure

    def _alert(self, request: web.Request) -> Alert:
        alert = self.site.store.alert(request.match_info["id"])
        if alert is None:
            raise web.HTTPNotFound(text="there is no such alert")
        return alert

    def _pieces(self, figure: Figure) -> Sequence[Any]:
        article = self.site.store.article(figure.article.id)
        start, end = evidence_range(figure)
        text = article.text if article else ""
        if text[figure.sentence.start : figure.sentence.end] != figure.sentence.text:
            # The article has changed since, or is not kept: the figure's own sentence remains.
            start, end = figure.sentence.start, figure.sentence.end
            text = " " * start + figure.sentence.text
        return cut(figure, text, start=start, end=end)


def create_http_app(site: Site) -> web.Application:
    """Build the application; nothing is bound or opened until it is run."""
    pages = Pages(site)
    app = web.Application(middlewares=[_with_headers])

    async def let_readers_go(_app: web.Application) -> None:
        site.events.close()

    app.on_shutdown.append(let_readers_go)
    app.add_routes(
        [
            web.get("/", pages.home),
            web.get("/series.json", pages.series_list_json),
            web.get("/series.csv", pages.series_list_csv),
            web.get("/series/{key:.+}.json", pages.series_json),
            web.get("/series/{key:.+}.csv", pages.series_csv),
            web.get("/series/{key:.+}", pages.series),
            web.get("/figures/{id:[0-9a-f]+}.json", pages.figure_json),
            web.get("/figures/{id:[0-9a-f]+}", pages.figure),
            web.get("/alerts.json", pages.alerts_json),
            web.get("/alerts.csv", pages.alerts_csv),
            web.get("/alerts.atom", pages.alerts_atom),
            web.get("/alerts/{id:[0-9a-f]+}.json", pages.alert_json),
            web.get("/alerts/{id:[0-9a-f]+}", pages.alert),
            web.get("/feeds", pages.feeds),
            web.get("/feeds.json", pages.feeds_json),
            web.get("/feeds.csv", pages.feeds_csv),
            web.get("/events", pages.live),
            web.get("/metrics", pages.show_metrics),
            web.get("/healthz", pages.healthz),
            web.get("/readyz", pages.readyz),
            web.get("/openapi.json", pages.describe),
            web.static("/static", Path(str(files("sinks").joinpath("static")))),
        ]
    )
    return app


@web.middleware
async def _with_headers(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except StoreError as error:
        return web.Response(status=503, text=f"the store can't be read: {error}\n")
    response.headers.update(_HEADERS)
    return response


_FIGURE_COLUMNS = (
    "id",
    "value",
    "low",
    "high",
    "bound",
    "unit",
    "counted",
    "scope",
    "from",
    "to",
    "per",
    "claimed_by",
    "stance",
    "outlet",
    "published",
    "url",
    "sentence",
)


def _figure_row(figure: Figure) -> tuple[Any, ...]:
    return (
        figure.id,
        figure.quantity.text,
        figure.quantity.low,
        figure.quantity.high,
        figure.quantity.bound,
        figure.quantity.unit,
        figure.counted.text if figure.counted else "",
        figure.scope.kind,
        figure.scope.from_,
        figure.scope.to,
        figure.scope.per,
        claimants(figure.attribution),
        figure.stance,
        figure.article.outlet,
        figure.article.published,
        figure.article.url,
        figure.sentence.text,
    )


def _json(value: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> web.Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return web.Response(text=out.getvalue(), content_type="text/csv", charset="utf-8")


def _cell(value: Any) -> Any:
    # Spreadsheets run text that starts like a formula; a leading quote keeps it text.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value

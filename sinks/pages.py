"""The pages: HTML rendered on the server, complete without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from figurewatch.records import Alert, Figure, Series
from sinks.alerts import origin_name
from sinks.ask import Ask, moment_text
from sinks.charts import NOBODY, SMALL, Style, claimant, draw, spoken, styles_of, top_of
from sinks.claims import (
    WINDOW,
    SourceSummary,
    figures_of_source,
    find_paths,
    list_sources,
    related_figures,
)
from sinks.health import look_at_health
from sinks.highlights import Piece, context_range, cut, evidence_range
from sinks.letters import Letters
from sinks.outbox import Outbox
from sinks.relays import count_paths, lay_relays
from sinks.search import search
from sinks.shown import fit
from sinks.site import Site
from sinks.store import Store
from sinks.strips import lay_strip
from sinks.svg import draw_chart, draw_hours, draw_relays, draw_strip, draw_symbol
from sinks.throughput import look_at_pipeline

#: A feed that should have been asked so long ago is overdue.
OVERDUE = timedelta(minutes=30)
#: Rows of a table on one page.
ROWS = 100
#: Figures of a series whose sentences stand beside the chart; the others have pages.
_PANELS = 24
#: Other series of the family that are drawn small; the others are named.
_SMALL = 9
#: Alerts of a series with their strip of earlier figures; the others are links.
_STRIPS = 3


class Pages:
    """The pages of one site; each method is given the request's questions and a store."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._templates = Environment(
            loader=PackageLoader("sinks"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=fit,
        )
        self._templates.globals.update(
            strip_row=draw_strip,
            symbol=draw_symbol,
            nobody=NOBODY,
            claimant=claimant,
            moment_text=moment_text,
            delivery_of=lambda alert: Outbox(site.store).record_of(alert, now=site.now()),
        )

    def home(self, ask: Ask, store: Store) -> web.Response:
        """`/`: alerts and series."""
        alerts = [alert for alert in store.alerts(limit=50) if alert.state != "withdrawn"]
        summaries = store.summaries()
        return self._page(
            "home.html",
            ask,
            alerts=alerts,
            summaries=summaries,
            apart=tell_apart([summary.series for summary in summaries]),
            counts=store.counts(),
        )

    def series(self, ask: Ask, store: Store) -> web.Response:
        """`/series/<key>`: every figure of a series, as a chart and a table."""
        series, figures = self._series(ask, store)
        newest = figures[::-1]
        styles = styles_of(figures)
        panels = {figure.id: figure for figure in newest[:_PANELS]}

        def link(figure: Figure) -> str:
            if figure.id in panels:
                return f"#s-{figure.id}"
            return ask.link(f"/figures/{figure.id}")

        drawing = draw(figures, fit=ask.fit, styles=styles)
        alerts = store.alerts(series=series.key)
        paths = count_paths(map(_path_of, figures))
        return self._page(
            "series.html",
            ask,
            series=series,
            total=len(figures),
            figures=newest[(ask.page - 1) * ROWS : ask.page * ROWS],
            pages=_pages(len(figures)),
            outlets=len({figure.article.outlet for figure in figures}),
            sources=len(styles),
            styles=styles,
            alerts=[(alert, self._strip(alert, styles)) for alert in alerts[:_STRIPS]],
            more_alerts=alerts[_STRIPS:],
            drawing=drawing,
            chart=drawing
            and draw_chart(
                drawing, title=f"{series.title}: claimed figures", name="main", link=link
            ),
            panels=[(figure, _pieces(store, figure)) for figure in panels.values()],
            related=self._related(ask, store, series),
            relays=self._relays(ask, paths),
            reprints=sum(mark.count - 1 for mark in drawing.marks) if drawing else 0,
        )

    def embed(self, ask: Ask, store: Store) -> web.Response:
        """`/embed/series/<key>`: the chart alone, for a frame on another site."""
        series, figures = self._series(ask, store)
        drawing = draw(figures, fit=ask.fit)
        return self._page(
            "embed.html",
            ask,
            series=series,
            total=len(figures),
            drawing=drawing,
            chart=drawing
            and draw_chart(
                drawing,
                title=f"{series.title}: claimed figures",
                name="embed",
                link=lambda figure: ask.link(f"/figures/{figure.id}"),
            ),
        )

    def figure(self, ask: Ask, store: Store) -> web.Response:
        """`/figures/<id>`: one figure with its sentence in context, every part marked."""
        figure = find_figure(ask, store)
        alerts = [
            alert
            for alert in store.alerts(series=figure.series)
            if figure.id == alert.figure.id or any(figure.id == old.id for old in alert.earlier)
        ]
        return self._page(
            "figure.html",
            ask,
            figure=figure,
            pieces=_pieces(store, figure, context=True),
            spoken=spoken(figure),
            series=store.series(figure.series),
            alerts=alerts,
        )

    def alert(self, ask: Ask, store: Store) -> web.Response:
        """`/alerts/<id>`: one alert with all of its evidence."""
        alert = find_alert(ask, store)
        first, _, rest = alert.explanation.partition("\n")
        headline, _, rule = first.partition("; ")
        left_out: dict[str, list[tuple[str, Figure | None]]] = {}
        for item in alert.left_out:
            left_out.setdefault(item.reason, []).append((item.id, store.figure(item.id)))
        return self._page(
            "alert.html",
            ask,
            alert=alert,
            headline=headline,
            rule=f"{rule[:1].upper()}{rule[1:]}",
            paragraphs=[line for line in rest.split("\n") if line.strip()],
            pieces=_pieces(store, alert.figure),
            strip=self._strip(alert),
            left_out=left_out,
            series=store.series(alert.series),
        )

    def sources(self, ask: Ask, store: Store) -> web.Response:
        """`/sources`: who claims what, and who cites whom."""
        sources = list_sources(store)
        paths = find_paths(store)
        return self._page(
            "sources.html",
            ask,
            sources=sources[(ask.page - 1) * ROWS : ask.page * ROWS],
            pages=_pages(len(sources)),
            total=len(sources),
            relays=self._relays(ask, paths),
            relayed=[path for path in paths if len(path.chain) > 1][:ROWS],
            window=WINDOW,
            is_part=sum(path.figures for path in paths) >= WINDOW,
        )

    def source(self, ask: Ask, store: Store) -> web.Response:
        """`/sources/<name>`: what one source claims, who passes it on and who prints it."""
        summary, figures = find_source(ask, store)
        by_series: dict[str, list[Figure]] = {}
        for figure in figures:
            by_series.setdefault(figure.series, []).append(figure)
        return self._page(
            "source.html",
            ask,
            summary=summary,
            figures=figures[(ask.page - 1) * ROWS : ask.page * ROWS],
            pages=_pages(len(figures)),
            by_series=[
                (store.series(key), claimed)
                for key, claimed in sorted(by_series.items(), key=lambda item: -len(item[1]))[:50]
            ],
            relays=self._relays(ask, find_paths(store, source=summary.name)),
        )

    def feeds(self, ask: Ask, store: Store) -> web.Response:
        """`/feeds`: how each feed is doing."""
        feeds = self.site.feeds()
        states: dict[str, int] = {}
        for feed in feeds:
            states[feed.state] = states.get(feed.state, 0) + 1
        now = self.site.now()
        overdue = [
            feed for feed in feeds if feed.next_attempt and feed.next_attempt < now - OVERDUE
        ]
        return self._page("feeds.html", ask, feeds=feeds, states=states, overdue=overdue)

    def pipeline(self, ask: Ask, store: Store) -> web.Response:
        """`/pipeline`: what passes through, what waits, what was set aside."""
        pipeline = look_at_pipeline(store, self.site.metrics, now=self.site.now())
        return self._page(
            "pipeline.html",
            ask,
            pipeline=pipeline,
            hours=draw_hours(list(pipeline.hours)),
            letters=store.dead_letters(limit=ROWS),
            settled=store.dead_letters(limit=20, settled=True),
            can_retry=self.site.retry is not None,
            problems=self.site.problems(),
        )

    def dead_letter(self, ask: Ask, store: Store) -> web.Response:
        """`/dead-letters/<id>`: what was set aside and why, with its bytes."""
        letters = Letters(store)
        letter = letters.find(ask.key)
        if letter is None:
            raise web.HTTPNotFound(text=f"there is no dead letter {ask.key}")
        return self._page(
            "dead_letter.html",
            ask,
            letter=letter,
            history=letters.history(letter),
            shown=letter.payload[:20_000].decode("utf-8", "backslashreplace"),
            can_retry=self.site.retry is not None,
        )

    def search(self, ask: Ask, store: Store) -> web.Response:
        """`/search`: what holds the words of `q`."""
        found = search(store, ask.q, page=ask.page)
        return self._page("search.html", ask, found=found, pages=_pages(found.total, rows=50))

    def error(self, request: web.Request, status: int, message: str) -> web.Response:
        """Say what is wrong with a request, and where to go on."""
        ask = Ask(request=request, path=request.path)
        return self._page(
            "error.html", ask, status=status, message=message, code=status, health=None
        )

    def _page(self, template: str, ask: Ask, *, code: int = 200, **values: Any) -> web.Response:
        if "health" not in values:
            # Of the past it is not known; and an error must be told whatever is out of order.
            values["health"] = None if ask.as_of else look_at_health(self.site)
        access = self.site.access
        text = self._templates.get_template(template).render(
            ask=ask,
            link=ask.link,
            may_change=access.is_allowed(ask.request) if access else False,
            csrf=access.form_field(ask.request) if access else "",
            **values,
        )
        return web.Response(text=text, content_type="text/html", status=code)

    def _series(self, ask: Ask, store: Store) -> tuple[Series, list[Figure]]:
        series = find_series(ask, store)
        return series, store.figures_of_series(series.key)

    def _strip(self, alert: Alert, styles: Mapping[str, Style] | None = None) -> Any:
        if not alert.earlier:
            return None
        return lay_strip(alert.earlier, alert.figure, styles=styles)

    def _relays(self, ask: Ask, paths: Sequence[Any]) -> Any:
        graph = lay_relays(paths)

        def link(role: str, name: str) -> str:
            return ask.link(f"/sources/{name}") if role == "source" else ""

        return graph and draw_relays(graph, link=link)

    def _related(self, ask: Ask, store: Store, series: Series) -> list[tuple[Series, Any, int]]:
        """Draw the other series of the family, those of one unit on one scale from zero."""
        by_series = related_figures(store, series)
        others = [item for item in store.series_of_family(series.family) if item.key in by_series]
        reach: dict[str, float] = {}
        for item in others[:_SMALL]:
            reach[item.unit] = max(reach.get(item.unit, 0), top_of(by_series[item.key]))
        related = []
        for number, item in enumerate(others):
            figures = by_series[item.key]
            drawing = None
            if number < _SMALL:
                drawing = draw(figures, frame=SMALL, reach=reach[item.unit])
            chart = drawing and draw_chart(
                drawing,
                title=f"{item.title}: claimed figures, never compared with the chart above",
                name=f"small{number}",
                link=lambda figure: ask.link(f"/figures/{figure.id}"),
            )
            related.append((item, chart, len(figures)))
        return related


def tell_apart(series: Sequence[Series]) -> dict[str, str]:
    """
    Give the words that tell series of one title apart, by key; none for a title of its own.

    They are the parts of the key that differ, such as the unit or what narrows the class.
    """
    by_title: dict[str, list[list[str]]] = {}
    for item in series:
        by_title.setdefault(item.title, []).append(item.key.split("/"))
    words = {}
    for keys in by_title.values():
        if len(keys) > 1:
            for key in keys:
                differing = [
                    part
                    for part, *others in zip_longest(key, *(k for k in keys if k is not key))
                    if part and part != "-" and any(part != other for other in others)
                ]
                words["/".join(key)] = ", ".join(differing)
    return words


def find_series(ask: Ask, store: Store) -> Series:
    """Give the series that the path names; raises 404."""
    series = store.series(ask.key)
    if series is None:
        raise web.HTTPNotFound(text=f"there is no series {ask.key}")
    return series


def find_figure(ask: Ask, store: Store) -> Figure:
    """Give the figure that the path names; raises 404."""
    figure = store.figure(ask.key)
    if figure is None:
        raise web.HTTPNotFound(text=f"there is no figure {ask.key}")
    return figure


def find_alert(ask: Ask, store: Store) -> Alert:
    """Give the alert that the path names; raises 404."""
    alert = store.alert(ask.key)
    if alert is None:
        raise web.HTTPNotFound(text=f"there is no alert {ask.key}")
    return alert


def find_source(ask: Ask, store: Store) -> tuple[SourceSummary, list[Figure]]:
    """Give the source that the path names with its newest figures; raises 404."""
    figures = figures_of_source(store, ask.key)
    if not figures:
        raise web.HTTPNotFound(text=f"no figure is claimed by {ask.key}")
    newest = figures[0].article.published
    summary = SourceSummary(
        name=claimant(figures[0]),
        figures=len(figures),
        outlets=len({figure.article.outlet for figure in figures}),
        series=len({figure.series for figure in figures}),
        latest=newest.isoformat() if newest else "",
    )
    return summary, figures


def _path_of(figure: Figure) -> tuple[tuple[str, ...], str]:
    passed = [source.name or source.text for source in figure.attribution.chain[:-1]]
    origin = origin_name(figure.attribution)
    return (origin, *reversed(passed)) if origin else (), figure.article.outlet


def _pages(total: int, *, rows: int = ROWS) -> int:
    return max(-(-total // rows), 1)


def _pieces(store: Store, figure: Figure, *, context: bool = False) -> list[Piece]:
    article = store.article(figure.article.id)
    start, end = evidence_range(figure)
    text = article.text if article else ""
    if text[figure.sentence.start : figure.sentence.end] != figure.sentence.text:
        # The article has changed since, or is not kept: the figure's own sentence remains.
        start, end = figure.sentence.start, figure.sentence.end
        text = " " * start + figure.sentence.text
    elif context:
        start, end = context_range(text, start, end)
    return cut(figure, text, start=start, end=end)

"""
Pages, JSON, CSV, Atom, live events, metrics and health over HTTP.

Everything is rendered on the server and reads the store. What changes anything is guarded by
`sinks/access.py`.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Middleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from figurewatch.errors import DecodeError, InputError, StoreError, TransportError
from sinks.ask import Ask, read_ask
from sinks.data import Data
from sinks.events import LiveEvents
from sinks.letters import Letters
from sinks.openapi import OPERATIONS, openapi
from sinks.pages import Pages
from sinks.past import Past
from sinks.site import Site
from sinks.store import Store

__all__ = ["LiveEvents", "Site", "create_http_app"]

#: Scripts and styles are files of ours, nothing is inline, nothing comes from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_STATIC = {file.name: file for file in Path(str(files("sinks").joinpath("static"))).iterdir()}

#: What aiohttp raises for posted bytes that are no form.
_NO_FORM = (ValueError, LookupError, RuntimeError, HttpProcessingError, web.RequestPayloadError)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Builder = Callable[[Ask, Store], web.Response]


class Service:
    """The handlers that are neither pages nor data: events, metrics, health, changes."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def live(self, request: web.Request) -> web.StreamResponse:
        """`/events`: alerts as they come, as server-sent events."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        # A reader that leaves while it is written to is no error.
        async with self.site.events.listen() as queue:
            with suppress(ConnectionResetError):
                await self._write_events(request, response, queue)
        return response

    async def _write_events(
        self, request: web.Request, response: web.StreamResponse, queue: asyncio.Queue[bytes]
    ) -> None:
        await response.prepare(request)
        await response.write(b"retry: 5000\n\n")
        while self.site.events.is_listening(queue):
            try:
                data = await asyncio.wait_for(queue.get(), timeout=15)
            except TimeoutError:
                data = b": still here\n\n"
            await response.write(data)

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
        body = msgspec.json.encode(openapi(self.site.version))
        return web.Response(body=body, content_type="application/json")

    async def retry(self, request: web.Request) -> web.StreamResponse:
        """`POST /dead-letters/<id>/retry`: take in again what was set aside."""
        store, letter_id = self.site.store, request.match_info["id"]
        letter = await asyncio.to_thread(Letters(store).find, letter_id)
        if letter is None:
            raise web.HTTPNotFound(text=f"there is no dead letter {letter_id}")
        if self.site.retry is None:
            raise web.HTTPServiceUnavailable(text="this process takes nothing in")
        try:
            taken = await self.site.retry(letter)
        except DecodeError as error:
            raise web.HTTPConflict(text=f"it can't be read: {error}") from error
        except InputError as error:
            raise web.HTTPConflict(text=str(error)) from error
        except TransportError as error:
            raise web.HTTPServiceUnavailable(text=str(error)) from error
        if not taken:
            raise web.HTTPConflict(text="it failed again and stays set aside")
        return web.Response(status=303, headers={"Location": f"/dead-letters/{letter_id}"})


def create_http_app(site: Site) -> web.Application:
    """Build the application; nothing is bound or opened until it is run."""
    pages, data, service = Pages(site), Data(site), Service(site)
    app = web.Application(middlewares=[_with_errors(pages), _with_headers])

    async def let_readers_go(_app: web.Application) -> None:
        site.events.close()

    app.on_shutdown.append(let_readers_go)

    def get(path: str, build: Builder, *, pattern: str = "") -> web.RouteDef:
        """Route a path of the description; `pattern` is how the name in it looks."""
        return web.get(_with_pattern(path, pattern), _answering(site, path, build))

    anything, an_id = "(?s:.+)", "[0-9a-f]+"
    app.add_routes(
        [
            get("/", pages.home),
            get("/series.json", data.series_list_json),
            get("/series.csv", data.series_list_csv),
            get("/series.atom", data.series_list_atom),
            get("/series/{key}.json", data.series_json, pattern=anything),
            get("/series/{key}.csv", data.series_csv, pattern=anything),
            get("/series/{key}.atom", data.series_atom, pattern=anything),
            get("/series/{key}", pages.series, pattern=anything),
            get("/embed/series/{key}", pages.embed, pattern=anything),
            get("/figures/{id}.json", data.figure_json, pattern=an_id),
            get("/figures/{id}", pages.figure, pattern=an_id),
            get("/alerts.json", data.alerts_json),
            get("/alerts.csv", data.alerts_csv),
            get("/alerts.atom", data.alerts_atom),
            get("/alerts/{id}.json", data.alert_json, pattern=an_id),
            get("/alerts/{id}", pages.alert, pattern=an_id),
            get("/sources", pages.sources),
            get("/sources.json", data.sources_json),
            get("/sources.csv", data.sources_csv),
            get("/sources.atom", data.sources_atom),
            get("/sources/{name}.json", data.source_json, pattern=anything),
            get("/sources/{name}.csv", data.source_csv, pattern=anything),
            get("/sources/{name}.atom", data.source_atom, pattern=anything),
            get("/sources/{name}", pages.source, pattern=anything),
            get("/search", pages.search),
            get("/search.json", data.search_json),
            get("/search.csv", data.search_csv),
            get("/search.atom", data.search_atom),
            get("/feeds", pages.feeds),
            get("/feeds.json", data.feeds_json),
            get("/feeds.csv", data.feeds_csv),
            get("/feeds.atom", data.feeds_atom),
            get("/pipeline", pages.pipeline),
            get("/pipeline.json", data.pipeline_json),
            get("/dead-letters.json", data.dead_letters_json),
            get("/dead-letters.csv", data.dead_letters_csv),
            get("/dead-letters.atom", data.dead_letters_atom),
            get("/dead-letters/{id}.bin", data.dead_letter_bytes, pattern=an_id),
            get("/dead-letters/{id}", pages.dead_letter, pattern=an_id),
            web.get("/events", service.live),
            web.get("/metrics", service.show_metrics),
            web.get("/healthz", service.healthz),
            web.get("/readyz", service.readyz),
            web.get("/openapi.json", service.describe),
            web.get("/static/{name}", _give_static),
        ]
    )
    if site.access is not None:
        app.add_routes(site.access.routes())
        retry = site.access.guard(service.retry)
        app.add_routes([web.post("/dead-letters/{id:[0-9a-f]+}/retry", retry)])
    return app


async def _give_static(request: web.Request) -> web.StreamResponse:
    """`/static/<name>`: a script or style of ours; a name is looked up, never made a path."""
    file = _STATIC.get(request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    return web.FileResponse(file)


def _with_pattern(path: str, pattern: str) -> str:
    return path.replace("}", f":{pattern}}}") if pattern else path


def _answering(site: Site, path: str, build: Builder) -> Handler:
    """Answer with what `build` makes of the store, or of the store as it was at `as_of`."""
    allowed = OPERATIONS[path].parameters

    def read(ask: Ask) -> web.Response:
        if ask.as_of is None:
            return build(ask, site.store)
        then = Past(site.store, ask.as_of)
        try:
            return build(ask, then)
        finally:
            then.close()

    async def answer(request: web.Request) -> web.StreamResponse:
        # In a thread: a large series must not keep live readers waiting.
        return await asyncio.to_thread(read, read_ask(request, allowed))

    return answer


def _with_errors(pages: Pages) -> Middleware:
    @web.middleware
    async def with_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.method == "POST":
                await _read_form(request)
            return await handler(request)
        except StoreError as error:
            return _error(pages, request, 503, f"the store can't be read: {error}")
        except web.HTTPException as error:
            if error.status < 400:
                raise
            message = (error.text or error.reason).strip()
            if isinstance(error, web.HTTPMethodNotAllowed):
                allowed = ", ".join(sorted(error.allowed_methods))
                message = f"{error.method} is not possible here, only {allowed}"
            elif message == f"{error.status}: {error.reason}":
                message = f"there is no page {request.path}{_nearest(request.path)}"
            response = _error(pages, request, error.status, message)
            for name in ("Allow", "WWW-Authenticate"):
                if name in error.headers:
                    response.headers[name] = error.headers[name]
            return response

    return with_errors


async def _read_form(request: web.Request) -> None:
    """Read what was posted, for handlers to take; raises 400 where it is no form."""
    try:
        await request.post()
    except _NO_FORM as error:
        raise web.HTTPBadRequest(text=f"the form can't be read: {error}") from error


def _error(pages: Pages, request: web.Request, status: int, message: str) -> web.Response:
    """Say what is wrong in the form that was asked for."""
    if request.path.endswith(".json"):
        body = msgspec.json.encode({"status": status, "error": message})
        response = web.Response(body=body, content_type="application/json", status=status)
    elif "text/html" in request.headers.get("Accept", ""):
        response = pages.error(request, status, message)
    else:
        response = web.Response(text=f"{message}\n", status=status)
    response.headers.update(_headers_of(request))
    return response


def _nearest(path: str) -> str:
    known = [name for name in OPERATIONS if "{" not in name]
    near = difflib.get_close_matches(path, known, n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""


@web.middleware
async def _with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        response.headers.update(_headers_of(request))
    return response


def _headers_of(request: web.Request) -> dict[str, str]:
    if request.path.startswith("/embed/"):
        return {**_HEADERS, "Content-Security-Policy": f"{_POLICY}*"}
    return {
        **_HEADERS,
        "Content-Security-Policy": f"{_POLICY}'none'",
        "X-Frame-Options": "DENY",
    }

"""
Who may change things over HTTP: whoever knows the token.

A program sends `Authorization: Bearer <token>`. A person logs in once at `/login`: that sets a
cookie which says until when, signed with the token, and which scripts can't read. A form must
carry `form_field` as well, so that another site can't post in the person's name. Without a
token in the configuration nothing can be changed over HTTP.

A handler that changes something is wrapped, and a template shows its forms only to whom they
would work for:

    web.post("/alerts/{id}/mute", access.guard(actions.mute))

    {% if may_change %}
    <form method="post" action="/alerts/{{ alert.id }}/mute">
    <input type="hidden" name="csrf" value="{{ csrf }}">

with `may_change=access.is_allowed(request)` and `csrf=access.form_field(request)`. A script of
the page may send the same value as the header `X-CSRF-Token`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import wraps

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

COOKIE = "figurewatch_session"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"

_SESSION = timedelta(hours=12)


class Access:
    """
    Lets those change things who know `token`; `now` gives the time by which sessions end.

    With `token=None` nobody does.
    """

    def __init__(self, token: str | None, *, now: Callable[[], datetime]) -> None:
        self._token = token.encode() if token else None
        self._key = hashlib.sha256(b"figurewatch session " + (self._token or b"")).digest()
        self._now = now
        #: Logged out before their time; the cookie may still be somewhere.
        self._ended: set[str] = set()
        self._templates = Environment(
            loader=PackageLoader("sinks"), autoescape=True, undefined=StrictUndefined
        )

    def guard(self, handler: Handler) -> Handler:
        """Wrap a handler that changes something: it runs only for those who may."""

        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            await self.require(request)
            return await handler(request)

        return guarded

    async def require(self, request: web.Request) -> None:
        """Raise 401 without token or session, 403 for a form that this site did not make."""
        if self._token is None:
            raise web.HTTPForbidden(text="nothing can be changed here: set http.token\n")
        if self._has_token(request):
            return
        session = self._session(request)
        if session is None:
            raise web.HTTPUnauthorized(
                text="changing this needs the token; log in at /login\n",
                headers={"WWW-Authenticate": 'Bearer realm="figurewatch"'},
            )
        given = request.headers.get(CSRF_HEADER)
        if given is None:
            given = str((await request.post()).get(CSRF_FIELD, ""))
        if not _same(given, self._sign("form", session)):
            raise web.HTTPForbidden(text="the form is out of date; load the page again\n")

    def is_allowed(self, request: web.Request) -> bool:
        """Say whether the sender may change things, so that a page can show its forms."""
        return self._has_token(request) or self._session(request) is not None

    def form_field(self, request: web.Request) -> str:
        """Give what a form of this session must carry as `csrf`; "" without a session."""
        session = self._session(request)
        return self._sign("form", session) if session else ""

    def routes(self) -> list[web.RouteDef]:
        """Give `/login` and `/logout`."""
        return [
            web.get("/login", self._show_login),
            web.post("/login", self._log_in),
            web.post("/logout", self._log_out),
        ]

    async def _show_login(self, request: web.Request) -> web.Response:
        return self._login_page(request.query.get("next", "/"), wrong=False)

    async def _log_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        target = _local(str(form.get("next", "/")))
        if self._token is None or not _same(str(form.get("token", "")), self._token.decode()):
            return self._login_page(target, wrong=True)
        ends = int((self._now() + _SESSION).timestamp())
        session = f"{ends}.{secrets.token_urlsafe(16)}"
        response = web.Response(status=303, headers={"Location": target})
        # Lax, not Strict: who comes by a link in a mail is still logged in. What Lax lets
        # through are GETs, and those change nothing.
        response.set_cookie(
            COOKIE,
            f"{session}.{self._sign('session', session)}",
            max_age=int(_SESSION.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=_is_encrypted(request),
        )
        return response

    async def _log_out(self, request: web.Request) -> web.Response:
        session = self._session(request)
        if session is not None:
            await self.require(request)
            self._ended = {ended for ended in self._ended if self._lasts(ended)} | {session}
        response = web.Response(status=303, headers={"Location": "/"})
        response.del_cookie(COOKIE)
        return response

    def _login_page(self, target: str, *, wrong: bool) -> web.Response:
        text = self._templates.get_template("login.html").render(
            next=_local(target), wrong=wrong, closed=self._token is None
        )
        return web.Response(
            text=text,
            status=401 if wrong else 200,
            content_type="text/html",
            headers={"Cache-Control": "no-store"},
        )

    def _has_token(self, request: web.Request) -> bool:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if self._token is None or kind.lower() != "bearer":
            return False
        return _same(given.strip(), self._token.decode())

    def _session(self, request: web.Request) -> str | None:
        """Give the session of the cookie, if we signed it and it has not ended."""
        session, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
        if self._token is None or not _same(signature, self._sign("session", session)):
            return None
        return session if self._lasts(session) and session not in self._ended else None

    def _lasts(self, session: str) -> bool:
        return int(session.partition(".")[0]) > self._now().timestamp()

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, _bytes_of(f"{purpose} {text}"), hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(_bytes_of(given), expected.encode())


def _bytes_of(text: str) -> bytes:
    # A header may hold bytes that are no UTF-8, which arrive as lone surrogates.
    return text.encode("utf-8", "surrogatepass")


def _local(target: str) -> str:
    """Give `target` if it is a path of this site, else the home page."""
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_path and target.isprintable() else "/"


def _is_encrypted(request: web.Request) -> bool:
    return request.secure or request.headers.get("X-Forwarded-Proto") == "https"

"""
Acknowledging, muting and handing over again, over HTTP.

A signed link in a message or a session allows the first two; handing over again needs a session
or the token. GET only shows a form, since mail scanners open links; POST acts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from figurewatch.records import Alert
from sinks.access import Access
from sinks.alerts import headline
from sinks.links import Action, LinkMaker
from sinks.outbox import Outbox
from sinks.shown import fit
from sinks.store import Store
from sinks.timing import Mute

#: What a form offers for muting.
PERIODS = {
    "1h": timedelta(hours=1),
    "8h": timedelta(hours=8),
    "1d": timedelta(days=1),
    "1w": timedelta(weeks=1),
    "4w": timedelta(weeks=4),
}
_WORDS = {"1h": "1 hour", "8h": "8 hours", "1d": "1 day", "1w": "1 week", "4w": "4 weeks"}
_REASON = 500


class Actions:
    """The handlers; `links` gives what checks signatures, None before the pages are bound."""

    def __init__(
        self,
        store: Store,
        *,
        access: Access,
        links: Callable[[], LinkMaker | None],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._outbox = Outbox(store)
        self._access = access
        self._links = links
        self._now = now
        self._templates = Environment(
            loader=PackageLoader("sinks"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=fit,
        )

    def routes(self) -> list[web.RouteDef]:
        """Give the routes of all actions."""
        return [
            web.get("/alerts/{id:[0-9a-f]+}/{action:ack|mute}", self.show),
            web.post("/alerts/{id:[0-9a-f]+}/{action:ack|mute}", self.act),
            web.post("/alerts/{id:[0-9a-f]+}/redeliver", self._access.guard(self.redeliver)),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """`GET /alerts/<id>/ack` and `/mute`: the form; nothing is changed."""
        action, alert = self._asked(request)
        if "signature" in request.query:
            self._check(request, action, alert)
        elif not self._access.is_allowed(request):
            raise web.HTTPFound(f"/login?next={request.path}")
        return self._page(request, action, alert, done=None)

    async def act(self, request: web.Request) -> web.Response:
        """`POST`: acknowledges the alert, or mutes its series."""
        action, alert = self._asked(request)
        form = await request.post()
        if "signature" in request.query:
            who = subscriber = self._check(request, action, alert)
        else:
            await self._access.require(request)
            who, subscriber = str(form.get("who", "")).strip() or "the pages", ""
        reason = str(form.get("reason", "")).strip()[:_REASON]
        if action == "ack":
            done = self._acknowledge(alert, who=who, reason=reason)
        else:
            period = PERIODS.get(str(form.get("for", "")))
            if period is None:
                raise web.HTTPBadRequest(text=f"`for` is one of {', '.join(PERIODS)}\n")
            done = self._mute(alert, period, who=who, subscriber=subscriber or None, reason=reason)
        return self._page(request, action, alert, done=done)

    async def redeliver(self, request: web.Request) -> web.Response:
        """`POST /alerts/<id>/redeliver`: to one subscriber, or to all it was meant for."""
        alert = self._alert(request)
        subscriber = str((await request.post()).get("subscriber", ""))
        statuses = self._outbox.statuses(alert.id)
        found = [item for item in statuses if subscriber in ("", item.subscriber)]
        if not found:
            raise web.HTTPNotFound(text="nothing was meant for that subscriber\n")
        for status in found:
            self._outbox.redeliver(status, now=self._now())
        raise web.HTTPSeeOther(f"/alerts/{alert.id}#delivery")

    def _acknowledge(self, alert: Alert, *, who: str, reason: str) -> str:
        if self._outbox.acknowledge(alert.id, who=who, reason=reason, now=self._now()):
            return f"Acknowledged by {who}."
        earlier = self._outbox.acknowledgement(alert.id)
        assert earlier is not None
        return f"{earlier.who} has acknowledged it already."

    def _mute(
        self, alert: Alert, period: timedelta, *, who: str, subscriber: str | None, reason: str
    ) -> str:
        now = self._now()
        mute = Mute(
            series=alert.series,
            subscriber=subscriber,
            until=now + period,
            who=who,
            reason=reason,
        )
        self._outbox.mute(mute, now=now)
        whom = subscriber or "everybody"
        return f"Muted for {whom} until {mute.until:%Y-%m-%d %H:%M} UTC."

    def _asked(self, request: web.Request) -> tuple[Action, Alert]:
        action: Action = "ack" if request.match_info["action"] == "ack" else "mute"
        return action, self._alert(request)

    def _alert(self, request: web.Request) -> Alert:
        alert = self._store.alert(request.match_info["id"])
        if alert is None:
            raise web.HTTPNotFound(text="there is no such alert\n")
        return alert

    def _check(self, request: web.Request, action: Action, alert: Alert) -> str:
        """Give for whom a link was made; raises 403 with the reason where it does not count."""
        links, query = self._links(), request.query
        who, until = query.get("who", ""), query.get("until", "")
        refusal = "this link was not made here"
        if links is not None:
            refusal = (
                links.why_refused(
                    action,
                    alert.id,
                    who=who,
                    until=until,
                    signature=query.get("signature", ""),
                    now=self._now(),
                )
                or ""
            )
        if refusal:
            raise web.HTTPForbidden(text=f"{refusal}\n")
        return who

    def _page(
        self, request: web.Request, action: Action, alert: Alert, *, done: str | None
    ) -> web.Response:
        signed = "signature" in request.query
        series = self._store.series(alert.series)
        text = self._templates.get_template("act.html").render(
            action=action,
            alert=alert,
            headline=headline(alert),
            done=done,
            signed=signed,
            csrf="" if signed else self._access.form_field(request),
            target=str(request.rel_url),
            about=series.title if series else alert.series,
            periods=_WORDS,
        )
        return web.Response(
            text=text, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

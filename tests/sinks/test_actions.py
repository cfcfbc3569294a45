"""Acknowledging and muting from a message: a link shows, a form acts, and nothing else does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web

from sinks.access import Access
from sinks.actions import Actions
from sinks.links import LinkMaker
from sinks.outbox import Outbox
from sinks.store import Store
from tests import factories
from tests.sinks.receivers import Clock, keep

TOKEN = "a-token-of-some-length"
ALERT = factories.alert()
LINKS = LinkMaker(base="", secret=b"kept by the tests alone")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one alert for the desk."""
    store = Store(tmp_path / "figurewatch.db")
    keep(store, ALERT, "desk", now=factories.MONDAY)
    return store


def ask(
    store: Store,
    method: str,
    path: str,
    *,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    after: timedelta = timedelta(0),
) -> tuple[int, str]:
    """Give status and text of one request to the actions."""
    clock = Clock(factories.MONDAY + after)

    async def run() -> tuple[int, str]:
        actions = Actions(store, access=Access(TOKEN, now=clock), links=lambda: LINKS, now=clock)
        app = web.Application()
        app.add_routes(actions.routes())
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with (
            aiohttp.ClientSession(base) as session,
            session.request(
                method, path, data=form, headers=headers, allow_redirects=False
            ) as response,
        ):
            answer = response.status, await response.text()
        await runner.cleanup()
        return answer

    return asyncio.run(run())


def link(action: str) -> str:
    """Give a link made for the desk."""
    links = LINKS.links(ALERT, subscriber="desk", now=factories.MONDAY)
    return links.acknowledge if action == "ack" else links.mute


def changed(address: str, **parts: str) -> str:
    """Change parts of a link's query."""
    split = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(split.query).items()}
    return f"{split.path}?{urlencode(query | parts)}"


@pytest.mark.parametrize("action", ["ack", "mute"])
def test_opening_a_link_changes_nothing(store: Store, action: str) -> None:
    """Mail scanners open links."""
    status, text = ask(store, "GET", link(action))
    assert status == 200
    assert '<form method="post"' in text
    assert Outbox(store).acknowledgement(ALERT.id) is None
    assert Outbox(store).mutes(now=factories.MONDAY) == []


def test_the_form_of_a_link_acknowledges(store: Store) -> None:
    """In the name of whom it was sent to, with the reason."""
    status, text = ask(store, "POST", link("ack"), form={"reason": "known since Friday"})
    assert (status, "Acknowledged by desk." in text) == (200, True)
    kept = Outbox(store).acknowledgement(ALERT.id)
    assert kept is not None
    assert (kept.who, kept.reason) == ("desk", "known since Friday")
    assert "desk has acknowledged it already" in ask(store, "POST", link("ack"))[1]


def test_the_form_of_a_link_mutes_for_its_reader_only(store: Store) -> None:
    """For as long as was chosen."""
    assert ask(store, "POST", link("mute"), form={"for": "8h"})[0] == 200
    (mute,) = Outbox(store).mutes(now=factories.MONDAY)
    assert (mute.series, mute.subscriber) == (ALERT.series, "desk")
    assert mute.until == factories.MONDAY + timedelta(hours=8)
    assert ask(store, "POST", link("mute"), form={"for": "ever"})[0] == 400


@pytest.mark.parametrize(
    "address",
    [
        changed(link("ack"), who="other"),
        changed(link("ack"), until="4102444800"),
        changed(link("ack"), signature="x"),
        link("ack").replace("/ack?", "/mute?"),
        link("ack").replace(ALERT.id, "0" * 20),
        "/alerts/" + ALERT.id + "/ack?signature=",
    ],
)
def test_a_link_that_was_changed_is_refused(store: Store, address: str) -> None:
    """It is good for one action on one alert by one reader until its time."""
    keep(store, replace(ALERT, id="0" * 20), now=factories.MONDAY)
    assert ask(store, "GET", address) == (403, "this link was not made here\n")
    assert ask(store, "POST", address, form={"for": "1h"})[0] == 403
    assert Outbox(store).acknowledgement(ALERT.id) is None


def test_a_link_expires(store: Store) -> None:
    """After a week."""
    late = timedelta(days=7, seconds=1)
    assert ask(store, "POST", link("ack"), after=late) == (403, "this link has expired\n")
    assert ask(store, "POST", link("ack"), after=timedelta(days=7))[0] == 200


def test_without_a_link_one_needs_the_token(store: Store) -> None:
    """A program sends it, a person logs in."""
    path = f"/alerts/{ALERT.id}/ack"
    assert ask(store, "GET", path)[0] == 302
    assert ask(store, "POST", path)[0] == 401
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert ask(store, "POST", path, headers=headers, form={"who": "Ada"})[0] == 200
    kept = Outbox(store).acknowledgement(ALERT.id)
    assert kept is not None
    assert kept.who == "Ada"


def test_handing_over_again_needs_the_token(store: Store) -> None:
    """Then the alert waits again, under its id."""
    path = f"/alerts/{ALERT.id}/redeliver"
    assert ask(store, "POST", path)[0] == 401
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert ask(store, "POST", path, headers=headers, form={"subscriber": "none"})[0] == 404
    assert ask(store, "POST", path, headers=headers)[0] == 303
    (due,) = Outbox(store).due("desk", now=factories.MONDAY)
    assert due.id == ALERT.id


def test_there_is_no_form_for_an_alert_that_is_not_there(store: Store) -> None:
    """404, whatever the link says."""
    assert ask(store, "GET", "/alerts/00/ack?signature=x")[0] == 404

"""The pages and the data behind them, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import feedparser
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from figurewatch.records import Alert, DeadLetter
from figurewatch.records.codec import decode
from sinks.access import Access
from sinks.actions import Actions
from sinks.http import LiveEvents, Site, create_http_app
from sinks.letters import Letters, LetterTry, Outcome
from sinks.metrics import Metrics
from sinks.openapi import openapi
from sinks.store import Store
from tests import factories, sites

FEED = factories.feed_status()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with one article, one figure and one alert."""
    store = Store(tmp_path / "figurewatch.db")
    with store.transaction() as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(factories.figure(), factories.series())
        transaction.put_alert(factories.alert(), subscribers=[], now=factories.MONDAY)
    return Site(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        events=LiveEvents(),
        feeds=lambda: [FEED],
        problems=list,
        version="0.1.0",
        now=lambda: factories.MONDAY,
    )


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve `site` on a free port, and give a session that asks it."""
    runner = web.AppRunner(create_http_app(site))
    await runner.setup()
    tcp = web.TCPSite(runner, "127.0.0.1", 0)
    await tcp.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session
    await runner.cleanup()


def ask(site: Site, path: str, **headers: str) -> tuple[int, str]:
    """Give status and text of one page."""

    async def run() -> tuple[int, str]:
        async with serving(site) as session, session.get(path, headers=headers) as response:
            return response.status, await response.text()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "Soldiers leaving their units, Karsovia, per month"),
        ("/series/desertion/Karsovia/soldier/rate/month", "Every claimed figure"),
        (f"/figures/{factories.figure().id}", "Some 4,500"),
        (f"/alerts/{factories.alert().id}", "6,800 is above the stated range."),
        ("/feeds", "timeout"),
        ("/metrics", "figurewatch_figures_total"),
        ("/healthz", "ok"),
        ("/readyz", "ready"),
        ("/static/style.css", "--ink"),
    ],
)
def test_a_page_shows_what_it_is_for(site: Site, path: str, says: str) -> None:
    """Every page of the contract answers."""
    status, text = ask(site, path)
    assert status == 200
    assert says in text


@pytest.mark.parametrize(
    "path",
    ["/series/none", "/series/none.json", "/figures/00", "/alerts/00.json", "/nothing"],
)
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    """404, not an error of ours."""
    assert ask(site, path)[0] == 404


def test_the_sentence_has_every_part_marked(site: Site) -> None:
    """Source, cue, value, counted thing and period can be seen at a glance."""
    _, text = ask(site, f"/figures/{factories.figure().id}")
    marks = dict(re.findall(r'<mark class="(\w+)">(.*?)</mark>', text))
    assert marks == {
        "value": "Some 4,500",
        "counted": "soldiers",
        "period": "every month",
        "source": "the ministry",
        "cue": "said",
    }


def test_words_of_articles_are_escaped(site: Site) -> None:
    """A title can't bring markup into a page."""
    article = factories.article(id="bad", title="<script>alert(1)</script>")
    with site.store.transaction() as transaction:
        transaction.put_figure(factories.figure(printed=article, id="ff"), factories.series())
    _, text = ask(site, "/figures/ff")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_lists_are_there_as_json_and_csv(site: Site) -> None:
    """Row for row the same."""
    alerts = json.loads(ask(site, "/alerts.json")[1])
    assert decode(json.dumps(alerts[0]).encode(), Alert) == factories.alert()
    assert ask(site, "/alerts.csv")[1].splitlines()[1].startswith(alerts[0]["id"])
    series = json.loads(ask(site, f"/series/{factories.series().key}.json")[1])
    assert [figure["id"] for figure in series["figures"]] == [factories.figure().id]
    rows = ask(site, f"/series/{factories.series().key}.csv")[1].splitlines()
    assert len(rows) == 1 + len(series["figures"])


def test_a_cell_that_looks_like_a_formula_stays_text(site: Site) -> None:
    """Spreadsheets would run it."""
    article = factories.article(id="bad", outlet="=1+1")
    with site.store.transaction() as transaction:
        transaction.put_figure(factories.figure(printed=article, id="ff"), factories.series())
    assert ",'=1+1," in ask(site, f"/series/{factories.series().key}.csv")[1]


def test_the_atom_feed_parses(site: Site) -> None:
    """With one entry per alert."""
    feed = feedparser.parse(ask(site, "/alerts.atom")[1])
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["6,800 is above the stated range."]


def test_a_problem_makes_the_monitor_unready(site: Site) -> None:
    """503 with the word."""
    unready = Site(
        store=site.store,
        metrics=site.metrics,
        events=site.events,
        feeds=site.feeds,
        problems=lambda: ["store"],
        version="0.1.0",
        now=lambda: factories.MONDAY,
    )
    assert ask(unready, "/readyz") == (503, "store\n")


def test_readers_of_events_get_new_alerts(site: Site) -> None:
    """As server-sent events."""

    async def listen() -> str:
        async with serving(site) as session, session.get("/events") as response:
            assert await response.content.readline() == b"retry: 5000\n"
            site.events.publish(factories.alert())
            await response.content.readline()
            return (await response.content.readline()).decode()

    assert asyncio.run(listen()) == "event: alert\n"


def test_one_process_serves_five_hundred_live_readers(site: Site) -> None:
    """Each gets every alert, in order, and who leaves is forgotten."""
    readers = 500

    async def read(session: aiohttp.ClientSession) -> list[str]:
        found = []
        async with session.get("/events") as response:
            async for line in response.content:
                if line.startswith(b"id: "):
                    found.append(line[4:].decode().strip())
                if len(found) == 3:
                    return found
        return found

    async def run() -> list[list[str]]:
        runner = web.AppRunner(create_http_app(site))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        unlimited = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(base, connector=unlimited) as session:
            reading = asyncio.gather(*(read(session) for _ in range(readers)))
            while site.events.readers < readers:
                await asyncio.sleep(0.02)
            for number in ("1", "2", "3"):
                site.events.publish(factories.alert(id=number))
            found = await reading
        await runner.cleanup()
        return found

    assert asyncio.run(asyncio.wait_for(run(), 60)) == [["1", "2", "3"]] * readers
    assert site.events.readers == 0


def test_data_of_the_past_is_there_as_well_as_pages(tmp_path: Path) -> None:
    """Fewer figures then, no alert, and the series itself is not there before its first."""
    site, key = sites.make(tmp_path / "figurewatch.db"), factories.series().key
    now, then = (
        json.loads(ask(site, f"/series/{key}.json{query}")[1])["figures"]
        for query in ("", "?as_of=2026-08-20T12:00%2B02:00")
    )
    assert (len(now), len(then)) == (6, 5)
    assert json.loads(ask(site, "/alerts.json?as_of=2026-08-20")[1]) == []
    assert ask(site, f"/series/{key}.csv?as_of=2025-01-01")[0] == 404
    assert "as the store knew it" in ask(site, f"/series/{key}?as_of=2026-08-20")[1]


def test_the_interface_description_names_every_route(site: Site) -> None:
    """And no other; what changes something is there by its method."""
    access = Access("a-token-of-the-tests", now=lambda: factories.MONDAY)
    app = create_http_app(replace(site, access=access))
    actions = Actions(site.store, access=access, links=lambda: None, now=lambda: factories.MONDAY)
    app.add_routes(actions.routes())
    routes = set()
    for route in app.router.routes():
        path = re.sub(r":[^}]+", "", route.resource.canonical) if route.resource else ""
        paths = (
            [path.replace("{action}", name) for name in ("ack", "mute")]
            if "{action}" in path
            else [path]
        )
        routes |= {
            (path, route.method.lower())
            for path in paths
            if route.method != "HEAD" and not path.startswith("/static")
        }
    described = openapi("0")["paths"]
    assert routes == {(path, method) for path, item in described.items() for method in item}


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/pipelin", 404, "there is no page /pipelin; did you mean /pipeline?"),
        ("/sources?as-of=2026-01-01", 400, "there is no parameter as-of here; did you mean as_of?"),
        ("/?as_of=yesterday", 400, "as_of must be a day or a moment, such as 2026-10-01"),
        ("/?as_of=2026-02-30", 400, "as_of must be a day or a moment"),
        ("/sources?page=0", 400, "page must be a number from 1 to 10000, not '0'"),
        ("/sources?page=1&page=2", 400, "page is given twice"),
        ("/series/none", 404, "there is no series none"),
        ("/sources/none", 404, "no figure is claimed by none"),
    ],
)
def test_what_is_wrong_is_said(site: Site, path: str, status: int, says: str) -> None:
    """In plain text, unless the sender takes a page or asks for JSON."""
    answer, text = ask(site, path)
    assert (answer, says in text) == (status, True)


def test_an_error_has_the_form_that_was_asked_for(site: Site) -> None:
    """JSON for JSON, a page for a browser; both with the policy of every page."""

    async def run() -> tuple[object, str, str]:
        async with serving(site) as session:
            async with session.get("/series/none.json") as response:
                body = await response.json()
            async with session.get("/nothing", headers={"Accept": "text/html"}) as response:
                return body, await response.text(), response.headers["Content-Security-Policy"]

    body, text, policy = asyncio.run(run())
    assert body == {"status": 404, "error": "there is no series none"}
    assert "<h1>Not found</h1>" in text
    assert "frame-ancestors 'none'" in policy


def test_a_withdrawn_alert_is_an_updated_entry(site: Site) -> None:
    """Under its id, so that a feed reader shows the change; first, since it changed last."""
    kept = site.store.alerts()[0]
    (before,) = feedparser.parse(ask(site, "/alerts.atom")[1]).entries
    later = factories.MONDAY + timedelta(days=2)
    with site.store.transaction(at=later) as transaction:
        other = replace(kept, id="cd", raised=factories.MONDAY + timedelta(days=1))
        transaction.put_alert(other, subscribers=[], now=later)
    with site.store.transaction(at=later + timedelta(hours=1)) as transaction:
        gone = replace(kept, state="withdrawn")
        transaction.put_alert(gone, subscribers=[], now=later)
    after, _ = feedparser.parse(ask(site, "/alerts.atom")[1]).entries
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated_parsed > before.updated_parsed
    assert after.title == f"Withdrawn: {before.title}"


def test_scripts_and_styles_are_files_of_ours(tmp_path: Path) -> None:
    """Nothing is inline, so the policy need not allow it."""
    site = sites.make(tmp_path / "figurewatch.db")
    for path in ("/", f"/series/{factories.series().key}", "/sources", "/pipeline", "/feeds"):
        _, text = ask(site, path)
        assert not re.findall(r"<style|<script(?! src=\"/static/)| style=| on\w+=", text)


def test_what_was_set_aside_can_be_tried_again(tmp_path: Path) -> None:
    """By who has the token; it is settled when it could be used, and waits when it could not."""
    site = sites.make(tmp_path / "figurewatch.db")
    (letter,) = site.store.dead_letters()
    answers = iter([False, True])
    tried: list[str] = []

    async def retry(again: DeadLetter) -> bool:
        letters = Letters(site.store)
        letters.require_waiting(again)
        tried.append(again.id)
        taken = next(answers)
        outcome: Outcome = "taken in" if taken else "failed again"
        letters.note(again, LetterTry(at=sites.MONDAY, who="the pages", outcome=outcome))
        return taken

    async def run() -> list[int]:
        statuses = []
        path, bearer = f"/dead-letters/{letter.id}/retry", f"Bearer {sites.TOKEN}"
        async with serving(replace(site, retry=retry)) as session:
            for headers in ({}, *[{"Authorization": bearer}] * 3):
                async with session.post(path, headers=headers, allow_redirects=False) as response:
                    statuses.append(response.status)
        return statuses

    assert asyncio.run(run()) == [401, 409, 303, 409]
    assert tried == [letter.id, letter.id]
    assert site.store.dead_letters() == []
    assert site.store.dead_letters(settled=True) == [letter]
    _, page = ask(site, f"/dead-letters/{letter.id}")
    assert page.index("failed again") < page.index("taken in")
    assert "Taken in again since" in ask(site, "/pipeline")[1]


def test_the_bytes_of_a_dead_letter_are_given_as_they_came(tmp_path: Path) -> None:
    """To be saved, never shown as a page."""
    site = sites.make(tmp_path / "figurewatch.db")
    (letter,) = site.store.dead_letters()

    async def run() -> tuple[bytes, str]:
        path = f"/dead-letters/{letter.id}.bin"
        async with serving(site) as session, session.get(path) as response:
            return await response.read(), response.headers["Content-Disposition"]

    body, disposition = asyncio.run(run())
    assert body == letter.payload
    assert disposition.startswith("attachment")
    assert "&lt;b&gt;" in ask(site, f"/dead-letters/{letter.id}")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/alerts.atom",
        "/series.atom",
        f"/series/{factories.series().key}.atom",
        "/sources.atom",
        "/sources/Open Ledger.atom",
        "/search.atom?q=soldiers",
        "/feeds.atom",
        "/dead-letters.atom",
    ],
)
def test_every_feed_parses(tmp_path: Path, path: str) -> None:
    """With an id, a title, a link and a date for every entry."""
    feed = feedparser.parse(ask(sites.make(tmp_path / "figurewatch.db"), path)[1])
    assert not feed.bozo
    assert feed.entries
    for entry in feed.entries:
        assert entry.id
        assert entry.title
        assert entry.link.startswith("http://127.0.0.1")
        assert entry.updated_parsed


@pytest.mark.parametrize(
    ("base", "rows"),
    [
        (f"/series/{factories.series().key}", "figures"),
        ("/sources/Open Ledger", "figures"),
        ("/dead-letters", None),
        ("/alerts", None),
        ("/feeds", None),
    ],
)
def test_csv_and_json_have_the_same_rows(tmp_path: Path, base: str, rows: str | None) -> None:
    """Row for row."""
    site = sites.make(tmp_path / "figurewatch.db")
    data = json.loads(ask(site, f"{base}.json")[1])
    table = list(csv.reader(io.StringIO(ask(site, f"{base}.csv")[1])))
    assert len(table) - 1 == len(data[rows] if rows else data) > 0


def test_the_pipeline_shows_what_passed_in_each_hour(tmp_path: Path) -> None:
    """And how far each role is."""
    site = sites.make(tmp_path / "figurewatch.db")
    site.metrics.lag.labels("process", "articles").set(7)
    shown = json.loads(ask(site, "/pipeline.json")[1])
    assert shown["hours"][-1] == {"start": "2026-09-14T11:00:00Z", "articles": 1}
    assert shown["lags"] == [{"role": "process", "topic": "articles", "taken": 0, "behind": 7}]
    assert "articles" in ask(site, "/pipeline")[1]


def test_no_page_asks_another_machine(site: Site) -> None:
    """The policy forbids it and the markup does not try."""

    async def headers() -> str:
        async with serving(site) as session, session.get("/") as response:
            assert not re.findall(r'(?:src|href)="https?://', await response.text())
            return response.headers["Content-Security-Policy"]

    assert asyncio.run(headers()).startswith("default-src 'none'")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_accepts_the_metrics(site: Site) -> None:
    """Names, units and help texts follow Prometheus' conventions."""
    done = subprocess.run(
        ["promtool", "check", "metrics"],
        input=ask(site, "/metrics")[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")

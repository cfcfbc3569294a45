"""The pages in a real browser: without JavaScript, by keyboard, dark and on a phone."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page, sync_playwright
from prometheus_client import CollectorRegistry

from sinks.http import LiveEvents, Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", name="address")
def _address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with a series of two sources and an alert, served from a thread."""
    store = Store(tmp_path_factory.mktemp("site") / "figurewatch.db")
    with store.transaction() as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(factories.figure(), factories.series())
        higher = factories.quantity(text="6,800", low=6800, high=6800, value=6800, bound="exact")
        other = factories.figure(quantity=higher, id="ab")
        transaction.put_figure(other, factories.series())
        transaction.put_alert(factories.alert(), subscribers=[], now=factories.MONDAY)
    site = Site(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        events=LiveEvents(),
        feeds=list,
        problems=list,
        version="0",
        now=lambda: factories.MONDAY,
    )
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(create_http_app(site))

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port: int = runner.addresses[0][1]
        return port

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(start(), loop).result(20)
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "Chromium is not installed (Debian package chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(name="page")
def _page(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript, on a phone, in the dark, that may only ask the site itself."""
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []


def test_from_the_alert_to_the_marked_sentence_in_two_clicks(page: Page, address: str) -> None:
    """Home, alert, figure; the words of the value are marked."""
    page.goto(address)
    page.click("article.alert h3 a")
    page.click("section[aria-labelledby=new] a >> nth=0")
    assert page.locator("mark.value").inner_text() == "Some 4,500"
    assert page.locator("mark.source").inner_text() == "the ministry"


def test_a_mark_of_the_chart_leads_to_its_figure(page: Page, address: str) -> None:
    """By keyboard: the marks are links that can be reached and followed."""
    page.goto(f"{address}/series/{factories.series().key}")
    marks = page.locator("svg.chart a")
    assert marks.count() == 2
    marks.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/*")
    assert page.locator("mark.value").count() >= 1


@pytest.mark.parametrize("path", ["/", f"/series/{factories.series().key}", "/feeds"])
def test_nothing_runs_out_of_a_phone_screen(page: Page, address: str, path: str) -> None:
    """Wide tables scroll within themselves."""
    page.goto(address + path)
    width = page.locator("html").evaluate("html => html.scrollWidth")
    assert width <= 390


def test_live_readers_see_a_new_alert(browser: Browser, address: str) -> None:
    """With JavaScript the page connects to the events and stays quiet until one comes."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with page.expect_request("**/events"):
        page.goto(address)
    assert page.locator("#live").is_hidden()
    assert errors == []
    page.close()


def test_pictures_can_be_taken_of_every_page(page: Page, address: str, tmp_path: Path) -> None:
    """Light and dark, wide and narrow: what is drawn is more than an empty page."""
    for number, path in enumerate(("/", f"/series/{factories.series().key}")):
        page.goto(address + path)
        picture = tmp_path / f"{number}.png"
        page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 10_000

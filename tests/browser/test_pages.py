"""The pages in a real browser: without JavaScript, by keyboard, dark and on a phone."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sinks.http import Site
from tests import factories, sites
from tests.npm import npm_file

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
SERIES = f"/series/{factories.series().key}"
NEW = sites.claim(5)[1]
ALERT = f"/alerts/{factories.alert(figure=NEW).id}"
PAGES = {
    "home": "/",
    "series": SERIES,
    "broken axis": f"{SERIES}?axis=fit",
    "past": f"{SERIES}?as_of=2026-08-20",
    "embed": f"/embed{SERIES}",
    "figure": f"/figures/{NEW.id}",
    "alert": ALERT,
    "sources": "/sources",
    "source": "/sources/Open Ledger",
    "search": "/search?q=soldiers",
    "nothing found": "/search?q=zebra",
    "feeds": "/feeds",
    "pipeline": "/pipeline",
    "log in": "/login",
    "not found": "/nothing",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", name="site")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return sites.make(tmp_path_factory.mktemp("site") / "figurewatch.db")


@pytest.fixture(scope="module", name="served")
def _served(site: Site) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    with sites.served(site) as served:
        yield served


@pytest.fixture(scope="module", name="address")
def _address(served: tuple[str, asyncio.AbstractEventLoop]) -> str:
    return served[0]


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def skip(reason: str) -> None:
    """Skip the test; in CI what is missing is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(name="opened")
def _opened(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that may only ask the site itself and may log no error."""
    asked: list[str] = []
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda line: (
                errors.append(line.text)
                if line.type == "error" and "404" not in line.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert errors == []


@pytest.fixture(name="page")
def _page(opened: Callable[..., Page]) -> Page:
    """A page without JavaScript, on a phone, in the dark."""
    return opened(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )


def test_one_click_from_the_alert_to_the_marked_sentence(page: Page, address: str) -> None:
    """Every part is marked and named in words."""
    page.goto(address)
    page.click("article.alert a:text('Read the sentence')")
    assert page.locator("mark.value").inner_text() == "6,800"
    assert page.locator("mark.source").all_inner_texts() == ["Petra Lund", "Open Ledger"]
    labels = [text.strip().lower() for text in page.locator(".label").all_inner_texts()]
    assert labels == ["value", "counted", "period", "source", "source", "cue"]


def test_a_mark_of_the_chart_shows_its_sentence(page: Page, address: str) -> None:
    """Beside the chart, by an address that can be passed on."""
    page.goto(address + SERIES)
    page.get_by_role("link", name="4,000 to 5,000, claimed by the ministry").click()
    assert page.url.endswith("#s-0a")
    shown = page.locator(".panel:visible")
    assert shown.count() == 1
    assert shown.locator("mark.value").inner_text() == "4,000 to 5,000"


def test_by_keyboard_from_the_alert_to_the_sentence(page: Page, address: str) -> None:
    """The tab key and Enter are enough."""
    page.goto(address)
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().startswith("Read the sentence"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/*")
    assert page.locator("mark.value").inner_text() == "6,800"


def test_by_keyboard_to_a_mark_of_the_chart(page: Page, address: str) -> None:
    """Marks are links that can be reached and followed."""
    page.goto(address + SERIES)
    page.get_by_role("link", name="at least 3,200, claimed by Open Ledger").focus()
    page.keyboard.press("Enter")
    assert page.locator(".panel:visible mark.value").inner_text() == "more than 3,200"


def test_searching_works_without_javascript(page: Page, address: str) -> None:
    """A word in, figures out, the word marked."""
    page.goto(address)
    page.fill("input[name=q]", "Open Led")
    page.keyboard.press("Enter")
    assert page.locator("h2#sources + ul a").inner_text() == "Open Ledger"
    assert page.locator(".hits li").count() >= 3


def test_a_page_of_the_past_stays_in_the_past(page: Page, address: str) -> None:
    """The alert is not there yet, and links lead to other pages of the same moment."""
    page.goto(f"{address}{SERIES}?as_of=2026-08-20")
    assert page.locator("article.alert").count() == 0
    assert "6,800" not in page.locator("main").inner_text()
    page.click("tbody th a >> nth=0")
    assert "as_of=2026-08-20" in page.url


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_runs_out_of_a_phone_screen(page: Page, address: str, path: str) -> None:
    """Wide tables scroll within themselves."""
    page.goto(address + path)
    assert page.locator("html").evaluate("html => html.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page(
    opened: Callable[..., Page], address: str, scheme: str, width: int
) -> None:
    """Neither contrast nor names nor order nor anything else that it knows."""
    axe = npm_file("axe-core/axe.min.js").read_text()
    page = opened(bypass_csp=True, viewport={"width": width, "height": 844}, color_scheme=scheme)
    found = []
    for name, path in PAGES.items():
        page.goto(address + path)
        page.evaluate(axe)
        result = page.evaluate("axe.run()")
        assert result["passes"]
        found += [
            (name, violation["id"], violation["nodes"][0]["html"])
            for violation in result["violations"]
        ]
    assert found == []


def test_live_readers_see_a_new_alert(
    opened: Callable[..., Page],
    site: Site,
    served: tuple[str, asyncio.AbstractEventLoop],
) -> None:
    """It is announced, and the list of alerts is renewed."""
    address, loop = served
    page = opened()
    with page.expect_response("**/events"):
        page.goto(address)
    assert page.locator("#live").is_hidden()
    alert = factories.alert(id="bb", explanation="A <b>second</b> alert.", figure=NEW)
    with site.store.transaction() as transaction:
        transaction.put_alert(alert, subscribers=[], now=factories.MONDAY)
    while not site.events.readers:
        page.wait_for_timeout(20)
    loop.call_soon_threadsafe(site.events.publish, alert)
    page.locator("#live a").wait_for()
    assert page.locator("#live").inner_text() == "New alert: A <b>second</b> alert."
    page.locator("#alert-bb").wait_for()


def framing(browser: Browser, address: str, path: str) -> Page:
    """A page of somebody else that frames one of ours."""
    page = browser.new_page()
    body = f'<!doctype html><iframe src="{address}{path}"></iframe>'
    page.route("**/theirs", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{address}/theirs", wait_until="load")
    return page


def test_the_embed_can_be_framed(browser: Browser, address: str) -> None:
    """By any site."""
    page = framing(browser, address, f"/embed{SERIES}")
    page.frame_locator("iframe").locator("svg.chart").wait_for()
    page.close()


def test_no_other_page_can_be_framed(browser: Browser, address: str) -> None:
    """Or somebody could lay something over their forms."""
    page = framing(browser, address, SERIES)
    assert page.frames[1].url.startswith("chrome-error:")
    assert page.frame_locator("iframe").locator("svg.chart").count() == 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_pictures_can_be_taken_of_every_page(
    opened: Callable[..., Page], address: str, tmp_path: Path, scheme: str, width: int
) -> None:
    """To be looked at where FIGUREWATCH_PICTURES says; an empty page is smaller."""
    pictures = Path(os.environ.get("FIGUREWATCH_PICTURES") or tmp_path)
    page = opened(viewport={"width": width, "height": 844}, color_scheme=scheme)
    for name, path in PAGES.items():
        page.goto(address + path)
        picture = pictures / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
        page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 5_000

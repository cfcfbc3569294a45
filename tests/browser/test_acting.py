"""Acting on an alert in a real browser, without JavaScript: acknowledge, mute, send again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sinks.outbox import Outbox
from sinks.site import Site
from tests import factories, sites
from tests.browser.test_pages import FLAGS, NEW, skip
from tests.npm import npm_file

CHROMIUM = shutil.which("chromium")
ALERT = f"/alerts/{factories.alert(figure=NEW).id}"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if CHROMIUM is None:
        skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of its own for each test."""
    return sites.make(tmp_path / "figurewatch.db")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where it is served."""
    with sites.served(site) as (address, _):
        yield address


def logged_in(browser: Browser, address: str, *, scripts: bool = False, width: int = 390) -> Page:
    """A page whose reader has logged in on the way to the alert."""
    context = browser.new_context(
        java_script_enabled=scripts,
        bypass_csp=scripts,
        viewport={"width": width, "height": 844},
        color_scheme="dark" if width < 1000 else "light",
    )
    page = context.new_page()
    page.goto(address + ALERT)
    page.click("a:text('Log in to acknowledge')")
    page.fill("#token", sites.TOKEN)
    page.click("button:text('Log in')")
    assert page.url == address + ALERT
    return page


def test_one_acknowledges_and_mutes_on_the_page(browser: Browser, site: Site, address: str) -> None:
    """And the alert's page says so afterwards."""
    page = logged_in(browser, address)
    page.click("a:text-is('Acknowledge')")
    page.fill("#who", "Ada")
    page.fill("#reason", "known since Friday")
    page.click("button:text('Acknowledge')")
    assert page.locator("[role=status]").inner_text() == "Acknowledged by Ada."
    page.click("a:text('The alert with its evidence')")
    assert "Acknowledged by Ada" in page.locator("section:has(#delivery)").inner_text()
    page.click("a:text('Mute the series')")
    page.select_option("#for", "1w")
    page.click("button:text('Mute')")
    (mute,) = Outbox(site.store).mutes(now=site.now())
    assert (mute.series, (mute.until - site.now()).days) == (factories.series().key, 7)


def test_one_sends_again_on_the_page(browser: Browser, site: Site, address: str) -> None:
    """It waits under the id that it had."""
    page = logged_in(browser, address)
    page.click("button:text('Send again to desk')")
    assert page.url == f"{address}{ALERT}#delivery"
    (due,) = Outbox(site.store).due("desk", now=site.now())
    assert ALERT.endswith(due.id)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_one_acts(browser: Browser, address: str, width: int) -> None:
    """On the alert's page with its forms, and on the forms of their own."""
    axe = npm_file("axe-core/axe.min.js").read_text()
    page = logged_in(browser, address, scripts=True, width=width)
    for path in (ALERT, f"{ALERT}/ack", f"{ALERT}/mute"):
        page.goto(address + path)
        assert page.locator("html").evaluate("html => html.scrollWidth") <= width
        page.evaluate(axe)
        result = page.evaluate("axe.run()")
        assert [item["id"] for item in result["violations"]] == []

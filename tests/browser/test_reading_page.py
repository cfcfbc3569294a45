"""The page of a reading in a real browser: offline, on a phone, in the dark, by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from spacy.language import Language

from processors.reading import read_whole
from sinks.reading_page import reading_page
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
TEXT = """Desertions climb

Some 4,500 soldiers desert every month, Ilse Brandt said, citing the Prosecutor General's Office.

"We spent $5 million in October alone," she told reporters. Kroma shares fell 4 percent to 12 euros.
""" + "\n".join(f"Paragraph {number} says nothing at all." for number in range(60))

pytestmark = pytest.mark.browser


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


@pytest.fixture(scope="module", name="file")
def _file(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of what is read in TEXT."""
    reading = read_whole(factories.article(text=TEXT), nlp)
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(reading_page([reading], attributions=True))
    return file


@pytest.fixture(name="page", params=["light", "dark"])
def _page(browser: Browser, file: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page without JavaScript on a phone; it may ask for nothing but itself."""
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        color_scheme=request.param,
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert {url.partition("#")[0] for url in asked if not url.startswith("data:")} == {
        file.as_uri()
    }


def test_nothing_runs_out_of_a_phone_screen(page: Page) -> None:
    assert page.locator("html").evaluate("html => html.scrollWidth") <= 390


def test_a_figure_in_the_text_leads_to_its_card_and_back_to_its_sentence(page: Page) -> None:
    """By keyboard alone."""
    page.locator("a.number").first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".card.figure").first
    assert page.url.endswith("#a1-figure-1")
    assert card.evaluate("card => card.matches(':target')")
    card.locator("h4 a").focus()
    page.keyboard.press("Enter")
    marked = page.locator("span:target + mark")
    assert marked.inner_text() == "Some 4,500"
    assert 0 <= marked.evaluate("mark => mark.getBoundingClientRect().top") < 844


def test_parts_are_told_without_colour(page: Page) -> None:
    """Each has its own line, a title and a label that is read in the order of the text."""
    parts = ("value", "unit", "counted", "period", "source", "cue")
    lines = set()
    for part in parts:
        mark = page.locator(f".text mark.{part}").first
        lines.add(mark.evaluate(
            "mark => { const s = getComputedStyle(mark); return s.textDecorationLine +"
            " s.textDecorationStyle + s.textDecorationThickness }"
        ))  # fmt: skip
        assert part in (mark.get_attribute("title") or "")
    assert len(lines) == len(parts)
    assert page.locator(".label").first.is_visible()


def test_labels_can_be_switched_off(page: Page) -> None:
    page.locator("#labels").focus()
    page.keyboard.press("Space")
    assert page.locator(".label").first.is_hidden()


def test_marked_words_can_be_read_in_light_and_dark(page: Page) -> None:
    """Contrast of text and mark is at least 4.5 to 1."""
    for part in ("value", "unit", "counted", "period", "source", "cue"):
        ratio = page.locator(f".legend mark.{part}").evaluate(
            """mark => {
                const light = color => color.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
                    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
                const style = getComputedStyle(mark);
                const [a, b] = [light(style.color), light(style.backgroundColor)];
                return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            }"""
        )
        assert ratio >= 4.5, part


def test_a_chain_is_drawn_from_the_printer_to_the_origin(page: Page) -> None:
    names = page.locator(".card.figure").first.locator(".chain b").all_inner_texts()
    assert names == ["Harbour Wire", "Ilse Brandt", "Prosecutor General's Office"]

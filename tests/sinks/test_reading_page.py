"""The page of a reading: everything is in it, and nothing in a text gets out of hand."""

from __future__ import annotations

import re
from dataclasses import replace

from figurewatch.records import AttributedContent, ReadFigure, Reading, Source
from sinks.reading_page import reading_page
from tests import factories


def reading(**changes: object) -> Reading:
    figure = ReadFigure(figure=factories.figure(), identities=(None,))
    values = {"article": factories.article(), "figures": (figure,)}
    return Reading(**values | changes)  # type: ignore[arg-type]


def hrefs_and_ids(page: str) -> tuple[set[str], list[str]]:
    return set(re.findall(r'href="#([^"]+)"', page)), re.findall(r' id="([^"]+)"', page)


def content() -> AttributedContent:
    source = Source(text="the ministry", start=40, end=52, kind="government", anonymity="role")
    return AttributedContent(
        source=((40, 52),), cue=((53, 57),), content=((0, 38),), entity="the ministry",
        chain=(source,), identities=(None,), form="indirect", scope="inserted",
        evidence=((40, 52), (53, 57)),
    )  # fmt: skip


def test_every_link_within_the_page_has_one_goal() -> None:
    page = reading_page([reading(attributions=(content(),))] * 2, attributions=True)
    goals, ids = hrefs_and_ids(page)
    assert goals <= set(ids)
    assert len(ids) == len(set(ids))
    assert {"a1-figure-1", "a2-value-0-10", "a2-content-0-38"} <= goals


def test_the_text_is_whole_with_marks_and_labels_taken_out() -> None:
    page = reading_page([reading()])
    text = re.search(r'<div class="text">(.*?)</div>', page, re.DOTALL)
    assert text is not None
    inner = re.sub(r"<small.*?</small>|<a class=.number.*?</a>|<[^>]+>", "", text[1])
    assert inner == factories.TEXT


def test_a_mark_says_in_words_what_it_is() -> None:
    page = reading_page([reading(figures=(ReadFigure(
        figure=factories.figure(), unit=(5, 10), identities=(None,)
    ),))])  # fmt: skip
    assert '<mark class="value unit" title="value, unit">4,500</mark>' in page
    assert '<small class="label"> counted</small>' in page


def test_a_chain_is_a_row_from_the_printer_to_the_origin() -> None:
    figure = factories.figure()
    origin = Source(text="the Fed", start=0, end=4, name="Fed", kind="government")
    chain = (*figure.attribution.chain, origin)
    figure = replace(figure, attribution=replace(figure.attribution, chain=chain))
    page = reading_page(
        [reading(figures=(ReadFigure(figure=figure, identities=(None, "Federal Reserve")),))]
    )
    row = re.findall(r"<b>(.*?)</b>", page)
    assert row == ["Harbour Wire", "the ministry", "Fed"]
    assert page.count("←") == 2
    assert "known as Federal Reserve" in page


def test_markup_and_controls_in_a_text_stay_text() -> None:
    nasty = '<script>alert(1)</script>"\x00\x08\ud800 & <b>' + factories.TEXT
    article = factories.article(text=nasty, title="<i>", url="javascript:alert(1)", outlet="<u>")
    page = reading_page([Reading(article=article, figures=())])
    assert "<script" not in page
    assert "javascript:" not in page
    assert not re.search("[\x00-\x08\ud800-\udfff]", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_text_without_figures_says_so() -> None:
    page = reading_page([reading(figures=())], attributions=True)
    assert "No figure was read in this text." in page
    assert "Nobody is said to say anything in this text." in page


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    """No source, import or address in a style; links to the article are followed by people."""
    page = reading_page([reading(attributions=(content(),))], attributions=True)
    assert not re.search(r"src=|@import|url\(|<script|<link (?!rel=\"icon\" href=\"data:)", page)

"""The chart draws what is claimed, and nothing that is not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from figurewatch.records import Attribution, Figure, Scope, Source
from sinks.charts import NOBODY, SMALL, TOP, draw, period_of, styles_of
from sinks.relays import count_paths, lay_relays
from sinks.strips import lay_strip
from sinks.svg import draw_chart, draw_relays
from tests import factories


def claimed(value: int, *, by: str = "the ministry", **changes: Any) -> Figure:
    """A figure of one value, claimed by a source."""
    quantity = factories.quantity(
        text=str(value), low=value, high=value, value=value, bound="exact"
    )
    chain = (Source(text=by, start=40, end=52),) if by else ()
    values = {
        "quantity": quantity,
        "attribution": Attribution(chain=chain, printed_by="Harbour Wire"),
        "id": f"{value:x}{len(by):x}",
    }
    return factories.figure(**values | changes)


def svg(*figures: Figure, **options: Any) -> str:
    """The chart of figures as it is written."""
    drawing = draw(figures, **options)
    assert drawing is not None
    return str(draw_chart(drawing, title="t", name="n", link=lambda figure: f"/f/{figure.id}"))


def test_the_axis_begins_at_zero() -> None:
    """However far from it the figures are."""
    drawing = draw([claimed(9_000), claimed(9_100)])
    assert drawing is not None
    assert (drawing.y_ticks[0].label, drawing.broken_at) == ("0", None)


def test_an_axis_that_is_fitted_says_that_it_is_broken() -> None:
    """In words and by a mark on the axis."""
    drawing = draw([claimed(9_000), claimed(9_100)], fit=True)
    assert drawing is not None
    assert drawing.broken_at == drawing.y_ticks[0].label != "0"
    text = svg(claimed(9_000), claimed(9_100), fit=True)
    assert 'class="break"' in text
    assert "not at zero" in text


def test_a_period_without_a_start_is_drawn_open() -> None:
    """No start is invented: its left edge is dashed."""
    drawing = draw([factories.figure()])
    assert drawing is not None
    (mark,) = drawing.marks
    assert (mark.open_start, mark.bound) == (True, "about")
    assert 'class="edge"' in svg(factories.figure())


@pytest.mark.parametrize(
    ("low", "high", "bound", "shows"),
    [
        (4500, None, "at_least", 'fill="url(#n-up-'),
        (None, 4500, "at_most", 'fill="url(#n-down-'),
        (4000, 5000, "range", 'class="range"'),
        (4500, 4500, "about", 'class="value about"'),
    ],
)
def test_a_bound_is_drawn_as_it_is_stated(
    low: int | None, high: int | None, bound: str, shows: str
) -> None:
    """Open ends fade, a range has its height, "about" is dashed and has no invented bounds."""
    value = low if low == high else None
    quantity = factories.quantity(low=low, high=high, value=value, bound=bound)
    assert shows in svg(factories.figure(quantity=quantity))


def test_an_open_bound_reaches_to_the_top_of_the_chart() -> None:
    """ "At least" has no upper edge."""
    quantity = factories.quantity(bound="at_least", high=None, text="more than 4,500")
    drawing = draw([factories.figure(quantity=quantity)])
    assert drawing is not None
    assert drawing.marks[0].y == TOP


def test_a_stock_is_drawn_at_its_day() -> None:
    """Not over a period."""
    stock = Scope(kind="stock", to=date(2026, 9, 1))
    assert period_of(factories.figure(scope=stock)) == (date(2026, 9, 1), date(2026, 9, 1))


def test_reprints_share_a_mark() -> None:
    """Which names the outlets and how many figures there are."""
    again = factories.article(id="a2", outlet="Morning Ledger")
    drawing = draw([claimed(5), claimed(5, printed=again, id="b")])
    assert drawing is not None
    (mark,) = drawing.marks
    assert (mark.count, mark.outlets) == (2, ("Harbour Wire", "Morning Ledger"))


def test_sources_differ_by_shape_as_well_as_by_colour() -> None:
    """No two of ten look the same, and neighbours differ in shape."""
    styles = styles_of([claimed(1, by=f"source {number}") for number in range(10)])
    looks = {(style.colour, style.shape) for style in styles.values()}
    assert len(looks) == 10
    shapes = [style.shape for style in styles.values()]
    assert all(one != other for one, other in pairwise(shapes))


def test_sources_beyond_ten_share_a_look() -> None:
    """Which says how many they are; nobody named stays apart."""
    figures = [claimed(1, by=f"source {number}") for number in range(13)]
    styles = styles_of([*figures, claimed(1, by="")])
    assert styles["source 9"].source == "3 other sources"
    assert styles[NOBODY].shape == "hollow"


def test_labels_do_not_cover_each_other() -> None:
    """However close the figures are; those without room have none."""
    drawing = draw([claimed(1_000 + number, by=f"s{number}") for number in range(40)])
    assert drawing is not None
    assert 1 <= len(drawing.labels) < 40
    heights = sorted((label.y, label.x) for label in drawing.labels)
    assert len(set(heights)) == len(heights)


def test_labels_keep_off_the_lines_of_other_marks() -> None:
    """A long period's line would run through the words beside another mark."""
    year = Scope(kind="period", from_=date(2026, 1, 1), to=date(2026, 12, 31))
    short = Scope(kind="period", from_=date(2026, 6, 1), to=date(2026, 6, 30))
    drawing = draw(
        [
            claimed(1_000, by="the union", scope=short, id="a"),
            *(claimed(1_000 + 50 * n, scope=year, id=f"b{n}") for n in range(1, 8)),
        ]
    )
    assert drawing is not None
    lines = [mark.y + mark.height / 2 for mark in drawing.marks if mark.width > 300]
    assert lines
    assert drawing.labels
    for label in drawing.labels:
        assert not any(label.y - 12 < line < label.y + 2 for line in lines), label


@pytest.mark.parametrize("months", range(2, 24))
def test_labels_of_the_small_axis_do_not_touch(months: int) -> None:
    """Whatever the stretch: the last one ends at the frame's edge and needs room there."""
    end = date(2026, 1, 1) + timedelta(days=30 * months + months % 7)
    scopes = [Scope(kind="stock", to=date(2026, 1, 3)), Scope(kind="stock", to=end)]
    drawing = draw([claimed(5, scope=s, id=f"c{n}") for n, s in enumerate(scopes)], frame=SMALL)
    assert drawing is not None
    spans = []
    for tick in drawing.x_ticks:
        width = len(tick.label) * 6.4
        left = tick.at - {"start": 0, "middle": width / 2, "end": width}[tick.anchor]
        spans.append((left, left + width))
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    assert spans[-1][1] <= SMALL.width


def test_words_of_articles_can_not_break_out_of_the_drawing() -> None:
    """They are escaped wherever they are put in."""
    text = svg(claimed(5, by='"><script>alert(1)</script>'))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_every_mark_is_a_link_with_words() -> None:
    """That say value, source and outlet."""
    assert re.findall(
        r'<a class="m k\d" href="/f/(\w+)" aria-label="([^"]*)"', svg(claimed(5))
    ) == [("5c", "5, claimed by the ministry, printed by Harbour Wire")]


def test_only_the_newest_marks_of_a_large_series_stop_the_tab_key() -> None:
    """Nobody wants to press it a thousand times; the table has the others."""
    figures = [
        claimed(number, printed=factories.article(published=factories.MONDAY + timedelta(number)))
        for number in range(1, 101)
    ]
    text = svg(*figures)
    assert (text.count("<a "), text.count('tabindex="-1"')) == (100, 40)


def test_the_strip_ends_with_the_new_figure_on_the_scale_of_the_earlier() -> None:
    """From zero."""
    strip = lay_strip([claimed(50), claimed(100)], claimed(200))
    assert strip is not None
    assert [row.is_new for row in strip.rows] == [False, False, True]
    assert strip.rows[0].left < strip.rows[1].left < strip.rows[2].left
    assert strip.ticks[0] == (0.0, "0")


def test_a_chain_goes_from_who_counted_to_who_printed() -> None:
    """Through who passed it on."""
    graph = lay_relays(count_paths([(("office", "spokesman"), "Wire"), (("office",), "Wire")]))
    assert graph is not None
    columns = {node.name: node.x for node in graph.nodes}
    assert columns["office"] < columns["spokesman"] < columns["Wire"]
    assert len(graph.links) == 3


def test_who_names_nobody_is_dashed_in_the_graph() -> None:
    """As are its lines."""
    graph = lay_relays(count_paths([((), "Wire")]))
    assert graph is not None
    assert graph.links[0].dashed
    assert 'class="node dashed"' in str(draw_relays(graph, link=lambda *_: ""))


def test_a_graph_of_many_sources_stays_a_graph() -> None:
    """The rest shares a box that says how many they are."""
    graph = lay_relays(count_paths([((f"source {n}",), "Wire") for n in range(50)]))
    assert graph is not None
    assert [node.name for node in graph.nodes if node.role == "others"] == ["41 others"]

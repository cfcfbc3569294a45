"""
Writes charts as SVG: every mark is a link with its words, nothing depends on colour alone.

Colours are classes of the style sheet (k0 to k5), so that the page needs no inline style and the
dark scheme has colours of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from figurewatch.records import Figure
from sinks.charts import Chart, Frame, Mark, Style
from sinks.relays import RelayGraph, RelayLink
from sinks.strips import Strip, StripRow
from sinks.throughput import Hour

#: Marks that the tab key stops at; older ones are reached by mouse, and by the table.
_TAB_STOPS = 60


def draw_chart(chart: Chart, *, title: str, name: str, link: Callable[[Figure], str]) -> Markup:
    """Write a chart; `name` sets its ids apart from those of other charts on the page."""
    frame = chart.frame
    parts = [
        f'<svg class="chart" viewBox="0 0 {frame.width} {frame.height}" role="group"'
        f' aria-label="{escape(title)}">',
        *_gradients(chart, name),
        '<g class="axis" aria-hidden="true">',
        *_axes(chart),
        "</g>",
    ]
    untabbed = len(chart.marks) - _TAB_STOPS
    for index, mark in enumerate(chart.marks):
        parts.append(_mark(mark, name=name, href=link(mark.figure), tab=index >= untabbed))
    parts.append('<g class="labels" aria-hidden="true">')
    parts.extend(
        f'<text x="{label.x}" y="{label.y}" text-anchor="{label.anchor}">'
        f"{escape(label.text)}</text>"
        for label in chart.labels
    )
    parts.append("</g></svg>")
    return _drawn(*parts)


def draw_symbol(style: Style) -> Markup:
    """Write a source's symbol, for legends and tables."""
    return _drawn(
        f'<svg class="symbol k{style.colour}" viewBox="0 0 14 14" aria-hidden="true">'
        f"{_shape(style.shape, 7, 7)}</svg>"
    )


def draw_strip(strip: Strip, row: StripRow) -> Markup:
    """Write one row of a strip plot; its places are shares of the width."""
    ticks = "".join(
        f'<line class="grid" x1="{at}%" x2="{at}%" y1="0" y2="24"/>' for at, _ in strip.ticks
    )
    left, right, about = row.left, row.right, " about" if row.bound == "about" else ""
    at, body = (left + right) / 2, _strip_line(left, right, about)
    if row.bound == "at_least":
        tip = min(left + 8, 100)
        at, body = left, _strip_line(left, tip, " open") + _strip_arrow(tip, "M-7-5 0 0-7 5")
    elif row.bound == "at_most":
        tip = max(right - 8, 0)
        at, body = right, _strip_line(tip, right, " open") + _strip_arrow(tip, "M7-5 0 0 7 5")
    return _drawn(
        f'<svg class="strip k{row.style.colour}" height="24" width="100%" aria-hidden="true">',
        f'{ticks}{body}<svg x="{at:.2f}%" y="12" class="over">',
        f"{_shape(row.style.shape, 0, 0)}</svg></svg>",
    )


def draw_relays(graph: RelayGraph, *, link: Callable[[str, str], str]) -> Markup:
    """Write the graph of who counted, who passed it on and who printed it."""
    parts = [
        f'<svg class="relays" width="{graph.width}" viewBox="0 0 {graph.width} {graph.height}"'
        ' role="group"'
        ' aria-label="Who counted, who passed it on, who printed it">'
    ]
    parts.extend(
        f'<text class="head" x="{x}" y="14">{escape(text)}</text>' for x, text in graph.heads
    )
    parts.extend(
        f'<path class="link{" dashed" if line.dashed else ""}" stroke-width="{line.width:.1f}"'
        f' d="{_curve(line)}"/>'
        for line in graph.links
    )
    for node in graph.nodes:
        figures = f"{node.count} figure{'s' if node.count != 1 else ''}"
        box = (
            f"<title>{escape(node.name)}: {figures}</title>"
            f'<rect class="node{" dashed" if node.dashed else ""}" x="{node.x}" y="{node.y}"'
            f' width="{node.width}" height="{node.height}" rx="5"/>'
            f'<text x="{node.x + 9}" y="{node.y + 17}">{escape(node.label)}</text>'
            f'<text class="small" x="{node.x + 9}" y="{node.y + 32}">{figures}</text>'
        )
        href = link(node.role, node.name)
        parts.append(f'<a href="{escape(href)}">{box}</a>' if href else f"<g>{box}</g>")
    parts.append("</svg>")
    return _drawn(*parts)


def draw_hours(hours: list[Hour]) -> Markup:
    """Write articles per hour as bars from zero; the table beside it has the numbers."""
    most = max((hour.articles for hour in hours), default=0) or 1
    width, height = 760, 120
    each = (width - 60) / max(len(hours), 1)
    parts = [
        f'<svg class="chart hours" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="Articles kept per hour, at most {most}">',
        f'<g class="axis"><line x1="50" x2="{width - 10}" y1="96" y2="96"/>'
        f'<text x="44" y="100" text-anchor="end">0</text>'
        f'<text x="44" y="18" text-anchor="end">{most:,}</text>',
    ]
    for index, hour in enumerate(hours):
        x = 50 + index * each
        if index % 6 == 0:
            parts.append(f'<text x="{x:.1f}" y="114">{hour.start:%d %b %H:%M}</text>')
    parts.append("</g>")
    for index, hour in enumerate(hours):
        tall = hour.articles / most * 84
        parts.append(
            f'<rect class="bar k0" x="{50 + index * each + 1:.1f}" y="{96 - tall:.1f}"'
            f' width="{each - 2:.1f}" height="{tall:.1f}"/>'
        )
    parts.append("</svg>")
    return _drawn(*parts)


def _drawn(*parts: str) -> Markup:
    # All words from outside are escaped where they are put in.
    return Markup("".join(parts))  # noqa: S704


def _curve(line: RelayLink) -> str:
    """Lead a line to its end, past the boxes between where it has a lane there."""
    x1, y1, x2, y2 = line.x1, line.y1, line.x2, line.y2
    if line.lane is None:
        return f"M{x1} {y1}C{x1 + 50} {y1} {x2 - 50} {y2} {x2} {y2}"
    left, right, y = line.lane
    return (
        f"M{x1} {y1}C{x1 + 60} {y1} {left - 60} {y} {left} {y}H{right}"
        f"C{right + 60} {y} {x2 - 60} {y2} {x2} {y2}"
    )


def _strip_line(left: float, right: float, kind: str) -> str:
    return f'<line class="value{kind}" x1="{left}%" x2="{right}%" y1="12" y2="12"/>'


def _strip_arrow(at: float, path: str) -> str:
    return f'<svg x="{at}%" y="12" class="over"><path class="arrow" d="{path}"/></svg>'


def _gradients(chart: Chart, name: str) -> Iterator[str]:
    yield "<defs>"
    for colour in sorted({mark.style.colour for mark in chart.marks if _is_open(mark)}):
        for way, y1, y2 in (("up", 1, 0), ("down", 0, 1)):
            yield (
                f'<linearGradient class="k{colour}" id="{name}-{way}-{colour}" x1="0" x2="0"'
                f' y1="{y1}" y2="{y2}"><stop offset="0" stop-color="currentColor"'
                ' stop-opacity=".5"/><stop offset="1" stop-color="currentColor"'
                ' stop-opacity="0"/></linearGradient>'
            )
    yield "</defs>"


def _axes(chart: Chart) -> Iterator[str]:
    frame: Frame = chart.frame
    floor = frame.height - frame.bottom
    for tick in chart.y_ticks:
        yield (
            f'<line x1="{frame.left}" x2="{frame.width - frame.right}" y1="{tick.at}"'
            f' y2="{tick.at}"/><text x="{frame.left - 8}" y="{tick.at + 4}"'
            f' text-anchor="end">{escape(tick.label)}</text>'
        )
    for tick in chart.x_ticks:
        yield (
            f'<line class="tick" x1="{tick.at}" x2="{tick.at}" y1="{floor}" y2="{floor + 5}"/>'
            f'<text x="{tick.at}" y="{floor + 20}" text-anchor="{tick.anchor}">'
            f"{escape(tick.label)}</text>"
        )
    if chart.broken_at is not None:
        x = frame.left
        yield (
            f'<path class="break" d="M{x - 6} {floor - 4}l12-6m-12 12l12-6"/>'
            f'<text class="warn" x="{x + 12}" y="{floor - 6}">axis broken: it begins at'
            f" {escape(chart.broken_at)}, not at zero</text>"
        )


def _is_open(mark: Mark) -> bool:
    return mark.bound in ("at_least", "at_most", "order_of_magnitude")


def _mark(mark: Mark, *, name: str, href: str, tab: bool) -> str:
    cx = round(mark.x + mark.width / 2, 1)
    body, cy = _body(mark, name, cx)
    printed = ", ".join(mark.outlets[:3]) + (
        f" and {len(mark.outlets) - 3} more" if len(mark.outlets) > 3 else ""
    )
    words = escape(
        f"{mark.label}, claimed by {mark.style.source}, printed by {printed or 'nobody named'}"
        + (f", {mark.count} figures" if mark.count > 1 else "")
    )
    right = round(mark.x + mark.width, 1)
    dashed = " about" if mark.bound == "about" else ""
    tab_stop = "" if tab else ' tabindex="-1"'
    return (
        f'<a class="m k{mark.style.colour}" href="{escape(href)}" aria-label="{words}"'
        f"{tab_stop}><title>{words}</title>{body}"
        f'<line class="value{dashed}" x1="{mark.x}" x2="{right}" y1="{cy}" y2="{cy}"/>'
        f"{_shape(mark.style.shape, cx, cy)}</a>"
    )


def _body(mark: Mark, name: str, cx: float) -> tuple[str, float]:
    """Write what shows a mark's height, and give where its value line goes."""
    box = f'x="{mark.x}" y="{mark.y}" width="{mark.width}" height="{mark.height}"'
    above, below = round(mark.y - 5, 1), round(mark.y + mark.height + 5, 1)
    edge = ""
    if mark.open_start:
        edge = f'<line class="edge" x1="{mark.x}" x2="{mark.x}" y1="{above}" y2="{below}"/>'
    quantity = mark.figure.quantity
    if quantity.high is None:
        cy = round(mark.y + mark.height, 1)
        fill = f'<rect class="open" {box} fill="url(#{name}-up-{mark.style.colour})"/>{edge}'
        return f'{fill}<path class="arrow" d="M{cx} {cy}v-24m-5 7 5-7 5 7"/>', cy
    if quantity.low is None:
        fill = f'<rect class="open" {box} fill="url(#{name}-down-{mark.style.colour})"/>{edge}'
        return f'{fill}<path class="arrow" d="M{cx} {mark.y}v24m-5-7 5 7 5-7"/>', mark.y
    if mark.height > 0:
        return f'<rect class="range" {box}/>{edge}', round(mark.y + mark.height / 2, 1)
    return edge, mark.y


def _shape(shape: str, cx: float, cy: float) -> str:
    match shape:
        case "circle":
            return f'<circle class="shape" cx="{cx}" cy="{cy}" r="5"/>'
        case "hollow":
            return f'<circle class="shape hollow" cx="{cx}" cy="{cy}" r="4.5"/>'
        case "square":
            return f'<path class="shape" d="M{cx - 5} {cy - 5}h10v10h-10z"/>'
        case "diamond":
            return f'<path class="shape" d="M{cx} {cy - 6.5}l6.5 6.5-6.5 6.5-6.5-6.5z"/>'
        case "triangle":
            return f'<path class="shape" d="M{cx} {cy - 6}l6 11h-12z"/>'
        case _:
            return f'<path class="shape cross" d="M{cx - 4} {cy - 4}l8 8m0-8l-8 8"/>'

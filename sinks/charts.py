"""
The geometry of a series' chart: one mark per figure, honest about what is not known.

x is the period that a figure speaks of, not the day it was printed; y starts at zero. A mark's
width is that period, its height the stated range; "at least" is open upwards, "at most"
downwards, "about" is dashed. Colour and shape belong to a source.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from figurewatch.records import Figure

WIDTH, HEIGHT = 760, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 16, 34

#: Okabe and Ito's palette (2008), told apart by people with any kind of colour vision.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b6b6b")
SHAPES = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the marks of one source look."""

    source: str
    colour: str
    shape: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure on the chart, in pixels."""

    figure: Figure
    style: Style
    x: float
    width: float
    y: float
    height: float
    #: "exact", "range", "about", "at_least", "at_most", "order_of_magnitude"
    bound: str
    #: The period has no stated start.
    open_start: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled line of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that the template draws."""

    marks: tuple[Mark, ...]
    styles: tuple[Style, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def claimant(figure: Figure) -> str:
    """Who counted, as far as the text says."""
    origin = figure.attribution.origin
    return (origin.name or origin.text) if origin else "nobody named"


def short(number: float) -> str:
    """Write a number for an axis or a label: 21,600 or 1.5 million."""
    for size, word in ((10**12, " trillion"), (10**9, " billion"), (10**6, " million")):
        if abs(number) >= size:
            return f"{number / size:.4g}{word}"
    return f"{number:,.10g}"


def spoken(figure: Figure) -> str:
    """Write a figure's interval in words: "at least 180,000", "15,000 to 18,000"."""
    quantity = figure.quantity
    low, high = quantity.low, quantity.high
    if quantity.bound == "order_of_magnitude":
        return quantity.text
    if low is None:
        return f"at most {short(high or 0)}"
    if high is None:
        return f"at least {short(low)}"
    if low != high:
        return f"{short(low)} to {short(high)}"
    return f"about {short(low)}" if quantity.bound == "about" else short(low)


def draw(figures: Sequence[Figure]) -> Chart | None:
    """Lay out the marks of a series' figures; None if there is nothing with a date."""
    dated = [(figure, span) for figure in figures if (span := period_of(figure)) is not None]
    if not dated:
        return None
    styles = _styles(figures)
    first = min(start for _, (start, _) in dated)
    last = max(end for _, (_, end) in dated)
    days = max((last - first).days + 1, 1)
    top_value = max(_top(figure) for figure, _ in dated)
    bottom_value = min(0.0, *(_bottom(figure) for figure, _ in dated))
    step = _step(top_value - bottom_value)
    top_value = math.ceil(top_value / step) * step or step
    bottom_value = math.floor(bottom_value / step) * step

    def x_of(day: date) -> float:
        return LEFT + (day - first).days / days * (WIDTH - LEFT - RIGHT)

    def y_of(value: float) -> float:
        share = (value - bottom_value) / (top_value - bottom_value)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    marks = []
    for figure, (start, end) in dated:
        quantity = figure.quantity
        low = quantity.low if quantity.low is not None else bottom_value
        high = quantity.high if quantity.high is not None else top_value
        x = x_of(start)
        marks.append(
            Mark(
                figure=figure,
                style=styles[claimant(figure)],
                x=round(x, 1),
                width=round(max(x_of(end + timedelta(days=1)) - x, 8), 1),
                y=round(y_of(high), 1),
                height=round(max(y_of(low) - y_of(high), 0), 1),
                bound=quantity.bound,
                open_start=figure.scope.from_ is None and figure.scope.kind != "stock",
                label=spoken(figure),
            )
        )
    count = round((top_value - bottom_value) / step)
    return Chart(
        marks=tuple(marks),
        styles=tuple(styles.values()),
        y_ticks=tuple(
            Tick(at=round(y_of(value), 1), label=short(value))
            for value in (bottom_value + step * index for index in range(count + 1))
        ),
        x_ticks=_x_ticks(first, last, x_of),
    )


def period_of(figure: Figure) -> tuple[date, date] | None:
    """Give the days a figure speaks of; an open or unknown start is a week before the end."""
    printed = figure.article.published.date() if figure.article.published else None
    end = figure.scope.to or printed
    if end is None:
        return None
    if figure.scope.kind == "stock":
        return end, end
    start = figure.scope.from_ or end - timedelta(days=6)
    return min(start, end), end


def _styles(figures: Sequence[Figure]) -> dict[str, Style]:
    counts: dict[str, int] = {}
    for figure in figures:
        counts[claimant(figure)] = counts.get(claimant(figure), 0) + 1
    return {
        source: Style(
            source=source,
            colour=COLOURS[index % len(COLOURS)],
            shape=SHAPES[index % len(SHAPES)],
            figures=count,
        )
        for index, (source, count) in enumerate(counts.items())
    }


def _top(figure: Figure) -> float:
    quantity = figure.quantity
    if quantity.high is not None:
        return float(quantity.high)
    # Room above an open bound, so that it is seen to be open.
    return float(quantity.low or 0) * 1.15


def _bottom(figure: Figure) -> float:
    quantity = figure.quantity
    return float(quantity.low if quantity.low is not None else 0)


def _step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that gives four to ten ticks."""
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= 6)


def _x_ticks(first: date, last: date, x_of: Callable[[date], float]) -> tuple[Tick, ...]:
    days = (last - first).days + 1
    count = min(6, days)
    ticks = []
    for index in range(count):
        day = first + timedelta(days=round(index * (days - 1) / max(count - 1, 1)))
        label = f"{day.day} {day:%b}" if days <= 300 else f"{day:%b %Y}"
        ticks.append(Tick(at=round(x_of(day), 1), label=label))
    return tuple(ticks)

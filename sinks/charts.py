"""
The geometry of a series' chart: one mark per claim, honest about what is not known.

x is the period that a figure speaks of, not the day it was printed; y starts at zero, or the axis
is marked as broken. A mark's width is that period, its height the stated range; "at least" is
open upwards, "at most" downwards, "about" is dashed. Colour and shape belong to a source.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from figurewatch.records import Figure
from sinks.alerts import origin_name

#: As many sources as can be told apart get a look of their own; the others share one.
STYLED_SOURCES = 10
COLOURS = 6
SHAPES = ("circle", "square", "diamond", "triangle")
NOBODY = "nobody named"

#: Claims that are written beside their mark, at most; and how wide a letter is, about.
_LABELS = 14
_LETTER = 6.4
_LINE = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of a chart and its margins, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


LARGE = Frame(width=760, height=340, left=64, right=14, top=22, bottom=34)
SMALL = Frame(width=340, height=190, left=62, right=12, top=14, bottom=28)
TOP = LARGE.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the marks of one source look: a number of the palette, and a shape."""

    source: str
    colour: int
    shape: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One claim on the chart, in pixels; reprints of it share the mark."""

    #: The newest figure that states it.
    figure: Figure
    #: How many figures do.
    count: int
    outlets: tuple[str, ...]
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
    """A labelled line of an axis; `anchor` is SVG's text-anchor of an x label."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words beside a mark; `anchor` is SVG's text-anchor."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that is drawn."""

    frame: Frame
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    styles: tuple[Style, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    #: The value at which a broken axis begins; None where it begins at zero or below.
    broken_at: str | None
    #: Figures without any date, which have no place on the chart.
    undated: int


def claimant(figure: Figure) -> str:
    """Who counted, as far as the text says."""
    return origin_name(figure.attribution) or NOBODY


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


def top_of(figures: Iterable[Figure]) -> float:
    """Give the highest value that a chart of `figures` must have room for."""
    return max((_top(figure) for figure in figures), default=0.0)


def draw(
    figures: Sequence[Figure],
    *,
    frame: Frame = LARGE,
    fit: bool = False,
    reach: float = 0.0,
    styles: dict[str, Style] | None = None,
) -> Chart | None:
    """
    Lay out the marks of a series' figures; None if there is nothing with a date.

    `fit` lets the value axis begin above zero, and says so; `reach` is a value that it must
    reach, so that charts side by side share a scale; `styles` are those of another chart.
    """
    dated = [(figure, span) for figure in figures if (span := period_of(figure)) is not None]
    if not dated:
        return None
    styles = styles or styles_of(figures)
    first = min(start for _, (start, _) in dated)
    last = max(end for _, (_, end) in dated)
    days = max((last - first).days + 1, 1)
    bottom, top, step = _extent([figure for figure, _ in dated], fit=fit, reach=reach)

    def x_of(day: date) -> float:
        return frame.left + (day - first).days / days * (frame.width - frame.left - frame.right)

    def y_of(value: float) -> float:
        share = (value - bottom) / (top - bottom)
        return frame.height - frame.bottom - share * (frame.height - frame.top - frame.bottom)

    marks = []
    shown: dict[str, None] = {}
    for source, same in _claims(dated):
        shown[source] = None
        figure, (start, end) = same[-1]
        quantity, x = figure.quantity, x_of(start)
        high = y_of(quantity.high if quantity.high is not None else top)
        low = y_of(quantity.low if quantity.low is not None else bottom)
        marks.append(
            Mark(
                figure=figure,
                count=len(same),
                outlets=tuple(dict.fromkeys(item.article.outlet for item, _ in same)),
                style=styles[source],
                x=round(x, 1),
                width=round(max(x_of(end + timedelta(days=1)) - x, 8), 1),
                y=round(high, 1),
                height=round(max(low - high, 0), 1),
                bound=quantity.bound,
                open_start=figure.scope.from_ is None and figure.scope.kind != "stock",
                label=spoken(figure),
            )
        )
    count = round((top - bottom) / step)
    return Chart(
        frame=frame,
        marks=tuple(marks),
        labels=_labels(marks, frame),
        styles=tuple(dict.fromkeys(styles[source] for source in shown)),
        y_ticks=tuple(
            Tick(at=round(y_of(value), 1), label=short(round(value, 10)))
            for value in (bottom + step * index for index in range(count + 1))
        ),
        x_ticks=_spread(_x_ticks(first, last, x_of), frame),
        broken_at=short(bottom) if bottom > 0 else None,
        undated=len(figures) - len(dated),
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


def styles_of(figures: Iterable[Figure]) -> dict[str, Style]:
    """Give each source its look: those with most figures first, nobody named always the same."""
    counts = Counter(claimant(figure) for figure in figures)
    nobody = counts.pop(NOBODY, 0)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    styled, others = ranked[:STYLED_SOURCES], ranked[STYLED_SOURCES:]
    styles = {
        source: Style(
            source=source,
            colour=index % (COLOURS - 1),
            shape=SHAPES[index % len(SHAPES)],
            figures=count,
        )
        for index, (source, count) in enumerate(styled)
    }
    shared = Style(
        source=f"{len(others)} other sources",
        colour=COLOURS - 1,
        shape="cross",
        figures=sum(count for _, count in others),
    )
    styles.update((source, shared) for source, _ in others)
    if nobody:
        styles[NOBODY] = Style(source=NOBODY, colour=COLOURS - 1, shape="hollow", figures=nobody)
    return styles


def _claims(
    dated: Sequence[tuple[Figure, tuple[date, date]]],
) -> Iterator[tuple[str, list[tuple[Figure, tuple[date, date]]]]]:
    """Put together what one source claims of one period with one interval."""
    claims: dict[tuple[str, *tuple[object, ...]], list[tuple[Figure, tuple[date, date]]]] = {}
    for figure, span in dated:
        quantity = figure.quantity
        key = (claimant(figure), span, quantity.low, quantity.high, quantity.bound)
        claims.setdefault(key, []).append((figure, span))
    for (source, *_), same in claims.items():
        yield source, same


def _extent(figures: Sequence[Figure], *, fit: bool, reach: float) -> tuple[float, float, float]:
    """Give the lowest and the highest value of the axis, and the step of its ticks."""
    top = max(top_of(figures), reach)
    lowest = min(_bottom(figure) for figure in figures)
    bottom = min(0.0, lowest)
    if fit and lowest > 0:
        bottom = max(lowest - (top - lowest) * 0.1, 0.0) if top > lowest else lowest * 0.9
    step = _step(top - bottom)
    top = math.ceil(top / step) * step
    bottom = math.floor(bottom / step) * step
    return bottom, top if top > bottom else bottom + step, step


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


def _labels(marks: Sequence[Mark], frame: Frame) -> tuple[Label, ...]:
    """Write the newest claims beside their marks, each source once before any twice."""
    seen: Counter[str] = Counter()
    ranked = []
    for age, mark in enumerate(reversed(marks)):
        ranked.append((seen[mark.style.source], age, mark))
        seen[mark.style.source] += 1
    # The newest symbols keep free of words; of a crowd, nobody could read them anyway.
    taken = [box for mark in marks[-200:] for box in _drawn_boxes(mark)]
    labels = []
    for _, _, mark in sorted(ranked, key=lambda item: item[:2])[:_LABELS]:
        label = _place(mark, frame, taken)
        if label is not None:
            labels.append(label)
    return tuple(labels)


def _drawn_boxes(mark: Mark) -> Iterator[tuple[float, float, float, float]]:
    """Where a mark's symbol and its value line are: words over them could not be read."""
    quantity = mark.figure.quantity
    cx, cy = mark.x + mark.width / 2, mark.y + mark.height / 2
    if quantity.high is None:
        cy = mark.y + mark.height
        yield cx - 6, cy - 26, cx + 6, cy + 6
    elif quantity.low is None:
        cy = mark.y
        yield cx - 6, cy - 6, cx + 6, cy + 26
    else:
        yield cx - 6, cy - 6, cx + 6, cy + 6
    yield mark.x, cy - 3, mark.x + mark.width, cy + 3


def _place(
    mark: Mark, frame: Frame, taken: list[tuple[float, float, float, float]]
) -> Label | None:
    """Find room above or below a mark; what is taken is added to."""
    times = f" ×{mark.count}" if mark.count > 1 else ""
    text = f"{mark.label}{times}"
    if frame is LARGE:
        text = f"{text} · {_clipped(mark.style.source, 26)}"
    width, centre = len(text) * _LETTER, mark.x + mark.width / 2
    anchors = (("middle", centre - width / 2), ("end", centre + 6 - width), ("start", centre - 6))
    for y in (mark.y - 8, mark.y + mark.height + _LINE + 4):
        for anchor, left in anchors:
            box = (left, y - _LINE + 2, left + width, y + 2)
            fits = frame.left <= box[0] and box[2] <= frame.width - frame.right
            fits = fits and box[1] >= 0 and box[3] <= frame.height - frame.bottom
            if fits and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                x = {"middle": centre, "end": centre + 6, "start": centre - 6}[anchor]
                return Label(x=round(x, 1), y=round(y, 1), anchor=anchor, text=text)
    return None


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _spread(ticks: Sequence[Tick], frame: Frame) -> tuple[Tick, ...]:
    """Keep labels within the frame, and leave out those without room beside the one before."""
    kept: list[Tick] = []
    free_from, end = 0.0, frame.width - frame.right
    for tick in ticks:
        width = len(tick.label) * _LETTER
        anchor, left = "middle", tick.at - width / 2
        if not kept and left < frame.left:
            anchor, left = "start", tick.at
        elif left + width > end:
            anchor, left = "end", tick.at - width
        if left >= free_from:
            kept.append(replace(tick, anchor=anchor))
            free_from = left + width + 10
    return tuple(kept)


def _x_ticks(first: date, last: date, x_of: Callable[[date], float]) -> tuple[Tick, ...]:
    """Label days, firsts of months or of years, whichever are few enough and at least two."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    for each in (1, 2, 3, 6):
        chosen = [day for day in months if (day.month - 1) % each == 0]
        if 2 <= len(chosen) <= 9:
            return tuple(
                Tick(
                    at=round(x_of(day), 1),
                    # The year where it begins to hold.
                    label=f"{day:%b %Y}" if day == chosen[0] or day.month == 1 else f"{day:%b}",
                )
                for day in chosen
            )
    years = [day for day in months if day.month == 1]
    if len(years) >= 2:
        every = math.ceil(len(years) / 9)
        return tuple(
            Tick(at=round(x_of(day), 1), label=str(day.year))
            for day in years
            if day.year % every == 0
        )
    days = (last - first).days + 1
    count = min(6, days)
    ticks = []
    for index in range(count):
        day = first + timedelta(days=round(index * (days - 1) / max(count - 1, 1)))
        label = f"{day.day} {day:%b}" + (f" {day.year}" if index == 0 else "")
        ticks.append(Tick(at=round(x_of(day), 1), label=label))
    return tuple(ticks)

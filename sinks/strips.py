"""The strip plot of an alert: the new figure under the earlier ones, on one scale from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figurewatch.records import Figure
from sinks.charts import Style, claimant, short, spoken, styles_of, top_of

#: The newest earlier figures that are drawn; the table has all.
_ROWS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One figure: from `left` to `right` in per cent of the width."""

    figure: Figure
    style: Style
    source: str
    value: str
    left: float
    right: float
    bound: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The rows, oldest first and the new one last, with the scale below them."""

    rows: tuple[StripRow, ...]
    #: (per cent of the width, label)
    ticks: tuple[tuple[float, str], ...]
    not_drawn: int


def lay_strip(
    earlier: Sequence[Figure], new: Figure, *, styles: Mapping[str, Style] | None = None
) -> Strip | None:
    """
    Lay out the figures that an alert compares; None where one is below zero.

    `styles` are those of the chart beside it, so that a source looks the same in both.
    """
    by_day = sorted(earlier, key=lambda figure: str(figure.article.published or ""))
    drawn = [*by_day[-_ROWS:], new]
    if any((figure.quantity.low or 0) < 0 for figure in drawn):
        return None
    top = top_of(drawn) or 1.0
    looks = styles_of(drawn) | dict(styles or {})
    return Strip(
        rows=tuple(
            _row(figure, top=top, style=looks[claimant(figure)], is_new=figure is new)
            for figure in drawn
        ),
        ticks=tuple((share, short(_rounded(top * share / 96))) for share in (0.0, 48.0, 96.0)),
        not_drawn=max(len(earlier) - _ROWS, 0),
    )


def _row(figure: Figure, *, top: float, style: Style, is_new: bool) -> StripRow:
    quantity = figure.quantity
    low = quantity.low if quantity.low is not None else 0
    high = quantity.high if quantity.high is not None else top
    bound: str = quantity.bound
    if quantity.high is None:
        bound = "at_least"
    elif quantity.low is None:
        bound = "at_most"
    # Room of 4 % on the right, for the symbol of the highest; a single number gets a short line.
    left, right = float(low) / top * 96, float(high) / top * 96
    spread = max(1.2 - (right - left) / 2, 0)
    return StripRow(
        figure=figure,
        style=style,
        source=claimant(figure),
        value=spoken(figure),
        left=round(max(left - spread, 0), 2),
        right=round(right + spread, 2),
        bound=bound,
        is_new=is_new,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")

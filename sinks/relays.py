"""Who cites whom: the paths of figures from who counted, over who passed on, to who printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sinks.charts import NOBODY

#: Boxes in a column; the rest of it shares one.
_BOXES = 9
_BOX_WIDTH, _BOX_HEIGHT, _ROW = 196, 40, 50
_LETTERS = 25
_HEAD = 26
_GAP, _LANE = 92, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """`figures` figures that one outlet printed with one chain, the origin first."""

    chain: tuple[str, ...]
    outlet: str
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayNode:
    """A box: a source or an outlet."""

    #: "source", "outlet" or "others"
    role: str
    name: str
    label: str
    count: int
    #: Nobody is named there.
    dashed: bool
    x: float
    y: float
    width: int = _BOX_WIDTH
    height: int = _BOX_HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayLink:
    """A line between two boxes, as wide as there are figures."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashed: bool
    #: What was not passed on goes past the boxes between: from `lane[0]` to `lane[1]` at the
    #: height `lane[2]`.
    lane: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayGraph:
    """Everything that is drawn, in pixels."""

    nodes: tuple[RelayNode, ...]
    links: tuple[RelayLink, ...]
    heads: tuple[tuple[float, str], ...]
    width: int
    height: int


def count_paths(chains: Iterable[tuple[Sequence[str], str]]) -> list[Path]:
    """Count equal paths, most figures first; each item is (chain from the origin, outlet)."""
    counts = Counter((tuple(chain) or (NOBODY,), outlet) for chain, outlet in chains)
    return [
        Path(chain=chain, outlet=outlet, figures=figures)
        for (chain, outlet), figures in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def lay_relays(paths: Sequence[Path]) -> RelayGraph | None:
    """Lay out the graph; None if there is no path."""
    if not paths:
        return None
    relayers = min(max(len(path.chain) for path in paths) - 1, 2)
    columns: list[Counter[str]] = [Counter() for _ in range(relayers + 2)]
    for path in paths:
        for number, name in _stops(path, relayers):
            columns[number][name] += path.figures
    kept = [dict(column.most_common(_BOXES)) for column in columns]
    nodes: dict[tuple[int, str], RelayNode] = {}
    for index, column in enumerate(columns):
        others = len(column) - len(kept[index])
        boxes = list(kept[index].items())
        if others:
            rest = sum(column.values()) - sum(kept[index].values())
            boxes.append(("", rest))
        for row, (name, count) in enumerate(boxes):
            shown = name or f"{others} others"
            role = "outlet" if index == len(columns) - 1 else "source"
            nodes[index, name] = RelayNode(
                role=role if name else "others",
                name=shown,
                label=shown if len(shown) <= _LETTERS else f"{shown[: _LETTERS - 1]}…",
                count=count,
                dashed=name == NOBODY,
                x=1 + index * (_BOX_WIDTH + _GAP),
                y=_HEAD + row * _ROW,
            )
    lines: Counter[tuple[tuple[int, str], tuple[int, str]]] = Counter()
    for path in paths:
        stops = [
            (number, name if name in kept[number] else "")
            for number, name in _stops(path, relayers)
        ]
        for here, there in pairwise(stops):
            lines[here, there] += path.figures
    between = max((len(column) + 1 for column in kept[1:-1]), default=0)
    lanes = iter(range(len(lines)))
    drawn = [
        _line(
            nodes[here],
            nodes[there],
            figures,
            lane=_HEAD + between * _ROW - 30 + next(lanes) * _LANE
            if there[0] - here[0] > 1
            else None,
        )
        for (here, there), figures in sorted(
            lines.items(), key=lambda item: (nodes[item[0][0]].y, nodes[item[0][1]].y)
        )
    ]
    lowest = max((line.lane[2] + _LANE for line in drawn if line.lane), default=0)
    heads = ["who counted", *["who passed it on"] * relayers, "who printed it"]
    tallest = max(len(column) + (len(columns[i]) > len(column)) for i, column in enumerate(kept))
    return RelayGraph(
        nodes=tuple(nodes.values()),
        links=tuple(drawn),
        heads=tuple((1 + index * (_BOX_WIDTH + _GAP), head) for index, head in enumerate(heads)),
        width=2 + len(columns) * _BOX_WIDTH + (len(columns) - 1) * _GAP,
        height=round(max(_HEAD + tallest * _ROW, lowest)),
    )


def _stops(path: Path, relayers: int) -> list[tuple[int, str]]:
    """Give the columns that a path goes through; of a long chain the last relayers are drawn."""
    passed = path.chain[1:][-relayers:] if relayers else ()
    first = relayers - len(passed) + 1
    return [
        (0, path.chain[0]),
        *((first + index, name) for index, name in enumerate(passed)),
        (relayers + 1, path.outlet or "an unnamed outlet"),
    ]


def _line(here: RelayNode, there: RelayNode, figures: int, *, lane: float | None) -> RelayLink:
    return RelayLink(
        lane=(here.x + here.width + _GAP, there.x - _GAP, lane) if lane is not None else None,
        x1=here.x + here.width,
        y1=here.y + here.height / 2,
        x2=there.x,
        y2=there.y + there.height / 2,
        width=min(1.5 + figures**0.5 / 2, 8),
        dashed=here.dashed,
    )

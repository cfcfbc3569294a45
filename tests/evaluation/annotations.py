"""
The annotated news of `gold/`: its notation, and the loader that checks every word of it.

A figure is one line, parts between bars:

    more than 230,000 | >230000 | case | cumulative | 2022-02-24.. | by X < Y

quantity words (`^2`: their second occurrence) | number and unit | head of what is counted |
kind of scope, `rate per month`; then in any order dates `from..to`, `up` or `down`, a stance,
`by` the source chain, nearest first. Left out: no direction, asserted, nobody is named.
Numbers: `43`, about `~43`, at least `>43`, at most `<43`, range `40..60`, fraction `2/3`,
order of magnitude `e10000`, two readings `8 or ~8`. `/` parts what is equally right, `-` is
nothing, and a part with `?` is not scored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from figurewatch.records import Article, Bound, Direction, Per, ScopeKind, Stance

FOLDER = Path(__file__).parent / "gold"
OUTLET = "The Daily Lantern"

Part = Literal["open", "blind"]
PARTS: tuple[Part, ...] = get_args(Part)

_KINDS = frozenset(get_args(ScopeKind))
_STANCES = frozenset(get_args(Stance))
_DIRECTIONS = frozenset(get_args(Direction))
_PERS = frozenset(get_args(Per))
_BOUNDS: dict[str, Bound] = {
    "": "exact",
    "~": "about",
    ">": "at_least",
    "<": "at_most",
    "e": "order_of_magnitude",
}
_MAGNITUDES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
_AMOUNT = r"(\d+(?:\.\d+)?(?:/\d+)?)(tn|bn|m|k|)"
_READING = re.compile(rf"([~<>e]?){_AMOUNT}(?:\.\.{_AMOUNT})?")
_NUMBER = re.compile(r"(\S+(?: or \S+)*)(?: (.*))?")
_DATES = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read the number: its ends, its bound, and whether it is a part of a whole."""

    low: float
    high: float
    bound: Bound
    is_fraction: bool = False


#: A source as any of these names it; a chain of them, nearest first.
Hop = frozenset[str]
Chain = tuple[Hop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFigure:
    """What a figure should be read as; None is not scored, several members are equally right."""

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...] | None
    units: frozenset[str] | None
    heads: frozenset[str] | None
    kinds: frozenset[str] | None
    per: Per | None = None
    from_: date | None = None
    to: date | None = None
    #: "" is no direction.
    directions: frozenset[str] | None = frozenset({""})
    stances: frozenset[str] | None = frozenset({"assert"})
    chains: tuple[Chain, ...] | None = ((),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFigure:
    """A number that is no figure, and what it is: a year, a name, an age."""

    text: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldItem:
    """A sentence or an article with every figure it states."""

    id: str
    article: Article
    style: str
    tags: tuple[str, ...]
    figures: tuple[GoldFigure, ...]
    no_figures: tuple[NoFigure, ...]
    #: Spans that may be read as figures or not.
    optional: tuple[tuple[int, int], ...] = field(default=())

    @property
    def part(self) -> Part:
        """The half it belongs to, by a hash of its id."""
        return "blind" if int(hashlib.sha1(self.id.encode()).hexdigest(), 16) % 2 else "open"


def load_gold(folder: Path = FOLDER) -> list[GoldItem]:
    """Read every item; raises ValueError naming the item whose annotation doesn't hold."""
    items: list[GoldItem] = []
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        items += [_item(entry, content.get("published")) for entry in content["items"]]
    ids = [item.id for item in items]
    if repeated := {one for one in ids if ids.count(one) > 1}:
        raise ValueError(f"given twice: {sorted(repeated)}")
    return items


def _item(entry: Mapping[str, Any], published: date | None) -> GoldItem:
    try:
        return _read_item(entry, entry.get("published", published))
    except ValueError as error:
        raise ValueError(f"{entry['id']}: {error}") from error


def _read_item(entry: Mapping[str, Any], published: date) -> GoldItem:
    text = entry["text"]
    figures = tuple(_figure(line, text) for line in entry.get("figures") or [])
    others = tuple(_no_figure(line, text) for line in entry.get("not", []))
    optional = tuple(find_words(str(words), text) for words in entry.get("maybe", []))
    spans = [(one.start, one.end) for one in figures] + [(one.start, one.end) for one in others]
    _require_apart([*spans, *optional])
    return GoldItem(
        id=entry["id"],
        article=Article(
            id=entry["id"],
            text=text,
            title=entry.get("title", ""),
            outlet=entry.get("outlet", OUTLET),
            published=datetime.combine(published, time(12), UTC),
        ),
        style=entry.get("style", "wire"),
        tags=tuple(tag.strip() for tag in entry.get("tags", "").split(",") if tag.strip()),
        figures=figures,
        no_figures=others,
        optional=optional,
    )


def _require_apart(spans: Iterable[tuple[int, int]]) -> None:
    ordered = sorted(spans)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            raise ValueError(f"annotations overlap at {start}")


def find_words(words: str, text: str) -> tuple[int, int]:
    """Find `words`, or their n-th occurrence with `^n`; raises where that isn't one place."""
    words, _, occurrence = words.partition("^")
    before = r"(?<!\w)(?<!\d[.,])" if words[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1].isalnum() else ""
    found = list(re.finditer(before + re.escape(words) + after, text))
    if not occurrence and len(found) > 1:
        raise ValueError(f"{words!r} occurs {len(found)} times: say which with ^")
    index = int(occurrence or 1) - 1
    if index >= len(found):
        raise ValueError(f"{words!r} isn't in the text")
    return found[index].span()


def _no_figure(line: str, text: str) -> NoFigure:
    words, kind = _fields(line)
    start, end = find_words(words, text)
    return NoFigure(text=text[start:end], start=start, end=end, kind=kind)


def _fields(line: str) -> list[str]:
    return [part.strip() for part in re.split(r" \| ", line)]


def _figure(line: str, text: str) -> GoldFigure:
    words, number, heads, kind, *rest = _fields(line)
    start, end = find_words(words, text)
    readings, units = _number(number)
    kinds, _, per = kind.partition(" per ")
    if per and per not in _PERS:
        raise ValueError(f"no period: {per!r}")
    return GoldFigure(
        text=text[start:end],
        start=start,
        end=end,
        readings=readings,
        units=units,
        heads=_alternatives(heads, None),
        kinds=_alternatives(kinds, _KINDS),
        per=per or None,  # type: ignore[arg-type]
        **dict(_further(rest)),
    )


def _further(parts: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        if part.startswith("by "):
            yield "chains", _chains(part.removeprefix("by "))
        elif dates := _DATES.fullmatch(part):
            yield "from_", date.fromisoformat(dates[1]) if dates[1] else None
            yield "to", date.fromisoformat(dates[2]) if dates[2] else None
        elif part == "?dir" or part.split("/")[0] in _DIRECTIONS:
            yield "directions", _alternatives(part, _DIRECTIONS)
        else:
            yield "stances", _alternatives(part, _STANCES)


def _alternatives(part: str, known: frozenset[str] | None) -> frozenset[str] | None:
    if "?" in part:
        return None
    words = frozenset("" if word == "-" else word for word in part.split("/"))
    if known is not None and not words <= known:
        raise ValueError(f"unknown: {sorted(words - known)}")
    return words


def _chains(part: str) -> tuple[Chain, ...] | None:
    """Chains that are equally right; a nearest hop that may be `-` may be missing altogether."""
    if "?" in part:
        return None
    chains: list[Chain] = []
    for chain in part.split(" || "):
        hops = tuple(frozenset(hop.split("/")) for hop in chain.split(" < "))
        named = tuple(hop - {"-"} for hop in hops)
        chains += [()] if "-" in hops[0] else []
        chains += [named] if all(named) else []
    return tuple(chains)


def _number(part: str) -> tuple[tuple[Reading, ...] | None, frozenset[str] | None]:
    matched = _NUMBER.fullmatch(part)
    if matched is None:
        raise ValueError(f"no number: {part!r}")
    number, unit = matched[1], matched[2]
    if number == "?":
        return None, _alternatives(unit or "?", None)
    readings = tuple(_reading(one) for one in number.split(" or "))
    if readings[0].is_fraction:
        return readings, frozenset({"fraction", "percentage", ""})
    return readings, frozenset((unit or "").split("/"))


def _reading(part: str) -> Reading:
    matched = _READING.fullmatch(part)
    if matched is None:
        raise ValueError(f"no number: {part!r}")
    low = _amount(matched[2], matched[3])
    if matched[4] is not None:
        return Reading(low=low, high=_amount(matched[4], matched[5]), bound="range")
    return Reading(low=low, high=low, bound=_BOUNDS[matched[1]], is_fraction="/" in matched[2])


def _amount(digits: str, magnitude: str) -> float:
    upper, _, lower = digits.partition("/")
    return float(upper) / float(lower or 1) * _MAGNITUDES[magnitude]

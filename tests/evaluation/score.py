"""How figures that were read compare with annotated ones: pure, no model, no files."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from figurewatch.records import Figure, Source
from tests.evaluation.annotations import Chain, GoldFigure, GoldItem, Hop, Reading

#: Relative tolerance of a value.
_TOLERANCE = 1e-4
#: How far above its lowest reading an order of magnitude may begin: "tens" from 10 or from 20.
_VAGUE = 3
#: More of the shorter name's words than this must be in the longer one.
_SHARED_WORDS = 0.5
_EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "by",
        "in",
        "on",
        "at",
        "for",
        "from",
        "to",
        "and",
        "'s",
        "’s",
        "its",
        "his",
        "her",
        "their",
    ]
)
#: Heads that count the same beings.
_SAME_HEADS = {"person": "people", "figures": "figure", "earnings": "earning"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one slot of a figure was read right, and what stood in it."""

    slot: str
    right: bool
    gold: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An annotated figure, the figure read in its place (None: missed), and the verdicts."""

    gold: GoldFigure
    said: Figure | None
    verdicts: tuple[Verdict, ...] = ()

    def is_right(self, slot: str) -> bool | None:
        """Whether `slot` is right; None where it isn't scored."""
        return next((one.right for one in self.verdicts if one.slot == slot), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A figure read where none is annotated; `kind` is what the number is, where known."""

    said: Figure
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one item."""

    item: GoldItem
    judged: tuple[Judged, ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score between 0 and 100, and how many cases it rests on."""

    score: float
    cases: int


def judge_item(item: GoldItem, figures: Sequence[Figure]) -> Outcome:
    """Pair the figures read with the annotated ones by their words, and judge every pair."""
    left = list(figures)
    judged = []
    for gold in item.figures:
        said = _best(gold, left)
        if said is not None:
            left.remove(said)
        judged.append(Judged(gold=gold, said=said, verdicts=tuple(_verdicts(gold, said))))
    wrong = [one for one in left if not any(_overlaps(one, *span) for span in item.optional)]
    alarms = tuple(Alarm(said=one, kind=_kind_of(one, item)) for one in wrong)
    return Outcome(item=item, judged=tuple(judged), alarms=alarms)


def _best(gold: GoldFigure, figures: Iterable[Figure]) -> Figure | None:
    over = [one for one in figures if _overlaps(one, gold.start, gold.end)]
    return max(over, key=lambda one: _has_value(gold, one), default=None)


def _overlaps(figure: Figure, start: int, end: int) -> bool:
    return figure.quantity.start < end and start < figure.quantity.end


def _kind_of(figure: Figure, item: GoldItem) -> str:
    spans = [*item.no_figures]
    return next((one.kind for one in spans if _overlaps(figure, one.start, one.end)), "other")


def _has_value(gold: GoldFigure, said: Figure) -> bool:
    return gold.readings is None or any(_is_read_as(said, one) for one in gold.readings)


def _is_read_as(said: Figure, reading: Reading) -> bool:
    quantity = said.quantity
    if reading.bound == "range":
        return _equal(quantity.low, reading.low) and _equal(quantity.high, reading.high)
    value = next(one for one in (quantity.value, quantity.low, quantity.high) if one is not None)
    if reading.bound == "order_of_magnitude":
        return reading.low / (1 + _TOLERANCE) <= value <= reading.low * _VAGUE
    if quantity.bound == "range":
        return False
    if reading.is_fraction and quantity.unit == "percentage":
        # "A third" is 33 or 33.3 percent.
        return math.isclose(value, reading.low * 100, rel_tol=0.02)
    if reading.is_fraction:
        return math.isclose(value, reading.low, rel_tol=0.02)
    return _equal(value, reading.low)


def _equal(value: float | None, other: float) -> bool:
    # The sign of "-1.1%" is its direction.
    return value is not None and math.isclose(abs(value), other, rel_tol=_TOLERANCE)


def _verdicts(gold: GoldFigure, said: Figure | None) -> Iterator[Verdict]:
    """The slots that are annotated; of a missed figure only its value, its source is missed too."""
    if said is None:
        yield Verdict(slot="value", right=False, gold=gold.text, said="not read")
        return
    quantity, scope = said.quantity, said.scope
    if gold.readings is not None:
        right = _has_value(gold, said)
        yield Verdict(slot="value", right=right, gold=gold.text, said=_interval(said))
        bounds = {one.bound for one in gold.readings if _is_read_as(said, one)}
        if right:
            yield _among("bound", frozenset[str](bounds), quantity.bound)
    if gold.units is not None:
        yield _verdict_of_unit(gold.units, quantity.unit)
    if gold.directions is not None:
        yield _among("direction", gold.directions, quantity.direction or "")
    if gold.heads is not None:
        yield _among("head", gold.heads, said.counted.head if said.counted else "")
    if gold.kinds is not None:
        yield _among("kind", gold.kinds, scope.kind)
    if gold.per is not None:
        yield _among("per", frozenset({gold.per}), scope.per or "")
    if gold.from_ is not None or gold.to is not None:
        # A stock holds at its end.
        start = None if scope.kind == "stock" and gold.to else gold.from_
        ends = [(start, scope.from_), (gold.to, scope.to)]
        right = all(wanted is None or wanted == found for wanted, found in ends)
        yield Verdict(
            slot="dates",
            right=right,
            gold=f"{gold.from_ or ''}..{gold.to or ''}",
            said=f"{scope.from_ or ''}..{scope.to or ''}",
        )
    if gold.stances is not None:
        yield _among("stance", gold.stances, said.stance)
    if gold.chains is not None:
        yield from _verdicts_of_sources(gold.chains, said.attribution.chain)


def _interval(said: Figure) -> str:
    quantity = said.quantity
    return f"{quantity.low}..{quantity.high} {quantity.unit}".strip()


def _among(slot: str, gold: frozenset[str], said: str) -> Verdict:
    right = _normal(said) in {_normal(one) for one in gold}
    return Verdict(slot=slot, right=right, gold="/".join(sorted(gold)) or "-", said=said or "-")


def _verdict_of_unit(gold: frozenset[str], said: str) -> Verdict:
    """What a price or wage is per may be part of the unit: "US dollar per barrel"."""
    numerator, _, _ = said.partition(" per ")
    return _among("unit", gold, said if said in gold else numerator)


def _normal(word: str) -> str:
    return _SAME_HEADS.get(word.lower(), word.lower())


def _verdicts_of_sources(chains: tuple[Chain, ...], said: Sequence[Source]) -> Iterator[Verdict]:
    shown = " < ".join(source.name or source.text for source in said) or "-"
    gold = " || ".join(" < ".join("/".join(sorted(hop)) for hop in one) or "-" for one in chains)
    if chains == ((),):
        yield Verdict(slot="nobody", right=not said, gold=gold, said=shown)
        return
    if not said and () in chains:
        return
    named = [chain for chain in chains if chain]
    nearest = bool(said) and any(_is_named(said[0], chain[0]) for chain in named)
    origin = bool(said) and any(_is_named(said[-1], chain[-1]) for chain in named)
    whole = any(_is_chain(said, chain) for chain in named)
    for slot, right in [("source", nearest), ("origin", origin), ("chain", whole)]:
        yield Verdict(slot=slot, right=right, gold=gold, said=shown)


def _is_chain(said: Sequence[Source], chain: Chain) -> bool:
    hops = zip(said, chain, strict=False)
    return len(said) == len(chain) and all(_is_named(source, hop) for source, hop in hops)


def _is_named(source: Source, hop: Hop) -> bool:
    names = [_words(name) for name in (source.name, source.text) if name]
    return any(_share_words(name, _words(wanted)) for name in names for wanted in hop)


def _share_words(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return bool(shorter) and len(one & other) / shorter > _SHARED_WORDS


def _words(name: str) -> frozenset[str]:
    words = re.findall(r"\w+(?:['’]s)?", name.lower())
    return frozenset(re.sub(r"['’]s$", "", word) for word in words) - _EMPTY_WORDS


def measure(outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    """Every score of the outcomes, in percent; higher is better in all of them."""
    judged = [one for outcome in outcomes for one in outcome.judged]
    alarms = [one for outcome in outcomes for one in outcome.alarms]
    matched = [one for one in judged if one.said is not None]
    said = len(matched) + len(alarms)
    valued = [one for one in judged if one.is_right("value") in (None, True)]
    scores = {"value": _f1(len(valued), said, len(judged))}
    for slot in ("bound", "unit", "head"):
        right = sum(one.is_right(slot) is not False for one in valued)
        scores[f"value+{slot}"] = _f1(right, said, len(judged))
    scores["direction"] = _measure_directions(matched)
    for slot in ("bound", "unit", "head", "kind", "dates", "per", "stance"):
        scores[slot] = _share(one.is_right(slot) for one in matched)
    scores |= _measure_sources(judged)
    scores["nobody_kept"] = _share(one.is_right("nobody") for one in matched)
    no_figures = sum(len(outcome.item.no_figures) for outcome in outcomes)
    reported = sum(alarm.kind != "other" for alarm in alarms)
    scores["no_figures_kept_out"] = _percent(no_figures - reported, no_figures)
    return scores


def _measure_directions(matched: Iterable[Judged]) -> Measure:
    scored = [one for one in matched if one.is_right("direction") is not None]
    right = sum(
        bool(one.is_right("direction") and one.said and one.said.quantity.direction)
        for one in scored
    )
    said = sum(bool(one.said and one.said.quantity.direction) for one in scored)
    gold = sum("" not in (one.gold.directions or ()) for one in scored)
    return _f1(right, said, gold)


def _measure_sources(judged: Iterable[Judged]) -> dict[str, Measure]:
    """Of figures that somebody claims; a source given to a figure of nobody's costs precision."""
    right = said = gold = 0
    origins: list[bool | None] = []
    chains: list[bool | None] = []
    long_chains: list[bool | None] = []
    for one in judged:
        if one.gold.chains is None:
            continue
        named = () not in one.gold.chains
        skipped = one.said is None or (one.is_right("source") is None and not named)
        right += bool(one.is_right("source"))
        said += bool(one.said and one.said.attribution.chain)
        gold += named or not skipped
        if named and one.said is not None:
            origins.append(one.is_right("origin"))
            chains.append(one.is_right("chain"))
            if all(len(chain) > 1 for chain in one.gold.chains):
                long_chains.append(one.is_right("chain"))
    return {
        "source": _f1(right, said, gold),
        "source_precision": _percent(right, said),
        "source_recall": _percent(right, gold),
        "origin": _share(origins),
        "chain": _share(chains),
        "chain_of_several": _share(long_chains),
    }


def _f1(right: int, said: int, gold: int) -> Measure:
    both = said + gold
    return Measure(score=200 * right / both if both else 100.0, cases=gold)


def _share(verdicts: Iterable[bool | None]) -> Measure:
    scored = [one for one in verdicts if one is not None]
    return _percent(sum(scored), len(scored))


def _percent(right: int, cases: int) -> Measure:
    return Measure(score=100 * right / cases if cases else 100.0, cases=cases)


def phenomena_of(judged: Judged, item: GoldItem) -> list[str]:
    """The phenomena that a figure shows: those of its item, and what its annotation says."""
    gold = judged.gold
    found = list(item.tags)
    found += [one.bound for one in gold.readings or () if one.bound != "exact"][:1]
    found += ["fraction"] if gold.readings and gold.readings[0].is_fraction else []
    for alternatives in (gold.kinds, gold.stances):
        found += list(alternatives or ()) if len(alternatives or ()) == 1 else []
    found += ["direction"] if gold.directions and "" not in gold.directions else []
    if gold.chains is not None:
        hops = max(len(chain) for chain in gold.chains)
        found.append(["nobody", "one source", "several sources"][min(hops, 2)])
    return list(dict.fromkeys(found))


def measure_phenomena(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int, int]]:
    """Per phenomenon: figures, figures whose value is right, figures right in every slot."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for outcome in outcomes:
        for one in outcome.judged:
            value = one.said is not None and one.is_right("value") is not False
            every = value and all(verdict.right for verdict in one.verdicts)
            for phenomenon in phenomena_of(one, outcome.item):
                count = counts[phenomenon]
                count[0], count[1], count[2] = count[0] + 1, count[1] + value, count[2] + every
    return {name: (one[0], one[1], one[2]) for name, one in sorted(counts.items())}


def misses(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for every slot that was read wrong and every false alarm, in order of the slots."""
    lines: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        item = outcome.item
        for one in outcome.judged:
            tags = ",".join(phenomena_of(one, item))
            for verdict in one.verdicts:
                if not verdict.right and verdict.slot not in ("origin", "chain"):
                    lines[verdict.slot].append(_miss(item.id, one.gold.text, verdict, tags))
                elif not verdict.right and one.is_right("source"):
                    lines["chain"].append(_miss(item.id, one.gold.text, verdict, tags))
        for alarm in outcome.alarms:
            words = alarm.said.quantity.text
            lines["false alarm"].append(f"{item.id}: {words!r} is no figure ({alarm.kind})")
    for slot, found in sorted(lines.items()):
        yield f"{slot}: {len(found)}"
        yield from (f"  {line}" for line in dict.fromkeys(found))


def _miss(item_id: str, words: str, verdict: Verdict, tags: str) -> str:
    return f"{item_id}: {words!r} is {verdict.gold}, read as {verdict.said} [{tags}]"

"""
Decides whether a claim departs from earlier ones, and says why or why not.

What is alerted for a family is a function of its set of claims, taken in the order in which
they were printed. A claim that comes late is put in its place and what follows is decided
anew; the assessment then tells which departures came and went.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from figurewatch.records import Departure, LeftOut, stable_id
from processors.claims import Claim, read_otherwise
from processors.comparability import are_same_side, why_apart
from processors.comparison import Comparison, Finding, compare, graver
from processors.detectors.definitions import find_narrower
from processors.detectors.jumps import track_of
from processors.detectors.levels import find_in_levels
from processors.detectors.periods import find_in_periods, find_other_number
from processors.detectors.rates import find_in_rates
from processors.detectors.totals import find_in_totals
from processors.events import in_event
from processors.explanations import doubtful, explain
from processors.history import (
    CHECKPOINT_EVERY,
    CHECKPOINTS,
    Group,
    History,
    Observation,
    PairKey,
    ReportedPair,
    State,
    Verdict,
)
from processors.intervals import Interval, is_rounded
from processors.positions import Position, position_of
from processors.restatements import find_restated
from processors.thresholds import DEFAULT, Thresholds
from processors.wording import day, number

DETECTORS = {
    "cumulative": find_in_totals,
    "period": find_in_periods,
    "rate": find_in_rates,
    "stock": find_in_levels,
    "share": find_in_levels,
    "change": find_other_number,
}
#: Claims that were left out and are told about; the newest ones.
MOST_LEFT_OUT = 20
#: Who printed so many numbers of a claimant, of which no more than this share looks rounded,
#: prints them as they were counted.
LEAST_COUNTED, MOST_ROUNDED = 6, 0.25
#: Observations kept of one claimant's total.
TRACK_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    What came of one claim, the history after it, and what it changed for other claims.

    `raised` and `withdrawn` are departures of other claims that only a late claim brings or
    takes away; `updated` are departures that one more outlet has printed.
    """

    history: History
    verdict: Verdict
    raised: tuple[Departure, ...] = ()
    withdrawn: tuple[Departure, ...] = ()
    updated: tuple[Departure, ...] = ()

    @property
    def departure(self) -> Departure | None:
        """How the claim departs; None if it does not."""
        return self.verdict.departure

    @property
    def restates(self) -> str | None:
        """The id of the claim that it only states again."""
        return self.verdict.restates

    @property
    def reason(self) -> str:
        """Why it departs or does not, in a short word."""
        return self.verdict.reason


def assess(claim: Claim, history: History, thresholds: Thresholds = DEFAULT) -> Assessment:
    """
    Assess `claim` against `history`; what is known already changes nothing.

    The newest claim is compared at once; an earlier one is put in its place and what was
    printed after it is assessed anew. A claim printed before all that a full history still
    holds is not compared.
    """
    known = None
    if claim.id in history.verdicts:
        known = next((kept for kept in history.claims if kept.id == claim.id), None)
    if known == claim:
        return Assessment(history=history, verdict=history.verdicts[claim.id])
    claims = history.claims
    if known is None and len(claims) >= history.limit and claim.order < claims[0].order:
        return Assessment(history=history, verdict=_silent(claim, "older_than_history"))
    if known is None and (not claims or claims[-1].order < claim.order):
        return _appended(claim, history, thresholds)
    return _replayed(claim, known, history, thresholds)


def assess_all(
    claims: Iterable[Claim], history: History | None = None, thresholds: Thresholds = DEFAULT
) -> History:
    """Give the history of `claims` in whatever order they come."""
    history = History() if history is None else history
    for claim in sorted(claims, key=lambda claim: claim.order):
        history = assess(claim, history, thresholds).history
    return history


def _appended(claim: Claim, history: History, thresholds: Thresholds) -> Assessment:
    after = _step(history, claim, thresholds)
    verdict = after.verdicts[claim.id]
    updated: tuple[Departure, ...] = ()
    if verdict.restates is not None:
        departure = _departure_of(after, verdict.restates)
        grew = history.printed_by(verdict.restates) != after.printed_by(verdict.restates)
        updated = (departure,) if departure is not None and grew else ()
    return Assessment(history=after, verdict=verdict, updated=updated)


def _replayed(
    claim: Claim, known: Claim | None, history: History, thresholds: Thresholds
) -> Assessment:
    order = claim.order if known is None else min(claim.order, known.order)
    state = history.checkpoint_before(order)
    later = [kept for kept in history.claims if kept.id != claim.id]
    if state.claims:
        later = [kept for kept in later if kept.order > state.claims[-1].order]
    after = replace(
        history,
        state=state,
        checkpoints=tuple(kept for kept in history.checkpoints if kept.claims[-1].order < order),
    )
    for kept in sorted([*later, claim], key=lambda kept: kept.order):
        after = _step(after, kept, thresholds)
    if claim.id not in after.verdicts:
        return Assessment(history=after, verdict=_silent(claim, "older_than_history"))
    return _changes(claim, history, after)


def _changes(claim: Claim, before: History, after: History) -> Assessment:
    kept = {claim.id for claim in after.claims}
    old = {found.key: found for found in before.departures if found.id in kept}
    new = {found.key: found for found in after.departures if found.id != claim.id}
    own = after.verdicts[claim.id].departure
    own_keys = {own.key} if own is not None else set()
    return Assessment(
        history=after,
        verdict=after.verdicts[claim.id],
        raised=tuple(found for key, found in new.items() if key not in old),
        withdrawn=tuple(
            found for key, found in old.items() if key not in new and key not in own_keys
        ),
        updated=tuple(
            found
            for key, found in new.items()
            if key in old and before.printed_by(old[key].id) != after.printed_by(found.id)
        ),
    )


def _departure_of(history: History, claim_id: str) -> Departure | None:
    verdict = history.verdicts.get(claim_id)
    return verdict.departure if verdict is not None else None


def _step(history: History, claim: Claim, thresholds: Thresholds) -> History:
    """Take in the claim that was printed after all others."""
    group, verdict = _decide(claim, history.state, thresholds)
    state = history.state.adding(claim, group, limit=history.limit)
    verdicts = {**history.verdicts, claim.id: verdict}
    if len(verdicts) > 2 * history.limit:
        verdicts = {kept.id: verdicts[kept.id] for kept in state.claims}
    checkpoints = history.checkpoints
    steps = history.steps + 1
    if steps % CHECKPOINT_EVERY == 0:
        checkpoints = (*checkpoints[1 - CHECKPOINTS :], state)
    return replace(history, state=state, verdicts=verdicts, checkpoints=checkpoints, steps=steps)


def _decide(claim: Claim, state: State, thresholds: Thresholds) -> tuple[Group | None, Verdict]:
    group = state.group(claim)
    if claim.unfit:
        return group, _silent(claim, claim.unfit)
    new = in_event(position_of(claim), group.positions if group is not None else ())
    if group is None:
        group = Group(first=new.printed)
    new = _as_counted(new, group)
    comparison = compare(new, group, thresholds)
    restated = find_restated(new, comparison.same, comparison.related, thresholds)
    if restated is not None:
        verdict = Verdict(
            claim=claim.id,
            reason="restates",
            detail=f"it says the same as {_point(restated)}, printed on {day(restated.printed)}",
            restates=restated.claim.id,
        )
        return _restating(group, restated, new), verdict
    findings = list(_find(comparison))
    pair = _pair(comparison, findings)
    if pair is not None:
        key, reported, known = pair
        group = replace(group, pairs={**group.pairs, key: reported})
        if known:
            detail = f"the two claimants were reported to differ; now {findings[0].rule}"
            return _taking(group, new, findings), _silent(claim, "pair_known", detail)
    group = _moving_pairs(group, comparison, findings)
    departure = _departure(comparison, findings, state) if findings else None
    if departure is None:
        return _taking(group, new, findings), _silent(claim, *_why_silent(comparison))
    rule = findings[0].rule
    departure = _doubted(departure, claim, state, thresholds)
    verdict = Verdict(claim=claim.id, reason=departure.kinds[0], detail=rule, departure=departure)
    return _taking(group, new, findings), verdict


def _as_counted(new: Position, group: Group) -> Position:
    """
    Give `new` without the room for rounding where its outlet does not round its claimant's numbers.

    Among numbers that are printed to the last digit, one that ends in zeros does so by chance:
    4,519 after 4,520 is a fall.
    """
    if new.claim.bound != "exact" or not new.interval.slack:
        return new
    printed = [
        old.interval.point
        for old in group.positions
        if old.holder == new.holder and old.outlets[:1] == new.outlets and old.is_level
    ]
    rounded = sum(map(is_rounded, printed))
    if len(printed) < LEAST_COUNTED or rounded > MOST_ROUNDED * len(printed):
        return new
    point = new.interval.point
    return replace(new, interval=Interval(point, point, point))


def _find(comparison: Comparison) -> Iterator[Finding]:
    found = False
    for finding in DETECTORS[comparison.new.claim.scope.kind](comparison):
        found = True
        yield finding
    if not found:
        narrower = find_narrower(comparison)
        if narrower is not None:
            yield narrower


def _restating(group: Group, old: Position, new: Position) -> Group:
    outlets = old.outlets
    outlets += tuple(outlet for outlet in new.outlets if outlet not in outlets)
    elsewhere = not set(new.outlets) & set(old.outlets)
    unchanged = (
        new.claim.scope.kind == "cumulative"
        and old.claim.cls == new.claim.cls
        and new.dated
        and new.end > old.end
        and new.claim.bound == "exact"
        and not elsewhere
    )
    moved = replace(
        old,
        members=(*old.members, new.claim.id),
        outlets=outlets,
        disputed=old.disputed and not (elsewhere and new.printed > old.printed),
        end=new.end if unchanged else old.end,
        printed=new.printed if unchanged else old.printed,
    )
    group = group.replaced(old, moved)
    return _tracking(group, new) if unchanged else group


def _taking(group: Group, new: Position, findings: list[Finding]) -> Group:
    disputed = any(finding.disputed for finding in findings)
    group = replace(group, positions=(*group.positions, replace(new, disputed=disputed)))
    if new.claim.scope.kind != "cumulative" or not new.is_level or disputed:
        return group
    return _tracking(group, new)


def _tracking(group: Group, new: Position) -> Group:
    key = track_of(new)
    track = group.tracks.get(key, ())
    if track and new.end <= track[-1].day:
        return group
    observation = Observation(new.end, new.interval.point)
    stands_still = len(track) > 1 and track[-2].value == track[-1].value == observation.value
    kept = track[:-1] if stands_still else track[-TRACK_LENGTH:]
    return replace(group, tracks={**group.tracks, key: (*kept, observation)})


def _pair(
    comparison: Comparison, findings: list[Finding]
) -> tuple[PairKey, ReportedPair, bool] | None:
    """Two claimants who differ are reported once, and again when their ratio moves."""
    kinds = {kind for finding in findings for kind in finding.kinds}
    if not kinds or not kinds <= {"contradiction", "reversal"}:
        return None
    new, old = comparison.new, findings[0].against[0]
    if are_same_side(new, old):
        return None
    sides = frozenset((new.holder, old.holder))
    key = (new.claim.cls, new.claim.scope.kind, sides)
    ratio = math.log(max(abs(new.interval.point), 1.0) / max(abs(old.interval.point), 1.0))
    ratio = -ratio if new.holder > old.holder else ratio
    before = comparison.group.pairs.get(key)
    limits = comparison.thresholds
    known = (
        before is not None
        and new.printed - before.day <= limits.pair_days
        and abs(ratio - before.ratio) < limits.pair_move
    )
    if before is not None and known:
        ratio = before.ratio
    return key, ReportedPair(new.printed, ratio), known


def _moving_pairs(group: Group, comparison: Comparison, findings: list[Finding]) -> Group:
    """
    Who changes their own number changes how far they are from others: that is told already.
    """
    new = comparison.new
    before = next((old for one in findings for old in one.against if are_same_side(new, old)), None)
    if before is None or new.claim.scope.kind not in ("cumulative", "stock"):
        return group
    moved = math.log(max(abs(new.interval.point), 1.0) / max(abs(before.interval.point), 1.0))
    pairs = dict(group.pairs)
    for key, pair in group.pairs.items():
        cls, kind, sides = key
        if (cls, kind) == (new.claim.cls, new.claim.scope.kind) and new.holder in sides:
            is_first = new.holder == min(sides)
            ratio = pair.ratio + (moved if is_first else -moved)
            pairs[key] = ReportedPair(new.printed, ratio)
    return replace(group, pairs=pairs)


def _departure(comparison: Comparison, findings: list[Finding], state: State) -> Departure:
    new = comparison.new
    kinds = tuple(dict.fromkeys(kind for finding in findings for kind in finding.kinds))
    severity = findings[0].severity
    for finding in findings[1:]:
        severity = graver(severity, finding.severity)
    against = tuple(dict.fromkeys(old.claim.id for find in findings for old in find.against))
    return Departure(
        id=new.claim.id,
        key=key_of(new, kinds[0]),
        kinds=kinds,
        severity=severity,
        explanation=explain(comparison, findings),
        against=against,
        left_out=_left_out(new, state, set(against)),
    )


def _doubted(departure: Departure, claim: Claim, state: State, thresholds: Thresholds) -> Departure:
    """Say that a departure is only possible where the claim, read otherwise, would not depart."""
    for doubt in claim.doubts:
        _, otherwise = _decide(read_otherwise(claim, doubt), state, thresholds)
        if otherwise.departure is None:
            explanation = doubtful(departure.explanation, doubt)
            return replace(departure, severity="notice", explanation=explanation)
    return departure


def key_of(position: Position, kind: str) -> str:
    """
    Name the departing thing whatever outlet prints it: series, period, number and kind.

    The number counts with three digits, so that a reprint that comes before its original
    has the same key.
    """
    claim = position.claim
    scope = claim.scope
    return stable_id(
        claim.place,
        claim.cls,
        claim.unit,
        scope.kind,
        scope.per or "",
        "planned" if claim.planned else "",
        str(position.start) if scope.kind == "period" else "",
        str(position.end),
        f"{position.interval.point:.2e}",
        kind,
    )


def _left_out(new: Position, state: State, against: set[str]) -> tuple[LeftOut, ...]:
    left = []
    for group in state.groups.values():
        for old in group.positions:
            reason = None if old.claim.id in against else why_apart(new, old)
            if reason is not None:
                left.append((old.claim.order, LeftOut(id=old.claim.id, reason=reason)))
    left.sort(key=lambda item: item[0], reverse=True)
    return tuple(item for _, item in left[:MOST_LEFT_OUT])


def _why_silent(comparison: Comparison) -> tuple[str, str]:
    earlier = len(comparison.group.positions)
    if not earlier:
        return "first_of_its_kind", "nothing earlier speaks of the same things there"
    base = comparison.base
    if not base:
        return "nothing_comparable", f"of {earlier} earlier numbers none can be compared"
    last = base[-1]
    detail = f"{_point(comparison.new)} after {_point(last)} of {day(last.end)}"
    if comparison.new.claim.scope.kind == "cumulative":
        return "grows_as_totals_do", detail
    return "within_range", detail


def _point(position: Position) -> str:
    return number(position.interval.point)


def _silent(claim: Claim, reason: str, detail: str = "") -> Verdict:
    return Verdict(claim=claim.id, reason=reason, detail=detail)

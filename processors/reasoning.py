"""
Why a figure raised an alert or none: what it was compared with, what was left out, which rule held.

Nothing is decided here: the figure is assessed once more, against the earlier figures of its
family, and what the assessment looked at is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figurewatch.records import Departure, Figure, LeftOut, ScopeKind
from processors.claims import Claim, claim_of
from processors.comparability import why_apart
from processors.comparison import compare
from processors.departures import assess
from processors.families import family_of
from processors.history import LIMIT, Group, History
from processors.positions import Position, position_of
from processors.thresholds import DEFAULT

#: What each reason means, whether or not it is news.
RULES = {
    "undated": "its article has no date, so it has no place among the others",
    "not_asserted": "nobody claims it: the sentence denies, asks or supposes it",
    "nothing_counted": "the text does not say what is counted",
    "an_addition": "it comes on top of others, as in “another 40” or “12 new cases”: how high the"
    " total is then, it does not say",
    "no_place": "neither its place nor its organisation is known: such things are counted"
    " everywhere",
    "one_of_many": "each contest, candidate or question has such a number, and the text does not"
    " say whose it is",
    "older_than_history": "it was printed before everything that is remembered of its family",
    "first_of_its_kind": "nothing earlier counts such things there",
    "nothing_comparable": "no earlier number is of the same series and scope, and none bounds it",
    "restates": "a reprint, a rounding or an old number printed again is the same claim",
    "pair_known": "two claimants who differ are reported once, and again when their gap moves",
    "grows_as_totals_do": "a total may grow: a fall, an unusual rise or other claimants' totals"
    " would be news",
    "within_range": "it is not far enough from what it is compared with",
    "jump": "it has moved further than such numbers usually do",
    "reversal": "a total can't fall",
    "contradiction": "another claim for the same thing says something else",
    "revision": "the same claimant said something else before",
    "implied_arithmetic": "rates, periods and totals do not add up",
    "out_of_range": "it lies outside a range given for such periods",
    "record": "it is the largest of comparable periods",
}

#: The other kinds of scope that bound a number of a kind by arithmetic, in the same class.
_BOUNDED_BY: Mapping[ScopeKind, frozenset[ScopeKind]] = {
    "cumulative": frozenset({"period"}),
    "period": frozenset({"rate", "cumulative", "period"}),
    "rate": frozenset({"cumulative", "period"}),
}

DIRECTLY = "directly"
BY_INCLUSION = "as a wider or narrower class"
BY_ARITHMETIC = "by arithmetic, where the spans fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An earlier figure that was compared, how, and who else had printed it by then."""

    figure: Figure
    how: str
    printed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """What came of one figure: the reason in a word, its rule and its numbers in words."""

    figure: Figure
    reason: str
    rule: str
    detail: str = ""
    departure: Departure | None = None
    #: The earlier figure that it only states again.
    restates: str | None = None
    #: Earlier figures that it was compared with, newest first.
    compared: tuple[Compared, ...] = ()
    #: Earlier figures of its family that it was not compared with, newest first.
    left_out: tuple[LeftOut, ...] = ()


def reason_about(figure: Figure, family: Iterable[Figure]) -> Reasoning:
    """
    Tell what came of `figure` among the figures of its `family`, those printed before it.

    Raises ProcessingError where one of them can't be compared.
    """
    if figure.article.published is None:
        return Reasoning(figure=figure, reason="undated", rule=RULES["undated"])
    claim = claim_of(figure)
    earlier = _before(claim, family)
    history = family_of(earlier.values()).history
    verdict = assess(claim, history).verdict
    against = set(verdict.departure.against) if verdict.departure is not None else set()
    compared, left_out = _sorted_out(claim, history, against)
    return Reasoning(
        figure=figure,
        reason=verdict.reason,
        rule=RULES.get(verdict.reason, verdict.reason.replace("_", " ")),
        detail=verdict.detail,
        departure=verdict.departure,
        restates=verdict.restates,
        compared=tuple(
            Compared(figure=earlier[position.claim.id], how=how, printed_by=position.outlets)
            for position, how in compared
        ),
        left_out=tuple(left_out),
    )


def _before(claim: Claim, family: Iterable[Figure]) -> dict[str, Figure]:
    """The figures printed before `claim`, as many as a history holds."""
    dated = [(claim_of(other).order, other) for other in family if other.article.published]
    dated.sort(key=lambda item: item[0])
    earlier = [other for order, other in dated if order < claim.order and other.id != claim.id]
    return {other.id: other for other in earlier[-LIMIT:]}


def _sorted_out(
    claim: Claim, history: History, against: set[str]
) -> tuple[list[tuple[Position, str]], list[LeftOut]]:
    """Part the earlier positions into those that were compared, and how, and the others."""
    if claim.unfit:
        return [], []
    new = position_of(claim)
    group = history.state.group(claim) or Group(first=new.printed)
    comparison = compare(new, group, DEFAULT)
    ways = dict.fromkeys(against, BY_ARITHMETIC)
    ways |= {old.claim.id: BY_ARITHMETIC for old in group.positions if _bounds(old, new)}
    ways |= {old.claim.id: BY_INCLUSION for old in comparison.related}
    ways |= {old.claim.id: DIRECTLY for old in comparison.base}
    compared: list[tuple[Position, str]] = []
    left_out = [
        (other, RULES.get(other.unfit, other.unfit)) for other in history.claims if other.unfit
    ]
    for known in history.state.groups.values():
        for old in known.positions:
            if old.claim.id in ways:
                compared.append((old, ways[old.claim.id]))
            else:
                # What else is of the same series and scope stands in the same article.
                why = why_apart(new, old) or "it stands in the same article"
                left_out.append((old.claim, why))
    compared.sort(key=lambda item: item[0].claim.order, reverse=True)
    left_out.sort(key=lambda item: item[0].order, reverse=True)
    return compared, [LeftOut(id=other.id, reason=why) for other, why in left_out]


def _bounds(old: Position, new: Position) -> bool:
    """Whether arithmetic can join two positions of a group: a part and its whole, say."""
    kinds = _BOUNDED_BY.get(new.claim.scope.kind, frozenset())
    return old.claim.cls == new.claim.cls and old.claim.scope.kind in kinds and not old.disputed

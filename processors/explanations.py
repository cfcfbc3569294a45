"""Alerts and their words: one headline, one paragraph with the numbers, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from figurewatch.records import Alert, AlertState, Departure, Figure
from processors.claims import Doubt
from processors.comparability import name_of_class, scope_in_words
from processors.comparison import Comparison, Finding
from processors.positions import Position
from processors.wording import day, days, number

#: What a doubt is about, in words.
_DOUBTS: Mapping[Doubt, str] = {
    "claimant": "An earlier sentence says whose word the number is; as that of nobody named",
    "day": "The text does not say which day the number is of; as that of an earlier day",
}

#: Earlier claims that a paragraph tells of.
MOST_EARLIER = 5


def explain(comparison: Comparison, findings: Sequence[Finding]) -> str:
    """Say in a headline and a paragraph how the new claim departs from the earlier ones."""
    new = comparison.new
    subject = _subject(new)
    headline = f"{subject[:1].upper()}{subject[1:]}, {_scope(new)}: {_claimed(new)}"
    against = list(dict.fromkeys(old.claim.id for find in findings for old in find.against))
    earlier = [
        old
        for old in sorted(comparison.group.positions, key=lambda p: p.printed, reverse=True)
        if old.claim.id in against
    ][:MOST_EARLIER]
    sentences = [f"New: {_told(new)}."]
    sentences += [f"Earlier: {_told(old)}." for old in earlier]
    sentences += [f"Also, {finding.rule}." for finding in findings[1:MOST_EARLIER]]
    sentences.append("Which of them holds is not decided here.")
    return f"{headline}; {findings[0].rule}.\n{' '.join(sentences)}"


def doubtful(explanation: str, doubt: Doubt) -> str:
    """Say in an explanation that the departure is only possible, and what that hangs on."""
    return f"Possible: {explanation} {_DOUBTS[doubt]}, it would not depart."


def alert_of(
    departure: Departure,
    figure: Figure,
    earlier: Mapping[str, Figure] | Sequence[Figure],
    printed_by: Sequence[str],
    *,
    state: AlertState = "new",
) -> Alert:
    """
    Make the alert about `figure`, with the figures that `departure` is against as evidence.

    Its id is made of the departure's key alone: whoever prints it, it is the same alert.
    """
    figures = earlier if isinstance(earlier, Mapping) else {old.id: old for old in earlier}
    published = figure.article.published
    if published is None:
        raise ValueError(f"{figure.id}: an article without a date raises no alert")
    return Alert(
        id=departure.key,
        kind=departure.kinds[0],
        severity=departure.severity,
        series=figure.series,
        explanation=departure.explanation,
        figure=figure,
        earlier=tuple(figures[claim] for claim in departure.against if claim in figures),
        left_out=departure.left_out,
        printed_by=tuple(dict.fromkeys(printed_by)),
        raised=published,
        kinds=departure.kinds,
        state=state,
    )


def _subject(position: Position) -> str:
    claim = position.claim
    what = claim.counted or name_of_class(claim.cls)
    return f"{what}, {claim.place}" if claim.place else what


def _scope(position: Position) -> str:
    scope = position.claim.scope
    kind = scope_in_words(position)
    if scope.kind in ("period", "change") and position.start is not None:
        return days(position.start, position.end)
    if scope.kind == "cumulative":
        since = f" since {day(position.start)}" if position.start is not None else ""
        return f"{kind}{since} up to {day(position.end)}"
    return kind if scope.kind == "rate" else f"{kind}, {day(position.end)}"


def _claimed(position: Position) -> str:
    claim = position.claim
    by = f"claimed by {claim.claimant}" if claim.claimant else "claimed by nobody named"
    via = f" (through {', '.join(claim.via)})" if claim.via else ""
    printed = f"printed by {claim.outlet}" if claim.outlet else "printed"
    return f"{words_of(position)} {by}{via}, {printed} on {day(position.printed)}"


def _told(position: Position) -> str:
    is_stretch = position.claim.scope.kind in ("period", "change") and position.start is not None
    return f"{_claimed(position)}, {'for ' if is_stretch else ''}{_scope(position)}"


def words_of(position: Position) -> str:
    """The words that state the number, or its bound and number where they are not known."""
    claim = position.claim
    if claim.text:
        return f"“{claim.text}”"
    low, high = claim.lo, claim.hi
    if claim.bound == "range" and low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    mark = {"about": "about ", "at_least": "more than ", "at_most": "up to "}
    return f"{mark.get(claim.bound, '')}{number(position.interval.point)}"

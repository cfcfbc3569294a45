"""What is alerted depends on the set of claims, not on how they came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.departures import assess, assess_all
from processors.history import History
from tests.processors.made import claim

DAYS = st.integers(1, 28)
CLAIMS = st.lists(
    st.builds(
        lambda day, number, outlet, claimant, scope, doubts: claim(
            number,
            f"2030-03-{day:02}",
            outlet=outlet,
            claimant=claimant,
            id=f"{day}/{number}/{outlet}/{claimant}/{scope}",
            doubts=doubts,
            **SCOPES[scope],
        ),
        DAYS,
        st.sampled_from([90, 100, 103, 120, 400, "about 100", "more than 110", (80, 95)]),
        st.sampled_from(["Daily", "Evening", "Wire"]),
        st.sampled_from(["", "the ministry", "the rebels"]),
        st.sampled_from(["total", "february", "monthly", "now", "today"]),
        st.sampled_from([(), ("day",), ("claimant",), ("claimant", "day")]),
    ),
    max_size=40,
    unique_by=lambda made: made.id,
)
SCOPES = {
    "total": {"scope": "cumulative", "frm": "2030-01-01"},
    "today": {"scope": "cumulative", "frm": "2030-01-01", "to": "2030-03-15"},
    "february": {"scope": "period", "frm": "2030-02-01", "to": "2030-02-28"},
    "monthly": {"scope": "rate", "per": "month"},
    "now": {"scope": "stock"},
}


def _alerts(history):
    return {
        (found.key, found.id, found.kinds, found.severity, history.printed_by(found.id))
        for found in history.departures
    }


@settings(deadline=None, max_examples=150)
@given(CLAIMS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_alerts(claims, random):
    expected = _alerts(assess_all(claims))
    shuffled = list(claims)
    random.shuffle(shuffled)
    history = History()
    for one in shuffled:
        history = assess(one, history).history
    assert _alerts(history) == expected


@settings(deadline=None, max_examples=60)
@given(CLAIMS, st.randoms(use_true_random=False))
def test_raised_and_withdrawn_alerts_add_up(claims, random):
    """Whoever follows the assessments ends with the alerts of the history."""
    random.shuffle(claims)
    history, told = History(), set()
    for one in claims:
        assessment = assess(one, history)
        told -= {found.key for found in assessment.withdrawn}
        told |= {found.key for found in assessment.raised}
        told |= {assessment.departure.key} if assessment.departure else set()
        history = assessment.history
    assert told == {found.key for found in history.departures}


@settings(deadline=None, max_examples=60)
@given(CLAIMS)
def test_assessing_twice_changes_nothing(claims):
    history = assess_all(claims)
    for one in claims:
        again = assess(one, history)
        assert again.history is history
        assert again.verdict == history.verdicts[one.id]
        assert (again.raised, again.withdrawn, again.updated) == ((), (), ())


@settings(deadline=None, max_examples=60)
@given(CLAIMS)
def test_a_total_and_a_rate_never_share_a_comparison_without_a_span(claims):
    kinds = {one.id: one.scope.kind for one in claims}
    for found in assess_all(claims).departures:
        compared = {kinds[found.id], *(kinds[old] for old in found.against)}
        assert compared != {"cumulative", "rate"}


def test_a_history_forgets_its_oldest_claims_first():
    history = History(limit=10)
    for day in range(1, 26):
        history = assess(claim(100 + day, f"2030-03-{day:02}"), history).history
    assert [one.lo for one in history.claims] == list(range(116, 126))


def test_a_claim_older_than_a_full_history_is_not_compared():
    history = History(limit=3)
    for day in (10, 11, 12):
        history = assess(claim(100 + day, f"2030-03-{day}"), history).history
    late = assess(claim(900, "2030-03-01"), history)
    assert (late.reason, late.history) == ("older_than_history", history)


def test_a_late_claim_in_a_long_history_replays_only_what_follows():
    days = [claim(1000 + n, "2030-01-01") for n in range(300)]
    days = [_later(one, hours=6 * n) for n, one in enumerate(days)]
    history = assess_all(days)
    late = _later(claim(500, "2030-01-01", id="late"), hours=6 * 280 + 1)
    assessment = assess(late, history)
    assert assessment.departure is not None
    assert assessment.departure.kinds[0] == "reversal"
    assert _alerts(assessment.history) == _alerts(assess_all([*days, late]))


def test_a_claim_that_was_read_anew_replaces_itself():
    history = assess_all([claim(103, "2030-03-01"), claim(95, "2030-03-05", id="x")])
    assert [found.id for found in history.departures] == ["x"]
    mended = assess(claim(105, "2030-03-05", id="x"), history)
    assert mended.departure is None
    assert [found.id for found in mended.withdrawn] == ["x"]
    assert len(mended.history.claims) == 2


def _later(one, *, hours):
    return replace(one, id=f"{one.id}+{hours}", published=one.published + timedelta(hours=hours))

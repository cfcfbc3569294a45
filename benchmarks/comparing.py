"""Milliseconds per claim that comparing takes, in short families and in full ones."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from benchmarks.results import keep
from processors.claims import Claim, ClaimScope
from processors.departures import assess
from processors.history import History

_BEGIN = date(2030, 1, 1)


def main(*, families: int = 200, short: int = 20, long: int = 1500) -> None:
    """Measure totals that grow day by day, by three claimants, with reprints and late ones."""
    randomly = random.Random(1)
    figures = {
        f"{short} claims each, in order": _measure([_claims(short) for _ in range(families)]),
        f"{long} claims, in order": _measure([_claims(long)]),
        f"{long} claims, one in ten late": _measure([_mixed(_claims(long), randomly)]),
    }
    keep("comparing", {f"{name}: ms per claim": spent for name, spent in figures.items()})


def _measure(streams: Sequence[Sequence[Claim]]) -> float:
    start = time.process_time()
    for claims in streams:
        history = History()
        for claim in claims:
            history = assess(claim, history).history
    spent = time.process_time() - start
    return round(1000 * spent / sum(map(len, streams)), 3)


def _claims(count: int) -> list[Claim]:
    claims = []
    for at in range(count):
        day = _BEGIN + timedelta(days=at // 4)
        claimant = ("the ministry", "the monitors", "the agency")[at % 3]
        number = 10_003 + 37 * (at // 4) + 11 * (at % 3)
        claims.append(
            Claim(
                id=f"{at:05}",
                published=datetime(day.year, day.month, day.day, 6 + at % 4, tzinfo=UTC),
                outlet=f"Outlet {at % 5}",
                claimant=claimant,
                cls="casualties:deaths",
                unit="persons",
                place="Lowland",
                lo=number,
                hi=number,
                value=number,
                bound="exact",
                scope=ClaimScope(kind="cumulative", frm=_BEGIN, to=day),
            )
        )
    return claims


def _mixed(claims: list[Claim], randomly: random.Random) -> list[Claim]:
    """One in ten comes up to forty places late."""
    places = {
        claim.id: at + (randomly.randrange(40) if at % 10 == 0 else 0)
        for at, claim in enumerate(claims)
    }
    return sorted(claims, key=lambda claim: places[claim.id])


if __name__ == "__main__":
    main()

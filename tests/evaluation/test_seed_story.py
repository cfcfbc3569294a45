"""The first article after earlier ones of its story: one departure, with both chains."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from spacy.language import Language

from figurewatch.records import Alert, Article
from tests.evaluation.stories import replay

SEED = Path(__file__).parents[3] / "shared/seed/article.txt"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEED.exists(), reason="../shared/seed is not at hand"),
]

#: What was printed before, in our words: id, day, outlet, title, text.
EARLIER = (
    (
        *("cases", "2025-09-18", "Harbour Wire", "Ukraine opens more desertion cases"),
        "Ukrainian prosecutors have opened more than 220,000 criminal cases since February 2022"
        " against soldiers who left their units without permission, the Prosecutor General's"
        " Office in Kyiv said on Thursday. About 50,000 of the cases are for desertion proper.",
    ),
    (
        *("total", "2025-10-09", "Capital Tribune", "Deserters in Ukraine since January"),
        "More than 160,000 soldiers have deserted from the Ukrainian army since the start of the"
        " year, opposition deputy Oleh Marchuk said on Thursday. He called for an amnesty.",
    ),
    (
        *("rate", "2025-11-07", "Harbour Wire", "Moscow comments on Ukrainian deserters"),
        "Between 15,000 and 18,000 soldiers desert from the Ukrainian army every month, Russian"
        " Foreign Ministry spokeswoman Maria Zakharova said on Friday, citing the Ukrainian"
        " Prosecutor General's Office. She spoke at her weekly briefing.",
    ),
    (
        *("reprint", "2025-11-08", "Delta Standard", "Zakharova: up to 18,000 desert a month"),
        "Between 15,000 and 18,000 soldiers desert from the Ukrainian army every month, Maria"
        " Zakharova said, citing the Ukrainian Prosecutor General's Office.",
    ),
    (
        *("losses", "2025-11-08", "Morning Ledger", "Ukrainian casualties"),
        "The Ukrainian army lost 1,200 soldiers, killed and wounded, on Friday, the Russian"
        " defence ministry said on Saturday.",
    ),
)


def _article(id_: str, published: str, outlet: str, title: str, text: str) -> Article:
    moment = datetime.fromisoformat(f"{published}T09:00:00+00:00")
    return Article(id=id_, text=text, title=title, outlet=outlet, published=moment)


@pytest.fixture(scope="module", name="alerts")
def _alerts(nlp: Language) -> list[Alert]:
    text = SEED.read_text(encoding="utf-8")
    seed = _article("seed", "2025-11-10", "Seed", "", text)
    return replay([*(_article(*one) for one in EARLIER), seed], nlp)


def test_the_month_departs_from_the_monthly_range_and_nothing_else(alerts: list[Alert]) -> None:
    """21,600 in October, where 15,000 to 18,000 a month were claimed three days before."""
    (alert,) = alerts
    assert alert.figure.article.id == "seed"
    assert alert.figure.quantity.value == 21_600
    assert "out_of_range" in alert.kinds
    assert {(one.quantity.low, one.quantity.high) for one in alert.earlier} == {(15_000, 18_000)}


def test_the_alert_carries_both_chains(alerts: list[Alert]) -> None:
    """Who claims the new number, and through whom the earlier one came."""
    (alert,) = alerts
    new = [source.name or source.text for source in alert.figure.attribution.chain]
    assert new == ["Christoph van der Weiner"]
    (earlier,) = alert.earlier
    relayer, origin = earlier.attribution.chain
    assert "Zakharova" in (relayer.name or relayer.text)
    assert "Prosecutor General" in (origin.name or origin.text)


def test_totals_and_cases_are_listed_as_left_out(alerts: list[Alert]) -> None:
    """With the reason in words."""
    (alert,) = alerts
    reasons = " ".join(item.reason for item in alert.left_out)
    assert "case" in reasons
    assert "a total is not compared with a monthly number" in reasons

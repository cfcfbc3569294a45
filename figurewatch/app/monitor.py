"""
The core of the embedded mode: one article in, one transaction out.

An article, its figures, the alerts that follow and their outbox rows are kept together with
the note that the article is done, or not at all.
"""

from __future__ import annotations

import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

from spacy.language import Language

from figurewatch.errors import ProcessingError, StateError, StoreError
from figurewatch.records import Alert, Article, DeadLetter, Figure, Series
from figurewatch.records.codec import encode
from processors.families import (
    Family,
    family_of,
    reconcile,
    with_figure,
    without_figures,
)
from processors.reading import read_article, series_of_figure
from sinks.metrics import Metrics
from sinks.store import Store, Transaction

log = logging.getLogger(__name__)

#: Families kept in memory; the rest is read from the store when a figure of theirs comes.
_FAMILIES_IN_MEMORY = 2000


class Monitor:
    """Reads articles, compares their figures and keeps what came of it in `store`."""

    def __init__(
        self,
        store: Store,
        nlp: Language,
        metrics: Metrics,
        *,
        subscribers: Callable[[Alert], Sequence[str]],
    ) -> None:
        self._store = store
        self._nlp = nlp
        self._metrics = metrics
        self._subscribers = subscribers
        self._families: OrderedDict[str, Family] = OrderedDict()
        self._since: datetime | None = None

    def forget(self, before: datetime) -> None:
        """Know that what was printed before `before` has been removed from the store."""
        self._since = before
        self._families = OrderedDict()

    def process(
        self,
        article: Article,
        *,
        now: datetime,
        also: Callable[[sqlite3.Connection], None] = lambda _: None,
    ) -> list[Alert]:
        """
        Take in one revision of an article; gives the alerts that are new or changed.

        `also` writes in the same transaction. An article that can't be read or compared is set
        aside with its bytes; a StoreError is raised and leaves everything as it was.
        """
        try:
            with self._metrics.read_seconds.time():
                figures = read_article(article, self._nlp)
        except ProcessingError as error:
            self._set_aside(article, error, step="read", now=now, also=also)
            return []
        try:
            with (
                self._metrics.compare_seconds.time(),
                self._store.transaction(at=now) as transaction,
            ):
                alerts = self._keep(article, figures, transaction, now=now)
                also(transaction.connection)
        except Exception as error:
            # What is in memory may be ahead of the store now.
            self._families.clear()
            if isinstance(error, StoreError | StateError):
                raise
            self._set_aside(article, _failed(error, article), step="compare", now=now, also=also)
            return []
        self._metrics.articles.labels("read").inc()
        return alerts

    def _keep(
        self,
        article: Article,
        figures: Sequence[Figure],
        transaction: Transaction,
        *,
        now: datetime,
    ) -> list[Alert]:
        known = self._store.article(article.id)
        if known is not None and known.revision > article.revision:
            return []
        transaction.put_article(article)
        touched: dict[str, Family] = {}
        gone = transaction.withdraw_figures(article.id, keep=[figure.id for figure in figures])
        lost: dict[str, list[str]] = {}
        for figure in gone:
            lost.setdefault(series_of_figure(figure).family, []).append(figure.id)
        for name, ids in lost.items():
            touched[name] = without_figures(self._family(name), ids)
        for figure in figures:
            series = series_of_figure(figure)
            family = touched.get(series.family) or self._family(series.family)
            if transaction.put_figure(figure, series):
                touched[series.family] = self._compare(family, figure, series)
        changed = []
        for name, family in touched.items():
            kept = self._store.alerts_of_family(name)
            for alert in reconcile(family, kept, since=self._since):
                changed.append(alert)
                self._put_alert(transaction, alert, now=now)
            self._remember(name, family)
        return changed

    def _compare(self, family: Family, figure: Figure, series: Series) -> Family:
        family, assessment = with_figure(family, figure)
        self._metrics.figures.labels(figure.scope.kind).inc()
        outcome = "agrees"
        if assessment is not None and assessment.departure is not None:
            outcome = "departs"
        elif assessment is not None and assessment.restates is not None:
            outcome = "restates"
        self._metrics.assessments.labels(outcome).inc()
        log.debug(
            "figure compared",
            extra={
                "figure": figure.id,
                "series": series.key,
                "outcome": outcome,
                "reason": assessment.reason if assessment else "undated",
            },
        )
        return family

    def _put_alert(self, transaction: Transaction, alert: Alert, *, now: datetime) -> None:
        wanted = self._subscribers(alert) if alert.state != "withdrawn" else ()
        if transaction.put_alert(alert, subscribers=wanted, now=now):
            self._metrics.alerts.labels(alert.kind, alert.severity).inc()

    def _family(self, name: str) -> Family:
        family = self._families.get(name)
        if family is None:
            family = family_of(self._store.figures_of_family(name))
        return family

    def _remember(self, name: str, family: Family) -> None:
        self._families[name] = family
        self._families.move_to_end(name)
        if len(self._families) > _FAMILIES_IN_MEMORY:
            self._families.popitem(last=False)

    def _set_aside(
        self,
        article: Article,
        error: ProcessingError,
        *,
        step: str,
        now: datetime,
        also: Callable[[sqlite3.Connection], None],
    ) -> None:
        letter = DeadLetter.about(
            encode(article),
            error,
            origin="articles",
            position=f"{article.id}:{article.revision}",
            step=step,
            at=now,
        )
        with self._store.transaction() as transaction:
            transaction.put_dead_letter(letter, again=True)
            also(transaction.connection)
        self._metrics.articles.labels("failed").inc()
        self._metrics.dead_letters.labels(step).inc()
        log.error("article set aside", extra={"article": article.id, "error": str(error)})


def _failed(error: Exception, article: Article) -> ProcessingError:
    """Give the reason an article is set aside for, a bug that it brings out included."""
    if isinstance(error, ProcessingError):
        return error
    log.error("comparing failed", exc_info=error, extra={"article": article.id})
    return ProcessingError(f"{type(error).__name__}: {error}", about=article.id)

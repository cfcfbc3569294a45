"""
The Faust agents: articles → figures, and figures → alerts.

What Faust 0.15.3 does with a message whose agent raises is to acknowledge it, so nothing may
be let out; with concurrency above 1 it commits past messages in work, so there is none. Each
message is acknowledged by hand, after the broker has what came of it. A crash before that
brings the message again: ids are deterministic and state is a map of upserts, so a repeat
changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import faust
import msgspec

from figurewatch.errors import DecodeError, ProcessingError
from figurewatch.records import Alert, Article, DeadLetter, Figure, stable_id
from figurewatch.records.codec import (
    Event,
    decode,
    decode_event,
    encode,
    encode_event,
    from_wire,
    to_wire,
)
from processors.families import (
    Family,
    alerts_of,
    family_of,
    reconcile,
    with_figure,
    without_figures,
)
from processors.reading import series_of_figure

log = logging.getLogger(__name__)

T = TypeVar("T")

SOURCE = "/figurewatch/process"
ARTICLE_PRINTED = "org.figurewatch.article.printed.v1"
FIGURE_EXTRACTED = "org.figurewatch.figure.extracted.v1"
FIGURE_WITHDRAWN = "org.figurewatch.figure.withdrawn.v1"
ALERT_RAISED = "org.figurewatch.alert.raised.v1"
LETTER_DEAD = "org.figurewatch.letter.dead.v1"

#: RocksDB would otherwise take up to 2 GiB of cache for each partition.
TABLE_OPTIONS = {
    "driver": "rocksdict",
    "block_cache_size": 32 << 20,
    "write_buffer_size": 8 << 20,
}
#: Wait before a message that the broker did not take is sent again.
SEND_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNames:
    """The topics that the agents read and write, and the changelogs of their tables."""

    articles: str
    figures: str
    alerts: str
    dead_letters: str
    article_table: str
    figure_table: str


class Observer(Protocol):
    """What the agents report while they work."""

    def article(self, result: str) -> None:
        """An article was "read" or "failed"."""

    def figure(self, figure: Figure, outcome: str) -> None:
        """A figure was compared: "departs", "restates", "agrees" or "known"."""

    def alert(self, alert: Alert) -> None:
        """An alert was raised or changed."""

    def dead_letter(self, step: str) -> None:
        """A message was set aside."""


class ArticleFigures(msgspec.Struct, frozen=True):
    """What the newest revision of an article stated: figure ids by family."""

    revision: int
    figures: dict[str, str]


def add_agents(
    app: faust.App,
    names: TopicNames,
    *,
    partitions: int,
    read: Callable[[Article], Sequence[Figure]],
    now: Callable[[], datetime],
    observer: Observer,
) -> None:
    """Attach both agents and their tables to `app`; nothing connects until it starts."""
    topic = _topics(app)
    out = _Out(app, names, now=now, observer=observer)
    reading = _Reading(read, _table(app, "articles", names.article_table, partitions), out)
    comparing = _Comparing(_table(app, "figures", names.figure_table, partitions), out)

    @app.agent(topic(names.articles), name="read-articles", concurrency=1)
    async def read_articles(stream: Any) -> None:
        async for event in stream.noack().events():
            await reading.take(event)
            event.ack()

    @app.agent(topic(names.figures), name="compare-figures", concurrency=1)
    async def compare_figures(stream: Any) -> None:
        async for event in stream.noack().events():
            await comparing.take(event)
            event.ack()

    # After a rebalance other partitions are ours, and the tables hold other figures.
    @app.on_partitions_assigned.connect(weak=False)
    async def forget(*_: Any, **__: Any) -> None:
        comparing.families.forget()


class _Reading:
    """Articles in, figures out; the table knows what the newest revision stated."""

    def __init__(self, read: Callable[[Article], Sequence[Figure]], table: Any, out: _Out) -> None:
        self._read = read
        self._table = table
        self._out = out

    async def take(self, event: Any) -> None:
        """Do all that comes of one message, so that it can be acknowledged."""
        try:
            article = _record(event.value, ARTICLE_PRINTED, Article)
            figures = self._read(article)
            stated = {figure.id: series_of_figure(figure).family for figure in figures}
        except (DecodeError, ProcessingError) as error:
            self._out.observer.article("failed")
            await self._out.set_aside(event, error)
            return
        known = self._known(article.id)
        if known is None or known.revision <= article.revision:
            await self._out.figures(article, figures, stated, known)
            self._table[article.id.encode()] = msgspec.json.encode(
                ArticleFigures(article.revision, stated)
            )
        self._out.observer.article("read")

    def _known(self, article_id: str) -> ArticleFigures | None:
        data = self._table.get(article_id.encode())
        return None if data is None else msgspec.json.decode(data, type=ArticleFigures)


class _Comparing:
    """Figures in, alerts out; the table is a map of figures by id."""

    def __init__(self, table: Any, out: _Out) -> None:
        self.families = FamilyIndex(table.values)
        self._table = table
        self._out = out

    async def take(self, event: Any) -> None:
        """Do all that comes of one message, so that it can be acknowledged."""
        try:
            change = _change(event.value)
            before = self.families.family(change.family)
            after, outcome = change.applied(before)
            alerts = reconcile(alerts_of(after), alerts_of(before))
        except (DecodeError, ProcessingError) as error:
            await self._out.set_aside(event, error)
            return
        # First the alerts, then the state they follow from: a crash in between sends the same
        # alerts again.
        await self._out.alerts(alerts)
        self._keep(change, before, after)
        if change.figure is not None:
            self._out.observer.figure(change.figure, outcome)

    def _keep(self, change: _Change, before: Family, after: Family) -> None:
        for gone in before.figures.keys() - after.figures.keys():
            self._table.pop(gone.encode(), None)
        if change.figure is not None and change.figure.id in after.figures:
            self._table[change.figure.id.encode()] = encode(change.figure)
        self.families.put(change.family, after)


class FamilyIndex:
    """The families of this worker's partitions, gathered from the table when first asked for."""

    def __init__(self, stored: Callable[[], Iterable[bytes]]) -> None:
        self._stored = stored
        self._families: dict[str, Family] | None = None

    def family(self, name: str) -> Family:
        """Give a family as it is now; empty if nothing of it has come."""
        if self._families is None:
            self._families = self._gather()
        return self._families.get(name, Family())

    def put(self, name: str, family: Family) -> None:
        """Keep a family as it is now."""
        if self._families is not None:
            self._families[name] = family

    def forget(self) -> None:
        """Gather anew at the next question."""
        self._families = None

    def _gather(self) -> dict[str, Family]:
        figures: dict[str, list[Figure]] = {}
        for data in self._stored():
            figure = decode(data, Figure)
            figures.setdefault(series_of_figure(figure).family, []).append(figure)
        return {name: family_of(members) for name, members in figures.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What one message of `figures` does to a family: a figure comes, or one goes."""

    family: str
    figure: Figure | None
    withdrawn: str | None

    def applied(self, family: Family) -> tuple[Family, str]:
        """Give the family after the change, and the outcome in a word."""
        if self.withdrawn is not None:
            return without_figures(family, [self.withdrawn]), "withdrawn"
        assert self.figure is not None
        if family.figures.get(self.figure.id) == self.figure:
            return family, "known"
        after, assessment = with_figure(family, self.figure)
        if assessment is not None and assessment.departure is not None:
            return after, "departs"
        if assessment is not None and assessment.restates is not None:
            return after, "restates"
        return after, "agrees"


def _change(data: bytes) -> _Change:
    event = decode_event(data)
    if event.type == FIGURE_WITHDRAWN:
        try:
            return _Change(family=event.data["family"], figure=None, withdrawn=event.data["figure"])
        except (KeyError, TypeError) as error:
            raise DecodeError(f"not a withdrawal: {error}") from error
    if event.type != FIGURE_EXTRACTED:
        raise DecodeError(f"not an event of figures: {event.type}")
    figure = from_wire(event.data, Figure)
    return _Change(family=series_of_figure(figure).family, figure=figure, withdrawn=None)


class _Out:
    """Sends what came of a message, and waits until the broker has it."""

    def __init__(
        self,
        app: faust.App,
        names: TopicNames,
        *,
        now: Callable[[], datetime],
        observer: Observer,
    ) -> None:
        topic = _topics(app)
        self._figures = topic(names.figures)
        self._alerts = topic(names.alerts)
        self._dead_letters = topic(names.dead_letters)
        self._now = now
        self.observer = observer

    async def figures(
        self,
        article: Article,
        found: Sequence[Figure],
        stated: dict[str, str],
        known: ArticleFigures | None,
    ) -> None:
        """Send the figures of an article, and withdraw those it no longer states."""
        gone = {} if known is None else known.figures
        for figure_id, family in gone.items():
            if figure_id not in stated:
                await self._send(
                    self._figures,
                    family,
                    Event(
                        id=stable_id(figure_id, str(article.revision)),
                        type=FIGURE_WITHDRAWN,
                        source=SOURCE,
                        subject=family,
                        time=article.dated,
                        data={"figure": figure_id, "family": family, "article": article.id},
                    ),
                )
        for figure in found:
            await self._send(
                self._figures,
                stated[figure.id],
                Event(
                    id=figure.id,
                    type=FIGURE_EXTRACTED,
                    source=SOURCE,
                    subject=figure.series,
                    time=figure.article.published,
                    data=to_wire(figure),
                ),
            )

    async def alerts(self, alerts: Iterable[Alert]) -> None:
        """Send new, changed and withdrawn alerts."""
        for alert in alerts:
            event = Event(
                id=stable_id(alert.id, alert.state, *alert.printed_by),
                type=ALERT_RAISED,
                source=SOURCE,
                subject=alert.series,
                time=alert.raised,
                data=to_wire(alert),
            )
            await self._send(self._alerts, alert.id, event)
            self.observer.alert(alert)

    async def set_aside(self, event: Any, error: Exception) -> None:
        """Send a message that can't be used to the dead letters, with its bytes."""
        message = event.message
        letter = DeadLetter.about(
            event.value or b"",
            error,
            origin=message.topic,
            position=f"{message.partition}:{message.offset}",
            step="decode" if isinstance(error, DecodeError) else "process",
            at=self._now(),
        )
        log.error("message set aside", extra={"at": letter.position, "error": letter.error})
        await self._send(
            self._dead_letters,
            letter.origin,
            Event(
                id=letter.id,
                type=LETTER_DEAD,
                source=SOURCE,
                subject=letter.origin,
                time=letter.at,
                data=to_wire(letter),
            ),
        )
        self.observer.dead_letter(letter.step)

    async def _send(self, topic: Any, key: str, event: Event) -> None:
        data = encode_event(event, key=key)
        while True:
            try:
                await (await topic.send(key=key.encode(), value=data))
            except Exception as error:
                # Whatever the client raises, the message is not acknowledged until it is sent.
                log.warning("the broker did not take a message", extra={"error": repr(error)})
                await asyncio.sleep(SEND_AGAIN_SECONDS)
            else:
                return


def _topics(app: faust.App) -> Callable[[str], Any]:
    def topic(name: str) -> Any:
        return app.topic(
            name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )

    return topic


def _table(app: faust.App, name: str, changelog: str, partitions: int) -> Any:
    return app.Table(
        name,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        partitions=partitions,
        changelog_topic=app.topic(
            changelog,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            partitions=partitions,
            compacting=True,
        ),
        options=TABLE_OPTIONS,
    )


def _record(data: bytes, event_type: str, record_type: type[T]) -> T:
    event = decode_event(data)
    if event.type != event_type:
        raise DecodeError(f"expected {event_type}, got {event.type}")
    return from_wire(event.data, record_type)

"""
The Faust agents: articles → figures, and figures → alerts.

What Faust 0.15.3 does with a message whose agent raises is to acknowledge it or to go on with
the next one, so what can't be used is set aside, and any other error ends the worker; with
concurrency above 1 it commits past messages in work, so there is none. Each message is
acknowledged by hand (`offsets.py`), after the broker has what came of it: messages, and changes
of the tables.
A crash before that brings the message again: ids are deterministic and state is a map of
upserts, so a repeat changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

import faust
import msgspec
from aiokafka.errors import MessageSizeTooLargeError, RecordListTooLargeError

from figurewatch.errors import DecodeError, ProcessingError, StateError
from figurewatch.records import Alert, Article, DeadLetter, Figure, Series, stable_id
from figurewatch.records.codec import (
    Event,
    decode_event,
    decode_state,
    encode_event,
    encode_state,
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
from processors.offsets import ExactTransport

log = logging.getLogger(__name__)

T = TypeVar("T")

SOURCE = "/figurewatch/process"
ARTICLE_PRINTED = "org.figurewatch.article.printed.v1"
FIGURE_EXTRACTED = "org.figurewatch.figure.extracted.v1"
FIGURE_WITHDRAWN = "org.figurewatch.figure.withdrawn.v1"
ALERT_RAISED = "org.figurewatch.alert.raised.v1"
LETTER_DEAD = "org.figurewatch.letter.dead.v1"

#: The tables of the application, by name.
TABLES = ("articles", "figures")
#: RocksDB would otherwise take up to 2 GiB of cache for each partition.
TABLE_OPTIONS = {
    "driver": "rocksdict",
    "block_cache_size": 32 << 20,
    "write_buffer_size": 8 << 20,
}
#: Wait before a message that the broker did not take is sent again.
SEND_AGAIN_SECONDS = 2.0
#: Families kept in memory; the others are made from the table when a figure of theirs comes.
FAMILIES_IN_MEMORY = 2000
#: What the broker will never take, however often it is sent.
TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNames:
    """The topics that the agents read and write."""

    articles: str
    figures: str
    alerts: str
    dead_letters: str
    #: Not read by them: how the feeds are doing, from `ingest` to `deliver`.
    feeds: str


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
    series_of: Callable[[Figure], Series],
    now: Callable[[], datetime],
    observer: Observer,
) -> None:
    """Attach both agents and their tables to `app`; nothing connects until it starts."""
    app.transport = ExactTransport(app.conf.broker_consumer, app)
    topic = _topics(app)
    out = _Out(app, names, now=now, observer=observer)
    articles = _table(app, "articles", partitions)
    figures = _table(app, "figures", partitions)
    reading = _Reading(read, series_of, articles, out)
    comparing = _Comparing(series_of, figures, out)

    async def take_all(stream: Any, take: Callable[[Any], Awaitable[None]]) -> None:
        async for event in stream.noack().events():
            consumer: Any = app.consumer
            if not await consumer.comes_next(event.message):
                event.ack()
                continue
            try:
                await take(event)
            except Exception as error:
                # Faust would go on with the next message; a full disk must stop the worker.
                await app.crash(error)
                # An agent that ends is started again, also while the worker stops.
                await asyncio.Event().wait()
            consumer.take(event)

    @app.agent(topic(names.articles), name="read-articles", concurrency=1)
    async def read_articles(stream: Any) -> None:
        await take_all(stream, reading.take)

    @app.agent(topic(names.figures), name="compare-figures", concurrency=1)
    async def compare_figures(stream: Any) -> None:
        await take_all(stream, comparing.take)

    # After a rebalance other partitions are ours, and the tables hold other figures.
    @app.on_partitions_assigned.connect(weak=False)
    async def forget(*_: Any, **__: Any) -> None:
        comparing.families.forget()


class _Reading:
    """Articles in, figures out; the table knows what the newest revision stated."""

    def __init__(
        self,
        read: Callable[[Article], Sequence[Figure]],
        series_of: Callable[[Figure], Series],
        table: ConfirmedTable,
        out: _Out,
    ) -> None:
        self._read = read
        self._series_of = series_of
        self._table = table
        self._out = out

    async def take(self, event: Any) -> None:
        """Do all that comes of one message, so that it can be acknowledged."""
        try:
            await self._take(event)
        except (DecodeError, ProcessingError) as error:
            self._out.observer.article("failed")
            await self._out.set_aside(event, error, step="read")
        else:
            self._out.observer.article("read")

    async def _take(self, event: Any) -> None:
        article = _record(event.value or b"", ARTICLE_PRINTED, Article)
        try:
            figures = self._read(article)
            stated = {figure.id: self._series_of(figure).family for figure in figures}
        except Exception as error:
            raise _processing_error(error, about=article.id) from error
        known = self._known(article.id)
        if known is None or known.revision <= article.revision:
            await self._out.figures(article, figures, stated, known)
            entry = ArticleFigures(article.revision, stated)
            await self._table.put(article.id.encode(), encode_state(entry))

    def _known(self, article_id: str) -> ArticleFigures | None:
        data = self._table.get(article_id.encode())
        return None if data is None else decode_state(data, ArticleFigures)


class _Comparing:
    """Figures in, alerts out; the table is a map of figures by family and id."""

    def __init__(
        self, series_of: Callable[[Figure], Series], table: ConfirmedTable, out: _Out
    ) -> None:
        self.families = FamilyIndex(table)
        self._series_of = series_of
        self._table = table
        self._out = out

    async def take(self, event: Any) -> None:
        """Do all that comes of one message, so that it can be acknowledged."""
        try:
            await self._take(event)
        except (DecodeError, ProcessingError) as error:
            await self._out.set_aside(event, error, step="compare")

    async def _take(self, event: Any) -> None:
        message = decode_event(event.value or b"")
        try:
            change = _change(message, self._series_of)
            before = self.families.family(change.family)
            after, outcome = change.applied(before)
            alerts = reconcile(after, alerts_of(before))
        except (DecodeError, StateError):
            raise
        except Exception as error:
            raise _processing_error(error, about=message.id) from error
        # First the alerts, then the state they follow from: a crash in between sends the same
        # alerts again.
        await self._out.alerts(alerts)
        await self._keep(change, before, after)
        if change.figure is not None:
            self._out.observer.figure(change.figure, outcome)

    async def _keep(self, change: _Change, before: Family, after: Family) -> None:
        for gone in before.figures.keys() - after.figures.keys():
            await self._table.remove(_key(change.family, gone))
        if change.figure is not None and change.figure.id in after.figures:
            # Also where it is known: the disk may be ahead of the changelog after a crash.
            await self._table.put(
                _key(change.family, change.figure.id), encode_state(change.figure)
            )
        self.families.put(change.family, after)


class FamilyIndex:
    """
    The families of this worker's partitions, made from the `stored` figures when asked for.

    Only the ids of all families are kept in memory, and the families used last.
    """

    def __init__(
        self, stored: Mapping[bytes, bytes], *, in_memory: int = FAMILIES_IN_MEMORY
    ) -> None:
        self._stored = stored
        self._in_memory = in_memory
        self._ids: dict[str, set[str]] | None = None
        self._families: OrderedDict[str, Family] = OrderedDict()

    def family(self, name: str) -> Family:
        """Give a family as it is now; empty if nothing of it has come."""
        if self._ids is None:
            self._ids = self._gather()
        family = self._families.get(name)
        if family is None:
            keys = [_key(name, figure) for figure in self._ids.get(name, ())]
            found = [data for data in map(self._stored.get, keys) if data is not None]
            family = family_of(decode_state(data, Figure) for data in found)
        return family

    def put(self, name: str, family: Family) -> None:
        """Keep a family as it is now."""
        if self._ids is None:
            return  # forgotten meanwhile: the table knows
        self._ids[name] = set(family.figures)
        self._families[name] = family
        self._families.move_to_end(name)
        if len(self._families) > self._in_memory:
            self._families.popitem(last=False)

    def forget(self) -> None:
        """Gather anew at the next question."""
        self._ids = None
        self._families.clear()

    def _gather(self) -> dict[str, set[str]]:
        ids: dict[str, set[str]] = {}
        for key in self._stored.keys():  # noqa: SIM118  # iterating a Faust table is not the same
            family, _, figure = key.decode().rpartition("\0")
            ids.setdefault(family, set()).add(figure)
        return ids


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


def _change(event: Event, series_of: Callable[[Figure], Series]) -> _Change:
    if event.type == FIGURE_WITHDRAWN:
        try:
            return _Change(family=event.data["family"], figure=None, withdrawn=event.data["figure"])
        except (KeyError, TypeError) as error:
            raise DecodeError(f"not a withdrawal: {error}") from error
    if event.type != FIGURE_EXTRACTED:
        raise DecodeError(f"not an event of figures: {event.type}")
    figure = from_wire(event.data, Figure)
    return _Change(family=series_of(figure).family, figure=figure, withdrawn=None)


def _key(family: str, figure_id: str) -> bytes:
    return f"{family}\0{figure_id}".encode()


def _processing_error(error: Exception, *, about: str) -> ProcessingError:
    """Whatever a message does to the code that reads it, the messages after it must go on."""
    if isinstance(error, ProcessingError):
        return error
    return ProcessingError(f"{type(error).__name__}: {error}", about=about)


class ConfirmedTable(faust.Table[bytes, bytes]):
    """
    A table whose changes can be waited for.

    Faust commits offsets although changes of a table have not reached the changelog yet; the
    next owner of the partition would then miss them. And it notes the place of each own change
    as the end of what is on disk, also where another worker wrote before it: a worker that was
    frozen while its partitions moved would never read those changes.
    """

    _change: Awaitable[Any]

    def send_changelog(self, *arguments: Any, **named: Any) -> Any:
        """Send a change, and remember it so that it can be waited for."""
        sent = super().send_changelog(*arguments, **named)
        self._change = sent
        return sent

    async def put(self, key: bytes, value: bytes) -> None:
        """Set a key; returns when the broker has the change."""
        await self._confirmed(lambda: self.__setitem__(key, value))

    async def remove(self, key: bytes) -> None:
        """Remove a key if it is there; returns when the broker has the change."""
        await self._confirmed(lambda: self.__delitem__(key))

    def _on_changelog_sent(self, fut: Any) -> None:
        """Note how far the disk goes, but not past changes that others made."""
        sent = fut.result()
        on_disk = self.data.persisted_offset(sent.topic_partition)
        if sent.offset == (0 if on_disk is None else on_disk + 1):
            self.data.set_persisted_offset(sent.topic_partition, sent.offset)

    async def _confirmed(self, change: Callable[[], None]) -> None:
        while True:
            change()
            try:
                await self._change
            except Exception as error:
                log.warning("the broker did not take a change", extra={"error": repr(error)})
                await asyncio.sleep(SEND_AGAIN_SECONDS)
            else:
                return


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

    async def set_aside(self, event: Any, error: Exception, *, step: str) -> None:
        """Send a message that can't be used to the dead letters, with its bytes."""
        message = event.message
        letter = DeadLetter.about(
            event.value or b"",
            error,
            origin=message.topic,
            position=f"{message.partition}:{message.offset}",
            step="decode" if isinstance(error, DecodeError) else step,
            at=self._now(),
        )
        log.error("message set aside", extra={"at": letter.position, "error": letter.error})
        try:
            await self._dead_letter(letter)
        except ProcessingError:
            # In base64 it is larger than any message may be: it can be read at its position.
            note = f"{letter.error} ({len(letter.payload)} bytes left out)"
            await self._dead_letter(replace(letter, payload=b"", error=note))
        self.observer.dead_letter(letter.step)

    async def _dead_letter(self, letter: DeadLetter) -> None:
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

    async def _send(self, topic: Any, key: str, event: Event) -> None:
        data = encode_event(event, key=key)
        while True:
            try:
                await (await topic.send(key=key.encode(), value=data))
            except Exception as error:
                if isinstance(error, TOO_LARGE) or isinstance(error.__cause__, TOO_LARGE):
                    raise ProcessingError("the message is too large", about=event.id) from error
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


def _table(app: faust.App, name: str, partitions: int) -> ConfirmedTable:
    """A table of bytes by bytes; its changelog is called `<application>-<name>-changelog`."""
    table = ConfirmedTable(
        app,
        name=name,
        key_type=bytes,
        value_type=bytes,
        partitions=partitions,
        # A copy: Faust takes the driver's name out of what it is given.
        options=dict(TABLE_OPTIONS),
        beacon=app.tables.beacon,
    )
    app.tables.add(table)
    return table


def _record(data: bytes, event_type: str, record_type: type[T]) -> T:
    event = decode_event(data)
    if event.type != event_type:
        raise DecodeError(f"expected {event_type}, got {event.type}")
    return from_wire(event.data, record_type)

"""What goes over the topics keeps to the specifications, by their own schemas."""

from __future__ import annotations

import asyncio
import copy
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import faust
import jsonschema
import pytest
import yaml
from prometheus_client import CollectorRegistry

from figurewatch.app.distributed import MetricsObserver
from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import topic_names
from figurewatch.errors import ProcessingError
from figurewatch.records import DeadLetter
from figurewatch.records.schemas import json_schema
from ingest import reporting
from ingest.producer import message_of
from processors.agents import ArticleFigures, _Out
from sinks.messages import Message
from sinks.metrics import Metrics
from sinks.notifiers import webhook_payload
from tests import factories
from tests.npm import npm_file

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "docs/asyncapi.yaml").read_text())


class RecordingTopic:
    """A topic that keeps what is sent."""

    def __init__(self, sent: list[bytes]) -> None:
        self._sent = sent

    async def send(self, *, key: bytes, value: bytes) -> Any:
        """Keep the value, and say that the broker has it."""
        self._sent.append(value)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


class RecordingApp:
    """An application whose topics keep what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def topic(self, name: str, **_options: Any) -> RecordingTopic:
        """Give a topic."""
        return RecordingTopic(self.sent)


def events() -> list[dict[str, Any]]:
    """One event of each type, as the roles send them."""
    app, article = RecordingApp(), factories.article()
    out = _Out(
        cast(faust.App, app),
        topic_names(KafkaSection()),
        now=lambda: datetime(2026, 9, 14, tzinfo=UTC),
        observer=MetricsObserver(Metrics(CollectorRegistry())),
    )
    letter = DeadLetter.about(
        b"\xff",
        ProcessingError("no", about="a1"),
        origin="articles",
        position="0:1",
        step="read",
        at=factories.MONDAY,
    )

    async def send() -> None:
        figure = factories.figure()
        known = ArticleFigures(revision=1, figures={"gone": "family"})
        await out.figures(article, [figure], {figure.id: "family"}, known)
        await out.alerts([factories.alert()])
        await out._dead_letter(letter)

    asyncio.run(send())
    told = reporting.message_of(factories.feed_status(), run="one")
    return [json.loads(data) for data in (message_of(article), told, *app.sent)]


#: Reads events and says of each whether it is one, by the rules of the specification's own kit.
JUDGE = """
const { CloudEvent } = require(process.argv[1]);
const events = JSON.parse(require("fs").readFileSync(0));
const valid = (event) => { try { return new CloudEvent(event, true).validate(); }
                           catch { return false; } };
console.log(JSON.stringify(events.map(valid)));
"""


def test_every_event_is_a_cloudevent() -> None:
    """By the kit of CloudEvents 1.0; one without its source is none."""
    kit = npm_file("cloudevents/package.json").parent
    found = events()
    assert len({event["type"] for event in found}) == 6
    nameless = {key: value for key, value in found[0].items() if key != "source"}
    judged = subprocess.run(
        ["node", "-e", JUDGE, str(kit)],
        input=json.dumps([*found, nameless, {**found[0], "time": "soon"}]),
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(judged.stdout) == [True] * len(found) + [False, False]


def test_every_event_is_as_the_document_describes_it() -> None:
    """By the message of its type."""
    described = {
        message["name"]: message["payload"]["$ref"].rpartition("/")[2]
        for message in DOCUMENT["components"]["messages"].values()
    }
    for event in events():
        schema = DOCUMENT["components"]["schemas"][described[event["type"]]]
        jsonschema.validate(event, {**schema, "components": DOCUMENT["components"]})


@pytest.fixture(scope="module")
def asyncapi() -> jsonschema.Draft7Validator:
    """The schema of AsyncAPI 3.0.0."""
    schema = npm_file("@asyncapi/specs/schemas/3.0.0.json")
    return jsonschema.Draft7Validator(json.loads(schema.read_text()))


def test_the_document_is_asyncapi(asyncapi: jsonschema.Draft7Validator) -> None:
    """By the schema of AsyncAPI 3.0.0."""
    asyncapi.validate(DOCUMENT)


@pytest.mark.parametrize(
    ("name", "value"), [("operations", {"x": {"action": "publish"}}), ("chanels", {})]
)
def test_a_mistake_in_the_document_would_be_found(
    asyncapi: jsonschema.Draft7Validator, name: str, value: Any
) -> None:
    """Such as a word of an older version, or a mistyped key."""
    wrong = copy.deepcopy(DOCUMENT) | {name: value}
    assert not asyncapi.is_valid(wrong)


def test_a_webhook_carries_an_alert_by_our_schema() -> None:
    """And every offset in it slices to the words that it gives."""
    alert = factories.alert()
    message = Message(
        id=alert.id,
        kind="alert",
        alerts=(alert,),
        created=factories.MONDAY,
        severity=alert.severity,
    )
    payload = json.loads(json.dumps(webhook_payload(message, now=factories.MONDAY), default=str))
    jsonschema.validate(payload["data"], json_schema("Alert"))
    figure = payload["data"]["figure"]
    for part in ("quantity", "counted", "scope"):
        span = figure[part]
        assert factories.TEXT[span["start"] : span["end"]] == span["text"]

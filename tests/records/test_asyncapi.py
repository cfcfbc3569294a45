"""docs/asyncapi.yaml describes what is really on the topics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import topic_names
from figurewatch.records.codec import Event, encode_event, to_wire
from ingest import reporting
from ingest.producer import message_of
from processors import agents
from tests import factories

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "docs/asyncapi.yaml").read_text()
)


def validate(message: bytes, schema: str) -> None:
    """Check a message against a schema of the document."""
    definition = {**DOCUMENT["components"]["schemas"][schema], "components": DOCUMENT["components"]}
    jsonschema.validate(json.loads(message), definition)


def test_the_channels_are_the_topics() -> None:
    """With the prefix that the configuration has by default."""
    names = topic_names(KafkaSection())
    assert {channel["address"] for channel in DOCUMENT["channels"].values()} == {
        names.articles,
        names.figures,
        names.alerts,
        names.dead_letters,
        names.feeds,
    }


def test_the_messages_are_the_events_that_are_sent() -> None:
    """Every type of event has its message."""
    types = {
        agents.ARTICLE_PRINTED,
        agents.FIGURE_EXTRACTED,
        agents.FIGURE_WITHDRAWN,
        agents.ALERT_RAISED,
        agents.LETTER_DEAD,
        reporting.FEED_SEEN,
    }
    assert {message["name"] for message in DOCUMENT["components"]["messages"].values()} == types


def test_an_article_as_it_is_sent_satisfies_the_document() -> None:
    """And one of another type does not."""
    message = message_of(factories.article())
    validate(message, "articlePrinted")
    with pytest.raises(jsonschema.ValidationError):
        validate(message, "alertRaised")


def test_a_figure_as_it_is_sent_satisfies_the_document() -> None:
    """In its envelope."""
    figure = factories.figure()
    event = Event(
        id=figure.id,
        type=agents.FIGURE_EXTRACTED,
        source=agents.SOURCE,
        subject=figure.series,
        time=figure.article.published,
        data=to_wire(figure),
    )
    validate(encode_event(event, key="family"), "figureExtracted")


def test_a_feed_as_it_is_told_satisfies_the_document() -> None:
    """Of one that was never reached too."""
    validate(reporting.message_of(factories.feed_status(), run="one"), "feedSeen")


def test_every_reference_in_the_document_leads_somewhere() -> None:
    """No mistyped channel, message or schema."""

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if "$ref" in value else []
            return own + [ref for item in value.values() for ref in references(item)]
        if isinstance(value, list):
            return [ref for item in value for ref in references(item)]
        return []

    found = references(DOCUMENT)
    assert found
    for reference in found:
        node = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]

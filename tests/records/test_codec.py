"""Records survive their bytes, and bytes that are no records are refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jsonschema
import pytest

from figurewatch.errors import DecodeError
from figurewatch.records import Alert, DeadLetter, Figure, Scope, stable_id
from figurewatch.records.codec import (
    Event,
    decode,
    decode_event,
    encode,
    encode_event,
    from_wire,
    to_wire,
)
from figurewatch.records.schemas import RECORDS, json_schema
from tests import factories


def letter() -> DeadLetter:
    """A dead letter with bytes that are no text."""
    return DeadLetter.about(
        b"\xff\x00",
        ValueError("no"),
        origin="articles",
        position="0:7",
        step="decode",
        at=datetime(2026, 9, 1, tzinfo=UTC),
    )


EXAMPLES = {
    "Alert": factories.alert(),
    "Article": factories.article(),
    "DeadLetter": letter(),
    "Figure": factories.figure(),
    "Series": factories.series(),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_record_is_the_same_after_encoding_and_decoding(name: str) -> None:
    """Nothing is lost on the way."""
    record = EXAMPLES[name]
    assert decode(encode(record), type(record)) == record


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_encoded_satisfies_the_exported_schema(name: str) -> None:
    """The schema that the command line prints describes the wire."""
    jsonschema.validate(json.loads(encode(EXAMPLES[name])), json_schema(name))


def test_every_exported_schema_is_a_valid_schema() -> None:
    """A program of somebody else can load each of them."""
    for name in RECORDS:
        jsonschema.Draft202012Validator.check_schema(json_schema(name))


def test_a_schema_refuses_a_record_with_a_part_missing() -> None:
    """The check above can fail."""
    wire = to_wire(factories.figure())
    del wire["scope"]["kind"]
    with pytest.raises(jsonschema.ValidationError, match="kind"):
        jsonschema.validate(json.loads(json.dumps(wire)), json_schema("Figure"))


def test_keyword_fields_have_their_plain_names_on_the_wire() -> None:
    """The contract says "class" and "from"."""
    wire = to_wire(factories.figure())
    assert wire["subject"]["class"] == "desertion"
    assert {"from", "to"} <= wire["scope"].keys()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "not a Figure"),
        (b'{"id": 1}', "not a Figure"),
    ],
)
def test_bytes_that_are_no_record_are_refused(data: bytes, says: str) -> None:
    """A DecodeError says what was expected."""
    with pytest.raises(DecodeError, match=says):
        decode(data, Figure)


def test_a_record_with_a_wrong_interval_is_refused() -> None:
    """Checks of the record hold for bytes too."""
    wire = to_wire(factories.figure())
    wire["quantity"].update(low=2, high=1)
    with pytest.raises(DecodeError, match="above high"):
        from_wire(wire, Figure)


def test_an_event_carries_its_record_through_the_envelope() -> None:
    """CloudEvents in structured JSON, and back."""
    alert = factories.alert()
    event = Event(
        id=alert.id,
        type="org.figurewatch.alert.raised.v1",
        source="/figurewatch",
        subject=alert.series,
        time=alert.raised,
        data=to_wire(alert),
    )
    data = encode_event(event, key="k")
    assert json.loads(data)["specversion"] == "1.0"
    assert from_wire(decode_event(data).data, Alert) == alert


def test_an_envelope_of_another_version_is_refused() -> None:
    """What is no CloudEvents 1.0 message does not pass for one."""
    with pytest.raises(DecodeError, match="CloudEvents"):
        decode_event(b'{"specversion": "0.3"}')


def test_ids_depend_on_where_the_parts_are_cut() -> None:
    """("ab", "c") and ("a", "bc") are different things."""
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert stable_id("ab", "c") == stable_id("ab", "c")


def test_an_open_scope_keeps_its_nulls() -> None:
    """An unknown date is null, not missing."""
    assert json.loads(encode(Scope(kind="stock")))["from"] is None

"""
The bytes of the records: JSON by msgspec, and CloudEvents around it on Kafka.

A field named like a Python keyword carries a trailing underscore here (`class_`, `from_`,
PEP 8) and none on the wire.
"""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from figurewatch.errors import DecodeError

T = TypeVar("T")

KEYWORD_FIELDS = {f"{word}_": word for word in keyword.kwlist}
_FIELDS_OF_KEYWORDS = {word: field for field, word in KEYWORD_FIELDS.items()}


def _rename(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _rename(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rename(item, names) for item in value]
    return value


def to_wire(record: Any) -> Any:
    """Turn a record into the builtins of its JSON."""
    return _rename(msgspec.to_builtins(record), KEYWORD_FIELDS)


def from_wire(value: Any, record_type: type[T]) -> T:
    """Turn the builtins of JSON into a `record_type`; raises DecodeError with the path."""
    try:
        return msgspec.convert(_rename(value, _FIELDS_OF_KEYWORDS), record_type)
    except (msgspec.ValidationError, ValueError) as error:
        raise DecodeError(f"not a {record_type.__name__}: {error}") from error


def encode(record: Any) -> bytes:
    """Encode a record as compact JSON, the same bytes for equal records."""
    return msgspec.json.encode(to_wire(record))


def decode(data: bytes, record_type: type[T]) -> T:
    """Decode the JSON of a `record_type`; raises DecodeError."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DecodeError(f"not JSON: {error}") from error
    return from_wire(value, record_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A CloudEvent of ours: the record's builtins, and what its envelope says."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime | None
    data: Any


def encode_event(event: Event, *, key: str) -> bytes:
    """Encode a CloudEvents 1.0 message in structured JSON; `key` is the Kafka key."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "datacontenttype": "application/json",
        "partitionkey": key,
        "data": event.data,
    }
    if event.time is not None:
        envelope["time"] = event.time
    return msgspec.json.encode(envelope)


def decode_event(data: bytes) -> Event:
    """Decode a CloudEvents 1.0 message in structured JSON; raises DecodeError."""
    try:
        envelope = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DecodeError(f"not JSON: {error}") from error
    if not isinstance(envelope, dict) or envelope.get("specversion") != "1.0":
        raise DecodeError("not a CloudEvents 1.0 message")
    return from_wire({key: envelope.get(key) for key in Event.__slots__}, Event)

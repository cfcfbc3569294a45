"""
The bytes of the records: JSON by msgspec, and CloudEvents around it on Kafka.

A field named like a Python keyword carries a trailing underscore here (`class_`, `from_`,
PEP 8) and none on the wire.

What is kept for long (rows of SQLite, tables of Faust) says in which version it was written. A
change of the records that older bytes don't satisfy adds an entry to UPGRADES, which makes a new
version: older bytes are brought up to date when they are read, newer ones are refused.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from figurewatch.errors import DecodeError, StateError

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


Upgrade = Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]

#: The n-th entry leads from version n to n + 1: what to do with the JSON of which record.
#: Version 1 differs from 2 only in that it does not say its version.
UPGRADES: tuple[Upgrade, ...] = ({},)

_VERSION = "v"


@cache
def _reader(record_type: Hashable) -> tuple[msgspec.json.Decoder[Any], list[tuple[bytes, bytes]]]:
    """Give what decodes a record from its bytes, and the keys to rename in them before."""
    _, definitions = msgspec.json.schema_components([record_type])
    fields = {name for item in definitions.values() for name in item.get("properties", {})}
    keys = [
        (f'"{KEYWORD_FIELDS[field]}":'.encode(), f'"{field}":'.encode())
        for field in sorted(fields & KEYWORD_FIELDS.keys())
    ]
    return msgspec.json.Decoder(cast(Any, record_type)), keys


def _decode_current(data: bytes, record_type: type[T]) -> T:
    """Decode compact JSON of this version straight into the record."""
    decoder, keys = _reader(cast(Hashable, record_type))
    for key, field in keys:
        # Quotes within a value are escaped, so nothing but a key is found.
        data = data.replace(key, field)
    record: T = decoder.decode(data)
    return record


def encode_state(record: Any, *, upgrades: Sequence[Upgrade] = UPGRADES) -> bytes:
    """Encode a record to be kept: its JSON with the version first, equal for equal records."""
    return msgspec.json.encode({_VERSION: len(upgrades) + 1, **to_wire(record)})


def decode_state(data: bytes, record_type: type[T], *, upgrades: Sequence[Upgrade] = UPGRADES) -> T:
    """
    Decode a kept record of this version or an older one; raises DecodeError.

    Raises StateError where a newer figurewatch wrote it, whatever it looks like.
    """
    if data.startswith(b'{"%s":%d,' % (_VERSION.encode(), len(upgrades) + 1)):
        # Of this version: into the record at once, which takes a quarter of the time.
        try:
            return _decode_current(data, record_type)
        except (msgspec.DecodeError, ValueError):
            pass  # The long way says what is wrong with it.
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DecodeError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise DecodeError(f"not a kept {record_type.__name__}")
    name, newest = record_type.__name__, len(upgrades) + 1
    version = value.pop(_VERSION, 1)
    if not isinstance(version, int) or version < 1:
        raise DecodeError(f"not a kept {name}: version {version!r}")
    if version > newest:
        raise StateError(
            f"a kept {name} is of version {version}, this figurewatch reads up to version {newest}:"
            " a newer figurewatch wrote it; run that one, or go back to a backup from before it"
        )
    for upgrade in upgrades[version - 1 :]:
        if name in upgrade:
            value = upgrade[name](value)
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

"""JSON Schemas of the records, as they are on the wire."""

from __future__ import annotations

from typing import Any

import msgspec

from figurewatch.records.alert import Alert
from figurewatch.records.article import Article
from figurewatch.records.codec import KEYWORD_FIELDS
from figurewatch.records.dead_letter import DeadLetter
from figurewatch.records.departure import Departure
from figurewatch.records.feed import FeedStatus
from figurewatch.records.figure import Figure
from figurewatch.records.series import Series

RECORDS: dict[str, type] = {
    record.__name__: record
    for record in (Alert, Article, DeadLetter, Departure, FeedStatus, Figure, Series)
}


def json_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of the record called `name`; KeyError if there is none."""
    schema = _wire_names(msgspec.json.schema(RECORDS[name]))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _wire_names(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_wire_names(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    renamed = {key: _wire_names(value) for key, value in schema.items()}
    if isinstance(renamed.get("properties"), dict):
        renamed["properties"] = {
            KEYWORD_FIELDS.get(name, name): value for name, value in renamed["properties"].items()
        }
    if isinstance(renamed.get("required"), list):
        renamed["required"] = [KEYWORD_FIELDS.get(name, name) for name in renamed["required"]]
    return renamed

"""The OpenAPI description of the HTTP interface, from which the routes take their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from figurewatch.records.schemas import json_schema
from sinks.ask import PARAMETERS

_HTML, _JSON, _CSV = "text/html", "application/json", "text/csv"
_ATOM, _TEXT = "application/atom+xml", "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a path answers to GET."""

    summary: str
    media_type: str
    #: Name of the record in the JSON, or None.
    record: str | None = None
    is_list: bool = False
    #: Query parameters, by name.
    parameters: tuple[str, ...] = ()


def _get(
    summary: str, media_type: str, *parameters: str, record: str | None = None, many: bool = False
) -> Operation:
    return Operation(
        summary=summary,
        media_type=media_type,
        record=record,
        is_list=many,
        parameters=parameters,
    )


OPERATIONS: dict[str, Operation] = {
    "/": _get("Alerts and series", _HTML, "as_of"),
    "/series.json": _get("The series with counts", _JSON, "as_of", record="Series", many=True),
    "/series.csv": _get("The series as a table", _CSV, "as_of"),
    "/series.atom": _get("The newest figures as Atom", _ATOM, "as_of"),
    "/series/{key}": _get("One series: chart and figures", _HTML, "as_of", "page", "axis"),
    "/series/{key}.json": _get("One series with its figures", _JSON, "as_of", record="Series"),
    "/series/{key}.csv": _get("The figures of one series", _CSV, "as_of"),
    "/series/{key}.atom": _get("The newest figures of one series", _ATOM, "as_of"),
    "/embed/series/{key}": _get("The chart of a series, for a frame", _HTML, "as_of", "axis"),
    "/figures/{id}": _get("One figure in its sentence", _HTML, "as_of"),
    "/figures/{id}.json": _get("One figure", _JSON, "as_of", record="Figure"),
    "/alerts.json": _get("The newest alerts", _JSON, "as_of", record="Alert", many=True),
    "/alerts.csv": _get("The newest alerts as a table", _CSV, "as_of"),
    "/alerts.atom": _get("The newest alerts as Atom", _ATOM, "as_of"),
    "/alerts/{id}": _get("One alert with its evidence", _HTML, "as_of"),
    "/alerts/{id}.json": _get("One alert", _JSON, "as_of", record="Alert"),
    "/sources": _get("Who claims what, and who cites whom", _HTML, "as_of", "page"),
    "/sources.json": _get("Sources, and the paths of figures", _JSON, "as_of"),
    "/sources.csv": _get("The paths of figures as a table", _CSV, "as_of"),
    "/sources.atom": _get("The newest claims as Atom", _ATOM, "as_of"),
    "/sources/{name}": _get("What one source claims", _HTML, "as_of", "page"),
    "/sources/{name}.json": _get("What one source claims", _JSON, "as_of"),
    "/sources/{name}.csv": _get("What one source claims, as a table", _CSV, "as_of"),
    "/sources/{name}.atom": _get("What one source claims, as Atom", _ATOM, "as_of"),
    "/search": _get("Figures, sources, articles, series by words", _HTML, "q", "page"),
    "/search.json": _get("The same as JSON", _JSON, "q", "page"),
    "/search.csv": _get("The figures found, as a table", _CSV, "q", "page"),
    "/search.atom": _get("The figures found, as Atom", _ATOM, "q", "page"),
    "/feeds": _get("How the feeds are doing", _HTML),
    "/feeds.json": _get("How the feeds are doing", _JSON),
    "/feeds.csv": _get("How the feeds are doing", _CSV),
    "/feeds.atom": _get("The feeds that fail, as Atom", _ATOM),
    "/pipeline": _get("What passes through, waits, was set aside", _HTML),
    "/pipeline.json": _get("What passes through and what waits", _JSON),
    "/dead-letters.json": _get("What was set aside", _JSON, record="DeadLetter", many=True),
    "/dead-letters.csv": _get("What was set aside, as a table", _CSV),
    "/dead-letters.atom": _get("What was set aside, as Atom", _ATOM),
    "/dead-letters/{id}": _get("One dead letter with its bytes", _HTML),
    "/dead-letters/{id}.bin": _get("The bytes as they came", "application/octet-stream"),
    "/alerts/{id}/ack": _get("A form that acknowledges an alert", _HTML),
    "/alerts/{id}/mute": _get("A form that mutes a series", _HTML),
    "/login": _get("A form that asks for the token", _HTML),
    "/events": _get("Alerts as they come", "text/event-stream"),
    "/metrics": _get("Prometheus metrics", _TEXT),
    "/healthz": _get("The process answers", _TEXT),
    "/readyz": _get("Everything needed is there", _TEXT),
    "/openapi.json": _get("This description", _JSON),
}

#: What changes something; each needs the token, a session, or a signed link where one was sent.
CHANGES: dict[str, str] = {
    "/alerts/{id}/ack": "Acknowledge an alert",
    "/alerts/{id}/mute": "Mute the series of an alert",
    "/alerts/{id}/redeliver": "Hand an alert over again",
    "/login": "Begin a session",
    "/logout": "End the session",
    "/dead-letters/{id}/retry": "Take in again what was set aside",
}

_ERROR: dict[str, Any] = {media_type: {} for media_type in (_HTML, _TEXT, _JSON)}


def openapi(version: str) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of this version."""
    schemas: dict[str, Any] = {}
    for name in ("Series", "Figure", "Alert", "DeadLetter"):
        definitions = json_schema(name)["$defs"]
        schemas.update(_moved(definitions))
    paths: dict[str, Any] = {
        path: {"get": _operation(path, operation)} for path, operation in OPERATIONS.items()
    }
    for path, summary in CHANGES.items():
        paths.setdefault(path, {})["post"] = _change(path, summary)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "figurewatch",
            "version": version,
            "description": "Figures that articles report: claimed by X, printed by Y.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(path: str, operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if operation.record is not None:
        reference = {"$ref": f"#/components/schemas/{operation.record}"}
        content["schema"] = (
            {"type": "array", "items": reference} if operation.is_list else reference
        )
    responses: dict[str, Any] = {
        "200": {"description": operation.summary, "content": {operation.media_type: content}},
        "503": {"description": "The store can't be read just now", "content": _ERROR},
    }
    parameters = _path_parameters(path)
    if parameters:
        responses["404"] = {"description": "There is none of that name", "content": _ERROR}
    parameters += [
        {"name": name, "in": "query", "required": False, **PARAMETERS[name]}
        for name in operation.parameters
    ]
    if operation.parameters:
        responses["400"] = {"description": "A parameter is wrong", "content": _ERROR}
    if path == "/readyz":
        responses["503"] = {
            "description": "Not ready; the body says what is missing",
            "content": _ERROR,
        }
    described: dict[str, Any] = {"summary": operation.summary, "responses": responses}
    if parameters:
        described["parameters"] = parameters
    return described


def _change(path: str, summary: str) -> dict[str, Any]:
    needs_token = path not in ("/login", "/logout")
    return {
        "summary": summary,
        "parameters": _path_parameters(path),
        "security": [{"token": []}] if needs_token else [],
        "responses": {
            "200": {"description": "Done", "content": {_HTML: {}}},
            "303": {"description": "Done; the page to go on with"},
            "400": {"description": "The form is wrong", "content": _ERROR},
            "401": {"description": "The token is missing", "content": _ERROR},
            "403": {"description": "Nothing can be changed here", "content": _ERROR},
            "404": {"description": "There is none of that name", "content": _ERROR},
            "409": {"description": "It failed again; the body says why", "content": _ERROR},
            "503": {"description": "Not possible just now", "content": _ERROR},
        },
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    schemas = {"id": {"type": "string", "pattern": "^[0-9a-f]+$"}}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas.get(name, {"type": "string", "minLength": 1}),
        }
        for name in ("key", "id", "name")
        if f"{{{name}}}" in path
    ]


def _moved(value: Any) -> Any:
    """Point the references of a JSON Schema at the components of the document."""
    if isinstance(value, dict):
        return {
            key: item.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_moved(item) for item in value]
    return value

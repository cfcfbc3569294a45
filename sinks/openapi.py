"""The OpenAPI description of the HTTP interface."""

from __future__ import annotations

from typing import Any

from figurewatch.records.schemas import json_schema

#: path → (summary, media type, name of the record or None, is a list)
_PATHS: dict[str, tuple[str, str, str | None, bool]] = {
    "/": ("Alerts and series", "text/html", None, False),
    "/series.json": ("The series with their counts", "application/json", "Series", True),
    "/series.csv": ("The series as a table", "text/csv", None, False),
    "/series/{key}": ("One series: chart and figures", "text/html", None, False),
    "/series/{key}.json": ("One series with its figures", "application/json", "Series", False),
    "/series/{key}.csv": ("The figures of one series", "text/csv", None, False),
    "/figures/{id}": ("One figure in its sentence", "text/html", None, False),
    "/figures/{id}.json": ("One figure", "application/json", "Figure", False),
    "/alerts.json": ("The newest alerts", "application/json", "Alert", True),
    "/alerts.csv": ("The newest alerts as a table", "text/csv", None, False),
    "/alerts.atom": ("The newest alerts as Atom", "application/atom+xml", None, False),
    "/alerts/{id}": ("One alert with its evidence", "text/html", None, False),
    "/alerts/{id}.json": ("One alert", "application/json", "Alert", False),
    "/feeds": ("How the feeds are doing", "text/html", None, False),
    "/feeds.json": ("How the feeds are doing", "application/json", None, False),
    "/feeds.csv": ("How the feeds are doing", "text/csv", None, False),
    "/events": ("Alerts as they come", "text/event-stream", None, False),
    "/metrics": ("Prometheus metrics", "text/plain", None, False),
    "/healthz": ("The process answers", "text/plain", None, False),
    "/readyz": ("Everything needed is there", "text/plain", None, False),
    "/openapi.json": ("This description", "application/json", None, False),
}


def openapi(version: str) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of this version."""
    schemas: dict[str, Any] = {}
    for name in ("Series", "Figure", "Alert"):
        definitions = json_schema(name)["$defs"]
        schemas.update(_moved(definitions))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "figurewatch",
            "version": version,
            "description": "Figures that articles report: claimed by X, printed by Y.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {path: {"get": _operation(path, *parts)} for path, parts in _PATHS.items()},
        "components": {"schemas": schemas},
    }


def _operation(
    path: str, summary: str, media_type: str, record: str | None, is_list: bool
) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if record is not None:
        reference = {"$ref": f"#/components/schemas/{record}"}
        content["schema"] = {"type": "array", "items": reference} if is_list else reference
    responses: dict[str, Any] = {"200": {"description": summary, "content": {media_type: content}}}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("key", "id")
        if f"{{{name}}}" in path
    ]
    if parameters:
        responses["404"] = {"description": "There is none of that name"}
    if path == "/readyz":
        responses["503"] = {"description": "Not ready; the body says what is missing"}
    operation: dict[str, Any] = {"summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = parameters
    return operation


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

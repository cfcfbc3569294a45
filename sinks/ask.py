"""What a request asks for: its query, checked; anything wrong is a 400 that says what."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web

#: Every query parameter, as OpenAPI describes it.
PARAMETERS: dict[str, dict[str, Any]] = {
    "as_of": {
        "description": "The page as the store knew it at this moment (UTC unless it says"
        " otherwise), or at the end of this day",
        "schema": {
            "type": "string",
            "pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
            "(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?)?$",
        },
    },
    "page": {
        "description": "Which part of a long list, the newest first",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000},
    },
    "axis": {
        "description": "`fit` lets the value axis begin above zero, marked as broken",
        "schema": {"type": "string", "enum": ["zero", "fit"]},
    },
    "q": {
        "description": "Words; those in double quotes must follow each other",
        "schema": {"type": "string", "maxLength": 200},
    },
}


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A checked request."""

    request: web.Request
    path: str
    as_of: datetime | None = None
    page: int = 1
    fit: bool = False
    q: str = ""

    @property
    def key(self) -> str:
        """The name in the path: of a series, a source, a figure, an alert."""
        return next(iter(self.request.match_info.values()), "")

    def link(self, path: str, **changes: str) -> str:
        """
        Give the address of another page, as of the same moment.

        `path` is written by us, its names still unescaped.
        """
        query = {"as_of": moment_text(self.as_of)} if self.as_of else {}
        query |= changes
        address = quote(path, safe="/#")
        page, _, anchor = address.partition("#")
        return page + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")


def read_ask(request: web.Request, allowed: Sequence[str]) -> Ask:
    """Check the query of `request`; raises 400 with the reason."""
    values: dict[str, str] = {}
    for name, value in request.query.items():
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise bad_request(f"there is no parameter {name} here{hint}")
        if name in values:
            raise bad_request(f"{name} is given twice")
        values[name] = value
    return Ask(
        request=request,
        path=request.path,
        as_of=_moment(values),
        page=_page(values),
        fit=_fit(values),
        q=_words(values),
    )


def bad_request(message: str) -> web.HTTPBadRequest:
    """Make the error of a request that asks for something that can't be."""
    return web.HTTPBadRequest(text=message)


def moment_text(moment: datetime) -> str:
    """Write a moment as `as_of` takes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(values: Mapping[str, str]) -> datetime | None:
    text = values.get("as_of")
    if text is None:
        return None
    examples = "2026-10-01 or 2026-10-01T12:00Z"
    problem = f"as_of must be a day or a moment, such as {examples}, not {text[:40]!r}"
    if not _MOMENT.fullmatch(text):
        raise bad_request(problem)
    try:
        moment = datetime.fromisoformat(text)
        if "T" not in text:
            moment = datetime.combine(moment, time(23, 59, 59))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_request(problem) from None


def _page(values: Mapping[str, str]) -> int:
    text = values.get("page", "1")
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not 1 <= int(text) <= 10_000:
        raise bad_request(f"page must be a number from 1 to 10000, not {text[:40]!r}")
    return int(text)


def _fit(values: Mapping[str, str]) -> bool:
    text = values.get("axis", "zero")
    if text not in ("zero", "fit"):
        raise bad_request(f"axis must be zero or fit, not {text[:40]!r}")
    return text == "fit"


def _words(values: Mapping[str, str]) -> str:
    text = values.get("q", "")
    if len(text) > 200:
        raise bad_request(f"q may have 200 characters, not {len(text)}")
    return text.strip()

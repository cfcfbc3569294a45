"""The running server keeps to its OpenAPI description, asked with made-up requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from sinks.openapi import openapi
from tests import sites

#: Answered for as long as the reader stays.
ENDLESS = "/events"

schema = schemathesis.openapi.from_dict(openapi("0.1.0")).exclude(path=ENDLESS)


@pytest.fixture(scope="module", name="address")
def _address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory: Path = tmp_path_factory.mktemp("site")
    with sites.served(sites.make(directory / "figurewatch.db")) as (address, _):
        yield address


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case: Case, address: str) -> None:
    """Status, media type and schema; what is wrong is refused, and nothing is an error of ours."""
    case.call_and_validate(base_url=address, timeout=20)

"""What the test packages share: the language pipeline, and how a run is divided among processes."""

import os

import pytest
from spacy.language import Language
from xdist.scheduler import LoadScopeScheduling

from processors import language

BROKER = "tests/kafka/"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that FIGUREWATCH_PIPELINE names, or the shipped one."""
    name = os.environ.get("FIGUREWATCH_PIPELINE")
    if name is None and not language.SHIPPED.exists():
        pytest.skip("no pipeline: processors/en_figures is absent, FIGUREWATCH_PIPELINE is unset")
    return language.load(name)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """
    How `pytest -n 2` divides the tests among its processes: file by file.

    What needs the Kafka broker stays in one process, as there is one broker.
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROKER if nodeid.startswith(BROKER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Use it, whatever `--dist` says."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the broker begins first, as it takes longest and mostly waits."""
    items.sort(key=lambda item: not item.nodeid.startswith(BROKER))

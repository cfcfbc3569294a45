"""What several test packages share: the language pipeline, loaded once."""

import os

import pytest
from spacy.language import Language

from processors import language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that FIGUREWATCH_PIPELINE names, or the shipped one."""
    name = os.environ.get("FIGUREWATCH_PIPELINE")
    if name is None and not language.SHIPPED.exists():
        pytest.skip("no pipeline: processors/en_figures is absent, FIGUREWATCH_PIPELINE is unset")
    return language.load(name)

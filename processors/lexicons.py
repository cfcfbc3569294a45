"""Loads the word lists of `lexicon/`: data files, written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "lexicon"


def load_lexicon(name: str) -> dict[str, Any]:
    """Give the tables of `lexicon/<name>.toml`."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)

"""Where the packages are that tests take from npm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("FIGUREWATCH_NPM_CACHE") or "~/.cache/figurewatch/npm").expanduser()


def npm_file(path: str) -> Path:
    """
    Give a file of an installed package, such as "axe-core/axe.min.js".

    The test is skipped where it is missing; in CI that is a failure.
    """
    file = CACHE / "node_modules" / path
    if not file.exists():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(f"{path} is not there (tests/install-npm-packages fetches it)")
    return file

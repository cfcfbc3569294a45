"""Imports point down: the contracts of pyproject.toml hold."""

from __future__ import annotations

import os
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_imports_point_down(capsys: object) -> None:
    """Reading and deciding do no I/O; ingest, processors and sinks don't know each other."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
    finally:
        os.chdir(before)


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`figurewatch --version` need not wait for spaCy."""
    import subprocess
    import sys

    code = "import figurewatch.app.cli, sys; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

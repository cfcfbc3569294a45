"""Imports point down: the contracts of pyproject.toml hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("module", ["cli", "commands.look", "commands.feeds", "commands.alerts"])
def test_what_reads_no_text_waits_for_no_language_pipeline(module: str) -> None:
    """`figurewatch --version`, and looking at what is kept, need not wait for spaCy."""
    code = f"import figurewatch.app.{module}, sys; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

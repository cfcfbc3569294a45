"""One process per store: the second is refused in plain words, and a killed one lets go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from figurewatch.app.holding import held_alone
from figurewatch.errors import StoreError
from tests.app.test_cli import figurewatch

HOLD = """
import sys, time
from pathlib import Path
from figurewatch.app.holding import held_alone
with held_alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[bytes]:
    """A process that holds `path`."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_store_is_held_by_one_process(tmp_path: Path) -> None:
    """The next is told by which, and can have it once that one was killed."""
    path = tmp_path / "figurewatch.db"
    with hold(path) as process:
        with (
            pytest.raises(
                StoreError, match=f"in use by another figurewatch, process {process.pid}$"
            ),
            held_alone(path),
        ):
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with held_alone(path):
        pass


@pytest.mark.parametrize(
    ("command", "file"),
    [("run", "figurewatch.db"), ("ingest", "ingest.db"), ("deliver", "figurewatch.db")],
)
def test_what_keeps_a_store_in_memory_refuses_a_second_one(
    tmp_path: Path, command: str, file: str
) -> None:
    """Before it touches anything."""
    config = tmp_path / "figurewatch.yml"
    config.write_text(f"data_dir: {tmp_path}/var\nhttp: {{port: 0}}\n")
    with held_alone(tmp_path / "var" / file):
        done = figurewatch(command, "--config", str(config))
    assert done.returncode == 1
    assert f"var/{file}: is in use by another figurewatch, process {os.getpid()}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var" / file).exists()


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    """Also where a folder is a file."""
    (tmp_path / "var").write_text("")
    path = tmp_path / "var" / "figurewatch.db"
    with pytest.raises(StoreError, match=r"var/figurewatch\.db: can't be used: "), held_alone(path):
        pass

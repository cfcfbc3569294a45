"""
Processes that are forked from one that has imported everything: a role runs at once.

To import spaCy, Faust and the monitor takes a role about seven seconds of CPU, and the tests start
some fifty. What is forked is a process of its own like any other: it has its own memory, event
loop and connections, and is stopped, frozen and killed by signals.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# One core a process, as the command line has it: BLAS reads this when it is imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "figurewatch.app.cli",
        "figurewatch.app.commands.roles",
        "figurewatch.app.distributed",
        "tests.kafka.counts",
    ]
)


class Forked:
    """A process that runs `main` of a module, with the methods of Popen that the tests use."""

    def __init__(self, module: str, arguments: Sequence[str], *, log: Path) -> None:
        told = (module, list(arguments), str(log), dict(os.environ))
        self._process = _CONTEXT.Process(target=_run, args=told)
        self._process.start()

    def poll(self) -> int | None:
        """Give the exit code, None while it runs; that of the signal is negative."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end and give the exit code; raises TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None and timeout is not None:
            raise subprocess.TimeoutExpired(str(self._process.name), timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self._process.is_alive() and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _run(module: str, arguments: list[str], log: str, environment: dict[str, str]) -> None:
    """Run `main` of a module as its command would; what it says goes to the log."""
    os.environ.clear()
    os.environ.update(environment)
    to = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(to, sys.stdout.fileno())
    os.dup2(to, sys.stderr.fileno())
    sys.argv = [module, *arguments]
    if module == "figurewatch":
        from figurewatch.app.cli import main
    else:
        from tests.kafka.counts import run as main
    main()

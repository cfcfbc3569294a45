"""One process per file: who holds it is told, and the kernel lets go when that process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figurewatch.errors import StoreError


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """
    Hold the store `path` for this process; raises StoreError where another one does.

    What a process keeps in memory of a store would be wrong if another one wrote to it. Looking,
    backing up and the like need no hold.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(str(path), f"can't be used: {error.strerror}: {lock}") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(file, 20).decode("ascii", "replace").strip() or "unknown"
            says = f"is in use by another figurewatch, process {holder}"
            raise StoreError(str(path), says) from error
        _sign(file)
        yield
    finally:
        # The file stays: were it removed, two processes could each hold a lock of that name.
        os.close(file)


def _sign(file: int) -> None:
    """Write who holds it, for the message to others; a full disk is no reason not to start."""
    try:
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
    except OSError:
        pass

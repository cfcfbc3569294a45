"""
Reads bytes that somebody else wrote in a process that can be stopped.

feedparser, lxml and trafilatura have inputs on which they take minutes or gigabytes; a thread
can't be stopped, and a limit on the size of the input does not help. So a child process reads,
under limits that the kernel enforces: one for CPU time per document (a timer whose signal ends
the process even inside C code) and one for memory. The child lives on from document to document,
which makes a document cost a fraction of a millisecond more, and is replaced when it dies.

The child gets no environment, may write no file, and ends by itself when its parent is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

import msgspec

from figurewatch.errors import FetchError
from ingest.entries import PageText, ParsedFeed
from ingest.outcomes import Outcome

T = TypeVar("T")

CPU_SECONDS = 2.0
MEMORY_BYTES = 1 << 30
#: A child whose memory once grew beyond this is replaced, because it never gives it back.
_RETIRE_BYTES = 256 << 20
#: Waiting for a core must not count, so this is far above the CPU limit.
_PATIENCE_SECONDS = 60.0
_FRAME = struct.Struct("!I")

Kind = Literal["feed", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    kind: Kind
    body: bytes
    url: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What the child says: a record as MessagePack, or why there is none."""

    record: bytes = b""
    error: str = ""
    #: The child asks to be replaced.
    retires: bool = False


class Readers:
    """
    A few reading processes; use it as an async context manager.

    Each call raises FetchError with reason "unreadable" for a document that can't be read
    within the limits; the next document is read by a new process.
    """

    def __init__(
        self, count: int = 1, *, cpu_seconds: float = CPU_SECONDS, memory: int = MEMORY_BYTES
    ) -> None:
        self._idle: asyncio.Queue[_Child] = asyncio.Queue()
        self._children = [_Child(cpu_seconds, memory) for _ in range(count)]

    async def __aenter__(self) -> Readers:
        for child in self._children:
            self._idle.put_nowait(child)
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in self._children:
            child.stop()

    async def read_feed(self, body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
        """Read a feed as `parsing.read_feed` does."""
        return await self._read(ParsedFeed, "feed", body, url, content_type)

    async def read_page(self, body: bytes, *, url: str, content_type: str = "") -> PageText:
        """Read a page as `fulltext.read_page` does."""
        return await self._read(PageText, "page", body, url, content_type)

    async def _read(
        self, record_type: type[T], kind: Kind, body: bytes, url: str, content_type: str
    ) -> T:
        job = _Job(kind=kind, body=body, url=url, content_type=content_type)
        child = await self._idle.get()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await child.ask(job)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            message = child.stop() or "took too long to read"
            raise FetchError(url, message, reason=Outcome.UNREADABLE) from error
        except BaseException:
            child.stop()
            raise
        finally:
            self._idle.put_nowait(child)
        if answer.retires:
            child.stop()
        if answer.error:
            raise FetchError(url, answer.error, reason=Outcome.UNREADABLE)
        return msgspec.msgpack.decode(answer.record, type=record_type)


class _Child:
    """One reading process, started when it is first asked."""

    def __init__(self, cpu_seconds: float, memory: int) -> None:
        self._arguments = (str(cpu_seconds), str(memory))
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def ask(self, job: _Job) -> _Answer:
        """Hand over a document and wait for the answer."""
        if self._process is None or self._process.poll() is not None:
            self.stop()
            await self._start()
        data = msgspec.msgpack.encode(job)
        self._writer.write(_FRAME.pack(len(data)) + data)
        await self._writer.drain()
        (length,) = _FRAME.unpack(await self._reader.readexactly(_FRAME.size))
        return msgspec.msgpack.decode(await self._reader.readexactly(length), type=_Answer)

    def stop(self) -> str:
        """End the process; says in words how it had ended already, "" if it had not."""
        process, self._process = self._process, None
        if process is None:
            return ""
        self._writer.close()
        # Its end of the socket closes a moment before the kernel reports its death.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
        died = process.poll()
        process.kill()
        process.wait()
        if died == -signal.SIGPROF:
            return "took more CPU time than a document may"
        return f"ended the reading process ({died})" if died is not None else ""

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # The interpreter of this process, told to read as its only argument says.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", __name__, *self._arguments],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                close_fds=True,
                start_new_session=True,
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours)


def main() -> None:
    """Read documents from the socket on standard input until it closes; the child's side."""
    cpu_seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=0) as connection, connection.makefile("rb") as stream:
        while (job := _receive(stream)) is not None:
            answer = msgspec.msgpack.encode(_answer(job, cpu_seconds))
            connection.sendall(_FRAME.pack(len(answer)) + answer)


def _receive(stream: IO[bytes]) -> _Job | None:
    header = stream.read(_FRAME.size)
    if len(header) < _FRAME.size:
        return None
    return msgspec.msgpack.decode(stream.read(_FRAME.unpack(header)[0]), type=_Job)


def _answer(job: _Job, cpu_seconds: float) -> _Answer:
    read = _reader_of(job.kind)  # imports what it needs, which must not count
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        record = read(job.body, url=job.url, content_type=job.content_type)
        return _Answer(record=msgspec.msgpack.encode(record), retires=_has_grown())
    except MemoryError:
        return _Answer(error="took more memory than a document may", retires=True)
    except Exception as error:  # a bug in a parser costs one document, not the feed's process
        return _Answer(error=f"{type(error).__name__}: {error}"[:500], retires=_has_grown())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _reader_of(kind: Kind) -> Callable[..., Any]:
    if kind == "feed":
        from ingest.parsing import read_feed

        return read_feed
    from ingest.fulltext import read_page

    return read_page


def _has_grown() -> bool:
    """Say whether this process holds more memory than is worth keeping."""
    # Not getrusage: its maximum is inherited from the process that started this one.
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() > _RETIRE_BYTES


if __name__ == "__main__":
    main()

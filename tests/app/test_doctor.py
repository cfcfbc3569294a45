"""What an operator can get wrong is found, named and explained; nothing is changed by looking."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from figurewatch.app.clock import now
from figurewatch.app.doctor import Finding, examine
from figurewatch.app.settings import Settings, parse_settings
from ingest.store import Store as IngestStore
from sinks.store import Store
from tests.ingest.test_checking import item, rss
from tests.ports import free_port


def settings_of(folder: Path, more: str = "") -> Settings:
    """Give settings with data in `folder`; `more` is YAML."""
    text = f"data_dir: {folder}\nsample: true\n{more}\n"
    return parse_settings(text, name="my.yml", environ={})


def found(settings: Settings, check: str, *, offline: bool = True) -> Finding:
    """Give what one check found."""
    return next(finding for finding in examine(settings, offline=offline) if finding.check == check)


@pytest.mark.usefixtures("nlp")
def test_a_sound_set_up_passes_and_is_left_as_it_was(tmp_path: Path) -> None:
    """Nothing is created, not even the data directory."""
    folder = tmp_path / "var"
    port = free_port()
    findings = list(examine(settings_of(folder, f"http: {{port: {port}}}"), offline=True))
    assert [finding for finding in findings if not finding.ok] == []
    assert not folder.exists()


def test_a_data_directory_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    """Such as a file in its place."""
    (tmp_path / "var").write_text("")
    finding = found(settings_of(tmp_path / "var" / "deep"), "data directory")
    assert (finding.ok, str(tmp_path / "var") in finding.says) == (False, True)


def test_a_store_is_looked_into_without_being_migrated(tmp_path: Path) -> None:
    """One of an earlier version is said to be so, and stays so until the next start."""
    settings = settings_of(tmp_path)
    Store(settings.store_path).close()
    IngestStore(settings.spool_path).close()
    assert found(settings, "store").says.endswith("is whole and up to date")
    assert found(settings, "spool").says.endswith("is whole and up to date")
    with sqlite3.connect(settings.store_path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sinks_migrations")]
        connection.execute("DELETE FROM sinks_migrations WHERE name = ?", (max(names),))
    assert "is of an earlier version; 1 changes" in found(settings, "store").says
    assert "is of an earlier version; 1 changes" in found(settings, "store").says


def test_a_store_of_a_newer_version_or_a_damaged_one_fails(tmp_path: Path) -> None:
    """With what to do."""
    settings = settings_of(tmp_path)
    store = Store(settings.store_path)
    with store.transaction() as transaction:
        transaction.connection.execute("INSERT INTO sinks_migrations VALUES ('9999_future.sql')")
    finding = found(settings, "store")
    assert not finding.ok
    assert "9999_future.sql" in finding.says
    store.close()
    settings.store_path.write_bytes(b"no database" * 1000)
    assert not found(settings, "store").ok


def test_a_port_in_use_fails_unless_figurewatch_uses_it(tmp_path: Path) -> None:
    """A doctor beside a running monitor finds nothing wrong."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finding = found(settings_of(tmp_path, f"http: {{port: {port}}}"), "port")
    assert (finding.ok, "set http.port" in finding.says) == (False, True)
    with serving({"/healthz": "ok\n"}) as base:
        port = int(base.rpartition(":")[2])
        assert found(settings_of(tmp_path, f"http: {{port: {port}}}"), "port").ok


@pytest.mark.parametrize(
    ("subscriber", "says"),
    [
        ("type: webhook, url: https://hook.example/", "is not signed"),
        (
            f"type: webhook, url: http://hook.example/, secret: whsec_{'A' * 32}",
            "would go unencrypted",
        ),
        ("type: apprise, target: 'carrier-pigeon://x'", "no address that Apprise knows"),
    ],
)
def test_a_subscriber_that_can_not_be_served_is_named(
    tmp_path: Path, subscriber: str, says: str
) -> None:
    """By its name in the configuration."""
    settings = settings_of(tmp_path, f"subscribers: [{{name: desk, {subscriber}}}]")
    finding = found(settings, "subscriber desk")
    assert (finding.ok, says in finding.says) == (False, True), finding.says


def test_pages_that_others_can_read_are_said_to_be_open(tmp_path: Path) -> None:
    """And whether anything can be changed through them."""
    says = found(settings_of(tmp_path, "http: {host: 0.0.0.0}"), "access").says
    assert "open to the network" in says
    assert "by nobody" in says
    says = found(settings_of(tmp_path, "http: {token: a-token-of-the-tests}"), "access").says
    assert "open to this machine only" in says
    assert "with the token" in says


def test_a_broker_that_does_not_answer_fails(tmp_path: Path) -> None:
    """One that is not configured is not needed."""
    kafka = f"kafka: {{bootstrap_servers: '127.0.0.1:{free_port()}'}}"
    finding = found(settings_of(tmp_path, kafka), "kafka", offline=False)
    assert (finding.ok, "does not answer" in finding.says) == (False, True)
    assert found(settings_of(tmp_path), "kafka", offline=False).ok


@pytest.mark.parametrize(("minutes", "ok"), [(0, True), (5, False), (-5, False)])
def test_feeds_are_tried_and_the_clock_is_compared_with_their_servers(
    tmp_path: Path, minutes: int, ok: bool
) -> None:
    """A feed that fails is named with the reason."""
    with serving({"/rss": rss(item(1))}, ahead=timedelta(minutes=minutes)) as base:
        host = base.removeprefix("http://")
        settings = settings_of(
            tmp_path,
            f"fetch: {{allow_private: ['{host}'], host_spacing_seconds: 0}}\n"
            f"feeds:\n- {{url: {base}/rss, outlet: A}}\n- {{url: {base}/gone, outlet: B}}",
        )
        findings = list(examine(settings))
    named = {finding.check: finding for finding in findings}
    assert named["feed"].says == f"{base}/gone: answered with status 404"
    assert named["feeds"].says == "1 of 2 can be used"
    assert named["clock"].ok is ok
    assert ok or ("behind" if minutes > 0 else "ahead") in named["clock"].says


def test_a_full_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before SQLite finds out."""
    full = shutil._ntuple_diskusage(total=10**9, used=10**9, free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    finding = found(settings_of(tmp_path), "disk")
    assert (finding.ok, finding.says.startswith("only 0 MiB free")) == (False, True)


@contextmanager
def serving(pages: dict[str, str], *, ahead: timedelta = timedelta()) -> Iterator[str]:
    """Serve `pages` from a thread; the server's clock is ahead."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    base: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        headers = {"Date": format_datetime(now() + ahead, usegmt=True)}
        status = 200 if request.path in pages else 404
        return web.Response(text=pages.get(request.path, ""), headers=headers, status=status)

    async def start() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()

    def run() -> None:
        loop.create_task(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    yield base[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)

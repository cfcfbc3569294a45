"""A name that is answered with another address the second time opens no way in."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from figurewatch.errors import FetchError
from ingest.connections import guarded_connector
from ingest.fetch import Fetcher
from ingest.guard import AddressGuard
from ingest.outcomes import Outcome
from ingest.sources import FetchLimits
from tests.ingest.outlets import open_outlet

#: Of two addresses of this machine, 127.0.0.1 plays the public one: only it is allowed.
PUBLIC, PRIVATE = "127.0.0.1", "127.0.0.2"


def answer_names(monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[list[str]]]) -> None:
    """Let names resolve to what `answers` holds for them, one list after the other."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if host not in answers:
            return real(host, port, *arguments, **options)
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, int(port)))
            for address in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_each_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As feeds, pages and webhooks open them: first a public answer, then a private one."""
    answer_names(monkeypatch, {"turns.test": [[PUBLIC], [PRIVATE], [PRIVATE, PUBLIC]]})
    reached: list[str] = []

    async def note(request: web.Request) -> web.Response:
        assert request.transport is not None
        reached.append(request.transport.get_extra_info("sockname")[0])
        return web.Response(text="inside")

    async def run() -> list[str]:
        app = web.Application()
        app.router.add_get("/", note)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 0).start()
        port = runner.addresses[0][1]
        guard = AddressGuard((f"{PUBLIC}:{port}",))
        fates = []
        for _ in range(3):
            async with aiohttp.ClientSession(connector=guarded_connector(guard)) as session:
                try:
                    async with session.get(f"http://turns.test:{port}/") as response:
                        fates.append(str(response.status))
                except aiohttp.ClientConnectorError as error:
                    fates.append(str(error.os_error))
        await runner.cleanup()
        return fates

    assert asyncio.run(run()) == ["200", f"{PRIVATE} is not a public address", "200"]
    assert reached == [PUBLIC, PUBLIC]


@pytest.mark.parametrize(
    "address", [PRIVATE, "10.0.0.1", "192.0.0.8", "::ffff:127.0.0.2", "64:ff9b::7f00:2", "5f00::1"]
)
def test_a_redirect_to_a_name_of_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    answer_names(monkeypatch, {"inside.test": [[address]]})

    async def get() -> None:
        async with open_outlet() as outlet:
            outlet.redirect("/feed", f"http://inside.test:{outlet.endpoint.rpartition(':')[2]}/")
            async with Fetcher(FetchLimits(allow_private=(outlet.endpoint,))) as fetcher:
                await fetcher.fetch(outlet.url("/feed"))

    with pytest.raises(FetchError) as caught:
        asyncio.run(get())
    assert caught.value.reason == Outcome.REFUSED_ADDRESS

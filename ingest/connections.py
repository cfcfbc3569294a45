"""Opens connections to addresses that the guard allows, and to no others."""

from __future__ import annotations

import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from ingest.guard import AddressGuard


class RefusedAddressError(OSError):
    """The address guard refused to connect."""


def guarded_connector(guard: AddressGuard, *, limit: int = 100) -> aiohttp.TCPConnector:
    """Give a connector that asks `guard` about each address it is about to connect to."""

    def open_socket(address: Any) -> socket.socket:
        family, kind, protocol, _, endpoint = address
        if not guard.allows(endpoint[0], endpoint[1]):
            raise RefusedAddressError(f"{endpoint[0]} is not a public address")
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        limit=limit,
        limit_per_host=4,
        ttl_dns_cache=120,
        resolver=_NotingResolver(guard),
        socket_factory=open_socket,
    )


class _NotingResolver(AbstractResolver):
    """Resolves names in threads and tells the guard what they resolved to."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        self._guard.note_resolved(host, port, [result["host"] for result in found])
        return found

    async def close(self) -> None:
        await self._resolver.close()

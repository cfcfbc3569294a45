"""Fetch feeds and pages over HTTP, within limits that no server can talk its way around."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType

import aiohttp

from figurewatch.errors import FetchError
from ingest.connections import RefusedAddressError, guarded_connector
from ingest.guard import AddressGuard
from ingest.outcomes import Outcome
from ingest.sources import FetchLimits

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

#: Response headers that anybody here looks at.
_KEPT_HEADERS = (
    "cache-control",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "retry-after",
)
_CHUNK = 64 * 1024
_PERMANENT = (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request sends back to the server."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer, whatever its status; `body` is inflated, and empty unless it is a success."""

    url: str
    status: int
    body: bytes = b""
    #: Lower-case names.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Where a chain of permanent redirects from the start of the request led; None if nowhere.
    moved_to: str | None = None

    @property
    def validators(self) -> Validators:
        """The validators to send with the next request."""
        return Validators(
            etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified")
        )


class Fetcher:
    """
    An HTTP client for feeds and pages; use it as an async context manager.

    One deadline holds for the whole request, one limit for the body, on the wire and inflated.
    Every connection is checked against the address that is about to be connected, so that
    neither a redirect nor a name that resolves differently the second time gets around it.
    """

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._guard = AddressGuard(limits.allow_private)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Fetcher:
        connector = guarded_connector(self._guard, limit=self._limits.concurrency)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._limits.user_agent},
            timeout=aiohttp.ClientTimeout(total=self._limits.timeout.total_seconds()),
            read_bufsize=_CHUNK,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._session is not None
        await self._session.close()
        self._session = None

    async def fetch(
        self, url: str, *, validators: Validators | None = None, accept: str = FEED_TYPES
    ) -> Fetched:
        """Get `url`; raises FetchError, whose `reason` is an Outcome."""
        headers = {"Accept": accept}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        try:
            async with asyncio.timeout(self._limits.timeout.total_seconds() + 1):
                return await self._get(url, headers)
        except FetchError:
            raise
        except Exception as error:
            # aiohttp lets ValueError, RuntimeError and others through for odd servers.
            outcome = _outcome_of(error)
            raise FetchError(url, self._says(error), reason=outcome) from error

    def _says(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"is not there in full after {self._limits.timeout.total_seconds():g} s"
        if isinstance(error, aiohttp.TooManyRedirects):
            return f"redirects more than {self._limits.max_redirects} times"
        return _words_of(error)

    async def _get(self, url: str, headers: dict[str, str]) -> Fetched:
        assert self._session is not None, "use Fetcher in an async with block"
        # aiohttp counts the request that fails, too.
        redirects = self._limits.max_redirects + 1
        async with self._session.get(url, headers=headers, max_redirects=redirects) as response:
            kept = {
                name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers
            }
            success = 200 <= response.status < 300
            body = await self._read(url, response) if success else b""
            return Fetched(
                url=str(response.url),
                status=response.status,
                body=body,
                headers=kept,
                moved_to=_moved_to(response),
            )

    async def _read(self, url: str, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.max_bytes
        if (response.content_length or 0) > limit:
            raise FetchError(url, f"announces more than {limit} bytes", reason=Outcome.TOO_LARGE)
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > limit or response.content.total_raw_bytes > limit:
                response.close()
                raise FetchError(url, f"is longer than {limit} bytes", reason=Outcome.TOO_LARGE)
        return bytes(body)


def _moved_to(response: aiohttp.ClientResponse) -> str | None:
    """Follow the permanent redirects from the start; a temporary one ends the chain."""
    steps = [*response.history, response]
    target = None
    for step, following in itertools.pairwise(steps):
        if step.status not in _PERMANENT:
            break
        target = str(following.url)
    return target


def _words_of(error: Exception) -> str:
    """Say what went wrong, in the words of the address guard or the operating system."""
    if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(
        error, aiohttp.ClientSSLError
    ):
        inner = error.os_error
        why = inner.strerror or str(inner) or type(inner).__name__
        return f"can't connect to {error.host}:{error.port}: {why}"
    if isinstance(
        error, aiohttp.InvalidUrlRedirectClientError | aiohttp.NonHttpUrlRedirectClientError
    ):
        return f"redirects to what is no web address: {error}"
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return "is no web address"
    return str(error) or type(error).__name__


def _outcome_of(error: BaseException) -> Outcome:
    """Name what went wrong; the cause is looked at before the class that wraps it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RefusedAddressError) or "is not a public address" in str(cause):
            return Outcome.REFUSED_ADDRESS
        cause = cause.__cause__
    for kinds, outcome in _OUTCOMES:
        if isinstance(error, kinds):
            return outcome
    return Outcome.BAD_RESPONSE


#: In order: the classes overlap.
_OUTCOMES: tuple[tuple[tuple[type[BaseException], ...], Outcome], ...] = (
    ((TimeoutError,), Outcome.TIMEOUT),
    ((aiohttp.TooManyRedirects, aiohttp.InvalidUrlRedirectClientError), Outcome.REDIRECTS),
    ((aiohttp.NonHttpUrlRedirectClientError,), Outcome.REDIRECTS),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError), Outcome.BAD_ADDRESS),
    ((aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError), Outcome.TLS),
    ((aiohttp.ClientConnectorDNSError,), Outcome.DNS),
    ((aiohttp.ClientConnectorError,), Outcome.CONNECTION),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError), Outcome.CONNECTION),
)

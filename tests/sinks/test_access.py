"""Who may change things over HTTP, asked over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from sinks.access import COOKIE, Access
from tests import factories

TOKEN = "a-token-of-the-tests"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = factories.MONDAY

    def __call__(self) -> datetime:
        return self.time


def with_site(
    visit: Callable[[aiohttp.ClientSession], Awaitable[None]],
    *,
    token: str | None = TOKEN,
    clock: Clock | None = None,
) -> list[str]:
    """Let `visit` use a site with one thing to change; gives what was changed."""
    changed: list[str] = []
    access = Access(token, now=clock or Clock())

    async def change(request: web.Request) -> web.Response:
        changed.append(request.match_info["name"])
        return web.Response(text="done")

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=access.form_field(request))

    async def run() -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/page", page),
                web.post("/change/{name}", access.guard(change)),
                *access.routes(),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(base, cookie_jar=jar) as session:
            await visit(session)
        await runner.cleanup()

    asyncio.run(run())
    return changed


async def log_in(
    session: aiohttp.ClientSession, token: str = TOKEN, target: str = "/page"
) -> tuple[int, str]:
    """Post the login form; gives the status and where it leads."""
    form = {"token": token, "next": target}
    async with session.post("/login", data=form, allow_redirects=False) as response:
        return response.status, response.headers.get("Location", "")


async def form_field(session: aiohttp.ClientSession) -> str:
    """Give what the page puts into its form."""
    async with session.get("/page") as response:
        return await response.text()


def session_cookie(session: aiohttp.ClientSession) -> str:
    """Give the cookie as a thief would have it."""
    return next(item.value for item in session.cookie_jar if item.key == COOKIE)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN}", 200),
        ("Bearer wrong", 401),
        ("Bearer ", 401),
        (f"Basic {TOKEN}", 401),
        ("Bearer tökén", 401),
    ],
)
def test_a_program_changes_things_with_the_token(header: str, status: int) -> None:
    """And with nothing else."""

    async def visit(session: aiohttp.ClientSession) -> None:
        headers = {"Authorization": header}
        async with session.post("/change/a", headers=headers) as response:
            assert response.status == status

    assert with_site(visit) == (["a"] if status == 200 else [])


def test_without_a_token_in_the_configuration_nothing_can_be_changed() -> None:
    """Neither with an empty one nor by logging in with one."""

    async def visit(session: aiohttp.ClientSession) -> None:
        headers = {"Authorization": "Bearer "}
        async with session.post("/change/a", headers=headers) as response:
            assert response.status == 403
        assert await log_in(session, token="") == (401, "")
        async with session.get("/login") as response:
            assert "http.token" in await response.text()

    assert with_site(visit, token=None) == []


def test_a_person_logs_in_and_posts_the_form_of_the_page() -> None:
    """The cookie can't be read by scripts nor be sent by other sites' forms."""

    async def visit(session: aiohttp.ClientSession) -> None:
        form = {"token": TOKEN, "next": "/page"}
        async with session.post("/login", data=form, allow_redirects=False) as response:
            assert response.headers["Location"] == "/page"
            cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        data = {"csrf": await form_field(session)}
        async with session.post("/change/a", data=data) as response:
            assert response.status == 200
        async with session.post(
            "/change/b", headers={"X-CSRF-Token": data["csrf"]}, json={}
        ) as response:
            assert response.status == 200

    assert with_site(visit) == ["a", "b"]


def test_a_form_of_another_site_is_refused_though_the_browser_sends_the_cookie() -> None:
    """It can't know what the page put into its own; one of an earlier session is no good."""

    async def visit(session: aiohttp.ClientSession) -> None:
        await log_in(session)
        earlier = await form_field(session)
        await log_in(session)
        for data in ({}, {"csrf": ""}, {"csrf": earlier}):
            async with session.post("/change/a", data=data) as response:
                assert response.status == 403

    assert with_site(visit) == []


def test_a_wrong_token_does_not_log_in() -> None:
    """The form comes again and says so."""

    async def visit(session: aiohttp.ClientSession) -> None:
        async with session.post("/login", data={"token": "guess", "next": "/"}) as response:
            assert response.status == 401
            assert "That is not the token" in await response.text()
        assert await form_field(session) == ""

    assert with_site(visit) == []


def test_a_session_ends_after_hours_and_at_logout() -> None:
    """Then the page shows no form that would work."""
    clock = Clock()

    async def visit(session: aiohttp.ClientSession) -> None:
        await log_in(session)
        data = {"csrf": await form_field(session)}
        clock.time += timedelta(hours=13)
        async with session.post("/change/a", data=data) as response:
            assert response.status == 401
        await log_in(session)
        cookie = {"Cookie": f"{COOKIE}={session_cookie(session)}"}
        data = {"csrf": await form_field(session)}
        async with session.post("/logout", data=data, allow_redirects=False) as response:
            assert response.status == 303
        assert await form_field(session) == ""
        async with session.post("/change/a", data=data, headers=cookie) as response:
            assert response.status == 401

    assert with_site(visit, clock=clock) == []


def test_another_site_can_not_log_a_person_out() -> None:
    """Its form lacks what the page's own has; without a session there is nothing to end."""

    async def visit(session: aiohttp.ClientSession) -> None:
        async with session.post("/logout", allow_redirects=False) as response:
            assert response.status == 303
        await log_in(session)
        for data in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
            async with session.post("/logout", data=data, allow_redirects=False) as response:
                assert response.status == 403
        assert await form_field(session) != ""

    assert with_site(visit) == []


@pytest.mark.parametrize(
    "cookie", ["", "x", ".", "99999999999.abc.00", "99999999999..", "nan.abc." + "0" * 64]
)
def test_a_cookie_that_we_did_not_sign_is_none(cookie: str) -> None:
    """Whatever stands in it."""

    async def visit(session: aiohttp.ClientSession) -> None:
        headers = {"Cookie": f"{COOKIE}={cookie}"}
        async with session.post("/change/a", headers=headers) as response:
            assert response.status == 401

    assert with_site(visit) == []


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "", "a"]
)
def test_logging_in_leads_nowhere_else(target: str) -> None:
    """`next` is a path of this site or is ignored."""

    async def visit(session: aiohttp.ClientSession) -> None:
        assert await log_in(session, target=target) == (303, "/")

    assert with_site(visit) == []

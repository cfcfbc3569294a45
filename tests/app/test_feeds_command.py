"""`figurewatch feeds …` as a user runs it, on feeds of a server on loopback."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from ingest.opml import read_opml
from tests.ingest.outlets import Outlet, open_outlet
from tests.ingest.test_checking import item, rss

Ran = tuple[int, str, str]


async def figurewatch(*arguments: object) -> Ran:
    """Run the command beside the server; gives exit code, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "figurewatch", *map(str, arguments)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def configured(folder: Path, outlet: Outlet, *paths: str) -> Path:
    """Write a configuration that watches these paths."""
    values: dict[str, Any] = {
        "feeds": [{"url": outlet.url(path), "outlet": f"Outlet {path}"} for path in paths],
        "fetch": {"allow_private": [outlet.endpoint], "host_spacing_seconds": 0},
    }
    path = folder / "my.yml"
    path.write_text(yaml.safe_dump(values))
    return path


def test_check_says_how_many_feeds_can_be_used(tmp_path: Path) -> None:
    """0 all, 3 some, 1 none; the answers are in the order of the list."""

    async def run() -> dict[str, Ran]:
        async with open_outlet() as outlet:
            outlet.serve("/good", rss(item(1)))
            some = configured(tmp_path, outlet, "/good", "/gone")
            one = ("feeds", "check", "--config", some)
            return {
                "some": await figurewatch(*one),
                "good": await figurewatch(*one, outlet.url("/good")),
                "none": await figurewatch(*one, outlet.url("/gone")),
            }

    ran = asyncio.run(run())
    assert {name: code for name, (code, _, _) in ran.items()} == {"some": 3, "good": 0, "none": 1}
    first, second = map(json.loads, ran["some"][1].splitlines())
    assert (first["usable"], first["entries"], first["text"]) == (True, 1, "full")
    assert (second["usable"], second["outcome"]) == (False, "not_found")
    assert ran["some"][2] == ""


def test_discover_prints_the_feeds_of_a_site(tmp_path: Path) -> None:
    """Exit code 1 where there is none."""

    async def run() -> list[Ran]:
        async with open_outlet() as outlet:
            link = '<link rel="alternate" type="application/rss+xml" href="/news">'
            outlet.serve("/", f"<html><head>{link}</head></html>", Content_Type="text/html")
            outlet.serve("/news", rss(item(1)))
            config = configured(tmp_path, outlet)
            return [
                await figurewatch("feeds", "discover", outlet.url(path), "--config", config)
                for path in ("/", "/nothing")
            ]

    (code, out, _), nothing = asyncio.run(run())
    assert (code, json.loads(out)["url"].rpartition("/")[2]) == (0, "news")
    assert (nothing[0], nothing[1]) == (1, "")
    assert "offers no feed that can be read" in nothing[2]


def test_opml_goes_in_and_comes_out_again(tmp_path: Path) -> None:
    """Export of what was imported lists the same feeds."""
    opml, config = tmp_path / "list.opml", tmp_path / "my.yml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="World">'
        '<outline text="Wire &amp; Co" xmlUrl="https://wire.example/rss"/>'
        '<outline text="Post" xmlUrl="https://post.example/a b"/></outline></body></opml>'
    )
    config.write_text("feeds: []\n")

    async def run() -> list[Ran]:
        return [
            await figurewatch("feeds", "import", opml, "--into", config),
            await figurewatch("feeds", "import", opml),
            await figurewatch("feeds", "export", "--config", config),
            await figurewatch("feeds", "import", config),
        ]

    into, printed, exported, refused = asyncio.run(run())
    assert into[0] == printed[0] == 3
    assert "https://post.example/a b" in into[2]
    assert yaml.safe_load(printed[1]) == yaml.safe_load(config.read_text())
    (found,) = read_opml(exported[1].encode())
    assert (found.url, found.outlet) == ("https://wire.example/rss", "Wire & Co")
    assert (refused[0], refused[2]) == (1, f"figurewatch: {config}: is no OPML document\n")

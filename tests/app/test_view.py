"""What a person sees on a terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from figurewatch.app.view import show, wants_color
from figurewatch.records import (
    AttributedContent,
    Attribution,
    ReadFigure,
    Reading,
    Scope,
    Source,
)
from tests import factories
from tests.app.test_cli import figurewatch

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def reading(text: str = factories.TEXT, **changes: object) -> Reading:
    article = factories.article(text=text)
    values = {"article": article, "figures": (ReadFigure(figure=factories.figure()),)}
    return Reading(**values | changes)  # type: ignore[arg-type]


def shown(
    read: Reading, *, width: int = 80, color: bool = False, attributions: bool = False
) -> str:
    """What is written to a terminal so wide."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
    )
    show(read, console, attributions=attributions)
    return out.getvalue()


def test_without_colour_the_parts_are_named_in_the_text() -> None:
    text = shown(reading(), width=200)
    assert (
        "[value: Some 4,500](1) [counted: soldiers] desert [period: every month], "
        "[source: the ministry] [cue: said]." in text
    )
    assert "\x1b" not in text


def test_with_colour_the_text_is_as_printed_and_each_part_has_its_own_look() -> None:
    text = shown(reading(), color=True)
    assert "Some 4,500(1) soldiers desert every month, the ministry said." in ESCAPE.sub("", text)
    looks = re.findall(
        r"\x1b\[([0-9;]+)m(?:Some 4,500|soldiers|every month|the ministry|said)", text
    )
    assert len(set(looks[:5])) == 5


@pytest.mark.parametrize("width", [24, 40, 90])
@pytest.mark.parametrize("color", [True, False])
def test_no_line_is_wider_than_the_terminal(width: int, *, color: bool) -> None:
    lines = ESCAPE.sub("", shown(reading(), width=width, color=color)).splitlines()
    assert max(map(len, lines)) <= width


def test_the_legend_names_every_part() -> None:
    text = " ".join(shown(reading(), color=True).split())
    for part in ("value", "unit", "counted", "place", "period", "source", "cue"):
        assert part in ESCAPE.sub("", text)


def test_each_figure_has_a_line_with_value_scope_stance_and_chain() -> None:
    chain = (
        Source(text="Ilse Brandt", start=0, end=5, name="Ilse Brandt", kind="person"),
        Source(text="the institute", start=6, end=9, name="Port Institute", kind="organisation"),
    )
    figure = factories.figure(
        quantity=factories.quantity(unit="percentage", direction="up", bound="exact"),
        scope=Scope(kind="change", from_=date(2026, 8, 1), to=date(2026, 8, 31)),
        attribution=Attribution(chain=chain, form="indirect", printed_by="Harbour Wire"),
        stance="estimate",
    )
    line = shown(reading(figures=(ReadFigure(figure=figure),)), width=250).splitlines()[-1].strip()
    assert line == (
        "(1) 4,500% (exact), up · soldiers · change (2026-08-01 to 2026-08-31) · estimate · "
        "claimed by Ilse Brandt, citing Port Institute, printed by Harbour Wire"
    )


def test_an_attribution_is_told_with_kind_identity_cue_form_and_reach() -> None:
    fed = Source(text="the Fed", start=0, end=7, name="Fed", kind="government")
    content = AttributedContent(
        source=((40, 52),), cue=((53, 57),), content=((0, 38),), entity="Fed",
        chain=(fed,), identities=("Federal Reserve",), form="indirect", scope="inserted",
    )  # fmt: skip
    text = shown(reading(attributions=(content,)), width=250, attributions=True)
    line = text.splitlines()[-1].strip()
    assert line == (
        "- Fed (government, named, known as Federal Reserve) · cue “said” · indirect, "
        "inserted into what is said · Some 4,500 soldiers desert every month"
    )


def test_nothing_in_a_text_can_steer_the_terminal() -> None:
    """Escapes, returns and marks that turn the writing around are shown as one mark each."""
    nasty = "\x1b]0;title\x07\x1b[31m\r\x9b2J\u202eRed" + factories.TEXT
    moved = replace(reading(nasty), figures=())
    text = shown(moved)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "Red" in text


def test_square_brackets_in_a_text_are_no_markup() -> None:
    text = shown(replace(reading("[bold]Nothing[/bold] [red]"), figures=()))
    assert "[bold]Nothing[/bold] [red]" in text


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR switches colour off, --color is stronger."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_color(None)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_color(None)
    assert wants_color(color=True)


def on_a_terminal(*arguments: str, env: dict[str, str]) -> str:
    """Run the command with a terminal as its stdout, and give what it wrote there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "figurewatch", "extract", *arguments],
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
        env=os.environ | {"COLUMNS": "70", "TERM": "xterm"} | env,
    ) as running:  # fmt: skip
        os.close(theirs)
        written = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            if not data:
                break
            written += data
        assert running.stderr is not None
        told = running.stderr.read().decode()
        assert (running.wait(120), told) == (0, "")
    os.close(ours)
    return written.decode()


@pytest.mark.usefixtures("nlp")
def test_extract_shows_the_text_on_a_terminal_and_json_elsewhere(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Some 4,500 soldiers desert every month, the ministry said.")
    colored = on_a_terminal(str(article), env={"NO_COLOR": ""})
    assert "\x1b[" in colored
    assert "claimed by the ministry" in " ".join(ESCAPE.sub("", colored).split())
    plain = on_a_terminal(str(article), env={"NO_COLOR": "1"})
    assert "\x1b[" not in plain
    assert "[value: Some 4,500](1)" in plain
    assert on_a_terminal("--json", str(article), env={}).startswith('{"id": ')


@pytest.mark.usefixtures("nlp")
def test_a_page_comes_on_top_of_the_lines_of_json(tmp_path: Path) -> None:
    """Attributions have what the contract names, and more."""
    page = tmp_path / "page.html"
    text = "UNICEF said 40 people died."
    done = figurewatch("extract", "--attributions", "--html", str(page), stdin=text)
    assert (done.returncode, done.stderr) == (0, f"figurewatch: wrote {page}\n")
    answer = json.loads(done.stdout)
    (attribution,) = answer["attributions"]
    contract = ("source", "cue", "content", "entity", "carried_over")
    assert {key: attribution[key] for key in contract} == {
        "source": [[0, 6]], "cue": [[7, 11]], "content": [[12, 26]],
        "entity": attribution["entity"], "carried_over": False,
    }  # fmt: skip
    assert attribution["chain"][0]["identity"] == "United Nations Children's Fund"
    assert "identity" not in answer["figures"][0]["attribution"]["chain"][0]
    assert "known as United Nations Children" in page.read_text()


def test_a_page_that_can_not_be_written_is_one_clear_line(tmp_path: Path) -> None:
    done = figurewatch("extract", "--html", str(tmp_path / "no/page.html"), stdin="Nothing.")
    assert done.returncode == 1
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr

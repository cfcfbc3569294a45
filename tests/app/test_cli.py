"""The command line: help everywhere, the right exit codes, one clear line for each mistake."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from figurewatch.app.cli import _COMMANDS, cli
from figurewatch.app.commands.examples import EXAMPLES

SOLDIERS = (
    "More than 31,000 criminal cases have been opened since January 2025,"
    " the military prosecutor's office said."
)


def figurewatch(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "figurewatch", *arguments],
        input=data,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """`--help` works without a configuration, a store or a broker."""
    done = figurewatch(command, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: figurewatch {command}")


@pytest.mark.usefixtures("nlp")
def test_extract_answers_every_line_in_order() -> None:
    """With the ids as they were given."""
    lines = [{"id": 7, "text": SOLDIERS}, {"id": "b", "text": "No numbers here."}]
    done = figurewatch(
        "extract", "--input", "jsonl", stdin="".join(json.dumps(line) + "\n" for line in lines)
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "b"]
    assert [figure["quantity"]["low"] for figure in answers[0]["figures"]] == [31000]
    assert answers[1]["figures"] == []


@pytest.mark.usefixtures("nlp")
def test_extract_gives_offsets_that_slice_the_text() -> None:
    """Code points, end exclusive, beyond the Basic Multilingual Plane too."""
    text = "\U0001f30a " + SOLDIERS
    done = figurewatch(
        "extract", "--attributions", "--input", "jsonl", stdin=json.dumps({"text": text})
    )
    answer = json.loads(done.stdout)
    for part in ("quantity", "counted", "scope", "sentence"):
        span = answer["figures"][0][part]
        assert text[span["start"] : span["end"]] == span["text"]
    (source,) = answer["attributions"][0]["source"]
    assert text[slice(*source)] == "the military prosecutor's office"


@pytest.mark.usefixtures("nlp")
def test_extract_sets_a_bad_line_aside_and_goes_on() -> None:
    """Exit code 3, and stderr names the line."""
    stdin = b'{"id": "a", "text": 1}\nnot json\n{"id": "c", "text": "x"}\n\xff\n'
    done = figurewatch("extract", "--input", "jsonl", stdin=stdin)
    assert done.returncode == 3
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["c"]
    for place in ("-:1: needs", "-:2: is not JSON", "-:4: is not UTF-8"):
        assert place in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nonsense",), 2, "No such command 'nonsense'"),
        (("serie",), 2, "No such command 'serie'; did you mean series?"),
        (("feeds", "chek"), 2, "No such command 'chek'; did you mean check?"),
        (
            ("feeds", "discover", "ftp://outlet.example"),
            2,
            "'ftp://outlet.example' is no web address",
        ),
        (("feeds", "discover", ""), 2, "'' is no web address"),
        (("store", "prune", "--before", "yesterday"), 2, "Invalid value for '--before'"),
        (("alerts", "mute", "ab", "--for", "2y"), 2, "no period such as 30m, 8h, 2d or 1w"),
        (
            ("alerts", "mute", "ab", "--for", "2d", "--subscriber", "nobody"),
            2,
            "no subscriber nobody",
        ),
        (("schema", "Figur"), 2, "'Figur' is not one of"),
        (("extract", "--input", "csv"), 2, "Invalid value for '--input'"),
        (("extract", "nowhere.txt"), 1, "nowhere.txt: No such file or directory"),
        (("run", "--config", "nowhere.yml"), 2, "nowhere.yml: No such file or directory"),
        (("extract", "--pipeline", "nowhere"), 2, "nowhere"),
        (("assess", "nowhere.jsonl"), 1, "nowhere.jsonl: No such file or directory"),
        (("replay", "nowhere.jsonl"), 1, "nowhere.jsonl: No such file or directory"),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: tuple[str, ...], code: int, says: str) -> None:
    """With the place and the right exit code, and no traceback."""
    done = figurewatch(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command and the commands of groups, by what one types."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


def test_every_help_ends_in_an_example_that_would_be_understood() -> None:
    """With the options and the arguments that the command has; and names all of its options."""
    found = dict(commands(cli))
    assert set(EXAMPLES) == set(found)
    for name, command in found.items():
        with click.Context(command, info_name=name) as context:
            text = command.get_help(context)
        assert text.endswith(f"Example:\n    {EXAMPLES[name]}")
        assert all(option.help for option in command.params if isinstance(option, click.Option)), (
            f"{name} has an option without words"
        )
        typed = shlex.split(EXAMPLES[name].partition(" |")[0].partition(" >")[0])[1:]
        parts = name.split()
        assert typed[: len(parts)] == parts
        if not isinstance(command, click.Group):
            command.make_context(name, typed[len(parts) :], resilient_parsing=True)


def test_assess_writes_a_line_per_departing_figure() -> None:
    """The total of one claimant falls."""
    frame = {
        "outlet": "Harbour Wire",
        "claimant": "disaster agency",
        "cls": "killed",
        "unit": "persons",
        "place": "Tamber",
        "bound": "exact",
        "story": "flood",
    }
    days = [(9, 60), (11, 103), (14, 84)]
    stdin = "".join(
        json.dumps(
            frame
            | {
                "id": f"f{day}",
                "published": f"2026-09-{day:02}",
                "lo": toll,
                "hi": toll,
                "scope": {"kind": "cumulative", "frm": "2026-09-08", "to": f"2026-09-{day:02}"},
            }
        )
        + "\n"
        for day, toll in days
    )
    done = figurewatch("assess", "-", stdin=stdin)
    (answer,) = map(json.loads, done.stdout.splitlines())
    assert (answer["id"], answer["kinds"][0], answer["against"]) == ("f14", "reversal", ["f11"])
    assert answer["severity"] in {"notice", "warning", "critical"}
    assert "84" in answer["explanation"]


def test_assess_names_the_field_that_is_wrong() -> None:
    """Line and field, exit code 3."""
    done = figurewatch("assess", stdin='{"id": "a"}\n')
    assert done.returncode == 3
    assert "-:1: scope" in done.stderr


def test_config_check_names_the_place(tmp_path: Path) -> None:
    """`file:line:column`, exit code 2."""
    config = tmp_path / "my.yml"
    config.write_text("http:\n  prot: 1\n")
    done = figurewatch("config", "check", "--config", str(config))
    assert done.returncode == 2
    assert f"{config}:2:3: there is no setting http.prot; did you mean port?" in done.stderr


def test_config_check_prints_what_is_in_force() -> None:
    """As one JSON object."""
    done = figurewatch("config", "check")
    assert done.returncode == 0
    assert json.loads(done.stdout)["http"]["port"] == 8080


def test_schemas_are_printed() -> None:
    """One JSON Schema a line."""
    done = figurewatch("schema")
    names = {json.loads(line)["$ref"].rpartition("/")[2] for line in done.stdout.splitlines()}
    assert {"Figure", "Alert", "Article", "DeadLetter"} <= names


def test_looking_into_a_store_that_is_not_there_says_so(tmp_path: Path) -> None:
    """And does not make one."""
    config = tmp_path / "my.yml"
    config.write_text(f"data_dir: {tmp_path / 'data'}\n")
    done = figurewatch("alerts", "--config", str(config))
    assert done.returncode == 1
    assert "there is no store yet" in done.stderr
    assert not (tmp_path / "data").exists()

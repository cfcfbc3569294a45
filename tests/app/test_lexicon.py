"""A lexicon named in the configuration holds in every command and every role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from figurewatch.app.commands import roles
from figurewatch.app.commands.look import settings_of
from figurewatch.app.lexicon import use_lexicon
from figurewatch.app.settings import LexiconSettings
from processors.classes import CLASSES
from processors.source_words import kind_of_name
from tests.app.test_cli import figurewatch

CLASS = """\
[classes.masks]
title = "Masks shown"
unit = "things"
nouns = ["mask", "carved face"]
level = true
"""


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    use_lexicon(LexiconSettings())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with a class and a source of its own."""
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes/masks.toml").write_text(CLASS)
    (tmp_path / "sources.toml").write_text('[dataset]\nnames = ["Velland Watch"]\n')
    path = tmp_path / "c.yml"
    path.write_text(
        f"data_dir: {tmp_path}\n"
        f"lexicon: {{classes: [{tmp_path}/classes], sources: [{tmp_path}/sources.toml]}}\n"
    )
    return path


@pytest.mark.parametrize("start", [settings_of, roles._start])
def test_the_lexicon_is_in_force_before_anything_is_read(config: Path, start: object) -> None:
    """In commands and the embedded monitor, and in the roles of the distributed mode."""
    assert callable(start)
    start(config)
    assert CLASSES.get("masks") is not None
    assert kind_of_name("Velland Watch") == "dataset"


def test_a_mistake_in_the_lexicon_is_one_in_the_configuration(config: Path) -> None:
    """One line with file and line, and the exit code of wrong configuration."""
    (config.parent / "classes/masks.toml").write_text(CLASS.replace("nouns", "noun"))
    done = figurewatch("config", "check", "--config", str(config))
    assert done.returncode == 2
    assert "masks.toml:4: masks has no key noun; did you mean nouns?" in done.stderr


@pytest.mark.usefixtures("nlp")
def test_figures_of_files_are_read_with_it(config: Path) -> None:
    """As the monitor would."""
    text = "The museum in Norway shows 700 masks, according to Velland Watch."
    line = json.dumps({"id": "a", "text": text})
    done = figurewatch("extract", "--input", "jsonl", "--config", str(config), stdin=line)
    (figure,) = json.loads(done.stdout)["figures"]
    assert figure["subject"]["class"] == "masks"
    assert figure["attribution"]["chain"][-1]["kind"] == "dataset"


@pytest.mark.usefixtures("nlp")
def test_two_words_for_one_thing_meet_in_a_class_of_ones_own(config: Path) -> None:
    """Without the class they are two things, and nothing departs."""
    articles = "".join(
        json.dumps(
            {
                "id": str(day),
                "text": f"Norway has {words}, the ministry said.",
                "outlet": "Sea Wire",
                "published": f"2026-09-{day:02}",
            }
        )
        + "\n"
        for day, words in ((1, "700 masks"), (9, "1,900 carved faces"))
    )
    path = config.parent / "articles.jsonl"
    path.write_text(articles)
    without = figurewatch("replay", str(path))
    done = figurewatch("replay", str(path), "--config", str(config))
    assert without.stdout == ""
    (alert,) = map(json.loads, done.stdout.splitlines())
    assert alert["series"].startswith("masks/Norway/things/stock")
    assert [figure["quantity"]["low"] for figure in alert["earlier"]] == [700]

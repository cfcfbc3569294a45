"""The schemas in docs/ say of lexicon files what the program says."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from figurewatch.errors import ConfigError
from processors import class_files
from processors.classes import SHIPPED, load_classes
from processors.source_words import KEYS, use_sources

DOCS = Path(__file__).parents[2] / "docs"
CLASSES = json.loads((DOCS / "lexicon-classes.schema.json").read_text())
SOURCES = json.loads((DOCS / "lexicon-sources.schema.json").read_text())

WRONG_CLASSES = [
    'title = "A"\nunit = "x"\nnoun = ["a"]',
    'title = "A"',
    'unit = "x"',
    'title = "A"\nunit = "x"\nnouns = ["A"]',
    'title = "A"\nunit = "x"\nnouns = ["a  b"]',
    'title = "A"\nunit = "x"\nnouns = "a"',
    'title = "A"\nunit = "x"\nevent = 1',
    'title = "A"\nunit = 1',
]
WRONG_SOURCES = [
    '[pole]\nnouns = ["a"]',
    '[poll]\nnoun = ["a"]',
    '[poll]\nnouns = ["A"]',
    "[poll]\nnouns = [1]",
    "[poll]\nnames = 1",
    "poll = 1",
]


def refuses(schema: Any, text: str) -> bool:
    """Whether the schema refuses a TOML file."""
    return not jsonschema.Draft202012Validator(schema).is_valid(tomllib.loads(text))


@pytest.mark.parametrize("schema", [CLASSES, SOURCES])
def test_the_schemas_are_schemas(schema: Any) -> None:
    """An editor can load them."""
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.name)
def test_the_shipped_classes_satisfy_the_schema(path: Path) -> None:
    """A user may begin with a copy of them."""
    jsonschema.validate(tomllib.loads(path.read_text()), CLASSES)


def test_the_shipped_sources_satisfy_the_schema() -> None:
    """As far as users may add to them."""
    tables = tomllib.loads((SHIPPED.parent / "sources.toml").read_text())
    jsonschema.validate({kind: tables[kind] for kind in KEYS if kind in tables}, SOURCES)


def test_schema_and_program_know_the_same_keys() -> None:
    """None is described that is not read, and the other way about."""
    described = set(CLASSES["$defs"]["class"]["properties"])
    assert described == {*class_files.TEXTS, *class_files.LISTS, *class_files.FLAGS}
    for kind, keys in KEYS.items():
        table = SOURCES["properties"][kind]
        table = SOURCES["$defs"]["kind"] if "$ref" in table else table
        assert set(table["properties"]) == set(keys), kind
    assert set(SOURCES["properties"]) == set(KEYS)


@pytest.mark.parametrize("body", WRONG_CLASSES)
def test_what_the_schema_of_classes_refuses_is_refused(tmp_path: Path, body: str) -> None:
    """By both, or an editor would mislead."""
    text = f"[classes.a]\n{body}\n"
    (tmp_path / "own.toml").write_text(text)
    assert refuses(CLASSES, text)
    with pytest.raises(ConfigError):
        load_classes([tmp_path])


@pytest.mark.parametrize("text", WRONG_SOURCES)
def test_what_the_schema_of_sources_refuses_is_refused(tmp_path: Path, text: str) -> None:
    """By both, or an editor would mislead."""
    (tmp_path / "own.toml").write_text(text)
    assert refuses(SOURCES, text)
    with pytest.raises(ConfigError):
        use_sources([tmp_path])

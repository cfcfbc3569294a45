"""The documents are kept true: every setting and every command is described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from figurewatch.app.cli import _COMMANDS
from figurewatch.app.settings import Settings

ROOT = Path(__file__).parents[2]


def names(model: type[BaseModel], prefix: str = "") -> list[str]:
    """Every setting by its full name."""
    found = []
    for name, field in model.model_fields.items():
        annotation: Any = field.annotation
        inner = (getattr(annotation, "__args__", ()) or (annotation,))[0]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += names(inner, f"{prefix}{name}.")
        else:
            found.append(f"{prefix}{name}")
    return found


def test_every_setting_is_documented_and_no_other() -> None:
    """docs/configuration.md lists them in tables."""
    text = (ROOT / "docs/configuration.md").read_text()
    listed = re.findall(r"^\| `([a-z_.]+)` \|", text, flags=re.MULTILINE)
    assert sorted(listed) == sorted(names(Settings))


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """In the README or in docs/operations.md."""
    text = (ROOT / "README.md").read_text() + (ROOT / "docs/operations.md").read_text()
    assert re.search(rf"figurewatch [a-z| -]*\b{command}\b", text)


@pytest.mark.parametrize("page", ["README.md", *map(str, Path("docs").glob("*.md"))])
def test_links_between_documents_lead_somewhere(page: str) -> None:
    """Every relative link and picture is there."""
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target

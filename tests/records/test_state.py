"""What was kept by earlier versions is read; what a newer one wrote is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from figurewatch.errors import DecodeError, StateError
from figurewatch.records import Alert, Article, Figure, Series
from figurewatch.records.codec import UPGRADES, decode_state, encode, encode_state
from processors.agents import ArticleFigures, FamilyIndex
from processors.families import family_of
from sinks.store import Store
from tests import factories

KEPT = Path(__file__).parent / "kept"
RECORDS: dict[str, Any] = {
    "alert": Alert,
    "article": Article,
    "figure": Figure,
    "series": Series,
}


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.name)
def test_what_earlier_versions_kept_is_read(path: Path) -> None:
    """The files are as that version wrote them, and are never made anew."""
    name = path.name.partition(".")[0]
    newest = KEPT / f"{name}.{len(UPGRADES) + 1}.json"
    record = decode_state(path.read_bytes(), RECORDS[name])
    assert encode_state(record) == newest.read_bytes().strip()


def test_every_version_has_its_files() -> None:
    """A new version comes with examples of what it keeps."""
    versions = range(1, len(UPGRADES) + 2)
    expected = {f"{name}.{version}.json" for name in RECORDS for version in versions}
    assert {path.name for path in KEPT.iterdir()} == expected


def test_a_kept_record_says_its_version_first() -> None:
    """And is otherwise the record's JSON."""
    kept = json.loads(encode_state(factories.figure()))
    assert next(iter(kept)) == "v"
    assert kept.pop("v") == len(UPGRADES) + 1
    assert kept == json.loads(encode(factories.figure()))


def test_an_upgrade_brings_older_bytes_up_to_date() -> None:
    """Each version's changes, one after the other, for the records they are about."""
    upgrades = (
        *UPGRADES,
        {"Figure": lambda value: value | {"stance": value["stance"].removesuffix("ed")}},
        {"Figure": lambda value: value | {"series": value["series"] + "!"}},
    )
    old = json.loads(encode_state(factories.figure())) | {"stance": "asserted"}
    figure = decode_state(json.dumps(old).encode(), Figure, upgrades=upgrades)
    assert (figure.stance, figure.series[-1]) == ("assert", "!")
    again = encode_state(figure, upgrades=upgrades)
    assert decode_state(again, Figure, upgrades=upgrades) == figure


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"v": "new"}', b'{"v": 0}', b'{"v": 2}', b'{"v": null}']
)
def test_bytes_that_were_never_kept_are_refused(data: bytes) -> None:
    """As everywhere, with a DecodeError."""
    with pytest.raises(DecodeError):
        decode_state(data, Figure)


def newer() -> bytes:
    """A figure that the next version has kept, whatever it looks like by then."""
    return json.dumps({"v": len(UPGRADES) + 2, "whatever": True}).encode()


def test_a_store_with_newer_rows_is_refused_in_clear_words(tmp_path: Path) -> None:
    """Nothing is guessed, nothing is changed."""
    store = Store(tmp_path / "s.db")
    with store.transaction() as transaction:
        transaction.put_figure(factories.figure(), factories.series())
        transaction.connection.execute("UPDATE figures SET body = ?", (newer(),))
    with pytest.raises(StateError, match="a newer figurewatch wrote it"):
        store.figures()


def test_the_tables_of_the_distributed_mode_are_read_and_refused_alike() -> None:
    """Their changelogs outlive every worker."""
    old = encode(factories.figure())
    index = FamilyIndex({b"f\0one": old})
    assert index.family("f").figures == family_of([factories.figure()]).figures
    with pytest.raises(StateError, match="a newer figurewatch wrote it"):
        FamilyIndex({b"f\0one": newer()}).family("f")


def test_what_an_article_stated_is_kept_with_its_version() -> None:
    """Entries without one are of the first."""
    entry = ArticleFigures(revision=2, figures={"f1": "family"})
    assert decode_state(b'{"revision": 2, "figures": {"f1": "family"}}', ArticleFigures) == entry
    assert json.loads(encode_state(entry))["v"] == len(UPGRADES) + 1
    assert decode_state(encode_state(entry), ArticleFigures) == entry

"""One identity for a source across articles, where it is certain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from figurewatch.errors import ConfigError
from figurewatch.records import Source
from processors.identities import IDENTITIES, use_identities


def source(text: str, **changes: Any) -> Source:
    values: dict[str, Any] = {"text": text, "start": 0, "end": len(text), "name": text}
    return Source(**values | {"kind": "organisation"} | changes)


@pytest.mark.parametrize(
    ("names", "identity"),
    [
        (("the Fed", "Fed", "U.S. Federal Reserve", "Federal Reserve Board"), "Federal Reserve"),
        (("WHO", "World Health Organisation", "the World Health Organization"),
         "World Health Organization"),
        (("the UN refugee agency", "UNHCR", "U.N. refugee agency"),
         "United Nations High Commissioner for Refugees"),
        (("AP", "The Associated Press", "A.P."), "Associated Press"),
        (("New York Times", "the New York Times", "NYT"), "The New York Times"),
        (("Turkey’s central bank", "the Turkish central bank", "CBRT"),
         "Central Bank of the Republic of Turkey"),
        (("Destatis", "Germany's Federal Statistical Office", "German statistics office"),
         "Federal Statistical Office of Germany"),
        (("Doctors Without Borders", "MSF"), "Doctors Without Borders"),
        (("USGS", "the US Geological Survey"), "United States Geological Survey"),
        (("Moody’s", "Moody's Investors Service"), "Moody's"),
    ],
)  # fmt: skip
def test_the_names_of_a_known_body_are_one_identity(names: tuple[str, ...], identity: str) -> None:
    assert {name: IDENTITIES.find(name) for name in names} == dict.fromkeys(names, identity)


@pytest.mark.parametrize(
    ("names", "identity"),
    [
        (("Russia's Defence Ministry", "the Russian Defense Ministry",
          "the Ministry of Defence of the Russian Federation", "Russian Ministry of Defence"),
         "Ministry of Defence (Russia)"),
        (("the French Interior Ministry", "France’s Ministry of the Interior"),
         "Ministry of the Interior (France)"),
        (("the Kenyan army", "Kenya's military"), "Armed Forces (Kenya)"),
        (("the Parliament of Italy", "Italian parliament"), "Parliament (Italy)"),
        (("Ukraine's State Emergency Service", "State Emergency Service of Ukraine"),
         "State Emergency Service of Ukraine"),
    ],
)  # fmt: skip
def test_bodies_of_a_place_are_known_by_the_place_and_what_they_are(
    names: tuple[str, ...], identity: str
) -> None:
    assert {name: IDENTITIES.find(name) for name in names} == dict.fromkeys(names, identity)


@pytest.mark.parametrize(
    "name",
    ["the ministry", "the Health Ministry", "the central bank", "who", "fed", "Germany", "Treasury",
     "the Times", "Supreme Court", "", "...", "the", "1,200"],
)  # fmt: skip
def test_a_name_that_several_share_is_nobody(name: str) -> None:
    assert IDENTITIES.find(name) is None


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Ilse Brandt", "Ilse Brandt"),
        ("Dr. Ilse M. Brandt", "Ilse Brandt"),
        ("ILSE BRANDT", "Ilse Brandt"),
        ("J. D. Harrow", "JD Harrow"),
        ("J.D. Harrow", "JD Harrow"),
        ("Ursula van der Meer", "Ursula van der Meer"),
        ("Karim al-Sadi", "Karim al-Sadi"),
        ("Harbour Chair Ilse Brandt", "Ilse Brandt"),
        ("State Ilse Brandt", "Ilse Brandt"),
        ("Kroma President", None),
        ("Karl North", "Karl North"),
        ("Brandt", None),
        ("J. Harrow", None),
    ],
)
def test_a_person_is_known_by_first_name_and_surname(name: str, identity: str | None) -> None:
    assert IDENTITIES.identify(source(name, kind="person")) == identity


def test_a_role_is_no_identity() -> None:
    """ "The minister" is another one in another article, though this one resolves the name."""
    assert IDENTITIES.identify(source("the minister", kind="person", anonymity="role")) is None


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("the Kroma Foundation", "Kroma Foundation"),
        ("National Health Institute", None),
        ("the City Council", None),
        ("the Kenyan Republican", None),
        ("of the Kroma Foundation", None),
        ("Kroma", None),
    ],
)
def test_a_body_of_its_own_name_is_known_by_it(name: str, identity: str | None) -> None:
    assert IDENTITIES.identify(source(name)) == identity


def test_data_and_polls_are_known_by_who_made_them() -> None:
    made = source("the data", name=None, kind="dataset", affiliation="Eurostat")
    assert IDENTITIES.identify(made) == "Eurostat"
    unknown = source("a survey", name="Kroma Pollsters", kind="poll", affiliation="Kroma Pollsters")
    assert IDENTITIES.identify(unknown) is None
    joint = source("a Gallup/Kroma poll", name="Gallup", kind="poll")
    assert IDENTITIES.identify(joint) is None


def test_the_words_of_the_text_count_before_the_name_alone() -> None:
    """The country is in the words, the name has lost it."""
    ministry = source("the Chilean Health Ministry", name="Health Ministry", kind="government")
    assert IDENTITIES.identify(ministry) == "Ministry of Health (Chile)"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A file of a user's own bodies, forgotten afterwards."""
    yield tmp_path / "own.toml"
    use_identities([])


def test_users_add_bodies_of_their_own(own: Path) -> None:
    """What they say of a name has the last word."""
    own.write_text(
        '[names]\nharbour = ["Port of Tamber|PoT", "Fed Up Coalition|Fed"]\n'
        '[by_place.ports]\ndoes = "port authority"\nKenya = "Kenya Ports Authority|KPA"\n'
    )
    use_identities([own])
    assert IDENTITIES.find("PoT") == "Port of Tamber"
    assert IDENTITIES.find("the Fed") == "Fed Up Coalition"
    assert IDENTITIES.find("Kenya's port authority") == "Kenya Ports Authority"
    use_identities([])
    assert IDENTITIES.find("the Fed") == "Federal Reserve"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[name]\na = []\n", ":1: there is no table name; did you mean names?"),
        ('[names]\na = "b"\n', ":2: a must be a list of texts"),
        ('[names]\na = ["|"]\n', ":2: a has a body without a name"),
        ('[by_place.ports]\nKenya = "KPA"\n', ':1: needs does = "central bank|…"'),
    ],
)
def test_a_mistake_is_named_by_its_line_and_changes_nothing(
    own: Path, text: str, told: str
) -> None:
    own.write_text(text)
    with pytest.raises(ConfigError) as caught:
        use_identities([own])
    assert told in str(caught.value)
    assert IDENTITIES.find("the Fed") == "Federal Reserve"

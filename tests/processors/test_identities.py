"""One identity for a source across articles, where it is certain."""

from __future__ import annotations

from typing import Any

import pytest

from figurewatch.records import Source
from processors.identities import SHIPPED, with_own


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
    assert {name: SHIPPED.find(name) for name in names} == dict.fromkeys(names, identity)


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
    assert {name: SHIPPED.find(name) for name in names} == dict.fromkeys(names, identity)


@pytest.mark.parametrize(
    "name",
    ["the ministry", "the Health Ministry", "the central bank", "who", "fed", "Germany", "Treasury",
     "the Times", "Supreme Court", "", "...", "the", "1,200"],
)  # fmt: skip
def test_a_name_that_several_share_is_nobody(name: str) -> None:
    assert SHIPPED.find(name) is None


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
        ("Brandt", None),
        ("J. Harrow", None),
    ],
)
def test_a_person_is_known_by_first_name_and_surname(name: str, identity: str | None) -> None:
    assert SHIPPED.identify(source(name, kind="person")) == identity


def test_a_role_is_no_identity() -> None:
    """ "The minister" is another one in another article, though this one resolves the name."""
    assert SHIPPED.identify(source("the minister", kind="person", anonymity="role")) is None


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("the Kroma Foundation", "Kroma Foundation"),
        ("National Health Institute", None),
        ("the City Council", None),
        ("Kroma", None),
    ],
)
def test_a_body_of_its_own_name_is_known_by_it(name: str, identity: str | None) -> None:
    assert SHIPPED.identify(source(name)) == identity


def test_data_and_polls_are_known_by_who_made_them() -> None:
    made = source("the data", name=None, kind="dataset", affiliation="Eurostat")
    assert SHIPPED.identify(made) == "Eurostat"
    unknown = source("a survey", name="Kroma Pollsters", kind="poll", affiliation="Kroma Pollsters")
    assert SHIPPED.identify(unknown) is None


def test_the_words_of_the_text_count_before_the_name_alone() -> None:
    """The country is in the words, the name has lost it."""
    ministry = source("the Chilean Health Ministry", name="Health Ministry", kind="government")
    assert SHIPPED.identify(ministry) == "Ministry of Health (Chile)"


def test_users_add_bodies_of_their_own() -> None:
    """What they say of a name has the last word; the shipped gazetteer is as it was."""
    own = {"names": {"harbour": ["Port of Tamber|PoT", "Fed Up Coalition|Fed"]}}
    assert with_own(own).find("PoT") == "Port of Tamber"
    assert with_own(own).find("the Fed") == "Fed Up Coalition"
    assert SHIPPED.find("the Fed") == "Federal Reserve"

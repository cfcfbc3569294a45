"""What a figure is about: what must meet meets, and what must not does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from processors.classes import CLASSES, load_classes
from processors.places import find_places
from processors.subjects import find_subject
from tests.processors.phrases import read, read_one

SAME_CLASS = [
    (
        "desertion",
        [
            "About 4,000 soldiers have abandoned their posts.",
            "Some 4,000 deserters are being sought.",
            "Nearly 4,000 troops left their units without permission.",
            "Last year 4,000 conscripts went AWOL.",
            "The number of deserters has surpassed 4,000.",
            "Desertion soared, with 4,000 soldiers leaving their units in May alone.",
        ],
    ),
    (
        "deaths",
        [
            "At least 85 people were killed.",
            "The death toll rose to 85.",
            "Toll hits 85",
            "The crash claimed 85 lives.",
            "A blast killed 85 miners.",
            "Some 85 villagers have died.",
            "The flood left 85 people dead.",
            "Some 85 people have drowned.",
        ],
    ),
    (
        "injuries",
        [
            "At least 40 people were injured.",
            "The blast wounded 40 shoppers.",
            "Forty passengers suffered injuries.",
            "Another 40 were hurt.",
            "The blast killed 12 people and wounded 40 others.",
        ],
    ),
    (
        "displaced",
        [
            "Some 90,000 people fled their homes.",
            "The fighting displaced 90,000 people.",
            "About 90,000 residents were evacuated.",
            "The storm left 90,000 people homeless.",
        ],
    ),
    (
        "unemployment",
        [
            "Unemployment rose to 5.2%.",
            "The jobless rate was 5.2% in May.",
            "The unemployment rate fell to 5.2%.",
        ],
    ),
    (
        "layoffs",
        [
            "Norvik Motors laid off 600 workers.",
            "The retailer will cut 600 jobs.",
            "Job losses reached 600.",
            "The bank is eliminating 600 positions.",
            "About 600 jobs will go at the plant.",
        ],
    ),
    (
        "arrests",
        [
            "Police arrested 140 people.",
            "Some 140 protesters were detained.",
            "Officers made 140 arrests.",
        ],
    ),
    ("disease-cases", ["Cholera infected 4,100 people.", "There are 4,100 confirmed cases."]),
    ("inflation", ["Inflation slowed to 3.1%.", "Consumer prices rose 3.1%."]),
    ("exports", ["Exports grew by 4%.", "Exports reached $35bn in March."]),
    ("turnout", ["Turnout was 61%.", "Voter turnout reached 61%."]),
    ("seats", ["The party won 112 seats."]),
    ("emissions", ["Carbon emissions fell by 4%.", "Emissions of methane rose 4%."]),
    ("subscribers", ["Streambox added 2 million subscribers."]),
    (
        "asylum-claims",
        ["Some 9,200 people have applied for asylum.", "It had 9,200 asylum claims."],
    ),
    ("interest-rate", ["The bank raised its key rate to 4.25%."]),
    ("shot-down", ["Air defences shot down 54 of the drones."]),
    ("equipment-losses", ["The army destroyed 23 tanks."]),
    ("destroyed-buildings", ["The quake destroyed 2,000 houses.", "About 90 homes were damaged."]),
    ("mobilisation", ["The army recruited 900 contract soldiers."]),
    ("hires", ["The retailer recruited 900 workers."]),
    ("devices", ["Harlow sold 48 million smartphones in the quarter."]),
    ("power-cuts", ["Half a million customers were left without electricity."]),
    ("waiting-list", ["The clinic has a waiting list of 900 families."]),
    ("rescued", ["Of the five miners, two were rescued."]),
    (
        "burned-area",
        ["The fire burned 12,000 hectares.", "Some 12,000 hectares burned in the fire."],
    ),
    (
        "data-breach",
        [
            "Thieves stole the data of 700,000 patients.",
            "The details of 700,000 members were exposed.",
            "The gang published the records of 700,000 tenants.",
            "Some 700,000 Wavebox customers had their data stolen.",
            "About 700,000 members had their personal details exposed, the firm said.",
        ],
    ),
    (
        "deaths",
        [
            "A bus fell from a bridge. Among the dead are 9 girls who were coming from a match.",
            "The dead include 9 girls.",
        ],
    ),
    ("session", ["The committee hosted 12 sessions on the budget."]),
    ("member", ["Some 41 members of Congress signed it.", "Half of its members voted to strike."]),
    ("yield", ["Yields were 7.2 tonnes per hectare."]),
    ("car", ["The queue stretched beyond 400 cars."]),
    ("cars-sold", ["The carmaker delivered 40,000 cars.", "It sold 40,000 electric vehicles."]),
    (
        "cases-examined",
        [
            "The report cites three cases in which officers lied.",
            "The three cases highlighted by the report date from May.",
            "The three cases that the report describes are old.",
        ],
    ),
    ("disease-cases", ["Officials are reviewing 3 cases of measles.", "It has 3 cases so far."]),
    ("arrivals", ["In May, 1,900 migrants arrived. Of them, 140 were minors."]),
]


@pytest.mark.parametrize(
    ("class_", "text"), [(class_, text) for class_, texts in SAME_CLASS for text in texts]
)
def test_phrasings_of_one_thing_meet(class_: str, text: str, nlp: Language) -> None:
    assert read_one(text, nlp).subject.class_ == class_


APART = [
    (
        "Prosecutors opened 900 criminal cases against soldiers who left their units.",
        "About 900 soldiers left their units.",
    ),
    ("The attack killed 30 people.", "The attack wounded 30 people."),
    ("Norvik Motors cut 600 jobs.", "Norvik Motors has 600 employees."),
    ("There are 300 suspected cases of measles.", "There are 300 confirmed cases of measles."),
    ("Some 90 people were killed.", "Some 90 civilians were killed."),
    ("Exports rose 4%.", "Imports rose 4%."),
    ("The party won 31 of the seats.", "The party won 20 of the 31 seats."),
    ("About 31 people died.", "About 20 of the 31 people died."),
    ("The bank details of 900 clients were exposed.", "The data of 900 clients were exposed."),
    ("Doctors confirmed 12 cases.", "Doctors reported 12 cases."),
    ("A total of 12 cases are suspected.", "Doctors reported 12 cases."),
    ("Of them, 12 are considered probable.", "Doctors reported 12 cases."),
    ("A flood killed 30 people.", "A fire killed 30 people."),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_stays_apart(one: str, other: str, nlp: Language) -> None:
    assert read_one(one, nlp).subject != read_one(other, nlp).subject


def test_court_cases_are_narrowed_by_what_they_are_about(nlp: Language) -> None:
    text = "Prosecutors opened 900 criminal cases against soldiers who left their units."
    subject = read_one(text, nlp).subject
    assert (subject.class_, subject.qualifiers) == ("criminal-cases", ("desertion",))


def test_a_part_does_not_meet_its_whole(nlp: Language) -> None:
    whole, part = read("The quake killed 340 people in Nepal, including 45 children.", nlp)
    assert whole.subject.class_ == part.subject.class_ == "deaths"
    assert set(part.subject.qualifiers) - set(whole.subject.qualifiers) == {"child"}


def test_a_part_without_a_noun_of_its_own_is_called_a_part(nlp: Language) -> None:
    text = "Turkey hosts 3.6 million refugees, including 1.5 million in Istanbul."
    assert "part" in read_one(text, nlp).subject.qualifiers


def test_those_killed_and_wounded_together_have_the_wider_class(nlp: Language) -> None:
    text = "More than 3,000 soldiers were killed or wounded."
    assert read_one(text, nlp).subject.class_ == "casualties"


def test_an_unknown_class_falls_back_to_the_noun(nlp: Language) -> None:
    subject = read_one("The museum owns 700 ceremonial masks.", nlp).subject
    assert (subject.class_, subject.qualifiers) == ("mask", ("ceremonial",))


PLACES = [
    ("At least 40 people died in northern Peru.", "", "Peru"),
    ("Peruvian exports rose 4%.", "", "Peru"),
    ("Inflation in Turkey slowed to 61%.", "", "Turkey"),
    ("Unemployment rose to 5.2%.", "Spain's jobless rate climbs", "Spain"),
    ("The Swedish minister said 40 people had died in Kenya.", "", "Kenya"),
    ("Some 300 Ukrainian soldiers left their units.", "", "Ukraine"),
    ("Growth in the U.S. reached 3%.", "", "United States"),
    ("The storm killed 9 people. Officials in Fiji opened shelters.", "", None),
    ("The health ministry in Gaza said 900 Palestinians had been killed.", "", "Gaza"),
    ("Fiji was hit by a storm. It killed 9 people.", "", "Fiji"),
    ("Serrano reported 21 deaths from cholera.", "", "Serrano"),
    ('Serrano reported 21 deaths. "It is sad," Serrano said.', "", None),
    ("Dr Serrano reported 21 deaths.", "", None),
    ("Bellmont province recorded 21 deaths.", "", "Bellmont"),
    ("The loan is worth 300 million Swiss francs.", "", None),
]


@pytest.mark.parametrize(("text", "title", "place"), PLACES)
def test_the_place_is_the_nearest_that_does_not_only_speak(
    text: str, title: str, place: str | None, nlp: Language
) -> None:
    assert read_one(text, nlp, title=title).subject.place == place


def test_a_town_places_a_figure_in_its_country_and_narrows_it(nlp: Language) -> None:
    subject = read_one("A fire killed 12 people in Marseille.", nlp).subject
    assert (subject.place, subject.qualifiers) == ("France", ("Marseille", "fire"))


def test_a_town_named_with_its_country_narrows_too(nlp: Language) -> None:
    subject = read_one("A bomber killed 84 people in the Iranian city of Kerman.", nlp).subject
    assert (subject.place, "Kerman" in subject.qualifiers) == ("Iran", True)


def test_each_of_two_figures_takes_its_own_place(nlp: Language) -> None:
    found = read("Police arrested 40 people in Chile and 25 in Bolivia.", nlp)
    assert [one.subject.place for one in found] == ["Chile", "Bolivia"]


ORGANISATIONS = [
    ("Norvik Motors is cutting 2,300 jobs.", "Norvik Motors"),
    ("Alpine Bank shares dropped 6.5%.", "Alpine Bank"),
    ("Revenue at Harlow Foods Inc. rose to $4 billion.", "Harlow Foods"),
    ("Harlow Foods' revenue rose to $4 billion.", "Harlow Foods"),
    ("A fire killed 12 people near Norvik Motors.", None),
    ("Inflation slowed to 3.1%, Alpine Bank said.", None),
]


@pytest.mark.parametrize(("text", "organisation"), ORGANISATIONS)
def test_figures_of_business_belong_to_whoever_has_them(
    text: str, organisation: str | None, nlp: Language
) -> None:
    assert read_one(text, nlp).subject.organisation == organisation


def test_the_company_is_the_one_named_by_the_title(nlp: Language) -> None:
    found = read_one("The company laid off 1,900 people.", nlp, title="Norvik Motors to cut jobs")
    assert found.subject.organisation == "Norvik Motors"


def test_the_company_is_the_one_that_speaks_of_its_own(nlp: Language) -> None:
    text = "Wavebox admitted that the data of 400,000 members had been stolen. It has told them."
    assert read_one(text, nlp, title="Wavebox hit by theft").subject.organisation == "Wavebox"
    told = text.replace("It has", "She has")
    assert read_one(told, nlp, title="Wavebox hit by theft").subject.organisation is None


def test_a_body_is_no_cause_of_what_it_tells(nlp: Language) -> None:
    text = "At least 18 people died when the dam burst, the fire service said."
    assert read_one(text, nlp).subject.qualifiers == ("dam-burst",)
    assert "fire" in read_one("The fire killed 18 people, police said.", nlp).subject.qualifiers


def test_victims_have_not_died_of_everything(nlp: Language) -> None:
    assert read_one("Police count 340 victims of the swindle.", nlp).subject.class_ == "fraud"
    assert read_one("Police now count 340 victims.", nlp).subject.class_ != "deaths"
    assert (
        read_one("The blast killed many. Police count 34 victims.", nlp).subject.class_ == "deaths"
    )


def test_those_counted_twice_are_no_toll(nlp: Language) -> None:
    text = "The blast killed 58 people. Five victims had been counted twice, police said."
    assert read_one(text, nlp).subject.class_ == "victim"


def test_a_storm_owns_nothing(nlp: Language) -> None:
    found = read_one("Hurricane Olga left 400 sheds in ruins.", nlp)
    assert found.subject.organisation is None


def test_the_cause_comes_from_the_sentence_or_the_title(nlp: Language) -> None:
    title = "Landslide in Peru: what is known"
    assert read_one("At least 40 people died.", nlp, title=title).subject.qualifiers == (
        "landslide",
    )
    assert read_one("A bus crash killed 40.", nlp, title=title).subject.qualifiers == ("crash",)


def test_a_lexicon_of_ones_own_adds_and_replaces_classes(tmp_path: Path, nlp: Language) -> None:
    own = tmp_path / "masks.toml"
    own.write_text(
        'domain = "museums"\n[classes.masks]\ntitle = "Masks"\nunit = "things"\n'
        'nouns = ["mask"]\n[classes.deaths]\ntitle = "The dead"\nunit = "persons"\n'
    )
    classes = load_classes([own])
    found = read_one("The museum owns 700 masks.", nlp)
    subject = find_subject(found.mention, found.counted, title="", classes=classes)
    assert subject.class_ == "masks"
    assert classes.get("deaths") != CLASSES.get("deaths")


def test_the_shipped_lexicon_is_wide() -> None:
    domains = {cls.domain for cls in map(CLASSES.get, CLASSES) if cls is not None}
    assert len(CLASSES) >= 120
    assert len(domains) >= 10


def test_places_are_found_by_the_longest_name() -> None:
    words = ["South", "Sudanese", "families", "left", "Sudan", "for", "Port-au-Prince"]
    assert [(place.name, place.by) for place in find_places(words)] == [
        ("South Sudan", "people"),
        ("Sudan", "name"),
        ("Haiti", "within"),
    ]

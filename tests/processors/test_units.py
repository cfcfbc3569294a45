"""What numbers are measured in."""

from __future__ import annotations

import pytest

from processors.amounts import read_amount
from processors.words import split_words


def unit_of(text: str) -> str | None:
    words = split_words(text)
    amounts = (read_amount(words, at) for at in range(len(words)))
    amount = next(amount for amount in amounts if amount is not None)
    return amount.unit.name if amount.unit is not None else None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$5", "US dollar"),
        ("US$5", "US dollar"),
        ("$US160 million", "US dollar"),
        ("A$5", "Australian dollar"),
        ("A $5 reward", "US dollar"),
        ("C$5", "Canadian dollar"),
        ("NZ$5", "New Zealand dollar"),
        ("$5 million Canadian dollars", "Canadian dollar"),
        ("£3.5bn", "pound sterling"),
        ("€20", "euro"),
        ("EUR50m", "euro"),
        ("20 EUR", "euro"),
        ("RM79", "Malaysian ringgit"),
        ("Y=28,030", "Japanese yen"),
        ("Rs 500 crore", "Indian rupee"),
        ("R250 million", "South African rand"),
        ("9 billion shekels", "shekel"),
        ("10.5 million Australian dollars", "Australian dollar"),
        ("164p", "penny"),
        ("40 cents", "cent"),
        ("41 million hryvnias", "Ukrainian hryvnia"),
        ("MSEK 300", "Swedish krona"),
        ("1,200 bitcoins", "bitcoin"),
        ("500 ETH", "ether"),
        ("12 million tenge", "Kazakh tenge"),
    ],
)
def test_currencies_have_signs_codes_and_names(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5%", "percentage"),
        ("5 per cent", "percentage"),
        ("5pc", "percentage"),
        ("0.5 percentage points", "percentage point"),
        ("25 basis points", "basis point"),
        ("70 kg", "kilogram"),
        ("12.3m tonnes", "tonne"),
        ("a 45-acre farm", "acre"),
        ("200 sq ft", "square foot"),
        ("30 km/h", "kilometre per hour"),
        ("155mph", "mile per hour"),
        ("38 degrees Celsius", "degree Celsius"),
        ("38C", "degree Celsius"),
        ("30 gigawatts", "gigawatt"),
        ("256GB", "gigabyte"),
        ("three times", "time"),
        ("50 points", "point"),
        ("40 soldiers", None),
        ("0.4 wt% of nickel", "percentage"),
        ("20 percent by weight", "percentage"),
        ("7.9 cm3 of gas", "cubic centimetre"),
        ("40 km^2 of forest", "square kilometre"),
        ("at 8 bar and", "bar"),
        ("12 bar staff", None),
        ("120 fps.", "frame per second"),
        ("120 °K.", "kelvin"),
        ("250 µL of", "microlitre"),
        ("250 cP at", "centipoise"),
        ("4.7 kΩ.", "kilohm"),
        ("70 kDa protein", "kilodalton"),
        ("9.8 m/s²", "metre per second squared"),
        ("a 5 in. wide slot", "inch"),
        ("50 mM of", "millimolar"),
        ("600 dpi images", "dot per inch"),
        ("30 psig of", "pound per square inch gauge"),
        ("1,000 passenger-kilometres", "passenger-kilometre"),
        ("tens of millions of dollars", "US dollar"),
        ("several hundred miles", "mile"),
        ("thousands of men", None),
    ],
)
def test_units_have_canonical_names(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("64 cents a share", "cent per share"),
        ("$70-a-share", "US dollar per share"),
        ("$3 per barrel", "US dollar per barrel"),
        ("120,000 barrels a day", "barrel per day"),
        ("5 million bpd", "barrel per day"),
        ("£24 a year", "pound sterling per year"),
        ("$2 a year earlier", "US dollar"),
        ("3 tonnes annually", "tonne per year"),
        ("2 billion shekels ($550 million) a year", "shekel per year"),
        ("2 micrograms per gram", "microgram per gram"),
        ("60 hours a week", "hour per week"),
        ("6 litres per 100 km", "litre per 100 kilometre"),
        ("half a percentage point", "percentage point"),
        ("7.9 g/cm3 and", "gram per cubic centimetre"),
        ("3.2 W/m²", "watt per square metre"),
        ("40 N/mm2", "newton per square millimetre"),
        ("12 c/kWh", "cent per kilowatt hour"),
        ("130 litres per person per day", "litre per person per day"),
        ("10 mg/kg/day", "milligram per kilogram per day"),
    ],
)
def test_rates_say_what_they_are_per(text: str, unit: str) -> None:
    assert unit_of(text) == unit


def test_pounds_are_money_in_millions_or_beside_words_of_money() -> None:
    assert unit_of("361 million pounds") == "pound sterling"
    assert unit_of("was fined 500 pounds") == "pound sterling"
    assert unit_of("weighs 500 pounds") == "pound-mass"
    assert unit_of("lost millions of pounds") == "pound sterling"
    assert unit_of("3 million pounds of meat") == "pound-mass"


def test_won_is_money_only_after_big_numbers() -> None:
    assert unit_of("5 won the race") is None
    assert unit_of("5 billion won") == "South Korean won"


def test_dollars_and_cents_in_words_are_one_amount() -> None:
    words = split_words("thirteen dollars and forty-five cents")
    amount = read_amount(words, 0)
    assert amount is not None
    assert float(amount.value) == 13.45

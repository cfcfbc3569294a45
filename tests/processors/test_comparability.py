"""Which claims may be compared, and why others may not."""

from __future__ import annotations

import pytest

from figurewatch.records import Source
from processors.claimants import body_of, name_key
from processors.comparability import (
    are_same_side,
    has_length_of,
    have_same_scope,
    is_part,
    is_within,
    name_of_class,
    why_apart,
)
from processors.positions import base_unit, position_of
from tests.processors.made import claim


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("killed:women", "killed", True),
        ("killed", "killed:women", False),
        ("killed", "killed", False),
        ("cases:awol", "cases:awol+desertion", True),
        ("cases:awol+desertion", "cases:awol", False),
        ("killed:women:identified", "killed:women", True),
        ("killed:suspected", "killed", False),
        ("killed:women", "injured", False),
    ],
)
def test_a_narrower_class_is_part_of_a_wider_one(part, whole, expected):
    assert is_part(part, whole) is expected


def _place(scope, **given):
    return position_of(claim(100, "2030-06-30", scope=scope, **given))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("cumulative", {"frm": "2030-01-01"}), ("cumulative", {"frm": "2030-02-15"}), True),
        (("cumulative", {"frm": "2030-01-01"}), ("cumulative", {"frm": "2029-01-01"}), False),
        (("cumulative", {"frm": "2030-01-01"}), ("cumulative", {}), True),
        (("rate", {"per": "month"}), ("rate", {"per": "month"}), True),
        (("rate", {"per": "month"}), ("rate", {"per": "week"}), False),
        (("stock", {}), ("stock", {}), True),
        (("cumulative", {}), ("rate", {"per": "month"}), False),
        (("cumulative", {}), ("stock", {}), False),
        (
            ("period", {"frm": "2030-05-01", "to": "2030-05-31"}),
            ("period", {"frm": "2030-05-01", "to": "2030-05-31"}),
            True,
        ),
        (
            ("period", {"frm": "2030-05-01", "to": "2030-05-31"}),
            ("period", {"frm": "2030-04-01", "to": "2030-04-30"}),
            False,
        ),
        (("period", {}), ("period", {}), False),
    ],
)
def test_same_scope(one, other, same):
    assert have_same_scope(_place(one[0], **one[1]), _place(other[0], **other[1])) is same


def test_a_month_has_the_length_of_a_month_and_not_of_a_week():
    may = _place("period", frm="2030-05-01", to="2030-05-31")
    assert has_length_of(may, "month")
    assert not has_length_of(may, "week")


def test_a_period_lies_within_the_total_that_began_before_and_ends_after():
    may = _place("period", frm="2030-05-01", to="2030-05-31")
    assert is_within(may, _place("cumulative", frm="2030-01-01", to="2030-06-30"))
    assert not is_within(may, _place("cumulative", frm="2030-01-01", to="2030-05-20"))
    assert not is_within(may, _place("cumulative", frm="2030-05-20", to="2030-06-30"))


def test_who_relays_a_claim_is_on_the_side_of_its_claimant():
    ministry = position_of(claim(5, "2030-01-01"))
    agency = position_of(claim(5, "2030-01-01", claimant="the agency", via=("the ministry",)))
    rival = position_of(claim(5, "2030-01-01", claimant="the rebels"))
    assert are_same_side(ministry, agency)
    assert not are_same_side(ministry, rival)


def test_an_unattributed_number_is_its_outlet_s_own():
    one, same = (claim(5, day, claimant="") for day in ("2030-01-01", "2030-01-02"))
    other = claim(5, "2030-01-01", claimant="", outlet="Evening")
    assert are_same_side(position_of(one), position_of(same))
    assert not are_same_side(position_of(one), position_of(other))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"cls": "criminal-cases", "unit": "case"}, "criminal cases are not compared with deaths"),
        ({"place": "Highland"}, "Highland is not compared with Lowland"),
        ({"unit": "percentage"}, "a number in percentage is not compared with person"),
        ({"scope": "rate", "per": "month"}, "a rate per month is not compared with a total"),
        (
            {"scope": "period", "frm": "2030-05-01", "to": "2030-05-31"},
            "a monthly number is not compared with a total",
        ),
        ({"frm": "2020-01-01"}, "a total of another period"),
    ],
)
def test_what_is_not_compared_has_a_reason_in_words(given, reason):
    new = position_of(claim(100, "2030-06-30", frm="2030-01-01"))
    assert why_apart(new, position_of(claim(90, "2030-06-01", **given))) == reason


def test_what_is_compared_has_no_reason():
    new, old = claim(100, "2030-06-30"), claim(90, "2030-06-01")
    assert why_apart(position_of(new), position_of(old)) is None


@pytest.mark.parametrize(
    ("unit", "base"),
    [("barrel per day", "barrel"), ("barrels/day", "barrels"), ("US dollar", "US dollar")],
)
def test_a_rate_and_a_total_share_their_unit(unit, base):
    assert base_unit(unit) == base


def test_a_class_path_reads_as_words():
    assert name_of_class("cases:awol+desertion") == "cases (awol or desertion)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The interior ministry", "the interior ministry"),
        ("the dock workers’ union", "The dock workers' union"),
        ("Open  Ledger", "OPEN LEDGER"),
        ("Velland's transport ministry", "the transport ministry"),
        ("the interior ministry of Velland", "Interior Minister Ilka Maren"),
        ("the Ministry of Health", "health ministry figures"),
        ("the rights group Witness", "Witness"),
        ("data from the statistics office", "the statistics office"),
        ("the statistics office of Velland", "statistics office data"),
        ("the Fed", "Federal Reserve"),
        ("WHO data", "the World Health Organization"),
    ],
)
def test_a_claimant_is_the_same_however_its_name_is_written(one: str, other: str) -> None:
    """Article, case and apostrophe tell nobody apart."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the interior ministry", "the health ministry"),
        ("the Court of Auditors", "the Court of Appeal"),
        ("the prime minister", "the foreign ministry"),
        ("the ministry", "the interior ministry"),
        ("the dock workers' union", "the nurses' union"),
    ],
)
def test_who_is_not_the_same_stays_apart(one: str, other: str) -> None:
    """Offices of one kind are not one office."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (Source(text="Transport Minister Oren Dalka", start=0, end=1, name="Oren Dalka"),
         "transport ministry"),
        (Source(text="Lea Burin, a spokeswoman for the union", start=0, end=1, name="Lea Burin",
                kind="person", affiliation="the union"), "union"),
        (Source(text="the lender", start=0, end=1), "kestrel bank"),
        (Source(text="Witness", start=0, end=1, name="Witness"), ""),
    ],
)  # fmt: skip
def test_who_speaks_for_a_body_holds_its_claims(source: Source, body: str) -> None:
    """A minister for the ministry, "the lender" for the bank that the figure belongs to."""
    assert name_key(body_of(source, "Kestrel Bank")) == body


def test_it_is_who_the_sentence_begins_with() -> None:
    """ "It" alone tells nobody apart."""
    it = Source(text="it", start=0, end=1)
    lowered = "The Public Health Agency has lowered the number of cases to 71, it said."
    assert name_key(body_of(it, None, lowered)) == "public health agency"
    assert body_of(it, None, "In March, 71 cases were counted, it said.") == ""

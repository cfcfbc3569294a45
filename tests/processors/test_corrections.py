"""What a sentence says about its number: late additions and numbers taken back."""

from __future__ import annotations

import pytest

from processors.detectors.corrections import announces_revision, late_addition


@pytest.mark.parametrize(
    ("sentence", "some"),
    [
        ("There are 1,160 cases, of which 350 belong to earlier weeks.", "350"),
        ("The agency reported 62 deaths, 41 of which occurred in previous days.", "41"),
        ("The toll rose by 274, including 233 deaths that were added retroactively.", "233"),
        ("Of the 120 deaths told on Friday, 90 date back to the previous month.", "90"),
        ("The region reported 107 deaths, 85 of them from earlier weeks.", "85"),
        ("It reported 33 deaths, 30 of which go back to the days before.", "30"),
        ("The total includes 220 earlier deaths.", "220"),
        ("The figure includes a backlog of 1,900 cases from April.", "1,900"),
        ("The total includes 1,200 cases that had not been reported before.", "1,200"),
        ("It added 560 previously unreported deaths.", "560"),
        ("The rise includes 300 deaths from previous months after a review.", "300"),
        ("The toll rose to 84, including 12 children.", None),
        ("Some 40 people died, 12 of them in the last 24 hours.", None),
        ("The ministry reported 62 deaths, more than in earlier weeks.", None),
    ],
)
def test_what_belongs_to_earlier_periods_is_read(sentence: str, some: str | None) -> None:
    """As many as the sentence says, in its words."""
    assert late_addition(sentence) == some


@pytest.mark.parametrize(
    ("sentence", "revised"),
    [
        ("The office revised the number of cases to 538 from 412.", True),
        ("It was 84, correcting its earlier statement.", True),
        ("The bank lost 265 million, up from the 140 million it first reported.", True),
        ("The number rose to 538.", False),
    ],
)
def test_what_is_taken_back_is_read(sentence: str, revised: bool) -> None:
    """A sentence that names the older number as such."""
    assert announces_revision(sentence) is revised

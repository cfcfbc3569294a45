"""Who gives a number anew claims it."""

from __future__ import annotations

import pytest
from spacy.language import Language

from processors.attributions import attribution_of, find_attributions
from processors.document import parse
from processors.quantities import find_quantities


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The coroner's office lowered the toll of the fire to 31.", "The coroner's office"),
        ("The central bank raised its forecast for growth to 2.4%.", "The central bank"),
        ("Brightway Foods cut its estimate of the damage to $12 million.", "Brightway Foods"),
        ("Officials revised the number of missing people to 208.", "Officials"),
        # Who changes a price acts, and claims nothing.
        ("The dairy raised its prices to 2 euros.", None),
        ("The storm raised the river to 9 metres.", None),
    ],
)
def test_who_revises_a_number_claims_it(nlp: Language, sentence: str, source: str | None) -> None:
    """One row for each construction."""
    doc = parse(sentence, nlp)
    (mention,) = find_quantities(doc)
    chain = attribution_of(mention, find_attributions(doc), outlet="Harbour Wire").chain
    assert [hop.text for hop in chain] == ([source] if source else [])

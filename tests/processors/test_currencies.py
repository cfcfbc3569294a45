"""The currencies of the lexicon, held against a list that others keep."""

from __future__ import annotations

import pytest

from processors.lexicons import load_lexicon

babel = pytest.importorskip("babel.core", reason="babel comes with other packages")

#: In no need of a code: it is another word in capitals, or the currency is written otherwise.
WITHOUT_CODE = {"ALL", "CUP", "MOP", "SOS", "TOP"}


def test_every_currency_in_use_is_known() -> None:
    used = {
        code
        for currencies in babel.get_global("territory_currencies").values()
        for code, _, end, is_tender in currencies
        if end is None and is_tender
    }
    known = {entry["code"] for entry in load_lexicon("currencies").values() if "code" in entry}
    assert used - known <= WITHOUT_CODE

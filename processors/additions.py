"""
Additions: numbers that come on top of what was counted before.

"Another 40 people died" and "12 more deaths" tell how much a total grew, not how high it is. The
total they belong to stands elsewhere, if at all, so they are compared with none.
"""

from __future__ import annotations

import re

from figurewatch.records import Figure
from processors.lexicons import load_lexicon

_LEXICON = load_lexicon("additions")


def is_addition(figure: Figure) -> bool:
    """Whether the words around the number of `figure` say that it comes on top of others."""
    sentence = figure.sentence
    start, end = (at - sentence.start for at in (figure.quantity.start, figure.quantity.end))
    return bool(_BEFORE.search(sentence.text[:start]) or _AFTER.match(sentence.text[end:]))


def _one_of(words: str) -> str:
    return "|".join(words.split())


#: "another 40", "an additional 3,000", "a further estimated 12".
_BEFORE = re.compile(
    rf"\b(?:{_one_of(_LEXICON['before'])})\s+(?:(?:{_one_of(_LEXICON['between'])})\s+)*\Z",
    re.IGNORECASE,
)
#: "40 more soldiers", "three others", "12 new deaths"; not "40 more than", "40 more times".
_AFTER = re.compile(
    rf"\s+(?:{_one_of(_LEXICON['after'])})\b(?!\s+(?:{_one_of(_LEXICON['compared'])})\b)",
    re.IGNORECASE,
)

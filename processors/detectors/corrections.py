"""What the sentence itself says about the number: a revision, a record, late additions."""

from __future__ import annotations

import re

_REVISED = re.compile(
    r"\b(?:revis(?:ed|es|ing)|lower(?:ed|s|ing)|correct(?:ed|s|ing)|cut|reduc(?:ed|es|ing)"
    r"|downgrad(?:ed|es|ing)|adjust(?:ed|s|ing))\b"
    r"[^.;]{0,60}\b(?:from|to|down|up|upward|downward)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:(?:a|new|set a|highest|all-time)\s+record|record\s+(?:high|number|level)"
    r"|(?:highest|largest|most)\s+(?:ever|on record|since records began))\b",
    re.IGNORECASE,
)


def announces_revision(sentence: str) -> bool:
    """Whether the sentence says that an earlier number was changed."""
    return _REVISED.search(sentence) is not None


def says_record(sentence: str) -> bool:
    """Whether the sentence calls the number a record."""
    return _RECORD.search(sentence) is not None

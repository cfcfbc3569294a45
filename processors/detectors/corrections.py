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


_EARLIER = (
    r"(?:(?:earlier|previous|prior|past|preceding)\s+(?:day|date|week|month|year|period|wave)s?"
    r"|the\s+(?:days|weeks|months)\s+before)"
)
_BELONG = (
    r"(?:belong(?:s|ed|ing)?\s+to|dat(?:e|es|ed|ing)\s+(?:back\s+)?(?:to|from)"
    r"|relat(?:e|es|ed|ing)\s+to|refer(?:s|red|ring)?\s+to|occurred\s+(?:in|on|over|during)"
    r"|happened\s+(?:in|on|over|during)|died\s+(?:in|on|over|during)|(?:were|are|was)\s+from)"
)
_LATE_ADDITION = re.compile(
    r"\b(?:of (?:which|whom|them|these|those)|including)\s+(?P<some>[\w,.]+)\b"
    rf"[^.;]{{0,40}}?\b{_BELONG}\s+{_EARLIER}"
    rf"|\b(?P<part>[\w,]+) of (?:the|these|those)\b[^.;]{{0,60}}?\b{_BELONG}\s+{_EARLIER}",
    re.IGNORECASE,
)


def late_addition(sentence: str) -> str | None:
    """How many of the number belong to earlier periods, in the words of the sentence."""
    found = _LATE_ADDITION.search(sentence)
    return (found["some"] or found["part"]) if found is not None else None


def announces_revision(sentence: str) -> bool:
    """Whether the sentence says that an earlier number was changed."""
    return _REVISED.search(sentence) is not None


def says_record(sentence: str) -> bool:
    """Whether the sentence calls the number a record."""
    return _RECORD.search(sentence) is not None

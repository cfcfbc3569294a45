"""What the sentence itself says about the number: a revision, a record, late additions."""

from __future__ import annotations

import re

#: "Up from the 412 it first reported", "correcting its earlier statement".
_TAKEN_BACK = re.compile(
    r"\b(?:correct|revis|amend|restat)(?:ed|es|ing)\b[^.;]{0,40}\b(?:earlier|previous|first|initial)\b"
    r"|\b(?:first|initially|originally|previously|earlier)\s+"
    r"(?:reported|announced|said|stated|given|published)\b",
    re.IGNORECASE,
)
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
    r"(?:(?:an |the )?(?:earlier|previous|prior|past|preceding)\s+"
    r"(?:day|date|week|month|year|period|wave)s?"
    r"|the\s+(?:days|weeks|months)\s+before)"
)
_BELONG = (
    r"(?:belong(?:s|ed|ing)?\s+to|dat(?:e|es|ed|ing)\s+(?:back\s+)?(?:to|from)"
    r"|(?:go|goes|going|went)\s+back\s+to|relat(?:e|es|ed|ing)\s+to|refer(?:s|red|ring)?\s+to"
    r"|(?:occurred|happened|died|recorded|were|are|was)\s+(?:in|on|over|during|from)"
    r"|from|in|on|over|during)"
)
#: Late in words that need no period: "previously unreported", "added retroactively".
_LATE_BEFORE = r"(?:earlier|previously\s+un(?:reported|counted|recorded)|backlogged)"
_LATE_BEHIND = (
    r"(?:added\s+retro(?:actively|spectively)|(?:not\s+been|not|never)\s+(?:been\s+)?"
    r"(?:reported|counted|recorded)\s+(?:before|earlier|until\s+now|so\s+far))"
)
_SOME = (
    r"(?:about\s+|some\s+|around\s+|at\s+least\s+|more\s+than\s+)?"
    r"(?P<some>\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens"
    r"|hundreds|thousands|half|most|many)"
)
_ADDITIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "of which 30 belong to earlier periods", "including 30 from earlier weeks"
        rf"\b(?:of (?:which|whom|them|these|those)|includ(?:ing|es?))\s+{_SOME}\b"
        rf"[^.;,]{{0,40}}?\b{_BELONG}\s+{_EARLIER}",
        # "30 of which occurred in previous days", "30 of the 33 deaths belong to ..."
        rf"\b{_SOME}\s+of\s+(?:which|whom|them|the|these|those)\b"
        rf"[^.;,]{{0,60}}?\b{_BELONG}\s+{_EARLIER}",
        # "Of the 120 deaths reported on Friday, 90 date back to the previous month"
        rf"\bof\s+the\s[^.;]{{0,60}},\s+{_SOME}\b[^.;,]{{0,20}}?\b{_BELONG}\s+{_EARLIER}",
        # "including 233 deaths that were added retroactively"
        rf"\b(?:of which|includ(?:ing|es?))\s+{_SOME}\b[^.;,]{{0,40}}?\b{_LATE_BEHIND}",
        # "it added 560 previously unreported deaths", "includes 220 earlier deaths"
        rf"\b(?:includ(?:ing|es?|ed)|add(?:ed|s|ing))\s+{_SOME}\s+{_LATE_BEFORE}\b",
        # "includes a backlog of 1,900 cases"
        rf"\bbacklog\s+of\s+{_SOME}\b",
    )
)


def late_addition(sentence: str) -> str | None:
    """How many of the number belong to earlier periods, in the words of the sentence."""
    found = (pattern.search(sentence) for pattern in _ADDITIONS)
    return next((note["some"] for note in found if note is not None), None)


def announces_revision(sentence: str) -> bool:
    """Whether the sentence says that an earlier number was changed."""
    return any(pattern.search(sentence) is not None for pattern in (_REVISED, _TAKEN_BACK))


def says_record(sentence: str) -> bool:
    """Whether the sentence calls the number a record."""
    return _RECORD.search(sentence) is not None

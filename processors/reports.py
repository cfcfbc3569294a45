"""Finds where a text says who says something: cue, source and content, as token ranges."""

from __future__ import annotations

from processors.citing_reports import with_origins
from processors.passages import Report, Text
from processors.phrase_reports import (
    find_according_to,
    find_closing_sources,
    find_colons,
    find_nouns,
    find_prepositions,
    find_views,
)
from processors.restating_reports import find_restating
from processors.verb_reports import (
    find_appended,
    find_compared,
    find_gapped,
    find_hearsay,
    find_misread,
    find_verbs,
)


def find_reports(text: Text) -> list[Report]:
    """Give every attribution that the text itself words, in the order of the cues."""
    found: list[Report] = []
    for sentence in text.sentences:
        inside = [
            *find_verbs(text, sentence),
            *find_misread(text, sentence),
            *find_according_to(text, sentence),
            *find_nouns(text, sentence),
            *find_hearsay(text, sentence),
            *find_restating(text, sentence),
            *find_colons(text, sentence),
            *find_closing_sources(text, sentence),
            *find_views(text, sentence),
            *find_appended(text, sentence),
            *find_compared(text, sentence),
        ]
        inside += find_gapped(text, sentence, inside)
        inside += find_prepositions(text, sentence, inside)
        found += with_origins(text, sentence, inside)
    return sorted(found, key=lambda report: report.cue)

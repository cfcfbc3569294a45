"""
On whom a speaker relies: "X, citing Y, said", "citing Y, X said", "…, X said, citing Y".

The place of the words is trusted before the parse, which often hangs a participle wrongly.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from spacy.tokens import Token

from processors import cues, source_kinds, syntax
from processors.passages import MARKS, Hop, Range, Report, Text, is_dash, trim
from processors.source_words import words_of
from processors.speakers import end_of_source

_WORK = words_of("analysis")


def with_origins(text: Text, sentence: Range, found: list[Report]) -> list[Report]:
    """Add to what a sentence says on whom the speaker relies: the origin of what is said."""
    for verb in text.among(sentence, cues.CITING_FORMS):
        passive = syntax.is_passive(verb) and verb.lower_ not in cues.POINTING
        if verb.tag_[0] != "V" or passive or _as_saying(text, verb, sentence):
            continue
        start = _start_of_cited(text, verb)
        if start is None or start >= sentence[1]:
            continue
        head = syntax.phrase_head(text.doc[start : sentence[1]])
        words = _cited_words(text, start, head, sentence)
        if words is None or not _is_citable(text, words, head):
            continue
        place = _who_cites(text, verb, sentence, found)
        if place is not None:
            cited = Hop(words=words, head=min(head.i, words[1] - 1))
            found = _cite(text, found, place, verb, cited)
    return [_with_own_work(text, sentence, report) for report in found]


def _with_own_work(text: Text, sentence: Range, report: Report) -> Report:
    """ "The agency found in a review of 90 files that …": the review is where it comes from."""
    doc = text.doc
    at = report.cue[1]
    if report.kind != "verb" or report.manner not in ("finding", "report") or report.origin:
        return report
    if at + 2 >= sentence[1] or text.words[at] != "in" or doc[at + 1].pos_ != "DET":
        return report
    head = next((t for t in doc[at + 2 : min(at + 7, sentence[1])] if t.lower_ in _WORK), None)
    if head is None:
        return report
    end = end_of_source(text, at + 1, head, sentence)
    stop = next((t.i for t in doc[head.i + 1 : end] if t.lower_ == "that"), end)
    words = trim(doc, at + 1, stop, head.i)
    return report if words is None else replace(report, origin=Hop(words=words, head=head.i))


def _as_saying(text: Text, verb: Token, sentence: Range) -> bool:
    words = text.words[verb.i + 1 : sentence[1]]
    return any(word == "as" and after == "saying" for word, after in itertools.pairwise(words))


def _start_of_cited(text: Text, verb: Token) -> int | None:
    """Where the cited source begins: behind "citing", behind "pointing to"."""
    particles = cues.POINTING.get(verb.lower_)
    if particles is None:
        return verb.i + 1
    after = text.words[verb.i + 1] if verb.i + 1 < len(text.words) else ""
    return verb.i + 2 if after in particles else None


def _cited_words(text: Text, start: int, head: Token, sentence: Range) -> Range | None:
    """The words of the cited source, up to a comma, a clause or the next cue."""
    end = end_of_source(text, start, head, sentence)
    for token in text.doc[min(head.i, end) + 1 : end]:
        if token.tag_ in ("VBG", "IN") and token.lower_ in ("that", "as", *cues.VERBS):
            end = token.i
            break
    return trim(text.doc, start, end, min(head.i, end - 1)) if start < end else None


def _is_citable(text: Text, words: Range, head: Token) -> bool:
    if source_kinds.is_source(head):
        return True
    inside = text.doc[slice(*words)]
    return any(source_kinds.is_source(token) for token in inside if token.pos_ in ("NOUN", "PROPN"))


def _who_cites(text: Text, verb: Token, sentence: Range, found: list[Report]) -> int | None:
    """The number of the report whose speaker cites: beside it, else the outermost before it."""
    spoken = [
        number
        for number, report in enumerate(found)
        if report.source is not None
        and report.cue[0] != verb.i
        and report.manner not in ("attitude", "hearsay", "citing")
        and report.origin is None
        and text.quoted[report.cue[0]] == text.quoted[verb.i]
    ]
    if verb.i == sentence[0] or text.is_blank(sentence[0], verb.i):
        # "Citing Y, X said"
        return min(spoken, key=lambda number: found[number].cue, default=None)
    if verb.tag_ in ("VBG", "VBN"):
        near = [n for n in spoken if _stands_before(text, found[n].source, verb.i)]
        before = [n for n in spoken if (found[n].source or (verb.i,))[0] < verb.i]
        return min(near or before, key=lambda number: found[number].cue, default=None)
    # "X, who cited Y, said", "X cited Y, stating that"
    speaker = syntax.speaker_of(verb)
    if (
        speaker is not None
        and syntax.is_relative_pronoun(speaker)
        and speaker.head.head.i != verb.i
    ):
        speaker = speaker.head.head
    named = [n for n in spoken if speaker is not None and _is_by(found[n], speaker)]
    return min(named, key=lambda number: found[number].cue, default=None)


def _stands_before(text: Text, source: Range | None, at: int) -> bool:
    """ "X, citing": nothing but a comma or a dash between."""
    if source is None or not source[1] < at <= source[1] + 1:
        return False
    between = text.doc[source[1]]
    return between.text == "," or is_dash(between)


def _is_by(report: Report, speaker: Token) -> bool:
    if report.source is None:
        return False
    return report.speaker == speaker.i or report.source[0] <= speaker.i < report.source[1]


def _cite(text: Text, found: list[Report], place: int, verb: Token, origin: Hop) -> list[Report]:
    """The reports with the origin of one, and without what was read of "citing" itself."""
    speaker = found[place].speaker
    done: list[Report] = []
    for number, report in enumerate(found):
        if report.cue[0] == verb.i and report.manner in ("citing", "report", "attitude"):
            continue
        same = number == place or (speaker is not None and report.speaker == speaker)
        if same and report.origin is None and report.manner not in ("attitude", "hearsay"):
            content = _without(text, report.content, (verb.i, origin.words[1]))
            done.append(replace(report, origin=origin, content=content or report.content))
        else:
            done.append(report)
    return done


def _without(text: Text, content: tuple[Range, ...], cited: Range) -> tuple[Range, ...]:
    """The content without "citing Y", where it stands at an end of it or in between."""
    parts: list[Range] = []
    for start, end in content:
        if not start <= cited[0] < end:
            parts.append((start, end))
            continue
        stop = cited[0]
        while stop > start and text.doc[stop - 1].is_punct and text.doc[stop - 1].text not in MARKS:
            stop -= 1
        begin = cited[1]
        while begin < end and text.doc[begin].text == ",":
            begin += 1
        parts += [part for part in ((start, stop), (begin, end)) if part[0] < part[1]]
    return tuple(parts)

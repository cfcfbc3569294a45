"""Attributions without a verb: "according to", "in a poll", "X's claim that", "Poll: …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from processors import cues, source_kinds, syntax
from processors.passages import Range, Report, Text, comma_between, that_after, trim, without_stop
from processors.reach import content_around
from processors.speakers import end_of_source

_SOURCE_PREPOSITIONS = {"in": cues.IN_NOUNS, "by": cues.BY_NOUNS, "from": cues.IN_NOUNS}
_NOT_BEFORE_NOUN = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "ADP", "PRON"})
#: Polls in general are no source.
_NO_POLL = frozenset({"polls", "the polls", "polling", "the polling", "average", "most polls"})


def find_according_to(text: Text, sentence: Range) -> Iterator[Report]:
    """ "According to the ministry, …", "…, according to data from the ministry"."""
    doc = text.doc
    if "according" not in text.words[sentence[0] : sentence[1]]:
        return
    for cue, head in syntax.according_to_sources(doc[sentence[0] : sentence[1]]):
        end = end_of_source(text, cue.end, head, sentence)
        source = trim(doc, cue.end, end, min(head.i, end - 1))
        if source is None:
            continue
        speaker = head.i if source[0] <= head.i < source[1] else source[1] - 1
        content = content_around(text, sentence, cue.start, source[1])
        if content:
            yield Report(
                kind="according_to",
                manner="report",
                cue=(cue.start, cue.end),
                source=source,
                speaker=speaker,
                content=content,
                scope="inserted",
            )


def find_prepositions(text: Text, sentence: Range, others: list[Report]) -> list[Report]:
    """ "In a poll by …, 40 percent", "By the ministry's own count, 40 people"."""
    doc = text.doc
    found: list[Report] = []
    for token in text.among(sentence, _SOURCE_PREPOSITIONS):
        wanted = _SOURCE_PREPOSITIONS[token.lower_]
        if token.i + 1 >= sentence[1] or text.quoted[token.i] >= 0:
            continue
        noun = _noun_after(doc, token.i + 1, sentence[1], wanted)
        if noun is not None and doc[token.i + 1 : noun.i + 1].text.lower() in _NO_POLL:
            continue
        if noun is None or any(_covers(report, token.i) for report in others):
            continue
        starts = token.i == sentence[0] or text.is_blank(sentence[0], token.i)
        if token.lower_ in ("by", "from") and not starts:
            continue
        end = end_of_source(text, token.i + 1, noun, sentence)
        source = trim(doc, token.i + 1, end, noun.i)
        if source is None or any(_has_speaker(text.doc, report) for report in others):
            continue
        content = content_around(text, sentence, token.i, source[1])
        if content:
            found.append(
                Report(
                    kind="preposition",
                    manner="report",
                    cue=(token.i, token.i + 1),
                    source=source,
                    speaker=noun.i,
                    content=content,
                    scope="inserted",
                )
            )
            break
    return found


def _covers(report: Report, at: int) -> bool:
    parts = [report.source] if report.source else []
    return any(a <= at < b for a, b in parts)


def _has_speaker(doc: Doc, report: Report) -> bool:
    """Another source of the same sentence; who is asked in a poll is none."""
    if report.speaker is None or report.manner in ("attitude", "hearsay"):
        return False
    return doc[report.speaker].lower_ not in source_kinds.RESPONDENTS


def _noun_after(doc: Doc, start: int, last: int, wanted: frozenset[str]) -> Token | None:
    for token in doc[start : min(start + 10, last)]:
        if token.lower_ in wanted and token.pos_ in ("NOUN", "PROPN"):
            following = doc[token.i + 1] if token.i + 1 < last else None
            if following is None or following.pos_ != "NOUN":
                return token
        if token.text == "/":
            continue
        if token.tag_ == "PRP$":
            continue
        if token.pos_ in _NOT_BEFORE_NOUN or (token.is_punct and token.text != "-"):
            return None
    return None


def find_nouns(text: Text, sentence: Range) -> Iterator[Report]:
    """ "the ministry's claim that …", "an estimate by the bank that …", "its estimate of …"."""
    for noun in text.among(sentence, cues.NOUNS | cues.COUNT_NOUNS):
        if noun.pos_ != "NOUN" or syntax.preposition_of(noun) in ("in", "on", "at", "during"):
            continue
        owner = syntax.possessor_of(noun)
        if owner is None:
            owner = next(iter(syntax.obliques_of(noun, "by", "from")), None)
        if owner is None or not source_kinds.may_speak(owner, "speech"):
            continue
        content = _content_of_noun(text, sentence, noun, owner)
        source = trim(text.doc, owner.left_edge.i, owner.right_edge.i + 1, owner.i)
        if source is not None and content is not None:
            yield Report(
                kind="noun",
                manner="report",
                cue=(noun.i, noun.i + 1),
                source=source,
                speaker=owner.i,
                content=(content,),
            )


def _content_of_noun(text: Text, sentence: Range, noun: Token, owner: Token) -> Range | None:
    doc = text.doc
    last = without_stop(doc, sentence)
    begin = max(noun.i, owner.right_edge.i if owner.i > noun.i else noun.i) + 1
    that = that_after(doc, begin, last)
    if that is not None and that <= begin + 6 and not comma_between(doc, begin, that):
        clauses = [c for c in noun.children if c.i > that and c.right_edge.i >= that]
        stop = min(max((c.right_edge.i + 1 for c in clauses), default=last), last)
        return (that, stop) if that < stop else None
    if noun.lower_ in cues.COUNT_NOUNS and begin < last and doc[begin].lower_ == "of":
        of = [n.right_edge.i + 1 for n in syntax.obliques_of(noun, "of")]
        return begin, min(max(of, default=last), last)
    return None


def find_colons(text: Text, sentence: Range) -> Iterator[Report]:
    """A headline "Poll: 40 percent want out", and "Forty dead: officials" the other way."""
    doc = text.doc
    first, last = sentence
    colon = next((i for i in range(first, min(first + 9, last)) if doc[i].text == ":"), None)
    if colon is None or colon == first or colon + 1 >= last:
        return
    words = doc[first:colon]
    if any(syntax.is_finite(token) or token.is_punct for token in words):
        return
    head = doc[colon - 1]
    end = _end_of_paragraph(text, sentence)
    if end - colon < 5 or not source_kinds.is_known_source(words, head):
        return
    yield Report(
        kind="colon",
        manner="report",
        cue=(colon, colon + 1),
        source=(first, colon),
        speaker=head.i,
        content=((colon + 1, end),),
    )


def _end_of_paragraph(text: Text, sentence: Range) -> int:
    """A speaker at the head of a paragraph says all of it, as in an interview."""
    doc = text.doc
    first, end = sentence
    if first > 0 and "\n" not in doc[first - 1].text_with_ws:
        return without_stop(doc, sentence)
    while end < len(doc) and "\n" not in doc[end - 1].text_with_ws and not _breaks(doc[end]):
        end += 1
    return without_stop(doc, (first, end))


def _breaks(token: Token) -> bool:
    return token.is_space and "\n" in token.text

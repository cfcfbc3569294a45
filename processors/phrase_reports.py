"""Attributions without a verb: "according to", "in a poll", "X's claim that", "Poll: …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from processors import cues, source_kinds, syntax
from processors.passages import (
    MARKS,
    STOPS,
    Range,
    Report,
    Text,
    comma_between,
    is_dash,
    that_after,
    trim,
    without_stop,
)
from processors.reach import content_around
from processors.speakers import end_of_source

_SOURCE_PREPOSITIONS = {"in": cues.IN_NOUNS, "by": cues.BY_NOUNS, "from": cues.IN_NOUNS}
_NOT_BEFORE_NOUN = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "ADP", "PRON"})
#: Polls in general are no source, by whomever they are.
_POLLS = frozenset({"polls", "surveys", "polling", "average", "averages"})
_PLACES = frozenset({"GPE", "LOC"})
_SOME = frozenset(
    {"some", "most", "recent", "national", "many", "other", "several", "early", "the"}
)


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


def find_views(text: Text, sentence: Range) -> Iterator[Report]:
    """ "In the view of the union, the county needs 600 more officers"."""
    doc = text.doc
    for noun in text.among(sentence, cues.VIEWS):
        at = noun.i
        if at - 2 < sentence[0] or at + 2 >= sentence[1] or text.words[at + 1] != "of":
            continue
        if text.words[at - 2 : at] != ["in", "the"]:
            continue
        head = syntax.phrase_head(doc[at + 2 : sentence[1]])
        source = trim(doc, at + 2, end_of_source(text, at + 2, head, sentence), head.i)
        if source is None or not source_kinds.may_speak(head, "finding"):
            continue
        content = content_around(text, sentence, at - 2, source[1])
        if content:
            yield Report(
                kind="preposition",
                manner="report",
                cue=(at - 2, at + 2),
                source=source,
                speaker=head.i,
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
        if noun is not None and _speaks_of_polls(doc[token.i + 1 : noun.i + 1]):
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
        content = _without_comparison(text, content_around(text, sentence, token.i, source[1]))
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


def _without_comparison(text: Text, content: tuple[Range, ...]) -> tuple[Range, ...]:
    """ "40 percent in the poll, up two points": what follows without a verb is no answer in it."""
    if len(content) < 2:
        return content
    behind = text.doc[slice(*content[1])]
    if behind[0].lower_ == "by":
        # "led in the poll, by two points": by how much.
        return content
    return content if any(t.pos_ in ("VERB", "AUX") for t in behind) else content[:1]


def _speaks_of_polls(words: Span) -> bool:
    """ "in some polls", "in an average of 40 cases": no poll in particular."""
    if words[-1].lower_ not in _POLLS:
        return False
    after = words.doc[words.end] if words.end < len(words.doc) else None
    if after is not None and after.lower_ == "of" and words[0].lower_ in ("a", "an"):
        return True
    names = words.doc[words.end + 1 : words.end + 2]
    if (
        after is not None
        and after.lower_ in ("from", "by")
        and any(t.pos_ == "PROPN" for t in names)
    ):
        # "in recent polls from Seawatch": whose they are is said.
        return False
    return all(token.lower_ in _SOME or token.ent_type_ in _PLACES for token in words[:-1])


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
        owned = token.i > start and doc[token.i - 1].tag_ == "POS"
        if token.lower_ in wanted and (owned or token.pos_ in ("NOUN", "PROPN")):
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
    counts = noun.lower_ in cues.COUNT_NOUNS or any(t.like_num for t in doc[begin : begin + 4])
    if counts and begin < last and doc[begin].lower_ == "of":
        of = [n.right_edge.i + 1 for n in syntax.obliques_of(noun, "of")]
        stop = min(max(of, default=last), last)
        numbers = [token.i for token in doc[begin:last] if token.like_num]
        if numbers and stop <= numbers[0] <= stop + 4:
            # "The bank's estimates of the cost range from 40 to 50 million."
            stop = last
        return begin, next((t.i for t in doc[begin:stop] if t.text == ";"), stop)
    return None


def find_colons(text: Text, sentence: Range) -> Iterator[Report]:
    """A headline "Poll: 40 percent want out", and a name before a colon and a quotation."""
    doc = text.doc
    first, last = sentence
    if ":" not in text.words[first:last]:
        return
    colon = text.words.index(":", first)
    start = _start_of_speaker(text, first, colon)
    if colon - start > 8 or colon == start or colon + 1 >= last:
        return
    words = doc[start:colon]
    if any(syntax.is_finite(token) or token.is_punct for token in words):
        return
    head = _head_before_colon(words)
    quoted = text.quoted[colon + 1] >= 0 and text.quoted[colon] < 0
    if start > first and not (quoted and head.ent_type_ in source_kinds.PERSONS):
        return
    end = _end_of_quotation(text, colon + 1) if start > first else _end_of_paragraph(text, sentence)
    if end - colon < 5 or not source_kinds.is_known_source(words, head):
        return
    yield Report(
        kind="colon",
        manner="report",
        cue=(colon, colon + 1),
        source=(start, colon),
        speaker=head.i,
        content=((colon + 1, end),),
    )


def find_closing_sources(text: Text, sentence: Range) -> Iterator[Report]:
    """A headline "Forty dead: rescue service", "Forty dead – police": the source at its end."""
    doc = text.doc
    first, last = sentence
    stop = without_quotation(text, sentence)
    closes = last >= len(doc) or "\n" in doc[last - 1].text_with_ws or _breaks(doc[last])
    if not closes or doc[stop - 1].text in STOPS:
        return
    at = next((i for i in range(stop - 2, max(stop - 7, first + 2), -1) if _divides(doc[i])), None)
    if at is None:
        return
    words = doc[at + 1 : stop]
    nominal = all(token.pos_ in ("NOUN", "PROPN", "ADJ") for token in words)
    if not nominal or not source_kinds.is_known_source(words, words[-1]):
        return
    yield Report(
        kind="colon",
        manner="report",
        cue=(at, at + 1),
        source=(at + 1, stop),
        speaker=words[-1].i,
        content=((first, at),),
        scope="inserted",
    )


def without_quotation(text: Text, sentence: Range) -> int:
    """The end of a sentence without space and closing quotation marks."""
    end = sentence[1]
    while end > sentence[0] + 1 and (text.doc[end - 1].is_space or text.words[end - 1] in MARKS):
        end -= 1
    return end


def _divides(token: Token) -> bool:
    return token.text == ":" or is_dash(token)


def _start_of_speaker(text: Text, first: int, colon: int) -> int:
    """Where the speaker begins: "From the report:", "JOBS ARE BACK - Maria Lopez: “…”"."""
    doc = text.doc
    start = next((i + 1 for i in range(colon - 1, first, -1) if is_dash(doc[i])), first)
    return start + (text.words[start] == "from" and start + 1 < colon)


def _head_before_colon(words: Span) -> Token:
    """The noun before a preposition: "The strategy by officials:" speaks of a strategy."""
    before = next((t for t in words if t.pos_ == "ADP" and t.i > words.start), None)
    return words[-1] if before is None else words.doc[before.i - 1]


def _end_of_quotation(text: Text, start: int) -> int:
    """Behind the last word of the quotation that begins at `start`, over sentences."""
    end = start
    while end < len(text.doc) and text.quoted[end] == text.quoted[start]:
        end += 1
    return end


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

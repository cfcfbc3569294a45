"""
Finds where a text says who says something: cue, source and content, as token ranges.

Every construction has a function of its own. Where a comma, a quotation mark or the order of
words tells enough, they are trusted before the parse.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Doc, Span, Token

from figurewatch.records import CueKind
from processors import cues, sources, syntax
from processors.cues import Manner
from processors.quotations import Quotation, find_quotations

Range = tuple[int, int]
Scope = Literal["local", "inserted", "carried_over", "next_sentence"]

_DASHES = frozenset({"—", "–", "--", "-"})
_STOPS = frozenset({".", "!", "?", "…", "..."})
_SOURCE_PREPOSITIONS = {"in": cues.IN_NOUNS, "by": cues.BY_NOUNS, "from": cues.IN_NOUNS}
_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())  # noqa: SIM905
#: Tags of words that do not begin an apposition.
_NO_NAME = frozenset(
    {"IN", "VBG", "VBD", "VBZ", "VBP", "MD", "WP", "WDT", "WRB", "RB", "CC", "PRP", "CD"}
)
_ABOUT = frozenset({"about", "nearly", "almost", "roughly", "some"})
_IN_NOUN_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "PART"})
_NOT_BEFORE_NOUN = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "ADP", "PRON"})
_CLAUSE_BEGINNINGS = frozenset({"that", "he", "she", "they", "there", "it", "we"})
_RELATIVES = frozenset({"who", "which", "whose", "where", "when", "whom"})
_MARKS = frozenset({'"', "“", "”", "''", "``", "«", "»", "„", "‘‘", "’’", "'", "’", "‘"})
#: Polls in general are no source.
_NO_POLL = frozenset({"polls", "the polls", "polling", "the polling", "average", "most polls"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
#: Determiners that stand for a noun: "another says".
_PRONOUN_LIKE = frozenset({"another", "some", "many", "most", "both", "all", "each", "few"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One more source of a chain: its words, and the head of its noun phrase."""

    words: Range
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution as it stands in the text; ranges count tokens, end exclusive."""

    kind: CueKind
    manner: Manner
    cue: Range
    #: None where the text names nobody.
    source: Range | None
    #: The head of the source's noun phrase.
    speaker: int | None
    #: The "who" or "which" that stands for the source, if one does.
    relative: int | None = None
    content: tuple[Range, ...]
    scope: Scope = "local"
    #: Who passes on what the source says ("quoted by Reuters"), and on whom it relies
    #: ("citing the ministry").
    relayer: Hop | None = None
    origin: Hop | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed article with what every construction asks of it."""

    doc: Doc
    #: Its text; spaCy joins it anew at every `doc.text`.
    printed: str
    #: Every token in lower case.
    words: list[str]
    quotations: tuple[Quotation, ...]
    #: For every token the number of the quotation it stands in, -1 for none.
    quoted: list[int]
    #: Sentences by token, wrong cuts before "said" mended.
    sentences: list[Range]

    def among(self, sentence: Range, forms: Container[str]) -> Iterator[Token]:
        """The tokens of a sentence whose form is one of `forms`."""
        for at in range(*sentence):
            if self.words[at] in forms:
                yield self.doc[at]

    def is_blank(self, start: int, end: int) -> bool:
        """Whether only punctuation and space stand between two tokens."""
        return all(token.is_space or token.is_punct for token in self.doc[start:end])


def read_text(doc: Doc) -> Text:
    """Find the quotations and sentences of `doc`."""
    printed = doc.text
    quotations = find_quotations(printed)
    quoted = [-1] * len(doc)
    number = 0
    for token in doc:
        while number < len(quotations) and quotations[number].end <= token.idx:
            number += 1
        if number < len(quotations) and quotations[number].start <= token.idx:
            quoted[token.i] = number
    return Text(doc, printed, [token.lower_ for token in doc], quotations, quoted, _sentences(doc))


def _sentences(doc: Doc) -> list[Range]:
    found: list[Range] = []
    for sent in doc.sents:
        start, end = sent.start, sent.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start == end:
            continue
        if found and _goes_on(doc, found[-1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _goes_on(doc: Doc, before: Range, start: int) -> bool:
    """A sentence does not begin small, nor does one end with a comma or a colon."""
    if any("\n" in token.text_with_ws for token in doc[before[1] - 1 : start]):
        return False
    last = doc[before[1] - 1]
    if last.text in _MARKS and before[1] - 2 >= before[0]:
        last = doc[before[1] - 2]
    return doc[start].text[0].islower() or last.text in (",", ":")


def find_reports(text: Text) -> list[Report]:
    """Give every attribution that the text itself words, in the order of the cues."""
    found: list[Report] = []
    for sentence in text.sentences:
        inside = [
            *_find_verbs(text, sentence),
            *_find_misread(text, sentence),
            *_find_according_to(text, sentence),
            *_find_nouns(text, sentence),
            *_find_hearsay(text, sentence),
            *_find_colon(text, sentence),
        ]
        inside += _find_prepositions(text, sentence, inside)
        found += _with_origins(text, sentence, inside)
    return sorted(found, key=lambda report: report.cue)


# ---------------------------------------------------------------- verbs


def _find_verbs(text: Text, sentence: Range) -> Iterator[Report]:
    for verb in text.among(sentence, cues.CUE_FORMS):
        if not verb.tag_.startswith("VB"):
            continue
        manner = cues.manner_of(verb)
        if manner is None:
            continue
        report = _read_verb(text, _within_quotation(text, sentence, verb.i), verb, manner)
        if report is not None:
            yield report


def _find_misread(text: Text, sentence: Range) -> Iterator[Report]:
    """ "The poll shows he leads": a verb that the tagger takes for a plural noun."""
    doc = text.doc
    for token in text.among((sentence[0], sentence[1] - 1), cues.VERBS):
        if token.tag_ != "NNS" or cues.VERBS[token.lower_] not in ("report", "finding"):
            continue
        if doc[token.i + 1].lower_ not in _CLAUSE_BEGINNINGS or text.quoted[token.i] >= 0:
            continue
        start = token.i
        while start > sentence[0] and doc[start - 1].pos_ not in (
            "PUNCT",
            "VERB",
            "SCONJ",
            "CCONJ",
        ):
            start -= 1
        if start == token.i or not sources.may_speak(doc[token.i - 1], "finding"):
            continue
        yield Report(
            kind="verb",
            manner="finding",
            cue=(token.i, token.i + 1),
            source=(start, token.i),
            speaker=token.i - 1,
            content=((token.i + 1, _without_stop(doc, sentence)),),
        )


def _within_quotation(text: Text, sentence: Range, at: int) -> Range:
    """What is said within a quotation does not reach out of it."""
    number = text.quoted[at]
    if number < 0:
        return sentence
    start = end = at
    while start > sentence[0] and text.quoted[start - 1] == number:
        start -= 1
    while end < sentence[1] and text.quoted[end] == number:
        end += 1
    return start, end


def _read_verb(text: Text, sentence: Range, verb: Token, manner: Manner) -> Report | None:
    if syntax.is_passive(verb):
        return _read_passive(text, sentence, verb, manner)
    group = _verb_group(verb, sentence[0])
    subject, relayer = _quoted_speaker(verb, sentence)
    if subject is None:
        subject = _speaker(text, verb, group, sentence)
    if subject is None:
        return None
    relative = None
    if syntax.is_relative_pronoun(subject):
        if subject.head.head.i != subject.head.i:
            relative = subject.i
            subject = _antecedent(subject)
        else:
            return None
    if relative is None and _is_reduced_relative(verb, subject, group):
        return None
    source = _source_range(text, subject, verb, group, sentence, relative)
    if source is None or not sources.may_speak(subject, manner):
        return None
    own = relative is not None or source[0] <= subject.i < source[1]
    start, end = _clause(verb, group, source if relative is None else (relative, relative + 1))
    region = _region(verb, sentence)
    content = _content(text, verb, manner, subject, (start, end), region)
    if content is None or not own:
        return None
    ranges, scope = content
    return Report(
        kind="verb",
        manner=manner,
        cue=(verb.i, verb.i + 1 + cues.takes_particle(verb)),
        source=source,
        speaker=subject.i,
        relative=relative,
        content=ranges,
        scope=scope,
        relayer=_hop(text.doc, relayer or _quoting(text.doc, subject, verb), sentence),
    )


def _is_reduced_relative(verb: Token, subject: Token, group: int) -> bool:
    """ "The deal, announced Friday, would …": a participle taken for a verb."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBN") or group != verb.i or subject.i > verb.i:
        return False
    if doc[group - 1].text == "," and subject.i == group - 2:
        return True
    after = doc[verb.i + 1 : verb.i + 4]
    return subject.i == group - 1 and any(t.tag_ == "MD" and t.i > verb.i + 1 for t in after)


def _verb_group(verb: Token, first: int) -> int:
    """Where the verb with its auxiliaries and adverbs begins: "has also repeatedly said"."""
    start = verb.i
    while start > first:
        before = verb.doc[start - 1]
        if before.pos_ in ("AUX", "PART", "ADV") or before.lower_ in cues.BETWEEN:
            start -= 1
        else:
            break
    return start


def _speaker(text: Text, verb: Token, group: int, sentence: Range) -> Token | None:
    speaker = syntax.speaker_of(verb)
    if speaker is not None and sentence[0] <= speaker.i < sentence[1]:
        return speaker
    if verb.tag_ in ("VBG", "VB") or group == sentence[0]:
        return None
    return _noun_before(text, group, sentence[0])


def _quoted_speaker(verb: Token, sentence: Range) -> tuple[Token | None, Token | None]:
    """ "Reuters quoted him as saying", "she was quoted by Reuters as saying": who, and by whom."""
    doc = verb.doc
    if verb.tag_ != "VBG" or verb.i - 1 < sentence[0] or doc[verb.i - 1].lower_ != "as":
        return None, None
    quoting = next(
        (t for t in reversed(doc[sentence[0] : verb.i]) if cues.VERBS.get(t.lower_) == "citing"),
        None,
    )
    if quoting is None:
        return None, None
    if syntax.is_passive(quoting):
        who = syntax.speaker_of(quoting)
        return who, syntax.agent_of(quoting)
    return syntax.object_of(quoting), syntax.speaker_of(quoting)


def _quoting(doc: Doc, subject: Token, verb: Token) -> Token | None:
    """Who quotes: "the minister, quoted by Reuters, said"."""
    for at in range(subject.i + 1, verb.i - 2):
        if doc[at].lower_ in cues.CITING and doc[at + 1].lower_ == "by":
            return syntax.phrase_head(doc[at + 2 : verb.i])
    return None


def _hop(doc: Doc, head: Token | None, sentence: Range) -> Hop | None:
    if head is None or not sentence[0] <= head.i < sentence[1]:
        return None
    words = _trim(doc, max(head.left_edge.i, sentence[0]), head.right_edge.i + 1, head.i)
    return Hop(words=words, head=head.i) if words else None


def _with_origins(text: Text, sentence: Range, found: list[Report]) -> list[Report]:
    """
    Add to what a sentence says on whom the speaker relies.

    "X, citing Y, said …", "X cited data from Y, stating that …", "…, officials said, citing Y":
    the cited source is the origin of all that the same speaker says in the sentence.
    """
    doc = text.doc
    for verb in doc[sentence[0] : sentence[1]]:
        if (
            cues.VERBS.get(verb.lower_) != "citing"
            or verb.tag_[0] != "V"
            or syntax.is_passive(verb)
        ):
            continue
        cited = syntax.object_of(verb)
        if cited is None or cited.i < verb.i or not sources.is_source(cited):
            continue
        words = _cited_words(text, cited, sentence)
        if words is None:
            continue
        origin = Hop(words=words, head=cited.i)
        speaker = syntax.speaker_of(verb)
        found = [
            replace(report, origin=origin) if _relies_on(report, speaker, verb, words) else report
            for report in found
        ]
    return found


def _cited_words(text: Text, cited: Token, sentence: Range) -> Range | None:
    """The words of the cited source, up to a comma, a clause or the next cue."""
    doc = text.doc
    end = min(_end_of_source(text, cited.left_edge.i, cited, sentence), cited.right_edge.i + 1)
    for token in doc[cited.i + 1 : end]:
        if token.tag_ in ("VBG", "IN") and token.lower_ in ("that", "as", *cues.VERBS):
            end = token.i
            break
    return _trim(doc, cited.left_edge.i, end, cited.i)


def _relies_on(report: Report, speaker: Token | None, citing: Token, words: Range) -> bool:
    if report.source is None or report.origin is not None or report.speaker == words[0]:
        return False
    if report.cue[0] == citing.i:
        return False
    if speaker is None or report.speaker is None:
        return False
    same = report.speaker == speaker.i or report.relative == speaker.i
    return same and not any(start <= report.speaker < end for start, end in (words,))


def _noun_before(text: Text, group: int, first: int) -> Token | None:
    """
    What stands right before the verb, where the parse gives no subject.

    An age or a party between commas or brackets is passed over: "Ray, 44, said".
    """
    doc = text.doc
    at = group - 1
    if at > first and doc[at].text in (",", ")"):
        opening = "," if doc[at].text == "," else "("
        start = at - 1
        while start > first and doc[start].text != opening and at - start < 6:
            start -= 1
        if doc[start].text != opening:
            return None
        at = start - 1
        if at < first:
            return None
    before = doc[at]
    if text.quoted[at] != text.quoted[group]:
        return None
    if before.pos_ == "DET" and before.lower_ in _PRONOUN_LIKE:
        return before
    if before.pos_ not in _NOUNS:
        return None
    while first <= before.head.i <= at and before.head.pos_ in _NOUNS:
        if before.head.i == before.i or _comma_between(doc, before.head.i, before.i):
            break
        before = before.head
    return before


def _comma_between(doc: Doc, one: int, other: int) -> bool:
    return any(token.text == "," for token in doc[min(one, other) : max(one, other)])


def _antecedent(relative: Token) -> Token:
    verb = relative.head
    clause = syntax.dependent_clause_of(verb) or verb
    return clause.head


def _source_range(
    text: Text,
    subject: Token,
    verb: Token,
    group: int,
    sentence: Range,
    relative: int | None,
) -> Range | None:
    """The words of the source: the whole noun phrase, up to the verb, within one quotation."""
    start, end = subject.left_edge.i, subject.right_edge.i + 1
    start = max(start, sentence[0])
    introduced = relative is None and text.doc[start].tag_ == "IN"
    if introduced and _comma_between(text.doc, start, subject.right_edge.i):
        # "In a poll, 41 percent said": the poll and the answers taken for one noun phrase.
        return None
    if relative is not None:
        end = min(end, relative)
    elif subject.i < verb.i and start <= group:
        end = min(end, group) if subject.i < group else end
    elif subject.i > verb.i:
        start = max(start, verb.i + 1)
    if relative is None and end <= group and _is_aside(text.doc[end:group]):
        end = group
    start = _with_title(subject, verb, start)
    if end - start > 45:
        phrase = syntax.noun_phrase(subject, complements=True)
        start, end = phrase.start, phrase.end
    start = _after_introduction(text.doc, subject, start)
    if subject.i > verb.i:
        end = _with_apposition(text, subject, end, sentence)
    end = _before_adjunct(text.doc, subject, end)
    start = _with_role(text, subject, start, sentence[0])
    # A mark of quotation between the words belongs to the content beside them.
    inside = text.quoted[subject.i]
    while start < subject.i and any(text.quoted[i] != inside for i in range(start, subject.i)):
        start += 1
    while end > subject.i + 1 and text.quoted[end - 1] != inside:
        end -= 1
    return _trim(text.doc, start, end, subject.i)


def _before_adjunct(doc: Doc, subject: Token, end: int) -> int:
    """ "Lopez, citing the ministry," "Lopez, who is 44," and "Lopez on Friday" are Lopez."""
    for at in range(subject.i + 1, end - 1):
        following = doc[at + 1]
        if doc[at].text == "," and (
            (following.tag_ == "VBG" and following.lower_ != "including")
            or (following.tag_ == "IN" and following.lower_ != "of")
            or following.pos_ == "ADV"
        ):
            return at
        if doc[at].lower_ == "on" and following.text.rstrip(".") in _DAYS:
            return at
    return end


def _after_introduction(doc: Doc, subject: Token, start: int) -> int:
    """ "Even so, three quarters": what a comma, colon or dash divides from the noun before it."""
    for at in range(subject.i - 1, start, -1):
        if doc[at].text in (":", "—", "–", "--"):
            return at + 1
        if doc[at].text == "," and doc[start].pos_ in ("ADV", "SCONJ", "ADP"):
            return at + 1
    return start


def _with_apposition(text: Text, subject: Token, end: int, sentence: Range) -> int:
    """After "said Maria Lopez" what follows a comma says who she is, to the end or a quotation."""
    doc = text.doc
    if end + 1 >= sentence[1] or doc[end].text not in (",", "-") or doc[end + 1].tag_ in _NO_NAME:
        return end
    at = end + 1
    while at < sentence[1] and text.quoted[at] == text.quoted[subject.i]:
        token = doc[at]
        if token.text in (";", ":", "—", "--") or (token.i + 1 == sentence[1] and token.is_punct):
            break
        if token.text == "," and (at + 1 >= sentence[1] or doc[at + 1].tag_ in _NO_NAME):
            break
        at += 1
    return at


def _with_role(text: Text, subject: Token, start: int, first: int) -> int:
    """Words before a name that belong to it: "the ministry's spokesman Ivan Petrov"."""
    doc = text.doc
    if subject.pos_ == "NUM" and start > first and doc[start - 1].lower_ in _ABOUT:
        return start - 1
    if subject.pos_ != "PROPN" or start == first:
        return start
    at = start
    if doc[at - 1].text == "," and at - 2 >= first and doc[at - 2].lower_ in sources.PERSON_NOUNS:
        at -= 1
    elif doc[at - 1].lower_ not in sources.PERSON_NOUNS:
        return start
    begun = at
    while at > first and doc[at - 1].pos_ in _IN_NOUN_PHRASE:
        if text.quoted[at - 1] != text.quoted[subject.i]:
            break
        at -= 1
    return at if at < begun else start


def _with_title(subject: Token, verb: Token, start: int) -> int:
    """ "press secretary" before "Josh Earnest", where the parse takes both for subjects."""
    for other in syntax.subjects_of(verb):
        if other.i < subject.i and other.right_edge.i + 1 == start:
            return other.left_edge.i
    return start


def _trim(doc: Doc, start: int, end: int, head: int) -> Range | None:
    while start < head and (
        doc[start].is_punct
        or doc[start].is_space
        or doc[start].pos_ in ("CCONJ", "SCONJ")
        or (doc[start].tag_ == "IN" and doc[start].lower_ != "at")
    ):
        start += 1
    while end > head + 1 and (doc[end - 1].is_punct or doc[end - 1].is_space):
        if doc[end - 1].text in (")", "]"):
            break
        end -= 1
    return (start, end) if start < end else None


def _clause(verb: Token, group: int, source: Range) -> Range:
    """From the first to the last word of "Maria Lopez has also said" or "said Maria Lopez"."""
    end = verb.i + 1 + cues.takes_particle(verb)
    if source[0] >= verb.i:
        return group, max(end, source[1])
    between = verb.doc[source[1] : group] if source[1] <= group else None
    if between is not None and (_is_aside(between) or len(between) <= 3):
        return source[0], end
    return group, end


def _is_aside(words: Span) -> bool:
    """Nothing, or what stands between commas or brackets: "(R-Tex.)", ", who is 44,"."""
    if not words.text.strip(" ,"):
        return True
    return words[0].text in (",", "(") and words[-1].text in (",", ")") and len(words) < 40


def _region(verb: Token, sentence: Range) -> Range:
    """The words that the content may take up: those of the clause that the verb stands in."""
    clause = syntax.dependent_clause_of(verb)
    if clause is None:
        return sentence
    start = max(sentence[0], clause.left_edge.i)
    end = min(sentence[1], clause.right_edge.i + 1)
    if clause.i != verb.i and verb.right_edge.i + 1 > end:
        end = min(sentence[1], verb.right_edge.i + 1)
    if any(child.lower_ == "as" and child.i < verb.i for child in clause.children):
        return sentence
    return start, end


# ---------------------------------------------------------------- what is said


def _content(
    text: Text,
    verb: Token,
    manner: Manner,
    subject: Token,
    clause: Range,
    region: Range,
) -> tuple[tuple[Range, ...], Scope] | None:
    doc = text.doc
    start, end = clause
    last = _without_stop(doc, region)
    as_clause = start > region[0] and doc[start - 1].lower_ == "as" and not _goes_on_with(verb, end)
    if as_clause:
        start -= 1
    before = _left_content(text, region[0], start, verb)
    if manner in ("speech", "report", "finding") or as_clause:
        after = _after_inserted(text, verb, (start, end), last, as_clause=as_clause)
        if before is not None and after is not None and subject.i > verb.i:
            after = _only_quotation(text, after)
        if before is not None and after is not None:
            ranges = [before, after] if after[0] < after[1] else [before]
            return tuple(ranges), "inserted"
        if as_clause and after is not None and after[0] < after[1]:
            return (after,), "inserted"
    content = _right_content(text, verb, manner, subject, end, last)
    if content is None:
        return None
    return (content,), "local"


def _without_stop(doc: Doc, region: Range) -> int:
    start, end = region
    while end > start and (doc[end - 1].text in _STOPS or doc[end - 1].is_space):
        end -= 1
    return end


def _left_content(text: Text, first: int, start: int, verb: Token) -> Range | None:
    """What stands before "…, X said" and can be its content."""
    doc = text.doc
    stop = start
    while stop > first and doc[stop - 1].is_space:
        stop -= 1
    if stop == first:
        # The sentence was cut right behind the quotation: “Is it?” | he asked.
        return _quotation_before(text, stop)
    mark = doc[stop - 1]
    closes = mark.text in _MARKS and text.quoted[mark.i] >= 0 and text.quoted[verb.i] < 0
    if not closes and mark.text not in (",", "?", "!") and mark.text not in _DASHES:
        return None
    while stop > first and doc[stop - 1].text in (",", *_DASHES):
        stop -= 1
    return (first, stop) if stop > first else None


def _quotation_before(text: Text, stop: int) -> Range | None:
    doc = text.doc
    before = stop - 1
    if before < 0 or text.quoted[before] < 0 or "\n" in doc[before].text_with_ws:
        return None
    start = before
    while start > 0 and text.quoted[start - 1] == text.quoted[before]:
        start -= 1
    return (start, stop)


def _goes_on_with(verb: Token, end: int) -> bool:
    """Whether what is shown follows at once, as in "as a poll showed him ahead"."""
    doc = verb.doc
    if end >= len(doc) or doc[end].is_punct:
        return False
    if any(c.i > verb.i and not syntax.is_infinitive(c) for c in syntax.complements_of(verb)):
        return True
    return _has_object_after(verb)


def _has_object_after(verb: Token) -> bool:
    if verb.lower_ in cues.TELLING:
        return False
    found = syntax.object_of(verb)
    return found is not None and found.i > verb.i


def _after_inserted(
    text: Text, verb: Token, clause: Range, last: int, *, as_clause: bool
) -> Range | None:
    """
    What goes on after "…, X said": an empty range where nothing does, None where "X said" is
    not inserted at all.
    """
    doc = text.doc
    start, end = clause
    at = end
    if at < last and doc[at].lower_ == "that":
        return None
    if _is_behind_quotation(text, verb, start):
        return _next_quotation(text, end, last)
    if _has_object_after(verb) and not as_clause and doc[end].text != ",":
        return None
    complements = [c for c in syntax.complements_of(verb) if c.i > verb.i]
    if any(c.left_edge.i == end for c in complements) and doc[end].text != ",":
        return None
    while at < last:
        token = doc[at]
        if token.text in (",", ";") or token.text in _DASHES or token.text in _MARKS:
            break
        if token.lower_ == "that" or (syntax.is_finite(token) and not as_clause):
            return None
        at += 1
    if at >= last:
        return last, last
    if doc[at].text in _MARKS and at == end and text.quoted[at] >= 0:
        # X said "…": a quotation right after the verb is what is said.
        return None
    while at < last and (doc[at].text in (",", ";") or doc[at].text in _DASHES):
        at += 1
    if at < last and (doc[at].tag_ == "VBG" or doc[at].lower_ in _RELATIVES):
        return last, last
    if at < last and _has_own_cue(text, at, last):
        return last, last
    return at, last


def _is_behind_quotation(text: Text, verb: Token, start: int) -> bool:
    """Whether a closing mark stands right before "X said", the cue itself unquoted."""
    before = start - 1
    if before < 0 or text.quoted[verb.i] >= 0:
        return False
    while before > 0 and text.doc[before].is_space:
        before -= 1
    return text.quoted[before] >= 0 and text.doc[before].text in _MARKS


def _next_quotation(text: Text, end: int, last: int) -> Range:
    """The quotation that goes on after "…," she said, "…"."""
    doc = text.doc
    for at in range(end, last):
        if text.quoted[at] >= 0 and doc[at - 1].text in (",", ":", "--", "—"):
            return at, last
    return last, last


def _only_quotation(text: Text, after: Range) -> Range:
    """After "said Maria Lopez, a nurse in Kiev" only a quotation goes on."""
    start, last = after
    if start < last and (text.quoted[start] >= 0 or text.doc[start].lower_ in ("and", "but")):
        return after
    return last, last


def _has_own_cue(text: Text, start: int, last: int) -> bool:
    """ "…, but the ministry put it at 60": the rest is said by somebody else."""
    doc = text.doc
    if doc[start].lower_ not in ("but", "and", "while", "though", "although", "whereas", "as"):
        return False
    return any(
        token.lower_ in cues.VERBS
        and token.tag_ in ("VBD", "VBZ", "VBP")
        and text.quoted[token.i] < 0
        for token in doc[start + 1 : last]
    )


def _right_content(
    text: Text, verb: Token, manner: Manner, subject: Token, end: int, last: int
) -> Range | None:
    """What follows the verb, where it is something that can be said."""
    doc = text.doc
    after_colon = _quotation_after_colon(text, last - 1 if doc[last - 1].text == ":" else last)
    if after_colon is not None and not any(syntax.is_finite(token) for token in doc[end:last]):
        return after_colon
    if end >= last:
        return None
    complements = [c for c in syntax.complements_of(verb) if c.i > verb.i and c.i < last]
    that = _that_after(doc, end, last)
    quote = next((i for i in range(end, min(end + 25, last)) if text.quoted[i] >= 0), None)
    if text.quoted[verb.i] >= 0:
        quote = None
    if manner == "speech":
        complements = [c for c in complements if not syntax.is_infinitive(c)]
    starts = [max(end, c.left_edge.i) for c in complements]
    if that is not None:
        starts.append(that)
    if not starts:
        if _needs_no_clause(verb, manner, subject) or _is_said_plainly(doc, verb, end, last):
            starts.append(end)
        elif quote is not None and _is_spoken(text, quote):
            starts.append(quote)
        else:
            return None
    start = min(starts)
    while start < last and (doc[start].text in (",", ":") or doc[start].text in _DASHES):
        start += 1
    stop = _stop_before_next(text, verb, start, last)
    return (start, stop) if start < stop else None


def _is_said_plainly(doc: Doc, verb: Token, end: int, last: int) -> bool:
    """ "said about half of the fall was …": a clause that the parse has not seen as one."""
    if verb.lower_ not in ("said", "says", "say") or doc[end].text in (",", ";"):
        return False
    return any(token.pos_ in ("VERB", "AUX") for token in doc[end:last])


def _is_spoken(text: Text, at: int) -> bool:
    """A quotation of more than a few words, or one after a comma or a colon."""
    quotation = text.quotations[text.quoted[at]]
    if at > 0 and text.doc[at - 1].text in (",", ":"):
        return True
    return text.printed[quotation.start : quotation.end].count(" ") >= 3


def _quotation_after_colon(text: Text, end: int) -> Range | None:
    """X wrote: | “…” in the next sentence or paragraph."""
    doc = text.doc
    if end >= len(doc) or doc[end].text != ":":
        return None
    at = end + 1
    while at < len(doc) and doc[at].is_space:
        at += 1
    if at < len(doc) and text.quoted[at] >= 0:
        return at, at + 1
    return None


def _that_after(doc: Doc, start: int, last: int) -> int | None:
    for token in doc[start : min(start + 14, last)]:
        if token.lower_ == "that" and token.tag_ == "IN":
            return token.i
        if syntax.is_finite(token):
            return None
    return None


def _needs_no_clause(verb: Token, manner: Manner, subject: Token) -> bool:
    if manner in ("report", "citing"):
        return True
    if manner == "finding":
        # "put its cost at 4 million" is said by people, too.
        return sources.is_finder(subject) or subject.lower_ == "it" or _puts_at(verb)
    return manner == "attitude" and (verb.lower_ in cues.TAKE_OBJECTS or cues.takes_particle(verb))


def _puts_at(verb: Token) -> bool:
    """ "Forbes put his wealth at 4 billion": the verb with an object and "at"."""
    return syntax.object_of(verb) is not None and bool(syntax.obliques_of(verb, "at"))


def _stop_before_next(text: Text, verb: Token, start: int, last: int) -> int:
    """Where a coordinated clause begins that has a cue of its own or denies."""
    doc = text.doc
    for clause in syntax.coordinated_clauses_of(verb):
        if not start < clause.i < last or text.quoted[clause.i] >= 0:
            continue
        edge = clause.left_edge.i
        while edge > start and (doc[edge - 1].is_punct or doc[edge - 1].pos_ == "CCONJ"):
            edge -= 1
        contrasts = any(token.lower_ in ("but", "while") for token in doc[edge : clause.i])
        has_subject = syntax.own_subject_of(clause) is not None
        if edge > start and ((has_subject and contrasts) or clause.lower_ in cues.VERBS):
            return edge
    return last


# ---------------------------------------------------------------- passives and hearsay


def _read_passive(text: Text, sentence: Range, verb: Token, manner: Manner) -> Report | None:
    """ "The toll was put at 40 by the ministry", "first reported by Reuters"."""
    agent = syntax.agent_of(verb)
    if agent is None or manner == "attitude" or not sources.may_speak(agent, manner):
        return None
    doc = text.doc
    if agent.i < verb.i or doc[verb.i : agent.i + 1].text.find(" by ") < 0:
        return None
    source = _trim(doc, max(agent.left_edge.i, verb.i + 2), agent.right_edge.i + 1, agent.i)
    if source is None:
        return None
    clause = syntax.dependent_clause_of(verb)
    group = _verb_group(verb, sentence[0])
    if doc[group - 1 if group > sentence[0] else group].lower_ == "as":
        content = _around(text, sentence, max(group - 1, sentence[0]), source[1])
        return _passive_report(verb, manner, source, agent, content) if content else None
    if doc[group].lower_ == "as":
        content = _around(text, sentence, group, source[1])
        return _passive_report(verb, manner, source, agent, content) if content else None
    if clause is not None and syntax.is_participle_of_noun(clause):
        return None
    start = sentence[0]
    stop = verb.i
    ranges = [(start, _verb_group(verb, start)), (verb.i + 1, source[0] - 1)]
    content = tuple((a, b) for a, b in ranges if a < b and not text.is_blank(a, b))
    if not content or stop == start:
        return None
    return _passive_report(verb, manner, source, agent, content)


def _passive_report(
    verb: Token, manner: Manner, source: Range, agent: Token, content: tuple[Range, ...]
) -> Report:
    return Report(
        kind="verb",
        manner=manner,
        cue=(verb.i, verb.i + 1),
        source=source,
        speaker=agent.i,
        content=content,
    )


def find_confirmation(text: Text, sentence: Range) -> Report | None:
    """
    "The toll, confirmed by the ministry, …": who stands behind the figure of the sentence before.

    The content is left to the caller, as it stands in another sentence.
    """
    doc = text.doc
    start, end = sentence
    if text.words[start] not in ("the", "this", "that", "these", "those"):
        return None
    for verb in text.among((start, min(start + 8, end - 2)), cues.CONFIRMING):
        noun, comma = doc[verb.i - 2], doc[verb.i - 1]
        if comma.text != "," or noun.lower_ not in cues.FIGURE_NOUNS:
            continue
        if text.words[verb.i + 1] != "by":
            continue
        agent = syntax.phrase_head(doc[verb.i + 2 : end])
        last = _end_of_source(text, verb.i + 2, agent, sentence)
        source = _trim(doc, verb.i + 2, last, agent.i)
        if source is not None:
            return Report(
                kind="verb",
                manner="report",
                cue=(verb.i, verb.i + 1),
                source=source,
                speaker=agent.i,
                content=(),
                scope="next_sentence",
            )
    return None


def _find_hearsay(text: Text, sentence: Range) -> Iterator[Report]:
    """ "is expected to", "reportedly", "seems": reported, and nobody is named."""
    doc = text.doc
    for token in text.among(sentence, cues.HEARSAY):
        form = token.lower_
        if form in cues.HEARSAY_ADVERBS:
            kind: CueKind = "adverb"
        elif (form in cues.HEARSAY_PASSIVES and _is_impersonal(token)) or (
            form in cues.RAISING and syntax.complements_of(token)
        ):
            kind = "verb"
        else:
            continue
        verb = token if kind == "verb" else token.head
        start = max(sentence[0], verb.left_edge.i)
        stop = min(_without_stop(doc, sentence), verb.right_edge.i + 1)
        ranges = tuple(r for r in ((start, token.i), (token.i + 1, stop)) if r[0] < r[1])
        if ranges:
            yield Report(
                kind=kind,
                manner="hearsay",
                cue=(token.i, token.i + 1),
                source=None,
                speaker=None,
                content=ranges,
            )


def _is_impersonal(verb: Token) -> bool:
    if verb.tag_ != "VBN" or syntax.agent_of(verb) is not None:
        return False
    doc = verb.doc
    has_be = syntax.has_passive_auxiliary(verb)
    after = doc[verb.i + 1].lower_ if verb.i + 1 < len(doc) else ""
    return has_be and after in ("to", "that", "as", "at")


# ---------------------------------------------------------------- according to


def _find_according_to(text: Text, sentence: Range) -> Iterator[Report]:
    """ "According to the ministry, …", "…, according to data from the ministry"."""
    doc = text.doc
    if "according" not in text.words[sentence[0] : sentence[1]]:
        return
    for cue, head in syntax.according_to_sources(doc[sentence[0] : sentence[1]]):
        end = _end_of_source(text, cue.end, head, sentence)
        source = _trim(doc, cue.end, end, min(head.i, end - 1))
        if source is None:
            continue
        speaker = head.i if source[0] <= head.i < source[1] else source[1] - 1
        content = _around(text, sentence, cue.start, source[1])
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


def _end_of_source(text: Text, start: int, head: Token, sentence: Range) -> int:
    """Where the noun phrase after a preposition ends: its commas are kept if the parse does."""
    doc = text.doc
    edge = min(head.right_edge.i + 1, sentence[1])
    at = start
    while at < sentence[1]:
        token = doc[at]
        stops = token.text in (";", ":", ")") or (token.text in _DASHES and token.text != "-")
        if stops or token.text in _STOPS or text.quoted[at] != text.quoted[start]:
            break
        if token.text == "," and not _apposition_follows(doc, at, edge, head):
            break
        if at > head.i and token.pos_ == "CCONJ" and _clause_follows(token, sentence[1]):
            break
        at += 1
    return at


def _apposition_follows(doc: Doc, comma: int, edge: int, head: Token) -> bool:
    """ "…, a group in Berlin," or "…, which met on Friday": it belongs to the noun before."""
    while comma + 1 < len(doc) and doc[comma + 1].is_space:
        comma += 1
    if comma + 1 >= len(doc):
        return False
    following = doc[comma + 1]
    if following.lower_ in ("who", "which", "whose", "based", "led", "published", "released"):
        return True
    if comma + 1 >= edge or following.pos_ in ("NUM", "SYM", "PRON", "ADV", "SCONJ"):
        return False
    step = following
    while step.head.i != step.i and comma < step.head.i < edge:
        step = step.head
    return syntax.is_apposed(step) and step.head.i <= comma


def _clause_follows(conjunction: Token, last: int) -> bool:
    clause = conjunction.head
    return syntax.is_predicate(clause) and conjunction.i < clause.i < last


def _around(text: Text, sentence: Range, start: int, end: int) -> tuple[Range, ...]:
    """What stands before and after an inserted source: all of it is said by that source."""
    doc = text.doc
    last = _without_stop(doc, sentence)
    first = sentence[0]
    # Within a quotation the content does not reach beyond it.
    inside = text.quoted[start]
    if inside >= 0:
        while text.quoted[first] != inside:
            first += 1
        while text.quoted[last - 1] != inside:
            last -= 1
    first, last = _within_brackets(doc, first, start, last)
    stop = start
    while stop > first and (doc[stop - 1].text in (",", *_DASHES) or doc[stop - 1].is_space):
        stop -= 1
    ranges = []
    is_conjunction = stop - first == 1 and doc[first].pos_ in ("CCONJ", "ADV")
    if stop > first and not is_conjunction and not text.is_blank(first, stop):
        ranges.append((first, stop))
    at = end
    while at < last and (doc[at].is_punct and doc[at].text not in _MARKS):
        at += 1
    if at < last and doc[at].text in _MARKS and text.quoted[at] < 0:
        at += 1
    goes_on = at < last and not (
        ranges
        and (doc[at].tag_ == "VBG" or doc[at].lower_ in _RELATIVES or _has_own_cue(text, at, last))
    )
    if goes_on:
        ranges.append((at, last))
    return tuple(ranges)


def _within_brackets(doc: Doc, first: int, at: int, last: int) -> Range:
    """What is attributed within brackets does not reach out of them."""
    opened = None
    for token in doc[first:at]:
        if token.text == "(":
            opened = token.i
        elif token.text == ")":
            opened = None
    if opened is None or opened + 1 >= at:
        return first, last
    closed = next((i for i in range(at, last) if doc[i].text == ")"), last)
    return opened + 1, closed


# ---------------------------------------------------------------- other prepositions, nouns, colons


def _find_prepositions(text: Text, sentence: Range, others: list[Report]) -> list[Report]:
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
        end = _end_of_source(text, token.i + 1, noun, sentence)
        source = _trim(doc, token.i + 1, end, noun.i)
        if source is None or any(_has_speaker(text.doc, report) for report in others):
            continue
        content = _around(text, sentence, token.i, source[1])
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
    return doc[report.speaker].lower_ not in sources.RESPONDENTS


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


def _find_nouns(text: Text, sentence: Range) -> Iterator[Report]:
    """ "the ministry's claim that …", "an estimate by the bank that …", "its estimate of …"."""
    for noun in text.among(sentence, cues.NOUNS | cues.COUNT_NOUNS):
        if noun.pos_ != "NOUN" or syntax.preposition_of(noun) in ("in", "on", "at", "during"):
            continue
        owner = syntax.possessor_of(noun)
        if owner is None:
            owner = next(iter(syntax.obliques_of(noun, "by", "from")), None)
        if owner is None or not sources.may_speak(owner, "speech"):
            continue
        content = _content_of_noun(text, sentence, noun, owner)
        source = _trim(text.doc, owner.left_edge.i, owner.right_edge.i + 1, owner.i)
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
    last = _without_stop(doc, sentence)
    begin = max(noun.i, owner.right_edge.i if owner.i > noun.i else noun.i) + 1
    that = _that_after(doc, begin, last)
    if that is not None and that <= begin + 6 and not _comma_between(doc, begin, that):
        clauses = [c for c in noun.children if c.i > that and c.right_edge.i >= that]
        stop = min(max((c.right_edge.i + 1 for c in clauses), default=last), last)
        return (that, stop) if that < stop else None
    if noun.lower_ in cues.COUNT_NOUNS and begin < last and doc[begin].lower_ == "of":
        of = [n.right_edge.i + 1 for n in syntax.obliques_of(noun, "of")]
        return begin, min(max(of, default=last), last)
    return None


def _find_colon(text: Text, sentence: Range) -> Iterator[Report]:
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
    if last - colon < 5 or not sources.is_known_source(words, head):
        return
    yield Report(
        kind="colon",
        manner="report",
        cue=(colon, colon + 1),
        source=(first, colon),
        speaker=head.i,
        content=((colon + 1, _end_of_paragraph(text, sentence)),),
    )


def _end_of_paragraph(text: Text, sentence: Range) -> int:
    """A speaker at the head of a paragraph says all of it, as in an interview."""
    doc = text.doc
    first, end = sentence
    if first > 0 and "\n" not in doc[first - 1].text_with_ws:
        return _without_stop(doc, sentence)
    while end < len(doc) and "\n" not in doc[end - 1].text_with_ws and not _breaks(doc[end]):
        end += 1
    return _without_stop(doc, (first, end))


def _breaks(token: Token) -> bool:
    return token.is_space and "\n" in token.text

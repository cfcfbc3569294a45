"""
How far what is said reaches: before the speaker, after the verb, around an inserted "he said".

Where a comma, a quotation mark or the order of words tells enough, they are trusted before the
parse.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from processors import cues, source_kinds, syntax
from processors.asides import without_asides
from processors.cues import Manner
from processors.passages import (
    DASHES,
    MARKS,
    RELATIVES,
    Range,
    Scope,
    Text,
    comma_between,
    that_after,
    without_stop,
)
from processors.speakers import is_aside

#: What a clause without "that" begins with: "argued the state had lost".
_CLAUSE_OPENERS = frozenset({"DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM", "SYM"})


def reporting_clause(verb: Token, group: int, source: Range) -> Range:
    """From the first to the last word of "Maria Lopez has also said" or "said Maria Lopez"."""
    end = verb.i + 1 + cues.takes_particle(verb)
    if source[0] >= verb.i:
        return group, max(end, source[1])
    between = verb.doc[source[1] : group] if source[1] <= group else None
    if between is not None and (is_aside(between) or len(between) <= 3):
        return source[0], end
    return group, end


def region_of(verb: Token, sentence: Range) -> Range:
    """The words that the content may take up: those of the clause that the verb stands in."""
    clause = syntax.dependent_clause_of(verb)
    if clause is None:
        return sentence
    start = max(sentence[0], clause.left_edge.i)
    end = min(sentence[1], clause.right_edge.i + 1)
    if clause.i != verb.i and verb.right_edge.i + 1 > end:
        end = min(sentence[1], verb.right_edge.i + 1)
    if any(child.lower_ == "as" and child.i < verb.i for child in clause.children):
        # "As X said, …" is about the whole sentence, "even as X said so, …" is not.
        return (start, end) if _is_even_as(clause) else sentence
    if clause.i > clause.head.i and not syntax.is_relative_clause(clause):
        end = sentence[1]
    return start, end


def _is_even_as(clause: Token) -> bool:
    first = clause.left_edge
    doc = clause.doc
    begins = first.lower_ == "even" and doc[first.i + 1].lower_ == "as"
    return begins or (first.lower_ == "as" and first.i > 0 and doc[first.i - 1].lower_ == "even")


def content_of_verb(
    text: Text,
    verb: Token,
    manner: Manner,
    subject: Token,
    clause: Range,
    region: Range,
) -> tuple[tuple[Range, ...], Scope] | None:
    """What is said with `verb`, and whether around it; None if nothing that can be said."""
    doc = text.doc
    start, end = clause
    region = _within_brackets(doc, region[0], start, region[1])
    last = without_stop(doc, region)
    as_clause = start > region[0] and doc[start - 1].lower_ == "as" and not _goes_on_with(verb, end)
    if as_clause:
        start -= 1
    if end < len(doc) and doc[end].text == ":" and end + 1 >= last:
        after_colon = _content_after_colon(text, end)
        if after_colon is not None:
            return (after_colon,), "local"
    before = _left_content(text, region[0], start, verb)
    if before is not None and _is_adjunct(text, verb, before, end, last):
        before = None
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
    return without_asides(text, content), "local"


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
    closes = mark.text in MARKS and text.quoted[mark.i] >= 0 and text.quoted[verb.i] < 0
    if not closes and mark.text not in (",", "?", "!") and mark.text not in DASHES:
        return None
    while stop > first and doc[stop - 1].text in (",", *DASHES):
        stop -= 1
    return (first, stop) if stop > first else None


def _is_adjunct(text: Text, verb: Token, before: Range, end: int, last: int) -> bool:
    """ "Two days later, Lopez wrote: “…”": words without a verb before what is said."""
    doc = text.doc
    if any(token.pos_ in ("VERB", "AUX") for token in doc[slice(*before)]):
        return False
    if doc[before[0]].pos_ == "ADP" and _has_object_after(verb):
        # "In two cases, the bank had announced cuts": what was announced follows.
        return True
    at = end + (end < last and doc[end].text in (",", ":"))
    return at < last and text.quoted[at] >= 0 and text.quoted[before[0]] < 0


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
    if end < last and doc[end].lower_ == "that":
        return None
    if end < last and doc[end].text == ";":
        return last, last
    if _is_behind_quotation(text, verb, start):
        return _next_quotation(text, end, last)
    is_followed = end < len(doc) and doc[end].text != ","
    if is_followed and _complement_follows(verb, end, as_clause=as_clause):
        return None
    at = _end_of_adjunct(doc, end, last, as_clause=as_clause)
    # X said "…": a quotation right after the verb is what is said.
    if at is None or (at == end < last and doc[at].text in MARKS and text.quoted[at] >= 0):
        return None
    while at < last and (doc[at].text in (",", ";") or doc[at].text in DASHES):
        at += 1
    if at < last and text.words[at] == "including":
        return at, last
    if at < last and (doc[at].tag_ == "VBG" or doc[at].lower_ in RELATIVES):
        return last, last
    if at < last and _has_own_cue(text, at, last):
        return last, last
    return at, last


def _complement_follows(verb: Token, end: int, *, as_clause: bool) -> bool:
    if _has_object_after(verb) and not as_clause:
        return True
    return any(c.i > verb.i and c.left_edge.i == end for c in syntax.complements_of(verb))


def _end_of_adjunct(doc: Doc, end: int, last: int, *, as_clause: bool) -> int | None:
    """Up to where "on Monday", "in a letter" go on after "X said"; None if it is a clause."""
    for token in doc[end:last]:
        if token.lower_ in _CONJUNCTIONS and token.i > end and not as_clause:
            # "said on Sunday after polls closed": when it was said.
            return _end_of_clause(doc, token.i, last)
        if token.text in (",", ";") or token.text in DASHES or token.text in MARKS:
            return token.i
        if token.lower_ == "that" or (syntax.is_finite(token) and not as_clause):
            return None
    return last


def _end_of_clause(doc: Doc, start: int, last: int) -> int:
    marks = (t.i for t in doc[start:last] if t.text in (",", ";") or t.text in DASHES | MARKS)
    return next(marks, last)


#: They begin a clause that says when something was said.
_CONJUNCTIONS = frozenset({"after", "before", "when", "while", "once", "until"})


def _is_behind_quotation(text: Text, verb: Token, start: int) -> bool:
    """Whether a closing mark stands right before "X said", the cue itself unquoted."""
    before = start - 1
    if before < 0 or text.quoted[verb.i] >= 0:
        return False
    while before > 0 and text.doc[before].is_space:
        before -= 1
    return text.quoted[before] >= 0 and text.doc[before].text in MARKS


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
    return _has_cue(text, start + 1, last)


def _has_cue(text: Text, start: int, last: int) -> bool:
    return _first_cue(text, start, last) is not None


def _first_cue(text: Text, start: int, last: int) -> Token | None:
    for token in text.among((start, last), cues.CUE_FORMS):
        spoken = text.quoted[token.i] < 0 and token.tag_ in ("VBD", "VBZ", "VBP")
        if spoken and cues.manner_of(token) is not None:
            return token
    return None


def _has_next_speaker(text: Text, start: int, last: int) -> bool:
    """Whether somebody else speaks behind a colon; "…: 70 percent believe" are answers."""
    cue = _first_cue(text, start, last)
    if cue is None:
        return False
    answers = text.doc[start].like_num and not comma_between(text.doc, start, cue.i)
    return not answers


def _right_content(
    text: Text, verb: Token, manner: Manner, subject: Token, end: int, last: int
) -> Range | None:
    """What follows the verb, where it is something that can be said."""
    doc = text.doc
    after_colon = _content_after_colon(text, last - 1 if doc[last - 1].text == ":" else last)
    if after_colon is not None and not any(syntax.is_finite(token) for token in doc[end:last]):
        return after_colon
    if end >= last:
        return None
    complements = [c for c in syntax.complements_of(verb) if c.i > verb.i and c.i < last]
    that = that_after(doc, end, last)
    quote = next((i for i in range(end, min(end + 25, last)) if text.quoted[i] >= 0), None)
    if text.quoted[verb.i] >= 0:
        quote = None
    if manner == "speech":
        complements = [c for c in complements if not syntax.is_infinitive(c)]
    if verb.lower_ in cues.SEEING:
        complements = []
    starts = [max(end, c.left_edge.i) for c in complements]
    if that is not None:
        starts.append(that)
    elif _needs_no_clause(verb, manner, subject, end, last) or (
        starts and verb.lower_ not in cues.TELLING and doc[end].pos_ in _CLAUSE_OPENERS
    ):
        # "found Lopez leading by seven points, with 17 percent undecided": all that follows.
        starts.append(end)
    if not starts:
        if _is_said_plainly(doc, verb, end, last):
            starts.append(end)
        elif quote is not None and _is_spoken(text, quote):
            starts.append(quote)
        else:
            return None
    start = min(starts)
    while start < last and (doc[start].text in (",", ":") or doc[start].text in DASHES):
        start += 1
    stop = _stop_before_next(text, verb, start, last)
    return (start, stop) if start < stop else None


def _is_said_plainly(doc: Doc, verb: Token, end: int, last: int) -> bool:
    """ "said about half of the fall was …": a clause that the parse has not seen as one."""
    if verb.lower_ not in cues.PLAIN or doc[end].text in (",", ";"):
        return False
    if doc[end].pos_ == "ADP" and doc[end].lower_ in ("in", "at", "to", "on", "during", "of"):
        return False
    return any(token.pos_ in ("VERB", "AUX") for token in doc[end:last])


def _is_spoken(text: Text, at: int) -> bool:
    """A quotation of more than a few words, or one after a comma or a colon."""
    quotation = text.quotations[text.quoted[at]]
    if at > 0 and text.doc[at - 1].text in (",", ":"):
        return True
    return text.printed[quotation.start : quotation.end].count(" ") >= 3


def _content_after_colon(text: Text, colon: int) -> Range | None:
    """X wrote: | “…” in the next sentence, or whatever the next paragraph says."""
    doc = text.doc
    if colon >= len(doc) or doc[colon].text != ":":
        return None
    at = colon + 1
    while at < len(doc) and doc[at].is_space:
        at += 1
    if at < len(doc) and text.quoted[at] >= 0:
        return at, at + 1
    if at >= len(doc) or not any("\n" in t.text_with_ws for t in doc[colon:at]):
        return None
    end = at
    while end < len(doc) and "\n" not in doc[end].text_with_ws:
        end += 1
    return at, end


def _needs_no_clause(verb: Token, manner: Manner, subject: Token, end: int, last: int) -> bool:
    if manner in ("report", "citing"):
        # "before it announced, and …": nothing is told.
        return verb.doc[end].text not in (",", ";")
    if verb.lower_ in cues.SEEING:
        # "The bank sees growth of 2 percent": a forecast, of those who make them.
        forecasts = source_kinds.is_forecaster(subject)
        return forecasts and any(token.like_num for token in verb.doc[end:last])
    if manner == "finding":
        # "put its cost at 4 million" is said by people, too; "put it in a corner" by nobody.
        if verb.lower_ in cues.PUTTING or _puts_at(verb, last):
            return _puts_at(verb, last)
        return source_kinds.is_finder(subject) or subject.lower_ == "it"
    return manner == "attitude" and (verb.lower_ in cues.TAKE_OBJECTS or cues.takes_particle(verb))


def _puts_at(verb: Token, last: int) -> bool:
    """ "Forbes put his wealth at about 4 billion": the verb with an object, "at" and a number."""
    found = syntax.object_of(verb)
    if found is None or found.i < verb.i:
        return False
    behind = verb.doc[found.i + 1 : last]
    return any(
        token.lower_ == "at" and any(t.like_num for t in behind.doc[token.i + 1 : token.i + 5])
        for token in behind
    )


def _stop_before_next(text: Text, verb: Token, start: int, last: int) -> int:
    """Where a coordinated clause begins that has a cue of its own or denies."""
    doc = text.doc
    last = _before_closing_clause(text, verb, start, last)
    for clause in syntax.coordinated_clauses_of(verb):
        if not start < clause.i < last or text.quoted[clause.i] >= 0:
            continue
        edge = clause.left_edge.i
        while edge > start and (doc[edge - 1].is_punct or doc[edge - 1].pos_ == "CCONJ"):
            edge -= 1
        if edge > start and clause.lower_ in cues.VERBS and not _are_answers(clause, edge):
            return edge
    for at in range(start + 2, last - 1):
        mark = doc[at].text
        if mark not in (",", ";", ":") or text.quoted[at] >= 0:
            continue
        if mark != ",":
            divides = _has_next_speaker(text, at + 1, last)
        else:
            contrasts = doc[at + 1].lower_ in ("while", "whereas") or (
                doc[at + 1].lower_ == "but" and at >= start + 4
            )
            divides = contrasts and _has_own_cue(text, at + 1, last)
        if divides:
            return at
    return last


def _are_answers(clause: Token, edge: int) -> bool:
    """ "…, and 70 percent said": answers to the same questions."""
    first = next(t for t in clause.doc[edge : clause.i + 1] if not t.is_punct and t.pos_ != "CCONJ")
    return first.like_num


def _before_closing_clause(text: Text, verb: Token, start: int, last: int) -> int:
    """ "Data showed a fall of 4 percent, Lopez said": what closes the sentence is no part of it."""
    doc = text.doc
    closing = doc[last - 1]
    if closing.i <= verb.i or closing.lower_ not in cues.VERBS or not syntax.is_finite(closing):
        return last
    if text.quoted[closing.i] != text.quoted[verb.i]:
        return last
    for at in range(closing.i - 1, max(start, closing.i - 9), -1):
        if doc[at].text == ",":
            return at if not any(syntax.is_finite(t) for t in doc[at : closing.i]) else last
    return last


def content_around(text: Text, sentence: Range, start: int, end: int) -> tuple[Range, ...]:
    """What stands before and after an inserted source: all of it is said by that source."""
    doc = text.doc
    last = without_stop(doc, sentence)
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
    while stop > first and (doc[stop - 1].text in (",", *DASHES) or doc[stop - 1].is_space):
        stop -= 1
    ranges = []
    is_conjunction = stop - first == 1 and doc[first].pos_ in ("CCONJ", "ADV")
    if stop > first and text.words[stop - 1] == "that":
        # "told the Star that, according to witnesses, …": what stands before is no part of it.
        is_conjunction = True
    if stop > first and not is_conjunction and not text.is_blank(first, stop):
        ranges.append((first, stop))
    at = end
    while at < last and (doc[at].is_punct and doc[at].text not in MARKS):
        at += 1
    if at < last and doc[at].text in MARKS and text.quoted[at] < 0:
        at += 1
    goes_on = at < last and not (
        ranges
        and (doc[at].tag_ == "VBG" or doc[at].lower_ in RELATIVES or _has_own_cue(text, at, last))
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

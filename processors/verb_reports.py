"""Attributions by verbs: "X said", "a poll found", "cited by", "is expected to"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from figurewatch.records import CueKind
from processors import cues, source_kinds, syntax
from processors.cues import Manner
from processors.passages import Range, Report, Text, trim, without_stop
from processors.reach import content_around, content_of_verb, region_of, reporting_clause
from processors.speakers import (
    antecedent_of,
    end_of_source,
    find_speaker,
    hop_at,
    is_reduced_relative,
    leading_document,
    quoted_speaker,
    source_words,
    verb_group,
    who_quotes,
    with_partner,
)

_MISREAD = ("report", "finding")
#: Tags of words that begin a noun phrase after a verb: "Forbes lists the brothers".
_OPENS_PHRASE = frozenset({"DT", "PRP", "PRP$", "NNP", "NNPS"})
_CLAUSE_BEGINNINGS = frozenset({"that", "he", "she", "they", "there", "it", "we"})


def find_verbs(text: Text, sentence: Range) -> Iterator[Report]:
    """Every verb of saying with its source and content."""
    for verb in text.among(sentence, cues.CUE_FORMS):
        if not verb.tag_.startswith("VB"):
            continue
        manner = cues.manner_of(verb)
        if manner is None or _says_nothing(text, verb, manner, sentence):
            continue
        report = _read_verb(text, _within_quotation(text, sentence, verb.i), verb, manner)
        if report is not None:
            yield report


def find_misread(text: Text, sentence: Range) -> Iterator[Report]:
    """
    "The poll shows he leads", "…, the Tribune reports.": a verb taken for a noun.

    A clause or a noun phrase of its own can't follow a noun right away.
    """
    doc = text.doc
    for token in text.among((sentence[0], sentence[1] - 1), cues.VERBS):
        if token.tag_ not in ("NN", "NNS") or cues.VERBS[token.lower_] not in _MISREAD:
            continue
        start = _start_of_phrase(doc, token.i, sentence[0])
        if start == token.i or text.quoted[token.i] >= 0 or not _may_be_verb(text, token, sentence):
            continue
        begin, head = _finder_before(doc, start, token.i)
        if head is None:
            continue
        content: Range | None = None
        following = doc[token.i + 1]
        opens = following.tag_ in _OPENS_PHRASE and token.tag_ == "NNS"
        opens = opens or token.lower_ == "forecast"
        if following.lower_ in _CLAUSE_BEGINNINGS or opens:
            content = (token.i + 1, without_stop(doc, sentence))
        elif token.i + 2 == sentence[1] and start - 2 > sentence[0] and doc[start - 1].text == ",":
            content = (sentence[0], start - 1)
        if content is not None:
            yield Report(
                kind="verb",
                manner="finding",
                cue=(token.i, token.i + 1),
                source=(begin, token.i),
                speaker=head.i,
                content=(content,),
            )


def _may_be_verb(text: Text, token: Token, sentence: Range) -> bool:
    """ "files show", "it forecast": a plural before, or the only verb that there can be."""
    if token.tag_ == "NNS":
        return True
    if any(syntax.is_finite(other) for other in text.doc[sentence[0] : token.i]):
        return False
    if token.lower_ == "forecast":
        return not any(syntax.is_finite(other) for other in text.doc[token.i : sentence[1]])
    return token.lower_ in ("show", "find", "suggest", "indicate")


def _finder_before(doc: Doc, start: int, end: int) -> tuple[int, Token | None]:
    """The noun of what finds right before `end`, also with "from …" behind it."""
    if source_kinds.may_speak(doc[end - 1], "finding") and not doc[start].tag_.startswith("IN"):
        before = next((t for t in doc[start:end] if t.pos_ == "ADP"), None)
        head = doc[(before.i if before is not None else end) - 1]
        return start, head if head.i >= start and source_kinds.may_speak(head, "finding") else None
    return start, None


def _says_nothing(text: Text, verb: Token, manner: Manner, sentence: Range) -> bool:
    """Whether the form of a cue does something else here than to say something."""
    if syntax.is_attributive(verb) or _is_unsaid(verb) or _refers_to_itself(text, verb):
        return True
    if _only_describes(verb) or _is_unmeant(verb, manner):
        return True
    if manner == "citing" and syntax.is_negated(verb):
        # "never cited a source"
        return True
    if verb.lower_ == "said" and text.words[verb.i + 1 : verb.i + 3] == ["to", "be"]:
        # "others said to be in the programme"
        return True
    return verb.lower_ in cues.ADDING and _number_follows(text, verb, sentence[1])


def _only_describes(verb: Token) -> bool:
    """ "The share of voters saying that": they tell whose share is meant."""
    if verb.tag_ != "VBG" or not syntax.is_participle_of_noun(verb):
        return False
    above = (verb.head, verb.head.head)
    return any(t.lower_ in source_kinds.SHARE_NOUNS for t in above)


def _is_unsaid(verb: Token) -> bool:
    """ "is expected to announce", "helped predict", "declined to comment": nobody has said it."""
    doc = verb.doc
    if verb.tag_ != "VB" or verb.i < 2:
        return False
    modal = next((child.lower_ for child in verb.children if child.tag_ == "MD"), "")
    if modal in ("may", "might") or (modal and _is_refused(verb)):
        return True
    before, governing = doc[verb.i - 1].lower_, doc[verb.i - 2].lower_
    if cues.manner_of(verb) == "report":
        if before == "to":
            # "went on to announce" did announce it, "seeks to announce" did not.
            return governing not in cues.MANAGING
        return before == "will" or not any(child.pos_ == "AUX" for child in verb.children)
    if before != "to":
        return False
    if governing in cues.REFUSING:
        return True
    is_adjective = any(
        token.lemma_.lower() == "be" for token in doc[max(0, verb.i - 5) : verb.i - 2]
    )
    return governing in cues.UPCOMING and is_adjective


def _is_refused(verb: Token) -> bool:
    """ "would not say how many": not "did not say that", which may be denied."""
    return cues.manner_of(verb) == "speech" and syntax.is_negated(verb)


def _is_unmeant(verb: Token, manner: Manner) -> bool:
    """ "did not want", "should support", "those seeking": nobody holds it."""
    if verb.tag_ == "VBG" and syntax.is_participle_of_noun(verb):
        return manner == "attitude" or verb.head.lower_ == "those"
    if manner != "attitude":
        return False
    is_wished = any(child.lower_ in ("should", "must", "ought") for child in verb.children)
    return verb.tag_ == "VB" and (is_wished or syntax.is_negated(verb))


def _number_follows(text: Text, verb: Token, last: int) -> bool:
    """ "The economy added about 200,000 jobs": added, not said."""
    if verb.i + 2 >= last:
        return False
    first = text.doc[verb.i + 1]
    number = text.doc[verb.i + 2] if first.pos_ in ("ADV", "ADP", "ADJ", "DET") else first
    return number.like_num or number.tag_ == "$"


def _refers_to_itself(text: Text, verb: Token) -> bool:
    """ "As I mentioned above", "as we have reported before", "all told": the text itself does."""
    after = text.words[verb.i + 1] if verb.i + 1 < len(text.words) else ""
    before = text.words[max(0, verb.i - 4) : verb.i]
    if before[-1:] == ["all"] and verb.lower_ == "told":
        return True
    return after in ("above", "before", "earlier", "previously") and any(
        word == "as" and following in ("i", "we") for word, following in pairwise(before)
    )


def _start_of_phrase(doc: Doc, end: int, first: int) -> int:
    start = end
    while start > first and doc[start - 1].pos_ not in ("PUNCT", "VERB", "SCONJ", "CCONJ"):
        start -= 1
    return start


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
    group = verb_group(verb, sentence[0])
    if manner == "citing" and _quotes_as_saying(verb, sentence[1]):
        return None
    subject, relayer = quoted_speaker(verb, sentence)
    document = None if subject is not None else leading_document(text, verb, sentence)
    subject = subject or document or find_speaker(text, verb, group, sentence, manner)
    if subject is None:
        return None
    relative = None
    if syntax.is_relative_pronoun(subject):
        if subject.head.head.i == subject.head.i:
            return None
        relative = subject.i
        subject = antecedent_of(subject)
    if relative is None and is_reduced_relative(verb, subject, group):
        return None
    source = source_words(text, subject, verb, group, sentence, relative)
    if source is None or not source_kinds.may_speak(subject, manner):
        return None
    if relative is None and not source[0] <= subject.i < source[1]:
        return None
    stands_for = source if relative is None else (relative, relative + 1)
    clause = reporting_clause(verb, group, stands_for)
    clause = _with_relayer(clause, relayer, subject, verb, sentence)
    region = sentence if document is not None else region_of(verb, sentence)
    content = content_of_verb(text, verb, manner, subject, clause, region)
    if content is None:
        return None
    ranges, scope = content
    poll = _poll_within(text.doc, source, subject)
    if poll is not None:
        # "41 percent in the poll said": it is the poll that says so, of the answers too.
        start = with_partner(text.doc, poll.start, source[0])
        ranges = ((source[0], start), *ranges)
        source, subject = (start, poll.end), poll.root
    return Report(
        kind="verb",
        manner=manner,
        cue=(verb.i, verb.i + 1 + cues.takes_particle(verb)),
        source=source,
        speaker=subject.i,
        relative=relative,
        content=ranges,
        scope=scope,
        relayer=hop_at(text.doc, relayer or who_quotes(text.doc, subject, verb), sentence),
    )


def _with_relayer(
    clause: Range, relayer: Token | None, subject: Token, verb: Token, sentence: Range
) -> Range:
    """ "…, Reuters quoted him as saying": the whole of it is inserted."""
    if relayer is None or not sentence[0] <= relayer.i < subject.i < verb.i:
        return clause
    return max(relayer.left_edge.i, sentence[0]), clause[1]


def _quotes_as_saying(verb: Token, last: int) -> bool:
    """ "quoted the director as saying": it is "saying" that has the content."""
    doc = verb.doc
    return any(
        doc[at].lower_ == "as" and doc[at + 1].tag_ == "VBG" for at in range(verb.i + 1, last - 1)
    )


def _poll_within(doc: Doc, source: Range, subject: Token) -> Span | None:
    if not source_kinds.is_share(doc[slice(*source)]):
        return None
    for token in doc[subject.i + 1 : source[1]]:
        if token.lower_ in source_kinds.POLL_NOUNS and token.pos_ in ("NOUN", "PROPN"):
            poll = syntax.noun_phrase(token)
            return poll if poll.start > subject.i else None
    return None


def _read_passive(text: Text, sentence: Range, verb: Token, manner: Manner) -> Report | None:
    """ "The toll was put at 40 by the ministry", "first reported by Reuters"."""
    agent = syntax.agent_of(verb)
    if agent is None or manner == "attitude" or not source_kinds.may_speak(agent, manner):
        return None
    if verb.lower_ in cues.DONE or agent.like_num:
        # "was put at $40 million by 2030"
        return None
    doc = text.doc
    if agent.i < verb.i or doc[verb.i : agent.i + 1].text.find(" by ") < 0:
        return None
    source = trim(doc, max(agent.left_edge.i, verb.i + 2), agent.right_edge.i + 1, agent.i)
    if source is None:
        return None
    clause = syntax.dependent_clause_of(verb)
    group = verb_group(verb, sentence[0])
    if doc[group - 1 if group > sentence[0] else group].lower_ == "as":
        content = content_around(text, sentence, max(group - 1, sentence[0]), source[1])
        return _passive_report(verb, manner, source, agent, content) if content else None
    if doc[group].lower_ == "as":
        content = content_around(text, sentence, group, source[1])
        return _passive_report(verb, manner, source, agent, content) if content else None
    if clause is not None and syntax.is_participle_of_noun(clause):
        return None
    if clause is not None and syntax.is_relative_clause(clause):
        # "The toll, which was first reported by Reuters": of the noun alone.
        noun = syntax.noun_phrase(clause.head, complements=True)
        found = ((max(noun.start, sentence[0]), noun.end),)
        return _passive_report(verb, manner, source, agent, found)
    start = sentence[0]
    stop = verb.i
    ranges = [(start, verb_group(verb, start)), (verb.i + 1, source[0] - 1)]
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


def find_hearsay(text: Text, sentence: Range) -> Iterator[Report]:
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
        stop = min(without_stop(doc, sentence), verb.right_edge.i + 1)
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
        last = end_of_source(text, verb.i + 2, agent, sentence)
        source = trim(doc, verb.i + 2, last, agent.i)
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


def find_appended(text: Text, sentence: Range) -> Iterator[Report]:
    """ "Eleven died, a figure confirmed by the prosecutor": who stands behind what goes before."""
    doc = text.doc
    start, end = sentence
    for verb in text.among((min(start + 4, end), end - 2), cues.CONFIRMING):
        if text.words[verb.i + 1] != "by" or text.words[verb.i - 1] not in cues.FIGURE_NOUNS:
            continue
        if text.words[verb.i - 2] not in ("a", "the") or doc[verb.i - 3].text != ",":
            continue
        agent = syntax.phrase_head(doc[verb.i + 2 : end])
        source = trim(doc, verb.i + 2, end_of_source(text, verb.i + 2, agent, sentence), agent.i)
        if source is not None and source_kinds.may_speak(agent, "report"):
            yield _passive_report(verb, "report", source, agent, ((start, verb.i - 3),))


def find_compared(text: Text, sentence: Range) -> Iterator[Report]:
    """ "above the 4 percent that the bank had expected": only the number it is compared with."""
    doc = text.doc
    for verb in text.among(sentence, cues.EXPECTING):
        if verb.tag_ not in ("VBN", "VBD", "VBP") or syntax.is_passive(verb):
            continue
        group = verb_group(verb, sentence[0])
        subject = doc[group - 1] if group > sentence[0] else None
        if subject is None or subject.pos_ not in ("NOUN", "PROPN"):
            continue
        start = _start_of_phrase(doc, group, sentence[0])
        stop = start - (doc[start - 1].lower_ in ("that", "than"))
        for at in range(start, group):
            if doc[at].lower_ in ("that", "than"):
                start, stop = at + 1, at
        if stop == start or stop <= sentence[0] or not source_kinds.may_speak(subject, "finding"):
            continue
        content = _number_before(doc, stop, sentence[0])
        if content is not None and start < group:
            yield Report(
                kind="verb",
                manner="report",
                cue=(verb.i, verb.i + 1),
                source=(start, group),
                speaker=subject.i,
                content=(content,),
            )


def _number_before(doc: Doc, stop: int, first: int) -> Range | None:
    """The words with a number that end at `stop`, from a comma or a verb on."""
    start = stop
    while start > first and stop - start < 9:
        token = doc[start - 1]
        if token.text in (",", ";") or token.pos_ in ("VERB", "AUX"):
            break
        start -= 1
    numbers = [token for token in doc[start:stop] if token.like_num]
    return (start, stop) if numbers else None


def find_gapped(text: Text, sentence: Range, found: list[Report]) -> list[Report]:
    """ "The unions say 9 percent, the employers 4 percent": the verb is said once for both."""
    doc = text.doc
    gapped: list[Report] = []
    for report in found:
        if report.kind != "verb" or report.scope != "local" or len(report.content) != 1:
            continue
        start, end = report.content[0]
        for comma in range(start + 2, min(end, len(doc)) - 3):
            if doc[comma].text != "," or doc[comma + 1].pos_ not in ("DET", "PROPN"):
                continue
            head = next((t for t in doc[comma + 1 : end] if t.pos_ not in ("DET", "ADJ")), None)
            if head is None or not doc[head.i + 1 : head.i + 2]:
                continue
            after = doc[head.i + 1]
            if not (after.like_num or after.tag_ == "$") or not _is_party(head):
                continue
            gapped.append(
                Report(
                    kind="verb",
                    manner=report.manner,
                    cue=report.cue,
                    source=(comma + 1, head.i + 1),
                    speaker=head.i,
                    content=((head.i + 1, end),),
                )
            )
            found[found.index(report)] = replace(report, content=((start, comma),))
            break
    return gapped


def _is_party(head: Token) -> bool:
    kind = source_kinds.kind_of_noun(head)
    return kind in ("group", "government", "organisation", "outlet")

"""
Finds who speaks with a verb, and the words that say so.

The parse is asked first; where it gives no subject, what stands right before the verb is taken.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from processors import cues, source_kinds, syntax
from processors.cues import Manner
from processors.passages import MARKS, STOPS, Hop, Range, Text, comma_between, is_dash, trim

_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())  # noqa: SIM905
_TIMES = frozenset({"on", "last", "this", "week", "month", "year", "yesterday", "today", "earlier"})
#: Tags of words that do not begin an apposition.
_NO_NAME = frozenset(
    {"IN", "VBG", "VBD", "VBZ", "VBP", "MD", "WP", "WDT", "WRB", "RB", "CC", "PRP", "CD"}
)
_ABOUT = frozenset({"about", "nearly", "almost", "roughly", "some"})
_IN_NOUN_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "PART"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
#: Determiners that stand for a noun: "another says".
_PRONOUN_LIKE = frozenset({"another", "some", "many", "most", "both", "all", "each", "few"})


def verb_group(verb: Token, first: int) -> int:
    """Where the verb with its auxiliaries and adverbs begins: "has also repeatedly said"."""
    start = verb.i
    while start > first:
        before = verb.doc[start - 1]
        if before.pos_ in ("AUX", "PART", "ADV") or before.lower_ in cues.BETWEEN:
            start -= 1
        else:
            break
    return start


def find_speaker(
    text: Text, verb: Token, group: int, sentence: Range, manner: Manner
) -> Token | None:
    """The head of who says it, a relative pronoun included; `group` is where the verb begins."""
    issued = _issued_noun(text, group, sentence[0])
    if issued is not None:
        return issued
    closing = _closing_speaker(text, verb, group, sentence)
    if closing is not None:
        return closing
    speaker = _who_said_before(_who_wrote_to(syntax.speaker_of(verb), verb), verb)
    if speaker is not None and speaker.is_space:
        speaker = None
    if speaker is not None and sentence[0] <= speaker.i < sentence[1]:
        # A noun quoted before the verb is part of what is said.
        together = text.quoted[speaker.i] == text.quoted[verb.i]
        if together or speaker.i > verb.i:
            return _likeliest(speaker, verb, manner)
    if verb.tag_ in ("VBG", "VB"):
        return None
    if verb.i > sentence[0] and text.doc[verb.i - 1].text in MARKS:
        return _noun_behind(text, verb, sentence[1])
    return _noun_before(text, group, sentence[0]) if group > sentence[0] else None


def _who_wrote_to(speaker: Token | None, verb: Token) -> Token | None:
    """ "Lopez tweeted at Ray pointing out": Lopez points it out, not Ray."""
    if speaker is None or verb.tag_ != "VBG" or not source_kinds.is_human(speaker):
        return speaker
    if syntax.preposition_of(speaker) not in ("at", "to"):
        return speaker
    above = syntax.governor_of(speaker)
    return syntax.speaker_of(above) or above if above.i != speaker.i else speaker


def _who_said_before(speaker: Token | None, verb: Token) -> Token | None:
    """ "The army said its planes had struck it, but said that": the army says that, too."""
    clause = verb.head
    if speaker is None or verb.dep_ != "conj" or clause.dep_ != "ccomp" or clause.i > verb.i:
        return speaker
    told = clause.head
    if cues.VERBS.get(told.lower_) not in ("speech", "report") or verb.lower_ != told.lower_:
        return speaker
    return syntax.speaker_of(told) or speaker


def _issued_noun(text: Text, group: int, first: int) -> Token | None:
    """ "A poll released on Saturday found": the noun before "released", by the words alone."""
    doc = text.doc
    for at in range(group - 1, max(first, group - 10), -1):
        token = doc[at]
        if token.lower_ in cues.ISSUED:
            noun = doc[at - 1]
            kind = source_kinds.kind_of_noun(noun)
            return noun if kind in source_kinds.THINGS and text.quoted[at] < 0 else None
        if token.is_punct or token.pos_ in ("VERB", "AUX", "CCONJ", "SCONJ", "PRON"):
            return None
    return None


def _closing_speaker(text: Text, verb: Token, group: int, sentence: Range) -> Token | None:
    """
    "…, ministry spokesman Ivan Petrov said on Monday.": the name between the comma and the verb.

    At the end of a sentence nobody else can be meant, whatever the parse makes of it.
    """
    doc = text.doc
    at = group - 1
    if text.quoted[verb.i] >= 0 or at <= sentence[0] or not source_kinds.is_name(doc[at]):
        return None
    for token in doc[verb.i + 1 : sentence[1]]:
        if not (token.is_punct or token.text in _DAYS or token.lower_ in _TIMES):
            return None
    start = at
    while start > sentence[0] and doc[start - 1].pos_ in _IN_NOUN_PHRASE:
        start -= 1
    if doc[start - 1].text != "," or not any(syntax.is_finite(t) for t in doc[sentence[0] : start]):
        return None
    subject = syntax.speaker_of(verb)
    if subject is not None and start <= subject.i <= at:
        # "the monitoring group Open Ledger": the parse has the whole phrase.
        return subject
    entity = source_kinds.entity_at(doc[at])
    return entity.root if entity is not None and entity.start >= start else doc[at]


def leading_document(text: Text, verb: Token, sentence: Range) -> Token | None:
    """ "An analysis of images by the group EarthEye found …": the only verb has its first noun."""
    doc = text.doc
    if not syntax.is_finite(verb) or text.quoted[verb.i] >= 0:
        return None
    before = doc[sentence[0] : verb.i]
    head = next((t for t in before if t.pos_ in ("NOUN", "PROPN", "ADP", "VERB")), None)
    while head is not None and head.pos_ != "ADP" and doc[head.i + 1].pos_ in ("NOUN", "PROPN"):
        head = doc[head.i + 1]
    if head is None or head.i >= verb.i - 1:
        return None
    if source_kinds.kind_of_noun(head) not in source_kinds.THINGS or doc[head.i + 1].pos_ != "ADP":
        return None
    if any(syntax.is_finite(t) or (t.is_punct and t.text != "-") for t in doc[head.i : verb.i]):
        return None
    return head


def _likeliest(speaker: Token, verb: Token, manner: Manner) -> Token:
    """Of several subjects the one that can speak: in "results of polls for networks show"."""
    if source_kinds.may_speak(speaker, manner):
        return speaker
    others = [t for t in syntax.subjects_of(verb) if source_kinds.may_speak(t, manner)]
    return others[0] if others else speaker


def _noun_behind(text: Text, verb: Token, last: int) -> Token | None:
    """“…,” added a nurse: the noun phrase right behind the verb, whatever the parse makes of it."""
    doc = text.doc
    if verb.i + 1 >= last or text.quoted[verb.i + 1] >= 0:
        return None
    following = doc[verb.i + 1]
    if following.pos_ in ("DET", "NOUN", "PROPN", "ADJ") or following.text[0].isupper():
        return syntax.phrase_head(doc[verb.i + 1 : last])
    return None


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
        if before.head.i == before.i or comma_between(doc, before.head.i, before.i):
            break
        before = before.head
    return before


def quoted_speaker(verb: Token, sentence: Range) -> tuple[Token | None, Token | None]:
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


def who_quotes(doc: Doc, subject: Token, verb: Token) -> Token | None:
    """Who quotes: "the minister, quoted by Reuters, said"."""
    for at in range(subject.i + 1, verb.i - 2):
        if doc[at].lower_ in cues.CITING and doc[at + 1].lower_ == "by":
            return syntax.phrase_head(doc[at + 2 : verb.i])
    return None


def antecedent_of(relative: Token) -> Token:
    """The noun that "who" or "which" stands for."""
    verb = relative.head
    clause = syntax.dependent_clause_of(verb) or verb
    return clause.head


def is_reduced_relative(verb: Token, subject: Token, group: int) -> bool:
    """ "The deal, announced Friday, would …": a participle taken for a verb."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBN") or group != verb.i or subject.i > verb.i:
        return False
    if doc[group - 1].text == "," and subject.i == group - 2:
        return True
    modal = next((t.i for t in doc[verb.i + 1 : verb.i + 4] if t.tag_ == "MD"), None)
    if subject.i != group - 1 or modal is None:
        return False
    return all(t.text in _DAYS or t.lower_ in _TIMES for t in doc[verb.i + 1 : modal])


def source_words(
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
    if introduced and comma_between(text.doc, start, subject.right_edge.i):
        # "In a poll, 41 percent said": the poll and the answers taken for one noun phrase.
        return None
    if relative is not None:
        end = min(end, relative)
    elif subject.i < verb.i and start <= group:
        end = min(end, group) if subject.i < group else end
    elif subject.i > verb.i:
        start = max(start, verb.i + 1)
    if relative is None and end <= group and is_aside(text.doc[end:group]):
        end = group
    others = [t.right_edge.i + 1 for t in syntax.subjects_of(verb) if subject.i < t.i < group]
    if relative is None and others and subject.i < group:
        end = min(max(end, *others), group)
    start = _with_title(subject, verb, start)
    if end - start > 45:
        phrase = syntax.noun_phrase(subject, complements=True)
        start, end = phrase.start, phrase.end
    start = _after_introduction(text.doc, subject, start)
    if subject.i > verb.i:
        end = _with_apposition(text, subject, end, sentence)
    end = _before_adjunct(text.doc, subject, end)
    start = _with_role(text, subject, start, sentence[0])
    start = with_partner(text.doc, start, sentence[0])
    # A mark of quotation between the words belongs to the content beside them.
    inside = text.quoted[subject.i]
    while start < subject.i and any(text.quoted[i] != inside for i in range(start, subject.i)):
        start += 1
    while end > subject.i + 1 and text.quoted[end - 1] != inside:
        end -= 1
    return trim(text.doc, start, end, subject.i)


def _before_adjunct(doc: Doc, subject: Token, end: int) -> int:
    """ "Lopez, citing the bank," "Lopez, quoted by Reuters," "Lopez on Friday": all are Lopez."""
    for at in range(subject.i + 1, end - 1):
        following = doc[at + 1]
        if doc[at].text == "," and (
            (following.tag_ == "VBG" and following.lower_ != "including")
            or (following.tag_ == "IN" and following.lower_ != "of")
            or following.pos_ == "ADV"
            or following.lower_ in ("quoted", "cited")
            or _says_more(doc, at + 1, end)
        ):
            return at
        if doc[at].lower_ == "on" and following.text.rstrip(".") in _DAYS:
            return at
    return end


def _says_more(doc: Doc, relative: int, end: int) -> bool:
    """ "Lopez, who added that": a relative clause by which the same source says more."""
    if not syntax.is_relative_pronoun(doc[relative]):
        return False
    verb = next(
        (t for t in doc[relative + 1 : min(relative + 5, end)] if syntax.is_finite(t)), None
    )
    return verb is not None and verb.lower_ in cues.VERBS


def _after_introduction(doc: Doc, subject: Token, start: int) -> int:
    """ "Even so, three quarters": what a comma, colon or dash divides from the noun before it."""
    cites = start > 0 and doc[start - 1].lower_ in (*cues.CITING_FORMS, "to", "on")
    for at in range(subject.i - 1, start, -1):
        if doc[at].text == ":" or is_dash(doc[at]):
            return at + 1
        if doc[at].text == "," and (cites or doc[start].pos_ in ("ADV", "SCONJ", "ADP")):
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
    behind_comma = doc[start - 1].text == "," and start - 2 >= first
    at = start - behind_comma
    if doc[at - 1].lower_ not in source_kinds.PERSON_NOUNS:
        return start
    begun = at
    while at > first and doc[at - 1].pos_ in _IN_NOUN_PHRASE:
        if text.quoted[at - 1] != text.quoted[subject.i]:
            break
        at -= 1
    if behind_comma and not (at == first or doc[at - 1].is_punct):
        return start
    return at if at < begun else start


def with_partner(doc: Doc, start: int, first: int) -> int:
    """ "the latest Reuters/Ipsos poll", "a CNN-ORC survey": the partner belongs to the name."""
    while start - 2 >= first and doc[start - 1].text in ("/", "-") and not is_dash(doc[start - 1]):
        start -= 2
        while start > first and doc[start - 1].pos_ in ("DET", "ADJ", "PROPN", "NOUN"):
            start -= 1
    return start


def _with_title(subject: Token, verb: Token, start: int) -> int:
    """ "press secretary" before "Josh Earnest", where the parse takes both for subjects."""
    for other in syntax.subjects_of(verb):
        if other.i < subject.i and other.right_edge.i + 1 == start:
            return other.left_edge.i
    return start


def is_aside(words: Span) -> bool:
    """Nothing, or what stands between commas or brackets: "(R-Tex.)", ", who is 44,"."""
    if not words.text.strip(" ,"):
        return True
    return words[0].text in (",", "(") and words[-1].text in (",", ")") and len(words) < 40


def end_of_source(text: Text, start: int, head: Token, sentence: Range) -> int:
    """Where the noun phrase after a preposition ends: its commas are kept if the parse does."""
    doc = text.doc
    edge = min(head.right_edge.i + 1, sentence[1])
    at = start
    while at < sentence[1]:
        token = doc[at]
        stops = token.text in (";", ":", ")") or is_dash(token) or token.text in STOPS
        if stops or _leaves_quotation(text, start, at) or _is_predicate_of(token, head):
            break
        if token.text == "," and not _apposition_follows(doc, at, edge, head):
            break
        if at > head.i and token.pos_ == "CCONJ" and _clause_follows(token, sentence[1]):
            break
        if at > head.i and _measures(token, sentence[1]):
            break
        at += 1
    return at


def _is_predicate_of(verb: Token, head: Token) -> bool:
    """ "in the poll were undecided": a verb in a tense does not belong to the noun before it."""
    if verb.i <= head.i or not syntax.is_finite(verb):
        return False
    between = verb.doc[head.i + 1 : verb.i]
    return not any(syntax.is_relative_pronoun(token) or token.lower_ == "that" for token in between)


def _measures(token: Token, last: int) -> bool:
    """ "rose in the poll | to 29 points": a preposition with a number is about something else."""
    if token.lower_ not in ("to", "by", "at") or token.i + 1 >= last:
        return False
    following = token.doc[token.i + 1]
    return following.like_num or following.tag_ == "$"


def _leaves_quotation(text: Text, start: int, at: int) -> bool:
    """A quotation ends the source, unless it is part of its name: the "Free Port" report."""
    if text.quoted[at] == text.quoted[start]:
        return False
    if text.quoted[start] >= 0 or any(t.pos_ in _NOUNS for t in text.doc[start:at]):
        return text.quoted[start] >= 0 or text.quoted[at - 1] < 0
    return False


def _apposition_follows(doc: Doc, comma: int, edge: int, head: Token) -> bool:
    """ "…, a group in Berlin," or "…, which met on Friday": it belongs to the noun before."""
    while comma + 1 < len(doc) and doc[comma + 1].is_space:
        comma += 1
    if comma + 1 >= len(doc):
        return False
    following = doc[comma + 1]
    if following.lower_ in ("who", "which", "whose", "based", "led", "published", "released"):
        return True
    begins = following.pos_ in ("DET", "PROPN") or following.lower_ in source_kinds.PERSON_NOUNS
    if comma + 1 >= edge or not begins:
        return False
    step = following
    while step.head.i != step.i and comma < step.head.i < edge:
        step = step.head
    return syntax.is_apposed(step) and step.head.i <= comma


def _clause_follows(conjunction: Token, last: int) -> bool:
    clause = conjunction.head
    return syntax.is_predicate(clause) and conjunction.i < clause.i < last


def hop_at(doc: Doc, head: Token | None, sentence: Range) -> Hop | None:
    """The noun phrase of `head` as one hop of a chain, if it stands in the sentence."""
    if head is None or not sentence[0] <= head.i < sentence[1]:
        return None
    words = trim(doc, max(head.left_edge.i, sentence[0]), head.right_edge.i + 1, head.i)
    return Hop(words=words, head=head.i) if words else None

"""Acts that give a number anew: "the agency lowered the toll to 84" says that it is 84."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from processors import source_kinds, syntax
from processors.lexicons import load_lexicon
from processors.passages import Range, Report, Text, without_stop
from processors.singulars import singular_of
from processors.speakers import source_words, verb_group

_LEXICON = load_lexicon("restating")
_VERBS = frozenset(_LEXICON["verbs"].split())
_NUMBERS = frozenset(_LEXICON["numbers"].split())
_THINGS = frozenset(_LEXICON["things"].split())
_CORRECTING = frozenset(_LEXICON["correcting"].split())


def find_restating(text: Text, sentence: Range) -> Iterator[Report]:
    """Who lowers, raises or revises a toll, an estimate, a forecast claims the new one."""
    for verb in text.among(sentence, _VERBS):
        thing = syntax.object_of(verb)
        subject = syntax.subject_of(verb)
        if thing is None or subject is None or syntax.is_passive(verb) or thing.i < verb.i:
            continue
        number = singular_of(thing)
        if verb.lower_ in _CORRECTING and _number_follows(text, verb, sentence):
            # "revised the deficit to 4.1 percent": whatever it is, it is only its number
            number = "number"
        if number in _THINGS and verb.lower_ not in _CORRECTING:
            continue
        if number not in _NUMBERS or not source_kinds.may_speak(subject, "report"):
            continue
        group = verb_group(verb, sentence[0])
        source = source_words(text, subject, verb, group, sentence, None)
        if source is None or not source[0] <= subject.i < source[1]:
            continue
        stop = min(verb.right_edge.i + 1, without_stop(text.doc, sentence))
        yield Report(
            kind="verb",
            manner="report",
            cue=(verb.i, verb.i + 1),
            source=source,
            speaker=subject.i,
            content=((verb.i + 1, stop),),
        )


def _number_follows(text: Text, verb: Token, sentence: Range) -> bool:
    """Whether the new number stands behind "to" or "from"."""
    doc = text.doc
    return any(
        doc[at].lower_ in ("to", "from") and (doc[at + 1].like_num or doc[at + 1].tag_ == "$")
        for at in range(verb.i + 1, sentence[1] - 1)
    )

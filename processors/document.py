"""Text in, parsed Doc out; offsets stay those of the text."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from processors.places import find_places
from processors.source_kinds import BEFORE_NAME, PERSON_NOUNS, PERSONS

_SURROGATE = re.compile("[\ud800-\udfff]")
#: No word is so long; the tokenizer's work grows with the square of what it takes for one.
_LONG_WORD = re.compile(r"\S{500}(?=\S)")
#: A line break ends a sentence: headlines and datelines carry no full stop.
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_FULL_STOPS = frozenset(".!?…")
#: So many tokens without a full stop are no prose: a table, a list, garbage. They are cut, since
#: what reading costs grows with the square of a sentence's length.
_LONGEST = 200
_PERSON = "PER"


def parse(text: str, nlp: Language) -> Doc:
    """
    Parse `text`; `doc.text == text`, so token.idx is an offset into it.

    A sentence never runs over a line break, nor over more tokens than prose has.
    """
    # Half of a surrogate pair is no character; what stands for it is one code point as well.
    doc = _tokenize(_SURROGATE.sub("\ufffd", text), nlp)
    begins, run = True, 0
    for token in doc:
        if _LINE_BREAK.search(token.text_with_ws):
            begins = True
        elif not token.is_space and (begins or run >= _LONGEST):
            token.is_sent_start = True
            begins, run = False, 0
        run = 0 if token.text in _FULL_STOPS else run + 1
    for _, component in nlp.pipeline:
        doc = component(doc)
    _name_acronyms(doc)
    _name_titled(doc)
    _name_persons(doc)
    return doc


def _name_acronyms(doc: Doc) -> None:
    """ "The WHO said": in capitals after an article it is a name, no pronoun."""
    for token in doc[1:]:
        if token.text == "WHO" and token.tag_ == "WP" and token.nbor(-1).lower_ == "the":
            token.tag_, token.pos_, token.lemma_ = "NNP", "PROPN", token.text
            if not token.ent_type_:
                doc.set_ents([Span(doc, token.i, token.i + 1, label="ORG")], default="unmodified")


def _name_persons(doc: Doc) -> None:
    """
    Give the label of a person to every mention of a name that elsewhere has it.

    "David Gilbert … Gilbert said": a surname taken for a place that no gazetteer knows.
    "Ann Gilbert … Gilbert said": a name in full that was overlooked.
    """
    persons = [entity for entity in doc.ents if entity.label_ in PERSONS]
    names = {entity[-1].text: entity.label_ for entity in persons if entity[-1].text.istitle()}
    in_full = {entity[-1].text for entity in persons if len(entity) > 1}
    for token in doc:
        label = names.get(token.text)
        if label is None or token.pos_ != "PROPN" or token.ent_type_ in {*PERSONS, "ORG"}:
            continue
        start = token.i
        while start > 0 and _is_name(doc[start - 1]):
            start -= 1
        is_alone = token.ent_iob_ != "I" and not (token.i + 1 < len(doc) and _goes_on(token.nbor()))
        is_known = token.text in in_full or start < token.i
        if is_alone and is_known and not (token.ent_type_ and _is_place(token.text)):
            doc.set_ents([Span(doc, start, token.i + 1, label=label)], default="unmodified")


def _is_name(word: Token) -> bool:
    """Whether `word` may be a first name: a capital word without a label that is no title."""
    is_title = word.lower_ in PERSON_NOUNS or word.lower_ in BEFORE_NAME
    return word.pos_ == "PROPN" and word.text.istitle() and not word.ent_type_ and not is_title


def _goes_on(word: Token) -> bool:
    return word.pos_ == "PROPN" or word.ent_iob_ == "I"


def _name_titled(doc: Doc) -> None:
    """ "pollster Whit Ayres": two capital words right behind what only persons are."""
    for token in doc[1:-1]:
        before = token.nbor(-1)
        names = (token, token.nbor())
        if before.lower_ not in PERSON_NOUNS or before.pos_ not in ("NOUN", "PROPN"):
            continue
        if all(t.pos_ == "PROPN" and t.text.istitle() and not t.ent_type_ for t in names):
            doc.set_ents([Span(doc, token.i, token.i + 2, label=_PERSON)], default="unmodified")


def _is_place(word: str) -> bool:
    return any(True for _ in find_places([word]))


def _tokenize(text: str, nlp: Language) -> Doc:
    """Cut `text` into tokens, runs without a space piece by piece."""
    cuts = [found.end() for found in _LONG_WORD.finditer(text)]
    if not cuts:
        return nlp.make_doc(text)
    pieces = [
        nlp.make_doc(text[start:end])
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    ]
    return Doc(
        nlp.vocab,
        words=[token.text for piece in pieces for token in piece],
        spaces=[bool(token.whitespace_) for piece in pieces for token in piece],
    )

"""Text in, parsed Doc out; offsets stay those of the text."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

_SURROGATE = re.compile("[\ud800-\udfff]")
#: No word is so long; the tokenizer's work grows with the square of what it takes for one.
_LONG_WORD = re.compile(r"\S{500}(?=\S)")
#: A line break ends a sentence: headlines and datelines carry no full stop.
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_FULL_STOPS = frozenset(".!?…")
#: So many tokens without a full stop are no prose: a table, a list, garbage. They are cut, since
#: what reading costs grows with the square of a sentence's length.
_LONGEST = 200


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
    return doc


def _name_acronyms(doc: Doc) -> None:
    """ "The WHO said": in capitals after an article it is a name, no pronoun."""
    for token in doc[1:]:
        if token.text == "WHO" and token.tag_ == "WP" and token.nbor(-1).lower_ == "the":
            token.tag_, token.pos_, token.lemma_ = "NNP", "PROPN", token.text
            if not token.ent_type_:
                doc.set_ents([Span(doc, token.i, token.i + 1, label="ORG")], default="unmodified")


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

"""Text in, parsed Doc out; offsets stay those of the text."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

#: A line break ends a sentence: headlines and datelines carry no full stop.
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")


def parse(text: str, nlp: Language) -> Doc:
    """
    Parse `text`; `doc.text == text`, so token.idx is an offset into it.

    A sentence never runs over a line break.
    """
    doc = nlp.make_doc(text)
    after_break = True
    for token in doc:
        if _LINE_BREAK.search(token.text_with_ws):
            after_break = True
        elif after_break and not token.is_space:
            token.is_sent_start = True
            after_break = False
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc

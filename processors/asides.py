"""
What a writer puts into what somebody says: asides that are the writer's own.

"The poll shows him ahead of the mayor, who won two terms": the poll does not say how many
terms. Within a quotation every word is the speaker's.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from processors import cues, syntax
from processors.passages import RELATIVES, Range, Text, is_dash


def without_asides(text: Text, content: Range) -> tuple[Range, ...]:
    """The parts of `content` that are not asides of the writer; all of it where none is."""
    parts: list[Range] = []
    start = content[0]
    for aside in sorted(
        (
            *_between_dashes(text, content),
            *_relative_clauses(text, content),
            *_times(text, content),
        )
    ):
        if aside[0] > start:
            parts.append((start, aside[0]))
        start = max(start, aside[1])
    if start < content[1]:
        parts.append((start, content[1]))
    return tuple(part for part in parts if not text.is_blank(*part)) or (content,)


def _between_dashes(text: Text, content: Range) -> Iterator[Range]:
    """
    Asides between two dashes, or behind one at the end, that are clauses.

    What has no verb ("– nearly half –") says the same thing in other words.
    """
    first, last = content
    dashes = [t.i for t in text.doc[first + 1 : last] if is_dash(t) and text.quoted[t.i] < 0]
    while dashes:
        opening = dashes.pop(0)
        closing = dashes.pop(0) if dashes else last
        if _is_clause(text, (opening + 1, closing)):
            yield opening, closing


def _is_clause(text: Text, words: Range) -> bool:
    """ "– it had 90 in May –", not "– a decision that cost 90 jobs –" nor "– that 90 came –"."""
    aside = text.doc[slice(*words)]
    if len(aside) < 2 or text.quoted[aside.start] >= 0:
        return False
    if aside[0].lower_ == "that" and not syntax.is_finite(aside[1]):
        # "said – to nobody's surprise – that 90 came": the second dash opens no aside.
        return False
    return any(syntax.is_finite(t) and not _is_in_relative_clause(t, aside) for t in aside)


def _is_in_relative_clause(token: Token, aside: Span) -> bool:
    return any(
        syntax.is_relative_clause(above) for above in (token, *token.ancestors) if above in aside
    )


def _relative_clauses(text: Text, content: Range) -> Iterator[Range]:
    """Relative clauses behind a comma: "the mayor, who won two terms", not "two of whom"."""
    doc = text.doc
    for at in range(content[0] + 1, content[1] - 1):
        pronoun = doc[at + 1]
        if doc[at].text != "," or pronoun.lower_ not in RELATIVES or text.quoted[at] >= 0:
            continue
        clause = _clause_with(pronoun)
        if clause is not None and not _reports(clause):
            end = min(content[1], clause.right_edge.i + 1)
            yield at, end


def _times(text: Text, content: Range) -> Iterator[Range]:
    """How long before or after something it is said: ", two days after the vote"."""
    doc = text.doc
    for at in range(content[0] + 1, content[1] - 3):
        if doc[at].text != "," or text.quoted[at] >= 0:
            continue
        words = text.words[at + 1 : min(at + 5, content[1])]
        units = [i for i, word in enumerate(words) if word.removesuffix("s") in _SPANS_OF_TIME]
        after = units[0] + 1 if units else len(words)
        has_number = any(token.like_num for token in doc[at + 1 : at + after])
        if has_number and after < len(words) and words[after] in ("after", "before"):
            comma = next((t.i for t in doc[at + 1 : content[1]] if t.text == ","), content[1])
            yield at, comma


_SPANS_OF_TIME = frozenset({"minute", "hour", "day", "week", "month", "year", "decade"})


def _clause_with(pronoun: Token) -> Token | None:
    return next((t for t in pronoun.ancestors if syntax.is_relative_clause(t)), None)


def _reports(clause: Token) -> bool:
    """ "The study, which found 40 cases, was flawed, she said": she passes the finding on."""
    return cues.manner_of(clause) in ("finding", "report", "citing", "speech")

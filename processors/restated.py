"""Numbers that are given anew: "cut its growth forecast to 0.8% from 1.9%", by the words alone."""

from __future__ import annotations

from spacy.tokens import Token

from processors.lexicons import load_lexicon
from processors.mentions import Mention

_LEXICON = load_lexicon("restating")
_VERBS = frozenset(_LEXICON["verbs"].split())
_NUMBERS = frozenset(_LEXICON["numbers"].split())
_LEVELS = frozenset({"to", "from", "down", "up", "at"})
#: How far before the level the verb stands at most, in tokens.
_WITHIN = 30


def restated_noun(mention: Mention) -> Token | None:
    """
    The noun whose number is given anew, where `mention` is the new number or the one before.

    The parse is not asked: it hangs "to 84" on to the noun right before it.
    """
    doc, first = mention.doc, mention.tokens.start
    floor = max(mention.sentence.start, first - _WITHIN)
    at = first - 1
    if at > floor and doc[at].lower_ in ("the", "an", "a"):
        at -= 1
    if at <= floor or doc[at].lower_ not in _LEVELS:
        return None
    noun: Token | None = None
    for token in reversed(doc[floor:at]):
        if token.lower_ in _NUMBERS:
            noun = token
        elif token.lower_ in _VERBS and noun is not None:
            return noun
        elif token.text == ";":
            return None
    return None

"""Verbs that say at which level something stands: "reached", "rose to", headlines' "hits"."""

from __future__ import annotations

from spacy.tokens import Token

from processors.counting.words import NOUN_TAGS
from processors.lexicons import load_lexicon
from processors.verbs import is_form_of

_LEXICON = load_lexicon("counting")
_CHANGES = load_lexicon("changes")
CHANGE_FORMS = frozenset(
    " ".join(_CHANGES[direction]["verbs"] for direction in ("up", "down")).split()
)
CHANGE_ADVERBS = frozenset(
    " ".join(_CHANGES[direction]["adverbs"] for direction in ("up", "down")).split()
)
EITHER_FORMS = frozenset(_CHANGES["either"]["verbs"].split())
LEVEL_VERBS = frozenset(_LEXICON["level"]["verbs"].split())
_HEADLINE_VERBS = frozenset(_LEXICON["level"]["headlines"].split())
_HEADLINE_FORMS = frozenset(f"{verb}s" for verb in _HEADLINE_VERBS) | {"reaches", "passes"}


def says_level(token: Token) -> bool:
    if token.lower_ in CHANGE_FORMS or token.lower_ in CHANGE_ADVERBS:
        return True
    if token.lower_ == "worth":
        return True
    if token.tag_ in NOUN_TAGS:
        # Headlines: "Toll hits 85"; but "a rate of", "prices of" are nouns.
        if token.i + 1 < token.sent.end and token.nbor().lower_ in ("of", "for", "in"):
            return False
        return is_form_of(token, _HEADLINE_VERBS) or token.lower_ in _HEADLINE_FORMS
    return is_form_of(token, LEVEL_VERBS)

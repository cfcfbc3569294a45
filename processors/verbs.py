"""Base forms of verbs, where lemmatizers leave them as they are or cut too much."""

from __future__ import annotations

from collections.abc import Container

from spacy.tokens import Token

from processors.lexicons import load_lexicon

_IRREGULAR: dict[str, str] = load_lexicon("verbs")["irregular"]


def base_forms(verb: Token) -> tuple[str, ...]:
    """
    The base forms that `verb` may have, the likeliest first: "wiping" may be of wipe or wip.

    They are for looking up in a word list, which holds only the one that exists.
    """
    word = str(verb.lower_)
    forms = [_IRREGULAR.get(word, ""), str(verb.lemma_.lower())]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            forms += [f"{stem}e", stem]
            if stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return tuple(dict.fromkeys(form for form in forms if form))


def is_form_of(verb: Token, verbs: Container[str]) -> bool:
    """Whether `verb` is a form of one of `verbs`, given by their base forms."""
    return any(form in verbs for form in base_forms(verb))

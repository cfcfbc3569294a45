"""The singular of a noun, where lemmatizers are not sure of it."""

from __future__ import annotations

from spacy.tokens import Token

from processors.lexicons import load_lexicon

_LEXICON = load_lexicon("counting")
_SINGULARS: dict[str, str] = _LEXICON["singular"]


def singular_of(noun: Token) -> str:
    """The lemma of `noun`, lower case, with the singulars that lemmatizers leave alone."""
    if noun.ent_type_ == "PER" and noun.tag_ in ("NNP", "NNPS"):
        return str(noun.lower_)
    lemma = str(noun.lemma_.lower())
    is_initial = (
        noun.is_sent_start
        and not noun.ent_type_
        and noun.tag_ in ("NNP", "NNPS")
        and lemma == noun.lower_
    )
    if is_initial and lemma.endswith("s") and noun.i + 1 < len(noun.doc):
        # "Reservoirs are", "Highs of": a capital from the sentence alone
        lemma = lemma if noun.nbor().tag_.startswith("NN") else _without_plural(lemma)
    if noun.lower_.endswith("ing") and not lemma.endswith("ing"):
        # "Rebuilding will cost": the lemma is that of the verb
        lemma = str(noun.lower_)
    if lemma.endswith("sse") and noun.lower_ == lemma + "s":
        lemma = lemma[:-1]
    if lemma.endswith("ie") and noun.lower_ == lemma + "s" and lemma not in _ENDING_IN_IE:
        lemma = lemma[:-2] + "y"
    if noun.tag_ in ("NNS", "NNPS") and lemma == noun.lower_ and lemma.endswith("s"):
        lemma = _without_plural(lemma)
    return _SINGULARS.get(noun.lower_) or _SINGULARS.get(lemma) or lemma


_ENDING_IN_IE = frozenset(
    {
        *(
            "movie",
            "cookie",
            "calorie",
            "tie",
            "pie",
            "zombie",
            "selfie",
            "rookie",
            "hoodie",
            "lie",
        ),
        *("prairie", "brownie", "smoothie", "junkie", "auntie", "collie", "foodie", "goalie"),
        *("sortie", "kilocalorie", "budgie", "pixie", "magpie", "necktie", "untie", "die"),
    }
)


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if not word.endswith(("ss", "us", "is", "ics", "series")) else word

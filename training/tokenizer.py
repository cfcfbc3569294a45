"""
A tokenizer that parts numbers, units and currencies as news prints them.

Its rules are regular expressions, which spaCy stores with the pipeline: training and
running agree, and a pipeline loads without this module. Gold tokens that it would cut
otherwise stay in the corpora; spaCy aligns them by characters and learns nothing from
the few that differ.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

CURRENCY = r"(?:US\$|A\$|C\$|NZ\$|HK\$|R\$|Rs(?=\d)|[$£€¥₹₽₩₺₴₦])"
DASH = r"[-–—]"

#: A row of one sign stays one token: "!!!", "-----", "?!".
ROWS = [r"[!?]{2,}", r"={2,}", r"\*{2,}", r"_{2,}", r"~{2,}", r"-{2,}", r"#{3,}", "<<", ">>"]

PREFIXES = [*ROWS, CURRENCY, r"[~≈<>](?=\d)"]
SUFFIXES = [
    *ROWS,
    r"(?<=\d)(?:bn|mn|mln|m|k|tn|trn|p|pc|pct|mph|kph|mm|ft|GW|MW|kW|GWh|MWh|kWh|bpd)",
]
#: Between the ends of a range: "£3-£5", "3m-5m", "2bn–3bn", "10%-15%".
INFIXES = [
    rf"(?<=\d){DASH}(?={CURRENCY}?\d)",
    rf"(?<=\d[mkKMBT%]){DASH}(?={CURRENCY}?\d)",
    rf"(?<=\d[bt]n){DASH}(?={CURRENCY}?\d)",
    rf"(?<={DASH}){CURRENCY}(?=\d)",
    rf"(?<=\d)(?:bn|tn|[mkKMBT%])(?={DASH}{CURRENCY}?\d)",
]
#: What spaCy keeps whole and the treebanks part.
PARTED = ["and/or"]


def tokenize_news(nlp: Language) -> Tokenizer:
    """spaCy's English tokenizer with the rules above in front of its own."""
    defaults = nlp.Defaults
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    prefixes = [*PREFIXES, *(defaults.prefixes or [])]
    suffixes = [*SUFFIXES, *(defaults.suffixes or [])]
    infixes = [*INFIXES, *(defaults.infixes or [])]
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.rules = {
        text: parts for text, parts in (tokenizer.rules or {}).items() if text not in PARTED
    }
    return tokenizer


@registry.callbacks("figurewatch.tokenize_news")
def make_callback() -> Callable[[Language], Language]:
    """The same as a step of spaCy's initialisation."""

    def customise(nlp: Language) -> Language:
        nlp.tokenizer = tokenize_news(nlp)
        return nlp

    return customise

"""Words and tags that several rules ask for."""

from __future__ import annotations

from processors.lexicons import load_lexicon

_LEXICON = load_lexicon("counting")
TRANSITIVE_VERBS = frozenset(_LEXICON["transitive"]["verbs"].split())
TRANSPARENT = frozenset(_LEXICON["transparent"]["nouns"].split())
CHANGE_NOUNS = frozenset(_LEXICON["change"]["nouns"].split())
EXTREMES = frozenset({"high", "low", "record", "peak", "trough"})
TIME_NOUNS = frozenset(_LEXICON["time"]["nouns"].split())
UNIT_NOUNS = frozenset(_LEXICON["unit"]["nouns"].split())
NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MODIFIER_TAGS = NOUN_TAGS | {"JJ", "JJR", "JJS", "VBN", "VBG"}
START_TAGS = frozenset({"DT", "PDT", "PRP$", "CD"})
SKIPPED_TAGS = frozenset({"IN", "TO", "RB", "RBR", "RBS", "JJR", "JJS", "RP", "DT", "PRP"})
HYPHENS = frozenset("-‐‑–")
JOINTS = HYPHENS | {"&", "/"}
SIGNS = frozenset("$£€¥₹%")

"""How a figure is put forward: as a fact, a guess, a forecast, a plan, a denial, a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from spacy.tokens import Token

from figurewatch.records import Attribution, Stance
from processors import syntax
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.restated import restated_noun
from processors.sentence_parts import parts_of

_LEXICON = load_lexicon("stances")


@cache
def _words(table: str, key: str) -> frozenset[str]:
    return frozenset(_LEXICON[table][key].split())


_DENIALS, _SAID_WORDS = _words("deny", "verbs"), _words("deny", "of_words")
_UNTRUE: list[str] = _LEXICON["deny"]["phrases"]
_VERDICTS = _words("deny", "verdicts")
_CONDITIONS, _ASKING = _words("hypothetical", "conditions"), _words("hypothetical", "asking")
_CONDITIONAL, _INVERTED = _words("hypothetical", "modals"), _words("hypothetical", "inverted")
_PENALTIES: list[str] = _LEXICON["hypothetical"]["phrases"]
_WITH_TO = _words("forecast", "with_to")
_AGREEING = _words("intend", "with_to")
_PASSIVES_OF_BELIEF = _words("estimate", "passives")
_PUTTING = _words("estimate", "putting")
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "’s", "'re", "’re"])
_TO_BE = frozenset({"is", "are", "was", "were"})
_PASSIVES_OF_HEARSAY = _words("hearsay", "passives")

_WH = frozenset({"WDT", "WP", "WP$", "WRB"})

#: With "would" they make a subject that need not come to be.
_ANY = frozenset({"a", "an", "any", "another", "such", "each", "every"})
#: How far before the number an adjective or noun still belongs to it, in tokens.
_NEAR = 5
#: How far behind the number somebody may be said to have foreseen it, in tokens.
_FORESEEN_WITHIN = 10
#: How far a verb is climbed from to those that govern it.
_HIGHEST = 6


def find_stance(mention: Mention, attribution: Attribution) -> Stance:
    """
    Say how `mention` is put forward; "assert" where nothing else is said.

    The verb of its clause counts, with its auxiliaries and the verbs above it, and the words
    right before the number, and the cue by which a source is named in the same sentence.
    """
    setting = _Setting(mention, attribution)
    return next((stance for stance, holds in _STANCES if holds(setting)), "assert")


@dataclass(frozen=True)
class _Setting:
    """The words around a figure that say how it is put forward."""

    mention: Mention
    attribution: Attribution

    @cached_property
    def verbs(self) -> list[Token]:
        """The verb of its clause and those that govern it, the nearest first."""
        found: list[Token] = []
        verb = syntax.head_verb_of(self.mention.number_tokens.root)
        while verb is not None and len(found) < _HIGHEST:
            found.append(verb)
            above = _governor_of(verb)
            if above.i == verb.i or _is_aside(verb, above) or self._is_cut_off(above):
                break
            verb = syntax.head_verb_of(above)
        return found

    def _is_cut_off(self, above: Token) -> bool:
        """Whether ", which" or ", where" stands between a verb and the figure behind it."""
        between = above.doc[above.i + 1 : self.mention.tokens.start]
        return any(
            token.tag_ in _WH and token.i > 0 and token.nbor(-1).text == "," for token in between
        )

    @cached_property
    def auxiliaries(self) -> frozenset[str]:
        """What stands before those verbs in their verb group: "will", "may", "is"."""
        return frozenset(
            child.lower_
            for verb in self.verbs
            for child in verb.lefts
            if (child.pos_ == "AUX" or child.tag_ == "MD") and child.nbor().tag_ != "VBD"
        )

    @cached_property
    def adverbs(self) -> frozenset[str]:
        """The adverbs of those verbs, and what stands right before the number."""
        of_verbs = {child.lower_ for verb in self.verbs for child in verb.children}
        return frozenset(of_verbs | {token.lower_ for token in self.near[-2:]})

    @cached_property
    def near(self) -> list[Token]:
        """The words of its part of the sentence right before the number."""
        first = self.mention.tokens.start
        inside = [token for token in self.part if token.i < first]
        return inside[-_NEAR:] + list(self.mention.tokens)

    @cached_property
    def part(self) -> list[Token]:
        """The tokens of its part of the sentence."""
        return parts_of(self.mention).around(self.mention.tokens.start)

    @cached_property
    def said(self) -> str:
        """The sentence in lower case."""
        return self.mention.sentence.text.lower()

    @cached_property
    def cue(self) -> frozenset[str]:
        """The words of the cue and of the sources, where it stands in the same sentence."""
        cue, sentence = self.attribution.cue, self.mention.sentence
        if cue is None or not sentence.start_char <= cue.start < sentence.end_char:
            return frozenset()
        words = [cue.text, *(source.text for source in self.attribution.chain)]
        return frozenset(" ".join(words).lower().split())

    @property
    def first(self) -> int:
        """The first token of the quantity."""
        return self.mention.tokens.start

    @cached_property
    def is_compared(self) -> bool:
        """Whether it is the level that another is compared with: "up from 2.9 pence"."""
        parts = parts_of(self.mention)
        return parts.of(self.first).compared and not _moves_a(self, "forecast")

    @property
    def words_of_cue(self) -> frozenset[str]:
        """The words of the cue alone: "the Lives project" projects nothing."""
        cue = self.attribution.cue
        return self.cue & frozenset(cue.text.lower().split()) if cue is not None else frozenset()

    def has_verb(self, table: str) -> bool:
        """Whether one of its verbs, or the cue, is one of the table's."""
        verbs = _words(table, "verbs")
        is_cue = not verbs.isdisjoint(self.words_of_cue)
        return is_cue or any(verb.lower_ in verbs for verb in self.verbs)

    def has_near(self, table: str, *keys: str) -> bool:
        """Whether a noun or adjective of the table stands right before the number."""
        words = frozenset[str]().union(*(_words(table, key) for key in keys))
        return any(token.lower_ in words and not _is_rated(token) for token in self.near)


def _is_rated(token: Token) -> bool:
    """Whether "likely" compares chances: "2.3 times more likely to"."""
    if token.i == token.sent.start or token.lower_ not in ("likely", "probable"):
        return False
    return token.nbor(-1).lower_ in ("more", "less", "equally", "as")


def _governor_of(verb: Token) -> Token:
    """What governs a clause; coordinated ones with subjects of their own govern none of them."""
    first = syntax.first_conjunct_of(verb)
    is_own = first.i != verb.i and syntax.own_subject_of(verb) is not None
    return first.head if is_own and first.head.i != first.i else verb if is_own else verb.head


def _is_aside(verb: Token, above: Token) -> bool:
    """Whether `verb` heads a clause of circumstance: what governs it says nothing of it."""
    if any(child.tag_ in _WH and child.i < verb.i for child in verb.children):
        # "Countries, where 12 died": whatever is said of the countries.
        return True
    infinitive = any(child.tag_ == "TO" and child.i == above.i + 1 for child in verb.lefts)
    if infinitive or verb.i == above.i + 1:
        # "Is said to own", "denies owing": no clause of purpose, whatever parsers make of it.
        return False
    return verb in syntax.adverbial_clauses_of(above) or verb in syntax.relative_clauses_of(above)


# ---------------------------------------------------------------- stances, the first that holds


def _is_question(setting: _Setting) -> bool:
    """The sentence, or the quotation around the figure, ends in a question mark."""
    sentence = setting.mention.sentence
    if any(token.lower_ == "whether" for token in setting.part if token.i < setting.first):
        return True
    rest = sentence.text[setting.mention.quantity.end - sentence.start_char :]
    mark = rest.find("?")
    return mark >= 0 and not any(stop in rest[:mark] for stop in (". ", "! "))


def _is_denied(setting: _Setting) -> bool:
    """Denied, dismissed, or of a verb that is negated."""
    if any(verb.lower_ in _DENIALS and _is_of_words(verb, setting) for verb in setting.verbs):
        return True
    if not _DENIALS.isdisjoint(setting.cue) or _is_called_untrue(setting):
        return True
    verdicts = (token for token in setting.part if token.lower_ in _VERDICTS)
    if any(not syntax.is_attributive(token) for token in verdicts) and _is_named(setting):
        return True
    verb = setting.verbs[0] if setting.verbs else None
    if verb is None or any(token.lower_ in syntax.NEGATIONS for token in setting.mention.tokens):
        # "No fewer than 60" bounds, it denies nothing.
        return False
    if verb.i > setting.mention.tokens.start:
        # "Half a million people don't have power": so many are without.
        return False
    return syntax.is_negated(verb) and not _is_not_only(verb)


def _is_called_untrue(setting: _Setting) -> bool:
    """Whether the sentence begins by saying that it is not so: "it is not true that 80 percent"."""
    first = setting.mention.tokens.start
    before = " ".join(token.lower_ for token in setting.mention.sentence if token.i < first)
    return any(phrase in before for phrase in _UNTRUE)


def _is_of_words(verb: Token, setting: _Setting) -> bool:
    """Whether what is denied is something said or done, and no workers are dismissed."""
    first = setting.mention.tokens.start
    if verb.i + 1 < first and verb.nbor().tag_ == "VBG":
        # "Denies owing 6 million"
        return True
    return any(token.lower_ in _SAID_WORDS for token in verb.doc[verb.i + 1 : first])


def _is_named(setting: _Setting) -> bool:
    """Whether the figure is spoken of as one: "the figure of 5,000"."""
    return any(token.lower_ in _SAID_WORDS for token in setting.near)


def _is_not_only(verb: Token) -> bool:
    return any(child.lower_ in ("only", "just") for child in verb.children)


def _is_hypothetical(setting: _Setting) -> bool:
    """Under a condition, or a penalty that a law threatens."""
    if any(phrase in setting.said for phrase in _PENALTIES) or _is_of_any(setting):
        return True
    sentence = setting.mention.sentence
    words = [token.lower_ for token in sentence]
    modal = not _CONDITIONAL.isdisjoint(words)
    is_inverted = words[0] in _INVERTED and ("to" in words or words[0] == "had")
    if is_inverted and modal:
        return True
    for index, word in enumerate(words):
        if word not in _CONDITIONS or words[index - 1 : index] in [[one] for one in _ASKING]:
            continue
        if words[index + 1 : index + 2] == ["not"]:
            # "Hundreds, if not thousands"
            continue
        return modal
    return False


def _is_of_any(setting: _Setting) -> bool:
    """What any such thing would do: "a strike lasting a month would cost the firm 90 million"."""
    verb = setting.verbs[0] if setting.verbs else None
    if verb is None or verb.tag_ != "VB":
        return False
    modals = [child for child in verb.lefts if child.lower_ == "would"]
    subject = syntax.own_subject_of(verb)
    if not modals or subject is None or verb.i > setting.mention.tokens.start:
        return False
    opening = syntax.noun_phrase(subject)[0]
    return opening.lower_ in _ANY and bool(opening.is_sent_start)


def _is_intended(setting: _Setting) -> bool:
    """Planned, promised, demanded; a target; "is to buy"."""
    if setting.is_compared:
        return False
    if any(_is_to_be(verb) for verb in setting.verbs):
        return True
    if _moves_a(setting, "intend"):
        return True
    of_two = zip(setting.verbs, setting.verbs[1:], strict=False)
    if any(above.lower_ in _AGREEING and verb.tag_ == "VB" for verb, above in of_two):
        # "agreed to cut output", not "85 percent agreed"
        return True
    return setting.has_verb("intend") or setting.has_near("intend", "nouns", "adjectives")


def _moves_a(setting: _Setting, table: str) -> bool:
    """Whether what is raised, cut or kept is itself a forecast: "cut its growth forecast to 1%"."""
    nouns = _words(table, "nouns")
    restated = restated_noun(setting.mention)
    if restated is not None and restated.lower_ in nouns:
        return True
    for verb in setting.verbs[:1]:
        thing = syntax.object_of(verb)
        if thing is not None and verb.i < thing.i < setting.mention.tokens.start:
            return thing.lower_ in nouns
    return False


def _is_to_be(verb: Token) -> bool:
    """Whether "is to" or "are to" stands before an infinitive; "the goal is to" does not."""
    if verb.tag_ != "VB" or verb.i < 3:
        return False
    return verb.nbor(-1).lower_ == "to" and verb.nbor(-2).lower_ in _TO_BE


def _is_forecast(setting: _Setting) -> bool:
    """Said of the future."""
    if setting.is_compared and not _is_foreseen(setting):
        return False
    if _is_foreseen(setting):
        return True
    if not _words("forecast", "modals").isdisjoint(setting.auxiliaries):
        return True
    verbs = _words("forecast", "verbs")
    for verb in (*setting.verbs, *setting.near):
        if verb.lower_ in _WITH_TO and _is_before_to(verb):
            return True
        if verb.lower_ in verbs - _WITH_TO and verb in setting.verbs:
            return True
    if not _words("forecast", "nouns").isdisjoint(setting.cue):
        return True
    if not (verbs - _WITH_TO).isdisjoint(setting.words_of_cue):
        return True
    return _moves_a(setting, "forecast") or setting.has_near("forecast", "nouns", "adjectives")


def _is_foreseen(setting: _Setting) -> bool:
    """Whether a clause behind it says who foresaw it: "the 4% that the bank had forecast"."""
    verbs = _words("forecast", "verbs") - _WITH_TO
    end = setting.mention.tokens.end
    for token in setting.mention.doc[
        end : min(end + _FORESEEN_WITHIN, setting.mention.sentence.end)
    ]:
        if token.is_punct or token.like_num:
            return False
        if token.lower_ in verbs and token.nbor(-1).lower_ in ("had", "have", "has"):
            return True
    return False


def _is_before_to(token: Token) -> bool:
    if _is_rated(token):
        return False
    return token.i + 1 < len(token.doc) and token.nbor().lower_ == "to"


def _is_hearsay(setting: _Setting) -> bool:
    """Said by nobody in particular: "reportedly", "is said to"."""
    adverbs = _words("hearsay", "adverbs")
    if not adverbs.isdisjoint(setting.adverbs | setting.cue):
        return True
    if _has_phrase(setting, "hearsay"):
        return True
    return _has_passive(setting, _PASSIVES_OF_HEARSAY)


def _has_phrase(setting: _Setting, table: str) -> bool:
    """Whether one of the table's phrases stands in the sentence: "it is said"."""
    return any(phrase in setting.said for phrase in _LEXICON[table]["phrases"])


def _has_passive(setting: _Setting, participles: Iterable[str]) -> bool:
    """Whether "is believed to" or the like governs the figure."""
    return any(
        verb.lower_ in participles
        and _is_before_to(verb)
        and any(child.lower_ in _BE for child in verb.lefts)
        for verb in setting.verbs
    )


def _is_hedged(setting: _Setting) -> bool:
    """Held possible: "may have", "suggests", "perhaps"."""
    if not _words("hedged", "modals").isdisjoint(setting.auxiliaries):
        return True
    if not _words("hedged", "adverbs").isdisjoint(setting.adverbs):
        return True
    possible = _words("hedged", "adjectives")
    if any(verb.lower_ in possible and not _is_rated(verb) for verb in setting.verbs):
        return True
    return setting.has_verb("hedged") or setting.has_near("hedged", "adjectives")


def _is_estimated(setting: _Setting) -> bool:
    """Estimated, or believed by those who can't know."""
    if setting.has_verb("estimate") or _has_passive(setting, _PASSIVES_OF_BELIEF):
        return True
    if not _words("estimate", "nouns").isdisjoint(setting.cue) or _has_phrase(setting, "estimate"):
        return True
    if any(_is_by_estimate(token) for token in setting.part):
        return True
    put = any(verb.lower_ in _PUTTING for verb in setting.verbs)
    if put and setting.near and "at" in (token.lower_ for token in setting.near):
        return True
    return _moves_a(setting, "estimate") or setting.has_near("estimate", "nouns", "adjectives")


def _is_by_estimate(token: Token) -> bool:
    """Whether it is the noun of "by official estimates"."""
    if token.lower_ not in _words("estimate", "nouns"):
        return False
    before = token.doc[max(token.sent.start, token.i - 3) : token.i]
    return any(other.lower_ == "by" for other in before)


_STANCES: tuple[tuple[Stance, Callable[[_Setting], bool]], ...] = (
    ("question", _is_question),
    ("deny", _is_denied),
    ("hypothetical", _is_hypothetical),
    ("intend", _is_intended),
    ("forecast", _is_forecast),
    ("hearsay", _is_hearsay),
    ("hedged", _is_hedged),
    ("estimate", _is_estimated),
)

"""
Finds what a quantity counts or measures.

"over 230,000 criminal cases" counts criminal cases; "unemployment rose to 5.2%" measures
unemployment; "$5 million in aid" measures aid. The rules go from the words next to the number
to the clause around it; each is named for its construction, and the first that finds a noun
has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from figurewatch.records import Counted
from processors import syntax
from processors.lexicons import load_lexicon
from processors.mentions import Mention
from processors.unit_families import UnitKind, kind_of_unit
from processors.verbs import is_form_of

_LEXICON = load_lexicon("counting")
_CHANGES = load_lexicon("changes")
_CHANGE_FORMS = frozenset(
    " ".join(_CHANGES[direction]["verbs"] for direction in ("up", "down")).split()
)
_CHANGE_ADVERBS = frozenset(
    " ".join(_CHANGES[direction]["adverbs"] for direction in ("up", "down")).split()
)
_EITHER_FORMS = frozenset(_CHANGES["either"]["verbs"].split())
_LEVEL_VERBS = frozenset(_LEXICON["level"]["verbs"].split())
_HEADLINE_VERBS = frozenset(_LEXICON["level"]["headlines"].split())
_HEADLINE_FORMS = frozenset(f"{verb}s" for verb in _HEADLINE_VERBS) | {"reaches", "passes"}
_HOLDING_VERBS = frozenset(_LEXICON["level"]["holding"].split())
_TRANSITIVE_VERBS = frozenset(_LEXICON["transitive"]["verbs"].split())
_SPENDING_VERBS = frozenset(_LEXICON["spending"]["verbs"].split())
_SPENDING_PREPOSITIONS: list[str] = _LEXICON["spending"]["prepositions"]
_TAKING_VERBS = frozenset(_LEXICON["taking"]["verbs"].split())
_TAKING_PREPOSITIONS: list[str] = _LEXICON["taking"]["prepositions"]
_TRANSPARENT = frozenset(_LEXICON["transparent"]["nouns"].split())
_CHANGE_NOUNS = frozenset(_LEXICON["change"]["nouns"].split())
_MOVES = frozenset(
    {
        *("rise", "fall", "increase", "decrease", "drop", "decline", "jump", "gain", "growth"),
        *("surge", "slump", "reduction", "advance", "climb", "improvement"),
    }
)
_EXTREMES = frozenset({"high", "low", "record", "peak", "trough"})
_PACES = frozenset({"rate", "pace", "speed"})
_SITES = frozenset(_LEXICON["site"]["nouns"].split())
_TIME_NOUNS = frozenset(_LEXICON["time"]["nouns"].split())
_UNIT_NOUNS = frozenset(_LEXICON["unit"]["nouns"].split())
_SINGULARS: dict[str, str] = _LEXICON["singular"]

_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_MODIFIER_TAGS = _NOUN_TAGS | {"JJ", "JJR", "JJS", "VBN", "VBG"}
_START_TAGS = frozenset({"DT", "PDT", "PRP$", "CD"})
_SKIPPED_TAGS = frozenset({"IN", "TO", "RB", "RBR", "RBS", "JJR", "JJS", "RP", "DT", "PRP"})
_HYPHENS = frozenset("-‐‑–")
_JOINTS = _HYPHENS | {"&", "/"}
_SIGNS = frozenset("$£€¥₹%")
_OPENING = frozenset("([")
#: Prepositions by which a quantity follows the noun that it measures.
_OF_QUANTITY = frozenset({"of", "at", "from", "to", "by", "between", "above", "below"}) | {
    *("around", "over", "under", "about", "near"),
}
#: Words of a bound or a range that join a quantity to the noun before it.
_EDGES = frozenset({"over", "under", "above", "below", "from", "between"})
#: Prepositions by which other words follow that say what exactly is measured.
_COMPLEMENTS = ("of", "for", "on", "against", "with", "in")
#: How far apart two names are that end a phrase together, in tokens.
_PAIR = 4
#: Sums that somebody loses, and no price falls by.
_MILLIONS = frozenset({"million", "billion", "trillion", "m", "mn", "bn", "crore"})
_THOSE = frozenset({"them", "those", "these"})
#: How far a noun phrase is followed to the right, in tokens.
_REACH = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quantity stands: its tokens, from `start` up to but without `end`."""

    doc: Doc
    start: int
    end: int
    #: The word of the quantity that the rest of the sentence hangs on to.
    anchor: Token
    kind: UnitKind

    @property
    def first(self) -> int:
        """Where the sentence begins."""
        return int(self.anchor.sent.start)

    @property
    def last(self) -> int:
        """Where the sentence ends."""
        return int(self.anchor.sent.end)

    @property
    def before(self) -> Token | None:
        return self.doc[self.start - 1] if self.start > self.first else None

    def holds(self, token: Token) -> bool:
        return self.start <= token.i < self.end


_Rule = Callable[[_Place], Token | None]


def find_counted(mention: Mention) -> Counted | None:
    """
    What `mention` counts or measures: its words, and the singular of its head noun.

    The words leave out the quantity, determiners and relative clauses. None where the text
    names nothing that is counted.
    """
    place = _place_of(mention)
    if _is_way_off(place):
        return None
    for rule in _RULES[place.kind]:
        noun = rule(place)
        if noun is None:
            continue
        noun = _unwrap(noun, place)
        if place.kind == "count" and singular_of(noun) in _TRANSPARENT:
            # "bringing its total to 48 million": what was counted before.
            noun = _noun_of_earlier_number(place) or noun
        return _counted(noun, place)
    return None


def _is_way_off(place: _Place) -> bool:
    """Whether a distance only says where something is: "in Dorn, 25 miles south of the capital"."""
    if place.kind != "measure" or place.before is None or place.before.text not in (",", "("):
        return False
    return _word(place, place.end) in _BEARINGS and _word(place, place.end + 1) in ("of", "from")


_BEARINGS = frozenset(_LEXICON["bearings"]["words"].split())


def counted_before(mention: Mention) -> Token | None:
    """What the sentence before counted, where this one goes on with a part: "Of these, 31 …"."""
    noun = _noun_of_sentence_before(_place_of(mention))
    return noun if noun is not None and noun.i < mention.sentence.start else None


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


def _place_of(mention: Mention) -> _Place:
    tokens = mention.tokens
    start, end = tokens.start, tokens.end
    if mention.unit is not None:
        unit = mention.doc.char_span(*mention.unit, alignment_mode="expand")
        if unit is not None:
            start, end = min(start, unit.start), max(end, unit.end)
    # "has surpassed 180,000": a verb that states the bound still governs the number.
    for token in mention.doc[start : mention.number_tokens.start]:
        if token.pos_ == "VERB" and syntax.role_of(token) != "modifier":
            start = token.i + 1
    kind = kind_of_unit(mention.quantity.unit)
    return _Place(mention.doc, start, end, _anchor_of(mention.doc[start:end]), kind)


def _anchor_of(tokens: Span) -> Token:
    return syntax.first_conjunct_of(tokens.root)


# ---------------------------------------------------------------- the words next to the number


def _part_of(place: _Place) -> Token | None:
    """Partitives and measures of something: "two of the five workers", "12% of households"."""
    at = place.end
    if _word(place, at) == "worth" or (_word(place, at) == "out" and _word(place, at + 1) == "of"):
        at += 1
    if _word(place, at) != "of" or _is_pronoun(place, at + 1):
        return None
    return _noun_from(place.doc, at + 1, place.last)


def _part_of_them(place: _Place) -> Token | None:
    """A part of those counted just before: "1.3 million children, 86% of those targeted"."""
    if _word(place, place.end) != "of" or not _is_pronoun(place, place.end + 1):
        return None
    noun = _noun_by_earlier(place, lambda kind: _NEXT_TO_NUMBER, any_kind=True)
    return noun or _noun_of_text_before(place)


def _is_pronoun(place: _Place, at: int) -> bool:
    """Whether "those" or "them" at `at` stands alone, for those named before."""
    if _word(place, at) not in _THOSE:
        return False
    return at + 1 >= place.last or place.doc[at + 1].tag_ not in (*_NOUN_TAGS, "JJ", "CD")


def _possessor(place: _Place) -> Token | None:
    """Whose it is, where that is all that is named: "48.9% to Petrov's 46.2%"."""
    before = place.before
    if before is None or before.tag_ != "POS" or before.i - 1 < place.first:
        return None
    owner = before.nbor(-1)
    ends = place.end >= place.last or place.doc[place.end].is_punct
    return owner if ends and owner.tag_ in ("NNP", "NNPS") else None


def _noun_within(place: _Place) -> Token | None:
    """The noun that a share has inside: "one worker in three"."""
    nouns = [token for token in place.doc[place.start : place.end] if token.tag_ in ("NN", "NNS")]
    is_share = any(token.lower_ == "in" for token in place.doc[place.start : place.end])
    return nouns[0] if is_share and len(nouns) == 1 and not nouns[0].like_num else None


def _part_of_many(place: _Place) -> Token | None:
    """A share as a subject: "12% of households own", not "the deficit reached 6% of output"."""
    whole = _part_of(place)
    if whole is None:
        return None
    verb = _governing_verb(place)
    is_level = verb is not None and is_form_of(verb, _LEVEL_VERBS - _HOLDING_VERBS)
    if singular_of(whole) in _YARDSTICKS:
        # "will increase to 3% of GDP"
        return _noun_before_level(place) or _noun_of_clause(place) or _noun_of_move(place) or whole
    measured = _noun_of_clause(place) if is_level else None
    return measured or whole


#: What other things are set in relation to.
_YARDSTICKS = frozenset({"gdp", "product", "gnp", "income", "output"})


def _in_kind(place: _Place) -> Token | None:
    """Money in the form of something: "$5 million in aid"; a place or a time is none."""
    if _word(place, place.end) != "in" or place.end + 1 >= place.last:
        return None
    if place.doc[place.end + 1].tag_ in _START_TAGS:
        return None
    noun = _noun_from(place.doc, place.end + 1, place.last) or _lost_noun(place, place.end + 1)
    is_noun = noun is not None and noun.tag_ in ("NN", "NNS", "VB", "VBP")
    if noun is None or not is_noun or singular_of(noun) in _SITES:
        return None
    return noun


def _lost_noun(place: _Place, at: int) -> Token | None:
    """A noun behind a participle, taken for a verb itself: "£300m in lost profit"."""
    if at + 1 >= place.last or place.doc[at].tag_ not in ("VBN", "VBD"):
        return None
    noun = place.doc[at + 1]
    return noun if noun.tag_ in ("VB", "VBP") and noun.text.islower() else None


def _noun_right_after(place: _Place) -> Token | None:
    """The noun that the number stands before: "230,000 criminal cases", "a 25% tax"."""
    at = place.end
    if at + 1 < place.last and place.doc[at].text in _HYPHENS:
        at += 1
    if at >= place.last or place.doc[at].tag_ in _START_TAGS:
        return None
    if place.kind != "count" and at == place.end and _begins_clause(place.doc[at], place):
        return None
    if place.doc[at].lower_ in _CHANGE_ADVERBS or _is_answer(place, at):
        return None
    if place.kind == "count" and at > place.end and _is_measure_of(place, at):
        return place.doc[at]
    noun = _noun_from(place.doc, at, place.last)
    if noun is None and place.kind == "money" and place.doc[at].lower_ == "fine":
        # "a $10,000 fine": an adjective elsewhere
        return place.doc[at]
    if noun is None and place.kind == "share" and at == place.end:
        noun = _noun_taken_for_verb(place, at)
    if noun is None and place.kind == "count" and _is_plural_taken_for_verb(place.doc[at], place):
        return place.doc[at]
    if noun is None or place.kind != "count" or noun.tag_ != "NN" or noun.i + 1 >= place.last:
        return noun
    # "9,200 asylum claims": after a number, a noun in the singular only begins its phrase.
    after = noun.nbor()
    ends = after.i + 1 >= place.last or after.nbor().is_punct or after.nbor().tag_ == "IN"
    return after if after.tag_ == "VBZ" and ends else noun


def _is_answer(place: _Place, at: int) -> bool:
    """Whether a verb of opinion is taken for a noun: "42% support Senator Arlen"."""
    if place.kind != "share" or at + 1 >= place.last or place.doc[at].lower_ not in _ANSWERS:
        return False
    if place.before is not None and place.before.tag_ in _START_TAGS:
        return False
    return place.doc[at + 1].tag_ in ("NNP", "DT", "PRP", "PRP$", "TO")


_ANSWERS = frozenset(_LEXICON["answers"]["verbs"].split())


def _noun_of_next_amount(place: _Place) -> Token | None:
    """A noun that two amounts share: "gifts" of "$1,000 or $2,000 gifts"."""
    if _word(place, place.end) not in ("or", "and", "to", ","):
        return None
    at = place.end + 1
    while at < place.last and place.doc[at].text in _SIGNS:
        at += 1
    if at >= place.last or not place.doc[at].like_num:
        return None
    following = _place_around(place.doc, at)
    return _noun_right_after(following) if following.kind == place.kind else None


def _noun_taken_for_verb(place: _Place, at: int) -> Token | None:
    """The head of a phrase that an article begins: the rise of "a 6% pay rise"."""
    token = place.doc[at]
    has_article = place.before is not None and place.before.tag_ == "DT"
    if not has_article or token.tag_ not in ("VB", "VBP") or at + 1 >= place.last:
        return None
    return token.nbor() if token.nbor().tag_ in ("NN", "NNS") else None


def _begins_clause(token: Token, place: _Place) -> bool:
    """Whether a verb behind an amount begins a clause: "5% excluding bonuses", "45.9C set in"."""
    if token.lower_ == "set":
        return True
    is_led = place.before is not None and place.before.tag_ in _START_TAGS | {"POS"}
    return token.tag_ == "VBG" and not is_led


def _is_measure_of(place: _Place, at: int) -> bool:
    """Whether what is counted is part of a compound: cylinders in "a four-cylinder engine"."""
    doc = place.doc
    is_joined = not doc[at - 1].whitespace_ and not doc[at - 2].whitespace_
    if not is_joined or doc[at].tag_ != "NN" or at + 1 >= place.last:
        return False
    return doc[at].text.islower() and doc[at + 1].text not in _HYPHENS


def _is_plural_taken_for_verb(token: Token, place: _Place) -> bool:
    """Whether a noun right behind a number was tagged as a verb: "grabbed 11 rebounds in"."""
    if token.tag_ != "VBZ" or token.i + 1 >= place.last or not token.text.islower():
        return False
    if token.lower_ in _PLAIN_VERBS:
        return False
    if place.before is not None and place.before.tag_ in ("IN", "DT", "PRP$", "CC"):
        # "the average of eight estimates compiled by"
        return True
    is_led = place.start > place.first and not _says_level(token)
    return is_led and (
        token.nbor().is_punct or token.nbor().tag_ in ("IN", "CC", "TO", "RB", "VBD", "VBN", "MD")
    )


#: No nouns, whatever stands before them: "all six comes to one in 64".
_PLAIN_VERBS = frozenset(_LEXICON["plain"]["verbs"].split())


def _noun_of_dimension(place: _Place) -> Token | None:
    """A noun that its size follows: "a mirror 39 metres wide", "a galaxy 2 light-years away"."""
    before = place.before
    if before is None or before.tag_ not in ("NN", "NNS") or _word(place, place.end) not in _SIZES:
        return None
    return before if _is_measurable(before, place) else None


_SIZES = frozenset({"wide", "long", "tall", "high", "deep", "thick", "away", "across", "old"})


def _noun_before_colon(place: _Place) -> Token | None:
    """A label: "Deaths: 85", "Turnout – 61%"."""
    before = place.before
    if before is None or before.text not in (":", "–", "—"):
        return None
    at = before.i - 1
    if place.doc[at].text == ")":
        # "Population (2024): 3.1 million"
        while at > place.first and place.doc[at].text != "(":
            at -= 1
        at -= 1
    return _noun_ending_at(place, at)


def _noun_of_change(place: _Place) -> Token | None:
    """What changed, where the change is a noun: "a drop in sales of 8% worried investors"."""
    before = place.before
    if before is None or before.lower_ != "of":
        return None
    noun = _noun_ending_at(place, before.i - 1, climb=False)
    if noun is None or not _is_measurable(noun, place):
        return None
    at = _start_of_phrase(noun, place) - 1
    while at > place.first and place.doc[at].tag_ in _START_TAGS:
        at -= 1
    is_of_change = at > place.first and singular_of(place.doc[at - 1]) in _CHANGE_NOUNS
    return noun if is_of_change and place.doc[at].lower_ == "in" else None


def _noun_behind_comma(place: _Place) -> Token | None:
    """A level put before what has it: "At 4.9 million, the number of tourists was"."""
    before = place.before
    if before is None or before.lower_ not in ("at", "with") or before.i != place.first:
        return None
    if _word(place, place.end) != ",":
        return None
    return _noun_from(place.doc, place.end + 1, place.last)


def _noun_in_apposition(place: _Place) -> Token | None:
    """A noun that the quantity stands beside, between commas: "The ransom, $3 million, was"."""
    before = place.before
    if before is None or before.text != "," or _word(place, place.end) not in ("", ",", ";", "."):
        return None
    first = before.i
    while first > place.first and place.doc[first - 1].text != ";":
        first -= 1
    opening = place.doc[first : before.i]
    if any(token.pos_ in ("VERB", "AUX") or token.like_num or token.is_punct for token in opening):
        return None
    noun = _noun_ending_at(place, before.i - 1)
    return noun if noun is not None and _is_measurable(noun, place) else None


def _noun_with_quantity(place: _Place) -> Token | None:
    """A noun that the quantity follows: "a fine of $5m", "inflation at 3%", "a toll of 85"."""
    before = place.before
    if before is not None and before.lower_ == "of":
        noun = _noun_ending_at(place, before.i - 1, climb=False)
        noun = noun if noun is None else _measure_of(noun, place)
    elif before is not None and before.tag_ in _NOUN_TAGS and _word(place, place.start) in _EDGES:
        # "investments over $3bn", "fines from $500 to $900"
        noun = _noun_ending_at(place, before.i) or _noun_ending_at(place, before.i, climb=False)
    else:
        preposition = syntax.preposition_of(place.anchor)
        above = syntax.governor_of(place.anchor)
        if before is not None and before.i > place.first:
            # "…, down from 610,000" says it of the number before.
            preposition = None if before.nbor(-1).lower_ in _CHANGE_ADVERBS else preposition
        is_noun = above.i < place.start and above.tag_ in _NOUN_TAGS
        fits = preposition in _OF_QUANTITY or (
            preposition in ("for", "with") and place.kind in ("money", "measure")
        )
        noun = above if is_noun and fits else None
    if place.kind == "share" and before is not None and before.lower_ == "at":
        noun = _noun_overtaken(before) or noun
    if noun is None and before is not None and before.lower_ == "of":
        return _noun_at_extreme(place, before.i - 1)
    if noun is not None and noun.lower_ in _EXTREMES and noun.i == place.start - 2:
        # "fell to 431,000 from a peak of 906,000"
        return _noun_at_extreme(place, noun.i) or _noun_of_earlier_number(place) or noun
    if noun is None or not _is_measurable(noun, place):
        return None
    if singular_of(noun) in _PACES and syntax.preposition_of(noun) == "at":
        # "recruits arrive at a rate of 900 a month"
        verb = syntax.governor_of(noun)
        return syntax.understood_subject_of(verb) or noun
    if singular_of(noun) not in _TRANSPARENT:
        return noun
    if place.kind == "count" and syntax.role_of(noun) == "object":
        return noun
    # "a total of 85" says no more than "85".
    wider = replace(place, start=noun.i, anchor=syntax.first_conjunct_of(noun))
    return _noun_of_clause(wider) or _noun_before_level(wider) or noun


def _measure_of(noun: Token, place: _Place) -> Token:
    """The measure whose name ends in a bare noun: margin of "a margin of error of 3 points"."""
    if noun.i - 2 < place.first or noun.nbor(-1).lower_ != "of" or noun.tag_ != "NN":
        return noun
    measure = noun.nbor(-2)
    is_plain = measure.tag_ in ("NN", "NNS") and singular_of(measure) not in _TRANSPARENT
    return measure if is_plain and singular_of(measure) not in _CHANGE_NOUNS else noun


def _noun_overtaken(preposition: Token) -> Token | None:
    """What something else is set against: "overtaking gas at 28%", "followed by beef at 9%"."""
    noun = preposition.nbor(-1) if preposition.i > preposition.sent.start else preposition
    if noun.tag_ not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    above = syntax.governor_of(noun)
    is_set_against = above.i < noun.i and above.tag_ in ("VBG", "VBN")
    return noun if is_set_against and not is_form_of(above, _TRANSITIVE_VERBS) else None


def _noun_at_extreme(place: _Place, at: int) -> Token | None:
    """What is at a height that is named: "mortgage rates at a 15-year high of 6.3%"."""
    if place.doc[at].lower_ not in _EXTREMES:
        return None
    while (
        at > place.first
        and place.doc[at - 1].tag_ not in ("IN", "TO")
        and (place.doc[at - 1].pos_ not in ("VERB", "AUX"))
    ):
        at -= 1
    wider = replace(place, start=at)
    noun = _noun_before_level(wider)
    if noun is None and at - 2 >= place.first and place.doc[at - 1].lower_ in ("at", "near"):
        noun = _noun_ending_at(place, at - 2)
    return noun if noun is not None and _is_measurable(noun, place) else None


def _noun_right_before(place: _Place) -> Token | None:
    """A headline's label without a mark: "Net debt £1.2bn"."""
    before = place.before
    if before is None or before.tag_ not in ("NN", "NNS") or before.whitespace_ == "":
        return None
    noun = _noun_ending_at(place, before.i)
    has_verb = any(token.pos_ in ("VERB", "AUX") for token in place.doc[place.first : place.start])
    return noun if not has_verb and noun is not None and _is_measurable(noun, place) else None


def _object_moved_to(place: _Place) -> Token | None:
    """
    What somebody moves to a level: "lowered the toll of the floods in the valley to 84".

    By the words, since the parse hangs "to 84" on to the noun right before it.
    """
    before = place.before
    if before is not None and before.lower_ == "between" and before.i > place.first:
        before = before.nbor(-1)
    if before is None or before.lower_ not in ("to", "at", "from"):
        return None
    for token in reversed(place.doc[place.first : before.i]):
        if token.pos_ not in ("VERB", "AUX"):
            continue
        if not is_form_of(token, _TRANSITIVE_VERBS):
            if token.tag_ in ("VBN", "VBG") and token.nbor(-1).tag_ in ("NNS", "NNPS"):
                # "the number of people killed in the floods"
                continue
            return None
        thing = syntax.object_of(token) or _noun_behind(token, before.i)
        if thing is None or not token.i < thing.i < before.i:
            return None
        return thing if _is_measurable(thing, place) else None
    return None


def _noun_behind(verb: Token, end: int) -> Token | None:
    """The noun phrase right behind a verb and its particle: "revised down the number of"."""
    at = verb.i + 1
    if at < end and verb.doc[at].lower_ in ("down", "up"):
        at += 1
    return _noun_from(verb.doc, at, end) if at < end else None


def _noun_of_same_amount(place: _Place) -> Token | None:
    """The same amount in other words: "9 billion yuan ($1.3 billion)", "…, or $900 million"."""
    before = place.before
    if before is not None and before.text == "=" and before.i - 3 > place.first:
        # "Patients on the new drug (n = 145)"
        is_sample = before.nbor(-1).lower_ == "n" and before.nbor(-2).text in _OPENING
        return _noun_ending_at(place, before.i - 3) if is_sample else None
    if before is None or not (before.text in _OPENING or before.lower_ == "or"):
        return None
    at = before.i - 1
    while at > place.first and place.doc[at].is_punct:
        at -= 1
    earlier = _quantity_before(place, within=8)
    if place.kind == "share" and earlier is not None and earlier.kind == "count":
        # "Employment grew by 60,000 jobs, or 2%": what grew; "laid off 60, or 2% of"
        verb = _governing_verb(earlier)
        is_moved = verb is not None and is_form_of(verb, _CHANGE_FORMS)
        return _noun_before_level(earlier) if is_moved else _noun_right_after(earlier)
    is_near = earlier is not None and (
        earlier.end >= at or not any(token.pos_ == "VERB" for token in place.doc[earlier.end : at])
    )
    if earlier is not None and is_near:
        for rule in _RULES[earlier.kind]:
            noun = rule(earlier)
            if noun is not None and not place.holds(noun):
                return noun
    noun = _noun_ending_at(place, at) if before.text in _OPENING else None
    return noun if noun is not None and _is_measurable(noun, place) else None


# ---------------------------------------------------------------- the clause around the number


def _purpose(place: _Place) -> Token | None:
    """What money is for or taken from: "spent $5m on roads", "wiped $3bn off its value"."""
    if place.kind == "money" and place.before is not None and place.before.lower_ == "of":
        # "A fine of $5m for", "a budget of $90m for": named by a noun of its own
        noun = _noun_ending_at(place, place.before.i - 1, climb=False)
        if noun is not None and _is_measurable(noun, place):
            return None if singular_of(noun) in _TRANSPARENT else noun
    verb = _governing_verb(place)
    return None if verb is None else _purpose_of(verb, place)


def _object_behind(place: _Place) -> Token | None:
    """What is moved, put behind the amount: "cut by 7 percent the price of bread"."""
    before = place.before
    if before is None or before.lower_ != "by" or before.i - 1 < place.first:
        return None
    if before.nbor(-1).lower_ not in _CHANGE_FORMS or place.end + 1 >= place.last:
        return None
    if place.doc[place.end].tag_ not in ("DT", "PRP$"):
        return None
    return _noun_from(place.doc, place.end, place.last)


def _noun_of_clause(place: _Place) -> Token | None:
    """What the clause measures: the subject of "rose to", the object of "cut … to"."""
    linked = syntax.copula_subject_of(place.anchor)
    if linked is not None:
        return linked if _is_measurable(linked, place) else None
    if syntax.role_of(place.anchor) in ("subject", "passive_subject"):
        return None
    verb = _governing_verb(place)
    if verb is None or (place.kind == "count" and not _says_level(verb)):
        return None
    noun = _measured_by(verb, place)
    if noun is not None and noun.i < verb.i and syntax.role_of(noun) == "subject":
        noun = _first_noun_to(place, noun.i) or noun
    if noun is None or not _is_measurable(noun, place) or _is_loser(noun, place):
        return None
    return noun


def _governing_verb(place: _Place) -> Token | None:
    above = place.anchor.head
    if above.i == place.anchor.i:
        return None
    verb = syntax.head_verb_of(above)
    return None if verb is None or place.holds(verb) else verb


def _measured_by(verb: Token, place: _Place) -> Token | None:
    thing = syntax.object_of(verb)
    if thing is not None and not place.holds(thing):
        is_price = place.kind == "money" and syntax.preposition_of(place.anchor) in ("for", "at")
        if is_price or is_form_of(verb, _TRANSITIVE_VERBS):
            return _antecedent_of(thing)
    subject = syntax.understood_subject_of(verb)
    return None if subject is None else _antecedent_of(subject)


def _antecedent_of(noun: Token) -> Token:
    """The noun that "it" or "they" stands for: the last one before that fits in number."""
    if noun.lower_ not in ("it", "they", "them"):
        return noun
    tags = ("NN", "NNP") if noun.lower_ == "it" else ("NNS", "NNPS")
    for token in reversed(noun.doc[noun.sent.start : noun.i]):
        is_actor = syntax.role_of(token) in ("subject", "passive_subject", "object")
        if token.tag_ in tags and is_actor and singular_of(token) not in _TIME_NOUNS:
            return token
    return noun


def _purpose_of(verb: Token, place: _Place) -> Token | None:
    prepositions: list[str] = []
    if is_form_of(verb, _SPENDING_VERBS):
        prepositions = _SPENDING_PREPOSITIONS
    elif is_form_of(verb, _TAKING_VERBS):
        prepositions = _TAKING_PREPOSITIONS
    if is_form_of(verb, {"earn"}):
        # "earned $8m on sales of $90m": what it comes from is not what it is.
        prepositions = ["for", "from"]
    if not prepositions:
        return None
    if _word(place, place.end) in prepositions:
        noun = _noun_from(place.doc, place.end + 1, place.last)
        if noun is not None and noun.tag_ in ("NN", "NNS") and _is_measurable(noun, place):
            return noun
    for noun in (
        *syntax.obliques_of(verb, *prepositions),
        *syntax.obliques_of(place.anchor, *prepositions),
    ):
        is_counted = bool(syntax.numbers_of(noun))
        is_behind = noun.i > place.start and noun.pos_ == "NOUN"
        if is_behind and not is_counted and _is_measurable(noun, place):
            return noun
    return None


def _noun_before_level(place: _Place) -> Token | None:
    """
    By the words alone, a noun right before a word of level: "Toll hits 85", "shares down 3%".

    Headlines and short clauses are parsed worst, and need the parse least.
    """
    doc, at = place.doc, place.start - 1
    while at > place.first and doc[at].tag_ in _SKIPPED_TAGS and not _says_level(doc[at]):
        at -= 1
    if doc[at].text == "," and doc[at].nbor().lower_ == "to":
        # "The surplus more than halved, to $400 million"
        at -= 1
    if at <= place.first or not _says_level(doc[at]):
        return None
    is_adverb = doc[at].lower_ in _CHANGE_ADVERBS
    is_worth = doc[at].lower_ == "worth"
    at -= 1
    if is_worth and doc[at].text == "," and at > place.first:
        # "35 kilograms of gold, worth $2m"
        at -= 1
    if is_adverb and (doc[at].tag_.startswith("VB") or doc[at].lower_ in _EITHER_FORMS):
        # "would come down by", "shares shot up"; headlines have nouns taken for verbs
        at -= 1
    while at > place.first and (doc[at].tag_ in ("RB", "MD", "VBN", "TO") or doc[at].pos_ == "AUX"):
        at -= 1
    while at > place.first and doc[at].lower_ in _MORE_THAN:
        # "Profit more than doubled to"
        at -= 1
    at = _before_insertion(place, at)
    if syntax.is_relative_pronoun(doc[at]) and at - 2 >= place.first:
        # "Harlow Foods, which rose 3%"
        at -= 2 if doc[at - 1].is_punct else 1
    pronoun = doc[at]
    if pronoun.lower_ in ("it", "they") and place.kind == "share":
        # "The shares jumped on Monday, but they were still down 5%"
        meant = _antecedent_of(pronoun)
        return meant if meant.i < pronoun.i and _is_measurable(meant, place) else None
    noun = _number_of_before(place, at) or _first_noun_to(place, at) or _noun_ending_at(place, at)
    if noun is None and is_adverb:
        # "with foreign demand down 22%"
        inner = _noun_ending_at(place, at, climb=False)
        noun = inner if inner is not None and syntax.preposition_of(inner) == "with" else None
    if noun is None or not _is_measurable(noun, place) or _is_loser(noun, place):
        return None
    return noun


def _first_noun_to(place: _Place, at: int) -> Token | None:
    """The noun of a subject that begins the sentence: "The yield on 10-year notes touched"."""
    words = place.doc[place.first : at + 1]
    start = 1 if place.doc[place.first].tag_ == "VBG" else 0
    for token in words[start:]:
        if token.lower_ in _WITHIN_SUBJECT:
            noun = token.nbor(-1) if token.i > place.first else token
            is_head = noun.tag_ in ("NN", "NNS") and singular_of(noun) not in _UNIT_NOUNS
            is_plain = all(other.tag_ in _PHRASE_TAGS for other in place.doc[token.i + 1 : at + 1])
            return noun if is_head and is_plain and singular_of(noun) not in _TIME_NOUNS else None
        if token.tag_ not in _PHRASE_TAGS:
            return None
    return None


_WITHIN_SUBJECT = frozenset({"on", "for", "among", "of"})
_PHRASE_TAGS = _NOUN_TAGS | {"JJ", "JJS", "DT", "POS", "PRP$", "CD", "HYPH", "IN"}


_MORE_THAN = frozenset({"than", "more", "nearly", "almost", "about"})


def _number_of_before(place: _Place, at: int) -> Token | None:
    """The "number" of "the number of patients waiting for treatment was 109,000"."""
    for index in range(at, place.first, -1):
        token = place.doc[index]
        is_finite = token.tag_ in ("VBD", "VBZ", "VBP", "MD")
        # "the number of refugees who have arrived": a verb of the noun's own clause
        if (is_finite and not syntax.is_relative_pronoun(token.nbor(-1))) or (
            token.text in (",", ";", ":")
        ):
            return None
        if token.lower_ == "of" and token.nbor(-1).lower_ in ("number", "total"):
            return token.nbor(-1)
    return None


def _is_loser(noun: Token, place: _Place) -> bool:
    """Whether it lost the money, which measures nothing of it: "the bank lost $5 million"."""
    if place.kind != "money" or place.before is None or not is_form_of(place.before, {"lose"}):
        return False
    words = {token.lower_ for token in place.doc[place.start : place.end]}
    return not words.isdisjoint(_MILLIONS)


def _before_insertion(place: _Place, at: int) -> int:
    """Where the subject ends before an inserted clause: "Costs, she said, would fall by"."""
    doc = place.doc
    if doc[at].text != ",":
        return at
    for comma in range(at - 1, max(place.first, at - 14), -1):
        if doc[comma].text == ",":
            inside = doc[comma + 1 : at]
            is_clause = any(token.tag_ in ("VBD", "VBZ", "VBP") for token in inside)
            # "Energy, last year's worst sector, fell": a name in other words
            is_apposed = any(token.tag_ in ("DT", "POS", "PRP$") for token in inside[:4])
            is_apposed &= not any(token.like_num or token.tag_ == "IN" for token in inside[:1])
            return comma - 1 if is_clause or is_apposed else at
    return at


def _says_level(token: Token) -> bool:
    if token.lower_ in _CHANGE_FORMS or token.lower_ in _CHANGE_ADVERBS:
        return True
    if token.lower_ == "worth":
        return True
    if token.tag_ in _NOUN_TAGS:
        # Headlines: "Toll hits 85"; but "a rate of", "prices of" are nouns.
        if token.i + 1 < token.sent.end and token.nbor().lower_ in ("of", "for", "in"):
            return False
        return is_form_of(token, _HEADLINE_VERBS) or token.lower_ in _HEADLINE_FORMS
    return is_form_of(token, _LEVEL_VERBS)


def _noun_of_level_before(place: _Place) -> Token | None:
    """What a level just named is of: "sales of £1.4bn in the quarter, down 3.1%"."""
    before = place.before
    if before is None or before.lower_ not in _CHANGE_ADVERBS or before.i - 1 <= place.first:
        return None
    comma, earlier = before.i - 1, _quantity_before(place, within=12)
    if place.doc[comma].text not in (",", ";", "–", "—", "(") or earlier is None:
        return None
    between = place.doc[earlier.end : comma]
    if any(token.pos_ in ("VERB", "AUX") or token.text == "," for token in between):
        return None
    return _noun_of(earlier)


def _noun_of_other_share(place: _Place) -> Token | None:
    """What another's share is a part of as well: "51% of the vote against 45% for Marek"."""
    before, earlier = place.before, _quantity_before(place, within=10)
    if before is None or before.lower_ not in ("against", "versus", "with", "to", "from"):
        return None
    return None if earlier is None or earlier.kind != "share" else _part_of(earlier)


def _noun_of_comparison(place: _Place) -> Token | None:
    """The noun left out of a difference: "61 deaths, 23 more than a year before"."""
    is_difference = _word(place, place.end) in ("more", "fewer", "less")
    if not is_difference or _word(place, place.end + 1) not in ("than", ""):
        return None
    return _noun_by_earlier(place, lambda kind: _NEXT_TO_NUMBER)


def _noun_of_move(place: _Place) -> Token | None:
    """Where a move ends or began: "fell 6.5% to 164p", "gained 1% to close at 1,478"."""
    at, doc = place.start - 1, place.doc
    while at > place.first and doc[at].tag_ in _SKIPPED_TAGS | {"VB", "MD"}:
        at -= 1
    earlier = _quantity_before(place, within=8)
    if at == place.start - 1 or earlier is None or earlier.end != at + 1:
        return None
    for rule in _RULES[earlier.kind]:
        noun = rule(earlier)
        if noun is not None and not place.holds(noun):
            return noun
    return None


def _noun_in_gap(place: _Place) -> Token | None:
    """A clause without its verb: "Butter was up 19%, coffee 24% and beef 13%"."""
    before, earlier = place.before, _quantity_before(place, within=12)
    kinds = (place.kind, "count") if place.kind == "measure" else (place.kind,)
    if before is None or earlier is None or earlier.kind not in kinds:
        return None
    if before.lower_ == "by" and before.i > earlier.end:
        # "Beef rose by 19%, butter by 24%"
        before = before.nbor(-1)
    at = before.i
    while at > earlier.end and _belongs_before(place.doc[at - 1]):
        at -= 1
    if place.kind == "measure" and at > earlier.end and place.doc[at - 1].tag_ == "DT":
        # "The pressure was 101 kPa and the flow 20 ml"
        at -= 1
    is_listed = place.doc[at - 1].text in (",", ";") or place.doc[at - 1].lower_ in ("and", "but")
    if before.tag_ not in _NOUN_TAGS or not is_listed or _part_of(earlier) is not None:
        return None
    if place.kind == "count" and before.tag_ in ("NNP", "NNPS"):
        # "Sweden took 4,000 refugees, Norway 1,500": a name is who took them.
        return None
    return before if _is_measurable(before, place) else None


def _noun_of_predicate(place: _Place) -> Token | None:
    """What so many of those named before are: "Of these, 312 were minors"."""
    at = place.end
    if _word(place, at) not in ("were", "are", "was"):
        return None
    if at + 1 >= place.last or place.doc[at + 1].tag_ not in ("NNS", "JJ"):
        return None
    noun = _noun_from(place.doc, at + 1, place.last)
    return noun if noun is not None and noun.tag_ == "NNS" else None


def _noun_of_listed_number(place: _Place) -> Token | None:
    """The noun left out the second time: "67 votes in favour and 31 against"."""
    before = place.before
    if before is None or before.lower_ not in ("and", "or", "but", "to", "versus"):
        return None
    ends = place.end >= place.last or place.doc[place.end].tag_ in ("IN", "RB", ".")
    earlier = _quantity_before(place, within=6)
    if not ends or earlier is None or earlier.kind != "count":
        return None
    noun = _noun_right_after(earlier)
    return noun if noun is not None and noun.i < place.start else None


def _noun_of_sentence_before(place: _Place) -> Token | None:
    """What the sentence before counted: "Of these, 31,000 had waited for a year"."""
    opening = [token.lower_ for token in place.doc[place.first : place.first + 2]]
    return _noun_of_text_before(place) if opening in _OF_THESE else None


def _noun_of_text_before(place: _Place) -> Token | None:
    """What the last number of the sentence before counted."""
    if place.first == 0:
        return None
    last = place.doc[place.first - 1].sent
    for at in range(last.end - 1, last.start - 1, -1):
        if place.doc[at].like_num and not _is_part_of_name(place.doc[at]):
            earlier = _place_around(place.doc, at)
            if earlier.kind == place.kind:
                return _noun_of(earlier)
    return None


def _noun_of(place: _Place) -> Token | None:
    """What another quantity counts: the nouns next to it first, then those of its clause."""
    rules = (*_NEXT_TO_NUMBER, *_RULES[place.kind])
    found = (rule(place) for rule in rules if rule is not _noun_of_sentence_before)
    noun = next((noun for noun in found if noun is not None), None)
    return None if noun is None else _unwrap(noun, place)


_OF_THESE = [[of, those] for of in ("of", "among") for those in ("these", "those", "them")]


def _noun_of_earlier_number(place: _Place) -> Token | None:
    """An elided noun: "24 million subscribers, while its rival has about 10 million"."""
    if place.kind == "count" and not _follows_which(place):
        noun = _noun_by_earlier(place, lambda kind: _NEXT_TO_NUMBER)
        if noun is not None:
            return noun
    return _noun_by_earlier(place, lambda kind: _RULES[kind])


def _noun_by_earlier(
    place: _Place, rules_for: Callable[[UnitKind], tuple[_Rule, ...]], *, any_kind: bool = False
) -> Token | None:
    earlier = _quantity_before(place, within=40)
    where: Token | None = None
    while earlier is not None:
        if (any_kind or earlier.kind == place.kind) and not _begins_part(earlier):
            for rule in rules_for(earlier.kind):
                noun = rule(earlier)
                if noun is not None and not place.holds(noun):
                    is_size = noun.tag_ == "NN" and "." in earlier.anchor.text
                    if place.kind == "count" and is_size:
                        # "A 6.2 magnitude quake killed 12"
                        break
                    if place.kind == "count" and _says_where(earlier):
                        # "infected 740 people in nine provinces, killing 62"
                        where = where or noun
                        break
                    return noun
        earlier = _quantity_before(earlier, within=40)
    return where


def _says_where(place: _Place) -> bool:
    """Whether the quantity counts places that something happens in: "across nine provinces"."""
    return place.before is not None and place.before.lower_ in ("in", "across", "within")


def _follows_which(place: _Place) -> bool:
    """Whether the quantity is a part of what was just counted: "of which 1,200 were"."""
    return place.before is not None and place.before.lower_ in ("which", "whom", "them", "those")


def _begins_part(place: _Place) -> bool:
    """Whether the quantity is named as a part of another: "including 4 officers"."""
    return place.before is not None and place.before.lower_ in ("including", "among")


def _is_measurable(noun: Token, place: _Place) -> bool:
    return (
        not place.holds(noun)
        and not _is_base_of_rate(noun)
        and not _is_verb_taken_for_noun(noun)
        and (noun.tag_ in _NOUN_TAGS or _is_verbal_noun(noun, place))
        and singular_of(noun) not in _TIME_NOUNS
        and (singular_of(noun) not in _UNIT_NOUNS or _is_named(noun))
        and noun.text not in _SIGNS
        and not _is_period(noun)
    )


def _is_period(noun: Token) -> bool:
    """Whether it is a part of a year or a game: "the first half", "the latter part"."""
    is_part = noun.lower_ in ("half", "part", "period") and noun.i > noun.sent.start
    return is_part and noun.nbor(-1).lower_ in _PERIODS


_PERIODS = frozenset({"first", "second", "third", "latter", "last", "early", "opening", "same"})


def _is_verbal_noun(token: Token, place: _Place) -> bool:
    """Whether a participle names what is done: "Rebuilding will cost", "Capital spending was"."""
    if token.tag_ != "VBG":
        return False
    return token.i == place.first or token.nbor(-1).tag_ in ("NN", "JJ")


def _is_verb_taken_for_noun(noun: Token) -> bool:
    """Whether a past tense was tagged as a noun: "people sleeping rough rose to 2,300"."""
    return noun.tag_ == "NN" and noun.lower_ in _CHANGE_FORMS and noun.lemma_ != noun.lower_


def _is_base_of_rate(noun: Token) -> bool:
    """Whether the noun is what an earlier amount is per: "$1.04 a share"."""
    if noun.i - 2 < noun.sent.start or noun.nbor(-1).lower_ not in ("a", "an", "per", "each", "/"):
        return False
    before = noun.nbor(-2)
    return before.like_num or before.text in _SIGNS or singular_of(before) in _UNIT_NOUNS


def _is_named(unit: Token) -> bool:
    """Whether a unit is spoken of itself: "the dollar rose to 141 yen", "Bitcoin fell"."""
    return unit.i == unit.sent.start or unit.nbor(-1).lower_ in ("the", "us", "u.s.")


# ---------------------------------------------------------------- other quantities


def _quantity_before(place: _Place, *, within: int) -> _Place | None:
    """The nearest quantity before `place` in its sentence, by its words alone."""
    doc = place.doc
    for at in range(place.start - 1, max(place.first, place.start - within) - 1, -1):
        is_ordinal = doc[at].tag_ in ("JJ", "RB")
        if doc[at].like_num and not is_ordinal and not _is_part_of_name(doc[at]):
            return _place_around(doc, at)
    return None


def _place_around(doc: Doc, at: int) -> _Place:
    sentence = doc[at].sent
    start, end = at, at + 1
    while start > sentence.start and (doc[start - 1].like_num or doc[start - 1].text in _SIGNS):
        start -= 1
    while end < sentence.end and (doc[end].like_num or doc[end].text in _SIGNS):
        end += 1
    kind: UnitKind = "count"
    if end < sentence.end and not doc[end - 1].whitespace_ and doc[end].is_alpha:
        # "60GB", "5pc": what is glued to the digits is a unit.
        kind, end = "measure", end + 1
    elif end + 1 < sentence.end and _is_length_of_time(doc, end):
        # "a two-minute commute"
        kind, end = "measure", end + 2
    elif end < sentence.end and doc[end].lower_ in ("percent", "pct"):
        kind, end = "share", end + 1
    elif end < sentence.end and singular_of(doc[end]) in _UNIT_NOUNS:
        kind, end = "money", end + 1
    elif any(token.text in _SIGNS for token in doc[start:end]):
        kind = "share" if doc[end - 1].text == "%" else "money"
    return _Place(doc, start, end, _anchor_of(doc[start:end]), kind)


def _is_length_of_time(doc: Doc, at: int) -> bool:
    return doc[at].text in _HYPHENS and singular_of(doc[at + 1]) in _TIME_NOUNS


def _is_part_of_name(number: Token) -> bool:
    """Whether the number belongs to a name: "the S&P 500", "Flight 22"."""
    if number.i == number.sent.start or not number.text.isdigit():
        return False
    before = number.nbor(-1)
    if before.lower_ in _TIME_NOUNS:
        # "In May 900 migrants"
        return False
    is_name = before.tag_ in ("NNP", "NNPS") or (before.tag_ == "NN" and before.text.isupper())
    is_model = before.tag_ == "NN" and before.is_title and before.i > before.sent.start
    return (is_name or is_model) and len(number.text) < 4


# ---------------------------------------------------------------- noun phrases by their words


def _word(place: _Place, at: int) -> str:
    return str(place.doc[at].lower_) if at < place.last else ""


def _noun_from(doc: Doc, first: int, last: int) -> Token | None:
    """The head of the noun phrase that begins at `first`: the last noun of its run."""
    at, last = first, min(last, first + _REACH)
    while at < last and (doc[at].tag_ in _START_TAGS or doc[at].lower_ in ("about", "some", "%")):
        at += 1
    if first < at < last and doc[at].text in _HYPHENS and doc[at - 1].like_num:
        # "five-year-olds", "the 16-year-olds"
        at += 1
    head: Token | None = None
    while at < last:
        token = doc[at]
        if token.tag_ in _NOUN_TAGS and token.lower_ != "worth":
            if singular_of(token) in _TIME_NOUNS and _is_plain_time(token, head, first, last):
                break
            head = token
        elif head is not None and (token.tag_ == "POS" or _closes_quoted(token, last)):
            pass
        elif token.tag_ == "CD" and head is not None and token.nbor(-1).tag_ == "POS":
            # "70% of the island's 8,000 residents"
            pass
        elif head is not None and (past := _past_coordinated(doc, at, last)):
            at = past - 1
        elif _is_plural_at_end(token, head, last):
            head = token
        elif (at == first and token.tag_ in ("CC", ",")) or not _continues(
            token, last, after_noun=head is not None
        ):
            break
        at += 1
    return None if head is None or singular_of(head) in _UNIT_NOUNS else head


def _is_plain_time(token: Token, head: Token | None, first: int, last: int) -> bool:
    """Whether a noun of time ends the phrase before it: "cut 900 jobs Tuesday"."""
    if token.i + 1 < last and (token.nbor().text in _HYPHENS or _is_within_name(token, head)):
        # "five-year-olds"
        return False
    return token.tag_ != "NNS" or token.i == first


def _is_within_name(day: Token, head: Token | None) -> bool:
    """Whether a noun of time ends a name that describes the noun behind: "Super Tuesday states"."""
    if head is None or head.i + 1 != day.i or head.tag_ != "NNP" or day.tag_ != "NNP":
        return False
    after = day.nbor()
    return after.tag_ in ("NN", "NNS") and singular_of(after) not in _TIME_NOUNS


def _past_coordinated(doc: Doc, at: int, last: int) -> int:
    """Behind modifiers listed after a noun that is one too: "state, local and federal taxes"."""
    if doc[at].text != "," or doc[at - 1].tag_ != "NN" or at + 1 >= last:
        return 0
    at += 1
    while at + 2 < last and doc[at].tag_ == "JJ" and doc[at + 1].text == ",":
        at += 2
    is_list = at + 3 < last and doc[at].tag_ == "JJ" and doc[at + 1].lower_ in ("and", "or")
    ends = is_list and doc[at + 2].tag_ == "JJ" and doc[at + 3].tag_ in ("NN", "NNS")
    return at + 3 if ends else 0


def _is_plural_at_end(token: Token, head: Token | None, last: int) -> bool:
    """Whether a noun that ends its phrase was tagged as a verb: "half of the coin tosses"."""
    if (
        head is None
        or token.tag_ != "VBZ"
        or head.tag_ != "NN"
        or head.i + 1 != token.i
        or token.pos_ == "AUX"
    ):
        return False
    has_article = head.i > 0 and head.nbor(-1).tag_ in ("DT", "PRP$", "POS")
    return has_article and (token.i + 1 >= last or token.nbor().tag_ in (".", ",", "CC"))


def _closes_quoted(token: Token, last: int) -> bool:
    """Whether a quoted word before a noun ends here: 'so-called "ghost" teachers'."""
    return token.is_quote and token.i + 1 < last and token.nbor().tag_ in ("NN", "NNS")


def _continues(token: Token, last: int, *, after_noun: bool) -> bool:
    """Whether a word that is no noun leads on to one, inside a noun phrase."""
    if token.text in _JOINTS:
        return token.i + 1 < last
    is_joined = token.i > 0 and token.nbor(-1).text in _JOINTS
    follower = token.nbor().tag_ if token.i + 1 < last else ""
    if token.tag_ == "CD":
        return _is_part_of_name(token) and follower in _NOUN_TAGS
    if after_noun:
        is_after_possessor = token.nbor(-1).tag_ == "POS"
        return token.tag_ in _MODIFIER_TAGS and (is_joined or is_after_possessor)
    if token.tag_ in ("RB", "RBR", "RBS", "CC", ","):
        # "1,031 randomly-chosen adults"
        is_joined_on = follower == "HYPH" or (token.i + 1 < last and token.nbor().text in _HYPHENS)
        return follower in ("JJ", "VBN", "VBG") or is_joined_on
    return token.tag_ in _MODIFIER_TAGS or token.is_quote


def _noun_ending_at(place: _Place, at: int, *, climb: bool = True) -> Token | None:
    """The head of the noun phrase that ends at `at`; of "exports to China" it is exports."""
    doc = place.doc
    if at < place.first:
        return None
    head = doc[at]
    if head.tag_ == "CD" and _is_part_of_name(head):
        return doc[at - 1]
    if head.tag_ == "VBG" and head.i == place.first:
        # "Rebuilding will cost": what is done is what costs.
        return head
    if head.tag_ not in _NOUN_TAGS or singular_of(head) in _TIME_NOUNS:
        return None
    above = syntax.governor_of(head)
    if climb and syntax.role_of(head) == "oblique" and above.pos_ == "VERB":
        # "seekers arriving in Ireland fell": the name only ends the phrase.
        return None
    top = head
    first = syntax.first_conjunct_of(head)
    is_pair = place.first <= first.i < head.i <= first.i + _PAIR and not any(
        token.like_num or token.text == "%" for token in doc[first.i : head.i]
    )
    if climb and is_pair:
        # "Sales at Morrow & Sons fell": the second of two names ends the phrase as well.
        top, above = first, syntax.governor_of(first)
    while (
        climb
        and place.first <= above.i < top.i
        and above.tag_ in _NOUN_TAGS
        and syntax.role_of(top) in ("oblique", "appositive")
    ):
        top, above = above, syntax.governor_of(above)
        if singular_of(top) not in _UNIT_NOUNS:
            # "The price of a gallon of petrol": a unit is climbed over.
            head = top
    return head


def _unwrap(noun: Token, place: _Place) -> Token:
    """What a noun stands for: "the number of deserters", "a rise in exports"."""
    lemma = singular_of(noun)
    prepositions: tuple[str, ...] = ()
    if lemma in _TRANSPARENT:
        prepositions = ("of",)
    elif lemma in _CHANGE_NOUNS:
        prepositions = ("in", "of")
    if noun.i + 1 < place.last and noun.nbor().lower_ in prepositions:
        inner = _noun_from(place.doc, noun.i + 2, place.last)
        # "the record of 45.9C set in 2019"
        is_behind = inner is not None and noun.i < place.start and inner.i >= place.end
        if (
            inner is not None
            and not place.holds(inner)
            and (place.kind == "count" or not is_behind)
        ):
            return inner
    if lemma in ("number", "total") and _word(place, noun.i + 1) == "of":
        group = noun.nbor(2) if noun.i + 2 < place.last else noun
        if group.tag_ in ("JJ", "VBN") and syntax.governor_of(group).i == noun.i:
            # "brought the number of dead to 71"
            return group
    is_apposed = noun.i - 2 > place.first and noun.nbor(-2).text == ","
    if lemma in _MOVES and is_apposed and noun.i + 2 == place.start:
        # "Ended at 6,712, a rise of 41 points": what rose was said before.
        return _noun_by_earlier(place, lambda kind: _RULES[kind], any_kind=True) or noun
    if lemma == "other" and noun.tag_ in ("NNS", "NN") and place.kind == "count":
        # "destroyed 430 homes and damaged 2,900 others"
        return _noun_by_earlier(place, lambda kind: _NEXT_TO_NUMBER) or noun
    before = noun.nbor(-1) if noun.i > place.first else noun
    if place.kind == "share" and lemma in _MOVES and place.end <= before.i < noun.i:
        # "a 6% pay rise"
        return before
    if lemma in _CHANGE_NOUNS and place.holds(noun.nbor(-1) if noun.i else noun):
        # "prices saw a 5% rise": what rose is the subject.
        verb = syntax.head_verb_of(noun)
        subject = syntax.understood_subject_of(verb) if verb is not None else None
        if subject is not None and _is_measurable(subject, place):
            return subject
    return noun


def _counted(head: Token, place: _Place) -> Counted:
    doc, head = place.doc, _last_of_name(head, place)
    start = _start_of_phrase(head, place)
    end = _end_of_phrase(head, place)
    words = doc[start:end]
    return Counted(
        start=words.start_char, end=words.end_char, text=words.text, head=singular_of(head)
    )


def _last_of_name(head: Token, place: _Place) -> Token:
    """The last word of a name that the parse hangs on its first: Arlen of "Greta Arlen"."""
    while head.i + 1 < place.last:
        after = head.nbor()
        is_name = head.tag_ in ("NNP", "NNPS") and after.tag_ in ("NNP", "NNPS")
        is_name = is_name and singular_of(after) not in _TIME_NOUNS
        if not is_name or not syntax.is_rest_of_name(after) or place.holds(after):
            break
        head = after
    return head


def _belongs_before(word: Token) -> bool:
    """Whether a word before a noun belongs to its phrase."""
    return (
        word.tag_ in _MODIFIER_TAGS
        or word.tag_ == "POS"
        or word.text in _JOINTS
        or (word.i + 1 < len(word.doc) and word.nbor().text in _HYPHENS)
        or _is_part_of_name(word)
    )


def _start_of_phrase(head: Token, place: _Place) -> int:
    doc, start = place.doc, head.i
    while start > place.first:
        word = doc[start - 1]
        if not _belongs_before(word) or place.holds(word) or _is_glued_unit(word):
            break
        start -= 1
    while start < head.i and doc[start].tag_ not in _MODIFIER_TAGS:
        start += 1
    while start < head.i and doc[start].lower_ in ("more", "fewer", "less"):
        start += 1
    if start < head.i and doc[start].tag_ == "VBG" and start > place.first:
        # ", beating expectations of": the verb of a clause of its own
        start += doc[start - 1].text == ","
    return start


def _is_glued_unit(word: Token) -> bool:
    """Whether the word is joined to digits as their unit: "60GB", "a 2.0-litre engine"."""
    before = word.nbor(-1) if word.i else word
    if word.i + 1 < len(word.doc) and word.nbor().text in _HYPHENS:
        # "five-year-olds"
        return False
    if before.text in _HYPHENS and before.i > 0:
        before = before.nbor(-1)
    return before.like_num and (not before.whitespace_ or singular_of(word) in _UNIT_NOUNS)


def _end_of_phrase(head: Token, place: _Place) -> int:
    """Where the words end that say what exactly: "of cholera", "on imported vehicles"."""
    doc, end = place.doc, head.i + 1
    if end < place.last and doc[end].tag_ == "CD" and _is_part_of_name(doc[end]):
        end += 1
    prepositions = ("of",) if place.kind == "count" else _COMPLEMENTS
    end = _end_of_pair(head, end, place)
    while end + 1 < place.last and doc[end].lower_ in prepositions:
        noun = _noun_from(doc, end + 1, place.last)
        if noun is None or any(token.like_num for token in doc[end : noun.i]):
            break
        if 0 < place.start - noun.i <= 2 and _says_level(noun) and noun.i - 1 > end:
            # "Waiting times for surgery average 14 weeks"
            return noun.i
        if doc[end].lower_ != "of" and syntax.governor_of(noun).i not in range(head.i, end):
            break
        end = _end_of_pair(noun, noun.i + 1, place)
    return end


def _end_of_pair(noun: Token, end: int, place: _Place) -> int:
    """Behind a second noun of the same kind: "loans and leases", "cash and securities"."""
    if end + 1 >= place.last or place.doc[end].lower_ not in ("and", "or"):
        return end
    other = _noun_from(place.doc, end + 1, place.last)
    if other is None or other not in syntax.conjuncts_of(noun) or other.i - end > 3:
        return end
    if place.doc[end + 1].tag_ in _START_TAGS or place.doc[end + 1].lower_ in _QUANTIFIERS:
        return end
    has_number = any(token.like_num for token in place.doc[end : other.i])
    # "36,000 employees and revenue of $11bn"
    has_number |= any(token.like_num for token in place.doc[other.i : other.i + 4][1:])
    return end if has_number or place.holds(other) else other.i + 1


#: Behind "and" they begin a phrase of its own: "three sons and many friends".
_QUANTIFIERS = frozenset({"many", "several", "some", "various"})
_NEXT_TO_NUMBER: tuple[_Rule, ...] = (_part_of, _noun_right_after)
_RULES: dict[UnitKind, tuple[_Rule, ...]] = {
    "count": (
        _part_of,
        _part_of_them,
        _noun_of_comparison,
        _noun_right_after,
        _noun_before_colon,
        _noun_behind_comma,
        _noun_in_apposition,
        _object_moved_to,
        _noun_of_predicate,
        _noun_of_listed_number,
        _noun_with_quantity,
        _noun_before_level,
        _noun_of_clause,
        _noun_of_move,
        _noun_in_gap,
        _noun_of_sentence_before,
        _noun_of_earlier_number,
    ),
    "share": (
        _noun_within,
        _part_of_them,
        _part_of_many,
        _noun_of_change,
        _noun_right_after,
        _noun_of_next_amount,
        _object_behind,
        _noun_before_colon,
        _noun_behind_comma,
        _noun_in_apposition,
        _possessor,
        _purpose,
        _noun_of_level_before,
        _noun_of_other_share,
        _noun_before_level,
        _object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        _noun_of_clause,
        _noun_of_same_amount,
        _noun_of_move,
        _noun_of_earlier_number,
        _noun_right_before,
    ),
    "money": (
        _part_of,
        _in_kind,
        _noun_right_after,
        _noun_of_next_amount,
        _object_behind,
        _noun_before_colon,
        _noun_behind_comma,
        _noun_in_apposition,
        _noun_of_same_amount,
        _purpose,
        _noun_before_level,
        _object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        _noun_of_clause,
        _noun_of_move,
        _noun_of_earlier_number,
        _noun_right_before,
    ),
    "measure": (
        _part_of,
        _noun_of_dimension,
        _noun_right_after,
        _noun_of_next_amount,
        _object_behind,
        _noun_before_colon,
        _noun_behind_comma,
        _noun_in_apposition,
        _noun_of_same_amount,
        _noun_before_level,
        _object_moved_to,
        _noun_with_quantity,
        _noun_in_gap,
        _noun_of_clause,
        _noun_of_move,
        _noun_of_earlier_number,
        _noun_right_before,
    ),
}

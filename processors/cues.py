"""The words that introduce a source, from the lexicon of cues."""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Token

from processors.lexicons import load_lexicon

#: What a cue does: speech and report say so, findings are shown by documents and counts,
#: attitudes are held, hearsay names nobody, citing names another as the origin.
Manner = Literal["speech", "report", "finding", "attitude", "hearsay", "citing"]

_LEXICON = load_lexicon("cues")


def _words(table: str, key: str) -> frozenset[str]:
    return frozenset(_LEXICON[table][key].split())


_MANNERS: tuple[Manner, ...] = ("attitude", "finding", "speech", "report", "citing")
#: Every form of a verb of saying, with what it does; a later manner wins.
VERBS: dict[str, Manner] = {form: manner for manner in _MANNERS for form in _words(manner, "verbs")}
#: Attitudes that take what is wanted as a noun: "proposed a tax of 10 percent".
TAKE_OBJECTS = _words("attitude", "objects")
#: Verbs that are cues with the right word after them: "point" with "out".
PHRASAL: dict[str, frozenset[str]] = {}
for _forms, _particles in zip(
    _LEXICON["phrasal"]["verbs"], _LEXICON["phrasal"]["particles"], strict=True
):
    for _form in _forms:
        PHRASAL[_form] = PHRASAL.get(_form, frozenset()) | frozenset(_particles)

#: Every form that may begin a cue.
CUE_FORMS = VERBS.keys() | PHRASAL.keys()
CITING = _words("citing", "verbs")
#: "pointing to", "based on": participles that cite with the right word after them.
POINTING: dict[str, frozenset[str]] = {
    form: frozenset(particles.split()) for form, particles in _LEXICON["citing"]["pointing"].items()
}
CITING_FORMS = CITING | POINTING.keys()
#: "declined to comment": nothing is said.
REFUSING = _words("hearsay", "refusing")
HEARSAY_PASSIVES = _words("hearsay", "passives")
#: "went on to announce", "had to announce": it was announced.
MANAGING = _words("report", "managing")
#: "is expected to announce": what has not been said.
UPCOMING = _words("hearsay", "upcoming")
FORECASTS = _words("hearsay", "forecasts")
RAISING = _words("hearsay", "raising")
HEARSAY_ADVERBS = _words("hearsay", "adverbs")
HEARSAY = HEARSAY_PASSIVES | RAISING | HEARSAY_ADVERBS
NOUNS = _words("nouns", "with_clause")
CONFIRMING = _words("confirmation", "participles")
FIGURE_NOUNS = _words("confirmation", "nouns")
COUNT_NOUNS = _words("nouns", "counts")
#: Verbs whose object is the one who is told.
TELLING = _words("telling", "verbs")
#: "added 200,000 jobs" is no speech.
ADDING = _words("speech", "adding")
#: "sees growth of 2 percent", of those who make forecasts.
SEEING = _words("finding", "seeing")
#: Verbs after which a clause may stand without "that", whatever the parse makes of it.
PLAIN = _words("speech", "plain")
#: Verbs that need an object and "at": "put the cost at".
PUTTING = _words("finding", "with_at")
#: Passives that do not claim what they are about: "written by", "explained by".
DONE = _words("done", "participles")
#: What is done with a report or a poll before it says anything: "released on Monday".
ISSUED = _words("issued", "participles")
#: Nouns that make "in the … of" a cue: "in the view of the union".
VIEWS = _words("prepositions", "views")
#: Verbs of forecasts: "above the 4 percent that the bank had expected".
EXPECTING = _words("expecting", "verbs")
#: Nouns that make "in" and "by" a cue.
IN_NOUNS = _words("prepositions", "in")
BY_NOUNS = _words("prepositions", "by")
#: Words between a speaker and the verb.
BETWEEN = _words("adverbs", "between")


def manner_of(verb: Token) -> Manner | None:
    """What the form of `verb` does as a cue, with the particle after it; None if it is none."""
    form = verb.lower_
    after = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    if after in PHRASAL.get(form, ()):
        return "attitude" if after in ("for", "about", "of", "on", "with", "to") else "report"
    return VERBS.get(form)


def takes_particle(verb: Token) -> bool:
    """Whether the word after `verb` is part of the cue: "pointed out"."""
    after = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    return after in PHRASAL.get(verb.lower_, ())

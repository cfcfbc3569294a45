"""
Who holds a claim: one name for all the words that stand for one claimant.

A ministry speaks through its minister, its spokesman and its data; a company is "the carmaker"
in the next sentence. Their numbers are one claimant's, so that a change of its own number is a
revision and no contradiction.
"""

from __future__ import annotations

import re

from figurewatch.records import Source
from processors.identities import IDENTITIES
from processors.lexicons import load_lexicon

_COMPANIES = frozenset(load_lexicon("holders")["companies"].split())

#: A ministry, by whatever of it is named: "Velland's transport ministry", "Transport Minister".
_OFFICE = re.compile(r"\b(?P<field>[\w-]+) (?:ministry|minister)\b")
_OFFICE_OF = re.compile(r"\bministry (?:of|for) (?:the )?(?P<field>[\w-]+)\b")
#: Titles that lead no ministry.
_NO_FIELDS = frozenset({"prime", "first", "deputy", "former", "the", "a", "an", "by", "of", "s"})
#: Whose data they are: "figures from the agency", "agency data".
_DATA = r"(?:figures?|data|statistics|numbers?|records?|estimates?|report|reports|count)"
_DATA_OF = re.compile(rf"^(?:[\w-]+ )?{_DATA} (?:from|of|by|published by|released by) (?:the )?")
_DATA_BEHIND = re.compile(rf" {_DATA}$")
#: Words in small letters before a name say what it is: "the rights group Witness".
_APPOSED = re.compile(r"^(?:the |an? )?(?:[a-z][\w'-]* )*(?<!of )(?<!for )(?<!from )(?=[A-Z])")
#: The name that a sentence begins with.
_BEGINNING = re.compile(
    r"(?!(?:In|On|At|For|By|From|Since|After|Before|As|With|Of|It|They)\b)"
    r"(?:The |An? )?(?P<name>(?:[A-Z][\w'’-]*)(?: (?:of |for |and )?[A-Z][\w'’-]*)*)"
)
_ARTICLE = re.compile(
    r"^(the|a|an|its|their|his|her|the (?:country|state|city)'s)\s+", re.IGNORECASE
)
#: Whose body it is, where the place is known anyway: "the agency of Velland".
_OF_PLACE = re.compile(r"^(?P<body>[a-z][a-z' -]*?) (?:of|in) [A-Z][\w' -]*$")
_POSSESSOR = re.compile(r"^[A-Z][\w -]*'s (?=[a-z])")


def name_key(name: str) -> str:
    """What tells claimants apart: the body's name, however it is written and introduced."""
    plain = " ".join(_ARTICLE.sub("", name.replace("’", "'").strip()).split())
    office = _office_in(plain.casefold())
    if office:
        return office
    plain = _DATA_BEHIND.sub("", _DATA_OF.sub("", plain))
    plain = _POSSESSOR.sub("", _ARTICLE.sub("", plain))
    behind = _OF_PLACE.match(plain)
    if behind is not None:
        plain = behind["body"]
    plain = _ARTICLE.sub("", _APPOSED.sub("", plain))
    # "The Fed" in one article is the Federal Reserve of another.
    return (IDENTITIES.named(plain) or plain).casefold()


def _office_in(name: str) -> str:
    for pattern in (_OFFICE, _OFFICE_OF):
        found = pattern.search(name)
        if found is not None and found["field"] not in _NO_FIELDS:
            return f"{found['field']} ministry"
    return ""


def body_of(source: Source, organisation: str | None, sentence: str = "") -> str:
    """
    The body that `source` speaks for, where that is not its own name; "" where it is.

    A company that the figure belongs to may be "the bank" or "it" in the sentence; "it" may
    also be who the sentence begins with: "The agency has lowered the number, it said".
    """
    words = source.text.replace("’", "'")
    if _office_in(words.casefold()):
        return words
    if source.affiliation and source.kind in ("person", "group"):
        return source.affiliation
    last = words.split()[-1].casefold() if words.strip() else ""
    if organisation and source.name is None and (last in _COMPANIES or last in ("it", "they")):
        return organisation
    begins = _BEGINNING.match(sentence)
    if source.name is None and last in ("it", "they") and begins is not None:
        return begins["name"]
    return ""

"""What a file of classes may hold; a mistake is named with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from figurewatch.errors import did_you_mean
from processors.lexicon_files import LexiconFile
from processors.lexicons import load_lexicon

#: The keys of a class by what their values are.
TEXTS = ("title", "unit", "who")
LISTS = ("parents", "nouns", "subject", "object", "states", "holders", "units")
FLAGS = ("event", "whose", "level", "worldwide", "many", "once")
#: Lists of words as they are looked up: in lower case, with single spaces.
WORDS = ("nouns", "subject", "object", "states", "holders")

#: The groups of people and things that a class may ask for.
GROUPS = frozenset(load_lexicon("groups"))


def classes_in(file: LexiconFile) -> dict[str, dict[str, Any]]:
    """Give the checked classes of a file, by id; raises ConfigError with `file:line`."""
    file.check_names(file.tables, ("domain", "classes"))
    classes = file.tables.get("classes", {})
    if not isinstance(classes, dict):
        raise file.wrong("classes must be tables, [classes.ID]", "classes")
    for id_, words in classes.items():
        _check(file, id_, words)
    return classes


def check_parents(file: LexiconFile, id_: str, parents: tuple[str, ...], known: set[str]) -> None:
    """Refuse a wider class that no file has."""
    for parent in parents:
        if parent not in known:
            near = did_you_mean(parent, known)
            message = f"class {id_} has an unknown parent {parent}{near}"
            raise file.wrong(message, "classes", id_, "parents")


def _check(file: LexiconFile, id_: str, words: Mapping[str, Any]) -> None:
    place = ("classes", id_)
    if not isinstance(words, dict):
        raise file.wrong(f"class {id_} must be a table, [classes.{id_}]", *place)
    if id_ != id_.lower() or not id_.replace("-", "").isalnum():
        raise file.wrong(f"the id {id_!r} must be lower-case words joined by hyphens", *place)
    file.check_names(words, (*TEXTS, *LISTS, *FLAGS), *place)
    for key in ("title", "unit"):
        if not words.get(key):
            raise file.wrong(f"class {id_} needs a {key}", *place)
    for key, value in words.items():
        if key in TEXTS and not isinstance(value, str):
            raise file.wrong(f"{key} must be a text", *place, key)
        if key in FLAGS and not isinstance(value, bool):
            raise file.wrong(f"{key} must be true or false", *place, key)
        if key in LISTS:
            listed = file.words(value, *place, key)
            wrong = [word for word in listed if " ".join(word.lower().split()) != word]
            if key in WORDS and wrong:
                message = f"{wrong[0]!r} must be in lower case, with single spaces"
                raise file.wrong(message, *place, key)
    who = words.get("who", "")
    if who and who not in GROUPS:
        near = did_you_mean(who, GROUPS)
        raise file.wrong(f"there is no group {who}{near}", *place, "who")

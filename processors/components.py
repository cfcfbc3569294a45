"""
Two components of our own in the shipped pipeline.

One mends lemmas by a table, the other tells the parser where sentences begin and where
none does. They are registered with spaCy by importing this module and, for programs that
load the pipeline without it, by the entry points of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

_OPENING = frozenset("“‘„«([{") | {"``"}
_CLOSING = frozenset("”»)]}") | {"''"}
#: Which side they stand on shows only by the spaces around them.
_EITHER = frozenset("\"'’")
_STOPS = frozenset(".!?")
_ELLIPSES = frozenset("…") | {"..", "...", "....", "....."}
#: A name follows them, with or without a full stop.
_TITLES = frozenset(
    "mr mrs ms messrs dr drs prof rev hon gen col lt maj capt sgt adm sen rep gov".split(" ")  # noqa: SIM905
)
_MARKS = _OPENING | _CLOSING | _EITHER
_TELLING = _MARKS | _ELLIPSES | _TITLES | {".", ":"}

_VERB_TAGS = ("VBD", "VBN", "VBG", "VBZ")
_NOUN_TAGS = ("NN", "NNS")
_VOWELS = frozenset("aeiou")


@Language.component("sentence_marks", assigns=["token.is_sent_start"])
def sentence_marks(doc: Doc) -> Doc:
    """
    Mark where a sentence surely begins or surely does not; the parser decides the rest.

    One begins after a full stop with a closing quotation mark or bracket behind it, and
    with the quotation or bracket that opens after a full stop. None begins with a closing
    mark, after an opening one, between a title and the name, nor with a quotation after a
    colon or a small letter after an ellipsis.
    """
    words = [token.lower_ for token in doc]
    for place in range(1, len(words)):
        before = words[place - 1]
        if words[place] in _MARKS or before in _TELLING or before[-1] == ".":
            begins = _begins(doc[place])
            if begins is not None and doc[place].is_sent_start is None:
                doc[place].is_sent_start = begins
    return doc


def _begins(token: Token) -> bool | None:
    """Whether a sentence begins with `token`; None where its neighbours do not tell."""
    before = token.nbor(-1)
    if token.is_space or before.is_space:
        return None
    if _opens(before) or _closes(token):
        return False
    if not before.whitespace_:
        return None
    first = token.nbor() if _opens(token) and token.i + 1 < len(token.doc) else token
    if _goes_on(first, before):
        return False
    if not _is_capital(first):
        return None
    if before.text in _STOPS:
        return True if first is not token else None
    closed = before.i > 0 and _closes(before) and before.nbor(-1).text in _STOPS
    return True if closed else None


def _goes_on(first: Token, before: Token) -> bool:
    """Whether what `before` began goes on with the word `first`: a name, a speech, a pause."""
    if before.text in _ELLIPSES:
        return first.text[0].islower()
    if before.text == ":":
        return first.i != before.i + 1
    title = before.nbor(-1) if before.text == "." and before.i > 0 else before
    return title.is_title and title.lower_.rstrip(".") in _TITLES and _is_capital(first)


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper()


def _closes(token: Token) -> bool:
    """Whether a quotation or bracket ends with `token`."""
    if _space_before(token):
        return False
    return token.text in _CLOSING or (token.text in _EITHER and _space_after(token))


def _opens(token: Token) -> bool:
    """Whether a quotation or bracket begins with `token`."""
    if token.whitespace_:
        return False
    return token.text in _OPENING or (token.text in _EITHER and _space_before(token))


def _space_before(token: Token) -> bool:
    return token.i == 0 or bool(token.nbor(-1).whitespace_) or token.nbor(-1).is_space


def _space_after(token: Token) -> bool:
    return bool(token.whitespace_) or token.i + 1 == len(token.doc) or token.nbor().is_space


@Language.factory("lemma_table", assigns=["token.lemma"])
def make_lemma_table(nlp: Language, name: str) -> LemmaTable:
    """An empty table for `nlp`; `fill` or `from_disk` gives it its words."""
    return LemmaTable(nlp.vocab)


class LemmaTable:
    """
    Mends the lemmas that edit trees get wrong: "fined" is no form of "fin".

    A word that the treebanks show under a tag has the lemma that it has there. Other
    inflected verbs have the regular base form that is a known verb, names keep their
    capital, and numbers lose their commas.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._forms: Mapping[tuple[str, str], str] = {}
        self._verbs: frozenset[str] = frozenset()
        self._by_hash: dict[tuple[int, int], int] = {}
        self._verb_tags: frozenset[int] = frozenset()

    def fill(self, forms: Mapping[tuple[str, str], str], verbs: Iterable[str]) -> None:
        """Take lemmas by tag and lower-case form, and the base forms of verbs."""
        add = self._vocab.strings.add
        self._forms = forms
        self._verbs = frozenset(verbs)
        self._by_hash = {(add(tag), add(form)): add(lemma) for (tag, form), lemma in forms.items()}
        self._verb_tags = frozenset(add(tag) for tag in _VERB_TAGS)

    def __call__(self, doc: Doc) -> Doc:
        """Mend the lemmas of `doc`, whose tags are set."""
        known, verb_tags = self._by_hash, self._verb_tags
        for token in doc:
            if token.pos_ == "PROPN":
                if token.lemma_[:1].islower() and _is_capital(token):
                    token.lemma_ = _name(token)
                continue
            tag = token.tag
            if token.pos_ == "VERB" and token.tag_ in _NOUN_TAGS:
                continue  # Where they contradict each other, the edit trees saw the context.
            lemma = known.get((tag, token.lower))
            if lemma is not None:
                token.lemma = lemma
            elif tag in verb_tags:
                token.lemma_ = base_form(token.lower_, token.tag_, token.lemma_, self._verbs)
            elif token.pos_ == "NUM" and token.text[0].isdigit():
                token.lemma_ = token.lemma_.replace(",", "")
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Store the table in the folder `path`."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "lemmas.tsv").write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LemmaTable:
        """Take the table that `to_disk` stored."""
        return self.from_bytes((Path(path) / "lemmas.tsv").read_bytes())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """A line for the verbs, then one for each form and lemma with its tags."""
        tags: dict[tuple[str, str], list[str]] = {}
        for (tag, form), lemma in sorted(self._forms.items()):
            tags.setdefault((form, "" if lemma == form else lemma), []).append(tag)
        lines = [" ".join(sorted(self._verbs))]
        lines += ["\t".join((*words, " ".join(each))) for words, each in sorted(tags.items())]
        return "\n".join(lines).encode("utf-8")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LemmaTable:
        """Take the table that `to_bytes` wrote."""
        verbs, *lines = data.decode("utf-8").split("\n")
        forms = {}
        for form, lemma, tags in (line.split("\t") for line in lines):
            forms.update(dict.fromkeys(((tag, form) for tag in tags.split(" ")), lemma or form))
        self.fill(forms, verbs.split())
        return self


def _name(token: Token) -> str:
    """The lemma of a name that lost its capital: its plural ending goes, the capital stays."""
    lemma = token.lemma_
    return lemma[0].upper() + lemma[1:] if token.tag_ == "NNPS" else token.text


def base_form(form: str, tag: str, lemma: str, verbs: Set[str]) -> str:
    """The known verb that `form` is a regular form of; `lemma` where it is one, or none is."""
    known = [stem for stem in _stems(form, tag) if stem in verbs]
    if not known or (lemma in known and not (lemma != known[0] and _doubles(lemma))):
        return lemma
    return known[0]


def _stems(form: str, tag: str) -> Iterator[str]:
    """Yield what `form` may be regularly made of, likeliest first."""
    if tag == "VBZ":
        if form.endswith("s"):
            yield form[:-1]
        if form.endswith("ies"):
            yield form[:-3] + "y"
        if form.endswith("es"):
            yield form[:-2]
        return
    ending = "ing" if tag == "VBG" else "ed"
    stem = form.removesuffix(ending)
    if stem == form or len(stem) < 2:
        return
    yield stem + "e"
    if not _doubles(stem):
        yield stem
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    if ending == "ed" and stem[-1] == "i":
        yield stem[:-1] + "y"
    if ending == "ing" and stem[-1] == "y":
        yield stem[:-1] + "ie"
    if _doubles(stem):
        yield stem


def _doubles(stem: str) -> bool:
    """Whether `stem` doubles its last letter before an ending: "plan" does, "plane" does not."""
    return (
        len(stem) >= 3
        and stem[-1] not in _VOWELS | set("wxy")
        and stem[-2] in _VOWELS
        and stem[-3] not in _VOWELS
        and sum(letter in _VOWELS for letter in stem) == 1
    )

"""The shipped pipeline is the one its card describes, and others are taken or refused by labels."""

from __future__ import annotations

import importlib
import json
import shutil
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Token

from figurewatch.errors import ConfigError
from processors import language
from processors.components import LemmaTable, base_form
from processors.reading import read_article
from tests import factories
from training.assemble import folder_size, weights_hash

SHIPPED = language.SHIPPED
META = json.loads((SHIPPED / "meta.json").read_text("utf-8"))

OWN_COMPONENTS = ["lemma_table", "sentence_marks"]


@pytest.fixture(scope="module")
def shipped() -> Language:
    return language.load()


def word(nlp: Language, sentence: str, text: str) -> Token:
    """The one token of `sentence` that reads `text`."""
    (found,) = [token for token in nlp(sentence) if token.text == text]
    return found


def test_weights_are_those_that_meta_and_card_name() -> None:
    found = weights_hash(SHIPPED)
    assert META["weights_sha256"] == found
    assert found in (SHIPPED / "README.md").read_text("utf-8")


def test_directory_stays_within_twelve_megabytes() -> None:
    assert folder_size(SHIPPED) <= 12_000_000


def test_card_states_licence_version_and_the_measured_scores() -> None:
    card = (SHIPPED / "README.md").read_text("utf-8")
    assert META["license"] == "CC BY-SA 4.0"
    assert META["license"] in (SHIPPED / "LICENSE").read_text("utf-8")
    assert f"# en_figures {META['version']}" in card
    for part, scores in META["performance"].items():
        row = next(line for line in card.splitlines() if line.startswith(f"| {part} |"))
        assert str(scores["LAS"]) in row


@pytest.mark.parametrize(
    "data", ["EWT", "GUM", "Universal NER", "spacy-lookups-data", "WordNet", *OWN_COMPONENTS]
)
def test_card_credits_what_the_weights_were_made_from(data: str) -> None:
    assert data in (SHIPPED / "README.md").read_text("utf-8")


def test_version_names_pipeline_and_number(shipped: Language) -> None:
    assert language.version(shipped) == f"en_figures {META['version']}"


def test_labels_are_universal_dependencies_and_three_kinds_of_names(shipped: Language) -> None:
    assert language.label_scheme(shipped) == "UD"
    assert set(shipped.pipe_labels["ner"]) == {"PER", "ORG", "LOC"}


def test_excluded_components_are_not_loaded() -> None:
    assert "ner" not in language.load(exclude=("ner",)).pipe_names


@pytest.mark.parametrize(
    ("sentence", "subject", "verb"),
    [
        ("Rents rose by 12% in May, the council said.", "council", "said"),
        ("The ministry reported that exports had fallen.", "ministry", "reported"),
        ("Flooding has destroyed 300 homes, said Ana Lindberg.", "Ana", "said"),
        ("Officials told reporters that 40 ferries were cancelled.", "Officials", "told"),
    ],
)
def test_who_says_it_is_the_subject(
    shipped: Language, sentence: str, subject: str, verb: str
) -> None:
    token = word(shipped, sentence, subject)
    assert (token.dep_, token.head.text) == ("nsubj", verb)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("According to the rail union, 900 drivers took part.", "union"),
        ("Output fell to 3.4m tonnes, according to the regulator.", "regulator"),
    ],
)
def test_according_to_marks_its_source(shipped: Language, sentence: str, source: str) -> None:
    token = word(shipped, sentence, source)
    assert token.dep_ == "obl"
    assert "according" in [child.lower_ for child in token.children]


@pytest.mark.parametrize(
    ("sentence", "number", "noun"),
    [
        ("At least 4,200 patients were treated.", "4,200", "patients"),
        ("The farm lost more than 70 animals.", "70", "animals"),
        ("The plant made 3.4bn litres of milk.", "bn", "litres"),
        ("They spent between 20 and 30 million euros.", "20", "euros"),
    ],
)
def test_numbers_hang_on_what_they_count(
    shipped: Language, sentence: str, number: str, noun: str
) -> None:
    token = word(shipped, sentence, number)
    assert (token.dep_, token.head.text) == ("nummod", noun)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("£3,000-£5,000", ["£", "3,000", "-", "£", "5,000"]),
        ("$1.2bn–$1.5bn", ["$", "1.2", "bn", "–", "$", "1.5", "bn"]),
        ("10%-15%", ["10", "%", "-", "15", "%"]),
        ("221bn", ["221", "bn"]),
        ("F-16", ["F-16"]),
        ("1990s", ["1990s"]),
    ],
)
def test_tokenizer_parts_numbers_as_news_prints_them(
    shipped: Language, text: str, tokens: list[str]
) -> None:
    assert [token.text for token in shipped.make_doc(text)] == tokens


@pytest.mark.parametrize("name", OWN_COMPONENTS)
def test_programs_that_know_only_spacy_find_our_components(name: str) -> None:
    project = tomllib.loads((SHIPPED.parents[1] / "pyproject.toml").read_text("utf-8"))
    module, factory = project["project"]["entry-points"]["spacy_factories"][name].split(":")
    assert callable(getattr(importlib.import_module(module), factory))


@pytest.mark.parametrize(
    ("sentence", "form", "lemma"),
    [
        ("The shop was fined twice.", "fined", "fine"),
        ("Some 300 people fled the town.", "fled", "flee"),
        ("They are specializing in boats.", "specializing", "specialize"),
        ("The number of people sleeping rough rose to 90.", "rose", "rise"),
        ("He moved to Athens.", "Athens", "Athens"),
        ("It cost 12,500 euros.", "12,500", "12500"),
    ],
)
def test_lemmas_are_words(shipped: Language, sentence: str, form: str, lemma: str) -> None:
    assert word(shipped, sentence, form).lemma_ == lemma


def test_lemmas_that_were_stored_are_read_again() -> None:
    table = LemmaTable(spacy.blank("en").vocab)
    table.fill({("NNS", "mice"): "mouse", ("NN", "pan"): "pan"}, ["sail"])
    assert LemmaTable(spacy.blank("en").vocab).from_bytes(table.to_bytes()).to_bytes() == (
        b"sail\nmice\tmouse\tNNS\npan\t\tNN"
    )


@pytest.mark.parametrize(
    ("form", "tag", "wrong", "right"),
    [
        ("fined", "VBD", "fin", "fine"),
        ("planned", "VBN", "planne", "plan"),
        ("carried", "VBD", "carri", "carry"),
        ("lying", "VBG", "ly", "lie"),
        ("watches", "VBZ", "watche", "watch"),
        ("grobbed", "VBD", "grob", "grob"),
    ],
)
def test_regular_forms_are_those_of_known_verbs(
    form: str, tag: str, wrong: str, right: str
) -> None:
    verbs = frozenset(("fine", "plan", "carry", "lie", "watch"))
    assert base_form(form, tag, wrong, verbs) == right


@pytest.mark.parametrize(
    "sentences",
    [
        ['"The bridge is closed."', "Rain had damaged it."],
        ["The bridge is closed.", '"Rain had damaged it," he said.'],
        ["The mayor left (he was ill.)", "His deputy stayed."],
        ["The speech by Prof. Lindqvist lasted an hour."],
        ['The mayor said: "Rain had damaged it."'],
        ["The bridge was ... closed for a day."],
    ],
)
def test_sentences_begin_where_quotations_and_titles_say_so(
    shipped: Language, sentences: list[str]
) -> None:
    found = shipped(" ".join(sentences)).sents
    assert [sentence.text for sentence in found] == sentences


def test_unknown_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="no_such_pipeline"):
        language.load("no_such_pipeline")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    broken = shutil.copytree(SHIPPED, tmp_path / "broken")
    (broken / "parser" / "model").write_bytes(b"\x00")
    with pytest.raises(ConfigError, match="broken"):
        language.load(str(broken))


def test_pipeline_without_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ConfigError, match="no parser"):
        language.load(str(tmp_path / "blank"))


@pytest.mark.parametrize(
    ("labels", "scheme"),
    [(["nsubj", "obl", "obj"], "UD"), (["nsubj", "pobj", "dobj"], "CLEAR")],
)
def test_label_scheme_is_read_off_the_parser(labels: list[str], scheme: str) -> None:
    assert language.label_scheme(parser_with(labels)) == scheme


def test_labels_of_no_known_scheme_are_refused() -> None:
    with pytest.raises(ConfigError, match="neither UD nor CLEAR"):
        language.label_scheme(parser_with(["subj", "comp"]))


def parser_with(labels: list[str]) -> Language:
    """An untrained pipeline whose parser has these labels."""
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in labels:
        parser.add_label(label)  # type: ignore[attr-defined]
    return nlp


def test_what_was_read_is_not_remembered(shipped: Language) -> None:
    """A worker that reads for months must not keep every name that it ever met."""
    read_article(factories.article(text="Some 20 people left Aa."), shipped)
    strings = len(shipped.vocab.strings)
    text = "Quorvanda Zelbright said that 1,200 people had fled Ystrovinka, Premzil and Khorvat."
    assert read_article(factories.article(text=text), shipped)
    assert len(shipped.vocab.strings) == strings

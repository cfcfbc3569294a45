"""Who a source is: its name within the article, its kind, role, affiliation, anonymity."""

import pytest
from spacy.language import Language

from figurewatch.records import Source
from processors.attributions import find_attributions
from processors.document import parse


def last_source(nlp: Language, text: str) -> Source:
    """The source nearest the reader of the last attribution of `text`."""
    sayings = [s for s in find_attributions(parse(text, nlp)).sayings if s.chain]
    return sayings[-1].chain[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ilse Brandt runs the port. Brandt said 40 ships sank.", "Ilse Brandt"),
        ("Ilse Brandt runs the port. She said 40 ships sank.", "Ilse Brandt"),
        ("Ilse Brandt met Karl Meier. She said 40 ships sank.", "Ilse Brandt"),
        ("“It sank,” said Karl Meier. “Forty ships sank,” he added.", "Karl Meier"),
        ("The Port Research Institute counted. The institute said 40 ships sank.",
         "Port Research Institute"),
        ("Destatis reported 40 closures. It said 30 were in Berlin.", "Destatis"),
        ("Ilse Brandt counted them. By October 40 ships had sunk, according to her findings.",
         "Ilse Brandt"),
        ("They said 40 ships sank.", None),
        ("Karl Meier said the port was full. In a letter to Brandt, he wrote that 40 ships sank.",
         "Karl Meier"),
        ("“It sank,” said Karl Meier.\nIlse Brandt disagreed.\n“Forty sank,” she said.",
         "Ilse Brandt"),
        ("“It sank,” said Karl Meier.\nPaul Brandt disagreed.\n“Forty sank,” he said.",
         "Paul Brandt"),
        ("The Court of Auditors met on Tuesday. It said 40 ships sank.", "Court of Auditors"),
        ("Researchers at the port institute asked around. They found that 40 ships sank.",
         "Researchers at the port institute"),
        ("A report by Seawatch came out on Monday. It says 40 ships sank.",
         "report by Seawatch"),
        # A person keeps to be one however the name is printed later.
        ("David Gilbert runs the port. Gilbert met Karl Meier's lawyers. “Forty sank,” he said.",
         "David Gilbert"),
        ("Port pollster Whit Ayren is gloomy. “Forty ships will sink,” he said.", "Whit Ayren"),
        ("New Jersey Gov. Anna Brandt (R), a friend of Meier, wept even as she denied it, "
         "saying, “Forty sank.”", "Anna Brandt"),
        # A people is nobody in particular.
        ("“It sank,” said Ilse Brandt. On Monday, Arizonans waited in line. When the port opened, "
         "she said, 40 ships came.", "Ilse Brandt"),
    ],
)  # fmt: skip
def test_a_source_is_named_as_the_article_names_it(
    nlp: Language, text: str, name: str | None
) -> None:
    assert last_source(nlp, text).name == name


@pytest.mark.parametrize(
    ("text", "kind", "anonymity"),
    [
        ("Ilse Brandt said 40 ships sank.", "person", "named"),
        ("The ministry said 40 ships sank.", "government", "role"),
        ("The company said 40 ships sank.", "organisation", "role"),
        ("Reuters reported that 40 ships sank.", "outlet", "named"),
        ("A report said 40 ships sank.", "document", "anonymous"),
        ("Data from Eurostat showed that 40 ships sank.", "dataset", "named"),
        ("A new poll found that 40 percent agreed.", "poll", "anonymous"),
        ("Officials said 40 ships sank.", "group", "anonymous"),
        ("Belgian officials said 40 ships sank.", "group", "role"),
        ("A source said 40 ships sank.", "person", "anonymous"),
        ("A spokesman for the Interior Ministry said 40 ships sank.", "person", "role"),
    ],
)
def test_kind_and_anonymity_are_told(nlp: Language, text: str, kind: str, anonymity: str) -> None:
    source = last_source(nlp, text)
    assert (source.kind, source.anonymity) == (kind, anonymity)


def test_role_and_affiliation_are_read_from_the_words_beside_the_name(nlp: Language) -> None:
    text = "Ilse Brandt, the chief spokeswoman for the Harbour Ministry, said 40 ships sank."
    source = last_source(nlp, text)
    assert source.role == "chief spokeswoman"
    assert source.affiliation == "Harbour Ministry"


def test_the_author_of_data_is_their_affiliation(nlp: Language) -> None:
    source = last_source(nlp, "Figures from the Harbour Ministry show that 40 ships sank.")
    assert source.affiliation == "Harbour Ministry"

"""A user's lexicon adds to the shipped one; a mistake in it is named with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from figurewatch.errors import ConfigError
from figurewatch.records import Article, Figure
from processors.classes import CLASSES, load_classes, use_classes
from processors.reading import read_article, series_of_figure
from processors.source_words import kind_of_name, use_sources, words_of

MASKS = """\
domain = "museums"

[classes.masks]
title = "Masks"
unit = "things"
nouns = ["mask"]
"""


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    """What one test puts in force holds for the whole process."""
    yield
    use_classes(())
    use_sources(())


def written(path: Path, text: str) -> Path:
    """The file, with that in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def read(text: str, nlp: Language) -> list[Figure]:
    """The figures of an article."""
    return read_article(Article(id="a", text=text), nlp)


def test_classes_of_ones_own_are_read_in_articles(tmp_path: Path, nlp: Language) -> None:
    """In the figure, and in the name of its series."""
    text = "The museum in Norway owns 700 masks."
    (before,) = read(text, nlp)
    use_classes([written(tmp_path / "masks.toml", MASKS)])
    (after,) = read(text, nlp)
    assert (before.subject.class_, after.subject.class_) == ("mask", "masks")
    assert series_of_figure(after).title.startswith("Masks")
    assert after.series.startswith("masks/")


def test_a_directory_is_read_by_file_name_and_later_files_go_on(tmp_path: Path) -> None:
    """A class may have its wider one in another file, or in the shipped ones."""
    written(tmp_path / "own/1.toml", MASKS)
    more = '[classes.death-masks]\ntitle = "Death masks"\nunit = "things"\nparents = ["masks"]\n'
    written(tmp_path / "own/2.toml", more)
    classes = load_classes([tmp_path / "own"])
    assert classes.path_of("death-masks") == ("masks", "death-masks")
    assert len(classes) == len(CLASSES) + 2


def test_a_word_of_ones_own_class_goes_before_ours(tmp_path: Path) -> None:
    """Whoever writes a class for a word means that class."""
    own = written(tmp_path / "own.toml", MASKS.replace('"mask"', '"death toll"'))
    found = load_classes([own]).of_phrase(["death", "toll"], unit="")
    assert found is not None
    assert found.id == "masks"


def test_a_class_of_the_same_id_replaces_ours(tmp_path: Path) -> None:
    """Its words too."""
    own = '[classes.deaths]\ntitle = "The dead"\nunit = "persons"\n'
    classes = load_classes([written(tmp_path / "own.toml", own)])
    replaced = classes.get("deaths")
    assert replaced is not None
    assert (replaced.title, replaced.domain) == ("The dead", "own")
    assert classes.of_phrase(["death", "toll"], unit="") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[classes.a", "own.toml:1: can't be read as TOML: Expected"),
        ("[clases.a]", "own.toml:1: there is no table clases; did you mean classes?"),
        (f'{MASKS}noun = ["a"]', "own.toml:7: masks has no key noun; did you mean nouns?"),
        (f'{MASKS}parents = ["deathz"]', "own.toml:7: class masks has an unknown parent deathz"),
        (f'{MASKS}parents = ["deathz"]', "did you mean deaths?"),
        (f'{MASKS}who = "soldiers"', "own.toml:7: there is no group soldiers; did you mean soldi"),
        (f"{MASKS}event = 1", "own.toml:7: event must be true or false"),
        (f'{MASKS}object = "steal"', "own.toml:7: object must be a list of texts"),
        (f'{MASKS}holders = ["Museum"]', "own.toml:7: 'Museum' must be in lower case"),
        ('\n[classes.a]\nunit = "things"', "own.toml:2: class a needs a title"),
        ('[classes.a]\ntitle = "A"', "own.toml:1: class a needs a unit"),
        ('[classes.a]\nunit = 5\ntitle = "A"', "own.toml:2: unit must be a text"),
        ('[classes."A B"]\ntitle = "A"', "own.toml:1: the id 'A B' must be lower-case words"),
        ("classes = 1", "own.toml:1: classes must be tables"),
        ("[classes]\na = 1", "own.toml:2: class a must be a table"),
    ],
)
def test_a_mistake_in_classes_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    """And nothing of the file comes in force."""
    path = written(tmp_path / "own.toml", text)
    with pytest.raises(ConfigError) as caught:
        use_classes([path])
    assert says in str(caught.value)
    assert CLASSES.get("masks") is None


def sources_of(text: str, nlp: Language) -> list[tuple[str | None, str]]:
    """Who claims the one figure of `text`: names and kinds."""
    (figure,) = read(text, nlp)
    return [(source.name, source.kind) for source in figure.attribution.chain]


def test_a_name_of_ones_own_has_its_kind(tmp_path: Path, nlp: Language) -> None:
    """Whatever the pipeline takes it for."""
    text = "Velland Watch said 40 people died in Norway."
    assert sources_of(text, nlp) != [("Velland Watch", "dataset")]
    use_sources([written(tmp_path / "own.toml", '[dataset]\nnames = ["Velland Watch"]')])
    assert sources_of(text, nlp) == [("Velland Watch", "dataset")]


def test_a_noun_of_ones_own_names_a_source(tmp_path: Path, nlp: Language) -> None:
    """Here a body that no shipped list has."""
    text = "The storting said 40 people died in Norway."
    use_sources([written(tmp_path / "own.toml", '[government]\nnouns = ["storting"]')])
    assert [kind for _, kind in sources_of(text, nlp)] == ["government"]


def test_what_ones_own_file_says_of_a_name_goes_before_ours(tmp_path: Path) -> None:
    """Only one kind is left."""
    assert kind_of_name("Kremlin") == "government"
    use_sources([written(tmp_path / "own.toml", '[outlet]\nnames = "Kremlin | Sea Wire"')])
    assert (kind_of_name("Kremlin"), kind_of_name("Sea Wire")) == ("outlet", "outlet")


def test_lists_are_written_as_ours_or_as_lists(tmp_path: Path) -> None:
    """Words between spaces, or each on its own."""
    own = '[poll]\nnouns = "barometer tracker"\n[group]\nofficials = ["wardens"]\n'
    assert use_sources([written(tmp_path / "own.toml", own)]) == 3
    assert {"barometer", "tracker", "poll"} <= words_of("poll")
    assert "wardens" in words_of("group", "officials")
    use_sources(())
    assert "barometer" not in words_of("poll")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[goverment]", "own.toml:1: there is no table goverment; did you mean government?"),
        ('[poll]\nnoun = ["a"]', "own.toml:2: poll has no key noun; did you mean nouns?"),
        ("[poll]\nnouns = [1]", "own.toml:2: nouns must be a list of texts"),
        ('[poll]\nnouns = ["Poll"]', "own.toml:2: 'Poll' must be in lower case"),
        ("poll = 1", "own.toml:1: poll must be a table"),
        ("[poll]\nnouns =\n", "own.toml:2:8: can't be read as TOML"),
    ],
)
def test_a_mistake_in_sources_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    """And the shipped lists stay as they are."""
    before = set(words_of("poll"))
    with pytest.raises(ConfigError) as caught:
        use_sources([written(tmp_path / "own.toml", text)])
    assert says in str(caught.value)
    assert words_of("poll") == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """And so is a directory without a file."""
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        use_classes([tmp_path / "none.toml"])
    with pytest.raises(ConfigError, match=r"holds no file called \*\.toml"):
        use_sources([tmp_path])

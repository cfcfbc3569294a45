"""Direct quotations are found whatever the marks, and a lost mark costs one paragraph."""

import pytest

from processors.quotations import find_quotations, quotation_around


def quoted(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It sank,” he said. “All of it.”", ["“It sank,”", "“All of it.”"]),
        ('"It sank," he said. "All of it."', ['"It sank,"', '"All of it."']),
        ("''It sank,'' he said.", ["''It sank,''"]),
        ("``It sank,'' he said.", ["``It sank,''"]),
        ("He said: ‘It sank,’ and left.", ["‘It sank,’"]),
        ("The workers’ ship was the crew’s.", []),
        ('He stands 6\'2" tall and says "no."', ['"no."']),
        ("«It sank», he said.", ["«It sank»"]),
    ],
)
def test_every_kind_of_mark_is_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_lost_closing_mark_ends_with_its_paragraph() -> None:
    text = "“It sank, he said.\nHe left. “All of it sank,” she said."
    assert quoted(text) == ["“It sank, he said.", "“All of it sank,”"]


def test_a_mark_that_opens_twice_ends_the_first_quotation_with_its_sentence() -> None:
    text = "“It sank. Then she said “all of it.”"
    assert quoted(text) == ["“It sank.", "“all of it.”"]


def test_a_quotation_goes_on_over_a_paragraph_that_leaves_it_open() -> None:
    first, second = find_quotations("“It sank.\n“All of it,” she said.")
    assert first.is_open
    assert second.continues


def test_the_quotation_around_an_offset_is_found() -> None:
    text = "“It sank,” he said. “All of it.”"
    found = find_quotations(text)
    assert quotation_around(found, text.index("All")) == found[1]
    assert quotation_around(found, text.index("he")) is None

"""Marks cut a text into pieces, whether they lie apart, within or across each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from figurewatch.records import AttributedContent, ReadFigure, Reading
from sinks.highlights import cut, evidence_range, marks_of
from sinks.marks import Mark, cut_at_marks
from tests import factories

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=12)


def mark(start: int, end: int, part: str) -> Mark:
    return Mark(start=start, end=end, part=part)


def test_marks_within_each_other_show_the_innermost() -> None:
    """ "230,000 dollars" is a value, its last word a unit as well."""
    text = "230,000 dollars left"
    pieces = list(cut_at_marks(text, [mark(0, 15, "value"), mark(8, 15, "unit")]))
    assert [(piece.text, piece.part) for piece in pieces] == [
        ("230,000 ", "value"),
        ("dollars", "unit"),
        (" left", ""),
    ]
    assert [one.part for one in pieces[1].ends] == ["unit", "value"]


def test_marks_across_each_other_share_a_piece() -> None:
    pieces = list(cut_at_marks("abcdef", [mark(0, 4, "source"), mark(2, 6, "counted")]))
    assert [{one.part for one in piece.marks} for piece in pieces] == [
        {"source"},
        {"source", "counted"},
        {"counted"},
    ]


@given(st.text(max_size=40), SPANS)
def test_the_pieces_are_the_text_and_every_mark_begins_and_ends_once(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marks = {mark(start, start + length, "value") for start, length in spans}
    pieces = list(cut_at_marks(text, marks))
    assert "".join(piece.text for piece in pieces) == text
    inside = [one for one in marks if one.start < len(text)]
    for told in ("begins", "ends"):
        assert sorted(one.key for piece in pieces for one in getattr(piece, told)) == sorted(
            one.key for one in inside
        )


def test_figures_that_share_words_share_a_mark() -> None:
    """ "Twelve and 30 soldiers": the soldiers are marked once, and each value has its number."""
    figure = factories.figure()
    reading = Reading(
        article=factories.article(),
        figures=(ReadFigure(figure=figure), ReadFigure(figure=figure, unit=(11, 19))),
    )
    marks = marks_of(reading, attributions=False)
    assert [one.figures for one in marks if one.part == "value"] == [(1, 2)]
    assert [one.part for one in marks] == ["value", "counted", "unit", "period", "source", "cue"]


def test_attributions_without_a_figure_are_marked_when_asked_for() -> None:
    content = AttributedContent(
        source=((40, 52),), cue=((53, 57),), content=((0, 38),), entity="ministry"
    )
    reading = Reading(article=factories.article(), figures=(), attributions=(content,))
    assert marks_of(reading, attributions=False) == []
    parts = [one.part for one in marks_of(reading, attributions=True)]
    assert parts == ["content", "source", "cue"]


def test_what_is_around_a_sentence_is_told_apart_from_it() -> None:
    """As the page of a figure shows it."""
    text = factories.TEXT + " It rained."
    start, end = evidence_range(factories.figure())
    pieces = cut(factories.figure(), text, start=start, end=len(text))
    assert (start, end) == (0, len(factories.TEXT))
    assert [piece.text for piece in pieces if piece.is_context] == [" It rained."]
    assert [piece.part for piece in pieces if piece.ends_part] == [
        "value", "counted", "period", "source", "cue",
    ]  # fmt: skip

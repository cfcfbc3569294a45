"""The parts of figures and attributions in the text, and a figure's sentence cut at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from figurewatch.records import AttributedContent, Figure, Reading
from sinks.marks import Mark, cut_at_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Consecutive characters that belong to the same parts."""

    text: str
    #: The innermost part, "" for plain text.
    part: str
    #: This piece is the last one of its part, where the label goes.
    ends_part: bool
    #: It stands outside the sentence that states the figure.
    is_context: bool = False


def parts_of(figure: Figure) -> list[tuple[int, int, str]]:
    """Give (start, end, part) of every part that the article's text states, outermost first."""
    spans = [(figure.quantity.start, figure.quantity.end, "value")]
    if figure.counted:
        spans.append((figure.counted.start, figure.counted.end, "counted"))
    if figure.scope.start is not None and figure.scope.end is not None:
        spans.append((figure.scope.start, figure.scope.end, "period"))
    if figure.attribution.cue:
        spans.append((figure.attribution.cue.start, figure.attribution.cue.end, "cue"))
    spans.extend((source.start, source.end, "source") for source in figure.attribution.chain)
    return sorted(spans, key=lambda span: span[0] - span[1])


def evidence_range(figure: Figure) -> tuple[int, int]:
    """Give the range of the article's text that holds the sentence and its attribution."""
    starts = [figure.sentence.start, *(start for start, _, _ in parts_of(figure))]
    ends = [figure.sentence.end, *(end for _, end, _ in parts_of(figure))]
    return min(starts), max(ends)


def context_range(text: str, start: int, end: int, *, reach: int = 280) -> tuple[int, int]:
    """Widen a range by what surrounds it in its paragraph, at most `reach` characters each way."""
    first = max(text.rfind("\n", 0, start) + 1, start - reach)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + reach)
    if first == start - reach:
        # Begin with a whole word.
        first += len(text[first:start]) - len(text[first:start].partition(" ")[2])
    if last == end + reach:
        last -= len(text[end:last]) - len(text[end:last].rpartition(" ")[0])
    return first, last


def cut(figure: Figure, text: str, *, start: int, end: int) -> list[Piece]:
    """Cut `text[start:end]` of the figure's article into pieces, in order."""
    # No blank lines after what is shown.
    end = start + len(text[start:end].rstrip())
    spans = [*parts_of(figure), (figure.sentence.start, figure.sentence.end, "sentence")]
    marks = [
        Mark(start=max(start, first) - start, end=min(end, last) - start, part=part)
        for first, last, part in spans
        if first < end and last > start
    ]
    pieces = []
    for piece in cut_at_marks(text[start:end], marks):
        parts = [mark for mark in piece.marks if mark.part != "sentence"]
        pieces.append(
            Piece(
                text=piece.text,
                part=parts[-1].part if parts else "",
                ends_part=bool(parts) and parts[-1] in piece.ends,
                is_context=len(parts) == len(piece.marks),
            )
        )
    return pieces


def marks_of(reading: Reading, *, attributions: bool) -> list[Mark]:
    """Give the marks of every figure, and of every attribution if asked for, each span once."""
    figures: dict[tuple[int, int, str], list[int]] = {}
    for number, read in enumerate(reading.figures, start=1):
        for start, end, part in parts_of(read.figure):
            numbers = figures.setdefault((start, end, part), [])
            if part == "value":
                numbers.append(number)
        for span, part in ((read.unit, "unit"), (read.place, "place")):
            if span is not None:
                figures.setdefault((*span, part), [])
    for content in reading.attributions if attributions else ():
        for start, end, part in _spans_of(content):
            figures.setdefault((start, end, part), [])
    return [
        Mark(start=start, end=end, part=part, figures=tuple(numbers))
        for (start, end, part), numbers in sorted(figures.items())
        if start < end
    ]


def _spans_of(content: AttributedContent) -> Iterator[tuple[int, int, str]]:
    for spans, part in (
        (content.source, "source"),
        (content.cue, "cue"),
        (content.content, "content"),
    ):
        for start, end in spans:
            yield start, end, part
    for source in content.chain:
        yield source.start, source.end, "source"

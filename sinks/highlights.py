"""Cuts a sentence into pieces, each with the parts of a figure that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from figurewatch.records import Figure

#: The parts a reader sees marked, with the word that labels each.
PARTS = ("source", "cue", "value", "counted", "period")


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
    spans = [span for span in parts_of(figure) if span[0] < end and span[1] > start]
    sentence = figure.sentence
    borders = sorted(
        {start, end}
        | {max(start, min(end, border)) for border in (sentence.start, sentence.end)}
        | {max(start, min(end, border)) for span in spans for border in (span[0], span[1])}
    )
    pieces = []
    for left, right in pairwise(borders):
        # Spans are sorted outermost first, so the last one that covers the piece is innermost.
        covering = [span for span in spans if span[0] <= left and span[1] >= right]
        inner = covering[-1] if covering else None
        pieces.append(
            Piece(
                text=text[left:right],
                part=inner[2] if inner else "",
                ends_part=inner is not None and inner[1] == right,
                is_context=right <= sentence.start or left >= sentence.end,
            )
        )
    return pieces

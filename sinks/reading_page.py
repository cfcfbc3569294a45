"""One page that shows what was read in articles: self-contained, it asks for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jinja2 import Environment, PackageLoader, StrictUndefined

from figurewatch.records import AttributedContent, Attribution, ReadFigure, Reading, Source
from sinks import summaries
from sinks.highlights import marks_of
from sinks.marks import PARTS, MarkedPiece, cut_at_marks
from sinks.shown import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One box of a drawn chain."""

    name: str
    about: str
    #: The mark of the words that name it.
    key: str


@dataclass(frozen=True)
class ShownArticle:
    """A reading as the page shows it; `number` tells its links from those of other articles."""

    number: int
    reading: Reading
    attributions: bool

    @cached_property
    def text(self) -> str:
        """The article's text, without what a page can't hold."""
        return printable(self.reading.article.text)

    @cached_property
    def pieces(self) -> list[MarkedPiece]:
        """The text, cut at the marks."""
        return list(cut_at_marks(self.text, marks_of(self.reading, attributions=self.attributions)))

    def words(self, start: int, end: int) -> str:
        """A part of the text."""
        return self.text[start:end]

    def hops(self, chain: Sequence[Source], identities: Sequence[str | None]) -> list[Hop]:
        """The boxes of a chain, nearest the reader first."""
        return [
            Hop(
                name=printable(source.name or source.text),
                about=printable(summaries.describe_source(source, identity)),
                key=f"source-{source.start}-{source.end}",
            )
            for source, identity in zip(chain, identities, strict=True)
        ]

    def evidence(self, attribution: Attribution) -> list[tuple[str, int, int]]:
        """The spans that a figure's attribution rests on: part, start, end."""
        spans = [("source", source.start, source.end) for source in attribution.chain]
        if attribution.cue:
            spans.append(("cue", attribution.cue.start, attribution.cue.end))
        return sorted(set(spans), key=lambda span: span[1:])

    def reach(self, read: ReadFigure) -> str:
        """How the attribution of a figure reaches it, in words; "" where nobody is named."""
        content = self._content_of(read)
        return summaries.REACH[content.scope] if content else ""

    def _content_of(self, read: ReadFigure) -> AttributedContent | None:
        cue, at = read.figure.attribution.cue, read.figure.quantity.start
        if cue is None or not read.figure.attribution.chain:
            return None
        for content in self.reading.attributions:
            is_said = any(start <= at < end for start, end in content.content)
            if is_said and (cue.start, cue.end) in content.cue:
                return content
        return None


def reading_page(readings: Sequence[Reading], *, attributions: bool = False) -> str:
    """
    Give the page of `readings`: each text with its parts marked, and a card for each figure.

    With `attributions` those without a figure are marked and listed as well.
    """
    templates = Environment(
        loader=PackageLoader("sinks"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    articles = [
        ShownArticle(number, reading, attributions)
        for number, reading in enumerate(readings, start=1)
    ]
    return templates.get_template("reading.html").render(
        articles=articles,
        attributions=attributions,
        parts={part: told for part, told in PARTS.items() if part != "content" or attributions},
        say=summaries,
        printable=printable,
    )

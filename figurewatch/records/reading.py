"""What was read in one article, with what a page needs to show it."""

from __future__ import annotations

from dataclasses import dataclass

from figurewatch.records.article import Article
from figurewatch.records.attributed import AttributedContent, Span
from figurewatch.records.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFigure:
    """A figure, with the spans that its record does not keep."""

    figure: Figure
    #: The words of the unit, where it has one.
    unit: Span | None = None
    #: The words of its sentence that name the place of its subject.
    place: Span | None = None
    #: For each source of its chain the one name that it has across articles, or None.
    identities: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article, its figures and its attributions, in the order of the text."""

    article: Article
    figures: tuple[ReadFigure, ...]
    attributions: tuple[AttributedContent, ...] = ()

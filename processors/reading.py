"""Articles in, figures out: the steps of reading, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from figurewatch.errors import ProcessingError
from figurewatch.records import (
    Article,
    ArticleRef,
    AttributedContent,
    Figure,
    ReadFigure,
    Reading,
    Sentence,
    Series,
    Source,
    stable_id,
)
from figurewatch.records.attributed import Span
from processors.attributions import Attributions, attribution_of, contents, find_attributions
from processors.counting.counted import find_counted
from processors.document import parse
from processors.identities import IDENTITIES
from processors.mentions import Mention
from processors.places import find_places
from processors.quantities import find_quantities
from processors.scopes import find_scope
from processors.series import series_of
from processors.stances import find_stance
from processors.subjects import find_subject


def read_article(article: Article, nlp: Language) -> list[Figure]:
    """
    Read every figure of `article`, in the order of the text.

    Offsets count code points of `article.text`. Periods are resolved against the day the
    article was printed; without one only periods that name their year are. Raises
    ProcessingError if the text can't be read, whatever the reason, so that one article never
    stops a stream.
    """
    try:
        # What the pipeline remembers of this article's words goes with it: memory stays flat.
        with nlp.memory_zone():
            return _read(article, _parsed(article, nlp))
    except ProcessingError:
        raise
    except Exception as error:
        raise ProcessingError(f"{type(error).__name__}: {error}", about=article.id) from error


def read_whole(article: Article, nlp: Language) -> Reading:
    """
    Read the figures of `article` and every attribution, of figures or not; parses it once.

    The spans of units and places are there for those who show it. Raises ProcessingError.
    """
    try:
        doc = _parsed(article, nlp)
        mentions, found = find_quantities(doc), find_attributions(doc)
        figures = _figures(article, mentions, found)
        return Reading(
            article=article,
            figures=tuple(
                ReadFigure(
                    figure=figure,
                    unit=mention.unit,
                    place=_place_of(figure, mention),
                    identities=_identities_of(figure.attribution.chain),
                )
                for figure, mention in zip(figures, mentions, strict=True)
            ),
            attributions=tuple(_attributed(found)),
        )
    except ProcessingError:
        raise
    except Exception as error:
        raise ProcessingError(f"{type(error).__name__}: {error}", about=article.id) from error


def series_of_figure(figure: Figure) -> Series:
    """Give the series of a figure that has been read: always the one in `figure.series`."""
    return series_of(figure.quantity, figure.counted, figure.subject, figure.scope)


def _parsed(article: Article, nlp: Language) -> Doc:
    """Parse the text, if it is not so long that memory might end before it does."""
    length = len(article.text)
    if length > nlp.max_length:
        says = f"is too long to be read: {length:,} characters, {nlp.max_length:,} at most"
        raise ProcessingError(says, about=article.id)
    return parse(article.text, nlp)


def _read(article: Article, doc: Doc) -> list[Figure]:
    mentions = find_quantities(doc)
    return _figures(article, mentions, find_attributions(doc)) if mentions else []


def _figures(article: Article, mentions: Sequence[Mention], found: Attributions) -> list[Figure]:
    published = article.dated.date() if article.dated else None
    ids = Counter[tuple[str, str]]()
    figures = []
    for mention in mentions:
        sentence = mention.sentence.text
        words = (sentence, mention.quantity.text)
        figures.append(_figure(article, mention, found, published=published, occurrence=ids[words]))
        ids[words] += 1
    return figures


def _figure(
    article: Article,
    mention: Mention,
    found: Attributions,
    *,
    published: date | None,
    occurrence: int,
) -> Figure:
    sentence = mention.sentence
    counted = find_counted(mention)
    scope = find_scope(mention, counted, published=published)
    attribution = attribution_of(mention, found, outlet=article.outlet)
    subject = find_subject(mention, counted, title=article.title)
    return Figure(
        # The sentence's words, not its place: an edit elsewhere keeps the figure's id.
        id=stable_id(article.id, sentence.text, mention.quantity.text, str(occurrence)),
        article=ArticleRef.to(article),
        sentence=Sentence(start=sentence.start_char, end=sentence.end_char, text=sentence.text),
        quantity=mention.quantity,
        counted=counted,
        subject=subject,
        scope=scope,
        stance=find_stance(mention, attribution),
        attribution=attribution,
        series=series_of(mention.quantity, counted, subject, scope).key,
    )


def _identities_of(chain: tuple[Source, ...]) -> tuple[str | None, ...]:
    return tuple(IDENTITIES.identify(source) for source in chain)


def _attributed(found: Attributions) -> Iterator[AttributedContent]:
    """Every attribution, with who is in its chain and what it rests on."""
    for content, saying in zip(contents(found), found.sayings, strict=True):
        spans = {*content.source, *content.cue, *((one.start, one.end) for one in saying.chain)}
        yield replace(
            content,
            chain=saying.chain,
            identities=_identities_of(saying.chain),
            cue_kind=saying.kind,
            form=saying.form,
            scope=saying.scope,
            evidence=tuple(sorted(spans)),
        )


def _place_of(figure: Figure, mention: Mention) -> Span | None:
    """The words of the figure's sentence that name its place, the nearest to the number."""
    place = figure.subject.place
    if place is None:
        return None
    tokens = list(mention.sentence)
    spans = [
        (tokens[found.first].idx, tokens[found.last - 1].idx + len(tokens[found.last - 1]))
        for found in find_places([token.text for token in tokens])
        if found.name == place
    ]
    at = figure.sentence.text.find(place)
    if not spans and at >= 0:
        start = figure.sentence.start + at
        spans = [(start, start + len(place))]
    return min(spans, key=lambda span: abs(span[0] - mention.number[0]), default=None)

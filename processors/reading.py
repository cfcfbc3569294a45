"""Articles in, figures out: the steps of reading, in order."""

from __future__ import annotations

from collections import Counter
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from figurewatch.errors import ProcessingError
from figurewatch.records import (
    Article,
    ArticleRef,
    AttributedContent,
    Figure,
    Sentence,
    Series,
    stable_id,
)
from processors.attributions import Attributions, attribution_of, contents, find_attributions
from processors.counted import find_counted
from processors.document import parse
from processors.mentions import Mention
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
            return _read(article, parse(article.text, nlp))
    except Exception as error:
        raise ProcessingError(f"{type(error).__name__}: {error}", about=article.id) from error


def read_attributions(article: Article, nlp: Language) -> list[AttributedContent]:
    """Read every attribution of `article`, of figures or not; raises ProcessingError."""
    try:
        with nlp.memory_zone():
            return contents(find_attributions(parse(article.text, nlp)))
    except Exception as error:
        raise ProcessingError(f"{type(error).__name__}: {error}", about=article.id) from error


def series_of_figure(figure: Figure) -> Series:
    """Give the series of a figure that has been read: always the one in `figure.series`."""
    return series_of(figure.quantity, figure.counted, figure.subject, figure.scope)


def _read(article: Article, doc: Doc) -> list[Figure]:
    mentions = find_quantities(doc)
    if not mentions:
        return []
    found = find_attributions(doc)
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

"""The shared words: what travels between the parts, and its bytes."""

from figurewatch.records.alert import Alert, AlertState
from figurewatch.records.article import Article, ArticleRef
from figurewatch.records.attributed import AttributedContent
from figurewatch.records.dead_letter import DeadLetter
from figurewatch.records.departure import Departure, DepartureKind, LeftOut, Severity
from figurewatch.records.feed import FeedStatus
from figurewatch.records.figure import (
    Anonymity,
    Attribution,
    Bound,
    Counted,
    Cue,
    CueKind,
    Direction,
    Figure,
    Form,
    Number,
    Per,
    Quantity,
    Reach,
    Scope,
    ScopeKind,
    Sentence,
    Source,
    SourceKind,
    Stance,
    Subject,
)
from figurewatch.records.ids import stable_id
from figurewatch.records.reading import ReadFigure, Reading
from figurewatch.records.series import Series

__all__ = [
    "Alert",
    "AlertState",
    "Anonymity",
    "Article",
    "ArticleRef",
    "AttributedContent",
    "Attribution",
    "Bound",
    "Counted",
    "Cue",
    "CueKind",
    "DeadLetter",
    "Departure",
    "DepartureKind",
    "Direction",
    "FeedStatus",
    "Figure",
    "Form",
    "LeftOut",
    "Number",
    "Per",
    "Quantity",
    "Reach",
    "ReadFigure",
    "Reading",
    "Scope",
    "ScopeKind",
    "Sentence",
    "Series",
    "Severity",
    "Source",
    "SourceKind",
    "Stance",
    "Subject",
    "stable_id",
]

"""An attribution of the text itself, whether or not it carries a figure."""

from __future__ import annotations

from dataclasses import dataclass

from figurewatch.records.figure import CueKind, Form, Reach, Source

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedContent:
    """
    Who is said to say what: the spans of source, cue and content in the article's text.

    Spans are (start, end) in code points, end exclusive; a part may consist of several spans.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    #: The source's name as resolved within the article; "" where it names nobody.
    entity: str
    carried_over: bool = False
    #: Relayer (nearest the reader) first, origin last; empty where the text names nobody.
    chain: tuple[Source, ...] = ()
    #: For each of the chain the one name that it has across articles, None where it could be
    #: several.
    identities: tuple[str | None, ...] = ()
    cue_kind: CueKind = "none"
    form: Form = "none"
    scope: Reach = "local"
    #: Every span that the attribution rests on, in the order of the text.
    evidence: tuple[Span, ...] = ()

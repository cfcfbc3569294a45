"""
Who says each figure, through whom, or nobody.

`find_attributions` reads an article once; `attribution_of` asks it about one quantity. The
chain of a figure runs from the relayer nearest the reader to the origin: the widest content
around the figure is that of the relayer, the narrowest that of the origin.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc

from figurewatch.records import AttributedContent, Attribution, Cue, CueKind, Form, Source
from processors import cues, reports, source_kinds, source_memory, sources, syntax, verb_reports
from processors.coverage import Coverage
from processors.cues import Manner
from processors.mentions import Mention
from processors.passages import Hop, Report, Scope, Text, read_text
from processors.quotations import Quotation, quotation_around

Span = tuple[int, int]

#: Whose forecasts an article may go on with.
_FORECASTERS = frozenset({"document", "dataset", "government", "organisation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One attribution of the text; spans count code points, end exclusive."""

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]
    #: Relayer first, origin last; () where the text names nobody.
    chain: tuple[Source, ...]
    kind: CueKind
    manner: Manner
    form: Form
    scope: Scope

    @property
    def carried_over(self) -> bool:
        """Whether the source was taken over from an earlier sentence."""
        return self.scope == "carried_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributions:
    """Every attribution of one article, in the order of the text."""

    text: str
    sayings: tuple[Saying, ...]
    #: The sayings by what they cover.
    coverage: Coverage


def find_attributions(doc: Doc) -> Attributions:
    """Find who says what in a parsed article."""
    text = read_text(doc)
    memory = source_memory.Memory(doc, text.quoted)
    # In the order of the text: a source is resolved by what was said before it.
    sayings = [_say(text, report, memory) for report in reports.find_reports(text)]
    sayings = [_without_respondents(saying) for saying in sayings]
    sayings = _with_floating_quotations(text, _without_wide_hearsay(sayings))
    sayings += _confirmed_next(text, sayings)
    sayings += _carry_over(text, sayings)
    sayings.sort(key=lambda saying: saying.content[0])
    return Attributions(text=text.printed, sayings=tuple(sayings), coverage=_coverage_of(sayings))


def attribution_of(mention: Mention, found: Attributions, *, outlet: str) -> Attribution:
    """
    Say who claims the quantity of `mention`; nobody where the text does not say so.

    A quantity within the words of a source is not attributed to that source, and an outlet is
    no source of what it prints itself.
    """
    at = mention.number[0]
    covering = [found.sayings[number] for number in found.coverage.over(at, at + 1)]
    around = [saying for saying in covering if not _speaks_of(saying, at)]
    around.sort(key=lambda s: -_length(s.content))
    named = [s for s in around if s.chain]
    said = [s for s in named if s.manner != "attitude"] or named
    if not said:
        cue = _cue(found.text, around[-1]) if around else None
        return Attribution(cue=cue, printed_by=outlet)
    chain = _join(said, outlet)
    nearest = said[-1]
    return Attribution(
        chain=chain,
        cue=_cue(found.text, nearest),
        form=_outer_form(said),
        carried_over=all(s.carried_over for s in said),
        printed_by=outlet,
    )


def _speaks_of(saying: Saying, at: int) -> bool:
    """Whether the quantity is part of the source itself: "41 percent said"."""
    return not saying.carried_over and _holds(saying.source, at)


def _without_respondents(saying: Saying) -> Saying:
    """Who answers a poll is not who claims its figures: "41 percent of voters said"."""
    if not any(source_kinds.are_respondents(source) for source in saying.chain):
        return saying
    return replace(saying, chain=(), source=())


def contents(found: Attributions) -> list[AttributedContent]:
    """Give the spans of every attribution."""
    return [
        AttributedContent(
            source=saying.source,
            cue=(saying.cue,),
            content=saying.content,
            entity=_entity(saying),
            carried_over=saying.carried_over,
        )
        for saying in found.sayings
    ]


def _entity(saying: Saying) -> str:
    start = saying.source[0][0] if saying.source else -1
    speaker = next((source for source in saying.chain if source.start == start), None)
    return (speaker.name or speaker.text) if speaker else ""


# ---------------------------------------------------------------- one saying


def _say(text: Text, report: Report, memory: source_memory.Memory) -> Saying:
    doc = text.doc
    spans: tuple[Span, ...] = ()
    if report.source is not None:
        spans = (_span(doc, report.source),)
        if report.relative is not None:
            spans += (_span(doc, (report.relative, report.relative + 1)),)
    content = tuple(_widen(text, _span(doc, part), report) for part in report.content)
    return Saying(
        source=spans,
        cue=_span(doc, report.cue),
        content=content,
        chain=_chain(doc, report, memory),
        kind=report.kind,
        manner=report.manner,
        form=_form(text, content),
        scope=report.scope,
    )


def _chain(doc: Doc, report: Report, memory: source_memory.Memory) -> tuple[Source, ...]:
    """Who passes it on, who says it, and on whom they rely; only the one who says it speaks."""
    if report.source is None or report.speaker is None:
        return ()
    memory.advance(report.source[0])
    speaker = doc[report.speaker]
    source = sources.describe(doc[slice(*report.source)], speaker, memory)
    memory.remember(source, speaker)
    chain = [source, *_below(doc, report, memory)]
    obtained = sources.obtained_by(doc[slice(*report.source)], speaker)
    if obtained is not None:
        chain.insert(0, sources.describe(syntax.noun_phrase(obtained), obtained, memory))
    if report.relayer is not None:
        chain.insert(0, _describe(doc, report.relayer, memory))
    if report.origin is not None:
        chain.append(_describe(doc, report.origin, memory))
    return tuple(chain)


def _below(doc: Doc, report: Report, memory: source_memory.Memory) -> list[Source]:
    """The data that the source itself is said to analyse: "an analysis of tax data by …"."""
    if report.source is None or report.speaker is None:
        return []
    data = sources.analysed_data(doc[slice(*report.source)], doc[report.speaker])
    return [] if data is None else [sources.describe(data, data.root, memory)]


def _describe(doc: Doc, hop: Hop, memory: source_memory.Memory) -> Source:
    return sources.describe(doc[slice(*hop.words)], doc[hop.head], memory)


def _span(doc: Doc, part: tuple[int, int]) -> Span:
    return doc[part[0]].idx, doc[part[1] - 1].idx + len(doc[part[1] - 1])


def _widen(text: Text, span: Span, report: Report) -> Span:
    """A content that ends within a quotation has all of the quotation."""
    if text.quoted[report.cue[0]] >= 0:
        return span
    start, end = span
    first = quotation_around(text.quotations, start)
    if first is not None and first.end > start:
        start = min(start, first.start)
    last = quotation_around(text.quotations, end - 1)
    if last is not None:
        end = max(end, last.end)
    return start, end


def _form(text: Text, content: tuple[Span, ...]) -> Form:
    quoted = 0
    for start, end in content:
        for quotation in text.quotations:
            quoted += max(0, min(end, quotation.end) - max(start, quotation.start))
    length = _length(content)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * length else "mixed"


def _length(spans: tuple[Span, ...]) -> int:
    return sum(end - start for start, end in spans)


def _without_wide_hearsay(sayings: list[Saying]) -> list[Saying]:
    """Hearsay around a saying with a source adds nothing: the source is told."""
    told = sorted(saying.cue[0] for saying in sayings if saying.chain)

    def is_told(saying: Saying) -> bool:
        return any(bisect_left(told, a) < bisect_left(told, b) for a, b in saying.content)

    return [saying for saying in sayings if saying.manner != "hearsay" or not is_told(saying)]


# ---------------------------------------------------------------- quotations without a cue


def _with_floating_quotations(text: Text, sayings: list[Saying]) -> list[Saying]:
    """
    A quotation without a cue goes on with the speaker before it.

    In the same paragraph ("…," he said. "…"), and where the next paragraph is nothing but a
    quotation or takes up one left open, it belongs to the same attribution.
    """
    speakers = _Speakers(sayings)
    said = _said_outside(text.quotations, sayings)
    for quotation in text.quotations:
        if quotation not in said:
            number = speakers.before(quotation.start, since=_reach_back(text.printed, quotation))
            if number is not None:
                speakers.say_more(number, (quotation.start, quotation.end))
    return speakers.sayings


def _said_outside(
    quotations: Sequence[Quotation], sayings: Iterable[Saying]
) -> frozenset[Quotation]:
    """The quotations that a cue outside of them covers."""
    starts = [quotation.start for quotation in quotations]
    found: set[Quotation] = set()
    for saying in sayings:
        for start, end in () if saying.manner == "hearsay" else saying.content:
            first = max(bisect_right(starts, start) - 1, 0)
            for quotation in quotations[first : bisect_left(starts, end)]:
                is_inside = quotation.start <= saying.cue[0] < quotation.end
                if not is_inside and start < quotation.end:
                    found.add(quotation)
    return frozenset(found)


def _reach_back(printed: str, quotation: Quotation) -> int:
    """Where the paragraph begins whose speaker a quotation may go on with."""
    paragraph = printed.rfind("\n", 0, quotation.start) + 1
    if quotation.continues or _is_paragraph(printed, quotation):
        before = paragraph
        while before and printed[before - 1].isspace():
            before -= 1
        paragraph = printed.rfind("\n", 0, before) + 1
    return paragraph


class _Speakers:
    """Sayings by where they end, so that the last one before a quotation is at hand."""

    def __init__(self, sayings: Iterable[Saying]) -> None:
        self.sayings = list(sayings)
        self._cues = sorted((saying.cue[0], at) for at, saying in enumerate(self.sayings))
        #: Sayings whose cue somebody else's words hold: they are not the writer's.
        self._held: set[int] = set()
        for at, saying in enumerate(self.sayings):
            for span in saying.content if saying.chain else ():
                self._hold(at, span)
        self._ends = sorted(
            (_end_of(saying), at)
            for at, saying in enumerate(self.sayings)
            if saying.chain and saying.manner in ("speech", "report", "citing")
        )

    def before(self, place: int, *, since: int) -> int | None:
        """The number of the last saying of the writer's that ends between `since` and `place`."""
        for position in range(bisect_right(self._ends, (place, len(self.sayings))) - 1, -1, -1):
            end, number = self._ends[position]
            if end < since:
                return None
            if number not in self._held:
                return number
        return None

    def say_more(self, number: int, span: Span) -> None:
        """Add words to what a saying covers."""
        saying = self.sayings[number]
        self._ends.remove((_end_of(saying), number))
        self.sayings[number] = replace(saying, content=(*saying.content, span))
        insort(self._ends, (_end_of(self.sayings[number]), number))
        self._hold(number, span)

    def _hold(self, number: int, span: Span) -> None:
        first, last = (bisect_left(self._cues, (place, -1)) for place in span)
        self._held.update(at for _, at in self._cues[first:last] if at != number)


def _end_of(saying: Saying) -> int:
    return max(saying.cue[1], *(end for _, end in (*saying.content, *saying.source)))


def _is_paragraph(printed: str, quotation: Quotation) -> bool:
    """Whether the quotation is all that its paragraph says."""
    end = printed.find("\n", quotation.end)
    before = printed[printed.rfind("\n", 0, quotation.start) + 1 : quotation.start]
    after = printed[quotation.end : end if end >= 0 else len(printed)]
    return not before.strip() and not after.strip(" .,")


def _coverage_of(sayings: Iterable[Saying]) -> Coverage:
    """The sayings by number, over what they cover."""
    numbered = enumerate(sayings)
    return Coverage((*span, number) for number, saying in numbered for span in saying.content)


# ---------------------------------------------------------------- said in the next sentence


def _confirmed_next(text: Text, sayings: list[Saying]) -> list[Saying]:
    """
    Sources that the next sentence names: "Some 40 died. The toll, confirmed by the ministry, …".

    Only for a sentence with a number that names no source itself.
    """
    found: list[Saying] = []
    coverage = _coverage_of(saying for saying in sayings if saying.chain)
    for before, sentence in pairwise(text.sentences):
        report = verb_reports.find_confirmation(text, sentence)
        span = _span(text.doc, before)
        if (
            report is None
            or coverage.over(*span)
            or not any(t.like_num for t in text.doc[slice(*before)])
        ):
            continue
        memory = source_memory.Memory(text.doc, text.quoted)
        found.append(_say(text, replace(report, content=(before,)), memory))
    return found


# ---------------------------------------------------------------- carried over


def _carry_over(text: Text, sayings: list[Saying]) -> list[Saying]:
    """
    Sentences that go on with the answers to a poll or the forecasts of an office named before.

    Only where the words take it up ("… percent of voters", "is projected to"), not far after
    it, and flagged.
    """
    found: list[Saying] = []
    named = [saying for saying in sayings if saying.chain]
    coverage = _coverage_of(named)
    poll: tuple[Saying, int] | None = None
    forecast: tuple[Saying, int] | None = None
    paragraph = position = 0
    for sentence in text.sentences:
        span = _span(text.doc, sentence)
        paragraph += "\n" in text.printed[position : span[0]]
        position = span[0]
        inside = [named[number] for number in coverage.over(*span)]
        words = set(text.words[sentence[0] : sentence[1]])
        for saying in inside:
            kind = saying.chain[-1].kind
            if kind in _FORECASTERS and saying.manner in ("report", "finding", "speech"):
                forecast = (saying, paragraph) if words & cues.FORECASTS else forecast
        if inside:
            polls = [saying for saying in inside if saying.chain[-1].kind == "poll"]
            poll = (polls[0], paragraph) if polls else None
        elif poll is not None and paragraph - poll[1] <= 1 and words & source_kinds.SHARE_WORDS:
            poll = (poll[0], paragraph)
            found.append(replace(poll[0], content=(span,), scope="carried_over", form="indirect"))
        elif forecast is not None and paragraph - forecast[1] <= 6 and words & cues.FORECASTS:
            found.append(
                replace(forecast[0], content=(span,), scope="carried_over", form="indirect")
            )
    return [saying for saying in found if _has_number(text, saying)]


def _has_number(text: Text, saying: Saying) -> bool:
    words = text.doc.char_span(*saying.content[0], alignment_mode="expand")
    return words is not None and any(token.like_num for token in words)


# ---------------------------------------------------------------- chains


def _holds(spans: tuple[Span, ...], at: int) -> bool:
    return any(start <= at < end for start, end in spans)


def _join(said: list[Saying], outlet: str) -> tuple[Source, ...]:
    chain: list[Source] = []
    for saying in said:
        for source in saying.chain:
            if not _is_outlet(source, outlet) and not _repeats(chain, source):
                chain.append(source)
    return tuple(chain)


def _is_outlet(source: Source, outlet: str) -> bool:
    name = (source.name or source.text).casefold().removeprefix("the ")
    return bool(outlet) and name == outlet.casefold().removeprefix("the ")


def _repeats(chain: list[Source], source: Source) -> bool:
    if source.text.lower() in source_kinds.SELF and chain:
        return True
    return any(
        (source.start, source.end) == (known.start, known.end)
        or (source.name is not None and source.name == known.name)
        for known in chain
    )


def _outer_form(said: list[Saying]) -> Form:
    return said[0].form


def _cue(printed: str, saying: Saying) -> Cue:
    start, end = saying.cue
    return Cue(text=printed[start:end], start=start, end=end, kind=saying.kind)

"""
Finds direct quotations, whatever the quotation marks.

News pages carry curly marks, straight ones, doubled single ones and mixtures of them, and a
mark may be missing. Marks are paired within a paragraph, so that a lost one never costs more
than its own paragraph. A quotation that a paragraph leaves open goes on where the next
paragraph opens with a mark again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
#: A mark after feet and inches is no quotation mark: 6'2".
_MARK = re.compile(r"(?<!\d[’']\d)(?<!\d[’']\d\d)(?:“|”|„|‟|«|»|``|''|’’|‘‘|\")")
_SINGLE = re.compile(r"(?<![\w’])‘(?=\w)[^‘\n]{2,400}?(?:(?<=[\w,.?!…])’)(?![\w’])")
_OPENING = frozenset({"“", "„", "‟", "«", "``", "‘‘"})
_CLOSING = frozenset({"”", "»"})
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One quoted stretch within a paragraph; offsets include the marks, end exclusive."""

    start: int
    end: int
    #: It takes up a quotation that the paragraph before left open.
    continues: bool = False
    #: Its paragraph ends without a closing mark.
    is_open: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Give the quotations of `text` in order; they never overlap or run over a line break."""
    found: list[Quotation] = []
    left_open = False
    for paragraph in _PARAGRAPH.finditer(text):
        if not paragraph.group().strip():
            continue
        spans = list(_pair_marks(text, *paragraph.span()))
        if not spans:
            spans = [match.span() for match in _SINGLE.finditer(text, *paragraph.span())]
        for position, (start, end) in enumerate(spans):
            at_start = not text[paragraph.start() : start].strip()
            unclosed = position == len(spans) - 1 and not _closes(text, start, end)
            found.append(
                Quotation(
                    start=start,
                    end=end,
                    continues=left_open and position == 0 and at_start,
                    is_open=unclosed,
                )
            )
        left_open = bool(spans) and found[-1].is_open
    return tuple(found)


def _pair_marks(text: str, begin: int, end: int) -> Iterator[Span]:
    opened: int | None = None
    for match in _MARK.finditer(text, begin, end):
        at, after = match.span()
        if opened is None:
            if _may_open(text, at, after, begin):
                opened = at
        elif match.group() in _OPENING or _can_only_open(text, at, after):
            # The mark before was never closed: what it quoted ends with its sentence.
            stop = _last_sentence_end(text, opened, at)
            if stop is not None:
                yield opened, stop
            opened = at
        else:
            yield opened, after
            opened = None
    if opened is not None and text[opened:end].strip("“”\"'` "):
        yield opened, _strip_right(text, opened, end)


def _may_open(text: str, at: int, after: int, begin: int) -> bool:
    mark = text[at:after]
    if mark in _CLOSING:
        return False
    if mark in _OPENING:
        return True
    if after < len(text) and text[after].isspace():
        return False
    return at == begin or not text[at - 1].isalnum()


def _can_only_open(text: str, at: int, after: int) -> bool:
    if text[at:after] in _CLOSING or after >= len(text) or text[after].isspace():
        return False
    return at > 0 and text[at - 1].isspace() and text[after].isalnum()


def _last_sentence_end(text: str, start: int, end: int) -> int | None:
    stops = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
    return stops[-1] if stops else None


def _strip_right(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _closes(text: str, start: int, end: int) -> bool:
    return text.endswith(("”", "»", "''", "’’", '"', "’"), start + 1, end)


def quotation_around(quotations: tuple[Quotation, ...], at: int) -> Quotation | None:
    """The quotation whose words include the offset `at`."""
    low, high = 0, len(quotations)
    while low < high:
        middle = (low + high) // 2
        if quotations[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    if low < len(quotations) and quotations[low].start <= at:
        return quotations[low]
    return None

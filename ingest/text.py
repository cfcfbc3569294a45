"""HTML and loosely marked-up text as plain text whose paragraphs are kept apart."""

from __future__ import annotations

import html
import re

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

#: Longer texts are cut: a message has to fit through a broker (800 kB of UTF-8 at worst).
LONGEST_TEXT = 200_000

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
})
#: Elements whose text nobody reads as part of an article.
_SILENT = frozenset({
    "audio", "button", "canvas", "form", "iframe", "math", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
})
# fmt: on
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&#?\w+;")
#: Control characters and lone surrogates, which neither XML nor UTF-8 can carry, and characters
#: nobody sees that split words and numbers: soft hyphen, zero-width space, direction marks.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
_BREAKS = re.compile(r"\s*\n\s*\n\s*")
#: What WordPress appends to every entry: it repeats the title, numbers included.
_SYNDICATION_NOTE = re.compile(r"^The post .+ (?:appeared first on|first appeared on) .+\.?$")


def plain_text(source: str) -> str:
    """Give the text of an HTML fragment; a blank line stands between paragraphs."""
    if not _MARKUP.search(source):
        return tidy(source)
    try:
        root = lxml.html.fragment_fromstring(without_unseen(source), create_parent="div")
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return tidy(html.unescape(_MARKUP.sub(" ", source)))
    pieces: list[str] = []
    _collect(root, pieces)
    return tidy("".join(pieces))


def one_line(source: str) -> str:
    """Give a title as one line of plain text."""
    return " ".join(plain_text(source).split())


def tidy(text: str) -> str:
    """
    Collapse white space inside paragraphs and keep the blank lines between them.

    A single line break is white space: feeds wrap lines. Characters that nobody sees go.
    """
    text = without_unseen(text).replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = [" ".join(part.split()) for part in _BREAKS.split(text)]
    kept = [part for part in paragraphs if part and not _SYNDICATION_NOTE.match(part)]
    return "\n\n".join(kept)[:LONGEST_TEXT]


def without_unseen(text: str) -> str:
    """Drop characters that nobody sees or that can't be encoded."""
    return _UNWANTED.sub("", text)


def _collect(root: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """Write the text below `root` into `pieces`, iteratively: nesting may be deep."""
    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else None
        if event == "start" and tag in _SILENT:
            walk.skip_subtree()
            continue
        if event == "start":
            if tag in _BLOCKS:
                pieces.append("\n\n")
            elif tag == "br":
                pieces.append("\n\n" if _is_second_break(element) else " ")
            pieces.append(_flat(element.text))
        else:
            if tag in _BLOCKS:
                pieces.append("\n\n")
            if element is not root:
                pieces.append(_flat(element.tail))


def _is_second_break(element: lxml.html.HtmlElement) -> bool:
    """Two line breaks in a row end a paragraph."""
    previous = element.getprevious()
    return previous is not None and previous.tag == "br" and not (previous.tail or "").strip()


def _flat(text: str | None) -> str:
    """A line break in the source is white space, not the end of a paragraph."""
    return text.replace("\n", " ") if text else ""

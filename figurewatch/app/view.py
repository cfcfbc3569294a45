"""What a person sees of a reading on a terminal: the text with its figures marked, in colour."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from figurewatch.records import AttributedContent, Reading
from sinks import summaries
from sinks.highlights import marks_of
from sinks.marks import PARTS, Mark, MarkedPiece, cut_at_marks

#: Weight and underline as well as colour; content is everywhere and gets none.
_STYLES = {
    "value": "bold yellow",
    "unit": "yellow underline",
    "counted": "green",
    "place": "cyan underline",
    "period": "cyan",
    "source": "bold blue",
    "cue": "magenta",
}
#: What would move the cursor, colour the screen or turn the line around: shown as one mark each.
_UNSAFE = dict.fromkeys(
    [
        *(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"),
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ],
    "\ufffd",
)


def wants_color(color: bool | None) -> bool:
    """Whether to use colour: as told, else on a terminal that can, unless NO_COLOR is set."""
    if color is not None:
        return color
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def make_console(*, color: bool) -> Console:
    """Give a console on stdout, as wide as the terminal."""
    return Console(
        file=sys.stdout,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
    )


def show(reading: Reading, console: Console, *, attributions: bool = False) -> None:
    """
    Write the text with its parts marked, and a line for each figure.

    With colour the parts are told by it; without, they are named in brackets. With
    `attributions` those without a figure are marked and listed as well.
    """
    colored = console.color_system is not None
    if reading.article.title:
        console.print(_plain(reading.article.title), style="bold" if colored else "")
        console.print()
    console.print(_marked(reading, colored=colored, attributions=attributions))
    console.print()
    console.print(_legend(colored=colored))
    console.print()
    console.print(_figures(reading))
    if attributions:
        console.print()
        console.print(_attributions(reading))


def _marked(reading: Reading, *, colored: bool, attributions: bool) -> Text:
    marks = [
        mark for mark in marks_of(reading, attributions=attributions) if mark.part != "content"
    ]
    shown = Text()
    for piece in cut_at_marks(_safe(reading.article.text), marks):
        if colored:
            # Outermost first: the innermost part's colour is the one that is seen.
            shown.append(piece.text, " ".join(_STYLES[mark.part] for mark in piece.marks[-1:]))
        else:
            shown.append(_in_brackets(piece))
        for mark in piece.ends:
            shown.append(_numbers(mark), "dim" if colored else "")
    shown.rstrip()
    return shown


def _in_brackets(piece: MarkedPiece) -> str:
    """A part with its name: "[counted: criminal cases]"; spaces stay outside."""
    inside = piece.text.strip()
    if not piece.part or not inside:
        return piece.text
    before, _, after = piece.text.partition(inside)
    return f"{before}[{piece.part}: {inside}]{after}"


def _numbers(mark: Mark) -> str:
    return "".join(f"({number})" for number in mark.figures)


def _legend(*, colored: bool) -> Text:
    shown = Text()
    for part, told in PARTS.items():
        if part == "content":
            continue
        shown.append("; " if shown else "")
        shown.append(part, _STYLES[part] if colored else "")
        shown.append(f" {told}")
    return shown


def _figures(reading: Reading) -> Table | Text:
    """One line a figure, as short as it can be said."""
    if not reading.figures:
        return Text("No figure was read in this text.")
    table = Table.grid(padding=(0, 1))
    for number, read in enumerate(reading.figures, start=1):
        figure = read.figure
        parts = [
            summaries.amount(figure),
            figure.counted.text if figure.counted else "",
            summaries.when(figure.scope),
            figure.stance,
            summaries.chain(figure.attribution),
        ]
        table.add_row(Text(f"({number})"), _plain(" · ".join(part for part in parts if part)))
    return table


def _attributions(reading: Reading) -> Table | Text:
    if not reading.attributions:
        return Text("Nobody is said to say anything in this text.")
    table = Table.grid(padding=(0, 1))
    for content in reading.attributions:
        table.add_row(Text("-"), _plain(_attribution(reading.article.text, content)))
    return table


def _attribution(text: str, content: AttributedContent) -> str:
    """One line: the chain with what is known of each, cue, form, reach and what is said."""
    sources = [
        f"{source.name or source.text} ({summaries.describe_source(source, identity)})"
        for source, identity in zip(content.chain, content.identities, strict=True)
    ]
    cue = " … ".join(text[start:end] for start, end in content.cue)
    said = " … ".join(text[start:end] for start, end in content.content)
    who = ", citing ".join(sources) or "nobody named"
    return f"{who} · cue “{cue}” · {content.form}, {summaries.REACH[content.scope]} · {said}"


def _plain(text: str) -> Text:
    return Text(_one_line(text))


def _one_line(text: str) -> str:
    return " ".join(_safe(text).split())


def _safe(text: str) -> str:
    return text.translate(_UNSAFE)

"""`figurewatch extract`: the figures of given articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from figurewatch.app.commands.look import pipeline_of, reading_option
from figurewatch.app.inputs import Line, article_of, open_input, read_lines, read_text
from figurewatch.app.output import write_line
from figurewatch.errors import InputError, ProcessingError
from figurewatch.records import Article, AttributedContent, Reading, stable_id
from figurewatch.records.codec import to_wire


@click.command(short_help="Read the figures of articles.")
@click.argument("files", nargs=-1, metavar="[FILE ... | -]")
@click.option(
    "--input",
    "input_format",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="What the files hold: one article each, or one JSON object a line.",
)
@click.option("--attributions", is_flag=True, help="Give every attribution of the text as well.")
@click.option(
    "--json/--view",
    "as_json",
    default=None,
    help="JSON lines, or the text with its figures marked.  [default: marked on a terminal]",
)
@click.option(
    "--color/--no-color",
    default=None,
    help="Colour in the marked text.  [default: on a terminal, unless NO_COLOR is set]",
)
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page of the marked texts as well.",
)
@click.option("--pipeline", help="Another spaCy pipeline, by name or path.")
@reading_option
def extract(
    files: tuple[str, ...],
    input_format: str,
    attributions: bool,
    as_json: bool | None,
    color: bool | None,
    page: Path | None,
    pipeline: str | None,
    config: Path | None,
) -> None:
    """
    Read the figures of articles, and write one JSON object per article.

    On a terminal the text is shown instead, with its figures marked.

    With --input jsonl a line is {"id", "text", "title"?, "outlet"?, "url"?, "published"?}; the
    answer is {"id", "figures": [...]} in the same order.
    """
    from processors.language import load
    from processors.reading import read_whole

    nlp = load(pipeline_of(config, pipeline))
    write = _writer(as_json=as_json, color=color, attributions=attributions)
    readings: list[Reading] = []
    set_aside = False
    for identity, item in _articles(files or ("-",), input_format):
        if isinstance(item, InputError):
            click.echo(f"figurewatch: {item}", err=True)
            set_aside = True
            continue
        try:
            reading = read_whole(item, nlp)
        except ProcessingError as error:
            click.echo(f"figurewatch: {error}", err=True)
            set_aside = True
            continue
        write(identity, reading)
        if page is not None:
            readings.append(reading)
    if page is not None and readings:
        _write_page(page, readings, attributions=attributions)
    if set_aside:
        raise click.exceptions.Exit(3)


def _writer(
    *, as_json: bool | None, color: bool | None, attributions: bool
) -> Callable[[Any, Reading], None]:
    """Give what writes one reading: as a line of JSON, or as text for a person."""
    if as_json is None:
        as_json = not sys.stdout.isatty()
    if as_json:
        return lambda identity, reading: write_line(
            json.dumps(_answer(identity, reading, attributions=attributions), ensure_ascii=False)
        )
    from figurewatch.app.view import make_console, show, wants_color

    console = make_console(color=wants_color(color))
    return lambda _, reading: show(reading, console, attributions=attributions)


def _answer(identity: Any, reading: Reading, *, attributions: bool) -> dict[str, Any]:
    answer = {"id": identity, "figures": [to_wire(read.figure) for read in reading.figures]}
    if attributions:
        answer["attributions"] = [_attribution(content) for content in reading.attributions]
    return answer


def _attribution(content: AttributedContent) -> dict[str, Any]:
    """An attribution on the wire: each source of its chain has its identity with it."""
    wire: dict[str, Any] = to_wire(content)
    for source, identity in zip(wire["chain"], wire.pop("identities"), strict=True):
        source["identity"] = identity
    return wire


def _write_page(page: Path, readings: list[Reading], *, attributions: bool) -> None:
    from sinks.reading_page import reading_page

    page.write_text(reading_page(readings, attributions=attributions), encoding="utf-8")
    click.echo(f"figurewatch: wrote {page}", err=True)


def _articles(
    files: tuple[str, ...], input_format: str
) -> Iterator[tuple[Any, Article | InputError]]:
    for name in files:
        with open_input(name) as stream:
            if input_format == "text":
                text = read_text(stream, name=name)
                identity = stable_id(text) if name == "-" else name
                yield identity, Article(id=identity, text=text)
                continue
            for line in read_lines(stream, name=name):
                yield _article(line)


def _article(line: Line | InputError) -> tuple[Any, Article | InputError]:
    if isinstance(line, InputError):
        return None, line
    try:
        article = article_of(line)
    except InputError as error:
        return None, error
    return line.value.get("id", article.id), article

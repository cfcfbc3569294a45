"""`figurewatch extract`: the figures of given articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from figurewatch.app.commands.look import pipeline_of, reading_option
from figurewatch.app.inputs import Line, article_of, open_input, read_lines, read_text
from figurewatch.app.output import write_line
from figurewatch.errors import InputError, ProcessingError
from figurewatch.records import Article, stable_id
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
@click.option("--pipeline", help="Another spaCy pipeline, by name or path.")
@reading_option
def extract(
    files: tuple[str, ...],
    input_format: str,
    attributions: bool,
    pipeline: str | None,
    config: Path | None,
) -> None:
    """
    Read the figures of articles, and write one JSON object per article.

    With --input jsonl a line is {"id", "text", "title"?, "outlet"?, "url"?, "published"?}; the
    answer is {"id", "figures": [...]} in the same order.
    """
    from processors.language import load
    from processors.reading import read_article, read_attributions

    nlp = load(pipeline_of(config, pipeline))
    set_aside = False
    for identity, item in _articles(files or ("-",), input_format):
        if isinstance(item, InputError):
            click.echo(f"figurewatch: {item}", err=True)
            set_aside = True
            continue
        answer: dict[str, Any] = {"id": identity}
        try:
            answer["figures"] = [to_wire(figure) for figure in read_article(item, nlp)]
            if attributions:
                answer["attributions"] = [
                    to_wire(content) for content in read_attributions(item, nlp)
                ]
        except ProcessingError as error:
            click.echo(f"figurewatch: {error}", err=True)
            set_aside = True
            continue
        write_line(json.dumps(answer, ensure_ascii=False))
    if set_aside:
        raise click.exceptions.Exit(3)


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

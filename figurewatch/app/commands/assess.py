"""`figurewatch assess`: departures in a stream of given figures."""

from __future__ import annotations

import json

import click

from figurewatch.app.inputs import open_input, read_lines
from figurewatch.app.output import write_line
from figurewatch.errors import InputError


@click.command(short_help="Find departures in a stream of given figures.")
@click.argument("file", default="-", metavar="[FILE | -]")
def assess(file: str) -> None:
    """
    Find departures in a stream of given figures, one JSON object a line, in stream order.

    A line is {"id", "published", "outlet", "claimant", "via"?, "cls", "unit", "place", "lo",
    "hi", "bound", "scope": {"kind", "frm", "to", "per"}, "sentence"?, "story" or "series"};
    the answer is a line per departing figure: {"id", "kinds", "severity", "explanation",
    "against"}.
    """
    from processors.assessing import FrameAssessor

    assessor = FrameAssessor()
    set_aside = False
    with open_input(file) as stream:
        for line in read_lines(stream, name=file):
            try:
                if isinstance(line, InputError):
                    raise line
                answers = assessor.assess(line.value)
            except InputError as error:
                place = "" if line is error else f"{line.place}: "
                click.echo(f"figurewatch: {place}{error}", err=True)
                set_aside = True
                continue
            for answer in answers:
                write_line(json.dumps(answer, ensure_ascii=False))
    if set_aside:
        raise click.exceptions.Exit(3)

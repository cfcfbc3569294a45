"""
The command line: `figurewatch`.

Machine output goes to stdout, one JSON object a line; talk goes to stderr. Exit codes: 0 done,
1 failed, 2 wrong usage or configuration, 3 done in part (stderr says what was set aside).
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from figurewatch.app.commands.groups import Group, with_examples
from figurewatch.errors import ConfigError, FigurewatchError

#: Command → the module that holds it; loaded when asked for, since spaCy takes its time.
_COMMANDS = {
    "run": "run",
    "ingest": "roles",
    "process": "roles",
    "deliver": "roles",
    "topics": "roles",
    "extract": "extract",
    "assess": "assess",
    "replay": "replay",
    "feeds": "feeds",
    "series": "look",
    "alerts": "alerts",
    "dead-letters": "letters",
    "watch": "watch",
    "config": "operate",
    "store": "operate",
    "doctor": "operate",
    "schema": "operate",
}


class LazyGroup(Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command by its name."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = import_module(f"figurewatch.app.commands.{module}")
        command: click.Command = getattr(loaded, cmd_name.replace("-", "_"))
        return with_examples(command, cmd_name)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="figurewatch")
def cli() -> None:
    """Watch the figures that news articles report: who claims them, and when they depart."""


def main() -> None:
    """Run the command line and leave with its exit code; errors are one line on stderr."""
    # One core a process: the language pipeline's libraries would otherwise start a thread each.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        code = cli.main(prog_name="figurewatch", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ConfigError as error:
        click.echo(f"figurewatch: {error}", err=True)
        code = 2
    except FigurewatchError as error:
        click.echo(f"figurewatch: {error}", err=True)
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (`figurewatch … | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        click.echo(f"figurewatch: {error}", err=True)
        code = 1
    sys.exit(code)

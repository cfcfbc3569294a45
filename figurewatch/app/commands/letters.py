"""`dead-letters`: what was set aside, what became of it, and trying it again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from figurewatch.app.commands.deliveries import by_option, login
from figurewatch.app.commands.groups import ShowGroup
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.output import progress, write_line
from figurewatch.errors import FigurewatchError, InputError
from figurewatch.records import DeadLetter
from figurewatch.records.codec import encode, to_wire
from sinks.letters import Letters
from sinks.store import Store

#: More than a store will ever have.
_ALL = 1_000_000_000


@click.group(
    cls=ShowGroup,
    invoke_without_command=True,
    short_help="List what was set aside, show one, or try again.",
)
@click.option("--settled", is_flag=True, help="List those that were taken in again since.")
@config_option
@click.pass_context
def dead_letters(context: click.Context, settled: bool, config: Path | None) -> None:
    """
    List what was set aside, newest first, with its bytes in base64.

    `dead-letters ID` shows one, and what became of it.
    """
    if context.invoked_subcommand is None:
        for letter in open_store(config).dead_letters(settled=settled):
            write_line(encode(letter).decode())


@dead_letters.command("show", short_help="Show one, and what became of it.")
@click.argument("letter_id", metavar="ID")
@config_option
def show(letter_id: str, config: Path | None) -> None:
    """Show what was set aside as ID: its bytes, each time that it was tried again, and by whom."""
    letters = Letters(open_store(config))
    letter = _letter(letters, letter_id)
    history = to_wire(letters.history(letter))
    write_line(encode(to_wire(letter) | {"history": history}).decode())


@dead_letters.command("retry", short_help="Take in again what was set aside.")
@click.argument("letter_ids", metavar="[ID ...]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that was set aside.")
@by_option
@config_option
def retry(
    letter_ids: tuple[str, ...], everything: bool, who: str | None, config: Path | None
) -> None:
    """
    Put what was set aside as ID back where it came from, byte for byte, to be taken in again.

    On Kafka it goes to its topic; in the embedded mode to the spool, from which `figurewatch run`
    takes it at once. What fails again is set aside again. The exit code is 3 if some could not be
    put back, 1 if none could.
    """
    from figurewatch.app.retrying import hand_back

    if bool(letter_ids) is everything:
        raise click.UsageError("give the ID of what was set aside, or --all")
    store = open_store(config)
    letters = _chosen(store, letter_ids)
    failed = 0
    with progress(len(letters)) as advance:
        done = hand_back(store, letters, settings_of(config).kafka, who=who or login())
        for letter, tried in zip(letters, done, strict=True):
            if isinstance(tried, FigurewatchError):
                click.echo(f"figurewatch: {tried}", err=True)
                failed += 1
            else:
                answer = {"letter": letter.id, "origin": letter.origin, **to_wire(tried)}
                write_line(json.dumps(answer, ensure_ascii=False))
            advance()
    if failed:
        raise click.exceptions.Exit(3 if failed < len(letters) else 1)


def _chosen(store: Store, letter_ids: tuple[str, ...]) -> list[DeadLetter]:
    """Give the letters of these ids, or all that wait, oldest first."""
    if not letter_ids:
        return store.dead_letters(limit=_ALL)[::-1]
    letters = Letters(store)
    return [_letter(letters, letter_id) for letter_id in letter_ids]


def _letter(letters: Letters, letter_id: str) -> DeadLetter:
    letter = letters.find(letter_id)
    if letter is None:
        raise InputError(f"there is no dead letter {letter_id}")
    return letter

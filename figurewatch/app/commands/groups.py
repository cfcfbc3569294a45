"""How groups of commands behave: a near name for a mistyped one, an example in every help."""

from __future__ import annotations

import click

from figurewatch.app.commands.examples import EXAMPLES
from figurewatch.errors import did_you_mean


class Group(click.Group):
    """Names the command that was probably meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = did_you_mean(name, self.list_commands(ctx))
            ctx.fail(f"No such command {name!r}{near}")
        return super().resolve_command(ctx, args)


class ShowGroup(Group):
    """An ID in the place of a command is short for `show ID`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` in front of an argument that is no command."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["show", *args]
        return super().parse_args(ctx, args)


def with_examples(command: click.Command, name: str) -> click.Command:
    """Give `command`, its help and that of its own commands ending in an example."""
    example = EXAMPLES.get(name)
    if example is not None:
        command.epilog = f"\b\nExample:\n  {example}"
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            with_examples(inner, f"{name} {part}")
    return command

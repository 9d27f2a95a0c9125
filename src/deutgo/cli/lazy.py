"""A command group that loads a command's module only when that command is run."""

from importlib import import_module
from typing import Any

import click

from deutgo.i18n import _

Table = dict[str, tuple[str, str]]  # command → module:attribute, and the line that `--help` shows


class LazyGroup(click.Group):
    """Knows its commands from a table, so that `--help` loads none of them."""

    def __init__(self, *args: Any, table: Table, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, attribute = self.table[cmd_name][0].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _(words)) for name, (_module, words) in self.table.items()])

"""The program `tactful`: its commands, each loaded when it is asked for."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from tactful.commands.failures import reported
from tactful.errors import did_you_mean

COMMANDS = {
    "advise": "Say what is advised at a moment.",
    "apply": "Put a planned change of policy in force.",
    "check-draft": "Check a message against the tone that its rule asks for.",
    "diff": "Say whose advice changes between two policies.",
    "draft": "Write a starting text for each message that a rule advises.",
    "explain": "Say why a case is advised as it is, why not, and why not yet.",
    "key": "Make, list and remove keys of the HTTP API.",
    "lint": "Find what is valid in policies but hardly meant.",
    "fmt": "Bring policies and their tests into one layout.",
    "new": "Begin a policy that extends another.",
    "packs": "List the shipped policies, and put policies side by side.",
    "plan-change": "Say whose advice another policy would change in a store.",
    "policies": "Say which policies are in force in a store, and which were.",
    "replay": "Print all decisions over a log, on a virtual clock.",
    "schema": "Print the JSON Schema of a file format.",
    "serve": "Serve cases and advice over HTTP.",
    "test": "Run the tests of policies on a virtual clock.",
    "validate": "Check policies and their tests for mistakes.",
}
"""The commands and what each does. The module of the same name, with `_` for `-`, holds `command`."""

DEBUG = "TACTFUL_DEBUG"


class Program(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None where there is no such."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tactful.commands.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS) or "`tactful --help` lists the commands"
            ctx.fail(f"there is no command `{args[0]}`; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and turn what goes wrong into a message and an exit code."""
        debug = bool(ctx.params.get("debug") or os.environ.get(DEBUG))
        with reported(debug=debug):
            return super().invoke(ctx)


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from tactful import __version__
        from tactful.conditions.matcher import matcher_name
        from tactful.timing import holiday_data_version, zone_data_version

        click.echo(f"tactful {__version__}")
        click.echo(f"matcher: {matcher_name()}")
        click.echo(f"time zones: {zone_data_version()}")
        click.echo(f"holidays: {holiday_data_version()}")
        ctx.exit()


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`tactful COMMAND --help` says more about each. POLICY is a file, a pack folder or a shipped pack's name.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions of the program, of what matches conditions, and of its time data.",
)
@click.option("--debug", is_flag=True, expose_value=True, help=f"Show where an unexpected error arose ({DEBUG}=1).")
def program(debug: bool) -> None:
    """Follow-up policy as YAML: when to write, to whom, in what tone, and when to stop.

    Advice is a pure function of a policy, a history and a moment.
    """

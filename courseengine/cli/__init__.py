"""The command ``courseengine``: a group of commands, each in a module of its own.

A command parses, calls an operation and prints what happened. What goes wrong becomes one
sentence on standard error and exit code 1; a command that was written wrongly gives 2. Modules
are imported when their command is asked for, so that a quick command stays quick.
"""

import importlib
from typing import Any

import click

from courseengine import __version__

COMMANDS = {
    "course": "Check, show and publish courses.",
    "db": "Bring the database up to date.",
    "demo": "Start a school that is in the middle of its year, to look around in.",
    "people": "Give people a way in.",
    "runs": "Let a school begin a course, and list who has begun.",
    "serve": "Serve the site.",
    "work": "Send mail and read long files, beside a server of your own.",
}
"""Every command and what it is for; ``courseengine.cli.<name>`` holds it under the same name."""


class Commands(click.Group):
    """The group that finds its commands by name and turns errors into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, without importing any."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was asked for."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"courseengine.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error somebody can mend becomes a sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from courseengine.cli.context import sentence_for

            sentence = sentence_for(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="courseengine")
def main() -> None:
    """A course engine for schools: people, courses, runs, and the site itself.

    Settings come from the environment, see docs/settings.md.
    """

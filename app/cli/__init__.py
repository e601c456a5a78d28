"""The command line. Each command's module is loaded only when the command is called.

So `readiness check` starts without a web server or a PDF engine in memory.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a command is defined, and what the list of commands says about it."""

    module: str
    help: str


COMMANDS: Mapping[str, Entry] = {
    "assess": Entry("app.cli.assess", "Score an enterprise file; write its report."),
    "batch": Entry("app.cli.batch", "Score a sheet of enterprises into a folder."),
    "check": Entry("app.cli.content", "Say everything that is wrong with a questionnaire."),
    "doctor": Entry("app.cli.doctor", "Say what this system lacks, and how to get it."),
    "migrate": Entry("app.cli.server", "Bring the database to the newest schema."),
    "publish": Entry("app.cli.content", "Record a questionnaire version as published."),
    "purge": Entry("app.cli.server", "Delete drafts that have expired."),
    "rules": Entry("app.cli.rules", "List the dated rules; --due: those to check again."),
    "schema": Entry("app.cli.schema", "Print the JSON Schema of a kind of file."),
    "serve": Entry("app.cli.server", "Serve the web app with its workers."),
    "template": Entry("app.cli.template", "Write the workbook that enterprises fill in."),
    "user": Entry("app.cli.user", "Say who may sign in: add, list, password."),
    "verify": Entry("app.cli.verify", "Check a report: figures, pages, signature."),
    "work": Entry("app.jobs.command", "Do the background jobs."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command = getattr(import_module(COMMANDS[cmd_name].module), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table alone, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="green-trade-readiness", prog_name="readiness")
def main() -> None:
    """Green-trade readiness of exporters: score, explain, report. 外贸企业绿色贸易准备度自评。"""

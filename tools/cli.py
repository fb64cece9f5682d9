"""The `barewire` command: one subcommand per tool."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence

from .. import __version__
from . import demo, detect, embed, environment, gpuinfo, inspect_model, read, report, run_model, tune
from .bench import command as bench
from .exit_codes import DESCRIPTION, run_tool

# Each module has DESCRIPTION, add_arguments(parser) and run(arguments) -> exit code.
_TOOLS = {
    "demo": demo,
    "run": run_model,
    "inspect": inspect_model,
    "embed": embed,
    "detect": detect,
    "read": read,
    "bench": bench,
    "tune": tune,
    "gpuinfo": gpuinfo,
    "report": report,
    "env": environment,
}


def parser() -> ArgumentParser:
    """The whole command line."""
    top = ArgumentParser(
        prog="barewire",
        description="Tensor programs on a GPU with nothing but its kernel driver.",
        epilog=f"barewire COMMAND --help explains one command.\n{DESCRIPTION}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"barewire {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name, tool in _TOOLS.items():
        first_line = tool.DESCRIPTION.split("\n", 1)[0]
        command = commands.add_parser(
            name,
            help=first_line,
            description=tool.DESCRIPTION,
            epilog=DESCRIPTION,
            formatter_class=RawDescriptionHelpFormatter,
        )
        tool.add_arguments(command)
        command.set_defaults(run=tool.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (a usage error exits from inside with code 2)."""
    parsed = parser().parse_args(arguments)
    return run_tool(parsed.run, parsed)


if __name__ == "__main__":
    sys.exit(main())

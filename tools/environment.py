"""`barewire env`: the environment variables Barewire reads, and what they are set to now."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace

from ..runtime import environment
from .console import console
from .exit_codes import ExitCode

DESCRIPTION = "list the environment variables that Barewire reads, and their values"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")


def run(arguments: Namespace) -> int:
    """Print every variable; fails with the usage code when one is set to something it cannot be."""
    variables = [
        {
            "name": variable.name,
            "set": variable.name in os.environ,
            "value": variable.read(),
            "default": variable.default,
            "help": variable.help,
        }
        for variable in environment.ALL
    ]
    if arguments.json:
        print(json.dumps(variables, indent=2))
        return ExitCode.OK
    from rich.table import Table

    table = Table("variable", "now", "meaning", box=None, pad_edge=False, header_style="bold")
    for variable in variables:
        shown = str(variable["value"]) if variable["set"] else "[dim]unset[/dim]"
        table.add_row(str(variable["name"]), shown, str(variable["help"]))
    console().print(table)
    return ExitCode.OK

"""Where the tools print for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Where nobody's window limits the width, a script or a log wants whole lines.
_WIDTH_OF_A_FILE = 160


def console() -> Console:
    """Standard output as wide as the terminal, or wide enough for every table where there is none."""
    from rich.console import Console

    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH_OF_A_FILE)

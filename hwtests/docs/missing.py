"""What public functions do not say of themselves yet.

`python -m hwtests.docs.missing` prints every public name without a docstring or an example, counted by
module; `python -m hwtests.docs.missing Tensor.arg` those that start so. `--write` takes out of `missing.txt`
what has been written since. Nothing is ever added there: what is new is documented when it comes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .public import everything

RECORD = Path(__file__).with_name("missing.txt")


def missing() -> dict[str, str]:
    """What lacks something now, and what."""
    return {each.name: each.lacks for each in everything() if each.lacks}


def recorded() -> dict[str, str]:
    """What lacked something when it was last written down."""
    lines = RECORD.read_text().splitlines() if RECORD.exists() else []
    return dict(line.split() for line in lines)


def improved(known: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The record without what is no longer missing."""
    return {name: found[name] for name in known if name in found}


def main(arguments: Sequence[str]) -> int:
    """Print, or with `--write` shorten the record; returns the exit code."""
    found = missing()
    if "--write" in arguments:
        kept = improved(recorded(), found)
        RECORD.write_text("".join(f"{name} {lack}\n" for name, lack in sorted(kept.items())))
        print(f"{len(kept)} names in {RECORD.name}")
        return 0
    start = arguments[0] if arguments else ""
    shown = {name: lack for name, lack in found.items() if name.startswith(start)}
    for name, lack in sorted(shown.items()):
        print(f"{name}  {lack}")
    for (area, lack), count in sorted(Counter((n.split(".")[0], lack) for n, lack in shown.items()).items()):
        print(f"{area}: {count} without {'an' if lack[0] in 'aeiou' else 'a'} {lack}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

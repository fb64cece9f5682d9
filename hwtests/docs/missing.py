"""What public functions do not say of themselves yet.

`python -m hwtests.docs.missing` prints every public name without a docstring or an example, counted by
module; `python -m hwtests.docs.missing Tensor.arg` those that start so.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from .public import everything


def missing(start: str = "") -> dict[str, str]:
    """The public names that start so and lack something, and what."""
    return {each.name: each.lacks for each in everything() if each.lacks and each.name.startswith(start)}


def main(arguments: Sequence[str]) -> int:
    """Print it; returns the exit code."""
    found = missing(*arguments[:1])
    for name, lack in sorted(found.items()):
        print(f"{name}  {lack}")
    for (area, lack), count in sorted(Counter((n.split(".")[0], lack) for n, lack in found.items()).items()):
        print(f"{area}: {count} without {'an' if lack[0] in 'aeiou' else 'a'} {lack}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

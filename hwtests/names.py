"""Names that a module or class body gives a value twice, the first of them unused: `python -m hwtests.names`.

No linter at hand sees these where the second is no function or class: what is left of a replacement of text
that went wrong. Prints where, and ends with 1 where there are any.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("barewire", "drivers", "runtime", "tensor", "tools", "hwtests")


def given_twice(text: str) -> Iterator[tuple[int, str]]:
    """The line and the name of each second value of a name that nothing read in between."""
    tree = ast.parse(text)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.ClassDef):
            yield from _given_twice(scope.body)


def _given_twice(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    unused: set[str] = set()
    for statement in body:
        # What a function's body reads may be called from anywhere below it; `del` counts as reading.
        unused -= {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
        }
        for name in _bound(statement):
            if name in unused and name != "_":
                yield statement.lineno, name
            unused.add(name)


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        # Decorators such as `overload` and `value.setter` know of the one before.
        if not statement.decorator_list:
            yield statement.name
    elif isinstance(statement, ast.Assign):
        yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
        yield statement.target.id


def main() -> int:
    """Look through the source."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} has a value already, which nothing reads"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, name in given_twice(path.read_text(encoding="utf-8"))
    ]
    print("\n".join(found) or "No name is given a value twice.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

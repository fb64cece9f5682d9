"""Files import in one direction: no circle over all layers; imports within functions and for types count."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import barewire

PACKAGE = Path(barewire.__file__).parent
LAYERS = ("drivers", "runtime", "tensor", "tools")

Graph = Mapping[str, Iterable[str]]


def _files() -> dict[str, Path]:
    """The file of every module of the layers, by its name."""
    found = {}
    for layer in LAYERS:
        for path in (PACKAGE / layer).rglob("*.py"):
            parts = path.relative_to(PACKAGE).with_suffix("").parts
            found[".".join(["barewire", *(parts[:-1] if parts[-1] == "__init__" else parts)])] = path
    return found


def _imports(module: str, path: Path, modules: Iterable[str]) -> Iterator[str]:
    """The modules that a file imports, wherever in it the import stands."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for statement in ast.walk(ast.parse(path.read_text())):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names if alias.name in modules)
        elif isinstance(statement, ast.ImportFrom):
            parents = package.split(".")
            above = parents[: len(parents) - statement.level + 1] if statement.level else []
            source = ".".join([*above, *([statement.module] if statement.module else [])])
            # A name in a package is a module of it, or what its __init__ defines.
            for alias in statement.names:
                found = f"{source}.{alias.name}"
                if found in modules or source in modules:
                    yield found if found in modules else source


def _circles(graph: Graph) -> list[set[str]]:
    """The sets of modules of which each reaches every other (Kosaraju's two passes)."""
    reverse: dict[str, set[str]] = {module: set() for module in graph}
    for module, targets in graph.items():
        for target in targets:
            reverse[target].add(module)
    finished: list[str] = []
    seen: set[str] = set()
    for module in graph:
        finished += _walk(module, graph, seen)
    found, seen = [], set()
    for module in reversed(finished):
        if len(component := _walk(module, reverse, seen)) > 1:
            found.append(set(component))
    return found


def _walk(start: str, graph: Graph, seen: set[str]) -> list[str]:
    """What is reached from a module and was not seen before, each after all that it reaches first."""
    if start in seen:
        return []
    seen.add(start)
    return [each for target in graph[start] for each in _walk(target, graph, seen)] + [start]


def test_no_file_imports_itself_by_way_of_others():
    files = _files()
    graph = {module: sorted(set(_imports(module, path, files))) for module, path in files.items()}

    circles = _circles(graph)

    assert not circles, "\n".join(
        f"{module} imports {', '.join(target for target in graph[module] if target in circle)}"
        for circle in circles
        for module in sorted(circle)
    )


def test_a_circle_is_found_wherever_its_imports_stand(tmp_path: Path):
    texts = {
        "barewire.a": "from . import b",
        "barewire.b": "def late():\n    from .c import thing",
        "barewire.c": "if TYPE_CHECKING:\n    import barewire.a",
        "barewire.d": "from .a import name",
    }
    graph = {}
    for module, text in texts.items():
        path = tmp_path / f"{module}.py"
        path.write_text(text)
        graph[module] = list(_imports(module, path, texts))

    assert _circles(graph) == [{"barewire.a", "barewire.b", "barewire.c"}]

"""The processor held down to a level: BAREWIRE_TEST_LEVEL=x86-64-v3 (or x86-64-v4) compiles for what every
processor of that level has, and for nothing that this one has beside it.

What is compiled for is decided by `kernel.cpu_flags` alone, so that is what is replaced, once that module is
imported: nothing is imported for it. Child processes do the same through `held_down/sitecustomize.py`.
`python -m hwtests.processor` prints the levels that there are to test on this machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

VARIABLE = "BAREWIRE_TEST_LEVEL"
MODULE = "barewire.drivers.kernel"
TESTED = ("x86-64-v3", "x86-64-v4")
FOLDER = str(Path(__file__).resolve().parent / "held_down")


def hold_down() -> None:
    """Let this process, and those that it starts, compile for the level in the environment, if any."""
    level = os.environ.get(VARIABLE)
    if not level:
        return
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if FOLDER not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (FOLDER, *paths)))
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(level))


def python_path(environment: Mapping[str, str], *folders: str) -> str:
    """PYTHONPATH of a child process that imports from these folders, held down if its environment says so."""
    return os.pathsep.join((FOLDER, *folders) if environment.get(VARIABLE) else folders)


def flags_of(level: str, present: frozenset[str]) -> frozenset[str]:
    """What of a processor's flags its level asks for. Raises ValueError where it has not all of them."""
    from barewire.drivers import llvm

    names = [name for name, _ in llvm.X86_LEVELS]
    if level not in names:
        raise ValueError(f"{VARIABLE}={level} is none of {', '.join(names)}")
    required = frozenset[str]().union(*(flags for _, flags in llvm.X86_LEVELS[names.index(level) :]))
    if not required <= present:
        raise ValueError(f"{VARIABLE}={level}: this processor has no {', '.join(sorted(required - present))}")
    return required


def levels() -> list[str]:
    """The levels from AVX2 on that this processor has, and tests are run at."""
    from barewire.drivers import kernel

    found = []
    for level in TESTED:
        with suppress(ValueError):
            flags_of(level, kernel.cpu_flags())
            found.append(level)
    return found


class _Finder(MetaPathFinder):
    """Finds `kernel` where it is, and has its `cpu_flags` replaced once it is loaded."""

    def __init__(self, level: str) -> None:
        self._level = level

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != MODULE:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._level)
        return spec


class _Loader(Loader):
    """The module's own loader, and then the level's flags in place of the processor's."""

    def __init__(self, loader: Loader, level: str) -> None:
        self._loader = loader
        self._level = level

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        present = module.cpu_flags
        module.cpu_flags = lambda: flags_of(self._level, present())  # type: ignore[attr-defined]


if __name__ == "__main__":
    print(*levels())

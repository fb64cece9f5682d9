"""Files of models in packages that carry them, found without importing those."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from ...runtime.errors import InvalidArgument


def installed_folder(package: str) -> Path | None:
    """The folder of a package, or None where it is not installed."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0])


def not_installed(wanted: str, model: str) -> InvalidArgument:
    """What is raised where a model was neither given nor found."""
    return InvalidArgument(
        f"no {wanted} was given, and {model} is not installed: pip install 'barewire[models]'"
    )

"""The operators of ONNX, a family a file; importing a file puts its lowerings into the table."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def load() -> None:
    """Import all families, once."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")

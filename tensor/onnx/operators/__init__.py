"""The operators of ONNX, a family a file; importing a file puts its lowerings into the table."""

from functools import cache
from importlib import import_module
FAMILIES = (
    "activation",
    "arithmetic",
    "casts",
    "convolution",
    "creation",
    "indexing",
    "logic",
    "matrices",
    "movement",
    "normalisation",
    "pooling",
    "recurrent",
    "reduction",
)


@cache
def load() -> None:
    """Import all families, once."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")

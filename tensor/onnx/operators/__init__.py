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
    "reduction",
)


@cache
def load() -> None:
    """Import all families, once."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")

"""The operators of ONNX, a family a file; importing a file puts its lowerings into the table."""

from functools import cache
from importlib import import_module

FAMILIES = (
    "activation",
    "arithmetic",
    "casts",
    "control_flow",
    "creation",
    "indexing",
    "logic",
    "integer_products",
    "matrices",
    "movement",
    "quantisation",
    "quantised_functions",
    "reduction",
    "sequences",
)


@cache
def load() -> None:
    """Import all families, once."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")

"""Calls of every function of the Array API, in terms that any namespace understands.

A case is a function's name, its arguments and its keywords. NumPy arrays stand for arrays of the namespace,
and `Named` for its dtypes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

BOOL, FLOATS = ("bool",), ("float32", "float64")
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
INTEGERS = SIGNED + UNSIGNED
REAL = FLOATS + INTEGERS
COMPLEX = ("complex64", "complex128")


@dataclass(frozen=True)
class Named:
    """A dtype of the namespace, by its name."""

    name: str


@dataclass(frozen=True)
class Case:
    """One call; `values` says whether results are compared, or their shapes and dtypes only."""

    function: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict)
    values: bool = True

    def __str__(self) -> str:
        shown = [
            *map(_shown, self.arguments),
            *(f"{name}={_shown(each)}" for name, each in self.keywords.items()),
        ]
        return f"{self.function}({', '.join(shown)})"


def _shown(value: Any) -> str:
    return f"{value.dtype}{list(value.shape)}" if isinstance(value, np.ndarray) else repr(value)


# The functions of elements, by the dtypes that the standard has them for.
UNARY = (
    (
        FLOATS,
        "acos acosh asin asinh atan atanh cos cosh exp expm1 log log10 log1p log2 reciprocal signbit sin "
        "sinh sqrt tan tanh",
    ),
    (REAL, "abs ceil floor negative positive round sign square trunc isfinite isinf isnan"),
    (BOOL + INTEGERS, "bitwise_invert"),
    (BOOL, "logical_not"),
    (
        COMPLEX,
        "abs conj cos cosh exp imag isfinite isnan log negative positive real sign sin sinh sqrt square tanh",
    ),
)
BINARY = (
    (FLOATS, "atan2 copysign divide hypot logaddexp nextafter"),
    (REAL, "add floor_divide maximum minimum multiply pow remainder subtract"),
    (BOOL + INTEGERS, "bitwise_and bitwise_or bitwise_xor"),
    (INTEGERS, "bitwise_left_shift bitwise_right_shift"),
    (BOOL, "logical_and logical_or logical_xor"),
    (COMPLEX, "add divide equal multiply not_equal subtract"),
    (BOOL + REAL, "equal not_equal"),
    (REAL, "greater greater_equal less less_equal"),
)
# Functions of one array over axes, with the keywords that they are swept with.
REDUCTIONS = (
    (BOOL + REAL, "all any count_nonzero", ({},)),
    (REAL, "max min", ({},)),
    (REAL, "sum prod", ({}, {"dtype": Named("float64")})),
    (FLOATS + COMPLEX, "mean", ({},)),
    (COMPLEX, "sum prod", ({},)),
    (FLOATS, "std var", ({}, {"correction": 1}, {"correction": 0.5})),
)


class Generator:
    """Random arguments; the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def array(self, dtype: str, *shape: int, low: int = -4, high: int = 5) -> np.ndarray[Any, Any]:
        """Few values, so that there are equal ones, zeros and both signs among them."""
        if dtype == "bool":
            values = self.random.integers(0, 2, shape)
        elif "int" in dtype:
            values = self.random.integers(max(low, 0) if dtype[0] == "u" else low, high, shape)
        else:
            values = self.random.integers(2 * low, 2 * high, shape) / 2 + self.random.choice(
                [0, 0.125], shape
            )
        if dtype.startswith("complex"):
            values = values + 1j * self.random.integers(low, high, shape)
        return np.asarray(values).astype(dtype)

    def shape(self, least: int = 0, most: int = 3) -> tuple[int, ...]:
        """Some sizes of 0 and 1 among them."""
        rank = int(self.random.integers(least, most + 1))
        return tuple(
            int(size) for size in self.random.choice([0, 1, 2, 3, 5], rank, p=[0.05, 0.2, 0.25, 0.25, 0.25])
        )

    def pick(self, options: Any) -> Any:
        """One of these."""
        return options[int(self.random.integers(len(options)))]

    def axes(self, rank: int) -> Any:
        """None, an axis, or several."""
        if rank == 0 or self.random.integers(3) == 0:
            return None
        if self.random.integers(2):
            return int(self.random.integers(-rank, rank))
        chosen = self.random.permutation(rank)[: int(self.random.integers(1, rank + 1))]
        return tuple(int(axis) - rank * int(self.random.integers(2)) for axis in chosen)

    def broadcasting(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Two shapes that broadcast to one."""
        whole = self.shape()
        parts = []
        for _ in range(2):
            kept = whole[int(self.random.integers(len(whole) + 1)) :] if self.random.integers(2) else whole
            parts.append(tuple(1 if self.random.integers(4) == 0 else size for size in kept))
        return parts[0], parts[1]


def elementwise(make: Generator) -> Iterator[Case]:
    """Functions of elements, of one dtype each; of two operands one may be a Python scalar."""
    for dtypes, names in UNARY:
        for name in names.split():
            yield Case(name, (make.array(make.pick(dtypes), *make.shape()),))
    for dtypes, names in BINARY:
        for name in names.split():
            dtype = make.pick(dtypes)
            left, right = make.broadcasting()
            counts = dtype in INTEGERS and name in ("pow", "bitwise_left_shift", "bitwise_right_shift")
            low = 1 if name in ("floor_divide", "remainder") and dtype in INTEGERS else 0 if counts else -4
            x, y = make.array(dtype, *left), make.array(dtype, *right, low=low)
            if make.random.integers(4) == 0 and name not in ("nextafter", "copysign"):
                scalar = y.reshape(-1)[:1].tolist() or [1]
                yield Case(name, (x, scalar[0]))
            elif dtype in FLOATS and make.random.integers(4) == 0:
                yield Case(name, (make.array("float64", *left), make.array("float32", *right)))
            else:
                yield Case(name, (x, y))
    x = make.array(make.pick(REAL), *make.shape())
    yield Case("clip", (x, 1, 3))
    yield Case("clip", (x,), {"max": 2})
    yield Case("clip", (x,), {"min": make.array(x.dtype.name, *x.shape)})


def statistics(make: Generator) -> Iterator[Case]:
    """Reductions and scans."""
    for dtypes, names, options in REDUCTIONS:
        for name in names.split():
            shape = make.shape()
            axis = make.axes(len(shape))
            if name in ("max", "min") and 0 in shape:
                shape = tuple(size or 1 for size in shape)
            dtype = make.pick(dtypes)
            keywords = make.pick(options)
            if "dtype" in keywords and dtype not in FLOATS:
                keywords = {"dtype": Named("int32")} if dtype in SIGNED else {}
            x = make.array(dtype, *shape, low=1 if name == "prod" else -4)
            yield Case(name, (x,), {"axis": axis, "keepdims": bool(make.random.integers(2)), **keywords})
    for name in ("cumulative_sum", "cumulative_prod"):
        shape = make.shape(1)
        axis = None if len(shape) == 1 else int(make.random.integers(-len(shape), len(shape)))
        x = make.array(make.pick(REAL), *shape)
        yield Case(name, (x,), {"axis": axis, "include_initial": bool(make.random.integers(2))})
    shape = make.shape(1)
    axis = int(make.random.integers(-len(shape), len(shape)))
    x = make.array(make.pick(REAL), *shape)
    yield Case("diff", (x,), {"axis": axis, "n": int(make.random.integers(3))})
    yield Case("diff", (x,), {"axis": axis, "prepend": x, "append": x})
    for name in ("argmax", "argmin"):
        shape = tuple(size or 1 for size in make.shape())
        axis = make.pick([None, *range(-len(shape), len(shape))])
        yield Case(
            name,
            (make.array(make.pick(REAL), *shape),),
            {"axis": axis, "keepdims": bool(make.random.integers(2))},
        )


def shapes(make: Generator) -> Iterator[Case]:
    """Functions that move elements."""
    dtype = make.pick(BOOL + REAL)
    shape = make.shape(1)
    rank = len(shape)
    x = make.array(dtype, *shape)
    axis = int(make.random.integers(-rank, rank))
    yield Case("broadcast_arrays", tuple(make.array(dtype, *each) for each in make.broadcasting()))
    yield Case("broadcast_to", (x, (2, *shape)))
    yield Case("concat", ([x, x, make.array(dtype, *shape)],), {"axis": make.pick([None, axis])})
    yield Case("expand_dims", (x,), {"axis": int(make.random.integers(-rank - 1, rank + 1))})
    yield Case("flip", (x,), {"axis": make.axes(rank)})
    yield Case("moveaxis", (x, axis, int(make.random.integers(rank))))
    yield Case("permute_dims", (x, tuple(int(each) for each in make.random.permutation(rank))))
    yield Case("repeat", (x, int(make.random.integers(4))), {"axis": make.pick([None, axis])})
    yield Case("repeat", (x, make.random.integers(0, 4, x.size)))
    yield Case("reshape", (x, (-1,) if x.size else (0, 2)), {"copy": make.pick([None, True])})
    yield Case("roll", (x, int(make.random.integers(-4, 5))), {"axis": make.pick([None, axis])})
    yield Case("roll", (x, (1, -2)), {"axis": (axis, axis)})
    yield Case("squeeze", (make.array(dtype, 1, *shape, 1),), {"axis": make.pick([0, -1, (0, -1)])})
    yield Case(
        "stack", ([x, make.array(dtype, *shape)],), {"axis": int(make.random.integers(-rank - 1, rank + 1))}
    )
    yield Case("tile", (x, tuple(make.random.integers(0, 3, int(make.random.integers(4))).tolist())))
    yield Case("unstack", (x,), {"axis": axis})
    yield Case("matrix_transpose", (make.array(dtype, *make.shape(2)),))
    for name in ("tril", "triu"):
        yield Case(name, (make.array(dtype, *make.shape(2)),), {"k": int(make.random.integers(-3, 4))})


def searching(make: Generator) -> Iterator[Case]:
    """Searching, sorting, sets and indexing."""
    dtype = make.pick(REAL)
    shape = make.shape(1)
    axis = int(make.random.integers(-len(shape), len(shape)))
    x = make.array(dtype, *shape)
    for name in ("sort", "argsort"):
        yield Case(name, (x,), {"axis": axis, "descending": bool(make.random.integers(2)), "stable": True})
    yield Case("nonzero", (x,))
    edges = np.sort(make.array(dtype, 5))
    yield Case("searchsorted", (edges, make.array(dtype, 3)), {"side": make.pick(["left", "right"])})
    order = make.random.permutation(5)
    yield Case("searchsorted", (edges[np.argsort(order)], make.array(dtype, 3)), {"sorter": order})
    left, right = make.broadcasting()
    yield Case("where", (make.array("bool", *left), make.array(dtype, *right), make.array(dtype, *right)))
    yield Case("where", (make.array("bool", *left), make.array(dtype, *right), 1))
    for name in ("unique_all", "unique_counts", "unique_inverse", "unique_values"):
        yield Case(name, (x,))
    if x.shape[axis]:
        yield Case("take", (x, make.random.integers(0, x.shape[axis], 4)), {"axis": axis})
        yield Case("take_along_axis", (x, np.argsort(x, axis=axis)), {"axis": axis})
    yield Case("take", (edges, make.random.integers(0, 5, 3)))


def creation(make: Generator) -> Iterator[Case]:
    """Tensors from nothing and from data."""
    dtype = make.pick(REAL)
    shape, x = make.shape(), make.array(dtype, *make.shape())
    to = {"dtype": Named(make.pick(REAL))}
    start, step = int(make.random.integers(-5, 5)), make.pick([1, 2, -1, -3])
    yield Case("arange", (start, start + 4 * step, step), {"dtype": Named(make.pick(FLOATS + SIGNED))})
    yield Case("arange", (5,))
    yield Case("asarray", (x.tolist(),), to if x.size and x.min() >= 0 else {"dtype": Named(dtype)})
    yield Case("asarray", (x,), {"copy": make.pick([None, True])})
    for name in ("empty", "ones", "zeros"):
        yield Case(name, (shape,), to, values=name != "empty")
        yield Case(f"{name}_like", (x,), make.pick([{}, to]), values=name != "empty")
    yield Case("eye", (3, make.pick([None, 2, 5])), {"k": int(make.random.integers(-3, 4)), **to})
    yield Case("full", (shape, 3), to)
    yield Case("full", (shape, make.pick([True, 7])))
    yield Case("full_like", (x, 3))
    yield Case(
        "linspace", (0, 3, 7), {"dtype": Named(make.pick(FLOATS)), "endpoint": bool(make.random.integers(2))}
    )
    yield Case("meshgrid", (np.arange(3), np.arange(2)), make.pick([{}, {"indexing": "ij"}]))
    yield Case("from_dlpack", (x,))
    yield Case(
        "astype",
        (np.asarray(np.abs(x)), Named(make.pick(BOOL + REAL))),
        {"copy": bool(make.random.integers(2))},
    )
    family = make.pick([SIGNED, UNSIGNED, FLOATS])
    yield Case("can_cast", (Named(make.pick(family)), Named(make.pick(family))))
    yield Case("result_type", (Named(make.pick(INTEGERS[:-1])), Named(make.pick(INTEGERS[:-1]))))
    yield Case("result_type", (Named(make.pick(FLOATS)), make.array("float32", 2), 1.5))
    kinds = (
        "bool",
        "signed integer",
        "unsigned integer",
        "integral",
        "real floating",
        "complex floating",
        "numeric",
    )
    yield Case("isdtype", (Named(make.pick(BOOL + REAL)), make.pick(kinds)))
    yield Case("isdtype", (Named(make.pick(BOOL + REAL)), ("bool", Named("int8"))))


def products(make: Generator) -> Iterator[Case]:
    """Products of matrices and tensors, in the main namespace and in `linalg`."""
    dtype = make.pick(REAL + COMPLEX)
    lead, (a, b, c) = make.shape(0, 2), make.random.integers(1, 5, 3).tolist()
    for place in ("", "linalg."):
        yield Case(f"{place}vecdot", (make.array("complex64", a), make.array("complex64", a)))
        yield Case(f"{place}matmul", (make.array(dtype, *lead, a, b), make.array(dtype, b, c)))
        yield Case(f"{place}vecdot", (make.array(dtype, *lead, a), make.array(dtype, a)))
        yield Case(f"{place}tensordot", (make.array(dtype, a, b), make.array(dtype, b, c)), {"axes": 1})
        axes = ((1,), (0,))
        yield Case(f"{place}tensordot", (make.array(dtype, a, b), make.array(dtype, b, c)), {"axes": axes})
    x = make.array(dtype, *lead, a, b)
    yield Case("linalg.cross", (make.array(dtype, *lead, 3), make.array(dtype, *lead, 3)))
    yield Case("linalg.diagonal", (x,), {"offset": int(make.random.integers(-2, 3))})
    yield Case("linalg.trace", (x,), {"offset": int(make.random.integers(-2, 3))})
    yield Case("linalg.outer", (make.array(dtype, a), make.array(dtype, b)))
    yield Case("linalg.matrix_transpose", (x,))


def factorisations(make: Generator) -> Iterator[Case]:
    """What LAPACK computes. Vectors of a decomposition have signs that are anybody's choice, so what is
    compared of them is their shape; test_linalg.py puts them together again.
    """
    dtype = make.pick(FLOATS)
    lead = make.shape(0, 2)
    rows, columns = make.random.integers(1, 5, 2).tolist()
    x = make.random.normal(size=(*lead, rows, columns)).astype(dtype)
    square = (make.random.normal(size=(*lead, rows, rows)) + 3 * np.eye(rows)).astype(dtype)
    positive = (square @ np.swapaxes(square, -1, -2)).astype(dtype)
    for name in ("det", "inv", "slogdet"):
        yield Case(f"linalg.{name}", (square,))
    yield Case("linalg.cholesky", (positive,), {"upper": bool(make.random.integers(2))})
    yield Case("linalg.eigh", (positive,), values=False)
    yield Case("linalg.eigvalsh", (positive,))
    yield Case("linalg.matrix_power", (square, int(make.random.integers(-2, 4))))
    yield Case("linalg.matrix_rank", (x,))
    yield Case("linalg.pinv", (x,))
    yield Case("linalg.qr", (x,), {"mode": make.pick(["reduced", "complete"])}, values=False)
    yield Case("linalg.solve", (square, make.random.normal(size=(*lead, rows, 2)).astype(dtype)))
    yield Case("linalg.svd", (x,), {"full_matrices": bool(make.random.integers(2))}, values=False)
    yield Case("linalg.svdvals", (x,))
    order = make.pick(["fro", "nuc", 1, -1, 2, -2, float("inf"), float("-inf")])
    yield Case("linalg.matrix_norm", (x,), {"ord": order, "keepdims": bool(make.random.integers(2))})
    axis = make.axes(x.ndim)
    x = x + np.sign(x)
    yield Case("linalg.vector_norm", (x,), {"axis": axis, "ord": make.pick([0, 1, 2, 3.5, float("inf"), -1])})


def transforms(make: Generator) -> Iterator[Case]:
    """Fourier transforms along one axis and several, cut off and filled up."""
    shape = tuple(int(size) for size in make.random.choice([1, 2, 3, 5], int(make.random.integers(1, 4))))
    rank = len(shape)
    norm = {"norm": make.pick(["backward", "ortho", "forward"])}
    real, whole = make.array(make.pick(FLOATS), *shape), make.array(make.pick(COMPLEX), *shape)
    for names, x in (("fft ifft irfft hfft", whole), ("rfft ihfft", real)):
        for name in names.split():
            axis = int(make.random.integers(-rank, rank))
            # irfft and hfft of one number alone would have no length.
            least = 1 if name in ("irfft", "hfft") and shape[axis] == 1 else 0
            n = make.pick([None, 1, 2, 3, 4, 6][least:])
            yield Case(f"fft.{name}", (x,), {"n": n, "axis": axis, **norm})
    for names, x in (("fftn ifftn irfftn", whole), ("rfftn", real)):
        for name in names.split():
            axes = tuple(int(axis) for axis in make.random.permutation(rank)[:2])
            s = tuple(make.random.integers(2, 5, len(axes)).tolist())
            if not (name == "irfftn" and shape[axes[-1]] == 1) and make.random.integers(2):
                s = None
            yield Case(f"fft.{name}", (x,), {"s": s, "axes": axes, **norm})
    for name in ("fftfreq", "rfftfreq"):
        dtype = {"dtype": Named(make.pick(FLOATS))}
        yield Case(
            f"fft.{name}", (int(make.random.integers(1, 9)),), {"d": make.pick([1.0, 0.5, 3.0]), **dtype}
        )
    for name in ("fftshift", "ifftshift"):
        yield Case(f"fft.{name}", (make.pick([real, whole]),), {"axes": make.axes(rank)})


def everything(seed: int) -> Iterator[Case]:
    """At least one call of every function."""
    make = Generator(seed)
    for part in (creation, elementwise, statistics, shapes, searching, products, factorisations, transforms):
        yield from part(make)

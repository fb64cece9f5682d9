"""The ops of a graph: one row for each, with all that is particular to it.

What works with ops asks their rows. What an op becomes is said once beside its siblings: in LLVM
(`codegen/llvm/vector_math.py`) or as an index (`codegen/nest/lower.py`), as a gradient
(`graph/derivatives.py`), and for the tests in NumPy (`hwtests/reference.py`).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self

from .dtype import DType

INF = float("inf")


class Op(IntEnum):
    """An op: its kind, how many sources it takes, what one element of it costs, what it means, and where a
    reduction with it starts.

    The cost is in additions, roughly; LLVM takes long over what costs much. In the meanings `x` and `y` are
    the sources; shapes are in brackets; those of the sources of elementwise ops are equal.
    """

    kind: str
    arity: int
    cost: int
    meaning: str
    start: float | None

    # Enum's own hash is a Python function, and nodes are looked up by their op all the time.
    __hash__ = int.__hash__

    def __new__(cls, kind: str, arity: int, cost: int, meaning: str, start: float | None = None) -> Self:
        op = int.__new__(cls, len(cls.__members__) + 1)
        op._value_ = int(op)
        op.kind, op.arity, op.cost, op.meaning, op.start = kind, arity, cost, meaning, start
        return op

    BUFFER = "memory", 0, 0, "argument: a `runtime.Buffer`. Row-major elements of the node's dtype and shape."
    CONST = (
        "memory", 0, 0,
        "shape (); argument: a Python bool, int, float or complex (an EXPAND gives it a shape).",
    )  # fmt: skip
    SCALAR = (
        "memory", 0, 0,
        "shape (); argument: a Python int or float which is not in the code, as a CONST is, but given to it. "
        "In a plan: the place of that number among those of the program.",
    )  # fmt: skip
    IOTA = "memory", 0, 0, "shape (n,); integer dtype; element i is i."
    CONTIGUOUS = "memory", 1, 0, "x; the same values, held in memory of their own."
    COPY = "memory", 1, 0, "x; argument: device name; the same values on another device."
    ASSIGN = (
        "memory", 2, 0,
        "(target BUFFER, x); the values of x, which take the place of the target's.",
    )  # fmt: skip

    RESHAPE = "movement", 1, 0, "same number of elements, row-major order kept."
    PERMUTE = "movement", 1, 0, "argument: order; out.shape[i] = x.shape[order[i]]."
    EXPAND = "movement", 1, 0, "axes of size 1 repeated to the node's shape (same rank)."
    SHRINK = (
        "movement", 1, 0,
        "argument: ((start, stop, step), ...) per axis, 0 <= start <= stop <= size, step >= 1.",
    )  # fmt: skip
    PAD = (
        "movement", 1, 0,
        "argument: (((low, high, interior), ...), value): `interior` elements between neighbours, low and "
        "high >= 0 around; new elements have `value` (a Python scalar).",
    )  # fmt: skip
    FLIP = "movement", 1, 0, "argument: axes, reversed."
    WINDOW = (
        "movement", 1, 0,
        "argument: (axis, size, stride, dilation); the axis becomes (positions, size): "
        "out[.., p, k, ..] = x[.., p*stride + k*dilation, ..]; "
        "positions = (n - dilation*(size-1) - 1)//stride + 1.",
    )  # fmt: skip

    GATHER = (
        "indexing", 2, 4,
        "(x, index); argument: axis; same rank; out.shape == index.shape, index.shape[d] <= x.shape[d] for "
        "d != axis; out[p] = x[p with p[axis] = index[p]]; 0 where index is out of range. The index has an "
        "integer dtype.",
    )  # fmt: skip
    SCATTER = (
        "indexing", 3, 0,
        '(x, index, y); argument: (axis, "set" | "add" | "max" | "multiply"); y.shape == index.shape; starts '
        "from x, then for each p of y in row-major order: out[p with p[axis] = index[p]] op= y[p]; out of "
        "range is dropped.",
    )  # fmt: skip

    REDUCE = (
        "reduction", 1, 0,
        "argument: (ADD | MUL | MAX, axes); reduced axes keep size 1. MAX of floats propagates nan.",
    )  # fmt: skip

    CAST = "conversion", 1, 1, "value conversion (float to int truncates; to bool is != 0)."
    BITCAST = (
        "conversion", 1, 1,
        "same bits, same item size. To its own dtype it lets no gradient pass; argument: None, or a `Token` "
        "that tells it from others.",
    )  # fmt: skip

    SQRT = "elementwise", 1, 3, "floats."
    EXP = "elementwise", 1, 10, "floats."
    LOG = "elementwise", 1, 10, "floats."
    SIN = "elementwise", 1, 20, "floats."
    COS = "elementwise", 1, 20, "floats."
    TRUNC = "elementwise", 1, 1, "floats; rounds toward zero."
    ADD = "elementwise", 2, 1, "bool: or. Integers wrap.", 0
    MUL = "elementwise", 2, 1, "bool: and. Integers wrap.", 1
    DIV = "elementwise", 2, 3, "floats."
    IDIV = "elementwise", 2, 4, "integers; floor semantics as in Python; division by zero gives 0."
    MOD = (
        "elementwise", 2, 4,
        "integers and floats; floor semantics as in Python; of integers by zero it is 0.",
    )  # fmt: skip
    POW = "elementwise", 2, 60, "floats."
    MAX = "elementwise", 2, 1, "propagates nan.", -INF
    CMPLT = "comparison", 2, 1, "x < y; result dtype bool."
    CMPEQ = "comparison", 2, 1, "x == y; result dtype bool."
    AND = "elementwise", 2, 1, "integers and bool."
    OR = "elementwise", 2, 1, "integers and bool."
    XOR = "elementwise", 2, 1, "integers and bool."
    SHL = "elementwise", 2, 1, "integers; 0 where the count, as unsigned, is the width or more."
    SHR = (
        "elementwise",
        2,
        1,
        "integers; arithmetic of signed ones; 0 or -1 where all bits leave, as SHL says.",
    )
    WHERE = "elementwise", 3, 1, "(condition bool, x, y)."
    FMA = "elementwise", 3, 1, "x * y + z, rounded once; float32 and float64."

    COMPLEX = "complex", 2, 0, "(real part, imaginary part), floats of one dtype; complex."
    REAL = "complex", 1, 0, "the real part of a complex x."
    IMAG = "complex", 1, 0, "the imaginary part of a complex x."
    AS_REAL = "complex", 1, 0, "of a complex x of shape s: floats of shape (*s, 2), the real parts first."
    AS_COMPLEX = "complex", 1, 0, "of floats of shape (*s, 2): complex numbers of shape s."

    FORMULA = (
        "formula", 1, 0,
        "x; argument: a `Formula`; what it makes of x, which is only made where it is computed.",
    )  # fmt: skip

    def identity(self, dtype: DType) -> bool | int | float:
        """What a reduction with it starts from: what changes no value of the dtype."""
        if self.start is None:
            raise ValueError(f"nothing is reduced with {self.name}")
        value = max(self.start, dtype.minimum)
        return bool(value) if dtype.kind == "b" else value

    def shown(self, dtype: DType) -> str:
        """How it is printed, as the name of a function with results of a dtype."""
        return dtype.name if self.kind == "conversion" else self.name.lower()


def _of(*kinds: str, arity: int | None = None) -> frozenset[Op]:
    return frozenset(op for op in Op if op.kind in kinds and arity in (None, op.arity))


MOVEMENT = _of("movement")
COMPARISONS = _of("comparison")
ELEMENTWISE = _of("elementwise", "comparison", "conversion")
BINARY = _of("elementwise", "comparison", arity=2)
# What is defined for complex values. The rest of the complex functions are written with their parts.
OF_COMPLEX = _of("memory", "movement", "indexing", "conversion", "complex") | {
    Op.REDUCE,
    Op.ADD,
    Op.MUL,
    Op.DIV,
    Op.CMPEQ,
    Op.WHERE,
}
# What kernels are given, and need not make.
GIVEN = frozenset({Op.BUFFER, Op.SCALAR})
# Each is dozens of instructions: what LLVM takes long over.
COSTLY = frozenset(op for op in Op if op.cost >= 10)

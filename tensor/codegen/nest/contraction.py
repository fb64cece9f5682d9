"""Contractions: matmul, convolution and everything else that multiplies two operands and sums.

The result's loops fall into rows (only the one operand varies), columns (only the other) and batch (both or
neither); flattened, every contraction is C[row, column] = sum over k of A[row, k] * B[k, column], whatever
the operands' index expressions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from ...graph import dtype as dtypes
from ...graph.node import Op
from .expression import Reduction, Value
from .index import Var
from .lower import LoopNest


@dataclass(frozen=True, eq=False)
class Contraction:
    """The roles of a nest's loops and operands. `column_operand` varies along the result's contiguous
    loop."""

    nest: LoopNest
    reduction: Reduction
    row_operand: Value
    column_operand: Value
    batch: tuple[Var, ...]
    rows: tuple[Var, ...]
    columns: tuple[Var, ...]

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """batch, rows, columns, depth."""
        return size(self.batch), size(self.rows), size(self.columns), size(self.reduction.axes)

    @property
    def is_bfloat16(self) -> bool:
        """Whether both operands are bfloat16 values widened to float32."""
        return all(
            operand.op is Op.CAST and operand.sources[0].dtype is dtypes.bfloat16
            for operand in (self.row_operand, self.column_operand)
        )


def size(loops: Iterable[Var]) -> int:
    """How many settings some loops have together."""
    return prod(var.extent for var in loops)


def recognise(nest: LoopNest, one_row: bool = False) -> Contraction | None:
    """The nest as a contraction, or None where it is not one. With `one_row` it need have no row loop."""
    if nest.inner or nest.before or len(nest.reductions) != 1:
        return None
    (reduction,) = nest.reductions
    product = reduction.value
    if reduction.op is not Op.ADD or product.op is not Op.MUL or product.dtype.bits < 32:
        return None
    a, b = product.sources
    contiguous = next((v for v in reversed(nest.outer) if nest.stores[0].index.coefficient(v) == 1), None)
    if contiguous in a.vars and contiguous not in b.vars:
        a, b = b, a
    if contiguous not in b.vars or contiguous in a.vars:
        return None
    axes = frozenset(reduction.axes)
    if not (a.vars & axes and b.vars & axes):
        return None
    rows = tuple(v for v in nest.outer if v in a.vars and v not in b.vars)
    columns = tuple(v for v in nest.outer if v in b.vars and v not in a.vars)
    if not rows and not one_row:
        return None
    batch = tuple(v for v in nest.outer if v not in rows and v not in columns)
    return Contraction(nest, reduction, a, b, batch, rows, columns)


def whole_axes(axes: Sequence[Var], steps: int) -> tuple[Var, ...]:
    """The longest run of innermost axes that divides a number of steps."""
    runs = (tuple(axes[start:]) for start in range(len(axes) + 1))
    return next(run for run in runs if steps % prod(axis.extent for axis in run) == 0)

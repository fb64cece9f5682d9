"""Columns that lie in memory as instructions take them: four k of a column side by side, and so the next.

Weights that are multiplied again and again are laid out so once (`onnx/laid_out.py`). Where an instruction
takes four bytes together a vector of such columns is one load, so nothing is copied; for others a panel is
filled by whole vectors.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.op import Op
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Slot
from ..nest.index import Index

GROUP = 4  # of k, a byte each
_LEAST_BLOCK = 16  # columns


@dataclass(frozen=True)
class ColumnsInGroups:
    """Where a column operand lies: `index` is of the element in `slot`; groups that follow each other are
    `stride_bytes` apart, None where that differs.
    """

    slot: Slot
    index: Index
    is_signed: bool
    stride_bytes: int | None

    @classmethod
    def of(cls, contraction: Contraction) -> ColumnsInGroups | None:
        """What a contraction's columns are, if they lie so."""
        operand, axes, columns = contraction.column_operand, contraction.reduction.axes, contraction.columns
        value = operand.sources[0] if operand.op is Op.CAST else operand
        if value.op is not Leaf.LOAD or value.dtype not in (dtypes.int8, dtypes.uint8) or not columns:
            return None
        slot, index, valid = value.argument
        if valid or columns[-1].extent % _LEAST_BLOCK or axes[-1].extent % GROUP:
            return None
        if index.coefficient(columns[-1]) != GROUP or index.coefficient(axes[-1]) != 1:
            return None
        own = index.coefficient(axes[0]) if len(axes) == 2 and axes[-1].extent == GROUP else None
        return cls(slot, index, value.dtype is dtypes.int8, own)

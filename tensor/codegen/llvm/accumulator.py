"""What a reduction adds to."""

from __future__ import annotations

from ...graph.dtype import DType
from ...graph.node import Op
from . import vector_math as vm
from .writer import KernelWriter


class Accumulator:
    """A register that a reduction adds to, of a dtype that may be wider than its operands' and result's."""

    def __init__(self, f: KernelWriter, op: Op, dtype: DType, lanes: int, given: DType | None = None) -> None:
        self.f, self.op, self.dtype, self.lanes = f, op, dtype, lanes
        self.given = dtype if given is None else given
        scalar = vm.scalar_type(dtype)
        self.type = vm.vector_of(scalar, lanes)
        self.identity = vm.splat(vm.literal(op.identity(dtype), dtype), scalar, lanes)
        self.place = f.alloca(self.type)
        f.write(f"store {self.type} {self.identity}, {f.stack} {self.place}")

    def load(self) -> str:
        return self.f.emit(f"load {self.type}, {self.f.stack} {self.place}")

    def add(self, operand: str, mask: str | None = None) -> None:
        """Add an operand, or what of it is in the lanes of a mask."""
        operand = vm.convert(self.f, self.given, self.dtype, self.lanes, operand)
        if mask is not None:
            operand = self.masked(operand, mask)
        total = vm.binary(self.f, self.op, self.dtype, self.lanes, self.load(), operand)
        self.f.write(f"store {self.type} {total}, {self.f.stack} {self.place}")

    def masked(self, operand: str, mask: str) -> str:
        """The operand, with the identity in the lanes that do not count."""
        flags = vm.vector_of("i1", self.lanes)
        return self.f.emit(f"select {flags} {mask}, {self.type} {operand}, {self.type} {self.identity}")

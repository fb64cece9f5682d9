"""A kernel for a processor as LLVM IR: a function that its driver calls once for each workgroup.

`void name(const void *arguments, const struct workgroup *group)`, as drivers/cpu/abi.py describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

from ....drivers.cpu.abi import WORKGROUP
from ..llvm.conversions import saturated
from ..llvm.vector_math import Elementwise, scalar_type
from ..llvm.writer import KernelWriter
from ..nest.expression import Slot
from .functions import functions_of

# To gather a vector takes longer than to load so many, and put one together of them.
MOST_STRIDE = 4


# Stores past the caches, and branches hardly ever taken.
_METADATA = ("!0 = !{i32 1}", '!1 = !{!"branch_weights", i32 1, i32 100000}')


# Of the processor that kernels are written for.
features: ContextVar[frozenset[str]] = ContextVar("features", default=frozenset())


class ProcessorWriter(KernelWriter):
    """The text of one kernel for a processor, which finds the number of its workgroup as `%gid`."""

    most_stride = MOST_STRIDE
    conversions: Mapping[tuple[str, str], Elementwise] = MappingProxyType({("float32", "int32"): saturated})

    def __init__(self, name: str, slots: tuple[Slot, ...]) -> None:
        super().__init__(name, slots)
        self.functions = functions_of(features.get())

    def local_memory(self) -> None:
        """Let `%local` be the start of the workgroup's local memory."""
        self.write(f"%local.p = getelementptr i8, ptr %group, i64 {WORKGROUP.LOCAL}")
        self.write("%local = load ptr, ptr %local.p, align 8")

    def text(self) -> str:
        """The module."""
        attributes = 'attributes #0 = { nounwind "prefer-vector-width"="512" "no-trapping-math"="true" }'
        loads = []
        for slot in self.slots:
            loads.append(f"  %{slot.name}.p = getelementptr ptr, ptr %arguments, i64 {slot.number}")
            held = scalar_type(slot.dtype) if slot.by_value else "ptr"
            loads.append(f"  %{slot.name} = load {held}, ptr %{slot.name}.p, align 8")
        body = [
            f"define void @{self.name}(ptr noalias readonly %arguments, ptr noalias readonly %group) #0 {{",
            "entry:",
            *loads,
            "  %group.id = load i32, ptr %group, align 4",
            "  %gid = zext i32 %group.id to i64",
            *self.entry,
            *self.lines,
            # Streamed stores are ordered by this alone before the store that says the kernel is done.
            *(["  call void @llvm.x86.sse.sfence()"] if self.stream else []),
            "  ret void",
            "}",
        ]
        if self.stream:
            self.declare("declare void @llvm.x86.sse.sfence()")
        return "\n".join([*self.declarations, *body, attributes, *_METADATA, ""])

"""NVIDIA's GPUs as a target of kernels: calling convention, address spaces, intrinsics and attributes.

Facts are from LLVM's "User Guide for NVPTX Back-end" (address spaces, intrinsics, function attributes) and
NVIDIA's "PTX ISA" (`shfl.sync`, `barrier.cta`, `.reqntid`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..grid import float8_instructions
from ..grid import remainder as grid_remainder
from ..grid.target import Writer
from ..llvm.vectors import Elementwise, vector_of
from ..llvm.vectors import Writer as Lines
from ..nest.lower import LoopNest

# "PTX ISA", shfl.sync: the lanes that take part; c with no segments and the last lane as the clamp.
_WHOLE_WARP = -1
_LAST_LANE = 31
# "CUDA C++ Programming Guide", Compute Capabilities: more shared memory than this must be dynamic.
_MOST_STATIC_BYTES = 48 << 10


def _to_bfloat16(w: Lines, lanes: int, x: str) -> str:
    """cvt.rn.bf16.f32, or .bf16x2 for two at a time."""
    return w.emit(f"fptrunc {vector_of('float', lanes)} {x} to {vector_of('bfloat', lanes)}")


@dataclass(frozen=True)
class NvidiaTarget:
    """A GridTarget of a card with these features."""

    features: frozenset[str]

    global_space = " addrspace(1)"
    local_space = " addrspace(3)"
    # What is left of the stack after the passes is addressed by way of the generic space.
    stack_space = ""
    constant_space = " addrspace(4)"
    partners_wait = True
    # ptxas unrolls a dozen steps of a tile until registers run out.
    rolled_loop = ", !llvm.loop !0"
    functions = grid_remainder.FUNCTIONS

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        listed = ", ".join(parameters)
        return [
            f"define ptx_kernel void @{name}({listed}) #0 {{",
            "entry:",
            f"  %tid = call range(i32 0, {block}) i32 @llvm.nvvm.read.ptx.sreg.tid.x()",
            "  %gid = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()",
        ]

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        return [
            "declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()",
            "declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()",
            f'attributes #0 = {{ nounwind "nvvm.reqntid"="{block}" "no-trapping-math"="true" }}',
            '!0 = distinct !{!0, !{!"llvm.loop.unroll.disable"}}',
        ]

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        if self.launch_bytes(size_bytes):
            return [f"@{name}_local = external addrspace(3) global [0 x i8], align 16"]
        return [f"@{name}_local = internal addrspace(3) global [{size_bytes} x i8] poison, align 16"]

    def launch_bytes(self, size_bytes: int) -> int:
        return size_bytes if size_bytes > _MOST_STATIC_BYTES else 0

    def local_base(self, name: str) -> str:
        return f"@{name}_local"

    def barrier(self, w: Writer) -> None:
        w.declare("declare void @llvm.nvvm.barrier.cta.sync.aligned.all(i32)")
        w.write("call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)")

    @property
    def conversions(self) -> Mapping[tuple[str, str], Elementwise]:
        found = dict(float8_instructions.NVIDIA_FLOAT8) if "cvt.e4m3" in self.features else {}
        if "cvt.tf32" in self.features:
            found.update(float8_instructions.NVIDIA_TFLOAT32)
        if "cvt.bf16" in self.features:
            found["float32", "bfloat16"] = _to_bfloat16
        return found

    @property
    def copies_to_local(self) -> bool:
        return "cp.async" in self.features

    def copy_to_local(self, w: Writer, destination: str, source: str) -> None:
        name = "@llvm.nvvm.cp.async.cg.shared.global.16"
        w.declare(f"declare void {name}(ptr addrspace(3), ptr addrspace(1))")
        w.write(f"call void {name}(ptr addrspace(3) {destination}, ptr addrspace(1) {source})")

    def await_copies(self, w: Writer) -> None:
        w.declare("declare void @llvm.nvvm.cp.async.wait.all()")
        w.write("call void @llvm.nvvm.cp.async.wait.all()")

    def divide_schedule(self, w: Writer) -> None:
        """Nothing: it is ptxas that orders the instructions."""

    def partner(self, w: Writer, word: str, distance: int, half: bool = False) -> str:
        name = "@llvm.nvvm.shfl.sync.bfly.i32"
        w.declare(f"declare i32 {name}(i32, i32, i32, i32)")
        return w.emit(f"call i32 {name}(i32 {_WHOLE_WARP}, i32 {word}, i32 {distance}, i32 {_LAST_LANE})")

    def anywhere(self, w: Writer, test: str) -> str:
        w.declare("declare i1 @llvm.nvvm.vote.any.sync(i32, i1)")
        return w.emit(f"call i1 @llvm.nvvm.vote.any.sync(i32 {_WHOLE_WARP}, i1 {test})")

    def exp2(self, w: Writer, x: str) -> str:
        """A relative error of 2**-22 at most ("PTX ISA", ex2.approx.ftz.f32)."""
        w.declare("declare float @llvm.nvvm.ex2.approx.ftz.f32(float)")
        return w.emit(f"call float @llvm.nvvm.ex2.approx.ftz.f32(float {x})")

"""AMD's GPUs as a target of kernels: calling convention, address spaces, intrinsics and attributes.

Facts are from LLVM's "User Guide for AMDGPU Backend" (address spaces, function attributes, code object
metadata) and from its SIDefines.h (numbers of DPP and swizzle controls).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...graph.node import Op
from ..grid import float8_instructions
from ..grid.target import Writer
from ..llvm.vectors import Elementwise
from ..nest.lower import LoopNest

CODE_OBJECT_VERSION, CODE_OBJECT_VERSION_6 = 500, 600
# What a kernel of ours never reads: each would take registers or hidden arguments.
_UNUSED = (
    "amdgpu-no-completion-action",
    "amdgpu-no-default-queue",
    "amdgpu-no-dispatch-id",
    "amdgpu-no-dispatch-ptr",
    "amdgpu-no-heap-ptr",
    "amdgpu-no-hostcall-ptr",
    "amdgpu-no-implicitarg-ptr",
    "amdgpu-no-lds-kernel-id",
    "amdgpu-no-multigrid-sync-arg",
    "amdgpu-no-queue-ptr",
    "amdgpu-no-workgroup-id-y",
    "amdgpu-no-workgroup-id-z",
    "amdgpu-no-workitem-id-y",
    "amdgpu-no-workitem-id-z",
)
# SIDefines.h, DppCtrl: QUAD_PERM takes two bits for each lane, lane 0 lowest.
_QUAD_PERM_1032 = 1 | 0 << 2 | 3 << 4 | 2 << 6
_QUAD_PERM_2301 = 2 | 3 << 2 | 0 << 4 | 1 << 6
_ROW_MIRROR = 0x140
_ROW_HALF_MIRROR = 0x141
# Distance -> control that reads the other half of twice as many lanes.
_DPP_OF_DISTANCE = {1: _QUAD_PERM_1032, 2: _QUAD_PERM_2301, 4: _ROW_HALF_MIRROR, 8: _ROW_MIRROR}
# SIDefines.h, Swizzle: BITMASK_PERM with the and-mask in bits 0-4 and the xor-mask in bits 10-14.
_SWIZZLE_XOR_16 = 0x1F | 16 << 10
# v_permlanex16: lane n of a row takes lane n of the row beside it, 4 bits for each lane.
_SAME_LANES_LOW, _SAME_LANES_HIGH = 0x76543210, 0xFEDCBA98


@dataclass(frozen=True)
class AmdTarget:
    """A GridTarget of a card with these features."""

    features: frozenset[str]

    global_space = " addrspace(1)"
    local_space = " addrspace(3)"
    stack_space = " addrspace(5)"
    constant_space = " addrspace(4)"
    partners_wait = False
    rolled_loop = ""
    functions: ClassVar[Mapping[tuple[Op, str], Elementwise]] = {}

    @property
    def conversions(self) -> Mapping[tuple[str, str], Elementwise]:
        """Those for floats without a negative zero (fp8-fnuz) are not used."""
        return float8_instructions.AMD_FLOAT8 if "fp8-ocp" in self.features else {}

    @property
    def has_permlane(self) -> bool:
        """v_permlanex16_b32."""
        return "permlane16" in self.features

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        listed = ", ".join(parameters)
        return [
            f"define amdgpu_kernel void @{name}({listed}) #0 !reqd_work_group_size !0 {{",
            "entry:",
            f"  %tid = call range(i32 0, {block}) i32 @llvm.amdgcn.workitem.id.x()",
            "  %gid = call i32 @llvm.amdgcn.workgroup.id.x()",
        ]

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        version = CODE_OBJECT_VERSION_6 if "code-object-v6" in self.features else CODE_OBJECT_VERSION
        unused = " ".join(f'"{each}"' for each in _UNUSED)
        return [
            "declare i32 @llvm.amdgcn.workitem.id.x()",
            "declare i32 @llvm.amdgcn.workgroup.id.x()",
            f'attributes #0 = {{ nounwind "amdgpu-flat-work-group-size"="{block},{block}" '
            f'"uniform-work-group-size"="true" "amdgpu-implicitarg-num-bytes"="0" '
            f'"no-trapping-math"="true" {unused} }}',
            f"!0 = !{{i32 {block}, i32 1, i32 1}}",
            f'!1 = !{{i32 1, !"amdhsa_code_object_version", i32 {version}}}',
            '!2 = !{!"amdgpu-synchronize-as", !"local"}',
            "!llvm.module.flags = !{!1}",
        ]

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        return [f"@{name}.local = internal addrspace(3) global [{size_bytes} x i8] poison, align 16"]

    def launch_bytes(self, size_bytes: int) -> int:
        return 0

    def local_base(self, name: str) -> str:
        return f"@{name}.local"

    def barrier(self, w: Writer) -> None:
        w.declare("declare void @llvm.amdgcn.s.barrier()")
        # Only local memory is ordered: a read of the card's memory that is under way need not be waited for.
        w.write('fence syncscope("workgroup") release, !mmra !2')
        w.write("call void @llvm.amdgcn.s.barrier()")
        w.write('fence syncscope("workgroup") acquire, !mmra !2')

    copies_to_local = False

    def copy_to_local(self, w: Writer, destination: str, source: str) -> None:
        raise NotImplementedError

    def await_copies(self, w: Writer) -> None:
        raise NotImplementedError

    def divide_schedule(self, w: Writer) -> None:
        w.declare("declare void @llvm.amdgcn.sched.barrier(i32 immarg)")
        w.write("call void @llvm.amdgcn.sched.barrier(i32 0)")

    def partner(self, w: Writer, word: str, distance: int, half: bool = False) -> str:
        moved = self._moved(w, word, distance)
        # LLVM 22 folds a DPP move into V_MAD_CO_U64_U32 on gfx12, which has no such form: LLVM 19's
        # disassembler refuses what it emits. Through an empty piece of assembly it does not see the move.
        return w.emit(f'call i32 asm "", "=v,0"(i32 {moved})') if half else moved

    def _moved(self, w: Writer, word: str, distance: int) -> str:
        control = _DPP_OF_DISTANCE.get(distance)
        if control is not None:
            name = "@llvm.amdgcn.update.dpp.i32"
            w.declare(f"declare i32 {name}(i32, i32, i32 immarg, i32 immarg, i32 immarg, i1 immarg)")
            return w.emit(f"call i32 {name}(i32 poison, i32 {word}, i32 {control}, i32 15, i32 15, i1 true)")
        if distance == 16 and self.has_permlane:
            name = "@llvm.amdgcn.permlanex16.i32"
            w.declare(f"declare i32 {name}(i32, i32, i32, i32, i1 immarg, i1 immarg)")
            return w.emit(
                f"call i32 {name}(i32 poison, i32 {word}, i32 {_SAME_LANES_LOW}, i32 {_SAME_LANES_HIGH}, "
                f"i1 true, i1 true)"
            )
        if distance == 16:
            w.declare("declare i32 @llvm.amdgcn.ds.swizzle(i32, i32 immarg)")
            return w.emit(f"call i32 @llvm.amdgcn.ds.swizzle(i32 {word}, i32 {_SWIZZLE_XOR_16})")
        w.declare("declare i32 @llvm.amdgcn.ds.bpermute(i32, i32)")
        other = w.emit(f"shl i32 {w.emit(f'xor i32 %tid, {distance}')}, 2")
        return w.emit(f"call i32 @llvm.amdgcn.ds.bpermute(i32 {other}, i32 {word})")

    def anywhere(self, w: Writer, test: str) -> str:
        # Of a wave of 32 the upper half is 0.
        w.declare("declare i64 @llvm.amdgcn.ballot.i64(i1)")
        return w.emit(f"icmp ne i64 {w.emit(f'call i64 @llvm.amdgcn.ballot.i64(i1 {test})')}, 0")

    def exp2(self, w: Writer, x: str) -> str:
        """An error of one unit in the last place, subnormal numbers flushed ("RDNA3 ISA", V_EXP_F32)."""
        w.declare("declare float @llvm.amdgcn.exp2.f32(float)")
        return w.emit(f"call float @llvm.amdgcn.exp2.f32(float {x})")

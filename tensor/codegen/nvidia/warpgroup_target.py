"""What a kernel of warpgroups has beside others: tensor maps, clusters, barriers in local memory, bulk
copies.

Every function here writes one instruction, or a few that belong together, as inline assembly: LLVM has
intrinsics for some of them only. Names and rules are from NVIDIA's "PTX ISA": mbarrier, cp.async.bulk.tensor,
barrier.cluster, setmaxnreg, fence, Tensor-map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....drivers.nvidia.tensor_map import MAP_ALIGNMENT, MAP_BYTES, TensorMap
from ..grid.target import Writer
from ..nest.lower import LoopNest
from .target import NvidiaTarget
from .warpgroup_instructions import PATTERN_BYTES


@dataclass(frozen=True)
class WarpgroupTarget(NvidiaTarget):
    """The parts of such a kernel's text; `maps` are its last parameters."""

    maps: tuple[TensorMap, ...] = ()
    cluster: int = 1

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        define, *rest = super().opening(name, parameters, block)
        added = "".join(
            f", ptr noundef byval([{MAP_BYTES} x i8]) align {MAP_ALIGNMENT}"
            f' "nvvm.grid_constant" %{map_name(each)}'
            for each in self.maps
        )
        lines = [f'module asm "{each.line}"' for each in self.maps]
        return [*lines, define.replace(") #0", f"{added}) #0"), *rest]

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        # One workgroup at a time has all registers, which ptxas must know to let warpgroups exchange them.
        own = ' "nvvm.minctasm"="1"'
        if self.cluster > 1:
            own += f' "nvvm.cluster_dim"="{self.cluster},1,1"'
        return [line.replace(" nounwind", f" nounwind{own}") for line in super().closing(block, nest)]

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        return [f"@{name}_local = external addrspace(3) global [0 x i8], align {PATTERN_BYTES}"]

    def launch_bytes(self, size_bytes: int) -> int:
        return size_bytes


def map_name(described: TensorMap) -> str:
    """What the text calls a map."""
    return f"map{described.parameter}"


def _asm(text: str) -> str:
    return text.replace("\n", "\\0A")


def _write(w: Writer, text: str, *operands: tuple[str, str]) -> None:
    """An instruction on (type, operand) pairs, $0 and so on: 64-bit ones are of register type l, others r."""
    kinds = ["l" if kind.endswith("64") or kind == "ptr" else "r" for kind, _ in operands]
    constraints = ",".join([*kinds, "~{memory}"])
    listed = ", ".join(f"{kind} {operand}" for kind, operand in operands)
    w.write(f'call void asm sideeffect "{_asm(text)}", "{constraints}"({listed})')


# Barriers in local memory, by their 32-bit address there.


def initialise(w: Writer, barrier: str, arrivals: int) -> None:
    """Make a barrier whose phases end when so many have arrived."""
    _write(w, "mbarrier.init.shared::cta.b64 [$0], $1;", ("i32", barrier), ("i32", str(arrivals)))


def publish(w: Writer) -> None:
    """Let other workgroups of the cluster, and bulk copies, see the barriers that were made."""
    _write(w, "fence.mbarrier_init.release.cluster;")


def expect(w: Writer, barrier: str, size_bytes: int) -> None:
    """Arrive, and let the phase also wait for bytes of bulk copies."""
    text = "mbarrier.arrive.expect_tx.shared::cta.b64 _, [$0], $1;"
    _write(w, text, ("i32", barrier), ("i32", str(size_bytes)))


def await_phase(w: Writer, barrier: str, parity: str) -> None:
    """Wait until the barrier's phase of a parity has ended."""
    _write(
        w,
        "{\n.reg .pred done;\nagain:\nmbarrier.try_wait.parity.shared::cta.b64 done, [$0], $1;\n"
        "@!done bra again;\n}",
        ("i32", barrier),
        ("i32", parity),
    )


def arrive(w: Writer, barrier: str, test: str) -> None:
    """Arrive where the i32 `test` is not zero."""
    text = "{\n.reg .pred here;\nsetp.ne.b32 here, $1, 0;\n@here mbarrier.arrive.shared::cta.b64 _, [$0];\n}"
    _write(w, text, ("i32", barrier), ("i32", test))


def arrive_at(w: Writer, barrier: str, workgroup: str, test: str) -> None:
    """Arrive at the same barrier of a workgroup of the cluster, where the i32 `test` is not zero."""
    _write(
        w,
        "{\n.reg .pred here;\n.reg .b32 there;\nsetp.ne.b32 here, $2, 0;\n"
        "mapa.shared::cluster.u32 there, $0, $1;\n"
        "@here mbarrier.arrive.shared::cluster.b64 _, [there];\n}",
        ("i32", barrier),
        ("i32", workgroup),
        ("i32", test),
    )


def meet_cluster(w: Writer) -> None:
    """Let every work-item of the cluster come here before one goes on.

    Of what they wrote it says nothing: barriers that were made are published by a fence of their own.
    """
    _write(w, "barrier.cluster.arrive.relaxed;\nbarrier.cluster.wait.acquire;")


# Bulk copies.


def prefetch_map(w: Writer, described: TensorMap) -> None:
    """Have a map read before it is used."""
    _write(w, "prefetch.tensormap [$0];", ("ptr", f"%{map_name(described)}"))


def copy_box(
    w: Writer, described: TensorMap, at: Sequence[str], destination: str, barrier: str, workgroups: int
) -> None:
    """Begin to copy the box at i32 coordinates to local memory: of each workgroup of the cluster where there
    are several. The barrier at the same place there learns of its bytes.
    """
    coordinates = ", ".join(f"${2 + number}" for number in range(len(at)))
    after = 2 + len(at)
    many = workgroups > 1
    text = (
        f"cp.async.bulk.tensor.{len(at)}d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
        f"{'.multicast::cluster' if many else ''} [$0], [$1, {{{coordinates}}}], [${after}]"
        f"{f', ${after + 1}' if many else ''};"
    )
    operands = [("i32", destination), ("ptr", f"%{map_name(described)}"), *(("i32", each) for each in at)]
    operands.append(("i32", barrier))
    kinds = ["r", "l", *("r" for _ in at), "r"]
    if many:
        operands.append(("i16", str((1 << workgroups) - 1)))
        kinds.append("h")
    listed = ", ".join(f"{kind} {operand}" for kind, operand in operands)
    w.write(f'call void asm sideeffect "{text}", "{",".join(kinds)},~{{memory}}"({listed})')


def store_matrices(w: Writer, address: str, words: Sequence[str]) -> None:
    """Store four 8 x 8 matrices, of which a lane has two 16-bit elements each; it gives a row's address."""
    text = "stmatrix.sync.aligned.m8n8.x4.shared.b16 [$0], {$1, $2, $3, $4};"
    _write(w, text, ("i32", address), *(("i32", word) for word in words))


def publish_to_copies(w: Writer) -> None:
    """Let bulk copies see what the lanes of this wave stored to local memory."""
    _write(w, "fence.proxy.async.shared::cta;")
    meet_wave(w)


def meet_wave(w: Writer) -> None:
    """Let every lane of the wave come here before one goes on."""
    name = "@llvm.nvvm.bar.warp.sync"
    w.declare(f"declare void {name}(i32)")
    w.write(f"call void {name}(i32 -1)")


def store_box(w: Writer, described: TensorMap, at: Sequence[str], source: str) -> None:
    """Have one lane of the wave begin to copy a box from local memory to i32 coordinates.

    What is past the edges is left out. It is a group of its own for `await_stores`.
    """
    coordinates = ", ".join(f"${2 + number}" for number in range(len(at)))
    text = (
        "{\n.reg .pred here;\nelect.sync _|here, 0xffffffff;\n"
        f"@here cp.async.bulk.tensor.{len(at)}d.global.shared::cta.tile.bulk_group"
        f" [$1, {{{coordinates}}}], [$0];\n"
        "@here cp.async.bulk.commit_group;\n}"
    )
    listed = [("i32", source), ("ptr", f"%{map_name(described)}"), *(("i32", each) for each in at)]
    _write(w, text, *listed)


def await_stores(w: Writer, left: int, only_read: bool) -> None:
    """Wait until all but `left` of this lane's boxes are stored, or at least read from local memory."""
    _write(w, f"cp.async.bulk.wait_group{'.read' if only_read else ''} {left};")


# Registers.


def set_registers(w: Writer, count: int, more: bool) -> None:
    """Change how many registers the work-items of this warpgroup have."""
    name = f"@llvm.nvvm.setmaxnreg.{'inc' if more else 'dec'}.sync.aligned.u32"
    w.declare(f"declare void {name}(i32 immarg)")
    w.write(f"call void {name}(i32 {count})")


def uniform(w: Writer, word: str) -> str:
    """An i32 that all lanes of a wave have, in a way that ptxas sees: that of the first lane."""
    name = "@llvm.nvvm.shfl.sync.idx.i32"
    w.declare(f"declare i32 {name}(i32, i32, i32, i32)")
    return w.emit(f"call i32 {name}(i32 -1, i32 {word}, i32 0, i32 31)")

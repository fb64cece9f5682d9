"""Kernels for NVIDIA's architectures, judged by NVIDIA's own assembler: it takes them, without spills."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers import llvm
from barewire.tensor import dtype as dtypes
from barewire.tensor import node as graph
from barewire.tensor.codegen import describe, kernel
from barewire.tensor.codegen.emit_loops import Emitted
from barewire.tensor.codegen.schedules import (
    GridChainSchedule,
    GridTileSchedule,
    Machine,
    Registers,
    Schedule,
)
from barewire.tensor.dtype import ALL, DType
from barewire.tensor.node import Node, Op
from barewire.tensor.schedule import schedule

from ..drivers.nvidia.toolkit import ptxas
from .test_gpu_targets import FLOATS, attention, given, graphs, product

# Compute capability -> (PTX version, shared memory of a block, warps of a multiprocessor): "PTX ISA", Release
# Notes; "CUDA C++ Programming Guide", Technical Specifications per Compute Capability.
ARCHES = {"sm_75": (74, 64 << 10, 32), "sm_80": (74, 163 << 10, 64), "sm_90": (78, 227 << 10, 64)}


def machine_of(arch: str) -> Machine:
    """A card of an architecture, as schedules see it."""
    _, shared_bytes, warps = ARCHES[arch]
    registers = Registers(4, warps // 4, 512, 255, 8)
    return Machine(64, 16, frozenset(), (40 << 20,), "grid", arch, 32, shared_bytes, 1024, registers)


@dataclass(frozen=True)
class Assembled:
    """One kernel's PTX, what ptxas says of it, and the schedule behind it."""

    schedule: Schedule
    emitted: Emitted
    ptx: str
    report: str

    def figure(self, pattern: str) -> int:
        """A number of the assembler's report."""
        found = re.search(r"(\d+) " + pattern, self.report)
        assert found is not None, f"no {pattern} in: {self.report}"
        return int(found[1])


def assembled(outputs: Sequence[Node], arch: str, where: Path, choose: Any = kernel.pick) -> list[Assembled]:
    """The kernels of nodes for an architecture. Fails with what ptxas says where it refuses one."""
    machine = machine_of(arch)
    results = []
    for task in schedule(outputs, partial(kernel.takes_chain, machine=machine)):
        assert task.nest is not None
        nest = kernel.prepare(task.nest)
        chosen = choose(nest, machine)
        emitted = kernel.emit(nest, chosen, describe.name(nest), machine)
        target = llvm.Target("nvptx64-nvidia-cuda", arch, f"+ptx{ARCHES[arch][0]}")
        text = llvm.compile_ir(emitted.ir, target)
        source = where / "kernel.ptx"
        source.write_bytes(text)
        command = [str(ptxas()), "-v", f"-arch={arch}", str(source), "-o", str(where / "kernel.cubin")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stderr}\n{text.decode()}"
        results.append(Assembled(chosen, emitted, text.decode(), done.stderr))
    return results


def spills(found: Assembled) -> int:
    return found.figure("bytes spill stores") + found.figure("bytes spill loads")


@pytest.mark.parametrize("arch", ARCHES)
def test_no_kernel_spills_or_needs_a_stack(arch: str, tmp_path: Path) -> None:
    for what, outputs in graphs().items():
        for each in assembled(outputs, arch, tmp_path):
            assert spills(each) == 0, what
            assert each.figure("bytes stack frame") == 0, what


@pytest.mark.parametrize("arch", ARCHES)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_every_function_is_taken_by_the_assembler(arch: str, dtype: DType, tmp_path: Path) -> None:
    x, y = given((100,), dtype), given((100,), dtype)
    results = [graph.elementwise(op, x) for op in (Op.EXP, Op.LOG, Op.SIN, Op.SQRT, Op.TRUNC)]
    results += [graph.elementwise(op, x, y) for op in (Op.POW, Op.MOD, Op.DIV, Op.MAX)]
    for each in assembled(results, arch, tmp_path):
        assert spills(each) == 0


@pytest.mark.parametrize("arch", ARCHES)
def test_every_dtype_is_reduced(arch: str, tmp_path: Path) -> None:
    for dtype in ALL:
        rows = [graph.reduce(given((64, 512), dtype), op, (1,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        columns = [graph.reduce(given((512, 64), dtype), op, (0,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        # ptxas spills a word of the greatest of a column of int16 for sm_90, with 39 registers of 255 taken.
        for each in assembled([*rows, *columns], arch, tmp_path):
            assert spills(each) <= 8, dtype


TENSOR = [
    ("sm_75", dtypes.float16, "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32"),
    ("sm_75", dtypes.int8, "mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32"),
    ("sm_80", dtypes.float16, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"),
    ("sm_80", dtypes.bfloat16, "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"),
    ("sm_80", dtypes.int8, "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32"),
    ("sm_80", dtypes.float64, "mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64"),
    ("sm_90", dtypes.float16, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"),
    ("sm_90", dtypes.bfloat16, "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"),
]


@pytest.mark.parametrize(("arch", "dtype", "instruction"), TENSOR, ids=str)
@pytest.mark.parametrize("size", [256, 1024])
def test_product_uses_the_tensor_cores(
    arch: str, dtype: DType, instruction: str, size: int, tmp_path: Path
) -> None:
    (found,) = assembled([product(dtype, size)], arch, tmp_path)
    assert instruction in found.ptx
    assert spills(found) == 0


@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16], ids=str)
@pytest.mark.parametrize("arch", ["sm_80", "sm_90"])
def test_narrow_product_goes_to_the_tensor_cores_without_passing_registers(
    arch: str, dtype: DType, tmp_path: Path
) -> None:
    (found,) = assembled([product(dtype, 1024)], arch, tmp_path)
    assert "cp.async.cg.shared.global" in found.ptx
    assert "ldmatrix.sync.aligned.m8n8.x4.shared.b16" in found.ptx  # A, as it lies
    assert "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16" in found.ptx  # B, whose k lie apart
    assert not re.search(r"ld\.global|[ls][dt]\.shared", found.ptx)


def test_more_shared_memory_than_a_kernel_has_by_itself_is_asked_for_at_the_launch(tmp_path: Path) -> None:
    (found,) = assembled([product(dtypes.float16, 1024)], "sm_90", tmp_path)
    assert found.emitted.local_bytes > 48 << 10
    assert ".extern .shared" in found.ptx


@pytest.mark.parametrize("arch", ARCHES)
def test_product_without_tensor_cores_reads_16_bytes_at_a_time(arch: str, tmp_path: Path) -> None:
    (found,) = assembled([product(dtypes.float32, 1024)], arch, tmp_path)
    assert isinstance(found.schedule, GridTileSchedule)
    assert found.schedule.tensor == "fma"
    assert {"ld.shared.v4", "ld.global.v4"} <= set(re.findall(r"ld\.\w+\.v4", found.ptx))
    assert spills(found) == 0


@pytest.mark.parametrize("arch", ARCHES)
def test_reduction_of_a_row_shuffles_without_shared_memory(arch: str, tmp_path: Path) -> None:
    (found,) = assembled(graphs()["rows"], arch, tmp_path)
    assert "shfl.sync.bfly" in found.ptx
    assert ".shared" not in found.ptx


@pytest.mark.parametrize("arch", ["sm_80", "sm_90"])
@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16], ids=str)
@pytest.mark.parametrize("head", [64, 128])
@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_one_kernel_that_stays_in_registers(
    arch: str, dtype: DType, head: int, causal: bool, tmp_path: Path
) -> None:
    """Scores and weights pass from one matrix instruction to the next without any memory."""
    (found,) = assembled([attention(4096, head, dtype, causal)], arch, tmp_path)
    assert isinstance(found.schedule, GridChainSchedule)
    assert spills(found) == 0
    assert found.figure("bytes stack frame") == 0
    assert "mma.sync.aligned.m16n8k16" in found.ptx
    assert "cp.async.cg.shared.global" in found.ptx
    assert not re.search(r"ld\.global|[ls][dt]\.shared", found.ptx)


@pytest.mark.parametrize("arch", ARCHES)
@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.float32], ids=str)
def test_attention_of_any_length_and_head_is_assembled_without_spills(
    arch: str, dtype: DType, tmp_path: Path
) -> None:
    for tokens, head in ((1000, 64), (333, 96), (77, 40), (16, 7), (300, 128)):
        (found,) = assembled([attention(tokens, head, dtype, True)], arch, tmp_path)
        assert isinstance(found.schedule, GridChainSchedule)
        assert spills(found) == 0, (tokens, head)

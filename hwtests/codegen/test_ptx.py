"""Kernels for NVIDIA's architectures, judged by NVIDIA's own assembler: it takes them, without spills."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers.architectures.nvidia import features_of, named
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import AttentionSchedule, GridTileSchedule, Schedule
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import ALL, DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run.signature import with_realized
from hwtests import programs

from ..compiling import for_nvidia
from ..drivers.nvidia.toolkit import ptxas
from .machines import ARCHES, Known, nvidia_machine
from .products import matmul
from .unread import FLOATS, attention, given, graphs, product

pytestmark = pytest.mark.share(4)

# The oldest has no matrix instructions here. ptxas knows it up to CUDA 12.9.
ELEMENTARY = {"sm_70": (74, 96 << 10, 64), **ARCHES}
SLOW = pytest.mark.slow
# Of products only: what came with later versions of PTX.
NEWER = {
    "sm_89": (84, 99 << 10, 48),
    "sm_90": (84, 227 << 10, 64),
    "sm_100": (88, 227 << 10, 64),
    "sm_120": (88, 99 << 10, 48),
}


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


def assembled(
    outputs: Sequence[Node],
    arch: str,
    where: Path,
    choose: Any = kinds.choose,
    known: Known = ARCHES,
) -> list[Assembled]:
    """The kernels of nodes for an architecture. Fails with what ptxas says where it refuses one."""
    machine = nvidia_machine(arch, known)
    results = []
    for task in fuse(with_realized(outputs, {}), partial(kinds.joins, machine=machine)):
        assert task.nest is not None
        form = Form.of(task.nest)
        chosen = choose(form, machine)
        emitted = kinds.emit(form, chosen, describe.name(form), machine)
        text = for_nvidia(arch, f"+ptx{known[arch][0]}").compile(emitted.ir)
        source = where / "kernel.ptx"
        source.write_bytes(text)
        command = [str(ptxas()), "-v", f"-arch={arch}", str(source), "-o", str(where / "kernel.cubin")]
        done = programs.run(command, timeout_s=300)
        assert done.returncode == 0, f"{done.stderr}\n{text.decode()}"
        results.append(Assembled(chosen, emitted, text.decode(), done.stderr))
    return results


def spills(found: Assembled) -> int:
    return found.figure("bytes spill stores") + found.figure("bytes spill loads")


@pytest.mark.parametrize("arch", ELEMENTARY)
def test_no_kernel_spills_or_needs_a_stack(arch: str, tmp_path: Path) -> None:
    for what, outputs in graphs().items():
        for each in assembled(outputs, arch, tmp_path, known=ELEMENTARY):
            assert spills(each) == 0, what
            assert each.figure("bytes stack frame") == 0, what


@pytest.mark.parametrize("arch", ELEMENTARY)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_every_function_is_taken_by_the_assembler(arch: str, dtype: DType, tmp_path: Path) -> None:
    x, y = given((100,), dtype), given((100,), dtype)
    results = [graph.elementwise(op, x) for op in (Op.EXP, Op.LOG, Op.SIN, Op.COS, Op.SQRT, Op.TRUNC)]
    results += [graph.elementwise(op, x, y) for op in (Op.POW, Op.MOD, Op.DIV, Op.MAX)]
    for each in assembled(results, arch, tmp_path, known=ELEMENTARY):
        assert spills(each) == 0


@pytest.mark.parametrize(
    "arch", ["sm_70", pytest.param("sm_75", marks=SLOW), pytest.param("sm_80", marks=SLOW), "sm_90"]
)
def test_every_dtype_is_reduced(arch: str, tmp_path: Path) -> None:
    for dtype in ALL:
        rows = [graph.reduce(given((64, 512), dtype), op, (1,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        columns = [graph.reduce(given((512, 64), dtype), op, (0,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        # ptxas spills a word of the greatest of a column of int16 for sm_90, with 39 registers of 255 taken.
        for each in assembled([*rows, *columns], arch, tmp_path, known=ELEMENTARY):
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


EIGHT_BIT = [dtypes.float8_e4m3fn, dtypes.float8_e5m2]


def mixed_product(left: DType, right: DType, size: int) -> Node:
    """A product of square matrices of two dtypes, in float32."""
    a, b = given((size, size), left), given((size, size), right)
    return matmul(graph.cast(a, dtypes.float32), graph.cast(b, dtypes.float32))


@pytest.mark.parametrize("arch", NEWER)
@pytest.mark.parametrize("left", EIGHT_BIT, ids=str)
@pytest.mark.parametrize("right", EIGHT_BIT, ids=str)
def test_product_of_eight_bit_floats_uses_the_tensor_cores(
    arch: str, left: DType, right: DType, tmp_path: Path
) -> None:
    kinds = ".".join(each.name.removeprefix("float8_").removesuffix("fn") for each in (left, right))
    for size in (256, 4096):
        (found,) = assembled([mixed_product(left, right, size)], arch, tmp_path, known=NEWER)
        assert f"mma.sync.aligned.m16n8k32.row.col.f32.{kinds}.f32" in found.ptx
        assert spills(found) == 0


@pytest.mark.parametrize("arch", ARCHES)
@pytest.mark.parametrize("dtype", EIGHT_BIT, ids=str)
def test_eight_bit_floats_go_through_wider_ones_where_no_instruction_takes_them(
    arch: str, dtype: DType, tmp_path: Path
) -> None:
    """PTX has the instruction from 8.4 on, and drivers of CUDA 12.3 for sm_90 do not know that."""
    (found,) = assembled([mixed_product(dtype, dtype, 256)], arch, tmp_path)
    kind = "bf16" if dtype is dtypes.float8_e5m2 and arch != "sm_75" else "f16"
    assert re.search(rf"mma\.sync\.aligned\.m16n8k\d+\.row\.col\.f32\.{kind}", found.ptx)
    assert spills(found) == 0


def test_instructions_younger_than_the_driver_are_not_counted_on() -> None:
    ada, hopper = named("sm_89"), named("sm_90")
    assert "mma.e4m3" not in features_of(hopper, 83)
    assert "cvt.e4m3" in features_of(hopper, 83)
    assert {"mma.e4m3", "cvt.e4m3"} <= features_of(ada, 84)
    assert not {"mma.e4m3", "cvt.e4m3"} & features_of(named("sm_86"), 90)
    assert "mma.bf16" in features_of(ada, 74)


@pytest.mark.parametrize("arch", NEWER)
@pytest.mark.parametrize("dtype", EIGHT_BIT, ids=str)
@pytest.mark.parametrize("size", [100, 1 << 22])
def test_eight_bit_floats_are_converted_by_instructions(
    arch: str, dtype: DType, size: int, tmp_path: Path
) -> None:
    narrow = graph.cast(given((size,)), dtype)
    wide = graph.cast(given((size,), dtype), dtypes.float32)
    kind = dtype.name.removeprefix("float8_").removesuffix("fn")
    (down,), (up,) = (assembled([each], arch, tmp_path, known=NEWER) for each in (narrow, wide))
    assert f"cvt.rn.satfinite.{kind}x2.f32" in down.ptx
    assert f"cvt.rn.f16x2.{kind}x2" in up.ptx
    assert spills(down) == spills(up) == 0


@pytest.mark.parametrize("arch", ["sm_80", *NEWER])
def test_product_at_tf32_uses_the_tensor_cores(arch: str, tmp_path: Path) -> None:
    def operand(size: int) -> Node:
        return graph.cast(graph.cast(given((size, size)), dtypes.tfloat32), dtypes.float32)

    for size in (256, 4096):
        output = matmul(operand(size), operand(size))
        (found,) = assembled([output], arch, tmp_path, known={**ARCHES, **NEWER})
        assert "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32" in found.ptx
        assert "cvt.rna.tf32.f32" in found.ptx
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
    assert isinstance(found.schedule, AttentionSchedule)
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
        assert isinstance(found.schedule, AttentionSchedule)
        assert spills(found) == 0, (tokens, head)

"""Kernels for AMD's architectures, judged by LLVM: they compile, spill nothing, and have the instructions
that their schedules promise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from barewire.drivers.architectures.amd import ARCHITECTURES, AmdArchitecture, of_target_version
from barewire.drivers.interface import Function
from barewire.runtime.work import Work
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.grid import matrix_instructions
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import AttentionSchedule, GridTileSchedule, Schedule
from barewire.tensor.codegen.targets import grid_target
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import ALL, DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run.signature import with_realized

from ..compiling import for_amd
from .machines import BY_NAME, amd_machine
from .unread import FLOATS, attention, given, graphs, product

pytestmark = pytest.mark.share(4)

EACH_GENERATION = ["gfx90a", "gfx942", "gfx1030", "gfx1100", "gfx1201"]
# What takes seconds runs for these every day, for the others in the long run.
DAILY = ["gfx942", "gfx1100", "gfx1201"]
LONG_RUN = [pytest.param(arch, marks=pytest.mark.slow) for arch in ("gfx906", "gfx950", "gfx90a", "gfx1030")]


@dataclass(frozen=True)
class Compiled:
    """One kernel's assembly, and the schedule behind it."""

    schedule: Schedule
    slots: int
    assembly: str

    def figure(self, name: str) -> int:
        """A number of the kernel's metadata."""
        found = re.search(rf"\.{name}:\s+(\d+)", self.assembly)
        assert found is not None, f"no {name} in the metadata"
        return int(found.group(1))

    @property
    def mnemonics(self) -> set[str]:
        return set(re.findall(r"^\t([a-z]\w+)", self.assembly, re.MULTILINE))


def compiled(
    outputs: Sequence[Node], arch: str | AmdArchitecture, choose: Any = kinds.choose
) -> list[Compiled]:
    """The kernels of nodes for an architecture, given by its name if it is listed."""
    entry = BY_NAME[arch] if isinstance(arch, str) else arch
    machine = amd_machine(entry)
    results = []
    for task in fuse(with_realized(outputs, {}), partial(kinds.joins, machine=machine)):
        assert task.nest is not None
        form = Form.of(task.nest)
        chosen = choose(form, machine)
        name = describe.name(form)
        emitted = kinds.emit(form, chosen, name, machine)
        text = for_amd(entry.processor).listing(emitted.ir)
        results.append(Compiled(chosen, len(form.nest.slots), text))
    return results


@pytest.mark.parametrize("arch", [arch.name for arch in ARCHITECTURES])
def test_no_kernel_spills_or_needs_memory_of_its_own(arch: str) -> None:
    for what, outputs in graphs().items():
        for each in compiled(outputs, arch):
            assert each.figure("private_segment_fixed_size") == 0, what
            assert each.figure("vgpr_spill_count") == 0, what
            assert each.figure("sgpr_spill_count") == 0, what
            assert each.figure("group_segment_fixed_size") <= BY_NAME[arch].lds_bytes, what
            # Nothing but the addresses of its buffers: no hidden arguments.
            assert each.figure("kernarg_segment_size") == 8 * each.slots, what


@pytest.mark.parametrize("arch", EACH_GENERATION)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_every_function_compiles_for_every_generation(arch: str, dtype: DType) -> None:
    x, y = given((100,), dtype), given((100,), dtype)
    results = [graph.elementwise(op, x) for op in (Op.EXP, Op.LOG, Op.SIN, Op.COS, Op.SQRT, Op.TRUNC)]
    results += [graph.elementwise(op, x, y) for op in (Op.POW, Op.MOD, Op.DIV, Op.MAX)]
    for each in compiled(results, arch):
        assert each.figure("private_segment_fixed_size") == 0


@pytest.mark.parametrize("arch", [*DAILY, *LONG_RUN])
def test_every_dtype_is_reduced_on_every_generation(arch: str) -> None:
    for dtype in ALL:
        rows = [graph.reduce(given((64, 512), dtype), op, (1,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        columns = [graph.reduce(given((512, 64), dtype), op, (0,)) for op in (Op.ADD, Op.MUL, Op.MAX)]
        for each in compiled([*rows, *columns], arch):
            assert each.figure("private_segment_fixed_size") == 0, dtype


@pytest.mark.parametrize("arch", EACH_GENERATION)
def test_contiguous_memory_goes_16_bytes_at_a_time(arch: str) -> None:
    (found,) = compiled(graphs()["map"], arch)
    wide = {"global_load_b128", "global_load_dwordx4"}
    assert wide & found.mnemonics
    assert not {name for name in found.mnemonics if name.startswith(("global_load", "flat"))} - wide
    # One offset serves all buffers, whose addresses are in scalar registers.
    assert re.search(r"global_load_\w+ v\[\d+:\d+\], v\d+, s\[", found.assembly)


@pytest.mark.parametrize("arch", EACH_GENERATION)
def test_reduction_of_a_row_crosses_lanes_without_local_memory(arch: str) -> None:
    (found,) = compiled(graphs()["rows"], arch)
    for control in ("quad_perm:[1,0,3,2]", "quad_perm:[2,3,0,1]", "row_half_mirror", "row_mirror"):
        assert control in found.assembly
    assert found.figure("group_segment_fixed_size") == 0


def test_memory_of_more_than_two_billion_elements_is_reached() -> None:
    huge = given((2**31 + 3,), dtypes.int8)
    for found in compiled([graph.elementwise(Op.ADD, huge, huge)], "gfx1100"):
        assert found.figure("vgpr_spill_count") == 0
        assert "v_add_co_ci_u32" in found.assembly  # addresses are added up in 64 bits


MATRIX = [
    ("gfx1100", dtypes.float16, "v_wmma_f32_16x16x16_f16"),
    ("gfx1100", dtypes.bfloat16, "v_wmma_f32_16x16x16_bf16"),
    ("gfx1151", dtypes.int8, "v_wmma_i32_16x16x16_iu8"),
    ("gfx1201", dtypes.float16, "v_wmma_f32_16x16x16_f16"),
    ("gfx1201", dtypes.bfloat16, "v_wmma_f32_16x16x16_bf16"),
    ("gfx1200", dtypes.int8, "v_wmma_i32_16x16x16_iu8"),
    ("gfx908", dtypes.float16, "v_mfma_f32_16x16x16f16"),
    ("gfx908", dtypes.float32, "v_mfma_f32_16x16x4f32"),
    ("gfx90a", dtypes.bfloat16, "v_mfma_f32_16x16x16bf16_1k"),
    ("gfx90a", dtypes.float64, "v_mfma_f64_16x16x4f64"),
    ("gfx90a", dtypes.int8, "v_mfma_i32_16x16x16i8"),
    ("gfx942", dtypes.float16, "v_mfma_f32_16x16x16_f16"),
    ("gfx942", dtypes.bfloat16, "v_mfma_f32_16x16x16_bf16"),
    ("gfx942", dtypes.float32, "v_mfma_f32_16x16x4_f32"),
    ("gfx942", dtypes.int8, "v_mfma_i32_16x16x32_i8"),
    ("gfx950", dtypes.float16, "v_mfma_f32_16x16x16_f16"),
    ("gfx942", dtypes.float8_e4m3fn, "v_mfma_f32_16x16x32_fp8_fp8"),
    ("gfx942", dtypes.float8_e5m2, "v_mfma_f32_16x16x16_bf16"),
    ("gfx90a", dtypes.float8_e5m2, "v_mfma_f32_16x16x16bf16_1k"),
    ("gfx90a", dtypes.float8_e4m3fn, "v_mfma_f32_16x16x16f16"),
    ("gfx942", dtypes.tfloat32, "v_mfma_f32_16x16x8_xf32"),
    ("gfx950", dtypes.float8_e4m3fn, "v_mfma_f32_16x16x32_fp8_fp8"),
    ("gfx950", dtypes.float8_e5m2, "v_mfma_f32_16x16x32_bf8_bf8"),
    ("gfx950", dtypes.tfloat32, "v_mfma_f32_16x16x4_f32"),
    ("gfx1201", dtypes.float8_e4m3fn, "v_wmma_f32_16x16x16_fp8_fp8"),
    ("gfx1200", dtypes.float8_e5m2, "v_wmma_f32_16x16x16_bf8_bf8"),
    ("gfx1100", dtypes.float8_e4m3fn, "v_wmma_f32_16x16x16_f16"),
    ("gfx908", dtypes.float8_e5m2, "v_mfma_f32_16x16x16f16"),
]


@pytest.mark.parametrize(("arch", "dtype", "mnemonic"), MATRIX, ids=str)
def test_product_uses_the_matrix_instruction_there_is(arch: str, dtype: DType, mnemonic: str) -> None:
    (found,) = compiled([product(dtype)], arch)
    assert any(each.startswith(mnemonic) for each in found.mnemonics), sorted(found.mnemonics)


@pytest.mark.parametrize("target_version", [90501, 100307, 110004, 110502, 120002])
def test_cards_that_are_not_listed_get_kernels_that_llvm_has_for_their_family(target_version: int) -> None:
    entry = of_target_version(target_version)
    assert entry is not None
    assert entry.like
    outputs = [graph.cast(given((1 << 16,), dtypes.float8_e4m3fn), dtypes.float32)]
    compiled([*outputs, *graphs()["rows"]], entry)
    for instruction in matrix_instructions.of_features(entry.features):
        (found,) = compiled([product(instruction.source)], entry)
        assert isinstance(found.schedule, GridTileSchedule)
        assert any(each.startswith(("v_mfma", "v_wmma")) for each in found.mnemonics), instruction.name


@pytest.mark.parametrize("arch", ["gfx950", "gfx1201"])
@pytest.mark.parametrize(("dtype", "kind"), [(dtypes.float8_e4m3fn, "fp8"), (dtypes.float8_e5m2, "bf8")])
def test_eight_bit_floats_are_converted_by_instructions(arch: str, dtype: DType, kind: str) -> None:
    size = 1 << 22
    outputs = [graph.cast(given((size,)), dtype), graph.cast(given((size,), dtype), dtypes.float32)]
    (down,), (up,) = (compiled([each], arch) for each in outputs)
    assert any(each.startswith(f"v_cvt_pk_{kind}_f32") for each in down.mnemonics)
    assert any(each.startswith(f"v_cvt_pk_f32_{kind}") for each in up.mnemonics)


@pytest.mark.parametrize("arch", ["gfx906", "gfx1030", "gfx1100"])
def test_product_without_a_matrix_instruction_is_multiplied_from_local_memory(arch: str) -> None:
    (found,) = compiled([product(dtypes.float32)], arch)
    assert isinstance(found.schedule, GridTileSchedule)
    assert found.schedule.tensor == "fma"
    assert found.figure("group_segment_fixed_size") > 0
    assert {"ds_load_b128", "ds_read_b128"} & found.mnemonics


@pytest.mark.parametrize("arch", EACH_GENERATION)
def test_estimated_registers_and_local_memory_are_near_what_is_used(arch: str) -> None:
    from barewire.tensor.codegen.grid import tile_schedule as grid_contraction

    machine = amd_machine(BY_NAME[arch])
    (task,) = fuse([product(dtypes.float32, 1024)])
    assert task.nest is not None
    found = Form.of(task.nest).contraction
    assert found is not None
    (built,) = compiled([product(dtypes.float32, 1024)], arch)
    assert isinstance(built.schedule, GridTileSchedule)
    limits = grid_contraction.limits(found, built.schedule, machine)
    assert limits.local_bytes == built.figure("group_segment_fixed_size")
    assert 0.5 < built.figure("vgpr_count") / limits.registers < 2


def test_debug_output_says_what_a_kernel_takes_of_a_compute_unit() -> None:
    machine = amd_machine(BY_NAME["gfx1100"])
    function = Function("matmul", 0, None, registers=120, local_bytes=20 << 10)  # type: ignore[arg-type]
    text = describe.limits(function, Emitted("", 12, 0, 256), machine, Work("matmul", 3e6, 1e5))
    # 120 registers leave room for 12 waves on each of two SIMDs; three groups of 8 fill local memory too.
    assert text == (
        "  matmul: 12 groups of 256 (8 waves), 120 registers, 20480 bytes of local memory, "
        "12 of 16 waves per SIMD, 30 flop per byte"
    )
    unknown = describe.limits(
        replace(function, registers=None), Emitted("", 1, 0, 32), machine, Work("", 0, 0)
    )
    assert unknown == "  matmul: 1 groups of 32 (1 waves)"


def test_only_families_of_cards_with_a_target_are_built_for() -> None:
    with pytest.raises(ValueError, match="no code generator for a card with avx2"):
        grid_target(frozenset({"avx2"}))


@pytest.mark.parametrize("arch", EACH_GENERATION)
@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16, dtypes.float32], ids=str)
@pytest.mark.parametrize("head", [64, 128])
def test_attention_is_one_kernel_that_stays_in_registers(arch: str, dtype: DType, head: int) -> None:
    for causal in (False, True):
        (found,) = compiled([attention(2048, head, dtype, causal)], arch)
        assert isinstance(found.schedule, AttentionSchedule)
        assert found.figure("vgpr_spill_count") == 0
        assert found.figure("private_segment_fixed_size") == 0
        assert found.figure("group_segment_fixed_size") <= BY_NAME[arch].lds_bytes
        usable = {each.source for each in matrix_instructions.of_features(BY_NAME[arch].features)}
        multiplied = {name for name in found.mnemonics if name.startswith(("v_wmma", "v_mfma"))}
        assert bool(multiplied) is (dtype in usable)

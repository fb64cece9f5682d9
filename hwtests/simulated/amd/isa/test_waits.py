"""Programs that wait for their memory instructions pass; the same programs with a wait less are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from barewire.drivers.architectures.amd import named
from barewire.drivers.simulated.amd.engines.compute_engine import UnwaitedResult as Refused
from barewire.drivers.simulated.amd.isa.checks import hazards, waits
from barewire.drivers.simulated.amd.isa.checks.waits import Counter, UnwaitedResult, check
from barewire.drivers.simulated.amd.isa.instruction import Instruction, Operand, OperandKind
from hwtests.simulated.amd.isa.assembled import Line, run_lines
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, bare_engine, compile_kernel, decoded

ID = "declare i32 @llvm.amdgcn.workitem.id.x()\n"

STREAMING = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) noalias %a, ptr addrspace(1) noalias %b,
    ptr addrspace(1) noalias %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr <4 x float>, ptr addrspace(1) %a, i32 %id
  %q = getelementptr float, ptr addrspace(1) %b, i32 %id
  %x = load <4 x float>, ptr addrspace(1) %p
  %y = load float, ptr addrspace(1) %q
  %q2 = getelementptr float, ptr addrspace(1) %q, i32 64
  %z = load float, ptr addrspace(1) %q2
  %q3 = getelementptr float, ptr addrspace(1) %q, i32 128
  %w = load float, ptr addrspace(1) %q3
  %x0 = extractelement <4 x float> %x, i32 0
  %x3 = extractelement <4 x float> %x, i32 3
  %s0 = fadd float %x0, %x3
  %s1 = fmul float %s0, %y
  %s2 = fadd float %s1, %z
  %s3 = fmul float %s2, %w
  %r = getelementptr float, ptr addrspace(1) %c, i32 %id
  store float %s3, ptr addrspace(1) %r
  ret void
}
"""
    + ID
)

PIPELINED = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) noalias %a, ptr addrspace(1) noalias %c, i32 %count) {
entry:
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %first = getelementptr float, ptr addrspace(1) %a, i32 %id
  %x0 = load float, ptr addrspace(1) %first
  br label %loop
loop:
  %n = phi i32 [0, %entry], [%n1, %loop]
  %x = phi float [%x0, %entry], [%ahead, %loop]
  %sum = phi float [0.0, %entry], [%sum1, %loop]
  %n1 = add i32 %n, 1
  %far = mul i32 %n1, 64
  %at = add i32 %far, %id
  %p = getelementptr float, ptr addrspace(1) %a, i32 %at
  %ahead = load float, ptr addrspace(1) %p
  %square = fmul float %x, %x
  %sum1 = fadd float %sum, %square
  %more = icmp ult i32 %n1, %count
  br i1 %more, label %loop, label %done
done:
  %last = fadd float %sum1, %ahead
  %r = getelementptr float, ptr addrspace(1) %c, i32 %id
  store float %last, ptr addrspace(1) %r
  ret void
}
"""
    + ID
)

BRANCHING = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) noalias %a, ptr addrspace(1) noalias %b,
    ptr addrspace(1) noalias %c) {
entry:
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr i32, ptr addrspace(1) %a, i32 %id
  %x = load i32, ptr addrspace(1) %p
  %odd = and i32 %id, 1
  %is = icmp eq i32 %odd, 0
  br i1 %is, label %even, label %join
even:
  %q = getelementptr i32, ptr addrspace(1) %b, i32 %id
  %y = load i32, ptr addrspace(1) %q
  br label %join
join:
  %z = phi i32 [%y, %even], [7, %entry]
  %s = add i32 %x, %z
  %r = getelementptr i32, ptr addrspace(1) %c, i32 %id
  store i32 %s, ptr addrspace(1) %r
  ret void
}
"""
    + ID
)

LOCAL = (
    """
@tile = internal addrspace(3) global [256 x i32] poison, align 16
define amdgpu_kernel void @k(ptr addrspace(1) noalias %a, ptr addrspace(1) noalias %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr i32, ptr addrspace(1) %a, i32 %id
  %x = load i32, ptr addrspace(1) %p
  %t = getelementptr i32, ptr addrspace(3) @tile, i32 %id
  store i32 %x, ptr addrspace(3) %t
  fence syncscope("workgroup") release, !mmra !0
  call void @llvm.amdgcn.s.barrier()
  fence syncscope("workgroup") acquire, !mmra !0
  %u = xor i32 %id, 77
  %v = getelementptr i32, ptr addrspace(3) @tile, i32 %u
  %y = load i32, ptr addrspace(3) %v
  %v2 = getelementptr i32, ptr addrspace(3) %v, i32 100
  %z = load i32, ptr addrspace(3) %v2
  %s = sub i32 %y, %x
  %s2 = mul i32 %s, %z
  %r = getelementptr i32, ptr addrspace(1) %c, i32 %id
  store i32 %s2, ptr addrspace(1) %r
  ret void
}
declare void @llvm.amdgcn.s.barrier()
!0 = !{!"amdgpu-synchronize-as", !"local"}
"""
    + ID
)

PROGRAMS = {"streaming": STREAMING, "pipelined": PIPELINED, "branching": BRANCHING, "local": LOCAL}


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_llvm_emits_waits_enough(arch: str, name: str) -> None:
    program = decoded(arch, compile_kernel(arch, PROGRAMS[name]))
    assert any(waits.waits(instruction, named(arch).major) for instruction in program)
    check(program, arch)
    hazards.check(program, arch)


def _loosened(instruction: Instruction, isa: int) -> list[Instruction]:
    """The wait with each of its counts one higher, as the same encoding with another number."""
    found: dict[Counter, Instruction] = {}
    value = next(
        int(operand.value) for operand in instruction.operands if operand.kind is OperandKind.IMMEDIATE
    )
    before = {wait.counter: wait.count for wait in waits.waits(instruction, isa)}
    for bit in range(16):
        changed = tuple(
            replace(operand, value=value + (1 << bit)) if operand.kind is OperandKind.IMMEDIATE else operand
            for operand in instruction.operands
        )
        candidate = replace(instruction, operands=changed)
        after = {wait.counter: wait.count for wait in waits.waits(candidate, isa)}
        higher = [c for c in before if after.get(c) == before[c] + 1]
        same = [c for c in before if after.get(c) == before[c]]
        if len(after) == len(before) == len(same) + 1 and len(higher) == 1:
            found[higher[0]] = candidate
    assert len(found) == len(before)
    return list(found.values())


@pytest.mark.parametrize("name", PROGRAMS)
def test_any_wait_loosened_by_one_or_left_out_is_refused(arch: str, name: str) -> None:
    program = decoded(arch, compile_kernel(arch, PROGRAMS[name]))
    tried = 0
    for at, instruction in enumerate(program):
        if not waits.waits(instruction, named(arch).major):
            continue
        nothing = Instruction(
            instruction.address,
            instruction.size_bytes,
            "s_nop",
            "SOPP",
            (Operand(OperandKind.IMMEDIATE, dwords=0, value=0),),
        )
        for other in (nothing, *_loosened(instruction, named(arch).major)):
            tried += 1
            with pytest.raises(UnwaitedResult):
                check([*program[:at], other, *program[at + 1 :]], arch)
    assert tried >= 4


def _wait(arch: str, **counts: int) -> str:
    if arch == "gfx1201":
        names = {"vector": "s_wait_loadcnt", "local": "s_wait_dscnt", "scalar": "s_wait_kmcnt"}
        return "\\0A".join(f"{names[kind]} {count}" for kind, count in counts.items())
    names = {"vector": "vmcnt", "local": "lgkmcnt", "scalar": "lgkmcnt"}
    return "s_waitcnt " + " ".join(f"{names[kind]}({count})" for kind, count in counts.items())


LOAD = {"gfx942": "global_load_dword", "gfx1030": "global_load_dword"}
TWO = (("ptr addrspace(1) %address", "v"),)


def test_a_count_guards_all_but_the_newest_loads(arch: str) -> None:
    load = LOAD.get(arch, "global_load_b32")
    loads = f"{load} $0, $1, off\\0A{load} v40, $1, off offset:8"
    good = Line(f"{loads}\\0A{_wait(arch, vector=1)}\\0Av_add_u32 $0, 1, $0", TWO, 1, clobbers=("v40",))
    if arch != "gfx942":
        good = replace(good, text=good.text.replace("v_add_u32", "v_add_nc_u32"))
    memory = np.arange(64, dtype=np.uint32)
    parts, _ = run_lines(bare_engine(arch), [good], memory, 4, 32)
    assert parts[0][:, 0].tolist() == list(range(1, 33))
    with pytest.raises(Refused, match="v40"):
        run_lines(
            bare_engine(arch), [replace(good, text=good.text.replace(", 1, $0", ", 1, v40"))], memory, 4, 32
        )


def test_the_refusal_names_both_instructions_and_the_counter(arch: str) -> None:
    load = LOAD.get(arch, "global_load_b32")
    line = Line(f"{load} $0, $1, off\\0Av_mov_b32 $0, $0", TWO, 1)
    counter = "loadcnt" if arch == "gfx1201" else "vmcnt"
    with pytest.raises(Refused, match=rf"v_mov_b32.*{load}.*{counter}"):
        run_lines(bare_engine(arch), [line], np.zeros(64, np.uint32), 4, 32)


def test_scalar_loads_return_in_any_order_so_that_only_zero_helps(arch: str) -> None:
    name = "s_load_dword" if arch in LOAD else "s_load_b32"
    text = f"{name} s40, $1, 0x0\\0A{name} s41, $1, 0x4\\0A{_wait(arch, scalar=1)}\\0Av_mov_b32 $0, s40"
    line = Line(text, (("ptr addrspace(1) %source", "s"),), 1, clobbers=("s40", "s41"))
    with pytest.raises(Refused, match="s40"):
        run_lines(bare_engine(arch), [line], np.zeros(64, np.uint32), 4, 32)


def test_overwriting_the_target_of_a_load_is_refused_and_loading_it_again_is_not(arch: str) -> None:
    load = LOAD.get(arch, "global_load_b32")
    again = Line(f"{load} $0, $1, off\\0A{load} $0, $1, off offset:8", TWO, 1)
    memory = np.arange(64, dtype=np.uint32)
    parts, _ = run_lines(bare_engine(arch), [again], memory, 4, 32)
    assert parts[0][:, 0].tolist() == list(range(2, 34))
    with pytest.raises(Refused, match="overwrites"):
        run_lines(
            bare_engine(arch), [replace(again, text=f"{load} $0, $1, off\\0Av_mov_b32 $0, 0")], memory, 4, 32
        )


def test_flat_loads_need_both_counters(arch: str) -> None:
    load = "flat_load_dword" if arch in LOAD else "flat_load_b32"
    for only in ("vector", "local"):
        line = Line(f"{load} $0, $1\\0A{_wait(arch, **{only: 0})}\\0Av_mov_b32 $0, $0", TWO, 1)
        with pytest.raises(Refused):
            run_lines(bare_engine(arch), [line], np.zeros(64, np.uint32), 4, 32)


def test_counts_of_s_waitcnt_are_where_the_assembler_puts_them(arch: str) -> None:
    if arch == "gfx1201":
        program = decoded(arch, compile_kernel(arch, STREAMING))
        assert {w.counter for i in program for w in waits.waits(i, 12)} == {Counter.LOAD, Counter.KM}
        return
    value = {
        "gfx942": 9 | 5 << 4 | 3 << 8,
        "gfx1030": 9 | 5 << 4 | 3 << 8 | 2 << 14,
        "gfx1100": 5 | 3 << 4 | 41 << 10,
    }[arch]
    operand = Operand(OperandKind.IMMEDIATE, dwords=0, value=value)
    found = {
        w.counter: w.count
        for w in waits.waits(Instruction(0, 4, "s_waitcnt", "SOPP", (operand,)), named(arch).major)
    }
    vector = {"gfx942": 9, "gfx1030": 41, "gfx1100": 41}[arch]
    assert found == {Counter.VM: vector, Counter.EXP: 5, Counter.LGKM: 3}


MATRIX = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr <4 x half>, ptr addrspace(1) %a, i32 %id
  %x = load <4 x half>, ptr addrspace(1) %p
  %d = call <16 x float> @llvm.amdgcn.mfma.f32.32x32x8f16(<4 x half> %x, <4 x half> %x,
    <16 x float> zeroinitializer, i32 0, i32 0, i32 0)
  %d0 = extractelement <16 x float> %d, i32 0
  %d15 = extractelement <16 x float> %d, i32 15
  %s = fadd float %d0, %d15
  %r = getelementptr float, ptr addrspace(1) %c, i32 %id
  store float %s, ptr addrspace(1) %r
  ret void
}
declare <16 x float> @llvm.amdgcn.mfma.f32.32x32x8f16(<4 x half>, <4 x half>, <16 x float>, i32, i32, i32)
"""
    + ID
)


def test_a_matrix_result_read_too_soon_is_refused() -> None:
    program = decoded("gfx942", compile_kernel("gfx942", MATRIX))
    hazards.check(program, "gfx942")
    multiply = next(at for at, i in enumerate(program) if i.mnemonic.startswith("v_mfma"))
    gaps = [at for at, i in enumerate(program) if at > multiply and i.mnemonic == "s_nop"]
    assert gaps
    shorter = [
        replace(i, operands=(replace(i.operands[0], value=int(i.operands[0].value) - 1),))
        if at == gaps[-1]
        else i
        for at, i in enumerate(program)
    ]
    with pytest.raises(hazards.MissingWaitStates, match="v_mfma_f32_32x32x8_f16"):
        hazards.check(shorter, "gfx942")


WMMA_CHAIN = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr <16 x half>, ptr addrspace(1) %a, i32 %id
  %x = load <16 x half>, ptr addrspace(1) %p
  %d = call <16 x half> @llvm.amdgcn.wmma.f16.16x16x16.f16(
    <16 x half> %x, <16 x half> %x, <16 x half> %x, i1 0)
  %e = call <16 x half> @llvm.amdgcn.wmma.f16.16x16x16.f16(
    <16 x half> %d, <16 x half> %x, <16 x half> %x, i1 0)
  %r = getelementptr <16 x half>, ptr addrspace(1) %c, i32 %id
  store <16 x half> %e, ptr addrspace(1) %r
  ret void
}
declare <16 x half> @llvm.amdgcn.wmma.f16.16x16x16.f16(<16 x half>, <16 x half>, <16 x half>, i1)
"""
    + ID
)


def test_dependent_wmma_need_an_instruction_between() -> None:
    program = decoded("gfx1100", compile_kernel("gfx1100", WMMA_CHAIN))
    hazards.check(program, "gfx1100")
    first, second = (at for at, i in enumerate(program) if i.mnemonic.startswith("v_wmma"))
    between = [i for i in program[first + 1 : second] if not i.mnemonic.startswith("v_")]
    shift = program[second].address - (program[first].next_address + sum(i.size_bytes for i in between))
    bare = [*program[: first + 1]]
    for instruction in [*between, *program[second:]]:
        bare.append(replace(instruction, address=bare[-1].next_address))
    assert shift > 0
    with pytest.raises(hazards.MissingWaitStates, match="put one between"):
        hazards.check(bare, "gfx1100")

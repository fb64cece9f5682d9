"""The simulated compute engine: control flow, workgroups, what it refuses and how it stops."""

from __future__ import annotations

import struct
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from barewire.drivers.simulated.amd.engines import compute_engine
from barewire.drivers.simulated.amd.engines.compute_engine import (
    ComputeEngine,
    Dispatch,
    IllegalInstruction,
    MemoryViolation,
    Stopped,
    WaveMemoryViolation,
)
from barewire.drivers.simulated.amd.isa.running.library import QUICK, THOROUGH

from .bare_engine import ARCHITECTURES, WAVE_LANES, BareEngine, bare_engine, compile_kernel

_DECLARE = """
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workitem.id.y()
declare i32 @llvm.amdgcn.workitem.id.z()
declare i32 @llvm.amdgcn.workgroup.id.x()
declare i32 @llvm.amdgcn.workgroup.id.y()
declare i32 @llvm.amdgcn.workgroup.id.z()
declare void @llvm.amdgcn.s.barrier()
"""


def _attributes(threads: int, more: str = "") -> str:
    return f'attributes #0 = {{ "amdgpu-flat-work-group-size"="{threads},{threads}" {more} }}\n'


_COLLATZ = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %o) #0 {
entry:
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %g = call i32 @llvm.amdgcn.workgroup.id.x()
  %b = mul i32 %g, 128
  %i = add i32 %b, %t
  %p = getelementptr i32, ptr addrspace(1) %a, i32 %i
  %n0 = load i32, ptr addrspace(1) %p
  br label %head
head:
  %n = phi i32 [%n0, %entry], [%half, %even], [%triple, %odd]
  %steps = phi i32 [0, %entry], [%next, %even], [%next, %odd]
  %next = add i32 %steps, 1
  %end = icmp ule i32 %n, 1
  br i1 %end, label %out, label %body
body:
  %bit = and i32 %n, 1
  %is_odd = icmp ne i32 %bit, 0
  br i1 %is_odd, label %odd, label %even
even:
  %half = lshr i32 %n, 1
  br label %head
odd:
  %three = mul i32 %n, 3
  %triple = add i32 %three, 1
  br label %head
out:
  %q = getelementptr i32, ptr addrspace(1) %o, i32 %i
  store i32 %steps, ptr addrspace(1) %q
  ret void
}
"""
    + _DECLARE
)


def _collatz(number: int) -> int:
    steps = 0
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


@pytest.mark.parametrize("features", ["", "+wavefrontsize64"])
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_lanes_that_loop_for_different_times(arch: str, features: str) -> None:
    if features and WAVE_LANES[arch] == 64:
        features = ""
    card = bare_engine(arch)
    values = np.arange(1, 513, dtype=np.int32)
    source, result = card.put(values), card.put(np.zeros_like(values))
    card.run(
        compile_kernel(arch, _COLLATZ + _attributes(128), features),
        "k",
        [source, result],
        (4, 1, 1),
        (128, 1, 1),
    )
    assert card.get(result, values).tolist() == [_collatz(n) for n in range(1, 513)]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_program_that_runs_long_is_translated_again_and_means_the_same(
    arch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute_engine, "_WORTH_CARE_S", 0.0)
    card = BareEngine(arch)
    values = np.arange(1, 513, dtype=np.int32)
    source, result = card.put(values), card.put(np.zeros_like(values))
    kernel = card.load(compile_kernel(arch, _COLLATZ + _attributes(128)), "k")
    arguments = struct.pack("<2Q", source, result)
    levels = []
    for _ in range(3):
        card.engine.run(card.dispatch(kernel, arguments, (4, 1, 1), (128, 1, 1)))
        (program,) = card.engine._programs.values()
        levels.append(program.library.level)
        assert card.get(result, values).tolist() == [_collatz(n) for n in range(1, 513)]
    assert levels == [QUICK, THOROUGH, THOROUGH]


_TREE = (
    """
@s = internal addrspace(3) global [256 x float] poison
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %o) #0 {
entry:
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %g = call i32 @llvm.amdgcn.workgroup.id.x()
  %b = mul i32 %g, 256
  %i = add i32 %b, %t
  %p = getelementptr float, ptr addrspace(1) %a, i32 %i
  %v = load float, ptr addrspace(1) %p
  %mine = getelementptr float, ptr addrspace(3) @s, i32 %t
  store float %v, ptr addrspace(3) %mine
  br label %head
head:
  %width = phi i32 [128, %entry], [%narrow, %latch]
  fence syncscope("workgroup") release
  call void @llvm.amdgcn.s.barrier()
  fence syncscope("workgroup") acquire
  %go = icmp ult i32 %t, %width
  br i1 %go, label %body, label %latch
body:
  %far = add i32 %t, %width
  %other = getelementptr float, ptr addrspace(3) @s, i32 %far
  %x = load float, ptr addrspace(3) %mine
  %y = load float, ptr addrspace(3) %other
  %z = fadd float %x, %y
  store float %z, ptr addrspace(3) %mine
  br label %latch
latch:
  %narrow = lshr i32 %width, 1
  %done = icmp eq i32 %narrow, 0
  br i1 %done, label %out, label %head
out:
  %first = icmp eq i32 %t, 0
  br i1 %first, label %write, label %end
write:
  %sum = load float, ptr addrspace(3) %mine
  %q = getelementptr float, ptr addrspace(1) %o, i32 %g
  store float %sum, ptr addrspace(1) %q
  br label %end
end:
  ret void
}
"""
    + _DECLARE
)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_waves_of_a_workgroup_meet_at_barriers(arch: str) -> None:
    card = bare_engine(arch)
    values = np.random.default_rng(1).integers(-1000, 1000, 256 * 40).astype(np.float32)
    source, result = card.put(values), card.put(np.zeros(40, np.float32))
    card.run(compile_kernel(arch, _TREE + _attributes(256)), "k", [source, result], (40, 1, 1), (256, 1, 1))
    assert np.array_equal(card.get(result, np.zeros(40, np.float32)), values.reshape(40, 256).sum(1))


_CALLS = (
    """
define internal i32 @twice(i32 %x) #1 {
  %r = mul i32 %x, 2
  ret i32 %r
}
define internal i32 @square(i32 %x) #1 {
  %y = call i32 @twice(i32 %x)
  %r = mul i32 %y, %x
  ret i32 %r
}
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %o) #0 {
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr i32, ptr addrspace(1) %a, i32 %t
  %v = load i32, ptr addrspace(1) %p
  %s = call i32 @square(i32 %v)
  %r = call i32 @twice(i32 %s)
  %q = getelementptr i32, ptr addrspace(1) %o, i32 %t
  store i32 %r, ptr addrspace(1) %q
  ret void
}
attributes #1 = { noinline }
"""
    + _DECLARE
)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_functions_that_are_called_return(arch: str) -> None:
    card = bare_engine(arch)
    values = np.arange(64, dtype=np.int32)
    source, result = card.put(values), card.put(np.zeros_like(values))
    card.run(compile_kernel(arch, _CALLS + _attributes(64)), "k", [source, result], (1, 1, 1), (64, 1, 1))
    assert np.array_equal(card.get(result, values), values * values * 4)


_IDS = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %o, i32 %nx, i32 %ny) #0 {
  %tx = call i32 @llvm.amdgcn.workitem.id.x()
  %ty = call i32 @llvm.amdgcn.workitem.id.y()
  %tz = call i32 @llvm.amdgcn.workitem.id.z()
  %gx = call i32 @llvm.amdgcn.workgroup.id.x()
  %gy = call i32 @llvm.amdgcn.workgroup.id.y()
  %gz = call i32 @llvm.amdgcn.workgroup.id.z()
  %bx = mul i32 %gx, 5
  %by = mul i32 %gy, 3
  %bz = mul i32 %gz, 4
  %x = add i32 %bx, %tx
  %y = add i32 %by, %ty
  %z = add i32 %bz, %tz
  %zy = mul i32 %z, %ny
  %zyy = add i32 %zy, %y
  %row = mul i32 %zyy, %nx
  %at = add i32 %row, %x
  %q = getelementptr i32, ptr addrspace(1) %o, i32 %at
  %y8 = shl i32 %y, 8
  %z16 = shl i32 %z, 16
  %xy = or i32 %x, %y8
  %xyz = or i32 %xy, %z16
  store i32 %xyz, ptr addrspace(1) %q
  ret void
}
"""
    + _DECLARE
)


@pytest.mark.parametrize("last", [(0, 0, 0), (2, 0, 0), (0, 1, 3), (2, 1, 3)])
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_work_item_of_whole_and_partial_groups_knows_where_it_is(
    arch: str, last: tuple[int, int, int]
) -> None:
    card = bare_engine(arch)
    groups, block = (3, 4, 2), (5, 3, 4)
    size = [g * b - (b - n if n else 0) for g, b, n in zip(groups, block, last, strict=True)]
    z, y, x = np.meshgrid(np.arange(size[2]), np.arange(size[1]), np.arange(size[0]), indexing="ij")
    expected = (x | y << 8 | z << 16).astype(np.int32)
    result = card.put(np.full_like(expected, -1))
    kernel = card.load(compile_kernel(arch, _IDS + _attributes(60)), "k")
    arguments = struct.pack("<QII", result, size[0], size[1])
    card.engine.run(card.dispatch(kernel, arguments, groups, block, last=last))
    assert np.array_equal(card.get(result, expected), expected)


_FOREVER = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %o) #0 {
entry:
  br label %loop
loop:
  %v = load volatile i32, ptr addrspace(1) %o
  %z = icmp eq i32 %v, 0
  br i1 %z, label %loop, label %out
out:
  ret void
}
"""
    + _DECLARE
)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_stop_ends_a_kernel_that_never_ends(arch: str) -> None:
    card = BareEngine(arch)
    result = card.put(np.zeros(1, np.int32))
    kernel = card.load(compile_kernel(arch, _FOREVER + _attributes(64)), "k")
    dispatch = card.dispatch(kernel, struct.pack("<Q", result), (8, 1, 1), (64, 1, 1))
    failures: list[BaseException] = []

    def run() -> None:
        try:
            card.engine.run(dispatch)
        except Stopped as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    began = time.monotonic()
    card.engine.stop()
    thread.join(10)
    assert not thread.is_alive() and time.monotonic() - began < 1
    assert isinstance(failures[0], Stopped)


_PAST_THE_END = (
    """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %o) #0 {
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %far = mul i32 %t, 4096
  %p = getelementptr i8, ptr addrspace(1) %a, i32 %far
  store i32 %t, ptr addrspace(1) %p
  ret void
}
"""
    + _DECLARE
)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_store_past_the_end_names_lane_address_and_instruction(arch: str) -> None:
    card = bare_engine(arch)
    target, _ = card.allocate(4096 * 7)
    with pytest.raises(WaveMemoryViolation) as failure:
        card.run(
            compile_kernel(arch, _PAST_THE_END + _attributes(32)),
            "k",
            [target, target],
            (1, 1, 1),
            (32, 1, 1),
        )
    error = failure.value
    assert error.address == target + 7 * 4096
    assert (error.lane, error.access, error.reason, error.size_bytes) == (7, "write", "not mapped", 4)
    assert "store" in error.line and "lane 7" in str(error)
    assert card.get(target, np.zeros(1, np.int32))[0] == 0


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_store_to_memory_that_is_read_only_is_refused(arch: str) -> None:
    card = bare_engine(arch)
    target, _ = card.allocate(4096 * 32, writable=False)
    with pytest.raises(WaveMemoryViolation, match="read only"):
        card.run(
            compile_kernel(arch, _PAST_THE_END + _attributes(32)),
            "k",
            [target, target],
            (1, 1, 1),
            (32, 1, 1),
        )


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_code_that_was_replaced_is_translated_again(arch: str) -> None:
    card = BareEngine(arch)
    result = card.put(np.zeros(64, np.int32))
    texts = [
        "define amdgpu_kernel void @k(ptr addrspace(1) %o) #0 {\n"
        "  %t = call i32 @llvm.amdgcn.workitem.id.x()\n"
        "  %q = getelementptr i32, ptr addrspace(1) %o, i32 %t\n"
        f"  store i32 {number}, ptr addrspace(1) %q\n  ret void\n}}\n"
        for number in (11, 22)
    ]
    images = [compile_kernel(arch, text + _DECLARE + _attributes(64)) for text in texts]
    kernels = [card.load(image, "k") for image in images]
    arguments = struct.pack("<Q", result)
    card.engine.run(card.dispatch(kernels[0], arguments, (1, 1, 1), (64, 1, 1)))
    assert card.get(result, np.zeros(64, np.int32)).tolist() == [11] * 64
    card.space.write(kernels[0].address, card.space.read(kernels[1].address, 256))
    card.engine.run(card.dispatch(kernels[0], arguments, (1, 1, 1), (64, 1, 1)))
    assert card.get(result, np.zeros(64, np.int32)).tolist() == [22] * 64


def _dispatch(address: int, lanes: int, rsrc1: int = 0) -> Dispatch:
    return Dispatch(address, rsrc1, 0, 0, (), (1, 1, 1), (lanes, 1, 1), lanes, 0)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_program_that_is_not_mapped_or_not_executable_is_a_memory_violation(arch: str) -> None:
    card = bare_engine(arch)
    compute_engine: ComputeEngine = card.engine
    with pytest.raises(MemoryViolation, match="execute"):
        compute_engine.run(_dispatch(0x1000, WAVE_LANES[arch]))
    data, _ = card.allocate(4096)
    with pytest.raises(MemoryViolation, match="not executable"):
        compute_engine.run(_dispatch(data, WAVE_LANES[arch]))


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_words_that_are_no_instruction_are_named(arch: str) -> None:
    card = bare_engine(arch)
    code, memory = card.allocate(4096, executable=True)
    memory[:4096] = b"\xff" * 4096
    with pytest.raises(IllegalInstruction, match=f"{code:#x}"):
        card.engine.run(_dispatch(code, WAVE_LANES[arch]))


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_register_beyond_what_the_wave_was_given_is_named(arch: str) -> None:
    card = bare_engine(arch)
    values = np.arange(64, dtype=np.int32)
    source, result = card.put(values), card.put(values)
    image = compile_kernel(arch, _COLLATZ + _attributes(128))
    kernel = card.load(image, "k")
    dispatch = card.dispatch(kernel, struct.pack("<QQ", source, result), (1, 1, 1), (64, 1, 1))
    assert kernel.rsrc1 & 0x3F == 0
    code = card.space.read(kernel.address, 4096)
    # V_MOV_B32 of vector register 255 (VOP1, opcode 1): in front of the program.
    place, memory = card.allocate(8192, executable=True)
    memory[:4] = struct.pack("<I", 0x7E000200 | 255 << 17 | 128)
    memory[4 : 4 + len(code)] = code
    with pytest.raises(IllegalInstruction, match="v255"):
        card.engine.run(replace(dispatch, program_address=place))


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_two_threads_run_dispatches_at_once(arch: str) -> None:
    card = bare_engine(arch)
    values = np.arange(1, 2049, dtype=np.int32)
    kernel = card.load(compile_kernel(arch, _COLLATZ + _attributes(128)), "k")
    source = card.put(values)
    results = [card.put(np.zeros_like(values)) for _ in range(4)]
    dispatches = [
        card.dispatch(kernel, struct.pack("<QQ", source, result), (16, 1, 1), (128, 1, 1))
        for result in results
    ]
    threads = [threading.Thread(target=card.engine.run, args=[dispatch]) for dispatch in dispatches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [_collatz(n) for n in range(1, 2049)]
    for result in results:
        assert card.get(result, values).tolist() == expected

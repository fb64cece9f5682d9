"""What a program must not do ends in a named error with the instruction's text, never in a guess."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.amd.engines.compute_engine import IllegalInstruction, WaveFault
from barewire.drivers.simulated.memory.vm import MemoryViolation
from hwtests.simulated.amd.isa.assembled import assemble
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, BareEngine, bare_engine


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _kernel(body: str, constraint: str = "", value: str = "") -> str:
    return f"""
    define amdgpu_kernel void @k(ptr addrspace(1) %buffer) {{
      call void asm sideeffect "{body}", "{constraint}"({value})
      ret void
    }}"""


def _run(m: BareEngine, text: str) -> int:
    buffer = m.put(np.zeros(1024, np.uint32))
    m.run(assemble(m.arch, text), "k", [buffer])
    return buffer


def test_a_program_that_runs_past_its_end_is_an_error(arch: str) -> None:
    m = bare_engine(arch)
    image = assemble(arch, _kernel("s_nop 0"))
    kernel = m.load(image, "k")
    end = kernel.address
    code = bytearray(m.space.read(end, 64))
    stop = code.index((0xBF810000 if arch in ("gfx942", "gfx1030") else 0xBFB00000).to_bytes(4, "little"))
    code[stop : stop + 4] = bytes.fromhex("000080bf")  # s_nop 0
    m.space.write(end, bytes(code))
    with pytest.raises((IllegalInstruction, MemoryViolation)):
        m.engine.run(m.dispatch(kernel, bytes(8)))


def test_a_jump_into_memory_that_is_not_executable_is_an_execute_violation(arch: str) -> None:
    with pytest.raises(MemoryViolation, match="execute"):
        _run(bare_engine(arch), _kernel("s_setpc_b64 $0", "s", "ptr addrspace(1) %buffer"))


def test_a_jump_to_nowhere_names_the_address(arch: str) -> None:
    body = "s_mov_b32 s20, 0x12345600\\0As_mov_b32 s21, 0\\0As_setpc_b64 s[20:21]"
    with pytest.raises(MemoryViolation) as caught:
        _run(bare_engine(arch), _kernel(body, "~{s20},~{s21}"))
    assert caught.value.address == 0x12345600


def test_words_that_are_no_instruction_are_an_error(arch: str) -> None:
    with pytest.raises(IllegalInstruction, match=arch):
        _run(bare_engine(arch), _kernel(".long 0xffffffff"))


def test_the_top_vector_register_is_in_reach_and_the_next_is_not(arch: str) -> None:
    wait = "s_nop 0"
    _run(bare_engine(arch), _kernel(f"v_mov_b32 v7, 0\\0A{wait}", "~{v7}"))
    with pytest.raises(IllegalInstruction, match="v200"):
        _run(bare_engine(arch), _kernel(f"v_mov_b32 v200, 0\\0A{wait}"))


def test_local_memory_that_was_not_asked_for_is_an_error(arch: str) -> None:
    old = arch in ("gfx942", "gfx1030")
    name = "ds_read_b32" if old else "ds_load_b32"
    body = f"v_mov_b32 v1, 0\\0A{name} v2, v1"
    with pytest.raises(WaveFault, match=name):
        _run(bare_engine(arch), _kernel(body, "~{v1},~{v2}"))


def test_local_memory_may_be_read_before_it_is_written(arch: str) -> None:
    old = arch in ("gfx942", "gfx1030")
    name = "ds_read_b32" if old else "ds_load_b32"
    wait = "s_wait_dscnt 0x0" if arch == "gfx1201" else "s_waitcnt lgkmcnt(0)"
    text = f"""
    @tile = internal addrspace(3) global [64 x i32] poison
    define amdgpu_kernel void @k(ptr addrspace(1) %buffer) {{
      %v = call i32 asm sideeffect "{name} $0, $1\\0A{wait}", "=v,v"(ptr addrspace(3) @tile)
      store i32 %v, ptr addrspace(1) %buffer
      ret void
    }}"""
    _run(bare_engine(arch), text)


def test_a_refused_program_leaves_the_engine_usable(arch: str) -> None:
    m = bare_engine(arch)
    with pytest.raises(IllegalInstruction):
        _run(m, _kernel(".long 0xffffffff"))
    store = "global_store_dword" if arch in ("gfx942", "gfx1030") else "global_store_b32"
    body = f"v_mov_b32 v1, 0\\0Av_mov_b32 v2, 7\\0A{store} v1, v2, $0"
    buffer = _run(m, _kernel(body, "s,~{v1},~{v2}", "ptr addrspace(1) %buffer"))
    assert m.get(buffer, np.zeros(1, np.uint32))[0] == 7

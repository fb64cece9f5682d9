"""Whole programs: control flow, functions, what LLVM's back end emits, and text that is no PTX."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from barewire.drivers.simulated.nvidia.objects.loaded_module import BadPtx
from barewire.drivers.simulated.nvidia.ptx.parsing.parser import parse
from barewire.drivers.simulated.nvidia.ptx.syntax import PtxError

from ....compiling import for_nvidia
from .device import SimulatedDevice, assembled, kernel_text


def test_an_indexed_branch_takes_the_entry_of_its_table(device: SimulatedDevice) -> None:
    body = """
rem.u32 %r0, %me, 3;
mov.u32 %r1, 0;
table: .branchtargets zero, one, two;
brx.idx %r0, table;
zero: mov.u32 %r1, 100; bra done;
one: mov.u32 %r1, 200; bra done;
two: mov.u32 %r1, 300;
done:
mad.lo.u64 %d0, %at, 4, %a0;
st.global.u32 [%d0], %r1;
"""
    text = kernel_text(body, 1)
    assert assembled(text) == ""
    found = device.run(text, np.zeros(32, np.uint32))[0]
    np.testing.assert_array_equal(found, (np.arange(32) % 3 + 1) * 100)


def test_functions_are_called_with_values_and_arrays(device: SimulatedDevice) -> None:
    outside = """
.func (.param .b32 result) twice(.param .b32 value)
{
.reg .b32 %r<4>;
ld.param.b32 %r1, [value];
add.u32 %r2, %r1, %r1;
st.param.b32 [result], %r2;
ret;
}
.func (.reg .u32 total) both(.reg .u32 x, .param .align 4 .b8 pair[8])
{
.reg .b32 %r<4>;
.reg .pred %p<2>;
ld.param.b32 %r1, [pair+4];
add.u32 total, x, %r1;
setp.lt.u32 %p1, total, 50;
@%p1 ret;
add.u32 total, total, 1000;
ret;
}
"""
    body = """
{
.param .b32 argument; .param .b32 answer;
st.param.b32 [argument], %me;
call.uni (answer), twice, (argument);
ld.param.b32 %r3, [answer];
}
{
.param .align 4 .b8 pair[8];
st.param.b32 [pair], 1; st.param.b32 [pair+4], %r3;
call (%r4), both, (%me, pair);
}
mad.lo.u64 %d0, %at, 4, %a0;
st.global.u32 [%d0], %r4;
"""
    text = kernel_text(body, 1, outside=outside)
    assert assembled(text) == ""
    found = device.run(text, np.zeros(32, np.uint32))[0]
    lane = np.arange(32)
    np.testing.assert_array_equal(found, np.where(3 * lane < 50, 3 * lane, 3 * lane + 1000))


_REDUCE = """
target triple = "nvptx64-nvidia-cuda"
@tile = internal addrspace(3) global [256 x float] undef
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare void @llvm.nvvm.barrier0()
define ptx_kernel void @total(ptr addrspace(1) %in, ptr addrspace(1) %out, i32 %n) {
entry:
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %c = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %t64 = zext i32 %t to i64
  br label %head
head:
  %i = phi i32 [%t, %entry], [%i.next, %body]
  %sum = phi float [0.0, %entry], [%sum.next, %body]
  %more = icmp slt i32 %i, %n
  br i1 %more, label %body, label %store
body:
  %i64 = sext i32 %i to i64
  %p = getelementptr float, ptr addrspace(1) %in, i64 %i64
  %x = load float, ptr addrspace(1) %p
  %sum.next = fadd float %sum, %x
  %i.next = add i32 %i, 256
  br label %head
store:
  %q = getelementptr [256 x float], ptr addrspace(3) @tile, i64 0, i64 %t64
  store float %sum, ptr addrspace(3) %q
  br label %step
step:
  %w = phi i32 [128, %store], [%w.next, %joined]
  call void @llvm.nvvm.barrier0()
  %active = icmp ult i32 %t, %w
  br i1 %active, label %add, label %joined
add:
  %o = add i32 %t, %w
  %o64 = zext i32 %o to i64
  %r = getelementptr [256 x float], ptr addrspace(3) @tile, i64 0, i64 %o64
  %a = load float, ptr addrspace(3) %q
  %b = load float, ptr addrspace(3) %r
  %s = fadd float %a, %b
  store float %s, ptr addrspace(3) %q
  br label %joined
joined:
  %w.next = lshr i32 %w, 1
  %again = icmp ne i32 %w.next, 0
  br i1 %again, label %step, label %last
last:
  call void @llvm.nvvm.barrier0()
  %first = icmp eq i32 %t, 0
  br i1 %first, label %write, label %end
write:
  %c64 = zext i32 %c to i64
  %dst = getelementptr float, ptr addrspace(1) %out, i64 %c64
  %v = load float, ptr addrspace(3) @tile
  store float %v, ptr addrspace(1) %dst
  br label %end
end:
  ret void
}
"""


@pytest.mark.parametrize("target", ["sm_75", "sm_80", "sm_90"])
def test_what_llvm_emits_runs(device: SimulatedDevice, target: str) -> None:
    text = for_nvidia(target, "+ptx78").listing(_REDUCE)
    assert assembled(text) == ""
    source = np.random.default_rng(1).integers(0, 100, 10000).astype(np.float32)
    found = device.run(
        text, source, np.zeros(3, np.float32), len(source), name="total", grid=(3, 1, 1), block=(256, 1, 1)
    )
    assert found[1].tolist() == [float(source.sum())] * 3


def test_every_thread_knows_its_place(device: SimulatedDevice) -> None:
    body = """
mov.u32 %r0, %tid.x; mov.u32 %r1, %tid.y; mov.u32 %r2, %tid.z;
mov.u32 %r3, %ntid.x; mov.u32 %r4, %ntid.y; mov.u32 %r8, %ntid.z;
mad.lo.u32 %r5, %r2, %r4, %r1; mad.lo.u32 %r5, %r5, %r3, %r0;
mov.u32 %r6, %ctaid.x; mov.u32 %r7, %ctaid.y; mov.u32 %r9, %nctaid.x;
mad.lo.u32 %r10, %r7, %r9, %r6;
mul.lo.u32 %r11, %r3, %r4; mul.lo.u32 %r11, %r11, %r8;
mad.lo.u32 %r12, %r10, %r11, %r5;
mov.u32 %r13, %laneid; mov.u32 %r14, %warpid;
mad.lo.u32 %r15, %r14, 32, %r13;
mul.wide.u32 %d0, %r12, 4; add.u64 %d0, %d0, %a0;
st.global.u32 [%d0], %r15;
"""
    text = kernel_text(body, 1)
    assert assembled(text) == ""
    found = device.run(text, np.zeros(2 * 3 * 60, np.uint32), grid=(2, 3, 1), block=(5, 4, 3))[0]
    np.testing.assert_array_equal(found.reshape(6, 60), np.tile(np.arange(60), (6, 1)))


def test_a_kernel_without_end_stops_when_its_context_goes(device: SimulatedDevice) -> None:
    other = SimulatedDevice("sm_80")
    text = kernel_text("again: bra again;", 0, "sm_80")
    runner = threading.Thread(target=lambda: other.run(text), daemon=True)
    runner.start()
    while not other.context.stop._jobs and runner.is_alive():
        runner.join(0.01)
    other.close_context()
    runner.join(20.0)
    assert not runner.is_alive()


_BAD = {
    "an unknown instruction": (
        "frobnicate.u32 %r0, %r1;",
        "Not a name of any known instruction: 'frobnicate.u32'",
    ),
    "an unknown register": ("add.u32 %r0, %r1, %nothing;", "Unknown symbol '%nothing'"),
    "an unknown label": ("bra nowhere;", "Label 'nowhere' is not defined"),
    "a missing semicolon": ("add.u32 %r0, %r1, %r2\nadd.u32 %r0, %r1, %r2;", "syntax error"),
    "a wrong number of operands": ("add.u32 %r0, %r1;", "Wrong number of operands"),
    "a stray character": ("add.u32 %r0, %r1, `;", "syntax error"),
    "a shuffle of old": ("shfl.up.b32 %r0, %r1, 1, 0;", "sm_70"),
    "an undefined function": ("call nothing, ();", "Unknown symbol 'nothing'"),
}


@pytest.mark.parametrize("case", list(_BAD))
def test_malformed_ptx_is_refused_with_its_line(device: SimulatedDevice, case: str) -> None:
    wrong, message = _BAD[case]
    text = kernel_text(wrong, 0)
    line = text.splitlines().index(wrong.splitlines()[0]) + 1
    assert assembled(text) != ""
    with pytest.raises(BadPtx) as caught:
        device.load(text)
    lines = {f"line {line + extra}" for extra in range(2)}
    assert any(place in caught.value.log for place in lines)
    assert message in caught.value.log
    assert caught.value.code == 218


def test_newer_ptx_and_other_cards_are_refused_as_what_they_are(device: SimulatedDevice) -> None:
    with pytest.raises(BadPtx) as caught:
        device.load(kernel_text("", 0, version="9.9"))
    assert caught.value.code == 222
    for target in ("sm_100", "sm_80a"):
        with pytest.raises(BadPtx) as caught:
            device.load(kernel_text("", 0, target))
        assert caught.value.code == 209


def test_constant_expressions_and_comments_are_read() -> None:
    text = """// a comment
.version 8.4
.target sm_90 /* several
lines */
.address_size 64
.global .align 8 .b8 table[2*(3+1)] = {0x10, 1<<4, 0b11, 'x'[0]};
"""
    with pytest.raises(PtxError):
        parse(text)
    good = text.replace(", 'x'[0]", ", -1, 7 % 4, 010")
    variable = parse(good).variables["table"]
    assert variable.count == 8
    assert variable.initial == bytes([16, 16, 3, 255, 3, 8])

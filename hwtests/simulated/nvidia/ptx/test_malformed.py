"""PTX that is none is refused as a compiler would: with a line and words, and with nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.architectures.nvidia import Capability
from barewire.drivers.simulated.nvidia.objects.loaded_module import BadPtx, compiled_ptx

_KERNEL = """.version 8.4
.target sm_90
.address_size 64
.global .align 8 .b8 table[16] = {1, 2, 3};
.global .f32 scale = 0f3F800000;
.visible .entry k(.param .u64 .ptr .global .align 4 out, .param .u32 count)
.maxntid 128, 1, 1
{
.reg .pred %p<2>;
.reg .b32 %r<8>;
.reg .b64 %rd<4>;
.reg .f32 %f<4>;
.shared .align 16 .b8 room[256];
ld.param.u64 %rd0, [out];
ld.param.u32 %r0, [count];
mov.u32 %r1, %tid.x;
setp.ge.u32 %p0, %r1, %r0;
@%p0 bra done;
mad.lo.s32 %r2, %r1, (1 << 2) + 1, %r0;
cvt.rn.f32.u32 %f0, %r2;
fma.rn.f32 %f1, %f0, 0f40000000, %f0;
mul.wide.u32 %rd1, %r1, 4;
add.s64 %rd2, %rd0, %rd1;
st.shared.f32 [room+4], %f1;
bar.sync 0;
ld.shared.v2.f32 {%f2, %f3}, [room];
atom.global.add.u32 %r3, [%rd2], 1;
selp.f32 %f2, %f2, %f3, %p0;
st.global.f32 [%rd2], %f2;
done:
ret;
}
"""
_CARD = Capability(9, 0)
_TOKEN = re.compile(r"[%$.\w]+|\s+|.")


def load(text: str) -> None:
    compiled_ptx(text, _CARD)


def test_the_kernel_that_is_spoiled_below_is_a_good_one() -> None:
    load(_KERNEL)


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        (".version 8.4", ".version 1e999", "1e999"),
        (".version 8.4", ".version 8.4.1", ""),
        ("%r<8>", "%r<08>", "08"),
        ("%r<8>", "%r<99999999999999999999>", "too large"),
        ("%r<8>", "%r<" + "9" * 5000 + ">", ""),
        (".align 16", ".align 0", "power of two, not 0"),
        (".align 16", ".align 12", "power of two, not 12"),
        ("room[256]", "room[-1]", "must not be negative"),
        ("(1 << 2) + 1", "(" * 5000 + "1" + ")" * 5000, "nested too deeply"),
        ("(1 << 2) + 1", "-" * 5000 + "1", "nested too deeply"),
        ("(1 << 2) + 1", "1 / 0", "Division by zero"),
        ("(1 << 2) + 1", "1 % (2 - 2)", "Division by zero"),
        ("{%f2, %f3}", "{" * 5000 + "%f2" + "}" * 5000, "nested too deeply"),
        ("{1, 2, 3}", "{" * 5000 + "1" + "}" * 5000, "nested too deeply"),
        ("done:", "{" * 5000, "nested too deeply"),
        ("{1, 2, 3}", "{1, 2.5, 3}", "cannot initialize .b8"),
        (".global .f32", ".section .debug .global .f32", ""),
        ("selp.f32", "selp", "selp"),
        ("selp.f32", "selp.f33", "selp.f33"),
        ("bra done", "bra", "bra"),
        ("bra done", "bra nowhere", "nowhere"),
        ("ret;\n}", "ret;", "end of file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(good: str, bad: str, words: str) -> None:
    assert good in _KERNEL
    with pytest.raises(BadPtx, match=rf"(?s)line \d+; error.*{re.escape(words)}"):
        load(_KERNEL.replace(good, bad, 1))


def test_constants_are_of_64_bits() -> None:
    load(_KERNEL.replace("(1 << 2) + 1", "(1 << 99999999999) + (1 >> 99999999999) + ~0 * 3"))


_ODD = [
    "0", "-1", "1e999", "1e-400", "08", "0f", "0x", "99999999999999999999", ".f32", ".v4", ".align 0", "%p0",
    "{", "}", "[", "]", "(", ")", ";", ",", ":", "@", "!", "|", "<", ">", "-", "//", "/*", '"', ".reg",
    ".shared",
    ".param", ".entry x", ".section", ".attribute(", ".pragma", ".maxntid 0", ".extern", "bra", "ret", "call",
    "mov.u32", "WARP_SZ", "%tid.x", "[0]", "= {1, 2}", "\x00", "é", "$", "::", "<<", "/ 0",
]  # fmt: skip


@given(st.data())
@settings(max_examples=300)
def test_random_changes_are_taken_or_refused(data: st.DataObject) -> None:
    parts = _TOKEN.findall(_KERNEL)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(parts) - 1))
        change = data.draw(st.sampled_from(["replace", "insert", "delete", "copy", "character"]))
        if change == "replace":
            parts[at] = data.draw(st.sampled_from(_ODD))
        elif change == "insert":
            parts.insert(at, data.draw(st.sampled_from(_ODD)))
        elif change == "delete" and len(parts) > 1:
            del parts[at]
        elif change == "copy":
            parts[at] = parts[data.draw(st.integers(0, len(parts) - 1))]
        else:
            parts[at] = parts[at][:-1] + data.draw(st.characters())
    try:
        load("".join(parts))
    except BadPtx as refusal:
        assert refusal.log

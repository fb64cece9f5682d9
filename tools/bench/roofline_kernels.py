"""Kernels that do nothing but arithmetic in registers, or read one part of memory again and again.

Written in LLVM IR for the processor's calling convention (`drivers/cpu/abi.py`): what the machine can do at
most is not to depend on what Barewire's own code generator makes of a program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# Results in flight: more than the latency of a multiplication times those begun in a cycle, fewer than
# there are registers.
_CHAINS = 12
_READS = 8
# Palette 1, then for eight tiles the bytes of a row and the rows (Intel's manual, volume 1, chapter 18).
_TILES = bytes([1]) + bytes(15) + bytes([64, 0] * 8 + [0] * 16) + bytes([16] * 8 + [0] * 8)


@dataclass(frozen=True)
class Arithmetic:
    """A kernel that takes an address of a vector and the rounds, with the operations of one round."""

    text: str
    operations: int


def _loop(name: str, before: str, body: str, after: str, declared: str = "") -> str:
    """A kernel of rounds, whose body may use the accumulators that it carries itself."""
    return f"""
{declared}
define void @{name}(ptr %arguments, ptr %group) {{
entry:
  %data = load ptr, ptr %arguments
  %rounds_at = getelementptr i8, ptr %arguments, i64 8
  %rounds = load i64, ptr %rounds_at
{before}
  br label %round
round:
  %i = phi i64 [ 0, %entry ], [ %next, %round ]
{body}
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %rounds
  br i1 %more, label %round, label %out
out:
{after}
  ret void
}}
"""


def _in_vectors(vector: str, declared: str, call: Callable[[str], str], operations: int) -> Arithmetic:
    """Chains of one instruction on vectors; `call` is it with an accumulator given."""
    body, after = [], []
    for chain in range(_CHAINS):
        body.append(f"  %c{chain} = phi {vector} [ %seed, %entry ], [ %d{chain}, %round ]")
    for chain in range(_CHAINS):
        body.append(f"  %d{chain} = {call(f'%c{chain}')}")
        after.append(f"  store volatile {vector} %d{chain}, ptr %place")
    place = "  %place = alloca [64 x i8], align 64\n"
    before = f"{place}  %seed = load {vector}, ptr %data"
    text = _loop("arithmetic", before, "\n".join(body), "\n".join(after), declared)
    return Arithmetic(text, _CHAINS * operations)


def _multiplications(kind: str, letters: str, lanes: int) -> Arithmetic:
    vector = f"<{lanes} x {kind}>"
    name = f"@llvm.fma.v{lanes}{letters}"
    return _in_vectors(
        vector,
        f"declare {vector} {name}({vector}, {vector}, {vector})",
        lambda chain: f"call {vector} {name}({vector} {chain}, {vector} %seed, {vector} %seed)",
        2 * lanes,
    )


def _pairs_of_bfloat16() -> Arithmetic:
    call = "<16 x float> @llvm.x86.avx512bf16.dpbf16ps.512"
    return _in_vectors(
        "<16 x float>",
        f"declare {call}(<16 x float>, <32 x bfloat>, <32 x bfloat>)",
        lambda chain: (
            f"call {call}(<16 x float> {chain}, <32 x bfloat> zeroinitializer, <32 x bfloat> zeroinitializer)"
        ),
        64,
    )


def _fours_of_bytes(intrinsic: str, lanes: int) -> Arithmetic:
    vector = f"<{lanes} x i32>"
    return _in_vectors(
        vector,
        f"declare {vector} @{intrinsic}({vector}, {vector}, {vector})",
        lambda chain: f"call {vector} @{intrinsic}({vector} {chain}, {vector} %seed, {vector} %seed)",
        8 * lanes,
    )


def _in_tiles(instruction: str, operations: int) -> Arithmetic:
    data = "".join(f"\\{byte:02x}" for byte in _TILES)
    declared = f"""
@tiles = private constant [64 x i8] c"{data}", align 64
declare void @llvm.x86.ldtilecfg(ptr)
declare void @llvm.x86.tilerelease()
declare void @llvm.x86.tilezero(i8)
declare void @llvm.x86.{instruction}(i8, i8, i8)
"""
    before = ["  call void @llvm.x86.ldtilecfg(ptr @tiles)"]
    before += [f"  call void @llvm.x86.tilezero(i8 {tile})" for tile in range(8)]
    body = [
        f"  call void @llvm.x86.{instruction}(i8 {row * 2 + column}, i8 {4 + row}, i8 {6 + column})"
        for row in range(2)
        for column in range(2)
    ]
    after = "  call void @llvm.x86.tilerelease()"
    text = _loop("arithmetic", "\n".join(before), "\n".join(body), after, declared)
    return Arithmetic(text, 4 * operations)


def arithmetic(features: frozenset[str], vector_bytes: int) -> dict[str, list[Arithmetic]]:
    """What a processor can compute with at most, by dtype: the fastest of each list counts."""
    found = {
        "float32": [_multiplications("float", "f32", vector_bytes // 4)],
        "float64": [_multiplications("double", "f64", vector_bytes // 8)],
    }
    if "avx512_fp16" in features or "asimdhp" in features:
        found["float16"] = [_multiplications("half", "f16", vector_bytes // 2)]
    if "avx512_bf16" in features:
        found.setdefault("bfloat16", []).append(_pairs_of_bfloat16())
    if "amx_bf16" in features:
        found.setdefault("bfloat16", []).append(_in_tiles("tdpbf16ps", 16 * 16 * 32 * 2))
    if "avx512_vnni" in features:
        found.setdefault("int8", []).append(_fours_of_bytes("llvm.x86.avx512.vpdpbusd.512", 16))
    elif "avx_vnni" in features:
        found.setdefault("int8", []).append(_fours_of_bytes("llvm.x86.avx512.vpdpbusd.256", 8))
    if "amx_int8" in features:
        found.setdefault("int8", []).append(_in_tiles("tdpbssd", 16 * 16 * 64 * 2))
    return found


def reading(vector_bytes: int) -> str:
    """A kernel `read` that takes an address, the rounds and the bytes of each group's part: it reads that
    part so many times. Parts are multiples of `8 * vector_bytes`.
    """
    vector = f"<{vector_bytes // 4} x i32>"
    step = _READS * vector_bytes
    phis, body, after = [], [], []
    for number in range(_READS):
        phis.append(f"  %c{number} = phi {vector} [ zeroinitializer, %entry ], [ %d{number}, %read ]")
        body.append(f"  %p{number} = getelementptr i8, ptr %part, i64 %o{number}")
        body.append(f"  %v{number} = load {vector}, ptr %p{number}, align {vector_bytes}")
        body.append(f"  %d{number} = add {vector} %c{number}, %v{number}")
        after.append(f"  store volatile {vector} %d{number}, ptr %place")
    offsets = "\n".join(f"  %o{number} = add i64 %at, {number * vector_bytes}" for number in range(_READS))
    lines = "\n".join
    return f"""
define void @read(ptr %arguments, ptr %group) {{
entry:
  %place = alloca [64 x i8], align 64
  %data = load ptr, ptr %arguments
  %rounds_at = getelementptr i8, ptr %arguments, i64 8
  %rounds = load i64, ptr %rounds_at
  %bytes_at = getelementptr i8, ptr %arguments, i64 16
  %bytes = load i64, ptr %bytes_at
  %id = load i32, ptr %group
  %number = zext i32 %id to i64
  %start = mul i64 %number, %bytes
  %part = getelementptr i8, ptr %data, i64 %start
  %all = mul i64 %rounds, %bytes
  br label %read
read:
  %done = phi i64 [ 0, %entry ], [ %done_next, %read ]
  %at = phi i64 [ 0, %entry ], [ %at_next, %read ]
{lines(phis)}
{offsets}
{lines(body)}
  %further = add i64 %at, {step}
  %is_end = icmp uge i64 %further, %bytes
  %at_next = select i1 %is_end, i64 0, i64 %further
  %done_next = add i64 %done, {step}
  %more = icmp ult i64 %done_next, %all
  br i1 %more, label %read, label %out
out:
{lines(after)}
  ret void
}}
"""

"""Integer arithmetic, logic, shifts and comparisons against Python, on random and extreme inputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from .device import Array, SimulatedDevice, assembled, kernel_text

_DTYPES = {
    "u16": np.uint16, "s16": np.int16, "u32": np.uint32, "s32": np.int32, "u64": np.uint64, "s64": np.int64,
    "b16": np.uint16, "b32": np.uint32, "b64": np.uint64,
}  # fmt: skip
_PREFIX = {16: "h", 32: "r", 64: "d"}
COUNT = 128


def values(kind: str, seed: int) -> Array:
    """Random numbers and the extremes of a type."""
    dtype = _DTYPES[kind]
    bits = np.dtype(dtype).itemsize * 8
    rng = np.random.default_rng(seed)
    raw = [int.from_bytes(rng.bytes(8), "little") >> int(rng.integers(0, 60)) for _ in range(COUNT)]
    edges = [0, 1, 2, (1 << bits) - 1, 1 << (bits - 1), (1 << (bits - 1)) - 1, 31, 32, 33, 63, 64, 255]
    rng.shuffle(edges)
    raw[: len(edges)] = edges
    return (
        np.array([value & ((1 << bits) - 1) for value in raw], dtype=np.uint64)
        .astype(f"u{bits // 8}")
        .view(dtype)
    )


def run(
    device: SimulatedDevice, instruction: str, result: str, sources: list[Array], kinds: list[str]
) -> Array:
    """`instruction` with `{d}`, `{0}`, `{1}`, ... put in, for each thread's element."""
    names, body = [], []
    for index, kind in enumerate(kinds):
        bits = np.dtype(_DTYPES[kind]).itemsize * 8
        name = f"%{_PREFIX[bits]}{index + 10}"
        names.append(name)
        body.append(f"mad.lo.u64 %d{index}, %at, {bits // 8}, %a{index};")
        body.append(f"ld.global.b{bits} {name}, [%d{index}];")
    out_bits = np.dtype(_DTYPES[result]).itemsize * 8
    out = f"%{_PREFIX[out_bits]}30"
    body.append(instruction.format(*names, d=out))
    body.append(f"mad.lo.u64 %d9, %at, {out_bits // 8}, %a{len(kinds)};")
    body.append(f"st.global.b{out_bits} [%d9], {out};")
    text = kernel_text("\n".join(body), len(kinds) + 1)
    assert assembled(text) == ""
    target = np.zeros(COUNT, _DTYPES[result])
    return device.run(text, *sources, target, block=(COUNT, 1, 1))[-1]


def _wrap(value: int, kind: str) -> int:
    bits = int(kind[1:])
    value &= (1 << bits) - 1
    return value - (1 << bits) if kind[0] == "s" and value >> (bits - 1) else value


def _clamp(value: int, kind: str) -> int:
    bits = int(kind[1:])
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if kind[0] == "s" else (0, (1 << bits) - 1)
    return max(low, min(high, value))


def _quotient(a: int, b: int) -> int:
    return -1 if b == 0 else abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def _remainder(a: int, b: int) -> int:
    return a if b == 0 else a - b * _quotient(a, b)


def _byte_permute(a: int, b: int, selector: int) -> int:
    data = a.to_bytes(4, "little") + b.to_bytes(4, "little")
    total = 0
    for at in range(4):
        nibble = selector >> (4 * at) & 15
        byte = data[nibble & 7]
        if nibble & 8:
            byte = 255 if byte & 128 else 0
        total |= byte << (8 * at)
    return total


def _field(a: int, pos: int, length: int, kind: str) -> int:
    """bfe, by the document's pseudocode."""
    bits = int(kind[1:])
    most = bits - 1
    pos, length = pos & 255, length & 255
    unsigned = kind[0] == "u" or length == 0
    sign = 0 if unsigned else a >> min(pos + length - 1, most) & 1
    total = 0
    for at in range(bits):
        bit = (a >> (pos + at) & 1) if at < length and pos + at <= most else sign
        total |= bit << at
    return total


def _insert(a: int, b: int, pos: int, length: int, kind: str) -> int:
    bits = int(kind[1:])
    pos, length = pos & 255, length & 255
    total = b
    for at in range(length):
        if pos + at >= bits:
            break
        total = total & ~(1 << (pos + at)) | ((a >> at & 1) << (pos + at))
    return total


Reference = Callable[..., int]
_CASES: list[tuple[str, str, list[str], Reference]] = []


def _case(instruction: str, result: str, kinds: list[str], reference: Reference) -> None:
    _CASES.append((instruction, result, kinds, reference))


for _k in ("u16", "s16", "u32", "s32", "u64", "s64"):
    _b = int(_k[1:])
    _case(f"add.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a + b)
    _case(f"sub.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a - b)
    _case(f"mul.lo.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a * b)
    _case(f"mul.hi.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b, n=_b: a * b >> n)
    _case(f"mad.lo.{_k} {{d}}, {{0}}, {{1}}, {{2}};", _k, [_k, _k, _k], lambda a, b, c: a * b + c)
    _case(f"mad.hi.{_k} {{d}}, {{0}}, {{1}}, {{2}};", _k, [_k] * 3, lambda a, b, c, n=_b: (a * b >> n) + c)
    _case(f"div.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], _quotient)
    _case(f"rem.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], _remainder)
    _case(f"min.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], min)
    _case(f"max.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], max)
    _case(f"sad.{_k} {{d}}, {{0}}, {{1}}, {{2}};", _k, [_k] * 3, lambda a, b, c: c + abs(a - b))
    _case(f"shr.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, "u32"], lambda a, s, n=_b: a >> min(s, n))
    if _k[0] == "s":
        _case(f"abs.{_k} {{d}}, {{0}};", _k, [_k], abs)
        _case(f"neg.{_k} {{d}}, {{0}};", _k, [_k], lambda a: -a)
for _k, _w in (("u16", "u32"), ("s16", "s32"), ("u32", "u64"), ("s32", "s64")):
    _case(f"mul.wide.{_k} {{d}}, {{0}}, {{1}};", _w, [_k, _k], lambda a, b: a * b)
    _case(f"mad.wide.{_k} {{d}}, {{0}}, {{1}}, {{2}};", _w, [_k, _k, _w], lambda a, b, c: a * b + c)
_case("add.sat.s32 {d}, {0}, {1};", "s32", ["s32", "s32"], lambda a, b: _clamp(a + b, "s32"))
_case("sub.sat.s32 {d}, {0}, {1};", "s32", ["s32", "s32"], lambda a, b: _clamp(a - b, "s32"))
_case("mul24.lo.u32 {d}, {0}, {1};", "u32", ["u32", "u32"], lambda a, b: (a & 0xFFFFFF) * (b & 0xFFFFFF))
_case("mul24.hi.u32 {d}, {0}, {1};", "u32", ["u32"] * 2, lambda a, b: (a & 0xFFFFFF) * (b & 0xFFFFFF) >> 16)
for _k in ("b16", "b32", "b64"):
    _b = int(_k[1:])
    _case(f"and.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a & b)
    _case(f"or.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a | b)
    _case(f"xor.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, _k], lambda a, b: a ^ b)
    _case(f"not.{_k} {{d}}, {{0}};", _k, [_k], lambda a: ~a)
    _case(f"cnot.{_k} {{d}}, {{0}};", _k, [_k], lambda a: int(a == 0))
    _case(f"shl.{_k} {{d}}, {{0}}, {{1}};", _k, [_k, "u32"], lambda a, s, n=_b: a << min(s, n))
for _k in ("b32", "b64"):
    _b = int(_k[1:])
    _case(f"popc.{_k} {{d}}, {{0}};", "u32", [_k], lambda a: a.bit_count())
    _case(f"clz.{_k} {{d}}, {{0}};", "u32", [_k], lambda a, n=_b: n - a.bit_length())
    _case(f"brev.{_k} {{d}}, {{0}};", _k, [_k], lambda a, n=_b: int(f"{a:0{n}b}"[::-1], 2))
    _case(f"bfi.{_k} {{d}}, {{0}}, {{1}}, {{2}}, {{3}};", _k, [_k, _k, "u32", "u32"],
          lambda a, b, p, n, k=_k: _insert(a, b, p, n, k))  # fmt: skip
for _k in ("u32", "s32", "u64", "s64"):
    _b = int(_k[1:])
    _case(f"bfe.{_k} {{d}}, {{0}}, {{1}}, {{2}};", _k, [_k, "u32", "u32"],
          lambda a, p, n, k=_k, b=_b: _field(a & ((1 << b) - 1), p, n, k))  # fmt: skip
    _case(f"bfind.{_k} {{d}}, {{0}};", "u32", [_k], lambda a: (a if a >= 0 else ~a).bit_length() - 1)
    _case(f"bfind.shiftamt.{_k} {{d}}, {{0}};", "u32", [_k],
          lambda a, n=_b: -1 if a in (0, -1) else n - (a if a >= 0 else ~a).bit_length())  # fmt: skip
_case("prmt.b32 {d}, {0}, {1}, {2};", "b32", ["b32"] * 3, _byte_permute)
_case("prmt.b32.f4e {d}, {0}, {1}, {2};", "b32", ["b32"] * 3, lambda a, b, s: (b << 32 | a) >> 8 * (s & 3))
_case(
    "prmt.b32.rc8 {d}, {0}, {1}, {2};",
    "b32",
    ["b32"] * 3,
    lambda a, b, s: (a >> 8 * (s & 3) & 255) * 0x01010101,
)
_case("lop3.b32 {d}, {0}, {1}, {2}, 0xE8;", "b32", ["b32"] * 3, lambda a, b, c: a & b | b & c | a & c)
_case(
    "lop3.b32 {d}, {0}, {1}, {2}, 0x1B;",
    "b32",
    ["b32"] * 3,
    lambda a, b, c: ~a & ~b | ~a & b & c | a & ~b & ~c,
)
_case(
    "shf.l.wrap.b32 {d}, {0}, {1}, {2};", "b32", ["b32"] * 3, lambda a, b, c: (b << 32 | a) << (c & 31) >> 32
)
_case("shf.r.wrap.b32 {d}, {0}, {1}, {2};", "b32", ["b32"] * 3, lambda a, b, c: (b << 32 | a) >> (c & 31))
_case(
    "shf.l.clamp.b32 {d}, {0}, {1}, {2};",
    "b32",
    ["b32"] * 3,
    lambda a, b, c: (b << 32 | a) << min(c, 32) >> 32,
)
_case("shf.r.clamp.b32 {d}, {0}, {1}, {2};", "b32", ["b32"] * 3, lambda a, b, c: (b << 32 | a) >> min(c, 32))
_case("bmsk.clamp.b32 {d}, {0}, {1};", "b32", ["u32"] * 2, lambda p, n: ((1 << min(n, 32)) - 1) << min(p, 32))
_case("bmsk.wrap.b32 {d}, {0}, {1};", "b32", ["u32"] * 2, lambda p, n: ((1 << (n & 31)) - 1) << (p & 31))


def _bytes(value: int, signed: bool) -> list[int]:
    return [
        int.from_bytes(bytes([byte]), "little", signed=signed)
        for byte in (value & 0xFFFFFFFF).to_bytes(4, "little")
    ]


def _dot(a: int, b: int, signed: tuple[bool, bool]) -> int:
    return sum(x * y for x, y in zip(_bytes(a, signed[0]), _bytes(b, signed[1]), strict=True))


_case("dp4a.u32.u32 {d}, {0}, {1}, {2};", "u32", ["u32"] * 3,
      lambda a, b, c: c + _dot(a, b, (False, False)))  # fmt: skip
_case("dp4a.s32.u32 {d}, {0}, {1}, {2};", "s32", ["b32", "b32", "s32"],
      lambda a, b, c: c + _dot(a, b, (True, False)))  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case[0].split()[0])
def test_the_result_is_that_of_arithmetic_on_integers(
    device: SimulatedDevice, case: tuple[str, str, list[str], Reference]
) -> None:
    instruction, result, kinds, reference = case
    sources = [values(kind, seed) for seed, kind in enumerate(kinds)]
    found = run(device, instruction, result, sources, kinds)
    expected = [_wrap(reference(*map(int, row)), result) for row in zip(*sources, strict=True)]
    assert [int(value) for value in found] == expected


_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["u16", "s16", "u32", "s32", "u64", "s64"])
@pytest.mark.parametrize("name", list(_COMPARISONS))
def test_setp_and_selp_compare(device: SimulatedDevice, kind: str, name: str) -> None:
    sources = [values(kind, 1), values(kind, 2)]
    sources[1][:40] = sources[0][:40]
    instruction = (
        f"setp.{name}.{kind} %p1|%p2, {{0}}, {{1}}; selp.u32 %r31, 2, 0, %p2; selp.u32 {{d}}, 1, %r31, %p1;"
    )
    found = run(device, instruction, "u32", sources, [kind, kind])
    expected = [1 if _COMPARISONS[name](int(a), int(b)) else 2 for a, b in zip(*sources, strict=True)]
    assert found.tolist() == expected


def test_carries_go_from_one_instruction_to_the_next(device: SimulatedDevice) -> None:
    sources = [values("u32", seed) for seed in range(4)]
    text = "add.cc.u32 %r31, {0}, {1}; addc.u32 {d}, {2}, {3};"
    found = run(device, text, "u32", sources, ["u32"] * 4)
    low, high = ([int(v) for v in sources[0]], [int(v) for v in sources[1]])
    carries = [a + b >> 32 for a, b in zip(low, high, strict=True)]
    expected = [
        (int(a) + int(b) + c) & 0xFFFFFFFF for a, b, c in zip(sources[2], sources[3], carries, strict=True)
    ]
    assert found.tolist() == expected
    text = "sub.cc.u32 %r31, {0}, {1}; subc.u32 {d}, {2}, {3};"
    found = run(device, text, "u32", sources, ["u32"] * 4)
    borrows = [int(a < b) for a, b in zip(low, high, strict=True)]
    expected = [
        (int(a) - int(b) - c) & 0xFFFFFFFF for a, b, c in zip(sources[2], sources[3], borrows, strict=True)
    ]
    assert found.tolist() == expected

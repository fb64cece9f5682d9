"""Matrix instructions of a warp and of a warpgroup (PTX ISA, 9.7.14 and 9.7.15): mma, ldmatrix, stmatrix,
wgmma.
"""

from __future__ import annotations

import re

from ..native import layout, proxies
from ..native.layout import FRAME
from ..native.translator import Translator, handles, waits
from ..syntax import Instruction, Integer, Operand, Vector
from .memory import address_value, check_pending, note_written, pointer

waits("mma", "ldmatrix", "stmatrix", "movmatrix")
waits("wgmma", when=lambda i: "mma_async" in i.modifiers)

ELEMENT_BITS = {
    "f16": 16, "bf16": 16, "tf32": 32, "s8": 8, "u8": 8, "e4m3": 8, "e5m2": 8, "f64": 64, "f32": 32,
    "s32": 32,
    "s4": 4, "u4": 4,
}  # fmt: skip
_SHAPE = re.compile(r"m(\d+)n(\d+)k(\d+)")

# The shapes there are for each element type, and the feature that their targets have (PTX ISA, mma).
_MMA_SHAPES = {
    "f16": {(16, 8, 8), (16, 8, 16)},
    "bf16": {(16, 8, 8), (16, 8, 16)},
    "tf32": {(16, 8, 4), (16, 8, 8)},
    "s8": {(8, 8, 16), (16, 8, 16), (16, 8, 32)},
    "u8": {(8, 8, 16), (16, 8, 16), (16, 8, 32)},
    "s4": {(8, 8, 32), (16, 8, 32), (16, 8, 64)},
    "u4": {(8, 8, 32), (16, 8, 32), (16, 8, 64)},
    "e4m3": {(16, 8, 16), (16, 8, 32)},
    "e5m2": {(16, 8, 16), (16, 8, 32)},
    "f64": {(8, 8, 4), (16, 8, 4), (16, 8, 8), (16, 8, 16)},
}
_MMA_FEATURE = {
    "f16": "mma.m16n8k8.f16",
    "s8": "mma.s8",
    "u8": "mma.s8",
    "s4": "mma.s8",
    "u4": "mma.s8",
    "bf16": "mma.bf16",
    "tf32": "mma.tf32",
    "f64": "mma.f64",
    "e4m3": "mma.e4m3",
    "e5m2": "mma.e4m3",
}


def shape_of(t: Translator, i: Instruction) -> tuple[int, int, int]:
    """The m, n and k of an instruction. Raises PtxError."""
    for modifier in i.modifiers:
        match = _SHAPE.fullmatch(modifier)
        if match:
            return int(match[1]), int(match[2]), int(match[3])
    raise t.unknown(i)


def register_counts(m: int, n: int, k: int, types: list[str]) -> tuple[int, int, int, int]:
    """Registers of D, A, B and C that each lane has; those of f64 are counted as one each."""
    d, a, b, c = (ELEMENT_BITS[kind] for kind in types)

    def count(elements: int, bits: int) -> int:
        return elements // 32 if bits == 64 else elements * bits // 1024

    return count(m * n, d), count(m * k, a), count(k * n, b), count(m * n, c)


def _give(t: Translator, operand: Operand, count: int, width: int, offset: int) -> int:
    elements = operand.elements if isinstance(operand, Vector) else (operand,)
    if len(elements) != count:
        raise t.error(f"Arguments mismatch: {len(elements)} registers where {count} are wanted")
    for index, element in enumerate(elements):
        value = "0"
        if element is not None:
            have = t.width_of(element) if not isinstance(element, Integer) else width
            value = t.b.resize(t.get(element, f"b{have}"), have, width)
        t.give(f"i{width}", value, offset + index * width // 8)
    return offset + count * width // 8


def _take(t: Translator, operand: Operand, count: int, width: int, offset: int) -> None:
    elements = operand.elements if isinstance(operand, Vector) else (operand,)
    if len(elements) != count:
        raise t.error(f"Arguments mismatch: {len(elements)} registers where {count} are wanted")
    for index, element in enumerate(elements):
        t.put(element, t.take(f"i{width}", offset + index * width // 8), width)


@handles("mma")
def multiply(t: Translator, i: Instruction) -> None:
    m, n, k = shape_of(t, i)
    types = [modifier for modifier in i.modifiers if modifier in ELEMENT_BITS]
    d, a, b, c = t.operands(i, 4)
    if len(types) != 4 or "row" not in i.modifiers or "col" not in i.modifiers:
        raise t.unknown(i)
    kind = types[1]
    if (m, n, k) not in _MMA_SHAPES.get(kind, set()):
        raise t.unknown(i)
    t.require(_MMA_FEATURE[kind], f"mma with .{kind}")
    counts = register_counts(m, n, k, types)
    width = 64 if kind == "f64" else 32
    at = _give(t, a, counts[1], width, 0)
    at = _give(t, b, counts[2], width, at)
    _give(t, c, counts[3], width, at)
    end = at + counts[3] * width // 8
    t.exchange(end, counts[0] * width // 8)
    saturate = ".satfinite" if "satfinite" in i.modifiers else ""
    t.wait(layout.SITE_WARP, f"mma.{m}.{n}.{k}.{'.'.join(types)}{saturate}", -1)
    _take(t, d, counts[0], width, end)


_MATRICES = {"x1": 1, "x2": 2, "x4": 4}


def _rows(t: Translator, i: Instruction, address: Operand) -> tuple[int, str]:
    """Leave this lane's row address for the handler; returns how many matrices, and whether transposed."""
    b = t.b
    count = next((_MATRICES[m] for m in i.modifiers if m in _MATRICES), 0)
    if not count or "m8n8" not in i.modifiers or i.modifiers[-1] != "b16":
        raise t.unknown(i)
    value, space = address_value(t, address, "shared")
    # Only the first eight lanes of each matrix give addresses that count.
    lane = b.load("i32", "%frame", layout.FRAME.LANE, 4)
    host = b.slot("ptr")
    host.set("null")
    with b.when(b.compare("ult", "i32", lane, 8 * count)):
        row = pointer(t, value, space, 16)
        if i.opcode == "ldmatrix":
            check_pending(t, value, space, row, 16)
        else:
            note_written(t, space, row, 16)
        host.set(row)
    t.give("i64", b.cast("ptrtoint", "ptr", host.get(), "i64"), 0)
    return count, ".trans" if "trans" in i.modifiers else ""


@handles("ldmatrix")
def load_matrix(t: Translator, i: Instruction) -> None:
    d, address = t.operands(i, 2)
    count, transposed = _rows(t, i, address)
    t.exchange(8, 16)
    t.wait(layout.SITE_WARP, f"ldmatrix.{count}{transposed}", -1)
    _take(t, d, count, 32, 8)


@handles("stmatrix")
def store_matrix(t: Translator, i: Instruction) -> None:
    address, source = t.operands(i, 2)
    t.require("stmatrix")
    count, transposed = _rows(t, i, address)
    _give(t, source, count, 32, 8)
    t.wait(layout.SITE_WARP, f"stmatrix.{count}{transposed}", -1)


@handles("movmatrix")
def move_matrix(t: Translator, i: Instruction) -> None:
    d, source = t.operands(i, 2)
    t.give("i32", t.get(source, "b32"), 0)
    t.exchange(4, 4)
    t.wait(layout.SITE_WARP, "movmatrix", -1)
    t.put(d, t.take("i32", 4), 32)


# Warpgroups.

_WGMMA_K = {"f16": 16, "bf16": 16, "tf32": 8, "e4m3": 32, "e5m2": 32, "s8": 32, "u8": 32}


@handles("wgmma")
def warpgroup(t: Translator, i: Instruction) -> None:
    b = t.b
    t.require("wgmma")
    if "mma_async" not in i.modifiers:
        if i.modifiers[0] not in ("fence", "commit_group", "wait_group"):
            raise t.unknown(i)
        if i.modifiers[0] == "commit_group":
            proxies.commit(b, FRAME.WGMMA_GROUP)
        elif i.modifiers[0] == "wait_group":
            proxies.wait(b, FRAME.WGMMA_GROUP, FRAME.WGMMA_DONE, t.get(i.operands[0], "b32"))
        return
    m, n, k = shape_of(t, i)
    types = [modifier for modifier in i.modifiers if modifier in ELEMENT_BITS]
    if len(types) != 3 or m != 64 or n % 8 or not 8 <= n <= 256 or _WGMMA_K.get(types[1]) != k:
        raise t.unknown(i)
    d, a, descriptor, *scales = i.operands
    half = types[0] == "f16"
    count = n // 4 if half else n // 2
    end = _give(t, d, count, 32, 0)
    from_registers = isinstance(a, Vector)
    if from_registers:
        _give(t, a, 4, 32, end)
    else:
        t.give("i64", t.get(a, "b64"), end)
    t.give("i64", t.get(descriptor, "b64"), end + 16)
    flags = []
    for scale in scales[1:]:
        if not isinstance(scale, Integer):
            raise t.error("The scales and transpositions of wgmma are constants")
        flags.append(scale.value)
    integer = types[1] in ("s8", "u8")
    scale_a, scale_b = (1, 1) if integer else (flags[0], flags[1])
    turns = flags[2:] if not integer else []
    trans_a = turns[0] if len(turns) == 2 and not from_registers else 0
    trans_b = turns[-1] if turns else 0
    use = t.get(scales[0], "pred") if scales else "true"
    t.give("i32", b.cast("zext", "i1", use, "i32"), end + 24)
    sign = ".neg" if scale_a * scale_b < 0 else ""
    source = "registers" if from_registers else "memory"
    saturate = ".satfinite" if "satfinite" in i.modifiers else ""
    name = f"wgmma.{n}.{k}.{'.'.join(types)}.{source}.{trans_a}.{trans_b}{sign}{saturate}"
    t.wait(layout.SITE_WARP, name, -1)
    _take(t, d, count, 32, 0)

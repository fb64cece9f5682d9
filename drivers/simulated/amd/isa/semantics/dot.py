"""Dot products within a lane: V_DOT2, V_DOT4 and V_DOT8 in all their types.

Sources: "RDNA3 ISA" 16.10 (VOP3P), "RDNA4 ISA" 16.10, "CDNA3 ISA" 12.10, "RDNA2 ISA" 12.9. Floating point
sums are fused multiply-adds in single precision, the highest element first (what the documents' pseudo code
adds last comes last; whether silicon rounds between is not documented).
"""

from __future__ import annotations

from dataclasses import dataclass

from ....native.values import Value
from ..native import fp8
from .handlers import Builder, Semantics, semantics


@dataclass(frozen=True)
class Dot:
    """A dot product of `count` elements of the types "i8", "u4", "iu8" (signed by NEG_LO), "f16", "fp8", ...
    and the type of accumulator and result.
    """

    count: int
    a: str
    b: str
    result: str

    @property
    def bits(self) -> int:
        """The width of an element."""
        return 32 // self.count


DOTS = {
    "v_dot2_i32_i16": Dot(2, "i16", "i16", "i32"),
    "v_dot2_u32_u16": Dot(2, "u16", "u16", "u32"),
    "v_dot4_i32_i8": Dot(4, "i8", "i8", "i32"),
    "v_dot4_u32_u8": Dot(4, "u8", "u8", "u32"),
    "v_dot4_i32_iu8": Dot(4, "iu8", "iu8", "i32"),
    "v_dot8_i32_i4": Dot(8, "i4", "i4", "i32"),
    "v_dot8_u32_u4": Dot(8, "u4", "u4", "u32"),
    "v_dot8_i32_iu4": Dot(8, "iu4", "iu4", "i32"),
    "v_dot2_f32_f16": Dot(2, "f16", "f16", "f32"),
    "v_dot2_f32_bf16": Dot(2, "bf16", "bf16", "f32"),
    "v_dot2_f16_f16": Dot(2, "f16", "f16", "f16"),
    "v_dot2_bf16_bf16": Dot(2, "bf16", "bf16", "bf16"),
    **{f"v_dot4_f32_{a}_{b}": Dot(4, a, b, "f32") for a in ("fp8", "bf8") for b in ("fp8", "bf8")},
}
# Forms whose accumulator is the destination.
ACCUMULATING = {
    "v_dot2c_f32_f16": DOTS["v_dot2_f32_f16"],
    "v_dot2acc_f32_f16": DOTS["v_dot2_f32_f16"],
    "v_dot2c_f32_bf16": DOTS["v_dot2_f32_bf16"],
    "v_dot2c_i32_i16": DOTS["v_dot2_i32_i16"],
    "v_dot4c_i32_i8": DOTS["v_dot4_i32_i8"],
    "v_dot8c_i32_i4": DOTS["v_dot8_i32_i4"],
}


def _packed_row(b: Builder, n: int) -> Value:
    """The 32 bits of a packed source, DPP applied; an inline constant stands for each half ("RDNA3 ISA",
    7.8).
    """
    return b.source(n, "b32") if b.is_vector(n) else b.row(n)


def _halves_selected(b: Builder, row: Value, source: int) -> Value:
    """OP_SEL and OP_SEL_HI: which half is the first element, and which the second."""
    if b.instruction.format not in ("VOP3P",):
        return row
    low = b.modifier("op_sel") >> source & 1
    high = b.instruction.modifiers.get("op_sel_hi", 7) >> source & 1
    if (low, high) == (0, 1):
        return row
    first = row >> 16 if low else row & 0xFFFF
    second = row & 0xFFFF0000 if high else row << 16
    return first | second


def _element(b: Builder, row: Value, number: int, kind: str, source: int) -> Value:
    negated = bool(b.modifier("neg_hi" if number % 2 else "neg_lo") >> source & 1)
    if kind in ("f16", "bf16"):
        if kind == "f16":
            value = (row >> 16 * number).trunc("i16").bits("half").fpext("float")
        else:
            value = (row & 0xFFFF0000 if number else row << 16).bits("float")
        return -value if negated else value
    if kind in ("fp8", "bf8"):
        return fp8.decode(b, (row >> 8 * number) & 0xFF, fp8.format_of(kind, b.features))
    width = int(kind.lstrip("iu"))
    moved = row << 32 - width * (number + 1)
    is_signed = bool(b.modifier("neg_lo") >> source & 1) if kind.startswith("iu") else kind.startswith("i")
    return moved.sar(32 - width) if is_signed else moved >> 32 - width


def _integer_sum(b: Builder, dot: Dot, rows: list[Value], accumulator: Value) -> Value:
    """The products' sum fits 33 bits; with CLAMP the whole saturates."""
    signed = dot.result == "i32"
    total = None
    for number in range(dot.count):
        left, right = (
            _element(b, row, number, kind, n)
            for n, (row, kind) in enumerate(zip(rows, (dot.a, dot.b), strict=True))
        )
        product = left.fit("i64", True) * right.fit("i64", True)
        total = product if total is None else total + product
    assert total is not None
    if not b.modifier("clamp"):
        return accumulator + total.trunc("i32")
    whole = total + accumulator.fit("i64", signed)
    if signed:
        whole = b.intrinsic("smax", b.intrinsic("smin", whole, 2**31 - 1), -(2**31))
    else:
        whole = b.intrinsic("umin", whole, 2**32 - 1)
    return whole.trunc("i32")


def _float_sum(b: Builder, dot: Dot, rows: list[Value], accumulator: Value) -> Value:
    total = accumulator
    for number in reversed(range(dot.count)):
        left, right = (
            _element(b, row, number, kind, n)
            for n, (row, kind) in enumerate(zip(rows, (dot.a, dot.b), strict=True))
        )
        total = b.intrinsic("fma", left, right, total)
    return total


def _accumulator(b: Builder, n: int, dot: Dot) -> Value:
    if dot.result in ("i32", "u32"):
        return b.source(n, "b32")
    value = b.source(n, dot.result)
    if dot.result == "bf16":
        value = (value.bits("i16").zext("i32") << 16).bits("float")
    elif dot.result == "f16":
        value = value.fpext("float")
    source = n - 1
    if b.instruction.format == "VOP3P":
        if b.modifier("neg_hi") >> source & 1:
            value = b.intrinsic("fabs", value)
        if b.modifier("neg_lo") >> source & 1:
            value = -value
    return value


def _dot(dot: Dot, accumulating: bool) -> Semantics:
    def write(b: Builder) -> None:
        rows = [_packed_row(b, n) for n in (1, 2)]
        if dot.count == 2:
            rows = [_halves_selected(b, row, source) for source, row in enumerate(rows)]
        accumulator = _accumulator(b, 0 if accumulating else 3, dot)
        if dot.result in ("i32", "u32"):
            b.write_row(0, _integer_sum(b, dot, rows, accumulator))
            return
        total = _float_sum(b, dot, rows, accumulator)
        if dot.result == "f16":
            total = total.fptrunc("half")
        elif dot.result == "bf16":
            total = fp8.to_bfloat(b, total)
        b.write(0, total)

    return write


for _name, _shape in DOTS.items():
    semantics(_name)(_dot(_shape, False))
for _name, _shape in ACCUMULATING.items():
    semantics(_name)(_dot(_shape, True))

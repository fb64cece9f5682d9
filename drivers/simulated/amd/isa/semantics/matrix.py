"""Matrix instructions: MFMA and SMFMAC (gfx9), WMMA (gfx11, gfx12) and SWMMAC (gfx12).

A handler unpacks A, B and C from their lanes into plain matrices, multiplies row by row with B's rows as
vectors, and puts D back. EXEC is ignored, as the documents say. Products of 16-bit and narrower floats are
exact in single precision; sums are single precision fused multiply-adds in the order of k, results of 16
bits are rounded once at the end. Silicon adds in an order of its own, which no document gives, so that last
bits may differ.

Sources: tiles.py for what lies where; "CDNA3 ISA" 7 (matrix arithmetic instructions, CBSZ, ABID, BLGP; sparse
matrices; XF32), "RDNA3 ISA" 7.9, "RDNA4 ISA" 7.12 (WMMA and SWMMAC, NEG and OPSEL).
"""

from __future__ import annotations

from dataclasses import dataclass

from ....native.values import Type, Value
from ..native import fp8
from .handlers import Builder, NotSimulated, Semantics, semantics
from .tiles import ELEMENT_BITS, Group, Packed, Tile, names, tile

_VECTOR_ROWS = 8
_UNROLLED_PRODUCTS = 256


def _work_type(b: Builder, t: Tile) -> str:
    if t.d_type == "f64":
        return "double"
    return "i32" if t.d_type == "i32" else "float"


@dataclass(frozen=True)
class _Plane:
    """A matrix in the handler's own memory: [block][row][column] of one element type."""

    pointer: Value
    element: str
    rows: int
    columns: int

    def offset(self, block: int, row: int, column: int = 0) -> int:
        """Bytes from the start."""
        return ((block * self.rows + row) * self.columns + column) * (Type(self.element).bits // 8)


def _plane(b: Builder, element: str, blocks: int, rows: int, columns: int) -> _Plane:
    count = blocks * rows * columns
    pointer = b.emit_entry(f"alloca [{count} x {element}], align 64", Type("ptr"))
    return _Plane(pointer, element, rows, columns)


def _lane_rows(b: Builder, n: int, register: int, first_lane: int, wide: int) -> Value:
    """The 32 bits of `wide` lanes of a vector register."""
    return b.load(b.at(b.place(n, register), 4 * first_lane), Type("i32", wide), 4)


def _signed(b: Builder, operand: int, kind: str) -> bool:
    """iu8 and iu4 are signed where NEG_LO says so ("RDNA3 ISA", 7.9.1); i8 always is."""
    return bool(b.modifier("neg_lo") >> operand & 1) if kind.startswith("iu") else True


def _element(b: Builder, row: Value, element: int, kind: str, signed: bool) -> Value:
    """One element of each lane's 32 bits, as a single precision float or an i32."""
    bits = ELEMENT_BITS[kind]
    if kind in ("f32", "i32"):
        return row.bits("float") if kind == "f32" else row
    if kind == "xf32":
        # 10 bits of mantissa; that the rest is cut off, not rounded, is a guess.
        return (row & ~0x1FFF).bits("float")
    if kind == "bf16":
        return (row & 0xFFFF0000 if element else row << 16).bits("float")
    if kind == "f16":
        return (row >> 16 * element).trunc("i16").bits("half").fpext("float")
    if kind in ("fp8", "bf8"):
        return fp8.decode(b, (row >> 8 * element) & 0xFF, fp8.format_of(kind, b.features))
    moved = row << 32 - bits * (element + 1)
    return moved.sar(32 - bits) if signed else moved >> 32 - bits


def _negated(b: Builder, value: Value, operand: int, element: int, kind: str) -> Value:
    """NEG_LO and NEG_HI of float inputs of WMMA, for even and odd elements; NEG of double precision MFMA."""
    if kind == "f64":
        return -value if b.modifier("neg") >> operand & 1 else value
    if kind not in ("f16", "bf16"):
        return value
    return -value if b.modifier("neg_hi" if element % 2 else "neg_lo") >> operand & 1 else value


def _double(b: Builder, n: int, group: Group, wide: int) -> Value:
    low = _lane_rows(b, n, group.register, group.first_lane, wide)
    high = _lane_rows(b, n, group.register + 1, group.first_lane, wide)
    return (low.zext("i64") | (high.zext("i64") << 32)).bits("double")


def _b_lane(b: Builder, first_lane: int, t: Tile) -> int:
    """Where BLGP takes a lane group of B from: 1 and 2 repeat 32 lanes, 3 rotates by 16, 4 to 7 repeat 16."""
    pattern = b.modifier("blgp")
    if pattern == 0 or t.d_type == "f64":
        return first_lane
    if pattern < 3:
        return first_lane % 32 + 32 * (pattern - 1)
    return (first_lane + 16) % 64 if pattern == 3 else first_lane % 16 + 16 * (pattern - 4)


def _unpack(
    b: Builder, plane: _Plane, n: int, operand: int, groups: tuple[Group, ...], kind: str, wide: int, t: Tile
) -> None:
    """Fill a matrix from a dense operand."""
    rows: dict[tuple[int, int], Value] = {}
    signed = _signed(b, operand, kind)
    # CBSZ: 2**CBSZ blocks share the A of the ABID-th of them.
    shared = 0 if t.blocks == 1 or operand or kind == "f64" else b.modifier("cbsz")
    for group in groups:
        if kind == "f64":
            value = _double(b, n, group, wide)
        else:
            first = _b_lane(b, group.first_lane, t) if operand == 1 else group.first_lane
            key = (group.register, first)
            if key not in rows:
                rows[key] = _lane_rows(b, n, *key, wide)
            value = _element(b, rows[key], group.element, kind, signed)
        value = _negated(b, value, operand, group.element, kind)
        targets = [group.block]
        if shared:
            if group.block % (1 << shared) != b.modifier("abid"):
                continue
            targets = list(range(group.block >> shared << shared, (group.block >> shared) + 1 << shared))
        for block in targets:
            b.store(b.at(plane.pointer, plane.offset(block, group.index)), value, 4)


def _index_shift(b: Builder, t: Tile) -> int:
    """The first bit of this instruction's indices in the index register: ABID (unless CBSZ) or INDEX_KEY."""
    bits = 4 * (1 + max(packed.number for packed in t.sparse_a))
    if b.generation == 9:
        return 0 if b.modifier("cbsz") else b.modifier("abid") * bits
    return b.modifier("index_key") * bits


def _unpack_sparse(b: Builder, plane: _Plane, n: int, index_at: int, t: Tile) -> None:
    """Fill A from stored pairs: two index bits each say which of four k an element belongs to."""
    kind, wide = t.a_type, t.m
    signed = _signed(b, 0, kind)
    shift = _index_shift(b, t)
    zero = b.constant(Type(plane.element, wide), 0)

    def stored(packed: Packed, which: int) -> tuple[Value, Value]:
        row = _lane_rows(b, n, packed.register, packed.first_lane, wide)
        value = _element(b, row, packed.element + which, kind, signed)
        value = _negated(b, value, 0, packed.element + which, kind)
        indices = _lane_rows(b, index_at, 0, packed.first_lane, wide)
        return value, (indices >> shift + 4 * packed.number + 2 * which) & 3

    for packed in t.sparse_a:
        pair = [stored(packed, which) for which in (0, 1)]
        for k in range(4):
            dense = pair[0][1].eq(k).where(pair[0][0], zero)
            dense = pair[1][1].eq(k).where(pair[1][0], dense)
            b.store(b.at(plane.pointer, plane.offset(0, packed.index + k)), dense, 4)


def _half_of_result(b: Builder, t: Tile, group: Group) -> int:
    """Which half of a register a 16-bit element of C and D is in: op_sel's third bit on gfx11."""
    return b.modifier("op_sel") >> 2 & 1 if b.generation == 11 else group.element


def _accumulator_modified(b: Builder, value: Value) -> Value:
    if value.type.element == "double":
        return -value if b.modifier("neg") >> 2 & 1 else value
    if value.type.is_float and b.generation > 9:
        if b.modifier("neg_hi") >> 2 & 1:
            value = b.intrinsic("fabs", value)
        if b.modifier("neg_lo") >> 2 & 1:
            value = -value
    return value


def _unpack_accumulator(b: Builder, plane: _Plane, n: int, t: Tile) -> None:
    """Fill C from its registers, or with its constant."""
    element = Type(plane.element, t.n)
    constant = None
    if not b.is_vector(n):
        kind = {"float": "f32", "double": "f64", "i32": "i32"}[plane.element]
        if ELEMENT_BITS[t.d_type] == 16:
            constant = b.splat(_widened(b.scalar(n, t.d_type), t.d_type), t.n)
        else:
            constant = b.splat(b.scalar(n, kind), t.n)
    for group in t.d:
        if constant is not None:
            value = constant
        elif t.d_type == "f64":
            value = _double(b, n, group, t.n)
        else:
            row = _lane_rows(b, n, group.register, group.first_lane, t.n)
            value = _element(b, row, _half_of_result(b, t, group), t.d_type, True)
        assert value.type == element
        at = plane.offset(group.block, group.index)
        b.store(b.at(plane.pointer, at), _accumulator_modified(b, value), 4)


def _widened(value: Value, kind: str) -> Value:
    return value.fpext("float") if kind in ("f16", "bf16") else value


def _pack_result(b: Builder, plane: _Plane, n: int, t: Tile) -> None:
    """Write D's registers, all lanes."""
    for group in t.d:
        at = b.at(plane.pointer, plane.offset(group.block, group.index))
        value = b.load(at, Type(plane.element, t.n), 4)
        target = b.at(b.place(n, group.register), 4 * group.first_lane)
        if t.d_type == "f64":
            bits = value.bits("i64")
            b.store(target, bits.trunc("i32"), 4)
            high = b.at(b.place(n, group.register + 1), 4 * group.first_lane)
            b.store(high, (bits >> 32).trunc("i32"), 4)
        elif ELEMENT_BITS[t.d_type] == 16:
            half = value.fptrunc("half").bits("i16") if t.d_type == "f16" else fp8.to_bfloat(b, value)
            wide = half.zext("i32")
            old = b.load(target, Type("i32", t.n), 4)
            high_half = _half_of_result(b, t, group)
            mixed = (old & 0xFFFF) | (wide << 16) if high_half else (old & 0xFFFF0000) | wide
            b.store(target, mixed, 4)
        else:
            b.store(target, value.bits("i32"), 4)


def _multiply(b: Builder, a: _Plane, columns: _Plane, c: _Plane, t: Tile) -> None:
    """C += A * B, a few rows at a time in a loop; A's elements are spread over vectors of B's rows."""
    rows = max(1, min(_VECTOR_ROWS, t.m, _UNROLLED_PRODUCTS // t.k))
    vector = Type(c.element, t.n)
    size = Type(c.element).bits // 8
    saturates = vector.element == "i32" and bool(b.modifier("clamp"))
    for block in range(t.blocks):
        head, done = b.new_label("rows"), b.new_label("multiplied")
        before = b.label
        b.jump(head)
        b.block(head)
        at_phi = len(b.lines)
        row_name = b.name()
        row = Value(b, row_name, Type("i64"))
        from_a = b.at(b.at(a.pointer, row * size), a.offset(block, 0))
        to_c = b.at(b.at(c.pointer, row * (size * t.n)), c.offset(block, 0))
        start = [b.load(b.at(to_c, number * size * t.n), vector, 4) for number in range(rows)]
        sums = [b.constant(vector, 0) for _ in range(rows)] if saturates else list(start)
        for k in range(t.k):
            b_row = b.load(b.at(columns.pointer, columns.offset(block, k)), vector, 4)
            for number in range(rows):
                at = b.at(from_a, (k * t.m + number) * size)
                spread = b.splat(b.load(at, Type(c.element), 4), t.n)
                if vector.is_float:
                    sums[number] = b.intrinsic("fma", spread, b_row, sums[number])
                else:
                    sums[number] = sums[number] + spread * b_row
        for number, total in enumerate(sums):
            if saturates:
                total = b.intrinsic("sadd.sat", start[number], total)
            b.store(b.at(to_c, number * size * t.n), total, 4)
        following = row + rows
        again = following.compare("ult", t.m)
        after = b.label
        b.branch(again, head, done)
        b.lines.insert(at_phi, f"  {row_name} = phi i64 [0, %{before}], [{following.text}, %{after}]")
        b.block(done)


def _matrix(b: Builder) -> None:
    mnemonic = b.instruction.mnemonic
    t = tile(mnemonic, b.generation, b.lanes)
    if t is None:
        raise NotSimulated(f"{mnemonic} ({b.context.arch}) has no known layout", b.instruction)
    element = _work_type(b, t)
    a = _plane(b, element, t.blocks, t.k, t.m)
    columns = _plane(b, element, t.blocks, t.k, t.n)
    c = _plane(b, element, t.blocks, t.m, t.n)
    if t.sparse:
        _unpack_sparse(b, a, 1, 3, t)
        _unpack_accumulator(b, c, 0, t)
    else:
        _unpack(b, a, 1, 0, t.a, t.a_type, t.m, t)
        _unpack_accumulator(b, c, 3, t)
    _unpack(b, columns, 2, 1, t.b, t.b_type, t.n, t)
    _multiply(b, a, columns, c, t)
    _pack_result(b, c, 0, t)


def _all_names() -> frozenset[str]:
    return frozenset(name for generation in (9, 11, 12) for name in names(generation))


_write: Semantics = _matrix
semantics(*sorted(_all_names()))(_write)

"""Products of matrices whose elements are spread over the lanes of a warp (PTX ISA, 9.7.14.5 and 9.7.15.5).

With g = lane / 4 and t = lane % 4, and p elements to a register: register r of A holds row g + 8 (r % 2),
columns 4p (r / 2) + p t and on; register r of B column g, rows 4p r + p t and on; element i of C row g + 8 (i
/ 2), column 2 t + i % 2 of each eight columns. That is what all figures of the document come to.
"""

from __future__ import annotations

from ..native import layout, proxies
from ..native.builder import Builder, Value
from ..native.collectives import answer, exchanged, frame_of, lanes, writes
from ..native.layout import BLOCK
from .matrix import ELEMENT_BITS, register_counts

_SIGNED = {"s8": True, "u8": False, "s4": True, "u4": False}


def _held(kind: str) -> str:
    return "double" if kind == "f64" else "i32" if kind in _SIGNED or kind == "s32" else "float"


def decoded(b: Builder, register: Value, kind: str, index: int) -> Value:
    """Element `index` of a register, as it is worked with."""
    bits = ELEMENT_BITS[kind]
    if kind == "f64":
        return b.cast("bitcast", "i64", register, "double")
    if bits == 32:
        value = register
        if kind == "tf32":
            # The lower bits of a tf32 are not looked at.
            value = b.binary("and", "i32", value, -8192)
        return value if kind == "s32" else b.cast("bitcast", "i32", value, "float")
    part = b.binary("lshr", "i32", register, index * bits) if index else register
    narrow = b.resize(part, 32, bits)
    if kind in _SIGNED:
        return b.resize(narrow, bits, 32, _SIGNED[kind])
    return widened(b, narrow, kind)


def widened(b: Builder, narrow: Value, kind: str) -> Value:
    """A narrow number's bits as a float."""
    if kind == "f16":
        return b.cast("fpext", "half", b.cast("bitcast", "i16", narrow, "half"), "float")
    if kind == "bf16":
        return b.cast("bitcast", "i32", b.binary("shl", "i32", b.resize(narrow, 16, 32), 16), "float")
    wide = b.resize(narrow, 8, 16)
    if kind == "e5m2":
        return b.cast(
            "fpext", "half", b.cast("bitcast", "i16", b.binary("shl", "i16", wide, 8), "half"), "float"
        )
    sign = b.binary("shl", "i16", b.binary("and", "i16", wide, 0x80), 8)
    rest = b.binary("shl", "i16", b.binary("and", "i16", wide, 0x7F), 7)
    half = b.cast("bitcast", "i16", b.binary("or", "i16", sign, rest), "half")
    value = b.op(f"fmul float {b.cast('fpext', 'half', half, 'float')}, 256.0")
    nan = b.compare("eq", "i16", b.binary("and", "i16", wide, 0x7F), 0x7F)
    return b.select(nan, "float", "0x7FF8000000000000", value)


def _index(b: Builder, row: Value, pitch: int, column: Value) -> Value:
    flat = b.binary("add", "i32", b.binary("mul", "i32", row, pitch), column)
    return b.cast("zext", "i32", flat, "i64")


def _plus(b: Builder, value: Value, addend: int) -> Value:
    return b.binary("add", "i32", value, addend) if addend else value


@writes("mma")
def multiply(b: Builder, words: list[str]) -> None:
    m, n, k = map(int, words[1:4])
    types = words[4:8]
    counts = register_counts(m, n, k, types)
    wide = types[1] == "f64"
    size = 8 if wide else 4
    register = f"i{8 * size}"
    held = _held(types[1])
    place_a, place_b = b.array(f"[{m * k} x {held}]"), b.array(f"[{k * n} x {held}]")
    place_c = b.array(f"[{m * n} x {held}]")
    offset_b = counts[1] * size
    offset_c = offset_b + counts[2] * size
    offset_d = offset_c + counts[3] * size
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        gather_a(b, frame, 0, counts[1], types[1], group, within, place_a, k, m)
        for r in range(counts[2]):
            value = exchanged(b, frame, offset_b + r * size, register)
            per = max(32 // ELEMENT_BITS[types[2]], 1)
            for j in range(per):
                row = _plus(b, b.binary("mul", "i32", within, per), 4 * per * r + j)
                b.store(
                    held,
                    decoded(b, value, types[2], j),
                    b.at(place_b, _index(b, row, n, group), held),
                    0,
                    size,
                )
        _spread(b, frame, offset_c, types[3], m, n, group, within, place_c, True)
    saturate = "satfinite" in words
    product(b, place_a, place_b, place_c, m, n, k, held, saturate)
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        _spread(b, frame, offset_d, types[0], m, n, group, within, place_c, False)


def gather_a(
    b: Builder,
    frame: Value,
    offset: int,
    count: int,
    kind: str,
    group: Value,
    within: Value,
    place: Value,
    k: int,
    m: int,
) -> None:
    """Put a lane's part of A where it belongs."""
    size = 8 if kind == "f64" else 4
    held, per = _held(kind), max(32 // ELEMENT_BITS[kind], 1)
    halves = m // 8
    for r in range(count):
        value = exchanged(b, frame, offset + r * size, f"i{8 * size}")
        for j in range(per):
            row = _plus(b, group, 8 * (r % halves))
            column = _plus(b, b.binary("mul", "i32", within, per), 4 * per * (r // halves) + j)
            b.store(held, decoded(b, value, kind, j), b.at(place, _index(b, row, k, column), held), 0, size)


def _spread(
    b: Builder,
    frame: Value,
    offset: int,
    kind: str,
    m: int,
    n: int,
    group: Value,
    within: Value,
    place: Value,
    into: bool,
) -> None:
    """A lane's part of C: from its registers into place, or from there into the registers of D."""
    held = _held(kind) if kind != "f16" else "float"
    size = 8 if kind == "f64" else 4
    double = b.binary("shl", "i32", within, 1)
    number = 0
    for block in range(n // 8):
        for half in range(m // 8):
            spots = []
            for i in range(2):
                column = _plus(b, double, 8 * block + i)
                spots.append(b.at(place, _index(b, _plus(b, group, 8 * half), n, column), held))
            if kind == "f16":
                if into:
                    register = exchanged(b, frame, offset + 4 * number)
                    for i in range(2):
                        b.store("float", decoded(b, register, "f16", i), spots[i], 0, 4)
                else:
                    parts = []
                    for spot in spots:
                        half_value = b.cast("fptrunc", "float", b.load("float", spot, 0, 4), "half")
                        parts.append(b.resize(b.cast("bitcast", "half", half_value, "i16"), 16, 32))
                    total = b.binary("or", "i32", parts[0], b.binary("shl", "i32", parts[1], 16))
                    answer(b, frame, offset + 4 * number, total)
                number += 1
                continue
            for spot in spots:
                at = offset + size * number
                if into:
                    bits = exchanged(b, frame, at, f"i{8 * size}")
                    b.store(f"i{8 * size}", bits, spot, 0, size)
                else:
                    answer(b, frame, at, b.load(f"i{8 * size}", spot, 0, size), f"i{8 * size}")
                number += 1


def product(
    b: Builder, a: Value, other: Value, c: Value, m: int, n: int, k: int, held: str, saturate: bool = False
) -> None:
    """c += a @ other, in rows of eight columns at a time."""
    size = 8 if held == "double" else 4
    vector = f"<8 x {held}>"
    suffix = {"float": "f32", "double": "f64"}.get(held, "")
    with b.each(0, m, "i64") as row, b.each(0, n // 8, "i64") as block:
        column = b.binary("mul", "i64", block, 8)
        target = b.at(c, b.binary("add", "i64", b.binary("mul", "i64", row, n), column), held)
        total = b.slot(vector)
        total.set(b.load(vector, target, 0, size))
        wide = b.slot("<8 x i64>") if saturate else None
        if wide is not None:
            wide.set(b.cast("sext", vector, total.get(), "<8 x i64>"))
        with b.each(0, k, "i64") as step:
            left = b.load(
                held, b.at(a, b.binary("add", "i64", b.binary("mul", "i64", row, k), step), held), 0, size
            )
            seed = b.op(f"insertelement {vector} poison, {held} {left}, i32 0")
            splat = b.op(f"shufflevector {vector} {seed}, {vector} poison, <8 x i32> zeroinitializer")
            at = b.binary("add", "i64", b.binary("mul", "i64", step, n), column)
            right = b.load(vector, b.at(other, at, held), 0, size)
            if wide is not None:
                part = b.binary("mul", vector, splat, right)
                wide.set(b.binary("add", "<8 x i64>", wide.get(), b.cast("sext", vector, part, "<8 x i64>")))
            elif held == "i32":
                total.set(b.binary("add", vector, total.get(), b.binary("mul", vector, splat, right)))
            else:
                total.set(
                    b.intrinsic(
                        vector,
                        f"llvm.fma.v8{suffix}",
                        f"{vector} {splat}",
                        f"{vector} {right}",
                        f"{vector} {total.get()}",
                    )
                )
        if wide is not None:
            low, high = ("<" + ", ".join([f"i64 {limit}"] * 8) + ">" for limit in (-(1 << 31), (1 << 31) - 1))
            clamped = b.intrinsic(
                "<8 x i64>", "llvm.smax.v8i64", f"<8 x i64> {wide.get()}", f"<8 x i64> {low}"
            )
            clamped = b.intrinsic("<8 x i64>", "llvm.smin.v8i64", f"<8 x i64> {clamped}", f"<8 x i64> {high}")
            total.set(b.cast("trunc", "<8 x i64>", clamped, vector))
        b.store(vector, total.get(), target, 0, size)


# Rows of eight 16-bit elements in shared memory.


def _element(b: Builder, matrix: int, row: Value, column: Value) -> Value:
    """The address of an element of one of the matrices whose rows the lanes named."""
    owner = frame_of(b, _plus(b, row, 8 * matrix))
    start = b.cast("inttoptr", "i64", exchanged(b, owner, 0, "i64"), "ptr")
    return b.at(start, b.cast("zext", "i32", column, "i64"), "i16")


@writes("ldmatrix", "stmatrix")
def move_rows(b: Builder, words: list[str]) -> None:
    count, transposed = int(words[1]), "trans" in words
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        double = b.binary("shl", "i32", within, 1)
        for matrix in range(count):
            spots = []
            for i in range(2):
                column = _plus(b, double, i)
                spots.append(_element(b, matrix, *((column, group) if transposed else (group, column))))
            if words[0] == "ldmatrix":
                parts = [b.resize(b.load("i16", spot, 0, 2), 16, 32) for spot in spots]
                total = b.binary("or", "i32", parts[0], b.binary("shl", "i32", parts[1], 16))
                answer(b, frame, 8 + 4 * matrix, total)
            else:
                register = exchanged(b, frame, 8 + 4 * matrix)
                for i, spot in enumerate(spots):
                    part = b.binary("lshr", "i32", register, 16) if i else register
                    b.store("i16", b.resize(part, 32, 16), spot, 0, 2)


@writes("movmatrix")
def transpose(b: Builder, words: list[str]) -> None:
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        total = "0"
        for i in range(2):
            # Element (group, 2 within + i) of the result is (2 within + i, group) of the source.
            row = _plus(b, b.binary("shl", "i32", within, 1), i)
            source = b.binary("add", "i32", b.binary("shl", "i32", row, 2), b.binary("lshr", "i32", group, 1))
            register = exchanged(b, frame_of(b, source), 0)
            by = b.binary("shl", "i32", b.binary("and", "i32", group, 1), 4)
            part = b.binary("and", "i32", b.binary("lshr", "i32", register, by), 0xFFFF)
            total = b.binary("or", "i32", total, b.binary("shl", "i32", part, 16 * i))
        answer(b, frame, 4, total)


# Matrices in shared memory, as descriptors say.

# Swizzle field of a matrix descriptor -> bytes of a row of its pattern (PTX ISA, 9.7.15.5.1).
_SWIZZLE_BYTES = {0: 16, 1: 128, 2: 64, 3: 32}


class _Descriptor:
    """A matrix descriptor taken apart."""

    def __init__(self, b: Builder, bits: Value) -> None:
        self.b = b

        def field(low: int, width: int) -> Value:
            part = b.binary("lshr", "i64", bits, low) if low else bits
            return b.binary("and", "i64", part, (1 << width) - 1)

        self.start = b.binary("shl", "i64", field(0, 14), 4)
        self.leading = b.binary("shl", "i64", field(16, 14), 4)
        self.stride = b.binary("shl", "i64", field(32, 14), 4)
        self.mode = field(62, 2)
        span = "16"
        for mode, size in _SWIZZLE_BYTES.items():
            span = b.select(b.compare("eq", "i64", self.mode, mode), "i64", size, span)
        self.span = span
        self.plain = b.compare("eq", "i64", self.mode, 0)
        # Which of the address bits 4-6 take part.
        mask = "0"
        for mode, bits_of in ((1, 7), (2, 3), (3, 1)):
            mask = b.select(b.compare("eq", "i64", self.mode, mode), "i64", bits_of, mask)
        self.mask = mask

    def address(self, along: Value, depth: Value, element_bytes: int, depth_first: bool) -> Value:
        """The offset in shared memory of element (along, depth): `along` is m or n, `depth` is k.

        `depth_first` says that elements next to each other in memory follow each other in k.
        """
        b = self.b
        if depth_first:
            byte = b.binary("mul", "i64", depth, element_bytes)
            outer = b.binary("mul", "i64", b.binary("lshr", "i64", along, 3), self.stride)
            row = b.binary("mul", "i64", b.binary("and", "i64", along, 7), self.span)
            column = b.binary("mul", "i64", b.binary("lshr", "i64", byte, 4), self.leading)
            rest = b.binary("and", "i64", byte, 15)
            plain = b.binary("add", "i64", column, rest)
            inner = b.select(self.plain, "i64", plain, byte)
        else:
            byte = b.binary("mul", "i64", along, element_bytes)
            tile = b.binary("udiv", "i64", byte, self.span)
            rest = b.binary("urem", "i64", byte, self.span)
            group = b.binary("lshr", "i64", depth, 3)
            row = b.binary("mul", "i64", b.binary("and", "i64", depth, 7), self.span)
            # Without a swizzle the two strides change places.
            first = b.select(self.plain, "i64", self.stride, self.leading)
            second = b.select(self.plain, "i64", self.leading, self.stride)
            outer = b.binary(
                "add", "i64", b.binary("mul", "i64", tile, first), b.binary("mul", "i64", group, second)
            )
            inner = rest
        total = b.binary(
            "add", "i64", self.start, b.binary("add", "i64", outer, b.binary("add", "i64", row, inner))
        )
        turn = b.binary("and", "i64", b.binary("lshr", "i64", total, 7), self.mask)
        return b.binary("xor", "i64", total, b.binary("shl", "i64", turn, 4))


def _from_memory(
    b: Builder,
    bits: Value,
    place: Value,
    kind: str,
    rows: int,
    k: int,
    first: Value,
    turned: bool,
    across: bool,
) -> None:
    """Read a matrix of `rows` (from row `first`) by k through a descriptor, as (rows, k), or (k, rows) if
    across.
    """
    held, size = _held(kind), ELEMENT_BITS[kind] // 8
    descriptor = _Descriptor(b, bits)
    shared = b.load("ptr", "%block", BLOCK.SHARED, 8)
    limit = b.cast("zext", "i32", b.load("i32", "%job", layout.JOB.TOTAL_SHARED, 4), "i64")
    with b.each(0, rows, "i64") as row, b.each(0, k, "i64") as depth:
        along = b.binary("add", "i64", row, first)
        at = descriptor.address(along, depth, size, not turned)
        end = b.binary("add", "i64", at, size)
        with b.when(b.compare("ugt", "i64", end, limit)):
            b.ret("i32", layout.FAULT_DESCRIPTOR)
        # The first element of each 16 bytes stands for them all: matrices lie in whole ones.
        with b.when(b.compare("eq", "i64", b.binary("and", "i64", at, 15), 0)):
            pending = b.load("ptr", "%block", BLOCK.PENDING, 8)
            coming = b.load("i128", b.at(pending, at), 0, 1)
            with b.when(b.compare("ne", "i128", coming, 0)):
                b.ret("i32", layout.FAULT_PENDING_COPY)
            leader = frame_of(b, "0")
            proxies.pass_on(b, proxies.read(b, leader, "%block", at, 16, proxies.BY_WGMMA))
        narrow = b.load(f"i{8 * size}", b.at(shared, at), 0, size)
        if size == 4:
            value = decoded(b, narrow, kind, 0)
        elif kind in _SIGNED:
            value = b.resize(narrow, 8, 32, _SIGNED[kind])
        else:
            value = widened(b, narrow, kind)
        flat = (
            b.binary("add", "i64", b.binary("mul", "i64", depth, rows), row)
            if across
            else b.binary("add", "i64", b.binary("mul", "i64", row, k), depth)
        )
        b.store(held, value, b.at(place, flat, held), 0, 4)


@writes("wgmma")
def warpgroup(b: Builder, words: list[str]) -> None:
    """A warp's sixteen rows of the product of its warpgroup."""
    n, k = int(words[1]), int(words[2])
    d, a, other = words[3:6]
    source, trans_a, trans_b = words[6], int(words[7]), int(words[8])
    held = _held(a)
    proxies.in_handler(b)
    count = n // 4 if d == "f16" else n // 2
    end = 4 * count
    place_a, place_b = b.array(f"[{16 * k} x {held}]"), b.array(f"[{k * n} x {held}]")
    place_c = b.array(f"[{16 * n} x {held}]")
    leader = frame_of(b, "0")
    warp = b.load("i32", leader, layout.FRAME.WARP, 4)
    first = b.cast("zext", "i32", b.binary("shl", "i32", b.binary("and", "i32", warp, 3), 4), "i64")
    use = b.compare("ne", "i32", exchanged(b, leader, end + 24), 0)
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        if source == "registers":
            gather_a(b, frame, end, 4, a, group, within, place_a, k, 16)
        _spread(b, frame, 0, d, 16, n, group, within, place_c, True)
    if source == "memory":
        _from_memory(b, exchanged(b, leader, end, "i64"), place_a, a, 16, k, first, bool(trans_a), False)
    _from_memory(b, exchanged(b, leader, end + 16, "i64"), place_b, other, n, k, "0", bool(trans_b), True)
    with b.unless(use), b.each(0, 16 * n, "i64") as index:
        b.store("i32", 0, b.at(place_c, index, held), 0, 4)
    if "neg" in words:
        with b.each(0, 16 * k, "i64") as index:
            spot = b.at(place_a, index, held)
            b.store(held, b.op(f"fneg {held} {b.load(held, spot, 0, 4)}"), spot, 0, 4)
    product(b, place_a, place_b, place_c, 16, n, k, held, "satfinite" in words)
    with lanes(b) as (lane, frame):
        group, within = b.binary("lshr", "i32", lane, 2), b.binary("and", "i32", lane, 3)
        _spread(b, frame, 0, d, 16, n, group, within, place_c, False)

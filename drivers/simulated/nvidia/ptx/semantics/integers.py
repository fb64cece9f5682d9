"""Integer arithmetic, logic and shifts (PTX ISA, 9.7.1, 9.7.2 and 9.7.8), and moves."""

from __future__ import annotations

from ..native.builder import Slot, Value
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Address, Instruction, Integer, Name, Operand, Pair, Vector
from .floating import float_absolute, float_binary, float_extreme, float_fused, float_negate, is_float


def kind_of(t: Translator, i: Instruction) -> str:
    """The type an instruction works in: the last of its modifiers."""
    kind = i.modifiers[-1] if i.modifiers else ""
    if kind not in WIDTHS:
        raise t.unknown(i)
    return kind


def signed(kind: str) -> bool:
    """Whether a type is of signed integers."""
    return kind[0] == "s"


def carry(t: Translator) -> Slot:
    """The condition code register's carry flag."""
    return t.slots.get("CC.CF") or t.new_slot("CC.CF", 1)


@handles("add", "sub")
def add(t: Translator, i: Instruction) -> None:
    b, modifiers = t.b, i.modifiers
    if modifiers and is_float(modifiers[-1]):
        float_binary(t, i)
        return
    d, x, y = t.operands(i, 3)
    if modifiers[-1:] in (("u16x2",), ("s16x2",)):
        left, right = (b.cast("bitcast", "i32", t.get(v, "b32"), "<2 x i16>") for v in (x, y))
        total = b.binary(i.opcode, "<2 x i16>", left, right)
        t.put(d, b.cast("bitcast", "<2 x i16>", total, "i32"), 32)
        return
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    left, right = t.get(x, kind), t.get(y, kind)
    if "cc" in modifiers:
        _carrying(t, d, left, right, i.opcode, width, None)
    elif "sat" in modifiers:
        t.put(
            d,
            b.intrinsic(
                f"i{width}", f"llvm.s{i.opcode}.sat.i{width}", f"i{width} {left}", f"i{width} {right}"
            ),
            width,
        )
    else:
        t.put(d, b.binary(i.opcode, f"i{width}", left, right), width, signed(kind))


def _carrying(
    t: Translator,
    d: Operand,
    left: Value,
    right: Value,
    name: str,
    width: int,
    before: Value | None,
    keep: bool = True,
) -> None:
    b = t.b
    wide = f"i{width + 1}"
    total = b.binary(name, wide, b.resize(left, width, width + 1), b.resize(right, width, width + 1))
    if before is not None:
        total = b.binary(name, wide, total, b.cast("zext", "i1", before, wide))
    if keep:
        carry(t).set(b.cast("trunc", wide, b.binary("lshr", wide, total, width), "i1"))
    t.put(d, b.resize(total, width + 1, width), width)


@handles("addc", "subc")
def add_with_carry(t: Translator, i: Instruction) -> None:
    d, x, y = t.operands(i, 3)
    kind = kind_of(t, i)
    left, right = t.get(x, kind), t.get(y, kind)
    _carrying(t, d, left, right, i.opcode[:3], WIDTHS[kind], carry(t).get(), "cc" in i.modifiers)


def _product(t: Translator, i: Instruction, x: Operand, y: Operand, kind: str) -> tuple[Value, int]:
    """The product as lo, hi or wide asks for it, and its width."""
    b, width = t.b, WIDTHS[kind]
    left, right = t.get(x, kind), t.get(y, kind)
    if "lo" in i.modifiers:
        return b.binary("mul", f"i{width}", left, right), width
    double = f"i{2 * width}"
    total = b.binary(
        "mul",
        double,
        b.resize(left, width, 2 * width, signed(kind)),
        b.resize(right, width, 2 * width, signed(kind)),
    )
    if "wide" in i.modifiers:
        return total, 2 * width
    if "hi" not in i.modifiers:
        raise t.unknown(i)
    return b.resize(b.binary("lshr", double, total, width), 2 * width, width), width


@handles("mul")
def multiply(t: Translator, i: Instruction) -> None:
    if i.modifiers and is_float(i.modifiers[-1]):
        float_binary(t, i)
        return
    d, x, y = t.operands(i, 3)
    kind = kind_of(t, i)
    total, width = _product(t, i, x, y, kind)
    t.put(d, total, width, signed(kind))


@handles("mad", "madc")
def multiply_add(t: Translator, i: Instruction) -> None:
    b = t.b
    if i.modifiers and is_float(i.modifiers[-1]):
        float_fused(t, i)
        return
    d, x, y, z = t.operands(i, 4)
    kind = kind_of(t, i)
    total, width = _product(t, i, x, y, kind)
    addend = t.get(z, f"{kind[0]}{width}")
    if i.opcode == "madc":
        _carrying(t, d, total, addend, "add", width, carry(t).get(), "cc" in i.modifiers)
    elif "cc" in i.modifiers:
        _carrying(t, d, total, addend, "add", width, None)
    elif "sat" in i.modifiers:
        t.put(d, b.intrinsic("i32", "llvm.sadd.sat.i32", f"i32 {total}", f"i32 {addend}"), 32)
    else:
        t.put(d, b.binary("add", f"i{width}", total, addend), width, signed(kind))


@handles("mul24", "mad24")
def multiply_24(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, *rest = t.operands(i, 3, 4)
    kind = kind_of(t, i)
    sides = []
    for side in (x, y):
        value = b.binary("shl", "i32", t.get(side, kind), 8)
        value = b.binary("ashr" if signed(kind) else "lshr", "i32", value, 8)
        sides.append(b.resize(value, 32, 64, signed(kind)))
    total = b.binary("mul", "i64", *sides)
    if "hi" in i.modifiers:
        total = b.binary("lshr", "i64", total, 16)
    value = b.resize(total, 64, 32)
    if rest:
        addend = t.get(rest[0], kind)
        if "sat" in i.modifiers:
            value = b.intrinsic("i32", "llvm.sadd.sat.i32", f"i32 {value}", f"i32 {addend}")
        else:
            value = b.binary("add", "i32", value, addend)
    t.put(d, value, 32)


@handles("sad")
def sum_of_differences(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, z = t.operands(i, 4)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    left, right = t.get(x, kind), t.get(y, kind)
    less = b.compare("slt" if signed(kind) else "ult", integer, left, right)
    difference = b.select(
        less, integer, b.binary("sub", integer, right, left), b.binary("sub", integer, left, right)
    )
    t.put(d, b.binary("add", integer, difference, t.get(z, kind)), width, signed(kind))


@handles("div", "rem")
def divide(t: Translator, i: Instruction) -> None:
    b = t.b
    if i.modifiers and is_float(i.modifiers[-1]):
        float_binary(t, i)
        return
    d, x, y = t.operands(i, 3)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    left, right = t.get(x, kind), t.get(y, kind)
    # The document leaves division by zero open; cards give all ones, and the dividend as the remainder.
    zero = b.compare("eq", integer, right, 0)
    safe = b.select(zero, integer, 1, right)
    name = ("s" if signed(kind) else "u") + i.opcode
    if signed(kind):
        # The least number divided by -1 does not fit and stays as it is.
        minus = b.compare("eq", integer, right, -1)
        safe = b.select(minus, integer, 1, safe)
        value = b.binary(name, integer, left, safe)
        negative = b.binary("sub", integer, 0, left) if i.opcode == "div" else "0"
        value = b.select(minus, integer, negative, value)
    else:
        value = b.binary(name, integer, left, safe)
    value = b.select(zero, integer, -1 if i.opcode == "div" else left, value)
    t.put(d, value, width, signed(kind))


@handles("abs")
def absolute(t: Translator, i: Instruction) -> None:
    if i.modifiers and is_float(i.modifiers[-1]):
        float_absolute(t, i)
        return
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    value = t.b.intrinsic(f"i{width}", f"llvm.abs.i{width}", f"i{width} {t.get(x, kind)}", "i1 false")
    t.put(d, value, width, signed(kind))


@handles("neg")
def negate(t: Translator, i: Instruction) -> None:
    if i.modifiers and is_float(i.modifiers[-1]):
        float_negate(t, i)
        return
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    t.put(d, t.b.binary("sub", f"i{WIDTHS[kind]}", 0, t.get(x, kind)), WIDTHS[kind], signed(kind))


@handles("min", "max")
def extreme(t: Translator, i: Instruction) -> None:
    b = t.b
    kind = i.modifiers[-1] if i.modifiers else ""
    if is_float(kind):
        float_extreme(t, i)
        return
    d, x, y = t.operands(i, 3)
    if kind in ("u16x2", "s16x2"):
        left, right = (b.cast("bitcast", "i32", t.get(v, "b32"), "<2 x i16>") for v in (x, y))
        name = f"llvm.{kind[0]}{i.opcode}.v2i16"
        value = b.intrinsic("<2 x i16>", name, f"<2 x i16> {left}", f"<2 x i16> {right}")
        if "relu" in i.modifiers:
            value = b.intrinsic(
                "<2 x i16>", "llvm.smax.v2i16", f"<2 x i16> {value}", "<2 x i16> zeroinitializer"
            )
        t.put(d, b.cast("bitcast", "<2 x i16>", value, "i32"), 32)
        return
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    name = f"llvm.{'s' if signed(kind) else 'u'}{i.opcode}.{integer}"
    value = b.intrinsic(integer, name, f"{integer} {t.get(x, kind)}", f"{integer} {t.get(y, kind)}")
    if "relu" in i.modifiers:
        value = b.intrinsic(integer, f"llvm.smax.{integer}", f"{integer} {value}", f"{integer} 0")
    t.put(d, value, width, signed(kind))


@handles("and", "or", "xor")
def logic(t: Translator, i: Instruction) -> None:
    d, x, y = t.operands(i, 3)
    kind = kind_of(t, i)
    t.put(d, t.b.binary(i.opcode, f"i{WIDTHS[kind]}", t.get(x, kind), t.get(y, kind)), WIDTHS[kind])


@handles("not")
def complement(t: Translator, i: Instruction) -> None:
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    t.put(
        d,
        t.b.binary("xor", f"i{WIDTHS[kind]}", t.get(x, kind), -1 if kind != "pred" else "true"),
        WIDTHS[kind],
    )


@handles("cnot")
def logical_not(t: Translator, i: Instruction) -> None:
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    zero = t.b.compare("eq", f"i{width}", t.get(x, kind), 0)
    t.put(d, t.b.resize(zero, 1, width), width)


@handles("lop3")
def three_way_logic(t: Translator, i: Instruction) -> None:
    b = t.b
    boolean = next((m for m in ("or", "and") if m in i.modifiers), None)
    d, x, y, z, table, *rest = t.operands(i, 6 if boolean else 5)
    if type(table) is not Integer or not 0 <= table.value < 256:
        raise t.error("The look-up table of lop3 is a constant from 0 to 255")
    first, second, third = (t.get(v, "b32") for v in (x, y, z))
    total = "0"
    for minterm in range(8):
        if table.value >> minterm & 1:
            term = "-1"
            for value, bit in ((first, 4), (second, 2), (third, 1)):
                side = value if minterm & bit else b.binary("xor", "i32", value, -1)
                term = b.binary("and", "i32", term, side)
            total = b.binary("or", "i32", total, term)
    if boolean is None:
        t.put(d, total, 32)
        return
    if type(d) is not Pair:
        raise t.error("lop3 with a predicate has two destinations")
    some = b.compare("ne", "i32", total, 0)
    t.put(d.first, total, 32)
    t.put(d.second, b.binary(boolean, "i1", some, t.get(rest[0], "pred")), 1)


@handles("shl", "shr")
def shift(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y = t.operands(i, 3)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    value, amount = t.get(x, kind), t.get(y, "u32")
    if type(y) is Integer and 0 <= y.value < width:
        name = "shl" if i.opcode == "shl" else "ashr" if signed(kind) else "lshr"
        t.put(d, b.binary(name, integer, value, y.value), width, signed(kind))
        return
    # Shifts by the width or more are by the width.
    inside = b.compare("ult", "i32", amount, width)
    narrow = b.select(inside, "i32", amount, width - 1 if i.opcode == "shr" and signed(kind) else 0)
    by = b.resize(narrow, 32, width)
    if i.opcode == "shr" and signed(kind):
        t.put(d, b.binary("ashr", integer, value, by), width, True)
        return
    shifted = b.binary("shl" if i.opcode == "shl" else "lshr", integer, value, by)
    t.put(d, b.select(inside, integer, shifted, 0), width)


@handles("shf")
def funnel_shift(t: Translator, i: Instruction) -> None:
    b = t.b
    d, low, high, amount = t.operands(i, 4)
    by = t.get(amount, "u32")
    if "wrap" in i.modifiers:
        by = b.binary("and", "i32", by, 31)
    else:
        by = b.intrinsic("i32", "llvm.umin.i32", f"i32 {by}", "i32 32")
    both = b.binary(
        "or",
        "i64",
        b.binary("shl", "i64", b.resize(t.get(high, "b32"), 32, 64), 32),
        b.resize(t.get(low, "b32"), 32, 64),
    )
    wide = b.resize(by, 32, 64)
    if "l" in i.modifiers:
        total = b.binary("lshr", "i64", b.binary("shl", "i64", both, wide), 32)
    else:
        total = b.binary("lshr", "i64", both, wide)
    t.put(d, b.resize(total, 64, 32), 32)


@handles("popc", "clz", "brev")
def count_bits(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    value = f"{integer} {t.get(x, kind)}"
    if i.opcode == "brev":
        t.put(d, b.intrinsic(integer, f"llvm.bitreverse.{integer}", value), width)
        return
    if i.opcode == "popc":
        count = b.intrinsic(integer, f"llvm.ctpop.{integer}", value)
    else:
        count = b.intrinsic(integer, f"llvm.ctlz.{integer}", value, "i1 false")
    t.put(d, b.resize(count, width, 32), 32)


@handles("bfind")
def find_bit(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    value = t.get(x, kind)
    if signed(kind):
        value = b.binary("xor", integer, value, b.binary("ashr", integer, value, width - 1))
    leading = b.intrinsic(integer, f"llvm.ctlz.{integer}", f"{integer} {value}", "i1 false")
    found = leading if "shiftamt" in i.modifiers else b.binary("sub", integer, width - 1, leading)
    none = b.compare("eq", integer, value, 0)
    t.put(d, b.resize(b.select(none, integer, -1, found), width, 32, True), 32)


@handles("fns")
def find_nth_set(t: Translator, i: Instruction) -> None:
    b = t.b
    d, mask, base, offset = t.operands(i, 4)
    bits, start, wanted = t.get(mask, "b32"), t.get(base, "b32"), t.get(offset, "b32")
    found = b.slot("i32", -1)
    down = b.compare("slt", "i32", wanted, 0)
    step = b.select(down, "i32", -1, 1)
    target = b.intrinsic("i32", "llvm.abs.i32", f"i32 {wanted}", "i1 false")
    target = b.select(b.compare("eq", "i32", wanted, 0), "i32", 1, target)
    at, seen = b.slot("i32", start), b.slot("i32", 0)
    only = b.compare("eq", "i32", wanted, 0)
    with b.each(0, 32) as _:
        here = at.get()
        inside = b.compare("ult", "i32", here, 32)
        safe = b.select(inside, "i32", here, 0)
        bit = b.cast("trunc", "i32", b.binary("lshr", "i32", bits, safe), "i1")
        hit = b.binary("and", "i1", inside, bit)
        # An offset of 0 asks for the bit at the base and no other.
        hit = b.binary(
            "and",
            "i1",
            hit,
            b.binary("or", "i1", b.binary("xor", "i1", only, "true"), b.compare("eq", "i32", here, start)),
        )
        seen.set(b.binary("add", "i32", seen.get(), b.cast("zext", "i1", hit, "i32")))
        this = b.binary("and", "i1", hit, b.compare("eq", "i32", seen.get(), target))
        found.set(b.select(this, "i32", here, found.get()))
        at.set(b.binary("add", "i32", here, step))
    t.put(d, found.get(), 32)


def _byte(t: Translator, operand: Operand, most: int) -> Value:
    """The low byte of an operand, `most` at most: a position or length of a bit field."""
    low = t.b.binary("and", "i32", t.get(operand, "b32"), 255)
    return t.b.intrinsic("i32", "llvm.umin.i32", f"i32 {low}", f"i32 {most}")


@handles("bfe")
def extract_field(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, position, length = t.operands(i, 4)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer = f"i{width}"
    value, pos, size = t.get(x, kind), _byte(t, position, width), _byte(t, length, width)
    outside = b.compare("eq", "i32", pos, width)
    by = b.resize(b.select(outside, "i32", width - 1, pos), 32, width)
    if signed(kind):
        # What lies beyond the end is the sign bit.
        shifted = b.binary("ashr", integer, value, by)
    else:
        shifted = b.select(outside, integer, 0, b.binary("lshr", integer, value, by))
    none = b.compare("eq", "i32", size, 0)
    rest = b.resize(b.select(none, "i32", 0, b.binary("sub", "i32", width, size)), 32, width)
    up = b.binary("shl", integer, shifted, rest)
    field = b.binary("ashr" if signed(kind) else "lshr", integer, up, rest)
    t.put(d, b.select(none, integer, 0, field), width, signed(kind))


@handles("bfi")
def insert_field(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, position, length = t.operands(i, 5)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    integer, wide = f"i{width}", f"i{2 * width}"
    pos = b.resize(_byte(t, position, width), 32, 2 * width)
    size = b.resize(_byte(t, length, width), 32, 2 * width)
    ones = b.binary("sub", wide, b.binary("shl", wide, 1, size), 1)
    mask = b.resize(b.binary("shl", wide, ones, pos), 2 * width, width)
    value = b.resize(b.binary("shl", wide, b.resize(t.get(x, kind), width, 2 * width), pos), 2 * width, width)
    kept = b.binary("and", integer, t.get(y, kind), b.binary("xor", integer, mask, -1))
    t.put(d, b.binary("or", integer, kept, b.binary("and", integer, value, mask)), width)


@handles("bmsk")
def bit_mask(t: Translator, i: Instruction) -> None:
    b = t.b
    d, position, length = t.operands(i, 3)
    pos, size = t.get(position, "u32"), t.get(length, "u32")
    if "wrap" in i.modifiers:
        pos, size = b.binary("and", "i32", pos, 31), b.binary("and", "i32", size, 31)
    else:
        pos = b.intrinsic("i32", "llvm.umin.i32", f"i32 {pos}", "i32 32")
        size = b.intrinsic("i32", "llvm.umin.i32", f"i32 {size}", "i32 32")
    ones = b.binary("sub", "i128", b.binary("shl", "i128", 1, b.resize(size, 32, 128)), 1)
    t.put(d, b.resize(b.binary("shl", "i128", ones, b.resize(pos, 32, 128)), 128, 32), 32)


@handles("szext")
def extend(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, length = t.operands(i, 3)
    kind = kind_of(t, i)
    size = t.get(length, "u32")
    size = b.binary("and", "i32", size, 31) if "wrap" in i.modifiers else size
    whole = b.compare("uge", "i32", size, 32)
    none = b.compare("eq", "i32", size, 0)
    rest = b.binary("sub", "i32", 32, size)
    rest = b.select(b.binary("or", "i1", whole, none), "i32", 0, rest)
    value = t.get(x, kind)
    up = b.binary("shl", "i32", value, rest)
    field = b.binary("ashr" if signed(kind) else "lshr", "i32", up, rest)
    t.put(d, b.select(none, "i32", 0, field), 32)


_PERMUTE_MODES = {
    # Which of the eight bytes for each value of the selector's low bits (PTX ISA, prmt).
    "f4e": ((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (3, 4, 5, 6)),
    "b4e": ((0, 7, 6, 5), (1, 0, 7, 6), (2, 1, 0, 7), (3, 2, 1, 0)),
    "rc8": ((0, 0, 0, 0), (1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3)),
    "ecl": ((0, 1, 2, 3), (1, 1, 2, 3), (2, 2, 2, 3), (3, 3, 3, 3)),
    "ecr": ((0, 0, 0, 0), (0, 1, 1, 1), (0, 1, 2, 2), (0, 1, 2, 3)),
    "rc16": ((0, 1, 0, 1), (2, 3, 2, 3), (0, 1, 0, 1), (2, 3, 2, 3)),
}


@handles("prmt")
def permute(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, selector = t.operands(i, 4)
    both = b.binary(
        "or",
        "i64",
        b.binary("shl", "i64", b.resize(t.get(y, "b32"), 32, 64), 32),
        b.resize(t.get(x, "b32"), 32, 64),
    )
    choose = t.get(selector, "b32")
    mode = i.modifiers[1] if len(i.modifiers) == 2 else None
    total = "0"
    for byte in range(4):
        if mode is None:
            nibble = b.binary("and", "i32", b.binary("lshr", "i32", choose, 4 * byte), 15)
            which = b.binary("and", "i32", nibble, 7)
        else:
            if mode not in _PERMUTE_MODES:
                raise t.unknown(i)
            low = b.binary("and", "i32", choose, 3)
            which = "0"
            for number, row in enumerate(_PERMUTE_MODES[mode]):
                which = b.select(b.compare("eq", "i32", low, number), "i32", row[byte], which)
        position = b.resize(b.binary("shl", "i32", which, 3), 32, 64)
        value = b.resize(b.binary("lshr", "i64", both, position), 64, 8)
        if mode is None:
            sign = b.binary("ashr", "i8", value, 7)
            value = b.select(b.compare("ugt", "i32", nibble, 7), "i8", sign, value)
        part = b.binary("shl", "i32", b.resize(value, 8, 32), 8 * byte)
        total = b.binary("or", "i32", total, part)
    t.put(d, total, 32)


@handles("dp4a", "dp2a")
def dot_product(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, z = t.operands(i, 4)
    kinds = [modifier for modifier in i.modifiers if modifier in ("u32", "s32")]
    if len(kinds) != 2:
        raise t.unknown(i)
    first, second = t.get(x, "b32"), t.get(y, "b32")
    total = t.get(z, "b32")
    count, wide = (4, 8) if i.opcode == "dp4a" else (2, 16)
    start = 2 if i.opcode == "dp2a" and "hi" in i.modifiers else 0
    for index in range(count):
        left = _field(t, first, index * wide, wide, kinds[0])
        right = _field(t, second, (index + start) * 8, 8, kinds[1])
        total = b.binary("add", "i32", total, b.binary("mul", "i32", left, right))
    t.put(d, total, 32)


def _field(t: Translator, value: Value, at: int, width: int, kind: str) -> Value:
    part = t.b.binary("lshr", "i32", value, at) if at else value
    return t.b.resize(t.b.resize(part, 32, width), width, 32, signed(kind))


@handles("mov")
def move(t: Translator, i: Instruction) -> None:
    d, x = t.operands(i, 2)
    kind = kind_of(t, i)
    width = WIDTHS[kind]
    if type(x) is Name and t.types(x.name) is None and x.name[0] != "%" and t.space_of(x.name) is None:
        raise t.error(f"Unknown symbol '{x.name}'")
    if type(x) is Vector or type(d) is Vector:
        total = t.pack(x, width) if type(x) is Vector else t.get(x, kind)
        t.put(d, total, width)
        return
    if type(x) is Address:
        t.put(d, t.get(x, kind), width)
        return
    t.put(d, t.get(x, kind), width, signed(kind))

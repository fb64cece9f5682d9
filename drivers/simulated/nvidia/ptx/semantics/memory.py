"""Loads, stores and addresses (PTX ISA, 9.7.9): every access is checked before it is made."""

from __future__ import annotations

from ..native import layout, proxies
from ..native.builder import Value
from ..native.layout import BLOCK
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Address, Instruction, Integer, Name, Operand, Vector

SPACES = frozenset({"global", "shared", "local", "param", "const", "generic"})
_ORDERS = frozenset({"weak", "volatile", "relaxed", "acquire", "release", "mmio", "sc", "acq_rel"})
_IGNORED = frozenset(
    {
        "ca", "cg", "cs", "lu", "cv", "wb", "wt", "nc", "cta", "cluster", "gpu", "sys", "uni", "L1", "L2",
        "cop",
        "unified", "async",
    }
)  # fmt: skip
_VECTORS = {"v2": 2, "v4": 4, "v8": 8}


class Access:
    """What the modifiers of a memory instruction say."""

    def __init__(self, t: Translator, instruction: Instruction) -> None:
        self.space, self.order, self.count, self.kind = "generic", "weak", 1, ""
        self.operation = ""
        for modifier in instruction.modifiers:
            head = modifier.partition("::")[0]
            if head in SPACES:
                self.space = head
                self.cluster = modifier.endswith("::cluster")
            elif modifier in _ORDERS:
                self.order = modifier
            elif modifier in _VECTORS:
                self.count = _VECTORS[modifier]
            elif modifier in WIDTHS:
                self.kind = modifier
            elif head not in _IGNORED:
                raise t.unknown(instruction)
        if not self.kind:
            raise t.unknown(instruction)

    @property
    def ordered(self) -> bool:
        """Whether other threads may see the access made."""
        return self.order != "weak"


def address_value(t: Translator, operand: Operand, space: str) -> tuple[Value, str]:
    """An address operand as an i64, and the state space it is in where a variable says so."""
    b = t.b
    if type(operand) is not Address:
        raise t.error("Arguments mismatch: an address is wanted")
    base, offset = operand.base, operand.offset
    if isinstance(base, Integer):
        return str(base.value + offset), space
    if t.types(base.name) is None and base.name[0] != "%":
        own = t.space_of(base.name)
        if own is not None and space == "param" and own == "local":
            space = "local"
        elif own is not None and space in ("generic", "const"):
            space = own if space == "generic" else "global"
        value = t.address_of(base.name)
        if value.isdigit():
            return str(int(value) + offset), space
    else:
        width = t.width_of(base)
        value = t.get(base, "b64" if width == 64 else "b32")
        if width != 64:
            value = b.resize(value, width, 64)
    if offset:
        value = b.binary("add", "i64", value, offset)
    return value, space


def pointer(t: Translator, value: Value, space: str, size: int, alignment: int | None = None) -> Value:
    """The host's address of `size` bytes of a state space, checked."""
    alignment = size if alignment is None else alignment
    if space in ("global", "const"):
        return _global(t, value, size, alignment)
    if space == "shared":
        return _shared(t, value, size, alignment)
    if space == "local":
        return _within(t, value, "%frame", "%LOCAL%", t.layout.local_bytes, size, alignment)
    if space == "param":
        return _within(t, value, "%parameters", "0", t.layout.parameter_bytes, size, alignment)
    return _generic(t, value, size, alignment)


def _aligned(t: Translator, good: Value, value: Value, alignment: int) -> Value:
    b = t.b
    if alignment <= 1:
        return good
    low = b.binary("and", "i64", value, alignment - 1)
    return b.binary("and", "i1", good, b.compare("eq", "i64", low, 0))


def _global(t: Translator, value: Value, size: int, alignment: int) -> Value:
    b = t.b
    host = b.binary("and", "i64", value, ~layout.DEVICE_BIT)
    offset = b.binary("sub", "i64", host, "%arena")
    page = b.binary("lshr", "i64", offset, layout.PAGE_SHIFT)
    inside = b.compare("ult", "i64", page, layout.ARENA_PAGES)
    page = b.select(inside, "i64", page, 0)
    entry = b.op(f"getelementptr i16, ptr %pages, i64 {page}")
    valid = b.cast("zext", "i16", b.op(f"load i16, ptr {entry}, align 2"), "i64")
    start = b.binary("and", "i64", offset, layout.PAGE_BYTES - 1)
    end = b.binary("add", "i64", start, size)
    good = _aligned(t, b.compare("ule", "i64", end, valid), value, alignment)
    t.fault_unless(good, layout.FAULT_GLOBAL, value, size)
    return b.cast("inttoptr", "i64", host, "ptr")


def _shared(t: Translator, value: Value, size: int, alignment: int) -> Value:
    b = t.b
    if value.isdigit() and int(value) + size <= t.layout.shared_bytes and int(value) % max(alignment, 1) == 0:
        return b.at("%shared", value)
    end = b.binary("add", "i64", value, size)
    fits = b.compare("ule", "i64", end, "%limit")
    if not t.uses_cluster:
        good = _aligned(
            t, b.binary("and", "i1", fits, b.compare("ult", "i64", value, "%limit")), value, alignment
        )
        t.fault_unless(good, layout.FAULT_SHARED, value, size)
        return b.at("%shared", value)
    # The upper bits name a block of the cluster.
    rank = b.binary("lshr", "i64", value, layout.RANK_SHIFT)
    offset = b.binary("and", "i64", value, (1 << layout.RANK_SHIFT) - 1)
    end = b.binary("add", "i64", offset, size)
    fits = b.compare("ule", "i64", end, "%limit")
    blocks = b.cast("zext", "i32", b.load("i32", "%job", layout.JOB.CLUSTER_BLOCKS, 4), "i64")
    known = b.compare("ule", "i64", rank, blocks)
    t.fault_unless(
        _aligned(t, b.binary("and", "i1", fits, known), offset, alignment), layout.FAULT_SHARED, value, size
    )
    first = b.load("ptr", "%block", BLOCK.FIRST, 8)
    own = b.compare("eq", "i64", rank, 0)
    number = b.binary("sub", "i64", rank, 1)
    other = b.at(first, b.binary("mul", "i64", number, BLOCK.SIZE))
    block = b.select(own, "ptr", "%block", other)
    return b.at(b.load("ptr", block, BLOCK.SHARED, 8), offset)


def _within(
    t: Translator, value: Value, base: Value, start: str, limit: int, size: int, alignment: int
) -> Value:
    b = t.b
    if value.isdigit():
        if int(value) + size > limit:
            raise t.error(f"Address out of range: {size} bytes at {value} of {limit}")
        if int(value) % max(alignment, 1):
            raise t.error(f"Misaligned address: {value} for {size} bytes")
    else:
        low = b.compare("ule", "i64", value, limit - size) if limit >= size else "false"
        t.fault_unless(_aligned(t, low, value, alignment), layout.FAULT_LOCAL, value, size)
    return b.at(b.at(base, start), value)


def _generic(t: Translator, value: Value, size: int, alignment: int) -> Value:
    b = t.b
    result = b.slot("ptr")
    window = b.binary("and", "i64", value, layout.WINDOW_MASK)
    labels = {space: b.fresh(space) for space in ("global", "shared", "local", "param")}
    done = b.fresh("found")
    b.end(
        f"switch i64 {window}, label %{labels['global']} ["
        f" i64 {layout.SHARED_WINDOW}, label %{labels['shared']}"
        f" i64 {layout.LOCAL_WINDOW}, label %{labels['local']}"
        f" i64 {layout.PARAM_WINDOW}, label %{labels['param']} ]"
    )
    for space, label in labels.items():
        b.place(label)
        inner = value if space == "global" else b.binary("and", "i64", value, ~layout.WINDOW_MASK)
        result.set(pointer(t, inner, space, size, alignment))
        b.branch(done)
    b.place(done)
    return result.get()


def check_pending(t: Translator, value: Value, space: str, host: Value, size: int) -> None:
    """Fault where an asynchronous copy to these bytes has not been waited for."""
    if not t.checks_pending or space not in ("shared", "generic"):
        return
    b = t.b
    address = b.cast("ptrtoint", "ptr", host, "i64")
    offset = b.binary("sub", "i64", address, b.cast("ptrtoint", "ptr", "%shared", "i64"))
    inside = b.compare("ult", "i64", offset, "%limit")
    offset = b.select(inside, "i64", offset, "%limit")
    # Behind the marks of shared memory there are as many zeros as the widest access has bytes.
    marks = b.load(f"i{8 * size}", "%pending", offset)
    t.fault_unless(b.compare("eq", f"i{8 * size}", marks, 0), layout.FAULT_PENDING_COPY, value, size)


def note_written(t: Translator, space: str, host: Value, size: int, own: bool = True) -> None:
    """Fault where wgmma or a bulk copy still reads these bytes; note that the thread writes them, or a copy
    that it makes.
    """
    if not t.watches or space not in ("shared", "generic"):
        return
    b = t.b
    t.have("proxy_written", proxies.written_body)
    shared = b.cast("ptrtoint", "ptr", "%shared", "i64")
    offset = b.binary("sub", "i64", b.cast("ptrtoint", "ptr", host, "i64"), shared)
    fault = proxies.written(b, "%frame", "%block", offset, size, own)
    t.fault_unless(b.compare("eq", "i32", fault, 0), layout.FAULT_STILL_READ, offset, size)


def _elements(t: Translator, operand: Operand, count: int) -> tuple[Operand, ...]:
    if count == 1 and type(operand) is not Vector:
        return (operand,)
    if type(operand) is not Vector or len(operand.elements) != count:
        raise t.error(f"Arguments mismatch: a vector of {count} is wanted")
    return operand.elements


@handles("ld", "ldu")
def load(t: Translator, i: Instruction) -> None:
    b, access = t.b, Access(t, i)
    destination, source = t.operands(i, 2, 3)[:2]
    width = WIDTHS[access.kind]
    size = max(width // 8, 1)
    value, space = address_value(t, source, access.space)
    host = pointer(t, value, space, size * access.count)
    check_pending(t, value, space, host, size * access.count)
    loaded: list[Value] = []
    for index in range(access.count):
        at = b.at(host, index * size) if index else host
        if access.ordered and width <= 64:
            order = "acquire" if access.order == "acquire" else "monotonic"
            loaded.append(b.op(f"load atomic i{8 * size}, ptr {at} {order}, align {size}"))
        else:
            loaded.append(b.load(f"i{8 * size}", at, 0, size))
    for element, bits in zip(_elements(t, destination, access.count), loaded, strict=True):
        t.put(element, bits, width, access.kind[0] == "s")


@handles("st")
def store(t: Translator, i: Instruction) -> None:
    b, access = t.b, Access(t, i)
    target, source = t.operands(i, 2, 3)[:2]
    width = WIDTHS[access.kind]
    size = width // 8
    values = [_stored(t, element, access.kind) for element in _elements(t, source, access.count)]
    value, space = address_value(t, target, access.space)
    if space == "const":
        raise t.error("State space mismatch: .const cannot be stored to")
    host = pointer(t, value, space, size * access.count)
    note_written(t, space, host, size * access.count)
    for index, bits in enumerate(values):
        at = b.at(host, index * size) if index else host
        if access.ordered and width <= 64:
            order = "release" if access.order == "release" else "monotonic"
            b.line(f"store atomic i{width} {bits}, ptr {at} {order}, align {size}")
        else:
            b.store(f"i{width}", bits, at, 0, size)


def _stored(t: Translator, operand: Operand, kind: str) -> Value:
    """A value to store: a register may be wider than what is stored of it."""
    if type(operand) is Name and t.types(operand.name) is not None:
        have, wanted = t.width_of(operand), WIDTHS[kind]
        return t.b.resize(t.get(operand, f"b{have}"), have, wanted)
    return t.get(operand, kind)


@handles("prefetch", "prefetchu", "applypriority", "discard", "createpolicy")
def hint(t: Translator, i: Instruction) -> None:
    if i.opcode == "createpolicy":
        t.put(i.operands[0], "0", 64)


_WINDOWS = {
    "shared": layout.SHARED_WINDOW,
    "local": layout.LOCAL_WINDOW,
    "param": layout.PARAM_WINDOW,
    "global": 0,
    "const": 0,
}


def _space(t: Translator, i: Instruction) -> str:
    for modifier in i.modifiers:
        space = modifier.partition("::")[0]
        if space in _WINDOWS:
            return space
    raise t.unknown(i)


@handles("cvta")
def convert_address(t: Translator, i: Instruction) -> None:
    b = t.b
    destination, source = t.operands(i, 2)
    space = _space(t, i)
    if type(source) is Address:
        value, _ = address_value(t, source, space)
    else:
        value = t.get(source, "b64")
    if space in ("shared", "local", "param"):
        if i.modifiers[0] == "to":
            value = b.binary("and", "i64", value, ~layout.WINDOW_MASK)
        elif type(source) is Name and t.space_of(source.name) == "local" and space == "param":
            value = b.binary("or", "i64", value, layout.LOCAL_WINDOW)
        else:
            value = b.binary("or", "i64", value, _WINDOWS[space])
    t.put(destination, value, 64)


@handles("isspacep")
def is_space(t: Translator, i: Instruction) -> None:
    destination, source = t.operands(i, 2)
    window = t.b.binary("and", "i64", t.get(source, "b64"), layout.WINDOW_MASK)
    t.put(destination, t.b.compare("eq", "i64", window, _WINDOWS[_space(t, i)]), 1)


@handles("mapa")
def map_address(t: Translator, i: Instruction) -> None:
    b = t.b
    destination, source, rank = t.operands(i, 3)
    width = 64 if "u64" in i.modifiers else 32
    value = b.resize(t.get(source, f"b{width}"), width, 64)
    offset = b.binary("and", "i64", value, (1 << layout.RANK_SHIFT) - 1)
    number = b.binary("add", "i64", b.resize(t.get(rank, "b32"), 32, 64), 1)
    total = b.binary("or", "i64", offset, b.binary("shl", "i64", number, layout.RANK_SHIFT))
    if not any(modifier.startswith("shared") for modifier in i.modifiers):
        total = b.binary("or", "i64", total, layout.SHARED_WINDOW)
    t.put(destination, b.resize(total, 64, width), width)


@handles("getctarank")
def rank_of_address(t: Translator, i: Instruction) -> None:
    b = t.b
    destination, source = t.operands(i, 2)
    width = 64 if "u64" in i.modifiers else 32
    value = b.resize(t.get(source, f"b{width}"), width, 64)
    value = b.binary("and", "i64", value, ~layout.WINDOW_MASK)
    number = b.resize(b.binary("lshr", "i64", value, layout.RANK_SHIFT), 64, 32)
    own = b.load("i32", "%block", BLOCK.RANK, 4)
    t.put(
        destination,
        b.select(b.compare("eq", "i32", number, 0), "i32", own, b.binary("sub", "i32", number, 1)),
        32,
    )

"""LLVM IR as text, read: the functions of a module as blocks of instructions.

What LLVM prints after its passes is regular: one instruction a line, each with its types. Only what the grid
emitters and the passes after them write is read; anything else raises CompileError.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ....runtime.errors import CompileError

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<name>[%@](?:"[^"]*"|[-\w.$]+))
  | (?P<hex>0x[HRKLM]?[0-9A-Fa-f]+)
  | (?P<number>-?\d+(?:\.\d*(?:e[-+]?\d+)?)?)
  | (?P<word>[A-Za-z_][\w.]*)
  | (?P<mark>[-=,()\[\]<>{}*!#:"])
  | (?P<other>.)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Type:
    """`lanes` of a scalar: an integer, a float, or a pointer into a space. An array is of bytes only."""

    scalar: str
    lanes: int = 1

    @property
    def bits(self) -> int:
        """The size of one lane."""
        return _BITS[self.scalar] if self.scalar in _BITS else int(self.scalar[1:])

    @property
    def is_float(self) -> bool:
        return self.scalar in ("half", "bfloat", "float", "double")


_BITS = {"half": 16, "bfloat": 16, "float": 32, "double": 64, "ptr": 64, "ptr1": 64, "ptr3": 32, "ptr4": 64}
_SPACES = {0: "ptr", 1: "ptr1", 3: "ptr3", 4: "ptr4"}


@dataclass(frozen=True)
class Name:
    """What an instruction, a parameter or a global is called."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A constant: the bits of each lane; None in a lane for what may be anything."""

    type: Type
    lanes: tuple[int | None, ...]


@dataclass(frozen=True)
class Offset:
    """A constant address: so many bytes into a global."""

    name: str
    offset: int


Operand = Name | Literal | Offset


@dataclass(slots=True)
class Instruction:
    """One instruction. `words` are its flags and predicate, `labels` where it goes to or comes from."""

    op: str
    result: str | None
    type: Type
    operands: list[Operand]
    types: list[Type]
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Block:
    name: str
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(slots=True)
class Function:
    """`read_only` are the numbers of the parameters that nothing is written through."""

    name: str
    parameters: list[tuple[str, Type]]
    attributes: dict[str, str]
    blocks: list[Block]
    read_only: frozenset[int] = frozenset()


@dataclass(slots=True)
class Module:
    """The functions with bodies; of globals the size in bytes, and of those in constant memory the words."""

    functions: list[Function]
    local_bytes: dict[str, int]
    constants: dict[str, list[int]]


VOID = Type("void")
_BINARY = frozenset(
    ["add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "shl", "lshr", "ashr", "and", "or", "xor"]
    + ["fadd", "fsub", "fmul", "fdiv", "frem"]
)
_CASTS = frozenset(
    ["zext", "sext", "trunc", "bitcast", "fpext", "fptrunc", "fptosi", "fptoui", "sitofp", "uitofp"]
    + ["ptrtoint", "inttoptr", "addrspacecast"]
)
_FLAGS = frozenset(
    ["nuw", "nsw", "exact", "disjoint", "nneg", "samesign", "inbounds", "nusw", "volatile", "atomic"]
    + ["fast", "nnan", "ninf", "nsz", "arcp", "contract", "afn", "reassoc", "tail", "musttail", "notail"]
)
_ATTRIBUTES = frozenset(["noundef", "nonnull", "signext", "zeroext", "returned", "nofpclass", "immarg"])


class _Line:
    """The tokens of a line, taken one by one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = [
            (str(match.lastgroup), match.group(match.lastgroup or 0)) for match in _TOKEN.finditer(text)
        ]
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][1] if at < len(self.tokens) else ""

    def take(self) -> str:
        if self.at >= len(self.tokens):
            raise self.unknown()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def accept(self, *texts: str) -> bool:
        if self.peek() in texts:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if self.take() != text:
            raise self.unknown()

    def unknown(self) -> CompileError:
        return CompileError(f"the compiler for Adreno does not know this LLVM IR: {self.text.strip()}")

    def words(self) -> tuple[str, ...]:
        """Flags, as they stand before a type."""
        found = []
        while self.peek() in _FLAGS:
            found.append(self.take())
        return tuple(found)

    def type(self) -> Type:
        token = self.take()
        if token == "<":
            lanes = int(self.take())
            self.expect("x")
            inner = self.type()
            self.expect(">")
            return Type(inner.scalar, lanes)
        if token == "[":
            count = int(self.take())
            self.expect("x")
            inner = self.type()
            self.expect("]")
            size = inner.lanes if inner.scalar == "bytes" else -(-inner.bits // 8) * inner.lanes
            return Type("bytes", count * size)
        if token == "ptr":
            if self.accept("addrspace"):
                self.expect("(")
                space = int(self.take())
                self.expect(")")
                if space not in _SPACES:
                    raise self.unknown()
                return Type(_SPACES[space])
            return Type("ptr")
        if token == "void":
            return VOID
        if token in _BITS or re.fullmatch(r"i\d+", token):
            return Type(token)
        raise self.unknown()

    def attributes(self) -> None:
        """Skip what is said about a parameter or a result."""
        while self.peek() in _ATTRIBUTES or self.peek() in (
            "range",
            "align",
            "captures",
            "readonly",
            "writeonly",
        ):
            if self.take() == "align" and self.peek() != "(":
                self.take()
            elif self.peek() == "(":
                depth = 0
                while True:
                    token = self.take()
                    depth += (token == "(") - (token == ")")
                    if not depth:
                        break

    def operand(self, type_: Type) -> Operand:
        kind, token = self.tokens[self.at]
        if kind == "name":
            self.at += 1
            return Offset(token[1:].strip('"'), 0) if token[0] == "@" else Name(token[1:].strip('"'))
        if token == "getelementptr":
            return self._address()
        return Literal(type_, tuple(self._lanes(type_)))

    def _address(self) -> Offset:
        self.take()
        self.words()
        self.expect("(")
        element = self.type()
        self.expect(",")
        base = self.operand(self.type())
        if not isinstance(base, Offset):
            raise self.unknown()
        offset, size = base.offset, size_bytes(element)
        while self.accept(","):
            index = self.operand(self.type())
            if not isinstance(index, Literal) or index.lanes[0] is None:
                raise self.unknown()
            number = signed(index.lanes[0], index.type.bits)
            offset, size = offset + number * size, 1
        self.expect(")")
        return Offset(base.name, offset)

    def _lanes(self, type_: Type) -> list[int | None]:
        if self.accept("splat"):
            self.expect("(")
            inner = self.type()
            value = self._scalar(inner)
            self.expect(")")
            return [value] * type_.lanes
        if self.accept("<"):
            found: list[int | None] = []
            while True:
                inner = self.type()
                found.append(self._scalar(inner))
                if not self.accept(","):
                    break
            self.expect(">")
            return found
        return [self._scalar(type_)] * type_.lanes

    def _scalar(self, type_: Type) -> int | None:
        kind, token = self.tokens[self.at]
        self.at += 1
        if token in ("poison", "undef"):
            return None
        if token in ("zeroinitializer", "false", "null"):
            return 0
        if token == "true":
            return 1
        if kind == "hex":
            if token[2] in "HR":
                return int(token[3:], 16)
            return _float_bits(struct.unpack("<d", struct.pack("<Q", int(token, 16)))[0], type_, self)
        if kind == "number":
            if type_.is_float:
                return _float_bits(float(token), type_, self)
            return int(token) & ((1 << type_.bits) - 1)
        raise self.unknown()


def _float_bits(number: float, type_: Type, line: _Line) -> int:
    if type_.scalar == "float":
        return int(struct.unpack("<I", struct.pack("<f", number))[0])
    if type_.scalar == "half":
        return int(struct.unpack("<H", struct.pack("<e", number))[0])
    if type_.scalar == "bfloat":
        return int(struct.unpack("<I", struct.pack("<f", number))[0]) >> 16
    if type_.scalar == "double":
        return int(struct.unpack("<Q", struct.pack("<d", number))[0])
    raise line.unknown()


def signed(value: int, bits: int) -> int:
    """The bits of an integer as a signed number."""
    return value - (1 << bits) if value >> (bits - 1) & 1 else value


def size_bytes(type_: Type) -> int:
    """What a type takes in memory."""
    return type_.lanes if type_.scalar == "bytes" else -(-type_.bits // 8) * type_.lanes


def parse(text: str) -> Module:
    """The module of a text. Raises CompileError for what is not known here."""
    module = Module([], {}, {})
    attributes = dict(_attribute_groups(text))
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("@"):
            _global(line, module)
        elif line.startswith("define"):
            module.functions.append(_function(line, lines, attributes))
    return module


def _attribute_groups(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for number, body in re.findall(r"^attributes #(\d+) = \{(.*)\}", text, re.MULTILINE):
        yield number, dict(re.findall(r'"([^"]+)"="([^"]*)"', body))


def _global(line: str, module: Module) -> None:
    found = re.match(r"@(\S+) = (.*?)(?:addrspace\((\d)\) )?(?:\w+ )*?(global|constant) (.*)", line)
    if found is None:
        raise CompileError(f"the compiler for Adreno does not know this global: {line}")
    name, rest = found.group(1), _Line(found.group(5))
    type_ = rest.type()
    if found.group(3) == "3":
        module.local_bytes[name] = size_bytes(type_)
        return
    rest.expect("[")
    words = []
    while not rest.accept("]"):
        inner = rest.type()
        words.append(rest._scalar(inner) or 0)
        rest.accept(",")
    module.constants[name] = words


def _function(line: str, lines: Iterator[str], attributes: dict[str, dict[str, str]]) -> Function:
    head = _Line(line)
    while not head.peek().startswith("@"):
        head.take()
    name = head.take()[1:].strip('"')
    head.expect("(")
    parameters: list[tuple[str, Type]] = []
    read_only = set()
    while not head.accept(")"):
        type_ = head.type()
        while not head.peek().startswith("%"):
            if head.take() == "readonly":
                read_only.add(len(parameters))
        parameters.append((head.take()[1:].strip('"'), type_))
        head.accept(",")
    found = re.search(r"#(\d+)", line)
    named = attributes.get(found.group(1), {}) if found else {}
    function = Function(name, parameters, named, [], frozenset(read_only))
    block = Block("")
    for text in lines:
        if text == "}":
            break
        if not text.strip() or text.lstrip().startswith(";"):
            continue
        if text[0] not in " \t":
            block = Block(text.split(":")[0].strip('"'))
            function.blocks.append(block)
            continue
        if text.lstrip().startswith("switch "):
            while "]" not in text:
                text += next(lines)
        if not function.blocks:
            block = Block(str(len(parameters)))
            function.blocks.append(block)
        block.instructions.append(_instruction(_Line(text)))
    return function


def _instruction(line: _Line) -> Instruction:
    result = None
    if line.peek().startswith("%") and line.peek(1) == "=":
        result = line.take()[1:].strip('"')
        line.expect("=")
    words = line.words()
    op = line.take()
    words += line.words()
    if op in _BINARY:
        type_ = line.type()
        a = line.operand(type_)
        line.expect(",")
        return Instruction(op, result, type_, [a, line.operand(type_)], [type_, type_], words)
    if op in _CASTS:
        source = line.type()
        a = line.operand(source)
        line.expect("to")
        return Instruction(op, result, line.type(), [a], [source], words)
    reader = _READERS.get(op)
    if reader is None:
        raise line.unknown()
    return reader(line, op, result, words)


def _compare(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    predicate = line.take()
    type_ = line.type()
    a = line.operand(type_)
    line.expect(",")
    b = line.operand(type_)
    return Instruction(op, result, Type("i1", type_.lanes), [a, b], [type_, type_], (predicate, *words))


def _typed(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    """Operands that each have their type: select, insertelement and their like."""
    operands, types = [], []
    while True:
        type_ = line.type()
        types.append(type_)
        operands.append(line.operand(type_))
        if not line.accept(","):
            break
    type_ = types[0]
    if op == "select":
        type_ = types[1]
    elif op == "extractelement":
        type_ = Type(types[0].scalar)
    elif op == "shufflevector":
        type_ = Type(types[0].scalar, types[2].lanes)
    return Instruction(op, result, type_, operands, types, words)


def _load(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    type_ = line.type()
    line.expect(",")
    pointer = line.type()
    operand = line.operand(pointer)
    return Instruction(op, result, type_, [operand], [pointer], words, (), (_align(line, type_),))


def _store(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    type_ = line.type()
    value = line.operand(type_)
    line.expect(",")
    pointer = line.type()
    operand = line.operand(pointer)
    align = _align(line, type_)
    return Instruction(op, None, VOID, [value, operand], [type_, pointer], words, (), (align,))


def _align(line: _Line, type_: Type) -> int:
    line.accept(",")
    return int(line.take()) if line.accept("align") else size_bytes(type_)


def _address(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    """`numbers` are the bytes that each index counts."""
    element = line.type()
    line.expect(",")
    pointer = line.type()
    operands, types, sizes = [line.operand(pointer)], [pointer], []
    size = size_bytes(element)
    inner = 1 if element.scalar == "bytes" else size
    while line.accept(","):
        type_ = line.type()
        types.append(type_)
        operands.append(line.operand(type_))
        sizes.append(size)
        size = inner
    return Instruction(op, result, pointer, operands, types, words, (), tuple(sizes))


def _phi(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    type_ = line.type()
    operands, labels = [], []
    while True:
        line.expect("[")
        operands.append(line.operand(type_))
        line.expect(",")
        labels.append(line.take()[1:].strip('"'))
        line.expect("]")
        if not line.accept(","):
            break
    return Instruction(op, result, type_, operands, [type_] * len(operands), words, tuple(labels))


def _branch(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    if line.accept("label"):
        return Instruction(op, None, VOID, [], [], words, (line.take()[1:].strip('"'),))
    type_ = line.type()
    operand = line.operand(type_)
    labels = []
    while line.accept(","):
        line.expect("label")
        labels.append(line.take()[1:].strip('"'))
    return Instruction(op, None, VOID, [operand], [type_], words, tuple(labels))


def _switch(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    """The first label is where anything else goes; `numbers` go with the others."""
    type_ = line.type()
    operand = line.operand(type_)
    line.expect(",")
    line.expect("label")
    labels, numbers = [line.take()[1:].strip('"')], []
    line.expect("[")
    while not line.accept("]"):
        case = line.operand(line.type())
        if not isinstance(case, Literal) or case.lanes[0] is None:
            raise line.unknown()
        numbers.append(case.lanes[0])
        line.expect(",")
        line.expect("label")
        labels.append(line.take()[1:].strip('"'))
    return Instruction(op, None, VOID, [operand], [type_], words, tuple(labels), tuple(numbers))


def _return(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    return Instruction(op, None, VOID, [], [])


def _call(line: _Line, op: str, result: str | None, words: tuple[str, ...]) -> Instruction:
    """The first of `words` is the function's name."""
    numbers: tuple[int, ...] = ()
    if line.peek() == "range":
        inside = re.search(r"range\(i\d+ (-?\d+), (-?\d+)\)", line.text)
        if inside is not None:
            numbers = int(inside.group(1)), int(inside.group(2))
    line.attributes()
    type_ = line.type()
    name = line.take()
    if not name.startswith("@"):
        raise line.unknown()
    line.expect("(")
    operands, types = [], []
    while not line.accept(")"):
        each = line.type()
        line.attributes()
        types.append(each)
        operands.append(line.operand(each))
        line.accept(",")
    return Instruction(op, result, type_, operands, types, (name[1:].strip('"'), *words), (), numbers)


_READERS = {
    "icmp": _compare,
    "fcmp": _compare,
    "select": _typed,
    "insertelement": _typed,
    "extractelement": _typed,
    "shufflevector": _typed,
    "freeze": _typed,
    "fneg": _typed,
    "load": _load,
    "store": _store,
    "getelementptr": _address,
    "phi": _phi,
    "br": _branch,
    "switch": _switch,
    "ret": _return,
    "unreachable": _return,
    "call": _call,
}

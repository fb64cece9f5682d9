"""PTX text to a module: directives, declarations, instructions (PTX ISA, chapters 4, 5 and 11).

What an instruction means is not looked at here; that its operands are declared is, where it is translated.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..syntax import (
    WIDTHS,
    Address,
    Float,
    Function,
    Group,
    Instruction,
    Integer,
    Label,
    Module,
    Name,
    Negated,
    Operand,
    Pair,
    PtxError,
    Variable,
    Vector,
)
from .lexer import Token, tokens

_LINKAGE = frozenset({".visible", ".extern", ".weak", ".common"})
_SPACES = frozenset({".global", ".const", ".shared", ".local", ".param"})
_TUNING = frozenset(
    {
        ".maxntid", ".reqntid", ".minnctapersm", ".maxnctapersm", ".maxnreg", ".reqnctapercluster",
        ".maxclusterrank",
        ".noreturn", ".explicitcluster", ".blocksareclusters", ".abi_preserve", ".abi_preserve_control",
        ".pragma",
    }
)  # fmt: skip
_OPAQUE = frozenset({"texref", "samplerref", "surfref"})
Parsed = TypeVar("Parsed")

# Deeper than any compiler nests, and within what Python's own stack takes.
_DEEPEST = 64
# Integer constants are of 64 bits (PTX ISA, 4.5.1); what takes more digits is none.
_MOST_DIGITS = 70
_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&": lambda a, b: a & b,
    "<<": lambda a, b: a << b if 0 <= b < 64 else 0,
    ">>": lambda a, b: a >> min(b, 64) if b >= 0 else 0,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
    "%": lambda a, b: a % b,
}


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.module: Module | None = None
        self.scopes: list[dict[str, str]] = []
        self.unique = 0
        self.depth = 0

    # Tokens.

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def error(self, token: Token | None = None) -> PtxError:
        token = token or self.token
        return PtxError(token.line, f"Parsing error near '{token.text}': syntax error")

    def take(self, kind: str) -> Token:
        token = self.tokens[self.at]
        if token.kind != kind:
            raise self.error(token)
        self.at += 1
        return token

    def accept(self, kind: str) -> bool:
        if self.tokens[self.at].kind == kind:
            self.at += 1
            return True
        return False

    def accept_dotted(self, text: str) -> bool:
        token = self.tokens[self.at]
        if token.kind == "dotted" and token.text == text:
            self.at += 1
            return True
        return False

    def skip_to_semicolon(self) -> None:
        while self.token.kind not in (";", "end"):
            self.at += 1
        self.accept(";")

    def skip_past(self, kind: str) -> None:
        """Skip what is up to a token, and that. Raises PtxError where the file ends before."""
        while not self.accept(kind):
            if self.token.kind == "end":
                raise self.error()
            self.at += 1

    def nested(self, part: Callable[[], Parsed]) -> Parsed:
        """A part that may hold others of its kind. Raises PtxError where it goes too deep."""
        if self.depth == _DEEPEST:
            raise PtxError(self.token.line, f"Parsing error near '{self.token.text}': nested too deeply")
        self.depth += 1
        try:
            return part()
        finally:
            self.depth -= 1

    # The module.

    def parse(self) -> Module:
        module = self.header()
        self.module = module
        while self.token.kind != "end":
            self.module_statement(module)
        return module

    def header(self) -> Module:
        if not self.accept_dotted(".version"):
            raise PtxError(self.token.line, "Missing .version directive at start of file")
        version = self.take("float")
        major, _, minor = version.text.partition(".")
        if not (major.isdecimal() and (minor or "0").isdecimal()):
            raise self.error(version)
        if not self.accept_dotted(".target"):
            raise PtxError(self.token.line, "Missing .target directive")
        target = self.take("word").text
        while self.accept(","):
            self.take("word")
        size = 32
        if self.accept_dotted(".address_size"):
            size = self.constant()
        return Module((int(major), int(minor or "0")), target, size)

    def module_statement(self, module: Module) -> None:
        token = self.token
        if self.accept(";"):
            return
        if token.kind == "@" or token.kind != "dotted":
            raise self.error()
        linkage = set()
        while self.token.text in _LINKAGE:
            linkage.add(self.token.text)
            self.at += 1
        text = self.token.text
        if text in (".entry", ".func"):
            self.function(module, ".extern" in linkage)
        elif text in _SPACES:
            for variable in self.declaration():
                variable = replace(variable, external=".extern" in linkage or variable.count == 0)
                module.variables[variable.name] = variable
        elif text in (".file", ".section", ".loc"):
            self.debugging()
        elif text == ".pragma" or text == ".alias":
            self.skip_to_semicolon()
        else:
            raise self.error()

    def debugging(self) -> None:
        text = self.token.text
        line = self.token.line
        self.at += 1
        if text == ".section":
            self.skip_past("{")
            self.skip_past("}")
            return
        # `.file` and `.loc` end with their line.
        while self.token.kind != "end" and self.token.line == line:
            self.at += 1

    def function(self, module: Module, external: bool) -> None:
        keyword = self.take("dotted")
        results: list[Variable] = []
        if keyword.text == ".func" and self.token.kind == "(":
            results = self.parameters()
        name = self.take("word")
        parameters = self.parameters() if self.token.kind == "(" else []
        function = Function(keyword.line, name.text, keyword.text == ".entry", parameters, results)
        while self.token.kind == "dotted" and self.token.text in _TUNING:
            directive = self.token.text
            self.at += 1
            values: list[int] = []
            while self.token.kind in ("number", "text"):
                if self.token.kind == "text":
                    self.at += 1
                else:
                    values.append(self.constant())
                if not self.accept(","):
                    break
            if directive == ".pragma":
                self.accept(";")
            function.directives[directive] = tuple(values)
        if self.accept(";"):
            # A prototype.
            known = module.functions.get(function.name)
            if known is None:
                module.functions[function.name] = function
            return
        before = module.functions.get(function.name)
        if before is not None and before.body is not None:
            raise PtxError(name.line, f"Duplicate definition of function '{function.name}'")
        function.body = []
        self.take("{")
        self.scopes = [{}]
        self.block(function)
        module.functions[function.name] = function

    def parameters(self) -> list[Variable]:
        self.take("(")
        found: list[Variable] = []
        if self.accept(")"):
            return found
        while True:
            if self.token.text == ".reg":
                line = self.take("dotted").line
                kind, _, _ = self.element_type()
                name = self.take("word").text
                found.append(Variable(line, "reg", name, kind, 1, 0, max(WIDTHS[kind] // 8, 1)))
            elif self.token.text == ".param":
                found += self.declaration(parameter=True)
            else:
                raise self.error()
            if not self.accept(","):
                break
        self.take(")")
        return found

    # Declarations.

    def element_type(self) -> tuple[str, int, int]:
        """The type, its vector length and the alignment asked for (0 for the type's own)."""
        alignment, length = 0, 1
        pointer = False
        while True:
            token = self.take("dotted")
            text = token.text[1:]
            if text == "align":
                asked = self.alignment()
                alignment = asked if not pointer else alignment
            elif text in ("v2", "v4", "v8"):
                length = int(text[1])
            elif text == "ptr":
                pointer = True
            elif text in WIDTHS:
                kind = text
                break
            elif text in _OPAQUE:
                kind = "b64"
                break
            elif text == "attribute":
                self.take("(")
                self.skip_past(")")
            else:
                raise self.error(token)
        return kind, length, alignment

    def alignment(self) -> int:
        """How a variable is to be aligned: a power of two of bytes (PTX ISA, 5.4.5)."""
        token = self.token
        asked = self.constant()
        if asked <= 0 or asked & (asked - 1):
            raise PtxError(token.line, f"Alignment must be a power of two, not {asked}")
        return asked

    def extent(self) -> int:
        """How many elements an array has."""
        token = self.token
        asked = self.constant()
        if asked < 0:
            raise PtxError(token.line, f"Array size must not be negative: {asked}")
        return asked

    def declaration(self, parameter: bool = False) -> list[Variable]:
        space = self.take("dotted")
        kind, length, alignment = self.element_type()
        while parameter and self.token.kind == "dotted":
            # `.ptr .global .align 4`: what a pointer parameter points to.
            text = self.take("dotted").text
            if text == ".align":
                self.alignment()
        element_bytes = WIDTHS[kind] // 8 * length
        found: list[Variable] = []
        while True:
            name = self.take("word")
            count, open_ended, dimensions = 1, False, 0
            while self.accept("["):
                dimensions += 1
                if self.accept("]"):
                    open_ended = True
                else:
                    count *= self.extent()
                    self.take("]")
            initial: bytes | None = None
            addresses: tuple[tuple[int, int, str, int, bool], ...] = ()
            if self.accept("="):
                initial, addresses = self.initializer(kind)
                if open_ended:
                    count = len(initial) // element_bytes
            elif open_ended:
                count = 0
            found.append(
                Variable(
                    name.line, space.text[1:].partition("::")[0], name.text, kind, count,
                    alignment or element_bytes, element_bytes, initial, addresses,
                )
            )  # fmt: skip
            if parameter or not self.accept(","):
                break
        if not parameter:
            self.take(";")
        return found

    def initializer(self, kind: str) -> tuple[bytes, tuple[tuple[int, int, str, int, bool], ...]]:
        size = WIDTHS[kind] // 8
        data = bytearray()
        addresses: list[tuple[int, int, str, int, bool]] = []

        def item() -> None:
            if self.accept("{"):
                while not self.accept("}"):
                    self.nested(item)
                    self.accept(",")
                return
            token = self.token
            if token.kind == "word":
                self.at += 1
                name, generic = token.text, False
                if name == "generic" and self.accept("("):
                    generic, name = True, self.take("word").text
                    self.take(")")
                addend = 0
                if self.token.kind in ("+", "-"):
                    addend = self.constant()
                addresses.append((len(data), size, name, addend, generic))
                data.extend(bytes(size))
                return
            negative = self.accept("-")
            if self.token.kind == "float":
                if kind not in ("f32", "f64"):
                    raise PtxError(token.line, f"A floating point constant cannot initialize .{kind}")
                value = self.float_constant()
                data.extend(float_bits(value, kind, negative).to_bytes(size, "little"))
            else:
                number = self.constant()
                number = -number if negative else number
                data.extend((number & ((1 << 8 * size) - 1)).to_bytes(size, "little"))

        item()
        return bytes(data), tuple(addresses)

    def register_declaration(self, function: Function) -> None:
        self.take("dotted")
        kind, length, _ = self.element_type()
        while True:
            name = self.take("word").text
            names = [f"{name}.{part}" for part in "xyzw"[:length]] if length > 1 else [name]
            if self.accept("<"):
                function.ranges[name] = (self.constant(), kind)
                self.take(">")
            else:
                declared = self.declared(name)
                for each in names:
                    function.registers[each if declared == name else each.replace(name, declared, 1)] = kind
            if not self.accept(","):
                break
        self.take(";")

    def declared(self, name: str) -> str:
        """A name of this scope: itself, or one of its own where an outer scope has it too."""
        scope = self.scopes[-1]
        taken = any(name in outer for outer in self.scopes)
        if taken or len(self.scopes) > 1:
            self.unique += 1
            scope[name] = f"{name}${self.unique}"
        else:
            scope[name] = name
        return scope[name]

    def resolved(self, name: str) -> str:
        """The unique name of what a name means here."""
        if len(self.scopes) == 1:
            return name
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
            head, dot, tail = name.partition(".")
            if dot and head in scope:
                return f"{scope[head]}.{tail}"
        return name

    # Constants.

    def float_constant(self) -> Float:
        text = self.take("float").text
        if text[:2] in ("0f", "0F"):
            return Float(int(text[2:], 16), 32)
        if text[:2] in ("0d", "0D"):
            return Float(int(text[2:], 16), 64)
        return Float(struct.unpack("<Q", struct.pack("<d", float(text)))[0], 64)

    def constant(self, least: int = 0) -> int:
        """An integer constant expression (PTX ISA, 4.5.5), by precedence climbing."""
        token = self.token
        if self.accept("-"):
            left = -self.nested(self.factor)
        elif self.accept("+"):
            left = self.nested(self.factor)
        elif self.accept("~"):
            left = ~self.nested(self.factor)
        elif self.accept("!"):
            left = int(not self.nested(self.factor))
        elif self.accept("("):
            left = self.nested(self.constant)
            self.take(")")
        elif token.kind == "number":
            self.at += 1
            left = self.literal(token)
        elif token.kind == "word" and token.text == "WARP_SZ":
            self.at += 1
            left = 32
        else:
            raise self.error()
        levels = {"|": 1, "^": 2, "&": 3, "<<": 5, ">>": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7}
        while (level := levels.get(self.token.kind, 0)) > least:
            operator = self.token.kind
            self.at += 1
            right = self.constant(level)
            if operator in "/%" and right == 0:
                raise PtxError(token.line, "Division by zero in constant expression")
            left = _OPERATORS[operator](left, right)
            if not -(1 << 63) <= left < 1 << 64:
                left &= (1 << 64) - 1
        return left

    def factor(self) -> int:
        """What a sign stands before."""
        return self.constant(9)

    def literal(self, token: Token) -> int:
        """The value of an integer literal (PTX ISA, 4.5.1)."""
        text = token.text.rstrip("U")
        octal = len(text) > 1 and text[0] == "0" and text[1] not in "xXbB"
        if len(text) > _MOST_DIGITS or (octal and not set(text) <= set("01234567")):
            raise self.error(token)
        value = int(text, 8) if octal else int(text, 0)
        if value >= 1 << 64:
            raise PtxError(token.line, f"Integer constant '{token.text}' is too large")
        return value

    # Statements.

    def block(self, function: Function) -> None:
        body = function.body
        assert_open = len(self.scopes)
        if body is None:
            raise self.error()
        toks = self.tokens
        while True:
            token = toks[self.at]
            kind = token.kind
            if kind == "word":
                if toks[self.at + 1].kind == ":":
                    self.at += 2
                    if self.branch_targets(function, token.text):
                        continue
                    body.append(Label(token.line, self.declared_label(token.text)))
                else:
                    body.append(self.instruction(None, False))
            elif kind == "@":
                self.at += 1
                unless = self.accept("!")
                predicate = Name(self.resolved(self.take("word").text))
                body.append(self.instruction(predicate, unless))
            elif kind == "}":
                self.at += 1
                self.scopes.pop()
                if len(self.scopes) < assert_open:
                    return
            elif kind == "{":
                self.at += 1
                self.scopes.append({})
                self.nested(lambda: self.block(function))
            elif kind == ";":
                self.at += 1
            elif kind == "dotted":
                self.body_directive(function)
            else:
                raise self.error(token)

    def declared_label(self, name: str) -> str:
        return (
            self.declared(name)
            if len(self.scopes) > 1 and name not in self.scopes[-1]
            else self.resolved(name)
        )

    def branch_targets(self, function: Function, name: str) -> bool:
        if self.token.kind != "dotted" or self.token.text not in (
            ".branchtargets",
            ".callprototype",
            ".calltargets",
        ):
            return False
        directive = self.take("dotted").text
        if directive == ".callprototype":
            self.skip_to_semicolon()
            return True
        labels = [self.take("word").text]
        while self.accept(","):
            labels.append(self.take("word").text)
        self.take(";")
        function.tables[name] = tuple(labels)
        return True

    def body_directive(self, function: Function) -> None:
        text = self.token.text
        if text == ".reg":
            self.register_declaration(function)
        elif text in _SPACES:
            for variable in self.declaration():
                name = self.declared(variable.name)
                function.variables[name] = replace(variable, name=name)
        elif text in (".loc", ".file"):
            self.debugging()
        elif text == ".pragma":
            self.skip_to_semicolon()
        else:
            raise self.error()

    def instruction(self, predicate: Name | None, unless: bool) -> Instruction:
        token = self.take("word")
        opcode, *modifiers = token.text.split(".")
        operands: list[Operand] = []
        if not self.accept(";"):
            while True:
                operands.append(self.operand())
                if not self.accept(","):
                    break
            self.take(";")
        return Instruction(token.line, opcode, tuple(modifiers), tuple(operands), predicate, unless)

    def operand(self) -> Operand:
        toks = self.tokens
        token = toks[self.at]
        kind = token.kind
        if kind == "word":
            self.at += 1
            name = Name(self.resolved(token.text) if len(self.scopes) > 1 else token.text)
            following = toks[self.at].kind
            if following == "|":
                self.at += 1
                return Pair(name, self.nested(self.operand))
            if following == "+" or following == "-":
                return Address(name, self.constant())
            if following == "[":
                self.at += 1
                offset = self.constant()
                self.take("]")
                return Address(name, offset)
            return name
        if kind == "[":
            return self.address()
        if kind == "{":
            self.at += 1
            elements = [self.nested(self.operand)]
            while self.accept(","):
                elements.append(self.nested(self.operand))
            self.take("}")
            return Vector(tuple(elements))
        if kind == "float":
            return self.float_constant()
        if kind == "!":
            self.at += 1
            return Negated(self.nested(self.operand))
        if kind == "-":
            following = toks[self.at + 1].kind
            if following == "float":
                self.at += 1
                value = self.float_constant()
                return Float(value.pattern ^ (1 << (value.bits - 1)), value.bits)
            if following == "word":
                self.at += 1
                return Negated(self.nested(self.operand))
        if kind == "(" and toks[self.at + 1].kind in ("word", ")"):
            self.at += 1
            found: list[Operand] = []
            while not self.accept(")"):
                found.append(self.nested(self.operand))
                self.accept(",")
            return Group(tuple(found))
        return Integer(self.constant())

    def address(self) -> Operand:
        self.take("[")
        base: Name | Integer
        token = self.token
        if token.kind == "word":
            self.at += 1
            base = Name(self.resolved(token.text))
        else:
            base = Integer(self.constant())
        offset = 0
        if self.token.kind in ("+", "-"):
            offset = self.constant()
        more: list[Operand] = []
        while self.accept(","):
            more.append(self.nested(self.operand))
        self.take("]")
        return Address(base, offset, tuple(more))


def float_bits(value: Float, kind: str, negative: bool = False) -> int:
    """The bits of a constant as a value of type `f32` or `f64` (other types take its own bits)."""
    pattern, bits = value.pattern, value.bits
    if kind == "f32" and bits == 64:
        number = struct.unpack("<d", pattern.to_bytes(8, "little"))[0]
        try:
            pattern = struct.unpack("<I", struct.pack("<f", number))[0]
        except OverflowError:
            pattern = 0x7F800000 if number > 0 else 0xFF800000
        bits = 32
    elif kind == "f64" and bits == 32:
        single = struct.unpack("<f", pattern.to_bytes(4, "little"))[0]
        pattern, bits = struct.unpack("<Q", struct.pack("<d", single))[0], 64
    return pattern ^ (1 << (bits - 1)) if negative else pattern


def parse(text: str) -> Module:
    """The module that PTX text describes. Raises PtxError."""
    return _Parser(text).parse()

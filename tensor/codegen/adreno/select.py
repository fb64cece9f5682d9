"""From LLVM IR to machine instructions: each lane of each value becomes registers or constants.

A value of the LLVM IR is a list of lanes. A lane is a `Part` or a `Number` where it is 32 or 16 bits wide (8
bits are a half register whose upper byte is anything), a `Wide` where it is 64, a `Flag` where it is an i1,
and an `Address` where it is a pointer into the card's memory. Vectors are thus gone; what shuffles them costs
nothing.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ....runtime.errors import CompileError
from . import llvm_text as ir
from .builder import Builder, Value
from .machine_code import P0, Block, Constant, Instruction, Number, Part, Program, Special
from .textures import Textures, sizes


@dataclass(frozen=True, slots=True)
class Wide:
    """64 bits as two words."""

    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Flag:
    """An i1 as a full register that is 0 or 1; `inverted` where it stands for the other."""

    value: Value
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a flag's register was computed."""

    op: str
    condition: str
    operands: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Double:
    """A float64 as the sum of two float32, of which the first is the sum rounded (doubles.py)."""

    high: Value
    low: Value


@dataclass(frozen=True, slots=True)
class Address:
    """A place in the card's memory: an argument or a computed pointer, an offset of less than 2**32, a
    constant.
    """

    argument: int | None
    pointer: Wide | None = None
    index: Value | None = None
    constant: int = 0


Lane = Part | Number | Wide | Flag | Double | Address
ZERO, ONE = Number(0), Number(1)


class Selector:
    """What is known of one function while it is selected."""

    def __init__(
        self, function: ir.Function, module: ir.Module, table: Table, textures: bool, generation: int
    ) -> None:
        """`textures` is whether the texture cache is used, `generation` 6 for a6xx."""
        self.generation = generation
        self.function, self.module, self.table = function, module, table
        blocks = {block.name: Block(block.name) for block in function.blocks}
        self.blocks = blocks
        self.local_start: dict[str, int] = {}
        local_bytes = 0
        for name, size in module.local_bytes.items():
            self.local_start[name] = local_bytes
            local_bytes += -(-size // 16) * 16
        items = int(function.attributes.get("block", "1"))
        self.program = Program(
            function.name, list(blocks.values()), len(function.parameters), items, local_bytes
        )
        self.program.vectors = int(function.attributes.get("vectors", self.program.vectors))
        self.b = Builder(self.program, self.program.blocks[0])
        self.lanes: dict[str, list[Lane]] = {}
        self.most: dict[int, int] = {}  # register's number -> the greatest value it has, as unsigned
        self.shifted: dict[int, tuple[Value, int]] = {}  # register's number -> what it is, shifted left
        self.lossy: set[int] = set()  # of shifts and sums those that may be off by a multiple of 2**32
        self.sums: dict[int, tuple[Value, Value]] = {}  # register's number -> what it is the sum of
        self.comparisons: dict[int, Comparison] = {}
        self.pairs: dict[tuple[Value, Value, str], Part] = {}  # words of a block that are adjacent
        self.products: dict[
            int, tuple[Value, Value]
        ] = {}  # register's number -> the factors that it may be contracted of
        self.phis: list[tuple[ir.Instruction, list[Lane]]] = []
        self.exits: dict[str, Block] = {}  # where the code of a block of the LLVM IR ends
        self.bases: dict[int, Wide] = {}
        self.specials: dict[str, Part] = {}
        self.in_loop = self.in_tight_loop = False
        again = sizes(function.attributes.get("reread", "")) if textures else {}
        self.zeros = 0  # registers that are 0 from the start, beside the place of a texel
        self.textures = Textures({n: size for n, size in again.items() if n in function.read_only})

    # Operands

    def operand(self, operand: ir.Operand, type_: ir.Type) -> list[Lane]:
        if isinstance(operand, ir.Name):
            return self.lanes[operand.name]
        if isinstance(operand, ir.Offset):
            return [Number(self.local_start[operand.name] + operand.offset)]
        return [self.literal(bits or 0, type_) for bits in operand.lanes]

    def literal(self, bits: int, type_: ir.Type) -> Lane:
        if type_.scalar == "i1":
            return Flag(Number(bits))
        if type_.scalar == "ptr1":
            return Address(None, Wide(Number(bits & 0xFFFFFFFF), Number(bits >> 32)))
        if type_.scalar == "double":
            return Double(*_as_singles(bits))
        if type_.bits == 64:
            return Wide(Number(bits & 0xFFFFFFFF), Number(bits >> 32))
        return Number(bits)

    def operands(self, i: ir.Instruction) -> list[list[Lane]]:
        return [self.operand(each, type_) for each, type_ in zip(i.operands, i.types, strict=True)]

    def unknown(self, i: ir.Instruction) -> CompileError:
        name = i.words[0] if i.op == "call" else i.op
        type_ = i.types[0] if i.types else i.type
        if "double" in (i.type.scalar, type_.scalar):
            return CompileError(
                f"kernel {self.function.name}: an Adreno GPU has no float64, and its compiler nothing for"
                f" {name} of it; cast to float32"
            )
        return CompileError(
            f"kernel {self.function.name}: the compiler for Adreno has nothing for {name} of {type_.scalar}"
        )

    # Flags

    def compare(self, op: str, condition: str, *operands: Value, inverted: bool = False) -> Flag:
        """A comparison, in a full register."""
        result = self.b.emit(op, *operands, condition=condition)
        self.comparisons[result.register.number] = Comparison(op, condition, operands)
        self.most[result.register.number] = 1
        return Flag(result, inverted)

    def truth(self, flag: Flag) -> Value:
        """A flag as 0 or 1."""
        if not flag.inverted:
            return flag.value
        if isinstance(flag.value, Number):
            return Number(1 - flag.value.bits)
        known = self.comparisons.get(flag.value.register.number)
        opposite = known and _opposite(known)
        if known and opposite:
            return self.b.emit(known.op, *known.operands, condition=opposite)
        return self.b.emit("xor.b", flag.value, ONE)

    def choose(self, flag: Flag, a: Value, b: Value, full: bool) -> Value:
        """`a` where the flag holds, else `b`."""
        if isinstance(flag.value, Number):
            return a if bool(flag.value.bits) != flag.inverted else b
        if flag.inverted:
            a, b = b, a
        if a == b:
            return a
        if full:
            return self.b.emit("sel.b32", a, flag.value, b)
        return self.b.emit("sel.b16", a, self.short_flag(flag.value), b, full=False)

    def short_flag(self, value: Part) -> Part:
        """A flag's register as a half, which is what half selections ask."""
        known = self.comparisons.get(value.register.number)
        if known:
            return self.b.emit(known.op, *known.operands, condition=known.condition, full=False)
        return self.convert(value, "u32", "u16")

    def convert(self, value: Value, source: str, target: str) -> Part:
        """A `cov`, whose operand is a register."""
        wide = source.endswith("32")
        part = self.b.in_register(value, wide)
        result = self.b.new(target.endswith("32"))
        self.b.append(Instruction("cov", result, (part,), types=(source, target)))
        return result

    # Blocks

    def run(self) -> Program:
        for block in self.function.blocks:
            self._phis(block)
        loops = _in_loops(self.function)
        for block in _in_order(self.function):
            self.b.enter(self.blocks[block.name])
            self.in_loop = block.name in loops
            self.in_tight_loop = block.name in block.instructions[-1].labels
            if block is self.function.blocks[0]:
                self._arguments()
            for each in block.instructions:
                if each.op == "phi":
                    continue
                if each.op in ("br", "switch", "ret", "unreachable"):
                    self.exits[block.name] = self.b.block
                    self._leave(each)
                else:
                    self.select(each)
        self._copies()
        self.program.textures = self.textures.all()
        return self.program

    def select(self, i: ir.Instruction) -> None:
        handler = self.table.handler(i)
        if handler is None:
            raise self.unknown(i)
        found = handler(self, i)
        if i.result is not None:
            self.lanes[i.result] = found

    def _arguments(self) -> None:
        for number, (name, type_) in enumerate(self.function.parameters):
            if type_.scalar not in ("ptr1", "i64"):
                raise CompileError(
                    f"kernel {self.function.name}: {name} is no pointer to the card's memory, and no i64"
                )
            self.lanes[name] = [Address(number) if type_.scalar == "ptr1" else self.base(number)]

    def base(self, argument: int) -> Wide:
        """An argument in registers, once for the function: its first block has the moves."""
        found = self.bases.get(argument)
        if found is None:
            pair = self.program.full(2)
            low, high = replace(pair, count=1), replace(pair, unit=2, count=1)
            first = self.program.blocks[0].instructions
            moves = [
                Instruction("mov", part, (Constant(2 * argument + word),), types=("u32", "u32"))
                for word, part in enumerate((low, high))
            ]
            first[:0] = moves
            found = self.bases[argument] = Wide(low, high)
        return found

    def special(self, name: Literal["thread", "group"]) -> Part:
        """The number of the work-item or of the group."""
        if name in self.specials:
            return self.specials[name]
        result = self.specials[name] = self.program.full()
        move = Instruction("mov", result, (Special(name),), types=("u32", "u32"))
        self.program.blocks[0].instructions.insert(0, move)
        return result

    # Loops that an instruction becomes

    def variable(self, value: Wide) -> Wide:
        """64 bits in registers that are written again."""
        low, high = self.program.full(), self.program.full()
        self.b.move_to(low, value.low)
        self.b.move_to(high, value.high)
        return Wide(low, high)

    def begin_block(self) -> Block:
        """A new block behind the current one, to go on in."""
        block = Block(f"loop{len(self.program.blocks)}")
        self.program.blocks.append(block)
        self.b.block.follows = [block]
        self.b.append(Instruction("jump", None, (), target=block, effect=True))
        self.b.enter(block)
        return block

    def loop_while(self, flag: Flag, head: Block) -> None:
        """Go back to a block while a flag holds, then on in a new one."""
        after = Block(f"after{len(self.program.blocks)}")
        self.program.blocks.append(after)
        self._branch(flag, head, after)
        self.b.enter(after)

    # Phis and branches

    def _phis(self, block: ir.Block) -> None:
        for i in block.instructions:
            if i.op != "phi" or i.result is None:
                continue
            lanes: list[Lane] = []
            for _ in range(i.type.lanes):
                if i.type.scalar == "i1":
                    lanes.append(Flag(self.program.full()))
                elif i.type.scalar == "ptr1":
                    lanes.append(Address(None, Wide(self.program.full(), self.program.full())))
                elif i.type.scalar == "double":
                    lanes.append(Double(self.program.full(), self.program.full()))
                elif i.type.bits == 64:
                    lanes.append(Wide(self.program.full(), self.program.full()))
                else:
                    lanes.append(self.b.new(i.type.bits == 32))
            self.lanes[i.result] = lanes
            self.phis.append((i, lanes))
            bound = _counts_to(self.function, i)
            if bound is not None and isinstance(lanes[0], Part):
                self.most[lanes[0].register.number] = bound

    def _copies(self) -> None:
        """What phis stand for: copies at the end of each block before them, as if all at once."""
        home = {
            id(i): block.name for block in self.function.blocks for i in block.instructions if i.op == "phi"
        }
        edges: dict[tuple[str, str], list[tuple[ir.Instruction, list[Lane], ir.Operand]]] = {}
        for i, lanes in self.phis:
            for operand, label in zip(i.operands, i.labels, strict=True):
                if label in self.exits:  # else nothing comes from there
                    edges.setdefault((label, home[id(i)]), []).append((i, lanes, operand))
        for (label, home_name), phis in edges.items():
            self.b.enter(self._edge(label, home_name))
            held = self.b.block.instructions
            end: list[Instruction] = []
            while held and (held[-1].op in ("br", "jump") or held[-1].destination is P0):
                end.insert(0, held.pop())
            moves = []
            for i, lanes, operand in phis:
                if isinstance(operand, ir.Literal) and all(bits is None for bits in operand.lanes):
                    continue
                for target, source in zip(lanes, self.operand(operand, i.type), strict=True):
                    moves.extend(self._pieces(target, source))
            self._all_at_once(moves)
            held.extend(end)

    def _edge(self, label: str, home: str) -> Block:
        """The block whose end is the way from one block of the LLVM IR to another and nothing else."""
        end, target = self.exits[label], self.blocks[home]
        if len(end.follows) == 1:
            return end
        new = Block(f"edge{len(self.program.blocks)}")
        new.instructions.append(Instruction("jump", None, (), target=target, effect=True))
        new.follows = [target]
        self.program.blocks.append(new)
        end.follows = [new if each is target else each for each in end.follows]
        for each in end.instructions[-2:]:
            if each.target is target:
                each.target = new
        return new

    def _pieces(self, target: Lane, source: Lane) -> list[tuple[Part, Value]]:
        if isinstance(target, Flag):
            assert isinstance(source, Flag) and isinstance(target.value, Part)
            return [(target.value, self.truth(source))]
        if isinstance(target, Address):
            assert isinstance(source, Address) and target.pointer is not None
            target, source = target.pointer, self.table.pointer(self, source)
        if isinstance(target, Wide):
            assert isinstance(source, Wide)
            assert isinstance(target.low, Part) and isinstance(target.high, Part)
            return [(target.low, source.low), (target.high, source.high)]
        if isinstance(target, Double):
            assert isinstance(source, Double)
            assert isinstance(target.low, Part) and isinstance(target.high, Part)
            return [(target.low, source.low), (target.high, source.high)]
        assert isinstance(target, Part) and isinstance(source, (Part, Number))
        return [(target, source)]

    def _all_at_once(self, moves: Sequence[tuple[Part, Value]]) -> None:
        """Moves whose sources may be others' targets, in an order in which none is lost."""
        waiting = [(target, source) for target, source in moves if target != source]
        while waiting:
            read = {source.register.number for _, source in waiting if isinstance(source, Part)}
            ready = [
                each
                for each in waiting
                if each[0].register.number not in read
                or (
                    isinstance(each[1], Part)
                    and each[1].register is each[0].register
                    and sum(s.register is each[0].register for _, s in waiting if isinstance(s, Part)) == 1
                )
            ]
            if not ready:
                # A ring: what the first one overwrites is kept aside.
                target = waiting[0][0]
                kept = self.b.move(target, target.full)
                waiting = [
                    (t, replace(kept, negate=s.negate, absolute=s.absolute))
                    if isinstance(s, Part) and s.register is target.register
                    else (t, s)
                    for t, s in waiting
                ]
                continue
            for target, source in ready:
                self.b.move_to(target, source)
            waiting = [each for each in waiting if each not in ready]

    def _leave(self, i: ir.Instruction) -> None:
        block = self.b.block
        if i.op in ("ret", "unreachable"):
            self.b.append(Instruction("end", None, (), effect=True))
            return
        targets = [self.blocks[label] for label in i.labels]
        if i.op == "switch":
            self._switch(i, targets)
            return
        if len(targets) == 1 or targets[0] is targets[1]:
            block.follows = targets[:1]
            self.b.append(Instruction("jump", None, (), target=targets[0], effect=True))
            return
        (flag,) = self.operand(i.operands[0], i.types[0])
        assert isinstance(flag, Flag)
        self._branch(flag, targets[0], targets[1])

    def _branch(self, flag: Flag, yes: Block, no: Block) -> None:
        block = self.b.block
        if isinstance(flag.value, Number):
            target = yes if bool(flag.value.bits) != flag.inverted else no
            block.follows = [target]
            self.b.append(Instruction("jump", None, (), target=target, effect=True))
            return
        known = self.comparisons.get(flag.value.register.number)
        if known:
            sources = self.b.sources(known.op, known.operands, _is_wide(known.operands))
            self.b.append(Instruction(known.op, P0, sources, known.condition))
        else:
            self.b.append(Instruction("cmps.u", P0, self.b.sources("cmps.u", (flag.value, ZERO), True), "ne"))
        block.follows = [yes, no]
        self.b.append(Instruction("br", None, (P0,), target=yes, invert=flag.inverted, effect=True))
        self.b.append(Instruction("jump", None, (), target=no, effect=True))

    def _switch(self, i: ir.Instruction, targets: list[Block]) -> None:
        (value,) = self.operand(i.operands[0], i.types[0])
        if not isinstance(value, (Part, Number)) or i.types[0].bits not in (16, 32):
            raise self.unknown(i)
        for number, target in zip(i.numbers, targets[1:], strict=True):
            following = Block(f"case{len(self.program.blocks)}")
            self.program.blocks.append(following)
            self._branch(self.compare("cmps.u", "eq", value, Number(number)), target, following)
            self.b.enter(following)
        following = self.b.block
        following.follows = [targets[0]]
        self.b.append(Instruction("jump", None, (), target=targets[0], effect=True))


def _as_singles(bits: int) -> tuple[Number, Number]:
    """A float64 as the nearest float32, and what is left as another."""
    number = struct.unpack("<d", struct.pack("<Q", bits))[0]
    try:
        (high,) = struct.unpack("<f", struct.pack("<f", number))
    except OverflowError:
        high = math.copysign(math.inf, number)
    low = number - high if math.isfinite(high) else 0.0
    a, b = (struct.unpack("<I", struct.pack("<f", each))[0] for each in (high, low))
    return Number(a), Number(b)


_OPPOSITE = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


def _opposite(known: Comparison) -> str:
    """The condition that holds where a comparison does not; none for floats, which may be no numbers."""
    if known.op == "cmps.f" and known.condition not in ("eq", "ne"):
        return ""
    return _OPPOSITE[known.condition]


def _is_wide(operands: tuple[Value, ...]) -> bool:
    return next((each.full for each in operands if isinstance(each, Part)), True)


def _counts_to(function: ir.Function, i: ir.Instruction) -> int | None:
    """The greatest value of a counter: from a constant, by a constant, until it is equal to a constant."""
    if i.type.lanes != 1 or i.type.scalar != "i32" or len(i.operands) != 2:
        return None
    starts = [each for each in i.operands if isinstance(each, ir.Literal)]
    steps = [each for each in i.operands if isinstance(each, ir.Name)]
    if len(starts) != 1 or len(steps) != 1 or starts[0].lanes[0] is None:
        return None
    (step,), block = [steps[0].name], next(b for b in function.blocks if b.name == _from(i, steps[0]))
    named = {each.result: each for b in function.blocks for each in b.instructions}
    add, leave = named.get(step), block.instructions[-1]
    test = (
        named.get(leave.operands[0].name)
        if leave.operands and isinstance(leave.operands[0], ir.Name)
        else None
    )
    if add is None or add.op != "add" or "nuw" not in add.words or add.operands[0] != ir.Name(i.result or ""):
        return None
    if test is None or test.op != "icmp" or test.words[0] != "eq" or test.operands[0] != steps[0]:
        return None
    end = test.operands[1]
    if isinstance(end, ir.Literal) and end.lanes[0] is not None:
        return max(end.lanes[0], starts[0].lanes[0])
    return None


def _from(i: ir.Instruction, operand: ir.Operand) -> str:
    """The block that a phi has an operand from."""
    return i.labels[i.operands.index(operand)]


def _in_order(function: ir.Function) -> list[ir.Block]:
    """The blocks so that what dominates comes first: a postorder, backwards."""
    by_name = {block.name: block for block in function.blocks}
    seen: set[str] = set()
    order: list[ir.Block] = []
    stack: list[tuple[ir.Block, list[str]]] = []

    def push(block: ir.Block) -> None:
        seen.add(block.name)
        stack.append((block, [label for label in block.instructions[-1].labels if block.instructions]))

    push(function.blocks[0])
    while stack:
        block, rest = stack[-1]
        while rest and rest[-1] in seen:
            rest.pop()
        if rest:
            push(by_name[rest.pop()])
        else:
            order.append(block)
            stack.pop()
    return order[::-1]


def _in_loops(function: ir.Function) -> set[str]:
    """The blocks that can be come to again."""
    follows = {block.name: set(block.instructions[-1].labels) for block in function.blocks}
    found = set()
    for name, targets in follows.items():
        seen: set[str] = set()
        waiting = list(targets)
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting.extend(follows[each])
        if name in seen:
            found.add(name)
    return found


Handler = Callable[[Selector, ir.Instruction], list[Lane]]


@dataclass(frozen=True)
class Table:
    """What each instruction becomes (lowering.py): who writes it, and an address as 64 bits."""

    handler: Callable[[ir.Instruction], Handler | None]
    pointer: Callable[[Selector, Lane], Wide]

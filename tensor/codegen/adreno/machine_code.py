"""Machine code before it is encoded: instructions over registers that need not have numbers yet.

A `Register` stands for some adjacent units of the register file. A unit is a half register: in the merged
file of a6xx a full register is two of them, `r0.x` the units of `hr0.x` and `hr0.y`. What one instruction
reads or writes of a register is a `Part`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from .textures import Texture

UNITS_OF_FULL = 2


class Register:
    """Some units of the register file, wherever they will be. `halves` is whether parts of it are halves."""

    __slots__ = ("halves", "number", "units")

    def __init__(self, number: int, units: int, halves: bool) -> None:
        self.number, self.units, self.halves = number, units, halves

    def __repr__(self) -> str:
        return f"%{self.number}"


@dataclass(frozen=True, slots=True)
class Part:
    """`count` adjacent full or half registers of a register, from a unit on, with a float's modifiers."""

    register: Register
    unit: int
    full: bool
    count: int = 1
    negate: bool = False
    absolute: bool = False

    @property
    def units(self) -> range:
        size = UNITS_OF_FULL if self.full else 1
        return range(self.unit, self.unit + size * self.count)

    @property
    def plain(self) -> Part:
        return replace(self, negate=False, absolute=False) if self.negate or self.absolute else self

    def __repr__(self) -> str:
        text = f"{'' if self.full else 'h'}{self.register}.{self.unit}"
        text += f"*{self.count}" if self.count > 1 else ""
        text = f"|{text}|" if self.absolute else text
        return f"-{text}" if self.negate else text


@dataclass(frozen=True, slots=True)
class Number:
    """The bits of a constant, which may become an immediate, a place in the constant file, or a register."""

    bits: int


@dataclass(frozen=True, slots=True)
class Immediate:
    """A constant in the instruction itself."""

    value: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A dword of the constant file: one of an argument's, or one that holds `bits`."""

    argument: int | None
    bits: int = 0
    negate: bool = False


@dataclass(frozen=True, slots=True)
class Special:
    """What the hardware has put somewhere before the start: the numbers of work-item and group."""

    name: Literal["thread", "group"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """p0.x."""


P0 = Predicate()
Source = Part | Immediate | Constant | Special | Predicate
Destination = Part | Predicate


@dataclass(slots=True, eq=False)
class Instruction:
    """One instruction.

    `condition` is that of a comparison, `types` those of a move or an access, `offset`, `shift` and `count`
    of an access, `texture` the number of one. `effect` keeps it where there is no destination. The last six
    are for `sync.py` and `repeat.py` to fill in: `raised` is which sources' registers go up with repetitions.
    """

    op: str
    destination: Destination | None
    sources: tuple[Source, ...]
    condition: str = ""
    types: tuple[str, ...] = ()
    offset: int = 0
    shift: int = 0
    count: int = 1
    texture: int = 0
    target: Block | None = None
    invert: bool = False
    effect: bool = False
    ss: bool = False
    sy: bool = False
    jp: bool = False
    nops: int = 0
    repeat: int = 0
    raised: tuple[bool, ...] = ()

    def __repr__(self) -> str:
        flags = ("(jp)" if self.jp else "") + ("(sy)" if self.sy else "") + ("(ss)" if self.ss else "")
        name = ".".join(filter(None, [self.op, self.condition, "".join(self.types)]))
        operands = [repr(each) for each in (self.destination, *self.sources) if each is not None]
        rest = f" +{self.offset} <<{self.shift} *{self.count}" if self.is_memory else ""
        rest += f" t{self.texture} *{self.count}" if self.category == 5 else ""
        rest += f" {'!' if self.invert else ''}-> {self.target.name}" if self.target is not None else ""
        flags += f"(nop{self.nops})" if self.nops else f"(rpt{self.repeat})" if self.repeat else ""
        return f"{flags}{name} {', '.join(operands)}{rest}"

    @property
    def category(self) -> int:
        return CATEGORIES[self.op]

    @property
    def is_memory(self) -> bool:
        return self.category == 6

    @property
    def is_access(self) -> bool:
        """Whether it goes to memory, by way of the texture cache or not."""
        return self.category in (5, 6)


@dataclass(slots=True, eq=False)
class Block:
    """Instructions, and where they go: `follows` are the blocks after it, in the program's order of
    branches.
    """

    name: str
    instructions: list[Instruction] = field(default_factory=list)
    follows: list[Block] = field(default_factory=list)
    precedes: list[Block] = field(default_factory=list)
    depth: int = 0

    def __repr__(self) -> str:
        lines = "\n".join(f"    {each!r}" for each in self.instructions)
        return f"  {self.name}:  -> {', '.join(each.name for each in self.follows)}\n{lines}"


@dataclass(slots=True)
class Program:
    """One kernel: its blocks in the order in which they will lie in memory."""

    name: str
    blocks: list[Block]
    arguments: int
    block_items: int
    local_bytes: int
    registers: int = 0  # how many there are
    private_bytes: int = 0
    textures: tuple[Texture, ...] = ()
    branch_depth: int = 0  # how often lanes can have parted
    vectors: int = 48  # of four full registers: how many a lane may have

    def register(self, units: int, halves: bool = False) -> Register:
        self.registers += 1
        return Register(self.registers - 1, units, halves)

    def full(self, count: int = 1) -> Part:
        """A new register of so many full ones."""
        return Part(self.register(UNITS_OF_FULL * count), 0, True, count)

    def half(self, count: int = 1) -> Part:
        """A new register of so many halves."""
        return Part(self.register(count, True), 0, False, count)


CATEGORIES: dict[str, int] = {}
for _category, _names in enumerate(
    (
        "br jump end nop",
        "mov cov",
        "add.f mul.f min.f max.f cmps.f absneg.f floor.f ceil.f trunc.f rndne.f"
        " add.u sub.u cmps.u cmps.s min.u max.u min.s max.s and.b or.b xor.b not.b shl.b shr.b ashr.b"
        " mul.u24 mull.u clz.b bfrev.b cbits.b",
        "mad.f16 mad.f32 mad.u24 madsh.m16 sel.b16 sel.b32",
        "rcp rsq log2 exp2 sqrt",
        "isam",
        "ldg stg ldg.a stg.a ldl stl ldp stp",
        "bar fence lock unlock",
    )
):
    CATEGORIES.update(dict.fromkeys(_names.split(), _category))
FLOAT_OPS = frozenset(op for op in CATEGORIES if op.endswith((".f", ".f16", ".f32")))

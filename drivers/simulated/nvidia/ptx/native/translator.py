"""One kernel as LLVM IR for this processor: a function that runs one thread to where it waits for others.

Registers are variables of that function. Where a thread waits (a SITE), those that are still needed are kept
in the thread's frame, and the function is entered again there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .....architectures.nvidia import features_of_target, first_target
from ..checks import wgmma_waits
from ..checks.liveness import Flow, live_after
from ..parsing.inline import flatten
from ..parsing.parser import float_bits
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
from . import layout, special
from .builder import Builder, Slot, Value
from .layout import BLOCK, FRAME, JOB, WORKER


@dataclass(frozen=True)
class Site:
    """Where threads wait for each other; `handler` names the native function that then does the work."""

    kind: int
    line: int
    handler: str
    flags: int = 0


@dataclass(frozen=True)
class Program:
    """A translated kernel."""

    name: str
    text: str
    sites: tuple[Site, ...]
    frame_bytes: int
    static_shared_bytes: int
    local_bytes: int
    parameters: tuple[tuple[int, int], ...]
    parameter_bytes: int
    registers: int
    directives: dict[str, tuple[int, ...]]
    target: str
    watches: bool
    loops: bool


Handler = Callable[["Translator", Instruction], None]
HANDLERS: dict[str, Handler] = {}
"""What to write for each opcode."""
SITES: dict[str, Callable[[Instruction], bool]] = {}
"""Opcodes at which a thread may have to wait, and for which of their forms that is so."""


def handles(*opcodes: str) -> Callable[[Handler], Handler]:
    """Enter a function into the table of opcodes."""

    def enter(function: Handler) -> Handler:
        for opcode in opcodes:
            HANDLERS[opcode] = function
        return function

    return enter


def waits(*opcodes: str, when: Callable[[Instruction], bool] = lambda instruction: True) -> None:
    """Say that these instructions are sites."""
    for opcode in opcodes:
        SITES[opcode] = when


def is_site(instruction: Instruction) -> bool:
    """Whether a thread may have to wait for others at an instruction."""
    when = SITES.get(instruction.opcode)
    return when is not None and when(instruction)


def aligned(value: int, alignment: int) -> int:
    """Rounded up to a multiple."""
    return -(-value // alignment) * alignment


@dataclass
class Layout:
    """Where a kernel's variables are."""

    shared: dict[str, int] = field(default_factory=dict)
    shared_bytes: int = 0
    local: dict[str, int] = field(default_factory=dict)
    local_bytes: int = 0
    parameters: dict[str, tuple[int, int]] = field(default_factory=dict)
    parameter_bytes: int = 0


class Translator:
    """Writes one kernel. The handlers of instructions use what is here."""

    def __init__(self, module: Module, function: Function, global_index: dict[str, int], name: str) -> None:
        self.module, self.function, self.name = module, function, name
        self.global_index = global_index
        self.b = Builder(f"i32 @{name}(ptr noalias %frame, ptr %block, ptr %job)", "#0")
        self.slots: dict[str, Slot] = {}
        self.widths: dict[str, int] = {}
        self.helpers: dict[str, str] = {}
        self.sites: list[Site] = []
        self.kept: list[list[str]] = []
        self.exchange_bytes = 0
        self.live: dict[int, list[str]] = {}
        self.mentions: Counter[str] = Counter()
        self.at = 0
        self.line = function.line
        self.labels: dict[str, int] = {}
        self.checks_pending = False
        self.watches = False
        self.loops = False
        self.uses_cluster = False
        self.features = features_of_target(module.target)

    # Errors.

    def error(self, message: str) -> PtxError:
        """A fault of the program, at the instruction that is being written."""
        return PtxError(self.line, message)

    def unknown(self, instruction: Instruction) -> PtxError:
        """An instruction that is none, or not in this form."""
        return self.error(f"Not a name of any known instruction: '{instruction.text}'")

    def require(self, feature: str, what: str = "") -> None:
        """Raises PtxError unless the target has a feature, which is called `what` if not by its own name."""
        if feature not in self.features:
            since = first_target(feature)
            higher = "" if since.endswith("a") else " or higher"
            raise self.error(f"Feature '{what or feature}' requires .target {since}{higher}")

    # The kernel.

    def translate(self) -> Program:
        """Write it all. Raises PtxError."""
        body, extra = flatten(self.module, self.function)
        self.types = extra.types
        self.tables = extra.tables
        self.layout = self._lay_out(body, extra.variables)
        for index, statement in enumerate(body):
            if isinstance(statement, Label):
                if statement.name in self.labels:
                    raise PtxError(statement.line, f"Duplicate definition of label '{statement.name}'")
                self.labels[statement.name] = index
            elif statement.opcode == "cp" and statement.modifiers[:1] == ("async",):
                self.checks_pending = True
                self.watches |= "bulk" in statement.modifiers
            elif statement.opcode == "wgmma":
                self.watches = True
            elif statement.opcode in ("mapa", "ld", "st", "atom", "red", "mbarrier") and (
                statement.opcode == "mapa" or "shared::cluster" in statement.modifiers
            ):
                self.uses_cluster = True
        if any(isinstance(statement, Instruction) and is_site(statement) for statement in body):
            flow = Flow(body, self.labels, self.tables, self.registers_in)
            wgmma_waits.check(flow)
            self.live = live_after(flow, is_site)
            self.mentions = flow.mentions
        self._enter()
        for index, statement in enumerate(body):
            self.at, self.line = index, statement.line
            if isinstance(statement, Label):
                self.b.place(self.block_of(statement.name))
            else:
                self._instruction(statement)
        self.b.ret("i32", layout.EXITED)
        self._leave()
        return self._finish()

    def _lay_out(self, body: list[Instruction | Label], variables: dict[str, Variable]) -> Layout:
        found = Layout()
        offset = 0
        for parameter in self.function.parameters:
            offset = aligned(offset, max(parameter.alignment, 1))
            found.parameters[parameter.name] = (offset, parameter.size_bytes)
            offset += parameter.size_bytes
        found.parameter_bytes = offset
        used = {
            name
            for statement in body
            if isinstance(statement, Instruction)
            for operand in statement.operands
            for name in names(operand)
        }
        shared = {n: v for n, v in self.module.variables.items() if v.space == "shared" and n in used}
        shared |= {n: v for n, v in variables.items() if v.space == "shared"}
        for name, variable in shared.items():
            if not variable.external:
                found.shared_bytes = aligned(found.shared_bytes, variable.alignment)
                found.shared[name] = found.shared_bytes
                found.shared_bytes += variable.size_bytes
        dynamic = [(name, variable) for name, variable in shared.items() if variable.external]
        if dynamic:
            alignment = max(variable.alignment for _, variable in dynamic)
            found.shared_bytes = aligned(found.shared_bytes, alignment)
        for name, _ in dynamic:
            found.shared[name] = found.shared_bytes
        for name, variable in variables.items():
            if variable.space in ("local", "param"):
                found.local_bytes = aligned(found.local_bytes, max(variable.alignment, 1))
                found.local[name] = found.local_bytes
                found.local_bytes += variable.size_bytes
        return found

    def _enter(self) -> None:
        b = self.b
        b.entry += [
            "  %worker.at = getelementptr i8, ptr %block, i64 " + str(BLOCK.WORKER),
            "  %worker = load ptr, ptr %worker.at",
            "  %shared.at = getelementptr i8, ptr %block, i64 " + str(BLOCK.SHARED),
            "  %shared = load ptr, ptr %shared.at",
            "  %pending.at = getelementptr i8, ptr %block, i64 " + str(BLOCK.PENDING),
            "  %pending = load ptr, ptr %pending.at",
            "  %limit.at = getelementptr i8, ptr %job, i64 " + str(JOB.TOTAL_SHARED),
            "  %limit32 = load i32, ptr %limit.at",
            "  %limit = zext i32 %limit32 to i64",
            "  %parameters.at = getelementptr i8, ptr %job, i64 " + str(JOB.PARAMETERS),
            "  %parameters = load ptr, ptr %parameters.at",
            "  %globals.at = getelementptr i8, ptr %job, i64 " + str(JOB.GLOBALS),
            "  %globals = load ptr, ptr %globals.at",
            "  %pages.at = getelementptr i8, ptr %job, i64 " + str(JOB.PAGES),
            "  %pages = load ptr, ptr %pages.at",
            "  %arena.at = getelementptr i8, ptr %job, i64 " + str(JOB.ARENA),
            "  %arena = load i64, ptr %arena.at",
        ]
        self.fault_kind, self.fault_line = b.slot("i32"), b.slot("i32")
        self.fault_address, self.fault_size = b.slot("i64"), b.slot("i32")
        self.dispatch_at = len(b.lines)

    def _leave(self) -> None:
        b = self.b
        b.place("fault")
        b.store("i32", self.fault_kind.get(), "%worker", WORKER.FAULT, 4)
        b.store("i32", self.fault_line.get(), "%worker", WORKER.FAULT_LINE, 4)
        b.store("i64", self.fault_address.get(), "%worker", WORKER.FAULT_ADDRESS, 8)
        b.store("i32", self.fault_size.get(), "%worker", WORKER.FAULT_BYTES, 4)
        b.ret("i32", layout.FAULTED)
        b.place("stopped")
        b.ret("i32", layout.STOPPED)
        b.place("trapped")
        b.ret("i32", layout.FAULTED)

    def _finish(self) -> Program:
        b = self.b
        local_at = aligned(FRAME.EXCHANGE + self.exchange_bytes, 16)
        saved_at = aligned(local_at + self.layout.local_bytes, 16)
        places = {name: saved_at + 16 * index for index, name in enumerate(self.slots)}
        frame_bytes = aligned(saved_at + (16 * len(places) if self.sites else 0), 64)
        resident = self._resident()
        for name, slot in self.slots.items():
            kind, place = f"i{self.widths[name]}", places[name]
            if name in resident:
                b.entry.append(f"  {slot.pointer} = getelementptr i8, ptr %frame, i64 {place}")
            else:
                b.entry += [f"  {slot.pointer} = alloca {kind}", f"  store {kind} 0, ptr {slot.pointer}"]
        lines = []
        for line in b.lines:
            if line.startswith(("  ;keep ", "  ;restore ")):
                what, number = line.split()
                lines += self._moved(what == ";keep", int(number), resident, places)
            else:
                lines.append(line)
        head = []
        if self.sites:
            cases = " ".join(f"i32 {n + 1}, label %resume{n}" for n in range(len(self.sites)))
            head = [
                "  %resume = load i32, ptr %frame",
                f"  switch i32 %resume, label %fresh [ {cases} ]",
                "fresh:",
                *(f"  store i{self.widths[n]} 0, ptr {self.slots[n].pointer}" for n in sorted(resident)),
            ]
        b.lines = head + lines
        written = b.text().replace("%LOCAL%", str(local_at))
        declarations = "\n".join([*b.declarations, *self.helpers.values()])
        return Program(
            self.function.name,
            f'{declarations}\n{written}\nattributes #0 = {{ nounwind "no-trapping-math"="true" }}\n'
            "attributes #1 = { nounwind noinline strictfp }\n",
            tuple(self.sites),
            frame_bytes,
            self.layout.shared_bytes,
            self.layout.local_bytes,
            tuple(self.layout.parameters.values()),
            self.layout.parameter_bytes,
            len(self.slots),
            self.function.directives,
            self.module.target,
            self.watches,
            self.loops,
        )

    def _resident(self) -> set[str]:
        """The registers that stay in the frame throughout: keeping them there at every site would take more
        instructions than reading and writing them there does.
        """
        moves = Counter(name for names in self.kept for name in names)
        return {name for name, count in moves.items() if 2 * count > self.mentions[name]}

    def _moved(self, keep: bool, site: int, resident: set[str], places: dict[str, int]) -> list[str]:
        """Lines that move the other registers that a site needs into the frame, or back."""
        lines = []
        for name in self.kept[site]:
            if name in resident:
                continue
            kind, place, pointer = f"i{self.widths[name]}", places[name], self.slots[name].pointer
            tag = f"%{'k' if keep else 'q'}{site}.{place}"
            lines.append(f"  {tag}p = getelementptr i8, ptr %frame, i64 {place}")
            source, target = (pointer, f"{tag}p") if keep else (f"{tag}p", pointer)
            lines += [f"  {tag} = load {kind}, ptr {source}", f"  store {kind} {tag}, ptr {target}"]
        return lines

    # Instructions and blocks.

    def block_of(self, label: str) -> str:
        """The LLVM block of a PTX label."""
        return '"L ' + label + '"'

    def _instruction(self, instruction: Instruction) -> None:
        b = self.b
        if not b.open:
            b.place(b.fresh("dead"))
        handler = HANDLERS.get(instruction.opcode)
        if handler is None:
            raise self.unknown(instruction)
        if instruction.predicate is None or instruction.opcode in ("bra", "brx"):
            self._handle(handler, instruction)
            return
        condition = self.predicate(instruction)
        do, skip = b.fresh("do"), b.fresh("skip")
        b.condition(condition, do, skip)
        b.place(do)
        self._handle(handler, instruction)
        b.place(skip)

    def _handle(self, handler: Handler, instruction: Instruction) -> None:
        try:
            handler(self, instruction)
        except (LookupError, ValueError) as error:
            # A type or modifier that the handler's tables do not have, or too few of them.
            raise self.unknown(instruction) from error

    def predicate(self, instruction: Instruction) -> Value:
        """The instruction's guard as an i1."""
        if instruction.predicate is None:
            return "true"
        value = self.get(instruction.predicate, "pred")
        return self.b.binary("xor", "i1", value, "true") if instruction.unless else value

    # Registers and operands.

    def registers_in(self, operand: Operand) -> list[str]:
        """The registers an operand mentions."""
        return [name for name in names(operand) if self.types(name) is not None]

    def slot(self, name: str) -> Slot:
        """A register's variable. Raises PtxError when it is not declared."""
        slot = self.slots.get(name)
        if slot is None:
            kind = self.types(name)
            if kind is None:
                raise self.error(f"Unknown symbol '{name}'")
            slot = self.new_slot(name, WIDTHS[kind])
        return slot

    def new_slot(self, name: str, width: int) -> Slot:
        """A variable of the kernel, zero at first; where it lies is decided at the end."""
        self.widths[name] = width
        slot = self.slots[name] = Slot(self.b, f"i{width}", f"%r{len(self.slots)}")
        return slot

    def get(self, operand: Operand, kind: str, signed: bool | None = None) -> Value:
        """An operand as an integer that holds a value of type `kind` (bits of a float, i1 of a predicate).

        Raises PtxError for an operand that is too narrow or not a value.
        """
        width = WIDTHS[kind]
        if type(operand) is Name:
            name = operand.name
            if name[0] == "%" or self.types(name) is not None:
                if self.types(name) is None:
                    return self.special(name, width)
                slot = self.slot(name)
                have = self.widths[name]
                if have == width:
                    return slot.get()
                if (have == 1) != (width == 1):
                    raise self.error(f"Arguments mismatch for instruction: '{name}' is not of type .{kind}")
                return self.b.resize(slot.get(), have, width, kind[0] == "s" if signed is None else signed)
            return self.b.resize(self.address_of(name), 64, width) if width < 64 else self.address_of(name)
        if type(operand) is Integer:
            value = operand.value & ((1 << width) - 1)
            if width == 1:
                return "true" if value else "false"
            return str(value - (1 << width) if value >> (width - 1) else value)
        if type(operand) is Float:
            value = float_bits(operand, kind if kind in ("f32", "f64") else "f32" if width == 32 else "f64")
            return str(value)
        if type(operand) is Negated:
            value_of = self.get(operand.operand, kind)
            if width == 1:
                return self.b.binary("xor", "i1", value_of, "true")
            return self.b.binary("sub", f"i{width}", 0, value_of)
        if type(operand) is Address and type(operand.base) is Name:
            base = self.get(operand.base, "b64")
            total = self.b.binary("add", "i64", base, operand.offset)
            return self.b.resize(total, 64, width)
        if type(operand) is Vector:
            return self.pack(operand, width)
        raise self.error("Arguments mismatch: an operand is not a value")

    def pack(self, vector: Vector, width: int) -> Value:
        """The elements of a vector as one integer, the first lowest."""
        each = width // len(vector.elements)
        total = "0"
        for index, element in enumerate(vector.elements):
            value = self.b.resize(self.get(element, f"b{each}"), each, width)
            if index:
                value = self.b.binary("shl", f"i{width}", value, index * each)
                total = self.b.binary("or", f"i{width}", total, value)
            else:
                total = value
        return total

    def put(self, operand: Operand, value: Value, width: int, signed: bool = False) -> None:
        """Write an integer of `width` bits to a destination, extended where that is wider.

        Raises PtxError for what is not a register.
        """
        if type(operand) is Vector:
            each = width // len(operand.elements)
            for index, element in enumerate(operand.elements):
                part = self.b.binary("lshr", f"i{width}", value, index * each) if index else value
                self.put(element, self.b.resize(part, width, each), each)
            return
        if type(operand) is not Name:
            raise self.error("Arguments mismatch: the destination is not a register")
        if operand.name == "_":
            return
        slot = self.slot(operand.name)
        slot.set(self.b.resize(value, width, self.widths[operand.name], signed))

    def width_of(self, operand: Operand) -> int:
        """Bits of a register."""
        if type(operand) is Name:
            if operand.name == "_":
                return 32
            self.slot(operand.name)
            return self.widths[operand.name]
        raise self.error("Arguments mismatch: a register is wanted")

    def operands(self, instruction: Instruction, *counts: int) -> tuple[Operand, ...]:
        """The operands, of which there are to be one of `counts`. Raises PtxError."""
        if len(instruction.operands) not in counts:
            raise self.error(f"Wrong number of operands for instruction '{instruction.opcode}'")
        return instruction.operands

    # Addresses.

    def address_of(self, name: str) -> Value:
        """A variable's address in its own state space, as an i64."""
        here = self.layout
        if name in here.shared:
            return str(here.shared[name])
        if name in here.local:
            return str(here.local[name])
        if name in here.parameters:
            return str(here.parameters[name][0])
        if name in self.global_index:
            return self.b.load("i64", "%globals", 8 * self.global_index[name], 8)
        if name in self.labels or name in self.module.functions:
            raise self.error(f"The address of '{name}' cannot be taken in a simulated kernel")
        raise self.error(f"Unknown symbol '{name}'")

    def space_of(self, name: str) -> str | None:
        """The state space of a variable; None when it is none."""
        here = self.layout
        if name in here.shared:
            return "shared"
        if name in here.local:
            return "local"
        if name in here.parameters:
            return "param"
        return "global" if name in self.global_index else None

    def special(self, name: str, width: int) -> Value:
        """A special register."""
        found = special.read(self.b, name)
        if found is None:
            raise self.error(f"Unknown symbol '{name}'")
        value, bits = found
        return self.b.resize(value, bits, width)

    # Faults.

    def fault_unless(self, good: Value, kind: int, address: Value = "0", size: int = 0) -> None:
        """Stop the thread with a fault where a condition does not hold."""
        b = self.b
        bad, fine = b.fresh("bad"), b.fresh("fine")
        b.condition(good, fine, bad)
        b.place(bad)
        self.fault_kind.set(kind)
        self.fault_line.set(self.line)
        self.fault_address.set(address)
        self.fault_size.set(size)
        b.branch("fault")
        b.place(fine)

    def check_stop(self) -> None:
        """Give up where the launch is to be stopped."""
        b = self.b
        flag = b.op(f"getelementptr i8, ptr %job, i64 {JOB.STOP}")
        stop = b.op(f"load atomic i32, ptr {flag} monotonic, align 4")
        go = b.fresh("go")
        b.condition(b.compare("eq", "i32", stop, 0), go, "stopped")
        b.place(go)

    def have(self, name: str, write: Callable[[], Builder]) -> None:
        """Have an internal function in the kernel's module, once."""
        if name not in self.helpers:
            part = write()
            self.helpers[name] = part.text()
            self.b.declarations |= part.declarations

    # Sites.

    def exchange(self, offset: int, size: int) -> int:
        """The place of an exchanged value in the frame, for which room is made."""
        self.exchange_bytes = max(self.exchange_bytes, offset + size)
        return FRAME.EXCHANGE + offset

    def give(self, kind: str, value: Value | int, offset: int) -> None:
        """Put a value where the handler of a site finds it."""
        size = max(int(kind[1:]) // 8, 1)
        self.b.store(kind, value, "%frame", self.exchange(offset, size), min(size, 8))

    def take(self, kind: str, offset: int) -> Value:
        """A value that the handler of a site left."""
        size = max(int(kind[1:]) // 8, 1)
        return self.b.load(kind, "%frame", self.exchange(offset, size), min(size, 8))

    def wait(
        self, kind: int, handler: str, mask: Value | int = 0, count: Value | int = 0, flags: int = 0
    ) -> None:
        """Wait for others here. What follows runs when they have come."""
        b = self.b
        number = len(self.sites)
        self.sites.append(Site(kind, self.line, handler, flags))
        label = f"resume{number}"
        self.kept.append(self.live.get(self.at, []))
        for name in self.kept[-1]:
            self.slot(name)
        b.line(f";keep {number}")
        b.store("i32", number + 1, "%frame", FRAME.RESUME, 4)
        b.store("i32", number, "%frame", FRAME.SITE, 4)
        b.store("i32", mask, "%frame", FRAME.MASK, 4)
        b.store("i32", count, "%frame", FRAME.COUNT, 4)
        b.ret("i32", layout.WAITING)
        b.place(label)
        b.line(f";restore {number}")


def names(operand: Operand) -> list[str]:
    if type(operand) is Name:
        return [operand.name]
    if type(operand) is Address:
        found = [operand.base.name] if type(operand.base) is Name else []
        for more in operand.more:
            found += names(more)
        return found
    if type(operand) is Negated:
        return names(operand.operand)
    if isinstance(operand, (Integer, Float)):
        return []
    if type(operand) is Pair:
        return names(operand.first) + names(operand.second)
    if isinstance(operand, (Vector, Group)):
        return [name for element in operand.elements for name in names(element)]
    return []

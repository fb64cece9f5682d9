"""The builder that semantics functions write handlers with: operands, the wave's state, results, control.

`source(n, kind)` reads source n as a vector of one element per lane, modifiers applied; kinds are "f32",
"f16", "b32" and "b16". `write` writes the destination in the lanes that execute. All sources are to be read
before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....native.handler import Handler, Layout
from ....native.values import Type, Value
from ..instruction import NONE, Instruction, Kind, Operand
from . import wave

ELEMENTS = {"f16": "half", "f32": "float"} | {
    f"{sign}{bits}": f"i{bits}" for sign in "uib" for bits in (8, 16, 32, 64)
}
_I32, _I64, _POINTER = Type("i32"), Type("i64"), Type("ptr")


LAYOUT = Layout(
    wave.STATUS,
    wave.RESUME,
    wave.FAULT_ADDRESS,
    wave.FAULT_BYTES,
    wave.FAULT_DETAIL,
    wave.FAULT_LANE,
    wave.RECORD_BYTES,
)


class NotSimulated(Exception):
    """An instruction that is decoded but not executed."""

    def __init__(self, message: str, instruction: Instruction) -> None:
        super().__init__(message)
        self.instruction = instruction


@dataclass(frozen=True)
class Context:
    """What a handler is made for beside its instruction: lanes per wave, the generation (6 or 7)."""

    lanes: int
    generation: int = 6


def place_class(operand: Operand) -> str:
    """How a handler reaches an operand: V a row of the register file, S a scalar register, K the constant
    file, I an immediate, R and C relative to a0.x, P predicates, A an address register, N nothing.
    """
    if operand.kind is Kind.REGISTER:
        if operand.is_general:
            return "V"
        if operand.is_shared:
            return "S"
        if operand.is_predicate:
            return "P"
        return "N" if operand.number >> 2 == NONE else "A"
    return {
        Kind.CONST: "K",
        Kind.IMMEDIATE: "I",
        Kind.RELATIVE_REGISTER: "R",
        Kind.RELATIVE_CONST: "C",
    }[operand.kind]


class Builder(Handler):
    """Writes one handler. See the module's text."""

    def __init__(self, instruction: Instruction, context: Context) -> None:
        super().__init__(context.lanes, LAYOUT)
        self.instruction = instruction
        self.context = context
        self.operands = (*instruction.destinations, *instruction.sources)
        self.first_source = len(instruction.destinations)
        self._slots: dict[int, Value] = {}
        self._places: dict[int, Value] = {}
        self._active: Value | None = None

    def refuse(self, why: str) -> NotSimulated:
        """What to raise for an instruction that cannot be executed."""
        return NotSimulated(f"{self.instruction.name}: {why}", self.instruction)

    # ---- the wave's state -----------------------------------------------------------------------------

    def slot(self, n: int) -> Value:
        """The 32 bits in slot n of the record."""
        if n not in self._slots:
            at = self.emit_entry(
                f"getelementptr i8, {self.record}, i64 {wave.RECORD_SLOTS + 4 * n}", _POINTER
            )
            self._slots[n] = self.emit_entry(f"load i32, {at}, align 4", _I32)
        return self._slots[n]

    def extra_slot(self, n: int = 0) -> Value:
        """A slot behind those of the operands."""
        return self.slot(len(self.operands) + n)

    @property
    def exec(self) -> Value:
        """The lanes that execute, as an integer of one bit per lane."""
        return self.get(wave.EXEC, self.mask_element)

    @property
    def active(self) -> Value:
        """The lanes that execute, as a vector of i1."""
        if self._active is None:
            at = self.emit_entry(f"getelementptr i8, {self.state}, i64 {wave.EXEC}", _POINTER)
            bits = self.emit_entry(f"load {self.mask_element}, {at}, align 4", Type(self.mask_element))
            self._active = self.emit_entry(f"bitcast {bits} to <{self.lanes} x i1>", self.vector("i1"))
        return self._active

    def flagged(self, name: str, value: Value) -> Value:
        """`llvm.<name>` of a vector, with a flag after it that is false: abs and ctlz of all numbers."""
        flag = Value(self, "false", Type("i1"))
        return self.call(f"llvm.{name}.{value.type.suffix}", value.type, value, flag)

    def first_lane(self) -> Value:
        """The lowest lane that executes, as an i32."""
        lane = self.intrinsic("cttz", self.exec, Value(self, "false", Type("i1")))
        return self.intrinsic("umin", lane, self.lanes - 1).fit("i32")

    def pair(self, low: Value, high: Value) -> Value:
        """Two vectors of i32 as one of i64."""
        return low.zext("i64") | (high.zext("i64") << 32)

    # ---- sources --------------------------------------------------------------------------------------

    def place(self, n: int, register: int = 0) -> Value:
        """A pointer to operand n, or to the register `register` further."""
        operand = self.operands[n]
        letter = place_class(operand)
        if n not in self._places:
            offset = self.emit_entry(f"zext {self.slot(n)} to i64", _I64)
            base = self.state
            if letter in "KI":
                at = self.emit_entry(f"getelementptr i8, {self.state}, i64 {wave.CONSTANTS}", _POINTER)
                base = self.emit_entry(f"load ptr, {at}, align 8", _POINTER)
            self._places[n] = self.emit_entry(f"getelementptr i8, {base}, {offset}", _POINTER)
        if not register:
            return self._places[n]
        return self.at(self._places[n], register * (4 * self.lanes if letter == "V" else 4))

    def row(self, n: int, register: int = 0) -> Value:
        """The bits of a full register of source or destination n as a vector of i32."""
        operand = self.operands[n]
        letter = place_class(operand)
        if letter == "V":
            return self.load(self.place(n, register), self.vector("i32"), 64)
        if letter in "SKI":
            return self.splat(self.load(self.place(n, register), _I32), self.lanes)
        if letter in "RC":
            return self._relative_row(n, register)
        if letter == "P":
            return self.mask_to_lanes(self.load(self.place(n), Type(self.mask_element), 4)).zext("i32")
        if letter == "A":
            return self.load(self.field(wave.A0), self.vector("i32"), 64)
        return self.constant(self.vector("i32"), 0)

    def half_row(self, n: int, register: int = 0) -> Value:
        """The bits of a half register as a vector of i16; register k further on is hr(n + k)."""
        operand = self.operands[n]
        if place_class(operand) == "V":
            return self.load(self._half_place(n, register), self.vector("i32"), 2).trunc("i16")
        return self.row(n, register).trunc("i16")

    def _half_place(self, n: int, register: int) -> Value:
        # The slot says where the half begins in its row; the row's own parity is the encoding's.
        place = self.place(n)
        if not register:
            return place
        if (self.operands[n].number + register) // 2 == self.operands[n].number // 2:
            return self.at(place, 2)
        step = (self.operands[n].number + register) // 2 - self.operands[n].number // 2
        shift = 2 * ((self.operands[n].number + register) % 2 - self.operands[n].number % 2)
        return self.at(place, step * 4 * self.lanes + shift)

    def _relative_row(self, n: int, register: int) -> Value:
        operand = self.operands[n]
        index = self.load(self.field(wave.A0), self.vector("i32"), 64) + self.splat(self.slot(n), self.lanes)
        index = index + register
        if operand.kind is Kind.RELATIVE_CONST:
            limit, status = self.get(wave.CONSTANT_DWORDS), wave.STATUS_CONSTANT_RANGE
            base, step, lane_step = self.get(wave.CONSTANTS, "ptr"), 4, 0
        else:
            limit, status = self.get(wave.REGISTERS) << int(operand.half), wave.STATUS_REGISTER_RANGE
            base, step, lane_step = self.field(wave.VECTOR_BASE), 4 * self.lanes, 4
        outside = self.active & index.compare("uge", self.splat(limit, self.lanes))
        self._fail_lanes(outside, status, index)
        if operand.half and operand.kind is Kind.RELATIVE_REGISTER:
            offset = (index >> 1) * step + self.lane_numbers() * lane_step + (index & 1) * 2
            value = self._gather(base, offset, "i16")
            return value.zext("i32")
        return self._gather(base, index * step + self.lane_numbers() * lane_step, "i32")

    def _gather(self, base: Value, offset: Value, element: str) -> Value:
        pointers = self.at(base, offset.zext("i64"))
        return self.gather(pointers, element, self.active)

    def gather(self, pointers: Value, element: str, mask: Value) -> Value:
        """Elements at a pointer per lane; 0 in the lanes that are not in `mask`."""
        vector = self.vector(element)
        alignment = self.constant(_I32, 1)
        nothing = self.constant(vector, 0)
        return self.call(
            f"llvm.masked.gather.{vector.suffix}.v{self.lanes}p0", vector, pointers, alignment, mask, nothing
        )

    def scatter(self, pointers: Value, value: Value, mask: Value) -> None:
        """Store elements at a pointer per lane, the highest lane last."""
        name = f"llvm.masked.scatter.{value.type.suffix}.v{self.lanes}p0"
        self.call_void(name, value, pointers, self.constant(_I32, 1), mask)

    def _fail_lanes(self, lanes: Value, status: int, detail: Value) -> None:
        mask = self.lanes_to_mask(lanes)
        stop, on = self.new_label("stop"), self.new_label("on")
        self.branch(mask.eq(0), on, stop)
        self.block(stop)
        lane = self.intrinsic("cttz", mask, Value(self, "true", Type("i1"))).fit("i32")
        self.set(wave.FAULT_DETAIL, self.extract(detail, lane))
        self.set(wave.FAULT_LANE, lane)
        self.leave(status)
        self.block(on)

    def source_operand(self, n: int) -> Operand:
        """Source n."""
        return self.operands[self.first_source + n]

    def source(self, n: int, kind: str) -> Value:
        """Source n as a vector, modifiers applied."""
        operand = self.source_operand(n)
        element = ELEMENTS[kind]
        at = self.first_source + n
        if kind == "f16" and operand.kind in (Kind.CONST, Kind.RELATIVE_CONST):
            # SP_MODE_CONTROL.CONSTANT_DEMOTION_ENABLE: a half float from the constant file is a float there
            # (ir3_cp.c, lower_immed).
            value = self.row(at).bits("float").fptrunc("half")
        else:
            width = Type(element).bits
            value = (self.half_row(at) if width == 16 else self.row(at)).bits(element)
        return self.modified(value, operand)

    def modified(self, value: Value, operand: Operand) -> Value:
        """With (abs) and (neg): on the sign of floats, of the number for integers."""
        if value.type.is_float:
            value = self.flushed(value)
            value = self.intrinsic("fabs", value) if operand.abs else value
        elif operand.abs:
            value = self.flagged("abs", value)
        return -value if operand.neg else value

    def flushed(self, value: Value) -> Value:
        """Zero of the same sign for a denormal: a6xx flushes them in both widths (Mesa, tu_device.c,
        shaderDenormFlushToZeroFloat16 and Float32). The processor does so for float while waves run
        (scheduler.py).
        """
        if value.type.element != "half":
            return value
        magnitude = value.bits("i16") & 0x7FFF
        return (
            magnitude.compare("ult", 0x0400).where(value.bits("i16") & 0x8000, value.bits("i16")).bits("half")
        )

    # ---- results --------------------------------------------------------------------------------------

    def write(self, value: Value, n: int = 0, register: int = 0) -> None:
        """Write a destination in the lanes that execute: floats and integers as they are, narrowed or widened
        to the destination's width.
        """
        operand = self.operands[n]
        letter = place_class(operand)
        if letter == "N":
            return
        value = self._fitted(value, operand)
        if letter == "V":
            self._write_row(n, register, value)
        elif letter == "P":
            lanes = value.ne(0) & self.active
            old = self.load(self.place(n), Type(self.mask_element), 4)
            self.store(self.place(n), (old & ~self.exec) | self.lanes_to_mask(lanes), 4)
        elif letter == "S":
            self.store(self.place(n, register), self.extract(value, self.first_lane()), 4)
        elif letter == "R":
            self._write_relative(n, value)
        else:
            raise self.refuse("the destination is no register")

    def _fitted(self, value: Value, operand: Operand) -> Value:
        wanted = 16 if operand.half and not operand.is_predicate else 32
        if value.type.is_float:
            if value.type.bits != wanted:
                value = value.fptrunc("half") if wanted == 16 else value.fpext("float")
            value = self.flushed(value)
        value = value.bits(f"i{value.type.bits}")
        if value.type.bits != wanted:
            value = value.fit(f"i{wanted}")
        return value

    def _write_row(self, n: int, register: int, value: Value) -> None:
        if value.type.bits == 32:
            place = self.place(n, register)
            old = self.load(place, self.vector("i32"), 64)
            self.store(place, self.active.where(value, old), 64)
            return
        place = self._half_place(n, register)
        old = self.load(place, self.vector("i32"), 2)
        new = (old & -65536) | value.zext("i32")
        self.store(place, self.active.where(new, old), 2)

    def _write_relative(self, n: int, value: Value) -> None:
        operand = self.operands[n]
        index = self.load(self.field(wave.A0), self.vector("i32"), 64) + self.splat(self.slot(n), self.lanes)
        limit = self.get(wave.REGISTERS) << int(operand.half)
        outside = self.active & index.compare("uge", self.splat(limit, self.lanes))
        self._fail_lanes(outside, wave.STATUS_REGISTER_RANGE, index)
        lane = self.lane_numbers() * 4
        if operand.half:
            offset = (index >> 1) * (4 * self.lanes) + lane + (index & 1) * 2
        else:
            offset = index * (4 * self.lanes) + lane
        self.scatter(self.at(self.field(wave.VECTOR_BASE), offset.zext("i64")), value, self.active)

    def saturated(self, value: Value) -> Value:
        """(sat) of a float: between 0 and 1, 0 for what is no number."""
        if not self.instruction.sat:
            return value
        value = value.compare("ogt", 0.0).where(value, self.constant(value.type, 0.0))
        return value.compare("olt", 1.0).where(value, self.constant(value.type, 1.0))

"""The builder that semantics functions write handlers with: operands, the wave's state, results, control.

Operands are numbered as in `Instruction.operands`. `source` reads one as a vector (one element per lane;
scalar registers and constants are the same in each), `scalar` as one number; types are "u32", "i32", "b32",
"f32", "u16", "i16", "f16", "bf16", "u64", "i64", "f64" (u, i and b do not differ: LLVM's integers have no
sign). Source modifiers (neg, abs, op_sel, halves, SDWA, DPP) and denormal modes are applied there; output
modifiers (omod, clamp of floats, op_sel, DPP and EXEC masks) by `write`. All sources are to be read before
anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from .....architectures.amd import named
from .....kernel import cpu_flags
from ....native.handler import Handler, Layout
from ....native.values import Type, Value
from ..instruction import Instruction, Operand, OperandKind
from . import wave
from .lanes import dpp

ELEMENTS = {
    "f16": "half",
    "bf16": "bfloat",
    "f32": "float",
    "f64": "double",
    **{f"{sign}{bits}": f"i{bits}" for sign in "uib" for bits in (8, 16, 32, 64)},
}

VECTOR_KINDS = frozenset({OperandKind.VGPR, OperandKind.AGPR})
# Fields of instructions that stand in the record, not in the handler.
SLOT_MODIFIERS = ("offset", "offset0", "offset1")


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
    """An instruction that the simulated card decodes but has no semantics for."""

    def __init__(self, message: str, instruction: Instruction) -> None:
        super().__init__(message)
        self.instruction = instruction


@dataclass(frozen=True)
class Context:
    """What a handler is specialised for beside its instruction: the generation (9, 10, 11, 12), the
    architecture, lanes per wave, the MODE register's low 8 bits (FP_ROUND, FP_DENORM) as they are known at
    the instruction, IEEE and DX10_CLAMP of COMPUTE_PGM_RSRC1; which operands gfx9's index mode is about (bits
    for SRC0, SRC1, SRC2, DST).
    """

    arch: str
    generation: int
    lanes: int
    float_mode: int = 0xF0
    ieee: bool = True
    dx10_clamp: bool = True
    index_mode: int = 0


def place_class(operand: Operand) -> str:
    """How a handler reaches an operand: V a vector register, S a scalar register or constant, I the record
    itself, Z and E the conditions VCCZ and EXECZ, O not at all.
    """
    kind = operand.kind
    if kind in VECTOR_KINDS:
        return "V"
    if kind is OperandKind.IMMEDIATE:
        return "I"
    if kind is OperandKind.OFF:
        return "O"
    if kind is OperandKind.VCCZ:
        return "Z"
    return "E" if kind is OperandKind.EXECZ else "S"


def modifier_slots(instruction: Instruction) -> tuple[str, ...]:
    """Which of an instruction's modifiers stand in its record, in the order of their slots behind the
    operands."""
    return tuple(name for name in SLOT_MODIFIERS if name in instruction.modifiers)


# LLVM, AMDGPUSubtarget::zeroesHigh16BitsOfDest, those that zero it on gfx8 only.
_GFX9_KEEP_HIGH_HALF = frozenset(
    {
        "v_div_fixup_f16",
        "v_mad_f16",
        "v_mad_u16",
        "v_mad_i16",
        "v_fma_f16",
        "v_interp_p2_f16",
        "v_cvt_sr_fp8_f32",
    }
)


class Builder(Handler):
    """Writes one handler. See the module's text."""

    def __init__(self, instruction: Instruction, context: Context, backward: bool = False) -> None:
        super().__init__(context.lanes, LAYOUT)
        self.instruction = instruction
        self.context = context
        self.generation = context.generation
        self.features = named(context.arch).features
        self.backward = backward
        self.constant_types: dict[int, str] = {}
        self._first_slot = 0
        self._slots: dict[int, Value] = {}
        self._places: dict[int, Value] = {}
        self._active: Value | None = None
        self._write_mask: Value | None = None
        self._deferred: list[tuple[Value, Value, Value | None]] | None = None

    # ---- the instruction ------------------------------------------------------------------------------

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The instruction's operands."""
        return self.instruction.operands

    def modifier(self, name: str) -> int:
        """A modifier that the handler is made for; 0 where the instruction has none."""
        return self.instruction.modifiers.get(name, 0)

    def is_vector(self, n: int) -> bool:
        """Whether operand n is a vector register."""
        return place_class(self.operands[n]) == "V"

    def slot(self, n: int) -> Value:
        """The 32 bits in slot n of the record: an operand's offset, or an immediate."""
        n += self._first_slot
        if n not in self._slots:
            at = self.emit_entry(
                f"getelementptr i8, {self.record}, i64 {wave.RECORD_SLOTS + 4 * n}", Type("ptr")
            )
            self._slots[n] = self.emit_entry(f"load i32, {at}, align 4", Type("i32"))
        return self._slots[n]

    def immediate(self, n: int) -> Value:
        """An immediate operand as an i32."""
        return self.slot(n)

    def modifier_slot(self, name: str) -> Value:
        """A modifier that stands in the record (`offset`, `offset0`, `offset1`) as an i32."""
        names = modifier_slots(self.instruction)
        if name not in names:
            return self.constant(Type("i32"), 0)
        return self.slot(len(self.operands) + names.index(name))

    def pc_slot(self) -> Value:
        """The address of the next instruction, for those that read the program counter."""
        n = len(self.operands) + len(modifier_slots(self.instruction))
        offset = self.slot(n).zext("i64")
        return self.load(self.at(self.state, offset), Type("i64"), 4)

    # ---- the wave's state -----------------------------------------------------------------------------

    def place(self, n: int, dword: int = 0) -> Value:
        """A pointer to the registers of operand n, or to those `dword` registers further."""
        slot = n + self._first_slot
        if slot not in self._places:
            offset = self.emit_entry(f"zext {self.slot(n)} to i64", Type("i64"))
            if self.is_vector(n) and self.context.index_mode:
                return self._indexed(self.operands[n], offset)
            self._places[slot] = self.emit_entry(f"getelementptr i8, {self.state}, {offset}", Type("ptr"))
        step = 4 * self.lanes if self.is_vector(n) else 4
        return self.at(self._places[slot], dword * step) if dword else self._places[slot]

    def _indexed(self, operand: Operand, offset: Value) -> Value:
        """Where an operand is in index mode: M0[7:0] registers further, if the mode is about it."""
        role = {"src0": 1, "src1": 2, "vsrc1": 2, "src2": 4, "vdst": 8}.get(operand.name, 0)
        if not role & self.context.index_mode:
            return self.at(self.state, offset)
        return self.register_after(offset, self.sgpr(wave.M0) & 0xFF, max(operand.dwords, 1))

    def register_after(self, offset: Value, count: Value, dwords: int = 1) -> Value:
        """A pointer to the vector register `count` (an i32) beyond the one at an offset of the state (an
        i64). Stops the wave where that and the `dwords` - 1 after it are not all its own.
        """
        size = 4 * self.lanes
        place = offset + count.sext("i64") * size
        end = self.get(wave.STATE_END).zext("i64") - size * dwords
        outside = place.compare("ugt", end) | place.compare("ult", self.get(wave.VECTOR_BASE).zext("i64"))
        number = count + (
            (offset - self.get(wave.VECTOR_BASE).zext("i64")).trunc("i32") >> (size.bit_length() - 1)
        )
        self.fail_if(outside, wave.STATUS_REGISTER_RANGE, detail=number)
        return self.at(self.state, place)

    def sgpr(self, number: int, element: str = "i32") -> Value:
        """A scalar register by its number."""
        return self.get(wave.SGPRS + 4 * number, element)

    def set_sgpr(self, number: int, value: Value, element: str = "i32") -> None:
        """Write a scalar register by its number."""
        self.set(wave.SGPRS + 4 * number, value, element)

    @property
    def exec(self) -> Value:
        """EXEC as an integer of one bit per lane, as it was when the instruction began."""
        return self._exec_bits()

    def _exec_bits(self) -> Value:
        if self._active is None:
            at = self.emit_entry(
                f"getelementptr i8, {self.state}, i64 {wave.SGPRS + 4 * wave.EXEC}", Type("ptr")
            )
            bits = self.emit_entry(f"load {self.mask_element}, {at}, align 4", Type(self.mask_element))
            lanes = self.emit_entry(f"bitcast {bits} to <{self.lanes} x i1>", self.vector("i1"))
            self._exec_value, self._active = bits, lanes
        return self._exec_value

    @property
    def active(self) -> Value:
        """EXEC as a vector of i1."""
        self._exec_bits()
        assert self._active is not None
        return self._active

    @property
    def write_mask(self) -> Value:
        """The lanes whose result is written: EXEC, less those that DPP takes out."""
        return self._write_mask if self._write_mask is not None else self.active

    @property
    def scc(self) -> Value:
        """SCC as an i1."""
        return self.get(wave.SCC).ne(0)

    def set_scc(self, condition: Value) -> None:
        """Write SCC from an i1."""
        self.set(wave.SCC, condition.zext("i32"))

    # ---- sources --------------------------------------------------------------------------------------

    def scalar(self, n: int, kind: str) -> Value:
        """Operand n as one number; it is a scalar register, a constant or an immediate."""
        operand = self.operands[n]
        letter = place_class(operand)
        element = ELEMENTS[kind]
        if letter == "I":
            return self.slot(n).fit(element, signed=True)
        if letter in "ZE":
            number = wave.VCC if letter == "Z" else wave.EXEC
            bits = Type(element).bits
            return self.sgpr(number, self.mask_element).eq(0).zext(f"i{bits}").bits(element)
        self.constant_types[n + self._first_slot] = kind
        type = Type(element)
        if type.bits < 32:
            value = self.load(self.place(n), Type("i32"))
            if operand.half == 1 or self._op_sel(n):
                value = value >> 16
            value = value.trunc(f"i{type.bits}").bits(element)
        else:
            value = self.load(self.place(n), type)
        return self._modified(value, operand, kind)

    def packed_scalar(self, n: int, kind: str) -> Value:
        """Scalar operand n as the 32 bits of two packed halves; an inline f16 lies in the low one."""
        self.constant_types[n + self._first_slot] = kind if kind == "f16" else "b32"
        return self.load(self.place(n), Type("i32"))

    def row(self, n: int, dword: int = 0) -> Value:
        """The bits of register `dword` of operand n as a vector of i32, without modifiers."""
        if not self.is_vector(n):
            self.constant_types.setdefault(n + self._first_slot, "b32")
            return self.splat(self.load(self.place(n, dword), Type("i32")), self.lanes)
        return self.load(self.place(n, dword), self.vector("i32"), 64)

    def source(self, n: int, kind: str) -> Value:
        """Operand n as a vector, modifiers applied."""
        operand = self.operands[n]
        element = ELEMENTS[kind]
        bits = Type(element).bits
        letter = place_class(operand)
        if letter == "I":
            return self.splat(self.slot(n).fit(f"i{bits}", signed=True), self.lanes).bits(element)
        selection = self._sdwa_selection(operand)
        if letter != "V":
            if selection is None:
                return self.splat(self.scalar(n, kind), self.lanes)
            value = self._sdwa(self.row(n), selection, operand.sext, bits)
            return self._modified(value.bits(element), operand, kind)
        if bits == 64:
            low, high = (self._lane_crossed(self.row(n, dword), operand) for dword in (0, 1))
            value = self.pair(low, high).bits(element)
        else:
            value = self._lane_crossed(self.row(n), operand)
            if selection is not None:
                value = self._sdwa(value, selection, operand.sext, bits)
            elif bits < 32:
                if operand.half == 1 or self._op_sel(n):
                    value = value >> 16
                value = value.trunc(f"i{bits}")
            value = value.bits(element)
        return self._modified(value, operand, kind)

    def pair(self, low: Value, high: Value) -> Value:
        """Two vectors of i32 as one of i64."""
        lanes = low.type.lanes
        selection = [index for lane in range(lanes) for index in (lane, lane + lanes)]
        both = self.shuffle(low, selection, high)
        return self.emit(f"bitcast {both} to <{lanes} x i64>", Type("i64", lanes))

    def halves(self, value: Value) -> tuple[Value, Value]:
        """A vector of i64 as its low and high vectors of i32."""
        return value.trunc("i32"), (value >> 32).trunc("i32")

    def _op_sel(self, n: int) -> bool:
        """Whether op_sel names the high half of operand n (destination 0 has bit 3, source i bit i - 1)."""
        destinations = sum(operand.is_destination for operand in self.operands)
        bit = 3 if n < destinations else n - destinations
        return bool(self.modifier("op_sel") >> bit & 1)

    def _modified(self, value: Value, operand: Operand, kind: str) -> Value:
        if not value.type.is_float:
            return value
        value = self.flushed(value, inputs=True)
        if operand.abs:
            value = self.intrinsic("fabs", value)
        return -value if operand.neg else value

    def flushed(self, value: Value, inputs: bool = False) -> Value:
        """Denormals as MODE.FP_DENORM has them: kept, or zero of the same sign.

        MODE[5:4] is for f32, MODE[7:6] for f16 and f64; bit 0 of each allows denormal inputs, bit 1 denormal
        results ("RDNA3 ISA", 3.4.2, MODE; 7.2.5).
        """
        if value.type.element == "bfloat":
            return value
        field = self.context.float_mode >> (4 if value.type.element == "float" else 6) & 3
        if field >> (0 if inputs else 1) & 1:
            return value
        return self.without_denormals(value)

    def without_denormals(self, value: Value) -> Value:
        """Zero of the same sign for what is denormal."""
        magnitude = self.intrinsic("fabs", value)
        smallest = {"half": 2.0**-14, "float": 2.0**-126, "double": 2.0**-1022}[value.type.element]
        zero = self.intrinsic("copysign", self.constant(value.type, 0.0), value)
        return magnitude.compare("olt", smallest).where(zero, value)

    def narrowed(self, value: Value, element: str) -> Value:
        """A double as a narrower float, to nearest even; f16 by way of f32, which every host can convert.

        Where nearest is meant that f32 is rounded to odd, or the second rounding would not know of the first.
        """
        if element != "half":
            return value.fptrunc(element)
        near = value.fptrunc("float")
        if self.dynamic_rounding:
            return near.fptrunc("half")
        back = near.fpext("double")
        beyond = self.intrinsic("fabs", back).compare("ogt", self.intrinsic("fabs", value))
        odd = (near.bits("i32") - beyond.zext("i32")) | 1
        return back.compare("ueq", value).where(near, odd.bits("float")).fptrunc("half")

    @property
    def native_half(self) -> bool:
        """Whether the host computes in f16 itself."""
        return "avx512_fp16" in cpu_flags()

    def source_bits(self, n: int, kind: str) -> Value:
        """Operand n as integers, with neg and abs done to the sign bit and denormals left alone."""
        operand = self.operands[n]
        value = self.source(n, kind)
        sign = 1 << (value.type.bits - 1)
        if operand.abs:
            value = value & (sign - 1)
        return value ^ sign if operand.neg else value

    # ---- DPP and SDWA ---------------------------------------------------------------------------------

    def _sdwa_selection(self, operand: Operand) -> int | None:
        name = f"{operand.name.removeprefix('v')}_sel"
        return self.instruction.modifiers.get(name) if self.instruction.suffix == "_sdwa" else None

    def _sdwa(self, row: Value, selection: int, sign: bool, bits: int) -> Value:
        # SDWA_SEL: BYTE_0..3 are 0..3, WORD_0 and WORD_1 are 4 and 5, DWORD is 6 ("Vega ISA", 4.9, SDWA).
        if selection == 6:
            return row.fit(f"i{bits}") if bits <= 32 else row.zext(f"i{bits}")
        width, shift = (8, 8 * selection) if selection < 4 else (16, 16 * (selection - 4))
        return (row >> shift).trunc(f"i{width}").fit(f"i{bits}", signed=sign)

    def _lane_crossed(self, row: Value, operand: Operand) -> Value:
        """The row as DPP moves it between lanes, for the operand that DPP is about."""
        modifiers = self.instruction.modifiers
        if operand.name not in ("src0", "vsrc0", "src0x", "") or not {"dpp_ctrl", "dpp8"} & modifiers.keys():
            return row
        moved, written = dpp(self, row, modifiers, self.generation, self.active)
        self.restrict_writes(written)
        return moved

    def restrict_writes(self, lanes: Value) -> None:
        """Write in these of the active lanes only."""
        self._write_mask = self.active & lanes

    # ---- results --------------------------------------------------------------------------------------

    def write(self, n: int, value: Value) -> None:
        """Write a vector to vector operand n in the active lanes, output modifiers applied to floats."""
        if value.type.is_float:
            value = self._output(value)
            value = value.bits(f"i{value.type.bits}")
        if value.type.bits == 64:
            low, high = self.halves(value)
            self.write_row(n, low)
            self.write_row(n, high, 1)
        elif value.type.bits == 16:
            self._write_half(n, value)
        elif self.instruction.suffix == "_sdwa" and self.modifier("dst_sel") != 6:
            self._write_sdwa(n, value)
        else:
            self.write_row(n, value)

    def _output(self, value: Value) -> Value:
        omod = self.modifier("omod")
        if omod:
            value = value * (2.0, 4.0, 0.5)[omod - 1]
        value = self.flushed(value)
        if self.modifier("clamp"):
            low = self.constant(value.type, 0.0)
            # A NaN becomes 0 with DX10_CLAMP and stays one without ("RDNA3 ISA", 3.4.2, MODE.DX10_CLAMP).
            if self.context.dx10_clamp or self.generation >= 12:
                value = value.compare("ogt", 0.0).where(value, low)
            else:
                value = value.compare("olt", 0.0).where(low, value)
            value = value.compare("ogt", 1.0).where(self.constant(value.type, 1.0), value)
        return value

    def finished(self, value: Value) -> Value:
        """A float result with its output modifiers, for instructions that write their registers
        themselves."""
        return self._output(value)

    def _write_half(self, n: int, value: Value) -> None:
        if self.instruction.suffix == "_sdwa":
            self._write_sdwa(n, value.zext("i32"))
            return
        operand = self.operands[n]
        wide = value.zext("i32")
        high = operand.half == 1 or self._op_sel(n)
        if not high and operand.half is None and not self.keeps_high_half():
            self.write_row(n, wide)
            return
        old = self.row(n)
        self.write_row(n, (old & 0xFFFF) | (wide << 16) if high else (old & 0xFFFF0000) | wide)

    def keeps_high_half(self) -> bool:
        """Whether a 16-bit result leaves the other half of its register as it was.

        LLVM, SIInstrInfo/AMDGPUSubtarget: zeroesHigh16BitsOfDest: gfx9 zeroes it but for the instructions it
        brought; gfx10 and later keep it.
        """
        return self.generation >= 10 or self.instruction.mnemonic in _GFX9_KEEP_HIGH_HALF

    def _write_sdwa(self, n: int, value: Value) -> None:
        selection, unused = self.modifier("dst_sel"), self.modifier("dst_unused")
        if selection == 6:
            self.write_row(n, value)
            return
        width, shift = (8, 8 * selection) if selection < 4 else (16, 16 * (selection - 4))
        part = (value & ((1 << width) - 1)) << shift
        # DST_UNUSED: 0 pad with zeros, 1 extend the sign above and pad below, 2 preserve ("Vega ISA", 4.9).
        if unused == 2:
            part = part | (self.row(n) & ~(((1 << width) - 1) << shift))
        elif unused == 1:
            part = value.trunc(f"i{width}").sext("i32") << shift
        self.write_row(n, part)

    def write_row(self, n: int, value: Value, dword: int = 0, mask: Value | None = None) -> None:
        """Write 32-bit lanes to register `dword` of vector operand n, in the active lanes or those of
        `mask`."""
        self._store_lanes(self.place(n, dword), value, mask if mask is not None else self.write_mask)

    def write_at(self, place: Value, value: Value) -> None:
        """Write 32-bit lanes to a vector register by its pointer, in the active lanes."""
        self._store_lanes(place, value, self.write_mask)

    def _store_lanes(self, place: Value, value: Value, mask: Value | None) -> None:
        if self._deferred is not None:
            self._deferred.append((place, value, mask))
            return
        if mask is not None:
            old = self.load(place, value.type, 64)
            value = mask.where(value, old)
        self.store(place, value, 64)

    def write_scalar(self, n: int, value: Value) -> None:
        """Write a number to scalar operand n."""
        if value.type.element == "i1":
            value = value.zext("i32")
        if value.type.is_float:
            value = self._output(value)
            value = value.bits(f"i{value.type.bits}")
        operand = self.operands[n]
        if value.type.bits == 16:
            value = value.zext("i32")
            if operand.half == 1:
                value = (self.load(self.place(n), Type("i32")) & 0xFFFF) | (value << 16)
        self._store_lanes(self.place(n), value, None) if self._deferred is not None else self.store(
            self.place(n), value
        )

    def write_mask_result(self, n: int | None, lanes: Value) -> None:
        """Write a comparison's result: bits of inactive lanes are 0. Operand None is EXEC."""
        bits = self.lanes_to_mask(lanes & self.write_mask)
        if n is None:
            self.set_sgpr(wave.EXEC, bits, self.mask_element)
        else:
            self.write_scalar(n, bits)

    # ---- instructions in two halves -------------------------------------------------------------------

    def begin_half(self, half: Instruction) -> None:
        """Go on with a half of a VOPD instruction; what both write is written once both have read."""
        self.instruction = half
        if self._deferred is None:
            self._deferred = []

    def end_half(self) -> None:
        """The slots of the next half lie behind those of this one."""
        self._first_slot += len(self.operands) + len(modifier_slots(self.instruction))

    def write_deferred(self) -> None:
        """Do the writes of both halves."""
        deferred, self._deferred = self._deferred or [], None
        for place, value, mask in deferred:
            self._store_lanes(place, value, mask)

"""A work-item's values and indices as LLVM IR: what a kernel on a grid writes otherwise than one in loops.

Indices are 32 bits wide wherever they fit, since 64-bit arithmetic takes several instructions. Where a guard
fails, memory is read all the same, at the nearest element there is, and the result not used: a branch would
cost more. Vectors are what one work-item reads or writes at once; elements that do not follow each other are
read one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from ...graph.dtype import DType
from ..llvm import vector_math as vm
from ..llvm.writer import KernelWriter
from ..nest import index as ix
from ..nest.expression import Leaf, Slot, Value
from ..nest.index import Computed, Index, Quotient, Remainder, Var
from ..nest.lower import LoopNest
from . import mathematics as grid_math
from .target import GridTarget

_WIDEST_ACCESS_BYTES = 16
# LLVM orders the instructions between two labels in time that grows faster than the square of their number.
_LONGEST_STRETCH = 600


class GridWriter(KernelWriter):
    """The text of one kernel for a grid; `block` work-items make a group."""

    def __init__(self, name: str, nest: LoopNest, target: GridTarget, block: int, wide: bool = False) -> None:
        """With `wide` loops are counted in 64 bits."""
        super().__init__(name, nest.slots)
        self.nest, self.target, self.block = nest, target, block
        self.word = "i64" if wide else "i32"
        self.conversions = target.conversions
        self.stack, self.constant_space = f"ptr{target.stack_space}", target.constant_space
        self.functions = {**grid_math.FUNCTIONS, **target.functions}
        self.local_bytes = 0
        self._words: int | None = None  # where the words for partners start
        self._straight = 0  # instructions since the last label
        self._widths: dict[Var, str] = {}  # of the counters that are not of the word type
        self.thread = Var("tid", block)
        self._number(self.thread, "%tid")

    def emit(self, text: str) -> str:
        self._straight += self.lanes
        if self._straight > _LONGEST_STRETCH:
            self._straight = 0
            self.target.divide_schedule(self)
        return super().emit(text)

    def place_label(self, name: str) -> None:
        self._straight = 0
        super().place_label(name)

    def alloca(self, type_name: str, align: int = 16) -> str:
        name = self.fresh()
        space = f",{self.target.stack_space}" if self.target.stack_space else ""
        self.entry.append(f"  {name} = alloca {type_name}, align {align}{space}")
        return name

    def local(self, size_bytes: int) -> int:
        """Set bytes of the group's local memory aside; returns where they start."""
        start = -(-self.local_bytes // 16) * 16
        self.local_bytes = start + size_bytes
        return start

    def word_pointer(self, item: str) -> str:
        """Where a work-item, given by an i32, has a word of local memory for what it gives to partners."""
        if self._words is None:
            self._words = self.local(4 * self.block)
        offset = self.emit(f"add i32 {self.emit(f'shl i32 {item}, 2')}, {self._words}")
        memory = f"ptr{self.target.local_space} {self.target.local_base(self.name)}"
        return self.emit(f"getelementptr i8, {memory}, i32 {offset}")

    @property
    def launch_bytes(self) -> int:
        """How much local memory a launch must ask for."""
        return self.target.launch_bytes(self.local_bytes)

    def _number(self, var: Var, operand: str) -> None:
        self.counters[var], self._widths[var] = operand, "i32"

    def group(self, count: int) -> Index:
        """The number of the group, of so many."""
        var = Var("gid", count)
        self._number(var, "%gid")
        return ix.of(var)

    def local_pointer(self, position: Index) -> str:
        """A pointer to a byte of the group's local memory."""
        offset = self._operand(position, "i32")
        memory = f"ptr{self.target.local_space} {self.target.local_base(self.name)}"
        return self.emit(f"getelementptr i8, {memory}, i32 {offset}")

    def barrier(self) -> None:
        self.target.barrier(self)

    @contextmanager
    def in_lanes(self, lanes: int) -> Iterator[Index]:
        """Inside, a vector has this many lanes; yields the index that stands for the lane."""
        before = self.lanes, self.lane
        self.lanes, self.lane = lanes, Var(f"lane{lanes}", lanes) if lanes > 1 else None
        with self.scope():
            yield ix.of(self.lane) if self.lane is not None else ix.ZERO
        self.lanes, self.lane = before

    def bound(self, operand: str, extent: int) -> Index:
        """A result of the word type from 0 up to an extent as a variable of the machine."""
        if not operand.startswith("%"):
            return ix.constant(int(operand))
        var = Var(f"n{operand[1:]}", extent)
        self.counters[var] = operand
        return ix.of(var)

    # Indices

    def scalar_index(self, index: Index) -> str:
        """An operand of the word type for a resolved index without lanes."""
        return self._operand(index, self.word)

    def uniform_index(self, index: Index, bits: str) -> str:
        return self._operand(index, bits)

    def widest_index(self, index: Index) -> tuple[str, str]:
        bits = "i32" if self._fits(index) else "i64"
        return self._operand(index, bits), bits

    def _fits(self, index: Index) -> bool:
        """Whether an index and all that is computed on the way fit 32 bits."""
        if not (index.low >= -(2**31) and index.high < 2**31):
            return False
        for atom, c in index.terms:
            if max(abs(atom.low * c), abs(atom.high * c)) >= 2**31:
                return False
            if isinstance(atom, (Quotient, Remainder)) and not self._fits(atom.numerator):
                return False
        return True

    def _operand(self, index: Index, bits: str) -> str:
        if not index.terms:
            return str(index.constant)
        key = ("index", bits, index.key, self._environment_key(index))
        found = self.known(key)
        if found is not None:
            return str(found)
        total = None
        for atom, coefficient in index.terms:
            term = self._atom(atom, bits)
            if coefficient > 0 and coefficient & (coefficient - 1) == 0:
                shift = coefficient.bit_length() - 1
                term = self.emit(f"shl {bits} {term}, {shift}") if shift else term
            else:
                term = self.emit(f"mul {bits} {term}, {coefficient}")
            total = term if total is None else self.emit(f"add {bits} {total}, {term}")
        assert total is not None
        if index.constant:
            total = self.emit(f"add {bits} {total}, {index.constant}")
        return str(self.remember(key, total))

    def _atom(self, atom: ix.Atom, bits: str) -> str:
        key = ("atom", bits, atom.key, self._environment_key(Index(((atom, 1),), 0)))
        found = self.known(key)
        if found is not None:
            return str(found)
        if isinstance(atom, Var):
            result = self._resized(self.counters[atom], self._widths.get(atom, self.word), bits)
        elif isinstance(atom, Computed):
            operand, _ = self.value(atom.value)
            result = self._whole(operand, atom.value, bits)
        else:
            assert isinstance(atom, (Quotient, Remainder))
            numerator, inner = self.widest_index(atom.numerator)
            divide = self._divide if isinstance(atom, Quotient) else self._modulo
            result = self._resized(divide(numerator, atom.numerator, atom.divisor, 1, inner), inner, bits)
        return str(self.remember(key, result))

    def _resized(self, operand: str, source: str, target: str) -> str:
        if source == target or not operand.startswith("%"):
            return operand
        return self.emit(f"{'sext' if target == 'i64' else 'trunc'} {source} {operand} to {target}")

    def _whole(self, operand: str, value: Value, bits: str) -> str:
        """An integer value as an index."""
        scalar = vm.scalar_type(value.dtype)
        if scalar == bits:
            return operand
        if value.dtype.bits > int(bits[1:]) and value.dtype.kind != "b":
            return self.emit(f"trunc {scalar} {operand} to {bits}")
        return self.emit(f"{'sext' if value.dtype.kind == 'i' else 'zext'} {scalar} {operand} to {bits}")

    def _in_lane(self, index: Index, lane: int) -> Index:
        """A resolved index in one of the lanes."""
        assert self.lane is not None
        inside = ix.substitute(index, {self.lane: ix.constant(lane)})
        result = ix.constant(inside.constant)
        for atom, c in inside.terms:
            result = result + self._atom_in_lane(atom, lane) * c
        return result

    def _atom_in_lane(self, atom: ix.Atom, lane: int) -> Index:
        if isinstance(atom, Computed) and self.varies(atom.value):
            operand = self.vector(atom.value)
            full = vm.vector_of(vm.scalar_type(atom.value.dtype), self.lanes)
            key = ("in lane", operand, lane, atom.low, atom.high)
            found = self.known(key)
            if found is None:
                found = self.remember(key, self._extracted(operand, full, lane, atom))
            return Index(((found, 1),), 0)
        if isinstance(atom, (Quotient, Remainder)) and self._atom_varies(atom):
            numerator = self._in_lane(atom.numerator, lane)
            return numerator // atom.divisor if isinstance(atom, Quotient) else numerator % atom.divisor
        return Index(((atom, 1),), 0)

    def _extracted(self, operand: str, full: str, lane: int, atom: Computed) -> Var:
        """One lane of a computed index as a variable of the machine, with the bounds of the whole."""
        bits = "i32" if atom.low >= -(2**31) and atom.high < 2**31 else "i64"
        element = self.emit(f"extractelement {full} {operand}, i64 {lane}")
        name = self._whole(element, atom.value, bits)
        var = Var(f"x{lane}.{name[1:]}.{bits}", 1)
        var.low, var.high = atom.low, atom.high
        self.counters[var], self._widths[var] = name, bits
        return var

    # Memory

    def address(self, slot: Slot, index: Index, guarded: int = 0) -> str:
        """A pointer to an element at a resolved index without lanes.

        Where it may be outside of the memory, `guarded` elements from there on are moved inside.
        """
        size = slot.dtype.item_bytes
        base = f"ptr{self.target.global_space} %{slot.name}"
        if not index.terms:
            return self.emit(f"getelementptr i8, {base}, i64 {index.constant * size}")
        variable = Index(index.terms, 0)
        small = slot.size * size < 2**32
        known = 0 <= variable.low <= variable.high < slot.size
        if not guarded and small and known and self._fits(variable):
            # One offset serves all accesses that differ by a constant, which the instruction adds.
            start = self.emit(f"getelementptr i8, {base}, i64 {self._offset(variable, size)}")
            if not index.constant:
                return start
            pointer = f"ptr{self.target.global_space} {start}"
            return self.emit(f"getelementptr i8, {pointer}, i64 {index.constant * size}")
        if small and self._fits(index):
            last = slot.size - guarded if guarded else None
            return self.emit(f"getelementptr i8, {base}, i64 {self._offset(index, size, last)}")
        position = self._operand(index, "i64")
        if guarded:
            position = vm.intrinsic(self, "umin", "i64", 1, position, str(slot.size - guarded))
        return self.emit(f"getelementptr i8, {base}, i64 {self.emit(f'mul i64 {position}, {size}')}")

    def _offset(self, index: Index, size: int, last: int | None = None) -> str:
        """A byte offset below 2**32 as i64. Where an element is read or written its index is not negative."""
        key = ("offset", index.key, size, last, self._environment_key(index))
        found = self.known(key)
        if found is not None:
            return str(found)
        position = self._operand(index, "i32")
        if last is not None:
            position = vm.intrinsic(self, "umin", "i32", 1, position, str(last))
        if size > 1:
            position = self.emit(f"shl nuw i32 {position}, {size.bit_length() - 1}")
        return str(self.remember(key, self.emit(f"zext i32 {position} to i64")))

    def _alignment(self, slot: Slot, index: Index, lanes: int) -> int:
        """What the address of a vector at `index` is known to be a multiple of."""
        size = slot.dtype.item_bytes
        step = index.multiple_of() * size or _WIDEST_ACCESS_BYTES
        return min(step & -step, _WIDEST_ACCESS_BYTES)

    def _load(self, value: Value) -> tuple[str, bool]:
        slot, index, valid = value.argument
        whole, lane_conditions = self.conditions(valid, index.vars)
        resolved = self.resolve(index)
        test = self.whole_test(whole)
        if not self._index_varies(resolved) and not lane_conditions:
            return self._read(slot, resolved, 1, test), False
        assert self.lane is not None
        if self.lane_stride(resolved) == 1 and not lane_conditions and self.lanes <= slot.size:
            return self._read(slot, resolved - ix.of(self.lane), self.lanes, test), True
        scalar = vm.scalar_type(slot.dtype)
        full = vm.vector_of(scalar, self.lanes)
        result = "poison"
        for lane in range(self.lanes):
            inside = self._all(test, self._lane_conditions(lane_conditions, lane))
            element = self._read(slot, self._in_lane(resolved, lane), 1, inside)
            result = self.emit(f"insertelement {full} {result}, {scalar} {element}, i64 {lane}")
        return result, True

    def widest_source(self, value: Value) -> str | None:
        """Where in the card's memory a vector is that one widest access reads as it is; None for others."""
        if value.op is not Leaf.LOAD or self.lane is None:
            return None
        slot, index, valid = value.argument
        resolved = self.resolve(index)
        if valid or self.lane_stride(resolved) != 1:
            return None
        first = resolved - ix.of(self.lane)
        is_widest = slot.dtype.item_bytes * self.lanes == _WIDEST_ACCESS_BYTES
        if not is_widest or self._alignment(slot, first, self.lanes) != _WIDEST_ACCESS_BYTES:
            return None
        return self.address(slot, first)

    def _lane_conditions(self, conditions: list[Index], lane: int) -> str | None:
        return self.whole_test([self._in_lane(condition, lane) for condition in conditions])

    def _all(self, a: str | None, b: str | None) -> str | None:
        if a is None or b is None:
            return b if a is None else a
        return self.emit(f"and i1 {a}, {b}")

    def _read(self, slot: Slot, index: Index, lanes: int, test: str | None) -> str:
        """Adjacent elements from `index` on; zeros where `test` fails."""
        is_bool = slot.dtype.kind == "b"
        full = vm.vector_of("i8" if is_bool else vm.scalar_type(slot.dtype), lanes)
        pointer = self.address(slot, index, lanes if test is not None else 0)
        align = self._alignment(slot, index, lanes) if lanes > 1 else slot.dtype.item_bytes
        loaded = self.emit(f"load {full}, ptr{self.target.global_space} {pointer}, align {align}")
        if test is not None:
            loaded = self.emit(f"select i1 {test}, {full} {loaded}, {full} zeroinitializer")
        return self.emit(f"icmp ne {full} {loaded}, zeroinitializer") if is_bool else loaded

    def _write(
        self, slot: Slot, index: Index, lanes: int, scalar: str, operand: str, lane_conditions: list[Index]
    ) -> None:
        space, size = self.target.global_space, slot.dtype.item_bytes
        if lanes == 1:
            self.write(f"store {scalar} {operand}, ptr{space} {self.address(slot, index)}, align {size}")
            return
        assert self.lane is not None
        full = vm.vector_of(scalar, lanes)
        if self.lane_stride(index) == 1 and not lane_conditions:
            first = index - ix.of(self.lane)
            align = self._alignment(slot, first, lanes)
            self.write(f"store {full} {operand}, ptr{space} {self.address(slot, first)}, align {align}")
            return
        for lane in range(lanes):
            element = self.emit(f"extractelement {full} {operand}, i64 {lane}")
            test = self._lane_conditions(lane_conditions, lane)
            with self.when(test) if test is not None else nullcontext():
                pointer = self.address(slot, self._in_lane(index, lane))
                self.write(f"store {scalar} {element}, ptr{space} {pointer}, align {size}")

    # The whole

    def text(self) -> str:
        """The module. The kernel's arguments are addresses of buffers and numbers in 8 bytes, in the order of
        its slots.
        """
        opening = self.target.opening(self.name, [_parameter(slot) for slot in self.slots], self.block)
        opening += [line for slot in self.slots if slot.by_value for line in _taken_out(slot)]
        memory: list[str] = []
        if self.local_bytes:
            memory = self.target.local_memory(self.name, self.local_bytes)
        body = [*opening, *self.entry, *self.lines, "  ret void", "}"]
        return "\n".join(
            [*self.declarations, *memory, *body, *self.target.closing(self.block, self.nest), ""]
        )


def _parameter(slot: Slot) -> str:
    return f"i64 %{slot.name}.w" if slot.by_value else f"ptr addrspace(1) noundef align 16 %{slot.name}"


def _taken_out(slot: Slot) -> Iterator[str]:
    """A number out of the low bits of the 64 that it is passed in."""
    scalar, bits = vm.scalar_type(slot.dtype), slot.dtype.bits
    word = f"%{slot.name}.w"
    if bits < 64:
        word = f"%{slot.name}" if scalar == f"i{bits}" else f"%{slot.name}.b"
        yield f"  {word} = trunc i64 %{slot.name}.w to i{bits}"
    if scalar != f"i{bits}" or bits == 64:
        yield f"  %{slot.name} = bitcast i{bits} {word} to {scalar}"


def exchange(f: GridWriter, dtype: DType, lanes: int, operand: str, distance: int) -> str:
    """A value of the partner at a distance, whatever its type: it goes by words of 32 bits."""
    scalar = vm.scalar_type(dtype)
    if lanes > 1:
        full, result = vm.vector_of(scalar, lanes), "poison"
        for lane in range(lanes):
            element = f.emit(f"extractelement {full} {operand}, i64 {lane}")
            moved = exchange(f, dtype, 1, element, distance)
            result = f.emit(f"insertelement {full} {result}, {scalar} {moved}, i64 {lane}")
        return result
    bits = {"b": 1}.get(dtype.kind, dtype.bits)
    whole = f"i{bits}"
    word = operand if scalar == whole else f.emit(f"bitcast {scalar} {operand} to {whole}")
    if bits < 32:
        moved = f.target.partner(f, f.emit(f"zext {whole} {word} to i32"), distance)
        moved = f.emit(f"trunc i32 {moved} to {whole}")
    elif bits == 32:
        moved = f.target.partner(f, word, distance)
    else:
        low = f.target.partner(f, f.emit(f"trunc i64 {word} to i32"), distance, half=True)
        upper = f.emit(f"trunc i64 {f.emit(f'lshr i64 {word}, 32')} to i32")
        high = f.target.partner(f, upper, distance, half=True)
        upper = f.emit(f"shl i64 {f.emit(f'zext i32 {high} to i64')}, 32")
        moved = f.emit(f"or i64 {upper}, {f.emit(f'zext i32 {low} to i64')}")
    return moved if scalar == whole else f.emit(f"bitcast {whole} {moved} to {scalar}")

"""Values and indices of a kernel as LLVM IR, scalar or one vector of lanes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ...graph.dtype import DType
from ...graph.node import BINARY, Op
from ..nest import index as ix
from ..nest.expression import Leaf, Reduction, Slot, Store, Valid, Value
from ..nest.index import Computed, Index, Quotient, Remainder, Var
from . import vector_math as vm

Environment = dict[Var, Index]
# From so many lanes on their numbers are compared, instead of an index for each.
_COMPARED_BY_NUMBER = 8


@dataclass(frozen=True)
class _Near:
    """How many elements after a first one each lane is, and where vectors start in which all of them are."""

    first: Index
    places: Sequence[int]
    starts: Sequence[int]


class KernelWriter:
    """The text of one kernel while it is written: instructions, scopes of known results, loops.

    `env` maps a kernel's loop variables to expressions over the machine's: loop counters (`counters`),
    constants, and `lane`, which stands for the position in a vector. Counters and indices are integers of
    type `word`.
    """

    stack = "ptr"  # what points at an `alloca`
    most_stride = 1  # up to which elements apart are picked out of whole vectors
    functions: Mapping[tuple[Op, str], vm.Elementwise] = {}
    conversions: Mapping[tuple[str, str], vm.Elementwise] = {}

    def __init__(self, name: str, slots: tuple[Slot, ...]) -> None:
        self.name, self.slots = name, slots
        self.entry: list[str] = []
        self.lines: list[str] = []
        self.declarations: dict[str, None] = {}
        self.env: Environment = {}
        self.guards: dict[Var, Index] = {}
        self.counters: dict[Var, str] = {}
        self.lane: Var | None = None
        self.lanes = 1
        self.word = "i64"
        self.stream = False  # whole vectors are stored past the caches
        self.results: dict[tuple[Any, ...], str] = {}
        self.result_key: Callable[[Reduction], tuple[Any, ...]] = lambda reduction: (reduction.number,)
        self._next = 0
        self._scopes: list[dict[Any, Any]] = [{}]
        self._sorted_vars: dict[Value, tuple[Var, ...]] = {}

    # Writing

    def fresh(self) -> str:
        self._next += 1
        return f"%t{self._next}"

    def emit(self, text: str) -> str:
        name = self.fresh()
        self.lines.append(f"  {name} = {text}")
        return name

    def write(self, text: str) -> None:
        self.lines.append(f"  {text}")

    def declare(self, text: str) -> None:
        self.declarations[text] = None

    def alloca(self, type_name: str, align: int = 64) -> str:
        name = self.fresh()
        self.entry.append(f"  {name} = alloca {type_name}, align {align}")
        return name

    def label(self) -> str:
        self._next += 1
        return f"L{self._next}"

    def place_label(self, name: str) -> None:
        self.lines.append(f"{name}:")

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Results written inside are not known outside: they may not dominate what follows."""
        self._scopes.append({})
        yield
        self._scopes.pop()

    def known(self, key: Any) -> Any:
        for scope in reversed(self._scopes):
            if key in scope:
                return scope[key]
        return None

    def remember(self, key: Any, result: Any) -> Any:
        self._scopes[-1][key] = result
        return result

    def loop(
        self,
        name: str,
        count: int | str,
        body: Callable[[Index], None],
        at_least_once: bool = True,
        most: int = 1 << 40,
        note: str = "",
    ) -> None:
        """Run `body` with a counter from 0; a constant count of 1 makes no loop.

        `count` may be a result, which is at most `most`. `note` follows the branch back.
        """
        if count == 1:
            body(ix.ZERO)
            return
        head, end = self.label(), self.label()
        before = self.label()
        self.write(f"br label %{before}")
        self.place_label(before)
        if not at_least_once:
            skip = self.emit(f"icmp eq {self.word} {count}, 0")
            inside = self.label()
            self.write(f"br i1 {skip}, label %{end}, label %{inside}")
            self.place_label(inside)
            before = inside
        counter, latch = self.fresh(), self.label()
        self.write(f"br label %{head}")
        self.place_label(head)
        following = self.fresh()
        self.write(f"{counter} = phi {self.word} [ 0, %{before} ], [ {following}, %{latch} ]")
        extent = count if isinstance(count, int) else max(most, 2)
        var = Var(f"{name}.{counter[1:]}", extent)
        self.counters[var] = counter
        with self.scope():
            body(ix.of(var))
        self.write(f"br label %{latch}")
        self.place_label(latch)
        self.write(f"{following} = add nuw nsw {self.word} {counter}, 1")
        done = self.emit(f"icmp eq {self.word} {following}, {count}")
        self.write(f"br i1 {done}, label %{end}, label %{head}{note}")
        self.place_label(end)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Run what is written inside only where the i1 `condition` holds."""
        inside, end = self.label(), self.label()
        self.write(f"br i1 {condition}, label %{inside}, label %{end}")
        self.place_label(inside)
        with self.scope():
            yield
        self.write(f"br label %{end}")
        self.place_label(end)

    # Vectors

    def is_vector(self, index: Index) -> bool:
        return self.lane is not None and self.lane in index.vars

    def to_vector(self, operand: str, scalar: str) -> str:
        """A scalar in every lane."""
        if self.lanes == 1:
            return operand
        if not operand.startswith("%"):
            return vm.splat(operand, scalar, self.lanes)
        key = ("splat", operand)
        found = self.known(key)
        if found is None:
            full = vm.vector_of(scalar, self.lanes)
            one = self.emit(f"insertelement {full} poison, {scalar} {operand}, i64 0")
            found = self.remember(
                key,
                self.emit(f"shufflevector {full} {one}, {full} poison, <{self.lanes} x i32> zeroinitializer"),
            )
        return str(found)

    def lane_numbers(self, factor: int, bits: str) -> str:
        return "<" + ", ".join(f"{bits} {lane * factor}" for lane in range(self.lanes)) + ">"

    # Indices

    def resolve(self, index: Index) -> Index:
        """An index of the kernel over the machine's variables."""
        return ix.substitute(index, self.env)

    def scalar_index(self, index: Index) -> str:
        """An i64 operand for a resolved index without lanes."""
        if not index.terms:
            return str(index.constant)
        key = ("index", index.key, self._environment_key(index))
        found = self.known(key)
        if found is not None:
            return str(found)
        total = None
        for atom, coefficient in index.terms:
            term = self._scalar_atom(atom)
            if coefficient != 1:
                term = self.emit(f"mul i64 {term}, {coefficient}")
            total = term if total is None else self.emit(f"add i64 {total}, {term}")
        assert total is not None
        if index.constant:
            total = self.emit(f"add i64 {total}, {index.constant}")
        return str(self.remember(key, total))

    def _scalar_atom(self, atom: ix.Atom) -> str:
        if isinstance(atom, Var):
            return self.counters[atom]
        key = ("atom", atom.key, self._environment_key(Index(((atom, 1),), 0)))
        found = self.known(key)
        if found is not None:
            return str(found)
        if isinstance(atom, Computed):
            operand, is_vector = self.value(atom.value)
            result = self._extend(operand, atom.value.dtype, 1)
            assert not is_vector
        elif isinstance(atom, Quotient):
            result = self._divide(self.scalar_index(atom.numerator), atom.numerator, atom.divisor, 1)
        elif isinstance(atom, Remainder):
            numerator = self.scalar_index(atom.numerator)
            result = self._modulo(numerator, atom.numerator, atom.divisor, 1)
        return str(self.remember(key, result))

    def _computed_key(self, atom: ix.Atom) -> tuple[str, ...]:
        """Computed indices depend on the environment in which their value is taken."""
        return tuple(self.env[var].key for var in sorted(atom.vars, key=lambda v: v.key) if var in self.env)

    def _extend(self, operand: str, dtype: DType, lanes: int) -> str:
        if dtype.bits == 64:
            return operand
        source, target = vm.vector_of(vm.scalar_type(dtype), lanes), vm.vector_of("i64", lanes)
        return self.emit(f"{'sext' if dtype.kind == 'i' else 'zext'} {source} {operand} to {target}")

    def _divide(self, operand: str, numerator: Index, divisor: int, lanes: int, bits: str = "i64") -> str:
        full = vm.vector_of(bits, lanes)
        amount = vm.splat(str(divisor), bits, lanes)
        if divisor & (divisor - 1) == 0:
            return self.emit(f"ashr {full} {operand}, {vm.splat(str(divisor.bit_length() - 1), bits, lanes)}")
        if numerator.low >= 0:
            return self.emit(f"udiv {full} {operand}, {amount}")
        # Shift into the positive numbers, divide, shift back.
        lift = -(numerator.low // divisor)
        lifted = self.emit(f"add {full} {operand}, {vm.splat(str(lift * divisor), bits, lanes)}")
        quotient = self.emit(f"udiv {full} {lifted}, {amount}")
        return self.emit(f"sub {full} {quotient}, {vm.splat(str(lift), bits, lanes)}")

    def _modulo(self, operand: str, numerator: Index, divisor: int, lanes: int, bits: str = "i64") -> str:
        full = vm.vector_of(bits, lanes)
        if divisor & (divisor - 1) == 0:
            return self.emit(f"and {full} {operand}, {vm.splat(str(divisor - 1), bits, lanes)}")
        if numerator.low < 0:
            lift = -(numerator.low // divisor)
            operand = self.emit(f"add {full} {operand}, {vm.splat(str(lift * divisor), bits, lanes)}")
        return self.emit(f"urem {full} {operand}, {vm.splat(str(divisor), bits, lanes)}")

    def vector_index(self, index: Index) -> tuple[str, str]:
        """A vector for a resolved index, and its element type: i32 where every step of the way fits, else
        i64.
        """
        bits = "i32" if self._fits_32_bits(index) else "i64"
        return self._vector_index(index, bits), bits

    def _fits_32_bits(self, index: Index) -> bool:
        """Whether an index, the numerators within it and the parts of its sum all fit 32 bits."""
        if not (index.low >= -(2**31) and index.high < 2**31):
            return False
        for atom, c in index.terms:
            if isinstance(atom, Computed) or max(abs(atom.low * c), abs(atom.high * c)) >= 2**31:
                return False
            if isinstance(atom, (Quotient, Remainder)) and not self._fits_32_bits(atom.numerator):
                return False
        return True

    def _vector_index(self, index: Index, bits: str) -> str:
        key = ("vector index", bits, index.key, self._environment_key(index))
        found = self.known(key)
        if found is not None:
            return str(found)
        full = vm.vector_of(bits, self.lanes)
        uniform = Index(tuple((a, c) for a, c in index.terms if not self._atom_varies(a)), index.constant)
        total = self.to_vector(self.uniform_index(uniform, bits), bits)
        for atom, coefficient in index.terms:
            if not self._atom_varies(atom):
                continue
            if atom == self.lane:
                term = self.lane_numbers(coefficient, bits)
            else:
                term = self._vector_atom(atom, bits)
                if coefficient != 1:
                    term = self.emit(f"mul {full} {term}, {vm.splat(str(coefficient), bits, self.lanes)}")
            total = self.emit(f"add {full} {total}, {term}")
        return str(self.remember(key, total))

    def widest_index(self, index: Index) -> tuple[str, str]:
        """An operand for a resolved index without lanes, whatever its bounds are, and its type."""
        return self.scalar_index(index), "i64"

    def uniform_index(self, index: Index, bits: str) -> str:
        """An operand of an integer type for a resolved index without lanes."""
        operand = self.scalar_index(index)
        return self.emit(f"trunc i64 {operand} to i32") if bits == "i32" and operand[0] == "%" else operand

    def _environment_key(self, index: Index) -> tuple[Any, ...]:
        """What a memo of a resolved index must also depend on: the environment of the computed indices
        within it.
        """
        keys: list[Any] = []
        for atom, _ in index.terms:
            if isinstance(atom, Computed):
                keys.append(self._computed_key(atom))
            elif isinstance(atom, (Quotient, Remainder)):
                keys.extend(self._environment_key(atom.numerator))
        return tuple(keys)

    def lane_stride(self, index: Index) -> int | None:
        """By how much a resolved index grows from lane to lane; None where it is not by the same amount."""
        if any(atom != self.lane and self._atom_varies(atom) for atom, _ in index.terms):
            return None
        return dict(index.terms).get(self.lane, 0) if self.lane is not None else 0

    def _atom_varies(self, atom: ix.Atom) -> bool:
        if isinstance(atom, Computed):
            return self.varies(atom.value)
        if isinstance(atom, (Quotient, Remainder)):
            return any(self._atom_varies(inner) for inner, _ in atom.numerator.terms)
        return atom == self.lane

    def _index_varies(self, index: Index) -> bool:
        return any(self._atom_varies(atom) for atom, _ in index.terms)

    def _vector_atom(self, atom: ix.Atom, bits: str) -> str:
        if isinstance(atom, Computed):
            return self._extend(self.vector(atom.value), atom.value.dtype, self.lanes)
        assert isinstance(atom, (Quotient, Remainder))
        numerator = self._vector_index(atom.numerator, bits)
        operation = self._divide if isinstance(atom, Quotient) else self._modulo
        return operation(numerator, atom.numerator, atom.divisor, self.lanes, bits)

    # Conditions

    def conditions(self, valid: Valid, variables: frozenset[Var]) -> tuple[list[Index], list[Index]]:
        """What must be tested at run time, per vector and per lane: `valid` and the guards of `variables`."""
        whole: list[Index] = []
        lanes: list[Index] = []
        guards = [self.guards[var] for var in variables if var in self.guards]
        for condition in sorted([*valid, *guards], key=lambda c: c.key):
            resolved = self.resolve(condition)
            if resolved.low >= 0:
                continue
            (lanes if self._index_varies(resolved) else whole).append(resolved)
        return whole, lanes

    def whole_test(self, conditions: list[Index]) -> str | None:
        result = None
        for condition in conditions:
            key = ("test", condition.key, self._environment_key(condition))
            test = self.known(key)
            if test is None:
                operand, bits = self.widest_index(condition)
                test = self.remember(key, self.emit(f"icmp sge {bits} {operand}, 0"))
            result = test if result is None else self.emit(f"and i1 {result}, {test}")
        return result

    def lane_test(self, conditions: list[Index]) -> str | None:
        result = None
        flags = vm.vector_of("i1", self.lanes)
        for condition in conditions:
            key = ("lane test", condition.key, self._environment_key(condition))
            test = self.known(key)
            if test is None:
                test = self.remember(key, self._lane_test(condition))
            result = test if result is None else self.emit(f"and {flags} {result}, {test}")
        return result

    def _only_lane(self, conditions: list[Index]) -> int | None:
        """The lane in which alone all conditions hold, where that is known while the kernel is written."""
        inside = set(range(self.lanes))
        for condition in conditions:
            stride = self.lane_stride(condition)
            if stride is None or self.lane is None:
                return None
            base = condition - ix.of(self.lane) * stride
            if base.terms:
                return None
            inside = {lane for lane in inside if base.constant + lane * stride >= 0}
        return inside.pop() if len(inside) == 1 else None

    def _lane_test(self, condition: Index) -> str:
        """A flag for each lane in which an index is not negative."""
        stride = self.lane_stride(condition)
        if self.lane is None or self.lanes < _COMPARED_BY_NUMBER or stride not in (1, -1):
            vector, bits = self.vector_index(condition)
            full = vm.vector_of(bits, self.lanes)
            return self.emit(f"icmp sge {full} {vector}, zeroinitializer")
        # It holds from some lane on, or up to one: a number to compare those of the lanes with, which lie in
        # one register however many there are.
        base, _ = self.widest_index(condition - ix.of(self.lane) * stride)
        bound = self.emit(f"sub i64 0, {base}") if stride == 1 else base
        low = "0" if stride == 1 else "-1"
        bound = vm.intrinsic(self, "smax", "i64", 1, bound, low)
        bound = vm.intrinsic(self, "smin", "i64", 1, bound, str(self.lanes))
        bits = f"i{min(32, 512 // self.lanes)}"
        short = self.emit(f"trunc i64 {bound} to {bits}")
        full = vm.vector_of(bits, self.lanes)
        compare = "sge" if stride == 1 else "sle"
        limit = self.to_vector(short, bits)
        return self.emit(f"icmp {compare} {full} {self.lane_numbers(1, bits)}, {limit}")

    # Values

    def varies(self, value: Value) -> bool:
        """Whether a value differs from lane to lane."""
        if self.lane is None:
            return False
        return any(self.is_vector(self.env[var]) for var in value.vars if var in self.env)

    def _key(self, value: Value) -> tuple[Any, ...]:
        names = self._sorted_vars.get(value)
        if names is None:
            names = self._sorted_vars[value] = tuple(sorted(value.vars, key=lambda var: var.key))
        return (value.number, *(self.env[var].key for var in names if var in self.env))

    def holds(self, value: Value, operand: str) -> None:
        """Say that a vector is a value at the current point."""
        self.remember(self._key(value), (operand, True))

    def value(self, value: Value) -> tuple[str, bool]:
        """The operand that holds a value at the current point, and whether it is a vector."""
        found = self.known(self._key(value))
        if found is not None:
            return found  # type: ignore[no-any-return]
        stack: list[tuple[Value, bool]] = [(value, False)]
        while stack:
            current, ready = stack.pop()
            key = self._key(current)
            if self.known(key) is not None:
                continue
            if ready or not current.sources:
                self.remember(key, self._compute(current))
            else:
                stack.append((current, True))
                stack.extend((source, False) for source in reversed(current.sources))
        return self.known(self._key(value))  # type: ignore[no-any-return]

    def give(self, value: Value, operand: str) -> None:
        """Say which vector holds a value at the current point."""
        self.remember(self._key(value), (operand, True))

    def vector(self, value: Value) -> str:
        """A value in every lane."""
        operand, is_vector = self.value(value)
        return operand if is_vector else self.to_vector(operand, vm.scalar_type(value.dtype))

    def _compute(self, value: Value) -> tuple[str, bool]:
        op, dtype = value.op, value.dtype
        if op is Leaf.CONST:
            return vm.literal(value.argument, dtype), False
        if op is Leaf.SCALAR:
            return f"%{value.argument.name}", False
        if op is Leaf.LOAD:
            return self._load(value)
        if op is Leaf.INDEX:
            return self._index_value(value)
        if op is Leaf.TEST:
            return self._test(value)
        if op is Leaf.RESULT:
            return self.results[self.result_key(value.argument)], self.varies(value)
        operands = [self.known(self._key(source)) for source in value.sources]
        wide = any(is_vector for _, is_vector in operands)
        lanes = self.lanes if wide else 1
        texts = [
            self.to_vector(text, vm.scalar_type(source.dtype)) if wide and not is_vector else text
            for (text, is_vector), source in zip(operands, value.sources, strict=True)
        ]
        if op is Op.WHERE:
            full = vm.vector_of(vm.scalar_type(dtype), lanes)
            flags = vm.vector_of("i1", lanes)
            return self.emit(f"select {flags} {texts[0]}, {full} {texts[1]}, {full} {texts[2]}"), wide
        if op is Op.FMA:
            own = self.functions.get((op, dtype.name))
            if own is not None:
                return own(self, lanes, *texts), wide
            return vm.intrinsic(self, "fma", vm.scalar_type(dtype), lanes, *texts), wide
        if op is Op.CAST:
            return vm.convert(self, value.sources[0].dtype, dtype, lanes, texts[0]), wide
        if op is Op.BITCAST:
            return self._bitcast(value.sources[0].dtype, dtype, lanes, texts[0]), wide
        assert isinstance(op, Op)
        if op in BINARY:
            return vm.binary(self, op, value.sources[0].dtype, lanes, texts[0], texts[1]), wide
        return vm.unary(self, op, dtype, lanes, texts[0]), wide

    def _bitcast(self, source: DType, target: DType, lanes: int, x: str) -> str:
        a, b = vm.scalar_type(source), vm.scalar_type(target)
        if source.kind == "b":
            x, a = self.emit(f"zext {vm.vector_of(a, lanes)} {x} to {vm.vector_of('i8', lanes)}"), "i8"
        if target.kind == "b":
            return self.emit(f"icmp ne {vm.vector_of(a, lanes)} {x}, zeroinitializer")
        if a == b:
            return x
        return self.emit(f"bitcast {vm.vector_of(a, lanes)} {x} to {vm.vector_of(b, lanes)}")

    def _index_value(self, value: Value) -> tuple[str, bool]:
        index = self.resolve(value.argument)
        scalar = vm.scalar_type(value.dtype)
        if self._index_varies(index):
            (operand, bits), lanes = self.vector_index(index), self.lanes
        else:
            (operand, bits), lanes = self.widest_index(index), 1
        if scalar != bits and operand.startswith("%"):
            source, target = vm.vector_of(bits, lanes), vm.vector_of(scalar, lanes)
            convert = "trunc" if value.dtype.bits < int(bits[1:]) else "sext"
            operand = self.emit(f"{convert} {source} {operand} to {target}")
        return operand, lanes > 1

    def _test(self, value: Value) -> tuple[str, bool]:
        whole, lanes = self.conditions(value.argument, frozenset())
        uniform = self.whole_test(whole)
        if not lanes:
            return (uniform or "true"), False
        result = self.lane_test(lanes)
        if uniform is not None:
            result = self.emit(
                f"and {vm.vector_of('i1', self.lanes)} {result}, {self.to_vector(uniform, 'i1')}"
            )
        assert result is not None
        return result, True

    # Memory

    def pointer(self, slot: Slot, position: str) -> str:
        size = "i8" if slot.dtype.kind == "b" else vm.scalar_type(slot.dtype)
        return self.emit(f"getelementptr {size}, ptr %{slot.name}, i64 {position}")

    def prefetch(self, slot: Slot, index: Index) -> None:
        """Have the cache line of an element read, which may lie beyond the slot."""
        pointer = self.pointer(slot, self.scalar_index(index))
        self.declare("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
        self.write(f"call void @llvm.prefetch.p0(ptr {pointer}, i32 0, i32 3, i32 1)")

    def _zeros(self) -> str:
        """Readable zeros: what a load whose conditions fail is pointed at."""
        found = self._scopes[0].get("zeros")
        if found is None:
            found = self._scopes[0]["zeros"] = self.alloca("[1024 x i8]")
            self.entry.append(f"  store [1024 x i8] zeroinitializer, ptr {found}, align 64")
        return str(found)

    def _load(self, value: Value) -> tuple[str, bool]:
        slot, index, valid = value.argument
        whole, lane_conditions = self.conditions(valid, index.vars)
        resolved = self.resolve(index)
        memory = "i8" if slot.dtype.kind == "b" else vm.scalar_type(slot.dtype)
        size = slot.dtype.item_bytes
        if not self._index_varies(resolved) and not lane_conditions:
            pointer = self.pointer(slot, self.scalar_index(resolved))
            test = self.whole_test(whole)
            if test is not None:
                pointer = self.emit(f"select i1 {test}, ptr {pointer}, ptr {self._zeros()}")
            return self._from_memory(
                slot.dtype, self.emit(f"load {memory}, ptr {pointer}, align {size}"), 1
            ), False
        full, flags = vm.vector_of(memory, self.lanes), vm.vector_of("i1", self.lanes)
        assert self.lane is not None
        stride = self.lane_stride(resolved)
        test = self.whole_test(whole)
        if stride == 1:
            pointer = self.pointer(slot, self.scalar_index(resolved - ix.of(self.lane)))
            if test is not None:
                pointer = self.emit(f"select i1 {test}, ptr {pointer}, ptr {self._zeros()}")
            if not lane_conditions:
                loaded = self.emit(f"load {full}, ptr {pointer}, align {size}")
            else:
                loaded = self._masked_load(full, memory, pointer, self.lane_test(lane_conditions), size)
        elif stride == -1 and not lane_conditions:
            first = resolved + ix.of(self.lane) - (self.lanes - 1)
            pointer = self.pointer(slot, self.scalar_index(first))
            if test is not None:
                pointer = self.emit(f"select i1 {test}, ptr {pointer}, ptr {self._zeros()}")
            loaded = self.emit(f"load {full}, ptr {pointer}, align {size}")
            order = ", ".join(f"i32 {lane}" for lane in reversed(range(self.lanes)))
            loaded = self.emit(
                f"shufflevector {full} {loaded}, {full} poison, <{self.lanes} x i32> <{order}>"
            )
        elif stride is None and (near := self._near(slot, resolved)) is not None:
            loaded = self._picked(slot, memory, near, test)
            if lane_conditions:
                mask = self.lane_test(lane_conditions)
                loaded = self.emit(f"select {flags} {mask}, {full} {loaded}, {full} zeroinitializer")
        elif stride is not None and 1 < stride <= self.most_stride and self.lanes >= 4:
            pointer = self.pointer(slot, self.scalar_index(resolved - ix.of(self.lane) * stride))
            if test is not None:
                pointer = self.emit(f"select i1 {test}, ptr {pointer}, ptr {self._zeros()}")
            loaded = self._strided_load(memory, pointer, stride, self.lane_test(lane_conditions), size)
        else:
            mask = self.lane_test(lane_conditions)
            if test is not None:
                uniform = self.to_vector(test, "i1")
                mask = uniform if mask is None else self.emit(f"and {flags} {mask}, {uniform}")
            positions, bits = self.vector_index(resolved)
            pointers = self.emit(
                f"getelementptr {memory}, ptr %{slot.name}, {vm.vector_of(bits, self.lanes)} {positions}"
            )
            name = f"@llvm.masked.gather.{vm.suffix(memory, self.lanes)}.v{self.lanes}p0"
            self.declare(f"declare {full} {name}(<{self.lanes} x ptr>, i32, {flags}, {full})")
            loaded = self.emit(
                f"call {full} {name}(<{self.lanes} x ptr> {pointers}, i32 {size}, "
                f"{flags} {mask or vm.splat('true', 'i1', self.lanes)}, {full} zeroinitializer)"
            )
        return self._from_memory(slot.dtype, loaded, self.lanes), True

    def _near(self, slot: Slot, index: Index) -> _Near | None:
        """Where the lanes of an index lie, if that is known but for a first place, and in a few vectors of
        the slot; else None.
        """
        assert self.lane is not None
        varying = tuple((atom, c) for atom, c in index.terms if self._atom_varies(atom))
        if any(atom.vars != {self.lane} for atom, _ in varying):
            return None
        of_lanes = Index(varying, 0)
        places = [
            ix.substitute(of_lanes, {self.lane: ix.constant(lane)}).constant for lane in range(self.lanes)
        ]
        first = Index(tuple(term for term in index.terms if term not in varying), index.constant)
        latest = slot.size - self.lanes - first.high
        starts: list[int] = []
        for place in sorted(places):
            if not starts or place >= starts[-1] + self.lanes:
                starts.append(min(place, latest))
        inside = min(starts) + first.low >= 0 and max(places) < starts[-1] + self.lanes
        return _Near(first, places, starts) if inside and len(starts) <= self.most_stride else None

    def _picked(self, slot: Slot, memory: str, near: _Near, test: str | None) -> str:
        """Elements that lie in a few vectors; zeros where a test fails."""
        lanes, size = self.lanes, slot.dtype.item_bytes
        full = vm.vector_of(memory, lanes)
        pointer = self.pointer(slot, self.scalar_index(near.first))
        result = "poison"
        for start in near.starts:
            at = self.emit(f"getelementptr {memory}, ptr {pointer}, i64 {start}")
            if test is not None:
                at = self.emit(f"select i1 {test}, ptr {at}, ptr {self._zeros()}")
            loaded = self.emit(f"load {full}, ptr {at}, align {size}")
            chosen = ", ".join(
                f"i32 {lanes + place - start if 0 <= place - start < lanes else lane}"
                for lane, place in enumerate(near.places)
            )
            result = self.emit(f"shufflevector {full} {result}, {full} {loaded}, <{lanes} x i32> <{chosen}>")
        return result

    def _strided_load(self, memory: str, pointer: str, stride: int, mask: str | None, size: int) -> str:
        """Every `stride`-th element from a pointer on: whole vectors side by side, of which those are kept.

        What is read ends with the last element that is asked for, and where lanes are masked only theirs is.
        """
        lanes = self.lanes
        full, flags = vm.vector_of(memory, lanes), vm.vector_of("i1", lanes)
        result = "poison"
        for piece in range(stride):
            start = min(piece * lanes, stride * (lanes - 1) + 1 - lanes)
            mine = [lane for lane in range(lanes) if piece * lanes <= lane * stride < (piece + 1) * lanes]
            at = self.emit(f"getelementptr {memory}, ptr {pointer}, i64 {start}")
            if mask is None:
                loaded = self.emit(f"load {full}, ptr {at}, align {size}")
            else:
                of_lane = {lane * stride - start: lane for lane in mine}
                chosen = ", ".join(f"i32 {of_lane.get(place, lanes)}" for place in range(lanes))
                own = self.emit(
                    f"shufflevector {flags} {mask}, {flags} zeroinitializer, <{lanes} x i32> <{chosen}>"
                )
                loaded = self._masked_load(full, memory, at, own, size)
            order = ", ".join(
                f"i32 {lanes + lane * stride - start if lane in mine else lane}" for lane in range(lanes)
            )
            result = self.emit(f"shufflevector {full} {result}, {full} {loaded}, <{lanes} x i32> <{order}>")
        return result

    def _masked_load(self, full: str, memory: str, pointer: str, mask: str | None, size: int) -> str:
        name = f"@llvm.masked.load.{vm.suffix(memory, self.lanes)}.p0"
        flags = vm.vector_of("i1", self.lanes)
        self.declare(f"declare {full} {name}(ptr, i32, {flags}, {full})")
        return self.emit(
            f"call {full} {name}(ptr {pointer}, i32 {size}, {flags} {mask}, {full} zeroinitializer)"
        )

    def _from_memory(self, dtype: DType, operand: str, lanes: int) -> str:
        if dtype.kind != "b":
            return operand
        return self.emit(f"icmp ne {vm.vector_of('i8', lanes)} {operand}, {vm.splat('0', 'i8', lanes)}")

    def store_all(self, stores: Sequence[Store], variables: frozenset[Var]) -> None:
        """Write several values at the current point, all computed first: one may take the place of what
        another reads.
        """
        for store in stores:
            self.value(store.value)
        for store in stores:
            self.store(store, variables)

    def store(self, store: Store, variables: frozenset[Var]) -> None:
        """Write a store's value at the current point, where its guards hold."""
        whole, lane_conditions = self.conditions(store.valid, variables)
        operand, is_vector = self.value(store.value)
        resolved = self.resolve(store.index)
        lanes = self.lanes if self._index_varies(resolved) else 1
        dtype, scalar = store.slot.dtype, vm.scalar_type(store.slot.dtype)
        if lanes > 1 and not is_vector:
            operand = self.to_vector(operand, scalar)
        if dtype.kind == "b":
            source, target = vm.vector_of("i1", lanes), vm.vector_of("i8", lanes)
            operand, scalar = self.emit(f"zext {source} {operand} to {target}"), "i8"
        test = self.whole_test(whole)
        if test is not None:
            with self.when(test):
                self._write(store.slot, resolved, lanes, scalar, operand, lane_conditions)
        else:
            self._write(store.slot, resolved, lanes, scalar, operand, lane_conditions)

    def _write(
        self, slot: Slot, index: Index, lanes: int, scalar: str, operand: str, lane_conditions: list[Index]
    ) -> None:
        size = slot.dtype.item_bytes
        full, flags = vm.vector_of(scalar, lanes), vm.vector_of("i1", lanes)
        if lanes == 1:
            pointer = self.pointer(slot, self.scalar_index(index))
            self.write(f"store {full} {operand}, ptr {pointer}, align {size}")
            return
        assert self.lane is not None
        mask = self.lane_test(lane_conditions)
        if self.lane_stride(index) == 1:
            first = index - ix.of(self.lane)
            pointer = self.pointer(slot, self.scalar_index(first))
            vector_bytes = lanes * size
            if mask is None and self.stream and first.multiple_of() * size % vector_bytes == 0:
                self.write(f"store {full} {operand}, ptr {pointer}, align {vector_bytes}, !nontemporal !0")
            elif mask is None:
                self.write(f"store {full} {operand}, ptr {pointer}, align {size}")
            elif (lane := self._only_lane(lane_conditions)) is not None:
                # LLVM 22 stores 32 bits of a single lane that was an int32 before (X86, truncating stores).
                element = self.emit(f"extractelement {full} {operand}, i64 {lane}")
                pointer = self.pointer(slot, self.scalar_index(first + lane))
                self.write(f"store {scalar} {element}, ptr {pointer}, align {size}")
            else:
                name = f"@llvm.masked.store.{vm.suffix(scalar, lanes)}.p0"
                self.declare(f"declare void {name}({full}, ptr, i32, {flags})")
                self.write(f"call void {name}({full} {operand}, ptr {pointer}, i32 {size}, {flags} {mask})")
            return
        positions, bits = self.vector_index(index)
        pointers = self.emit(
            f"getelementptr {scalar}, ptr %{slot.name}, {vm.vector_of(bits, lanes)} {positions}"
        )
        name = f"@llvm.masked.scatter.{vm.suffix(scalar, lanes)}.v{lanes}p0"
        self.declare(f"declare void {name}({full}, <{lanes} x ptr>, i32, {flags})")
        self.write(
            f"call void {name}({full} {operand}, <{lanes} x ptr> {pointers}, i32 {size}, "
            f"{flags} {mask or vm.splat('true', 'i1', lanes)})"
        )

    # The whole

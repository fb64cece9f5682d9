"""Measured schedule search: a kernel's candidates compiled, checked against the heuristic's, timed in turns.

What is measured is device time on buffers of random values. A schedule is kept only if it wins once more in a
last comparison.
"""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2, prod, sqrt
from statistics import median
from typing import TYPE_CHECKING, Any

from ...drivers.interface import Queue as DriverQueue
from ...runtime.buffer import Buffer
from ...runtime.code_object import CodeObject, Kernel
from ...runtime.compiler import KernelSource, compile_kernels
from ...runtime.device import Device
from ...runtime.errors import CompileError, InvalidArgument
from ..codegen import describe, kinds
from ..codegen.emitted import Emitted
from ..codegen.machine import Machine
from ..codegen.nest.canonical import all_values, indices_of
from ..codegen.nest.expression import Leaf, Slot, Value
from ..codegen.nest.form import Form
from ..codegen.nest.index import Computed, Index, Quotient, Remainder
from ..codegen.nest.lower import LoopNest
from ..codegen.schedule import GridLoopSchedule, LoopSchedule, Schedule
from ..graph import dtype as dtypes
from ..graph import float_codes
from ..graph.dtype import DType
from ..graph.op import COMPARISONS, Op
from ..graph.words import word
from ..run.kernels import machine_of
from . import stored as tune
from .experience import Experience

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A schedule is kept if its time is less than the heuristic's by more than this share of it.
LEAST_GAIN = 0.03
# Candidates compiled at once; from eight on worker processes do it.
BATCH = 8
# One sample repeats the kernel for about this long, so that its start does not count.
SAMPLE_S = 300e-6
MOST_LAUNCHES = 64
# A first sample slower than the best's by this factor ends a candidate's trial.
HOPELESS = 1.25
ROUNDS, LAST_ROUNDS = 5, 9
# After so many candidates the search ends where none of the rest is expected to come as near to the best as
# this, in doublings of time.
FEWEST_TRIED = 16
EXPECTED_TO_GAIN = 0.05
# Loops without register tiles are worth a trial for contractions of no more multiply-adds than this.
SMALL_CONTRACTION = 1 << 21
# Of the elements, when sums are compared with something: rounding may decide a comparison either way.
_UNDECIDED_SHARE = 1e-3
_LARGEST_INTEGER = 7


@dataclass(frozen=True)
class Result:
    """What the search found for one kernel. Times are seconds of one launch, the least on the device's clock.

    `best` is the heuristic's schedule itself where none was better by LEAST_GAIN. `failures` says which
    candidates gave a wrong result or did not compile: each is a fault in the code generator. `stored` tells
    whether `best` was kept.
    """

    kernel: str
    default: Schedule
    default_s: float
    best: Schedule
    best_s: float
    tried: int
    failures: tuple[str, ...]
    stored: bool

    @property
    def gain(self) -> float:
        """The heuristic's time over the best."""
        return self.default_s / self.best_s


def tune_nest(
    form: Form,
    device: Device,
    budget_s: float = 5.0,
    trials: int = 64,
    seed: int = 0,
    experience: Experience | None = None,
) -> Result:
    """Search a schedule for a nest and store it if it is better than the heuristic's.

    At most `trials` candidates are tried, those first of which most is expected by what was measured before,
    of this nest and of others; none is begun after `budget_s` seconds, nor when none of the rest is expected
    to gain. The result of each that is not far slower than the best is checked. Raises CompileError when the
    heuristic's own schedule does not compile.
    """
    machine = machine_of(device)
    experience = experience or Experience(machine)
    experience.begin(form)
    bench = _Bench(form, device, seed)
    default = bench.compile([kinds.choose(form, machine)])[0]
    expected = bench.expected(default)
    bench.calibrate(default)
    best, tried = default, 0
    failures: list[str] = []
    waiting, best_slower = candidates(form, machine, seed), 0.0
    deadline = time.monotonic() + budget_s
    while waiting and trials > 0 and time.monotonic() < deadline:
        expected_slower = experience.expected(waiting)
        if tried >= FEWEST_TRIED and expected_slower.min() > best_slower + EXPECTED_TO_GAIN:
            break
        order = expected_slower.argsort(kind="stable")
        batch = [waiting[place] for place in order[: min(BATCH, trials)]]
        waiting = [waiting[place] for place in sorted(order[len(batch) :])]
        trials -= len(batch)
        for candidate in bench.compile(batch, failures):
            if time.monotonic() >= deadline:
                break
            tried += 1
            try:
                slower = best_slower + bench.slower(candidate, best)
                experience.add(candidate.schedule, slower)
                if slower > best_slower + log2(HOPELESS):
                    continue
            except InvalidArgument:
                # The registers that it came to have leave no room for so many lanes in a group.
                continue
            wrong = expected.disagreement(bench.results(candidate))
            if wrong:
                failures.append(f"{candidate.schedule} gives a wrong result: {wrong}")
                continue
            if bench.compare(best, candidate, ROUNDS).gains(0):
                best, best_slower = candidate, slower
    experience.keep()
    stored = False
    last = bench.compare(default, best, LAST_ROUNDS)
    default_s, best_s = last.first_s, last.second_s
    if best is not default and last.gains(LEAST_GAIN):
        stored = tune.store(form, machine, tune.Tuned(bench.name, best.schedule, best_s, default_s))
    else:
        best, best_s = default, default_s
        tune.forget(form, machine)
    return Result(
        bench.name, default.schedule, default_s, best.schedule, best_s, tried, tuple(failures), stored
    )


def candidates(form: Form, machine: Machine, seed: int) -> list[Schedule]:
    """What to try beside the heuristic's choice: the schedule stored before, then all others, shuffled."""
    found = list(dict.fromkeys(kinds.alternatives(form, machine)))
    if form.contraction is not None and prod(form.contraction.sizes) > SMALL_CONTRACTION:
        found = [each for each in found if not isinstance(each, LoopSchedule | GridLoopSchedule)]
    random.Random(seed).shuffle(found)
    before = tune.stored(form, machine)
    if before is not None:
        found.insert(0, before)
    default = kinds.choose(form, machine)
    return [each for each in dict.fromkeys(found) if each != default]


@dataclass(frozen=True)
class _Candidate:
    schedule: Schedule
    emitted: Emitted
    code: CodeObject
    kernel: Kernel


class _Bench:
    """One nest with buffers of its own on a device."""

    def __init__(self, form: Form, device: Device, seed: int) -> None:
        self.form, self.nest, self.device, self.seed = form, form.nest, device, seed
        self.name = describe.name(form)
        nest = form.nest
        self.buffers = [Buffer(device, slot.size * slot.dtype.item_bytes) for slot in nest.slots]
        pairs = zip(nest.slots, self.buffers, strict=True)
        given = [word(1, slot.dtype) if slot.by_value else memory.gpu_address for slot, memory in pairs]
        self.arguments = struct.pack(f"<{len(given)}Q", *given)
        self.clock = Buffer(device, 16)
        self.written = {store.slot.number for store in nest.stores}
        self.launches = 1
        self._fill(signed=True)

    def _fill(self, signed: bool) -> None:
        import numpy as np

        generator = np.random.default_rng(self.seed)
        limits = _index_limits(self.nest)
        self.contents = []
        for slot, buffer in zip(self.nest.slots, self.buffers, strict=True):
            values = _random_values(generator, slot, limits.get(slot.number, _LARGEST_INTEGER), signed)
            self.contents.append(values)
            buffer.copy_in(values)

    def compile(self, wanted: Sequence[Schedule], failures: list[str] | None = None) -> list[_Candidate]:
        """Those that compile and whose local memory fits. Without `failures` CompileError is raised."""
        compiler, machine = self.device.compiler, machine_of(self.device)
        most = self.device.info.limits.local_memory_bytes
        emitted = [(each, kinds.emit(self.form, each, self.name, machine)) for each in wanted]
        emitted = [(each, code) for each, code in emitted if code.local_bytes <= (most or code.local_bytes)]
        sources = [KernelSource(self.name, code.ir, compiler) for _, code in emitted]
        try:
            images = compile_kernels(sources)
        except CompileError as failure:
            if failures is None:
                raise
            if len(wanted) == 1:
                failures.append(f"{wanted[0]} does not compile: {failure}")
                return []
            return [made for each in wanted for made in self.compile([each], failures)]
        made = []
        for (schedule, code), image in zip(emitted, images, strict=True):
            loaded = self.device.load(image)
            made.append(_Candidate(schedule, code, loaded, loaded[self.name]))
        return made

    def expected(self, default: _Candidate) -> _Expected:
        """The default schedule's results: on values of both signs if that gives numbers, else on positive."""
        import numpy as np

        results = self.results(default)
        if any(np.isnan(result).any() for result in results):
            self._fill(signed=False)
            results = self.results(default)
        return _Expected(results, *_tolerance(self.nest))

    def results(self, candidate: _Candidate) -> list[NDArray[Any]]:
        """What the kernel writes, starting from the same memory each time."""
        for number in self.written:
            self.buffers[number].copy_in(self.contents[number])
        self._run(candidate, 1)
        return [
            _decoded(self.buffers[number].copy_out(), self.nest.slots[number].dtype)
            for number in sorted(self.written)
        ]

    def calibrate(self, default: _Candidate) -> None:
        """Choose how many launches make a sample."""
        self._run(default, 1)
        taken_s = self._run(default, 1)
        self.launches = max(1, min(MOST_LAUNCHES, round(SAMPLE_S / max(taken_s, 1e-9))))

    def slower(self, candidate: _Candidate, best: _Candidate) -> float:
        """log2 of a candidate's time over that of the best so far, by few samples."""
        first_s = min(self._run(candidate, self.launches) for _ in range(2))
        return log2(first_s / self._run(best, self.launches))

    def compare(self, first: _Candidate, second: _Candidate, rounds: int) -> _Comparison:
        """Measure two in turns."""
        launches = self.launches
        return _Comparison([(self._run(first, launches), self._run(second, launches)) for _ in range(rounds)])

    def _run(self, candidate: _Candidate, launches: int) -> float:
        """Launch in one submission; the seconds of one launch by the device's clock."""
        emitted, function, start = candidate.emitted, candidate.kernel.function, self.clock.gpu_address
        grid, block = (emitted.groups, 1, 1), (emitted.block, 1, 1)

        def record(queue: DriverQueue) -> None:
            queue.timestamp(start)
            for _ in range(launches):
                queue.dispatch(function, grid, block, self.arguments, emitted.local_bytes)
            queue.timestamp(start + 8)

        self.device.compute.submit(record).wait()
        begun, ended = struct.unpack("<2Q", self.clock.copy_out())
        return float(ended - begun) * self.device.card.clock_period_ns / 1e9 / launches


@dataclass(frozen=True)
class _Comparison:
    """The seconds of one launch of each of two candidates, round by round."""

    rounds: list[tuple[float, float]]

    @property
    def first_s(self) -> float:
        return min(first for first, _ in self.rounds)

    @property
    def second_s(self) -> float:
        return min(second for _, second in self.rounds)

    def gains(self, share: float) -> bool:
        """Whether the second takes less than the first by more than `share`: at best, and within most rounds.

        What else the machine does slows some samples, of either; it seldom makes both figures lie.
        """
        typical = median(second / first for first, second in self.rounds)
        return typical < 1 - share and self.second_s < self.first_s * (1 - share)


@dataclass(frozen=True)
class _Expected:
    """Results to hold others against.

    Floats are within `allowed` of the largest value, integers equal, all but `undecided_share` of them.
    """

    results: list[NDArray[Any]]
    allowed: float
    undecided_share: float

    def disagreement(self, results: list[NDArray[Any]]) -> str:
        """What is wrong with results; empty where nothing is."""
        import numpy as np

        for result, expected in zip(results, self.results, strict=True):
            largest, limit = 0.0, 0.0
            if expected.dtype.kind == "f":
                with np.errstate(invalid="ignore"):
                    largest = float(np.nanmax(np.abs(expected), initial=0.0, where=np.isfinite(expected)))
                    limit = self.allowed * largest
                    same = np.abs(result - expected) <= limit
                same |= (result == expected) | ((result != result) & (expected != expected))
            else:
                same = result == expected
            wrong = int(same.size - np.count_nonzero(same))
            if wrong > self.undecided_share * same.size:
                at = int(np.argmin(same))
                return (
                    f"{wrong} of {same.size} elements differ by more than {limit:.3g} from the default "
                    f"schedule's, such as element {at}: {result[at]} instead of {expected[at]}"
                )
        return ""


def _tolerance(nest: LoopNest) -> tuple[float, float]:
    """(by how much of the largest value results may differ, what share of them by more).

    The order of a sum is the schedule's to choose: its rounding errors grow as the root of its length.
    """
    values = [value for value in all_values(nest) if isinstance(value.op, Op)]
    sums = [r for r in nest.reductions if r.dtype.is_float and r.op is not Op.MAX]
    floats = {value.dtype for value in values if value.dtype.is_float} | {
        store.slot.dtype for store in nest.stores if store.slot.dtype.is_float
    }
    allowed = 4 * max((dtype.epsilon for dtype in floats), default=0.0)
    for reduction in sums:
        length = prod(axis.extent for axis in reduction.axes)
        allowed = max(allowed, 16 * sqrt(length) * reduction.dtype.epsilon)
    compares = any(value.op in COMPARISONS for value in values)
    return allowed, _UNDECIDED_SHARE if sums and compares else 0.0


def _random_values(generator: np.random.Generator, slot: Slot, largest: int, signed: bool) -> NDArray[Any]:
    """Contents for a slot, as an array of its bytes' layout; integers from 0 to `largest`."""
    import numpy as np

    dtype = slot.dtype
    if dtype.kind == "b":
        return generator.integers(0, 2, slot.size, np.uint8)
    if dtype.is_integer:
        return generator.integers(0, min(largest, int(dtype.maximum)) + 1, slot.size).astype(dtype.name)
    values = generator.random(slot.size, np.float32)
    values = values * 2 - 1 if signed else values + np.float32(0.5)
    if dtype is dtypes.tfloat32:
        return (values.view(np.uint32) >> 13 << 13).view(np.float32)
    if dtype is dtypes.bfloat16:
        return (values.view(np.uint32) >> 16).astype(np.uint16)
    if dtype in dtypes.EIGHT_BIT_FLOATS:
        codes = np.array(float_codes.encode([step / 64 for step in range(-64, 97)], dtype), np.uint8)
        return codes[np.rint(values * 64).astype(np.int64) + 64]
    return values.astype(dtype.name)


def _decoded(data: bytearray, dtype: DType) -> NDArray[Any]:
    """The elements of a buffer in a type that NumPy calculates with."""
    import numpy as np

    if dtype is dtypes.bfloat16:
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
    if dtype in dtypes.EIGHT_BIT_FLOATS:
        values = np.array([float_codes.decode(code, dtype) for code in range(256)], np.float32)
        return values[np.frombuffer(data, np.uint8)]
    if dtype is dtypes.tfloat32:
        return np.frombuffer(data, np.float32)
    array = np.frombuffer(data, np.uint8 if dtype.kind == "b" else dtype.name)
    return array.astype(np.float32) if dtype is dtypes.float16 else array


def _index_limits(nest: LoopNest) -> dict[int, int]:
    """For slots that hold indices, by number: the largest value of an element that is still in range."""
    limits: dict[int, int] = {}
    indices = [index for value in all_values(nest) for index in indices_of(value)]
    indices += [index for store in nest.stores for index in (store.index, *store.valid)]
    for atom in (atom for index in indices for atom in _computed_atoms(index)):
        stack: list[Value] = [atom.value]
        while stack:
            value = stack.pop()
            stack.extend(value.sources)
            if value.op is Leaf.LOAD:
                number = value.argument[0].number
                limits[number] = max(0, min(limits.get(number, atom.high), atom.high))
    return limits


def _computed_atoms(index: Index) -> Iterator[Computed]:
    for atom, _ in index.terms:
        if isinstance(atom, Computed):
            yield atom
        elif isinstance(atom, Quotient | Remainder):
            yield from _computed_atoms(atom.numerator)

"""A loop nest under a `GridLoopSchedule` as LLVM IR.

The settings of the outer loops are shared out among teams of work-items. A team's members take turns with the
steps of each reduction, add up among themselves what each has, and take turns again with the elements to be
stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from math import prod

from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..llvm.accumulator import Accumulator
from ..machine import Machine
from ..nest import index as ix
from ..nest.expression import Reduction
from ..nest.index import Index, Var
from ..nest.lanes import lanes_within
from ..nest.lower import LoopNest
from ..schedule import GridLoopSchedule
from .target import GridTarget
from .writer import GridWriter, exchange


def emit(
    nest: LoopNest, schedule: GridLoopSchedule, name: str, target: GridTarget, machine: Machine
) -> Emitted:
    """The kernel's module. The grid is one-dimensional."""
    extents = [var.extent for var in (*nest.outer, *nest.inner)]
    f = GridWriter(name, nest, target, schedule.block, prod(extents) >= _WIDE_FROM)
    emitter = _Emitter(f, nest, schedule, machine.wave_lanes)
    groups = emitter.run()
    return Emitted(f.text(), groups, f.launch_bytes, schedule.block)


# A grid has less than 2**32 work-items in a direction; kernels with more to do go round.
_MOST_ITEMS = 2**32 - 1
# Loops with more steps than this are counted in 64 bits.
_WIDE_FROM = 2**31


@dataclass
class _Emitter:
    f: GridWriter
    nest: LoopNest
    schedule: GridLoopSchedule
    wave_lanes: int

    def __post_init__(self) -> None:
        self.vector = next((var for var in self.nest.outer if var.key == self.schedule.vector), None)
        # Whether all of a group, or of a wave, must come to where the members of a team exchange totals.
        alone = 1 if self.f.target.partners_wait else self.wave_lanes
        self.waits = self.schedule.across or self.schedule.team > alone
        self.member = ix.ZERO
        self.inside: str | None = None

    def run(self) -> int:
        """Write the kernel; returns how many workgroups it takes."""
        f, s = self.f, self.schedule
        lanes = s.lanes if self.vector is not None else 1
        serial = [var for var in self.nest.outer if var is not self.vector]
        vectors = self.vector.extent // lanes if self.vector is not None else 1
        shape = (*(var.extent for var in serial), vectors)
        iterations, teams = prod(shape), s.block // s.team
        rounds = -(-iterations // (teams * (_MOST_ITEMS // s.block)))
        groups = -(-iterations // (teams * rounds))
        group = f.group(groups)
        thread = ix.of(f.thread)
        self.member, own = (
            (thread // teams, thread % teams) if s.across else (thread % s.team, thread // s.team)
        )
        partial = iterations % (teams * groups) != 0

        def one_round(number: Index) -> None:
            position = f.scalar_index((group + number * groups) * teams + own)
            self.inside = f.emit(f"icmp ult {f.word} {position}, {iterations}") if partial else None
            if partial and self.waits:
                # All must come there: those past the end do the last setting's work once more.
                position = vm.intrinsic(f, "umin", f.word, 1, position, str(iterations - 1))
            setting = f.bound(position, iterations)
            with f.in_lanes(lanes) as lane:
                *outer, vector = ix.unflatten(setting, shape)
                f.env.update(zip(serial, outer, strict=True))
                if self.vector is not None:
                    f.env[self.vector] = vector * lanes + lane
                self._setting()
            if rounds > 1 and f.local_bytes:
                f.barrier()

        f.loop("round", rounds, one_round)
        return groups

    def _setting(self) -> None:
        """What there is to do for one setting of the outer loops."""
        test = self.inside
        with self.f.when(test) if test is not None and not self.waits else nullcontext():
            self._compute(test if self.waits else None)

    def _compute(self, test: str | None) -> None:
        self.f.result_key = lambda reduction: (reduction.number,)
        for reduction in self.nest.reductions:
            self.f.results[(reduction.number,)] = self._reduce(reduction)
        with self.f.when(test) if test is not None else nullcontext():
            self._store()

    # Reductions

    def _reduce(self, reduction: Reduction) -> str:
        f, s = self.f, self.schedule
        spread = self.vector in reduction.vars  # whether the lanes are results, not steps
        own = lanes_within(reduction.axes, s.lanes) if s.vector == "own" else 1
        with f.in_lanes(f.lanes if spread else own) as lane:
            op, dtype, width = reduction.op, reduction.dtype, f.lanes
            totals = [Accumulator(f, op, dtype, width) for _ in range(s.unroll)]

            def add(copy: int) -> None:
                totals[copy].add(f.vector(reduction.value))

            self._over(reduction.axes, own, ix.ZERO if spread else lane, s.unroll, add)
            partial = [total.load() for total in totals]
            while len(partial) > 1:
                pairs = zip(partial[::2], partial[1::2], strict=True)
                partial = [vm.binary(f, op, dtype, width, first, second) for first, second in pairs]
            total = partial[0] if spread else vm.horizontal(f, op, dtype, width, partial[0])
        return self._combine(reduction, total) if s.team > 1 else total

    def _over(
        self, axes: Sequence[Var], lanes: int, lane: Index, copies: int, body: Callable[[int], None]
    ) -> None:
        """Run `body` for every element of some loops, of which this member of the team has its share."""
        f, team = self.f, self.schedule.team
        shape = tuple(var.extent for var in axes)
        # The innermost loops whose steps are shared out, and those outside them.
        split = len(axes) - 1
        while split > 0 and team > 1 and not _shares_evenly(prod(shape[split:]) // lanes, team):
            split -= 1
        split = max(split, 0)
        shared = axes[split:]
        steps = prod(shape[split:]) // lanes

        def at(step: Index, copy: int) -> None:
            position = step * lanes + lane
            f.env.update(zip(shared, ix.unflatten(position, shape[split:]), strict=True))
            body(copy)

        def share() -> None:
            whole, rest = divmod(steps, team * copies)
            if whole:
                f.loop("k", whole, lambda k: each(k * (team * copies), range(copies)))
            if rest:
                remainder(whole * team * copies, rest)

        def each(start: Index, numbers: Sequence[int], member: Index | None = None) -> None:
            for copy in numbers:
                at(start + copy * team + (self.member if member is None else member), copy)

        def remainder(start: int, rest: int) -> None:
            full, left = divmod(rest, team)
            if full:
                with f.scope():
                    each(ix.constant(start), range(full))
            if left:
                member = f.scalar_index(self.member)
                with f.when(f.emit(f"icmp ult {f.word} {member}, {left}")):
                    each(ix.constant(start), [full], f.bound(member, left))

        def outer(number: int) -> None:
            if number == split:
                share()
                return

            def inside(counter: Index) -> None:
                f.env[axes[number]] = counter
                outer(number + 1)

            f.loop("k", shape[number], inside)

        outer(0)

    def _combine(self, reduction: Reduction, total: str) -> str:
        """What all members of a team have together, in each of them."""
        f, team = self.f, self.schedule.team
        lanes = f.lanes if self.vector in reduction.vars else 1
        if self.schedule.across:
            return self._combine_members(reduction, total, lanes)
        distance = 1
        while distance < min(team, self.wave_lanes):
            other = exchange(f, reduction.dtype, lanes, total, distance)
            total = vm.binary(f, reduction.op, reduction.dtype, lanes, total, other)
            distance *= 2
        if team <= self.wave_lanes:
            return total
        return self._combine_waves(reduction, total, lanes)

    def _combine_waves(self, reduction: Reduction, total: str, lanes: int) -> str:
        """The waves' totals by way of local memory; the team is the whole group."""
        f, waves = self.f, self.schedule.team // self.wave_lanes
        wave = ix.of(f.thread) // self.wave_lanes
        first = f.emit(f"icmp eq {f.word} {f.scalar_index(ix.of(f.thread) % self.wave_lanes)}, 0")
        return self._by_local_memory(
            reduction, total, lanes, wave, [ix.constant(n) for n in range(waves)], first
        )

    def _combine_members(self, reduction: Reduction, total: str, lanes: int) -> str:
        """The members' totals by way of local memory, those of a group's teams side by side."""
        s, thread = self.schedule, ix.of(self.f.thread)
        teams = s.block // s.team
        places = [thread % teams + number * teams for number in range(s.team)]
        return self._by_local_memory(reduction, total, lanes, thread, places, None)

    def _by_local_memory(
        self,
        reduction: Reduction,
        total: str,
        lanes: int,
        mine: Index,
        places: Sequence[Index],
        writes: str | None,
    ) -> str:
        """The totals at some places of local memory together; those who write have theirs at `mine`."""
        f, dtype = self.f, reduction.dtype
        memory = vm.vector_of("i8" if dtype.kind == "b" else vm.scalar_type(dtype), lanes)
        full = vm.vector_of(vm.scalar_type(dtype), lanes)
        size = dtype.item_bytes * lanes
        align = min(size, 16)
        start = f.local((mine.high + 1) * size)
        with f.when(writes) if writes is not None else nullcontext():
            stored = total if dtype.kind != "b" else f.emit(f"zext {full} {total} to {memory}")
            pointer = f.local_pointer(mine * size + start)
            f.write(f"store {memory} {stored}, ptr{f.target.local_space} {pointer}, align {align}")
        f.barrier()
        result = ""
        for place in places:
            pointer = f.local_pointer(place * size + start)
            part = f.emit(f"load {memory}, ptr{f.target.local_space} {pointer}, align {align}")
            if dtype.kind == "b":
                part = f.emit(f"icmp ne {memory} {part}, zeroinitializer")
            result = vm.binary(f, reduction.op, dtype, lanes, result, part) if result else part
        return result

    # Stores

    def _store(self) -> None:
        f, nest, s = self.f, self.nest, self.schedule
        variables = frozenset((*nest.outer, *nest.inner))

        def write(copy: int = 0) -> None:
            f.store_all(nest.stores, variables)

        if nest.ordered:
            self._serial(nest.inner, write)
        elif nest.inner and s.vector == "own":
            with f.in_lanes(lanes_within(nest.inner, s.lanes)) as lane:
                self._over(nest.inner, f.lanes, lane, 1, write)
        elif nest.inner:
            self._over(nest.inner, 1, ix.ZERO, 1, write)
        elif s.team > 1:
            with f.when(f.emit(f"icmp eq {f.word} {f.scalar_index(self.member)}, 0")):
                write()
        else:
            write()

    def _serial(self, axes: Sequence[Var], body: Callable[[], None]) -> None:
        if not axes:
            body()
            return

        def inside(counter: Index) -> None:
            self.f.env[axes[0]] = counter
            self._serial(axes[1:], body)

        self.f.loop("k", axes[0].extent, inside)


def _shares_evenly(steps: int, team: int) -> bool:
    """Whether a team is kept busy by so many steps."""
    return steps % team == 0 or steps >= 4 * team

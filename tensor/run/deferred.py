"""Work of a function that is recorded while the function runs, and done when it is over.

By then it is known which values anybody still needs. What nobody does shares one arena, and new values of
what was assigned take the place of the old ones: a step of training needs no second copy of its state.
Whatever looks at memory before, from `item()` to another thread, has the work so far done first.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from weakref import WeakKeyDictionary

from ...runtime.allocator import Block
from ...runtime.buffer import Buffer
from ...runtime.errors import OutOfMemory
from .arena import plan_arena
from .capture import Capture
from .plan import CopyStep, KernelStep, Step

Recorded: TypeAlias = Sequence[tuple[Step, tuple[int, ...]]]

_waiting: WeakKeyDictionary[Buffer, Capture] = WeakKeyDictionary()
# Of a buffer that nobody else needs: the capture's, the name, and the argument of getrefcount.
_OWN_REFERENCES = 3


class Deferred(Buffer):
    """Memory that recorded work has yet to fill."""

    __slots__ = ()

    def _take(self) -> Block:
        _filled(self)
        return Buffer._take(self)

    def _take_idle(self, done: int) -> Block:
        _filled(self)
        return Buffer._take_idle(self, done)


def deferred(capture: Capture, size_bytes: int) -> Buffer:
    """A buffer that work of a capture will fill."""
    storage = Deferred(capture.device, size_bytes)
    _waiting[storage] = capture
    capture.handle(storage, made=True)
    return storage


def _filled(storage: Buffer) -> None:
    capture = _waiting.get(storage)
    if capture is not None:
        capture.do()


class Deferring(Capture):
    """What is recorded, and how it is done."""

    def do(self, is_over: bool = False) -> None:
        """Do what was recorded and is not done yet. With `is_over` nothing more will be recorded, and what
        only this knows may be written over.

        Raises OutOfMemory before anything of it is done; what was assigned has its old values then.
        """
        # Another thread that looks meanwhile waits here until all is under way.
        with self.lock:
            if not is_over and self.done == len(self.steps):
                return
            steps = self.steps[self.done :]
            self.done += len(steps)
            taken = _take_over(self, steps) if is_over else {}
            alive = self.alive()
            if not is_over:
                # What recorded work may read later, though nobody else does.
                used = {handle for _, handles in steps for handle in handles}
                self.kept.update({each: alive[each] for each in used & alive.keys() & self.made.keys()})
            alive.update({old: alive[new] for old, new in taken.items()})
            try:
                _run(self, steps, alive)
            finally:
                for filled in alive.values():
                    if _waiting.get(filled) is self:
                        _show(filled)
            if is_over:
                self.kept.clear()


def _show(filled: Buffer) -> None:
    """Let a buffer be like any other: the work that fills it is under way."""
    if filled._block is not None:
        filled._address = filled._block.address
    del _waiting[filled]
    filled.__class__ = Buffer


def _take_over(capture: Capture, steps: Recorded) -> dict[int, int]:
    """Give new values the memory of the old ones where nobody needs those; whose is whose now, by handles."""
    taken: dict[int, int] = {}
    uses = Uses(steps)
    for old, new in last_assigned(capture.assigns).items():
        fresh, before = capture.buffer(new), capture.others.get(old)
        if (
            fresh is not None
            and before is not None
            and fresh._block is None
            and before._block is not None
            and before.size_bytes == fresh.size_bytes
            and not before.exports
            and sys.getrefcount(before) <= _OWN_REFERENCES
            and uses.may_write_over(old, new)
        ):
            fresh._block, before._block = before._block, None
            before._address = None
            taken[old] = new
            del capture.others[old]
    return taken


def _run(capture: Capture, steps: Recorded, alive: dict[int, Buffer]) -> None:
    device = capture.device
    spans = spans_of(steps, alive, capture.made)
    arena_bytes, offsets = plan_arena(spans)
    device.memory.make_room(arena_bytes)
    try:
        arena = Buffer(device, arena_bytes)
        addresses = {
            handle: _address_of(storage, capture) for handle, storage in alive.items() if storage.size_bytes
        }
        start = arena.gpu_address if arena_bytes else 0
    except OutOfMemory:
        for new, old in capture.assigns:
            if new in alive and old in alive and alive[new]._block is None:
                alive[new]._parent = alive[old]
                alive[old].is_aliased = alive[new].is_aliased = True
        raise
    addresses.update({handle: start + offset for handle, offset in offsets.items()})
    addresses.update(capture.numbers)
    for step, handles in steps:
        if isinstance(step, KernelStep):
            packed = struct.pack(f"<{len(handles)}Q", *[addresses[handle] for handle in handles])
            grid, block = (step.groups, 1, 1), (step.block, 1, 1)
            device.launch(step.function, grid, packed, block, step.local_bytes, step.work)
        else:
            target, source = (
                alive[handle] if handle in alive else arena.view(offsets[handle], spans[handle][0])
                for handle in handles
            )
            if target is not source:
                target.copy_from(source)


def _address_of(storage: Buffer, capture: Capture) -> int:
    """Where a buffer is; one of the capture's own does not show it before its work is under way."""
    if _waiting.get(storage) is capture:
        return Buffer._take(storage).address
    return storage.gpu_address


def spans_of(
    steps: Recorded, alive: Mapping[int, Buffer], sizes: Mapping[int, int]
) -> dict[int, tuple[int, int, int]]:
    """The bytes, and the first and last step, of what nobody needs afterwards."""
    spans: dict[int, tuple[int, int, int]] = {}
    for number, (_, handles) in enumerate(steps):
        for handle in handles:
            if handle in sizes and handle not in alive:
                first = spans[handle][1] if handle in spans else number
                spans[handle] = (sizes[handle], first, number)
    return spans


def last_assigned(assigns: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Of each buffer that was assigned the one with its last values, by handles."""
    roots: dict[int, int] = {}
    last: dict[int, int] = {}
    for new, old in assigns:
        root = roots[new] = roots.get(old, old)
        last[root] = new
    return last


class Uses:
    """The first and the last step in which each buffer is used, by handles."""

    def __init__(self, steps: Recorded) -> None:
        self._steps = steps
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        for number, (_, handles) in enumerate(steps):
            for handle in handles:
                self._first.setdefault(handle, number)
                self._last[handle] = number

    def may_write_over(self, old: int, new: int) -> bool:
        """Whether the step that makes `new` may write it over `old`: nothing later reads that, and the step
        itself does at no other element.
        """
        number = self._first.get(new)
        if number is None or self._last.get(old, -1) > number:
            return False
        step, handles = self._steps[number]
        if old not in handles or isinstance(step, CopyStep):
            return True
        return step.values[handles.index(old)] in step.aligned

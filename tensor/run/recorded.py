"""What a capture becomes: a graph with slots for arguments, results and state, planned by lifetimes.

Captured work reads its tensor arguments through slots, so each call may pass other tensors of the same
shapes; results are new memory at each call; state that the function assigned is updated in place; everything
else shares one arena.
"""

from __future__ import annotations

import struct
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import attrgetter, is_

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import JitError
from ...runtime.graph import Graph, Launch
from ..graph import dtype as dtypes
from ..graph import node as graph
from ..graph.derivatives import composites
from ..graph.node import Node, Op
from ..methods import views
from ..methods.core import TRACKED, TensorCore, barrier, storage_node
from .arena import plan_arena
from .capture import Assignments, Capture
from .deferred import Uses, last_assigned, spans_of
from .plan import CopyStep, KernelStep, build
from .signature import signature_of

Slot = tuple[str, int]
_node_of, _views_of = attrgetter("_node"), attrgetter("_views")
_op_of, _aliased = attrgetter("op"), attrgetter("argument.is_aliased")


@dataclass(frozen=True)
class Place:
    """Where a tensor of the result is at each call: new memory, an argument's, or (None) the same tensor."""

    slot: Slot | None
    like: TensorCore
    given: bool = False  # the very tensor that is the argument

    def tensor(
        self, made: Sequence[Buffer], tensors: Sequence[TensorCore], source: TensorCore | None
    ) -> TensorCore:
        """The tensor of one call; gradients that would pass it to `source` are an error."""
        like = self.like
        if self.slot is None:
            return like
        kind, number = self.slot
        if self.given:
            return tensors[number]
        storage = made[number] if kind == "result" else memory_of(tensors[number])
        return self.guarded(graph.buffer(storage, like._node.dtype, like._node.shape), source)

    def guarded(self, node: Node, source: TensorCore | None) -> TensorCore:
        """The tensor of a BUFFER; gradients that would pass it to `source` are an error."""
        like = self.like
        if like._flow != TRACKED or source is None:
            return like._wrap(node, like.device)
        node = barrier(node, alone=True)
        composites[node] = ((source._node,), _no_gradient)
        return like._wrap(node, like.device, TRACKED)


def pass_no_gradient(tensor: TensorCore) -> None:
    """Have gradients that would pass the result of a jitted function be an error."""
    before = storage_node(tensor._node, tensor.device)
    if before.op is Op.BUFFER:
        tensor._node = barrier(before, alone=True)
        composites[tensor._node] = ((before,), _no_gradient)


def _no_gradient(*_: object) -> Sequence[Node | None]:
    raise JitError(
        "jit: a gradient would pass through the result of a jitted function, whose replay keeps nothing to "
        "compute it from; call backward() inside the function, or jit a larger one"
    )


@dataclass
class Recorded:
    """A graph with slots for its arguments, its results, and the state it reads or updates.

    Slots are named ("argument", position), ("result", number) and ("state", handle).
    """

    device: Device
    graph: Graph | None
    arguments: tuple[tuple[Slot, int], ...]  # what the graph reads, and where among the tensor arguments
    made: tuple[Slot, ...]  # the results that are new memory at each call
    results: tuple[int, ...]  # their bytes
    state: dict[Slot, Buffer]  # where the state is
    tensors: dict[Slot, TensorCore]  # whose state it is, where that is known
    assigned: tuple[TensorCore, ...]  # those of them that each replay writes
    given: tuple[tuple[int, Place], ...]  # arguments that get new values, by position, and where those are
    places: tuple[Place, ...]  # of the tensors of the result
    assignments: int = -1  # the count when `state` was looked up last
    lock: threading.Lock = field(default_factory=threading.Lock)

    @staticmethod
    def build(
        capture: Capture,
        given: Sequence[TensorCore],
        memory: Sequence[Buffer | None],
        returned: Sequence[TensorCore],
        read: Sequence[TensorCore],
    ) -> Recorded:
        """What replays a capture, of a function that was given (in this memory), returned and read these
        tensors.

        Raises JitError where it assigned to what an argument is a view of.
        """
        slots: dict[int, Slot] = {}
        for position, storage in enumerate(memory):
            if storage is not None:  # it has elements
                slots.setdefault(capture.handle(storage), ("argument", position))
        layout = _Layout(capture, slots)
        results: list[int] = []
        assigned = {id(tensor) for tensor in capture.assigned}
        changed = {n: tensor for n, tensor in enumerate(given) if id(tensor) in assigned}
        if any(_root(tensor) is not tensor and id(_root(tensor)) in assigned for tensor in given):
            raise JitError(
                "jit: the function assigns to an argument that is a view of another tensor, which each call "
                "may have another of; pass that tensor, or return the new value"
            )
        for tensor in (*returned, *changed.values()):
            storage = stored(tensor)
            if storage is None:
                continue
            handle = capture.handle(storage)
            if handle in layout.moved or (handle in layout.state_handles and id(tensor) not in assigned):
                # State that is given back as it was, or is, at this call: the next call must not change it.
                tensor._node = graph.buffer(
                    layout.kept(handle, storage), tensor._node.dtype, tensor._node.shape
                )
                storage = tensor._node.storage
                handle = capture.handle(storage)
            if handle in capture.made and handle not in slots and handle not in layout.state_handles:
                slots[handle] = ("result", len(results))
                results.append(storage.size_bytes)

        own = {id(tensor): position for position, tensor in reversed(list(enumerate(given)))}

        def place(tensor: TensorCore) -> Place:
            if id(tensor) in own:
                return Place(("argument", own[id(tensor)]), tensor, True)
            storage = stored(tensor)
            slot = None if storage is None else slots.get(capture.handle(storage))
            return Place(slot if slot is not None and slot[0] != "state" else None, tensor)

        places = tuple(map(place, returned))
        taken = tuple(
            (n, Place(slots.get(capture.handle(held)), tensor))
            for n, tensor in changed.items()
            if (held := stored(tensor)) is not None
        )
        recorded, addresses = layout.record()
        built = Graph(capture.device, recorded, addresses) if recorded else None
        arguments = tuple((slot, slot[1]) for slot in addresses if slot[0] == "argument")
        slots_of_results = tuple(("result", number) for number in range(len(results)))
        state = {slot: storage for slot, storage in layout.state.items() if slot in addresses}
        tensors: dict[Slot, TensorCore] = {}
        for tensor in (*capture.assigned, *read):
            storage = stored(tensor)
            slot = ("state", -1 if storage is None else capture.handle(storage))
            if slot in state:
                tensors.setdefault(slot, tensor)
        written = tuple(tensor for slot, tensor in tensors.items() if id(tensor) in assigned)
        return Recorded(
            capture.device,
            built,
            arguments,
            slots_of_results,
            tuple(results),
            state,
            tensors,
            written,
            taken,
            places,
        )

    def replay(self, tensors: Sequence[TensorCore], source: TensorCore | None) -> list[TensorCore]:
        """Run the captured work on these arguments; returns the tensors of its result. Threads take turns."""
        made = [Buffer(self.device, size) for size in self.results]
        if self.graph is not None:
            values: dict[Slot, Buffer] = {slot: memory_of(tensors[n]) for slot, n in self.arguments}
            for slot, storage in zip(self.made, made, strict=True):
                values[slot] = storage
            with self.lock:
                if self.assigned:
                    self._separate()
                count = Assignments.count
                if self.assignments != count:
                    self._follow()
                    values.update(self.state)
                    self.assignments = count
                self.graph.replay(values)
                if self.assigned and any(map(_views_of, self.assigned)):
                    for tensor in self.assigned:
                        views.refresh(tensor, tensor._flow)
        for position, place in self.given:
            assert place.slot is not None
            kind, number = place.slot
            storage = made[number] if kind == "result" else memory_of(tensors[number])
            _replace(tensors[position], storage)
        return [place.tensor(made, tensors, source) for place in self.places]

    def _separate(self) -> None:
        """Move state that is about to be written away from memory that others know."""
        nodes = list(map(_node_of, self.assigned))
        # Referred to by the tensor, the list and the argument of getrefcount.
        if (
            all(map(is_, map(_op_of, nodes), repeat(Op.BUFFER)))
            and not any(map(_aliased, nodes))
            and max(map(sys.getrefcount, nodes), default=0) <= 3
        ):
            return
        del nodes
        for tensor in self.assigned:
            if is_shared(tensor):
                own(tensor)
                self.assignments = -1

    def _follow(self) -> None:
        """Find the state where it is now."""
        for slot, storage in self.state.items():
            tensor = self.tensors.get(slot)
            self.state[slot] = storage.latest if tensor is None else memory_of(tensor)


def is_shared(tensor: TensorCore) -> bool:
    """Whether another tensor, or a graph yet to be computed, may depend on the memory of a realized one."""
    node = tensor._node
    # Referred to by the tensor, the name here and the argument of getrefcount.
    if sys.getrefcount(node) > 3:
        return True
    if node.op is Op.BUFFER:
        return node.storage.is_aliased
    inner = storage_node(node, tensor.device)
    # Above it is the node of the tensor, which may also know it as where it was realized.
    return sys.getrefcount(inner) > 3 + (node.realized is inner) or inner.storage.is_aliased


def own(tensor: TensorCore) -> None:
    """Give a realized tensor memory of its own; who shares what it had keeps the values of now."""
    storage = stored(tensor)
    if storage is not None:
        copy = Buffer(storage.device, storage.size_bytes)
        copy.copy_from(storage)
        tensor._settle(graph.buffer(copy, tensor._node.dtype, tensor._node.shape), False)  # type: ignore[attr-defined]


def _root(tensor: TensorCore) -> TensorCore:
    """What a view is a view of; of other tensors themselves."""
    while tensor._base is not None and views.is_view(tensor):
        tensor = tensor._base
    return tensor


def _replace(tensor: TensorCore, storage: Buffer) -> None:
    """Give a tensor other memory with its new values, as `assign` does, and its views what they see there."""
    before, flow = stored(tensor), tensor._flow
    if before is not None and before is not storage:
        before.replaced_by(storage)
        Assignments.count += 1
    tensor._settle(graph.buffer(storage, tensor._node.dtype, tensor._node.shape), False)  # type: ignore[attr-defined]
    if tensor._views:
        views.refresh(tensor, flow)


def memory_of(tensor: TensorCore) -> Buffer:
    """The memory of a realized tensor."""
    node = tensor._node
    found: Buffer = (node if node.op is Op.BUFFER else tensor._in_memory()).storage  # type: ignore[attr-defined]
    return found


def stored(tensor: TensorCore) -> Buffer | None:
    """The memory of a tensor; None where it has none yet, or no elements."""
    found = storage_node(tensor._node, tensor.device)
    return found.storage if found.op is Op.BUFFER else None


class _Layout:
    """Where each captured buffer is in the replays.

    State is what was there before the capture. Where it was assigned, the last new values take its place
    for good: written there at once where no later step, and no other element of the same kernel, reads the
    old ones, else copied at the end.
    """

    def __init__(self, capture: Capture, slots: dict[int, Slot]) -> None:
        self.capture, self.slots = capture, slots
        self.alive = capture.alive()
        self.steps = list(capture.steps)
        self.moved: dict[int, int] = {}  # handle -> the handle in whose memory it is
        uses = Uses(self.steps)
        self.state: dict[Slot, Buffer] = {}
        self.state_handles: set[int] = set()
        for root, new in last_assigned(capture.assigns).items():
            if root in capture.made:
                continue
            if root in slots:  # an argument: its new values are new memory at each call
                continue
            self.state_handles.add(new)
            self.moved[root] = new
            if not uses.may_write_over(root, new):
                temporary = -1 - new
                capture.made[temporary] = capture.made[new]
                self.steps = [(s, tuple(temporary if h == new else h for h in hs)) for s, hs in self.steps]
                self.steps.append((CopyStep(0, 1), (new, temporary)))
        for handle in self.alive:
            # What the capture itself made and something outside still holds is written there by every replay.
            home = self.moved.get(handle, handle)
            if (
                home not in slots
                and home in self.alive
                and (home not in capture.made or home in self.state_handles)
            ):
                slots[home] = ("state", home)
                self.state[("state", home)] = self.alive[home]

    def kept(self, handle: int, storage: Buffer) -> Buffer:
        """A copy of state, and a step that makes it: at the start for what is replaced, at the end for what
        is new.
        """
        copy = Buffer(self.capture.device, storage.size_bytes)
        copy.copy_from(storage)
        step = CopyStep(0, 1), (self.capture.handle(copy, made=True), handle)
        self.steps.insert(0 if handle in self.moved else len(self.steps), step)
        self.alive = self.capture.alive()
        return copy

    def record(self) -> tuple[list[Launch], dict[Slot, list[tuple[int, int]]]]:
        """The launches over their final addresses, and where each slot's address stands in them."""
        capture, alive = self.capture, self.alive
        steps = [
            (step, tuple(self.moved.get(handle, handle) for handle in handles))
            for step, handles in self.steps
        ]
        arena_bytes, offsets = plan_arena(spans_of(steps, alive, capture.made))
        capture.device.memory.make_room(arena_bytes)
        arena = capture.device.scratch(arena_bytes)
        recorded: list[Launch] = []
        places: dict[Slot, list[tuple[int, int]]] = {}
        for step, handles in steps:
            if isinstance(step, CopyStep) and handles[0] == handles[1]:
                continue
            size = alive[handles[0]].size_bytes if handles[0] in alive else capture.made[handles[0]]
            launch = step if isinstance(step, KernelStep) else _copy_kernel(capture.device, size)
            addresses = []
            for argument, handle in enumerate(handles):
                held = alive.get(handle)
                if handle in capture.numbers:
                    addresses.append(capture.numbers[handle])
                else:
                    addresses.append(
                        arena.gpu_address + offsets[handle] if held is None else held.gpu_address
                    )
                if handle in self.slots:
                    places.setdefault(self.slots[handle], []).append((len(recorded), argument))
            # What a slot replaces need not stay alive; everything else does.
            keep = (arena, launch.kernel, *(alive[h] for h in handles if h in alive and h not in self.slots))
            packed = struct.pack(f"<{len(handles)}Q", *addresses)
            recorded.append(
                Launch(
                    launch.function,
                    (launch.groups, 1, 1),
                    packed,
                    (launch.block, 1, 1),
                    launch.local_bytes,
                    launch.work,
                    (),
                    keep,
                )
            )
        return recorded, places


def _copy_kernel(device: Device, size_bytes: int) -> KernelStep:
    """A kernel that copies bytes: unlike a copy packet its addresses can be patched."""
    source = Buffer(device, size_bytes)
    element = dtypes.uint32 if size_bytes % 4 == 0 else dtypes.uint8
    read = graph.buffer(source, element, (size_bytes // element.item_bytes,))
    copied = graph.node(Op.CONTIGUOUS, element, read.shape, (read,))
    (step,) = build([copied], signature_of([copied], device.name), device).steps
    assert isinstance(step, KernelStep)
    return step

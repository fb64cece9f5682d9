"""`jit`: what a function does on the device, captured once and replayed as one graph.

The first call with arguments of some form runs as written, the second is captured, later ones replay.
Captured work reads its tensor arguments through slots, so each call may pass other tensors of the same
shapes; results are new memory at each call; state that the function assigned is updated in place;
everything else shares one arena, planned by lifetimes.
"""

from __future__ import annotations

import functools
import struct
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import InvalidArgument, JitError
from ...runtime.graph import Graph, Launch
from ..graph import dtype as dtypes
from ..graph import node as graph
from ..graph.node import Op
from ..methods.core import TensorCore, storage_node, unsettled
from .capture import Capture, active, fresh
from .plan import CopyStep, KernelStep, build
from .realize import Assignments

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

ALIGNMENT_BYTES = 256
Slot = tuple[str, int]
_SIMPLE = (bool, int, float, str, bytes, type(None))
_CODE = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
_Constant = tuple[str, Any, type]  # what a Python value is called, the value, and its type: 1 == 1.0 == True


def jit(function: Callable[Parameters, Result]) -> Jitted[Parameters, Result]:
    """Capture the device work of `function` and replay it when it is called again with arguments of the
    same form.

    The first call with arguments of some form runs as written, the second is captured, later ones replay.
    Tensor arguments may be anywhere in lists, tuples and dicts; a changed shape, dtype, device or structure
    is another form. Results are new memory at each call. State that the function assigns is updated in
    place: NumPy views of it, and work outside that reads it and is not computed yet, see the new values.
    Gradients that the function leaves in `grad` are dropped unless it realized them: use them inside, or
    return them.

    Raises InvalidArgument where `function` cannot be called. A call raises JitError where a replay would not
    do what the function says: it reads values on the host, a Python value that it sees has changed, it
    assigns to an argument, or its arguments are on several devices.

    Examples:
        >>> weight = Tensor([2.0, 3.0])
        >>> @jit
        ... def weighted(x):
        ...     return (x * weight).sum()
        >>> [weighted(Tensor([x, 1.0])).item() for x in (1.0, 2.0, 3.0)]
        [5.0, 7.0, 9.0]

        What changes from call to call is a tensor. A Python value was fixed when it was captured:

        >>> @jit
        ... def power(x, exponent):
        ...     return x**exponent
        >>> power(Tensor([3.0]), 2).tolist()
        [9.0]
        >>> power(Tensor([3.0]), 3)
        Traceback (most recent call last):
        ...
        barewire.drivers.errors.JitError: jit: argument [0][1] of 'power' is 3 now but was 2 when ...
    """
    return Jitted(function)


class Jitted(Generic[Parameters, Result]):
    """What `jit` makes of a function: called like the function, with a capture for each form of arguments.

    `function` is what was given. In a class every object has captures of its own, since its state is part of
    what is captured; an object without `__dict__` to keep them in raises JitError.

    Examples:
        >>> class Counter:
        ...     def __init__(self):
        ...         self.total = Tensor.zeros(2)
        ...     @jit
        ...     def add(self, x):
        ...         self.total.assign(self.total + x)
        >>> counter = Counter()
        >>> for _ in range(5):
        ...     counter.add(Tensor([1.0, 10.0]))
        >>> counter.total.tolist()
        [5.0, 50.0]
    """

    def __init__(self, function: Callable[Parameters, Result]) -> None:
        if not callable(function):
            raise InvalidArgument(f"jit takes a function, not {function!r:.60}")
        self.function = function
        self._captures: dict[tuple[Any, ...], _Captured | None] = {}
        self._constants: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        functools.update_wrapper(self, function)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if active.capture is not None:
            return self.function(*args, **kwargs)  # inside another capture the work belongs to that
        tensors: list[TensorCore] = []
        constants: list[_Constant] = []
        structure = _flatten((args, kwargs), "", tensors, constants)
        around: list[TensorCore] = []
        values = (*constants, *_surroundings(self.function, around))
        _settle((*tensors, *around))
        form = (
            structure,
            tuple((t._node.dtype.name, t._node.shape, t.device) for t in tensors),
            _sharing((*tensors, *around), len(tensors)),
        )
        self._check_constants(form, values)
        if form not in self._captures:
            result = self.function(*args, **kwargs)
            returned: list[TensorCore] = []
            _flatten(result, "", returned, [])
            _settle(returned)
            self._captures[form] = None
            self._constants[form] = values
            return result
        captured = self._captures[form]
        if captured is None or captured.device.closed:
            captured, result = _capture(self.function, args, kwargs, tensors)
            self._captures[form] = captured
            return result
        return captured.replay(tensors)  # type: ignore[no-any-return]

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if not hasattr(instance, "__dict__"):
            raise JitError(
                f"jit: a {type(instance).__name__} has no __dict__ to keep the captures of "
                f"{self.function.__name__!r} in; give its class one, or jit a function"
            )
        # One capture for each object, kept with it, since its state is part of what was captured.
        bound = Jitted(types.MethodType(self.function, instance))
        instance.__dict__[self.function.__name__] = bound
        return bound

    def reset(self) -> None:
        """Forget every capture: the next call runs as written, and the one after it is captured.

        Examples:
            >>> exponent = 2
            >>> power = jit(lambda x: x**exponent)
            >>> power(Tensor([3.0])).tolist()
            [9.0]
            >>> exponent = 3
            >>> power.reset()
            >>> power(Tensor([3.0])).tolist()
            [27.0]
        """
        self._captures.clear()
        self._constants.clear()

    def _check_constants(self, form: tuple[Any, ...], values: tuple[Any, ...]) -> None:
        known = self._constants.get(form)
        if known is None or known == values:
            return
        old = {name: (value, kind) for name, value, kind in known}
        new = {name: (value, kind) for name, value, kind in values}
        for name in {**old, **new}:
            if old.get(name) != new.get(name):
                was, now = (repr(of[name][0]) if name in of else "no plain value" for of in (old, new))
                raise JitError(
                    f"jit: {name} of {self.function.__name__!r} is {now} now but was {was} when the function "
                    "was captured; pass what changes as a Tensor, or call reset() to capture anew"
                )


def _settle(tensors: Sequence[TensorCore]) -> None:
    """Realize these tensors, and all that were assigned: what is captured or replayed starts from their
    values.
    """
    assigned = list(unsettled.values()) if unsettled else []
    unsettled.clear()
    given = (*tensors, *assigned)
    pending = [tensor for tensor in given if storage_node(tensor._node, tensor.device).op is not Op.BUFFER]
    if pending:
        type(pending[0]).realize(*pending)  # type: ignore[attr-defined]


def _sharing(tensors: Sequence[TensorCore], arguments: int) -> tuple[int, ...]:
    """For each argument the last of the tensors in the same memory: another argument, or one seen besides
    them.
    """
    stored = [_storage(tensor) for tensor in tensors]
    last = {id(storage): number for number, storage in enumerate(stored)}
    return tuple(-1 if storage is None else last[id(storage)] for storage in stored[:arguments])


def _flatten(value: Any, path: str, tensors: list[TensorCore], constants: list[_Constant]) -> Any:
    """The structure of arguments, hashable; tensors and simple values are collected on the way."""
    if isinstance(value, TensorCore):
        tensors.append(value)
        return "tensor"
    if isinstance(value, (list, tuple)):
        parts = tuple(_flatten(each, f"{path}[{i}]", tensors, constants) for i, each in enumerate(value))
        return (type(value).__name__, *parts)
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: str(item[0]))
        return (
            "dict",
            *((key, _flatten(each, f"{path}[{key!r}]", tensors, constants)) for key, each in items),
        )
    if isinstance(value, _SIMPLE):
        constants.append((f"argument {path or 'value'}", value, type(value)))
        return type(value).__name__
    return id(value)


def _surroundings(function: Callable[..., Any], tensors: list[TensorCore]) -> list[_Constant]:
    """Simple Python values that the function sees besides its arguments: in its closure, in globals it
    names, and in attributes that it names of objects found there or of its own object.

    The tensors that it sees in the closure and the globals are added to `tensors`.
    """
    found: list[_Constant] = []
    plain = getattr(function, "__func__", function)
    code = getattr(plain, "__code__", None)
    if code is None:
        return found
    objects: list[tuple[str, Any]] = []
    if plain is not function:
        objects.append((code.co_varnames[0], function.__self__))  # type: ignore[attr-defined]

    def see(kind: str, name: str, content: Any) -> None:
        if isinstance(content, _SIMPLE):
            found.append((f"{kind} {name!r}", content, type(content)))
        elif isinstance(content, TensorCore):
            tensors.append(content)
        elif not isinstance(content, _CODE):
            objects.append((name, content))

    for name, cell in zip(code.co_freevars, plain.__closure__ or (), strict=True):
        try:
            content = cell.cell_contents
        except ValueError:
            continue  # not assigned yet
        see("variable", name, content)
    names = code.co_names
    for name in names:
        if name in plain.__globals__:
            see("global", name, plain.__globals__[name])
    for owner, content in objects:
        attributes = getattr(content, "__dict__", {})
        # `training` decides what modules do, though it is they who look at it.
        for name in (*names, "training"):
            value = attributes.get(name, found)
            if isinstance(value, _SIMPLE):
                found.append((f"attribute '{owner}.{name}'", value, type(value)))
    return found


def _capture(
    function: Callable[..., Any], args: Any, kwargs: Any, tensors: Sequence[TensorCore]
) -> tuple[_Captured, Any]:
    """Run the function once more, keeping its launches; returns what can replay them, and the result."""
    names = {tensor.device for tensor in tensors}
    if len(names) > 1:
        raise JitError(f"jit: the arguments are on several devices ({', '.join(sorted(names))}); use one")
    device = Device[names.pop()] if names else Device.default
    capture = Capture(device)
    given = [_storage(tensor) for tensor in tensors]
    with fresh([tensor._node for tensor in tensors]) as results:
        active.capture = capture
        try:
            result = function(*args, **kwargs)
            returned: list[TensorCore] = []
            _flatten(result, "", returned, [])
            _settle((*returned, *capture.assigned))
        finally:
            active.capture = None
        captured = _Captured.build(capture, given, result, returned)
        results += [tensor._node for tensor in (*returned, *capture.assigned)]
    return captured, result


@dataclass
class _Captured:
    """A graph with slots for its arguments, its results, and the state it reads or updates.

    Slots are named ("argument", position), ("result", number) and ("state", handle).
    """

    device: Device
    graph: Graph | None
    arguments: tuple[int, ...]  # positions among the tensor arguments that the graph reads
    results: tuple[int, ...]  # the bytes of each result that is new memory at each call
    state: dict[Slot, Buffer]  # where the state is
    shown: Any  # the captured result, with a `_Place` for each tensor
    assignments: int  # the count when `state` was looked up last

    @staticmethod
    def build(
        capture: Capture, given: Sequence[Buffer | None], result: Any, returned: list[TensorCore]
    ) -> _Captured:
        slots: dict[int, Slot] = {}
        for position, storage in enumerate(given):
            if storage is not None:  # it has elements
                slots.setdefault(capture.handle(storage), ("argument", position))
        layout = _Layout(capture, slots)
        results: list[int] = []
        assigned = {id(tensor) for tensor in capture.assigned}
        for tensor in returned:
            storage = _storage(tensor)
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

        def place(tensor: TensorCore) -> _Place:
            storage = _storage(tensor)
            slot = None if storage is None else slots.get(capture.handle(storage))
            return _Place(slot if slot is not None and slot[0] != "state" else None, tensor)

        shown = _map_leaves(result, TensorCore, place)
        recorded, places = layout.record()
        built = Graph(capture.device, recorded, places) if recorded else None
        arguments = tuple(slot[1] for slot in places if slot[0] == "argument")
        state = {slot: storage for slot, storage in layout.state.items() if slot in places}
        return _Captured(capture.device, built, arguments, tuple(results), state, shown, -1)

    def replay(self, tensors: Sequence[TensorCore]) -> Any:
        """Run the captured work on these arguments."""
        made = [Buffer(self.device, size) for size in self.results]
        if self.graph is not None:
            values: dict[Slot, Buffer] = {("argument", n): _memory(tensors[n]) for n in self.arguments}
            values.update((("result", number), storage) for number, storage in enumerate(made))
            if self.assignments != Assignments.count:
                self.assignments = Assignments.count
                self.state = {slot: _latest(storage) for slot, storage in self.state.items()}
                values.update(self.state)
            self.graph.replay(values)
        return _map_leaves(self.shown, _Place, lambda place: place.tensor(made, tensors))


def _latest(storage: Buffer) -> Buffer:
    """Where the values that a buffer had for a tensor are now."""
    while storage.successor is not None:
        storage = storage.successor
    return storage


@dataclass(frozen=True)
class _Place:
    """A tensor of a captured result: new memory, an argument, or (None) the same tensor each time."""

    slot: Slot | None
    like: TensorCore

    def tensor(self, made: Sequence[Buffer], tensors: Sequence[TensorCore]) -> TensorCore:
        like = self.like
        if self.slot is None:
            return like
        kind, number = self.slot
        storage = made[number] if kind == "result" else _memory(tensors[number])
        return like._wrap(graph.buffer(storage, like._node.dtype, like._node.shape), like.device)


def _memory(tensor: TensorCore) -> Buffer:
    """The memory of a realized tensor."""
    return storage_node(tensor._node, tensor.device).storage


def _storage(tensor: TensorCore) -> Buffer | None:
    stored = storage_node(tensor._node, tensor.device)
    return stored.storage if stored.op is Op.BUFFER else None


def _map_leaves(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """The same lists, tuples and dicts with every object of a kind changed."""
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_map_leaves(each, kind, change) for each in value))
    if isinstance(value, (list, tuple)):
        return type(value)(_map_leaves(each, kind, change) for each in value)
    if isinstance(value, dict):
        return {key: _map_leaves(each, kind, change) for key, each in value.items()}
    return value


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
        roots: dict[int, int] = {}
        last: dict[int, int] = {}
        for new, old in capture.assigns:
            root = roots[new] = roots.get(old, old)
            last[root] = new
        self.state: dict[Slot, Buffer] = {}
        self.state_handles: set[int] = set()
        for root, new in last.items():
            if root in capture.made:
                continue
            if root in slots:
                raise JitError(
                    "jit: the function assigns to a tensor that it was given as an argument; return the new "
                    "value instead, or make the tensor part of the function's state"
                )
            self.state_handles.add(new)
            self.moved[root] = new
            if not self._written_in_place(root, new):
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

    def _written_in_place(self, root: int, new: int) -> bool:
        """Whether the step that makes `new` may write it over `root`."""
        numbers = [number for number, (_, handles) in enumerate(self.steps) if new in handles]
        if not numbers:
            return False
        first = numbers[0]
        step, handles = self.steps[first]
        if any(root in later for _, later in self.steps[first + 1 :]):
            return False
        if root not in handles:
            return True
        return isinstance(step, KernelStep) and step.values[handles.index(root)] in step.aligned

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
        spans: dict[int, tuple[int, int, int]] = {}
        for number, (_, handles) in enumerate(steps):
            for handle in handles:
                if handle not in alive:
                    first = spans[handle][1] if handle in spans else number
                    spans[handle] = (capture.made[handle], first, number)
        arena_bytes, offsets = plan_arena(spans)
        arena = capture.device.scratch(arena_bytes)
        recorded: list[Launch] = []
        places: dict[Slot, list[tuple[int, int]]] = {}
        for step, handles in steps:
            size = alive[handles[0]].size_bytes if handles[0] in alive else capture.made[handles[0]]
            launch = step if isinstance(step, KernelStep) else _copy_kernel(capture.device, size)
            addresses = []
            for argument, handle in enumerate(handles):
                held = alive.get(handle)
                addresses.append(arena.gpu_address + offsets[handle] if held is None else held.gpu_address)
                if handle in self.slots:
                    places.setdefault(self.slots[handle], []).append((len(recorded), argument))
            # What a slot replaces need not stay alive; everything else does.
            keep = (arena, launch.code, *(alive[h] for h in handles if h in alive and h not in self.slots))
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
    (step,) = build([copied], [source], {}, device).steps
    assert isinstance(step, KernelStep)
    return step


def plan_arena(spans: dict[int, tuple[int, int, int]]) -> tuple[int, dict[int, int]]:
    """Offsets for blocks of (bytes, first step, last step), such that blocks alive at once do not overlap.

    Largest first, each at the lowest offset that is free throughout its life; returns the arena's bytes and
    the offsets.
    """
    placed: list[tuple[int, int, int, int]] = []
    offsets: dict[int, int] = {}
    total = 0
    for key, (size, first, last) in sorted(spans.items(), key=lambda item: (-item[1][0], item[1][1])):
        size = -(-size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
        offset = 0
        for start, end, begin, finish in sorted(placed):
            if begin <= last and first <= finish:
                if offset + size <= start:
                    break
                offset = max(offset, end)
        offsets[key] = offset
        placed.append((offset, offset + size, first, last))
        total = max(total, offset + size)
    return total, offsets

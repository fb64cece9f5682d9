"""What is run while a function is captured, for `jit` to make a graph of.

Tensors look here whether their thread captures, so this stands apart from what runs, which brings the code
generator with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import ref

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ..graph import node as graph
from ..graph.node import Node, Op

if TYPE_CHECKING:
    from .plan import Step


class Assignments:
    """How often buffers were replaced: while it stands still, all are where they were."""

    count = 0


class Capture:
    """Everything run while it is active on this thread, for `jit` to make a graph of; it is done later.

    Buffers go by handles, so that one that nobody holds any more can be told from one that somebody does.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self.steps: list[tuple[Step, tuple[int, ...]]] = []
        self.made: dict[int, int] = {}  # handles of buffers made while capturing, and their bytes
        self.numbers: dict[int, int] = {}  # handles of numbers that kernels are given, and their 64 bits
        self.assigned: list[Any] = []  # tensors given new values by `assign`
        self.assigns: list[tuple[int, int]] = []  # (handle of the new values, handle of what they replace)
        self._handles: dict[int, tuple[ref[Buffer], int]] = {}
        self._buffers: dict[int, ref[Buffer]] = {}  # by handle
        self.others: dict[int, Buffer] = {}  # kept: they were there before
        # Of the steps those that were done, and what they have made and later ones may need.
        self.done = 0
        self.kept: dict[int, Buffer] = {}
        self.lock = threading.RLock()
        self._next = 0

    def handle(self, storage: Buffer | int, made: bool = False) -> int:
        """The number that stands for a buffer, or for a number in 64 bits."""
        if isinstance(storage, int):
            self.numbers[self._next] = storage
            self._next += 1
            return self._next - 1
        known = self._handles.get(id(storage))
        if known is not None and known[0]() is storage:
            return known[1]
        number = self._next
        self._next += 1
        self._handles[id(storage)] = (ref(storage), number)
        self._buffers[number] = ref(storage)
        if made:
            self.made[number] = storage.size_bytes
        else:
            self.others[number] = storage
        return number

    def alive(self) -> dict[int, Buffer]:
        """The buffers that exist without the capture: arguments, state, results."""
        found = ((reference(), number) for reference, number in list(self._handles.values()))
        return {number: storage for storage, number in found if storage is not None}

    def do(self, is_over: bool = False) -> None:
        """Do what was recorded and is not done yet: see deferred.py."""
        raise NotImplementedError

    def buffer(self, handle: int) -> Buffer | None:
        """The buffer with a number, while somebody has it."""
        return self._buffers[handle]()


@contextmanager
def fresh(given: Iterable[Node]) -> Iterator[list[Node]]:
    """Inside, nothing but what is given, assignments and copies counts as computed already.

    A capture must contain the work that another call, with other arguments or newer state, would have to
    do. Afterwards what was computed before counts again, and of what was computed inside only the nodes put
    in the list that this yields.
    """
    results: list[Node] = []
    before = _forget()
    for known in before.keys() & given:
        known.realized = before[known]
    try:
        yield results
    finally:
        inside = _forget()
        for known in inside.keys() & results:
            known.realized = inside[known]
        for known, storage in before.items():
            known.realized = storage


def _forget() -> dict[Node, Node]:
    """Let every node but assignments and copies be computed anew; returns where the values of each were."""
    found: dict[Node, Node] = {}
    for known in graph.existing():
        if known.realized is not None and known.op is not Op.ASSIGN and known.op is not Op.COPY:
            found[known], known.realized = known.realized, None
    return found


class _Thread(threading.local):
    capture: Capture | None = None
    # While a function of `jit` runs as written: what it does on the device, which is done when it is over.
    deferred: Capture | None = None
    # The leaves whose gradients it has cleared, by id.
    cleared: set[int] | None = None
    # While a function runs as written for the first time: why it can never be captured.
    reasons: list[str] | None = None
    # While a function is traced for a file, where jitted ones run as written: unknown(node) gives the memory
    # of an argument without values that a node depends on, or None; and what gives results that only stand
    # for those of a method.
    unknown: Callable[[Node], Any] | None = None
    calls: Any = None


active = _Thread()


def stands_for(name: str, *operands: Any) -> Any:
    """What stands for the results of a method while a function is traced for a file, a sequence of tensors;
    None where the method is to go on as always.
    """
    return None if active.calls is None else active.calls.outputs(name, *operands)


def never_captured(reason: str) -> None:
    """Have the function that `jit` looks at run as written at each call, since this changes each time."""
    if active.reasons is not None:
        active.reasons.append(reason)


def clears_gradients(leaves: Iterable[Any]) -> None:
    """Note that the gradients of these leaves are cleared."""
    if active.cleared is not None:
        active.cleared.update(map(id, leaves))


class _Capturing:
    """Held while a function is captured: one capture at a time lets nodes forget that they are realized."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.thread: int | None = None

    def __enter__(self) -> None:
        self._lock.acquire()
        self.thread = threading.get_ident()

    def __exit__(self, *_: object) -> None:
        self.thread = None
        self._lock.release()

    def wait(self) -> None:
        """Return once no other thread captures."""
        with self._lock:
            pass


capturing = _Capturing()


def may_settle() -> bool:
    """Whether this thread may realize the state of random numbers: not while another captures its draws."""
    return capturing.thread is None or active.capture is not None or capturing.thread == threading.get_ident()

"""The shortest way of a captured call: native code looks at the arguments, does the work on this thread and
makes the tensors of the result.

It serves calls whose arguments are tensors in memory, by position, of a function that assigns nothing, where
the card is the processor and the work takes up to a millisecond. The call that is made in the ordinary way
before it has found all that may not change; `native_call_code.py` has the code, which is compiled once and
kept.

Results of up to 64 KiB in all are made in memory of earlier ones that nobody refers to any more: a few sets
of them stay with the capture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from string import Template
from sys import getrefcount
from typing import Any
from weakref import WeakSet

from ...drivers.compiler import loaded
from ...drivers.interface import CodeObject, RunsOnHost
from ...runtime.buffer import Buffer
from ...runtime.device import Device, at_close
from .. import tree
from ..graph import node as graph
from ..graph import precision
from ..graph.node import Node, Op
from ..methods.core import PLAIN, TRACKED, TensorCore, gradient_mode, unsettled
from . import object_layout
from .call import TENSOR
from .capture import Assignments, active
from .native_call_code import CALL, CHECK, NOT_BEGUN, PATIENCE_NS, RECORD, RESULT, SOURCE, WORD_BYTES
from .reads import Reads
from .recorded import Place, Recorded, Slot, stored

# Work that takes longer is left to the queue: what a call costs does not matter beside it.
LONGEST_NS = 1_000_000
# Work that takes longer lets other Python threads run meanwhile.
RELEASE_ABOVE_NS = 20_000
# Sets of results whose memory a capture keeps, and how large those are at most.
MOST_POOLED = 4
MOST_POOLED_BYTES = 64 << 10
MOST_ARGUMENTS = 32

REFUSED = NotImplemented
"""What the native code gives back where the call must take the ordinary way."""

_METH_FASTCALL = 0x80  # CPython's methodobject.h
_KINDS = {
    "cell": CHECK.CELL,
    "entry": CHECK.ENTRY,
    "length": CHECK.LENGTH,
    "item": CHECK.ITEM,
    "result": CHECK.RESULT_OF,
    "attribute": CHECK.ATTRIBUTE,
}


class _Method(ctypes.Structure):
    """PyMethodDef."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


class _Code:
    """The native code, loaded, and what makes callables of it."""

    def __init__(self, code: CodeObject) -> None:
        self.code = code
        address = code.functions["native_call"].gpu_address
        self.method = _Method(b"native_call", address, _METH_FASTCALL, None)
        make = ctypes.pythonapi.PyCFunction_NewEx
        make.restype = ctypes.py_object
        make.argtypes = (ctypes.c_void_p, ctypes.py_object, ctypes.py_object)
        self._make = make

    def callable(self, call_address: int, keep: object) -> Callable[..., Any]:
        """A function that keeps an object, as functions keep their module."""
        made: Callable[..., Any] = self._make(ctypes.addressof(self.method), call_address, keep)
        return made


_loaded: list[_Code | None] = []


def _code(device: Device) -> _Code | None:
    """The code for this interpreter, which stays; None where its objects do not lie as they must."""
    if not _loaded:
        _loaded.append(_load(device))
    return _loaded[0]


def _load(device: Device) -> _Code | None:
    offsets = object_layout.offsets()
    if offsets is None:
        return None
    words = {
        f"{structure.__name__}_{name}": value
        for structure in (CALL, RECORD, CHECK, RESULT)
        for name, value in vars(structure).items()
        if isinstance(value, int)
    }
    text = Template(SOURCE).substitute(words, NOT_BEGUN=NOT_BEGUN, PATIENCE_NS=PATIENCE_NS, **offsets)
    return _Code(loaded(device.compiler, text, device.card.load))


_open: WeakSet[NativeCall] = WeakSet()


def _stop(device: Device) -> None:
    for call in list(_open):
        if call.device is device:
            call.stop()


at_close(_stop)


def _words(count: int) -> Any:
    return (ctypes.c_uint64 * count)()


class _Pool:
    """Memory for one result at a time: nodes over buffers."""

    def __init__(self, recorded: Recorded, number: int, like: TensorCore, words: Any, pooled: bool) -> None:
        """`words` are those of the RESULT, which are told of what there is."""
        self._device, self._bytes = recorded.device, recorded.results[number]
        self._dtype, self._shape = like._node.dtype, like._node.shape
        self._most = MOST_POOLED if pooled else 0
        self._nodes: list[Node] = []
        self._pointers = _words(MOST_POOLED)
        self._words = words
        words[RESULT.POOL] = ctypes.addressof(self._pointers)

    def make(self) -> Node:
        """A node over memory of its own. Raises OutOfMemory."""
        storage = Buffer(self._device, self._bytes)
        _ = storage.gpu_address
        made = graph.buffer(storage, self._dtype, self._shape)
        nodes = self._nodes
        if len(nodes) < self._most:
            del storage
            self._pointers[len(nodes)] = id(made)
            nodes.append(made)
            # Without the name here and the argument of getrefcount.
            self._words[RESULT.NODE_REFERENCES] = getrefcount(made) - 2
            self._words[RESULT.BUFFER_REFERENCES] = getrefcount(made.argument) - 1
            self._words[RESULT.POOLED] = len(nodes)
        return made


class NativeCall:
    """What native code needs of one captured call, kept alive."""

    def __init__(
        self,
        recorded: Recorded,
        reads: Reads,
        unset: Sequence[tuple[object, str]],
        given: Sequence[TensorCore],
    ) -> None:
        self.device = device = recorded.device
        self.reads = reads
        self.recorded = recorded
        graph_for_host = recorded.graph.for_host() if recorded.graph is not None else None
        assert graph_for_host is not None
        self._host = host = graph_for_host
        self._kept: list[Any] = []
        self._state = list(reads.tensors)
        places: dict[Slot, tuple[int, ...]] = dict(host.places)
        self._records = _words((len(given) + len(self._state)) * RECORD.WORDS)
        slots = {position: slot for slot, position in recorded.arguments}
        of_state = {id(tensor): slot for slot, tensor in recorded.tensors.items()}
        for number, tensor in enumerate((*given, *self._state)):
            slot = slots.get(number) if number < len(given) else of_state.get(id(tensor))
            self._record(number, tensor, places.get(slot, ()) if slot is not None else ())
        self._results = _words(max(1, len(recorded.results)) * RESULT.WORDS)
        pooled = sum(recorded.results) <= MOST_POOLED_BYTES
        for number, place in enumerate(recorded.places):
            self._result(number, place.like, places.get(("result", number), ()), pooled)
        checks = [*self._checks(), *(("attribute", *place, None) for place in unset)]
        self._checks_made = _words(len(checks) * CHECK.WORDS)
        for number, (kind, holder, key, expected) in enumerate(checks):
            at = number * CHECK.WORDS
            self._checks_made[at + CHECK.KIND] = _KINDS[kind]
            self._checks_made[at + CHECK.HOLDER] = self._pointer(holder)
            self._checks_made[at + CHECK.KEY] = 0 if key is None else self._pointer(key)
            length = kind == "length"
            self._checks_made[at + CHECK.EXPECTED] = expected if length else self._pointer(expected)
        self._call = _words(CALL.WORDS)
        lock = device.compute.lock.inner
        for word, value in (
            (CALL.DEVICE_NAME, self._pointer(given[0].device)),
            (CALL.DEVICE, self._pointer(device)),
            (CALL.BUFFER_OP, self._pointer(Op.BUFFER)),
            (CALL.BARRIER_OP, self._pointer(Op.BITCAST)),
            (CALL.NONE, self._pointer(None)),
            (CALL.FALSE, self._pointer(False)),
            (CALL.REFUSAL, self._pointer(REFUSED)),
            (CALL.ARGUMENT_COUNT, len(given)),
            (CALL.STATE_COUNT, len(self._state)),
            (CALL.RECORDS, ctypes.addressof(self._records)),
            (CALL.CHECK_COUNT, len(checks)),
            (CALL.CHECKS, ctypes.addressof(self._checks_made)),
            (CALL.RESULT_COUNT, len(recorded.results)),
            (CALL.RESULTS, ctypes.addressof(self._results)),
            (CALL.PERFORM, host.entry.perform),
            (CALL.QUEUE, host.entry.queue),
            (CALL.START, host.start),
            (CALL.SLOTS, host.slots),
            (CALL.WRITTEN, host.entry.written),
            (CALL.READ, host.entry.read),
            (CALL.WAIT, host.entry.wait),
            (CALL.THREAD, host.entry.thread),
            # How long it takes is not known yet.
            (CALL.TOOK, RELEASE_ABOVE_NS + 1),
            (CALL.LONGEST, LONGEST_NS),
            (CALL.RELEASE_ABOVE, RELEASE_ABOVE_NS),
            (CALL.FAILED, self._pointer(device.synchronize)),
            (CALL.IS_LOCKED, self._pointer(lock.locked)),
            (CALL.ACQUIRE, self._pointer(lock.acquire)),
            (CALL.NOT_BLOCKING, self._pointer((False,))),
            (CALL.RELEASE, self._pointer(lock.release)),
            (CALL.GPU_ADDRESS, self._pointer("gpu_address")),
        ):
            self._call[word] = value
        _open.add(self)

    def begin(self, finish: Callable[[list[Any]], Any] | None) -> None:
        """Take calls from now on. `finish` makes the result of the list of its tensors, where it is not
        one."""
        if finish is not None:
            self._call[CALL.FINISH] = self._pointer(finish)
        self._call[CALL.USABLE] = 1

    def callable(self) -> Callable[..., Any] | None:
        """The call as a function of its arguments, by position, which may give back REFUSED."""
        code = _code(self.device)
        return None if code is None else code.callable(ctypes.addressof(self._call), self)

    def follow(self) -> bool:
        """Take the memory that state is in now for what it is in; False where some is in none."""
        for number, tensor in enumerate(self._state, self._call[CALL.ARGUMENT_COUNT]):
            if stored(tensor) is None:
                return False
            self._remember(number, tensor)
        return True

    def stop(self) -> None:
        """Refuse all calls from now on."""
        self._call[CALL.USABLE] = 0

    def _pointer(self, value: object) -> int:
        self._kept.append(value)
        return id(value)

    def _record(self, number: int, tensor: TensorCore, places: tuple[int, ...]) -> None:
        at, words = number * RECORD.WORDS, self._records
        words[at + RECORD.OBJECT] = id(tensor)
        words[at + RECORD.CLASS] = self._pointer(type(tensor))
        words[at + RECORD.FLOW] = self._pointer(tensor._flow)
        words[at + RECORD.DTYPE] = self._pointer(tensor._node.dtype)
        words[at + RECORD.SHAPE] = self._pointer(tensor._node.shape)
        words[at + RECORD.PLACES], words[at + RECORD.PLACE_COUNT] = self._addresses(places), len(places)
        self._remember(number, tensor)

    def _remember(self, number: int, tensor: TensorCore) -> None:
        storage = stored(tensor)
        assert storage is not None
        at, words = number * RECORD.WORDS, self._records
        words[at + RECORD.BUFFER] = id(storage)
        address = words[at + RECORD.ADDRESS] = storage.gpu_address
        for place in range(words[at + RECORD.PLACE_COUNT]):
            pointer = ctypes.c_uint64.from_address(words[at + RECORD.PLACES] + place * WORD_BYTES).value
            ctypes.c_uint64.from_address(pointer).value = address

    def _result(self, number: int, like: TensorCore, places: tuple[int, ...], pooled: bool) -> None:
        at, words = number * RESULT.WORDS, self._results
        own = (ctypes.c_uint64 * RESULT.WORDS).from_buffer(words, at * WORD_BYTES)
        pool = _Pool(self.recorded, number, like, own, pooled)
        own[RESULT.CLASS] = self._pointer(type(like))
        own[RESULT.MAKE] = self._pointer(pool.make)
        own[RESULT.FLOW] = self._pointer(PLAIN)
        own[RESULT.PLACES], own[RESULT.PLACE_COUNT] = self._addresses(places), len(places)

    def _addresses(self, places: tuple[int, ...]) -> int:
        held = _words(max(1, len(places)))
        held[: len(places)] = places
        self._kept.append(held)
        return ctypes.addressof(held)

    def _checks(self) -> Iterable[tuple[str, Any, Any, Any]]:
        """What must be as it is: what the function reads, the modes of the thread, and who looks on."""
        yield "length", vars(unsettled)["data"], None, 0
        yield "entry", vars(self.device), "recorder", None
        for holder, name in (
            (gradient_mode, "enabled"),
            (precision.mode, "name"),
            (active, "capture"),
            (active, "deferred"),
            (active, "unknown"),
        ):
            yield "attribute", holder, name, getattr(holder, name)
        if len(self.recorded.state) > len(self.recorded.tensors):
            # Memory of no tensor's that is known: it is where it is until buffers are replaced.
            yield "attribute", Assignments, "count", Assignments.count
        yield from self.reads.plain()


def _finish(
    structure: tree.Structure | None,
    shown: Sequence[Any],
    guards: Sequence[Place],
    source: TensorCore | None,
    made: list[TensorCore],
) -> Any:
    """The result of a call of these tensors; with guards no gradient passes them to `source`."""
    if guards:
        made = [place.guarded(tensor._node, source) for place, tensor in zip(guards, made, strict=True)]
    tensors = iter(made)
    return tree.unflatten(structure, [next(tensors) if leaf is TENSOR else leaf for leaf in shown])


def native_call(
    recorded: Recorded,
    reads: Reads,
    unset: Sequence[tuple[object, str]],
    given: Sequence[TensorCore],
    structure: tree.Structure | None,
    shown: Sequence[Any],
    source: TensorCore | None,
) -> NativeCall | None:
    """The native call of a capture, for arguments such as were just given; None where it must go another way.

    `unset` are attributes of objects that must be None. `structure` and the leaves `shown` are those of the
    result; gradients that would pass it to `source` are an error.
    """
    driver_queue = recorded.device.compute.driver_queue
    if (
        recorded.graph is None
        or recorded.given
        or recorded.assigned
        or not given
        or len(given) > MOST_ARGUMENTS
        or not isinstance(driver_queue, RunsOnHost)
        or driver_queue.host_entry is None
        or any(leaf is not TENSOR and type(leaf) not in _FIXED for leaf in shown)
        or [place.slot for place in recorded.places] != [("result", n) for n in range(len(recorded.results))]
        or any(place.given for place in recorded.places)
        or not recorded.places
    ):
        return None
    memory = [stored(tensor) for tensor in (*given, *reads.tensors)]
    if None in memory:
        return None
    arguments = set(map(id, memory[: len(given)]))
    if len(arguments) < len(given) or arguments & set(map(id, memory[len(given) :])):
        return None
    if _code(recorded.device) is None:
        return None
    call = NativeCall(recorded, reads, unset, given)
    is_guarded = source is not None and any(place.like._flow == TRACKED for place in recorded.places)
    guards = recorded.places if is_guarded else ()
    plain = structure is None and not guards
    call.begin(None if plain else partial(_finish, structure, shown, guards, source))
    return call


# Leaves of a result that are the same object at each call.
_FIXED = (bool, int, float, complex, str, bytes, type(None))

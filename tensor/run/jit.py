"""`jit`: what a function does on the device, captured once and replayed as one graph.

The rule:

- **Inputs** are the tensors and NumPy arrays in the arguments, anywhere in lists, tuples, dicts, dataclasses
  and other structures (`barewire.tree`). Each call may bring others. Arrays arrive as tensors of their dtype.
- **Constants** are all Python values that the function reads: in its arguments, its closure, globals,
  attributes, lists and dicts, also where a function that it calls reads them. While they are what they were,
  the capture is replayed. A call that finds another value runs as written, and is captured for that value
  when it comes again. So `net.eval()`, another number and a refilled array are seen at the next call.
- **State** are the tensors that the function reaches without being given them. They are realized before it
  runs first, so what it draws itself is drawn at each call and nothing else is. What it assigns to them is
  done at each replay. Another tensor in the place of one is a changed constant.

A replay runs no Python. A function that changes Python values (a step count that it computes with, a list
that it appends results to, a tensor put in the place of another) or asks an iterator or NumPy's random
numbers for the next, would do something else each time: it runs as written at every call, which is right and
not fast, and a warning names the reason. Only what counts by constants and is not read otherwise, as in
`calls += 1`, does not matter: that counts how often the function ran as written.
"""

from __future__ import annotations

import functools
import sys
import threading
import types
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from operator import is_not
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import ref

from ...runtime.device import Device
from ...runtime.errors import InvalidArgument, JitError
from .. import tree
from ..graph import dtype as dtypes
from ..graph import precision
from ..graph.node import Node, Op
from ..methods.core import TRACKED, TensorCore, gradient_mode, storage_node, unsettled
from ..tensor import Tensor
from . import reads
from .capture import Capture, active, capturing, fresh
from .left_gradients import DroppedGradient, EarlierGradient
from .reads import Reads
from .recorded import Recorded, is_shared, own, stored

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Captures kept for each form of arguments, and forms of arguments.
MOST_VARIANTS = 8
MOST_FORMS = 256
# Calls in a row that found other constants than any before, after which constants are no longer looked for at
# each call, and a warning is given.
PATIENCE = 8
_ITERATES = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR of CPython's code.h
_GRADIENT_NAMES = frozenset(("backward", "grad", "zero_grad"))


def jit(function: Callable[Parameters, Result]) -> Jitted[Parameters, Result]:
    """Capture the device work of `function` and replay it when it is called again with arguments of the
    same form.

    The first call with arguments of some form runs as written, the second is captured, later ones replay.
    Inputs are the tensors and NumPy arrays anywhere in the arguments; a changed shape, dtype, device or
    structure is another form. Arrays arrive as tensors. Constants are all Python values that the function
    reads, in its arguments, closure, globals, attributes, lists and dicts: where one has changed, the call
    runs as written, and is captured anew when the values come again. State are the tensors that it reaches
    without being given them: what it assigns to them is done in place at each call, so NumPy views of them,
    and work outside that reads them and is not computed yet, see the new values.

    A replay runs no Python, so a function that itself changes Python values that it sees runs as written each
    time; a RuntimeWarning says why once it has been so 8 times in a row. Results are new memory at each call.
    Gradients that an optimizer used up inside are not kept; gradients pass no result.

    Raises InvalidArgument where `function` cannot be called, JitError where it is a generator or a coroutine.
    A call raises JitError where a replay could not do what the function says: it reads values on the host,
    it assigns to an argument, its arguments are on several devices, or it returns tensors in an object that
    is no container (see `barewire.tree`).

    Examples:
        >>> weight = Tensor([2.0, 3.0])
        >>> @jit
        ... def weighted(x):
        ...     return (x * weight).sum()
        >>> [weighted(Tensor([x, 1.0])).item() for x in (1.0, 2.0, 3.0)]
        [5.0, 7.0, 9.0]

        What changes from call to call is best a tensor or an array. Another Python value is another capture:

        >>> @jit
        ... def power(x, exponent):
        ...     return x**exponent
        >>> [power(Tensor([3.0]), exponent).item() for exponent in (2, 2, 2, 3)]
        [9.0, 9.0, 9.0, 27.0]
    """
    return Jitted(function)


class _Variant:
    """What is known of one form of arguments with one set of constants: what was read, and the capture."""

    def __init__(self, found: Reads, given: Sequence[TensorCore]) -> None:
        self.reads = found
        self.captured: Recorded | None = None
        # The structure of the result, and its leaves with None for tensors.
        self.shown: tuple[tree.Structure | None, list[Any]] = (None, [])
        # Why it is never captured.
        self.changes: str | None = None
        self.tensors = found.tensors
        self.reads_gradients = bool(found.names & _GRADIENT_NAMES)
        self.source: TensorCore | None = next((t for t in self.tensors if t._flow == TRACKED), None)
        # Leaves that had no gradient when the function was captured, which it may have asked.
        self.without_gradient: list[TensorCore] = []
        self.dropped: list[tuple[TensorCore, DroppedGradient]] = []
        self.cleared: list[TensorCore] = []
        self.assigned: list[TensorCore] = []
        self.remember(given)

    def remember(self, given: Sequence[TensorCore]) -> None:
        """Take the memory in which the tensors are now for theirs."""
        tensors = self.tensors
        self._nodes = [ref(tensor._node) for tensor in tensors]
        self._kinds = [(t._node.dtype, t._node.shape, t.device) for t in tensors]
        self._flows = [tensor._flow for tensor in tensors]
        self._stored = [stored(tensor) for tensor in tensors]
        self._numbers = {id(storage): n for n, storage in enumerate(self._stored) if storage is not None}
        self._sharing = _sharing(tensors)
        self.aliases = self._aliases(given)

    def mismatch(self, given: Sequence[TensorCore]) -> str | None:
        """What is not as it was, once what was assigned is realized; None where all is."""
        changed = self.reads.changed()
        if changed is not None:
            return changed
        tensors = self.tensors
        if [tensor._flow for tensor in tensors] != self._flows:
            return "requires_grad of a tensor"
        if [tensor._node for tensor in tensors] != [known() for known in self._nodes]:
            if [(t._node.dtype, t._node.shape, t.device) for t in tensors] != self._kinds:
                return "the dtype, shape or device of a tensor"
            if _sharing(tensors) != self._sharing:
                return "which tensors are in the same memory"
            aliases = self.aliases
            self.remember(given)
            if self.captured is not None:
                self.captured.assignments = -1
            self.aliases = aliases
        if self.without_gradient and any(leaf.grad is not None for leaf in self.without_gradient):
            return "whether there is a gradient"
        if self._aliases(given) != self.aliases:
            return "which arguments are state"
        return None

    def _aliases(self, given: Sequence[TensorCore]) -> tuple[int, ...]:
        """For each argument, which of the tensors besides the arguments is in the same memory."""
        numbers = self._numbers
        return tuple([numbers.get(id(stored(tensor)), -1) for tensor in given])

    def note_assigned(self) -> None:
        """Remember which tensors the function has given new values."""
        self.assigned = [
            t for t, known in zip(self.tensors, self._nodes, strict=True) if t._node is not known()
        ]

    def separate(self) -> None:
        """Give the tensors that the function has assigned memory of their own."""
        for tensor in self.assigned:
            if is_shared(tensor):
                own(tensor)

    def replay(self, given: Sequence[TensorCore]) -> Any:
        """The result of the captured work on other arguments."""
        assert self.captured is not None
        made = iter(self.captured.replay(given, self.source))
        for leaf, stand_in in self.dropped:
            leaf.grad = stand_in
        for leaf in self.cleared:
            leaf.grad = None
        structure, shown = self.shown
        return tree.unflatten(structure, [next(made) if leaf is _TENSOR else _own(leaf) for leaf in shown])


_TENSOR = object()


def _own(leaf: Any) -> Any:
    """A leaf of a result for one call: nobody else's, where it can be changed."""
    return leaf.copy() if reads.is_array(leaf) else leaf


class Jitted(Generic[Parameters, Result]):
    """What `jit` makes of a function: called like the function, with a capture for each form of arguments.

    `function` is what was given, and has the attributes that this has not. In a class every object has
    captures of its own, since its state is part of what is captured; an object without `__dict__` to keep
    them in raises JitError. Threads may call one together. A copy, and one that was pickled, captures anew.

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
        _refuse_iterating(function)
        self.function = function
        self._forms: OrderedDict[Any, list[_Variant]] = OrderedDict()
        self._lock = threading.RLock()
        self._misses = 0
        self._name = getattr(function, "__name__", type(function).__name__)
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        call = _Call(args, kwargs)
        if active.capture is not None:  # inside another capture the work belongs to that
            return call.run(self.function)  # type: ignore[no-any-return]
        why: str | None = "an argument"
        if call.constants is not None:
            _settle(call.tensors)
            form = call.form()
            why = "the form of the arguments"
            for variant in self._forms.get(form, ()):
                why = variant.mismatch(call.tensors)
                if why is None:
                    return self._again(form, variant, call)  # type: ignore[no-any-return]
        self._misses += 1
        if self._misses == PATIENCE:
            self._warn(why)
        if call.constants is None or (self._misses > PATIENCE and self._misses % PATIENCE):
            return call.run(self.function)  # type: ignore[no-any-return]
        return self._first(form, call)  # type: ignore[no-any-return]

    def _again(self, form: Any, variant: _Variant, call: _Call) -> Any:
        """A call whose constants are known."""
        if variant.changes is not None:
            self._misses += 1
            if self._misses == PATIENCE:
                self._warn(variant.changes)
            return call.run(self.function)
        self._misses = 0
        captured = variant.captured
        if captured is None or captured.device.closed:
            with capturing:
                captured = variant.captured
                if captured is None or captured.device.closed:
                    return self._capture(variant, call)
        with self._lock:
            if form in self._forms:
                self._forms.move_to_end(form)
        return variant.replay(call.tensors)

    def _first(self, form: Any, call: _Call) -> Any:
        """A call whose constants are new: what it reads is found, then it runs as written."""
        found = reads.find(self.function, call.named_objects(), _function_of)
        _settle((*found.tensors, *found.others))
        variant = _Variant(found, call.tensors)
        before = _gradients(variant, call.tensors)
        result = call.run(self.function)
        given_back, _ = tree.flatten(result)
        _refuse_iterators(self._name, given_back)
        _settle([leaf for leaf in given_back if isinstance(leaf, TensorCore)])
        _settle(())
        variant.changes = _left_behind(before)
        variant.note_assigned()
        variant.remember(call.tensors)
        with self._lock:
            variants = self._forms.setdefault(form, [])
            self._forms.move_to_end(form)
            variants.insert(0, variant)
            del variants[MOST_VARIANTS:]
            if len(self._forms) > MOST_FORMS:
                self._forms.popitem(last=False)
        return result

    def _warn(self, why: str | None) -> None:
        warnings.warn(
            f"jit: {self._name!r} ran as written {PATIENCE} times in a row instead of being replayed, since "
            f"{why} changes from call to call; what changes should be a tensor or an array given as an "
            "argument, or a tensor that is assigned",
            RuntimeWarning,
            stacklevel=4,
        )

    def _capture(self, variant: _Variant, call: _Call) -> Any:
        """Run the function once more, keeping its launches, and have the variant replay them from now on."""
        tensors = call.tensors
        names = {tensor.device for tensor in tensors}
        if len(names) > 1:
            raise JitError(f"jit: the arguments are on several devices ({', '.join(sorted(names))}); use one")
        device = Device[names.pop()] if names else Device.default
        capture = Capture(device)
        variant.separate()
        memory = [stored(tensor) for tensor in tensors]
        draws = _host_random_state()
        before = _gradients(variant, tensors)
        earlier = [(leaf, EarlierGradient.of(held)) for leaf, held, _ in before if held is not None]
        with fresh([tensor._node for tensor in tensors]) as results:
            for leaf, stand_in in earlier:
                leaf.grad = stand_in
            active.capture = capture
            try:
                result = call.run(self.function)
                given_back, made = tree.flatten(result)
                _refuse_iterators(self._name, given_back)
                returned = [leaf for leaf in given_back if isinstance(leaf, TensorCore)]
                _realize((*returned, *capture.assigned))
            except BaseException:
                unsettled.update((id(tensor), tensor) for tensor in capture.assigned)
                raise
            finally:
                active.capture = None
                for leaf, stand_in in earlier:
                    if leaf.grad is stand_in:
                        leaf.grad = stand_in.held
            changes = (
                variant.reads.changed()
                or _left_behind(before)
                or ("a gradient from before" if any(each.is_used for _, each in earlier) else None)
                or ("what the host's random numbers give" if draws != _host_random_state() else None)
                or ("an argument" if call.is_changed() else None)
            )
            if changes is None:
                self._refuse_hidden(variant, given_back)
                variant.captured = Recorded.build(capture, tensors, memory, returned, variant.tensors)
                shown = [_TENSOR if isinstance(leaf, TensorCore) else leaf for leaf in given_back]
                variant.shown = made, shown
                self._keep_gradients(variant, before)
            results += [tensor._node for tensor in (*returned, *capture.assigned)]
        variant.changes = changes
        variant.remember(tensors)
        return result

    @staticmethod
    def _keep_gradients(variant: _Variant, before: list[tuple[TensorCore, TensorCore | None, Node]]) -> None:
        """Put in the place of gradients what tells that none were kept, now and after each replay."""
        variant.without_gradient = [leaf for leaf, held, _ in before if held is None]
        for leaf, held, _ in before:
            if leaf.grad is None and held is not None:
                variant.cleared.append(leaf)
            elif leaf.grad is not None and leaf.grad is not held:
                stand_in = DroppedGradient.of(leaf)
                variant.dropped.append((leaf, stand_in))
                leaf.grad = stand_in

    def _refuse_hidden(self, variant: _Variant, given_back: list[Any]) -> None:
        known = {id(tensor) for tensor in (*variant.reads.tensors, *variant.reads.others)}
        for leaf in given_back:
            if isinstance(leaf, (TensorCore, *reads.VALUES)) or id(leaf) in variant.reads.seen:
                continue
            if any(id(tensor) not in known for tensor in reads.tensors_below(leaf)):
                raise JitError(
                    f"jit: {self._name!r} returns tensors in a {type(leaf).__name__}, which replays could "
                    "not make anew; return a tuple, dict or dataclass, or register the class with "
                    "barewire.tree.register"
                )

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if not hasattr(instance, "__dict__"):
            raise JitError(
                f"jit: a {type(instance).__name__} has no __dict__ to keep the captures of "
                f"{self._name!r} in; give its class one, or jit a function"
            )
        # One capture for each object, kept with it, since its state is part of what was captured.
        bound: Jitted[..., Any] = Jitted(types.MethodType(self.function, instance))
        return instance.__dict__.setdefault(self._name, bound)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "function" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.function, name)

    def __copy__(self) -> Jitted[Parameters, Result]:
        return Jitted(self.function)

    def __deepcopy__(self, memo: dict[int, Any]) -> Jitted[Parameters, Result]:
        from copy import deepcopy

        made = memo[id(self)] = Jitted.__new__(Jitted)
        made.__init__(deepcopy(self.function, memo))  # type: ignore[misc]
        return made

    def __reduce__(self) -> Any:
        function = self.function
        if isinstance(function, types.MethodType):
            return getattr, (function.__self__, self._name)
        found: Any = sys.modules.get(getattr(function, "__module__", None) or "")
        name = getattr(function, "__qualname__", "")
        for part in name.split("."):
            found = getattr(found, part, None)
        # What stands in the place of the function it was made of is found by its name, as functions are.
        return name if found is self else (jit, (function,))

    def reset(self) -> None:
        """Forget every capture: the next call runs as written, and the one after it is captured.

        That gives back the memory that captures hold. It is not needed for right results.

        Examples:
            >>> double = jit(lambda x: x * 2)
            >>> double(Tensor([3.0])).tolist()
            [6.0]
            >>> double.reset()
            >>> double(Tensor([4.0])).tolist()
            [8.0]
        """
        with self._lock:
            self._forms.clear()
            self._misses = 0


def _function_of(value: Any) -> Any:
    return value.function if type(value) is Jitted else None


def _refuse_iterating(function: Any) -> None:
    """Raises JitError for what gives its results one by one, or later."""
    inner = function
    while isinstance(inner, (functools.partial, types.MethodType)):
        inner = inner.func if isinstance(inner, functools.partial) else inner.__func__
    if not isinstance(inner, types.FunctionType):
        inner = vars(type(inner)).get("__call__")
    code = getattr(inner, "__code__", None)
    if code is not None and code.co_flags & _ITERATES:
        kind = "a generator" if code.co_flags & 0x20 else "a coroutine"
        raise JitError(
            f"jit: {getattr(function, '__name__', function)!r} is {kind}, which runs piece by piece between "
            "other work and cannot be captured as one; jit a function that it calls"
        )


def _refuse_iterators(name: str, given_back: Sequence[Any]) -> None:
    for leaf in given_back:
        if isinstance(leaf, (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)):
            raise JitError(
                f"jit: {name!r} returns a {type(leaf).__name__}, whose work would be done outside the "
                "capture; return a list"
            )


class _Call:
    """The arguments of one call, sorted: tensors (arrays made such), constants as a key, and objects.

    `constants` is None where an argument is of a kind that changes without a trace.
    """

    __slots__ = ("args", "kwargs", "leaves", "structure", "tensors", "objects", "constants", "has_arrays")

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.args, self.kwargs = args, kwargs
        self.leaves, self.structure = tree.flatten((args, kwargs))
        self.tensors: list[TensorCore] = []
        self.objects: list[tuple[int, Any]] = []
        self.has_arrays = False
        key: list[Any] = []
        for number, leaf in enumerate(self.leaves):
            kind = type(leaf)
            if isinstance(leaf, TensorCore):
                self.tensors.append(leaf)
                key.append(_TENSOR)
            elif kind in reads.VALUES:
                key.append((kind, leaf if kind is str or kind is int else repr(leaf)))
            else:
                key.append(self._other(number, leaf, kind))
        self.constants = None if None in key else tuple(key)
        if self.has_arrays:
            self.args, self.kwargs = tree.unflatten(self.structure, self.leaves)

    def _other(self, number: int, leaf: Any, kind: type) -> object:
        """The key of a leaf that is neither a tensor nor a plain value."""
        if reads.is_array(leaf):
            if leaf.ndim and leaf.dtype.name in dtypes.BY_NAME and kind.__module__ == "numpy":
                near = next((each for each in self.leaves if isinstance(each, TensorCore)), None)
                given = self.leaves[number] = Tensor(leaf, device=None if near is None else near.device)
                self.tensors.append(given)
                self.has_arrays = True
                return _TENSOR
            # Of an array of no axes and of NumPy's numbers, what meets them takes the values.
            return None if leaf.dtype.hasobject else (kind, reads.array_contents(leaf))
        if kind.__module__ == "numpy" and hasattr(leaf, "tobytes"):
            return kind, leaf.tobytes()
        if reads.changes_unseen(leaf):
            return None
        self.objects.append((number, leaf))
        return kind, id(leaf)

    def form(self) -> tuple[Any, ...]:
        """What calls have in common that may share a capture, once the tensors are realized."""
        return (
            self.structure,
            self.constants,
            tuple([(t._node.dtype.name, t._node.shape, t.device, t._flow) for t in self.tensors]),
            _sharing(self.tensors),
            gradient_mode.enabled,
            precision.current(),
        )

    def named_objects(self) -> list[tuple[str, Any]]:
        """The objects by what an error calls them."""
        paths = tree.paths(self.structure) if self.objects else []
        return [(f"argument {paths[number]}", value) for number, value in self.objects]

    def run(self, function: Callable[..., Any]) -> Any:
        """Call the function as written."""
        result = function(*self.args, **self.kwargs)
        if self.has_arrays and self.is_changed():
            raise JitError(
                "jit: the function changes a list or dict that it was given with NumPy arrays in it, of "
                "which it sees a copy; return what it should have"
            )
        return result

    def is_changed(self) -> bool:
        """Whether the containers of the arguments are not what they were."""
        leaves, structure = tree.flatten((self.args, self.kwargs))
        return structure != self.structure or any(map(is_not, leaves, self.leaves))


def _settle(tensors: Sequence[TensorCore]) -> None:
    """Realize these tensors, and all that were assigned: what is captured or replayed starts from their
    values.
    """
    assigned = list(unsettled.values()) if unsettled else []
    unsettled.clear()
    _realize((*tensors, *assigned))


def _realize(tensors: Sequence[TensorCore]) -> None:
    pending = [tensor for tensor in tensors if storage_node(tensor._node, tensor.device).op is not Op.BUFFER]
    if pending:
        type(pending[0]).realize(*pending)  # type: ignore[attr-defined]


def _sharing(tensors: Sequence[TensorCore]) -> tuple[int, ...]:
    """For each argument the last of those in the same memory."""
    if len(tensors) == 1:
        return ()
    places = [id(stored(tensor)) for tensor in tensors]
    last = {place: number for number, place in enumerate(places)}
    return tuple([last[place] for place in places])


def _gradients(
    variant: _Variant, given: Sequence[TensorCore]
) -> list[tuple[TensorCore, TensorCore | None, Node]]:
    """The leaves that the function reaches, each with its gradient and its node."""
    if not variant.reads_gradients:
        return []
    return [(t, t.grad, t._node) for t in (*variant.tensors, *given) if t._flow == TRACKED and t._is_leaf]


def _left_behind(before: Sequence[tuple[TensorCore, TensorCore | None, Node]]) -> str | None:
    """Whether gradients were left for use outside: in leaves that no optimizer has changed."""
    left = any(
        leaf.grad is not None and leaf.grad is not held and leaf._node is node for leaf, held, node in before
    )
    return "a gradient that it leaves" if left else None


def _host_random_state() -> tuple[object, ...]:
    """Where the random numbers of Python and NumPy are, as far as they are imported."""
    import random

    numpy = sys.modules.get("numpy.random")
    return random.getstate(), None if numpy is None else str(numpy.get_state())

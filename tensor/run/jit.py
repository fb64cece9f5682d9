"""`jit`: what a function does on the device, captured once and replayed as one graph.

The rule:

- **Inputs** are the tensors and NumPy arrays in the arguments, anywhere in lists, tuples, dicts, dataclasses
  and other structures (`barewire.tree`). Each call may bring others. Arrays arrive as tensors of their dtype.
  A tensor that the function assigns to has its new values after each call.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter, call, is_
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import ref

from ...runtime.device import Device
from ...runtime.errors import InvalidArgument, JitError
from .. import tree
from ..graph.node import Node, Op
from ..methods import views
from ..methods.core import TRACKED, TensorCore, riders, unsettled, waiting
from . import reads
from .apart import Apart
from .call import TENSOR, Call, realize_all, settle, sharing_of
from .capture import Capture, active, capturing, fresh
from .checks import VALUES
from .deferred import Deferring
from .left_gradients import DroppedGradient, EarlierGradient
from .native_call import REFUSED, NativeCall, native_call
from .reads import Reads
from .recorded import Recorded, is_shared, own, pass_no_gradient, stored
from .shortcut import Shortcut

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Captures kept for each form of arguments, and forms of arguments.
MOST_VARIANTS = 8
MOST_FORMS = 256
# Calls alike before one is made native code, and how often what is looked at may change before that is given
# up.
CALLS_BEFORE_NATIVE = 4
MOST_NATIVES = 8
# Calls in a row that found other constants than any before, after which constants are no longer looked for at
# each call, and a warning is given.
PATIENCE = 8
_ITERATES = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR of CPython's code.h
_node_of, _flow_of = attrgetter("_node"), attrgetter("_flow")
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
    Arguments that it assigns to get new values at each call, as without `jit`.

    A call raises JitError where a replay could not do what the function says: it reads values on the host,
    it assigns to an argument that is an array or a view, its arguments are on several devices, or it returns
    tensors in an object that is no container (see `barewire.tree`).

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
        # Leaves, and which of them had gradients that no replay kept.
        self.leaves: list[TensorCore] = []
        self.unknown: list[bool] = []
        self.assigned: list[TensorCore] = []
        self._calls = 0
        self._native: tuple[NativeCall, object, Callable[..., Any] | None] | None = None
        self._natives_left = MOST_NATIVES
        self.remember(given)

    def remember(self, given: Sequence[TensorCore]) -> None:
        """Take the memory in which the tensors are now for theirs."""
        tensors = self.tensors
        self._nodes = [ref(tensor._node) for tensor in tensors]
        self._kinds = [(t._node.dtype, t._node.shape, t.device) for t in tensors]
        self._flows = list(map(_flow_of, tensors))
        # Known by id and not kept: it is there while the nodes are those above, which are looked at first.
        memory = map(stored, tensors)
        self._numbers = {id(storage): n for n, storage in enumerate(memory) if storage is not None}
        self._sharing = sharing_of(tensors)
        self.aliases = self._aliases(given)

    def mismatch(self, given: Sequence[TensorCore]) -> str | None:
        """What is not as it was, once what was assigned is realized; None where all is."""
        changed = self.reads.changed()
        if changed is not None:
            return changed
        tensors = self.tensors
        if list(map(_flow_of, tensors)) != self._flows:
            return "requires_grad of a tensor"
        if not all(map(is_, map(_node_of, tensors), map(call, self._nodes))):
            if [(t._node.dtype, t._node.shape, t.device) for t in tensors] != self._kinds:
                return "the dtype, shape or device of a tensor"
            if sharing_of(tensors) != self._sharing:
                return "which tensors are in the same memory"
            aliases = self.aliases
            self.remember(given)
            if self.captured is not None:
                self.captured.assignments = -1
            self.aliases = aliases
        if self.without_gradient and any(leaf.grad is not None for leaf in self.without_gradient):
            return "whether there is a gradient"
        if list(map(_is_unknown, self.leaves)) != self.unknown:
            return "which gradients are there"
        if self._aliases(given) != self.aliases:
            return "which arguments are state"
        return None

    def _aliases(self, given: Sequence[TensorCore]) -> tuple[int, ...]:
        """For each argument, which of the tensors besides the arguments is in the same memory."""
        numbers = self._numbers
        memory = [t._node.argument if t._node.op is Op.BUFFER else stored(t) for t in given]
        return tuple([numbers.get(id(each), -1) for each in memory])

    def note_assigned(self) -> None:
        """Remember which tensors the function has given new values."""
        self.assigned = [
            t for t, known in zip(self.tensors, self._nodes, strict=True) if t._node is not known()
        ]

    def note_gradients(self, before: Sequence[tuple[TensorCore, TensorCore | None, Node]]) -> None:
        """Remember which gradients were not known, where that decides what the function does."""
        given = [leaf for leaf, _, _ in before]
        unknown = [isinstance(held, DroppedGradient) for _, held, _ in before]
        kept = any(each and leaf.grad is held for each, (leaf, held, _) in zip(unknown, before, strict=True))
        if kept or self.changes is not None:
            self.leaves, self.unknown = given, unknown

    def separate(self) -> None:
        """Give the tensors that the function has assigned memory of their own."""
        for tensor in self.assigned:
            if is_shared(tensor):
                own(tensor)

    def native(self, given: Sequence[TensorCore]) -> Callable[..., Any] | None:
        """Native code for calls with such arguments, once there have been some; None where there is none."""
        if self._natives_left < 0:
            return None
        self._calls += 1
        if self._calls < CALLS_BEFORE_NATIVE:
            return None
        looked_at = self.reads.state
        if self._native is None or self._native[1] is not looked_at or not self._native[0].follow():
            self._natives_left -= 1
            if self._natives_left < 0 or not self._may_be_native:
                self._native, self._natives_left = None, -1
                return None
            assert self.captured is not None
            unset = [(leaf, "grad") for leaf in self.without_gradient]
            call = native_call(self.captured, self.reads, unset, given, *self.shown, self.source)
            if call is None:
                self._natives_left = -1
                return None
            self._native = call, looked_at, call.callable()
        return self._native[2]

    @property
    def _may_be_native(self) -> bool:
        """Whether no gradients are cleared or dropped, and nothing is assigned."""
        return not (self.dropped or self.cleared or self.leaves or self.assigned)

    def replay(self, given: Sequence[TensorCore]) -> Any:
        """The result of the captured work on other arguments."""
        assert self.captured is not None
        made = iter(self.captured.replay(given, self.source))
        for leaf, stand_in in self.dropped:
            leaf.grad = stand_in
        for leaf in self.cleared:
            leaf.grad = None
        structure, shown = self.shown
        return tree.unflatten(structure, [next(made) if leaf is TENSOR else _own(leaf) for leaf in shown])


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
        self._last: tuple[Shortcut, _Variant] | None = None
        self._native: Callable[..., Any] | None = None
        self._name = getattr(function, "__name__", type(function).__name__)
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        native = self._native
        if native is not None and not kwargs:
            result = native(*args)
            if result is not REFUSED:
                return result  # type: ignore[no-any-return]
            self._native = None
        last = self._last
        if last is not None and not kwargs and last[0].takes(args):
            variant = last[1]
            tensors: Any = args
            captured = variant.captured
            if captured is not None and not captured.device.closed and variant.mismatch(tensors) is None:
                self._misses = 0
                result = variant.replay(tensors)
                # After it: what was moved has been followed.
                self._native = variant.native(tensors)
                return result  # type: ignore[no-any-return]
        call = Call(args, kwargs)
        # Inside another capture the work belongs to that.
        if active.capture is not None or active.unknown is not None:
            return call.run(self.function)  # type: ignore[no-any-return]
        why: str | None = "an argument"
        if call.constants is not None:
            settle(call.tensors)
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

    def _again(self, form: Any, variant: _Variant, call: Call) -> Any:
        """A call whose constants are known."""
        if variant.changes is not None:
            self._misses += 1
            if self._misses == PATIENCE:
                self._warn(variant.changes)
            return call.run(self.function)
        self._misses = 0
        if active.deferred is not None:
            # A replay writes its state in place.
            active.deferred.do()
        captured = variant.captured
        if captured is None or captured.device.closed:
            with capturing:
                captured = variant.captured
                if captured is None or captured.device.closed:
                    return self._capture(variant, call)
        if len(self._forms) > 1:
            with self._lock:
                if form in self._forms:
                    self._forms.move_to_end(form)
        if self._last is None or self._last[1] is not variant:
            shortcut = Shortcut.of(call)
            self._last = None if shortcut is None else (shortcut, variant)
        return variant.replay(call.tensors)

    def _first(self, form: Any, call: Call) -> Any:
        """A call whose constants are new: what it reads is found, then it runs as written."""
        found = reads.find(self.function, call.named_objects(), _function_of)
        settle((*found.tensors, *found.others))
        variant = _Variant(found, call.tensors)
        before = _gradients(variant, call.tensors)
        outer, active.reasons = active.reasons, []
        try:
            with _deferring(call.tensors) as work:
                result = call.run(self.function)
                given_back, _ = tree.flatten(result)
                _refuse_iterators(self._name, given_back)
                returned = [leaf for leaf in given_back if isinstance(leaf, TensorCore)]
                settle(returned)
                settle(())
                reasons = active.reasons
                variant.changes = reasons[0] if reasons else _left_behind(before)
                variant.note_gradients(before)
                variant.note_assigned()
                if variant.changes is None and work is not None:
                    _let_go_of_old_values(before, returned)
                before.clear()
                if work is not None:
                    work.do(is_over=True)
        finally:
            reasons, active.reasons = active.reasons, outer
            if outer is not None:
                outer += reasons
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

    def _capture(self, variant: _Variant, call: Call) -> Any:
        """Run the function once more, keeping its launches, and have the variant replay them from now on."""
        tensors = call.tensors
        names = {tensor.device for tensor in tensors}
        if len(names) > 1:
            raise JitError(f"jit: the arguments are on several devices ({', '.join(sorted(names))}); use one")
        device = Device[names.pop()] if names else Device.default
        capture = Deferring(device)
        variant.separate()
        memory = [stored(tensor) for tensor in tensors]
        draws = _host_random_state()
        before = _gradients(variant, tensors)
        earlier = [
            (leaf, EarlierGradient.of(held))
            for leaf, held, _ in before
            if held is not None and not isinstance(held, DroppedGradient)
        ]
        drawn = riders.get(device.name)
        if drawn is not None:  # before, and so no part of the capture
            realize_all([drawn])
        losses = dict(waiting.losses)
        waiting.losses.clear()
        for tensor in variant.tensors:
            # A view is computed from what it is a view of, which may be assigned.
            views.refresh_from_root(tensor)
        cut = Apart(tensors, variant.tensors)
        with fresh([tensor._node for tensor in (*tensors, *cut.tensors)]) as results:
            for leaf, stand_in in earlier:
                leaf.grad = stand_in
            active.capture = capture
            try:
                result = call.run(self.function)
                given_back, made = tree.flatten(result)
                _refuse_iterators(self._name, given_back)
                returned = [leaf for leaf in given_back if isinstance(leaf, TensorCore)]
                realize_all((*returned, *capture.assigned))
            except BaseException:
                unsettled.update((id(tensor), tensor) for tensor in capture.assigned)
                capture.do()
                raise
            finally:
                active.capture = None
                cut.undo()
                waiting.losses.update(losses)
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
            results += [tensor._node for tensor in (*returned, *capture.assigned)]
        if changes is None:
            self._keep_gradients(variant, before)
        variant.changes = changes
        variant.note_gradients(before)
        before.clear()
        earlier.clear()
        capture.do(is_over=True)
        call.refuse_assigned(capture.assigned)
        if changes is None:
            self._refuse_hidden(variant, given_back)
            variant.captured = Recorded.build(capture, tensors, memory, returned, variant.tensors)
            shown = [TENSOR if isinstance(leaf, TensorCore) else leaf for leaf in given_back]
            variant.shown = made, shown
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
            if isinstance(leaf, (TensorCore, *VALUES)) or id(leaf) in variant.reads.seen:
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
            self._last = self._native = None
            self._misses = 0


@contextmanager
def _deferring(given: Sequence[TensorCore]) -> Iterator[Capture | None]:
    """Inside, what this thread computes is done when somebody looks at it, or at the end; None where it is at
    once, since something else is under way or on several devices.
    """
    names = {tensor.device for tensor in given}
    if active.deferred is not None or len(names) > 1:
        yield None
        return
    active.cleared = set()
    work = active.deferred = Deferring(Device[names.pop()] if names else Device.default)
    try:
        yield work
    finally:
        active.deferred = active.cleared = None
        work.do()


def _let_go_of_old_values(
    before: Sequence[tuple[TensorCore, TensorCore | None, Node]], returned: Sequence[TensorCore]
) -> None:
    """Drop gradients that an optimizer has used up, as replays do, and with them the values they are computed
    from. The function has cleared them first, and so will not ask for these when it runs again.
    """
    changed = [(leaf, held) for leaf, held, node in before if leaf._node is not node]
    used = [leaf for leaf, held in changed if leaf.grad is not None and leaf.grad is not held]
    cleared = active.cleared or ()
    if not all(id(leaf) in cleared for leaf in used):
        return
    for leaf in used:
        leaf.grad = DroppedGradient.of(leaf)
    seen: list[TensorCore | None] = [*returned] if changed else []
    for tensor in seen:
        # What is detached sees what it was made of.
        while tensor is not None:
            if tensor._flow == TRACKED and not tensor.is_leaf:
                pass_no_gradient(tensor)
            tensor = tensor._base


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


def _gradients(
    variant: _Variant, given: Sequence[TensorCore]
) -> list[tuple[TensorCore, TensorCore | None, Node]]:
    """The leaves that the function reaches, each with its gradient and its node."""
    if not variant.reads_gradients:
        return []
    return [(t, t.grad, t._node) for t in (*variant.tensors, *given) if t._flow == TRACKED and t._is_leaf]


def _is_unknown(leaf: TensorCore) -> bool:
    return isinstance(leaf.grad, DroppedGradient)


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

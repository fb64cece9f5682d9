"""Random numbers from a counter: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as
easy as 1, 2, 3", 2011).

Element i of a draw is a function of (seed, position of the draw, i) and of nothing else, so it is the same on
every device. The seed and the position are a small tensor on the device, so that a replayed graph draws anew:
draws made between two realizations are placed one after another by constants, and the position moves on with
whatever is realized next.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
from math import isfinite, pi, prod
from typing import Any, Self

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Op, Shape, elementwise
from ..graph.promotion import DEFAULT_FLOAT, as_dtype
from ..run.capture import Assignments, active, never_captured
from .array_object import ArrayObject
from .composed import TensorT, composed
from .core import TensorCore, riders
from .creation import checked_shape, device_name
from .generator import drawing
from .upload import upload

# Rotations of the rounds, and the constant that completes the key schedule (table 2 and section 3.3 of the
# paper).
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
PARITY = 0x1BD11BDA

# Held while a draw takes its place, so that no two threads take the same.
_drawing = threading.RLock()


def _new_lock() -> None:
    """In a forked child: the thread that held the lock is not there, and each of its steps is whole."""
    global _drawing
    _drawing = threading.RLock()


os.register_at_fork(after_in_child=_new_lock)


class _Generator:
    """The seed and the position of one device, and how far draws went since it was last realized."""

    def __init__(self, device: str, state: TensorCore) -> None:
        self.device = device
        self.state = state
        # The node of the state that draws so far refer to, and the elements drawn from it.
        self.origin = state._node
        self.drawn = 0

    @property
    def lost(self) -> bool:
        """Whether the state went with a device that was closed."""
        return self.origin.storage.device.closed

    def draw(self, count: int) -> tuple[Node, int]:
        """The state node (uint32: key, key, counter low, counter high) and the offset of a draw of `count`
        elements.
        """
        with _drawing:
            if self.drawn and self.device not in riders and self.state._node.op is Op.BUFFER:
                # The position was realized since the last draw.
                self.origin, self.drawn = self.state._node, 0
            offset, self.drawn = self.drawn, self.drawn + count
            self.state._node = nodes.node(
                Op.ASSIGN, dtypes.uint32, (4,), (self.origin, _advanced(self.origin, self.drawn))
            )
            riders[self.device] = self.state
            return self.origin, offset

    def restart(self, seed: int) -> None:
        """Go back to the first position of a seed; captured graphs, whose state is this memory, do too."""
        node = self.state._node
        self.origin = self.state._node = node.sources[0] if node.op is Op.ASSIGN else node
        self.drawn = 0
        del node
        # Unrealized draws still need the old state. Two references are here, one is getrefcount's.
        if sys.getrefcount(self.origin) <= 3:
            self.origin.storage.copy_in(_state_bytes(seed))
        else:
            fresh = upload(_state_bytes(seed), dtypes.uint32, (4,), self.device)
            self.origin.storage.replaced_by(fresh.storage)
            Assignments.count += 1
            self.origin = self.state._node = fresh


def _state_bytes(seed: int) -> bytes:
    return struct.pack("4I", seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF, 0, 0)


def _word(x: Node, place: int) -> Node:
    return nodes.reshape(nodes.shrink(x, [(place, place + 1, 1)]), ())


def _constant(value: int, shape: Shape = ()) -> Node:
    return nodes.const(value & 0xFFFFFFFF, dtypes.uint32, shape)


def _place(value: int) -> Node:
    """A word of how far draws went: kernels that draw are the same code wherever they start."""
    return nodes.scalar(value & 0xFFFFFFFF, dtypes.uint32)


def _advanced(state: Node, count: int) -> Node:
    """The state after `count` more elements: a 64-bit addition in two words."""
    place = nodes.iota(4, dtypes.uint32)

    def at(number: int) -> Node:
        return elementwise(Op.CMPEQ, place, _constant(number, (4,)))

    def spread(word: Node) -> Node:
        return nodes.expand(nodes.reshape(word, (1,)), (4,))

    low = elementwise(Op.ADD, _word(state, 2), _place(count))
    carry = nodes.cast(elementwise(Op.CMPLT, low, _word(state, 2)), dtypes.uint32)
    high = elementwise(Op.ADD, elementwise(Op.ADD, _word(state, 3), carry), _place(count >> 32))
    rest = elementwise(Op.WHERE, at(3), spread(high), state)
    return elementwise(Op.WHERE, at(2), spread(low), rest)


def _whole_range(dtype: DType) -> tuple[int, int]:
    """The least and greatest of the whole numbers of which a float holds every one; of bools 0 and 1."""
    most = 1 if dtype.kind == "b" else 1 << (dtype.fraction_bits + 1)
    return (0 if dtype.kind == "b" else -most), most


def threefry(key: tuple[Node, Node], counter: tuple[Node, Node]) -> tuple[Node, Node]:
    """Two words of uint32 for each pair of counter words, all of one shape."""
    shape = counter[0].shape
    parity = elementwise(Op.XOR, elementwise(Op.XOR, key[0], key[1]), _constant(PARITY, shape))
    keys = (key[0], key[1], parity)
    x = elementwise(Op.ADD, counter[0], keys[0])
    y = elementwise(Op.ADD, counter[1], keys[1])
    for block in range(5):
        for step in range(4):
            rotation = ROTATIONS[(4 * block + step) % 8]
            x = elementwise(Op.ADD, x, y)
            left = elementwise(Op.SHL, y, _constant(rotation, shape))
            right = elementwise(Op.SHR, y, _constant(32 - rotation, shape))
            y = elementwise(Op.XOR, elementwise(Op.OR, left, right), x)
        x = elementwise(Op.ADD, x, keys[(block + 1) % 3])
        y = elementwise(Op.ADD, elementwise(Op.ADD, y, keys[(block + 2) % 3]), _constant(block + 1, shape))
    return x, y


def _both_words(start: Node, shape: Shape) -> tuple[Node, Node]:
    """Two words for each element of a draw that starts where the generator's state is."""
    count = prod(shape)

    def spread(word: Node) -> Node:
        return nodes.expand(nodes.reshape(word, (1,)), (count,))

    base = spread(_word(start, 2))
    low = elementwise(Op.ADD, base, nodes.iota(count, dtypes.uint32))
    wrapped = nodes.cast(elementwise(Op.CMPLT, low, base), dtypes.uint32)
    high = elementwise(Op.ADD, spread(_word(start, 3)), wrapped)
    return threefry((spread(_word(start, 0)), spread(_word(start, 1))), (low, high))


def _first_words(start: TensorT, shape: Shape) -> TensorT:
    return start._of_node(nodes.reshape(_both_words(start._node, shape)[0], shape))


def _second_words(start: TensorT, shape: Shape) -> TensorT:
    return start._of_node(nodes.reshape(_both_words(start._node, shape)[1], shape))


_generators: dict[str, _Generator] = {}
_seed: int | None = None


class Random(ArrayObject):
    """Drawing from distributions. All take `dtype`, `device` and `requires_grad` where that makes sense."""

    __slots__ = ()

    @classmethod
    def manual_seed(cls, seed: int) -> None:
        """Start the random numbers of every device anew; the same seed gives the same numbers everywhere.

        Examples:
            >>> Tensor.manual_seed(7)
            >>> first = Tensor.rand(2).tolist()
            >>> Tensor.manual_seed(7)
            >>> Tensor.rand(2).tolist() == first
            True
        """
        global _seed
        never_captured("the seed of random numbers")
        _seed = int(seed)
        for device, generator in list(_generators.items()):
            riders.pop(device, None)
            if generator.lost:
                del _generators[device]
            else:
                generator.restart(_seed)

    @classmethod
    def _words(cls, shape: Shape, device: str) -> tuple[Self, Self]:
        """Two independent uniform words of uint32 per element."""
        global _seed
        if _seed is None:
            _seed = int.from_bytes(os.urandom(8), "little")
        with _drawing:
            generator = _generators.get(device)
            if generator is None or generator.lost:
                memory = cls._wrap(upload(_state_bytes(_seed), dtypes.uint32, (4,), device), device)
                generator = _generators[device] = _Generator(device, memory)
        count = prod(shape)
        if count >= 2**32:
            raise InvalidArgument(f"a draw of {count} random numbers; at most {2**32 - 1} at once")
        own = drawing.generator
        state, offset = generator.draw(count) if own is None else own._draw(count, device)

        start = cls._wrap(_advanced(state, offset), device)
        return composed(start, _first_words, shape, shape=shape), composed(
            start, _second_words, shape, shape=shape
        )

    @classmethod
    def _unit(cls, shape: Shape, dtype: DType, device: str) -> Self:
        """Uniform in [0, 1) with as many bits as the dtype holds."""
        x, y = cls._words(shape, device)
        if dtype is dtypes.float64:
            return ((x >> 5).cast(dtype) * 2.0**26 + (y >> 6).cast(dtype)) * 2.0**-53
        bits = dtype.fraction_bits + 1
        return ((x >> (32 - bits)).cast(dtypes.float32) * 2.0**-bits).cast(dtype)

    @classmethod
    def _draw_dtype(cls, dtype: object, operation: str) -> DType:
        to = DEFAULT_FLOAT if dtype is None else as_dtype(dtype)
        if not to.is_float:
            raise DTypeError(f"{operation} draws floats, not {to}; randint draws integers")
        return to

    @classmethod
    def rand(
        cls, *shape: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Uniform in [0, 1), with as many bits as the dtype holds; float32 by default.

        Raises DTypeError for what is no float, ShapeError for a negative size, InvalidArgument for 2**32
        elements or more.

        Examples:
            >>> x = Tensor.rand(1000)
            >>> bool((x >= 0).all()), bool((x < 1).all())
            (True, True)
        """
        to = cls._draw_dtype(dtype, "rand")
        return cls._unit(checked_shape(shape), to, device_name(device))._leaf(requires_grad)

    @classmethod
    def uniform(
        cls,
        *shape: Any,
        low: float = 0.0,
        high: float = 1.0,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
    ) -> Self:
        """Uniform in [low, high), as far as the dtype tells the bounds apart; float32 by default.

        Raises as `rand`, and InvalidArgument for bounds that are not finite or not in order.

        Examples:
            >>> x = Tensor.uniform(1000, low=-2, high=3)
            >>> bool((x >= -2).all()), bool((x < 3).all())
            (True, True)
        """
        to = cls._draw_dtype(dtype, "uniform")
        if not isfinite(high - low) or low > high:
            raise InvalidArgument(f"uniform from {low} to {high}: bounds are finite, and in order")
        unit = cls._unit(checked_shape(shape), to.computing, device_name(device))
        found = (unit * (high - low) + low).cast(to)
        # Rounding may lead to the bound that is not included.
        return (found < high).where(found, low)._leaf(requires_grad)

    @classmethod
    def randn(
        cls, *shape: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Normal with mean 0 and variance 1, by Box and Muller's transform; float32 by default.

        Raises as `rand`.

        Examples:
            >>> x = Tensor.randn(10000)
            >>> abs(x.mean().item()) < 0.1, abs(x.var().item() - 1) < 0.1
            (True, True)
        """
        to = cls._draw_dtype(dtype, "randn")
        x, y = cls._words(checked_shape(shape), device_name(device))
        work = to.computing
        # (word + 1/2) / 2**32 is never 0.
        radius = ((x.cast(work) + 0.5) * 2.0**-32).minimum(1.0).log().mul(-2.0).maximum(0.0).sqrt()
        angle = (y.cast(work) * 2.0**-32) * (2 * pi)
        return (radius * angle.cos()).cast(to)._leaf(requires_grad)

    @classmethod
    def normal(
        cls,
        *shape: Any,
        mean: float = 0.0,
        std: float = 1.0,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
    ) -> Self:
        """Normal with a mean and a standard deviation; float32 by default.

        Raises as `rand`, and InvalidArgument for a deviation below 0.

        Examples:
            >>> x = Tensor.normal(10000, mean=5.0, std=2.0)
            >>> abs(x.mean().item() - 5) < 0.2
            True
        """
        to = cls._draw_dtype(dtype, "normal")
        if not std >= 0:
            raise InvalidArgument(f"normal with deviation {std}; it is 0 or more")
        found = cls.randn(*shape, dtype=to.computing, device=device) * std + mean
        return found.cast(to)._leaf(requires_grad)

    @classmethod
    def randint(
        cls, low: int, high: int | None = None, size: Any = (), dtype: object = None, device: object = None
    ) -> Self:
        """Integers from `low` up to but not including `high` (`randint(n, size=...)` starts at 0); int64 by
        default.

        The 64 bits drawn are reduced modulo the range, so that no value is likelier than another by more than
        range / 2**64. Raises InvalidArgument for an empty range and one that the dtype does not hold.

        Examples:
            >>> sorted(set(Tensor.randint(1, 7, size=1000).tolist()))
            [1, 2, 3, 4, 5, 6]
        """
        first, last = (0, low) if high is None else (low, high)
        to = dtypes.int64 if dtype is None else as_dtype(dtype)
        if last <= first:
            raise InvalidArgument(f"randint from {first} to {last}: the range is empty")
        least, greatest = (to.minimum, to.maximum) if to.is_integer else _whole_range(to)
        if first < least or last - 1 > greatest:
            raise InvalidArgument(f"randint from {first} to {last} does not fit {to}")
        shape = checked_shape((size,))
        x, y = cls._words(shape, device_name(device))
        wide = (x.cast(dtypes.uint64) << 32) | y.cast(dtypes.uint64)
        if last - first < 1 << 64:
            wide = wide % (last - first)
        work = to if to.is_integer else dtypes.int64
        return (wide.cast(work) + first).cast(to)

    @classmethod
    def randperm(cls, n: int, dtype: object = None, device: object = None) -> Self:
        """The numbers 0 to n-1 in random order; int64 by default.

        Raises InvalidArgument where the dtype does not hold them.

        Examples:
            >>> sorted(Tensor.randperm(5).tolist())
            [0, 1, 2, 3, 4]
        """
        to = dtypes.int64 if dtype is None else as_dtype(dtype)
        if n - 1 > (to.maximum if to.is_integer else _whole_range(to)[1]):
            raise InvalidArgument(f"randperm: {to} does not hold {n} numbers")
        x, y = cls._words(checked_shape((n,)), device_name(device))
        order = ((x.cast(dtypes.uint64) << 32) | y.cast(dtypes.uint64)).argsort()
        return order.cast(to)

    def rand_like(self, dtype: object = None) -> Self:
        """Uniform in [0, 1) in this tensor's shape and on its device, and in its dtype where no other is
        given.

        Raises DTypeError for what is no float.

        Examples:
            >>> Tensor.zeros(2, 3).rand_like().shape
            (2, 3)
        """
        return self.rand(self.shape, dtype=self.dtype if dtype is None else dtype, device=self.device)

    def randn_like(self, dtype: object = None) -> Self:
        """Normal with mean 0 and variance 1 in this tensor's shape and on its device, and in its dtype where
        no other is given.

        Raises DTypeError for what is no float.

        Examples:
            >>> Tensor.zeros(2, 3).randn_like().shape
            (2, 3)
        """
        return self.randn(self.shape, dtype=self.dtype if dtype is None else dtype, device=self.device)

    def bernoulli(self) -> Self:
        """1 with the probability that the element gives, else 0, in this dtype. No gradient passes.

        Computes the probabilities to check them, but while `jit` captures. Raises DTypeError for what is no
        float, InvalidArgument for what is no probability.

        Examples:
            >>> Tensor([0.0, 1.0]).bernoulli().tolist()
            [0.0, 1.0]
        """
        if not self.dtype.is_float:
            raise DTypeError(f"bernoulli takes probabilities, not {self.dtype}")
        self._holds((self >= 0).logical_and(self <= 1), "bernoulli: probabilities lie in 0 to 1")
        return (
            self._unit(self.shape, dtypes.float32, self.device) < self.detach().cast(dtypes.float32)
        ).cast(self.dtype)

    def dropout(self, p: float = 0.5, training: bool = True) -> Self:
        """Zero each element with probability `p` and scale the others by 1 / (1 - p); this tensor when not
        training.

        Raises InvalidArgument for what is no probability.

        Examples:
            >>> sorted(set(Tensor.ones(100).dropout(0.5).tolist()))
            [0.0, 2.0]
        """
        if not 0 <= p <= 1:
            raise InvalidArgument(f"dropout with probability {p}; it lies in 0 to 1")
        if not training or p == 0:
            return self
        if p == 1:
            return self * 0
        kept = self._unit(self.shape, dtypes.float32, self.device) >= p
        return kept.where(self * (1 / (1 - p)), 0)

    def multinomial(self, num_samples: int, replacement: bool = False) -> Self:
        """Indices drawn along the last axis with probabilities in proportion to the elements; int64.

        This is a vector or rows of weights, `[n]` or `[rows, n]`. Without replacement the draws are the
        greatest of weight-scaled exponential races. Nothing without weight is drawn.

        Computes the weights to check them, but while `jit` captures. Raises ShapeError for other ranks,
        InvalidArgument for more draws than there are weights above 0, and for weights that are negative, not
        finite or all 0.

        Examples:
            >>> Tensor([0.0, 3.0, 0.0]).multinomial(4, replacement=True).tolist()
            [1, 1, 1, 1]
        """
        if self.ndim not in (1, 2):
            raise ShapeError(f"multinomial takes a vector or rows of weights, not shape {self.shape}")
        if num_samples < 1 or (not replacement and num_samples > self.shape[-1]):
            raise InvalidArgument(f"multinomial: {num_samples} draws from {self.shape[-1]} weights")
        weights = self.detach()._wide()
        fit = weights.isfinite().logical_and(weights >= 0).all(-1)
        enough = 1 if replacement else num_samples
        self._holds(
            fit.logical_and((weights > 0).sum(-1) >= enough),
            f"multinomial: weights are finite, none below 0, and at least {enough} of a row above",
        )
        if replacement:
            # What has no weight ends where the one before it does, however sums are rounded.
            totals: Self = (weights > 0).where(weights.cumsum(-1), -1.0).cummax(-1).values
            last = totals.narrow(-1, self.shape[-1] - 1, 1)
            level = self._unit((*self.shape[:-1], num_samples), weights.dtype, self.device) * last
            before = (totals.unsqueeze(-2) <= level.unsqueeze(-1)).sum(-1)
            return before.minimum((totals < last).sum(-1, keepdims=True))
        unit = self._unit(self.shape, weights.dtype, self.device)
        race = (weights > 0).where(weights / -(1 - unit).log(), -1.0)
        drawn: Self = race.topk(num_samples, -1).indices
        return drawn

    def _holds(self, condition: Self, message: str) -> None:
        """Raise InvalidArgument unless a condition is true everywhere; a capture does not look at values."""
        if active.capture is None and not condition.all().item():
            raise InvalidArgument(message)

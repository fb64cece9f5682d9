"""Random numbers of one's own: a seed and a position that no other draw moves."""

from __future__ import annotations

import os
import struct
import threading
from typing import Any, Self

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph.node import Node
from ..run.capture import active, never_captured
from .upload import upload


class Generator:
    """A source of random numbers apart from that of `Tensor.manual_seed`: pass it as `generator=`.

    The same seed gives the same numbers on every device; `device` is taken and has no meaning. A function
    under `jit` cannot draw from one, since a replay would draw the same again: it raises InvalidArgument.

    Examples:
        >>> from barewire import Generator
        >>> first = Tensor.rand(3, generator=Generator().manual_seed(7))
        >>> first.tolist() == Tensor.rand(3, generator=Generator().manual_seed(7)).tolist()
        True
    """

    def __init__(self, device: Any = None) -> None:
        self._lock = threading.Lock()
        self.seed()

    def manual_seed(self, seed: int) -> Self:
        """Start from the first number of a seed, and return this generator.

        Raises InvalidArgument for what is no int.

        Examples:
            >>> from barewire import Generator
            >>> Generator().manual_seed(7).initial_seed()
            7
        """
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise InvalidArgument(f"manual_seed: a seed is an int, not {seed!r:.60}")
        self._seed, self._drawn = seed.__index__() & (2**64 - 1), 0
        return self

    def seed(self) -> int:
        """Start from a seed that the system draws, and return that.

        Examples:
            >>> from barewire import Generator
            >>> generator = Generator()
            >>> generator.seed() == generator.initial_seed()
            True
        """
        self._seed, self._drawn = int.from_bytes(os.urandom(8), "little"), 0
        return self._seed

    def initial_seed(self) -> int:
        """The seed that this generator started from.

        Examples:
            >>> from barewire import Generator
            >>> Generator().manual_seed(3).initial_seed()
            3
        """
        return self._seed

    def _draw(self, count: int, device: str) -> tuple[Node, int]:
        """The state node (uint32: key, key, counter low, counter high) and the offset of `count` elements."""
        if active.capture is not None:
            raise InvalidArgument(
                "jit: a replay would draw the same numbers from a Generator again; draw outside and pass "
                "them, or leave `generator` out"
            )
        never_captured("the place of a Generator")
        with self._lock:
            place, self._drawn = self._drawn, self._drawn + count
        words = (self._seed, self._seed >> 32, place, place >> 32)
        packed = struct.pack("4I", *(word & 0xFFFFFFFF for word in words))
        return upload(packed, dtypes.uint32, (4,), device), 0


class _Drawing(threading.local):
    generator: Generator | None = None


drawing = _Drawing()


class drawing_from:
    """Within, this thread draws from a generator; None changes nothing."""

    def __init__(self, generator: Generator | None) -> None:
        if generator is not None and not isinstance(generator, Generator):
            raise InvalidArgument(f"`generator` is a Generator, not {generator!r:.60}")
        self._generator = generator

    def __enter__(self) -> None:
        self._before = drawing.generator
        drawing.generator = self._generator or self._before

    def __exit__(self, *_: object) -> None:
        drawing.generator = self._before

"""Random numbers from a generator of one's own: `generator=` for every method that draws."""

from __future__ import annotations

from typing import Any, Self

from .generator import Generator, drawing_from
from .selection import Selection


class Draws(Selection):
    """What `Random` draws, and from which `Generator`."""

    __slots__ = ()

    @classmethod
    def rand(cls, *shape: Any, generator: Generator | None = None, **options: Any) -> Self:
        with drawing_from(generator):
            return super().rand(*shape, **options)

    @classmethod
    def uniform(cls, *shape: Any, generator: Generator | None = None, **options: Any) -> Self:
        with drawing_from(generator):
            return super().uniform(*shape, **options)

    @classmethod
    def randn(cls, *shape: Any, generator: Generator | None = None, **options: Any) -> Self:
        with drawing_from(generator):
            return super().randn(*shape, **options)

    @classmethod
    def normal(cls, *shape: Any, generator: Generator | None = None, **options: Any) -> Self:
        with drawing_from(generator):
            return super().normal(*shape, **options)

    @classmethod
    def randint(
        cls,
        low: int,
        high: Any = None,
        size: Any = (),
        dtype: object = None,
        device: object = None,
        *,
        generator: Generator | None = None,
    ) -> Self:
        if high is not None and not hasattr(high, "__index__"):
            # randint(high, size), as in PyTorch
            low, high, size = 0, low, high
        with drawing_from(generator):
            return super().randint(low, high, size, dtype, device)

    @classmethod
    def randperm(
        cls, n: int, dtype: object = None, device: object = None, *, generator: Generator | None = None
    ) -> Self:
        with drawing_from(generator):
            return super().randperm(n, dtype, device)

    def bernoulli(self, p: Any = None, *, generator: Generator | None = None) -> Self:
        with drawing_from(generator):
            return super().bernoulli() if p is None else self._filled(p).bernoulli()

    def multinomial(
        self, num_samples: int, replacement: bool = False, *, generator: Generator | None = None
    ) -> Self:
        with drawing_from(generator):
            return super().multinomial(num_samples, replacement)

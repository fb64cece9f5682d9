"""What operators with windows over the spatial axes say of them: kernel, pads, strides, dilations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....runtime.errors import InvalidArgument, ShapeError

AUTO_PADS = ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID")


@dataclass(frozen=True)
class SpatialWindows:
    """Windows over the spatial axes: of `kernel` taps, and the pads before and after each axis.

    `beyond` is what is needed past the pads for a last window that is not whole.
    """

    sizes: tuple[int, ...]
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    beyond: tuple[int, ...]

    @property
    def rank(self) -> int:
        """How many spatial axes there are."""
        return len(self.sizes)

    @property
    def padding(self) -> list[tuple[int, int, int]]:
        """(before, after, in between) of every axis."""
        return [
            (low, high + more, 0) for low, high, more in zip(self.low, self.high, self.beyond, strict=True)
        ]

    @property
    def is_padded(self) -> bool:
        """Whether any window reaches beyond the input."""
        return any(self.low) or any(self.high) or any(self.beyond)


def per_axis(values: Sequence[int] | None, rank: int, name: str) -> tuple[int, ...]:
    """One number of at least 1 for each axis, 1 where none are given.

    Raises InvalidArgument for others.
    """
    found = (1,) * rank if not values else tuple(values)
    if len(found) != rank or any(each < 1 for each in found):
        raise InvalidArgument(f"{name}={list(found)} has to be {rank} numbers of at least 1")
    return found


def pads_of(pads: Sequence[int] | None, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The pads before and after every axis.

    Raises InvalidArgument where there are not two for each axis.
    """
    found = (0,) * (2 * rank) if not pads else tuple(pads)
    if len(found) != 2 * rank:
        raise InvalidArgument(f"pads={list(found)} has to be {2 * rank} numbers, two for each spatial axis")
    return found[:rank], found[rank:]


def spatial_windows(
    shape: Sequence[int],
    kernel: Sequence[int],
    *,
    strides: Sequence[int] | None,
    pads: Sequence[int] | None,
    dilations: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
) -> SpatialWindows:
    """The windows that an operator's attributes say, over an input [n, c, *sizes].

    Raises InvalidArgument or ShapeError for attributes that do not fit.
    """
    sizes, rank = tuple(shape[2:]), len(kernel)
    if len(sizes) != rank or not rank:
        raise ShapeError(f"a kernel of shape {tuple(kernel)} does not fit an input of shape {tuple(shape)}")
    if auto_pad not in AUTO_PADS:
        raise InvalidArgument(f"auto_pad={auto_pad!r} is none of {', '.join(AUTO_PADS)}")
    taps = per_axis(kernel, rank, "kernel_shape")
    steps = per_axis(strides, rank, "strides")
    holes = per_axis(dilations, rank, "dilations")
    reach = [hole * (count - 1) + 1 for hole, count in zip(holes, taps, strict=True)]
    low, high = pads_of(pads if auto_pad == "NOTSET" else None, rank)
    beyond = (0,) * rank
    if auto_pad.startswith("SAME"):
        totals = [
            max(0, (-(-size // step) - 1) * step + span - size)
            for size, step, span in zip(sizes, steps, reach, strict=True)
        ]
        low, high = halves(totals, upper=auto_pad == "SAME_UPPER")
    elif auto_pad == "NOTSET" and ceil_mode:
        beyond = tuple(
            _overhang(size + before, after, span, step)
            for size, before, after, span, step in zip(sizes, low, high, reach, steps, strict=True)
        )
    return SpatialWindows(sizes, taps, steps, holes, low, high, beyond)


def halves(totals: Sequence[int], upper: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Pads of these totals in two halves; the greater is the one after the axis where `upper`."""
    less = tuple(total // 2 for total in totals)
    more = tuple(total - total // 2 for total in totals)
    return (less, more) if upper else (more, less)


def _overhang(before_end: int, after: int, span: int, step: int) -> int:
    """What a last partial window needs past the pads; none starts in the pads after the input."""
    positions = -(-(before_end + after - span) // step) + 1
    if (positions - 1) * step >= before_end:
        positions -= 1
    return max(0, (positions - 1) * step + span - (before_end + after))

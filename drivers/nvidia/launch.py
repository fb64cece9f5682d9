"""Launches: kernels on their grids, as a queue records them and as reports of faults name them."""

from __future__ import annotations

from dataclasses import dataclass

from ..interface import Dimensions
from .code_object import Module, NvidiaFunction


@dataclass(slots=True, eq=False)
class Launch:
    """A kernel on a grid. It keeps its code alive by `module`."""

    function: NvidiaFunction
    module: Module
    grid: Dimensions
    block: Dimensions
    arguments: bytes
    local_bytes: int
    is_users: bool = True
    """False for the driver's own kernels, whose arguments nobody patches."""


class TogetherLaunch(Launch):
    """A kernel whose groups run in clusters, or all at once."""

    __slots__ = ()


class EmptyLaunch(Launch):
    """A kernel on no blocks at all, which the driver refuses to launch: it is counted, and does nothing."""

    __slots__ = ()

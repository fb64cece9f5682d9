"""Every benchmark there is, in the order of the record."""

from __future__ import annotations

from . import convolution, elementwise, gpu, matmul, overhead, rows, startup, training
from .work import Work

WORKS: tuple[Work, ...] = (
    *matmul.WORKS,
    *elementwise.WORKS,
    *rows.WORKS,
    *convolution.WORKS,
    *training.WORKS,
    *overhead.WORKS,
    *startup.WORKS,
    *training.MEMORY_WORKS,
    *gpu.WORKS,
)

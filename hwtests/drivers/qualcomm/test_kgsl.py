"""Memory of the process itself for the GPU, on the simulated card, which caches it as the processor would."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import SystemCallFailed
from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.qualcomm.kgsl import Kgsl
from barewire.drivers.simulated import cards

SIZE = 2 * 4096


@contextmanager
def _opened() -> Iterator[tuple[QualcommCard, Kgsl, int]]:
    """A card, what it is reached by, and memory of this process."""
    with cards.temporarily("a630"):
        card = QualcommDriver().open(0)
        reached = card.interface
        assert isinstance(reached, Kgsl)
        host = kernel.mmap(
            SIZE, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
        )
        yield card, reached, host
        card.close()
        kernel.munmap(host, SIZE)


def test_imported_memory_is_read_and_written_by_the_gpu() -> None:
    with _opened() as (card, kgsl, host):
        seen = np.frombuffer(kernel.buffer(host, SIZE), "<u4")
        piece = kgsl.import_host(host, SIZE, "the test's")
        seen[:] = np.arange(SIZE // 4)
        kgsl.to_gpu(piece)
        queue = card.compute_queue()
        queue.copy(piece.gpu_address + SIZE // 2, piece.gpu_address, SIZE // 2)
        queue.fill(piece.gpu_address, 16, struct.pack("<I", 7))
        queue.submit()
        assert queue.idle(30)
        kgsl.from_gpu(piece)
        assert (seen[:4] == 7).all()
        assert (seen[4 : SIZE // 8] == np.arange(4, SIZE // 8)).all()
        assert (seen[SIZE // 8 :] == np.arange(SIZE // 8)).all()
        queue.close()
        kgsl.free_import(piece)
        # It is still this process's.
        seen[:] = 1


def test_what_is_not_whole_pages_is_not_imported() -> None:
    with _opened() as (_, kgsl, host), pytest.raises(SystemCallFailed, match="GPUOBJ_IMPORT"):
        kgsl.import_host(host + 16, SIZE - 4096, "the test's")

"""A card, real or simulated: memory, code that is refused, faults, kernels that do not end, what is left."""

from __future__ import annotations

import gc

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import BadCodeObject, BarewireError, InvalidArgument, OutOfMemory
from barewire.drivers.interface import Allocation
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaCodeObject

from . import kernels

ONE = (1, 1, 1)


def test_memory_is_of_the_card_or_of_the_host_and_counted(card: NvidiaCard) -> None:
    before = card.memory_used_bytes()
    own, shared = card.allocate(1000), card.allocate(2000, host=True)
    assert own.host_address is None
    assert shared.host_address is not None
    assert own.gpu_address % 256 == 0
    assert card.memory_used_bytes() == before + 3000
    kernel.buffer(shared.host_address, 2000)[:] = b"x" * 2000
    card.free(own)
    card.free(shared)
    card.free(card.allocate(0))
    assert card.memory_used_bytes() == before
    for wrong in (own, Allocation(0x1000, 1, None)):
        with pytest.raises(InvalidArgument, match=f"{wrong.gpu_address:#x}"):
            card.free(wrong)
    with pytest.raises(InvalidArgument, match="-1"):
        card.allocate(-1)


def test_more_memory_than_there_is_gives_the_sizes_and_leaves_the_card_usable(card: NvidiaCard) -> None:
    asked = 2 * card.info.memory_bytes
    with pytest.raises(OutOfMemory, match=f"{asked} bytes.*of {card.info.memory_bytes} are free"):
        card.allocate(asked)
    with pytest.raises(MemoryError):
        card.allocate(1 << 62)
    card.free(card.allocate(1 << 20))


def test_ptx_that_the_driver_refuses_raises_with_its_log(card: NvidiaCard) -> None:
    compiler = card.info.compiler
    assert compiler is not None
    good = kernels.image(compiler).decode()
    with pytest.raises(BadCodeObject, match=r"(?s)axpy.*log:\n.*\S"):
        card.load(good.replace("ld.param.b64", "ld.param.b63", 1).encode())
    with pytest.raises(BadCodeObject):
        card.load(b"garbage")


def _loaded(card: NvidiaCard) -> NvidiaCodeObject:
    compiler = card.info.compiler
    assert compiler is not None
    return card.load(kernels.image(compiler))


def test_a_hundred_of_everything_come_and_go(card: NvidiaCard) -> None:
    gc.collect()
    before = card.memory_used_bytes()
    for _ in range(100):
        code, timeline, queue = _loaded(card), card.timeline(), card.compute_queue()
        queue.close()
        timeline.close()
        code.close()
        card.free(card.allocate(100))
    # A page of timelines stays for the next ones.
    assert card.memory_used_bytes() <= before + 4096


def test_failures_are_barewires_own(card: NvidiaCard, code: NvidiaCodeObject) -> None:
    """A launch that the driver itself refuses, past every check of ours."""
    queue = card.compute_queue()
    module = code.module
    assert module is not None
    poke = code.functions["poke"]
    module.prepared[poke.gpu_address, None, (1, 1, 2000), 0] = (8, False)
    queue.dispatch(poke, ONE, (1, 1, 2000), bytes(8))
    with pytest.raises(BarewireError, match=r"poke.*CUDA_ERROR"):
        queue.submit()
    queue.close()

"""Memory that grows where it is, and what it is for: one workspace for all recorded work of a device."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from barewire import Tensor, jit
from barewire.drivers import kernel
from barewire.drivers.errors import InvalidArgument, OutOfMemory
from barewire.drivers.nvidia import abi
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.simulated import cards
from barewire.runtime import device as registry
from barewire.runtime import profiler
from barewire.runtime.device import Device
from barewire.runtime.workspace import Workspace

from .conftest import opened
from .scripted import scripted

MIB = 1 << 20


def _contents(card: NvidiaCard, address: int, size_bytes: int) -> bytes:
    queue, timeline, seen = card.compute_queue(), card.timeline(), card.allocate(size_bytes, host=True)
    queue.copy(seen.gpu_address, address, size_bytes)
    queue.signal(timeline, 1)
    queue.submit()
    assert timeline.wait(1, 30.0), card.describe_state()
    assert seen.host_address is not None
    found = bytes(kernel.buffer(seen.host_address, size_bytes))
    queue.close()
    card.free(seen)
    return found


def _fill(card: NvidiaCard, address: int, size_bytes: int, pattern: bytes) -> None:
    queue = card.compute_queue()
    queue.fill(address, size_bytes, pattern)
    queue.submit()
    assert queue.idle(30.0)
    queue.close()


@pytest.fixture(params=["sm_90", "sm_75"])
def card(request: pytest.FixtureRequest) -> Iterator[NvidiaCard]:
    with opened(request.param) as card:
        yield card


def test_memory_grows_where_it_is_and_keeps_its_contents(card: NvidiaCard) -> None:
    # A page of timelines, which stays.
    card.timeline().close()
    before = card.memory_used_bytes()
    memory = card.reserve(1 << 30)
    assert memory is not None
    assert card.memory_used_bytes() == before
    card.grow(memory, 3 * MIB)
    first = card.memory_used_bytes() - before
    assert first >= 3 * MIB
    _fill(card, memory.gpu_address, 3 * MIB, b"abcd")
    card.grow(memory, 9 * MIB)
    assert card.memory_used_bytes() - before >= 9 * MIB
    _fill(card, memory.gpu_address + 8 * MIB, MIB, b"wxyz")
    assert _contents(card, memory.gpu_address, 3 * MIB) == b"abcd" * (3 * MIB // 4)
    assert _contents(card, memory.gpu_address + 8 * MIB, MIB) == b"wxyz" * (MIB // 4)
    card.grow(memory, MIB)
    found = card.memory.find(memory.gpu_address + 8 * MIB)
    assert found is not None
    assert found.gpu_address == memory.gpu_address
    with pytest.raises(InvalidArgument, match=f"cannot grow to {1 << 31} bytes: {1 << 30} were reserved"):
        card.grow(memory, 1 << 31)
    card.free(memory)
    assert card.memory_used_bytes() == before
    with pytest.raises(InvalidArgument):
        card.grow(memory, MIB)


def test_more_than_the_card_has_gives_the_sizes_and_keeps_what_there_is(card: NvidiaCard) -> None:
    most = 2 * card.info.memory_bytes
    memory = card.reserve(most)
    assert memory is not None
    card.grow(memory, 4 * MIB)
    _fill(card, memory.gpu_address, MIB, b"abcd")
    with pytest.raises(OutOfMemory, match=f"of {card.info.memory_bytes} are free"):
        card.grow(memory, most)
    assert _contents(card, memory.gpu_address, 4) == b"abcd"
    card.free(memory)
    card.free(card.allocate(card.info.memory_bytes // 2))


def test_every_mapping_is_undone_as_it_was_made_once_the_card_is_idle() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED] = 1
        card = NvidiaDriver().open(0)
        memory = card.reserve(64 * MIB)
        assert memory is not None
        for size in (2, 6, 6, 8):
            card.grow(memory, size * MIB)
        at = memory.gpu_address
        mapped = [(at, 2 * MIB), (at + 2 * MIB, 4 * MIB), (at + 6 * MIB, 2 * MIB)]
        assert [call[1][:2] for call in library.calls if call[0] == "cuMemMap"] == mapped
        assert library.names().count("cuMemRelease") == 3
        card.free(memory)
        card.allocate(1)
        undone = [call for call in library.calls if call[0] in ("cuMemUnmap", "cuMemAddressFree")]
        assert undone == [*(("cuMemUnmap", each) for each in mapped), ("cuMemAddressFree", (at, 64 * MIB))]
        card.close()


def test_a_card_without_virtual_memory_management_reserves_nothing() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED] = 0
        card = NvidiaDriver().open(0)
        assert card.reserve(1 << 30) is None
        card.close()


# What it is for.


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Iterator[Device]:
    """A simulated card as the runtime has it."""
    monkeypatch.setenv("BAREWIRE_DEVICE", "NVIDIA")
    with cards.temporarily("sm_90"):
        driver = NvidiaDriver()
        device = Device("NVIDIA", driver.open(0))
        monkeypatch.setitem(registry._open, "NVIDIA", device)
        profiler.attach(device)
        monkeypatch.setitem(registry._names, "NVIDIA", ("NVIDIA", driver, 0))
        yield device
        gc.collect()
        device.close()


def _steps(count: int) -> object:
    @jit
    def chain(x: Tensor) -> Tensor:
        for step in range(count):
            x = (x * 0.5 + step).contiguous()
        return x.sum(0)

    return chain


def _wanted(x: np.ndarray, count: int) -> np.ndarray:
    for step in range(count):
        x = x * np.float32(0.5) + np.float32(step)
    return x.sum(0)


SIZES = (1000, 700_000, 30_000, 2_000_000)


def test_captured_functions_share_a_workspace_as_large_as_the_largest_wants(device: Device) -> None:
    chains = {size: _steps(4) for size in SIZES}
    arguments = {size: np.linspace(-1, 1, 4 * (size // 4), dtype=np.float32).reshape(4, -1) for size in SIZES}
    tensors = {size: Tensor(array).realize() for size, array in arguments.items()}
    for _ in range(3):
        for size, chain in chains.items():
            result = chain(tensors[size]).numpy()  # type: ignore[operator]
            np.testing.assert_allclose(result, _wanted(arguments[size], 4), rtol=1e-5)
    shared = device._workspace()
    assert isinstance(shared, Workspace)
    # At least one of its arrays is alive at any time, and at most two.
    least = 4 * max(SIZES)
    assert least <= shared.size_bytes <= 2 * least + 1024
    assert device.memory.find(shared.gpu_address + 100) == (shared.gpu_address, shared.size_bytes)
    used = device.card.memory_used_bytes()
    address = shared.gpu_address
    del shared, chain, result
    chains.clear()
    gc.collect()
    device.synchronize()
    assert device._workspace() is None
    assert device.memory.find(address) is None
    assert used - device.card.memory_used_bytes() >= least


def test_replays_of_several_threads_do_not_disturb_each_other_profiled_or_not(device: Device) -> None:
    chains = [_steps(3), _steps(5)]
    array = np.linspace(-1, 1, 4096, dtype=np.float32).reshape(4, -1)
    x = Tensor(array).realize()
    for chain in chains:
        for _ in range(2):
            chain(x)  # type: ignore[operator]
    wrong: list[str] = []

    def replay(number: int) -> None:
        wanted = _wanted(array, (3, 5)[number])
        for _ in range(15):
            result = chains[number](x).numpy()  # type: ignore[operator]
            if not np.allclose(result, wanted, rtol=1e-5):
                wrong.append(f"chain {number}")

    for profiled in (False, True):
        threads = [threading.Thread(target=replay, args=(number,)) for number in range(2)]
        if profiled:
            with profiler.Profiler():
                _run_all(threads)
        else:
            _run_all(threads)
    assert not wrong


def _run_all(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

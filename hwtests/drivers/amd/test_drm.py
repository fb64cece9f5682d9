"""The render node interface on simulated cards: memory, submissions, peers, and what goes wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import amdgpu_info, pm4, sdma
from barewire.drivers.amd.abi import AMDGPU_IDS_FLAGS_FUSION
from barewire.drivers.amd.drm import DrmInterface
from barewire.drivers.amd.drm_port import DrmPort, padding
from barewire.drivers.amd.kernel_interface import Placement, QueueKind
from barewire.drivers.amd.topology import parse_node, read_topology
from barewire.drivers.errors import (
    BarewireError,
    DeviceClosed,
    InvalidArgument,
    OutOfMemory,
    PermissionDenied,
    SystemCallFailed,
    UnsupportedArchitecture,
)
from barewire.drivers.simulated.cards import Installation, temporarily


@pytest.fixture
def machine() -> Iterator[Installation]:
    with temporarily("gfx1100*2") as installed:
        yield installed


@pytest.fixture
def cards(machine: Installation) -> Iterator[tuple[DrmInterface, DrmInterface]]:
    first, second = (DrmInterface(node) for node in read_topology().nodes)
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def card(cards: tuple[DrmInterface, DrmInterface]) -> DrmInterface:
    return cards[0]


def finish(card: DrmInterface, port: DrmPort) -> None:
    event = card.event()
    for _ in range(1000):
        if not port.is_busy:
            return
        card.wait_for_interrupt(event, 0.1)
    raise AssertionError(f"submission {port.read_pointer} of {port.write_pointer}")


def words(dwords: list[int]) -> bytes:
    return b"".join(dword.to_bytes(4, "little") for dword in dwords)


def fence(address: int, value: int) -> bytes:
    """An SDMA packet that writes a number, padded to a multiple of 32 bytes."""
    return words(sdma.FENCE_6.encode(address=address, data=value, mtype=sdma.FenceMtype.UC)).ljust(32, b"\0")


def test_memory_is_at_the_same_address_on_both_sides(card: DrmInterface) -> None:
    memory = card.allocate(5000, Placement.GTT)
    assert memory.host_address == memory.gpu_address
    assert memory.size_bytes == 8192
    card.free(memory)


def test_video_memory_that_is_full_is_refused_with_the_sizes(card: DrmInterface) -> None:
    with pytest.raises(
        OutOfMemory, match=r"cannot hold 1,024\.0 GiB more: 2\d\.\d GiB of 24\.0 GiB are free"
    ):
        card.allocate(1 << 40, Placement.VRAM)


def test_what_is_freed_is_available_again(card: DrmInterface) -> None:
    before = card.available_bytes()
    memory = card.allocate(64 << 20, Placement.VRAM)
    assert card.available_bytes() == (before or 0) - (64 << 20)
    card.free(memory)
    assert card.available_bytes() == before


def test_integrated_card_takes_system_memory_for_video_memory_where_there_is_more(
    machine: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, memory = amdgpu_info.device, amdgpu_info.memory
    set_aside = 512 << 20

    def integrated(descriptor: int) -> Any:
        answer = device(descriptor)
        answer.ids_flags |= AMDGPU_IDS_FLAGS_FUSION
        return answer

    def little(descriptor: int) -> Any:
        answer = memory(descriptor)
        answer.vram.total_heap_size = answer.vram.usable_heap_size = set_aside
        return answer

    monkeypatch.setattr(amdgpu_info, "device", integrated)
    monkeypatch.setattr(amdgpu_info, "memory", little)
    known = read_topology().nodes[0]
    alone = parse_node(
        -1, 0, f"drm_render_minor {known.drm_render_minor}\nvendor_id 4098\ngfx_target_version 110000\n"
    )
    card = DrmInterface(alone)
    before = memory(card.descriptor)
    assert card.node.vram_bytes == before.gtt.total_heap_size > set_aside
    large = card.allocate(2 * set_aside, Placement.VRAM)
    after = memory(card.descriptor)
    assert after.gtt.heap_usage - before.gtt.heap_usage == 2 * set_aside
    assert after.vram.heap_usage == before.vram.heap_usage
    card.free(large)
    card.close()


@pytest.mark.parametrize("kind", [QueueKind.PM4, QueueKind.SDMA])
def test_submission_ends_and_raises_the_read_pointer(card: DrmInterface, kind: QueueKind) -> None:
    port = card.compute_port(kind)
    port.submit(padding(kind, 16))
    finish(card, port)
    assert port.read_pointer == port.write_pointer == 1
    port.close()


def test_submission_larger_than_an_indirect_buffer_is_refused(card: DrmInterface) -> None:
    port = card.compute_port()
    with pytest.raises(InvalidArgument, match="do not fit one submission"):
        port.submit(padding(QueueKind.PM4, 1 << 20))
    port.submit(padding(QueueKind.PM4, 16))
    finish(card, port)
    port.close()


def test_padding_is_packets_that_do_nothing() -> None:
    for dwords in range(1, 9):
        text = padding(QueueKind.PM4, dwords)
        assert len(text) == 4 * dwords
        assert words(pm4.NOP.filler(dwords)) == text


def test_packets_write_where_they_are_told(card: DrmInterface) -> None:
    port, memory = card.sdma_port(), card.allocate(4096, Placement.GTT)
    port.submit(fence(memory.gpu_address, 0x1234))
    finish(card, port)
    assert kernel.word(memory.gpu_address, "uint32_t")[0] == 0x1234
    port.close()
    card.free(memory)


def test_submissions_come_in_order_round_and_round_the_buffer(card: DrmInterface) -> None:
    port, memory = card.sdma_port(ring_bytes=1 << 14), card.allocate(4096, Placement.GTT)
    for value in range(1, 501):
        port.submit(fence(memory.gpu_address, value))
    finish(card, port)
    assert kernel.word(memory.gpu_address, "uint32_t")[0] == 500
    assert port.read_pointer == 500
    port.close()
    card.free(memory)


def test_submission_larger_than_the_buffer_is_given_a_larger_one(card: DrmInterface) -> None:
    port, memory = card.sdma_port(ring_bytes=1 << 14), card.allocate(4096, Placement.GTT)
    port.submit(fence(memory.gpu_address, 1) + bytes(1 << 15) + fence(memory.gpu_address + 4, 2))
    finish(card, port)
    assert kernel.word(memory.gpu_address)[0] == 2 << 32 | 1
    port.close()
    card.free(memory)


def test_wait_without_work_in_flight_ends_soon(card: DrmInterface) -> None:
    assert not card.wait_for_interrupt(card.event(), 0.01)


def test_peer_sees_the_same_memory_at_the_same_address(cards: tuple[DrmInterface, DrmInterface]) -> None:
    first, second = cards
    memory = first.allocate(4096, Placement.VRAM, host_visible=True)
    first.map_peer(memory, second)
    first.map_peer(memory, second)
    port = second.sdma_port()
    port.submit(fence(memory.gpu_address, 9))
    finish(second, port)
    assert kernel.word(memory.gpu_address, "uint32_t")[0] == 9
    port.close()
    first.free(memory)


def test_memory_imported_twice_lives_until_both_are_freed(cards: tuple[DrmInterface, DrmInterface]) -> None:
    first, second = cards
    memory = first.allocate(8192, Placement.GTT)
    descriptor = first.export_dmabuf(memory)
    one, two = second.import_dmabuf(descriptor, 8192), second.import_dmabuf(descriptor, 8192)
    os.close(descriptor)
    assert one.handle == two.handle
    assert one.gpu_address != two.gpu_address
    second.free(one)
    port = second.sdma_port()
    port.submit(fence(two.gpu_address, 3))
    finish(second, port)
    assert kernel.word(memory.gpu_address, "uint32_t")[0] == 3
    port.close()
    second.free(two)
    first.free(memory)


def test_host_memory_is_imported(card: DrmInterface) -> None:
    host = kernel.mmap(8192, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS)
    memory, port = card.import_host(host, 8192), card.sdma_port()
    port.submit(fence(memory.gpu_address + 4096, 21))
    finish(card, port)
    assert kernel.word(host + 4096, "uint32_t")[0] == 21
    port.close()
    card.free(memory)
    kernel.munmap(host, 8192)


def test_aql_is_refused_with_the_interface_that_has_it(card: DrmInterface) -> None:
    with pytest.raises(BarewireError, match="BAREWIRE_AMD_INTERFACE=kfd"):
        card.compute_port(QueueKind.AQL)


def test_closed_port_refuses_work(card: DrmInterface) -> None:
    port = card.compute_port()
    port.close()
    port.close()
    with pytest.raises(DeviceClosed):
        port.submit(bytes(32))


def test_reset_card_is_reported_once_with_what_was_lost(machine: Installation) -> None:
    card = DrmInterface(read_topology().nodes[0])
    port = card.compute_port()
    assert card.faults() == ()
    machine.machine.cards[0].reset()
    (fault, *_) = card.faults()
    assert str(fault).startswith("reset of the card")
    assert len(card.faults()) == len(card.faults())
    port.close()
    card.close()
    again = DrmInterface(read_topology().nodes[0])
    port = again.compute_port()
    port.submit(padding(QueueKind.PM4, 8))
    finish(again, port)
    again.close()


def test_node_without_a_topology_is_completed_by_the_card(machine: Installation) -> None:
    known = read_topology().nodes[0]
    alone = parse_node(
        -1, 0, f"drm_render_minor {known.drm_render_minor}\nvendor_id 4098\ngfx_target_version 110000\n"
    )
    card = DrmInterface(alone)
    node = card.node
    assert (node.compute_units, node.engines_per_xcc) == (known.compute_units, known.engines_per_xcc)
    assert (node.lds_bytes, node.wave_front_size) == (known.lds_bytes, known.wave_front_size)
    assert node.vram_bytes == known.vram_bytes
    card.close()


def test_unknown_card_is_refused_and_leaves_nothing_open(machine: Installation) -> None:
    vega = parse_node(-1, 0, "drm_render_minor 128\ngfx_target_version 90000\n")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UnsupportedArchitecture, match="gfx900"):
        DrmInterface(vega)
    assert len(os.listdir("/proc/self/fd")) == before


def test_render_node_that_may_not_be_opened_says_so(machine: Installation) -> None:
    machine.machine.cards[0].troubles.opening.times = 1
    with pytest.raises(PermissionDenied, match="/dev/dri/renderD128"):
        DrmInterface(read_topology().nodes[0])


def test_interface_too_old_is_refused() -> None:
    with temporarily("gfx1100") as installed:
        installed.machine.drm_version = (3, 39, 0)
        with pytest.raises(BarewireError, match=r"3\.39; Barewire speaks 3\.42 \(Linux 5\.15\)"):
            DrmInterface(read_topology().nodes[0])


def test_opened_and_closed_many_times_leaks_nothing(machine: Installation) -> None:
    node = read_topology().nodes[0]

    def once() -> None:
        card = DrmInterface(node)
        port = card.sdma_port()
        memory = card.allocate(1 << 20, Placement.VRAM)
        port.submit(fence(memory.gpu_address, 1))
        finish(card, port)
        card.free(memory)
        card.close()

    def held() -> tuple[int, int]:
        with open("/proc/self/maps") as maps:
            return len(os.listdir("/proc/self/fd")), len(maps.readlines())

    once()
    descriptors, mappings = held()
    for _ in range(30):
        once()
    assert held()[0] == descriptors
    assert held()[1] <= mappings + 4


def test_unmapped_memory_is_refused_by_the_kernel_when_freed_twice(card: DrmInterface) -> None:
    memory = card.allocate(4096, Placement.GTT)
    card.free(memory)
    flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_FIXED
    protection = kernel.PROT_READ | kernel.PROT_WRITE
    others = kernel.mmap(4096, protection, flags, -1, 0, memory.gpu_address)
    kernel.word(others)[0] = 7
    with pytest.raises(SystemCallFailed):
        card.free(memory)
    assert kernel.word(others)[0] == 7
    kernel.munmap(others, 4096)

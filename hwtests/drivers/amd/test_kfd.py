"""The KFD interface on simulated cards: memory, peers, queues' memory, events, and what goes wrong."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd.kernel_interface import Placement, QueueKind
from barewire.drivers.amd.kfd import KfdInterface
from barewire.drivers.amd.kfd_process import kfd_process
from barewire.drivers.amd.topology import read_topology
from barewire.drivers.errors import BarewireError, DeviceClosed, OutOfMemory, SystemCallFailed
from barewire.drivers.simulated.cards import Installation, temporarily


@pytest.fixture
def machine() -> Iterator[Installation]:
    with temporarily("gfx1100*2") as installed:
        yield installed


@pytest.fixture
def cards(machine: Installation) -> Iterator[tuple[KfdInterface, KfdInterface]]:
    first, second = (KfdInterface(node) for node in read_topology().nodes)
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def kfd(cards: tuple[KfdInterface, KfdInterface]) -> KfdInterface:
    return cards[0]


def test_system_memory_is_at_the_same_address_on_both_sides(kfd: KfdInterface) -> None:
    memory = kfd.allocate(5000, Placement.GTT)
    assert memory.host_address == memory.gpu_address
    assert memory.size_bytes == 8192
    kernel.word(memory.gpu_address)[0] = 1 << 60
    kfd.free(memory)


def test_video_memory_is_hidden_unless_it_is_asked_for(kfd: KfdInterface) -> None:
    hidden = kfd.allocate(4096, Placement.VRAM)
    visible = kfd.allocate(4096, Placement.VRAM, host_visible=True)
    assert hidden.host_address is None
    assert visible.host_address is not None
    kernel.word(visible.host_address)[0] = 5
    assert kfd.hdp_flush()
    assert kernel.word(visible.host_address)[0] == 5
    kfd.free(hidden)
    kfd.free(visible)


@pytest.mark.parametrize("alignment", [4096, 65536, 1 << 21, 1 << 24])
def test_alignment_is_kept(kfd: KfdInterface, alignment: int) -> None:
    memory = kfd.allocate(4096, Placement.VRAM, alignment=alignment)
    assert memory.gpu_address % alignment == 0
    kfd.free(memory)


def test_large_memory_is_aligned_to_a_huge_page(kfd: KfdInterface) -> None:
    memory = kfd.allocate(3 << 20, Placement.VRAM)
    assert memory.gpu_address % (2 << 20) == 0
    kfd.free(memory)


def test_what_is_freed_is_available_again(kfd: KfdInterface) -> None:
    before = kfd.available_bytes()
    assert before is not None
    memory = kfd.allocate(64 << 20, Placement.VRAM)
    during = kfd.available_bytes()
    assert during is not None
    assert before - during == 64 << 20
    kfd.free(memory)
    assert kfd.available_bytes() == before


def test_exhausted_video_memory_says_how_much_is_free(kfd: KfdInterface) -> None:
    with pytest.raises(
        OutOfMemory, match=r"gfx1100.* cannot hold 1,024\.0 GiB more: \d+\.\d GiB of 24\.0 GiB"
    ):
        kfd.allocate(1 << 40, Placement.VRAM)


def test_other_process_that_holds_the_memory_is_named(kfd: KfdInterface, machine: Installation) -> None:
    card = machine.machine.cards[0]
    card.hold_vram(4242, "trainer", 20 << 30)
    try:
        with pytest.raises(OutOfMemory, match=r"held by .*4242 20\.0 GiB"):
            kfd.allocate(8 << 30, Placement.VRAM)
    finally:
        card.troubles.other_processes.clear()
        card.vram.used_bytes -= 20 << 30


def test_mapping_that_fails_leaves_nothing_behind(kfd: KfdInterface, machine: Installation) -> None:
    before = kfd.available_bytes()
    machine.machine.cards[0].troubles.mapping.times = 1
    with pytest.raises(OutOfMemory):
        kfd.allocate(1 << 20, Placement.VRAM)
    assert kfd.available_bytes() == before
    kfd.free(kfd.allocate(1 << 20, Placement.VRAM))


def test_peer_maps_memory_once_however_often_it_is_asked(cards: tuple[KfdInterface, KfdInterface]) -> None:
    first, second = cards
    memory = first.allocate(1 << 20, Placement.VRAM)
    first.map_peer(memory, second)
    first.map_peer(memory, second)
    first.map_peer(memory, first)
    first.free(memory)


def test_peer_that_cannot_reach_the_memory_is_told_what_it_takes(
    cards: tuple[KfdInterface, KfdInterface], machine: Installation
) -> None:
    first, second = cards
    memory = first.allocate(4096, Placement.VRAM)
    machine.machine.cards[1].troubles.mapping.code = errno.EINVAL
    machine.machine.cards[1].troubles.mapping.times = 1
    with pytest.raises(BarewireError, match=r"0000:04:00\.0 cannot reach .* 0000:03:00\.0: .*Resizable BAR"):
        first.map_peer(memory, second)
    first.map_peer(memory, second)
    first.free(memory)


def test_exported_memory_is_the_same_memory(cards: tuple[KfdInterface, KfdInterface]) -> None:
    first, second = cards
    memory = first.allocate(8192, Placement.VRAM, host_visible=True)
    descriptor = first.export_dmabuf(memory)
    imported = second.import_dmabuf(descriptor)
    os.close(descriptor)
    assert (imported.size_bytes, imported.placement) == (8192, Placement.VRAM)
    second.free(imported)
    first.free(memory)


def test_host_memory_is_imported_in_whole_pages(kfd: KfdInterface) -> None:
    host = kernel.mmap(
        3 * 4096, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
    )
    memory = kfd.import_host(host + 100, 4096)
    assert (memory.host_address, memory.size_bytes) == (host, 8192)
    kfd.free(memory)
    kernel.word(host)[0] = 1
    kernel.munmap(host, 3 * 4096)


@pytest.mark.parametrize("kind", [QueueKind.PM4, QueueKind.AQL, QueueKind.SDMA])
def test_queue_of_each_kind_is_made_and_unmade(kfd: KfdInterface, kind: QueueKind) -> None:
    before = kfd.available_bytes()
    port = kfd.compute_port(kind, ring_bytes=1 << 16)
    assert (port.read_pointer, port.write_pointer) == (0, 0)
    port.close()
    port.close()
    assert kfd.available_bytes() == before


@pytest.mark.parametrize("name", ["gfx1030", "gfx1201", "gfx942"])
def test_kernel_takes_the_queue_memory_of_each_generation(name: str) -> None:
    with temporarily(name):
        (node,) = read_topology().nodes
        card = KfdInterface(node)
        card.compute_port(QueueKind.AQL, ring_bytes=1 << 16).close()
        card.compute_port(QueueKind.PM4, ring_bytes=1 << 16).close()
        card.close()


@pytest.mark.parametrize("name", ["gfx1100", "gfx942"])
@pytest.mark.parametrize("kind", [QueueKind.PM4, QueueKind.AQL])
def test_each_compute_queue_brings_the_memory_that_a_release_needs(name: str, kind: QueueKind) -> None:
    # The EOP buffer, which libhsakmt leaves out for AQL queues of gfx942.
    with temporarily(name):
        (node,) = read_topology().nodes
        card = KfdInterface(node)
        port = card.compute_port(kind, ring_bytes=1 << 16)
        (lent,) = card._queues.values()
        assert (lent[0].placement, lent[0].size_bytes) == (Placement.VRAM, 4096)
        assert len(lent) == 2
        port.close()
        card.close()


def test_ring_of_a_size_the_kernel_refuses_leaves_nothing_behind(kfd: KfdInterface) -> None:
    before = kfd.available_bytes()
    with pytest.raises(SystemCallFailed):
        kfd.compute_port(ring_bytes=3 * 4096)
    assert kfd.available_bytes() == before


def test_card_without_queues_left_says_so(kfd: KfdInterface) -> None:
    ports = []
    with pytest.raises(SystemCallFailed, match="no SDMA queue left"):
        while len(ports) < 4096:
            ports.append(kfd.sdma_port(ring_bytes=4096))
    for port in ports:
        port.close()


def test_wait_ends_at_its_deadline(kfd: KfdInterface) -> None:
    event = kfd.event()
    assert not kfd.wait_for_interrupt(event, 0.01)
    kfd.free_event(event)


def test_events_have_mailboxes_of_their_own(kfd: KfdInterface) -> None:
    events = [kfd.event() for _ in range(50)]
    assert len({event.mailbox_address for event in events}) == 50
    for event in events:
        kfd.free_event(event)


def test_clock_of_the_card_runs(kfd: KfdInterface) -> None:
    ticks, nanoseconds = kfd.clock()
    later_ticks, later_nanoseconds = kfd.clock()
    assert later_ticks > ticks
    assert later_nanoseconds > nanoseconds
    assert kfd.clock_period_ns == pytest.approx(10.0)


def test_closed_card_refuses_work(machine: Installation) -> None:
    card = KfdInterface(read_topology().nodes[0])
    card.close()
    card.close()
    with pytest.raises(DeviceClosed):
        card.allocate(4096, Placement.GTT)


def test_card_opened_and_closed_many_times_leaks_nothing(machine: Installation) -> None:
    node = read_topology().nodes[0]

    def once() -> None:
        card = KfdInterface(node)
        port = card.compute_port(ring_bytes=1 << 16)
        card.event()
        memory = card.allocate(1 << 20, Placement.VRAM)
        card.free(memory)
        port.close()
        card.close()

    def held() -> tuple[int, int]:
        with open("/proc/self/maps") as maps:
            return len(os.listdir("/proc/self/fd")), len(maps.readlines())

    once()
    descriptors, mappings = held()
    for _ in range(50):
        once()
    assert held()[0] == descriptors
    assert held()[1] <= mappings + 4


def test_kernel_too_old_is_refused_with_what_to_do() -> None:
    with temporarily("gfx1100") as installed:
        installed.machine.kfd_version = (1, 3)
        with pytest.raises(BarewireError, match=r"KFD interface is 1\.3.*1\.6 \(Linux 5\.15\)"):
            kfd_process()


def test_older_kernel_does_without_what_came_later() -> None:
    with temporarily("gfx1100") as installed:
        installed.machine.kfd_version = (1, 6)
        card = KfdInterface(read_topology().nodes[0])
        assert card.available_bytes() is None
        memory = card.allocate(4096, Placement.VRAM)
        with pytest.raises(BarewireError, match=r"1\.12 \(Linux 6\.3\)"):
            card.export_dmabuf(memory)
        card.free(memory)
        card.close()


def test_cards_survive_another_machine_coming_and_going(kfd: KfdInterface, machine: Installation) -> None:
    machine.hide()
    with temporarily("gfx1201"):
        KfdInterface(read_topology().nodes[0]).close()
    machine.show()
    kfd.free(kfd.allocate(4096, Placement.VRAM))
    again = KfdInterface(kfd.node)
    again.free(again.allocate(4096, Placement.GTT))
    again.close()


def test_reset_while_the_card_is_closed_is_no_fault_of_the_card_opened_next(machine: Installation) -> None:
    node = read_topology().nodes[0]
    KfdInterface(node).close()
    machine.machine.cards[0].reset()
    again = KfdInterface(node)
    assert again.faults() == ()
    again.close()

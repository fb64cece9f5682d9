"""Queues of KFD of a simulated card, by the names of the kernel's functions."""

from __future__ import annotations

from errno import EBUSY, EFAULT, EINVAL, ENOMEM

import pytest

from barewire.drivers.amd import abi
from barewire.drivers.simulated import cards
from barewire.drivers.simulated.amd.description import DESCRIPTIONS

from .raw_kfd import GTT, PAGE, RawKfd, refused

ENOTSUPP = 524


# kfd_ioctl_create_queue: set_queue_properties_from_user, kfd_queue_acquire_buffers, pqm_create_queue


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"queue_percentage": 101}, EINVAL),
        ({"queue_priority": 16}, EINVAL),
        ({"ring_size": 3 * PAGE}, EINVAL),
        ({"ring_size": 2 * PAGE}, EINVAL),
        ({"ring_base_address": 1 << 47}, EFAULT),
        ({"read_pointer_address": 1 << 63}, EFAULT),
        ({"write_pointer_address": 1 << 63}, EFAULT),
        ({"write_pointer_address": PAGE}, EINVAL),
        ({"queue_type": 9}, ENOTSUPP),
        ({"gpu_id": 1}, EINVAL),
        ({"eop_buffer_size": 2 * PAGE}, EINVAL),
        ({"ctl_stack_size": PAGE}, EINVAL),
        ({"ctx_save_restore_size": PAGE}, EINVAL),
        ({"ctx_save_restore_address": PAGE}, EINVAL),
    ],
)
def test_create_queue_refuses(kfd: RawKfd, changed: dict[str, int], code: int) -> None:
    with refused(code):
        kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments() | changed)


def test_kfd_queue_buffer_get_wants_a_ring_in_a_mapping_of_its_own(kfd: RawKfd) -> None:
    arguments = kfd.queue_arguments()
    shared, _ = kfd.memory(2 * PAGE)
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **arguments | {"ring_base_address": shared})
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **arguments | {"write_pointer_address": shared})


@pytest.mark.parametrize("arch", list(DESCRIPTIONS))
def test_sizes_of_queue_buffers_are_those_of_kfd_queue_ctx_save_restore_size(arch: str) -> None:
    # Worked out by hand from kfd_queue.c for each card: compute units of an XCC, bytes of one, waves.
    expected = {
        # 96 units of 0x60000 + 0x4000 + 0x10000 + 0x1000; 96 * 32 waves of 12 bytes, + 8 + 40.
        "gfx1100": (0xA000 + 96 * 0x75000, 0xA000, 96 * 32 * 32),
        # 38 units of 0x80000 + 0x15000; min(38 * 40, 4 * 512) waves of 8 bytes.
        "gfx942": (0x3000 + 38 * 0x95000, 0x3000, -(-38 * 40 * 32 // 64) * 64),
        # 72 units of 0x40000 + 0x15000; 72 * 32 waves of 12 bytes, at most 0x7000.
        "gfx1030": (0x7000 + 72 * 0x55000, 0x7000, 72 * 32 * 32),
        "gfx1201": (0x7000 + 64 * 0x75000, 0x7000, 64 * 32 * 32),
    }
    sizes = DESCRIPTIONS[arch].queue_sizes()
    assert (sizes.save_area, sizes.control_stack, sizes.debugger) == expected[arch]
    with cards.temporarily(arch) as installation:
        raw = RawKfd(installation)
        for kind in (abi.KFD_IOC_QUEUE_TYPE_COMPUTE_AQL, abi.KFD_IOC_QUEUE_TYPE_SDMA):
            raw(abi.AMDKFD_IOC_CREATE_QUEUE, **raw.queue_arguments(kind))
        raw.close()


def test_each_queue_has_a_doorbell_of_its_own_in_the_slice(kfd: RawKfd) -> None:
    offsets = []
    for kind in (abi.KFD_IOC_QUEUE_TYPE_COMPUTE,) * 3 + (abi.KFD_IOC_QUEUE_TYPE_SDMA,) * 3:
        made = kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments(kind))
        assert made.doorbell_offset >> 62 == 3
        assert made.doorbell_offset >> 46 & 0xFFFF == kfd.gpu_id
        offsets.append(made.doorbell_offset & (2 * PAGE - 1))
    assert len(set(offsets)) == 6
    assert not any(offset % 8 for offset in offsets)


def test_allocate_sdma_queue_runs_out(kfd: RawKfd) -> None:
    arguments = kfd.queue_arguments(abi.KFD_IOC_QUEUE_TYPE_SDMA)
    what = kfd.card.description
    for _ in range(what.sdma_engines * what.sdma_queues_per_engine):
        kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **arguments)
    with refused(ENOMEM):
        kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **arguments)


def test_memory_that_a_queue_uses_stays_mapped_until_the_queue_is_gone(kfd: RawKfd) -> None:
    arguments = kfd.queue_arguments()
    ring = kfd.reserve(PAGE)
    made = kfd.allocate(ring, PAGE, GTT)
    kfd.map(made.handle)
    queue = kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **arguments | {"ring_base_address": ring})
    with refused(EBUSY):
        kfd.unmap(made.handle)
    kfd(abi.AMDKFD_IOC_DESTROY_QUEUE, queue_id=queue.queue_id)
    kfd.unmap(made.handle)


def test_update_and_destroy_of_a_queue_that_is_not_there(kfd: RawKfd) -> None:
    with refused(EFAULT):
        kfd(abi.AMDKFD_IOC_UPDATE_QUEUE, queue_id=5, ring_size=PAGE, queue_percentage=100)
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_DESTROY_QUEUE, queue_id=5)


def test_update_queue_moves_the_ring(kfd: RawKfd) -> None:
    queue = kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments())
    ring, handle = kfd.memory(2 * PAGE)
    fields = {"queue_id": queue.queue_id, "queue_percentage": 100, "queue_priority": 7}
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_UPDATE_QUEUE, ring_base_address=ring, ring_size=PAGE, **fields)
    kfd(abi.AMDKFD_IOC_UPDATE_QUEUE, ring_base_address=ring, ring_size=2 * PAGE, **fields)
    with refused(EBUSY):
        kfd.unmap(handle)

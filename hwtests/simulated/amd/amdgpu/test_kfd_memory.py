"""Memory of KFD of a simulated card, by the names of the kernel's functions."""

from __future__ import annotations

import os
from errno import EBADF, EBUSY, EFAULT, EINVAL, ENODEV, ENOMEM, EPERM

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import abi
from barewire.drivers.simulated.memory.vm import MemoryViolation

from .raw_kfd import GTT, PAGE, PUBLIC_VRAM, USERPTR, VRAM, RawKfd, pointer, refused

MIB = 1 << 20


# kfd_ioctl_alloc_memory_of_gpu, amdgpu_amdkfd_gpuvm_alloc_memory_of_gpu


def test_the_host_and_the_card_see_the_same_bytes(kfd: RawKfd) -> None:
    for flags in (GTT, PUBLIC_VRAM):
        address, _ = kfd.memory(2 * PAGE, flags)
        assert kfd.space.read(address, 2 * PAGE) == bytes(2 * PAGE)
        kernel.buffer(address, 2 * PAGE)[PAGE : PAGE + 4] = b"host"
        kfd.space.write(address + PAGE + 4, b"card")
        assert kfd.space.read(address + PAGE, 8) == b"hostcard"
        assert bytes(kernel.buffer(address + PAGE, 8)) == b"hostcard"


def test_userptr_is_the_process_s_own_memory(kfd: RawKfd) -> None:
    flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
    mine = kernel.mmap(PAGE, kernel.PROT_READ | kernel.PROT_WRITE, flags)
    address = kfd.reserve(PAGE)
    made = kfd.allocate(address, PAGE, USERPTR, mine)
    kfd.map(made.handle)
    kfd.space.write(address, b"from the card")
    assert bytes(kernel.buffer(mine, 13)) == b"from the card"


@pytest.mark.parametrize("host", [0, 4097])
def test_userptr_wants_a_page_of_the_process(kfd: RawKfd, host: int) -> None:
    with refused(EINVAL):
        kfd.allocate(kfd.reserve(PAGE), PAGE, USERPTR, host)


def test_init_user_pages_refuses_memory_that_is_not_there(kfd: RawKfd) -> None:
    with refused(EFAULT):
        kfd.allocate(kfd.reserve(PAGE), PAGE, USERPTR, kfd.reserve(PAGE))


@pytest.mark.parametrize(
    ("size", "flags"),
    [
        (0, GTT),
        (PAGE, abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE),
        (PAGE, abi.KFD_IOC_ALLOC_MEM_FLAGS_DOORBELL),
        (2 * PAGE, abi.KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP),
    ],
)
def test_alloc_refuses_sizes_and_kinds_that_are_none(kfd: RawKfd, size: int, flags: int) -> None:
    with refused(EINVAL):
        kfd.allocate(kfd.reserve(4 * PAGE), size, flags)


def test_alloc_refuses_an_unknown_card(kfd: RawKfd) -> None:
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_ALLOC_MEMORY_OF_GPU, va_addr=kfd.reserve(PAGE), size=PAGE, gpu_id=7, flags=GTT)


def test_alloc_refuses_visible_video_memory_on_a_small_bar(kfd: RawKfd) -> None:
    kfd.card.large_bar = False
    with refused(EINVAL):
        kfd.allocate(kfd.reserve(PAGE), PAGE, PUBLIC_VRAM)


def test_video_memory_runs_out_at_its_size_and_comes_back_when_freed(kfd: RawKfd) -> None:
    def available() -> int:
        return int(kfd(abi.AMDKFD_IOC_AVAILABLE_MEMORY, gpu_id=kfd.gpu_id).available)

    everything = available()
    assert kfd.card.description.vram_bytes * 0.99 < everything < kfd.card.description.vram_bytes
    with refused(ENOMEM):
        kfd.allocate(kfd.reserve(PAGE), kfd.card.description.vram_bytes, VRAM)
    made = kfd.allocate(kfd.reserve(PAGE), everything, VRAM)
    assert available() == 0
    with refused(ENOMEM):
        kfd.allocate(kfd.reserve(PAGE), 64 * MIB, VRAM)
    assert kernel.read_text(f"/sys/class/kfd/kfd/proc/{os.getpid()}/vram_{kfd.gpu_id}") == f"{everything}\n"
    kfd.free(made.handle)
    assert available() == everything


def test_what_other_processes_hold_is_not_available(kfd: RawKfd) -> None:
    kfd.card.hold_vram(4711, "train.py", kfd.card.description.vram_bytes - 64 * MIB)
    with refused(ENOMEM):
        kfd.allocate(kfd.reserve(PAGE), 64 * MIB, VRAM)


def test_freed_memory_is_zero_when_it_is_handed_out_again(kfd: RawKfd) -> None:
    address, handle = kfd.memory(MIB, PUBLIC_VRAM)
    kernel.buffer(address, MIB)[:] = b"x" * MIB
    kfd.unmap(handle)
    kfd.free(handle)
    again, _ = kfd.memory(MIB, PUBLIC_VRAM)
    assert kfd.space.read(again, MIB) == bytes(MIB)


# kfd_ioctl_free_memory_of_gpu


def test_free_refuses_what_is_mapped_and_what_is_not_there(kfd: RawKfd) -> None:
    _, handle = kfd.memory(PAGE)
    with refused(EBUSY):
        kfd.free(handle)
    kfd.unmap(handle)
    kfd.free(handle)
    with refused(EINVAL):
        kfd.free(handle)


# kfd_ioctl_map_memory_to_gpu, amdgpu_vm_bo_map


def test_memory_is_seen_by_the_cards_it_is_mapped_to(pair: tuple[RawKfd, RawKfd]) -> None:
    first, second = pair
    address = first.reserve(PAGE)
    made = first.allocate(address, PAGE, VRAM)
    assert first.map(made.handle, first.gpu_id, second.gpu_id).n_success == 2
    first.space.write(address, b"peer")
    assert second.space.read(address, 4) == b"peer"
    first.unmap(made.handle, second.gpu_id)
    with pytest.raises(MemoryViolation):
        second.space.read(address, 4)
    assert first.space.read(address, 4) == b"peer"


def test_map_says_how_far_it_came(pair: tuple[RawKfd, RawKfd]) -> None:
    first, second = pair
    made = first.allocate(first.reserve(PAGE), PAGE, VRAM)
    second.card.troubles.mapping.times = 1
    ids = abi.ffi.new("uint32_t[]", [first.gpu_id, second.gpu_id])
    request = abi.AMDKFD_IOC_MAP_MEMORY_TO_GPU
    arguments = request.new(handle=made.handle, device_ids_array_ptr=pointer(ids), n_devices=2)
    with refused(ENOMEM):
        request(first.descriptor, arguments)
    assert arguments.n_success == 1
    request(first.descriptor, arguments)
    assert arguments.n_success == 2


@pytest.mark.parametrize(("count", "done"), [(0, 0), (1, 2)])
def test_map_refuses_counts_that_cannot_be(kfd: RawKfd, count: int, done: int) -> None:
    made = kfd.allocate(kfd.reserve(PAGE), PAGE, GTT)
    ids = abi.ffi.new("uint32_t[]", [kfd.gpu_id])
    with refused(EINVAL):
        kfd(
            abi.AMDKFD_IOC_MAP_MEMORY_TO_GPU,
            handle=made.handle,
            device_ids_array_ptr=pointer(ids),
            n_devices=count,
            n_success=done,
        )


def test_map_of_a_handle_that_is_none(kfd: RawKfd) -> None:
    with refused(ENOMEM):
        kfd.map(kfd.gpu_id << 32 | 99)
    with refused(EINVAL):
        kfd.map(5)


def test_amdgpu_vm_refuses_addresses_that_are_taken_or_odd(kfd: RawKfd) -> None:
    address, _ = kfd.memory(2 * PAGE)
    for elsewhere in (address, address + PAGE, address - PAGE, address + 100, 0):
        made = kfd.allocate(elsewhere, 2 * PAGE, GTT)
        with refused(EINVAL):
            kfd.map(made.handle)
        kfd.free(made.handle)


def test_mapping_what_is_mapped_does_nothing_and_unmapping_what_is_not_is_refused(kfd: RawKfd) -> None:
    _, handle = kfd.memory(PAGE)
    kfd.map(handle)
    kfd.unmap(handle)
    with refused(EINVAL):
        kfd.unmap(handle)


def test_rights_are_those_asked_for(kfd: RawKfd) -> None:
    made = kfd.allocate(kfd.reserve(PAGE), PAGE, abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT)
    kfd.map(made.handle)
    mapping = kfd.space.mappings[0]
    assert (mapping.writable, mapping.executable) == (False, False)
    executable = kfd.memory(PAGE, VRAM | abi.KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE)[0]
    assert kfd.space.translate(executable, 4, execute=True)


def test_an_aql_ring_is_mapped_twice_end_to_end(kfd: RawKfd) -> None:
    address = kfd.reserve(2 * PAGE)
    kfd.map(kfd.allocate(address, 2 * PAGE, GTT | abi.KFD_IOC_ALLOC_MEM_FLAGS_AQL_QUEUE_MEM).handle)
    kfd.space.write(address + 8, b"twice")
    assert kfd.space.read(address + PAGE + 8, 5) == b"twice"


# amdgpu_gem_object_mmap, kfd_mmap


@pytest.mark.parametrize(
    ("size", "flags", "shift", "code"),
    [
        (2 * PAGE, kernel.MAP_SHARED, 0, EINVAL),
        (PAGE, kernel.MAP_PRIVATE, 0, EINVAL),
        (PAGE, kernel.MAP_SHARED, PAGE, EINVAL),
    ],
)
def test_the_render_node_maps_what_was_allocated_and_no_more(
    kfd: RawKfd, size: int, flags: int, shift: int, code: int
) -> None:
    made = kfd.allocate(kfd.reserve(PAGE), PAGE, GTT)
    with refused(code):
        kernel.mmap(size, kernel.PROT_READ, flags, kfd.render, made.mmap_offset + shift)


def test_all_video_memory_can_be_mapped_for_the_host(kfd: RawKfd) -> None:
    address = kfd.reserve(PAGE)
    made = kfd.allocate(address, PAGE, VRAM)
    kfd.map(made.handle)
    host = kernel.mmap(PAGE, kernel.PROT_READ, kernel.MAP_SHARED, kfd.render, made.mmap_offset)
    kfd.space.write(address, b"seen")
    assert bytes(kernel.buffer(host, 4)) == b"seen"


def test_kfd_doorbell_mmap_wants_the_whole_slice(kfd: RawKfd) -> None:
    offset = 3 << 62 | kfd.gpu_id << 46
    with refused(EINVAL):
        kernel.mmap(PAGE, kernel.PROT_READ, kernel.MAP_SHARED, kfd.descriptor, offset)
    assert kernel.mmap(2 * PAGE, kernel.PROT_READ, kernel.MAP_SHARED, kfd.descriptor, offset)
    with refused(ENODEV):
        kernel.mmap(2 * PAGE, kernel.PROT_READ, kernel.MAP_SHARED, kfd.descriptor, 3 << 62)


def test_the_page_of_registers_is_mapped_through_kfd(kfd: RawKfd) -> None:
    address = kfd.reserve(PAGE)
    made = kfd.allocate(address, PAGE, abi.KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP)
    protection = kernel.PROT_READ | kernel.PROT_WRITE
    assert kernel.mmap(PAGE, protection, kernel.MAP_SHARED, kfd.descriptor, made.mmap_offset)
    with refused(EINVAL):
        kernel.mmap(2 * PAGE, protection, kernel.MAP_SHARED, kfd.descriptor, made.mmap_offset)


# amdgpu_amdkfd_gpuvm_export_dmabuf, _import_dmabuf_fd


def test_exported_memory_is_the_same_memory_where_it_is_imported(pair: tuple[RawKfd, RawKfd]) -> None:
    first, second = pair
    address, handle = first.memory(PAGE, VRAM)
    first.space.write(address, b"shared")
    descriptor = first(abi.AMDKFD_IOC_EXPORT_DMABUF, handle=handle, flags=os.O_CLOEXEC | os.O_RDWR).dmabuf_fd
    said = second(abi.AMDKFD_IOC_GET_DMABUF_INFO, dmabuf_fd=descriptor)
    assert (said.size, said.gpu_id) == (PAGE, first.gpu_id)
    there = second.reserve(PAGE)
    imported = second(abi.AMDKFD_IOC_IMPORT_DMABUF, va_addr=there, gpu_id=second.gpu_id, dmabuf_fd=descriptor)
    os.close(descriptor)
    second.map(imported.handle)
    first.unmap(handle)
    first.free(handle)
    assert second.space.read(there, 6) == b"shared"
    second.unmap(imported.handle)
    second.free(imported.handle)
    with refused(EBADF):
        second(abi.AMDKFD_IOC_IMPORT_DMABUF, va_addr=there, gpu_id=second.gpu_id, dmabuf_fd=descriptor)
    assert first.card.vram.used_bytes == 0


def test_userptr_is_not_exported(kfd: RawKfd) -> None:
    flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
    mine = kernel.mmap(PAGE, kernel.PROT_READ | kernel.PROT_WRITE, flags)
    made = kfd.allocate(kfd.reserve(PAGE), PAGE, USERPTR, mine)
    with refused(EPERM):
        kfd(abi.AMDKFD_IOC_EXPORT_DMABUF, handle=made.handle)


def test_a_file_that_is_no_dma_buf_is_not_imported(kfd: RawKfd) -> None:
    with refused(EINVAL):
        kfd(
            abi.AMDKFD_IOC_IMPORT_DMABUF,
            gpu_id=kfd.gpu_id,
            dmabuf_fd=kfd.descriptor,
            va_addr=kfd.reserve(PAGE),
        )

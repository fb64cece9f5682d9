"""The render node of a simulated card: each check of DRM and amdgpu, by the function that makes it."""

from __future__ import annotations

import array
import os
import threading
import time
from collections.abc import Iterator
from errno import EACCES, ECANCELED, EFAULT, EINVAL, ENOENT, ENOTTY, EPERM, ETIME
from typing import Any

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import abi
from barewire.drivers.errors import SystemCallFailed
from barewire.drivers.simulated import cards
from barewire.drivers.simulated.amd.amdgpu.render_file import RenderFile

from .raw_kfd import PAGE, pointer, refused

GTT, VRAM = abi.AMDGPU_GEM_DOMAIN_GTT, abi.AMDGPU_GEM_DOMAIN_VRAM
RIGHTS = abi.AMDGPU_VM_PAGE_READABLE | abi.AMDGPU_VM_PAGE_WRITEABLE | abi.AMDGPU_VM_PAGE_EXECUTABLE
BASE = 0x1_0000_0000
COMPUTE, DMA = abi.AMDGPU_HW_IP_COMPUTE, abi.AMDGPU_HW_IP_DMA
DEADLINE_NS = 20 * 10**9


class RawDrm:
    """The render node of one card, and one context on it."""

    def __init__(self, installation: cards.Installation) -> None:
        self.installation = installation
        self.card = installation.machine.cards[0]
        self.descriptor = kernel.open("/dev/dri/renderD128", os.O_RDWR)

    def __call__(self, request: abi.Request, **fields: Any) -> Any:
        """Make a request; fields of a union's input go by `input`."""
        arguments = request.new()
        for name, value in fields.pop("input", {}).items():
            setattr(getattr(arguments, "in"), name, value)
        for name, value in fields.items():
            setattr(arguments, name, value)
        return request(self.descriptor, arguments)

    @property
    def file(self) -> Any:
        return kernel.interposed_file(self.descriptor)

    def create(self, size_bytes: int, domains: int = GTT, flags: int = 0) -> int:
        asked = {"bo_size": size_bytes, "domains": domains, "domain_flags": flags}
        return int(self(abi.DRM_IOCTL_AMDGPU_GEM_CREATE, input=asked).out.handle)

    def mmap(self, handle: int, size_bytes: int = PAGE) -> int:
        offset = self(abi.DRM_IOCTL_AMDGPU_GEM_MMAP, input={"handle": handle}).out.addr_ptr
        protection = kernel.PROT_READ | kernel.PROT_WRITE
        return kernel.mmap(size_bytes, protection, kernel.MAP_SHARED, self.descriptor, offset)

    def va(self, handle: int, address: int, size_bytes: int = PAGE, **fields: int) -> None:
        asked = {"operation": abi.AMDGPU_VA_OP_MAP, "flags": RIGHTS, "offset_in_bo": 0} | fields
        request = abi.DRM_IOCTL_AMDGPU_GEM_VA
        self(request, handle=handle, va_address=address, map_size=size_bytes, **asked)

    def context(self) -> int:
        asked = {"op": abi.AMDGPU_CTX_OP_ALLOC_CTX}
        return int(self(abi.DRM_IOCTL_AMDGPU_CTX, input=asked).out.alloc.ctx_id)

    def state(self, context: int) -> int:
        asked = {"op": abi.AMDGPU_CTX_OP_QUERY_STATE2, "ctx_id": context}
        return int(self(abi.DRM_IOCTL_AMDGPU_CTX, input=asked).out.state.flags)

    def submit(self, context: int, *chunks: tuple[int, Any], bo_list: int = 0) -> int:
        """CS of chunks, each its number and its structure."""
        made = [
            abi.ffi.new(
                "struct drm_amdgpu_cs_chunk *",
                {
                    "chunk_id": number,
                    "length_dw": abi.ffi.sizeof(abi.ffi.typeof(data).item) * _length(data) // 4,
                    "chunk_data": pointer(data),
                },
            )
            for number, data in chunks
        ]
        pointers = abi.ffi.new("uint64_t[]", [pointer(chunk) for chunk in made] or 1)
        asked = {
            "ctx_id": context,
            "bo_list_handle": bo_list,
            "num_chunks": len(made),
            "chunks": pointer(pointers),
        }
        return int(self(abi.DRM_IOCTL_AMDGPU_CS, input=asked).out.handle)

    def wait(self, context: int, sequence: int, ip_type: int = COMPUTE, within_ns: int = DEADLINE_NS) -> bool:
        """WAIT_CS: whether the job is done by the deadline."""
        asked = {
            "handle": sequence,
            "timeout": time.monotonic_ns() + within_ns,
            "ip_type": ip_type,
            "ctx_id": context,
        }
        return self(abi.DRM_IOCTL_AMDGPU_WAIT_CS, input=asked).out.status == 0

    def close(self) -> None:
        kernel.close(self.descriptor)


def _length(data: Any) -> int:
    return len(data) if abi.ffi.typeof(data).kind == "array" else 1


def ib(address: int, dwords: int, ip_type: int = COMPUTE, **fields: int) -> tuple[int, Any]:
    values = {"va_start": address, "ib_bytes": 4 * dwords, "ip_type": ip_type} | fields
    return abi.AMDGPU_CHUNK_ID_IB, abi.ffi.new("struct drm_amdgpu_cs_chunk_ib *", values)


def write_data(address: int, value: int) -> list[int]:
    """PM4 WRITE_DATA of a dword to memory (nvd.h: PACKET3 0x37, DST_SEL 5, WR_CONFIRM)."""
    return [0xC003_3700, 5 << 8 | 1 << 20, address & 0xFFFF_FFFF, address >> 32, value]


def sdma_write(address: int, value: int) -> list[int]:
    """SDMA WRITE UNTILED of a dword (sdma_v6_0_0_pkt_open.h: op 2, count of dwords less one)."""
    return [2, address & 0xFFFF_FFFF, address >> 32, 0, value]


def wait_until_one(address: int) -> list[int]:
    """PM4 WAIT_REG_MEM until the dword at an address is 1 (nvd.h: 0x3C, function 3 is equal, bit 4 memory)"""
    return [0xC005_3C00, 3 | 1 << 4, address & 0xFFFF_FFFF, address >> 32, 1, 0xFFFF_FFFF, 4]


@pytest.fixture
def drm() -> Iterator[RawDrm]:
    with cards.temporarily("gfx1100") as installation:
        raw = RawDrm(installation)
        yield raw
        raw.close()


class Page:
    """A page that card and host see: the packets of a job in its first half, results in its second."""

    def __init__(self, drm: RawDrm, address: int = BASE) -> None:
        self.address, self.handle = address, drm.create(PAGE)
        drm.va(self.handle, address)
        self.host = drm.mmap(self.handle)

    def put(self, dwords: list[int]) -> int:
        kernel.buffer(self.host, 4 * len(dwords))[:] = array.array("I", dwords).tobytes()
        return len(dwords)

    @property
    def result_address(self) -> int:
        return self.address + PAGE // 2

    @property
    def result(self) -> Any:
        return kernel.word(self.host + PAGE // 2, "uint32_t")


# drm_ioctl, drm_version, drm_getcap


def test_drm_ioctl_refuses_what_is_not_its_own(drm: RawDrm) -> None:
    with refused(ENOTTY):
        kernel.ioctl(drm.descriptor, abi.AMDKFD_IOC_GET_VERSION.number, abi.ffi.new("uint64_t *"))
    with refused(EINVAL):
        kernel.ioctl(drm.descriptor, 0xC008_64FE, abi.ffi.new("uint64_t *"))


def test_drm_version_names_the_driver_in_the_room_there_is(drm: RawDrm) -> None:
    name = abi.ffi.new("char[3]")
    said = drm(abi.DRM_IOCTL_VERSION, name=name, name_len=3)
    assert (abi.ffi.unpack(name, 3), said.name_len, said.version_major) == (b"amd", 6, 3)


def test_drm_getcap_tells_of_timelines(drm: RawDrm) -> None:
    assert drm(abi.DRM_IOCTL_GET_CAP, capability=abi.DRM_CAP_SYNCOBJ_TIMELINE).value == 1
    with refused(EINVAL):
        drm(abi.DRM_IOCTL_GET_CAP, capability=0x99)


# amdgpu_info_ioctl


def query(drm: RawDrm, number: int, kind: str, size: int | None = None, **fields: int) -> Any:
    answer = abi.ffi.new(f"{kind} *")
    arguments = abi.DRM_IOCTL_AMDGPU_INFO.new(
        return_pointer=pointer(answer), return_size=size or abi.ffi.sizeof(kind), query=number
    )
    for name, value in fields.items():
        setattr(arguments.query_hw_ip, name, value)
    abi.DRM_IOCTL_AMDGPU_INFO(drm.descriptor, arguments)
    return answer


def test_info_describes_the_card(drm: RawDrm) -> None:
    device = query(drm, abi.AMDGPU_INFO_DEV_INFO, "struct drm_amdgpu_info_device")
    assert (device.device_id, device.cu_active_number, device.wave_front_size) == (0x744C, 96, 32)
    assert device.gpu_counter_freq == 100_000
    assert sum(mask.bit_count() for row in device.cu_bitmap for mask in row) == 96
    ring = query(drm, abi.AMDGPU_INFO_HW_IP_INFO, "struct drm_amdgpu_info_hw_ip", type=COMPUTE)
    assert (ring.hw_ip_version_major, ring.available_rings) == (11, 0b1111)
    drm.create(PAGE, VRAM)
    assert query(drm, abi.AMDGPU_INFO_MEMORY, "struct drm_amdgpu_memory_info").vram.heap_usage == PAGE
    assert query(drm, abi.AMDGPU_INFO_VRAM_USAGE, "uint64_t")[0] == PAGE


def test_info_fills_no_more_than_it_was_given_room_for(drm: RawDrm) -> None:
    device = query(drm, abi.AMDGPU_INFO_DEV_INFO, "struct drm_amdgpu_info_device", size=4)
    assert (device.device_id, device.chip_rev, device.cu_active_number) == (0x744C, 0, 0)
    with refused(EINVAL):
        query(drm, 0xFFF, "uint64_t")
    with refused(EFAULT):
        drm(abi.DRM_IOCTL_AMDGPU_INFO, query=abi.AMDGPU_INFO_ACCEL_WORKING, return_size=4)


# amdgpu_gem_create_ioctl, amdgpu_gem_mmap_ioctl, amdgpu_gem_userptr_ioctl


@pytest.mark.parametrize(
    ("size", "domains", "flags"), [(PAGE, 0x80, 0), (PAGE, GTT, 1 << 9), (PAGE, GTT, 1 << 40), (0, GTT, 0)]
)
def test_gem_create_refuses(drm: RawDrm, size: int, domains: int, flags: int) -> None:
    with refused(EINVAL):
        drm.create(size, domains, flags)


def test_gem_create_takes_system_memory_where_video_memory_is_full(drm: RawDrm) -> None:
    drm.card.hold_vram(4711, "train.py", drm.card.description.vram_bytes)
    handle = drm.create(PAGE, VRAM)
    assert drm.file.handles[handle].buffer.kind == "gtt"


def test_gem_mmap_refuses_what_the_host_may_not_see(drm: RawDrm) -> None:
    with refused(ENOENT):
        drm.mmap(99)
    with refused(EPERM):
        drm.mmap(drm.create(PAGE, VRAM, abi.AMDGPU_GEM_CREATE_NO_CPU_ACCESS))


def test_gem_userptr_wants_pages_and_a_notifier(drm: RawDrm) -> None:
    flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
    mine = kernel.mmap(PAGE, kernel.PROT_READ | kernel.PROT_WRITE, flags)
    request, register = abi.DRM_IOCTL_AMDGPU_GEM_USERPTR, abi.AMDGPU_GEM_USERPTR_REGISTER
    with refused(EINVAL):
        drm(request, addr=mine + 8, size=PAGE, flags=register)
    with refused(EACCES):
        drm(request, addr=mine, size=PAGE, flags=0)
    with refused(EINVAL):
        drm(request, addr=mine, size=PAGE, flags=1 << 20)
    handle = drm(request, addr=mine, size=PAGE, flags=register | abi.AMDGPU_GEM_USERPTR_VALIDATE).handle
    drm.va(handle, BASE)
    drm.file.address_space.write(BASE, b"seen")
    assert bytes(kernel.buffer(mine, 4)) == b"seen"
    with refused(EPERM):
        drm.mmap(handle)


def test_gem_close_takes_the_mappings_with_it(drm: RawDrm) -> None:
    handle = drm.create(PAGE)
    drm.va(handle, BASE)
    drm(abi.DRM_IOCTL_GEM_CLOSE, handle=handle)
    assert not drm.file.address_space.mappings
    with refused(EINVAL):
        drm(abi.DRM_IOCTL_GEM_CLOSE, handle=handle)


# amdgpu_gem_va_ioctl, amdgpu_vm_verify_parameters, amdgpu_vm_bo_map, amdgpu_vm_bo_unmap


@pytest.mark.parametrize(
    ("address", "size", "fields"),
    [
        (PAGE, PAGE, {}),
        (1 << 47, PAGE, {}),
        (BASE + 8, PAGE, {}),
        (BASE, 8, {}),
        (BASE, 0, {}),
        (BASE, 2 * PAGE, {}),
        (BASE, PAGE, {"offset_in_bo": PAGE}),
        (BASE, PAGE, {"flags": 1 << 20}),
        (BASE, PAGE, {"operation": 9}),
    ],
)
def test_gem_va_refuses(drm: RawDrm, address: int, size: int, fields: dict[str, int]) -> None:
    handle = drm.create(PAGE)
    with refused(EINVAL):
        drm.va(handle, address, size, **fields)


def test_gem_va_refuses_addresses_in_use_and_replaces_on_request(drm: RawDrm) -> None:
    first, second = drm.create(4 * PAGE), drm.create(PAGE)
    drm.va(first, BASE, 4 * PAGE)
    with refused(EINVAL):
        drm.va(second, BASE + PAGE)
    drm.va(second, BASE + PAGE, operation=4)  # AMDGPU_VA_OP_REPLACE
    space = drm.file.address_space
    assert [mapping.size_bytes for mapping in space.mappings] == [PAGE, PAGE, 2 * PAGE]
    drm.va(0, BASE, 4 * PAGE, operation=3)  # AMDGPU_VA_OP_CLEAR
    assert not space.mappings


def test_gem_va_unmaps_by_the_address_it_mapped(drm: RawDrm) -> None:
    handle = drm.create(2 * PAGE)
    drm.va(handle, BASE, 2 * PAGE)
    with refused(ENOENT):
        drm.va(handle, BASE + PAGE, operation=abi.AMDGPU_VA_OP_UNMAP)
    with refused(ENOENT):
        drm.va(99, BASE, operation=abi.AMDGPU_VA_OP_UNMAP)
    drm.va(handle, BASE, operation=abi.AMDGPU_VA_OP_UNMAP)
    assert not drm.file.address_space.mappings


# drm_gem_prime_handle_to_fd, drm_gem_prime_fd_to_handle, amdgpu_gem_prime_export


def test_a_shared_object_is_the_same_memory_and_has_one_handle(drm: RawDrm) -> None:
    page = Page(drm)
    descriptor = drm(abi.DRM_IOCTL_PRIME_HANDLE_TO_FD, handle=page.handle, flags=os.O_CLOEXEC).fd
    assert drm(abi.DRM_IOCTL_PRIME_FD_TO_HANDLE, fd=descriptor).handle == page.handle
    other = RawDrm(drm.installation)
    handle = other(abi.DRM_IOCTL_PRIME_FD_TO_HANDLE, fd=descriptor).handle
    os.close(descriptor)
    other.va(handle, 2 * BASE)
    drm.file.address_space.write(BASE, b"both")
    assert other.file.address_space.read(2 * BASE, 4) == b"both"
    other.close()


def test_prime_refuses_what_is_this_page_table_s_alone(drm: RawDrm) -> None:
    mine = drm.create(PAGE, GTT, abi.AMDGPU_GEM_CREATE_VM_ALWAYS_VALID)
    with refused(EPERM):
        drm(abi.DRM_IOCTL_PRIME_HANDLE_TO_FD, handle=mine, flags=0)
    with refused(ENOENT):
        drm(abi.DRM_IOCTL_PRIME_HANDLE_TO_FD, handle=99, flags=0)
    with refused(EINVAL):
        drm(abi.DRM_IOCTL_PRIME_HANDLE_TO_FD, handle=mine, flags=1)


# amdgpu_cs_ioctl


@pytest.mark.parametrize(("ip_type", "packets"), [(COMPUTE, write_data), (DMA, sdma_write)])
def test_a_job_runs_and_its_fence_tells(drm: RawDrm, ip_type: int, packets: Any) -> None:
    page, context = Page(drm), drm.context()
    count = page.put(packets(page.result_address, 4242))
    sequence = drm.submit(context, ib(page.address, count, ip_type))
    assert drm.wait(context, sequence, ip_type)
    assert page.result[0] == 4242
    assert sequence == 1


def test_amdgpu_cs_p1_user_fence_is_written_when_the_job_is_done(drm: RawDrm) -> None:
    page, context, fence = Page(drm), drm.context(), drm.create(PAGE)
    count = page.put(write_data(page.result_address, 1))
    chunk = abi.ffi.new("struct drm_amdgpu_cs_chunk_fence *", {"handle": fence, "offset": 64})
    for expected in (1, 2):
        sequence = drm.submit(context, ib(page.address, count), (abi.AMDGPU_CHUNK_ID_FENCE, chunk))
        assert drm.wait(context, sequence)
        assert kernel.word(drm.mmap(fence) + 64)[0] == sequence == expected


@pytest.mark.parametrize(("size", "offset"), [(2 * PAGE, 0), (PAGE, PAGE - 4)])
def test_amdgpu_cs_p1_user_fence_wants_one_page(drm: RawDrm, size: int, offset: int) -> None:
    page, context, fence = Page(drm), drm.context(), drm.create(size)
    chunk = abi.ffi.new("struct drm_amdgpu_cs_chunk_fence *", {"handle": fence, "offset": offset})
    with refused(EINVAL):
        drm.submit(context, ib(page.address, page.put([0xFFFF_1000])), (abi.AMDGPU_CHUNK_ID_FENCE, chunk))


@pytest.mark.parametrize("fields", [{"ring": 9}, {"ip_instance": 1}, {"ip_type": 7}])
def test_amdgpu_ctx_get_entity_refuses_a_ring_that_is_not_there(drm: RawDrm, fields: dict[str, int]) -> None:
    page, context = Page(drm), drm.context()
    with refused(EINVAL):
        drm.submit(context, ib(page.address, page.put([0xFFFF_1000]), **fields))


def test_amdgpu_cs_parser_init_refuses_nothing_to_do_and_no_context(drm: RawDrm) -> None:
    page, context = Page(drm), drm.context()
    chunk = ib(page.address, page.put([0xFFFF_1000]))
    with refused(EINVAL):
        drm.submit(context)
    with refused(EINVAL):
        drm.submit(context + 1, chunk)
    with refused(EINVAL):
        drm.submit(context, chunk, (0x99, abi.ffi.new("uint32_t[1]")))
    with refused(ENOENT):
        drm.submit(context, chunk, bo_list=5)


def test_amdgpu_bo_list_ioctl_keeps_lists(drm: RawDrm) -> None:
    page, context = Page(drm), drm.context()
    entries = abi.ffi.new("struct drm_amdgpu_bo_list_entry[1]", [{"bo_handle": page.handle}])
    asked = {
        "operation": abi.AMDGPU_BO_LIST_OP_CREATE,
        "bo_number": 1,
        "bo_info_size": abi.ffi.sizeof(entries[0]),
        "bo_info_ptr": pointer(entries),
    }
    number = drm(abi.DRM_IOCTL_AMDGPU_BO_LIST, input=asked).out.list_handle
    count = page.put(write_data(page.result_address, 7))
    assert drm.wait(context, drm.submit(context, ib(page.address, count), bo_list=number))
    entries[0].bo_handle = 99
    with refused(ENOENT):
        drm(abi.DRM_IOCTL_AMDGPU_BO_LIST, input=asked)
    drm(
        abi.DRM_IOCTL_AMDGPU_BO_LIST,
        input={"operation": abi.AMDGPU_BO_LIST_OP_DESTROY, "list_handle": number},
    )
    with refused(ENOENT):
        drm.submit(context, ib(page.address, count), bo_list=number)


def test_a_job_waits_for_the_jobs_it_depends_on(drm: RawDrm) -> None:
    first, second, context = Page(drm), Page(drm, 2 * BASE), drm.context()
    gate = first.address + PAGE - 8
    waiting = drm.submit(context, ib(first.address, first.put(wait_until_one(gate))))
    dependency = abi.ffi.new(
        "struct drm_amdgpu_cs_chunk_dep *", {"ip_type": COMPUTE, "ctx_id": context, "handle": waiting}
    )
    count = second.put(sdma_write(second.result_address, 9))
    chunk = (abi.AMDGPU_CHUNK_ID_DEPENDENCIES, dependency)
    after = drm.submit(context, ib(second.address, count, DMA), chunk)
    assert not drm.wait(context, after, DMA, within_ns=50_000_000)
    assert second.result[0] == 0
    kernel.word(first.host + PAGE - 8, "uint32_t")[0] = 1
    assert drm.wait(context, after, DMA)
    assert second.result[0] == 9


def test_wait_cs_refuses_a_number_that_was_never_submitted(drm: RawDrm) -> None:
    context = drm.context()
    with refused(EINVAL):
        drm.wait(context, 1)
    assert drm.wait(context, 2**64 - 1)  # the latest there is: none, which is over


# drm_syncobj.c


def timeline(handle: int, point: int) -> Any:
    return abi.ffi.new("struct drm_amdgpu_cs_chunk_syncobj *", {"handle": handle, "point": point})


def syncobj_wait(drm: RawDrm, handle: int, point: int, within_ns: int, flags: int = 0) -> None:
    handles, points = abi.ffi.new("uint32_t[]", [handle]), abi.ffi.new("uint64_t[]", [point])
    drm(
        abi.DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT,
        handles=pointer(handles),
        points=pointer(points),
        count_handles=1,
        timeout_nsec=time.monotonic_ns() + within_ns,
        flags=flags,
    )


def syncobj_value(drm: RawDrm, handle: int) -> int:
    handles, points = abi.ffi.new("uint32_t[]", [handle]), abi.ffi.new("uint64_t[1]")
    drm(abi.DRM_IOCTL_SYNCOBJ_QUERY, handles=pointer(handles), points=pointer(points), count_handles=1)
    return int(points[0])


def syncobj_signal(drm: RawDrm, handle: int, point: int) -> None:
    handles, points = abi.ffi.new("uint32_t[]", [handle]), abi.ffi.new("uint64_t[]", [point])
    request = abi.DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL
    drm(request, handles=pointer(handles), points=pointer(points), count_handles=1)


def test_a_job_signals_a_point_of_a_timeline_and_another_waits_for_it(drm: RawDrm) -> None:
    first, second, context = Page(drm), Page(drm, 2 * BASE), drm.context()
    handle = drm(abi.DRM_IOCTL_SYNCOBJ_CREATE).handle
    gate = first.address + PAGE - 8
    signal = (abi.AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL, timeline(handle, 5))
    drm.submit(context, ib(first.address, first.put(wait_until_one(gate))), signal)
    with refused(ETIME):
        syncobj_wait(drm, handle, 5, 20_000_000)
    wait = (abi.AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_WAIT, timeline(handle, 5))
    last = (abi.AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL, timeline(handle, 6))
    count = second.put(write_data(second.result_address, 3))
    drm.submit(context, ib(second.address, count, ring=1), wait, last)
    assert (syncobj_value(drm, handle), second.result[0]) == (0, 0)
    kernel.word(first.host + PAGE - 8, "uint32_t")[0] = 1
    syncobj_wait(drm, handle, 6, DEADLINE_NS)
    assert (syncobj_value(drm, handle), second.result[0]) == (6, 3)


def test_a_point_nobody_has_submitted_is_refused_or_waited_for(drm: RawDrm) -> None:
    handle = drm(abi.DRM_IOCTL_SYNCOBJ_CREATE).handle
    with refused(EINVAL):
        syncobj_wait(drm, handle, 1, DEADLINE_NS)
    with refused(ETIME):
        syncobj_wait(drm, handle, 1, 1_000_000, abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT)
    errors: list[object] = []

    def wait() -> None:
        try:
            syncobj_wait(drm, handle, 1, DEADLINE_NS, abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT)
        except SystemCallFailed as error:
            errors.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    syncobj_signal(drm, handle, 1)
    waiter.join()
    assert not errors
    assert syncobj_value(drm, handle) == 1


def test_sync_objects_that_are_not_there(drm: RawDrm) -> None:
    with refused(EINVAL):
        drm(abi.DRM_IOCTL_SYNCOBJ_DESTROY, handle=7)
    with refused(ENOENT):
        syncobj_value(drm, 7)
    with refused(EINVAL):
        drm(abi.DRM_IOCTL_SYNCOBJ_CREATE, flags=8)


# amdgpu_device_gpu_recover, amdgpu_ctx_query2


def test_a_job_that_faults_makes_its_context_guilty_and_says_where(drm: RawDrm) -> None:
    page, context, other = Page(drm), drm.context(), drm.context()
    nowhere = 0x55_5000_0000
    sequence = drm.submit(context, ib(page.address, page.put(write_data(nowhere + 0x18, 1))))
    with refused(ETIME):
        drm.wait(context, sequence)
    flags = drm.state(context)
    assert flags & abi.AMDGPU_CTX_QUERY2_FLAGS_GUILTY
    assert not drm.state(other) & abi.AMDGPU_CTX_QUERY2_FLAGS_GUILTY
    fault = query(drm, abi.AMDGPU_INFO_GPUVM_FAULT, "struct drm_amdgpu_info_gpuvm_fault")
    assert fault.addr == nowhere
    with refused(ECANCELED):
        drm.submit(context, ib(page.address, 1))
    count = page.put(write_data(page.result_address, 2))
    assert drm.wait(other, drm.submit(other, ib(page.address, count)))


def test_a_reset_ends_jobs_and_contexts_and_new_ones_work(drm: RawDrm) -> None:
    page, context = Page(drm), drm.context()
    sequence = drm.submit(context, ib(page.address, page.put(wait_until_one(page.result_address))))
    drm.card.reset()
    with refused(ETIME):
        drm.wait(context, sequence)
    assert drm.state(context) & abi.AMDGPU_CTX_QUERY2_FLAGS_VRAMLOST
    with refused(ECANCELED):
        drm.submit(context, ib(page.address, 1))
    fresh = drm.context()
    count = page.put(write_data(page.result_address, 2))
    assert drm.wait(fresh, drm.submit(fresh, ib(page.address, count)))


@pytest.mark.parametrize("opens", ["the render node", "what submits there"])
def test_who_opens_a_card_waits_for_a_reset_under_way(opens: str, drm: RawDrm) -> None:
    """Its memory would be lost with that of the others."""

    class Slow:
        def __init__(self) -> None:
            self.opened: list[RenderFile] = []
            self.opening = threading.Thread(target=self.open)
            self.waits = False

        def open(self) -> None:
            if opens == "the render node":
                self.opened.append(RenderFile(drm.card))
            else:
                drm.card.join(self)

        def card_was_reset(self, card: object) -> None:
            self.opening.start()
            self.opening.join(0.05)
            self.waits = self.opening.is_alive()

        def is_working(self) -> bool:
            return False

    slow = Slow()
    drm.card.join(slow)
    drm.card.reset()
    slow.opening.join(10)
    assert slow.waits
    assert drm.card.users.count(slow) == (1 if slow.opened else 2)
    for file in slow.opened:
        file.end()


def test_a_lost_interrupt_is_found_by_the_fallback_timer(drm: RawDrm) -> None:
    page, context = Page(drm), drm.context()
    drm.card.troubles.lost_interrupts = 1
    count = page.put(write_data(page.result_address, 1))
    sequence = drm.submit(context, ib(page.address, count))
    assert not drm.wait(context, sequence, within_ns=1_000_000)
    assert drm.wait(context, sequence)


# amdgpu_driver_postclose_kms


def test_closing_the_file_stops_its_jobs_and_frees_its_memory() -> None:
    with cards.temporarily("gfx1100") as installation:
        threads = threading.active_count()
        drm = RawDrm(installation)
        page, context = Page(drm), drm.context()
        drm.create(PAGE, VRAM)
        drm.submit(context, ib(page.address, page.put(wait_until_one(page.result_address))))
        drm.close()
        assert (drm.card.vram.used_bytes, installation.machine.gtt.used_bytes) == (0, 0)
        assert not drm.card.users
        assert threading.active_count() == threads


def test_taking_the_cards_away_stops_the_jobs_of_files_left_open() -> None:
    threads = threading.active_count()
    with cards.temporarily("gfx1100") as installation:
        drm = RawDrm(installation)
        page, context = Page(drm), drm.context()
        drm.submit(context, ib(page.address, page.put(wait_until_one(page.result_address))))
    # The jobs looked at memory that is gone now.
    assert threading.active_count() == threads
    drm.close()

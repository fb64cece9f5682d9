"""KFD of a simulated card: each check that the kernel makes, by the name of the function that makes it."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from errno import EACCES, EBADF, EBUSY, EFAULT, EINVAL, ENODEV, EPERM, ESRCH

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import abi
from barewire.drivers.simulated import cards
from hwtests import programs

from .raw_kfd import GTT, PAGE, VRAM, RawKfd, pointer, refused

MIB = 1 << 20


# kfd_ioctl


def test_kfd_ioctl_refuses_a_number_it_does_not_know(kfd: RawKfd) -> None:
    for number in (0x00, 0x7F):
        unknown = abi.Request("unknown", 0xC008_4B00 | number, "struct kfd_ioctl_get_version_args")
        with refused(EINVAL):
            kfd(unknown)


def test_kfd_ioctl_takes_a_structure_shorter_than_its_own(kfd: RawKfd) -> None:
    short = abi.Request(
        "old",
        abi.AMDKFD_IOC_GET_VERSION.number & ~(0x3FFF << 16) | 4 << 16,
        "struct kfd_ioctl_get_version_args",
    )
    arguments = short.new(minor_version=77)
    short(kfd.descriptor, arguments)
    assert (arguments.major_version, arguments.minor_version) == (1, 77)


def test_kfd_ioctl_refuses_an_address_that_is_none(kfd: RawKfd) -> None:
    with refused(EFAULT):
        kernel.ioctl(kfd.descriptor, abi.AMDKFD_IOC_GET_VERSION.number, abi.ffi.NULL)


def ended_well(child: int) -> bool:
    """Whether a child of a fork ends with 0, within a minute: it is killed after that."""
    descriptor = os.pidfd_open(child)
    try:
        if not select.select([descriptor], [], [], 60)[0]:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(descriptor)
    return os.waitpid(child, 0)[1] == 0


def test_kfd_ioctl_refuses_a_child_the_descriptor_of_its_parent(kfd: RawKfd) -> None:
    child = os.fork()
    if child == 0:
        try:
            with refused(EBADF):
                kfd(abi.AMDKFD_IOC_GET_VERSION)
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert ended_well(child)


def test_a_child_has_a_card_of_its_own_and_leaves_its_parent_s_memory_alone(kfd: RawKfd) -> None:
    address, _ = kfd.memory(PAGE)
    kernel.buffer(address, 5)[:] = b"mine!"
    child = os.fork()
    if child == 0:
        try:
            kfd.close()
            own = RawKfd(kfd.installation)
            elsewhere, _ = own.memory(PAGE)
            kernel.buffer(elsewhere, 5)[:] = b"child"
            own.close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert ended_well(child)
    assert kfd.space.read(address, 5) == b"mine!"


# kfd_open, kfd_release, kfd_create_process


def test_opening_may_be_denied(kfd: RawKfd) -> None:
    kfd.installation.machine.opening.times = 1
    with refused(EACCES):
        kernel.open("/dev/kfd", os.O_RDWR)
    kernel.close(kernel.open("/dev/kfd", os.O_RDWR))


def test_a_process_keeps_its_memory_when_it_closes_kfd_and_gets_it_back_when_it_opens_it_again(
    kfd: RawKfd,
) -> None:
    _, handle = kfd.memory(MIB, VRAM)
    kernel.close(kfd.descriptor)
    kfd.descriptor = kernel.open("/dev/kfd", os.O_RDWR)
    kfd.unmap(handle)
    kfd.free(handle)
    assert kfd.card.vram.used_bytes == 0


def test_the_end_of_the_process_frees_all_it_had(kfd: RawKfd) -> None:
    before = len(os.listdir("/proc/self/fd"))
    kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments())
    kfd.memory(MIB, VRAM)
    assert kfd.card.vram.used_bytes
    threads = threading.active_count()
    kfd.installation.parts[0].end_processes()
    assert (kfd.card.vram.used_bytes, kfd.card.doorbells.used_bytes) == (0, 0)
    assert kfd.installation.machine.gtt.used_bytes == 0
    assert threading.active_count() < threads
    assert len(os.listdir("/proc/self/fd")) <= before + 3  # one for each kind of the card's own memory


def test_cards_opened_and_ended_a_hundred_times_leave_nothing_behind() -> None:
    def once() -> None:
        with cards.temporarily("gfx1100") as installation:
            raw = RawKfd(installation)
            raw(abi.AMDKFD_IOC_CREATE_QUEUE, **raw.queue_arguments())
            raw.close()

    def counts() -> tuple[int, int, int]:
        with open("/proc/self/maps") as maps:
            card_memory = sum("card" in line for line in maps)
        return len(os.listdir("/proc/self/fd")), card_memory, threading.active_count()

    once()
    before = counts()
    for _ in range(100):
        once()
    descriptors, _, threads = counts()
    assert (descriptors, threads) == (before[0], before[2])


# kfd_ioctl_acquire_vm, kfd_process_device_init_vm


@pytest.fixture
def unacquired() -> Iterator[RawKfd]:
    with cards.temporarily("gfx1100*2") as installation:
        raw = RawKfd(installation, acquire=False)
        yield raw
        raw.close()


def test_acquire_vm_wants_an_open_render_node(unacquired: RawKfd) -> None:
    with refused(EINVAL):
        unacquired(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=unacquired.descriptor, gpu_id=unacquired.gpu_id)
    with refused(EINVAL):
        unacquired(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=9999, gpu_id=unacquired.gpu_id)


def test_acquire_vm_wants_a_card_that_is_there_and_its_own_node(unacquired: RawKfd) -> None:
    with refused(EINVAL):
        unacquired(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=unacquired.render, gpu_id=1)
    other = unacquired.installation.machine.cards[1]
    with refused(EINVAL):
        unacquired(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=unacquired.render, gpu_id=other.gpu_id)


def test_acquire_vm_a_second_time_is_granted_to_the_same_file_only(kfd: RawKfd) -> None:
    kfd.acquire()
    second = kernel.open(f"/dev/dri/renderD{kfd.card.render_minor}", os.O_RDWR)
    with refused(EBUSY):
        kfd(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=second, gpu_id=kfd.gpu_id)
    kernel.close(second)


def test_kfd_bind_process_to_device_refuses_service_before_acquire_vm(unacquired: RawKfd) -> None:
    with refused(ENODEV):
        unacquired.allocate(unacquired.reserve(PAGE), PAGE, GTT)
    with refused(ESRCH):
        unacquired(
            abi.AMDKFD_IOC_SET_MEMORY_POLICY,
            gpu_id=unacquired.gpu_id,
            default_policy=abi.KFD_IOC_CACHE_POLICY_COHERENT,
        )
    with refused(ENODEV):
        unacquired(abi.AMDKFD_IOC_SET_SCRATCH_BACKING_VA, gpu_id=unacquired.gpu_id, va_addr=0)


# kfd_ioctl_get_version, _get_clock_counters, _get_process_apertures_new and the like


def test_the_card_s_clock_runs_at_the_rate_that_it_says(kfd: RawKfd) -> None:
    def off_ns() -> int:
        first = kfd(abi.AMDKFD_IOC_GET_CLOCK_COUNTERS, gpu_id=kfd.gpu_id)
        second = kfd(abi.AMDKFD_IOC_GET_CLOCK_COUNTERS, gpu_id=kfd.gpu_id)
        assert first.system_clock_freq == 10**9
        ticks = second.gpu_clock_counter - first.gpu_clock_counter
        # REFCLK is 100 MHz.
        return abs(ticks * 10 - (second.cpu_clock_counter - first.cpu_clock_counter))

    # The thread may be made to wait between the two readings of one answer, not every time.
    assert min(off_ns() for _ in range(50)) < 50_000
    assert kfd(abi.AMDKFD_IOC_GET_CLOCK_COUNTERS, gpu_id=0).gpu_clock_counter == 0


def test_apertures_are_told_for_as_many_nodes_as_there_is_room_for(pair: tuple[RawKfd, RawKfd]) -> None:
    kfd = pair[0]
    assert kfd(abi.AMDKFD_IOC_GET_PROCESS_APERTURES_NEW, num_of_nodes=0).num_of_nodes == 2
    entries = abi.ffi.new("struct kfd_process_device_apertures[3]")
    said = kfd(
        abi.AMDKFD_IOC_GET_PROCESS_APERTURES_NEW,
        num_of_nodes=1,
        kfd_process_device_apertures_ptr=pointer(entries),
    )
    assert (said.num_of_nodes, entries[0].gpu_id, entries[1].gpu_id) == (1, kfd.gpu_id, 0)
    # kfd_flat_memory.c, kfd_init_apertures_v9
    assert (entries[0].lds_base, entries[0].scratch_base) == (1 << 48, 2 << 48)
    assert entries[0].gpuvm_limit == (1 << 47) - 1


def test_the_older_request_for_apertures_has_them_in_the_structure(pair: tuple[RawKfd, RawKfd]) -> None:
    data = abi.ffi.new("uint32_t[100]")
    kernel.ioctl(pair[0].descriptor, 2 << 30 | 400 << 16 | ord("K") << 8 | 0x06, data)
    entries = abi.ffi.cast("struct kfd_process_device_apertures *", data)
    assert [entries[index].gpu_id for index in range(3)] == [pair[0].gpu_id, pair[1].gpu_id, 0]
    assert data[98] == 2


def test_set_memory_policy_knows_two_policies(kfd: RawKfd) -> None:
    kfd(abi.AMDKFD_IOC_SET_MEMORY_POLICY, gpu_id=kfd.gpu_id, alternate_policy=1)
    with refused(EINVAL):
        kfd(abi.AMDKFD_IOC_SET_MEMORY_POLICY, gpu_id=kfd.gpu_id, default_policy=2)


def test_set_xnack_mode_is_for_cards_that_can_retry(kfd: RawKfd) -> None:
    assert kfd(abi.AMDKFD_IOC_SET_XNACK_MODE, xnack_enabled=-1).xnack_enabled == 0
    kfd(abi.AMDKFD_IOC_SET_XNACK_MODE, xnack_enabled=0)
    with refused(EPERM):
        kfd(abi.AMDKFD_IOC_SET_XNACK_MODE, xnack_enabled=1)


def test_runtime_enable_is_granted_once(kfd: RawKfd) -> None:
    kfd(abi.AMDKFD_IOC_RUNTIME_ENABLE, mode_mask=1)
    with refused(EBUSY):
        kfd(abi.AMDKFD_IOC_RUNTIME_ENABLE, mode_mask=1)
    kfd(abi.AMDKFD_IOC_RUNTIME_ENABLE, mode_mask=0)


# amdgpu_fdinfo.c


def test_fdinfo_tells_the_memory_that_the_process_holds(kfd: RawKfd) -> None:
    kfd.memory(3 * MIB, VRAM)
    kfd.memory(MIB, GTT)
    said = kernel.read_text(f"/proc/{os.getpid()}/fdinfo/{kfd.render}")
    lines = dict(line.split(":", 1) for line in said.splitlines())
    assert lines["drm-pdev"].strip() == kfd.card.pci_address
    assert lines["drm-memory-vram"].split() == ["3072", "KiB"]
    assert lines["drm-memory-gtt"].split() == ["1024", "KiB"]
    assert "drm-driver" not in kernel.read_text(f"/proc/{os.getpid()}/fdinfo/0")


# The end of a program


@pytest.mark.parametrize(
    "end", ["sys.exit(3)", "os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(3)"]
)
def test_a_program_ends_whatever_its_queues_are_at(end: str) -> None:
    program = f"""
import os, signal, sys
from barewire.drivers import simulated
from barewire.drivers.amd import abi
from hwtests.simulated.amd.amdgpu.raw_kfd import RawKfd
raw = RawKfd(simulated.install("gfx1100"))
raw(abi.AMDKFD_IOC_CREATE_QUEUE, **raw.queue_arguments())
{end}
"""
    ended = programs.run([sys.executable, "-c", program])
    assert ended.returncode in (3, -9), ended.stderr
    assert not ended.stderr


def test_structures_have_the_sizes_that_the_requests_say() -> None:
    for request in abi.KFD_REQUESTS.values():
        assert request.number >> 16 & 0x3FFF == abi.ffi.sizeof(request.structure), request.name
    assert ctypes.sizeof(ctypes.c_void_p) == 8

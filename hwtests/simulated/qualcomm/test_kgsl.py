"""KGSL's requests on the simulated board: memory, contexts, commands, timestamps, properties, faults."""

from __future__ import annotations

import os
import select
import time

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import PermissionDenied, SystemCallFailed
from barewire.drivers.qualcomm import abi, pm4, registers

from . import assembling as a
from .bare_processor import constants
from .board import CONTEXT, WRITE_BACK, board

STORE_IDS = [
    a.mov("r1.x", "c0.x"),
    a.mov("r1.y", "c0.y"),
    a.alu("mul.u24", "r2.x", "r48.x", 64),
    a.nop(3),
    a.alu("add.u", "r2.x", "r2.x", "r0.x"),
    a.nop(5),
    a.store("stg", "u32", "r1.x", "r2.x", "r2.x"),
    a.flow("end"),
]
# A register that is added counts in bytes there.
STORE_IDS_ON_A7XX = [
    *STORE_IDS[:-2],
    a.alu("shl.b", "r3.x", "r2.x", 2),
    a.nop(5),
    a.store("stg", "u32", "r1.x", "r2.x", "r3.x"),
    a.flow("end"),
]


@pytest.fixture
def kgsl():
    with board() as made:
        yield made


def fails(code, function, *arguments):
    with pytest.raises(SystemCallFailed) as caught:
        function(*arguments)
    assert caught.value.errno == code, caught.value


def dispatch(kgsl, target, groups=4, program=STORE_IDS, **fields):
    code = kgsl.with_array(np.array(program, np.uint64))
    return kgsl.shader(code, 8 * len(program), constants(target), (64, 1, 1), (groups, 1, 1), **fields)


@pytest.mark.parametrize("arch", ["a630", "a660", "a740"])
def test_a_dispatch_runs_and_its_results_arrive_with_its_timestamp(arch):
    with board(arch) as kgsl:
        target = kgsl.buffer(4 * 256)
        program = STORE_IDS_ON_A7XX if arch == "a740" else STORE_IDS
        timestamp = kgsl.submit(dispatch(kgsl, target.address, program=program))
        kgsl.wait(timestamp)
        np.testing.assert_array_equal(target.array(np.uint32)[:256], np.arange(256))
        assert kgsl.timestamp(abi.KGSL_TIMESTAMP_RETIRED) == timestamp == 1
        assert kgsl.timestamp(abi.KGSL_TIMESTAMP_QUEUED) == 1


def test_results_are_in_the_cache_until_an_event_flushes_it(kgsl):
    target, seen = kgsl.buffer(4096), kgsl.buffer(4096)
    copy = pm4.CP_MEMCPY.encode(DWORDS=64, SRC=target.address, DST=seen.address)
    kgsl.wait(kgsl.submit([*dispatch(kgsl, target.address), *copy]))
    assert not seen.array(np.uint32)[:64].any()
    target = kgsl.buffer(4096)
    copy = pm4.CP_MEMCPY.encode(DWORDS=64, SRC=target.address, DST=seen.address)
    words = [
        *dispatch(kgsl, target.address),
        *kgsl.event(pm4.Event.CACHE_FLUSH_TS, seen.address + 2048, 77),
        *copy,
    ]
    kgsl.wait(kgsl.submit(words))
    np.testing.assert_array_equal(seen.array(np.uint32)[:64], np.arange(64))
    assert seen.array(np.uint32)[512] == 77


LOAD = [
    *(
        a.mov(f"r{1 + n}.{letter}", f"c0.{'xyzw'[2 * n + at]}")
        for n in range(2)
        for at, letter in enumerate("xy")
    ),
    a.nop(5),
    a.load("ldg", "u32", "r3.x", "r2.x", "r0.x"),
    a.nop(0, sy=True),
    a.store("stg", "u32", "r1.x", "r3.x", "r0.x"),
    a.flow("end"),
]


def test_shaders_read_stale_bytes_until_the_cache_is_invalidated(kgsl):
    source, target = kgsl.with_array(np.full(64, 1, np.uint32)), kgsl.buffer(256)
    code = kgsl.with_array(np.array(LOAD, np.uint64))
    values = constants(target.address, source.address)
    words = kgsl.shader(code, 8 * len(LOAD), values, (64, 1, 1), (1, 1, 1))
    kgsl.wait(kgsl.submit(words))
    assert (target.array(np.uint32)[:64] == 1).all()
    source.array(np.uint32)[:] = 2
    kgsl.wait(kgsl.submit(words))
    assert (target.array(np.uint32)[:64] == 1).all()
    kgsl.wait(kgsl.submit([*kgsl.event(pm4.Event.CACHE_INVALIDATE), *words]))
    assert (target.array(np.uint32)[:64] == 2).all()


SAMPLE = [
    *(a.mov(f"r1.{letter}", f"c0.{letter}") for letter in "xy"),
    a.mov("r2.x", "r0.x"),
    a.mov("r2.y", 0),
    a.nop(5),
    a.isam("u32", "r3.x", "r2.x", 0, mask=1),
    a.nop(0, sy=True),
    a.store("stg", "u32", "r1.x", "r3.x", "r0.x"),
    a.flow("end"),
]


def test_textures_keep_what_they_read_until_the_cache_is_invalidated(kgsl):
    source, target = kgsl.with_array(np.full(64, 1, np.uint32)), kgsl.buffer(256)
    descriptor = [0x4B << 22, 64, 1 << 4 | 4 << 29, 0, source.address & 0xFFFFFFFF, source.address >> 32]
    table = kgsl.with_array(np.array([*descriptor, *[0] * 10], np.uint32))
    code = kgsl.with_array(np.array(SAMPLE, np.uint64))
    load = [
        *pm4.CP_LOAD_STATE6_FRAG.encode(
            STATE_TYPE=pm4.StateType.ST6_CONSTANTS, STATE_SRC=pm4.StateSource.SS6_INDIRECT,
            STATE_BLOCK=pm4.StateBlock.SB6_CS_TEX, NUM_UNIT=1, EXT_SRC_ADDR=table.address,
        ),
        *kgsl.registers(
            SP_CS_CONFIG=registers.SP_CS_CONFIG.encode(ENABLED=1, NTEX=1),
            SP_CS_TEX_CONST=table.address & 0xFFFFFFFF,
            SP_CS_TEX_CONST_HI=table.address >> 32,
            SP_CS_TEX_COUNT=1,
        ),
    ]  # fmt: skip
    shader = kgsl.shader(code, 8 * len(SAMPLE), constants(target.address), (64, 1, 1), (1, 1, 1))
    execute = len(pm4.CP_EXEC_CS.encode())
    words = [*shader[:-execute], *load, *shader[-execute:], *pm4.CP_WAIT_FOR_IDLE.encode()]
    flush = kgsl.event(pm4.Event.CACHE_FLUSH_TS, kgsl.buffer(4096).address)
    kgsl.wait(kgsl.submit([*words, *flush]))
    assert (target.array(np.uint32)[:64] == 1).all()
    # Another shader's writes are in the cache behind the texture cache.
    wait = pm4.CP_WAIT_FOR_IDLE.encode()
    kgsl.wait(kgsl.submit([*dispatch(kgsl, source.address, groups=1), *wait, *words, *flush]))
    assert (target.array(np.uint32)[:64] == 1).all()
    kgsl.wait(kgsl.submit([*kgsl.event(pm4.Event.CACHE_INVALIDATE), *words, *flush]))
    np.testing.assert_array_equal(target.array(np.uint32)[:64], np.arange(64))


def test_textures_that_were_not_loaded_are_named(kgsl):
    used = registers.SP_CS_CONFIG.encode(ENABLED=1, NTEX=1)
    words = dispatch(kgsl, kgsl.buffer(4096).address)
    execute = len(pm4.CP_EXEC_CS.encode())
    words[-execute:-execute] = kgsl.registers(SP_CS_CONFIG=used)
    fails(35, kgsl.wait, kgsl.submit(words))
    assert "has 1 textures at 0x0, and CP_LOAD_STATE6 has loaded 0" in kgsl.machine.card.ring.last_trouble


def test_dispatches_that_nothing_waits_for_overlap(kgsl):
    target, last = kgsl.buffer(4096), kgsl.buffer(4096)
    code = kgsl.with_array(np.array(LOAD, np.uint64))
    first = dispatch(kgsl, target.address)
    second = kgsl.shader(code, 8 * len(LOAD), constants(last.address, target.address), (64, 1, 1), (1, 1, 1))
    kgsl.wait(kgsl.submit([*first, *second]))
    assert not last.array(np.uint32)[:64].any()
    wait = pm4.CP_WAIT_FOR_IDLE.encode()
    kgsl.wait(kgsl.submit([*kgsl.event(pm4.Event.CACHE_INVALIDATE), *first, *wait, *second]))
    np.testing.assert_array_equal(last.array(np.uint32)[:64], np.arange(64))


def test_cached_mappings_need_cleaning_and_invalidating(kgsl):
    source = kgsl.buffer(4096, WRITE_BACK)
    target = kgsl.buffer(4096, WRITE_BACK)
    copy = pm4.CP_MEMCPY.encode(DWORDS=1024, SRC=source.address, DST=target.address)
    source.array(np.uint32)[:] = 5
    kgsl.wait(kgsl.submit(copy))
    target.sync(abi.KGSL_GPUMEM_CACHE_FROM_GPU)
    assert not target.array(np.uint32).any()
    source.sync(abi.KGSL_GPUMEM_CACHE_TO_GPU, 0, 2048)
    kgsl.wait(kgsl.submit(copy))
    assert not target.array(np.uint32).any()
    target.sync(abi.KGSL_GPUMEM_CACHE_FROM_GPU)
    np.testing.assert_array_equal(target.array(np.uint32), [5] * 512 + [0] * 512)
    # An invalidation drops what was written and not cleaned.
    target.array(np.uint32)[0] = 9
    target.sync(abi.KGSL_GPUMEM_CACHE_FROM_GPU)
    assert target.array(np.uint32)[0] == 5
    fails(22, target.sync, 0)


def test_memory_of_the_process_can_be_imported(kgsl):
    host = kernel.mmap(8192, 3, kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS)
    numbers = np.frombuffer(kernel.buffer(host, 8192), dtype=np.uint32)
    numbers[:] = 3
    request = abi.IOCTL_KGSL_GPUOBJ_IMPORT
    address = abi.ffi.new("struct kgsl_gpuobj_import_useraddr *", {"virtaddr": host})
    given = {
        "priv": int(abi.ffi.cast("uintptr_t", address)),
        "priv_len": 8192,
        "type": abi.KGSL_USER_MEM_TYPE_ADDR,
    }
    made = request(kgsl.descriptor, request.new(**given))
    info = abi.IOCTL_KGSL_GPUOBJ_INFO
    told = info(kgsl.descriptor, info.new(id=made.id))
    target = kgsl.buffer(8192)
    kgsl.wait(kgsl.submit(pm4.CP_MEMCPY.encode(DWORDS=2048, SRC=told.gpuaddr, DST=target.address)))
    assert (target.array(np.uint32) == 3).all()
    fails(22, request, kgsl.descriptor, request.new(**(given | {"priv_len": 100})))


def test_requests_check_their_arguments(kgsl):
    alloc = abi.IOCTL_KGSL_GPUOBJ_ALLOC
    fails(22, alloc, kgsl.descriptor, alloc.new(size=0))
    fails(22, abi.IOCTL_KGSL_GPUMEM_FREE_ID, kgsl.descriptor, abi.IOCTL_KGSL_GPUMEM_FREE_ID.new(id=999))
    create = abi.IOCTL_KGSL_DRAWCTXT_CREATE
    fails(22, create, kgsl.descriptor, create.new(flags=abi.KGSL_CONTEXT_PREAMBLE))
    fails(25, kernel.ioctl, kgsl.descriptor, 0xC0080999, abi.ffi.new("uint64_t *"))
    fails(22, kgsl.submit, [0x70000000], 77)
    made = kgsl.buffer(4096)
    fails(34, kernel.mmap, 8192, 3, kernel.MAP_SHARED, kgsl.descriptor, made.number * 4096)
    fails(22, kernel.mmap, 4096, 3, kernel.MAP_SHARED, kgsl.descriptor, 999 * 4096)


def test_what_runs_too_long_or_is_no_packet_ends_its_context(kgsl):
    kgsl.machine.card.conditions.hang_s = 0.2
    word = kgsl.buffer(4096)
    wait = pm4.CP_WAIT_REG_MEM.encode(
        FUNCTION=pm4.Function.WRITE_EQ,
        POLL=pm4.Poll.POLL_MEMORY,
        POLL_ADDR=word.address,
        REF=1,
        MASK=0xFFFFFFFF,
    )
    other = kgsl.new_context()
    bad = kgsl.submit(wait)
    good = kgsl.submit(pm4.CP_MEM_WRITE.encode([4], ADDR=word.address + 4), other)
    kgsl.wait(good, other)
    fails(35, kgsl.wait, bad)
    fails(35, kgsl.submit, wait)
    assert "waited in vain" in kgsl.machine.card.ring.last_trouble
    status = abi.ffi.new("uint32_t *", kgsl.context)
    request = abi.IOCTL_KGSL_DEVICE_GETPROPERTY
    given = request.new(
        type=abi.KGSL_PROP_GPU_RESET_STAT, value=int(abi.ffi.cast("uintptr_t", status)), sizebytes=4
    )
    request(kgsl.descriptor, given)
    assert status[0] == abi.KGSL_CTX_STAT_GUILTY_CONTEXT_RESET_EXT
    third = kgsl.new_context()
    fails(35, lambda: kgsl.wait(kgsl.submit([0x12345678], third), third))
    assert "is no packet header" in kgsl.machine.card.ring.last_trouble
    assert kernel.read_text("/sys/class/kgsl/kgsl-3d0/reset_count") == "2\n"


def test_a_page_fault_is_reported(kgsl):
    target = kgsl.buffer(4096)
    words = dispatch(kgsl, target.address + 4096 - 128)
    fails(35, lambda: kgsl.wait(kgsl.submit(words)))
    assert "stg.u32 g[r1.x+r2.x], r2.x, 1" in kgsl.machine.card.ring.last_trouble
    report = abi.ffi.new("struct kgsl_pagefault_report *")
    fault = abi.ffi.new("struct kgsl_fault *")
    fault.fault, fault.type = int(abi.ffi.cast("uintptr_t", report)), abi.KGSL_FAULT_TYPE_PAGEFAULT
    fault.count, fault.size = 1, abi.ffi.sizeof("struct kgsl_pagefault_report")
    request = abi.IOCTL_KGSL_GET_FAULT_REPORT
    request(
        kgsl.descriptor,
        request.new(
            faultlist=int(abi.ffi.cast("uintptr_t", fault)),
            faultnents=1,
            faultsize=abi.ffi.sizeof("struct kgsl_fault"),
            context_id=kgsl.context,
        ),
    )
    assert report.fault_addr == target.address + 4096
    assert report.fault_type == abi.KGSL_PAGEFAULT_TYPE_WRITE | abi.KGSL_PAGEFAULT_TYPE_TRANSLATION


def test_contexts_wait_for_each_other(kgsl):
    word = kgsl.buffer(4096)
    other = kgsl.new_context()
    first = kgsl.submit(pm4.CP_MEM_WRITE.encode([1], ADDR=word.address))
    copy = pm4.CP_MEMCPY.encode(DWORDS=1, SRC=word.address, DST=word.address + 4)
    second = kgsl.submit(copy, other, waits=((kgsl.context, first),))
    kgsl.wait(second, other)
    assert word.array(np.uint32)[1] == 1


def test_waits_end_and_events_can_be_polled(kgsl):
    kgsl.machine.card.conditions.suspended = True
    word = kgsl.buffer(4096)
    timestamp = kgsl.submit(pm4.CP_MEM_WRITE.encode([1], ADDR=word.address))
    fails(110, kgsl.wait, timestamp, None, 50)
    fence = abi.ffi.new("struct kgsl_timestamp_event_fence *")
    request = abi.IOCTL_KGSL_TIMESTAMP_EVENT
    given = request.new(
        type=abi.KGSL_TIMESTAMP_EVENT_FENCE,
        timestamp=timestamp,
        context_id=kgsl.context,
        priv=int(abi.ffi.cast("uintptr_t", fence)),
        len=4,
    )
    request(kgsl.descriptor, given)
    assert select.select([fence.fence_fd], [], [], 0.01)[0] == []
    kgsl.machine.card.conditions.suspended = False
    assert select.select([fence.fence_fd], [], [], 20)[0] == [fence.fence_fd]
    os.close(fence.fence_fd)


def test_counters_conditions_and_indirect_buffers(kgsl):
    word = kgsl.with_array(np.array([0, 0, 1, 5], np.uint32))
    number = 0x0980
    inner = kgsl.with_array(np.array(pm4.CP_MEM_WRITE.encode([9], ADDR=word.address + 16), np.uint32))
    kept = pm4.CP_MEM_WRITE.encode([7], ADDR=word.address + 20)
    skipped = pm4.CP_MEM_WRITE.encode([7], ADDR=word.address + 24)
    words = [
        *pm4.CP_REG_TO_MEM.encode(REG=number, B64=1, DEST=word.address),
        *pm4.CP_INDIRECT_BUFFER.encode(IB_BASE=inner.address, IB_SIZE=4),
        *pm4.CP_COND_EXEC.encode(ADDR0=word.address + 8, ADDR1=word.address + 12, REF=6, DWORDS=len(kept)),
        *kept,
        *pm4.CP_COND_EXEC.encode(ADDR0=word.address + 8, ADDR1=word.address + 12, REF=5, DWORDS=len(skipped)),
        *skipped,
    ]
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW) * 19_200_000 // 10**9
    kgsl.wait(kgsl.submit(words))
    counted = int(word.array(np.uint64)[0])
    assert before <= counted <= before + 19_200_000
    np.testing.assert_array_equal(word.array(np.uint32)[4:7], [9, 7, 0])


def test_properties_and_files(kgsl):
    info = abi.ffi.new("struct kgsl_devinfo *")
    request = abi.IOCTL_KGSL_DEVICE_GETPROPERTY
    size = abi.ffi.sizeof("struct kgsl_devinfo")
    value = int(abi.ffi.cast("uintptr_t", info))
    request(kgsl.descriptor, request.new(type=abi.KGSL_PROP_DEVICE_INFO, value=value, sizebytes=size))
    assert (info.chip_id, info.gmem_sizebytes, info.mmu_enabled) == (0x06030000, 1 << 20, 1)
    fails(22, request, kgsl.descriptor, request.new(type=0x999, value=value, sizebytes=4))
    assert kernel.read_text("/sys/class/kgsl/kgsl-3d0/gpu_model") == "Adreno630v2"
    assert kernel.list_directory("/sys/class/kgsl") == ["kgsl-3d0"]


def test_opening_can_be_refused(kgsl):
    kgsl.machine.card.troubles.opening.arm()
    with pytest.raises(PermissionDenied):
        kernel.open("/dev/kgsl-3d0", 2)


def test_nothing_is_left_behind():
    with board() as kgsl:
        pool = kgsl.machine.card.pool
        made = [kgsl.buffer(1 << 16, flags) for flags in (0, WRITE_BACK) * 50]
        for _ in range(20):
            kgsl.new_context(CONTEXT)
        for one in made:
            one.free()
        assert pool.used_bytes == 0
        kgsl.buffer(4096)
        kernel.close(kgsl.descriptor)
        assert not kgsl.machine.card.ring.busy
        kgsl.descriptor = kernel.open("/dev/kgsl-3d0", 2)

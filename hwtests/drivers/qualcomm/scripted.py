"""KGSL as far as the driver's tests need it: memory, contexts and a command processor, behind the device's
path.

A thread is the GPU: it takes what contexts were given, in order and once their sync points are reached, and
goes through the packets that the driver writes. Kernels are Python, found by the first eight bytes of their
code: a name, or the first instruction of the driver's own copies. It is not the simulated card: it has no
caches, no instruction set and few checks, and looks at streams with the driver's own declarations.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from barewire.drivers import kernel
from barewire.drivers.architectures.qualcomm import QualcommArchitecture, named
from barewire.drivers.qualcomm import abi, blit, pm4, registers
from barewire.drivers.qualcomm.code_object import Kernel, join, pack
from barewire.drivers.qualcomm.kernel_interface import has_reached
from barewire.drivers.qualcomm.packet import PACKET_TYPE4, Packet4Header, Packet7Header, packets

ffi = abi.ffi

DEVICE, SYSFS = "/dev/kgsl-3d0", "/sys/class/kgsl"
PAGE = 4096
_ENOENT, _ENOMEM, _EACCES, _EINVAL, _EDEADLK, _ETIMEDOUT, _ENOTTY = 2, 12, 13, 22, 35, 110, 25
_FIRST_ADDRESS = 0x5_0000_0000

Words = Sequence[int]


@dataclass
class Memory:
    """An object of KGSL's."""

    id: int
    gpu_address: int
    size: int
    host_address: int
    flags: int


@dataclass
class Work:
    """A submission that is not done."""

    context: Context
    timestamp: int
    buffers: list[tuple[int, int]]
    after: list[tuple[int, int]]


@dataclass
class Context:
    """A draw context."""

    id: int
    flags: int
    timestamp: int = 0
    retired: int = 0
    reset_status: int = 0
    is_invalid: bool = False
    is_stopped: bool = False
    faults: list[tuple[int, int]] = field(default_factory=list)


class GpuFault(Exception):
    """An access outside all memory, at an address."""

    def __init__(self, address: int, kind: int) -> None:
        super().__init__(hex(address))
        self.address, self.kind = address, kind


class _Reset(Exception):
    """The GPU was reset meanwhile: what follows in the submission is not executed."""


class ScriptedGpu:
    """The device: what all who open it share."""

    def __init__(
        self,
        architecture: QualcommArchitecture,
        chip_id: int | None = None,
        is_coherent: bool = False,
        memory_bytes: int = 1 << 31,
        first_timestamp: int = 0,
    ) -> None:
        self.architecture = architecture
        self.chip_id = architecture.chip_ids[0][0] if chip_id is None else chip_id
        self.is_coherent, self.memory_bytes = is_coherent, memory_bytes
        self.first_timestamp = first_timestamp
        self.memory: dict[int, Memory] = {}
        self.contexts: dict[int, Context] = {}
        self.requests: list[str] = []
        self.synced: list[tuple[int, int]] = []
        self.open_files = 0
        self.refuse: dict[str, int] = {}
        self.streams: list[list[int]] = []
        self.buffers: list[tuple[int, int]] = []
        self.has_fault_report = True
        self.constraint_errno = 0
        self.texts: dict[str, str] = {}
        self.kernels: dict[bytes, Callable[[Gpu], None]] = dict(KERNELS)
        self._next_id, self._next_address = 1, _FIRST_ADDRESS
        self._pending: deque[Work] = deque()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    # Behind the paths

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        if "open" in self.refuse:
            raise OSError(self.refuse["open"], "open")
        self.open_files += 1
        return _MsmFile(self) if path.startswith("/dev/dri") else _File(self)

    def read_text(self, path: str) -> str:
        if path not in self.texts:
            raise OSError(_ENOENT, path)
        return self.texts[path]

    def list_directory(self, path: str) -> list[str]:
        below = {name[len(path) + 1 :].split("/")[0] for name in self.texts if name.startswith(path + "/")}
        if not below:
            raise OSError(_ENOENT, path)
        return sorted(below)

    # Memory

    def allocate(self, size: int, flags: int) -> Memory:
        size = -(-size // PAGE) * PAGE
        if sum(memory.size for memory in self.memory.values()) + size > self.memory_bytes:
            raise OSError(_ENOMEM, "memory")
        host = kernel.mmap(
            size, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
        )
        if not self.is_coherent:
            flags &= ~abi.KGSL_MEMFLAGS_IOCOHERENT
        made = Memory(self._next_id, self._next_address, size, host, flags)
        self._next_id += 1
        self._next_address += size + PAGE
        self.memory[made.id] = made
        return made

    def free(self, identifier: int) -> None:
        memory = self.memory.pop(identifier, None)
        if memory is None:
            raise OSError(_EINVAL, "free")
        kernel.munmap(memory.host_address, memory.size)

    def host(self, address: int, size: int, kind: int = abi.KGSL_PAGEFAULT_TYPE_READ) -> int:
        for memory in tuple(self.memory.values()):
            if memory.gpu_address <= address and address + size <= memory.gpu_address + memory.size:
                return memory.host_address + address - memory.gpu_address
        raise GpuFault(address, kind | abi.KGSL_PAGEFAULT_TYPE_TRANSLATION)

    def bytes(self, address: int, size: int, kind: int = abi.KGSL_PAGEFAULT_TYPE_READ) -> memoryview:
        return kernel.buffer(self.host(address, size, kind), size)

    # Work

    def queue(self, work: Work) -> None:
        with self._changed:
            self._pending.append(work)
            self._changed.notify_all()

    def wait(self, context: Context, timestamp: int, timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: context.is_invalid or has_reached(context.retired, timestamp), timeout_s
            )

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(10)

    def _ready(self) -> Work | None:
        seen = set()
        for work in self._pending:
            if work.context.id not in seen and all(
                other not in self.contexts or has_reached(self.contexts[other].retired, timestamp)
                for other, timestamp in work.after
            ):
                return work
            seen.add(work.context.id)
        return None

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._ready() is not None)
                if self._stopped:
                    return
                work = self._ready()
                assert work is not None
            try:
                if work.context.is_stopped:
                    raise _Reset
                if not work.context.is_invalid:
                    gpu = Gpu(self, work.context)
                    for address, size in work.buffers:
                        gpu.run(address, size)
            except GpuFault as fault:
                self._fail(work.context, fault)
            except _Reset:
                self._fail(work.context, None)
            with self._changed:
                self._pending.remove(work)
                work.context.retired = work.timestamp
                self._changed.notify_all()

    def _fail(self, context: Context, fault: GpuFault | None) -> None:
        with self._changed:
            context.is_invalid = True
            context.reset_status = abi.KGSL_CTX_STAT_GUILTY_CONTEXT_RESET_EXT
            if fault is not None:
                context.faults.append((fault.address, fault.kind))
            self._changed.notify_all()

    def hang(self) -> None:
        """As the kernel does with work that takes too long: every context that has some is given up, once
        the GPU has stopped.
        """
        with self._changed:
            for work in self._pending:
                work.context.is_stopped = True


class Gpu:
    """The command processor, going through one submission."""

    def __init__(self, device: ScriptedGpu, context: Context) -> None:
        self.device, self.context = device, context
        self.generation = device.architecture.generation
        self.registers: dict[str, int] = {}
        self.constants: dict[int, int] = {}
        self.groups = (0, 0, 0)

    def run(self, address: int, size: int) -> None:
        dwords = self.device.bytes(address, size).cast("I").tolist()
        self.device.streams.append(dwords)
        self.device.buffers.append((address, size))
        for _, packet in packets(dwords):
            if packet[0] >> 28 == PACKET_TYPE4:
                self._write(packet)
            else:
                self._execute(packet)

    def _write(self, packet: Words) -> None:
        first = Packet4Header.decode(packet[0]).register
        for number, value in enumerate(packet[1:], first):
            name, fields = registers.BY_NUMBER[self.generation][number]
            assert not fields.decode(value).reserved_bits(), (name, hex(value))
            self.registers[name] = value

    def _execute(self, packet: Words) -> None:
        declared = pm4.PACKETS[self.generation][Packet7Header.decode(packet[0]).opcode]
        decoded = declared.decode(packet)
        handler = getattr(self, f"_{declared.__name__}", None)
        if handler is not None:
            handler(decoded)

    def _CP_MEM_WRITE(self, packet: pm4.CP_MEM_WRITE) -> None:
        data = b"".join(word.to_bytes(4, "little") for word in packet.tail)
        self.store(packet.ADDR, data)

    def _CP_EVENT_WRITE(self, packet: pm4.CP_EVENT_WRITE) -> None:
        if len(packet.dwords) == 5 and packet.EVENT == pm4.Event.CACHE_FLUSH_TS:
            self.store(packet.ADDR, packet.DATA.to_bytes(4, "little"))

    def _CP_EVENT_WRITE7(self, packet: pm4.CP_EVENT_WRITE7) -> None:
        if packet.WRITE_ENABLED:
            self.store(packet.ADDR, packet.PAYLOAD_0.to_bytes(4, "little"))

    def _CP_WAIT_REG_MEM(self, packet: pm4.CP_WAIT_REG_MEM) -> None:
        assert packet.FUNCTION == pm4.Function.WRITE_EQ
        while self.word(packet.POLL_ADDR)[0] & packet.MASK != packet.REF:
            time.sleep(1e-4)

    def _CP_REG_TO_MEM(self, packet: pm4.CP_REG_TO_MEM) -> None:
        assert registers.BY_NUMBER[self.generation][packet.REG][0] == "CP_ALWAYS_ON_COUNTER"
        ticks = time.monotonic_ns() * 192 // 10_000
        self.store(packet.DEST, ticks.to_bytes(8, "little"))

    def _CP_LOAD_STATE6_FRAG(self, packet: pm4.CP_LOAD_STATE6_FRAG) -> None:
        if packet.STATE_SRC == pm4.StateSource.SS6_DIRECT:
            assert packet.STATE_TYPE == pm4.StateType.ST6_CONSTANTS
            assert len(packet.tail) == 4 * packet.NUM_UNIT
            for number, word in enumerate(packet.tail, 4 * packet.DST_OFF):
                self.constants[number] = word
        else:
            self.device.host(packet.EXT_SRC_ADDR, 4)

    def _CP_EXEC_CS(self, packet: pm4.CP_EXEC_CS) -> None:
        self.groups = (packet.NGROUPS_X, packet.NGROUPS_Y, packet.NGROUPS_Z)
        address = self.registers["SP_CS_OBJ_START"] | self.registers["SP_CS_OBJ_START_HI"] << 32
        size = 128 * self.registers["SP_CS_INSTRLEN"]
        code = bytes(self.device.bytes(address, size))
        self.device.kernels[code[: _KEY_BYTES if code[:8] == _BLIT else 8]](self)

    def argument(self, number: int) -> int:
        """A dword of the constant file."""
        return self.constants[number]

    def address(self, number: int) -> int:
        return self.argument(number) | self.argument(number + 1) << 32

    def store(self, address: int, data: bytes) -> None:
        self.device.bytes(address, len(data), abi.KGSL_PAGEFAULT_TYPE_WRITE)[:] = data

    def word(self, address: int) -> memoryview:
        return self.device.bytes(address, 4, abi.KGSL_PAGEFAULT_TYPE_WRITE).cast("I")


def _count(gpu: Gpu) -> None:
    word, (x, y, z) = gpu.word(gpu.address(0)), gpu.groups
    word[0] = (word[0] + gpu.argument(2) * x * y * z) % 2**32


def _step(gpu: Gpu) -> None:
    word = gpu.word(gpu.address(0))
    word[0] = (word[0] * gpu.argument(2) + 1) % 2**32


def _linger(gpu: Gpu) -> None:
    word = gpu.word(gpu.address(0))
    while not word[0]:
        if gpu.context.is_stopped:
            raise _Reset
        time.sleep(1e-3)


def _blit(shift: int) -> Callable[[Gpu], None]:
    def run(gpu: Gpu) -> None:
        destination, source = gpu.address(0), gpu.address(2)
        units, mask = gpu.argument(4) + 1, gpu.argument(5)
        size = units << shift
        assert units <= 128 * gpu.groups[0] < units + 128
        if mask == 0xFFFF_FFFF:
            data = bytes(gpu.device.bytes(source, size))
        else:
            assert mask == 15
            data = (bytes(gpu.device.bytes(source, 16)) * (size // 16 + 1))[:size]
        gpu.store(destination, data)

    return run


def _code(listing: Sequence[tuple[int, str]]) -> bytes:
    return b"".join(word.to_bytes(8, "little") for word, _ in listing)


# The copies differ in the ninth instruction only.
_KEY_BYTES = 9 * 8
_BLIT = _code(blit.LISTINGS[0])[:8]
_NAMED: Mapping[str, Callable[[Gpu], None]] = {"count": _count, "step": _step, "linger": _linger}
KERNELS: Mapping[bytes, Callable[[Gpu], None]] = {
    **{name.encode().ljust(8, b"\0"): run for name, run in _NAMED.items()},
    **{_code(listing)[:_KEY_BYTES]: _blit(shift) for shift, listing in blit.LISTINGS.items()},
}
ARGUMENT_BYTES = {"count": 12, "step": 12, "linger": 8}


def image(generation: int = 6, **changes: object) -> bytes:
    """The kernels of the contract's tests as an image for a scripted GPU; `changes` are of each kernel."""
    parts = [
        (
            Kernel(
                **{  # type: ignore[arg-type]
                    "name": name,
                    "code_offset": 0,
                    "code_bytes": 0,
                    "full_registers": 2,
                    "constant_dwords": 4,
                    "argument_bytes": ARGUMENT_BYTES[name],
                    "argument_constant": 0,
                    **changes,
                }
            ),
            name.encode().ljust(8, b"\0"),
        )
        for name in _NAMED
    ]
    return pack(join(generation, parts))


class _File:
    """The device, opened."""

    def __init__(self, device: ScriptedGpu) -> None:
        self.device = device
        self._contexts: set[int] = set()

    def close(self) -> None:
        self.device.open_files -= 1
        for context in self._contexts:
            self.device.contexts.pop(context, None)

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        memory = self.device.memory.get(offset // PAGE)
        if memory is None or size_bytes != memory.size:
            raise OSError(_EINVAL, "mmap")
        return memory.host_address

    def munmap(self, address: int, size_bytes: int) -> None:
        """The memory goes with its object."""

    def ioctl(self, request: int, argument: int) -> int:
        declared = abi.REQUESTS.get(request)
        if declared is None:
            raise OSError(_ENOTTY, hex(request))
        name = declared.name.removeprefix("IOCTL_KGSL_")
        self.device.requests.append(name)
        if name in self.device.refuse:
            raise OSError(self.device.refuse[name], name)
        getattr(self, f"_{name.lower()}")(declared.at(argument))
        return 0

    def _context(self, identifier: int) -> Context:
        if identifier not in self._contexts:
            raise OSError(_EINVAL, "context")
        return self.device.contexts[identifier]

    def _device_getproperty(self, asked: abi.Any) -> None:
        device = self.device
        if asked.type == abi.KGSL_PROP_DEVICE_INFO and asked.sizebytes == ffi.sizeof("struct kgsl_devinfo"):
            info = ffi.cast("struct kgsl_devinfo *", asked.value)
            info.chip_id, info.gmem_sizebytes = device.chip_id, device.architecture.gmem_bytes
        elif asked.type == abi.KGSL_PROP_GPU_RESET_STAT and asked.sizebytes == 4:
            word = ffi.cast("uint32_t *", asked.value)
            context = self._context(word[0])
            word[0], context.reset_status = context.reset_status, 0
        else:
            raise OSError(_EINVAL, "property")

    def _setproperty(self, asked: abi.Any) -> None:
        if self.device.constraint_errno:
            raise OSError(self.device.constraint_errno, "constraint")
        assert asked.type == abi.KGSL_PROP_PWR_CONSTRAINT
        constraint = ffi.cast("struct kgsl_device_constraint *", asked.value)
        assert asked.sizebytes == ffi.sizeof("struct kgsl_device_constraint")
        assert constraint.type == abi.KGSL_CONSTRAINT_PWRLEVEL
        level = ffi.cast("struct kgsl_device_constraint_pwrlevel *", constraint.data)
        assert level.level == abi.KGSL_CONSTRAINT_PWR_MAX
        self._context(constraint.context_id)

    def _gpumem_alloc_id(self, asked: abi.Any) -> None:
        if not asked.size:
            raise OSError(_EINVAL, "size")
        made = self.device.allocate(asked.size, asked.flags)
        asked.id, asked.gpuaddr, asked.flags = made.id, made.gpu_address, made.flags
        asked.size = asked.mmapsize = made.size

    def _gpumem_free_id(self, asked: abi.Any) -> None:
        self.device.free(asked.id)

    def _gpuobj_sync(self, asked: abi.Any) -> None:
        assert asked.obj_len == ffi.sizeof("struct kgsl_gpuobj_sync_obj")
        objects = ffi.cast("struct kgsl_gpuobj_sync_obj *", asked.objs)
        for number in range(asked.count):
            each = objects[number]
            memory = self.device.memory[each.id]
            assert each.offset + each.length <= memory.size
            self.device.synced.append((each.id, each.op))

    def _drawctxt_create(self, asked: abi.Any) -> None:
        needed = abi.KGSL_CONTEXT_PREAMBLE | abi.KGSL_CONTEXT_NO_GMEM_ALLOC
        if asked.flags & needed != needed:
            raise OSError(_EINVAL, "flags")
        identifier = max(self.device.contexts, default=0) + 1
        first = self.device.first_timestamp
        self.device.contexts[identifier] = Context(identifier, asked.flags, first, first)
        self._contexts.add(identifier)
        asked.drawctxt_id = identifier

    def _drawctxt_destroy(self, asked: abi.Any) -> None:
        context = self._context(asked.drawctxt_id)
        context.is_invalid = context.is_stopped = True
        self._contexts.discard(context.id)
        del self.device.contexts[context.id]

    def _gpu_command(self, asked: abi.Any) -> None:
        context = self._context(asked.context_id)
        if context.is_invalid:
            raise OSError(_EDEADLK, "invalid context")
        assert asked.cmdsize == ffi.sizeof("struct kgsl_command_object")
        objects = ffi.cast("struct kgsl_command_object *", asked.cmdlist)
        buffers = []
        for number in range(asked.numcmds):
            each = objects[number]
            assert each.flags == abi.KGSL_CMDLIST_IB
            assert each.size
            assert not each.size % 4
            memory = self.device.memory[each.id]
            assert memory.gpu_address <= each.gpuaddr
            assert each.gpuaddr + each.size <= memory.gpu_address + memory.size
            buffers.append((each.gpuaddr, each.size))
        points = ffi.cast("struct kgsl_command_syncpoint *", asked.synclist)
        after = []
        for number in range(asked.numsyncs):
            assert points[number].type == abi.KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP
            stamp = ffi.cast("struct kgsl_cmd_syncpoint_timestamp *", points[number].priv)
            after.append((stamp.context_id, stamp.timestamp))
        context.timestamp = asked.timestamp = (context.timestamp + 1) % 2**32
        self.device.queue(Work(context, context.timestamp, buffers, after))

    def _device_waittimestamp_ctxtid(self, asked: abi.Any) -> None:
        assert asked.timeout, "0 is for ever"
        context = self._context(asked.context_id)
        if not self.device.wait(context, asked.timestamp, asked.timeout / 1e3):
            raise OSError(_ETIMEDOUT, "wait")
        if context.is_invalid:
            raise OSError(_EDEADLK, "invalid context")

    def _cmdstream_readtimestamp_ctxtid(self, asked: abi.Any) -> None:
        asked.timestamp = self._context(asked.context_id).retired

    def _get_fault_report(self, asked: abi.Any) -> None:
        context = self._context(asked.context_id)
        if not self.device.has_fault_report or not context.is_invalid:
            raise OSError(_EINVAL, "fault report")
        faults = ffi.cast("struct kgsl_fault *", asked.faultlist)
        wanted = [faults[number] for number in range(asked.faultnents)]
        if not any(each.fault for each in wanted):
            for number, each in enumerate(wanted):
                each.type = number
                each.count = len(context.faults) if number == abi.KGSL_FAULT_TYPE_PAGEFAULT else 0
            return
        for each in wanted:
            if each.type == abi.KGSL_FAULT_TYPE_PAGEFAULT:
                reports = ffi.cast("struct kgsl_pagefault_report *", each.fault)
                for number, (address, kind) in enumerate(context.faults[: each.count]):
                    reports[number].fault_addr, reports[number].fault_type = address, kind


class _MsmFile(_File):
    """The render node of msm's, opened. Contexts are its submit queues."""

    def __init__(self, device: ScriptedGpu) -> None:
        super().__init__(device)
        self._syncobjs: dict[int, tuple[int, int] | None] = {}

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        return super().mmap(size_bytes, protection, flags, offset - _MSM_OFFSET, address)

    def ioctl(self, request: int, argument: int) -> int:
        declared = abi.REQUESTS.get(request)
        if declared is None or not declared.name.startswith("DRM_"):
            raise OSError(_ENOTTY, hex(request))
        name = declared.name.removeprefix("DRM_IOCTL_")
        self.device.requests.append(name)
        if name in self.device.refuse:
            raise OSError(self.device.refuse[name], name)
        getattr(self, f"_{name.lower()}")(declared.at(argument))
        return 0

    def _msm_get_param(self, asked: abi.Any) -> None:
        known = {abi.MSM_PARAM_CHIP_ID: self.device.chip_id | 0x75 << 32, abi.MSM_PARAM_PRIORITIES: 3}
        if asked.pipe != abi.MSM_PIPE_3D0 or asked.param not in known or asked.pad:
            raise OSError(_EINVAL, "param")
        asked.value = known[asked.param]

    def _msm_gem_new(self, asked: abi.Any) -> None:
        if asked.flags & abi.MSM_BO_CACHED_COHERENT and not self.device.is_coherent:
            raise OSError(_EINVAL, "coherent")
        asked.handle = self.device.allocate(asked.size, asked.flags).id

    def _msm_gem_info(self, asked: abi.Any) -> None:
        memory = self.device.memory[asked.handle]
        asked.value = {
            abi.MSM_INFO_GET_IOVA: memory.gpu_address,
            abi.MSM_INFO_GET_OFFSET: _MSM_OFFSET + memory.id * PAGE,
        }[asked.info]

    def _gem_close(self, asked: abi.Any) -> None:
        self.device.free(asked.handle)

    def _msm_submitqueue_new(self, asked: abi.Any) -> None:
        assert asked.prio < 3
        made = abi.IOCTL_KGSL_DRAWCTXT_CREATE.new(
            flags=abi.KGSL_CONTEXT_PREAMBLE | abi.KGSL_CONTEXT_NO_GMEM_ALLOC
        )
        self._drawctxt_create(made)
        asked.id = made.drawctxt_id

    def _msm_submitqueue_close(self, asked: abi.Any) -> None:
        self._drawctxt_destroy(abi.IOCTL_KGSL_DRAWCTXT_DESTROY.new(drawctxt_id=asked.id))

    def _msm_submitqueue_query(self, asked: abi.Any) -> None:
        assert asked.param == abi.MSM_SUBMITQUEUE_PARAM_FAULTS
        ffi.cast("uint32_t *", asked.data)[0] = self._context(asked.id).is_invalid

    def _syncobj_create(self, asked: abi.Any) -> None:
        asked.handle = max(self._syncobjs, default=0) + 1
        self._syncobjs[asked.handle] = None

    def _syncobj_destroy(self, asked: abi.Any) -> None:
        del self._syncobjs[asked.handle]

    def _msm_gem_submit(self, asked: abi.Any) -> None:
        context = self._context(asked.queueid)
        objects = ffi.cast("struct drm_msm_gem_submit_bo *", asked.bos)
        commands = ffi.cast("struct drm_msm_gem_submit_cmd *", asked.cmds)
        listed = [objects[number].handle for number in range(asked.nr_bos)]
        assert len(set(listed)) == len(listed)
        buffers = []
        for number in range(asked.nr_cmds):
            each = commands[number]
            memory = self.device.memory[listed[each.submit_idx]]
            assert each.submit_offset + each.size <= memory.size
            buffers.append((memory.gpu_address + each.submit_offset, each.size))
        before = ffi.cast("struct drm_msm_gem_submit_syncobj *", asked.in_syncobjs)
        after = []
        for number in range(asked.nr_in_syncobjs):
            found = self._syncobjs[before[number].handle]
            if found is None:
                raise OSError(_EINVAL, "a synchronisation object without a fence")
            after.append(found)
        assert bool(after) == bool(asked.flags & abi.MSM_SUBMIT_SYNCOBJ_IN)
        context.timestamp = asked.fence = (context.timestamp + 1) % 2**32
        end = ffi.cast("struct drm_msm_gem_submit_syncobj *", asked.out_syncobjs)
        self._syncobjs[end.handle] = (context.id, context.timestamp)
        self.device.queue(Work(context, context.timestamp, buffers, after))

    def _msm_wait_fence(self, asked: abi.Any) -> None:
        until = asked.timeout.tv_sec + asked.timeout.tv_nsec / 1e9
        context = self._context(asked.queueid)
        if not self.device.wait(context, asked.fence, max(until - time.monotonic(), 0)):
            raise OSError(_ETIMEDOUT, "wait")


_MSM_OFFSET = 1 << 32
_GPU = "/sys/bus/platform/drivers/adreno/5000000.gpu"


@contextmanager
def scripted_msm(name: str = "a630", **choices: abi.Any) -> Iterator[ScriptedGpu]:
    """A GPU that msm drives, behind a render node."""
    device = ScriptedGpu(named(name), **choices)
    device.texts = {
        "/sys/class/drm/renderD128/device/uevent": "DRIVER=msm_mdss\n",
        f"{_GPU}/of_node/compatible": f"qcom,adreno-{name[1:]}.2\0qcom,adreno\0",
        f"{_GPU}/devfreq/5000000.gpu/cur_freq": "342000000\n",
        "/sys/class/thermal/thermal_zone3/type": "gpu-top-thermal\n",
        "/sys/class/thermal/thermal_zone3/temp": "38500\n",
        "/sys/class/thermal/thermal_zone4/type": "cpu0-thermal\n",
        "/sys/class/thermal/thermal_zone4/temp": "50000\n",
    }
    paths = ("/dev/dri", "/sys/class/drm", "/sys/bus/platform/drivers/adreno", "/sys/class/thermal")
    with ExitStack() as stack:
        for path in paths:
            stack.enter_context(kernel.interpose(path, device))
        try:
            yield device
        finally:
            device.stop()


@contextmanager
def scripted(name: str = "a630", **choices: abi.Any) -> Iterator[ScriptedGpu]:
    """A GPU behind KGSL's paths while the context lasts."""
    device = ScriptedGpu(named(name), **choices)
    base = f"{SYSFS}/kgsl-3d0"
    device.texts = {
        f"{base}/gpu_model": f"Adreno{name[1:]}v2\n",
        f"{base}/gpubusy": " 250000 1000000\n",
        f"{base}/gpuclk": "710000000\n",
        f"{base}/temp": "41500\n",
        f"{SYSFS}/kgsl/page_alloc": "1048576\n",
        f"{SYSFS}/kgsl/proc/4242/kernel": "8192\n",
        f"{SYSFS}/kgsl/proc/4242/user": "4096\n",
    }
    with kernel.interpose(DEVICE, device), kernel.interpose(SYSFS, device):
        try:
            yield device
        finally:
            device.stop()

"""A program that talks to KGSL with nothing between: requests, packets, registers, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from barewire.drivers import kernel
from barewire.drivers.qualcomm import abi, pm4
from barewire.drivers.qualcomm import registers as r
from barewire.drivers.qualcomm.packet import write_registers
from barewire.drivers.simulated import cards

READ_WRITE = kernel.PROT_READ | kernel.PROT_WRITE
WRITE_BACK = abi.KGSL_CACHEMODE_WRITEBACK << abi.KGSL_CACHEMODE_SHIFT
CONTEXT = (
    abi.KGSL_CONTEXT_PREAMBLE
    | abi.KGSL_CONTEXT_NO_GMEM_ALLOC
    | abi.KGSL_CONTEXT_PER_CONTEXT_TS
    | abi.KGSL_CONTEXT_FAULT_INFO
)


class Buffer:
    """A memory object, mapped."""

    def __init__(self, board: Board, size_bytes: int, flags: int = 0) -> None:
        request = abi.IOCTL_KGSL_GPUMEM_ALLOC_ID
        made = request(board.descriptor, request.new(size=size_bytes, flags=flags))
        self.board, self.number, self.address, self.size_bytes = board, made.id, made.gpuaddr, made.size
        self.host = kernel.mmap(
            made.mmapsize, READ_WRITE, kernel.MAP_SHARED, board.descriptor, made.id * 4096
        )

    def array(self, dtype: Any) -> np.ndarray[Any, Any]:
        """What the processor sees of it."""
        return np.frombuffer(kernel.buffer(self.host, self.size_bytes), dtype=dtype)

    def sync(self, operation: int, offset: int | None = None, length: int = 0) -> None:
        request = abi.IOCTL_KGSL_GPUMEM_SYNC_CACHE
        if offset is None:
            request(self.board.descriptor, request.new(id=self.number, op=operation))
        else:
            operation |= abi.KGSL_GPUMEM_CACHE_RANGE
            given = request.new(id=self.number, op=operation, offset=offset, length=length)
            request(self.board.descriptor, given)

    def free(self) -> None:
        request = abi.IOCTL_KGSL_GPUMEM_FREE_ID
        request(self.board.descriptor, request.new(id=self.number))
        kernel.munmap(self.host, self.size_bytes)


class Board:
    """An open device with a context."""

    def __init__(self, installation: Any) -> None:
        self.installation = installation
        self.machine = installation.machine
        self.generation = self.machine.description.architecture.generation
        self.descriptor = kernel.open("/dev/kgsl-3d0", 2)
        self.context = self.new_context()
        self._streams: dict[tuple[int, ...], Buffer] = {}

    def new_context(self, flags: int = CONTEXT) -> int:
        request = abi.IOCTL_KGSL_DRAWCTXT_CREATE
        return int(request(self.descriptor, request.new(flags=flags)).drawctxt_id)

    def buffer(self, size_bytes: int, flags: int = 0) -> Buffer:
        return Buffer(self, size_bytes, flags)

    def with_array(self, values: np.ndarray[Any, Any], flags: int = 0) -> Buffer:
        made = self.buffer(max(values.nbytes, 1), flags)
        made.array(values.dtype)[: values.size] = values.reshape(-1)
        return made

    def registers(self, **values: int) -> list[int]:
        """Type 4 packets that write registers by name."""
        numbers = r.NUMBERS[self.generation]
        return [word for name, value in values.items() for word in write_registers(numbers[name], [value])]

    def submit(
        self, words: list[int], context: int | None = None, waits: tuple[tuple[int, int], ...] = ()
    ) -> int:
        """Run a command stream; returns its timestamp."""
        stream = self._streams.get(tuple(words))
        if stream is None:
            stream = self._streams[tuple(words)] = self.with_array(np.array(words, np.uint32))
        command = abi.ffi.new("struct kgsl_command_object[1]")
        command[0].gpuaddr, command[0].size, command[0].flags = (
            stream.address,
            4 * len(words),
            abi.KGSL_CMDLIST_IB,
        )
        request = abi.IOCTL_KGSL_GPU_COMMAND
        given = request.new(
            cmdlist=int(abi.ffi.cast("uintptr_t", command)),
            cmdsize=abi.ffi.sizeof("struct kgsl_command_object"),
            numcmds=1,
            context_id=self.context if context is None else context,
        )
        points = abi.ffi.new("struct kgsl_cmd_syncpoint_timestamp[]", [list(wait) for wait in waits] or 1)
        entries = abi.ffi.new("struct kgsl_command_syncpoint[]", max(len(waits), 1))
        for n in range(len(waits)):
            entries[n].priv = int(abi.ffi.cast("uintptr_t", points + n))
            entries[n].size, entries[n].type = 8, abi.KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP
        if waits:
            given.synclist = int(abi.ffi.cast("uintptr_t", entries))
            given.syncsize, given.numsyncs = abi.ffi.sizeof("struct kgsl_command_syncpoint"), len(waits)
        return int(request(self.descriptor, given).timestamp)

    def wait(self, timestamp: int, context: int | None = None, timeout_ms: int = 20_000) -> None:
        request = abi.IOCTL_KGSL_DEVICE_WAITTIMESTAMP_CTXTID
        number = self.context if context is None else context
        request(self.descriptor, request.new(context_id=number, timestamp=timestamp, timeout=timeout_ms))

    def timestamp(self, kind: int, context: int | None = None) -> int:
        request = abi.IOCTL_KGSL_CMDSTREAM_READTIMESTAMP_CTXTID
        number = self.context if context is None else context
        return int(request(self.descriptor, request.new(context_id=number, type=kind)).timestamp)

    def shader(
        self,
        code: Buffer,
        code_bytes: int,
        constants: bytes,
        local_size: tuple[int, int, int],
        groups: tuple[int, int, int],
        lanes: int = 64,
        shared_kib: int = 1,
        registers: int = 8,
    ) -> list[int]:
        """A dispatch: the registers, the constants, CP_EXEC_CS."""
        size = int(lanes == 128)
        instructions = -(-code_bytes // 128)
        none = r.NO_REGISTER
        ids = r.HLSQ_CS_CNTL_0.encode(
            WGIDCONSTID=4 * 48, WGSIZECONSTID=none, WGOFFSETCONSTID=none, LOCALIDREGID=0
        )
        counts = [value * count for value, count in zip(local_size, groups, strict=True)]
        command = r.HLSQ_INVALIDATE_CMD if self.generation == 6 else r.HLSQ_INVALIDATE_CMD_a7xx
        invalidate = command.encode(CS_STATE=1, CS_IBO=1)
        last = (r.HLSQ_CS_CNTL_1 if self.generation == 6 else r.HLSQ_CS_CNTL_1_a7xx).encode(
            LINEARLOCALIDREGID=none, THREADSIZE=size
        )
        words = self.registers(
            HLSQ_INVALIDATE_CMD=invalidate,
            SP_MODE_CONTROL=r.SP_MODE_CONTROL.encode(CONSTANT_DEMOTION_ENABLE=1, ISAMMODE=2),
            SP_CS_CONFIG=r.SP_CS_CONFIG.encode(ENABLED=1),
            SP_CS_INSTRLEN=instructions,
            SP_CS_CTRL_REG0=r.SP_CS_CTRL_REG0.encode(
                THREADSIZE=size, FULLREGFOOTPRINT=registers, MERGEDREGS=1, BRANCHSTACK=2
            ),
            SP_CS_UNKNOWN_A9B1=r.SP_CS_UNKNOWN_A9B1.encode(SHARED_SIZE=shared_kib, UNK6=1),
            HLSQ_CS_CNTL=r.HLSQ_CS_CNTL.encode(CONSTLEN=len(constants) // 4, ENABLED=1),
            **{"HLSQ_CS_CNTL_0" if self.generation == 6 else "SP_CS_CNTL_0": ids},
            HLSQ_CS_CNTL_1=last,
            SP_CS_PVT_MEM_PARAM=0,
            SP_CS_OBJ_FIRST_EXEC_OFFSET=0,
            SP_CS_OBJ_START=code.address & 0xFFFFFFFF,
            SP_CS_OBJ_START_HI=code.address >> 32,
            HLSQ_CS_NDRANGE_0=r.HLSQ_CS_NDRANGE_0.encode(
                KERNELDIM=3,
                LOCALSIZEX=local_size[0] - 1,
                LOCALSIZEY=local_size[1] - 1,
                LOCALSIZEZ=local_size[2] - 1,
            ),
            HLSQ_CS_NDRANGE_1=counts[0],
            HLSQ_CS_NDRANGE_2=0,
            HLSQ_CS_NDRANGE_3=counts[1],
            HLSQ_CS_NDRANGE_4=0,
            HLSQ_CS_NDRANGE_5=counts[2],
            HLSQ_CS_NDRANGE_6=0,
        )
        words += pm4.CP_LOAD_STATE6_FRAG.encode(
            np.frombuffer(constants, np.uint32).tolist(),
            STATE_TYPE=pm4.StateType.ST6_CONSTANTS,
            STATE_SRC=pm4.StateSource.SS6_DIRECT,
            STATE_BLOCK=pm4.StateBlock.SB6_CS_SHADER,
            NUM_UNIT=len(constants) // 16,
        )
        words += pm4.CP_LOAD_STATE6_FRAG.encode(
            STATE_TYPE=pm4.StateType.ST6_SHADER,
            STATE_SRC=pm4.StateSource.SS6_INDIRECT,
            STATE_BLOCK=pm4.StateBlock.SB6_CS_SHADER,
            NUM_UNIT=instructions,
            EXT_SRC_ADDR=code.address,
        )
        x, y, z = groups
        return words + pm4.CP_EXEC_CS.encode(NGROUPS_X=x, NGROUPS_Y=y, NGROUPS_Z=z)

    def event(self, event: int, address: int = 0, value: int = 0) -> list[int]:
        """An event, with a number to be written if there is an address."""
        if self.generation == 7:
            fields = {"WRITE_ENABLED": 1, "ADDR": address, "PAYLOAD_0": value} if address else {}
            return pm4.CP_EVENT_WRITE7.encode(EVENT=event, **fields)
        if not address:
            return pm4.CP_EVENT_WRITE.encode_short(EVENT=event)
        return pm4.CP_EVENT_WRITE.encode(EVENT=event, ADDR=address, DATA=value)

    def close(self) -> None:
        kernel.close(self.descriptor)


@contextmanager
def board(arch: str = "a630", kept: Any = None) -> Iterator[Board]:
    """A board of its own."""
    with cards.temporarily(arch, *([kept] if kept else [])) as installation:
        made = Board(installation)
        try:
            yield made
        finally:
            made.close()

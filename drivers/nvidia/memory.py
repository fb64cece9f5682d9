"""The memory of one card: its own from a pool, the system's pinned and mapped, and who owns which address."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .. import kernel
from ..errors import BarewireError, InvalidArgument, OutOfMemory
from ..owned import Owned
from ..quiet import QuietLock
from . import abi, growing
from .context import Context
from .growing import Growing
from .libcuda import CallFailed
from .retired import Retired

ffi = abi.ffi

LARGEST_BYTES = 2**63 - 1
"""More than any address space; what the driver can be asked for has to fit its size_t."""
POOL_KEEPS_BYTES = 64 << 20
"""What a pool keeps of freed memory: enough that small things made and freed again are quick, and little to
other processes. The runtime keeps blocks of its own."""


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Memory that is handed out; `owner` is for people."""

    gpu_address: int
    size_bytes: int
    host_address: int | None
    owner: str
    release: Callable[[Piece], None]


class _Pool:
    """Memory of the card from a pool of ours, so that freeing does not wait for the card.

    Allocations are ordered by a stream that has nothing else to do: once it is synchronised, which takes no
    time, the memory is any stream's. Frees follow in the same stream, when no work uses the memory any more.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.handle: Any = None
        self._stream = _new_stream(context)
        try:
            self.handle = self._create()
        except CallFailed:
            context.call("cuStreamDestroy", self._stream)
            raise

    def _create(self) -> Any:
        context = self._context
        properties = ffi.new("CUmemPoolProps *")
        properties.allocType = abi.CU_MEM_ALLOCATION_TYPE_PINNED
        properties.handleTypes = abi.CU_MEM_HANDLE_TYPE_NONE
        properties.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
        properties.location.id = context.facts.handle
        found = ffi.new("CUmemoryPool *")
        context.call("cuMemPoolCreate", found, properties)
        context.call(
            "cuMemPoolSetAttribute",
            found[0],
            abi.CU_MEMPOOL_ATTR_RELEASE_THRESHOLD,
            ffi.new("uint64_t *", POOL_KEEPS_BYTES),
        )
        return found[0]

    def allocate(self, size_bytes: int) -> int:
        address = ffi.new("CUdeviceptr *")
        self._context.call("cuMemAllocFromPoolAsync", address, size_bytes, self.handle, self._stream)
        self._context.call("cuStreamSynchronize", self._stream)
        return int(address[0])

    def free(self, gpu_address: int) -> None:
        self._context.call("cuMemFreeAsync", gpu_address, self._stream)

    def trim(self) -> None:
        self._context.call("cuStreamSynchronize", self._stream)
        self._context.call("cuMemPoolTrimTo", self.handle, 0)

    def held_bytes(self) -> int:
        """What the pool has of the card, in use and kept."""
        held = ffi.new("uint64_t *")
        self._context.call(
            "cuMemPoolGetAttribute", self.handle, abi.CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT, held
        )
        return int(held[0])

    def open_to(self, device: int) -> None:
        access = ffi.new("CUmemAccessDesc *")
        access.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
        access.location.id = device
        access.flags = abi.CU_MEM_ACCESS_FLAGS_PROT_READWRITE
        self._context.call("cuMemPoolSetAccess", self.handle, access, 1)

    def close(self) -> None:
        self._context.call("cuStreamSynchronize", self._stream)
        self._context.call("cuMemPoolDestroy", self.handle)
        self._context.call("cuStreamDestroy", self._stream)


class _Plain:
    """Memory of the card for cards without pools. Freeing it waits for the card, and so is put off."""

    def __init__(self, context: Context, retired: Retired) -> None:
        self._context, self._retired = context, retired

    def allocate(self, size_bytes: int) -> int:
        address = ffi.new("CUdeviceptr *")
        self._context.call("cuMemAlloc", address, size_bytes)
        return int(address[0])

    def free(self, gpu_address: int) -> None:
        self._retired.add("cuMemFree", gpu_address)

    def trim(self) -> None:
        """Nothing is kept."""

    def held_bytes(self) -> int | None:
        return None

    def open_to(self, device: int) -> None:
        """Peers see it as soon as access between the contexts is enabled."""

    def close(self) -> None:
        """Nothing is held."""


def _new_stream(context: Context) -> Any:
    """A stream that does not wait for the default one. Raises CallFailed."""
    stream = ffi.new("CUstream *")
    context.call("cuStreamCreateWithPriority", stream, abi.CU_STREAM_NON_BLOCKING, 0)
    return stream[0]


def nearest_node(directory: str) -> int | None:
    """The NUMA node of a PCI device; None where the machine has one, or does not say.

    Documentation/ABI/testing/sysfs-bus-pci: numa_node is -1 where it is not known.
    """
    text = (kernel.read_text_if_present(f"{directory}/numa_node") or "").strip()
    nodes = (kernel.read_text_if_present("/sys/devices/system/node/online") or "0").strip()
    return int(text) if text.isdigit() and nodes != "0" else None


class CardMemory(Owned):
    """Hands out the memory of one card. Threads may share it.

    In a child of a fork, and once work in flight was given up, it frees nothing: then the memory goes with
    the process.
    """

    def __init__(self, context: Context, retired: Retired) -> None:
        self._context = context
        self._retired = retired
        pools = context.facts.number(abi.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED)
        self._own: _Pool | _Plain = _Pool(context) if pools else _Plain(context, retired)
        self._pieces: dict[int, Piece] = {}
        self._addresses: list[int] = []
        self._growing: dict[int, Growing] = {}
        self._peers: set[int] = set()
        self._node = nearest_node(context.facts.sysfs_directory)
        self.used_bytes = 0
        """Bytes that are handed out, of the card's memory and the system's."""
        self._lock = QuietLock(reentrant=True)

    def allocate(self, size_bytes: int, owner: str, *, host: bool = False) -> Piece:
        """Memory of the card, or with `host` of the system, which card and host both see.

        Raises OutOfMemory with what was free, InvalidArgument for a negative size.
        """
        if size_bytes < 0:
            raise InvalidArgument(f"cannot allocate {size_bytes} bytes: a size is not negative")
        size = max(size_bytes, 1)
        if size > LARGEST_BYTES:
            refusal = self._context.cuda.failure(abi.CUDA_ERROR_OUT_OF_MEMORY, "asking the driver")
            raise self._out_of_memory(size_bytes, host, refusal)
        with self._lock:
            try:
                piece = self._take(size, owner, host)
            except CallFailed as error:
                if error.code not in (abi.CUDA_ERROR_OUT_OF_MEMORY, abi.CUDA_ERROR_INVALID_VALUE):
                    raise
                piece = self._take_after_trim(size, owner, host)
            self._pieces[piece.gpu_address] = piece
            insort(self._addresses, piece.gpu_address)
            self.used_bytes += size
            return piece

    def _take(self, size_bytes: int, owner: str, host: bool) -> Piece:
        if not host:
            return Piece(self._own.allocate(size_bytes), size_bytes, None, owner, self._free_own)
        found = ffi.new("void **")
        flags = abi.CU_MEMHOSTALLOC_PORTABLE | abi.CU_MEMHOSTALLOC_DEVICEMAP
        with kernel.memory_near(self._node):
            self._context.call("cuMemHostAlloc", found, size_bytes, flags)
        address = ffi.new("CUdeviceptr *")
        self._context.call("cuMemHostGetDevicePointer", address, found[0], 0)
        host_address = int(ffi.cast("uintptr_t", found[0]))
        return Piece(int(address[0]), size_bytes, host_address, owner, self._free_host)

    def _take_after_trim(self, size_bytes: int, owner: str, host: bool) -> Piece:
        try:
            self._own.trim()
            self._retired.collect()
            return self._take(size_bytes, owner, host)
        except CallFailed as error:
            raise self._out_of_memory(size_bytes, host, error) from error

    def _out_of_memory(self, size_bytes: int, host: bool, error: CallFailed) -> BarewireError:
        if error.code not in (abi.CUDA_ERROR_OUT_OF_MEMORY, abi.CUDA_ERROR_INVALID_VALUE):
            return error
        facts = self._context.facts
        if host:
            return OutOfMemory(
                f"cannot allocate {size_bytes} bytes of pinned system memory for {facts.name}: {error}"
            )
        held = self._own.held_bytes()
        pool = "" if held is None else f", {held} of them in this process's pool"
        return OutOfMemory(
            f"cannot allocate {size_bytes} bytes on {facts.name}: {self._context.free_bytes()} of"
            f" {facts.memory_bytes} are free, {self.used_bytes} are allocated here{pool}; the rest is other"
            " processes'"
        )

    # Memory that grows

    def reserve(self, most_bytes: int, owner: str) -> Piece | None:
        """A piece of no bytes that can grow to `most_bytes`; None where the card has no such memory, or not
        so many addresses. Raises CallFailed.
        """
        if not growing.is_supported(self._context):
            return None
        with self._lock:
            try:
                found = Growing(self._context, most_bytes)
            except CallFailed as error:
                if error.code not in (abi.CUDA_ERROR_OUT_OF_MEMORY, abi.CUDA_ERROR_NOT_SUPPORTED):
                    raise
                return None
            self._growing[found.address] = found
            piece = Piece(found.address, 0, None, owner, self._free_growing)
            self._pieces[piece.gpu_address] = piece
            insort(self._addresses, piece.gpu_address)
            return piece

    def grow(self, gpu_address: int, size_bytes: int) -> None:
        """Have memory behind the first `size_bytes` of what `reserve` gave, whose contents stay.

        Raises OutOfMemory with what was free, InvalidArgument for more than was reserved.
        """
        with self._lock:
            found, piece = self._growing.get(gpu_address), self._pieces.get(gpu_address)
            if found is None or piece is None or size_bytes > found.most_bytes:
                raise InvalidArgument(
                    f"the memory at {gpu_address:#x} cannot grow to {size_bytes} bytes:"
                    f" {found.most_bytes if found else 0} were reserved for it"
                )
            devices = [self._context.facts.handle, *self._peers]
            try:
                found.grow(size_bytes, devices)
            except CallFailed as error:
                if error.code != abi.CUDA_ERROR_OUT_OF_MEMORY:
                    raise
                try:
                    self._own.trim()
                    self._retired.collect()
                    found.grow(size_bytes, devices)
                except CallFailed as again:
                    raise self._out_of_memory(size_bytes - piece.size_bytes, False, again) from again
            self.used_bytes += found.size_bytes - piece.size_bytes
            self._pieces[gpu_address] = replace(piece, size_bytes=found.size_bytes)

    def _free_growing(self, piece: Piece) -> None:
        for call in self._growing.pop(piece.gpu_address).last_calls():
            self._retired.add(*call)

    def give_up(self) -> None:
        """After the context was reset: what does not go with it."""
        for found in self._growing.values():
            for function, address, size in found.last_calls():
                getattr(self._context.cuda, function)(address, size)
        self._growing.clear()

    def _free_own(self, piece: Piece) -> None:
        self._own.free(piece.gpu_address)

    def _free_host(self, piece: Piece) -> None:
        self._retired.add("cuMemFreeHost", ffi.cast("void *", piece.host_address or 0))

    def free(self, gpu_address: int) -> None:
        """Take a piece back. Raises InvalidArgument for an address that none begins at."""
        with self._lock:
            piece = self._pieces.get(gpu_address)
            if piece is None:
                raise InvalidArgument(f"there is no memory at {gpu_address:#x} to free")
            self.used_bytes -= piece.size_bytes
            del self._pieces[gpu_address]
            del self._addresses[bisect_right(self._addresses, gpu_address) - 1]
            if self._retired.may_call:
                piece.release(piece)

    def find(self, address: int) -> Piece | None:
        """The piece that has `address`."""
        with self._lock:
            at = bisect_right(self._addresses, address) - 1
            if at < 0:
                return None
            piece = self._pieces[self._addresses[at]]
            return piece if address < piece.gpu_address + piece.size_bytes else None

    def open_to(self, device: int) -> None:
        """Let another device use the memory of the card. Raises CallFailed."""
        with self._lock:
            if device not in self._peers:
                self._own.open_to(device)
                self._peers.add(device)
                for each in self._growing.values():
                    each.open_to([device])

    def close(self) -> None:
        """Give everything back. Raises CallFailed."""
        with self._lock:
            for address in tuple(self._pieces):
                self.free(address)
            if self._retired.may_call:
                self._retired.collect()
                self._own.close()

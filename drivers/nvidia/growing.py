"""Memory of the card that grows where it is: addresses first, physical memory behind them when it is wanted.

cuda.h, "Virtual Memory Management": cuMemAddressReserve, cuMemCreate, cuMemMap, cuMemSetAccess.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import abi
from .context import Context
from .libcuda import CallFailed

ffi = abi.ffi

Call = tuple[str, int, int]


def is_supported(context: Context) -> bool:
    """Whether the card and its driver can do this."""
    return bool(context.facts.number(abi.CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED))


class Growing:
    """A stretch of addresses of which the first `size_bytes` are memory. The caller takes care of threads."""

    def __init__(self, context: Context, most_bytes: int) -> None:
        """Raises CallFailed."""
        self._context = context
        self._properties = properties = ffi.new("CUmemAllocationProp *")
        properties.type = abi.CU_MEM_ALLOCATION_TYPE_PINNED
        properties.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
        properties.location.id = context.facts.handle
        granularity = ffi.new("size_t *")
        context.call(
            "cuMemGetAllocationGranularity",
            granularity,
            properties,
            abi.CU_MEM_ALLOC_GRANULARITY_RECOMMENDED,
        )
        self._granularity = int(granularity[0])
        self.most_bytes = self._whole(most_bytes)
        self.size_bytes = 0
        self._pieces: list[tuple[int, int]] = []
        address = ffi.new("CUdeviceptr *")
        context.call("cuMemAddressReserve", address, self.most_bytes, 0, 0, 0)
        self.address = int(address[0])

    def _whole(self, size_bytes: int) -> int:
        return -(-size_bytes // self._granularity) * self._granularity

    def grow(self, size_bytes: int, devices: Iterable[int]) -> None:
        """Put memory behind the first `size_bytes`, for these devices to use. Raises CallFailed."""
        missing = self._whole(size_bytes) - self.size_bytes
        if missing <= 0:
            return
        call = self._context.call
        at = self.address + self.size_bytes
        memory = ffi.new("CUmemGenericAllocationHandle *")
        call("cuMemCreate", memory, missing, self._properties, 0)
        try:
            call("cuMemMap", at, missing, 0, memory[0], 0)
        finally:
            # What is mapped lives until it is unmapped.
            self._context.cuda.cuMemRelease(memory[0])
        try:
            self._allow(at, missing, devices)
        except CallFailed:
            self._context.cuda.cuMemUnmap(at, missing)
            raise
        self._pieces.append((at, missing))
        self.size_bytes += missing

    def open_to(self, devices: Iterable[int]) -> None:
        """Let these devices use what there is. Raises CallFailed."""
        for at, size in self._pieces:
            self._allow(at, size, devices)

    def _allow(self, address: int, size_bytes: int, devices: Iterable[int]) -> None:
        wanted = list(devices)
        access: Any = ffi.new("CUmemAccessDesc[]", len(wanted))
        for place, device in zip(access, wanted, strict=True):
            place.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
            place.location.id = device
            place.flags = abi.CU_MEM_ACCESS_FLAGS_PROT_READWRITE
        self._context.call("cuMemSetAccess", address, size_bytes, access, len(wanted))

    def last_calls(self) -> list[Call]:
        """What gives all back, once no work uses it: each mapping as it was made, then the addresses."""
        unmap: list[Call] = [("cuMemUnmap", at, size) for at, size in self._pieces]
        return [*unmap, ("cuMemAddressFree", self.address, self.most_bytes)]

"""Contexts of KGSL: timestamps that go up, and what happened to them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition

from ....qualcomm import abi
from ...memory.vm import AddressSpace
from ..engines.trouble import GpuTrouble, PageFault
from ..memory.gpu_cache import GpuCache


def compare(first: int, second: int) -> int:
    """timestamp_cmp of kgsl_device.h: 0, 1 or -1, by the shorter way around 32 bits."""
    if first == second:
        return 0
    return 1 if (first - second) % 2**32 < 2**31 else -1


class Context:
    """One draw context."""

    def __init__(
        self,
        number: int,
        flags: int,
        memory: AddressSpace,
        cache: GpuCache,
        changed: Condition,
        moved: Callable[[], None],
    ) -> None:
        """`changed` is notified, and `moved` called, when a timestamp is retired."""
        self.number, self.flags = number, flags
        self.memory, self.cache = memory, cache
        self._changed, self._moved = changed, moved
        self.timestamp = 0
        """Queued last."""
        self.consumed = 0
        self.retired = 0
        self.invalid = False
        self.detached = False
        self.reset_status = abi.KGSL_CTX_STAT_NO_ERROR
        self.faulted = False
        self.fault_count = 0
        self.faulted_timestamp = 0
        self.page_faults: list[tuple[int, int]] = []
        """Address and KGSL_PAGEFAULT_TYPE_ bits of each."""

    def is_retired(self, timestamp: int) -> bool:
        """Whether work up to a timestamp is done; a context that is gone holds nobody up."""
        return self.invalid or self.detached or compare(self.retired, timestamp) >= 0

    def retire(self, timestamp: int) -> None:
        """Work up to a timestamp is done."""
        with self._changed:
            self.retired = timestamp
            self._changed.notify_all()
        self._moved()

    def fail(self, timestamp: int, trouble: GpuTrouble) -> None:
        """The context did what the GPU was reset for (adreno_dispatch.c, mark_guilty_context)."""
        if isinstance(trouble, PageFault):
            bits = abi.KGSL_PAGEFAULT_TYPE_WRITE if trouble.write else abi.KGSL_PAGEFAULT_TYPE_READ
            bits |= (
                abi.KGSL_PAGEFAULT_TYPE_PERMISSION
                if trouble.permission
                else abi.KGSL_PAGEFAULT_TYPE_TRANSLATION
            )
            self.page_faults.append((trouble.address, bits))
        with self._changed:
            self.reset_status = abi.KGSL_CTX_STAT_GUILTY_CONTEXT_RESET_EXT
            self.faulted = True
            self.fault_count += 1
            self.faulted_timestamp = timestamp
            # An invalidated context's commands are cancelled, their timestamps retired.
            self.retired = self.timestamp
            self.invalid = True
            self._changed.notify_all()
        self._moved()

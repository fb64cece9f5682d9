"""Time by a card's own clock: what lies between two of its timestamps, without a wait of the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...drivers import kernel
from ...runtime.errors import BarewireError

if TYPE_CHECKING:
    from ...runtime.device import Device

_STAMP_BYTES = 8


class CardClock:
    """Times programs that submit work to the compute queue of a device."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._block = device.host_memory.allocate(2 * _STAMP_BYTES)
        host_address = self._block.host_address
        if host_address is None:
            raise BarewireError(
                f"{device.name} has no memory that the host sees, for its clock to be read from"
            )
        self._stamps = [kernel.word(host_address + offset) for offset in (0, _STAMP_BYTES)]

    def _stamp(self, number: int) -> None:
        address = self._block.address + number * _STAMP_BYTES
        self._device.compute.submit(lambda queue: queue.timestamp(address))

    def seconds(self, program: Callable[[], object], calls: int) -> float:
        """The seconds of the card between the first call's start and the last one's end, for one call."""
        self._device.synchronize()
        self._stamp(0)
        for _ in range(calls):
            program()
        self._stamp(1)
        self._device.synchronize()
        first, last = (int(stamp[0]) for stamp in self._stamps)
        return (last - first) * self._device.card.clock_period_ns * 1e-9 / calls

    def __del__(self) -> None:
        if not self._device.closed:
            self._device.host_memory.release(self._block)


def torch_seconds(torch: Any) -> Callable[[Callable[[], object], int], float]:
    """The same for PyTorch, by its events in the current stream."""

    def seconds(program: Callable[[], object], calls: int) -> float:
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        first.record()
        for _ in range(calls):
            program()
        last.record()
        torch.cuda.synchronize()
        return float(first.elapsed_time(last)) * 1e-3 / calls

    return seconds

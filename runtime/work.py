"""What is known of a launch besides what runs: who times it learns what the kernel did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """What the author of a launch knows of it: the kernel's name, its operations, and its bytes moved.

    `flops` counts floating-point operations; `moved_bytes` each input read and each output written, once.

    Examples:
        >>> from barewire.runtime import Profiler, Work
        >>> device = Device["CPU"]
        >>> scale, numbers = device.load(image)["scale"], device.allocate(4 * 8)
        >>> with Profiler() as profiler:
        ...     scale.launch(1, 8, [numbers, 2.0], work=Work("double", flops=8, moved_bytes=64))
        >>> [event.work for event in profiler.events]
        [Work(name='double', flops=8, moved_bytes=64)]
    """

    name: str
    flops: float = 0.0
    moved_bytes: float = 0.0

"""What every driver's queues and timelines refuse, and in which words: the limits that `interface` gives."""

from __future__ import annotations

from .errors import InvalidArgument

PATTERN_BYTES = (1, 2, 4, 8, 16)
"""How long the pattern of a fill may be."""

LARGEST_TIMELINE_VALUE = 2**63 - 1
"""One bit less than a timeline has: some cards compare by the sign of a difference, which is right only as
long as no two values are further apart than this (cuda.h on CU_STREAM_WAIT_VALUE_GEQ: "cyclic comparison").
"""

CLOCK_BYTES = 8
"""What a timestamp takes, and the multiple of it that its address has to be."""


def check_copy(destination: int, source: int, size_bytes: int) -> None:
    """Raises InvalidArgument for a size below zero, and for ranges that overlap."""
    if size_bytes < 0:
        raise InvalidArgument(f"cannot copy {size_bytes} bytes: the size is negative")
    if abs(destination - source) < size_bytes:
        raise InvalidArgument(
            f"cannot copy {size_bytes} bytes from {source:#x} to {destination:#x}: the ranges overlap"
        )


def check_fill(size_bytes: int, pattern: bytes) -> None:
    """Raises InvalidArgument for a size below zero, and for a pattern whose length is not one of those."""
    if size_bytes < 0:
        raise InvalidArgument(f"cannot fill {size_bytes} bytes: the size is negative")
    if len(pattern) not in PATTERN_BYTES:
        *shorter, longest = map(str, PATTERN_BYTES)
        may_have = f"{', '.join(shorter)} or {longest}"
        raise InvalidArgument(f"cannot fill with a pattern of {len(pattern)} bytes: it may have {may_have}")


def check_timestamp(address: int) -> None:
    """Raises InvalidArgument for an address that no timestamp can be written to."""
    if address % CLOCK_BYTES:
        raise InvalidArgument(
            f"cannot write a timestamp to {address:#x}: the address has to be a multiple of {CLOCK_BYTES}"
        )


def check_timeline_value(value: int) -> None:
    """Raises InvalidArgument for a value that no timeline can have."""
    if not 0 <= value <= LARGEST_TIMELINE_VALUE:
        raise InvalidArgument(f"a timeline cannot reach {value}: it goes from 0 to {LARGEST_TIMELINE_VALUE}")

"""Versions of CUDA, as the driver numbers them: 12040 is 12.4."""

from __future__ import annotations

OLDEST_CUDA_VERSION = 11040


def cuda_version_text(version: int) -> str:
    """A version as cuDriverGetVersion has it, for people."""
    return f"{version // 1000}.{version % 1000 // 10}"

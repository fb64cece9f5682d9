"""NVIDIA's own headers and assembler, from the packages of the test extra: judges for tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_PACKAGES = [Path(entry) / "nvidia" for entry in sys.path if (Path(entry) / "nvidia").is_dir()]
_TOOLKIT = [Path("/usr/local/cuda"), Path("/usr/lib/cuda")]


def _find(*names: str) -> Path:
    places = [place for root in _PACKAGES for place in sorted(root.iterdir())] + _TOOLKIT
    for place in places:
        for name in names:
            if (place / name).is_file():
                return place / name
    pytest.fail(f"no {Path(names[0]).name}: pip install nvidia-cuda-nvcc-cu12 nvidia-cuda-runtime-cu12")


def ptxas() -> Path:
    """NVIDIA's assembler; fails the test where there is none."""
    return _find("bin/ptxas")


def headers() -> Path:
    """The directory with cuda.h and cudaTypedefs.h; fails the test where there is none."""
    return _find("include/cudaTypedefs.h").parent

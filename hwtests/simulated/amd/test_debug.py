"""What BAREWIRE_DEBUG prints on a simulated card: the user's kernels, and nothing of the simulator's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = "from barewire import Tensor; print((Tensor([1.0, 2.0], device='AMD') + 1).tolist())"


def test_debug_prints_the_users_kernels_only(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "BAREWIRE_SIMULATE": "gfx1100",
            "BAREWIRE_CACHE": str(tmp_path),
            "BAREWIRE_DEBUG": "5",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout == "[2.0, 3.0]\n"
    shown = re.findall(r"--- (?:assembly|LLVM IR) of (\S+)", finished.stderr)
    assert len(shown) == 2
    assert len(set(shown)) == 1
    assert "s_endpgm" in finished.stderr
    assert "%rsp" not in finished.stderr

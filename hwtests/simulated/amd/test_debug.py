"""What BAREWIRE_DEBUG prints on a simulated card: the user's kernels, and nothing of the simulator's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hwtests import programs

PROGRAM = "from barewire import Tensor; print((Tensor([1.0, 2.0], device='AMD') + 1).tolist())"


def test_debug_prints_the_users_kernels_only(tmp_path: Path) -> None:
    finished = programs.run(
        [sys.executable, "-c", PROGRAM],
        timeout_s=300,
        check=True,
        env=programs.environment(
            BAREWIRE_SIMULATE="gfx1100", BAREWIRE_CACHE=str(tmp_path), BAREWIRE_DEBUG="5"
        ),
    )
    assert finished.stdout == "[2.0, 3.0]\n"
    shown = re.findall(r"--- (?:assembly|LLVM IR) of (\S+)", finished.stderr)
    assert len(shown) == 2
    assert len(set(shown)) == 1
    assert "s_endpgm" in finished.stderr
    assert "%rsp" not in finished.stderr

"""What LLVM says of itself: the processors that a target of it knows."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

_ASK = """
import llvmlite.binding as llvm, sys
llvm.initialize_all_targets()
llvm.Target.from_triple(sys.argv[1]).create_target_machine(cpu="help")
"""


@cache
def processors(triple: str) -> frozenset[str]:
    """LLVM prints them, so a process of its own asks."""
    done = subprocess.run([sys.executable, "-c", _ASK, triple], capture_output=True, text=True, check=True)
    return frozenset(re.findall(r"^ +(\S+) +- Select the", done.stderr + done.stdout, re.MULTILINE))

"""What this card has and LLVM has no word for: functions that kernels call by these names (lowering.py)."""

from __future__ import annotations

THREAD, GROUP = "adreno.thread", "adreno.group"
"""The numbers of the work-item within its group, and of the group."""
BARRIER, WAVE = "adreno.barrier", "adreno.wave"
"""What orders local memory for a group, and for a wave."""
EXP2 = "adreno.exp2"
"""2 to the power of a float, as the hardware has it."""
HIGH, LOW, DOUBLE = "adreno.high", "adreno.low", "adreno.double"
"""The two parts of a double, which is a sum of two float32 here, and a double of them."""

PURE = "nocallback nofree nosync nounwind speculatable willreturn memory(none)"
"""What a function without effects and operands in memory is to LLVM."""

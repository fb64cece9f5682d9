"""Rounding other than to nearest even, as MODE.FP_ROUND has it: the host's own rounding is changed for an
instruction.

MODE[1:0] is for f32, MODE[3:2] for f16 and f64: 0 to nearest even, 1 toward +infinity, 2 toward -infinity, 3
toward zero ("RDNA3 ISA", 3.4.2, MODE). The host's: "Intel 64 and IA-32 Architectures Software Developer's
Manual", volume 1, 10.2.3, MXCSR.
"""

from __future__ import annotations

import os
import re

from ....native.values import Type, Value
from ..instruction import Instruction
from .builder import Builder, NotSimulated

# Instructions whose result is rounded, by the format of the result. The transcendental units round by
# themselves.
_ROUNDED = re.compile(
    r"[vs]_(?:pk_)?(?:dual_)?(?:add|sub|subrev|mul|fma|fmac|fmamk|fmaak|mad|mac|madmk|madak|ldexp|fma_mix\w*|sqrt(?=_f64))"
    r"_(f16|f32|f64)$|[vs]_cvt_(f16|f32|f64)_(?:f16|f32|f64|[iu]\d+)$|v_fma_mix(?:lo|hi)_(f16)$"
)
# MXCSR with all exceptions masked, by FP_ROUND: RC is bits 14:13, 1 toward -infinity, 2 toward +infinity, 3
# toward zero.
_MXCSR = tuple(0x1F80 | control << 13 for control in (0, 2, 1, 3))


def rounding_of(instruction: Instruction, float_mode: int) -> int:
    """The FP_ROUND that an instruction's result is rounded by; 0 where rounding does not concern it."""
    match = _ROUNDED.match(instruction.mnemonic)
    if match is None or not float_mode & 0xF:
        return 0
    kind = next(group for group in match.groups() if group)
    return float_mode & 3 if kind == "f32" else float_mode >> 2 & 3


def _load_control(b: Builder, mode: int) -> None:
    b.declarations["@mxcsr"] = (
        f"@mxcsr = internal constant [4 x i32] [{', '.join(f'i32 {word}' for word in _MXCSR)}]"
    )
    place = b.at(Value(b, "@mxcsr", Type("ptr")), 4 * mode)
    b.call_void("llvm.x86.sse.ldmxcsr", place)


def begin(b: Builder, mode: int) -> None:
    """Round the instruction's arithmetic by `mode` from here on. Raises NotSimulated on a host that is no
    x86-64."""
    if os.uname().machine != "x86_64":
        message = f"{b.instruction.mnemonic} with a rounding mode of {mode} is simulated on x86-64 only"
        raise NotSimulated(message, b.instruction)
    _load_control(b, mode)
    b.dynamic_rounding = True


def end(b: Builder) -> None:
    """Round to nearest again."""
    b.dynamic_rounding = False
    _load_control(b, 0)

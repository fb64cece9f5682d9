"""The kernels of the contract's tests in assembly, made into an image by our own assembler."""

from __future__ import annotations

from collections.abc import Mapping

from barewire.drivers.qualcomm.code_object import Kernel, join, pack
from barewire.tensor.codegen.adreno.isa.assembly import assemble

_ADDRESS = """
mov.u32u32 r0.x, c0.x
mov.u32u32 r0.y, c0.y
"""

ASSEMBLY: Mapping[str, str] = {
    "count": _ADDRESS
    + """
mov.u32u32 r0.z, c0.z
(rpt5)nop
atomic.g.add.untyped.1d.u32.1.g r0.w, r0.x, r0.z
(sy)nop
end
""",
    "step": _ADDRESS
    + """
(rpt5)nop
ldg.u32 r0.z, g[r0.x], 1
mov.u32u32 r0.w, c0.z
(rpt5)nop
(sy)mull.u r1.x, r0.z, r0.w
(rpt5)nop
madsh.m16 r1.x, r0.z, r0.w, r1.x
(rpt5)nop
madsh.m16 r1.x, r0.w, r0.z, r1.x
(rpt5)nop
add.u r1.x, r1.x, 1
(rpt5)nop
stg.u32 g[r0.x], r1.x, 1
end
""",
    # The GPU's cache keeps what was read, and no instruction goes past it: what the host writes meanwhile is
    # not seen. So this one counts down instead, for about a second.
    "linger": """
mov.u32u32 r0.x, 60000000
(rpt5)nop
sub.u r0.x, r0.x, 1
(rpt5)nop
cmps.u.ne p0.x, r0.x, 0
(rpt5)nop
br p0.x, #-4
end
""",
}
ARGUMENT_BYTES = {"count": 12, "step": 12, "linger": 8}


def image(generation: int = 6) -> bytes:
    """The kernels for GPUs of a generation."""
    parts = []
    for name, text in ASSEMBLY.items():
        kernel = Kernel(
            name=name,
            code_offset=0,
            code_bytes=0,
            full_registers=2,
            constant_dwords=4,
            branch_stack=1,
            argument_bytes=ARGUMENT_BYTES[name],
            argument_constant=0,
        )
        parts.append((kernel, assemble(text.strip().splitlines(), generation)))
    return pack(join(generation, parts))

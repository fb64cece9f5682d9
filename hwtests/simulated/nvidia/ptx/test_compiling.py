"""How much is done for a kernel depends on how long it runs; what comes out does not."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.architectures.nvidia import Capability
from barewire.drivers.compiler import Keep
from barewire.drivers.llvm import LlvmCompiler
from barewire.drivers.simulated.nvidia.objects.loaded_module import compiled_ptx
from barewire.drivers.simulated.nvidia.ptx.execution import Kernel, Library

from ....compiling import KeptHere
from .device import SimulatedDevice, kernel_text

_SUM = """
mov.u32 %r0, 0;
mov.u32 %r1, 0;
more:
add.u32 %r0, %r0, %r1;
shfl.sync.bfly.b32 %r2, %r0, 1, 31, -1;
xor.b32 %r0, %r0, %r2;
add.u32 %r1, %r1, %me;
setp.lt.u32 %p0, %r1, 1000;
setp.ne.u32 %p1, %me, 0;
and.pred %p0, %p0, %p1;
vote.sync.any.pred %p0, %p0, -1;
@%p0 bra more;
mad.lo.u64 %d0, %at, 4, %a0;
st.global.b32 [%d0], %r0;
"""


def noting(used: list[LlvmCompiler]) -> Keep:
    """Keeps nothing, and notes which compilers compile."""

    class Noting(KeptHere):
        def compile(self, source: str) -> bytes:
            assert isinstance(self.compiler, LlvmCompiler)
            used.append(self.compiler)
            return self.compiler.compile(source)

    return Noting


def test_kernel_is_compiled_with_passes_once_it_has_run_for_as_long_as_they_take() -> None:
    used: list[LlvmCompiler] = []
    _, programs, _ = compiled_ptx(kernel_text("add.u32 %r0, %me, 1;", 0), Capability(9, 0))
    kernel = Kernel(Library(noting(used)), programs["k"])
    first = kernel.prepare(32)
    kernel.spent(1e-9)
    assert kernel.prepare(32) == first
    assert [compiler.level for compiler in used] == [0]
    kernel.spent(60.0)
    assert kernel.prepare(32) != first
    assert [compiler.join_scalars for compiler in used] == [False, True]


def test_kernel_of_many_threads_is_compiled_with_passes_at_once() -> None:
    used: list[LlvmCompiler] = []
    _, programs, _ = compiled_ptx(kernel_text("add.u32 %r0, %me, 1;", 0), Capability(9, 0))
    Kernel(Library(noting(used)), programs["k"]).prepare(1 << 20)
    assert [compiler.join_scalars for compiler in used] == [True]


@pytest.mark.parametrize("prompt", [False, True])
def test_result_does_not_depend_on_the_passes(prompt: bool) -> None:
    def expected() -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
        me = np.arange(32, dtype=np.uint32)
        total, step = np.zeros(32, np.uint32), np.zeros(32, np.uint32)
        while True:
            total = total + step
            total = total ^ total[me ^ 1]
            step = step + me
            if not ((step < 1000) & (me != 0)).any():
                return total

    card = SimulatedDevice("sm_90")
    try:
        card.machine.library.prompt = prompt
        (result,) = card.run(kernel_text(_SUM, 1), np.zeros(32, np.uint32))
    finally:
        card.close()
    np.testing.assert_array_equal(result, expected())

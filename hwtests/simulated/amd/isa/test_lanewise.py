"""Arithmetic of the simulated card, judged by NumPy: kernels that LLVM compiles, over random numbers and the
odd ones.
"""

from __future__ import annotations

import numpy as np
import pytest

from .bare_engine import ARCHITECTURES, bare_engine, compile_kernel
from .operations import CASES, COUNT, TYPES, Case, from_bfloat, numbers

_FLAGS = '"amdgpu-flat-work-group-size"="64,64" "uniform-work-group-size"="true"'


def kernel_text(case: Case) -> str:
    """A kernel that does the operation for one element per work-item."""
    names = "abc"[: len(case.inputs)]
    parameters = ", ".join(f"ptr addrspace(1) %p{name}" for name in names + "r")
    loads = "\n".join(
        f"  %q{name} = getelementptr {case.type(kind)}, ptr addrspace(1) %p{name}, i32 %i\n"
        f"  %{name} = load {case.type(kind)}, ptr addrspace(1) %q{name}"
        for name, kind in zip(names, case.inputs, strict=True)
    )
    return f"""
define amdgpu_kernel void @k({parameters}) #0 {{
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %g = call i32 @llvm.amdgcn.workgroup.id.x()
  %w = mul i32 %g, 64
  %i = add i32 %w, %t
{loads}
{case.ir}
  %qr = getelementptr {case.type(case.result)}, ptr addrspace(1) %pr, i32 %i
  store {case.type(case.result)} %r, ptr addrspace(1) %qr
  ret void
}}
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workgroup.id.x()
{case.declare}
attributes #0 = {{ {_FLAGS} {case.attributes} }}
"""


def run(case: Case, arch: str) -> tuple[list[np.ndarray], np.ndarray]:
    """The inputs, and what the simulated card makes of them."""
    card = bare_engine(arch)
    inputs = [numbers(kind, 7 * position + len(case.name)) for position, kind in enumerate(case.inputs)]
    result = np.zeros(COUNT, TYPES[case.result])
    buffers = [card.put(values) for values in [*inputs, result]]
    card.run(
        compile_kernel(arch, kernel_text(case)), "k", buffers, (COUNT // 64 // case.width, 1, 1), (64, 1, 1)
    )
    return inputs, card.get(buffers[-1], result)


def difference(found: np.ndarray, expected: np.ndarray, ulps: int | None) -> np.ndarray:
    """Where a result is not what it must be."""
    if found.dtype.kind != "f":
        return np.flatnonzero(found != expected)
    alike = (found == expected) & (np.signbit(found) == np.signbit(expected)) | (
        np.isnan(found) & np.isnan(expected)
    )
    if ulps is not None:
        with np.errstate(all="ignore"):
            alike |= np.abs(found.astype(np.float64) - expected.astype(np.float64)) <= ulps * np.abs(
                np.spacing(expected).astype(np.float64)
            )
            alike |= found == expected
    return np.flatnonzero(~alike)


# Every operation on the first architecture, one in six on the others; all of them among the slow tests.
_EVERYDAY_SHARE = 6


def _parameters() -> list[object]:
    everyday = [
        (case, arch)
        for position, case in enumerate(CASES)
        for place, arch in enumerate(ARCHITECTURES)
        if place == 0 or (position + place) % _EVERYDAY_SHARE == 0
    ]
    chosen = {(case.name, arch) for case, arch in everyday}
    return [
        pytest.param(
            case,
            arch,
            id=f"{case.name}-{arch}",
            marks=[] if (case.name, arch) in chosen else [pytest.mark.slow],
        )
        for case in CASES
        for arch in ARCHITECTURES
    ]


@pytest.mark.parametrize(("case", "arch"), _parameters())
def test_operation_is_what_numpy_says(case: Case, arch: str) -> None:
    inputs, found = run(case, arch)
    if case.name.startswith("bfloat"):
        found = np.where(np.isnan(from_bfloat(found)), np.int16(0x7FC0), found)
    with np.errstate(all="ignore"):
        expected = np.asarray(case.reference(*inputs), found.dtype)
    wrong = difference(found, expected, case.ulps)
    shown = [
        f"{', '.join(repr(values[at]) for values in inputs)} -> {found[at]!r}, not {expected[at]!r}"
        for at in wrong[:5]
    ]
    assert not len(wrong), f"{case.name} on {arch}: {len(wrong)} of {COUNT} differ: {'; '.join(shown)}"


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_fused_product_of_halves_is_rounded_once(arch: str) -> None:
    # 3 * 683 * 2^-11 is halfway between two halves, and the sum nearer to it than to any other float.
    values = [np.full(64, x, np.float16) for x in (3.0, 683 * 2.0**-11, 2.0**-24)]
    case = next(case for case in CASES if case.name == "fma_half")
    card = bare_engine(arch)
    result = np.zeros(64 // case.width * case.width, np.float16)
    buffers = [card.put(x) for x in [*values, result]]
    card.run(compile_kernel(arch, kernel_text(case)), "k", buffers, (1, 1, 1), (64 // case.width, 1, 1))
    assert set(card.get(buffers[-1], result)) == {np.float16(1 + 2.0**-10)}

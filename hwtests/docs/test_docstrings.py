"""Everything public has a docstring with an example, and the examples are run."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import barewire
from barewire import Tensor
from barewire.drivers.llvm import host_compiler
from barewire.runtime import KernelSource, compile_kernels

from .missing import missing
from .public import Public, everything

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
SEED = 0

# The kernel that the runtime's examples load, which the README has in C: each workgroup multiplies as many
# floats as it has work-items by a factor. Arguments: the floats' address, the factor.
SCALE = """
define void @scale(ptr %arguments, ptr %group) {
entry:
  %numbers = load ptr, ptr %arguments
  %at = getelementptr i8, ptr %arguments, i64 8
  %wide = load double, ptr %at
  %factor = fptrunc double %wide to float
  %id = load i32, ptr %group
  %size_at = getelementptr i8, ptr %group, i64 24
  %size = load i32, ptr %size_at
  %start = mul i32 %id, %size
  %mine = getelementptr float, ptr %numbers, i32 %start
  br label %loop
loop:
  %item = phi i32 [0, %entry], [%next, %loop]
  %place = getelementptr float, ptr %mine, i32 %item
  %old = load float, ptr %place
  %new = fmul float %old, %factor
  store float %new, ptr %place
  %next = add i32 %item, 1
  %more = icmp ult i32 %next, %size
  br i1 %more, label %loop, label %out
out:
  ret void
}
"""
EXAMPLES = [public for public in everything() if ">>> " in public.docstring]


@pytest.fixture(scope="module")
def image() -> bytes:
    return compile_kernels([KernelSource("scale", SCALE, host_compiler())])[0]


@pytest.fixture
def namespace(image: bytes) -> dict[str, Any]:
    """What examples need not import; docs/contributing.md says the same."""
    names = ("Tensor", "nn", "optim", "jit", "Device", "dtypes")
    return {**{name: getattr(barewire, name) for name in names}, "bw": barewire, "np": np, "image": image}


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("public", [pytest.param(public, id=public.name) for public in EXAMPLES])
def test_example(
    public: Public, namespace: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Tensor.manual_seed(SEED)
    (example,) = doctest.DocTestFinder(recurse=False).find(
        public.value, public.name, module=False, globs=namespace
    )
    said: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(example, out=said.append)
    assert not said, "".join(said)


def test_every_public_name_has_a_docstring_and_an_example() -> None:
    found = missing()
    assert not found, f"{found}: docs/contributing.md says how they are written"

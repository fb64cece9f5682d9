"""A processor held to AVX2: half the vector width, and no instruction for bfloat16."""

from __future__ import annotations

import os

import pytest

from .programs import output_of

PROGRAM = """
import numpy as np
from barewire import Device, Tensor
assert Device["CPU"].info.limits.vector_bytes == 32
rng = np.random.default_rng(0)
a, b = (rng.standard_normal(shape).astype(np.float32) for shape in ((130, 200), (200, 90)))
narrow = [Tensor(x).cast("bfloat16") for x in (a, b)]
want = narrow[0].numpy().astype(np.float64) @ narrow[1].numpy().astype(np.float64)
np.testing.assert_allclose((narrow[0] @ narrow[1]).numpy(), want, rtol=2**-8, atol=1e-4)
np.testing.assert_allclose((Tensor(a) @ Tensor(b)).numpy(), a @ b, rtol=1e-5, atol=1e-4)
e = np.exp(a - a.max(1, keepdims=True))
np.testing.assert_allclose(Tensor(a).softmax(-1).numpy(), e / e.sum(1, keepdims=True), rtol=1e-5)
p, q = (rng.integers(-128, 128, shape).astype(np.int8) for shape in ((13, 70), (70, 90)))
want = p.astype(np.int32) @ q.astype(np.int32)
np.testing.assert_array_equal((Tensor(p).int() @ Tensor(q).int()).numpy(), want)
print("agrees")
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="AVX2 is of x86-64 processors")
def test_a_processor_with_avx2_alone_computes_the_same() -> None:
    assert output_of(PROGRAM, BAREWIRE_TEST_LEVEL="x86-64-v3") == "agrees\n"

"""Square matrix products in float32 and bfloat16."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

# Of the largest value of the product: rounding of the sums for float32, of the result for bfloat16.
TOLERANCE = {"float32": 1e-5, "bfloat16": 1e-2}


def _matrix_units(setting: Setting) -> str:
    """Which bfloat16 instructions the card has, in words."""
    features = setting.device.info.features
    if "amx_bf16" in features:
        return "with AMX"
    return "no AMX here, " + ("avx512_bf16" if "avx512_bf16" in features else "no bf16 instructions")


def _product(setting: Setting, size: int, dtype: str) -> Contest:
    import numpy as np

    from ...tensor.graph import dtype as dtypes

    random = np.random.default_rng(size)
    left, right = (random.standard_normal((size, size), np.float32) for _ in range(2))
    a, b = (setting.tensor(array).cast(dtypes.BY_NAME[dtype]).realize() for array in (left, right))
    ours = Contest(
        lambda: setting.finish(a @ b),
        flops=2 * size**3,
        note=_matrix_units(setting) if dtype == "bfloat16" else "",
    )
    if not setting.against_torch:
        return ours
    torch = setting.torch()
    p, q = (torch.from_numpy(array).to(getattr(torch, dtype)) for array in (left, right))
    return replace(
        ours,
        rivals={TORCH: lambda: p @ q},
        results=lambda: ((a @ b).cast(dtypes.float32).numpy(), (p @ q).float().numpy()),
        tolerance=TOLERANCE[dtype],
    )


def _work(size: int, dtype: str, must: float, aim: float) -> Work:
    short = {"float32": "", "bfloat16": "-bf16"}[dtype]
    return Work(
        f"matmul{short}-{size}",
        f"{dtype} matmul {size}",
        Goal(must, TORCH),
        Goal(aim, TORCH),
        contest(partial(_product, size=size, dtype=dtype)),
    )


WORKS = (
    *(_work(size, "float32", 0.8, 1.1) for size in (512, 1024, 2048)),
    *(_work(size, "bfloat16", 0.4, 1.0) for size in (1024, 2048)),
)

"""Kinds of work: a sweep over what users do, each a captured function beside the same in PyTorch.

Where a kind is slow all programs of that kind are, so what counts is the worst row. Sizes are common ones and
their odd neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

_TOLERANCES = {"float32": 2e-4, "float16": 2e-2, "bfloat16": 6e-2, "int8": 0.0}


@dataclass(frozen=True)
class Whole:
    """An argument of whole numbers below a bound."""

    high: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """A row: `ours` is given tensors, `theirs` PyTorch and its tensors; `shapes` are those of floats of
    `dtype`, or `Whole`. Of several results the first is compared.
    """

    name: str
    title: str
    ours: Callable[..., Any]
    theirs: Callable[..., Any]
    shapes: tuple[Any, ...]
    dtype: str = "float32"


def _array(shape: Any, number: int) -> Any:
    import numpy as np

    generator = np.random.default_rng(number)
    if isinstance(shape, Whole):
        return generator.integers(0, shape.high, shape.shape)
    return generator.standard_normal(shape, np.float32)


def _first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) else result


def _contest(setting: Setting, kind: Kind) -> Contest:
    import numpy as np

    from ...tensor.run.jit import jit

    arrays = [_array(shape, number) for number, shape in enumerate(kind.shapes)]
    if kind.dtype == "int8":
        arrays = [np.clip(array * 30, -127, 127).astype(np.int8) for array in arrays]
    given = [
        setting.tensor(array).cast(kind.dtype).realize()
        if array.dtype == np.float32
        else setting.tensor(array)
        for array in arrays
    ]
    captured = jit(kind.ours)

    def ours() -> None:
        result = captured(*given)
        setting.finish(*(result if isinstance(result, tuple) else (result,)))

    alone = Contest(ours)
    if not setting.against_torch:
        return alone
    torch = setting.torch()
    theirs = [torch.from_numpy(array) for array in arrays]
    theirs = [each.to(getattr(torch, kind.dtype)) if each.is_floating_point() else each for each in theirs]

    def rival() -> Any:
        with torch.no_grad():
            return kind.theirs(torch, *theirs)

    def results() -> tuple[Any, Any]:
        mine = _first(captured(*given)).cast("float64").numpy()
        return mine, _first(rival()).double().numpy()

    return replace(alone, rivals={TORCH: rival}, results=results, tolerance=_TOLERANCES[kind.dtype])


def _both(name: str, title: str, function: Callable[..., Any], *shapes: Any, dtype: str = "float32") -> Kind:
    """A row that is written the same for both."""
    return Kind(name, title, function, lambda torch, *given: function(*given), shapes, dtype)


def _functional(
    name: str, title: str, ours: Callable[..., Any], theirs: Callable[..., Any], *shapes: Any
) -> Kind:
    """A row whose rival is in `torch.nn.functional`."""
    return Kind(name, title, ours, lambda torch, *given: theirs(torch.nn.functional, *given), shapes)


def _products() -> list[Kind]:
    sizes = ((300, 300, 300), (777, 555, 333), (64, 1024, 1024), (512, 512, 512), (1024, 1024, 1024))
    found = [
        _both(f"mm-{m}x{k}x{n}", f"{m}×{k} @ {k}×{n}", lambda a, b: a @ b, (m, k), (k, n))
        for m, k, n in sizes
    ]
    found.append(
        _both("mm-turned", "64×1024 @ (1024×1024).T", lambda a, b: a @ b.T, (64, 1024), (1024, 1024))
    )
    found.append(
        _both("bmm", "64 products 128×64 @ 64×128", lambda a, b: a @ b, (64, 128, 64), (64, 64, 128))
    )
    for dtype in ("float32", "float16", "bfloat16"):
        for rows in (1, 2, 4, 8, 16):
            title = f"{rows}×2048 by a weight of 2048×2048, {dtype}"
            shapes = (rows, 2048), (2048, 2048)
            found.append(
                _both(f"rows-{rows}-{dtype}", title + ", x @ W", lambda a, b: a @ b, *shapes, dtype=dtype)
            )
            found.append(
                _both(
                    f"rows-{rows}-{dtype}-t", title + ", x @ W.T", lambda a, b: a @ b.T, *shapes, dtype=dtype
                )
            )
    found.append(
        Kind(
            "mm-int8",
            "512×512 @ 512×512 int8",
            lambda a, b: a.cast("int32") @ b.cast("int32"),
            lambda torch, a, b: torch._int_mm(a, b),
            ((512, 512), (512, 512)),
            "int8",
        )
    )
    return found


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def _convolutions() -> list[Kind]:
    rows: tuple[tuple[str, tuple[int, ...], tuple[int, ...], dict[str, Any]], ...] = (
        ("conv-3x3", (1, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
        ("conv-3x3-small", (1, 512, 7, 7), (512, 512, 3, 3), {"padding": 1}),
        ("conv-3x3-stride", (1, 64, 56, 56), (128, 64, 3, 3), {"padding": 1, "stride": 2}),
        ("conv-first", (1, 3, 224, 224), (64, 3, 7, 7), {"padding": 3, "stride": 2}),
        ("conv-1x1", (1, 256, 56, 56), (64, 256, 1, 1), {}),
        ("conv-1x1-small", (1, 1024, 14, 14), (256, 1024, 1, 1), {}),
        ("conv-groups", (1, 128, 28, 28), (128, 4, 3, 3), {"padding": 1, "groups": 32}),
        ("conv-depthwise", (1, 144, 56, 56), (144, 1, 3, 3), {"padding": 1, "groups": 144}),
        ("conv-depthwise-small", (1, 960, 7, 7), (960, 1, 3, 3), {"padding": 1, "groups": 960}),
        ("conv-odd", (3, 20, 33, 29), (50, 20, 3, 5), {"padding": (1, 2)}),
    )
    found = [
        _functional(
            name,
            ", ".join(
                (f"conv2d {_size(x)} by {_size(w)}", *(f"{key} {value}" for key, value in said.items()))
            ),
            lambda x, w, said=said: x.conv2d(w, **said),
            lambda functional, x, w, said=said: functional.conv2d(x, w, **said),
            x,
            w,
        )
        for name, x, w, said in rows
    ]
    found += [
        _functional(
            "conv-1d",
            "conv1d 1×256×1000, kernel 5",
            lambda x, w: x.conv1d(w, padding=2),
            lambda functional, x, w: functional.conv1d(x, w, padding=2),
            (1, 256, 1000),
            (256, 256, 5),
        ),
        *(
            _functional(
                f"conv-transposed-{k}",
                f"conv_transpose2d 1×64×32×32, kernel {k}, stride 2",
                lambda x, w, said=said: x.conv_transpose2d(w, stride=2, **said),
                lambda functional, x, w, said=said: functional.conv_transpose2d(x, w, stride=2, **said),
                (1, 64, 32, 32),
                (64, 32, k, k),
            )
            for k, said in ((2, {}), (3, {"padding": 1, "output_padding": 1}), (4, {"padding": 1}))
        ),
        _functional(
            "max-pool",
            "max_pool2d 3×3 at stride 2 of 64×112×112",
            lambda x: x.max_pool2d(3, 2, padding=1),
            lambda functional, x: functional.max_pool2d(x, 3, 2, padding=1),
            (1, 64, 112, 112),
        ),
        _functional(
            "mean-pool",
            "avg_pool2d 2×2 of 64×112×112",
            lambda x: x.avg_pool2d(2),
            lambda functional, x: functional.avg_pool2d(x, 2),
            (1, 64, 112, 112),
        ),
    ]
    return found


def _elements() -> list[Kind]:
    return [
        _both("add", "x + y, 4 M", lambda x, y: x + y, (2048, 2048), (2048, 2048)),
        _both("exp", "exp, 1 M", lambda x: x.exp(), (1 << 20,)),
        _both("tanh", "tanh, 1 M", lambda x: x.tanh(), (1 << 20,)),
        _both("sigmoid", "sigmoid, 1 M", lambda x: x.sigmoid(), (1 << 20,)),
        _both("sin", "sin, 1 M", lambda x: x.sin(), (1 << 20,)),
        _functional("gelu", "gelu, 1 M", lambda x: x.gelu(), lambda f, x: f.gelu(x), (1 << 20,)),
        _functional("silu", "silu, 1 M", lambda x: x.silu(), lambda f, x: f.silu(x), (1 << 20,)),
        _both("clip", "(x * 0.1).clip(-0.1, 0.1), 4 M", lambda x: (x * 0.1).clip(-0.1, 0.1), (2048, 2048)),
        _both("chain", "((x + 1) * y - x).abs().sqrt(), 4 M", _chain, (2048, 2048), (2048, 2048)),
        _both("half", "x * 2 + 1 of 4 M float16", lambda x: x * 2 + 1, (2048, 2048), dtype="float16"),
        _both("broadcast", "rows plus a column, 2048×2048", lambda x, y: x + y, (2048, 1), (1, 2048)),
    ]


def _chain(x: Any, y: Any) -> Any:
    return ((x + 1) * y - x).abs().sqrt()


def _reductions() -> list[Kind]:
    return [
        _both("sum-rows", "sum of the rows of 4096×4096", lambda x: x.sum(1), (4096, 4096)),
        _both("sum-columns", "sum of the columns of 4096×4096", lambda x: x.sum(0), (4096, 4096)),
        _both("sum-all", "sum of all of 4096×4096", lambda x: x.sum(), (4096, 4096)),
        _both("mean-7x7", "mean over 7×7 of 8×512×7×7", lambda x: x.mean((2, 3)), (8, 512, 7, 7)),
        _both("max-rows", "greatest of each row of 2000×3001", lambda x: x.amax(1), (2000, 3001)),
        _both(
            "argmax", "place of the greatest of each row of 2000×3001", lambda x: x.argmax(1), (2000, 3001)
        ),
        _both("variance", "variance of the rows of 1000×1000", lambda x: x.var(1), (1000, 1000)),
        _both("softmax-512", "softmax of 512×1000", lambda x: x.softmax(-1), (512, 1000)),
        _both("log-softmax", "log_softmax of 512×1000", lambda x: x.log_softmax(-1), (512, 1000)),
        _functional(
            "layer-norm-512",
            "layer norm of 512×768",
            lambda x: x.layer_norm((768,)),
            lambda functional, x: functional.layer_norm(x, (768,)),
            (512, 768),
        ),
        _both(
            "cumsum-rows", "cumulative sum along the rows of 2048×2048", lambda x: x.cumsum(1), (2048, 2048)
        ),
        _both(
            "cumsum-columns",
            "cumulative sum down the columns of 2048×2048",
            lambda x: x.cumsum(0),
            (2048, 2048),
        ),
    ]


def _movements() -> list[Kind]:
    return [
        _both("transpose", "transposed copy of 4096×4096", lambda x: x.T.contiguous(), (4096, 4096)),
        _both(
            "slice", "every second of 4096×4096 both ways", lambda x: x[::2, ::2].contiguous(), (4096, 4096)
        ),
        _both(
            "permute", "64×128×128 as 128×128×64", lambda x: x.permute(1, 2, 0).contiguous(), (64, 128, 128)
        ),
        Kind(
            "cat",
            "three of 1024×1024 side by side",
            lambda *each: each[0].cat(*each[1:], dim=1),
            lambda torch, *each: torch.cat(each, 1),
            ((1024, 1024),) * 3,
        ),
        _both("take-rows", "8192 rows of 50000×256", lambda x, i: x[i], (50000, 256), Whole(50000, (8192,))),
        _both(
            "scatter-add",
            "1 M numbers added up in 100000 places",
            lambda x, i, y: x.scatter_add(0, i, y),
            (100_000,),
            Whole(100_000, (1_000_000,)),
            (1_000_000,),
        ),
        _both("sort", "sort of 1 M", lambda x: x.sort()[0], (1_000_000,)),
        _both("argsort", "argsort of 64×4096", lambda x: x.argsort(stable=True), (64, 4096)),
        _both("topk-10", "greatest 10 of 50000", lambda x: x.topk(10)[0], (50_000,)),
        _both("topk-50", "greatest 50 of each of 32×50000", lambda x: x.topk(50)[0], (32, 50_000)),
        _both("bag", "sums of 32 of 30000×128, 256 times", _bag, (30000, 128), Whole(30000, (256, 32))),
    ]


def _bag(x: Any, i: Any) -> Any:
    return x[i].sum(1)


def _attention() -> list[Kind]:
    shapes = ((1, 12, 512, 64),) * 3
    return [
        _functional(
            f"attention{'-causal' if causal else ''}",
            f"attention of 12 heads, 512×64{', causal' if causal else ''}",
            lambda q, k, v, causal=causal: q.scaled_dot_product_attention(k, v, is_causal=causal),
            lambda functional, q, k, v, causal=causal: functional.scaled_dot_product_attention(
                q, k, v, is_causal=causal
            ),
            *shapes,
        )
        for causal in (False, True)
    ]


KINDS: tuple[Kind, ...] = (
    *_products(),
    *_convolutions(),
    *_elements(),
    *_reductions(),
    *_movements(),
    *_attention(),
)
WORKS: tuple[Work, ...] = tuple(
    Work(
        f"kind-{kind.name}",
        kind.title,
        Goal(0.8, TORCH),
        Goal(1.5, TORCH),
        contest(partial(_contest, kind=kind)),
    )
    for kind in KINDS
)

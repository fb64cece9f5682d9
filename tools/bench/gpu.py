"""Work for graphics cards, timed by the card's own clock, with inputs in turns so that no cache holds them.

PyTorch, where it can use the same card, is timed by its events in the same run. Results are checked in parts
against NumPy before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any

from .card_clock import CardClock, torch_seconds
from .measure import Contest, Goal, Timer
from .work import TORCH, Setting, Work, contest

if TYPE_CHECKING:
    from ...tensor.tensor import Tensor

COPY, TF32 = "copy", "tf32"
# All inputs together are this many times the last cache.
CACHES_OF_INPUTS = 3
MOST_SETS = 8
ROWS_CHECKED = 16
ELEMENTS = 1 << 28
ROWS, COLUMNS = 16384, 4096
HEADS, TOKENS, HEAD = 16, 4096, 128
LAUNCHES = 100

Arrays = Sequence[Any]


@dataclass(frozen=True)
class Program:
    """One piece of work over arrays of the host, which are cast to `dtype` on the card.

    `ours` and `theirs` (given PyTorch) compute it of tensors; `expected` what some of the results must be, of
    the arrays as they were rounded, and `part` that of a result. `moved_bytes` is of a copy as large.
    """

    arrays: Callable[[int], Arrays]
    dtype: str
    ours: Callable[..., Tensor]
    theirs: Callable[..., Any]
    expected: Callable[..., Any]
    part: Callable[[Any], Any]
    tolerance: float
    flops: float = 0.0
    bytes_moved: float = 0.0
    copies: bool = False


def _sets(setting: Setting, one_set_bytes: int) -> int:
    """How many sets of inputs it takes to be past the last cache."""
    cache = max(setting.device.info.limits.cache_bytes, default=0)
    return max(1, min(MOST_SETS, -(-CACHES_OF_INPUTS * cache // max(one_set_bytes, 1))))


def _on_card(setting: Setting, arrays: Arrays, dtype: str) -> list[Tensor]:
    from ...tensor.graph import dtype as dtypes

    return [setting.tensor(array).cast(dtypes.BY_NAME[dtype]).realize() for array in arrays]


def _contest(setting: Setting, make: Callable[[int], Program]) -> Contest:
    from ...tensor.graph import dtype as dtypes

    program = make(setting.scale)
    item_bytes = dtypes.BY_NAME[program.dtype].item_bytes
    first = program.arrays(0)
    count = _sets(setting, sum(array.size for array in first) * item_bytes)
    arrays = [first, *(program.arrays(seed) for seed in range(1, count))]
    sets = [_on_card(setting, each, program.dtype) for each in arrays]
    clock = CardClock(setting.device)
    turns = cycle(sets)

    def results() -> tuple[Any, Any]:
        rounded = [tensor.cast(dtypes.float32).numpy() for tensor in sets[0]]
        ours = program.ours(*sets[0]).cast(dtypes.float32).numpy()
        return program.part(ours), program.expected(*rounded)

    alone = Contest(
        lambda: program.ours(*next(turns)).realize(),
        results=results,
        tolerance=program.tolerance,
        flops=program.flops,
        bytes_moved=program.bytes_moved,
        timers={"": clock.seconds},
    )
    if program.copies:
        alone = _beside_copy(setting, alone, clock)
    return _beside_torch(setting, alone, program, arrays)


def _beside_copy(setting: Setting, alone: Contest, clock: CardClock) -> Contest:
    """With the card's own copy of as many bytes, read and written, as a rival."""
    device, half = setting.device, int(alone.bytes_moved) // 2
    source, target = device.allocate(half), device.allocate(half)

    def copy() -> None:
        device.compute.copy(target.gpu_address, source.gpu_address, half)

    return replace(alone, rivals={**alone.rivals, COPY: copy}, timers={**alone.timers, COPY: clock.seconds})


def _beside_torch(setting: Setting, alone: Contest, program: Program, arrays: Sequence[Arrays]) -> Contest:
    if not setting.against_torch:
        return alone
    found = setting.torch_on_card()
    if found is None:
        return replace(alone, note=f"PyTorch {setting.torch().__version__} cannot use this card")
    torch, name = found
    kind = getattr(torch, program.dtype)
    turns = cycle([[torch.from_numpy(array).to(name).to(kind) for array in each] for each in arrays])
    timer: Timer = torch_seconds(torch)
    return replace(
        alone,
        rivals={TORCH: lambda: program.theirs(torch, *next(turns)), **alone.rivals},
        timers={**alone.timers, TORCH: timer},
    )


def _normal(seed: int, *shapes: tuple[int, ...]) -> list[Any]:
    import numpy as np

    random = np.random.default_rng(seed)
    return [random.standard_normal(shape, np.float32) for shape in shapes]


def _matmul(scale: int, size: int, dtype: str) -> Program:
    edge = max(16, size // scale)
    is_tf32 = dtype == TF32

    def theirs(torch: Any, a: Any, b: Any) -> Any:
        torch.backends.cuda.matmul.allow_tf32 = is_tf32
        return a @ b

    return Program(
        lambda seed: _normal(seed, (edge, edge), (edge, edge)),
        "float32" if is_tf32 else dtype,
        lambda a, b: a.matmul(b, precision=TF32 if is_tf32 else None),
        theirs,
        lambda a, b: a[:ROWS_CHECKED] @ b,
        lambda result: result[:ROWS_CHECKED],
        # Rounding to eleven bits or eight: of the result, or of tf32's operands.
        {"float16": 2e-3, "bfloat16": 1e-2, TF32: 2e-3}[dtype],
        flops=2.0 * edge**3,
    )


def _chain(scale: int) -> Program:
    import numpy as np

    elements = max(1024, ELEMENTS // scale**2)
    checked = min(elements, 1 << 20)
    return Program(
        lambda seed: _normal(seed, (elements,)),
        "float32",
        lambda x: (-(2 * x + 1).relu()).exp() * x,
        lambda torch, x: torch.exp(-torch.relu(2 * x + 1)) * x,
        lambda x: np.exp(-np.maximum(2 * x[-checked:] + 1, 0)) * x[-checked:],
        lambda result: result[-checked:],
        1e-6,
        bytes_moved=2.0 * 4 * elements,
        copies=True,
    )


def _sum(scale: int) -> Program:
    import numpy as np

    elements = max(1024, ELEMENTS // scale**2)
    return Program(
        lambda seed: [np.abs(_normal(seed, (elements,))[0])],
        "float32",
        lambda x: x.sum(),
        lambda torch, x: x.sum(),
        lambda x: x.sum(dtype=np.float64),
        lambda result: result,
        1e-5,
        bytes_moved=4.0 * elements,
        copies=True,
    )


def _rows(
    scale: int,
    ours: Callable[[Tensor], Tensor],
    theirs: Callable[[Any, Any], Any],
    expected: Callable[[Any], Any],
) -> Program:
    rows, columns = max(16, ROWS // scale), max(64, COLUMNS // scale)
    return Program(
        lambda seed: _normal(seed, (rows, columns)),
        "float32",
        ours,
        theirs,
        lambda x: expected(x[-ROWS_CHECKED:]),
        lambda result: result[-ROWS_CHECKED:],
        1e-5,
        bytes_moved=2.0 * 4 * rows * columns,
        copies=True,
    )


def _softmax(x: Any) -> Any:
    import numpy as np

    raised = np.exp(x - x.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)


def _layer_norm(x: Any) -> Any:
    import numpy as np

    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def _attention(scale: int) -> Program:
    import numpy as np

    heads, tokens = max(1, HEADS // scale), max(16, TOKENS // scale)
    shape = (heads, heads, tokens, HEAD)

    def expected(q: Any, k: Any, v: Any) -> Any:
        """The last rows of the last head."""
        q, k, v = q[-1, -1, -ROWS_CHECKED:], k[-1, -1], v[-1, -1]
        scores = q @ k.T / np.sqrt(HEAD)
        first = tokens - ROWS_CHECKED
        hidden = np.arange(tokens)[None, :] > first + np.arange(ROWS_CHECKED)[:, None]
        return _softmax(np.where(hidden, -np.inf, scores)) @ v

    return Program(
        lambda seed: _normal(seed, shape, shape, shape),
        "bfloat16",
        lambda q, k, v: q.scaled_dot_product_attention(k, v, is_causal=True),
        lambda torch, q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True),
        expected,
        lambda result: result[-1, -1, -ROWS_CHECKED:],
        2e-2,
        # Two products, of which causality leaves half.
        flops=2.0 * heads**2 * tokens**2 * HEAD,
    )


# LLVM's names of the calling conventions of kernels.
_KERNEL_CONVENTION = {"nvptx64": "ptx_kernel", "amdgcn": "amdgpu_kernel"}


def _empty_kernel(setting: Setting) -> Any:
    from ...runtime.compiler import KernelSource, compile_kernels
    from ...runtime.errors import InvalidArgument

    compiler = setting.device.compiler
    convention = _KERNEL_CONVENTION.get(compiler.target.triple.partition("-")[0])
    if convention is None:
        raise InvalidArgument(f"{setting.device.name} runs no kernels of a grid: there is nothing to launch")
    source = KernelSource("empty", f"define {convention} void @empty() {{\n  ret void\n}}\n", compiler)
    return setting.device.load(compile_kernels([source])[0])["empty"]


def _launch(setting: Setting) -> Contest:
    kernel, device = _empty_kernel(setting), setting.device

    def launches() -> None:
        for _ in range(LAUNCHES):
            kernel.launch(1, 32)
        device.synchronize()

    return Contest(launches, calls_per_result=LAUNCHES)


def _replay(setting: Setting) -> Contest:
    from ...runtime.graph import Graph

    kernel, device = _empty_kernel(setting), setting.device
    graph = Graph(device, [kernel.prepare(1, 32)] * LAUNCHES)

    def replay() -> None:
        graph.replay()
        device.synchronize()

    return Contest(replay, calls_per_result=LAUNCHES)


def _work(name: str, title: str, make: Callable[[int], Program], must: Goal | None, aim: Goal | None) -> Work:
    return Work(f"gpu-{name}", title, must, aim, contest(partial(_contest, make=make)), on="GPU")


def _matmul_work(size: int, dtype: str, aim: float) -> Work:
    return _work(
        f"matmul-{dtype}-{size}",
        f"{dtype} matmul {size}",
        partial(_matmul, size=size, dtype=dtype),
        Goal(0.7, TORCH),
        Goal(aim, TORCH),
    )


WORKS = (
    _matmul_work(4096, "bfloat16", 1.05),
    _matmul_work(8192, "bfloat16", 1.05),
    _matmul_work(4096, "float16", 1.0),
    _matmul_work(4096, TF32, 1.0),
    _work("chain", "exp(-relu(2x+1))*x, 1 GB of float32", _chain, Goal(0.9, COPY), Goal(0.97, COPY)),
    _work("sum", "sum of 1 GB of float32", _sum, Goal(0.9, COPY), Goal(0.97, COPY)),
    _work(
        "softmax",
        f"softmax {ROWS}×{COLUMNS} float32",
        partial(
            _rows,
            ours=lambda x: x.softmax(-1),
            theirs=lambda torch, x: torch.softmax(x, -1),
            expected=_softmax,
        ),
        Goal(1.0, TORCH),
        Goal(0.9, COPY),
    ),
    _work(
        "layer-norm",
        f"layer norm {ROWS}×{COLUMNS} float32",
        partial(
            _rows,
            ours=lambda x: x.layer_norm((x.shape[-1],)),
            theirs=lambda torch, x: torch.nn.functional.layer_norm(x, (x.shape[-1],)),
            expected=_layer_norm,
        ),
        Goal(1.0, TORCH),
        Goal(0.9, COPY),
    ),
    _work(
        "attention",
        f"causal attention bfloat16, {HEADS}×{HEADS} heads, {TOKENS} tokens of {HEAD}",
        _attention,
        Goal(0.5, TORCH),
        Goal(1.0, TORCH),
    ),
    Work("gpu-launch", "launch of an empty kernel", Goal(10e-6), Goal(5e-6), contest(_launch), on="GPU"),
    Work(
        "gpu-replay",
        f"empty kernel of a replayed graph of {LAUNCHES}",
        Goal(2e-6),
        Goal(1e-6),
        contest(_replay),
        on="GPU",
    ),
)

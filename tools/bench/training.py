"""One jitted Adam step of a small multilayer perceptron: its time, and the memory it needs at its peak.

The live tensors of the step are those that the program names and holds at once when it updates: the
parameters, their gradients, Adam's two moments of each, its step count and learning rate, the batch and its
labels. Activations and temporary results are not among them. The note has the ratio without gradients too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .measure import Contest, Goal, Outcome
from .work import TORCH, Setting, Work, contest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ...tensor.tensor import Tensor

WIDTHS = (784, 512, 512, 10)
BATCH = 128
LEARNING_RATE = 1e-3
# Steps whose losses are compared. Rounding differences grow with each, since every step depends on the last.
COMPARED_STEPS = 5
MEMORY_STEPS = 10


@dataclass(frozen=True)
class Problem:
    """Images [128, 784], labels [128], and for each layer its weight [out, in] and bias [out]."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]


def _problem() -> Problem:
    import numpy as np

    random = np.random.default_rng(0)
    return Problem(
        random.standard_normal((BATCH, WIDTHS[0]), np.float32),
        random.integers(0, WIDTHS[-1], BATCH),
        tuple(
            (
                random.uniform(-1, 1, (outputs, inputs)).astype(np.float32) / np.float32(inputs) ** 0.5,
                np.zeros(outputs, np.float32),
            )
            for inputs, outputs in pairwise(WIDTHS)
        ),
    )


def _our_step(
    setting: Setting, problem: Problem
) -> tuple[Callable[[], Tensor], Callable[[], tuple[int, int]]]:
    """The jitted step, which returns the loss before it; once it has run, the bytes kept between steps and
    those of gradients.
    """
    from ...tensor.optim import Adam
    from ...tensor.run.jit import jit
    from ...tensor.tensor import Tensor

    layers = [(setting.tensor(weight), setting.tensor(bias)) for weight, bias in problem.layers]
    parameters = [tensor for layer in layers for tensor in layer]
    for tensor in parameters:
        tensor.requires_grad = True
    images, labels = setting.tensor(problem.images), setting.tensor(problem.labels)
    optimizer = Adam(parameters, lr=LEARNING_RATE)

    @jit
    def step(images: Tensor, labels: Tensor) -> Tensor:
        optimizer.zero_grad()
        hidden = images
        for index, (weight, bias) in enumerate(layers):
            hidden = hidden.linear(weight, bias)
            if index < len(layers) - 1:
                hidden = hidden.relu()
        loss = hidden.cross_entropy(labels)
        loss.backward()
        optimizer.step(loss)
        return loss.detach()

    def sizes() -> tuple[int, int]:
        moments = [each for state in optimizer.state_dict()["state"].values() for each in state.values()]
        kept = [*parameters, *(each for each in moments if isinstance(each, Tensor)), images, labels]
        return sum(tensor.nbytes for tensor in kept), sum(tensor.nbytes for tensor in parameters)

    return lambda: step(images, labels), sizes


def _their_step(torch: Any, problem: Problem) -> Callable[[], Any]:
    functional = torch.nn.functional
    layers = [
        tuple(torch.from_numpy(array.copy()).requires_grad_(True) for array in layer)
        for layer in problem.layers
    ]
    images, labels = torch.from_numpy(problem.images), torch.from_numpy(problem.labels)
    optimizer = torch.optim.Adam([tensor for layer in layers for tensor in layer], lr=LEARNING_RATE)

    def step() -> Any:
        optimizer.zero_grad()
        hidden = images
        for index, (weight, bias) in enumerate(layers):
            hidden = functional.linear(hidden, weight, bias)
            if index < len(layers) - 1:
                hidden = functional.relu(hidden)
        loss = functional.cross_entropy(hidden, labels)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def _step_flops() -> float:
    """Those of the products: forward, for weights' gradients, and for activations' but the images'."""
    products = [2.0 * BATCH * inputs * outputs for inputs, outputs in pairwise(WIDTHS)]
    return 3 * sum(products) - products[0]


def _time(setting: Setting) -> Contest:
    problem = _problem()
    step, _ = _our_step(setting, problem)

    def ours() -> None:
        step()
        setting.device.synchronize()

    if not setting.against_torch:
        return Contest(ours, flops=_step_flops())
    their_step = _their_step(setting.torch(), problem)
    return Contest(
        ours,
        {TORCH: their_step},
        results=lambda: (
            [step().item() for _ in range(COMPARED_STEPS)],
            [their_step().item() for _ in range(COMPARED_STEPS)],
        ),
        tolerance=1e-4,
        flops=_step_flops(),
    )


def _memory(setting: Setting) -> Outcome:
    import gc

    gc.collect()
    memory = setting.device.memory
    before = memory.allocated
    step, sizes = _our_step(setting, _problem())
    for _ in range(3):
        step().item()
    # The steps before the capture were run as written; what they left behind is not what a replay needs.
    gc.collect()
    memory.reset_peak()
    for _ in range(MEMORY_STEPS):
        step().item()
    peak_bytes = memory.peak - before
    kept_bytes, gradient_bytes = sizes()
    live_bytes = kept_bytes + gradient_bytes
    return Outcome(
        peak_bytes / live_bytes,
        note=f"{peak_bytes / 1e6:.1f} MB over {live_bytes / 1e6:.1f} MB; "
        f"{peak_bytes / kept_bytes:.2f}× of the {kept_bytes / 1e6:.1f} MB that live between steps",
    )


_TITLE = "-".join(map(str, WIDTHS))
WORKS = (
    Work(
        "mlp-adam",
        f"Adam step of a {_TITLE} MLP, batch {BATCH}, jitted",
        Goal(1.0, TORCH),
        Goal(2.0, TORCH),
        contest(_time),
    ),
)
MEMORY_WORKS = (
    Work(
        "mlp-memory", "peak memory of that step over its live tensors", Goal(1.5), Goal(1.1), _memory, unit=""
    ),
)

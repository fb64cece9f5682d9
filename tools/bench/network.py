"""Whole networks, forward and a step of training, each beside the same in PyTorch with the same weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from .measure import FASTEST, Contest, Goal, Outcome
from .peers import add_peers
from .results import arrays, flat
from .work import TORCH, Setting, Work, contest

_TOLERANCE = 5e-4
# Losses of steps, each of which depends on those before.
_STEPS, _STEPS_TOLERANCE = 3, 1e-2
_SEED = 3


@dataclass(frozen=True)
class Shape:
    """How a network is made of a library, and arrays that it takes; the last are the labels where it is
    trained.
    """

    make: Callable[[Any], Any]
    arguments: Callable[[], list[Any]]


@dataclass(frozen=True)
class Network:
    """A row: the network as people use it, and `small` to be tried out."""

    name: str
    title: str
    real: Shape
    small: Shape


def normal(*shape: int) -> Any:
    """Numbers about 0 that repeat from run to run."""
    import numpy as np

    return np.random.default_rng(shape).standard_normal(shape, np.float32)


def below(high: int, *shape: int) -> Any:
    """Whole numbers that repeat from run to run."""
    import numpy as np

    return np.random.default_rng(shape).integers(0, high, shape)


def _twins(setting: Setting, shape: Shape) -> tuple[Any, Any]:
    """The network in Barewire, and in PyTorch where it is a peer, of one state."""
    import barewire

    from ...tensor.tensor import Tensor

    Tensor.manual_seed(_SEED)
    if not setting.against:
        return shape.make(barewire), None
    torch = setting.torch()
    torch.manual_seed(_SEED)
    theirs = shape.make(torch)
    ours = shape.make(barewire)
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def _operations(torch: Any, call: Callable[[], Any]) -> float:
    """Those of the products and convolutions of a call."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        call()
    return float(counter.get_total_flops())


def _held_bytes(module: Any, given: Sequence[Any]) -> float:
    return float(sum(each.nbytes for each in (*module.parameters(), *given)))


def _forward(setting: Setting, network: Network) -> Contest:
    from ...tensor.run.jit import jit
    from ...tensor.tensor import Tensor

    shape = network.small if setting.small else network.real
    ours, theirs = _twins(setting, shape)
    ours.eval()
    values = shape.arguments()
    given = [setting.tensor(each) for each in values]
    captured = jit(lambda *given: flat(ours(*given)))

    def call() -> list[Any]:
        with Tensor.no_grad():
            results = captured(*given)
            setting.finish(*results)
            return results

    alone = Contest(call, bytes_moved=_held_bytes(ours, given))
    if theirs is None:
        return alone
    torch = setting.torch()
    theirs.eval()
    there = [torch.from_numpy(each) for each in values]

    def calling(program: Callable[..., Any]) -> Callable[[], Any]:
        def rival() -> Any:
            with torch.no_grad():
                return program(*there)

        return rival

    eager = calling(theirs)
    contest = replace(
        alone,
        flops=_operations(torch, eager),
        results=lambda: (arrays(call()), arrays(eager())),
        tolerance=_TOLERANCE,
    )
    return add_peers(setting, contest, theirs, calling, there, _TOLERANCE)


def _step(library: Any, network: Any, optimizer: Any, program: Callable[..., Any]) -> Callable[..., Any]:
    """A step of training as people write it; its loss."""

    def step(*given: Any) -> Any:
        *inputs, labels = given
        optimizer.zero_grad()
        scores = program(*inputs)
        loss = library.nn.functional.cross_entropy(scores.flatten(0, -2), labels.flatten())
        loss.backward()
        optimizer.step()
        return loss.detach()

    network.train()
    return step


def _training(setting: Setting, network: Network, optimizer: Callable[[Any, Any], Any]) -> Contest:
    import barewire

    from ...tensor.run.jit import jit

    shape = network.small if setting.small else network.real
    ours, theirs = _twins(setting, shape)
    values = shape.arguments()
    given = [setting.tensor(each) for each in values]
    captured = jit(_step(barewire, ours, optimizer(barewire, ours.parameters()), ours))

    def call() -> Any:
        loss = captured(*given)
        setting.finish(loss)
        return loss

    alone = Contest(call, bytes_moved=2 * _held_bytes(ours, given))
    if theirs is None:
        return alone
    torch = setting.torch()
    there = [torch.from_numpy(each) for each in values]
    their_optimizer = optimizer(torch, theirs.parameters())

    def calling(program: Callable[..., Any]) -> Callable[[], Any]:
        step = _step(torch, theirs, their_optimizer, program)
        return lambda: step(*there)

    eager = calling(theirs)
    counted = _operations(torch, partial(_only_gradients, torch, theirs, there))
    # Before anything else trains the network further.
    wanted = [eager().item() for _ in range(_STEPS)]

    def results() -> tuple[Any, Any]:
        return arrays([call().item() for _ in range(_STEPS)]), arrays(wanted)

    contest = replace(alone, flops=counted, results=results, tolerance=_STEPS_TOLERANCE)
    return add_peers(setting, contest, theirs, calling, None)


def _only_gradients(torch: Any, network: Any, given: list[Any]) -> None:
    state = {name: each.clone() for name, each in network.state_dict().items()}
    *inputs, labels = given
    scores = network.train()(*inputs)
    torch.nn.functional.cross_entropy(scores.flatten(0, -2), labels.flatten()).backward()
    network.zero_grad()
    network.load_state_dict(state)


def _row(prefix: str, name: str, title: str, run: Callable[[Setting], Outcome]) -> Work:
    must, aim = (0.8, 1.5) if prefix == "kind" else (0.9, 1.1)
    rival = TORCH if prefix == "kind" else FASTEST
    return Work(f"{prefix}-{name}", title, Goal(must, rival), Goal(aim, rival), run)


def forward_work(network: Network, prefix: str = "model") -> Work:
    """The row of a network's forward; one of a "kind" has the goals of those."""
    return _row(prefix, network.name, network.title, contest(partial(_forward, network=network)))


def training_work(network: Network, optimizer: Callable[[Any, Any], Any], prefix: str = "train") -> Work:
    """The row of a step of training."""
    run = contest(partial(_training, network=network, optimizer=optimizer))
    return _row(prefix, network.name, f"training step of {network.title}", run)

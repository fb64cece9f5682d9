"""`barewire demo`: train a small convolutional network on handwriting, and show what it does and costs."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import gpuinfo, picture
from .console import console
from .exit_codes import ExitCode, MissingPackage
from .picture import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.console import Console

    from ..runtime.profiler import Profiler
    from ..tensor import nn
    from ..tensor.tensor import Tensor

DESCRIPTION = """train a small convolutional network on handwritten digits

The data are the 1,797 handwritten digits of 8 by 8 pixels that come with scikit-learn: 1,437 to train on and
360 to test on, always the same. Prints the cards found, the progress, the slowest kernels with their share of
what the card can do, and a few test digits with what the network says they are. The last line is `accuracy`
and the share of the test digits it got right."""

TEST_IMAGES = 360
BATCH = 128
LEARNING_RATE = 2e-3
SEED = 7
PROFILED_STEPS = 3
SLOWEST_KERNELS = 8
SHOWN_DIGITS = 8
PICTURE_COLUMNS = 80


def _positive(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--device", metavar="D", help="device to run on, such as CPU (default: the best card)"
    )
    parser.add_argument(
        "--epochs",
        metavar="N",
        type=_positive,
        default=20,
        help="passes over the training digits (default: 20)",
    )
    parser.add_argument(
        "--plot", metavar="FILE", type=Path, help="also write the picture of the digits as a PNG"
    )


@dataclass(frozen=True)
class Digits:
    """Images [n, 1, 8, 8], float32 from 0 to 1, and labels [n], int64."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]


def load() -> tuple[Digits, Digits]:
    """The digits to train on and those to test on; the split is the same on every machine."""
    try:
        from sklearn.datasets import load_digits
    except ImportError as failure:
        raise MissingPackage(
            "the demo's digits come with scikit-learn, which is not here; pip install 'barewire[demo]'"
        ) from failure
    import numpy as np

    data = load_digits()
    order = np.random.default_rng(SEED).permutation(len(data.target))
    images = (data.images[order, None] / 16).astype(np.float32)
    labels = data.target[order].astype(np.int64)
    return Digits(images[TEST_IMAGES:], labels[TEST_IMAGES:]), Digits(
        images[:TEST_IMAGES], labels[:TEST_IMAGES]
    )


def network(device: str) -> nn.Sequential:
    """Three convolutions and a linear layer: images [n, 1, 8, 8] to scores [n, 10]."""
    from ..tensor import nn

    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1, device=device),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1, device=device),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1, device=device),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(64 * 4 * 4, 10, device=device),
    )


class Training:
    """A network on a device with the jitted functions that train and ask it."""

    def __init__(self, device: str, data: Digits) -> None:
        import numpy as np

        from ..tensor.optim import Adam
        from ..tensor.run.jit import jit
        from ..tensor.tensor import Tensor

        Tensor.manual_seed(SEED)
        self.device = device
        self.data = data
        self.network = network(device)
        self.optimizer = Adam(self.network.parameters(), lr=LEARNING_RATE)
        self._order = np.random.default_rng(SEED)
        self._step = jit(self._train_on)
        self._scores = jit(self._ask)

    @property
    def steps_per_epoch(self) -> int:
        """Full batches only, so that every step has the same shapes and one captured graph serves all."""
        return len(self.data.labels) // BATCH

    def _train_on(self, images: Tensor, labels: Tensor) -> Tensor:
        self.optimizer.zero_grad()
        loss: Tensor = self.network(images).cross_entropy(labels)
        loss.backward()
        self.optimizer.step(loss)
        return loss.detach()

    def _ask(self, images: Tensor) -> Tensor:
        scores: Tensor = self.network(images)
        return scores.argmax(-1)

    def epoch(self) -> Iterator[float]:
        """Train on every digit once, in an order of its own; yields the loss of each step."""
        from ..tensor.tensor import Tensor

        order = self._order.permutation(len(self.data.labels))
        for start in range(0, self.steps_per_epoch * BATCH, BATCH):
            chosen = order[start : start + BATCH]
            images = Tensor(self.data.images[chosen], device=self.device)
            labels = Tensor(self.data.labels[chosen], device=self.device)
            yield float(self._step(images, labels).item())

    def predict(self, images: NDArray[np.float32]) -> NDArray[np.int64]:
        """What the network says each image [n, 1, 8, 8] is: labels [n]."""
        from ..tensor.tensor import Tensor

        with Tensor.no_grad():
            labels: NDArray[np.int64] = self._scores(Tensor(images, device=self.device)).numpy()
        return labels


def train(training: Training, epochs: int, output: Console) -> None:
    """Train with a progress bar, or a line per epoch where there is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("steps, loss {task.fields[loss]:.4f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=output) as progress:
        bar = progress.add_task("", total=epochs * training.steps_per_epoch, loss=float("nan"))
        for epoch in range(epochs):
            loss = float("nan")
            # A replayed step follows, since the rate is a tensor that the step reads.
            training.optimizer.lr = LEARNING_RATE * (1 - epoch / epochs)
            for loss in training.epoch():
                progress.update(bar, advance=1, loss=loss)
            if not output.is_terminal:
                output.print(f"epoch {epoch + 1} of {epochs}: loss {loss:.4f}")


def profile(training: Training) -> Profiler:
    """The kernels of a few training steps, measured on the card; the network learns from them too."""
    from ..runtime.profiler import Profiler

    with Profiler() as profiler:
        for _ in zip(range(PROFILED_STEPS), training.epoch(), strict=False):
            pass
    return profiler


def pictures(digits: Digits, predicted: NDArray[np.int64]) -> list[Picture]:
    """The first few digits with what they were read as, and what they are where that is something else."""
    shown = zip(digits.images[:SHOWN_DIGITS, 0], digits.labels.tolist(), predicted.tolist(), strict=False)
    return [
        Picture(pixels, f"{read}" if read == label else f"{read}, is {label}", read == label)
        for pixels, label, read in shown
    ]


def run(arguments: Namespace) -> int:
    """Train, test, and show."""
    from ..runtime.device import Device

    output = console()
    output.print(gpuinfo.table(gpuinfo.find()))
    learned, tested = load()
    device = Device[arguments.device] if arguments.device else Device.default
    output.print(
        f"\n{len(learned.labels)} digits to train on, {len(tested.labels)} to test on, {device.name}"
    )

    start = time.perf_counter()
    training = Training(device.name, learned)
    train(training, arguments.epochs, output)
    output.print(f"trained in {time.perf_counter() - start:.1f} s, compiling included\n")

    predicted = training.predict(tested.images)
    right = int((predicted == tested.labels).sum())
    output.print(f"{right} of {len(tested.labels)} test digits read right\n")
    shown = pictures(tested, predicted)
    output.print(profile(training).table(SLOWEST_KERNELS))
    output.print()
    output.print(picture.as_text(shown, min(output.width, PICTURE_COLUMNS)))
    if arguments.plot is not None:
        picture.write_png(arguments.plot, shown)
        output.print(f"picture written to {arguments.plot}")
    print(f"accuracy {right / len(tested.labels):.4f}")
    return ExitCode.OK

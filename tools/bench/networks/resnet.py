"""ResNet (He et al., 2015), with basic blocks or bottlenecks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def resnet(library: Any, width: int, blocks: Sequence[int], is_deep: bool, classes: int) -> Any:
    """A ResNet of four stages; `is_deep` takes bottlenecks in place of basic blocks, as from ResNet-50 on."""
    nn = library.nn

    def normed(inputs: int, outputs: int, size: int, stride: int = 1) -> Any:
        convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
        return nn.Sequential(convolution, nn.BatchNorm2d(outputs))

    class Block(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, inputs: int, inner: int, stride: int) -> None:
            super().__init__()
            outputs = 4 * inner if is_deep else inner
            if is_deep:
                steps = [normed(inputs, inner, 1), normed(inner, inner, 3, stride), normed(inner, outputs, 1)]
            else:
                steps = [normed(inputs, inner, 3, stride), normed(inner, outputs, 3)]
            self.steps = nn.ModuleList(steps)
            self.shortcut = nn.Identity()
            if stride != 1 or inputs != outputs:
                self.shortcut = normed(inputs, outputs, 1, stride)

        def forward(self, x: Any) -> Any:
            y = x
            for step in self.steps[:-1]:
                y = step(y).relu()
            return (self.steps[-1](y) + self.shortcut(x)).relu()

    stages: list[Any] = []
    inputs = width
    for number, count in enumerate(blocks):
        inner = width * 2**number
        for place in range(count):
            stages.append(Block(inputs, inner, 2 if number and not place else 1))
            inputs = 4 * inner if is_deep else inner
    return nn.Sequential(
        normed(3, width, 7, 2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
        *stages,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(inputs, classes),
    )

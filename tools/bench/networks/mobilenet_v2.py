"""MobileNetV2 (Sandler et al., 2018): inverted residuals over depthwise convolutions."""

from __future__ import annotations

from typing import Any

# Expansion, channels, blocks and the first block's stride of each stage: table 2 of the paper.
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def mobilenet_v2(library: Any, width: float, most_blocks: int, classes: int, dropped: float = 0.2) -> Any:
    """MobileNetV2 with its channels times `width`, in multiples of 8, and at most so many blocks a stage."""
    nn = library.nn

    def channels(count: int) -> int:
        return max(8, int(count * width + 4) // 8 * 8)

    def normed(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> list[Any]:
        convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
        return [convolution, nn.BatchNorm2d(outputs)]

    class InvertedResidual(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
            super().__init__()
            inner = inputs * expansion
            self.is_residual = stride == 1 and inputs == outputs
            widening = [*normed(inputs, inner, 1), nn.ReLU6(inplace=True)] if expansion > 1 else []
            self.steps = nn.Sequential(
                *widening,
                *normed(inner, inner, 3, stride, groups=inner),
                nn.ReLU6(inplace=True),
                *normed(inner, outputs, 1),
            )

        def forward(self, x: Any) -> Any:
            return x + self.steps(x) if self.is_residual else self.steps(x)

    inputs = channels(32)
    layers: list[Any] = [*normed(3, inputs, 3, 2), nn.ReLU6(inplace=True)]
    for expansion, count, blocks, stride in STAGES:
        for place in range(min(blocks, most_blocks)):
            layers.append(InvertedResidual(inputs, channels(count), 1 if place else stride, expansion))
            inputs = channels(count)
    last = channels(1280)
    return nn.Sequential(
        *layers,
        *normed(inputs, last, 1),
        nn.ReLU6(inplace=True),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(dropped),
        nn.Linear(last, classes),
    )

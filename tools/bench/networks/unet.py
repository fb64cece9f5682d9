"""U-Net (Ronneberger et al., 2015), padded, with transposed convolutions on the way up."""

from __future__ import annotations

from typing import Any


def unet(library: Any, width: int, depth: int, classes: int) -> Any:
    """`[n, 3, h, w]` to `[n, classes, h, w]`; sides that halving does not divide are padded."""
    nn = library.nn

    def twice(inputs: int, outputs: int) -> Any:
        steps: list[Any] = []
        for count in (inputs, outputs):
            convolution = nn.Conv2d(count, outputs, 3, padding=1, bias=False)
            steps += [convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
        return nn.Sequential(*steps)

    class Up(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.up = nn.ConvTranspose2d(2 * channels, channels, 2, 2)
            self.merge = twice(2 * channels, channels)

        def forward(self, x: Any, beside: Any) -> Any:
            x = self.up(x)
            rows, columns = beside.shape[2] - x.shape[2], beside.shape[3] - x.shape[3]
            if rows or columns:
                amounts = (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
                x = nn.functional.pad(x, amounts)
            return self.merge(library.cat([beside, x], 1))

    class Network(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            sizes = [width * 2**number for number in range(depth + 1)]
            self.enter = twice(3, width)
            self.down = nn.ModuleList(
                nn.Sequential(nn.MaxPool2d(2), twice(size, 2 * size)) for size in sizes[:-1]
            )
            self.up = nn.ModuleList(Up(size) for size in reversed(sizes[:-1]))
            self.leave = nn.Conv2d(width, classes, 1)

        def forward(self, x: Any) -> Any:
            levels = [self.enter(x)]
            for down in self.down:
                levels.append(down(levels[-1]))
            x = levels.pop()
            for up in self.up:
                x = up(x, levels.pop())
            return self.leave(x)

    return Network()

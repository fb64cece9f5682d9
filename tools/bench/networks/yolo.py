"""A detector of YOLOv8's form: parted residual stages, a pyramid up and down, boxes as distributions."""

from __future__ import annotations

from typing import Any

BINS = 16


def yolo(library: Any, width: int, classes: int) -> Any:
    """`[n, 3, h, w]` to boxes and scores `[n, 4 + classes, places]`; h and w are multiples of 32."""
    nn = library.nn

    class Convolution(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, inputs: int, outputs: int, size: int = 1, stride: int = 1) -> None:
            super().__init__()
            self.conv = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
            self.bn = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)
            self.act = nn.SiLU(inplace=True)

        def forward(self, x: Any) -> Any:
            return self.act(self.bn(self.conv(x)))

    class Bottleneck(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, channels: int, adds: bool) -> None:
            super().__init__()
            self.first = Convolution(channels, channels, 3)
            self.second = Convolution(channels, channels, 3)
            self.adds = adds

        def forward(self, x: Any) -> Any:
            y = self.second(self.first(x))
            return x + y if self.adds else y

    class Parted(nn.Module):  # type: ignore[misc,name-defined]
        """Half of the channels go through blocks, and all that came on the way is joined."""

        def __init__(self, inputs: int, outputs: int, count: int, adds: bool) -> None:
            super().__init__()
            inner = outputs // 2
            self.enter = Convolution(inputs, 2 * inner)
            self.blocks = nn.ModuleList(Bottleneck(inner, adds) for _ in range(count))
            self.leave = Convolution((2 + count) * inner, outputs)

        def forward(self, x: Any) -> Any:
            parts = list(self.enter(x).chunk(2, 1))
            for block in self.blocks:
                parts.append(block(parts[-1]))
            return self.leave(library.cat(parts, 1))

    class Pyramid(nn.Module):  # type: ignore[misc,name-defined]
        """Three maxima of a growing neighbourhood."""

        def __init__(self, channels: int) -> None:
            super().__init__()
            self.enter = Convolution(channels, channels // 2)
            self.pool = nn.MaxPool2d(5, 1, 2)
            self.leave = Convolution(2 * channels, channels)

        def forward(self, x: Any) -> Any:
            parts = [self.enter(x)]
            for _ in range(3):
                parts.append(self.pool(parts[-1]))
            return self.leave(library.cat(parts, 1))

    class Head(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, channels: tuple[int, ...]) -> None:
            super().__init__()
            inner, inner_scores = max(16, channels[0] // 4, 4 * BINS), max(channels[0], min(classes, 100))

            def branch(inputs: int, inner: int, outputs: int) -> Any:
                steps = [Convolution(inputs, inner, 3), Convolution(inner, inner, 3)]
                return nn.Sequential(*steps, nn.Conv2d(inner, outputs, 1))

            self.boxes = nn.ModuleList(branch(count, inner, 4 * BINS) for count in channels)
            self.scores = nn.ModuleList(branch(count, inner_scores, classes) for count in channels)
            self.register_buffer("bins", library.arange(BINS, dtype=library.float32).view(1, BINS, 1, 1))

        def forward(self, levels: list[Any]) -> Any:
            found = []
            for x, stride, boxes, scores in zip(levels, (8, 16, 32), self.boxes, self.scores, strict=True):
                n, _, h, w = x.shape
                distances = boxes(x).flatten(2).view(n, 4, BINS, h * w).transpose(1, 2).softmax(1)
                near, far = (distances * self.bins).sum(1).chunk(2, 1)
                rows = library.arange(h, dtype=library.float32) + 0.5
                columns = library.arange(w, dtype=library.float32) + 0.5
                y, x_ = library.meshgrid(rows, columns, indexing="ij")
                middle = library.stack([x_, y]).view(1, 2, h * w)
                low, high = middle - near, middle + far
                box = library.cat([(low + high) / 2, high - low], 1) * stride
                found.append(library.cat([box, scores(x).flatten(2).sigmoid()], 1))
            return library.cat(found, 2)

    class Detector(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            a, b, c, d, e = (width * 2**number for number in range(5))
            self.stem = nn.Sequential(Convolution(3, a, 3, 2), Convolution(a, b, 3, 2), Parted(b, b, 1, True))
            self.stage3 = nn.Sequential(Convolution(b, c, 3, 2), Parted(c, c, 2, True))
            self.stage4 = nn.Sequential(Convolution(c, d, 3, 2), Parted(d, d, 2, True))
            self.stage5 = nn.Sequential(Convolution(d, e, 3, 2), Parted(e, e, 1, True), Pyramid(e))
            self.up = nn.Upsample(scale_factor=2, mode="nearest")
            self.up4, self.up3 = Parted(d + e, d, 1, False), Parted(c + d, c, 1, False)
            self.shrink3, self.down4 = Convolution(c, c, 3, 2), Parted(c + d, d, 1, False)
            self.shrink4, self.down5 = Convolution(d, d, 3, 2), Parted(d + e, e, 1, False)
            self.head = Head((c, d, e))

        def forward(self, x: Any) -> Any:
            third = self.stage3(self.stem(x))
            fourth = self.stage4(third)
            fifth = self.stage5(fourth)
            fourth = self.up4(library.cat([self.up(fifth), fourth], 1))
            third = self.up3(library.cat([self.up(fourth), third], 1))
            fourth = self.down4(library.cat([self.shrink3(third), fourth], 1))
            fifth = self.down5(library.cat([self.shrink4(fourth), fifth], 1))
            return self.head([third, fourth, fifth])

    return Detector()

"""The U-Net of a diffusion model (Ho et al., 2020): a time in every block, attention at the bottom."""

from __future__ import annotations

import math
from typing import Any


def diffusion_unet(library: Any, width: int, factors: tuple[int, ...], groups: int) -> Any:
    """A noisy picture `[n, 4, h, w]` and times `[n]` to the noise in it."""
    nn = library.nn
    inner = 4 * width

    class Block(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, inputs: int, outputs: int) -> None:
            super().__init__()
            self.norm1, self.norm2 = nn.GroupNorm(groups, inputs), nn.GroupNorm(groups, outputs)
            self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
            self.time = nn.Linear(inner, outputs)
            self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

        def forward(self, x: Any, time: Any) -> Any:
            silu = nn.functional.silu
            y = self.conv1(silu(self.norm1(x))) + self.time(silu(time))[:, :, None, None]
            return self.shortcut(x) + self.conv2(silu(self.norm2(y)))

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.norm = nn.GroupNorm(groups, channels)
            self.qkv, self.out = nn.Conv2d(channels, 3 * channels, 1), nn.Conv2d(channels, channels, 1)

        def forward(self, x: Any) -> Any:
            n, channels, h, w = x.shape
            qkv = self.qkv(self.norm(x)).view(n, 3, 4, channels // 4, h * w).transpose(-2, -1)
            q, k, v = qkv.unbind(1)
            y = nn.functional.scaled_dot_product_attention(q, k, v)
            return x + self.out(y.transpose(-2, -1).reshape(n, channels, h, w))

    class Network(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.time = nn.Sequential(nn.Linear(width, inner), nn.SiLU(), nn.Linear(inner, inner))
            self.enter = nn.Conv2d(4, width, 3, padding=1)
            sizes = [width * factor for factor in factors]
            self.down = nn.ModuleList(
                Block(inputs, outputs) for inputs, outputs in zip([width, *sizes], sizes, strict=False)
            )
            self.shrink = nn.ModuleList(nn.Conv2d(size, size, 3, 2, 1) for size in sizes[:-1])
            self.middle1, self.attention = Block(sizes[-1], sizes[-1]), Attention(sizes[-1])
            self.middle2 = Block(sizes[-1], sizes[-1])
            after = [*sizes[::-1][1:], width]
            self.up = nn.ModuleList(
                Block(2 * inputs, outputs) for inputs, outputs in zip(sizes[::-1], after, strict=True)
            )
            self.grow = nn.ModuleList(nn.Conv2d(size, size, 3, padding=1) for size in after[:-1])
            self.norm, self.leave = nn.GroupNorm(groups, width), nn.Conv2d(width, 4, 3, padding=1)

        def moment(self, times: Any) -> Any:
            """Times as sines and cosines."""
            rates = library.exp(-math.log(10000) / (width // 2) * library.arange(width // 2))
            angles = times[:, None] * rates[None]
            return self.time(library.cat([angles.sin(), angles.cos()], 1))

        def forward(self, x: Any, times: Any) -> Any:
            time = self.moment(times)
            x = self.enter(x)
            levels = []
            for number, block in enumerate(self.down):
                x = block(x, time)
                levels.append(x)
                if number < len(self.shrink):
                    x = self.shrink[number](x)
            x = self.middle2(self.attention(self.middle1(x, time)), time)
            for number, block in enumerate(self.up):
                x = block(library.cat([x, levels.pop()], 1), time)
                if number < len(self.grow):
                    x = self.grow[number](nn.functional.interpolate(x, scale_factor=2, mode="nearest"))
            return self.leave(nn.functional.silu(self.norm(x)))

    return Network()

"""A segmenter of Segment Anything's form (Kirillov et al., 2023).

The encoder is a vision transformer whose blocks attend within windows, a few of them everywhere, with
relative positions by row and by column. The decoder attends both ways between prompts and picture.
"""

from __future__ import annotations

import math
from typing import Any


def image_encoder(library: Any, side: int, patch: int, width: int, heads: int, window: int, out: int) -> Any:
    """`[n, 3, side, side]` to `[n, out, side / patch, side / patch]`: a windowed block and a global one."""
    nn = library.nn
    grid = side // patch

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, size: int) -> None:
            super().__init__()
            self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
            head = width // heads
            self.rows = nn.Parameter(library.randn(2 * size - 1, head) * 0.1)
            self.columns = nn.Parameter(library.randn(2 * size - 1, head) * 0.1)

        def forward(self, x: Any) -> Any:
            n, h, w, _ = x.shape
            qkv = self.qkv(x).reshape(n, h * w, 3, heads, -1).permute(2, 0, 3, 1, 4)
            q, k, v = qkv.reshape(3, n * heads, h * w, -1).unbind(0)
            scores = (q * (width // heads) ** -0.5) @ k.transpose(-2, -1)
            by_place = q.reshape(n * heads, h, w, -1)
            rows = library.einsum("bhwc,hkc->bhwk", by_place, self.between(self.rows, h))
            columns = library.einsum("bhwc,wkc->bhwk", by_place, self.between(self.columns, w))
            scores = scores.view(-1, h, w, h, w) + rows[:, :, :, :, None] + columns[:, :, :, None, :]
            weights = scores.view(n * heads, h * w, h * w).softmax(dim=-1)
            y = (weights @ v).view(n, heads, h, w, -1).permute(0, 2, 3, 1, 4).reshape(n, h, w, -1)
            return self.proj(y)

        def between(self, table: Any, size: int) -> Any:
            """The rows of a table for each distance, `[size, size, c]`; one for another size is resized."""
            if table.shape[0] != 2 * size - 1:
                resized = nn.functional.interpolate(table.T[None], size=2 * size - 1, mode="linear")
                table = resized[0].T
            places = library.arange(size)
            return table[places[:, None] - places[None, :] + size - 1]

    class Block(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, size: int) -> None:
            super().__init__()
            self.size = size
            self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
            self.attention = Attention(size or grid)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            y = self.norm1(x)
            y = self.by_windows(y) if self.size else self.attention(y)
            x = x + y
            return x + self.mlp(self.norm2(x))

        def by_windows(self, x: Any) -> Any:
            n, h, w, c = x.shape
            size = self.size
            below, right = -h % size, -w % size
            if below or right:
                x = nn.functional.pad(x, (0, 0, 0, right, 0, below))
            tall, wide = (h + below) // size, (w + right) // size
            x = x.view(n, tall, size, wide, size, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, size, size, c)
            x = self.attention(x).view(n, tall, wide, size, size, c).permute(0, 1, 3, 2, 4, 5)
            return x.reshape(n, h + below, w + right, c)[:, :h, :w]

    class Encoder(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.patches = nn.Conv2d(3, width, patch, patch)
            self.places = nn.Parameter(library.randn(1, grid, grid, width) * 0.02)
            self.blocks = nn.ModuleList([Block(window), Block(0)])
            self.narrow = nn.Conv2d(width, out, 1, bias=False)
            self.norm1 = channel_norm(library, out)
            self.mix = nn.Conv2d(out, out, 3, padding=1, bias=False)
            self.norm2 = channel_norm(library, out)

        def forward(self, x: Any) -> Any:
            x = self.patches(x).permute(0, 2, 3, 1) + self.places
            for block in self.blocks:
                x = block(x)
            x = self.norm1(self.narrow(x.permute(0, 3, 1, 2)))
            return self.norm2(self.mix(x))

    return Encoder()


def channel_norm(library: Any, channels: int) -> Any:
    """Each pixel's channels normalised."""

    class Norm(library.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weight = library.nn.Parameter(library.ones(channels))
            self.bias = library.nn.Parameter(library.zeros(channels))

        def forward(self, x: Any) -> Any:
            centred = x - x.mean(1, keepdim=True)
            scaled = centred / library.sqrt(centred.pow(2).mean(1, keepdim=True) + 1e-6)
            return self.weight[:, None, None] * scaled + self.bias[:, None, None]

    return Norm()


def mask_decoder(library: Any, width: int, heads: int, masks: int) -> Any:
    """An embedded picture `[1, width, h, w]`, points `[n, k, 2]` between 0 and 1 and their labels `[n, k]`
    (-1 for none) to masks `[n, masks, 4h, 4w]` and what they are expected to be worth, `[n, masks]`.
    """
    nn = library.nn

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, narrower: int = 1) -> None:
            super().__init__()
            inner = width // narrower
            self.q, self.k, self.v = (nn.Linear(width, inner) for _ in range(3))
            self.out = nn.Linear(inner, width)

        def forward(self, q: Any, k: Any, v: Any) -> Any:
            def parted(x: Any) -> Any:
                n, count, channels = x.shape
                return x.reshape(n, count, heads, channels // heads).transpose(1, 2)

            q, k, v = parted(self.q(q)), parted(self.k(k)), parted(self.v(v))
            scores = q @ k.permute(0, 1, 3, 2) / math.sqrt(q.shape[-1])
            y = library.softmax(scores, dim=-1) @ v
            return self.out(y.transpose(1, 2).flatten(2))

    def perceptron(inner: int, outputs: int) -> Any:
        return nn.Sequential(nn.Linear(width, inner), nn.ReLU(), nn.Linear(inner, outputs))

    class Layer(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, is_first: bool) -> None:
            super().__init__()
            self.is_first = is_first
            self.inside, self.to_picture, self.to_prompts = Attention(), Attention(2), Attention(2)
            self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(4))
            self.mlp = perceptron(2 * width, width)

        def forward(self, queries: Any, keys: Any, query_places: Any, key_places: Any) -> Any:
            if self.is_first:
                queries = self.inside(queries, queries, queries)
            else:
                placed = queries + query_places
                queries = queries + self.inside(placed, placed, queries)
            queries = self.norms[0](queries)
            placed, there = queries + query_places, keys + key_places
            queries = self.norms[1](queries + self.to_picture(placed, there, keys))
            queries = self.norms[2](queries + self.mlp(queries))
            placed = queries + query_places
            return queries, self.norms[3](keys + self.to_prompts(there, placed, queries))

    class Decoder(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("frequencies", library.randn(2, width // 2))
            self.labels = nn.Embedding(2, width)
            self.nothing = nn.Embedding(1, width)
            self.no_mask = nn.Embedding(1, width)
            self.worth_token, self.mask_tokens = nn.Embedding(1, width), nn.Embedding(masks, width)
            self.layers = nn.ModuleList([Layer(True), Layer(False)])
            self.last, self.norm = Attention(2), nn.LayerNorm(width)
            self.enlarge = nn.Sequential(
                nn.ConvTranspose2d(width, width // 4, 2, stride=2),
                channel_norm(library, width // 4),
                nn.GELU(),
                nn.ConvTranspose2d(width // 4, width // 8, 2, stride=2),
                nn.GELU(),
            )
            self.filters = nn.ModuleList(perceptron(width, width // 8) for _ in range(masks))
            self.worth = perceptron(width, masks)

        def placed(self, places: Any) -> Any:
            """Places between 0 and 1, `[..., 2]`, as sines and cosines of random frequencies."""
            angles = 2 * math.pi * ((2 * places - 1) @ self.frequencies)
            return library.cat([angles.sin(), angles.cos()], -1)

        def prompts(self, points: Any, labels: Any) -> Any:
            """Points by place and label, -1 for none."""
            given = (labels >= 0)[..., None]
            which = self.labels(labels.clamp(min=0))
            return library.where(given, self.placed(points) + which, self.nothing.weight)

        def forward(self, picture: Any, points: Any, labels: Any) -> Any:
            count, (h, w) = points.shape[0], picture.shape[2:]
            y, x = (library.arange(size, dtype=self.frequencies.dtype) for size in (h, w))
            grid = library.stack(
                [((x + 0.5) / w).expand(h, w), ((y + 0.5) / h)[:, None].expand(h, w)], axis=-1
            )
            key_places = self.placed(grid).view(1, h * w, width).expand(count, -1, -1)
            own = library.cat([self.worth_token.weight, self.mask_tokens.weight])
            places = library.cat([own[None].expand(count, -1, -1), self.prompts(points, labels)], dim=1)
            picture = picture + self.no_mask.weight.reshape(1, -1, 1, 1)
            keys = picture.flatten(2).permute(0, 2, 1).expand(count, -1, -1)
            queries = places
            for layer in self.layers:
                queries, keys = layer(queries, keys, places, key_places)
            queries = self.norm(queries + self.last(queries + places, keys + key_places, keys))
            enlarged = self.enlarge(keys.transpose(1, 2).reshape(count, width, h, w))
            filters = library.stack([each(queries[:, 1 + i]) for i, each in enumerate(self.filters)], axis=1)
            flat = enlarged.flatten(2)
            found = (filters @ flat).view(count, masks, enlarged.shape[2], enlarged.shape[3])
            return found, self.worth(queries[:, 0])

    return Decoder()

"""Stacks of transformer layers of the common kinds, of which kernels are counted."""

from __future__ import annotations

from typing import Any


def stack(library: Any, kind: str, layers: int, width: int = 64, heads: int = 4) -> Any:
    """`[n, tokens, width]` through as many layers of BERT, GPT, ViT or Llama."""
    nn = library.nn

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, is_causal: bool, is_joined: bool) -> None:
            super().__init__()
            self.is_causal = is_causal
            self.joined = nn.Linear(width, 3 * width) if is_joined else None
            if not is_joined:
                self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
            self.out = nn.Linear(width, width)

        def forward(self, x: Any) -> Any:
            n, count, _ = x.shape
            parts = self.joined(x).chunk(3, -1) if self.joined else (self.q(x), self.k(x), self.v(x))
            q, k, v = (each.view(n, count, heads, -1).transpose(1, 2) for each in parts)
            y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=self.is_causal)
            return self.out(y.transpose(1, 2).reshape(n, count, width))

    class Bert(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.attention = Attention(False, False)
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            x = self.norm1(x + self.attention(x))
            return self.norm2(x + self.mlp(x))

    class Before(nn.Module):  # type: ignore[misc,name-defined]
        """Normalised before each part, as in GPT and ViT."""

        def __init__(self, is_causal: bool) -> None:
            super().__init__()
            self.attention = Attention(is_causal, True)
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            act = nn.GELU(approximate="tanh") if is_causal else nn.GELU()
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), act, nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))

    class RootMeanSquare(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(library.ones(width))

        def forward(self, x: Any) -> Any:
            return self.weight * (x * library.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))

    class Llama(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            head, few = width // heads, heads // 2
            self.norm1, self.norm2 = RootMeanSquare(), RootMeanSquare()
            self.q, self.out = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
            self.k, self.v = (nn.Linear(width, few * head, bias=False) for _ in range(2))
            self.gate, self.up = (nn.Linear(width, 3 * width, bias=False) for _ in range(2))
            self.down = nn.Linear(3 * width, width, bias=False)
            angles = library.arange(128)[:, None] * 10000 ** (-library.arange(head // 2) / (head // 2))
            self.register_buffer("cos", library.cat([angles.cos(), angles.cos()], 1))
            self.register_buffer("sin", library.cat([angles.sin(), angles.sin()], 1))

        def turned(self, x: Any) -> Any:
            first, second = x.chunk(2, -1)
            count = x.shape[2]
            return x * self.cos[:count] + library.cat([-second, first], -1) * self.sin[:count]

        def forward(self, x: Any) -> Any:
            n, count, _ = x.shape
            y = self.norm1(x)
            q, k, v = (each(y).view(n, count, -1, width // heads).transpose(1, 2) for each in self.three())
            k, v = (each.repeat_interleave(2, 1) for each in (self.turned(k), v))
            y = nn.functional.scaled_dot_product_attention(self.turned(q), k, v, is_causal=True)
            x = x + self.out(y.transpose(1, 2).reshape(n, count, width))
            y = self.norm2(x)
            return x + self.down(nn.functional.silu(self.gate(y)) * self.up(y))

        def three(self) -> Any:
            return self.q, self.k, self.v

    kinds = {"bert": Bert, "gpt": lambda: Before(True), "vit": lambda: Before(False), "llama": Llama}
    return nn.Sequential(*(kinds[kind]() for _ in range(layers)))

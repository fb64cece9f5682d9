"""Transformers over words: BERT (Devlin et al., 2018) and GPT-2 (Radford et al., 2019)."""

from __future__ import annotations

from typing import Any


def _attention(library: Any, width: int, heads: int, is_causal: bool) -> Any:
    nn = library.nn

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

        def forward(self, x: Any, mask: Any = None) -> Any:
            n, count, _ = x.shape
            q, k, v = (
                each(x).view(n, count, heads, width // heads).transpose(1, 2)
                for each in (self.q, self.k, self.v)
            )
            y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=is_causal)
            return self.out(y.transpose(1, 2).reshape(n, count, width))

    return Attention()


def bert(library: Any, words: int, width: int, heads: int, layers: int) -> Any:
    """`[n, count]` of words and a mask of those that count to `[n, count, width]`."""
    nn = library.nn

    class Layer(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.attention = _attention(library, width, heads, False)
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any, mask: Any) -> Any:
            x = self.norm1(x + self.attention(x, mask))
            return self.norm2(x + self.mlp(x))

    class Encoder(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.words, self.places = nn.Embedding(words, width), nn.Embedding(512, width)
            self.norm = nn.LayerNorm(width)
            self.layers = nn.ModuleList(Layer() for _ in range(layers))

        def forward(self, written: Any, mask: Any) -> Any:
            x = self.norm(self.words(written) + self.places.weight[: written.shape[1]])
            seen = mask[:, None, None, :].bool()
            for layer in self.layers:
                x = layer(x, seen)
            return x

    return Encoder()


def gpt(library: Any, words: int, width: int, heads: int, layers: int, places: int = 256) -> Any:
    """`[n, count]` of words to the logits of each next one, `[n, count, words]`."""
    nn = library.nn

    class Layer(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.attention = _attention(library, width, heads, True)
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            act = nn.GELU(approximate="tanh")
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), act, nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))

    class Model(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.words, self.places = nn.Embedding(words, width), nn.Embedding(places, width)
            self.layers = nn.Sequential(*(Layer() for _ in range(layers)))
            self.norm = nn.LayerNorm(width)
            self.head = nn.Linear(width, words, bias=False)

        def forward(self, written: Any) -> Any:
            x = self.words(written) + self.places.weight[: written.shape[1]]
            return self.head(self.norm(self.layers(x)))

    return Model()

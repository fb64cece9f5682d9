"""A recogniser of Whisper's form (Radford et al., 2022): spectrogram, encoder, decoder with a cache."""

from __future__ import annotations

import math
from typing import Any

FFT, HOP = 400, 160


def filters(bands: int, rate: int = 16000) -> Any:
    """Triangles of even width on the mel scale, `[bands, FFT // 2 + 1]`, each of area one."""
    import numpy as np

    highest = 2595 * math.log10(1 + rate / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, highest, bands + 2) / 2595) - 1)
    frequencies = np.linspace(0, rate / 2, FFT // 2 + 1)
    rising = (frequencies - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - frequencies) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])[:, None]
    return triangles.astype(np.float32)


def log_mel(library: Any, sound: Any, bands: int) -> Any:
    """Sound `[n, samples]` to its spectrogram in decades, `[n, bands, samples // HOP]`."""
    spectrum = library.stft(sound, FFT, HOP, window=library.hann_window(FFT), return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    levels = (library.asarray(filters(bands)) @ power).clamp(min=1e-10).log10()
    levels = library.maximum(levels, levels.amax((1, 2), keepdim=True) - 8)
    return (levels + 4) / 4


def whisper(library: Any, bands: int, width: int, heads: int, layers: int, frames: int, tokens: int) -> Any:
    """A model with `encode(spectrogram)` and `decode(tokens, encoded, cache)`; its forward is both."""
    nn = library.nn

    class Attention(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.query, self.value, self.out = (nn.Linear(width, width) for _ in range(3))
            self.key = nn.Linear(width, width, bias=False)

        def parted(self, x: Any) -> Any:
            return x.view(x.shape[0], x.shape[1], heads, width // heads).transpose(1, 2)

        def keys_and_values(self, x: Any) -> Any:
            return self.parted(self.key(x)), self.parted(self.value(x))

        def forward(self, x: Any, keys: Any, values: Any, is_causal: bool = False) -> Any:
            y = nn.functional.scaled_dot_product_attention(
                self.parted(self.query(x)), keys, values, is_causal=is_causal
            )
            return self.out(y.transpose(1, 2).reshape(x.shape[0], x.shape[1], width))

    class Block(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self, is_decoder: bool) -> None:
            super().__init__()
            self.attention, self.norm = Attention(), nn.LayerNorm(width)
            if is_decoder:
                self.across, self.across_norm = Attention(), nn.LayerNorm(width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
            self.mlp_norm = nn.LayerNorm(width)

    class Model(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.conv1 = nn.Conv1d(bands, width, 3, padding=1)
            self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
            rates = library.exp(-math.log(10000) / (width // 2 - 1) * library.arange(width // 2))
            angles = library.arange(frames // 2)[:, None] * rates[None]
            self.register_buffer("sines", library.cat([angles.sin(), angles.cos()], 1))
            self.encoder = nn.ModuleList(Block(False) for _ in range(layers))
            self.encoder_norm = nn.LayerNorm(width)
            self.tokens = nn.Embedding(tokens, width)
            self.places = nn.Parameter(library.randn(32, width) * 0.02)
            self.decoder = nn.ModuleList(Block(True) for _ in range(layers))
            self.decoder_norm = nn.LayerNorm(width)

        def encode(self, spectrogram: Any) -> Any:
            x = nn.functional.gelu(self.conv1(spectrogram))
            x = nn.functional.gelu(self.conv2(x)).permute(0, 2, 1)
            x = x + self.sines[: x.shape[1]]
            for block in self.encoder:
                y = block.norm(x)
                x = x + block.attention(y, *block.attention.keys_and_values(y))
                x = x + block.mlp(block.mlp_norm(x))
            return self.encoder_norm(x)

        def across(self, encoded: Any) -> Any:
            """Keys and values of what was encoded, for each layer: they stay as they are."""
            return [block.across.keys_and_values(encoded) for block in self.decoder]

        def decode(self, written: Any, across: Any, cache: Any) -> Any:
            """Logits of the tokens that follow these, and the cache with theirs; `cache` is None at first."""
            start = 0 if cache is None else cache[0][0].shape[2]
            x = self.tokens(written) + self.places[start : start + written.shape[1]]
            grown = []
            for number, block in enumerate(self.decoder):
                y = block.norm(x)
                keys, values = block.attention.keys_and_values(y)
                if cache is not None:
                    keys = library.cat([cache[number][0], keys], 2)
                    values = library.cat([cache[number][1], values], 2)
                grown.append((keys, values))
                x = x + block.attention(y, keys, values, is_causal=cache is None)
                x = x + block.across(block.across_norm(x), *across[number])
                x = x + block.mlp(block.mlp_norm(x))
            return self.decoder_norm(x) @ self.tokens.weight.T, grown

        def forward(self, spectrogram: Any, written: Any) -> Any:
            return self.decode(written, self.across(self.encode(spectrogram)), None)[0]

    return Model()

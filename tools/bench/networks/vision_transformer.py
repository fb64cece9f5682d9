"""The vision transformer (Dosovitskiy et al., 2020)."""

from __future__ import annotations

from typing import Any

from .transformers import stack


def vision_transformer(
    library: Any, side: int, patch: int, width: int, heads: int, layers: int, classes: int
) -> Any:
    """`[n, 3, side, side]` to the logits of classes, by a token of their own."""
    nn = library.nn

    class Network(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.patches = nn.Conv2d(3, width, patch, patch)
            self.token = nn.Parameter(library.randn(1, 1, width) * 0.02)
            self.places = nn.Parameter(library.randn(1, (side // patch) ** 2 + 1, width) * 0.02)
            self.layers = stack(library, "vit", layers, width, heads)
            self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

        def forward(self, x: Any) -> Any:
            x = self.patches(x).flatten(2).transpose(1, 2)
            x = library.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
            return self.head(self.norm(self.layers(x))[:, 0])

    return Network()

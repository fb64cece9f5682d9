"""What registering a function gives, by which it is taken away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self


class RemovableHandle:
    """What registering a hook gives: `remove()` takes the hook away, and so does leaving it as a context.

    Examples:
        >>> layer = nn.ReLU()
        >>> with layer.register_forward_hook(lambda module, inputs, output: output + 1):
        ...     layer(Tensor([2.0])).tolist()
        [3.0]
        >>> layer(Tensor([2.0])).tolist()
        [2.0]
    """

    def __init__(self, take_away: Callable[[], object]) -> None:
        self._take_away = take_away

    def remove(self) -> None:
        """Take the hook away; nothing happens where it is gone.

        Examples:
            >>> layer = nn.ReLU()
            >>> handle = layer.register_forward_hook(lambda module, inputs, output: output + 1)
            >>> handle.remove()
            >>> layer(Tensor([2.0])).tolist()
            [2.0]
        """
        self._take_away()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

"""What stands for something there is only one of: memory of a card, a queue, code that is loaded.

Two objects for one such thing would both give it back, or both believe to know where it is.
"""

from __future__ import annotations

from typing import NoReturn

from .errors import InvalidArgument


class Owned:
    """An object that can be neither copied nor pickled: both raise InvalidArgument."""

    __slots__ = ()

    def __copy__(self) -> NoReturn:
        raise InvalidArgument(
            f"a {type(self).__name__} cannot be copied: it stands for something that a card has once; copy "
            "tensors, or pass the object itself"
        )

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__copy__()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise InvalidArgument(
            f"a {type(self).__name__} cannot be pickled: it stands for something on a card that this process "
            "has open; pickle tensors, or open the card in the other process"
        )

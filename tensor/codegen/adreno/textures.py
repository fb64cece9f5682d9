"""The textures of a kernel: what it only reads, and reads again and again, by way of the texture cache.

A load goes to the second-level cache each time; what `isam` reads is also in a cache of the shader processor.
So the operands of reductions that are read more than once (nest/reread.py) are buffer textures
(A6XX_TEX_BUFFER) over the memory as it lies, one for each size of access: a texel is what a load reads, as
unsigned integers, whose bits nobody converts.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....drivers.qualcomm.code_object import Descriptor
from ....drivers.qualcomm.descriptors import TEX_CONST, Format, Swizzle, TextureType

MOST_TEXELS = 1 << 27
"""MAX_TEXEL_ELEMENTS of Mesa's turnip; a descriptor has bits for eight times as many."""
_ARGUMENT_BYTES = 8
_WIDTH_BITS = 15

# The bytes of a component, and how many there are.
_FORMATS = {
    (4, 4): Format.FMT6_32_32_32_32_UINT,
    (4, 2): Format.FMT6_32_32_UINT,
    (4, 1): Format.FMT6_32_UINT,
    (2, 4): Format.FMT6_16_16_16_16_UINT,
    (2, 2): Format.FMT6_16_16_UINT,
    (2, 1): Format.FMT6_16_UINT,
}


@dataclass(frozen=True, slots=True)
class Texture:
    """A view of an argument's memory as so many texels."""

    argument: int
    component_bytes: int
    components: int
    texels: int

    def descriptor(self) -> Descriptor:
        """How the card is told of it; the driver puts the address in."""
        return Descriptor(
            _ARGUMENT_BYTES * self.argument,
            tuple(
                TEX_CONST.pack(
                    SWIZ_X=Swizzle.A6XX_TEX_X,
                    SWIZ_Y=Swizzle.A6XX_TEX_Y,
                    SWIZ_Z=Swizzle.A6XX_TEX_Z,
                    SWIZ_W=Swizzle.A6XX_TEX_W,
                    FMT=_FORMATS[self.component_bytes, self.components],
                    WIDTH=self.texels & ((1 << _WIDTH_BITS) - 1),
                    HEIGHT=self.texels >> _WIDTH_BITS,
                    STRUCTSIZETEXELS=1,
                    TYPE=TextureType.A6XX_TEX_BUFFER,
                )
            ),
        )


class Textures:
    """Those of one kernel, by number, and which arguments may have some: `sizes` are theirs in bytes."""

    def __init__(self, sizes: dict[int, int]) -> None:
        self._sizes = sizes
        self._numbers: dict[Texture, int] = {}

    def number(self, argument: int | None, component_bytes: int, components: int, align: int) -> int | None:
        """The texture for a load, new or known; None where it is better or only read as memory."""
        size = self._sizes.get(argument) if argument is not None else None
        texel_bytes = component_bytes * components
        if argument is None or size is None or align < texel_bytes:
            return None
        texture = Texture(argument, component_bytes, components, -(-size // texel_bytes))
        if (component_bytes, components) not in _FORMATS or texture.texels > MOST_TEXELS:
            return None
        return self._numbers.setdefault(texture, len(self._numbers))

    def all(self) -> tuple[Texture, ...]:
        """In the order of their numbers."""
        return tuple(self._numbers)


def sizes(text: str) -> dict[int, int]:
    """The arguments of an attribute "reread" (target.py), and their sizes in bytes."""
    return {int(number): int(size) for number, size in (each.split(":") for each in text.split())}

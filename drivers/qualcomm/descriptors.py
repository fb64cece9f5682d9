"""Descriptors of textures and images, and samplers: what texture instructions find in memory.

Source: domains A6XX_TEX_CONST and A6XX_TEX_SAMP and enums a6xx_format, a6xx_tex_type, a6xx_tile_mode of
src/freedreno/registers/adreno/a6xx.xml (Mesa 25.1). Images that are written (UAVs, Mesa's IBO) have the same
descriptor. Swizzles, mip levels, multisampling and compression are left out: nothing here has any.
"""

from __future__ import annotations

from enum import IntEnum

from .packet import Field, Fields, Long, Scaled

DESCRIPTOR_DWORDS = 16
SAMPLER_DWORDS = 4
ADDRESS_ALIGNMENT = 32
"""BASE_LO leaves out the lowest 5 bits."""
BUFFER_ALIGNMENT = 64
"""Of the address of a buffer, whose first texel STARTOFFSETTEXELS says (fdl6_buffer_view_init of Mesa)."""


class Format(IntEnum):
    """a6xx_format: the formats of 8, 16 and 32 bits a component that are loaded as they are."""

    FMT6_8_UINT = 0x05
    FMT6_8_SINT = 0x06
    FMT6_16_FLOAT = 0x17
    FMT6_16_UINT = 0x18
    FMT6_16_SINT = 0x19
    FMT6_8_8_8_8_UINT = 0x33
    FMT6_8_8_8_8_SINT = 0x34
    FMT6_16_16_FLOAT = 0x45
    FMT6_16_16_UINT = 0x46
    FMT6_16_16_SINT = 0x47
    FMT6_32_FLOAT = 0x4A
    FMT6_32_UINT = 0x4B
    FMT6_32_SINT = 0x4C
    FMT6_16_16_16_16_FLOAT = 0x62
    FMT6_16_16_16_16_UINT = 0x63
    FMT6_16_16_16_16_SINT = 0x64
    FMT6_32_32_FLOAT = 0x67
    FMT6_32_32_UINT = 0x68
    FMT6_32_32_SINT = 0x69
    FMT6_32_32_32_32_FLOAT = 0x82
    FMT6_32_32_32_32_UINT = 0x83
    FMT6_32_32_32_32_SINT = 0x84


def texel_bytes(format_: int) -> int:
    """How many bytes a texel of a format has; 0 for a format that is not listed."""
    if format_ not in Format.__members__.values():
        return 0
    return sum(int(part) for part in Format(format_).name.split("_") if part.isdecimal()) // 8


class TextureType(IntEnum):
    """a6xx_tex_type."""

    A6XX_TEX_1D = 0
    A6XX_TEX_2D = 1
    A6XX_TEX_CUBE = 2
    A6XX_TEX_3D = 3
    A6XX_TEX_BUFFER = 4


class Swizzle(IntEnum):
    """a6xx_tex_swiz: which component of the format a component of the result is."""

    A6XX_TEX_X = 0
    A6XX_TEX_Y = 1
    A6XX_TEX_Z = 2
    A6XX_TEX_W = 3
    A6XX_TEX_ZERO = 4
    A6XX_TEX_ONE = 5


class TEX_CONST(Fields, dwords=DESCRIPTOR_DWORDS):
    """What a texture or an image is and where. PITCH is bytes from one row to the next.

    STRUCTSIZETEXELS, which is 1, and STARTOFFSETTEXELS lie where PITCH is, for A6XX_TEX_BUFFER in its place.
    A buffer's number of texels is in WIDTH, its 15 lowest bits, and HEIGHT.
    """

    TILE_MODE = Field(0, 0, 1)
    SRGB = Field(0, 2, 2)
    SWIZ_X = Field(0, 4, 6, Swizzle)
    SWIZ_Y = Field(0, 7, 9, Swizzle)
    SWIZ_Z = Field(0, 10, 12, Swizzle)
    SWIZ_W = Field(0, 13, 15, Swizzle)
    MIPLVLS = Field(0, 16, 19)
    SAMPLES = Field(0, 20, 21)
    FMT = Field(0, 22, 29, Format)
    SWAP = Field(0, 30, 31)
    WIDTH = Field(1, 0, 14)
    HEIGHT = Field(1, 15, 29)
    PITCHALIGN = Field(2, 0, 3)
    PITCH = Field(2, 7, 28)
    STRUCTSIZETEXELS = Field(2, 4, 15)
    STARTOFFSETTEXELS = Field(2, 16, 21)
    TYPE = Field(2, 29, 31, TextureType)
    ARRAY_PITCH = Scaled(3, 0, 22, 12)
    MIN_LAYERSZ = Scaled(3, 23, 26, 12)
    TILE_ALL = Field(3, 27, 27)
    FLAG = Field(3, 28, 28)
    BASE = Long(4, low=5, high=48)
    DEPTH = Field(5, 17, 29)


class TEX_SAMP(Fields, dwords=SAMPLER_DWORDS):
    """How a texture is sampled."""

    MIPFILTER_LINEAR_NEAR = Field(0, 0, 0)
    XY_MAG = Field(0, 1, 2)
    XY_MIN = Field(0, 3, 4)
    WRAP_S = Field(0, 5, 7)
    WRAP_T = Field(0, 8, 10)
    WRAP_R = Field(0, 11, 13)
    UNNORM_COORDS = Field(1, 5, 5)

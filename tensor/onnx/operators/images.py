"""Images: reading them at places that a tensor says, decoding, cropping, channels as pixels and back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions import sampling
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Host, Node, lowering

_MODES = {
    "linear": "bilinear",
    "bilinear": "bilinear",
    "nearest": "nearest",
    "cubic": "bicubic",
    "bicubic": "bicubic",
}


@lowering("GridSample", since=16)
def grid_sample(
    x: Tensor,
    grid: Tensor,
    *,
    align_corners: int = 0,
    mode: str = "linear",
    padding_mode: str = "zeros",
) -> Tensor:
    if mode not in _MODES:
        raise InvalidArgument(f"mode={mode!r} is none of {', '.join(_MODES)}")
    wide = x if x.dtype.is_float else x.cast(dtypes.float32)
    result = sampling.grid_sample(
        wide, grid.cast(wide.dtype), _MODES[mode], padding_mode, bool(align_corners)
    )
    return result.cast(x.dtype)


@lowering("AffineGrid", since=20)
def affine_grid(theta: Tensor, size: Host, *, align_corners: int = 0) -> Tensor:
    return sampling.affine_grid(theta, size.tolist(), bool(align_corners))


@lowering("CenterCropPad", since=18, moves=True)
def center_crop_pad(x: Tensor, shape: Host, *, axes: Sequence[int] | None = None) -> Tensor:
    """Cropped or padded with zeros, on both sides alike."""
    places = [axis % x.ndim for axis in axes] if axes else list(range(x.ndim))
    around = [(0, 0)] * x.ndim
    for place, wanted in zip(places, shape.tolist(), strict=True):
        more = wanted - x.shape[place]
        around[place] = (more // 2, more - more // 2) if more > 0 else (-(-more // 2), more + -more // 2)
    return x.pad(around)


@lowering("DepthToSpace", moves=True)
def depth_to_space(x: Tensor, *, blocksize: int, mode: str = "DCR") -> Tensor:
    """Channels become the pixels of blocks; of the two orders DCR has the block before the channel."""
    batch, channels, height, width = _image(x)
    if channels % blocksize**2:
        raise ShapeError(f"blocks of {blocksize} do not divide the channels of an input of shape {x.shape}")
    rest = channels // blocksize**2
    if _is_depth_first(mode):
        parted = x.reshape(batch, blocksize, blocksize, rest, height, width).permute(0, 3, 4, 1, 5, 2)
    else:
        parted = x.reshape(batch, rest, blocksize, blocksize, height, width).permute(0, 1, 4, 2, 5, 3)
    return parted.reshape(batch, rest, height * blocksize, width * blocksize)


@lowering("SpaceToDepth", moves=True)
def space_to_depth(x: Tensor, *, blocksize: int, mode: str = "DCR") -> Tensor:
    """The pixels of blocks become channels."""
    batch, channels, height, width = _image(x)
    if height % blocksize or width % blocksize:
        raise ShapeError(f"blocks of {blocksize} do not divide an input of shape {x.shape}")
    rows, columns = height // blocksize, width // blocksize
    parted = x.reshape(batch, channels, rows, blocksize, columns, blocksize)
    order = (0, 3, 5, 1, 2, 4) if _is_depth_first(mode) else (0, 1, 3, 5, 2, 4)
    return parted.permute(order).reshape(batch, channels * blocksize**2, rows, columns)


def _is_depth_first(mode: str) -> bool:
    if mode not in ("DCR", "CRD"):
        raise InvalidArgument(f"mode={mode!r} is none of DCR, CRD")
    return mode == "DCR"


def _image(x: Tensor) -> tuple[int, ...]:
    if x.ndim != 4:
        raise ShapeError(f"an input of shape {x.shape} is no batch of images [n, c, h, w]")
    return tuple(x.shape)


@lowering("ImageDecoder", since=20)
def image_decoder(stream: Host, *, pixel_format: str = "RGB", node: Node) -> Tensor:
    """The pixels [height, width, channels] of a file's bytes, decoded on the host; none where that fails."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise InvalidArgument(
            "the model decodes images, for which pillow is needed: pip install pillow"
        ) from error
    modes = {"RGB": "RGB", "BGR": "RGB", "Grayscale": "L"}
    if pixel_format not in modes:
        raise InvalidArgument(f"pixel_format={pixel_format!r} is none of {', '.join(modes)}")
    try:
        with Image.open(BytesIO(stream.astype(np.uint8).tobytes())) as image:
            pixels = np.asarray(image.convert(modes[pixel_format]))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        pixels = np.zeros((0, 0, 1 if pixel_format == "Grayscale" else 3), np.uint8)
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    found = Tensor(np.ascontiguousarray(pixels), device=node.device)
    return found.flip(2) if pixel_format == "BGR" else found

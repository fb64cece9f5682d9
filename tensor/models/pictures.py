"""Pictures as arrays of pixels."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ...runtime.errors import FileFormatError, InvalidArgument

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def pixels_of(picture: Any) -> Pixels:
    """Red, green and blue of a file, an image of Pillow's or an array, as uint8 [height, width, 3].

    Arrays may be grey, [height, width], or have transparency, [height, width, 4]. Files are turned as their
    EXIF data say.

    Raises FileFormatError for a file that is no picture, InvalidArgument for what is none otherwise.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if isinstance(picture, (str, os.PathLike)):
        try:
            with Image.open(picture) as opened:
                picture = ImageOps.exif_transpose(opened)
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
            raise FileFormatError(f"the picture {os.fspath(picture)} cannot be read: {error}") from error
    if isinstance(picture, Image.Image):
        picture = np.asarray(picture.convert("RGB"))
    array = np.asarray(picture)
    if array.ndim == 2:
        array = np.repeat(array[:, :, None], 3, 2)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] not in (3, 4) or 0 in array.shape:
        raise InvalidArgument(
            "a picture is a file, an image of Pillow's, or an array of uint8 [height, width, 3], not "
            f"{array.dtype} {list(array.shape)}"
        )
    return np.ascontiguousarray(array[:, :, :3])

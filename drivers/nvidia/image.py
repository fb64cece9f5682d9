"""What can be read from an image before the driver sees it: its kind, its kernels, their parameters.

PTX ISA, "Kernel and Function Directives" (.entry) and "Kernel Function Parameters"; cubins are ELF
files whose kernels each have a constant bank 0 of their own, `.nv.constant0.NAME`, as nvdisasm shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .. import elf
from ..errors import BadCodeObject
from . import tensor_map

_ELF_MAGIC = b"\x7fELF"
# fatbinary_section.h: FATBIN_MAGIC is of the wrapper, the container itself begins with this word.
_FATBIN_MAGIC = bytes.fromhex("50ed55ba")
_EM_CUDA = 190
_CONSTANT_BANK = ".nv.constant0."

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_FIRST_DIRECTIVE = re.compile(r"\s*\.version\s+\d+\.\d+")
_ENTRY = re.compile(r"\.entry\s+([\w$%]+)\s*(?:\(([^)]*)\))?")
_TARGET = re.compile(r"\.target\s+(\w+)")
_PARAMETER = re.compile(
    r"\.param\s+(?:\.align\s+(?P<align>\d+)\s+)?\.(?P<type>[a-z]+\d+)\b.*?(?:\[(?P<count>\d*)\])?\s*$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Entry:
    """A kernel. `parameter_bytes` is where its last parameter ends; None where the image does not say.

    `tensor_maps` are those among its parameters that the driver makes.
    """

    name: str
    parameter_bytes: int | None
    tensor_maps: tuple[tensor_map.TensorMap, ...] = ()


@dataclass(frozen=True)
class Image:
    """An image as the driver takes it. `made_for` is the PTX target; empty for a cubin."""

    is_ptx: bool
    data: bytes
    made_for: str
    entries: Mapping[str, Entry]

    @property
    def text(self) -> str:
        """The PTX."""
        return self.data.rstrip(b"\0").decode()


def _parameter_bytes(parameters: str) -> int | None:
    """Where the last of a kernel's parameters ends, each at its natural alignment."""
    end = 0
    for parameter in filter(None, map(str.strip, parameters.split(","))):
        found = _PARAMETER.fullmatch(parameter)
        if found is None:
            return None
        size = int(found["type"].lstrip("abcdefghijklmnopqrstuvwxyz")) // 8
        alignment = int(found["align"] or size)
        end = -(-end // alignment) * alignment + size * int(found["count"] or 1)
    return end


def _read_ptx(image: bytes) -> Image:
    try:
        text = image.rstrip(b"\0").decode()
    except UnicodeDecodeError as error:
        raise BadCodeObject(
            f"the image is neither PTX nor a cubin: it begins with {image[:8].hex()!r}"
        ) from error
    plain = _COMMENT.sub(" ", text)
    if not _FIRST_DIRECTIVE.match(plain):
        raise BadCodeObject(
            f"the image is neither PTX, which begins with .version, nor a cubin: it begins with {text[:24]!r}"
        )
    maps = tensor_map.in_text(text)
    entries = {
        name: Entry(name, _parameter_bytes(parameters or ""), maps.get(name, ()))
        for name, parameters in _ENTRY.findall(plain)
    }
    target = _TARGET.search(plain)
    return Image(True, text.encode() + b"\0", target[1] if target else "", entries)


def _read_cubin(image: bytes) -> Image:
    file = elf.read(image)
    if file.machine != _EM_CUDA:
        made_for = elf.MACHINES.get(file.machine, f"machine {file.machine}")
        raise BadCodeObject(f"the image is an ELF file for {made_for}, not for an NVIDIA card")
    names = [
        section.name.removeprefix(_CONSTANT_BANK)
        for section in file.sections
        if section.name.startswith(_CONSTANT_BANK)
    ]
    return Image(False, bytes(image), "", {name: Entry(name, None) for name in names})


def read(image: bytes) -> Image:
    """Read an image. Raises BadCodeObject for what is neither PTX text nor a cubin, or is damaged."""
    if image.startswith(_FATBIN_MAGIC):
        raise BadCodeObject(
            "the image is a fat binary: take the PTX or the cubin for this card out of it with cuobjdump"
        )
    return _read_cubin(image) if image.startswith(_ELF_MAGIC) else _read_ptx(image)

"""Loaded images: machine code in memory, and its kernels as functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import kernel as host
from ..architectures.qualcomm import QualcommArchitecture
from ..errors import BadCodeObject, UnsupportedArchitecture
from ..interface import Dimensions, Function
from ..owned import Owned
from .code_object import Image, Kernel, parse
from .commands import Prepared
from .descriptor_table import is_buffer
from .descriptors import TEX_CONST, texel_bytes
from .kernel_interface import KernelInterface, Piece
from .memory import CardMemory, HeldMemory

# The instruction fetch runs ahead of the shader: what is behind the last one has to be mapped.
_SLACK_BYTES = 256


class Code(HeldMemory):
    """Machine code on a card, for as long as anything refers to it.

    `prepared` has what dispatches have in common, by kernel, group, local memory and private memory.
    """

    def __init__(self, piece: Piece, memory: CardMemory) -> None:
        super().__init__(piece, memory)
        self.prepared: dict[tuple[str, Dimensions, int, int], Prepared] = {}


@dataclass(frozen=True)
class QualcommFunction(Function):
    """A kernel of a loaded image."""

    kernel: Kernel = field(kw_only=True, compare=False)


class QualcommCodeObject(Owned):
    """A loaded image. Implements `interface.CodeObject`."""

    def __init__(self, card: object, code: Code, image: Image) -> None:
        self.card = card
        self.code: Code | None = code
        self._functions = {
            kernel.name: QualcommFunction(
                kernel.name,
                code.piece.gpu_address + kernel.code_offset,
                self,
                kernel.full_registers * 4,
                kernel.shared_bytes,
                kernel=kernel,
            )
            for kernel in image.kernels
        }

    @property
    def functions(self) -> Mapping[str, Function]:
        return self._functions

    def close(self) -> None:
        """Let go of the image. What is recorded or submitted keeps the code."""
        self.code = None
        self._functions = {}


def load(
    data: bytes,
    card: object,
    architecture: QualcommArchitecture,
    interface: KernelInterface,
    memory: CardMemory,
) -> QualcommCodeObject:
    """Put an image where the card can run it.

    Raises BadCodeObject, UnsupportedArchitecture for another generation's or one that asks for more than this
    GPU has, OutOfMemory.
    """
    image = parse(data)
    if image.generation != architecture.generation:
        raise UnsupportedArchitecture(
            f"the image is for a{image.generation}xx, and this card is an {architecture.name}"
        )
    if not image.code:
        raise BadCodeObject("the image has no code")
    for each in image.kernels:
        _check(each, architecture)
    # Written once and read by the GPU alone: worth a cache on the way there.
    piece = memory.allocate(len(image.code) + _SLACK_BYTES, "a code object", cached=True, read_only=True)
    code = Code(piece, memory)
    host.buffer(piece.host_address, len(image.code))[:] = image.code
    interface.to_gpu(piece)
    return QualcommCodeObject(card, code, image)


def _check(kernel: Kernel, architecture: QualcommArchitecture) -> None:
    most = {
        "registers": (max(kernel.full_registers, kernel.half_registers), architecture.registers_per_wave),
        "constants": (kernel.constant_dwords, architecture.constant_dwords),
        "bytes of shared memory": (kernel.shared_bytes, architecture.shared_bytes),
    }
    for what, (needed, there) in most.items():
        if needed > there:
            raise UnsupportedArchitecture(
                f"kernel {kernel.name!r} needs {needed} {what}, and an {architecture.name} has {there}"
            )
    for number, descriptor in enumerate(kernel.textures):
        if is_buffer(descriptor) and not texel_bytes(TEX_CONST(descriptor.dwords).FMT):
            raise BadCodeObject(f"texture {number} of kernel {kernel.name!r} has a format that is not known")
    if kernel.wave_lanes not in architecture.wave_lanes:
        raise UnsupportedArchitecture(
            f"kernel {kernel.name!r} has waves of {kernel.wave_lanes}, which an {architecture.name} has not"
        )

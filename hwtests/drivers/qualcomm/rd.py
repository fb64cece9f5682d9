"""Submissions as files of Mesa's `.rd` kind, which its cffdump decodes.

Source: src/freedreno/decode/redump.h and cffdump.c. A file is sections: kind, bytes, and so many bytes. An
address is its low half, a size, its high half; a buffer's size is in bytes, a command stream's in dwords.

`python -m hwtests.drivers.qualcomm.rd FILE [a630]` writes what a queue submits for a few kernels, copies,
fills, signals and timestamps.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from barewire.drivers.qualcomm.code_object import Descriptor
from barewire.drivers.qualcomm.descriptors import TEX_CONST
from barewire.drivers.qualcomm.driver import QualcommDriver

from .scripted import ScriptedGpu, image, scripted

# A buffer of 1024 texels of 16 bytes.
TEXTURES = (
    Descriptor(
        0, tuple(TEX_CONST.pack(FMT=0x83, SWIZ_Y=1, SWIZ_Z=2, WIDTH=1024, STRUCTSIZETEXELS=1, TYPE=4))
    ),
)
RD_CMD, RD_GPUADDR, RD_CMDSTREAM_ADDR, RD_BUFFER_CONTENTS, RD_GPU_ID = 2, 3, 6, 12, 13


def _section(kind: int, data: bytes) -> bytes:
    return struct.pack("<II", kind, len(data)) + data


def _address(address: int, size: int) -> bytes:
    return struct.pack("<III", address & 0xFFFF_FFFF, size, address >> 32)


def contents(gpu_id: int, memory: Iterable[tuple[int, bytes]], streams: Sequence[tuple[int, int]]) -> bytes:
    """The file for streams at (address, dwords) in memory of these contents."""
    sections = [_section(RD_GPU_ID, struct.pack("<I", gpu_id)), _section(RD_CMD, b"barewire\0")]
    for address, data in memory:
        sections += [_section(RD_GPUADDR, _address(address, len(data))), _section(RD_BUFFER_CONTENTS, data)]
    sections += [_section(RD_CMDSTREAM_ADDR, _address(address, dwords)) for address, dwords in streams]
    return b"".join(sections)


def captured(gpu: ScriptedGpu) -> bytes:
    """The file for all that a scripted GPU has run, as its memory is now."""
    memory = [
        (each.gpu_address, bytes(gpu.bytes(each.gpu_address, each.size))) for each in gpu.memory.values()
    ]
    streams = [(address, size // 4) for address, size in gpu.buffers]
    return contents(int(gpu.architecture.name[1:]), memory, streams)


def sample(name: str) -> bytes:
    """The file for one of everything that a queue records."""
    with scripted(name) as gpu:
        card = QualcommDriver().open(0)
        registers = {"group_id_register": 0xC0, "local_id_register": 0}
        functions = card.load(image(gpu.architecture.generation, **registers)).functions
        textured = card.load(image(gpu.architecture.generation, textures=TEXTURES, **registers)).functions
        memory, line, queue = card.allocate(1 << 16), card.timeline(), card.compute_queue()
        at = memory.gpu_address
        queue.fill(at + 3, 5000, b"ab")
        queue.dispatch(functions["count"], (5, 3, 1), (64, 2, 1), struct.pack("<QI", at + 8192, 1))
        queue.copy(at + 16384, at, 5003)
        queue.dispatch(textured["count"], (1, 1, 1), (64, 1, 1), struct.pack("<QI", at + 8192 + 16, 1))
        queue.timestamp(at + 32768)
        queue.signal(line, 2**32 + 1)
        queue.submit()
        queue.dispatch(functions["step"], (1, 1, 1), (1, 1, 1), struct.pack("<QI", at + 8192, 3), 4096)
        recording = queue.finish()
        queue.replay(recording)
        queue.replay(recording)
        queue.submit()
        queue.idle(30.0)
        found = captured(gpu)
        card.close()
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(sample(sys.argv[2] if len(sys.argv) > 2 else "a630"))

"""What earlier processes made of a nest: its image and how it is dispatched, found without writing it again.

The disk cache has images by their source. To write the source takes longer than all else of a warm start, so
what was written for a nest under a schedule is noted beside it: where its image is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from ...runtime import cache as disk
from ...runtime import environment
from ...runtime.compiler import DEBUG_IR, KernelSource, image_key, kept_image
from ...runtime.device import Device
from .. import codegen, graph
from ..codegen.emitted import Dispatch
from ..codegen.machine import Machine
from ..codegen.nest.lower import LoopNest
from ..codegen.schedule import Schedule

_KIND = "written"


def key(nest: LoopNest, schedule: Schedule, name: str, device: Device, machine: Machine) -> str:
    """All that the image of a nest depends on."""
    compiler = device.compiler
    return disk.digest(
        _text(nest.key),
        repr(schedule),
        name,
        _text(machine),
        compiler.name,
        *compiler.key,
        _version(),
    )


def find(key: str) -> tuple[Dispatch, bytes] | None:
    """How the kernel is dispatched, and its image, where both are still there.

    Not where BAREWIRE_DEBUG asks to see what is written.
    """
    noted = disk.get(_KIND, key) if environment.DEBUG.read() < DEBUG_IR else None
    if noted is None:
        return None
    *dispatch, image_at = json.loads(noted)
    image = kept_image(image_at)
    return None if image is None else (Dispatch(*dispatch), image)


def keep(key: str, dispatch: Dispatch, source: KernelSource) -> None:
    """Note what was written for a nest."""
    what = [dispatch.groups, dispatch.local_bytes, dispatch.block, image_key(source)]
    disk.put(_KIND, key, json.dumps(what).encode())


def forget(key: str) -> None:
    """Write the kernel anew the next time."""
    disk.remove(_KIND, key)


def _text(part: Any) -> str:
    """The same text in every process: sets in order."""
    if isinstance(part, (tuple, list)):
        return f"({','.join(map(_text, part))})"
    if isinstance(part, frozenset):
        return f"{{{','.join(sorted(map(_text, part)))}}}"
    if isinstance(part, Machine):
        return _text(tuple(vars(part).values()))
    return repr(part)


@cache
def _version() -> str:
    """What tells this code from code that was edited since: the time and size of each file that writes
    kernels.
    """
    return ",".join(sorted(_files(*(folder for each in (codegen, graph) for folder in each.__path__))))


def _files(*folders: str) -> Iterator[str]:
    for folder in folders:
        for entry in os.scandir(folder):
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.name} {status.st_mtime_ns} {status.st_size}"

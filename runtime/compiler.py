"""From LLVM IR to images: the disk cache first, then LLVM in this process, or in several when there is much
to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from ..drivers.llvm import Target, assembly, compile_ir
from . import cache, environment
from .errors import CompileError

CACHE_KIND = "kernels"
# Starting a worker costs what compiling this many small kernels does.
FEWEST_FOR_WORKERS = 8
# BAREWIRE_DEBUG levels that print here.
DEBUG_IR, DEBUG_ASSEMBLY = 4, 5


@dataclass(frozen=True)
class KernelSource:
    """LLVM IR to compile. The name is for messages; the functions inside have their own."""

    name: str
    ir: str
    target: Target

    @property
    def key(self) -> str:
        """The key of its image in the disk cache."""
        return cache.digest(self.ir, *map(str, astuple(self.target)))


def compile_kernels(sources: Sequence[KernelSource]) -> list[bytes]:
    """The images of these sources, in order, printed as BAREWIRE_DEBUG asks.

    Raises CompileError that names the kernel and has LLVM's message, also when LLVM crashes in a worker
    process.
    """
    _print(sources)
    return compile_firmware(sources)


def compile_firmware(sources: Sequence[KernelSource]) -> list[bytes]:
    """As `compile_kernels`, without a word: for what is no kernel of the user's. Raises the same."""
    keys = [source.key for source in sources]
    images: dict[str, bytes] = {}
    missing: dict[str, KernelSource] = {}
    for key, source in zip(keys, sources, strict=True):
        if key not in images and key not in missing:
            image = cache.get(CACHE_KIND, key)
            if image is None:
                missing[key] = source
            else:
                images[key] = image
    for key, image in zip(missing, _compile(list(missing.values())), strict=True):
        images[key] = image
        cache.put(CACHE_KIND, key, image)
    return [images[key] for key in keys]


def _compile(sources: Sequence[KernelSource]) -> list[bytes]:
    workers = worker_count()
    if len(sources) >= FEWEST_FOR_WORKERS and workers > 0:
        from .compile_pool import pool
        from .compile_worker import encode

        requests = [encode(source.ir, source.target) for source in sources]
        return pool.compile([source.name for source in sources], requests, workers)
    return [_compile_here(source) for source in sources]


def worker_count() -> int:
    """How many processes compile a large graph: BAREWIRE_COMPILE_WORKERS, else one for each core this process
    may use.
    """
    asked = environment.COMPILE_WORKERS.read()
    return len(os.sched_getaffinity(0)) if asked < 0 else asked


def _compile_here(source: KernelSource) -> bytes:
    try:
        return compile_ir(source.ir, source.target)
    except CompileError as error:
        raise CompileError(f"kernel {source.name!r}: {error}") from error


def _print(sources: Sequence[KernelSource]) -> None:
    level = environment.DEBUG.read()
    for source in sources if level >= DEBUG_IR else ():
        print(f"--- LLVM IR of {source.name}\n{source.ir}", file=sys.stderr)
        if level >= DEBUG_ASSEMBLY:
            print(f"--- assembly of {source.name}\n{assembly(source.ir, source.target)}", file=sys.stderr)

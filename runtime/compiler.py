"""From sources to images: the disk cache first, then the card's compiler, in a process of its own where it
may abort, and in several when there is much to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..drivers.compiler import Compiler, KeepsImages, Language, ListsAssembly, MayAbort, Target
from . import cache, environment
from .errors import CompileError

CACHE_KIND = "images"
# Starting a worker costs what compiling this many small kernels does: fewer are not worth it for speed alone.
FEWEST_FOR_WORKERS = 8
# BAREWIRE_DEBUG levels that print here.
DEBUG_IR, DEBUG_ASSEMBLY = 4, 5


@dataclass(frozen=True)
class KernelSource:
    """What `compiler` is to compile. The name is for messages; the kernels inside have their own.

    Examples:
        >>> from barewire.runtime import KernelSource
        >>> KernelSource("nothing", "define void @nothing(ptr %arguments, ptr %group) { ret void }",
        ...              Device["CPU"].compiler).compiler.takes
        'LLVM IR'
    """

    name: str
    text: str
    compiler: Compiler


@dataclass(frozen=True)
class CachedCompiler:
    """A compiler whose images are kept in the disk cache. Implements `Compiler` and `KeepsImages`."""

    compiler: Compiler

    @property
    def name(self) -> str:
        return self.compiler.name

    @property
    def takes(self) -> Language:
        return self.compiler.takes

    @property
    def target(self) -> Target:
        return self.compiler.target

    @property
    def key(self) -> tuple[str, ...]:
        return self.compiler.key

    def compile(self, source: str) -> bytes:
        """The image of a source, from the cache or made now. Raises what the compiler does."""
        key = _key(self.compiler, source)
        image = cache.get(CACHE_KIND, key)
        if image is None:
            image = self.compiler.compile(source)
            if image:
                cache.put(CACHE_KIND, key, image)
        return image

    def forget(self, source: str) -> None:
        """Make the image of a source anew the next time."""
        cache.remove(CACHE_KIND, _key(self.compiler, source))
        if isinstance(self.compiler, KeepsImages):
            self.compiler.forget(source)


def compile_kernels(sources: Sequence[KernelSource]) -> list[bytes]:
    """The images of these sources, in order, printed as BAREWIRE_DEBUG asks.

    Those that the disk cache has are not compiled again. Raises CompileError that names the kernel and has
    the compiler's message, also when the compiler crashes: one that may is run in a worker process.

    Examples:
        >>> from barewire.runtime import KernelSource, compile_kernels
        >>> text = "define void @nothing(ptr %arguments, ptr %group) { ret void }"
        >>> (made,) = compile_kernels([KernelSource("nothing", text, Device["CPU"].compiler)])
        >>> list(Device["CPU"].load(made))
        ['nothing']
    """
    _print(sources)
    keys = [_key(source.compiler, source.text) for source in sources]
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


def kept_image(key: str) -> bytes | None:
    """The image that the disk cache has under the key that `image_key` gave, if it has it still.

    Examples:
        >>> from barewire.runtime.compiler import kept_image
        >>> print(kept_image("0" * 64))
        None
    """
    return cache.get(CACHE_KIND, key)


def image_key(source: KernelSource) -> str:
    """The key of a source's image in the disk cache.

    Examples:
        >>> from barewire.runtime import KernelSource
        >>> from barewire.runtime.compiler import image_key
        >>> len(image_key(KernelSource("nothing", "define void @nothing() { ret void }",
        ...                            Device["CPU"].compiler)))
        64
    """
    return _key(source.compiler, source.text)


def forget_kernel(source: KernelSource) -> None:
    """Compile a source anew the next time: what the disk cache has for it is of no use.

    Examples:
        >>> from barewire.runtime import KernelSource
        >>> from barewire.runtime.compiler import forget_kernel
        >>> forget_kernel(KernelSource("nothing", "define void @nothing() { ret void }",
        ...                            Device["CPU"].compiler))
    """
    cache.remove(CACHE_KIND, _key(source.compiler, source.text))


def _key(compiler: Compiler, source: str) -> str:
    return cache.digest(compiler.name, *compiler.key, source)


def _compile(sources: Sequence[KernelSource]) -> list[bytes]:
    workers = worker_count()
    apart = len(sources) >= FEWEST_FOR_WORKERS or any(_may_abort(source.compiler) for source in sources)
    if apart and workers > 0:
        from .compile_pool import CannotStart, pool
        from .compile_worker import encode

        requests = [encode(source.compiler, source.text) for source in sources]
        with suppress(CannotStart):
            return pool.compile([source.name for source in sources], requests, workers)
    return [_compile_here(source) for source in sources]


def _may_abort(compiler: Compiler) -> bool:
    return isinstance(compiler, MayAbort) and compiler.may_abort


def worker_count() -> int:
    """How many processes compile at most: BAREWIRE_COMPILE_WORKERS, else one for each core this process
    may use.
    """
    asked = environment.COMPILE_WORKERS.read()
    return len(os.sched_getaffinity(0)) if asked < 0 else asked


def _compile_here(source: KernelSource) -> bytes:
    try:
        return source.compiler.compile(source.text)
    except CompileError as error:
        raise CompileError(f"kernel {source.name!r}: {error}") from error


def _print(sources: Sequence[KernelSource]) -> None:
    level = environment.DEBUG.read()
    for source in sources if level >= DEBUG_IR else ():
        compiler = source.compiler
        print(f"--- {compiler.takes} of {source.name}\n{source.text}", file=sys.stderr)
        if level >= DEBUG_ASSEMBLY and isinstance(compiler, ListsAssembly):
            print(f"--- assembly of {source.name}\n{compiler.listing(source.text)}", file=sys.stderr)

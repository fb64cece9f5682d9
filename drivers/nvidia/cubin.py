"""What the driver's compiler made of PTX, kept on disk: machine code, and what it said of the kernels.

The driver keeps the code it compiles in a cache of its own, and there nothing better can be done: a module is
compiled as a whole program, and found again the next time. Where that cache is off, PTX goes through the
driver's linker, the one way to get at the machine code, and the code is kept here.

The linker compiles relocatable code (cuda.h, cuLinkCreate: "treated as relocatable"), which is a little
slower, and in which ptxas ignores `setmaxnreg` (its remark C7504): such kernels are never linked.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Any

from ..compiler import Language, Target
from . import abi
from .access import kernel_driver_version
from .context import Context
from .discovery import TRIPLE
from .libcuda import STICKY, CallFailed

ffi = abi.ffi

LOG_BYTES = 64 << 10

# CUDA C++ Programming Guide, "CUDA Environment Variables": CUDA_CACHE_DISABLE, CUDA_CACHE_PATH.
_CACHE_DISABLE, _CACHE_PATH = "CUDA_CACHE_DISABLE", "CUDA_CACHE_PATH"
_USUAL_CACHE = "~/.nv/ComputeCache"
# What only code compiled as a whole program keeps.
_WHOLE_PROGRAM_ONLY = "setmaxnreg"
_HEADER = struct.Struct("<Q")

STALE = frozenset(
    {
        abi.CUDA_ERROR_INVALID_IMAGE,
        abi.CUDA_ERROR_INVALID_SOURCE,
        abi.CUDA_ERROR_NO_BINARY_FOR_GPU,
        abi.CUDA_ERROR_INVALID_PTX,
        abi.CUDA_ERROR_NOT_FOUND,
    }
)
"""How a driver refuses machine code that another one made."""


@dataclass(frozen=True)
class Kept:
    """What is on disk of an image; `cubin` is empty where the driver's own cache has the code."""

    log: str
    cubin: bytes

    def encode(self) -> bytes:
        """As bytes: the log's length, the log, the code. Nothing for neither."""
        said = self.log.encode()
        if not said and not self.cubin:
            return b""
        return _HEADER.pack(len(said)) + said + self.cubin


def decode(payload: bytes) -> Kept | None:
    """What `encode` wrote; None for nothing, or for something else."""
    if len(payload) < _HEADER.size:
        return None
    (size,) = _HEADER.unpack_from(payload)
    end = _HEADER.size + size
    if end > len(payload):
        return None
    return Kept(payload[_HEADER.size : end].decode(errors="replace"), payload[end:])


def driver_keeps_code() -> bool:
    """Whether the driver has a cache on disk of its own that it can write."""
    disabled = os.environ.get(_CACHE_DISABLE, "").strip()
    if disabled and disabled != "0":
        return False
    path = os.path.expanduser(os.environ.get(_CACHE_PATH) or _USUAL_CACHE)
    # The driver makes the directory, and those above it.
    while path and not os.path.exists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return os.path.isabs(path) and os.access(path, os.W_OK | os.X_OK)


def may_link(ptx: str) -> bool:
    """Whether code that was linked is as good, or nearly."""
    return _WHOLE_PROGRAM_ONLY not in ptx


class CompilerLog:
    """Room for what the driver's compiler says, and the options that have it say so."""

    def __init__(self) -> None:
        self._information, self._errors = ffi.new("char[]", LOG_BYTES), ffi.new("char[]", LOG_BYTES)
        self.options = ffi.new(
            "CUjit_option[]",
            [
                abi.CU_JIT_INFO_LOG_BUFFER,
                abi.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES,
                abi.CU_JIT_ERROR_LOG_BUFFER,
                abi.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES,
                abi.CU_JIT_LOG_VERBOSE,
            ],
        )
        size, yes = ffi.cast("void *", LOG_BYTES), ffi.cast("void *", 1)
        self.values = ffi.new("void *[]", [self._information, size, self._errors, size, yes])
        self.count = len(self.options)

    @property
    def information(self) -> str:
        """What it says of the kernels."""
        return _text(self._information, self.values[1])

    @property
    def errors(self) -> str:
        """What it says is wrong."""
        return _text(self._errors, self.values[3])


def _text(text: Any, size: Any) -> str:
    used = min(int(ffi.cast("uintptr_t", size)), LOG_BYTES)
    return bytes(ffi.buffer(text, LOG_BYTES)[:used]).partition(b"\0")[0].decode(errors="replace").strip()


def _terminated(ptx: str) -> bytes:
    return ptx.encode() + b"\0"


def link(context: Context, ptx: bytes, log: CompilerLog) -> bytes:
    """The machine code of PTX, which ends in a zero byte. Raises CallFailed."""
    state = ffi.new("CUlinkState *")
    context.call("cuLinkCreate", log.count, log.options, log.values, state)
    try:
        context.call(
            "cuLinkAddData",
            state[0],
            abi.CU_JIT_INPUT_PTX,
            ffi.from_buffer(ptx),
            len(ptx),
            ffi.NULL,
            0,
            ffi.NULL,
            ffi.NULL,
        )
        image, size = ffi.new("void **"), ffi.new("size_t *")
        context.call("cuLinkComplete", state[0], image, size)
        # The image is the linker's, and goes with it.
        return bytes(ffi.buffer(image[0], size[0]))
    finally:
        context.cuda.cuLinkDestroy(state[0])


def load_module(context: Context, data: bytes, log: CompilerLog) -> Any:
    """An image as a module of the driver's. Raises CallFailed."""
    found = ffi.new("CUmodule *")
    context.call("cuModuleLoadDataEx", found, ffi.from_buffer(data), log.count, log.options, log.values)
    return found[0]


class PtxCompiler:
    """The driver's compiler, in an opened context. Implements `compiler.Compiler`; its images are `Kept`.

    With `links` the image has machine code, else only what the compiler said: the driver keeps the code. To
    compile is to load, too: `module` is what was loaded. What the compiler says goes to `log`.
    """

    def __init__(self, context: Context, log: CompilerLog, links: bool) -> None:
        self.module: Any = None
        self._context, self._log, self._links = context, log, links

    @property
    def name(self) -> str:
        return "NVIDIA's PTX compiler"

    @property
    def takes(self) -> Language:
        return "PTX"

    @property
    def target(self) -> Target:
        return Target(TRIPLE, self._context.facts.capability.arch)

    @property
    def key(self) -> tuple[str, ...]:
        """The card, the driver's two versions, and the way it is compiled."""
        facts, version = self._context.facts, str(self._context.cuda.version)
        way = "linked" if self._links else "loaded"
        return facts.capability.arch, facts.name, version, kernel_driver_version(), way

    def compile(self, source: str) -> bytes:
        """Compile and load PTX. Raises CallFailed."""
        made = self._linked(source) if self._links else None
        if made is None:
            self._load_ptx(source)
            made = Kept(self._log.information, b"")
        return made.encode()

    def load(self, source: str, made: Kept) -> bool:
        """Load what was made of a source; False where the driver does not take the machine code any more.

        Raises CallFailed.
        """
        if not made.cubin:
            self._load_ptx(source)
            return True
        try:
            self.module = load_module(self._context, made.cubin, CompilerLog())
        except CallFailed as error:
            if error.code not in STALE:
                raise
            return False
        return True

    def _load_ptx(self, source: str) -> None:
        self.module = load_module(self._context, _terminated(source), self._log)

    def _linked(self, source: str) -> Kept | None:
        """What comes of PTX by way of the linker; None where the linker does not take it.

        What is wrong with it, if anything, is then told by loading it: linkers refuse more than that does.
        """
        log = CompilerLog()
        try:
            code = link(self._context, _terminated(source), log)
            self.module = load_module(self._context, code, CompilerLog())
        except CallFailed as error:
            if error.code in STICKY or error.code == abi.CUDA_ERROR_OUT_OF_MEMORY:
                raise
            return None
        return Kept(log.information, code)

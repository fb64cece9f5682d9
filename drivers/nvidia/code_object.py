"""Code objects: PTX compiled by the driver, or cubins, as modules; what the compiler says of kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from ..compiler import Keep, KeepsImages, not_kept
from ..errors import BadCodeObject, BarewireError, CompileError, OutOfMemory, UnsupportedArchitecture
from ..interface import Dimensions, Function
from ..owned import Owned
from . import abi, cubin, image
from .context import Context
from .cuda_version import cuda_version_text
from .libcuda import CallFailed
from .map_encoding import MapParameters
from .retired import Retired
from .together import LARGEST_PORTABLE_CLUSTER, ONE, Together, check_card

ffi = abi.ffi

# What ptxas prints of a function with --verbose.
_PROPERTIES = re.compile(
    r"Function properties for (\S+)\s.*?(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill"
    r" loads",
    re.DOTALL,
)

_REFUSED_PTX = frozenset(
    {
        abi.CUDA_ERROR_INVALID_PTX,
        abi.CUDA_ERROR_INVALID_IMAGE,
        abi.CUDA_ERROR_INVALID_SOURCE,
        abi.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
        abi.CUDA_ERROR_JIT_COMPILER_NOT_FOUND,
        abi.CUDA_ERROR_JIT_COMPILATION_DISABLED,
        abi.CUDA_ERROR_NOT_FOUND,
        abi.CUDA_ERROR_SHARED_OBJECT_SYMBOL_NOT_FOUND,
    }
)


class Module(Owned):
    """A loaded module. It is unloaded some time after nothing refers to it."""

    def __init__(self, handle: Any, retired: Retired) -> None:
        self.handle = handle
        self.prepared: dict[tuple[int, Together | None, Dimensions, int], tuple[int, bool]] = {}
        """Launches that were checked, by kernel, block, local bytes: the bytes of arguments, and whether each
        grid has to be checked, too."""
        self.largest_local_bytes: dict[int, int] = {}
        self._retired = retired

    def __del__(self) -> None:
        self._retired.add("cuModuleUnload", self.handle)


@dataclass(frozen=True)
class NvidiaFunction(Function):
    """A kernel with the compiler's report. `gpu_address` is the driver's handle.

    `parameter_bytes` and `spill_bytes` (stored and loaded again) are None where they are not known;
    `private_bytes` is local memory of a thread, in NVIDIA's words, for spills and arrays. `cluster` is how
    many groups, in each direction, are launched together.
    """

    module: Module | None = field(default=None, repr=False, compare=False)
    context: Context | None = field(default=None, repr=False, compare=False)
    parameter_bytes: int | None = None
    most_threads: int = 0
    private_bytes: int | None = None
    spill_bytes: int | None = None
    cluster: Dimensions = ONE
    needs_cluster: bool = False
    together: Together | None = None
    handle: Any = field(default=None, repr=False, compare=False)
    maps: MapParameters | None = field(default=None, repr=False, compare=False)

    def complete(self, arguments: bytes) -> bytes:
        """The arguments of a launch, `parameter_bytes`, with the tensor maps that the kernel takes besides.

        Raises InvalidArgument for an address that a map cannot start at, CallFailed.
        """
        return arguments if self.maps is None else self.maps.complete(arguments)

    def launched(self, cluster: Dimensions | None = None, cooperative: bool = False) -> NvidiaFunction:
        """The same kernel, to be launched in clusters of that many groups, or with all its groups at once.

        Raises InvalidArgument for what card, driver or kernel do not allow, CallFailed.
        """
        together = Together(cluster, cooperative)
        if self.context is None or together == Together():
            return self
        check_card(self.name, self.cluster, together, self.context)
        shape = cluster or self.cluster
        if prod(shape) > LARGEST_PORTABLE_CLUSTER:
            _allow_large_cluster(self.context, self.handle)
        return replace(self, together=together, cluster=shape, needs_cluster=False)

    def resident_groups(self, block: Dimensions, local_bytes: int = 0) -> int:
        """How many groups of that many threads a multiprocessor holds at once: its occupancy."""
        number = ffi.new("int *")
        if self.context is not None:
            threads = block[0] * block[1] * block[2]
            self.context.call(
                "cuOccupancyMaxActiveBlocksPerMultiprocessor", number, self.handle, threads, local_bytes
            )
        return int(number[0])


class NvidiaCodeObject(Owned):
    """A loaded image. Its kernels are `functions`, by name. `log` is what the compiler said."""

    def __init__(self, card: object, module: Module, log: str) -> None:
        self.card = card
        self.log = log
        self.module: Module | None = module
        self.functions: Mapping[str, NvidiaFunction] = {}

    def close(self) -> None:
        """Let go of the module; launches in flight keep it."""
        self.module = None
        self.functions = {}


def spills(log: str) -> dict[str, int]:
    """Bytes spilled by each function that a compiler's log tells of, stores and loads together."""
    return {name: int(stores) + int(loads) for name, _, stores, loads in _PROPERTIES.findall(log)}


def load(context: Context, data: bytes, card: object, retired: Retired, kept: Keep) -> NvidiaCodeObject:
    """Load an image; PTX is compiled by the driver, and what it makes is kept from process to process: by the
    driver, or where its own cache is off, by way of `kept`.

    Raises BadCodeObject for a damaged image, for one without a kernel, and with the compiler's log for PTX
    that is none; CompileError for what the driver lacks to compile it, UnsupportedArchitecture for another
    card's, OutOfMemory.
    """
    what = image.read(data)
    if not what.entries:
        raise BadCodeObject("the image has no kernel: PTX needs an .entry")
    log = cubin.CompilerLog()
    try:
        if what.is_ptx:
            handle, said = _compiled(context, what.text, log, kept)
        else:
            handle, said = cubin.load_module(context, what.data, log), ""
    except CallFailed as error:
        raise _refused(error, what, context, log.errors) from error
    module = Module(handle, retired)
    code = NvidiaCodeObject(card, module, said)
    spilled = spills(said)
    code.functions = {
        entry.name: _function(context, code, module, entry, spilled.get(entry.name))
        for entry in what.entries.values()
    }
    return code


def _compiled(context: Context, ptx: str, log: cubin.CompilerLog, kept: Keep) -> tuple[Any, str]:
    """A module of PTX, and what the compiler said of it, now or when it compiled it. Raises CallFailed."""
    links = kept is not not_kept and not cubin.driver_keeps_code() and cubin.may_link(ptx)
    driver = cubin.PtxCompiler(context, log, links)
    compiler = kept(driver)
    made = cubin.decode(compiler.compile(ptx))
    if driver.module is None and not (made and driver.load(ptx, made)):
        # What was kept is damaged, or another driver's.
        if isinstance(compiler, KeepsImages):
            compiler.forget(ptx)
        made = cubin.decode(compiler.compile(ptx))
    # Of code that it finds in its own cache the driver has nothing to say.
    return driver.module, log.information or (made.log if made else "")


def _refused(error: CallFailed, what: image.Image, context: Context, log: str) -> BarewireError:
    facts = context.facts
    said = f"; the compiler's log:\n{log}" if log else ""
    kernels = ", ".join(what.entries)
    if error.code == abi.CUDA_ERROR_OUT_OF_MEMORY:
        return OutOfMemory(f"{facts.name} has no room for the code of {kernels}: {error}")
    if error.code == abi.CUDA_ERROR_NO_BINARY_FOR_GPU:
        made_for = f"PTX for {what.made_for}" if what.made_for else "a cubin"
        return UnsupportedArchitecture(
            f"the image is {made_for}, which {facts.name} ({facts.capability.arch}) cannot run: {error}{said}"
        )
    if not what.is_ptx:
        if error.code in _REFUSED_PTX:
            return BadCodeObject(f"the driver cannot load the cubin with {kernels}: {error}{said}")
        return error
    if error.code not in _REFUSED_PTX:
        return error
    advice = {
        abi.CUDA_ERROR_UNSUPPORTED_PTX_VERSION: (
            f"; this driver takes the PTX of CUDA {cuda_version_text(context.cuda.version)} and before"
        ),
        abi.CUDA_ERROR_JIT_COMPILER_NOT_FOUND: (
            "; libnvidia-ptxjitcompiler.so.1, which comes with the driver, is missing: in a container, the"
            " capability `compute` has it"
        ),
        abi.CUDA_ERROR_JIT_COMPILATION_DISABLED: "; CUDA_DISABLE_PTX_JIT is set",
    }.get(error.code, "")
    refusal = BadCodeObject if error.code == abi.CUDA_ERROR_INVALID_PTX else CompileError
    return refusal(
        f"the driver could not compile the PTX (target {what.made_for}) with {kernels} for {facts.name}"
        f" ({facts.capability.arch}): {error}{advice}{said}"
    )


def _function(
    context: Context, code: NvidiaCodeObject, module: Module, entry: image.Entry, spilled: int | None
) -> NvidiaFunction:
    maps = None
    if entry.tensor_maps:
        maps = MapParameters(context, entry.tensor_maps, entry.parameter_bytes)
    found = ffi.new("CUfunction *")
    try:
        context.call("cuModuleGetFunction", found, module.handle, entry.name.encode())
    except CallFailed as error:
        raise BadCodeObject(f"the driver does not find kernel {entry.name} in its image: {error}") from error
    handle = found[0]
    cluster = _required_cluster(context, handle)
    if prod(cluster) > LARGEST_PORTABLE_CLUSTER:
        _allow_large_cluster(context, handle)
    must = _attribute(context, handle, abi.CU_FUNC_ATTRIBUTE_CLUSTER_SIZE_MUST_BE_SET)
    return NvidiaFunction(
        name=entry.name,
        gpu_address=int(ffi.cast("uintptr_t", handle)),
        owner=code,
        registers=_attribute(context, handle, abi.CU_FUNC_ATTRIBUTE_NUM_REGS),
        local_bytes=_attribute(context, handle, abi.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES),
        module=module,
        context=context,
        parameter_bytes=maps.argument_bytes if maps is not None else entry.parameter_bytes,
        most_threads=_attribute(context, handle, abi.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK) or 0,
        private_bytes=_attribute(context, handle, abi.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES),
        spill_bytes=spilled,
        cluster=cluster,
        needs_cluster=bool(must) and cluster == ONE,
        handle=handle,
        maps=maps,
    )


def _attribute(context: Context, handle: Any, attribute: int) -> int | None:
    """CU_FUNC_ATTRIBUTE_* of a kernel; None where this driver does not know it."""
    value = ffi.new("int *")
    return None if context.cuda.cuFuncGetAttribute(value, attribute, handle) else int(value[0])


def _required_cluster(context: Context, handle: Any) -> Dimensions:
    """The clusters that a kernel is written for (.reqnctapercluster); (1, 1, 1) where it says nothing."""
    x, y, z = (
        _attribute(context, handle, attribute) or 1
        for attribute in (
            abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH,
            abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT,
            abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH,
        )
    )
    return x, y, z


def _allow_large_cluster(context: Context, handle: Any) -> None:
    """Let a kernel have a cluster that not every card of its compute capability can launch."""
    context.call("cuFuncSetAttribute", handle, abi.CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED, 1)

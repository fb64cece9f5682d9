"""Functions for modules and kernels (<cuda.h>: CUDA_MODULE; cuFunc* of CUDA_EXEC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .... import kernel
from ....nvidia import abi
from ..objects.failure import Failure, require
from ..objects.loaded_module import CUBIN_MAGIC, BadPtx, LoadedFunction, LoadedModule, verbose_log
from ..ptx.execution import Dimensions
from ..ptx.native.translator import Program
from .library import Libcuda, ffi, function, handle_into, number

_LONGEST_PTX = 1 << 28
STATIC_SHARED_BYTES = 48 << 10
REGISTERS = 65536
"""Those of a multiprocessor, for all threads on it."""
# CUDA C++ Programming Guide, "Technical Specifications per Compute Capability".
_MOST_REGISTERS, _REGISTER_GRANULE = 255, 8
_REQUIRED_CLUSTER = (
    abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH,
    abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT,
    abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH,
)


@dataclass
class _Logs:
    """Where the caller wants the compiler's words: (address, bytes, index of the option with the size)."""

    info: tuple[int, int, int | None] = (0, 0, None)
    error: tuple[int, int, int | None] = (0, 0, None)
    verbose: bool = False


def logs_of(count: int, options: Any, values: Any) -> _Logs:
    """What CU_JIT_* options say of logs."""
    found: dict[int, tuple[int, int]] = {}
    for index in range(count):
        found[int(options[index])] = (number(values[index]), index)
    logs = _Logs(verbose=bool(found.get(abi.CU_JIT_LOG_VERBOSE, (0, 0))[0] & 0xFFFFFFFF))
    info, error = found.get(abi.CU_JIT_INFO_LOG_BUFFER), found.get(abi.CU_JIT_ERROR_LOG_BUFFER)
    info_size = found.get(abi.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES)
    error_size = found.get(abi.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES)
    if info and info_size:
        logs.info = (info[0], info_size[0] & 0xFFFFFFFF, info_size[1])
    if error and error_size:
        logs.error = (error[0], error_size[0] & 0xFFFFFFFF, error_size[1])
    return logs


def say(where: tuple[int, int, int | None], values: Any, text: str) -> None:
    """Write the compiler's words where the caller wants them, and how many there are into the option."""
    address, size, option = where
    if option is None:
        return
    data = text.encode()[: max(size - 1, 0)] + b"\0" if size else b""
    if address and data:
        kernel.buffer(address, len(data))[:] = data
    # The option's value becomes the bytes that were written.
    values[option] = ffi.cast("void *", len(data))


def _text_of(image: int) -> str:
    """The PTX in an image. Raises Failure for none, and for what this card cannot load."""
    require(image, "no image")
    start = bytes(kernel.buffer(image, 4))
    if start == CUBIN_MAGIC[:4]:
        head = bytes(kernel.buffer(image, len(CUBIN_MAGIC) + 8))
        if not head.startswith(CUBIN_MAGIC):
            raise Failure(abi.CUDA_ERROR_NO_BINARY_FOR_GPU, "machine code of a real card")
        size = int.from_bytes(head[-8:], "little")
        return bytes(kernel.buffer(image + len(head), size)).decode(errors="replace")
    data: bytes = ffi.string(ffi.cast("char *", image), _LONGEST_PTX)
    if ".version" not in data[:4096].decode(errors="replace"):
        raise Failure(abi.CUDA_ERROR_INVALID_IMAGE, "neither PTX nor machine code")
    return data.decode(errors="replace")


@function
def cuModuleLoadDataEx(cuda: Libcuda, place: Any, image: Any, count: int, options: Any, values: Any) -> None:
    context = cuda.current
    logs = logs_of(count, options, values)
    text = _text_of(number(image))
    try:
        module = LoadedModule(context, text)
    except BadPtx as error:
        say(logs.info, values, "")
        say(logs.error, values, error.log)
        raise
    log = verbose_log(module.programs, context.device.description.arch) if logs.verbose else ""
    say(logs.info, values, log)
    say(logs.error, values, "")
    handle = cuda.machine.handle(module)
    context.handles.add(handle)
    handle_into(place, handle, "CUmodule")


@function
def cuModuleUnload(cuda: Libcuda, handle: Any) -> None:
    module: LoadedModule = cuda.machine.object(number(handle), LoadedModule)
    module.context.synchronize()
    cuda.machine.forget(number(handle))
    module.unload()
    for value, found in list(cuda.machine.objects.items()):
        if isinstance(found, LoadedFunction) and found.module is module:
            cuda.machine.forget(value)


@function
def cuModuleGetFunction(cuda: Libcuda, place: Any, handle: Any, name: Any) -> None:
    module: LoadedModule = cuda.machine.object(number(handle), LoadedModule)
    wanted = ffi.string(name).decode(errors="replace")
    found = module.functions.get(wanted)
    if found is None:
        raise Failure(abi.CUDA_ERROR_NOT_FOUND, f"the module has no kernel {wanted}")
    for value, known in cuda.machine.objects.items():
        if known is found:
            handle_into(place, value, "CUfunction")
            return
    value = cuda.machine.handle(found)
    module.context.handles.add(value)
    handle_into(place, value, "CUfunction")


@function
def cuModuleGetGlobal(cuda: Libcuda, place: Any, size: Any, handle: Any, name: Any) -> None:
    module: LoadedModule = cuda.machine.object(number(handle), LoadedModule)
    wanted = ffi.string(name).decode(errors="replace")
    found = module.variables.get(wanted)
    if found is None:
        raise Failure(abi.CUDA_ERROR_NOT_FOUND, f"the module has no variable {wanted}")
    if place != ffi.NULL:
        place[0] = found[0]
    if size != ffi.NULL:
        size[0] = found[1]


def function_of(cuda: Libcuda, handle: Any) -> LoadedFunction:
    """A kernel by handle. Raises Failure."""
    found: LoadedFunction = cuda.machine.object(number(handle), LoadedFunction)
    return found


def registers_of(target: LoadedFunction) -> int:
    """The registers of a thread: what it uses, but no more than lets as many threads run as it says.

    PTX ISA, "Performance-Tuning Directives" (.maxntid, .reqntid): the compiler keeps to what they imply.
    """
    directives = target.program.directives
    limits = [*(directives.get(".maxnreg") or ()), _MOST_REGISTERS]
    if directives.keys() & {".maxntid", ".reqntid"}:
        warps = -(-most_threads(target) // 32)
        limits.append(REGISTERS // (32 * warps) // _REGISTER_GRANULE * _REGISTER_GRANULE)
    return max(16, min(target.program.registers, *limits))


def most_threads(target: LoadedFunction) -> int:
    """How many threads a block may have."""
    directives = target.program.directives
    total = 1024
    for name in (".maxntid", ".reqntid"):
        if name in directives:
            product = 1
            for size in directives[name]:
                product *= size
            total = min(total, product)
    return total


def written_cluster(program: Program) -> Dimensions | None:
    """The clusters that a kernel is written for."""
    sizes = tuple(program.directives.get(".reqnctapercluster") or ())
    if not sizes:
        return None
    x, y, z = sizes + (1,) * (3 - len(sizes))
    return x, y, z


@function
def cuFuncGetAttribute(cuda: Libcuda, place: Any, attribute: int, handle: Any) -> None:
    require(place != ffi.NULL)
    target = function_of(cuda, handle)
    program, device = target.program, target.module.context.device
    number = device.description.number
    values = {
        abi.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK: most_threads(target),
        abi.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES: program.static_shared_bytes,
        abi.CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES: 0,
        abi.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES: program.local_bytes,
        abi.CU_FUNC_ATTRIBUTE_NUM_REGS: registers_of(target),
        abi.CU_FUNC_ATTRIBUTE_PTX_VERSION: number,
        abi.CU_FUNC_ATTRIBUTE_BINARY_VERSION: number,
        abi.CU_FUNC_ATTRIBUTE_CACHE_MODE_CA: 0,
        abi.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES: target.max_dynamic_shared_bytes
        or STATIC_SHARED_BYTES - program.static_shared_bytes,
        abi.CU_FUNC_ATTRIBUTE_CLUSTER_SIZE_MUST_BE_SET: int(".explicitcluster" in program.directives),
    }
    written = written_cluster(program)
    if written is not None:
        values.update(zip(_REQUIRED_CLUSTER, written, strict=True))
    require(
        attribute in values or attribute in range(16), f"function attribute {attribute} is not known here"
    )
    place[0] = values.get(attribute, target.attributes.get(attribute, 0))


@function
def cuFuncSetAttribute(cuda: Libcuda, handle: Any, attribute: int, value: int) -> None:
    target = function_of(cuda, handle)
    device = target.module.context.device.description
    if attribute == abi.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
        most = device.shared_per_block_optin - target.program.static_shared_bytes
        require(0 <= value <= most, f"{value} bytes of dynamic shared memory; the most is {most}")
        target.max_dynamic_shared_bytes = value
        return
    settable = (
        abi.CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT,
        abi.CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED,
        abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH,
        abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT,
        abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH,
        abi.CU_FUNC_ATTRIBUTE_CLUSTER_SCHEDULING_POLICY_PREFERENCE,
    )
    require(attribute in settable, f"function attribute {attribute} cannot be set")
    target.attributes[attribute] = value

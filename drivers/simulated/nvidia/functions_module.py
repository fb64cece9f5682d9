"""Functions for modules, kernels and graphs (<cuda.h>: CUDA_MODULE, CUDA_EXEC, OCCUPANCY, GRAPH)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ... import kernel
from ...nvidia import abi
from .context import Context
from .failure import Failure, require
from .functions_stream import copy_command, fill_command, stream_of
from .graph import Executable, Graph, Node
from .libcuda import Libcuda, ffi, function, handle_into, number
from .module import CUBIN_MAGIC, BadPtx, Function, LoadedModule, compiled_ptx, verbose_log
from .ptx.engine import Launch
from .stream import Command

_LONGEST_PTX = 1 << 28
_STATIC_SHARED_BYTES = 48 << 10
_REGISTERS = 65536


@dataclass
class _Logs:
    """Where the caller wants the compiler's words: (address, bytes, index of the option with the size)."""

    info: tuple[int, int, int | None] = (0, 0, None)
    error: tuple[int, int, int | None] = (0, 0, None)
    verbose: bool = False


def _logs(count: int, options: Any, values: Any) -> _Logs:
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


def _say(where: tuple[int, int, int | None], values: Any, text: str) -> None:
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
    logs = _logs(count, options, values)
    text = _text_of(number(image))
    try:
        module = LoadedModule(context, text)
    except BadPtx as error:
        _say(logs.info, values, "")
        _say(logs.error, values, error.log)
        raise
    log = verbose_log(module.programs, context.device.description.number) if logs.verbose else ""
    _say(logs.info, values, log)
    _say(logs.error, values, "")
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
        if isinstance(found, Function) and found.module is module:
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


def _function(cuda: Libcuda, handle: Any) -> Function:
    found: Function = cuda.machine.object(number(handle), Function)
    return found


def _registers(target: Function) -> int:
    directives = target.program.directives
    limit = directives.get(".maxnreg", (255,))
    most = 255
    if ".maxntid" in directives or ".reqntid" in directives:
        # What the compiler is told of the block's size it keeps to: a warp gets registers 256 at a time.
        warps = -(-_max_threads(target) // 32)
        most = min(most, _REGISTERS // (warps * 256) * 8)
    return max(16, min(target.program.registers, most, *(limit or (255,))))


def _max_threads(target: Function) -> int:
    directives = target.program.directives
    total = 1024
    for name in (".maxntid", ".reqntid"):
        if name in directives:
            product = 1
            for size in directives[name]:
                product *= size
            total = min(total, product)
    return total


@function
def cuFuncGetAttribute(cuda: Libcuda, place: Any, attribute: int, handle: Any) -> None:
    require(place != ffi.NULL)
    target = _function(cuda, handle)
    program, device = target.program, target.module.context.device
    major, minor = device.description.capability
    values = {
        abi.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK: _max_threads(target),
        abi.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES: program.static_shared_bytes,
        abi.CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES: 0,
        abi.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES: program.local_bytes,
        abi.CU_FUNC_ATTRIBUTE_NUM_REGS: _registers(target),
        abi.CU_FUNC_ATTRIBUTE_PTX_VERSION: 10 * major + minor,
        abi.CU_FUNC_ATTRIBUTE_BINARY_VERSION: 10 * major + minor,
        abi.CU_FUNC_ATTRIBUTE_CACHE_MODE_CA: 0,
        abi.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES: target.max_dynamic_shared_bytes
        or _STATIC_SHARED_BYTES - program.static_shared_bytes,
    }
    require(
        attribute in values or attribute in range(16), f"function attribute {attribute} is not known here"
    )
    place[0] = values.get(attribute, target.attributes.get(attribute, 0))


@function
def cuFuncSetAttribute(cuda: Libcuda, handle: Any, attribute: int, value: int) -> None:
    target = _function(cuda, handle)
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


@function
def cuOccupancyMaxActiveBlocksPerMultiprocessor(
    cuda: Libcuda, place: Any, handle: Any, threads: int, dynamic: int
) -> None:
    require(place != ffi.NULL and threads > 0)
    target = _function(cuda, handle)
    card = target.module.context.device.description
    if threads > 1024:
        place[0] = 0
        return
    warps = -(-threads // 32)
    per_warp = -(-_registers(target) * 32 // 256) * 256
    reserved = 1024 if card.capability[0] >= 8 else 0
    shared = target.program.static_shared_bytes + dynamic + reserved
    place[0] = min(
        card.blocks_per_multiprocessor,
        card.threads_per_multiprocessor // (32 * warps),
        _REGISTERS // (per_warp * warps),
        card.shared_per_multiprocessor // shared if shared else card.blocks_per_multiprocessor,
    )


# Launches.


def _arguments(target: Function, parameters: Any, extra: Any) -> bytes:
    program = target.program
    if extra != ffi.NULL:
        address = size = 0
        at = 0
        while (key := number(extra[at])) != abi.CU_LAUNCH_PARAM_END:
            if key == abi.CU_LAUNCH_PARAM_BUFFER_POINTER:
                address = number(extra[at + 1])
            elif key == abi.CU_LAUNCH_PARAM_BUFFER_SIZE:
                size = int(ffi.cast("size_t *", extra[at + 1])[0])
            else:
                raise Failure(abi.CUDA_ERROR_INVALID_VALUE, "an unknown launch parameter")
            at += 2
        require(parameters == ffi.NULL, "both kernelParams and extra")
        require(
            size >= program.parameter_bytes,
            f"{size} bytes of arguments; {program.parameter_bytes} are needed",
        )
        return bytes(kernel.buffer(address, size)) if size else b""
    data = bytearray(program.parameter_bytes)
    if program.parameters:
        require(parameters != ffi.NULL, "the kernel has parameters")
    for index, (offset, size) in enumerate(program.parameters):
        source = number(parameters[index])
        require(source, "a null pointer for an argument")
        data[offset : offset + size] = kernel.buffer(source, size)
    return bytes(data)


def _shape(
    target: Function,
    grid: Sequence[int],
    block: Sequence[int],
    dynamic: int,
    cluster: Sequence[int] | None,
) -> tuple[int, int, int]:
    """Check a launch; returns the cluster's size. Raises Failure."""
    card = target.module.context.device.description
    program = target.program
    limits = (2**31 - 1, 65535, 65535)
    require(
        all(0 < size <= most for size, most in zip(grid, limits, strict=True)), f"a grid of {tuple(grid)}"
    )
    limits = (1024, 1024, 64)
    require(
        all(0 < size <= most for size, most in zip(block, limits, strict=True)), f"a block of {tuple(block)}"
    )
    threads = block[0] * block[1] * block[2]
    require(threads <= _max_threads(target), f"{threads} threads; the most are {_max_threads(target)}")
    wanted = program.directives.get(".reqntid")
    if wanted:
        exact = tuple(wanted) + (1,) * (3 - len(wanted))
        require(tuple(block) == exact, f"the kernel wants blocks of {exact}")
    most = target.max_dynamic_shared_bytes or _STATIC_SHARED_BYTES - program.static_shared_bytes
    require(dynamic <= most, f"{dynamic} bytes of dynamic shared memory; the most are {most}")
    if threads * _registers(target) > _REGISTERS:
        raise Failure(abi.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "too many registers")
    own = program.directives.get(".reqnctapercluster")
    sizes = tuple(cluster or own or (1, 1, 1))
    sizes = sizes + (1,) * (3 - len(sizes))
    count = sizes[0] * sizes[1] * sizes[2]
    if count > 1:
        require(card.capability[0] >= 9, "this card has no clusters")
        allowed = 16 if target.attributes.get(abi.CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED) else 8
        fits = count <= allowed and all(g % c == 0 for g, c in zip(grid, sizes, strict=True))
        require(fits, f"clusters of {sizes} in a grid of {tuple(grid)}", abi.CUDA_ERROR_INVALID_CLUSTER_SIZE)
    return sizes[0], sizes[1], sizes[2]


def _launch_command(
    cuda: Libcuda,
    context: Context,
    target: Function,
    grid: Sequence[int],
    block: Sequence[int],
    dynamic: int,
    parameters: Any,
    extra: Any,
    cluster: Sequence[int] | None = None,
) -> Command:
    """A command that runs a kernel with the arguments as they are now. Raises Failure."""
    require(
        target.module.context is context, "the kernel is of another context", abi.CUDA_ERROR_INVALID_HANDLE
    )
    sizes = _shape(target, grid, block, dynamic, cluster)
    launch = Launch(tuple(grid), tuple(block), sizes, dynamic, _arguments(target, parameters, extra))  # type: ignore[arg-type]
    module = target.module
    table = module.table.buffer_info()[0]
    return lambda: context.run(target.name, module.text, target.compiled, launch, table)


@function
def cuLaunchKernel(
    cuda: Libcuda, handle: Any, gx: int, gy: int, gz: int, bx: int, by: int, bz: int, dynamic: int,
    stream: Any, parameters: Any, extra: Any,
) -> None:  # fmt: skip
    context = cuda.current
    command = _launch_command(
        cuda, context, _function(cuda, handle), (gx, gy, gz), (bx, by, bz), dynamic, parameters, extra
    )
    stream_of(cuda, context, stream).submit(command)


@function
def cuLaunchKernelEx(cuda: Libcuda, config: Any, handle: Any, parameters: Any, extra: Any) -> None:
    context = cuda.current
    require(config != ffi.NULL)
    cluster = None
    for index in range(config.numAttrs):
        attribute = config.attrs[index]
        if attribute.id == abi.CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION:
            size = attribute.value.clusterDim
            cluster = (size.x, size.y, size.z)
        elif attribute.id == abi.CU_LAUNCH_ATTRIBUTE_COOPERATIVE and attribute.value.cooperative:
            raise Failure(abi.CUDA_ERROR_NOT_SUPPORTED, "cooperative launches are not simulated")
    grid = (config.gridDimX, config.gridDimY, config.gridDimZ)
    block = (config.blockDimX, config.blockDimY, config.blockDimZ)
    command = _launch_command(
        cuda, context, _function(cuda, handle), grid, block, config.sharedMemBytes, parameters, extra, cluster
    )
    stream_of(cuda, context, config.hStream).submit(command)


# Graphs.


@function
def cuGraphCreate(cuda: Libcuda, place: Any, flags: int) -> None:
    context = cuda.current
    require(flags == 0)
    handle = cuda.machine.handle(Graph())
    context.handles.add(handle)
    handle_into(place, handle, "CUgraph")


@function
def cuGraphDestroy(cuda: Libcuda, handle: Any) -> None:
    graph: Graph = cuda.machine.object(number(handle), Graph)
    cuda.machine.forget(number(handle))
    nodes = set(map(id, graph.nodes))
    for value, found in list(cuda.machine.objects.items()):
        if isinstance(found, Node) and id(found) in nodes:
            cuda.machine.forget(value)


def _add(
    cuda: Libcuda, place: Any, handle: Any, before: Any, count: int, command: Command, is_kernel: bool
) -> None:
    graph: Graph = cuda.machine.object(number(handle), Graph)
    after = [cuda.machine.object(number(before[index]), Node) for index in range(count)]
    handle_into(place, cuda.machine.handle(graph.add(command, after, is_kernel)), "CUgraphNode")


def _node_command(cuda: Libcuda, context: Context, parameters: Any) -> Command:
    require(parameters != ffi.NULL)
    return _launch_command(
        cuda,
        context,
        _function(cuda, parameters.func),
        (parameters.gridDimX, parameters.gridDimY, parameters.gridDimZ),
        (parameters.blockDimX, parameters.blockDimY, parameters.blockDimZ),
        parameters.sharedMemBytes,
        parameters.kernelParams,
        parameters.extra,
    )


@function
def cuGraphAddKernelNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any
) -> None:
    _add(cuda, place, graph, before, count, _node_command(cuda, cuda.current, parameters), True)


@function
def cuGraphAddMemcpyNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any, context: Any
) -> None:
    cuda.require_current()
    p = parameters
    require(
        p != ffi.NULL and p.Height <= 1 and p.Depth <= 1,
        "only copies of one row",
        abi.CUDA_ERROR_NOT_SUPPORTED,
    )
    ends = []
    for kind, host, device, offset in (
        (p.dstMemoryType, p.dstHost, p.dstDevice, p.dstXInBytes),
        (p.srcMemoryType, p.srcHost, p.srcDevice, p.srcXInBytes),
    ):
        require(kind in (abi.CU_MEMORYTYPE_HOST, abi.CU_MEMORYTYPE_DEVICE, abi.CU_MEMORYTYPE_UNIFIED))
        ends.append((number(host) if kind == abi.CU_MEMORYTYPE_HOST else int(device)) + offset)
    size = int(p.WidthInBytes)
    # Checked now; what the source holds is read at each launch.
    copy_command(cuda, ends[0], ends[1], size)
    from .functions_memory import host_address, move

    target, source = host_address(cuda, ends[0], size)[0], host_address(cuda, ends[1], size)[0]
    _add(cuda, place, graph, before, count, lambda: move(target, source, size), False)


@function
def cuGraphAddMemsetNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any, context: Any
) -> None:
    cuda.require_current()
    p = parameters
    require(p != ffi.NULL and p.elementSize in (1, 2, 4), "elements have 1, 2 or 4 bytes")
    rows = max(int(p.height), 1)
    commands = [
        fill_command(cuda, int(p.dst) + row * int(p.pitch), int(p.value), int(p.elementSize), int(p.width))
        for row in range(rows)
    ]

    def fill() -> None:
        for command in commands:
            command()

    _add(cuda, place, graph, before, count, fill, False)


@function
def cuGraphInstantiateWithFlags(cuda: Libcuda, place: Any, handle: Any, flags: int) -> None:
    context = cuda.current
    graph: Graph = cuda.machine.object(number(handle), Graph)
    made = cuda.machine.handle(Executable(graph))
    context.handles.add(made)
    handle_into(place, made, "CUgraphExec")


@function
def cuGraphExecKernelNodeSetParams(cuda: Libcuda, handle: Any, node: Any, parameters: Any) -> None:
    context = cuda.current
    executable: Executable = cuda.machine.object(number(handle), Executable)
    found: Node = cuda.machine.object(number(node), Node)
    require(found.kernel and executable.has(found), "no kernel node of this graph")
    executable.change(found, _node_command(cuda, context, parameters))


@function
def cuGraphExecDestroy(cuda: Libcuda, handle: Any) -> None:
    cuda.machine.object(number(handle), Executable)
    cuda.machine.forget(number(handle))


@function
def cuGraphLaunch(cuda: Libcuda, handle: Any, stream: Any) -> None:
    context = cuda.current
    executable: Executable = cuda.machine.object(number(handle), Executable)
    commands = executable.launchable()

    def run() -> None:
        for command in commands:
            context.check()
            command()

    stream_of(cuda, context, stream).submit(run)


# Linking.


class _Link:
    def __init__(self, options: tuple[int, Any, Any]) -> None:
        self.options = options
        self.text = ""
        self.image: Any = None


@function
def cuLinkCreate(cuda: Libcuda, count: int, options: Any, values: Any, place: Any) -> None:
    context = cuda.current
    handle = cuda.machine.handle(_Link((count, options, values)))
    context.handles.add(handle)
    handle_into(place, handle, "CUlinkState")


# CUjitInputType.
_JIT_INPUT_CUBIN, _JIT_INPUT_PTX = 0, 1


@function
def cuLinkAddData(
    cuda: Libcuda,
    state: Any,
    kind: int,
    data: Any,
    size: int,
    name: Any,
    count: int,
    options: Any,
    values: Any,
) -> None:
    link: _Link = cuda.machine.object(number(state), _Link)
    require(kind == _JIT_INPUT_PTX, "only PTX is linked", abi.CUDA_ERROR_NOT_SUPPORTED)
    require(not link.text, "only one module is linked", abi.CUDA_ERROR_NOT_SUPPORTED)
    text = bytes(kernel.buffer(number(data), size)).rstrip(b"\0").decode(errors="replace")
    target = cuda.current.device.description.number
    logs = _logs(*link.options)
    try:
        _, programs, _ = compiled_ptx(text, target)
    except BadPtx as error:
        _say(logs.error, link.options[2], error.log)
        raise
    _say(logs.info, link.options[2], verbose_log(programs, target) if logs.verbose else "")
    link.text = text


@function
def cuLinkComplete(cuda: Libcuda, state: Any, place: Any, size: Any) -> None:
    link: _Link = cuda.machine.object(number(state), _Link)
    require(link.text, "nothing was added")
    text = link.text.encode()
    link.image = ffi.from_buffer(CUBIN_MAGIC + len(text).to_bytes(8, "little") + text)
    place[0] = ffi.cast("void *", link.image)
    if size != ffi.NULL:
        size[0] = len(link.image)


@function
def cuLinkDestroy(cuda: Libcuda, state: Any) -> None:
    cuda.machine.object(number(state), _Link)
    cuda.machine.forget(number(state))

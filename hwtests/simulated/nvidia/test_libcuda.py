"""The simulated driver library by its C interface: results, versions, streams, graphs, sticky errors."""

from __future__ import annotations

from typing import Any

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import BarewireError, InvalidArgument
from barewire.drivers.nvidia import abi
from barewire.drivers.simulated import cards

from .driver import Cuda, cuda, ffi

_KERNELS = """
.version 8.0
.target sm_75
.address_size 64
.visible .entry set(.param .u64 where, .param .u32 value)
{
.reg .b32 %r<2>;
.reg .b64 %d<2>;
ld.param.u64 %d1, [where];
ld.param.u32 %r1, [value];
st.global.u32 [%d1], %r1;
ret;
}
.visible .entry endless()
{
again: bra again;
}
"""


def _parameters(address: int, value: int) -> tuple[Any, list[Any]]:
    held = [ffi.new("CUdeviceptr *", address), ffi.new("unsigned int *", value)]
    return ffi.new("void *[]", held), held


def _launch(driver: Cuda, function: Any, stream: Any, address: int, value: int) -> int:
    parameters, held = _parameters(address, value)
    code: int = driver.cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, parameters, ffi.NULL)
    del held
    return code


def _read(driver: Cuda, address: int) -> int:
    place = ffi.new("unsigned int *")
    driver.ok("cuMemcpyDtoH", place, address, 4)
    return int(place[0])


def test_specifications_name_cards_of_both_makers_or_are_refused() -> None:
    assert [each.arch for each in cards.parse("sm_90*2,sm_75")] == ["sm_90", "sm_90", "sm_75"]
    with pytest.raises(InvalidArgument, match="sm_11"):
        cards.parse("sm_11")


def test_two_libraries_of_one_name_do_not_fit() -> None:
    with cuda(), pytest.raises(BarewireError, match=abi.LIBRARY), kernel.interpose_library(abi.LIBRARY, None):  # type: ignore[arg-type]
        pass


def test_every_function_declared_is_found_and_none_before_its_time() -> None:
    with cuda() as driver:
        for name, version in abi.VERSIONS.items():
            assert driver.address(name, version)[0] == 0, name
        code, address, status = driver.address("cuNothing", 13000)
        assert (code, address, status) == (abi.CUDA_ERROR_NOT_FOUND, 0, 1)
        assert driver.address("cuMemAlloc", 2000)[1:] == (0, 2)


def test_nothing_works_before_cuinit() -> None:
    with cuda() as driver:
        assert driver.cuDeviceGetCount(ffi.new("int *")) == abi.CUDA_ERROR_NOT_INITIALIZED
        driver.ok("cuInit", 0)
        assert driver.made("cuDeviceGetCount", "int") == 1
        assert driver.cuMemAlloc(ffi.new("CUdeviceptr *"), 64) == abi.CUDA_ERROR_INVALID_CONTEXT


def test_arguments_the_driver_refuses_are_refused() -> None:
    with cuda() as driver:
        driver.start()
        stream = driver.made("cuStreamCreateWithPriority", "CUstream", 1, 0)
        function = driver.function(_KERNELS, "set")
        invalid = abi.CUDA_ERROR_INVALID_VALUE
        address = driver.made("cuMemAlloc", "CUdeviceptr", 64)
        parameters, _held = _parameters(address, 1)
        launch = driver.cuLaunchKernel
        assert launch(function, 0, 1, 1, 1, 1, 1, 0, stream, parameters, ffi.NULL) == invalid
        assert launch(function, 1, 65536, 1, 1, 1, 1, 0, stream, parameters, ffi.NULL) == invalid
        assert launch(function, 1, 1, 1, 1025, 1, 1, 0, stream, parameters, ffi.NULL) == invalid
        assert launch(function, 1, 1, 1, 1, 1, 1, 49153, stream, parameters, ffi.NULL) == invalid
        handle = abi.CUDA_ERROR_INVALID_HANDLE
        assert launch(ffi.cast("CUfunction", 8), 1, 1, 1, 1, 1, 1, 0, stream, parameters, ffi.NULL) == handle
        assert driver.cuMemAlloc(ffi.new("CUdeviceptr *"), 0) == invalid
        assert driver.cuMemAlloc(ffi.new("CUdeviceptr *"), 1 << 40) == abi.CUDA_ERROR_OUT_OF_MEMORY
        assert driver.cuMemFree(address + 4) == invalid
        assert driver.cuMemsetD8Async(address, 0, 65, stream) == invalid
        assert driver.cuStreamWriteValue64(stream, address + 4, 1, 0) == invalid


def test_streams_wait_for_numbers_events_and_each_other() -> None:
    with cuda() as driver:
        driver.start()
        first, second = (driver.made("cuStreamCreateWithPriority", "CUstream", 1, 0) for _ in range(2))
        pinned = driver.made("cuMemHostAlloc", "void *", 64, abi.CU_MEMHOSTALLOC_DEVICEMAP)
        number = kernel.word(int(ffi.cast("uintptr_t", pinned)))
        place = driver.made("cuMemHostGetDevicePointer", "CUdeviceptr", pinned, 0)
        address = driver.made("cuMemAlloc", "CUdeviceptr", 4)
        function = driver.function(_KERNELS, "set")
        event = driver.made("cuEventCreate", "CUevent", 0)
        driver.ok("cuStreamWaitValue64", first, place, 5, abi.CU_STREAM_WAIT_VALUE_GEQ)
        assert _launch(driver, function, first, address, 11) == 0
        driver.ok("cuEventRecord", event, first)
        driver.ok("cuStreamWaitEvent", second, event, 0)
        driver.ok("cuStreamWriteValue64", second, place + 8, 77, 0)
        assert driver.cuEventQuery(event) == abi.CUDA_ERROR_NOT_READY
        assert driver.cuStreamQuery(second) == abi.CUDA_ERROR_NOT_READY
        number[0] = 6
        driver.ok("cuStreamSynchronize", second)
        assert number[1] == 77
        assert _read(driver, address) == 11


def test_a_graph_runs_in_order_and_takes_new_arguments() -> None:
    with cuda() as driver:
        driver.start()
        stream = driver.made("cuStreamCreateWithPriority", "CUstream", 1, 0)
        function = driver.function(_KERNELS, "set")
        address, other = (driver.made("cuMemAlloc", "CUdeviceptr", 4) for _ in range(2))
        graph = driver.made("cuGraphCreate", "CUgraph", 0)

        def node_parameters(value: int) -> tuple[Any, list[Any]]:
            array, held = _parameters(address, value)
            one = dict.fromkeys([f"{what}Dim{axis}" for what in ("grid", "block") for axis in "XYZ"], 1)
            made = ffi.new("CUDA_KERNEL_NODE_PARAMS_v2 *", {"func": function, "kernelParams": array, **one})
            return made, [array, held]

        parameters, _first = node_parameters(3)
        node = driver.made("cuGraphAddKernelNode", "CUgraphNode", graph, ffi.NULL, 0, parameters)
        copy = ffi.new("CUDA_MEMCPY3D *", {"WidthInBytes": 4, "Height": 1, "Depth": 1})
        copy.srcMemoryType = copy.dstMemoryType = abi.CU_MEMORYTYPE_DEVICE
        copy.srcDevice, copy.dstDevice = address, other
        before = ffi.new("CUgraphNode[]", [node])
        driver.made("cuGraphAddMemcpyNode", "CUgraphNode", graph, before, 1, copy, ffi.NULL)
        ready = driver.made("cuGraphInstantiateWithFlags", "CUgraphExec", graph, 0)
        driver.ok("cuGraphLaunch", ready, stream)
        driver.ok("cuStreamSynchronize", stream)
        assert _read(driver, other) == 3
        parameters, _second = node_parameters(8)
        driver.ok("cuGraphExecKernelNodeSetParams", ready, node, parameters)
        driver.ok("cuGraphLaunch", ready, stream)
        driver.ok("cuStreamSynchronize", stream)
        assert _read(driver, other) == 8


def test_an_illegal_address_sticks_until_the_context_is_reset() -> None:
    with cuda() as driver:
        driver.start()
        function = driver.function(_KERNELS, "set")
        assert _launch(driver, function, ffi.NULL, 0x1234560, 1) == 0
        illegal = abi.CUDA_ERROR_ILLEGAL_ADDRESS
        assert driver.cuCtxSynchronize() == illegal
        assert driver.cuMemAlloc(ffi.new("CUdeviceptr *"), 64) == illegal
        assert _launch(driver, function, ffi.NULL, 0x1234560, 1) == illegal
        assert any("st.global.u32" in note and "kernel set" in note for note in driver.machine.diagnostics)
        driver.ok("cuDevicePrimaryCtxReset", 0)
        driver.start()
        address = driver.made("cuMemAlloc", "CUdeviceptr", 4)
        assert _launch(driver, driver.function(_KERNELS, "set"), ffi.NULL, address, 9) == 0
        assert _read(driver, address) == 9


def test_the_compilers_words_are_in_the_buffers_asked_for() -> None:
    with cuda() as driver:
        driver.start()
        log = ffi.new("char[]", 512)
        options = ffi.new(
            "CUjit_option[]", [abi.CU_JIT_ERROR_LOG_BUFFER, abi.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES]
        )
        values = ffi.new("void *[]", [log, ffi.cast("void *", 512)])
        bad = ffi.new(
            "char[]", _KERNELS.replace("ld.param.u32 %r1, [value];", "ld.param.u32 %r9, [value];").encode()
        )
        place = ffi.new("CUmodule *")
        assert driver.cuModuleLoadDataEx(place, bad, 2, options, values) == abi.CUDA_ERROR_INVALID_PTX
        said = ffi.string(log).decode()
        assert "line 10; error" in said
        assert "Unknown symbol '%r9'" in said
        assert int(ffi.cast("uintptr_t", values[1])) == len(said) + 1


def test_a_linked_module_loads_as_machine_code_does() -> None:
    with cuda() as driver:
        driver.start()
        state = ffi.new("CUlinkState *")
        driver.ok("cuLinkCreate", 0, ffi.NULL, ffi.NULL, state)
        text = ffi.new("char[]", _KERNELS.encode())
        driver.ok("cuLinkAddData", state[0], 1, text, len(text), b"set", 0, ffi.NULL, ffi.NULL)
        image, size = ffi.new("void **"), ffi.new("size_t *")
        driver.ok("cuLinkComplete", state[0], image, size)
        kept = ffi.new("char[]", bytes(ffi.buffer(image[0], size[0])))
        driver.ok("cuLinkDestroy", state[0])
        module = driver.made("cuModuleLoadDataEx", "CUmodule", kept, 0, ffi.NULL, ffi.NULL)
        driver.made("cuModuleGetFunction", "CUfunction", module, b"set")
        strange = ffi.new("char[]", b"\x7fELF" + bytes(64))
        no_binary = abi.CUDA_ERROR_NO_BINARY_FOR_GPU
        assert driver.cuModuleLoadDataEx(ffi.new("CUmodule *"), strange, 0, ffi.NULL, ffi.NULL) == no_binary


def test_memory_can_be_mapped_at_reserved_addresses() -> None:
    with cuda() as driver:
        driver.start()
        size = 2 << 20
        properties = ffi.new("CUmemAllocationProp *")
        properties.type = abi.CU_MEM_ALLOCATION_TYPE_PINNED
        properties.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
        address = driver.made("cuMemAddressReserve", "CUdeviceptr", 2 * size, 0, 0, 0)
        handles = [
            driver.made("cuMemCreate", "CUmemGenericAllocationHandle", size, properties, 0) for _ in range(2)
        ]
        access = ffi.new("CUmemAccessDesc *")
        access.location.type = abi.CU_MEM_LOCATION_TYPE_DEVICE
        access.flags = abi.CU_MEM_ACCESS_FLAGS_PROT_READWRITE
        for index, handle in enumerate(handles):
            driver.ok("cuMemMap", address + index * size, size, 0, handle, 0)
            driver.ok("cuMemSetAccess", address + index * size, size, access, 1)
            driver.ok("cuMemRelease", handle)
        function = driver.function(_KERNELS, "set")
        assert _launch(driver, function, ffi.NULL, address + size, 5) == 0
        assert _read(driver, address + size) == 5
        driver.ok("cuMemUnmap", address, 2 * size)
        driver.ok("cuMemAddressFree", address, 2 * size)
        assert _launch(driver, function, ffi.NULL, address + size, 5) == 0
        assert driver.cuCtxSynchronize() == abi.CUDA_ERROR_ILLEGAL_ADDRESS


def test_a_card_reaches_anothers_memory_only_when_it_may() -> None:
    with cuda("sm_90*2") as driver:
        second = driver.start(1)
        theirs = driver.made("cuMemAlloc", "CUdeviceptr", 4)
        driver.start(0)
        function = driver.function(_KERNELS, "set")
        driver.ok("cuCtxEnablePeerAccess", second, 0)
        assert _launch(driver, function, ffi.NULL, theirs, 6) == 0
        assert _read(driver, theirs) == 6
        driver.ok("cuDevicePrimaryCtxReset", 0)
        driver.start(0)
        assert _launch(driver, driver.function(_KERNELS, "set"), ffi.NULL, theirs, 7) == 0
        assert driver.cuCtxSynchronize() == abi.CUDA_ERROR_ILLEGAL_ADDRESS


def test_an_endless_kernel_ends_with_its_context() -> None:
    with cuda() as driver:
        driver.start()
        function = driver.function(_KERNELS, "endless")
        driver.ok("cuLaunchKernel", function, 1, 1, 1, 1, 1, 1, 0, ffi.NULL, ffi.NULL, ffi.NULL)
        assert driver.cuStreamQuery(ffi.NULL) == abi.CUDA_ERROR_NOT_READY
        driver.ok("cuDevicePrimaryCtxReset", 0)
        driver.start()
        driver.ok("cuCtxSynchronize")

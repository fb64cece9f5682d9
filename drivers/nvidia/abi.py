"""Types, constants and function prototypes of the CUDA driver API, under the names of <cuda.h>.

`abi.ffi` makes and reads structures; `abi.CUDA_ERROR_ILLEGAL_ADDRESS` and every other enumerator is an
attribute of this module; `ffi.cast("PFN_cuMemAlloc", address)` is a function that can be called.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from . import LIBRARY as LIBRARY
from ._abi import ffi as _ffi

ffi: Any = _ffi

VERSIONS = {
    "cuInit": 2000,
    "cuDriverGetVersion": 2020,
    "cuGetErrorName": 6000,
    "cuGetErrorString": 6000,
    "cuGetProcAddress": 12000,
    "cuDeviceGetCount": 2000,
    "cuDeviceGet": 2000,
    "cuDeviceGetName": 2000,
    "cuDeviceGetAttribute": 2000,
    "cuDeviceTotalMem": 3020,
    "cuDeviceGetUuid": 11040,
    "cuDeviceGetPCIBusId": 4010,
    "cuDeviceCanAccessPeer": 4000,
    "cuDevicePrimaryCtxRetain": 7000,
    "cuDevicePrimaryCtxRelease": 11000,
    "cuDevicePrimaryCtxReset": 11000,
    "cuDevicePrimaryCtxSetFlags": 11000,
    "cuDevicePrimaryCtxGetState": 7000,
    "cuCtxSetCurrent": 4000,
    "cuCtxGetCurrent": 4000,
    "cuCtxSynchronize": 2000,
    "cuCtxEnablePeerAccess": 4000,
    "cuCtxGetStreamPriorityRange": 5050,
    "cuMemAlloc": 3020,
    "cuMemFree": 3020,
    "cuMemGetInfo": 3020,
    "cuMemHostAlloc": 2020,
    "cuMemFreeHost": 2000,
    "cuMemHostGetDevicePointer": 3020,
    "cuMemHostRegister": 6050,
    "cuMemHostUnregister": 4000,
    "cuPointerGetAttribute": 4000,
    "cuMemPoolCreate": 11020,
    "cuMemPoolDestroy": 11020,
    "cuMemPoolSetAttribute": 11020,
    "cuMemPoolGetAttribute": 11020,
    "cuMemPoolTrimTo": 11020,
    "cuMemPoolSetAccess": 11020,
    "cuMemAllocFromPoolAsync": 11020,
    "cuMemFreeAsync": 11020,
    "cuMemAddressReserve": 10020,
    "cuMemAddressFree": 10020,
    "cuMemCreate": 10020,
    "cuMemRelease": 10020,
    "cuMemMap": 10020,
    "cuMemUnmap": 10020,
    "cuMemSetAccess": 10020,
    "cuMemGetAllocationGranularity": 10020,
    "cuMemcpy": 7000,
    "cuMemcpyHtoD": 7000,
    "cuMemcpyDtoH": 7000,
    "cuMemcpyAsync": 7000,
    "cuMemcpyHtoDAsync": 7000,
    "cuMemcpyDtoHAsync": 7000,
    "cuMemcpyDtoDAsync": 7000,
    "cuMemcpyPeerAsync": 7000,
    "cuMemsetD8Async": 7000,
    "cuMemsetD16Async": 7000,
    "cuMemsetD32Async": 7000,
    "cuModuleLoadDataEx": 2010,
    "cuModuleUnload": 2000,
    "cuModuleGetFunction": 2000,
    "cuModuleGetGlobal": 3020,
    "cuFuncGetAttribute": 2020,
    "cuFuncSetAttribute": 9000,
    "cuOccupancyMaxActiveBlocksPerMultiprocessor": 6050,
    "cuOccupancyMaxActiveClusters": 11070,
    "cuLinkCreate": 6050,
    "cuLinkAddData": 6050,
    "cuLinkComplete": 5050,
    "cuLinkDestroy": 5050,
    "cuLaunchKernel": 7000,
    "cuLaunchKernelEx": 11060,
    "cuLaunchHostFunc": 10000,
    "cuStreamCreateWithPriority": 5050,
    "cuStreamDestroy": 4000,
    "cuStreamSynchronize": 7000,
    "cuStreamQuery": 7000,
    "cuStreamWaitEvent": 7000,
    "cuStreamWriteValue32": 11070,
    "cuStreamWaitValue32": 11070,
    "cuStreamWriteValue64": 11070,
    "cuStreamWaitValue64": 11070,
    "cuEventCreate": 2000,
    "cuEventDestroy": 4000,
    "cuEventRecord": 7000,
    "cuEventQuery": 2000,
    "cuEventSynchronize": 2000,
    "cuEventElapsedTime": 2000,
    "cuGraphCreate": 10000,
    "cuGraphDestroy": 10000,
    "cuGraphAddKernelNode": 12000,
    "cuGraphAddMemcpyNode": 10000,
    "cuGraphAddMemsetNode": 10000,
    "cuGraphKernelNodeSetAttribute": 11000,
    "cuGraphInstantiateWithFlags": 11040,
    "cuGraphExecKernelNodeSetParams": 12000,
    "cuGraphExecDestroy": 10000,
    "cuGraphLaunch": 10000,
    "cuTensorMapEncodeTiled": 12000,
}
"""What to ask cuGetProcAddress for: the CUDA version in which the prototype declared here came to be."""

# <cuda.h>: preprocessor constants.
CU_MEMHOSTALLOC_PORTABLE, CU_MEMHOSTALLOC_DEVICEMAP, CU_MEMHOSTALLOC_WRITECOMBINED = 1, 2, 4
CU_MEMHOSTREGISTER_PORTABLE, CU_MEMHOSTREGISTER_DEVICEMAP = 1, 2
CU_MEMHOSTREGISTER_IOMEMORY, CU_MEMHOSTREGISTER_READ_ONLY = 4, 8
CU_LAUNCH_PARAM_END, CU_LAUNCH_PARAM_BUFFER_POINTER, CU_LAUNCH_PARAM_BUFFER_SIZE = 0, 1, 2
CU_STREAM_LEGACY, CU_STREAM_PER_THREAD = 1, 2


@cache
def _constant(name: str) -> int:
    try:
        value: int = ffi.integer_const(name)
    except (AttributeError, ffi.error) as error:
        raise AttributeError(f"<cuda.h> as declared here has no {name}") from error
    return value


def __getattr__(name: str) -> int:
    if not name.startswith(("CU_", "CUDA_")):
        raise AttributeError(name)
    return _constant(name)


def enumerators(enumeration: str) -> dict[int, str]:
    """The names of an enumeration's values, such as those of `CUresult`."""
    return dict(ffi.typeof(enumeration).elements)

"""What the driver API is called with, as seen by a library that keeps its calls."""

from __future__ import annotations

import gc
import struct
from collections.abc import Iterator
from typing import Any

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import (
    BadCodeObject,
    BarewireError,
    CompileError,
    DeviceClosed,
    DeviceHang,
    IndexOutOfRange,
    InvalidArgument,
    KernelFault,
    OutOfMemory,
    UnsupportedArchitecture,
)
from barewire.drivers.interface import Function
from barewire.drivers.nvidia import abi
from barewire.drivers.nvidia import queue as queue_module
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.nvidia.recording import LARGEST_NODE_BYTES

from . import kernels
from .files import Files
from .scripted import ScriptedLibcuda, scripted

ONE = (1, 1, 1)


@pytest.fixture
def library() -> Iterator[ScriptedLibcuda]:
    with scripted() as library:
        yield library


@pytest.fixture
def card(library: ScriptedLibcuda) -> Iterator[NvidiaCard]:
    card = NvidiaDriver().open(0)
    yield card
    library.results.clear()
    card.close()


@pytest.fixture
def two(card: NvidiaCard) -> Function:
    return card.load(kernels.PARAMETERS.encode()).functions["two"]


def calls(library: ScriptedLibcuda, *names: str) -> list[tuple[Any, ...]]:
    return [arguments for name, arguments in library.calls if name in names]


def test_arguments_arrive_as_they_were_packed_and_without_what_rounds_them_up(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    queue = card.compute_queue()
    arguments = bytes(range(44))
    queue.dispatch(two, (3, 2, 1), (64, 2, 1), arguments, 100)
    queue.dispatch(two, ONE, ONE, arguments + bytes(4))
    queue.submit()
    assert calls(library, "cuLaunchKernel") == [
        (two.gpu_address, 3, 2, 1, 64, 2, 1, 100, arguments),
        (two.gpu_address, 1, 1, 1, 1, 1, 1, 0, arguments),
    ]
    for wrong in (43, 49):
        with pytest.raises(InvalidArgument, match=f"two with {wrong} bytes of arguments: it takes 44"):
            queue.dispatch(two, ONE, ONE, bytes(wrong))


def test_shared_memory_beyond_the_usual_is_allowed_once_and_beyond_the_cards_refused(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    library.function_attributes[abi.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES] = 1024
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue, usual, most = card.compute_queue(), 48 << 10, 227 << 10
    for local_bytes in (usual - 1024, usual - 1023, most - 1024, most - 1024, usual):
        queue.dispatch(two, ONE, ONE, bytes(44), local_bytes)
    allowed = abi.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
    assert [call[1:] for call in calls(library, "cuFuncSetAttribute")] == [
        (allowed, usual - 1023),
        (allowed, most - 1024),
    ]
    with pytest.raises(
        InvalidArgument, match=f"{most - 1023} bytes of shared memory and 1024 of its own.*{most}"
    ):
        queue.dispatch(two, ONE, ONE, bytes(44), most - 1023)


@pytest.mark.parametrize(
    ("grid", "block", "words"),
    [
        ((2**31, 1, 1), ONE, "grid"),
        ((1, 65536, 1), ONE, "grid"),
        ((-1, 1, 1), ONE, "grid"),
        (ONE, (2048, 1, 1), "blocks of"),
        (ONE, (0, 1, 1), "blocks of"),
        (ONE, (1, 1, 65), "blocks of"),
        (ONE, (512, 2, 1), "1024 threads: with its 32 registers it takes at most 512"),
    ],
)
def test_a_dispatch_beyond_the_limits_names_kernel_and_limit(
    library: ScriptedLibcuda, card: NvidiaCard, grid: Any, block: Any, words: str
) -> None:
    library.function_attributes[abi.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK] = 512
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue = card.compute_queue()
    with pytest.raises(InvalidArgument, match=f"two.*{words}"):
        queue.dispatch(two, grid, block, bytes(44))
    queue.dispatch(two, ONE, (512, 1, 1), bytes(44))


def test_a_large_cluster_is_allowed_where_a_kernel_asks_for_it(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    library.function_attributes[abi.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH] = 16
    card.load(kernels.PARAMETERS.encode())
    allowed = abi.CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED
    assert {call[1:] for call in calls(library, "cuFuncSetAttribute")} == {(allowed, 1)}


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (abi.CUDA_ERROR_INVALID_PTX, BadCodeObject, "two, none, one.*line 7: bad"),
        (abi.CUDA_ERROR_UNSUPPORTED_PTX_VERSION, CompileError, r"PTX of CUDA 12\.4 and before"),
        (abi.CUDA_ERROR_JIT_COMPILER_NOT_FOUND, CompileError, "libnvidia-ptxjitcompiler"),
        (abi.CUDA_ERROR_NO_BINARY_FOR_GPU, UnsupportedArchitecture, "PTX for sm_70.*sm_90"),
        (abi.CUDA_ERROR_OUT_OF_MEMORY, OutOfMemory, "no room for the code of two"),
    ],
)
def test_ptx_that_the_driver_refuses_raises_with_the_compilers_log(
    library: ScriptedLibcuda, card: NvidiaCard, code: int, kind: type[Exception], words: str
) -> None:
    library.logs = ("", "ptxas application ptx input, line 7: bad")
    library.results["compile"] = code
    with pytest.raises(kind, match=f"(?s){words}"):
        card.load(kernels.PARAMETERS.encode())


def test_the_compilers_report_is_kept_with_the_kernel(library: ScriptedLibcuda, card: NvidiaCard) -> None:
    library.logs = (
        "ptxas info    : Function properties for two\n"
        "ptxas .     16 bytes stack frame, 12 bytes spill stores, 8 bytes spill loads\n"
        "ptxas info    : Used 32 registers, 380 bytes cmem[0]\n",
        "",
    )
    code = card.load(kernels.PARAMETERS.encode())
    assert code.functions["two"].spill_bytes == 20
    assert code.functions["none"].spill_bytes is None
    assert code.functions["two"].registers == 32
    assert "Used 32 registers" in code.log


def test_an_image_without_a_kernel_is_refused(card: NvidiaCard) -> None:
    with pytest.raises(BadCodeObject, match=r"no kernel.*\.entry"):
        card.load(b".version 7.4\n.target sm_70\n.address_size 64\n")


def test_a_recording_is_one_graph_and_patches_reach_it_with_the_next_replay(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    queue, memory = card.compute_queue(), card.allocate(64)
    empty = (0, 1, 1)
    queue.dispatch(two, ONE, ONE, bytes(44))
    queue.fill(memory.gpu_address, 64, b"\x01\x02")
    queue.dispatch(two, empty, ONE, bytes(44))
    queue.copy(memory.gpu_address, memory.gpu_address + 32, 32)
    queue.dispatch(two, ONE, ONE, b"x" * 44)
    recording = queue.finish()
    assert not calls(library, "cuLaunchKernel", "cuGraphLaunch", "cuMemcpyAsync")
    assert calls(library, "cuGraphAddKernelNode") == [(bytes(44),), (b"x" * 44,)]
    assert calls(library, "cuGraphAddMemsetNode") == [(memory.gpu_address, 0x0201, 32)]
    recording.patch(2, 40, b"abcd")
    recording.patch(1, 0, b"dropped")
    recording.patch(2, 36, b"efgh")
    queue.replay(recording)
    queue.replay(recording)
    queue.submit()
    assert calls(library, "cuGraphExecKernelNodeSetParams") == [(b"x" * 36 + b"efghabcd",)]
    assert len(calls(library, "cuGraphLaunch")) == 2
    for dispatch, offset, data in ((3, 0, b"x"), (0, 44, b"x"), (0, -1, b"x"), (-1, 0, b"x")):
        with pytest.raises(IndexOutOfRange):
            recording.patch(dispatch, offset, data)


def test_what_a_graph_does_not_hold_stands_between_graphs(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    queue, timeline = card.compute_queue(), card.timeline()
    queue.dispatch(two, ONE, ONE, bytes(44))
    queue.signal(timeline, 5)
    queue.wait(timeline, 9)
    queue.dispatch(two, ONE, ONE, bytes(44))
    recording = queue.finish()
    library.calls.clear()
    queue.replay(recording)
    queue.submit()
    assert [name for name in library.names() if name != "cuCtxSetCurrent"] == [
        *("cuGraphLaunch", "cuStreamWriteValue64", "cuStreamWaitValue64", "cuGraphLaunch"),
        "cuStreamWriteValue64",
    ]


def test_graphs_are_given_back_once_nothing_needs_them(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    queue = card.compute_queue()
    queue.dispatch(two, ONE, ONE, bytes(44))
    recording = queue.finish()
    queue.replay(recording)
    queue.submit()
    recording.close()
    with pytest.raises(DeviceClosed):
        queue.replay(recording)
    queue.fill(card.allocate(8).gpu_address, 8, b"x")
    queue.submit()
    gc.collect()
    card.allocate(1)
    assert (len(calls(library, "cuGraphExecDestroy")), len(calls(library, "cuGraphDestroy"))) == (1, 1)


def test_large_copies_and_fills_in_a_recording_are_several_nodes(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    queue, size = card.compute_queue(), 2 * LARGEST_NODE_BYTES + 4
    queue.copy(1 << 40, 1 << 41, size)
    queue.fill(1 << 40, size, b"abcd")
    queue.finish()
    assert calls(library, "cuGraphAddMemcpyNode") == [(1 << 30,), (1 << 30,), (4,)]
    value = int.from_bytes(b"abcd", "little")
    assert calls(library, "cuGraphAddMemsetNode") == [
        ((1 << 40) + (part << 30), value, count) for part, count in enumerate((1 << 28, 1 << 28, 1))
    ]


def test_a_wait_for_what_another_stream_raises_last_is_an_event_and_else_the_value(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    library.results["cuStreamWriteValue64"] = 0
    first, second, timeline = card.compute_queue(), card.copy_queue(), card.timeline()
    first.signal(timeline, 1)
    first.submit()
    second.wait(timeline, 1)
    second.wait(timeline, 2)
    second.submit()
    assert [name for name in library.names() if name.startswith(("cuEventR", "cuStreamWa"))] == [
        *("cuEventRecord", "cuStreamWaitEvent", "cuStreamWaitValue64"),
    ]
    first.fill(card.allocate(8).gpu_address, 8, b"x")
    first.submit()
    library.calls.clear()
    second.wait(timeline, 1)
    second.submit()
    assert "cuStreamWaitValue64" in library.names()
    assert "cuEventRecord" not in library.names()
    timeline.signal(2)
    library.results.clear()
    first.signal(timeline, 3)
    first.submit()
    _finish_own_progress(library, card)


def _finish_own_progress(library: ScriptedLibcuda, card: NvidiaCard) -> None:
    """Do what the scripted stream was told not to: raise the timelines that end submissions."""
    for queue in card._queues:
        queue._progress.word[0] = 2**63


def test_a_value_that_is_there_or_comes_earlier_in_the_stream_is_not_waited_for(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    queue, timeline = card.compute_queue(), card.timeline()
    timeline.signal(4)
    queue.wait(timeline, 4)
    queue.signal(timeline, 6)
    queue.wait(timeline, 6)
    queue.submit()
    assert not calls(library, "cuStreamWaitValue64", "cuStreamWaitEvent")


def test_cards_without_stream_memory_operations_use_kernels(library: ScriptedLibcuda) -> None:
    library.attributes[abi.CU_DEVICE_ATTRIBUTE_CAN_USE_64_BIT_STREAM_MEM_OPS] = 0
    card = NvidiaDriver().open(0)
    queue, timeline = card.compute_queue(), card.timeline()
    queue.wait(timeline, 3)
    queue.signal(timeline, 4)
    queue.submit()
    assert [call[-1] for call in calls(library, "cuLaunchKernel")] == [
        struct.pack("<QQ", timeline.gpu_address, 3),
        struct.pack("<QQ", timeline.gpu_address, 4),
    ]
    timeline.signal(4)
    card.close()


@pytest.mark.parametrize(
    "code",
    [
        abi.CUDA_ERROR_ILLEGAL_ADDRESS,
        abi.CUDA_ERROR_MISALIGNED_ADDRESS,
        abi.CUDA_ERROR_ECC_UNCORRECTABLE,
        abi.CUDA_ERROR_LAUNCH_FAILED,
    ],
)
def test_an_error_that_ends_the_context_names_kernel_and_buffers_and_the_card_opens_again(
    library: ScriptedLibcuda, code: int
) -> None:
    driver = NvidiaDriver()
    card = driver.open(0)
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue, timeline, memory = card.compute_queue(), card.timeline(), card.allocate(4096)
    library.results["cuStreamWriteValue64"] = 0
    queue.dispatch(two, (7, 1, 1), ONE, struct.pack("<Q36x", memory.gpu_address + 16))
    queue.signal(timeline, 1)
    queue.submit()
    library.results["cuStreamQuery"] = code
    name = abi.enumerators("CUresult")[code]
    words = f"NVIDIA:0 failed: {name}.*'two' on grid .7, 1, 1..*{memory.gpu_address:#x}.*open it again"
    with pytest.raises(KernelFault, match=words):
        timeline.wait(1, 5.0)
    for use in (lambda: timeline.wait(1, 5.0), queue.finish, lambda: queue.idle(1.0)):
        with pytest.raises(KernelFault, match=words):
            use()
    assert name in card.describe_state()
    card.close()
    assert "cuDevicePrimaryCtxReset" in library.names()
    assert "cuMemFreeAsync" not in library.names()
    library.results.clear()
    again = driver.open(0)
    again.free(again.allocate(100))
    again.close()


def test_a_kernel_that_fails_before_the_rest_of_its_submission_is_issued_is_named(
    library: ScriptedLibcuda,
) -> None:
    card = NvidiaDriver().open(0)
    functions = card.load(kernels.PARAMETERS.encode()).functions
    queue, timeline = card.compute_queue(), card.timeline()
    for name, size in (("two", 44), ("one", 1), ("two", 44)):
        queue.dispatch(functions[name], ONE, ONE, bytes(size))
    queue.signal(timeline, 1)
    library.results["cuStreamWriteValue64"] = abi.CUDA_ERROR_ILLEGAL_ADDRESS
    with pytest.raises(KernelFault, match=r"(?s)in flight: 'two' .*; 'one' "):
        queue.submit()
    card.close()


def test_a_launch_that_runs_into_the_watchdog_is_a_hang(library: ScriptedLibcuda) -> None:
    card = NvidiaDriver().open(0)
    timeline, _ = card.timeline(), card.compute_queue()
    library.results["cuStreamQuery"] = abi.CUDA_ERROR_LAUNCH_TIMEOUT
    with pytest.raises(DeviceHang, match="CUDA_ERROR_LAUNCH_TIMEOUT"):
        timeline.wait(1, 5.0)
    card.close()


def test_work_that_does_not_end_is_given_up_and_nothing_that_would_wait_for_it_is_called(
    library: ScriptedLibcuda, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "CLOSE_TIMEOUT_S", 0.05)
    card = NvidiaDriver().open(0)
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue, timeline = card.compute_queue(), card.timeline()
    card.allocate(100)
    card.allocate(100, host=True)
    library.results["cuStreamWriteValue64"] = 0
    queue.dispatch(two, ONE, ONE, bytes(44))
    queue.wait(timeline, 7)
    queue.submit()
    assert not timeline.wait(1, 0.01)
    assert "kernels two, waiting for a timeline to reach 7 (it is at 0)" in card.describe_state()
    library.calls.clear()
    with pytest.raises(DeviceHang, match=r"compute 0.*two"):
        card.close()
    assert set(library.names()) <= {"cuCtxSetCurrent", "cuStreamQuery"}


def test_a_card_opened_beside_work_that_was_given_up_waits_for_nothing_until_that_has_ended(
    library: ScriptedLibcuda, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "CLOSE_TIMEOUT_S", 0.05)
    driver = NvidiaDriver()
    card = driver.open(0)
    queue = card.compute_queue()
    library.results["cuStreamWriteValue64"] = 0
    queue.dispatch(card.load(kernels.PARAMETERS.encode()).functions["two"], ONE, ONE, bytes(44))
    queue.submit()
    given_up = queue._progress.word
    with pytest.raises(DeviceHang):
        card.close()
    library.results.clear()
    waiting = ("cuModuleUnload", "cuMemFreeHost", "cuCtxSynchronize")
    for ended in (False, True):
        given_up[0] = 2**63 if ended else 0
        again = driver.open(0)
        library.calls.clear()
        again.load(kernels.PARAMETERS.encode()).close()
        again.free(again.allocate(100, host=True))
        gc.collect()
        again.close()
        assert bool(calls(library, *waiting)) is ended


def test_what_would_wait_for_the_card_is_given_back_when_it_is_idle(
    library: ScriptedLibcuda, card: NvidiaCard
) -> None:
    code = card.load(kernels.PARAMETERS.encode())
    queue, memory = card.compute_queue(), card.allocate(100, host=True)
    library.results["cuStreamWriteValue64"] = 0
    queue.dispatch(code.functions["two"], ONE, ONE, bytes(44))
    queue.submit()
    code.close()
    del code
    card.free(memory)
    card.free(card.allocate(1))
    waiting = ("cuModuleUnload", "cuMemFreeHost")
    assert not calls(library, *waiting)
    _finish_own_progress(library, card)
    queue.fill(card.allocate(8).gpu_address, 8, b"x")
    queue.submit()
    gc.collect()
    card.free(card.allocate(1))
    assert [name for name in library.names() if name in waiting] == ["cuMemFreeHost", "cuModuleUnload"]


def test_a_refused_call_is_told_in_the_drivers_words_and_the_queue_goes_on(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    queue, timeline = card.compute_queue(), card.timeline()
    library.results["cuLaunchKernel"] = abi.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES
    queue.dispatch(two, (9, 1, 1), ONE, bytes(44))
    with pytest.raises(BarewireError, match=r"two on grid \(9, 1, 1\).*CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"):
        queue.submit()
    library.results.clear()
    queue.signal(timeline, 1)
    queue.submit()
    assert timeline.wait(1, 1.0)


def test_copies_between_two_cards_name_both_contexts_and_open_the_way_once(
    library: ScriptedLibcuda,
) -> None:
    library.devices = 2
    driver = NvidiaDriver()
    here, there = driver.open(0), driver.open(1)
    assert here.reaches(there)
    queue = here.compute_queue()
    mine, theirs = here.allocate(64), there.allocate(64)
    library.results["cuMemcpyPeerAsync"] = 0
    for _ in range(2):
        queue.copy(mine.gpu_address, theirs.gpu_address, 64)
    queue.copy(theirs.gpu_address, mine.gpu_address, 32)
    assert [type(command).__name__ for command in queue._pending] == ["PeerCopy"] * 3
    first = queue._pending[0]
    assert isinstance(first, queue_module.PeerCopy)
    assert (first.destination_context, first.source_context) == (here.context.handle, there.context.handle)
    assert len(calls(library, "cuDeviceCanAccessPeer")) == 1
    queue.submit()
    there.close()
    assert not here.reaches(there)
    here.close()


def test_kernels_of_another_card_or_a_closed_code_object_are_refused(
    library: ScriptedLibcuda, card: NvidiaCard, two: Function
) -> None:
    card.compute_queue().dispatch(two, ONE, ONE, bytes(44))
    other = NvidiaDriver().open(0)
    with pytest.raises(InvalidArgument, match="two"):
        other.compute_queue().dispatch(two, ONE, ONE, bytes(44))
    other.close()
    two.owner.close()
    with pytest.raises(DeviceClosed, match="two"):
        card.compute_queue().dispatch(two, ONE, ONE, bytes(44))


def test_a_copy_queue_runs_no_kernels(card: NvidiaCard, two: Function) -> None:
    with pytest.raises(InvalidArgument, match="two"):
        card.copy_queue().dispatch(two, ONE, ONE, bytes(44))


def test_pinned_memory_is_taken_near_the_card_where_there_are_several_nodes(library: ScriptedLibcuda) -> None:
    with kernel.memory_near(0):
        preferred = kernel._memory_policy()
    if not preferred:
        pytest.skip("the kernel lets no thread here choose its NUMA node")
    seen = []
    take = library._cuMemHostAlloc
    library._cuMemHostAlloc = lambda *a: (seen.append(kernel._memory_policy()), take(*a))[1]  # type: ignore[method-assign]
    for nodes in ("0", "0-1"):
        files = Files(
            {
                "/sys/devices/system/node/online": f"{nodes}\n",
                "/sys/bus/pci/devices/0000:1a:00.0/numa_node": "0\n",
            }
        )
        with kernel.interpose("/sys", files):
            card = NvidiaDriver().open(0)
            card.allocate(100, host=True)
            card.close()
    assert seen == [0, preferred]
    assert kernel._memory_policy() == 0

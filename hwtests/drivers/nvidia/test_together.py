"""Groups that run together: clusters by directive and attribute, grids whose groups wait for each other."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import InvalidArgument
from barewire.drivers.interface import Allocation, LaunchesTogether
from barewire.drivers.nvidia import abi
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaFunction
from barewire.drivers.nvidia.driver import NvidiaDriver

from . import kernels
from .conftest import opened
from .scripted import ScriptedLibcuda, scripted

ONE = (1, 1, 1)

_CLUSTERS = """
.version 7.8
.target sm_90
.address_size 64

.visible .entry {name}(.param .u64 out) {directive}
{{
  .reg .b32 %r<8>;
  .reg .b64 %rd<4>;
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %clusterid.x;
  mov.u32 %r3, %cluster_ctarank;
  mov.u32 %r4, %cluster_nctarank;
  mad.lo.u32 %r5, %r2, 100, %r3;
  mad.lo.u32 %r5, %r4, 10000, %r5;
  ld.param.u64 %rd1, [out];
  mul.wide.u32 %rd2, %r1, 4;
  add.s64 %rd1, %rd1, %rd2;
  barrier.cluster.arrive.aligned;
  barrier.cluster.wait.aligned;
  st.global.u32 [%rd1], %r5;
  ret;
}}
"""

# Every group adds one, waits until all have, and writes what it then sees.
_GRID_BARRIER = """
.version 7.4
.target sm_70
.address_size 64

.visible .entry meet(.param .u64 count, .param .u64 out)
{
  .reg .pred %p<3>;
  .reg .b32 %r<6>;
  .reg .b64 %rd<6>;
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %nctaid.x;
  ld.param.u64 %rd1, [count];
  ld.param.u64 %rd2, [out];
  red.release.gpu.global.add.u32 [%rd1], 1;
again:
  ld.acquire.gpu.global.u32 %r3, [%rd1];
  setp.ge.u32 %p1, %r3, %r2;
  @%p1 bra met;
  nanosleep.u32 100;
  bra again;
met:
  mul.wide.u32 %rd3, %r1, 4;
  add.s64 %rd4, %rd2, %rd3;
  st.global.u32 [%rd4], %r3;
  ret;
}
"""


@pytest.fixture
def hopper() -> Iterator[NvidiaCard]:
    with opened("sm_90") as card:
        yield card


def _function(card: NvidiaCard, name: str, directive: str = "") -> NvidiaFunction:
    return card.load(_CLUSTERS.format(name=name, directive=directive).encode()).functions[name]


def _run(card: NvidiaCard, function: NvidiaFunction, groups: int, replays: int = 0) -> list[int]:
    """What each of the groups wrote."""
    queue, timeline, out = card.compute_queue(), card.timeline(), card.allocate(4096, host=True)
    queue.dispatch(function, (groups, 1, 1), (32, 1, 1), struct.pack("<Q", out.gpu_address))
    if replays:
        recording = queue.finish()
        for _ in range(replays):
            queue.replay(recording)
    queue.signal(timeline, 1)
    queue.submit()
    assert timeline.wait(1, 60.0), card.describe_state()
    found = _words(out, groups)
    queue.close()
    card.free(out)
    return found


def _words(memory: Allocation, count: int) -> list[int]:
    assert memory.host_address is not None
    return np.frombuffer(kernel.buffer(memory.host_address, 4 * count), np.uint32).tolist()


def _expected(groups: int, cluster: int) -> list[int]:
    return [10000 * cluster + 100 * (group // cluster) + group % cluster for group in range(groups)]


@pytest.mark.parametrize("replays", [0, 2])
@pytest.mark.parametrize(
    ("directive", "asked", "cluster"),
    [
        ("", None, 1),
        ("", 2, 2),
        ("", 4, 4),
        (".reqnctapercluster 2", None, 2),
        (".explicitcluster .reqnctapercluster 2", None, 2),
        (".reqnctapercluster 2", 2, 2),
        (".explicitcluster", 4, 4),
    ],
)
def test_clusters_are_as_the_kernel_or_the_launch_says(
    hopper: NvidiaCard, directive: str, asked: int | None, cluster: int, replays: int
) -> None:
    function = _function(hopper, "describe_clusters", directive)
    launched = function.launched(cluster=(asked, 1, 1)) if asked else function
    assert launched.cluster == (cluster, 1, 1)
    assert _run(hopper, launched, 8, replays) == _expected(8, cluster)


def test_clusters_of_sixteen_are_allowed_when_they_are_asked_for(hopper: NvidiaCard) -> None:
    function = _function(hopper, "sixteen").launched(cluster=(16, 1, 1))
    assert _run(hopper, function, 32) == _expected(32, 16)


def test_a_launch_that_cannot_be_in_clusters_says_why(hopper: NvidiaCard) -> None:
    free, fixed = _function(hopper, "free"), _function(hopper, "fixed", ".reqnctapercluster 2")
    untold = _function(hopper, "untold", ".explicitcluster")
    queue = hopper.compute_queue()
    out = bytes(8)
    with pytest.raises(InvalidArgument, match=r"free on grid .5, 1, 1.*whole clusters of .2, 1, 1."):
        queue.dispatch(free.launched(cluster=(2, 1, 1)), (5, 1, 1), ONE, out)
    with pytest.raises(InvalidArgument, match=r"fixed on grid .3, 1, 1.*whole clusters of .2, 1, 1."):
        queue.dispatch(fixed, (3, 1, 1), ONE, out)
    with pytest.raises(InvalidArgument, match=r"fixed in clusters of .4, 1, 1.*written for clusters of .2"):
        fixed.launched(cluster=(4, 1, 1))
    with pytest.raises(InvalidArgument, match=r"untold.*launched\(cluster="):
        queue.dispatch(untold, ONE, ONE, out)
    with pytest.raises(InvalidArgument, match="not three positive"):
        free.launched(cluster=(0, 1, 1))
    queue.close()


@pytest.mark.parametrize("arch", ["sm_90", "sm_75"])
@pytest.mark.parametrize("replays", [0, 1])
def test_groups_that_run_at_once_wait_for_each_other(arch: str, replays: int) -> None:
    with opened(arch) as card:
        meet = card.load(_GRID_BARRIER.encode()).functions["meet"].launched(cooperative=True)
        queue, timeline = card.compute_queue(), card.timeline()
        memory, groups = card.allocate(4096, host=True), 24
        queue.fill(memory.gpu_address, 4096, bytes(4))
        arguments = struct.pack("<QQ", memory.gpu_address, memory.gpu_address + 64)
        queue.dispatch(meet, (groups, 1, 1), ONE, arguments)
        if replays:
            queue.replay(queue.finish())
        queue.signal(timeline, 1)
        queue.submit()
        assert timeline.wait(1, 60.0), card.describe_state()
        assert _words(memory, 16 + groups)[16:] == [groups] * groups


def test_more_groups_at_once_than_the_card_holds_are_refused_with_their_number(
    hopper: NvidiaCard,
) -> None:
    meet = hopper.load(_GRID_BARRIER.encode()).functions["meet"].launched(cooperative=True)
    queue = hopper.compute_queue()
    most = meet.resident_groups((1024, 1, 1)) * hopper.info.compute_units
    queue.dispatch(meet, (most, 1, 1), (1024, 1, 1), bytes(16))
    with pytest.raises(InvalidArgument, match=rf"{most + 1} groups at once.*holds {most} of them"):
        queue.dispatch(meet, (most + 1, 1, 1), (1024, 1, 1), bytes(16))
    queue._pending.clear()
    queue.close()


def test_a_card_without_clusters_and_a_driver_too_old_say_so() -> None:
    for version, attribute, words in (
        (12040, abi.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH, "has none, which came with compute capability 9.0"),
        (12040, abi.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH, "does not promise"),
        (11050, None, r"CUDA 11\.5, and that came with 11\.6"),
    ):
        with scripted(version=version) as library:
            card = NvidiaDriver().open(0)
            two = card.load(kernels.PARAMETERS.encode()).functions["two"]
            with pytest.raises(InvalidArgument, match=f"two .*{words}"):
                if attribute == abi.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH:
                    two.launched(cooperative=True)
                else:
                    two.launched(cluster=(2, 1, 1))
            assert "cuLaunchKernelEx" not in library.names()
            card.close()


def _configuration(pointer: Any) -> tuple[Any, ...]:
    config = pointer[0]
    attributes = [(config.attrs[index].id, config.attrs[index].value) for index in range(config.numAttrs)]
    return (
        (config.gridDimX, config.blockDimX, config.sharedMemBytes),
        [
            (number, value.cooperative)
            if number == abi.CU_LAUNCH_ATTRIBUTE_COOPERATIVE
            else (number, (value.clusterDim.x, value.clusterDim.y, value.clusterDim.z))
            for number, value in attributes
        ],
    )


def test_attributes_reach_the_driver_with_the_launch_and_with_the_node() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH] = 1
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH] = 1
        seen: list[Any] = []
        _keep_launches(library, seen)
        card = NvidiaDriver().open(0)
        two = card.load(kernels.PARAMETERS.encode()).functions["two"]
        together = two.launched(cluster=(2, 1, 1), cooperative=True)
        assert isinstance(two, LaunchesTogether)
        queue = card.compute_queue()
        queue.dispatch(together, (4, 1, 1), (64, 1, 1), bytes(44), 100)
        queue.dispatch(two, (3, 1, 1), (64, 1, 1), bytes(44))
        queue.submit()
        wanted = [
            (abi.CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION, (2, 1, 1)),
            (abi.CU_LAUNCH_ATTRIBUTE_COOPERATIVE, 1),
        ]
        assert seen == [((4, 64, 100), wanted)]
        assert library.names().count("cuLaunchKernel") == 1
        queue.dispatch(together, (4, 1, 1), (64, 1, 1), bytes(44))
        queue.finish()
        assert [
            arguments[1] for name, arguments in library.calls if name == "cuGraphKernelNodeSetAttribute"
        ] == [number for number, _ in wanted]
        card.close()


def _keep_launches(library: ScriptedLibcuda, seen: list[Any]) -> None:
    def launch(config: Any, function: Any, parameters: Any, extra: Any) -> None:
        seen.append(_configuration(config))

    def clusters(number: Any, function: Any, config: Any) -> None:
        number[0] = 4

    def blocks(number: Any, function: Any, threads: int, dynamic: int) -> None:
        number[0] = 4

    library._cuLaunchKernelEx = launch  # type: ignore[attr-defined]
    library._cuOccupancyMaxActiveClusters = clusters  # type: ignore[attr-defined]
    library._cuOccupancyMaxActiveBlocksPerMultiprocessor = blocks  # type: ignore[attr-defined]


def test_a_cluster_that_no_place_of_the_card_holds_is_refused() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH] = 1
        card = NvidiaDriver().open(0)
        two = card.load(kernels.PARAMETERS.encode()).functions["two"].launched(cluster=(8, 1, 1))
        with pytest.raises(InvalidArgument, match=r"clusters of .8, 1, 1. groups of .64.*no place"):
            card.compute_queue().dispatch(two, (8, 1, 1), (64, 1, 1), bytes(44))
        card.close()

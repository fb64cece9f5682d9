"""What the simulated card finds of wgmma that multiplies at once: waits and fences that are missing."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.nvidia.objects.loaded_module import BadPtx

from .device import SimulatedDevice, assembled, kernel_text

_TOTALS = ", ".join(f"%f{index}" for index in range(4))
_MULTIPLY = f"wgmma.mma_async.sync.aligned.m64n8k16.f32.bf16.bf16 {{{_TOTALS}}}, %d2, %d3, 1, 1, 1, 0, 0;"
_STORE = "mad.lo.u64 %d7, %at, 16, %a0;\nst.global.v4.f32 [%d7], {%f0, %f1, %f2, %f3};"


def multiplying(*steps: str) -> str:
    """A kernel on zeros in shared memory: 64 rows of A, and 8 columns of B behind them."""
    body = "\n".join(
        [
            ".shared .align 1024 .b8 tiles[10240];",
            "mov.u32 %r0, tiles;",
            "mad.lo.u32 %r2, %me, 80, %r0;",
            "mov.b32 %r3, 0;",
            *(f"st.shared.v4.b32 [%r2+{16 * piece}], {{%r3, %r3, %r3, %r3}};" for piece in range(5)),
            "fence.proxy.async;",
            "bar.sync 0;",
            "cvt.u64.u32 %d2, %r0;",
            "shr.u64 %d2, %d2, 4;",
            "or.b64 %d2, %d2, 0x4000004000010000;",
            "add.u64 %d3, %d2, 512;",
            *(f"mov.f32 %f{index}, 0f3F800000;" for index in range(4)),
            *steps,
        ]
    )
    return kernel_text(body, 1, "sm_90a")


FENCE = "wgmma.fence.sync.aligned;"
COMMIT = "wgmma.commit_group.sync.aligned;"


def wait(left: int) -> str:
    return f"wgmma.wait_group.sync.aligned {left};"


def run(device: SimulatedDevice, text: str) -> np.ndarray:
    assert assembled(text) == ""
    return device.run(text, np.zeros((128, 4), np.float32), block=(128, 1, 1))[0]


def test_totals_that_were_waited_for_can_be_read(device: SimulatedDevice) -> None:
    twice = [FENCE, _MULTIPLY, COMMIT, FENCE, _MULTIPLY, COMMIT]
    assert (run(device, multiplying(*twice, wait(0), _STORE)) == 1).all()


@pytest.mark.parametrize(
    "steps",
    [
        [FENCE, _MULTIPLY, COMMIT, _STORE],
        [FENCE, _MULTIPLY, wait(0), _STORE],
        [FENCE, _MULTIPLY, COMMIT, FENCE, _MULTIPLY, COMMIT, wait(1), _STORE],
        [FENCE, _MULTIPLY, COMMIT, "mov.f32 %f2, 0f00000000;", wait(0)],
    ],
    ids=["no wait", "no group", "too many left", "written"],
)
def test_totals_taken_before_their_wait_are_named(device: SimulatedDevice, steps: list[str]) -> None:
    with pytest.raises(BadPtx, match=r"line \d+.*'(st\.global|mov).*before a wgmma\.wait_group"):
        run(device, multiplying(*steps))


def test_wait_on_one_of_two_paths_is_not_enough(device: SimulatedDevice) -> None:
    steps = [FENCE, _MULTIPLY, COMMIT, "setp.ne.u64 %p0, %a0, 0;", "@%p0 bra past;", wait(0), "past:", _STORE]
    with pytest.raises(BadPtx, match=r"st\.global.*before a wgmma\.wait_group"):
        run(device, multiplying(*steps))


@pytest.mark.parametrize(
    "steps",
    [
        [_MULTIPLY, COMMIT, wait(0)],
        [FENCE, _MULTIPLY, COMMIT, wait(0), "add.f32 %f0, %f0, %f1;", _MULTIPLY, COMMIT, wait(0)],
    ],
    ids=["none", "changed after"],
)
def test_multiplying_what_no_fence_came_after_is_named(device: SimulatedDevice, steps: list[str]) -> None:
    with pytest.raises(BadPtx, match=r"wgmma\.mma_async.*after the last wgmma\.fence"):
        run(device, multiplying(*steps))

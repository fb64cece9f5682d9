"""Data that crosses lanes: DPP, permutes, reads of one lane, counts of lanes, through LLVM's intrinsics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from .bare_engine import ARCHITECTURES, WAVE_LANES, bare_engine, compile_kernel

_INTRINSICS = """
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.update.dpp.i32(i32, i32, i32 immarg, i32 immarg, i32 immarg, i1 immarg)
declare i32 @llvm.amdgcn.mov.dpp8.i32(i32, i32 immarg)
declare i32 @llvm.amdgcn.readlane.i32(i32, i32)
declare i32 @llvm.amdgcn.readfirstlane.i32(i32)
declare i32 @llvm.amdgcn.writelane.i32(i32, i32, i32)
declare i32 @llvm.amdgcn.permlane16.i32(i32, i32, i32, i32, i1 immarg, i1 immarg)
declare i32 @llvm.amdgcn.permlanex16.i32(i32, i32, i32, i32, i1 immarg, i1 immarg)
declare i32 @llvm.amdgcn.permlane64.i32(i32)
declare i32 @llvm.amdgcn.mbcnt.lo(i32, i32)
declare i32 @llvm.amdgcn.mbcnt.hi(i32, i32)
declare i32 @llvm.amdgcn.ds.bpermute(i32, i32)
declare i32 @llvm.amdgcn.ds.permute(i32, i32)
declare i32 @llvm.amdgcn.ds.swizzle(i32, i32 immarg)
declare i64 @llvm.amdgcn.ballot.i64(i1)
declare float @llvm.fabs.f32(float)
attributes #0 = { "amdgpu-flat-work-group-size"="64,64" }
"""


def run(arch: str, body: str, features: str = "") -> np.ndarray:
    """What each of 64 work-items makes of %v, which is 100 plus its number %t, and of %o, which is 1000 plus
    it."""
    card = bare_engine(arch)
    text = f"""
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %p) #0 {{
entry:
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %s = getelementptr i32, ptr addrspace(1) %a, i32 %t
  %v = load i32, ptr addrspace(1) %s
  %o = add i32 %v, 900
{body}
  %q = getelementptr i32, ptr addrspace(1) %p, i32 %t
  store i32 %r, ptr addrspace(1) %q
  ret void
}}
{_INTRINSICS}"""
    values = np.arange(100, 164, dtype=np.int32)
    result = card.put(np.zeros_like(values))
    card.run(compile_kernel(arch, text, features), "k", [card.put(values), result], (1, 1, 1), (64, 1, 1))
    return card.get(result, values)


def expected(lanes: int, source: Callable[[int], int | None], otherwise: Callable[[int], int]) -> list[int]:
    """For each of 64 work-items the value of the lane that it reads, by lane number within its wave."""
    result = []
    for item in range(64):
        lane = item % lanes
        found = source(lane)
        result.append(otherwise(item) if found is None else 100 + item - lane + found)
    return result


def _row(lane: int, place: int) -> int | None:
    return lane // 16 * 16 + place if 0 <= place < 16 else None


# DPP_CTRL as the assembler names it, its number, and what lane each lane reads (RDNA3 ISA, table of DPP
# controls).
_CONTROLS: dict[str, tuple[int, Callable[[int], int | None]]] = {
    "quad_perm:[1,0,3,2]": (0xB1, lambda lane: lane ^ 1),
    "quad_perm:[2,3,0,1]": (0x4E, lambda lane: lane ^ 2),
    "quad_perm:[0,0,0,0]": (0x00, lambda lane: lane & ~3),
    "row_shl:1": (0x101, lambda lane: _row(lane, lane % 16 + 1)),
    "row_shr:1": (0x111, lambda lane: _row(lane, lane % 16 - 1)),
    "row_shr:8": (0x118, lambda lane: _row(lane, lane % 16 - 8)),
    "row_ror:4": (0x124, lambda lane: _row(lane, (lane - 4) % 16)),
    "row_mirror": (0x140, lambda lane: _row(lane, 15 - lane % 16)),
    "row_half_mirror": (0x141, lambda lane: lane ^ 7),
}
_CONTROLS_GFX9 = {
    "wave_shl:1": (0x130, lambda lane: lane + 1 if lane < 63 else None),
    "wave_ror:1": (0x13C, lambda lane: (lane - 1) % 64),
    "row_bcast:15": (0x142, lambda lane: lane // 16 * 16 - 1 if lane >= 16 else None),
    "row_bcast:31": (0x143, lambda lane: 31 if lane >= 32 else None),
    "row_newbcast:3": (0x153, lambda lane: _row(lane, 3)),
}
_CONTROLS_GFX10 = {
    "row_share:5": (0x155, lambda lane: _row(lane, 5)),
    "row_xmask:9": (0x169, lambda lane: lane ^ 9),
}


def _controls(arch: str) -> dict[str, tuple[int, Callable[[int], int | None]]]:
    return _CONTROLS | (_CONTROLS_GFX9 if arch == "gfx942" else _CONTROLS_GFX10)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_dpp_moves_between_lanes(arch: str) -> None:
    for name, (control, source) in _controls(arch).items():
        for zeroes in (False, True):
            body = (
                f"  %r = call i32 @llvm.amdgcn.update.dpp.i32(i32 %o, i32 %v, i32 {control}, i32 15, i32 15,"
                f" i1 {'true' if zeroes else 'false'})"
            )
            found = run(arch, body).tolist()
            wanted = expected(WAVE_LANES[arch], source, lambda item, z=zeroes: 0 if z else 1000 + item)
            assert found == wanted, f"{name} bound_ctrl:{int(zeroes)}"


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_dpp_masks_leave_rows_and_banks_alone(arch: str) -> None:
    body = "  %r = call i32 @llvm.amdgcn.update.dpp.i32(i32 %o, i32 %v, i32 177, i32 2, i32 9, i1 true)"
    lanes = WAVE_LANES[arch]
    wanted = [
        100 + (item ^ 1) if item % lanes // 16 == 1 and item % 16 // 4 in (0, 3) else 1000 + item
        for item in range(64)
    ]
    assert run(arch, body).tolist() == wanted


_HALF_ACTIVE = """
  %odd = and i32 %t, 1
  %is = icmp ne i32 %odd, 0
  br i1 %is, label %body, label %end
body:
  {body}
  br label %end
end:
  %r = phi i32 [%o, %entry], [%x, %body]
"""


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_dpp_does_not_read_lanes_that_are_off(arch: str) -> None:
    for zeroes in (False, True):
        move = (
            "%x = call i32 @llvm.amdgcn.update.dpp.i32(i32 %o, i32 %v, i32 177, i32 15, i32 15,"
            f" i1 {'true' if zeroes else 'false'})"
        )
        wanted = [0 if item % 2 and zeroes else 1000 + item for item in range(64)]
        assert run(arch, _HALF_ACTIVE.format(body=move)).tolist() == wanted


@pytest.mark.parametrize("arch", [arch for arch in ARCHITECTURES if arch != "gfx942"])
def test_dpp8_selects_within_eight_lanes(arch: str) -> None:
    selectors = [7, 0, 6, 1, 5, 2, 4, 3]
    number = sum(selector << 3 * at for at, selector in enumerate(selectors))
    found = run(arch, f"  %r = call i32 @llvm.amdgcn.mov.dpp8.i32(i32 %v, i32 {number})")
    assert found.tolist() == [100 + item // 8 * 8 + selectors[item % 8] for item in range(64)]


@pytest.mark.parametrize("arch", [arch for arch in ARCHITECTURES if arch != "gfx942"])
@pytest.mark.parametrize("crosses", [False, True])
def test_permlane16_selects_within_a_row_or_from_the_other(arch: str, crosses: bool) -> None:
    picks = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 15]
    low, high = (sum(pick << 4 * at for at, pick in enumerate(picks[part : part + 8])) for part in (0, 8))
    signed = [number - (1 << 32) if number >> 31 else number for number in (low, high)]
    name = "permlanex16" if crosses else "permlane16"
    body = (
        f"  %r = call i32 @llvm.amdgcn.{name}.i32(i32 %o, i32 %v, i32 {signed[0]}, i32 {signed[1]},"
        " i1 false, i1 false)"
    )
    wanted = [100 + (item // 16 ^ int(crosses)) * 16 + picks[item % 16] for item in range(64)]
    assert run(arch, body).tolist() == wanted


def test_permlane64_exchanges_the_halves_of_a_wide_wave() -> None:
    found = run("gfx1100", "  %r = call i32 @llvm.amdgcn.permlane64.i32(i32 %v)", "+wavefrontsize64")
    assert found.tolist() == [100 + (item ^ 32) for item in range(64)]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_one_lane_is_read_and_written(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    found = run(arch, "  %x = call i32 @llvm.amdgcn.readlane.i32(i32 %v, i32 5)\n  %r = add i32 %x, %t")
    assert found.tolist() == [100 + item // lanes * lanes + 5 + item for item in range(64)]
    found = run(arch, "  %r = call i32 @llvm.amdgcn.writelane.i32(i32 7, i32 9, i32 %v)")
    assert found.tolist() == [7 if item % lanes == 9 else 100 + item for item in range(64)]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_the_first_lane_is_the_first_that_is_on(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    found = run(arch, _HALF_ACTIVE.format(body="%x = call i32 @llvm.amdgcn.readfirstlane.i32(i32 %v)"))
    assert found.tolist() == [101 + item // lanes * lanes if item % 2 else 1000 + item for item in range(64)]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_lanes_below_are_counted(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    body = """
  %low = call i32 @llvm.amdgcn.mbcnt.lo(i32 1431655765, i32 1000)
  %r = call i32 @llvm.amdgcn.mbcnt.hi(i32 3, i32 %low)
"""
    mask = 0x3_5555_5555 if lanes == 64 else 0x5555_5555
    wanted = [1000 + (mask & (1 << item % lanes) - 1).bit_count() for item in range(64)]
    assert run(arch, body).tolist() == wanted


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_ballot_has_a_bit_for_each_lane_that_says_so(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    body = """
  %three = urem i32 %t, 3
  %c = icmp eq i32 %three, 0
  %b = call i64 @llvm.amdgcn.ballot.i64(i1 %c)
  %h = lshr i64 %b, 20
  %r = trunc i64 %h to i32
"""
    wanted = []
    for item in range(64):
        first = item // lanes * lanes
        bits = sum(1 << lane for lane in range(lanes) if (first + lane) % 3 == 0)
        wanted.append(bits >> 20 & 0xFFFFFFFF)
    assert (run(arch, body).view(np.uint32)).tolist() == wanted


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_ds_permutes_reach_any_lane(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    places = "  %w = mul i32 %t, 28\n"
    found = run(arch, places + "  %r = call i32 @llvm.amdgcn.ds.bpermute(i32 %w, i32 %v)")
    assert found.tolist() == [100 + item // lanes * lanes + item * 7 % lanes for item in range(64)]
    found = run(arch, places + "  %r = call i32 @llvm.amdgcn.ds.permute(i32 %w, i32 %v)")
    wanted = [0] * 64
    for item in range(64):
        wanted[item // lanes * lanes + item * 7 % lanes] = 100 + item
    assert found.tolist() == wanted

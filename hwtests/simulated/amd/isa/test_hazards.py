"""The distances that gfx9 leaves to software: enough wait states pass, one less is refused.

The numbers are those of "CDNA3 ISA", 4.5 (Manually Inserted Wait States) and 7.6 (MFMA dependencies), as
LLVM's GCNHazardRecognizer has them.
"""

from __future__ import annotations

import pytest

from barewire.drivers.simulated.amd.isa.checks import hazards
from hwtests.simulated.amd.isa.assembled import assemble
from hwtests.simulated.amd.isa.bare_engine import decoded

F16 = "v_mfma_f32_16x16x16_f16"  # 4 passes, XDL
F32 = "v_mfma_f32_16x16x4_f32"  # 8 passes, not XDL
F64 = "v_mfma_f64_16x16x4_f64"

# Producer, consumer, wait states required between them.
PAIRS = [
    ("v_readfirstlane_b32 s4, v0", "global_load_dword v1, v2, s[4:5]", 5),
    ("v_readfirstlane_b32 s4, v0", "v_readlane_b32 s5, v1, s4", 4),
    ("v_readfirstlane_b32 s4, v0", "v_add_u32_e32 v1, s4, v2", 2),
    ("v_mov_b32_e32 v1, 1", "v_mov_b32_dpp v2, v1 row_shr:1 row_mask:0xf bank_mask:0xf", 2),
    ("v_cmpx_eq_u32_e64 exec, v1, v2", "v_mov_b32_dpp v2, v3 row_shr:1 row_mask:0xf bank_mask:0xf", 5),
    ("v_cmp_eq_u32_e32 vcc, v1, v2", "v_div_fmas_f32 v1, v2, v3, v4", 4),
    ("v_cmp_eq_u32_e32 vcc, v1, v2", "v_cndmask_b32_e32 v1, v2, v3, vcc", 2),
    ("s_setreg_imm32_b32 hwreg(HW_REG_MODE), 0", "s_getreg_b32 s4, hwreg(HW_REG_MODE)", 2),
    ("v_exp_f32_e32 v1, v2", "v_add_f32_e32 v3, v1, v4", 1),
    ("v_add_u16_sdwa v1, v2, v3 dst_sel:WORD_1 dst_unused:UNUSED_PRESERVE", "v_add_u32_e32 v4, v1, v5", 1),
    ("v_mov_b32_e32 v1, 1", "v_readfirstlane_b32 s4, v1", 1),
    ("global_store_dwordx4 v[8:9], v[0:3], off", "v_mov_b32_e32 v2, 0", 2),
    ("v_dot2_f32_f16 v1, v2, v3, v4", "v_add_f32_e32 v5, v1, v6", 3),
    ("v_mov_b32_e32 v1, 1", f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", 2),
    ("v_cmpx_eq_u32_e64 exec, v1, v2", f"{F16} v[4:7], v[8:9], v[2:3], v[4:7]", 4),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", "v_add_f32_e32 v1, v7, v0", 7),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", "global_store_dword v[8:9], v4, off", 7),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", "v_mov_b32_e32 v5, 0", 7),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[8:11]", "v_mov_b32_e32 v9, 0", 3),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", f"{F16} v[12:15], v[4:5], v[2:3], v[12:15]", 7),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", f"{F16} v[6:9], v[0:1], v[2:3], v[6:9]", 5),
    (f"{F32} v[4:7], v0, v1, v[4:7]", "v_add_f32_e32 v1, v7, v0", 10),
    (f"{F32} v[4:7], v0, v1, v[4:7]", f"{F32} v[6:9], v0, v1, v[6:9]", 8),
    (f"{F64} v[0:7], v[8:9], v[10:11], v[0:7]", "v_add_f64 v[12:13], v[0:1], v[2:3]", 11),
    (f"{F64} v[0:7], v[8:9], v[10:11], v[0:7]", "global_store_dwordx2 v[12:13], v[0:1], off", 18),
    (f"{F64} v[0:7], v[8:9], v[10:11], v[0:7]", "v_fma_f64 v[12:13], v[14:15], v[14:15], v[14:15]", 2),
    ("v_accvgpr_write_b32 a0, v1", f"{F16} v[4:7], a[0:1], v[2:3], v[4:7]", 2),
]


def _check(producer: str, between: int, consumer: str) -> None:
    wait = "\\0A".join(["s_nop 0"] * between)
    text = "\\0A".join(part for part in (producer, wait, consumer) if part)
    kernel = f'define amdgpu_kernel void @k() {{ call void asm sideeffect "{text}", ""() ret void }}'
    hazards.check(decoded("gfx942", assemble("gfx942", kernel)), "gfx942")


@pytest.mark.parametrize(("producer", "consumer", "needed"), PAIRS)
def test_the_required_distance_passes_and_one_less_is_refused(
    producer: str, consumer: str, needed: int
) -> None:
    _check(producer, needed, consumer)
    with pytest.raises(hazards.MissingWaitStates, match=f"{needed} are required"):
        _check(producer, needed - 1, consumer)


FREE = [
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]"),
    (f"{F16} v[4:7], v[0:1], v[2:3], v[4:7]", "v_add_f32_e32 v10, v8, v9"),
    ("v_readfirstlane_b32 s4, v0", "s_add_u32 s5, s4, 1"),
    ("v_exp_f32_e32 v1, v2", "v_exp_f32_e32 v3, v1"),
    ("global_store_dwordx2 v[8:9], v[0:1], off", "v_mov_b32_e32 v1, 0"),
]


@pytest.mark.parametrize(("producer", "consumer"), FREE)
def test_what_the_hardware_takes_care_of_needs_no_distance(producer: str, consumer: str) -> None:
    _check(producer, 0, consumer)


def test_a_distance_is_kept_along_every_path() -> None:
    kernel = """
    define amdgpu_kernel void @k(i32 %n) {
      call void asm sideeffect "v_readfirstlane_b32 s20, v0
s_cmp_eq_u32 $0, 0
s_cbranch_scc1 BARELY%=
s_nop 4
BARELY%=:
global_load_dword v1, v2, s[20:21]", "s,~{s20},~{v1}"(i32 %n)
      ret void
    }""".replace("%=", "")
    with pytest.raises(hazards.MissingWaitStates, match="VmemSgprWaitStates"):
        hazards.check(decoded("gfx942", assemble("gfx942", kernel)), "gfx942")

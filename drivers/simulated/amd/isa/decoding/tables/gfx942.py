"""gfx942: every opcode of every format, as LLVM 19 disassembles it.

Written by hwtests/simulated/amd/isa/tables/generate.py. The syntax of a line is told in decode._Entry.
"""

# fmt: off
# ruff: noqa: E501

LEGAL: tuple[int, ...] = (
    0xb9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x65555555555555555555555555555555,
    0xb9fff8000001ffffffffffffffffffff65555555555555555555555555555555,
    0x3800f80000000000000000000000000065555555555555555555555555555555,
    0x3800f800000000000000000000000000ffffffffffffffffffffffffffffffff,
    0x2fffffffffffffffffffffffffffffff,
    0xbfffffffffffffff,
    0x25555555555555555555555555555555,
    0x21111011111111111111111111111111,
    0x20111001111111111111111111111111,
    0x20001000011111111111111111111111,
    0x1545555555555555,
    0xffff000f1111fffefffefffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x79fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x7f,
    0x7,
    0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7800f80000000000000000000000000020000000000000000000000000000000,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb9fff8000001ffffffffffffffffffff65555555555555555555555555555555,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3800f80000000000000000000000000020000000000000000000000000000000,
    0x65555555555555555555555555555555ffffffffffffffffffffffffffffffff,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3800f80000000000000000000000000020000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3800f80000000000000000000000000020000000000000000000000000000000,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff39fff8000001ffffffffffffffffffff20000000000000000000000000000000,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff79fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff79fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff79fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x3800f80000000000000000000000000025555555555555555555555555555555,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff39fff8000001ffffffffffffffffffff65555555555555555555555555555555,
    0xf,
    0x39fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xf0f,
    0x7fffffffffffffffffffffffffffffff,
    0x7bffffff,
)

INSTRUCTIONS: dict[str, str] = {
    "SOP1": """\
0 s_mov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1 s_mov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2 s_cmov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
3 s_cmov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
4 s_not_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
5 s_not_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
6 s_wqm_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
7 s_wqm_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
8 s_brev_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
9 s_brev_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
a s_bcnt0_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
b s_bcnt0_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
c s_bcnt1_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
d s_bcnt1_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
e s_ff0_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
f s_ff0_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
10 s_ff1_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
11 s_ff1_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
12 s_flbit_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
13 s_flbit_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
14 s_flbit_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
15 s_flbit_i32_i64 - >sdst=s1 ssrc0=x2.:b64@2//0
16 s_sext_i32_i8 - >sdst=s1 ssrc0=x1.:b32@0//0
17 s_sext_i32_i16 - >sdst=s1 ssrc0=x1.:b32@0//0
18 s_bitset0_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
19 s_bitset0_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
1a s_bitset1_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1b s_bitset1_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
1c s_getpc_b64 - >sdst=s2@1//0
1d s_setpc_b64 - ssrc0=x2@3//0
1e s_swappc_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
1f s_rfe_b64 - ssrc0=x2@3//0
20 s_and_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
21 s_or_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
22 s_xor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
23 s_andn2_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
24 s_orn2_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
25 s_nand_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
26 s_nor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
27 s_xnor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
28 s_quadmask_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
29 s_quadmask_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2a s_movrels_b32 - >sdst=s1 ssrc0=x1@4//0
2b s_movrels_b64 - >sdst=s2@1 ssrc0=x2@3//0
2c s_movreld_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
2d s_movreld_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2e s_cbranch_join - ssrc0=x1@4//0
30 s_abs_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
32 s_set_gpr_idx_idx - ssrc0=x1.:b32@0//0
33 s_andn1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
34 s_orn1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
35 s_andn1_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
36 s_andn2_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
37 s_bitreplicate_b64_b32 - >sdst=s2@1 ssrc0=x1.:b32@0//0
""",
    "SOPC": """\
0 s_cmp_eq_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1 s_cmp_lg_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2 s_cmp_gt_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
3 s_cmp_ge_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
4 s_cmp_lt_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
5 s_cmp_le_i32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
6 s_cmp_eq_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
7 s_cmp_lg_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
8 s_cmp_gt_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
9 s_cmp_ge_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
a s_cmp_lt_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
b s_cmp_le_u32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
c s_bitcmp0_b32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
d s_bitcmp1_b32 - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
e s_bitcmp0_b64 - ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
f s_bitcmp1_b64 - ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
10 s_setvskip - ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
11 s_set_gpr_idx_on - ssrc0=x1.:b32@0 ssrc1=i.!gpr_idx//0
12 s_cmp_eq_u64 - ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
13 s_cmp_lg_u64 - ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
""",
    "SOPP": """\
0 s_nop - simm16=i.!small//0
1 s_endpgm - simm16=i.!nonzero//0
2 s_branch - simm16=i//0
3 s_wakeup - //ffff
4 s_cbranch_scc0 - simm16=i//0
5 s_cbranch_scc1 - simm16=i//0
6 s_cbranch_vccz - simm16=i//0
7 s_cbranch_vccnz - simm16=i//0
8 s_cbranch_execz - simm16=i//0
9 s_cbranch_execnz - simm16=i//0
a s_barrier - //ffff
b s_setkill - simm16=i.!small//0
c s_waitcnt - simm16=i.!waitcnt9//0
d s_sethalt - simm16=i.!small//0
e s_sleep - simm16=i.!small//0
f s_setprio - simm16=i.!small//0
10 s_sendmsg - simm16=i.!message9//0
11 s_sendmsghalt - simm16=i.!message9//0
12 s_trap - simm16=i.!small//0
13 s_icache_inv - //ffff
14 s_incperflevel - simm16=i.!small//0
15 s_decperflevel - simm16=i.!small//0
16 s_ttracedata - //ffff
17 s_cbranch_cdbgsys - simm16=i//0
18 s_cbranch_cdbguser - simm16=i//0
19 s_cbranch_cdbgsys_or_user - simm16=i//0
1a s_cbranch_cdbgsys_and_user - simm16=i//0
1b s_endpgm_saved - //ffff
1c s_set_gpr_idx_off - //ffff
1d s_set_gpr_idx_mode - simm16=i.!gpr_idx//0
1e s_endpgm_ordered_ps_done - //ffff
""",
    "SOPK": """\
0 s_movk_i32 - >sdst=s1 simm16=i.!x//0
1 s_cmovk_i32 - >sdst=s1 simm16=i.!x//0
2 s_cmpk_eq_i32 - sdst=s1 simm16=i.!x//0
3 s_cmpk_lg_i32 - sdst=s1 simm16=i.!x//0
4 s_cmpk_gt_i32 - sdst=s1 simm16=i.!x//0
5 s_cmpk_ge_i32 - sdst=s1 simm16=i.!x//0
6 s_cmpk_lt_i32 - sdst=s1 simm16=i.!x//0
7 s_cmpk_le_i32 - sdst=s1 simm16=i.!x//0
8 s_cmpk_eq_u32 - sdst=s1 simm16=i.!x//0
9 s_cmpk_lg_u32 - sdst=s1 simm16=i.!x//0
a s_cmpk_gt_u32 - sdst=s1 simm16=i.!x//0
b s_cmpk_ge_u32 - sdst=s1 simm16=i.!x//0
c s_cmpk_lt_u32 - sdst=s1 simm16=i.!x//0
d s_cmpk_le_u32 - sdst=s1 simm16=i.!x//0
e s_addk_i32 - >sdst=s1 simm16=i.!x//0
f s_mulk_i32 - >sdst=s1 simm16=i.!x//0
10 s_cbranch_i_fork - >sdst=s2@1 simm16=i//0
11 s_getreg_b32 - >sdst=s1 simm16=i.!hwreg9//0
12 s_setreg_b32 - simm16=i.!hwreg9 sdst=s1//0
14 s_setreg_imm32_b32 - simm16=i.!hwreg9 literal=k1.:b32//0
15 s_call_b64 - >sdst=s2@1 simm16=i//0
""",
    "SOP2": """\
0 s_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1 s_sub_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2 s_add_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
3 s_sub_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
4 s_addc_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
5 s_subb_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
6 s_min_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
7 s_min_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
8 s_max_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
9 s_max_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
a s_cselect_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
b s_cselect_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
c s_and_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
d s_and_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
e s_or_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
f s_or_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
10 s_xor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
11 s_xor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
12 s_andn2_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
13 s_andn2_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
14 s_orn2_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
15 s_orn2_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
16 s_nand_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
17 s_nand_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
18 s_nor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
19 s_nor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1a s_xnor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1b s_xnor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1c s_lshl_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1d s_lshl_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
1e s_lshr_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1f s_lshr_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
20 s_ashr_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
21 s_ashr_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
22 s_bfm_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
23 s_bfm_b64 - >sdst=s2@1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
24 s_mul_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
25 s_bfe_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
26 s_bfe_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
27 s_bfe_u64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
28 s_bfe_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
29 s_cbranch_g_fork - ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
2a s_absdiff_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2b s_rfe_restore_b64 - ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
2c s_mul_hi_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2d s_mul_hi_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2e s_lshl1_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2f s_lshl2_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
30 s_lshl3_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
31 s_lshl4_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
32 s_pack_ll_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
33 s_pack_lh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
34 s_pack_hh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
""",
    "SMEM.IMM": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 offset=j.!x/glc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 offset=j.!x/glc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 offset=j.!x/glc/0
5 s_scratch_load_dword - >sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
6 s_scratch_load_dwordx2 - >sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
7 s_scratch_load_dwordx4 - >sdst=s4@8 sbase=b2@6 offset=j.!x/glc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 offset=j.!x/glc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 offset=j.!x/glc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 offset=j.!x/glc/0
10 s_store_dword - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
11 s_store_dwordx2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
12 s_store_dwordx4 - sdst=s4@8 sbase=b2@6 offset=j.!x/glc/0
15 s_scratch_store_dword - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
16 s_scratch_store_dwordx2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
17 s_scratch_store_dwordx4 - sdst=s4@8 sbase=b2@6 offset=j.!x/glc/0
18 s_buffer_store_dword - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
19 s_buffer_store_dwordx2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
1a s_buffer_store_dwordx4 - sdst=s4@8 sbase=b4@11 offset=j.!x/glc/0
28 s_dcache_discard - sbase=b2@6 offset=j.!x//0
29 s_dcache_discard_x2 - sbase=b2@6 offset=j.!x//0
40 s_buffer_atomic_swap - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
41 s_buffer_atomic_cmpswap - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
42 s_buffer_atomic_add - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
43 s_buffer_atomic_sub - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
44 s_buffer_atomic_smin - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
45 s_buffer_atomic_umin - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
46 s_buffer_atomic_smax - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
47 s_buffer_atomic_umax - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
48 s_buffer_atomic_and - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
49 s_buffer_atomic_or - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
4a s_buffer_atomic_xor - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
4b s_buffer_atomic_inc - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
4c s_buffer_atomic_dec - sdst=s1@5 sbase=b4@11 offset=j.!x/glc/0
60 s_buffer_atomic_swap_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
61 s_buffer_atomic_cmpswap_x2 - sdst=s4@8 sbase=b4@11 offset=j.!x/glc/0
62 s_buffer_atomic_add_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
63 s_buffer_atomic_sub_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
64 s_buffer_atomic_smin_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
65 s_buffer_atomic_umin_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
66 s_buffer_atomic_smax_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
67 s_buffer_atomic_umax_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
68 s_buffer_atomic_and_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
69 s_buffer_atomic_or_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
6a s_buffer_atomic_xor_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
6b s_buffer_atomic_inc_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
6c s_buffer_atomic_dec_x2 - sdst=s2@7 sbase=b4@11 offset=j.!x/glc/0
80 s_atomic_swap - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
81 s_atomic_cmpswap - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
82 s_atomic_add - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
83 s_atomic_sub - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
84 s_atomic_smin - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
85 s_atomic_umin - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
86 s_atomic_smax - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
87 s_atomic_umax - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
88 s_atomic_and - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
89 s_atomic_or - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
8a s_atomic_xor - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
8b s_atomic_inc - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
8c s_atomic_dec - sdst=s1@5 sbase=b2@6 offset=j.!x/glc/0
a0 s_atomic_swap_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a1 s_atomic_cmpswap_x2 - sdst=s4@8 sbase=b2@6 offset=j.!x/glc/0
a2 s_atomic_add_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a3 s_atomic_sub_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a4 s_atomic_smin_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a5 s_atomic_umin_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a6 s_atomic_smax_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a7 s_atomic_umax_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a8 s_atomic_and_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
a9 s_atomic_or_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
aa s_atomic_xor_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
ab s_atomic_inc_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
ac s_atomic_dec_x2 - sdst=s2@7 sbase=b2@6 offset=j.!x/glc/0
""",
    "SMEM.BOTH": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/offset.s glc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 soffset=s1/offset.s glc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 soffset=s1/offset.s glc/0
5 s_scratch_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
6 s_scratch_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
7 s_scratch_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/offset.s glc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 soffset=s1/offset.s glc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 soffset=s1/offset.s glc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 soffset=s1/offset.s glc/0
10 s_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
11 s_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
12 s_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/offset.s glc/0
15 s_scratch_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
16 s_scratch_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
17 s_scratch_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/offset.s glc/0
18 s_buffer_store_dword - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
19 s_buffer_store_dwordx2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
1a s_buffer_store_dwordx4 - sdst=s4@8 sbase=b4@11 soffset=s1/offset.s glc/0
28 s_dcache_discard - sbase=b2@6 soffset=s1/offset.s/0
29 s_dcache_discard_x2 - sbase=b2@6 soffset=s1/offset.s/0
40 s_buffer_atomic_swap - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
41 s_buffer_atomic_cmpswap - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
42 s_buffer_atomic_add - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
43 s_buffer_atomic_sub - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
44 s_buffer_atomic_smin - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
45 s_buffer_atomic_umin - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
46 s_buffer_atomic_smax - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
47 s_buffer_atomic_umax - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
48 s_buffer_atomic_and - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
49 s_buffer_atomic_or - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
4a s_buffer_atomic_xor - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
4b s_buffer_atomic_inc - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
4c s_buffer_atomic_dec - sdst=s1@5 sbase=b4@11 soffset=s1/offset.s glc/0
60 s_buffer_atomic_swap_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
61 s_buffer_atomic_cmpswap_x2 - sdst=s4@8 sbase=b4@11 soffset=s1/offset.s glc/0
62 s_buffer_atomic_add_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
63 s_buffer_atomic_sub_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
64 s_buffer_atomic_smin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
65 s_buffer_atomic_umin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
66 s_buffer_atomic_smax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
67 s_buffer_atomic_umax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
68 s_buffer_atomic_and_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
69 s_buffer_atomic_or_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
6a s_buffer_atomic_xor_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
6b s_buffer_atomic_inc_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
6c s_buffer_atomic_dec_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/offset.s glc/0
80 s_atomic_swap - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
81 s_atomic_cmpswap - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
82 s_atomic_add - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
83 s_atomic_sub - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
84 s_atomic_smin - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
85 s_atomic_umin - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
86 s_atomic_smax - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
87 s_atomic_umax - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
88 s_atomic_and - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
89 s_atomic_or - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
8a s_atomic_xor - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
8b s_atomic_inc - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
8c s_atomic_dec - sdst=s1@5 sbase=b2@6 soffset=s1/offset.s glc/0
a0 s_atomic_swap_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a1 s_atomic_cmpswap_x2 - sdst=s4@8 sbase=b2@6 soffset=s1/offset.s glc/0
a2 s_atomic_add_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a3 s_atomic_sub_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a4 s_atomic_smin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a5 s_atomic_umin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a6 s_atomic_smax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a7 s_atomic_umax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a8 s_atomic_and_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
a9 s_atomic_or_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
aa s_atomic_xor_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
ab s_atomic_inc_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
ac s_atomic_dec_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/offset.s glc/0
""",
    "SMEM.SGPR_EN": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 soffset=s1/glc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 soffset=s1/glc/0
5 s_scratch_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
6 s_scratch_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
7 s_scratch_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 soffset=s1/glc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 soffset=s1/glc/0
10 s_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
11 s_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
12 s_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
15 s_scratch_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
16 s_scratch_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
17 s_scratch_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
18 s_buffer_store_dword - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
19 s_buffer_store_dwordx2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
1a s_buffer_store_dwordx4 - sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
20 s_dcache_inv - //0
21 s_dcache_wb - //0
22 s_dcache_inv_vol - //0
23 s_dcache_wb_vol - //0
24 s_memtime - >sdst=s2@7//0
25 s_memrealtime - >sdst=s2@7//0
28 s_dcache_discard - sbase=b2@6 soffset=s1//0
29 s_dcache_discard_x2 - sbase=b2@6 soffset=s1//0
40 s_buffer_atomic_swap - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
41 s_buffer_atomic_cmpswap - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
42 s_buffer_atomic_add - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
43 s_buffer_atomic_sub - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
44 s_buffer_atomic_smin - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
45 s_buffer_atomic_umin - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
46 s_buffer_atomic_smax - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
47 s_buffer_atomic_umax - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
48 s_buffer_atomic_and - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
49 s_buffer_atomic_or - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4a s_buffer_atomic_xor - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4b s_buffer_atomic_inc - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4c s_buffer_atomic_dec - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
60 s_buffer_atomic_swap_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
61 s_buffer_atomic_cmpswap_x2 - sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
62 s_buffer_atomic_add_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
63 s_buffer_atomic_sub_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
64 s_buffer_atomic_smin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
65 s_buffer_atomic_umin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
66 s_buffer_atomic_smax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
67 s_buffer_atomic_umax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
68 s_buffer_atomic_and_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
69 s_buffer_atomic_or_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6a s_buffer_atomic_xor_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6b s_buffer_atomic_inc_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6c s_buffer_atomic_dec_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
80 s_atomic_swap - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
81 s_atomic_cmpswap - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
82 s_atomic_add - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
83 s_atomic_sub - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
84 s_atomic_smin - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
85 s_atomic_umin - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
86 s_atomic_smax - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
87 s_atomic_umax - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
88 s_atomic_and - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
89 s_atomic_or - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8a s_atomic_xor - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8b s_atomic_inc - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8c s_atomic_dec - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
a0 s_atomic_swap_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a1 s_atomic_cmpswap_x2 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
a2 s_atomic_add_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a3 s_atomic_sub_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a4 s_atomic_smin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a5 s_atomic_umin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a6 s_atomic_smax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a7 s_atomic_umax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a8 s_atomic_and_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a9 s_atomic_or_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
aa s_atomic_xor_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
ab s_atomic_inc_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
ac s_atomic_dec_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
""",
    "SMEM.SGPR": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 soffset=s1/glc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 soffset=s1/glc/0
5 s_scratch_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
6 s_scratch_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
7 s_scratch_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 soffset=s1/glc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 soffset=s1/glc/0
10 s_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
11 s_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
12 s_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
15 s_scratch_store_dword - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
16 s_scratch_store_dwordx2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
17 s_scratch_store_dwordx4 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
18 s_buffer_store_dword - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
19 s_buffer_store_dwordx2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
1a s_buffer_store_dwordx4 - sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
20 s_dcache_inv - //0
21 s_dcache_wb - //0
22 s_dcache_inv_vol - //0
23 s_dcache_wb_vol - //0
24 s_memtime - >sdst=s2@7//0
25 s_memrealtime - >sdst=s2@7//0
28 s_dcache_discard - sbase=b2@6 soffset=s1//0
29 s_dcache_discard_x2 - sbase=b2@6 soffset=s1//0
40 s_buffer_atomic_swap - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
41 s_buffer_atomic_cmpswap - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
42 s_buffer_atomic_add - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
43 s_buffer_atomic_sub - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
44 s_buffer_atomic_smin - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
45 s_buffer_atomic_umin - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
46 s_buffer_atomic_smax - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
47 s_buffer_atomic_umax - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
48 s_buffer_atomic_and - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
49 s_buffer_atomic_or - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4a s_buffer_atomic_xor - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4b s_buffer_atomic_inc - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
4c s_buffer_atomic_dec - sdst=s1@5 sbase=b4@11 soffset=s1/glc/0
60 s_buffer_atomic_swap_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
61 s_buffer_atomic_cmpswap_x2 - sdst=s4@8 sbase=b4@11 soffset=s1/glc/0
62 s_buffer_atomic_add_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
63 s_buffer_atomic_sub_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
64 s_buffer_atomic_smin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
65 s_buffer_atomic_umin_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
66 s_buffer_atomic_smax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
67 s_buffer_atomic_umax_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
68 s_buffer_atomic_and_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
69 s_buffer_atomic_or_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6a s_buffer_atomic_xor_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6b s_buffer_atomic_inc_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
6c s_buffer_atomic_dec_x2 - sdst=s2@7 sbase=b4@11 soffset=s1/glc/0
80 s_atomic_swap - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
81 s_atomic_cmpswap - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
82 s_atomic_add - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
83 s_atomic_sub - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
84 s_atomic_smin - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
85 s_atomic_umin - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
86 s_atomic_smax - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
87 s_atomic_umax - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
88 s_atomic_and - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
89 s_atomic_or - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8a s_atomic_xor - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8b s_atomic_inc - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
8c s_atomic_dec - sdst=s1@5 sbase=b2@6 soffset=s1/glc/0
a0 s_atomic_swap_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a1 s_atomic_cmpswap_x2 - sdst=s4@8 sbase=b2@6 soffset=s1/glc/0
a2 s_atomic_add_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a3 s_atomic_sub_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a4 s_atomic_smin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a5 s_atomic_umin_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a6 s_atomic_smax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a7 s_atomic_umax_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a8 s_atomic_and_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
a9 s_atomic_or_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
aa s_atomic_xor_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
ab s_atomic_inc_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
ac s_atomic_dec_x2 - sdst=s2@7 sbase=b2@6 soffset=s1/glc/0
""",
    "VOP1.DPP16": """\
0 v_nop - /dpp_ctrl@12 row_mask bank_mask bound_ctrl/f000ff01fe0000
1 v_mov_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
5 v_cvt_f32_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
6 v_cvt_f32_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
7 v_cvt_u32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
8 v_cvt_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
a v_cvt_f16_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
b v_cvt_f32_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
c v_cvt_rpi_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
d v_cvt_flr_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
e v_cvt_off_f32_i4 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
11 v_cvt_f32_ubyte0 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
12 v_cvt_f32_ubyte1 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
13 v_cvt_f32_ubyte2 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
14 v_cvt_f32_ubyte3 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1b v_fract_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
1c v_trunc_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
1d v_ceil_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
1e v_rndne_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
1f v_floor_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
20 v_exp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
21 v_log_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
22 v_rcp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
23 v_rcp_iflag_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
24 v_rsq_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
27 v_sqrt_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
29 v_sin_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
2a v_cos_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
2b v_not_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2c v_bfrev_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2d v_ffbh_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2e v_ffbl_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2f v_ffbh_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
33 v_frexp_exp_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
34 v_frexp_mant_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
37 v_screen_partition_4se_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
39 v_cvt_f16_u16 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
3a v_cvt_f16_i16 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
3b v_cvt_u16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
3c v_cvt_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
3d v_rcp_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
3e v_sqrt_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
3f v_rsq_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
40 v_log_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
41 v_exp_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
42 v_frexp_mant_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
43 v_frexp_exp_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
44 v_floor_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
45 v_ceil_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
46 v_trunc_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
47 v_rndne_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
48 v_fract_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
49 v_sin_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4a v_cos_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4b v_exp_legacy_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4c v_log_legacy_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4d v_cvt_norm_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4e v_cvt_norm_u16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/c0000000000000
4f v_sat_pk_u8_i16 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
54 v_cvt_f32_fp8 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
55 v_cvt_f32_bf8 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
""",
    "VOP1.SDWA": """\
1 v_mov_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
5 v_cvt_f32_i32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
6 v_cvt_f32_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
7 v_cvt_u32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
8 v_cvt_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
a v_cvt_f16_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
b v_cvt_f32_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
c v_cvt_rpi_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
d v_cvt_flr_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
e v_cvt_off_f32_i4 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
11 v_cvt_f32_ubyte0 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
12 v_cvt_f32_ubyte1 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
13 v_cvt_f32_ubyte2 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
14 v_cvt_f32_ubyte3 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
1b v_fract_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
1c v_trunc_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
1d v_ceil_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
1e v_rndne_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
1f v_floor_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
20 v_exp_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
21 v_log_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
22 v_rcp_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
23 v_rcp_iflag_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
24 v_rsq_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
27 v_sqrt_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
29 v_sin_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
2a v_cos_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
2b v_not_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
2c v_bfrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
2d v_ffbh_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
2e v_ffbl_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
2f v_ffbh_i32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
33 v_frexp_exp_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
34 v_frexp_mant_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
37 v_screen_partition_4se_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
39 v_cvt_f16_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
3a v_cvt_f16_i16 _sdwa >vdst=v1 src0=w1.:i16.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf30000000000000
3b v_cvt_u16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
3c v_cvt_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
3d v_rcp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
3e v_sqrt_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
3f v_rsq_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
40 v_log_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
41 v_exp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
42 v_frexp_mant_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
43 v_frexp_exp_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
44 v_floor_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
45 v_ceil_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
46 v_trunc_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
47 v_rndne_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
48 v_fract_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
49 v_sin_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
4a v_cos_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
4b v_exp_legacy_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
4c v_log_legacy_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14/bf08000000000000
4d v_cvt_norm_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
4e v_cvt_norm_u16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf08c00000000000
4f v_sat_pk_u8_i16 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14/bf30c00000000000
54 v_cvt_f32_fp8 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod src0_sel@14/bf30010000000000
55 v_cvt_f32_bf8 _sdwa >vdst=v1 src0=w1.:b32.s@13/clamp omod src0_sel@14/bf30010000000000
56 v_cvt_pk_f32_fp8 _sdwa >vdst=v2 src0=w1.:b32.s@13/clamp omod src0_sel@14/bf30010000000000
57 v_cvt_pk_f32_bf8 _sdwa >vdst=v2 src0=w1.:b32.s@13/clamp omod src0_sel@14/bf30010000000000
""",
    "VOP1": """\
0 v_nop - //1fe0000
1 v_mov_b32 _e32 >vdst=v1 src0=x1.:b32@16//0
2 v_readfirstlane_b32 - >vdst=x1@4 src0=x1@17//0
3 v_cvt_i32_f64 _e32 >vdst=v1 src0=x2.:f64@18//0
4 v_cvt_f64_i32 _e32 >vdst=v2 src0=x1.:b32@16//0
5 v_cvt_f32_i32 _e32 >vdst=v1 src0=x1.:b32@16//0
6 v_cvt_f32_u32 _e32 >vdst=v1 src0=x1.:b32@16//0
7 v_cvt_u32_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
8 v_cvt_i32_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
a v_cvt_f16_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
b v_cvt_f32_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
c v_cvt_rpi_i32_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
d v_cvt_flr_i32_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
e v_cvt_off_f32_i4 _e32 >vdst=v1 src0=x1.:b32@16//0
f v_cvt_f32_f64 _e32 >vdst=v1 src0=x2.:f64@18//0
10 v_cvt_f64_f32 _e32 >vdst=v2 src0=x1.:b32@16//0
11 v_cvt_f32_ubyte0 _e32 >vdst=v1 src0=x1.:b32@16//0
12 v_cvt_f32_ubyte1 _e32 >vdst=v1 src0=x1.:b32@16//0
13 v_cvt_f32_ubyte2 _e32 >vdst=v1 src0=x1.:b32@16//0
14 v_cvt_f32_ubyte3 _e32 >vdst=v1 src0=x1.:b32@16//0
15 v_cvt_u32_f64 _e32 >vdst=v1 src0=x2.:f64@18//0
16 v_cvt_f64_u32 _e32 >vdst=v2 src0=x1.:b32@16//0
17 v_trunc_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
18 v_ceil_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
19 v_rndne_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
1a v_floor_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
1b v_fract_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
1c v_trunc_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
1d v_ceil_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
1e v_rndne_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
1f v_floor_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
20 v_exp_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
21 v_log_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
22 v_rcp_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
23 v_rcp_iflag_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
24 v_rsq_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
25 v_rcp_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
26 v_rsq_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
27 v_sqrt_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
28 v_sqrt_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
29 v_sin_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
2a v_cos_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
2b v_not_b32 _e32 >vdst=v1 src0=x1.:b32@16//0
2c v_bfrev_b32 _e32 >vdst=v1 src0=x1.:b32@16//0
2d v_ffbh_u32 _e32 >vdst=v1 src0=x1.:b32@16//0
2e v_ffbl_b32 _e32 >vdst=v1 src0=x1.:b32@16//0
2f v_ffbh_i32 _e32 >vdst=v1 src0=x1.:b32@16//0
30 v_frexp_exp_i32_f64 _e32 >vdst=v1 src0=x2.:f64@18//0
31 v_frexp_mant_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
32 v_fract_f64 _e32 >vdst=v2 src0=x2.:f64@18//0
33 v_frexp_exp_i32_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
34 v_frexp_mant_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
35 v_clrexcp - //1fe0000
37 v_screen_partition_4se_b32 _e32 >vdst=v1 src0=x1.:b32@16//0
38 v_mov_b64 _e32 >vdst=v2 src0=x2.:b64@18//0
39 v_cvt_f16_u16 _e32 >vdst=v1 src0=x1.:i16@16//0
3a v_cvt_f16_i16 _e32 >vdst=v1 src0=x1.:i16@16//0
3b v_cvt_u16_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
3c v_cvt_i16_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
3d v_rcp_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
3e v_sqrt_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
3f v_rsq_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
40 v_log_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
41 v_exp_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
42 v_frexp_mant_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
43 v_frexp_exp_i16_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
44 v_floor_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
45 v_ceil_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
46 v_trunc_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
47 v_rndne_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
48 v_fract_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
49 v_sin_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
4a v_cos_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
4b v_exp_legacy_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
4c v_log_legacy_f32 _e32 >vdst=v1 src0=x1.:b32@16//0
4d v_cvt_norm_i16_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
4e v_cvt_norm_u16_f16 _e32 >vdst=v1 src0=x1.:f16@16//0
4f v_sat_pk_u8_i16 _e32 >vdst=v1 src0=x1.:b32@16//0
51 v_swap_b32 - >vdst=v1 src0=x1@19//0
52 v_accvgpr_mov_b32 - >vdst=a1 src0=y1@19//0
54 v_cvt_f32_fp8 _e32 >vdst=v1 src0=x1.:b32@16//0
55 v_cvt_f32_bf8 _e32 >vdst=v1 src0=x1.:b32@16//0
56 v_cvt_pk_f32_fp8 _e32 >vdst=v2 src0=x1.:b32@16//0
57 v_cvt_pk_f32_bf8 _e32 >vdst=v2 src0=x1.:b32@16//0
""",
    "VOPC.SDWA": """\
10 v_cmp_class_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3008000000000000
11 v_cmpx_class_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3008000000000000
14 v_cmp_class_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3008000000000000
15 v_cmpx_class_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3008000000000000
20 v_cmp_f_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
21 v_cmp_lt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
22 v_cmp_eq_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
23 v_cmp_le_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
24 v_cmp_gt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
25 v_cmp_lg_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
26 v_cmp_ge_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
27 v_cmp_o_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
28 v_cmp_u_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
29 v_cmp_nge_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2a v_cmp_nlg_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2b v_cmp_ngt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2c v_cmp_nle_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2d v_cmp_neq_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2e v_cmp_nlt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
2f v_cmp_tru_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
30 v_cmpx_f_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
31 v_cmpx_lt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
32 v_cmpx_eq_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
33 v_cmpx_le_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
34 v_cmpx_gt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
35 v_cmpx_lg_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
36 v_cmpx_ge_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
37 v_cmpx_o_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
38 v_cmpx_u_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
39 v_cmpx_nge_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3a v_cmpx_nlg_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3b v_cmpx_ngt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3c v_cmpx_nle_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3d v_cmpx_neq_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3e v_cmpx_nlt_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
3f v_cmpx_tru_f16 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
40 v_cmp_f_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
41 v_cmp_lt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
42 v_cmp_eq_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
43 v_cmp_le_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
44 v_cmp_gt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
45 v_cmp_lg_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
46 v_cmp_ge_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
47 v_cmp_o_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
48 v_cmp_u_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
49 v_cmp_nge_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4a v_cmp_nlg_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4b v_cmp_ngt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4c v_cmp_nle_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4d v_cmp_neq_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4e v_cmp_nlt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
4f v_cmp_tru_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
50 v_cmpx_f_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
51 v_cmpx_lt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
52 v_cmpx_eq_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
53 v_cmpx_le_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
54 v_cmpx_gt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
55 v_cmpx_lg_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
56 v_cmpx_ge_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
57 v_cmpx_o_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
58 v_cmpx_u_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
59 v_cmpx_nge_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5a v_cmpx_nlg_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5b v_cmpx_ngt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5c v_cmpx_nle_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5d v_cmpx_neq_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5e v_cmpx_nlt_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
5f v_cmpx_tru_f32 _sdwa >sdst=c2@20 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/src0_sel@14 src1_sel@14/808000000000000
a0 v_cmp_f_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a1 v_cmp_lt_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a2 v_cmp_eq_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a3 v_cmp_le_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a4 v_cmp_gt_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a5 v_cmp_ne_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a6 v_cmp_ge_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a7 v_cmp_t_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a8 v_cmp_f_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
a9 v_cmp_lt_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
aa v_cmp_eq_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
ab v_cmp_le_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
ac v_cmp_gt_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
ad v_cmp_ne_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
ae v_cmp_ge_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
af v_cmp_t_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b0 v_cmpx_f_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b1 v_cmpx_lt_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b2 v_cmpx_eq_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b3 v_cmpx_le_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b4 v_cmpx_gt_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b5 v_cmpx_ne_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b6 v_cmpx_ge_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b7 v_cmpx_t_i16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b8 v_cmpx_f_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
b9 v_cmpx_lt_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
ba v_cmpx_eq_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
bb v_cmpx_le_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
bc v_cmpx_gt_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
bd v_cmpx_ne_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
be v_cmpx_ge_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
bf v_cmpx_t_u16 _sdwa >sdst=c2@20 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/src0_sel@14 src1_sel@14/3030000000000000
c0 v_cmp_f_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c1 v_cmp_lt_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c2 v_cmp_eq_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c3 v_cmp_le_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c4 v_cmp_gt_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c5 v_cmp_ne_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c6 v_cmp_ge_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c7 v_cmp_t_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c8 v_cmp_f_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
c9 v_cmp_lt_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
ca v_cmp_eq_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
cb v_cmp_le_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
cc v_cmp_gt_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
cd v_cmp_ne_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
ce v_cmp_ge_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
cf v_cmp_t_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d0 v_cmpx_f_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d1 v_cmpx_lt_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d2 v_cmpx_eq_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d3 v_cmpx_le_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d4 v_cmpx_gt_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d5 v_cmpx_ne_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d6 v_cmpx_ge_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d7 v_cmpx_t_i32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d8 v_cmpx_f_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
d9 v_cmpx_lt_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
da v_cmpx_eq_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
db v_cmpx_le_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
dc v_cmpx_gt_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
dd v_cmpx_ne_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
de v_cmpx_ge_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
df v_cmpx_t_u32 _sdwa >sdst=c2@20 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/src0_sel@14 src1_sel@14/3030000000000000
""",
    "VOPC": """\
10 v_cmp_class_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
11 v_cmpx_class_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
12 v_cmp_class_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v1//0
13 v_cmpx_class_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v1//0
14 v_cmp_class_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
15 v_cmpx_class_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
20 v_cmp_f_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
21 v_cmp_lt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
22 v_cmp_eq_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
23 v_cmp_le_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
24 v_cmp_gt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
25 v_cmp_lg_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
26 v_cmp_ge_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
27 v_cmp_o_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
28 v_cmp_u_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
29 v_cmp_nge_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2a v_cmp_nlg_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2b v_cmp_ngt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2c v_cmp_nle_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2d v_cmp_neq_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2e v_cmp_nlt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
2f v_cmp_tru_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
30 v_cmpx_f_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
31 v_cmpx_lt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
32 v_cmpx_eq_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
33 v_cmpx_le_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
34 v_cmpx_gt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
35 v_cmpx_lg_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
36 v_cmpx_ge_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
37 v_cmpx_o_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
38 v_cmpx_u_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
39 v_cmpx_nge_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3a v_cmpx_nlg_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3b v_cmpx_ngt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3c v_cmpx_nle_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3d v_cmpx_neq_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3e v_cmpx_nlt_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
3f v_cmpx_tru_f16 _e32 >=vcc src0=x1.:f16@16 vsrc1=v1//0
40 v_cmp_f_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
41 v_cmp_lt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
42 v_cmp_eq_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
43 v_cmp_le_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
44 v_cmp_gt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
45 v_cmp_lg_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
46 v_cmp_ge_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
47 v_cmp_o_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
48 v_cmp_u_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
49 v_cmp_nge_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4a v_cmp_nlg_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4b v_cmp_ngt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4c v_cmp_nle_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4d v_cmp_neq_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4e v_cmp_nlt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
4f v_cmp_tru_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
50 v_cmpx_f_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
51 v_cmpx_lt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
52 v_cmpx_eq_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
53 v_cmpx_le_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
54 v_cmpx_gt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
55 v_cmpx_lg_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
56 v_cmpx_ge_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
57 v_cmpx_o_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
58 v_cmpx_u_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
59 v_cmpx_nge_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5a v_cmpx_nlg_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5b v_cmpx_ngt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5c v_cmpx_nle_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5d v_cmpx_neq_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5e v_cmpx_nlt_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
5f v_cmpx_tru_f32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
60 v_cmp_f_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
61 v_cmp_lt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
62 v_cmp_eq_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
63 v_cmp_le_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
64 v_cmp_gt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
65 v_cmp_lg_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
66 v_cmp_ge_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
67 v_cmp_o_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
68 v_cmp_u_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
69 v_cmp_nge_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6a v_cmp_nlg_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6b v_cmp_ngt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6c v_cmp_nle_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6d v_cmp_neq_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6e v_cmp_nlt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
6f v_cmp_tru_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
70 v_cmpx_f_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
71 v_cmpx_lt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
72 v_cmpx_eq_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
73 v_cmpx_le_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
74 v_cmpx_gt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
75 v_cmpx_lg_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
76 v_cmpx_ge_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
77 v_cmpx_o_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
78 v_cmpx_u_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
79 v_cmpx_nge_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7a v_cmpx_nlg_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7b v_cmpx_ngt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7c v_cmpx_nle_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7d v_cmpx_neq_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7e v_cmpx_nlt_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
7f v_cmpx_tru_f64 _e32 >=vcc src0=x2.:f64@18 vsrc1=v2//0
a0 v_cmp_f_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a1 v_cmp_lt_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a2 v_cmp_eq_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a3 v_cmp_le_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a4 v_cmp_gt_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a5 v_cmp_ne_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a6 v_cmp_ge_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a7 v_cmp_t_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a8 v_cmp_f_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
a9 v_cmp_lt_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
aa v_cmp_eq_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
ab v_cmp_le_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
ac v_cmp_gt_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
ad v_cmp_ne_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
ae v_cmp_ge_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
af v_cmp_t_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b0 v_cmpx_f_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b1 v_cmpx_lt_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b2 v_cmpx_eq_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b3 v_cmpx_le_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b4 v_cmpx_gt_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b5 v_cmpx_ne_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b6 v_cmpx_ge_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b7 v_cmpx_t_i16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b8 v_cmpx_f_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
b9 v_cmpx_lt_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
ba v_cmpx_eq_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
bb v_cmpx_le_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
bc v_cmpx_gt_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
bd v_cmpx_ne_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
be v_cmpx_ge_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
bf v_cmpx_t_u16 _e32 >=vcc src0=x1.:i16@16 vsrc1=v1//0
c0 v_cmp_f_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c1 v_cmp_lt_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c2 v_cmp_eq_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c3 v_cmp_le_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c4 v_cmp_gt_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c5 v_cmp_ne_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c6 v_cmp_ge_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c7 v_cmp_t_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c8 v_cmp_f_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
c9 v_cmp_lt_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
ca v_cmp_eq_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
cb v_cmp_le_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
cc v_cmp_gt_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
cd v_cmp_ne_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
ce v_cmp_ge_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
cf v_cmp_t_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d0 v_cmpx_f_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d1 v_cmpx_lt_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d2 v_cmpx_eq_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d3 v_cmpx_le_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d4 v_cmpx_gt_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d5 v_cmpx_ne_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d6 v_cmpx_ge_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d7 v_cmpx_t_i32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d8 v_cmpx_f_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
d9 v_cmpx_lt_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
da v_cmpx_eq_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
db v_cmpx_le_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
dc v_cmpx_gt_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
dd v_cmpx_ne_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
de v_cmpx_ge_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
df v_cmpx_t_u32 _e32 >=vcc src0=x1.:b32@16 vsrc1=v1//0
e0 v_cmp_f_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e1 v_cmp_lt_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e2 v_cmp_eq_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e3 v_cmp_le_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e4 v_cmp_gt_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e5 v_cmp_ne_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e6 v_cmp_ge_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e7 v_cmp_t_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e8 v_cmp_f_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
e9 v_cmp_lt_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ea v_cmp_eq_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
eb v_cmp_le_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ec v_cmp_gt_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ed v_cmp_ne_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ee v_cmp_ge_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ef v_cmp_t_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f0 v_cmpx_f_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f1 v_cmpx_lt_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f2 v_cmpx_eq_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f3 v_cmpx_le_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f4 v_cmpx_gt_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f5 v_cmpx_ne_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f6 v_cmpx_ge_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f7 v_cmpx_t_i64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f8 v_cmpx_f_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
f9 v_cmpx_lt_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
fa v_cmpx_eq_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
fb v_cmpx_le_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
fc v_cmpx_gt_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
fd v_cmpx_ne_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
fe v_cmpx_ge_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
ff v_cmpx_t_u64 _e32 >=vcc src0=x2.:b64@18 vsrc1=v2//0
""",
    "VOP2.DPP16": """\
0 v_cndmask_b32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na =vcc/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
1 v_add_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
2 v_sub_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
3 v_subrev_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
5 v_mul_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
6 v_mul_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
7 v_mul_hi_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
8 v_mul_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
9 v_mul_hi_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
a v_min_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
b v_max_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
c v_min_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
d v_max_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
e v_min_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
f v_max_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
10 v_lshrrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
11 v_ashrrev_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
12 v_lshlrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
13 v_and_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
14 v_or_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
15 v_xor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
19 v_add_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1a v_sub_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1b v_subrev_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1c v_addc_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1 =vcc/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1d v_subb_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1 =vcc/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1e v_subbrev_co_u32 _dpp >vdst=v1 >=vcc src0=v1 vsrc1=v1 =vcc/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
1f v_add_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
20 v_sub_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
21 v_subrev_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
22 v_mul_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
23 v_mac_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
26 v_add_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
27 v_sub_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
28 v_subrev_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
29 v_mul_lo_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2a v_lshlrev_b16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2b v_lshrrev_b16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2c v_ashrrev_i16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
2d v_max_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
2e v_min_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
2f v_max_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
30 v_max_i16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
31 v_min_u16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
32 v_min_i16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
33 v_ldexp_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/40000000000000
34 v_add_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
35 v_sub_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
36 v_subrev_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
37 v_dot2c_f32_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
38 v_dot2c_i32_i16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
39 v_dot4c_i32_i8 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
3a v_dot8c_i32_i4 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
3b v_fmac_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl/0
3d v_xnor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl/f0000000000000
""",
    "VOP2.SDWA": """\
0 v_cndmask_b32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13 =vcc/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808c00000000000
1 v_add_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
2 v_sub_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
3 v_subrev_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
5 v_mul_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
6 v_mul_i32_i24 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
7 v_mul_hi_i32_i24 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
8 v_mul_u32_u24 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
9 v_mul_hi_u32_u24 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
a v_min_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
b v_max_f32 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
c v_min_i32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
d v_max_i32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
e v_min_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
f v_max_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
10 v_lshrrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
11 v_ashrrev_i32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
12 v_lshlrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
13 v_and_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
14 v_or_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
15 v_xor_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
19 v_add_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1a v_sub_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1b v_subrev_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1c v_addc_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13 =vcc/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1d v_subb_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13 =vcc/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1e v_subbrev_co_u32 _sdwa >vdst=v1 >=vcc src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13 =vcc/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
1f v_add_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
20 v_sub_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
21 v_subrev_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
22 v_mul_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
26 v_add_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
27 v_sub_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
28 v_subrev_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
29 v_mul_lo_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
2a v_lshlrev_b16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
2b v_lshrrev_b16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
2c v_ashrrev_i16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
2d v_max_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
2e v_min_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.na@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/808000000000000
2f v_max_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
30 v_max_i16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
31 v_min_u16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
32 v_min_i16 _sdwa >vdst=v1 src0=w1.:i16.s@13 vsrc1=w1.:i16.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
33 v_ldexp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@13 vsrc1=w1.:b32.s@13/clamp omod dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3008000000000000
34 v_add_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
35 v_sub_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
36 v_subrev_u32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
3d v_xnor_b32 _sdwa >vdst=v1 src0=w1.:b32.s@13 vsrc1=w1.:b32.s@13/clamp dst_sel@14 dst_unused@15 src0_sel@14 src1_sel@14/3030c00000000000
""",
    "VOP2": """\
0 v_cndmask_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1 =vcc//0
1 v_add_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
2 v_sub_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
3 v_subrev_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
4 v_fmac_f64 _e32 >vdst=v2 src0=x2.:f64@18 vsrc1=v2//0
5 v_mul_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
6 v_mul_i32_i24 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
7 v_mul_hi_i32_i24 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
8 v_mul_u32_u24 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
9 v_mul_hi_u32_u24 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
a v_min_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
b v_max_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
c v_min_i32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
d v_max_i32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
e v_min_u32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
f v_max_u32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
10 v_lshrrev_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
11 v_ashrrev_i32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
12 v_lshlrev_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
13 v_and_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
14 v_or_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
15 v_xor_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
17 v_fmamk_f32 - >vdst=v1 src0=x1.:b32@16 literal=k1.:hex vsrc1=v1//0
18 v_fmaak_f32 - >vdst=v1 src0=x1.:b32@16 vsrc1=v1 literal=k1.:hex//0
19 v_add_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1//0
1a v_sub_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1//0
1b v_subrev_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1//0
1c v_addc_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1 =vcc//0
1d v_subb_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1 =vcc//0
1e v_subbrev_co_u32 _e32 >vdst=v1 >=vcc src0=x1.:b32@16 vsrc1=v1 =vcc//0
1f v_add_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
20 v_sub_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
21 v_subrev_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
22 v_mul_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
23 v_mac_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
24 v_madmk_f16 - >vdst=v1 src0=x1.:f16@16 literal=k1.:hex vsrc1=v1//0
25 v_madak_f16 - >vdst=v1 src0=x1.:f16@16 vsrc1=v1 literal=k1.:hex//0
26 v_add_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
27 v_sub_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
28 v_subrev_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
29 v_mul_lo_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
2a v_lshlrev_b16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
2b v_lshrrev_b16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
2c v_ashrrev_i16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
2d v_max_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
2e v_min_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
2f v_max_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
30 v_max_i16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
31 v_min_u16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
32 v_min_i16 _e32 >vdst=v1 src0=x1.:i16@16 vsrc1=v1//0
33 v_ldexp_f16 _e32 >vdst=v1 src0=x1.:f16@16 vsrc1=v1//0
34 v_add_u32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
35 v_sub_u32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
36 v_subrev_u32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
37 v_dot2c_f32_f16 _e32 >vdst=v1 src0=x1.:v2f16@16 vsrc1=v1//0
38 v_dot2c_i32_i16 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
39 v_dot4c_i32_i8 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
3a v_dot8c_i32_i4 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
3b v_fmac_f32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
3c v_pk_fmac_f16 _e32 >vdst=v1 src0=x1.:v2f16@16 vsrc1=v1//0
3d v_xnor_b32 _e32 >vdst=v1 src0=x1.:b32@16 vsrc1=v1//0
""",
    "VOP3P.MAI": """\
3e v_mfma_f32_16x16x8_xf32 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
3f v_mfma_f32_32x32x4_xf32 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
40 v_mfma_f32_32x32x1_2b_f32 - >vdst=v32 src0=x1@21 src1=x1@21 src2=x32.:b32@22/cbsz abid blgp/0
41 v_mfma_f32_16x16x1_4b_f32 - >vdst=v16 src0=x1@21 src1=x1@21 src2=x16.:b32@22/cbsz abid blgp/0
42 v_mfma_f32_4x4x1_16b_f32 - >vdst=v4 src0=x1@21 src1=x1@21 src2=x4.:b32@22/cbsz abid blgp/0
44 v_mfma_f32_32x32x2_f32 - >vdst=v16 src0=x1@21 src1=x1@21 src2=x16.:b32@22/cbsz abid blgp/0
45 v_mfma_f32_16x16x4_f32 - >vdst=v4 src0=x1@21 src1=x1@21 src2=x4.:b32@22/cbsz abid blgp/0
48 v_mfma_f32_32x32x4_2b_f16 - >vdst=v32 src0=x2@21 src1=x2@21 src2=x32.:b32@22/cbsz abid blgp/0
49 v_mfma_f32_16x16x4_4b_f16 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
4a v_mfma_f32_4x4x4_16b_f16 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
4c v_mfma_f32_32x32x8_f16 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
4d v_mfma_f32_16x16x16_f16 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
50 v_mfma_i32_32x32x4_2b_i8 - >vdst=v32 src0=x1@21 src1=x1@21 src2=x32.:b32@22/cbsz abid blgp/0
51 v_mfma_i32_16x16x4_4b_i8 - >vdst=v16 src0=x1@21 src1=x1@21 src2=x16.:b32@22/cbsz abid blgp/0
52 v_mfma_i32_4x4x4_16b_i8 - >vdst=v4 src0=x1@21 src1=x1@21 src2=x4.:b32@22/cbsz abid blgp/0
56 v_mfma_i32_32x32x16_i8 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
57 v_mfma_i32_16x16x32_i8 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
59 v_accvgpr_write_b32 - >vdst=a1 src0=z1.:b32@23//e7fffe0000003f00
5d v_mfma_f32_32x32x4_2b_bf16 - >vdst=v32 src0=x2@21 src1=x2@21 src2=x32.:b32@22/cbsz abid blgp/0
5e v_mfma_f32_16x16x4_4b_bf16 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
5f v_mfma_f32_4x4x4_16b_bf16 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
60 v_mfma_f32_32x32x8_bf16 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
61 v_mfma_f32_16x16x16_bf16 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
62 v_smfmac_f32_16x16x32_f16 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
64 v_smfmac_f32_32x32x16_f16 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
66 v_smfmac_f32_16x16x32_bf16 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
68 v_smfmac_f32_32x32x16_bf16 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6a v_smfmac_i32_16x16x64_i8 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6c v_smfmac_i32_32x32x32_i8 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6e v_mfma_f64_16x16x4_f64 - >vdst=v8 src0=x2@21 src1=x2@21 src2=x8.:b64@22/cbsz abid neg*3/0
6f v_mfma_f64_4x4x4_4b_f64 - >vdst=v2 src0=x2@21 src1=x2@21 src2=x2.:b64@22/cbsz abid neg*3/0
70 v_mfma_f32_16x16x32_bf8_bf8 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
71 v_mfma_f32_16x16x32_bf8_fp8 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
72 v_mfma_f32_16x16x32_fp8_bf8 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
73 v_mfma_f32_16x16x32_fp8_fp8 - >vdst=v4 src0=x2@21 src1=x2@21 src2=x4.:b32@22/cbsz abid blgp/0
74 v_mfma_f32_32x32x16_bf8_bf8 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
75 v_mfma_f32_32x32x16_bf8_fp8 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
76 v_mfma_f32_32x32x16_fp8_bf8 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
77 v_mfma_f32_32x32x16_fp8_fp8 - >vdst=v16 src0=x2@21 src1=x2@21 src2=x16.:b32@22/cbsz abid blgp/0
78 v_smfmac_f32_16x16x64_bf8_bf8 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
79 v_smfmac_f32_16x16x64_bf8_fp8 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7a v_smfmac_f32_16x16x64_fp8_bf8 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7b v_smfmac_f32_16x16x64_fp8_fp8 - >vdst=v4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7c v_smfmac_f32_32x32x32_bf8_bf8 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7d v_smfmac_f32_32x32x32_bf8_fp8 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7e v_smfmac_f32_32x32x32_fp8_bf8 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7f v_smfmac_f32_32x32x32_fp8_fp8 - >vdst=v16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
""",
    "VOP3P.MAI_ACC": """\
3e v_mfma_f32_16x16x8_xf32 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
3f v_mfma_f32_32x32x4_xf32 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
40 v_mfma_f32_32x32x1_2b_f32 - >vdst=a32 src0=x1@21 src1=x1@21 src2=y32.:b32@22/cbsz abid blgp/0
41 v_mfma_f32_16x16x1_4b_f32 - >vdst=a16 src0=x1@21 src1=x1@21 src2=y16.:b32@22/cbsz abid blgp/0
42 v_mfma_f32_4x4x1_16b_f32 - >vdst=a4 src0=x1@21 src1=x1@21 src2=y4.:b32@22/cbsz abid blgp/0
44 v_mfma_f32_32x32x2_f32 - >vdst=a16 src0=x1@21 src1=x1@21 src2=y16.:b32@22/cbsz abid blgp/0
45 v_mfma_f32_16x16x4_f32 - >vdst=a4 src0=x1@21 src1=x1@21 src2=y4.:b32@22/cbsz abid blgp/0
48 v_mfma_f32_32x32x4_2b_f16 - >vdst=a32 src0=x2@21 src1=x2@21 src2=y32.:b32@22/cbsz abid blgp/0
49 v_mfma_f32_16x16x4_4b_f16 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
4a v_mfma_f32_4x4x4_16b_f16 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
4c v_mfma_f32_32x32x8_f16 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
4d v_mfma_f32_16x16x16_f16 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
50 v_mfma_i32_32x32x4_2b_i8 - >vdst=a32 src0=x1@21 src1=x1@21 src2=y32.:b32@22/cbsz abid blgp/0
51 v_mfma_i32_16x16x4_4b_i8 - >vdst=a16 src0=x1@21 src1=x1@21 src2=y16.:b32@22/cbsz abid blgp/0
52 v_mfma_i32_4x4x4_16b_i8 - >vdst=a4 src0=x1@21 src1=x1@21 src2=y4.:b32@22/cbsz abid blgp/0
56 v_mfma_i32_32x32x16_i8 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
57 v_mfma_i32_16x16x32_i8 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
59 v_accvgpr_write_b32 - >vdst=a1 src0=z1.:b32@23//e7fffe0000003f00
5d v_mfma_f32_32x32x4_2b_bf16 - >vdst=a32 src0=x2@21 src1=x2@21 src2=y32.:b32@22/cbsz abid blgp/0
5e v_mfma_f32_16x16x4_4b_bf16 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
5f v_mfma_f32_4x4x4_16b_bf16 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
60 v_mfma_f32_32x32x8_bf16 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
61 v_mfma_f32_16x16x16_bf16 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
62 v_smfmac_f32_16x16x32_f16 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
64 v_smfmac_f32_32x32x16_f16 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
66 v_smfmac_f32_16x16x32_bf16 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
68 v_smfmac_f32_32x32x16_bf16 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6a v_smfmac_i32_16x16x64_i8 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6c v_smfmac_i32_32x32x32_i8 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
6e v_mfma_f64_16x16x4_f64 - >vdst=a8 src0=x2@21 src1=x2@21 src2=y8.:b64@22/cbsz abid neg*3/0
6f v_mfma_f64_4x4x4_4b_f64 - >vdst=a2 src0=x2@21 src1=x2@21 src2=y2.:b64@22/cbsz abid neg*3/0
70 v_mfma_f32_16x16x32_bf8_bf8 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
71 v_mfma_f32_16x16x32_bf8_fp8 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
72 v_mfma_f32_16x16x32_fp8_bf8 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
73 v_mfma_f32_16x16x32_fp8_fp8 - >vdst=a4 src0=x2@21 src1=x2@21 src2=y4.:b32@22/cbsz abid blgp/0
74 v_mfma_f32_32x32x16_bf8_bf8 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
75 v_mfma_f32_32x32x16_bf8_fp8 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
76 v_mfma_f32_32x32x16_fp8_bf8 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
77 v_mfma_f32_32x32x16_fp8_fp8 - >vdst=a16 src0=x2@21 src1=x2@21 src2=y16.:b32@22/cbsz abid blgp/0
78 v_smfmac_f32_16x16x64_bf8_bf8 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
79 v_smfmac_f32_16x16x64_bf8_fp8 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7a v_smfmac_f32_16x16x64_fp8_bf8 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7b v_smfmac_f32_16x16x64_fp8_fp8 - >vdst=a4 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7c v_smfmac_f32_32x32x32_bf8_bf8 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7d v_smfmac_f32_32x32x32_bf8_fp8 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7e v_smfmac_f32_32x32x32_fp8_bf8 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
7f v_smfmac_f32_32x32x32_fp8_fp8 - >vdst=a16 src0=x2@21 src1=x4@21 src2=x1@19/cbsz abid/e000000000000000
""",
    "VOP3SD": """\
119 v_add_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000000
11a v_sub_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000000
11b v_subrev_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000000
11c v_addc_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x2@25/clamp/f800000000000000
11d v_subb_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x2@25/clamp/f800000000000000
11e v_subbrev_co_u32 _e64 >vdst=v1 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x2@25/clamp/f800000000000000
1e0 v_div_scale_f32 - >vdst=v1 >sdst=s2@1 src0=x1.:b32.n@24 src1=x1.:b32.n@24 src2=x1.:b32.n@24/clamp omod/0
1e1 v_div_scale_f64 - >vdst=v2 >sdst=s2@1 src0=x2.:b64.n@26 src1=x2.:b64.n@26 src2=x2.:b64.n@26/clamp omod/0
1e8 v_mad_u64_u32 - >vdst=v2 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x2.:b64@26/clamp/f800000000000000
1e9 v_mad_i64_i32 - >vdst=v2 >sdst=s2@1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x2.:b64@26/clamp/f800000000000000
""",
    "VOP3P": """\
0 v_pk_mad_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
1 v_pk_mul_lo_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
2 v_pk_add_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
3 v_pk_sub_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
4 v_pk_lshlrev_b16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
5 v_pk_lshrrev_b16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
6 v_pk_ashrrev_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
7 v_pk_max_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
8 v_pk_min_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
9 v_pk_mad_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
a v_pk_add_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
b v_pk_sub_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
c v_pk_max_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
d v_pk_min_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
e v_pk_fma_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
f v_pk_add_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
10 v_pk_mul_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
11 v_pk_min_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
12 v_pk_max_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
20 v_fma_mix_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*3 op_sel_hi*3 clamp/0
21 v_fma_mixlo_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*3 op_sel_hi*3 clamp/0
22 v_fma_mixhi_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*3 op_sel_hi*3 clamp/0
23 v_dot2_f32_f16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
26 v_dot2_i32_i16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
27 v_dot2_u32_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
28 v_dot4_i32_i8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
29 v_dot4_u32_u8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
2a v_dot8_i32_i4 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
2b v_dot8_u32_u4 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
30 v_pk_fma_f32 - >vdst=v2 src0=x2.:b32@26 src1=x2.:b32@26 src2=x2.:b32@26/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
31 v_pk_mul_f32 - >vdst=v2 src0=x2.:b32@26 src1=x2.:b32@26/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
32 v_pk_add_f32 - >vdst=v2 src0=x2.:b32@26 src1=x2.:b32@26/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
33 v_pk_mov_b32 - >vdst=v2 src0=x2.:b32@26 src1=x2.:b32@26/op_sel*2@27 op_sel_hi*2 neg_lo*2@27 neg_hi*2@27 clamp/7fc000000000000
58 v_accvgpr_read_b32 - >vdst=v1 src0=y1@19//e7fffe0000003f00
""",
    "VOP3": """\
10 v_cmp_class_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32@24//dffc000000008600
11 v_cmpx_class_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32@24//dffc000000008600
12 v_cmp_class_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x1.:b32@24//dffc000000008600
13 v_cmpx_class_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x1.:b32@24//dffc000000008600
14 v_cmp_class_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32@24//dffc000000008600
15 v_cmpx_class_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32@24//dffc000000008600
20 v_cmp_f_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
21 v_cmp_lt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
22 v_cmp_eq_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
23 v_cmp_le_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
24 v_cmp_gt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
25 v_cmp_lg_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
26 v_cmp_ge_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
27 v_cmp_o_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
28 v_cmp_u_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
29 v_cmp_nge_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2a v_cmp_nlg_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2b v_cmp_ngt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2c v_cmp_nle_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2d v_cmp_neq_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2e v_cmp_nlt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
2f v_cmp_tru_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
30 v_cmpx_f_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
31 v_cmpx_lt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
32 v_cmpx_eq_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
33 v_cmpx_le_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
34 v_cmpx_gt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
35 v_cmpx_lg_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
36 v_cmpx_ge_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
37 v_cmpx_o_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
38 v_cmpx_u_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
39 v_cmpx_nge_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3a v_cmpx_nlg_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3b v_cmpx_ngt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3c v_cmpx_nle_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3d v_cmpx_neq_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3e v_cmpx_nlt_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
3f v_cmpx_tru_f16 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
40 v_cmp_f_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
41 v_cmp_lt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
42 v_cmp_eq_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
43 v_cmp_le_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
44 v_cmp_gt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
45 v_cmp_lg_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
46 v_cmp_ge_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
47 v_cmp_o_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
48 v_cmp_u_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
49 v_cmp_nge_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4a v_cmp_nlg_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4b v_cmp_ngt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4c v_cmp_nle_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4d v_cmp_neq_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4e v_cmp_nlt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
4f v_cmp_tru_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
50 v_cmpx_f_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
51 v_cmpx_lt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
52 v_cmpx_eq_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
53 v_cmpx_le_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
54 v_cmpx_gt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
55 v_cmpx_lg_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
56 v_cmpx_ge_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
57 v_cmpx_o_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
58 v_cmpx_u_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
59 v_cmpx_nge_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5a v_cmpx_nlg_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5b v_cmpx_ngt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5c v_cmpx_nle_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5d v_cmpx_neq_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5e v_cmpx_nlt_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
5f v_cmpx_tru_f32 _e64 >vdst=x2@3 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
60 v_cmp_f_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
61 v_cmp_lt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
62 v_cmp_eq_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
63 v_cmp_le_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
64 v_cmp_gt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
65 v_cmp_lg_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
66 v_cmp_ge_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
67 v_cmp_o_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
68 v_cmp_u_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
69 v_cmp_nge_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6a v_cmp_nlg_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6b v_cmp_ngt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6c v_cmp_nle_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6d v_cmp_neq_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6e v_cmp_nlt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
6f v_cmp_tru_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
70 v_cmpx_f_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
71 v_cmpx_lt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
72 v_cmpx_eq_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
73 v_cmpx_le_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
74 v_cmpx_gt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
75 v_cmpx_lg_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
76 v_cmpx_ge_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
77 v_cmpx_o_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
78 v_cmpx_u_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
79 v_cmpx_nge_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7a v_cmpx_nlg_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7b v_cmpx_ngt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7c v_cmpx_nle_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7d v_cmpx_neq_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7e v_cmpx_nlt_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
7f v_cmpx_tru_f64 _e64 >vdst=x2@3 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp/9ffc000000000400
a0 v_cmp_f_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a1 v_cmp_lt_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a2 v_cmp_eq_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a3 v_cmp_le_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a4 v_cmp_gt_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a5 v_cmp_ne_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a6 v_cmp_ge_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a7 v_cmp_t_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a8 v_cmp_f_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
a9 v_cmp_lt_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
aa v_cmp_eq_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
ab v_cmp_le_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
ac v_cmp_gt_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
ad v_cmp_ne_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
ae v_cmp_ge_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
af v_cmp_t_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b0 v_cmpx_f_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b1 v_cmpx_lt_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b2 v_cmpx_eq_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b3 v_cmpx_le_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b4 v_cmpx_gt_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b5 v_cmpx_ne_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b6 v_cmpx_ge_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b7 v_cmpx_t_i16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b8 v_cmpx_f_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
b9 v_cmpx_lt_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
ba v_cmpx_eq_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
bb v_cmpx_le_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
bc v_cmpx_gt_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
bd v_cmpx_ne_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
be v_cmpx_ge_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
bf v_cmpx_t_u16 _e64 >vdst=x2@3 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
c0 v_cmp_f_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c1 v_cmp_lt_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c2 v_cmp_eq_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c3 v_cmp_le_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c4 v_cmp_gt_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c5 v_cmp_ne_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c6 v_cmp_ge_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c7 v_cmp_t_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c8 v_cmp_f_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
c9 v_cmp_lt_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
ca v_cmp_eq_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
cb v_cmp_le_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
cc v_cmp_gt_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
cd v_cmp_ne_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
ce v_cmp_ge_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
cf v_cmp_t_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d0 v_cmpx_f_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d1 v_cmpx_lt_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d2 v_cmpx_eq_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d3 v_cmpx_le_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d4 v_cmpx_gt_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d5 v_cmpx_ne_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d6 v_cmpx_ge_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d7 v_cmpx_t_i32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d8 v_cmpx_f_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
d9 v_cmpx_lt_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
da v_cmpx_eq_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
db v_cmpx_le_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
dc v_cmpx_gt_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
dd v_cmpx_ne_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
de v_cmpx_ge_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
df v_cmpx_t_u32 _e64 >vdst=x2@3 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
e0 v_cmp_f_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e1 v_cmp_lt_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e2 v_cmp_eq_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e3 v_cmp_le_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e4 v_cmp_gt_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e5 v_cmp_ne_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e6 v_cmp_ge_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e7 v_cmp_t_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e8 v_cmp_f_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
e9 v_cmp_lt_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ea v_cmp_eq_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
eb v_cmp_le_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ec v_cmp_gt_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ed v_cmp_ne_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ee v_cmp_ge_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ef v_cmp_t_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f0 v_cmpx_f_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f1 v_cmpx_lt_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f2 v_cmpx_eq_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f3 v_cmpx_le_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f4 v_cmpx_gt_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f5 v_cmpx_ne_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f6 v_cmpx_ge_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f7 v_cmpx_t_i64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f8 v_cmpx_f_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
f9 v_cmpx_lt_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
fa v_cmpx_eq_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
fb v_cmpx_le_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
fc v_cmpx_gt_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
fd v_cmpx_ne_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
fe v_cmpx_ge_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
ff v_cmpx_t_u64 _e64 >vdst=x2@3 src0=x2.:b64@26 src1=x2.:b64@26//fffc000000008700
100 v_cndmask_b32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x2@25//9800000000008400
101 v_add_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
102 v_sub_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
103 v_subrev_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
104 v_fmac_f64 _e64 >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp omod/87fc000000000400
105 v_mul_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
106 v_mul_i32_i24 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
107 v_mul_hi_i32_i24 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
108 v_mul_u32_u24 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
109 v_mul_hi_u32_u24 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
10a v_min_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
10b v_max_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
10c v_min_i32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
10d v_max_i32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
10e v_min_u32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
10f v_max_u32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
110 v_lshrrev_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
111 v_ashrrev_i32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
112 v_lshlrev_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
113 v_and_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
114 v_or_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
115 v_xor_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
11f v_add_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
120 v_sub_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
121 v_subrev_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
122 v_mul_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
123 v_mac_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
126 v_add_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24/clamp/fffc000000000700
127 v_sub_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24/clamp/fffc000000000700
128 v_subrev_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24/clamp/fffc000000000700
129 v_mul_lo_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
12a v_lshlrev_b16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
12b v_lshrrev_b16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
12c v_ashrrev_i16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
12d v_max_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
12e v_min_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
12f v_max_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
130 v_max_i16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
131 v_min_u16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
132 v_min_i16 _e64 >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24//fffc000000008700
133 v_ldexp_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24/clamp omod/c7fc000000000400
134 v_add_u32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
135 v_sub_u32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
136 v_subrev_u32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
137 v_dot2c_f32_f16 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
138 v_dot2c_i32_i16 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/9ffc000000000400
139 v_dot4c_i32_i8 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/9ffc000000000400
13a v_dot8c_i32_i4 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/9ffc000000000400
13b v_fmac_f32 _e64 >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
13d v_xnor_b32 _e64 >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
140 v_nop - //ffffffff000087ff
141 v_mov_b32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
143 v_cvt_i32_f64 _e64 >vdst=v1 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
144 v_cvt_f64_i32 _e64 >vdst=v2 src0=x1.:b32@24/clamp omod/e7fffe0000000700
145 v_cvt_f32_i32 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
146 v_cvt_f32_u32 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
147 v_cvt_u32_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
148 v_cvt_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
14a v_cvt_f16_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
14b v_cvt_f32_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
14c v_cvt_rpi_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp/dffffe0000000600
14d v_cvt_flr_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp/dffffe0000000600
14e v_cvt_off_f32_i4 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
14f v_cvt_f32_f64 _e64 >vdst=v1 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
150 v_cvt_f64_f32 _e64 >vdst=v2 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
151 v_cvt_f32_ubyte0 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
152 v_cvt_f32_ubyte1 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
153 v_cvt_f32_ubyte2 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
154 v_cvt_f32_ubyte3 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
155 v_cvt_u32_f64 _e64 >vdst=v1 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
156 v_cvt_f64_u32 _e64 >vdst=v2 src0=x1.:b32@24/clamp omod/e7fffe0000000700
157 v_trunc_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
158 v_ceil_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
159 v_rndne_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
15a v_floor_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
15b v_fract_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
15c v_trunc_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
15d v_ceil_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
15e v_rndne_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
15f v_floor_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
160 v_exp_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
161 v_log_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
162 v_rcp_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
163 v_rcp_iflag_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
164 v_rsq_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
165 v_rcp_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
166 v_rsq_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
167 v_sqrt_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
168 v_sqrt_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
169 v_sin_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
16a v_cos_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
16b v_not_b32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
16c v_bfrev_b32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
16d v_ffbh_u32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
16e v_ffbl_b32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
16f v_ffbh_i32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
170 v_frexp_exp_i32_f64 _e64 >vdst=v1 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
171 v_frexp_mant_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
172 v_fract_f64 _e64 >vdst=v2 src0=x2.:b64.na@26/clamp omod/c7fffe0000000600
173 v_frexp_exp_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp/dffffe0000000600
174 v_frexp_mant_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
175 v_clrexcp - //ffffffff000087ff
177 v_screen_partition_4se_b32 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
178 v_mov_b64 _e64 >vdst=v2 src0=x2.:b64@26//fffffe0000008700
179 v_cvt_f16_u16 _e64 >vdst=v1 src0=x1.:i16@24/clamp omod/e7fffe0000000700
17a v_cvt_f16_i16 _e64 >vdst=v1 src0=x1.:i16@24/clamp omod/e7fffe0000000700
17b v_cvt_u16_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
17c v_cvt_i16_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
17d v_rcp_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
17e v_sqrt_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
17f v_rsq_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
180 v_log_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
181 v_exp_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
182 v_frexp_mant_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
183 v_frexp_exp_i16_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
184 v_floor_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
185 v_ceil_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
186 v_trunc_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
187 v_rndne_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
188 v_fract_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
189 v_sin_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18a v_cos_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18b v_exp_legacy_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18c v_log_legacy_f32 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18d v_cvt_norm_i16_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18e v_cvt_norm_u16_f16 _e64 >vdst=v1 src0=x1.:b32.na@24/clamp omod/c7fffe0000000600
18f v_sat_pk_u8_i16 _e64 >vdst=v1 src0=x1.:b32@24//fffffe0000008700
194 v_cvt_f32_fp8 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
195 v_cvt_f32_bf8 _e64 >vdst=v1 src0=x1.:b32@24/clamp omod/e7fffe0000000700
196 v_cvt_pk_f32_fp8 _e64 >vdst=v2 src0=x1.:b32@24/clamp omod/e7fffe0000000700
197 v_cvt_pk_f32_bf8 _e64 >vdst=v2 src0=x1.:b32@24/clamp omod/e7fffe0000000700
1c2 v_mad_i32_i24 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1c3 v_mad_u32_u24 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1c4 v_cubeid_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1c5 v_cubesc_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1c6 v_cubetc_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1c7 v_cubema_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1c8 v_bfe_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1c9 v_bfe_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1ca v_bfi_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1cb v_fma_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1cc v_fma_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26 src2=x2.:b64.na@26/clamp omod/0
1cd v_lerp_u8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1ce v_alignbit_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1cf v_alignbyte_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d0 v_min3_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1d1 v_min3_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d2 v_min3_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d3 v_max3_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1d4 v_max3_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d5 v_max3_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d6 v_med3_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1d7 v_med3_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d8 v_med3_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1d9 v_sad_u8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1da v_sad_hi_u8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1db v_sad_u16 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1dc v_sad_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1dd v_cvt_pk_u8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/d800000000000000
1de v_div_fixup_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1df v_div_fixup_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26 src2=x2.:b64.na@26/clamp omod/0
1e2 v_div_fmas_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1e3 v_div_fmas_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26 src2=x2.:b64.na@26/clamp omod/0
1e4 v_msad_u8 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24/clamp/f800000000000700
1e5 v_qsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@26 src1=x1.:b32@24 src2=x2.:b64@26/clamp/f800000000000700
1e6 v_mqsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@26 src1=x1.:b32@24 src2=x2.:b64@26/clamp/f800000000000700
1e7 v_mqsad_u32_u8 - >vdst=v4 src0=x2.:b64@26 src1=x1.:b32@24 src2=x4@19/clamp/f800000000000700
1ea v_mad_legacy_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1eb v_mad_legacy_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/clamp/f800000000000700
1ec v_mad_legacy_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/clamp/f800000000000700
1ed v_perm_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1ee v_fma_legacy_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1ef v_div_fixup_legacy_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/clamp omod/0
1f0 v_cvt_pkaccum_u8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24/clamp/dffc000000000400
1f1 v_mad_u32_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:b32@24/op_sel*-4 clamp/1800000000000000
1f2 v_mad_i32_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:b32@24/op_sel*-4 clamp/1800000000000000
1f3 v_xad_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1f4 v_min3_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
1f5 v_min3_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1f6 v_min3_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1f7 v_max3_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
1f8 v_max3_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1f9 v_max3_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1fa v_med3_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
1fb v_med3_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1fc v_med3_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
1fd v_lshl_add_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1fe v_add_lshl_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
1ff v_add3_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
200 v_lshl_or_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
201 v_and_or_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
202 v_or3_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24 src2=x1.:b32@24//f800000000008700
203 v_mad_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
204 v_mad_u16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
205 v_mad_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24 src2=x1.:i16@24/op_sel*-4 clamp/1800000000000000
206 v_fma_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
207 v_div_fixup_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24 src2=x1.:b32.na@24/op_sel*-4 clamp omod/0
208 v_lshl_add_u64 - >vdst=v2 src0=x2.:b64@26 src1=x1.:b32@24 src2=x2.:b64@26//f800000000008700
280 v_add_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp omod/87fc000000000400
281 v_mul_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp omod/87fc000000000400
282 v_min_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp omod/87fc000000000400
283 v_max_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x2.:b64.na@26/clamp omod/87fc000000000400
284 v_ldexp_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x1.:b32@24/clamp omod/c7fc000000000400
285 v_mul_lo_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
286 v_mul_hi_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
287 v_mul_hi_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
288 v_ldexp_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24/clamp omod/c7fc000000000400
289 v_readlane_b32 - >vdst=x1@4 src0=x1@17 src1=x1.:b32@28//fffc000000008700
28a v_writelane_b32 - >vdst=v1 src0=x1.:b32@28 src1=x1.:b32@28//fffc000000008700
28b v_bcnt_u32_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
28c v_mbcnt_lo_u32_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
28d v_mbcnt_hi_u32_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
28f v_lshlrev_b64 - >vdst=v2 src0=x1.:b32@24 src1=x2.:b64@26//fffc000000008700
290 v_lshrrev_b64 - >vdst=v2 src0=x1.:b32@24 src1=x2.:b64@26//fffc000000008700
291 v_ashrrev_i64 - >vdst=v2 src0=x1.:b32@24 src1=x2.:b64@26//fffc000000008700
292 v_trig_preop_f64 - >vdst=v2 src0=x2.:b64.na@26 src1=x1.:b32@24/clamp omod/c7fc000000000400
293 v_bfm_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
294 v_cvt_pknorm_i16_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
295 v_cvt_pknorm_u16_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp/9ffc000000000400
296 v_cvt_pkrtz_f16_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
297 v_cvt_pk_u16_u32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
298 v_cvt_pk_i16_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24//fffc000000008700
299 v_cvt_pknorm_i16_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/op_sel*-3@29 clamp/9ffc000000000400
29a v_cvt_pknorm_u16_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/op_sel*-3@29 clamp/9ffc000000000400
29c v_add_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
29d v_sub_i32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@24/clamp/fffc000000000700
29e v_add_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24/op_sel*-3@29 clamp/9ffc000000000400
29f v_sub_i16 - >vdst=v1 src0=x1.:i16@24 src1=x1.:i16@24/op_sel*-3@29 clamp/9ffc000000000400
2a0 v_pack_b32_f16 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/op_sel*-3@29 clamp/9ffc000000000400
2a1 v_mul_legacy_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/clamp omod/87fc000000000400
2a2 v_cvt_pk_fp8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/op_sel*-3@29/9ffc000000008400
2a3 v_cvt_pk_bf8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32.na@24/op_sel*-3@29/9ffc000000008400
2a4 v_cvt_sr_fp8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24/op_sel*-4/1ffc000000008000
2a5 v_cvt_sr_bf8_f32 - >vdst=v1 src0=x1.:b32.na@24 src1=x1.:b32@24/op_sel*-4/1ffc000000008000
""",
    "DS": """\
0 ds_add_u32 - addr=v1 data0=v1/offset/ffff000000000000
1 ds_sub_u32 - addr=v1 data0=v1/offset/ffff000000000000
2 ds_rsub_u32 - addr=v1 data0=v1/offset/ffff000000000000
3 ds_inc_u32 - addr=v1 data0=v1/offset/ffff000000000000
4 ds_dec_u32 - addr=v1 data0=v1/offset/ffff000000000000
5 ds_min_i32 - addr=v1 data0=v1/offset/ffff000000000000
6 ds_max_i32 - addr=v1 data0=v1/offset/ffff000000000000
7 ds_min_u32 - addr=v1 data0=v1/offset/ffff000000000000
8 ds_max_u32 - addr=v1 data0=v1/offset/ffff000000000000
9 ds_and_b32 - addr=v1 data0=v1/offset/ffff000000000000
a ds_or_b32 - addr=v1 data0=v1/offset/ffff000000000000
b ds_xor_b32 - addr=v1 data0=v1/offset/ffff000000000000
c ds_mskor_b32 - addr=v1 data0=v1 data1=v1/offset/ff00000000000000
d ds_write_b32 - addr=v1 data0=v1/offset/ffff000000000000
e ds_write2_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1/ff00000000000000
f ds_write2st64_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1/ff00000000000000
10 ds_cmpst_b32 - addr=v1 data0=v1 data1=v1/offset/ff00000000000000
11 ds_cmpst_f32 - addr=v1 data0=v1 data1=v1/offset/ff00000000000000
12 ds_min_f32 - addr=v1 data0=v1/offset/ffff000000000000
13 ds_max_f32 - addr=v1 data0=v1/offset/ffff000000000000
14 ds_nop - //ffffffff0001ffff
15 ds_add_f32 - addr=v1 data0=v1/offset/ffff000000000000
17 ds_pk_add_f16 - addr=v1 data0=v1/offset/ffff000000000000
18 ds_pk_add_bf16 - addr=v1 data0=v1/offset/ffff000000000000
1d ds_write_addtid_b32 - data0=v1/offset/ffff00ff00000000
1e ds_write_b8 - addr=v1 data0=v1/offset/ffff000000000000
1f ds_write_b16 - addr=v1 data0=v1/offset/ffff000000000000
20 ds_add_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
21 ds_sub_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
22 ds_rsub_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
23 ds_inc_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
24 ds_dec_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
25 ds_min_rtn_i32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
26 ds_max_rtn_i32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
27 ds_min_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
28 ds_max_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
29 ds_and_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
2a ds_or_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
2b ds_xor_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
2c ds_mskor_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset/0
2d ds_wrxchg_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
2e ds_wrxchg2_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1/0
2f ds_wrxchg2st64_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1/0
30 ds_cmpst_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset/0
31 ds_cmpst_rtn_f32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset/0
32 ds_min_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
33 ds_max_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
34 ds_wrap_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset/0
35 ds_add_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
36 ds_read_b32 - >vdst=v1 addr=v1/offset/ffff0000000000
37 ds_read2_b32 - >vdst=v2 addr=v1/offset0 offset1/ffff0000000000
38 ds_read2st64_b32 - >vdst=v2 addr=v1/offset0 offset1/ffff0000000000
39 ds_read_i8 - >vdst=v1 addr=v1/offset/ffff0000000000
3a ds_read_u8 - >vdst=v1 addr=v1/offset/ffff0000000000
3b ds_read_i16 - >vdst=v1 addr=v1/offset/ffff0000000000
3c ds_read_u16 - >vdst=v1 addr=v1/offset/ffff0000000000
3d ds_swizzle_b32 - >vdst=v1 addr=v1/offset/ffff0000000000
3e ds_permute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000010000
3f ds_bpermute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000010000
40 ds_add_u64 - addr=v1 data0=v2/offset/ffff000000000000
41 ds_sub_u64 - addr=v1 data0=v2/offset/ffff000000000000
42 ds_rsub_u64 - addr=v1 data0=v2/offset/ffff000000000000
43 ds_inc_u64 - addr=v1 data0=v2/offset/ffff000000000000
44 ds_dec_u64 - addr=v1 data0=v2/offset/ffff000000000000
45 ds_min_i64 - addr=v1 data0=v2/offset/ffff000000000000
46 ds_max_i64 - addr=v1 data0=v2/offset/ffff000000000000
47 ds_min_u64 - addr=v1 data0=v2/offset/ffff000000000000
48 ds_max_u64 - addr=v1 data0=v2/offset/ffff000000000000
49 ds_and_b64 - addr=v1 data0=v2/offset/ffff000000000000
4a ds_or_b64 - addr=v1 data0=v2/offset/ffff000000000000
4b ds_xor_b64 - addr=v1 data0=v2/offset/ffff000000000000
4c ds_mskor_b64 - addr=v1 data0=v2 data1=v2/offset/ff00000000000000
4d ds_write_b64 - addr=v1 data0=v2/offset/ffff000000000000
4e ds_write2_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1/ff00000000000000
4f ds_write2st64_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1/ff00000000000000
50 ds_cmpst_b64 - addr=v1 data0=v2 data1=v2/offset/ff00000000000000
51 ds_cmpst_f64 - addr=v1 data0=v2 data1=v2/offset/ff00000000000000
52 ds_min_f64 - addr=v1 data0=v2/offset/ffff000000000000
53 ds_max_f64 - addr=v1 data0=v2/offset/ffff000000000000
54 ds_write_b8_d16_hi - addr=v1 data0=v1/offset/ffff000000000000
55 ds_write_b16_d16_hi - addr=v1 data0=v1/offset/ffff000000000000
56 ds_read_u8_d16 - >vdst=v1 addr=v1/offset/ffff0000000000
57 ds_read_u8_d16_hi - >vdst=v1 addr=v1/offset/ffff0000000000
58 ds_read_i8_d16 - >vdst=v1 addr=v1/offset/ffff0000000000
59 ds_read_i8_d16_hi - >vdst=v1 addr=v1/offset/ffff0000000000
5a ds_read_u16_d16 - >vdst=v1 addr=v1/offset/ffff0000000000
5b ds_read_u16_d16_hi - >vdst=v1 addr=v1/offset/ffff0000000000
5c ds_add_f64 - addr=v1 data0=v2/offset/ffff000000000000
60 ds_add_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
61 ds_sub_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
62 ds_rsub_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
63 ds_inc_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
64 ds_dec_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
65 ds_min_rtn_i64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
66 ds_max_rtn_i64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
67 ds_min_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
68 ds_max_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
69 ds_and_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
6a ds_or_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
6b ds_xor_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
6c ds_mskor_rtn_b64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset/0
6d ds_wrxchg_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
6e ds_wrxchg2_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1/0
6f ds_wrxchg2st64_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1/0
70 ds_cmpst_rtn_b64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset/0
71 ds_cmpst_rtn_f64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset/0
72 ds_min_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
73 ds_max_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
76 ds_read_b64 - >vdst=v2 addr=v1/offset/ffff0000000000
77 ds_read2_b64 - >vdst=v4 addr=v1/offset0 offset1/ffff0000000000
78 ds_read2st64_b64 - >vdst=v4 addr=v1/offset0 offset1/ffff0000000000
7c ds_add_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
7e ds_condxchg32_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset/ff000000000000
b6 ds_read_addtid_b32 - >vdst=v1/offset/ffffff00000000
b7 ds_pk_add_rtn_f16 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
b8 ds_pk_add_rtn_bf16 - >vdst=v1 addr=v1 data0=v1/offset/ff000000000000
bd ds_consume - >vdst=v1/offset/ffffff00000000
be ds_append - >vdst=v1/offset/ffffff00000000
de ds_write_b96 - addr=v1 data0=v3/offset/ffff000000000000
df ds_write_b128 - addr=v1 data0=v4/offset/ffff000000000000
fe ds_read_b96 - >vdst=v3 addr=v1/offset/ffff0000000000
ff ds_read_b128 - >vdst=v4 addr=v1/offset/ffff0000000000
""",
    "DS.ACC": """\
0 ds_add_u32 - addr=v1 data0=a1/offset/ffff000000000000
1 ds_sub_u32 - addr=v1 data0=a1/offset/ffff000000000000
2 ds_rsub_u32 - addr=v1 data0=a1/offset/ffff000000000000
3 ds_inc_u32 - addr=v1 data0=a1/offset/ffff000000000000
4 ds_dec_u32 - addr=v1 data0=a1/offset/ffff000000000000
5 ds_min_i32 - addr=v1 data0=a1/offset/ffff000000000000
6 ds_max_i32 - addr=v1 data0=a1/offset/ffff000000000000
7 ds_min_u32 - addr=v1 data0=a1/offset/ffff000000000000
8 ds_max_u32 - addr=v1 data0=a1/offset/ffff000000000000
9 ds_and_b32 - addr=v1 data0=a1/offset/ffff000000000000
a ds_or_b32 - addr=v1 data0=a1/offset/ffff000000000000
b ds_xor_b32 - addr=v1 data0=a1/offset/ffff000000000000
c ds_mskor_b32 - addr=v1 data0=a1 data1=a1/offset/ff00000000000000
d ds_write_b32 - addr=v1 data0=a1/offset/ffff000000000000
e ds_write2_b32 - addr=v1 data0=a1 data1=a1/offset0 offset1/ff00000000000000
f ds_write2st64_b32 - addr=v1 data0=a1 data1=a1/offset0 offset1/ff00000000000000
10 ds_cmpst_b32 - addr=v1 data0=a1 data1=a1/offset/ff00000000000000
11 ds_cmpst_f32 - addr=v1 data0=a1 data1=a1/offset/ff00000000000000
12 ds_min_f32 - addr=v1 data0=a1/offset/ffff000000000000
13 ds_max_f32 - addr=v1 data0=a1/offset/ffff000000000000
15 ds_add_f32 - addr=v1 data0=a1/offset/ffff000000000000
17 ds_pk_add_f16 - addr=v1 data0=a1/offset/ffff000000000000
18 ds_pk_add_bf16 - addr=v1 data0=a1/offset/ffff000000000000
1d ds_write_addtid_b32 - data0=a1/offset/ffff00ff00000000
1e ds_write_b8 - addr=v1 data0=a1/offset/ffff000000000000
1f ds_write_b16 - addr=v1 data0=a1/offset/ffff000000000000
20 ds_add_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
21 ds_sub_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
22 ds_rsub_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
23 ds_inc_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
24 ds_dec_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
25 ds_min_rtn_i32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
26 ds_max_rtn_i32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
27 ds_min_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
28 ds_max_rtn_u32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
29 ds_and_rtn_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
2a ds_or_rtn_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
2b ds_xor_rtn_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
2c ds_mskor_rtn_b32 - >vdst=a1 addr=v1 data0=a1 data1=a1/offset/0
2d ds_wrxchg_rtn_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
2e ds_wrxchg2_rtn_b32 - >vdst=a2 addr=v1 data0=a1 data1=a1/offset0 offset1/0
2f ds_wrxchg2st64_rtn_b32 - >vdst=a2 addr=v1 data0=a1 data1=a1/offset0 offset1/0
30 ds_cmpst_rtn_b32 - >vdst=a1 addr=v1 data0=a1 data1=a1/offset/0
31 ds_cmpst_rtn_f32 - >vdst=a1 addr=v1 data0=a1 data1=a1/offset/0
32 ds_min_rtn_f32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
33 ds_max_rtn_f32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
34 ds_wrap_rtn_b32 - >vdst=a1 addr=v1 data0=a1 data1=a1/offset/0
35 ds_add_rtn_f32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
36 ds_read_b32 - >vdst=a1 addr=v1/offset/ffff0000000000
37 ds_read2_b32 - >vdst=a2 addr=v1/offset0 offset1/ffff0000000000
38 ds_read2st64_b32 - >vdst=a2 addr=v1/offset0 offset1/ffff0000000000
39 ds_read_i8 - >vdst=a1 addr=v1/offset/ffff0000000000
3a ds_read_u8 - >vdst=a1 addr=v1/offset/ffff0000000000
3b ds_read_i16 - >vdst=a1 addr=v1/offset/ffff0000000000
3c ds_read_u16 - >vdst=a1 addr=v1/offset/ffff0000000000
3d ds_swizzle_b32 - >vdst=a1 addr=v1/offset/ffff0000000000
3e ds_permute_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000010000
3f ds_bpermute_b32 - >vdst=a1 addr=v1 data0=a1/offset/ff000000010000
40 ds_add_u64 - addr=v1 data0=a2/offset/ffff000000000000
41 ds_sub_u64 - addr=v1 data0=a2/offset/ffff000000000000
42 ds_rsub_u64 - addr=v1 data0=a2/offset/ffff000000000000
43 ds_inc_u64 - addr=v1 data0=a2/offset/ffff000000000000
44 ds_dec_u64 - addr=v1 data0=a2/offset/ffff000000000000
45 ds_min_i64 - addr=v1 data0=a2/offset/ffff000000000000
46 ds_max_i64 - addr=v1 data0=a2/offset/ffff000000000000
47 ds_min_u64 - addr=v1 data0=a2/offset/ffff000000000000
48 ds_max_u64 - addr=v1 data0=a2/offset/ffff000000000000
49 ds_and_b64 - addr=v1 data0=a2/offset/ffff000000000000
4a ds_or_b64 - addr=v1 data0=a2/offset/ffff000000000000
4b ds_xor_b64 - addr=v1 data0=a2/offset/ffff000000000000
4c ds_mskor_b64 - addr=v1 data0=a2 data1=a2/offset/ff00000000000000
4d ds_write_b64 - addr=v1 data0=a2/offset/ffff000000000000
4e ds_write2_b64 - addr=v1 data0=a2 data1=a2/offset0 offset1/ff00000000000000
4f ds_write2st64_b64 - addr=v1 data0=a2 data1=a2/offset0 offset1/ff00000000000000
50 ds_cmpst_b64 - addr=v1 data0=a2 data1=a2/offset/ff00000000000000
51 ds_cmpst_f64 - addr=v1 data0=a2 data1=a2/offset/ff00000000000000
52 ds_min_f64 - addr=v1 data0=a2/offset/ffff000000000000
53 ds_max_f64 - addr=v1 data0=a2/offset/ffff000000000000
54 ds_write_b8_d16_hi - addr=v1 data0=a1/offset/ffff000000000000
55 ds_write_b16_d16_hi - addr=v1 data0=a1/offset/ffff000000000000
56 ds_read_u8_d16 - >vdst=a1 addr=v1/offset/ffff0000000000
57 ds_read_u8_d16_hi - >vdst=a1 addr=v1/offset/ffff0000000000
58 ds_read_i8_d16 - >vdst=a1 addr=v1/offset/ffff0000000000
59 ds_read_i8_d16_hi - >vdst=a1 addr=v1/offset/ffff0000000000
5a ds_read_u16_d16 - >vdst=a1 addr=v1/offset/ffff0000000000
5b ds_read_u16_d16_hi - >vdst=a1 addr=v1/offset/ffff0000000000
5c ds_add_f64 - addr=v1 data0=a2/offset/ffff000000000000
60 ds_add_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
61 ds_sub_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
62 ds_rsub_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
63 ds_inc_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
64 ds_dec_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
65 ds_min_rtn_i64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
66 ds_max_rtn_i64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
67 ds_min_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
68 ds_max_rtn_u64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
69 ds_and_rtn_b64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
6a ds_or_rtn_b64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
6b ds_xor_rtn_b64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
6c ds_mskor_rtn_b64 - >vdst=a2 addr=v1 data0=a2 data1=a2/offset/0
6d ds_wrxchg_rtn_b64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
6e ds_wrxchg2_rtn_b64 - >vdst=a4 addr=v1 data0=a2 data1=a2/offset0 offset1/0
6f ds_wrxchg2st64_rtn_b64 - >vdst=a4 addr=v1 data0=a2 data1=a2/offset0 offset1/0
70 ds_cmpst_rtn_b64 - >vdst=a2 addr=v1 data0=a2 data1=a2/offset/0
71 ds_cmpst_rtn_f64 - >vdst=a2 addr=v1 data0=a2 data1=a2/offset/0
72 ds_min_rtn_f64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
73 ds_max_rtn_f64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
76 ds_read_b64 - >vdst=a2 addr=v1/offset/ffff0000000000
77 ds_read2_b64 - >vdst=a4 addr=v1/offset0 offset1/ffff0000000000
78 ds_read2st64_b64 - >vdst=a4 addr=v1/offset0 offset1/ffff0000000000
7c ds_add_rtn_f64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
7e ds_condxchg32_rtn_b64 - >vdst=a2 addr=v1 data0=a2/offset/ff000000000000
b6 ds_read_addtid_b32 - >vdst=a1/offset/ffffff00000000
b7 ds_pk_add_rtn_f16 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
b8 ds_pk_add_rtn_bf16 - >vdst=a1 addr=v1 data0=a1/offset/ff000000000000
bd ds_consume - >vdst=a1/offset/ffffff00000000
be ds_append - >vdst=a1/offset/ffffff00000000
de ds_write_b96 - addr=v1 data0=a3/offset/ffff000000000000
df ds_write_b128 - addr=v1 data0=a4/offset/ffff000000000000
fe ds_read_b96 - >vdst=a3 addr=v1/offset/ffff0000000000
ff ds_read_b128 - >vdst=a4 addr=v1/offset/ffff0000000000
""",
    "FLAT.PLAIN_RTN": """\
40 flat_atomic_swap - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
41 flat_atomic_cmpswap - >vdst=v1 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
42 flat_atomic_add - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
43 flat_atomic_sub - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
44 flat_atomic_smin - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
45 flat_atomic_umin - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
46 flat_atomic_smax - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
47 flat_atomic_umax - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
48 flat_atomic_and - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
49 flat_atomic_or - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4a flat_atomic_xor - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4b flat_atomic_inc - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4c flat_atomic_dec - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4d flat_atomic_add_f32 - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4e flat_atomic_pk_add_f16 - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
4f flat_atomic_add_f64 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
50 flat_atomic_min_f64 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
51 flat_atomic_max_f64 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
52 flat_atomic_pk_add_bf16 - >vdst=v1 vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
60 flat_atomic_swap_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
61 flat_atomic_cmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4/offset sc0 nt sc1/7f000000002000
62 flat_atomic_add_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
63 flat_atomic_sub_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
64 flat_atomic_smin_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
65 flat_atomic_umin_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
66 flat_atomic_smax_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
67 flat_atomic_umax_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
68 flat_atomic_and_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
69 flat_atomic_or_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
6a flat_atomic_xor_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
6b flat_atomic_inc_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
6c flat_atomic_dec_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
""",
    "FLAT.PLAIN": """\
10 flat_load_ubyte - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
11 flat_load_sbyte - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
12 flat_load_ushort - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
13 flat_load_sshort - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
14 flat_load_dword - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
15 flat_load_dwordx2 - >vdst=v2 vaddr=v2/offset sc0 nt sc1/7f000000002000
16 flat_load_dwordx3 - >vdst=v3 vaddr=v2/offset sc0 nt sc1/7f000000002000
17 flat_load_dwordx4 - >vdst=v4 vaddr=v2/offset sc0 nt sc1/7f000000002000
18 flat_store_byte - vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
19 flat_store_byte_d16_hi - vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
1a flat_store_short - vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
1b flat_store_short_d16_hi - vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
1c flat_store_dword - vaddr=v2 vdata=v1/offset sc0 nt sc1/7f000000002000
1d flat_store_dwordx2 - vaddr=v2 vdata=v2/offset sc0 nt sc1/7f000000002000
1e flat_store_dwordx3 - vaddr=v2 vdata=v3/offset sc0 nt sc1/7f000000002000
1f flat_store_dwordx4 - vaddr=v2 vdata=v4/offset sc0 nt sc1/7f000000002000
20 flat_load_ubyte_d16 - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
21 flat_load_ubyte_d16_hi - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
22 flat_load_sbyte_d16 - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
23 flat_load_sbyte_d16_hi - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
24 flat_load_short_d16 - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
25 flat_load_short_d16_hi - >vdst=v1 vaddr=v2/offset sc0 nt sc1/7f000000002000
40 flat_atomic_swap - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
41 flat_atomic_cmpswap - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
42 flat_atomic_add - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
43 flat_atomic_sub - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
44 flat_atomic_smin - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
45 flat_atomic_umin - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
46 flat_atomic_smax - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
47 flat_atomic_umax - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
48 flat_atomic_and - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
49 flat_atomic_or - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4a flat_atomic_xor - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4b flat_atomic_inc - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4c flat_atomic_dec - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4d flat_atomic_add_f32 - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4e flat_atomic_pk_add_f16 - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
4f flat_atomic_add_f64 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
50 flat_atomic_min_f64 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
51 flat_atomic_max_f64 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
52 flat_atomic_pk_add_bf16 - vaddr=v2 vdata=v1/offset nt sc1/7f000000012000
60 flat_atomic_swap_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
61 flat_atomic_cmpswap_x2 - vaddr=v2 vdata=v4/offset nt sc1/7f000000012000
62 flat_atomic_add_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
63 flat_atomic_sub_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
64 flat_atomic_smin_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
65 flat_atomic_umin_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
66 flat_atomic_smax_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
67 flat_atomic_umax_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
68 flat_atomic_and_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
69 flat_atomic_or_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
6a flat_atomic_xor_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
6b flat_atomic_inc_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
6c flat_atomic_dec_x2 - vaddr=v2 vdata=v2/offset nt sc1/7f000000012000
""",
    "SCRATCH.NONE": """\
10 scratch_load_ubyte - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=v2 =off =off/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=v3 =off =off/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=v4 =off =off/offset.s sc0 nt sc1/0
18 scratch_store_byte - =off vdata=v1 =off/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - =off vdata=v1 =off/offset.s sc0 nt sc1/0
1a scratch_store_short - =off vdata=v1 =off/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - =off vdata=v1 =off/offset.s sc0 nt sc1/0
1c scratch_store_dword - =off vdata=v1 =off/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - =off vdata=v2 =off/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - =off vdata=v3 =off/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - =off vdata=v4 =off/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=v1 =off =off/offset.s sc0 nt sc1/0
26 scratch_load_lds_ubyte - =off =off/offset.s sc0 nt sc1/0
27 scratch_load_lds_sbyte - =off =off/offset.s sc0 nt sc1/0
28 scratch_load_lds_ushort - =off =off/offset.s sc0 nt sc1/0
29 scratch_load_lds_sshort - =off =off/offset.s sc0 nt sc1/0
2a scratch_load_lds_dword - =off =off/offset.s sc0 nt sc1/0
""",
    "SCRATCH.VADDR": """\
10 scratch_load_ubyte - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=v2 vaddr=v1 =off/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=v3 vaddr=v1 =off/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=v4 vaddr=v1 =off/offset.s sc0 nt sc1/0
18 scratch_store_byte - vaddr=v1 vdata=v1 =off/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - vaddr=v1 vdata=v1 =off/offset.s sc0 nt sc1/0
1a scratch_store_short - vaddr=v1 vdata=v1 =off/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - vaddr=v1 vdata=v1 =off/offset.s sc0 nt sc1/0
1c scratch_store_dword - vaddr=v1 vdata=v1 =off/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - vaddr=v1 vdata=v2 =off/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - vaddr=v1 vdata=v3 =off/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - vaddr=v1 vdata=v4 =off/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s sc0 nt sc1/0
26 scratch_load_lds_ubyte - vaddr=v1 =off/offset.s sc0 nt sc1/0
27 scratch_load_lds_sbyte - vaddr=v1 =off/offset.s sc0 nt sc1/0
28 scratch_load_lds_ushort - vaddr=v1 =off/offset.s sc0 nt sc1/0
29 scratch_load_lds_sshort - vaddr=v1 =off/offset.s sc0 nt sc1/0
2a scratch_load_lds_dword - vaddr=v1 =off/offset.s sc0 nt sc1/0
""",
    "SCRATCH.SADDR": """\
10 scratch_load_ubyte - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=v2 =off saddr=s1@30/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=v3 =off saddr=s1@30/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=v4 =off saddr=s1@30/offset.s sc0 nt sc1/0
18 scratch_store_byte - =off vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - =off vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1a scratch_store_short - =off vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - =off vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1c scratch_store_dword - =off vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - =off vdata=v2 saddr=s1@30/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - =off vdata=v3 saddr=s1@30/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - =off vdata=v4 saddr=s1@30/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=v1 =off saddr=s1@30/offset.s sc0 nt sc1/0
26 scratch_load_lds_ubyte - =off saddr=s1@30/offset.s sc0 nt sc1/0
27 scratch_load_lds_sbyte - =off saddr=s1@30/offset.s sc0 nt sc1/0
28 scratch_load_lds_ushort - =off saddr=s1@30/offset.s sc0 nt sc1/0
29 scratch_load_lds_sshort - =off saddr=s1@30/offset.s sc0 nt sc1/0
2a scratch_load_lds_dword - =off saddr=s1@30/offset.s sc0 nt sc1/0
""",
    "SCRATCH.BOTH": """\
10 scratch_load_ubyte - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=v2 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=v3 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=v4 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
18 scratch_store_byte - vaddr=v1 vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - vaddr=v1 vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1a scratch_store_short - vaddr=v1 vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - vaddr=v1 vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1c scratch_store_dword - vaddr=v1 vdata=v1 saddr=s1@30/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - vaddr=v1 vdata=v2 saddr=s1@30/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - vaddr=v1 vdata=v3 saddr=s1@30/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - vaddr=v1 vdata=v4 saddr=s1@30/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=v1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
26 scratch_load_lds_ubyte - vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
27 scratch_load_lds_sbyte - vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
28 scratch_load_lds_ushort - vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
29 scratch_load_lds_sshort - vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
2a scratch_load_lds_dword - vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
""",
    "GLOBAL.OFF_RTN": """\
40 global_atomic_swap - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
41 global_atomic_cmpswap - >vdst=v1 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
42 global_atomic_add - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
43 global_atomic_sub - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
44 global_atomic_smin - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
45 global_atomic_umin - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
46 global_atomic_smax - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
47 global_atomic_umax - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
48 global_atomic_and - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
49 global_atomic_or - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4a global_atomic_xor - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4b global_atomic_inc - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4c global_atomic_dec - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4d global_atomic_add_f32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4e global_atomic_pk_add_f16 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
4f global_atomic_add_f64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
50 global_atomic_min_f64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
51 global_atomic_max_f64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
52 global_atomic_pk_add_bf16 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
60 global_atomic_swap_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
61 global_atomic_cmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4 =off/offset.s sc0 nt sc1/2000
62 global_atomic_add_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
63 global_atomic_sub_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
64 global_atomic_smin_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
65 global_atomic_umin_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
66 global_atomic_smax_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
67 global_atomic_umax_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
68 global_atomic_and_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
69 global_atomic_or_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
6a global_atomic_xor_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
6b global_atomic_inc_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
6c global_atomic_dec_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
""",
    "GLOBAL.OFF": """\
10 global_load_ubyte - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
11 global_load_sbyte - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
12 global_load_ushort - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
13 global_load_sshort - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
14 global_load_dword - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
15 global_load_dwordx2 - >vdst=v2 vaddr=v2 =off/offset.s sc0 nt sc1/2000
16 global_load_dwordx3 - >vdst=v3 vaddr=v2 =off/offset.s sc0 nt sc1/2000
17 global_load_dwordx4 - >vdst=v4 vaddr=v2 =off/offset.s sc0 nt sc1/2000
18 global_store_byte - vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
19 global_store_byte_d16_hi - vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
1a global_store_short - vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
1b global_store_short_d16_hi - vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
1c global_store_dword - vaddr=v2 vdata=v1 =off/offset.s sc0 nt sc1/2000
1d global_store_dwordx2 - vaddr=v2 vdata=v2 =off/offset.s sc0 nt sc1/2000
1e global_store_dwordx3 - vaddr=v2 vdata=v3 =off/offset.s sc0 nt sc1/2000
1f global_store_dwordx4 - vaddr=v2 vdata=v4 =off/offset.s sc0 nt sc1/2000
20 global_load_ubyte_d16 - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
21 global_load_ubyte_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
22 global_load_sbyte_d16 - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
23 global_load_sbyte_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
24 global_load_short_d16 - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
25 global_load_short_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
26 global_load_lds_ubyte - vaddr=v2 =off/offset.s sc0 nt sc1/2000
27 global_load_lds_sbyte - vaddr=v2 =off/offset.s sc0 nt sc1/2000
28 global_load_lds_ushort - vaddr=v2 =off/offset.s sc0 nt sc1/2000
29 global_load_lds_sshort - vaddr=v2 =off/offset.s sc0 nt sc1/2000
2a global_load_lds_dword - vaddr=v2 =off/offset.s sc0 nt sc1/2000
40 global_atomic_swap - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
41 global_atomic_cmpswap - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
42 global_atomic_add - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
43 global_atomic_sub - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
44 global_atomic_smin - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
45 global_atomic_umin - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
46 global_atomic_smax - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
47 global_atomic_umax - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
48 global_atomic_and - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
49 global_atomic_or - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4a global_atomic_xor - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4b global_atomic_inc - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4c global_atomic_dec - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4d global_atomic_add_f32 - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4e global_atomic_pk_add_f16 - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
4f global_atomic_add_f64 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
50 global_atomic_min_f64 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
51 global_atomic_max_f64 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
52 global_atomic_pk_add_bf16 - vaddr=v2 vdata=v1 =off/offset.s nt sc1/12000
60 global_atomic_swap_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
61 global_atomic_cmpswap_x2 - vaddr=v2 vdata=v4 =off/offset.s nt sc1/12000
62 global_atomic_add_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
63 global_atomic_sub_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
64 global_atomic_smin_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
65 global_atomic_umin_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
66 global_atomic_smax_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
67 global_atomic_umax_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
68 global_atomic_and_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
69 global_atomic_or_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
6a global_atomic_xor_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
6b global_atomic_inc_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
6c global_atomic_dec_x2 - vaddr=v2 vdata=v2 =off/offset.s nt sc1/12000
""",
    "GLOBAL.SADDR_RTN": """\
40 global_atomic_swap - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
41 global_atomic_cmpswap - >vdst=v1 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
42 global_atomic_add - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
43 global_atomic_sub - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
44 global_atomic_smin - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
45 global_atomic_umin - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
46 global_atomic_smax - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
47 global_atomic_umax - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
48 global_atomic_and - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
49 global_atomic_or - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4a global_atomic_xor - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4b global_atomic_inc - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4c global_atomic_dec - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4d global_atomic_add_f32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4e global_atomic_pk_add_f16 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
4f global_atomic_add_f64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
50 global_atomic_min_f64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
51 global_atomic_max_f64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
52 global_atomic_pk_add_bf16 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
60 global_atomic_swap_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
61 global_atomic_cmpswap_x2 - >vdst=v2 vaddr=v1 vdata=v4 saddr=s2@1/offset.s sc0 nt sc1/2000
62 global_atomic_add_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
63 global_atomic_sub_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
64 global_atomic_smin_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
65 global_atomic_umin_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
66 global_atomic_smax_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
67 global_atomic_umax_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
68 global_atomic_and_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
69 global_atomic_or_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
6a global_atomic_xor_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
6b global_atomic_inc_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
6c global_atomic_dec_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
""",
    "GLOBAL.SADDR": """\
10 global_load_ubyte - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
11 global_load_sbyte - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
12 global_load_ushort - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
13 global_load_sshort - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
14 global_load_dword - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
15 global_load_dwordx2 - >vdst=v2 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
16 global_load_dwordx3 - >vdst=v3 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
17 global_load_dwordx4 - >vdst=v4 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
18 global_store_byte - vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
19 global_store_byte_d16_hi - vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
1a global_store_short - vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
1b global_store_short_d16_hi - vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
1c global_store_dword - vaddr=v1 vdata=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
1d global_store_dwordx2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s sc0 nt sc1/2000
1e global_store_dwordx3 - vaddr=v1 vdata=v3 saddr=s2@1/offset.s sc0 nt sc1/2000
1f global_store_dwordx4 - vaddr=v1 vdata=v4 saddr=s2@1/offset.s sc0 nt sc1/2000
20 global_load_ubyte_d16 - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
21 global_load_ubyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
22 global_load_sbyte_d16 - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
23 global_load_sbyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
24 global_load_short_d16 - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
25 global_load_short_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
26 global_load_lds_ubyte - vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
27 global_load_lds_sbyte - vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
28 global_load_lds_ushort - vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
29 global_load_lds_sshort - vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
2a global_load_lds_dword - vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
40 global_atomic_swap - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
41 global_atomic_cmpswap - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
42 global_atomic_add - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
43 global_atomic_sub - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
44 global_atomic_smin - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
45 global_atomic_umin - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
46 global_atomic_smax - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
47 global_atomic_umax - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
48 global_atomic_and - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
49 global_atomic_or - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4a global_atomic_xor - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4b global_atomic_inc - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4c global_atomic_dec - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4d global_atomic_add_f32 - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4e global_atomic_pk_add_f16 - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
4f global_atomic_add_f64 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
50 global_atomic_min_f64 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
51 global_atomic_max_f64 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
52 global_atomic_pk_add_bf16 - vaddr=v1 vdata=v1 saddr=s2@1/offset.s nt sc1/12000
60 global_atomic_swap_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
61 global_atomic_cmpswap_x2 - vaddr=v1 vdata=v4 saddr=s2@1/offset.s nt sc1/12000
62 global_atomic_add_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
63 global_atomic_sub_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
64 global_atomic_smin_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
65 global_atomic_umin_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
66 global_atomic_smax_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
67 global_atomic_umax_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
68 global_atomic_and_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
69 global_atomic_or_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
6a global_atomic_xor_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
6b global_atomic_inc_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
6c global_atomic_dec_x2 - vaddr=v1 vdata=v2 saddr=s2@1/offset.s nt sc1/12000
""",
    "FLAT.PLAIN_ACC_RTN": """\
40 flat_atomic_swap - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
41 flat_atomic_cmpswap - >vdst=a1 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
42 flat_atomic_add - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
43 flat_atomic_sub - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
44 flat_atomic_smin - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
45 flat_atomic_umin - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
46 flat_atomic_smax - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
47 flat_atomic_umax - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
48 flat_atomic_and - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
49 flat_atomic_or - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4a flat_atomic_xor - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4b flat_atomic_inc - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4c flat_atomic_dec - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4d flat_atomic_add_f32 - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4e flat_atomic_pk_add_f16 - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
4f flat_atomic_add_f64 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
50 flat_atomic_min_f64 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
51 flat_atomic_max_f64 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
52 flat_atomic_pk_add_bf16 - >vdst=a1 vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
60 flat_atomic_swap_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
61 flat_atomic_cmpswap_x2 - >vdst=a2 vaddr=v2 vdata=a4/offset sc0 nt sc1/7f000000002000
62 flat_atomic_add_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
63 flat_atomic_sub_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
64 flat_atomic_smin_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
65 flat_atomic_umin_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
66 flat_atomic_smax_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
67 flat_atomic_umax_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
68 flat_atomic_and_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
69 flat_atomic_or_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
6a flat_atomic_xor_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
6b flat_atomic_inc_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
6c flat_atomic_dec_x2 - >vdst=a2 vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
""",
    "FLAT.PLAIN_ACC": """\
10 flat_load_ubyte - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
11 flat_load_sbyte - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
12 flat_load_ushort - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
13 flat_load_sshort - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
14 flat_load_dword - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
15 flat_load_dwordx2 - >vdst=a2 vaddr=v2/offset sc0 nt sc1/7f000000002000
16 flat_load_dwordx3 - >vdst=a3 vaddr=v2/offset sc0 nt sc1/7f000000002000
17 flat_load_dwordx4 - >vdst=a4 vaddr=v2/offset sc0 nt sc1/7f000000002000
18 flat_store_byte - vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
19 flat_store_byte_d16_hi - vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
1a flat_store_short - vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
1b flat_store_short_d16_hi - vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
1c flat_store_dword - vaddr=v2 vdata=a1/offset sc0 nt sc1/7f000000002000
1d flat_store_dwordx2 - vaddr=v2 vdata=a2/offset sc0 nt sc1/7f000000002000
1e flat_store_dwordx3 - vaddr=v2 vdata=a3/offset sc0 nt sc1/7f000000002000
1f flat_store_dwordx4 - vaddr=v2 vdata=a4/offset sc0 nt sc1/7f000000002000
20 flat_load_ubyte_d16 - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
21 flat_load_ubyte_d16_hi - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
22 flat_load_sbyte_d16 - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
23 flat_load_sbyte_d16_hi - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
24 flat_load_short_d16 - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
25 flat_load_short_d16_hi - >vdst=a1 vaddr=v2/offset sc0 nt sc1/7f000000002000
40 flat_atomic_swap - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
41 flat_atomic_cmpswap - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
42 flat_atomic_add - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
43 flat_atomic_sub - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
44 flat_atomic_smin - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
45 flat_atomic_umin - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
46 flat_atomic_smax - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
47 flat_atomic_umax - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
48 flat_atomic_and - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
49 flat_atomic_or - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4a flat_atomic_xor - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4b flat_atomic_inc - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4c flat_atomic_dec - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4d flat_atomic_add_f32 - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4e flat_atomic_pk_add_f16 - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
4f flat_atomic_add_f64 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
50 flat_atomic_min_f64 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
51 flat_atomic_max_f64 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
52 flat_atomic_pk_add_bf16 - vaddr=v2 vdata=a1/offset nt sc1/7f000000012000
60 flat_atomic_swap_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
61 flat_atomic_cmpswap_x2 - vaddr=v2 vdata=a4/offset nt sc1/7f000000012000
62 flat_atomic_add_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
63 flat_atomic_sub_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
64 flat_atomic_smin_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
65 flat_atomic_umin_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
66 flat_atomic_smax_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
67 flat_atomic_umax_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
68 flat_atomic_and_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
69 flat_atomic_or_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
6a flat_atomic_xor_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
6b flat_atomic_inc_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
6c flat_atomic_dec_x2 - vaddr=v2 vdata=a2/offset nt sc1/7f000000012000
""",
    "SCRATCH.NONE_ACC": """\
10 scratch_load_ubyte - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=a2 =off =off/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=a3 =off =off/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=a4 =off =off/offset.s sc0 nt sc1/0
18 scratch_store_byte - =off vdata=a1 =off/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - =off vdata=a1 =off/offset.s sc0 nt sc1/0
1a scratch_store_short - =off vdata=a1 =off/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - =off vdata=a1 =off/offset.s sc0 nt sc1/0
1c scratch_store_dword - =off vdata=a1 =off/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - =off vdata=a2 =off/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - =off vdata=a3 =off/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - =off vdata=a4 =off/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=a1 =off =off/offset.s sc0 nt sc1/0
""",
    "SCRATCH.VADDR_ACC": """\
10 scratch_load_ubyte - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=a2 vaddr=v1 =off/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=a3 vaddr=v1 =off/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=a4 vaddr=v1 =off/offset.s sc0 nt sc1/0
18 scratch_store_byte - vaddr=v1 vdata=a1 =off/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - vaddr=v1 vdata=a1 =off/offset.s sc0 nt sc1/0
1a scratch_store_short - vaddr=v1 vdata=a1 =off/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - vaddr=v1 vdata=a1 =off/offset.s sc0 nt sc1/0
1c scratch_store_dword - vaddr=v1 vdata=a1 =off/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - vaddr=v1 vdata=a2 =off/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - vaddr=v1 vdata=a3 =off/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - vaddr=v1 vdata=a4 =off/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=a1 vaddr=v1 =off/offset.s sc0 nt sc1/0
""",
    "SCRATCH.SADDR_ACC": """\
10 scratch_load_ubyte - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=a2 =off saddr=s1@30/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=a3 =off saddr=s1@30/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=a4 =off saddr=s1@30/offset.s sc0 nt sc1/0
18 scratch_store_byte - =off vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - =off vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1a scratch_store_short - =off vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - =off vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1c scratch_store_dword - =off vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - =off vdata=a2 saddr=s1@30/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - =off vdata=a3 saddr=s1@30/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - =off vdata=a4 saddr=s1@30/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=a1 =off saddr=s1@30/offset.s sc0 nt sc1/0
""",
    "SCRATCH.BOTH_ACC": """\
10 scratch_load_ubyte - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
11 scratch_load_sbyte - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
12 scratch_load_ushort - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
13 scratch_load_sshort - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
14 scratch_load_dword - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
15 scratch_load_dwordx2 - >vdst=a2 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
16 scratch_load_dwordx3 - >vdst=a3 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
17 scratch_load_dwordx4 - >vdst=a4 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
18 scratch_store_byte - vaddr=v1 vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
19 scratch_store_byte_d16_hi - vaddr=v1 vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1a scratch_store_short - vaddr=v1 vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1b scratch_store_short_d16_hi - vaddr=v1 vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1c scratch_store_dword - vaddr=v1 vdata=a1 saddr=s1@30/offset.s sc0 nt sc1/0
1d scratch_store_dwordx2 - vaddr=v1 vdata=a2 saddr=s1@30/offset.s sc0 nt sc1/0
1e scratch_store_dwordx3 - vaddr=v1 vdata=a3 saddr=s1@30/offset.s sc0 nt sc1/0
1f scratch_store_dwordx4 - vaddr=v1 vdata=a4 saddr=s1@30/offset.s sc0 nt sc1/0
20 scratch_load_ubyte_d16 - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
21 scratch_load_ubyte_d16_hi - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
22 scratch_load_sbyte_d16 - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
23 scratch_load_sbyte_d16_hi - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
24 scratch_load_short_d16 - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
25 scratch_load_short_d16_hi - >vdst=a1 vaddr=v1 saddr=s1@30/offset.s sc0 nt sc1/0
""",
    "GLOBAL.OFF_ACC_RTN": """\
40 global_atomic_swap - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
41 global_atomic_cmpswap - >vdst=a1 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
42 global_atomic_add - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
43 global_atomic_sub - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
44 global_atomic_smin - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
45 global_atomic_umin - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
46 global_atomic_smax - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
47 global_atomic_umax - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
48 global_atomic_and - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
49 global_atomic_or - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4a global_atomic_xor - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4b global_atomic_inc - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4c global_atomic_dec - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4d global_atomic_add_f32 - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4e global_atomic_pk_add_f16 - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
4f global_atomic_add_f64 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
50 global_atomic_min_f64 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
51 global_atomic_max_f64 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
52 global_atomic_pk_add_bf16 - >vdst=a1 vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
60 global_atomic_swap_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
61 global_atomic_cmpswap_x2 - >vdst=a2 vaddr=v2 vdata=a4 =off/offset.s sc0 nt sc1/2000
62 global_atomic_add_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
63 global_atomic_sub_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
64 global_atomic_smin_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
65 global_atomic_umin_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
66 global_atomic_smax_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
67 global_atomic_umax_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
68 global_atomic_and_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
69 global_atomic_or_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
6a global_atomic_xor_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
6b global_atomic_inc_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
6c global_atomic_dec_x2 - >vdst=a2 vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
""",
    "GLOBAL.OFF_ACC": """\
10 global_load_ubyte - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
11 global_load_sbyte - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
12 global_load_ushort - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
13 global_load_sshort - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
14 global_load_dword - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
15 global_load_dwordx2 - >vdst=a2 vaddr=v2 =off/offset.s sc0 nt sc1/2000
16 global_load_dwordx3 - >vdst=a3 vaddr=v2 =off/offset.s sc0 nt sc1/2000
17 global_load_dwordx4 - >vdst=a4 vaddr=v2 =off/offset.s sc0 nt sc1/2000
18 global_store_byte - vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
19 global_store_byte_d16_hi - vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
1a global_store_short - vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
1b global_store_short_d16_hi - vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
1c global_store_dword - vaddr=v2 vdata=a1 =off/offset.s sc0 nt sc1/2000
1d global_store_dwordx2 - vaddr=v2 vdata=a2 =off/offset.s sc0 nt sc1/2000
1e global_store_dwordx3 - vaddr=v2 vdata=a3 =off/offset.s sc0 nt sc1/2000
1f global_store_dwordx4 - vaddr=v2 vdata=a4 =off/offset.s sc0 nt sc1/2000
20 global_load_ubyte_d16 - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
21 global_load_ubyte_d16_hi - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
22 global_load_sbyte_d16 - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
23 global_load_sbyte_d16_hi - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
24 global_load_short_d16 - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
25 global_load_short_d16_hi - >vdst=a1 vaddr=v2 =off/offset.s sc0 nt sc1/2000
40 global_atomic_swap - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
41 global_atomic_cmpswap - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
42 global_atomic_add - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
43 global_atomic_sub - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
44 global_atomic_smin - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
45 global_atomic_umin - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
46 global_atomic_smax - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
47 global_atomic_umax - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
48 global_atomic_and - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
49 global_atomic_or - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4a global_atomic_xor - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4b global_atomic_inc - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4c global_atomic_dec - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4d global_atomic_add_f32 - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4e global_atomic_pk_add_f16 - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
4f global_atomic_add_f64 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
50 global_atomic_min_f64 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
51 global_atomic_max_f64 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
52 global_atomic_pk_add_bf16 - vaddr=v2 vdata=a1 =off/offset.s nt sc1/12000
60 global_atomic_swap_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
61 global_atomic_cmpswap_x2 - vaddr=v2 vdata=a4 =off/offset.s nt sc1/12000
62 global_atomic_add_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
63 global_atomic_sub_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
64 global_atomic_smin_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
65 global_atomic_umin_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
66 global_atomic_smax_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
67 global_atomic_umax_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
68 global_atomic_and_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
69 global_atomic_or_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
6a global_atomic_xor_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
6b global_atomic_inc_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
6c global_atomic_dec_x2 - vaddr=v2 vdata=a2 =off/offset.s nt sc1/12000
""",
    "GLOBAL.SADDR_ACC_RTN": """\
40 global_atomic_swap - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
41 global_atomic_cmpswap - >vdst=a1 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
42 global_atomic_add - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
43 global_atomic_sub - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
44 global_atomic_smin - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
45 global_atomic_umin - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
46 global_atomic_smax - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
47 global_atomic_umax - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
48 global_atomic_and - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
49 global_atomic_or - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4a global_atomic_xor - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4b global_atomic_inc - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4c global_atomic_dec - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4d global_atomic_add_f32 - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4e global_atomic_pk_add_f16 - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
4f global_atomic_add_f64 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
50 global_atomic_min_f64 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
51 global_atomic_max_f64 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
52 global_atomic_pk_add_bf16 - >vdst=a1 vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
60 global_atomic_swap_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
61 global_atomic_cmpswap_x2 - >vdst=a2 vaddr=v1 vdata=a4 saddr=s2@1/offset.s sc0 nt sc1/2000
62 global_atomic_add_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
63 global_atomic_sub_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
64 global_atomic_smin_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
65 global_atomic_umin_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
66 global_atomic_smax_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
67 global_atomic_umax_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
68 global_atomic_and_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
69 global_atomic_or_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
6a global_atomic_xor_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
6b global_atomic_inc_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
6c global_atomic_dec_x2 - >vdst=a2 vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
""",
    "GLOBAL.SADDR_ACC": """\
10 global_load_ubyte - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
11 global_load_sbyte - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
12 global_load_ushort - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
13 global_load_sshort - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
14 global_load_dword - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
15 global_load_dwordx2 - >vdst=a2 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
16 global_load_dwordx3 - >vdst=a3 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
17 global_load_dwordx4 - >vdst=a4 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
18 global_store_byte - vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
19 global_store_byte_d16_hi - vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
1a global_store_short - vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
1b global_store_short_d16_hi - vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
1c global_store_dword - vaddr=v1 vdata=a1 saddr=s2@1/offset.s sc0 nt sc1/2000
1d global_store_dwordx2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s sc0 nt sc1/2000
1e global_store_dwordx3 - vaddr=v1 vdata=a3 saddr=s2@1/offset.s sc0 nt sc1/2000
1f global_store_dwordx4 - vaddr=v1 vdata=a4 saddr=s2@1/offset.s sc0 nt sc1/2000
20 global_load_ubyte_d16 - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
21 global_load_ubyte_d16_hi - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
22 global_load_sbyte_d16 - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
23 global_load_sbyte_d16_hi - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
24 global_load_short_d16 - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
25 global_load_short_d16_hi - >vdst=a1 vaddr=v1 saddr=s2@1/offset.s sc0 nt sc1/2000
40 global_atomic_swap - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
41 global_atomic_cmpswap - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
42 global_atomic_add - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
43 global_atomic_sub - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
44 global_atomic_smin - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
45 global_atomic_umin - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
46 global_atomic_smax - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
47 global_atomic_umax - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
48 global_atomic_and - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
49 global_atomic_or - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4a global_atomic_xor - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4b global_atomic_inc - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4c global_atomic_dec - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4d global_atomic_add_f32 - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4e global_atomic_pk_add_f16 - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
4f global_atomic_add_f64 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
50 global_atomic_min_f64 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
51 global_atomic_max_f64 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
52 global_atomic_pk_add_bf16 - vaddr=v1 vdata=a1 saddr=s2@1/offset.s nt sc1/12000
60 global_atomic_swap_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
61 global_atomic_cmpswap_x2 - vaddr=v1 vdata=a4 saddr=s2@1/offset.s nt sc1/12000
62 global_atomic_add_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
63 global_atomic_sub_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
64 global_atomic_smin_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
65 global_atomic_umin_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
66 global_atomic_smax_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
67 global_atomic_umax_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
68 global_atomic_and_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
69 global_atomic_or_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
6a global_atomic_xor_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
6b global_atomic_inc_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
6c global_atomic_dec_x2 - vaddr=v1 vdata=a2 saddr=s2@1/offset.s nt sc1/12000
""",
    "MUBUF.OFFSET_RTN": """\
40 buffer_atomic_swap - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
41 buffer_atomic_cmpswap - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
42 buffer_atomic_add - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
43 buffer_atomic_sub - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
44 buffer_atomic_smin - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
45 buffer_atomic_umin - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
46 buffer_atomic_smax - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
47 buffer_atomic_umax - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
48 buffer_atomic_and - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
49 buffer_atomic_or - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4a buffer_atomic_xor - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4b buffer_atomic_inc - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4c buffer_atomic_dec - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4d buffer_atomic_add_f32 - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4e buffer_atomic_pk_add_f16 - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4f buffer_atomic_add_f64 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
50 buffer_atomic_min_f64 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
51 buffer_atomic_max_f64 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
60 buffer_atomic_swap_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
61 buffer_atomic_cmpswap_x2 - >vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
62 buffer_atomic_add_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
63 buffer_atomic_sub_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
64 buffer_atomic_smin_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
65 buffer_atomic_umin_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
66 buffer_atomic_smax_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
67 buffer_atomic_umax_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
68 buffer_atomic_and_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
69 buffer_atomic_or_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6a buffer_atomic_xor_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6b buffer_atomic_inc_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6c buffer_atomic_dec_x2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
""",
    "MUBUF.OFFSET": """\
0 buffer_load_format_x - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1 buffer_load_format_xy - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
2 buffer_load_format_xyz - >vdata=v3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
3 buffer_load_format_xyzw - >vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4 buffer_store_format_x - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
5 buffer_store_format_xy - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6 buffer_store_format_xyz - vdata=v3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
7 buffer_store_format_xyzw - vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
8 buffer_load_format_d16_x - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
9 buffer_load_format_d16_xy - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
a buffer_load_format_d16_xyz - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
b buffer_load_format_d16_xyzw - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
c buffer_store_format_d16_x - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
d buffer_store_format_d16_xy - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
e buffer_store_format_d16_xyz - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
f buffer_store_format_d16_xyzw - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
10 buffer_load_ubyte - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
11 buffer_load_sbyte - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
12 buffer_load_ushort - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
13 buffer_load_sshort - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
14 buffer_load_dword - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
15 buffer_load_dwordx2 - >vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
16 buffer_load_dwordx3 - >vdata=v3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
17 buffer_load_dwordx4 - >vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
18 buffer_store_byte - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
19 buffer_store_byte_d16_hi - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1a buffer_store_short - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1b buffer_store_short_d16_hi - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1c buffer_store_dword - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1d buffer_store_dwordx2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1e buffer_store_dwordx3 - vdata=v3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1f buffer_store_dwordx4 - vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
20 buffer_load_ubyte_d16 - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
21 buffer_load_ubyte_d16_hi - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
22 buffer_load_sbyte_d16 - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
23 buffer_load_sbyte_d16_hi - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
24 buffer_load_short_d16 - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
25 buffer_load_short_d16_hi - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
26 buffer_load_format_d16_hi_x - >vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
27 buffer_store_format_d16_hi_x - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
28 buffer_wbl2 - /sc0 sc1/13000
29 buffer_inv - /sc0 sc1/13000
3e buffer_wbinvl1 - //1f000
3f buffer_wbinvl1_vol - //1f000
40 buffer_atomic_swap - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
41 buffer_atomic_cmpswap - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
42 buffer_atomic_add - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
43 buffer_atomic_sub - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
44 buffer_atomic_smin - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
45 buffer_atomic_umin - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
46 buffer_atomic_smax - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
47 buffer_atomic_umax - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
48 buffer_atomic_and - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
49 buffer_atomic_or - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4a buffer_atomic_xor - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4b buffer_atomic_inc - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4c buffer_atomic_dec - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4d buffer_atomic_add_f32 - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4e buffer_atomic_pk_add_f16 - vdata=v1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4f buffer_atomic_add_f64 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
50 buffer_atomic_min_f64 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
51 buffer_atomic_max_f64 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
60 buffer_atomic_swap_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
61 buffer_atomic_cmpswap_x2 - vdata=v4 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
62 buffer_atomic_add_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
63 buffer_atomic_sub_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
64 buffer_atomic_smin_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
65 buffer_atomic_umin_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
66 buffer_atomic_smax_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
67 buffer_atomic_umax_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
68 buffer_atomic_and_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
69 buffer_atomic_or_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6a buffer_atomic_xor_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6b buffer_atomic_inc_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6c buffer_atomic_dec_x2 - vdata=v2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
""",
    "MUBUF.OFFSET_ACC_RTN": """\
40 buffer_atomic_swap - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
41 buffer_atomic_cmpswap - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
42 buffer_atomic_add - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
43 buffer_atomic_sub - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
44 buffer_atomic_smin - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
45 buffer_atomic_umin - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
46 buffer_atomic_smax - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
47 buffer_atomic_umax - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
48 buffer_atomic_and - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
49 buffer_atomic_or - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4a buffer_atomic_xor - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4b buffer_atomic_inc - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4c buffer_atomic_dec - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4d buffer_atomic_add_f32 - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4e buffer_atomic_pk_add_f16 - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4f buffer_atomic_add_f64 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
50 buffer_atomic_min_f64 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
51 buffer_atomic_max_f64 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
60 buffer_atomic_swap_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
61 buffer_atomic_cmpswap_x2 - >vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
62 buffer_atomic_add_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
63 buffer_atomic_sub_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
64 buffer_atomic_smin_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
65 buffer_atomic_umin_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
66 buffer_atomic_smax_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
67 buffer_atomic_umax_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
68 buffer_atomic_and_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
69 buffer_atomic_or_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6a buffer_atomic_xor_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6b buffer_atomic_inc_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6c buffer_atomic_dec_x2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
""",
    "MUBUF.OFFSET_ACC": """\
0 buffer_load_format_x - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1 buffer_load_format_xy - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
2 buffer_load_format_xyz - >vdata=a3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
3 buffer_load_format_xyzw - >vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
4 buffer_store_format_x - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
5 buffer_store_format_xy - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
6 buffer_store_format_xyz - vdata=a3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
7 buffer_store_format_xyzw - vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
8 buffer_load_format_d16_x - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
9 buffer_load_format_d16_xy - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
a buffer_load_format_d16_xyz - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
b buffer_load_format_d16_xyzw - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
c buffer_store_format_d16_x - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
d buffer_store_format_d16_xy - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
e buffer_store_format_d16_xyz - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
f buffer_store_format_d16_xyzw - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
10 buffer_load_ubyte - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
11 buffer_load_sbyte - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
12 buffer_load_ushort - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
13 buffer_load_sshort - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
14 buffer_load_dword - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
15 buffer_load_dwordx2 - >vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
16 buffer_load_dwordx3 - >vdata=a3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
17 buffer_load_dwordx4 - >vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
18 buffer_store_byte - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
19 buffer_store_byte_d16_hi - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1a buffer_store_short - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1b buffer_store_short_d16_hi - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1c buffer_store_dword - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1d buffer_store_dwordx2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1e buffer_store_dwordx3 - vdata=a3 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
1f buffer_store_dwordx4 - vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
20 buffer_load_ubyte_d16 - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
21 buffer_load_ubyte_d16_hi - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
22 buffer_load_sbyte_d16 - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
23 buffer_load_sbyte_d16_hi - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
24 buffer_load_short_d16 - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
25 buffer_load_short_d16_hi - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
26 buffer_load_format_d16_hi_x - >vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
27 buffer_store_format_d16_hi_x - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1/13000
40 buffer_atomic_swap - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
41 buffer_atomic_cmpswap - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
42 buffer_atomic_add - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
43 buffer_atomic_sub - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
44 buffer_atomic_smin - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
45 buffer_atomic_umin - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
46 buffer_atomic_smax - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
47 buffer_atomic_umax - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
48 buffer_atomic_and - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
49 buffer_atomic_or - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4a buffer_atomic_xor - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4b buffer_atomic_inc - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4c buffer_atomic_dec - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4d buffer_atomic_add_f32 - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4e buffer_atomic_pk_add_f16 - vdata=a1 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
4f buffer_atomic_add_f64 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
50 buffer_atomic_min_f64 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
51 buffer_atomic_max_f64 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
60 buffer_atomic_swap_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
61 buffer_atomic_cmpswap_x2 - vdata=a4 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
62 buffer_atomic_add_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
63 buffer_atomic_sub_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
64 buffer_atomic_smin_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
65 buffer_atomic_umin_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
66 buffer_atomic_smax_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
67 buffer_atomic_umax_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
68 buffer_atomic_and_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
69 buffer_atomic_or_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6a buffer_atomic_xor_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6b buffer_atomic_inc_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
6c buffer_atomic_dec_x2 - vdata=a2 =off srsrc=r4@31 soffset=x1.:b32@28/offset nt sc1/17000
""",
    "MUBUF.OFFSET_LDS": """\
0 buffer_load_format_x - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
10 buffer_load_ubyte - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
11 buffer_load_sbyte - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
12 buffer_load_ushort - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
13 buffer_load_sshort - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
14 buffer_load_dword - =off srsrc=r4@31 soffset=x1.:b32@28/offset sc0 nt sc1 lds/80000000003000
""",
    "MUBUF.OFFEN_RTN": """\
40 buffer_atomic_swap - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
41 buffer_atomic_cmpswap - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
42 buffer_atomic_add - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
43 buffer_atomic_sub - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
44 buffer_atomic_smin - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
45 buffer_atomic_umin - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
46 buffer_atomic_smax - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
47 buffer_atomic_umax - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
48 buffer_atomic_and - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
49 buffer_atomic_or - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4a buffer_atomic_xor - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4b buffer_atomic_inc - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4c buffer_atomic_dec - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4d buffer_atomic_add_f32 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4e buffer_atomic_pk_add_f16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4f buffer_atomic_add_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
50 buffer_atomic_min_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
51 buffer_atomic_max_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
60 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
61 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
62 buffer_atomic_add_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
63 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
64 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
65 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
66 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
67 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
68 buffer_atomic_and_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
69 buffer_atomic_or_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6a buffer_atomic_xor_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6b buffer_atomic_inc_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6c buffer_atomic_dec_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
""",
    "MUBUF.OFFEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
8 buffer_load_format_d16_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
9 buffer_load_format_d16_xy - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
a buffer_load_format_d16_xyz - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
b buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
c buffer_store_format_d16_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
d buffer_store_format_d16_xy - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
e buffer_store_format_d16_xyz - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
f buffer_store_format_d16_xyzw - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
10 buffer_load_ubyte - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
11 buffer_load_sbyte - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
12 buffer_load_ushort - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
13 buffer_load_sshort - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
14 buffer_load_dword - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
15 buffer_load_dwordx2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
16 buffer_load_dwordx3 - >vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
17 buffer_load_dwordx4 - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
18 buffer_store_byte - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1a buffer_store_short - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1c buffer_store_dword - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1e buffer_store_dwordx3 - vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1f buffer_store_dwordx4 - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
40 buffer_atomic_swap - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
41 buffer_atomic_cmpswap - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
42 buffer_atomic_add - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
43 buffer_atomic_sub - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
44 buffer_atomic_smin - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
45 buffer_atomic_umin - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
46 buffer_atomic_smax - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
47 buffer_atomic_umax - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
48 buffer_atomic_and - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
49 buffer_atomic_or - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4a buffer_atomic_xor - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4b buffer_atomic_inc - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4c buffer_atomic_dec - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4d buffer_atomic_add_f32 - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4e buffer_atomic_pk_add_f16 - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4f buffer_atomic_add_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
50 buffer_atomic_min_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
51 buffer_atomic_max_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
60 buffer_atomic_swap_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
61 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
62 buffer_atomic_add_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
63 buffer_atomic_sub_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
64 buffer_atomic_smin_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
65 buffer_atomic_umin_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
66 buffer_atomic_smax_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
67 buffer_atomic_umax_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
68 buffer_atomic_and_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
69 buffer_atomic_or_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6a buffer_atomic_xor_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6b buffer_atomic_inc_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6c buffer_atomic_dec_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
""",
    "MUBUF.OFFEN_ACC_RTN": """\
40 buffer_atomic_swap - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
41 buffer_atomic_cmpswap - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
42 buffer_atomic_add - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
43 buffer_atomic_sub - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
44 buffer_atomic_smin - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
45 buffer_atomic_umin - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
46 buffer_atomic_smax - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
47 buffer_atomic_umax - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
48 buffer_atomic_and - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
49 buffer_atomic_or - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4a buffer_atomic_xor - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4b buffer_atomic_inc - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4c buffer_atomic_dec - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4d buffer_atomic_add_f32 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4e buffer_atomic_pk_add_f16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4f buffer_atomic_add_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
50 buffer_atomic_min_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
51 buffer_atomic_max_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
60 buffer_atomic_swap_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
61 buffer_atomic_cmpswap_x2 - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
62 buffer_atomic_add_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
63 buffer_atomic_sub_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
64 buffer_atomic_smin_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
65 buffer_atomic_umin_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
66 buffer_atomic_smax_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
67 buffer_atomic_umax_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
68 buffer_atomic_and_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
69 buffer_atomic_or_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6a buffer_atomic_xor_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6b buffer_atomic_inc_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6c buffer_atomic_dec_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
""",
    "MUBUF.OFFEN_ACC": """\
0 buffer_load_format_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1 buffer_load_format_xy - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
2 buffer_load_format_xyz - >vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
3 buffer_load_format_xyzw - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
4 buffer_store_format_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
5 buffer_store_format_xy - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
6 buffer_store_format_xyz - vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
7 buffer_store_format_xyzw - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
8 buffer_load_format_d16_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
9 buffer_load_format_d16_xy - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
a buffer_load_format_d16_xyz - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
b buffer_load_format_d16_xyzw - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
c buffer_store_format_d16_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
d buffer_store_format_d16_xy - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
e buffer_store_format_d16_xyz - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
f buffer_store_format_d16_xyzw - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
10 buffer_load_ubyte - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
11 buffer_load_sbyte - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
12 buffer_load_ushort - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
13 buffer_load_sshort - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
14 buffer_load_dword - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
15 buffer_load_dwordx2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
16 buffer_load_dwordx3 - >vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
17 buffer_load_dwordx4 - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
18 buffer_store_byte - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
19 buffer_store_byte_d16_hi - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1a buffer_store_short - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1b buffer_store_short_d16_hi - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1c buffer_store_dword - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1d buffer_store_dwordx2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1e buffer_store_dwordx3 - vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
1f buffer_store_dwordx4 - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
20 buffer_load_ubyte_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
21 buffer_load_ubyte_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
22 buffer_load_sbyte_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
23 buffer_load_sbyte_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
24 buffer_load_short_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
25 buffer_load_short_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
26 buffer_load_format_d16_hi_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
27 buffer_store_format_d16_hi_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1/12000
40 buffer_atomic_swap - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
41 buffer_atomic_cmpswap - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
42 buffer_atomic_add - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
43 buffer_atomic_sub - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
44 buffer_atomic_smin - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
45 buffer_atomic_umin - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
46 buffer_atomic_smax - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
47 buffer_atomic_umax - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
48 buffer_atomic_and - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
49 buffer_atomic_or - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4a buffer_atomic_xor - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4b buffer_atomic_inc - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4c buffer_atomic_dec - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4d buffer_atomic_add_f32 - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4e buffer_atomic_pk_add_f16 - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
4f buffer_atomic_add_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
50 buffer_atomic_min_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
51 buffer_atomic_max_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
60 buffer_atomic_swap_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
61 buffer_atomic_cmpswap_x2 - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
62 buffer_atomic_add_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
63 buffer_atomic_sub_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
64 buffer_atomic_smin_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
65 buffer_atomic_umin_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
66 buffer_atomic_smax_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
67 buffer_atomic_umax_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
68 buffer_atomic_and_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
69 buffer_atomic_or_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6a buffer_atomic_xor_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6b buffer_atomic_inc_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
6c buffer_atomic_dec_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset nt sc1/16000
""",
    "MUBUF.OFFEN_LDS": """\
0 buffer_load_format_x - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
10 buffer_load_ubyte - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
11 buffer_load_sbyte - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
12 buffer_load_ushort - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
13 buffer_load_sshort - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
14 buffer_load_dword - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/offen offset sc0 nt sc1 lds/80000000002000
""",
    "MUBUF.IDXEN_RTN": """\
40 buffer_atomic_swap - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
41 buffer_atomic_cmpswap - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
42 buffer_atomic_add - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
43 buffer_atomic_sub - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
44 buffer_atomic_smin - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
45 buffer_atomic_umin - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
46 buffer_atomic_smax - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
47 buffer_atomic_umax - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
48 buffer_atomic_and - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
49 buffer_atomic_or - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4a buffer_atomic_xor - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4b buffer_atomic_inc - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4c buffer_atomic_dec - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4d buffer_atomic_add_f32 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4e buffer_atomic_pk_add_f16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4f buffer_atomic_add_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
50 buffer_atomic_min_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
51 buffer_atomic_max_f64 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
60 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
61 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
62 buffer_atomic_add_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
63 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
64 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
65 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
66 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
67 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
68 buffer_atomic_and_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
69 buffer_atomic_or_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6a buffer_atomic_xor_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6b buffer_atomic_inc_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6c buffer_atomic_dec_x2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
""",
    "MUBUF.IDXEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
8 buffer_load_format_d16_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
9 buffer_load_format_d16_xy - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
a buffer_load_format_d16_xyz - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
b buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
c buffer_store_format_d16_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
d buffer_store_format_d16_xy - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
e buffer_store_format_d16_xyz - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
f buffer_store_format_d16_xyzw - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
10 buffer_load_ubyte - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
11 buffer_load_sbyte - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
12 buffer_load_ushort - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
13 buffer_load_sshort - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
14 buffer_load_dword - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
15 buffer_load_dwordx2 - >vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
16 buffer_load_dwordx3 - >vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
17 buffer_load_dwordx4 - >vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
18 buffer_store_byte - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1a buffer_store_short - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1c buffer_store_dword - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1e buffer_store_dwordx3 - vdata=v3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1f buffer_store_dwordx4 - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
40 buffer_atomic_swap - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
41 buffer_atomic_cmpswap - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
42 buffer_atomic_add - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
43 buffer_atomic_sub - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
44 buffer_atomic_smin - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
45 buffer_atomic_umin - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
46 buffer_atomic_smax - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
47 buffer_atomic_umax - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
48 buffer_atomic_and - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
49 buffer_atomic_or - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4a buffer_atomic_xor - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4b buffer_atomic_inc - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4c buffer_atomic_dec - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4d buffer_atomic_add_f32 - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4e buffer_atomic_pk_add_f16 - vdata=v1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4f buffer_atomic_add_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
50 buffer_atomic_min_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
51 buffer_atomic_max_f64 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
60 buffer_atomic_swap_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
61 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
62 buffer_atomic_add_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
63 buffer_atomic_sub_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
64 buffer_atomic_smin_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
65 buffer_atomic_umin_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
66 buffer_atomic_smax_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
67 buffer_atomic_umax_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
68 buffer_atomic_and_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
69 buffer_atomic_or_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6a buffer_atomic_xor_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6b buffer_atomic_inc_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6c buffer_atomic_dec_x2 - vdata=v2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
""",
    "MUBUF.IDXEN_ACC_RTN": """\
40 buffer_atomic_swap - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
41 buffer_atomic_cmpswap - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
42 buffer_atomic_add - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
43 buffer_atomic_sub - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
44 buffer_atomic_smin - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
45 buffer_atomic_umin - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
46 buffer_atomic_smax - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
47 buffer_atomic_umax - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
48 buffer_atomic_and - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
49 buffer_atomic_or - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4a buffer_atomic_xor - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4b buffer_atomic_inc - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4c buffer_atomic_dec - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4d buffer_atomic_add_f32 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4e buffer_atomic_pk_add_f16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4f buffer_atomic_add_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
50 buffer_atomic_min_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
51 buffer_atomic_max_f64 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
60 buffer_atomic_swap_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
61 buffer_atomic_cmpswap_x2 - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
62 buffer_atomic_add_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
63 buffer_atomic_sub_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
64 buffer_atomic_smin_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
65 buffer_atomic_umin_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
66 buffer_atomic_smax_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
67 buffer_atomic_umax_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
68 buffer_atomic_and_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
69 buffer_atomic_or_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6a buffer_atomic_xor_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6b buffer_atomic_inc_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6c buffer_atomic_dec_x2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
""",
    "MUBUF.IDXEN_ACC": """\
0 buffer_load_format_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1 buffer_load_format_xy - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
2 buffer_load_format_xyz - >vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
3 buffer_load_format_xyzw - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
4 buffer_store_format_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
5 buffer_store_format_xy - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
6 buffer_store_format_xyz - vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
7 buffer_store_format_xyzw - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
8 buffer_load_format_d16_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
9 buffer_load_format_d16_xy - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
a buffer_load_format_d16_xyz - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
b buffer_load_format_d16_xyzw - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
c buffer_store_format_d16_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
d buffer_store_format_d16_xy - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
e buffer_store_format_d16_xyz - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
f buffer_store_format_d16_xyzw - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
10 buffer_load_ubyte - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
11 buffer_load_sbyte - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
12 buffer_load_ushort - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
13 buffer_load_sshort - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
14 buffer_load_dword - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
15 buffer_load_dwordx2 - >vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
16 buffer_load_dwordx3 - >vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
17 buffer_load_dwordx4 - >vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
18 buffer_store_byte - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
19 buffer_store_byte_d16_hi - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1a buffer_store_short - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1b buffer_store_short_d16_hi - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1c buffer_store_dword - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1d buffer_store_dwordx2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1e buffer_store_dwordx3 - vdata=a3 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
1f buffer_store_dwordx4 - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
20 buffer_load_ubyte_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
21 buffer_load_ubyte_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
22 buffer_load_sbyte_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
23 buffer_load_sbyte_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
24 buffer_load_short_d16 - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
25 buffer_load_short_d16_hi - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
26 buffer_load_format_d16_hi_x - >vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
27 buffer_store_format_d16_hi_x - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1/11000
40 buffer_atomic_swap - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
41 buffer_atomic_cmpswap - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
42 buffer_atomic_add - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
43 buffer_atomic_sub - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
44 buffer_atomic_smin - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
45 buffer_atomic_umin - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
46 buffer_atomic_smax - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
47 buffer_atomic_umax - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
48 buffer_atomic_and - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
49 buffer_atomic_or - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4a buffer_atomic_xor - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4b buffer_atomic_inc - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4c buffer_atomic_dec - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4d buffer_atomic_add_f32 - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4e buffer_atomic_pk_add_f16 - vdata=a1 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
4f buffer_atomic_add_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
50 buffer_atomic_min_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
51 buffer_atomic_max_f64 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
60 buffer_atomic_swap_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
61 buffer_atomic_cmpswap_x2 - vdata=a4 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
62 buffer_atomic_add_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
63 buffer_atomic_sub_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
64 buffer_atomic_smin_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
65 buffer_atomic_umin_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
66 buffer_atomic_smax_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
67 buffer_atomic_umax_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
68 buffer_atomic_and_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
69 buffer_atomic_or_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6a buffer_atomic_xor_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6b buffer_atomic_inc_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
6c buffer_atomic_dec_x2 - vdata=a2 vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset nt sc1/15000
""",
    "MUBUF.IDXEN_LDS": """\
0 buffer_load_format_x - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
10 buffer_load_ubyte - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
11 buffer_load_sbyte - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
12 buffer_load_ushort - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
13 buffer_load_sshort - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
14 buffer_load_dword - vaddr=v1 srsrc=r4@31 soffset=x1.:b32@28/idxen offset sc0 nt sc1 lds/80000000001000
""",
    "MUBUF.BOTHEN_RTN": """\
40 buffer_atomic_swap - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
41 buffer_atomic_cmpswap - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
42 buffer_atomic_add - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
43 buffer_atomic_sub - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
44 buffer_atomic_smin - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
45 buffer_atomic_umin - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
46 buffer_atomic_smax - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
47 buffer_atomic_umax - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
48 buffer_atomic_and - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
49 buffer_atomic_or - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4a buffer_atomic_xor - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4b buffer_atomic_inc - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4c buffer_atomic_dec - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4d buffer_atomic_add_f32 - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4e buffer_atomic_pk_add_f16 - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4f buffer_atomic_add_f64 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
50 buffer_atomic_min_f64 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
51 buffer_atomic_max_f64 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
60 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
61 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
62 buffer_atomic_add_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
63 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
64 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
65 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
66 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
67 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
68 buffer_atomic_and_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
69 buffer_atomic_or_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6a buffer_atomic_xor_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6b buffer_atomic_inc_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6c buffer_atomic_dec_x2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
""",
    "MUBUF.BOTHEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1 buffer_load_format_xy - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4 buffer_store_format_x - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
5 buffer_store_format_xy - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6 buffer_store_format_xyz - vdata=v3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
8 buffer_load_format_d16_x - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
9 buffer_load_format_d16_xy - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
a buffer_load_format_d16_xyz - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
b buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
c buffer_store_format_d16_x - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
d buffer_store_format_d16_xy - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
e buffer_store_format_d16_xyz - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
f buffer_store_format_d16_xyzw - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
10 buffer_load_ubyte - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
11 buffer_load_sbyte - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
12 buffer_load_ushort - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
13 buffer_load_sshort - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
14 buffer_load_dword - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
15 buffer_load_dwordx2 - >vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
16 buffer_load_dwordx3 - >vdata=v3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
17 buffer_load_dwordx4 - >vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
18 buffer_store_byte - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1a buffer_store_short - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1c buffer_store_dword - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1e buffer_store_dwordx3 - vdata=v3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1f buffer_store_dwordx4 - vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
40 buffer_atomic_swap - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
41 buffer_atomic_cmpswap - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
42 buffer_atomic_add - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
43 buffer_atomic_sub - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
44 buffer_atomic_smin - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
45 buffer_atomic_umin - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
46 buffer_atomic_smax - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
47 buffer_atomic_umax - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
48 buffer_atomic_and - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
49 buffer_atomic_or - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4a buffer_atomic_xor - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4b buffer_atomic_inc - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4c buffer_atomic_dec - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4d buffer_atomic_add_f32 - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4e buffer_atomic_pk_add_f16 - vdata=v1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4f buffer_atomic_add_f64 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
50 buffer_atomic_min_f64 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
51 buffer_atomic_max_f64 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
60 buffer_atomic_swap_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
61 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
62 buffer_atomic_add_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
63 buffer_atomic_sub_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
64 buffer_atomic_smin_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
65 buffer_atomic_umin_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
66 buffer_atomic_smax_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
67 buffer_atomic_umax_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
68 buffer_atomic_and_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
69 buffer_atomic_or_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6a buffer_atomic_xor_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6b buffer_atomic_inc_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6c buffer_atomic_dec_x2 - vdata=v2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
""",
    "MUBUF.BOTHEN_ACC_RTN": """\
40 buffer_atomic_swap - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
41 buffer_atomic_cmpswap - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
42 buffer_atomic_add - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
43 buffer_atomic_sub - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
44 buffer_atomic_smin - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
45 buffer_atomic_umin - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
46 buffer_atomic_smax - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
47 buffer_atomic_umax - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
48 buffer_atomic_and - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
49 buffer_atomic_or - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4a buffer_atomic_xor - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4b buffer_atomic_inc - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4c buffer_atomic_dec - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4d buffer_atomic_add_f32 - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4e buffer_atomic_pk_add_f16 - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4f buffer_atomic_add_f64 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
50 buffer_atomic_min_f64 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
51 buffer_atomic_max_f64 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
60 buffer_atomic_swap_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
61 buffer_atomic_cmpswap_x2 - >vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
62 buffer_atomic_add_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
63 buffer_atomic_sub_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
64 buffer_atomic_smin_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
65 buffer_atomic_umin_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
66 buffer_atomic_smax_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
67 buffer_atomic_umax_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
68 buffer_atomic_and_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
69 buffer_atomic_or_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6a buffer_atomic_xor_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6b buffer_atomic_inc_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6c buffer_atomic_dec_x2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
""",
    "MUBUF.BOTHEN_ACC": """\
0 buffer_load_format_x - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1 buffer_load_format_xy - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
2 buffer_load_format_xyz - >vdata=a3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
3 buffer_load_format_xyzw - >vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
4 buffer_store_format_x - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
5 buffer_store_format_xy - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
6 buffer_store_format_xyz - vdata=a3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
7 buffer_store_format_xyzw - vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
8 buffer_load_format_d16_x - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
9 buffer_load_format_d16_xy - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
a buffer_load_format_d16_xyz - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
b buffer_load_format_d16_xyzw - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
c buffer_store_format_d16_x - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
d buffer_store_format_d16_xy - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
e buffer_store_format_d16_xyz - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
f buffer_store_format_d16_xyzw - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
10 buffer_load_ubyte - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
11 buffer_load_sbyte - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
12 buffer_load_ushort - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
13 buffer_load_sshort - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
14 buffer_load_dword - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
15 buffer_load_dwordx2 - >vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
16 buffer_load_dwordx3 - >vdata=a3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
17 buffer_load_dwordx4 - >vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
18 buffer_store_byte - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
19 buffer_store_byte_d16_hi - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1a buffer_store_short - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1b buffer_store_short_d16_hi - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1c buffer_store_dword - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1d buffer_store_dwordx2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1e buffer_store_dwordx3 - vdata=a3 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
1f buffer_store_dwordx4 - vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
20 buffer_load_ubyte_d16 - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
21 buffer_load_ubyte_d16_hi - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
22 buffer_load_sbyte_d16 - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
23 buffer_load_sbyte_d16_hi - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
24 buffer_load_short_d16 - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
25 buffer_load_short_d16_hi - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
26 buffer_load_format_d16_hi_x - >vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
27 buffer_store_format_d16_hi_x - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1/10000
40 buffer_atomic_swap - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
41 buffer_atomic_cmpswap - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
42 buffer_atomic_add - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
43 buffer_atomic_sub - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
44 buffer_atomic_smin - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
45 buffer_atomic_umin - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
46 buffer_atomic_smax - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
47 buffer_atomic_umax - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
48 buffer_atomic_and - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
49 buffer_atomic_or - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4a buffer_atomic_xor - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4b buffer_atomic_inc - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4c buffer_atomic_dec - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4d buffer_atomic_add_f32 - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4e buffer_atomic_pk_add_f16 - vdata=a1 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
4f buffer_atomic_add_f64 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
50 buffer_atomic_min_f64 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
51 buffer_atomic_max_f64 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
60 buffer_atomic_swap_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
61 buffer_atomic_cmpswap_x2 - vdata=a4 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
62 buffer_atomic_add_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
63 buffer_atomic_sub_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
64 buffer_atomic_smin_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
65 buffer_atomic_umin_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
66 buffer_atomic_smax_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
67 buffer_atomic_umax_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
68 buffer_atomic_and_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
69 buffer_atomic_or_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6a buffer_atomic_xor_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6b buffer_atomic_inc_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
6c buffer_atomic_dec_x2 - vdata=a2 vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset nt sc1/14000
""",
    "MUBUF.BOTHEN_LDS": """\
0 buffer_load_format_x - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
10 buffer_load_ubyte - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
11 buffer_load_sbyte - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
12 buffer_load_ushort - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
13 buffer_load_sshort - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
14 buffer_load_dword - vaddr=v2 srsrc=r4@31 soffset=x1.:b32@28/idxen offen offset sc0 nt sc1 lds/80000000000000
""",
}

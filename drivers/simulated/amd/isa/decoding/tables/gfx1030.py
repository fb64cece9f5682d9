"""gfx1030: every opcode of every format, as LLVM 19 disassembles it.

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
    0xdfffffffffffffffffffffffffffffff,
    0xffffffff00030000fffefffefffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x79fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x7f,
    0x7,
    0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7800f80000000000000000000000000020000000000000000000000000000000,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb9fff8000001ffffffffffffffffffff65555555555555555555555555555555,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3800f80000000000000000000000000020000000000000000000000000000000,
    0x3800f8000000000000000000000000003fffffffffffffffffffffffffffffff,
    0xf,
    0xf0f,
    0xf9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x5fffffffffffffffffffffffffffffff,
    0x45555555555555555555555555555555,
    0x7bffffff,
)

INSTRUCTIONS: dict[str, str] = {
    "SOP1": """\
3 s_mov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
4 s_mov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
5 s_cmov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
6 s_cmov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
7 s_not_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
8 s_not_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
9 s_wqm_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
a s_wqm_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
b s_brev_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
c s_brev_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
d s_bcnt0_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
e s_bcnt0_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
f s_bcnt1_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
10 s_bcnt1_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
11 s_ff0_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
12 s_ff0_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
13 s_ff1_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
14 s_ff1_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
15 s_flbit_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
16 s_flbit_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
17 s_flbit_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
18 s_flbit_i32_i64 - >sdst=s1 ssrc0=x2.:b64@2//0
19 s_sext_i32_i8 - >sdst=s1 ssrc0=x1.:b32@0//0
1a s_sext_i32_i16 - >sdst=s1 ssrc0=x1.:b32@0//0
1b s_bitset0_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1c s_bitset0_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
1d s_bitset1_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1e s_bitset1_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
1f s_getpc_b64 - >sdst=s2@1//0
20 s_setpc_b64 - ssrc0=x2@3//0
21 s_swappc_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
22 s_rfe_b64 - ssrc0=x2@3//0
24 s_and_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
25 s_or_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
26 s_xor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
27 s_andn2_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
28 s_orn2_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
29 s_nand_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2a s_nor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2b s_xnor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2c s_quadmask_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
2d s_quadmask_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2e s_movrels_b32 - >sdst=s1 ssrc0=x1@4//0
2f s_movrels_b64 - >sdst=s2@1 ssrc0=x2@3//0
30 s_movreld_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
31 s_movreld_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
34 s_abs_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
37 s_andn1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
38 s_orn1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
39 s_andn1_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
3a s_andn2_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
3b s_bitreplicate_b64_b32 - >sdst=s2@1 ssrc0=x1.:b32@0//0
3c s_and_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
3d s_or_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
3e s_xor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
3f s_andn2_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
40 s_orn2_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
41 s_nand_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
42 s_nor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
43 s_xnor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
44 s_andn1_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
45 s_orn1_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
46 s_andn1_wrexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
47 s_andn2_wrexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
49 s_movrelsd_2_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
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
c s_waitcnt - simm16=i.!waitcnt10//0
d s_sethalt - simm16=i.!small//0
e s_sleep - simm16=i.!small//0
f s_setprio - simm16=i.!small//0
10 s_sendmsg - simm16=i.!message10//0
11 s_sendmsghalt - simm16=i.!message10//0
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
1e s_endpgm_ordered_ps_done - //ffff
1f s_code_end - //ffff
20 s_inst_prefetch - simm16=i.!x//0
21 s_clause - simm16=i.!x//0
22 s_wait_idle - //ffff
23 s_waitcnt_depctr - simm16=i.!depctr//0
24 s_round_mode - simm16=i.!x//0
25 s_denorm_mode - simm16=i.!small//0
28 s_ttracedata_imm - simm16=i.!x//0
""",
    "SOPK": """\
0 s_movk_i32 - >sdst=s1 simm16=i.!x//0
2 s_cmovk_i32 - >sdst=s1 simm16=i.!x//0
3 s_cmpk_eq_i32 - sdst=s1 simm16=i.!x//0
4 s_cmpk_lg_i32 - sdst=s1 simm16=i.!x//0
5 s_cmpk_gt_i32 - sdst=s1 simm16=i.!x//0
6 s_cmpk_ge_i32 - sdst=s1 simm16=i.!x//0
7 s_cmpk_lt_i32 - sdst=s1 simm16=i.!x//0
8 s_cmpk_le_i32 - sdst=s1 simm16=i.!x//0
9 s_cmpk_eq_u32 - sdst=s1 simm16=i.!x//0
a s_cmpk_lg_u32 - sdst=s1 simm16=i.!x//0
b s_cmpk_gt_u32 - sdst=s1 simm16=i.!x//0
c s_cmpk_ge_u32 - sdst=s1 simm16=i.!x//0
d s_cmpk_lt_u32 - sdst=s1 simm16=i.!x//0
e s_cmpk_le_u32 - sdst=s1 simm16=i.!x//0
f s_addk_i32 - >sdst=s1 simm16=i.!x//0
10 s_mulk_i32 - >sdst=s1 simm16=i.!x//0
12 s_getreg_b32 - >sdst=s1 simm16=i.!hwreg10//0
13 s_setreg_b32 - simm16=i.!hwreg10 sdst=s1//0
15 s_setreg_imm32_b32 - simm16=i.!hwreg10 literal=k1.:b32//0
16 s_call_b64 - >sdst=s2@1 simm16=i//0
17 s_waitcnt_vscnt - sdst=s1 simm16=i.!x//0
18 s_waitcnt_vmcnt - sdst=s1 simm16=i.!x//0
19 s_waitcnt_expcnt - sdst=s1 simm16=i.!x//0
1a s_waitcnt_lgkmcnt - sdst=s1 simm16=i.!x//0
1b s_subvector_loop_begin - sdst=s1 simm16=i//0
1c s_subvector_loop_end - sdst=s1 simm16=i//0
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
e s_and_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
f s_and_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
10 s_or_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
11 s_or_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
12 s_xor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
13 s_xor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
14 s_andn2_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
15 s_andn2_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
16 s_orn2_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
17 s_orn2_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
18 s_nand_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
19 s_nand_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1a s_nor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1b s_nor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1c s_xnor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1d s_xnor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1e s_lshl_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1f s_lshl_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
20 s_lshr_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
21 s_lshr_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
22 s_ashr_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
23 s_ashr_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
24 s_bfm_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
25 s_bfm_b64 - >sdst=s2@1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
26 s_mul_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
27 s_bfe_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
28 s_bfe_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
29 s_bfe_u64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
2a s_bfe_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
2c s_absdiff_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2e s_lshl1_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2f s_lshl2_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
30 s_lshl3_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
31 s_lshl4_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
32 s_pack_ll_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
33 s_pack_lh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
34 s_pack_hh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
35 s_mul_hi_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
36 s_mul_hi_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
""",
    "SMEM.SGPR": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1/glc dlc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1/glc dlc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1/glc dlc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 soffset=s1/glc dlc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 soffset=s1/glc dlc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 soffset=s1/glc dlc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 soffset=s1/glc dlc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 soffset=s1/glc dlc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 soffset=s1/glc dlc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 soffset=s1/glc dlc/0
1f s_gl1_inv - //0
20 s_dcache_inv - //0
24 s_memtime - >sdst=s2@7//0
25 s_memrealtime - >sdst=s2@7//0
""",
    "SMEM.IMM": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 offset=j.!x/glc dlc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 offset=j.!x/glc dlc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 offset=j.!x/glc dlc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 offset=j.!x/glc dlc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 offset=j.!x/glc dlc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 offset=j.!x/glc dlc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 offset=j.!x/glc dlc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 offset=j.!x/glc dlc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 offset=j.!x/glc dlc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 offset=j.!x/glc dlc/0
""",
    "SMEM.BOTH": """\
0 s_load_dword - >sdst=s1@5 sbase=b2@6 soffset=s1@12/offset.s glc dlc/0
1 s_load_dwordx2 - >sdst=s2@7 sbase=b2@6 soffset=s1@12/offset.s glc dlc/0
2 s_load_dwordx4 - >sdst=s4@8 sbase=b2@6 soffset=s1@12/offset.s glc dlc/0
3 s_load_dwordx8 - >sdst=s8@9 sbase=b2@6 soffset=s1@12/offset.s glc dlc/0
4 s_load_dwordx16 - >sdst=s16@10 sbase=b2@6 soffset=s1@12/offset.s glc dlc/0
8 s_buffer_load_dword - >sdst=s1@5 sbase=b4@11 soffset=s1@12/offset.s glc dlc/0
9 s_buffer_load_dwordx2 - >sdst=s2@7 sbase=b4@11 soffset=s1@12/offset.s glc dlc/0
a s_buffer_load_dwordx4 - >sdst=s4@8 sbase=b4@11 soffset=s1@12/offset.s glc dlc/0
b s_buffer_load_dwordx8 - >sdst=s8@9 sbase=b4@11 soffset=s1@12/offset.s glc dlc/0
c s_buffer_load_dwordx16 - >sdst=s16@10 sbase=b4@11 soffset=s1@12/offset.s glc dlc/0
""",
    "VOP1.DPP16": """\
0 v_nop - /dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f000ff01fe0000
1 v_mov_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
5 v_cvt_f32_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
6 v_cvt_f32_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
7 v_cvt_u32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
8 v_cvt_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
a v_cvt_f16_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
b v_cvt_f32_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
c v_cvt_rpi_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
d v_cvt_flr_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
e v_cvt_off_f32_i4 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
11 v_cvt_f32_ubyte0 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
12 v_cvt_f32_ubyte1 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
13 v_cvt_f32_ubyte2 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
14 v_cvt_f32_ubyte3 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
20 v_fract_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
21 v_trunc_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
22 v_ceil_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
23 v_rndne_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
24 v_floor_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
25 v_exp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
27 v_log_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2a v_rcp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2b v_rcp_iflag_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2e v_rsq_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
33 v_sqrt_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
35 v_sin_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
36 v_cos_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
37 v_not_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
38 v_bfrev_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
39 v_ffbh_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3a v_ffbl_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3b v_ffbh_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3f v_frexp_exp_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
40 v_frexp_mant_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
42 v_movreld_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
43 v_movrels_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
44 v_movrelsd_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
48 v_movrelsd_2_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
50 v_cvt_f16_u16 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
51 v_cvt_f16_i16 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
52 v_cvt_u16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
53 v_cvt_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
54 v_rcp_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
55 v_sqrt_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
56 v_rsq_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
57 v_log_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
58 v_exp_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
59 v_frexp_mant_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5a v_frexp_exp_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5b v_floor_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5c v_ceil_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5d v_trunc_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5e v_rndne_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5f v_fract_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
60 v_sin_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
61 v_cos_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
62 v_sat_pk_u8_i16 _dpp >vdst=v1 src0=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
63 v_cvt_norm_i16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
64 v_cvt_norm_u16_f16 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
""",
    "VOP1.DPP8": """\
0 v_nop - /dpp8/ff01fe0000
1 v_mov_b32 _dpp >vdst=v1 src0=v1/dpp8/0
5 v_cvt_f32_i32 _dpp >vdst=v1 src0=v1/dpp8/0
6 v_cvt_f32_u32 _dpp >vdst=v1 src0=v1/dpp8/0
7 v_cvt_u32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
8 v_cvt_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
a v_cvt_f16_f32 _dpp >vdst=v1 src0=v1/dpp8/0
b v_cvt_f32_f16 _dpp >vdst=v1 src0=v1/dpp8/0
c v_cvt_rpi_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
d v_cvt_flr_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
e v_cvt_off_f32_i4 _dpp >vdst=v1 src0=v1/dpp8/0
11 v_cvt_f32_ubyte0 _dpp >vdst=v1 src0=v1/dpp8/0
12 v_cvt_f32_ubyte1 _dpp >vdst=v1 src0=v1/dpp8/0
13 v_cvt_f32_ubyte2 _dpp >vdst=v1 src0=v1/dpp8/0
14 v_cvt_f32_ubyte3 _dpp >vdst=v1 src0=v1/dpp8/0
20 v_fract_f32 _dpp >vdst=v1 src0=v1/dpp8/0
21 v_trunc_f32 _dpp >vdst=v1 src0=v1/dpp8/0
22 v_ceil_f32 _dpp >vdst=v1 src0=v1/dpp8/0
23 v_rndne_f32 _dpp >vdst=v1 src0=v1/dpp8/0
24 v_floor_f32 _dpp >vdst=v1 src0=v1/dpp8/0
25 v_exp_f32 _dpp >vdst=v1 src0=v1/dpp8/0
27 v_log_f32 _dpp >vdst=v1 src0=v1/dpp8/0
2a v_rcp_f32 _dpp >vdst=v1 src0=v1/dpp8/0
2b v_rcp_iflag_f32 _dpp >vdst=v1 src0=v1/dpp8/0
2e v_rsq_f32 _dpp >vdst=v1 src0=v1/dpp8/0
33 v_sqrt_f32 _dpp >vdst=v1 src0=v1/dpp8/0
35 v_sin_f32 _dpp >vdst=v1 src0=v1/dpp8/0
36 v_cos_f32 _dpp >vdst=v1 src0=v1/dpp8/0
37 v_not_b32 _dpp >vdst=v1 src0=v1/dpp8/0
38 v_bfrev_b32 _dpp >vdst=v1 src0=v1/dpp8/0
39 v_ffbh_u32 _dpp >vdst=v1 src0=v1/dpp8/0
3a v_ffbl_b32 _dpp >vdst=v1 src0=v1/dpp8/0
3b v_ffbh_i32 _dpp >vdst=v1 src0=v1/dpp8/0
3f v_frexp_exp_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
40 v_frexp_mant_f32 _dpp >vdst=v1 src0=v1/dpp8/0
42 v_movreld_b32 _dpp >vdst=v1 src0=v1/dpp8/0
43 v_movrels_b32 _dpp >vdst=v1 src0=v1/dpp8/0
44 v_movrelsd_b32 _dpp >vdst=v1 src0=v1/dpp8/0
48 v_movrelsd_2_b32 _dpp >vdst=v1 src0=v1/dpp8/0
50 v_cvt_f16_u16 _dpp >vdst=v1 src0=v1/dpp8/0
51 v_cvt_f16_i16 _dpp >vdst=v1 src0=v1/dpp8/0
52 v_cvt_u16_f16 _dpp >vdst=v1 src0=v1/dpp8/0
53 v_cvt_i16_f16 _dpp >vdst=v1 src0=v1/dpp8/0
54 v_rcp_f16 _dpp >vdst=v1 src0=v1/dpp8/0
55 v_sqrt_f16 _dpp >vdst=v1 src0=v1/dpp8/0
56 v_rsq_f16 _dpp >vdst=v1 src0=v1/dpp8/0
57 v_log_f16 _dpp >vdst=v1 src0=v1/dpp8/0
58 v_exp_f16 _dpp >vdst=v1 src0=v1/dpp8/0
59 v_frexp_mant_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5a v_frexp_exp_i16_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5b v_floor_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5c v_ceil_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5d v_trunc_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5e v_rndne_f16 _dpp >vdst=v1 src0=v1/dpp8/0
5f v_fract_f16 _dpp >vdst=v1 src0=v1/dpp8/0
60 v_sin_f16 _dpp >vdst=v1 src0=v1/dpp8/0
61 v_cos_f16 _dpp >vdst=v1 src0=v1/dpp8/0
62 v_sat_pk_u8_i16 _dpp >vdst=v1 src0=v1/dpp8/0
63 v_cvt_norm_i16_f16 _dpp >vdst=v1 src0=v1/dpp8/0
64 v_cvt_norm_u16_f16 _dpp >vdst=v1 src0=v1/dpp8/0
""",
    "VOP1.SDWA": """\
1 v_mov_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
5 v_cvt_f32_i32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
6 v_cvt_f32_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
7 v_cvt_u32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
8 v_cvt_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
a v_cvt_f16_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
b v_cvt_f32_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
c v_cvt_rpi_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
d v_cvt_flr_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
e v_cvt_off_f32_i4 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
11 v_cvt_f32_ubyte0 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
12 v_cvt_f32_ubyte1 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
13 v_cvt_f32_ubyte2 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
14 v_cvt_f32_ubyte3 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
20 v_fract_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
21 v_trunc_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
22 v_ceil_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
23 v_rndne_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
24 v_floor_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
25 v_exp_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
27 v_log_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
2a v_rcp_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
2b v_rcp_iflag_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
2e v_rsq_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
33 v_sqrt_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
35 v_sin_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
36 v_cos_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
37 v_not_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
38 v_bfrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
39 v_ffbh_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
3a v_ffbl_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
3b v_ffbh_i32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
3f v_frexp_exp_i32_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
40 v_frexp_mant_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
42 v_movreld_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
43 v_movrels_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
44 v_movrelsd_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
48 v_movrelsd_2_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
50 v_cvt_f16_u16 _sdwa >vdst=v1 src0=w1.:i16.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
51 v_cvt_f16_i16 _sdwa >vdst=v1 src0=w1.:i16.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf30000000000000
52 v_cvt_u16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
53 v_cvt_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
54 v_rcp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
55 v_sqrt_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
56 v_rsq_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
57 v_log_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
58 v_exp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
59 v_frexp_mant_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
5a v_frexp_exp_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
5b v_floor_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
5c v_ceil_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
5d v_trunc_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
5e v_rndne_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
5f v_fract_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
60 v_sin_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
61 v_cos_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15/bf08000000000000
62 v_sat_pk_u8_i16 _sdwa >vdst=v1 src0=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf30c00000000000
63 v_cvt_norm_i16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
64 v_cvt_norm_u16_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14/clamp dst_sel@15 dst_unused@16 src0_sel@15/bf08c00000000000
""",
    "VOP1": """\
0 v_nop - //1fe0000
1 v_mov_b32 _e32 >vdst=v1 src0=x1.:b32@17//0
2 v_readfirstlane_b32 - >vdst=x1@4 src0=x1@18//0
3 v_cvt_i32_f64 _e32 >vdst=v1 src0=x2.:f64@19//0
4 v_cvt_f64_i32 _e32 >vdst=v2 src0=x1.:b32@17//0
5 v_cvt_f32_i32 _e32 >vdst=v1 src0=x1.:b32@17//0
6 v_cvt_f32_u32 _e32 >vdst=v1 src0=x1.:b32@17//0
7 v_cvt_u32_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
8 v_cvt_i32_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
a v_cvt_f16_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
b v_cvt_f32_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
c v_cvt_rpi_i32_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
d v_cvt_flr_i32_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
e v_cvt_off_f32_i4 _e32 >vdst=v1 src0=x1.:b32@17//0
f v_cvt_f32_f64 _e32 >vdst=v1 src0=x2.:f64@19//0
10 v_cvt_f64_f32 _e32 >vdst=v2 src0=x1.:b32@17//0
11 v_cvt_f32_ubyte0 _e32 >vdst=v1 src0=x1.:b32@17//0
12 v_cvt_f32_ubyte1 _e32 >vdst=v1 src0=x1.:b32@17//0
13 v_cvt_f32_ubyte2 _e32 >vdst=v1 src0=x1.:b32@17//0
14 v_cvt_f32_ubyte3 _e32 >vdst=v1 src0=x1.:b32@17//0
15 v_cvt_u32_f64 _e32 >vdst=v1 src0=x2.:f64@19//0
16 v_cvt_f64_u32 _e32 >vdst=v2 src0=x1.:b32@17//0
17 v_trunc_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
18 v_ceil_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
19 v_rndne_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
1a v_floor_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
1b v_pipeflush - //1fe0000
20 v_fract_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
21 v_trunc_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
22 v_ceil_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
23 v_rndne_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
24 v_floor_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
25 v_exp_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
27 v_log_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
2a v_rcp_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
2b v_rcp_iflag_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
2e v_rsq_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
2f v_rcp_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
31 v_rsq_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
33 v_sqrt_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
34 v_sqrt_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
35 v_sin_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
36 v_cos_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
37 v_not_b32 _e32 >vdst=v1 src0=x1.:b32@17//0
38 v_bfrev_b32 _e32 >vdst=v1 src0=x1.:b32@17//0
39 v_ffbh_u32 _e32 >vdst=v1 src0=x1.:b32@17//0
3a v_ffbl_b32 _e32 >vdst=v1 src0=x1.:b32@17//0
3b v_ffbh_i32 _e32 >vdst=v1 src0=x1.:b32@17//0
3c v_frexp_exp_i32_f64 _e32 >vdst=v1 src0=x2.:f64@19//0
3d v_frexp_mant_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
3e v_fract_f64 _e32 >vdst=v2 src0=x2.:f64@19//0
3f v_frexp_exp_i32_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
40 v_frexp_mant_f32 _e32 >vdst=v1 src0=x1.:b32@17//0
41 v_clrexcp - //1fe0000
42 v_movreld_b32 _e32 >vdst=v1 src0=x1.:b32@17//0
43 v_movrels_b32 _e32 >vdst=v1 src0=x1@20//0
44 v_movrelsd_b32 _e32 >vdst=v1 src0=x1@20//0
48 v_movrelsd_2_b32 _e32 >vdst=v1 src0=x1@20//0
50 v_cvt_f16_u16 _e32 >vdst=v1 src0=x1.:i16@17//0
51 v_cvt_f16_i16 _e32 >vdst=v1 src0=x1.:i16@17//0
52 v_cvt_u16_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
53 v_cvt_i16_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
54 v_rcp_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
55 v_sqrt_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
56 v_rsq_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
57 v_log_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
58 v_exp_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
59 v_frexp_mant_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5a v_frexp_exp_i16_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5b v_floor_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5c v_ceil_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5d v_trunc_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5e v_rndne_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
5f v_fract_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
60 v_sin_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
61 v_cos_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
62 v_sat_pk_u8_i16 _e32 >vdst=v1 src0=x1.:b32@17//0
63 v_cvt_norm_i16_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
64 v_cvt_norm_u16_f16 _e32 >vdst=v1 src0=x1.:f16@17//0
65 v_swap_b32 - >vdst=v1 src0=x1@20//0
68 v_swaprel_b32 - >vdst=v1 src0=x1@20//0
""",
    "VOPC.SDWA": """\
0 v_cmp_f_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
1 v_cmp_lt_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
2 v_cmp_eq_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
3 v_cmp_le_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
4 v_cmp_gt_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
5 v_cmp_lg_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
6 v_cmp_ge_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
7 v_cmp_o_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
8 v_cmp_u_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
9 v_cmp_nge_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
a v_cmp_nlg_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
b v_cmp_ngt_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
c v_cmp_nle_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
d v_cmp_neq_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
e v_cmp_nlt_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
f v_cmp_tru_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
10 v_cmpx_f_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
11 v_cmpx_lt_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
12 v_cmpx_eq_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
13 v_cmpx_le_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
14 v_cmpx_gt_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
15 v_cmpx_lg_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
16 v_cmpx_ge_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
17 v_cmpx_o_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
18 v_cmpx_u_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
19 v_cmpx_nge_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1a v_cmpx_nlg_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1b v_cmpx_ngt_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1c v_cmpx_nle_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1d v_cmpx_neq_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1e v_cmpx_nlt_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
1f v_cmpx_tru_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
80 v_cmp_f_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
81 v_cmp_lt_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
82 v_cmp_eq_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
83 v_cmp_le_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
84 v_cmp_gt_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
85 v_cmp_ne_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
86 v_cmp_ge_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
87 v_cmp_t_i32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
88 v_cmp_class_f32 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3008000000000000
89 v_cmp_lt_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8a v_cmp_eq_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8b v_cmp_le_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8c v_cmp_gt_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8d v_cmp_ne_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8e v_cmp_ge_i16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
8f v_cmp_class_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3008000000000000
90 v_cmpx_f_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
91 v_cmpx_lt_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
92 v_cmpx_eq_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
93 v_cmpx_le_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
94 v_cmpx_gt_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
95 v_cmpx_ne_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
96 v_cmpx_ge_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
97 v_cmpx_t_i32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
98 v_cmpx_class_f32 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3008800000000000
99 v_cmpx_lt_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9a v_cmpx_eq_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9b v_cmpx_le_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9c v_cmpx_gt_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9d v_cmpx_ne_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9e v_cmpx_ge_i16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
9f v_cmpx_class_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3008800000000000
a9 v_cmp_lt_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
aa v_cmp_eq_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
ab v_cmp_le_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
ac v_cmp_gt_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
ad v_cmp_ne_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
ae v_cmp_ge_u16 _sdwa >sdst=cm src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030000000000000
b9 v_cmpx_lt_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
ba v_cmpx_eq_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
bb v_cmpx_le_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
bc v_cmpx_gt_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
bd v_cmpx_ne_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
be v_cmpx_ge_u16 _sdwa src0=w1.:i16.s@14 vsrc1=w1.:i16.s@14/src0_sel@15 src1_sel@15/3030800000000000
c0 v_cmp_f_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c1 v_cmp_lt_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c2 v_cmp_eq_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c3 v_cmp_le_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c4 v_cmp_gt_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c5 v_cmp_ne_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c6 v_cmp_ge_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c7 v_cmp_t_u32 _sdwa >sdst=cm src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030000000000000
c8 v_cmp_f_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
c9 v_cmp_lt_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ca v_cmp_eq_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
cb v_cmp_le_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
cc v_cmp_gt_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
cd v_cmp_lg_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ce v_cmp_ge_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
cf v_cmp_o_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
d0 v_cmpx_f_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d1 v_cmpx_lt_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d2 v_cmpx_eq_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d3 v_cmpx_le_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d4 v_cmpx_gt_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d5 v_cmpx_ne_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d6 v_cmpx_ge_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d7 v_cmpx_t_u32 _sdwa src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/src0_sel@15 src1_sel@15/3030800000000000
d8 v_cmpx_f_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
d9 v_cmpx_lt_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
da v_cmpx_eq_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
db v_cmpx_le_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
dc v_cmpx_gt_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
dd v_cmpx_lg_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
de v_cmpx_ge_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
df v_cmpx_o_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
e8 v_cmp_u_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
e9 v_cmp_nge_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ea v_cmp_nlg_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
eb v_cmp_ngt_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ec v_cmp_nle_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ed v_cmp_neq_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ee v_cmp_nlt_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
ef v_cmp_tru_f16 _sdwa >sdst=cm src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808000000000000
f8 v_cmpx_u_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
f9 v_cmpx_nge_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
fa v_cmpx_nlg_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
fb v_cmpx_ngt_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
fc v_cmpx_nle_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
fd v_cmpx_neq_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
fe v_cmpx_nlt_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
ff v_cmpx_tru_f16 _sdwa src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/src0_sel@15 src1_sel@15/808800000000000
""",
    "VOPC": """\
0 v_cmp_f_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
1 v_cmp_lt_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
2 v_cmp_eq_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
3 v_cmp_le_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
4 v_cmp_gt_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
5 v_cmp_lg_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
6 v_cmp_ge_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
7 v_cmp_o_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
8 v_cmp_u_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
9 v_cmp_nge_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
a v_cmp_nlg_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
b v_cmp_ngt_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c v_cmp_nle_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
d v_cmp_neq_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
e v_cmp_nlt_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
f v_cmp_tru_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
10 v_cmpx_f_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
11 v_cmpx_lt_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
12 v_cmpx_eq_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
13 v_cmpx_le_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
14 v_cmpx_gt_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
15 v_cmpx_lg_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
16 v_cmpx_ge_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
17 v_cmpx_o_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
18 v_cmpx_u_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
19 v_cmpx_nge_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1a v_cmpx_nlg_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1b v_cmpx_ngt_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1c v_cmpx_nle_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1d v_cmpx_neq_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1e v_cmpx_nlt_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
1f v_cmpx_tru_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
20 v_cmp_f_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
21 v_cmp_lt_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
22 v_cmp_eq_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
23 v_cmp_le_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
24 v_cmp_gt_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
25 v_cmp_lg_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
26 v_cmp_ge_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
27 v_cmp_o_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
28 v_cmp_u_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
29 v_cmp_nge_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2a v_cmp_nlg_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2b v_cmp_ngt_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2c v_cmp_nle_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2d v_cmp_neq_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2e v_cmp_nlt_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
2f v_cmp_tru_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v2//0
30 v_cmpx_f_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
31 v_cmpx_lt_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
32 v_cmpx_eq_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
33 v_cmpx_le_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
34 v_cmpx_gt_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
35 v_cmpx_lg_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
36 v_cmpx_ge_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
37 v_cmpx_o_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
38 v_cmpx_u_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
39 v_cmpx_nge_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3a v_cmpx_nlg_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3b v_cmpx_ngt_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3c v_cmpx_nle_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3d v_cmpx_neq_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3e v_cmpx_nlt_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
3f v_cmpx_tru_f64 _e32 src0=x2.:f64@19 vsrc1=v2//0
80 v_cmp_f_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
81 v_cmp_lt_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
82 v_cmp_eq_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
83 v_cmp_le_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
84 v_cmp_gt_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
85 v_cmp_ne_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
86 v_cmp_ge_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
87 v_cmp_t_i32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
88 v_cmp_class_f32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
89 v_cmp_lt_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8a v_cmp_eq_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8b v_cmp_le_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8c v_cmp_gt_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8d v_cmp_ne_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8e v_cmp_ge_i16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
8f v_cmp_class_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
90 v_cmpx_f_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
91 v_cmpx_lt_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
92 v_cmpx_eq_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
93 v_cmpx_le_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
94 v_cmpx_gt_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
95 v_cmpx_ne_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
96 v_cmpx_ge_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
97 v_cmpx_t_i32 _e32 src0=x1.:b32@17 vsrc1=v1//0
98 v_cmpx_class_f32 _e32 src0=x1.:b32@17 vsrc1=v1//0
99 v_cmpx_lt_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9a v_cmpx_eq_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9b v_cmpx_le_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9c v_cmpx_gt_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9d v_cmpx_ne_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9e v_cmpx_ge_i16 _e32 src0=x1.:i16@17 vsrc1=v1//0
9f v_cmpx_class_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
a0 v_cmp_f_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a1 v_cmp_lt_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a2 v_cmp_eq_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a3 v_cmp_le_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a4 v_cmp_gt_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a5 v_cmp_ne_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a6 v_cmp_ge_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a7 v_cmp_t_i64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
a8 v_cmp_class_f64 _e32 >=vcc.m src0=x2.:f64@19 vsrc1=v1//0
a9 v_cmp_lt_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
aa v_cmp_eq_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
ab v_cmp_le_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
ac v_cmp_gt_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
ad v_cmp_ne_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
ae v_cmp_ge_u16 _e32 >=vcc.m src0=x1.:i16@17 vsrc1=v1//0
b0 v_cmpx_f_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b1 v_cmpx_lt_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b2 v_cmpx_eq_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b3 v_cmpx_le_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b4 v_cmpx_gt_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b5 v_cmpx_ne_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b6 v_cmpx_ge_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b7 v_cmpx_t_i64 _e32 src0=x2.:b64@19 vsrc1=v2//0
b8 v_cmpx_class_f64 _e32 src0=x2.:f64@19 vsrc1=v1//0
b9 v_cmpx_lt_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
ba v_cmpx_eq_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
bb v_cmpx_le_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
bc v_cmpx_gt_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
bd v_cmpx_ne_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
be v_cmpx_ge_u16 _e32 src0=x1.:i16@17 vsrc1=v1//0
c0 v_cmp_f_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c1 v_cmp_lt_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c2 v_cmp_eq_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c3 v_cmp_le_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c4 v_cmp_gt_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c5 v_cmp_ne_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c6 v_cmp_ge_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c7 v_cmp_t_u32 _e32 >=vcc.m src0=x1.:b32@17 vsrc1=v1//0
c8 v_cmp_f_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
c9 v_cmp_lt_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ca v_cmp_eq_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
cb v_cmp_le_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
cc v_cmp_gt_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
cd v_cmp_lg_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ce v_cmp_ge_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
cf v_cmp_o_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
d0 v_cmpx_f_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d1 v_cmpx_lt_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d2 v_cmpx_eq_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d3 v_cmpx_le_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d4 v_cmpx_gt_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d5 v_cmpx_ne_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d6 v_cmpx_ge_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d7 v_cmpx_t_u32 _e32 src0=x1.:b32@17 vsrc1=v1//0
d8 v_cmpx_f_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
d9 v_cmpx_lt_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
da v_cmpx_eq_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
db v_cmpx_le_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
dc v_cmpx_gt_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
dd v_cmpx_lg_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
de v_cmpx_ge_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
df v_cmpx_o_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
e0 v_cmp_f_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e1 v_cmp_lt_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e2 v_cmp_eq_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e3 v_cmp_le_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e4 v_cmp_gt_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e5 v_cmp_ne_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e6 v_cmp_ge_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e7 v_cmp_t_u64 _e32 >=vcc.m src0=x2.:b64@19 vsrc1=v2//0
e8 v_cmp_u_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
e9 v_cmp_nge_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ea v_cmp_nlg_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
eb v_cmp_ngt_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ec v_cmp_nle_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ed v_cmp_neq_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ee v_cmp_nlt_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
ef v_cmp_tru_f16 _e32 >=vcc.m src0=x1.:f16@17 vsrc1=v1//0
f0 v_cmpx_f_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f1 v_cmpx_lt_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f2 v_cmpx_eq_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f3 v_cmpx_le_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f4 v_cmpx_gt_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f5 v_cmpx_ne_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f6 v_cmpx_ge_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f7 v_cmpx_t_u64 _e32 src0=x2.:b64@19 vsrc1=v2//0
f8 v_cmpx_u_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
f9 v_cmpx_nge_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
fa v_cmpx_nlg_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
fb v_cmpx_ngt_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
fc v_cmpx_nle_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
fd v_cmpx_neq_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
fe v_cmpx_nlt_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
ff v_cmpx_tru_f16 _e32 src0=x1.:f16@17 vsrc1=v1//0
""",
    "VOP2.DPP16": """\
1 v_cndmask_b32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na =vcc.m/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
2 v_dot2c_f32_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
3 v_add_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
4 v_sub_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
5 v_subrev_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
7 v_mul_legacy_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
8 v_mul_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
9 v_mul_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
a v_mul_hi_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b v_mul_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c v_mul_hi_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
d v_dot4c_i32_i8 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
f v_min_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
10 v_max_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
11 v_min_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
12 v_max_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
13 v_min_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
14 v_max_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
16 v_lshrrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
18 v_ashrrev_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1a v_lshlrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1b v_and_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1c v_or_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1d v_xor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1e v_xnor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
25 v_add_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
26 v_sub_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
27 v_subrev_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
28 v_add_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
29 v_sub_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
2a v_subrev_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
2b v_fmac_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
2f v_cvt_pkrtz_f16_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
32 v_add_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
33 v_sub_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
34 v_subrev_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
35 v_mul_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
36 v_fmac_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
39 v_max_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
3a v_min_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/0
3b v_ldexp_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1/dpp_ctrl@13 row_mask bank_mask bound_ctrl fetch_inactive/40000000000000
""",
    "VOP2.DPP8": """\
1 v_cndmask_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1 =vcc.m/dpp8/0
2 v_dot2c_f32_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
3 v_add_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
4 v_sub_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
5 v_subrev_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
7 v_mul_legacy_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
8 v_mul_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
9 v_mul_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
a v_mul_hi_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
b v_mul_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
c v_mul_hi_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
d v_dot4c_i32_i8 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
f v_min_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
10 v_max_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
11 v_min_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
12 v_max_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
13 v_min_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
14 v_max_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
16 v_lshrrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
18 v_ashrrev_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1a v_lshlrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1b v_and_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1c v_or_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1d v_xor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1e v_xnor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
25 v_add_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
26 v_sub_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
27 v_subrev_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
28 v_add_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
29 v_sub_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
2a v_subrev_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
2b v_fmac_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
2f v_cvt_pkrtz_f16_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
32 v_add_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
33 v_sub_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
34 v_subrev_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
35 v_mul_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
36 v_fmac_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
39 v_max_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
3a v_min_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
3b v_ldexp_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
""",
    "VOP2.SDWA": """\
1 v_cndmask_b32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14 =vcc.m/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808c00000000000
3 v_add_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
4 v_sub_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
5 v_subrev_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
7 v_mul_legacy_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
8 v_mul_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
9 v_mul_i32_i24 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
a v_mul_hi_i32_i24 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
b v_mul_u32_u24 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
c v_mul_hi_u32_u24 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
f v_min_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
10 v_max_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
11 v_min_i32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
12 v_max_i32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
13 v_min_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
14 v_max_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
16 v_lshrrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
18 v_ashrrev_i32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
1a v_lshlrev_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
1b v_and_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
1c v_or_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
1d v_xor_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
1e v_xnor_b32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
25 v_add_nc_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
26 v_sub_nc_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
27 v_subrev_nc_u32 _sdwa >vdst=v1 src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
28 v_add_co_ci_u32 _sdwa >vdst=v1 >=vcc.m src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14 =vcc.m/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
29 v_sub_co_ci_u32 _sdwa >vdst=v1 >=vcc.m src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14 =vcc.m/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
2a v_subrev_co_ci_u32 _sdwa >vdst=v1 >=vcc.m src0=w1.:b32.s@14 vsrc1=w1.:b32.s@14 =vcc.m/clamp dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3030c00000000000
2f v_cvt_pkrtz_f16_f32 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
32 v_add_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
33 v_sub_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
34 v_subrev_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
35 v_mul_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
39 v_max_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
3a v_min_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.na@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/808000000000000
3b v_ldexp_f16 _sdwa >vdst=v1 src0=w1.:b32.na@14 vsrc1=w1.:b32.s@14/clamp omod dst_sel@15 dst_unused@16 src0_sel@15 src1_sel@15/3008000000000000
""",
    "VOP2": """\
0 v_illegal - //1ffffff
1 v_cndmask_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1 =vcc.m//0
2 v_dot2c_f32_f16 - >vdst=v1 src0=x1.:v2f16@17 vsrc1=v1//0
3 v_add_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
4 v_sub_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
5 v_subrev_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
6 v_fmac_legacy_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
7 v_mul_legacy_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
8 v_mul_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
9 v_mul_i32_i24 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
a v_mul_hi_i32_i24 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
b v_mul_u32_u24 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
c v_mul_hi_u32_u24 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
d v_dot4c_i32_i8 - >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
f v_min_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
10 v_max_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
11 v_min_i32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
12 v_max_i32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
13 v_min_u32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
14 v_max_u32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
16 v_lshrrev_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
18 v_ashrrev_i32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
1a v_lshlrev_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
1b v_and_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
1c v_or_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
1d v_xor_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
1e v_xnor_b32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
25 v_add_nc_u32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
26 v_sub_nc_u32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
27 v_subrev_nc_u32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
28 v_add_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@17 vsrc1=v1 =vcc.m//0
29 v_sub_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@17 vsrc1=v1 =vcc.m//0
2a v_subrev_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@17 vsrc1=v1 =vcc.m//0
2b v_fmac_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
2c v_fmamk_f32 - >vdst=v1 src0=x1.:b32@17 literal=k1.:hex vsrc1=v1//0
2d v_fmaak_f32 - >vdst=v1 src0=x1.:b32@17 vsrc1=v1 literal=k1.:hex//0
2f v_cvt_pkrtz_f16_f32 _e32 >vdst=v1 src0=x1.:b32@17 vsrc1=v1//0
32 v_add_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
33 v_sub_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
34 v_subrev_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
35 v_mul_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
36 v_fmac_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
37 v_fmamk_f16 - >vdst=v1 src0=x1.:f16@17 literal=k1.:hex vsrc1=v1//0
38 v_fmaak_f16 - >vdst=v1 src0=x1.:f16@17 vsrc1=v1 literal=k1.:hex//0
39 v_max_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
3a v_min_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
3b v_ldexp_f16 _e32 >vdst=v1 src0=x1.:f16@17 vsrc1=v1//0
3c v_pk_fmac_f16 - >vdst=v1 src0=x1.:v2f16@17 vsrc1=v1//0
""",
    "VOP3SD": """\
128 v_add_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17 src2=xm@21/clamp/f800000000000000
129 v_sub_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17 src2=xm@21/clamp/f800000000000000
12a v_subrev_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17 src2=xm@21/clamp/f800000000000000
16d v_div_scale_f32 - >vdst=v1 >sdst=sm src0=x1.:b32.n@17 src1=x1.:b32.n@17 src2=x1.:b32.n@17/clamp omod/0
16e v_div_scale_f64 - >vdst=v2 >sdst=sm src0=x2.:f64.n@19 src1=x2.:f64.n@19 src2=x2.:f64.n@19/clamp omod/0
176 v_mad_u64_u32 - >vdst=v2 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17 src2=x2.:b64@19/clamp/f800000000000000
177 v_mad_i64_i32 - >vdst=v2 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17 src2=x2.:b64@19/clamp/f800000000000000
30f v_add_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000000
310 v_sub_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000000
319 v_subrev_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000000
""",
    "VOP3P": """\
0 v_pk_mad_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
1 v_pk_mul_lo_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
2 v_pk_add_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
3 v_pk_sub_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
4 v_pk_lshlrev_b16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
5 v_pk_lshrrev_b16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
6 v_pk_ashrrev_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
7 v_pk_max_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
8 v_pk_min_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
9 v_pk_mad_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
a v_pk_add_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
b v_pk_sub_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
c v_pk_max_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
d v_pk_min_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
e v_pk_fma_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17 src2=x1.:v2f16@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
f v_pk_add_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
10 v_pk_mul_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
11 v_pk_min_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
12 v_pk_max_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17/op_sel*2@22 op_sel_hi*2 neg_lo*2@22 neg_hi*2@22 clamp/7fc000000000000
13 v_dot2_f32_f16 - >vdst=v1 src0=x1.:v2f16@17 src1=x1.:v2f16@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
14 v_dot2_i32_i16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
15 v_dot2_u32_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
16 v_dot4_i32_i8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
17 v_dot4_u32_u8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
18 v_dot8_i32_i4 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
19 v_dot8_u32_u4 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
20 v_fma_mix_f32 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*3 op_sel_hi*3 clamp/0
21 v_fma_mixlo_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*3 op_sel_hi*3 clamp/0
22 v_fma_mixhi_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*3 op_sel_hi*3 clamp/0
""",
    "VOP3": """\
0 v_cmp_f_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1 v_cmp_lt_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
2 v_cmp_eq_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
3 v_cmp_le_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
4 v_cmp_gt_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
5 v_cmp_lg_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
6 v_cmp_ge_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
7 v_cmp_o_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
8 v_cmp_u_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
9 v_cmp_nge_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
a v_cmp_nlg_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
b v_cmp_ngt_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
c v_cmp_nle_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
d v_cmp_neq_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
e v_cmp_nlt_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
f v_cmp_tru_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
10 v_cmpx_f_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
11 v_cmpx_lt_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
12 v_cmpx_eq_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
13 v_cmpx_le_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
14 v_cmpx_gt_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
15 v_cmpx_lg_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
16 v_cmpx_ge_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
17 v_cmpx_o_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
18 v_cmpx_u_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
19 v_cmpx_nge_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1a v_cmpx_nlg_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1b v_cmpx_ngt_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1c v_cmpx_nle_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1d v_cmpx_neq_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1e v_cmpx_nlt_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
1f v_cmpx_tru_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
20 v_cmp_f_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
21 v_cmp_lt_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
22 v_cmp_eq_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
23 v_cmp_le_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
24 v_cmp_gt_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
25 v_cmp_lg_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
26 v_cmp_ge_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
27 v_cmp_o_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
28 v_cmp_u_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
29 v_cmp_nge_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2a v_cmp_nlg_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2b v_cmp_ngt_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2c v_cmp_nle_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2d v_cmp_neq_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2e v_cmp_nlt_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
2f v_cmp_tru_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
30 v_cmpx_f_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
31 v_cmpx_lt_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
32 v_cmpx_eq_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
33 v_cmpx_le_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
34 v_cmpx_gt_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
35 v_cmpx_lg_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
36 v_cmpx_ge_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
37 v_cmpx_o_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
38 v_cmpx_u_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
39 v_cmpx_nge_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3a v_cmpx_nlg_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3b v_cmpx_ngt_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3c v_cmpx_nle_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3d v_cmpx_neq_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3e v_cmpx_nlt_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
3f v_cmpx_tru_f64 _e64 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp/9ffc000000000400
80 v_cmp_f_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
81 v_cmp_lt_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
82 v_cmp_eq_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
83 v_cmp_le_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
84 v_cmp_gt_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
85 v_cmp_ne_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
86 v_cmp_ge_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
87 v_cmp_t_i32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
88 v_cmp_class_f32 _e64 >vdst=xm@4 src0=x1.:b32.na@17 src1=x1.:b32@17//dffc000000008600
89 v_cmp_lt_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8a v_cmp_eq_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8b v_cmp_le_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8c v_cmp_gt_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8d v_cmp_ne_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8e v_cmp_ge_i16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
8f v_cmp_class_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:b32@17//dffc000000008600
90 v_cmpx_f_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
91 v_cmpx_lt_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
92 v_cmpx_eq_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
93 v_cmpx_le_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
94 v_cmpx_gt_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
95 v_cmpx_ne_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
96 v_cmpx_ge_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
97 v_cmpx_t_i32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
98 v_cmpx_class_f32 _e64 src0=x1.:b32.na@17 src1=x1.:b32@17//dffc000000008600
99 v_cmpx_lt_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9a v_cmpx_eq_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9b v_cmpx_le_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9c v_cmpx_gt_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9d v_cmpx_ne_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9e v_cmpx_ge_i16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
9f v_cmpx_class_f16 _e64 src0=x1.:f16.na@17 src1=x1.:b32@17//dffc000000008600
a0 v_cmp_f_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a1 v_cmp_lt_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a2 v_cmp_eq_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a3 v_cmp_le_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a4 v_cmp_gt_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a5 v_cmp_ne_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a6 v_cmp_ge_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a7 v_cmp_t_i64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
a8 v_cmp_class_f64 _e64 >vdst=xm@4 src0=x2.:f64.na@19 src1=x1.:b32@17//dffc000000008600
a9 v_cmp_lt_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
aa v_cmp_eq_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
ab v_cmp_le_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
ac v_cmp_gt_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
ad v_cmp_ne_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
ae v_cmp_ge_u16 _e64 >vdst=xm@4 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
b0 v_cmpx_f_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b1 v_cmpx_lt_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b2 v_cmpx_eq_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b3 v_cmpx_le_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b4 v_cmpx_gt_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b5 v_cmpx_ne_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b6 v_cmpx_ge_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b7 v_cmpx_t_i64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
b8 v_cmpx_class_f64 _e64 src0=x2.:f64.na@19 src1=x1.:b32@17//dffc000000008600
b9 v_cmpx_lt_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
ba v_cmpx_eq_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
bb v_cmpx_le_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
bc v_cmpx_gt_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
bd v_cmpx_ne_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
be v_cmpx_ge_u16 _e64 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
c0 v_cmp_f_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c1 v_cmp_lt_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c2 v_cmp_eq_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c3 v_cmp_le_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c4 v_cmp_gt_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c5 v_cmp_ne_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c6 v_cmp_ge_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c7 v_cmp_t_u32 _e64 >vdst=xm@4 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
c8 v_cmp_f_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
c9 v_cmp_lt_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ca v_cmp_eq_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
cb v_cmp_le_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
cc v_cmp_gt_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
cd v_cmp_lg_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ce v_cmp_ge_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
cf v_cmp_o_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
d0 v_cmpx_f_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d1 v_cmpx_lt_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d2 v_cmpx_eq_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d3 v_cmpx_le_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d4 v_cmpx_gt_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d5 v_cmpx_ne_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d6 v_cmpx_ge_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d7 v_cmpx_t_u32 _e64 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
d8 v_cmpx_f_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
d9 v_cmpx_lt_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
da v_cmpx_eq_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
db v_cmpx_le_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
dc v_cmpx_gt_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
dd v_cmpx_lg_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
de v_cmpx_ge_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
df v_cmpx_o_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
e0 v_cmp_f_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e1 v_cmp_lt_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e2 v_cmp_eq_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e3 v_cmp_le_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e4 v_cmp_gt_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e5 v_cmp_ne_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e6 v_cmp_ge_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e7 v_cmp_t_u64 _e64 >vdst=xm@4 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
e8 v_cmp_u_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
e9 v_cmp_nge_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ea v_cmp_nlg_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
eb v_cmp_ngt_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ec v_cmp_nle_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ed v_cmp_neq_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ee v_cmp_nlt_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ef v_cmp_tru_f16 _e64 >vdst=xm@4 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
f0 v_cmpx_f_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f1 v_cmpx_lt_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f2 v_cmpx_eq_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f3 v_cmpx_le_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f4 v_cmpx_gt_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f5 v_cmpx_ne_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f6 v_cmpx_ge_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f7 v_cmpx_t_u64 _e64 src0=x2.:b64@19 src1=x2.:b64@19//fffc000000008700
f8 v_cmpx_u_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
f9 v_cmpx_nge_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
fa v_cmpx_nlg_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
fb v_cmpx_ngt_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
fc v_cmpx_nle_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
fd v_cmpx_neq_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
fe v_cmpx_nlt_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
ff v_cmpx_tru_f16 _e64 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp/9ffc000000000400
101 v_cndmask_b32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=xm@21//9800000000008400
103 v_add_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
104 v_sub_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
105 v_subrev_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
106 v_fmac_legacy_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
107 v_mul_legacy_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
108 v_mul_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
109 v_mul_i32_i24 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
10a v_mul_hi_i32_i24 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
10b v_mul_u32_u24 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
10c v_mul_hi_u32_u24 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
10f v_min_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
110 v_max_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
111 v_min_i32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
112 v_max_i32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
113 v_min_u32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
114 v_max_u32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
116 v_lshrrev_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
118 v_ashrrev_i32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
11a v_lshlrev_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
11b v_and_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
11c v_or_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
11d v_xor_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
11e v_xnor_b32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
125 v_add_nc_u32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
126 v_sub_nc_u32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
127 v_subrev_nc_u32 _e64 >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
12b v_fmac_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
12f v_cvt_pkrtz_f16_f32 _e64 >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp omod/87fc000000000400
132 v_add_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
133 v_sub_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
134 v_subrev_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
135 v_mul_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
136 v_fmac_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
139 v_max_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
13a v_min_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/clamp omod/87fc000000000400
13b v_ldexp_f16 _e64 >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16@17/clamp omod/c7fc000000000400
140 v_fma_legacy_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
142 v_mad_i32_i24 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
143 v_mad_u32_u24 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
144 v_cubeid_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
145 v_cubesc_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
146 v_cubetc_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
147 v_cubema_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
148 v_bfe_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
149 v_bfe_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
14a v_bfi_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
14b v_fma_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
14c v_fma_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19 src2=x2.:f64.na@19/clamp omod/0
14d v_lerp_u8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
14e v_alignbit_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
14f v_alignbyte_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
150 v_mullit_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
151 v_min3_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
152 v_min3_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
153 v_min3_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
154 v_max3_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
155 v_max3_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
156 v_max3_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
157 v_med3_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
158 v_med3_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
159 v_med3_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
15a v_sad_u8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
15b v_sad_hi_u8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
15c v_sad_u16 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
15d v_sad_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
15e v_cvt_pk_u8_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/d800000000000000
15f v_div_fixup_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
160 v_div_fixup_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19 src2=x2.:f64.na@19/clamp omod/0
164 v_add_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp omod/87fc000000000400
165 v_mul_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp omod/87fc000000000400
166 v_min_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp omod/87fc000000000400
167 v_max_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19/clamp omod/87fc000000000400
168 v_ldexp_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x1.:b32@17/clamp omod/c7fc000000000400
169 v_mul_lo_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
16a v_mul_hi_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
16c v_mul_hi_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
16f v_div_fmas_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17 src2=x1.:b32.na@17/clamp omod/0
170 v_div_fmas_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x2.:f64.na@19 src2=x2.:f64.na@19/clamp omod/0
171 v_msad_u8 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17/clamp/f800000000000700
172 v_qsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@19 src1=x1.:b32@17 src2=x2.:b64@19/clamp/f800000000000700
173 v_mqsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@19 src1=x1.:b32@17 src2=x2.:b64@19/clamp/f800000000000700
174 v_trig_preop_f64 - >vdst=v2 src0=x2.:f64.na@19 src1=x1.:b32@17/clamp omod/c7fc000000000400
175 v_mqsad_u32_u8 - >vdst=v4 src0=x2.:b64@19 src1=x1.:b32@17 src2=x4@20/clamp/f800000000000700
178 v_xor3_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
180 v_nop - //ffffffff000087ff
181 v_mov_b32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
183 v_cvt_i32_f64 _e64 >vdst=v1 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
184 v_cvt_f64_i32 _e64 >vdst=v2 src0=x1.:b32@17/clamp omod/e7fffe0000000700
185 v_cvt_f32_i32 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
186 v_cvt_f32_u32 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
187 v_cvt_u32_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
188 v_cvt_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
18a v_cvt_f16_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
18b v_cvt_f32_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
18c v_cvt_rpi_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp/dffffe0000000600
18d v_cvt_flr_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp/dffffe0000000600
18e v_cvt_off_f32_i4 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
18f v_cvt_f32_f64 _e64 >vdst=v1 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
190 v_cvt_f64_f32 _e64 >vdst=v2 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
191 v_cvt_f32_ubyte0 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
192 v_cvt_f32_ubyte1 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
193 v_cvt_f32_ubyte2 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
194 v_cvt_f32_ubyte3 _e64 >vdst=v1 src0=x1.:b32@17/clamp omod/e7fffe0000000700
195 v_cvt_u32_f64 _e64 >vdst=v1 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
196 v_cvt_f64_u32 _e64 >vdst=v2 src0=x1.:b32@17/clamp omod/e7fffe0000000700
197 v_trunc_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
198 v_ceil_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
199 v_rndne_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
19a v_floor_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
19b v_pipeflush - //ffffffff000087ff
1a0 v_fract_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a1 v_trunc_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a2 v_ceil_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a3 v_rndne_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a4 v_floor_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a5 v_exp_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1a7 v_log_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1aa v_rcp_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1ab v_rcp_iflag_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1ae v_rsq_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1af v_rcp_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1b1 v_rsq_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1b3 v_sqrt_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1b4 v_sqrt_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1b5 v_sin_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1b6 v_cos_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1b7 v_not_b32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1b8 v_bfrev_b32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1b9 v_ffbh_u32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1ba v_ffbl_b32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1bb v_ffbh_i32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1bc v_frexp_exp_i32_f64 _e64 >vdst=v1 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1bd v_frexp_mant_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1be v_fract_f64 _e64 >vdst=v2 src0=x2.:f64.na@19/clamp omod/c7fffe0000000600
1bf v_frexp_exp_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp/dffffe0000000600
1c0 v_frexp_mant_f32 _e64 >vdst=v1 src0=x1.:b32.na@17/clamp omod/c7fffe0000000600
1c1 v_clrexcp - //ffffffff000087ff
1c2 v_movreld_b32 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1c3 v_movrels_b32 _e64 >vdst=v1 src0=x1@20//fffffe0000008700
1c4 v_movrelsd_b32 _e64 >vdst=v1 src0=x1@20//fffffe0000008700
1c8 v_movrelsd_2_b32 _e64 >vdst=v1 src0=x1@20//fffffe0000008700
1d0 v_cvt_f16_u16 _e64 >vdst=v1 src0=x1.:i16@17/clamp omod/e7fffe0000000700
1d1 v_cvt_f16_i16 _e64 >vdst=v1 src0=x1.:i16@17/clamp omod/e7fffe0000000700
1d2 v_cvt_u16_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d3 v_cvt_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d4 v_rcp_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d5 v_sqrt_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d6 v_rsq_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d7 v_log_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d8 v_exp_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1d9 v_frexp_mant_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1da v_frexp_exp_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1db v_floor_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1dc v_ceil_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1dd v_trunc_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1de v_rndne_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1df v_fract_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1e0 v_sin_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1e1 v_cos_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1e2 v_sat_pk_u8_i16 _e64 >vdst=v1 src0=x1.:b32@17//fffffe0000008700
1e3 v_cvt_norm_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
1e4 v_cvt_norm_u16_f16 _e64 >vdst=v1 src0=x1.:f16.na@17/clamp omod/c7fffe0000000600
2ff v_lshlrev_b64 - >vdst=v2 src0=x1.:b32@17 src1=x2.:b64@19//fffc000000008700
300 v_lshrrev_b64 - >vdst=v2 src0=x1.:b32@17 src1=x2.:b64@19//fffc000000008700
301 v_ashrrev_i64 - >vdst=v2 src0=x1.:b32@17 src1=x2.:b64@19//fffc000000008700
303 v_add_nc_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17/op_sel*-3@23 clamp/9ffc000000000400
304 v_sub_nc_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17/op_sel*-3@23 clamp/9ffc000000000400
305 v_mul_lo_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
307 v_lshrrev_b16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
308 v_ashrrev_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
309 v_max_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
30a v_max_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
30b v_min_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
30c v_min_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
30d v_add_nc_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17/op_sel*-3@23 clamp/9ffc000000000400
30e v_sub_nc_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17/op_sel*-3@23 clamp/9ffc000000000400
311 v_pack_b32_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/op_sel*-3@23 clamp/9ffc000000000400
312 v_cvt_pknorm_i16_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/op_sel*-3@23 clamp/9ffc000000000400
313 v_cvt_pknorm_u16_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17/op_sel*-3@23 clamp/9ffc000000000400
314 v_lshlrev_b16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17//fffc000000008700
340 v_mad_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
344 v_perm_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
345 v_xad_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
346 v_lshl_add_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
347 v_add_lshl_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
34b v_fma_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*-4 clamp omod/0
351 v_min3_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*-4 clamp omod/0
352 v_min3_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
353 v_min3_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
354 v_max3_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*-4 clamp omod/0
355 v_max3_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
356 v_max3_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
357 v_med3_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*-4 clamp omod/0
358 v_med3_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
359 v_med3_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
35e v_mad_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:i16@17/op_sel*-4 clamp/1800000000000000
35f v_div_fixup_f16 - >vdst=v1 src0=x1.:f16.na@17 src1=x1.:f16.na@17 src2=x1.:f16.na@17/op_sel*-4 clamp omod/0
360 v_readlane_b32 - >vdst=x1@4 src0=x1@18 src1=x1.:b32@0//fffc000000008700
361 v_writelane_b32 - >vdst=v1 src0=x1.:b32@24 src1=x1.:b32@0//fffc000000008700
362 v_ldexp_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32@17/clamp omod/c7fc000000000400
363 v_bfm_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
364 v_bcnt_u32_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
365 v_mbcnt_lo_u32_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
366 v_mbcnt_hi_u32_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
368 v_cvt_pknorm_i16_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
369 v_cvt_pknorm_u16_f32 - >vdst=v1 src0=x1.:b32.na@17 src1=x1.:b32.na@17/clamp/9ffc000000000400
36a v_cvt_pk_u16_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
36b v_cvt_pk_i16_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17//fffc000000008700
36d v_add3_u32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
36f v_lshl_or_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
371 v_and_or_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
372 v_or3_b32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17 src2=x1.:b32@17//f800000000008700
373 v_mad_u32_u16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:b32@17/op_sel*-4 clamp/1800000000000000
375 v_mad_i32_i16 - >vdst=v1 src0=x1.:i16@17 src1=x1.:i16@17 src2=x1.:b32@17/op_sel*-4 clamp/1800000000000000
376 v_sub_nc_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
377 v_permlane16_b32 - >vdst=v1 src0=x1@20 src1=x1.:b32@0 src2=x1.:b32@0/op_sel*2/1800000000008000
378 v_permlanex16_b32 - >vdst=v1 src0=x1@20 src1=x1.:b32@0 src2=x1.:b32@0/op_sel*2/1800000000008000
37f v_add_nc_i32 - >vdst=v1 src0=x1.:b32@17 src1=x1.:b32@17/clamp/fffc000000000700
""",
    "DS": """\
0 ds_add_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
1 ds_sub_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
2 ds_rsub_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
3 ds_inc_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
4 ds_dec_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
5 ds_min_i32 - addr=v1 data0=v1/offset gds/ffff000000000000
6 ds_max_i32 - addr=v1 data0=v1/offset gds/ffff000000000000
7 ds_min_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
8 ds_max_u32 - addr=v1 data0=v1/offset gds/ffff000000000000
9 ds_and_b32 - addr=v1 data0=v1/offset gds/ffff000000000000
a ds_or_b32 - addr=v1 data0=v1/offset gds/ffff000000000000
b ds_xor_b32 - addr=v1 data0=v1/offset gds/ffff000000000000
c ds_mskor_b32 - addr=v1 data0=v1 data1=v1/offset gds/ff00000000000000
d ds_write_b32 - addr=v1 data0=v1/offset gds/ffff000000000000
e ds_write2_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1 gds/ff00000000000000
f ds_write2st64_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1 gds/ff00000000000000
10 ds_cmpst_b32 - addr=v1 data0=v1 data1=v1/offset gds/ff00000000000000
11 ds_cmpst_f32 - addr=v1 data0=v1 data1=v1/offset gds/ff00000000000000
12 ds_min_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
13 ds_max_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
14 ds_nop - //ffffffff0002ffff
15 ds_add_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
1e ds_write_b8 - addr=v1 data0=v1/offset gds/ffff000000000000
1f ds_write_b16 - addr=v1 data0=v1/offset gds/ffff000000000000
20 ds_add_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
21 ds_sub_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
22 ds_rsub_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
23 ds_inc_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
24 ds_dec_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
25 ds_min_rtn_i32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
26 ds_max_rtn_i32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
27 ds_min_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
28 ds_max_rtn_u32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
29 ds_and_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
2a ds_or_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
2b ds_xor_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
2c ds_mskor_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
2d ds_wrxchg_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
2e ds_wrxchg2_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1 gds/0
2f ds_wrxchg2st64_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1 gds/0
30 ds_cmpst_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
31 ds_cmpst_rtn_f32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
32 ds_min_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
33 ds_max_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
34 ds_wrap_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
35 ds_swizzle_b32 - >vdst=v1 addr=v1/offset gds/ffff0000000000
36 ds_read_b32 - >vdst=v1 addr=v1/offset gds/ffff0000000000
37 ds_read2_b32 - >vdst=v2 addr=v1/offset0 offset1 gds/ffff0000000000
38 ds_read2st64_b32 - >vdst=v2 addr=v1/offset0 offset1 gds/ffff0000000000
39 ds_read_i8 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3a ds_read_u8 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3b ds_read_i16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3c ds_read_u16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3d ds_consume - >vdst=v1/offset gds/ffffff00000000
3e ds_append - >vdst=v1/offset gds/ffffff00000000
40 ds_add_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
41 ds_sub_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
42 ds_rsub_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
43 ds_inc_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
44 ds_dec_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
45 ds_min_i64 - addr=v1 data0=v2/offset gds/ffff000000000000
46 ds_max_i64 - addr=v1 data0=v2/offset gds/ffff000000000000
47 ds_min_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
48 ds_max_u64 - addr=v1 data0=v2/offset gds/ffff000000000000
49 ds_and_b64 - addr=v1 data0=v2/offset gds/ffff000000000000
4a ds_or_b64 - addr=v1 data0=v2/offset gds/ffff000000000000
4b ds_xor_b64 - addr=v1 data0=v2/offset gds/ffff000000000000
4c ds_mskor_b64 - addr=v1 data0=v2 data1=v2/offset gds/ff00000000000000
4d ds_write_b64 - addr=v1 data0=v2/offset gds/ffff000000000000
4e ds_write2_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1 gds/ff00000000000000
4f ds_write2st64_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1 gds/ff00000000000000
50 ds_cmpst_b64 - addr=v1 data0=v2 data1=v2/offset gds/ff00000000000000
51 ds_cmpst_f64 - addr=v1 data0=v2 data1=v2/offset gds/ff00000000000000
52 ds_min_f64 - addr=v1 data0=v2/offset gds/ffff000000000000
53 ds_max_f64 - addr=v1 data0=v2/offset gds/ffff000000000000
55 ds_add_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
60 ds_add_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
61 ds_sub_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
62 ds_rsub_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
63 ds_inc_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
64 ds_dec_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
65 ds_min_rtn_i64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
66 ds_max_rtn_i64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
67 ds_min_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
68 ds_max_rtn_u64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
69 ds_and_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
6a ds_or_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
6b ds_xor_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
6c ds_mskor_rtn_b64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset gds/0
6d ds_wrxchg_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
6e ds_wrxchg2_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1 gds/0
6f ds_wrxchg2st64_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1 gds/0
70 ds_cmpst_rtn_b64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset gds/0
71 ds_cmpst_rtn_f64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset gds/0
72 ds_min_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
73 ds_max_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
76 ds_read_b64 - >vdst=v2 addr=v1/offset gds/ffff0000000000
77 ds_read2_b64 - >vdst=v4 addr=v1/offset0 offset1 gds/ffff0000000000
78 ds_read2st64_b64 - >vdst=v4 addr=v1/offset0 offset1 gds/ffff0000000000
7e ds_condxchg32_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
a0 ds_write_b8_d16_hi - addr=v1 data0=v1/offset gds/ffff000000000000
a1 ds_write_b16_d16_hi - addr=v1 data0=v1/offset gds/ffff000000000000
a2 ds_read_u8_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a3 ds_read_u8_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
a4 ds_read_i8_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a5 ds_read_i8_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
a6 ds_read_u16_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a7 ds_read_u16_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
b0 ds_write_addtid_b32 - data0=v1/offset gds/ffff00ff00000000
b1 ds_read_addtid_b32 - >vdst=v1/offset gds/ffffff00000000
b2 ds_permute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000020000
b3 ds_bpermute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000020000
de ds_write_b96 - addr=v1 data0=v3/offset gds/ffff000000000000
df ds_write_b128 - addr=v1 data0=v4/offset gds/ffff000000000000
fe ds_read_b96 - >vdst=v3 addr=v1/offset gds/ffff0000000000
ff ds_read_b128 - >vdst=v4 addr=v1/offset gds/ffff0000000000
""",
    "FLAT.PLAIN_RTN": """\
30 flat_atomic_swap - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
31 flat_atomic_cmpswap - >vdst=v1 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
32 flat_atomic_add - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
33 flat_atomic_sub - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
35 flat_atomic_smin - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
36 flat_atomic_umin - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
37 flat_atomic_smax - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
38 flat_atomic_umax - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
39 flat_atomic_and - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
3a flat_atomic_or - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
3b flat_atomic_xor - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
3c flat_atomic_inc - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
3d flat_atomic_dec - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
3e flat_atomic_fcmpswap - >vdst=v1 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
3f flat_atomic_fmin - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
40 flat_atomic_fmax - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
50 flat_atomic_swap_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
51 flat_atomic_cmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4/offset glc slc dlc/80000000002000
52 flat_atomic_add_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
53 flat_atomic_sub_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
55 flat_atomic_smin_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
56 flat_atomic_umin_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
57 flat_atomic_smax_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
58 flat_atomic_umax_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
59 flat_atomic_and_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
5a flat_atomic_or_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
5b flat_atomic_xor_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
5c flat_atomic_inc_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
5d flat_atomic_dec_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
5e flat_atomic_fcmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4/offset glc slc dlc/80000000002000
5f flat_atomic_fmin_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
60 flat_atomic_fmax_x2 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
""",
    "FLAT.PLAIN": """\
8 flat_load_ubyte - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
9 flat_load_sbyte - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
a flat_load_ushort - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
b flat_load_sshort - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
c flat_load_dword - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
d flat_load_dwordx2 - >vdst=v2 vaddr=v2/offset glc slc dlc/80000000002000
e flat_load_dwordx4 - >vdst=v4 vaddr=v2/offset glc slc dlc/80000000002000
f flat_load_dwordx3 - >vdst=v3 vaddr=v2/offset glc slc dlc/80000000002000
18 flat_store_byte - vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
19 flat_store_byte_d16_hi - vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
1a flat_store_short - vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
1b flat_store_short_d16_hi - vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
1c flat_store_dword - vaddr=v2 vdata=v1/offset glc slc dlc/80000000002000
1d flat_store_dwordx2 - vaddr=v2 vdata=v2/offset glc slc dlc/80000000002000
1e flat_store_dwordx4 - vaddr=v2 vdata=v4/offset glc slc dlc/80000000002000
1f flat_store_dwordx3 - vaddr=v2 vdata=v3/offset glc slc dlc/80000000002000
20 flat_load_ubyte_d16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
21 flat_load_ubyte_d16_hi - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
22 flat_load_sbyte_d16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
23 flat_load_sbyte_d16_hi - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
24 flat_load_short_d16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
25 flat_load_short_d16_hi - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000002000
30 flat_atomic_swap - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
31 flat_atomic_cmpswap - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
32 flat_atomic_add - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
33 flat_atomic_sub - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
35 flat_atomic_smin - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
36 flat_atomic_umin - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
37 flat_atomic_smax - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
38 flat_atomic_umax - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
39 flat_atomic_and - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
3a flat_atomic_or - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
3b flat_atomic_xor - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
3c flat_atomic_inc - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
3d flat_atomic_dec - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
3e flat_atomic_fcmpswap - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
3f flat_atomic_fmin - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
40 flat_atomic_fmax - vaddr=v2 vdata=v1/offset slc dlc/80000000012000
50 flat_atomic_swap_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
51 flat_atomic_cmpswap_x2 - vaddr=v2 vdata=v4/offset slc dlc/80000000012000
52 flat_atomic_add_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
53 flat_atomic_sub_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
55 flat_atomic_smin_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
56 flat_atomic_umin_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
57 flat_atomic_smax_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
58 flat_atomic_umax_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
59 flat_atomic_and_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
5a flat_atomic_or_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
5b flat_atomic_xor_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
5c flat_atomic_inc_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
5d flat_atomic_dec_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
5e flat_atomic_fcmpswap_x2 - vaddr=v2 vdata=v4/offset slc dlc/80000000012000
5f flat_atomic_fmin_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
60 flat_atomic_fmax_x2 - vaddr=v2 vdata=v2/offset slc dlc/80000000012000
""",
    "SCRATCH.NONE": """\
8 scratch_load_ubyte - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
9 scratch_load_sbyte - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
a scratch_load_ushort - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
b scratch_load_sshort - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
c scratch_load_dword - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
d scratch_load_dwordx2 - >vdst=v2 =off =off/offset.s glc slc dlc/80000000002000
e scratch_load_dwordx4 - >vdst=v4 =off =off/offset.s glc slc dlc/80000000002000
f scratch_load_dwordx3 - >vdst=v3 =off =off/offset.s glc slc dlc/80000000002000
18 scratch_store_byte - =off vdata=v1 =off/offset.s glc slc dlc/80000000002000
19 scratch_store_byte_d16_hi - =off vdata=v1 =off/offset.s glc slc dlc/80000000002000
1a scratch_store_short - =off vdata=v1 =off/offset.s glc slc dlc/80000000002000
1b scratch_store_short_d16_hi - =off vdata=v1 =off/offset.s glc slc dlc/80000000002000
1c scratch_store_dword - =off vdata=v1 =off/offset.s glc slc dlc/80000000002000
1d scratch_store_dwordx2 - =off vdata=v2 =off/offset.s glc slc dlc/80000000002000
1e scratch_store_dwordx4 - =off vdata=v4 =off/offset.s glc slc dlc/80000000002000
1f scratch_store_dwordx3 - =off vdata=v3 =off/offset.s glc slc dlc/80000000002000
20 scratch_load_ubyte_d16 - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
21 scratch_load_ubyte_d16_hi - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
22 scratch_load_sbyte_d16 - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
23 scratch_load_sbyte_d16_hi - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
24 scratch_load_short_d16 - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
25 scratch_load_short_d16_hi - >vdst=v1 =off =off/offset.s glc slc dlc/80000000002000
""",
    "SCRATCH.VADDR": """\
8 scratch_load_ubyte - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
9 scratch_load_sbyte - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
a scratch_load_ushort - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
b scratch_load_sshort - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
c scratch_load_dword - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
d scratch_load_dwordx2 - >vdst=v2 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
e scratch_load_dwordx4 - >vdst=v4 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
f scratch_load_dwordx3 - >vdst=v3 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
18 scratch_store_byte - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/80000000002000
19 scratch_store_byte_d16_hi - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1a scratch_store_short - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1b scratch_store_short_d16_hi - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1c scratch_store_dword - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1d scratch_store_dwordx2 - vaddr=v1 vdata=v2 =off/offset.s glc slc dlc/80000000002000
1e scratch_store_dwordx4 - vaddr=v1 vdata=v4 =off/offset.s glc slc dlc/80000000002000
1f scratch_store_dwordx3 - vaddr=v1 vdata=v3 =off/offset.s glc slc dlc/80000000002000
20 scratch_load_ubyte_d16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
21 scratch_load_ubyte_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
22 scratch_load_sbyte_d16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
23 scratch_load_sbyte_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
24 scratch_load_short_d16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
25 scratch_load_short_d16_hi - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/80000000002000
""",
    "SCRATCH.SADDR": """\
8 scratch_load_ubyte - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
9 scratch_load_sbyte - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
a scratch_load_ushort - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
b scratch_load_sshort - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
c scratch_load_dword - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
d scratch_load_dwordx2 - >vdst=v2 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
e scratch_load_dwordx4 - >vdst=v4 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
f scratch_load_dwordx3 - >vdst=v3 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
18 scratch_store_byte - =off vdata=v1 saddr=s1@25/offset.s glc slc dlc/80000000002000
19 scratch_store_byte_d16_hi - =off vdata=v1 saddr=s1@25/offset.s glc slc dlc/80000000002000
1a scratch_store_short - =off vdata=v1 saddr=s1@25/offset.s glc slc dlc/80000000002000
1b scratch_store_short_d16_hi - =off vdata=v1 saddr=s1@25/offset.s glc slc dlc/80000000002000
1c scratch_store_dword - =off vdata=v1 saddr=s1@25/offset.s glc slc dlc/80000000002000
1d scratch_store_dwordx2 - =off vdata=v2 saddr=s1@25/offset.s glc slc dlc/80000000002000
1e scratch_store_dwordx4 - =off vdata=v4 saddr=s1@25/offset.s glc slc dlc/80000000002000
1f scratch_store_dwordx3 - =off vdata=v3 saddr=s1@25/offset.s glc slc dlc/80000000002000
20 scratch_load_ubyte_d16 - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
21 scratch_load_ubyte_d16_hi - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
22 scratch_load_sbyte_d16 - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
23 scratch_load_sbyte_d16_hi - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
24 scratch_load_short_d16 - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
25 scratch_load_short_d16_hi - >vdst=v1 =off saddr=s1@25/offset.s glc slc dlc/80000000002000
""",
    "GLOBAL.OFF_RTN": """\
30 global_atomic_swap - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
31 global_atomic_cmpswap - >vdst=v1 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
32 global_atomic_add - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
33 global_atomic_sub - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
34 global_atomic_csub - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
35 global_atomic_smin - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
36 global_atomic_umin - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
37 global_atomic_smax - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
38 global_atomic_umax - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
39 global_atomic_and - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
3a global_atomic_or - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
3b global_atomic_xor - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
3c global_atomic_inc - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
3d global_atomic_dec - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
3e global_atomic_fcmpswap - >vdst=v1 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
3f global_atomic_fmin - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
40 global_atomic_fmax - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
50 global_atomic_swap_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
51 global_atomic_cmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4 =off/offset.s glc slc dlc/80000000002000
52 global_atomic_add_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
53 global_atomic_sub_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
55 global_atomic_smin_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
56 global_atomic_umin_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
57 global_atomic_smax_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
58 global_atomic_umax_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
59 global_atomic_and_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
5a global_atomic_or_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
5b global_atomic_xor_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
5c global_atomic_inc_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
5d global_atomic_dec_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
5e global_atomic_fcmpswap_x2 - >vdst=v2 vaddr=v2 vdata=v4 =off/offset.s glc slc dlc/80000000002000
5f global_atomic_fmin_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
60 global_atomic_fmax_x2 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
""",
    "GLOBAL.OFF": """\
8 global_load_ubyte - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
9 global_load_sbyte - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
a global_load_ushort - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
b global_load_sshort - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
c global_load_dword - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
d global_load_dwordx2 - >vdst=v2 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
e global_load_dwordx4 - >vdst=v4 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
f global_load_dwordx3 - >vdst=v3 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
16 global_load_dword_addtid - >vdst=v1 =off/offset.s glc slc dlc/80000000002000
17 global_store_dword_addtid - vdata=v1 =off/offset.s glc slc dlc/80000000002000
18 global_store_byte - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
19 global_store_byte_d16_hi - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1a global_store_short - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1b global_store_short_d16_hi - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1c global_store_dword - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000002000
1d global_store_dwordx2 - vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000002000
1e global_store_dwordx4 - vaddr=v2 vdata=v4 =off/offset.s glc slc dlc/80000000002000
1f global_store_dwordx3 - vaddr=v2 vdata=v3 =off/offset.s glc slc dlc/80000000002000
20 global_load_ubyte_d16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
21 global_load_ubyte_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
22 global_load_sbyte_d16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
23 global_load_sbyte_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
24 global_load_short_d16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
25 global_load_short_d16_hi - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000002000
30 global_atomic_swap - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
31 global_atomic_cmpswap - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
32 global_atomic_add - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
33 global_atomic_sub - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
34 global_atomic_csub - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
35 global_atomic_smin - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
36 global_atomic_umin - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
37 global_atomic_smax - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
38 global_atomic_umax - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
39 global_atomic_and - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
3a global_atomic_or - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
3b global_atomic_xor - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
3c global_atomic_inc - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
3d global_atomic_dec - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
3e global_atomic_fcmpswap - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
3f global_atomic_fmin - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
40 global_atomic_fmax - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000012000
50 global_atomic_swap_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
51 global_atomic_cmpswap_x2 - vaddr=v2 vdata=v4 =off/offset.s slc dlc/80000000012000
52 global_atomic_add_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
53 global_atomic_sub_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
55 global_atomic_smin_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
56 global_atomic_umin_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
57 global_atomic_smax_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
58 global_atomic_umax_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
59 global_atomic_and_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
5a global_atomic_or_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
5b global_atomic_xor_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
5c global_atomic_inc_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
5d global_atomic_dec_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
5e global_atomic_fcmpswap_x2 - vaddr=v2 vdata=v4 =off/offset.s slc dlc/80000000012000
5f global_atomic_fmin_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
60 global_atomic_fmax_x2 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000012000
""",
    "GLOBAL.SADDR_RTN": """\
30 global_atomic_swap - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
31 global_atomic_cmpswap - >vdst=v1 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
32 global_atomic_add - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
33 global_atomic_sub - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
34 global_atomic_csub - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
35 global_atomic_smin - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
36 global_atomic_umin - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
37 global_atomic_smax - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
38 global_atomic_umax - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
39 global_atomic_and - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
3a global_atomic_or - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
3b global_atomic_xor - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
3c global_atomic_inc - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
3d global_atomic_dec - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
3e global_atomic_fcmpswap - >vdst=v1 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
3f global_atomic_fmin - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
40 global_atomic_fmax - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
50 global_atomic_swap_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
51 global_atomic_cmpswap_x2 - >vdst=v2 vaddr=v1 vdata=v4 saddr=s2@26/offset.s glc slc dlc/80000000002000
52 global_atomic_add_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
53 global_atomic_sub_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
55 global_atomic_smin_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
56 global_atomic_umin_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
57 global_atomic_smax_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
58 global_atomic_umax_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
59 global_atomic_and_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
5a global_atomic_or_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
5b global_atomic_xor_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
5c global_atomic_inc_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
5d global_atomic_dec_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
5e global_atomic_fcmpswap_x2 - >vdst=v2 vaddr=v1 vdata=v4 saddr=s2@26/offset.s glc slc dlc/80000000002000
5f global_atomic_fmin_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
60 global_atomic_fmax_x2 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
""",
    "GLOBAL.SADDR": """\
8 global_load_ubyte - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
9 global_load_sbyte - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
a global_load_ushort - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
b global_load_sshort - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
c global_load_dword - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
d global_load_dwordx2 - >vdst=v2 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
e global_load_dwordx4 - >vdst=v4 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
f global_load_dwordx3 - >vdst=v3 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
16 global_load_dword_addtid - >vdst=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
17 global_store_dword_addtid - vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
18 global_store_byte - vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
19 global_store_byte_d16_hi - vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
1a global_store_short - vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
1b global_store_short_d16_hi - vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
1c global_store_dword - vaddr=v1 vdata=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
1d global_store_dwordx2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s glc slc dlc/80000000002000
1e global_store_dwordx4 - vaddr=v1 vdata=v4 saddr=s2@26/offset.s glc slc dlc/80000000002000
1f global_store_dwordx3 - vaddr=v1 vdata=v3 saddr=s2@26/offset.s glc slc dlc/80000000002000
20 global_load_ubyte_d16 - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
21 global_load_ubyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
22 global_load_sbyte_d16 - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
23 global_load_sbyte_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
24 global_load_short_d16 - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
25 global_load_short_d16_hi - >vdst=v1 vaddr=v1 saddr=s2@26/offset.s glc slc dlc/80000000002000
30 global_atomic_swap - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
31 global_atomic_cmpswap - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
32 global_atomic_add - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
33 global_atomic_sub - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
34 global_atomic_csub - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
35 global_atomic_smin - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
36 global_atomic_umin - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
37 global_atomic_smax - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
38 global_atomic_umax - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
39 global_atomic_and - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
3a global_atomic_or - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
3b global_atomic_xor - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
3c global_atomic_inc - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
3d global_atomic_dec - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
3e global_atomic_fcmpswap - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
3f global_atomic_fmin - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
40 global_atomic_fmax - vaddr=v1 vdata=v1 saddr=s2@26/offset.s slc dlc/80000000012000
50 global_atomic_swap_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
51 global_atomic_cmpswap_x2 - vaddr=v1 vdata=v4 saddr=s2@26/offset.s slc dlc/80000000012000
52 global_atomic_add_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
53 global_atomic_sub_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
55 global_atomic_smin_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
56 global_atomic_umin_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
57 global_atomic_smax_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
58 global_atomic_umax_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
59 global_atomic_and_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
5a global_atomic_or_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
5b global_atomic_xor_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
5c global_atomic_inc_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
5d global_atomic_dec_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
5e global_atomic_fcmpswap_x2 - vaddr=v1 vdata=v4 saddr=s2@26/offset.s slc dlc/80000000012000
5f global_atomic_fmin_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
60 global_atomic_fmax_x2 - vaddr=v1 vdata=v2 saddr=s2@26/offset.s slc dlc/80000000012000
""",
    "MUBUF.OFFSET_RTN": """\
30 buffer_atomic_swap - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
31 buffer_atomic_cmpswap - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
32 buffer_atomic_add - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
33 buffer_atomic_sub - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
34 buffer_atomic_csub - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
35 buffer_atomic_smin - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
36 buffer_atomic_umin - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
37 buffer_atomic_smax - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
38 buffer_atomic_umax - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
39 buffer_atomic_and - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3a buffer_atomic_or - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3b buffer_atomic_xor - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3c buffer_atomic_inc - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3d buffer_atomic_dec - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3e buffer_atomic_fcmpswap - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
3f buffer_atomic_fmin - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
40 buffer_atomic_fmax - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
50 buffer_atomic_swap_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
51 buffer_atomic_cmpswap_x2 - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
52 buffer_atomic_add_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
53 buffer_atomic_sub_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
55 buffer_atomic_smin_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
56 buffer_atomic_umin_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
57 buffer_atomic_smax_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
58 buffer_atomic_umax_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
59 buffer_atomic_and_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5a buffer_atomic_or_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5b buffer_atomic_xor_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5c buffer_atomic_inc_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5d buffer_atomic_dec_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5e buffer_atomic_fcmpswap_x2 - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
5f buffer_atomic_fmin_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
60 buffer_atomic_fmax_x2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc/8000000001b000
""",
    "MUBUF.OFFSET": """\
0 buffer_load_format_x - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1 buffer_load_format_xy - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
2 buffer_load_format_xyz - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
3 buffer_load_format_xyzw - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
4 buffer_store_format_x - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
5 buffer_store_format_xy - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
6 buffer_store_format_xyz - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
7 buffer_store_format_xyzw - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
8 buffer_load_ubyte - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
9 buffer_load_sbyte - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
a buffer_load_ushort - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
b buffer_load_sshort - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
c buffer_load_dword - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
d buffer_load_dwordx2 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
e buffer_load_dwordx4 - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
f buffer_load_dwordx3 - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
18 buffer_store_byte - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
19 buffer_store_byte_d16_hi - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1a buffer_store_short - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1b buffer_store_short_d16_hi - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1c buffer_store_dword - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1d buffer_store_dwordx2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1e buffer_store_dwordx4 - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
1f buffer_store_dwordx3 - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
20 buffer_load_ubyte_d16 - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
21 buffer_load_ubyte_d16_hi - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
22 buffer_load_sbyte_d16 - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
23 buffer_load_sbyte_d16_hi - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
24 buffer_load_short_d16 - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
25 buffer_load_short_d16_hi - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
26 buffer_load_format_d16_hi_x - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
27 buffer_store_format_d16_hi_x - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
30 buffer_atomic_swap - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
31 buffer_atomic_cmpswap - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
32 buffer_atomic_add - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
33 buffer_atomic_sub - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
34 buffer_atomic_csub - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
35 buffer_atomic_smin - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
36 buffer_atomic_umin - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
37 buffer_atomic_smax - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
38 buffer_atomic_umax - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
39 buffer_atomic_and - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3a buffer_atomic_or - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3b buffer_atomic_xor - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3c buffer_atomic_inc - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3d buffer_atomic_dec - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3e buffer_atomic_fcmpswap - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
3f buffer_atomic_fmin - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
40 buffer_atomic_fmax - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
50 buffer_atomic_swap_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
51 buffer_atomic_cmpswap_x2 - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
52 buffer_atomic_add_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
53 buffer_atomic_sub_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
55 buffer_atomic_smin_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
56 buffer_atomic_umin_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
57 buffer_atomic_smax_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
58 buffer_atomic_umax_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
59 buffer_atomic_and_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5a buffer_atomic_or_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5b buffer_atomic_xor_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5c buffer_atomic_inc_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5d buffer_atomic_dec_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5e buffer_atomic_fcmpswap_x2 - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
5f buffer_atomic_fmin_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
60 buffer_atomic_fmax_x2 - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset slc/8000000001f000
71 buffer_gl0_inv - //8000000001f000
72 buffer_gl1_inv - //8000000001f000
80 buffer_load_format_d16_x - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
81 buffer_load_format_d16_xy - >vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
82 buffer_load_format_d16_xyz - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
83 buffer_load_format_d16_xyzw - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
84 buffer_store_format_d16_x - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
85 buffer_store_format_d16_xy - vdata=v1 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
86 buffer_store_format_d16_xyz - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
87 buffer_store_format_d16_xyzw - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc/80000000013000
""",
    "MUBUF.OFFSET_TFE": """\
0 buffer_load_format_x - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1 buffer_load_format_xy - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
2 buffer_load_format_xyz - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
3 buffer_load_format_xyzw - >vdata=v5 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
4 buffer_store_format_x - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
5 buffer_store_format_xy - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
6 buffer_store_format_xyz - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
7 buffer_store_format_xyzw - vdata=v5 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
8 buffer_load_ubyte - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
9 buffer_load_sbyte - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
a buffer_load_ushort - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
b buffer_load_sshort - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
c buffer_load_dword - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
d buffer_load_dwordx2 - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
e buffer_load_dwordx4 - >vdata=v5 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
f buffer_load_dwordx3 - >vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
18 buffer_store_byte - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
19 buffer_store_byte_d16_hi - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1a buffer_store_short - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1b buffer_store_short_d16_hi - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1c buffer_store_dword - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1d buffer_store_dwordx2 - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1e buffer_store_dwordx4 - vdata=v5 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
1f buffer_store_dwordx3 - vdata=v4 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
20 buffer_load_ubyte_d16 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
21 buffer_load_ubyte_d16_hi - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
22 buffer_load_sbyte_d16 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
23 buffer_load_sbyte_d16_hi - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
24 buffer_load_short_d16 - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
25 buffer_load_short_d16_hi - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
26 buffer_load_format_d16_hi_x - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
27 buffer_store_format_d16_hi_x - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
80 buffer_load_format_d16_x - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
81 buffer_load_format_d16_xy - >vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
82 buffer_load_format_d16_xyz - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
83 buffer_load_format_d16_xyzw - >vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
84 buffer_store_format_d16_x - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
85 buffer_store_format_d16_xy - vdata=v2 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
86 buffer_store_format_d16_xyz - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
87 buffer_store_format_d16_xyzw - vdata=v3 =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc tfe/13000
""",
    "MUBUF.OFFSET_LDS": """\
0 buffer_load_format_x - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
8 buffer_load_ubyte - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
9 buffer_load_sbyte - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
a buffer_load_ushort - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
b buffer_load_sshort - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
c buffer_load_dword - =off srsrc=r4@27 soffset=x1.:b32@0/offset glc slc dlc lds/80000000003000
""",
    "MUBUF.OFFEN_RTN": """\
30 buffer_atomic_swap - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
31 buffer_atomic_cmpswap - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
32 buffer_atomic_add - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
33 buffer_atomic_sub - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
34 buffer_atomic_csub - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
35 buffer_atomic_smin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
36 buffer_atomic_umin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
37 buffer_atomic_smax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
38 buffer_atomic_umax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
39 buffer_atomic_and - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3a buffer_atomic_or - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3b buffer_atomic_xor - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3c buffer_atomic_inc - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3d buffer_atomic_dec - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3e buffer_atomic_fcmpswap - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
3f buffer_atomic_fmin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
40 buffer_atomic_fmax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
50 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
51 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
52 buffer_atomic_add_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
53 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
55 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
56 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
57 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
58 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
59 buffer_atomic_and_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5a buffer_atomic_or_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5b buffer_atomic_xor_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5c buffer_atomic_inc_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5d buffer_atomic_dec_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5e buffer_atomic_fcmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
5f buffer_atomic_fmin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
60 buffer_atomic_fmax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc/8000000001a000
""",
    "MUBUF.OFFEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
8 buffer_load_ubyte - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
9 buffer_load_sbyte - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
a buffer_load_ushort - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
b buffer_load_sshort - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
c buffer_load_dword - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
d buffer_load_dwordx2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
e buffer_load_dwordx4 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
f buffer_load_dwordx3 - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
18 buffer_store_byte - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1a buffer_store_short - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1c buffer_store_dword - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1e buffer_store_dwordx4 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
1f buffer_store_dwordx3 - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
30 buffer_atomic_swap - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
31 buffer_atomic_cmpswap - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
32 buffer_atomic_add - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
33 buffer_atomic_sub - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
34 buffer_atomic_csub - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
35 buffer_atomic_smin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
36 buffer_atomic_umin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
37 buffer_atomic_smax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
38 buffer_atomic_umax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
39 buffer_atomic_and - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3a buffer_atomic_or - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3b buffer_atomic_xor - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3c buffer_atomic_inc - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3d buffer_atomic_dec - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3e buffer_atomic_fcmpswap - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
3f buffer_atomic_fmin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
40 buffer_atomic_fmax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
50 buffer_atomic_swap_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
51 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
52 buffer_atomic_add_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
53 buffer_atomic_sub_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
55 buffer_atomic_smin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
56 buffer_atomic_umin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
57 buffer_atomic_smax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
58 buffer_atomic_umax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
59 buffer_atomic_and_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5a buffer_atomic_or_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5b buffer_atomic_xor_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5c buffer_atomic_inc_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5d buffer_atomic_dec_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5e buffer_atomic_fcmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
5f buffer_atomic_fmin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
60 buffer_atomic_fmax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset slc/8000000001e000
80 buffer_load_format_d16_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
81 buffer_load_format_d16_xy - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
82 buffer_load_format_d16_xyz - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
83 buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
84 buffer_store_format_d16_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
85 buffer_store_format_d16_xy - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
86 buffer_store_format_d16_xyz - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
87 buffer_store_format_d16_xyzw - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc/80000000012000
""",
    "MUBUF.OFFEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1 buffer_load_format_xy - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
2 buffer_load_format_xyz - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
4 buffer_store_format_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
5 buffer_store_format_xy - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
6 buffer_store_format_xyz - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
7 buffer_store_format_xyzw - vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
8 buffer_load_ubyte - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
9 buffer_load_sbyte - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
a buffer_load_ushort - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
b buffer_load_sshort - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
c buffer_load_dword - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
d buffer_load_dwordx2 - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
e buffer_load_dwordx4 - >vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
f buffer_load_dwordx3 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
18 buffer_store_byte - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
19 buffer_store_byte_d16_hi - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1a buffer_store_short - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1b buffer_store_short_d16_hi - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1c buffer_store_dword - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1d buffer_store_dwordx2 - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1e buffer_store_dwordx4 - vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
1f buffer_store_dwordx3 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
20 buffer_load_ubyte_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
21 buffer_load_ubyte_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
22 buffer_load_sbyte_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
23 buffer_load_sbyte_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
24 buffer_load_short_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
25 buffer_load_short_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
26 buffer_load_format_d16_hi_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
27 buffer_store_format_d16_hi_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
80 buffer_load_format_d16_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
81 buffer_load_format_d16_xy - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
82 buffer_load_format_d16_xyz - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
83 buffer_load_format_d16_xyzw - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
84 buffer_store_format_d16_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
85 buffer_store_format_d16_xy - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
86 buffer_store_format_d16_xyz - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
87 buffer_store_format_d16_xyzw - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc tfe/12000
""",
    "MUBUF.OFFEN_LDS": """\
0 buffer_load_format_x - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
8 buffer_load_ubyte - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
9 buffer_load_sbyte - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
a buffer_load_ushort - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
b buffer_load_sshort - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
c buffer_load_dword - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/offen offset glc slc dlc lds/80000000002000
""",
    "MUBUF.IDXEN_RTN": """\
30 buffer_atomic_swap - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
31 buffer_atomic_cmpswap - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
32 buffer_atomic_add - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
33 buffer_atomic_sub - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
34 buffer_atomic_csub - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
35 buffer_atomic_smin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
36 buffer_atomic_umin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
37 buffer_atomic_smax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
38 buffer_atomic_umax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
39 buffer_atomic_and - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3a buffer_atomic_or - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3b buffer_atomic_xor - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3c buffer_atomic_inc - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3d buffer_atomic_dec - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3e buffer_atomic_fcmpswap - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
3f buffer_atomic_fmin - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
40 buffer_atomic_fmax - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
50 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
51 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
52 buffer_atomic_add_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
53 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
55 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
56 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
57 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
58 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
59 buffer_atomic_and_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5a buffer_atomic_or_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5b buffer_atomic_xor_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5c buffer_atomic_inc_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5d buffer_atomic_dec_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5e buffer_atomic_fcmpswap_x2 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
5f buffer_atomic_fmin_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
60 buffer_atomic_fmax_x2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc/80000000019000
""",
    "MUBUF.IDXEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
8 buffer_load_ubyte - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
9 buffer_load_sbyte - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
a buffer_load_ushort - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
b buffer_load_sshort - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
c buffer_load_dword - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
d buffer_load_dwordx2 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
e buffer_load_dwordx4 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
f buffer_load_dwordx3 - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
18 buffer_store_byte - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1a buffer_store_short - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1c buffer_store_dword - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1e buffer_store_dwordx4 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
1f buffer_store_dwordx3 - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
30 buffer_atomic_swap - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
31 buffer_atomic_cmpswap - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
32 buffer_atomic_add - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
33 buffer_atomic_sub - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
34 buffer_atomic_csub - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
35 buffer_atomic_smin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
36 buffer_atomic_umin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
37 buffer_atomic_smax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
38 buffer_atomic_umax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
39 buffer_atomic_and - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3a buffer_atomic_or - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3b buffer_atomic_xor - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3c buffer_atomic_inc - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3d buffer_atomic_dec - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3e buffer_atomic_fcmpswap - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
3f buffer_atomic_fmin - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
40 buffer_atomic_fmax - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
50 buffer_atomic_swap_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
51 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
52 buffer_atomic_add_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
53 buffer_atomic_sub_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
55 buffer_atomic_smin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
56 buffer_atomic_umin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
57 buffer_atomic_smax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
58 buffer_atomic_umax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
59 buffer_atomic_and_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5a buffer_atomic_or_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5b buffer_atomic_xor_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5c buffer_atomic_inc_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5d buffer_atomic_dec_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5e buffer_atomic_fcmpswap_x2 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
5f buffer_atomic_fmin_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
60 buffer_atomic_fmax_x2 - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset slc/8000000001d000
80 buffer_load_format_d16_x - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
81 buffer_load_format_d16_xy - >vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
82 buffer_load_format_d16_xyz - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
83 buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
84 buffer_store_format_d16_x - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
85 buffer_store_format_d16_xy - vdata=v1 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
86 buffer_store_format_d16_xyz - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
87 buffer_store_format_d16_xyzw - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc/80000000011000
""",
    "MUBUF.IDXEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1 buffer_load_format_xy - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
2 buffer_load_format_xyz - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
4 buffer_store_format_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
5 buffer_store_format_xy - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
6 buffer_store_format_xyz - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
7 buffer_store_format_xyzw - vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
8 buffer_load_ubyte - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
9 buffer_load_sbyte - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
a buffer_load_ushort - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
b buffer_load_sshort - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
c buffer_load_dword - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
d buffer_load_dwordx2 - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
e buffer_load_dwordx4 - >vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
f buffer_load_dwordx3 - >vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
18 buffer_store_byte - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
19 buffer_store_byte_d16_hi - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1a buffer_store_short - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1b buffer_store_short_d16_hi - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1c buffer_store_dword - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1d buffer_store_dwordx2 - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1e buffer_store_dwordx4 - vdata=v5 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
1f buffer_store_dwordx3 - vdata=v4 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
20 buffer_load_ubyte_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
21 buffer_load_ubyte_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
22 buffer_load_sbyte_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
23 buffer_load_sbyte_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
24 buffer_load_short_d16 - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
25 buffer_load_short_d16_hi - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
26 buffer_load_format_d16_hi_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
27 buffer_store_format_d16_hi_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
80 buffer_load_format_d16_x - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
81 buffer_load_format_d16_xy - >vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
82 buffer_load_format_d16_xyz - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
83 buffer_load_format_d16_xyzw - >vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
84 buffer_store_format_d16_x - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
85 buffer_store_format_d16_xy - vdata=v2 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
86 buffer_store_format_d16_xyz - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
87 buffer_store_format_d16_xyzw - vdata=v3 vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/11000
""",
    "MUBUF.IDXEN_LDS": """\
0 buffer_load_format_x - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
8 buffer_load_ubyte - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
9 buffer_load_sbyte - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
a buffer_load_ushort - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
b buffer_load_sshort - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
c buffer_load_dword - vaddr=v1 srsrc=r4@27 soffset=x1.:b32@0/idxen offset glc slc dlc lds/80000000001000
""",
    "MUBUF.BOTHEN_RTN": """\
30 buffer_atomic_swap - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
31 buffer_atomic_cmpswap - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
32 buffer_atomic_add - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
33 buffer_atomic_sub - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
34 buffer_atomic_csub - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
35 buffer_atomic_smin - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
36 buffer_atomic_umin - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
37 buffer_atomic_smax - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
38 buffer_atomic_umax - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
39 buffer_atomic_and - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3a buffer_atomic_or - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3b buffer_atomic_xor - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3c buffer_atomic_inc - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3d buffer_atomic_dec - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3e buffer_atomic_fcmpswap - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
3f buffer_atomic_fmin - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
40 buffer_atomic_fmax - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
50 buffer_atomic_swap_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
51 buffer_atomic_cmpswap_x2 - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
52 buffer_atomic_add_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
53 buffer_atomic_sub_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
55 buffer_atomic_smin_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
56 buffer_atomic_umin_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
57 buffer_atomic_smax_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
58 buffer_atomic_umax_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
59 buffer_atomic_and_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5a buffer_atomic_or_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5b buffer_atomic_xor_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5c buffer_atomic_inc_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5d buffer_atomic_dec_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5e buffer_atomic_fcmpswap_x2 - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
5f buffer_atomic_fmin_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
60 buffer_atomic_fmax_x2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc/80000000018000
""",
    "MUBUF.BOTHEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1 buffer_load_format_xy - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
4 buffer_store_format_x - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
5 buffer_store_format_xy - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
6 buffer_store_format_xyz - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
8 buffer_load_ubyte - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
9 buffer_load_sbyte - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
a buffer_load_ushort - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
b buffer_load_sshort - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
c buffer_load_dword - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
d buffer_load_dwordx2 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
e buffer_load_dwordx4 - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
f buffer_load_dwordx3 - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
18 buffer_store_byte - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
19 buffer_store_byte_d16_hi - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1a buffer_store_short - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1b buffer_store_short_d16_hi - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1c buffer_store_dword - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1d buffer_store_dwordx2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1e buffer_store_dwordx4 - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
1f buffer_store_dwordx3 - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
20 buffer_load_ubyte_d16 - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
21 buffer_load_ubyte_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
22 buffer_load_sbyte_d16 - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
23 buffer_load_sbyte_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
24 buffer_load_short_d16 - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
25 buffer_load_short_d16_hi - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
26 buffer_load_format_d16_hi_x - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
27 buffer_store_format_d16_hi_x - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
30 buffer_atomic_swap - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
31 buffer_atomic_cmpswap - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
32 buffer_atomic_add - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
33 buffer_atomic_sub - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
34 buffer_atomic_csub - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
35 buffer_atomic_smin - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
36 buffer_atomic_umin - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
37 buffer_atomic_smax - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
38 buffer_atomic_umax - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
39 buffer_atomic_and - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3a buffer_atomic_or - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3b buffer_atomic_xor - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3c buffer_atomic_inc - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3d buffer_atomic_dec - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3e buffer_atomic_fcmpswap - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
3f buffer_atomic_fmin - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
40 buffer_atomic_fmax - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
50 buffer_atomic_swap_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
51 buffer_atomic_cmpswap_x2 - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
52 buffer_atomic_add_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
53 buffer_atomic_sub_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
55 buffer_atomic_smin_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
56 buffer_atomic_umin_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
57 buffer_atomic_smax_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
58 buffer_atomic_umax_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
59 buffer_atomic_and_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5a buffer_atomic_or_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5b buffer_atomic_xor_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5c buffer_atomic_inc_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5d buffer_atomic_dec_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5e buffer_atomic_fcmpswap_x2 - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
5f buffer_atomic_fmin_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
60 buffer_atomic_fmax_x2 - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset slc/8000000001c000
80 buffer_load_format_d16_x - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
81 buffer_load_format_d16_xy - >vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
82 buffer_load_format_d16_xyz - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
83 buffer_load_format_d16_xyzw - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
84 buffer_store_format_d16_x - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
85 buffer_store_format_d16_xy - vdata=v1 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
86 buffer_store_format_d16_xyz - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
87 buffer_store_format_d16_xyzw - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc/80000000010000
""",
    "MUBUF.BOTHEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1 buffer_load_format_xy - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
2 buffer_load_format_xyz - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
4 buffer_store_format_x - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
5 buffer_store_format_xy - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
6 buffer_store_format_xyz - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
7 buffer_store_format_xyzw - vdata=v5 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
8 buffer_load_ubyte - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
9 buffer_load_sbyte - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
a buffer_load_ushort - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
b buffer_load_sshort - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
c buffer_load_dword - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
d buffer_load_dwordx2 - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
e buffer_load_dwordx4 - >vdata=v5 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
f buffer_load_dwordx3 - >vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
18 buffer_store_byte - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
19 buffer_store_byte_d16_hi - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1a buffer_store_short - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1b buffer_store_short_d16_hi - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1c buffer_store_dword - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1d buffer_store_dwordx2 - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1e buffer_store_dwordx4 - vdata=v5 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
1f buffer_store_dwordx3 - vdata=v4 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
20 buffer_load_ubyte_d16 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
21 buffer_load_ubyte_d16_hi - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
22 buffer_load_sbyte_d16 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
23 buffer_load_sbyte_d16_hi - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
24 buffer_load_short_d16 - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
25 buffer_load_short_d16_hi - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
26 buffer_load_format_d16_hi_x - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
27 buffer_store_format_d16_hi_x - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
80 buffer_load_format_d16_x - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
81 buffer_load_format_d16_xy - >vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
82 buffer_load_format_d16_xyz - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
83 buffer_load_format_d16_xyzw - >vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
84 buffer_store_format_d16_x - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
85 buffer_store_format_d16_xy - vdata=v2 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
86 buffer_store_format_d16_xyz - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
87 buffer_store_format_d16_xyzw - vdata=v3 vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/10000
""",
    "MUBUF.BOTHEN_LDS": """\
0 buffer_load_format_x - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
8 buffer_load_ubyte - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
9 buffer_load_sbyte - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
a buffer_load_ushort - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
b buffer_load_sshort - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
c buffer_load_dword - vaddr=v2 srsrc=r4@27 soffset=x1.:b32@0/idxen offen offset glc slc dlc lds/80000000000000
""",
}

"""gfx1100: every opcode of every format, as LLVM 19 disassembles it.

Written by hwtests/simulated/amd/isa/tables/generate.py. The syntax of a line is told in decode._Entry.
"""

# fmt: off
# ruff: noqa: E501

LEGAL: tuple[int, ...] = (
    0xb9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x55555555555555555555555555555555,
    0xb9fff8000001ffffffffffffffffffff55555555555555555555555555555555,
    0x3800f800000000000000000000000000ffffffffffffffffffffffffffffffff,
    0x3800f80000000000000000000000000055555555555555555555555555555555,
    0x1fffffffffffffffffffffffffffffff,
    0x15555555555555555555555555555555,
    0x11111011111111111111111111111111,
    0x10111001111111111111111111111111,
    0x10001000011111111111111111111111,
    0x5545555555555555,
    0xefffffffffffffffffffffffffffffff,
    0xffffffff00030000fffefffefffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7800f80000000000000000000000000010000000000000000000000000000000,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb9fff8000001ffffffffffffffffffff55555555555555555555555555555555,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3800f80000000000000000000000000010000000000000000000000000000000,
    0x3800f8000000000000000000000000003fffffffffffffffffffffffffffffff,
    0xf,
    0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb9fff8000001ffffffffffffffffffff10000000000000000000000000000000,
    0xf0f,
    0xf9fff8000001ffffffffffffffffffffffffffffffffffffffffffffffffffff,
    0x6fffffffffffffffffffffffffffffff,
    0x45555555555555555555555555555555,
    0xfbffffff,
)

INSTRUCTIONS: dict[str, str] = {
    "SOP1": """\
0 s_mov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1 s_mov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2 s_cmov_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
3 s_cmov_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
4 s_brev_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
5 s_brev_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
8 s_ctz_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
9 s_ctz_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
a s_clz_i32_u32 - >sdst=s1 ssrc0=x1.:b32@0//0
b s_clz_i32_u64 - >sdst=s1 ssrc0=x2.:b64@2//0
c s_cls_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
d s_cls_i32_i64 - >sdst=s1 ssrc0=x2.:b64@2//0
e s_sext_i32_i8 - >sdst=s1 ssrc0=x1.:b32@0//0
f s_sext_i32_i16 - >sdst=s1 ssrc0=x1.:b32@0//0
10 s_bitset0_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
11 s_bitset0_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
12 s_bitset1_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
13 s_bitset1_b64 - >sdst=s2@1 ssrc0=x1.:b32@0//0
14 s_bitreplicate_b64_b32 - >sdst=s2@1 ssrc0=x1.:b32@0//0
15 s_abs_i32 - >sdst=s1 ssrc0=x1.:b32@0//0
16 s_bcnt0_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
17 s_bcnt0_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
18 s_bcnt1_i32_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
19 s_bcnt1_i32_b64 - >sdst=s1 ssrc0=x2.:b64@2//0
1a s_quadmask_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1b s_quadmask_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
1c s_wqm_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1d s_wqm_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
1e s_not_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
1f s_not_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
20 s_and_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
21 s_and_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
22 s_or_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
23 s_or_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
24 s_xor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
25 s_xor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
26 s_nand_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
27 s_nand_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
28 s_nor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
29 s_nor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2a s_xnor_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
2b s_xnor_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2c s_and_not0_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
2d s_and_not0_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
2e s_or_not0_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
2f s_or_not0_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
30 s_and_not1_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
31 s_and_not1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
32 s_or_not1_saveexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
33 s_or_not1_saveexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
34 s_and_not0_wrexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
35 s_and_not0_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
36 s_and_not1_wrexec_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
37 s_and_not1_wrexec_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
40 s_movrels_b32 - >sdst=s1 ssrc0=x1@3//0
41 s_movrels_b64 - >sdst=s2@1 ssrc0=x2@4//0
42 s_movreld_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
43 s_movreld_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
44 s_movrelsd_2_b32 - >sdst=s1 ssrc0=x1.:b32@0//0
47 s_getpc_b64 - >sdst=s2@1//0
48 s_setpc_b64 - ssrc0=x2@4//0
49 s_swappc_b64 - >sdst=s2@1 ssrc0=x2.:b64@2//0
4a s_rfe_b64 - ssrc0=x2@4//0
4c s_sendmsg_rtn_b32 - >sdst=s1 ssrc0=i.!message11//0
4d s_sendmsg_rtn_b64 - >sdst=s2@1 ssrc0=i.!message11//0
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
10 s_cmp_eq_u64 - ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
11 s_cmp_lg_u64 - ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
""",
    "SOPP": """\
0 s_nop - simm16=i.!small//0
1 s_setkill - simm16=i.!small//0
2 s_sethalt - simm16=i.!small//0
3 s_sleep - simm16=i.!small//0
4 s_set_inst_prefetch_distance - simm16=i.!x//0
5 s_clause - simm16=i.!x//0
7 s_delay_alu - simm16=i.!delay//0
8 s_waitcnt_depctr - simm16=i.!depctr//0
9 s_waitcnt - simm16=i.!waitcnt11//0
a s_wait_idle - //ffff
b s_wait_event - simm16=i.!x//0
10 s_trap - simm16=i.!small//0
11 s_round_mode - simm16=i.!x//0
12 s_denorm_mode - simm16=i.!small//0
1f s_code_end - //ffff
20 s_branch - simm16=i//0
21 s_cbranch_scc0 - simm16=i//0
22 s_cbranch_scc1 - simm16=i//0
23 s_cbranch_vccz - simm16=i//0
24 s_cbranch_vccnz - simm16=i//0
25 s_cbranch_execz - simm16=i//0
26 s_cbranch_execnz - simm16=i//0
27 s_cbranch_cdbgsys - simm16=i//0
28 s_cbranch_cdbguser - simm16=i//0
29 s_cbranch_cdbgsys_or_user - simm16=i//0
2a s_cbranch_cdbgsys_and_user - simm16=i//0
30 s_endpgm - simm16=i.!nonzero//0
31 s_endpgm_saved - //ffff
34 s_wakeup - //ffff
35 s_setprio - simm16=i.!small//0
36 s_sendmsg - simm16=i.!message11//0
37 s_sendmsghalt - simm16=i.!message11//0
38 s_incperflevel - simm16=i.!small//0
39 s_decperflevel - simm16=i.!small//0
3a s_ttracedata - //ffff
3b s_ttracedata_imm - simm16=i.!x//0
3c s_icache_inv - //ffff
3d s_barrier - //ffff
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
11 s_getreg_b32 - >sdst=s1 simm16=i.!hwreg11//0
12 s_setreg_b32 - simm16=i.!hwreg11 sdst=s1//0
13 s_setreg_imm32_b32 - simm16=i.!hwreg11 literal=k1.:b32//0
14 s_call_b64 - >sdst=s2@1 simm16=i//0
16 s_subvector_loop_begin - sdst=s1 simm16=i//0
17 s_subvector_loop_end - sdst=s1 simm16=i//0
18 s_waitcnt_vscnt - sdst=s1 simm16=i.!x//0
19 s_waitcnt_vmcnt - sdst=s1 simm16=i.!x//0
1a s_waitcnt_expcnt - sdst=s1 simm16=i.!x//0
1b s_waitcnt_lgkmcnt - sdst=s1 simm16=i.!x//0
""",
    "SOP2": """\
0 s_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1 s_sub_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2 s_add_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
3 s_sub_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
4 s_addc_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
5 s_subb_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
6 s_absdiff_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
8 s_lshl_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
9 s_lshl_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
a s_lshr_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
b s_lshr_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
c s_ashr_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
d s_ashr_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
e s_lshl1_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
f s_lshl2_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
10 s_lshl3_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
11 s_lshl4_add_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
12 s_min_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
13 s_min_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
14 s_max_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
15 s_max_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
16 s_and_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
17 s_and_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
18 s_or_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
19 s_or_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1a s_xor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1b s_xor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1c s_nand_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1d s_nand_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
1e s_nor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
1f s_nor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
20 s_xnor_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
21 s_xnor_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
22 s_and_not1_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
23 s_and_not1_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
24 s_or_not1_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
25 s_or_not1_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
26 s_bfe_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
27 s_bfe_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
28 s_bfe_u64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
29 s_bfe_i64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x1.:b32@0//0
2a s_bfm_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2b s_bfm_b64 - >sdst=s2@1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2c s_mul_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2d s_mul_hi_u32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
2e s_mul_hi_i32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
30 s_cselect_b32 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
31 s_cselect_b64 - >sdst=s2@1 ssrc0=x2.:b64@2 ssrc1=x2.:b64@2//0
32 s_pack_ll_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
33 s_pack_lh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
34 s_pack_hh_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
35 s_pack_hl_b32_b16 - >sdst=s1 ssrc0=x1.:b32@0 ssrc1=x1.:b32@0//0
""",
    "SMEM.SGPR": """\
0 s_load_b32 - >sdst=s1@5 sbase=b2 soffset=s1/glc dlc/0
1 s_load_b64 - >sdst=s2@6 sbase=b2 soffset=s1/glc dlc/0
2 s_load_b128 - >sdst=s4@7 sbase=b2 soffset=s1/glc dlc/0
3 s_load_b256 - >sdst=s8@8 sbase=b2 soffset=s1/glc dlc/0
4 s_load_b512 - >sdst=s16@9 sbase=b2 soffset=s1/glc dlc/0
8 s_buffer_load_b32 - >sdst=s1@5 sbase=b4@10 soffset=s1/glc dlc/0
9 s_buffer_load_b64 - >sdst=s2@6 sbase=b4@10 soffset=s1/glc dlc/0
a s_buffer_load_b128 - >sdst=s4@7 sbase=b4@10 soffset=s1/glc dlc/0
b s_buffer_load_b256 - >sdst=s8@8 sbase=b4@10 soffset=s1/glc dlc/0
c s_buffer_load_b512 - >sdst=s16@9 sbase=b4@10 soffset=s1/glc dlc/0
20 s_gl1_inv - //6000
21 s_dcache_inv - //6000
""",
    "SMEM.IMM": """\
0 s_load_b32 - >sdst=s1@5 sbase=b2 offset=j.!x/glc dlc/0
1 s_load_b64 - >sdst=s2@6 sbase=b2 offset=j.!x/glc dlc/0
2 s_load_b128 - >sdst=s4@7 sbase=b2 offset=j.!x/glc dlc/0
3 s_load_b256 - >sdst=s8@8 sbase=b2 offset=j.!x/glc dlc/0
4 s_load_b512 - >sdst=s16@9 sbase=b2 offset=j.!x/glc dlc/0
8 s_buffer_load_b32 - >sdst=s1@5 sbase=b4@10 offset=j.!x/glc dlc/0
9 s_buffer_load_b64 - >sdst=s2@6 sbase=b4@10 offset=j.!x/glc dlc/0
a s_buffer_load_b128 - >sdst=s4@7 sbase=b4@10 offset=j.!x/glc dlc/0
b s_buffer_load_b256 - >sdst=s8@8 sbase=b4@10 offset=j.!x/glc dlc/0
c s_buffer_load_b512 - >sdst=s16@9 sbase=b4@10 offset=j.!x/glc dlc/0
""",
    "SMEM.BOTH": """\
0 s_load_b32 - >sdst=s1@5 sbase=b2 soffset=s1@11/offset.s glc dlc/0
1 s_load_b64 - >sdst=s2@6 sbase=b2 soffset=s1@11/offset.s glc dlc/0
2 s_load_b128 - >sdst=s4@7 sbase=b2 soffset=s1@11/offset.s glc dlc/0
3 s_load_b256 - >sdst=s8@8 sbase=b2 soffset=s1@11/offset.s glc dlc/0
4 s_load_b512 - >sdst=s16@9 sbase=b2 soffset=s1@11/offset.s glc dlc/0
8 s_buffer_load_b32 - >sdst=s1@5 sbase=b4@10 soffset=s1@11/offset.s glc dlc/0
9 s_buffer_load_b64 - >sdst=s2@6 sbase=b4@10 soffset=s1@11/offset.s glc dlc/0
a s_buffer_load_b128 - >sdst=s4@7 sbase=b4@10 soffset=s1@11/offset.s glc dlc/0
b s_buffer_load_b256 - >sdst=s8@8 sbase=b4@10 soffset=s1@11/offset.s glc dlc/0
c s_buffer_load_b512 - >sdst=s16@9 sbase=b4@10 soffset=s1@11/offset.s glc dlc/0
""",
    "VOP1.DPP16": """\
1 v_mov_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
5 v_cvt_f32_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
6 v_cvt_f32_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
7 v_cvt_u32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
8 v_cvt_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
a v_cvt_f16_f32 _dpp >vdst=t1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
b v_cvt_f32_f16 _dpp >vdst=v1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
c v_cvt_nearest_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
d v_cvt_floor_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
e v_cvt_off_f32_i4 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
11 v_cvt_f32_ubyte0 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
12 v_cvt_f32_ubyte1 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
13 v_cvt_f32_ubyte2 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
14 v_cvt_f32_ubyte3 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1c v_mov_b16 _dpp >vdst=t1.!half src0=t1.!half/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/d0000000000000
20 v_fract_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
21 v_trunc_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
22 v_ceil_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
23 v_rndne_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
24 v_floor_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
25 v_exp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
27 v_log_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2a v_rcp_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2b v_rcp_iflag_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
2e v_rsq_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
33 v_sqrt_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
35 v_sin_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
36 v_cos_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
37 v_not_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
38 v_bfrev_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
39 v_clz_i32_u32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3a v_ctz_i32_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3b v_cls_i32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3f v_frexp_exp_i32_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
40 v_frexp_mant_f32 _dpp >vdst=v1 src0=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
42 v_movreld_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
43 v_movrels_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
44 v_movrelsd_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
48 v_movrelsd_2_b32 _dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
50 v_cvt_f16_u16 _dpp >vdst=t1 src0=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
51 v_cvt_f16_i16 _dpp >vdst=t1 src0=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
52 v_cvt_u16_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
53 v_cvt_i16_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
54 v_rcp_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
55 v_sqrt_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
56 v_rsq_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
57 v_log_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
58 v_exp_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
59 v_frexp_mant_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5a v_frexp_exp_i16_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5b v_floor_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5c v_ceil_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5d v_trunc_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5e v_rndne_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
5f v_fract_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
60 v_sin_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
61 v_cos_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
62 v_sat_pk_u8_i16 _dpp >vdst=t1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
63 v_cvt_norm_i16_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
64 v_cvt_norm_u16_f16 _dpp >vdst=t1 src0=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
69 v_not_b16 _dpp >vdst=t1 src0=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
6a v_cvt_i32_i16 _dpp >vdst=v1 src0=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
6b v_cvt_u32_u16 _dpp >vdst=v1 src0=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
""",
    "VOP1.DPP8": """\
1 v_mov_b32 _dpp >vdst=v1 src0=v1/dpp8/0
5 v_cvt_f32_i32 _dpp >vdst=v1 src0=v1/dpp8/0
6 v_cvt_f32_u32 _dpp >vdst=v1 src0=v1/dpp8/0
7 v_cvt_u32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
8 v_cvt_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
a v_cvt_f16_f32 _dpp >vdst=t1 src0=v1/dpp8/0
b v_cvt_f32_f16 _dpp >vdst=v1 src0=t1/dpp8/0
c v_cvt_nearest_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
d v_cvt_floor_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
e v_cvt_off_f32_i4 _dpp >vdst=v1 src0=v1/dpp8/0
11 v_cvt_f32_ubyte0 _dpp >vdst=v1 src0=v1/dpp8/0
12 v_cvt_f32_ubyte1 _dpp >vdst=v1 src0=v1/dpp8/0
13 v_cvt_f32_ubyte2 _dpp >vdst=v1 src0=v1/dpp8/0
14 v_cvt_f32_ubyte3 _dpp >vdst=v1 src0=v1/dpp8/0
1c v_mov_b16 _dpp >vdst=t1.!half src0=t1.!half/dpp8/0
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
39 v_clz_i32_u32 _dpp >vdst=v1 src0=v1/dpp8/0
3a v_ctz_i32_b32 _dpp >vdst=v1 src0=v1/dpp8/0
3b v_cls_i32 _dpp >vdst=v1 src0=v1/dpp8/0
3f v_frexp_exp_i32_f32 _dpp >vdst=v1 src0=v1/dpp8/0
40 v_frexp_mant_f32 _dpp >vdst=v1 src0=v1/dpp8/0
42 v_movreld_b32 _dpp >vdst=v1 src0=v1/dpp8/0
43 v_movrels_b32 _dpp >vdst=v1 src0=v1/dpp8/0
44 v_movrelsd_b32 _dpp >vdst=v1 src0=v1/dpp8/0
48 v_movrelsd_2_b32 _dpp >vdst=v1 src0=v1/dpp8/0
50 v_cvt_f16_u16 _dpp >vdst=t1 src0=t1/dpp8/0
51 v_cvt_f16_i16 _dpp >vdst=t1 src0=t1/dpp8/0
52 v_cvt_u16_f16 _dpp >vdst=t1 src0=t1/dpp8/0
53 v_cvt_i16_f16 _dpp >vdst=t1 src0=t1/dpp8/0
54 v_rcp_f16 _dpp >vdst=t1 src0=t1/dpp8/0
55 v_sqrt_f16 _dpp >vdst=t1 src0=t1/dpp8/0
56 v_rsq_f16 _dpp >vdst=t1 src0=t1/dpp8/0
57 v_log_f16 _dpp >vdst=t1 src0=t1/dpp8/0
58 v_exp_f16 _dpp >vdst=t1 src0=t1/dpp8/0
59 v_frexp_mant_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5a v_frexp_exp_i16_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5b v_floor_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5c v_ceil_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5d v_trunc_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5e v_rndne_f16 _dpp >vdst=t1 src0=t1/dpp8/0
5f v_fract_f16 _dpp >vdst=t1 src0=t1/dpp8/0
60 v_sin_f16 _dpp >vdst=t1 src0=t1/dpp8/0
61 v_cos_f16 _dpp >vdst=t1 src0=t1/dpp8/0
62 v_sat_pk_u8_i16 _dpp >vdst=t1 src0=v1/dpp8/0
63 v_cvt_norm_i16_f16 _dpp >vdst=t1 src0=t1/dpp8/0
64 v_cvt_norm_u16_f16 _dpp >vdst=t1 src0=t1/dpp8/0
69 v_not_b16 _dpp >vdst=t1 src0=t1/dpp8/0
6a v_cvt_i32_i16 _dpp >vdst=v1 src0=t1/dpp8/0
6b v_cvt_u32_u16 _dpp >vdst=v1 src0=t1/dpp8/0
""",
    "VOP1": """\
0 v_nop - //1fe0000
1 v_mov_b32 _e32 >vdst=v1 src0=x1.:b32@13//0
2 v_readfirstlane_b32 - >vdst=x1@3 src0=x1@14//0
3 v_cvt_i32_f64 _e32 >vdst=v1 src0=x2.:f64@15//0
4 v_cvt_f64_i32 _e32 >vdst=v2 src0=x1.:b32@13//0
5 v_cvt_f32_i32 _e32 >vdst=v1 src0=x1.:b32@13//0
6 v_cvt_f32_u32 _e32 >vdst=v1 src0=x1.:b32@13//0
7 v_cvt_u32_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
8 v_cvt_i32_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
a v_cvt_f16_f32 _e32 >vdst=t1 src0=x1.:b32@13//0
b v_cvt_f32_f16 _e32 >vdst=v1 src0=h1.:f16@13//0
c v_cvt_nearest_i32_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
d v_cvt_floor_i32_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
e v_cvt_off_f32_i4 _e32 >vdst=v1 src0=x1.:b32@13//0
f v_cvt_f32_f64 _e32 >vdst=v1 src0=x2.:f64@15//0
10 v_cvt_f64_f32 _e32 >vdst=v2 src0=x1.:b32@13//0
11 v_cvt_f32_ubyte0 _e32 >vdst=v1 src0=x1.:b32@13//0
12 v_cvt_f32_ubyte1 _e32 >vdst=v1 src0=x1.:b32@13//0
13 v_cvt_f32_ubyte2 _e32 >vdst=v1 src0=x1.:b32@13//0
14 v_cvt_f32_ubyte3 _e32 >vdst=v1 src0=x1.:b32@13//0
15 v_cvt_u32_f64 _e32 >vdst=v1 src0=x2.:f64@15//0
16 v_cvt_f64_u32 _e32 >vdst=v2 src0=x1.:b32@13//0
17 v_trunc_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
18 v_ceil_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
19 v_rndne_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
1a v_floor_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
1b v_pipeflush - //1fe0000
1c v_mov_b16 _e32 >vdst=t1.!half src0=h1.:i16.!half@13//0
20 v_fract_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
21 v_trunc_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
22 v_ceil_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
23 v_rndne_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
24 v_floor_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
25 v_exp_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
27 v_log_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
2a v_rcp_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
2b v_rcp_iflag_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
2e v_rsq_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
2f v_rcp_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
31 v_rsq_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
33 v_sqrt_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
34 v_sqrt_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
35 v_sin_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
36 v_cos_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
37 v_not_b32 _e32 >vdst=v1 src0=x1.:b32@13//0
38 v_bfrev_b32 _e32 >vdst=v1 src0=x1.:b32@13//0
39 v_clz_i32_u32 _e32 >vdst=v1 src0=x1.:b32@13//0
3a v_ctz_i32_b32 _e32 >vdst=v1 src0=x1.:b32@13//0
3b v_cls_i32 _e32 >vdst=v1 src0=x1.:b32@13//0
3c v_frexp_exp_i32_f64 _e32 >vdst=v1 src0=x2.:f64@15//0
3d v_frexp_mant_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
3e v_fract_f64 _e32 >vdst=v2 src0=x2.:f64@15//0
3f v_frexp_exp_i32_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
40 v_frexp_mant_f32 _e32 >vdst=v1 src0=x1.:b32@13//0
42 v_movreld_b32 _e32 >vdst=v1 src0=x1.:b32@13//0
43 v_movrels_b32 _e32 >vdst=v1 src0=x1@16//0
44 v_movrelsd_b32 _e32 >vdst=v1 src0=x1@16//0
48 v_movrelsd_2_b32 _e32 >vdst=v1 src0=x1@16//0
50 v_cvt_f16_u16 _e32 >vdst=t1 src0=h1.:i16@13//0
51 v_cvt_f16_i16 _e32 >vdst=t1 src0=h1.:i16@13//0
52 v_cvt_u16_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
53 v_cvt_i16_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
54 v_rcp_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
55 v_sqrt_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
56 v_rsq_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
57 v_log_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
58 v_exp_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
59 v_frexp_mant_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5a v_frexp_exp_i16_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5b v_floor_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5c v_ceil_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5d v_trunc_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5e v_rndne_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
5f v_fract_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
60 v_sin_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
61 v_cos_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
62 v_sat_pk_u8_i16 _e32 >vdst=t1 src0=x1.:b32@13//0
63 v_cvt_norm_i16_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
64 v_cvt_norm_u16_f16 _e32 >vdst=t1 src0=h1.:f16@13//0
65 v_swap_b32 - >vdst=v1 src0=x1@16//0
67 v_permlane64_b32 - >vdst=v1 src0=x1@16//0
68 v_swaprel_b32 - >vdst=v1 src0=x1@16//0
69 v_not_b16 _e32 >vdst=t1 src0=h1.:i16@13//0
6a v_cvt_i32_i16 _e32 >vdst=v1 src0=h1.:i16@13//0
6b v_cvt_u32_u16 _e32 >vdst=v1 src0=h1.:i16@13//0
""",
    "VOPC.DPP16": """\
0 v_cmp_f_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1 v_cmp_lt_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
2 v_cmp_eq_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
3 v_cmp_le_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
4 v_cmp_gt_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
5 v_cmp_lg_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
6 v_cmp_ge_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
7 v_cmp_o_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8 v_cmp_u_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9 v_cmp_nge_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
a v_cmp_nlg_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
b v_cmp_ngt_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
c v_cmp_nle_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
d v_cmp_neq_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
e v_cmp_nlt_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
f v_cmp_t_f16 - >=vcc.m src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
10 v_cmp_f_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
11 v_cmp_lt_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
12 v_cmp_eq_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
13 v_cmp_le_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
14 v_cmp_gt_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
15 v_cmp_lg_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
16 v_cmp_ge_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
17 v_cmp_o_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
18 v_cmp_u_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
19 v_cmp_nge_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1a v_cmp_nlg_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1b v_cmp_ngt_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1c v_cmp_nle_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1d v_cmp_neq_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1e v_cmp_nlt_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
1f v_cmp_t_f32 - >=vcc.m src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
31 v_cmp_lt_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
32 v_cmp_eq_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
33 v_cmp_le_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
34 v_cmp_gt_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
35 v_cmp_ne_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
36 v_cmp_ge_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
39 v_cmp_lt_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3a v_cmp_eq_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3b v_cmp_le_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3c v_cmp_gt_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3d v_cmp_ne_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
3e v_cmp_ge_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
40 v_cmp_f_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
41 v_cmp_lt_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
42 v_cmp_eq_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
43 v_cmp_le_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
44 v_cmp_gt_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
45 v_cmp_ne_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
46 v_cmp_ge_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
47 v_cmp_t_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
48 v_cmp_f_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
49 v_cmp_lt_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4a v_cmp_eq_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4b v_cmp_le_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4c v_cmp_gt_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4d v_cmp_ne_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4e v_cmp_ge_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
4f v_cmp_t_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
7d v_cmp_class_f16 - >=vcc.m src0=t1.na vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
7e v_cmp_class_f32 - >=vcc.m src0=v1.na vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
80 v_cmpx_f_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
81 v_cmpx_lt_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
82 v_cmpx_eq_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
83 v_cmpx_le_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
84 v_cmpx_gt_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
85 v_cmpx_lg_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
86 v_cmpx_ge_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
87 v_cmpx_o_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
88 v_cmpx_u_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
89 v_cmpx_nge_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8a v_cmpx_nlg_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8b v_cmpx_ngt_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8c v_cmpx_nle_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8d v_cmpx_neq_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8e v_cmpx_nlt_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8f v_cmpx_t_f16 - src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
90 v_cmpx_f_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
91 v_cmpx_lt_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
92 v_cmpx_eq_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
93 v_cmpx_le_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
94 v_cmpx_gt_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
95 v_cmpx_lg_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
96 v_cmpx_ge_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
97 v_cmpx_o_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
98 v_cmpx_u_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
99 v_cmpx_nge_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9a v_cmpx_nlg_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9b v_cmpx_ngt_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9c v_cmpx_nle_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9d v_cmpx_neq_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9e v_cmpx_nlt_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9f v_cmpx_t_f32 - src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
b1 v_cmpx_lt_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b2 v_cmpx_eq_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b3 v_cmpx_le_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b4 v_cmpx_gt_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b5 v_cmpx_ne_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b6 v_cmpx_ge_i16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b9 v_cmpx_lt_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
ba v_cmpx_eq_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
bb v_cmpx_le_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
bc v_cmpx_gt_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
bd v_cmpx_ne_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
be v_cmpx_ge_u16 - src0=t1 vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c0 v_cmpx_f_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c1 v_cmpx_lt_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c2 v_cmpx_eq_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c3 v_cmpx_le_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c4 v_cmpx_gt_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c5 v_cmpx_ne_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c6 v_cmpx_ge_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c7 v_cmpx_t_i32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c8 v_cmpx_f_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c9 v_cmpx_lt_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
ca v_cmpx_eq_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
cb v_cmpx_le_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
cc v_cmpx_gt_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
cd v_cmpx_ne_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
ce v_cmpx_ge_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
cf v_cmpx_t_u32 - src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
fd v_cmpx_class_f16 - src0=t1.na vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
fe v_cmpx_class_f32 - src0=v1.na vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c0000000000000
""",
    "VOPC.DPP8": """\
0 v_cmp_f_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
1 v_cmp_lt_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
2 v_cmp_eq_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3 v_cmp_le_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
4 v_cmp_gt_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
5 v_cmp_lg_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
6 v_cmp_ge_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
7 v_cmp_o_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
8 v_cmp_u_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
9 v_cmp_nge_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
a v_cmp_nlg_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
b v_cmp_ngt_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
c v_cmp_nle_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
d v_cmp_neq_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
e v_cmp_nlt_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
f v_cmp_t_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
10 v_cmp_f_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
11 v_cmp_lt_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
12 v_cmp_eq_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
13 v_cmp_le_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
14 v_cmp_gt_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
15 v_cmp_lg_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
16 v_cmp_ge_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
17 v_cmp_o_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
18 v_cmp_u_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
19 v_cmp_nge_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1a v_cmp_nlg_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1b v_cmp_ngt_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1c v_cmp_nle_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1d v_cmp_neq_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1e v_cmp_nlt_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
1f v_cmp_t_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
31 v_cmp_lt_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
32 v_cmp_eq_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
33 v_cmp_le_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
34 v_cmp_gt_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
35 v_cmp_ne_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
36 v_cmp_ge_i16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
39 v_cmp_lt_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3a v_cmp_eq_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3b v_cmp_le_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3c v_cmp_gt_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3d v_cmp_ne_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
3e v_cmp_ge_u16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
40 v_cmp_f_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
41 v_cmp_lt_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
42 v_cmp_eq_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
43 v_cmp_le_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
44 v_cmp_gt_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
45 v_cmp_ne_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
46 v_cmp_ge_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
47 v_cmp_t_i32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
48 v_cmp_f_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
49 v_cmp_lt_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4a v_cmp_eq_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4b v_cmp_le_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4c v_cmp_gt_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4d v_cmp_ne_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4e v_cmp_ge_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
4f v_cmp_t_u32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
7d v_cmp_class_f16 - >=vcc.m src0=t1 vsrc1=t1/dpp8/0
7e v_cmp_class_f32 - >=vcc.m src0=v1 vsrc1=v1/dpp8/0
80 v_cmpx_f_f16 - src0=t1 vsrc1=t1/dpp8/0
81 v_cmpx_lt_f16 - src0=t1 vsrc1=t1/dpp8/0
82 v_cmpx_eq_f16 - src0=t1 vsrc1=t1/dpp8/0
83 v_cmpx_le_f16 - src0=t1 vsrc1=t1/dpp8/0
84 v_cmpx_gt_f16 - src0=t1 vsrc1=t1/dpp8/0
85 v_cmpx_lg_f16 - src0=t1 vsrc1=t1/dpp8/0
86 v_cmpx_ge_f16 - src0=t1 vsrc1=t1/dpp8/0
87 v_cmpx_o_f16 - src0=t1 vsrc1=t1/dpp8/0
88 v_cmpx_u_f16 - src0=t1 vsrc1=t1/dpp8/0
89 v_cmpx_nge_f16 - src0=t1 vsrc1=t1/dpp8/0
8a v_cmpx_nlg_f16 - src0=t1 vsrc1=t1/dpp8/0
8b v_cmpx_ngt_f16 - src0=t1 vsrc1=t1/dpp8/0
8c v_cmpx_nle_f16 - src0=t1 vsrc1=t1/dpp8/0
8d v_cmpx_neq_f16 - src0=t1 vsrc1=t1/dpp8/0
8e v_cmpx_nlt_f16 - src0=t1 vsrc1=t1/dpp8/0
8f v_cmpx_t_f16 - src0=t1 vsrc1=t1/dpp8/0
90 v_cmpx_f_f32 - src0=v1 vsrc1=v1/dpp8/0
91 v_cmpx_lt_f32 - src0=v1 vsrc1=v1/dpp8/0
92 v_cmpx_eq_f32 - src0=v1 vsrc1=v1/dpp8/0
93 v_cmpx_le_f32 - src0=v1 vsrc1=v1/dpp8/0
94 v_cmpx_gt_f32 - src0=v1 vsrc1=v1/dpp8/0
95 v_cmpx_lg_f32 - src0=v1 vsrc1=v1/dpp8/0
96 v_cmpx_ge_f32 - src0=v1 vsrc1=v1/dpp8/0
97 v_cmpx_o_f32 - src0=v1 vsrc1=v1/dpp8/0
98 v_cmpx_u_f32 - src0=v1 vsrc1=v1/dpp8/0
99 v_cmpx_nge_f32 - src0=v1 vsrc1=v1/dpp8/0
9a v_cmpx_nlg_f32 - src0=v1 vsrc1=v1/dpp8/0
9b v_cmpx_ngt_f32 - src0=v1 vsrc1=v1/dpp8/0
9c v_cmpx_nle_f32 - src0=v1 vsrc1=v1/dpp8/0
9d v_cmpx_neq_f32 - src0=v1 vsrc1=v1/dpp8/0
9e v_cmpx_nlt_f32 - src0=v1 vsrc1=v1/dpp8/0
9f v_cmpx_t_f32 - src0=v1 vsrc1=v1/dpp8/0
b1 v_cmpx_lt_i16 - src0=t1 vsrc1=t1/dpp8/0
b2 v_cmpx_eq_i16 - src0=t1 vsrc1=t1/dpp8/0
b3 v_cmpx_le_i16 - src0=t1 vsrc1=t1/dpp8/0
b4 v_cmpx_gt_i16 - src0=t1 vsrc1=t1/dpp8/0
b5 v_cmpx_ne_i16 - src0=t1 vsrc1=t1/dpp8/0
b6 v_cmpx_ge_i16 - src0=t1 vsrc1=t1/dpp8/0
b9 v_cmpx_lt_u16 - src0=t1 vsrc1=t1/dpp8/0
ba v_cmpx_eq_u16 - src0=t1 vsrc1=t1/dpp8/0
bb v_cmpx_le_u16 - src0=t1 vsrc1=t1/dpp8/0
bc v_cmpx_gt_u16 - src0=t1 vsrc1=t1/dpp8/0
bd v_cmpx_ne_u16 - src0=t1 vsrc1=t1/dpp8/0
be v_cmpx_ge_u16 - src0=t1 vsrc1=t1/dpp8/0
c0 v_cmpx_f_i32 - src0=v1 vsrc1=v1/dpp8/0
c1 v_cmpx_lt_i32 - src0=v1 vsrc1=v1/dpp8/0
c2 v_cmpx_eq_i32 - src0=v1 vsrc1=v1/dpp8/0
c3 v_cmpx_le_i32 - src0=v1 vsrc1=v1/dpp8/0
c4 v_cmpx_gt_i32 - src0=v1 vsrc1=v1/dpp8/0
c5 v_cmpx_ne_i32 - src0=v1 vsrc1=v1/dpp8/0
c6 v_cmpx_ge_i32 - src0=v1 vsrc1=v1/dpp8/0
c7 v_cmpx_t_i32 - src0=v1 vsrc1=v1/dpp8/0
c8 v_cmpx_f_u32 - src0=v1 vsrc1=v1/dpp8/0
c9 v_cmpx_lt_u32 - src0=v1 vsrc1=v1/dpp8/0
ca v_cmpx_eq_u32 - src0=v1 vsrc1=v1/dpp8/0
cb v_cmpx_le_u32 - src0=v1 vsrc1=v1/dpp8/0
cc v_cmpx_gt_u32 - src0=v1 vsrc1=v1/dpp8/0
cd v_cmpx_ne_u32 - src0=v1 vsrc1=v1/dpp8/0
ce v_cmpx_ge_u32 - src0=v1 vsrc1=v1/dpp8/0
cf v_cmpx_t_u32 - src0=v1 vsrc1=v1/dpp8/0
fd v_cmpx_class_f16 - src0=t1 vsrc1=t1/dpp8/0
fe v_cmpx_class_f32 - src0=v1 vsrc1=v1/dpp8/0
""",
    "VOPC": """\
0 v_cmp_f_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
1 v_cmp_lt_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
2 v_cmp_eq_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
3 v_cmp_le_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
4 v_cmp_gt_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
5 v_cmp_lg_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
6 v_cmp_ge_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
7 v_cmp_o_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
8 v_cmp_u_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
9 v_cmp_nge_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
a v_cmp_nlg_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
b v_cmp_ngt_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
c v_cmp_nle_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
d v_cmp_neq_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
e v_cmp_nlt_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
f v_cmp_t_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
10 v_cmp_f_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
11 v_cmp_lt_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
12 v_cmp_eq_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
13 v_cmp_le_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
14 v_cmp_gt_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
15 v_cmp_lg_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
16 v_cmp_ge_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
17 v_cmp_o_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
18 v_cmp_u_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
19 v_cmp_nge_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1a v_cmp_nlg_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1b v_cmp_ngt_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1c v_cmp_nle_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1d v_cmp_neq_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1e v_cmp_nlt_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
1f v_cmp_t_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
20 v_cmp_f_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
21 v_cmp_lt_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
22 v_cmp_eq_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
23 v_cmp_le_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
24 v_cmp_gt_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
25 v_cmp_lg_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
26 v_cmp_ge_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
27 v_cmp_o_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
28 v_cmp_u_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
29 v_cmp_nge_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2a v_cmp_nlg_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2b v_cmp_ngt_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2c v_cmp_nle_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2d v_cmp_neq_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2e v_cmp_nlt_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
2f v_cmp_t_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v2//0
31 v_cmp_lt_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
32 v_cmp_eq_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
33 v_cmp_le_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
34 v_cmp_gt_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
35 v_cmp_ne_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
36 v_cmp_ge_i16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
39 v_cmp_lt_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
3a v_cmp_eq_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
3b v_cmp_le_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
3c v_cmp_gt_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
3d v_cmp_ne_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
3e v_cmp_ge_u16 _e32 >=vcc.m src0=h1.:i16@13 vsrc1=t1//0
40 v_cmp_f_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
41 v_cmp_lt_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
42 v_cmp_eq_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
43 v_cmp_le_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
44 v_cmp_gt_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
45 v_cmp_ne_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
46 v_cmp_ge_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
47 v_cmp_t_i32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
48 v_cmp_f_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
49 v_cmp_lt_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4a v_cmp_eq_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4b v_cmp_le_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4c v_cmp_gt_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4d v_cmp_ne_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4e v_cmp_ge_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
4f v_cmp_t_u32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
50 v_cmp_f_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
51 v_cmp_lt_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
52 v_cmp_eq_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
53 v_cmp_le_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
54 v_cmp_gt_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
55 v_cmp_ne_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
56 v_cmp_ge_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
57 v_cmp_t_i64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
58 v_cmp_f_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
59 v_cmp_lt_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5a v_cmp_eq_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5b v_cmp_le_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5c v_cmp_gt_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5d v_cmp_ne_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5e v_cmp_ge_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
5f v_cmp_t_u64 _e32 >=vcc.m src0=x2.:b64@15 vsrc1=v2//0
7d v_cmp_class_f16 _e32 >=vcc.m src0=h1.:f16@13 vsrc1=t1//0
7e v_cmp_class_f32 _e32 >=vcc.m src0=x1.:b32@13 vsrc1=v1//0
7f v_cmp_class_f64 _e32 >=vcc.m src0=x2.:f64@15 vsrc1=v1//0
80 v_cmpx_f_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
81 v_cmpx_lt_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
82 v_cmpx_eq_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
83 v_cmpx_le_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
84 v_cmpx_gt_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
85 v_cmpx_lg_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
86 v_cmpx_ge_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
87 v_cmpx_o_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
88 v_cmpx_u_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
89 v_cmpx_nge_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8a v_cmpx_nlg_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8b v_cmpx_ngt_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8c v_cmpx_nle_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8d v_cmpx_neq_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8e v_cmpx_nlt_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
8f v_cmpx_t_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
90 v_cmpx_f_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
91 v_cmpx_lt_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
92 v_cmpx_eq_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
93 v_cmpx_le_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
94 v_cmpx_gt_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
95 v_cmpx_lg_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
96 v_cmpx_ge_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
97 v_cmpx_o_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
98 v_cmpx_u_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
99 v_cmpx_nge_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9a v_cmpx_nlg_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9b v_cmpx_ngt_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9c v_cmpx_nle_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9d v_cmpx_neq_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9e v_cmpx_nlt_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
9f v_cmpx_t_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
a0 v_cmpx_f_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a1 v_cmpx_lt_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a2 v_cmpx_eq_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a3 v_cmpx_le_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a4 v_cmpx_gt_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a5 v_cmpx_lg_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a6 v_cmpx_ge_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a7 v_cmpx_o_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a8 v_cmpx_u_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
a9 v_cmpx_nge_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
aa v_cmpx_nlg_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
ab v_cmpx_ngt_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
ac v_cmpx_nle_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
ad v_cmpx_neq_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
ae v_cmpx_nlt_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
af v_cmpx_t_f64 _e32 src0=x2.:f64@15 vsrc1=v2//0
b1 v_cmpx_lt_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b2 v_cmpx_eq_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b3 v_cmpx_le_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b4 v_cmpx_gt_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b5 v_cmpx_ne_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b6 v_cmpx_ge_i16 _e32 src0=h1.:i16@13 vsrc1=t1//0
b9 v_cmpx_lt_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
ba v_cmpx_eq_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
bb v_cmpx_le_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
bc v_cmpx_gt_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
bd v_cmpx_ne_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
be v_cmpx_ge_u16 _e32 src0=h1.:i16@13 vsrc1=t1//0
c0 v_cmpx_f_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c1 v_cmpx_lt_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c2 v_cmpx_eq_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c3 v_cmpx_le_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c4 v_cmpx_gt_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c5 v_cmpx_ne_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c6 v_cmpx_ge_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c7 v_cmpx_t_i32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c8 v_cmpx_f_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
c9 v_cmpx_lt_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
ca v_cmpx_eq_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
cb v_cmpx_le_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
cc v_cmpx_gt_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
cd v_cmpx_ne_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
ce v_cmpx_ge_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
cf v_cmpx_t_u32 _e32 src0=x1.:b32@13 vsrc1=v1//0
d0 v_cmpx_f_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d1 v_cmpx_lt_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d2 v_cmpx_eq_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d3 v_cmpx_le_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d4 v_cmpx_gt_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d5 v_cmpx_ne_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d6 v_cmpx_ge_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d7 v_cmpx_t_i64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d8 v_cmpx_f_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
d9 v_cmpx_lt_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
da v_cmpx_eq_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
db v_cmpx_le_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
dc v_cmpx_gt_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
dd v_cmpx_ne_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
de v_cmpx_ge_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
df v_cmpx_t_u64 _e32 src0=x2.:b64@15 vsrc1=v2//0
fd v_cmpx_class_f16 _e32 src0=h1.:f16@13 vsrc1=t1//0
fe v_cmpx_class_f32 _e32 src0=x1.:b32@13 vsrc1=v1//0
ff v_cmpx_class_f64 _e32 src0=x2.:f64@15 vsrc1=v1//0
""",
    "VOP2.DPP16": """\
1 v_cndmask_b32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na =vcc.m/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
2 v_dot2acc_f32_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
3 v_add_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
4 v_sub_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
5 v_subrev_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
7 v_mul_dx9_zero_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
8 v_mul_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
9 v_mul_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
a v_mul_hi_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
b v_mul_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
c v_mul_hi_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
f v_min_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
10 v_max_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
11 v_min_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
12 v_max_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
13 v_min_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
14 v_max_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
18 v_lshlrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
19 v_lshrrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1a v_ashrrev_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1b v_and_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1c v_or_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1d v_xor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
1e v_xnor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
20 v_add_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
21 v_sub_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
22 v_subrev_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
25 v_add_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
26 v_sub_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
27 v_subrev_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f0000000000000
2b v_fmac_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
2f v_cvt_pk_rtz_f16_f32 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
32 v_add_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
33 v_sub_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
34 v_subrev_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
35 v_mul_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
36 v_fmac_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
39 v_max_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
3a v_min_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
3b v_ldexp_f16 _dpp >vdst=t1 src0=t1.na vsrc1=t1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/40000000000000
3c v_pk_fmac_f16 _dpp >vdst=v1 src0=v1.na vsrc1=v1.na/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
""",
    "VOP2.DPP8": """\
1 v_cndmask_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1 =vcc.m/dpp8/0
2 v_dot2acc_f32_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
3 v_add_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
4 v_sub_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
5 v_subrev_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
7 v_mul_dx9_zero_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
8 v_mul_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
9 v_mul_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
a v_mul_hi_i32_i24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
b v_mul_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
c v_mul_hi_u32_u24 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
f v_min_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
10 v_max_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
11 v_min_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
12 v_max_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
13 v_min_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
14 v_max_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
18 v_lshlrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
19 v_lshrrev_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1a v_ashrrev_i32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1b v_and_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1c v_or_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1d v_xor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
1e v_xnor_b32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
20 v_add_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
21 v_sub_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
22 v_subrev_co_ci_u32 _dpp >vdst=v1 >=vcc.m src0=v1 vsrc1=v1 =vcc.m/dpp8/0
25 v_add_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
26 v_sub_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
27 v_subrev_nc_u32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
2b v_fmac_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
2f v_cvt_pk_rtz_f16_f32 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
32 v_add_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
33 v_sub_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
34 v_subrev_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
35 v_mul_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
36 v_fmac_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
39 v_max_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
3a v_min_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
3b v_ldexp_f16 _dpp >vdst=t1 src0=t1 vsrc1=t1/dpp8/0
3c v_pk_fmac_f16 _dpp >vdst=v1 src0=v1 vsrc1=v1/dpp8/0
""",
    "VOP2": """\
0 v_illegal - //1ffffff
1 v_cndmask_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1 =vcc.m//0
2 v_dot2acc_f32_f16 - >vdst=v1 src0=x1.:v2f16@13 vsrc1=v1//0
3 v_add_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
4 v_sub_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
5 v_subrev_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
6 v_fmac_dx9_zero_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
7 v_mul_dx9_zero_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
8 v_mul_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
9 v_mul_i32_i24 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
a v_mul_hi_i32_i24 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
b v_mul_u32_u24 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
c v_mul_hi_u32_u24 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
f v_min_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
10 v_max_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
11 v_min_i32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
12 v_max_i32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
13 v_min_u32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
14 v_max_u32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
18 v_lshlrev_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
19 v_lshrrev_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1a v_ashrrev_i32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1b v_and_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1c v_or_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1d v_xor_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1e v_xnor_b32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
20 v_add_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@13 vsrc1=v1 =vcc.m//0
21 v_sub_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@13 vsrc1=v1 =vcc.m//0
22 v_subrev_co_ci_u32 _e32 >vdst=v1 >=vcc.m src0=x1.:b32@13 vsrc1=v1 =vcc.m//0
25 v_add_nc_u32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
26 v_sub_nc_u32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
27 v_subrev_nc_u32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
2b v_fmac_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
2c v_fmamk_f32 - >vdst=v1 src0=x1.:b32@13 literal=k1.:hex vsrc1=v1//0
2d v_fmaak_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1 literal=k1.:hex//0
2f v_cvt_pk_rtz_f16_f32 _e32 >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
32 v_add_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
33 v_sub_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
34 v_subrev_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
35 v_mul_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
36 v_fmac_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
37 v_fmamk_f16 - >vdst=t1 src0=h1.:f16@13 literal=k1.:hex vsrc1=t1//0
38 v_fmaak_f16 - >vdst=t1 src0=h1.:f16@13 vsrc1=t1 literal=k1.:hex//0
39 v_max_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
3a v_min_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
3b v_ldexp_f16 _e32 >vdst=t1 src0=h1.:f16@13 vsrc1=t1//0
3c v_pk_fmac_f16 - >vdst=v1 src0=x1.:v2f16@13 vsrc1=v1//0
""",
    "VOP3SD.DPP16": """\
120 v_add_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
121 v_sub_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
122 v_subrev_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
300 v_add_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000000
301 v_sub_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000000
302 v_subrev_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000000
""",
    "VOP3SD.DPP8": """\
120 v_add_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp8/f800000000000000
121 v_sub_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp8/f800000000000000
122 v_subrev_co_ci_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13 src2=xm@17/clamp dpp8/f800000000000000
300 v_add_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000000
301 v_sub_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000000
302 v_subrev_co_u32 _e64_dpp >vdst=v1 >sdst=sm src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000000
""",
    "VOP3SD": """\
120 v_add_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13 src2=xm@17/clamp/f800000000000000
121 v_sub_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13 src2=xm@17/clamp/f800000000000000
122 v_subrev_co_ci_u32 _e64 >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13 src2=xm@17/clamp/f800000000000000
2fc v_div_scale_f32 - >vdst=v1 >sdst=sm src0=x1.:b32.n@13 src1=x1.:b32.n@13 src2=x1.:b32.n@13/clamp omod/0
2fd v_div_scale_f64 - >vdst=v2 >sdst=sm src0=x2.:f64.n@15 src1=x2.:f64.n@15 src2=x2.:f64.n@15/clamp omod/0
2fe v_mad_u64_u32 - >vdst=v2 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13 src2=x2.:b64@15/clamp/f800000000000000
2ff v_mad_i64_i32 - >vdst=v2 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13 src2=x2.:b64@15/clamp/f800000000000000
300 v_add_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000000
301 v_sub_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000000
302 v_subrev_co_u32 - >vdst=v1 >sdst=sm src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000000
""",
    "VOP3P.DPP16": """\
13 v_dot2_f32_f16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:v2f16@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
20 v_fma_mix_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
21 v_fma_mixlo_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
22 v_fma_mixhi_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
""",
    "VOP3P.DPP8": """\
13 v_dot2_f32_f16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:v2f16@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp dpp8/0
20 v_fma_mix_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp8/0
21 v_fma_mixlo_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp8/0
22 v_fma_mixhi_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.na@16 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp dpp8/0
""",
    "VOP3P": """\
0 v_pk_mad_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
1 v_pk_mul_lo_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
2 v_pk_add_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
3 v_pk_sub_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
4 v_pk_lshlrev_b16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
5 v_pk_lshrrev_b16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
6 v_pk_ashrrev_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
7 v_pk_max_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
8 v_pk_min_i16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
9 v_pk_mad_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
a v_pk_add_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
b v_pk_sub_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
c v_pk_max_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
d v_pk_min_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
e v_pk_fma_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13 src2=x1.:v2f16@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
f v_pk_add_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
10 v_pk_mul_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
11 v_pk_min_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
12 v_pk_max_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13/op_sel*2@18 op_sel_hi*2 neg_lo*2@18 neg_hi*2@18 clamp/7fc000000000000
13 v_dot2_f32_f16 - >vdst=v1 src0=x1.:v2f16@13 src1=x1.:v2f16@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
16 v_dot4_i32_iu8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
17 v_dot4_u32_u8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
18 v_dot8_i32_iu4 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
19 v_dot8_u32_u4 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
1a v_dot2_f32_bf16 - >vdst=v1 src0=x1.:v2bf16@13 src1=x1.:v2bf16@13 src2=x1.:b32@13/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3 clamp/0
20 v_fma_mix_f32 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp/0
21 v_fma_mixlo_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp/0
22 v_fma_mixhi_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*3 op_sel_hi*3 clamp/0
40 v_wmma_f32_16x16x16_f16 - >vdst=v8w src0=x8@16 src1=x8@16 src2=x8w.:f64@19/neg_lo*3 neg_hi*3/b800
41 v_wmma_f32_16x16x16_bf16 - >vdst=v8w src0=x8@16 src1=x8@16 src2=x8w.:f64@19/neg_lo*3 neg_hi*3/b800
42 v_wmma_f16_16x16x16_f16 - >vdst=v8w src0=x8@16 src1=x8@16 src2=x8w.:f64@19/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3/8000
43 v_wmma_bf16_16x16x16_bf16 - >vdst=v8w src0=x8@16 src1=x8@16 src2=x8w.:f64@19/op_sel*3 op_sel_hi*3 neg_lo*3 neg_hi*3/8000
44 v_wmma_i32_16x16x16_iu8 - >vdst=v8w src0=x4@16 src1=x4@16 src2=x8w.:f64@19/neg_lo*3 neg_hi*3 clamp/3800
45 v_wmma_i32_16x16x16_iu4 - >vdst=v8w src0=x2@16 src1=x2@16 src2=x8w.:f64@19/neg_lo*3 neg_hi*3 clamp/3800
""",
    "VOP3.DPP16": """\
0 v_cmp_f_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1 v_cmp_lt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
2 v_cmp_eq_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
3 v_cmp_le_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
4 v_cmp_gt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
5 v_cmp_lg_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
6 v_cmp_ge_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
7 v_cmp_o_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8 v_cmp_u_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9 v_cmp_nge_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
a v_cmp_nlg_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
b v_cmp_ngt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
c v_cmp_nle_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
d v_cmp_neq_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
e v_cmp_nlt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
f v_cmp_t_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
10 v_cmp_f_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
11 v_cmp_lt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
12 v_cmp_eq_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
13 v_cmp_le_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
14 v_cmp_gt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
15 v_cmp_lg_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
16 v_cmp_ge_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
17 v_cmp_o_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
18 v_cmp_u_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
19 v_cmp_nge_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1a v_cmp_nlg_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1b v_cmp_ngt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1c v_cmp_nle_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1d v_cmp_neq_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1e v_cmp_nlt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
1f v_cmp_t_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
31 v_cmp_lt_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
32 v_cmp_eq_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
33 v_cmp_le_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
34 v_cmp_gt_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
35 v_cmp_ne_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
36 v_cmp_ge_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
39 v_cmp_lt_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
3a v_cmp_eq_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
3b v_cmp_le_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
3c v_cmp_gt_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
3d v_cmp_ne_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
3e v_cmp_ge_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
40 v_cmp_f_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
41 v_cmp_lt_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
42 v_cmp_eq_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
43 v_cmp_le_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
44 v_cmp_gt_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
45 v_cmp_ne_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
46 v_cmp_ge_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
47 v_cmp_t_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
48 v_cmp_f_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
49 v_cmp_lt_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4a v_cmp_eq_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4b v_cmp_le_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4c v_cmp_gt_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4d v_cmp_ne_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4e v_cmp_ge_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
4f v_cmp_t_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
7d v_cmp_class_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffc000000008600
7e v_cmp_class_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffc000000008600
80 v_cmpx_f_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
81 v_cmpx_lt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
82 v_cmpx_eq_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
83 v_cmpx_le_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
84 v_cmpx_gt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
85 v_cmpx_lg_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
86 v_cmpx_ge_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
87 v_cmpx_o_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
88 v_cmpx_u_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
89 v_cmpx_nge_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8a v_cmpx_nlg_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8b v_cmpx_ngt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8c v_cmpx_nle_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8d v_cmpx_neq_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8e v_cmpx_nlt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
8f v_cmpx_t_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
90 v_cmpx_f_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
91 v_cmpx_lt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
92 v_cmpx_eq_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
93 v_cmpx_le_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
94 v_cmpx_gt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
95 v_cmpx_lg_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
96 v_cmpx_ge_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
97 v_cmpx_o_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
98 v_cmpx_u_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
99 v_cmpx_nge_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9a v_cmpx_nlg_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9b v_cmpx_ngt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9c v_cmpx_nle_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9d v_cmpx_neq_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9e v_cmpx_nlt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
9f v_cmpx_t_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
b1 v_cmpx_lt_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b2 v_cmpx_eq_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b3 v_cmpx_le_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b4 v_cmpx_gt_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b5 v_cmpx_ne_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b6 v_cmpx_ge_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
b9 v_cmpx_lt_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
ba v_cmpx_eq_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
bb v_cmpx_le_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
bc v_cmpx_gt_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
bd v_cmpx_ne_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
be v_cmpx_ge_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c0 v_cmpx_f_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c1 v_cmpx_lt_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c2 v_cmpx_eq_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c3 v_cmpx_le_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c4 v_cmpx_gt_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c5 v_cmpx_ne_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c6 v_cmpx_ge_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c7 v_cmpx_t_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c8 v_cmpx_f_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
c9 v_cmpx_lt_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
ca v_cmpx_eq_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
cb v_cmpx_le_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
cc v_cmpx_gt_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
cd v_cmpx_ne_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
ce v_cmpx_ge_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
cf v_cmpx_t_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
fd v_cmpx_class_f16 _e64_dpp src0=v1.na src1=x1.:b32@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffc000000008600
fe v_cmpx_class_f32 _e64_dpp src0=v1.na src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffc000000008600
101 v_cndmask_b32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=xm@17/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9800000000008400
103 v_add_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
104 v_sub_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
105 v_subrev_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
107 v_mul_dx9_zero_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
108 v_mul_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
109 v_mul_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
10a v_mul_hi_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
10b v_mul_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
10c v_mul_hi_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
10f v_min_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
110 v_max_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
111 v_min_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
112 v_max_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
113 v_min_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
114 v_max_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
118 v_lshlrev_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
119 v_lshrrev_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
11a v_ashrrev_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
11b v_and_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
11c v_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
11d v_xor_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
11e v_xnor_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
125 v_add_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
126 v_sub_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
127 v_subrev_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
12b v_fmac_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
12f v_cvt_pk_rtz_f16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
132 v_add_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
133 v_sub_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
134 v_subrev_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
135 v_mul_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
136 v_fmac_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-4@20 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
139 v_max_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
13a v_min_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
13b v_ldexp_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/87fc000000000400
181 v_mov_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
185 v_cvt_f32_i32 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
186 v_cvt_f32_u32 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
187 v_cvt_u32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
188 v_cvt_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
18a v_cvt_f16_f32 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
18b v_cvt_f32_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
18c v_cvt_nearest_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffffe0000000600
18d v_cvt_floor_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffffe0000000600
18e v_cvt_off_f32_i4 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
191 v_cvt_f32_ubyte0 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
192 v_cvt_f32_ubyte1 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
193 v_cvt_f32_ubyte2 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
194 v_cvt_f32_ubyte3 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
1a0 v_fract_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a1 v_trunc_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a2 v_ceil_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a3 v_rndne_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a4 v_floor_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a5 v_exp_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1a7 v_log_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1aa v_rcp_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1ab v_rcp_iflag_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1ae v_rsq_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1b3 v_sqrt_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1b5 v_sin_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1b6 v_cos_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1b7 v_not_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1b8 v_bfrev_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1b9 v_clz_i32_u32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1ba v_ctz_i32_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1bb v_cls_i32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1bf v_frexp_exp_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/dffffe0000000600
1c0 v_frexp_mant_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1c2 v_movreld_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1c3 v_movrels_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1c4 v_movrelsd_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1c8 v_movrelsd_2_b32 _e64_dpp >vdst=v1 src0=v1/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1d0 v_cvt_f16_u16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
1d1 v_cvt_f16_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/e7fffe0000000700
1d2 v_cvt_u16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d3 v_cvt_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d4 v_rcp_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d5 v_sqrt_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d6 v_rsq_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d7 v_log_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d8 v_exp_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1d9 v_frexp_mant_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1da v_frexp_exp_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1db v_floor_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1dc v_ceil_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1dd v_trunc_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1de v_rndne_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1df v_fract_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1e0 v_sin_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1e1 v_cos_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1e2 v_sat_pk_u8_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1e3 v_cvt_norm_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1e4 v_cvt_norm_u16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fffe0000000600
1e9 v_not_b16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1ea v_cvt_i32_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
1eb v_cvt_u32_u16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffffe0000008700
20a v_mad_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
20b v_mad_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
20c v_cubeid_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
20d v_cubesc_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
20e v_cubetc_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
20f v_cubema_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
210 v_bfe_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
211 v_bfe_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
212 v_bfi_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
213 v_fma_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
215 v_lerp_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
216 v_alignbit_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
217 v_alignbyte_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
218 v_mullit_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
219 v_min3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
21a v_min3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
21b v_min3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
21c v_max3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
21d v_max3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
21e v_max3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
21f v_med3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
220 v_med3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
221 v_med3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
222 v_sad_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
223 v_sad_hi_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
224 v_sad_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
225 v_sad_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
226 v_cvt_pk_u8_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/d800000000000000
239 v_msad_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000700
240 v_xor3_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
241 v_mad_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
244 v_perm_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
245 v_xad_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
246 v_lshl_add_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
247 v_add_lshl_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
248 v_fma_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
249 v_min3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
24a v_min3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
24b v_min3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
24c v_max3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
24d v_max3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
24e v_max3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
24f v_med3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
250 v_med3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
251 v_med3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
253 v_mad_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
254 v_div_fixup_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
255 v_add3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
256 v_lshl_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
257 v_and_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
258 v_or3_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
259 v_mad_u32_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
25a v_mad_i32_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000000000
25d v_cndmask_b16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:i16.na@13 src2=xm@17/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9800000000008400
25e v_maxmin_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
25f v_minmax_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
260 v_maxmin_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
261 v_minmax_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/0
262 v_maxmin_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
263 v_minmax_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
264 v_maxmin_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
265 v_minmax_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/f800000000008700
266 v_dot2_f16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:v2f16.na@13 src2=x1.:f16.na@13/op_sel*-4 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/1800000000008000
267 v_dot2_bf16_bf16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:v2bf16.na@13 src2=x1.:bf16.na@13/op_sel*-4 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/1800000000008000
303 v_add_nc_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000400
304 v_sub_nc_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000400
305 v_mul_lo_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
306 v_cvt_pk_i16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
307 v_cvt_pk_u16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
309 v_max_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
30a v_max_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
30b v_min_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
30c v_min_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
30d v_add_nc_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000400
30e v_sub_nc_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000400
311 v_pack_b32_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
312 v_cvt_pk_norm_i16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
313 v_cvt_pk_norm_u16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
31c v_ldexp_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32@13/clamp omod dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/c7fc000000000400
31d v_bfm_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
31e v_bcnt_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
31f v_mbcnt_lo_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
320 v_mbcnt_hi_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
321 v_cvt_pk_norm_i16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
322 v_cvt_pk_norm_u16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/9ffc000000000400
323 v_cvt_pk_u16_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
324 v_cvt_pk_i16_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
325 v_sub_nc_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
326 v_add_nc_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000000700
338 v_lshlrev_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
339 v_lshrrev_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
33a v_ashrrev_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
362 v_and_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
363 v_or_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
364 v_xor_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp_ctrl@12 row_mask bank_mask bound_ctrl fetch_inactive/fffc000000008700
""",
    "VOP3.DPP8": """\
0 v_cmp_f_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
1 v_cmp_lt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
2 v_cmp_eq_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
3 v_cmp_le_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
4 v_cmp_gt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
5 v_cmp_lg_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
6 v_cmp_ge_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
7 v_cmp_o_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8 v_cmp_u_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
9 v_cmp_nge_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
a v_cmp_nlg_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
b v_cmp_ngt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
c v_cmp_nle_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
d v_cmp_neq_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
e v_cmp_nlt_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
f v_cmp_t_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
10 v_cmp_f_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
11 v_cmp_lt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
12 v_cmp_eq_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
13 v_cmp_le_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
14 v_cmp_gt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
15 v_cmp_lg_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
16 v_cmp_ge_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
17 v_cmp_o_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
18 v_cmp_u_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
19 v_cmp_nge_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1a v_cmp_nlg_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1b v_cmp_ngt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1c v_cmp_nle_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1d v_cmp_neq_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1e v_cmp_nlt_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
1f v_cmp_t_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
31 v_cmp_lt_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
32 v_cmp_eq_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
33 v_cmp_le_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
34 v_cmp_gt_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
35 v_cmp_ne_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
36 v_cmp_ge_i16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
39 v_cmp_lt_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
3a v_cmp_eq_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
3b v_cmp_le_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
3c v_cmp_gt_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
3d v_cmp_ne_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
3e v_cmp_ge_u16 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
40 v_cmp_f_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
41 v_cmp_lt_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
42 v_cmp_eq_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
43 v_cmp_le_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
44 v_cmp_gt_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
45 v_cmp_ne_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
46 v_cmp_ge_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
47 v_cmp_t_i32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
48 v_cmp_f_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
49 v_cmp_lt_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4a v_cmp_eq_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4b v_cmp_le_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4c v_cmp_gt_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4d v_cmp_ne_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4e v_cmp_ge_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
4f v_cmp_t_u32 _e64_dpp >vdst=xm@3 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
7d v_cmp_class_f16 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32@13/op_sel*0 dpp8/dffc000000008600
7e v_cmp_class_f32 _e64_dpp >vdst=xm@3 src0=v1.na src1=x1.:b32@13/dpp8/dffc000000008600
80 v_cmpx_f_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
81 v_cmpx_lt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
82 v_cmpx_eq_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
83 v_cmpx_le_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
84 v_cmpx_gt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
85 v_cmpx_lg_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
86 v_cmpx_ge_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
87 v_cmpx_o_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
88 v_cmpx_u_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
89 v_cmpx_nge_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8a v_cmpx_nlg_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8b v_cmpx_ngt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8c v_cmpx_nle_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8d v_cmpx_neq_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8e v_cmpx_nlt_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
8f v_cmpx_t_f16 _e64_dpp src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp dpp8/9ffc000000000400
90 v_cmpx_f_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
91 v_cmpx_lt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
92 v_cmpx_eq_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
93 v_cmpx_le_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
94 v_cmpx_gt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
95 v_cmpx_lg_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
96 v_cmpx_ge_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
97 v_cmpx_o_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
98 v_cmpx_u_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
99 v_cmpx_nge_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9a v_cmpx_nlg_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9b v_cmpx_ngt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9c v_cmpx_nle_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9d v_cmpx_neq_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9e v_cmpx_nlt_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
9f v_cmpx_t_f32 _e64_dpp src0=v1.na src1=x1.:b32.na@13/clamp dpp8/9ffc000000000400
b1 v_cmpx_lt_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b2 v_cmpx_eq_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b3 v_cmpx_le_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b4 v_cmpx_gt_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b5 v_cmpx_ne_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b6 v_cmpx_ge_i16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
b9 v_cmpx_lt_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
ba v_cmpx_eq_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
bb v_cmpx_le_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
bc v_cmpx_gt_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
bd v_cmpx_ne_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
be v_cmpx_ge_u16 _e64_dpp src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
c0 v_cmpx_f_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c1 v_cmpx_lt_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c2 v_cmpx_eq_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c3 v_cmpx_le_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c4 v_cmpx_gt_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c5 v_cmpx_ne_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c6 v_cmpx_ge_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c7 v_cmpx_t_i32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c8 v_cmpx_f_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
c9 v_cmpx_lt_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
ca v_cmpx_eq_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
cb v_cmpx_le_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
cc v_cmpx_gt_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
cd v_cmpx_ne_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
ce v_cmpx_ge_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
cf v_cmpx_t_u32 _e64_dpp src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
fd v_cmpx_class_f16 _e64_dpp src0=v1.na src1=x1.:b32@13/op_sel*0 dpp8/dffc000000008600
fe v_cmpx_class_f32 _e64_dpp src0=v1.na src1=x1.:b32@13/dpp8/dffc000000008600
101 v_cndmask_b32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=xm@17/dpp8/9800000000008400
103 v_add_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
104 v_sub_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
105 v_subrev_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
107 v_mul_dx9_zero_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
108 v_mul_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
109 v_mul_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
10a v_mul_hi_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
10b v_mul_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
10c v_mul_hi_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
10f v_min_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
110 v_max_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
111 v_min_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
112 v_max_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
113 v_min_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
114 v_max_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
118 v_lshlrev_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
119 v_lshrrev_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
11a v_ashrrev_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
11b v_and_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
11c v_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
11d v_xor_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
11e v_xnor_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
125 v_add_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
126 v_sub_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
127 v_subrev_nc_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
12b v_fmac_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/clamp omod dpp8/87fc000000000400
12f v_cvt_pk_rtz_f16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
132 v_add_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
133 v_sub_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
134 v_subrev_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
135 v_mul_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
136 v_fmac_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-4@20 clamp omod dpp8/87fc000000000400
139 v_max_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
13a v_min_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
13b v_ldexp_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*0 clamp omod dpp8/87fc000000000400
181 v_mov_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
185 v_cvt_f32_i32 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
186 v_cvt_f32_u32 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
187 v_cvt_u32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
188 v_cvt_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
18a v_cvt_f16_f32 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
18b v_cvt_f32_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
18c v_cvt_nearest_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp8/dffffe0000000600
18d v_cvt_floor_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp8/dffffe0000000600
18e v_cvt_off_f32_i4 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
191 v_cvt_f32_ubyte0 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
192 v_cvt_f32_ubyte1 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
193 v_cvt_f32_ubyte2 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
194 v_cvt_f32_ubyte3 _e64_dpp >vdst=v1 src0=v1/clamp omod dpp8/e7fffe0000000700
1a0 v_fract_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a1 v_trunc_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a2 v_ceil_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a3 v_rndne_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a4 v_floor_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a5 v_exp_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1a7 v_log_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1aa v_rcp_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1ab v_rcp_iflag_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1ae v_rsq_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1b3 v_sqrt_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1b5 v_sin_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1b6 v_cos_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1b7 v_not_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1b8 v_bfrev_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1b9 v_clz_i32_u32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1ba v_ctz_i32_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1bb v_cls_i32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1bf v_frexp_exp_i32_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp dpp8/dffffe0000000600
1c0 v_frexp_mant_f32 _e64_dpp >vdst=v1 src0=v1.na/clamp omod dpp8/c7fffe0000000600
1c2 v_movreld_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1c3 v_movrels_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1c4 v_movrelsd_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1c8 v_movrelsd_2_b32 _e64_dpp >vdst=v1 src0=v1/dpp8/fffffe0000008700
1d0 v_cvt_f16_u16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 clamp omod dpp8/e7fffe0000000700
1d1 v_cvt_f16_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 clamp omod dpp8/e7fffe0000000700
1d2 v_cvt_u16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d3 v_cvt_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d4 v_rcp_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d5 v_sqrt_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d6 v_rsq_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d7 v_log_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d8 v_exp_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1d9 v_frexp_mant_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1da v_frexp_exp_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1db v_floor_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1dc v_ceil_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1dd v_trunc_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1de v_rndne_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1df v_fract_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1e0 v_sin_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1e1 v_cos_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1e2 v_sat_pk_u8_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp8/fffffe0000008700
1e3 v_cvt_norm_i16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1e4 v_cvt_norm_u16_f16 _e64_dpp >vdst=v1 src0=v1.na/op_sel*0 clamp omod dpp8/c7fffe0000000600
1e9 v_not_b16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp8/fffffe0000008700
1ea v_cvt_i32_i16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp8/fffffe0000008700
1eb v_cvt_u32_u16 _e64_dpp >vdst=v1 src0=v1/op_sel*0 dpp8/fffffe0000008700
20a v_mad_i32_i24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
20b v_mad_u32_u24 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
20c v_cubeid_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
20d v_cubesc_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
20e v_cubetc_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
20f v_cubema_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
210 v_bfe_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
211 v_bfe_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
212 v_bfi_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
213 v_fma_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
215 v_lerp_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
216 v_alignbit_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
217 v_alignbyte_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
218 v_mullit_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
219 v_min3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
21a v_min3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
21b v_min3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
21c v_max3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
21d v_max3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
21e v_max3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
21f v_med3_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
220 v_med3_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
221 v_med3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
222 v_sad_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
223 v_sad_hi_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
224 v_sad_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*0 clamp dpp8/f800000000000700
225 v_sad_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
226 v_cvt_pk_u8_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/d800000000000000
239 v_msad_u8 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/clamp dpp8/f800000000000700
240 v_xor3_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
241 v_mad_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
244 v_perm_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
245 v_xad_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
246 v_lshl_add_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
247 v_add_lshl_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
248 v_fma_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp8/0
249 v_min3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp8/0
24a v_min3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
24b v_min3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
24c v_max3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp8/0
24d v_max3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
24e v_max3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
24f v_med3_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp8/0
250 v_med3_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
251 v_med3_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
253 v_mad_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp dpp8/f800000000000000
254 v_div_fixup_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod dpp8/0
255 v_add3_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
256 v_lshl_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
257 v_and_or_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
258 v_or3_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
259 v_mad_u32_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp dpp8/f800000000000000
25a v_mad_i32_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp dpp8/f800000000000000
25d v_cndmask_b16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:i16.na@13 src2=xm@17/op_sel*0 dpp8/9800000000008400
25e v_maxmin_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
25f v_minmax_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod dpp8/0
260 v_maxmin_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod dpp8/0
261 v_minmax_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod dpp8/0
262 v_maxmin_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
263 v_minmax_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
264 v_maxmin_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
265 v_minmax_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13 src2=x1.:b32@13/dpp8/f800000000008700
266 v_dot2_f16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:v2f16.na@13 src2=x1.:f16.na@13/op_sel*-4 dpp8/1800000000008000
267 v_dot2_bf16_bf16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:v2bf16.na@13 src2=x1.:bf16.na@13/op_sel*-4 dpp8/1800000000008000
303 v_add_nc_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp8/fffc000000000400
304 v_sub_nc_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp8/fffc000000000400
305 v_mul_lo_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
306 v_cvt_pk_i16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp8/9ffc000000000400
307 v_cvt_pk_u16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp8/9ffc000000000400
309 v_max_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
30a v_max_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
30b v_min_u16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
30c v_min_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
30d v_add_nc_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp8/fffc000000000400
30e v_sub_nc_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*-3@20 clamp dpp8/fffc000000000400
311 v_pack_b32_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp8/9ffc000000000400
312 v_cvt_pk_norm_i16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp8/9ffc000000000400
313 v_cvt_pk_norm_u16_f16 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:f16.na@13/op_sel*-3@20 clamp dpp8/9ffc000000000400
31c v_ldexp_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32@13/clamp omod dpp8/c7fc000000000400
31d v_bfm_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
31e v_bcnt_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
31f v_mbcnt_lo_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
320 v_mbcnt_hi_u32_b32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/dpp8/fffc000000008700
321 v_cvt_pk_norm_i16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp8/9ffc000000000400
322 v_cvt_pk_norm_u16_f32 _e64_dpp >vdst=v1 src0=v1.na src1=x1.:b32.na@13/op_sel*0 clamp dpp8/9ffc000000000400
323 v_cvt_pk_u16_u32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/op_sel*0 dpp8/fffc000000008700
324 v_cvt_pk_i16_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/op_sel*0 dpp8/fffc000000008700
325 v_sub_nc_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
326 v_add_nc_i32 _e64_dpp >vdst=v1 src0=v1 src1=x1.:b32@13/clamp dpp8/fffc000000000700
338 v_lshlrev_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
339 v_lshrrev_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
33a v_ashrrev_i16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
362 v_and_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
363 v_or_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
364 v_xor_b16 _e64_dpp >vdst=v1 src0=v1 src1=x1.:i16@13/op_sel*0 dpp8/fffc000000008700
""",
    "VOP3": """\
0 v_cmp_f_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
1 v_cmp_lt_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
2 v_cmp_eq_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
3 v_cmp_le_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
4 v_cmp_gt_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
5 v_cmp_lg_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
6 v_cmp_ge_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
7 v_cmp_o_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8 v_cmp_u_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
9 v_cmp_nge_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
a v_cmp_nlg_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
b v_cmp_ngt_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
c v_cmp_nle_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
d v_cmp_neq_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
e v_cmp_nlt_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
f v_cmp_t_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
10 v_cmp_f_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
11 v_cmp_lt_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
12 v_cmp_eq_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
13 v_cmp_le_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
14 v_cmp_gt_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
15 v_cmp_lg_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
16 v_cmp_ge_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
17 v_cmp_o_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
18 v_cmp_u_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
19 v_cmp_nge_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1a v_cmp_nlg_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1b v_cmp_ngt_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1c v_cmp_nle_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1d v_cmp_neq_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1e v_cmp_nlt_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
1f v_cmp_t_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
20 v_cmp_f_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
21 v_cmp_lt_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
22 v_cmp_eq_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
23 v_cmp_le_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
24 v_cmp_gt_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
25 v_cmp_lg_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
26 v_cmp_ge_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
27 v_cmp_o_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
28 v_cmp_u_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
29 v_cmp_nge_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2a v_cmp_nlg_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2b v_cmp_ngt_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2c v_cmp_nle_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2d v_cmp_neq_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2e v_cmp_nlt_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
2f v_cmp_t_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
31 v_cmp_lt_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
32 v_cmp_eq_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
33 v_cmp_le_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
34 v_cmp_gt_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
35 v_cmp_ne_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
36 v_cmp_ge_i16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
39 v_cmp_lt_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
3a v_cmp_eq_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
3b v_cmp_le_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
3c v_cmp_gt_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
3d v_cmp_ne_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
3e v_cmp_ge_u16 _e64 >vdst=xm@3 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
40 v_cmp_f_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
41 v_cmp_lt_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
42 v_cmp_eq_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
43 v_cmp_le_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
44 v_cmp_gt_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
45 v_cmp_ne_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
46 v_cmp_ge_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
47 v_cmp_t_i32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
48 v_cmp_f_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
49 v_cmp_lt_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4a v_cmp_eq_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4b v_cmp_le_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4c v_cmp_gt_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4d v_cmp_ne_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4e v_cmp_ge_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
4f v_cmp_t_u32 _e64 >vdst=xm@3 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
50 v_cmp_f_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
51 v_cmp_lt_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
52 v_cmp_eq_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
53 v_cmp_le_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
54 v_cmp_gt_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
55 v_cmp_ne_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
56 v_cmp_ge_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
57 v_cmp_t_i64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
58 v_cmp_f_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
59 v_cmp_lt_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5a v_cmp_eq_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5b v_cmp_le_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5c v_cmp_gt_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5d v_cmp_ne_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5e v_cmp_ge_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
5f v_cmp_t_u64 _e64 >vdst=xm@3 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
7d v_cmp_class_f16 _e64 >vdst=xm@3 src0=x1.:f16.na@13 src1=x1.:b32@13/op_sel*0/dffc000000008600
7e v_cmp_class_f32 _e64 >vdst=xm@3 src0=x1.:b32.na@13 src1=x1.:b32@13//dffc000000008600
7f v_cmp_class_f64 _e64 >vdst=xm@3 src0=x2.:f64.na@15 src1=x1.:b32@13//dffc000000008600
80 v_cmpx_f_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
81 v_cmpx_lt_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
82 v_cmpx_eq_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
83 v_cmpx_le_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
84 v_cmpx_gt_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
85 v_cmpx_lg_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
86 v_cmpx_ge_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
87 v_cmpx_o_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
88 v_cmpx_u_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
89 v_cmpx_nge_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8a v_cmpx_nlg_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8b v_cmpx_ngt_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8c v_cmpx_nle_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8d v_cmpx_neq_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8e v_cmpx_nlt_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
8f v_cmpx_t_f16 _e64 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp/9ffc000000000400
90 v_cmpx_f_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
91 v_cmpx_lt_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
92 v_cmpx_eq_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
93 v_cmpx_le_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
94 v_cmpx_gt_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
95 v_cmpx_lg_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
96 v_cmpx_ge_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
97 v_cmpx_o_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
98 v_cmpx_u_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
99 v_cmpx_nge_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9a v_cmpx_nlg_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9b v_cmpx_ngt_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9c v_cmpx_nle_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9d v_cmpx_neq_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9e v_cmpx_nlt_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
9f v_cmpx_t_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp/9ffc000000000400
a0 v_cmpx_f_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a1 v_cmpx_lt_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a2 v_cmpx_eq_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a3 v_cmpx_le_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a4 v_cmpx_gt_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a5 v_cmpx_lg_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a6 v_cmpx_ge_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a7 v_cmpx_o_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a8 v_cmpx_u_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
a9 v_cmpx_nge_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
aa v_cmpx_nlg_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
ab v_cmpx_ngt_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
ac v_cmpx_nle_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
ad v_cmpx_neq_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
ae v_cmpx_nlt_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
af v_cmpx_t_f64 _e64 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp/9ffc000000000400
b1 v_cmpx_lt_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b2 v_cmpx_eq_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b3 v_cmpx_le_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b4 v_cmpx_gt_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b5 v_cmpx_ne_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b6 v_cmpx_ge_i16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
b9 v_cmpx_lt_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
ba v_cmpx_eq_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
bb v_cmpx_le_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
bc v_cmpx_gt_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
bd v_cmpx_ne_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
be v_cmpx_ge_u16 _e64 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
c0 v_cmpx_f_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c1 v_cmpx_lt_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c2 v_cmpx_eq_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c3 v_cmpx_le_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c4 v_cmpx_gt_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c5 v_cmpx_ne_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c6 v_cmpx_ge_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c7 v_cmpx_t_i32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c8 v_cmpx_f_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
c9 v_cmpx_lt_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
ca v_cmpx_eq_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
cb v_cmpx_le_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
cc v_cmpx_gt_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
cd v_cmpx_ne_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
ce v_cmpx_ge_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
cf v_cmpx_t_u32 _e64 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
d0 v_cmpx_f_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d1 v_cmpx_lt_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d2 v_cmpx_eq_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d3 v_cmpx_le_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d4 v_cmpx_gt_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d5 v_cmpx_ne_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d6 v_cmpx_ge_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d7 v_cmpx_t_i64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d8 v_cmpx_f_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
d9 v_cmpx_lt_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
da v_cmpx_eq_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
db v_cmpx_le_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
dc v_cmpx_gt_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
dd v_cmpx_ne_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
de v_cmpx_ge_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
df v_cmpx_t_u64 _e64 src0=x2.:b64@15 src1=x2.:b64@15//fffc000000008700
fd v_cmpx_class_f16 _e64 src0=x1.:f16.na@13 src1=x1.:b32@13/op_sel*0/dffc000000008600
fe v_cmpx_class_f32 _e64 src0=x1.:b32.na@13 src1=x1.:b32@13//dffc000000008600
ff v_cmpx_class_f64 _e64 src0=x2.:f64.na@15 src1=x1.:b32@13//dffc000000008600
101 v_cndmask_b32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=xm@17//9800000000008400
103 v_add_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
104 v_sub_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
105 v_subrev_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
106 v_fmac_dx9_zero_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
107 v_mul_dx9_zero_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
108 v_mul_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
109 v_mul_i32_i24 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
10a v_mul_hi_i32_i24 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
10b v_mul_u32_u24 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
10c v_mul_hi_u32_u24 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
10f v_min_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
110 v_max_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
111 v_min_i32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
112 v_max_i32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
113 v_min_u32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
114 v_max_u32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
118 v_lshlrev_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
119 v_lshrrev_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
11a v_ashrrev_i32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
11b v_and_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
11c v_or_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
11d v_xor_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
11e v_xnor_b32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
125 v_add_nc_u32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
126 v_sub_nc_u32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
127 v_subrev_nc_u32 _e64 >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
12b v_fmac_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/clamp omod/87fc000000000400
12f v_cvt_pk_rtz_f16_f32 _e64 >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/op_sel*0 clamp omod/87fc000000000400
132 v_add_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
133 v_sub_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
134 v_subrev_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
135 v_mul_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
136 v_fmac_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*-4@20 clamp omod/87fc000000000400
139 v_max_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
13a v_min_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
13b v_ldexp_f16 _e64 >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*0 clamp omod/87fc000000000400
180 v_nop - //ffffffff000087ff
181 v_mov_b32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
183 v_cvt_i32_f64 _e64 >vdst=v1 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
184 v_cvt_f64_i32 _e64 >vdst=v2 src0=x1.:b32@13/clamp omod/e7fffe0000000700
185 v_cvt_f32_i32 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
186 v_cvt_f32_u32 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
187 v_cvt_u32_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
188 v_cvt_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
18a v_cvt_f16_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/op_sel*0 clamp omod/c7fffe0000000600
18b v_cvt_f32_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
18c v_cvt_nearest_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp/dffffe0000000600
18d v_cvt_floor_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp/dffffe0000000600
18e v_cvt_off_f32_i4 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
18f v_cvt_f32_f64 _e64 >vdst=v1 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
190 v_cvt_f64_f32 _e64 >vdst=v2 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
191 v_cvt_f32_ubyte0 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
192 v_cvt_f32_ubyte1 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
193 v_cvt_f32_ubyte2 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
194 v_cvt_f32_ubyte3 _e64 >vdst=v1 src0=x1.:b32@13/clamp omod/e7fffe0000000700
195 v_cvt_u32_f64 _e64 >vdst=v1 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
196 v_cvt_f64_u32 _e64 >vdst=v2 src0=x1.:b32@13/clamp omod/e7fffe0000000700
197 v_trunc_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
198 v_ceil_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
199 v_rndne_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
19a v_floor_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
19b v_pipeflush - //ffffffff000087ff
1a0 v_fract_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a1 v_trunc_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a2 v_ceil_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a3 v_rndne_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a4 v_floor_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a5 v_exp_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1a7 v_log_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1aa v_rcp_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1ab v_rcp_iflag_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1ae v_rsq_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1af v_rcp_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1b1 v_rsq_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1b3 v_sqrt_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1b4 v_sqrt_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1b5 v_sin_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1b6 v_cos_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1b7 v_not_b32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1b8 v_bfrev_b32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1b9 v_clz_i32_u32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1ba v_ctz_i32_b32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1bb v_cls_i32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1bc v_frexp_exp_i32_f64 _e64 >vdst=v1 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1bd v_frexp_mant_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1be v_fract_f64 _e64 >vdst=v2 src0=x2.:f64.na@15/clamp omod/c7fffe0000000600
1bf v_frexp_exp_i32_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp/dffffe0000000600
1c0 v_frexp_mant_f32 _e64 >vdst=v1 src0=x1.:b32.na@13/clamp omod/c7fffe0000000600
1c2 v_movreld_b32 _e64 >vdst=v1 src0=x1.:b32@13//fffffe0000008700
1c3 v_movrels_b32 _e64 >vdst=v1 src0=x1@16//fffffe0000008700
1c4 v_movrelsd_b32 _e64 >vdst=v1 src0=x1@16//fffffe0000008700
1c8 v_movrelsd_2_b32 _e64 >vdst=v1 src0=x1@16//fffffe0000008700
1d0 v_cvt_f16_u16 _e64 >vdst=v1 src0=x1.:i16@13/op_sel*0 clamp omod/e7fffe0000000700
1d1 v_cvt_f16_i16 _e64 >vdst=v1 src0=x1.:i16@13/op_sel*0 clamp omod/e7fffe0000000700
1d2 v_cvt_u16_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d3 v_cvt_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d4 v_rcp_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d5 v_sqrt_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d6 v_rsq_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d7 v_log_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d8 v_exp_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1d9 v_frexp_mant_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1da v_frexp_exp_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1db v_floor_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1dc v_ceil_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1dd v_trunc_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1de v_rndne_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1df v_fract_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1e0 v_sin_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1e1 v_cos_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1e2 v_sat_pk_u8_i16 _e64 >vdst=v1 src0=x1.:b32@13/op_sel*0/fffffe0000008700
1e3 v_cvt_norm_i16_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1e4 v_cvt_norm_u16_f16 _e64 >vdst=v1 src0=x1.:f16.na@13/op_sel*0 clamp omod/c7fffe0000000600
1e9 v_not_b16 _e64 >vdst=v1 src0=x1.:i16@13/op_sel*0/fffffe0000008700
1ea v_cvt_i32_i16 _e64 >vdst=v1 src0=x1.:i16@13/op_sel*0/fffffe0000008700
1eb v_cvt_u32_u16 _e64 >vdst=v1 src0=x1.:i16@13/op_sel*0/fffffe0000008700
209 v_fma_dx9_zero_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
20a v_mad_i32_i24 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
20b v_mad_u32_u24 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
20c v_cubeid_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
20d v_cubesc_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
20e v_cubetc_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
20f v_cubema_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
210 v_bfe_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
211 v_bfe_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
212 v_bfi_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
213 v_fma_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
214 v_fma_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15 src2=x2.:f64.na@15/clamp omod/0
215 v_lerp_u8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
216 v_alignbit_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
217 v_alignbyte_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
218 v_mullit_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
219 v_min3_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
21a v_min3_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
21b v_min3_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
21c v_max3_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
21d v_max3_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
21e v_max3_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
21f v_med3_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
220 v_med3_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
221 v_med3_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
222 v_sad_u8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
223 v_sad_hi_u8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
224 v_sad_u16 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/op_sel*0 clamp/f800000000000700
225 v_sad_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
226 v_cvt_pk_u8_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/d800000000000000
227 v_div_fixup_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
228 v_div_fixup_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15 src2=x2.:f64.na@15/clamp omod/0
237 v_div_fmas_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
238 v_div_fmas_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15 src2=x2.:f64.na@15/clamp omod/0
239 v_msad_u8 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13/clamp/f800000000000700
23a v_qsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@15 src1=x1.:b32@13 src2=x2.:b64@15/op_sel*0 clamp/f800000000000700
23b v_mqsad_pk_u16_u8 - >vdst=v2 src0=x2.:b64@15 src1=x1.:b32@13 src2=x2.:b64@15/op_sel*0 clamp/f800000000000700
23d v_mqsad_u32_u8 - >vdst=v4 src0=x2.:b64@15 src1=x1.:b32@13 src2=x4@16/clamp/f800000000000700
240 v_xor3_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
241 v_mad_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
244 v_perm_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
245 v_xad_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
246 v_lshl_add_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
247 v_add_lshl_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
248 v_fma_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod/0
249 v_min3_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod/0
24a v_min3_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
24b v_min3_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
24c v_max3_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod/0
24d v_max3_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
24e v_max3_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
24f v_med3_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod/0
250 v_med3_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
251 v_med3_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
253 v_mad_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:i16@13/op_sel*-4 clamp/1800000000000000
254 v_div_fixup_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*-4 clamp omod/0
255 v_add3_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
256 v_lshl_or_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
257 v_and_or_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
258 v_or3_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
259 v_mad_u32_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp/1800000000000000
25a v_mad_i32_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13 src2=x1.:b32@13/op_sel*-4 clamp/1800000000000000
25b v_permlane16_b32 - >vdst=v1 src0=x1@16 src1=x1.:b32@0 src2=x1.:b32@0/op_sel*2/1800000000008000
25c v_permlanex16_b32 - >vdst=v1 src0=x1@16 src1=x1.:b32@0 src2=x1.:b32@0/op_sel*2/1800000000008000
25d v_cndmask_b16 - >vdst=v1 src0=x1.:i16.na@13 src1=x1.:i16.na@13 src2=xm@17/op_sel*0/9800000000008400
25e v_maxmin_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
25f v_minmax_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13 src2=x1.:b32.na@13/clamp omod/0
260 v_maxmin_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod/0
261 v_minmax_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13 src2=x1.:f16.na@13/op_sel*0 clamp omod/0
262 v_maxmin_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
263 v_minmax_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
264 v_maxmin_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
265 v_minmax_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13 src2=x1.:b32@13//f800000000008700
266 v_dot2_f16_f16 - >vdst=v1 src0=x1.:v2f16.na@13 src1=x1.:v2f16.na@13 src2=x1.:f16.na@13/op_sel*-4/1800000000008000
267 v_dot2_bf16_bf16 - >vdst=v1 src0=x1.:v2bf16.na@13 src1=x1.:v2bf16.na@13 src2=x1.:bf16.na@13/op_sel*-4/1800000000008000
303 v_add_nc_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*-3@20 clamp/9ffc000000000400
304 v_sub_nc_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*-3@20 clamp/9ffc000000000400
305 v_mul_lo_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
306 v_cvt_pk_i16_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/op_sel*0 clamp/9ffc000000000400
307 v_cvt_pk_u16_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/op_sel*0 clamp/9ffc000000000400
309 v_max_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
30a v_max_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
30b v_min_u16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
30c v_min_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
30d v_add_nc_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*-3@20 clamp/9ffc000000000400
30e v_sub_nc_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*-3@20 clamp/9ffc000000000400
311 v_pack_b32_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*-3@20 clamp/9ffc000000000400
312 v_cvt_pk_norm_i16_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*-3@20 clamp/9ffc000000000400
313 v_cvt_pk_norm_u16_f16 - >vdst=v1 src0=x1.:f16.na@13 src1=x1.:f16.na@13/op_sel*-3@20 clamp/9ffc000000000400
31c v_ldexp_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32@13/clamp omod/c7fc000000000400
31d v_bfm_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
31e v_bcnt_u32_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
31f v_mbcnt_lo_u32_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
320 v_mbcnt_hi_u32_b32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
321 v_cvt_pk_norm_i16_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/op_sel*0 clamp/9ffc000000000400
322 v_cvt_pk_norm_u16_f32 - >vdst=v1 src0=x1.:b32.na@13 src1=x1.:b32.na@13/op_sel*0 clamp/9ffc000000000400
323 v_cvt_pk_u16_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*0/fffc000000008700
324 v_cvt_pk_i16_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/op_sel*0/fffc000000008700
325 v_sub_nc_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
326 v_add_nc_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13/clamp/fffc000000000700
327 v_add_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp omod/87fc000000000400
328 v_mul_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp omod/87fc000000000400
329 v_min_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp omod/87fc000000000400
32a v_max_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x2.:f64.na@15/clamp omod/87fc000000000400
32b v_ldexp_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x1.:b32@13/clamp omod/c7fc000000000400
32c v_mul_lo_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
32d v_mul_hi_u32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
32e v_mul_hi_i32 - >vdst=v1 src0=x1.:b32@13 src1=x1.:b32@13//fffc000000008700
32f v_trig_preop_f64 - >vdst=v2 src0=x2.:f64.na@15 src1=x1.:b32@13/clamp omod/c7fc000000000400
338 v_lshlrev_b16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
339 v_lshrrev_b16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
33a v_ashrrev_i16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
33c v_lshlrev_b64 - >vdst=v2 src0=x1.:b32@13 src1=x2.:b64@15//fffc000000008700
33d v_lshrrev_b64 - >vdst=v2 src0=x1.:b32@13 src1=x2.:b64@15//fffc000000008700
33e v_ashrrev_i64 - >vdst=v2 src0=x1.:b32@13 src1=x2.:b64@15//fffc000000008700
360 v_readlane_b32 - >vdst=x1@3 src0=x1@14 src1=x1.:b32@0//fffc000000008700
361 v_writelane_b32 - >vdst=v1 src0=x1.:b32@21 src1=x1.:b32@0//fffc000000008700
362 v_and_b16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
363 v_or_b16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
364 v_xor_b16 - >vdst=v1 src0=x1.:i16@13 src1=x1.:i16@13/op_sel*0/fffc000000008700
""",
    "VOPD.X": """\
0 v_dual_fmac_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1 v_dual_fmaak_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1 literal=k1.:f32//0
2 v_dual_fmamk_f32 - >vdst=v1 src0=x1.:b32@13 literal=k1.:f32 vsrc1=v1//0
3 v_dual_mul_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
4 v_dual_add_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
5 v_dual_sub_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
6 v_dual_subrev_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
7 v_dual_mul_dx9_zero_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
8 v_dual_mov_b32 - >vdst=v1 src0=x1.:b32@13//1fe00
9 v_dual_cndmask_b32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
a v_dual_max_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
b v_dual_min_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
c v_dual_dot2acc_f32_f16 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
""",
    "VOPD.Y": """\
0 v_dual_fmac_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
1 v_dual_fmaak_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1 literal=k1.:f32//0
2 v_dual_fmamk_f32 - >vdst=v1 src0=x1.:b32@13 literal=k1.:f32 vsrc1=v1//0
3 v_dual_mul_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
4 v_dual_add_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
5 v_dual_sub_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
6 v_dual_subrev_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
7 v_dual_mul_dx9_zero_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
8 v_dual_mov_b32 - >vdst=v1 src0=x1.:b32@13//1fe0000000000
9 v_dual_cndmask_b32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
a v_dual_max_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
b v_dual_min_f32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
c v_dual_dot2acc_f32_f16 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
10 v_dual_add_nc_u32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
11 v_dual_lshlrev_b32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
12 v_dual_and_b32 - >vdst=v1 src0=x1.:b32@13 vsrc1=v1//0
""",
    "VINTERP": """\
0 v_interp_p10_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp wait_exp/7800
1 v_interp_p2_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp wait_exp/7800
2 v_interp_p10_f16_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp op_sel*-4 wait_exp/0
3 v_interp_p2_f16_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp op_sel*-4 wait_exp/0
4 v_interp_p10_rtz_f16_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp op_sel*-4 wait_exp/0
5 v_interp_p2_rtz_f16_f32 - >vdst=v1 src0=x1.n@16 src1=x1.n@16 src2=x1.n@16/clamp op_sel*-4 wait_exp/0
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
d ds_store_b32 - addr=v1 data0=v1/offset gds/ffff000000000000
e ds_store_2addr_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1 gds/ff00000000000000
f ds_store_2addr_stride64_b32 - addr=v1 data0=v1 data1=v1/offset0 offset1 gds/ff00000000000000
10 ds_cmpstore_b32 - addr=v1 data0=v1 data1=v1/offset gds/ff00000000000000
11 ds_cmpstore_f32 - addr=v1 data0=v1 data1=v1/offset gds/ff00000000000000
12 ds_min_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
13 ds_max_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
14 ds_nop - //ffffffff0002ffff
15 ds_add_f32 - addr=v1 data0=v1/offset gds/ffff000000000000
1e ds_store_b8 - addr=v1 data0=v1/offset gds/ffff000000000000
1f ds_store_b16 - addr=v1 data0=v1/offset gds/ffff000000000000
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
2d ds_storexchg_rtn_b32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
2e ds_storexchg_2addr_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1 gds/0
2f ds_storexchg_2addr_stride64_rtn_b32 - >vdst=v2 addr=v1 data0=v1 data1=v1/offset0 offset1 gds/0
30 ds_cmpstore_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
31 ds_cmpstore_rtn_f32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
32 ds_min_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
33 ds_max_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
34 ds_wrap_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v1/offset gds/0
35 ds_swizzle_b32 - >vdst=v1 addr=v1/offset gds/ffff0000000000
36 ds_load_b32 - >vdst=v1 addr=v1/offset gds/ffff0000000000
37 ds_load_2addr_b32 - >vdst=v2 addr=v1/offset0 offset1 gds/ffff0000000000
38 ds_load_2addr_stride64_b32 - >vdst=v2 addr=v1/offset0 offset1 gds/ffff0000000000
39 ds_load_i8 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3a ds_load_u8 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3b ds_load_i16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
3c ds_load_u16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
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
4d ds_store_b64 - addr=v1 data0=v2/offset gds/ffff000000000000
4e ds_store_2addr_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1 gds/ff00000000000000
4f ds_store_2addr_stride64_b64 - addr=v1 data0=v2 data1=v2/offset0 offset1 gds/ff00000000000000
50 ds_cmpstore_b64 - addr=v1 data0=v2 data1=v2/offset gds/ff00000000000000
51 ds_cmpstore_f64 - addr=v1 data0=v2 data1=v2/offset gds/ff00000000000000
52 ds_min_f64 - addr=v1 data0=v2/offset gds/ffff000000000000
53 ds_max_f64 - addr=v1 data0=v2/offset gds/ffff000000000000
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
6d ds_storexchg_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
6e ds_storexchg_2addr_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1 gds/0
6f ds_storexchg_2addr_stride64_rtn_b64 - >vdst=v4 addr=v1 data0=v2 data1=v2/offset0 offset1 gds/0
70 ds_cmpstore_rtn_b64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset gds/0
71 ds_cmpstore_rtn_f64 - >vdst=v2 addr=v1 data0=v2 data1=v2/offset gds/0
72 ds_min_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
73 ds_max_rtn_f64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
76 ds_load_b64 - >vdst=v2 addr=v1/offset gds/ffff0000000000
77 ds_load_2addr_b64 - >vdst=v4 addr=v1/offset0 offset1 gds/ffff0000000000
78 ds_load_2addr_stride64_b64 - >vdst=v4 addr=v1/offset0 offset1 gds/ffff0000000000
79 ds_add_rtn_f32 - >vdst=v1 addr=v1 data0=v1/offset gds/ff000000000000
7e ds_condxchg32_rtn_b64 - >vdst=v2 addr=v1 data0=v2/offset gds/ff000000000000
a0 ds_store_b8_d16_hi - addr=v1 data0=v1/offset gds/ffff000000000000
a1 ds_store_b16_d16_hi - addr=v1 data0=v1/offset gds/ffff000000000000
a2 ds_load_u8_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a3 ds_load_u8_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
a4 ds_load_i8_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a5 ds_load_i8_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
a6 ds_load_u16_d16 - >vdst=v1 addr=v1/offset gds/ffff0000000000
a7 ds_load_u16_d16_hi - >vdst=v1 addr=v1/offset gds/ffff0000000000
ad ds_bvh_stack_rtn_b32 - >vdst=v1 addr=v1 data0=v1 data1=v4/offset/20000
b0 ds_store_addtid_b32 - data0=v1/offset gds/ffff00ff00000000
b1 ds_load_addtid_b32 - >vdst=v1/offset gds/ffffff00000000
b2 ds_permute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000020000
b3 ds_bpermute_b32 - >vdst=v1 addr=v1 data0=v1/offset/ff000000020000
de ds_store_b96 - addr=v1 data0=v3/offset gds/ffff000000000000
df ds_store_b128 - addr=v1 data0=v4/offset gds/ffff000000000000
fe ds_load_b96 - >vdst=v3 addr=v1/offset gds/ffff0000000000
ff ds_load_b128 - >vdst=v4 addr=v1/offset gds/ffff0000000000
""",
    "FLAT.PLAIN_RTN": """\
33 flat_atomic_swap_b32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
34 flat_atomic_cmpswap_b32 - >vdst=v1 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
35 flat_atomic_add_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
36 flat_atomic_sub_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
38 flat_atomic_min_i32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
39 flat_atomic_min_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3a flat_atomic_max_i32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3b flat_atomic_max_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3c flat_atomic_and_b32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3d flat_atomic_or_b32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3e flat_atomic_xor_b32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
3f flat_atomic_inc_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
40 flat_atomic_dec_u32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
41 flat_atomic_swap_b64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
42 flat_atomic_cmpswap_b64 - >vdst=v2 vaddr=v2 vdata=v4/offset glc slc dlc/80000000000000
43 flat_atomic_add_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
44 flat_atomic_sub_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
45 flat_atomic_min_i64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
46 flat_atomic_min_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
47 flat_atomic_max_i64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
48 flat_atomic_max_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
49 flat_atomic_and_b64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
4a flat_atomic_or_b64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
4b flat_atomic_xor_b64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
4c flat_atomic_inc_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
4d flat_atomic_dec_u64 - >vdst=v2 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
50 flat_atomic_cmpswap_f32 - >vdst=v1 vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
51 flat_atomic_min_f32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
52 flat_atomic_max_f32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
56 flat_atomic_add_f32 - >vdst=v1 vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
""",
    "FLAT.PLAIN": """\
10 flat_load_u8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
11 flat_load_i8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
12 flat_load_u16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
13 flat_load_i16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
14 flat_load_b32 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
15 flat_load_b64 - >vdst=v2 vaddr=v2/offset glc slc dlc/80000000000000
16 flat_load_b96 - >vdst=v3 vaddr=v2/offset glc slc dlc/80000000000000
17 flat_load_b128 - >vdst=v4 vaddr=v2/offset glc slc dlc/80000000000000
18 flat_store_b8 - vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
19 flat_store_b16 - vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
1a flat_store_b32 - vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
1b flat_store_b64 - vaddr=v2 vdata=v2/offset glc slc dlc/80000000000000
1c flat_store_b96 - vaddr=v2 vdata=v3/offset glc slc dlc/80000000000000
1d flat_store_b128 - vaddr=v2 vdata=v4/offset glc slc dlc/80000000000000
1e flat_load_d16_u8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
1f flat_load_d16_i8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
20 flat_load_d16_b16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
21 flat_load_d16_hi_u8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
22 flat_load_d16_hi_i8 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
23 flat_load_d16_hi_b16 - >vdst=v1 vaddr=v2/offset glc slc dlc/80000000000000
24 flat_store_d16_hi_b8 - vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
25 flat_store_d16_hi_b16 - vaddr=v2 vdata=v1/offset glc slc dlc/80000000000000
33 flat_atomic_swap_b32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
34 flat_atomic_cmpswap_b32 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
35 flat_atomic_add_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
36 flat_atomic_sub_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
38 flat_atomic_min_i32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
39 flat_atomic_min_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3a flat_atomic_max_i32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3b flat_atomic_max_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3c flat_atomic_and_b32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3d flat_atomic_or_b32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3e flat_atomic_xor_b32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
3f flat_atomic_inc_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
40 flat_atomic_dec_u32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
41 flat_atomic_swap_b64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
42 flat_atomic_cmpswap_b64 - vaddr=v2 vdata=v4/offset slc dlc/80000000004000
43 flat_atomic_add_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
44 flat_atomic_sub_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
45 flat_atomic_min_i64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
46 flat_atomic_min_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
47 flat_atomic_max_i64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
48 flat_atomic_max_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
49 flat_atomic_and_b64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
4a flat_atomic_or_b64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
4b flat_atomic_xor_b64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
4c flat_atomic_inc_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
4d flat_atomic_dec_u64 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
50 flat_atomic_cmpswap_f32 - vaddr=v2 vdata=v2/offset slc dlc/80000000004000
51 flat_atomic_min_f32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
52 flat_atomic_max_f32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
56 flat_atomic_add_f32 - vaddr=v2 vdata=v1/offset slc dlc/80000000004000
""",
    "SCRATCH.NONE": """\
10 scratch_load_u8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
11 scratch_load_i8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
12 scratch_load_u16 - >vdst=v1 =off =off/offset.s glc slc dlc/0
13 scratch_load_i16 - >vdst=v1 =off =off/offset.s glc slc dlc/0
14 scratch_load_b32 - >vdst=v1 =off =off/offset.s glc slc dlc/0
15 scratch_load_b64 - >vdst=v2 =off =off/offset.s glc slc dlc/0
16 scratch_load_b96 - >vdst=v3 =off =off/offset.s glc slc dlc/0
17 scratch_load_b128 - >vdst=v4 =off =off/offset.s glc slc dlc/0
18 scratch_store_b8 - =off vdata=v1 =off/offset.s glc slc dlc/0
19 scratch_store_b16 - =off vdata=v1 =off/offset.s glc slc dlc/0
1a scratch_store_b32 - =off vdata=v1 =off/offset.s glc slc dlc/0
1b scratch_store_b64 - =off vdata=v2 =off/offset.s glc slc dlc/0
1c scratch_store_b96 - =off vdata=v3 =off/offset.s glc slc dlc/0
1d scratch_store_b128 - =off vdata=v4 =off/offset.s glc slc dlc/0
1e scratch_load_d16_u8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
1f scratch_load_d16_i8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
20 scratch_load_d16_b16 - >vdst=v1 =off =off/offset.s glc slc dlc/0
21 scratch_load_d16_hi_u8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
22 scratch_load_d16_hi_i8 - >vdst=v1 =off =off/offset.s glc slc dlc/0
23 scratch_load_d16_hi_b16 - >vdst=v1 =off =off/offset.s glc slc dlc/0
24 scratch_store_d16_hi_b8 - =off vdata=v1 =off/offset.s glc slc dlc/0
25 scratch_store_d16_hi_b16 - =off vdata=v1 =off/offset.s glc slc dlc/0
""",
    "SCRATCH.VADDR": """\
10 scratch_load_u8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
11 scratch_load_i8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
12 scratch_load_u16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
13 scratch_load_i16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
14 scratch_load_b32 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
15 scratch_load_b64 - >vdst=v2 vaddr=v1 =off/offset.s glc slc dlc/0
16 scratch_load_b96 - >vdst=v3 vaddr=v1 =off/offset.s glc slc dlc/0
17 scratch_load_b128 - >vdst=v4 vaddr=v1 =off/offset.s glc slc dlc/0
18 scratch_store_b8 - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/0
19 scratch_store_b16 - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/0
1a scratch_store_b32 - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/0
1b scratch_store_b64 - vaddr=v1 vdata=v2 =off/offset.s glc slc dlc/0
1c scratch_store_b96 - vaddr=v1 vdata=v3 =off/offset.s glc slc dlc/0
1d scratch_store_b128 - vaddr=v1 vdata=v4 =off/offset.s glc slc dlc/0
1e scratch_load_d16_u8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
1f scratch_load_d16_i8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
20 scratch_load_d16_b16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
21 scratch_load_d16_hi_u8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
22 scratch_load_d16_hi_i8 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
23 scratch_load_d16_hi_b16 - >vdst=v1 vaddr=v1 =off/offset.s glc slc dlc/0
24 scratch_store_d16_hi_b8 - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/0
25 scratch_store_d16_hi_b16 - vaddr=v1 vdata=v1 =off/offset.s glc slc dlc/0
""",
    "SCRATCH.SADDR": """\
10 scratch_load_u8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
11 scratch_load_i8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
12 scratch_load_u16 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
13 scratch_load_i16 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
14 scratch_load_b32 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
15 scratch_load_b64 - >vdst=v2 =off saddr=s1@22/offset.s glc slc dlc/0
16 scratch_load_b96 - >vdst=v3 =off saddr=s1@22/offset.s glc slc dlc/0
17 scratch_load_b128 - >vdst=v4 =off saddr=s1@22/offset.s glc slc dlc/0
18 scratch_store_b8 - =off vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
19 scratch_store_b16 - =off vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
1a scratch_store_b32 - =off vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
1b scratch_store_b64 - =off vdata=v2 saddr=s1@22/offset.s glc slc dlc/0
1c scratch_store_b96 - =off vdata=v3 saddr=s1@22/offset.s glc slc dlc/0
1d scratch_store_b128 - =off vdata=v4 saddr=s1@22/offset.s glc slc dlc/0
1e scratch_load_d16_u8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
1f scratch_load_d16_i8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
20 scratch_load_d16_b16 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
21 scratch_load_d16_hi_u8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
22 scratch_load_d16_hi_i8 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
23 scratch_load_d16_hi_b16 - >vdst=v1 =off saddr=s1@22/offset.s glc slc dlc/0
24 scratch_store_d16_hi_b8 - =off vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
25 scratch_store_d16_hi_b16 - =off vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
""",
    "SCRATCH.BOTH": """\
10 scratch_load_u8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
11 scratch_load_i8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
12 scratch_load_u16 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
13 scratch_load_i16 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
14 scratch_load_b32 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
15 scratch_load_b64 - >vdst=v2 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
16 scratch_load_b96 - >vdst=v3 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
17 scratch_load_b128 - >vdst=v4 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
18 scratch_store_b8 - vaddr=v1 vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
19 scratch_store_b16 - vaddr=v1 vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
1a scratch_store_b32 - vaddr=v1 vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
1b scratch_store_b64 - vaddr=v1 vdata=v2 saddr=s1@22/offset.s glc slc dlc/0
1c scratch_store_b96 - vaddr=v1 vdata=v3 saddr=s1@22/offset.s glc slc dlc/0
1d scratch_store_b128 - vaddr=v1 vdata=v4 saddr=s1@22/offset.s glc slc dlc/0
1e scratch_load_d16_u8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
1f scratch_load_d16_i8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
20 scratch_load_d16_b16 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
21 scratch_load_d16_hi_u8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
22 scratch_load_d16_hi_i8 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
23 scratch_load_d16_hi_b16 - >vdst=v1 vaddr=v1 saddr=s1@22/offset.s glc slc dlc/0
24 scratch_store_d16_hi_b8 - vaddr=v1 vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
25 scratch_store_d16_hi_b16 - vaddr=v1 vdata=v1 saddr=s1@22/offset.s glc slc dlc/0
""",
    "GLOBAL.OFF_RTN": """\
33 global_atomic_swap_b32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
34 global_atomic_cmpswap_b32 - >vdst=v1 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
35 global_atomic_add_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
36 global_atomic_sub_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
37 global_atomic_csub_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
38 global_atomic_min_i32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
39 global_atomic_min_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3a global_atomic_max_i32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3b global_atomic_max_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3c global_atomic_and_b32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3d global_atomic_or_b32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3e global_atomic_xor_b32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
3f global_atomic_inc_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
40 global_atomic_dec_u32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
41 global_atomic_swap_b64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
42 global_atomic_cmpswap_b64 - >vdst=v2 vaddr=v2 vdata=v4 =off/offset.s glc slc dlc/80000000000000
43 global_atomic_add_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
44 global_atomic_sub_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
45 global_atomic_min_i64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
46 global_atomic_min_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
47 global_atomic_max_i64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
48 global_atomic_max_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
49 global_atomic_and_b64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
4a global_atomic_or_b64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
4b global_atomic_xor_b64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
4c global_atomic_inc_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
4d global_atomic_dec_u64 - >vdst=v2 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
50 global_atomic_cmpswap_f32 - >vdst=v1 vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
51 global_atomic_min_f32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
52 global_atomic_max_f32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
56 global_atomic_add_f32 - >vdst=v1 vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
""",
    "GLOBAL.OFF": """\
10 global_load_u8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
11 global_load_i8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
12 global_load_u16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
13 global_load_i16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
14 global_load_b32 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
15 global_load_b64 - >vdst=v2 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
16 global_load_b96 - >vdst=v3 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
17 global_load_b128 - >vdst=v4 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
18 global_store_b8 - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
19 global_store_b16 - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
1a global_store_b32 - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
1b global_store_b64 - vaddr=v2 vdata=v2 =off/offset.s glc slc dlc/80000000000000
1c global_store_b96 - vaddr=v2 vdata=v3 =off/offset.s glc slc dlc/80000000000000
1d global_store_b128 - vaddr=v2 vdata=v4 =off/offset.s glc slc dlc/80000000000000
1e global_load_d16_u8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
1f global_load_d16_i8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
20 global_load_d16_b16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
21 global_load_d16_hi_u8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
22 global_load_d16_hi_i8 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
23 global_load_d16_hi_b16 - >vdst=v1 vaddr=v2 =off/offset.s glc slc dlc/80000000000000
24 global_store_d16_hi_b8 - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
25 global_store_d16_hi_b16 - vaddr=v2 vdata=v1 =off/offset.s glc slc dlc/80000000000000
28 global_load_addtid_b32 - >vdst=v1 =off/offset.s glc slc dlc/80000000000000
29 global_store_addtid_b32 - vdata=v1 =off/offset.s glc slc dlc/80000000000000
33 global_atomic_swap_b32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
34 global_atomic_cmpswap_b32 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
35 global_atomic_add_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
36 global_atomic_sub_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
37 global_atomic_csub_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
38 global_atomic_min_i32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
39 global_atomic_min_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3a global_atomic_max_i32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3b global_atomic_max_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3c global_atomic_and_b32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3d global_atomic_or_b32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3e global_atomic_xor_b32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
3f global_atomic_inc_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
40 global_atomic_dec_u32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
41 global_atomic_swap_b64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
42 global_atomic_cmpswap_b64 - vaddr=v2 vdata=v4 =off/offset.s slc dlc/80000000004000
43 global_atomic_add_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
44 global_atomic_sub_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
45 global_atomic_min_i64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
46 global_atomic_min_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
47 global_atomic_max_i64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
48 global_atomic_max_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
49 global_atomic_and_b64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
4a global_atomic_or_b64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
4b global_atomic_xor_b64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
4c global_atomic_inc_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
4d global_atomic_dec_u64 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
50 global_atomic_cmpswap_f32 - vaddr=v2 vdata=v2 =off/offset.s slc dlc/80000000004000
51 global_atomic_min_f32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
52 global_atomic_max_f32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
56 global_atomic_add_f32 - vaddr=v2 vdata=v1 =off/offset.s slc dlc/80000000004000
""",
    "GLOBAL.SADDR_RTN": """\
33 global_atomic_swap_b32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
34 global_atomic_cmpswap_b32 - >vdst=v1 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
35 global_atomic_add_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
36 global_atomic_sub_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
37 global_atomic_csub_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
38 global_atomic_min_i32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
39 global_atomic_min_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3a global_atomic_max_i32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3b global_atomic_max_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3c global_atomic_and_b32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3d global_atomic_or_b32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3e global_atomic_xor_b32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
3f global_atomic_inc_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
40 global_atomic_dec_u32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
41 global_atomic_swap_b64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
42 global_atomic_cmpswap_b64 - >vdst=v2 vaddr=v1 vdata=v4 saddr=s2@23/offset.s glc slc dlc/80000000000000
43 global_atomic_add_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
44 global_atomic_sub_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
45 global_atomic_min_i64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
46 global_atomic_min_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
47 global_atomic_max_i64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
48 global_atomic_max_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
49 global_atomic_and_b64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
4a global_atomic_or_b64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
4b global_atomic_xor_b64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
4c global_atomic_inc_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
4d global_atomic_dec_u64 - >vdst=v2 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
50 global_atomic_cmpswap_f32 - >vdst=v1 vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
51 global_atomic_min_f32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
52 global_atomic_max_f32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
56 global_atomic_add_f32 - >vdst=v1 vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
""",
    "GLOBAL.SADDR": """\
10 global_load_u8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
11 global_load_i8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
12 global_load_u16 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
13 global_load_i16 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
14 global_load_b32 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
15 global_load_b64 - >vdst=v2 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
16 global_load_b96 - >vdst=v3 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
17 global_load_b128 - >vdst=v4 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
18 global_store_b8 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
19 global_store_b16 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
1a global_store_b32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
1b global_store_b64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s glc slc dlc/80000000000000
1c global_store_b96 - vaddr=v1 vdata=v3 saddr=s2@23/offset.s glc slc dlc/80000000000000
1d global_store_b128 - vaddr=v1 vdata=v4 saddr=s2@23/offset.s glc slc dlc/80000000000000
1e global_load_d16_u8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
1f global_load_d16_i8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
20 global_load_d16_b16 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
21 global_load_d16_hi_u8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
22 global_load_d16_hi_i8 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
23 global_load_d16_hi_b16 - >vdst=v1 vaddr=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
24 global_store_d16_hi_b8 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
25 global_store_d16_hi_b16 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
28 global_load_addtid_b32 - >vdst=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
29 global_store_addtid_b32 - vdata=v1 saddr=s2@23/offset.s glc slc dlc/80000000000000
33 global_atomic_swap_b32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
34 global_atomic_cmpswap_b32 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
35 global_atomic_add_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
36 global_atomic_sub_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
37 global_atomic_csub_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
38 global_atomic_min_i32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
39 global_atomic_min_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3a global_atomic_max_i32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3b global_atomic_max_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3c global_atomic_and_b32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3d global_atomic_or_b32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3e global_atomic_xor_b32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
3f global_atomic_inc_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
40 global_atomic_dec_u32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
41 global_atomic_swap_b64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
42 global_atomic_cmpswap_b64 - vaddr=v1 vdata=v4 saddr=s2@23/offset.s slc dlc/80000000004000
43 global_atomic_add_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
44 global_atomic_sub_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
45 global_atomic_min_i64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
46 global_atomic_min_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
47 global_atomic_max_i64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
48 global_atomic_max_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
49 global_atomic_and_b64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
4a global_atomic_or_b64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
4b global_atomic_xor_b64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
4c global_atomic_inc_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
4d global_atomic_dec_u64 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
50 global_atomic_cmpswap_f32 - vaddr=v1 vdata=v2 saddr=s2@23/offset.s slc dlc/80000000004000
51 global_atomic_min_f32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
52 global_atomic_max_f32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
56 global_atomic_add_f32 - vaddr=v1 vdata=v1 saddr=s2@23/offset.s slc dlc/80000000004000
""",
    "MUBUF.OFFSET_RTN": """\
33 buffer_atomic_swap_b32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
34 buffer_atomic_cmpswap_b32 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
35 buffer_atomic_add_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
36 buffer_atomic_sub_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
37 buffer_atomic_csub_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
38 buffer_atomic_min_i32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
39 buffer_atomic_min_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3a buffer_atomic_max_i32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3b buffer_atomic_max_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3c buffer_atomic_and_b32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3d buffer_atomic_or_b32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3e buffer_atomic_xor_b32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3f buffer_atomic_inc_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
40 buffer_atomic_dec_u32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
41 buffer_atomic_swap_b64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
42 buffer_atomic_cmpswap_b64 - >vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
43 buffer_atomic_add_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
44 buffer_atomic_sub_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
45 buffer_atomic_min_i64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
46 buffer_atomic_min_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
47 buffer_atomic_max_i64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
48 buffer_atomic_max_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
49 buffer_atomic_and_b64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
4a buffer_atomic_or_b64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
4b buffer_atomic_xor_b64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
4c buffer_atomic_inc_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
4d buffer_atomic_dec_u64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
50 buffer_atomic_cmpswap_f32 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
51 buffer_atomic_min_f32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
52 buffer_atomic_max_f32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
56 buffer_atomic_add_f32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
""",
    "MUBUF.OFFSET": """\
0 buffer_load_format_x - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1 buffer_load_format_xy - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
2 buffer_load_format_xyz - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
3 buffer_load_format_xyzw - >vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
4 buffer_store_format_x - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
5 buffer_store_format_xy - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
6 buffer_store_format_xyz - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
7 buffer_store_format_xyzw - vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
8 buffer_load_d16_format_x - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
9 buffer_load_d16_format_xy - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
a buffer_load_d16_format_xyz - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
b buffer_load_d16_format_xyzw - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
c buffer_store_d16_format_x - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
d buffer_store_d16_format_xy - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
e buffer_store_d16_format_xyz - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
f buffer_store_d16_format_xyzw - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
10 buffer_load_u8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
11 buffer_load_i8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
12 buffer_load_u16 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
13 buffer_load_i16 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
14 buffer_load_b32 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
15 buffer_load_b64 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
16 buffer_load_b96 - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
17 buffer_load_b128 - >vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
18 buffer_store_b8 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
19 buffer_store_b16 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1a buffer_store_b32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1b buffer_store_b64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1c buffer_store_b96 - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1d buffer_store_b128 - vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1e buffer_load_d16_u8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
1f buffer_load_d16_i8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
20 buffer_load_d16_b16 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
21 buffer_load_d16_hi_u8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
22 buffer_load_d16_hi_i8 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
23 buffer_load_d16_hi_b16 - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
24 buffer_store_d16_hi_b8 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
25 buffer_store_d16_hi_b16 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
26 buffer_load_d16_hi_format_x - >vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
27 buffer_store_d16_hi_format_x - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
2b buffer_gl0_inv - //e0000000006000
2c buffer_gl1_inv - //e0000000006000
2d buffer_load_lds_u8 - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
2e buffer_load_lds_i8 - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
2f buffer_load_lds_u16 - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
30 buffer_load_lds_i16 - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
31 buffer_load_lds_b32 - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
32 buffer_load_lds_format_x - =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc/e0000000000000
33 buffer_atomic_swap_b32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
34 buffer_atomic_cmpswap_b32 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
35 buffer_atomic_add_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
36 buffer_atomic_sub_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
37 buffer_atomic_csub_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
38 buffer_atomic_min_i32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
39 buffer_atomic_min_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3a buffer_atomic_max_i32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3b buffer_atomic_max_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3c buffer_atomic_and_b32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3d buffer_atomic_or_b32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3e buffer_atomic_xor_b32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
3f buffer_atomic_inc_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
40 buffer_atomic_dec_u32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
41 buffer_atomic_swap_b64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
42 buffer_atomic_cmpswap_b64 - vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
43 buffer_atomic_add_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
44 buffer_atomic_sub_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
45 buffer_atomic_min_i64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
46 buffer_atomic_min_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
47 buffer_atomic_max_i64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
48 buffer_atomic_max_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
49 buffer_atomic_and_b64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
4a buffer_atomic_or_b64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
4b buffer_atomic_xor_b64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
4c buffer_atomic_inc_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
4d buffer_atomic_dec_u64 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
50 buffer_atomic_cmpswap_f32 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
51 buffer_atomic_min_f32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
52 buffer_atomic_max_f32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
56 buffer_atomic_add_f32 - vdata=v1 =off srsrc=r4@24 soffset=x1.:b32@0/offset slc dlc/e0000000004000
""",
    "MUBUF.OFFSET_TFE": """\
0 buffer_load_format_x - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1 buffer_load_format_xy - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
2 buffer_load_format_xyz - >vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
3 buffer_load_format_xyzw - >vdata=v5 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
4 buffer_store_format_x - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
5 buffer_store_format_xy - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
6 buffer_store_format_xyz - vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
7 buffer_store_format_xyzw - vdata=v5 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
8 buffer_load_d16_format_x - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
9 buffer_load_d16_format_xy - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
a buffer_load_d16_format_xyz - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
b buffer_load_d16_format_xyzw - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
c buffer_store_d16_format_x - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
d buffer_store_d16_format_xy - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
e buffer_store_d16_format_xyz - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
f buffer_store_d16_format_xyzw - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
10 buffer_load_u8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
11 buffer_load_i8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
12 buffer_load_u16 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
13 buffer_load_i16 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
14 buffer_load_b32 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
15 buffer_load_b64 - >vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
16 buffer_load_b96 - >vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
17 buffer_load_b128 - >vdata=v5 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
18 buffer_store_b8 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
19 buffer_store_b16 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1a buffer_store_b32 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1b buffer_store_b64 - vdata=v3 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1c buffer_store_b96 - vdata=v4 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1d buffer_store_b128 - vdata=v5 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1e buffer_load_d16_u8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
1f buffer_load_d16_i8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
20 buffer_load_d16_b16 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
21 buffer_load_d16_hi_u8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
22 buffer_load_d16_hi_i8 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
23 buffer_load_d16_hi_b16 - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
24 buffer_store_d16_hi_b8 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
25 buffer_store_d16_hi_b16 - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
26 buffer_load_d16_hi_format_x - >vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
27 buffer_store_d16_hi_format_x - vdata=v2 =off srsrc=r4@24 soffset=x1.:b32@0/offset glc slc dlc tfe/c0000000000000
""",
    "MUBUF.OFFEN_RTN": """\
33 buffer_atomic_swap_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
34 buffer_atomic_cmpswap_b32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
35 buffer_atomic_add_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
36 buffer_atomic_sub_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
37 buffer_atomic_csub_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
38 buffer_atomic_min_i32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
39 buffer_atomic_min_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3a buffer_atomic_max_i32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3b buffer_atomic_max_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3c buffer_atomic_and_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3d buffer_atomic_or_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3e buffer_atomic_xor_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3f buffer_atomic_inc_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
40 buffer_atomic_dec_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
41 buffer_atomic_swap_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
42 buffer_atomic_cmpswap_b64 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
43 buffer_atomic_add_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
44 buffer_atomic_sub_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
45 buffer_atomic_min_i64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
46 buffer_atomic_min_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
47 buffer_atomic_max_i64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
48 buffer_atomic_max_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
49 buffer_atomic_and_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
4a buffer_atomic_or_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
4b buffer_atomic_xor_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
4c buffer_atomic_inc_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
4d buffer_atomic_dec_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
50 buffer_atomic_cmpswap_f32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
51 buffer_atomic_min_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
52 buffer_atomic_max_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
56 buffer_atomic_add_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
""",
    "MUBUF.OFFEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
8 buffer_load_d16_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
9 buffer_load_d16_format_xy - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
a buffer_load_d16_format_xyz - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
b buffer_load_d16_format_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
c buffer_store_d16_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
d buffer_store_d16_format_xy - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
e buffer_store_d16_format_xyz - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
f buffer_store_d16_format_xyzw - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
10 buffer_load_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
11 buffer_load_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
12 buffer_load_u16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
13 buffer_load_i16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
14 buffer_load_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
15 buffer_load_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
16 buffer_load_b96 - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
17 buffer_load_b128 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
18 buffer_store_b8 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
19 buffer_store_b16 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1a buffer_store_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1b buffer_store_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1c buffer_store_b96 - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1d buffer_store_b128 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1e buffer_load_d16_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
1f buffer_load_d16_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
20 buffer_load_d16_b16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
21 buffer_load_d16_hi_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
22 buffer_load_d16_hi_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
23 buffer_load_d16_hi_b16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
24 buffer_store_d16_hi_b8 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
25 buffer_store_d16_hi_b16 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
26 buffer_load_d16_hi_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
27 buffer_store_d16_hi_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
2d buffer_load_lds_u8 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
2e buffer_load_lds_i8 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
2f buffer_load_lds_u16 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
30 buffer_load_lds_i16 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
31 buffer_load_lds_b32 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
32 buffer_load_lds_format_x - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc/a0000000000000
33 buffer_atomic_swap_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
34 buffer_atomic_cmpswap_b32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
35 buffer_atomic_add_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
36 buffer_atomic_sub_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
37 buffer_atomic_csub_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
38 buffer_atomic_min_i32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
39 buffer_atomic_min_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3a buffer_atomic_max_i32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3b buffer_atomic_max_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3c buffer_atomic_and_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3d buffer_atomic_or_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3e buffer_atomic_xor_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
3f buffer_atomic_inc_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
40 buffer_atomic_dec_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
41 buffer_atomic_swap_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
42 buffer_atomic_cmpswap_b64 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
43 buffer_atomic_add_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
44 buffer_atomic_sub_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
45 buffer_atomic_min_i64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
46 buffer_atomic_min_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
47 buffer_atomic_max_i64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
48 buffer_atomic_max_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
49 buffer_atomic_and_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
4a buffer_atomic_or_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
4b buffer_atomic_xor_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
4c buffer_atomic_inc_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
4d buffer_atomic_dec_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
50 buffer_atomic_cmpswap_f32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
51 buffer_atomic_min_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
52 buffer_atomic_max_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
56 buffer_atomic_add_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset slc dlc/a0000000004000
""",
    "MUBUF.OFFEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1 buffer_load_format_xy - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
2 buffer_load_format_xyz - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
4 buffer_store_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
5 buffer_store_format_xy - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
6 buffer_store_format_xyz - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
7 buffer_store_format_xyzw - vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
8 buffer_load_d16_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
9 buffer_load_d16_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
a buffer_load_d16_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
b buffer_load_d16_format_xyzw - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
c buffer_store_d16_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
d buffer_store_d16_format_xy - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
e buffer_store_d16_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
f buffer_store_d16_format_xyzw - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
10 buffer_load_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
11 buffer_load_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
12 buffer_load_u16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
13 buffer_load_i16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
14 buffer_load_b32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
15 buffer_load_b64 - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
16 buffer_load_b96 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
17 buffer_load_b128 - >vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
18 buffer_store_b8 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
19 buffer_store_b16 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1a buffer_store_b32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1b buffer_store_b64 - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1c buffer_store_b96 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1d buffer_store_b128 - vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1e buffer_load_d16_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
1f buffer_load_d16_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
20 buffer_load_d16_b16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
21 buffer_load_d16_hi_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
22 buffer_load_d16_hi_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
23 buffer_load_d16_hi_b16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
24 buffer_store_d16_hi_b8 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
25 buffer_store_d16_hi_b16 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
26 buffer_load_d16_hi_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
27 buffer_store_d16_hi_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/offen offset glc slc dlc tfe/80000000000000
""",
    "MUBUF.IDXEN_RTN": """\
33 buffer_atomic_swap_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
34 buffer_atomic_cmpswap_b32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
35 buffer_atomic_add_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
36 buffer_atomic_sub_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
37 buffer_atomic_csub_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
38 buffer_atomic_min_i32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
39 buffer_atomic_min_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3a buffer_atomic_max_i32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3b buffer_atomic_max_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3c buffer_atomic_and_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3d buffer_atomic_or_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3e buffer_atomic_xor_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3f buffer_atomic_inc_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
40 buffer_atomic_dec_u32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
41 buffer_atomic_swap_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
42 buffer_atomic_cmpswap_b64 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
43 buffer_atomic_add_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
44 buffer_atomic_sub_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
45 buffer_atomic_min_i64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
46 buffer_atomic_min_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
47 buffer_atomic_max_i64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
48 buffer_atomic_max_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
49 buffer_atomic_and_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
4a buffer_atomic_or_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
4b buffer_atomic_xor_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
4c buffer_atomic_inc_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
4d buffer_atomic_dec_u64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
50 buffer_atomic_cmpswap_f32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
51 buffer_atomic_min_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
52 buffer_atomic_max_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
56 buffer_atomic_add_f32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
""",
    "MUBUF.IDXEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1 buffer_load_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
4 buffer_store_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
5 buffer_store_format_xy - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
6 buffer_store_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
8 buffer_load_d16_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
9 buffer_load_d16_format_xy - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
a buffer_load_d16_format_xyz - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
b buffer_load_d16_format_xyzw - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
c buffer_store_d16_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
d buffer_store_d16_format_xy - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
e buffer_store_d16_format_xyz - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
f buffer_store_d16_format_xyzw - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
10 buffer_load_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
11 buffer_load_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
12 buffer_load_u16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
13 buffer_load_i16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
14 buffer_load_b32 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
15 buffer_load_b64 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
16 buffer_load_b96 - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
17 buffer_load_b128 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
18 buffer_store_b8 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
19 buffer_store_b16 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1a buffer_store_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1b buffer_store_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1c buffer_store_b96 - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1d buffer_store_b128 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1e buffer_load_d16_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
1f buffer_load_d16_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
20 buffer_load_d16_b16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
21 buffer_load_d16_hi_u8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
22 buffer_load_d16_hi_i8 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
23 buffer_load_d16_hi_b16 - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
24 buffer_store_d16_hi_b8 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
25 buffer_store_d16_hi_b16 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
26 buffer_load_d16_hi_format_x - >vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
27 buffer_store_d16_hi_format_x - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
2d buffer_load_lds_u8 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
2e buffer_load_lds_i8 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
2f buffer_load_lds_u16 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
30 buffer_load_lds_i16 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
31 buffer_load_lds_b32 - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
32 buffer_load_lds_format_x - vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc/60000000000000
33 buffer_atomic_swap_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
34 buffer_atomic_cmpswap_b32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
35 buffer_atomic_add_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
36 buffer_atomic_sub_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
37 buffer_atomic_csub_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
38 buffer_atomic_min_i32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
39 buffer_atomic_min_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3a buffer_atomic_max_i32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3b buffer_atomic_max_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3c buffer_atomic_and_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3d buffer_atomic_or_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3e buffer_atomic_xor_b32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
3f buffer_atomic_inc_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
40 buffer_atomic_dec_u32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
41 buffer_atomic_swap_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
42 buffer_atomic_cmpswap_b64 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
43 buffer_atomic_add_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
44 buffer_atomic_sub_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
45 buffer_atomic_min_i64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
46 buffer_atomic_min_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
47 buffer_atomic_max_i64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
48 buffer_atomic_max_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
49 buffer_atomic_and_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
4a buffer_atomic_or_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
4b buffer_atomic_xor_b64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
4c buffer_atomic_inc_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
4d buffer_atomic_dec_u64 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
50 buffer_atomic_cmpswap_f32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
51 buffer_atomic_min_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
52 buffer_atomic_max_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
56 buffer_atomic_add_f32 - vdata=v1 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset slc dlc/60000000004000
""",
    "MUBUF.IDXEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1 buffer_load_format_xy - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
2 buffer_load_format_xyz - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
4 buffer_store_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
5 buffer_store_format_xy - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
6 buffer_store_format_xyz - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
7 buffer_store_format_xyzw - vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
8 buffer_load_d16_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
9 buffer_load_d16_format_xy - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
a buffer_load_d16_format_xyz - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
b buffer_load_d16_format_xyzw - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
c buffer_store_d16_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
d buffer_store_d16_format_xy - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
e buffer_store_d16_format_xyz - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
f buffer_store_d16_format_xyzw - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
10 buffer_load_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
11 buffer_load_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
12 buffer_load_u16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
13 buffer_load_i16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
14 buffer_load_b32 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
15 buffer_load_b64 - >vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
16 buffer_load_b96 - >vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
17 buffer_load_b128 - >vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
18 buffer_store_b8 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
19 buffer_store_b16 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1a buffer_store_b32 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1b buffer_store_b64 - vdata=v3 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1c buffer_store_b96 - vdata=v4 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1d buffer_store_b128 - vdata=v5 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1e buffer_load_d16_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
1f buffer_load_d16_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
20 buffer_load_d16_b16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
21 buffer_load_d16_hi_u8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
22 buffer_load_d16_hi_i8 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
23 buffer_load_d16_hi_b16 - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
24 buffer_store_d16_hi_b8 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
25 buffer_store_d16_hi_b16 - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
26 buffer_load_d16_hi_format_x - >vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
27 buffer_store_d16_hi_format_x - vdata=v2 vaddr=v1 srsrc=r4@24 soffset=x1.:b32@0/idxen offset glc slc dlc tfe/40000000000000
""",
    "MUBUF.BOTHEN_RTN": """\
33 buffer_atomic_swap_b32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
34 buffer_atomic_cmpswap_b32 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
35 buffer_atomic_add_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
36 buffer_atomic_sub_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
37 buffer_atomic_csub_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
38 buffer_atomic_min_i32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
39 buffer_atomic_min_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3a buffer_atomic_max_i32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3b buffer_atomic_max_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3c buffer_atomic_and_b32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3d buffer_atomic_or_b32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3e buffer_atomic_xor_b32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3f buffer_atomic_inc_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
40 buffer_atomic_dec_u32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
41 buffer_atomic_swap_b64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
42 buffer_atomic_cmpswap_b64 - >vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
43 buffer_atomic_add_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
44 buffer_atomic_sub_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
45 buffer_atomic_min_i64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
46 buffer_atomic_min_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
47 buffer_atomic_max_i64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
48 buffer_atomic_max_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
49 buffer_atomic_and_b64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
4a buffer_atomic_or_b64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
4b buffer_atomic_xor_b64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
4c buffer_atomic_inc_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
4d buffer_atomic_dec_u64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
50 buffer_atomic_cmpswap_f32 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
51 buffer_atomic_min_f32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
52 buffer_atomic_max_f32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
56 buffer_atomic_add_f32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
""",
    "MUBUF.BOTHEN": """\
0 buffer_load_format_x - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1 buffer_load_format_xy - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
2 buffer_load_format_xyz - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
3 buffer_load_format_xyzw - >vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
4 buffer_store_format_x - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
5 buffer_store_format_xy - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
6 buffer_store_format_xyz - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
7 buffer_store_format_xyzw - vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
8 buffer_load_d16_format_x - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
9 buffer_load_d16_format_xy - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
a buffer_load_d16_format_xyz - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
b buffer_load_d16_format_xyzw - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
c buffer_store_d16_format_x - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
d buffer_store_d16_format_xy - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
e buffer_store_d16_format_xyz - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
f buffer_store_d16_format_xyzw - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
10 buffer_load_u8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
11 buffer_load_i8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
12 buffer_load_u16 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
13 buffer_load_i16 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
14 buffer_load_b32 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
15 buffer_load_b64 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
16 buffer_load_b96 - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
17 buffer_load_b128 - >vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
18 buffer_store_b8 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
19 buffer_store_b16 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1a buffer_store_b32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1b buffer_store_b64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1c buffer_store_b96 - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1d buffer_store_b128 - vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1e buffer_load_d16_u8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
1f buffer_load_d16_i8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
20 buffer_load_d16_b16 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
21 buffer_load_d16_hi_u8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
22 buffer_load_d16_hi_i8 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
23 buffer_load_d16_hi_b16 - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
24 buffer_store_d16_hi_b8 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
25 buffer_store_d16_hi_b16 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
26 buffer_load_d16_hi_format_x - >vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
27 buffer_store_d16_hi_format_x - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
2d buffer_load_lds_u8 - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
2e buffer_load_lds_i8 - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
2f buffer_load_lds_u16 - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
30 buffer_load_lds_i16 - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
31 buffer_load_lds_b32 - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
32 buffer_load_lds_format_x - vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc/20000000000000
33 buffer_atomic_swap_b32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
34 buffer_atomic_cmpswap_b32 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
35 buffer_atomic_add_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
36 buffer_atomic_sub_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
37 buffer_atomic_csub_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
38 buffer_atomic_min_i32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
39 buffer_atomic_min_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3a buffer_atomic_max_i32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3b buffer_atomic_max_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3c buffer_atomic_and_b32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3d buffer_atomic_or_b32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3e buffer_atomic_xor_b32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
3f buffer_atomic_inc_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
40 buffer_atomic_dec_u32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
41 buffer_atomic_swap_b64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
42 buffer_atomic_cmpswap_b64 - vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
43 buffer_atomic_add_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
44 buffer_atomic_sub_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
45 buffer_atomic_min_i64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
46 buffer_atomic_min_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
47 buffer_atomic_max_i64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
48 buffer_atomic_max_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
49 buffer_atomic_and_b64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
4a buffer_atomic_or_b64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
4b buffer_atomic_xor_b64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
4c buffer_atomic_inc_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
4d buffer_atomic_dec_u64 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
50 buffer_atomic_cmpswap_f32 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
51 buffer_atomic_min_f32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
52 buffer_atomic_max_f32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
56 buffer_atomic_add_f32 - vdata=v1 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset slc dlc/20000000004000
""",
    "MUBUF.BOTHEN_TFE": """\
0 buffer_load_format_x - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1 buffer_load_format_xy - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
2 buffer_load_format_xyz - >vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
3 buffer_load_format_xyzw - >vdata=v5 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
4 buffer_store_format_x - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
5 buffer_store_format_xy - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
6 buffer_store_format_xyz - vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
7 buffer_store_format_xyzw - vdata=v5 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
8 buffer_load_d16_format_x - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
9 buffer_load_d16_format_xy - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
a buffer_load_d16_format_xyz - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
b buffer_load_d16_format_xyzw - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
c buffer_store_d16_format_x - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
d buffer_store_d16_format_xy - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
e buffer_store_d16_format_xyz - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
f buffer_store_d16_format_xyzw - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
10 buffer_load_u8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
11 buffer_load_i8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
12 buffer_load_u16 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
13 buffer_load_i16 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
14 buffer_load_b32 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
15 buffer_load_b64 - >vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
16 buffer_load_b96 - >vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
17 buffer_load_b128 - >vdata=v5 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
18 buffer_store_b8 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
19 buffer_store_b16 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1a buffer_store_b32 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1b buffer_store_b64 - vdata=v3 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1c buffer_store_b96 - vdata=v4 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1d buffer_store_b128 - vdata=v5 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1e buffer_load_d16_u8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
1f buffer_load_d16_i8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
20 buffer_load_d16_b16 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
21 buffer_load_d16_hi_u8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
22 buffer_load_d16_hi_i8 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
23 buffer_load_d16_hi_b16 - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
24 buffer_store_d16_hi_b8 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
25 buffer_store_d16_hi_b16 - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
26 buffer_load_d16_hi_format_x - >vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
27 buffer_store_d16_hi_format_x - vdata=v2 vaddr=v2 srsrc=r4@24 soffset=x1.:b32@0/idxen offen offset glc slc dlc tfe/0
""",
}

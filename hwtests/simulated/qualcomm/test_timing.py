"""Delay slots and sync flags: what is too early is refused, what is just in time runs."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.qualcomm.isa.checks.program import check
from barewire.drivers.simulated.qualcomm.isa.checks.violation import DelayHazard, ProgramError, SyncHazard
from barewire.drivers.simulated.qualcomm.isa.decoding.decode import decode_program

from . import assembling as a
from .bare_processor import lanewise

END = a.flow("end")


def checked(*instructions: int, registers: int = 48, constants: int = 256) -> None:
    check(decode_program(a.program(*instructions, END)), registers, constants)


WRITE = a.alu("add.f", "r1.x", "r0.x", "r0.x")
HALF = a.alu("add.f", "hr2.x", "hr0.x", "hr0.x", full=False)
PREDICATE = a.alu("cmps.s", "p0.x", "r0.x", 1, condition="lt")
# What writes, what reads, and the cycles that must lie between.
DELAYS = [
    (WRITE, a.alu("mul.f", "r2.x", "r1.x", "r0.x"), 3),
    (WRITE, a.alu("mad.f32", "r2.x", "r0.x", "r1.x", "r0.x"), 3),
    (WRITE, a.alu("mad.f32", "r2.x", "r0.x", "r0.x", "r1.x"), 1),
    (WRITE, a.mov("r2.x", "r1.x"), 3),
    (WRITE, a.alu("rcp", "r2.x", "r1.x"), 6),
    (WRITE, a.load("ldl", "u32", "r2.x", "r1.x"), 6),
    (WRITE, a.alu("add.f", "hr8.x", "hr2.x", "hr3.x", full=False), 6),
    (HALF, a.alu("add.f", "hr8.x", "hr2.x", "hr3.x", full=False), 3),
    (HALF, a.alu("add.f", "r8.x", "r1.x", "r0.x"), 6),
    (PREDICATE, a.flow("kill"), 6),
    (a.mov("a0.x", "hr0.x", "s16s16"), a.mov("r4.x", "c<3>"), 6),
]


@pytest.mark.parametrize(("write", "read", "cycles"), DELAYS)
def test_arithmetic_takes_its_cycles(write, read, cycles):
    with pytest.raises(DelayHazard, match=f"which takes {cycles}"):
        checked(write, *[a.nop()] * (cycles - 1), read)
    checked(write, *[a.nop()] * cycles, read)
    checked(write, a.nop(cycles - 1), read)


def test_nops_of_an_instruction_and_repeats_are_cycles():
    with pytest.raises(DelayHazard):
        checked(WRITE, a.alu("add.f", "r9.x", "r0.x", "r0.x", nops=1), a.mov("r2.x", "r1.x"))
    checked(WRITE, a.alu("add.f", "r9.x", "r0.x", "r0.x", nops=2), a.mov("r2.x", "r1.x"))
    checked(WRITE, a.alu("add.f", "r9.x", "r0.x", "r0.x", rpt=2), a.mov("r2.x", "r1.x"))
    # Registers of a repeated instruction are written and read one cycle after the other.
    repeated = a.alu("add.f", "r1.x", "r0.x", "r0.x", rpt=3)
    checked(repeated, a.mov("r2.x", "r1.x"))
    with pytest.raises(DelayHazard):
        checked(repeated, a.mov("r2.x", "r1.y"))
    checked(repeated, a.mov("r2.x", "r1.x", rpt=3, repeats=True))


def test_branches_and_loads_fill_no_delay_slots():
    with pytest.raises(DelayHazard):
        checked(WRITE, *[a.load("ldl", "u32", "r9.x", "r0.y")], a.nop(1), a.mov("r2.x", "r1.x"))


RCP = a.alu("rcp", "r1.x", "r0.x")
LOAD = a.load("ldg", "u32", "r1.x", "r0.x")
SHARED = a.load("ldl", "u32", "r1.x", "r0.x")
READ = {"ss": a.mov("r2.x", "r1.x", ss=True), "sy": a.mov("r2.x", "r1.x", sy=True), "": a.mov("r2.x", "r1.x")}


@pytest.mark.parametrize(("write", "flag"), [(RCP, "ss"), (LOAD, "sy"), (SHARED, "ss")])
def test_results_that_take_long_are_waited_for(write, flag):
    with pytest.raises(SyncHazard, match=rf"\({flag}\) must come between"):
        checked(write, a.nop(5), READ[""])
    with pytest.raises(SyncHazard):
        checked(write, a.nop(5), READ["sy" if flag == "ss" else "ss"])
    checked(write, READ[flag])
    checked(write, a.nop(0, ss=flag == "ss", sy=flag == "sy"), READ[""])
    with pytest.raises(SyncHazard, match="overwrites what is still written"):
        checked(write, a.mov("r1.x", 1))


def test_what_loads_read_is_not_overwritten_before_they_have_read_it():
    with pytest.raises(SyncHazard, match="may not have read yet"):
        checked(LOAD, a.mov("r0.y", 1))
    checked(LOAD, a.mov("r0.y", 1, ss=True))


def test_every_path_counts():
    body = [PREDICATE, a.nop(5), a.flow("br", 2), RCP, a.nop(0, jp=True), a.nop(4)]
    with pytest.raises(SyncHazard):
        checked(*body, READ[""])
    checked(*body, READ["ss"])
    # Around a loop.
    loop = [a.mov("r2.x", "r1.x", jp=True), RCP, PREDICATE, a.nop(5), a.flow("br", -4)]
    with pytest.raises(SyncHazard):
        checked(*loop)


def test_registers_and_constants_are_those_that_the_dispatch_has():
    checked(a.mov("r3.w", "c3.w"), registers=4, constants=16)
    with pytest.raises(ProgramError, match="not among the 4 vectors of the constant file"):
        checked(a.mov("r3.w", "c4.x"), registers=4, constants=16)
    with pytest.raises(ProgramError, match=r"r4.x is not among the 4 registers"):
        checked(a.mov("r4.x", "c0.x"), registers=4, constants=16)
    with pytest.raises(ProgramError, match=r"hr8.x is not among the 4 registers"):
        checked(a.mov("hr8.x", "hr0.x", "u16u16"), registers=4)
    with pytest.raises(ProgramError):
        checked(a.load("ldg", "u32", "r3.z", "r0.x", size=4), registers=4)


def test_a_hazard_stops_a_dispatch_by_name():
    with pytest.raises(Exception, match=r"add.f r4.x, r4.y, r4.y reads r4.y 0 cycles after"):
        lanewise(
            [a.mov("r4.y", 0), a.alu("add.f", "r4.x", "r4.y", "r4.y")], [np.zeros(64, np.float32)], np.float32
        )


def test_a_jump_gives_results_time_and_a_branch_does_not():
    head = a.alu("cmps.s", "p0.x", "r1.x", 9, condition="lt", jp=True)
    loop = [head, a.nop(5), a.flow("br", 3, invert=True), WRITE, a.flow("jump", -4), a.nop(0, jp=True)]
    checked(*loop)
    with pytest.raises(DelayHazard):
        checked(head, a.nop(4), WRITE, a.flow("br", -3))

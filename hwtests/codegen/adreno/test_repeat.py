"""(rpt): what becomes one instruction that repeats, and that nothing else changes."""

from __future__ import annotations

import pytest

from barewire.drivers.qualcomm import code_object
from barewire.drivers.simulated.qualcomm.isa.checks.timing import check_timing
from barewire.drivers.simulated.qualcomm.isa.decoding.decode import decode_program
from barewire.tensor.codegen.adreno import compiler, isa, repeat
from barewire.tensor.codegen.adreno.encode import Encoder
from barewire.tensor.codegen.adreno.machine_code import Block, Constant, Immediate, Instruction, Part, Program

from ..on_adreno import COMPILER, adreno_machine, emitted
from ..products import matmul
from ..unread import given


class _Code:
    """Instructions over registers with numbers: r0.x is 0."""

    def __init__(self) -> None:
        self.program = Program("k", [Block("entry")], 2, 64, 0)
        self.places: dict[int, int] = {}

    def full(self, number: int, negate: bool = False) -> Part:
        part = self.program.full()
        self.places[part.register.number] = 2 * number
        return Part(part.register, 0, True, negate=negate)

    def half(self, number: int) -> Part:
        part = self.program.half()
        self.places[part.register.number] = number
        return part

    def text(self, *instructions: Instruction) -> list[str]:
        self.program.blocks[0].instructions = list(instructions)
        repeat.repeat(self.program, self.places)
        return [isa.text(each) for each in Encoder(self.program, self.places).instructions()]


def _mads(code: _Code, *triples: tuple[int, int, int, int], **flags: int) -> list[Instruction]:
    return [
        Instruction("mad.f32", code.full(d), (code.full(a), code.full(b), code.full(c)), **flags)  # type: ignore[arg-type]
        for d, a, b, c in triples
    ]


def test_registers_go_up_or_stay() -> None:
    code = _Code()
    found = code.text(*_mads(code, *((8 + n, 4, n, 20 + n) for n in range(6))))
    assert found == [
        "(rpt3)mad.f32 r2.x, r1.x, (r)r0.x, (r)r5.x",
        "(rpt1)mad.f32 r3.x, r1.x, (r)r1.x, (r)r6.x",
    ]


def test_halves_arguments_and_numbers() -> None:
    code = _Code()
    assert code.text(
        *(Instruction("add.f", code.half(8 + n), (code.half(n), code.half(3))) for n in range(3)),
        *(
            Instruction("mov", code.full(40 + n), (Constant(n),), types=("u32", "u32"))
            for n in range(2)
        ),
        *(
            Instruction("mov", code.full(44 + n), (Immediate(7),), types=("u32", "u32"))
            for n in range(3)
        ),
        *(
            Instruction("mul.f", code.full(48 + n), (code.full(44 + n), Constant(None, 5)))
            for n in range(2)
        ),
    ) == [
        "(rpt2)add.f hr2.x, (r)hr0.x, hr0.w",
        "(rpt1)mov.u32u32 r10.x, (r)c0.x",
        "(rpt2)mov.u32u32 r11.x, 7",
        "(rpt1)mul.f r12.x, (r)r11.x, c1.x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "second",
    [
        (9, 8, 1, 21),  # reads what the first wrote
        (9, 4, 2, 21),  # neither the same register nor the next
        (10, 4, 1, 21),  # does not write the next one
    ],
)
def test_what_differs_by_more_stays(second: tuple[int, int, int, int]) -> None:
    code = _Code()
    assert len(code.text(*_mads(code, (8, 4, 0, 20), second))) == 2


def test_signs_flags_and_rcp_stay() -> None:
    code = _Code()
    first, second = _mads(code, (8, 4, 0, 20), (9, 4, 1, 21))
    second.ss = True
    assert len(code.text(first, second)) == 2
    signs = [Instruction("add.f", code.full(8 + n), (code.full(n, bool(n)), code.full(4))) for n in range(2)]
    assert len(code.text(*signs)) == 2
    for op, count in (("rcp", 2), ("rsq", 1)):
        each = [Instruction(op, code.full(8 + n), (code.full(n),)) for n in range(2)]
        assert len(code.text(*each)) == count


def test_nops_of_the_last_become_an_instruction_where_that_pays() -> None:
    code = _Code()
    two = _mads(code, (8, 4, 0, 20), (9, 4, 1, 21))
    two[1].nops = 2
    assert len(code.text(*two)) == 2 and not two[0].repeat
    three = _mads(code, (8, 4, 0, 20), (9, 4, 1, 21), (10, 4, 2, 22))
    three[2].nops = 2
    assert code.text(*three) == ["(rpt2)mad.f32 r2.x, r1.x, (r)r0.x, (r)r5.x", "(rpt1)nop"]
    three = _mads(code, (8, 4, 0, 20), (9, 4, 1, 21), (10, 4, 2, 22))
    three[0].nops = 2
    assert len(code.text(*three)) == 2


def test_a_matmul_is_shorter_and_takes_the_same_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, _, code),) = emitted([matmul(given((256, 256)), given((256, 256)))], adreno_machine())

    def slots() -> tuple[int, int]:
        image = code_object.parse(COMPILER.compile(code.ir))
        found = decode_program(image.code_of(image.kernels[0]))
        check_timing(found)
        end = next(at for at, each in enumerate(found) if each.name == "end")
        return end, sum(1 + each.repeat + each.nops for each in found[:end])

    short, taken = slots()
    monkeypatch.setattr(compiler.repeat, "repeat", lambda program, places: None)
    long, before = slots()
    assert taken == before and short < 0.65 * long

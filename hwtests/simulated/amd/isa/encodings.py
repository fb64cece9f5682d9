"""Random encodings of every opcode of the decoder's tables, and the comparison with LLVM's disassembler.

    python -m hwtests.simulated.amd.isa.encodings

rewrites the committed corpus (corpus/<arch>.txt: dwords in hexadecimal, then LLVM 19's text).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from barewire.drivers.simulated.amd.isa.decoding import opcode_tables
from barewire.drivers.simulated.amd.isa.decoding.decode import Decoder, decoder
from barewire.drivers.simulated.amd.isa.decoding.encoding import SRC_SDWA, insert
from barewire.drivers.simulated.amd.isa.instruction import IllegalEncoding
from barewire.drivers.simulated.amd.isa.text.assembly import text

from .llvm import Disassembler

CORPUS = Path(__file__).parent / "corpus"

# Whose text LLVM 19 gets wrong, or that are not for the compute engine; not compared.
UNCOMPARED = re.compile(
    # SDWA of fp8: dst_sel must be DWORD and is not shown
    r"v_cvt_(pk_)?f32_(fp8|bf8)_sdwa"
    # its flags come in another order than everywhere else
    r"|buffer_store_lds_dword"
    # graphics (refused by name), prefetch hints, gfx10's LDS forms of plain loads
    r"|tbuffer_|exp(ort)? |image_|lds_|ds_param|ds_direct|s_atc_probe|s_prefetch|s_buffer_prefetch"
    r"|v_interp_.*(attr|invalid)|(scratch|global)_load.* lds$"
    # bits of fields the instruction does not have are ignored there
    r"|s_version|s_gl1_inv|s_dcache|s_mem(real)?time|v_nop"
    # |...| closed behind the wrong operand; half of the op_sel list not shown
    r"|.*\|v\d+, vcc|v_dot2_\w+_e64_dpp|v_dot2_(bf16_bf16|f16_f16)"
)


def _ends_llvm(bits: int, generation: int) -> bool:
    """SDWA with a reserved selector: LLVM's printer runs into an unreachable."""
    if generation > 10 or bits >> 31 & 1 or bits & 0x1FF != SRC_SDWA:
        return False
    is_compare = bits >> 25 & 127 == 0b0111110
    selectors = (
        (bits >> 48 & 7, bits >> 56 & 7) if is_compare else (bits >> 40 & 7, bits >> 48 & 7, bits >> 56 & 7)
    )
    return 7 in selectors or (not is_compare and bits >> 43 & 3 == 3)


def encodings(machine: Decoder, each: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(format, 16 bytes) of `each` random encodings of every opcode: operands mostly legal, one bit in 10
    cases flipped.
    """
    choose = random.Random(seed)
    for name, layout in machine.layouts.items():
        if name.startswith("VOPD"):
            continue
        for opcode in layout.lines:
            for _ in range(each):
                bits = layout.match | insert(opcode, layout.format.opcode)
                for role, parts in layout.format.operands.items():
                    bits |= insert(_likely(machine, name, opcode, role, choose), parts)
                for role, parts in layout.format.modifiers.items():
                    if choose.random() < 0.5:
                        bits |= insert(choose.getrandbits(24), parts)
                    elif role in layout.format.preset and layout.format.preset[role] > 0:
                        bits |= insert(layout.format.preset[role], parts)
                for neg_abs_sext in layout.format.inputs.values():
                    for bit in neg_abs_sext:
                        if bit is not None and choose.random() < 0.2:
                            bits |= 1 << bit
                line = layout.lines[opcode]
                bits &= ~int(line.rsplit("/", 1)[1] or "0", 16)
                bits = bits & ~layout.mask | layout.match
                if choose.random() < 0.1:
                    bits ^= 1 << choose.randrange(32 * layout.format.dwords)
                bits |= (
                    choose.choice((choose.getrandbits(32), 0x3F800000, 0x3C00, 5, 0xFFFFFFF0))
                    << 32 * layout.format.dwords
                )
                if not _ends_llvm(bits, machine.generation):
                    yield name, (bits & (1 << 128) - 1).to_bytes(16, "little")
    yield from _duals(machine, each, choose)


def _likely(machine: Decoder, name: str, opcode: int, role: str, choose: random.Random) -> int:
    """A value of a field, legal if a few draws find one."""
    layout = machine.layouts[name]
    total = sum(bits for _, bits in layout.format.operands[role])
    values = machine.values(name, opcode, role)
    value = choose.getrandbits(total)
    for _ in range(24):
        if values is None or values[value] is not None:
            break
        value = choose.getrandbits(total) & choose.choice((-1, ~1, ~3))
    return value


def _duals(machine: Decoder, each: int, choose: random.Random) -> Iterator[tuple[str, bytes]]:
    if "VOPD.X" not in machine.layouts:
        return
    for first in machine.layouts["VOPD.X"].lines:
        for second in machine.layouts["VOPD.Y"].lines:
            for _ in range(each):
                bits = (
                    0b110010 << 26
                    | first << 22
                    | second << 17
                    | choose.getrandbits(17)
                    | choose.getrandbits(32) << 32
                )
                yield "VOPD", (bits | choose.getrandbits(32) << 64).to_bytes(16, "little")


def ours(machine: Decoder, code: bytes) -> tuple[int, str] | None:
    """Size and text by our decoder, None for an illegal encoding."""
    try:
        instruction = machine.decode(code)
    except IllegalEncoding:
        return None
    return instruction.size_bytes, text(instruction)


def differs(
    machine: Decoder, code: bytes, mine: tuple[int, str] | None, judge: tuple[int, str] | None
) -> bool:
    """Whether we disagree with LLVM where LLVM 19 is to be believed."""
    if mine == judge:
        return False
    if judge is not None:
        if UNCOMPARED.match(judge[1]):
            return False
        return not (
            "sext(" in judge[1] and "_sdwa" not in judge[1]
        )  # its name of neg on integers, which have none
    assert mine is not None
    if UNCOMPARED.match(mine[1]) or "/*" in mine[1]:
        return False
    # LLVM 19 does not know yet that every 16-bit instruction of gfx11 may use the high half of a VGPR.
    return not (machine.generation >= 11 and ".h" in mine[1])


def write_corpus() -> None:
    """One legal encoding of every second opcode of every format."""
    CORPUS.mkdir(exist_ok=True)
    for arch in opcode_tables.TABLES:
        judge, machine = Disassembler(arch), decoder(arch)
        lines: dict[tuple[str, str], str] = {}
        for name, code in encodings(machine, 3, 1):
            answer = judge(code)
            if answer and not UNCOMPARED.match(answer[1]) and "sext(" not in answer[1]:
                words = [code[at : at + 4][::-1].hex() for at in range(0, answer[0], 4)]
                lines.setdefault((name, answer[1].split()[0]), f"{' '.join(words)}  {answer[1]}")
        kept = list(lines.values())[::3]
        (CORPUS / f"{arch}.txt").write_text("\n".join(kept) + "\n")


if __name__ == "__main__":
    write_corpus()

"""The compiler for Adreno: what its machine code is, whether it waits long enough, what it refuses."""

from __future__ import annotations

import math
import re
import struct

import pytest

from barewire.drivers.architectures.qualcomm import named
from barewire.drivers.qualcomm import code_object
from barewire.drivers.simulated.qualcomm.isa.checks.timing import check_timing
from barewire.drivers.simulated.qualcomm.isa.decoding.decode import decode_program
from barewire.runtime.errors import CompileError
from barewire.tensor.codegen.adreno import isa
from barewire.tensor.codegen.adreno.compiler import AdrenoCompiler
from barewire.tensor.codegen.adreno.llvm_text import Literal, Name, parse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.node import Op

from ..on_adreno import COMPILER, adreno_machine, emitted
from ..products import matmul
from ..unread import given, graphs

GRAPHS = {name: outputs for name, outputs in graphs().items() if name != "batch"}  # which is of float64


def _code(ir: str) -> bytes:
    image = code_object.parse(COMPILER.compile(ir))
    return image.code_of(image.kernels[0])


@pytest.mark.parametrize("name", GRAPHS)
def test_no_result_is_used_before_it_is_there(name: str) -> None:
    for _, _, code in emitted(GRAPHS[name], adreno_machine()):
        machine_code = _code(code.ir)
        check_timing(decode_program(machine_code))
        for (word,) in struct.iter_unpack("<Q", machine_code):
            assert isa.encode(isa.decode(word)) == word


def test_a_loop_does_not_wait_for_what_came_before_it() -> None:
    """What `isam` may still read before the loop is waited for there."""
    ((_, _, code),) = emitted([matmul(given((256, 256)), given((256, 256)))], adreno_machine())
    lines = [line.strip() for line in COMPILER.listing(code.ir).splitlines()]
    back = next(at for at, line in enumerate(lines) if re.match(r"br !?p0.x, #-", line))
    start = back + int(lines[back].split("#")[1])
    first = next(line for line in lines[start:back] if "(ss)" in line)
    assert "isam" in "".join(lines[:start]) and "mad.f32" in first


def test_programs_of_a7xx_count_in_bytes_and_end_with_a_lock() -> None:
    ((_, _, code),) = emitted([matmul(given((64, 64)), given((64, 64)))], adreno_machine())
    image = code_object.parse(AdrenoCompiler(7, textures=False).compile(code.ir))
    words = [word for (word,) in struct.iter_unpack("<Q", image.code_of(image.kernels[0]))]
    assert image.generation == 7
    check_timing(decode_program(image.code, generation=7))
    text = [isa.text(isa.decode(word, 7), 7) for word in words]
    end = text.index("(sy)(ss)end") if "(sy)(ss)end" in text else text.index("end")
    assert text[end - 2 : end] == ["(sy)(ss)(jp)lock", "unlock"]
    accesses = [line for line in text if ".a." in line]
    assert accesses and all("+0]" in line and "<<" not in line for line in accesses)
    assert [isa.encode(isa.decode(word, 7), 7) for word in words] == words


def test_listing_says_what_a_kernel_costs() -> None:
    ((_, name, code),) = emitted([matmul(given((256, 256)), given((256, 256)))], adreno_machine())
    listing = COMPILER.listing(code.ir)
    found = re.search(
        r"(\d+) instructions, (\d+) nops, (\d+) vectors of registers, 4 texture reads, (\d+) cycles, of the",
        listing,
    )
    assert found is not None and f"{name}:" in listing
    instructions = [line for line in listing.splitlines() if line.startswith("    ")]
    assert (
        len(instructions) >= int(found[1])
        and int(found[2]) < int(found[1])
        and "mad.f32" in listing
        and "(sy)" in listing
    )


def test_bits_of_float64_are_no_value_of_it_but_for_functions_of_float32() -> None:
    x = given((64,), dtypes.float64)
    ((_, name, code),) = emitted([graph.elementwise(Op.MOD, x, x)], adreno_machine())
    with pytest.raises(CompileError, match=f"{name}.*no float64.*cast to float32"):
        COMPILER.compile(code.ir)


@pytest.mark.parametrize("arch", ["a630", "a660"])
@pytest.mark.parametrize("name", GRAPHS)
def test_groups_find_room_for_the_registers_of_their_lanes(name: str, arch: str) -> None:
    architecture = named(arch)
    for _, _, code in emitted(GRAPHS[name], adreno_machine(arch)):
        (kernel,) = code_object.parse(COMPILER.compile(code.ir)).kernels
        waves = architecture.registers // kernel.full_registers * architecture.wave_granularity
        assert math.prod(kernel.block) <= min(waves, architecture.waves) * kernel.wave_lanes


def test_unknown_ir_is_refused_as_it_stands() -> None:
    source = "define void @k(ptr addrspace(1) %a) {\nentry:\n  fence seq_cst\n  ret void\n}\n"
    with pytest.raises(CompileError, match="does not know this LLVM IR: fence seq_cst"):
        parse(source)


def test_llvm_text_is_read_as_it_is_written() -> None:
    module = parse(
        "@k.local = internal unnamed_addr addrspace(3) global [64 x i8] poison, align 16\n"
        "define void @k(ptr addrspace(1) noundef align 16 captures(none) %a) #0 {\nentry:\n"
        "  %x = fadd contract <2 x float> splat (float 0x3FF0000000000000), <float -2.0, float poison>\n"
        "  ret void\n}\n"
        'attributes #0 = { nounwind "block"="64" }\n'
    )
    (function,) = module.functions
    first = function.blocks[0].instructions[0]
    assert module.local_bytes == {"k.local": 64} and function.attributes == {"block": "64"}
    assert [operand.lanes for operand in first.operands if isinstance(operand, Literal)] == [
        (0x3F800000, 0x3F800000),
        (0xC0000000, None),
    ]
    assert first.words == ("contract",) and Name("x") == Name(first.result or "")

"""The loader: relocatable objects of LLVM and of a C compiler, sound and damaged."""

from __future__ import annotations

import ctypes
import io
import math
import shutil
import struct
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from hypothesis import given
from hypothesis import strategies as st

from barewire.drivers import elf, kernel, llvm
from barewire.drivers.cpu import firmware
from barewire.drivers.cpu.code_object import CpuCodeObject
from barewire.drivers.errors import BadCodeObject, BarewireError, UnsupportedArchitecture
from barewire.drivers.llvm import LlvmCompiler
from barewire.drivers.relocation import KINDS, OutOfReach, stub
from hwtests import programs

from ...compiling import image_of
from .conftest import kernels_image

HOST = llvm.host_compiler()

# A constant table, a variable with an initial value, a zeroed one, a pointer between them, and the C library.
DATA = """
@table = internal constant [4 x i32] [i32 10, i32 20, i32 30, i32 40]
@counter = global i32 5
@zeroed = global [1000 x i32] zeroinitializer
@pointer = global ptr getelementptr ([4 x i32], ptr @table, i64 0, i64 2)
declare double @pow(double, double)
declare double @fmod(double, double)
define i32 @lookup(i32 %i) {
  %at = getelementptr [4 x i32], ptr @table, i64 0, i32 %i
  %value = load volatile i32, ptr %at
  ret i32 %value
}
define i32 @bump() {
  %old = load i32, ptr @counter
  %new = add i32 %old, 1
  store i32 %new, ptr @counter
  store i32 %new, ptr getelementptr ([1000 x i32], ptr @zeroed, i64 0, i64 999)
  %copy = load volatile i32, ptr getelementptr ([1000 x i32], ptr @zeroed, i64 0, i64 999)
  ret i32 %copy
}
define i32 @through() {
  %to = load volatile ptr, ptr @pointer
  %value = load i32, ptr %to
  ret i32 %value
}
define double @power(double %x, double %y) {
  %z = call double @pow(double %x, double %y)
  %r = call double @fmod(double %z, double 7.0)
  ret double %r
}
"""


def _function(code: CpuCodeObject, name: str, result: type, *parameters: type):
    return ctypes.CFUNCTYPE(result, *parameters)(code.functions[name].gpu_address)


def test_constants_variables_and_pointers_are_where_the_code_looks() -> None:
    code = CpuCodeObject(image_of(HOST, DATA))
    lookup = _function(code, "lookup", ctypes.c_int, ctypes.c_int)
    assert [lookup(i) for i in range(4)] == [10, 20, 30, 40]
    bump = _function(code, "bump", ctypes.c_int)
    assert [bump(), bump()] == [6, 7]
    assert _function(code, "through", ctypes.c_int)() == 30


def test_two_copies_of_an_image_have_variables_of_their_own() -> None:
    first, second = (CpuCodeObject(image_of(HOST, DATA)) for _ in range(2))
    _function(first, "bump", ctypes.c_int)()
    assert _function(second, "bump", ctypes.c_int)() == 6


def test_functions_of_the_mathematics_library_are_found() -> None:
    code = CpuCodeObject(image_of(HOST, DATA))
    power = _function(code, "power", ctypes.c_double, ctypes.c_double, ctypes.c_double)
    assert power(3.0, 2.5) == math.fmod(3.0**2.5, 7.0)


def test_no_page_of_an_image_is_both_writable_and_executable() -> None:
    code = CpuCodeObject(image_of(HOST, DATA))
    assert code.mapping is not None
    start, end = code.mapping.address, code.mapping.address + code.mapping.size_bytes
    permissions = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        low, high = (int(part, 16) for part in line.split()[0].split("-"))
        if low < end and high > start:
            permissions.append(line.split()[1][:3])
    assert "r-x" in permissions
    assert "rw-" in permissions
    assert not any("w" in each and "x" in each for each in permissions)


def test_functions_are_listed_by_name_and_keep_their_code_object() -> None:
    functions = CpuCodeObject(kernels_image()).functions
    assert {"increment", "describe", "linger", "count"} <= set(functions)
    assert functions["count"].owner.functions["count"] == functions["count"]
    with pytest.raises(KeyError):
        functions["missing"]


C_SOURCE = """
#include <math.h>
#include <string.h>
static const double weights[3] = {0.5, 0.25, 0.125};
static int calls = 3;
int total[64];
double (*chosen)(double) = exp;
static int pick(int kind) {
    switch (kind) {
        case 0: return 11; case 1: return 22; case 2: return 33; case 3: return 44;
        default: return 0;
    }
}
double weigh(int i, double x) { calls++; total[63] += calls; return weights[i] * x + chosen(0.0); }
int choose(int kind) { return pick(kind) + total[63]; }
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler, which no user of Barewire does")
@pytest.mark.parametrize(
    "options", [["-O0"], ["-O2"], ["-O2", "-fno-plt"], ["-O2", "-fcommon"], ["-Os", "-g"]]
)
def test_an_object_of_a_c_compiler_runs(options: list[str], tmp_path: Path) -> None:
    source, image = tmp_path / "code.c", tmp_path / "code.o"
    source.write_text(C_SOURCE)
    programs.run(["gcc", "-fPIC", *options, "-c", source, "-o", image], check=True)
    code = CpuCodeObject(image.read_bytes())
    weigh = _function(code, "weigh", ctypes.c_double, ctypes.c_int, ctypes.c_double)
    assert [weigh(i, 8.0) for i in range(3)] == [5.0, 3.0, 2.0]
    choose = _function(code, "choose", ctypes.c_int, ctypes.c_int)
    assert [choose(i) for i in range(5)] == [11 + 15, 22 + 15, 33 + 15, 44 + 15, 15]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_reading_agrees_with_pyelftools(machine: str) -> None:
    compiler = LlvmCompiler(llvm.target_for(machine, frozenset()))
    for text in (firmware.source(machine), DATA):
        image = image_of(compiler, text)
        ours, reference = elf.read(image), ELFFile(io.BytesIO(image))
        assert [(s.name, s.size_bytes, s.offset) for s in ours.sections] == [
            (s.name, s["sh_size"], s["sh_offset"]) for s in reference.iter_sections()
        ]
        symbols = list(reference.get_section_by_name(".symtab").iter_symbols())
        assert [(s.name, s.value, s.size_bytes) for s in ours.symbols] == [
            (s.name, s["st_value"], s["st_size"]) for s in symbols
        ]
        relocations = [
            (s["sh_info"], r["r_offset"], r["r_info_type"], r["r_info_sym"], r["r_addend"])
            for s in reference.iter_sections()
            if isinstance(s, RelocationSection)
            for r in s.iter_relocations()
        ]
        assert relocations == [(r.section, r.offset, r.kind, r.symbol, r.addend) for r in ours.relocations]
        assert {r.kind for r in ours.relocations} <= set(KINDS[ours.machine])


@pytest.mark.parametrize(
    ("kind", "value", "place", "old", "expected"),
    [
        # Encodings as an assembler gives them: bl .+0x1000, b .-4, adrp x0 two pages up, add x0, x0, #0x234,
        # ldr x1, [x2, #0x238], ldr q0, [x2, #0x230], cbz x3, .+8.
        (283, 0x11000, 0x10000, 0x94000000, 0x94000400),
        (282, 0x10000, 0x10004, 0x14000000, 0x17FFFFFF),
        (275, 0x12345, 0x10FFC, 0x90000000, 0xD0000000),
        (277, 0x12234, 0, 0x91000000, 0x9108D000),
        (286, 0x12238, 0, 0xF9400041, 0xF9411C41),
        (299, 0x12230, 0, 0x3DC00040, 0x3DC08C40),
        (280, 0x10008, 0x10000, 0xB4000003, 0xB4000043),
    ],
)
def test_aarch64_instructions_are_patched(kind: int, value: int, place: int, old: int, expected: int) -> None:
    assert KINDS[elf.EM_AARCH64][kind].apply(value, place, old) == expected


def test_a_call_out_of_reach_is_told() -> None:
    with pytest.raises(OutOfReach):
        KINDS[elf.EM_AARCH64][283].apply(1 << 30, 0, 0x94000000)
    with pytest.raises(OutOfReach):
        KINDS[elf.EM_X86_64][2].apply(1 << 31, 0, 0)


def test_stubs_hold_their_address() -> None:
    assert stub(elf.EM_X86_64, 0x1122334455667788)[6:14] == struct.pack("<Q", 0x1122334455667788)
    # ldr x16, .+8; br x16
    assert stub(elf.EM_AARCH64, 7) == struct.pack("<IIQ", 0x58000050, 0xD61F0200, 7)


def test_an_image_for_another_machine_names_both() -> None:
    other = {"x86_64": "aarch64", "aarch64": "x86_64"}[HOST.target.triple.split("-")[0]]
    image = image_of(LlvmCompiler(llvm.target_for(other, frozenset())), DATA)
    with pytest.raises(UnsupportedArchitecture, match=f"{other}.*{HOST.target.triple.split('-')[0]}"):
        CpuCodeObject(image)


def test_an_unknown_symbol_is_named() -> None:
    image = image_of(
        HOST, "declare void @no_such_thing()\ndefine void @f() {\n call void @no_such_thing()\n ret void\n}"
    )
    with pytest.raises(BadCodeObject, match="no_such_thing"):
        CpuCodeObject(image)


@pytest.mark.parametrize("image", [b"", b"\x7fELF", b"not an object", bytes(4096)])
def test_what_is_no_object_is_refused(image: bytes) -> None:
    with pytest.raises(BadCodeObject, match="not an ELF file"):
        CpuCodeObject(image)


def test_a_shared_library_is_refused_with_the_reason() -> None:
    library = next(
        line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libc.so" in line
    )
    with pytest.raises(BadCodeObject, match="not a relocatable object"):
        CpuCodeObject(Path(library).read_bytes())


def test_every_truncation_is_refused() -> None:
    image = image_of(HOST, DATA)
    for size in range(0, len(image) - 1, 7):
        with pytest.raises(BarewireError):
            CpuCodeObject(image[:size])


@given(data=st.data())
def test_a_damaged_image_loads_or_is_refused_by_name(data: st.DataObject) -> None:
    image = bytearray(image_of(HOST, DATA))
    for _ in range(data.draw(st.integers(1, 8))):
        image[data.draw(st.integers(0, len(image) - 1))] = data.draw(st.integers(0, 255))
    try:
        CpuCodeObject(bytes(image))
    except BarewireError as error:
        assert str(error)


def test_thread_local_variables_are_refused() -> None:
    text = "@v = thread_local global i32 1\ndefine i32 @f() {\n %v = load i32, ptr @v\n ret i32 %v\n}"
    with pytest.raises(BadCodeObject, match="thread-local"):
        CpuCodeObject(image_of(HOST, text))


def test_symbols_come_from_the_c_and_mathematics_libraries() -> None:
    assert kernel.symbol_address("expf") and kernel.symbol_address("memcpy")
    assert kernel.symbol_address("no_such_thing") == 0

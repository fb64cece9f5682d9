"""Images before the driver sees them, with NVIDIA's assembler as the judge where it is installed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers import llvm
from barewire.drivers.errors import BadCodeObject, CompileError
from barewire.drivers.nvidia import builtin, image
from barewire.drivers.nvidia.code_object import spills
from barewire.drivers.nvidia.tensor_map import TensorMap
from hwtests import programs

from ...compiling import for_nvidia
from . import kernels, toolkit
from .conftest import opened

SM_90 = for_nvidia("sm_90", "+ptx84")


def _assemble(ptx: bytes, arch: str, directory: Path) -> tuple[bytes, str]:
    """The cubin that NVIDIA's assembler makes of PTX, and what it says."""
    source, cubin = directory / "kernels.ptx", directory / "kernels.cubin"
    source.write_bytes(ptx)
    result = programs.run(
        [toolkit.ptxas(), "--verbose", "--gpu-name", arch, source, "--output-file", cubin], timeout_s=100
    )
    assert result.returncode == 0, result.stderr
    return cubin.read_bytes(), result.stderr


@pytest.mark.parametrize(
    ("arch", "version"), [("sm_75", 74), ("sm_80", 74), ("sm_86", 80), ("sm_90", 78), ("sm_120", 87)]
)
def test_the_drivers_own_kernels_are_accepted_by_nvidias_assembler(
    arch: str, version: int, tmp_path: Path
) -> None:
    _, said = _assemble(builtin.source(arch, version), arch, tmp_path)
    assert set(spills(said).values()) == {0}


def test_the_parameters_of_kernels_end_where_nvidias_assembler_puts_them(tmp_path: Path) -> None:
    """.nv.constant0 has the parameters behind a head of 0x210 bytes on sm_90."""
    from barewire.drivers import elf

    for text in (SM_90.compile(kernels._IR), kernels.PARAMETERS.encode()):
        cubin, _ = _assemble(text, "sm_90", tmp_path)
        sizes = {
            section.name.removeprefix(".nv.constant0."): section.size_bytes
            for section in elf.read(cubin).sections
            if section.name.startswith(".nv.constant0.")
        }
        found = image.read(text).entries
        assert {name: size - 0x210 for name, size in sizes.items()} == {
            name: entry.parameter_bytes for name, entry in found.items()
        }
        assert set(image.read(cubin).entries) == set(found)


def test_entries_are_found_and_comments_are_not() -> None:
    found = image.read(kernels.PARAMETERS.encode())
    assert {name: entry.parameter_bytes for name, entry in found.entries.items()} == {
        "two": 44,
        "none": 0,
        "one": 1,
    }
    assert (found.is_ptx, found.made_for, found.data[-1:]) == (True, "sm_70", b"\0")


MAP = TensorMap("mapped", 1, 0, 32, "bfloat16", (64, 80), (128,), (64, 16), 128)
MAPPED = """
.version 8.0
.target sm_90
.address_size 64
{line}
.visible .entry mapped(.param .u64 p0, .param .align 64 .b8 p1[128])
{{
ret;
}}
"""


def test_tensor_maps_of_a_kernel_are_found_as_they_were_written() -> None:
    found = image.read(MAPPED.format(line=MAP.line).encode()).entries
    assert (found["mapped"].tensor_maps, found["mapped"].parameter_bytes) == ((MAP,), 64 + 128)
    assert image.read(MAPPED.format(line="").encode()).entries["mapped"].tensor_maps == ()


@pytest.mark.parametrize(
    "line", ["//# tensor map:", MAP.line.replace("128", "wide"), MAP.line.rpartition(" ")[0]]
)
def test_line_of_a_tensor_map_that_cannot_be_read_is_quoted(line: str) -> None:
    with pytest.raises(BadCodeObject, match="tensor map that cannot be read"):
        image.read(MAPPED.format(line=line).encode())


@pytest.mark.parametrize(
    "change",
    [{"element": "complex"}, {"box": (64,)}, {"argument": 1}, {"parameter": 9}, {"swizzle": 127}],
    ids=str,
)
def test_tensor_map_that_does_not_suit_its_kernel_is_refused(change: dict[str, Any]) -> None:
    text = MAPPED.format(line=replace(MAP, **change).line)
    with opened("sm_90") as card, pytest.raises(BadCodeObject, match="kernel mapped describes"):
        card.load(text.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither PTX"),
        (b"\x00\x01\x02", "neither PTX"),
        (b"\xff" * 9, "neither PTX nor a cubin.*ffff"),
        (b"int main() {}", "begins with 'int main"),
        (bytes.fromhex("50ed55ba") + bytes(60), "fat binary"),
        (b"\x7fELF" + bytes(60), "image"),
        (b"\x7fELF", "image"),
    ],
)
def test_what_is_neither_ptx_nor_a_cubin_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadCodeObject, match=words):
        image.read(data)


def test_an_elf_file_for_the_processor_is_refused_by_name() -> None:
    host = llvm.host_compiler().compile("define void @f() { ret void }")
    with pytest.raises(BadCodeObject, match=r"x86_64|aarch64"):
        image.read(host)


def test_compiling_for_an_nvidia_target_gives_ptx_of_its_version() -> None:
    text = SM_90.compile("define ptx_kernel void @f() { ret void }").decode()
    assert (".version 8.4" in text, ".target sm_90" in text, ".entry f(" in text) == (True, True, True)
    with pytest.raises(CompileError):
        SM_90.compile("define broken")


def test_spills_are_read_from_what_the_assembler_prints(tmp_path: Path) -> None:
    sums = "\n".join(f"  add.f32 %s, %s, %f{n};" for n in range(120))
    loads = "\n".join(f"  ld.volatile.global.f32 %f{n}, [%rd1+{4 * n}];" for n in range(120))
    source = (
        ".version 7.4\n.target sm_80\n.address_size 64\n.visible .entry crowded(.param .u64 p)\n"
        ".maxnreg 24\n{\n.reg .f32 %f<120>;\n.reg .f32 %s;\n.reg .b64 %rd<2>;\n"
        f"ld.param.u64 %rd1, [p];\nmov.f32 %s, 0f00000000;\n{loads}\n{sums}\n{sums}\n"
        "st.global.f32 [%rd1], %s;\nret;\n}\n"
    )
    _, said = _assemble(source.encode(), "sm_80", tmp_path)
    assert spills(said)["crowded"] > 0

"""Code objects: pyelftools and LLVM's own tools say what is in an image, and the loader must agree."""

from __future__ import annotations

import io
import shutil
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers import elf, llvm
from barewire.drivers.amd import blit, code_object, metadata
from barewire.drivers.amd.kernel_descriptor import user_sgprs
from barewire.drivers.architectures.amd import ARCHITECTURES, named, of_elf_machine
from barewire.drivers.errors import BadCodeObject, UnsupportedArchitecture
from hwtests import programs

from ...compiling import for_amd
from . import kernels

BASE = 0x7F00_1234_5000

READELF = (
    shutil.which("llvm-readelf-19") or shutil.which("llvm-readelf") or "/usr/lib/llvm-19/bin/llvm-readelf"
)
OBJDUMP = (
    shutil.which("llvm-objdump-19") or shutil.which("llvm-objdump") or "/usr/lib/llvm-19/bin/llvm-objdump"
)


def place(image: bytes, arch: str, base: int = BASE) -> code_object.Placed:
    return code_object.size_and_placer(image, named(arch))[1](base)


@pytest.mark.parametrize("arch", [entry.name for entry in ARCHITECTURES])
def test_every_architecture_is_the_one_llvm_writes_into_its_objects(arch: str) -> None:
    image = for_amd(arch).compile(blit.source())
    assert of_elf_machine(elf.read(image).flags & 0xFF) == arch
    assert "copy_unit16" in place(image, arch).descriptors


@pytest.mark.parametrize(
    ("made_for", "card"), [("gfx1101", "gfx1100"), ("gfx942", "gfx950"), ("gfx1030", "gfx1100")]
)
def test_an_image_for_another_card_is_refused_by_name(made_for: str, card: str) -> None:
    with pytest.raises(UnsupportedArchitecture, match=f"for {made_for}, this card is {card}"):
        code_object.size_and_placer(kernels.image(made_for), named(card))


def test_an_image_for_the_processor_is_refused_by_name() -> None:
    image = llvm.host_compiler().compile("define void @f() { ret void }")
    with pytest.raises(UnsupportedArchitecture, match=r"x86_64|aarch64"):
        code_object.size_and_placer(image, named("gfx1100"))


@pytest.mark.parametrize(
    ("family", "runs_on", "refused_by"),
    [("gfx11-generic", "gfx1151", "gfx1201"), ("gfx9-4-generic", "gfx950", "gfx90a")],
)
def test_images_for_a_family_run_on_its_members(family: str, runs_on: str, refused_by: str) -> None:
    image = for_amd(family).compile(blit.source())
    assert place(image, runs_on).descriptors
    with pytest.raises(UnsupportedArchitecture, match=family):
        place(image, refused_by)


def test_sections_flags_and_addresses_are_those_pyelftools_reads() -> None:
    for image in (kernels.image("gfx1100"), kernels.image("gfx942"), kernels.LINKED.read_bytes()):
        ours, theirs = elf.read(image), ELFFile(io.BytesIO(image))
        assert ours.flags == theirs.header.e_flags
        assert [s.address for s in ours.sections] == [s.header.sh_addr for s in theirs.iter_sections()]
        name = ".symtab" if ours.kind == elf.ET_REL else ".dynsym"
        assert [s.name for s in ours.symbols] == [
            s.name for s in theirs.get_section_by_name(name).iter_symbols()
        ]


@pytest.mark.parametrize("arch", ["gfx1100", "gfx942", "gfx1030", "gfx1201"])
def test_metadata_is_what_llvm_readelf_prints(arch: str, tmp_path: Path) -> None:
    image = kernels.image(arch)
    path = tmp_path / "image.o"
    path.write_bytes(image)
    printed = programs.run([READELF, "--notes", path], check=True).stdout
    found = metadata.read(elf.read(image), image)
    descriptors = {k.name: k for k in code_object.kernels_of(place(image, arch), BASE).values()}
    sizes = {}
    for block in printed.split("amdhsa.kernels:")[1].split("amdhsa.target:")[0].split("\n  - ")[1:]:
        lines = dict(
            line.strip().split(":", 1)
            for line in block.splitlines()
            if line.startswith("    .") and ":" in line
        )
        name = lines[".name"].strip().strip("'\"")
        sizes[name] = int(lines[".kernarg_segment_size"])
        assert descriptors[name].descriptor.group_segment_fixed_size == int(
            lines[".group_segment_fixed_size"]
        )
        assert descriptors[name].descriptor.private_segment_fixed_size == int(
            lines[".private_segment_fixed_size"]
        )
        assert found[name + ".kd"].max_flat_workgroup_size == int(lines[".max_flat_workgroup_size"])
        assert (descriptors[name].descriptor.enable_wavefront_size32 == 1) == (
            int(lines[".wavefront_size"]) == 32
        )
        hidden = block.count("hidden_")
        assert len(found[name + ".kd"].hidden) == hidden
    assert sizes == {name: kernel.descriptor.kernarg_size for name, kernel in descriptors.items()}


def test_descriptors_have_no_bits_that_are_not_declared() -> None:
    for arch in ("gfx906", "gfx90a", "gfx942", "gfx1030", "gfx1100", "gfx1201"):
        for kernel in code_object.kernels_of(place(kernels.image(arch), arch), BASE).values():
            assert kernel.descriptor.reserved_bits() == []
            names = [name for name, _, _ in user_sgprs(kernel.descriptor)]
            assert "kernarg_segment_ptr" in names


def _code(placed: code_object.Placed, kernel: code_object.Kernel, base: int) -> bytes:
    return placed.data[kernel.entry_address - base :]


def _addresses_computed(data: bytes, start: int) -> list[int]:
    """Where `s_getpc_b64; s_add_u32 lo, lo, literal; s_addc_u32 hi, hi, literal` sequences point."""
    found = []
    words = struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
    for at in range(len(words) - 5):
        getpc, add, low, addc, high = words[at : at + 5]
        if getpc >> 23 == 0x17D and add & 0xFF00_FF00 == 0x8000_FF00 and addc & 0xFF00_FF00 == 0x8200_FF00:
            found.append((start + 4 * (at + 1) + low + (high << 32)) & (2**64 - 1))
    return found


def test_got_relocations_point_at_slots_that_hold_the_symbols_addresses() -> None:
    """R_AMDGPU_GOTPCREL32_LO and _HI, as llvmlite's objects have them."""
    image = kernels.image("gfx1100")
    file = elf.read(image)
    kinds = {relocation.kind for relocation in file.relocations}
    assert {5, 8, 9} <= kinds
    placed = place(image, "gfx1100")
    kernel = code_object.kernels_of(placed, BASE)["look_up"]
    slots = _addresses_computed(_code(placed, kernel, BASE)[:256], kernel.entry_address)
    targets = [struct.unpack_from("<Q", placed.data, slot - BASE)[0] - BASE for slot in slots]
    values = sorted(placed.data[target : target + 4] for target in targets)
    assert values == sorted([struct.pack("<i", 10), struct.pack("<i", 5)])


def test_linked_images_as_lld_makes_them_are_relocated_where_they_are_loaded() -> None:
    """R_AMDGPU_ABS64 of a global offset table that lld has made."""
    image = kernels.LINKED.read_bytes()
    placed = place(image, "gfx1100")
    theirs = ELFFile(io.BytesIO(image))
    table = theirs.get_section_by_name(".dynsym").get_symbol_by_name("table")[0]["st_value"]
    bias = theirs.get_section_by_name(".dynsym").get_symbol_by_name("bias")[0]["st_value"]
    got = theirs.get_section_by_name(".got").header.sh_addr
    held = struct.unpack_from("<2Q", placed.data, got)
    assert set(held) == {BASE + table, BASE + bias}
    assert set(code_object.kernels_of(placed, BASE)) == {"add", "look_up"}


def test_an_image_moves_with_its_base_and_only_there() -> None:
    image = kernels.image("gfx1100")
    near, far = place(image, "gfx1100", 0x10000), place(image, "gfx1100", 0x10000 + (1 << 40))
    changed = [at for at in range(0, len(near.data), 8) if near.data[at : at + 8] != far.data[at : at + 8]]
    # Code and descriptors are relative; only the slots of the global offset table hold addresses.
    assert len(changed) == 2


def test_the_code_at_an_entry_is_what_llvm_disassembles_there(tmp_path: Path) -> None:
    image = kernels.LINKED.read_bytes()
    path = tmp_path / "image"
    path.write_bytes(image)
    text = programs.run([OBJDUMP, "-d", path], check=True).stdout
    for name in ("add", "look_up"):
        start = int(next(line.split()[0] for line in text.splitlines() if line.endswith(f"<{name}>:")), 16)
        assert code_object.kernels_of(place(image, "gfx1100"), BASE)[name].entry_address == BASE + start


def test_an_image_without_a_kernel_and_one_in_need_of_a_symbol_say_so() -> None:
    compiler = for_amd("gfx1100")
    function = compiler.compile("define void @f() { ret void }")
    with pytest.raises(BadCodeObject, match="no kernel"):
        place(function, "gfx1100")
    needy = compiler.compile(
        "@elsewhere = external addrspace(1) global i32\n"
        "define amdgpu_kernel void @k(ptr addrspace(1) %out) {\n"
        "  %v = load i32, ptr addrspace(1) @elsewhere\n  store i32 %v, ptr addrspace(1) %out\n  ret void\n}",
    )
    with pytest.raises(BadCodeObject, match="needs elsewhere"):
        place(needy, "gfx1100")


@settings(deadline=None)
@given(st.data())
def test_damaged_images_are_refused_and_never_crash(data: st.DataObject) -> None:
    whole = kernels.LINKED.read_bytes() if data.draw(st.booleans()) else kernels.image("gfx1100")
    image = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    for _ in range(data.draw(st.integers(0, 8))):
        if image:
            image[data.draw(st.integers(0, len(image) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadCodeObject, UnsupportedArchitecture):
        code_object.kernels_of(place(bytes(image), "gfx1100"), BASE)

"""The door to LLVM: targets from processor flags, objects, assembly, and errors with LLVM's own words."""

from __future__ import annotations

import pytest

from barewire.drivers import elf, llvm
from barewire.drivers.errors import CompileError, UnsupportedArchitecture
from barewire.drivers.llvm import Target

SCALE = """
define void @scale(ptr %p) "prefer-vector-width"="512" {
entry:
  %slot = alloca i64
  store i64 0, ptr %slot
  br label %loop
loop:
  %i = load i64, ptr %slot
  %at = getelementptr float, ptr %p, i64 %i
  %v = load <16 x float>, ptr %at, align 4
  %w = fmul <16 x float> %v, splat (float 3.0)
  store <16 x float> %w, ptr %at, align 4
  %j = add i64 %i, 16
  store i64 %j, ptr %slot
  %more = icmp ult i64 %j, 1024
  br i1 %more, label %loop, label %out
out:
  ret void
}
"""

SKYLAKE = frozenset(
    {
        "pni",
        "ssse3",
        "sse4_1",
        "sse4_2",
        "cx16",
        "lahf_lm",
        "popcnt",
        "avx",
        "avx2",
        "bmi1",
        "bmi2",
        "f16c",
        "fma",
    }
    | {"abm", "movbe", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}
)


def test_the_host_target_names_what_cpuinfo_has() -> None:
    target = llvm.target_for("x86_64", SKYLAKE | {"amx_tile", "amx_bf16", "avx512_bf16", "not_a_feature"})
    assert target.cpu == "x86-64-v4"
    features = target.features.split(",")
    assert {"+avx512f", "+amx-tile", "+amx-bf16", "+avx512bf16", "+lzcnt"} <= set(features)
    assert not any("not_a_feature" in feature for feature in features)


def test_arm_flags_become_llvms_features() -> None:
    target = llvm.target_for("aarch64", frozenset({"asimd", "asimdhp", "atomics", "bf16"}))
    assert target == Target("aarch64-unknown-linux-gnu", "generic", "+bf16,+fullfp16,+lse,+neon")


def test_a_machine_without_a_code_generator_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedArchitecture, match="s390x"):
        llvm.target_for("s390x", frozenset())
    with pytest.raises(UnsupportedArchitecture, match="warp9"):
        llvm.compile_ir(SCALE, Target("warp9-unknown-linux-gnu", "generic"))


def test_wide_vectors_stay_wide_on_a_processor_that_has_them() -> None:
    assert "zmm" in llvm.assembly(SCALE, llvm.target_for("x86_64", SKYLAKE))
    assert "zmm" not in llvm.assembly(SCALE, llvm.target_for("x86_64", frozenset()))


def test_memory_variables_become_registers() -> None:
    assert "alloca" in SCALE
    assert "alloca" not in llvm.optimised_ir(SCALE, llvm.host_target())


@pytest.mark.parametrize(("machine", "number"), [("x86_64", elf.EM_X86_64), ("aarch64", elf.EM_AARCH64)])
def test_an_object_is_relocatable_and_for_its_target(machine: str, number: int) -> None:
    read = elf.read(llvm.compile_ir(SCALE, llvm.target_for(machine, frozenset())))
    assert (read.machine, read.kind) == (number, elf.ET_REL)
    assert "scale" in {symbol.name for symbol in read.symbols}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("define void @f( {", "parse.*expected type"),
        ("define i32 @f() {\n ret i32 %x\n}", "parse.*undefined value '%x'"),
        ("define void @f(ptr %p) {\n store i32 1, ptr %p\n}", "parse.*terminator|parse.*expected"),
        (
            "define i32 @f(i1 %c) {\n br i1 %c, label %a, label %b\na:\n %x = add i32 1, 1\n br label %b\n"
            "b:\n ret i32 %x\n}",
            "accept.*dominate",
        ),
    ],
)
def test_ir_that_is_wrong_is_a_compile_error_with_llvms_words(text: str, words: str) -> None:
    with pytest.raises(CompileError, match=f"(?s){words}"):
        llvm.compile_ir(text, llvm.host_target())


def test_the_same_ir_gives_the_same_object() -> None:
    target = llvm.host_target()
    assert llvm.compile_ir(SCALE, target) == llvm.compile_ir(SCALE, target)

"""The door to LLVM: targets from processor flags, objects, assembly, and errors with LLVM's own words."""

from __future__ import annotations

import pytest

from barewire.drivers import elf, llvm
from barewire.drivers.compiler import Target
from barewire.drivers.errors import CompileError, UnsupportedArchitecture
from barewire.drivers.llvm import LlvmCompiler

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
        LlvmCompiler(Target("warp9-unknown-linux-gnu", "generic")).compile(SCALE)


def test_wide_vectors_stay_wide_on_a_processor_that_has_them() -> None:
    assert "zmm" in LlvmCompiler(llvm.target_for("x86_64", SKYLAKE)).listing(SCALE)
    assert "zmm" not in LlvmCompiler(llvm.target_for("x86_64", frozenset())).listing(SCALE)


def test_memory_variables_become_registers() -> None:
    assert "alloca" in SCALE
    assert "alloca" not in llvm.host_compiler().optimised(SCALE)


@pytest.mark.parametrize(("machine", "number"), [("x86_64", elf.EM_X86_64), ("aarch64", elf.EM_AARCH64)])
def test_an_object_is_relocatable_and_for_its_target(machine: str, number: int) -> None:
    read = elf.read(LlvmCompiler(llvm.target_for(machine, frozenset())).compile(SCALE))
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
        llvm.host_compiler().compile(text)


def test_the_same_ir_gives_the_same_object() -> None:
    compiler = llvm.host_compiler()
    assert compiler.compile(SCALE) == compiler.compile(SCALE)

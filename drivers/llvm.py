"""The one door to LLVM: IR text in, relocatable object, assembly or optimised IR out.

llvmlite is imported by the first compilation only, so a process whose kernels are all cached never loads it.
What the processor has is read from the system, not from LLVM, for the same reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import kernel
from .errors import CompileError, UnsupportedArchitecture


@dataclass(frozen=True)
class Target:
    """What to compile for, in LLVM's names: a triple, a processor and `+feature,-feature,...`.

    `level` bounds how much is done for it: 1 or 0 is for code that is large, seldom run, and written without
    detours, which is taken as it is. With `join_scalars` scalar operations that are alike are joined to
    vectors, which code that has its vectors already does not need.
    """

    triple: str
    cpu: str
    features: str = ""
    level: int = 2
    join_scalars: bool = False


# Flag names of /proc/cpuinfo (arch/x86/include/asm/cpufeatures.h) -> names in LLVM's X86.td.
X86_FEATURES = {
    "sse3": "sse3",
    "pni": "sse3",
    "ssse3": "ssse3",
    "sse4_1": "sse4.1",
    "sse4_2": "sse4.2",
    "cx16": "cx16",
    "lahf_lm": "sahf",
    "popcnt": "popcnt",
    "aes": "aes",
    "pclmulqdq": "pclmul",
    "avx": "avx",
    "avx2": "avx2",
    "f16c": "f16c",
    "fma": "fma",
    "fma4": "fma4",
    "xop": "xop",
    "bmi1": "bmi",
    "bmi2": "bmi2",
    "abm": "lzcnt",
    "movbe": "movbe",
    "adx": "adx",
    "rdseed": "rdseed",
    "rdrand": "rdrnd",
    "sha_ni": "sha",
    "gfni": "gfni",
    "vaes": "vaes",
    "vpclmulqdq": "vpclmulqdq",
    "avx_vnni": "avxvnni",
    "avx_ifma": "avxifma",
    "avx_vnni_int8": "avxvnniint8",
    "avx_vnni_int16": "avxvnniint16",
    "avx_ne_convert": "avxneconvert",
    "avx512f": "avx512f",
    "avx512cd": "avx512cd",
    "avx512bw": "avx512bw",
    "avx512dq": "avx512dq",
    "avx512vl": "avx512vl",
    "avx512ifma": "avx512ifma",
    "avx512vbmi": "avx512vbmi",
    "avx512_vbmi2": "avx512vbmi2",
    "avx512_vnni": "avx512vnni",
    "avx512_bitalg": "avx512bitalg",
    "avx512_vpopcntdq": "avx512vpopcntdq",
    "avx512_bf16": "avx512bf16",
    "avx512_fp16": "avx512fp16",
    "avx512_vp2intersect": "avx512vp2intersect",
    "amx_tile": "amx-tile",
    "amx_bf16": "amx-bf16",
    "amx_int8": "amx-int8",
    "amx_fp16": "amx-fp16",
    "amx_complex": "amx-complex",
}

# Flag names of /proc/cpuinfo (arch/arm64/kernel/cpuinfo.c, hwcap_str) -> names in LLVM's AArch64Features.td.
AARCH64_FEATURES = {
    "asimd": "neon",
    "fp": "fp-armv8",
    "asimdhp": "fullfp16",
    "asimddp": "dotprod",
    "asimdfhm": "fp16fml",
    "asimdrdm": "rdm",
    "atomics": "lse",
    "crc32": "crc",
    "aes": "aes",
    "sha2": "sha2",
    "fcma": "complxnum",
    "jscvt": "jsconv",
    "lrcpc": "rcpc",
    "bf16": "bf16",
    "i8mm": "i8mm",
    "sve": "sve",
    "sve2": "sve2",
}

# The x86-64 psABI's micro-architecture levels, best first, with the flags that tell them apart.
X86_LEVELS = (
    ("x86-64-v4", frozenset({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})),
    ("x86-64-v3", frozenset({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"})),
    ("x86-64-v2", frozenset({"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"})),
    ("x86-64", frozenset[str]()),
)


def processor_level(flags: frozenset[str]) -> str:
    """The best x86-64 level whose flags, and those of all lower levels, are present."""
    required = frozenset[str]()
    best = X86_LEVELS[-1][0]
    for name, added in reversed(X86_LEVELS):
        required |= added
        if required <= flags:
            best = name
    return best


def target_for(machine: str, flags: frozenset[str]) -> Target:
    """The target for a processor of `machine` (as in `uname -m`) with these /proc/cpuinfo flags.

    Raises UnsupportedArchitecture for machines other than x86_64 and aarch64.
    """
    if machine == "x86_64":
        table, cpu = X86_FEATURES, processor_level(flags)
    elif machine == "aarch64":
        table, cpu = AARCH64_FEATURES, "generic"
    else:
        raise UnsupportedArchitecture(
            f"no code generator for a {machine} processor; Barewire has x86_64 and aarch64"
        )
    features = sorted({f"+{table[flag]}" for flag in flags if table.get(flag)})
    return Target(f"{machine}-unknown-linux-gnu", cpu, ",".join(features))


@lru_cache(maxsize=1)
def host_target() -> Target:
    """The target for the processor that runs this process."""
    return target_for(os.uname().machine, kernel.cpu_flags())


_LEVEL_WITH_PASSES = 2
"""Below this level only what the code generator itself does is done."""

_WRITTEN_AS_TEXT = "nvptx"
"""LLVM's NVPTX back end writes text and has no object writer; the driver compiles the text."""


@lru_cache(maxsize=1)
def _binding() -> Any:
    import llvmlite.binding as binding

    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    return binding


@lru_cache(maxsize=16)
def _target_machine(target: Target, level: int) -> tuple[Any, str]:
    try:
        machine = (
            _binding()
            .Target.from_triple(target.triple)
            .create_target_machine(
                cpu=target.cpu, features=target.features, opt=level, reloc="pic", codemodel="small"
            )
        )
    except RuntimeError as error:
        raise UnsupportedArchitecture(f"LLVM has no code generator for {target}: {error}") from error
    return machine, str(machine.target_data)


def _optimised(text: str, target: Target, level: int) -> tuple[Any, Any]:
    """Parse, verify and optimise; returns the target machine and the module."""
    binding = _binding()
    level = min(level, target.level)
    machine, layout = _target_machine(target, level)
    stage, module = "parse", None
    try:
        module = binding.parse_assembly(text, binding.create_context())
        stage = "accept"
        module.triple, module.data_layout = target.triple, layout
        module.verify()
    except RuntimeError as error:
        if module is not None:
            # The error keeps this frame, and so module and context, which a collector may take in any order.
            module.close()
        raise CompileError(f"LLVM could not {stage} the IR of a kernel: {error}") from error
    if level < _LEVEL_WITH_PASSES:
        return machine, module
    # Kernels come in with their vectors and unrolling explicit, so what is left to do is to clean up.
    tuning = binding.create_pipeline_tuning_options(speed_level=min(level, 2))
    tuning.loop_vectorization, tuning.slp_vectorization = False, target.join_scalars
    tuning.loop_unrolling = tuning.loop_interleaving = False
    builder = binding.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    return machine, module


def compile_ir(text: str, target: Target, level: int = 2) -> bytes:
    """Compile LLVM IR to a relocatable ELF object, or to PTX text, which is all there is for NVIDIA cards.

    `level` is 0 (fastest to compile) to 3. Raises CompileError with LLVM's own message,
    UnsupportedArchitecture when LLVM lacks the target.
    """
    if target.triple.startswith(_WRITTEN_AS_TEXT):
        return assembly(text, target, level).encode()
    machine, module = _optimised(text, target, level)
    try:
        image: bytes = machine.emit_object(module)
    except RuntimeError as error:
        raise CompileError(f"LLVM could not emit code for {target.cpu}: {error}") from error
    return image


def assembly(text: str, target: Target, level: int = 2) -> str:
    """The assembly that `compile_ir` would encode. Raises as `compile_ir` does."""
    machine, module = _optimised(text, target, level)
    try:
        listing: str = machine.emit_assembly(module)
    except RuntimeError as error:
        raise CompileError(f"LLVM could not emit code for {target.cpu}: {error}") from error
    return listing


def optimised_ir(text: str, target: Target, level: int = 2) -> str:
    """The IR as it is after the passes of `compile_ir`. Raises as `compile_ir` does."""
    return str(_optimised(text, target, level)[1])

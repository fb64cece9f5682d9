"""The one door to LLVM: IR text in, relocatable object, assembly or optimised IR out.

llvmlite is imported by the first compilation only, so a process whose kernels are all cached never loads it.
What the processor has is read from the system, not from LLVM, for the same reason.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from . import kernel, libcalls
from .compiler import Language, Target
from .errors import CompileError, UnsupportedArchitecture

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


@lru_cache(maxsize=1)
def _binding() -> Any:
    from llvmlite import binding

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


@dataclass(frozen=True)
class LlvmCompiler:
    """LLVM, for one target. Implements `compiler.Compiler`.

    `level`, 0 to 3, is how much is done: 1 or 0 is for code that is large, seldom run, and written without
    detours, which is taken as it is. With `join_scalars` scalar operations that are alike are joined to
    vectors, which code that has its vectors already does not need. `image` says what it makes: a relocatable
    ELF object, or the text of the assembly, where LLVM has no object writer and the card's driver reads that.
    """

    target: Target
    level: int = 2
    join_scalars: bool = False
    image: Literal["object", "assembly"] = "object"

    @property
    def name(self) -> str:
        return "LLVM"

    @property
    def takes(self) -> Language:
        return "LLVM IR"

    @property
    def may_abort(self) -> bool:
        # report_fatal_error ends the process, and llvmlite has no way to be told first.
        return True

    @property
    def key(self) -> tuple[str, ...]:
        target = self.target
        passes = (str(self.level), str(self.join_scalars))
        return (target.triple, target.cpu, target.features, *passes, self.image)

    def compile(self, source: str) -> bytes:
        """Compile LLVM IR.

        Raises CompileError with LLVM's own message, UnsupportedArchitecture when LLVM lacks the target.
        """
        if self.image == "assembly":
            return self.listing(source).encode()
        image = self._object(source)
        missing = libcalls.definitions(image) if self.target.triple.startswith("x86_64") else ""
        return self._object(source + missing) if missing else image

    def _object(self, source: str) -> bytes:
        machine, module = self._optimised(source)
        try:
            image: bytes = machine.emit_object(module)
        except RuntimeError as error:
            raise self._not_emitted(error) from error
        return image

    def listing(self, source: str) -> str:
        """The assembly of LLVM IR. Raises as `compile` does."""
        machine, module = self._optimised(source)
        try:
            listing: str = machine.emit_assembly(module)
        except RuntimeError as error:
            raise self._not_emitted(error) from error
        return listing

    def optimised(self, source: str) -> str:
        """The IR as it is after the passes of `compile`. Raises as `compile` does."""
        return str(self._optimised(source)[1])

    def _not_emitted(self, error: RuntimeError) -> CompileError:
        return CompileError(f"LLVM could not emit code for {self.target.cpu}: {error}")

    def _optimised(self, source: str) -> tuple[Any, Any]:
        """Parse, verify and optimise; returns the target machine and the module."""
        binding, target = _binding(), self.target
        machine, layout = _target_machine(target, self.level)
        stage, module = "parse", None
        try:
            module = binding.parse_assembly(source, binding.create_context())
            stage = "accept"
            module.triple, module.data_layout = target.triple, layout
            module.verify()
        except RuntimeError as error:
            if module is not None:
                # The error keeps this frame, and so module and context, which a collector may take in any
                # order.
                module.close()
            raise CompileError(f"LLVM could not {stage} the IR of a kernel: {error}") from error
        if self.level < _LEVEL_WITH_PASSES:
            return machine, module
        # Kernels come in with their vectors and unrolling explicit, so what is left to do is to clean up.
        tuning = binding.create_pipeline_tuning_options(speed_level=min(self.level, 2))
        tuning.loop_vectorization, tuning.slp_vectorization = False, self.join_scalars
        tuning.loop_unrolling = tuning.loop_interleaving = False
        builder = binding.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
        return machine, module


@lru_cache(maxsize=1)
def host_compiler() -> LlvmCompiler:
    """LLVM for the processor that runs this process. Raises UnsupportedArchitecture as `target_for` does."""
    return LlvmCompiler(host_target())

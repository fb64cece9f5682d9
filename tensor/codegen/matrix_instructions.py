"""Instructions that multiply matrices across a wave: which there are, and which lane holds which element.

Of C[row, column] += sum over k of A[row, k] * B[k, column], lane l holds A's row l % `size` and B's column
l % `size`, at `elements` following k each, and of C the column l % `size`. The halves or quarters of a wave
hold different k of A and B and different rows of C.

Sources: AMD's "RDNA3 ISA" and "RDNA4 ISA", Wave Matrix Multiply Accumulate; "CDNA3 ISA", Matrix Arithmetic
Instructions, and AMD's Matrix Instruction Calculator; names of intrinsics from LLVM's IntrinsicsAMDGPU.td.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import dtype as dtypes
from ..dtype import DType


@dataclass(frozen=True)
class MatrixInstruction:
    """One instruction. `part` is a lane's number divided by `size`: it moves A and B by `part_k`, C's rows by
    `part_row`; a lane's accumulators are `row_step` rows apart.

    `operand` and `pattern` are LLVM's type of A and B and its call: {a}, {b} and {c} stand for the operands.
    """

    name: str
    arches: tuple[str, ...]
    source: DType
    result: DType
    size: int
    depth: int
    elements: int
    part_k: int
    part_row: int
    row_step: int
    accumulators: int
    intrinsic: str
    operand: str
    pattern: str = "{a}, {b}, {c}"

    @property
    def result_type(self) -> str:
        scalar = {"float32": "float", "float64": "double", "int32": "i32"}[self.result.name]
        return f"<{self.accumulators} x {scalar}>"


_MFMA = "{a}, {b}, {c}, i32 0, i32 0, i32 0"
_SIGNED = "i1 true, {a}, i1 true, {b}, {c}, i1 false"
_GFX11 = ("gfx1100", "gfx1101", "gfx1102", "gfx1103", "gfx1150", "gfx1151")
_GFX12 = ("gfx1200", "gfx1201")
_CDNA3 = ("gfx942", "gfx950")
_CDNA2 = ("gfx90a", *_CDNA3)
_CDNA = ("gfx908", *_CDNA2)
_F16, _BF16, _F32, _F64 = dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64
_I8, _I32 = dtypes.int8, dtypes.int32

INSTRUCTIONS: tuple[MatrixInstruction, ...] = (
    MatrixInstruction(
        "wmma_f16", _GFX11, _F16, _F32, 16, 16, 16, 0, 1, 2, 8,
        "llvm.amdgcn.wmma.f32.16x16x16.f16.v8f32.v16f16", "<16 x half>",
    ),
    MatrixInstruction(
        "wmma_bf16", _GFX11, _BF16, _F32, 16, 16, 16, 0, 1, 2, 8,
        "llvm.amdgcn.wmma.f32.16x16x16.bf16.v8f32.v16i16", "<16 x i16>",
    ),
    MatrixInstruction(
        "wmma_i8", _GFX11, _I8, _I32, 16, 16, 16, 0, 1, 2, 8,
        "llvm.amdgcn.wmma.i32.16x16x16.iu8.v8i32.v4i32", "<4 x i32>", _SIGNED,
    ),
    MatrixInstruction(
        "wmma_f16", _GFX12, _F16, _F32, 16, 16, 8, 8, 8, 1, 8,
        "llvm.amdgcn.wmma.f32.16x16x16.f16.v8f32.v8f16", "<8 x half>",
    ),
    MatrixInstruction(
        "wmma_bf16", _GFX12, _BF16, _F32, 16, 16, 8, 8, 8, 1, 8,
        "llvm.amdgcn.wmma.f32.16x16x16.bf16.v8f32.v8i16", "<8 x i16>",
    ),
    MatrixInstruction(
        "wmma_i8", _GFX12, _I8, _I32, 16, 16, 8, 8, 8, 1, 8,
        "llvm.amdgcn.wmma.i32.16x16x16.iu8.v8i32.v2i32", "<2 x i32>", _SIGNED,
    ),
    MatrixInstruction(
        "mfma_f16", _CDNA, _F16, _F32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x16f16", "<4 x half>", _MFMA,
    ),
    MatrixInstruction(
        "mfma_bf16", _CDNA2, _BF16, _F32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x16bf16.1k", "<4 x i16>", _MFMA,
    ),
    MatrixInstruction(
        "mfma_f32", _CDNA, _F32, _F32, 16, 4, 1, 1, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x4f32", "float", _MFMA,
    ),
    MatrixInstruction(
        "mfma_f64", _CDNA2, _F64, _F64, 16, 4, 1, 1, 1, 4, 4,
        "llvm.amdgcn.mfma.f64.16x16x4f64", "double", _MFMA,
    ),
    MatrixInstruction(
        "mfma_i8", _CDNA3, _I8, _I32, 16, 32, 8, 8, 4, 1, 4,
        "llvm.amdgcn.mfma.i32.16x16x32.i8", "i64", _MFMA,
    ),
    MatrixInstruction(
        "mfma_i8", ("gfx908", "gfx90a"), _I8, _I32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.i32.16x16x16i8", "i32", _MFMA,
    ),
)  # fmt: skip


def of_arch(arch: str) -> Sequence[MatrixInstruction]:
    """The instructions of an architecture."""
    return tuple(each for each in INSTRUCTIONS if arch in each.arches)


def named(name: str, arch: str) -> MatrixInstruction:
    """Raises KeyError where the architecture has none of that name."""
    for each in of_arch(arch):
        if each.name == name:
            return each
    raise KeyError(f"{arch} has no matrix instruction {name}")

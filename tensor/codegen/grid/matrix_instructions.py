"""Instructions that multiply matrices across a wave: which there are, and which lane holds which element.

Of C[row, column] += sum over k of A[row, k] * B[k, column], lane l holds A's row l % `size` and B's column
l % `size`, at `elements` following k each, and of C the column l % `size`. The halves or quarters of a wave
hold different k of A and B and different rows of C.

NVIDIA's have 8 columns, and 8 or 16 rows: a `WarpInstruction` says which lane holds what there.

Sources: AMD's "RDNA3 ISA" and "RDNA4 ISA", Wave Matrix Multiply Accumulate; "CDNA3 ISA", Matrix Arithmetic
Instructions, and AMD's Matrix Instruction Calculator; names of intrinsics from LLVM's IntrinsicsAMDGPU.td;
NVIDIA's "PTX ISA", Matrix multiply-accumulate operation using mma instruction, and LLVM's IntrinsicsNVVM.td.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ...graph import dtype as dtypes
from ...graph.dtype import DType


@dataclass(frozen=True)
class MatrixInstruction:
    """One instruction. `part` is a lane's number divided by `size`: it moves A and B by `part_k`, C's rows by
    `part_row`; a lane's accumulators are `row_step` rows apart.

    `operand` and `pattern` are LLVM's type of A and B and its call: {a}, {b} and {c} stand for the operands.

    A card has it that has the features which it `needs`. `column_source` is the dtype of B where it is
    another than A's. With `unsigned_zero` the instruction's float8_e4m3 is that without a negative zero: of
    the same code it makes half of what float8_e4m3fn means, and so of a product a quarter.
    With `by_halves` the card's own compiler makes two instructions of float16 of it, with converted operands.
    """

    name: str
    needs: frozenset[str]
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
    column_source: DType | None = None
    unsigned_zero: bool = False
    by_halves: bool = False

    @property
    def sources(self) -> tuple[DType, DType]:
        """The dtypes of A and B."""
        return self.source, self.column_source or self.source

    @property
    def columns(self) -> int:
        """How many columns of C it computes; of rows it computes `size`."""
        return self.size

    @property
    def loads_matrices(self) -> bool:
        """Whether operands come from local memory as they lie there, k together or not."""
        return False

    @property
    def fragment_lines(self) -> int:
        """Of how many rows of A a lane holds elements."""
        return 1

    @property
    def result_type(self) -> str:
        return f"<{self.accumulators} x {self.result.llvm}>"


@dataclass(frozen=True)
class WarpInstruction(MatrixInstruction):
    """An instruction of a warp for C of `size` rows and 8 columns.

    Lane l, part l % 4 and place l // 4, holds A's rows place and, of 16, place + 8, and B's column place. Of
    each it has `elements` k, taken here from part * `elements` on: which k they are does not matter as long
    as A's and B's are the same. Of C it holds the columns 2 * part and 2 * part + 1 of A's rows.

    The operands are words, type `operand`: the first of every row, then the second of every row.
    16-bit elements come by `ldmatrix`, for which 8 x 8 of them are a matrix, and in its order.
    """

    @property
    def loads_matrices(self) -> bool:
        return self.source.bits == 16

    @property
    def columns(self) -> int:
        return WARP_COLUMNS

    @property
    def fragment_lines(self) -> int:
        return self.size // WARP_COLUMNS

    @property
    def operand_words(self) -> int:
        """Words of one row of A or one column of B in a lane."""
        word_bits = 64 if self.source.bits == 64 else 32
        return self.elements * self.source.bits // word_bits


WARP_COLUMNS = 8
_MFMA = "{a}, {b}, {c}, i32 0, i32 0, i32 0"
_SIGNED = "i1 true, {a}, i1 true, {b}, {c}, i1 false"
_GFX11, _GFX12, _CDNA = frozenset({"wmma-256b"}), frozenset({"wmma-128b"}), frozenset({"mfma"})
_F16, _BF16, _F32, _F64 = dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64
_I8, _I32, _TF32 = dtypes.int8, dtypes.int32, dtypes.tfloat32
_E4M3, _E5M2 = dtypes.float8_e4m3fn, dtypes.float8_e5m2
# What PTX and the names here call the floats of 8 bits, and what AMD does.
_EIGHT_BIT = {_E4M3: ("e4m3", "fp8"), _E5M2: ("e5m2", "bf8")}
_PAIRS = tuple((a, b) for a in _EIGHT_BIT for b in _EIGHT_BIT)


def _of_eight_bits(
    integer: MatrixInstruction, needs: set[str], pairs: Sequence[tuple[DType, DType]], shape: str,
    suffix: str, pattern: str, unsigned_zero: bool = False,
) -> Iterator[MatrixInstruction]:  # fmt: skip
    """AMD's instructions for pairs of 8-bit floats, which lie as the 8-bit integers of another do."""
    kind = integer.name.partition("_")[0]
    for a, b in pairs:
        intrinsic = f"llvm.amdgcn.{kind}.f32.{shape}.{_EIGHT_BIT[a][1]}.{_EIGHT_BIT[b][1]}{suffix}"
        yield replace(
            integer,
            name=f"{kind}_{_EIGHT_BIT[a][0]}_{_EIGHT_BIT[b][0]}",
            needs=frozenset(needs),
            source=a,
            column_source=b,
            result=_F32,
            intrinsic=intrinsic,
            pattern=pattern,
            unsigned_zero=unsigned_zero,
        )


_WMMA_I8, _MFMA_I8 = (
    MatrixInstruction(
        "wmma_i8", _GFX12, _I8, _I32, 16, 16, 8, 8, 8, 1, 8,
        "llvm.amdgcn.wmma.i32.16x16x16.iu8.v8i32.v2i32", "<2 x i32>", _SIGNED,
    ),
    MatrixInstruction(
        "mfma_i8", frozenset({"mfma-i8-k32"}), _I8, _I32, 16, 32, 8, 8, 4, 1, 4,
        "llvm.amdgcn.mfma.i32.16x16x32.i8", "i64", _MFMA,
    ),
)  # fmt: skip

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
        "mfma_f16", _CDNA, _F16, _F32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x16f16", "<4 x half>", _MFMA,
    ),
    MatrixInstruction(
        "mfma_bf16", frozenset({"mfma-bf16-1k"}), _BF16, _F32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x16bf16.1k", "<4 x i16>", _MFMA,
    ),
    MatrixInstruction(
        "mfma_f32", _CDNA, _F32, _F32, 16, 4, 1, 1, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x4f32", "float", _MFMA,
    ),
    MatrixInstruction(
        "mfma_f64", frozenset({"mfma-f64"}), _F64, _F64, 16, 4, 1, 1, 1, 4, 4,
        "llvm.amdgcn.mfma.f64.16x16x4f64", "double", _MFMA,
    ),
    MatrixInstruction(
        "mfma_xf32", frozenset({"mfma-xf32"}), _TF32, _F32, 16, 8, 2, 2, 4, 1, 4,
        "llvm.amdgcn.mfma.f32.16x16x8.xf32", "<2 x float>", _MFMA,
    ),
    _WMMA_I8,
    _MFMA_I8,
    *_of_eight_bits(
        _WMMA_I8, {"wmma-128b", "fp8-ocp"}, _PAIRS, "16x16x16", ".v8f32.v2i32", "{a}, {b}, {c}"
    ),
    # "CDNA4 ISA" has OCP's formats; "CDNA3 ISA" those without a negative zero and infinities.
    *_of_eight_bits(_MFMA_I8, {"mfma-fp8", "fp8-ocp"}, _PAIRS, "16x16x32", "", _MFMA),
    *_of_eight_bits(_MFMA_I8, {"mfma-fp8", "fp8-fnuz"}, [(_E4M3, _E4M3)], "16x16x32", "", _MFMA, True),
    MatrixInstruction(
        "mfma_i8", frozenset({"mfma-i8-k16"}), _I8, _I32, 16, 16, 4, 4, 4, 1, 4,
        "llvm.amdgcn.mfma.i32.16x16x16i8", "i32", _MFMA,
    ),
)  # fmt: skip


def _warp(
    name: str, feature: str, source: DType, result: DType, shape: tuple[int, int, int], call: str,
    operand: str,
) -> WarpInstruction:  # fmt: skip
    rows, columns, depth = shape
    intrinsic = f"llvm.nvvm.mma.m{rows}n{columns}k{depth}.row.col.{call}"
    # 4 lanes share the k of a row, 32 lanes the elements of C.
    elements, accumulators = depth // 4, rows * columns // 32
    return WarpInstruction(
        name, frozenset({feature}), source, result, rows, depth, elements, elements, 0, 8, accumulators,
        intrinsic, operand,
    )  # fmt: skip


def _warp_of_eight_bits(a: DType, b: DType) -> Iterator[WarpInstruction]:
    kinds = f"{_EIGHT_BIT[a][0]}.{_EIGHT_BIT[b][0]}"
    name = f"mma_{_EIGHT_BIT[a][0]}_{_EIGHT_BIT[b][0]}"
    made = _warp(name, "mma.e4m3", a, _F32, (16, 8, 32), f"f32.{kinds}.f32", "i32")
    yield replace(made, needs=made.needs | {"qmma"}, column_source=b)
    yield replace(made, column_source=b, by_halves=True)


# Where there are two of a name the first does more at once.
WARP_INSTRUCTIONS: tuple[WarpInstruction, ...] = (
    _warp("mma_f16", "mma.m16n8k16.f16", _F16, _F32, (16, 8, 16), "f32.f32", "<2 x half>"),
    _warp("mma_bf16", "mma.bf16", _BF16, _F32, (16, 8, 16), "bf16", "i32"),
    _warp("mma_i8", "mma.m16n8k32.s8", _I8, _I32, (16, 8, 32), "s8", "i32"),
    _warp("mma_tf32", "mma.tf32", _TF32, _F32, (16, 8, 8), "tf32", "i32"),
    *(each for a, b in _PAIRS for each in _warp_of_eight_bits(a, b)),
    _warp("mma_f64", "mma.f64", _F64, _F64, (8, 8, 4), "f64", "double"),
    _warp("mma_f16", "mma.m16n8k8.f16", _F16, _F32, (16, 8, 8), "f32.f32", "<2 x half>"),
    _warp("mma_i8", "mma.s8", _I8, _I32, (8, 8, 16), "s8", "i32"),
)


@lru_cache(maxsize=16)
def of_features(features: frozenset[str]) -> Sequence[MatrixInstruction]:
    """The instructions of a card with these features, the best of each name."""
    found: dict[str, MatrixInstruction] = {}
    for each in (*INSTRUCTIONS, *WARP_INSTRUCTIONS):
        if each.needs <= features:
            found.setdefault(each.name, each)
    return tuple(found.values())


def named(name: str, features: frozenset[str]) -> MatrixInstruction:
    """Raises KeyError where a card with these features has none of that name."""
    for each in of_features(features):
        if each.name == name:
            return each
    raise KeyError(f"no matrix instruction {name} among {', '.join(sorted(features))}")

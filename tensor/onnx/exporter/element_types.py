"""In which element types an operator is written, so that ONNX Runtime's processor provider has a kernel.

The standard allows more than there are kernels for. What is in none of an operator's types is computed in a
wider one that is, and cast back, which changes no result: narrow floats are rounded after each op here too,
and integers wrap. float16 stands as it is: ONNX Runtime puts such casts in itself, and cards multiply it.
"""

from __future__ import annotations

from ...graph import dtype as dtypes
from ...graph.dtype import DType

_INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64"
_NUMBERS = f"float16 float32 float64 {_INTEGERS}"
_MOVED = f"{_NUMBERS} bool bfloat16"

# From the kernels that ONNX Runtime 1.32 registers (get_all_opkernel_def).
_TAKES = {
    "Add Sub Mul Div Less Abs": _NUMBERS,
    "Neg": "float16 float32 float64 int8 int16 int32 int64",
    "Max Min": "float16 float32 float64 int8 int32 int64 uint8 uint32 uint64",
    "Clip": "float16 float32 float64 int8 int32 int64 uint8 uint32 uint64",
    "Equal": f"{_NUMBERS} bool",
    "Mod": _NUMBERS,
    "Where": "float16 float32 float64 int8 int32 int64 uint8 uint32",
    "Pow": "float16 float32 float64 int32 int64",
    "ReduceSum ReduceProd": "float16 float32 float64 int32 int64",
    "ReduceMean": "float16 float32 float64",
    "ReduceMax ReduceMin": "float16 float32 float64 int8 int32 int64 uint8",
    "Exp Log Sqrt Sin Cos Floor Ceil Round Tanh Sigmoid Softmax LogSoftmax LayerNormalization": (
        "float16 float32 float64"
    ),
    "Gelu Erf Elu Softplus Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Conv ConvTranspose AveragePool": (
        "float16 float32"
    ),
    "LSTM GRU": "float32 float64",
    "RNN": "float32",
    "TopK": "float32 float64 int32 int64",
    "CumSum": "float32 float64 int32 int64",
    "ArgMax": "float32 float64 int8 int32 int64 uint8",
    "Relu": "float16 float32 float64 int8 int32",
    "MatMul": "float16 float32 float64 int32 int64 uint32 uint64",
    "MaxPool": "float16 float32 float64 int8 uint8",
    "Pad": "float16 float32 float64 int8 int32 int64 uint8 uint32 uint64 bool",
    "Expand": f"{_NUMBERS} bool",
    "Slice Gather GatherElements ScatterElements Concat": _MOVED,
    "Transpose Reshape Identity": f"{_MOVED} float8_e4m3fn float8_e5m2",
    "BitwiseAnd BitwiseOr BitwiseXor BitwiseNot": _INTEGERS,
    "BitShift": "uint8 uint32 uint64",
    "BitCast": f"{_NUMBERS} bfloat16",
    "And Or Xor Not": "bool",
}
TAKES = {
    operator: frozenset(dtypes.BY_NAME[name] for name in names.split())
    for operators, names in _TAKES.items()
    for operator in operators.split()
}

# What a type is computed in where it has no kernel, first choice first.
_WIDER = {
    "b": (dtypes.uint8, dtypes.int32),
    "u": (dtypes.uint8, dtypes.int32, dtypes.uint32, dtypes.uint64, dtypes.int64),
    "i": (dtypes.int32, dtypes.int64),
    "f": (dtypes.float32, dtypes.float64),
}


def takes(operator: str, dtype: DType) -> bool:
    """Whether an operator can be written in a type as it is."""
    return dtype in TAKES[operator]


def written_in(operator: str, dtype: DType) -> DType | None:
    """The type in which an operator is written for values of a type; None where there is none."""
    if takes(operator, dtype):
        return dtype
    for wider in _WIDER.get(dtype.kind, ()):
        holds = (
            wider.bits > dtype.bits or (wider.bits == dtype.bits and wider.kind != "i") or dtype.bits == 64
        )
        if wider.bits >= dtype.bits and holds and takes(operator, wider):
            return wider
    return None

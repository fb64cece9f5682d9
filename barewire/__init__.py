"""Tensor programs on a GPU with nothing but its kernel driver.

The public names are looked up when first used, so that importing the package costs next to nothing. Beside
what is Barewire's own, they are those of the Array API standard: the package is the namespace of its tensors.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .runtime import errors as errors
    from .runtime.device import Device as Device
    from .runtime.profiler import Profiler as Profiler
    from .tensor import autograd as autograd
    from .tensor import fft as fft
    from .tensor import linalg as linalg
    from .tensor import models as models
    from .tensor import nn as nn
    from .tensor import onnx as onnx
    from .tensor import optim as optim
    from .tensor import state as state
    from .tensor import tree as tree
    from .tensor.array_api.arithmetic import *
    from .tensor.array_api.comparison import *
    from .tensor.array_api.constants import *
    from .tensor.array_api.creation import *
    from .tensor.array_api.data_types import *
    from .tensor.array_api.indexing import *
    from .tensor.array_api.inspection import *
    from .tensor.array_api.linear_algebra import *
    from .tensor.array_api.manipulation import *
    from .tensor.array_api.mathematics import *
    from .tensor.array_api.searching import *
    from .tensor.array_api.sets import *
    from .tensor.array_api.statistics import *
    from .tensor.graph import dtype as _dtype
    from .tensor.graph.dtype import bfloat16 as bfloat16
    from .tensor.graph.dtype import bool_ as bool
    from .tensor.graph.dtype import complex64 as complex64
    from .tensor.graph.dtype import complex128 as complex128
    from .tensor.graph.dtype import float8_e4m3fn as float8_e4m3fn
    from .tensor.graph.dtype import float8_e5m2 as float8_e5m2
    from .tensor.graph.dtype import float16 as float16
    from .tensor.graph.dtype import float32 as float32
    from .tensor.graph.dtype import float64 as float64
    from .tensor.graph.dtype import int8 as int8
    from .tensor.graph.dtype import int16 as int16
    from .tensor.graph.dtype import int32 as int32
    from .tensor.graph.dtype import int64 as int64
    from .tensor.graph.dtype import uint8 as uint8
    from .tensor.graph.dtype import uint16 as uint16
    from .tensor.graph.dtype import uint32 as uint32
    from .tensor.graph.dtype import uint64 as uint64
    from .tensor.run.jit import jit as jit
    from .tensor.tensor import Tensor as Tensor
    from .tensor.torch_modules import from_torch as from_torch

    dtypes = _dtype

__version__ = "0.1.0"

# The names of the Array API standard, by the file of tensor/array_api that has them.
_ARRAY_API = {
    "arithmetic": (
        "abs add ceil clip conj copysign divide floor floor_divide imag maximum minimum multiply "
        "negative nextafter positive pow real reciprocal remainder round sign square subtract trunc"
    ),
    "comparison": (
        "bitwise_and bitwise_invert bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor "
        "equal greater greater_equal isfinite isinf isnan less less_equal logical_and logical_not "
        "logical_or logical_xor not_equal signbit"
    ),
    "constants": "__array_api_version__ e inf nan pi newaxis",
    "creation": (
        "arange asarray empty empty_like eye from_dlpack full full_like linspace meshgrid ones "
        "ones_like tril triu zeros zeros_like"
    ),
    "data_types": "astype can_cast finfo iinfo isdtype result_type",
    "indexing": "take take_along_axis",
    "inspection": "__array_namespace_info__",
    "linear_algebra": "matmul matrix_transpose tensordot vecdot",
    "manipulation": (
        "broadcast_arrays broadcast_to concat expand_dims flip moveaxis permute_dims repeat reshape "
        "roll squeeze stack tile unstack"
    ),
    "mathematics": (
        "acos acosh asin asinh atan atan2 atanh cos cosh exp expm1 hypot log log10 log1p log2 "
        "logaddexp sin sinh sqrt tan tanh"
    ),
    "searching": "argmax argmin count_nonzero nonzero searchsorted where argsort sort",
    "sets": "unique_all unique_counts unique_inverse unique_values",
    "statistics": "all any cumulative_prod cumulative_sum diff max mean min prod std sum var",
}
# Dtypes that are names here, too.
_DTYPES = (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float8_e4m3fn float8_e5m2 float16 bfloat16 "
    "float32 float64 complex64 complex128"
)

# Public name: (module, attribute); no attribute means the module itself.
_PUBLIC = {
    "Device": (".runtime.device", "Device"),
    "Profiler": (".runtime.profiler", "Profiler"),
    "Tensor": (".tensor.tensor", "Tensor"),
    "autograd": (".tensor.autograd", ""),
    "dtypes": (".tensor.graph.dtype", ""),
    "errors": (".runtime.errors", ""),
    "fft": (".tensor.fft", ""),
    "from_torch": (".tensor.torch_modules", "from_torch"),
    "jit": (".tensor.run.jit", "jit"),
    "linalg": (".tensor.linalg", ""),
    "models": (".tensor.models", ""),
    "nn": (".tensor.nn", ""),
    "onnx": (".tensor.onnx", ""),
    "optim": (".tensor.optim", ""),
    "state": (".tensor.state", ""),
    "tree": (".tensor.tree", ""),
    **{
        name: (f".tensor.array_api.{file}", name)
        for file, names in _ARRAY_API.items()
        for name in names.split()
    },
    **{name: (".tensor.graph.dtype", "bool_" if name == "bool" else name) for name in _DTYPES.split()},
}
# What Python has a name for already is not taken by `from barewire import *`.
BUILTIN = {"abs", "all", "any", "bool", "max", "min", "pow", "round", "sum"}

# What needs packages that only an extra installs is imported by name.
EXTRAS = {"models", "onnx"}

__all__ = [name for name in _PUBLIC if name not in BUILTIN | EXTRAS]

# Functions that PyTorch has at module level and the Array API has not.
_TORCH_NAMES = """
    Generator absolute acos_ acosh_ adaptive_avg_pool1d adaptive_max_pool1d addbmm addcdiv addcmul addmm
    addmv addmv_ addr allclose amax amin aminmax arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh
    arcsinh_ arctan arctan2 arctan_ arctanh arctanh_ argwhere as_tensor asin_ asinh_ atan_ atanh_
    atleast_1d atleast_2d atleast_3d avg_pool1d baddbmm batch_norm bernoulli bfloat16
    binary_cross_entropy_with_logits bincount bitwise_not block_diag bmm bool broadcast_shapes
    broadcast_tensors bucketize cartesian_prod cat cdist ceil_ celu cholesky cholesky_inverse
    cholesky_solve chunk clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip_ clone column_stack
    combinations concatenate conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d
    corrcoef cos_ cosh_ cosine_similarity cov cross cummax cummin cumprod cumsum cumulative_trapezoid
    deg2rad deg2rad_ det detach detach_ diag diag_embed diagflat diagonal diagonal_scatter digamma dist
    div dot double dropout dsplit dstack einsum enable_grad eq erf erf_ erfc erfc_ erfinv exp2 exp2_ exp_
    expm1_ fill_ fix fix_ flatten fliplr flipud float float16 float32 float64 float8_e4m3fn float8_e5m2
    float_power floor_ fmax fmin fmod frac frac_ frexp from_numpy gather gcd gcd_ ge ger group_norm gt
    half hann_window hardshrink heaviside histc histogram hsplit hstack i0 index_add index_copy
    index_fill index_put index_put_ index_reduce index_select inference_mode inner instance_norm int
    int16 int32 int64 int8 inverse is_floating_point is_grad_enabled is_nonzero is_same_size is_signed
    is_tensor isclose isin isneginf isposinf istft kl_div kron kthvalue layer_norm lcm lcm_ ldexp ldexp_ le
    lerp lgamma log10_ log1p_ log2_ log_ log_softmax logaddexp2 logcumsumexp logdet logit logit_ logspace
    logsumexp long lt manual_seed masked_fill masked_scatter masked_select matrix_exp matrix_power
    max_pool1d max_pool2d max_pool3d median mm mode movedim msort mul multinomial mv mvlgamma nan_to_num
    nan_to_num_ nanmean nanmedian nanquantile nansum narrow narrow_copy ne neg neg_ negative_ no_grad
    norm normal numel outer permute pinverse polygamma prelu put qr quantile rad2deg rad2deg_ rand
    rand_like randint randn randn_like randperm ravel reciprocal_ relu relu_ renorm repeat_interleave
    rms_norm rot90 round_ row_stack rsqrt rsqrt_ rsub scalar_tensor scatter scatter_add scatter_reduce
    select select_scatter selu set_grad_enabled short sigmoid sigmoid_ sin_ sinc sinc_ sinh_
    slice_scatter slogdet softmax split split_with_sizes sqrt_ square_ std_mean stft sub svd swapaxes swapdims
    t take_along_dim tan_ tanh_ tensor_split threshold topk trace transpose trapezoid tril_indices
    triu_indices true_divide trunc_ uint16 uint32 uint64 uint8 unbind unflatten unique unique_consecutive
    unsqueeze vander var_mean vdot vsplit vstack xlogy xlogy_ zero_
""".split()  # noqa: SIM905
_PUBLIC = {**{name: (".tensor.torch_names", name) for name in _TORCH_NAMES}, **_PUBLIC}


class _PublicModules:
    """Has `import barewire.nn` and `from barewire.nn.functional import relu` find the modules behind public
    names, each of which there is once. It has no base: `importlib.abc` loads what takes 12 ms.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, rest = name.partition(".")
        head, _, tail = rest.partition(".")
        if package != __name__ or _PUBLIC.get(head, ("", "none"))[1]:
            return None
        inner = f"{__name__}{_PUBLIC[head][0]}{'.' if tail else ''}{tail}"
        try:
            module = import_module(inner)
        except ModuleNotFoundError as error:
            if error.name == inner:
                return None
            raise
        loader: Any = self
        return ModuleSpec(name, loader, loader_state=(module, module.__spec__), is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state[0]
        return module

    def exec_module(self, module: ModuleType) -> None:
        # It has been run, under its own name, which it keeps.
        spec = module.__spec__
        assert spec is not None
        module.__spec__ = spec.loader_state[1]


sys.meta_path.insert(0, _PublicModules())


def __getattr__(name: str) -> object:
    if name == "tensor":
        # The layer, which makes tensors when it is called.
        return import_module(".tensor", __name__)
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; dir() of it lists its names")
    module_name, attribute = _PUBLIC[name]
    module = import_module(module_name, __name__)
    value = getattr(module, attribute) if attribute else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})

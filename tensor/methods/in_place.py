"""Methods that change a tensor in place, as PyTorch has them.

`x.add_(1)` is `x.add(1)` written into `x`, where every view of it, and what it is a view of, see the change.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ...runtime.errors import DTypeError, ShapeError
from ..graph.node import Op
from .properties import Properties

# Results take the place of elements of their own kind or of a later one.
_KINDS = "biufc"


def _pending_value(tensor: Properties) -> Properties:
    """The tensor itself, or what is to be assigned to it where nobody else reads that assignment: the next
    one replaces it then, so that any number of changes in place is one.
    """
    assigned = tensor._node
    # Referred to by the tensor, the name above and the argument of getrefcount.
    if assigned.op is Op.ASSIGN and assigned.realized is None and sys.getrefcount(assigned) <= 3:
        return tensor._wrap(assigned.sources[1], tensor.device, tensor._flow)
    return tensor


def _written(tensor: Any, result: Any) -> Any:
    """The tensor itself, once it has taken the result of an operation in its own dtype."""
    order = _KINDS.index
    own, kind = tensor.dtype.kind, result.dtype.kind
    if order(kind) > order(own) and not (own in "iu" and kind in "iu"):
        raise DTypeError(f"a {result.dtype} result cannot be put in place of a {tensor.dtype} tensor")
    if result.shape != tensor.shape:
        raise ShapeError(
            f"a result of shape {result.shape} cannot be put in place of a tensor of shape {tensor.shape}"
        )
    return tensor.assign(result)


def _in_place(method: str, start: str, arguments: str, result: str) -> Callable[..., Any]:
    """The in-place form of a method, with an example: on a tensor of `start`, what it leaves there."""

    def change(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _written(self, getattr(_pending_value(self), method)(*args, **kwargs))

    # What it takes is what the method takes.
    change.__wrapped__ = getattr(Properties, method)  # type: ignore[attr-defined]
    change.__name__ = f"{method}_"
    change.__qualname__ = f"InPlace.{method}_"
    change.__doc__ = f"""What `{method}` gives, written into this tensor, which is returned; the dtype stays.

    Raises what `{method}` raises, DTypeError where the result is of a higher kind than this tensor,
    ShapeError where it is of another shape, and GradientError for a leaf that requires a gradient outside
    `no_grad`.

    Examples:
        >>> x = Tensor({start})
        >>> x.{method}_({arguments}).tolist()
        {result}
        >>> x.tolist()
        {result}
    """
    return change


def _operator(name: str) -> Callable[[Any, Any], Any]:
    """The in-place form of an operator."""
    operator = getattr(Properties, f"__{name}__")

    def change(self: Any, other: Any) -> Any:
        return _written(self, operator(_pending_value(self), other))

    change.__name__ = f"__i{name}__"
    return change


class InPlace(Properties):
    """A method with an underscore for each that there is a use in place for, and the operators."""

    __slots__ = ()

    __iadd__, __isub__, __imul__ = map(_operator, ("add", "sub", "mul"))
    __itruediv__, __ifloordiv__, __imod__ = map(_operator, ("truediv", "floordiv", "mod"))
    __ipow__, __imatmul__ = map(_operator, ("pow", "matmul"))
    __iand__, __ior__, __ixor__ = map(_operator, ("and", "or", "xor"))
    __ilshift__, __irshift__ = map(_operator, ("lshift", "rshift"))

    abs_ = _in_place("abs", "[-1.5, 2.0]", "", "[1.5, 2.0]")
    absolute_ = abs_
    acos_ = _in_place("acos", "[1.0, 1.0]", "", "[0.0, 0.0]")
    arccos_ = acos_
    acosh_ = _in_place("acosh", "[1.0]", "", "[0.0]")
    arccosh_ = acosh_
    add_ = _in_place("add", "[1.0, 2.0]", "10, alpha=2", "[21.0, 22.0]")
    addbmm_ = _in_place("addbmm", "[[1.0]]", "Tensor.ones(2, 1, 1), Tensor.ones(2, 1, 1)", "[[3.0]]")
    addcdiv_ = _in_place(
        "addcdiv", "[1.0, 2.0]", "Tensor([6.0, 8.0]), Tensor([2.0, 2.0]), value=0.5", "[2.5, 4.0]"
    )
    addcmul_ = _in_place(
        "addcmul", "[1.0, 2.0]", "Tensor([3.0, 4.0]), Tensor([2.0, 2.0]), value=0.5", "[4.0, 6.0]"
    )
    addmm_ = _in_place("addmm", "[[1.0]]", "Tensor([[2.0]]), Tensor([[3.0]])", "[[7.0]]")
    addmv_ = _in_place("addmv", "[1.0]", "Tensor([[2.0, 3.0]]), Tensor([1.0, 1.0])", "[6.0]")
    addr_ = _in_place("addr", "[[1.0, 1.0]]", "Tensor([2.0]), Tensor([3.0, 4.0])", "[[7.0, 9.0]]")
    asin_ = _in_place("asin", "[0.0]", "", "[0.0]")
    arcsin_ = asin_
    asinh_ = _in_place("asinh", "[0.0]", "", "[0.0]")
    arcsinh_ = asinh_
    atan_ = _in_place("atan", "[0.0]", "", "[0.0]")
    arctan_ = atan_
    atan2_ = _in_place("atan2", "[0.0, 0.0]", "Tensor([1.0, 2.0])", "[0.0, 0.0]")
    arctan2_ = atan2_
    atanh_ = _in_place("atanh", "[0.0]", "", "[0.0]")
    arctanh_ = atanh_
    baddbmm_ = _in_place("baddbmm", "[[[1.0]]]", "Tensor([[[2.0]]]), Tensor([[[3.0]]])", "[[[7.0]]]")
    bitwise_and_ = _in_place("bitwise_and", "[12, 10]", "6", "[4, 2]")
    bitwise_left_shift_ = _in_place("bitwise_left_shift", "[1, 2]", "3", "[8, 16]")
    bitwise_not_ = _in_place("bitwise_not", "[0, 5]", "", "[-1, -6]")
    bitwise_or_ = _in_place("bitwise_or", "[12, 10]", "1", "[13, 11]")
    bitwise_right_shift_ = _in_place("bitwise_right_shift", "[8, 16]", "3", "[1, 2]")
    bitwise_xor_ = _in_place("bitwise_xor", "[12, 10]", "6", "[10, 12]")
    ceil_ = _in_place("ceil", "[1.5, -1.5]", "", "[2.0, -1.0]")
    clip_ = _in_place("clip", "[-2, 0, 7]", "-1, 5", "[-1, 0, 5]")
    clamp_ = clip_
    clamp_max_ = _in_place("clamp_max", "[-2, 0, 7]", "5", "[-2, 0, 5]")
    clamp_min_ = _in_place("clamp_min", "[-2, 0, 7]", "-1", "[-1, 0, 7]")
    copysign_ = _in_place("copysign", "[1.0, -2.0]", "-1", "[-1.0, -2.0]")
    cos_ = _in_place("cos", "[0.0]", "", "[1.0]")
    cosh_ = _in_place("cosh", "[0.0]", "", "[1.0]")
    cumprod_ = _in_place("cumprod", "[1, 2, 3]", "0", "[1, 2, 6]")
    cumsum_ = _in_place("cumsum", "[1, 2, 3]", "0", "[1, 3, 6]")
    deg2rad_ = _in_place("deg2rad", "[0.0]", "", "[0.0]")
    digamma_ = _in_place("digamma", '[float("inf")]', "", "[inf]")
    div_ = _in_place("div", "[7.0, -7.0]", '2, rounding_mode="floor"', "[3.0, -4.0]")
    divide_ = div_
    true_divide_ = _in_place("true_divide", "[7.0, -7.0]", "2", "[3.5, -3.5]")
    eq_ = _in_place("eq", "[1.0, 2.0]", "1", "[1.0, 0.0]")
    erf_ = _in_place("erf", "[0.0]", "", "[0.0]")
    erfc_ = _in_place("erfc", "[0.0]", "", "[1.0]")
    erfinv_ = _in_place("erfinv", "[0.0]", "", "[0.0]")
    exp_ = _in_place("exp", "[0.0]", "", "[1.0]")
    exp2_ = _in_place("exp2", "[3.0]", "", "[8.0]")
    expm1_ = _in_place("expm1", "[0.0]", "", "[0.0]")
    float_power_ = _in_place("float_power", "np.array([2.0])", "3", "[8.0]")
    floor_ = _in_place("floor", "[1.5, -1.5]", "", "[1.0, -2.0]")
    floor_divide_ = _in_place("floor_divide", "[7, -7]", "2", "[3, -4]")
    fmod_ = _in_place("fmod", "[7, -7]", "3", "[1, -1]")
    frac_ = _in_place("frac", "[1.5, -1.5]", "", "[0.5, -0.5]")
    gcd_ = _in_place("gcd", "[12, 18]", "8", "[4, 2]")
    ge_ = _in_place("ge", "[1, 2, 3]", "2", "[0, 1, 1]")
    greater_equal_ = ge_
    gt_ = _in_place("gt", "[1, 2, 3]", "2", "[0, 0, 1]")
    greater_ = gt_
    heaviside_ = _in_place("heaviside", "[-1.0, 0.0, 2.0]", "Tensor(0.5)", "[0.0, 0.5, 1.0]")
    hypot_ = _in_place("hypot", "[3.0]", "Tensor([4.0])", "[5.0]")
    index_add_ = _in_place("index_add", "[0, 0, 0]", "0, [2, 2], Tensor([5, 6])", "[0, 0, 11]")
    index_copy_ = _in_place("index_copy", "[1, 2, 3]", "0, [2, 0], Tensor([5, 6])", "[6, 2, 5]")
    index_fill_ = _in_place("index_fill", "[1, 2, 3]", "0, [2, 0], -1", "[-1, 2, -1]")
    index_put_ = _in_place("index_put", "[1, 2, 3]", "[Tensor([2, 0])], Tensor([5, 6])", "[6, 2, 5]")
    lcm_ = _in_place("lcm", "[4, 6]", "10", "[20, 30]")
    ldexp_ = _in_place("ldexp", "[1.0, 3.0]", "Tensor([2, 3])", "[4.0, 24.0]")
    le_ = _in_place("le", "[1, 2, 3]", "2", "[1, 1, 0]")
    less_equal_ = le_
    lerp_ = _in_place("lerp", "[0.0, 10.0]", "Tensor([4.0, 20.0]), 0.25", "[1.0, 12.5]")
    lgamma_ = _in_place("lgamma", "[1.0, 2.0]", "", "[0.0, 0.0]")
    log_ = _in_place("log", "[1.0]", "", "[0.0]")
    log10_ = _in_place("log10", "[1000.0]", "", "[3.0]")
    log1p_ = _in_place("log1p", "[0.0]", "", "[0.0]")
    log2_ = _in_place("log2", "[8.0]", "", "[3.0]")
    logical_and_ = _in_place("logical_and", "[True, False]", "Tensor([True, True])", "[True, False]")
    logical_not_ = _in_place("logical_not", "[True, False]", "", "[False, True]")
    logical_or_ = _in_place("logical_or", "[True, False]", "Tensor([True, False])", "[True, False]")
    logical_xor_ = _in_place("logical_xor", "[True, False]", "Tensor([True, True])", "[False, True]")
    logit_ = _in_place("logit", "[0.5]", "", "[0.0]")
    lt_ = _in_place("lt", "[1, 2, 3]", "2", "[1, 0, 0]")
    less_ = lt_
    masked_fill_ = _in_place("masked_fill", "[1, 2, 3]", "Tensor([True, False, True]), 0", "[0, 2, 0]")
    masked_scatter_ = _in_place(
        "masked_scatter", "[1, 2, 3]", "Tensor([True, False, True]), Tensor([8, 9])", "[8, 2, 9]"
    )
    mul_ = _in_place("mul", "[1.0, 2.0]", "10", "[10.0, 20.0]")
    multiply_ = mul_
    nan_to_num_ = _in_place("nan_to_num", '[float("nan"), 1.0]', "", "[0.0, 1.0]")
    ne_ = _in_place("ne", "[1, 2, 3]", "2", "[1, 0, 1]")
    not_equal_ = ne_
    neg_ = _in_place("neg", "[1.0, -2.0]", "", "[-1.0, 2.0]")
    negative_ = neg_
    pow_ = _in_place("pow", "[2, 3]", "2", "[4, 9]")
    rad2deg_ = _in_place("rad2deg", "[0.0]", "", "[0.0]")
    reciprocal_ = _in_place("reciprocal", "[2.0, 4.0]", "", "[0.5, 0.25]")
    relu_ = _in_place("relu", "[-1.0, 2.0]", "", "[0.0, 2.0]")
    remainder_ = _in_place("remainder", "[7, -7]", "3", "[1, 2]")
    renorm_ = _in_place("renorm", "[[3.0, 4.0], [0.0, 1.0]]", "2, 0, 2.5", "[[1.5, 2.0], [0.0, 1.0]]")
    round_ = _in_place("round", "[1.5, 2.5]", "", "[2.0, 2.0]")
    rsqrt_ = _in_place("rsqrt", "[4.0, 16.0]", "", "[0.5, 0.25]")
    scatter_ = _in_place("scatter", "[0, 0, 0]", "0, Tensor([2, 0]), Tensor([5, 6])", "[6, 0, 5]")
    scatter_add_ = _in_place("scatter_add", "[0, 0, 0]", "0, Tensor([2, 2]), Tensor([5, 6])", "[0, 0, 11]")
    scatter_reduce_ = _in_place(
        "scatter_reduce", "[9, 1]", '0, Tensor([0, 0]), Tensor([4, 6]), "amax"', "[9, 1]"
    )
    sigmoid_ = _in_place("sigmoid", "[0.0]", "", "[0.5]")
    sign_ = _in_place("sign", "[-3.0, 0.0]", "", "[-1.0, 0.0]")
    sin_ = _in_place("sin", "[0.0]", "", "[0.0]")
    sinc_ = _in_place("sinc", "[0.0]", "", "[1.0]")
    sinh_ = _in_place("sinh", "[0.0]", "", "[0.0]")
    sqrt_ = _in_place("sqrt", "[4.0, 9.0]", "", "[2.0, 3.0]")
    square_ = _in_place("square", "[2.0, 3.0]", "", "[4.0, 9.0]")
    sub_ = _in_place("sub", "[1.0, 2.0]", "10, alpha=2", "[-19.0, -18.0]")
    subtract_ = sub_
    tan_ = _in_place("tan", "[0.0]", "", "[0.0]")
    tanh_ = _in_place("tanh", "[0.0]", "", "[0.0]")
    tril_ = _in_place("tril", "[[1, 2], [3, 4]]", "", "[[1, 0], [3, 4]]")
    triu_ = _in_place("triu", "[[1, 2], [3, 4]]", "", "[[1, 2], [0, 4]]")
    trunc_ = _in_place("trunc", "[1.5, -1.5]", "", "[1.0, -1.0]")
    fix_ = trunc_
    xlogy_ = _in_place("xlogy", "[0.0, 1.0]", "Tensor([0.0, 1.0])", "[0.0, 0.0]")

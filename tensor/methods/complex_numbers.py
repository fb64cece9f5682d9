"""Complex tensors: their parts, how they are made of real ones, and which functions have a form of their own.

What is not named here is either the same for complex numbers, as sums and products are, or made of ops that
they do not have, and then raises DTypeError.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Self

from ...runtime.errors import DTypeError, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.derivatives import part_of
from ..graph.node import Op
from ..graph.promotion import complex_of
from . import complex_functions as functions
from .core import TensorCore
from .random import Random


class ComplexNumbers(Random):
    """Complex numbers, as pairs of floats."""

    __slots__ = ()

    def is_complex(self) -> bool:
        """Whether the dtype is complex.

        Examples:
            >>> Tensor([1j]).is_complex(), Tensor([1.0]).is_complex()
            (True, False)
        """
        return self.dtype.is_complex

    @property
    def real(self) -> Self:
        """The real part; of a tensor that is not complex, the tensor itself.

        Examples:
            >>> Tensor([1 + 2j, 3]).real.tolist()
            [1.0, 3.0]
        """
        return self._of_node(part_of(self._node, Op.REAL)) if self.dtype.is_complex else self

    @property
    def imag(self) -> Self:
        """The imaginary part of a complex tensor.

        Raises DTypeError for others, as PyTorch.

        Examples:
            >>> Tensor([1 + 2j, 3]).imag.tolist()
            [2.0, 0.0]
        """
        if not self.dtype.is_complex:
            raise DTypeError(f"a {self.dtype} tensor has no imaginary part; zeros_like() is what it would be")
        return self._of_node(part_of(self._node, Op.IMAG))

    def conj(self) -> Self:
        """The complex conjugate; of a tensor that is not complex, the tensor itself.

        Examples:
            >>> Tensor([1 + 2j]).conj().tolist()
            [(1-2j)]
        """
        return self._of_node(nodes.conjugate(self._node)) if self.dtype.is_complex else self

    conjugate = conj_physical = conj

    def resolve_conj(self) -> Self:
        """The tensor itself: a conjugate is computed like anything else.

        Examples:
            >>> Tensor([1 + 2j]).conj().resolve_conj().tolist()
            [(1-2j)]
        """
        return self

    def adjoint(self) -> Self:
        """The conjugate of the last two axes exchanged, `mH`.

        Raises ShapeError for fewer than two axes.

        Examples:
            >>> Tensor([[1j, 2], [3, 4]]).adjoint().tolist()
            [[-1j, (3-0j)], [(2-0j), (4-0j)]]
        """
        if self.ndim < 2:
            raise ShapeError(f"adjoint of shape {self.shape}: it takes matrices")
        return self.transpose(-2, -1).conj()

    mH = property(adjoint)

    def angle(self) -> Self:
        """The angle of each number in radians, in (-pi, pi]; of a negative real number pi, of others 0.

        Examples:
            >>> Tensor([1j, -1.0, 2.0]).angle().numpy().round(4)
            array([1.5708, 3.1416, 0.    ], dtype=float32)
        """
        if self.dtype.is_complex:
            result: Self = functions.angle(self)
            return result
        from math import pi

        x = self._as_float()
        return x.isnan().where(x, (x < 0).where(pi, x._filled(0)))

    def sgn(self) -> Self:
        """Each number over its magnitude, 0 for 0: `sign`, for complex numbers too.

        Examples:
            >>> Tensor([3j, -2.0, 0.0]).sgn().tolist()
            [1j, (-1+0j), 0j]
        """
        return self.sign()

    def isreal(self) -> Self:
        """Which elements have no imaginary part, as bools.

        Examples:
            >>> Tensor([1j, 2]).isreal().tolist()
            [False, True]
        """
        if self.dtype.is_complex:
            return self.imag.eq(0)
        return self._filled(True, dtypes.bool_)

    def view_as_real(self) -> Self:
        """A complex tensor as a real one with an axis of size 2 at the end, for the real and imaginary parts.

        Raises DTypeError for one that is not complex.

        Examples:
            >>> Tensor([1 + 2j, 3]).view_as_real().tolist()
            [[1.0, 2.0], [3.0, 0.0]]
        """
        if not self.dtype.is_complex:
            raise DTypeError(f"view_as_real takes complex tensors, not {self.dtype}")
        return self._of_node(nodes.as_real(self._node))

    def view_as_complex(self) -> Self:
        """A real tensor whose last axis has size 2 as a complex one: the inverse of `view_as_real`.

        float16 and bfloat16 become complex64. Raises DTypeError for what is no float, ShapeError for another
        last axis.

        Examples:
            >>> Tensor([[1.0, 2.0], [3.0, 0.0]]).view_as_complex().tolist()
            [(1+2j), (3+0j)]
        """
        if not self.dtype.is_float:
            raise DTypeError(f"view_as_complex takes floats, not {self.dtype}")
        if not self.shape or self.shape[-1] != 2:
            raise ShapeError(f"view_as_complex of shape {self.shape}: the last axis has the 2 parts")
        x = self.cast(complex_of(self.dtype).part)
        return x._of_node(nodes.as_complex(x._node))

    @staticmethod
    def polar(abs: Any, angle: Any) -> Any:
        """Complex numbers of a magnitude and an angle in radians, two real tensors that broadcast.

        Raises DTypeError for complex ones, ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor.polar(Tensor([2.0]), Tensor([0.0])).tolist()
            [(2+0j)]
        """
        size, turn = _float_pair(abs, angle, "polar")
        return functions.join(size * turn.cos(), size * turn.sin())

    def cfloat(self) -> Self:
        """This tensor as complex64.

        Examples:
            >>> Tensor([1, 2]).cfloat().tolist()
            [(1+0j), (2+0j)]
        """
        return self.cast(dtypes.complex64)

    def cdouble(self) -> Self:
        """This tensor as complex128.

        Examples:
            >>> Tensor([1, 2]).cdouble().dtype
            complex128
        """
        return self.cast(dtypes.complex128)

    def vdot(self, other: Any) -> Self:
        """The inner product of two vectors, the first conjugated.

        Raises ShapeError for what are no vectors of one size.

        Examples:
            >>> Tensor([1j, 2]).vdot(Tensor([1j, 1])).item()
            (3+0j)
        """
        right = self._operand(other, "vdot")
        if self.ndim != 1 or right.ndim != 1:
            raise ShapeError(f"vdot takes two vectors, not shapes {self.shape} and {right.shape}")
        return self.conj().matmul(right)

    # Last, since from here on the name hides Python's type.
    @staticmethod
    def complex(real: Any, imag: Any) -> Any:
        """Complex numbers of their parts, two real tensors that broadcast; complex128 of float64, else
        complex64.

        Raises DTypeError for complex ones, ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor.complex(Tensor([1.0, 3.0]), Tensor([2.0, 0.0])).tolist()
            [(1+2j), (3+0j)]
        """
        return functions.join(*_float_pair(real, imag, "complex"))


def _float_pair(first: Any, second: Any, name: str) -> tuple[Any, Any]:
    """Two real tensors of one dtype, that of a complex tensor's parts, and of one shape."""
    if not isinstance(first, ComplexNumbers):
        raise DTypeError(f"{name} takes tensors, not {type(first).__name__}")
    other = first._operand(second, name)
    if first.dtype.is_complex or other.dtype.is_complex:
        raise DTypeError(f"{name} takes the real values of both parts, not {first.dtype} and {other.dtype}")
    to = complex_of(first._as_float().dtype).part
    if other.dtype is dtypes.float64:
        to = other.dtype
    (x, y), flow = first._meet(other, dtype=to)
    return first._wrap(x, first.device, flow), first._wrap(y, first.device, flow)


# Methods that have a form of their own for complex tensors, and those that would take them for integers.
_FORMS: dict[str, Callable[..., Any]] = {
    "abs": functions.magnitude,
    "sign": functions.direction,
    "exp": functions.exp,
    "exp2": functions.exp2,
    "expm1": functions.expm1,
    "log": functions.log_,
    "log2": functions.log2,
    "log10": functions.log10,
    "log1p": functions.log1p,
    "sqrt": functions.sqrt,
    "rsqrt": functions.rsqrt,
    "sin": functions.sin,
    "cos": functions.cos,
    "tan": functions.tan,
    "asin": functions.asin,
    "acos": functions.acos,
    "atan": functions.atan,
    "sinh": functions.sinh,
    "cosh": functions.cosh,
    "tanh": functions.tanh,
    "asinh": functions.asinh,
    "acosh": functions.acosh,
    "atanh": functions.atanh,
    "round": functions.rounded,
    "isnan": functions.isnan,
    "isinf": functions.isinf,
    "isfinite": functions.isfinite,
    "nan_to_num": functions.nan_to_num,
    "var": functions.var,
    "std": functions.std,
    "var_mean": functions.var_mean,
    "std_mean": functions.std_mean,
    "norm": functions.norm,
    "vecdot": functions.vecdot,
    "pow": functions.power,
    "_rpow": functions.reversed_power,
    **{
        name: functions.refused(name)
        for name in (
            "floor", "ceil", "trunc", "frac", "signbit", "copysign", "hypot", "atan2", "clip", "sort",
            "argsort", "topk", "median", "unique", "max", "min", "maximum", "minimum", "argmax", "argmin",
            "cummax", "cummin",
        )
    },
}  # fmt: skip
# In these the other operand may be the complex one.
_OF_TWO = ("pow", "_rpow", "vecdot")


def _is_complex(value: Any) -> bool:
    if isinstance(value, TensorCore):
        return value._node.dtype.kind == "c"
    return isinstance(value, complex)


def _of_both(name: str, form: Callable[..., Any], of_two: bool) -> Callable[..., Any]:
    """A method that takes complex tensors by their own form, and all others as the class below does."""

    plain = getattr(Random, name)
    if plain.__code__.co_argcount == 1:

        @wraps(plain)
        def unary(self: Any) -> Any:
            return form(self) if self._node.dtype.kind == "c" else plain(self)

        return unary

    @wraps(plain)
    def method(self: Any, *arguments: Any, **named: Any) -> Any:
        if self._node.dtype.kind == "c" or (of_two and arguments and _is_complex(arguments[0])):
            return form(self, *arguments, **named)
        # Looked up when it is called: by then there is a door before it that looks at the arguments.
        return getattr(Random, name)(self, *arguments, **named)

    return method


def _install() -> None:
    """Give the methods, under all their names, both forms."""
    for name, form in _FORMS.items():
        plain, method = getattr(Random, name), _of_both(name, form, name in _OF_TWO)
        for owner in Random.__mro__:
            for alias in [key for key, found in vars(owner).items() if found is plain]:
                setattr(ComplexNumbers, alias, method)


_install()

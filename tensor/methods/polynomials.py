"""What formulas are made of: polynomials and multiply-adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ..graph import node as nodes
from ..graph.node import Op
from .elementwise import Elementwise


class Polynomials(Elementwise):
    """Steps of formulas, in the dtype of the tensor."""

    __slots__ = ()

    def _fma(self, factor: Self | float, term: Self | float) -> Self:
        """`x * factor + term`, rounded once."""
        factor, term = (self._filled(each) if isinstance(each, float) else each for each in (factor, term))
        return self._of_node(nodes.elementwise(Op.FMA, self._node, factor._node, term._node))

    def _led(self, variable: Self, coefficients: Sequence[float]) -> Self:
        """`x * (1 + c[1] * v + c[2] * v**2 + ...)` within one rounding: what is small is added last."""
        return self + self * (variable * variable._polynomial(coefficients[1:]))

    def _polynomial(self, coefficients: Sequence[float]) -> Self:
        """The sum of coefficients[k] * x**k."""
        result = self._filled(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            result = result * self + coefficient
        return result

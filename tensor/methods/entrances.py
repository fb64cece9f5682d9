"""What stands before a method and looks at the types of its arguments, as cheaply as Python can.

A function of one of the templates below is given the method's own names of parameters, so it takes them by
position and by name as the method does, with no tuple and no dict in between. Where each type is one that
passes, it calls the method; else it calls `slow` with all arguments by position.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from types import CodeType, FunctionType
from typing import Any

Types = Set[type]
Method = Callable[..., Any]


def _two(method: Method, slow: Method, b: Types) -> Method:
    def enter(self: Any, x: Any) -> Any:
        if type(x) in b:
            return method(self, x)
        return slow(self, x)

    return enter


def _three(method: Method, slow: Method, b: Types, c: Types) -> Method:
    def enter(self: Any, x: Any, y: Any) -> Any:
        if type(x) in b and type(y) in c:
            return method(self, x, y)
        return slow(self, x, y)

    return enter


def _four(method: Method, slow: Method, b: Types, c: Types, d: Types) -> Method:
    def enter(self: Any, x: Any, y: Any, z: Any) -> Any:
        if type(x) in b and type(y) in c and type(z) in d:
            return method(self, x, y, z)
        return slow(self, x, y, z)

    return enter


def _five(method: Method, slow: Method, b: Types, c: Types, d: Types, e: Types) -> Method:
    def enter(self: Any, x: Any, y: Any, z: Any, u: Any) -> Any:
        if type(x) in b and type(y) in c and type(z) in d and type(u) in e:
            return method(self, x, y, z, u)
        return slow(self, x, y, z, u)

    return enter


def _six(method: Method, slow: Method, b: Types, c: Types, d: Types, e: Types, f: Types) -> Method:
    def enter(self: Any, x: Any, y: Any, z: Any, u: Any, v: Any) -> Any:
        if type(x) in b and type(y) in c and type(z) in d and type(u) in e and type(v) in f:
            return method(self, x, y, z, u, v)
        return slow(self, x, y, z, u, v)

    return enter


_TEMPLATES: dict[int, Callable[..., Any]] = {2: _two, 3: _three, 4: _four, 5: _five, 6: _six}


def by_position(function: FunctionType) -> FunctionType:
    """The function, with parameters that it takes by name only taken by position too."""
    code = function.__code__
    if not code.co_kwonlyargcount:
        return function
    count = code.co_argcount + code.co_kwonlyargcount
    plain = code.replace(co_argcount=count, co_kwonlyargcount=0)
    return FunctionType(plain, function.__globals__, function.__name__, None, function.__closure__)


def entrance(function: FunctionType, slow: Method, passing: Sequence[Types]) -> Any:
    """What is called in the place of `function`, whose arguments but the first are of these types; None where
    no template fits.
    """
    code: CodeType = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    template = _TEMPLATES.get(count)
    if template is None or count != len(passing) + 1:
        return None
    entered = template(by_position(function), slow, *passing)
    entered.__code__ = entered.__code__.replace(
        co_varnames=code.co_varnames[:count],
        co_argcount=code.co_argcount,
        co_posonlyargcount=code.co_posonlyargcount,
        co_kwonlyargcount=code.co_kwonlyargcount,
        co_name=code.co_name,
        co_qualname=code.co_qualname,
    )
    entered.__defaults__ = function.__defaults__
    entered.__kwdefaults__ = function.__kwdefaults__
    return entered

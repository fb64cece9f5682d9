"""Whatever a public function is called with, what comes out is a result that can be computed, or one of
Barewire's own errors.

The functions are found by looking, so that a new one is called too. TypeError is Python's own where the
number or the names of the arguments are wrong, which is told by binding them to the signature.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import barewire
from barewire import Tensor, dtypes, errors, nn, optim, state
from barewire.tensor.methods.arguments import shown

# The modules that the functions of nn and optim are written in.
OURS = tuple(f"barewire.tensor.{name}" for name in ("nn", "optim", "functions", "state"))

# Blocks of code go between these, not values.
LEFT_OUT = {"Tensor.precision", "Tensor.no_grad", "Tensor.enable_grad"}
# For modules only, which call it with tensors.
LEFT_OUT |= {"nn.state.replace"}
# They call what they are given, and what that raises is its own.
LEFT_OUT |= {"nn.utils.checkpoint", "nn.utils.checkpoint_sequential"}

OPERATORS = [
    "add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod",
    "rmod", "pow", "rpow", "matmul", "rmatmul", "and", "rand", "or", "ror", "xor", "rxor", "lshift",
    "rlshift", "rshift", "rrshift", "lt", "le", "gt", "ge", "eq", "ne", "getitem", "contains", "iadd",
    "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor", "ilshift",
    "irshift", "setitem", "len", "iter", "bool", "int", "float", "complex", "index", "round", "divmod",
    "rdivmod",
]  # fmt: skip


def callables() -> dict[str, Callable[..., Any]]:
    """Every public function, method and constructor by its name."""
    found: dict[str, Any] = {"Tensor": Tensor}
    for name in dir(Tensor):
        operator = name.startswith("__") and name.strip("_") in OPERATORS
        value = getattr(Tensor, name)
        if callable(value) and (operator or not name.startswith("_")):
            found[f"Tensor.{name}"] = value
    modules = {"nn": nn, "nn.functional": nn.functional, "optim": optim, "state": state, "nn.state": nn.state}
    modules |= {f"nn.{name}": getattr(nn, name) for name in ("init", "utils") if hasattr(nn, name)}
    for space, module in modules.items():
        for name in dir(module):
            value = getattr(module, name)
            ours = getattr(value, "__module__", "").startswith(OURS)
            if ours and callable(value) and not name.startswith("_"):
                found[f"{space}.{name}"] = value
    for name in barewire.__all__:
        value = getattr(barewire, name)
        if inspect.isfunction(value) and name != "jit":
            found[name] = value
    for name in nn.__all__:
        layer = layer_of(getattr(nn, name))
        # Containers compute nothing by themselves.
        if layer is not None and type(layer).forward is not nn.Module.forward:
            found[f"nn.{name}.forward"] = layer.forward
    return {name: value for name, value in found.items() if name not in LEFT_OUT}


def layer_of(kind: Any) -> Any:
    """A layer of a class, made from as many small numbers as it takes."""
    for given in ((), (2,), (2, 2), (4, 2), (2, 2, 2)):
        try:
            made = kind(*given)
        except (TypeError, errors.BarewireError):
            continue
        return made if isinstance(made, nn.Module) else None
    return None


def odd_values() -> list[Callable[[], Any]]:
    """Makers of what nobody should pass, and of what somebody will."""
    return [
        lambda: None, lambda: "x", str, lambda: -1, lambda: 0, lambda: 1, lambda: 2, lambda: 3, lambda: -2,
        lambda: 2**70, lambda: -(2**70), lambda: 2**31, lambda: 2**40, lambda: 2**63, lambda: 1.5,
        lambda: 0.5, lambda: float("nan"), lambda: float("inf"), lambda: True, lambda: False, object, list,
        tuple, lambda: [1, 2], lambda: (0, 1), lambda: (2, 3), lambda: [[1], [2, 3]],
        lambda: [[1, 2], [3, 4]], lambda: [None], lambda: ["a"], dict, lambda: {"a": 1},
        lambda: (n for n in (1, 2)), lambda: b"ab", lambda: 1j, lambda: int, lambda: slice(None),
        lambda: Ellipsis, lambda: np.int64(1), lambda: np.float32(1.5), lambda: np.bool_(True),
        lambda: np.array(2), lambda: np.array([1, 2]), lambda: np.array([[1.0, 2.0], [3.0, 4.0]]),
        lambda: np.array([], dtype=np.int64), lambda: np.array(["a"]), lambda: np.array([True, False]),
        lambda: np.array([1j]), lambda: np.array([object()]), lambda: np.zeros((2, 3), np.float16),
        lambda: np.datetime64("2020"), lambda: Tensor(1), lambda: Tensor(1.5), lambda: Tensor([1, 0]),
        lambda: Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), lambda: Tensor([[0, 1, 0], [1, 0, 1]]),
        lambda: Tensor.zeros(0), lambda: Tensor.zeros(2, 0, 3), lambda: Tensor([True, False]),
        lambda: Tensor([1.0, 2.0], dtype="float16"), lambda: Tensor([1.0], dtype="float8_e4m3fn"),
        lambda: Tensor([200, 3], dtype="uint8"), lambda: Tensor([1.0, 2.0], requires_grad=True),
        lambda: Tensor.zeros(1, 2, 3, 3), lambda: Tensor.ones(2, 3, 4),
        lambda: [Tensor([1.0]), Tensor([2.0])], lambda: [Tensor(1.0), 2],
        lambda: (np.array([1]), np.array([2])), lambda: nn.Linear(2, 2),
        lambda: [Tensor([1.0], requires_grad=True)], lambda: dtypes.float16, lambda: "float32",
        lambda: np.float64, lambda: "CPU", lambda: "sum", lambda: "mean", lambda: "constant",
        lambda: (2**31, 2**31), lambda: (2**62, 4),
    ]  # fmt: skip


SELVES: list[Callable[[], Tensor]] = [
    lambda: Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), lambda: Tensor([[1, 2], [3, 4]]),
    lambda: Tensor([1.0, 2.0, 3.0]), lambda: Tensor([3, 1, 2]), lambda: Tensor(2.0), lambda: Tensor(2),
    lambda: Tensor([True, False]), lambda: Tensor.zeros(0), lambda: Tensor.zeros(2, 0, 3),
    lambda: Tensor.ones(1, 2, 4, 4), lambda: Tensor([1.0, 2.0], dtype="float16"),
    lambda: Tensor([1.0, 2.0], dtype="float8_e5m2"), lambda: Tensor([[1, 2]], dtype="uint8"),
    lambda: Tensor([1.0, 2.0], requires_grad=True), lambda: Tensor([[0.5, 0.25]], dtype="bfloat16"),
    lambda: Tensor([1.0, 4.0], dtype="float64"),
]  # fmt: skip


# Values that parameters of these names could well have.
COUNTS = [1, 2, 4, np.int64(2), np.int32(1)]
PLAUSIBLE: dict[str, list[Any]] = {
    "axis dim dims dim0 dim1": [0, 1, -1, None, (0,), (0, 1), np.int64(0)],
    "dtype": [None, "float32", dtypes.int32, np.float16, "int8", bool],
    "device": [None, "CPU"],
    "keepdims keepdim bias affine training": [True, False, np.bool_(True)],
    "index indices": [0, [0], np.array([[0]]), Tensor([[0, 1]]), Tensor([0]), Tensor(0)],
    "reduction": ["mean", "sum", "none"],
    "lr momentum eps p alpha": [0.1, 0, 1, np.float32(0.5), Tensor(0.5)],
    "k n m size kernel_size groups embed_dim": COUNTS,
}
BY_NAME = {name: values for names, values in PLAUSIBLE.items() for name in names.split()}


def plausible(name: str, rng: random.Random) -> Any:
    """A value that a parameter of this name could well have."""
    if name == "params":
        return [Tensor([1.0], requires_grad=True)]
    if name in (
        "arguments",
        "other",
        "target",
        "src",
        "source",
        "value",
        "values",
        "weight",
        "mask",
        "x",
        "y",
        "end",
    ):
        return rng.choice(SELVES)()
    usual = (
        COUNTS if name.startswith(("num_", "in_", "out_")) else [0, 1, 2, np.int64(1), 1.0, (1, 1), [0, 1]]
    )
    return rng.choice(BY_NAME.get(name, usual))


def calls(
    function: Callable[..., Any], name: str, rng: random.Random
) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Arguments for one call after another, odd ones among plausible ones."""
    odd = odd_values()
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    if name.endswith("__"):
        # What Python's own syntax can pass.
        parameters = parameters[: 3 if "setitem" in name else 2]
    while True:
        given: list[Any] = []
        named: dict[str, Any] = {}
        share = rng.choice([0.0, 0.3, 0.3, 1.0])
        for place, parameter in enumerate(parameters):
            if place == 0 and (parameter.name == "self" or name.startswith("Tensor.")):
                fine = name.endswith("__") or rng.random() < 0.9
                given.append(rng.choice(SELVES)() if fine else rng.choice(odd)())
                continue
            value = rng.choice(odd)() if rng.random() < share else plausible(parameter.name, rng)
            if parameter.kind is parameter.VAR_POSITIONAL:
                given += [value] + [rng.choice(odd)() for _ in range(rng.choice([0, 0, 1, 2]))]
            elif parameter.kind is parameter.VAR_KEYWORD:
                continue
            elif parameter.kind is parameter.KEYWORD_ONLY:
                if rng.random() < 0.2:
                    named[parameter.name] = value
            elif parameter.default is parameter.empty or (not named and rng.random() < 0.4):
                given.append(value)
            elif rng.random() < 0.2:
                named[parameter.name] = value
            else:
                # Positions after one left out can only be named.
                break
        yield given, named


def tensors_of(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [each for part in result[:4] for each in tensors_of(part)]
    return []


def fault_of(
    function: Callable[..., Any], given: list[Any], named: dict[str, Any], realize: bool
) -> str | None:
    """What went wrong that should not have; None where all is well."""
    try:
        inspect.signature(function).bind(*given, **named)
    except TypeError:
        return None
    except ValueError:
        pass
    try:
        result = function(*given, **named)
        for each in tensors_of(result):
            small = each.numel() <= 100_000
            assert all(type(size) is int and size >= 0 for size in each.shape), each.shape
            if realize and small:
                each.realize()
    except (errors.BarewireError, OSError):
        # Of a file that is not there; functions of files say so.
        return None
    except Exception as error:
        frame = None
        place = error.__traceback__
        while place is not None:
            frame = place
            place = place.tb_next
        assert frame is not None
        where = f"{frame.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{frame.tb_lineno}"
        return f"{type(error).__name__}: {str(error)[:150]} at {where}"
    return None


def found_faults(calls_each: int, seed: int, realize: bool) -> list[str]:
    """What went wrong in so many calls of each function."""
    faults = []
    for name, function in callables().items():
        attempts = calls(function, name, random.Random(f"{seed} {name}"))
        for _ in range(calls_each):
            given, named = next(attempts)
            fault = fault_of(function, given, named, realize)
            if fault is not None:
                faults.append(f"{name}: {[shown(each) for each in given]} {sorted(named)} gave {fault}")
    return faults


def test_only_own_errors_leave_a_function_that_is_called_with_odd_arguments():
    assert found_faults(4, 0, realize=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_results_of_odd_arguments_can_be_computed(seed):
    assert found_faults(40, seed, realize=True) == []

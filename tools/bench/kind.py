"""A kind of work: what users do, as a function of a library and its tensors, beside the same in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import Any

from .measure import Contest, Goal
from .peers import add_peers
from .results import arrays, flat
from .work import TORCH, Setting, Work, contest

# Of the greatest value of a result.
_TOLERANCES = {
    "float64": 1e-9,
    "float32": 2e-4,
    "complex64": 2e-4,
    "float16": 2e-2,
    "bfloat16": 6e-2,
    "int8": 0.0,
    "uint8": 0.0,
    "int32": 0.0,
}
# The range of integers of these dtypes: sums of 32 bits do not overflow, divisors are not 0, and products of
# 8 bits are small enough for PyTorch, which saturates sums of two of them where there is no VNNI.
_INTEGERS = {"int8": (-64, 64), "uint8": (0, 256), "int32": (1, 10000)}


@dataclass(frozen=True)
class Given:
    """An argument: `draw` is "normal", "weight" (for layers), "unit" (from 0 to 1), "whole" (below `high`),
    "chance" (true or false, in `high` of 100 true) or "definite" (symmetric, of positive eigenvalues). Its
    dtype is that of the kind where it is a float and names none.
    """

    shape: tuple[int, ...]
    draw: str = "normal"
    high: int = 0
    dtype: str = ""


def weight(*shape: int) -> Given:
    """A weight of outputs by inputs, after which results are as large as what was given: with larger ones
    activations would be subnormal, which is another work.
    """
    return Given(shape, "weight")


def unit(*shape: int) -> Given:
    """Numbers from 0 to 1."""
    return Given(shape, "unit")


def whole(high: int, *shape: int) -> Given:
    """Whole numbers below a bound."""
    return Given(shape, "whole", high)


def chance(percent: int, *shape: int) -> Given:
    """Truth values."""
    return Given(shape, "chance", percent)


@dataclass(frozen=True)
class Kind:
    """A row. `program` is given a library, Barewire or PyTorch, and tensors; PyTorch runs `theirs` where it
    is not written the same.

    `gradients` says of which arguments the gradients are computed, of a result of one element or with the
    last argument as its weights; they are the results then. `seen` makes what is compared of a result, where
    that is not the result itself. What asks for values on the way is not `is_captured`. `operations` are
    those of arithmetic where they are more than one for each element, `bytes_moved` where they are not all
    that is given and results.
    """

    name: str
    title: str
    program: Callable[..., Any]
    given: tuple[Given, ...]
    dtype: str = "float32"
    theirs: Callable[..., Any] | None = None
    gradients: tuple[int, ...] = ()
    seen: Callable[[Any], Any] | None = None
    tolerance: float | None = None
    operations: float = 0.0
    bytes_moved: float = 0.0
    is_captured: bool = True


def kind(
    name: str,
    title: str,
    program: Callable[..., Any],
    *given: Given | tuple[int, ...],
    **said: Any,
) -> Kind:
    """A kind whose arguments of normal numbers are named by their shapes alone."""
    arguments = tuple(each if isinstance(each, Given) else Given(each) for each in given)
    return Kind(name, title, program, arguments, **said)


def sizes(*shape: int) -> str:
    """A shape as titles have it."""
    return "×".join(map(str, shape))


def product_operations(*shape: int) -> float:
    """Those of a product of matrices of these sizes, batches first."""
    count = 2.0
    for size in shape:
        count *= size
    return count


def array(given: Given, number: int, dtype: str) -> Any:
    """The argument as an array, the same at every call."""
    import numpy as np

    generator = np.random.default_rng(number)
    shape = given.shape
    if given.draw == "whole":
        return generator.integers(0, given.high, shape).astype(given.dtype or "int64")
    if given.draw == "chance":
        return generator.random(shape) * 100 < given.high
    dtype = given.dtype or dtype
    if dtype in _INTEGERS:
        return generator.integers(*_INTEGERS[dtype], shape).astype(dtype)
    if given.draw == "unit":
        values = generator.random(shape, np.float32)
    else:
        values = generator.standard_normal(shape, np.float32)
    if given.draw == "weight":
        values /= np.float32(prod(shape[1:])) ** np.float32(0.5)
    if given.draw == "definite":
        values = values @ values.swapaxes(-1, -2) / np.float32(shape[-1]) + np.eye(
            shape[-1], dtype=np.float32
        )
    if dtype == "complex64":
        return values + 1j * generator.standard_normal(shape, np.float32)
    return values


def held_as(given: Given, dtype: str) -> str:
    """The dtype of the tensor made of the array."""
    if given.draw in ("whole", "chance"):
        return ""
    return given.dtype or dtype


def _runner(kind: Kind, library: Any, program: Callable[..., Any]) -> Callable[..., Any]:
    """The whole of the work as a function of tensors, given the forward part of it."""
    if not kind.gradients:
        return program

    def gradients(*given: Any) -> Any:
        wanted = [given[number] for number in kind.gradients]
        result = program(*given)
        weights = None if result.ndim == 0 else given[-1]
        return library.autograd.grad(result, wanted, weights)

    return gradients


def _contest(setting: Setting, kind: Kind) -> Contest:
    import barewire

    from ...tensor.run.jit import jit

    values_of = [array(each, number, kind.dtype) for number, each in enumerate(kind.given)]
    dtypes = [held_as(each, kind.dtype) for each in kind.given]
    given = []
    for number, (values, dtype) in enumerate(zip(values_of, dtypes, strict=True)):
        tensor = setting.tensor(values)
        tensor = tensor.cast(dtype).realize() if dtype else tensor
        given.append(tensor.requires_grad_() if number in kind.gradients else tensor)
    program = _runner(kind, barewire, partial(kind.program, barewire))
    captured = jit(program) if kind.is_captured else program

    wait = setting.device.synchronize

    def replayed() -> None:
        # Its results are memory that work under way fills.
        captured(*given)
        wait()

    def as_written() -> None:
        setting.finish(*flat(captured(*given)))

    def moved(results: list[Any]) -> float:
        return kind.bytes_moved or float(
            sum(each.nbytes for each in given) + sum(each.nbytes for each in results)
        )

    first = flat(captured(*given))
    elements = max(sum(each.numel() for each in each_of) for each_of in (given, first))
    alone = Contest(
        replayed if kind.is_captured else as_written,
        flops=kind.operations or float(elements),
        bytes_moved=moved(first),
        element=kind.dtype,
        is_counted=bool(kind.operations),
    )
    if not setting.against:
        return alone
    torch = setting.torch()
    theirs = []
    for number, (values, dtype) in enumerate(zip(values_of, dtypes, strict=True)):
        tensor = torch.from_numpy(values) if values.ndim else torch.tensor(values)
        tensor = tensor.to(getattr(torch, dtype)) if dtype else tensor
        theirs.append(tensor.requires_grad_() if number in kind.gradients else tensor)
    their_program = partial(kind.theirs or kind.program, torch)

    def of(forward: Callable[..., Any]) -> Callable[[], Any]:
        whole_work = _runner(kind, torch, forward)

        def rival() -> Any:
            with torch.set_grad_enabled(bool(kind.gradients)):
                return whole_work(*theirs)

        return rival

    # The first call of MKL's functions in a process may have half of their bits (seen of exp, erf and sqrt of
    # PyTorch 2.13 on two threads): it is no reference.
    of(their_program)()

    def results() -> tuple[Any, Any]:
        return seen(flat(captured(*given))), seen(flat(of(their_program)()))

    def seen(results: list[Any]) -> list[Any]:
        return arrays(results if kind.seen is None else kind.seen(results[0]))

    tolerance = _TOLERANCES[kind.dtype] if kind.tolerance is None else kind.tolerance
    contest = replace(alone, results=results, tolerance=tolerance)
    compared = tolerance if kind.seen is None else None
    return add_peers(setting, contest, their_program, of, None if kind.gradients else theirs, compared)


def work_of(kind: Kind) -> Work:
    """The row of a kind."""
    run = contest(partial(_contest, kind=kind))
    return Work(f"kind-{kind.name}", kind.title, Goal(0.8, TORCH), Goal(1.5, TORCH), run)

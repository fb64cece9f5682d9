"""Graphs on the device beside the same graphs by NumPy: making buffers, reading results, comparing in units
in the last place.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import ml_dtypes
import numpy as np

from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run import plan
from barewire.tensor.run.realize import realize
from barewire.tensor.run.realize import run as run_plan
from barewire.tensor.run.signature import signature_of

from .. import capabilities
from ..reference import evaluate, numpy_dtype

Array = np.ndarray[Any, Any]


def stored(values: Any, dtype: DType) -> Node:
    """A BUFFER node on the device under test that holds the values in row-major order."""
    given = np.asarray(values)
    array = np.ascontiguousarray(given.astype(numpy_dtype(dtype))).reshape(given.shape)
    storage = Buffer(Device.default, array.nbytes)
    storage.copy_in(array.reshape(-1).view(np.uint8))
    return graph.buffer(storage, dtype, array.shape)


def read(node: Node) -> Array:
    """The values of a BUFFER node."""
    return evaluate([node])[0]


def run(nodes: Sequence[Node]) -> list[Array]:
    """The values of nodes, computed by the device under test."""
    return [read(node) for node in realize(nodes, Device.default.name)]


def ulps(got: Array, want: Array) -> Array:
    """How many representable numbers lie between two arrays of one float dtype; 0 where both are nan. Those
    that the device takes for 0 are none.
    """
    bits = np.dtype(f"i{got.dtype.itemsize}")
    low = np.iinfo(bits).min
    least = np.array(ml_dtypes.finfo(got.dtype).smallest_normal, got.dtype).view(bits)
    none = int(least) - 1 if capabilities.flushes(got.dtype) else 0

    def ordered(x: Array) -> Array:
        whole = np.ascontiguousarray(x).reshape(x.shape).view(bits).astype(object)
        size = np.maximum(np.where(whole < 0, whole - int(low), whole) - none, 0)
        return np.where(whole < 0, -size, size)

    apart = np.abs(ordered(got) - ordered(want))
    nan = np.isnan(got.astype(np.float64)), np.isnan(want.astype(np.float64))
    return np.where(nan[0] & nan[1], 0, np.where(nan[0] ^ nan[1], 1 << 62, apart))


def assert_same(got: Array, want: Array, most_ulps: int = 0, what: str = "") -> None:
    """Equal dtypes and shapes; equal values, floats up to a number of units in the last place."""
    assert got.dtype == want.dtype, f"{what}: dtype {got.dtype}, not {want.dtype}"
    assert got.shape == want.shape, f"{what}: shape {got.shape}, not {want.shape}"
    if not got.size:
        return
    # The floats of ml_dtypes are of kind V, those that NumPy knows of kind f.
    is_float = got.dtype.kind in "fV"
    apart = ulps(got, want) if is_float else np.where(got == want, 0, 1 << 62)
    worst = np.unravel_index(np.argmax(apart), got.shape)
    assert apart[worst] <= most_ulps, (
        f"{what}: {np.count_nonzero(apart > most_ulps)} of {got.size} differ; at {worst} {got[worst]!r} is "
        f"{apart[worst]} units in the last place from {want[worst]!r}"
    )


def assert_near(got: Array, want: Array, relative: float, what: str = "") -> None:
    """As `assert_same`, for results of long sums: floats up to a part of the largest value."""
    if want.dtype.kind not in "fV" or not want.size:
        assert_same(got, want, 0, what)
        return
    assert got.dtype == want.dtype and got.shape == want.shape, what
    exact, ours = want.astype(np.float64), got.astype(np.float64)
    finite = np.isfinite(exact)
    scale = np.max(np.abs(exact[finite]), initial=1e-30)
    np.testing.assert_allclose(ours, exact, rtol=relative, atol=relative * scale, err_msg=what)


def check(nodes: Sequence[Node], most_ulps: int = 0) -> None:
    """Run nodes on the device and compare with NumPy."""
    for node, got, want in zip(nodes, run(nodes), evaluate(nodes), strict=True):
        assert_same(got, want, most_ulps, repr(node))


def built_and_run(nodes: Sequence[Node], given: bool = False) -> list[Array]:
    """The values of nodes by a plan made for them alone, whatever plans there are already.

    With `given` its kernels are given the numbers that they otherwise have in their code.
    """
    device = Device.default
    outputs = list(dict.fromkeys(node for node in nodes if node.op is not Op.BUFFER))
    signature = signature_of(outputs, device.name)
    made = plan.build(outputs, signature, device, range(len(signature.open)) if given else ())
    values = run_plan(made, signature, device, None)
    results = {}
    for node, number in zip(outputs, made.outputs, strict=True):
        storage = values[number]
        assert isinstance(storage, Buffer)
        results[node] = graph.buffer(storage, node.dtype, node.shape)
    return [read(results.get(node, node)) for node in nodes]


def some_values(dtype: DType, shape: tuple[int, ...], seed: int) -> Array:
    """Values all over the dtype's range, its ends and zeros among them."""
    random = np.random.default_rng(seed)
    count = prod(shape)
    kind = numpy_dtype(dtype)
    if dtype.kind == "b":
        return random.integers(0, 2, count).astype(bool).reshape(shape)
    if dtype.is_integer:
        whole = random.integers(dtype.minimum, dtype.maximum, count, dtype=kind, endpoint=True)
        small = random.integers(0, 7, count).astype(kind)
        ends = np.array(
            [dtype.minimum, dtype.maximum, 0, 1, kind.type(-1 if dtype.kind == "i" else 2)], dtype=kind
        )
        picked = np.stack([whole, small, random.choice(ends, count)])
        return picked[random.integers(0, 3, count), np.arange(count)].reshape(shape)
    spread = 4 if dtype is dtypes.float16 or dtype.bits == 8 else 30
    wide = random.standard_normal(count) * 2.0 ** random.integers(-spread, spread, count)
    special = random.choice([0.0, -0.0, 1.0, -1.5, np.inf, -np.inf, np.nan], count)
    return np.where(random.random(count) < 0.25, special, wide).astype(kind).reshape(shape)

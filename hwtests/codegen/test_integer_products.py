"""Products of small integers on vector registers: which instruction, and sums that are exact.

Kernels are made for processors with fewer features than this one has, whose instructions it has too.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from barewire.drivers import llvm
from barewire.drivers.compiler import Target
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.processor import amx
from barewire.tensor.codegen.processor.dot_schedule import bounds
from barewire.tensor.codegen.schedule import AmxSchedule, DotSchedule
from barewire.tensor.graph.dtype import int32
from barewire.tensor.tensor import Tensor

from .launching import launched, prepared

MACHINES = {
    "AVX512-VNNI": Machine(2, 64, frozenset({"avx512f", "avx512bw", "avx512_vnni"})),
    "AVX512": Machine(2, 64, frozenset({"avx512f", "avx512bw"})),
    "AVX-VNNI": Machine(2, 32, frozenset({"avx2", "avx_vnni"})),
    "AVX2": Machine(2, 32, frozenset({"avx2"})),
    "AMX": Machine(2, 64, frozenset({"avx512f", "avx512bw", "amx_tile", "amx_int8"})),
}
BYTES = ("int8", "uint8")
# rows, k, columns: whole tiles, edges of each, one row, many blocks of k
SHAPES = [(64, 128, 64), (33, 75, 50), (1, 100, 70), (9, 2500, 100), (70, 64, 333), (16, 130, 8), (4, 7, 40)]
LAYOUTS = ("a @ b", "a @ w.T", "a.T @ b")


def numbers(shape: tuple[int, ...], dtype: str, seed: int) -> np.ndarray:
    info = np.iinfo(dtype)
    found = np.random.default_rng(seed).integers(info.min, info.max + 1, shape).astype(dtype)
    # The ends of the range, next to each other.
    found.reshape(-1)[: 8 % found.size] = info.min
    return found


def held(array: np.ndarray) -> Tensor:
    return Tensor(np.ascontiguousarray(array)).realize()


def needs(machine: Machine) -> None:
    missing = machine.features - Device["CPU"].info.features
    if missing:
        pytest.skip(f"this processor has no {', '.join(sorted(missing))}")


def computed(form: Form, machine: Machine) -> np.ndarray:
    emitted = kinds.emit(form, kinds.choose(form, machine), "small", machine)
    return np.frombuffer(launched(form, emitted, "small", Device["CPU"]), form.nest.slots[0].dtype.name)


@pytest.mark.share(12)
@pytest.mark.parametrize(
    ("shape", "layout", "name", "dtypes"),
    [*product(SHAPES, LAYOUTS, MACHINES, product(BYTES, BYTES))],
    ids=lambda value: str(value).replace(" ", ""),
)
def test_product_of_bytes_is_exact(
    shape: tuple[int, int, int], layout: str, name: str, dtypes: tuple[str, str]
) -> None:
    machine = MACHINES[name]
    needs(machine)
    rows, depth, columns = shape
    a, b = numbers((rows, depth), dtypes[0], 1), numbers((depth, columns), dtypes[1], 2)
    left = held(a.T).int().T if layout == "a.T @ b" else held(a).int()
    right = held(b.T).int().T if layout == "a @ w.T" else held(b).int()
    form = prepared(left @ right)
    assert isinstance(kinds.choose(form, machine), (AmxSchedule, DotSchedule))
    np.testing.assert_array_equal(computed(form, machine), (a.astype(np.int32) @ b.astype(np.int32)).ravel())


@pytest.mark.share(8)
@pytest.mark.parametrize(
    ("shape", "name", "dtypes"),
    [
        *product(
            [(1, 128, 64), (3, 96, 96), (33, 320, 192), (5, 40, 48), (70, 1100, 128)],
            MACHINES,
            product(BYTES, BYTES),
        )
    ],
    ids=lambda value: str(value).replace(" ", ""),
)
def test_product_with_columns_in_groups_is_exact(
    shape: tuple[int, int, int], name: str, dtypes: tuple[str, str]
) -> None:
    machine = MACHINES[name]
    needs(machine)
    rows, depth, columns = shape
    a, b = numbers((rows, depth), dtypes[0], 1), numbers((depth, columns), dtypes[1], 2)
    laid = held(b.reshape(depth // 4, 4, columns).transpose(0, 2, 1))
    form = prepared((held(a).int().reshape((rows, -1, 1, 4)) * laid.int()).sum((-3, -1), dtype=int32))
    assert isinstance(kinds.choose(form, machine), (AmxSchedule, DotSchedule))
    np.testing.assert_array_equal(computed(form, machine), (a.astype(np.int32) @ b.astype(np.int32)).ravel())


def test_columns_in_groups_are_not_copied() -> None:
    a, b = held(numbers((1, 512), "uint8", 1)), held(numbers((128, 64, 4), "int8", 2))
    machine = MACHINES["AVX512-VNNI"]
    form = prepared((a.int().reshape((1, -1, 1, 4)) * b.int()).sum((-3, -1), dtype=int32))
    emitted = kinds.emit(form, kinds.choose(form, machine), "small", machine)
    assert emitted.local_bytes < 2 * 512


@pytest.mark.parametrize("name", ["AVX512-VNNI", "AVX2"])
def test_integers_that_fit_sixteen_bits_are_multiplied_in_pairs(name: str) -> None:
    machine = MACHINES[name]
    needs(machine)
    a, b = numbers((20, 70), "uint8", 3), numbers((70, 50), "int8", 4)
    less = prepared((held(a).int() - 7) @ (held(b).int() - held(np.int8([-100])).int()))
    expected = (a.astype(np.int32) - 7) @ (b.astype(np.int32) + 100)
    np.testing.assert_array_equal(computed(less, machine), expected.ravel())
    x, y = numbers((20, 70), "int16", 5), numbers((70, 50), "int16", 6)
    wide = prepared(held(x).int() @ held(y).int())
    for form in (less, wide):
        assert kinds.choose(form, machine).tensor in ("vpdpwssd", "vpmaddwd")  # type: ignore[union-attr]
    np.testing.assert_array_equal(computed(wide, machine), (x.astype(np.int32) @ y.astype(np.int32)).ravel())


def test_what_may_not_fit_sixteen_bits_is_not_taken_for_it() -> None:
    x, y = held(numbers((20, 70), "uint16", 5)), held(numbers((70, 50), "int16", 6))
    for a in (x.int(), y.T.int() * 2, y.T.int() - 1):
        assert not isinstance(
            kinds.choose(prepared(a @ y.int()[: a.shape[1]]), MACHINES["AVX2"]), DotSchedule
        )


def test_bounds_of_bytes_less_a_zero_point() -> None:
    x = held(numbers((4,), "uint8", 1))
    nest = prepared((x.int() - held(np.uint8([3])).int()) * -2 + 1).nest
    assert bounds(nest.stores[0].value) == (-509, 511)


@pytest.mark.parametrize("name", ["AVX512-VNNI", "AVX2", "AMX"])
def test_what_is_fused_around_a_product_of_bytes_is_computed(name: str) -> None:
    machine = MACHINES[name]
    needs(machine)
    a, b = numbers((50, 96), "uint8", 7), numbers((40, 96), "int8", 8)
    bias = np.arange(40, dtype=np.float32)
    scaled = (held(a).int() @ held(b).int().T).float() * 0.25 + held(bias)
    exact = (a.astype(np.int64) @ b.T.astype(np.int64)) * 0.25 + bias
    form = prepared(scaled.clip(-3e4, 3e4).int())
    np.testing.assert_array_equal(computed(form, machine), np.clip(exact, -3e4, 3e4).astype(np.int32).ravel())


@pytest.mark.parametrize("name", ["AVX512-VNNI", "AVX2", "AMX"])
def test_convolution_of_bytes_is_exact(name: str) -> None:
    machine = MACHINES[name]
    needs(machine)
    x, w = numbers((1, 8, 9, 11), "uint8", 11), numbers((24, 8, 3, 3), "int8", 12)
    form = prepared(held(x).int().conv2d(held(w).int(), padding=1))
    padded = np.pad(x.astype(np.int64), ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
    expected = np.einsum("ncyxij,ocij->noyx", windows, w.astype(np.int64))
    np.testing.assert_array_equal(computed(form, machine), expected.ravel())


@pytest.mark.parametrize(
    ("name", "cpu", "mnemonic"),
    [
        ("AVX512-VNNI", "cascadelake", "vpdpbusd"),
        ("AVX-VNNI", "alderlake", "vpdpbusd"),
        ("AVX512", "skylake-avx512", "vpmaddwd"),
        ("AVX2", "haswell", "vpmaddwd"),
    ],
)
def test_llvm_selects_the_instruction(name: str, cpu: str, mnemonic: str) -> None:
    form = prepared(held(numbers((24, 64), "uint8", 0)).int() @ held(numbers((64, 64), "int8", 0)).int())
    machine = MACHINES[name]
    emitted = kinds.emit(form, kinds.choose(form, machine), "small", machine)
    listing = llvm.LlvmCompiler(Target("x86_64-unknown-linux-gnu", cpu)).listing(emitted.ir)
    words = listing.split()
    assert words.count(mnemonic) >= kinds.choose(form, machine).rows * 2  # type: ignore[union-attr]
    assert "vpmaddubsw" not in words


def test_few_rows_are_not_padded_to_tiles() -> None:
    form = prepared(held(numbers((2, 64), "uint8", 0)).int() @ held(numbers((64, 64), "int8", 0)).int())
    assert form.contraction is not None
    assert amx.choose(form.contraction, MACHINES["AMX"]) is None

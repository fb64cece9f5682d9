"""The AMX path: the instructions LLVM selects, and the results with a software model in their place.

None of this has run on a processor with AMX: the model stands in for its arithmetic, LLVM for its decoder.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from barewire.drivers import llvm
from barewire.drivers.compiler import Target
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.processor import amx
from barewire.tensor.codegen.schedule import TileSchedule
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.dtype import DType
from barewire.tensor.tensor import Tensor

from .amx_model import in_software
from .launching import launched, prepared

SAPPHIRE_RAPIDS = llvm.LlvmCompiler(Target("x86_64-unknown-linux-gnu", "sapphirerapids"))
FEATURES = frozenset({"avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "amx_int8"})
MACHINE = Machine(2, 64, FEATURES)
BF16, F32, I8, U8, I32 = dtypes.bfloat16, dtypes.float32, dtypes.int8, dtypes.uint8, dtypes.int32


def values(shape: tuple[int, ...], dtype: DType, seed: int) -> Tensor:
    """Realized values whose products and sums are exact."""
    random = np.random.default_rng(seed)
    if dtype is BF16:
        return Tensor((random.integers(-16, 17, shape) / 8).astype(np.float32)).cast(BF16).realize()
    low, high = (-128, 128) if dtype is I8 else (0, 256)
    return Tensor(random.integers(low, high, shape).astype(dtype.name)).realize()


def computed(form: Form, chosen: TileSchedule, device: Device) -> np.ndarray:
    """The output of a nest under an AMX schedule, with the instructions in software."""
    return modelled(form, kinds.emit(form, chosen, "modelled", MACHINE), device)


def modelled(form: Form, emitted: Emitted, device: Device) -> np.ndarray:
    data = launched(form, replace(emitted, ir=in_software(emitted.ir)), "modelled", device)
    if form.nest.slots[0].dtype is BF16:
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(data, form.nest.slots[0].dtype.name)


def wide(tensor: Tensor) -> np.ndarray:
    return tensor.cast(dtypes.float64).numpy()


SIZES = [(64, 64, 64), (32, 160, 48), (33, 41, 70), (100, 30, 17), (16, 32, 16), (65, 600, 33), (9, 100, 9)]


@pytest.mark.parametrize(("rows", "depth", "columns"), SIZES)
def test_bfloat16_product_is_exact_for_exact_sums(rows: int, depth: int, columns: int, card: str) -> None:
    a, b = values((rows, depth), BF16, 1), values((depth, columns), BF16, 2)
    form = prepared(a.cast(F32) @ b.cast(F32))
    chosen = kinds.choose(form, MACHINE)
    assert isinstance(chosen, TileSchedule)
    assert chosen.tensor == "amx"
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), (wide(a) @ wide(b)).ravel())


@pytest.mark.parametrize("left", [I8, U8])
@pytest.mark.parametrize("right", [I8, U8])
@pytest.mark.parametrize(("rows", "depth", "columns"), [(64, 128, 64), (33, 75, 50)])
def test_integer_product_is_exact(
    left: DType, right: DType, rows: int, depth: int, columns: int, card: str
) -> None:
    a, b = values((rows, depth), left, 3), values((depth, columns), right, 4)
    form = prepared(a.cast(I32) @ b.cast(I32))
    chosen = kinds.choose(form, MACHINE)
    assert isinstance(chosen, TileSchedule)
    assert chosen.tensor == "amx"
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), (wide(a) @ wide(b)).ravel())


def test_every_kind_of_schedule_gives_the_same_result(card: str) -> None:
    a, b = values((150, 700), BF16, 5), values((700, 90), BF16, 6)
    form = prepared(a.cast(F32) @ b.cast(F32))
    found = form.contraction
    assert found is not None
    choices = list(dict.fromkeys(amx.alternatives(found, MACHINE)))
    assert all(kinds.fits(form, each, MACHINE) for each in choices)
    expected = (wide(a) @ wide(b)).ravel()
    for chosen in Random(0).sample(choices, 5):
        np.testing.assert_array_equal(computed(form, chosen, Device[card]), expected, err_msg=str(chosen))


def test_what_is_fused_around_the_product_is_computed(card: str) -> None:
    a, b = values((50, 96), BF16, 7), values((40, 96), BF16, 8)
    bias = Tensor(np.arange(40, dtype=np.float32)).realize()
    form = prepared(((a.cast(F32) @ b.cast(F32).T) * 0.5 + bias).relu().cast(BF16))
    chosen = kinds.choose(form, MACHINE)
    assert isinstance(chosen, TileSchedule)
    exact = np.maximum((wide(a) @ wide(b).T) * 0.5 + np.arange(40), 0)
    expected = wide(Tensor(exact.astype(np.float32)).cast(BF16))
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), expected.ravel())


def test_batched_product_and_transposed_rows(card: str) -> None:
    a, b = values((3, 70, 40), BF16, 9), values((3, 70, 50), BF16, 10)
    form = prepared(a.cast(F32).swapaxes(1, 2) @ b.cast(F32))
    chosen = kinds.choose(form, MACHINE)
    assert isinstance(chosen, TileSchedule)
    expected = wide(a).swapaxes(1, 2) @ wide(b)
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), expected.ravel())


def test_convolution_with_padding(card: str) -> None:
    x, w = values((2, 12, 9, 9), BF16, 11), values((24, 12, 3, 3), BF16, 12)
    form = prepared(x.conv2d(w, padding=1))
    chosen = kinds.choose(form, MACHINE)
    assert isinstance(chosen, TileSchedule)
    assert chosen.tensor == "amx"
    p, q = (torch.from_numpy(wide(each).copy()) for each in (x, w))
    exact = torch.nn.functional.conv2d(p, q, padding=1).numpy()
    expected = wide(Tensor(exact.astype(np.float32)).cast(BF16))
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), expected.ravel())


def test_model_shows_a_kernel_that_forgets_to_configure_the_tiles(card: str) -> None:
    a, b = values((64, 64), BF16, 1), values((64, 64), BF16, 2)
    form = prepared(a.cast(F32) @ b.cast(F32))
    emitted = kinds.emit(form, kinds.choose(form, MACHINE), "modelled", MACHINE)
    lines = [line for line in emitted.ir.splitlines() if "call void @llvm.x86.ldtilecfg" not in line]
    forgetful = replace(emitted, ir="\n".join(lines))
    expected = (wide(a) @ wide(b)).ravel()
    np.testing.assert_array_equal(modelled(form, emitted, Device[card]), expected)
    assert not np.array_equal(modelled(form, forgetful, Device[card]), expected)


@pytest.mark.parametrize(
    ("operands", "mnemonic"),
    [
        ((BF16, BF16), "tdpbf16ps"),
        ((I8, I8), "tdpbssd"),
        ((I8, U8), "tdpbsud"),
        ((U8, I8), "tdpbusd"),
        ((U8, U8), "tdpbuud"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_llvm_selects_the_tile_instructions_with_the_intended_registers(
    operands: tuple[DType, DType], mnemonic: str
) -> None:
    wide_type = F32 if operands[0] is BF16 else I32
    a, b = (
        values((64, 128), operands[0], 0).cast(wide_type),
        values((128, 64), operands[1], 0).cast(wide_type),
    )
    form = prepared(a @ b)
    emitted = kinds.emit(form, kinds.choose(form, MACHINE), "product", MACHINE)
    assembly = SAPPHIRE_RAPIDS.listing(emitted.ir)
    lines = [" ".join(line.split()) for line in assembly.splitlines()]
    # AT&T order: the second source (columns), the first (rows), the sum.
    dots = [line for line in lines if line.startswith(mnemonic)]
    assert dots == [
        f"{mnemonic} %tmm6, %tmm4, %tmm0",
        f"{mnemonic} %tmm7, %tmm4, %tmm1",
        f"{mnemonic} %tmm6, %tmm5, %tmm2",
        f"{mnemonic} %tmm7, %tmm5, %tmm3",
    ]
    tiles = [line.split()[0] for line in lines if re.match(r"(ldtile|tile)", line)]
    loads = [*["tileloadd"] * 2, *["tileloaddt1"] * 2]
    assert tiles == ["ldtilecfg", *["tilezero"] * 4, *loads, *["tilestored"] * 4, "tilerelease"]


def test_configuration_is_eight_tiles_of_sixteen_full_rows() -> None:
    """The layout of SDM volume 1, table "Memory Area Layout" of LDTILECFG."""
    data = amx.configuration()
    assert len(data) == 64
    assert data[0] == 1  # palette
    assert data[1:16] == bytes(15)  # start row and reserved
    assert [int.from_bytes(data[at : at + 2], "little") for at in range(16, 48, 2)] == [64] * 8 + [0] * 8
    assert list(data[48:]) == [16] * 8 + [0] * 8


@pytest.mark.parametrize("missing", ["amx_tile", "amx_bf16"])
def test_amx_is_not_chosen_where_the_processor_lacks_it(missing: str) -> None:
    form = prepared(values((64, 64), BF16, 0).cast(F32) @ values((64, 64), BF16, 0).cast(F32))
    machine = replace(MACHINE, features=FEATURES - {missing})
    chosen = kinds.choose(form, MACHINE)
    other = kinds.choose(form, machine)
    assert isinstance(chosen, TileSchedule)
    assert isinstance(other, TileSchedule)
    assert (chosen.tensor, other.tensor) == ("amx", "dpbf16")
    assert kinds.fits(form, chosen, MACHINE)
    assert not kinds.fits(form, chosen, machine)


@pytest.mark.parametrize(
    "change",
    [{"depth": 40}, {"depth": 0}, {"depth": 128}, {"rows": 8}, {"lanes": 8}, {"pack_rows": False}],
    ids=str,
)  # fmt: skip
def test_schedule_that_tiles_cannot_do_does_not_fit(change: dict[str, int]) -> None:
    form = prepared(values((64, 64), BF16, 0).cast(F32) @ values((64, 64), BF16, 0).cast(F32))
    chosen = kinds.choose(form, MACHINE)
    assert kinds.fits(form, chosen, MACHINE)
    assert not kinds.fits(form, replace(chosen, **change), MACHINE)


def test_float32_products_do_not_use_tiles() -> None:
    a, b = (Tensor(np.full((64, 64), value, np.float32)).realize() for value in (1, 2))
    chosen = kinds.choose(prepared(a @ b), MACHINE)
    assert isinstance(chosen, TileSchedule)
    assert chosen.tensor == "fma"


@pytest.mark.parametrize("rows", [8, 13, 16, 32])
@pytest.mark.parametrize(("left", "right", "total"), [(BF16, BF16, F32), (I8, U8, I32)])
def test_few_rows_are_the_columns_of_a_weight_that_lies_along_k(
    rows: int, left: DType, right: DType, total: DType, card: str
) -> None:
    a, b = values((rows, 128), left, 11), values((256, 128), right, 12)
    bias = Tensor(np.arange(256)).cast(total).realize()
    form = prepared(a.cast(total) @ b.cast(total).T + bias)
    turned = amx.view(form)
    assert turned is not None
    assert turned.sizes == (1, 256, rows, 128)
    chosen = amx.choose(turned, MACHINE)
    assert chosen is not None
    # The weight is read where it is: local memory holds the few rows, and results.
    assert kinds.emit(form, chosen, "modelled", MACHINE).local_bytes < 128 * 256
    expected = (wide(a) @ wide(b).T + np.arange(256)).ravel()
    np.testing.assert_array_equal(computed(form, chosen, Device[card]), expected)


@pytest.mark.parametrize(("rows", "depth", "columns"), [(16, 128, 250), (16, 100, 256), (40, 128, 256)])
def test_other_sizes_are_not_turned(rows: int, depth: int, columns: int) -> None:
    a, b = values((rows, depth), BF16, 13), values((columns, depth), BF16, 14)
    form = prepared(a.cast(F32) @ b.cast(F32).T)
    assert amx.view(form) is form.contraction

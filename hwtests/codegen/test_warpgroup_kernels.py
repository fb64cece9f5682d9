"""Kernels of warpgroups for Hopper: judged by NVIDIA's assembler, and run on a card against NumPy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from barewire.drivers.architectures.nvidia import features_of, named
from barewire.drivers.errors import InvalidArgument
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.machine import Machine, Registers
from barewire.tensor.codegen.nvidia import warpgroup_schedule as wc
from barewire.tensor.codegen.schedule import GridTileSchedule, WarpgroupSchedule, from_json, to_json
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op
from hwtests import programs

from ..compiling import for_nvidia
from ..drivers.nvidia.conftest import opened
from ..drivers.nvidia.toolkit import ptxas
from ..reference import numpy_dtype
from .on_nvidia import Array, held, nest_of, run
from .products import exact, matmul, values
from .unread import given

pytestmark = pytest.mark.share(3)

BF16, F16, F32, I8, I32 = dtypes.bfloat16, dtypes.float16, dtypes.float32, dtypes.int8, dtypes.int32
H100 = Machine(
    132, 16, features_of(named("sm_90"), 90), (50 << 20,), "grid", "sm_90", 32, 227 << 10, 1024,
    Registers(4, 16, 512, 255, 8),
)  # fmt: skip
# So few that workgroups have several tiles each.
SMALL = replace(H100, cores=2)

TILES = [
    WarpgroupSchedule(128, 256, 4, 2, 2, 1, "wgmma_bf16"),
    WarpgroupSchedule(128, 256, 4, 2, 1, 1, "wgmma_bf16"),
    WarpgroupSchedule(256, 128, 4, 2, 1, 1, "wgmma_bf16"),
    WarpgroupSchedule(128, 192, 4, 2, 1, 1, "wgmma_bf16"),
    WarpgroupSchedule(128, 128, 6, 2, 2, 1, "wgmma_bf16"),
    WarpgroupSchedule(128, 128, 6, 1, 1, 1, "wgmma_bf16"),
    WarpgroupSchedule(64, 256, 5, 1, 1, 1, "wgmma_bf16"),
    WarpgroupSchedule(64, 128, 6, 1, 2, 1, "wgmma_bf16"),
    WarpgroupSchedule(64, 64, 6, 1, 1, 1, "wgmma_bf16"),
]
LITTLE = WarpgroupSchedule(64, 64, 2, 1, 1, 1, "wgmma_bf16")
ORDERS = ["nn", "nt", "tn", "tt"]


def in_order(order: str, a: Node, b: Node) -> Node:
    """a @ b, where `t` says that an operand is the transpose of what lies in memory."""
    left, right = (graph.permute(x, (1, 0)) if o == "t" else x for o, x in zip(order, (a, b), strict=True))
    return matmul(left, right)


def product(order: str, m: int, k: int, n: int, dtype: DType = BF16) -> Node:
    a = given((m, k) if order[0] == "n" else (k, m), dtype)
    b = given((k, n) if order[1] == "n" else (n, k), dtype)
    if dtype.is_integer:
        a, b = graph.cast(a, I32), graph.cast(b, I32)
    return in_order(order, a, b)


def tail(total: Node, bias: Node, dtype: DType = BF16) -> Node:
    """relu(total + bias) in a narrow dtype."""
    shifted = graph.elementwise(Op.ADD, total, graph.expand(bias, total.shape))
    positive = graph.elementwise(Op.MAX, shifted, graph.const(0.0, F32, total.shape))
    return graph.cast(positive, dtype)


def assembled(node: Node, chosen: WarpgroupSchedule, where: Path) -> tuple[str, str]:
    """A kernel's PTX, and what NVIDIA's assembler says of it."""
    form = nest_of(node)
    code = kinds.emit(form, chosen, describe.name(form), H100)
    text = for_nvidia("sm_90a", "+ptx80").compile(code.ir).decode()
    source = where / "kernel.ptx"
    source.write_text(text)
    command = [str(ptxas()), "-v", "-arch=sm_90a", str(source), "-o", str(where / "kernel.cubin")]
    done = programs.run(command, timeout_s=300)
    assert done.returncode == 0, f"{done.stderr}\n{text}"
    return text, done.stdout + done.stderr


def assert_flawless(report: str) -> None:
    """No spills, no stack, and nothing that the assembler wants to be known, such as that it had to make
    wgmma wait for each other or could not let warpgroups exchange registers.
    """
    assert "0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads" in report
    lines = [line for line in report.splitlines() if "bytes stack frame" not in line]
    for word in ("warning", "serializ", "Potential", "setmaxnreg"):
        assert not [line for line in lines if word in line], report


@pytest.mark.parametrize("tile", TILES, ids=str)
def test_every_tile_is_taken_by_the_assembler_without_spills(tile: WarpgroupSchedule, tmp_path: Path) -> None:
    size = 768
    bias = given((1, size), F32)
    for node in (product("nn", size, size, size), tail(product("nt", size, size, size), bias)):
        text, report = assembled(node, tile, tmp_path)
        assert_flawless(report)
        assert f"wgmma.mma_async.sync.aligned.m64n{tile.columns}k16.f32.bf16.bf16" in text
        assert ("multicast::cluster" in text) == (tile.cluster > 1)
        assert ("stmatrix" in text) == (node.dtype is BF16)
        assert ("st.global" in text) == (node.dtype is not BF16)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dtype", [BF16, F16], ids=str)
def test_operands_in_every_order_are_taken_by_the_assembler(order: str, dtype: DType, tmp_path: Path) -> None:
    chosen = replace(TILES[0], tensor="wgmma_bf16" if dtype is BF16 else "wgmma_f16")
    text, report = assembled(product(order, 4096, 4096, 4096, dtype), chosen, tmp_path)
    assert_flawless(report)
    assert text.count("cp.async.bulk.tensor.2d") == {"n": 2, "t": 3}[order[0]] + {"n": 1, "t": 0}[order[1]]


def test_edges_and_a_batch_are_taken_by_the_assembler(tmp_path: Path) -> None:
    a, b = given((4, 1000, 520), BF16), given((4, 520, 1000), BF16)
    text, report = assembled(matmul(a, b), replace(TILES[0], cluster=1), tmp_path)
    assert_flawless(report)
    assert "cp.async.bulk.tensor.3d" in text


def test_bytes_are_taken_by_the_assembler(tmp_path: Path) -> None:
    chosen = replace(TILES[0], tensor="wgmma_i8")
    text, report = assembled(product("nt", 1024, 1024, 1024, I8), chosen, tmp_path)
    assert_flawless(report)
    assert "wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8" in text


EIGHT_BIT = {"e4m3": dtypes.float8_e4m3fn, "e5m2": dtypes.float8_e5m2}
PAIRS = [(a, b) for a in EIGHT_BIT for b in EIGHT_BIT]


def product_of_eight_bits(a: Node, b: Node) -> Node:
    """a @ b.T in float32."""
    return in_order("nt", graph.cast(a, F32), graph.cast(b, F32))


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_floats_of_eight_bits_are_taken_by_the_assembler(a: str, b: str, tmp_path: Path) -> None:
    node = product_of_eight_bits(given((1024, 1024), EIGHT_BIT[a]), given((1024, 1024), EIGHT_BIT[b]))
    text, report = assembled(node, replace(TILES[0], tensor=f"wgmma_{a}_{b}"), tmp_path)
    assert_flawless(report)
    assert f"wgmma.mma_async.sync.aligned.m64n256k32.f32.{a}.{b}" in text


# On a card.


@pytest.fixture(scope="module")
def card() -> Iterator[NvidiaCard]:
    with opened("sm_90") as card:
        yield card


def product_on(
    card: NvidiaCard, order: str, sizes: tuple[int, int, int], chosen: WarpgroupSchedule, dtype: DType = BF16
) -> tuple[Array, Array]:
    """A product by the card, and exactly."""
    m, k, n = sizes
    a, b = values((m, k), dtype, 1), values((k, n), dtype, 2)
    stored = [x.T if o == "t" else x for o, x in zip(order, (a, b), strict=True)]
    left, right = (held(x, dtype) for x in stored)
    if dtype.is_integer:
        left, right = graph.cast(left, I32), graph.cast(right, I32)
        return run(card, in_order(order, left, right), chosen, SMALL), exact(a, b, I32)
    return run(card, in_order(order, left, right), chosen, SMALL), exact(a, b, dtype)


@pytest.mark.parametrize("order", ORDERS)
def test_product_of_operands_in_every_order_is_exact(card: NvidiaCard, order: str) -> None:
    got, want = product_on(card, order, (128, 192, 128), replace(LITTLE, columns=128))
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize(
    ("tile", "order"),
    [
        (LITTLE, "nn"),
        (WarpgroupSchedule(64, 128, 3, 1, 2, 1, "wgmma_bf16"), "nn"),
        (WarpgroupSchedule(64, 128, 3, 1, 2, 1, "wgmma_bf16"), "tt"),
        (WarpgroupSchedule(128, 128, 3, 2, 1, 1, "wgmma_bf16"), "tn"),
        (WarpgroupSchedule(128, 64, 4, 1, 1, 2, "wgmma_bf16"), "nt"),
    ],
    ids=str,
)
def test_product_of_many_tiles_is_exact(card: NvidiaCard, tile: WarpgroupSchedule, order: str) -> None:
    got, want = product_on(card, order, (256, 192, 256), tile)
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("band", [1, 2, 3])
def test_tiles_in_bands_that_do_not_divide_the_rows_are_each_done_once(card: NvidiaCard, band: int) -> None:
    # Five tiles of rows, so that of the third cluster's two the second is past the edge.
    tile = WarpgroupSchedule(64, 64, 3, 1, 2, band, "wgmma_bf16")
    got, want = product_on(card, "nt", (300, 64, 192), tile)
    np.testing.assert_array_equal(got, want)
    single = replace(tile, cluster=1)
    got, want = product_on(card, "nt", (300, 64, 192), single)
    np.testing.assert_array_equal(got, want)


def test_two_warpgroups_multiply_what_a_cluster_shares(card: NvidiaCard) -> None:
    got, want = product_on(card, "nn", (256, 128, 256), WarpgroupSchedule(128, 256, 3, 2, 2, 1, "wgmma_bf16"))
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("order", ORDERS)
def test_product_with_edges_is_exact(card: NvidiaCard, order: str) -> None:
    got, want = product_on(card, order, (72, 40, 136), LITTLE)
    np.testing.assert_array_equal(got, want)


def test_odd_number_of_columns_is_exact(card: NvidiaCard) -> None:
    # Rows of 16 bytes need an even number in memory only where bulk copies read it: here B is transposed.
    got, want = product_on(card, "nt", (65, 64, 67), LITTLE)
    np.testing.assert_array_equal(got, want)


def test_product_of_halves_is_exact(card: NvidiaCard) -> None:
    got, want = product_on(card, "nn", (64, 64, 64), replace(LITTLE, tensor="wgmma_f16"), F16)
    np.testing.assert_array_equal(got, want)


def test_product_of_bytes_is_exact(card: NvidiaCard) -> None:
    got, want = product_on(card, "nt", (64, 192, 64), replace(LITTLE, tensor="wgmma_i8"), I8)
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_product_of_floats_of_eight_bits_is_exact(card: NvidiaCard, a: str, b: str) -> None:
    # Quarters up to 2 are exact in both, and so are sums of their products in float32.
    generator = np.random.default_rng(1)
    left, right = (generator.integers(-4, 5, (64, 192)) / 4 for _ in range(2))
    nodes = [
        held(x.astype(numpy_dtype(EIGHT_BIT[kind])), EIGHT_BIT[kind]) for x, kind in ((left, a), (right, b))
    ]
    got = run(card, product_of_eight_bits(*nodes), replace(LITTLE, tensor=f"wgmma_{a}_{b}"), SMALL)
    np.testing.assert_array_equal(got, (left @ right.T).astype(np.float32))


def test_product_of_bytes_in_16_bits_is_exact(card: NvidiaCard) -> None:
    a, b = values((64, 64), I8, 1), values((64, 64), I8, 2)
    left, right = (graph.cast(held(x, I8), I32) for x in (a, b.T))
    product = graph.cast(in_order("nt", left, right), dtypes.int16)
    got = run(card, product, replace(LITTLE, tensor="wgmma_i8"), SMALL)
    np.testing.assert_array_equal(got, exact(a, b, I32).astype(np.int16))


@pytest.mark.parametrize("dtype", [F32, BF16], ids=str)
def test_batches_are_multiplied_each_with_its_own(card: NvidiaCard, dtype: DType) -> None:
    a, b = values((3, 64, 72), BF16, 1), values((3, 72, 88), BF16, 2)
    got = run(card, graph.cast(matmul(held(a, BF16), held(b, BF16)), dtype), LITTLE, SMALL)
    np.testing.assert_array_equal(got, exact(a, b, BF16).astype(got.dtype))


@pytest.mark.parametrize(
    "tile",
    [
        WarpgroupSchedule(128, 256, 2, 2, 1, 1, "wgmma_bf16"),
        WarpgroupSchedule(128, 128, 3, 1, 1, 1, "wgmma_bf16"),
    ],
    ids=str,
)
def test_narrow_result_goes_through_local_memory_as_it_is(card: NvidiaCard, tile: WarpgroupSchedule) -> None:
    # Of the last tiles half the rows and most columns are past the edges.
    a, b = values((192, 64), BF16, 1), values((64, 304), BF16, 2)
    got = run(card, graph.cast(matmul(held(a, BF16), held(b, BF16)), BF16), tile, SMALL)
    np.testing.assert_array_equal(got, exact(a, b, BF16).astype(got.dtype))


def test_narrow_result_in_rows_that_bulk_copies_do_not_take_is_stored_by_lanes(card: NvidiaCard) -> None:
    a, b = values((64, 64), BF16, 1), values((67, 64), BF16, 2)
    product = in_order("nt", held(a, BF16), held(b, BF16))
    got = run(card, graph.cast(product, BF16), LITTLE, SMALL)
    np.testing.assert_array_equal(got, exact(a, b.T, BF16).astype(got.dtype))


def test_part_of_an_array_is_multiplied_where_it_lies(card: NvidiaCard) -> None:
    a, b = values((128, 256), BF16, 1), values((64, 128), BF16, 2)
    part = graph.shrink(held(a, BF16), ((32, 96, 1), (64, 128, 1)))
    got = run(card, matmul(part, held(b, BF16)), LITTLE, SMALL)
    np.testing.assert_array_equal(got, exact(a[32:96, 64:128], b, BF16))


@pytest.mark.parametrize("sizes", [(128, 64, 128), (72, 64, 88)])
def test_what_follows_the_product_is_done_to_its_totals(
    card: NvidiaCard, sizes: tuple[int, int, int]
) -> None:
    m, k, n = sizes
    a, b, bias = values((m, k), BF16, 1), values((k, n), BF16, 2), values((1, n), F32, 3)
    got = run(card, tail(matmul(held(a, BF16), held(b, BF16)), held(bias, F32)), LITTLE, SMALL)
    want = np.maximum(exact(a, b, BF16) + bias, 0).astype(got.dtype)
    np.testing.assert_array_equal(got, want)


def test_patched_recording_multiplies_in_other_buffers(card: NvidiaCard) -> None:
    a, b = values((64, 64), BF16, 1), values((64, 64), BF16, 2)
    got = run(card, matmul(held(a, BF16), held(b, BF16)), LITTLE, SMALL, replays=2)
    np.testing.assert_array_equal(got, exact(a, b, BF16))


def test_buffer_that_bulk_copies_cannot_start_at_is_refused_by_name(card: NvidiaCard) -> None:
    node = product("nn", 64, 64, 64)
    form = nest_of(node)
    code = kinds.emit(form, LITTLE, "odd", SMALL)
    assert card.info.compiler is not None
    loaded = card.load(card.info.compiler.compile(code.ir))
    queue = card.compute_queue()
    arguments = b"".join(address.to_bytes(8, "little") for address in (4096, 8194, 4096))
    with pytest.raises(InvalidArgument, match=r"odd takes argument 1 by bulk copies.*0x2002"):
        queue.dispatch(loaded.functions["odd"], (1, 1, 1), (code.block, 1, 1), arguments, code.local_bytes)
    queue.close()


# What is chosen.


def test_large_product_gets_warpgroups_and_a_small_one_does_not() -> None:
    large = kinds.choose(nest_of(product("nn", 4096, 4096, 4096)), H100)
    assert isinstance(large, WarpgroupSchedule)
    assert (large.rows * large.columns, large.cluster) == (128 * 256, 2)
    assert isinstance(kinds.choose(nest_of(product("nn", 256, 256, 256)), H100), GridTileSchedule)
    without = replace(H100, features=frozenset())
    assert isinstance(kinds.choose(nest_of(product("nn", 4096, 4096, 4096)), without), GridTileSchedule)


def test_operand_that_bulk_copies_do_not_bring_is_left_to_warps() -> None:
    size = 1024
    a, b = given((size, size), BF16), given((size, size), BF16)
    doubled = graph.elementwise(Op.ADD, a, a)
    odd = graph.shrink(given((size, size + 4), BF16), ((0, size, 1), (0, size, 1)))
    shifted = graph.shrink(given((size, size + 8), BF16), ((0, size, 1), (4, size + 4, 1)))
    for left in (doubled, odd, shifted):
        assert isinstance(kinds.choose(nest_of(matmul(left, b)), H100), GridTileSchedule)
    assert isinstance(kinds.choose(nest_of(product("nn", size, size, size, I8)), H100), GridTileSchedule)


def test_schedules_to_measure_fit_and_go_to_json_and_back() -> None:
    form = nest_of(product("nn", 2048, 2048, 2048))
    found = [each for each in kinds.alternatives(form, H100) if isinstance(each, WarpgroupSchedule)]
    assert len(found) > 8
    for each in found:
        assert kinds.fits(form, each, H100)
        assert from_json(json.loads(json.dumps(to_json(each)))) == each


def test_schedule_that_a_card_cannot_run_does_not_fit() -> None:
    form = nest_of(product("nn", 2048, 2048, 2048))
    good = TILES[0]
    assert kinds.fits(form, good, H100)
    for change in (
        {"rows": 192}, {"columns": 320}, {"columns": 96}, {"stages": 5}, {"stages": 1}, {"consumers": 1},
        {"consumers": 3}, {"cluster": 3}, {"band": 9}, {"tensor": "wgmma_f16"}, {"tensor": "mma_bf16"},
    ):  # fmt: skip
        assert not kinds.fits(form, replace(good, **change), H100), change
    assert not kinds.fits(form, good, replace(H100, features=frozenset()))
    found = form.contraction
    assert found is not None
    assert wc.local_bytes(found, good) <= H100.local_bytes

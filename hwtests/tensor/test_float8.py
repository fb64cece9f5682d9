"""Floats of 8 bits beside PyTorch's: conversions over all codes, arithmetic, and products."""

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.grid import tile_schedule as grid_contraction
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import GridTileSchedule, Schedule
from barewire.tensor.graph import float_codes
from barewire.tensor.graph.dtype import BY_NAME

NAMES = ["float8_e4m3fn", "float8_e5m2"]
PAIRS = [(a, b) for a in NAMES for b in NAMES]
CODES = np.arange(256, dtype=np.uint8)


def theirs(values: np.ndarray, dtype: str) -> torch.Tensor:
    return torch.from_numpy(values).to(getattr(torch, dtype))


def decoded(dtype: str) -> np.ndarray:
    """What every code stands for, by PyTorch."""
    return torch.from_numpy(CODES.copy()).view(getattr(torch, dtype)).float().numpy()


def assert_same_codes(values: np.ndarray, dtype: str) -> None:
    """Our conversion of values gives PyTorch's codes; of NaN any code that is none."""
    ours = Tensor(values).cast(dtype).bitcast("uint8").numpy()
    expected = theirs(values, dtype).view(torch.uint8).numpy()
    nan = np.isnan(values)
    np.testing.assert_array_equal(ours[~nan], expected[~nan])
    assert np.isnan(decoded(dtype)[ours[nan]]).all()


@pytest.mark.parametrize("dtype", NAMES)
@pytest.mark.parametrize("to", ["float16", "bfloat16", "float32", "float64"])
def test_every_code_widens_as_in_torch(dtype: str, to: str) -> None:
    codes = Tensor(CODES).bitcast(dtype)
    found = codes.cast(to).numpy().astype(np.float64)
    expected = decoded(dtype).astype(np.float64)
    np.testing.assert_array_equal(found, expected)
    zero = expected == 0
    np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(expected[zero]))


@pytest.mark.parametrize("dtype", NAMES)
@pytest.mark.parametrize("source", [np.float16, np.float32])
def test_every_half_narrows_as_in_torch(dtype: str, source: type) -> None:
    assert_same_codes(np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(source), dtype)


@pytest.mark.parametrize("dtype", NAMES)
def test_singles_between_two_codes_round_to_even_and_past_the_last_as_in_torch(dtype: str) -> None:
    values = np.unique(decoded(dtype)[np.isfinite(decoded(dtype))])
    between = ((values[1:] + values[:-1]) / 2).astype(np.float32)
    up, down = (np.nextafter(between, np.float32(end)) for end in (np.inf, -np.inf))
    most = float(np.max(values))
    beyond = [most * factor for factor in (1.03, 1.0357142, 1.04, 1.0714285, 1.0714287, 1.2, 2, 1e30)]
    ends = np.float32([*beyond, np.inf, 0.0, 1e-45, 1e-38, 3.4e38, np.nan])
    assert_same_codes(np.concatenate([between, up, down, ends, -ends]).astype(np.float32), dtype)


@pytest.mark.parametrize("dtype", NAMES)
def test_singles_of_random_bits_narrow_as_in_torch(dtype: str) -> None:
    bits = np.random.default_rng(5).integers(0, 1 << 32, 20000, dtype=np.uint64).astype(np.uint32)
    assert_same_codes(bits.view(np.float32), dtype)


@pytest.mark.parametrize("dtype", NAMES)
def test_doubles_and_integers_narrow_as_in_torch(dtype: str) -> None:
    assert_same_codes(np.random.default_rng(6).standard_normal(500) * 100, dtype)
    assert_same_codes(np.arange(-600, 600, 7), dtype)


@pytest.mark.parametrize("dtype", NAMES)
def test_constants_and_lists_round_as_casts_do(dtype: str) -> None:
    values = [
        0.1,
        464.0,
        465.0,
        1e9,
        -1e9,
        float("inf"),
        float("-inf"),
        2.0**-10,
        3 * 2.0**-11,
        61440.0,
        -0.0,
    ]
    expected = theirs(np.float32(values), dtype).float().tolist()
    assert Tensor(values, dtype=dtype).tolist() == expected
    assert [(Tensor.zeros(1, dtype=dtype) + value).item() for value in values[:3]] == expected[:3]
    assert Tensor([10**400, -(10**400)], dtype=dtype).tolist() == expected[5:7]


@pytest.mark.parametrize("dtype", NAMES)
def test_python_codes_agree_with_torch(dtype: str) -> None:
    ours = [float_codes.decode(code, BY_NAME[dtype]) for code in range(256)]
    np.testing.assert_array_equal(ours, decoded(dtype))
    again = float_codes.encode([value for value in ours if value == value], BY_NAME[dtype])
    assert again == [code for code, value in enumerate(ours) if value == value]


def test_what_has_no_infinity_is_never_infinite() -> None:
    x = Tensor([448.0, -448.0, float("inf"), float("nan"), 1.0], dtype="float8_e4m3fn")
    assert x.isinf().tolist() == [False] * 5
    assert x.isfinite().tolist() == [True, True, True, False, True]
    assert (x < 1e6).tolist() == [True, True, True, False, True]
    assert x.eq(1e6).tolist() == [False] * 5
    infinite = Tensor([57344.0, float("inf"), float("-inf")], dtype="float8_e5m2")
    assert infinite.isinf().tolist() == [False, True, True]


def sample(dtype: str, shape: tuple[int, ...], seed: int = 0) -> tuple[Tensor, torch.Tensor]:
    """The same values as a tensor of ours, in memory, and as one of PyTorch in double precision."""
    values = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return Tensor(values).cast(dtype).realize(), theirs(values, dtype).double()


FUNCTIONS = {
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "chain": lambda x, y: (x * y - x).abs() + 0.5,
    "exp": lambda x, y: x.exp(),
    "sqrt": lambda x, y: x.abs().sqrt(),
    "maximum": lambda x, y: x.maximum(y),
    "compare": lambda x, y: x < y,
    "where": lambda x, y: (x < y).where(x, y) if isinstance(x, Tensor) else torch.where(x < y, x, y),
}


@pytest.mark.parametrize("dtype", NAMES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_that_of_wider_floats_rounded(dtype: str, name: str) -> None:
    (x, a), (y, b) = sample(dtype, (7, 33), 1), sample(dtype, (7, 33), 2)
    ours = FUNCTIONS[name](x, y)
    if name == "chain":
        # Each step is rounded.
        def rounded(each: torch.Tensor) -> torch.Tensor:
            return each.float().to(getattr(torch, dtype)).double()

        expected = rounded(rounded(rounded(a * b) - a).abs() + 0.5)
    else:
        expected = FUNCTIONS[name](a, b)
    if expected.dtype is not torch.bool:
        assert ours.dtype.name == dtype
        expected = expected.float().to(getattr(torch, dtype)).float()
    np.testing.assert_array_equal(ours.numpy(), expected.numpy())


@pytest.mark.parametrize("dtype", NAMES)
def test_sums_are_taken_in_single_precision_and_rounded_once(dtype: str) -> None:
    x, a = sample(dtype, (40, 50), 3)
    for ours, expected in (
        (x.sum(1), a.sum(1)),
        (x.mean(0), a.mean(0)),
        (x.amax(1), a.amax(1)),
        (x.min(), a.amin()),
        (x.cumsum(1), a.cumsum(1)),
        (x.softmax(-1), a.softmax(-1)),
    ):
        rounded = expected.float().to(getattr(torch, dtype)).float()
        np.testing.assert_array_equal(ours.numpy(), rounded.numpy())
    assert x.sum(dtype="float32").item() == pytest.approx(a.sum().item(), rel=1e-6)
    assert x.argmax(1).tolist() == a.argmax(1).tolist()


@pytest.mark.parametrize("dtype", NAMES)
def test_elements_move_unchanged(dtype: str) -> None:
    x, a = sample(dtype, (6, 10), 4)
    index = np.array([[3, 0, 5], [2, 2, 1]])
    picked = torch.from_numpy(index)
    moved = x.T.flip(0).pad(((1, 2), (0, 3)))[1:9:2].cat(x.T[:4].pad(((0, 0), (0, 3))))
    expected = torch.nn.functional.pad(a.T.flip(0), (0, 3, 1, 2))[1:9:2]
    expected = torch.cat([expected, torch.nn.functional.pad(a.T[:4], (0, 3))])
    np.testing.assert_array_equal(moved.numpy(), expected.float().numpy())
    np.testing.assert_array_equal(x.gather(0, Tensor(index)).numpy(), a.gather(0, picked).float().numpy())
    set_at = x.scatter(0, Tensor(index), x[:2, :3]).numpy()
    assert set_at.shape == (6, 10)
    np.testing.assert_array_equal(x.sort(1)[0].numpy(), a.sort(1)[0].float().numpy())


@pytest.mark.parametrize("dtype", NAMES)
def test_gradient_passes_conversions(dtype: str) -> None:
    values = np.random.default_rng(7).standard_normal((5, 8)).astype(np.float32)
    x = Tensor(values, requires_grad=True)
    (x.cast(dtype).cast("float32") * 3.0).sum().backward()
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), np.full((5, 8), 3.0, np.float32))


def whole(dtype: str, shape: tuple[int, ...], seed: int) -> tuple[Tensor, torch.Tensor]:
    """As `sample`, small integers: few enough bits for their sums to be exact on every card.

    NVIDIA's Hopper keeps about 14 bits of a sum of products of such floats ("DeepSeek-V3 Technical Report",
    3.3.2).
    """
    values = np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)
    return Tensor(values).cast(dtype).realize(), theirs(values, dtype).double()


SHAPES = [(64, 96, 64), (33, 40, 17), (16, 32, 16), (1, 48, 40), (128, 33, 80)]


@pytest.mark.parametrize(("left", "right"), PAIRS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_product_is_exact_for_exact_sums(left: str, right: str, shape: tuple[int, int, int]) -> None:
    rows, depth, columns = shape
    (x, a), (y, b) = whole(left, (rows, depth), 8), whole(right, (depth, columns), 9)
    found = x.matmul(y, dtype="float32")
    assert found.dtype.name == "float32"
    np.testing.assert_array_equal(found.numpy(), (a @ b).numpy())
    turned, c = whole(right, (columns, depth), 10)
    np.testing.assert_array_equal(x.matmul(turned.T, dtype="float32").numpy(), (a @ c.T).numpy())


heuristic = kinds.choose


def large_tile(form: Form, machine: Machine) -> Schedule:
    """On a grid a tile so large for its one wave that each work-item turns several k at once."""
    found = form.contraction if machine.kind == "grid" else None
    for instruction in grid_contraction.usable(found, machine) if found is not None else ():
        tile = GridTileSchedule(64, 64, 1, 1, 1, 64, instruction.name)
        if grid_contraction.has_room(found, tile, machine):
            return tile
    return heuristic(form, machine)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("dtype", "shape"),
    [
        *((dtype, (128, 192, 128)) for dtype in (*NAMES, "float16", "int8")),
        *((dtype, (100, 130, 120)) for dtype in (*NAMES, "float16")),
    ],
    ids=str,
)
def test_product_of_large_tiles_is_exact(
    dtype: str, shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, depth, columns = shape
    monkeypatch.setattr(kinds, "choose", large_tile)
    (x, a), (y, b) = whole(dtype, (rows, depth), 17), whole(dtype, (depth, columns), 18)
    found = x.matmul(y, dtype="int32" if dtype == "int8" else "float32")
    np.testing.assert_array_equal(found.numpy(), (a @ b).numpy())


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_product_of_random_values_is_near(left: str, right: str) -> None:
    (x, a), (y, b) = sample(left, (128, 256), 8), sample(right, (256, 64), 9)
    found, expected = x.matmul(y, dtype="float32").numpy(), (a @ b).numpy()
    assert np.abs(found - expected).max() < 2e-3 * np.abs(expected).max()


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_every_code_takes_part_in_a_product(left: str, right: str) -> None:
    """Row n of the left is code n at one k and zero elsewhere: the ends, subnormals, NaN and -0 included."""
    right_codes = np.arange(1, 97, dtype=np.uint8)
    spread = np.zeros((256, 256), np.uint8)
    spread[CODES, CODES] = CODES
    other = np.tile(right_codes[:48], (256, 1))
    x, y = Tensor(spread).bitcast(left).realize(), Tensor(other).bitcast(right).realize()
    with np.errstate(invalid="ignore"):
        expected = np.outer(decoded(left).astype(np.float64), decoded(right)[other[0]])
    np.testing.assert_array_equal(x.matmul(y, dtype="float32").numpy(), expected.astype(np.float32))
    with np.errstate(invalid="ignore"):
        expected = np.outer(decoded(right)[other[0]].astype(np.float64), decoded(left))
    found = y.T.matmul(x, dtype="float32").numpy()
    np.testing.assert_array_equal(found, expected.astype(np.float32))


@pytest.mark.parametrize("dtype", NAMES)
def test_what_is_around_a_product_is_fused_with_it(dtype: str) -> None:
    (x, a), (y, b) = sample(dtype, (64, 64), 11), sample(dtype, (64, 64), 12)
    found = ((x * 2).matmul(y, dtype="float32") * 0.25 + 1).relu().cast("bfloat16")
    assert found.dtype.name == "bfloat16"
    expected = ((a * 2) @ b * 0.25 + 1).relu()
    np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=8e-3, atol=1e-4)
    assert (x @ y).dtype.name == dtype
    (x, a), (y, b) = whole(dtype, (4, 16, 64), 15), whole(dtype, (4, 64, 16), 16)
    np.testing.assert_array_equal(x.matmul(y, dtype="float32").numpy(), (a @ b).numpy())


@pytest.mark.parametrize("dtype", NAMES)
def test_convolution_is_rounded_once(dtype: str) -> None:
    (x, a), (w, b) = whole(dtype, (2, 4, 9, 9), 13), whole(dtype, (8, 4, 3, 3), 14)
    expected = torch.nn.functional.conv2d(a, b, padding=1).float().to(getattr(torch, dtype)).float()
    np.testing.assert_array_equal(x.conv2d(w, padding=1).numpy(), expected.numpy())


def test_bits_of_another_size_are_refused() -> None:
    with pytest.raises(DTypeError, match="float8_e4m3fn"):
        Tensor([1.0]).bitcast("float8_e4m3fn")
    with pytest.raises(DTypeError, match="float8_e5m2"):
        Tensor([1.0], dtype="float8_e5m2") << 1
    with pytest.raises(DTypeError, match="format"):
        Tensor([1.0], dtype="float8_e5m2").memory()

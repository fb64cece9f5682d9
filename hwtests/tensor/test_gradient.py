"""Gradients against PyTorch and finite differences."""

import gc
from collections.abc import Callable

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError, GradientError, ShapeError

RANDOM = np.random.default_rng(21)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape)


def positive(*shape: int) -> np.ndarray:
    return RANDOM.uniform(0.3, 2.0, size=shape)


def compare(ours: Callable, theirs: Callable, *arrays: np.ndarray, tolerance: float = 1e-9) -> None:
    """Values, gradients and gradients of gradients of a function of float64 arrays."""
    x = [Tensor(a, dtype="float64", requires_grad=True) for a in arrays]
    t = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arrays]
    result, expected = ours(*x), theirs(*t)
    np.testing.assert_allclose(result.numpy(), expected.detach().numpy(), rtol=tolerance, atol=tolerance)
    weight = normal(*expected.shape)
    first = result.gradient(*x, gradient=Tensor(weight))
    wanted = torch.autograd.grad(expected, t, torch.tensor(weight), create_graph=True, allow_unused=True)
    for a, b in zip(first, wanted, strict=True):
        np.testing.assert_allclose(a.numpy(), b.detach().numpy(force=True), rtol=tolerance, atol=tolerance)
    if not any(each.requires_grad for each in wanted):
        return
    total = sum((a * a).sum() for a in first)
    second = total.gradient(*x)
    wanted = torch.autograd.grad(sum((b * b).sum() for b in wanted), t, allow_unused=True)
    for a, b, array in zip(second, wanted, arrays, strict=True):
        found = np.zeros_like(array) if a is None else a.numpy()
        expected = np.zeros_like(array) if b is None else b.numpy(force=True)
        np.testing.assert_allclose(found, expected, rtol=tolerance * 10, atol=tolerance * 10)


UNARY = {
    "exp": normal,
    "exp2": normal,
    "expm1": normal,
    "log": positive,
    "log2": positive,
    "log10": positive,
    "log1p": positive,
    "sqrt": positive,
    "rsqrt": positive,
    "reciprocal": positive,
    "square": normal,
    "sin": normal,
    "cos": normal,
    "tan": lambda *s: positive(*s) / 2,
    "asin": lambda *s: positive(*s) / 2.5,
    "acos": lambda *s: positive(*s) / 2.5,
    "atan": normal,
    "sinh": normal,
    "cosh": normal,
    "tanh": normal,
    "asinh": normal,
    "acosh": lambda *s: positive(*s) + 1,
    "atanh": lambda *s: positive(*s) / 2.5,
    "erf": normal,
    "erfc": normal,
    "sigmoid": normal,
    "abs": normal,
    "relu": normal,
    "neg": normal,
    "frac": normal,
}


@pytest.mark.parametrize("name", UNARY)
def test_first_and_second_gradient_of_function_agree_with_torch(name: str) -> None:
    compare(lambda x: getattr(x, name)(), lambda t: getattr(torch, name)(t), UNARY[name](3, 4))


@pytest.mark.parametrize("name", ["gelu", "silu", "softplus", "mish", "elu", "softsign", "logsigmoid"])
def test_first_and_second_gradient_of_activation_agree_with_torch(name: str) -> None:
    compare(lambda x: getattr(x, name)(), lambda t: getattr(torch.nn.functional, name)(t), normal(3, 4))


BINARY = {
    "add": (lambda x, y: x + y, normal, normal),
    "sub": (lambda x, y: x - y, normal, normal),
    "mul": (lambda x, y: x * y, normal, normal),
    "div": (lambda x, y: x / y, normal, positive),
    "mod": (lambda x, y: x % y, normal, positive),
    "pow": (lambda x, y: x**y, positive, normal),
    "maximum": (lambda x, y: x.maximum(y), normal, normal),
    "minimum": (lambda x, y: x.minimum(y), normal, normal),
    "atan2": (lambda x, y: x.atan2(y), normal, normal),
    "logaddexp": (lambda x, y: x.logaddexp(y), normal, normal),
    "hypot": (lambda x, y: x.hypot(y), normal, positive),
    "matmul": (lambda x, y: x @ y.reshape(4, 1), normal, normal),
    "lerp": (lambda x, y: x.lerp(y, 0.3), normal, normal),
}


@pytest.mark.parametrize("name", BINARY)
def test_gradient_of_two_operands_agrees_with_torch_through_broadcasting(name: str) -> None:
    function, left, right = BINARY[name]
    compare(function, function, left(3, 4), right(4))


STRUCTURE = {
    "sum": (lambda x: x.sum(1), lambda t: t.sum(1)),
    "mean": (lambda x: x.mean((0, 2)), lambda t: t.mean((0, 2))),
    "prod": (lambda x: x.prod(1), lambda t: t.prod(1)),
    "max": (lambda x: x.amax(2), lambda t: t.amax(2)),
    "min": (lambda x: x.amin(0), lambda t: t.amin(0)),
    "var": (lambda x: x.var(1, correction=1), lambda t: t.var(1)),
    "std": (lambda x: x.std(2, correction=0), lambda t: t.std(2, correction=0)),
    "norm": (lambda x: x.norm(3, axis=1), lambda t: t.norm(3, dim=1)),
    "softmax": (lambda x: x.softmax(1), lambda t: t.softmax(1)),
    "log_softmax": (lambda x: x.log_softmax(-1), lambda t: t.log_softmax(-1)),
    "logsumexp": (lambda x: x.logsumexp(1), lambda t: t.logsumexp(1)),
    "cumsum": (lambda x: x.cumsum(1), lambda t: t.cumsum(1)),
    "cumprod": (lambda x: x.cumprod(2), lambda t: t.cumprod(2)),
    "logcumsumexp": (lambda x: x.logcumsumexp(2), lambda t: t.logcumsumexp(2)),
    "permute": (lambda x: x.permute(2, 0, 1) * 2, lambda t: t.permute(2, 0, 1) * 2),
    "slice": (lambda x: x[:, ::-2, 1:] ** 2, lambda t: t[:, [2, 0], 1:] ** 2),
    "empty slice": (lambda x: x[:, 2:2].sum() + x.sum(), lambda t: t[:, 2:2].sum() + t.sum()),
    "pad": (
        lambda x: x.pad((1, 2, 0, 1)).square(),
        lambda t: torch.nn.functional.pad(t, (1, 2, 0, 1)).square(),
    ),
    "reflect": (
        lambda x: x.pad((2, 1), mode="reflect") ** 2,
        lambda t: torch.nn.functional.pad(t, (2, 1), mode="reflect") ** 2,
    ),
    "flip": (lambda x: x.flip(1).cumsum(1), lambda t: t.flip(1).cumsum(1)),
    "roll": (lambda x: x.roll(1, 2) * x, lambda t: t.roll(1, 2) * t),
    "expand": (
        lambda x: x.unsqueeze(0).expand(2, 2, 3, 4) ** 2,
        lambda t: t.unsqueeze(0).expand(2, 2, 3, 4) ** 2,
    ),
    "cat": (lambda x: Tensor.cat([x, x * 2], 1), lambda t: torch.cat([t, t * 2], 1)),
    "unfold": (lambda x: x.unfold(2, 2, 1) ** 2, lambda t: t.unfold(2, 2, 1) ** 2),
    "unfold steps": (lambda x: x.unfold(2, 2, 2) ** 3, lambda t: t.unfold(2, 2, 2) ** 3),
    "unfold overlap": (
        lambda x: x.unfold(1, 3, 1).unfold(2, 3, 1) ** 2,
        lambda t: t.unfold(1, 3, 1).unfold(2, 3, 1) ** 2,
    ),
    "indexing": (lambda x: x[[1, 0, 1], :, [0, 3, 0]] ** 2, lambda t: t[[1, 0, 1], :, [0, 3, 0]] ** 2),
    "diagonal": (lambda x: x.diagonal(0, 1, 2) ** 2, lambda t: t.diagonal(0, 1, 2) ** 2),
    "tril": (lambda x: x.tril() ** 2, lambda t: t.tril() ** 2),
    "where": (lambda x: (x > 0).where(x * 2, x.exp()), lambda t: torch.where(t > 0, t * 2, t.exp())),
    "clip": (lambda x: x.clip(-0.5, 0.5) * x, lambda t: t.clip(-0.5, 0.5) * t),
    "sort": (lambda x: x.sort(1)[0] ** 2, lambda t: t.sort(1)[0] ** 2),
    "topk": (lambda x: x.topk(2, 2)[0] ** 2, lambda t: t.topk(2, 2)[0] ** 2),
    "einsum": (lambda x: Tensor.einsum("ijk,ilk->jl", x, x), lambda t: torch.einsum("ijk,ilk->jl", t, t)),
    "contiguous": (lambda x: (x * 2).contiguous() ** 2, lambda t: (t * 2) ** 2),
    "masked_fill": (lambda x: x.masked_fill(x > 0, 1.0) ** 2, lambda t: t.masked_fill(t > 0, 1.0) ** 2),
    "repeat": (
        lambda x: x.repeat(2, 1, 1).repeat_interleave(2, 2) ** 2,
        lambda t: t.repeat(2, 1, 1).repeat_interleave(2, 2) ** 2,
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_gradient_through_structure_agrees_with_torch(name: str) -> None:
    compare(*STRUCTURE[name], normal(2, 3, 4))


@pytest.mark.parametrize("reduce", ["sum", "prod", "amax", "amin", "mean"])
def test_gradient_of_scatter_agrees_with_torch(reduce: str) -> None:
    index = RANDOM.integers(0, 3, (5, 4))
    x, values = positive(3, 4), positive(5, 4)
    compare(
        lambda a, b: a.scatter_reduce(0, Tensor(index), b, reduce),
        lambda a, b: a.scatter_reduce(0, torch.from_numpy(index), b, reduce),
        x,
        values,
    )


def test_gradient_of_gather_and_scatter_set_agree_with_torch() -> None:
    index = np.array([[2, 0, 1, 2], [0, 1, 2, 0]])
    i = torch.from_numpy(index)
    compare(lambda x: x.gather(0, Tensor(index)) ** 2, lambda t: t.gather(0, i) ** 2, normal(3, 4))
    compare(
        lambda x, y: x.scatter(0, Tensor(index), y) ** 2,
        lambda t, u: t.scatter(0, i, u) ** 2,
        normal(3, 4),
        normal(2, 4),
    )


def test_gradient_of_product_is_exact_with_zeros() -> None:
    for zeros in ([], [1], [1, 3]):
        values = positive(5)
        values[zeros] = 0
        x = Tensor(values, requires_grad=True)
        t = torch.tensor(values, requires_grad=True)
        x.prod().backward()
        t.prod().backward()
        np.testing.assert_allclose(x.grad.numpy(), t.grad.numpy(), rtol=1e-12)


def test_equal_maxima_share_the_gradient() -> None:
    x = Tensor([1.0, 3.0, 3.0], requires_grad=True)
    x.max().backward()
    assert x.grad.tolist() == [0.0, 0.5, 0.5]
    y = Tensor([2.0, 1.0], requires_grad=True)
    y.maximum(Tensor([2.0, 0.0])).sum().backward()
    assert y.grad.tolist() == [0.5, 1.0]


def test_power_has_finite_gradients_at_zero() -> None:
    x = Tensor([0.0, 0.0, 2.0], requires_grad=True)
    y = Tensor([2.0, 0.0, 3.0], requires_grad=True)
    (x**y).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 12.0]
    np.testing.assert_allclose(y.grad.numpy(), [0, 0, 8 * np.log(2)], rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_matmul_gradient_is_summed_in_float32(dtype: str) -> None:
    x = Tensor.full((1, 4096), 1.0, dtype=dtype, requires_grad=True)
    w = Tensor.full((4096, 2), 1.0, dtype=dtype, requires_grad=True)
    wide = Tensor.full((3000, 1), 1.0, dtype=dtype, requires_grad=True)
    (x @ w).sum().backward()
    assert x.grad.dtype.name == dtype
    assert x.grad.tolist() == [[2.0] * 4096]
    (wide @ x[:, :3]).sum().backward()
    # 4096 ones summed one by one in 16 bits would stop at 2048 or 256.
    assert x.grad[:, 0].item() in (3000.0, 3002.0, 3008.0)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_agrees_with_finite_differences(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, w = random.normal(size=(3, 5)), random.normal(size=(5, 4))

    def loss(a: Tensor, b: Tensor) -> Tensor:
        hidden = (a @ b).tanh()
        return (hidden.log_softmax(-1) * hidden).sum() + hidden.std() + (a.sigmoid().cumsum(1) ** 2).mean()

    inputs = [Tensor(x, requires_grad=True), Tensor(w, requires_grad=True)]
    loss(*inputs).backward()
    step = 1e-6
    for which in range(2):
        for place in [(0, 0), (2, 3)]:
            shifted = []
            for sign in (1, -1):
                moved = [x.copy(), w.copy()]
                moved[which][place] += sign * step
                shifted.append(loss(*map(Tensor, moved)).item())
            numeric = (shifted[0] - shifted[1]) / (2 * step)
            np.testing.assert_allclose(inputs[which].grad.numpy()[place], numeric, rtol=1e-5, atol=1e-8)


def test_third_derivative_of_a_cube() -> None:
    x = Tensor(2.0, requires_grad=True)
    found = x**3
    for expected in (12.0, 12.0, 6.0):
        (found,) = found.gradient(x)
        assert found.item() == pytest.approx(expected, rel=1e-5)
    assert found.gradient(Tensor([1.0])) == [None]
    with pytest.raises(GradientError, match="constant"):
        found.gradient(Tensor(1.0))


# Leaves, modes and lifetimes.


def test_backward_adds_to_grad() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0]
    x.zero_grad()
    assert x.grad is None


def test_no_grad_results_stop_gradients() -> None:
    x = Tensor([3.0], requires_grad=True)
    with Tensor.no_grad():
        y = x * 2
        assert not y.requires_grad
    assert (x * 2).requires_grad
    (x * y).sum().backward()
    assert x.grad.tolist() == [6.0]


def test_no_grad_works_as_a_decorator() -> None:
    x = Tensor([3.0], requires_grad=True)

    @Tensor.no_grad()
    def doubled(t: Tensor) -> Tensor:
        return t * 2

    assert not doubled(x).requires_grad
    assert not doubled(x).requires_grad
    with Tensor.no_grad(), Tensor.enable_grad():
        assert (x * 2).requires_grad


def test_tensor_made_of_tracked_elements_is_a_copy_that_passes_no_gradient() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    weight = Tensor([3.0, 4.0], requires_grad=True)

    (Tensor([x[1], x[0]]) * weight).sum().backward()

    assert weight.grad is not None
    assert weight.grad.tolist() == [2, 1]
    assert x.grad is None


def test_detached_tensor_stops_gradients() -> None:
    x = Tensor([3.0], requires_grad=True)
    (x * x.detach()).sum().backward()
    assert x.grad.tolist() == [3.0]
    x.grad = None
    y = x * 2
    realized = y.detach().realize()
    (y * realized).sum().backward()
    assert x.grad.tolist() == [12.0]


def test_leaves_with_equal_values_are_told_apart() -> None:
    a = Tensor.zeros(2, requires_grad=True)
    b = Tensor.zeros(2, requires_grad=True)
    c = Tensor.zeros(2)
    (a * 2 + b * 3 + c).sum().backward()
    assert a.grad.tolist() == [2.0, 2.0]
    assert b.grad.tolist() == [3.0, 3.0]
    assert c.grad is None


def test_leaf_made_from_a_shared_tensor_is_its_own() -> None:
    x = Tensor([2.0])
    y = x.reshape(1).requires_grad_()
    (x * y).sum().backward()
    assert y.grad.tolist() == [2.0]
    assert x.grad is None


def test_gradient_flows_to_a_leaf_realized_after_use() -> None:
    x = Tensor.full((3,), 2.0, requires_grad=True)
    y = (x * x).sum()
    x.realize()
    z = (x * 5).sum()
    (y + z).backward()
    assert x.grad.tolist() == [9.0] * 3


def test_gradient_flows_through_a_realized_result() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).realize()
    loss = (y * 3).sum()
    assert loss.item() == 15.0
    loss.backward()
    assert x.grad.tolist() == [6.0, 12.0]


def test_intermediate_results_have_no_grad_but_gradient_finds_theirs() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    loss = (y * y).sum()
    to_y, to_x = loss.gradient(y, x)
    assert to_y.tolist() == [4.0, 8.0]
    assert to_x.tolist() == [8.0, 16.0]
    loss.backward()
    assert y.grad is None


def test_gradient_of_tensors_that_require_none() -> None:
    x = Tensor([1.0, 2.0])
    (found,) = (x.exp() * 2).sum().gradient(x)
    np.testing.assert_allclose(found.numpy(), 2 * np.exp([1, 2]), rtol=1e-6)


def test_update_under_no_grad_keeps_the_leaf() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    for _ in range(3):
        (x * x).sum().backward()
        with Tensor.no_grad():
            x -= x.grad * 0.25
        x.grad = None
    assert x.is_leaf
    assert x.requires_grad
    assert x.tolist() == [0.125, 0.25]


def test_update_of_an_unrealized_leaf_does_not_leak_into_the_next_step() -> None:
    x = Tensor.full((2,), 1.0, requires_grad=True)
    (x * x).sum().backward()
    with Tensor.no_grad():
        x.assign(x - x.grad * 0.25)
    x.grad = None
    (x * x).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_leaf_changed_outside_no_grad_is_an_error() -> None:
    x = Tensor([1.0], requires_grad=True)
    with pytest.raises(GradientError, match="no_grad"):
        x += 1
    with pytest.raises(GradientError, match="no_grad"):
        x[0] = 5.0


def test_in_place_change_of_a_result_carries_gradients() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y *= x
    y[0] = 5.0
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 8.0]


def test_backward_without_anything_to_do_is_an_error() -> None:
    with pytest.raises(GradientError, match="requires a gradient"):
        Tensor([1.0]).sum().backward()
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(GradientError, match=r"\(2,\)"):
        (x * 2).backward()
    with pytest.raises(ShapeError, match=r"\(3,\)"):
        (x * 2).backward(Tensor([1.0, 2.0, 3.0]))
    with pytest.raises(DTypeError, match="int64"):
        Tensor([1, 2], requires_grad=True)
    with pytest.raises(GradientError, match="detach"):
        (x * 2).requires_grad = False


def test_gradient_weighs_the_elements() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    (x * x).backward(Tensor([1.0, 10.0]))
    assert x.grad.tolist() == [2.0, 40.0]


def test_gradient_through_casts_and_other_devices() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    (x.cast("float64").square().cast("float32") * 2).to("CPU").sum().backward()
    assert x.grad.dtype.name == "float32"
    assert x.grad.tolist() == [4.0, 8.0]


def test_gradient_of_a_chain_of_twenty_thousand_operations() -> None:
    x = Tensor([1.0], requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y + 0.5
    y.sum().backward()
    assert x.grad.tolist() == [1.0]


def test_training_loop_holds_no_memory_from_step_to_step() -> None:
    from barewire.runtime.device import Device

    memory = Device.default.memory
    w = Tensor(np.ones((16, 16), dtype=np.float32), requires_grad=True)
    used = []
    for step in range(6):
        x = Tensor(np.full((32, 16), step, dtype=np.float32))
        hidden = (x @ w).relu().realize()
        loss = (hidden * hidden).mean()
        loss.item()
        loss.backward()
        with Tensor.no_grad():
            w -= w.grad * 1e-6
        w.realize()
        w.grad = None
        del hidden, loss, x
        gc.collect()
        used.append(memory.allocated)
    assert len(set(used[2:])) == 1


def test_dead_leaves_are_forgotten() -> None:
    from barewire.tensor.methods.core import leaves

    before = len(leaves)
    made = [Tensor([1.0], requires_grad=True) for _ in range(10)]
    assert len(leaves) == before + 10
    del made
    assert len(leaves) == before


def test_clearing_requires_grad_turns_a_leaf_into_data() -> None:
    x = Tensor([2.0], requires_grad=True)
    w = Tensor([3.0], requires_grad=True)
    x.requires_grad = False
    (x * w).sum().backward()
    assert x.grad is None
    assert w.grad.tolist() == [2.0]

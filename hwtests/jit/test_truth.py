"""Programs as users write them: jitted and as written they give and leave the same, call by call."""

from __future__ import annotations

import functools
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from barewire import Tensor, nn, optim, tree

from .programs import CALLS, Program, Wrap, batch, check, filled, of

pytestmark = pytest.mark.filterwarnings("ignore:jit:RuntimeWarning")

PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


# What is an input.


@program
def arrays_as_arguments(wrap: Wrap) -> Iterator[Any]:
    f = wrap(lambda x, y: Tensor(x) * 2 + Tensor(y["bias"][0]))
    for call in range(CALLS):
        yield f(batch(call, 2, 3), {"bias": [batch(call + 50, 3)]})


@program
def one_array_refilled(wrap: Wrap) -> Iterator[Any]:
    f, staging = wrap(lambda x: Tensor(x).sum()), np.zeros(4, np.float32)
    for call in range(CALLS):
        staging[:] = call
        yield f(staging)


@program
def numpy_numbers_as_arguments(wrap: Wrap) -> Iterator[Any]:
    f = wrap(lambda x, scale, shift: x * scale + shift)
    for call in range(CALLS):
        yield f(of(1, 2), np.float32(call // 2), np.array(call // 3, np.float32))


@program
def arrays_of_other_dtypes(wrap: Wrap) -> Iterator[Any]:
    f = wrap(lambda x: Tensor(x) + 1)
    for call in range(CALLS):
        yield f(np.arange(3).astype(("int32", "float64", "uint8")[call % 3]) + call)


@dataclass
class Batch:
    x: Any
    scale: float = 1.0
    tags: list[str] = field(default_factory=list)


Sample = namedtuple("Sample", "x y")


@program
def structures_in_and_out(wrap: Wrap) -> Iterator[Any]:
    def f(batch: Batch, sample: Sample, *, more: Any, flip: bool = False) -> Any:
        total = batch.x * batch.scale + sample.x - sample.y
        ordered = OrderedDict(a=total, b=-total)
        return Batch(total + more["deep"][0]), Sample(ordered, [None, "text", total if flip else 3])

    g = wrap(f)
    for call in range(CALLS):
        yield g(
            Batch(of(call), 2.0 if call < 4 else 3.0), Sample(of(1), of(call * 2)), more={"deep": (of(5),)}
        )


@program
def keywords_and_defaults(wrap: Wrap) -> Iterator[Any]:
    def f(x: Tensor, /, y: float = 2.0, *rest: Tensor, scale: float = 1.0, **named: Tensor) -> Tensor:
        return (x * y + sum(rest) + named.get("shift", 0)) * scale

    g = wrap(f)
    for call in range(CALLS):
        yield g(of(call)), g(of(call), 3.0, of(1)), g(of(call), scale=2.0, shift=of(call))


@program
def partial_functions(wrap: Wrap) -> Iterator[Any]:
    held = [of(2), of(3)]
    f = wrap(functools.partial(lambda a, x, scale: a[0] * x * scale, held, scale=3.0))
    for call in range(CALLS):
        if call == 4:
            held[0] = of(10)
        yield f(of(call))


# Constants: what changes is seen.

FACTOR = 2.0
TABLE = {"scale": 2.0, "nested": {"bias": 1.0}}


def global_helper(x: Tensor) -> Tensor:
    return x * FACTOR + TABLE["nested"]["bias"]


@program
def global_read_by_a_helper(wrap: Wrap) -> Iterator[Any]:
    global FACTOR
    f = wrap(lambda x: global_helper(x) * TABLE["scale"])
    try:
        for call in range(CALLS * 2):
            FACTOR = 2.0 + (call // 4)
            TABLE["nested"]["bias"] = float(call // 6)
            yield f(of(call))
    finally:
        FACTOR, TABLE["nested"]["bias"] = 2.0, 1.0


@program
def closure_over_a_dict_and_a_list(wrap: Wrap) -> Iterator[Any]:
    options: dict[str, Any] = {"scale": 1.0, "shifts": [0.0, 1.0]}
    f = wrap(lambda x: x * options["scale"] + sum(options["shifts"]))
    for call in range(CALLS * 2):
        if call == 4:
            options["scale"] = 5.0
        if call == 8:
            options["shifts"].append(7.0)
        yield f(of(call))


@program
def closure_over_an_array(wrap: Wrap) -> Iterator[Any]:
    mean = np.zeros(3, np.float32)
    f = wrap(lambda x: x - Tensor(mean))
    for call in range(CALLS * 2):
        if call % 5 == 4:
            mean[:] = call
        yield f(of(1, 2, 3))


@program
def large_array_in_the_closure(wrap: Wrap) -> Iterator[Any]:
    table = np.zeros(40_000, np.float32)
    f = wrap(lambda x: x + Tensor(table).sum())
    for call in range(CALLS):
        table[call * 1000] = float(call // 3)
        yield f(of(1))


@program
def rebound_variable(wrap: Wrap) -> Iterator[Any]:
    scale: Any = 1.0
    f = wrap(lambda x: x * scale)
    for call in range(CALLS * 2):
        scale = (1.0, of(3), 2, of(4), True)[call // 3]
        yield f(of(call))


class Settings:
    rate = 0.5

    @property
    def doubled(self) -> float:
        return self.rate * 2


@program
def class_attributes_and_properties(wrap: Wrap) -> Iterator[Any]:
    class Own(Settings):
        pass

    own = Own()
    f = wrap(lambda x: x * own.rate + own.doubled + Own.rate)
    for call in range(CALLS * 2):
        if call == 4:
            Own.rate = 2.0
        if call == 9:
            own.rate = 3.0
        yield f(of(call))


@program
def namespace_by_computed_names(wrap: Wrap) -> Iterator[Any]:
    config = SimpleNamespace(first=1.0, second=2.0, inner=SimpleNamespace(flag=False))
    f = wrap(lambda x: x * sum(getattr(config, name) for name in ("first", "second")) + config.inner.flag)
    for call in range(CALLS * 2):
        config.second = 2.0 + call // 4
        config.inner.flag = call > 9
        yield f(of(call))


@program
def function_put_in_the_place_of_another(wrap: Wrap) -> Iterator[Any]:
    steps: list[Callable[[Tensor], Tensor]] = [lambda x: x + 1]
    f = wrap(lambda x: functools.reduce(lambda value, step: step(value), steps, x))
    for call in range(CALLS * 2):
        if call == 4:
            steps[0] = lambda x: x * 10
        if call == 8:
            steps.append(lambda x: x - 3)
        yield f(of(call))


@program
def learning_rate_as_a_number(wrap: Wrap) -> Iterator[Any]:
    weight, rate = of(1, 2).realize(), [0.5]

    def step(x: Tensor) -> Tensor:
        weight.assign(weight - rate[0] * x)
        return weight.sum()

    f = wrap(step)
    for call in range(CALLS * 2):
        rate[0] = 0.5 / (1 + call // 4)
        yield f(of(call, 1)), weight


# State.


@program
def fresh_network_keeps_its_weights(wrap: Wrap) -> Iterator[Any]:
    Tensor.manual_seed(5)
    net = nn.Linear(2, 1)
    f = wrap(lambda x: net(x))
    for _ in range(CALLS):
        yield f(of(1, 2))
    yield net.weight, net.bias


@program
def lazy_random_tensors_wherever_they_hang(wrap: Wrap) -> Iterator[Any]:
    Tensor.manual_seed(6)
    noise = {"list": [Tensor.rand(3)], "object": SimpleNamespace(deep=Batch(Tensor.randn(3)))}
    f = wrap(lambda x: x + noise["list"][0] * noise["object"].deep.x)
    for _ in range(CALLS):
        yield f(of(1, 2, 3))
    yield noise["list"][0]


@program
def random_numbers_go_on(wrap: Wrap) -> Iterator[Any]:
    Tensor.manual_seed(7)
    f = wrap(lambda x: (x + Tensor.rand(3), x.dropout(0.5)))
    for call in range(CALLS):
        if call == 5:
            Tensor.manual_seed(8)
        yield f(of(1, 2, 3))


@program
def network_told_to_evaluate_and_to_train(wrap: Wrap) -> Iterator[Any]:
    Tensor.manual_seed(9)
    net = filled(nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)))
    f = wrap(net)
    for call in range(CALLS * 2):
        net.train(call // 3 % 2 == 0)
        yield f(Tensor(batch(call, 5, 4)))
    yield net[1].running_mean


@program
def tensor_in_the_place_of_another(wrap: Wrap) -> Iterator[Any]:
    holder = SimpleNamespace(w=of(1, 2))
    f = wrap(lambda x: x * holder.w)
    for call in range(CALLS * 2):
        if call % 4 == 3:
            holder.w = of(call, 1)
        yield f(of(1, 1))


@program
def weights_rebound_inside(wrap: Wrap) -> Iterator[Any]:
    class Model:
        def __init__(self) -> None:
            self.w, self.steps = of(1, 2), 0

        def step(self, x: Tensor) -> Tensor:
            self.steps += 1
            self.w = self.w - x * (0.5 / self.steps)
            return self.w * 2

    model = Model()
    f = wrap(model.step)
    for call in range(CALLS):
        yield f(of(call, 1)), model.w, model.steps


@program
def results_put_into_attributes_and_lists(wrap: Wrap) -> Iterator[Any]:
    history: list[Tensor] = []
    kept = SimpleNamespace(last=None)

    def f(x: Tensor) -> Tensor:
        y = x * 2 + 1
        kept.last = y.sum()
        history.append(y)
        return y

    g = wrap(f)
    for call in range(CALLS):
        yield g(of(call, 1)), kept.last, list(history)


@program
def hidden_state_put_into_an_attribute(wrap: Wrap) -> Iterator[Any]:
    memory = SimpleNamespace(hidden=of(0, 0))

    def f(x: Tensor) -> Tensor:
        memory.hidden = (memory.hidden * 0.5 + x).tanh()
        return memory.hidden.sum()

    g = wrap(f)
    for call in range(CALLS):
        if call == 4:
            memory.hidden = of(1, 1)
        yield g(of(call, -call)), memory.hidden


@program
def names_exchanged_inside(wrap: Wrap) -> Iterator[Any]:
    both = SimpleNamespace(a=of(1), b=of(10))

    def f(x: Tensor) -> Tensor:
        both.a, both.b = both.b, both.a
        return both.a * x

    g = wrap(f)
    for call in range(CALLS):
        yield g(of(call)), both.a, both.b


@program
def two_constants_in_one_memory(wrap: Wrap) -> Iterator[Any]:
    a, b = Tensor.zeros(2), Tensor.zeros(2)
    read = wrap(lambda x: x + b)

    def write(x: Tensor) -> Tensor:
        a.assign(a + x)
        return a + b

    written = wrap(write)
    for call in range(CALLS):
        yield read(of(1, 1)), written(of(call, 1)), a, b


@program
def copies_taken_between_updates(wrap: Wrap) -> Iterator[Any]:
    weight = of(1, 2).realize()

    def step(x: Tensor) -> None:
        weight.assign(weight + x)

    f, kept = wrap(step), []
    for call in range(CALLS):
        f(of(call, 1))
        kept += [weight.clone(), weight.detach(), weight * 1, weight.reshape(2, 1).realize()]
        yield kept


@program
def average_of_weights(wrap: Wrap) -> Iterator[Any]:
    weight = of(1, 2).realize()
    average = weight.clone()

    def step(x: Tensor) -> Tensor:
        weight.assign(weight + x)
        average.assign(average * 0.75 + weight * 0.25)
        return average * 1

    f, use = wrap(step), wrap(lambda x: x * average)
    for call in range(CALLS):
        yield f(of(call, 1)), use(of(1, 2)), weight, average


@program
def growing_cache(wrap: Wrap) -> Iterator[Any]:
    def attend(query: Tensor, cache: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        keys = cache["k"].cat(query)
        return (query @ keys.T).softmax(-1) @ keys, {"k": keys}

    f = wrap(attend)
    for start in range(3):
        cache = {"k": Tensor(batch(start, 1, 4))}
        for call in range(3):
            out, cache = f(Tensor(batch(call + 10, 1, 4)), cache)
            yield out, cache


@program
def cache_written_in_place(wrap: Wrap) -> Iterator[Any]:
    keys = Tensor.zeros(CALLS, 2).contiguous().realize()

    def put(x: Tensor, at: Tensor) -> Tensor:
        keys.assign((Tensor.arange(CALLS).reshape(-1, 1) == at).where(x, keys))
        return keys.sum(0)

    f = wrap(put)
    for call in range(CALLS):
        yield f(of(call, 1), Tensor([call])), keys


@program
def network_turned_to_another_dtype(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.Linear(3, 2))
    f = wrap(lambda x: net(x.cast(net.weight.dtype)).cast("float32"))
    for call in range(CALLS):
        if call == 4:
            net.to(dtype=Tensor([1.0], dtype="float16").dtype)
        yield f(Tensor(batch(call, 2, 3)))


@program
def weights_loaded_between_calls(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.Linear(3, 2))
    f = wrap(net)
    for call in range(CALLS):
        if call == 4:
            net.load_state_dict({"weight": batch(1, 2, 3), "bias": batch(2, 2)})
        yield f(Tensor(batch(call, 2, 3)))


# Training.


class Net(nn.Module):
    def __init__(self) -> None:
        self.layers = [nn.Linear(4, 8), nn.Linear(8, 1)]
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[1](self.dropout(self.layers[0](x).relu()))


def training(wrap: Wrap, make: Callable[..., Any], order: str, net: Any = None) -> Iterator[Any]:
    Tensor.manual_seed(11)
    net = filled(Net()) if net is None else net
    optimizer = make(net.parameters())

    def step(x: Tensor, y: Tensor) -> Tensor:
        for action in order.split():
            if action == "zero":
                optimizer.zero_grad()
            elif action == "step":
                optimizer.step()
            else:
                loss = (net(x) - y).square().mean()
                loss.backward()
        return loss.detach()

    f = wrap(step)
    for call in range(CALLS):
        if call == 5:
            optimizer.lr = 0.01
        yield f(Tensor(batch(call, 6, 4)), Tensor(batch(call + 50, 6, 1))), list(net.parameters())


@program
def training_zero_first(wrap: Wrap) -> Iterator[Any]:
    return training(wrap, lambda p: optim.SGD(p, lr=0.1, momentum=0.5), "zero loss step")


@program
def training_zero_last(wrap: Wrap) -> Iterator[Any]:
    return training(wrap, lambda p: optim.Adam(p, lr=0.1), "loss step zero")


@program
def training_without_zero(wrap: Wrap) -> Iterator[Any]:
    return training(wrap, lambda p: optim.SGD(p, lr=0.1), "loss step")


@program
def gradients_added_up_over_calls(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.Linear(3, 1))
    optimizer = optim.SGD(net.parameters(), lr=0.1)

    def micro(x: Tensor) -> Tensor:
        loss = net(x).square().mean() / 2
        loss.backward()
        return loss.detach()

    f = wrap(micro)
    for call in range(CALLS * 2):
        yield f(Tensor(batch(call, 4, 3)))
        if call % 2:
            optimizer.step()
            optimizer.zero_grad()
            yield list(net.parameters())


@program
def gradients_read_outside(wrap: Wrap) -> Iterator[Any]:
    weight = Tensor([1.0, 2.0], requires_grad=True)

    def f(x: Tensor) -> None:
        weight.grad = None
        (weight * x).square().sum().backward()

    g = wrap(f)
    for call in range(CALLS):
        g(of(call, 1))
        yield weight.grad


@program
def two_networks_against_each_other(wrap: Wrap) -> Iterator[Any]:
    maker, judge = filled(nn.Linear(2, 2)), filled(nn.Linear(2, 1))
    makes, judges = optim.Adam(maker.parameters(), lr=0.1), optim.Adam(judge.parameters(), lr=0.1)

    def judge_step(x: Tensor, z: Tensor) -> Tensor:
        judges.zero_grad()
        loss = (judge(x) - 1).square().mean() + judge(maker(z)).square().mean()
        loss.backward()
        judges.step()
        return loss.detach()

    def maker_step(z: Tensor) -> Tensor:
        makes.zero_grad()
        loss = (judge(maker(z)) - 1).square().mean()
        loss.backward()
        makes.step()
        return loss.detach()

    first, second = wrap(judge_step), wrap(maker_step)
    for call in range(CALLS):
        x, z = Tensor(batch(call, 4, 2)), Tensor(batch(call + 50, 4, 2))
        yield first(x, z), second(z), list(maker.parameters()), list(judge.parameters())


@program
def functional_parameters(wrap: Wrap) -> Iterator[Any]:
    def loss_of(params: dict[str, Tensor], x: Tensor) -> Tensor:
        return ((x @ params["w"] + params["b"]).tanh() - 1).square().mean()

    def step(params: dict[str, Tensor], x: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        learned = tree.map(lambda p: p.detach().requires_grad_(), params)
        loss = loss_of(learned, x)
        slopes = loss.gradient(*learned.values())
        moved = [p.detach() - 0.1 * g.detach() for p, g in zip(learned.values(), slopes, strict=True)]
        return dict(zip(params, moved, strict=True)), loss.detach()

    f, params = wrap(step), {"w": Tensor(batch(0, 3, 2)), "b": Tensor.zeros(2)}
    for call in range(CALLS):
        params, loss = f(params, Tensor(batch(call, 4, 3)))
        yield params, loss


@program
def layers_frozen_between_calls(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 1)))
    optimizer = optim.SGD(net.parameters(), lr=0.1)

    def step(x: Tensor) -> Tensor:
        optimizer.zero_grad()
        loss = net(x).square().mean()
        loss.backward()
        optimizer.step()
        return loss.detach()

    f = wrap(step)
    for call in range(CALLS * 2):
        if call in (4, 9):
            net[0].requires_grad_(call == 9)
        yield f(Tensor(batch(call, 4, 3))), list(net.parameters())


# Python that goes on by itself.


@program
def count_that_is_computed_with(wrap: Wrap) -> Iterator[Any]:
    count = 0

    def f(x: Tensor) -> Tensor:
        nonlocal count
        count += 1
        return x * count

    g = wrap(f)
    for call in range(CALLS):
        yield g(of(call)), count


@program
def iterator_in_the_closure(wrap: Wrap) -> Iterator[Any]:
    numbers = iter(range(100))
    f = wrap(lambda x: x + next(numbers))
    for call in range(CALLS):
        yield f(of(call))


@program
def random_numbers_of_the_host(wrap: Wrap) -> Iterator[Any]:
    generator, held = np.random.default_rng(3), np.random.RandomState(4)
    f = wrap(lambda x: x + float(generator.random()) + float(held.rand()))
    for call in range(CALLS):
        yield f(of(call))


@program
def legacy_random_numbers_of_the_host(wrap: Wrap) -> Iterator[Any]:
    np.random.seed(3)
    f = wrap(lambda x: x + float(np.random.rand()))
    for call in range(CALLS):
        yield f(of(call))


@program
def argument_changed_inside(wrap: Wrap) -> Iterator[Any]:
    def push(stack: list[Tensor], x: Tensor) -> Tensor:
        stack.append(x * 2)
        return sum(stack[1:], stack[0])

    f, stack = wrap(push), [of(1)]
    for call in range(CALLS):
        del stack[3:]
        yield f(stack, of(call)), stack


# Functions of all kinds.


class Scaler:
    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, x: Tensor) -> Tensor:
        return x * self.factor

    @staticmethod
    def plain(x: Tensor) -> Tensor:
        return x * FACTOR

    @classmethod
    def made(cls, x: Tensor) -> Tensor:
        return cls(4.0)(x)


@program
def callables_of_every_kind(wrap: Wrap) -> Iterator[Any]:
    scaler = Scaler(2.0)
    called = [
        wrap(each) for each in (scaler, scaler.__call__, Scaler.plain, Scaler.made, lambda x: scaler(x) + 1)
    ]
    for call in range(CALLS * 2):
        scaler.factor = 2.0 + call // 4
        yield [f(of(call)) for f in called]


@program
def object_as_an_argument(wrap: Wrap) -> Iterator[Any]:
    scalers = [Scaler(2.0), Scaler(3.0)]
    f = wrap(lambda scaler, x: scaler(x))
    for call in range(CALLS * 2):
        scalers[0].factor = 2.0 + call // 6
        yield f(scalers[call % 2], of(call))


@program
def jitted_inside_jitted(wrap: Wrap) -> Iterator[Any]:
    state, scale = of(0).realize(), [1.0]

    def inner(x: Tensor) -> Tensor:
        state.assign(state + x)
        return state * scale[0]

    jitted = wrap(inner)
    outer = wrap(lambda x: jitted(x) + jitted(x * 2))
    for call in range(CALLS * 2):
        scale[0] = 1.0 + call // 5
        yield outer(of(call)), jitted(of(1)), state


@program
def modes_around_the_call(wrap: Wrap) -> Iterator[Any]:
    weight = Tensor([1.0, 2.0], requires_grad=True)
    f = wrap(lambda x: weight * x)
    for call in range(CALLS * 2):
        if call % 3 == 0:
            with Tensor.no_grad():
                yield f(of(1, call)), f(of(1, call)).requires_grad
        else:
            yield f(of(1, call)), f(of(1, call)).requires_grad


@program
def same_tensor_under_several_names(wrap: Wrap) -> Iterator[Any]:
    a, b = of(1, 2).realize(), of(3, 4).realize()
    f = wrap(lambda x, y, z: x * 10 + y - z)
    for call in range(CALLS * 2):
        yield f(*((a, a, a), (a, b, a), (b, a, b), (a, b, b))[call // 3 % 4])


@pytest.mark.parametrize("name", PROGRAMS)
def test_jitted_program_does_what_it_says(name: str) -> None:
    check(PROGRAMS[name])

"""Programs as people write them who have not read the rule: jitted and as written they do the same."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from barewire import Generator, Tensor, nn, optim

from .programs import Program, Wrap, batch, check, filled, of

pytestmark = pytest.mark.filterwarnings("ignore:jit:RuntimeWarning")

CALLS = 10
PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


def deco(fn):
    @functools.wraps(fn)
    def inner(*a, **k):
        inner.n += 1
        return fn(*a, **k) + deco.bias

    inner.n = 0
    return inner


deco.bias = 1.0


@program
def attributes_of_functions(wrap: Wrap) -> Iterator[Any]:
    deco.bias = 1.0

    @wrap
    @deco
    @deco
    def f(x):
        return x * 2

    for call in range(CALLS):
        if call == 6:
            deco.bias = 5.0
        yield f(of(call))


@program
def attribute_of_the_function(wrap: Wrap) -> Iterator[Any]:
    def f(x):
        return x * f.k

    f.k = 2.0
    g = wrap(f)
    h = f
    for call in range(CALLS):
        if call == 5:
            h.k = 3.0
        yield g(of(call))


@program
def seed_set_inside(wrap: Wrap) -> Iterator[Any]:
    def f(x):
        Tensor.manual_seed(3)
        return x + Tensor.rand(2)

    g = wrap(f)
    for call in range(CALLS):
        yield g(of(call, call))


@program
def remembered_results(wrap: Wrap) -> Iterator[Any]:
    @functools.lru_cache
    def table(n):
        return Tensor([float(n)] * 2)

    g = wrap(lambda x, n: x * table(n))
    for call in range(CALLS):
        yield g(of(call, 1), call % 2)


@program
def drawn_once_and_remembered(wrap: Wrap) -> Iterator[Any]:
    @functools.cache
    def table():
        return Tensor.rand(2)

    Tensor.manual_seed(3)
    g = wrap(lambda x: x * table())
    for call in range(CALLS):
        yield g(of(call, 1))


@program
def two_optimizers_captured_apart(wrap: Wrap) -> Iterator[Any]:
    g = filled(nn.Linear(2, 2))
    d = filled(nn.Linear(2, 1))
    og = optim.Adam(g.parameters(), lr=0.01)
    od = optim.Adam(d.parameters(), lr=0.01)

    def sd(z, real):
        od.zero_grad()
        ld = d(g(z).detach()).sigmoid().mean() - d(real).sigmoid().mean()
        ld.backward()
        od.step()
        return ld

    def sg(z):
        og.zero_grad()
        lg = -d(g(z)).sigmoid().mean()
        lg.backward()
        og.step()
        return lg

    sd, sg = wrap(sd), wrap(sg)
    for call in range(CALLS):
        yield sd(Tensor(batch(call, 4, 2)), Tensor(batch(call + 50, 4, 2))), sg(Tensor(batch(call, 4, 2)))
        yield g.weight, d.weight


@program
def gradients_made_zeros(wrap: Wrap) -> Iterator[Any]:
    wt = Tensor([1.0, 2.0], requires_grad=True)
    o = optim.SGD([wt], lr=0.01)

    def st(x):
        o.zero_grad(set_to_none=False)
        loss = (x * wt).square().sum()
        loss.backward()
        o.step()
        return loss

    st = wrap(st)
    for call in range(CALLS):
        yield st(of(call, 1))
        yield wt


@program
def generator_of_random_numbers(wrap: Wrap) -> Iterator[Any]:
    gen = Generator()
    gen.manual_seed(3)
    f = wrap(lambda x: x.clone().bernoulli_(0.5, generator=gen))
    for _ in range(CALLS):
        yield f(Tensor(np.ones((2, 4), "f4")))


@program
def view_of_state_changed_in_place(wrap: Wrap) -> Iterator[Any]:
    k = Tensor.zeros(4, 2).contiguous().realize()
    v = k[1]

    def f(x):
        v.add_(x)
        return k.sum()

    f = wrap(f)
    for call in range(CALLS):
        yield f(of(call, 1))
        yield k
        yield v


@program
def state_of_a_recurrent_layer(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.GRU(2, 3))
    f = wrap(lambda x, h: net(x, h))
    hh = Tensor(np.zeros((1, 1, 3), "f4"))
    for call in range(CALLS):
        y, hh = f(Tensor(batch(call, 2, 1, 2)), hh)
        yield y, hh


@program
def attributes_asked_for_by_operator(wrap: Wrap) -> Iterator[Any]:
    s = SimpleNamespace(a=SimpleNamespace(k=2.0))
    get = operator.attrgetter("a.k")
    f = wrap(lambda x: x * get(s))
    for call in range(CALLS):
        if call == 5:
            s.a.k = 4.0
        yield f(of(call))


@program
def attributes_that_are_computed(wrap: Wrap) -> Iterator[Any]:
    class S:
        def __init__(s):
            s.d = {"k": 1.0}

        def __getattr__(s, n):
            return s.__dict__["d"][n]

        def f(s, x):
            return x * s.k

    o = S()
    f = wrap(o.f)
    for call in range(CALLS):
        if call == 4:
            o.d["k"] = 2.0
        yield f(of(call))


@program
def cache_as_an_argument(wrap: Wrap) -> Iterator[Any]:
    k = Tensor.zeros(4, 2).contiguous().realize()

    def f(x, pos, k):
        k.assign((Tensor.arange(4).reshape(4, 1) == pos).where(x, k))
        return k.sum(0)

    f = wrap(f)
    for call in range(CALLS):
        yield f(of(call, 1), Tensor([call % 4]), k)
        yield k


@program
def slices_of_caches_in_a_list(wrap: Wrap) -> Iterator[Any]:
    ks = [Tensor.zeros(4, 2).contiguous().realize() for _ in range(2)]

    def f(x, cache):
        for t in cache:
            t[1:2] = x
        return cache[0] + cache[1]

    f = wrap(f)
    for call in range(CALLS):
        yield f(Tensor(batch(call, 1, 2)), ks)
        yield ks


@program
def class_defined_inside(wrap: Wrap) -> Iterator[Any]:
    ns = {"K": 2.0, "Tensor": Tensor}
    exec("def f(x):\n  class Q:\n    k=K\n  return x*Q.k", ns)
    f = wrap(ns["f"])
    for call in range(CALLS):
        if call == 5:
            ns["K"] = 4.0
        yield f(of(call))


@program
def method_of_the_class_above(wrap: Wrap) -> Iterator[Any]:
    class A:
        k = 2.0

        def f(s, x):
            return x * s.k

    class B(A):
        j = 1.0

        def f(s, x):
            return super().f(x) + s.j

    b = B()
    g = wrap(b.f)
    for call in range(CALLS):
        if call == 4:
            A.k = 3.0
        if call == 7:
            B.j = 4.0
        yield g(of(call))


@program
def object_with_slots(wrap: Wrap) -> Iterator[Any]:
    class S:
        __slots__ = ("k", "t")

        def __init__(s):
            s.k = 1.0
            s.t = of(3)

        def f(s, x):
            return x * s.k + s.t

    o = S()
    f = wrap(o.f)
    for call in range(CALLS):
        if call == 4:
            o.k = 2.0
        if call == 6:
            o.t = of(9)
        yield f(of(call))


@program
def patterns_matched(wrap: Wrap) -> Iterator[Any]:
    cfg = {"mode": "a", "k": 2.0}

    def f(x):
        match cfg:
            case {"mode": "a", "k": k}:
                return x * k
            case {"mode": "b"}:
                return x + 1

    g = wrap(f)
    for call in range(CALLS):
        if call == 4:
            cfg["k"] = 5.0
        if call == 7:
            cfg["mode"] = "b"
        yield g(of(call))


@program
def exceptions_between_updates(wrap: Wrap) -> Iterator[Any]:
    s = of(0.0).realize()

    def f(x, k):
        s.assign(s + x)
        if k == 3:
            raise KeyError(k)
        return s * 1

    g = wrap(f)
    for call in range(CALLS):
        try:
            yield g(of(call), call % 4)
        except KeyError as e:
            yield str(e)
        yield s


@program
def recursion(wrap: Wrap) -> Iterator[Any]:
    def fact(x, n):
        return x if n == 0 else fact(x, n - 1) * n

    f = wrap(fact)
    for call in range(CALLS):
        yield f(of(call), call % 3)


@program
def context_that_counts(wrap: Wrap) -> Iterator[Any]:
    class C:
        k = 1.0

        def __enter__(s):
            s.k += 1
            return s

        def __exit__(s, *a):
            s.k -= 1

    cc = C()

    def f(x):
        with cc as q:
            return x * q.k

    f = wrap(f)
    for call in range(CALLS):
        if call == 5:
            cc.k = 5.0
        yield f(of(call))


@program
def schedule_inside(wrap: Wrap) -> Iterator[Any]:
    net = filled(nn.Linear(2, 2))
    o = optim.SGD(net.parameters(), lr=0.1)
    s = optim.lr_scheduler.StepLR(o, 2)

    def st(x):
        o.zero_grad()
        loss = net(x).square().mean()
        loss.backward()
        o.step()
        s.step()
        return loss

    st = wrap(st)
    for call in range(CALLS):
        yield st(Tensor(batch(call, 4, 2)))
        yield net.weight


@program
def attributes_exchanged(wrap: Wrap) -> Iterator[Any]:
    s = SimpleNamespace(a=of(1).realize(), b=of(2).realize())

    def f(x):
        s.a, s.b = s.b + x, s.a
        return s.a

    f = wrap(f)
    for call in range(CALLS):
        yield f(of(call))
        yield s.a, s.b


@program
def default_that_counts(wrap: Wrap) -> Iterator[Any]:
    def f(x, memo={"n": 0}):  # noqa: B006
        memo["n"] += 1
        return x * memo["n"]

    f = wrap(f)
    for call in range(CALLS):
        yield f(of(call))


@program
def assigned_from_another_argument(wrap: Wrap) -> Iterator[Any]:
    f = wrap(lambda x, y: (x.assign(y), x + y)[1])
    for call in range(CALLS):
        x, y = of(call), of(call + 5)
        yield f(x, y)
        yield x, y
        y.assign(y + 1)
        yield x, y


@program
def filled_argument(wrap: Wrap) -> Iterator[Any]:
    f = wrap(lambda x: (x.fill_(3.0), None)[1])
    for call in range(CALLS):
        x = of(call, 1)
        yield f(x)
        yield x
        x += 1
        yield x


@program
def arguments_exchanged(wrap: Wrap) -> Iterator[Any]:
    def f(a, b):
        t = a * 1
        a.copy_(b)
        b.copy_(t)

    f = wrap(f)
    a, b = of(1), of(2)
    for _ in range(CALLS):
        f(a, b)
        yield a, b


@program
def argument_given_twice(wrap: Wrap) -> Iterator[Any]:
    def f(a, b):
        a += 1
        return a * b

    f = wrap(f)
    for call in range(CALLS):
        a = of(call, 2)
        yield f(a, a)
        yield a


@program
def view_of_an_argument(wrap: Wrap) -> Iterator[Any]:
    def f(a):
        a *= 2

    f = wrap(f)
    for call in range(CALLS):
        a = Tensor(batch(call, 2, 2))
        v = a[0]
        f(a)
        yield a, v
        v += 1
        yield a, v


@program
def parameters_as_arguments(wrap: Wrap) -> Iterator[Any]:
    ps = [Tensor(batch(i, 2, 2), requires_grad=True) for i in range(3)]

    def step(ps, x):
        for p in ps:
            p.grad = None
        loss = ((x @ ps[0]).relu() @ ps[1] @ ps[2]).square().mean()
        loss.backward()
        with Tensor.no_grad():
            for p in ps:
                p.sub_(p.grad * 0.1)
        for p in ps:
            p.grad = None
        return loss

    f = wrap(step)
    for call in range(CALLS):
        yield f(ps, Tensor(batch(call, 4, 2)))
        yield ps


@program
def optimizer_as_an_argument(wrap: Wrap) -> Iterator[Any]:
    net = nn.Linear(2, 2)
    with Tensor.no_grad():
        for i, p in enumerate(net.parameters()):
            p.assign(Tensor(batch(i, *p.shape)))
    o = optim.Adam(net.parameters(), lr=0.1)

    def step(net, o, x):
        o.zero_grad()
        loss = net(x).square().mean()
        loss.backward()
        o.step()
        return loss

    f = wrap(step)
    for call in range(CALLS):
        yield f(net, o, Tensor(batch(call, 4, 2)))
        yield net.weight


@program
def state_as_an_argument(wrap: Wrap) -> Iterator[Any]:
    k = of(1, 2).realize()

    def f(x):
        x += 1
        return k * x

    f = wrap(f)
    for call in range(CALLS):
        yield f(k)
        yield k
        z = of(call, call)
        yield f(z)
        yield z, k


@program
def argument_of_one_is_state_of_another(wrap: Wrap) -> Iterator[Any]:
    k = of(1, 2).realize()
    g = wrap(lambda y: k * y)

    def f(x):
        x += 1
        return x * 2

    f = wrap(f)
    for call in range(CALLS):
        yield f(k)
        yield g(of(call, 1))
        yield k


@program
def argument_changed_in_a_branch(wrap: Wrap) -> Iterator[Any]:
    def f(x, flag):
        if flag:
            x += 1
        return x * 2

    f = wrap(f)
    for call in range(CALLS):
        x = of(call)
        yield f(x, call % 4 < 2)
        yield x


@program
def argument_changed_by_a_jitted_function(wrap: Wrap) -> Iterator[Any]:
    inner = wrap(lambda x: x.add_(1))

    def f(x):
        inner(x)
        inner(x)
        return x * 2

    f = wrap(f)
    for call in range(CALLS):
        x = of(call)
        yield f(x)
        yield x
        inner(x)
        yield x


@program
def expression_built_before(wrap: Wrap) -> Iterator[Any]:
    def f(x):
        x += 1
        return x * 2

    f = wrap(f)
    for call in range(CALLS):
        x = of(call, 1)
        old = x * 3
        yield f(x)
        yield x, old


@program
def computed_from_weights_outside(wrap: Wrap) -> Iterator[Any]:
    wt = Tensor([1.0, 2.0], requires_grad=True)
    we = wt * 2
    f = wrap(lambda x: x * we)
    for call in range(CALLS):
        yield f(of(call, 1))
        if call % 2:
            with Tensor.no_grad():
                wt.assign(wt + 1)


@program
def hidden_state_with_gradients(wrap: Wrap) -> Iterator[Any]:
    net = nn.Linear(2, 2)
    with Tensor.no_grad():
        for i, p in enumerate(net.parameters()):
            p.assign(Tensor(batch(i, *p.shape)))
    f = wrap(lambda x, h: (net(x) + h[0])[None].tanh())
    h = Tensor(np.zeros((1, 4, 2), "f4"))
    for call in range(CALLS):
        h = f(Tensor(batch(call, 4, 2)), h)
        yield h


@program
def arguments_of_several_dtypes(wrap: Wrap) -> Iterator[Any]:
    def f(x):
        x[0] = 1
        return x

    f = wrap(f)
    for call in range(CALLS):
        x = Tensor([call, 2], dtype=("int32", "float16", "float32")[call // 3 % 3])
        yield f(x)
        yield x


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_jitted_and_as_written_is_the_same(name: str) -> None:
    check(PROGRAMS[name])

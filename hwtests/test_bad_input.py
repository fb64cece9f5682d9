"""Mistakes of a user of tensors: each is a Barewire exception that names what was wrong, takes no memory and
leaves the device as it was.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from barewire import Device, Tensor, errors, jit, nn, optim

from .programs import output_of

pytestmark = pytest.mark.usefixtures("compiled")


def table(*shape: int) -> Tensor:
    return Tensor(np.arange(int(np.prod(shape)), dtype=np.float32).reshape(shape))


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """After each mistake the device computes, and holds no more than before."""
    device = Device.default
    (Tensor([1.0, 2.0]) + Tensor.rand(2)).tolist()  # the state of random numbers stays
    gc.collect()
    before = (device.memory.allocated, device.exports)
    yield
    assert (Tensor([1.0, 2.0]) + 1).tolist() == [2.0, 3.0]
    gc.collect()
    assert (device.memory.allocated, device.exports) == before


Mistake = tuple[str, type[Exception], str, Callable[[], object]]

SHAPES: list[Mistake] = [
    (
        "sum of shapes",
        errors.ShapeError,
        r"\(2, 3\) and \(2, 4\).*3 and 4 at axis 1",
        lambda: table(2, 3) + table(2, 4),
    ),
    ("sum with an array", errors.ShapeError, r"\(2, 3\) and \(4,\)", lambda: table(2, 3) - np.ones(4)),
    ("matmul", errors.ShapeError, "sizes 3 and 2 differ", lambda: table(2, 3) @ table(2, 4)),
    ("matmul of a scalar", errors.ShapeError, r"use \* for scalars", lambda: Tensor(1.0) @ table(2)),
    ("matmul of batches", errors.ShapeError, "2 and 3 at axis 0", lambda: table(2, 3, 4) @ table(3, 4, 5)),
    (
        "einsum",
        errors.ShapeError,
        "'j' has sizes 3 and 4",
        lambda: Tensor.einsum("ij,jk", table(2, 3), table(4, 5)),
    ),
    ("where", errors.ShapeError, r"\(2,\)", lambda: Tensor([True, False]).where(table(3), table(2))),
    ("reshape", errors.ShapeError, r"\(2, 3\) \(6 elements\).*\(4, 2\)", lambda: table(2, 3).reshape(4, 2)),
    ("two free sizes", errors.ShapeError, r"\(-1, -1\)", lambda: table(2, 3).reshape(-1, -1)),
    ("indivisible free size", errors.ShapeError, r"\(-1, 4\)", lambda: table(2, 3).reshape(-1, 4)),
    ("free size of nothing", errors.ShapeError, r"\(0, -1\)", lambda: table(0, 3).reshape(0, -1)),
    ("size that is no int", errors.InvalidArgument, "ints", lambda: table(2, 3).reshape(2.0, 3)),
    ("expand", errors.ShapeError, r"\(2, 3\).*\(4, 3\)", lambda: table(2, 3).expand(4, 3)),
    ("concat", errors.ShapeError, r"\(2, 3\) and \(3, 4\)", lambda: table(2, 3).cat(table(3, 4), dim=0)),
    ("stack", errors.ShapeError, "stack", lambda: table(2, 3).stack(table(3, 4))),
    ("split", errors.ShapeError, r"\[1, 3\].*3", lambda: table(2, 3).split([1, 3], dim=1)),
    ("ragged lists", errors.ShapeError, "ragged at depth 1", lambda: Tensor([[1], [1, 2]])),
    ("negative size", errors.ShapeError, r"\(-1,\)", lambda: Tensor.zeros(-1)),
    ("greatest of nothing", errors.ShapeError, "no elements", lambda: table(0, 3).max(0)),
    ("item of many", errors.ShapeError, r"\(3,\)", lambda: table(3).item()),
    ("truth of many", errors.ShapeError, r"\(3,\)", lambda: bool(table(3))),
    ("assign", errors.ShapeError, r"\(4,\).*\(3,\)", lambda: table(3).assign(table(4))),
    ("in place", errors.ShapeError, r"\(2, 3\).*\(3,\)", lambda: table(3).__iadd__(table(2, 3))),
    ("conv2d", errors.ShapeError, "3 channels", lambda: table(1, 3, 8, 8).conv2d(table(4, 2, 3, 3))),
    ("wide window", errors.ShapeError, r"\(3, 3\).*\(2, 2\)", lambda: table(1, 3, 2, 2).max_pool2d(3)),
    ("linear layer", errors.ShapeError, r"\(2, 5\).*\(4, 3\)", lambda: nn.Linear(3, 4)(table(2, 5))),
    ("loss", errors.ShapeError, r"\(2, 3\).*\(2, 4\)", lambda: table(2, 3).mse_loss(table(2, 4))),
    ("gradient", errors.ShapeError, r"\(3,\).*\(2,\)", lambda: leaf().backward(table(3))),
]


def leaf() -> Tensor:
    return Tensor([1.0, 2.0], requires_grad=True)


PLACES: list[Mistake] = [
    ("axis of a sum", errors.IndexOutOfRange, "axis 2 .* axes -2 to 1", lambda: table(2, 3).sum(2)),
    ("axis below", errors.IndexOutOfRange, "axis -3 .* axes -2 to 1", lambda: table(2, 3).sum(-3)),
    ("axis twice", errors.InvalidArgument, "twice", lambda: table(2, 3).sum((0, 0))),
    ("axis that is no int", errors.InvalidArgument, "int, not 1.5", lambda: table(2, 3).sum(1.5)),  # type: ignore[arg-type]
    ("permute", errors.IndexOutOfRange, "axis 5", lambda: table(2, 3).permute(0, 5)),
    ("permute too few", errors.ShapeError, "1 of the 2 axes", lambda: table(2, 3).permute(0)),
    ("softmax", errors.IndexOutOfRange, "axis 2", lambda: table(2, 3).softmax(2)),
    ("sort", errors.IndexOutOfRange, "axis 2", lambda: table(2, 3).sort(2)),
    ("unsqueeze", errors.IndexOutOfRange, "-3 to 2", lambda: table(2, 3).unsqueeze(4)),
    ("index", errors.IndexOutOfRange, "index 2 of axis 0 .* -2 to 1", lambda: table(2, 3)[2]),
    ("index below", errors.IndexOutOfRange, "index -3 of axis 0", lambda: table(2, 3)[-3]),
    ("index of nothing", errors.IndexOutOfRange, "the axis is empty", lambda: table(0, 3)[0]),
    ("many indices", errors.IndexOutOfRange, "3 indices for 2 axes", lambda: table(2, 3)[0, 0, 0]),
    ("indices", errors.IndexOutOfRange, "index 5 of axis 0", lambda: table(2, 3)[[0, 5]]),
    ("array of indices", errors.IndexOutOfRange, "index -9", lambda: table(2, 3)[:, np.array([0, -9])]),
    ("mask", errors.IndexOutOfRange, r"mask of shape \(3,\)", lambda: table(2, 3)[[True, False, True]]),
    ("float index", errors.DTypeError, "1.0", lambda: table(2, 3)[1.0]),
    ("no step", errors.InvalidArgument, "zero", lambda: table(2, 3)[::0]),
    ("setting", errors.IndexOutOfRange, "index 2 of axis 0", lambda: table(2, 3).__setitem__(2, 1.0)),
    ("gather", errors.IndexOutOfRange, "axis 5", lambda: table(2, 3).gather(5, Tensor([[0]]))),
    ("topk", errors.InvalidArgument, "4 of 3", lambda: table(2, 3).topk(4)),
    ("one_hot", errors.InvalidArgument, "-3 classes", lambda: Tensor([0]).one_hot(-3)),
]

VALUES: list[Mistake] = [
    ("unknown dtype", errors.DTypeError, "'float8'.*bfloat16", lambda: Tensor([1], dtype="float8")),
    ("dtype of another kind", errors.DTypeError, "7 is not a dtype", lambda: Tensor([1], dtype=7)),
    ("text", errors.DTypeError, "str", lambda: Tensor(["a"])),
    ("array of text", errors.DTypeError, "U1", lambda: Tensor(np.array(["a"]))),
    ("dates", errors.DTypeError, "datetime64", lambda: Tensor(np.array(["2020-01-01"], "datetime64[D]"))),
    ("nothing", errors.DTypeError, "None", lambda: Tensor(None)),
    ("a dict", errors.DTypeError, "dict has no order", lambda: Tensor({1: 2})),
    ("sum with nothing", errors.DTypeError, "NoneType", lambda: table(3) + None),
    ("bits of floats", errors.DTypeError, "float32", lambda: table(3) & table(3)),
    (
        "list too great for int8",
        errors.InvalidArgument,
        "int8 \\(-128 to 127\\)",
        lambda: Tensor([300], dtype="int8"),
    ),
    (
        "number too great for int8",
        errors.InvalidArgument,
        "300 does not fit int8",
        lambda: Tensor(300, dtype="int8"),
    ),
    (
        "filled with too much",
        errors.InvalidArgument,
        "-1 does not fit uint8",
        lambda: Tensor.full((2,), -1, dtype="uint8"),
    ),
    ("integer of 71 bits", errors.InvalidArgument, "71 bits", lambda: Tensor(2**70)),
    ("sum with 71 bits", errors.InvalidArgument, "71 bits", lambda: Tensor([1]) + 2**70),
    ("sum beyond floats", errors.InvalidArgument, "beyond float32", lambda: table(2) + 10**400),
    (
        "nan as an integer",
        errors.InvalidArgument,
        "nan is not an int64",
        lambda: Tensor.full((2,), float("nan"), dtype="int64"),
    ),
    ("endless range", errors.InvalidArgument, "inf", lambda: Tensor.arange(float("inf"))),
    ("range without step", errors.InvalidArgument, "step is 0", lambda: Tensor.arange(0, 3, 0)),
    ("half a number of values", errors.InvalidArgument, "2.5", lambda: Tensor.linspace(0, 1, 2.5)),  # type: ignore[arg-type]
    ("many random numbers", errors.InvalidArgument, "at most", lambda: Tensor.rand(1 << 45)),
    ("gradient of integers", errors.DTypeError, "int64", lambda: Tensor([1], requires_grad=True)),
    ("gradient of nothing", errors.GradientError, "requires a gradient", lambda: table(3).sum().backward()),
    ("gradient of many", errors.GradientError, r"\(2,\)", lambda: leaf().backward()),
    ("layer of negative size", errors.InvalidArgument, "-3", lambda: nn.Linear(-3, 4)),
    ("groups", errors.InvalidArgument, "groups=2", lambda: nn.Conv2d(3, 4, 3, groups=2)),
    ("optimizer of nothing", errors.InvalidArgument, "parameters", lambda: optim.SGD([], lr=0.1)),
    ("jit of a number", errors.InvalidArgument, "3", lambda: jit(3)),  # type: ignore[arg-type]
    ("dlpack of a number", errors.InvalidArgument, "int", lambda: Tensor.from_dlpack(3)),
]

DEVICES: list[Mistake] = [
    ("unknown", errors.UnknownDevice, "'TPU'; there are: .*CPU", lambda: Tensor([1], device="TPU")),
    ("no such card", errors.UnknownDevice, "'CPU:7'.*number 0", lambda: Tensor.zeros(1, device="CPU:7")),
    ("no number", errors.UnknownDevice, "'CPU:x'.*CPU:0", lambda: Tensor.rand(1, device="CPU:x")),
    ("negative", errors.UnknownDevice, "'CPU:-1'", lambda: Tensor([1], device="CPU:-1")),
    ("empty name", errors.UnknownDevice, "''", lambda: Tensor([1], device="")),
    ("empty number", errors.UnknownDevice, "'CPU:'", lambda: Tensor([1]).to("CPU:")),
    ("not a name", errors.UnknownDevice, "3.5", lambda: Tensor.zeros(3, device=3.5)),
    ("moved to a number", errors.UnknownDevice, "3", lambda: table(3).to(3)),
    ("registry", errors.UnknownDevice, "None", lambda: Device[None]),  # type: ignore[misc]
]


@pytest.mark.parametrize(
    ("expected", "names", "mistake"),
    [
        pytest.param(*rest, id=f"{kind}: {name}")
        for kind, listed in {"shape": SHAPES, "place": PLACES, "value": VALUES, "device": DEVICES}.items()
        for name, *rest in listed
    ],
)
def test_a_mistake_names_what_was_wrong(
    expected: type[Exception], names: str, mistake: Callable[[], object]
) -> None:
    with pytest.raises(expected, match=names) as caught:
        mistake()
    assert isinstance(caught.value, errors.BarewireError)


TOO_BIG: dict[str, Callable[[], object]] = {
    "a constant": lambda: Tensor.zeros(1 << 45).realize(),
    "a range": lambda: (Tensor.arange(1 << 44).cast("float32") + 1).realize(),
    "a broadcast sum": lambda: (Tensor.zeros(1 << 45) + Tensor([1.0])).numpy(),
    "a product": lambda: (
        Tensor.arange(1 << 24).reshape(-1, 1) @ Tensor.arange(1 << 24).reshape(1, -1)
    ).tolist(),
    "more bytes than addresses": lambda: (Tensor.zeros(1 << 62, 1 << 62) + Tensor([1.0])).realize(),
    "something on the way": lambda: Tensor([1.0]).expand(1 << 45).contiguous().sum().item(),
    "a gradient": lambda: (leaf().sum().expand(1 << 45) * 2).realize(),
    "a jitted result": lambda: jit(lambda x: x.expand(1 << 45) + 1)(Tensor([1.0])),
}


@pytest.mark.parametrize("name", TOO_BIG)
def test_a_result_larger_than_memory_is_refused_with_the_sizes(name: str) -> None:
    with pytest.raises(errors.OutOfMemory, match=r"\d+ bytes\) do not fit.*\d.* of \d"):
        TOO_BIG[name]()


def test_a_device_buffer_larger_than_memory_is_refused_with_the_sizes() -> None:
    with pytest.raises(errors.OutOfMemory, match=f"{1 << 60} bytes"):
        _ = Device.default.allocate(1 << 60).gpu_address


def test_index_tensors_out_of_range_read_zero_and_write_nothing() -> None:
    rows = table(2, 3)
    assert rows[Tensor([1, 5])].tolist() == [[3.0, 4.0, 5.0], [0.0, 0.0, 0.0]]
    assert rows.gather(0, Tensor([[7, 1, -9]])).tolist() == [[0.0, 4.0, 0.0]]
    assert rows.scatter(0, Tensor([[9, 0, 1]]), Tensor([[7.0, 7.0, 7.0]])).tolist() == [
        [0.0, 7.0, 2.0],
        [3.0, 4.0, 7.0],
    ]


def test_an_exception_inside_a_jitted_function_leaves_it_usable() -> None:
    fails = {"now": False}
    weight = Tensor([1.0, 2.0])

    @jit
    def product(x: Tensor) -> Tensor:
        y = (x * weight).realize()
        if fails["now"]:
            raise RuntimeError("the user's own")
        return y.sum()

    for attempt in range(2):  # while it runs as written, and while it is captured
        fails["now"] = True
        with pytest.raises(RuntimeError, match="the user's own"):
            product(Tensor([1.0, 2.0]))
        fails["now"] = False
        assert product(Tensor([1.0, attempt])).item() == 1.0 + 2 * attempt
    assert [product(Tensor([1.0, last])).item() for last in (3.0, 4.0, 5.0)] == [7.0, 9.0, 11.0]


def test_a_jitted_function_that_reads_on_the_host_is_refused_and_the_device_goes_on() -> None:
    read = jit(lambda x: x.sum().item())
    assert read(Tensor([1.0, 2.0])) == 3.0
    with pytest.raises(errors.JitError, match="reads a tensor's values on the host"):
        read(Tensor([1.0, 2.0]))


CLOSED = """
from barewire import Device, Tensor, errors, jit, nn
device = Device.default
kept = (Tensor([1.0, 2.0]) + 1).realize()
pending = Tensor([3.0, 4.0]) * 2
increment = jit(lambda a: a + 1)
for _ in range(3):
    increment(kept)
model = nn.BatchNorm1d(2)
model(Tensor.rand(3, 2))
Tensor.manual_seed(5)
first = Tensor.rand(3).tolist()
Tensor.rand(3)
device.close()

def refused(use):
    try:
        return f"worked: {use()}"
    except errors.DeviceClosed as error:
        assert f"{device.name} was closed" in str(error), error
        return "refused"

uses = [
    lambda: kept.numpy(), lambda: kept.tolist(), lambda: kept.memory(), lambda: kept.sum().item(),
    lambda: (kept + 1).tolist(), lambda: pending.tolist(), lambda: kept[0].item(),
    lambda: kept.cat(kept, dim=0).tolist(),
    lambda: (kept @ kept).item(), lambda: kept.__dlpack__(), lambda: increment(kept),
    lambda: kept.clone().numpy(),
]
print({refused(use) for use in uses})
print((Tensor([1.0, 2.0]) + 1).tolist(), Device.default is not device)
print([increment(Tensor([5.0, last])).tolist() for last in (6.0, 7.0, 8.0)])
Tensor.manual_seed(5)
print(Tensor.rand(3).tolist() == first, kept.assign(Tensor([7.0, 8.0])).tolist())
"""


def test_a_tensor_used_after_its_device_was_closed_says_so_and_the_device_opens_again() -> None:
    assert output_of(CLOSED).splitlines() == [
        "{'refused'}",
        "[2.0, 3.0] True",
        "[[6.0, 7.0], [6.0, 8.0], [6.0, 9.0]]",
        "True [7.0, 8.0]",
    ]


def test_a_device_whose_memory_the_host_looks_at_stays_open() -> None:
    program = """
import os
os.environ["BAREWIRE_DEVICE"] = "CPU"  # whose memory the host looks at
import numpy as np
from barewire import Device, Tensor, errors
device = Device["CPU"]
x = (Tensor([1.0, 2.0]) + 1).realize()
seen = {"array": x.numpy(), "memoryview": x.memory(), "dlpack": np.from_dlpack(x)}
while seen:
    try:
        device.close()
        print("closed")
    except errors.BarewireError as error:
        print(str(error).split(":")[1].split(";")[0].strip(), x.tolist())
    seen.popitem()
device.close()
print(device.closed, (Tensor([1.0]) + 1).item())
"""
    assert output_of(program).splitlines() == [
        "3 host views of its memory are in use [2.0, 3.0]",
        "2 host views of its memory are in use [2.0, 3.0]",
        "1 host views of its memory are in use [2.0, 3.0]",
        "True 2.0",
    ]

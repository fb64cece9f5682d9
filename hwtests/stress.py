"""Many things at once for many minutes: `python -m hwtests.stress --minutes 20 --device NVIDIA`.

Two processes share the card. Each does rounds until the time is over: random tensor programs, eager and
captured, against the same programs on the processor; memory allocated, written, read and freed in all sizes.
In the middle each lets a kernel fault, opens the card again and goes on. What a round does is decided by the
seed, the process and the round's number: `--again PROCESS:ROUND` repeats one. Prints a table; ends with 1
where anything failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import traceback
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from barewire import Tensor, jit
from barewire.runtime import environment
from barewire.runtime.compiler import KernelSource, compile_kernels
from barewire.runtime.device import Device
from barewire.runtime.errors import KernelFault

from . import programs

REFERENCE = "CPU"
PROCESSES = 2
# On a simulated card each element costs what a million cost on a real one.
MOST_ELEMENTS_REAL, MOST_ELEMENTS_SIMULATED = 1 << 22, 1 << 12
CHURN_BYTES_REAL, CHURN_BYTES_SIMULATED = 2 << 30, 32 << 20
LAUNCHES_OF_A_CAPTURE = 4
LIMIT = 4.0
# Of the largest value: what half precision and another order of summation may differ by.
TOLERANCE = {"float32": 1e-3, "float16": 2e-2, "bfloat16": 8e-2}
# Past its own time a process gets this long for the round it is in.
GRACE_S = 300.0
MOST_FAILURES_SHOWN = 10


# Programs


@dataclass(frozen=True)
class Step:
    """One operation on what was computed so far: its name, which values it takes, and numbers it goes by."""

    name: str
    operands: tuple[int, int]
    seed: int


def _bounded(x: Tensor) -> Tensor:
    return x.clip(-LIMIT, LIMIT)


def _same_shape(x: Tensor, y: Tensor) -> Tensor:
    """The second, with its elements repeated or left out to be as the first."""
    flat = y.flatten()
    count, have = x.numel(), y.numel()
    if have < count:
        flat = flat.repeat(-(-count // have))
    return flat[:count].reshape(x.shape)


def _matmul(x: Tensor, y: Tensor, _: Random) -> Tensor:
    columns = x.shape[-1] if x.ndim else 1
    left = x.reshape((-1, columns))
    rows = max(1, min(64, y.numel() // columns))
    right = _same_shape(Tensor.ones(columns, rows, device=x.device), y)
    return (left @ right) * (1.0 / columns)


def _transpose(x: Tensor, _: Tensor, random: Random) -> Tensor:
    order = list(range(x.ndim))
    random.shuffle(order)
    return x.permute(*order) if x.ndim > 1 else x.flip(0)


def _pad(x: Tensor, _: Tensor, random: Random) -> Tensor:
    return x.flatten().pad([(random.randrange(3), random.randrange(3))])


def _shrink(x: Tensor, _: Tensor, random: Random) -> Tensor:
    flat = x.flatten()
    return flat[random.randrange(1 + flat.numel() // 4) :]


def _half(kind: str) -> Callable[[Tensor, Tensor, Random], Tensor]:
    return lambda x, y, random: x.cast(kind).cast("float32")


OPERATIONS: dict[str, Callable[[Tensor, Tensor, Random], Tensor]] = {
    "add": lambda x, y, random: x + _same_shape(x, y) * 0.5,
    "multiply": lambda x, y, random: x * _same_shape(x, y) * 0.25,
    "maximum": lambda x, y, random: x.maximum(_same_shape(x, y)),
    "exponential": lambda x, y, random: (-x.abs()).exp(),
    "root": lambda x, y, random: (x.abs() + 0.125).sqrt(),
    "softmax": lambda x, y, random: x.softmax(-1) if x.ndim else x,
    "sum": lambda x, y, random: x.sum(0) * (1.0 / max(1, x.shape[0])) if x.ndim > 1 else x,
    "largest": lambda x, y, random: x.amax(-1) if x.ndim > 1 else x,
    "matmul": _matmul,
    "transpose": _transpose,
    "pad": _pad,
    "shrink": _shrink,
    "keep": lambda x, y, random: (x * 0.75).contiguous(),
    "float16": _half("float16"),
    "bfloat16": _half("bfloat16"),
}


def _shape(random: Random, most_elements: int) -> tuple[int, ...]:
    rank = random.randint(1, 3)
    each = max(2, int(most_elements ** (1 / rank)))
    return tuple(random.randint(1, each) for _ in range(rank))


@dataclass(frozen=True)
class Program:
    """Arrays to begin with, and steps over them."""

    shapes: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]

    def inputs(self, seed: int) -> list[np.ndarray[Any, Any]]:
        """What it begins with, in multiples of 1/8, which sum exactly in any order."""
        random = np.random.default_rng(seed)
        return [(random.integers(-16, 17, shape) / 8).astype(np.float32) for shape in self.shapes]

    def run(self, inputs: Sequence[Tensor]) -> Tensor:
        """The last value, in one dimension."""
        values = list(inputs)
        for step in self.steps:
            left, right = (values[which % len(values)] for which in step.operands)
            values.append(_bounded(OPERATIONS[step.name](left, right, Random(step.seed))))
        return values[-1].flatten()

    @property
    def tolerance(self) -> float:
        """What the results may differ by, of the largest value."""
        return max(TOLERANCE["float32"], *(TOLERANCE.get(step.name, 0.0) for step in self.steps))


def random_program(random: Random, most_elements: int) -> Program:
    """A program of two to eight operations."""
    return Program(
        tuple(_shape(random, most_elements) for _ in range(2)),
        tuple(
            Step(random.choice(list(OPERATIONS)), (random.randrange(100), random.randrange(100)), number)
            for number in (random.randrange(1 << 30) for _ in range(random.randint(2, 8)))
        ),
    )


def _on(device: str, arrays: Sequence[np.ndarray[Any, Any]]) -> list[Tensor]:
    return [Tensor(array, device=device) for array in arrays]


def _compare(ours: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], program: Program) -> None:
    if ours.shape != wanted.shape:
        raise AssertionError(f"shape {ours.shape}, the processor has {wanted.shape}: {program}")
    if wanted.size == 0:
        return
    largest = float(np.max(np.abs(wanted))) or 1.0
    error = float(np.max(np.abs(ours - wanted))) / largest
    if not error <= program.tolerance:
        raise AssertionError(f"off by {error:.2e} of the largest value: {program}")


# Rounds


@dataclass
class Setting:
    """The card under test and how much to ask of it."""

    device: str
    most_elements: int
    churn_bytes: int


def eager(random: Random, setting: Setting) -> None:
    """A program as it is written."""
    program = random_program(random, setting.most_elements)
    inputs = program.inputs(random.randrange(1 << 30))
    ours, wanted = (program.run(_on(name, inputs)).numpy() for name in (setting.device, REFERENCE))
    _compare(ours, wanted, program)


def captured(random: Random, setting: Setting) -> None:
    """A program that is captured and replayed, each time with other arguments."""
    program = random_program(random, setting.most_elements)

    @jit
    def step(first: Tensor, second: Tensor) -> Tensor:
        return program.run((first, second))

    for _ in range(LAUNCHES_OF_A_CAPTURE):
        inputs = program.inputs(random.randrange(1 << 30))
        ours = step(*_on(setting.device, inputs)).numpy()
        _compare(ours, program.run(_on(REFERENCE, inputs)).numpy(), program)


def churn(random: Random, setting: Setting) -> None:
    """Buffers of all sizes, some kept while others come and go; all have what was put into them."""
    device = Device[setting.device]
    held: list[tuple[Any, bytes]] = []
    most = setting.churn_bytes // 8
    for _ in range(24):
        size = min(most, 1 << random.randrange(most.bit_length())) + random.randrange(4096)
        buffer, pattern = device.allocate(size), random.randbytes(64)
        wanted = (pattern * (-(-size // 64)))[:size]
        buffer.copy_in(wanted)
        held.append((buffer, wanted))
        while sum(len(data) for _, data in held) > setting.churn_bytes // 2 or random.random() < 0.4:
            if not held:
                break
            _look(*held.pop(random.randrange(len(held))))
    for each in held:
        _look(*each)
    if random.random() < 0.25:
        held.clear()
        device.memory.trim()


def _look(buffer: Any, wanted: bytes) -> None:
    if bytes(buffer.copy_out()) != wanted:
        raise AssertionError(f"a buffer of {len(wanted)} bytes came back changed")


ROUNDS: dict[str, Callable[[Random, Setting], None]] = {"eager": eager, "captured": captured, "churn": churn}
WEIGHTS = {"eager": 5, "captured": 3, "churn": 2}


# LLVM's names of the calling conventions of kernels.
_CONVENTIONS = {"nvptx64": "ptx_kernel", "amdgcn": "amdgpu_kernel"}
_NOWHERE = 0x10


def fault(random: Random, setting: Setting) -> None:
    """A kernel that writes where nothing is: it is told, the card opens again and works."""
    device = Device[setting.device]
    if device.info.kind == "processor":
        raise AssertionError(f"{setting.device} has no memory that its kernels may not write")
    convention = _CONVENTIONS[device.compiler.target.triple.partition("-")[0]]
    poke = KernelSource(
        "poke",
        f"define {convention} void @poke(ptr addrspace(1) %p) {{\n"
        "  store i32 1, ptr addrspace(1) %p\n  ret void\n}\n",
        device.compiler,
    )
    kernel = device.load(compile_kernels([poke])[0])["poke"]
    try:
        kernel.launch(1, args=[_NOWHERE])
        device.synchronize()
    except KernelFault as error:
        if "poke" not in str(error):
            raise AssertionError(f"the fault does not name its kernel: {error}") from error
    else:
        raise AssertionError("a kernel that writes to an address nobody has did not fault")
    del kernel
    device.close(force=True)
    eager(random, setting)


# Processes


@dataclass
class Tally:
    """What a process did: rounds by kind, their seconds, and what failed."""

    rounds: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str, work: Callable[[], None]) -> None:
        """Do one round."""
        started = time.monotonic()
        try:
            work()
        except Exception as error:
            self.failures.append(f"{name} ({kind}): {type(error).__name__}: {error}")
            traceback.print_exc()
        self.rounds[kind] += 1
        self.seconds[kind] += time.monotonic() - started


def _round(seed: int, process: int, number: int) -> tuple[str, Random]:
    random = Random(f"{seed} {process} {number}")
    return random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0], random


def work(process: int, seed: int, seconds: float, setting: Setting) -> Tally:
    """The rounds of one process."""
    tally = Tally()
    started = time.monotonic()
    faulted = setting.device == REFERENCE
    number = 0
    while (passed := time.monotonic() - started) < seconds or not faulted:
        if not faulted and passed >= seconds / 2:
            faulted = True
            random = Random(f"{seed} {process} fault")
            tally.add("fault", f"process {process}", lambda random=random: fault(random, setting))  # type: ignore[misc]
            continue
        kind, random = _round(seed, process, number)
        name = f"--again {process}:{number}"
        tally.add(kind, name, lambda kind=kind, random=random: ROUNDS[kind](random, setting))  # type: ignore[misc]
        number += 1
    Device[setting.device].synchronize()
    return tally


def _child(process: int, arguments: Namespace) -> AbstractContextManager[subprocess.Popen[str]]:
    return programs.running(
        [
            *(sys.executable, "-m", "hwtests.stress", "--process", str(process)),
            *("--seed", str(arguments.seed), "--minutes", str(arguments.minutes)),
            *("--device", arguments.device),
        ],
        cpu_time_s=None,
        stderr=None,
        cwd=programs.PACKAGE_FOLDER,
    )


def together(arguments: Namespace) -> list[Tally]:
    """All processes at once; one that dies or hangs is a failure of its own."""
    with ExitStack() as stack:
        children = [stack.enter_context(_child(process, arguments)) for process in range(PROCESSES)]
        return _tallies(children, arguments)


def _tallies(children: Sequence[subprocess.Popen[str]], arguments: Namespace) -> list[Tally]:
    tallies = []
    end = time.monotonic() + 60 * arguments.minutes + GRACE_S
    for process, child in enumerate(children):
        try:
            output, _ = child.communicate(timeout=max(1.0, end - time.monotonic()))
            said = json.loads(output.splitlines()[-1]) if output.strip() else None
        except subprocess.TimeoutExpired:
            child.kill()
            said = None
        if said is None:
            tallies.append(Tally(failures=[f"process {process} ended with {child.poll()} and no result"]))
        else:
            tallies.append(Tally(Counter(said["rounds"]), Counter(said["seconds"]), said["failures"]))
    return tallies


def _print(tallies: Sequence[Tally], arguments: Namespace) -> None:
    device = Device[arguments.device]
    print(f"{device.info.name} ({device.info.arch}), seed {arguments.seed}, {arguments.minutes:g} minutes")
    print(f"{'rounds':10} {'number':>8} {'failed':>8} {'seconds':>9}")
    failures = [failure for tally in tallies for failure in tally.failures]
    for kind in (*ROUNDS, "fault"):
        number = sum(tally.rounds[kind] for tally in tallies)
        seconds = sum(tally.seconds[kind] for tally in tallies)
        failed = sum(f"({kind})" in failure for failure in failures)
        print(f"{kind:10} {number:8} {failed:8} {seconds:9.1f}")
    for failure in failures[:MOST_FAILURES_SHOWN]:
        print(failure)


def main() -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--device", default="")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--process", type=int, help="be one of the processes")
    parser.add_argument("--again", metavar="PROCESS:ROUND", help="repeat one round")
    arguments = parser.parse_args()
    arguments.device = arguments.device or str(Device.default.name)
    simulated = bool(environment.SIMULATE.read())
    setting = Setting(
        arguments.device,
        MOST_ELEMENTS_SIMULATED if simulated else MOST_ELEMENTS_REAL,
        CHURN_BYTES_SIMULATED if simulated else CHURN_BYTES_REAL,
    )
    if arguments.again:
        process, number = map(int, arguments.again.split(":"))
        kind, random = _round(arguments.seed, process, number)
        print(f"round {number} of process {process}: {kind}")
        ROUNDS[kind](random, setting)
        return 0
    if arguments.process is not None:
        tally = work(arguments.process, arguments.seed, 60 * arguments.minutes, setting)
        print(json.dumps(vars(tally)))
        sys.stdout.flush()
        return 0
    tallies = together(arguments)
    _print(tallies, arguments)
    return 1 if any(tally.failures for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Native waits and atomics of the simulated command processors."""

from __future__ import annotations

import random
import threading
import time
from array import array
from typing import Any

import numpy as np
import pytest

from barewire.drivers import elf, llvm
from barewire.drivers.simulated.amd.engines.doorbell import (
    Atomic,
    Comparison,
    Natives,
    Waited,
    natives,
    source,
)


@pytest.fixture(scope="module")
def native() -> Natives:
    return natives(llvm.host_compiler())


@pytest.fixture
def words() -> tuple[Any, int]:
    """Four 64-bit numbers and where they are; the last is what disturbs a wait."""
    numbers = array("Q", [0, 0, 0, 0])
    return numbers, numbers.buffer_info()[0]


def test_a_wait_ends_when_its_budget_does_and_leaves_the_core_to_others(
    native: Natives, words: tuple[Any, int]
) -> None:
    _, at = words
    cpu, wall = time.thread_time(), time.monotonic()
    waited = native.wait(at, 64, 2**64 - 1, Comparison.EQUAL, 1, at + 24, 200_000_000)
    assert waited is Waited.ELAPSED
    assert time.monotonic() - wall >= 0.2
    assert time.thread_time() - cpu < 0.05


def test_a_wait_does_not_hold_the_interpreter_up(native: Natives, words: tuple[Any, int]) -> None:
    numbers, at = words
    ended: list[Waited] = []
    thread = threading.Thread(
        target=lambda: ended.append(native.wait(at, 64, 2**64 - 1, Comparison.NOT_EQUAL, 0, at + 24))
    )
    thread.start()
    assert not ended
    numbers[0] = 1
    thread.join(10)
    assert ended == [Waited.FULFILLED]


def test_a_disturbed_wait_ends(native: Natives, words: tuple[Any, int]) -> None:
    numbers, at = words
    numbers[3] = 1
    assert native.wait(at, 32, 0xFF, Comparison.EQUAL, 1, at + 24) is Waited.DISTURBED
    assert native.wait(at, 32, 0xFF, Comparison.EQUAL, 0, at + 24) is Waited.FULFILLED


@pytest.mark.parametrize("bits", [32, 64])
def test_atomics_leave_what_they_should_and_return_what_was_there(
    native: Natives, words: tuple[Any, int], bits: int
) -> None:
    numbers, at = words
    unsigned: Any = np.uint32 if bits == 32 else np.uint64
    signed: Any = np.int32 if bits == 32 else np.int64
    after = {
        Atomic.SWAP: lambda old, new: new,
        Atomic.ADD: np.add,
        Atomic.SUB: np.subtract,
        Atomic.SIGNED_MIN: lambda old, new: min(old.view(signed), new.view(signed)).view(unsigned),
        Atomic.SIGNED_MAX: lambda old, new: max(old.view(signed), new.view(signed)).view(unsigned),
        Atomic.UNSIGNED_MIN: min,
        Atomic.UNSIGNED_MAX: max,
        Atomic.AND: np.bitwise_and,
        Atomic.OR: np.bitwise_or,
        Atomic.XOR: np.bitwise_xor,
        Atomic.INCREMENT: lambda old, new: old + unsigned(1) if old < new else unsigned(0),
        Atomic.DECREMENT: lambda old, new: old - unsigned(1) if 0 < old <= new else new,
    }
    draw = random.Random(bits)
    neighbour = 0x1122334455667788
    for operation, function in after.items():
        for _ in range(20):
            old, new = unsigned(draw.getrandbits(bits)), unsigned(draw.getrandbits(bits))
            numbers[0], numbers[1] = int(old), neighbour
            assert native.atomic(at, bits, operation, int(new)) == int(old)
            with np.errstate(over="ignore"):
                assert (operation, numbers[0]) == (operation, int(function(old, new)))
            assert numbers[1] == neighbour
    for compare, expected in ((7, 9), (8, 7)):
        numbers[0] = 7
        assert native.atomic(at, bits, Atomic.COMPARE_AND_SWAP, 9, compare) == 7
        assert numbers[0] == expected


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_functions_compile_for_both_processors(machine: str) -> None:
    image = llvm.LlvmCompiler(llvm.target_for(machine, frozenset())).compile(source(machine))
    names = {symbol.name for symbol in elf.read(image).symbols}
    assert {"wait", "atomic32", "atomic64"} <= names

"""Thousands of submissions by the driver: every one is counted, 32 bits wrap, and nothing is left behind."""

from __future__ import annotations

import gc
import os
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.interface import Allocation, Function
from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.simulated import cards
from barewire.drivers.simulated.qualcomm.installation import Installation
from hwtests.daily import daily
from hwtests.drivers.qualcomm import kernels

ONE = (1, 1, 1)
DEADLINE_S = 60.0
EACH_WAIT = 50
COPY = 64
# What holds the commands of as many submissions as are in flight, and a context's.
MOST_OBJECTS = 40


def held(simulated: Installation) -> dict[str, int]:
    """What there is of the system's and of the kernel's."""
    gc.collect()
    process = simulated._processes[os.getpid()]
    return {
        "objects": len(process.objects),
        "contexts": len(process.contexts),
        "bytes": simulated.machine.card.pool.used_bytes,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "mappings": len(Path("/proc/self/maps").read_text().splitlines()),
    }


@dataclass
class Work:
    """A kernel on one queue and a copy on another, by turns: each waits for the other's end."""

    card: QualcommCard
    function: Function
    memory: Allocation

    def __post_init__(self) -> None:
        self.queue, self.copies = self.card.compute_queue(), self.card.copy_queue()
        self.line = self.card.timeline()

    def submit(self, number: int) -> None:
        self.queue.wait(self.line, 2 * number - 2)
        self.queue.dispatch(self.function, ONE, ONE, struct.pack("<QI", self.memory.gpu_address, 1))
        self.queue.signal(self.line, 2 * number - 1)
        self.queue.submit()
        self.copies.wait(self.line, 2 * number - 1)
        self.copies.copy(self.memory.gpu_address + COPY, self.memory.gpu_address, 4)
        self.copies.signal(self.line, 2 * number)
        self.copies.submit()

    def wait(self, number: int) -> None:
        assert self.line.wait(2 * number, DEADLINE_S), self.card.describe_state()

    def close(self) -> None:
        assert self.queue.idle(DEADLINE_S) and self.copies.idle(DEADLINE_S)
        for each in (self.queue, self.copies, self.line):
            each.close()


@pytest.mark.parametrize("count", daily([300, 10_000], [300]))
def test_submissions_leave_nothing_behind_though_their_count_wraps(count: int) -> None:
    with cards.temporarily("a630") as installed:
        simulated = installed.parts[0]
        assert isinstance(simulated, Installation)
        card = QualcommDriver().open(0)
        function = card.load(kernels.image()).functions["count"]
        memory = card.allocate(4096)
        assert memory.host_address is not None
        words = np.frombuffer(kernel.buffer(memory.host_address, 4096), "<u4")
        words[:] = 0
        work = Work(card, function, memory)
        work.submit(1)
        work.wait(1)
        work.close()
        before = held(simulated)
        work, first = Work(card, function, memory), 2**32 - count // 2
        for queue in (work.queue, work.copies):
            context = simulated._processes[os.getpid()].contexts[queue.context]
            context.timestamp = context.consumed = context.retired = queue._count = queue._word[0] = first
        for number in range(1, count + 1):
            work.submit(number)
            if number % EACH_WAIT == 0:
                work.wait(number)
                assert words[COPY // 4] == number + 1
        work.wait(count)
        assert words[0] == words[COPY // 4] == count + 1
        assert held(simulated)["objects"] < before["objects"] + MOST_OBJECTS
        assert work.queue.idle(DEADLINE_S)
        context = simulated._processes[os.getpid()].contexts[work.queue.context]
        assert context.retired == (first + count) % 2**32
        work.close()
        del work, queue, context
        after = held(simulated)
        # Python's own heap may have grown by a little.
        assert after.pop("mappings") <= before.pop("mappings") + 4
        assert after == before
        del words
        card.close()
        assert not simulated.machine.card.pool.used_bytes

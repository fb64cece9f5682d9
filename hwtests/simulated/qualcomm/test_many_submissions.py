"""Thousands of submissions by the driver: every one is counted, 32 bits wrap, and nothing is left behind."""

from __future__ import annotations

import gc
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.simulated import cards
from barewire.drivers.simulated.qualcomm.installation import Installation
from hwtests.daily import daily
from hwtests.drivers.qualcomm import kernels

ONE = (1, 1, 1)
DEADLINE_S = 60.0
WARM = 60
EACH_WAIT = 50


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


@pytest.mark.parametrize("count", daily([300, 10_000], [300]))
def test_submissions_leave_nothing_behind_though_their_count_wraps(count: int) -> None:
    with cards.temporarily("a630") as installed:
        simulated = installed.parts[0]
        assert isinstance(simulated, Installation)
        card = QualcommDriver().open(0)
        function = card.load(kernels.image()).functions["count"]
        memory, line = card.allocate(4096), card.timeline()
        assert memory.host_address is not None
        words = np.frombuffer(kernel.buffer(memory.host_address, 4096), "<u4")
        words[:] = 0
        queue, copies = card.compute_queue(), card.copy_queue()
        first = 2**32 - count // 2
        for each in (queue, copies):
            context = simulated._processes[os.getpid()].contexts[each.context]
            context.timestamp = context.consumed = context.retired = each._count = each._word[0] = first
        before = None
        for number in range(1, count + 1):
            arguments = struct.pack("<QI", memory.gpu_address, 1)
            queue.dispatch(function, ONE, ONE, arguments)
            queue.signal(line, 2 * number - 1)
            queue.submit()
            copies.wait(line, 2 * number - 1)
            copies.copy(memory.gpu_address + 64, memory.gpu_address, 4)
            copies.signal(line, 2 * number)
            copies.submit()
            queue.wait(line, 2 * number)
            if number % EACH_WAIT == 0:
                assert line.wait(2 * number, DEADLINE_S), card.describe_state()
                assert words[16] == number
            if number == WARM:
                assert line.wait(2 * number, DEADLINE_S)
                before = held(simulated)
        assert line.wait(2 * count, DEADLINE_S)
        assert words[0] == words[16] == count
        assert queue.idle(DEADLINE_S) and copies.idle(DEADLINE_S)
        context = simulated._processes[os.getpid()].contexts[queue.context]
        assert context.retired == (first + count) % 2**32
        after = held(simulated)
        assert before is not None
        # Python's own heap may have grown by a little.
        assert after.pop("mappings") <= before.pop("mappings") + 4
        assert after == before
        del words
        card.close()
        assert not simulated.machine.card.pool.used_bytes

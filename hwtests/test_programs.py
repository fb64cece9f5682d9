"""What tests start ends with them."""

from __future__ import annotations

import os
import select
import subprocess

import pytest

from .programs import INTERRUPTIBLE, run, start

# Prints the number of a child of its own, and neither of the two ends by itself.
ENDLESS = """
import os
child = os.fork()
if child:
    print(child, flush=True)
while True:
    pass
"""


def test_a_process_and_its_children_end_with_the_test_that_fails() -> None:
    descriptors = []
    with pytest.raises(ZeroDivisionError), start(ENDLESS) as process:
        descriptors = [os.pidfd_open(number) for number in (process.pid, int(process.stdout.readline()))]
        raise ZeroDivisionError
    for descriptor in descriptors:
        assert select.select([descriptor], [], [], 20)[0]
        os.close(descriptor)


def test_a_process_past_its_deadline_ends() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(["sleep", "1000"], timeout_s=0.2)


def test_ctrl_c_interrupts_a_program_where_it_is_ignored_outside() -> None:
    inner = INTERRUPTIBLE + (
        "try:\n    print('ready', flush=True)\n    signal.pause()\n"
        "except BaseException as error:\n    print(type(error).__name__)"
    )
    outer = f"""
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from hwtests.programs import start
with start({inner!r}) as process:
    assert process.stdout.readline() == "ready\\n"
    process.send_signal(signal.SIGINT)
    print(process.communicate(timeout=20)[0], end="")
"""
    with start(outer) as process:
        assert process.communicate(timeout=60)[0] == "KeyboardInterrupt\n"

"""First use from several threads, and finalisers that compute whenever the collector runs."""

from __future__ import annotations

import pytest

from hwtests import programs

CARDS = [("CPU", ""), ("AMD", "gfx1100"), ("NVIDIA", "sm_90"), ("NVIDIA", "gfx1100,sm_90")]

_FIRST_USE = """
import sys, threading
from barewire import Device, Tensor

started, results = threading.Barrier(6), {}

def compute(number):
    started.wait()
    results[number] = (Tensor([1.0, float(number)], device=sys.argv[1]) * 2).tolist()

threads = [threading.Thread(target=compute, args=(number,)) for number in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == {number: [2.0, 2.0 * number] for number in range(6)}, results
print("right")
"""

_FINALISERS = """
import gc, sys
from barewire import Device, Tensor

computed = 0

class Cycle:
    def __init__(self):
        self.itself = self

    def __del__(self):
        global computed
        computed += 1
        assert (Tensor([1.0, 2.0]) + computed).tolist() == [1.0 + computed, 2.0 + computed]

def unraisable(found):
    print(found.exc_type, found.exc_value)

sys.unraisablehook = unraisable
gc.set_threshold(10, 2, 2)
for number in range(150):
    Cycle()
    assert ((Tensor([float(number)] * 8) + 1) * 2).sum().item() == 16 * (number + 1)
    if number % 20 == 0:
        (Tensor.ones(4, 4 + number) @ Tensor.ones(4 + number, 4)).numpy()
gc.collect()
assert gc.isenabled() and computed == 150, computed
print("right")
"""

_SWITCHED_OFF = """
import gc
from barewire import Tensor

gc.disable()
(Tensor([1.0]) + 1).numpy()
print("on" if gc.isenabled() else "off")
gc.enable()
(Tensor([1.0]) + 1).numpy()
print("on" if gc.isenabled() else "off")
"""


@pytest.mark.parametrize(("device", "simulate"), CARDS, ids=str)
def test_several_threads_may_be_the_first_to_use_a_card(device: str, simulate: str) -> None:
    changes = {"BAREWIRE_SIMULATE": simulate, "BAREWIRE_DEVICE": device}
    assert programs.output_of(_FIRST_USE, device, **changes) == "right\n"


@pytest.mark.parametrize(("device", "simulate"), CARDS[:3], ids=str)
def test_a_finaliser_may_compute_wherever_the_collector_runs_it(device: str, simulate: str) -> None:
    changes = {"BAREWIRE_SIMULATE": simulate, "BAREWIRE_DEVICE": device, "BAREWIRE_TIMEOUT": "20"}
    assert programs.output_of(_FINALISERS, **changes) == "right\n"


def test_a_collector_that_the_program_switched_off_stays_off() -> None:
    assert programs.output_of(_SWITCHED_OFF) == "off\non\n"

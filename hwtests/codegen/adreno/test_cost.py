"""What our machine code costs beside that of Mesa's compiler, by Mesa's own estimate, for equal programs.

shaders/README.md says what they are and how Mesa's were made.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from barewire import Tensor
from barewire.drivers.qualcomm import code_object
from barewire.tensor.codegen.adreno import isa
from barewire.tensor.graph.node import Node

from ..on_adreno import COMPILER, adreno_machine, emitted
from ..products import matmul
from ..unread import given
from .mesa_estimate import estimate

SHADERS = Path(__file__).parent / "shaders"


def _row_sum() -> Node:
    return Tensor.zeros(1000, 1000).realize().sum(1)._node


def _depthwise() -> Node:
    x, weights = Tensor.zeros(1, 32, 56, 56).realize(), Tensor.zeros(32, 1, 3, 3).realize()
    return x.conv2d(weights, padding=1, groups=32)._node


def _matmul() -> Node:
    return matmul(given((256, 256)), given((256, 256)))


# The kernel, how often its loops run, and how often Mesa's do.
CASES: dict[str, tuple[Callable[[], Node], tuple[int, ...], tuple[int, ...]]] = {
    "row_sum": (_row_sum, (), ()),
    "depthwise": (_depthwise, (3,), ()),
    "matmul": (_matmul, (32, 2), (32, 2)),
}


@pytest.mark.parametrize("textures", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_a_kernel_costs_no_more_than_a_tenth_more_than_mesas(name: str, textures: bool) -> None:
    node, turns, turns_of_mesa = CASES[name]
    ((_, _, code),) = emitted([node()], adreno_machine())
    image = code_object.parse(replace(COMPILER, textures=textures).compile(code.ir))
    words = (word for (word,) in struct.iter_unpack("<Q", image.code_of(image.kernels[0])))
    ours = estimate([isa.decode(word) for word in words], turns)
    made = json.loads((SHADERS / f"{name}.json").read_text())
    mesas = estimate([isa.decode(int(word, 16)) for word in made["code"]], turns_of_mesa)
    fused = mesas.cycles - mesas.multiplications
    print(f"{name}: {ours}, Mesa: {mesas}, ratio {ours.cycles / fused:.2f}")
    assert ours.cycles <= 1.1 * fused


def test_the_estimate_of_a_program_without_loops_is_mesas() -> None:
    made = json.loads((SHADERS / "depthwise.json").read_text())
    code = [isa.decode(int(word, 16)) for word in made["code"]]
    end = next(at for at, each in enumerate(code) if each.name == "end")
    found = estimate(code, ())
    # Mesa's own numbers are without what fills the last instructions up.
    assert (found.slots, found.stalls) == (made["instructions"], made["sstall"])
    assert found.nops == made["nops"] and end < len(code)

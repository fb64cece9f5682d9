"""How many kernels a layer of a transformer becomes, in evaluation, captured: at most twelve."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

import barewire
from barewire import Profiler, Tensor, from_torch, jit
from barewire.tools.bench.networks.transformers import stack

from ..daily import daily
from .zoo import pixels

pytestmark = pytest.mark.usefixtures("compiled", "on_the_processor")

# Products and attention are 7 of BERT's, 5 of GPT's and ViT's, 8 of Llama's; the others are means and
# variances of norms.
MOST = {"bert": 11, "gpt": 9, "vit": 9, "llama": 10}
WAYS = ("nn", "from_torch", "onnx")
CASES = [f"{kind} {way}" for kind in MOST for way in WAYS]


def made(kind: str, way: str, layers: int) -> Callable[[Tensor], Any]:
    """A stack of layers, through `nn`, `from_torch` or an ONNX file."""
    theirs = stack(torch, kind, layers).eval()
    if way == "from_torch":
        return from_torch(theirs)
    if way == "nn":
        ours = stack(barewire, kind, layers)
        ours.load_state_dict(theirs.state_dict())
        ours.eval()
        return jit(lambda x: ours(x))
    from barewire.onnx import Model

    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(theirs, (torch.zeros(2, 24, 64),), file, dynamo=False, opset_version=17)
    return Model(file.getvalue())


def kernels(run: Callable[[Tensor], Any]) -> int:
    """How many are launched by a replay."""
    x = Tensor(pixels(2, 24, 64))

    def call() -> None:
        found = run(x)
        (found[0] if isinstance(found, (list, tuple)) else found).realize()

    with barewire.no_grad():
        for _ in range(3):
            call()
        with Profiler() as profiler:
            call()
    return sum(row.calls for row in profiler.rows())


@pytest.mark.parametrize("case", daily(CASES, ("bert nn", "llama from_torch", "vit onnx")))
def test_a_layer_is_few_kernels(case: str) -> None:
    kind, way = case.split()
    torch.manual_seed(0)
    two, four = (kernels(made(kind, way, layers)) for layers in (2, 4))
    assert (four - two) / 2 <= MOST[kind]

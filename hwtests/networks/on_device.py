"""Run small networks on the default device: `python -m hwtests.networks.on_device nn unet ...`.

The first word says through what: `nn`, `from_torch` or `onnx`. Prints the device, and of each network the
greatest difference from PyTorch, as a share of the largest value, and the seconds of its three calls: as
written, captured, replayed.
"""

from __future__ import annotations

import io
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import barewire
from barewire import Device, Tensor, from_torch, jit

from .zoo import SMALL, results, twins


def through(way: str, ours: Any, theirs: Any, arrays: list[Any]) -> Callable[..., Any]:
    """The network as a function of tensors."""
    if way == "nn":
        return jit(lambda *given: results(ours(*given)))
    if way == "from_torch":
        return from_torch(theirs)
    from barewire.onnx import Model

    file = io.BytesIO()
    torch.onnx.export(theirs, tuple(map(torch.from_numpy, arrays)), file, dynamo=False, opset_version=17)
    return Model(file.getvalue())


def main() -> int:
    way, *names = sys.argv[1:]
    warnings.simplefilter("ignore")
    info = Device.default.info
    print(f"{Device.default.name}: {info.name} ({info.arch})", flush=True)
    for name in names or SMALL:
        ours, theirs = twins(SMALL[name])
        arrays = SMALL[name].arguments()
        network = through(way, ours, theirs, arrays)
        seconds, found = [], []
        with barewire.no_grad():
            for _ in range(3):
                started = time.monotonic()
                found.append([each.numpy() for each in results(network(*map(Tensor, arrays)))])
                seconds.append(f"{time.monotonic() - started:.2f}")
        given = map(torch.from_numpy, arrays)
        with torch.no_grad():
            wanted = results(theirs.double()(*[x.double() if x.is_floating_point() else x for x in given]))
        difference = max(
            float(np.abs(here - there.numpy()).max() / there.abs().max())
            for call in found
            for here, there in zip(call, wanted, strict=True)
        )
        print(name, difference, *seconds, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

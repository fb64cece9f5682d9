"""DLPack between libraries on one card, without the host: on a simulated NVIDIA card, whose addresses mean
something in this process alone."""

from __future__ import annotations

from hwtests.programs import output_of

PROGRAM = """
import ctypes
import numpy as np
from barewire import Device, Tensor
from barewire.errors import ExchangeError
from barewire.tensor.methods.dlpack import DLManagedTensorVersioned, _contents

card = Device.default
x = (Tensor([[1.0, 2.0], [3.0, 4.0]]) * 2).realize()
print(x.__dlpack_device__() == (2, 0))

# What a library is handed: the card's address of the very elements.
capsule = x.__dlpack__(stream=1, max_version=(1, 0))
_, structure, _ = _contents(capsule)
flat = structure.dl_tensor
print(isinstance(structure, DLManagedTensorVersioned), flat.device_type, flat.device_id, flat.ndim)
print([flat.shape[n] for n in range(2)], flat.data == x._stored().gpu_address, structure.flags)
_, structure, _ = _contents(x.__dlpack__())
print(type(structure).__name__, structure.dl_tensor.device_type)


class Library:
    '''Another library's tensor on the card; it notes on which stream it was asked.'''

    def __init__(self, tensor, version=1):
        self.tensor, self.version, self.stream = tensor, version, None

    def __dlpack_device__(self):
        return self.tensor.__dlpack_device__()

    def __dlpack__(self, *, stream=None, **named):
        if self.version == 0 and named:
            raise TypeError("an unexpected keyword")
        self.stream = stream
        return self.tensor.__dlpack__(stream=stream, **named)


for version in (0, 1):
    theirs = Library(x, version)
    y = Tensor.from_dlpack(theirs)
    print(y.tolist(), y.device, theirs.stream == card.compute.foreign_stream != None)
    x.add_(1)  # its owner changes it: what was taken is a copy
    print(y.tolist()[0][0], x.tolist()[0][0])

# The host gets a copy where it asks for one, and so does another device of Barewire's.
print(np.from_dlpack(x, device="cpu").tolist() == x.tolist())
print(Tensor.from_dlpack(x, device="CPU").tolist() == x.tolist())
for call in (
    lambda: Tensor.from_dlpack(Library(x), copy=False),
    lambda: x.__dlpack__(dl_device=(1, 0), copy=False),
    lambda: x.__dlpack__(dl_device=(2, 1)),
    lambda: x.__dlpack__(dl_device=(10, 0)),
):
    try:
        call()
        print("taken")
    except ExchangeError as error:
        print("refused")

# A part is handed over from where it begins; nothing at all, too.
part = Tensor([0, 1, 2, 3])[2:].contiguous().realize()
print(Tensor.from_dlpack(Library(part)).tolist(), Tensor.from_dlpack(Library(Tensor.zeros(0, 3))).shape)
half = Tensor([1.5, -2.0], dtype="bfloat16").realize()
print(Tensor.from_dlpack(Library(half)).dtype, Tensor.from_dlpack(Library(half)).tolist())

# A copy is what only the taker has.
capsule = x.__dlpack__(max_version=(1, 0), copy=True)
_, structure, _ = _contents(capsule)
print(structure.dl_tensor.data != x._stored().gpu_address, structure.flags)
"""

SAID = """\
True
True 2 0 2
[2, 2] True 0
DLManagedTensor 2
[[2.0, 4.0], [6.0, 8.0]] NVIDIA True
2.0 3.0
[[3.0, 5.0], [7.0, 9.0]] NVIDIA True
3.0 4.0
True
True
refused
refused
refused
refused
[2, 3] (0, 3)
bfloat16 [1.5, -2.0]
True 2
"""


def test_tensors_are_exchanged_on_the_card() -> None:
    printed = output_of(PROGRAM, BAREWIRE_SIMULATE="sm_90", BAREWIRE_DEVICE="NVIDIA")
    assert printed.split("\n") == SAID.split("\n")

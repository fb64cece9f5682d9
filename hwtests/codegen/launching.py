"""A nest under a schedule of one's choice, run on the processor from its code."""

from __future__ import annotations

from barewire.drivers import llvm
from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph.node import Op
from barewire.tensor.run.signature import with_realized
from barewire.tensor.tensor import Tensor


def prepared(result: Tensor) -> Form:
    """The form of a result that is one kernel."""
    (task,) = fuse(with_realized([result._node], {}))
    assert task.nest is not None
    return Form.of(task.nest)


def launched(form: Form, emitted: Emitted, name: str, device: Device) -> bytes:
    """The bytes of the output, in memory that was not zero before."""
    code = device.load(llvm.host_compiler().compile(emitted.ir))
    buffers, output = [], None
    for slot, node in zip(form.nest.slots, form.nest.slot_nodes, strict=True):
        if node.op is Op.BUFFER:
            buffers.append(node.argument)
        else:
            output = Buffer(device, slot.size * slot.dtype.item_bytes)
            output.fill(b"\xaa")
            buffers.append(output)
    assert output is not None
    code[name].launch(emitted.groups, args=buffers, local_bytes=emitted.local_bytes)
    return bytes(output.copy_out())

"""Kernels for Adreno, compiled and run on the simulated shader processors alone: arrays in, an array out."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from barewire import Tensor
from barewire.drivers.architectures.qualcomm import named
from barewire.drivers.qualcomm import code_object
from barewire.drivers.qualcomm.descriptors import TEX_CONST, texel_bytes
from barewire.drivers.qualcomm.discovery import limits_of
from barewire.drivers.simulated.qualcomm.engines.dispatch import Resources
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.adreno.compiler import AdrenoCompiler
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.machine import Machine, Registers
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph.node import Node
from barewire.tensor.run.signature import with_realized

from ..reference import numpy_dtype
from ..simulated.qualcomm.bare_processor import Memory, run

Array = np.ndarray[Any, Any]
COMPILER = AdrenoCompiler()
_PRIVATE_WAVES = 16


@lru_cache(maxsize=4)
def adreno_machine(name: str = "a630") -> Machine:
    """A card as schedules see it."""
    architecture = named(name)
    limits = limits_of(architecture)
    registers = Registers(
        limits.simds_per_unit,
        limits.waves_per_simd,
        limits.registers_per_simd,
        limits.registers_per_wave,
        limits.register_granule,
    )
    return Machine(
        architecture.shader_processors, 16, architecture.features, (32 << 10, 128 << 10), "grid", name,
        limits.wave_lanes, limits.local_memory_bytes, limits.max_block[0], registers,
    )  # fmt: skip


def emitted(outputs: Sequence[Node], machine: Machine) -> Iterator[tuple[Form, str, Emitted]]:
    """The kernels of nodes, in the order in which they are run."""
    for task in fuse(with_realized(outputs, {}), partial(kinds.joins, machine=machine)):
        assert task.nest is not None
        form = Form.of(task.nest)
        name = describe.name(form)
        yield form, name, kinds.emit(form, kinds.choose(form, machine), name, machine)


def evaluate(
    tensor: Tensor, inputs: Sequence[tuple[Tensor, Array]], compiler: AdrenoCompiler = COMPILER
) -> Array:
    """The value of a tensor, computed by the simulated processors from arrays in the places of its inputs."""
    memory = Memory()
    addresses: dict[Node, int] = {}
    views: dict[Node, Array] = {}
    for source, array in inputs:
        addresses[source._node], _ = memory.add(np.ascontiguousarray(array))
    last = None
    for form, _, code in emitted([tensor._node], adreno_machine()):
        nest = form.nest
        for slot, node in zip(nest.slots, nest.slot_nodes, strict=True):
            if node not in addresses:
                made = np.full(slot.size, 0, numpy_dtype(slot.dtype))
                made.view(np.uint8)[...] = 255
                addresses[node], views[node] = memory.add(made)
        _dispatch(code, [addresses[node] for node in nest.slot_nodes], memory, compiler)
        last = nest.slot_nodes[0]
    assert last is not None
    return views.get(tensor._node, views[last]).reshape(tensor.shape).copy()


def _textures(kernel: code_object.Kernel, addresses: Sequence[int], memory: Memory) -> Resources:
    """Descriptors with their addresses, in the card's memory."""
    table = np.zeros((len(kernel.textures), 16), np.uint32)
    for row, texture in zip(table, kernel.textures, strict=True):
        address = addresses[texture.argument_offset // 8]
        row[:] = texture.dwords
        row[2] |= (address & 63) // texel_bytes(TEX_CONST(texture.dwords).FMT) << 16
        row[4:6] = address & 0xFFFFFFC0, address >> 32
    return Resources(textures=memory.add(table)[0], texture_count=len(table))


def _dispatch(code: Emitted, addresses: Sequence[int], memory: Memory, compiler: AdrenoCompiler) -> None:
    image = code_object.parse(compiler.compile(code.ir))
    (kernel,) = image.kernels
    constants = bytearray(4 * kernel.constant_dwords)
    constants[: 8 * len(addresses)] = struct.pack(f"<{len(addresses)}Q", *addresses)
    for place, data in kernel.constants:
        constants[4 * place : 4 * place + len(data)] = data
    run(
        image.code_of(kernel),
        memory,
        groups=(code.groups, 1, 1),
        local_size=kernel.block,
        lanes=kernel.wave_lanes,
        registers=kernel.full_registers,
        constants=bytes(constants),
        shared_bytes=kernel.shared_bytes,
        branch_stack=kernel.branch_stack,
        private_address=memory.add(np.zeros(_PRIVATE_WAVES * 64 * kernel.private_bytes, np.uint8))[0],
        private_lane_bytes=kernel.private_bytes,
        private_waves=_PRIVATE_WAVES,
        group_id_register=kernel.group_id_register,
        local_id_register=kernel.local_id_register,
        generation=compiler.generation,
        resources=_textures(kernel, addresses, memory) if kernel.textures else Resources(),
    )

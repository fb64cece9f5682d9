"""What goes wrong through either kernel interface and on the simulated card is an error that says so."""

from __future__ import annotations

import errno
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from barewire.drivers.errors import (
    BadCodeObject,
    DeviceHang,
    KernelFault,
    NoCard,
    OutOfMemory,
    PermissionDenied,
    SystemCallFailed,
)
from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.code_object import Kernel, join, pack
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.simulated import cards
from barewire.tensor.codegen.adreno.isa.assembly import assemble

from . import scripted
from .scripted import ScriptedGpu

ONE = (1, 1, 1)
DEADLINE_S = 30.0
LOST = (KernelFault, DeviceHang)
Behind = Callable[[], AbstractContextManager[ScriptedGpu]]
ALLOCATES = {"kgsl": "GPUMEM_ALLOC_ID", "msm": "MSM_GEM_NEW"}


@pytest.fixture(params=["kgsl", "msm"])
def interface(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def gpu(interface: str) -> Iterator[ScriptedGpu]:
    behind: dict[str, Behind] = {"kgsl": scripted.scripted, "msm": scripted.scripted_msm}
    with behind[interface]() as gpu:
        yield gpu


@pytest.fixture
def card(gpu: ScriptedGpu) -> Iterator[QualcommCard]:
    card = QualcommDriver().open(0)
    yield card
    card.close()
    assert (gpu.memory, gpu.contexts, gpu.open_files) == ({}, {}, 0)


@pytest.mark.parametrize(
    ("code", "error", "hint"),
    [
        (errno.EACCES, PermissionDenied, "usermod -aG"),
        (errno.EPERM, PermissionDenied, "SELinux"),
        (errno.ENODEV, NoCard, "firmware"),
        (errno.EBUSY, SystemCallFailed, "suspended"),
    ],
)
def test_what_keeps_from_opening_names_the_node_and_the_way_out(
    gpu: ScriptedGpu, interface: str, code: int, error: type[Exception], hint: str
) -> None:
    gpu.refuse["open"] = code
    node = {"kgsl": "/dev/kgsl-3d0", "msm": "/dev/dri/renderD128"}[interface]
    with pytest.raises(error, match=f"(?s){node}.*{hint}|{hint}.*{node}"):
        QualcommDriver().open(0)


def test_memory_that_the_kernel_has_not_is_told_with_the_size(
    gpu: ScriptedGpu, card: QualcommCard, interface: str
) -> None:
    held = card.memory_used_bytes()
    gpu.refuse[ALLOCATES[interface]] = errno.ENOMEM
    with pytest.raises(OutOfMemory, match="65536 bytes"):
        card.allocate(65536)
    del gpu.refuse[ALLOCATES[interface]]
    assert card.memory_used_bytes() == held
    card.free(card.allocate(65536))


@pytest.mark.parametrize("what", ["fault", "hang"])
def test_work_that_goes_wrong_is_told_with_its_kernel_until_the_card_is_opened_again(
    gpu: ScriptedGpu, card: QualcommCard, what: str
) -> None:
    functions = card.load(scripted.image()).functions
    queue, line, memory = card.compute_queue(), card.timeline(), card.allocate(64)
    if what == "fault":
        queue.dispatch(functions["count"], ONE, ONE, struct.pack("<QI", memory.gpu_address + (1 << 20), 1))
    else:
        queue.fill(memory.gpu_address, 64, b"\0")
        queue.dispatch(functions["linger"], ONE, ONE, struct.pack("<Q", memory.gpu_address))
        threading.Timer(0.05, gpu.hang).start()
    queue.signal(line, 1)
    queue.submit()
    kernel = {"fault": "count", "hang": "linger"}[what]
    for _ in range(2):
        with pytest.raises(LOST, match=rf"'{kernel}' on grid.*open it again"):
            line.wait(1, DEADLINE_S)
    card.close()
    again = QualcommDriver().open(0)
    other = again.compute_queue()
    other.fill(again.allocate(64).gpu_address, 64, b"x")
    other.submit()
    assert other.idle(DEADLINE_S)
    again.close()


BAD_SHADERS = {
    "no end": ("nop", "end"),
    "a register that nobody has": ("mov.u32u32 r40.x, 0\nend", "r40"),
    "a result before it is there": ("mov.u32u32 r0.x, c0.x\nadd.u r0.x, r0.x, 1\nend", "r0.x"),
    "an address that is not mapped": (
        "mov.u32u32 r0.x, 64\nmov.u32u32 r0.y, 0\n(rpt5)nop\nldg.u32 r0.z, g[r0.x], 1\n(sy)nop\nend",
        "not mapped",
    ),
}


@pytest.mark.parametrize("name", BAD_SHADERS)
def test_a_bad_shader_is_told_with_its_kernel_and_why(name: str) -> None:
    text, why = BAD_SHADERS[name]
    kernel = Kernel(
        name="bad", code_offset=0, code_bytes=0, full_registers=2, constant_dwords=4,
        argument_bytes=8, argument_constant=0,
    )  # fmt: skip
    image = pack(join(6, [(kernel, assemble(text.splitlines(), 6))]))
    with cards.temporarily("a630"):
        card = QualcommDriver().open(0)
        queue, line = card.compute_queue(), card.timeline()
        queue.dispatch(card.load(image).functions["bad"], ONE, ONE, struct.pack("<Q", 0))
        queue.signal(line, 1)
        queue.submit()
        with pytest.raises(LOST, match=f"(?s){why}.*'bad' on grid"):
            line.wait(1, DEADLINE_S)
        card.close()


def test_a_damaged_image_is_refused_before_anything_runs(card: QualcommCard) -> None:
    whole = scripted.image()
    for size in (0, 8, len(whole) // 2, len(whole) - 1):
        with pytest.raises(BadCodeObject):
            card.load(whole[:size])

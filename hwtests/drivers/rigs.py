"""Every kind of card the contract is checked on, with the same few kernels for each.

count(address, amount): each group adds `amount` to the 32 bits at an address, atomically.
step(address, factor): the 32 bits at an address become themselves times `factor` plus one.
linger(address): runs until the 32 bits at an address are not zero.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from barewire.drivers import kernel
from barewire.drivers.compiler import Compiler
from barewire.drivers.cpu.driver import CpuDriver
from barewire.drivers.interface import Card, Dimensions, Driver
from barewire.drivers.nvidia import issuing
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.simulated import cards

from ..compiling import KeptHere, image_of
from ..runtime import paper_card
from .amd import conftest as amd
from .nvidia import conftest as nvidia
from .qualcomm import kernels, scripted

_PROCESSOR = """
define void @count(ptr %arguments, ptr %group) {
  %address = load ptr, ptr %arguments
  %amount_at = getelementptr i8, ptr %arguments, i64 8
  %amount = load i32, ptr %amount_at
  atomicrmw add ptr %address, i32 %amount seq_cst
  ret void
}

define void @step(ptr %arguments, ptr %group) {
  %address = load ptr, ptr %arguments
  %factor_at = getelementptr i8, ptr %arguments, i64 8
  %factor = load i32, ptr %factor_at
  %value = load i32, ptr %address
  %product = mul i32 %value, %factor
  %next = add i32 %product, 1
  store i32 %next, ptr %address
  ret void
}

define void @linger(ptr %arguments, ptr %group) {
entry:
  %address = load ptr, ptr %arguments
  br label %again
again:
  %seen = load atomic i32, ptr %address seq_cst, align 4
  %zero = icmp eq i32 %seen, 0
  br i1 %zero, label %again, label %out
out:
  ret void
}
"""

_CARD = """
define {convention} void @count(ptr addrspace(1) %address, i32 %amount) {attributes} {{
  %old = atomicrmw add ptr addrspace(1) %address, i32 %amount monotonic
  ret void
}}

define {convention} void @step(ptr addrspace(1) %address, i32 %factor) {attributes} {{
  %value = load i32, ptr addrspace(1) %address
  %product = mul i32 %value, %factor
  %next = add i32 %product, 1
  store i32 %next, ptr addrspace(1) %address
  ret void
}}

define {convention} void @linger(ptr addrspace(1) %address) {attributes} {{
entry:
  br label %again
again:
  {load}
  %zero = icmp eq i32 %seen, 0
  br i1 %zero, label %again, label %out
out:
  ret void
}}
"""

_AMD_TAIL = """
attributes #0 = { nounwind "amdgpu-flat-work-group-size"="1,256" }

!llvm.module.flags = !{!0}
!0 = !{i32 1, !"amdhsa_code_object_version", i32 500}
"""


def _amd_image(compiler: Compiler) -> bytes:
    load = '%seen = load atomic i32, ptr addrspace(1) %address syncscope("") seq_cst, align 4'
    source = _CARD.format(convention="amdgpu_kernel", attributes="#0", load=load)
    return image_of(compiler, source + _AMD_TAIL)


def _nvidia_image(compiler: Compiler) -> bytes:
    load = "%seen = load volatile i32, ptr addrspace(1) %address"
    return image_of(compiler, _CARD.format(convention="ptx_kernel", attributes="", load=load))


def _paper_word(arguments: bytes) -> tuple[Any, int]:
    address, number = struct.unpack("<QI", arguments.ljust(12, b"\0"))
    return paper_card.ffi.cast("uint32_t *", paper_card.place(address)), number


def _paper_count(arguments: bytes, grid: Dimensions) -> None:
    word, amount = _paper_word(arguments)
    word[0] = (word[0] + amount * grid[0] * grid[1] * grid[2]) % 2**32


def _paper_step(arguments: bytes, grid: Dimensions) -> None:
    word, factor = _paper_word(arguments)
    word[0] = (word[0] * factor + 1) % 2**32


def _paper_linger(arguments: bytes, grid: Dimensions) -> bool:
    word, _ = _paper_word(arguments)
    return bool(word[0])


_PAPER = {"count": _paper_count, "step": _paper_step, "linger": _paper_linger}


@dataclass
class Rig:
    """One kind of card: its driver, the card's index there, one that is open, and an image with the kernels.

    `damaged` is an image that is none; on `is_paper` no time passes, and nothing runs but while the host
    waits.
    """

    driver: Driver
    index: int
    card: Card
    image: bytes
    damaged: bytes
    is_paper: bool = False

    def open(self) -> Card:
        """The card once more, for a test that closes it."""
        return self.driver.open(self.index)


@contextmanager
def _rig(
    found: AbstractContextManager[tuple[Driver, int]], image: Callable[[Compiler], bytes], damaged: bytes
) -> Iterator[Rig]:
    with found as (driver, index):
        card = driver.open(index)
        assert card.info.compiler is not None
        yield Rig(driver, index, card, image(card.info.compiler), damaged)
        card.close()


@contextmanager
def _processor() -> Iterator[tuple[Driver, int]]:
    yield CpuDriver(KeptHere), 0


@contextmanager
def _processor_in_its_own_process() -> Iterator[tuple[Driver, int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREWIRE_CPU_INTERFACE", "process")
        yield CpuDriver(KeptHere), 0


@contextmanager
def _without_memory_operations() -> Iterator[tuple[Driver, int]]:
    """A card whose streams neither wait for nor write numbers in memory: kernels do."""
    with pytest.MonkeyPatch.context() as patch, nvidia.found("sm_75") as found:
        patch.setattr(issuing, "memory_operations", lambda context: False)
        yield found


@contextmanager
def _paper() -> Iterator[Rig]:
    driver = paper_card.PaperDriver(kernels=_PAPER)
    card = driver.open(0)
    yield Rig(driver, 0, card, b"count step linger", b"nothing of the kind", is_paper=True)
    card.close()


@contextmanager
def _scripted(
    name: str, behind: Callable[[str], AbstractContextManager[scripted.ScriptedGpu]] = scripted.scripted
) -> Iterator[Rig]:
    """A GPU whose kernels are Python, behind KGSL or msm."""
    with behind(name) as gpu:
        driver = QualcommDriver()
        card = driver.open(0)
        yield Rig(driver, 0, card, scripted.image(gpu.architecture.generation), b"BWADRENO" + bytes(40))
        card.close()


@contextmanager
def _simulated_adreno(name: str) -> Iterator[Rig]:
    with cards.temporarily(name):
        driver = QualcommDriver()
        card = driver.open(0)
        yield Rig(driver, 0, card, kernels.image(), b"BWADRENO" + bytes(40))
        card.close()


_ELF_DAMAGED = b"\x7fELF" + bytes(60)

RIGS: dict[str, Callable[[], AbstractContextManager[Rig]]] = {
    "processor": lambda: _rig(_processor(), lambda compiler: image_of(compiler, _PROCESSOR), _ELF_DAMAGED),
    "processor-process": lambda: _rig(
        _processor_in_its_own_process(), lambda compiler: image_of(compiler, _PROCESSOR), _ELF_DAMAGED
    ),
    "gfx1100-kfd": lambda: _rig(amd.found("gfx1100", "kfd"), _amd_image, _ELF_DAMAGED),
    "gfx1100-drm": lambda: _rig(amd.found("gfx1100", "drm"), _amd_image, _ELF_DAMAGED),
    "gfx942-kfd": lambda: _rig(amd.found("gfx942", "kfd"), _amd_image, _ELF_DAMAGED),
    "gfx1030-kfd": lambda: _rig(amd.found("gfx1030", "kfd"), _amd_image, _ELF_DAMAGED),
    "gfx1201-kfd": lambda: _rig(amd.found("gfx1201", "kfd"), _amd_image, _ELF_DAMAGED),
    "sm_90": lambda: _rig(nvidia.found("sm_90"), _nvidia_image, b"garbage"),
    "sm_75": lambda: _rig(nvidia.found("sm_75"), _nvidia_image, b"garbage"),
    "sm_75-without-memory-operations": lambda: _rig(_without_memory_operations(), _nvidia_image, b"garbage"),
    "a630": lambda: _simulated_adreno("a630"),
    "a660": lambda: _simulated_adreno("a660"),
    "a630-scripted": lambda: _scripted("a630"),
    "a740-scripted": lambda: _scripted("a740"),
    "a660-scripted-msm": lambda: _scripted("a660", scripted.scripted_msm),
    "paper": _paper,
}


def bytes_at(host_address: int, size_bytes: int) -> memoryview:
    """Memory that this process sees."""
    return kernel.buffer(host_address, size_bytes)

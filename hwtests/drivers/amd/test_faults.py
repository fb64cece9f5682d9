"""What a fault, a hang or a reset ends in: an error that names the kernel, the address and the buffer."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import cache_actions, packet_queue
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.driver import AmdDriver
from barewire.drivers.amd.faults import error_of, kernels_text
from barewire.drivers.amd.kernel_interface import Fault, FaultKind
from barewire.drivers.errors import BarewireError, DeviceHang, KernelFault
from barewire.drivers.interface import Allocation
from barewire.drivers.simulated import cards

from ...compiling import KeptHere
from . import kernels
from .conftest import installed

ONE = (1, 1, 1)
UNMAPPED = 0x10_0000_0000


@pytest.fixture
def simulation() -> Iterator[cards.Installation]:
    with installed("gfx1100") as installation:
        yield installation


@pytest.fixture
def card(simulation: cards.Installation) -> Iterator[AmdCard]:
    card = AmdDriver(KeptHere).open(0)
    yield card
    card.close()


def poke(card: AmdCard, address: int) -> BarewireError:
    """Let a kernel write to an address; the error that waiting for it ends in."""
    queue, timeline = card.compute_queue(), card.timeline()
    code = card.load(kernels.image("gfx1100"))
    queue.dispatch(code.functions["poke"], ONE, ONE, struct.pack("<Qi", address, 1))
    queue.signal(timeline, 1)
    queue.submit()
    with pytest.raises(BarewireError) as caught:
        timeline.wait(1, 20.0)
    return caught.value


def test_a_write_past_a_buffer_is_a_fault_that_names_kernel_address_and_buffer(card: AmdCard) -> None:
    memory = card.allocate(3 << 20)
    past = memory.gpu_address + memory.size_bytes + 64
    error = poke(card, past)
    assert isinstance(error, KernelFault)
    text = str(error)
    assert "'poke'" in text and "AMD:0" in text
    assert f"{past & ~0xFFF:#x}" in text or f"{past:#x}" in text
    assert f"past the end of a buffer ({3 << 20} bytes at {memory.gpu_address:#x})" in text
    assert "page not present" in text


@pytest.mark.parametrize("interface", ["", "drm"])
def test_after_a_fault_everything_says_so_and_the_card_opens_again(
    simulation: cards.Installation, interface: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KFD keeps a process whose kernel faulted off the card; the render node lets it in."""
    monkeypatch.setenv("BAREWIRE_AMD_INTERFACE", interface)
    driver = AmdDriver(KeptHere)
    card = driver.open(0)
    assert card.interface.name == (interface or "kfd")
    poke(card, UNMAPPED)
    queue, timeline = card.compute_queue(), card.timeline()
    queue.signal(timeline, 1)
    with pytest.raises(KernelFault, match="poke"):
        queue.submit()
    with pytest.raises(KernelFault, match="poke"):
        timeline.wait(1, 5.0)
    assert "memory exception" in card.describe_state()
    card.close()
    again = driver.open(0)
    assert again.interface.name == again.info.interface == "drm"
    memory = again.allocate(64, host=True)
    queue, timeline = again.compute_queue(), again.timeline()
    code = again.load(kernels.image("gfx1100"))
    queue.dispatch(code.functions["poke"], ONE, ONE, struct.pack("<Qi", memory.gpu_address, 7))
    queue.signal(timeline, 1)
    queue.submit()
    assert timeline.wait(1, 20.0), again.describe_state()
    assert kernel.word(memory.host_address or 0, "int32_t")[0] == 7
    again.close()


def test_an_address_that_is_nowhere_is_said_to_be_so(card: AmdCard) -> None:
    card.allocate(1 << 20)
    assert "far from all memory of this card" in str(poke(card, UNMAPPED))


def test_other_cards_stay_usable_when_one_faults() -> None:
    with installed("gfx1100*2"):
        driver = AmdDriver(KeptHere)
        broken, whole = driver.open(0), driver.open(1)
        error = poke(broken, UNMAPPED)
        assert isinstance(error, KernelFault)
        queue, timeline = whole.compute_queue(), whole.timeline()
        memory = whole.allocate(64, host=True)
        code = whole.load(kernels.image("gfx1100"))
        queue.dispatch(code.functions["poke"], ONE, ONE, struct.pack("<Qi", memory.gpu_address, 9))
        queue.signal(timeline, 1)
        queue.submit()
        assert timeline.wait(1, 20.0), whole.describe_state()
        assert kernel.word(memory.host_address or 0, "int32_t")[0] == 9
        broken.close()
        whole.close()


def test_an_endless_kernel_is_named_when_time_is_up_and_when_its_queue_is_closed(
    card: AmdCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packet_queue, "CLOSE_TIMEOUT_S", 0.2)
    flag = card.allocate(4, host=True)
    queue, timeline = card.compute_queue(), card.timeline()
    code = card.load(kernels.image("gfx1100"))
    queue.dispatch(code.functions["linger"], ONE, ONE, struct.pack("<Q", flag.gpu_address))
    queue.signal(timeline, 1)
    queue.submit()
    assert not timeline.wait(1, 0.2)
    state = card.describe_state()
    assert "submission 1 of 1 in flight with kernels linger" in state
    assert "read pointer" in state and "no fault" in state
    with pytest.raises(DeviceHang, match="linger"):
        queue.close()
    # The hardware queue is gone, and the card works on.
    queue, other = card.compute_queue(), card.timeline()
    queue.signal(other, 1)
    queue.submit()
    assert other.wait(1, 20.0), card.describe_state()


BAD_PM4 = {
    "opcode 0x69": [0xC001_6900, 0, 0],
    "no PM4 packet of type 3": [0x0001_0000, 0, 0],
    "reserved bits set: 0x40 in dword 1": [0xC000_4600, 0x0000_0447],
    "RELEASE_MEM_gfx10 of 1 dwords, too few": [0xC000_4900, 0],
}


@pytest.mark.parametrize("said", BAD_PM4)
def test_a_bad_packet_is_found_by_the_hang_report(
    simulation: cards.Installation, card: AmdCard, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation.machine.cards[0].troubles.silent = True  # as real ones are
    monkeypatch.setattr(packet_queue, "CLOSE_TIMEOUT_S", 0.1)
    queue, timeline = card.compute_queue(), card.timeline()
    queue._pending.append(cache_actions.to_bytes(BAD_PM4[said]))
    queue.signal(timeline, 1)
    queue.submit()
    assert not timeline.wait(1, 0.3)
    assert f"{said}" in card.describe_state()
    with pytest.raises(DeviceHang, match="next packet"):
        queue.close()


def test_a_bad_sdma_packet_is_found_by_the_hang_report(
    simulation: cards.Installation, card: AmdCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation.machine.cards[0].troubles.silent = True  # as real ones are
    monkeypatch.setattr(packet_queue, "CLOSE_TIMEOUT_S", 0.1)
    queue, timeline = card.copy_queue(), card.timeline()
    queue._pending.append(cache_actions.to_bytes([0x0000_00EE, 0]))
    queue.signal(timeline, 1)
    queue.submit()
    assert not timeline.wait(1, 0.3)
    assert "opcode 238 and sub-opcode 0" in card.describe_state()
    with pytest.raises(DeviceHang, match="opcode 238"):
        queue.close()


@pytest.mark.parametrize("said", BAD_PM4)
def test_a_reason_that_a_simulated_card_knows_is_raised_at_once(card: AmdCard, said: str) -> None:
    queue, timeline = card.compute_queue(), card.timeline()
    queue._pending.append(cache_actions.to_bytes(BAD_PM4[said]))
    queue.signal(timeline, 1)
    queue.submit()
    words = r"card AMD:0 failed: hang .*(0x69|type 3|0x40 in dword 1|8 dwords).*packet at 0x.*open it again"
    with pytest.raises(DeviceHang, match=words):
        timeline.wait(1, 600.0)
    with pytest.raises(DeviceHang, match=words):
        queue.submit()
        timeline.wait(1, 600.0)


def test_advice_after_a_fault_is_what_will_work() -> None:
    with installed("gfx942"):
        driver = AmdDriver(KeptHere)
        card = driver.open(0)
        queue, timeline = card.compute_queue(), card.timeline()
        code = card.load(kernels.image("gfx942"))
        queue.dispatch(code.functions["poke"], ONE, ONE, struct.pack("<Qi", UNMAPPED, 1))
        queue.signal(timeline, 1)
        queue.submit()
        with pytest.raises(KernelFault, match="close the device and start another process"):
            timeline.wait(1, 20.0)
        card.close()
        with pytest.raises(KernelFault, match="start another process"):
            driver.open(0)


def test_a_wait_that_nobody_ends_is_the_next_packet(card: AmdCard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_queue, "CLOSE_TIMEOUT_S", 0.1)
    queue, timeline, never = card.compute_queue(), card.timeline(), card.timeline()
    queue.wait(never, 77)
    queue.signal(timeline, 1)
    queue.submit()
    assert not timeline.wait(1, 0.3)
    state = card.describe_state()
    waiting = "WAIT_REG_MEM64 function=GREATER_THAN_OR_EQUAL mem_space=MEMORY_SPACE"
    assert f"{waiting} mem_poll_addr={never.gpu_address:#x}" in state
    assert "reference=0x4d" in state
    never.signal(77)
    assert timeline.wait(1, 20.0)


def test_a_lost_interrupt_costs_time_and_nothing_else(simulation: cards.Installation, card: AmdCard) -> None:
    simulation.machine.cards[0].troubles.lost_interrupts = 100
    queue, timeline = card.compute_queue(), card.timeline()
    for number in range(1, 6):
        queue.signal(timeline, number)
        queue.submit()
        assert timeline.wait(number, 5.0), card.describe_state()


def test_a_reset_is_a_hang_that_says_what_was_lost() -> None:
    class NoMemory:
        def nearest(self, address: int) -> str:
            raise AssertionError("a reset has no address")

    fault = Fault(FaultKind.RESET, 1, memory_lost=True, detail="of the whole card after a hang")
    error = error_of("AMD:0", [fault], ["a", "b", "a"], NoMemory())  # type: ignore[arg-type]
    assert isinstance(error, DeviceHang)
    assert "video memory lost" in str(error) and "'a', 'b'" in str(error)
    assert "open it again" in str(error)


def test_many_kernels_in_flight_are_counted() -> None:
    assert kernels_text([str(i) for i in range(9)]).endswith("and 5 more")
    assert "no kernel" in kernels_text([])


def test_the_nearest_buffer_is_named_on_either_side_of_an_address(card: AmdCard) -> None:
    first: Allocation = card.allocate(1 << 20)
    inside, before, after = (
        card.memory.nearest(first.gpu_address + offset) for offset in (5, -3, (1 << 20) + 7)
    )
    extent = f"a buffer ({1 << 20} bytes at {first.gpu_address:#x})"
    assert inside == f"byte 5 of {extent}"
    assert extent in before or "past the end" in before
    assert extent in after or "before" in after

"""The table of Adreno GPUs: chip ids, and rows that agree with each other."""

from __future__ import annotations

import pytest

from barewire.drivers.architectures import qualcomm
from barewire.drivers.qualcomm import registers


@pytest.mark.parametrize(
    ("chip_id", "name"),
    [
        (0x06010800, "a618"),
        (0x06010900, "a619"),
        (0x06030001, "a630"),
        (0x06030002, "a630"),
        (0x06040001, "a640"),
        (0x06030500, "a643"),
        # msm puts the speed bin above.
        (0x00AC_0603_0500, "a643"),
        (0x06050002, "a650"),
        (0x06060001, "a660"),
        (0x06060300, "a663"),
        (0x06090000, "a690"),
        (0x07030001, "a730"),
        (0x43050A01, "a740"),
        (0x43051401, "a750"),
        (0x44050001, "a830"),
        (0x06060201, None),
        (0x05030002, None),
        (0x43050B00, None),
        (0, None),
    ],
)
def test_chips_are_known_by_their_id(chip_id: int, name: str | None) -> None:
    found = qualcomm.of_chip_id(chip_id)
    assert (found.name if found is not None else None) == name


def test_no_id_is_two_chips() -> None:
    for entry in qualcomm.ARCHITECTURES:
        for number, mask in entry.chip_ids:
            others = [other for other in qualcomm.ARCHITECTURES if other is not entry]
            assert not any(number & m == n & mask & m for other in others for n, m in other.chip_ids)
        assert qualcomm.named(entry.name) is entry
    with pytest.raises(KeyError):
        qualcomm.named("a999")


@pytest.mark.parametrize("entry", qualcomm.ARCHITECTURES, ids=lambda entry: entry.name)
def test_rows_are_whole(entry: qualcomm.QualcommArchitecture) -> None:
    assert entry.gmem_bytes >= 512 << 10
    assert entry.registers >= entry.registers_per_wave
    assert entry.constant_dwords in (1024, 2048)
    assert entry.waves % entry.wave_granularity == 0
    if entry.generation in qualcomm.DRIVEN_GENERATIONS:
        assert entry.magic.keys() <= registers.NUMBERS[entry.generation].keys()
        assert all(0 <= value < 1 << 32 for value in entry.magic.values())
    assert ("lpac" in entry.features) == (
        entry.name in ("a643", "a660", "a663", "a690") or entry.generation > 6
    )

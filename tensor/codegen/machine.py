"""What a schedule must know of a card."""

from __future__ import annotations

from dataclasses import dataclass


def round_up(value: int, step: int) -> int:
    return -(-value // step) * step


_USUAL_SECOND_CACHE_BYTES = 1 << 20


@dataclass(frozen=True)
class Registers:
    """The vector registers of a compute unit and the waves that share them, as in `CardLimits`."""

    simds: int = 1
    waves_per_simd: int = 1
    per_simd: int = 0
    per_wave: int = 0
    granule: int = 1


@dataclass(frozen=True)
class Machine:
    """What a schedule must know of the card.

    A `grid` runs workgroups of up to `max_block` work-items, `wave_lanes` of them in step, which share
    `local_bytes`; its `cores` are compute units. A "processor" runs loops.
    """

    cores: int
    vector_bytes: int
    features: frozenset[str]
    cache_bytes: tuple[int, ...] = (32 << 10, 1 << 20)
    kind: str = "processor"
    arch: str = ""
    wave_lanes: int = 1
    local_bytes: int = 0
    max_block: int = 1
    registers: Registers = Registers()

    @property
    def second_cache_bytes(self) -> int:
        """The cache that panels are to stay in; a common size where the card does not say."""
        return self.cache_bytes[1] if len(self.cache_bytes) > 1 else _USUAL_SECOND_CACHE_BYTES

    def waves_per_simd(self, registers: int, local_bytes: int, waves: int) -> int | None:
        """How many waves a SIMD holds, of groups of `waves` that take this much; None where not known."""
        have = self.registers
        if not have.per_simd:
            return None
        if registers > have.per_wave or local_bytes > self.local_bytes:
            return 0
        room = min(have.waves_per_simd, have.per_simd // round_up(max(registers, 1), have.granule))
        groups = room * have.simds // waves
        if local_bytes:
            groups = min(groups, self.local_bytes // local_bytes)
        return -(-groups * waves // have.simds)

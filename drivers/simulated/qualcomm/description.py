"""The simulated Adreno cards: what each tells of itself, beside what the architecture's table has."""

from __future__ import annotations

from dataclasses import dataclass

from ...architectures.qualcomm import ALWAYS_ON_HZ, QualcommArchitecture, named

MEBI = 1 << 20


@dataclass(frozen=True)
class CardDescription:
    """One card. Frequencies in Hz, the highest first, as KGSL's power levels are."""

    arch: str
    model: str
    frequencies: tuple[int, ...]
    memory_bytes: int = 8 << 30

    @property
    def architecture(self) -> QualcommArchitecture:
        """The architecture's row."""
        return named(self.arch)

    @property
    def chip_id(self) -> int:
        """What KGSL_PROP_DEVICE_INFO reports; of those that leave the patch open, the first."""
        return self.architecture.chip_ids[0][0]

    @property
    def clock_hz(self) -> int:
        """What the always-on counter counts at."""
        return ALWAYS_ON_HZ


# Frequencies: qcom,gpu-pwrlevels of the boards' device trees (sdm845-v2: 710 to 180 MHz; sm8350: 840 to 315;
# sm8550: 719 to 220).
_CARDS = (
    CardDescription("a630", "Adreno630v2", (710_000_000, 520_000_000, 342_000_000, 180_000_000)),
    CardDescription("a660", "Adreno660v2", (840_000_000, 608_000_000, 443_000_000, 315_000_000)),
    CardDescription("a740", "Adreno740v2", (719_000_000, 550_000_000, 401_000_000, 220_000_000)),
)
DESCRIPTIONS: dict[str, CardDescription] = {card.arch: card for card in _CARDS}

"""What cards are called in shops, by PCI device id and revision.

Source: the table amdgpu.ids of libdrm, which is read where it is installed; the rows here are for machines
without it, and for cards newer than the table they have.
"""

from __future__ import annotations

from .. import kernel

_INSTALLED_TABLE = "/usr/share/libdrm/amdgpu.ids"

# Without a revision: any other revision of that device.
_NAMES: dict[tuple[int, int | None], str] = {
    (0x66A1, 0x02): "AMD Instinct MI60 / MI50",
    (0x66A1, 0x06): "AMD Radeon Pro VII",
    (0x66AF, 0xC1): "AMD Radeon VII",
    (0x738C, None): "AMD Instinct MI100",
    (0x7408, None): "AMD Instinct MI250X",
    (0x740C, None): "AMD Instinct MI250X / MI250",
    (0x740F, None): "AMD Instinct MI210",
    (0x74A0, None): "AMD Instinct MI300A",
    (0x74A1, None): "AMD Instinct MI300X",
    (0x74A5, None): "AMD Instinct MI325X",
    (0x75A0, None): "AMD Instinct MI350X",
    (0x73A3, None): "AMD Radeon Pro W6800",
    (0x73A5, 0xC0): "AMD Radeon RX 6950 XT",
    (0x73AF, 0xC0): "AMD Radeon RX 6900 XT",
    (0x73BF, 0xC0): "AMD Radeon RX 6900 XT",
    (0x73BF, 0xC1): "AMD Radeon RX 6800 XT",
    (0x73BF, 0xC3): "AMD Radeon RX 6800",
    (0x73DF, 0xC0): "AMD Radeon RX 6750 XT",
    (0x73DF, 0xC1): "AMD Radeon RX 6700 XT",
    (0x73EF, 0xC1): "AMD Radeon RX 6650 XT",
    (0x73FF, 0xC1): "AMD Radeon RX 6600 XT",
    (0x73FF, 0xC7): "AMD Radeon RX 6600",
    (0x743F, 0xC1): "AMD Radeon RX 6500 XT",
    (0x7448, None): "AMD Radeon Pro W7900",
    (0x744C, 0xC8): "AMD Radeon RX 7900 XTX",
    (0x744C, 0xCC): "AMD Radeon RX 7900 XT",
    (0x744C, 0xCE): "AMD Radeon RX 7900 GRE",
    (0x745E, None): "AMD Radeon Pro W7800",
    (0x747E, 0xC8): "AMD Radeon RX 7800 XT",
    (0x747E, 0xFF): "AMD Radeon RX 7700 XT",
    (0x7480, 0xCF): "AMD Radeon RX 7600",
    (0x7480, 0xC0): "AMD Radeon RX 7600 XT",
    (0x15BF, None): "AMD Radeon 780M",
    (0x150E, None): "AMD Radeon 890M",
    (0x1586, 0xC1): "AMD Radeon 8060S",
    (0x7550, 0xC0): "AMD Radeon RX 9070 XT",
    (0x7550, 0xC3): "AMD Radeon RX 9070",
    (0x7590, 0xC0): "AMD Radeon RX 9060 XT",
}


def parse_table(text: str) -> dict[tuple[int, int | None], str]:
    """Rows of amdgpu.ids: `device, revision, name`, in hexadecimal; other lines are left out."""
    found: dict[tuple[int, int | None], str] = {}
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(",", 2)]
        if len(parts) == 3 and not line.startswith("#"):
            try:
                found[int(parts[0], 16), int(parts[1], 16)] = parts[2]
            except ValueError:
                continue
    return found


def marketing_name(device_id: int, revision: int | None) -> str | None:
    """What the card is called, or None where no table has it."""
    installed = parse_table(kernel.read_text_if_present(_INSTALLED_TABLE) or "")
    exact = (device_id, revision)
    return installed.get(exact) or _NAMES.get(exact) or _NAMES.get((device_id, None))

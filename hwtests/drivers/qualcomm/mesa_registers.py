"""What Mesa's register descriptions say of the declarations in `registers.py` and `pm4.py`.

`python -m hwtests.drivers.qualcomm.mesa_registers CHECKOUT` reads a6xx.xml and adreno_pm4.xml of a checkout
(src/freedreno/registers/adreno) and keeps what they say in `mesa_registers.json`: for each register that is
declared, by generation, its number and its fields as [low, high, shift]; for each packet its opcode and the
fields of each of its dwords.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from barewire.drivers.qualcomm import pm4, registers

FACTS = Path(__file__).with_name("mesa_registers.json")
_NAMESPACE = "{http://nouveau.freedesktop.org/}"
_ADRENO = "src/freedreno/registers/adreno"

Fields = dict[str, list[int]]


def _is_of(node: ElementTree.Element, generation: int) -> bool:
    """Whether something is there on a generation: variants are such as A6XX, A7XX- or A3XX-A6XX."""
    variants = node.get("variants")
    if variants is None:
        return True
    first, dash, last = variants.partition("-")
    low = int(first[1]) if first else 0
    high = int(last[1]) if last else 9 if dash else low
    return low <= generation <= high


def _fields(node: ElementTree.Element) -> Fields:
    found: Fields = {}
    for field in node.findall(f"{_NAMESPACE}bitfield"):
        name = field.get("name")
        if name is None:
            continue
        position = field.get("pos")
        low, high = (field.get("low"), field.get("high")) if position is None else (position, position)
        found[name] = [int(low or 0), int(high or 31), int(field.get("shr") or 0)]
    return found


def read_registers(checkout: Path) -> dict[str, dict[str, Any]]:
    """By generation and name: number and fields."""
    root = ElementTree.parse(checkout / _ADRENO / "a6xx.xml").getroot()
    bitsets = {node.get("name"): node for node in root.iter(f"{_NAMESPACE}bitset")}
    domain = next(node for node in root.iter(f"{_NAMESPACE}domain") if node.get("name") == "A6XX")
    found: dict[str, dict[str, Any]] = {"6": {}, "7": {}}
    for kind in ("reg32", "reg64"):
        for node in domain.iter(_NAMESPACE + kind):
            for generation, names in registers.NUMBERS.items():
                name = node.get("name")
                if name not in names or not _is_of(node, generation):
                    continue
                fields = _fields(node)
                if node.get("type") in bitsets:
                    fields = _fields(bitsets[node.get("type")]) | fields
                number = int(node.get("offset") or "", 0)
                found[str(generation)][name] = {"number": number, "fields": fields}
                if kind == "reg64" and f"{name}_HI" in names:
                    found[str(generation)][f"{name}_HI"] = {"number": number + 1, "fields": {}}
    return found


def read_packets(checkout: Path) -> dict[str, dict[str, Any]]:
    """By name: opcode, and for each dword its fields."""
    root = ElementTree.parse(checkout / _ADRENO / "adreno_pm4.xml").getroot()
    opcodes = next(
        node for node in root.iter(f"{_NAMESPACE}enum") if node.get("name") == "adreno_pm4_type3_packets"
    )
    values = opcodes.findall(f"{_NAMESPACE}value")
    numbers = {node.get("name"): int(node.get("value") or "", 0) for node in values if node.get("value")}
    domains = {node.get("name"): node for node in root.iter(f"{_NAMESPACE}domain")}
    found: dict[str, dict[str, Any]] = {}
    for declared in {packet for packets in pm4.PACKETS.values() for packet in packets.values()}:
        name = declared.__name__
        domain = domains.get(name.removesuffix("_FRAG"))
        dwords: dict[str, Fields] = {}
        if domain is not None:
            for node in domain.iter(f"{_NAMESPACE}reg32"):
                dwords.setdefault(str(int(node.get("offset") or "", 0)), {}).update(_fields(node))
        found[name] = {"opcode": numbers[name], "dwords": dwords}
    return found


def recorded() -> dict[str, Any]:
    """What Mesa said."""
    facts: dict[str, Any] = json.loads(FACTS.read_text())
    return facts


if __name__ == "__main__":
    checkout = Path(sys.argv[1])
    facts = {
        "source": f"Mesa {(checkout / 'VERSION').read_text().strip()}",
        "registers": read_registers(checkout),
        "packets": read_packets(checkout),
    }
    FACTS.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")

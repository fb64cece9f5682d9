"""Machine code for tests, written field by field from Mesa's instr-a3xx.h; registers are "r1.x", "hr0.y"."""

from __future__ import annotations

import struct

from barewire.drivers.simulated.qualcomm.isa.decoding import opcodes
from barewire.drivers.simulated.qualcomm.isa.instruction import CONDITIONS, TYPES

_CAT2 = {name: number for number, name in opcodes.CAT2.items()}
_CAT3 = {name: number for number, (name, _) in enumerate(opcodes.CAT3)}
_CAT4 = {name: number for number, name in opcodes.CAT4.items()}
_CAT6 = {name: number for number, name in opcodes.CAT6.items()}
_CAT0 = {name: number for number, name in opcodes.CAT0.items()}


def number(name: str) -> int:
    """A register's or constant's number of components."""
    name = name.lstrip("h")
    letter, rest = name[0], name[1:]
    register, component = rest.split(".")
    base = {"a": 61, "p": 62}.get(letter, 0) + (0 if letter in "ap" else int(register))
    return 4 * base + "xyzw".index(component)


def _source16(text: str | int) -> int:
    if isinstance(text, int):
        return text & 0x7FF | 4 << 11
    field = 0
    if text.startswith("-"):
        field, text = field | 1 << 14, text[1:]
    if text.startswith("|"):
        field, text = field | 1 << 15, text.strip("|")
    if text.lstrip("h").startswith("c"):
        return field | number(text) | 2 << 11
    return field | number(text)


def _common(ss: bool, sy: bool, jp: bool, rpt: int = 0) -> int:
    return ss << 44 | sy << 60 | jp << 59 | rpt << 40


def nop(rpt: int = 0, ss: bool = False, sy: bool = False, jp: bool = False) -> int:
    return _common(ss, sy, jp, rpt)


def flow(
    name: str,
    target: int = 0,
    predicate: str = "p0.x",
    invert: bool = False,
    jp: bool = False,
    ss: bool = False,
) -> int:
    kinds = {"br": 0, "bany": 4, "ball": 5}
    opcode = _CAT0["branch"] if name in kinds else _CAT0[name]
    condition = (
        invert << 52 | (number(predicate) & 3) << 53 if name in (*kinds, "kill", "predt", "predf") else 0
    )
    bits = (opcode & 15) << 55 | (opcode >> 4) << 49 | kinds.get(name, 0) << 37 | condition
    return bits | target & 0xFFFFFFFF | _common(ss, False, jp)


def mov(
    to: str,
    source: str | int,
    types: str = "u32u32",
    rounding: int = 0,
    rpt: int = 0,
    repeats: bool = False,
    ss: bool = False,
    sy: bool = False,
    jp: bool = False,
) -> int:
    first = next(name for name in TYPES if types.startswith(name) and types[len(name) :] in TYPES)
    second = types[len(first) :]
    if isinstance(source, int):
        low = source & 0xFFFFFFFF | 2 << 53
    elif source.lstrip("h").startswith("c<"):
        low = int(source.split("<")[1][:-1]) & 0x3FF | 3 << 10
    elif source.lstrip("h").startswith("r<"):
        low = int(source.split("<")[1][:-1]) & 0x3FF | 2 << 10
    elif source.lstrip("h").startswith("c"):
        low = number(source) | 1 << 53
    else:
        low = number(source)
    target = int(to.split("<")[1][:-1]) | 1 << 17 if to.lstrip("h").startswith("r<") else number(to)
    return (
        low
        | target << 32
        | TYPES.index(second) << 46
        | TYPES.index(first) << 50
        | rounding << 55
        | repeats << 43
        | 1 << 61
        | _common(ss, sy, jp, rpt)
    )


def alu(
    name: str,
    to: str,
    *sources: str | int,
    condition: str = "",
    full: bool = True,
    sat: bool = False,
    rpt: int = 0,
    repeats: tuple[bool, bool] = (False, False),
    nops: int = 0,
    ss: bool = False,
    sy: bool = False,
    jp: bool = False,
) -> int:
    """Category 2, 3 or 4."""
    half_target = to.startswith("h")
    bits = number(to) << 32 | sat << 42 | _common(ss, sy, jp, rpt)
    bits |= (half_target == full and not to.startswith("p")) << 46
    bits |= (repeats[0] | nops & 1) << 43
    if name in _CAT2:
        bits |= _source16(sources[0]) | full << 52 | _CAT2[name] << 53 | 2 << 61
        if len(sources) > 1:
            bits |= _source16(sources[1]) << 16
        bits |= (repeats[1] | nops >> 1) << 51
        return bits | (CONDITIONS.index(condition) << 48 if condition else 0)
    if name in _CAT4:
        return bits | _source16(sources[0]) | full << 52 | _CAT4[name] << 53 | 4 << 61
    bits |= _CAT3[name] << 55 | 3 << 61 | (repeats[1] | nops >> 1) << 15
    for at, neg_at, source in ((0, 14, sources[0]), (47, 30, sources[1]), (16, 31, sources[2])):
        text = str(source)
        if text.startswith("-"):
            bits, text = bits | 1 << neg_at, text[1:]
        bits |= (number(text) | (2 << 11 if text.lstrip("h").startswith("c") else 0)) << at
    return bits


def load(
    name: str, type: str, to: str, base: str, offset: int | str = 0, size: int = 1, **flags: bool
) -> int:
    """ldg, ldl or ldp; with a register as `offset`, ldg.a."""
    bits = 1 | number(base) << 14 | 1 << 23 | size << 24 | number(to) << 32 | TYPES.index(type) << 49
    bits |= number(offset) << 1 | 1 << 22 if isinstance(offset, str) else (offset & 0x1FFF) << 1
    return bits | _CAT6[name] << 54 | 6 << 61 | _common(False, flags.get("sy", False), flags.get("jp", False))


def store(
    name: str, type: str, base: str, value: str, offset: int | str = 0, size: int = 1, **flags: bool
) -> int:
    """stg, stl or stp; with a register as `offset`, stg.a."""
    bits = number(value) << 1 | 3 << 22 | size << 24 | 1 << 40 | number(base) << 41 | TYPES.index(type) << 49
    if isinstance(offset, str):
        bits |= number(offset) << 32 | 1 << 52
    else:
        bits |= (offset & 0xFF) << 32 | (offset >> 8 & 0x1F) << 9
    return bits | _CAT6[name] << 54 | 6 << 61 | _common(False, flags.get("sy", False), flags.get("jp", False))


def local_atomic(name: str, to: str, address: str, value: str, type: str = "u32", **flags: bool) -> int:
    bits = 1 | number(address) << 14 | number(value) << 24 | number(to) << 32 | TYPES.index(type) << 49
    return bits | _CAT6[f"atomic.{name}"] << 54 | 6 << 61 | _common(False, flags.get("sy", False), False)


def global_atomic(name: str, to: str, address: str, value: str, type: str = "u32", **flags: bool) -> int:
    return local_atomic(name, to, address, value, type, **flags) | 1 << 52


def barrier(sy: bool = True) -> int:
    return 7 << 61 | 1 << 53 | 1 << 54 | 3 << 51 | 1 << 49 | sy << 60


def program(*instructions: int) -> bytes:
    return struct.pack(f"<{len(instructions)}Q", *instructions)


def by_descriptor(
    name: str,
    type: str,
    value: str,
    where: str | int,
    index: int | str,
    size: int = 1,
    typed: bool = False,
    dimensions: int = 1,
    base: int | None = None,
    component: int = 0,
    **flags: bool,
) -> int:
    """Category 6 of a6xx: ldib, stib, atomics, ldc by a descriptor's number."""
    numbers = {name: opcode for opcode, name in opcodes.CAT6_A6XX.items()}
    bits = numbers[name] << 14 | (size - 1) << 12 | TYPES.index(type) << 49 | number(value) << 32
    bits |= (typed << 11 | (dimensions - 1) << 9) if name != "ldc" else component << 9
    bits |= (base << 1 | 1 << 8) if base is not None else 0
    if isinstance(index, str):
        bits |= 1 << 6 | number(index) << 41
    else:
        bits |= index << 41
    if isinstance(where, str):
        bits |= number(where) << 24
    else:
        bits |= where << 24 | 1 << 23
    bits |= 1 << 22 if name == "ldc" else 6 << 20
    group = 2 if name in ("ldc", "stib.b", "ldib.b") else 3
    return bits | group << 52 | 6 << 61 | _common(False, flags.get("sy", False), False)


def isam(type: str, to: str, coordinates: str, texture: int, mask: int = 15, base: int | None = None) -> int:
    bits = 1 | number(coordinates) << 1 | number(to) << 32 | mask << 40 | TYPES.index(type) << 44 | 5 << 61
    if base is None:
        return bits | texture << 25
    return bits | 1 << 51 | 6 << 29 | texture << 25 | (base & 1) << 47 | (base >> 1) << 19

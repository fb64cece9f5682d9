"""From 64 bits to an instruction.

Field positions: Mesa, src/freedreno/isa/ir3-cat0.xml to ir3-cat7.xml and ir3-common.xml. Bits that the
description leaves open are ignored; an opcode or source form that it does not have is an IllegalEncoding.
"""

from __future__ import annotations

import struct
from dataclasses import replace

from ..instruction import (
    A0,
    A1,
    CONDITIONS,
    FULL_TYPES,
    INSTRUCTION_BYTES,
    ROUNDINGS,
    TYPES,
    IllegalEncoding,
    Instruction,
    Kind,
    Operand,
)
from . import opcodes

Modifiers = dict[str, int | str | bool]


def _field(bits: int, low: int, high: int) -> int:
    return bits >> low & (1 << high - low + 1) - 1


def _signed(value: int, width: int) -> int:
    return value - (value >> width - 1 << width)


def decode(bits: int, address: int = 0, generation: int = 6) -> Instruction:
    """The instruction that 64 bits are, of a6xx or of a7xx. Raises IllegalEncoding."""
    if generation > 6 and bits >> 61 in (6, 7):
        found = _of_a7xx(bits, address)
        if found is not None:
            return found
    return _CATEGORIES[bits >> 61](bits, address)


def decode_program(code: bytes, address: int = 0, generation: int = 6) -> list[Instruction]:
    """The instructions of a program. Raises IllegalEncoding."""
    count = len(code) // INSTRUCTION_BYTES
    return [
        decode(bits, address + INSTRUCTION_BYTES * at, generation)
        for at, bits in enumerate(struct.unpack_from(f"<{count}Q", code))
    ]


def _register(number: int, half: bool, repeats: bool = False, components: int = 1) -> Operand:
    return Operand(Kind.REGISTER, number, half, repeats=repeats, components=components)


def _is_half(type: str) -> bool:
    return type not in FULL_TYPES


# ---- category 0: flow ---------------------------------------------------------------------------------


def _cat0(bits: int, address: int) -> Instruction:
    number = _field(bits, 55, 58) | (bits >> 49 & 1) << 4
    name = opcodes.CAT0.get(number)
    if name is None:
        raise IllegalEncoding(f"opcode {number:#x} of category 0 is none", bits, address)
    modifiers: Modifiers = {"eq": bool(bits >> 48 & 1)}
    immediate = _signed(_field(bits, 0, 31), 32)
    conditions = [(bool(bits >> 52 & 1), _field(bits, 53, 54)), (bool(bits >> 45 & 1), _field(bits, 46, 47))]
    if name == "branch":
        kind = _field(bits, 37, 39)
        if kind >= len(opcodes.BRANCHES):
            raise IllegalEncoding(f"branch type {kind} is none", bits, address)
        name = opcodes.BRANCHES[kind]
        modifiers["target"] = immediate
        if name == "brac":
            modifiers["index"] = _field(bits, 32, 36)
        used = {"brac": 0, "brax": 0, "brao": 2, "braa": 2}.get(name, 1)
    else:
        used = 1 if name in opcodes.WITH_CONDITION else 0
        if name in opcodes.WITH_TARGET:
            modifiers["target"] = immediate
        elif _field(bits, 32, 39):
            raise IllegalEncoding(f"{name} has no branch type", bits, address)
    sources = tuple(
        Operand(Kind.REGISTER, 4 * 62 + component, neg=inverted) for inverted, component in conditions[:used]
    )
    return Instruction(
        name,
        0,
        address,
        bits,
        sources=sources,
        repeat=_field(bits, 40, 42),
        ss=bool(bits >> 44 & 1),
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        modifiers=modifiers,
    )


# ---- category 1: moves and conversions ----------------------------------------------------------------


def _cat1(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 57, 58)
    if bits >> 42 & 1:
        raise IllegalEncoding("bit 42 of a move is 0", bits, address)
    into, source = TYPES[_field(bits, 46, 48)], TYPES[_field(bits, 50, 52)]
    modifiers: Modifiers = {"to": into, "from": source, "round": ROUNDINGS[_field(bits, 55, 56)]}
    half, into_half = _is_half(source), _is_half(into)
    repeat = _field(bits, 40, 41)
    targets: tuple[Operand, ...]
    sources: tuple[Operand, ...]
    if opcode == 0:
        operand = _cat1_source(bits, address, source)
        number = _field(bits, 32, 39)
        if bits >> 49 & 1:
            target = Operand(Kind.RELATIVE_REGISTER, number, into_half)
            name = "mov"
        else:
            target = _register(number, into_half)
            name = "mov"
            if number == A0 and into == source == "s16":
                name = "mova"
            elif number == A1 and into == source == "u16":
                name = "mova1"
        if name == "mov" and into != source:
            name = "cov"
        targets, sources = (target,), (operand,)
    elif opcode == 2:
        name, targets, sources = _cat1_multiple(bits, address, repeat, half, into_half)
        repeat = 0
    elif opcode == 3:
        if bits & 0xFFFFFFFF or into != "u32" or source != "u32":
            raise IllegalEncoding("movmsk has no source", bits, address)
        name = "movmsk"
        if bits >> 49 & 1:
            raise IllegalEncoding("movmsk to a register by a0.x is not simulated", bits, address)
        targets, sources = (_register(_field(bits, 32, 39), False, components=repeat + 1),), ()
        modifiers = {"lanes": 32 * (repeat + 1)}
        repeat = 0
    else:
        raise IllegalEncoding(f"opcode {opcode} of category 1 is none", bits, address)
    return Instruction(
        name,
        1,
        address,
        bits,
        targets,
        sources,
        repeat=repeat,
        ss=bool(bits >> 44 & 1),
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        ul=bool(bits >> 45 & 1),
        modifiers=modifiers,
    )


def _cat1_source(bits: int, address: int, type: str) -> Operand:
    half = _is_half(type)
    repeats = bool(bits >> 43 & 1)
    form = _field(bits, 53, 54)
    if form == 2:
        value = _field(bits, 0, 31)
        if type == "f16":
            text = f"h({struct.unpack('<e', struct.pack('<H', value & 0xFFFF))[0]:f})"
        elif type == "f32":
            text = f"({struct.unpack('<f', struct.pack('<I', value))[0]:f})"
        elif type == "s16":
            text = str(_signed(value & 0xFFFF, 16))
        elif type == "s32":
            text = str(_signed(value, 32))
        elif type == "u32" and value > 0x1000:
            text = f"{value:#x}"
        else:
            text = str(value)
        return Operand(Kind.IMMEDIATE, value, half, text=text)
    if form == 1 and not _field(bits, 11, 31):
        return Operand(Kind.CONST, _field(bits, 0, 10), half, repeats=repeats)
    if form == 0 and _field(bits, 11, 31) == 1:
        kind = Kind.RELATIVE_CONST if bits >> 10 & 1 else Kind.RELATIVE_REGISTER
        return Operand(kind, _signed(_field(bits, 0, 9), 10), half, repeats=repeats)
    if form == 0 and not _field(bits, 8, 31):
        return _register(_field(bits, 0, 7), half, repeats)
    raise IllegalEncoding("the source of a move is none", bits, address)


def _cat1_multiple(
    bits: int, address: int, kind: int, half: bool, into_half: bool
) -> tuple[str, tuple[Operand, ...], tuple[Operand, ...]]:
    numbers = [_field(bits, at, at + 7) for at in (0, 8, 16, 24)]
    target = _field(bits, 32, 39)
    if kind == 0 and not numbers[3]:
        sources, targets, name = numbers[:2], [target, numbers[2]], "swz"
    elif kind == 1:
        sources, targets, name = numbers, [target], "gat"
    elif kind == 2:
        sources, targets, name = numbers[:1], [target, *numbers[1:]], "sct"
    else:
        raise IllegalEncoding("a move of several registers is swz, gat or sct", bits, address)
    return (
        name,
        tuple(_register(n, into_half, components=4 if name == "gat" else 1) for n in targets),
        tuple(_register(n, half, components=4 if name == "sct" else 1) for n in sources),
    )


# ---- categories 2, 3 and 4: arithmetic ----------------------------------------------------------------


def _source16(field: int, full: bool, repeats: bool, bits: int, address: int) -> Operand:
    """A source of category 2 or 4 (ir3-common.xml, #multisrc)."""
    half = not full
    negates, absolutes = bool(field >> 14 & 1), bool(field >> 15 & 1)
    form = field >> 11 & 7
    kind, text = Kind.CONST, ""
    if form == 0:
        if field & 0x700:
            raise IllegalEncoding("a register's number has 8 bits", bits, address)
        kind, number = Kind.REGISTER, field & 0xFF
    elif form == 1:
        kind = Kind.RELATIVE_CONST if field >> 10 & 1 else Kind.RELATIVE_REGISTER
        number = _signed(field & 0x3FF, 10)
    elif form in (2, 6):
        number = field & 0x7FF
    elif form == 4:
        kind, number = Kind.IMMEDIATE, _signed(field & 0x7FF, 11)
        text = f"h({number})" if half else str(number)
    elif form == 5:
        index = field & 0x3FF
        half_table = bool(field >> 10 & 1)
        if index >= len(opcodes.FLOAT_NAMES) or half_table == full:
            raise IllegalEncoding(
                "the table of floats has 12 entries, of the width of the sources", bits, address
            )
        kind = Kind.IMMEDIATE
        packed = struct.pack("<e" if half else "<f", opcodes.FLOAT_VALUES[index])
        number = int.from_bytes(packed, "little")
        text = f"{'h' if half else ''}({opcodes.FLOAT_NAMES[index]})"
    else:
        raise IllegalEncoding(f"source form {form} is none", bits, address)
    return Operand(kind, number, half, negates, absolutes, repeats, text=text)


def _target(bits: int, full: bool) -> Operand:
    """The destination of category 2, 3 or 4 (ir3-common.xml, #dest-half)."""
    number = _field(bits, 32, 39)
    converts = bool(bits >> 46 & 1)
    return _register(number, full == converts and number <= 0xF7)


def _arithmetic(
    name: str,
    category: int,
    bits: int,
    address: int,
    full: bool,
    sources: list[Operand],
    repeats: tuple[bool, bool],
    modifiers: Modifiers,
) -> Instruction:
    repeat = _field(bits, 40, 41)
    nops = repeats[0] | repeats[1] << 1 if not repeat else 0
    return Instruction(
        name,
        category,
        address,
        bits,
        (_target(bits, full),),
        tuple(sources),
        repeat=repeat,
        nops=nops,
        ss=bool(bits >> 44 & 1),
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        sat=bool(bits >> 42 & 1),
        ul=bool(bits >> 45 & 1),
        modifiers=modifiers,
    )


def _cat2(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 53, 58)
    name = opcodes.CAT2.get(opcode)
    if name is None:
        raise IllegalEncoding(f"opcode {opcode:#x} of category 2 is none", bits, address)
    full = bool(bits >> 52 & 1)
    repeats = bool(bits >> 43 & 1), bool(bits >> 51 & 1)
    repeated = bool(_field(bits, 40, 41))
    sources = [_source16(_field(bits, 0, 15), full, repeats[0] and repeated, bits, address)]
    if name not in opcodes.ONE_SOURCE:
        sources.append(_source16(_field(bits, 16, 31), full, repeats[1] and repeated, bits, address))
    modifiers: Modifiers = {}
    if name.startswith("cmp"):
        condition = _field(bits, 48, 50)
        if condition >= len(CONDITIONS):
            raise IllegalEncoding(f"condition {condition} is none", bits, address)
        modifiers["condition"] = CONDITIONS[condition]
    if bits >> 47 & 1:
        modifiers["ei"] = True
    return _arithmetic(name, 2, bits, address, full, sources, repeats, modifiers)


def _source13(field: int, full: bool, neg: bool, repeats: bool, bits: int, address: int) -> Operand:
    """Source 1 or 3 of category 3 (ir3-cat3.xml, #cat3-src)."""
    form = field >> 11 & 3
    if form == 0 and not field & 0x700:
        kind, number = Kind.REGISTER, field & 0xFF
    elif form == 1:
        kind = Kind.RELATIVE_CONST if field >> 10 & 1 else Kind.RELATIVE_REGISTER
        number = _signed(field & 0x3FF, 10)
    elif form == 2:
        kind, number = Kind.CONST, field & 0x7FF
    else:
        raise IllegalEncoding("a source of category 3 is none", bits, address)
    return Operand(kind, number, not full, neg, repeats=repeats)


def _cat3(bits: int, address: int) -> Instruction:
    name, full = opcodes.CAT3[_field(bits, 55, 58)]
    if bits >> 13 & 1:
        raise IllegalEncoding(f"{name} with bit 13 set is another instruction, not simulated", bits, address)
    repeats = bool(bits >> 43 & 1), bool(bits >> 15 & 1)
    repeated = bool(_field(bits, 40, 41))
    sources = [
        _source13(_field(bits, 0, 12), full, bool(bits >> 14 & 1), repeats[0] and repeated, bits, address),
        Operand(
            Kind.REGISTER,
            _field(bits, 47, 54),
            not full,
            bool(bits >> 30 & 1),
            repeats=repeats[1] and repeated,
        ),
        _source13(_field(bits, 16, 28), full, bool(bits >> 31 & 1), bool(bits >> 29 & 1), bits, address),
    ]
    return _arithmetic(name, 3, bits, address, full, sources, repeats, {})


def _cat4(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 53, 58)
    name = opcodes.CAT4.get(opcode)
    if name is None:
        raise IllegalEncoding(f"opcode {opcode:#x} of category 4 is none", bits, address)
    full = bool(bits >> 52 & 1)
    source = _source16(_field(bits, 0, 15), full, bool(bits >> 43 & 1), bits, address)
    return _arithmetic(name, 4, bits, address, full, [source], (False, False), {})


# ---- category 5: textures -----------------------------------------------------------------------------


def _cat5(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 54, 58)
    if opcode >= len(opcodes.CAT5):
        raise IllegalEncoding(f"opcode {opcode:#x} of category 5 is none", bits, address)
    name, coordinates, has_sampler, has_texture, has_type = opcodes.CAT5[opcode]
    if bits >> 18 & 1:
        raise IllegalEncoding(f"{name} with bit 18 set is of a7xx", bits, address)
    half = not bits & 1
    type = TYPES[_field(bits, 44, 46)]
    mask = _field(bits, 40, 43)
    modifiers: Modifiers = {"type": type, "mask": mask, "has_type": has_type}
    for letter, at in (("3d", 48), ("a", 49), ("o", 52), ("p", 53), ("s", 50)):
        modifiers[letter] = bool(bits >> at & 1)
    sources = []
    if coordinates > 0:
        # One-dimensional textures take a second coordinate, too (ir3_compiler_nir.c, emit_tex).
        sources.append(_register(_field(bits, 1, 8), half, components=3 if modifiers["3d"] else 2))
    if modifiers["o"] or coordinates > 1:
        sources.append(_register(_field(bits, 9, 16), half))
    indirect = bool(bits >> 51 & 1)
    modifiers["indirect"] = indirect
    if indirect:
        mode = _field(bits, 29, 31)
        third = _field(bits, 21, 28)
        modifiers["mode"] = mode
        modifiers["bindless"] = mode not in (0, 4)
        modifiers["base"] = _field(bits, 19, 20) * 2 | bits >> 47 & 1
        modifiers["uses_a1"] = mode in (1, 3, 7)
        if mode < 6:
            sources.append(_register(third, not modifiers["bindless"]))
        else:
            if has_sampler:
                modifiers["sampler"] = third if mode == 7 else third & 0xF
            if has_texture and mode == 6:
                modifiers["texture"] = third >> 4
    else:
        if has_sampler:
            modifiers["sampler"] = _field(bits, 21, 24)
        if has_texture:
            modifiers["texture"] = _field(bits, 25, 31)
    target = _register(_field(bits, 32, 39), _is_half(type), components=mask.bit_length())
    return Instruction(
        name,
        5,
        address,
        bits,
        (target,),
        tuple(sources),
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        modifiers=modifiers,
    )


# ---- category 6: memory -------------------------------------------------------------------------------


def _cat6(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 54, 58)
    if opcode == 0 and bits >> 53 & 1:
        return _cat6_a6xx(bits, address)
    name = opcodes.CAT6.get(opcode)
    if name is None:
        raise IllegalEncoding(f"opcode {opcode:#x} of category 6 is none", bits, address)
    type = TYPES[_field(bits, 49, 51)]
    half = _is_half(type)
    size = _field(bits, 24, 31)
    modifiers: Modifiers = {"type": type, "size": size}
    targets: tuple[Operand, ...] = ()
    sources: tuple[Operand, ...]
    if name in ("ldg", "ldl", "ldp", "ldlw", "ldlv"):
        if (name != "ldlv" and bits >> 23 & 1 == 0) or bits & 1 == (name == "ldlv"):
            raise IllegalEncoding(f"{name} without the bits that all have", bits, address)
        targets = (_register(_field(bits, 32, 39), half, components=size),)
        sources = (_register(_field(bits, 14, 21), False, components=2 if name == "ldg" else 1),)
        if name == "ldlv":
            modifiers["offset"] = _field(bits, 1, 13)
            sources = ()
        elif name == "ldg" and bits >> 22 & 1:
            sources += (_register(_field(bits, 1, 8), False),)
            modifiers |= {"added": _field(bits, 9, 10), "shift": _field(bits, 12, 13)}
        else:
            modifiers["offset"] = _signed(_field(bits, 1, 13), 13)
    elif name in ("stg", "stl", "stp", "stlw"):
        stored = _register(_field(bits, 1, 8), half, components=size)
        base = _register(_field(bits, 41, 48), False, components=2 if name == "stg" else 1)
        if not bits >> 40 & 1:
            raise IllegalEncoding(f"{name} without the bits that all have", bits, address)
        if name == "stg" and bits >> 52 & 1:
            sources = (base, _register(_field(bits, 32, 39), False), stored)
            modifiers |= {"added": _field(bits, 9, 10), "shift": _field(bits, 12, 13)}
        else:
            sources = (base, stored)
            modifiers["offset"] = _signed(_field(bits, 9, 13) << 8 | _field(bits, 32, 39), 13)
    elif name == "stc":
        modifiers |= {"offset": _field(bits, 32, 39), "size": _field(bits, 24, 26)}
        sources = (_register(_field(bits, 1, 8), False, components=_field(bits, 24, 26)),)
    elif name == "resinfo":
        raise IllegalEncoding("this encoding of resinfo is of a5xx and before", bits, address)
    else:
        name, targets, sources = _cat6_atomic(name, bits, address, modifiers)
    return Instruction(
        name,
        6,
        address,
        bits,
        targets,
        sources,
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        modifiers=modifiers,
    )


def _cat6_operand(field: int, immediate: int, components: int = 1) -> Operand:
    if immediate:
        return Operand(Kind.IMMEDIATE, _signed(field, 8))
    return _register(field, False, components=components)


def _cat6_atomic(
    name: str, bits: int, address: int, modifiers: Modifiers
) -> tuple[str, tuple[Operand, ...], tuple[Operand, ...]]:
    modifiers |= {
        "typed": bool(bits >> 11 & 1),
        "dimensions": _field(bits, 9, 10) + 1,
        "size": _field(bits, 12, 13) + 1,
    }
    by_address = bits >> 52 & 1
    if bits >> 53 & 1 or bits >> 41 & 0xFF:
        message = f"this encoding of {name} in global memory is of a5xx and before"
        raise IllegalEncoding(message, bits, address)
    values = 2 if name == "atomic.cmpxchg" else 1
    target = _register(_field(bits, 32, 39), False)
    where = _cat6_operand(_field(bits, 14, 21), bits >> 22 & 1, 2 if by_address else 1)
    value = _cat6_operand(_field(bits, 24, 31), bits >> 23 & 1, values)
    return name.replace("atomic.", "atomic.g.") if by_address else name, (target,), (where, value)


def _cat6_a6xx(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 14, 19)
    name = opcodes.CAT6_A6XX.get(opcode)
    if name is None:
        raise IllegalEncoding(f"opcode {opcode:#x} of category 6 (a6xx) is none", bits, address)
    type = TYPES[_field(bits, 49, 51)]
    mode = _field(bits, 6, 7)
    size = _field(bits, 12, 13) + 1
    modifiers: Modifiers = {
        "type": type,
        "mode": mode,
        "base": _field(bits, 1, 3),
        "bindless": bool(bits >> 8 & 1),
        "size": size,
        "dimensions": _field(bits, 9, 10) + 1,
        "typed": bool(bits >> 11 & 1),
    }
    if mode == 3:
        raise IllegalEncoding("a descriptor's mode is immediate, uniform or not", bits, address)
    target = _field(bits, 32, 39)
    resource = _cat6_operand(_field(bits, 41, 48), mode == 0)
    targets: tuple[Operand, ...] = ()
    sources: tuple[Operand, ...]
    half = _is_half(type)
    if name == "ldc":
        if bits >> 52 & 1:
            raise IllegalEncoding("ldc.k is not simulated", bits, address)
        modifiers["offset"] = _field(bits, 9, 10)
        targets = (_register(target, half, components=size),)
        sources = (_cat6_operand(_field(bits, 24, 31), bits >> 23 & 1), resource)
    elif name in ("getspid", "getwid"):
        targets, sources = (_register(target, half),), ()
    elif name == "resinfo.b":
        targets, sources = (_register(target, half, components=3),), (resource,)
    else:
        coordinates = _register(_field(bits, 24, 31), False, components=int(modifiers["dimensions"]))
        values = 3 if name == "atomic.b.cmpxchg" else 2 if name.startswith("atomic") else size
        value = _register(target, half, components=values)
        if name == "stib.b":
            sources = (coordinates, value, resource)
        elif name == "ldib.b":
            targets, sources = (value,), (coordinates, resource)
        else:
            # The first of the value's registers takes the result (ir3_a6xx.c, emit_intrinsic_atomic_ssbo).
            targets, sources = (_register(target, False),), (coordinates, value, resource)
    return Instruction(
        name,
        6,
        address,
        bits,
        targets,
        sources,
        sy=bool(bits >> 60 & 1),
        jp=bool(bits >> 59 & 1),
        modifiers=modifiers,
    )


# ---- category 7: barriers -----------------------------------------------------------------------------


def _cat7(bits: int, address: int) -> Instruction:
    opcode = _field(bits, 55, 58)
    name = opcodes.CAT7.get(opcode)
    if name is None:
        raise IllegalEncoding(f"opcode {opcode:#x} of category 7 is none", bits, address)
    if not bits >> 49 & 1:
        raise IllegalEncoding(f"{name} without the bit that all have", bits, address)
    modifiers: Modifiers = {
        letter: bool(bits >> at & 1) for letter, at in zip("glrw", (54, 53, 52, 51), strict=True)
    }
    return Instruction(
        name, 7, address, bits, sy=bool(bits >> 60 & 1), jp=bool(bits >> 59 & 1), modifiers=modifiers
    )


# ---- a7xx ---------------------------------------------------------------------------------------------


def _of_a7xx(bits: int, address: int) -> Instruction | None:
    """What only a7xx has, or has otherwise (Mesa 25.1, `<gen min="700"/>`); None for the rest."""
    if bits >> 61 == 7:
        name = opcodes.CAT7_A7XX.get(_field(bits, 45, 58))
        if name is None:
            return None
        flags: Modifiers = dict.fromkeys("glrw", False)
        sync, join = bool(bits >> 60 & 1), bool(bits >> 59 & 1)
        return Instruction(name, 7, address, bits, ss=bool(bits >> 44 & 1), sy=sync, jp=join, modifiers=flags)
    name = opcodes.CAT6.get(_field(bits, 54, 58))
    is_load = name == "ldg" and not bits >> 53 & 1 and bool(bits >> 22 & 1)
    if not is_load and not (name == "stg" and bits >> 52 & 1):
        return None
    of_a6xx = _cat6(bits, address)
    base, *rest = of_a6xx.sources
    if bits >> 13 & 1:
        base = Operand(Kind.CONST, base.number, components=2)
    added = _field(bits, 41, 48) if is_load else _field(bits, 14, 21)
    modifiers: Modifiers = {
        "type": of_a6xx.modifiers["type"],
        "size": of_a6xx.modifiers["size"],
        "bytes": added,
    }
    return replace(of_a6xx, sources=(base, *rest), modifiers=modifiers)


_CATEGORIES = (_cat0, _cat1, _cat2, _cat3, _cat4, _cat5, _cat6, _cat7)

"""Instructions as text, spelled as Mesa's disassembler spells them (src/freedreno/isa, version 21.2)."""

from __future__ import annotations

from ..instruction import ADDRESS, PREDICATE, Instruction, Kind, Operand
from .opcodes import WITH_TARGET


def operand_text(operand: Operand, neg: bool = True, with_zero: bool = False) -> str:
    """One operand with its modifiers."""
    sign = {(True, True): "(absneg)", (True, False): "(neg)", (False, True): "(abs)"}.get(
        (operand.neg and neg, operand.abs), ""
    )
    if operand.kind is Kind.IMMEDIATE:
        return sign + ("(r)" if operand.repeats else "") + (operand.text or str(operand.number))
    sign += "(r)" if operand.repeats else ""
    half = "h" if operand.half else ""
    if operand.kind in (Kind.RELATIVE_REGISTER, Kind.RELATIVE_CONST):
        letter = "r" if operand.kind is Kind.RELATIVE_REGISTER else "c"
        offset = f" + {operand.number}" if operand.number or with_zero else ""
        return f"{sign}{half}{letter}<a0.x{offset}>"
    return f"{sign}{half}{_place(operand)}"


def _place(operand: Operand) -> str:
    register, component = operand.number >> 2, "xyzw"[operand.number & 3]
    if operand.kind is Kind.CONST:
        return f"c{register}.{component}"
    if register == ADDRESS:
        return f"a0.{component}"
    return f"p0.{component}" if register == PREDICATE else f"r{register}.{component}"


def _plain(operand: Operand) -> str:
    """A register of category 6, which is written without its width."""
    return operand_text(operand) if operand.kind is Kind.IMMEDIATE else _place(operand)


def _flags(instruction: Instruction) -> str:
    text = "(sy)" if instruction.sy else ""
    text += "(ss)" if instruction.ss else ""
    if instruction.category == 0 and instruction.modifiers.get("eq") and not _is_jump(instruction):
        text += "(eq)"
    text += "(jp)" if instruction.jp else ""
    text += "(sat)" if instruction.sat else ""
    if instruction.repeat and not (instruction.category == 0 and _has_operands(instruction)):
        text += f"(rpt{instruction.repeat})"
    elif instruction.nops:
        text += f"(nop{instruction.nops}) "
    return text + ("(ul)" if instruction.ul else "")


def _is_jump(instruction: Instruction) -> bool:
    """Whether it has a target and no condition: those are written without (eq)."""
    return "target" in instruction.modifiers and instruction.name in WITH_TARGET


def _has_operands(instruction: Instruction) -> bool:
    return bool(instruction.sources) or "target" in instruction.modifiers


def text(instruction: Instruction) -> str:
    """One line."""
    return _flags(instruction) + _BODIES[instruction.category](instruction)


def _cat0(instruction: Instruction) -> str:
    name = instruction.name
    if name == "brac":
        name += f".{instruction.modifiers['index']}"
    parts = [("!" if source.neg else "") + _place(source) for source in instruction.sources]
    if "target" in instruction.modifiers:
        parts.append(f"#{instruction.modifiers['target']}")
    return f"{name} {', '.join(parts)}".rstrip()


def _cat1(instruction: Instruction) -> str:
    name, modifiers = instruction.name, instruction.modifiers
    operands = [operand_text(operand) for operand in (*instruction.destinations, *instruction.sources)]
    if name == "movmsk":
        return f"movmsk.w{modifiers['lanes']} {operands[0]}"
    rounding = f"({modifiers['round']})" if modifiers["round"] != "zero" else ""
    if name in ("mova", "mova1"):
        return f"{name} {rounding}{'a0.x' if name == 'mova' else 'a1.x'}, {operands[1]}"
    return f"{name}.{modifiers['from']}{modifiers['to']} {rounding}{', '.join(operands)}"


def _arithmetic(instruction: Instruction) -> str:
    name = instruction.name
    if "condition" in instruction.modifiers:
        name += f".{instruction.modifiers['condition']}"
    ei = "(ei)" if instruction.modifiers.get("ei") else ""
    # Category 3 has relative operands of its own, whose offset is always written.
    operands = [
        operand_text(operand, with_zero=instruction.category == 3)
        for operand in (*instruction.destinations, *instruction.sources)
    ]
    return f"{name} {ei}{', '.join(operands)}"


def _cat5(instruction: Instruction) -> str:
    modifiers = instruction.modifiers
    name = instruction.name + "".join(
        f".{letter}" for letter in ("3d", "a", "o", "p", "s") if modifiers[letter]
    )
    if modifiers["indirect"]:
        mode = int(modifiers["mode"])
        name += ".s2en" if mode < 6 else ""
        name += ".uniform" if mode in (1, 4, 5) else ".nonuniform" if mode in (2, 3) else ""
        name += f".base{modifiers['base']}" if modifiers["bindless"] else ""
    mask = "".join(letter for at, letter in enumerate("xyzw") if int(modifiers["mask"]) >> at & 1)
    # Two masks stand the other way round in the table of the judge.
    mask = {"xz": "zx", "yz": "zy"}.get(mask, mask)
    type = f"({modifiers['type']})" if modifiers["has_type"] else ""
    parts = [f"{type}({mask}){operand_text(instruction.destinations[0])}"]
    parts += [operand_text(source) for source in instruction.sources]
    parts += [f"s#{modifiers['sampler']}"] if "sampler" in modifiers else []
    parts += [f"t#{modifiers['texture']}"] if "texture" in modifiers else []
    parts += ["a1.x"] if modifiers.get("uses_a1") else []
    return f"{name} {', '.join(parts)}"


def _offset(instruction: Instruction) -> str:
    offset = instruction.modifier("offset")
    return f"{offset:+}" if offset else ""


_SPACES = {"ldg": "g", "stg": "g", "ldp": "p", "stp": "p"}


def _cat6(instruction: Instruction) -> str:
    name, modifiers = instruction.name, instruction.modifiers
    places = [_plain(operand) for operand in (*instruction.destinations, *instruction.sources)]
    size, type = modifiers.get("size"), modifiers.get("type")
    space = _SPACES.get(name, "l")
    if name == "ldlv":
        return f"ldlv.{type} {places[0]}, l[{modifiers['offset']}], {size}"
    if name in ("ldg", "ldl", "ldp", "ldlw"):
        added = f"+{places[2]}" if len(places) > 2 else _offset(instruction)
        return f"{name}.{type} {places[0]}, {space}[{places[1]}{added}], {size}"
    if name in ("stg", "stl", "stp", "stlw"):
        added = f"+{places[1]}" if len(places) > 2 else _offset(instruction)
        return f"{name}.{type} {space}[{places[0]}{added}], {places[-1]}, {size}"
    if name == "stc":
        return f"stc c[{modifiers['offset']}], {places[0]}, {size}"
    shape = f"{'typed' if modifiers['typed'] else 'untyped'}.{modifiers['dimensions']}d.{type}.{size}"
    if name.startswith("atomic.g"):
        return f"{name}.{shape}.g {', '.join(places)}"
    if name.startswith("atomic") and not name.startswith("atomic.b"):
        return f"{name}.{shape}.l {places[0]}, l[{places[1]}], {places[2]}"
    mode = ("imm", "uniform", "nonuniform")[int(modifiers["mode"])]
    mode += f".base{modifiers['base']}" if modifiers["bindless"] else ""
    if name == "ldc":
        return f"ldc.offset{modifiers['offset']}.{size}.{mode} {', '.join(places)}"
    if name in ("getspid", "getwid"):
        return f"{name}.{type} {places[0]}"
    if name == "resinfo.b":
        return f"{name}.{shape}.{mode} {places[0]}, {places[1]}"
    value, coordinates = (places[1], places[0]) if name == "stib.b" else (places[0], places[1])
    return f"{name}.{shape}.{mode} {value}, {coordinates}, {places[-1]}"


def _cat7(instruction: Instruction) -> str:
    return instruction.name + "".join(f".{letter}" for letter in "glrw" if instruction.modifiers[letter])


_BODIES = (_cat0, _cat1, _arithmetic, _arithmetic, _arithmetic, _cat5, _cat6, _cat7)

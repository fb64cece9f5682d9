"""Instruction to 64-bit word and back, by the table."""

from __future__ import annotations

from .....runtime.errors import InvalidArgument
from .field import Field
from .form import Form, fits, half_of, refused
from .instruction import Instruction, Modifier, sorted_modifiers
from .operand import File, Operand
from .operand_field import Plain, ThirdSource, body_text
from .table import candidates, forms_named


def encode(instruction: Instruction, generation: int = 6) -> int:
    """The word of an instruction.

    Raises InvalidArgument for what its name, operands or modifiers cannot be.
    """
    forms = forms_named(instruction.name, generation)
    if not forms:
        raise InvalidArgument(f"a{generation}xx has no instruction {instruction.name}")
    reasons = []
    for form in forms:
        if why := fits(form, instruction):
            reasons.append(why)
            continue
        try:
            return _encode(form, instruction, generation)
        except InvalidArgument as problem:
            reasons.append(str(problem))
    raise refused(instruction, "; or ".join(dict.fromkeys(reasons)))


def _encode(form: Form, instruction: Instruction, generation: int) -> int:
    word = form.value | form.precision.bits(instruction)
    for name, value in instruction.modifiers:
        field = form.by_name.get(name)
        if isinstance(field, Field):
            word |= field.write(value)
    for field in form.never_silent:
        if instruction.get(field.name) is None:
            word |= field.write(field.default)
    # Whether a destination can be half depends on which it is.
    for found in form.destinations:
        word |= found.write(instruction.destinations[found.index])
    destination, source = form.precision.halves(word)
    for found in form.operands:
        operand = (instruction.destinations if found.is_destination else instruction.sources)[found.index]
        if not found.is_destination:
            word |= found.write(operand)
        own = operand.file in (File.FLOAT, File.PREDICATE) or isinstance(found.kind, Plain)
        if isinstance(found.kind, ThirdSource) and operand.file is File.INTEGER:
            own = True
        if not own and operand.half != half_of(found, destination, source):
            raise InvalidArgument(
                f"{body_text(operand)} as {found.name} should be {'full' if operand.half else 'half'}"
            )
    if form.nop_bits:
        word |= _nop_bits(form.nop_bits, instruction)
    if not form.matches(word, generation):
        raise InvalidArgument("its operands or types make it another instruction")
    return word


def _nop_bits(places: tuple[int, int], instruction: Instruction) -> int:
    if instruction.nop and instruction.repeat:
        raise InvalidArgument("(nop) and (rpt) exclude each other")
    if not instruction.repeat and any(source.repeat for source in instruction.sources[:2]):
        raise InvalidArgument("without (rpt), (r) of the first two sources means (nop)")
    if not 0 <= instruction.nop <= 3:
        raise InvalidArgument(f"(nop) goes to 3, not to {instruction.nop}")
    return (instruction.nop & 1) << places[0] | (instruction.nop >> 1) << places[1]


def decode(word: int, generation: int = 6) -> Instruction:
    """The instruction of a word. Raises InvalidArgument for a word that is none.

    Bits that the hardware ignores are ignored. Fields that the text does not show are read all the same.
    """
    return decode_form(word, generation)[1]


def decode_form(word: int, generation: int) -> tuple[Form, Instruction]:
    """The instruction of a word and the form that it has there."""
    problem = ""
    for form in candidates(word, generation):
        try:
            return form, _decode(form, word, generation)
        except InvalidArgument as reason:
            problem = f": {form.name}, but {reason}"
    raise InvalidArgument(
        f"{word >> 32:08x}_{word & 0xFFFF_FFFF:08x} is no instruction of a{generation}xx{problem}"
    )


def _decode(form: Form, word: int, generation: int) -> Instruction:
    modifiers: dict[str, Modifier] = dict(form.implied)
    for field in form.plain:
        modifiers[field.name] = field.read(word)
    repeats = True
    if form.nop_bits and not modifiers["repeat"]:
        first, second = form.nop_bits
        modifiers["nop"] = word >> first & 1 | (word >> second & 1) << 1
        repeats = not modifiers["nop"]
    halves = form.precision.halves(word)
    operands: dict[bool, list[Operand]] = {False: [], True: []}
    for found in form.operands:
        operand = found.read(word, half_of(found, *halves), generation, repeats)
        operands[found.is_destination].append(operand)
    return Instruction(form.name, tuple(operands[True]), tuple(operands[False]), sorted_modifiers(modifiers))


def form_of(instruction: Instruction, generation: int = 6) -> Form:
    """The form that an instruction is encoded and written in. Raises InvalidArgument where there is none."""
    word = encode(instruction, generation)
    forms = forms_named(instruction.name, generation)
    return next(form for form in forms if not fits(form, instruction) and form.matches(word, generation))

"""Loads, stores and addresses.

An address in the card's memory is a pair of registers and either a constant of 13 bits or, with `ldg.a` and
`stg.a`, an offset in a register without a sign, counted in elements of what is accessed or up to eight of
them (ir3-cat6.xml of Mesa 25), or on a7xx in bytes (ir3_a6xx.c). The kernel's text has byte offsets of 32
bits: none needs a 64-bit addition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import doubles
from . import llvm_text as ir
from .builder import Value
from .integers import add, add_wide, value
from .machine_code import Immediate, Instruction, Number, Part, Source
from .select import ZERO, Address, Double, Flag, Handler, Lane, Selector, Wide

# The constant of an address: 13 bits and signed.
_OFFSETS = range(-4096, 4096)
_MOST_AT_ONCE = 4
# By how much more than the element's size an offset in a register is shifted, at most.
_MOST_SHIFT = 3
_TYPE_SHIFTS = {"u8": 0, "u16": 1, "u32": 2}
# So many registers at most hold nothing but the second coordinate of texels.
_MOST_ZEROS = 12


def _gep(s: Selector, i: ir.Instruction) -> list[Lane]:
    (pointer,), *indices = s.operands(i)
    for (index,), size, type_ in zip(indices, i.numbers, i.types[1:], strict=True):
        if isinstance(pointer, Address):
            pointer = _moved(s, pointer, index, size, type_)
        else:
            low = index.low if isinstance(index, Wide) else index
            assert isinstance(low, (Part, Number))
            pointer = add(s, ir.Type("i32"), pointer, _scaled(s, low, size))
    return [pointer]


def _scaled(s: Selector, x: Value, size: int) -> Value:
    from .integers import mul

    return mul(s, x, Number(size)) if size != 1 else x


def _moved(s: Selector, address: Address, index: Lane, size: int, type_: ir.Type) -> Address:
    if not isinstance(index, Wide):
        word = value(index)
        index = (
            Wide(word, Number(0xFFFFFFFF if word.bits >> 31 else 0))
            if isinstance(word, Number)
            else (Wide(word, s.b.emit("ashr.b", word, Number(31))))
        )
    if isinstance(index.low, Number) and isinstance(index.high, Number):
        offset = ir.signed(index.high.bits << 32 | index.low.bits, 64) * size
        return replace(address, constant=address.constant + offset)
    if size != 1:
        if index.high != ZERO or size & (size - 1):
            raise s.unknown(ir.Instruction("getelementptr", None, type_, [], [type_]))
        shift = size.bit_length() - 1
        low = s.b.emit("shl.b", index.low, Number(shift))
        index = Wide(low, s.b.emit("shr.b", index.low, Number(32 - shift)))
    if index.high == ZERO and address.index is None:
        return replace(address, index=index.low)
    return Address(
        None, add_wide(s, pointer_of(s, replace(address, constant=0)), index), None, address.constant
    )


def pointer_of(s: Selector, lane: Lane) -> Wide:
    """An address as 64 bits."""
    assert isinstance(lane, Address)
    found = _base(s, lane)
    if lane.index is not None:
        found = add_wide(s, found, Wide(lane.index, ZERO))
    if lane.constant:
        bits = lane.constant & (2**64 - 1)
        found = add_wide(s, found, Wide(Number(bits & 0xFFFFFFFF), Number(bits >> 32)))
    return found


def _base(s: Selector, address: Address) -> Wide:
    if address.argument is not None:
        return s.base(address.argument)
    assert address.pointer is not None
    return address.pointer


@dataclass(frozen=True)
class _Place:
    """Where an access goes: the pair of registers, and the offset in a register or as a constant."""

    pair: Part
    index: Value | None = None
    shift: int = 0
    constant: int = 0

    def sources(self, s: Selector) -> tuple[Source, ...]:
        return (self.pair,) if self.index is None else (self.pair, s.b.in_register(self.index))


def _place(s: Selector, address: Address, total_bytes: int, step_bytes: int, least: int) -> _Place:
    """An address as accesses of so many bytes from there on can have it, one every `step_bytes`, of elements
    of 1 << least bytes.
    """
    if address.index is not None and s.generation >= 7:
        # In bytes, and nothing is shifted.
        return _Place(_pair(s, _base(s, address)), _offset(s, address.index, address.constant))
    if address.index is not None:
        further = step_bytes if step_bytes < total_bytes else 0
        shift, index = _divided(s, address.index, least, (address.constant, further))
        if address.constant % (1 << shift) == 0:
            if address.constant:
                more = Number(address.constant >> shift & 0xFFFFFFFF)
                index = value(add(s, ir.Type("i32"), index, more))
            return _Place(_pair(s, _base(s, address)), index, shift)
    constant = address.constant
    if constant not in _OFFSETS or constant + total_bytes not in _OFFSETS:
        constant = 0
    pointer = pointer_of(s, replace(address, constant=address.constant - constant))
    return _Place(_pair(s, pointer), None, 0, constant)


def _pair(s: Selector, pointer: Wide) -> Part:
    """Two words in adjacent registers."""
    low, high = pointer.low, pointer.high
    if isinstance(low, Part) and high == replace(low, unit=low.unit + 2) and not low.negate:
        return replace(low, count=2)
    found = s.pairs.get((low, high, s.b.block.name))
    if found is None:
        found = s.pairs[low, high, s.b.block.name] = _together(s, [low, high], True)
    return found


def _together(s: Selector, values: list[Value], full: bool) -> Part:
    """Values in adjacent registers."""
    result = s.b.new(full, len(values))
    size = 2 if full else 1
    for number, each in enumerate(values):
        s.b.move_to(replace(result, unit=size * number, count=1), each)
    return result


def _divided(s: Selector, index: Value, least: int, constants: Sequence[int]) -> tuple[int, Value]:
    """A byte offset as another number and how far that is shifted left: by `least`, or a little more.

    Constants that are to be added must be such multiples too.
    """
    numbers = [Number(constant & 0xFFFFFFFF) for constant in constants]
    known = min(_multiple(s, each, 0) for each in (index, *numbers))
    shift = min(max(known, least), least + _MOST_SHIFT)
    found = _shifted_right(s, index, shift)
    if shift and isinstance(found, Part) and _is_lossy(s, index, 0):
        # LLVM does not care what the bits are that a shift to the left or a sum loses.
        found = s.b.emit("and.b", found, Number((1 << (32 - shift)) - 1))
    return shift, found


def _is_lossy(s: Selector, x: Value, depth: int) -> bool:
    """Whether a number, or a term of it, may have lost bits: quotients of its terms then do not add up."""
    if not isinstance(x, Part):
        return False
    number = x.register.number
    if number in s.lossy:
        return True
    terms = s.sums.get(number, ())
    return depth > 4 or any(_is_lossy(s, each, depth + 1) for each in terms)


def _multiple(s: Selector, x: Value, depth: int) -> int:
    """By how many bits a number is known to be shifted left."""
    if isinstance(x, Number):
        return (x.bits & -x.bits).bit_length() - 1 if x.bits else 32
    found = s.shifted.get(x.register.number)
    if found is not None:
        return found[1] + _multiple(s, found[0], depth + 1) if depth < 4 else found[1]
    terms = s.sums.get(x.register.number)
    return min(_multiple(s, each, depth + 1) for each in terms) if terms is not None and depth < 4 else 0


def _shifted_right(s: Selector, x: Value, count: int) -> Value:
    """A multiple of 2**count divided by it, without an instruction for it where there is another way."""
    if not count:
        return x
    if isinstance(x, Number):
        # A term of a sum that is an offset: what looks large is below zero.
        return Number(ir.signed(x.bits, 32) >> count & 0xFFFFFFFF)
    found = s.shifted.get(x.register.number)
    if found is not None and found[1] >= count:
        inner, shift = found
        return inner if shift == count else s.b.emit("shl.b", inner, Number(shift - count))
    terms = s.sums.get(x.register.number)
    if terms is not None and all(_multiple(s, each, 0) >= count for each in terms):
        first, second = (_shifted_right(s, each, count) for each in terms)
        return value(add(s, ir.Type("i32"), first, second))
    return s.b.emit("shr.b", x, Number(count))


# Accesses


@dataclass(frozen=True)
class _Access:
    """One instruction's part of an access: registers of a size from a byte on."""

    start: int
    type: str
    count: int

    @property
    def full(self) -> bool:
        return self.type == "u32"


def _accesses(size_bytes: int, element_bytes: int, align: int) -> list[_Access]:
    """How so many bytes are read or written; sub-words go as halves unless whole words hold them."""
    if element_bytes >= 4 or (element_bytes == 2 and align >= 4 and size_bytes > 8 and size_bytes % 4 == 0):
        unit, type_ = 4, "u32"
    else:
        unit, type_ = element_bytes, "u16" if element_bytes == 2 else "u8"
    count = size_bytes // unit
    return [
        _Access(start * unit, type_, min(_MOST_AT_ONCE, count - start))
        for start in range(0, count, _MOST_AT_ONCE)
    ]


Reach = Callable[[str, _Access, "Part | None", tuple[Source, ...]], Instruction]


def _reach(s: Selector, pointer: Lane, total_bytes: int, first: _Access) -> Reach:
    """What makes an access of "ld" or "st" to a pointer, wherever it points."""
    if not isinstance(pointer, Address):
        word = value(pointer)

        def local(op: str, access: _Access, result: Part | None, data: tuple[Source, ...]) -> Instruction:
            base, offset = _local(s, word, access.start)
            return Instruction(
                f"{op}l", result, (base, *data), types=(access.type,), offset=offset, count=access.count
            )

        return local
    least = _TYPE_SHIFTS[first.type]
    place = _place(s, pointer, total_bytes, first.count << least, least)

    def of_card(op: str, access: _Access, result: Part | None, data: tuple[Source, ...]) -> Instruction:
        near = _at(s, place, access.start)
        return Instruction(
            f"{op}g.a" if place.index is not None else f"{op}g",
            result,
            (*near.sources(s), *data),
            types=(access.type,),
            offset=near.constant,
            shift=near.shift,
            count=access.count,
        )

    return of_card


def _load(s: Selector, i: ir.Instruction) -> list[Lane]:
    (pointer,) = s.operands(i)[0]
    type_ = i.type
    parts: list[Part] = []
    element = max(type_.bits // 8, 1)
    total = element * type_.lanes
    accesses = _accesses(total, element, i.numbers[0])
    reach = _reach(s, pointer, total, accesses[0])
    for access in accesses:
        halves = access.full and element == 2
        units = access.count * (2 if access.full else 1)
        result = Part(s.program.register(units, halves or not access.full), 0, access.full, access.count)
        instruction = _texel(s, pointer, access, result, i.numbers[0]) or reach("ld", access, result, ())
        instruction.effect = "volatile" in i.words
        s.b.append(instruction)
        if halves:
            parts += [Part(result.register, unit, False) for unit in range(units)]
        else:
            size = 2 if access.full else 1
            parts += [Part(result.register, size * n, access.full) for n in range(access.count)]
    if type_.bits == 64:
        pairs = [Wide(low, high) for low, high in zip(parts[::2], parts[1::2], strict=True)]
        if type_.scalar == "double":
            return [doubles.from_bits(s, each) for each in pairs]
        return [Address(None, each) if type_.scalar == "ptr1" else each for each in pairs]
    if type_.bits == 8:
        for part in parts:
            if part.register.units == 1:
                s.most[part.register.number] = 0xFF
    if type_.scalar == "i1":
        return [Flag(s.convert(part, "u16", "u32")) for part in parts]
    return list(parts)


def _texel(s: Selector, pointer: Lane, access: _Access, result: Part, align: int) -> Instruction | None:
    """A load through the texture cache; None where it is not to be one."""
    size = {"u32": 4, "u16": 2}.get(access.type)
    if not isinstance(pointer, Address) or size is None:
        return None
    texture = s.textures.number(pointer.argument, size, access.count, align)
    if texture is None:
        return None
    shift = (size * access.count).bit_length() - 1
    place = _coordinates(s, _element(s, pointer.index or ZERO, pointer.constant + access.start, shift))
    return Instruction("isam", result, (place,), types=(access.type,), count=access.count, texture=texture)


def _coordinates(s: Selector, x: Value) -> Part:
    """The place of a texel: there are no textures of one dimension, so the second is 0 (ir3_compiler_nir.c,
    emit_tex). In a loop of one block it stays where it is.
    """
    key = x, ZERO, s.b.block.name
    if not s.in_tight_loop or s.zeros == _MOST_ZEROS:
        return _pair(s, Wide(x, ZERO))
    if key not in s.pairs:
        s.zeros += 1
        pair = s.pairs[key] = s.b.new(True, 2)
        s.b.move_to(replace(pair, count=1), x)
        zero = Instruction("mov", replace(pair, unit=2, count=1), (Immediate(0),), types=("u32", "u32"))
        s.program.blocks[0].instructions.insert(0, zero)
    return s.pairs[key]


def _element(s: Selector, index: Value, constant: int, shift: int) -> Value:
    """A byte offset, which is a multiple of 1 << shift, divided by that."""
    if constant % (1 << shift) or _multiple(s, index, 0) < shift:
        index = _offset(s, index, constant)
        known = s.shifted.get(index.register.number) if isinstance(index, Part) else None
        if known is not None and known[1] < shift and not _is_lossy(s, index, 0):
            index, shift = known[0], shift - known[1]
        return (
            Number(index.bits >> shift)
            if isinstance(index, Number)
            else s.b.emit("shr.b", index, Number(shift))
        )
    found = _shifted_right(s, index, shift)
    if shift and isinstance(found, Part) and _is_lossy(s, index, 0):
        # LLVM does not care what the bits are that a shift to the left or a sum loses.
        found = s.b.emit("and.b", found, Number((1 << (32 - shift)) - 1))
    return _offset(s, found, constant >> shift)


def _offset(s: Selector, index: Value, constant: int) -> Value:
    return value(add(s, ir.Type("i32"), index, Number(constant & 0xFFFFFFFF))) if constant else index


def _at(s: Selector, place: _Place, start: int) -> _Place:
    """A place some bytes further on."""
    if not start:
        return place
    if place.index is None:
        return replace(place, constant=place.constant + start)
    return replace(place, index=value(add(s, ir.Type("i32"), place.index, Number(start >> place.shift))))


def _local(s: Selector, pointer: Value, start: int) -> tuple[Part, int]:
    """The register and the constant of an address in local memory."""
    offset = start
    if isinstance(pointer, Part):
        terms = s.sums.get(pointer.register.number)
        if terms is not None and isinstance(terms[1], Number) and terms[1].bits < 1 << 16:
            # What the instruction cannot add is added once for all accesses near by.
            near, far = terms[1].bits & 0x7FF, terms[1].bits & ~0x7FF
            return s.b.in_register(value(add(s, ir.Type("i32"), terms[0], Number(far)))), near + start
        return s.b.in_register(pointer), offset
    whole = pointer.bits & ~0xFFF
    return s.b.in_register(Number(whole)), pointer.bits - whole + start


def _store(s: Selector, i: ir.Instruction) -> list[Lane]:
    values, (pointer,) = s.operands(i)
    type_ = i.types[0]
    words: list[Value] = []
    for lane in values:
        if isinstance(lane, Flag):
            words.append(s.convert(s.truth(lane), "u32", "u16"))
        elif isinstance(lane, (Wide, Double, Address)):
            words += _words(s, lane)
        else:
            words.append(value(lane))
    element = max(type_.bits // 8, 1)
    total = element * type_.lanes
    accesses = _accesses(total, element, i.numbers[0])
    reach = _reach(s, pointer, total, accesses[0])
    piece = min(element, 4)
    for access in accesses:
        per = 4 if access.full else piece
        first, last = access.start // piece, (access.start + access.count * per) // piece
        data = _gathered(s, words[first:last], access, piece)
        instruction = reach("st", access, None, (data,))
        instruction.effect = True
        s.b.append(instruction)
    return []


def _words(s: Selector, lane: Wide | Double | Address) -> list[Value]:
    """64 bits as two words, the low one first."""
    if isinstance(lane, Double):
        lane = doubles.to_bits(s, lane)
    pair = pointer_of(s, lane) if isinstance(lane, Address) else lane
    return [pair.low, pair.high]


def _gathered(s: Selector, values: list[Value], access: _Access, piece: int) -> Part:
    """What one instruction stores, in adjacent registers."""
    if access.full and piece == 2:
        register = s.program.register(2 * access.count, True)
        for unit, each in enumerate(values):
            s.b.move_to(Part(register, unit, False), each)
        return Part(register, 0, True, access.count)
    if len(values) == 1:
        return s.b.in_register(values[0], access.full)
    first = values[0]
    if isinstance(first, Part) and not (first.negate or first.absolute):
        size = 2 if access.full else 1
        if all(each == replace(first, unit=first.unit + size * n) for n, each in enumerate(values)):
            return replace(first, count=len(values))
    return _together(s, values, access.full)


OPS: dict[str, Handler] = {"getelementptr": _gep, "load": _load, "store": _store}

"""Data that crosses lanes within a register: DPP and DPP8.

Source: "RDNA3 ISA", 7.4.1 (DPP); "Vega ISA", 4.10 and "CDNA3 ISA", 4.9 (row broadcasts, wave shifts); LLVM,
SIDefines.h, namespace DPP, for the numbers of DPP_CTRL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ....native.values import Code, Value

Source = Callable[[int], int | None]
"""Lane -> the lane it reads, None where there is none."""

_ROW = 16


def _in_row(offset: int) -> Source:
    """The lane `offset` further on, if it is in the same row."""

    def source(lane: int) -> int | None:
        return lane + offset if 0 <= lane % _ROW + offset < _ROW else None

    return source


def _row_place(choose: Callable[[int], int]) -> Source:
    return lambda lane: lane - lane % _ROW + choose(lane % _ROW)


def _wave_shift(offset: int, rotates: bool, lanes: int) -> Source:
    def source(lane: int) -> int | None:
        at = lane + offset
        return at % lanes if rotates or 0 <= at < lanes else None

    return source


def _broadcast(of: int) -> Source:
    """Lane 15 of each row to the next row; lane 31 to the rows 2 and 3."""
    if of == 15:
        return lambda lane: lane - lane % _ROW - 1 if lane >= _ROW else None
    return lambda lane: 31 if lane >= 32 else None


def dpp_source(control: int, generation: int, lanes: int) -> Source:
    """What a DPP_CTRL reads."""
    if control < 0x100:
        return lambda lane: lane - lane % 4 + (control >> 2 * (lane % 4) & 3)
    amount = control & 0xF
    family = control >> 4
    if family == 0x10:
        return _in_row(amount)
    if family == 0x11:
        return _in_row(-amount)
    if family == 0x12:
        return _row_place(lambda lane: (lane - amount) % _ROW)
    if family == 0x15:
        return _row_place(lambda lane: amount)
    if family == 0x16:
        return _row_place(lambda lane: lane ^ amount)
    special = {
        0x130: _wave_shift(1, False, lanes),
        0x134: _wave_shift(1, True, lanes),
        0x138: _wave_shift(-1, False, lanes),
        0x13C: _wave_shift(-1, True, lanes),
        0x140: _row_place(lambda lane: _ROW - 1 - lane),
        0x141: lambda lane: lane - lane % 8 + 7 - lane % 8,
        0x142: _broadcast(15),
        0x143: _broadcast(31),
    }
    return special[control]


def dpp8_source(selectors: int) -> Source:
    """Which lane of its eight each lane reads: 3 bits for each."""
    return lambda lane: lane - lane % 8 + (selectors >> 3 * (lane % 8) & 7)


def dpp(
    b: Code, row: Value, modifiers: Mapping[str, int], generation: int, active: Value
) -> tuple[Value, Value]:
    """A row as DPP or DPP8 moves it, of a wave of which these lanes are active; and the lanes that the
    instruction may write, those that get something."""
    lanes = row.type.lanes
    if "dpp8" in modifiers:
        moves = dpp8_source(modifiers["dpp8"])
        row_mask = bank_mask = 0xF
        zero_invalid = True
    else:
        moves = dpp_source(modifiers["dpp_ctrl"], generation, lanes)
        row_mask, bank_mask = modifiers.get("row_mask", 0xF), modifiers.get("bank_mask", 0xF)
        zero_invalid = bool(modifiers.get("bound_ctrl", 0))
    sources = [moves(lane) for lane in range(lanes)]
    picks = [lane if source is None else source for lane, source in enumerate(sources)]
    moved = b.shuffle(row, picks)
    valid: Value = b.per_lane("i1", [source is not None for source in sources])
    if not modifiers.get("fetch_inactive", 0):
        valid = valid & b.shuffle(active, picks)
    enabled = b.per_lane(
        "i1", [row_mask >> lane // _ROW & 1 and bank_mask >> lane % _ROW // 4 & 1 for lane in range(lanes)]
    )
    if zero_invalid:
        return valid.where(moved, 0), enabled
    return moved, enabled & valid

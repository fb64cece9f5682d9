"""Registers named by a number in M0: V_MOVREL, S_MOVREL, and gfx9's index mode.

Source: "RDNA3 ISA", 16.3 and 16.8 (S_MOVRELS_B32, V_MOVRELD_B32 and their neighbours); "Vega ISA", 3.9.2 and
S_SET_GPR_IDX_ON.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from ..native import wave
from .handlers import Builder, semantics

_SGPRS = 106


def _moved(b: Builder, n: int, count: Value) -> Value:
    return b.register_after(b.slot(n).zext("i64"), count)


def _vector_move(
    source: Callable[[Builder], Value | None], target: Callable[[Builder], Value | None]
) -> Callable[[Builder], None]:
    def move(b: Builder) -> None:
        from_count, to_count = source(b), target(b)
        if from_count is None:
            value = b.source(1, "b32")
        else:
            value = b.load(_moved(b, 1, from_count), b.vector("i32"), 64)
        place = b.place(0) if to_count is None else _moved(b, 0, to_count)
        b.write_at(place, value)

    return move


def _whole(b: Builder) -> Value:
    return b.sgpr(wave.M0)


def _low(b: Builder) -> Value:
    return b.sgpr(wave.M0) & 0x3FF


def _high(b: Builder) -> Value:
    return (b.sgpr(wave.M0) >> 16) & 0x3FF


def _none(b: Builder) -> Value | None:
    return None


semantics("v_movreld_b32")(_vector_move(_none, _whole))
semantics("v_movrels_b32")(_vector_move(_whole, _none))
semantics("v_movrelsd_b32")(_vector_move(_whole, _whole))
semantics("v_movrelsd_2_b32")(_vector_move(_low, _high))


@semantics("v_swaprel_b32")
def _swap(b: Builder) -> None:
    first, second = _moved(b, 0, _high(b)), _moved(b, 1, _low(b))
    one, two = (b.load(place, b.vector("i32"), 64) for place in (first, second))
    b.write_at(first, two)
    b.write_at(second, one)


def _scalar_place(b: Builder, n: int, count: Value, dwords: int) -> Value:
    number = (b.slot(n) >> 2) + count
    b.fail_if(number.compare("ugt", _SGPRS - dwords), wave.STATUS_REGISTER_RANGE, detail=number)
    return b.at(b.state, number.zext("i64") << 2)


def _scalar_move(kind: str, source: bool, target: bool, halves: bool = False) -> Callable[[Builder], None]:
    dwords = int(kind[1:]) // 32

    def move(b: Builder) -> None:
        low, high = (_low(b), _high(b)) if halves else (_whole(b), _whole(b))
        type = Type(f"i{kind[1:]}")
        value = b.load(_scalar_place(b, 1, low, dwords), type) if source else b.scalar(1, kind)
        b.store(_scalar_place(b, 0, high, dwords) if target else b.place(0), value)

    return move


for _bits in (32, 64):
    semantics(f"s_movrels_b{_bits}")(_scalar_move(f"b{_bits}", True, False))
    semantics(f"s_movreld_b{_bits}")(_scalar_move(f"b{_bits}", False, True))
semantics("s_movrelsd_2_b32")(_scalar_move("b32", True, True, halves=True))


@semantics("s_set_gpr_idx_on", bakes_immediates=True)
def _index_on(b: Builder) -> None:
    mode = int(b.operands[1].value) & 0xF
    b.set_sgpr(wave.M0, (b.scalar(0, "u32") & 0xFF) | mode << 12)


@semantics("s_set_gpr_idx_idx")
def _index(b: Builder) -> None:
    b.set_sgpr(wave.M0, (b.sgpr(wave.M0) & ~0xFF) | (b.scalar(0, "u32") & 0xFF))


@semantics("s_set_gpr_idx_mode", bakes_immediates=True)
def _index_mode(b: Builder) -> None:
    mode = int(b.operands[0].value) & 0xF
    b.set_sgpr(wave.M0, (b.sgpr(wave.M0) & ~0xF000) | mode << 12)


@semantics("s_set_gpr_idx_off")
def _index_off(b: Builder) -> None:
    b.constant(Type("i32"), 0)

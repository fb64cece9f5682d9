"""Floating point on scalar registers, new in gfx11.5 and gfx12: SOP1, SOP2, SOPC and V_S_ instructions.

Source: "RDNA4 ISA", 16.1 to 16.4, and 16.13 for V_S_EXP_F32 and its neighbours. They compute what their
vector counterparts do.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.transcendental import exp2, log2
from ....native.values import Value
from .compare import FLOAT_PREDICATES
from .convert import half_toward_zero, to_integer, together
from .floats import fused, maximum_number, minimum_number, reciprocal, reciprocal_root, smooth
from .handlers import Builder, semantics
from .vector import Compute, intrinsic


def _enter(names: str, sources: str, compute: Compute) -> None:
    kinds = sources.split()

    @semantics(*names.split())
    def write(b: Builder) -> None:
        values, at = [], 1
        for kind in kinds:
            old = kind.startswith("d:")
            values.append(b.scalar(0 if old else at, kind[2:] if old else kind))
            at += not old
        b.write_scalar(0, compute(b, *values))


def _pack_toward_zero(b: Builder, x: Value, y: Value) -> Value:
    return together(half_toward_zero(b, x), half_toward_zero(b, y))


for _kind in ("f16", "f32"):
    _enter(f"s_add_{_kind}", f"{_kind} {_kind}", lambda b, x, y: x + y)
    _enter(f"s_sub_{_kind}", f"{_kind} {_kind}", lambda b, x, y: x - y)
    _enter(f"s_mul_{_kind}", f"{_kind} {_kind}", lambda b, x, y: x * y)
    _enter(f"s_min_num_{_kind} s_min_{_kind}", f"{_kind} {_kind}", minimum_number)
    _enter(f"s_max_num_{_kind} s_max_{_kind}", f"{_kind} {_kind}", maximum_number)
    _enter(f"s_minimum_{_kind}", f"{_kind} {_kind}", intrinsic("minimum"))
    _enter(f"s_maximum_{_kind}", f"{_kind} {_kind}", intrinsic("maximum"))
    _enter(f"s_fmac_{_kind}", f"{_kind} {_kind} d:{_kind}", fused)
    _enter(f"s_fmaak_{_kind} s_fmamk_{_kind}", f"{_kind} {_kind} {_kind}", fused)
    for _name, _function in (
        ("ceil", "ceil"),
        ("floor", "floor"),
        ("trunc", "trunc"),
        ("rndne", "roundeven"),
    ):
        _enter(f"s_{_name}_{_kind}", _kind, intrinsic(_function))
    for _name, _compute in (
        ("exp", smooth(exp2)),
        ("log", smooth(log2)),
        ("rcp", smooth(reciprocal)),
        ("rsq", smooth(reciprocal_root)),
        ("sqrt", smooth(intrinsic("sqrt"))),
    ):
        _enter(f"v_s_{_name}_{_kind}", _kind, _compute)

_enter("s_cvt_f32_i32", "i32", lambda b, x: x.to_float("float", signed=True))
_enter("s_cvt_f32_u32", "u32", lambda b, x: x.to_float("float"))
_enter("s_cvt_i32_f32", "f32", lambda b, x: to_integer(b, x, "i32", True))
_enter("s_cvt_u32_f32", "f32", lambda b, x: to_integer(b, x, "i32", False))
_enter("s_cvt_f16_f32", "f32", lambda b, x: x.fptrunc("half"))
_enter("s_cvt_f32_f16", "f16", lambda b, x: x.fpext("float"))
_enter("s_cvt_hi_f32_f16", "u32", lambda b, x: (x >> 16).trunc("i16").bits("half").fpext("float"))
_enter("s_cvt_pk_rtz_f16_f32", "f32 f32", _pack_toward_zero)


def _compare(predicate: str, kind: str) -> Callable[[Builder], None]:
    return lambda b: b.set_scc(b.scalar(0, kind).compare(predicate, b.scalar(1, kind)))


for _kind in ("f16", "f32"):
    for _name, _predicate in FLOAT_PREDICATES.items():
        if _predicate not in ("true", "false"):
            semantics(f"s_cmp_{_name}_{_kind}")(_compare(_predicate, _kind))

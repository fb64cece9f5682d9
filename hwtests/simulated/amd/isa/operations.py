"""Operations on one element, as IR and as what NumPy says they are: the cases of test_lanewise.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COUNT = 1024
TYPES = {
    "half": np.float16,
    "float": np.float32,
    "double": np.float64,
    "i8": np.int8,
    "i16": np.int16,
    "i32": np.int32,
    "i64": np.int64,
}
_ODD = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, np.inf, -np.inf, np.nan, 1e-3, 255.0, -7.25, 65504.0, 1e5, -1e9]


@dataclass(frozen=True)
class Case:
    """One operation: the IR that makes %r of type `result` from %a, %b, %c, and what NumPy says it is.

    `ulps` is how far off a float result may be, None where every bit counts (NaNs are alike).
    """

    name: str
    inputs: tuple[str, ...]
    result: str
    ir: str
    reference: Callable[..., np.ndarray]
    ulps: int | None = None
    declare: str = ""
    width: int = 1
    attributes: str = ""

    def type(self, kind: str) -> str:
        """An element type as the kernel has it: `width` of them for each work-item."""
        return kind if self.width == 1 else f"<{self.width} x {kind}>"


def numbers(kind: str, seed: int) -> np.ndarray:
    """Random numbers of all magnitudes, among them the odd ones of the type."""
    random = np.random.default_rng(seed)
    dtype = np.dtype(TYPES[kind])
    if dtype.kind == "i":
        info = np.iinfo(dtype)
        values = random.integers(info.min, info.max, COUNT, dtype=dtype, endpoint=True)
        values[::3] = random.integers(max(info.min, -100), 100, len(values[::3]), dtype=dtype)
        values[:6] = [0, 1, -1, info.min, info.max, 7]
        return values
    integer = {2: np.uint16, 4: np.uint32, 8: np.uint64}[dtype.itemsize]
    values = random.integers(0, np.iinfo(integer).max, COUNT, dtype=integer, endpoint=True).view(dtype)
    values = np.where(np.isnan(values), dtype.type(1.25), values)
    values[::2] = random.standard_normal(len(values[::2])).astype(dtype) * dtype.type(8)
    info = np.finfo(dtype)
    with np.errstate(over="ignore"):
        odd = np.array(
            _ODD + [float(info.max), -float(info.max), float(info.tiny), -float(info.tiny)]
        ).astype(dtype)
    odd = np.concatenate([odd, np.array([1, 3], integer).view(dtype), np.array([info.tiny], dtype) / 2])
    values[: len(odd)] = random.permutation(odd)
    values[-len(odd) :] = random.permutation(odd)
    return np.ascontiguousarray(values)


def _intrinsic(
    name: str, kind: str, count: int, result: str | None = None, more: str = "", suffix: str = ""
) -> tuple[str, str]:
    """The IR of a call of an intrinsic of `count` inputs of a kind, and its declaration."""
    suffix = suffix or {"half": "f16", "float": "f32", "double": "f64"}.get(kind, kind)
    whole = f"llvm.{name}.{suffix}"
    arguments = ", ".join(f"{kind} %{'abc'[n]}" for n in range(count))
    types = ", ".join([kind] * count)
    extra = ", i1 false" if more else ""
    return (
        f"  %r = call {result or kind} @{whole}({arguments}{extra})",
        f"declare {result or kind} @{whole}({types}{', i1' if more else ''})",
    )


def _cases() -> list[Case]:
    cases: list[Case] = []

    def add(
        name: str, inputs: str, result: str, ir: str, reference: Callable[..., np.ndarray], **more: object
    ) -> None:
        cases.append(Case(name, tuple(inputs.split()), result, ir, reference, **more))  # type: ignore[arg-type]

    def call(
        name: str,
        kind: str,
        count: int,
        reference: Callable[..., np.ndarray],
        ulps: int | None = None,
        label: str = "",
        more: str = "",
    ) -> None:
        ir, declare = _intrinsic(name, kind, count, more=more)
        add(
            f"{label or name}_{kind}",
            " ".join([kind] * count),
            kind,
            ir,
            reference,
            ulps=ulps,
            declare=declare,
        )

    for kind in ("half", "float", "double"):
        dtype = TYPES[kind]
        for name, function in (
            ("fadd", np.add),
            ("fsub", np.subtract),
            ("fmul", np.multiply),
            ("fdiv", np.divide),
        ):
            ulps = 1 if (name, kind) == ("fdiv", "half") else None
            add(f"{name}_{kind}", f"{kind} {kind}", kind, f"  %r = {name} {kind} %a, %b", function, ulps=ulps)
        add(f"fneg_{kind}", kind, kind, f"  %r = fneg {kind} %a", np.negative)
        call("fabs", kind, 1, np.abs)
        call("floor", kind, 1, np.floor)
        call("ceil", kind, 1, np.ceil)
        call("trunc", kind, 1, np.trunc)
        call("rint", kind, 1, np.rint)
        call("minnum", kind, 2, lambda a, b: _minimum(a, b))
        call("maxnum", kind, 2, lambda a, b: -_minimum(-a, -b))
        call("copysign", kind, 2, np.copysign)
        call("sqrt", kind, 1, np.sqrt, ulps=1 if kind == "half" else None)
        call("fma", kind, 3, _fused(dtype), ulps=1 if kind == "double" else None)
        for predicate, function in (
            ("olt", np.less),
            ("oeq", np.equal),
            ("une", np.not_equal),
            ("oge", np.greater_equal),
        ):
            ir = f"  %c1 = fcmp {predicate} {kind} %a, %b\n  %r = select i1 %c1, {kind} %b, {kind} %a"
            add(
                f"select_{predicate}_{kind}",
                f"{kind} {kind}",
                kind,
                ir,
                lambda a, b, function=function: np.where(function(a, b), b, a),
            )
        for target in ("i16", "i32", "i64"):
            suffix = {"half": "f16", "float": "f32", "double": "f64"}[kind]
            name = f"llvm.fptosi.sat.{target}.{suffix}"
            add(
                f"{kind}_to_{target}",
                kind,
                target,
                f"  %r = call {target} @{name}({kind} %a)",
                lambda a, target=target: _saturated(a, TYPES[target]),
                declare=f"declare {target} @{name}({kind})",
            )
            add(
                f"{target}_to_{kind}",
                target,
                kind,
                f"  %r = sitofp {target} %a to {kind}",
                lambda a, dtype=dtype: _rounded_once(a, dtype),
            )
            add(
                f"unsigned_{target}_to_{kind}",
                target,
                kind,
                f"  %r = uitofp {target} %a to {kind}",
                lambda a, dtype=dtype: _rounded_once(a.view(f"u{a.dtype.itemsize}"), dtype),
            )
    for narrow, wide in (("half", "float"), ("float", "double"), ("half", "double")):
        add(
            f"{narrow}_to_{wide}",
            narrow,
            wide,
            f"  %r = fpext {narrow} %a to {wide}",
            lambda a, t=wide: a.astype(TYPES[t]),
        )
        add(
            f"{wide}_to_{narrow}",
            wide,
            narrow,
            f"  %r = fptrunc {wide} %a to {narrow}",
            lambda a, t=narrow: a.astype(TYPES[t]),
        )

    # What the transcendental units give, and LLVM's expansions for every f32.
    for kind in ("half", "float"):
        call("exp2", kind, 1, _in_double(np.exp2), ulps=1)
        call("log2", kind, 1, _in_double(np.log2), ulps=1)
        call("amdgcn.rcp", kind, 1, _unit(lambda x: 1 / x), ulps=1)
        call("amdgcn.rsq", kind, 1, _unit(lambda x: 1 / np.sqrt(x)), ulps=1)
        call("amdgcn.fract", kind, 1, lambda a: a - np.floor(a), ulps=1)
    call("exp", "float", 1, _in_double(np.exp), ulps=2)
    call("log", "float", 1, _in_double(np.log), ulps=2)
    for kind in ("i8", "i16", "i32", "i64"):
        bits = int(kind[1:])
        for name, function in (
            ("add", np.add),
            ("sub", np.subtract),
            ("mul", np.multiply),
            ("and", np.bitwise_and),
            ("or", np.bitwise_or),
            ("xor", np.bitwise_xor),
        ):
            add(f"{name}_{kind}", f"{kind} {kind}", kind, f"  %r = {name} {kind} %a, %b", function)
        for name, function in (("shl", np.left_shift), ("ashr", np.right_shift)):
            ir = f"  %s = and {kind} %b, {bits - 1}\n  %r = {name} {kind} %a, %s"
            add(
                f"{name}_{kind}",
                f"{kind} {kind}",
                kind,
                ir,
                lambda a, b, f=function, m=bits - 1: f(a, b & a.dtype.type(m)),
            )
        ir = f"  %s = and {kind} %b, {bits - 1}\n  %r = lshr {kind} %a, %s"
        add(
            f"lshr_{kind}",
            f"{kind} {kind}",
            kind,
            ir,
            lambda a, b, m=bits - 1: (_unsigned(a) >> _unsigned(b & b.dtype.type(m))).view(a.dtype),
        )
        for name, function in (("smin", np.minimum), ("smax", np.maximum)):
            call(name, kind, 2, function)
        call("umin", kind, 2, lambda a, b: np.minimum(_unsigned(a), _unsigned(b)).view(a.dtype))
        call("umax", kind, 2, lambda a, b: np.maximum(_unsigned(a), _unsigned(b)).view(a.dtype))
        call("abs", kind, 1, np.abs, more="i1")
        call("ctpop", kind, 1, lambda a: np.bitwise_count(_unsigned(a)).astype(a.dtype))
        call(
            "ctlz",
            kind,
            1,
            lambda a, n=bits: np.array([n - int(x).bit_length() for x in _unsigned(a)], a.dtype),
            more="i1",
        )
        call(
            "cttz",
            kind,
            1,
            lambda a, n=bits: np.array(
                [((int(x) & -int(x)).bit_length() - 1) % (n + 1) for x in _unsigned(a)], a.dtype
            ),
            more="i1",
        )
        call(
            "bitreverse",
            kind,
            1,
            lambda a, n=bits: np.array(
                [int(f"{int(x):0{n}b}"[::-1], 2) for x in _unsigned(a)], _unsigned(a).dtype
            ).view(a.dtype),
        )
        call("uadd.sat", kind, 2, lambda a, b: _clip(a, b, 1, False))
        call("usub.sat", kind, 2, lambda a, b: _clip(a, b, -1, False))
        call("sadd.sat", kind, 2, lambda a, b: _clip(a, b, 1, True))
        call("ssub.sat", kind, 2, lambda a, b: _clip(a, b, -1, True))
        call("fshl", kind, 3, lambda a, b, c, n=bits: _funnel(a, b, c, n))
        for predicate, function in (("slt", np.less), ("sge", np.greater_equal), ("eq", np.equal)):
            ir = f"  %c1 = icmp {predicate} {kind} %a, %b\n  %r = select i1 %c1, {kind} %b, {kind} %a"
            add(
                f"select_{predicate}_{kind}",
                f"{kind} {kind}",
                kind,
                ir,
                lambda a, b, f=function: np.where(f(a, b), b, a),
            )
        ir = f"  %c1 = icmp ult {kind} %a, %b\n  %r = select i1 %c1, {kind} %b, {kind} %a"
        add(
            f"select_ult_{kind}",
            f"{kind} {kind}",
            kind,
            ir,
            lambda a, b: np.where(_unsigned(a) < _unsigned(b), b, a),
        )
        nonzero = f"  %z = icmp eq {kind} %b, 0\n  %d = select i1 %z, {kind} 3, {kind} %b\n"
        for name in ("udiv", "urem"):
            add(
                f"{name}_{kind}",
                f"{kind} {kind}",
                kind,
                nonzero + f"  %r = {name} {kind} %a, %d",
                lambda a, b, name=name: _divide(a, b, name),
            )
    for narrow, wide in (("i8", "i32"), ("i16", "i32"), ("i32", "i64"), ("i16", "i64")):
        add(
            f"sext_{narrow}_{wide}",
            narrow,
            wide,
            f"  %r = sext {narrow} %a to {wide}",
            lambda a, t=wide: a.astype(TYPES[t]),
        )
        add(
            f"zext_{narrow}_{wide}",
            narrow,
            wide,
            f"  %r = zext {narrow} %a to {wide}",
            lambda a, t=wide: _unsigned(a).astype(TYPES[t]),
        )
        add(
            f"trunc_{wide}_{narrow}",
            wide,
            narrow,
            f"  %r = trunc {wide} %a to {narrow}",
            lambda a, t=narrow: a.astype(TYPES[t]),
        )
    for name, signed in (("umul", False), ("smul", True)):
        wide = "sext" if signed else "zext"
        ir = (
            f"  %x = {wide} i32 %a to i64\n  %y = {wide} i32 %b to i64\n  %m = mul i64 %x, %y\n"
            "  %h = lshr i64 %m, 32\n  %r = trunc i64 %h to i32"
        )
        add(f"{name}_high", "i32 i32", "i32", ir, lambda a, b, s=signed: _high(a, b, s))
    add(
        "multiply_add_wide",
        "i32 i32 i64",
        "i64",
        "  %x = zext i32 %a to i64\n  %y = zext i32 %b to i64\n  %m = mul i64 %x, %y\n  %r = add i64 %m, %c",
        lambda a, b, c: (_unsigned(a).astype(np.uint64) * _unsigned(b).astype(np.uint64) + _unsigned(c)).view(
            np.int64
        ),
    )
    cases += _packed_cases() + _mode_cases()
    add(
        "float_to_bfloat",
        "float",
        "i16",
        "  %h = fptrunc float %a to bfloat\n  %r = bitcast bfloat %h to i16",
        _to_bfloat,
    )
    add(
        "bfloat_add",
        "i16 i16",
        "i16",
        "  %x = bitcast i16 %a to bfloat\n  %y = bitcast i16 %b to bfloat\n  %z = fadd bfloat %x, %y\n"
        "  %r = bitcast bfloat %z to i16",
        lambda a, b: _to_bfloat(from_bfloat(a) + from_bfloat(b)),
    )
    return cases


def _packed_cases() -> list[Case]:
    """Two 16-bit elements in one register."""
    cases = []
    for name, function in (("fadd", np.add), ("fsub", np.subtract), ("fmul", np.multiply)):
        ir = f"  %r = {name} <2 x half> %a, %b"
        cases.append(Case(f"packed_{name}", ("half", "half"), "half", ir, function, width=2))
    for name, count, half in (
        ("fma", 3, _fused(np.float16)),
        ("minnum", 2, lambda a, b: _minimum(a, b)),
        ("maxnum", 2, lambda a, b: -_minimum(-a, -b)),
    ):
        ir, declare = _intrinsic(name, "<2 x half>", count, suffix="v2f16")
        cases.append(Case(f"packed_{name}", ("half",) * count, "half", ir, half, declare=declare, width=2))
    cases.append(
        Case(
            "packed_scaled_negated",
            ("half", "half"),
            "half",
            "  %n = fneg <2 x half> %b\n"
            "  %s = shufflevector <2 x half> %n, <2 x half> poison, <2 x i32> <i32 1, i32 0>\n"
            "  %m = fmul <2 x half> %a, <half 0.5, half 0.5>\n  %r = fadd <2 x half> %m, %s",
            lambda a, b: a * np.float16(0.5) - b.reshape(-1, 2)[:, ::-1].reshape(-1),
            width=2,
        )
    )
    for name, function in (("add", np.add), ("sub", np.subtract), ("mul", np.multiply)):
        ir = f"  %r = {name} <2 x i16> %a, %b"
        cases.append(Case(f"packed_{name}", ("i16", "i16"), "i16", ir, function, width=2))
    for name, function in (("smin", np.minimum), ("smax", np.maximum)):
        ir, declare = _intrinsic(name, "<2 x i16>", 2, suffix="v2i16")
        cases.append(Case(f"packed_{name}", ("i16", "i16"), "i16", ir, function, declare=declare, width=2))
    for name, sign, signed in (
        ("uadd", 1, False),
        ("usub", -1, False),
        ("sadd", 1, True),
        ("ssub", -1, True),
    ):
        ir, declare = _intrinsic(f"{name}.sat", "<2 x i16>", 2, suffix="v2i16")
        cases.append(
            Case(
                f"packed_{name}_sat",
                ("i16", "i16"),
                "i16",
                ir,
                lambda a, b, sign=sign, signed=signed: _clip(a, b, sign, signed),
                declare=declare,
                width=2,
            )
        )
    for name, function in (
        ("shl", lambda a, n: a << n),
        ("ashr", lambda a, n: a >> n),
        ("lshr", lambda a, n: (_unsigned(a) >> _unsigned(n)).view(np.int16)),
    ):
        ir = f"  %n = and <2 x i16> %b, <i16 15, i16 15>\n  %r = {name} <2 x i16> %a, %n"
        cases.append(
            Case(
                f"packed_{name}",
                ("i16", "i16"),
                "i16",
                ir,
                lambda a, b, f=function: f(a, b & np.int16(15)),
                width=2,
            )
        )
    ir = (
        "  %x = bitcast <2 x half> %a to <2 x i16>\n  %y = fptosi <2 x half> %b to <2 x i16>\n"
        "  %z = add <2 x i16> %x, <i16 1, i16 2>\n  %r = bitcast <2 x i16> %z to <2 x half>"
    )
    cases.append(
        Case(
            "packed_constant_add",
            ("half", "half"),
            "half",
            ir,
            lambda a, b: (a.view(np.int16) + np.tile(np.array([1, 2], np.int16), len(a) // 2)).view(
                np.float16
            ),
            width=2,
        )
    )
    return cases


def _mode_cases() -> list[Case]:
    """f32 with denormals flushed, as a kernel may ask for."""
    attributes = '"denormal-fp-math-f32"="preserve-sign,preserve-sign"'
    return [
        Case(
            f"flushing_{name}",
            ("float", "float"),
            "float",
            f"  %r = {name} float %a, %b",
            lambda a, b, f=function: _flushed(f(_flushed(a), _flushed(b))),
            ulps=ulps,
            attributes=attributes,
        )
        for name, function, ulps in (
            ("fadd", np.add, None),
            ("fsub", np.subtract, None),
            ("fmul", np.multiply, None),
            ("fdiv", np.divide, None),
        )
    ]


def _to_bfloat(values: np.ndarray) -> np.ndarray:
    """The upper half of f32, rounded to nearest even."""
    bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16
    return np.where(np.isnan(values), 0x7FC0, rounded).astype(np.uint16).view(np.int16)


def from_bfloat(values: np.ndarray) -> np.ndarray:
    """bfloat16 given by its bits, as f32."""
    return (_unsigned(values).astype(np.uint32) << 16).view(np.float32)


def _unsigned(values: np.ndarray) -> np.ndarray:
    return values.view(f"u{values.dtype.itemsize}")


def _minimum(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    smaller = np.fmin(a, b)
    return np.where((a == 0) & (b == 0), np.where(np.signbit(a), a, b), smaller)


def _fused(dtype: type) -> Callable[..., np.ndarray]:
    def fma(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        # The product is exact in long double for f16 and f32, and the sum is, but for far apart magnitudes.
        return (a.astype(np.longdouble) * b.astype(np.longdouble) + c.astype(np.longdouble)).astype(dtype)

    return fma


def _saturated(values: np.ndarray, dtype: type) -> np.ndarray:
    info = np.iinfo(dtype)
    result = []
    for value in values.astype(np.float64):
        if np.isnan(value):
            result.append(0)
        elif np.isinf(value):
            result.append(info.max if value > 0 else info.min)
        else:
            result.append(min(max(int(value), info.min), info.max))
    return np.array(result, dtype)


def _rounded_once(values: np.ndarray, dtype: type) -> np.ndarray:
    if np.dtype(dtype) == np.float16:
        # An int64 is exact in long double.
        return values.astype(np.longdouble).astype(np.float16)
    return values.astype(dtype)


def _in_double(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda a: function(a.astype(np.float64)).astype(a.dtype)


def _flushed(values: np.ndarray) -> np.ndarray:
    if values.dtype != np.float32:
        return values
    return np.where(np.abs(values) < np.finfo(np.float32).tiny, np.copysign(np.float32(0), values), values)


def _unit(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda a: _flushed(_in_double(function)(_flushed(a)))


def _clip(a: np.ndarray, b: np.ndarray, sign: int, signed: bool) -> np.ndarray:
    left, right = (a, b) if signed else (_unsigned(a), _unsigned(b))
    info = np.iinfo(left.dtype)
    result = [min(max(int(x) + sign * int(y), info.min), info.max) for x, y in zip(left, right, strict=True)]
    return np.array(result, left.dtype).view(a.dtype)


def _funnel(a: np.ndarray, b: np.ndarray, c: np.ndarray, bits: int) -> np.ndarray:
    result = []
    for x, y, n in zip(_unsigned(a), _unsigned(b), _unsigned(c), strict=True):
        both = int(x) << bits | int(y)
        result.append((both << int(n) % bits) >> bits & ((1 << bits) - 1))
    return np.array(result, _unsigned(a).dtype).view(a.dtype)


def _divide(a: np.ndarray, b: np.ndarray, name: str) -> np.ndarray:
    divisor = _unsigned(np.where(b == 0, b.dtype.type(3), b))
    function = {"udiv": np.floor_divide, "urem": np.remainder}[name]
    return function(_unsigned(a), divisor).view(a.dtype)


def _high(a: np.ndarray, b: np.ndarray, signed: bool) -> np.ndarray:
    wide = np.int64 if signed else np.uint64
    left, right = (a, b) if signed else (_unsigned(a), _unsigned(b))
    return (
        (left.astype(wide) * right.astype(wide) >> wide(32))
        .astype(np.uint64)
        .astype(np.uint32)
        .view(np.int32)
    )


CASES = _cases()

"""Random kernels in LLVM IR that mean the same on any processor, and their run on this one.

A program reads `%a` (floats) and `%b` (integers), works on local memory and leaves its results in `%o`;
work-item `%id` touches its own column of each only, so that work-items, in whatever order they run, do not
meet. NaNs are not looked into.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from barewire.drivers import kernel, llvm
from barewire.drivers.object_loader import LoadedObject

ITEMS = 64
ROWS = 16
KEPT = 8
TYPES = ("float", "i32", "double", "half", "i64")
RESULT_ROWS = 16 + KEPT * len(TYPES)

_UNARY_I32 = ("bitreverse", "bswap", "ctpop")
_BINARY_I32 = ("umin", "umax", "smin", "smax", "uadd.sat", "ssub.sat", "usub.sat", "sadd.sat")
_UNARY_FLOAT = ("fabs", "floor", "ceil", "trunc", "rint", "sqrt")
_DECLARATIONS = "\n".join(
    [
        *(f"declare i32 @llvm.{name}.i32(i32)" for name in _UNARY_I32),
        *(f"declare i32 @llvm.{name}.i32(i32, i32)" for name in _BINARY_I32),
        "declare i32 @llvm.ctlz.i32(i32, i1)",
        "declare i32 @llvm.cttz.i32(i32, i1)",
        "declare i32 @llvm.fshl.i32(i32, i32, i32)",
        *(f"declare float @llvm.{name}.f32(float)" for name in _UNARY_FLOAT),
        *(
            f"declare {kind} @llvm.fma.{short}({kind}, {kind}, {kind})"
            for kind, short in (("float", "f32"), ("half", "f16"), ("double", "f64"))
        ),
    ]
)


@dataclass
class _Program:
    """A program while it is written: its lines and the values there are of each type."""

    dice: random.Random
    lines: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in TYPES})
    count: int = 0

    def name(self) -> str:
        self.count += 1
        return f"%t{self.count}"

    def emit(self, text: str) -> str:
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return name

    def keep(self, kind: str, text: str) -> None:
        self.values[kind].append(self.emit(text))

    def pick(self, kind: str, *others: str) -> str:
        return self.dice.choice([*self.values[kind], *others])

    def column(self, space: int, base: str, kind: str) -> str:
        """The address of a random row of this work-item's column."""
        row = self.emit(f"and i32 {self.pick('i32')}, {ROWS - 1}")
        far = self.emit(f"mul i32 {row}, {ITEMS}")
        at = self.emit(f"add i32 {far}, %id")
        return self.emit(f"getelementptr {kind}, ptr addrspace({space}) {base}, i32 {at}")

    # ---- steps --------------------------------------------------------------------------------------

    def load(self) -> None:
        kind = self.dice.choice(
            ["float", "i32", "half", "double", "i64", "i8", "i16", "<4 x float>", "<2 x half>"]
        )
        base = self.dice.choice(["%a", "%b"])
        value = self.emit(f"load {kind}, ptr addrspace(1) {self.column(1, base, kind)}, align 1")
        if kind in ("i8", "i16"):
            self.keep("i32", f"{self.dice.choice(['sext', 'zext'])} {kind} {value} to i32")
        elif kind.startswith("<"):
            element = kind[5:-1]
            doubled = self.emit(f"fadd {kind} {value}, {value}")
            for part in range(int(kind[1])):
                self.keep(element, f"extractelement {kind} {doubled}, i32 {part}")
        else:
            self.values[kind].append(value)

    def local(self) -> None:
        place = self.column(3, "@tile", "i32")
        if self.dice.random() < 0.5:
            self.lines.append(f"  store i32 {self.pick('i32')}, ptr addrspace(3) {place}")
        else:
            self.keep("i32", f"load i32, ptr addrspace(3) {place}")

    def atomic(self) -> None:
        space, base = self.dice.choice([(1, "%o"), (3, "@tile")])
        operation = self.dice.choice(["add", "sub", "xor", "or", "umax", "min", "xchg"])
        place = self.column(space, base, "i32")
        operands = f"ptr addrspace({space}) {place}, i32 {self.pick('i32')}"
        self.keep("i32", f'atomicrmw {operation} {operands} syncscope("agent") monotonic')

    def real(self) -> None:
        kind = self.dice.choice(["float", "float", "half", "double"])
        if not self.values[kind]:
            kind = "float"
        one, two, three = (self.pick(kind) for _ in range(3))
        short = {"float": "f32", "half": "f16", "double": "f64"}[kind]
        choices = [
            *(f"{name} {kind} {one}, {two}" for name in ("fadd", "fsub", "fmul", "fdiv")),
            f"call {kind} @llvm.fma.{short}({kind} {one}, {kind} {two}, {kind} {three})",
            f"fneg {kind} {one}",
        ]
        if kind == "float":
            choices += [f"call float @llvm.{name}.f32(float {one})" for name in _UNARY_FLOAT]
        self.keep(kind, self.dice.choice(choices))

    def whole(self) -> None:
        one, two = self.pick("i32"), self.pick("i32", "7", "%n", "-1", "305419896")
        low = self.emit(f"and i32 {two}, 31")
        some = self.emit(f"or i32 {two}, {self.dice.choice([1, 4096])}")
        choices = [
            *(f"{name} i32 {one}, {two}" for name in ("add", "sub", "mul", "and", "or", "xor")),
            *(f"{name} i32 {one}, {low}" for name in ("shl", "lshr", "ashr")),
            *(f"{name} i32 {one}, {some}" for name in ("udiv", "urem")),
            *(f"call i32 @llvm.{name}.i32(i32 {one})" for name in _UNARY_I32),
            *(f"call i32 @llvm.{name}.i32(i32 {one}, i32 {two})" for name in _BINARY_I32),
            f"call i32 @llvm.ctlz.i32(i32 {one}, i1 false)",
            f"call i32 @llvm.cttz.i32(i32 {one}, i1 false)",
            f"call i32 @llvm.fshl.i32(i32 {one}, i32 {two}, i32 {self.pick('i32')})",
        ]
        self.keep("i32", self.dice.choice(choices))

    def wide(self) -> None:
        self.keep("i64", f"{self.dice.choice(['sext', 'zext'])} i32 {self.pick('i32')} to i64")
        operation = self.dice.choice(["add", "mul", "xor", "sub"])
        self.keep("i64", f"{operation} i64 {self.pick('i64')}, {self.pick('i64')}")
        part = self.emit(f"lshr i64 {self.pick('i64')}, {self.dice.choice([0, 7, 32])}")
        self.keep("i32", f"trunc i64 {part} to i32")

    def convert(self) -> None:
        choices = [("float", f"{name} i32 {self.pick('i32')} to float") for name in ("sitofp", "uitofp")]
        choices += [("double", f"fpext float {self.pick('float')} to double")]
        choices += [("half", f"fptrunc float {self.pick('float')} to half")]
        if self.values["half"]:
            choices.append(("float", f"fpext half {self.pick('half')} to float"))
        if self.values["double"]:
            choices.append(("float", f"fptrunc double {self.pick('double')} to float"))
        self.keep(*self.dice.choice(choices))

    def choose(self) -> None:
        kind = self.dice.choice(["float", "i32"])
        if self.dice.random() < 0.5:
            predicate = self.dice.choice(["slt", "ult", "eq", "sge"])
            test = f"icmp {predicate} i32 {self.pick('i32')}, {self.pick('i32')}"
        else:
            predicate = self.dice.choice(["olt", "uge", "oeq", "une", "uno"])
            test = f"fcmp {predicate} float {self.pick('float')}, {self.pick('float')}"
        condition = self.emit(test)
        self.keep(kind, f"select i1 {condition}, {kind} {self.pick(kind)}, {kind} {self.pick(kind)}")

    def branch(self, depth: int) -> None:
        self.count += 1
        label = f"x{self.count}"
        condition = self.emit(
            f"icmp ult i32 {self.pick('i32')}, {self.dice.choice(['%n', '17', '2000000000'])}"
        )
        self.lines.append(f"  br i1 {condition}, label %then.{label}, label %join.{label}\nthen.{label}:")
        self.inside(depth, [])
        self.lines.append(f"  br label %join.{label}\njoin.{label}:")

    def loop(self, depth: int) -> None:
        self.count += 1
        label = f"x{self.count}"
        limit = self.emit(f"and i32 {self.pick('i32', '%n')}, 7")
        self.lines.append(
            f"  br label %before.{label}\nbefore.{label}:\n  br label %loop.{label}\nloop.{label}:"
        )
        self.lines.append(f"  %i.{label} = phi i32 [0, %before.{label}], [%j.{label}, %end.{label}]")
        self.inside(depth, [f"%i.{label}"])
        self.lines.append(f"  br label %end.{label}\nend.{label}:\n  %j.{label} = add i32 %i.{label}, 1")
        self.lines.append(f"  %c.{label} = icmp ult i32 %j.{label}, {limit}")
        self.lines.append(f"  br i1 %c.{label}, label %loop.{label}, label %after.{label}\nafter.{label}:")

    def inside(self, depth: int, numbers: Sequence[str]) -> None:
        """A block whose values are forgotten behind it."""
        before = {kind: list(values) for kind, values in self.values.items()}
        self.values["i32"] += numbers
        self.block(depth + 1)
        self.values = before

    def block(self, depth: int) -> None:
        steps = (self.load, self.load, self.local, self.atomic, self.real, self.real, self.real)
        steps += (self.whole, self.whole, self.whole, self.wide, self.convert, self.choose)
        for _ in range(self.dice.randrange(3, 14)):
            self.dice.choice(steps)()
            if depth < 3 and self.dice.random() < 0.07:
                self.branch(depth)
            if depth < 2 and self.dice.random() < 0.05:
                self.loop(depth)


def body(seed: int) -> str:
    """The body of program number `seed`."""
    program = _Program(random.Random(seed))
    program.values["i32"].append("%id")
    program.keep("float", "uitofp i32 %id to float")
    for row in range(ROWS):
        at = program.emit(f"add i32 %id, {row * ITEMS}")
        place = program.emit(f"getelementptr i32, ptr addrspace(3) @tile, i32 {at}")
        program.lines.append(f"  store i32 {at}, ptr addrspace(3) {place}")
    for _ in range(4):
        program.block(0)
    for number, kind in enumerate(TYPES):
        for kept, value in enumerate(program.values[kind][-KEPT:]):
            at = program.emit(f"add i32 %id, {(16 + number * KEPT + kept) * ITEMS}")
            place = program.emit(f"getelementptr i64, ptr addrspace(1) %o, i32 {at}")
            program.lines.append(f"  store {kind} {value}, ptr addrspace(1) {place}")
    return "\n".join(program.lines)


def for_card(seed: int) -> str:
    """The program as a kernel `k(a, b, o, n)` for one workgroup of ITEMS."""
    return f"""
@tile = internal addrspace(3) global [{ROWS * ITEMS} x i32] poison, align 16
define amdgpu_kernel void @k(ptr addrspace(1) noalias %a, ptr addrspace(1) noalias %b,
    ptr addrspace(1) noalias %o, i32 %n) "amdgpu-flat-work-group-size"="{ITEMS},{ITEMS}" {{
  %id = call i32 @llvm.amdgcn.workitem.id.x()
{body(seed)}
  ret void
}}
declare i32 @llvm.amdgcn.workitem.id.x()
{_DECLARATIONS}
"""


def inputs() -> tuple[np.ndarray, np.ndarray]:
    """What `%a` and `%b` hold."""
    rng = np.random.default_rng(1)
    a = rng.standard_normal(ITEMS * ROWS * 4).astype(np.float32)
    a[::17], a[5::31], a[7::37] = 0, np.inf, -0.0
    b = rng.integers(0, 2**32, ITEMS * ROWS * 4, dtype=np.uint32)
    b[::5] &= 0xFF
    return a, b


def on_host(seed: int, n: int) -> np.ndarray:
    """What the program leaves in `%o` when this processor runs it, work-item by work-item."""
    text = re.sub(r" addrspace\(\d\)", "", body(seed)).replace("@tile", "%tile")
    function = (
        f"define void @k(ptr %a, ptr %b, ptr %o, i32 %n, ptr %tile, i32 %id) {{\n{text}\n  ret void\n}}\n"
    )
    loaded = LoadedObject(llvm.host_compiler().compile(function + _DECLARATIONS))
    run = kernel.native_function(
        "void(*)(uintptr_t, uintptr_t, uintptr_t, int, uintptr_t, int)", loaded.functions["k"].gpu_address
    )
    a, b = inputs()
    o, tile = np.zeros(ITEMS * RESULT_ROWS, np.uint64), np.zeros(ITEMS * ROWS, np.uint32)
    for item in range(ITEMS):
        run(a.ctypes.data, b.ctypes.data, o.ctypes.data, n, tile.ctypes.data, item)
    loaded.close()
    return o


def without_nans(results: np.ndarray) -> np.ndarray:
    """The results with every NaN of a float type the same."""
    rows = results.reshape(RESULT_ROWS, ITEMS).copy()
    layouts = {
        "float": (0, np.uint32, np.float32, 0x7FC00000),
        "double": (2, np.uint64, np.float64, 0x7FF8000000000000),
        "half": (3, np.uint16, np.float16, 0x7E00),
    }
    for number, bits, real, quiet in layouts.values():
        part = rows[16 + number * KEPT : 16 + (number + 1) * KEPT]
        codes = part.astype(bits)
        part[np.isnan(codes.view(real))] = quiet
    return rows

"""AMX in software: the tile instructions as functions of LLVM IR, to run kernels where there is no AMX.

Written from the operation sections of the instructions' pages in Intel's Software Developer's Manual. Tile
registers and their configuration are memory on the kernel's stack. An instruction on tiles that nobody
configured does nothing here (hardware raises #UD), so a kernel that forgets to configure gives wrong results.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_STATE_BYTES = 64 + 8 * 1024
_COLSB, _ROWS = 16, 48  # where LDTILECFG's operand has the bytes per row and the rows of each tile


class _Text:
    """LLVM IR while it is written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.count = 0

    def emit(self, text: str) -> str:
        self.count += 1
        self.lines.append(f"  %x{self.count} = {text}")
        return f"%x{self.count}"

    def write(self, text: str) -> None:
        self.lines.append(f"  {text}")

    def pointer(self, base: str, offset: str) -> str:
        return self.emit(f"getelementptr i8, ptr {base}, i64 {offset}")

    def loop(self, count: str, body: Callable[[str], None]) -> None:
        """Run `body` with a counter from 0 below `count`."""
        self.count += 1
        place, head, inside, end = (f"{name}{self.count}" for name in ("%counter", "head", "inside", "end"))
        self.write(f"{place} = alloca i64")
        self.write(f"store i64 0, ptr {place}")
        self.write(f"br label %{head}")
        self.lines.append(f"{head}:")
        counter = self.emit(f"load i64, ptr {place}")
        more = self.emit(f"icmp ult i64 {counter}, {count}")
        self.write(f"br i1 {more}, label %{inside}, label %{end}")
        self.lines.append(f"{inside}:")
        body(counter)
        self.write(f"store i64 {self.emit(f'add i64 {counter}, 1')}, ptr {place}")
        self.write(f"br label %{head}")
        self.lines.append(f"{end}:")

    def configured(self, tile: str) -> tuple[str, str]:
        """(rows, bytes of each row) of a tile."""
        number = self.emit(f"zext i8 {tile} to i64")
        rows = self.emit(f"load i8, ptr {self.pointer('%amx', self.emit(f'add i64 {number}, {_ROWS}'))}")
        twice = self.emit(f"add i64 {self.emit(f'shl i64 {number}, 1')}, {_COLSB}")
        width = self.emit(f"load i16, ptr {self.pointer('%amx', twice)}")
        return self.emit(f"zext i8 {rows} to i64"), self.emit(f"zext i16 {width} to i64")

    def row(self, tile: str, number: str) -> str:
        """A pointer to a row of a tile."""
        start = self.emit(f"mul i64 {self.emit(f'zext i8 {tile} to i64')}, 1024")
        offset = self.emit(f"add i64 {start}, {self.emit(f'mul i64 {number}, 64')}")
        return self.pointer("%amx", self.emit(f"add i64 {offset}, 64"))


def _function(name: str, parameters: str, body: Callable[[_Text], None]) -> str:
    text = _Text()
    body(text)
    lines = "\n".join(text.lines)
    return f"define internal void @model.{name}(ptr %amx{parameters}) {{\n{lines}\n  ret void\n}}\n"


def _ldtilecfg(f: _Text) -> None:
    _tilerelease(f)
    f.write(f"store <64 x i8> {f.emit('load <64 x i8>, ptr %config, align 1')}, ptr %amx, align 1")


def _tilerelease(f: _Text) -> None:
    f.write(f"store [{_STATE_BYTES} x i8] zeroinitializer, ptr %amx, align 1")


def _clear_row(f: _Text, tile: str, number: str) -> None:
    f.write(f"store <64 x i8> zeroinitializer, ptr {f.row(tile, number)}, align 1")


def _tilezero(f: _Text) -> None:
    f.loop("16", lambda r: _clear_row(f, "%t", r))


def _tileloadd64(f: _Text) -> None:
    rows, width = f.configured("%t")
    _tilezero(f)

    def row(r: str) -> None:
        source = f.pointer("%base", f.emit(f"mul i64 {r}, %stride"))
        target = f.row("%t", r)

        def byte(b: str) -> None:
            f.write(f"store i8 {f.emit(f'load i8, ptr {f.pointer(source, b)}')}, ptr {f.pointer(target, b)}")

        f.loop(width, byte)

    f.loop(rows, row)


def _tilestored64(f: _Text) -> None:
    rows, width = f.configured("%t")

    def row(r: str) -> None:
        source, target = f.row("%t", r), f.pointer("%base", f.emit(f"mul i64 {r}, %stride"))

        def byte(b: str) -> None:
            f.write(f"store i8 {f.emit(f'load i8, ptr {f.pointer(source, b)}')}, ptr {f.pointer(target, b)}")

        f.loop(width, byte)

    f.loop(rows, row)


def _products(f: _Text, dot: Callable[[str, str, str], str], kind: str) -> None:
    """For every row m of c and dword n of it: c[m][n] = dot(c[m][n], a[m][k], b[k][n]) for k after k."""
    rows, width = f.configured("%c")
    _, depth = f.configured("%a")
    columns, steps = f.emit(f"lshr i64 {width}, 2"), f.emit(f"lshr i64 {depth}, 2")

    def cell(m: str, n: str) -> None:
        at = f.pointer(f.row("%c", m), f.emit(f"shl i64 {n}, 2"))

        def step(k: str) -> None:
            a = f.emit(f"load i32, ptr {f.pointer(f.row('%a', m), f.emit(f'shl i64 {k}, 2'))}")
            b = f.emit(f"load i32, ptr {f.pointer(f.row('%b', k), f.emit(f'shl i64 {n}, 2'))}")
            f.write(f"store {kind} {dot(f.emit(f'load {kind}, ptr {at}'), a, b)}, ptr {at}")

        f.loop(steps, step)

    f.loop(rows, lambda m: f.loop(columns, lambda n: cell(m, n)))


def _tdpbf16ps(f: _Text) -> None:
    def dot(total: str, a: str, b: str) -> str:
        # The manual adds even and odd products up apart, then together: the same where sums are exact.
        for shift in ("shl i32 {}, 16", "and i32 {}, -65536"):
            x, y = (f.emit(f"bitcast i32 {f.emit(shift.format(pair))} to float") for pair in (a, b))
            total = f.emit(f"fadd float {total}, {f.emit(f'fmul float {x}, {y}')}")
        return total

    _products(f, dot, "float")


def _integers(a_signed: bool, b_signed: bool) -> Callable[[_Text], None]:
    def body(f: _Text) -> None:
        def extended(pair: str, byte: int, signed: bool) -> str:
            one = f.emit(f"trunc i32 {f.emit(f'lshr i32 {pair}, {8 * byte}')} to i8")
            return f.emit(f"{'sext' if signed else 'zext'} i8 {one} to i32")

        def dot(total: str, a: str, b: str) -> str:
            for byte in range(4):
                x, y = extended(a, byte, a_signed), extended(b, byte, b_signed)
                total = f.emit(f"add i32 {total}, {f.emit(f'mul i32 {x}, {y}')}")
            return total

        _products(f, dot, "i32")

    return body


_MEMORY, _DOT = ", i8 %t, ptr %base, i64 %stride", ", i8 %c, i8 %a, i8 %b"
_FUNCTIONS = (
    ("ldtilecfg", ", ptr %config", _ldtilecfg),
    ("tilerelease", "", _tilerelease),
    ("tilezero", ", i8 %t", _tilezero),
    ("tileloadd64", _MEMORY, _tileloadd64),
    ("tileloaddt164", _MEMORY, _tileloadd64),
    ("tilestored64", _MEMORY, _tilestored64),
    ("tdpbf16ps", _DOT, _tdpbf16ps),
    ("tdpbssd", _DOT, _integers(True, True)),
    ("tdpbsud", _DOT, _integers(True, False)),
    ("tdpbusd", _DOT, _integers(False, True)),
    ("tdpbuud", _DOT, _integers(False, False)),
)


def in_software(ir: str) -> str:
    """A kernel's module with every tile instruction replaced by a call of its model."""
    kept = "\n".join(line for line in ir.splitlines() if not line.startswith("declare void @llvm.x86."))
    called = re.sub(r"call void @llvm\.x86\.(\w+)\(", r"call void @model.\1(ptr %amx, ", kept)
    called = called.replace("(ptr %amx, )", "(ptr %amx)")
    state = f"  %amx = alloca [{_STATE_BYTES} x i8], align 64\n  call void @model.tilerelease(ptr %amx)\n"
    models = "".join(_function(*entry) for entry in _FUNCTIONS)
    return called.replace("entry:\n", f"entry:\n{state}", 1) + models

"""Factorisations of small matrices by native functions of this machine's processor.

NumPy's LAPACK computes float32 in double, a matrix after the other, and for small ones most of its time goes
before the first product. What is here computes in double, too, and leaves to it what it cannot do for sure:
large matrices, complex ones, pivots and numbers near the ends of the range, and what does not converge.
A function is compiled once it has been asked for often, or taken from the disk cache.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod
from typing import Any

from ...drivers import kernel
from ...drivers._kernel_abi import ffi
from ...drivers.compiler import loaded
from ...drivers.cpu.code_object import CpuCodeObject
from ...drivers.llvm import host_compiler
from ...runtime.buffer import Buffer
from ...runtime.compiler import CachedCompiler, KernelSource, image_key, kept_image
from ..codegen.matrices import elimination, reflections
from ..codegen.matrices.writer import FunctionWriter, module
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Node, Op
from ..methods.core import TensorCore
from ..run.capture import active

CALLS_BEFORE_COMPILING = 16
"""To compile one takes as long as some thousand small calls."""

HELD = {dtypes.float32: "float", dtypes.float64: "double"}
# Beyond these sizes LAPACK's blocks, on several cores, are faster.
LARGEST, LARGEST_SYMMETRIC = 256, 128
# As many small matrices as lanes are eliminated at once.
LARGEST_OF_MANY, FEWEST_OF_MANY = 16, 8


@dataclass
class _Native:
    """One function, for each type that elements are held in."""

    write: Callable[[str], FunctionWriter]
    asked: dict[str, int] = field(default_factory=dict)
    found: dict[str, Callable[..., int]] = field(default_factory=dict)
    code: list[CpuCodeObject] = field(default_factory=list)

    def of(self, held: str) -> Callable[..., int] | None:
        """The function, or None while it has been asked for too seldom to be compiled."""
        known = self.found.get(held)
        return self._made(held) if known is None else known

    def _made(self, held: str) -> Callable[..., int] | None:
        calls = self.asked[held] = self.asked.get(held, 0) + 1
        seldom = calls <= CALLS_BEFORE_COMPILING
        if seldom and calls > 1:
            return None
        function = self.write(held)
        text, compiler = module(function), host_compiler()
        if seldom and kept_image(image_key(KernelSource(function.name, text, compiler))) is None:
            return None
        code = loaded(CachedCompiler(compiler), text, CpuCodeObject)
        self.code.append(code)
        address = code.functions[function.name].gpu_address
        made: Callable[..., int] = kernel.native_function(function.signature, address)
        self.found[held] = made
        return made


_SOLVER, _MANY_SOLVER = _Native(elimination.solver), _Native(elimination.many_solver)
_CHOLESKY, _QR = _Native(elimination.cholesky), _Native(reflections.qr)
_EIGENVALUES, _SINGULAR_VALUES = _Native(reflections.eigenvalues), _Native(reflections.singular_values)
# Memory to work in that no call has now; a call takes one and brings it back.
_idle_rooms: list[Any] = []


def _run(function: Callable[..., int], room_elements: int, *given: int) -> bool:
    """Whether a function did what it was asked, with memory to work in."""
    try:
        room = _idle_rooms.pop()
    except IndexError:
        room = None
    if room is None or len(room) < room_elements:
        room = ffi.new("double[]", max(room_elements, 4096))
    failed = function(*given, ffi.cast("uintptr_t", room))
    _idle_rooms.append(room)
    return not failed


@dataclass
class _Operand:
    """The elements of a tensor where native functions find them."""

    held: str
    address: int
    stored: Buffer

    def result(self, x: TensorCore, shape: tuple[int, ...]) -> tuple[Node, int]:
        """Memory for a result of a shape, and where it is."""
        made = Buffer(self.stored.device, prod(shape) * x.dtype.item_bytes)
        return nodes.buffer(made, x.dtype, shape), made.host_address()


def _operand(x: Any, largest: int) -> _Operand | None:
    """None where the matrices are too large, or the host does not see the memory of their device."""
    node = x._node
    held = HELD.get(node.dtype)
    if held is None or active.capture is not None or not node.size or max(node.shape[-2:]) > largest:
        return None
    # Of another tensor, as `lapack.host` has it.
    stored = (x if node.op is Op.BUFFER else x.detach())._stored()
    if not stored.device.host_sees_memory:
        return None
    return _Operand(held, stored.host_address(), stored)


def _eliminated(x: Any, right: Any, shape: tuple[int, ...], columns: int) -> Node | None:
    """The solutions for `right`, or with columns but none the inverses, or else the determinants."""
    operand = _operand(x, LARGEST)
    beside = None if right is None else _operand(right, LARGEST)
    if operand is None or columns > LARGEST or (right is not None and beside is None):
        return None
    *lead, size, _ = x.shape
    count = prod(lead)
    many = size <= LARGEST_OF_MANY and columns <= LARGEST_OF_MANY and count >= FEWEST_OF_MANY
    function = (_MANY_SOLVER if many else _SOLVER).of(operand.held)
    if function is None:
        return None
    room = elimination.many_work(size, columns) if many else elimination.solver_work(size, columns)
    result, address = operand.result(x, shape)
    solved, determinants = (address, 0) if columns else (0, address)
    given = (operand.address, 0 if beside is None else beside.address, solved, determinants)
    return result if _run(function, room, *given, size, columns, count) else None


def solve(x: Any, right: Any) -> Node | None:
    """The solutions of `x @ X == right`, of the same leading axes; None where this is LAPACK's to do."""
    return _eliminated(x, right, right.shape, right.shape[-1]) if right.shape[-1] else None


def inverse(x: Any) -> Node | None:
    """The inverses of square matrices; None where this is LAPACK's to do."""
    return _eliminated(x, None, x.shape, x.shape[-1]) if x.shape[-1] else None


def determinant(x: Any) -> Node | None:
    """The determinants of square matrices; None where this is LAPACK's to do."""
    return _eliminated(x, None, x.shape[:-2], 0)


def cholesky(x: Any) -> Node | None:
    """The lower factors of positive definite matrices; None where this is LAPACK's to do."""
    operand = _operand(x, LARGEST)
    function = None if operand is None else _CHOLESKY.of(operand.held)
    if operand is None or function is None:
        return None
    *lead, size, _ = x.shape
    result, address = operand.result(x, x.shape)
    room = elimination.cholesky_work(size)
    return result if _run(function, room, operand.address, address, size, prod(lead)) else None


def qr(x: Any, mode: str) -> tuple[Node, Node] | None:
    """Q and R of matrices, as many columns of Q as `mode` says; None where this is LAPACK's to do."""
    operand = _operand(x, LARGEST)
    function = None if operand is None else _QR.of(operand.held)
    if operand is None or function is None:
        return None
    *lead, rows, columns = x.shape
    kept = rows if mode == "complete" else min(rows, columns)
    q, q_address = operand.result(x, (*lead, rows, kept))
    r, r_address = operand.result(x, (*lead, kept, columns))
    room = reflections.qr_work(rows, columns, kept)
    given = (operand.address, q_address, r_address, rows, columns, kept, prod(lead))
    return (q, r) if _run(function, room, *given) else None


def eigenvalues(x: Any, triangle: str) -> Node | None:
    """The eigenvalues of symmetric matrices, ascending; None where this is LAPACK's to do."""
    operand = _operand(x, LARGEST_SYMMETRIC)
    function = None if operand is None else _EIGENVALUES.of(operand.held)
    if operand is None or function is None:
        return None
    *lead, size, _ = x.shape
    values, address = operand.result(x, (*lead, size))
    given = (operand.address, address, size, int(triangle == "U"), prod(lead))
    return values if _run(function, reflections.eigenvalues_work(size), *given) else None


def singular_values(x: Any) -> Node | None:
    """The singular values of float32 matrices, descending; None where this is LAPACK's to do."""
    operand = _operand(x, LARGEST) if x.dtype is dtypes.float32 else None
    function = None if operand is None else _SINGULAR_VALUES.of(operand.held)
    if operand is None or function is None:
        return None
    *lead, rows, columns = x.shape
    down, across = columns, 1
    if rows < columns:
        rows, columns, down, across = columns, rows, across, down
    values, address = operand.result(x, (*lead, columns))
    given = (operand.address, address, rows, columns, down, across, prod(lead))
    return values if _run(function, reflections.singular_values_work(rows, columns), *given) else None

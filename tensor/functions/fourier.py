"""The discrete Fourier transform along an axis, for any length.

A processor has kernels that make one in passes, where the length has small factors only: for them it is
written as the sum that it is (`codegen/nest/fourier.py`). Else it is products with small matrices. For a
length n = a * b the numbers are seen as an a by b matrix. Its columns are transformed by one product with the
matrix of the a-th roots of unity, each element is turned by a root of unity, and the rows are transformed
likewise. Long prime lengths are a convolution with a chirp (L. I. Bluestein, "A linear filtering approach to
the computation of discrete Fourier transform", 1970), done by transforms of a power of two. The roots are
computed in float64 and kept on the device.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from math import prod, sqrt
from typing import Any, TypeAlias

from ...runtime.device import Device, at_close
from ..codegen.nest.fourier import radices, unit
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Node, Op, elementwise
from ..graph.promotion import complex_of
from ..methods.complex_functions import join
from ..methods.composed import composed
from ..methods.reduction import PROCESSOR

# A transform is made by whatever class has the tensors.
Complex: TypeAlias = Any

# The longest transform that is one product with a matrix where it could be parted; where not.
_LONGEST_STEP = 32
_LONGEST_PRIME = 128
# Bytes of tables that are kept.
_MOST_TABLE_BYTES = 1 << 28

_tables: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def _forget(closed: Device) -> None:
    for key in [key for key in list(_tables) if key[0] == closed.name]:
        _tables.pop(key, None)


at_close(_forget)


def _table(x: Complex, name: str, make: Callable[[Any], Any], *numbers: Any) -> Complex:
    """A table of complex numbers on the device of x and in its dtype; made once."""
    key = (x.device, x.dtype.name, name, *numbers)
    found = _tables.get(key)
    if found is None:
        import numpy

        values = make(numpy).astype(x.dtype.name)
        found = _tables[key] = type(x)(values, device=x.device)
        while sum(each.nbytes for each in list(_tables.values())) > _MOST_TABLE_BYTES and len(_tables) > 1:
            _tables.popitem(last=False)
    return found


def _roots(numpy: Any, powers: Any, n: int, sign: int) -> Any:
    """exp(sign * 2 pi i * powers / n), the powers as whole numbers, exact at multiples of an eighth turn."""
    eighth, rest = numpy.divmod(powers % n * 8, n)
    # Within an eighth turn, from the nearer end.
    odd = eighth % 2 == 1
    angle = numpy.where(odd, n - rest, rest) * (2 * numpy.pi / (8 * n))
    near, far = numpy.cos(angle), numpy.sin(angle)
    quarter = (eighth + odd) // 2 % 4
    far = numpy.where(odd, -far, far)
    real = numpy.choose(quarter, [near, -far, -near, far])
    imag = numpy.choose(quarter, [far, near, -far, -near])
    return real + 1j * sign * imag


def _matrix(x: Complex, n: int, sign: int, scale: float) -> Complex:
    """The matrix of a transform of length n, times a number."""

    def make(numpy: Any) -> Any:
        row = numpy.arange(n)
        return _roots(numpy, row[:, None] * row, n, sign) * scale

    return _table(x, "matrix", make, n, sign, scale)


def _turns(x: Complex, a: int, b: int, sign: int) -> Complex:
    """The roots by which elements are turned between transforms of lengths a and b: [a, b]."""

    def make(numpy: Any) -> Any:
        return _roots(numpy, numpy.arange(a)[:, None] * numpy.arange(b), a * b, sign)

    return _table(x, "turns", make, a, b, sign)


@lru_cache(maxsize=1024)
def _factors(n: int) -> tuple[int, ...]:
    """The prime factors, ascending."""
    found, prime = [], 2
    while n > 1:
        if prime * prime > n:
            prime = n
        while n % prime == 0:
            found.append(prime)
            n //= prime
        prime += 1
    return tuple(found)


@lru_cache(maxsize=1024)
def _steps(n: int) -> tuple[int, ...]:
    """Lengths of which n is the product, each for one step: few, and of like sizes."""
    long = [factor for factor in _factors(n) if factor > _LONGEST_STEP]
    short = [factor for factor in _factors(n) if factor <= _LONGEST_STEP]
    product = 1
    for factor in short:
        product *= factor
    count = 1
    while _LONGEST_STEP**count < product:
        count += 1
    while True:
        bins = [1] * count
        for factor in sorted(short, reverse=True):
            bins.sort()
            bins[0] *= factor
        if max(bins) <= _LONGEST_STEP or count > len(short):
            return (*sorted(each for each in bins if each > 1), *long)
        count += 1


def transform(x: Complex, sign: int, scale: float = 1.0, axis: int = -1) -> Complex:
    """The sum over j of x[.., j, ..] * exp(sign * 2 pi i j k / n) for every k, times a number."""
    at = axis % x.ndim
    n = x.shape[at]
    if n == 1 or not x.numel():
        return x if scale == 1 else x * scale
    if _is_in_passes(x, n):
        result = _in_passes(x, sign, scale, at, n)
    else:
        result = _along_last(x.movedim(at, -1), sign, scale).movedim(-1, at)
    return x._derive(result, lambda g, y, x: (transform(g, -sign, scale, axis),))


def _is_in_passes(x: Any, n: int) -> bool:
    """Whether a transform of length n is one kernel where x is."""
    return radices(n) is not None and x.device == PROCESSOR


def _in_passes(x: Any, sign: int, scale: float, axis: int, kept: int, parts: int = 2) -> Any:
    """The first frequencies of a transform along an axis, as one kernel; with one part, the real ones."""
    before, after = x.shape[:axis], x.shape[axis + 1 :]
    if not x.dtype.is_complex:
        x = x.cast(complex_of(x.dtype))
    given = x.view_as_real().reshape(prod(before), x.shape[axis], prod(after), 2)
    shape = (given.shape[0], kept, given.shape[2], parts)
    made = composed(given, _summed, sign, scale, kept, parts, shape=shape)
    made = made.reshape(*before, kept, *after, parts)
    return made.view_as_complex() if parts == 2 else made.squeeze(-1)


def _along_last(x: Complex, sign: int, scale: float) -> Complex:
    """A transform of any length along the last axis."""
    *lead, n = x.shape
    if _is_in_passes(x, n):
        return _in_passes(x, sign, scale, len(lead), n)
    first = _half_way(n)
    if not first or not _is_in_passes(x, first):
        return _parted(x, _steps(n), sign, scale)
    b = n // first
    # As in `_parted`, with each of the two steps in passes.
    columns = _in_passes(x.reshape(*lead, first, b), sign, scale, len(lead), first)
    rows = _in_passes(columns * _turns(x, first, b, sign), sign, 1.0, len(lead) + 1, b)
    return rows.transpose(-2, -1).reshape(*lead, n)


@lru_cache(maxsize=1024)
def _half_way(n: int) -> int:
    """The factor of n, nearest to its root, for which it and what is left are made in passes; 0 for none."""
    for first in range(int(sqrt(n)), 1, -1):
        if n % first == 0 and radices(first) is not None and radices(n // first) is not None:
            return first
    return 0


def _summed(x: Any, sign: int, scale: float, kept: int, parts: int) -> Any:
    """The transform along axis 1 of real and imaginary parts, [rows, n, columns, 2], as one sum of products.

    Part c of element j counts for part d of result k by the cosine of their angle and c - d quarter turns. Of
    the results the first are `kept`, of the parts as many as are asked for.
    """
    rows, n, columns, _ = x.shape
    shape = (rows, kept, n, columns, parts, 2)

    def constant(value: int) -> Node:
        return nodes.const(value, dtypes.int32, shape)

    def counted(along: int) -> Node:
        size = shape[along]
        alone = tuple(size if each == along else 1 for each in range(len(shape)))
        return nodes.expand(nodes.reshape(nodes.iota(size, dtypes.int32), alone), shape)

    k, j, d, c = (counted(along) for along in (1, 2, 4, 5))
    turned = elementwise(Op.MUL, elementwise(Op.MUL, j, k), constant(4 * sign))
    quarters = elementwise(Op.ADD, c, elementwise(Op.MUL, d, constant(-1)))
    turn = elementwise(Op.ADD, turned, elementwise(Op.MUL, quarters, constant(n)))
    turn = nodes.cast(elementwise(Op.MOD, turn, constant(4 * n)), x.dtype)
    cosine = elementwise(Op.COS, elementwise(Op.MUL, turn, nodes.const(unit(n), x.dtype, shape)))
    source = nodes.expand(nodes.reshape(x._node, (rows, 1, n, columns, 1, 2)), shape)
    total = nodes.reduce(elementwise(Op.MUL, source, cosine), Op.ADD, (2, 5))
    if scale != 1:
        total = elementwise(Op.MUL, total, nodes.const(scale, x.dtype, total.shape))
    # In memory, so that no kernel has to make it beside another sum.
    return x._of_node(nodes.contiguous(nodes.reshape(total, (rows, kept, columns, parts))))


def _parted(x: Complex, steps: tuple[int, ...], sign: int, scale: float) -> Complex:
    *lead, n = x.shape
    first, *rest = steps
    if not rest:
        if n > _LONGEST_PRIME:
            return _chirp(x, sign, scale)
        return x.matmul(_matrix(x, n, sign, scale))
    b = n // first
    # Element j = i b + m: over i first, then over m; the result's k = p + first q.
    columns = x.reshape(*lead, first, b)
    if first > _LONGEST_PRIME:
        columns = _chirp(columns.transpose(-2, -1), sign, 1.0).transpose(-2, -1)
    else:
        columns = _matrix(x, first, sign, 1.0).matmul(columns)
    rows = _parted(columns * _turns(x, first, b, sign), tuple(rest), sign, scale)
    return rows.transpose(-2, -1).reshape(*lead, n)


def _chirp(x: Complex, sign: int, scale: float) -> Complex:
    """A transform of any length: jk = (j**2 + k**2 - (k - j)**2) / 2 makes it a convolution."""
    n = x.shape[-1]
    size = 1 << (2 * n - 2).bit_length()

    def wave(numpy: Any) -> Any:
        place = numpy.arange(n)
        return _roots(numpy, place * place % (2 * n), 2 * n, sign)

    def filtered(numpy: Any) -> Any:
        waves = wave(numpy).conj()
        whole = numpy.zeros(size, complex)
        whole[:n] = waves
        whole[size - n + 1 :] = waves[:0:-1]
        return numpy.fft.fft(whole) * (scale / size)

    chirp = _table(x, "chirp", wave, n, sign)
    response = _table(x, "response", filtered, n, sign, scale)
    padded = (x * chirp).pad((0, size - n))
    spectrum = _along_last(padded, -1, 1.0) * response
    return _along_last(spectrum, 1, 1.0).narrow(-1, 0, n) * chirp


def real_transform(x: Any, scale: float = 1.0) -> Complex:
    """The first n // 2 + 1 numbers of the transform of a real tensor, with the sign -1."""
    *lead, n = x.shape
    if _is_in_passes(x, n) and x.numel():
        result = _in_passes(x, -1, scale, len(lead), n // 2 + 1)
        return x._derive(result, lambda g, y, x: (transform(resized(g, n), 1, scale).real,))
    if n % 2 or n < 4:
        return transform(x.cast(complex_of(x.dtype)), -1, scale).narrow(-1, 0, n // 2 + 1)
    # Neighbours as one complex number: half as long, and then parted into the transforms of both.
    half = n // 2
    z = transform(x.reshape(*lead, half, 2).view_as_complex(), -1, scale)
    z = z.contiguous()
    around = z.cat(z.narrow(-1, 0, 1), dim=-1)
    back = around.flip(-1).conj()
    return _halves(around, back, _spiral(z, half, -1))


def _halves(forward: Complex, back: Complex, spiral: Complex) -> Complex:
    even, odd = forward + back, forward - back
    return even * 0.5 + odd * spiral


def _spiral(x: Complex, half: int, sign: int) -> Complex:
    """-i/2 times the roots of unity of order 2 * half, for half a turn; the conjugates for the sign 1."""

    def make(numpy: Any) -> Any:
        return _roots(numpy, numpy.arange(half + 1), 2 * half, sign) * (0.5j * sign)

    return _table(x, "spiral", make, half, sign)


def real_inverse(x: Complex, n: int, scale: float = 1.0) -> Any:
    """The n real numbers of which x has the first n // 2 + 1 of the transform, times n; with the sign 1."""
    *lead, kept = x.shape
    if _is_in_passes(x, n) and x.numel():
        whole = _with_conjugates(x, n)
        result = _in_passes(whole, 1, scale, len(lead), n, 1)
        return whole._derive(result, lambda g, y, whole: (transform(g.cast(whole.dtype), -1, scale),))
    # Of the ends of the spectrum of real numbers the imaginary part says nothing.
    place = x.arange(kept, dtype="int32", device=x.device)
    inside = (place > 0).logical_and(place < (n + 1) // 2)
    x = join(x.real, inside.where(x.imag, 0.0))
    if n % 2 or n < 4:
        tail = x.narrow(-1, 1, (n - 1) // 2).flip(-1).conj()
        return transform(x.cat(tail, dim=-1), 1, scale).real
    half = n // 2
    # In memory, since the transform's first step reads each number several times.
    z = _halves(x, x.flip(-1).conj(), _spiral(x, half, 1)).narrow(-1, 0, half).contiguous()
    return transform(z, 1, 2 * scale).view_as_real().reshape(*lead, n)


def _with_conjugates(x: Complex, n: int) -> Complex:
    """The n numbers of which x has the first n // 2 + 1 and the others are conjugates of those.

    Of the ends the imaginary part is 0.
    """
    count = (n - 1) // 2
    after, before = n - 1 - count, n - count

    def inside(part: Any) -> Any:
        return part.narrow(-1, 1, count)

    real = x.real.pad((0, n - x.shape[-1])) + inside(x.real).flip(-1).pad((before, 0))
    imag = inside(x.imag).pad((1, after)) - inside(x.imag).flip(-1).pad((before, 0))
    return join(real, imag)


def resized(x: Any, n: int) -> Any:
    """Cut off or filled with zeros to n numbers along the last axis."""
    size = x.shape[-1]
    return x.narrow(-1, 0, n) if n < size else x.pad((0, n - size)) if n > size else x

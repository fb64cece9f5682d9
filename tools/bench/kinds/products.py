"""Products of matrices, of all forms and dtypes, and with what follows them in networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kind import Kind, kind, product_operations, sizes, unit, weight


def _times(_: Any, a: Any, b: Any) -> Any:
    return a @ b


def _times_turned(_: Any, a: Any, b: Any) -> Any:
    return a @ b.T


def _int8(_: Any, a: Any, b: Any) -> Any:
    return a.int() @ b.int()


def _their_int8(torch: Any, a: Any, b: Any) -> Any:
    return torch._int_mm(a, b)


def _einsum(text: str) -> Callable[..., Any]:
    return lambda library, *given: library.einsum(text, *given)


def _plain() -> list[Kind]:
    shapes = (
        (300, 300, 300),
        (777, 555, 333),
        (64, 1024, 1024),
        (512, 512, 512),
        (1024, 1024, 1024),
        (32, 32, 32),
        (1000, 8, 1000),
        (20000, 64, 64),
        (10, 20000, 10),
        (127, 3000, 65),
    )
    found = [
        kind(
            f"mm-{m}x{k}x{n}",
            f"{m}×{k} @ {k}×{n}",
            _times,
            (m, k),
            (k, n),
            operations=product_operations(m, k, n),
        )
        for m, k, n in shapes
    ]
    found.append(
        kind(
            "mm-turned",
            "64×1024 @ (1024×1024).T",
            _times_turned,
            (64, 1024),
            (1024, 1024),
            operations=product_operations(64, 1024, 1024),
        )
    )
    found += [
        kind(
            f"mm-{name}",
            f"{size}×{size} @ {size}×{size} {dtype}",
            _times,
            (size, size),
            (size, size),
            dtype=dtype,
            operations=product_operations(size, size, size) * (4 if dtype == "complex64" else 1),
        )
        for name, size, dtype in (
            ("float64", 512, "float64"),
            ("float16", 512, "float16"),
            ("bfloat16", 1024, "bfloat16"),
            ("complex", 256, "complex64"),
        )
    ]
    found += [
        kind(
            f"mm-int8{name}",
            f"{m}×{k} @ {k}×{n} int8",
            _int8,
            (m, k),
            (k, n),
            dtype="int8",
            theirs=_their_int8,
            operations=product_operations(m, k, n),
        )
        for name, m, k, n in (("", 512, 512, 512), ("-wide", 128, 768, 3072), ("-rows", 32, 1024, 1024))
    ]
    return found


def _batched() -> list[Kind]:
    return [
        kind(
            "bmm",
            "64 products 128×64 @ 64×128",
            _times,
            (64, 128, 64),
            (64, 64, 128),
            operations=product_operations(64, 128, 64, 128),
        ),
        kind(
            "bmm-small",
            "1000 products 16×16 @ 16×16",
            _times,
            (1000, 16, 16),
            (1000, 16, 16),
            operations=product_operations(1000, 16, 16, 16),
        ),
        kind(
            "bmm-shared",
            "32×50×300 @ 300×200",
            _times,
            (32, 50, 300),
            (300, 200),
            operations=product_operations(32, 50, 300, 200),
        ),
        kind(
            "einsum-heads",
            "einsum bihd,bjhd->bhij of 8×128×12×64",
            _einsum("bihd,bjhd->bhij"),
            (8, 128, 12, 64),
            (8, 128, 12, 64),
            operations=product_operations(8, 12, 128, 128, 64),
        ),
        kind(
            "einsum-bilinear",
            "einsum bi,oij,bj->bo of 64 rows, 32 of 64×64",
            _einsum("bi,oij,bj->bo"),
            (64, 64),
            (32, 64, 64),
            (64, 64),
            operations=product_operations(64, 32, 64, 64),
        ),
    ]


def _vectors() -> list[Kind]:
    return [
        kind(
            "mv",
            "4096×4096 @ a vector",
            _times,
            (4096, 4096),
            (4096,),
            operations=product_operations(4096, 4096),
        ),
        kind("dot", "dot product of 1 M", _times, (1 << 20,), (1 << 20,), operations=2.0 * (1 << 20)),
        kind("outer", "outer product of 2048 and 2048", lambda _, a, b: a.outer(b), (2048,), (2048,)),
    ]


def _few_rows() -> list[Kind]:
    found = []
    for dtype in ("float32", "float16", "bfloat16"):
        for rows in (1, 2, 4, 8, 16):
            title = f"{rows}×2048 by a weight of 2048×2048, {dtype}"
            shapes = (rows, 2048), (2048, 2048)
            operations = product_operations(rows, 2048, 2048)
            for ending, form, program in (("", "x @ W", _times), ("-t", "x @ W.T", _times_turned)):
                found.append(
                    kind(
                        f"rows-{rows}-{dtype}{ending}",
                        f"{title}, {form}",
                        program,
                        *shapes,
                        dtype=dtype,
                        operations=operations,
                    )
                )
    return found


def _gelu(library: Any, x: Any, w: Any, b: Any) -> Any:
    functional = library.nn.functional
    return functional.gelu(functional.linear(x, w, b))


def _residual(library: Any, x: Any, w: Any, b: Any, y: Any) -> Any:
    return library.nn.functional.linear(x, w, b) + y


def _perceptron(library: Any, x: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
    functional = library.nn.functional
    return functional.linear(functional.gelu(functional.linear(x, w1, b1)), w2, b2)


def _gated(library: Any, x: Any, gate: Any, up: Any, down: Any) -> Any:
    functional = library.nn.functional
    return functional.linear(functional.silu(functional.linear(x, gate)) * functional.linear(x, up), down)


def _dequantised(_: Any, x: Any, w: Any, scales: Any) -> Any:
    return x @ (w.float() * scales).T


def _layers() -> list[Kind]:
    found = [
        kind(
            "linear",
            "linear 128×768 to 768, bias",
            lambda library, x, w, b: library.nn.functional.linear(x, w, b),
            (128, 768),
            weight(768, 768),
            (768,),
            operations=product_operations(128, 768, 768),
        ),
        kind(
            "linear-gelu",
            "linear 128×768 to 3072, bias, gelu",
            _gelu,
            (128, 768),
            weight(3072, 768),
            (3072,),
            operations=product_operations(128, 768, 3072),
        ),
        kind(
            "linear-residual",
            "linear 128×3072 to 768, bias, plus a residual",
            _residual,
            (128, 3072),
            weight(768, 3072),
            (768,),
            (128, 768),
            operations=product_operations(128, 768, 3072),
        ),
        kind(
            "gated-perceptron",
            "silu(x @ G) * (x @ U) @ D, 64×512 by 1376",
            _gated,
            (64, 512),
            weight(1376, 512),
            weight(1376, 512),
            weight(512, 1376),
            operations=3 * product_operations(64, 512, 1376),
        ),
    ]
    found += [
        kind(
            f"perceptron-{dtype}-{rows}",
            f"linear 512 to 2048, gelu, linear 2048 to 512, {rows} rows, {dtype}",
            _perceptron,
            (rows, 512),
            weight(2048, 512),
            (2048,),
            weight(512, 2048),
            (512,),
            dtype=dtype,
            operations=2 * product_operations(rows, 512, 2048),
        )
        for dtype, rows in (("float32", 1), ("float32", 197), ("bfloat16", 197))
    ]
    found += [
        kind(
            f"dequantised-{rows}",
            f"{sizes(rows, 2048)} by int8 weights of 2048×2048 with scales of rows",
            _dequantised,
            (rows, 2048),
            _bytes(2048, 2048),
            unit(2048, 1),
            operations=product_operations(rows, 2048, 2048),
        )
        for rows in (1, 16)
    ]
    return found


def _bytes(*shape: int) -> Any:
    from ..kind import Given

    return Given(shape, dtype="int8")


KINDS: tuple[Kind, ...] = (*_plain(), *_batched(), *_vectors(), *_few_rows(), *_layers())

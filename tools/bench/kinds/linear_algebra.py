"""Small linear algebra and Fourier transforms."""

from __future__ import annotations

from typing import Any

from ..kind import Given, Kind, kind


def _of(module: str, name: str) -> Any:
    return lambda library, *given: getattr(getattr(library, module), name)(*given)


def _size(result: Any) -> Any:
    return result.abs()


_DEFINITE = Given((128, 128), "definite")
# Factors are computed on the host, outside of captured functions.
KINDS: tuple[Kind, ...] = (
    kind(
        "solve",
        "solve 128×128 for 16 right sides",
        _of("linalg", "solve"),
        _DEFINITE,
        (128, 16),
        is_captured=False,
    ),
    kind(
        "solve-many",
        "solve 256 systems of 8×8",
        _of("linalg", "solve"),
        Given((256, 8, 8), "definite"),
        (256, 8, 1),
        is_captured=False,
    ),
    kind(
        "cholesky",
        "Cholesky factor of 256×256",
        _of("linalg", "cholesky"),
        Given((256, 256), "definite"),
        is_captured=False,
    ),
    kind(
        "inverse",
        "inverses of 64 of 16×16",
        _of("linalg", "inv"),
        Given((64, 16, 16), "definite"),
        is_captured=False,
    ),
    kind("determinant", "determinants of 1000 of 4×4", _of("linalg", "det"), (1000, 4, 4), is_captured=False),
    kind(
        "qr",
        "QR of 64×64, the sizes of R",
        lambda library, x: library.linalg.qr(x)[1],
        (64, 64),
        seen=_size,
        is_captured=False,
    ),
    kind(
        "singular-values", "singular values of 32×32", _of("linalg", "svdvals"), (32, 32), is_captured=False
    ),
    kind(
        "eigenvalues",
        "eigenvalues of a symmetric 32×32",
        _of("linalg", "eigvalsh"),
        Given((32, 32), "definite"),
        is_captured=False,
    ),
    kind("fft", "fft of 64×1024 complex64", _of("fft", "fft"), (64, 1024), dtype="complex64"),
    kind("rfft", "rfft of 64×1024, sizes", lambda library, x: library.fft.rfft(x).abs(), (64, 1024)),
    kind("fft2", "fft2 of 4×128×128 complex64", _of("fft", "fft2"), (4, 128, 128), dtype="complex64"),
    kind(
        "power-spectrum",
        "stft of 16000 samples by 400, squared",
        lambda library, x, w: library.stft(x, 400, 160, window=w, return_complex=True).abs() ** 2,
        (1, 16000),
        (400,),
    ),
)

"""mma and ldmatrix against NumPy: elements are spread over the lanes as the figures of the PTX ISA document
say.
"""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from .device import Array, SimulatedDevice, assembled, kernel_text

_TYPES = {
    "f16": np.float16, "bf16": ml_dtypes.bfloat16, "tf32": np.float32, "s8": np.int8, "u8": np.uint8,
    "e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2, "f64": np.float64,
    "f32": np.float32, "s32": np.int32,
}  # fmt: skip


def _fragment_a(matrix: Array, per: int) -> Array:
    """A as the lanes hold it, row by row of the document's formulas: (lane, element)."""
    rows, columns = matrix.shape
    found = []
    for lane in range(32):
        group, within = lane >> 2, lane % 4
        elements = []
        for register in range(rows * columns // 32 // per):
            row = group + 8 * (register % (rows // 8))
            start = within * per + 4 * per * (register // (rows // 8))
            elements += [matrix[row, start + j] for j in range(per)]
        found.append(elements)
    return np.array(found, dtype=matrix.dtype)


def _fragment_b(matrix: Array, per: int) -> Array:
    rows, _ = matrix.shape
    return np.array(
        [
            [matrix[(lane % 4) * per + 4 * per * (e // per) + e % per, lane >> 2] for e in range(rows // 4)]
            for lane in range(32)
        ],
        dtype=matrix.dtype,
    )


def _fragment_c(matrix: Array) -> Array:
    rows, _ = matrix.shape
    return np.array(
        [
            [matrix[(lane >> 2) + 8 * (e // 2), (lane % 4) * 2 + e % 2] for e in range(rows // 4)]
            for lane in range(32)
        ],
        dtype=matrix.dtype,
    )


def _random(rng: np.random.Generator, kind: str, shape: tuple[int, int]) -> Array:
    dtype = _TYPES[kind]
    if kind in ("s8", "u8", "s32"):
        low = -100 if kind != "u8" else 0
        return rng.integers(low, 100, shape).astype(dtype)
    values = rng.uniform(-2, 2, shape).astype(np.float32)
    if kind == "tf32":
        return (values.view(np.uint32) & 0xFFFFE000).view(np.float32)
    return values.astype(dtype)


_CASES = [
    ("m16n8k16", "f32", "f16", "f16", "f32"), ("m16n8k8", "f32", "f16", "f16", "f32"),
    ("m16n8k16", "f16", "f16", "f16", "f16"), ("m16n8k16", "f32", "bf16", "bf16", "f32"),
    ("m16n8k8", "f32", "bf16", "bf16", "f32"), ("m16n8k8", "f32", "tf32", "tf32", "f32"),
    ("m16n8k4", "f32", "tf32", "tf32", "f32"), ("m16n8k32", "s32", "s8", "s8", "s32"),
    ("m16n8k16", "s32", "u8", "s8", "s32"), ("m8n8k16", "s32", "s8", "u8", "s32"),
    ("m16n8k32", "f32", "e4m3", "e5m2", "f32"), ("m8n8k4", "f64", "f64", "f64", "f64"),
    ("m16n8k8", "f64", "f64", "f64", "f64"),
]  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: ".".join(case))
def test_mma_multiplies_matrices_spread_as_the_document_says(
    device: SimulatedDevice, case: tuple[str, str, str, str, str]
) -> None:
    shape, d, a, b, c = case
    m, n, k = (int(part) for part in shape.replace("m", "").replace("n", " ").replace("k", " ").split())
    rng = np.random.default_rng(1)
    left, right, addend = _random(rng, a, (m, k)), _random(rng, b, (k, n)), _random(rng, c, (m, n))
    wide = a == "f64"
    size = 8 if wide else 4
    per = max(4 // left.dtype.itemsize, 1)
    fragments = [_fragment_a(left, per), _fragment_b(right, per), _fragment_c(addend)]
    counts = [fragment.nbytes // 32 // size for fragment in fragments]
    out = np.zeros((32, m // 4), dtype=_TYPES[d])
    counts.append(out.nbytes // 32 // size)
    letter, move = ("g", "f64") if wide else ("f" if c == "f32" else "r", "f32" if c == "f32" else "b32")
    body, names, start = [], [], 0
    for index, count in enumerate(counts):
        register = "g" if wide else "r" if index < 2 else letter
        kind = "f64" if wide else "b32" if index < 2 else move
        names.append([f"%{register}{start + j}" for j in range(count)])
        start += count
        body.append(f"mad.lo.u64 %d{index}, %at, {count * size}, %a{index};")
        if index < 3:
            body += [f"ld.global.{kind} {name}, [%d{index}+{size * j}];" for j, name in enumerate(names[-1])]
    vectors = ["{" + ", ".join(group) + "}" for group in names]
    body.append(
        f"mma.sync.aligned.{shape}.row.col.{d}.{a}.{b}.{c}"
        f" {vectors[3]}, {vectors[0]}, {vectors[1]}, {vectors[2]};"
    )
    body += [f"st.global.{move} [%d3+{size * j}], {name};" for j, name in enumerate(names[3])]
    text = kernel_text("\n".join(body), 4)
    assert assembled(text) == ""
    result = device.run(text, *fragments, out)[3]
    exact = left.astype(np.float64) @ right.astype(np.float64) + addend.astype(np.float64)
    tolerance = 5e-3 if d == "f16" else 1e-5
    np.testing.assert_allclose(result.astype(np.float64), _fragment_c(exact), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_ldmatrix_and_stmatrix_spread_rows_over_lanes(
    device: SimulatedDevice, count: int, transposed: bool
) -> None:
    matrices = np.arange(count * 64, dtype=np.uint16).reshape(count, 8, 8)
    trans = ".trans" if transposed else ""
    names = "{" + ", ".join(f"%r{10 + j}" for j in range(count)) + "}"
    body = f"""
.shared .align 16 .b8 tile[1024];
mov.u32 %r0, tile;
mad.lo.u32 %r1, %me, 16, %r0;
setp.lt.u32 %p0, %me, {8 * count};
mad.lo.u64 %d0, %at, 16, %a0;
@%p0 ld.global.v4.b32 {{%r2, %r3, %r4, %r5}}, [%d0];
@%p0 st.shared.v4.b32 [%r1], {{%r2, %r3, %r4, %r5}};
bar.sync 0;
ldmatrix.sync.aligned.m8n8.x{count}{trans}.shared.b16 {names}, [%r1];
mad.lo.u64 %d1, %at, {4 * count}, %a1;
{"".join(f"st.global.b32 [%d1+{4 * j}], %r{10 + j};" for j in range(count))}
bar.sync 0;
stmatrix.sync.aligned.m8n8.x{count}{trans}.shared.b16 [%r1], {names};
bar.sync 0;
@%p0 ld.shared.v4.b32 {{%r2, %r3, %r4, %r5}}, [%r1];
mad.lo.u64 %d2, %at, 16, %a2;
@%p0 st.global.v4.b32 [%d2], {{%r2, %r3, %r4, %r5}};
"""
    text = kernel_text(body, 3)
    assert assembled(text) == ""
    _, spread, back = device.run(text, matrices, np.zeros((32, count, 2), np.uint16), np.zeros_like(matrices))
    source = matrices.transpose(0, 2, 1) if transposed else matrices
    expected = source.reshape(count, 32, 2).transpose(1, 0, 2)
    np.testing.assert_array_equal(spread, expected)
    np.testing.assert_array_equal(back, matrices)


def test_movmatrix_transposes(device: SimulatedDevice) -> None:
    matrix = np.arange(64, dtype=np.uint16).reshape(8, 8)
    body = """
mad.lo.u64 %d0, %at, 4, %a0;
ld.global.b32 %r0, [%d0];
movmatrix.sync.aligned.m8n8.trans.b16 %r1, %r0;
st.global.b32 [%d0], %r1;
"""
    text = kernel_text(body, 1)
    assert assembled(text) == ""
    np.testing.assert_array_equal(device.run(text, matrix)[0], matrix.T)

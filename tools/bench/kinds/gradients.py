"""Gradients, forward and backward, by `autograd.grad` as users write it."""

from __future__ import annotations

from typing import Any

from ..kind import Kind, kind, product_operations, weight, whole
from .attention import operations as attention_operations


def _chain(_: Any, x: Any, a: Any, b: Any, c: Any, *__: Any) -> Any:
    return ((x @ a).relu() @ b).relu() @ c


def _perceptron(library: Any, x: Any, w1: Any, b1: Any, w2: Any, b2: Any, *_: Any) -> Any:
    functional = library.nn.functional
    return functional.linear(functional.gelu(functional.linear(x, w1, b1)), w2, b2)


def _convolved(**said: Any) -> Any:
    return lambda library, x, w, *_: library.nn.functional.conv2d(x, w, **said)


def _transposed(library: Any, x: Any, w: Any, _: Any) -> Any:
    return library.nn.functional.conv_transpose2d(x, w, stride=2)


def _attention(is_causal: bool) -> Any:
    return lambda library, q, k, v, _: library.nn.functional.scaled_dot_product_attention(
        q, k, v, is_causal=is_causal
    )


def _layer(library: Any, x: Any, w: Any, b: Any, _: Any) -> Any:
    return library.nn.functional.layer_norm(x, (x.shape[-1],), w, b)


def _batch(library: Any, x: Any, w: Any, b: Any, _: Any) -> Any:
    return library.nn.functional.batch_norm(x, None, None, w, b, True)


def _group(library: Any, x: Any, w: Any, b: Any, _: Any) -> Any:
    return library.nn.functional.group_norm(x, 32, w, b)


def _embedding(library: Any, w: Any, i: Any, _: Any) -> Any:
    return library.nn.functional.embedding(i, w)


def _function(name: str, *said: Any) -> Any:
    return lambda library, x, _: getattr(library.nn.functional, name)(x, *said)


_ROWS = (512, 768)
_MILLION = (1 << 20,)
_MAPS = (4, 64, 28, 28)
_CONVOLUTION = 3 * 2.0 * 4 * 28 * 28 * 64 * 64
_HEADS = (1, 12, 256, 64)
KINDS: tuple[Kind, ...] = (
    kind(
        "mm-back",
        "gradients of 512×512 @ 512×512",
        lambda _, a, b, __: a @ b,
        *((512, 512),) * 3,
        gradients=(0, 1),
        operations=2 * product_operations(512, 512, 512),
    ),
    kind(
        "bmm-back",
        "gradients of 32 products 128×64 @ 64×128",
        lambda _, a, b, __: a @ b,
        (32, 128, 64),
        (32, 64, 128),
        (32, 128, 128),
        gradients=(0, 1),
        operations=2 * product_operations(32, 128, 64, 128),
    ),
    kind(
        "chain-mm-back",
        "gradients of relu(relu(x @ A) @ B) @ C, 128×512",
        _chain,
        (128, 512),
        *(weight(512, 512),) * 3,
        (128, 512),
        gradients=(0, 1, 2, 3),
        operations=9 * product_operations(128, 512, 512),
    ),
    kind(
        "perceptron-back",
        "gradients of linear, gelu, linear, 128×256 by 1024",
        _perceptron,
        (128, 256),
        weight(1024, 256),
        (1024,),
        weight(256, 1024),
        (256,),
        (128, 256),
        gradients=(0, 1, 2, 3, 4),
        operations=6 * product_operations(128, 256, 1024),
    ),
    kind(
        "conv-back",
        "gradients of conv2d 4×64×28×28 by 64×64×3×3, padding 1",
        _convolved(padding=1),
        _MAPS,
        (64, 64, 3, 3),
        _MAPS,
        gradients=(0, 1),
        operations=_CONVOLUTION * 9 * 2 / 3,
    ),
    kind(
        "conv-stride-back",
        "gradients of conv2d 4×64×28×28 by 128×64×3×3, padding 1, stride 2",
        _convolved(padding=1, stride=2),
        _MAPS,
        (128, 64, 3, 3),
        (4, 128, 14, 14),
        gradients=(0, 1),
        operations=_CONVOLUTION * 9 / 3,
    ),
    kind(
        "conv-1x1-back",
        "gradients of conv2d 4×64×28×28 by 256×64×1×1",
        _convolved(),
        _MAPS,
        (256, 64, 1, 1),
        (4, 256, 28, 28),
        gradients=(0, 1),
        operations=_CONVOLUTION * 8 / 3,
    ),
    kind(
        "conv-depthwise-back",
        "gradients of conv2d 4×64×28×28 by 64×1×3×3, depthwise",
        _convolved(padding=1, groups=64),
        _MAPS,
        (64, 1, 3, 3),
        _MAPS,
        gradients=(0, 1),
        operations=4.0 * 4 * 64 * 28 * 28 * 9,
    ),
    kind(
        "conv-first-back",
        "gradient of the weight of conv2d 4×3×112×112 by 64×3×7×7, stride 2",
        _convolved(padding=3, stride=2),
        (4, 3, 112, 112),
        (64, 3, 7, 7),
        (4, 64, 56, 56),
        gradients=(1,),
        operations=2.0 * 4 * 64 * 56 * 56 * 147,
    ),
    kind(
        "conv-transposed-back",
        "gradients of conv_transpose2d 4×64×16×16 by 64×32×2×2, stride 2",
        _transposed,
        (4, 64, 16, 16),
        (64, 32, 2, 2),
        (4, 32, 32, 32),
        gradients=(0, 1),
        operations=4.0 * 4 * 64 * 256 * 32 * 4,
    ),
    kind(
        "attention-back",
        "gradients of attention of 12 heads, 256×64",
        _attention(False),
        *(_HEADS,) * 4,
        gradients=(0, 1, 2),
        operations=2.5 * attention_operations(*_HEADS),
    ),
    kind(
        "attention-causal-back",
        "gradients of attention of 12 heads, 256×64, causal",
        _attention(True),
        *(_HEADS,) * 4,
        gradients=(0, 1, 2),
        operations=1.25 * attention_operations(*_HEADS),
    ),
    kind(
        "softmax-back",
        "gradient of softmax of 512×768",
        lambda _, x, __: x.softmax(-1),
        _ROWS,
        _ROWS,
        gradients=(0,),
    ),
    kind(
        "layer-norm-back",
        "gradients of layer norm of 512×768",
        _layer,
        _ROWS,
        (768,),
        (768,),
        _ROWS,
        gradients=(0, 1, 2),
    ),
    kind(
        "batch-norm-back",
        "gradients of batch norm of 8×64×28×28",
        _batch,
        (8, 64, 28, 28),
        (64,),
        (64,),
        (8, 64, 28, 28),
        gradients=(0, 1, 2),
    ),
    kind(
        "group-norm-back",
        "gradients of group norm of 4×64×28×28",
        _group,
        _MAPS,
        (64,),
        (64,),
        _MAPS,
        gradients=(0, 1, 2),
    ),
    kind(
        "embedding-back",
        "gradient of embeddings of 8×128 of 10000×256",
        _embedding,
        (10000, 256),
        whole(10000, 8, 128),
        (8, 128, 256),
        gradients=(0,),
    ),
    kind(
        "gather-back",
        "gradient of gather along the rows of 512×1000",
        lambda _, x, i, __: x.gather(1, i),
        (512, 1000),
        whole(1000, 512, 100),
        (512, 100),
        gradients=(0,),
    ),
    kind("gelu-back", "gradient of gelu, 1 M", _function("gelu"), _MILLION, _MILLION, gradients=(0,)),
    kind("tanh-back", "gradient of tanh, 1 M", lambda _, x, __: x.tanh(), _MILLION, _MILLION, gradients=(0,)),
    kind("relu-back", "gradient of relu, 1 M", lambda _, x, __: x.relu(), _MILLION, _MILLION, gradients=(0,)),
    kind(
        "bias-back",
        "gradients of x * a + b, 512×768 with rows",
        lambda _, x, a, b, __: x * a + b,
        _ROWS,
        (768,),
        (768,),
        _ROWS,
        gradients=(0, 1, 2),
    ),
    kind(
        "max-pool-back",
        "gradient of max_pool2d 2×2 of 4×64×28×28",
        _function("max_pool2d", 2),
        _MAPS,
        (4, 64, 14, 14),
        gradients=(0,),
    ),
    kind(
        "mean-pool-back",
        "gradient of avg_pool2d 2×2 of 4×64×28×28",
        _function("avg_pool2d", 2),
        _MAPS,
        (4, 64, 14, 14),
        gradients=(0,),
    ),
    kind(
        "variance-back",
        "gradient of the variance of the rows of 1000×1000",
        lambda _, x, __: x.var(1),
        (1000, 1000),
        (1000,),
        gradients=(0,),
    ),
    kind("norm-back", "gradient of the norm of 1 M", lambda _, x: x.norm(), _MILLION, gradients=(0,)),
    kind(
        "cumsum-back",
        "gradient of cumulative sums along the rows of 512×1000",
        lambda _, x, __: x.cumsum(1),
        (512, 1000),
        (512, 1000),
        gradients=(0,),
    ),
    kind(
        "cat-back",
        "gradients of two of 512×512 side by side, squared",
        lambda library, x, y, _: library.cat([x, y], 1).square(),
        (512, 512),
        (512, 512),
        (512, 1024),
        gradients=(0, 1),
    ),
)

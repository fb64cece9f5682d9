"""The class that users meet: every method of a tensor, gathered from the files that hold one idea each."""

from __future__ import annotations

from .functions import (
    attention,
    convolution,
    factorisation,
    interpolation,
    losses,
    matrix_exponential,
    matrix_norms,
    matrix_products,
    nextafter,
    normalisation,
    pooling,
    solving,
)
from .graph import precision
from .methods import arguments
from .methods.fills import Fills
from .methods.unbound import Unbound


class Tensor(Fills, metaclass=Unbound):
    """An array on a device, computed when its values are asked for.

    `Tensor(data, dtype=None, device=None, requires_grad=False)` copies data from lists, scalars, NumPy
    arrays, buffers and DLPack producers. Operators and methods build a graph; `realize()`, `numpy()`,
    `item()` and `tolist()` run it.

    `dtype` defaults to that of the data: int64 for Python ints, float32 for floats. `device` is a name such
    as 'CPU', a Device, or None for the best card there is. Raises ShapeError for ragged lists, DTypeError for
    elements no dtype holds, InvalidArgument for values the dtype does not hold, UnknownDevice for a device
    there is not.

    Examples:
        >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> ((x @ x) - 10).relu().tolist()
        [[0.0, 0.0], [5.0, 12.0]]

        A tensor that requires a gradient gets it from `backward`:

        >>> weight = Tensor([2.0, 3.0], requires_grad=True)
        >>> loss = (weight * weight).sum().backward()
        >>> weight.grad.tolist()
        [4.0, 6.0]
    """

    __slots__ = ()

    precision = staticmethod(precision.precision)

    conv1d, conv2d, conv3d = convolution.conv1d, convolution.conv2d, convolution.conv3d
    conv_transpose1d = convolution.conv_transpose1d
    conv_transpose2d = convolution.conv_transpose2d
    conv_transpose3d = convolution.conv_transpose3d

    max_pool1d, max_pool2d, max_pool3d = pooling.max_pool1d, pooling.max_pool2d, pooling.max_pool3d
    avg_pool1d, avg_pool2d, avg_pool3d = pooling.avg_pool1d, pooling.avg_pool2d, pooling.avg_pool3d
    adaptive_avg_pool1d = pooling.adaptive_avg_pool1d
    adaptive_avg_pool2d = pooling.adaptive_avg_pool2d
    adaptive_avg_pool3d = pooling.adaptive_avg_pool3d
    adaptive_max_pool1d = pooling.adaptive_max_pool1d
    adaptive_max_pool2d = pooling.adaptive_max_pool2d
    adaptive_max_pool3d = pooling.adaptive_max_pool3d
    interpolate = interpolation.interpolate

    layer_norm, rms_norm = normalisation.layer_norm, normalisation.rms_norm
    group_norm, instance_norm = normalisation.group_norm, normalisation.instance_norm
    batch_norm = normalisation.batch_norm
    scaled_dot_product_attention = attention.scaled_dot_product_attention

    cholesky, svd, qr = factorisation.cholesky, factorisation.pairs_of_svd, factorisation.pair_of_qr
    cholesky_inverse, cholesky_solve = factorisation.cholesky_inverse, factorisation.cholesky_solve
    matrix_exp = matrix_exponential.matrix_exp
    inverse, pinverse = solving.inv, solving.pinv
    det, slogdet, logdet = solving.det, solving.slogdet, solving.logdet
    matrix_power = matrix_products.matrix_power
    _nuclear_norm = matrix_norms.nuclear_norm
    nextafter = nextafter.nextafter

    cross_entropy, nll_loss = losses.cross_entropy, losses.nll_loss
    mse_loss, l1_loss = losses.mse_loss, losses.l1_loss
    smooth_l1_loss, huber_loss = losses.smooth_l1_loss, losses.huber_loss
    binary_cross_entropy = losses.binary_cross_entropy
    binary_cross_entropy_with_logits = losses.binary_cross_entropy_with_logits
    kl_div, cosine_similarity = losses.kl_div, losses.cosine_similarity


arguments.guard(Tensor)

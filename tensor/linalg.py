"""Linear algebra: the Array API's extension of that name, and what PyTorch has beside it.

Factorisations, and what rests on them, are LAPACK's as NumPy has it, and computed on the host: a tensor on a
card is read, and the result written back. So they are computed at once, and a jitted function cannot call
them. Products, norms of vectors, traces and diagonals run on the device. All take stacks of matrices, in
their last two axes, and pass gradients.
"""

from .array_api.linear_algebra import matmul, matrix_transpose, tensordot, vecdot
from .functions.eigenvalues import eig, eigvals
from .functions.factorisation import cholesky, eigh, eigvalsh, qr, svd, svdvals
from .functions.lu import lu, lu_factor, lu_solve
from .functions.matrix_exponential import matrix_exp
from .functions.matrix_norms import cond, matrix_norm, matrix_rank, norm, vector_norm
from .functions.matrix_products import cross, diagonal, matrix_power, multi_dot, outer, trace
from .functions.reflections import householder_product
from .functions.solving import det, inv, logdet, lstsq, pinv, slogdet, solve, solve_triangular
from .functions.tensor_equations import tensorinv, tensorsolve
from .functions.unchecked import cholesky_ex, inv_ex, solve_ex
from .methods.arguments import guarded

__all__ = [
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "logdet",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_solve",
    "matmul",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "multi_dot",
    "norm",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensordot",
    "tensorinv",
    "tensorsolve",
    "trace",
    "vecdot",
    "vector_norm",
]

for _name in __all__:
    globals()[_name] = guarded(globals()[_name], _name)

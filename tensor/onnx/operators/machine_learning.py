"""Linear models, support vector machines, and what is done to features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ... import linalg
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import ML, Host, Value, lowering
from .scores import both_classes, labels, transformed


def _floats(x: Tensor) -> Tensor:
    return x if x.dtype in (dtypes.float32, dtypes.float64) else x.cast(dtypes.float32)


def _rows(x: Tensor) -> Tensor:
    """The rows of a matrix of floats."""
    x = _floats(x)
    return x.unsqueeze(0) if x.ndim == 1 else x


def _numbers(values: Sequence[float], like: Tensor) -> Tensor:
    return Tensor(list(values), dtype=like.dtype, device=like.device)


def _matrix(values: Sequence[float], rows: int, columns: int, like: Tensor, what: str) -> Tensor:
    if len(values) != rows * columns or not rows:
        raise ShapeError(f"{len(values)} {what} are not {rows} rows of {columns}")
    return _numbers(values, like).reshape((rows, columns))


@lowering("LinearRegressor", domain=ML)
def linear_regressor(
    x: Tensor,
    *,
    coefficients: list[float] | None = None,
    intercepts: list[float] | None = None,
    post_transform: str = "NONE",
    targets: int = 1,
) -> Tensor:
    rows = _rows(x)
    weight = _matrix(coefficients or [], targets, rows.shape[1], rows, "coefficients")
    scores = rows @ weight.T
    if intercepts:
        scores = scores + _numbers(intercepts, rows)
    return transformed(scores, post_transform).cast(dtypes.float32)


@lowering("LinearClassifier", domain=ML)
def linear_classifier(
    x: Tensor,
    *,
    classlabels_ints: list[int] | None = None,
    classlabels_strings: list[str] | None = None,
    coefficients: list[float],
    intercepts: list[float] | None = None,
    multi_class: int = 0,
    post_transform: str = "NONE",
) -> tuple[Value, Tensor]:
    rows = _rows(x)
    targets = len(coefficients) // max(rows.shape[1], 1)
    weight = _matrix(coefficients, targets, rows.shape[1], rows, "coefficients")
    scores = rows @ weight.T
    if intercepts:
        scores = scores + _numbers(intercepts, rows)
    names = classlabels_ints or classlabels_strings or []
    if targets > 1:
        best, result = scores.argmax(1), transformed(scores, post_transform)
    else:
        best = (scores[:, 0] > 0).cast(dtypes.int64)
        if len(names) == 2:
            result = both_classes(scores, post_transform, True)
        else:
            result = transformed(scores, post_transform)
            if len(names) == 1:
                names_of_both = (0, names[0])
                if isinstance(names_of_both[1], int):
                    classlabels_ints = [0, names_of_both[1]]
                else:
                    classlabels_strings = ["", str(names_of_both[1])]
    return labels(best, classlabels_ints, classlabels_strings), result.cast(dtypes.float32)


def _kernel(x: Tensor, vectors: Tensor, kind: str, params: Sequence[float]) -> Tensor:
    """How alike each row of `x` and each support vector are: [n, vectors]."""
    gamma, start, degree = params if len(params) == 3 else (0.0, 0.0, 0.0)
    if kind == "LINEAR":
        return x @ vectors.T
    if kind == "POLY":
        return (x @ vectors.T * gamma + start) ** int(degree)
    if kind == "SIGMOID":
        return (x @ vectors.T * gamma + start).tanh()
    if kind == "RBF":
        apart = x.unsqueeze(1) - vectors.unsqueeze(0)
        return ((apart * apart).sum(-1) * -gamma).exp()
    raise InvalidArgument(f"the kernel_type {kind!r} is none of LINEAR, POLY, RBF, SIGMOID")


@lowering("SVMRegressor", domain=ML)
def svm_regressor(
    x: Tensor,
    *,
    coefficients: list[float] | None = None,
    kernel_params: list[float] | None = None,
    kernel_type: str = "LINEAR",
    n_supports: int = 0,
    one_class: int = 0,
    post_transform: str = "NONE",
    rho: list[float] | None = None,
    support_vectors: list[float] | None = None,
) -> Tensor:
    rows = _rows(x)
    offset = (rho or [0.0])[0]
    if n_supports:
        vectors = _matrix(support_vectors or [], n_supports, rows.shape[1], rows, "support_vectors")
        alike = _kernel(rows, vectors, kernel_type, kernel_params or [])
        weight = _matrix(coefficients or [], n_supports, 1, rows, "coefficients")
    else:
        alike, weight = rows, _matrix(coefficients or [], rows.shape[1], 1, rows, "coefficients")
    scores = alike @ weight + offset
    if one_class:
        scores = (scores > 0).where(1.0, -1.0)
    return transformed(scores, post_transform).cast(dtypes.float32)


@lowering("SVMClassifier", domain=ML)
def svm_classifier(
    x: Tensor,
    *,
    classlabels_ints: list[int] | None = None,
    classlabels_strings: list[str] | None = None,
    coefficients: list[float] | None = None,
    kernel_params: list[float] | None = None,
    kernel_type: str = "LINEAR",
    post_transform: str = "NONE",
    prob_a: list[float] | None = None,
    prob_b: list[float] | None = None,
    rho: list[float] | None = None,
    support_vectors: list[float] | None = None,
    vectors_per_class: list[int] | None = None,
) -> tuple[Value, Tensor]:
    """Every two classes vote; with `prob_a` and `prob_b` the votes become chances."""
    rows, given, offsets = _rows(x), coefficients or [], rho or [0.0]
    names = classlabels_ints or classlabels_strings or []
    count = max(len(names), 1)
    counts = vectors_per_class or []
    votes: Tensor | None = None
    if sum(counts):
        vectors = _matrix(support_vectors or [], sum(counts), rows.shape[1], rows, "support_vectors")
        weight = _duels(given, counts, count)
        if len(offsets) != weight.shape[1]:
            raise ShapeError(f"SVMClassifier: {len(offsets)} rho of {weight.shape[1]} pairs of classes")
        scores = _kernel(rows, vectors, kernel_type, kernel_params or []) @ _numbers_of(weight, rows)
        scores = scores + _numbers(offsets, rows)
        wins, losses = _sides(count)
        won = (scores > 0).cast(dtypes.float32)
        votes = won @ _numbers_of(wins, won) + (1 - won) @ _numbers_of(losses, won)
        if prob_a:
            scores = _chances(scores, prob_a, prob_b or [], count)
    else:
        scores = rows @ _matrix(given, count, rows.shape[1], rows, "coefficients").T + offsets[0]
    ranked = scores if votes is None else votes
    best = ranked.argmax(1)
    if len(offsets) == 1 and count == 2 and not prob_a and min(given, default=0.0) >= 0:
        best = (ranked.amax(1) >= 0.5).where(1, best)
    elif len(offsets) == 1 and count == 1:
        best = (ranked.amax(1) > 0).cast(dtypes.int64)
        classlabels_ints, classlabels_strings = None, None
    if scores.shape[1] == 1 and count == 2:
        result = both_classes(scores, post_transform, False)
    else:
        result = transformed(scores, post_transform)
    return labels(best, classlabels_ints, classlabels_strings), result.cast(dtypes.float32)


def _numbers_of(array: np.ndarray[Any, Any], like: Tensor) -> Tensor:
    return Tensor(array, dtype=like.dtype, device=like.device)


def _duels(coefficients: Sequence[float], counts: Sequence[int], classes: int) -> np.ndarray[Any, Any]:
    """The weights of all support vectors in the duel of each two classes, a column each."""
    total = sum(counts)
    if len(counts) != classes or len(coefficients) != (classes - 1) * total:
        raise ShapeError(
            f"SVMClassifier: {len(coefficients)} coefficients, {total} vectors of {len(counts)} classes, "
            f"{classes} labels"
        )
    table = np.array(coefficients, np.float64).reshape(classes - 1, total)
    ends = np.cumsum(counts).tolist()
    spans = [slice(end - size, end) for end, size in zip(ends, counts, strict=True)]
    pairs = [(a, b) for a in range(classes) for b in range(a + 1, classes)]
    result = np.zeros((total, len(pairs)))
    for column, (a, b) in enumerate(pairs):
        result[spans[a], column] = table[b - 1, spans[a]]
        result[spans[b], column] = table[a, spans[b]]
    return result


def _sides(classes: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """For each duel the class that wins it where its score is above 0, and the one that wins it elsewhere."""
    pairs = [(a, b) for a in range(classes) for b in range(a + 1, classes)]
    identity = np.eye(classes)
    return identity[[a for a, _ in pairs]], identity[[b for _, b in pairs]]


def _chances(scores: Tensor, prob_a: Sequence[float], prob_b: Sequence[float], classes: int) -> Tensor:
    """The chances of classes that agree best with those of each duel, of least squares.

    Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling", section 4:
    the minimum that LIBSVM comes near by steps is solved for.
    """
    if not len(prob_a) == len(prob_b) == scores.shape[1]:
        raise ShapeError(
            f"SVMClassifier: {len(prob_a)} prob_a, {len(prob_b)} prob_b, {scores.shape[1]} duels"
        )
    won = 1 - (scores * _numbers(prob_a, scores) + _numbers(prob_b, scores)).sigmoid()
    won = won.clip(1e-7, 1 - 1e-7)
    if classes == 2:
        return won.cat(1 - won, dim=1)
    wins, losses = _sides(classes)
    # r[i, j]: the chance of i against j.
    above = _numbers_of(np.einsum("pi,pj->pij", wins, losses).reshape(len(prob_a), -1), scores)
    below = _numbers_of(np.einsum("pi,pj->pji", wins, losses).reshape(len(prob_a), -1), scores)
    r = (won @ above + (1 - won) @ below).reshape((-1, classes, classes))
    eye = Tensor.eye(classes, device=scores.device).cast(scores.dtype)
    q = (r * r).sum(1).unsqueeze(-1) * eye - r.transpose(1, 2) * r
    ones = Tensor.ones((scores.shape[0], classes, 1), dtype=scores.dtype, device=scores.device)
    p = linalg.solve(q, ones).squeeze(-1)
    return p / p.sum(1, keepdim=True)


@lowering("Scaler", domain=ML)
def scaler(x: Tensor, *, offset: list[float] | None = None, scale: list[float] | None = None) -> Tensor:
    number = _floats(x)
    if offset:
        number = number - _numbers(offset, number)
    if scale:
        number = number * _numbers(scale, number)
    return number.cast(dtypes.float32)


@lowering("Normalizer", domain=ML)
def normalizer(x: Tensor, *, norm: str = "MAX") -> Tensor:
    """Rows over their norm; those of norm 0 stay."""
    number = _floats(x)
    if norm == "MAX":
        size = number.amax(-1, keepdim=True)
    elif norm == "L1":
        size = number.abs().sum(-1, keepdim=True)
    elif norm == "L2":
        size = (number * number).sum(-1, keepdim=True).sqrt()
    else:
        raise InvalidArgument(f"the norm {norm!r} is none of MAX, L1, L2")
    return (number / (size == 0).where(1.0, size)).cast(dtypes.float32)


@lowering("Binarizer", domain=ML)
def binarizer(x: Tensor, *, threshold: float = 0.0) -> Tensor:
    return (x > threshold).cast(x.dtype)


@lowering("Imputer", domain=ML)
def imputer(
    x: Tensor,
    *,
    imputed_value_floats: list[float] | None = None,
    imputed_value_int64s: list[int] | None = None,
    replaced_value_float: float = 0.0,
    replaced_value_int64: int = 0,
) -> Tensor:
    """Other values in the place of one: the same for all features, or of each its own."""
    values: Sequence[float] = (imputed_value_floats if x.dtype.is_float else imputed_value_int64s) or []
    if len(values) not in (1, x.shape[-1] if x.ndim else 1):
        raise ShapeError(f"Imputer: {len(values)} values for {x.shape[-1]} features of type {x.dtype}")
    wanted = replaced_value_float if x.dtype.is_float else replaced_value_int64
    is_missing = x.isnan() if wanted != wanted else x == wanted
    return is_missing.where(_numbers(values, x), x)


@lowering("ArrayFeatureExtractor", domain=ML, moves=True)
def array_feature_extractor(x: Tensor, places: Host) -> Tensor:
    """Features by their numbers, along the last axis; of a vector as a row."""
    chosen = places.reshape(-1).astype(np.int64)
    if not chosen.size or not 0 <= chosen.min() <= chosen.max() < x.shape[-1]:
        raise InvalidArgument(f"ArrayFeatureExtractor: features {chosen.tolist()} of {x.shape[-1]}")
    found = x.index_select(x.ndim - 1, Tensor(chosen, device=x.device))
    return found.unsqueeze(0) if x.ndim == 1 else found


@lowering("FeatureVectorizer", domain=ML)
def feature_vectorizer(*values: Tensor, inputdimensions: list[int] | None = None) -> Tensor:
    """Inputs beside each other, as many features of each as is said; 0 where there are too few."""
    parts = []
    for number, value in enumerate(values):
        rows = value.cast(dtypes.float32).reshape((value.shape[0] if value.ndim > 1 else 1, -1))
        size = inputdimensions[number] if inputdimensions else rows.shape[1]
        cut = rows[:, :size]
        parts.append(cut.pad(((0, 0), (0, size - cut.shape[1]))))
    return parts[0].cat(*parts[1:], dim=1)

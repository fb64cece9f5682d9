"""Strings, which never leave the host, and counts of their n-grams, which are made on the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Node, Strings, Value, lowering
from ..regular_expressions import compiled


def _array(words: list[Any], shape: tuple[int, ...]) -> Strings:
    return np.array([*words, None], dtype=object)[:-1].reshape(shape)


@lowering("StringConcat", since=20)
def string_concat(a: Strings, b: Strings) -> Value:
    try:
        return np.asarray(np.add(a, b), dtype=object)
    except ValueError as error:
        raise ShapeError(f"StringConcat of shapes {a.shape} and {b.shape}") from error


_CASES: dict[str, Callable[[str], str]] = {"NONE": str, "LOWER": str.lower, "UPPER": str.upper}


@lowering("StringNormalizer", since=10)
def string_normalizer(
    x: Strings,
    *,
    case_change_action: str = "NONE",
    is_case_sensitive: int = 0,
    locale: str = "",
    stopwords: list[str] | None = None,
) -> Value:
    if x.ndim not in (1, 2) or (x.ndim == 2 and x.shape[0] != 1):
        raise ShapeError(f"StringNormalizer of shape {x.shape}: [C] or [1, C] is wanted")
    if case_change_action not in _CASES:
        raise InvalidArgument(f"case_change_action {case_change_action!r} is none of {', '.join(_CASES)}")
    seen: Callable[[str], str] = str if is_case_sensitive else str.lower
    stops = {seen(word) for word in stopwords or ()}
    change = _CASES[case_change_action]
    words = [change(word) for word in x.reshape(-1).tolist() if seen(word) not in stops] or [""]
    return _array(words, (len(words),) if x.ndim == 1 else (1, len(words)))


@lowering("StringSplit", since=20)
def string_split(
    x: Strings, *, delimiter: str | None = None, maxsplit: int | None = None, node: Node
) -> tuple[Any, ...]:
    most = -1 if maxsplit is None else maxsplit
    texts = x.reshape(-1).tolist()
    if delimiter:
        parts = [text.split(delimiter, most) for text in texts]
    else:
        # White space at the end goes, also where the last part is not split.
        parts = [text.rstrip().split(None, most) for text in texts]
    width = max(map(len, parts), default=0)
    words = [word for row in parts for word in (*row, *[""] * (width - len(row)))]
    counts = np.array(list(map(len, parts)), np.int64).reshape(x.shape)
    return _array(words, (*x.shape, width)), Tensor(counts, device=node.device)


@lowering("RegexFullMatch", since=20)
def regex_full_match(x: Strings, *, pattern: str = "", node: Node) -> Value:
    found = compiled(pattern)
    matches = [found.matches(word) for word in x.reshape(-1).tolist()]
    return Tensor(np.array(matches, np.bool_).reshape(x.shape), device=node.device)


@lowering("TfIdfVectorizer", since=9)
def tf_idf_vectorizer(
    x: Value,
    *,
    max_gram_length: int,
    max_skip_count: int,
    min_gram_length: int,
    mode: str,
    ngram_counts: list[int],
    ngram_indexes: list[int],
    pool_int64s: list[int] | None = None,
    pool_strings: list[str] | None = None,
    weights: list[float] | None = None,
    node: Node,
) -> Value:
    """How often each n-gram of the pool is found, its words up to so many places apart."""
    if mode not in ("TF", "IDF", "TFIDF"):
        raise InvalidArgument(f"TfIdfVectorizer: the mode {mode!r} is none of TF, IDF, TFIDF")
    pool: list[int]
    if pool_strings is not None:
        if not isinstance(x, np.ndarray):
            raise InvalidArgument("TfIdfVectorizer with a pool of strings takes strings")
        numbers = {word: number for number, word in enumerate(dict.fromkeys(pool_strings))}
        pool = [numbers[word] for word in pool_strings]
        places = np.array([numbers.get(word, -1) for word in x.reshape(-1).tolist()], np.int64)
        x = Tensor(places.reshape(x.shape), device=node.device)
    else:
        pool = pool_int64s or []
    if not isinstance(x, Tensor) or x.ndim not in (1, 2):
        raise ShapeError("TfIdfVectorizer takes a vector of words or rows of them")
    rows = x.cast(dtypes.int64).reshape((1, -1) if x.ndim == 1 else tuple(x.shape))
    counts: list[Tensor] = []
    for length, grams in _grams(pool, ngram_counts):
        count = Tensor.zeros((rows.shape[0], len(grams)), dtype=dtypes.int64, device=node.device)
        if grams and min_gram_length <= length <= max_gram_length:
            wanted = Tensor(np.array(grams, np.int64), device=node.device)
            # Words farther apart than a row is long are in none.
            most = min(max_skip_count, rows.shape[1])
            for skip in range(most + 1 if length > 1 else 1):
                count = count + _found(rows, wanted, length, skip + 1)
        counts.append(count)
    found = counts[0].cat(*counts[1:], dim=1).cast(dtypes.float32) if counts else None
    if found is None or found.shape[1] != len(ngram_indexes):
        raise InvalidArgument(
            f"TfIdfVectorizer: {len(ngram_indexes)} ngram_indexes of "
            f"{0 if found is None else found.shape[1]} n-grams"
        )
    if mode == "IDF":
        found = (found > 0).cast(dtypes.float32)
    if mode != "TF" and weights is not None:
        found = found * Tensor(weights, dtype=dtypes.float32, device=node.device)
    columns = max(ngram_indexes, default=-1) + 1
    indices = Tensor(ngram_indexes, dtype=dtypes.int64, device=node.device)
    result = Tensor.zeros((rows.shape[0], columns), device=node.device).index_add(1, indices, found)
    return result.reshape((columns,)) if x.ndim == 1 else result


def _grams(pool: list[int], starts: list[int]) -> list[tuple[int, list[list[int]]]]:
    """The n-grams of the pool, by their length."""
    ends = [*starts[1:], len(pool)]
    result = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        length = number + 1
        if not 0 <= start <= end <= len(pool) or (end - start) % length:
            raise InvalidArgument(f"TfIdfVectorizer: ngram_counts {starts} do not part a pool of {len(pool)}")
        result.append((length, [pool[at : at + length] for at in range(start, end, length)]))
    return result


def _found(rows: Tensor, wanted: Tensor, length: int, apart: int) -> Tensor:
    """How often each n-gram is found in each row, its words so many places apart."""
    positions = rows.shape[1] - (length - 1) * apart
    if positions < 1:
        return Tensor.zeros((rows.shape[0], wanted.shape[0]), dtype=dtypes.int64, device=rows.device)
    same: Tensor | None = None
    for word in range(length):
        words = rows[:, word * apart : word * apart + positions]
        equal = words.unsqueeze(1) == wanted[:, word].reshape((1, -1, 1))
        same = equal if same is None else same & equal
    assert same is not None
    return same.cast(dtypes.int64).sum(-1)

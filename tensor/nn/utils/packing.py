"""Sequences of several lengths without padding: step after step, the rows of those that are long enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...methods.arguments import as_int, shown
from ...tensor import Tensor
from .padding import pad_sequence


class PackedSequence(NamedTuple):
    """Sequences one step after the other: `data` is `[sum of lengths, *]`, `batch_sizes` how many rows of it
    each step has. The longest sequence comes first; where they were put into that order, `sorted_indices`
    says which is where, and `unsorted_indices` leads back.

    Recurrent layers take it in the place of a padded tensor, and give one.

    Examples:
        >>> packed = nn.utils.rnn.pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])])
        >>> packed.data.tolist(), packed.batch_sizes.tolist()
        ([1.0, 3.0, 2.0], [2, 1])
    """

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    def lengths(self) -> list[int]:
        """The length of each sequence, in the order of `data`.

        Examples:
            >>> nn.utils.rnn.pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])]).lengths()
            [2, 1]
        """
        sizes: Any = self.batch_sizes.tolist()
        return [sum(size > row for size in sizes) for row in range(max(sizes, default=0))]

    def with_data(self, data: Tensor) -> PackedSequence:
        """Other values in the same places.

        Examples:
            >>> packed = nn.utils.rnn.pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])])
            >>> packed.with_data(packed.data * 2).data.tolist()
            [2.0, 6.0, 4.0]
        """
        return PackedSequence(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)


def _counts(lengths: Any, batch: int, longest: int) -> list[int]:
    given: Any = lengths.tolist() if hasattr(lengths, "tolist") else lengths
    found = [as_int(each) for each in given] if isinstance(given, (list, tuple)) else [None]
    counts = [each for each in found if each is not None]
    if len(counts) != len(found) or any(not 0 < each <= longest for each in counts):
        raise InvalidArgument(f"lengths are numbers of steps, 1 to {longest}, not {shown(lengths)}")
    if len(counts) != batch:
        raise ShapeError(f"{len(counts)} lengths for {batch} sequences")
    return counts


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """The steps of padded sequences `[longest, n, *]`, `[n, longest, *]` with `batch_first`, that are within
    their lengths.

    Lengths fall, or are put into that order without `enforce_sorted`. Raises InvalidArgument for lengths that
    do not, or are no numbers of steps, ShapeError where there are others than sequences.

    Examples:
        >>> padded = Tensor([[1.0, 2.0], [3.0, 0.0]])
        >>> packed = nn.utils.rnn.pack_padded_sequence(padded, [2, 1], batch_first=True)
        >>> packed.data.tolist(), packed.batch_sizes.tolist()
        ([1.0, 3.0, 2.0], [2, 1])
    """
    if input.ndim < 2:
        raise ShapeError(
            f"pack_padded_sequence takes sequences of steps, not a tensor of shape {input.shape}"
        )
    steps = input.transpose(0, 1) if batch_first else input
    longest, batch = steps.shape[:2]
    counts = _counts(lengths, batch, longest)
    order = sorted(range(batch), key=lambda row: -counts[row])
    if enforce_sorted and any(a < b for a, b in pairwise(counts)):
        raise InvalidArgument(
            f"pack_padded_sequence: lengths {counts} do not fall; enforce_sorted=False puts them in order"
        )
    sizes = [sum(count > step for count in counts) for step in range(max(counts))]
    places = [step * batch + row for step, size in enumerate(sizes) for row in order[:size]]
    flat = steps.reshape(longest * batch, *steps.shape[2:])
    data = flat.index_select(0, Tensor(places, dtypes.int64, input.device))
    found = Tensor(sizes, dtypes.int64, input.device)
    if enforce_sorted:
        return PackedSequence(data, found)
    back = sorted(range(batch), key=order.__getitem__)
    return PackedSequence(
        data, found, Tensor(order, dtypes.int64, input.device), Tensor(back, dtypes.int64, input.device)
    )


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences `[length, *]` packed. Raises as `pad_sequence` and `pack_padded_sequence`.

    Examples:
        >>> packed = nn.utils.rnn.pack_sequence([Tensor([3.0]), Tensor([1.0, 2.0])], enforce_sorted=False)
        >>> packed.data.tolist(), packed.sorted_indices.tolist()
        ([1.0, 3.0, 2.0], [1, 0])
    """
    given = list(sequences) if isinstance(sequences, (tuple, list)) else sequences
    padded = pad_sequence(given)
    return pack_padded_sequence(padded, [each.shape[0] for each in given], False, enforce_sorted)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """What was packed as one tensor `[longest, n, *]`, `[n, longest, *]` with `batch_first`, and the lengths.

    `total_length` is that of the padded axis. Raises InvalidArgument for what is no PackedSequence and a
    `total_length` that is too short.

    Examples:
        >>> packed = nn.utils.rnn.pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])])
        >>> padded, lengths = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
        >>> padded.tolist(), lengths.tolist()
        ([[1.0, 2.0], [3.0, 0.0]], [2, 1])
    """
    if not isinstance(sequence, PackedSequence):
        raise InvalidArgument(f"pad_packed_sequence takes a PackedSequence, not {shown(sequence)}")
    sizes: Any = sequence.batch_sizes.tolist()
    longest = len(sizes) if total_length is None else total_length
    if longest < len(sizes):
        raise InvalidArgument(
            f"pad_packed_sequence: total_length={longest} for a sequence of {len(sizes)} steps"
        )
    back: Any = None if sequence.unsorted_indices is None else sequence.unsorted_indices.tolist()
    batch = sizes[0]
    order = list(range(batch)) if back is None else back
    starts = [sum(sizes[:step]) for step in range(len(sizes))]
    places, there = [], []
    for step in range(longest):
        size = sizes[step] if step < len(sizes) else 0
        for row in order:
            there.append(row < size)
            places.append(starts[step] + row if row < size else 0)
    data = sequence.data
    rest = data.shape[1:]
    rows = data.index_select(0, Tensor(places, dtypes.int64, data.device)).reshape(longest, batch, *rest)
    kept = Tensor(there, dtypes.bool_, data.device).reshape(longest, batch, *(1,) * len(rest))
    value = int(padding_value) if data.dtype.is_integer else padding_value
    padded = kept.where(rows, value)
    lengths = sequence.lengths()
    counted = Tensor([lengths[row] for row in order], dtypes.int64, data.device)
    return (padded.transpose(0, 1) if batch_first else padded), counted


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences that were packed, each of its length.

    Examples:
        >>> packed = nn.utils.rnn.pack_sequence([Tensor([1.0, 2.0]), Tensor([3.0])])
        >>> [each.tolist() for each in nn.utils.rnn.unpack_sequence(packed)]
        [[1.0, 2.0], [3.0]]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    counts: Any = lengths.tolist()
    return [row.narrow(0, 0, count) for row, count in zip(padded.unbind(0), counts, strict=True)]

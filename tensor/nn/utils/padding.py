"""Sequences of several lengths in one tensor, the shorter ones padded."""

from __future__ import annotations

from collections.abc import Sequence

from ....runtime.errors import InvalidArgument, ShapeError
from ...methods.arguments import shown
from ...tensor import Tensor


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences `[length, *]` as one tensor `[longest, n, *]`, or `[n, longest, *]` with `batch_first`.

    Raises InvalidArgument for none and another side, ShapeError where what is after the length differs.

    Examples:
        >>> nn.utils.rnn.pad_sequence([Tensor([1, 2]), Tensor([3])], batch_first=True).tolist()
        [[1, 2], [3, 0]]
    """
    given = list(sequences) if hasattr(sequences, "__iter__") else []
    if not given or any(not isinstance(each, Tensor) or not each.ndim for each in given):
        raise InvalidArgument(f"pad_sequence takes sequences, not {shown(sequences)}")
    if padding_side not in ("left", "right"):
        raise InvalidArgument(f"pad_sequence: padding_side={padding_side!r:.60} is 'left' or 'right'")
    longest = max(each.shape[0] for each in given)
    padded = []
    for each in given:
        if each.shape[1:] != given[0].shape[1:]:
            raise ShapeError(
                f"pad_sequence: shapes {given[0].shape} and {each.shape} differ after the first axis"
            )
        rest = longest - each.shape[0]
        ends = (rest, 0) if padding_side == "left" else (0, rest)
        value = int(padding_value) if each.dtype.is_integer else padding_value
        padded.append(each.pad([ends] + [(0, 0)] * (each.ndim - 1), value=value))
    return padded[0].stack(*padded[1:], dim=0 if batch_first else 1)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor | Sequence[int], batch_first: bool = False
) -> list[Tensor]:
    """The sequences that `pad_sequence` made one tensor of, given their lengths.

    Raises ShapeError where there are others than sequences.

    Examples:
        >>> padded = Tensor([[1, 2], [3, 0]])
        >>> [each.tolist() for each in nn.utils.rnn.unpad_sequence(padded, [2, 1], batch_first=True)]
        [[1, 2], [3]]
    """
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    counts = lengths.tolist() if isinstance(lengths, Tensor) else list(lengths)
    if len(counts) != rows.shape[0]:
        raise ShapeError(f"unpad_sequence: {len(counts)} lengths for {rows.shape[0]} sequences")
    return [row.narrow(0, 0, int(count)) for row, count in zip(rows.unbind(0), counts, strict=True)]

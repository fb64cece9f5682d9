"""The loss of connectionist temporal classification (Graves et al. 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .losses import _reduced

# The logarithm of what cannot be: finite, so that differences and gradients are numbers.
IMPOSSIBLE = -1e30


def ctc_loss(
    log_probs: TensorT,
    targets: TensorT,
    input_lengths: TensorT | Sequence[int],
    target_lengths: TensorT | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> TensorT:
    """Minus the log-probability of all alignments of targets to inputs, blanks between and around them.

    `log_probs` is `[t, n, classes]` (or `[t, classes]`), `targets` `[n, s]` or all of them in one row; the
    lengths are those of each sequence. 'mean' divides each loss by its target's length first. A target that
    is too long costs infinity, or 0 with `zero_infinity`. Raises ShapeError where the shapes do not fit,
    DTypeError for targets that are no integers, InvalidArgument for a `blank` that is no class and another
    reduction.

    Examples:
        >>> log_probs = Tensor.full((2, 1, 2), 0.5).log()
        >>> round(nn.functional.ctc_loss(log_probs, Tensor([[1]]), [2], [1]).exp().item(), 4)
        1.3333
    """
    single = log_probs.ndim == 2
    scores = log_probs.unsqueeze(1) if single else log_probs
    if scores.ndim != 3 or not targets.dtype.is_integer:
        raise (ShapeError if scores.ndim != 3 else DTypeError)(
            f"ctc_loss: log_probs of shape {log_probs.shape} are (t, n, classes), targets class numbers, not "
            f"{targets.dtype}"
        )
    steps, batch, classes = scores.shape
    if not 0 <= blank < classes:
        raise InvalidArgument(f"ctc_loss: blank={blank!r:.60} is none of {classes} classes")
    reading, writing = _lengths(input_lengths, batch, steps), _lengths(target_lengths, batch, None)
    if single and targets.ndim == 1:
        targets = targets.unsqueeze(0)
    rows = _rows(targets, writing, batch)
    longest = rows.shape[1]
    # Blanks between and around the targets: 2 * s + 1 places.
    places = 2 * longest + 1
    around = nodes.pad(rows._node, [(0, 0, 0), (1, 1, 1)], blank)
    label = rows._wrap(around, rows.device)
    if not longest:
        label = rows._wrap(nodes.const(blank, rows.dtype, (batch, 1)), rows.device)
    index = label.unsqueeze(0).expand(steps, batch, places)
    emitted = scores.gather(2, index)
    place = label._wrap(nodes.iota(places, dtypes.int64), label.device)
    before = label.pad([(0, 0), (2, 0)], value=-1).narrow(1, 0, places)
    skips = label.ne(blank) & label.ne(before)
    current = (place < 2).where(emitted[0], IMPOSSIBLE)
    lengths = _vector(reading, label).unsqueeze(1)
    for step in range(1, steps):
        one = current.pad([(0, 0), (1, 0)], value=IMPOSSIBLE).narrow(1, 0, places)
        two = current.pad([(0, 0), (2, 0)], value=IMPOSSIBLE).narrow(1, 0, places)
        two = skips.where(two, IMPOSSIBLE)
        peak = current.maximum(one).maximum(two).detach()
        total = (current - peak).exp() + (one - peak).exp() + (two - peak).exp()
        following = (total.log() + peak).maximum(IMPOSSIBLE) + emitted[step]
        current = (lengths > step).where(following, current)
    last = _vector([2 * length for length in writing], label).unsqueeze(1)
    ends = (place.eq(last) | (place.eq(last - 1))).where(current, IMPOSSIBLE)
    loss = -ends.logsumexp(axis=-1)
    lost = loss > -IMPOSSIBLE / 2
    loss = lost.where(0.0 if zero_infinity else float("inf"), loss)
    if reduction == "mean":
        weights = [1 / max(1, length) for length in writing]
        loss = loss * _vector(weights, loss)
        return loss.mean()
    result = _reduced(loss, reduction)
    return result.squeeze(0) if single and reduction == "none" else result


def _vector(values: Sequence[float], like: TensorT) -> TensorT:
    """A few numbers, of the dtype and on the device of another tensor."""
    return type(like)(list(values), dtype=like.dtype, device=like.device)


def _lengths(given: TensorT | Sequence[int], batch: int, most: int | None) -> list[int]:
    listed: Any = given.tolist() if hasattr(given, "tolist") else given
    found = [int(each) for each in (listed if isinstance(listed, (list, tuple)) else [listed])]
    if len(found) != batch or any(each < 0 or (most is not None and each > most) for each in found):
        raise ShapeError(
            f"ctc_loss: lengths {found} for {batch} sequences" + (f" of at most {most} steps" if most else "")
        )
    return found


def _rows(targets: TensorT, lengths: Sequence[int], batch: int) -> TensorT:
    """The targets as `[n, s]`."""
    if targets.ndim == 2:
        if targets.shape[0] != batch or targets.shape[1] < max(lengths, default=0):
            raise ShapeError(f"ctc_loss: targets of shape {targets.shape} for lengths {list(lengths)}")
        return targets
    if targets.ndim != 1 or targets.shape[0] != sum(lengths):
        raise ShapeError(f"ctc_loss: targets of shape {targets.shape} for lengths {list(lengths)}")
    longest, start, rows = max(lengths, default=0), 0, []
    for length in lengths:
        rows.append(targets.narrow(0, start, length).pad((0, longest - length)))
        start += length
    return rows[0].stack(*rows[1:])

"""Sequences of several lengths in one tensor: padded, or packed without padding."""

from __future__ import annotations

from .packing import PackedSequence, pack_padded_sequence, pack_sequence, pad_packed_sequence, unpack_sequence
from .padding import pad_sequence, unpad_sequence

__all__ = [
    "PackedSequence",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]

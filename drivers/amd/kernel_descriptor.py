"""Kernel descriptors: the 64 bytes beside a kernel's code that say what it needs to start.

Source: LLVM's User Guide for AMDGPU Backend, "Kernel Descriptor" and "Initial Kernel Execution State";
amd_hsa_kernel_code.h of ROCr for the properties.
"""

from __future__ import annotations

import struct

from .packet import Field, Fields, Long

DESCRIPTOR_BYTES = 64
DESCRIPTOR_SUFFIX = ".kd"

_DWORDS = struct.Struct("<16I")


class KernelDescriptor(Fields, dwords=16):
    """One descriptor. The entry's offset is signed, and counts from the descriptor."""

    group_segment_fixed_size = Field(0, 0, 31)
    private_segment_fixed_size = Field(1, 0, 31)
    kernarg_size = Field(2, 0, 31)
    kernel_code_entry_byte_offset = Long(4)
    compute_pgm_rsrc3 = Field(11, 0, 31)
    compute_pgm_rsrc1 = Field(12, 0, 31)
    compute_pgm_rsrc2 = Field(13, 0, 31)
    enable_sgpr_private_segment_buffer = Field(14, 0, 0)
    enable_sgpr_dispatch_ptr = Field(14, 1, 1)
    enable_sgpr_queue_ptr = Field(14, 2, 2)
    enable_sgpr_kernarg_segment_ptr = Field(14, 3, 3)
    enable_sgpr_dispatch_id = Field(14, 4, 4)
    enable_sgpr_flat_scratch_init = Field(14, 5, 5)
    enable_sgpr_private_segment_size = Field(14, 6, 6)
    enable_wavefront_size32 = Field(14, 10, 10)
    uses_dynamic_stack = Field(14, 11, 11)
    kernarg_preload_spec_length = Field(14, 16, 22)
    kernarg_preload_spec_offset = Field(14, 23, 31)

    @property
    def entry_offset_bytes(self) -> int:
        """Where the code begins, from the descriptor."""
        offset = self.kernel_code_entry_byte_offset
        return offset - (1 << 64) if offset >> 63 else offset

    @classmethod
    def read(cls, data: bytes) -> KernelDescriptor:
        """The descriptor of 64 bytes of an image."""
        return cls(_DWORDS.unpack(data))


USER_SGPRS = (
    ("private_segment_buffer", 4),
    ("dispatch_ptr", 2),
    ("queue_ptr", 2),
    ("kernarg_segment_ptr", 2),
    ("dispatch_id", 2),
    ("flat_scratch_init", 2),
    ("private_segment_size", 1),
)
"""The user scalar registers a descriptor can ask for and their sizes, in the order they are set up in."""


def user_sgprs(descriptor: KernelDescriptor) -> list[tuple[str, int, int]]:
    """Those that this kernel asks for: (name, first register, registers)."""
    found, at = [], 0
    for name, count in USER_SGPRS:
        if KernelDescriptor.fields[f"enable_sgpr_{name}"].extract(descriptor.dwords, 0):
            found.append((name, at, count))
            at += count
    return found

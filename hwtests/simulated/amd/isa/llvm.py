"""LLVM 19's AMDGPU disassembler, called in this process: the judge of our decoder."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path

LIBRARIES = "/usr/lib"
PATTERN = "*/libLLVM.so.19*"  # Debian's libllvm19, which llvm-19 brings


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    found = sorted(Path(LIBRARIES).glob(PATTERN))
    if not found:
        message = f"no {LIBRARIES}/{PATTERN}: install Debian's package llvm-19 (apt-get install llvm-19)"
        raise FileNotFoundError(message)
    library = ctypes.CDLL(str(found[0]))
    for part in ("TargetInfo", "TargetMC", "Disassembler"):
        getattr(library, f"LLVMInitializeAMDGPU{part}")()
    text, address = ctypes.c_char_p, ctypes.c_void_p
    library.LLVMCreateDisasmCPUFeatures.restype = address
    library.LLVMCreateDisasmCPUFeatures.argtypes = [text, text, text, address, ctypes.c_int, address, address]
    library.LLVMDisasmInstruction.restype = ctypes.c_size_t
    library.LLVMDisasmInstruction.argtypes = [
        address,
        text,
        ctypes.c_uint64,
        ctypes.c_uint64,
        ctypes.c_char_p,
        ctypes.c_size_t,
    ]
    return library


class Disassembler:
    """One processor's disassembler (llvm-c/Disassembler.h)."""

    def __init__(self, arch: str, wave_lanes: int | None = None) -> None:
        self._library = _library()
        features = f"+wavefrontsize{wave_lanes}".encode() if wave_lanes else b""
        self._context = self._library.LLVMCreateDisasmCPUFeatures(
            b"amdgcn-amd-amdhsa", arch.encode(), features, None, 0, None, None
        )
        if not self._context:
            raise RuntimeError(f"LLVM 19 has no disassembler for {arch}")
        self._buffer = ctypes.create_string_buffer(1024)

    def __call__(self, code: bytes) -> tuple[int, str] | None:
        """Size and text of the first instruction of `code`; None where LLVM refuses it or calls a part of
        it invalid.
        """
        size = self._library.LLVMDisasmInstruction(self._context, code, len(code), 0, self._buffer, 1024)
        if not size:
            return None
        text = self._buffer.value.decode().strip()
        if "/*" in text or "Warning:" in text:
            return None
        return int(size), text

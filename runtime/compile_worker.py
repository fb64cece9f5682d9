"""A process that compiles kernels for another, so that a crash inside LLVM does not end the user's.

Run as `python -m barewire.runtime.compile_worker`. Requests come on standard input and answers go to standard
output, each as a 4-byte length and that many bytes: the fields of a request in JSON, and a byte that says
whether an image or an error follows. It ends when its input does.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from dataclasses import astuple
from typing import IO

from ..drivers.llvm import Target, compile_ir
from .errors import BarewireError

LENGTH = struct.Struct("<I")
# First byte of an answer: an image follows, or the text of an error.
IMAGE, FAILED = b"I", b"F"


def encode(ir: str, target: Target) -> bytes:
    """A request as bytes, its length first."""
    data = json.dumps([ir, *astuple(target)]).encode()
    return LENGTH.pack(len(data)) + data


def answer(request: bytes) -> bytes:
    """Compile what a request, without its length, asks for."""
    ir, *target = json.loads(request)
    try:
        return IMAGE + compile_ir(ir, Target(*target))
    except BarewireError as error:
        return FAILED + str(error).encode()


def read_message(file: IO[bytes]) -> bytes | None:
    """The bytes of one message without its length, or `None` at the end of the file."""
    header = file.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    size_bytes = LENGTH.unpack(header)[0]
    data = file.read(size_bytes)
    return data if len(data) == size_bytes else None


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    while (request := read_message(requests)) is not None:
        data = answer(request)
        answers.write(LENGTH.pack(len(data)) + data)
        answers.flush()


def main() -> None:
    """Serve the process that started this one."""
    # The terminal's Ctrl-C reaches every process of the group; the parent decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever LLVM prints must not land among the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

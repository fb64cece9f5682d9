"""A process that compiles kernels for another, so that a crash of a compiler does not end the user's.

Run as `python -m barewire.runtime.compile_worker`. Requests come on standard input and answers go to standard
output, each as a 4-byte length and that many bytes: the compiler and the source of a request, pickled, and a
byte that says whether an image or an error follows. A first answer to nothing says that it has started. It
ends when its input does.

It is started without `site`, which takes longer than all the rest of starting Python: where modules are comes
with each request.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from typing import IO

from ..drivers.compiler import Compiler
from .errors import BarewireError

LENGTH = struct.Struct("<I")
# First byte of an answer: an image follows, or the text of an error.
IMAGE, FAILED, STARTED = b"I", b"F", b"S"


def encode(compiler: Compiler, source: str) -> bytes:
    """A request as bytes, its length first; with where this process finds modules, the compiler's perhaps."""
    data = pickle.dumps((sys.path, pickle.dumps((compiler, source))))
    return LENGTH.pack(len(data)) + data


def answer(request: bytes) -> bytes:
    """Compile what a request, without its length, asks for."""
    paths, asked = pickle.loads(request)
    # At the end, so that nothing of this process's own is hidden. An empty one is wherever a process stands.
    sys.path += [path for path in paths if path and path not in sys.path]
    compiler: Compiler
    try:
        compiler, source = pickle.loads(asked)
    except ImportError:
        # A compiler of somebody else's that is found by what `site` sets up, as editable installs are.
        import site

        site.main()
        compiler, source = pickle.loads(asked)
    try:
        return IMAGE + compiler.compile(source)
    except BarewireError as error:
        return FAILED + str(error).encode()


def read_message(file: IO[bytes]) -> bytes | None:
    """The bytes of one message without its length, or `None` at the end of the file."""
    header = _read(file, LENGTH.size)
    return None if header is None else _read(file, LENGTH.unpack(header)[0])


def _read(file: IO[bytes], size_bytes: int) -> bytes | None:
    """Exactly so many bytes, piece by piece where the file has no buffer; `None` where it ends before."""
    data = bytearray()
    while len(data) < size_bytes:
        piece = file.read(size_bytes - len(data))
        if not piece:
            return None
        data += piece
    return bytes(data)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    answers.write(LENGTH.pack(len(STARTED)) + STARTED)
    answers.flush()
    while (request := read_message(requests)) is not None:
        data = answer(request)
        answers.write(LENGTH.pack(len(data)) + data)
        answers.flush()


def main() -> None:
    """Serve the process that started this one."""
    # The terminal's Ctrl-C reaches every process of the group; the parent decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a compiler prints must not land among the answers.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

"""What the process of a card's own does: map the shared memory, then do what is asked for, a line each."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from .. import kernel
from ..errors import BarewireError

# How often it looks whether the process that started it is still there: a child of that one may hold the
# other end of the socket open.
_LOOK_EVERY_S = 1.0


def _protect(address: int, size_bytes: int, protection: int) -> None:
    kernel.mprotect(address, size_bytes, protection)


def _call(entry: int, first: int, second: int) -> None:
    kernel.native_function("void(*)(uintptr_t, uintptr_t)", entry)(first, second)


_REQUESTS: dict[str, Callable[..., Any]] = {
    "protect": _protect,
    "symbol": kernel.symbol_address,
    "thread": kernel.start_thread,
    "join": kernel.join_thread,
    "call": _call,
}


def _lines(connection: socket.socket) -> Any:
    parent, held = os.getppid(), b""
    while os.getppid() == parent:
        if not select.select([connection], [], [], _LOOK_EVERY_S)[0]:
            continue
        more = connection.recv(1 << 16)
        if not more:
            return
        held += more
        *whole, held = held.split(b"\n")
        yield from whole


def main(descriptor: int, connection: int, address: int, size_bytes: int, tiles: int) -> None:
    """Serve until the other end is closed, or who started this has ended."""
    # Ctrl-C is for the program that uses the card.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requester = socket.socket(fileno=connection)

    def answer(**what: Any) -> None:
        requester.sendall(json.dumps(what).encode() + b"\n")

    try:
        mapped = kernel.mmap(
            size_bytes,
            kernel.PROT_READ | kernel.PROT_WRITE,
            kernel.MAP_SHARED | kernel.MAP_NORESERVE | kernel.MAP_FIXED_NOREPLACE,
            descriptor,
            address=address,
        )
        if mapped != address:
            raise BarewireError(f"there is no room at {address:#x}")
        os.close(descriptor)
        answer(result=bool(tiles) and kernel.request_tile_registers())
        for line in _lines(requester):
            what, *arguments = json.loads(line)
            try:
                result = _REQUESTS[what](*arguments)
            except BarewireError as error:
                answer(error=str(error))
            else:
                answer(result=result)
    except BarewireError as error:
        answer(error=str(error))
    # Threads of the card may still run: nothing is taken down in order.
    os._exit(0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

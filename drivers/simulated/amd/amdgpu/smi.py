"""KFD's system management events: a descriptor from which a process reads, as text, what happens to a card.

Written from amdkfd/kfd_smi_events.c and the KFD_SMI_EVENT_* of <linux/kfd_ioctl.h>. The reader writes a mask
of the events it wants, 64 bits, to the same descriptor.
"""

from __future__ import annotations

import os
import socket
from enum import IntEnum


class SmiEvent(IntEnum):
    """enum kfd_smi_event."""

    VMFAULT = 1
    GPU_PRE_RESET = 3
    GPU_POST_RESET = 4


class SmiClient:
    """One descriptor of AMDKFD_IOC_SMI_EVENTS."""

    def __init__(self) -> None:
        theirs, self._ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self._wanted = 0
        self.descriptor = theirs.detach()
        """The reader's end, which the reader closes."""

    def tell(self, event: SmiEvent, text: str) -> bool:
        """Report an event if it is wanted (add_event_to_kfifo); False when nobody reads any more."""
        try:
            while mask := self._ours.recv(8):
                self._wanted = int.from_bytes(mask, "little")
            return False
        except BlockingIOError:
            pass
        except OSError:
            return False
        if not self._wanted & 1 << (event - 1):
            return True
        try:
            self._ours.send(f"{event:x} {text}\n".encode())
        except BlockingIOError:
            return True  # a full queue drops what comes, as the kernel's does
        except OSError:
            return False
        return True

    def close(self) -> None:
        """No more events will come."""
        self._ours.close()


class SmiClients:
    """Those who want to hear of one card."""

    def __init__(self) -> None:
        self._clients: list[SmiClient] = []

    def add(self) -> int:
        """A new descriptor (kfd_smi_event_open)."""
        client = SmiClient()
        self._clients.append(client)
        return client.descriptor

    def vm_fault(self) -> None:
        """A process's queues were stopped by a memory exception (kfd_smi_event_update_vmfault)."""
        self._tell(SmiEvent.VMFAULT, f"{os.getpid():x}:barewire")

    def reset(self, count: int) -> None:
        """The card is reset, and comes back (kfd_smi_event_update_gpu_reset)."""
        self._tell(SmiEvent.GPU_PRE_RESET, f"{count:x} unknown")
        self._tell(SmiEvent.GPU_POST_RESET, f"{count:x} ")

    def _tell(self, event: SmiEvent, text: str) -> None:
        for client in tuple(self._clients):
            if not client.tell(event, text):
                client.close()
                self._clients.remove(client)

    def close(self) -> None:
        """The card is gone."""
        for client in self._clients:
            client.close()
        self._clients.clear()

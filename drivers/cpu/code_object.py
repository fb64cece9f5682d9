"""Code objects of the card: relocatable ELF objects for this machine's processor."""

from __future__ import annotations

from ..object_loader import LoadedObject


class CpuCodeObject(LoadedObject):
    """A loaded image. Its memory goes once it is closed, or nothing refers to it, and no queue runs it."""

"""Memory of a device, owned by a Python object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

from ..drivers.owned import Owned
from . import host_memory
from .allocator import Block, Memory
from .errors import DeviceClosed, InvalidArgument
from .open_card import OpenCard

# A copy from the host into memory in use goes through a buffer of its own up to this size, so that it need
# not wait.
LARGEST_STAGED_BYTES = 1 << 20
# To and from memory that the host does not see, everything goes in pieces of at most this size: one is filled
# while the one before is on its way.
STAGED_PIECE_BYTES = 4 << 20


class _Place:
    """What a buffer and those it replaced know in common: the last of them. It keeps none of them alive."""

    __slots__ = ("last",)

    def __init__(self) -> None:
        self.last: ref[Buffer] | None = None


class Buffer(Owned):
    """`size_bytes` of memory on a device, returned to the device's allocator when the object dies.

    The memory is taken when it is first needed and its contents are undefined until written. Host methods
    wait for all work submitted to the device before they look at the memory. With `host`, it is memory of the
    system, which the host sees too even where the card has memory of its own. Raises InvalidArgument for a
    size below 0; whatever needs the memory raises OutOfMemory, and DeviceClosed once its device is closed.

    Examples:
        >>> from barewire.runtime import Buffer
        >>> buffer = Buffer(Device["CPU"], 4)
        >>> buffer.copy_in(b"abcd")
        >>> len(buffer), bytes(buffer.copy_out())
        (4, b'abcd')
    """

    __slots__ = (
        "device",
        "size_bytes",
        "read_only",
        "_place",
        "is_aliased",
        "_address",
        "_block",
        "_exports",
        "_external",
        "_memory",
        "_offset",
        "_parent",
        "__weakref__",
    )

    device: OpenCard
    size_bytes: int
    read_only: bool
    _place: _Place | None
    is_aliased: bool
    _address: int | None
    _block: Block | None
    _exports: int
    _external: Any
    _memory: Memory
    _offset: int
    _parent: Buffer | None

    def __init__(self, device: OpenCard, size_bytes: int, host: bool = False) -> None:
        self._block = None
        self._external = None
        if size_bytes < 0:
            raise InvalidArgument(f"a buffer cannot have {size_bytes} bytes")
        self.device = device
        self._memory = device.host_memory if host else device.memory
        self.size_bytes = size_bytes
        self.read_only = False
        # Where the buffer is whose contents have taken the place of this one's, for who kept this one.
        self._place = None
        # Whether two nodes of a graph have been made of it, such as one and its reshaped form.
        self.is_aliased = False
        # Set once the address was given out: from then on work on the device may use the memory.
        self._address = None
        self._exports = 0
        self._offset = 0
        self._parent = None

    @classmethod
    def from_host(cls, data: Any, device: OpenCard) -> Buffer:
        """A buffer over the memory of a Python object, without a copy where the card can see that memory.

        `data` is anything with the buffer protocol; where it is not contiguous, or the card has memory of its
        own, its bytes are copied. The object stays alive, and cannot be resized, as long as the buffer.
        `read_only` tells whether it may be written. The address has the alignment of the object, which may be
        less than 64 bytes.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> numbers = np.float32([1, 2, 3])
            >>> buffer = Buffer.from_host(numbers, Device["CPU"])
            >>> numbers[0] = 7
            >>> buffer.contents().cast("f").tolist(), buffer.read_only
            ([7.0, 2.0, 3.0], False)
        """
        source = host_memory.contiguous(data)
        buffer = cls(device, source.nbytes)
        if not device.info.shares_host_memory:
            buffer.copy_in(source)
        elif source.nbytes:
            handle, buffer._address = host_memory.export(source)
            buffer._external = handle
            buffer.read_only = source.readonly
        return buffer

    def view(self, offset_bytes: int, size_bytes: int) -> Buffer:
        """A buffer over part of this one, which stays alive as long as the part.

        Raises InvalidArgument for bytes beyond this one.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> whole = Buffer(Device["CPU"], 4)
            >>> whole.copy_in(b"abcd")
            >>> bytes(whole.view(1, 2).copy_out())
            b'bc'
        """
        if offset_bytes < 0 or size_bytes < 0 or offset_bytes + size_bytes > self.size_bytes:
            raise InvalidArgument(
                f"bytes {offset_bytes} to {offset_bytes + size_bytes} are not inside a buffer of "
                f"{self.size_bytes} bytes"
            )
        part = Buffer(self.device, size_bytes, self._memory is not self.device.memory)
        part._parent = self if self._parent is None else self._parent
        part._offset = self._offset + offset_bytes
        part.read_only = self.read_only
        return part

    @property
    def gpu_address(self) -> int:
        """Where the device sees the memory.

        Raises OutOfMemory when there is none left to take, DeviceClosed when it went with its device.
        """
        if self.device.closed:
            raise DeviceClosed(f"the buffer was lost when its device {self.device.name} was closed")
        address = self._address
        if address is None:
            parent = self._parent
            address = self._take().address if parent is None else parent.gpu_address + self._offset
            self._address = address
        return address

    def replaced_by(self, other: Buffer) -> None:
        """Let who keeps this buffer find what has taken its place, as `latest`.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> first, second, third = (Buffer(Device["CPU"], 4) for _ in range(3))
            >>> first.replaced_by(second)
            >>> second.replaced_by(third)
            >>> first.latest is third, third.latest is third
            (True, True)
        """
        place = self._place
        if place is None or (place.last is not None and place.last() is not self):
            # The first time, or another has taken its place for somebody else.
            place = self._place = _Place()
        place.last = ref(other)
        other._place = place

    @property
    def latest(self) -> Buffer:
        """The buffer that has taken the place of this one; itself where none has."""
        place = self._place
        last = None if place is None or place.last is None else place.last()
        return self if last is None else last

    @property
    def exports(self) -> int:
        """How many zero-copy views of the memory the host holds, those of other parts of the same buffer
        included.
        """
        return self._exports if self._parent is None else self._parent._exports

    @property
    def is_external(self) -> bool:
        """Whether the memory belongs to a Python object rather than to the device's allocator."""
        root = self if self._parent is None else self._parent
        return root._external is not None

    def copy_in(self, data: Any) -> None:
        """Overwrite the contents with those of an object with the buffer protocol, of exactly `size_bytes`.

        Takes effect in the order of submission: earlier launches see the old contents, later ones the new.
        Raises InvalidArgument for another size, and over read-only memory of the host.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 12)
            >>> buffer.copy_in(np.float32([1, 2, 3]))
            >>> buffer.contents().cast("f").tolist()
            [1.0, 2.0, 3.0]
        """
        source = host_memory.contiguous(data)
        if source.nbytes != self.size_bytes:
            raise InvalidArgument(f"{source.nbytes} bytes do not fill a buffer of {self.size_bytes} bytes")
        if self.read_only:
            raise InvalidArgument(
                "the buffer is over read-only memory of the host; copy into one that is not"
            )
        if not source.nbytes:
            return
        visible = self.is_host_visible
        idle = visible and self._idle()
        if not visible or (source.nbytes <= LARGEST_STAGED_BYTES and not idle):
            self._stage_in(source.cast("B"))
        else:
            host_memory.write(self._address_on_host() if idle else self._host_address(), source)

    def _stage_in(self, source: memoryview) -> None:
        for offset in range(0, source.nbytes, STAGED_PIECE_BYTES):
            piece = source[offset : offset + STAGED_PIECE_BYTES]
            staging = Buffer(self.device, piece.nbytes, host=True)
            staging.copy_in(piece)
            self.device.compute.copy(self.gpu_address + offset, staging.gpu_address, piece.nbytes)

    def copy_out(self) -> bytearray:
        """The contents, copied to the host, once the work submitted so far is done.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 3)
            >>> buffer.fill(b"*")
            >>> buffer.copy_out()
            bytearray(b'***')
        """
        if self.is_host_visible:
            return bytearray(host_memory.view(self._host_address(), self.size_bytes))
        contents = bytearray(self.size_bytes)
        if not contents:
            return contents
        seen = memoryview(contents)
        under_way: list[tuple[int, Buffer]] = []
        for offset in range(0, self.size_bytes, STAGED_PIECE_BYTES):
            staging = Buffer(self.device, min(STAGED_PIECE_BYTES, self.size_bytes - offset), host=True)
            self.device.compute.copy(staging.gpu_address, self.gpu_address + offset, staging.size_bytes)
            under_way.append((offset, staging))
            if len(under_way) > 1:
                _collect(seen, *under_way.pop(0))
        _collect(seen, *under_way.pop())
        return contents

    @property
    def is_host_visible(self) -> bool:
        """Whether the host sees the memory itself, so that `host_view` needs no copy."""
        return self.device.host_sees_memory or self._memory is not self.device.memory or self.is_external

    def contents(self) -> memoryview:
        """The bytes to be read: the memory itself where the host sees the memory, else a copy.

        Waits for the work submitted so far.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 8)
            >>> buffer.fill(b"ab")
            >>> bytes(buffer.contents())
            b'abababab'
        """
        return self.host_view() if self.is_host_visible else memoryview(self.copy_out())

    def host_view(self) -> memoryview:
        """The memory itself as writable bytes, without a copy.

        The view keeps the buffer alive and counts in `exports`. Waits for the work submitted so far; work
        submitted later may change the bytes under the reader. It is read-only where the buffer is. Raises
        InvalidArgument where the host does not see the memory.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 8)
            >>> with buffer.host_view() as view:
            ...     view[:] = b"abcdefgh"
            >>> bytes(buffer.view(6, 2).copy_out())
            b'gh'
        """
        if not self.is_host_visible:
            raise InvalidArgument(
                f"the host does not see the memory of {self.device.name}; copy_out() copies it to the host"
            )
        root = self if self._parent is None else self._parent
        address = self._host_address()
        root._exports += 1
        self.device.exports += 1

        def released() -> None:
            root._exports -= 1
            root.device.exports -= 1

        bytes_seen = host_memory.guarded_view(address, self.size_bytes, released)
        return bytes_seen.toreadonly() if self.read_only else bytes_seen

    def copy_from(self, source: Buffer) -> None:
        """Overwrite the contents with those of a buffer of the same size, on this device or another.

        Takes effect in the order of submission. Raises InvalidArgument for another size.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> source, target = (Buffer(Device["CPU"], 4) for _ in range(2))
            >>> source.copy_in(b"abcd")
            >>> target.copy_from(source)
            >>> bytes(target.copy_out())
            b'abcd'
        """
        if source.size_bytes != self.size_bytes:
            raise InvalidArgument(
                f"{source.size_bytes} bytes do not fill a buffer of {self.size_bytes} bytes"
            )
        if not self.size_bytes:
            return
        here, there = self.device.compute, source.device.compute
        if source.device is self.device:
            here.copy(self.gpu_address, source.gpu_address, self.size_bytes)
        elif self.device.card.reaches(source.device.card):
            here.wait_for(there.now)
            done = here.copy(self.gpu_address, source.gpu_address, self.size_bytes)
            # Whatever takes the source's place there comes after the copy.
            there.wait_for(done)
            here.retire(lambda: source)
        else:
            self.copy_in(source.contents())

    def fill(self, pattern: bytes) -> None:
        """Repeat a pattern of 1, 2, 4, 8 or 16 bytes over the memory.

        Takes effect in the order of submission. Raises InvalidArgument for a pattern of another length, or
        that does not fit a whole number of times.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 8)
            >>> buffer.fill(np.float32(1.5).tobytes())
            >>> buffer.contents().cast("f").tolist()
            [1.5, 1.5]
        """
        if len(pattern) not in (1, 2, 4, 8, 16) or self.size_bytes % len(pattern):
            raise InvalidArgument(
                f"a pattern of {len(pattern)} bytes cannot fill {self.size_bytes} bytes: it needs 1, 2, 4, "
                "8 or 16 bytes and must fit a whole number of times"
            )
        if self.size_bytes:
            self.device.compute.fill(self.gpu_address, self.size_bytes, pattern)

    def __len__(self) -> int:
        return self.size_bytes

    def __repr__(self) -> str:
        where = "not allocated yet" if self._address is None else f"{self._address:#x}"
        return f"<Buffer of {self.size_bytes} bytes on {self.device.name}, {where}>"

    def __del__(self, release: Callable[[Any], None] = host_memory.release) -> None:
        block = self._block
        if block is not None:
            if not self.device.closed:
                self._memory.release(block)
        elif self._external is not None:
            handle, queue = self._external, self.device.compute
            if queue.idle:
                release(handle)
            else:
                queue.retire(lambda: release(handle))

    def _take(self) -> Block:
        block = self._block
        if block is None:
            memory = self._memory
            with memory.lock:
                block = self._block
                if block is None:
                    block = self._block = memory.allocate_locked(self.size_bytes)
        return block

    def _take_idle(self, done: int) -> Block:
        block = self._block
        if block is None:
            memory = self._memory
            with memory.lock:
                block = self._block
                if block is None:
                    block = self._block = memory.allocate_idle_locked(self.size_bytes, done)
        return block

    def _idle(self) -> bool:
        """Whether the host may touch the memory without waiting."""
        queue = self.device.compute
        root = self if self._parent is None else self._parent
        if root._address is None:
            done = queue.timeline.value
            block = root._take_idle(done)
            # Work that was put off until somebody looks is under way by now.
            if root._address is None:
                return done >= block.idle_after
        return queue.idle

    def host_address(self) -> int:
        """Where the host sees the memory, for native code to read or to fill while the buffer is kept.

        Waits for the work submitted so far. Raises InvalidArgument where the host does not see the memory.

        Examples:
            >>> from barewire.runtime import Buffer
            >>> buffer = Buffer(Device["CPU"], 8)
            >>> buffer.host_address() == buffer.host_address()
            True
        """
        if not self.is_host_visible:
            raise InvalidArgument(
                f"the host does not see the memory of {self.device.name}; copy_out() copies it to the host"
            )
        return self._host_address()

    def _host_address(self) -> int:
        """Where the host sees the memory, once nothing on the device uses it."""
        if not self.device.closed and not self._idle():
            root = self if self._parent is None else self._parent
            queue = self.device.compute
            queue.wait_until(queue.submitted if root._address is not None else root._take().idle_after)
        return self._address_on_host()

    def _address_on_host(self) -> int:
        """The same, of memory that nothing uses."""
        if self.device.closed:
            raise DeviceClosed(f"the buffer was lost when its device {self.device.name} was closed")
        root = self if self._parent is None else self._parent
        if root._external is not None:
            assert root._address is not None
            return root._address + self._offset
        host = root._take().host_address
        assert host is not None, "only memory that the host sees is asked for"
        return host + self._offset


def _collect(contents: memoryview, offset: int, staging: Buffer) -> None:
    """Put one staged piece in its place once it is there."""
    contents[offset : offset + staging.size_bytes] = host_memory.view(
        staging._host_address(), staging.size_bytes
    )

"""What handlers of machine instructions are written with, whatever the instruction set: the wave's state as
fields, masks of lanes, and where a handler goes when it is done.

A handler gets the wave's state and its own record. Records follow each other as the instructions do, and each
begins with its handler's address.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .values import Code, Type, Value


@dataclass(frozen=True)
class Layout:
    """Where the wave's state has what every handler writes, and how large a record is."""

    status: int
    resume: int
    fault_address: int
    fault_bytes: int
    fault_detail: int
    fault_lane: int
    record_bytes: int


class Handler(Code):
    """Writes one handler for waves of so many lanes."""

    def __init__(self, lanes: int, layout: Layout) -> None:
        super().__init__()
        self.lanes, self.layout = lanes, layout
        self.state = Value(self, "%state", Type("ptr"))
        self.record = Value(self, "%record", Type("ptr"))
        self.ended = False
        self.label = "begin"

    def vector(self, element: str) -> Type:
        """A vector type with one element per lane."""
        return Type(element, self.lanes)

    def field(self, offset: int) -> Value:
        """A pointer to a field of the wave's state, by its number in wave.py."""
        return self.at(self.state, offset)

    def get(self, offset: int, element: str = "i32") -> Value:
        """A field of the wave's state."""
        return self.load(self.field(offset), Type(element), 4)

    def set(self, offset: int, value: Value | int, element: str = "i32") -> None:
        """Write a field of the wave's state."""
        self.store(self.field(offset), self.lift(value, Type(element)), 4)

    @property
    def mask_element(self) -> str:
        """The integer as wide as a mask of lanes."""
        return f"i{self.lanes}"

    def mask_to_lanes(self, mask: Value) -> Value:
        """An integer of one bit per lane as a vector of i1."""
        return self.emit(f"bitcast {mask} to <{self.lanes} x i1>", self.vector("i1"))

    def lanes_to_mask(self, lanes: Value) -> Value:
        """A vector of i1 as an integer of one bit per lane."""
        return self.emit(f"bitcast {lanes} to {self.mask_element}", Type(self.mask_element))

    def lane_numbers(self, element: str = "i32") -> Value:
        """0, 1, 2, ... by lane."""
        return self.per_lane(element, range(self.lanes))

    def leave(self, status: int | Value, resume: Value | None = None) -> None:
        """End the block by returning to the scheduler, to go on at `resume` (this record if None)."""
        self.set(self.layout.status, status)
        self.store(self.field(self.layout.resume), resume if resume is not None else self.record, 8)
        self.do("ret void")

    def go(self, target: Value) -> None:
        """End the block by going on at the record `target`."""
        handler = self.load(target, Type("ptr"), 8)
        self.do(f"musttail call tailcc void {handler.text}({self.state}, {target})")
        self.do("ret void")

    @property
    def next_record(self) -> Value:
        """The record behind this one."""
        return self.at(self.record, self.layout.record_bytes)

    def fail_if(
        self,
        condition: Value,
        status: int,
        address: Value | None = None,
        size_bytes: Value | int = 0,
        detail: Value | int = 0,
        lane: Value | int = 0,
    ) -> None:
        """Stop the wave at this instruction where `condition` (an i1) holds; STATUS and FAULT_ fields say
        why."""
        stop, on = self.new_label("stop"), self.new_label("on")
        self.branch(condition, stop, on)
        self.block(stop)
        if address is not None:
            self.set(self.layout.fault_address, address.fit("i64"), "i64")
        self.set(self.layout.fault_bytes, size_bytes)
        self.set(self.layout.fault_detail, detail)
        self.set(self.layout.fault_lane, lane)
        self.leave(status)
        self.block(on)

    @contextmanager
    def each_lane(self, mask: Value) -> Iterator[Value]:
        """A loop over the bits set in an integer mask, lowest first; gives the lane's number as an i32."""
        head, body, done = self.new_label("head"), self.new_label("body"), self.new_label("done")
        before = self.label
        self.jump(head)
        self.block(head)
        left = self.name()
        rest = self.name()
        position = len(self.lines)
        remaining = Value(self, left, mask.type)
        self.branch(remaining.eq(0), done, body)
        self.block(body)
        lane = self.intrinsic("cttz", remaining, Value(self, "true", Type("i1")))
        yield lane.fit("i32")
        self.do(f"{rest} = and {mask.type} {left}, {(remaining - 1).text}")
        after = self.label
        self.jump(head)
        self.lines.insert(
            position, f"  {left} = phi {mask.type} [{mask.text}, %{before}], [{rest}, %{after}]"
        )
        self.block(done)

    def body(self) -> str:
        """The finished function's blocks; goes on at the next record unless the semantics ended the
        function."""
        if not self.ended:
            self.go(self.next_record)
        return "\n".join(["start:", *self.entry, "  br label %begin", "begin:", *self.lines])

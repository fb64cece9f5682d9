"""The shader processors: they keep programs that were translated, and run one dispatch at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict

from ....compiler import Keep
from ....quiet import QuietLock
from ...memory.vm import AddressSpace
from ..isa.native.builder import Context
from ..isa.running.library import HandlerLibrary
from ..isa.running.program import Limits, Program
from .dispatch import Dispatch, IllegalProgram, named_failures
from .execution import Job, Touch, WorkerPool

_PROGRAMS_KEPT = 1024
MOST_INVOCATIONS = 2048


def _nothing_more(address: int, write: bool, texel: bool) -> bool:
    return False


_libraries: dict[int, HandlerLibrary] = {}
_lock = QuietLock()


def _library(kept: Keep) -> HandlerLibrary:
    with _lock:
        key = id(kept)
        if key not in _libraries:
            _libraries[key] = HandlerLibrary(kept)
        return _libraries[key]


class ShaderProcessors:
    """All shader processors of a card."""

    def __init__(self, kept: Keep) -> None:
        self._kept = kept
        self._pool = WorkerPool()
        self._programs: OrderedDict[object, Program] = OrderedDict()
        self._stop = array("I", [0])
        self._lock = QuietLock()

    def stop(self) -> None:
        """End the dispatch that runs, and all after it."""
        self._stop[0] = 1

    def program(self, dispatch: Dispatch) -> Program:
        """A dispatch's program, translated if it is not yet. Raises IllegalProgram."""
        limits = Limits(dispatch.registers, len(dispatch.constants) // 4)
        context = Context(dispatch.lanes, dispatch.generation)
        key = (dispatch.code, limits, context)
        with self._lock:
            known = self._programs.get(key)
            if known is None:
                with named_failures(dispatch.code_address):
                    known = Program(_library(self._kept), dispatch.code, context, limits)
                self._programs[key] = known
                while len(self._programs) > _PROGRAMS_KEPT:
                    self._programs.popitem(last=False)
            else:
                self._programs.move_to_end(key)
            return known

    def run(
        self,
        dispatch: Dispatch,
        memory: AddressSpace,
        touch: Touch = _nothing_more,
        texels: AddressSpace | None = None,
    ) -> None:
        """Run a dispatch to its end. `touch` maps what is accessed first, `texels` is what textures see of
        memory. Raises WaveFault, or Stopped.
        """
        size = dispatch.local_size
        if not 0 < size[0] * size[1] * size[2] <= MOST_INVOCATIONS:
            raise IllegalProgram(
                f"a workgroup of {size[0]} x {size[1]} x {size[2]} is none",
                dispatch.code_address,
                "the dispatch",
            )
        if not all(dispatch.groups):
            return
        program = self.program(dispatch)
        tables = memory.table, (texels or memory).table
        Job(self._pool, program, dispatch, tables, self._stop.buffer_info()[0], touch).run()

"""Whether a kernel leaves the registers of its wgmma.mma_async alone until it has waited for them.

The simulated card multiplies when the instruction is issued, so that a wait that is missing would not show in
the results. PTX ISA, wgmma.mma_async and wgmma.fence: until wgmma.wait_group has waited for the group of an
instruction, accessing its accumulators is undefined; and registers that something else accessed need a
wgmma.fence before an instruction takes them. Both are looked for along every path through the kernel.
"""

from __future__ import annotations

from typing import NamedTuple

from ..syntax import Instruction, Integer, PtxError
from .liveness import Flow

# Groups older than this are taken together: waits for all but more are not told apart.
_MOST_GROUPS = 8


class _State(NamedTuple):
    """Registers as bits: of instructions in no group yet, of each group in flight, the newest first, and
    those that were accessed since the last fence.
    """

    open: int
    groups: tuple[int, ...]
    accessed: int

    @property
    def in_flight(self) -> int:
        bits = self.open
        for group in self.groups:
            bits |= group
        return bits

    def joined(self, other: _State) -> _State:
        groups = tuple(a | b for a, b in zip(self.groups, other.groups, strict=True))
        return _State(self.open | other.open, groups, self.accessed | other.accessed)


def check(flow: Flow) -> None:
    """Raises PtxError at an instruction that should have waited, or come after a fence."""
    body = flow.body
    if not any(isinstance(each, Instruction) and each.opcode == "wgmma" for each in body):
        return
    none = (0,) * _MOST_GROUPS
    states: dict[int, _State] = {0: _State(0, none, (1 << len(flow.numbers)) - 1)}
    waiting = [0]
    while waiting:
        index = waiting.pop()
        after = _after(flow, index, states[index])
        for target in flow.targets[index]:
            known = states.get(target)
            joined = after if known is None else known.joined(after)
            if joined != known:
                states[target] = joined
                waiting.append(target)


def _after(flow: Flow, index: int, state: _State) -> _State:
    """The state after a statement."""
    statement = flow.body[index]
    if not isinstance(statement, Instruction):
        return state
    touched = flow.reads[index] | flow.writes[index]
    if statement.opcode != "wgmma":
        if touched & state.in_flight:
            raise PtxError(
                statement.line,
                f"'{statement.text}' takes a register of a wgmma.mma_async before a wgmma.wait_group for it",
            )
        return state._replace(accessed=state.accessed | touched) if touched else state
    action = statement.modifiers[0]
    if action == "fence":
        return state._replace(accessed=0)
    if action == "commit_group":
        *newer, last, oldest = (state.open, *state.groups)
        return state._replace(open=0, groups=(*newer, last | oldest))
    if action == "wait_group":
        keep = next((each.value for each in statement.operands if isinstance(each, Integer)), 0)
        kept = state.groups[:keep] if keep < _MOST_GROUPS else state.groups
        return state._replace(groups=kept + (0,) * (_MOST_GROUPS - len(kept)))
    totals = flow.writes[index]
    if totals & state.accessed:
        raise PtxError(
            statement.line,
            f"'{statement.text}' takes registers that were accessed after the last wgmma.fence",
        )
    return state._replace(open=state.open | totals)

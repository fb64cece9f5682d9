"""In which order tasks are run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from ...runtime.errors import InternalError
from ..codegen.nest.lower import strip_reshapes
from ..graph.node import Node, Op
from .task import Task

# Of the peak: what another order must save to be taken.
_WORTHWHILE = 0.02


@dataclass(frozen=True)
class _Needs:
    """Which tasks need which: the followers of each, how many it waits for, and of an ASSIGN how many had
    better come before.
    """

    followers: list[list[int]]
    missing: list[int]
    after: list[list[int]]  # ASSIGN tasks that had better wait for this one
    waits: list[int]


def in_order(tasks: list[Task], outputs: Sequence[Node] = ()) -> list[Task]:
    """An order in which each task finds its inputs made. Raises InternalError where there is none.

    Where there is a choice, a task that makes the new values of an ASSIGN comes after those that read the old
    ones, so that it may write over them. Given the outputs, those that make room come before those that take
    it, if less memory is needed at the peak then.
    """
    needs = _needs(tasks)
    order = _listed(tasks, needs, lambda number: False)
    if outputs:
        memory = _Memory(tasks, outputs)
        sparing = _listed(tasks, needs, memory.grows, memory.run)
        if memory.peak(sparing) < memory.peak(order) * (1 - _WORTHWHILE):
            order = sparing
    return [tasks[number] for number in order]


def _needs(tasks: list[Task]) -> _Needs:
    producer = {output: number for number, task in enumerate(tasks) for output in task.outputs}
    followers: list[list[int]] = [[] for _ in tasks]
    missing = [0] * len(tasks)
    readers: dict[Node, list[int]] = {}
    for number, task in enumerate(tasks):
        for needed in {producer[node] for node in task.inputs if node in producer}:
            followers[needed].append(number)
            missing[number] += 1
        for node in task.inputs:
            if node.op is Op.BUFFER:
                readers.setdefault(node, []).append(number)
    after: list[list[int]] = [[] for _ in tasks]
    waits = [0] * len(tasks)
    assigned = Counter(
        output.sources[0] for task in tasks for output in task.outputs if output.op is Op.ASSIGN
    )
    for number, task in enumerate(tasks):
        # What several start from, as from zeros, none of them writes over.
        targets = {
            output.sources[0]
            for output in task.outputs
            if output.op is Op.ASSIGN and assigned[output.sources[0]] == 1
        }
        for reader in {each for target in targets for each in readers.get(target, ()) if each != number}:
            after[reader].append(number)
            waits[number] += 1
    return _Needs(followers, missing, after, waits)


def _listed(
    tasks: list[Task],
    needs: _Needs,
    grows: Callable[[int], bool],
    run: Callable[[int], Sequence[int]] = lambda number: (),
) -> list[int]:
    """Tasks by their numbers, those that do not grow memory first; `run` tells which may not any more."""
    missing, waits = list(needs.missing), list(needs.waits)
    ready = [(waits[each] > 0, grows(each), each) for each in range(len(tasks)) if not missing[each]]
    heapify(ready)
    done = [False] * len(tasks)
    ordered: list[int] = []
    while ready:
        _, _, number = heappop(ready)
        if done[number]:
            continue
        done[number] = True
        ordered.append(number)
        for follower in needs.followers[number]:
            missing[follower] -= 1
        for assign in needs.after[number]:
            waits[assign] -= 1
        for each in {*needs.followers[number], *needs.after[number], *run(number)}:
            if not missing[each] and not done[each]:
                heappush(ready, (waits[each] > 0, grows(each), each))
    if len(ordered) < len(tasks):
        left = "; ".join(str(task) for task, is_done in zip(tasks, done, strict=True) if not is_done)
        raise InternalError(
            f"kernels need each other's results, so none can be run first: {left}. This is a fault of "
            "Barewire's, please report it; to realize an intermediate result before may help until then"
        )
    return ordered


class _Memory:
    """What tasks take and free while they are put in order."""

    def __init__(self, tasks: list[Task], outputs: Sequence[Node]) -> None:
        self._tasks = tasks
        wanted = {strip_reshapes(output) for output in outputs}
        made = [node for task in tasks for node in task.outputs]
        # New values of an ASSIGN are where the old ones were.
        self._bytes = {
            node: 0 if node.op is Op.ASSIGN else node.size * node.dtype.item_bytes for node in made
        }
        self._frees = {node for node in made if node not in wanted and node.op is not Op.ASSIGN}
        self._readers: dict[Node, list[int]] = {}
        for number, task in enumerate(tasks):
            for node in self._read(task):
                self._readers.setdefault(node, []).append(number)
        self._left = {node: len(readers) for node, readers in self._readers.items()}

    def _read(self, task: Task) -> set[Node]:
        return self._frees.intersection(task.inputs)

    def grows(self, number: int) -> bool:
        """Whether a task takes more than it frees, with what has run so far."""
        task = self._tasks[number]
        taken = sum(self._bytes[node] for node in task.outputs)
        freed = sum(self._bytes[node] for node in self._read(task) if self._left[node] == 1)
        return taken > freed

    def run(self, number: int) -> list[int]:
        """Note that a task has run; returns those that are alone now in reading something."""
        alone: list[int] = []
        for node in self._read(self._tasks[number]):
            self._left[node] -= 1
            if self._left[node] == 1:
                alone += self._readers[node]
        return alone

    def peak(self, order: Sequence[int]) -> int:
        """The most bytes at once in an order."""
        left = {node: len(readers) for node, readers in self._readers.items()}
        now = most = 0
        for number in order:
            task = self._tasks[number]
            now += sum(self._bytes[node] for node in task.outputs)
            most = max(most, now)
            now -= sum(self._bytes[node] for node in task.outputs if node in self._frees and node not in left)
            for node in self._read(task):
                left[node] -= 1
                now -= 0 if left[node] else self._bytes[node]
        return most

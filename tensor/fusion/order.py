"""In which order tasks are run."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from ...runtime.errors import InternalError
from ..graph.node import Node, Op
from .task import Task


def in_order(tasks: list[Task]) -> list[Task]:
    """An order in which each task finds its inputs made. Raises InternalError where there is none.

    Where there is a choice, a task that makes the new values of an ASSIGN comes after those that read the old
    ones, so that it may write over them.
    """
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
    after: list[list[int]] = [[] for _ in tasks]  # ASSIGN tasks that had better wait for this one
    waits = [0] * len(tasks)
    for number, task in enumerate(tasks):
        targets = {output.sources[0] for output in task.outputs if output.op is Op.ASSIGN}
        for reader in {each for target in targets for each in readers.get(target, ()) if each != number}:
            after[reader].append(number)
            waits[number] += 1
    ready = [(waits[number] > 0, number) for number in range(len(tasks)) if not missing[number]]
    heapify(ready)
    done = [False] * len(tasks)
    ordered: list[Task] = []
    while ready:
        _, number = heappop(ready)
        if done[number]:
            continue
        done[number] = True
        ordered.append(tasks[number])
        for follower in followers[number]:
            missing[follower] -= 1
            if not missing[follower]:
                heappush(ready, (waits[follower] > 0, follower))
        for assign in after[number]:
            waits[assign] -= 1
            if not waits[assign] and not missing[assign]:
                heappush(ready, (False, assign))
    if len(ordered) < len(tasks):
        left = "; ".join(str(task) for task, is_done in zip(tasks, done, strict=True) if not is_done)
        raise InternalError(
            f"kernels need each other's results, so none can be run first: {left}. This is a fault of "
            "Barewire's, please report it; to realize an intermediate result before may help until then"
        )
    return ordered

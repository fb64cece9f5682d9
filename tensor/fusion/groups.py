"""Groups of tasks that become one kernel each, and which group needs which: no two ever need each other."""

from __future__ import annotations

from collections.abc import Collection


class Groups:
    """Tasks in groups, added in an order in which each follows those that it needs. A task's number is its
    place in that order, a group's that of its first task.

    A group waits for all that any of its tasks needs, and whoever needs one of them waits for all of it. So
    what is reached from where is kept of groups and not of tasks, and goes on being kept as groups grow.
    """

    def __init__(self) -> None:
        self.of: list[int] = []  # the group of each task
        self.members: dict[int, list[int]] = {}
        self._reached: dict[int, int] = {}  # bit set of the groups that a group needs, itself included
        self._users: dict[int, set[int]] = {}  # the groups that need a group with no other in between

    def may_join(self, group: int, needed: Collection[int]) -> bool:
        """Whether the next task, which needs these, may be of a group: nothing may come between the two."""
        others = {self.of[task] for task in needed} - {group}
        return not any(self._reached[other] >> group & 1 for other in others)

    def add(self, needed: Collection[int], joined: int | None = None) -> int:
        """The number of the next task, which needs these; it is in a group that it may join, or its own."""
        number = len(self.of)
        group = number if joined is None else joined
        self.of.append(group)
        self.members.setdefault(group, []).append(number)
        self._users.setdefault(group, set())
        reached = 1 << group
        for other in {self.of[task] for task in needed} - {group}:
            reached |= self._reached[other]
            self._users[other].add(group)
        waiting = [group]
        while waiting:
            each = waiting.pop()
            before = self._reached.get(each, 0)
            if before | reached != before:
                self._reached[each] = before | reached
                waiting.extend(self._users[each])
        return number

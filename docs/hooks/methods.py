"""What the reference shows of a class, beside its methods as they are written.

A second name of a method, as in `multiply = mul`, is told with the method and has no entry of its own.
Attributes that say nothing of themselves are left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import griffe

EXAMPLES = "\n\nExamples:\n"


class Methods(griffe.Extension):
    """Tells second names with the first, and drops what has no docstring and is no method."""

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        for name, member in list(cls.members.items()):
            if not isinstance(member, griffe.Attribute) or "property" in member.labels:
                continue
            first = str(member.value)
            if isinstance(cls.members.get(first), griffe.Function):
                names[first].append(name)
            if member.docstring is None:
                cls.del_member(name)
        for first, others in names.items():
            function = cls.members[first]
            said = function.docstring.value if function.docstring else ""
            words, mark, examples = said.partition(EXAMPLES)
            also = f"Also called {', '.join(f'`{name}`' for name in others)}."
            function.docstring = griffe.Docstring(
                f"{words}\n\n{also}{mark}{examples}".strip(), parent=function
            )
